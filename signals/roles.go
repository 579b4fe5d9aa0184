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

// followed reports whether one of the n words from token i on, within its sentence, has one of the concepts.
func (d *document) followed(i, n int, s set) bool {
	for k := i; k < min(len(d.tokens), i+n); k++ {
		if d.tokens[k].pre&(sepStop|sepSemi|sepBlank) != 0 && k > i {
			return false
		}
		if d.tokens[k].set.any(s) {
			return true
		}
	}
	return false
}

// isDeadline reports whether a mention says until when: by D, within n days, before D.
func (d *document) isDeadline(m dateMention) bool {
	if m.back {
		return m.day != 0
	}
	if m.nth {
		return d.preceded(m.from, 3, of(cBy, cBefore))
	}
	if m.period {
		if d.pointAfter(m) {
			return false
		}
		if d.preceded(m.from, 4, of(cWithin)) && !d.preceded(m.from, 1, of(cNeg)) && !d.late(m) {
			return true
		}
		for k := m.to; k < min(m.to+3, len(d.tokens)); k++ {
			if d.tokens[k].set.hasAny(cAfter, cReceipt, cLetter) && d.tokens[k].pre&(sepStop|sepComma) == 0 {
				return !d.late(m)
			}
		}
		return false
	}
	return d.preceded(m.from, 4, of(cBy, cBefore)) || d.preceded(d.beforeHour(m.from), 3, of(cBy, cBefore))
}

// pointAfter reports whether a period is no time within which, but says after how long something follows what was named
// before: three days later, 30 days after termination.
func (d *document) pointAfter(m dateMention) bool {
	return m.later && !d.preceded(m.from, 4, of(cWithin, cBy, cUnless)) && !d.preceded(m.from, 6, of(cPay))
}

// beforeHour goes back from a day over an hour that stands before it: by close of business on Friday, bis 12 Uhr am 3. Mai.
func (d *document) beforeHour(i int) int {
	for n := 0; n < 6 && i > 0; n++ {
		switch w := d.tokens[i-1].norm; w {
		case "on", "the", "am", "den", "le", "el", "du", "del", "close", "of", "business", "noon", "midday", "midnight", "uhr", "pm", "h", "eod", "cob", "play", "end", "day", "mittag", "midi", "mediodia", "horas":
			i--
		default:
			if d.tokens[i-1].kind != numberToken || len(w) > 2 {
				return i
			}
			i--
		}
	}
	return i
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
	if m.moved {
		return true
	}
	if m.period || m.now || d.isDeadline(m) {
		return false
	}
	return d.datesPaper(m) || d.preceded(m.from, 4, of(cDue)) && m.day <= d.cameOn(m.from) && !d.preceded(m.from, 2, of(cFrom))
}

// datesPaper reports whether the words before a day make it the date of a letter, a bill or a contract.
func (d *document) datesPaper(m dateMention) bool {
	if m.from < 2 {
		return false
	}
	p, q := &d.tokens[m.from-1], &d.tokens[m.from-2]
	switch p.norm {
	case "dated", "vom", "datee", "fechada":
		return true
	case "of", "du", "del", "de", "des":
		paper := of(cLetter, cInvoice, cContract, cNotice, cTerm)
		return q.set.any(paper) && !q.set.has(cEnd) && q.norm != "effect" && !d.preceded(m.from, 3, of(cFrom)) || p.norm == "du" && !d.preceded(m.from, 3, of(cFrom))
	case "fecha":
		return q.norm == "de"
	}
	return false
}

// The words by which a paper or a payment was sent or came, and what stands for such a paper.
var (
	posted = wordSet("sent mailed emailed posted dispatched received delivered arrived reached " +
		"gesandt versandt gesendet verschickt geschickt abgeschickt ubersandt eingegangen zugegangen erhalten zugestellt " +
		"envoye envoyee expedie expediee adresse adressee recu recue parvenu parvenue remis remise " +
		"envio enviado enviada remitido remitida mando recibio recibido recibida llego entregado entregada")
	papers = wordSet("it this which letter notice reminder mail email message invoice bill statement demand payment money nothing copy " +
		"es dies das die welche schreiben brief mahnung rechnung mitteilung nachricht kundigung zahlung geld kopie " +
		"elle il ceci lettre courrier relance facture avis message mise paiement reglement copie " +
		"lo esto carta escrito requerimiento recordatorio factura aviso mensaje correo pago copia")
)

// farPost is how many words stand at most between such a word and the day, and between the first of them and what was sent.
const farPost = 7

// datesPost reports whether a day gone by only says when a paper was sent or came, or that no payment did: the reminder was sent on
// 6 March. What was sent to a court or an agency is a measure itself.
func (d *document) datesPost(m *dateMention) bool {
	if m.period || m.now || m.day > d.cameOn(m.from) {
		return false
	}
	cl := &d.clauses[d.clauseAt(m.from)]
	if cl.set.hasAny(cLegal, cCourt, cCollect) {
		return false
	}
	for k := max(cl.from, m.from-farPost); k < min(cl.to, m.to+farPost); k++ {
		if !posted[d.tokens[k].norm] {
			continue
		}
		for j := k - 1; j >= max(cl.from, min(k, m.from)-farPost); j-- {
			if papers[d.tokens[j].norm] {
				return true
			}
		}
	}
	return false
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
	from := d.evidenceOf(m.span, 0.9)
	if m.twoWays {
		from.Confidence, from.TwoWays = 0.5, true
	}
	return role{day, from}
}

// deadlineOf is the day that a mention sets as the last: before D means the day before.
func (d *document) deadlineOf(m dateMention) role {
	if (!m.period || m.nth) && d.strictlyBefore(m) {
		m.before = true
	}
	return d.role(m)
}

// strictlyBefore reports whether the mention's own day is too late: before 13 March, avant le 13 mars.
func (d *document) strictlyBefore(m dateMention) bool {
	for k := m.from - 1; k >= max(0, m.from-3); k-- {
		switch d.tokens[k].norm {
		case "before", "vor", "avant", "antes", "prior":
			return !m.last && (k == 0 || d.tokens[k-1].norm != "or" && d.tokens[k-1].norm != "oder") // on or before
		case "or", "on":
			return false
		}
	}
	return false
}

// ruledDays are the days of a measure as the rules read them, as far as that was asked: it is, again and again.
type ruledDays struct {
	rule         *rule
	clause       int
	suspended    bool
	acts, averts role
	acted        bool // acts is known
	averted      bool // and averts
}

// ruledDays are those of a measure; what was asked of another one long ago is forgotten.
func (d *document) ruledDays(c *candidate) *ruledDays {
	k, suspended := &d.known[c.clause%len(d.known)], c.state == ledger.Suspended
	if k.rule != c.rule || k.clause != c.clause || k.suspended != suspended {
		*k = ruledDays{rule: c.rule, clause: c.clause, suspended: suspended}
	}
	return k
}

// effective is the day on which the measure acts, as its own clause says it.
func (d *document) effective(c *candidate) role {
	k := d.ruledDays(c)
	if !k.acted {
		k.acts, k.acted = d.readEffective(c), true
	}
	return k.acts
}

func (d *document) readEffective(c *candidate) role {
	cl := &d.clauses[c.clause]
	came := d.cameOn(cl.from)
	r := d.actsOn(cl)
	if r.day != 0 && d.claimedBy(c.clause, *c) {
		r = d.actsBeside(d.anchor(c, cl), cl) // it ends on 12 July and is wiped the day after
	}
	if r.day != 0 {
		if c.rule.kind == ledger.RefusalToRenegotiate && r.day > came {
			return role{}
		}
		return r
	}
	from, to := d.sentence(c.clause)
	for k := from; k < to; k++ {
		o := &d.clauses[k]
		if k != c.clause && (!o.set.hasAny(cUnless, cIf, cElse, cDebt, cUntil, cSpoke) || d.isStart(o)) && k <= c.clause+1 && !d.claimedBy(k, *c) && c.state != ledger.Suspended {
			if r := d.actsOn(o); r.day > came || r.day == came && o.set.has(cFrom) || r.day != 0 && k == c.clause+1 && o.set.has(cNow) {
				return r
			}
		}
	}
	if head := d.listHead(from); head >= 0 {
		f, _ := d.sentence(head)
		for k := f; k <= head; k++ {
			if o := &d.clauses[k]; !o.set.hasAny(cUnless, cIf) {
				if r := d.actsOn(o); r.day != 0 {
					return r
				}
			}
		}
	}
	return role{}
}

// isStart reports whether a clause is nothing but a day from which on something is, in whatever words: à compter du 1er mai.
func (d *document) isStart(cl *clause) bool {
	dates := d.datesIn(cl.from, cl.to)
	return len(dates) == 1 && dates[0].to == cl.to && dates[0].from-cl.from <= 3 && d.tokens[cl.from].set.has(cFrom)
}

// actsOn is the first day of a clause that is neither a deadline, nor a date of a paper, nor part of a condition.
func (d *document) actsOn(cl *clause) role {
	dates := d.datesIn(cl.from, cl.to)
	for i := range dates {
		if d.mayAct(&dates[i], cl) {
			return d.role(dates[i])
		}
	}
	return role{}
}

// actsBeside is the one of them that stands nearest to a word of the clause.
func (d *document) actsBeside(word int, cl *clause) (r role) {
	nearest := len(d.tokens)
	dates := d.datesIn(cl.from, cl.to)
	for i := range dates {
		if away := abs(dates[i].from - word); away < nearest && d.mayAct(&dates[i], cl) {
			r, nearest = d.role(dates[i]), away
		}
	}
	return r
}

// mayAct reports whether a measure may act on a day of its clause, for all that the rules know.
func (d *document) mayAct(m *dateMention, cl *clause) bool {
	if m.now && m.from > 0 && (d.tokens[m.from-1].norm == "to" || d.tokens[m.from-1].norm == "bis") {
		return false
	}
	return !m.back && !m.past && !m.deadline && (!m.period || m.nth || d.pointAfter(*m)) && !d.payClause(*m, cl)
}

// payClause reports whether within a mixed clause the mention belongs to the paying and not to the measure.
func (d *document) payClause(m dateMention, cl *clause) bool {
	return cl.set.hasAny(cUnless, cIf) && cl.set.has(cPay) && d.preceded(m.from, 6, of(cPay))
}

// cure is the last day on which paying averts the measure: the condition's own, or the period that the text set before.
func (d *document) cure(c *candidate) role {
	k := d.ruledDays(c)
	if !k.averted {
		k.averts, k.averted = d.readCure(c), true
	}
	return k.averts
}

func (d *document) readCure(c *candidate) role {
	from, to := d.sentence(c.clause)
	linked := false
	for k := from; k < to; k++ {
		cl := &d.clauses[k]
		if cl.set.hasAny(cUnless, cElse) || cl.set.has(cIf) && cl.set.hasAny(cPay, cDebt, cNeg) {
			linked = true
		}
		if k != c.clause || cl.set.hasAny(cUnless, cIf) {
			if !cl.set.hasAny(cPay, cUnless, cIf, cDebt, cAct, cElse) && cl.to-cl.from > 7 {
				continue
			}
		}
		for _, m := range d.datesIn(cl.from, cl.to) {
			if m.deadline && m.day != 0 && !m.past {
				return d.deadlineOf(m)
			}
			if !m.period && !m.past && (cl.set.hasAny(cUnless) || cl.set.has(cIf) && cl.set.has(cPay)) && k != c.clause {
				return d.deadlineOf(m)
			}
		}
	}
	if r := d.beforehand(c, from, to); r.day != 0 {
		return r
	}
	if linked || d.listConditional(from) {
		if head := d.listHead(from); head >= 0 {
			from = head + 1
		}
		if r := d.lastDeadline(from); r.day != 0 {
			return r
		}
		if r := d.nextDeadline(to); r.day != 0 {
			return r
		}
	}
	return d.averts(c, to)
}

// beforehand is the day before the measure acts, where a condition says that paying before then averts it.
func (d *document) beforehand(c *candidate, from, to int) role {
	for k := from; k < to; k++ {
		cl := &d.clauses[k]
		if !cl.set.hasAny(cUnless, cIf) || !cl.set.hasAny(cPay, cDebt) {
			continue
		}
		for i := cl.from; i < cl.to; i++ {
			switch d.tokens[i].norm {
			case "vorher", "zuvor", "beforehand", "before", "earlier", "auparavant", "avant", "antes", "first":
				if r := d.effective(c); r.day != 0 && !(i+1 < cl.to) || r.day != 0 && (d.tokens[i].norm == "vorher" || d.tokens[i].norm == "zuvor" || d.tokens[i].norm == "beforehand") {
					return role{r.day.AddDays(-1), d.evidence(i, i+1, 0.8)}
				}
			}
		}
	}
	return role{}
}

// averts is the day by which the text says elsewhere that paying keeps the measure away: "clear both by D and I can
// stop this", "to avoid it pay before that day".
func (d *document) averts(c *candidate, i int) role {
	for k := max(0, i-16); k < min(len(d.clauses), i+10); k++ {
		cl := &d.clauses[k]
		if cl.part != d.clauses[c.clause].part || !d.sentenceSet(k).has(cAvoid) {
			continue
		}
		for _, m := range d.datesIn(cl.from, cl.to) {
			if m.deadline && m.day != 0 && !m.past {
				return d.deadlineOf(m)
			}
		}
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
		if !cl.set.hasAny(cPay, cAct, cWithin, cDebt, cReceipt, cElse) {
			continue
		}
		for _, m := range d.datesIn(cl.from, cl.to) {
			if m.deadline && m.day != 0 && !m.past {
				return d.deadlineOf(m)
			}
		}
	}
	return role{}
}

// nextDeadline is the day by which the two sentences from clause i on ask us to pay.
func (d *document) nextDeadline(i int) role {
	for k := i; k < len(d.clauses) && d.clauses[k].sentence <= d.clauses[i].sentence+1; k++ {
		cl := &d.clauses[k]
		if cl.part != d.clauses[i].part || !cl.set.has(cPay) {
			continue
		}
		for _, m := range d.datesIn(cl.from, cl.to) {
			if m.deadline && m.day != 0 && !m.past {
				return d.deadlineOf(m)
			}
		}
	}
	return role{}
}

// describe fills in what the text says about a measure.
func (d *document) describe(c candidate) Measure {
	cl := &d.clauses[c.clause]
	m := Measure{Kind: c.rule.kind, State: c.state, Evidence: d.evidence(cl.from, cl.to, c.chance)}
	if c.state != ledger.Withdrawn {
		if r := d.effective(&c); r.day != 0 {
			m.Effective, m.EffectiveFrom = r.day, r.from
		}
		if r := d.cure(&c); r.day != 0 && c.state != ledger.InEffect && c.state != ledger.Suspended {
			m.CureUntil, m.CureFrom = r.day, r.from
		}
	}
	m.Affiliates, m.AffiliatesFrom = d.affiliates(c)
	return m
}

// listConditional reports whether the line above a list makes all its items hang on payment: "Unless paid by D we will:".
func (d *document) listConditional(i int) bool {
	head := d.listHead(i)
	return head >= 0 && d.sentenceSet(head).hasAny(cUnless, cElse)
}
