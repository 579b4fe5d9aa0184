package signals

import "owed.dev/owed/ledger"

// rule says by which concepts a clause speaks of a kind of measure. A rule fires if the clause has all of one of
// its lists; strong lists need no debt beside them, weak ones do.
type rule struct {
	kind         ledger.MeasureKind
	strong, weak []set
	unless       set
	anchor       set // the words that carry the kind, for evidence and for telling what is negated
}

// rules are in the order of their claim on a clause: an earlier one takes the words that a later one shares.
var rules = []rule{
	{kind: ledger.DataDeletion, strong: []set{of(cDelete, cData)}, anchor: of(cDelete)},
	{kind: ledger.Acceleration, strong: []set{of(cAccel)}, weak: []set{of(cWhole, cDueNow, cWill), of(cWhole, cDueNow, cElse), of(cWhole, cDueNow, cIf)}, unless: of(cInvoice), anchor: of(cAccel, cWhole)},
	{kind: ledger.Collections, strong: []set{of(cCollect)}, anchor: of(cCollect)},
	{kind: ledger.LegalAction, strong: []set{of(cLegal)}, weak: []set{of(cCourt)}, anchor: of(cLegal, cCourt)},
	{kind: ledger.Audit, strong: []set{of(cAudit)}, weak: []set{of(cInspect, cBooks, cWe)}, anchor: of(cAudit, cInspect)},
	{kind: ledger.PublicDisclosure, strong: []set{of(cPublic, cTell)}, weak: []set{of(cPublic, cWill)}, anchor: of(cPublic)},
	{kind: ledger.SetOffOrWithhold, strong: []set{of(cSetOff), of(cKeep, cOurMoney)}, anchor: of(cSetOff, cKeep)},
	{kind: ledger.LienOrRepossession, strong: []set{of(cLien)}, weak: []set{of(cTake, cGoods)}, anchor: of(cLien, cTake)},
	{kind: ledger.PriceIncrease, strong: []set{of(cPrice, cLose), of(cPrice, cRaise), of(cDiscount, cLose)}, anchor: of(cPrice, cDiscount)},
	{kind: ledger.CreditHold, strong: []set{of(cHold, cNoNew), of(cHold, cWill), of(cHold, cUntil), of(cHold, cMay), of(cHold, cNow), of(cHold, cHave)}, weak: []set{of(cHold)}, anchor: of(cHold)},
	{kind: ledger.Interest, strong: []set{of(cInterest)}, anchor: of(cInterest)},
	{kind: ledger.LateFee, strong: []set{of(cFee, cCharge)}, weak: []set{of(cFee)}, anchor: of(cFee)},
	{kind: ledger.RefusalToRenegotiate, strong: []set{of(cRefuse, cRenegotiate)}, unless: of(cFee), anchor: of(cRefuse)},
	{kind: ledger.ServiceTermination, strong: []set{of(cTerm)}, weak: []set{of(cEndAct, cContract)}, anchor: of(cTerm, cEndAct)},
	{kind: ledger.ServiceSuspension, strong: []set{of(cSusp)}, weak: []set{of(cCut, cSupply)}, anchor: of(cSusp, cCut)},
	{kind: ledger.OtherMeasure, weak: []set{of(cOther)}, anchor: of(cOther)},
}

// strength is 2 if the rule's strong words stand in s, 1 for its weak ones, else 0.
func (r *rule) strength(s set) int {
	if s.any(r.unless) {
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
	why      string // why it was turned down, for tests
}

// candidates are the kinds that each clause speaks of, before anyone has asked who does what to whom.
func (d *document) candidates() []candidate {
	var out []candidate
	for i := range d.clauses {
		c := &d.clauses[i]
		begin := len(out)
		for k := range rules {
			r := &rules[k]
			n := r.strength(c.set)
			if n == 0 {
				continue
			}
			if r.kind == ledger.ServiceSuspension && len(out) > begin && (n == 1 || !d.ownVerb(c, out[begin:])) {
				continue
			}
			if n == 1 && len(out) > begin && r.kind != ledger.ServiceTermination {
				continue
			}
			out = append(out, candidate{rule: r, clause: i, strength: n})
		}
	}
	return out
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
