package signals

import (
	"math"
	"slices"
	"strings"
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

// weigher weighs the sums of a text for being the one that they claim.
type weigher struct {
	*document
	sums  []amount
	minor []int64 // the sums in minor units, for adding up
	bills []bool  // the sum stands right behind the number of one bill
	t     marks
}

func (d *document) weigher() *weigher {
	w := &weigher{document: d, sums: d.money[:min(len(d.money), maxSums)], t: marks{d.features[:0]}}
	for i := range w.sums {
		a := &w.sums[i]
		w.minor = append(w.minor, a.money.Amount.Shift(a.money.Currency.Decimals()).IntPart())
		w.bills = append(w.bills, d.perBill(a))
	}
	return w
}

// candidates are the features of each sum and, last, of none of them being the claim.
func (w *weigher) each(f func(i int, features []uint32)) {
	for i := range w.sums {
		w.t.out = w.t.out[:0]
		w.sum(i)
		f(i, w.t.out)
	}
	w.t.out = w.t.out[:0]
	w.none()
	f(len(w.sums), w.t.out)
	w.features = w.t.out
}

var sumMarks = marksOf("per", "daily", "range", "floor", "old", "heading", "quoted", "question", "open", "column", "colon", "comma", "ends", "begins", "bill")

// sum adds the traits of sum i: the words around it, what its clause and sentence speak of, what sort of text it stands
// in, and how it stands to the other sums.
func (w *weigher) sum(i int) {
	d, t, a := w.document, &w.t, &w.sums[i]
	at := d.clauseAt(a.from)
	cl := &d.clauses[at]
	t.add(markOf(""))
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
		pre&sepOpen != 0, pre&sepWide != 0, pre&sepColon != 0, pre&sepComma != 0, l.last == a.to, l.first == a.from, w.bills[i]))
	t.text(d)
	w.rank(i)
}

var rankMarks = marksOf("alone", "two", "many", "first", "last", "most", "least", "again", "repeats", "total", "part", "sibling")

// rank adds how sum i stands to the others.
func (w *weigher) rank(i int) {
	t, a := &w.t, &w.sums[i]
	most, least, first, again := true, true, true, false
	for k := max(0, i-reach); k < min(len(w.sums), i+reach+1); k++ {
		if k == i || w.sums[k].money.Currency != a.money.Currency {
			continue
		}
		switch {
		case w.minor[k] == w.minor[i]:
			again = true
			first = first && k > i
		case w.minor[k] > w.minor[i]:
			most = false
		default:
			least = false
		}
	}
	total, part := w.adds(i)
	t.holding(rankMarks, flags(len(w.sums) == 1, len(w.sums) == 2, len(w.sums) > 3, i == 0, i == len(w.sums)-1,
		most, least, again, !first, total, part, w.sibling(i)))
}

// adds reports whether sum i is what two or more of its neighbours make together, and whether it and another make a third.
func (w *weigher) adds(i int) (total, part bool) {
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
			sum += w.minor[l]
			total = total || sum == w.minor[i]
		}
		for l := from; l < to && w.minor[i] != 0; l++ {
			part = part || l != i && l != k && w.minor[l] == w.minor[i]+w.minor[k]
		}
	}
	return total, part
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

// none adds the traits of a text none of whose sums is the claim: among others, that it names bills one by one and no total.
func (w *weigher) none() {
	w.t.set(textMark+stepMark, w.seen)
	w.t.text(w.document)
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
	w.t.holding(apart, flags(bills > 1 && totals == 0, equal > 1 && totals == 0, debts > 1 && totals == 0))
}

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

// ruled is how much the rules' reading, that a text claims a sum or none, weighs beside the learnt one.
const ruled = 0.5

// chooseSum is the sum of the text that they claim, or -1: whether there is one say the rules, which found one or not,
// and what was learnt together; which one, what was learnt.
func (d *document) chooseSum(f *Findings, found bool) (int, float64) {
	w := d.weigher()
	if len(w.sums) == 0 {
		return -1, 0
	}
	shares := make([]float64, 0, len(w.sums)+1)
	w.each(func(_ int, features []uint32) { shares = append(shares, d.model.sums.Score(features)) })
	toShares(shares)
	none := shares[len(w.sums)]
	best, most := -1, 0.0
	for i := range w.sums {
		if d.isExposure(f, &w.sums[i]) {
			continue
		}
		p := 0.0
		for k := max(0, i-reach); k < min(len(w.sums), i+reach+1); k++ {
			if w.minor[k] == w.minor[i] && w.sums[k].money.Currency == w.sums[i].money.Currency {
				p += shares[k] // named again
			}
		}
		if p > most {
			best, most = i, p
		}
	}
	if found {
		none -= ruled
	} else {
		none += ruled
	}
	if 1-shares[len(w.sums)] <= none && most <= none {
		return -1, 0
	}
	return best, most
}
