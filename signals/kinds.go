package signals

import (
	"slices"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// rule says by which concepts a clause speaks of a kind of measure. A rule fires if the clause has all of one of
// its lists; strong lists need no debt beside them, weak ones do.
type rule struct {
	kind         ledger.MeasureKind
	strong, weak []set
	unless       set
	gate         set // one of these stands in every clause of the kind
	anchor       set // the words that carry the kind, for evidence and for telling what is negated
}

// rules are in the order of their claim on a clause: an earlier one takes the words that a later one shares.
var rules = []rule{
	{kind: ledger.DataDeletion, strong: []set{of(cDelete, cData)}, gate: of(cDelete), anchor: of(cDelete)},
	{kind: ledger.Acceleration, strong: []set{of(cAccel)}, weak: []set{of(cWhole, cDueNow, cWill), of(cWhole, cDueNow, cElse), of(cWhole, cDueNow, cIf), of(cWhole, cDueNow, cMay), of(cWhole, cDueNow, cNow)}, unless: of(cInvoice), gate: of(cAccel, cWhole), anchor: of(cAccel, cWhole)},
	{kind: ledger.Collections, strong: []set{of(cCollect)}, gate: of(cCollect), anchor: of(cCollect)},
	{kind: ledger.LegalAction, strong: []set{of(cLegal)}, weak: []set{of(cCourt)}, gate: of(cLegal, cCourt), anchor: of(cLegal, cCourt)},
	{kind: ledger.Audit, strong: []set{of(cAudit)}, weak: []set{of(cInspect, cBooks, cWe)}, gate: of(cAudit, cInspect), anchor: of(cAudit, cInspect)},
	{kind: ledger.PublicDisclosure, strong: []set{of(cPublic, cTell)}, weak: []set{of(cPublic, cWill)}, gate: of(cPublic), anchor: of(cPublic)},
	{kind: ledger.SetOffOrWithhold, strong: []set{of(cSetOff), of(cKeep, cOurMoney)}, gate: of(cSetOff, cKeep), anchor: of(cSetOff, cKeep)},
	{kind: ledger.LienOrRepossession, strong: []set{of(cLien)}, weak: []set{of(cTake, cGoods)}, gate: of(cLien, cTake), anchor: of(cLien, cTake)},
	{kind: ledger.PriceIncrease, strong: []set{of(cPrice, cLose), of(cPrice, cRaise), of(cDiscount, cLose)}, gate: of(cPrice, cDiscount), anchor: of(cPrice, cDiscount)},
	{kind: ledger.CreditHold, strong: []set{of(cHold, cNoNew), of(cHold, cWill), of(cHold, cUntil), of(cHold, cMay), of(cHold, cNow), of(cHold, cHave)}, weak: []set{of(cHold)}, gate: of(cHold), anchor: of(cHold)},
	{kind: ledger.Interest, strong: []set{of(cInterest)}, gate: of(cInterest), anchor: of(cInterest)},
	{kind: ledger.LateFee, strong: []set{of(cFee, cCharge)}, weak: []set{of(cFee), of(cFeeWord, cCharge)}, gate: of(cFee, cFeeWord), anchor: of(cFee, cFeeWord)},
	{kind: ledger.RefusalToRenegotiate, strong: []set{of(cRefuse, cRenegotiate)}, unless: of(cFee), gate: of(cRefuse), anchor: of(cRefuse)},
	{kind: ledger.ServiceTermination, strong: []set{of(cTerm)}, weak: []set{of(cEndAct, cContract)}, gate: of(cTerm, cEndAct), anchor: of(cTerm, cEndAct)},
	{kind: ledger.ServiceSuspension, strong: []set{of(cSusp), of(cRestore, cSupply)}, weak: []set{of(cNoMore, cWill), of(cNoMore, cWe), of(cNoMore, cYou), of(cNoMore, cThey), of(cNoMore, cSupply), of(cCut, cSupply), of(cStop, cSupply, cWill), of(cStop, cSupply, cUntil), of(cNeg, cSupply, cWill)}, gate: of(cSusp, cCut, cNoMore, cStop, cNeg, cRestore), anchor: of(cSusp, cCut)},
	{kind: ledger.OtherMeasure, weak: []set{of(cOther)}, gate: of(cOther), anchor: of(cOther)},
}

// strength is 2 if the rule's strong words stand in s, 1 for its weak ones, else 0.
func (r *rule) strength(s set) int {
	if !s.any(r.gate) || s.any(r.unless) {
		return 0
	}
	for _, need := range r.strong {
		if s.all(need) {
			return 2
		}
	}
	for _, need := range r.weak {
		if s.all(need) {
			return 1
		}
	}
	return 0
}

// candidate is a clause that speaks of a kind.
type candidate struct {
	rule     *rule
	clause   int // of document.clauses
	strength int
	state    ledger.MeasureState
	score    float64
	chance   float64 // that it is right
	learnt   bool    // the model found it, no rule
	lifted   bool    // by a sentence that does not name it
	guessed  bool    // no rule knows its words: it only stands where a consequence does
	plain    bool    // it is what follows if we do not as we are asked
	why      string  // why it was turned down, for tests

	states    [len(linear.States)]float64 // how likely it has come so far
	elsewhere []place                     // other clauses that may speak of it
}

// place is a clause that may be the one that speaks of a measure, and how likely it is beside the one that was chosen.
type place struct {
	clause int
	share  float64
}

// anyGate is the union of all gates.
var anyGate = ofRules(func(r *rule) set { return r.gate })

// ofRules is the union of what each rule has.
func ofRules(has func(*rule) set) (s set) {
	for i := range rules {
		s = s.or(has(&rules[i]))
	}
	return s
}

// byRule are the kinds that the rules find, in the order of their clauses, before the model is asked.
func (d *document) byRule() []candidate {
	out := d.found[:0]
	for i := range d.clauses {
		c := &d.clauses[i]
		begin := len(out)
		if !c.set.any(anyGate) {
			continue
		}
		for k := range rules {
			r := &rules[k]
			if !c.set.any(r.gate) {
				continue
			}
			n := r.strength(c.set)
			if n == 0 && r.kind == ledger.RefusalToRenegotiate && c.set.has(cRefuse) && !c.set.hasAny(cPay, cSusp, cCut) && d.asked(i) {
				n = 2
			}
			if n == 0 {
				continue
			}
			others := out[begin:]
			out = append(out, candidate{rule: r, clause: i, strength: n})
			m := &out[len(out)-1]
			d.judge(m)
			if m.state != "" && d.outdone(m, c, others) {
				m.state, m.why = "", "outdone"
			}
		}
	}
	out = append(out, d.consequences(out)...)
	slices.SortStableFunc(out, func(a, b candidate) int { return a.clause - b.clause })
	d.found = out
	return out
}

// ruledIn are what the rules found in the clauses [from, to).
func (d *document) ruledIn(from, to int) []candidate {
	at := func(clause int) int {
		i, _ := slices.BinarySearchFunc(d.ruled, clause, func(c candidate, clause int) int { return c.clause - clause })
		return i
	}
	return d.ruled[at(from):at(to)]
}

// consequences are the clauses that no rule knows, in sentences that say what follows if we do not pay. What they
// threaten is told by the nearest words; a vendor that stops doing something stops a service.
func (d *document) consequences(known []candidate) []candidate {
	if len(d.clauses) == 0 {
		return nil
	}
	d.taken = zeroed(d.taken, d.clauses[len(d.clauses)-1].sentence+1)
	taken := d.taken
	for i := range known {
		if c := &known[i]; c.state != "" {
			taken[d.clauses[c.clause].sentence] = true
		}
	}
	var out []candidate
	for i := range d.clauses {
		c := &d.clauses[i]
		if taken[c.sentence] || c.heading || c.header || c.to-c.from < 3 || !d.follows(i) {
			continue
		}
		m := candidate{rule: d.guess(c.set), clause: i, strength: 2, guessed: true}
		if d.judge(&m); m.state != "" {
			taken[c.sentence] = true
		}
		out = append(out, m)
	}
	return out
}

// follows reports whether clause i says what they do, or no longer do, unless or until we pay.
func (d *document) follows(i int) bool {
	c, near := &d.clauses[i], d.sentenceSet(i)
	if c.set.has(cUnless) && c.set.hasAny(cPay, cDebt) && c.to-c.from > 6 && d.alone(i) && !c.set.hasAny(cIf, cAsk, cPaid) {
		return true // "without money by Friday the crane stands still on Monday"
	}
	if c.set.hasAny(cUnless, cIf, cAsk, cAvoid, cPaid, cAct) || c.set.has(cPay) && !c.set.has(cUntil) {
		return false
	}
	if near.has(cUnless) && near.hasAny(cPay, cDebt) && c.to-c.from > 2 && !d.internal && d.clauses[i].part == 0 {
		return true
	}
	if near.has(cUntil) && c.set.has(cNeg) && near.hasAny(cPay, cDebt) {
		return true
	}
	if d.facts.overdue && !d.internal && !d.news && c.set.has(cWill) && c.set.hasAny(cYou, cWe, cSupply, cGoods) && d.futureDate(c) && !c.set.hasAny(cMeet, cLetter, cAct, cPaid, cFear) {
		return true // a text on what we owe says that something will be on a day to come
	}
	if d.internal && d.facts.overdue && c.set.hasAny(cThey, cElse) && c.set.hasAny(cWill, cElse, cNeg) && !c.set.has(cMeet) && (d.futureDate(c) || near.hasAny(cUntil, cBy, cUnless)) {
		return true
	}
	if d.dunning() && c.set.all(of(cWe, cWill)) && d.futureDate(c) && !c.set.hasAny(cLetter, cAct) {
		return true
	}
	onPay := near.has(cUnless) && near.hasAny(cPay, cDebt) || near.has(cElse) && d.seen.has(cPay) || near.has(cUntil) && near.hasAny(cPay, cDebt) || near.has(cIf) && near.has(cNeg) && near.has(cPay)
	return onPay && (near.has(cUntil) && c.set.hasAny(cNow, cTake, cGoods, cStop, cLose) || c.set.hasAny(cWill, cNeg, cElse, cCut, cKeep)) && c.set.hasAny(cWe, cYou, cSupply, cThey, cGoods, cWill)
}

// alone reports whether clause i is its whole sentence, or the rest of it says nothing of its own.
func (d *document) alone(i int) bool {
	from, to := d.sentence(i)
	for k := from; k < to; k++ {
		if k != i && d.clauses[k].to-d.clauses[k].from > 2 {
			return false
		}
	}
	return true
}

// dunning reports whether the text warns us for a debt: a last notice, or a word on how to keep something from happening.
func (d *document) dunning() bool {
	return d.seen.has(cDebt) && d.seen.hasAny(cNotice, cAvoid) && !d.internal && !d.news
}

// guess is the rule of the kind that the words of a consequence come nearest to.
func (d *document) guess(s set) *rule {
	kind := ledger.ServiceSuspension
	switch {
	case s.hasAny(cOurMoney) && s.hasAny(cKeep, cNeg):
		kind = ledger.SetOffOrWithhold
	case s.has(cGoods) && (s.hasAny(cKeep, cTake, cNow) || !s.hasAny(cSupply)):
		kind = ledger.LienOrRepossession
	case s.hasAny(cHold, cAdvance):
		kind = ledger.CreditHold
	case s.has(cEndAct) && s.has(cContract):
		kind = ledger.ServiceTermination
	}
	return ruleOf(kind)
}

// asked reports whether one of the clauses just before i speaks of what we asked for, so that a bare no is an answer to it.
func (d *document) asked(i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if d.clauses[k].part == d.clauses[i].part && d.clauses[k].set.has(cRenegotiate) {
			return true
		}
	}
	return false
}

// outdone reports whether a kind that stands in the same clause has a better claim on its words.
func (d *document) outdone(m *candidate, c *clause, others []candidate) bool {
	if !slices.ContainsFunc(others, func(o candidate) bool { return o.state != "" }) {
		return false
	}
	others = slices.DeleteFunc(slices.Clone(others), func(o candidate) bool { return o.state == "" })
	switch {
	case m.strength < 2 || others[0].state == ledger.Suspended || others[0].state == ledger.Withdrawn:
		return true
	case m.rule.kind == ledger.ServiceSuspension:
		return m.strength == 1 || !d.ownVerb(c, others)
	case m.rule.kind == ledger.CreditHold:
		return hasKind(others, ledger.SetOffOrWithhold)
	case m.rule.kind == ledger.ServiceTermination:
		return m.strength == 1 || hasKind(others, ledger.CreditHold)
	}
	return m.strength == 1
}

func hasKind(list []candidate, k ledger.MeasureKind) bool {
	return slices.ContainsFunc(list, func(c candidate) bool { return c.rule.kind == k })
}

// ownVerb reports whether a clause has words of suspension that no other kind in it has a claim on.
func (d *document) ownVerb(c *clause, others []candidate) bool {
	var taken set
	for _, o := range others {
		switch o.rule.kind {
		case ledger.CreditHold, ledger.PriceIncrease, ledger.SetOffOrWithhold, ledger.LienOrRepossession:
			return false
		}
		taken = taken.or(o.rule.anchor)
	}
	for i := c.from; i < c.to; i++ {
		if s := d.tokens[i].set; s.has(cSusp) && !s.any(taken) {
			return true
		}
	}
	return false
}
