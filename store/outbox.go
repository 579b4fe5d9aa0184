package store

import (
	"context"
	"crypto/rand"
	_ "embed" // the scripts are files that people read
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

var (
	//go:embed lua/claim.lua
	claimLua string
	//go:embed lua/confirm.lua
	confirmLua string
	//go:embed lua/retry.lua
	retryLua string
	//go:embed lua/dirty.lua
	dirtyLua string
	//go:embed lua/swap.lua
	swapLua string

	claimScript   = newScript(claimLua)
	confirmScript = newScript(confirmLua)
	retryScript   = newScript(retryLua)
	dirtyScript   = newScript(dirtyLua)
	swapScript    = newScript(swapLua)
)

// ErrClaimLost says that a lease ran out and somebody else works on the matter: what was done stands in Slack and will
// be found there by its metadata.
var ErrClaimLost = errors.New("the lease ran out and somebody else has the matter")

// Claim is the right to tell one matter, until its lease ends.
type Claim struct {
	Vendor ledger.VendorID
	Matter string
	Token  string    // of this claim
	Cause  string    // mark of the change that is told; a later one keeps the matter in the outbox
	At     time.Time // ledger time at which a look found that it has to be told; zero: it was no look that found it
	Stale  bool      // an earlier try may have reached Slack: look for its message first

	Posted ledger.Posted // what was on record when it was claimed
	raw    string        // the same, as it stands in Redis
	Err    error         // the record can't be read
}

// Claimed is what a look into the outbox gave.
type Claimed struct {
	Claims []Claim
	Next   time.Duration // until the next matter is ready; negative: none waits
	News   int64         // the number of the last news for all bots
}

func (c Claim) member() string { return member(c.Vendor, c.Matter) }

// Key names the matter among those of all vendors: slug|matter.
func (c Claim) Key() string { return c.member() }

// Waits reports whether a matter is in the outbox.
func (t *Team) Waits(ctx context.Context, v ledger.VendorID, matter string) (bool, error) {
	err := t.s.client.ZScore(ctx, t.k.outbox(), member(v, matter)).Err()
	if errors.Is(err, redis.Nil) {
		return false, nil
	}
	return err == nil, unavailable(err, "look whether "+member(v, matter)+" waits")
}

// Claim takes up to n matters that are ready, for the length of a lease. Nobody else gets them until it ends.
func (t *Team) Claim(ctx context.Context, worker string, lease time.Duration, n int) (Claimed, error) {
	token := worker + "/" + rand.Text()
	keys := []string{t.k.outbox(), t.k.causes(), t.k.claims(), t.k.news()}
	out, err := claimScript.run(ctx, t.s.client, keys, token, lease.Milliseconds(), n, t.k.delivery("")).Slice()
	if err != nil {
		return Claimed{}, unavailable(err, "claim what waits to be told")
	}
	next, _ := out[0].(int64)
	got := Claimed{Claims: make([]Claim, 0, len(out)/4), Next: time.Duration(next) * time.Millisecond}
	got.News, _ = out[1].(int64)
	for at := 2; at+3 < len(out); at += 4 {
		slug, matter, _ := strings.Cut(text(out[at]), "|")
		c := Claim{Vendor: ledger.VendorID(slug), Matter: matter, Token: token, Cause: text(out[at+1]), Stale: text(out[at+2]) == "1", raw: text(out[at+3])}
		if _, ms, ok := strings.Cut(c.Cause, "@"); ok {
			if at, err := strconv.ParseInt(ms, 10, 64); err == nil {
				c.At = time.UnixMilli(at).UTC()
			}
		}
		if c.raw != "" {
			if err := json.Unmarshal([]byte(c.raw), &c.Posted); err != nil {
				c.Err = broken(t.k.delivery(c.Vendor), err)
			}
		}
		got.Claims = append(got.Claims, c)
	}
	return got, nil
}

// Posted is what was posted of a matter, and what people did with it.
func (t *Team) Posted(ctx context.Context, v ledger.VendorID, matter string) (ledger.Posted, bool, error) {
	p, raw, err := t.posted(ctx, v, matter)
	return p, raw != "", err
}

func (t *Team) posted(ctx context.Context, v ledger.VendorID, matter string) (p ledger.Posted, raw string, err error) {
	raw, err = t.s.client.HGet(ctx, t.k.delivery(v), matter).Result()
	if errors.Is(err, redis.Nil) {
		return p, "", nil
	}
	if err != nil {
		return p, "", unavailable(err, "read what was posted")
	}
	if err := json.Unmarshal([]byte(raw), &p); err != nil {
		return p, "", broken(t.k.delivery(v), err)
	}
	return p, raw, nil
}

// mattersRead is how many matters of a vendor AllPosted reads at most.
const mattersRead = 2000

// AllPosted is what was posted of a vendor, by matter, and what people did with it; of very many matters, some.
func (t *Team) AllPosted(ctx context.Context, v ledger.VendorID) (map[string]ledger.Posted, error) {
	out := map[string]ledger.Posted{}
	for cursor := uint64(0); ; {
		flat, next, err := t.s.client.HScan(ctx, t.k.delivery(v), cursor, "", 500).Result()
		if err != nil {
			return nil, unavailable(err, "read what was posted of "+string(v))
		}
		for n := 0; n+1 < len(flat); n += 2 {
			var p ledger.Posted
			if err := json.Unmarshal([]byte(flat[n+1]), &p); err != nil {
				return nil, broken(t.k.delivery(v)+" "+flat[n], err)
			}
			out[flat[n]] = p
		}
		if cursor = next; cursor == 0 || len(out) >= mattersRead {
			return out, nil
		}
	}
}

// Confirm puts what was posted on record and ends the claim. The matter leaves the outbox, unless its account changed
// meanwhile, or again says when to look at it once more. What people did with the alert meanwhile is kept.
func (t *Team) Confirm(ctx context.Context, c Claim, p ledger.Posted, again time.Duration) error {
	keys := []string{t.k.outbox(), t.k.causes(), t.k.claims(), t.k.delivery(c.Vendor)}
	now, raw := c.Posted, c.raw
	for range maxTries {
		b, err := json.Marshal(keepPresses(p, now, c.Posted))
		if err != nil {
			return fmt.Errorf("write what was posted of %s: %w", c.member(), err)
		}
		out, err := confirmScript.run(ctx, t.s.client, keys, c.member(), c.Token, c.Cause, c.Matter, raw, b, again.Milliseconds()).Int()
		switch {
		case err != nil:
			return unavailable(err, "confirm "+c.member())
		case out == 0:
			return t.confirmedAlready(ctx, c, b)
		case out > 0:
			return nil
		}
		if now, raw, err = t.posted(ctx, c.Vendor, c.Matter); err != nil {
			return err
		}
	}
	return busy(c.Vendor)
}

// confirmedAlready tells a claim that is lost from a confirmation whose answer was lost.
func (t *Team) confirmedAlready(ctx context.Context, c Claim, b []byte) error {
	_, raw, err := t.posted(ctx, c.Vendor, c.Matter)
	if err == nil && raw != string(b) {
		err = ErrClaimLost
	}
	return err
}

// keepPresses is p with what people did since base: they acknowledged, snoozed or assigned while it was posted.
func keepPresses(p, now, base ledger.Posted) ledger.Posted {
	if now.Acked != base.Acked || !now.AckedAt.Equal(base.AckedAt) {
		p.Acked, p.AckedAt, p.AckRung = now.Acked, now.AckedAt, now.AckRung
	}
	if !now.Snoozed.Equal(base.Snoozed) || now.Snoozer != base.Snoozer {
		p.Snoozed, p.Snoozer = now.Snoozed, now.Snoozer
	}
	if now.Owner != base.Owner {
		p.Owner = now.Owner
	}
	for name, value := range now.Extra {
		if value != base.Extra[name] {
			p.Extra = maps.Clone(p.Extra)
			if p.Extra == nil {
				p.Extra = map[string]string{}
			}
			p.Extra[name] = value
		}
	}
	return p
}

// Retry gives a claim back after a try that failed, to be made again later. The next claim is stale: what failed may have
// reached Slack all the same.
func (t *Team) Retry(ctx context.Context, c Claim, after time.Duration) error {
	return t.giveBack(ctx, c, after, false)
}

// Later gives a claim back of which nothing was tried: it was not its turn.
func (t *Team) Later(ctx context.Context, c Claim, after time.Duration) error {
	return t.giveBack(ctx, c, after, !c.Stale)
}

func (t *Team) giveBack(ctx context.Context, c Claim, after time.Duration, untried bool) error {
	out, err := retryScript.run(ctx, t.s.client, []string{t.k.outbox(), t.k.claims()}, c.member(), c.Token, after.Milliseconds(), bit(untried)).Int()
	if err != nil {
		return unavailable(err, "give "+c.member()+" back")
	}
	if out == 0 {
		return ErrClaimLost
	}
	return nil
}

// Dirty says that a matter has to be told, or told anew, after a while.
func (t *Team) Dirty(ctx context.Context, v ledger.VendorID, matter string, after time.Duration) error {
	err := dirtyScript.run(ctx, t.s.client, []string{t.k.outbox(), t.k.causes()}, rand.Text(), member(v, matter), after.Milliseconds()).Err()
	return unavailable(err, "mark "+member(v, matter))
}

// UpdatePosted changes what is on record of a matter: somebody acknowledged or snoozed it. f may be called several times.
func (t *Team) UpdatePosted(ctx context.Context, v ledger.VendorID, matter string, f func(*ledger.Posted)) error {
	for range maxTries {
		p, raw, err := t.posted(ctx, v, matter)
		if err != nil {
			return err
		}
		f(&p)
		b, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("write what was posted of %s: %w", member(v, matter), err)
		}
		out, err := swapScript.run(ctx, t.s.client, []string{t.k.delivery(v)}, matter, raw, b).Int()
		if err != nil {
			return unavailable(err, "change what was posted")
		}
		if out == 1 {
			return nil
		}
	}
	return busy(v)
}
