package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

const (
	// lease is how long a claim holds. Posting ends well before, so that two bots never post one matter at once.
	lease = 20 * time.Second
	// postFor is the deadline of one delivery, all of Slack's calls included.
	postFor = 12 * time.Second
	// batch is how many matters are claimed at once, postAtOnce how many are worked on side by side.
	batch      = 32
	postAtOnce = 8
	// look is the longest sleep between two looks into the outbox: another bot's commit gives no sign.
	lookEvery = 500 * time.Millisecond
	// listed is how many invoices a message lists.
	listed = 5
)

// deliverer makes what stands in Slack true: it claims matters that may look different now, and posts or updates them.
type deliverer struct {
	bot   *Bot
	posts *poster
	wake  chan struct{}
	moved chan struct{} // the ledger's clock was moved
	back  map[string]time.Duration
	mu    sync.Mutex
}

func newDeliverer(b *Bot, botID string) *deliverer {
	return &deliverer{bot: b, posts: newPoster(b, botID), wake: make(chan struct{}, 1), moved: make(chan struct{}, 1), back: map[string]time.Duration{}}
}

// kick says that something may wait in the outbox.
func (d *deliverer) kick() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// run delivers until ctx ends.
func (d *deliverer) run(ctx context.Context) error {
	for {
		n, err := d.once(ctx)
		if err != nil && ctx.Err() == nil {
			d.bot.log.WarnContext(ctx, "the outbox could not be read, trying again", "err", err)
		}
		if n == batch {
			continue
		}
		select {
		case <-d.wake:
		case <-time.After(d.sleep(ctx)):
		case <-ctx.Done():
			return nil
		}
	}
}

// sleep is how long until the next matter is ready, at most lookEvery.
func (d *deliverer) sleep(ctx context.Context) time.Duration {
	in, ok, err := d.bot.team.NextReady(ctx)
	if err != nil || !ok {
		return lookEvery
	}
	return max(time.Millisecond, min(in, lookEvery))
}

func (d *deliverer) once(ctx context.Context) (int, error) {
	claims, err := d.bot.team.Claim(ctx, d.bot.worker, lease, batch)
	if err != nil {
		return 0, err
	}
	var g errgroup.Group
	g.SetLimit(postAtOnce)
	for _, c := range claims {
		g.Go(func() error {
			d.matter(ctx, c)
			return nil
		})
	}
	return len(claims), g.Wait()
}

// matter makes one matter's message true, or leaves it for later.
func (d *deliverer) matter(ctx context.Context, c store.Claim) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), postFor)
	defer done()
	err := d.tell(ctx, c)
	if err == nil {
		d.forget(c)
		return
	}
	if turn, ok := errors.AsType[*notYetError](err); ok {
		if err := d.bot.team.Later(ctx, c, turn.after); err != nil {
			d.bot.log.WarnContext(ctx, "a claim could not be given back; it runs out by itself", "err", err)
		}
		return
	}
	wait := d.backoff(c, err)
	d.bot.log.WarnContext(ctx, "a matter could not be told, trying again", "vendor", c.Vendor, "matter", c.Matter, "in", wait, "err", err)
	if err := d.bot.team.Retry(ctx, c, wait); err != nil {
		d.bot.log.WarnContext(ctx, "a claim could not be given back; it runs out by itself", "err", err)
	}
}

// backoff is how long to wait before the next try: as Slack asks, else doubling up to a minute.
func (d *deliverer) backoff(c store.Claim, err error) time.Duration {
	if w, ok := errors.AsType[*waitError](err); ok {
		return w.after
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	key := string(c.Vendor) + "|" + c.Matter
	d.back[key] = min(max(2*d.back[key], 500*time.Millisecond), time.Minute)
	return d.back[key]
}

func (d *deliverer) forget(c store.Claim) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.back, string(c.Vendor)+"|"+c.Matter)
}

// telling is all that is needed to tell one matter.
type telling struct {
	claim  store.Claim
	a      *ledger.Account
	team   ledger.Team
	alert  alerts.Alert
	posted ledger.Posted
	act    alerts.Action
	now    time.Time
	where  target
}

// tell compares what a matter's message should say with what was posted, and posts, updates or replies.
func (d *deliverer) tell(ctx context.Context, c store.Claim) error {
	t := &telling{claim: c, now: d.bot.clock.Now()}
	if err := d.read(ctx, t); err != nil {
		return err
	}
	if strings.HasPrefix(c.Matter, "request:") {
		return d.request(ctx, t)
	}
	p := t.posted
	switch t.act.Do {
	case alerts.Nothing, alerts.Wait:
		return d.confirm(ctx, t, p)
	case alerts.Post:
		return d.post(ctx, t)
	case alerts.Update, alerts.Clear:
		if err := d.update(ctx, t); err != nil {
			return err
		}
	case alerts.Reply:
		if err := d.reply(ctx, t); err != nil {
			return err
		}
	}
	return d.confirm(ctx, t, t.act.Done(p.Channel, p.TS))
}

func (d *deliverer) read(ctx context.Context, t *telling) error {
	var err error
	need := ledger.Need{Items: alerts.Needs(t.claim.Matter), Open: listed + 1}
	if t.a, err = d.bot.team.Load(ctx, t.claim.Vendor, need); err != nil {
		return err
	}
	if t.team, err = d.bot.team.Settings(ctx); err != nil {
		return err
	}
	policy, err := alerts.PolicyOf(t.team)
	if err != nil {
		return err
	}
	if t.posted, _, err = d.bot.team.Posted(ctx, t.claim.Vendor, t.claim.Matter); err != nil {
		return err
	}
	t.alert, _ = alerts.State(t.a, policy, t.claim.Matter, t.now)
	t.act = alerts.Tell(t.alert, t.posted, t.now)
	return nil
}

// confirm puts what was told on record and says when to look again.
func (d *deliverer) confirm(ctx context.Context, t *telling, p ledger.Posted) error {
	var again time.Duration
	for _, at := range []time.Time{t.act.Again, t.act.Until} {
		if wait := at.Sub(t.now); !at.IsZero() && (again == 0 || wait < again) {
			again = max(wait, time.Second)
		}
	}
	return d.bot.team.Confirm(ctx, t.claim, p, again)
}

// key is the identity of one post: it stands in the message's metadata, so that the message is found after a crash.
func (t *telling) key(rung string) string {
	return string(t.claim.Vendor) + "|" + t.claim.Matter + "|" + rung
}

func (d *deliverer) post(ctx context.Context, t *telling) error {
	where, err := d.route(ctx, t)
	if err != nil {
		return err
	}
	m := d.render(ctx, t, where)
	channel, ts, err := d.posts.once(ctx, note{channel: where.channel, key: t.key(t.act.Rung.Key), message: m}, t.claim.Stale)
	if err != nil {
		return err
	}
	return d.confirm(ctx, t, t.act.Done(channel, ts))
}

func (d *deliverer) update(ctx context.Context, t *telling) error {
	where := d.place(ctx, t.posted.Channel)
	return d.posts.update(ctx, t.posted.Channel, t.posted.TS, d.render(ctx, t, where))
}

// reply says a new rung in the thread, then makes the first message show the present state.
func (d *deliverer) reply(ctx context.Context, t *telling) error {
	where := d.place(ctx, t.posted.Channel)
	n := note{channel: t.posted.Channel, thread: t.posted.TS, broadcast: t.act.Broadcast, key: t.key(t.act.Rung.Key), message: d.rung(ctx, t, where)}
	if _, _, err := d.posts.once(ctx, n, t.claim.Stale); err != nil {
		return err
	}
	return d.posts.update(ctx, t.posted.Channel, t.posted.TS, d.render(ctx, t, where))
}

// request makes the message of a payment request true: it is one message from the question to the settlement.
func (d *deliverer) request(ctx context.Context, t *telling) error {
	id := ledger.ID(strings.TrimPrefix(t.claim.Matter, "request:"))
	r, ok := t.a.Requests[id]
	if !ok {
		return d.confirm(ctx, t, t.posted)
	}
	p := t.posted
	shown := fmt.Sprint(r.State, r.When.UnixMilli(), r.Paid, t.alert.Severity)
	if p.TS != "" && p.Shown == shown {
		return d.confirm(ctx, t, p)
	}
	p.Shown = shown
	if p.TS != "" {
		where := d.place(ctx, p.Channel)
		if err := d.posts.update(ctx, p.Channel, p.TS, show.RequestMessage(t.a, r, d.ctx(where))); err != nil {
			return err
		}
		return d.confirm(ctx, t, p)
	}
	where, err := d.route(ctx, t)
	if err != nil {
		return err
	}
	m := d.mentioned(ctx, t, show.RequestMessage(t.a, r, d.ctx(where)), []alerts.Audience{alerts.Approvers}, r.State == ledger.Requested && !where.Guests)
	if p.Channel, p.TS, err = d.posts.once(ctx, note{channel: where.channel, key: t.key("asked"), message: m}, t.claim.Stale); err != nil {
		return err
	}
	p.First = t.now
	return d.confirm(ctx, t, p)
}

// target is where something is posted, and what may stand there.
type target struct {
	handlers.Place
	channel string
	reason  string // why it is not where it belongs
}

// route chooses the channel: the vendor's, else the alert channel, else a DM to the owner or an admin. A channel shared
// with another company never gets an alert; one that owed was removed from, or that is archived, is passed over with the reason.
func (d *deliverer) route(ctx context.Context, t *telling) (target, error) {
	var reasons []string
	for _, ch := range []string{t.a.Vendor.Channel, d.bot.config.AlertChannel} {
		if ch == "" {
			continue
		}
		place, err := d.bot.people.Place(ctx, ch)
		switch {
		case err != nil:
			reasons = append(reasons, "owed can't see <#"+ch+">")
		case place.Shared:
			reasons = append(reasons, "<#"+ch+"> is shared with another company")
		case place.Archived:
			reasons = append(reasons, "<#"+ch+"> is archived")
		case !place.Member && !place.Direct:
			reasons = append(reasons, "owed is not in <#"+ch+">")
		default:
			return target{Place: place, channel: ch, reason: strings.Join(reasons, "; ")}, nil
		}
	}
	for _, who := range d.bot.whom(ctx, t.a, t.team, "", alerts.Owner, alerts.Admins) {
		return target{Place: handlers.Place{ID: who, Direct: true}, channel: who, reason: strings.Join(append(reasons, "no channel is set for "+t.a.Vendor.Name), "; ")}, nil
	}
	return target{}, fmt.Errorf("nobody can be told about %s: %s; set OWED_ALERT_CHANNEL", t.a.Vendor.Slug, strings.Join(reasons, "; "))
}

// place is a channel in which something stands already.
func (d *deliverer) place(ctx context.Context, channel string) target {
	place, err := d.bot.people.Place(ctx, channel)
	if err != nil {
		place.Guests = true // unknown: without figures
	}
	return target{Place: place, channel: channel}
}

func (d *deliverer) ctx(where target) show.Ctx {
	return show.Ctx{
		Now: d.bot.clock.Now(), Zone: d.bot.config.Zone, Guests: where.Guests || where.Shared,
		Name: func(u ledger.UserID) string { return d.bot.people.Name(string(u)) },
	}
}

func (d *deliverer) render(ctx context.Context, t *telling, where target) show.Message {
	m := show.AlertMessage(t.a, t.alert, t.a.OpenInvoices(), t.posted, d.ctx(where))
	if where.reason != "" {
		m = m.Noted("Posted here because " + where.reason + ".")
	}
	return d.mentioned(ctx, t, m, t.act.To, t.act.Do == alerts.Post && t.act.Mention)
}

func (d *deliverer) rung(ctx context.Context, t *telling, where target) show.Message {
	return d.mentioned(ctx, t, show.AlertReply(t.a, t.alert, t.act.Rung, d.ctx(where)), t.act.To, t.act.Mention)
}

// mentioned adds whom a message is for, as mentions that notify.
func (d *deliverer) mentioned(ctx context.Context, t *telling, m show.Message, to []alerts.Audience, yes bool) show.Message {
	if !yes {
		return m
	}
	var requester ledger.UserID
	if id, ok := strings.CutPrefix(t.claim.Matter, "request:"); ok {
		requester = t.a.Requests[ledger.ID(id)].By
	}
	var words []string
	for _, who := range d.bot.whom(ctx, t.a, t.team, requester, to...) {
		words = append(words, "<@"+who+">")
	}
	if len(words) == 0 {
		return m
	}
	text := "For " + strings.Join(words, " ")
	for _, role := range []alerts.Audience{alerts.Legal, alerts.Finance, alerts.Treasury} {
		if has(to, role) && len(t.team.Roles[string(role)]) == 0 {
			text += " · no one has the role " + string(role) + " yet, so the admins are asked"
		}
	}
	if has(to, alerts.Owner) && t.a.Vendor.Owner == "" {
		text += " · " + t.a.Vendor.Name + " has no owner yet, so the admins are asked"
	}
	return m.Noted(text)
}

func has(to []alerts.Audience, who alerts.Audience) bool {
	for _, a := range to {
		if a == who {
			return true
		}
	}
	return false
}

// whom are the people of some audiences, each once. A role that nobody has, and a vendor without owner, fall to the admins.
func (b *Bot) whom(ctx context.Context, a *ledger.Account, t ledger.Team, requester ledger.UserID, to ...alerts.Audience) []string {
	var out []string
	add := func(ids ...string) {
		for _, id := range ids {
			if id != "" && !strings.Contains(strings.Join(out, " ")+" ", id+" ") {
				out = append(out, id)
			}
		}
	}
	admins, err := b.people.Admins(ctx)
	if err != nil {
		b.log.WarnContext(ctx, "the admins could not be looked up", "err", err)
	}
	for _, who := range to {
		switch who {
		case alerts.Owner:
			if a.Vendor.Owner != "" {
				add(string(a.Vendor.Owner))
				continue
			}
			add(admins...)
		case alerts.Requester:
			add(string(requester))
		case alerts.Approvers, alerts.Admins:
			add(admins...)
		case alerts.Legal, alerts.Finance, alerts.Treasury:
			if ids := t.Roles[string(who)]; len(ids) > 0 {
				add(ids...)
				continue
			}
			add(admins...)
		case alerts.Channel, alerts.Payables, alerts.Recorder:
		}
	}
	return out
}
