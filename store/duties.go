package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// Assign is UpdatePosted for a matter that is given to somebody, so that Duties finds it.
func (t *Team) Assign(ctx context.Context, v ledger.VendorID, matter string, to ledger.UserID, f func(*ledger.Posted)) error {
	if err := t.UpdatePosted(ctx, v, matter, f); err != nil {
		return err
	}
	duty := redis.Z{Member: string(to) + "|" + member(v, matter)}
	return unavailable(t.s.client.ZAdd(ctx, t.k.duties(), duty).Err(), "assign "+member(v, matter))
}

// Duties are up to n matters that are assigned to somebody and not over. What was given to somebody else meanwhile, or has
// ended, is taken off the list on the way.
func (t *Team) Duties(ctx context.Context, to ledger.UserID, n int) ([]ledger.Duty, error) {
	own := string(to) + "|"
	list := &redis.ZRangeBy{Min: "[" + own, Max: "(" + string(to) + "}", Count: int64(n)}
	for {
		names, err := t.s.client.ZRangeByLex(ctx, t.k.duties(), list).Result()
		if err != nil || len(names) == 0 {
			return nil, unavailable(err, "read what is assigned")
		}
		out, over, err := t.duties(ctx, to, names)
		if err != nil || len(over) == 0 {
			return out, err
		}
		if err := t.s.client.ZRem(ctx, t.k.duties(), over...).Err(); err != nil {
			return nil, unavailable(err, "take off what is no longer assigned")
		}
	}
}

// duties reads what is on record of matters, and which of them are nobody's or somebody else's.
func (t *Team) duties(ctx context.Context, to ledger.UserID, names []string) (out []ledger.Duty, over []any, err error) {
	p := t.s.client.Pipeline()
	records := make([]*redis.StringCmd, len(names))
	for n, name := range names {
		slug, matter, _ := strings.Cut(strings.TrimPrefix(name, string(to)+"|"), "|")
		out = append(out, ledger.Duty{Vendor: ledger.VendorID(slug), Matter: matter})
		records[n] = p.HGet(ctx, t.k.delivery(out[n].Vendor), matter)
	}
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, nil, unavailable(err, "read what was posted")
	}
	kept := out[:0]
	for n, d := range out {
		if raw := records[n].Val(); raw != "" {
			if err := json.Unmarshal([]byte(raw), &d.Posted); err != nil {
				return nil, nil, broken(t.k.delivery(d.Vendor), err)
			}
		}
		if d.Posted.Owner != to || !d.Posted.Cleared.IsZero() {
			over = append(over, names[n])
			continue
		}
		kept = append(kept, d)
	}
	return kept, over, nil
}
