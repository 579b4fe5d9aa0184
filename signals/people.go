package signals

import (
	"slices"
	"strings"
)

// signature takes the name of a person under a letter or a short message.
func (d *document) signature(f *Findings) {
	short := len(d.lines) < 4
	for _, n := range d.names() {
		line := int(d.tokens[n.from].line)
		first := &d.tokens[n.from]
		if n.form || d.nobody(&n) || greets(first.norm) || line < d.facts.lastLine-2 || n.from*2 < len(d.tokens) || !first.set.without(of(cAbbr)).empty() || first.tables&inFunctions != 0 {
			continue
		}
		l := d.lines[line]
		signs := !short && l.first == n.from && l.last-l.first < 9 && n.to-n.from > 1
		if short { // … Sort it. Lou, Brindle Haulage
			signs = n.to < len(d.tokens) && len(d.tokens)-n.from < 7 && first.pre&(sepStop|sepDash|sepLine) != 0 && !d.near(n.to)
		}
		e := d.evidenceOf(d.nameSpan(n), 0.5)
		if signs && e.Text != f.Vendor && !strings.Contains(f.Vendor, e.Text) {
			f.Contact, f.ContactFrom = e.Text, e
			return
		}
	}
}

// person is the one of theirs whom a note names beside the company: Marek (Wisla Components), Lou @ Brindle Haulage.
func (d *document) person() name {
	all := d.names()
	for i := 0; i+1 < len(all) && i < 60; i++ {
		if p, _, ok := d.pair(all[i], all[i+1]); ok {
			return p
		}
	}
	return name{}
}

// pair tells the person from the company where two names stand together as those of an employee and a firm do.
func (d *document) pair(a, b name) (person, company name, ok bool) {
	if b.from-a.to > 1 || a.form || d.tokens[b.from].pre&sepLine != 0 || !d.free(a) || !d.free(b) {
		return name{}, name{}, false
	}
	switch d.text[d.tokens[a.to-1].end:d.tokens[b.from].start] {
	case " (", ". (":
		if a.to-a.from > 1 && b.to-b.from == 1 && len(d.tokens[a.to-1].norm) > 1 && !d.titledName(a) || d.titledName(b) {
			return b, a, true
		}
		return a, b, true
	case " at ", " from ", " @ ", " / ", " bei ", " von ", " d'", " chez ", "/":
		return a, b, true
	case ", ", ", de ":
		return a, b, !b.desk && (d.called(a.from) || d.titledName(a) && d.internal)
	}
	return name{}, name{}, false
}

// free reports whether a name is not a word that only begins a sentence, a day or a speaker.
func (d *document) free(n name) bool {
	t := &d.tokens[n.from]
	return (n.form || n.to-n.from > 1 || t.set.without(of(cAbbr)).empty()) && t.tables&inFunctions == 0 && !t.set.hasAny(cMonth, cWeekday, cSpoke) && !d.speaker(&n)
}

// called reports whether the words before token i say that who is named there was spoken to: call from, rang, spoke with.
func (d *document) called(i int) bool {
	for k := i - 1; k >= max(0, i-3); k-- {
		switch d.tokens[k].norm {
		case "call", "called", "rang", "phoned", "spoke", "tel", "anruf", "telefonat", "llamo", "llamada", "appel", "rappel", "appele", "met", "visit":
			return true
		}
	}
	return false
}

// titledName reports whether a name begins with Mr, Frau, Mme and their like.
func (d *document) titledName(n name) bool {
	switch d.tokens[n.from].norm {
	case "mr", "ms", "mrs", "herr", "herrn", "hr", "frau", "mme", "m", "dr", "senor", "senora", "don", "dona":
		return true
	}
	return false
}

// deskWord reports whether w ends the name of a desk and not of the company: AWS Billing, Driftwood Cloud Support.
func deskWord(w string) bool {
	switch w {
	case "billing", "support", "payments", "team", "desk", "accounts", "credit", "control", "collections", "sales", "legal", "invoicing", "customer", "service", "services", "notices", "pricing", "ar", "receivables", "receivable", "finance", "office", "compliance", "licensing", "accounting", "administration", "ledger", "reception",
		"partners", "partner", "buchhaltung", "rechnungswesen", "kundenservice", "mahnwesen", "comptabilite", "facturation", "recouvrement", "cobros", "facturacion", "contabilidad", "administracion":
		return true
	}
	return false
}

// speaker reports whether a name is that of who writes a line of a chat: *bob* 16:02.
func (d *document) speaker(n *name) bool {
	return d.tokens[n.from].start > 0 && d.text[d.tokens[n.from].start-1] == '*'
}

// calledAlike reports whether two names begin and end with the same words.
func (d *document) calledAlike(a, b *name) bool {
	return d.tokens[a.from].norm == d.tokens[b.from].norm && d.tokens[a.to-1].norm == d.tokens[b.to-1].norm
}

// signer is the name before the sender's address, where it is a person's, else the zero name: it comes again above the company's.
func (d *document) signer() name {
	for _, h := range d.headers {
		if h.name != "from" || d.lines[h.line].part != 0 {
			continue
		}
		box, _, _ := strings.Cut(d.addressIn(h.line), "@")
		for _, n := range d.names() {
			if int(d.tokens[n.from].line) == h.line && !n.form && !n.desk && n.to-n.from == 2 &&
				(strings.Contains(box, d.tokens[n.from].norm) || strings.Contains(box, d.tokens[n.to-1].norm)) {
				return n
			}
		}
	}
	return name{}
}

// people are the first names of those who write lines of a chat, and both names of who signs a mail as a person.
func (d *document) people() (out []string) {
	all := d.names()
	for i := range all {
		n := &all[i]
		if d.speaker(n) {
			out = append(out, d.tokens[n.from].norm)
		}
		if l := &d.lines[d.tokens[n.from].line]; l.name != "from" || n.form || n.desk || n.to-n.from != 2 {
			continue
		}
		for k := n.from; k < n.to; k++ {
			if strings.Contains(d.addressIn(int(d.tokens[n.from].line)), d.tokens[k].norm) {
				out = append(out, d.tokens[n.from].norm, d.tokens[n.to-1].norm)
			}
		}
	}
	return out
}

// weighPairs lifts the companies, and lowers the people, of names that stand together.
func (d *document) weighPairs(all []name) {
	for i := 0; i+1 < len(all) && i < 60; i++ {
		p, _, ok := d.pair(all[i], all[i+1])
		if !ok {
			continue
		}
		person, firm := &all[i], &all[i+1]
		if p.from != person.from {
			person, firm = firm, person
		}
		person.score, firm.score = person.score-3, firm.score+2.5
	}
	signer := d.signer()
	people := d.people()
	for i := range all {
		if n := &all[i]; !n.form && n.to-n.from == 1 && slices.Contains(people, d.tokens[n.from].norm) {
			n.score -= 4
		}
		if signer.to > 0 && d.calledAlike(&all[i], &signer) {
			all[i].score -= 3
		}
	}
}
