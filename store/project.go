package store

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// mark is a member of a sorted set that says something about an account: in a list, an index, an order.
type mark struct {
	key    string
	member string
	score  int64
}

// tally is a field of a hash to which several vendors add: a sum in minor units.
type tally struct{ key, field string }

// view is what stands in Redis about an account besides its journal, or about the part of it that a change touches.
// Commit writes the difference of two views, Verify compares one with what is there, Rebuild writes it.
type view struct {
	items   map[string]string // JSON by name; absent: none
	marks   map[mark]bool
	tallies map[tally]int64
	names   []string // of the vendor, folded
}

// viewOf is the view of an account without its core: the items named, and what falls due on the days that count.
func (k keys) viewOf(a *ledger.Account, items []string, counts func(ledger.Date) bool) (view, error) {
	v := view{items: make(map[string]string, len(items)), marks: map[mark]bool{}, tallies: map[tally]int64{}}
	if a == nil {
		return v, nil
	}
	v.names = a.Vendor.Names()
	if a.Vendor.MergedInto == "" { // else the survivor stands in the list
		v.marks[mark{key: k.rank(), member: a.Rank()}] = true
	}
	if err := k.viewSums(a, v, counts); err != nil {
		return v, err
	}
	for _, item := range items {
		b, ok, err := a.MarshalItem(item)
		if err != nil {
			return v, fmt.Errorf("write %s of %s: %w", item, a.Vendor.Slug, err)
		}
		if ok {
			v.items[item] = string(b)
			k.viewItem(a, item, v)
		}
	}
	return v, nil
}

// viewSums adds what the account says by currency and due day.
func (k keys) viewSums(a *ledger.Account, v view, counts func(ledger.Date) bool) error {
	for c, s := range a.Sums {
		if _, err := minor(s.Open()); err != nil {
			return err
		}
		for _, d := range s.Days {
			if !counts(d.Due) {
				continue
			}
			n, err := minor(d.Open)
			if err != nil {
				return err
			}
			v.marks[mark{key: k.due(), member: d.Due.String() + "|" + string(a.Vendor.Slug)}] = true
			v.tallies[tally{k.dueSums(), d.Due.String() + "|" + string(c)}] += n
			v.tallies[tally{k.sums(), string(c)}] += n
		}
	}
	return nil
}

// everyDay is for views of a whole account.
func everyDay(ledger.Date) bool { return true }

// changedDays are the due days on which two accounts differ; those alike need no look.
func changedDays(a, b *ledger.Account) func(ledger.Date) bool {
	changed := map[ledger.Date]bool{}
	for _, pair := range [][2]*ledger.Account{{a, b}, {b, a}} {
		if pair[0] == nil {
			continue
		}
		for c, s := range pair[0].Sums {
			differs(s, pair[1], c, changed)
		}
	}
	return func(d ledger.Date) bool { return changed[d] }
}

// differs adds the days of s that b does not have, or has otherwise.
func differs(s *ledger.Sums, b *ledger.Account, c ledger.Currency, changed map[ledger.Date]bool) {
	var days []ledger.DaySum
	if b != nil && b.Sums[c] != nil {
		days = b.Sums[c].Days
	}
	for _, d := range s.Days {
		for len(days) > 0 && days[0].Due < d.Due {
			days = days[1:]
		}
		if len(days) == 0 || days[0].Due != d.Due || !days[0].Open.Amount.Equal(d.Open.Amount) {
			changed[d.Due] = true
		}
	}
}

// viewItem adds the places at which an item is found.
func (k keys) viewItem(a *ledger.Account, item string, v view) {
	slug := string(a.Vendor.Slug)
	kind, key, _ := strings.Cut(item, ":")
	if kind == ledger.ItemRow {
		return // it is only asked for by its key
	}
	stepsOf(a, kind, key, func(s ledger.Step, by int64) { v.tallies[tally{k.steps(a.Vendor.Slug), stepField(s)}] += by })
	place := placeOf(a, kind, key)
	v.marks[mark{k.list(a.Vendor.Slug, kind), key, place.seq}] = true
	if place.open != "" {
		v.marks[mark{key: k.open(a.Vendor.Slug), member: place.open}] = true
	}
	for _, term := range place.terms {
		if term == "" {
			break
		}
		v.marks[mark{key: k.find(term), member: term + "|" + slug + "|" + item}] = true
	}
}

// minor is an amount in its smallest unit.
func minor(m ledger.Money) (int64, error) {
	if n, ok := m.Kept(); ok {
		return n, nil
	}
	return 0, tooMuch(m)
}

func tooMuch(m ledger.Money) error {
	return &ledger.Error{Kind: ledger.Invalid, Say: fmt.Sprintf("%s is more than owed can keep for one vendor. Is the amount right? Example: `$1.2m`", m)}
}

// place says by which entry an item came and under which words it is found.
type place struct {
	seq   int64
	open  string // its place among the open invoices
	terms terms  // what it is searched by
}

func placeOf(a *ledger.Account, kind, key string) place {
	id := ledger.ID(key)
	switch kind {
	case ledger.ItemInvoice:
		return invoicePlace(a.Invoices[key], key)
	case ledger.ItemMovement:
		m := a.Movements[id]
		return place{seq: m.Seq, terms: termsOf(numberTerm(key), numberTerm(m.Number), wordTerm("ref", m.Ref), amountTerm(m.Amount))}
	case ledger.ItemRequest:
		r := a.Requests[id]
		return place{seq: r.Seq, terms: termsOf(numberTerm(key), amountTerm(r.Amount))}
	case ledger.ItemDispute:
		d := a.Disputes[id]
		return place{seq: d.Seq, terms: termsOf(numberTerm(key), amountTerm(d.Opened))}
	case ledger.ItemSignal:
		return place{seq: a.Signals[id].Seq, terms: termsOf(numberTerm(key))}
	case ledger.ItemIncident:
		return place{seq: a.Incidents[id].Seq, terms: termsOf(numberTerm(key))}
	case ledger.ItemContract:
		return place{seq: a.Contracts[id].Seq, terms: termsOf(numberTerm(key))}
	}
	return place{}
}

func invoicePlace(i ledger.Invoice, key string) place {
	p := place{seq: i.Seq, terms: termsOf("n:"+key, wordTerm("po", i.PO), amountTerm(i.Amount))}
	if i.Open().Positive() {
		p.open = i.OpenOrder()
	}
	return p
}

// terms are words that something is searched by, each once; the places left are empty.
type terms [4]string

func termsOf(words ...string) (t terms) {
	n := 0
	for _, w := range words {
		if w != "" && !slices.Contains(t[:n], w) {
			t[n] = w
			n++
		}
	}
	return t
}

func numberTerm(no string) string {
	if key := ledger.InvoiceNo(no).Key(); key != "" {
		return "n:" + key
	}
	return ""
}

func wordTerm(kind, word string) string {
	if word == "" {
		return ""
	}
	if folded := ledger.Fold(word); folded != "" {
		return kind + ":" + folded
	}
	return ""
}

// amountTerm leaves the currency out: whoever searches 1250.50 sees in the hit which it is.
func amountTerm(m ledger.Money) string {
	const kind = "amt:"
	var room [32]byte
	out := m.AppendDecimal(append(room[:0], kind...))
	if m.Currency.Decimals() > 0 {
		out = bytes.TrimSuffix(bytes.TrimRight(out, "0"), []byte("."))
	}
	return string(out)
}

// diff adds what must be written so that what stood as before stands as after.
func (k keys) diff(w *writes, slug ledger.VendorID, before, after view) {
	for _, item := range slices.Sorted(maps.Keys(after.items)) {
		if before.items[item] != after.items[item] {
			w.gather("HSET", k.items(slug), item, after.items[item])
		}
	}
	for _, item := range slices.Sorted(maps.Keys(before.items)) {
		if _, ok := after.items[item]; !ok {
			w.gather("HDEL", k.items(slug), item)
		}
	}
	for _, m := range sortedMarks(before.marks) {
		if !after.marks[m] {
			w.gather("ZREM", m.key, m.member)
		}
	}
	for _, m := range sortedMarks(after.marks) {
		if !before.marks[m] {
			w.gather("ZADD", m.key, m.score, m.member)
		}
	}
	for _, t := range sortedTallies(before.tallies, after.tallies) {
		if by := after.tallies[t] - before.tallies[t]; by != 0 {
			w.add("HINCRBY", t.key, t.field, by)
		}
	}
	k.diffNames(w, slug, before.names, after.names)
}

func (k keys) diffNames(w *writes, slug ledger.VendorID, before, after []string) {
	changed := false
	for _, n := range before {
		if !slices.Contains(after, n) {
			w.gather("HDEL", k.vendors(), n)
			changed = true
		}
	}
	for _, n := range after {
		if !slices.Contains(before, n) {
			w.gather("HSET", k.vendors(), n, string(slug))
			changed = true
		}
	}
	if changed {
		w.add("HINCRBY", k.counters(), namesVersion, 1)
	}
}

// sortedMarks are the marks in a fixed order, those of one key together.
func sortedMarks(marks map[mark]bool) []mark {
	return slices.SortedFunc(maps.Keys(marks), func(a, b mark) int {
		if c := strings.Compare(a.key, b.key); c != 0 {
			return c
		}
		return strings.Compare(a.member, b.member)
	})
}

func sortedTallies(all ...map[tally]int64) []tally {
	both := map[tally]bool{}
	for _, m := range all {
		for t := range m {
			both[t] = true
		}
	}
	return slices.SortedFunc(maps.Keys(both), func(a, b tally) int {
		return strings.Compare(a.key+"\x00"+a.field, b.key+"\x00"+b.field)
	})
}

// writes are Redis commands for a script: each names its key by number.
type writes struct {
	keys  []string
	index map[string]int
	ops   []op
}

type op struct {
	cmd  string
	key  int
	args []any
}

// maxArgs bounds the arguments of one command: Lua can't pass many thousands to a call.
const maxArgs = 2000

func newWrites() *writes { return &writes{index: map[string]int{}} }

// add appends a command.
func (w *writes) add(cmd, key string, args ...any) {
	n, ok := w.index[key]
	if !ok {
		n = len(w.keys)
		w.keys = append(w.keys, key)
		w.index[key] = n
	}
	w.ops = append(w.ops, op{cmd, n, args})
}

// gather is add, but one command takes the arguments of several where they follow each other on one key.
func (w *writes) gather(cmd, key string, args ...any) {
	if n := len(w.ops); n > 0 {
		last := &w.ops[n-1]
		if last.cmd == cmd && w.keys[last.key] == key && len(last.args) < maxArgs {
			last.args = append(last.args, args...)
			return
		}
	}
	w.add(cmd, key, args...)
}

// append adds the commands to the arguments of a script whose keys of its own are so many.
func (w *writes) append(args []any, ownKeys int) []any {
	args = append(args, len(w.ops))
	for _, o := range w.ops {
		args = append(args, o.cmd, ownKeys+1+o.key, len(o.args))
		args = append(args, o.args...)
	}
	return args
}
