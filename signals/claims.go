package signals

import "owed.dev/owed/ledger"

// claims finds what they say is owed, for which invoices, and until when they want us to act.
func (d *document) claims(f *Findings) {
	d.invoices(f)
	d.claimed(f)
	d.deadline(f)
}

func (d *document) claimed(f *Findings) {
	best, score := -1, 0.0
	for i := range d.money {
		a := &d.money[i]
		if d.lines[d.tokens[a.from].line].part > 0 && !d.internal || d.isExposure(f, a) {
			continue
		}
		if s := d.claimScore(a); s > score {
			best, score = i, s
		}
	}
	if best >= 0 {
		f.Claimed, f.ClaimedFrom = d.money[best].money, d.evidenceOf(d.money[best].span, min(0.95, 0.4+score/8))
	}
}

func (d *document) isExposure(f *Findings, a *amount) bool {
	for i := range f.Measures {
		if f.Measures[i].Exposure != nil && f.Measures[i].ExposureFrom.Span == a.span {
			return true
		}
	}
	return false
}

// claimScore says how much a sum looks like the debt itself. 0: not at all.
func (d *document) claimScore(a *amount) float64 {
	if a.daily || a.per != "" || a.upper != nil {
		return 0
	}
	score := 0.0
	near := d.around(a, 9, 5)
	if near.hasAny(cDebt, cOwe) {
		score += 2
	}
	if near.has(cInvoice) {
		score++
	}
	if near.has(cTotal) {
		score += 1.5
	}
	if near.has(cPay) {
		score++
	}
	tight := d.around(a, 4, 2)
	if tight.hasAny(cFee, cInterest, cLimit, cDiscount, cHold, cOurMoney) && !tight.has(cTotal) {
		score -= 3
	}
	if near.has(cPaid) {
		score -= 4
	}
	return score
}

// around is every concept of the n words before a sum and the m behind it, within its sentence.
func (d *document) around(a *amount, n, m int) (s set) {
	for k := a.from - 1; k >= max(0, a.from-n); k-- {
		if d.tokens[k+1].pre&(sepStop|sepBlank) != 0 && !d.abbreviated(k+1) {
			break
		}
		s = s.or(d.tokens[k].set)
	}
	for k := a.to; k < min(len(d.tokens), a.to+m); k++ {
		if d.tokens[k].pre&(sepStop|sepBlank|sepSemi) != 0 && !d.abbreviated(k) {
			break
		}
		s = s.or(d.tokens[k].set)
	}
	return s
}

// deadline is the first day by which they want us to act.
func (d *document) deadline(f *Findings) {
	take := func(r role) {
		if r.day != 0 && r.day >= d.received.AddDays(-60) && (f.Deadline == 0 || r.day < f.Deadline) {
			f.Deadline, f.DeadlineFrom = r.day, r.from
		}
	}
	for i := range f.Measures {
		take(role{f.Measures[i].CureUntil, f.Measures[i].CureFrom})
	}
	for i := range d.clauses {
		cl := &d.clauses[i]
		if cl.part > 0 && !(d.internal && d.forwards(cl)) || !cl.set.hasAny(cPay, cAct, cDue, cDebt) || cl.header {
			continue
		}
		for _, m := range d.datesIn(cl.from, cl.to) {
			if d.isDeadline(m) && !m.back && !d.isPast(m) {
				take(d.deadlineOf(m))
			} else if !m.period && d.preceded(m.from, 3, of(cDue)) && m.day >= d.received {
				take(d.role(m))
			}
		}
	}
}

// invoices are the numbers that stand beside the word, or look like one that does.
func (d *document) invoices(f *Findings) {
	known := map[string]bool{}
	for _, v := range d.vendors {
		for _, n := range v.Invoices {
			known[n] = true
		}
	}
	prefix := ""
	for i := 0; i < len(d.tokens); i++ {
		l := &d.lines[d.tokens[i].line]
		to := d.identifier(i)
		if to == i || l.part > 1 {
			continue
		}
		span := Span{d.tokens[i].start, d.tokens[to-1].end}
		word := d.text[span.Start:span.End]
		beside := d.preceded(i, 4, of(cInvoice)) && !d.preceded(i, 2, of(cContract)) && !d.accountNumber(i)
		alike := prefix != "" && d.letters(i, to) == prefix
		if (known[word] || beside || alike) && !contains(f.Invoices, word) {
			f.Invoices = append(f.Invoices, word)
			f.InvoicesFrom = append(f.InvoicesFrom, d.evidenceOf(span, 0.85))
			if prefix == "" {
				prefix = d.letters(i, to)
			}
		}
		i = to - 1
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (d *document) accountNumber(i int) bool {
	for k := max(0, i-3); k < i; k++ {
		switch d.tokens[k].norm {
		case "account", "konto", "compte", "cuenta", "case", "file", "ref":
			return true
		}
	}
	return false
}

func (d *document) letters(from, to int) string {
	if to-from < 2 || d.tokens[from].kind != wordToken {
		return ""
	}
	return d.tokens[from].norm
}

// identifier reports where a number like INV-2, PH-2024-0071 or F24-08812 that begins at token i ends, or i.
func (d *document) identifier(i int) int {
	t := &d.tokens[i]
	if i > 0 && t.pre&^sepHyphen == 0 && t.pre != 0 || t.kind == signToken {
		return i
	}
	digits, k := false, i
	for ; k < len(d.tokens) && k < i+6; k++ {
		n := &d.tokens[k]
		if k > i && n.pre&^(sepHyphen|sepSlash|sepOther) != 0 {
			break
		}
		if n.kind != wordToken && n.kind != numberToken {
			return i
		}
		digits = digits || n.kind == numberToken
	}
	switch {
	case !digits, k-i == 1 && (t.kind != numberToken || len(t.norm) < 4 || !d.preceded(i, 2, of(cInvoice))):
		return i
	case t.kind == wordToken && (!t.caps && len(t.norm) > 1 || !t.upper):
		return i
	}
	if _, ok := d.mentionAt(i); ok {
		return i
	}
	for _, a := range d.money {
		if a.from <= i && i < a.to {
			return i
		}
	}
	return k
}

var _ = ledger.Date(0)
