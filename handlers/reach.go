package handlers

import (
	"context"
	"errors"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// channelOf is the channel typed in, where a new vendor's alerts can go; "": it is none for them. A moment in which Slack
// can't be asked is no reason to forget it: what it is, is looked at again before anything is posted there.
func (h *Handler) channelOf(ctx context.Context, q asked) string {
	place, err := h.People.Place(ctx, q.channel)
	switch {
	case err != nil && saysNo(err), err == nil && (!place.Member || place.Shared || place.Direct):
		return ""
	}
	return q.channel
}

// saysNo reports whether Slack answered that the channel can't be seen, rather than not at all.
func saysNo(err error) bool {
	r, ok := errors.AsType[slack.SlackErrorResponse](err)
	return ok && (r.Err == "channel_not_found" || r.Err == "missing_scope" || r.Err == "no_permission")
}

// reach adds to an answer why those whom it names won't be told: better read now than found out when an alert is missed.
func (h *Handler) reach(ctx context.Context, m show.Message, do typed.Action) show.Message {
	var owner ledger.UserID
	channel := ""
	switch do := do.(type) {
	case typed.Add:
		owner, channel = do.Vendor.Owner, do.Vendor.Channel
	case typed.Edit:
		owner, channel = given(do.Fields.Owner), given(do.Fields.Channel)
	}
	if owner != "" {
		if who, err := h.People.Look(ctx, string(owner), lookToRead); err == nil && !who.Member {
			m = m.Noted(show.Esc(who.Name) + " is no full member here and is shown no figures, so the admins are told instead.")
		} else if err != nil {
			m = m.Noted("Slack could not say who that owner is; if it is nobody, the admins are told instead.")
		}
	}
	if channel == "" {
		return m
	}
	link := "<#" + channel + ">"
	switch place, err := h.People.Place(ctx, channel); {
	case err != nil && !saysNo(err):
	case place.Shared:
		m = m.Noted(link + " is shared with another company, so owed posts nothing there; alerts go elsewhere.")
	case err != nil || !place.Member:
		m = m.Noted("owed is not in " + link + ": type `/invite @owed` there. Until then its alerts go elsewhere, to its owner and the admins if nowhere else.")
	case place.Archived:
		m = m.Noted(link + " is archived, so alerts go elsewhere.")
	case place.Guests:
		m = m.Noted("There is a guest in " + link + ", so alerts come there without figures.")
	}
	return m
}

func given[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
