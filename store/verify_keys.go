package store

import (
	"context"
	"strconv"
	"time"

	"owed.dev/owed/ledger"
)

// sureLife is how long an idempotency key stands for certain: a day less than it lives, for the clocks of bots, by which entries
// are dated, and that of Redis, by which keys end, are not one.
const sureLife = keyLife - 24*time.Hour

// keyPage is how many keys are asked for at once.
const keyPage = 500

// usedKeys are the idempotency keys of entries that are so young that they must still stand: without them the same payload, delivered
// again, would be recorded again.
type usedKeys struct {
	t    *Team
	bulk *bulk
	now  time.Time // ledger time
	used []usedKey
}

// usedKey is the key of an entry.
type usedKey struct {
	vendor ledger.VendorID
	seq    int64
	at     time.Time
	name   string // in Redis
	shared bool   // two entries of a merge have it, and it leads to the other one, the survivor's
}

// note takes in an entry.
func (u *usedKeys) note(e ledger.Entry) {
	if e.Key == "" || u.now.Sub(e.At) >= sureLife {
		return
	}
	k := usedKey{vendor: e.Vendor, seq: e.Seq, at: e.At, name: u.t.k.idem(e.Key)}
	for _, ev := range e.Events {
		switch ev := ev.(type) {
		case *ledger.MovedOut:
			k.shared = true
		case *ledger.VendorMergeBegun:
			k.shared = k.shared || ev.From == e.Vendor
		case *ledger.VendorMerged:
			k.shared = k.shared || ev.From == e.Vendor
		}
	}
	u.used = append(u.used, k)
}

// full reports whether it is time to look at those noted.
func (u *usedKeys) full() bool { return len(u.used) >= keyPage }

// wrong gives those noted that don't lead to their entry, with what they lead to, and forgets them all.
func (u *usedKeys) wrong(ctx context.Context, each func(k usedKey, is string)) error {
	used := u.used
	u.used = u.used[:0]
	for len(used) > 0 {
		page := used[:min(len(used), keyPage)]
		used = used[len(page):]
		names := make([]string, len(page))
		for n, k := range page {
			names[n] = k.name
		}
		err := u.t.values(ctx, u.bulk, names, func(n int, is string) {
			if _, seq, _ := cutFirst(is); is == "" || seq != page[n].seq && !page[n].shared {
				each(page[n], is)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// values gives those of strings, one after the other, "" where there is none.
func (t *Team) values(ctx context.Context, b *bulk, names []string, each func(n int, is string)) error {
	err := b.ask(ctx, func(_ int, text []byte, values []value) error {
		for n := range names {
			each(n, string(values[n+1].in(text)))
		}
		return nil
	}, append([]string{"MGET"}, names...))
	if err == nil {
		return nil
	}
	got, err := t.s.client.MGet(ctx, names...).Result()
	if err != nil {
		return unavailable(err, "read idempotency keys")
	}
	for n := range got {
		each(n, text(got[n]))
	}
	return nil
}

// checkKeys looks at the keys that were noted.
func (c *check) checkKeys(ctx context.Context) error {
	return c.keys.wrong(ctx, func(k usedKey, is string) {
		c.report.find(Finding{
			Vendor: k.vendor, Key: k.name, Is: orNothing(is), Want: "number " + strconv.FormatInt(k.seq, 10) + " of " + string(k.vendor) + ", which was recorded under it",
			Follows: "the same command, press or row, delivered once more, would be recorded once more; owed rebuild sets it right",
		})
	})
}

// restoreKeys sets the keys of young entries that don't stand any more, for what is left of their life. One that leads elsewhere is
// put right, too.
func (b *rebuild) restoreKeys(ctx context.Context) error {
	p, some := b.t.s.client.Pipeline(), false
	err := b.keys.wrong(ctx, func(k usedKey, _ string) {
		if k.shared {
			return
		}
		some = true
		p.Set(ctx, k.name, "|"+strconv.FormatInt(k.seq, 10)+"|", keyLife-b.keys.now.Sub(k.at))
	})
	if err != nil || !some {
		return err
	}
	_, err = p.Exec(ctx)
	return unavailable(err, "set idempotency keys")
}

// compareTimers checks that no timer stands for what is no vendor.
func (c *check) compareTimers(ctx context.Context) ([]Finding, error) {
	if c.odd[c.t.k.timers()] {
		return nil, nil
	}
	all, err := c.t.s.client.ZRange(ctx, c.t.k.timers(), 0, -1).Result()
	if err != nil {
		return nil, unavailable(err, "read the timers")
	}
	var found []Finding
	for _, slug := range all {
		if _, ok := c.added[ledger.VendorID(slug)]; !ok && slug != string(ledger.TeamJournal) {
			found = append(found, Finding{Key: c.t.k.timers() + " " + slug, Is: "a timer", Want: "none: there is no such vendor", Follows: "bots look in vain; owed rebuild sets it right"})
		}
	}
	return found, nil
}
