package signals

import (
	"sort"

	"owed.dev/owed/ledger"
)

// datesIn are the days named between two tokens.
func (d *document) datesIn(from, to int) []dateMention {
	lo := sort.Search(len(d.dates), func(i int) bool { return d.dates[i].from >= from })
	hi := lo
	for hi < len(d.dates) && d.dates[hi].from < to {
		hi++
	}
	return d.dates[lo:hi]
}

// preceded reports whether one of the n words before token i, within its clause, has one of the concepts.
func (d *document) preceded(i, n int, s set) bool {
	for k := i - 1; k >= max(0, i-n); k-- {
		if d.tokens[k].set.any(s) {
			return true
		}
		if d.tokens[k].pre&(sepStop|sepSemi|sepBlank) != 0 || d.tokens[k+1].pre&(sepStop|sepBlank) != 0 && k == i-1 && !d.abbreviated(i) {
			return false
		}
	}
	return false
}

// isDeadline reports whether a mention says until when: by D, within n days, before D.
func (d *document) isDeadline(m dateMention) bool {
	if m.period {
		if d.preceded(m.from, 4, of(cWithin)) && !d.late(m) {
			return true
		}
		for k := m.to; k < min(m.to+3, len(d.tokens)); k++ {
			if d.tokens[k].set.hasAny(cAfter, cReceipt, cLetter) && d.tokens[k].pre&(sepStop|sepComma) == 0 {
				return !d.late(m)
			}
		}
		return false
	}
	return d.preceded(m.from, 4, of(cBy, cBefore))
}

// late reports whether a period measures how late something is: "more than 60 days late", "the last 24 months".
func (d *document) late(m dateMention) bool {
	for k := m.to; k < min(m.to+3, len(d.tokens)); k++ {
		if d.tokens[k].set.hasAny(cDebt) {
			return true
		}
	}
	return d.preceded(m.from, 2, of(cAtLeast)) && d.preceded(m.from, 3, of(cDebt)) || d.preceded(m.from, 2, of(cNow))
}

// isPast reports whether a mention only dates something that was: an invoice, a letter, the day a bill fell due.
func (d *document) isPast(m dateMention) bool {
	if m.period {
		return false
	}
	return d.preceded(m.from, 2, of(cDated)) && !d.preceded(m.from, 1, of(cFrom, cBy)) || d.preceded(m.from, 4, of(cDue)) && m.day <= d.received
}

// role is a day found for a measure and where it stands.
type role struct {
	day  ledger.Date
	from Evidence
}

func (d *document) role(m dateMention) role {
	day := m.day
	if m.before {
		day = day.AddDays(-1)
	}
	return role{day, d.evidenceOf(m.span, 0.9)}
}

// deadlineOf is the day that a mention sets as the last: before D means the day before.
func (d *document) deadlineOf(m dateMention) role {
	if !m.period && d.strictlyBefore(m) {
		m.before = true
	}
	return d.role(m)
}

// strictlyBefore reports whether the mention's own day is too late: before 13 March, avant le 13 mars.
func (d *document) strictlyBefore(m dateMention) bool {
	for k := m.from - 1; k >= max(0, m.from-3); k-- {
		switch d.tokens[k].norm {
		case "before", "vor", "avant", "antes", "prior":
			return d.lines[d.tokens[k].line].part == d.lines[d.tokens[m.from].line].part && (m.to-m.from < 3 || m.day.Day() != m.day.EndOfMonth().Day() || m.day.Month() == 0) && !d.isSpanEnd(m)
		case "or", "on":
			return false
		}
	}
	return false
}

func (d *document) isSpanEnd(m dateMention) bool {
	return d.tokens[m.from].kind == wordToken && !d.tokens[m.from].set.hasAny(cMonth, cWeekday)
}

// effective is the day on which the measure acts, as its own clause says it.
func (d *document) effective(c *candidate) role {
	cl := &d.clauses[c.clause]
	for _, m := range d.datesIn(cl.from, cl.to) {
		if m.period || d.isPast(m) || d.isDeadline(m) && !d.until(m) {
			continue
		}
		if d.payClause(m, cl) {
			continue
		}
		return d.role(m)
	}
	return role{}
}

func (d *document) until(m dateMention) bool { return false }

// payClause reports whether within a mixed clause the mention belongs to the paying and not to the measure.
func (d *document) payClause(m dateMention, cl *clause) bool {
	return cl.set.hasAny(cUnless, cIf) && cl.set.has(cPay) && d.preceded(m.from, 6, of(cPay))
}

// cure is the last day on which paying averts the measure: the condition's own, or the period that the text set before.
func (d *document) cure(c *candidate) role {
	from, to := d.sentence(c.clause)
	linked := false
	for k := from; k < to; k++ {
		cl := &d.clauses[k]
		if cl.set.hasAny(cUnless, cElse) || cl.set.has(cIf) && cl.set.hasAny(cPay, cDebt, cNeg) {
			linked = true
		}
		if k != c.clause || cl.set.hasAny(cUnless, cIf) {
			if !cl.set.hasAny(cPay, cUnless, cIf, cDebt, cAct) {
				continue
			}
		}
		for _, m := range d.datesIn(cl.from, cl.to) {
			if d.isDeadline(m) && !m.back && !d.isPast(m) {
				return d.deadlineOf(m)
			}
			if !m.period && !d.isPast(m) && (cl.set.hasAny(cUnless) || cl.set.has(cIf) && cl.set.has(cPay)) && k != c.clause {
				return d.deadlineOf(m)
			}
		}
	}
	if linked {
		return d.lastDeadline(from)
	}
	return role{}
}

// lastDeadline is the day by which the sentences before clause i ask us to pay.
func (d *document) lastDeadline(i int) role {
	for k := i - 1; k >= max(0, i-12); k-- {
		cl := &d.clauses[k]
		if cl.part != d.clauses[i].part {
			break
		}
		if !cl.set.hasAny(cPay, cAct, cWithin, cDebt) {
			continue
		}
		for _, m := range d.datesIn(cl.from, cl.to) {
			if d.isDeadline(m) && !m.back && !d.isPast(m) {
				return d.deadlineOf(m)
			}
		}
	}
	return role{}
}

// moneyIn is the index of the first sum in a clause, or -1.
func (d *document) moneyIn(cl *clause) int {
	lo := sort.Search(len(d.money), func(i int) bool { return d.money[i].from >= cl.from })
	if lo < len(d.money) && d.money[lo].from < cl.to {
		return lo
	}
	return -1
}

// describe fills in what the text says about a measure.
func (d *document) describe(c candidate) Measure {
	cl := &d.clauses[c.clause]
	m := Measure{Kind: c.rule.kind, State: c.state, Evidence: d.evidence(cl.from, cl.to, 0.5+0.05*min(c.score, 9))}
	if c.state != ledger.Withdrawn {
		if r := d.effective(&c); r.day != 0 {
			m.Effective, m.EffectiveFrom = r.day, r.from
		}
		if r := d.cure(&c); r.day != 0 && c.state != ledger.InEffect && c.state != ledger.Suspended {
			m.CureUntil, m.CureFrom = r.day, r.from
		}
	}
	if i := d.moneyIn(cl); i >= 0 && c.state != ledger.Withdrawn && d.costs(c, i) {
		m.Exposure, m.ExposureFrom = d.exposure(i)
	}
	return m
}

// costs reports whether a sum in the clause is what the measure costs us, and not the debt, a limit or a deposit.
func (d *document) costs(c candidate, i int) bool {
	a := &d.money[i]
	if a.daily {
		return false
	}
	switch c.rule.kind {
	case ledger.LateFee, ledger.Interest, ledger.Acceleration, ledger.SetOffOrWithhold, ledger.PriceIncrease:
		return !d.preceded(a.from, 3, of(cPay)) || c.rule.kind == ledger.LateFee || c.rule.kind == ledger.Interest
	case ledger.LegalAction:
		return false
	}
	return false
}

func (d *document) exposure(i int) (*ledger.Exposure, Evidence) {
	a := &d.money[i]
	e := &ledger.Exposure{Amount: a.money, Per: a.per, Floor: a.floor}
	if a.upper != nil {
		e.AmountMax = *a.upper
	}
	return e, d.evidenceOf(a.span, 0.85)
}
