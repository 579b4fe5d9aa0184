package signals

import "owed.dev/owed/ledger"

// characterise finds out what sort of text this is and who seems to speak.
func (d *document) characterise() {
	for i := range d.clauses {
		if d.clauses[i].part == 0 {
			d.seen = d.seen.or(d.clauses[i].set)
		}
	}
	d.chat = d.isChat()
	if d.chat {
		for i := range d.clauses {
			d.seen = d.seen.or(d.clauses[i].set)
		}
	}
	d.spoken = d.isNote()
	d.internal = d.chat || d.spoken || d.colleagues()
	head := d.head(30)
	d.news = !d.email && !d.internal && !d.seen.has(cClient) && (head.has(cNews) || d.seen.has(cNews) && !d.seen.has(cYou))
	d.invoice = !d.email && d.isInvoice()
	d.agency = d.seen.has(cClient)
	d.general = d.isGeneral()
	for i := range d.clauses {
		d.outbound = d.outbound || d.clauses[i].part == 0 && d.performance(&candidate{clause: i})
	}
}

func (d *document) head(n int) (s set) {
	for i := 0; i < min(n, len(d.tokens)); i++ {
		s = s.or(d.tokens[i].set)
	}
	return s
}

// isChat reports whether the text begins as a chat does: *name* and a time, or a note on what is forwarded.
func (d *document) isChat() bool {
	for i := range d.lines[:min(len(d.lines), 3)] {
		l := d.lines[i]
		if l.end-l.start > 3 && d.text[l.start] == '*' {
			return true
		}
	}
	return false
}

// isNote reports whether one of us tells what was said to them.
func (d *document) isNote() bool {
	if d.email || d.chat || len(d.lines) > 0 && d.lines[0].depth > 0 {
		return false
	}
	head := d.head(11)
	return head.hasAny(cSpoke) && !head.has(cNews)
}

// colleagues reports whether an e-mail goes from one of us to another: both ends share a domain, or neither shows an
// address though a sender further down does, as mail programs name those of one house.
func (d *document) colleagues() bool {
	from, to, outside := "", "", ""
	sender, recipient := false, false
	for _, h := range d.headers {
		a := domainOf(d.addressIn(h.line))
		switch {
		case h.name == "from" && (sender || d.lines[h.line].part != 0):
			outside = a
		case h.name == "from":
			from, sender = a, true
		case h.name == "to" && !recipient && d.lines[h.line].part == 0:
			to, recipient = a, true
		}
	}
	return sender && recipient && from == to && (from != "" || outside != "")
}

func (d *document) addressIn(line int) string {
	l := &d.lines[line]
	for i := l.first; i < l.last; i++ {
		if d.tokens[i].kind == addressToken {
			return d.tokens[i].norm
		}
	}
	return ""
}

func domainOf(address string) string {
	for i := 0; i < len(address); i++ {
		if address[i] == '@' {
			return address[i+1:]
		}
	}
	return ""
}

// isInvoice reports whether the text is a bill or a credit note and no letter: its head says so, and nobody is addressed.
func (d *document) isInvoice() bool {
	for i := 0; i < min(8, len(d.tokens)); i++ {
		switch d.tokens[i].norm {
		case "forma":
			return true
		case "invoice", "rechnung", "facture", "factura", "quote", "quotation", "proforma", "angebot", "devis", "presupuesto":
			return d.tokens[i].caps || i == 0 && !d.whole[0].has(cDebt) // Invoice 5511 is overdue, …
		}
	}
	return false
}

func (d *document) isGeneral() bool {
	if d.head(14).has(cGeneral) && len(d.money) == 0 && !d.seen.has(cUnless) {
		return true
	}
	n := 0
	for i := range d.clauses {
		if d.clauses[i].part == 0 && d.clauses[i].set.hasAny(cGeneral, cDraft) {
			n++
		}
	}
	addressed := d.seen.has(cYou) && d.seen.hasAny(cDebt) || d.seen.all(of(cWe, cWill))
	return n > 0 && d.head(25).hasAny(cGeneral, cDraft) && !addressed || n > 2 && !d.seen.has(cDebt)
}

// threatable reports whether the debt that a measure needs as its ground is spoken of anywhere.
func (d *document) hasGround() bool {
	return d.seen.hasAny(cDebt, cPay, cOwe)
}

// grounds are the kinds that make no sense without a debt or an unpaid bill in the text.
func needsGround(k ledger.MeasureKind) bool {
	switch k {
	case ledger.Audit, ledger.Interest, ledger.PublicDisclosure, ledger.RefusalToRenegotiate, ledger.CreditHold, ledger.LegalAction, ledger.Collections, ledger.ServiceTermination, ledger.OtherMeasure:
		return false
	}
	return true
}
