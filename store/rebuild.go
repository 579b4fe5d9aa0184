package store

import (
	"context"
	"crypto/rand"
	_ "embed" // the script is a file that people read
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
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
//
// Where anything tells of entries that a journal no longer has, nothing is touched, and the error (ErrLost) says what is gone. With
// accepts, on whose behalf that loss is accepted, it is gone on without them, and that is put on record.
func (t *Team) Rebuild(ctx context.Context, accepts *ledger.By) (Report, error) {
	start := time.Now()
	r, err := t.rebuild(ctx, true, accepts)
	if errors.Is(err, errRecordedTwice) {
		r, err = t.rebuild(ctx, false, accepts)
	}
	r.Took = time.Since(start)
	return r, err
}

func (t *Team) rebuild(ctx context.Context, forgets bool, accepts *ledger.By) (Report, error) {
	b := newRebuild(t)
	b.forgets, b.accepts = forgets, accepts
	err := b.do(ctx)
	return b.report, err
}

// do runs to the end, and ends what it began.
func (b *rebuild) do(ctx context.Context) error {
	defer b.bulk.close()
	return errors.Join(b.run(ctx), b.side.land())
}

// rebuild is one run of Rebuild.
type rebuild struct {
	t       *Team
	token   string
	bulk    *bulk
	side    *side // where the new projections are written first
	forgets bool  // what is settled is written at once, and not kept
	scratch []byte
	report  Report
	self    *replayer // of the team's own journal
	team    teamCore
	added   map[ledger.VendorID]vendorAdded
	vendors map[ledger.VendorID]*rebuilt
	ids     map[ledger.Series]*idCount
	keys    usedKeys

	accepts  *ledger.By                   // on whose behalf a loss is accepted; nil: it is refused
	given    map[ledger.Series]int64      // the last IDs given out when it began
	bears    map[ledger.Series]numbers    // those of them that are on record
	unknown  map[ledger.VendorID][]string // of whom something stood when it began
	accepted []ledger.VendorID            // of whom it was accepted before that nobody knows them
	lost     losses
	gone     *draft // the team's entry that accepts what is lost
}

type vendorAdded struct {
	vendor ledger.Vendor
	seq    int64 // of the team's entry
}

func newRebuild(t *Team) *rebuild {
	token := rand.Text()
	b := &rebuild{
		t: t, token: token, bulk: t.s.newBulk(t.k.counters()), side: newSide(t.k.sideOf(token), t.s.client), report: Report{Team: t.id, Did: "rebuilt"},
		added: map[ledger.VendorID]vendorAdded{}, vendors: map[ledger.VendorID]*rebuilt{}, ids: map[ledger.Series]*idCount{},
		bears: map[ledger.Series]numbers{},
	}
	b.self = newReplayer(b.bulk, t.id, ledger.TeamJournal, func(e ledger.Entry) {
		b.team.Team.Apply(e.Meta(), e.Events...)
		b.team.LastAt = e.At
		b.keys.note(e)
		b.noteIDs(e)
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
	if alien, err := b.t.alien(ctx); err != nil || alien {
		if alien { // it goes from the list
			err = unavailable(b.t.s.client.SRem(ctx, teamsKey, b.t.id).Err(), "take "+b.t.id+" out of "+teamsKey)
		}
		return err
	}
	if err := b.t.oddJournals(ctx, []ledger.VendorID{ledger.TeamJournal}); err != nil {
		return err
	}
	now, err := b.t.ledgerTime(ctx)
	if err != nil {
		return err
	}
	b.keys = usedKeys{t: b.t, bulk: b.bulk, now: now}
	if b.given, err = b.t.given(ctx); err != nil {
		return err
	}
	if b.unknown, err = b.t.strangers(ctx); err != nil {
		return err
	}
	if err := b.readFirst(ctx, b.self); err != nil {
		return err
	}
	if err := b.t.oddJournals(ctx, slices.Collect(maps.Keys(b.added))); err != nil {
		return err
	}
	if err := b.takeOver(ctx); err != nil {
		return err
	}
	if err := b.t.s.listTeams(ctx, b.t.id); err != nil {
		return err
	}
	for try := range rebuildTries {
		release, err := b.t.holdAt(ctx, try, append(slices.Collect(maps.Keys(b.vendors)), ledger.TeamJournal))
		if err != nil {
			return err
		}
		defer release()
		if err := b.readOn(ctx); err != nil {
			return err
		}
		if try == 0 {
			if b.findLosses(); b.lost.any() && b.accepts == nil {
				err := &ledger.Error{Kind: ledger.Conflict, Say: b.lost.say(), Err: ErrLost}
				return errors.Join(err, b.clear(ctx, b.token), unavailable(b.t.s.client.Unlink(ctx, b.lock()).Err(), "end the rebuild"))
			}
		}
		if err := b.writeTeam(ctx, now); err != nil {
			return err
		}
		done, err := b.adopt(ctx)
		if errors.Is(err, errTakenOver) {
			return errors.Join(err, b.clear(ctx, b.token))
		}
		if err != nil {
			return err
		}
		if done {
			err := errors.Join(b.restoreKeys(ctx), unavailable(b.t.s.client.Unlink(ctx, b.lock(), b.side.k.counters()).Err(), "end the rebuild"))
			return errors.Join(err, b.noteLosses(ctx))
		}
	}
	return busy("everything")
}

func (b *rebuild) lock() string { return b.t.k.prefix + "rebuild:lock" }

// sideOf is where the rebuild with a token writes. Each has its own place: an earlier one that still runs spoils nothing of a later one.
func (k keys) sideOf(token string) keys { return keys{k.prefix + "rebuild:" + token + ":"} }

// takeOver makes this the rebuild that may adopt, and removes what an earlier one left. One that still runs removes its own when it
// finds that it may not adopt.
func (b *rebuild) takeOver(ctx context.Context) error {
	left, err := b.t.s.client.Get(ctx, b.lock()).Result()
	if err == nil {
		err = b.clear(ctx, left)
	}
	if err == nil || errors.Is(err, redis.Nil) {
		err = b.t.s.client.Set(ctx, b.lock(), b.token, 0).Err()
	}
	return unavailable(err, "begin to rebuild")
}

// clear removes what the rebuild with a token left at the side. It knew no vendor that this one doesn't.
func (b *rebuild) clear(ctx context.Context, token string) error {
	side := b.t.k.sideOf(strings.TrimSuffix(token, "|done"))
	pairs := b.pairs(side, slices.Sorted(maps.Keys(b.added)))
	for page := range slices.Chunk(pairs, scanPage) {
		var left []string
		for n := 0; n < len(page); n += 2 {
			left = append(left, page[n])
		}
		if err := b.t.s.client.Unlink(ctx, left...).Err(); err != nil {
			return unavailable(err, "clear what a rebuild left")
		}
	}
	return unavailable(b.t.s.client.Unlink(ctx, side.counters()).Err(), "clear what a rebuild left")
}

// readOn reads every journal to its present end and writes what follows at the side.
func (b *rebuild) readOn(ctx context.Context) error {
	if err := b.read(ctx, b.self); err != nil {
		return err
	}
	var first []*rebuilt
	for _, v := range slices.Sorted(maps.Keys(b.added)) {
		r, ok := b.vendors[v]
		if !ok {
			r = b.begin(ctx, v)
			first = append(first, r)
		}
		read := b.read
		if !ok {
			read = b.readFirst
		}
		if err := errors.Join(read(ctx, r.p), r.err); err != nil {
			return err
		}
		if err := r.write(ctx); err != nil {
			return err
		}
	}
	if err := b.side.settle(ctx); err != nil {
		return err
	}
	return b.once(ctx, first)
}

// writeTeam writes the team's own record at the side, and works out the entry that accepts a loss.
func (b *rebuild) writeTeam(ctx context.Context, now time.Time) error {
	team := b.team
	if b.lost.any() {
		c, err := b.acceptance(now), error(nil)
		b.gone = &draft{c: c, seq: c.Base + 1}
		if b.gone.entry, err = ledger.EntryOf(b.t.id, c).Marshal(); err != nil {
			return err
		}
		b.gone.hash = b.self.hash.Next(b.gone.entry)
		team.Team.Apply(ledger.Meta{Seq: b.gone.seq, At: c.By.At, Actor: c.By.Actor}, c.Events...)
		team.LastAt = c.By.At
	}
	raw, err := json.Marshal(team)
	if err != nil {
		return err
	}
	b.side.gather("HSET", b.side.k.items(ledger.TeamJournal), coreField, raw)
	return b.side.flushed(ctx)
}

// errRecordedTwice is for a journal that records anew what is settled, as owed never does: that can't be rebuilt while it is forgotten.
var errRecordedTwice = errors.New("store: something settled is recorded anew")

// once checks that everything written is in the lists once.
func (b *rebuild) once(ctx context.Context, all []*rebuilt) error {
	for page := range slices.Chunk(all, scanPage) {
		p := b.t.s.client.Pipeline()
		for _, r := range page {
			for _, kind := range forgettable {
				p.ZCard(ctx, b.side.k.list(r.a.Vendor.Slug, kind))
			}
		}
		counts, err := p.Exec(ctx)
		if err != nil {
			return unavailable(err, "count what is written anew")
		}
		for n, cmd := range counts {
			r, kind := page[n/len(forgettable)], forgettable[n%len(forgettable)]
			if c, ok := cmd.(*redis.IntCmd); !ok || c.Val() != int64(r.listed[kind]) {
				return errRecordedTwice
			}
		}
	}
	return nil
}

// forgettable are the kinds of items that are forgotten once they are settled.
var forgettable = [...]string{ledger.ItemInvoice, ledger.ItemMovement, ledger.ItemRequest}

// readFirst reads a journal for the first time, and notes what it has lost.
func (b *rebuild) readFirst(ctx context.Context, p *replayer) error {
	w, err := b.t.witness(ctx, p.vendor)
	if err != nil {
		return err
	}
	if err := b.read(ctx, p); err != nil {
		return err
	}
	if l, by := w.lost(p); l != nil {
		b.lost.Entries = append(b.lost.Entries, *l)
		b.lost.findings = append(b.lost.findings, b.t.lossFinding(p, l, by))
	}
	return nil
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

// adopt puts the new into the place of the old; done is false where a journal has moved on.
func (b *rebuild) adopt(ctx context.Context) (done bool, err error) {
	now, err := b.t.ledgerTime(ctx)
	if err != nil {
		return false, err
	}
	k := b.t.k
	keys := []string{b.lock(), k.counters(), k.timers(), k.head(ledger.TeamJournal), k.journal(ledger.TeamJournal)}
	entry, raw, self := []byte(nil), []byte(nil), Head{ledger.TeamJournal, b.self.seq, b.self.hash.String()}
	if b.gone != nil {
		entry, raw, self = b.gone.entry, b.gone.hash[:], Head{ledger.TeamJournal, b.gone.seq, b.gone.hash.String()}
	}
	args := []any{b.token, now.UnixMilli(), entry, raw, len(b.vendors) + 1, string(ledger.TeamJournal), self.Seq, self.Hash, ""}
	b.report.Heads = []Head{self}
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
	out, err := adoptScript.run(ctx, b.t.s.client, append(keys, b.pairs(b.side.k, slugs)...), args...).Int()
	switch {
	case err != nil:
		return false, unavailable(err, "put the new in place")
	case out < 0:
		return false, errTakenOver
	}
	return out == 1, nil
}

// pairs are the keys that are replaced, each after the one that replaces it.
func (b *rebuild) pairs(side keys, slugs []ledger.VendorID) []string {
	var out []string
	both := func(name func(k keys) string) { out = append(out, name(side), name(b.t.k)) }
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
