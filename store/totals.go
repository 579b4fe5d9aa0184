package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"owed.dev/owed/ledger"
)

// want is what one vendor's account makes stand in sorted sets and sums.
type want struct {
	seq     int64
	sets    map[string]*digest // by key; the vendor's own and its part in those of the team
	find    map[int]*digest    // its part in the search index
	tallies map[tally]int64
	steps   map[ledger.Step]int64
	names   []string
	ids     map[ledger.Series]*idCount
	slug    ledger.VendorID
	lists   map[string]*digest // among sets, by kind of item
	open    *digest            // among sets
}

// wantOf works out what an account with these items makes stand in Redis.
func (c *check) wantOf(a *ledger.Account, items []string, ids map[ledger.Series]*idCount) (*want, error) {
	w, err := c.wantWithout(a, ids)
	if err == nil {
		c.addItems(w, a, items)
	}
	return w, err
}

// wantWithout is wantOf without what items make stand there.
func (c *check) wantWithout(a *ledger.Account, ids map[ledger.Series]*idCount) (*want, error) {
	w := c.newWant(a.Vendor.Slug)
	w.seq, w.ids = a.Seq, ids
	v, err := c.t.k.viewOf(a, nil, everyDay)
	if err != nil {
		return nil, err
	}
	w.names, w.tallies = v.names, make(map[tally]int64, len(v.tallies))
	for _, t := range v.tallies {
		w.tallies[t.tally] += t.by
	}
	for _, m := range v.marks {
		c.d.add(w.set(m.key), 1, m.score, m.member)
	}
	return w, nil
}

// newWant is nothing, of a vendor.
func (c *check) newWant(v ledger.VendorID) *want {
	w := &want{slug: v, sets: map[string]*digest{}, find: map[int]*digest{}, lists: map[string]*digest{}, steps: map[ledger.Step]int64{}}
	w.open = w.set(c.t.k.open(v))
	for _, kind := range itemKinds {
		w.lists[kind] = w.set(c.t.k.list(v, kind))
	}
	return w
}

// with adds what some items make stand in sorted sets and sums.
func (w *want) with(some *want) {
	for key, g := range some.sets {
		w.set(key).plus(*g, 1)
	}
	for n, g := range some.find {
		w.bucket(n).plus(*g, 1)
	}
	for s, by := range some.steps {
		w.steps[s] += by
	}
}

// addItems adds what items make stand in sorted sets and sums.
func (c *check) addItems(w *want, a *ledger.Account, items []string) {
	for _, item := range items {
		kind, key, _ := strings.Cut(item, ":")
		if kind == ledger.ItemRow {
			continue
		}
		stepsOf(a, kind, key, func(s ledger.Step, by int64) { w.steps[s] += by })
		p := placeOf(a, kind, key)
		c.d.add(w.lists[kind], 1, p.seq, key)
		if p.open != "" {
			c.d.add(w.open, 1, 0, p.open)
		}
		for _, term := range p.terms {
			if term == "" {
				break
			}
			c.d.add(w.bucket(bucketOf(term)), 1, 0, term, "|", string(w.slug), "|", item)
		}
	}
}

// set is the digest of a sorted set, made where there is none.
func (w *want) set(key string) *digest {
	g, ok := w.sets[key]
	if !ok {
		g = &digest{}
		w.sets[key] = g
	}
	return g
}

func (w *want) bucket(n int) *digest {
	g, ok := w.find[n]
	if !ok {
		g = &digest{}
		w.find[n] = g
	}
	return g
}

// plus adds a digest so many times.
func (g *digest) plus(d digest, times int64) {
	g.n += times * d.n
	g.sum += uint64(times) * d.sum
}

// totals are what all vendors together make stand in the keys of the team.
type totals struct {
	sets    map[string]*digest
	find    [findBuckets]digest
	tallies map[tally]int64
	names   map[string]string
	ids     map[ledger.Series]*idCount
	seqs    map[ledger.VendorID]int64 // how far each vendor was read
	partial bool                      // a journal is broken, so nothing can be said of sums over all
}

func newTotals() *totals {
	return &totals{
		sets: map[string]*digest{}, tallies: map[tally]int64{}, names: map[string]string{}, ids: map[ledger.Series]*idCount{}, seqs: map[ledger.VendorID]int64{},
	}
}

// add adds a vendor, or takes it away (times -1).
func (s *totals) add(k keys, w *want, times int64) {
	for _, key := range []string{k.rank(), k.due()} {
		if s.sets[key] == nil {
			s.sets[key] = &digest{}
		}
		if g := w.sets[key]; g != nil {
			s.sets[key].plus(*g, times)
		}
	}
	for n, g := range w.find {
		s.find[n].plus(*g, times)
	}
	for t, n := range w.tallies {
		s.tallies[t] += times * n
	}
	for series, c := range w.ids {
		if s.ids[series] == nil {
			s.ids[series] = &idCount{}
		}
		all := s.ids[series]
		all.n, all.sum, all.max = all.n+times*c.n, all.sum+times*c.sum, max(all.max, c.max)
	}
	for _, n := range w.names {
		if times < 0 {
			delete(s.names, n)
		} else {
			s.names[n] = string(w.slug)
		}
	}
	s.seqs[w.slug] = w.seq
}

// checkTotals compares the keys of the team as a whole. Sets that differ are only named: to explain them costs a reading
// of all items, which is not worth it while vendors move on.
func (c *check) checkTotals(ctx context.Context) (differ []string, found []Finding, err error) {
	if differ, err = c.compareTeamSets(ctx); err != nil {
		return nil, nil, err
	}
	for _, compare := range []func(context.Context) ([]Finding, error){c.compareTallies, c.compareNames, c.compareCounters, c.compareTimers} {
		more, err := compare(ctx)
		if err != nil {
			return nil, nil, err
		}
		found = append(found, more...)
	}
	return differ, found, nil
}

// compareTeamSets compares the order of vendors, the due days and the search index.
func (c *check) compareTeamSets(ctx context.Context) ([]string, error) {
	var differ []string
	teamSets, want := []string{c.t.k.rank(), c.t.k.due()}, []digest{{}, {}}
	for n, key := range teamSets {
		if g := c.all.sets[key]; g != nil {
			want[n] = *g
		}
	}
	for n := range findBuckets {
		teamSets, want = append(teamSets, c.t.k.findBucket(n)), append(want, c.all.find[n])
	}
	for n := 0; n < len(teamSets); n += setsAtOnce {
		page := teamSets[n:min(n+setsAtOnce, len(teamSets))]
		is, err := c.digestsOf(ctx, page)
		if err != nil {
			return nil, err
		}
		for i, key := range page {
			if is[i] != want[n+i] && !c.odd[key] {
				differ = append(differ, key)
			}
		}
	}
	return differ, nil
}

// setsAtOnce is how many small sets are read in one round trip.
const setsAtOnce = 256

// digestsOf are the digests of several sorted sets: small ones in one round trip, large ones page by page.
func (c *check) digestsOf(ctx context.Context, keys []string) ([]digest, error) {
	out, large := make([]digest, len(keys)), []int{}
	cmds := make([][]string, len(keys))
	for n, key := range keys {
		cmds[n] = zrange(key, 0)
	}
	err := c.bulk.ask(ctx, func(n int, text []byte, values []value) error {
		if c.addMembers(&out[n], text, values) == scanPage {
			large = append(large, n)
		}
		return nil
	}, cmds...)
	if err != nil { // one by one, then
		large = large[:0]
		for n := range keys {
			large = append(large, n)
		}
	}
	for _, n := range large {
		if c.odd[keys[n]] {
			continue
		}
		if out[n], err = c.digestOf(ctx, keys[n]); err == nil {
			continue
		}
		if odd, asked := c.oddFind(ctx, keys[n]); asked != nil || !odd {
			return nil, errors.Join(err, asked)
		}
	}
	return out, nil
}

func (c *check) compareTallies(ctx context.Context) ([]Finding, error) {
	var found []Finding
	for _, key := range []string{c.t.k.sums(), c.t.k.dueSums()} {
		if c.odd[key] {
			continue
		}
		is, err := c.t.hash(ctx, key)
		if err != nil {
			return nil, err
		}
		for t, n := range c.all.tallies {
			if t.key != key {
				continue
			}
			if got := is[t.field]; got != strconv.FormatInt(n, 10) && (got != "" || n != 0) {
				found = append(found, Finding{Key: key + " " + t.field, Is: orNothing(got), Want: strconv.FormatInt(n, 10), Follows: "it is only computed: owed rebuild sets it right"})
			}
			delete(is, t.field)
		}
		for field, got := range is {
			if got != "0" {
				found = append(found, Finding{Key: key + " " + field, Is: got, Want: "nothing", Follows: "it is only computed: owed rebuild sets it right"})
			}
		}
	}
	return found, nil
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

func (c *check) compareNames(ctx context.Context) ([]Finding, error) {
	if c.odd[c.t.k.vendors()] {
		return nil, nil
	}
	is, err := c.t.hash(ctx, c.t.k.vendors())
	if err != nil {
		return nil, err
	}
	return differentHash(c.t.k.vendors(), is, c.all.names), nil
}

// differentHash compares a hash with what should stand in it.
func differentHash(key string, is, want map[string]string) []Finding {
	var found []Finding
	fields := maps.Clone(is)
	maps.Copy(fields, want)
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		if is[f] != want[f] {
			found = append(found, Finding{Key: key + " " + f, Is: orNothing(is[f]), Want: orNothing(want[f]), Follows: "it is only computed: owed rebuild sets it right"})
		}
	}
	return found
}

// compareCounters checks that IDs count without gaps and twins, and that the next ones go on from there.
func (c *check) compareCounters(ctx context.Context) ([]Finding, error) {
	if c.odd[c.t.k.counters()] {
		return nil, nil
	}
	is, err := c.t.hash(ctx, c.t.k.counters())
	if err != nil {
		return nil, err
	}
	found := c.compareVersions(is)
	for _, s := range ledger.AllSeries {
		n := idCount{}
		if c.all.ids[s] != nil {
			n = *c.all.ids[s]
		}
		if gone := c.goneIDs[s]; gone != nil {
			n = idCount{n.n + gone.n, n.sum + gone.sum, max(n.max, gone.max)}
		}
		if !n.whole() {
			found = append(found, Finding{Key: c.t.k.counters() + " " + string(s), Is: fmt.Sprintf("%d IDs up to %s", n.n, ledger.NewID(s, n.max)), Want: "each number once", Follows: "an entry is gone or stands twice"})
		}
		got := is[string(s)]
		if given, _ := strconv.ParseInt(got, 10, 64); given > n.max {
			found = append(found, c.t.idsFinding(s, given, []ledger.LostIDs{{From: ledger.NewID(s, n.max+1), To: ledger.NewID(s, given)}}))
		} else if got != strconv.FormatInt(n.max, 10) && (got != "" || n.max != 0) {
			found = append(found, Finding{Key: c.t.k.counters() + " " + string(s), Is: orNothing(got), Want: strconv.FormatInt(n.max, 10), Follows: "the next ID would leave a gap or be given out twice; owed rebuild sets it right"})
		}
	}
	return found, nil
}

// compareVersions checks the counts by which bots know whether names and settings that they remember are still those on record: how
// often they have changed is not in the journal, but each vendor that was added, and each change of settings, has counted once.
func (c *check) compareVersions(is map[string]string) []Finding {
	var found []Finding
	least := map[string]int64{namesVersion: min(int64(len(c.added)), 1), settingsVersion: min(int64(len(c.team.Team.Settings)), 1)}
	for _, version := range []string{namesVersion, settingsVersion} {
		n, err := strconv.ParseInt(is[version], 10, 64)
		if is[version] == "" && least[version] == 0 || err == nil && n >= least[version] {
			continue
		}
		found = append(found, Finding{Key: c.t.k.counters() + " " + version, Is: orNothing(is[version]), Want: "a whole number, how often that changed", Follows: "bots may go on with what they remember; owed rebuild sets it right"})
	}
	return found
}
