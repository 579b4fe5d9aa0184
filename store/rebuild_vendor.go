package store

import (
	"context"
	"errors"
	"maps"
	"strings"

	"owed.dev/owed/ledger"
)

// rebuilt is one vendor on its way. While its journal is read for the first time, what is settled is written at the side and
// forgotten, so that a rebuild takes the memory of what is open, however long the journal. An entry about something forgotten recalls
// it from there.
type rebuilt struct {
	b       *rebuild
	a       *ledger.Account
	p       *replayer
	steps   steps          // of what is written, not added up yet
	listed  map[string]int // how many items are written, by kind
	now     []ledger.Event // of the entry that is applied
	written bool           // the account stands at the side; entries from now on are written step by step
	pending []ledger.Entry // read, not written yet
	err     error          // why something could not be written or recalled
}

// begin begins with a vendor.
func (b *rebuild) begin(ctx context.Context, v ledger.VendorID) *rebuilt {
	r := &rebuilt{b: b, a: ledger.NewAccount(b.added[v].vendor).Untracked(), steps: steps{}, listed: map[string]int{}}
	if b.forgets {
		r.a.Recalling(func(kind, key string) { r.recall(ctx, ledger.Item(kind, key)) })
	}
	r.p = newReplayer(b.bulk, b.t.id, v, func(e ledger.Entry) {
		b.noteIDs(e)
		b.keys.note(e)
		if r.written {
			r.pending = append(r.pending, e)
			return
		}
		r.apply(e)
		r.forget(ctx, e.Events)
	})
	b.vendors[v] = r
	return r
}

// apply adds an entry, and notes how the account stood where that is the first of a new day.
func (r *rebuilt) apply(e ledger.Entry) {
	if member, ok := pastOf(r.a, e.At); ok {
		r.b.side.gather("ZADD", r.b.side.k.past(r.a.Vendor.Slug), 0, member)
	}
	r.now = e.Events
	r.a.Apply(e.Meta(), e.Events...)
}

// forget writes what events settled, and forgets it.
func (r *rebuilt) forget(ctx context.Context, events []ledger.Event) {
	if !r.b.forgets || r.err != nil {
		return
	}
	for _, ev := range events {
		ledger.MaySettle(ev, r.forgetOne)
	}
	if len(r.a.Rows) >= r.b.side.page {
		r.writeRows(ctx)
	}
	r.flush(ctx)
}

func (r *rebuilt) forgetOne(kind, key string) {
	if !r.a.Settled(kind, key) {
		return
	}
	if r.put(ledger.Item(kind, key)) {
		r.a.Forget(kind, key)
	}
}

// recall puts an item that was forgotten back into the account, and with one that leaves for another vendor all that leave with it.
// What stands for them is taken back: they are written anew with what is kept, or when they are settled again.
func (r *rebuilt) recall(ctx context.Context, item string) {
	if r.err != nil {
		return
	}
	items := []string{item}
	for _, ev := range r.now {
		if e, ok := ev.(*ledger.MovedOut); ok && e.Item != item {
			if kind, key, _ := strings.Cut(e.Item, ":"); !r.a.Has(kind, key) {
				items = append(items, e.Item)
			}
		}
	}
	r.err = r.b.side.items(ctx, r.a.Vendor.Slug, items, func(item, text string) error {
		if err := r.a.AddItem(item, []byte(text)); err != nil {
			return err
		}
		r.take(item)
		return nil
	})
}

// put writes an item and what it makes stand; false where it can't be written.
func (r *rebuilt) put(item string) bool {
	s, v := r.b.side, r.a.Vendor.Slug
	text, ok, err := r.a.AppendItem(r.b.scratch[:0], item)
	if err != nil || !ok {
		r.err = errors.Join(r.err, err)
		return false
	}
	r.b.scratch = text
	s.gather("HSET", s.k.items(v), item, string(text))
	r.places(item, func(key, member string, score int64) { s.gather("ZADD", key, score, member) }, s.find)
	r.count(item, 1)
	return true
}

// take takes back what put wrote.
func (r *rebuilt) take(item string) {
	s, v := r.b.side, r.a.Vendor.Slug
	s.takeBack("HDEL", s.k.items(v), item)
	r.places(item, func(key, member string, _ int64) { s.takeBack("ZREM", key, member) }, s.unfind)
	r.count(item, -1)
}

// places gives where an item stands: in lists, and by which members of the search index it is found.
func (r *rebuilt) places(item string, list func(key, member string, score int64), find func(bucket int, member string)) {
	kind, key, _ := strings.Cut(item, ":")
	if kind == ledger.ItemRow {
		return // it is only asked for by its key
	}
	k, v := r.b.side.k, r.a.Vendor.Slug
	p := placeOf(r.a, kind, key)
	list(k.list(v, kind), key, p.seq)
	if p.open != "" {
		list(k.open(v), p.open, 0)
	}
	for _, term := range p.terms {
		if term != "" {
			find(bucketOf(term), term+"|"+string(v)+"|"+item)
		}
	}
}

// count adds an item to the sums by day and to what is listed, or takes it out of them.
func (r *rebuilt) count(item string, times int) {
	kind, key, _ := strings.Cut(item, ":")
	stepsOf(r.a, kind, key, func(s ledger.Step, by int64) { r.steps[s] += int64(times) * by })
	r.listed[kind] += times
}

// flush writes what was gathered, where it is a page.
func (r *rebuilt) flush(ctx context.Context) {
	s := r.b.side
	if r.err != nil {
		return
	}
	if len(r.steps) >= s.page {
		r.addSteps()
	}
	if len(s.tallies) >= s.page {
		r.err = errors.Join(r.err, s.addUp(ctx))
	}
	if s.isFull() {
		r.err = errors.Join(r.err, s.flush(ctx))
	}
}

// addSteps hands the sums by day over.
func (r *rebuilt) addSteps() {
	key := r.b.side.k.steps(r.a.Vendor.Slug)
	for s, by := range r.steps {
		if by != 0 {
			r.b.side.tallies[tally{key, stepField(s)}] += by
		}
	}
	clear(r.steps)
}

// writeRows writes the rows of files that came or went, and forgets them.
func (r *rebuilt) writeRows(ctx context.Context) {
	s, key, flushed := r.b.side, r.b.side.k.items(r.a.Vendor.Slug), false
	r.a.TakeRows(func(item string, stands bool) {
		switch {
		case stands:
			r.put(item)
			return
		case !flushed:
			flushed = true
			r.err = errors.Join(r.err, s.flush(ctx))
		}
		s.takeBack("HDEL", key, item)
	})
}

// write writes at the side what is not there yet.
func (r *rebuilt) write(ctx context.Context) error {
	if !r.written {
		r.written = true
		r.a.Recalling(nil) // what comes from now on is recalled before it is applied
		r.p.keeping()
		return r.writeKept(ctx)
	}
	if len(r.pending) == 0 {
		return nil
	}
	return r.writePending(ctx)
}

// writeKept writes the account as it is: all that was not forgotten.
func (r *rebuilt) writeKept(ctx context.Context) error {
	s := r.b.side
	if err := r.writeCore(); err != nil {
		return err
	}
	v, err := s.k.viewOf(r.a, nil, everyDay)
	if err != nil {
		return err
	}
	w := &writes{}
	s.k.diff(w, r.a.Vendor.Slug, view{}, v)
	s.add(w)
	r.writeRows(ctx)
	for _, item := range r.a.AppendItems(nil) {
		r.put(item)
		r.flush(ctx)
	}
	r.addSteps()
	r.flush(ctx)
	return r.err
}

// writeCore writes the account without its items.
func (r *rebuilt) writeCore() error {
	core, err := r.a.MarshalCore()
	if err != nil {
		return err
	}
	r.b.side.gather("HSET", r.b.side.k.items(r.a.Vendor.Slug), coreField, core)
	return nil
}

// writePending writes what the entries that came meanwhile alter.
func (r *rebuilt) writePending(ctx context.Context) error {
	k := r.b.side.k
	items, err := r.altered(ctx)
	if err != nil {
		return err
	}
	before, err := k.viewOf(r.a, items, everyDay)
	if err != nil {
		return err
	}
	for _, e := range r.pending {
		r.apply(e)
	}
	r.pending = nil
	if err := r.writeCore(); err != nil {
		return err
	}
	after, err := k.viewOf(r.a, items, everyDay)
	if err != nil {
		return err
	}
	w := &writes{}
	k.diff(w, r.a.Vendor.Slug, before, after)
	if err := r.b.side.inOrder(ctx, w); err != nil {
		return err
	}
	for _, item := range items {
		kind, key, _ := strings.Cut(item, ":")
		if r.a.Settled(kind, key) {
			r.a.Forget(kind, key)
		}
	}
	r.a.TakeRows(func(string, bool) {})
	return r.err
}

// altered names the items that pending entries will alter, found out on a copy, and recalls those that were forgotten.
func (r *rebuilt) altered(ctx context.Context) ([]string, error) {
	trial := untouched(copyOf(r.a))
	trial.Sums, trial.Drawn, trial.Largest = map[ledger.Currency]*ledger.Sums{}, nil, maps.Clone(r.a.Largest)
	trial.Recalling(func(kind, key string) {
		err := r.b.side.items(ctx, r.a.Vendor.Slug, []string{ledger.Item(kind, key)}, func(item, text string) error {
			return errors.Join(r.a.AddItem(item, []byte(text)), trial.AddItem(item, []byte(text)))
		})
		r.err = errors.Join(r.err, err)
	})
	for _, e := range r.pending {
		trial.Apply(e.Meta(), e.Events...)
	}
	items := ledger.Change{After: trial}.Touched()
	var others []string // rows of files, and what is new
	for _, item := range items {
		if _, ok, _ := r.a.MarshalItem(item); !ok {
			others = append(others, item)
		}
	}
	err := r.b.side.items(ctx, r.a.Vendor.Slug, others, func(item, text string) error { return r.a.AddItem(item, []byte(text)) })
	return items, errors.Join(r.err, err)
}
