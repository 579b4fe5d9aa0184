package bot

import (
	"context"
	"slices"

	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// escalate tells in person those who are next in the chain of a critical alert that nobody took. Each person is put on
// record at once, so that a crash in between repeats one message at most, marked so: a DM can't be looked into.
func (d *deliverer) escalate(ctx context.Context, t *telling, p ledger.Posted) (ledger.Posted, error) {
	steps, _ := alerts.Escalations(t.alert, p, t.now)
	for _, step := range steps {
		for _, who := range d.bot.whom(ctx, t.a, t.team, "", step.To...) {
			key := step.Key + " " + who
			if slices.Contains(p.Thread, key) {
				continue
			}
			if err := d.inPerson(ctx, t, p, who, key); err != nil {
				return p, err
			}
			p.Thread = append(p.Thread, key)
			if err := d.toldInPerson(ctx, t, key); err != nil {
				return p, err
			}
			t.try.sent = false
		}
		p.Thread = append(p.Thread, step.Key)
	}
	return p, nil
}

// inPerson sends one DM. Somebody who can't be reached is passed over: the chain goes on.
func (d *deliverer) inPerson(ctx context.Context, t *telling, p ledger.Posted, who, key string) error {
	if d.shunned(who) != "" {
		return nil
	}
	where := target{Place: handlers.Place{ID: who, Direct: true}, channel: who}
	_, err := d.posts.once(ctx, note{channel: who, key: t.key(key), critical: true, message: func() show.Message {
		return show.Escalated(t.a, t.alert, t.a.OpenInvoices(), p, d.ctx(t, where))
	}}, &t.try)
	if lost(err) {
		d.bot.log.WarnContext(ctx, "somebody could not be told in person", "who", who, "err", err)
		return nil
	}
	return err
}

func (d *deliverer) toldInPerson(ctx context.Context, t *telling, key string) error {
	return d.bot.team.UpdatePosted(ctx, t.claim.Vendor, t.claim.Matter, func(p *ledger.Posted) {
		if !slices.Contains(p.Thread, key) {
			p.Thread = append(p.Thread, key)
		}
	})
}
