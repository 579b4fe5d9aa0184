package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// shunFor is how long a channel that refused a message is passed over before it is tried again.
const shunFor = 10 * time.Minute

// refusal is that a channel takes nothing from owed.
type refusal struct {
	why   string
	until time.Time
}

// target is where something is posted, and what may stand there.
type target struct {
	handlers.Place
	channel string
	reason  string // why it is not where it belongs
}

// shun passes a channel over for a while, and lets the other bots ask anew what it is.
func (d *deliverer) shun(ctx context.Context, no *refusedError) {
	d.bot.people.forget(no.channel)
	d.mu.Lock()
	_, known := d.refused[no.channel]
	d.refused[no.channel] = refusal{no.why, time.Now().Add(shunFor)}
	d.mu.Unlock()
	if known {
		return
	}
	if err := d.bot.team.Tell(ctx, newsRefused+no.channel); err != nil {
		d.bot.log.WarnContext(ctx, "the other bots could not be told that a channel takes nothing", "channel", no.channel, "err", err)
	}
}

// shunned is why a channel is passed over, "" where it isn't.
func (d *deliverer) shunned(channel string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.refused[channel]
	if ok && time.Now().After(r.until) {
		delete(d.refused, channel)
		return ""
	}
	return r.why
}

// route chooses the channel: the vendor's, else the alert channel, else a DM to the owner or an admin. A channel shared
// with another company never gets an alert; one that owed was removed from, or that is archived, is passed over with the
// reason. That Slack can't be asked just now is no reason: then it is asked again.
func (d *deliverer) route(ctx context.Context, t *telling) (target, error) {
	var reasons []string
	for _, ch := range []string{t.a.Vendor.Channel, d.bot.config.AlertChannel} {
		if ch == "" {
			continue
		}
		where, why, err := d.usable(ctx, ch)
		if err != nil {
			return target{}, err
		}
		if why == "" {
			return target{Place: where, channel: ch, reason: strings.Join(reasons, "; ")}, nil
		}
		reasons = append(reasons, "<#"+ch+"> can't be used: "+why)
	}
	if len(reasons) == 0 {
		reasons = append(reasons, "no channel is set for "+show.Esc(t.a.Vendor.Name))
	}
	for _, who := range d.bot.whom(ctx, t.a, t.team, "", alerts.Owner, alerts.Admins) {
		if d.shunned(who) == "" {
			return target{Place: handlers.Place{ID: who, Direct: true}, channel: who, reason: strings.Join(reasons, "; ")}, nil
		}
	}
	return target{}, fmt.Errorf("nobody can be told about %s: %s; set OWED_ALERT_CHANNEL", t.a.Vendor.Slug, strings.Join(reasons, "; "))
}

// usable is what a channel is, and why no alert may stand there; "": it may.
func (d *deliverer) usable(ctx context.Context, channel string) (where handlers.Place, why string, err error) {
	if why := d.shunned(channel); why != "" {
		return where, why, nil
	}
	where, err = d.bot.people.Place(ctx, channel)
	switch {
	case err != nil:
		why, err = d.unseen(ctx, channel, err)
		return where, why, err
	case where.Shared:
		return where, "it is shared with another company", nil
	case where.Archived:
		return where, "it is archived", nil
	case !where.Member && !where.Direct:
		return where, "owed is not in it", nil
	}
	return where, "", nil
}

// unseen tells a channel that owed can't see from a moment in which Slack can't be asked.
func (d *deliverer) unseen(ctx context.Context, channel string, err error) (why string, _ error) {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return "", &notYetError{max(limited.RetryAfter, time.Second)}
	}
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		if why, ok := refusedWords[r.Err]; ok {
			d.shun(ctx, &refusedError{channel, why})
			return why, nil
		}
		if r.Err == "missing_scope" {
			return "owed may not ask what it is", nil
		}
	}
	return "", err
}

// place is the channel in which something stands already. Where it can't be seen any more, nothing is shown that a guest
// must not see.
func (d *deliverer) place(ctx context.Context, p ledger.Posted) (target, error) {
	where, err := d.bot.people.Place(ctx, p.Channel)
	if err != nil {
		if _, err = d.unseen(ctx, p.Channel, err); err != nil {
			return target{}, err
		}
		where.Guests = true
	}
	return target{Place: where, channel: p.Channel, reason: p.Extra[extraRerouted]}, nil
}

// whom are the people of some audiences, each once. A role that nobody has, and a vendor without owner, fall to the admins.
func (b *Bot) whom(ctx context.Context, a *ledger.Account, t ledger.Team, requester ledger.UserID, to ...alerts.Audience) []string {
	var out []string
	seen := map[string]bool{"": true}
	add := func(ids ...string) (told bool) {
		for _, id := range ids {
			if !seen[id] && b.mayBeTold(ctx, id) {
				out = append(out, id)
			}
			seen[id] = true
			told = told || slices.Contains(out, id)
		}
		return told
	}
	admins, err := b.people.Admins(ctx)
	if err != nil {
		b.log.WarnContext(ctx, "the admins could not be looked up", "err", err)
	}
	for _, who := range to {
		switch who {
		case alerts.Owner:
			if !add(string(a.Vendor.Owner)) {
				add(admins...)
			}
		case alerts.Requester:
			add(string(requester))
		case alerts.Approvers, alerts.Admins:
			add(admins...)
		case alerts.Legal, alerts.Finance, alerts.Treasury:
			if !add(b.persons(ctx, t.Roles[string(who)])...) {
				add(admins...)
			}
		case alerts.Channel, alerts.Payables, alerts.Recorder, alerts.Assignee:
		}
	}
	return out
}

// mayBeTold reports whether somebody may be shown figures: who left, became a guest or never was one of us is called and
// written to no more, whatever the record says they look after.
func (b *Bot) mayBeTold(ctx context.Context, id string) bool {
	who, err := b.people.Look(ctx, id, personLife)
	if err != nil {
		b.log.WarnContext(ctx, "somebody could not be looked up, so they are not told", "who", id, "err", err)
	}
	return err == nil && who.Member
}

// persons takes user groups apart: a group can neither be mentioned like a person nor be sent a message.
func (b *Bot) persons(ctx context.Context, ids []string) []string {
	var out []string
	for _, id := range ids {
		if !strings.HasPrefix(id, "S") {
			out = append(out, id)
			continue
		}
		members, err := b.people.group(ctx, id)
		if err != nil {
			b.log.WarnContext(ctx, "a user group could not be looked up", "group", id, "err", err)
		}
		out = append(out, members...)
	}
	return out
}
