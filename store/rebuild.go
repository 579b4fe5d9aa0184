package store

import (
	"context"
	"crypto/rand"
	_ "embed" // the script is a file that people read
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"owed.dev/owed/ledger"
)

//go:embed lua/adopt.lua
var adoptLua string

var adoptScript = newScript(adoptLua)

// ErrBroken is the cause of a refusal to rebuild from a journal that is not whole.
var ErrBroken = errors.New("the journal is not whole: see owed verify")

// errTakenOver ends a rebuild when another one has begun.
var errTakenOver = errors.New("another rebuild has taken over; wait for that one")

// Rebuild computes everything anew from the journals. It writes beside what stands, reads on while bots go on working,
// and puts the new into the old one's place in one step. What was posted where is a record of its own and stays, so
// nothing is posted again.
func (t *Team) Rebuild(ctx context.Context) (Report, error) {
	start := time.Now()
	b := newRebuild(t)
	defer b.bulk.close()
	err := b.run(ctx)
	b.report.Took = time.Since(start)
	return b.report, err
}

// rebuild is one run of Rebuild.
type rebuild struct {
	t       *Team
	token   string
	bulk    *bulk
	side    keys // where the new projections are written first
	report  Report
	self    *replayer // of the team's own journal
	team    teamCore
	added   map[ledger.VendorID]vendorAdded
	vendors map[ledger.VendorID]*rebuilt
	ids     map[ledger.Series]*idCount
	keys    usedKeys
}

type vendorAdded struct {
	vendor ledger.Vendor
	seq    int64 // of the team's entry
}

// rebuilt is one vendor on its way.
type rebuilt struct {
	b       *rebuild
	a       *ledger.Account
	p       *replayer
	written bool           // the account stands at the side; entries from now on are written step by step
	pending []ledger.Entry // read, not written yet
	past    []string       // how it stood at the ends of days; not written yet
}

func newRebuild(t *Team) *rebuild {
	b := &rebuild{
		t: t, token: rand.Text(), bulk: t.s.newBulk(t.k.counters()), side: keys{t.k.prefix + "rebuild:"}, report: Report{Team: t.id, Did: "rebuilt"},
		added: map[ledger.VendorID]vendorAdded{}, vendors: map[ledger.VendorID]*rebuilt{}, ids: map[ledger.Series]*idCount{},
	}
	b.self = newReplayer(b.bulk, t.id, ledger.TeamJournal, func(e ledger.Entry) {
		b.team.Team.Apply(e.Meta(), e.Events...)
		b.team.LastAt = e.At
		b.keys.note(e)
		for _, ev := range e.Events {
			if add, ok := ev.(*ledger.VendorAdded); ok {
				b.added[add.Vendor.Slug] = vendorAdded{add.Vendor, e.Seq}
			}
		}
	})
	return b
}

// rebuildTries is how often Rebuild, and Verify with the sums over all vendors, reads on before it gives up against writers
// that never pause.
const rebuildTries = 200

func (b *rebuild) run(ctx context.Context) error {
	if err := b.clear(ctx); err != nil {
		return err
	}
	if err := b.t.s.client.Set(ctx, b.lock(), b.token, 0).Err(); err != nil {
		return unavailable(err, "begin to rebuild")
	}
	now, err := b.t.ledgerTime(ctx)
	if err != nil {
		return err
	}
	b.keys = usedKeys{t: b.t, bulk: b.bulk, now: now}
	for range rebuildTries {
		if err := b.readOn(ctx); err != nil {
			return err
		}
		done, err := b.adopt(ctx)
		if err != nil {
			return err
		}
		if done {
			return errors.Join(b.restoreKeys(ctx), b.clear(ctx))
		}
	}
	return busy("everything")
}

func (b *rebuild) lock() string { return b.side.prefix + "lock" }

// clear removes what a rebuild left at the side.
func (b *rebuild) clear(ctx context.Context) error {
	node, err := b.t.s.node(ctx, b.lock())
	if err != nil {
		return unavailable(err, "find the team's node")
	}
	for cursor := uint64(0); ; {
		found, next, err := node.Scan(ctx, cursor, b.side.prefix+"*", scanPage).Result()
		if err != nil {
			return unavailable(err, "clear what a rebuild left")
		}
		if len(found) > 0 {
			if err := node.Unlink(ctx, found...).Err(); err != nil {
				return unavailable(err, "clear what a rebuild left")
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// readOn reads every journal to its present end and writes what follows at the side.
func (b *rebuild) readOn(ctx context.Context) error {
	if err := b.read(ctx, b.self); err != nil {
		return err
	}
	for _, v := range slices.Sorted(maps.Keys(b.added)) {
		r, ok := b.vendors[v]
		if !ok {
			r = b.begin(v)
		}
		if err := b.read(ctx, r.p); err != nil {
			return err
		}
		if err := r.write(ctx); err != nil {
			return err
		}
	}
	raw, err := json.Marshal(b.team)
	if err != nil {
		return err
	}
	return unavailable(b.t.s.client.HSet(ctx, b.side.items(ledger.TeamJournal), coreField, raw).Err(), "write the team's record")
}

func (b *rebuild) read(ctx context.Context, p *replayer) error {
	from := p.seq
	var failed error
	f, err := p.read(ctx, b.t, func(int64, ledger.Hash) {
		if b.keys.full() && failed == nil {
			failed = b.restoreKeys(ctx)
		}
	})
	b.report.Entries += p.seq - from
	err = errors.Join(err, failed)
	if err == nil && f != nil {
		err = &ledger.Error{Kind: ledger.Conflict, Say: f.String(), Err: ErrBroken}
	}
	return err
}

func (b *rebuild) begin(v ledger.VendorID) *rebuilt {
	r := &rebuilt{b: b, a: ledger.NewAccount(b.added[v].vendor).Untracked()}
	r.p = newReplayer(b.bulk, b.t.id, v, func(e ledger.Entry) {
		idsIn(e.Events, b.ids)
		b.keys.note(e)
		if r.written {
			r.pending = append(r.pending, e)
			return
		}
		r.apply(e)
	})
	b.vendors[v] = r
	return r
}

// write writes at the side what is not there yet.
func (r *rebuilt) write(ctx context.Context) error {
	if !r.written {
		r.written = true
		r.p.keeping()
		return r.writeAll(ctx)
	}
	if len(r.pending) == 0 {
		return nil
	}
	items := alteredBy(r.a, r.pending)
	before, err := r.b.side.viewOf(r.a, items, everyDay)
	if err != nil {
		return err
	}
	for _, e := range r.pending {
		r.apply(e)
	}
	r.pending = nil
	if err := r.writeCore(ctx); err != nil {
		return err
	}
	return r.writeDiff(ctx, before, items, everyDay)
}

// apply adds an entry, and notes how the account stood where that is the first of a new day.
func (r *rebuilt) apply(e ledger.Entry) {
	if member, ok := pastOf(r.a, e.At); ok {
		r.past = append(r.past, member)
	}
	r.a.Apply(e.Meta(), e.Events...)
}

// alteredBy names the items that entries will alter, found out on a copy.
func alteredBy(a *ledger.Account, entries []ledger.Entry) []string {
	trial := untouched(copyOf(a))
	trial.Sums, trial.Drawn, trial.Largest = map[ledger.Currency]*ledger.Sums{}, nil, maps.Clone(a.Largest)
	for _, e := range entries {
		trial.Apply(e.Meta(), e.Events...)
	}
	return ledger.Change{After: trial}.Touched()
}

// writeAll writes the account as it is, in pages; its core once, which is as much work as going through all payments.
func (r *rebuilt) writeAll(ctx context.Context) error {
	if err := r.writeCore(ctx); err != nil {
		return err
	}
	if err := r.writeDiff(ctx, view{}, nil, everyDay); err != nil {
		return err
	}
	for page := range slices.Chunk(r.a.Items(), scanPage) {
		none := func(ledger.Date) bool { return false }
		if err := r.writeDiff(ctx, view{}, page, none); err != nil {
			return err
		}
	}
	return nil
}

// writeCore writes the account without its items.
func (r *rebuilt) writeCore(ctx context.Context) error {
	core, err := r.a.MarshalCore()
	if err != nil {
		return err
	}
	return unavailable(r.b.t.s.client.HSet(ctx, r.b.side.items(r.a.Vendor.Slug), coreField, core).Err(), "write "+string(r.a.Vendor.Slug)+" anew")
}

// writeDiff writes what makes the account's view at the side out of the one before.
func (r *rebuilt) writeDiff(ctx context.Context, before view, items []string, counts func(ledger.Date) bool) error {
	k := r.b.side
	after, err := k.viewOf(r.a, items, counts)
	if err != nil {
		return err
	}
	w := &writes{}
	for _, member := range r.past {
		w.gather("ZADD", k.past(r.a.Vendor.Slug), 0, member)
	}
	r.past = nil
	k.diff(w, r.a.Vendor.Slug, before, after)
	p := r.b.t.s.client.Pipeline()
	for _, o := range w.ops {
		p.Do(ctx, append([]any{o.cmd, o.key}, o.args...)...)
	}
	_, err = p.Exec(ctx)
	return unavailable(err, "write "+string(r.a.Vendor.Slug)+" anew")
}

// adopt puts the new into the place of the old; done is false where a journal has moved on.
func (b *rebuild) adopt(ctx context.Context) (done bool, err error) {
	now, err := b.t.ledgerTime(ctx)
	if err != nil {
		return false, err
	}
	k := b.t.k
	keys := []string{b.lock(), k.counters(), k.timers(), k.head(ledger.TeamJournal), k.journal(ledger.TeamJournal)}
	args := []any{b.token, now.UnixMilli(), len(b.vendors) + 1, string(ledger.TeamJournal), b.self.seq, b.self.hash.String(), ""}
	b.report.Heads = []Head{{ledger.TeamJournal, b.self.seq, b.self.hash.String()}}
	slugs := slices.Sorted(maps.Keys(b.vendors))
	for _, v := range slugs {
		p := b.vendors[v].p
		keys = append(keys, k.head(v), k.journal(v))
		args = append(args, string(v), p.seq, p.hash.String(), b.added[v].seq)
		if p.seq > 0 {
			b.report.Heads = append(b.report.Heads, Head{v, p.seq, p.hash.String()})
		}
	}
	for _, s := range ledger.AllSeries {
		if n := b.ids[s]; n != nil {
			args = append(args, string(s), n.max)
		}
	}
	out, err := adoptScript.run(ctx, b.t.s.client, append(keys, b.pairs(slugs)...), args...).Int()
	switch {
	case err != nil:
		return false, unavailable(err, "put the new in place")
	case out < 0:
		return false, errTakenOver
	}
	return out == 1, nil
}

// pairs are the keys that are replaced, each after the one that replaces it.
func (b *rebuild) pairs(slugs []ledger.VendorID) []string {
	var out []string
	both := func(name func(k keys) string) { out = append(out, name(b.side), name(b.t.k)) }
	for _, name := range []func(keys) string{keys.rank, keys.sums, keys.due, keys.dueSums, keys.vendors} {
		both(name)
	}
	both(func(k keys) string { return k.items(ledger.TeamJournal) })
	both(func(k keys) string { return k.prefix + "core:" + string(ledger.TeamJournal) })
	for n := range findBuckets {
		both(func(k keys) string { return k.findBucket(n) })
	}
	for _, v := range slugs {
		both(func(k keys) string { return k.items(v) })
		both(func(k keys) string { return k.prefix + "core:" + string(v) }) // of an earlier owed: it only goes
		both(func(k keys) string { return k.past(v) })
		both(func(k keys) string { return k.steps(v) })
		for n := range b.t.k.ownSets(v) {
			both(func(k keys) string { return k.ownSets(v)[n] })
		}
	}
	return out
}
