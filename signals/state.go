package signals

import "owed.dev/owed/ledger"

// stateOf tells how far a measure has come, from the words of its clause and its sentence.
func (d *document) stateOf(c *candidate, cl *clause, near set) ledger.MeasureState {
	lift, pause := d.lifted(c, cl), d.paused(c, cl)
	switch {
	case lift:
		return ledger.Withdrawn
	case pause:
		return ledger.Suspended
	case d.feared(cl, near):
		return ledger.Possible
	}
	if d.news && !cl.set.has(cNow) {
		if cl.set.hasAny(cNeg, cMay) && !cl.set.has(cWill) {
			return ledger.Possible
		}
		return ledger.Threatened
	}
	if d.inEffect(c, cl, near) {
		return ledger.InEffect
	}
	if d.soft(c, cl) || d.tokens[cl.from].set.has(cIf) && !near.has(cUntil) && cl.set.hasAny(cWe, cMay) && d.follow(c) {
		return ledger.Threatened
	}
	if d.spoken {
		return ledger.Threatened
	}
	if d.timed(c, near) || cl.set.has(cNotice) || d.titled(c) {
		return ledger.NoticeGiven
	}
	return ledger.Threatened
}

// follow reports whether what follows the if of the measure's own clause is no measure itself.
func (d *document) follow(c *candidate) bool {
	cl := &d.clauses[c.clause]
	return !cl.set.hasAny(cUnless, cPay)
}

// titled reports whether the text calls itself notice of just this measure in its title.
func (d *document) titled(c *candidate) bool {
	for _, i := range d.facts.notices[:min(len(d.facts.notices), 8)] {
		if c.rule.strength(d.clauses[i].set) > 0 {
			return true
		}
	}
	return false
}

// lifted reports whether the clause takes the measure back: a word of lifting that is not itself the measure.
func (d *document) lifted(c *candidate, cl *clause) bool {
	if !cl.set.has(cLift) || cl.set.hasAny(cUnless, cUntil, cElse) {
		return false
	}
	if c.rule.kind == ledger.ServiceSuspension && cl.set.has(cRestore) {
		return !d.conditional(cl) && !cl.set.hasAny(cMay, cWill)
	}
	switch c.rule.kind {
	case ledger.PriceIncrease, ledger.CreditHold, ledger.LienOrRepossession, ledger.DataDeletion, ledger.SetOffOrWithhold:
		if !cl.set.hasAny(cHave, cPaid) || c.rule.kind == ledger.PriceIncrease {
			return false
		}
	}
	at := d.anchor(c, cl)
	for i := cl.from; i < cl.to; i++ {
		t := &d.tokens[i]
		if shared := t.set.has(cLose) || t.set.has(cTake) || t.set.has(cKeep); shared && c.rule.kind != ledger.ServiceSuspension && c.rule.kind != ledger.LegalAction && c.rule.kind != ledger.Audit && c.rule.kind != ledger.ServiceTermination && c.rule.kind != ledger.Collections && c.rule.kind != ledger.Interest && c.rule.kind != ledger.LateFee {
			continue
		}
		if t.set.has(cLift) && i != at && !t.set.any(c.rule.anchor.without(of(cEndAct, cCut))) {
			return !d.negatedAt(i, cl) && !d.conditional(cl)
		}
	}
	return false
}

func (d *document) conditional(cl *clause) bool { return cl.set.has(cIf) }

func (d *document) negatedAt(at int, cl *clause) bool {
	for i := max(cl.from, at-3); i < at; i++ {
		if d.tokens[i].set.has(cNeg) && d.tokens[i].norm != "n" {
			return !d.tokens[at].set.has(cNeg)
		}
	}
	return false
}

// paused reports whether the clause puts the measure on hold.
func (d *document) paused(c *candidate, cl *clause) bool {
	if !cl.set.has(cPause) {
		return false
	}
	at := d.anchor(c, cl)
	for i := cl.from; i < cl.to; i++ {
		t := &d.tokens[i]
		if t.set.has(cPause) && i != at && !d.negatedAt(i, cl) {
			switch c.rule.kind {
			case ledger.LegalAction, ledger.Audit, ledger.Collections, ledger.ServiceTermination, ledger.DataDeletion, ledger.Acceleration, ledger.PublicDisclosure, ledger.PriceIncrease, ledger.Interest:
				return true
			case ledger.ServiceSuspension:
				return !t.set.has(cSusp)
			}
		}
	}
	return false
}

// feared reports whether the measure is our own guess, a hint or a rumour.
func (d *document) feared(cl *clause, near set) bool {
	if !d.internal && !d.news {
		return false
	}
	if cl.quoted && !near.hasAny(cHint, cFear) || cl.depth > 0 {
		return false
	}
	return near.hasAny(cFear, cHint) || d.seen.has(cNotYet) || d.seen.has(cFear) && len(d.tokens) < 70
}

// soft reports whether the clause only says that they may.
func (d *document) soft(c *candidate, cl *clause) bool {
	if !cl.set.has(cMay) {
		return cl.set.has(cReserve)
	}
	at := d.anchor(c, cl)
	for i := cl.from; i < cl.to; i++ {
		t := &d.tokens[i]
		if !t.set.has(cMay) || t.set.has(cMonth) && i+1 < len(d.tokens) && d.tokens[i+1].kind == numberToken {
			continue
		}
		if d.yours(i) || t.set.has(cUnless) || i+1 < cl.to && (d.tokens[i+1].norm == "only" || d.tokens[i+1].norm == "nur") {
			continue
		}
		return i <= at+6
	}
	return false
}

// yours reports whether it is we who may or can: "you may collect", "Sie können".
func (d *document) yours(i int) bool {
	for k := max(0, i-2); k < min(len(d.tokens), i+2); k++ {
		if d.tokens[k].set.has(cYou) && d.tokens[k].norm != "your" && d.tokens[k].norm != "votre" && d.tokens[k].norm != "vos" && d.tokens[k].norm != "su" && d.tokens[k].norm != "ihre" && d.tokens[k].norm != "ihr" {
			return true
		}
	}
	return false
}

// inEffect reports whether the clause says that the measure has been taken, begins with the text, or holds until we pay.
func (d *document) inEffect(c *candidate, cl *clause, near set) bool {
	if c.rule.kind == ledger.Interest && d.moneyIn(cl) >= 0 && !cl.set.hasAny(cWill, cMay) {
		return true
	}
	if cl.set.has(cHereby) && !cl.set.hasAny(cMay) {
		return true
	}
	if c.rule.kind == ledger.RefusalToRenegotiate {
		return !cl.set.has(cIf)
	}
	if c.rule.kind == ledger.SetOffOrWithhold && cl.set.all(of(cNeg, cOurMoney)) && !near.hasAny(cUnless, cIf, cElse, cMay) && !d.futureDate(cl) {
		return true
	}
	if cl.set.hasAny(cMay, cIf) || near.hasAny(cUnless, cElse) || d.futureDate(cl) || near.has(cIf) && !near.hasAny(cNow, cHave) {
		return false
	}
	came := d.cameOn(cl.from)
	if d.effective(c).day > came || !cl.set.hasAny(cHave, cNow) && d.cure(c).day >= came {
		return false
	}
	if cl.set.has(cWill) {
		return near.has(cUntil) && near.hasAny(cPay, cDebt)
	}
	return !d.inherits(c)
}

// inherits reports whether the clause goes on from one that said it lies ahead: "we will cut the line and sell the claim".
func (d *document) inherits(c *candidate) bool {
	from, _ := d.sentence(c.clause)
	for k := c.clause - 1; k >= from; k-- {
		s := d.clauses[k].set
		if s.hasAny(cHave, cNow) {
			return false
		}
		if s.has(cWill) {
			return true
		}
	}
	return false
}

func isFuture(w, lang string) bool {
	endings := []string{"erons", "irons", "drons", "eront", "iront", "dront", "rera", "sera", "tera", "vera", "lera", "nera", "ira", "dra", "cera", "gera", "quera", "mera", "tront", "trons"}
	if lang == "es" {
		endings = []string{"aremos", "eremos", "iremos", "dremos", "aran", "eran", "iran", "dran", "ara", "era", "ira", "dra", "are", "ire"}
	}
	if len(w) < 5 {
		return false
	}
	for _, e := range endings {
		if len(w) > len(e)+1 && w[len(w)-len(e):] == e {
			return true
		}
	}
	return false
}

// futureDate reports whether the clause names a day that is still to come.
func (d *document) futureDate(cl *clause) bool {
	for _, m := range d.datesIn(cl.from, cl.to) {
		if m.day > d.cameOn(m.from) || m.period && !m.now && m.deadline {
			return true
		}
	}
	return false
}

// timed reports whether the measure, or what averts it, has a day or a period that can be counted.
func (d *document) timed(c *candidate, near set) bool {
	eff, cure := d.effective(c), d.cure(c)
	return eff.day != 0 || cure.day != 0
}
