package signals

import (
	"slices"

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

// elsewhere reports whether clause i speaks of something that is not quoted: our office, the drums, a payment plan. What is supplied
// is no such thing where the clause names the measure.
func (u *amendment) elsewhere(i int) bool {
	c := &u.clauses[i]
	strange := func(k int) bool {
		return u.other(k) && !u.tokens[k].set.any(u.anchors) && !(u.tokens[k].set.has(cSupply) && u.namesAny(i))
	}
	for k := c.from; k+1 < c.to; k++ {
		if !u.tokens[k].set.has(cArticle) {
			continue
		}
		for n := k + 1; n < c.to; n++ {
			if strange(n) {
				return true
			}
			if !u.tokens[n].set.has(cQuality) {
				break
			}
		}
	}
	return strange(c.from) && !c.set.has(cThis) && !u.namesAny(i)
}

// isOf reports whether a day of clause i is one of what is quoted: the clause is hardly more than the day, moves something to it, or
// names what is quoted. How long a measure lasts averts it no more.
func (u *amendment) isOf(i int, m *dateMention) bool {
	c := &u.clauses[i]
	averts := c.set.has(cDeadline) || c.set.has(cPay) && (m.period || u.isDeadline(*m))
	switch {
	case u.namesFirmly(i):
		return !u.isDeadline(*m) || averts || c.set.hasAny(cNeg, cYou) || u.moving(c)
	case u.bare(i):
		return (averts || !c.set.has(cPay)) && u.leadsTo(i, m)
	}
	return !u.elsewhere(i) && (averts || u.movesTo(i, m))
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
	return slices.ContainsFunc(u.said, func(i int) bool {
		return !u.asks(i) && (u.clauses[i].set.hasAny(cStays, cNotYet) && !u.lifting(i) || u.remains(i) || u.deniesAny(i))
	})
}

// remains reports whether clause i says that something is still owed.
func (u *amendment) remains(i int) bool {
	c := &u.clauses[i]
	return c.set.has(cOpen) || c.set.has(cDebt) && !c.set.hasAny(cNeg, cClear, cPaid, cLift)
}

// baseless reports whether a measure that was read in the text as a whole is one that the few words do not bear out: lifted without
// a word of it, or where they say that it stands, or one that they say is not taken.
func (u *amendment) baseless(m Measure) bool {
	at := u.clauseOf(m.Evidence.Start)
	said := slices.Contains(u.said, at)
	if said && u.ruledAt(at, m.Kind) && ruleOf(m.Kind).strength(u.clauses[at].set) == 0 {
		return true // its words mean something else here
	}
	switch m.State {
	case ledger.Withdrawn:
		return u.has(m.Kind) && (u.standing() || said && !u.all.hasAny(cLift, cRestore, cPaid, cClear))
	case ledger.Suspended:
		return false
	}
	return said && (u.refrains(at, m.Kind) && m.State != ledger.InEffect || u.has(m.Kind) && (u.clauses[at].set.has(cStays) || u.denies(at, m.Kind)))
}
