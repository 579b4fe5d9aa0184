package signals

import (
	"math"
	"math/bits"
	"slices"
	"strings"
)

// Where a trait of a candidate was seen, so that the same word means another thing before it and behind it.
const (
	plainMark uint32 = iota + 100
	beforeMark
	behindMark
	nextMark
	lineMark
	clauseMark
	sentenceMark
	textMark
	stepMark = 1000 // times how many words away
)

// marks gathers the features of a candidate.
type marks struct{ out []uint32 }

func (t *marks) is(s string) { t.out = append(t.out, hashOf(plainMark, s)) }
func (t *marks) word(where uint32, w string) {
	t.out = append(t.out, hashOf(where, w[:min(len(w), stemLetters)]))
}

func (t *marks) when(b bool, s string) {
	if b {
		t.is(s)
	}
}

// count adds how many there are of something, up to three.
func (t *marks) count(n int, s string) { t.is(s + string(rune('0'+min(n, 3)))) }

// set adds each concept of s.
func (t *marks) set(where uint32, s set) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			t.out = append(t.out, mix(where, conceptHashes[i<<6+bits.TrailingZeros64(word)], 0))
		}
	}
}

// once sorts features and leaves each in once, in place.
func once(features []uint32) []uint32 {
	slices.Sort(features)
	return slices.Compact(features)
}

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
	w := &weigher{document: d, sums: d.money[:min(len(d.money), maxSums)]}
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
}

// sum adds the traits of sum i: the words around it, what its clause and sentence speak of, what sort of text it stands
// in, and how it stands to the other sums.
func (w *weigher) sum(i int) {
	d, t, a := w.document, &w.t, &w.sums[i]
	at := d.clauseAt(a.from)
	cl := &d.clauses[at]
	t.is("")
	t.set(beforeMark, d.around(a, 9, 0))
	t.set(behindMark, d.around(a, 0, 8))
	t.set(nextMark, d.around(a, 3, 2))
	t.set(clauseMark, cl.set)
	t.set(sentenceMark, d.whole[at])
	if at > 0 {
		t.set(lineMark, d.whole[at-1])
	}
	for k := 1; k <= 3; k++ {
		if a.from-k >= 0 {
			word := d.tokens[a.from-k].stand()
			t.word(beforeMark, word)
			t.word(beforeMark+uint32(k)*stepMark, word)
		}
		if a.to+k <= len(d.tokens) {
			word := d.tokens[a.to+k-1].stand()
			t.word(behindMark, word)
			t.word(behindMark+uint32(k)*stepMark, word)
		}
	}
	for k := max(cl.from, a.from-8); k < min(cl.to, a.to+8); k++ {
		if k < a.from || k >= a.to {
			t.word(clauseMark, d.tokens[k].stand())
		}
	}
	l := &d.lines[d.tokens[a.from].line]
	for k := l.first; k < min(l.last, l.first+3); k++ {
		t.word(lineMark, d.tokens[k].stand())
	}
	pre := d.tokens[a.from].pre
	for _, c := range [...]struct {
		holds bool
		name  string
	}{
		{a.per != "", "per"}, {a.daily, "daily"}, {a.upper != nil, "range"}, {a.floor, "floor"}, {l.part > 0, "old"},
		{cl.heading, "heading"}, {cl.quoted, "quoted"}, {cl.question, "question"}, {pre&sepOpen != 0, "open"}, {pre&sepWide != 0, "column"},
		{pre&sepColon != 0, "colon"}, {pre&sepComma != 0, "comma"}, {l.last == a.to, "ends"}, {l.first == a.from, "begins"}, {w.bills[i], "bill"},
	} {
		t.when(c.holds, c.name)
	}
	t.text(d)
	w.rank(i)
}

// text adds what sort of text it is and all that it speaks of.
func (t *marks) text(d *document) {
	t.set(textMark, d.seen)
	for _, c := range [...]struct {
		holds bool
		name  string
	}{
		{d.news, "news"}, {d.internal, "internal"}, {d.chat, "chat"}, {d.invoice, "invoice"}, {d.general, "general"}, {d.agency, "agency"},
		{d.outbound, "outbound"}, {d.email, "email"}, {d.facts.overdue, "overdue"},
	} {
		t.when(c.holds, c.name)
	}
}

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
	t.when(len(w.sums) == 1, "alone")
	t.when(len(w.sums) == 2, "two")
	t.when(len(w.sums) > 3, "many")
	t.when(i == 0, "first")
	t.when(i == len(w.sums)-1, "last")
	t.when(most, "most")
	t.when(least, "least")
	t.when(again, "again")
	t.when(!first, "repeats")
	t.when(total, "total")
	t.when(part, "part")
	t.when(w.sibling(i), "sibling")
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

// none adds the traits of a text none of whose sums is the claim: among others, that it names bills one by one and no total.
func (w *weigher) none() {
	w.t.set(textMark+stepMark, w.seen)
	w.t.set(textMark, w.seen)
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
	w.t.count(len(w.sums), "none of sums")
	w.t.count(bills, "none of bills")
	w.t.count(totals, "none of totals")
	w.t.count(debts, "none of debts")
	w.t.count(equal, "none of equals")
	w.t.when(bills > 1 && totals == 0, "bills apart")
	w.t.when(equal > 1 && totals == 0, "equals apart")
	w.t.when(debts > 1 && totals == 0, "debts apart")
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
	w.each(func(_ int, features []uint32) { shares = append(shares, float64(d.model.sums.Score(once(features)))) })
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
