package store

import (
	"context"
	"crypto/rand"
	_ "embed" // the scripts are files that people read
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

var (
	//go:embed lua/rearm.lua
	rearmLua string
	//go:embed lua/clock.lua
	clockLua string

	rearmScript = newScript(rearmLua)
	clockScript = newScript(clockLua)
)

// DueTimers are up to n vendors whose moment has come, the most overdue first. now is ledger time.
func (t *Team) DueTimers(ctx context.Context, now time.Time, n int) ([]ledger.VendorID, error) {
	slugs, err := t.s.client.ZRangeByScore(ctx, t.k.timers(), &redis.ZRangeBy{Min: "-inf", Max: strconv.FormatInt(now.UnixMilli(), 10), Count: int64(n)}).Result()
	if err != nil {
		return nil, unavailable(err, "read the timers")
	}
	if len(slugs) > 0 && ledger.VendorID(slugs[0]) == ledger.TeamJournal {
		if err := t.rearmAll(ctx, now); err != nil {
			return nil, err
		}
		return t.DueTimers(ctx, now, n)
	}
	out := make([]ledger.VendorID, len(slugs))
	for n, s := range slugs {
		out[n] = ledger.VendorID(s)
	}
	return out, nil
}

// rearmPage is how many vendors are marked at once.
const rearmPage = 500

// rearmAll makes every vendor due, since the team's settings changed and every plan rests on them. The mark of the team
// itself goes last: if this is cut short, the next bot begins again.
func (t *Team) rearmAll(ctx context.Context, now time.Time) error {
	after := ""
	for {
		out, err := vendorsScript.run(ctx, t.s.client, []string{t.k.rank(), t.k.sums()}, after, rearmPage).Slice()
		if err != nil {
			return unavailable(err, "list the vendors")
		}
		members, _ := out[1].([]any)
		if len(members) == 0 {
			break
		}
		due := make([]redis.Z, len(members))
		for n, m := range members {
			due[n] = redis.Z{Score: float64(now.UnixMilli()), Member: string(slugOfRank(text(m)))}
		}
		if err := t.s.client.ZAdd(ctx, t.k.timers(), due...).Err(); err != nil {
			return unavailable(err, "set the timers")
		}
		after = text(members[len(members)-1])
	}
	return unavailable(t.s.client.ZRem(ctx, t.k.timers(), string(ledger.TeamJournal)).Err(), "set the timers")
}

// Rearm says when to look at a vendor again, and what has to be told now; ok is false where the vendor has moved on since
// seq: then its newer entry has said so already.
func (t *Team) Rearm(ctx context.Context, v ledger.VendorID, seq int64, p ledger.Plan) (ok bool, err error) {
	next := ""
	if !p.Next.IsZero() {
		next = strconv.FormatInt(p.Next.UnixMilli(), 10)
	}
	args := []any{seq, string(v), next, rand.Text()}
	for _, m := range p.Matters {
		args = append(args, member(v, m.Matter), m.After.Milliseconds())
	}
	out, err := rearmScript.run(ctx, t.s.client, []string{t.k.head(v), t.k.timers(), t.k.outbox(), t.k.causes()}, args...).Int()
	return out == 1, unavailable(err, "set the timer of "+string(v))
}

// StartClock makes now the present moment of the ledger's clock for all bots of the team, if that moves it forward; a zero
// now asks for nothing. It returns how far the ledger's clock is ahead of the machine's.
func (t *Team) StartClock(ctx context.Context, now time.Time) (time.Duration, error) {
	want := ""
	if !now.IsZero() {
		machine, err := t.s.client.Time(ctx).Result()
		if err != nil {
			return 0, unavailable(err, "read the time")
		}
		want = strconv.FormatInt(now.Sub(machine).Milliseconds(), 10)
	}
	out, err := clockScript.run(ctx, t.s.client, []string{t.k.clock()}, want).Text()
	if err != nil {
		return 0, unavailable(err, "set the ledger's clock")
	}
	return parseOffset(t.k.clock(), out)
}

// ClockOffset is how far the ledger's clock is ahead of the machine's.
func (t *Team) ClockOffset(ctx context.Context) (time.Duration, error) {
	out, err := t.s.client.Get(ctx, t.k.clock()).Result()
	if errors.Is(err, redis.Nil) {
		return 0, nil
	}
	if err != nil {
		return 0, unavailable(err, "read the ledger's clock")
	}
	return parseOffset(t.k.clock(), out)
}

func parseOffset(key, s string) (time.Duration, error) {
	ms, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, broken(key, err)
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// ClaimApp ties the team's keys to one Slack app: two apps on one ledger would both post every alert.
func (t *Team) ClaimApp(ctx context.Context, botID string) error {
	if err := t.register(ctx); err != nil {
		return err
	}
	if err := t.s.client.SetNX(ctx, t.k.app(), botID, 0).Err(); err != nil {
		return unavailable(err, "claim the team's keys")
	}
	owner, err := t.s.client.Get(ctx, t.k.app()).Result()
	switch {
	case err != nil:
		return unavailable(err, "claim the team's keys")
	case owner != botID:
		return &ledger.Error{Kind: ledger.Conflict, Say: fmt.Sprintf("This Redis holds the ledger of another Slack app (bot %s, this one is %s). Use that app's tokens, or another Redis; where the app was made anew: `redis-cli SET '%s' %s`", owner, botID, t.k.app(), botID)}
	}
	return nil
}
