package signals

import "owed.dev/owed/ledger"

// linksThreat are the concepts of the words by which what follows hangs on a demand: otherwise, unless, to avoid.
var linksThreat = of(cElse, cUnless, cAvoid)

// threatensPlainly reports whether a candidate is what follows if we don't do as we are asked: "pay by Friday, otherwise we
// cut the line", the demand standing in the same sentence, or in the one before, or being the debt that the text is about.
func (d *document) threatensPlainly(c *candidate) bool {
	cl, near := &d.clauses[c.clause], d.whole[c.clause]
	if c.guessed || cl.part > 0 || cl.heading || d.internal || d.news || d.general || d.invoice || d.outbound {
		return false
	}
	if d.announcesPlainly(c) {
		return true
	}
	refused := near.all(of(cIf, cNeg)) // if you don't
	if !refused && !near.any(linksThreat) {
		return false
	}
	from, to := d.sentence(c.clause)
	if d.demanding(c.clause) || from > 0 && d.clauses[from-1].part == cl.part && d.demanding(from-1) {
		return true
	}
	return d.facts.overdue && (refused || near.has(cUnless)) && near.has(cYou) && len(d.datesIn(d.clauses[from].from, d.clauses[to-1].to)) > 0
}

// announcesPlainly reports whether a candidate is what is done to us on a day to come, in a text that says that we are late.
func (d *document) announcesPlainly(c *candidate) bool {
	switch c.rule.kind {
	case ledger.ServiceSuspension, ledger.ServiceTermination, ledger.LegalAction, ledger.LienOrRepossession, ledger.Collections:
	default:
		return false
	}
	cl, near := &d.clauses[c.clause], d.whole[c.clause]
	return c.strength > 1 && d.facts.overdue && d.seen.hasAny(cYou) && d.seen.hasAny(cDebt) && near.hasAny(cWe, cWill) && !near.hasAny(cNeg, cMaint, cLift, cPause, cEveryone, cGeneral) && d.actsOn(cl).day > d.received
}

// demanding reports whether a clause of the sentence of clause i does.
func (d *document) demanding(i int) bool {
	from, to := d.sentence(i)
	for k := from; k < to; k++ {
		if d.demands(k) {
			return true
		}
	}
	return false
}

// demands reports whether clause k asks us to pay, or speaks of our not paying.
func (d *document) demands(k int) bool {
	c := &d.clauses[k]
	return c.set.has(cPay) && !c.question && (c.set.hasAny(cAsk, cUnless, cBy, cWithin, cBefore, cNowDay) || c.set.all(of(cIf, cNeg)) || d.futureDate(c))
}
