package store

import (
	"context"
	"slices"

	"owed.dev/owed/ledger"
)

// reading is a vendor's journal, read into an account.
type reading struct {
	a    *ledger.Account
	p    *replayer
	ids  map[ledger.Series]*idCount
	past *digest
	gone *forgotten // nil: the account keeps everything
}

// forgotten stands for what was settled and is not kept, so that a verification takes the memory of what is open, however long the
// journal. What should stand in Redis of such an item was noted when it was forgotten. That holds only while no later entry is
// about it: the account tells of such, and the journal is read anew with those kept.
type forgotten struct {
	w     *want           // what they make stand in sorted sets and sums
	items digest          // their names and texts
	keep  map[string]bool // that later entries are about
}

// read begins a reading. note is given each entry.
func (c *check) read(v ledger.Vendor, gone *forgotten, note func(ledger.Entry)) *reading {
	r := &reading{a: ledger.NewAccount(v).Untracked(), ids: map[ledger.Series]*idCount{}, past: &digest{}, gone: gone}
	r.p = newReplayer(c.bulk, c.t.id, v.Slug, func(e ledger.Entry) {
		if member, ok := pastOf(r.a, e.At); ok {
			c.d.add(r.past, 1, 0, member)
		}
		r.a.Apply(e.Meta(), e.Events...)
		idsIn(e.Events, r.ids)
		note(e)
		if r.gone == nil {
			return
		}
		for _, ev := range e.Events {
			if to, ok := ev.(*ledger.Allocated); ok {
				c.forget(r, ledger.ItemMovement, string(to.From))
				c.forget(r, ledger.ItemInvoice, to.Invoice.Key())
			}
		}
	})
	return r
}

// forget notes what a settled item makes stand in Redis, and forgets it.
func (c *check) forget(r *reading, kind, key string) {
	if !r.a.Settled(kind, key) {
		return
	}
	item := ledger.Item(kind, key)
	if r.gone.keep[item] {
		return
	}
	text, _, err := r.a.AppendItem(c.text[:0], item)
	if err != nil {
		return // it is kept, and compared with the others
	}
	c.text = text
	c.d.addItem(&r.gone.items, item, text)
	c.one[0] = item
	c.addItems(r.gone.w, r.a, c.one[:])
	r.a.Forget(kind, key)
}

// late are the items that entries were about after they were forgotten, or that never were.
func (r *reading) late() []string {
	if r.gone == nil {
		return nil
	}
	return slices.DeleteFunc(r.a.Missed(), func(item string) bool { return r.gone.keep[item] })
}

// checkVendor checks one vendor's journal and all that is computed from it. Equality is proved while settled items are forgotten;
// where anything differs the journal is read once more with all of them, to say what.
func (c *check) checkVendor(ctx context.Context, v ledger.Vendor) error {
	noted := int64(0)
	note := func(e ledger.Entry) {
		if e.Seq > noted {
			noted = e.Seq
			c.merges.see(e)
			c.keys.note(e)
		}
	}
	r := c.read(v, &forgotten{w: c.newWant(v.Slug)}, note)
	whole, err := c.journal(ctx, r.p)
	if err != nil {
		return err
	}
	if whole {
		r, whole, err = c.withLate(ctx, v, r, note)
	}
	if err != nil || !whole {
		c.all.partial = true
		return err
	}
	var w *want
	err = c.settled(ctx, r.p, func(before Head) (found []Finding, err error) {
		w, found, err = c.compareReading(ctx, r)
		if err != nil || len(found)+len(r.late()) == 0 {
			return nil, err
		}
		if !c.odd[c.t.k.head(v.Slug)] {
			if now, err := c.t.head(ctx, v.Slug); err != nil || now.Seq != before.Seq {
				return found, err // it has moved on, and is compared again
			}
		}
		all := c.read(v, nil, func(ledger.Entry) {})
		if f, err := all.p.read(ctx, c.t, nil); err != nil || f != nil {
			return found, err // found when it is verified next: it was not there when this began
		}
		w, found, err = c.compareReading(ctx, all)
		return found, err
	})
	if err != nil || w == nil {
		c.all.partial = true
		return err
	}
	c.all.add(c.t.k, w, 1)
	return nil
}

// withLate is a reading that keeps what later entries are about: the one given, where there is no such thing.
func (c *check) withLate(ctx context.Context, v ledger.Vendor, r *reading, note func(ledger.Entry)) (*reading, bool, error) {
	late := r.late()
	if len(late) == 0 {
		return r, true, nil
	}
	keep := make(map[string]bool, len(late))
	for _, item := range late {
		keep[item] = true
	}
	again := c.read(v, &forgotten{w: c.newWant(v.Slug), keep: keep}, note)
	f, err := again.p.read(ctx, c.t, nil)
	if err != nil {
		return nil, false, err
	}
	c.report.Entries += max(again.p.seq-r.p.seq, 0)
	if f != nil {
		c.report.find(*f)
	}
	return again, f == nil, nil
}

// compareReading compares all that is computed from a journal with what was read.
func (c *check) compareReading(ctx context.Context, r *reading) (*want, []Finding, error) {
	w, err := c.wantWithout(r.a, r.ids)
	if err != nil {
		return nil, nil, err
	}
	if r.gone != nil {
		w.with(r.gone.w)
	}
	w.sets[c.t.k.past(r.a.Vendor.Slug)] = r.past
	found, err := c.compare(ctx, r, w)
	return w, found, err
}

// compareForgotten compares the texts of what was forgotten with those in Redis, which it finds by the lists: those are compared as
// well, so nothing stands in them that should not.
func (c *check) compareForgotten(ctx context.Context, r *reading) ([]Finding, error) {
	slug := r.a.Vendor.Slug
	is, items := digest{}, c.t.k.items(slug)
	if c.odd[c.t.k.list(slug, ledger.ItemInvoice)] || c.odd[c.t.k.list(slug, ledger.ItemMovement)] {
		return nil, nil // nothing tells of them
	}
	for _, kind := range []string{ledger.ItemInvoice, ledger.ItemMovement} {
		for from := 0; ; from += scanPage {
			names, n, err := c.listed(ctx, r.a, kind, from)
			if err != nil {
				return nil, err
			}
			if len(names) > 0 {
				if err := c.texts(ctx, items, names, func(item string, text []byte) { c.d.addItem(&is, item, text) }); err != nil {
					return nil, err
				}
			}
			if n < scanPage {
				break
			}
		}
	}
	if is == r.gone.items {
		return nil, nil
	}
	return somehow(items), nil
}

// somehow says of a key that it differs; in what is found out by a reading that forgets nothing.
func somehow(key string) []Finding { return []Finding{{Key: key}} }

// listed are those in a page of a list that the account does not have, and how many the page has in all.
func (c *check) listed(ctx context.Context, a *ledger.Account, kind string, from int) (names []string, n int, err error) {
	key := c.t.k.list(a.Vendor.Slug, kind)
	add := func(member string) {
		n++
		if !a.Has(kind, member) {
			names = append(names, ledger.Item(kind, member))
		}
	}
	err = c.bulk.ask(ctx, func(_ int, text []byte, values []value) error {
		for i := 1; i < len(values); i += 2 {
			add(string(values[i].in(text)))
		}
		return nil
	}, zrange(key, from))
	if err == nil {
		return names, n, nil
	}
	members, err := c.t.s.client.ZRange(ctx, key, int64(from), int64(from+scanPage-1)).Result()
	if err != nil {
		return nil, 0, unavailable(err, "read "+key)
	}
	for _, member := range members {
		add(member)
	}
	return names, n, nil
}
