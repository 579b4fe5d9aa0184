package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// extraRerouted is where the record keeps why a message does not stand where it belongs.
const extraRerouted = "rerouted"

// act does what alerts.Tell says, and tells in person whom it was assigned to and who is next where nobody took it.
func (d *deliverer) act(ctx context.Context, t *telling) (ledger.Posted, error) {
	p := t.act.Done(t.posted.Channel, t.posted.TS)
	if t.act.Went && !alerts.GoesOn(t.a, t.policy, t.claim.Matter, t.posted, t.now) {
		if err := d.noteWent(ctx, t); err != nil {
			return p, err
		}
	}
	var err error
	switch t.act.Do {
	case alerts.Post:
		return d.post(ctx, t)
	case alerts.Update, alerts.Clear:
		err = d.update(ctx, t)
	case alerts.Reply:
		err = d.reply(ctx, t)
	case alerts.Nothing, alerts.Wait:
	}
	if lost(err) {
		return d.anew(ctx, t, p, err)
	}
	if err != nil && t.made.ts != "" {
		// The reply stands; only the first message does not show it yet. Put the reply on record, and update at the next look.
		p.Shown, t.act.Again = t.posted.Shown, t.now
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if t.act.Do == alerts.Reply {
		t.act.Again = t.now // one thing at a time: the reply goes on record before anybody is told in person
		return p, nil
	}
	return d.inPerson(ctx, t, p)
}

// lost reports whether a message can no longer be changed: it is gone, or its channel takes nothing any more.
func lost(err error) bool {
	_, refused := errors.AsType[*refusedError](err)
	return refused || errors.Is(err, errGone)
}

// anew is what becomes of a matter whose message is lost. A message that somebody deleted is not put back for the sake of
// an update, but what is new is said; where the whole channel is lost, what still stands is told elsewhere.
func (d *deliverer) anew(ctx context.Context, t *telling, p ledger.Posted, why error) (ledger.Posted, error) {
	no, refused := errors.AsType[*refusedError](why)
	if refused {
		d.shun(ctx, no)
	}
	if !t.alert.Live() || !refused && t.act.Do != alerts.Reply {
		d.bot.log.InfoContext(ctx, "a message of owed's is gone", "vendor", t.claim.Vendor, "matter", t.claim.Matter)
		return p, nil
	}
	was := t.posted
	t.posted = ledger.Posted{Owner: was.Owner}
	if t.act = alerts.Tell(t.alert, t.posted, t.now); t.act.Do != alerts.Post {
		return p, nil
	}
	p, err := d.post(ctx, t)
	p.Acked, p.AckedAt, p.AckRung, p.Snoozed, p.Snoozer = was.Acked, was.AckedAt, was.AckRung, was.Snoozed, was.Snoozer
	return p, err
}

func (d *deliverer) post(ctx context.Context, t *telling) (ledger.Posted, error) {
	where, err := d.route(ctx, t)
	if err != nil {
		return ledger.Posted{}, err
	}
	n := note{
		channel: where.channel, key: t.key(t.act.Rung.Key), critical: t.alert.Severity == alerts.Critical,
		matter: string(t.claim.Vendor) + "|" + t.claim.Matter, after: t.last,
		message: func() show.Message { return d.render(ctx, t, where) },
	}
	at, err := d.once(ctx, t, n)
	p := rerouted(t.act.Done(at.channel, at.ts), where.reason)
	if err == nil && t.made.ts == "" {
		p.Shown, t.act.Again = "", t.now // found: what it shows may be what was true before a crash
	}
	return p, err
}

// once posts a note and remembers in t what it posted.
func (d *deliverer) once(ctx context.Context, t *telling, n note) (place, error) {
	at, err := d.posts.once(ctx, n, &t.try)
	if err == nil && t.try.sent {
		t.made, t.reply = at, n
	}
	return at, err
}

func rerouted(p ledger.Posted, reason string) ledger.Posted {
	if reason == "" {
		return p
	}
	if p.Extra == nil {
		p.Extra = map[string]string{}
	}
	p.Extra[extraRerouted] = reason
	return p
}

func (d *deliverer) update(ctx context.Context, t *telling) error {
	where, err := d.place(ctx, t.posted)
	if err != nil {
		return err
	}
	return d.posts.update(ctx, place{t.posted.Channel, t.posted.TS}, d.render(ctx, t, where))
}

// reply says a new rung in the thread, then makes the first message show the present state.
func (d *deliverer) reply(ctx context.Context, t *telling) error {
	where, err := d.place(ctx, t.posted)
	if err != nil {
		return err
	}
	n := note{
		channel: t.posted.Channel, thread: t.posted.TS, broadcast: t.act.Broadcast, key: t.key(t.act.Rung.Key), critical: t.act.Rung.Severity == alerts.Critical,
		message: func() show.Message {
			return d.mentioned(ctx, t, show.AlertReply(t.a, t.alert, t.act.Rung, d.ctx(t, where)), t.act.To, t.act.Mention)
		},
	}
	at, err := d.once(ctx, t, n)
	if err != nil {
		return err
	}
	t.made = at // also where it was found
	return d.posts.update(ctx, place{t.posted.Channel, t.posted.TS}, d.render(ctx, t, where))
}

// request makes the message of a payment request true: it is one message from the question to the settlement.
func (d *deliverer) request(ctx context.Context, t *telling) (ledger.Posted, error) {
	id := ledger.ID(strings.TrimPrefix(t.claim.Matter, "request:"))
	p := t.posted
	r, ok := t.a.Requests[id]
	if !ok {
		return p, nil
	}
	if err := d.seeTargets(ctx, t, r); err != nil {
		return p, err
	}
	r = t.a.Requests[id]
	shown := fmt.Sprint(r.State, r.When.UnixMilli(), r.Paid, t.alert.Severity)
	if r.Live() {
		shown += fmt.Sprint(show.Obstacle(t.a, r))
	}
	if p.TS != "" && p.Shown == shown {
		return p, nil
	}
	p.Shown = shown
	if p.TS != "" {
		where, err := d.place(ctx, p)
		if err != nil {
			return p, err
		}
		err = d.posts.update(ctx, place{p.Channel, p.TS}, noted(show.RequestMessage(t.a, r, d.ctx(t, where)), where))
		if !lost(err) || !r.Live() {
			if lost(err) {
				err = nil
			}
			return p, err
		}
		if no, ok := errors.AsType[*refusedError](err); ok {
			d.shun(ctx, no)
		}
		// Nobody could decide on a request that is not to be seen: ask again.
	}
	where, err := d.route(ctx, t)
	if err != nil {
		return p, err
	}
	at, err := d.once(ctx, t, note{channel: where.channel, key: t.key("asked"), critical: true, message: func() show.Message {
		m := noted(show.RequestMessage(t.a, r, d.ctx(t, where)), where)
		return d.mentioned(ctx, t, m, []alerts.Audience{alerts.Approvers}, r.State == ledger.Requested && !where.Guests)
	}})
	p.Channel, p.TS, p.First = at.channel, at.ts, t.now
	return rerouted(p, where.reason), err
}

// seeTargets reads the invoices that a live request pays, where they are not among those read with it: what became of them says whether it
// can go on.
func (d *deliverer) seeTargets(ctx context.Context, t *telling, r ledger.Request) error {
	items := t.a.Unseen(r.Targets)
	if !r.Live() || len(items) == 0 {
		return nil
	}
	a, err := d.bot.team.Load(ctx, t.a.Vendor.Slug, ledger.Need{Items: append(items, ledger.Item(ledger.ItemRequest, string(r.ID)))})
	if err == nil {
		t.a = a
	}
	return err
}

func (d *deliverer) render(ctx context.Context, t *telling, where target) show.Message {
	m := noted(show.AlertMessage(t.a, t.alert, t.a.OpenInvoices(), t.posted, d.ctx(t, where)), where)
	return d.mentioned(ctx, t, m, t.act.To, t.act.Do == alerts.Post && t.act.Mention)
}

// noted is the message with the reason why it does not stand where it belongs.
func noted(m show.Message, where target) show.Message {
	if where.reason == "" {
		return m
	}
	return m.Noted("Posted here because " + where.reason + ".")
}

func (d *deliverer) ctx(t *telling, where target) show.Ctx {
	return show.Ctx{
		Now: latest(d.bot.clock.Now(), t.now), Zone: d.bot.config.Zone, Guests: where.Guests || where.Shared,
		Name: func(u ledger.UserID) string { return d.bot.people.Name(string(u)) }, Busy: d.bot.team.Importing,
	}
}

// requester is who asked for what a matter is about: for a request, or for the payment that settled it.
func (d *deliverer) requester(ctx context.Context, t *telling) ledger.UserID {
	what, id, _ := strings.Cut(t.claim.Matter, ":")
	request := ledger.ID(id)
	if what == "payment" {
		request = t.a.Movements[ledger.ID(id)].Request
	}
	if r, ok := t.a.Requests[request]; ok || request == "" || what != "payment" {
		return r.By
	}
	a, err := d.bot.team.Load(ctx, t.claim.Vendor, ledger.Need{Items: []string{ledger.ItemOf(string(request))}})
	if err != nil {
		d.bot.log.WarnContext(ctx, "who asked for a payment could not be looked up", "err", err)
		return ""
	}
	return a.Requests[request].By
}

// mentioned adds whom a message is for, as mentions that notify.
func (d *deliverer) mentioned(ctx context.Context, t *telling, m show.Message, to []alerts.Audience, yes bool) show.Message {
	if !yes {
		return m
	}
	var words []string
	for _, who := range d.bot.whom(ctx, t.a, t.team, d.requester(ctx, t), to...) {
		words = append(words, "<@"+who+">")
	}
	if len(words) == 0 {
		return m
	}
	text := "For " + strings.Join(words, " ")
	for _, role := range []alerts.Audience{alerts.Legal, alerts.Finance, alerts.Treasury} {
		if slices.Contains(to, role) && len(t.team.Roles[string(role)]) == 0 {
			text += " · no one has the role " + string(role) + " yet, so the admins are asked"
		}
	}
	if slices.Contains(to, alerts.Owner) && t.a.Vendor.Owner == "" {
		text += " · " + show.Esc(t.a.Vendor.Name) + " has no owner yet, so the admins are asked"
	}
	return m.Calling(text)
}
