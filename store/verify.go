package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// VerifyOptions say what Verify looks at besides the record itself.
type VerifyOptions struct {
	Heads []Head // kept outside: the chain must have passed through each
}

// Verify reads every journal from its first entry, checks the chain, and compares everything computed from it with what
// stands in Redis. Bots may go on working: a vendor that moves on meanwhile is read on to its new end.
func (t *Team) Verify(ctx context.Context, o VerifyOptions) (Report, error) {
	start := time.Now()
	c := newCheck(t, o)
	defer c.bulk.close()
	err := c.run(ctx)
	if un, ok := errors.AsType[*unreadable](err); ok {
		c.report.find(Finding{Key: un.key, Is: "it can't be read, " + un.Unwrap().Error(), Want: "what owed writes there", Follows: "what comes after it is not checked; owed rebuild sets right what is only computed"})
		err = nil
	}
	c.report.Took = time.Since(start)
	return c.report, err
}

// check is one run of Verify.
type check struct {
	t      *Team
	d      *digester
	bulk   *bulk
	report Report
	heads  map[ledger.VendorID][]Head // kept outside
	team   teamCore
	self   *replayer // of the team's own journal
	added  map[ledger.VendorID]vendorAdded
	all    *totals
	merges *merges
	odd    map[string]bool // keys of another type than owed gave them: named, and looked at no more
	keys   usedKeys
	now    time.Time // ledger time
	text   []byte    // room to put together what should stand there
	items  []string  // room for the names of a vendor's items
	one    [1]string // room for one

	unknown  map[ledger.VendorID][]string // of whom something stood when it began
	accepted []ledger.VendorID            // of whom it was accepted that nobody knows them
	goneIDs  map[ledger.Series]*idCount   // whose loss was accepted
}

func newCheck(t *Team, o VerifyOptions) *check {
	c := &check{t: t, d: newDigester(), bulk: t.s.newBulk(t.k.counters()), report: Report{Team: t.id, Did: "verified"}, heads: map[ledger.VendorID][]Head{}, added: map[ledger.VendorID]vendorAdded{}, all: newTotals(), merges: newMerges(), odd: map[string]bool{}, goneIDs: map[ledger.Series]*idCount{}}
	for _, h := range o.Heads {
		c.heads[h.Vendor] = append(c.heads[h.Vendor], h)
	}
	return c
}

func (c *check) run(ctx context.Context) error {
	if alien, err := c.t.alien(ctx); err != nil || alien {
		if alien {
			c.report.find(Finding{Key: teamsKey, Is: "it lists " + c.t.id, Want: "teams of which something stands: of this one there is no key", Follows: "owed rebuild takes it out"})
		}
		return err
	}
	if err := c.typed(ctx, "", ledger.TeamJournal); err != nil {
		return err
	}
	var err error
	if c.now, err = c.time(ctx); err != nil {
		return err
	}
	c.keys = usedKeys{t: c.t, bulk: c.bulk, now: c.now}
	if c.unknown, err = c.t.strangers(ctx); err != nil {
		return err
	}
	if err := c.checkTeam(ctx); err != nil {
		return err
	}
	c.checkStrangers()
	if err := c.checkListed(ctx); err != nil {
		return err
	}
	if err := c.typed(ctx, slices.Collect(maps.Keys(c.added))...); err != nil {
		return err
	}
	for _, v := range slices.Sorted(maps.Keys(c.added)) {
		if err := c.checkVendor(ctx, c.added[v].vendor); err != nil {
			return err
		}
	}
	for v, heads := range c.heads {
		c.report.find(Finding{Vendor: v, Key: c.t.k.journal(v), Is: "there is no such journal", Want: "the head " + heads[0].String()})
	}
	for _, f := range c.merges.findings() {
		c.report.find(f)
	}
	if err := c.settleTotals(ctx); err != nil {
		return err
	}
	err = c.checkKeys(ctx)
	c.report.afterLoss()
	return err
}

// time is the ledger's; the machine's where its clock can't be read.
func (c *check) time(ctx context.Context) (time.Time, error) {
	if c.odd[c.t.k.clock()] {
		now, err := c.t.s.client.Time(ctx).Result()
		return now.UTC(), unavailable(err, "read the time")
	}
	return c.t.ledgerTime(ctx)
}

// checkTeam checks the team's own journal, and learns which vendors it added.
func (c *check) checkTeam(ctx context.Context) error {
	c.self = newReplayer(c.bulk, c.t.id, ledger.TeamJournal, func(e ledger.Entry) {
		c.team.Team.Apply(e.Meta(), e.Events...)
		c.team.LastAt = e.At
		c.keys.note(e)
		idsIn(e.Events, c.goneIDs)
		for _, ev := range e.Events {
			switch ev := ev.(type) {
			case *ledger.VendorAdded:
				c.added[ev.Vendor.Slug] = vendorAdded{ev.Vendor, e.Seq}
			case *ledger.LossAccepted:
				c.accepted = append(c.accepted, ev.Unknown...)
			}
		}
	})
	whole, err := c.journal(ctx, c.self)
	if err != nil {
		return err
	}
	if !whole {
		c.all.partial = true
		return nil
	}
	return c.settled(ctx, c.self, func(Head) ([]Finding, error) {
		if c.odd[c.t.k.items(ledger.TeamJournal)] {
			return nil, nil
		}
		raw, err := c.t.core(ctx, ledger.TeamJournal)
		if err != nil || c.self.seq == 0 {
			return nil, err
		}
		want, err := json.Marshal(c.team)
		return different(ledger.TeamJournal, c.t.k.items(ledger.TeamJournal)+" "+coreField, raw, string(want)), err
	})
}

// checkListed checks that the list of teams names this one.
func (c *check) checkListed(ctx context.Context) error {
	if types, err := c.t.types(ctx, []string{teamsKey}); err != nil || types[0] != "none" && types[0] != "set" {
		if err == nil {
			at := slices.IndexFunc(keyRows, func(r keyRow) bool { return r.name == teamsKey })
			f := keyRows[at].odd(teamsKey, types[0])
			f.Follows = "owed rebuild lists the teams anew"
			c.report.find(f)
		}
		return err
	}
	listed, err := c.t.s.client.SIsMember(ctx, teamsKey, c.t.id).Result()
	if err == nil && !listed && c.self.seq > 0 {
		c.report.find(Finding{Key: teamsKey, Is: "it does not list " + c.t.id, Want: "every team of which there is a journal", Follows: "owed rebuild sets it right"})
	}
	return unavailable(err, "read "+teamsKey)
}

// checkStrangers names vendors of whom something stands, though the team's record knows no such vendor.
func (c *check) checkStrangers() {
	if c.odd[c.t.k.journal(ledger.TeamJournal)] {
		return // nobody is known
	}
	for _, v := range slices.Sorted(maps.Keys(c.unknown)) {
		if _, ok := c.added[v]; !ok && !slices.Contains(c.accepted, v) {
			c.report.find(c.t.strangerFinding(v, c.unknown[v]))
			c.all.partial = true // what all vendors add up to would be without it
		}
	}
}

// journal reads a journal and reports its first wrong entry, and what is missing at its end; whole is false where there is such.
func (c *check) journal(ctx context.Context, p *replayer) (whole bool, err error) {
	kept := c.heads[p.vendor]
	delete(c.heads, p.vendor)
	if c.odd[c.t.k.journal(p.vendor)] {
		return false, nil
	}
	passed := map[int64]string{}
	var failed error
	known, err := c.t.witness(ctx, p.vendor)
	if err != nil {
		return false, err
	}
	f, err := p.read(ctx, c.t, func(seq int64, hash ledger.Hash) {
		if c.keys.full() && failed == nil {
			failed = c.checkKeys(ctx)
		}
		for _, h := range kept {
			if h.Seq == seq {
				passed[seq] = hash.String()
			}
		}
	})
	if err = errors.Join(err, failed); err != nil {
		return false, err
	}
	c.report.Entries += p.seq
	if p.seq > 0 {
		c.report.Heads = append(c.report.Heads, Head{p.vendor, p.seq, p.hash.String()})
	}
	if f != nil {
		c.report.find(*f)
		return false, nil
	}
	lost, by := known.lost(p)
	if lost != nil {
		c.report.find(c.t.lossFinding(p, lost, by))
	}
	for _, h := range kept {
		switch got := passed[h.Seq]; {
		case got == "":
			c.report.find(Finding{Vendor: p.vendor, Key: c.t.k.journal(p.vendor), Is: fmt.Sprintf("the journal ends at entry %d", p.seq), Want: "the head " + h.String(), Follows: "its end was cut off since that head was kept"})
		case got != h.Hash:
			c.report.find(Finding{Vendor: p.vendor, Entry: h.Seq, Is: "its hash is " + got, Want: h.Hash + ", the head that was kept", Follows: "the chain was rewritten at this entry or before it"})
		}
	}
	return lost == nil, nil
}

// settled compares what is computed from a journal while nobody changes it: if the vendor moves on meanwhile, it is read
// on and compared again.
func (c *check) settled(ctx context.Context, p *replayer, compare func(before Head) ([]Finding, error)) error {
	if c.odd[c.t.k.head(p.vendor)] { // nobody can write to it
		found, err := compare(Head{p.vendor, p.seq, p.hash.String()})
		for _, f := range found {
			c.report.find(f)
		}
		return err
	}
	for try := range maxTries {
		release, err := c.t.holdAt(ctx, try, []ledger.VendorID{p.vendor})
		if err != nil {
			return err
		}
		defer release()
		before, err := c.t.head(ctx, p.vendor)
		if err != nil {
			return err
		}
		if before.Seq > p.seq {
			from := p.seq
			if f, err := p.read(ctx, c.t, nil); err != nil || f != nil {
				return err // found when it is verified next: it was not there when this began
			}
			c.report.Entries += p.seq - from
		}
		found, err := compare(before)
		if err != nil {
			return err
		}
		after, err := c.t.head(ctx, p.vendor)
		if err != nil {
			return err
		}
		if after.Seq != before.Seq {
			continue
		}
		for _, f := range append(c.headFindings(p, after), found...) {
			c.report.find(f)
		}
		return nil
	}
	return busy(p.vendor)
}

// headFindings compares a head with the end of its journal.
func (c *check) headFindings(p *replayer, h Head) []Finding {
	if h.Seq == p.seq && (p.seq == 0 || h.Hash == p.hash.String()) {
		return nil
	}
	want := Head{p.vendor, p.seq, p.hash.String()}
	return []Finding{{Vendor: p.vendor, Key: c.t.k.head(p.vendor), Is: h.String(), Want: want.String() + ", the journal's end", Follows: "it is only a copy of that; owed rebuild sets it right"}}
}

// compare compares a vendor's own keys, and its timer, with what its journal says. w is what that makes stand there, without items.
func (c *check) compare(ctx context.Context, r *reading, w *want) ([]Finding, error) {
	a := r.a
	slug := a.Vendor.Slug
	found, err := c.compareCore(ctx, a)
	if err != nil {
		return nil, err
	}
	more, err := c.compareItems(ctx, r, w)
	if err != nil {
		return nil, err
	}
	found = append(found, more...)
	for _, key := range c.t.k.ownSets(slug) {
		more, err := c.compareSet(ctx, r, key, w)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	added, err := c.compareAdded(ctx, slug)
	if err != nil {
		return nil, err
	}
	found = append(found, added...)
	steps, err := c.compareSteps(ctx, slug, w.steps)
	if err != nil {
		return nil, err
	}
	found = append(found, steps...)
	if more, err = c.comparePast(ctx, r, *w.set(c.t.k.past(slug))); err != nil {
		return nil, err
	}
	found = append(found, more...)
	timer, err := c.compareTimer(ctx, a)
	return append(found, timer...), err
}

// compareCore compares what a vendor's card is read from.
func (c *check) compareCore(ctx context.Context, a *ledger.Account) ([]Finding, error) {
	key := c.t.k.items(a.Vendor.Slug)
	core, err := a.MarshalCore()
	if err != nil || c.odd[key] {
		return nil, err
	}
	raw, err := c.t.core(ctx, a.Vendor.Slug)
	return different(a.Vendor.Slug, key+" "+coreField, raw, string(core)), err
}

// compareAdded checks that a vendor's head points at the team's entry that added it: a replay begins there.
func (c *check) compareAdded(ctx context.Context, v ledger.VendorID) ([]Finding, error) {
	if c.odd[c.t.k.head(v)] {
		return nil, nil
	}
	is, err := c.t.s.client.HGet(ctx, c.t.k.head(v), "added").Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, unavailable(err, "read the head of "+string(v))
	}
	return different(v, c.t.k.head(v)+" added", is, strconv.FormatInt(c.added[v].seq, 10)), nil
}

// ownSets are the sorted sets that belong to one vendor.
func (k keys) ownSets(v ledger.VendorID) []string {
	out := []string{k.open(v)}
	for _, kind := range itemKinds {
		out = append(out, k.list(v, kind))
	}
	return out
}

// itemKinds are all kinds of item.
var itemKinds = [...]string{
	ledger.ItemInvoice, ledger.ItemMovement, ledger.ItemRequest, ledger.ItemDispute, ledger.ItemSignal, ledger.ItemIncident, ledger.ItemContract,
}

// compareTimer checks that the vendor is looked at when its next moment comes, at the latest.
func (c *check) compareTimer(ctx context.Context, a *ledger.Account) ([]Finding, error) {
	at := c.now
	if a.LastAt.After(at) {
		at = a.LastAt // the vendor's own time never goes back
	}
	next := c.t.s.o.Plan(a, c.team.Team, nil, at).Next
	if next.IsZero() || c.odd[c.t.k.timers()] {
		return nil, nil
	}
	key := c.t.k.timers()
	score, err := c.t.score(ctx, key, string(a.Vendor.Slug))
	if err != nil {
		return nil, err
	}
	ms, err := strconv.ParseFloat(score, 64)
	if score != "" && err == nil && int64(ms) <= next.UnixMilli() {
		return nil, nil
	}
	is := "nothing"
	if score != "" {
		is = time.UnixMilli(int64(ms)).UTC().Format(time.RFC3339)
	}
	return []Finding{{Vendor: a.Vendor.Slug, Key: key + " " + string(a.Vendor.Slug), Is: is, Want: next.UTC().Format(time.RFC3339) + " or before", Follows: "an alert would come late; owed rebuild sets the timer"}}, nil
}

// different compares two texts in JSON and shows where they part.
func different(v ledger.VendorID, key, is, want string) []Finding {
	if is == want {
		return nil
	}
	return []Finding{{Vendor: v, Key: key, Is: excerpt(is, want), Want: excerpt(want, is), Follows: "it is only computed: owed rebuild sets it right"}}
}

// excerpt is the part of a text where it begins to differ from another.
func excerpt(s, other string) string {
	if s == "" {
		return "nothing"
	}
	at := 0
	for at < len(s) && at < len(other) && s[at] == other[at] {
		at++
	}
	from, to := max(0, at-40), min(len(s), at+60)
	out := s[from:to]
	if from > 0 {
		out = "…" + out
	}
	if to < len(s) {
		out += "…"
	}
	return out
}
