package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

const (
	// sweepEvery bounds how late a moment is noticed; an alert must be posted within 5 s of it.
	sweepEvery = time.Second
	// sweepBatch is how many vendors are looked at before the next look at the clock.
	sweepBatch = 200
)

// sweep looks at the vendors whose moment has come: something lapses, ends or must be asked about. Several bots may sweep
// at once: what is due is a function of ledger and moment, and each step is committed once.
func (b *Bot) sweep(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := b.sweepOnce(ctx); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "the sweep was cut short, trying again", "err", err)
		}
		select {
		case <-tick.C:
		case <-b.deliver.moved:
		case <-ctx.Done():
			return nil
		}
	}
}

func (b *Bot) sweepOnce(ctx context.Context) error {
	if offset, err := b.team.ClockOffset(ctx); err == nil {
		b.clock.Set(offset)
	}
	for {
		due, err := b.team.DueTimers(ctx, b.clock.Now(), sweepBatch)
		if err != nil {
			return err
		}
		for _, v := range due {
			if err := b.look(ctx, v); err != nil {
				return fmt.Errorf("vendor %s: %w", v, err)
			}
		}
		if len(due) > 0 {
			b.deliver.kick()
		}
		if len(due) < sweepBatch {
			return nil
		}
	}
}

// look plans what one vendor makes necessary now, and when to look again.
func (b *Bot) look(ctx context.Context, v ledger.VendorID) error {
	a, err := b.team.Card(ctx, v)
	if err != nil {
		return err
	}
	now := b.clock.Now()
	if expired(a, now) {
		if err := b.expire(ctx, v, now); err != nil {
			return err
		}
		if a, err = b.team.Card(ctx, v); err != nil {
			return err
		}
	}
	settings, err := b.team.Settings(ctx)
	if err != nil {
		return err
	}
	_, err = b.team.Rearm(ctx, v, a.Seq, alerts.Plan(a, settings, nil, now))
	return err
}

func expired(a *ledger.Account, now time.Time) bool {
	for _, r := range a.Requests {
		if r.State == ledger.Requested && !now.Before(r.Expires) {
			return true
		}
	}
	return false
}

// errNothing ends a decision that found nothing to do.
var errNothing = errors.New("nothing to do")

func (b *Bot) expire(ctx context.Context, v ledger.VendorID, now time.Time) error {
	by := ledger.By{Actor: "timer", At: now, Cmd: "expire", Key: fmt.Sprintf("timer:expire:%s:%d", v, now.UnixMilli())}
	_, err := b.team.Do(ctx, v, ledger.Need{}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
		c, err := a.Expire(by)
		if err == nil && len(c.Events) == 0 {
			return c, errNothing
		}
		return c, err
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}
