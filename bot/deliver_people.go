package bot

import (
	"context"
	"errors"
	"slices"

	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// inPerson tells people what concerns them alone: first whom an alert was assigned to, then those who are next in the chain
// of a critical alert that nobody took. The thread says who was told. Each DM is put on record at once, so that a crash in
// between repeats one message at most, marked so: a DM can't be looked into. A reply in the thread is looked for.
func (d *deliverer) inPerson(ctx context.Context, t *telling, p ledger.Posted) (ledger.Posted, error) {
	if !t.alert.Live() || p.TS == "" {
		return p, nil
	}
	p, err := d.assigned(ctx, t, p)
	if err != nil {
		return p, err
	}
	if steps, _ := alerts.Escalations(t.alert, p, t.now); len(steps) > 0 {
		return d.escalate(ctx, t, p, steps)
	}
	return p, nil
}

// assigned tells somebody that an alert was given to them.
func (d *deliverer) assigned(ctx context.Context, t *telling, p ledger.Posted) (ledger.Posted, error) {
	given, ok := alerts.Assigned(p)
	if !ok || slices.Contains(p.Thread, given.Key) {
		return p, nil
	}
	if given.By != given.To {
		err := d.dm(ctx, t, &p, string(given.To), []string{given.Key + " told"}, func(c show.Ctx) show.Message {
			return show.Assigned(t.a, t.alert, t.a.OpenInvoices(), p, given, c)
		})
		if err != nil {
			return p, err
		}
	}
	return d.inThread(ctx, t, p, given.Key, func(c show.Ctx) show.Message { return show.AssignedReply(given, c) })
}

// escalate tells those who are asked by steps that are due: each of them once for all steps that ask them, and once for each step at
// most, also where this is the second try, by when a later step has become due or somebody has another role.
func (d *deliverer) escalate(ctx context.Context, t *telling, p ledger.Posted, steps []alerts.Escalation) (ledger.Posted, error) {
	var who []string
	keys := map[string][]string{}
	for _, step := range steps {
		for _, id := range d.askedBy(ctx, t, p, step) {
			if keys[id] == nil {
				who = append(who, id)
			}
			keys[id] = append(keys[id], step.Asks(id))
		}
	}
	var asked []ledger.UserID
	for _, id := range who {
		err := d.dm(ctx, t, &p, id, keys[id], func(c show.Ctx) show.Message {
			return show.Escalated(t.a, t.alert, t.a.OpenInvoices(), p, c)
		})
		if err != nil {
			return p, err
		}
		if d.shunned(id) == "" {
			asked = append(asked, ledger.UserID(id))
		}
	}
	last := steps[len(steps)-1].Key
	return d.inThread(ctx, t, p, last, func(c show.Ctx) show.Message { return show.EscalatedReply(p, asked, c) })
}

// askedBy are those whom a step asks, the one first to whom the matter is assigned.
func (d *deliverer) askedBy(ctx context.Context, t *telling, p ledger.Posted, step alerts.Escalation) []string {
	who := d.bot.whom(ctx, t.a, t.team, "", step.To...)
	if slices.Contains(step.To, alerts.Assignee) && p.Owner != "" {
		who = append([]string{string(p.Owner)}, slices.DeleteFunc(who, func(id string) bool { return id == string(p.Owner) })...)
	}
	return who
}

// dm sends one DM for all that it is about, unless that is on record, and puts it there. Somebody who can't be reached is passed over.
func (d *deliverer) dm(ctx context.Context, t *telling, p *ledger.Posted, who string, keys []string, message func(show.Ctx) show.Message) error {
	isNew := func(posted ledger.Posted) []string {
		return slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return slices.Contains(posted.Thread, key) })
	}
	if keys = isNew(*p); len(keys) == 0 {
		return nil
	}
	if d.shunned(who) == "" {
		where := target{Place: handlers.Place{ID: who, Direct: true}, channel: who}
		n := note{channel: who, key: t.key(keys[len(keys)-1]), critical: true, message: func() show.Message { return message(d.ctx(t, where)) }}
		_, err := d.posts.once(ctx, n, &t.try)
		if no, refused := errors.AsType[*refusedError](err); refused {
			d.shun(ctx, no)
		}
		if lost(err) {
			d.bot.log.WarnContext(ctx, "somebody could not be told in person", "who", who, "err", err)
			err = nil
		}
		if err != nil {
			return err
		}
	}
	p.Thread = append(p.Thread, keys...)
	err := d.bot.team.UpdatePosted(ctx, t.claim.Vendor, t.claim.Matter, func(now *ledger.Posted) {
		now.Thread = append(now.Thread, isNew(*now)...)
	})
	if err == nil {
		t.try.sent = false
	}
	return err
}

// inThread says something below the matter's message, once; it goes on record with the matter. Where nothing can be said
// there, what was told in person stands all the same.
func (d *deliverer) inThread(ctx context.Context, t *telling, p ledger.Posted, key string, message func(show.Ctx) show.Message) (ledger.Posted, error) {
	where, err := d.place(ctx, p)
	if err != nil {
		return p, err
	}
	n := note{channel: p.Channel, thread: p.TS, key: t.key(key), message: func() show.Message { return message(d.ctx(t, where)) }}
	if _, err = d.once(ctx, t, n); err != nil && !lost(err) {
		return p, err
	}
	if err != nil {
		d.bot.log.WarnContext(ctx, "a thread takes no reply", "vendor", t.claim.Vendor, "matter", t.claim.Matter, "err", err)
	}
	p.Thread = append(p.Thread, key)
	return p, nil
}
