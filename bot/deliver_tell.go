package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// telling is all that is needed to tell one matter.
type telling struct {
	claim  store.Claim
	try    attempt
	a      *ledger.Account
	team   ledger.Team
	policy alerts.Policy
	alert  alerts.Alert
	posted ledger.Posted
	last   string // ts of the message that is on record
	act    alerts.Action
	now    time.Time
	sure   time.Time // ledger time: nobody can have told what was recorded after it without a trace

	made  place // what this try posted
	reply note  // the note that made it, where it was a reply
}

// key is the identity of one post: it stands in the message's metadata, so that the message is found after a crash.
func (t *telling) key(rung string) string {
	return string(t.claim.Vendor) + "|" + t.claim.Matter + "|" + rung
}

// matter makes one matter's message true and puts it on record, or leaves it for later.
func (d *deliverer) matter(ctx context.Context, t *telling, l store.Loaded) {
	work, done := context.WithDeadline(context.WithoutCancel(ctx), t.try.until)
	p, again, err := d.tell(work, t, l)
	done()
	if err != nil {
		d.giveBack(context.WithoutCancel(ctx), t, err)
		return
	}
	d.forget(t.claim)
	d.confirm(ctx, t, p, again)
}

// tell compares what a matter's message should say with what was posted, and posts, updates or replies. It returns what
// to put on record, and when to look again; zero: when something happens.
func (d *deliverer) tell(ctx context.Context, t *telling, l store.Loaded) (p ledger.Posted, again time.Duration, err error) {
	if t.claim.Vendor == ledger.TeamJournal {
		if of, ok := d.troubleOf(t.claim.Matter); ok {
			if t.posted, err = t.claim.Posted, t.claim.Err; err == nil {
				again, err = d.troubled(ctx, t, of)
			}
			return t.posted, again, err
		}
		p, err = d.ofTeam(ctx, t)
		return p, 0, err
	}
	if err = d.look(ctx, t, l); err != nil {
		return p, 0, err
	}
	if strings.HasPrefix(t.claim.Matter, "request:") {
		p, err = d.request(ctx, t)
		return p, 0, err
	}
	if p, err = d.act(ctx, t); err != nil {
		return p, 0, err
	}
	return p, d.again(ctx, t, p), nil
}

// look works out what there is to say, from what was read.
func (d *deliverer) look(ctx context.Context, t *telling, l store.Loaded) error {
	if err := errors.Join(t.claim.Err, l.Err); err != nil {
		return err
	}
	// Another bot's clock may be ahead of this one's: what was so at its moment is no longer to come.
	t.now = latest(t.now, l.Account.LastAt, t.claim.At)
	t.a, t.team, t.posted, t.last = l.Account, l.Team, t.claim.Posted, t.claim.Posted.TS
	var err error
	if t.policy, err = alerts.PolicyOf(t.team); err != nil {
		d.bot.log.ErrorContext(ctx, "settings can't be read; what is left of them counts", "err", err)
	}
	if !t.claim.Stale && alerts.Recorded(t.a, t.claim.Matter).After(t.sure) {
		t.try.stale, t.try.doubt = false, false // looking costs calls of which Slack allows few, and others need them
	}
	t.alert, _ = alerts.State(t.a, t.policy, t.claim.Matter, t.now)
	t.act = alerts.Tell(t.alert, t.posted, t.now)
	return nil
}

func latest(first time.Time, more ...time.Time) time.Time {
	for _, at := range more {
		if at.After(first) {
			first = at
		}
	}
	return first
}

// again is when the matter has to be looked at again for the sake of its message alone.
func (d *deliverer) again(ctx context.Context, t *telling, p ledger.Posted) time.Duration {
	var next time.Time
	add := func(at time.Time) {
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	add(t.act.Until)
	add(t.act.Again)
	if p.TS != "" {
		_, step := alerts.Escalations(t.alert, p, t.now)
		add(step)
	}
	if next.IsZero() {
		return 0
	}
	d.leap(ctx, t, next)
	return max(next.Sub(t.now), time.Second)
}

// leap sets the vendor's timer, too, where the ledger's clock is moved by hand: it jumps over what waits in machine time.
func (d *deliverer) leap(ctx context.Context, t *telling, next time.Time) {
	if d.bot.clock.offset.Load() == 0 {
		return
	}
	plan := alerts.Plan(t.a, t.team, nil, t.now)
	if plan.Next.IsZero() || next.Before(plan.Next) {
		plan.Next = next
	}
	if _, err := d.bot.team.Rearm(ctx, t.claim.Vendor, t.a.Seq, ledger.Plan{Next: plan.Next}, t.now); err != nil {
		d.bot.log.WarnContext(ctx, "a timer could not be set", "vendor", t.claim.Vendor, "err", err)
	}
}
