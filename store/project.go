package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"iter"
	"math"
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

// added is what an account adds to a tally.
type added struct {
	tally
	by int64
}

// view is what stands in Redis about an account besides its journal, or about the part of it that a change touches.
// Commit writes the difference of two views, Verify compares one with what is there, Rebuild writes it.
type view struct {
	items   []itemText // by name
	marks   []mark     // by key and member, each once
	tallies []added    // by key and field, some in several parts
	names   []string   // of the vendor, folded
}

// itemText is an item as it is kept.
type itemText struct{ name, json string }

// viewOf is the view of an account without its core: the items named, which are in order, and what falls due on the days
// that count.
func (k keys) viewOf(a *ledger.Account, items []string, counts func(ledger.Date) bool) (v view, err error) {
	if a == nil {
		return v, nil
	}
	v = view{items: make([]itemText, 0, len(items)), marks: make([]mark, 0, 4+4*len(items)), tallies: make([]added, 0, 4+4*len(items)), names: a.Vendor.Names()}
	if a.Vendor.MergedInto == "" { // else the survivor stands in the list
		v.marks = append(v.marks, mark{key: k.rank(), member: a.Rank()})
	}
	if err := k.viewSums(a, &v, counts); err != nil {
		return v, err
	}
	for _, item := range items {
		b, ok, err := a.MarshalItem(item)
		if err != nil {
			return v, fmt.Errorf("write %s of %s: %w", item, a.Vendor.Slug, err)
		}
		if ok {
			v.items = append(v.items, itemText{item, string(b)})
			k.viewItem(a, item, &v)
		}
	}
	slices.SortFunc(v.marks, byPlace)
	v.marks = slices.Compact(v.marks)
	return v, nil
}

// byPlace orders marks, those of one key together.
func byPlace(a, b mark) int {
	if a.key != b.key {
		return strings.Compare(a.key, b.key)
	}
	if a.member != b.member {
		return strings.Compare(a.member, b.member)
	}
	return cmp.Compare(a.score, b.score)
}

// viewSums adds what the account says by currency and due day.
func (k keys) viewSums(a *ledger.Account, v *view, counts func(ledger.Date) bool) error {
	for c, s := range a.Sums {
		total := int64(0)
		for _, d := range s.Days {
			n, err := minor(d.Open)
			if total += n; err == nil && total > ledger.MaxMinor {
				err = tooMuch(s.Open())
			}
			if err != nil {
				return err
			}
			if !counts(d.Due) {
				continue
			}
			due := d.Due.String()
			v.marks = append(v.marks, mark{key: k.due(), member: due + "|" + string(a.Vendor.Slug)})
			v.tallies = append(v.tallies, added{tally{k.dueSums(), due + "|" + string(c)}, n}, added{tally{k.sums(), string(c)}, n})
			for _, part := range []struct {
				name string
				sum  ledger.Money
			}{{dueDisputed, d.Disputed}, {dueHeld, d.HeldOf(a.Vendor)}} {
				if part.sum.IsZero() {
					continue
				}
				n, err := minor(part.sum)
				if err != nil {
					return err
				}
				v.tallies = append(v.tallies, added{tally{k.dueSums(), due + "|" + string(c) + part.name}, n})
			}
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
			differs(s, pair[1], c, pair[0].Vendor.Held != heldNow(pair[1]), changed)
		}
	}
	return func(d ledger.Date) bool { return changed[d] }
}

func heldNow(a *ledger.Account) bool { return a != nil && a.Vendor.Held }

// differs adds the days of s that b does not have, or has otherwise; all of them where the vendor was put on hold or let go.
func differs(s *ledger.Sums, b *ledger.Account, c ledger.Currency, all bool, changed map[ledger.Date]bool) {
	var days []ledger.DaySum
	if b != nil && b.Sums[c] != nil {
		days = b.Sums[c].Days
	}
	for _, d := range s.Days {
		for len(days) > 0 && days[0].Due < d.Due {
			days = days[1:]
		}
		if all || len(days) == 0 || days[0].Due != d.Due || !sameSums(days[0], d) {
			changed[d.Due] = true
		}
	}
}

func sameSums(a, b ledger.DaySum) bool {
	return a.Open.Amount.Equal(b.Open.Amount) && a.Disputed.Amount.Equal(b.Disputed.Amount) && a.Held.Amount.Equal(b.Held.Amount)
}

// viewItem adds the places at which an item is found.
func (k keys) viewItem(a *ledger.Account, item string, v *view) {
	slug := string(a.Vendor.Slug)
	kind, key, _ := strings.Cut(item, ":")
	if kind == ledger.ItemRow {
		return // it is only asked for by its key
	}
	steps := k.steps(a.Vendor.Slug)
	stepsOf(a, kind, key, func(s ledger.Step, by int64) { v.tallies = append(v.tallies, added{tally{steps, stepField(s)}, by}) })
	place := placeOf(a, kind, key)
	v.marks = append(v.marks, mark{k.list(a.Vendor.Slug, kind), key, place.seq})
	if place.open != "" {
		v.marks = append(v.marks, mark{key: k.open(a.Vendor.Slug), member: place.open})
	}
	for _, term := range place.terms {
		if term == "" {
			break
		}
		v.marks = append(v.marks, mark{key: k.find(term), member: term + "|" + slug + "|" + item})
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
	p := place{seq: i.Seq, terms: termsOf("n:"+key, numberTerm(string(i.OnPaper())), wordTerm("po", i.PO), amountTerm(i.Amount))}
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
	items := k.items(slug)
	only(after.items, before.items, itemText.compare, func(i itemText) { w.gather("HSET", items, i.name, i.json) })
	byName := func(a, b itemText) int { return strings.Compare(a.name, b.name) }
	only(before.items, after.items, byName, func(i itemText) { w.gather("HDEL", items, i.name) })
	only(before.marks, after.marks, byPlace, func(m mark) { w.gather("ZREM", m.key, m.member) })
	only(after.marks, before.marks, byPlace, func(m mark) { w.gather("ZADD", m.key, m.score, m.member) })
	for t, by := range sums(before.tallies, after.tallies) {
		w.add("HINCRBY", t.key, t.field, by)
	}
	k.diffNames(w, slug, before.names, after.names)
}

// compare orders items by name, then by what they say.
func (i itemText) compare(j itemText) int {
	if i.name != j.name {
		return strings.Compare(i.name, j.name)
	}
	return strings.Compare(i.json, j.json)
}

// only gives what stands in a and not in b; both are in order.
func only[T any](a, b []T, compare func(T, T) int, give func(T)) {
	for _, x := range a {
		for len(b) > 0 && compare(b[0], x) < 0 {
			b = b[1:]
		}
		if len(b) == 0 || compare(b[0], x) != 0 {
			give(x)
		}
	}
}

// sums are what is added between two views, tally by tally; what adds nothing is left out.
func sums(before, after []added) iter.Seq2[tally, int64] {
	all := make([]added, 0, len(before)+len(after))
	for _, t := range before {
		all = append(all, added{t.tally, -t.by})
	}
	all = append(all, after...)
	slices.SortFunc(all, func(a, b added) int {
		if a.key != b.key {
			return strings.Compare(a.key, b.key)
		}
		return strings.Compare(a.field, b.field)
	})
	return func(yield func(tally, int64) bool) {
		for len(all) > 0 {
			t, by := all[0].tally, int64(0)
			for len(all) > 0 && all[0].tally == t {
				by += all[0].by
				all = all[1:]
			}
			if by != 0 && !yield(t, by) {
				return
			}
		}
	}
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

// writes are Redis commands for a script, in order.
type writes struct{ ops []op }

type op struct {
	cmd  string
	key  string
	args []any
}

// maxArgs bounds the arguments of one command: Lua can't pass many thousands to a call.
const maxArgs = 2000

// add appends a command.
func (w *writes) add(cmd, key string, args ...any) { w.ops = append(w.ops, op{cmd, key, args}) }

// gather is add, but one command takes the arguments of several where they follow each other on one key.
func (w *writes) gather(cmd, key string, args ...any) {
	if n := len(w.ops); n > 0 {
		last := &w.ops[n-1]
		if last.cmd == cmd && last.key == key && len(last.args) < maxArgs {
			last.args = append(last.args, args...)
			return
		}
	}
	w.add(cmd, key, args...)
}

// arguments is how many arguments the commands have together.
func (w *writes) arguments() (n int) {
	for _, o := range w.ops {
		n += len(o.args)
	}
	return n
}

// commands are those that lua/writes.lua makes, in its order.
var commands = [...]string{"HSET", "HDEL", "HINCRBY", "ZADD", "ZREM"}

// shapeOf begins the shape of a script's arguments with the lengths of its lists.
func shapeOf(lengths ...int) []byte {
	shape := make([]byte, 0, 64)
	for _, n := range lengths {
		shape = binary.BigEndian.AppendUint16(shape, uint16(n)) //nolint:gosec // Lua passes no such numbers to a call
	}
	return shape
}

// append adds the commands to the keys, the arguments and the shape of a script. Those that follow each other and are alike
// share one head in the shape: their command, how many arguments each has, how many there are. Each takes the next key.
func (w *writes) append(keys []string, args []any, shape []byte) ([]string, []any, []byte) {
	keys, args = slices.Grow(keys, len(w.ops)), slices.Grow(args, w.arguments())
	for ops := w.ops; len(ops) > 0; {
		n := 1
		for n < len(ops) && n < math.MaxUint16 && ops[n].cmd == ops[0].cmd && len(ops[n].args) == len(ops[0].args) {
			n++
		}
		shape = append(shape, shapeOf(slices.Index(commands[:], ops[0].cmd)+1, len(ops[0].args), n)...)
		for _, o := range ops[:n] {
			keys, args = append(keys, o.key), append(args, o.args...)
		}
		ops = ops[n:]
	}
	return keys, args, shape
}
