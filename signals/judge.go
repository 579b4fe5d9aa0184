package signals

import "owed.dev/owed/ledger"

// judge decides whether a candidate is a measure against us, and how far it has come. It leaves the state empty and
// says why where it is none.
func (d *document) judge(c *candidate) {
	cl := &d.clauses[c.clause]
	near := d.sentenceSet(c.clause)
	if c.why = d.objection(c, cl, near); c.why != "" {
		return
	}
	c.state = d.surely(c, d.stateOf(c, cl, near))
	c.score = d.weigh(c, cl)
}

// sentenceSet is every concept of the sentence around clause i.
func (d *document) sentenceSet(i int) set { return d.whole[i] }

// surround gathers the concepts of each clause's sentence.
func (d *document) surround() {
	d.whole = make([]set, len(d.clauses))
	for i := range d.clauses {
		if i > 0 && d.clauses[i].sentence == d.clauses[i-1].sentence && i%24 != 0 {
			d.whole[i] = d.whole[i-1]
			continue
		}
		d.whole[i] = d.gather(i)
	}
}

func (d *document) gather(i int) (s set) {
	from, to := d.sentence(i)
	for k := from; k < to; k++ {
		s = s.or(d.clauses[k].set)
	}
	if head := d.listHead(from); head >= 0 {
		f, t := d.sentence(head)
		for k := f; k < t; k++ {
			s = s.or(d.clauses[k].set)
		}
	}
	return s
}

// listHead is a clause of the line above a list that clause i is an item of, or -1.
func (d *document) listHead(i int) int {
	for k := i; k > max(0, i-8); k-- {
		if d.clauses[k-1].part != d.clauses[i].part || d.clauses[k-1].header {
			return -1
		}
		t := &d.tokens[d.clauses[k].from]
		if t.pre&sepColon != 0 && t.pre&sepLine != 0 && d.clauses[k].sentence != d.clauses[k-1].sentence {
			return k - 1
		}
		if t.pre&sepLine == 0 && d.clauses[k].sentence != d.clauses[k-1].sentence || t.pre&sepBlank != 0 && !d.clauses[k].item {
			return -1
		}
	}
	return -1
}

// sentence is the range of clauses that share clause i's sentence; it looks at no more than 24 either way.
func (d *document) sentence(i int) (from, to int) {
	from, to = i, i+1
	for from > 0 && i-from < 24 && d.clauses[from-1].sentence == d.clauses[i].sentence {
		from--
	}
	for to < len(d.clauses) && to-i < 24 && d.clauses[to].sentence == d.clauses[i].sentence {
		to++
	}
	return from, to
}

// objection says why a candidate is no measure against us, or "".
func (d *document) objection(c *candidate, cl *clause, near set) string {
	kind := c.rule.kind
	lifting := cl.set.hasAny(cLift, cPause)
	title := cl.heading && !cl.set.has(cLift)
	certain := d.certain(c) && d.hasGround()
	switch {
	case cl.header && !cl.heading, d.lines[d.tokens[cl.from].line].header && !d.isSubject(cl):
		return "header"
	case cl.part > 0 && !d.forwards(cl):
		return "old part"
	case title && d.hasBody():
		return "heading"
	case d.settled() && !lifting:
		return "all is paid"
	case d.seen.has(cRumourBack) && d.internal:
		return "a rumour taken back"
	case d.seen.has(cJoke) && (d.internal || d.news || !d.seen.has(cDebt) || d.seen.has(cPaid)):
		return "a joke"
	case d.invoice && !d.overdue():
		return "an invoice"
	case d.general, d.seen.has(cDraft) && !d.facts.overdue && !lifting:
		return "general terms"
	case near.has(cGeneral) && !near.hasAny(cHereby) && !d.statesDebt():
		return "a general clause"
	case near.has(cEveryone) && !near.has(cDebt), d.seen.has(cEveryone) && !d.statesDebt() && !lifting:
		return "concerns everyone"
	case d.asks(c.clause) && !d.spoken, d.youDecide(c, cl) && !certain:
		return "a question, or ours to choose"
	case near.has(cRobot):
		return "a command"
	case c.strength < 2 && !d.sure(c) && !d.threatens(near) && !(cl.set.has(cLift) && d.seen.hasAny(cPaid, cPay)):
		return "weak words"
	case needsGround(kind) && !certain && !d.hasGround() && !lifting && !d.personal(near):
		return "no debt"
	case kind == ledger.ServiceTermination && !d.seen.hasAny(cDebt, cPay, cOwe, cNotice, cReserve, cInvoice, cCourt) && !lifting && !d.internal && !d.certain(c):
		return "no debt"
	case !certain && d.technical(kind, near) && !(lifting && !near.has(cMaint) && (d.hasGround() || !d.seen.has(cAbuse))):
		return "maintenance or abuse"
	case !certain && d.performance(c):
		return "our own condition"
	case d.hypothetical(c, cl):
		return "hypothetical"
	case d.internal && d.oursToDo(c, cl):
		return "our own act"
	case d.news && d.othersNews():
		return "others' news"
	case !certain && d.denied(c, cl) && !lifting:
		return "denied"
	}
	if d.internal && cl.depth == 0 && !d.sure(c) && !near.hasAny(cWill, cMay, cHave, cNow, cFear, cHint, cSpoke, cUntil, cNeg, cThey, cUnless, cElse, cLift, cPause, cHereby, cIf) {
		return "a mere mention"
	}
	if certain {
		return ""
	}
	return d.kindObjection(c, cl, near)
}

// kindObjection knows what the words of single kinds often mean besides.
func (d *document) kindObjection(c *candidate, cl *clause, near set) string {
	switch c.rule.kind {
	case ledger.ServiceSuspension:
		if cl.set.has(cRestore) && !cl.set.hasAny(cSusp, cCut, cNoMore) && !(cl.set.has(cHave) || cl.set.has(cNow)) {
			return "nothing was restored"
		}
	case ledger.LateFee, ledger.Interest:
		if !d.overdue() && !d.internal && !cl.set.hasAny(cWill, cLift, cNow, cHave) && !d.seen.has(cUntil) || near.has(cGeneral) && !d.overdue() {
			return "terms of payment"
		}
		if c.rule.kind == ledger.Interest && !cl.set.hasAny(cRate, cCharge, cWill, cHave, cNow, cMay, cLift) && d.moneyIn(cl) < 0 && !near.has(cFrom) {
			return "interest in passing"
		}
	case ledger.SetOffOrWithhold:
		if cl.set.has(cGoods) && cl.set.hasAny(cLien, cKeep) && !cl.set.hasAny(cOurMoney, cPay) && d.moneyIn(cl) < 0 {
			return "goods, not money"
		}
	case ledger.LegalAction:
		if from, to := d.sentence(c.clause); d.clauses[to-1].to-d.clauses[from].from < 3 && !d.chat {
			return "a mere mention" // a lawyer's signature, or how one is addressed
		}
		if cl.set.has(cNeg) && cl.set.has(cLetter) && !cl.set.hasAny(cWill, cMay, cUnless, cElse) {
			return "not a court paper"
		}
		if !d.sure(c) && !cl.set.hasAny(cWill, cMay, cHave, cSue, cElse, cUnless, cNow, cHereby, cLift, cPause, cIf, cFear, cHint, cSpoke, cNotice) {
			return "a mere mention"
		}
	case ledger.PriceIncrease:
		if d.seen.has(cTariff) || near.has(cEveryone) {
			return "a tariff"
		}
	case ledger.RefusalToRenegotiate:
		if d.internal && cl.depth == 0 && !cl.quoted && !near.hasAny(cThey, cSpoke) && near.has(cWe) {
			return "ours"
		}
	}
	return ""
}

func (d *document) isSubject(cl *clause) bool {
	name, _ := d.lines[d.tokens[cl.from].line].headerOf(d.text)
	return name == "subject"
}

// settled reports whether the text is a receipt: something was paid, and nothing is said to be open.
func (d *document) settled() bool {
	return d.seen.has(cPaid) && !d.overdue() && !d.seen.hasAny(cUnless, cElse)
}

// personal reports whether a sentence, or the text, is between them and us and not a bare announcement.
func (d *document) personal(near set) bool {
	if !(d.internal && !d.email) && !d.news && len(d.lines) > 3 && !d.seen.hasAny(cDebt, cPay, cOwe, cInvoice, cNotice, cContract) {
		return false
	}
	return (near.hasAny(cWe, cYou, cThey) || d.internal || d.agency) && near.hasAny(cWill, cMay, cHave, cNow, cUnless, cIf, cUntil, cElse) && !d.seen.hasAny(cMaint, cAbuse, cEveryone, cTariff)
}

// hasBody reports whether there is running text besides headings.
func (d *document) hasBody() bool {
	return d.facts.body > 8
}

// overdue reports whether the text says that something of ours is late.
func (d *document) overdue() bool { return d.facts.overdue }

func (d *document) findOverdue() bool {
	for i := range d.clauses {
		cl := &d.clauses[i]
		if d.whole[i].has(cGeneral) || !cl.set.has(cDebt) || cl.set.has(cIf) && (cl.set.has(cMay) || d.tokens[cl.from].set.has(cIf) && !cl.set.has(cYou)) {
			continue
		}
		for k := cl.from; k < cl.to; k++ {
			if t := &d.tokens[k]; t.set.has(cDebt) && t.norm != "due" && t.norm != "payable" && t.norm != "balance" && t.norm != "late" {
				return true
			}
		}
	}
	return d.seen.has(cPay) && d.seen.hasAny(cUnless, cElse)
}

func (d *document) statesDebt() bool {
	return d.seen.has(cYou) && d.facts.overdue && len(d.money) > 0
}

// threatens reports whether a sentence has the frame of a threat: a condition or a consequence.
func (d *document) threatens(near set) bool {
	return near.hasAny(cUnless, cElse, cUntil) || near.has(cIf) && near.hasAny(cPay, cDebt) ||
		near.has(cWill) && d.seen.has(cDebt) || near.hasAny(cHave) && near.has(cYou) && d.facts.overdue || near.has(cMay) && d.seen.has(cDebt) || near.has(cNow) && d.seen.has(cDebt)
}

// technical reports whether a cut or a deletion has a technical cause and not an unpaid bill, or the whole text is about
// an abuse and not about money.
func (d *document) technical(kind ledger.MeasureKind, near set) bool {
	switch kind {
	case ledger.ServiceSuspension, ledger.DataDeletion, ledger.ServiceTermination, ledger.Audit, ledger.OtherMeasure:
	default:
		return d.seen.has(cAbuse) && !d.seen.hasAny(cDebt, cPay, cOwe, cInvoice)
	}
	if near.hasAny(cMaint, cAbuse) {
		return !near.hasAny(cDebt, cUnless)
	}
	return d.seen.hasAny(cMaint, cAbuse) && !d.seen.hasAny(cDebt)
}

// anchor is the first token of a clause that carries the candidate's kind, of those that say it most plainly.
func (d *document) anchor(c *candidate, cl *clause) int {
	if c.rule.kind == ledger.ServiceSuspension && cl.set.has(cSusp) {
		for i := cl.from; i < cl.to; i++ {
			if d.tokens[i].set.has(cSusp) {
				return i
			}
		}
	}
	for i := cl.from; i < cl.to; i++ {
		if d.tokens[i].set.any(c.rule.anchor) {
			return i
		}
	}
	return cl.from
}

// denied reports whether a clause says that the measure is not or will not be taken.
func (d *document) denied(c *candidate, cl *clause) bool {
	switch c.rule.kind {
	case ledger.RefusalToRenegotiate, ledger.CreditHold, ledger.SetOffOrWithhold, ledger.LienOrRepossession, ledger.PriceIncrease, ledger.OtherMeasure, ledger.DataDeletion:
		return false
	}
	at := d.anchor(c, cl)
	for i := max(cl.from, at-5); i < at; i++ {
		w := d.tokens[i].norm
		if d.tokens[i].set.has(cNeg) && !d.tokens[i].set.has(cUnless) && w != "without" && w != "ohne" && w != "sans" && w != "sin" && w != "n" {
			return !d.tokens[at].set.has(cStop) && !cl.set.has(cUnless) && !d.doubleNeg(i, at)
		}
	}
	return false
}

// doubleNeg reports whether the negated verb is one of ruling out: "have not ruled out a suit", "no choice but".
func (d *document) doubleNeg(i, at int) bool {
	for k := i; k <= at; k++ {
		if d.tokens[k].set.has(cMay) {
			return true
		}
	}
	return false
}
