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
	if err := b.newSettings(ctx); err != nil {
		return err
	}
	var failed error
	for {
		due, err := b.team.DueTimers(ctx, b.clock.Now(), sweepBatch)
		if err != nil {
			return err
		}
		for _, v := range due {
			if err := b.look(ctx, v); err != nil { // one vendor that can't be read must not hold up those after it
				failed = errors.Join(failed, fmt.Errorf("vendor %s: %w", v, err))
			}
		}
		if len(due) > 0 {
			b.deliver.kick()
		}
		if len(due) < sweepBatch || failed != nil {
			return failed
		}
	}
}

// newSettings plans every vendor anew after somebody changed what is told when: a switch must not wait for the next entry.
func (b *Bot) newSettings(ctx context.Context) error {
	settings, err := b.team.Settings(ctx)
	if err != nil {
		return err
	}
	if settings.Seq == b.settingsSeq {
		return nil
	}
	first := b.settingsSeq < 0 // at the start nothing has changed: timers stand as they were planned
	if !first {
		changed := []ledger.Event{&ledger.SettingSet{}}
		for after := ""; ; {
			page, next, _, _, err := b.team.Vendors(ctx, after, sweepBatch)
			if err != nil {
				return err
			}
			for _, a := range page {
				if _, err := b.team.Rearm(ctx, a.Vendor.Slug, a.Seq, alerts.Plan(a, settings, changed, b.clock.Now())); err != nil {
					return err
				}
			}
			if after = next; after == "" {
				break
			}
		}
		b.deliver.kick()
	}
	b.settingsSeq = settings.Seq
	return nil
}

// look does what the clock makes due at one vendor, and plans when to look again.
func (b *Bot) look(ctx context.Context, v ledger.VendorID) error {
	a, err := b.team.Card(ctx, v)
	if err != nil {
		return err
	}
	now := b.clock.Now()
	if a.Vendor.Merging != "" {
		if a, err = b.finishMerge(ctx, v, now); err != nil {
			return err
		}
	}
	if expire, escalate := alerts.Chores(a, now); expire || len(escalate) > 0 {
		if err := b.chores(ctx, v, now, expire, escalate); err != nil {
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

// chores are decisions that the clock makes: requests that nobody decided expire, disputes long open go to legal.
func (b *Bot) chores(ctx context.Context, v ledger.VendorID, now time.Time, expire bool, escalate []ledger.ID) error {
	if expire {
		err := b.chore(ctx, v, now, "expire", ledger.Need{}, func(a *ledger.Account, by ledger.By) (ledger.Change, error) { return a.Expire(by) })
		if err != nil {
			return err
		}
	}
	for _, id := range escalate {
		need := ledger.Need{Items: []string{ledger.ItemOf(string(id))}}
		err := b.chore(ctx, v, now, "escalate "+string(id), need, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.EscalateDispute(id, "open for 30 days", by)
		})
		if err != nil {
			return err
		}
	}
	return nil
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
