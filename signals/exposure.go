package signals

import (
	"sort"

	"owed.dev/owed/ledger"
)

// moneyIn is the index of the first sum in a clause, or -1.
func (d *document) moneyIn(cl *clause) int {
	lo := sort.Search(len(d.money), func(i int) bool { return d.money[i].from >= cl.from })
	if lo < len(d.money) && d.money[lo].from < cl.to {
		return lo
	}
	return -1
}

// costOf is the sum that says what a measure costs us: in its clause, nearest to its word; in its sentence; or in the
// next sentence, where that only goes on about it. -1 if none does.
func (d *document) costOf(c candidate) int {
	cl := &d.clauses[c.clause]
	at, best := d.anchor(&c, cl), -1
	pick := func(o *clause) {
		for i := d.moneyIn(o); i >= 0 && i < len(d.money) && d.money[i].from < o.to; i++ {
			if d.costs(c, i) && (best < 0 || abs(d.money[i].from-at) < abs(d.money[best].from-at)) {
				best = i
			}
		}
	}
	pick(cl)
	from, to := d.sentence(c.clause)
	for k := from; k < to && best < 0; k++ {
		if o := &d.clauses[k]; (!o.set.hasAny(cDebt, cUnless, cIf, cPay) || c.rule.kind == ledger.Acceleration && o.set.has(cDueNow)) && !d.claimedBy(k, c) {
			pick(o)
		}
	}
	if best < 0 && to < len(d.clauses) {
		nf, nt := d.sentence(to)
		for k := nf; k < nt && best < 0; k++ {
			o := &d.clauses[k]
			if d.pointsBack(&d.clauses[nf]) && !o.set.hasAny(cDebt, cUnless, cPay) && !d.claimedBy(k, c) {
				pick(o)
			}
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// claimedBy reports whether clause k speaks of another kind that its sum belongs to.
func (d *document) claimedBy(k int, c candidate) bool {
	for r := range rules {
		if rules[r].kind != c.rule.kind && rules[r].kind != ledger.ServiceSuspension && rules[r].strength(d.clauses[k].set) == 2 {
			return true
		}
	}
	return false
}

// pointsBack reports whether a clause begins with a word for what was just said: that is, this comes to, das sind.
func (d *document) pointsBack(cl *clause) bool {
	for i := cl.from; i < min(cl.to, cl.from+12); i++ {
		switch d.tokens[i].norm {
		case "sum", "amount", "figure", "summe", "betrag", "montant", "importe", "that", "this", "it", "das", "dies", "cela", "ceci", "esto", "eso", "which", "soit", "costs", "cost", "we", "client":
			return true
		}
	}
	return false
}

// costs reports whether a sum in the clause is what the measure costs us, and not the debt, a limit or a deposit.
func (d *document) costs(c candidate, i int) bool {
	a := &d.money[i]
	if a.daily || c.rule.kind != ledger.LateFee && c.rule.kind != ledger.Acceleration && d.debtBy(c, a) {
		return false
	}
	switch c.rule.kind {
	case ledger.LateFee, ledger.Interest, ledger.Acceleration, ledger.SetOffOrWithhold, ledger.PriceIncrease:
		return !d.preceded(a.from, 3, of(cPay)) || c.rule.kind == ledger.LateFee || c.rule.kind == ledger.Interest
	case ledger.LegalAction:
		return d.around(a, 10, 6).hasAny(cCharge) && a.upper != nil
	}
	return false
}

// debtBy reports whether a sum is the debt and not what the measure costs.
func (d *document) debtBy(c candidate, a *amount) bool {
	if c.rule.kind == ledger.Interest {
		return d.around(a, 2, 2).hasAny(cDebt, cOwe) && !d.around(a, 2, 0).has(cInterest)
	}
	return d.around(a, 6, 4).hasAny(cDebt, cOwe) && !(c.rule.kind == ledger.SetOffOrWithhold && d.ownsBefore(c, a))
}

// ownsBefore reports whether the sentence of a withholding names what they owe us before the sum.
func (d *document) ownsBefore(c candidate, a *amount) bool {
	from, _ := d.sentence(c.clause)
	for k := d.clauses[from].from; k < a.from; k++ {
		if d.tokens[k].set.has(cOurMoney) {
			return true
		}
	}
	return false
}

func (d *document) exposure(i int) (*ledger.Exposure, Evidence) {
	a := &d.money[i]
	e := &ledger.Exposure{Amount: a.money, Per: a.per, Floor: a.floor, Ceiling: a.ceiling}
	if a.upper != nil {
		e.AmountMax = *a.upper
	}
	return e, d.evidenceOf(a.span, 0.85)
}
