package signals

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// Few words above a quoted mail may speak of anything: of the driver, the office, a new price list. A day that they name is one of
// what is quoted only where they speak of that.

// framing are the concepts of words that say when, who and whether, and not what.
var framing = of(cFrame, cThis, cArticle, cQuality, cNeg, cWill, cHave, cNow, cHereby, cWe, cYou, cBy, cFrom, cOn, cBefore, cUntil, cAfter, cWithin, cMonth, cWeekday, cUnit,
	cNumeral, cNowDay, cMay, cDeadline, cMore, cNotice, cLetter, cNext, cEnd, cDated, cPay, cPaid)

// other reports whether token k is a word of something else than of what is quoted, how and when.
func (u *amendment) other(k int) bool {
	t := &u.tokens[k]
	return t.kind == wordToken && len(t.norm) > 1 && t.tables&inFunctions == 0 && !t.set.any(framing) && !u.moves(k)
}

// bare reports whether clause i is hardly more than the days it names.
func (u *amendment) bare(i int) bool {
	c := &u.clauses[i]
	days := u.datesIn(c.from, c.to)
	sum := u.moneyIn(c)
	for k := c.from; k < c.to; k++ {
		if len(days) > 0 && k >= days[0].from {
			k = days[0].to - 1
			days = days[1:]
			continue
		}
		if sum >= 0 && k == u.money[sum].from {
			k = u.money[sum].to - 1
			continue
		}
		if t := &u.tokens[k]; u.other(k) || t.kind == numberToken && !t.set.any(framing) {
			return false
		}
	}
	return true
}

// strange reports whether token k of clause i is a word of something that is not quoted: our office, the drums, a payment plan. What is
// supplied is no such thing where the clause names the measure.
func (u *amendment) strange(i, k int) bool {
	s := &u.tokens[k].set
	return u.other(k) && !s.any(u.anchors) && !s.hasAny(cDebt, cInvoice, cLift, cPause) && !(s.has(cSupply) && u.namesAny(i))
}

// elsewhere reports whether clause i speaks of something that is not quoted.
func (u *amendment) elsewhere(i int) bool {
	c := &u.clauses[i]
	for k := c.from; k < c.to; k++ {
		if n := u.ledTo(c, k); n > k && u.strange(i, n) {
			return true
		}
	}
	return u.strange(i, c.from) && !c.set.has(cThis) && !u.namesAny(i)
}

// ofOther reports whether what clause i lifts or puts on hold is something that is not quoted, as what it speaks of behind the word that
// does so, or else first: the meeting is cancelled.
func (u *amendment) ofOther(i int) bool {
	c := &u.clauses[i]
	first := 0
	for k := c.from; k < c.to; k++ {
		n := u.ledTo(c, k)
		if n > k && u.tokens[n].kind == wordToken && (first == 0 || k > c.from && u.tokens[k-1].set.hasAny(cLift, cPause)) {
			first = n
		}
	}
	return first > 0 && u.strange(i, first) && !u.namesAny(i) && !u.tokens[first].set.has(cSupply) && !u.quotes(first)
}

// quotes reports whether what is quoted, or a line of a head, has the word at token k or one that begins like it.
func (u *amendment) quotes(k int) bool {
	const alike = 5
	w := u.tokens[k].norm
	for n := range u.tokens {
		if line := int(u.tokens[n].line); line < u.layer.first && !u.lines[line].header || line > u.layer.last {
			continue
		}
		if o := u.tokens[n].norm; o == w || len(w) >= alike && strings.HasPrefix(o, w[:alike]) {
			return true
		}
	}
	return false
}

// ledTo is the word that an article at token k leads to, or the first strange one before it; 0 if there is no article.
func (u *amendment) ledTo(c *clause, k int) int {
	if !u.tokens[k].set.has(cArticle) {
		return 0
	}
	for k++; k < c.to && u.tokens[k].set.has(cQuality) && !u.other(k); k++ {
	}
	if k == c.to {
		return 0
	}
	return k
}

// isOf reports whether a day of clause i is one of what is quoted: the clause is hardly more than the day, moves something to it, or
// names what is quoted. How long a measure lasts averts it no more.
func (u *amendment) isOf(i int, m *dateMention) bool {
	c := &u.clauses[i]
	if u.ofLetter(m) {
		return false
	}
	averts := c.set.has(cDeadline) || c.set.has(cPay) && (m.period || u.isDeadline(*m))
	switch {
	case u.namesFirmly(i):
		return !u.isDeadline(*m) || averts || c.set.hasAny(cNeg, cYou) || u.moving(c)
	case u.bare(i):
		return (averts || !c.set.has(cPay)) && u.leadsTo(i, m)
	}
	return !u.elsewhere(i) && (averts || u.movesTo(i, m))
}

// letters are the words for what may be named by its day.
var letters = wordSet("letter mail email message notice reminder invoice schreiben brief nachricht mahnung rechnung lettre courrier courriel rappel facture avis carta correo mensaje aviso recordatorio factura")

// ofLetter reports whether a day is that of a letter: our mail of Saturday.
func (u *amendment) ofLetter(m *dateMention) bool {
	k := m.from
	for k > 0 && (u.tokens[k-1].norm == "of" || u.tokens[k-1].norm == "the" || movedFrom[u.tokens[k-1].norm]) {
		k--
	}
	return k > 0 && k < m.from && letters[u.tokens[k-1].norm]
}

// leadsTo reports whether the clause behind clause i, if that is only a day that begins a sentence, speaks of what is quoted: from
// 1 May, your contact is Sven.
func (u *amendment) leadsTo(i int, m *dateMention) bool {
	_, to := u.sentence(i)
	c := &u.clauses[i]
	if i+1 == to || c.to > m.to {
		return true
	}
	for k := c.from; k < m.from; k++ {
		if !u.tokens[k].set.hasAny(cFrom, cOn, cAfter, cBy, cBefore, cArticle) {
			return true
		}
	}
	return u.bare(i+1) || u.namesFirmly(i+1)
}

// namesFirmly reports whether clause i names a kind that is quoted by words of it that are not used otherwise, or speaks of nothing else.
func (u *amendment) namesFirmly(i int) bool {
	for k := range u.old.Measures {
		if n := ruleOf(u.old.Measures[k].Kind).strength(u.clauses[i].set); n > 1 {
			return true
		}
	}
	return u.namesAny(i) && !u.elsewhere(i)
}

// movesTo reports whether clause i moves something to a day: postponed to 19 April, auf den 19. April verschoben.
func (u *amendment) movesTo(i int, m *dateMention) bool {
	at := u.overSmall(m.from)
	return u.moving(&u.clauses[i]) && (m.period || at > 0 && movedTo[u.tokens[at-1].norm])
}

// denies reports whether clause i says of a kind of measure that it is taken, by denying what that takes away: we no longer deliver,
// no new orders.
func (u *amendment) denies(i int, kind ledger.MeasureKind) bool {
	c := &u.clauses[i]
	if !c.set.hasAny(cNeg, cNoMore) || c.set.hasAny(cLift, cMaint) || u.acts(i) {
		return false
	}
	return kind == ledger.ServiceSuspension && c.set.has(cSupply) || kind == ledger.CreditHold && c.set.hasAny(cNoNew, cOrder, cHold)
}

// deniesAny reports whether clause i so says of a kind that is quoted that it is taken.
func (u *amendment) deniesAny(i int) bool {
	return slices.ContainsFunc(u.old.Measures, func(m Measure) bool { return u.denies(i, m.Kind) })
}

// acts reports whether a word of clause i that is no denial itself names what is done by a measure that is quoted: stop, suspension.
func (u *amendment) acts(i int) bool {
	c := &u.clauses[i]
	for k := c.from; k < c.to; k++ {
		if t := &u.tokens[k]; t.set.any(u.anchors) && !t.set.hasAny(cNeg, cSupply) && t.tables&inFunctions == 0 {
			return true
		}
	}
	return false
}

// refrains reports whether clause i says that something is not done that a kind of measure does, and is no denial of what we have: we
// will not hand over the debt.
func (u *amendment) refrains(i int, kind ledger.MeasureKind) bool {
	c := &u.clauses[i]
	switch kind {
	case ledger.ServiceSuspension, ledger.CreditHold, ledger.RefusalToRenegotiate, ledger.PriceIncrease, ledger.SetOffOrWithhold, ledger.OtherMeasure:
		return false
	}
	return c.set.has(cNeg) && !c.set.hasAny(cUnless, cIf, cUntil, cAvoid, cElse) && len(u.newDays(i)) == 0
}

// standing reports whether the few words say that what is quoted stands, or that not all has come that is owed.
func (u *amendment) standing() bool {
	lifted := slices.ContainsFunc(u.said, u.liftsAny)
	return slices.ContainsFunc(u.said, func(i int) bool {
		c := &u.clauses[i]
		return !u.asks(i) && (c.set.hasAny(cStays, cNotYet) && !lifted || c.set.has(cRest) || c.set.all(of(cLift, cNeg)) && !lifted || u.remains(i) || u.deniesAny(i))
	})
}

// liftsAny reports whether clause i says that something is lifted, whatever it is.
func (u *amendment) liftsAny(i int) bool {
	c := &u.clauses[i]
	for k := c.from; k < c.to; k++ {
		if u.tokens[k].set.has(cLift) && !u.negatedAt(k, c) && !u.deniedBehind(k, c) {
			return true
		}
	}
	return false
}

// takeBack are the German words that begin a phrase of lifting whose denial stands inside of it.
var takeBack = wordSet("heben hebe hebt nehmen nehme nimmt ziehen ziehe zieht sperre sperrung")

// deniedBehind reports whether a denial stands behind the word of lifting at token k: wir nehmen das nicht zurück.
func (u *amendment) deniedBehind(k int, c *clause) bool {
	return takeBack[u.tokens[k].norm] && slices.ContainsFunc(u.tokens[k+1:c.to], func(t token) bool { return t.set.has(cNeg) && !t.set.has(cLift) })
}

// liftsOther reports whether all that the few words say is lifted is something else than what is quoted.
func (u *amendment) liftsOther() (other bool) {
	for _, i := range u.said {
		if u.liftsAny(i) {
			if !u.ofOther(i) {
				return false
			}
			other = true
		}
	}
	return other
}

// remains reports whether clause i says that something is still owed.
func (u *amendment) remains(i int) bool {
	c := &u.clauses[i]
	if c.set.has(cOpen) || c.set.hasAny(cNeg, cClear, cPaid, cLift) {
		return c.set.has(cOpen)
	}
	return slices.ContainsFunc(u.tokens[c.from:c.to], func(t token) bool {
		return t.set.has(cDebt) && u.text[t.start:t.end] != "du" // which is no dû
	})
}

// baseless reports whether a measure that was read in the text as a whole is one that the few words do not bear out: lifted
// where they say that it stands or ask for it, or by a word that means something else, or one that they say is not taken.
func (u *amendment) baseless(m Measure) bool {
	at := u.clauseOf(m.Evidence.Start)
	said := slices.Contains(u.said, at)
	if line := int(u.tokens[u.clauses[at].from].line); !said && !u.lines[line].header && (line < u.layer.first || line > u.layer.last) {
		return true // a signature, or small print
	}
	if said && u.ruledAt(at, m.Kind) && ruleOf(m.Kind).strength(u.clauses[at].set) == 0 {
		return true // its words mean something else here
	}
	if s := &u.clauses[at].set; said && s.hasAny(cReceipt, cPaid) && !u.has(m.Kind) && !u.ruledAt(at, m.Kind) && m.State != ledger.Withdrawn {
		return true // it only speaks of what has come
	}
	switch m.State {
	case ledger.Withdrawn:
		return u.has(m.Kind) && (u.standing() || u.onlyPays() && slices.ContainsFunc(u.said, u.liftsAny)) || u.lost.has(cLift) || said && u.liftsOther()
	case ledger.Suspended:
		return false
	}
	return said && (u.refrains(at, m.Kind) && m.State != ledger.InEffect || u.has(m.Kind) && (u.clauses[at].set.has(cStays) && m.State != ledger.NoticeGiven || u.denies(at, m.Kind)))
}
