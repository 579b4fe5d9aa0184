package signals

import (
	"math"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// toShares makes of the scores of all options how likely each is, in place.
func toShares(x []float64) {
	top, sum := slices.Max(x), 0.0
	for i := range x {
		x[i] = math.Exp(x[i] - top)
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

// maxSums is how many sums of a text are weighed: nobody claims the two-hundredth line of a statement.
const maxSums = 200

// reach is how many sums before and behind one are compared with it.
const reach = 8

// weigher weighs the sums of a text for being what a measure costs, and for being the one that they claim.
type weigher struct {
	*document
	sums   []amount
	minor  []int64              // the sums in minor units, for adding up
	bills  []bool               // the sum stands right behind the number of one bill
	costly []ledger.MeasureKind // of each sum the kind of the measure that costs it, "" for none
	t      marks

	costings []costing // of each sum, as far as it was asked for
	costRoom traits
}

// weigher is that of the text, made when it is first asked for.
func (d *document) weigher() *weigher {
	if d.weighed != nil {
		return d.weighed
	}
	w := &weigher{document: d, sums: d.money[:min(len(d.money), maxSums)]}
	w.costly, w.costings = make([]ledger.MeasureKind, len(w.sums)), make([]costing, len(w.sums))
	for i := range w.sums {
		a := &w.sums[i]
		w.minor = append(w.minor, a.money.Amount.Shift(a.money.Currency.Decimals()).IntPart())
		w.bills = append(w.bills, d.perBill(a))
	}
	d.weighed = w
	return w
}

// each gives f what is known of each sum and, last, of none of them being the claim.
func (w *weigher) each(f func(i int, t *marks)) {
	w.t.out = w.features[:0]
	for i := range w.sums {
		w.t.begin()
		w.sum(i)
		f(i, &w.t)
	}
	w.t.begin()
	w.none()
	f(len(w.sums), &w.t)
	w.features = w.t.out
}

var sumMarks = marksOf("per", "daily", "range", "floor", "old", "heading", "quoted", "question", "open", "column", "colon", "comma", "ends", "begins", "bill", "bare")

// sum adds the traits of sum i: the words around it, what its clause and sentence speak of, what sort of text it stands
// in, and how it stands to the other sums.
func (w *weigher) sum(i int) {
	d, t, a := w.document, &w.t, &w.sums[i]
	at := d.clauseAt(a.from)
	cl := &d.clauses[at]
	t.mark(anyMark)
	t.set(beforeMark, d.around(a, 9, 0))
	t.set(behindMark, d.around(a, 0, 8))
	t.set(nextMark, d.around(a, 3, 2))
	t.set(clauseMark, cl.set)
	t.set(sentenceMark, d.whole[at])
	if at > 0 {
		t.set(lineMark, d.whole[at-1])
	}
	words := len(t.out)
	for k := 1; k <= 3; k++ {
		if a.from-k >= 0 {
			word := d.tokens[a.from-k].stand()
			t.word(words, beforeMark, word)
			t.word(words, beforeMark+uint32(k)*stepMark, word)
		}
		if a.to+k <= len(d.tokens) {
			word := d.tokens[a.to+k-1].stand()
			t.word(words, behindMark, word)
			t.word(words, behindMark+uint32(k)*stepMark, word)
		}
	}
	for k := max(cl.from, a.from-8); k < min(cl.to, a.to+8); k++ {
		if k < a.from || k >= a.to {
			t.word(words, clauseMark, d.tokens[k].stand())
		}
	}
	l := &d.lines[d.tokens[a.from].line]
	for k := l.first; k < min(l.last, l.first+3); k++ {
		t.word(words, lineMark, d.tokens[k].stand())
	}
	pre := d.tokens[a.from].pre
	t.holding(sumMarks, flags(a.per != "", a.daily, a.upper != nil, a.floor, l.part > 0, cl.heading, cl.quoted, cl.question,
		pre&sepOpen != 0, pre&sepWide != 0, pre&sepColon != 0, pre&sepComma != 0, l.last == a.to, l.first == a.from, w.bills[i], a.bare))
	w.rank(i)
	if k := w.costly[i]; k != "" {
		t.mark(costMark)
		t.add(hashOf(markFeatures[costMark], string(k)))
	}
}

// costMark is that of a sum that a measure costs.
var costMark = markOf("cost")

var rankMarks = marksOf("alone", "two", "many", "first", "last", "most", "least", "again", "repeats", "total", "part", "sibling", "summed", "split", "rest")

// rank adds how sum i stands to the others.
func (w *weigher) rank(i int) {
	most, least, again := w.compare(i)
	first := true
	for k := max(0, i-reach); k < i && again; k++ {
		first = first && !w.same(i, k)
	}
	p := w.parts(i)
	w.t.holding(rankMarks, flags(len(w.sums) == 1, len(w.sums) == 2, len(w.sums) > 3, i == 0, i == len(w.sums)-1,
		most, least, again, !first, p.total, p.part, w.sibling(i), p.summed, p.split, p.rest))
}

// compare reports whether no sum near i in its currency is more, none is less, and whether it is named again.
func (w *weigher) compare(i int) (most, least, again bool) {
	most, least = true, true
	for k := max(0, i-reach); k < min(len(w.sums), i+reach+1); k++ {
		if k != i && w.sums[k].money.Currency == w.sums[i].money.Currency {
			most = most && w.minor[k] <= w.minor[i]
			least = least && w.minor[k] >= w.minor[i]
			again = again || w.minor[k] == w.minor[i]
		}
	}
	return most, least, again
}

// adds reports whether sum i is what two or more of its neighbours make together, and whether it and another make a third.
func (w *weigher) adds(i int) (total, part bool) {
	p := w.parts(i)
	return p.total, p.part
}

// parts are how a sum and its neighbours add up.
type parts struct {
	total, summed, split bool // it is what others make: anyhow, of those before it, of those behind it
	part, rest           bool // it and another make a third: anyhow, and the two stand before it
}

// parts finds how sum i and those near it add up.
func (w *weigher) parts(i int) (p parts) {
	from, to := max(0, i-reach), min(len(w.sums), i+reach+1)
	for k := from; k < to; k++ {
		if k == i || w.sums[k].money.Currency != w.sums[i].money.Currency || w.minor[k] == 0 {
			continue
		}
		sum := w.minor[k]
		for l := k + 1; l < to; l++ {
			if l == i || w.sums[l].money.Currency != w.sums[i].money.Currency || w.minor[l] == 0 {
				continue
			}
			if sum += w.minor[l]; sum == w.minor[i] {
				p.total, p.summed, p.split = true, p.summed || l < i, p.split || k > i
			}
		}
		for l := from; l < to && w.minor[i] != 0; l++ {
			if l != i && l != k && w.minor[l] == w.minor[i]+w.minor[k] {
				p.part, p.rest = true, p.rest || l < i && k < i
			}
		}
	}
	return p
}

// sibling reports whether a sum near i stands in its text as i does: two bills one beside the other.
func (w *weigher) sibling(i int) bool {
	a := &w.sums[i]
	at := w.clauseAt(a.from)
	for k := max(0, i-reach); k < min(len(w.sums), i+reach+1); k++ {
		o := &w.sums[k]
		if k != i && o.money.Currency == a.money.Currency && w.bills[k] == w.bills[i] &&
			w.tokens[o.from].pre&^sepSpace == w.tokens[a.from].pre&^sepSpace && abs(w.clauseAt(o.from)-at) <= 3 {
			return true
		}
	}
	return false
}

var (
	noSums   = countMarks("none of sums")
	noBills  = countMarks("none of bills")
	noTotals = countMarks("none of totals")
	noDebts  = countMarks("none of debts")
	noEquals = countMarks("none of equals")
	apart    = marksOf("bills apart", "equals apart", "debts apart")
)

// bagWords is how many words of a text are looked at.
const bagWords = 400

// none adds the traits of a text none of whose sums is the claim: its words, and among others that it names bills one by one
// and no total.
func (w *weigher) none() {
	w.t.set(textMark, w.seen)
	bills, totals, debts, equal := 0, 0, 0, 0
	for i := range w.sums[:min(len(w.sums), 20)] {
		near := w.around(&w.sums[i], 9, 8)
		_, part := w.adds(i)
		if w.bills[i] {
			bills++
		}
		if near.has(cTotal) || part {
			totals++
		}
		if near.hasAny(cDebt, cOwe, cInvoice, cPay) {
			debts++
		}
		if w.sibling(i) {
			equal++
		}
	}
	w.t.count(&noSums, len(w.sums))
	w.t.count(&noBills, bills)
	w.t.count(&noTotals, totals)
	w.t.count(&noDebts, debts)
	w.t.count(&noEquals, equal)
	for i := range w.tokens[:min(len(w.tokens), bagWords)] {
		switch {
		case !w.bagged(i):
		case w.t.weights == nil:
			w.t.add(bagMark(w.stem(i)))
		default:
			w.t.sum += float64(w.words.inBag(w.tokens[i].word).claim)
		}
	}
	w.t.holding(apart, flags(bills > 1 && totals == 0, equal > 1 && totals == 0, debts > 1 && totals == 0))
}

// bagMark is the feature of a stem of the text.
func bagMark(stem uint32) uint32 { return mix(wordMark, stem, 0) }

// perBill reports whether a sum is that of one bill: it stands right behind its number.
func (d *document) perBill(a *amount) bool {
	for k := a.from - 1; k >= max(0, a.from-3); k-- {
		if d.tokens[k+1].pre&(sepStop|sepBlank|sepSemi) != 0 {
			return false
		}
		if t := &d.tokens[k]; t.kind == numberToken && !strings.ContainsAny(t.norm, ".,") {
			return true
		}
	}
	return false
}

// likeliestClaim weighs the sums of a text and gives the one that is likeliest claimed; false if it names none. Nobody claims
// nothing, so a sum of zero is none.
func (d *document) likeliestClaim() (c claim, ok bool) {
	if len(d.money) == 0 {
		return claim{}, false
	}
	w := d.weigher()
	shares := make([]float64, 0, len(w.sums)+1)
	w.t.weights = d.model.sums
	w.each(func(_ int, t *marks) { shares = append(shares, t.sum) })
	toShares(shares)
	for i := range w.sums {
		if w.minor[i] == 0 {
			continue
		}
		p := 0.0
		for k := max(0, i-reach); k < min(len(w.sums), i+reach+1); k++ {
			if w.same(i, k) {
				p += shares[k] // named again
			}
		}
		if p > c.most {
			c.best, c.most, ok = i, p, true
		}
	}
	for i, p := range shares[:len(w.sums)] {
		if !w.same(i, c.best) {
			c.second = max(c.second, p)
		}
	}
	return c, ok
}

// same reports whether two sums are as much.
func (w *weigher) same(i, k int) bool {
	return w.minor[i] == w.minor[k] && w.sums[i].money.Currency == w.sums[k].money.Currency
}
