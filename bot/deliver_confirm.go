package bot

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

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
		d.shun(ctx, no)
		d.bot.log.WarnContext(ctx, "a channel takes nothing from owed; what was to stand there goes elsewhere", "channel", no.channel, "why", no.why)
		return 0
	}
	d.bot.unreadable(ctx, err)
	d.stillFailing(ctx, t, err)
	d.mu.Lock()
	key := t.claim.Key()
	wait := min(max(2*d.back[key], 500*time.Millisecond), time.Minute)
	if _, unsure := errors.AsType[*unsureError](err); unsure {
		wait = together(max(wait, time.Second)) // Slack may still be at it: look when it is done
	}
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		wait = max(wait, limited.RetryAfter)
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
	delete(d.back, c.Key())
	delete(d.failed, c.Key())
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
