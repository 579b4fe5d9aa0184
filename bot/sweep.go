package bot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

const (
	// sweepEvery is the longest sleep: a timer that another bot has set, and a clock that it has moved, give no sign.
	sweepEvery = time.Second
	// sweepPage is how many vendors that are due are read at once, sweepChunk how many of them are looked at together.
	sweepPage  = 1000
	sweepChunk = 50
	// sweepers is how many chunks are worked on side by side.
	sweepers = 3
	// longestHold is how long a vendor that can't be read is passed over at most.
	longestHold = time.Minute
)

// sweeper looks at the vendors whose moment has come: something lapses, ends or must be asked about. It sleeps until the
// first moment, and does not care how many come after it. Several bots may sweep at once: what is due is a function of
// ledger and moment, and each look counts once.
type sweeper struct {
	bot   *Bot
	moved chan struct{} // the ledger's clock was moved, or a timer was set that is sooner than all others
	until atomic.Int64  // ledger time in ms until which it sleeps

	settings string // version of the settings that all vendors are planned by; "": not known yet
	held     map[ledger.VendorID]hold
}

// hold is a vendor that could not be read: it is passed over for a while, so that it holds up no other.
type hold struct {
	until time.Time
	wait  time.Duration
}

func newSweeper(b *Bot) *sweeper {
	return &sweeper{bot: b, moved: make(chan struct{}, 1), held: map[ledger.VendorID]hold{}}
}

// wake ends the sleep.
func (s *sweeper) wake() {
	select {
	case s.moved <- struct{}{}:
	default:
	}
}

// armed hears of a timer that this bot has set.
func (s *sweeper) armed(at time.Time) {
	if at.UnixMilli() < s.until.Load() {
		s.wake()
	}
}

// run sweeps until ctx ends.
func (s *sweeper) run(ctx context.Context) error {
	for {
		wait, err := s.sweep(ctx)
		if err != nil && ctx.Err() == nil {
			s.bot.log.WarnContext(ctx, "the sweep was cut short, trying again", "err", err)
		}
		select {
		case <-time.After(wait):
		case <-s.moved:
		case <-ctx.Done():
			return nil
		}
	}
}

// sweep looks at all that is due, and says how long nothing is.
func (s *sweeper) sweep(ctx context.Context) (time.Duration, error) {
	b := s.bot
	s.until.Store(0) // a timer that is set from here on is seen, or wakes
	s.until.Store(b.clock.Now().Add(sweepEvery).UnixMilli())
	p, err := b.team.Pulse(ctx, len(s.held)+1)
	if err != nil {
		return sweepEvery, err
	}
	b.clock.Set(p.Offset)
	if err := s.newSettings(ctx, p.Settings); err != nil {
		return sweepEvery, err
	}
	for _, first := range p.First {
		if s.holds(first.Vendor) {
			continue
		}
		if wait := time.UnixMilli(first.At).Sub(b.clock.Now()); wait > 0 {
			return min(wait, sweepEvery), nil
		}
		return 0, s.look(ctx)
	}
	return sweepEvery, nil
}

func (s *sweeper) holds(v ledger.VendorID) bool {
	h, ok := s.held[v]
	return ok && time.Now().Before(h.until)
}

// hold passes a vendor over, longer each time.
func (s *sweeper) hold(v ledger.VendorID) {
	wait := min(max(2*s.held[v].wait, sweepEvery), longestHold)
	s.held[v] = hold{time.Now().Add(wait), wait}
}

// look looks at a page of vendors that are due. Each bot takes them in an order of its own, and asks before each chunk
// which of them nobody else has looked at, so that the bots share the work.
func (s *sweeper) look(ctx context.Context) error {
	due, err := s.bot.team.DueTimers(ctx, s.bot.clock.Now(), sweepPage+len(s.held))
	if err != nil {
		return err
	}
	due = slices.DeleteFunc(due, func(t store.Timer) bool { return s.holds(t.Vendor) })
	rand.Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] })
	failed := make(chan ledger.VendorID, len(due))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(sweepers)
	several := len(due) > sweepChunk
	for chunk := range slices.Chunk(due, sweepChunk) {
		g.Go(func() error { return s.chunk(gctx, chunk, several, failed) })
	}
	err = g.Wait()
	close(failed)
	bad := map[ledger.VendorID]bool{}
	for v := range failed {
		bad[v] = true
		s.hold(v)
	}
	for _, t := range due {
		if !bad[t.Vendor] {
			delete(s.held, t.Vendor)
		}
	}
	return err
}

// chunk looks at some vendors together. One that can't be read goes to failed, and holds up no other.
func (s *sweeper) chunk(ctx context.Context, due []store.Timer, ask bool, failed chan<- ledger.VendorID) error {
	b := s.bot
	if ask {
		var err error
		if due, err = b.team.StillSet(ctx, due); err != nil || len(due) == 0 {
			return err
		}
	}
	wants := make([]store.Wanted, len(due))
	for n, t := range due {
		wants[n].Vendor = t.Vendor
	}
	var sweeps []store.Sweep
	for n, l := range b.team.LoadAll(ctx, wants) {
		sweep, err := b.sweep(ctx, due[n], l)
		if err != nil {
			if ctx.Err() == nil {
				b.unreadable(ctx, err)
				b.log.WarnContext(ctx, "a vendor could not be looked at, trying again", "vendor", due[n].Vendor, "err", err)
			}
			failed <- due[n].Vendor
			continue
		}
		sweeps = append(sweeps, sweep)
	}
	set, err := b.team.Swept(ctx, sweeps)
	if set > 0 {
		b.deliver.kick()
	}
	return err
}

// sweep makes the decisions that the clock makes about one vendor, and its plan. What panics is that vendor's trouble alone.
func (b *Bot) sweep(ctx context.Context, t store.Timer, l store.Loaded) (s store.Sweep, err error) {
	defer func() {
		if broke := ledger.Panicked(recover()); broke != nil {
			err = broke
		}
	}()
	if l.Err != nil {
		return s, l.Err
	}
	now := b.clock.Now()
	a, err := b.chores(ctx, l.Account, now)
	if err != nil {
		return s, err
	}
	return store.Sweep{Timer: t, Seq: a.Seq, Plan: alerts.Plan(a, l.Team, nil, now), At: now}, nil
}

// newSettings plans every vendor anew after somebody changed what is told when: a switch must not wait for the next entry.
func (s *sweeper) newSettings(ctx context.Context, version string) error {
	if s.settings == version {
		return nil
	}
	if s.settings != "" { // at the start nothing has changed: timers stand as they were planned
		if err := s.planAll(ctx); err != nil {
			return err
		}
		s.bot.deliver.kick()
	}
	s.settings = version
	return nil
}

func (s *sweeper) planAll(ctx context.Context) error {
	team := s.bot.team
	settings, err := team.Settings(ctx)
	if err != nil {
		return err
	}
	changed := []ledger.Event{&ledger.SettingSet{}}
	for after := ""; ; {
		page, next, _, _, err := team.Vendors(ctx, after, sweepPage)
		if err != nil {
			return err
		}
		for _, a := range page {
			now := s.bot.clock.Now()
			if _, err := team.Rearm(ctx, a.Vendor.Slug, a.Seq, alerts.Plan(a, settings, changed, now), now); err != nil {
				return err
			}
		}
		if after = next; after == "" {
			return nil
		}
	}
}

// finishMerge moves what a merge has left to move, whoever began it.
func (b *Bot) finishMerge(ctx context.Context, v ledger.VendorID, now time.Time) (*ledger.Account, error) {
	for done := false; !done; {
		var err error
		if done, err = b.team.FinishMerge(ctx, v, ledger.By{Actor: "timer", At: now, Cmd: "merge"}); err != nil {
			return nil, err
		}
	}
	return b.team.Card(ctx, v)
}

// errNothing ends a decision that found nothing to do: another bot was faster.
var errNothing = errors.New("nothing to do")

// chores ends merges that were begun, and makes the decisions that the clock makes: requests that nobody decided expire, disputes long open go to legal. It
// returns the account as it is then.
func (b *Bot) chores(ctx context.Context, a *ledger.Account, now time.Time) (*ledger.Account, error) {
	v := a.Vendor.Slug
	if a.Vendor.Merging != "" {
		var err error
		if a, err = b.finishMerge(ctx, v, now); err != nil {
			return nil, err
		}
	}
	expire, escalate := alerts.Chores(a, now)
	if !expire && len(escalate) == 0 {
		return a, nil
	}
	if expire {
		err := b.chore(ctx, v, now, "expire", ledger.Need{}, func(a *ledger.Account, by ledger.By) (ledger.Change, error) { return a.Expire(by) })
		if err != nil {
			return nil, err
		}
	}
	for _, id := range escalate {
		need := ledger.Need{Items: []string{ledger.ItemOf(string(id))}}
		err := b.chore(ctx, v, now, "escalate "+string(id), need, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.EscalateDispute(id, "open for 30 days", by)
		})
		if err != nil {
			return nil, err
		}
	}
	return b.team.Card(ctx, v)
}

func (b *Bot) chore(ctx context.Context, v ledger.VendorID, now time.Time, what string, need ledger.Need, decide func(*ledger.Account, ledger.By) (ledger.Change, error)) error {
	by := ledger.By{Actor: "timer", At: now, Cmd: what, Key: fmt.Sprintf("timer:%s:%s:%d", what, v, now.UnixMilli())}
	_, err := b.team.Do(ctx, v, need, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
		c, err := decide(a, by)
		if err == nil && len(c.Events) == 0 {
			return c, errNothing
		}
		return c, err
	})
	if errors.Is(err, errNothing) || ledger.KindOf(err) == ledger.Conflict {
		return nil
	}
	return err
}
