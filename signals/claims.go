package signals

// claims finds what they say is owed, for which invoices, and until when they want us to act.
func (d *document) claims(f *Findings) {
	d.invoices(f)
	d.claimed(f)
	d.deadline(f)
}

func (d *document) claimed(f *Findings) {
	best, sure := d.chooseSum(d.ruledClaim(f) >= 0)
	if best >= 0 {
		f.Claimed, f.ClaimedFrom = d.money[best].money, d.evidenceOf(d.money[best].span, 0.4+0.55*sure)
	}
}

// ruledClaim is the sum that the rules take for the one claimed, or -1.
func (d *document) ruledClaim(f *Findings) int {
	best, score := -1, 0.0
	for i := range d.money {
		a := &d.money[i]
		if d.lines[d.tokens[a.from].line].part > 0 && !d.internal || d.isExposure(f, a) {
			continue
		}
		if s := d.claimScore(a); s > score {
			best, score = i, s
		}
	}
	if best < 0 && len(f.Measures) > 0 {
		best = d.onlySum(f)
	}
	return best
}

// onlySum is the one sum of a text with a measure that could be the debt though no word says so, or -1.
func (d *document) onlySum(f *Findings) int {
	at := -1
	for i := range d.money {
		a := &d.money[i]
		if a.daily || a.per != "" || a.upper != nil || d.isExposure(f, a) || d.lines[d.tokens[a.from].line].part > 0 && !d.internal {
			continue
		}
		if near := d.around(a, 5, 4); near.hasAny(cFee, cInterest, cLimit, cDiscount, cHold, cOurMoney, cPaid, cCharge, cUpTo, cOther, cFeeWord, cPrice) {
			continue
		}
		if at >= 0 {
			return -1
		}
		at = i
	}
	return at
}

func (d *document) isExposure(f *Findings, a *amount) bool {
	for i := range f.Measures {
		if f.Measures[i].Exposure != nil && f.Measures[i].ExposureFrom.Span == a.span {
			return true
		}
	}
	return false
}

// claimScore says how much a sum looks like the debt itself. 0: not at all.
func (d *document) claimScore(a *amount) float64 {
	if d.invoice && !a.daily {
		return 1 + min(a.money.Amount.InexactFloat64()/1e12, 1)
	}
	if a.daily || a.per != "" || a.upper != nil || d.news && !d.internal || d.general || d.outbound || d.technicalText() {
		return 0
	}
	score := 0.0
	if d.seen.hasAny(cPay, cDebt, cInvoice) {
		score = 0.4
	}
	near := d.around(a, 9, 8)
	if near.hasAny(cDebt, cOwe) {
		score += 2
	}
	if near.has(cInvoice) {
		score++
	}
	if near.has(cTotal) {
		score += 2.5
	}
	if near.has(cCollect) {
		score += 2
	}
	if near.has(cPay) {
		score++
	}
	tight := d.around(a, 4, 2)
	if tight.hasAny(cFee, cInterest, cLimit, cDiscount, cHold, cOurMoney) && !tight.has(cTotal) {
		score -= 3
	}
	if near.has(cPaid) || d.sentenceSet(d.clauseAt(a.from)).has(cPaid) {
		score -= 4
	}
	return score
}

// technicalText reports whether the text is about works or security and owes nothing to a debt.
func (d *document) technicalText() bool { return !d.seen.hasAny(cDebt, cPay, cInvoice, cOwe) }

// clauseAt is the clause that token i stands in.
func (d *document) clauseAt(i int) int {
	if i >= len(d.inClause) {
		return len(d.clauses) - 1
	}
	return int(d.inClause[i])
}

// around is every concept of the n words before a sum and the m behind it, within its sentence.
func (d *document) around(a *amount, n, m int) (s set) {
	for k := a.from - 1; k >= max(0, a.from-n); k-- {
		if d.tokens[k+1].pre&(sepStop|sepBlank) != 0 && !d.abbreviated(k+1) {
			break
		}
		s = s.or(d.tokens[k].set)
	}
	for k := a.to; k < min(len(d.tokens), a.to+m); k++ {
		if d.tokens[k].pre&(sepStop|sepBlank|sepSemi) != 0 && !d.abbreviated(k) {
			break
		}
		s = s.or(d.tokens[k].set)
	}
	return s
}

// deadline is the first day by which they want us to act.
func (d *document) deadline(f *Findings) {
	take := func(r role) {
		if r.day != 0 && r.day >= d.received.AddDays(-60) && (f.Deadline == 0 || r.day < f.Deadline) {
			f.Deadline, f.DeadlineFrom = r.day, r.from
		}
	}
	for i := range f.Measures {
		take(role{f.Measures[i].CureUntil, f.Measures[i].CureFrom})
	}
	if d.general && !d.email || d.news || d.outbound {
		return
	}
	for i := range d.clauses {
		cl := &d.clauses[i]
		near := d.sentenceSet(i)
		if cl.part > 0 && !(d.internal && d.forwards(cl)) || !near.hasAny(cPay, cAct, cDue, cDebt, cAvoid, cYou) || cl.header || near.has(cGeneral) && !d.email && !d.invoice {
			continue
		}
		for _, m := range d.datesIn(cl.from, cl.to) {
			if m.deadline && m.day != 0 && !m.past {
				take(d.deadlineOf(m))
			} else if !m.period && ((d.preceded(m.from, 3, of(cDue)) || d.lang == "de" && d.followed(m.to, 4, of(cDue))) && m.day >= d.cameOn(m.from) && !cl.set.has(cHave) || (m.last || m.weekday) && cl.set.has(cPay) && !cl.set.hasAny(cHave, cPaid)) {
				take(d.role(m))
			}
		}
	}
}
