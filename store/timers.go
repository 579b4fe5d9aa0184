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
	//go:embed lua/pulse.lua
	pulseLua string

	rearmScript = newScript(rearmLua)
	clockScript = newScript(clockLua)
	pulseScript = newScript(pulseLua)
)

// Timer is when a vendor has to be looked at.
type Timer struct {
	Vendor ledger.VendorID
	At     int64 // ledger time, in ms
}

// Pulse is what a sweep must know before it sleeps.
type Pulse struct {
	Offset   time.Duration // of the ledger's clock
	Settings string        // version of roles and settings
	First    []Timer       // the first timers, also those that are not due
}

// Pulse reads it, with the first n timers. It costs one call, whatever the number of timers.
func (t *Team) Pulse(ctx context.Context, n int) (p Pulse, err error) {
	out, err := pulseScript.run(ctx, t.s.client, []string{t.k.clock(), t.k.timers(), t.k.counters()}, n).StringSlice()
	if err != nil {
		return p, unavailable(err, "read the timers")
	}
	if p.Offset, err = parseOffset(t.k.clock(), out[0]); err != nil {
		return p, err
	}
	p.Settings = out[1]
	for at := 2; at+1 < len(out); at += 2 {
		score, err := strconv.ParseFloat(out[at+1], 64)
		if err != nil {
			return p, broken(t.k.timers(), err)
		}
		p.First = append(p.First, Timer{ledger.VendorID(out[at]), int64(score)})
	}
	return p, nil
}

// DueTimers are up to n timers whose moment has come, the most overdue first. now is ledger time.
func (t *Team) DueTimers(ctx context.Context, now time.Time, n int) ([]Timer, error) {
	due, err := t.s.client.ZRangeByScoreWithScores(ctx, t.k.timers(), &redis.ZRangeBy{Min: "-inf", Max: strconv.FormatInt(now.UnixMilli(), 10), Count: int64(n)}).Result()
	if err != nil {
		return nil, unavailable(err, "read the timers")
	}
	out := make([]Timer, len(due))
	for n, z := range due {
		slug, _ := z.Member.(string)
		out[n] = Timer{ledger.VendorID(slug), int64(z.Score)}
	}
	if len(out) > 0 && out[0].Vendor == ledger.TeamJournal {
		if err := t.rearmAll(ctx, now); err != nil {
			return nil, err
		}
		return t.DueTimers(ctx, now, n)
	}
	return out, nil
}

// StillSet are those timers that nobody has set anew.
func (t *Team) StillSet(ctx context.Context, timers []Timer) ([]Timer, error) {
	slugs := make([]string, len(timers))
	for n, timer := range timers {
		slugs[n] = string(timer.Vendor)
	}
	scores, err := t.s.client.ZMScore(ctx, t.k.timers(), slugs...).Result()
	if err != nil {
		return nil, unavailable(err, "read the timers")
	}
	var out []Timer
	for n, timer := range timers {
		if int64(scores[n]) == timer.At {
			out = append(out, timer)
		}
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

// Rearm says when to look at a vendor, unless it is looked at sooner, and what has to be told now, by a plan that was made at
// a moment of ledger time; ok is false where the vendor has moved on since seq: then its newer entry has said so already.
func (t *Team) Rearm(ctx context.Context, v ledger.VendorID, seq int64, p ledger.Plan, at time.Time) (ok bool, err error) {
	c := t.rearming(v, seq, "", p, at)
	out, err := rearmScript.run(ctx, t.s.client, c.keys, c.args...).Int()
	return out == 1, unavailable(err, "set the timer of "+string(v))
}

// Sweep is what a look at a vendor whose timer was due has found.
type Sweep struct {
	Timer Timer
	Seq   int64 // the entry that the plan was made on
	Plan  ledger.Plan
	At    time.Time // ledger time of the look
}

// Swept sets the timers that called for looks anew and puts what has to be told into the outbox, in one round trip, once
// for all bots that looked. A vendor that has moved on meanwhile keeps its timer. It returns how many it set; errors are
// joined, for each says which vendor it is about.
func (t *Team) Swept(ctx context.Context, sweeps []Sweep) (set int, err error) {
	calls := make([]call, len(sweeps))
	for n, s := range sweeps {
		calls[n] = t.rearming(s.Timer.Vendor, s.Seq, strconv.FormatInt(s.Timer.At, 10), s.Plan, s.At)
	}
	for n, cmd := range rearmScript.all(ctx, t.s.client, calls) {
		out, failed := cmd.Int()
		if failed != nil {
			err = errors.Join(err, unavailable(failed, "set the timer of "+string(sweeps[n].Timer.Vendor)))
		}
		if out == 1 {
			set++
		}
	}
	return set, err
}

// rearming is a call of lua/rearm.lua. The mark of the cause holds the moment of the plan: whoever tells the matter must not
// take it for something that is still to come, because its own clock is behind.
func (t *Team) rearming(v ledger.VendorID, seq int64, due string, p ledger.Plan, at time.Time) call {
	next := ""
	if !p.Next.IsZero() {
		next = strconv.FormatInt(p.Next.UnixMilli(), 10)
	}
	args := []any{seq, string(v), next, due, rand.Text() + "@" + strconv.FormatInt(at.UnixMilli(), 10)}
	for _, m := range p.Matters {
		args = append(args, member(v, m.Matter), m.After.Milliseconds())
	}
	return call{[]string{t.k.head(v), t.k.timers(), t.k.outbox(), t.k.causes()}, args}
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

// ledgerTime is the present moment of the ledger's clock, by Redis' own.
func (t *Team) ledgerTime(ctx context.Context) (time.Time, error) {
	offset, err := t.ClockOffset(ctx)
	if err != nil {
		return time.Time{}, err
	}
	machine, err := t.s.client.Time(ctx).Result()
	return machine.Add(offset).UTC(), unavailable(err, "read the time")
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
