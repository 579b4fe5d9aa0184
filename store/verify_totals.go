package store

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// settleTotals compares the keys of the team while no vendor moves on; those that did are read on.
func (c *check) settleTotals(ctx context.Context) error {
	var moving []ledger.VendorID
	for try := range rebuildTries {
		release, err := c.t.holdAt(ctx, try, moving)
		if err != nil {
			return err
		}
		defer release()
		if c.all.partial {
			c.report.find(Finding{Key: c.t.k.sums(), Is: "sums and indexes over all vendors can't be checked", Want: "every journal whole", Follows: "set the journals right first"})
			return nil
		}
		if err := c.catchUp(ctx); err != nil {
			return err
		}
		if c.all.partial {
			continue
		}
		differ, found, err := c.checkTotals(ctx)
		if err != nil {
			return err
		}
		moved, err := c.moved(ctx)
		if err != nil {
			return err
		}
		if len(differ)+len(found) > 0 && len(moved) > 0 {
			moving = moved
			continue
		}
		why, err := c.explainTeamSets(ctx, differ)
		if err != nil {
			return err
		}
		found = append(why, found...)
		for _, f := range found {
			c.report.find(f)
		}
		return nil
	}
	return busy("")
}

// moved are the vendors that have entries which were not read.
func (c *check) moved(ctx context.Context) ([]ledger.VendorID, error) {
	var out []ledger.VendorID
	slugs := slices.Sorted(maps.Keys(c.all.seqs))
	for page := range slices.Chunk(append(slugs, ledger.TeamJournal), 500) {
		p := c.t.s.client.Pipeline()
		cmds := make([]*redis.XMessageSliceCmd, len(page))
		for n, v := range page {
			cmds[n] = p.XRevRangeN(ctx, c.t.k.journal(v), "+", "-", 1)
		}
		if _, err := p.Exec(ctx); err != nil {
			return nil, unavailable(err, "read the ends of the journals")
		}
		for n, v := range page {
			read := c.all.seqs[v]
			if v == ledger.TeamJournal {
				read = c.self.seq
			}
			if last := cmds[n].Val(); len(last) > 0 && seqOf(last[0].ID) > read {
				out = append(out, v)
			}
		}
	}
	return out, nil
}

// catchUp reads on what has moved since it was read.
func (c *check) catchUp(ctx context.Context) error {
	moved, err := c.moved(ctx)
	if err != nil {
		return err
	}
	for _, v := range moved {
		if v == ledger.TeamJournal {
			if _, err := c.self.read(ctx, c.t, nil); err != nil {
				return err
			}
			continue
		}
		if err := c.readOn(ctx, c.added[v].vendor); err != nil {
			return err
		}
	}
	for _, v := range slices.Sorted(maps.Keys(c.added)) {
		if _, read := c.all.seqs[v]; !read && !c.all.partial {
			if err := c.checkVendor(ctx, c.added[v].vendor); err != nil {
				return err
			}
		}
	}
	return nil
}

// readOn replaces what a vendor adds to the totals by what it adds now. What it was is replayed, not remembered: the
// accounts of all vendors at once would not fit into memory.
func (c *check) readOn(ctx context.Context, v ledger.Vendor) error {
	a, ids := ledger.NewAccount(v).Untracked(), map[ledger.Series]*idCount{}
	upTo := c.all.seqs[v.Slug]
	p := newReplayer(c.bulk, c.t.id, v.Slug, func(e ledger.Entry) {
		a.Apply(e.Meta(), e.Events...)
		idsIn(e.Events, ids)
	})
	swap := func(times int64) error {
		w, err := c.wantOf(a, a.AppendItems(nil), ids)
		if err == nil {
			c.all.add(c.t.k, w, times)
		}
		return err
	}
	var failed error
	_, err := p.read(ctx, c.t, func(seq int64, _ ledger.Hash) {
		if seq == upTo {
			failed = swap(-1)
		}
	})
	if upTo == 0 {
		c.all.add(c.t.k, c.emptyWant(v), -1)
	}
	if err != nil || failed != nil {
		return errors.Join(err, failed)
	}
	c.report.Entries += p.seq - upTo
	return swap(1)
}

// emptyWant is what a vendor without entries adds.
func (c *check) emptyWant(v ledger.Vendor) *want {
	w, err := c.wantOf(ledger.NewAccount(v), nil, nil)
	if err != nil {
		return &want{slug: v.Slug}
	}
	return w
}
