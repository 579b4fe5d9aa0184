package bot

import (
	"context"
	"strings"
	"sync"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers"
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
	atOnce = 64
	// crowd is how many hands are waited for, and crowdFor how long, while more waits than there are hands: matters that
	// are claimed and read together cost less.
	crowd    = atOnce / 4
	crowdFor = 20 * time.Millisecond
	// lookEvery is the longest sleep between two looks into the outbox: another bot's commit gives no sign.
	lookEvery = 500 * time.Millisecond
	// confirmFor is how long a bot tries to put on record what it posted, as long as nobody else has the matter.
	confirmFor = time.Minute
	// doubtFor is how long after Redis was away every claim counts as stale, where Redis may have forgotten its last writes.
	doubtFor = 2 * lease
	// skew is how far apart the clocks of two bots may be.
	skew = 2 * time.Second
	// listed is how many invoices a message lists.
	listed = 5
)

// deliverer makes what stands in Slack true: it claims matters that may look different now, and posts or updates them.
type deliverer struct {
	bot   *Bot
	posts *poster
	wake  chan struct{}
	busy  chan struct{} // one token for each matter that is worked on

	began time.Time // Redis may have come back just before
	doubt time.Time // until when Redis may have forgotten what it was told last
	sure  time.Time // ledger time: of what was recorded after it Redis has forgotten nothing
	news  int64     // the number of the last news that was heard; used by run alone, as are began, doubt and sure

	mu      sync.Mutex
	back    map[string]time.Duration // how long the last try of a matter was put off
	refused map[string]refusal       // channels that take nothing from owed
	digests map[string]bool          // digests that are known to be told, by day
	failed  map[string]time.Time     // since when a matter can't be told

	patience time.Duration // how long something can't be told before the admins are told
	fetching time.Duration // how long it is tried to fetch an e-mail
}

func newDeliverer(b *Bot, botID string) *deliverer {
	return &deliverer{
		bot: b, posts: newPoster(b, botID), wake: make(chan struct{}, 1), busy: make(chan struct{}, atOnce),
		back: map[string]time.Duration{}, refused: map[string]refusal{}, digests: map[string]bool{}, failed: map[string]time.Time{}, patience: failingAfter, fetching: handlers.GiveUpAfter,
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
	d.began, d.sure = time.Now(), d.bot.clock.Now().Add(skew)
	work.Go(func() { d.bot.people.keepPlaces(ctx) })
	work.Go(func() { d.watchDigests(ctx) })
	least := 1
	for {
		n := d.take(ctx, least)
		if n == 0 {
			return nil
		}
		got, wait, err := d.claim(ctx, &work, n)
		if err != nil && ctx.Err() == nil {
			d.bot.log.WarnContext(ctx, "the outbox could not be read, trying again", "err", err)
		}
		if got == n {
			least = crowd
			continue
		}
		least = 1
		select {
		case <-d.wake:
		case <-time.After(wait):
		case <-ctx.Done():
			return nil
		}
	}
}

// take waits until there are so many hands free, or one for long enough, and takes all that are; 0: ctx has ended.
func (d *deliverer) take(ctx context.Context, least int) int {
	var late <-chan time.Time
	for n := 0; ; n++ {
		select {
		case d.busy <- struct{}{}:
			continue
		default:
		}
		if n >= least {
			return n
		}
		if n == 1 {
			late = time.After(crowdFor)
		}
		select {
		case d.busy <- struct{}{}:
		case <-late:
			return n
		case <-ctx.Done():
			return 0
		}
	}
}

// claim claims up to n matters and sets a hand to each. It returns how many, and when to look again.
func (d *deliverer) claim(ctx context.Context, work *sync.WaitGroup, n int) (int, time.Duration, error) {
	asked := time.Now()
	got, err := d.bot.team.Claim(ctx, d.bot.worker, lease, n)
	if err != nil {
		got = store.Claimed{Next: -1, News: d.news}
		d.doubt, d.sure = time.Now().Add(doubtFor), d.bot.clock.Now().Add(skew)
	}
	forgets := d.forgetful() && asked.Before(d.doubt)
	young := d.forgetful() && asked.Before(d.began.Add(doubtFor))
	for range n - len(got.Claims) {
		<-d.busy
	}
	since := time.Now()
	d.hear(ctx, got.News)
	loaded := d.read(ctx, got.Claims)
	for n, c := range got.Claims {
		t := &telling{claim: c, now: d.bot.clock.Now(), sure: d.sure, try: attempt{stale: c.Stale || forgets, doubt: young, since: since, until: asked.Add(postFor)}}
		work.Go(func() {
			defer func() { <-d.busy }()
			defer func() { // it is claimed anew when its lease ends
				if err := ledger.Panicked(recover()); err != nil {
					d.bot.broke(err)
				}
			}()
			d.matter(ctx, t, loaded[n])
		})
	}
	wait := lookEvery
	if got.Next >= 0 {
		wait = max(5*time.Millisecond, min(got.Next, lookEvery))
	}
	return len(got.Claims), wait, err
}

// read reads what is needed to tell the matters that were claimed, in one round trip.
func (d *deliverer) read(ctx context.Context, claims []store.Claim) []store.Loaded {
	out := make([]store.Loaded, len(claims))
	var wants []store.Wanted
	var nth []int
	for n, c := range claims {
		if c.Vendor != ledger.TeamJournal {
			need := ledger.Need{Items: alerts.Needs(c.Matter), Open: listed + 1}
			wants, nth = append(wants, store.Wanted{Vendor: c.Vendor, Need: need}), append(nth, n)
		}
	}
	if len(wants) == 0 {
		return out
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), postFor/2)
	defer done()
	for n, l := range d.bot.team.LoadAll(ctx, wants) {
		out[nth[n]] = l
	}
	return out
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
