package signals

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// amendment is what a few words make of the mail that they stand above.
type amendment struct {
	*document
	*layer
	old     *Findings
	anchors set   // the words that carry the kinds quoted
	used    []int // the clauses that amended it
}

// denied reports whether the few words say that what is quoted is nothing to us.
func (u *amendment) denied() bool {
	return u.author != theSame && u.all.hasAny(cStranger, cRumourBack, cJoke, cOurWords) && !u.all.has(cPaid)
}

// by is who wrote the few words: by the heads of both mails, given who wrote what they quote, or as only who is to pay says such
// words and takes nothing back himself.
func (u *amendment) by(quoted side) side {
	switch {
	case len(u.said) == 0 || u.author == theSame:
		return quoted
	case u.author == addressee && quoted != unknown:
		return -quoted
	case u.onlyPays():
		return ours
	}
	return unknown
}

// onlyPays reports whether the few words are those of who is to pay, and do not say either that we lift something.
func (u *amendment) onlyPays() bool {
	pays := func(i int) bool { return u.clauses[i].set.has(cPayer) && !u.clauses[i].set.has(cReceipt) } // thanks for the proof of payment
	return slices.ContainsFunc(u.said, pays) && !slices.ContainsFunc(u.said, func(i int) bool {
		c := &u.clauses[i]
		return c.set.hasAny(cLift, cPause) && c.set.has(cWe) && !c.set.has(cAsk) && !c.question
	})
}

// takesBack reports whether a measure is one that the few words say is lifted.
func (u *amendment) takesBack(m Measure) bool {
	return m.State == ledger.Withdrawn && u.all.hasAny(cLift, cRestore, cPaid, cClear)
}

// plainly reports whether a clause says what is so: it neither asks nor hangs on a condition, and is no answer of ours.
func (u *amendment) plainly(i int) bool {
	c := &u.clauses[i]
	return !u.asks(i) && !u.whole[i].hasAny(cIf, cUnless) && !c.set.has(cPayer) && !u.maybe(c)
}

// maybe reports whether a clause says what they may do, and not what we may.
func (u *amendment) maybe(c *clause) bool {
	for k := c.from; k < c.to; k++ {
		if u.tokens[k].set.has(cMay) && !u.yours(k) {
			return true
		}
	}
	return false
}

// speaksForItself reports whether a rule finds a measure in clause i of a kind that is not quoted.
func (u *amendment) speaksForItself(i int) bool {
	return slices.ContainsFunc(u.ruled, func(c candidate) bool {
		return c.clause == i && c.state != "" && c.strength > 1 && !c.guessed && !u.has(c.rule.kind)
	})
}

// has reports whether a measure of a kind is quoted.
func (u *amendment) has(kind ledger.MeasureKind) bool {
	return slices.ContainsFunc(u.old.Measures, func(m Measure) bool { return m.Kind == kind })
}

// lift takes back what is quoted, or what of it the few words name.
func (u *amendment) lift() bool {
	if u.onlyPays() {
		return false // he asks for it
	}
	for _, i := range u.said {
		c := &u.clauses[i]
		if !u.plainly(i) || u.speaksForItself(i) || c.set.has(cNeg) && len(u.newDays(i)) > 0 || !u.lifting(i) && !(c.set.hasAny(cPaid, cClear) && !u.owing() && !u.all.has(cElse) && !c.set.has(cNeg)) {
			continue
		}
		if !u.namesAny(i) && u.all.has(cRest) {
			continue // and of what it is, nothing can be told
		}
		u.used = append(u.used, i)
		for k := range u.old.Measures {
			if m := &u.old.Measures[k]; u.names(i, m.Kind) || !u.namesAny(i) {
				*m = Measure{Kind: m.Kind, State: ledger.Withdrawn, Evidence: u.saying(i), Affiliates: m.Affiliates, AffiliatesFrom: m.AffiliatesFrom}
			}
		}
		return true
	}
	return false
}

// lifting reports whether clause i takes something back, or says that it will not be done.
func (u *amendment) lifting(i int) bool {
	c := &u.clauses[i]
	if u.liftsAny(i) && !c.set.has(cUntil) && !u.ofOther(i) {
		return true
	}
	if !c.set.has(cNeg) || c.set.hasAny(cLift, cUntil, cNotYet) || u.laterDay(c) || u.deniesAny(i) {
		return false
	}
	return u.namesAny(i) && (!c.set.hasAny(cPay, cDebt) || slices.ContainsFunc(u.old.Measures, func(m Measure) bool { return u.names(i, m.Kind) && u.refrains(i, m.Kind) }))
}

// laterDay reports whether a clause names a day to come that is not in what is quoted.
func (u *amendment) laterDay(c *clause) bool {
	return slices.ContainsFunc(u.datesIn(c.from, c.to), func(m dateMention) bool { return m.day > u.cameOn(m.from) && !u.known(m.day) })
}

// owing reports whether the few words say that something is still owed.
func (u *amendment) owing() bool { return slices.ContainsFunc(u.said, u.remains) }

// names reports whether clause i speaks of a kind: as a rule has it, or else by a word of it where no other that is quoted is spoken of.
func (u *amendment) names(i int, kind ledger.MeasureKind) bool {
	c := &u.clauses[i]
	if ruleOf(kind).strength(c.set) > 0 || u.denies(i, kind) {
		return true
	}
	return u.hasWord(c, ruleOf(kind).anchor) && !slices.ContainsFunc(u.old.Measures, func(m Measure) bool { return ruleOf(m.Kind).strength(c.set) > 0 })
}

// hasWord reports whether a clause has a word of one of some concepts that is none of lifting.
func (u *amendment) hasWord(c *clause, s set) bool {
	return slices.ContainsFunc(u.tokens[c.from:c.to], func(t token) bool { return t.set.any(s) && !t.set.has(cLift) })
}

// namesAny reports whether clause i speaks of a kind that is quoted.
func (u *amendment) namesAny(i int) bool {
	return slices.ContainsFunc(u.old.Measures, func(m Measure) bool { return u.names(i, m.Kind) })
}

// about reports whether clause i, or else any of the few words, means a measure: it names its kind, or they none of those quoted.
func (u *amendment) about(i int, m *Measure) bool {
	if u.namesAny(i) {
		return u.names(i, m.Kind)
	}
	return !slices.ContainsFunc(u.said, u.namesAny) || slices.ContainsFunc(u.said, func(k int) bool { return u.names(k, m.Kind) })
}

// hold puts what is quoted on hold.
func (u *amendment) hold() bool {
	for _, i := range u.said {
		c := &u.clauses[i]
		if !u.plainly(i) || u.ofOther(i) {
			continue
		}
		for k := c.from; k < c.to; k++ {
			if t := &u.tokens[k]; t.set.has(cPause) && !t.set.has(cStays) && !(t.set.has(cSusp) && c.set.hasAny(cYou, cSupply)) && !strings.HasPrefix(t.norm, "suspension") && !u.negatedAt(k, c) {
				u.become(ledger.Suspended, i)
				return true
			}
		}
	}
	return false
}

// carryOut says of what is quoted that it was done.
func (u *amendment) carryOut() bool {
	for _, i := range u.said {
		if c := &u.clauses[i]; !(c.set.has(cDone) && !c.set.hasAny(cNeg, cWill, cStays) && u.plainly(i) && !u.speaksForItself(i)) && !u.takenIn(i) {
			continue
		}
		u.become(ledger.InEffect, i)
		for k := range u.old.Measures {
			m := &u.old.Measures[k]
			if m.State != ledger.InEffect {
				continue
			}
			day := role{m.Effective, m.EffectiveFrom}
			if day.day > u.received {
				day = role{}
			}
			from, to := u.sentence(i)
			for _, o := range u.datesIn(u.clauses[from].from, u.clauses[to-1].to) {
				if o.day <= u.cameOn(o.from) && !o.period {
					day = u.role(o)
				}
			}
			m.Effective, m.EffectiveFrom = day.day, day.from
		}
		return true
	}
	return false
}

// takenIn reports whether clause i says that a measure quoted has been taken.
func (u *amendment) takenIn(i int) bool {
	c := &u.clauses[i]
	return c.set.hasAny(cHave, cNow, cHereby, cNeg, cNoMore) && (!c.set.has(cNeg) || u.deniesAny(i)) && !c.set.hasAny(cWill, cNotice, cStays) && !u.futureDate(c) && u.plainly(i) && u.namesAny(i)
}

// become puts the measures that are meant into a state in which paying averts them no more.
func (u *amendment) become(state ledger.MeasureState, i int) {
	u.used = append(u.used, i)
	first := u.first(i)
	for k := range u.old.Measures {
		if m := &u.old.Measures[k]; u.about(i, m) && m.State != ledger.Withdrawn && (state != ledger.InEffect || m.Effective == first) {
			m.State, m.Evidence, m.Moved = state, u.saying(i), Evidence{}
			m.CureUntil, m.CureFrom = 0, Evidence{}
		}
	}
}

// reschedule moves the days of what is quoted: by so many days, or to the first ones that the few words name.
func (u *amendment) reschedule() bool {
	var acts, last bool
	for _, i := range u.said {
		c := &u.clauses[i]
		if !u.plainly(i) && !(u.maybe(c) && c.set.hasAny(cWe, cPay)) || u.speaksForItself(i) || c.set.hasAny(cMeet, cPaid, cInvoice) {
			continue
		}
		if m, ok := u.amount(c); ok && u.isOf(i, &m) && !acts && !last && u.plainly(i) && !c.set.has(cNeg) {
			u.used = append(u.used, i)
			u.moveBy(i, m)
			return true
		}
		for _, m := range u.newDays(i) {
			switch set := u.setsDeadline(i, &m); {
			case !set && !acts && u.plainly(i):
				acts = u.actOn(i, u.role(m))
			case set && !last && !c.set.has(cNeg) && (u.plainly(i) || !u.namesAny(i)):
				last = u.averting(i, u.deadlineOf(m))
			default:
				continue
			}
			u.used = append(u.used, i)
		}
	}
	return acts || last
}

// newDays are the days to come that clause i names and that what is quoted does not. Where the clause denies something, it must say
// when instead.
func (u *amendment) newDays(i int) (out []dateMention) {
	c := &u.clauses[i]
	instead := !c.set.has(cNeg) || u.deniesAny(i)
	days := u.datesIn(c.from, c.to)
	instead = instead || slices.ContainsFunc(days, func(m dateMention) bool { return u.known(m.day) })
	for _, m := range days {
		at := u.overSmall(m.from)
		if at > 0 && u.tokens[at-1].norm == "del" {
			at--
		}
		before := u.tokens[max(0, at-1)].norm
		switch {
		case u.known(m.day), m.moved || m.now || m.base || m.day <= u.cameOn(m.from) || m.period && !u.isDeadline(m):
		case (instead || exceptive[before]) && u.isOf(i, &m):
			out = append(out, m)
		}
	}
	return out
}

// exceptive are the words that name, behind a denial, the day that holds: not before, not until, nicht vor, ne … que.
var exceptive = wordSet("but before until hasta bis sondern vor mais que avant sino antes")

// known reports whether what is quoted names a day itself.
func (u *amendment) known(day ledger.Date) bool {
	return slices.ContainsFunc(u.old.Measures, func(m Measure) bool { return m.Effective == day || m.CureUntil == day })
}

// setsDeadline reports whether a day of clause i is the last that averts what is quoted, and not that on which it acts.
func (u *amendment) setsDeadline(i int, m *dateMention) bool {
	c := &u.clauses[i]
	return u.whole[i].has(cDeadline) || m.period || u.isDeadline(*m) && !u.moving(c) && !c.set.has(cNeg)
}

// actOn gives the measures that clause i means the day on which they act, if any is still to come.
func (u *amendment) actOn(i int, r role) (changed bool) {
	first := u.first(i)
	for k := range u.old.Measures {
		m := &u.old.Measures[k]
		if !u.about(i, m) || m.State == ledger.InEffect || m.State == ledger.Withdrawn || m.Effective != first {
			continue
		}
		changed = true
		m.Effective, m.EffectiveFrom = r.day, r.from
		u.moved(m, i)
		if m.CureUntil < u.received || m.CureUntil >= r.day {
			m.CureUntil, m.CureFrom = 0, Evidence{}
		}
	}
	return changed
}

// first is the first day on which one of the measures acts that clause i means.
func (u *amendment) first(i int) (day ledger.Date) {
	for k := range u.old.Measures {
		if m := &u.old.Measures[k]; u.about(i, m) && averted(m.State) && (day == 0 || m.Effective != 0 && m.Effective < day) {
			day = m.Effective
		}
	}
	return day
}

// averting gives the measures that clause i means the last day that averts them.
func (u *amendment) averting(i int, r role) (changed bool) {
	for k := range u.old.Measures {
		switch m := &u.old.Measures[k]; {
		case !u.about(i, m) || !averted(m.State):
			continue
		case m.CureUntil == 0 && m.Effective != 0 && u.moving(&u.clauses[i]):
			m.Effective, m.EffectiveFrom = r.day, r.from
		default:
			u.cureBy(m, r)
		}
		u.moved(&u.old.Measures[k], i)
		changed = true
	}
	if changed {
		u.old.Deadline, u.old.DeadlineFrom = r.day, r.from
	}
	return changed
}

// cureBy gives a measure the last day that averts it; it acts on no day before.
func (u *amendment) cureBy(m *Measure, r role) {
	m.CureUntil, m.CureFrom = r.day, r.from
	if m.Effective <= r.day {
		m.Effective, m.EffectiveFrom = 0, Evidence{}
	}
}

// moving reports whether a word of a clause moves a day.
func (u *amendment) moving(c *clause) bool {
	for i := c.from; i < c.to; i++ {
		if u.moves(i) || i+2 < c.to && u.tokens[i+1].set.has(cThis) && movingParts[u.tokens[i].norm][u.tokens[i+2].norm] {
			return true // push this back
		}
	}
	return false
}

// amount is by how much a clause moves a day: one more week, another 7 days, um eine Woche.
func (u *amendment) amount(c *clause) (m dateMention, ok bool) {
	for k := c.from; k < c.to; k++ {
		if !u.tokens[k].set.has(cUnit) {
			continue
		}
		from := k
		m.days = 1
		for i := k - 1; i >= max(c.from, k-4); i-- {
			if n, to := u.count(i); to > i && n > 0 && n < 100 {
				m.days, from = n, i
				break
			}
		}
		by := c.set.has(cMore) || from > c.from && ((movedBy[u.tokens[from-1].norm] || u.tokens[from-1].norm == "d") && (u.moving(c) || c.set.has(cDeadline)) || u.moves(from-1))
		if by {
			m.from = from
			u.takeUnit(&m, k)
			m.span = Span{u.tokens[from].start, u.tokens[m.to-1].end}
			return m, m.days > 0
		}
	}
	return m, false
}

// moveBy moves the days of the measures that are meant by so many days: only that on which one acts where clause i names it.
func (u *amendment) moveBy(i int, by dateMention) {
	from := u.evidenceOf(by.span, 0.9)
	for k := range u.old.Measures {
		m := &u.old.Measures[k]
		if !u.about(i, m) || m.State == ledger.Withdrawn {
			continue
		}
		u.moved(m, i)
		if m.Effective != 0 {
			m.Effective, m.EffectiveFrom = u.add(by, m.Effective, 1), from
		}
		if m.CureUntil != 0 && !u.names(i, m.Kind) {
			if u.old.Deadline == m.CureUntil {
				u.old.Deadline, u.old.DeadlineFrom = u.add(by, m.CureUntil, 1), from
			}
			u.cureBy(m, role{u.add(by, m.CureUntil, 1), from})
		}
	}
}

// sum takes the one sum that the few words name as owed for what is claimed now: no sum that has come, nor one of anything else. It
// reports whether there is one.
func (u *amendment) sum() (named bool) {
	var found *amount
	for _, i := range u.said {
		c := &u.clauses[i]
		for k := range u.money {
			a := &u.money[k]
			if a.from < c.from || a.from >= c.to {
				continue
			}
			if a.daily || a.per != "" || a.upper != nil || c.set.hasAny(cFee, cFeeWord, cInterest, cLimit, cPayer) {
				return false
			}
			if !u.claims(i, a) {
				continue
			}
			if found != nil {
				return false
			}
			found = a
		}
	}
	if found != nil {
		u.used = append(u.used, u.clauseAt(found.from))
		u.old.Claimed, u.old.ClaimedFrom = found.money, u.evidenceOf(found.span, 0.8)
	}
	return found != nil
}

// claims reports whether a sum of clause i is what is owed, by the words around it up to what the next sum is said of: thanks for the
// 10,000, 52,000 is still open.
func (u *amendment) claims(i int, a *amount) bool {
	c := &u.clauses[i]
	from, to := c.from, c.to
	for k := range u.money {
		switch o := &u.money[k]; {
		case o.to <= a.from && o.to > from:
			from = o.to
		case o.from >= a.to && o.from < to:
			for to = o.from; to > a.to && u.tokens[to-1].set.has(cOpen); to-- {
			}
		}
	}
	var s set
	for k := from; k < to; k++ {
		s.join(&u.tokens[k].set)
	}
	if s.hasAny(cOpen, cOwe) && !(s.has(cReceipt) && !c.set.has(cOpen)) {
		return true
	}
	return !s.hasAny(cPaid, cReceipt) && (s.has(cTotal) || s.has(cDebt) && !s.has(cInvoice) || s.has(cNow) && !u.elsewhere(i) || u.bare(i) && !s.has(cPay))
}

// saying is clause i as evidence.
func (u *amendment) saying(i int) Evidence {
	c := &u.clauses[i]
	return u.evidence(c.from, c.to, u.old.Measures[0].Evidence.Confidence)
}

// moved keeps with a measure that clause i moved a day of it, beside what else of the few words did.
func (u *amendment) moved(m *Measure, i int) {
	first, last := i, i
	if at := u.clauseOf(m.Moved.Start); m.Moved.Text != "" && slices.Contains(u.said, at) {
		first, last = min(i, at), max(i, u.clauseOf(m.Moved.End-1))
	}
	m.Moved = u.evidence(u.clauses[first].from, u.clauses[last].to, m.Evidence.Confidence)
}

// own are the measures that the few words speak of: those read in the text, and announcements that rules find there, or turn down
// only as the debt is spoken of in what is quoted. A few words that are like no kind are no measure of an unnamed one.
func (u *amendment) own(f Findings) (out []Measure) {
	for _, m := range f.Measures {
		if at := u.clauseOf(m.Evidence.Start); slices.Contains(u.said, at) && (u.ruledAt(at, m.Kind) || m.Evidence.Confidence >= sure && m.Kind != ledger.OtherMeasure && !u.has(m.Kind)) {
			out = append(out, m)
		}
	}
	for _, c := range u.ruled {
		if (c.why == noDebt || c.state == ledger.NoticeGiven) && c.strength > 1 && !c.guessed && slices.Contains(u.said, c.clause) && u.plainly(c.clause) && !u.has(c.rule.kind) && !u.refrains(c.clause, c.rule.kind) && !slices.ContainsFunc(out, func(m Measure) bool { return m.Kind == c.rule.kind }) {
			c.why, c.state = "", u.stateOf(&c, &u.clauses[c.clause], u.sentenceSet(c.clause))
			c.chance = plausible
			out = append(out, u.describe(c))
		}
	}
	return out
}

// sure is how surely a few words must say a measure that no rule finds in them.
const sure = 0.6

// ownDays leaves to a measure that only the few words speak of the last day to avert it that they name: that of what is quoted is for
// what is quoted.
func (u *amendment) ownDays(m *Measure) {
	said := func(e Evidence) bool { return slices.Contains(u.said, u.clauseOf(e.Start)) }
	if !u.has(m.Kind) && said(m.Evidence) && !m.CureUntil.IsZero() && !said(m.CureFrom) {
		m.CureUntil, m.CureFrom = 0, Evidence{}
	}
}

// fresh are those of the few words' own measures that they add: of kinds that are not quoted, where they amend nothing, and a rule
// finds them.
func (u *amendment) fresh(own []Measure) []Measure {
	return slices.DeleteFunc(own, func(m Measure) bool {
		at := u.clauseOf(m.Evidence.Start)
		return slices.Contains(u.used, at) || u.asks(at) || u.has(m.Kind) || !u.ruledAt(at, m.Kind)
	})
}

// withOthers are measures, and of more those of other kinds that stand.
func withOthers(all, more []Measure) []Measure {
	for _, m := range more {
		if m.State != ledger.Withdrawn && !slices.ContainsFunc(all, func(o Measure) bool { return o.Kind == m.Kind }) {
			all = append(all, m)
		}
	}
	return all
}

// ruledAt reports whether a rule finds a measure of a kind in clause i.
func (u *amendment) ruledAt(i int, kind ledger.MeasureKind) bool {
	return slices.ContainsFunc(u.ruled, func(c candidate) bool { return c.clause == i && c.rule.kind == kind && !c.guessed })
}

// join is what both say together: the measures quoted as they are now, and of the rest what the text as a whole says.
func (u *amendment) join(f Findings) Findings {
	old := u.old
	f.IsSignal, f.Measures = true, old.Measures
	f.Deadline, f.DeadlineFrom = 0, Evidence{}
	if slices.ContainsFunc(f.Measures, func(m Measure) bool { return m.State != ledger.Withdrawn && m.State != ledger.Suspended }) {
		f.Deadline, f.DeadlineFrom = old.Deadline, old.DeadlineFrom
	}
	if old.Claimed.Currency != "" && !over(f.Measures) {
		f.Claimed, f.ClaimedFrom = old.Claimed, old.ClaimedFrom
	}
	if len(f.Invoices) == 0 {
		f.Invoices, f.InvoicesFrom = old.Invoices, old.InvoicesFrom
	}
	if f.Vendor == "" || u.author == addressee && old.Vendor != "" {
		f.Vendor, f.VendorFrom = old.Vendor, old.VendorFrom
	}
	if f.Contact == "" || u.author == addressee && old.Contact != "" {
		f.Contact, f.ContactFrom = old.Contact, old.ContactFrom
	}
	if at := u.writersAddress(); f.Contact == "" && at >= 0 {
		f.ContactFrom = u.evidence(at, at+1, 0.9)
		f.Contact = f.ContactFrom.Text
	}
	if f.Slug == "" {
		f.Slug, f.SlugFrom, f.SlugDoubt = old.Slug, old.SlugFrom, old.SlugDoubt
	}
	if old.Suspicious && !f.Suspicious {
		f.Suspicious, f.SuspiciousWhy = true, old.SuspiciousWhy
	}
	return f
}

// writersAddress is the address in the line that says who wrote what is quoted, or -1.
func (u *amendment) writersAddress() int {
	return slices.IndexFunc(u.tokens, func(t token) bool {
		return t.kind == addressToken && u.layer.head.Start <= t.start && t.end <= u.layer.head.End && !unread(t.norm)
	})
}
