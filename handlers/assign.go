package handlers

import (
	"context"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// homeDuties is how many assigned alerts the Home tab shows.
const homeDuties = 10

// assignForm asks who is to see to an alert.
func (h *Handler) assignForm(ctx context.Context, p pressed, a *ledger.Account) (slack.ModalViewRequest, error) {
	al, _, err := h.matter(ctx, a, p.subject, p.now)
	switch {
	case err != nil:
		return slack.ModalViewRequest{}, err
	case !al.Live():
		return slack.ModalViewRequest{}, &ledger.Error{Kind: ledger.Conflict, Say: "This is over already; there is nothing left to see to."}
	}
	return show.AssignForm(a.Vendor, p.subject, al.Kind), nil
}

// assign gives an alert to somebody, who must be one who may see what it says. They are told by the deliverer.
func (h *Handler) assign(ctx context.Context, f *filled) error {
	to, err := h.People.Look(ctx, f.value(show.FieldTo).SelectedUser, lookToRead)
	switch {
	case err != nil:
		return unavailable(err)
	case !to.Member:
		f.wrong(show.FieldTo, "Only a full member of this workspace can see to it; choose somebody else")
		return nil
	}
	al, _, err := h.matter(ctx, f.a, f.subject, f.now)
	if err != nil {
		return err
	}
	var refused error
	err = h.Duties.Assign(ctx, f.v, f.subject, ledger.UserID(to.ID), func(p *ledger.Posted) {
		var next ledger.Posted
		if next, refused = alerts.Assign(al, *p, ledger.UserID(f.who.ID), ledger.UserID(to.ID), f.now); refused == nil {
			*p = next
		}
	})
	switch {
	case refused != nil:
		return refused
	case err != nil:
		return unavailable(err)
	}
	return h.tellAnew(ctx, f.v, f.subject)
}

// duties are the alerts that somebody is to see to, as they stand now.
func (h *Handler) duties(ctx context.Context, q asked) ([]show.Duty, error) {
	all, err := h.Duties.Duties(ctx, ledger.UserID(q.who.ID), homeDuties)
	if err != nil {
		return nil, unavailable(err)
	}
	var out []show.Duty
	for _, d := range all {
		a, err := h.Cards.Load(ctx, d.Vendor, ledger.Need{Items: alerts.Needs(d.Matter)})
		if err != nil {
			return nil, unavailable(err)
		}
		al, _, err := h.matter(ctx, a, d.Matter, q.now)
		if err != nil {
			return nil, err
		}
		if al.Live() {
			out = append(out, show.Duty{Account: a, Alert: al})
		}
	}
	return out, nil
}
