package store

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// scanPage is how many members or items are read at once.
const scanPage = 1000

// compareItems compares a vendor's items with those of its account, and adds to w what they make stand in sorted sets and sums: both
// while they are at hand.
func (c *check) compareItems(ctx context.Context, r *reading, w *want) (found []Finding, err error) {
	c.items = r.a.AppendItems(c.items[:0])
	key, want := c.t.k.items(r.a.Vendor.Slug), int64(1+len(c.items))
	for page := range slices.Chunk(c.items, scanPage) {
		if c.addItems(w, r.a, page); c.odd[key] {
			continue
		}
		more, err := c.comparePage(ctx, r.a, key, page)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	if c.odd[key] {
		return nil, nil
	}
	slices.SortFunc(found, func(a, b Finding) int { return strings.Compare(a.Key, b.Key) })
	if r.gone != nil && len(found) == 0 {
		want += r.gone.items.n
		if found, err = c.compareForgotten(ctx, r); err != nil {
			return nil, err
		}
	}
	all, err := c.t.s.client.HLen(ctx, key).Result()
	switch {
	case err != nil:
		return nil, unavailable(err, "count "+key)
	case r.gone != nil && all != want:
		return append(found, somehow(key)...), nil
	case r.gone != nil || all == want && len(found) == 0:
		return found, nil
	}
	extra, err := c.extraItems(ctx, key, r.a)
	return append(found, extra...), err
}

// comparePage compares some items.
func (c *check) comparePage(ctx context.Context, a *ledger.Account, key string, items []string) (found []Finding, err error) {
	var failed error
	err = c.texts(ctx, key, items, func(item string, is []byte) {
		var err error
		if c.text, _, err = a.AppendItem(c.text[:0], item); err != nil {
			failed = err
		} else if !bytes.Equal(is, c.text) {
			found = append(found, different(a.Vendor.Slug, key+" "+item, string(is), string(c.text))...)
		}
	})
	return found, errors.Join(err, failed)
}

// texts gives items as they stand, "" where there is none.
func (c *check) texts(ctx context.Context, key string, items []string, each func(item string, is []byte)) error {
	err := c.bulk.ask(ctx, func(_ int, text []byte, values []value) error {
		for n, item := range items {
			each(item, values[n+1].in(text))
		}
		return nil
	}, append([]string{"HMGET", key}, items...))
	if err == nil {
		return nil
	}
	is, err := c.t.s.client.HMGet(ctx, key, items...).Result()
	if err != nil {
		return unavailable(err, "read "+key)
	}
	for n, item := range items {
		each(item, []byte(text(is[n])))
	}
	return nil
}

// extraItems names items that no entry put on record.
func (c *check) extraItems(ctx context.Context, key string, a *ledger.Account) ([]Finding, error) {
	var found []Finding
	for page, err := range c.t.scanHash(ctx, key) {
		if err != nil {
			return nil, err
		}
		for item, got := range page {
			if _, ok, _ := a.MarshalItem(item); !ok && item != coreField {
				found = append(found, different(a.Vendor.Slug, key+" "+item, got, "")...)
			}
		}
	}
	return found, nil
}

// compareSet compares a sorted set of one vendor with what its account says.
func (c *check) compareSet(ctx context.Context, r *reading, key string, w *want) ([]Finding, error) {
	if c.odd[key] {
		return nil, nil
	}
	is, err := c.digestOf(ctx, key)
	switch {
	case err != nil || is == *w.set(key):
		return nil, err
	case r.gone != nil:
		return somehow(key), nil
	}
	v, err := c.t.k.viewOf(r.a, r.a.Items(), everyDay)
	if err != nil {
		return nil, err
	}
	return c.explainSet(ctx, key, v.marks)
}

// digestOf is the digest of a sorted set as it stands.
func (c *check) digestOf(ctx context.Context, key string) (g digest, err error) {
	for from := 0; ; from += scanPage {
		n := 0
		err := c.bulk.ask(ctx, func(_ int, text []byte, values []value) error {
			n = c.addMembers(&g, text, values)
			return nil
		}, zrange(key, from))
		if err != nil {
			return c.digestByClient(ctx, key)
		}
		if n < scanPage {
			return g, nil
		}
	}
}

// zrange asks for a page of a sorted set.
func zrange(key string, from int) []string {
	return []string{"ZRANGE", key, strconv.Itoa(from), strconv.Itoa(from + scanPage - 1), "WITHSCORES"}
}

// addMembers adds the members in a reply to a digest, and counts them. A score that is no whole number, which owed never
// wrote, is taken for one that no member has.
func (c *check) addMembers(g *digest, text []byte, values []value) int {
	for n := 1; n+1 < len(values); n += 2 {
		score := int64(0)
		if s := string(values[n+1].in(text)); s != "0" {
			var err error
			if score, err = strconv.ParseInt(s, 10, 64); err != nil {
				score = -1
			}
		}
		c.d.addRead(g, score, values[n].in(text))
	}
	return len(values) / 2
}

// digestByClient is digestOf by the client.
func (c *check) digestByClient(ctx context.Context, key string) (g digest, err error) {
	for z, err := range c.t.members(ctx, key) {
		if err != nil {
			return g, err
		}
		score := int64(z.Score)
		if float64(score) != z.Score {
			score = -1
		}
		c.d.add(&g, 1, score, z.Member.(string))
	}
	return g, nil
}

// explainSet names the members that are missing, too many, or in the wrong place.
func (c *check) explainSet(ctx context.Context, key string, marks []mark) ([]Finding, error) {
	want := map[string]string{}
	for _, m := range marks {
		if m.key == key {
			want[m.member] = strconv.FormatInt(m.score, 10)
		}
	}
	is := map[string]string{}
	for z, err := range c.t.members(ctx, key) {
		if err != nil {
			return nil, err
		}
		is[z.Member.(string)] = strconv.FormatFloat(z.Score, 'f', -1, 64)
	}
	return differentHash(key, is, want), nil
}

// explainTeamSets names what is wrong in sets of the team. The vendors' accounts and items were compared before, so they
// say what should stand there.
func (c *check) explainTeamSets(ctx context.Context, keys []string) (found []Finding, err error) {
	if len(keys) == 0 {
		return nil, nil
	}
	if len(c.odd) > 0 { // what the vendors' own keys say can't be trusted to be read
		for _, key := range keys {
			found = append(found, Finding{Key: key, Is: "it differs", Want: "what the journals say", Follows: "it is only computed: owed rebuild sets it right"})
		}
		return found, nil
	}
	var all []mark
	for v := range c.all.seqs {
		a, err := c.t.Load(ctx, v, ledger.Need{})
		if ledger.KindOf(err) == ledger.NotFound {
			continue // it was found that its account is gone
		}
		if err != nil {
			return nil, err
		}
		seen, err := c.t.k.viewOf(a, nil, everyDay)
		if err != nil {
			return nil, err
		}
		if err := c.addTerms(ctx, a, &seen); err != nil {
			return nil, err
		}
		for _, m := range seen.marks {
			if slices.Contains(keys, m.key) {
				all = append(all, m)
			}
		}
	}
	for _, key := range keys {
		more, err := c.explainSet(ctx, key, all)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

func (c *check) addTerms(ctx context.Context, a *ledger.Account, v *view) error {
	for page, err := range c.t.scanHash(ctx, c.t.k.items(a.Vendor.Slug)) {
		if err != nil {
			return err
		}
		for item, json := range page {
			if item == coreField {
				continue
			}
			if err := a.AddItem(item, []byte(json)); err != nil {
				continue // it was reported as a broken item
			}
			c.t.k.viewItem(a, item, v)
		}
	}
	return nil
}

// members reads a sorted set in pages.
func (t *Team) members(ctx context.Context, key string) iter.Seq2[redis.Z, error] {
	return func(yield func(redis.Z, error) bool) {
		for from := int64(0); ; from += scanPage {
			page, err := t.s.client.ZRangeWithScores(ctx, key, from, from+scanPage-1).Result()
			if err != nil {
				yield(redis.Z{}, unavailable(err, "read "+key))
				return
			}
			for _, z := range page {
				if !yield(z, nil) {
					return
				}
			}
			if len(page) < scanPage {
				return
			}
		}
	}
}

// scanHash reads a hash in pages; a field may come twice.
func (t *Team) scanHash(ctx context.Context, key string) iter.Seq2[map[string]string, error] {
	return func(yield func(map[string]string, error) bool) {
		for cursor := uint64(0); ; {
			flat, next, err := t.s.client.HScan(ctx, key, cursor, "", scanPage).Result()
			if err != nil {
				yield(nil, unavailable(err, "read "+key))
				return
			}
			page := make(map[string]string, len(flat)/2)
			for n := 0; n+1 < len(flat); n += 2 {
				page[flat[n]] = flat[n+1]
			}
			if !yield(page, nil) || next == 0 {
				return
			}
			cursor = next
		}
	}
}

// hash reads a whole hash, for the operator's commands.
func (t *Team) hash(ctx context.Context, key string) (map[string]string, error) {
	all := map[string]string{}
	for page, err := range t.scanHash(ctx, key) {
		if err != nil {
			return nil, err
		}
		maps.Copy(all, page)
	}
	return all, nil
}

// core is the account of a vendor without its items as it stands, "" where there is none.
func (t *Team) core(ctx context.Context, v ledger.VendorID) (string, error) {
	key := t.k.items(v)
	s, err := t.s.client.HGet(ctx, key, coreField).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return s, unavailable(err, "read "+key)
}

// score is a member's score as text, "" where it is none.
func (t *Team) score(ctx context.Context, key, member string) (string, error) {
	s, err := t.s.client.ZScore(ctx, key, member).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return strconv.FormatFloat(s, 'f', -1, 64), unavailable(err, "read "+key)
}
