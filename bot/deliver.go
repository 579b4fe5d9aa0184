package bot

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

const (
	// lease is how long a claim holds: what a bot that dies had in hand comes back after it.
	lease = 15 * time.Second
	// postFor is the deadline of one delivery, all of Slack's calls included. It ends well before the lease, so that two
	// bots never post one matter at once.
	postFor = 10 * time.Second
	// atOnce is how many matters are worked on side by side. One that Slack keeps waiting holds up no other.
	atOnce = 16
	// lookEvery is the longest sleep between two looks into the outbox: another bot's commit gives no sign.
	lookEvery = 500 * time.Millisecond
	// confirmFor is how long a bot tries to put on record what it posted, as long as nobody else has the matter.
	confirmFor = time.Minute
	// doubtFor is how long after Redis was away every claim counts as stale, where Redis may have forgotten its last writes.
	doubtFor = 2 * lease
	// listed is how many invoices a message lists.
	listed = 5
)

// deliverer makes what stands in Slack true: it claims matters that may look different now, and posts or updates them.
type deliverer struct {
	bot   *Bot
	posts *poster
	wake  chan struct{}
	moved chan struct{} // the ledger's clock was moved
	busy  chan struct{} // one token for each matter that is worked on

	began time.Time // Redis may have come back just before
	doubt time.Time // until when Redis may have forgotten what it was told last; used by run alone, as is began

	mu      sync.Mutex
	back    map[string]time.Duration // how long the last try of a matter was put off
	refused map[string]refusal       // channels that take nothing from owed
	digests map[string]bool          // digests that are known to be told, by day
}

func newDeliverer(b *Bot, botID string) *deliverer {
	return &deliverer{
		bot: b, posts: newPoster(b, botID), wake: make(chan struct{}, 1), moved: make(chan struct{}, 1), busy: make(chan struct{}, atOnce),
		back: map[string]time.Duration{}, refused: map[string]refusal{}, digests: map[string]bool{},
	}
}

// kick says that something may wait in the outbox.
func (d *deliverer) kick() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// run delivers until ctx ends, then finishes what it has in hand.
func (d *deliverer) run(ctx context.Context) error {
	var work sync.WaitGroup
	defer work.Wait()
	d.began = time.Now()
	work.Go(func() { d.bot.people.keepPlaces(ctx) })
	work.Go(func() { d.watchDigests(ctx) })
	for {
		n := d.take(ctx)
		if n == 0 {
			return nil
		}
		got, err := d.claim(ctx, &work, n)
		if err != nil && ctx.Err() == nil {
			d.bot.log.WarnContext(ctx, "the outbox could not be read, trying again", "err", err)
		}
		if got == n {
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

// take waits until there is a hand free, and takes all that are; 0: ctx has ended.
func (d *deliverer) take(ctx context.Context) int {
	select {
	case d.busy <- struct{}{}:
	case <-ctx.Done():
		return 0
	}
	for n := 1; ; n++ {
		select {
		case d.busy <- struct{}{}:
		default:
			return n
		}
	}
}

// claim claims up to n matters and sets a hand to each.
func (d *deliverer) claim(ctx context.Context, work *sync.WaitGroup, n int) (int, error) {
	asked := time.Now()
	claims, err := d.bot.team.Claim(ctx, d.bot.worker, lease, n)
	if err != nil {
		claims = nil
		d.doubt = time.Now().Add(doubtFor)
	}
	forgets := d.forgetful() && asked.Before(d.doubt)
	young := d.forgetful() && asked.Before(d.began.Add(doubtFor))
	for range n - len(claims) {
		<-d.busy
	}
	since := time.Now()
	for _, c := range claims {
		c.Stale = c.Stale || forgets
		t := &telling{claim: c, now: d.bot.clock.Now(), try: attempt{stale: c.Stale, doubt: young, since: since, until: asked.Add(postFor)}}
		work.Go(func() {
			defer func() { <-d.busy }()
			d.matter(ctx, t)
		})
	}
	return len(claims), err
}

// forgetful reports whether Redis may lose what it has acknowledged: a replica that takes over may lack the last claims and
// confirmations, and so may a Redis that does not write each change to disk before it answers.
func (d *deliverer) forgetful() bool {
	c := d.bot.config
	if strings.HasPrefix(d.bot.fsync, "none: embedded") {
		return false // it ends with the bot
	}
	return c.Replicas > 0 || d.bot.fsync != "always" || strings.HasPrefix(c.RedisURL.Reveal(), "redis-sentinel:") || strings.Contains(c.RedisURL.Reveal(), ",")
}

// sleep is how long until the next matter is ready, at most lookEvery.
func (d *deliverer) sleep(ctx context.Context) time.Duration {
	in, ok, err := d.bot.team.NextReady(ctx)
	if err != nil || !ok {
		return lookEvery
	}
	return max(5*time.Millisecond, min(in, lookEvery))
}

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

	made  place // what this try posted
	reply note  // the note that made it, where it was a reply
}

// key is the identity of one post: it stands in the message's metadata, so that the message is found after a crash.
func (t *telling) key(rung string) string {
	return string(t.claim.Vendor) + "|" + t.claim.Matter + "|" + rung
}

// matter makes one matter's message true and puts it on record, or leaves it for later.
func (d *deliverer) matter(ctx context.Context, t *telling) {
	work, done := context.WithDeadline(context.WithoutCancel(ctx), t.try.until)
	p, again, err := d.tell(work, t)
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
func (d *deliverer) tell(ctx context.Context, t *telling) (p ledger.Posted, again time.Duration, err error) {
	switch {
	case t.claim.Vendor == ledger.TeamJournal:
		p, err = d.ofTeam(ctx, t)
		return p, 0, err
	default:
		err = d.read(ctx, t)
	}
	switch {
	case err != nil:
		return p, 0, err
	case strings.HasPrefix(t.claim.Matter, "request:"):
		p, err = d.request(ctx, t)
		return p, 0, err
	}
	if p, err = d.act(ctx, t); err != nil {
		return p, 0, err
	}
	return p, d.again(ctx, t, p), nil
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
	if t.policy, err = alerts.PolicyOf(t.team); err != nil {
		d.bot.log.ErrorContext(ctx, "settings can't be read; what is left of them counts", "err", err)
	}
	if t.posted, _, err = d.bot.team.Posted(ctx, t.claim.Vendor, t.claim.Matter); err != nil {
		return err
	}
	t.last = t.posted.TS
	t.alert, _ = alerts.State(t.a, t.policy, t.claim.Matter, t.now)
	t.act = alerts.Tell(t.alert, t.posted, t.now)
	return nil
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
	if _, err := d.bot.team.Rearm(ctx, t.claim.Vendor, t.a.Seq, ledger.Plan{Next: plan.Next}); err != nil {
		d.bot.log.WarnContext(ctx, "a timer could not be set", "vendor", t.claim.Vendor, "err", err)
	}
}

// confirm puts what was told on record. It does not give up while Redis is away: what stands in Slack and not on record
// would have to be looked for.
func (d *deliverer) confirm(ctx context.Context, t *telling, p ledger.Posted, again time.Duration) {
	tctx, done := context.WithTimeout(context.WithoutCancel(ctx), confirmFor)
	defer done()
	stopping := ctx.Done()
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		err := d.bot.team.Confirm(tctx, t.claim, p, again)
		switch {
		case err == nil:
			return
		case errors.Is(err, store.ErrClaimLost):
			d.takeBack(ctx, t)
			return
		}
		d.bot.log.WarnContext(ctx, "what was told could not be put on record, trying again", "vendor", t.claim.Vendor, "matter", t.claim.Matter, "err", err)
		select {
		case <-time.After(wait):
		case <-stopping:
			stopping = nil
			defer time.AfterFunc(finishFor/2, done).Stop()
		case <-tctx.Done():
			return
		}
	}
}

// giveBack leaves a matter for later. Whether it may have reached Slack decides whether the next one has to look first.
func (d *deliverer) giveBack(ctx context.Context, t *telling, err error) {
	ctx, done := context.WithTimeout(ctx, 2*time.Second)
	defer done()
	wait := d.backoff(ctx, t, err)
	t.claim.Stale = t.try.stale
	back := d.bot.team.Later
	if t.try.sent {
		back = d.bot.team.Retry
	}
	if err := back(ctx, t.claim, wait); err != nil {
		d.bot.log.DebugContext(ctx, "a claim could not be given back; it runs out by itself", "err", err)
	}
}

// backoff is how long to wait before the next try: until its turn comes, else doubling up to a minute.
func (d *deliverer) backoff(ctx context.Context, t *telling, err error) time.Duration {
	if turn, ok := errors.AsType[*notYetError](err); ok {
		return turn.after
	}
	if no, ok := errors.AsType[*refusedError](err); ok {
		d.shun(no)
		d.bot.log.WarnContext(ctx, "a channel takes nothing from owed; what was to stand there goes elsewhere", "channel", no.channel, "why", no.why)
		return 0
	}
	d.mu.Lock()
	key := string(t.claim.Vendor) + "|" + t.claim.Matter
	wait := min(max(2*d.back[key], 500*time.Millisecond), time.Minute)
	if _, unsure := errors.AsType[*unsureError](err); unsure {
		wait = together(max(wait, time.Second)) // Slack may still be at it: look when it is done
	}
	d.back[key] = wait
	d.mu.Unlock()
	d.bot.log.WarnContext(ctx, "a matter could not be told, trying again", "vendor", t.claim.Vendor, "matter", t.claim.Matter, "in", wait, "err", err)
	return wait
}

// together makes those that have to look come back at the same moments: one look then serves them all.
func together(wait time.Duration) time.Duration {
	const beat = 500 * time.Millisecond
	at := time.Now().Add(wait)
	return wait + at.Truncate(beat).Add(beat).Sub(at)
}

func (d *deliverer) forget(c store.Claim) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.back, string(c.Vendor)+"|"+c.Matter)
}

// takeBack removes what was posted by a bot that stood still for so long that another one took its matter and posted it,
// too. Only the one that lost the claim removes, and only its own.
func (d *deliverer) takeBack(ctx context.Context, t *telling) {
	if t.made.ts == "" {
		return
	}
	ctx, done := context.WithTimeout(ctx, 2*lease)
	defer done()
	for wait := 500 * time.Millisecond; ; wait = min(2*wait, 4*time.Second) {
		second, known := d.second(ctx, t)
		if known && !second {
			return
		}
		if second {
			err := d.posts.remove(ctx, t.made)
			d.bot.log.WarnContext(ctx, "this bot stood still while it posted; another one posted, too, so this message is taken back", "vendor", t.claim.Vendor, "matter", t.claim.Matter, "err", err)
			if err == nil {
				return
			}
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
	}
}

// second reports whether what was posted is the second of its kind; known is false while that can't be told.
func (d *deliverer) second(ctx context.Context, t *telling) (second, known bool) {
	if t.reply.thread != "" {
		ts, blind, err := d.posts.look.find(ctx, t.reply, time.Now())
		return ts != "" && ts != t.made.ts, err == nil && (ts != "" || blind)
	}
	p, _, err := d.bot.team.Posted(ctx, t.claim.Vendor, t.claim.Matter)
	if err != nil || p.TS == "" {
		return false, false
	}
	return p.TS != t.made.ts, true
}
