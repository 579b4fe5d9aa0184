package signals

import "owed.dev/owed/ledger"

// judge decides whether a candidate is a measure against us, and how far it has come. It leaves the state empty and
// says why where it is none.
func (d *document) judge(c *candidate) {
	cl := &d.clauses[c.clause]
	near := d.sentenceSet(c.clause)
	if c.why = d.doubt(c, cl, near); c.why != "" {
		return
	}
	c.state = d.stateOf(c, cl, near)
	c.plain = d.threatensPlainly(c)
}

// sentenceSet is every concept of the sentence around clause i.
func (d *document) sentenceSet(i int) set { return d.whole[i] }

// surround gathers the concepts of each clause's sentence.
func (d *document) surround() {
	d.whole = zeroed(d.whole, len(d.clauses))
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

// doubt is a reason for which words of a kind may be no measure against us.
type doubt struct {
	why   string
	holds func(d *document, q *question) bool
}

// question is what a doubt is asked about: a candidate, its clause, and the concepts of its sentence.
type question struct {
	*candidate
	cl      *clause
	near    set
	lifting bool
}

// noDebt is the reason that a measure needs a debt, and none is spoken of.
const noDebt = "no debt"

// mereMention is a reason that a day of its own outweighs, beside another act that has one.
const mereMention = "a mere mention"

// doubts are in the order in which they are named as the reason.
var doubts = [...]doubt{
	{"header", func(d *document, q *question) bool {
		return q.cl.header && !q.cl.heading || d.lines[d.tokens[q.cl.from].line].header && !d.isSubject(q.cl)
	}},
	{"old part", func(d *document, q *question) bool { return q.cl.part > 0 && !d.forwards(q.cl) }},
	{"heading", func(d *document, q *question) bool { return q.cl.heading && !q.cl.set.has(cLift) && d.hasBody() }},
	{"all is paid", func(d *document, q *question) bool {
		return d.settled() && (!q.lifting || q.cl.set.all(of(cTake, cWill)))
	}},
	{"a rumour taken back, or strangers'", func(d *document, q *question) bool {
		return d.seen.has(cRumourBack) && (d.internal || !d.email && !d.seen.has(cYou))
	}},
	{"a joke", func(d *document, q *question) bool {
		return d.seen.has(cJoke) && (d.internal || d.news || !d.seen.has(cDebt) || d.seen.has(cPaid))
	}},
	{"an invoice", func(d *document, q *question) bool { return d.invoice && !d.overdue() }},
	{"general terms", func(d *document, q *question) bool {
		return d.general || d.seen.has(cDraft) && !d.facts.overdue && !q.lifting
	}},
	{"a general clause", func(d *document, q *question) bool {
		return q.near.has(cGeneral) && !q.near.hasAny(cHereby) && !d.statesDebt()
	}},
	{"concerns everyone", func(d *document, q *question) bool {
		return q.near.has(cEveryone) && !q.near.has(cDebt) || d.seen.has(cEveryone) && !d.statesDebt() && !q.lifting
	}},
	{"a question", func(d *document, q *question) bool { return d.asks(q.clause) && !d.spoken }},
	{"ours to choose", func(d *document, q *question) bool { return d.youDecide(q.candidate, q.cl) }},
	{"a command", func(d *document, q *question) bool { return q.near.has(cRobot) }},
	{"weak words", func(d *document, q *question) bool {
		return q.strength < 2 && !d.threatens(q.near) && !(q.cl.set.has(cLift) && d.seen.hasAny(cPaid, cPay))
	}},
	{noDebt, func(d *document, q *question) bool {
		return needsGround(q.rule.kind) && !d.hasGround() && !q.lifting && !d.personal(q.near)
	}},
	{"as we asked", func(d *document, q *question) bool {
		return (q.rule.kind == ledger.DataDeletion || q.rule.kind == ledger.ServiceTermination) && !d.seen.hasAny(cDebt, cUnless) && d.wished(q.clause)
	}},
	{"no debt to end it for", func(d *document, q *question) bool {
		return q.rule.kind == ledger.ServiceTermination && !d.seen.hasAny(cDebt, cPay, cOwe, cNotice, cReserve, cInvoice, cCourt) && !q.lifting && !d.internal
	}},
	{"maintenance or abuse", func(d *document, q *question) bool {
		return d.technical(q.rule.kind, q.near) && !(q.lifting && !q.near.has(cMaint) && (d.hasGround() || !d.seen.has(cAbuse)))
	}},
	{"our own condition", func(d *document, q *question) bool { return d.performance(q.candidate) }},
	{"hypothetical", func(d *document, q *question) bool { return d.hypothetical(q.candidate, q.cl) }},
	{"our own act", func(d *document, q *question) bool { return d.internal && d.oursToDo(q.candidate, q.cl) }},
	{"others' news", func(d *document, q *question) bool { return d.news && d.othersNews() }},
	{"denied", func(d *document, q *question) bool { return d.denied(q.candidate, q.cl) && !q.lifting }},
	{mereMention, func(d *document, q *question) bool {
		return d.internal && q.cl.depth == 0 && !q.near.hasAny(cWill, cMay, cHave, cNow, cFear, cHint, cSpoke, cUntil, cNeg, cThey, cUnless, cElse, cLift, cPause, cHereby, cIf)
	}},
}

// doubt is the first reason for which a candidate is no measure; "" if none holds.
func (d *document) doubt(c *candidate, cl *clause, near set) string {
	q := &d.question
	*q = question{candidate: c, cl: cl, near: near, lifting: cl.set.hasAny(cLift, cPause)}
	for i := range doubts {
		if doubts[i].holds(d, q) {
			return doubts[i].why
		}
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
			return mereMention // a lawyer's signature, or how one is addressed
		}
		if cl.set.has(cNeg) && cl.set.has(cLetter) && !cl.set.hasAny(cWill, cMay, cUnless, cElse) {
			return "not a court paper"
		}
		if !cl.set.hasAny(cWill, cMay, cHave, cSue, cElse, cUnless, cNow, cHereby, cLift, cPause, cIf, cFear, cHint, cSpoke, cNotice) {
			return mereMention
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

// owesNothing reports whether the text says that nothing is owed, and nothing else in it says that something is.
func (d *document) owesNothing() bool {
	return d.seen.has(cClear) && !d.facts.overdue && !d.seen.hasAny(cUnless, cElse)
}

// statesRule reports whether a sentence says what becomes of whatever is paid late, in a text in which nothing is: payments
// received late incur a fee, accounts past due may be closed.
func (d *document) statesRule(c *candidate) bool {
	near := d.whole[c.clause]
	if d.facts.overdue || d.internal || d.chat || d.news || near.hasAny(cYou, cHave, cNow, cHereby, cUnless, cElse, cUntil, cLift, cPause) || !near.hasAny(cDebt, cDue) {
		return false
	}
	if c.state == ledger.InEffect && d.moneyIn(&d.clauses[c.clause]) >= 0 {
		return false // a line of a bill
	}
	from, to := d.sentence(c.clause)
	return d.rulesOnLate(c.clause) && len(d.datesIn(d.clauses[from].from, d.clauses[to-1].to)) == 0
}

// rulesOnLate reports whether the sentence of clause i says what is charged or may be done for whatever is late.
func (d *document) rulesOnLate(i int) bool {
	near := d.whole[i]
	if !near.hasAny(cMay, cFee, cInterest, cFeeWord, cCharge) || near.hasAny(cYou, cHave, cNow, cHereby, cUnless, cElse) {
		return false
	}
	from, to := d.sentence(i)
	return d.speaksOfAll(d.clauses[from].from) || near.has(cMay) && !near.hasAny(cWe, cThey, cIf) && !d.internal && len(d.datesIn(d.clauses[from].from, d.clauses[to-1].to)) == 0
}

// speaksOfAll reports whether a sentence that begins with token i is about whatever is of a sort: payments received late, any
// overdue balance, tout retard.
func (d *document) speaksOfAll(i int) bool {
	for k := i; k < min(i+3, len(d.tokens)); k++ {
		switch d.tokens[k].norm {
		case "payments", "accounts", "balances", "invoices", "amounts", "sums", "bills", "customers", "any", "all", "late", "overdue", "unpaid", "past",
			"zahlungen", "rechnungen", "betrage", "konten", "tout", "toute", "toutes", "tous", "todo", "toda", "cualquier", "pagos", "importes", "impagos":
			return true
		}
	}
	return false
}

// refuted reports whether a candidate is no measure whatever was learnt: the line of a mail program is none, where nothing is owed nobody cuts, ends, seizes or
// charges for it, what becomes of whatever is late is no threat to us, nor is what somebody does who is no vendor of ours.
func (d *document) refuted(c *candidate) bool {
	if l := &d.lines[d.tokens[d.clauses[c.clause].from].line]; l.last-l.first < 5 && d.saysPassedOn(l) || l.header && !d.isSubject(&d.clauses[c.clause]) {
		return true
	}
	if d.clauses[c.clause].set.hasAny(cLift, cPause) || c.state == ledger.Withdrawn || c.state == ledger.Suspended {
		return false
	}
	if d.seen.has(cStranger) && !d.email && !d.seen.has(cYou) {
		return true
	}
	switch c.rule.kind {
	case ledger.CreditHold, ledger.RefusalToRenegotiate, ledger.Audit:
		return false
	}
	return d.owesNothing() || d.statesRule(c) || c.rule.kind == ledger.PriceIncrease && d.atAgreedPrice(c.clause)
}

// agreed and prices are the words for a price that both have signed.
var (
	agreed = wordSet("contract contracted contractual agreed vereinbarten vereinbarte vertraglichen convenu convenue contractuel pactada pactado acordada acordado")
	prices = wordSet("rate rates price prices satz preis preisen prix tarif tarifa precio")
)

// atAgreedPrice reports whether the sentence of a clause bills what was used at the price that both have signed, where nothing is
// late: a true-up at the contract rate, as per the order form.
func (d *document) atAgreedPrice(clause int) bool {
	from, to := d.sentence(clause)
	if d.overdue() || d.internal || d.sentenceSet(clause).has(cNeg) {
		return false
	}
	for k := d.clauses[from].from + 1; k < d.clauses[to-1].to; k++ {
		w, before := d.tokens[k].norm, d.tokens[k-1].norm
		if prices[w] && agreed[before] || agreed[w] && prices[before] || w == "form" && before == "order" || w == "bestellschein" {
			return true
		}
	}
	return false
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
		if d.whole[i].has(cGeneral) || cl.set.has(cClear) || d.rulesOnLate(i) || !cl.set.has(cDebt) || d.statesTerms(cl) || cl.set.has(cIf) && (cl.set.has(cMay) || d.tokens[cl.from].set.has(cIf) && !cl.set.has(cYou)) {
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

// wished reports whether the sentence of clause i says that we asked for it: "your plan ends on 30 June, as you asked".
func (d *document) wished(i int) bool {
	from, to := d.sentence(i)
	for k := d.clauses[from].from + 2; k < d.clauses[to-1].to; k++ {
		switch w := d.tokens[k].norm; w {
		case "asked", "requested", "wished", "instructed":
			if d.tokens[k-1].norm == "you" && d.tokens[k-2].norm == "as" {
				return true
			}
		case "request":
			if d.tokens[k-1].norm == "your" && d.tokens[k-2].norm == "at" {
				return true
			}
		}
	}
	return false
}

// statesTerms reports whether a clause only says what is charged on whatever is late: "interest is charged on overdue invoices".
func (d *document) statesTerms(cl *clause) bool {
	return cl.set.hasAny(cInterest, cFee, cFeeWord) && !cl.set.hasAny(cYou, cHave, cWill, cUnless, cElse) && d.moneyIn(cl) < 0
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
	for i := cl.from; i < at; i++ {
		if d.tokens[i].set.has(cAvoid) {
			return false // so that we need not cut the line
		}
	}
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
