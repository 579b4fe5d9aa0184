package signals

import "strings"

// Below the few words of a mail there often stand more that say nothing of it: who signs, where he is called, what a lawyer wants
// read by whom the mail was not meant for.

// smallPrint are the words by which a sentence is known that stands below any mail of a house.
var smallPrint = spelled("intended recipient|intended recipients|intended addressee|intended only for|intended solely for|not meant for you|received this message in error|received this email in error|received this e mail in error|received this mail in error|this email is confidential|this e mail is confidential|this message is confidential|confidential and|legally privileged|consider the environment|think of the environment|before printing|before you print|sent from my|sent from outlook|get outlook for|scanned for viruses|" +
	"ist vertraulich|vertrauliche informationen|vertraulich und|nicht der adressat|nicht der richtige adressat|nicht der empfanger|irrtumlich erhalten|versehentlich erhalten|an die umwelt|von meinem iphone|von meinem handy|von meinem telefon|von meinem mobiltelefon|von meinem smartphone|von unterwegs gesendet|auf viren|" +
	"est confidentiel|strictement confidentiel|confidentiels et|reserve a son destinataire|n etes pas le destinataire|recu par erreur|recu ce message par erreur|a l environnement|avant d imprimer|envoye de mon|envoye depuis mon|" +
	"es confidencial|caracter confidencial|informacion confidencial|exclusivamente a su destinatario|solo a su destinatario|no es el destinatario|recibido por error|recibido este mensaje por error|recibido este correo por error|medio ambiente|antes de imprimir|enviado desde mi")

// signs are the words of lines that say where a firm is called or registered.
var signs = wordSet("tel telefon telephone phone mobile mobil movil fax t m f hrb hra ust ustid vat siret siren rcs tva nif cif iban bic www registered amtsgericht handelsregister geschaftsfuhrer mercantil")

// clausesSaid are the clauses outside of what is quoted that say something: no greeting, no signature and no small print.
func (d *document) clausesSaid(q *layer) (said []int, length int) {
	signed, printed := false, false
	for i := range d.clauses {
		c := &d.clauses[i]
		line := int(d.tokens[c.from].line)
		l := &d.lines[line]
		if line >= q.first && line <= q.last {
			signed, printed = false, false
			continue
		}
		if d.tokens[c.from].pre&sepBlank != 0 {
			printed = false
		}
		printed = printed || d.inSmallPrint(c)
		signed = signed && !isPostscript(d.tokens[l.first].norm) || len(said) > 0 && (d.ruledOff(line) || d.closesMail(l))
		if l.header || c.header || signed || printed || d.isContact(l) || len(said) > 0 && !d.hasLower(l) && len(d.datesIn(c.from, c.to)) == 0 || greets(d.tokens[l.first].norm) && l.last-l.first < 6 || closes(d.tokens[l.last-1].norm) && l.last-l.first < 4 {
			continue
		}
		said = append(said, i)
		length += c.to - c.from
	}
	return said, length
}

// inSmallPrint reports whether a clause has words of small print.
func (d *document) inSmallPrint(c *clause) bool {
	for i := c.from; i < c.to; i++ {
		if d.spelling(i, smallPrint) > 0 {
			return true
		}
	}
	return false
}

// ruledOff reports whether the line above is the rule that mail programs draw above a signature.
func (d *document) ruledOff(line int) bool {
	for line--; line > 0 && d.blank(line); line-- {
		if s := strings.TrimSpace(d.text[d.lines[line].start:d.lines[line].end]); s == "--" || s == "—" || s == "–" {
			return true
		}
	}
	return false
}

// closesMail reports whether a line is one with which letters end.
func (d *document) closesMail(l *line) bool {
	if l.last-l.first > 6 {
		return false
	}
	for i := l.first; i < min(l.last, l.first+4); i++ {
		switch w := d.tokens[i].norm; w {
		case "best", "thanks", "cheers": // which may begin what is said
			if i+1 == l.last && i == l.first {
				return true
			}
		default:
			if closes(w) {
				return true
			}
		}
	}
	return false
}

func isPostscript(w string) bool { return w == "ps" || w == "nb" || w == "pd" }

// isContact reports whether a line says where to call or write, or where a firm is registered.
func (d *document) isContact(l *line) bool {
	words, numbers, marked := 0, 0, false
	for i := l.first; i < l.last; i++ {
		t := &d.tokens[i]
		switch {
		case t.kind == numberToken:
			numbers++
		case signs[t.norm] && (len(t.norm) > 1 || t.upper && (i == l.first || t.pre != 0)):
			marked = true
		case len(t.norm) > 2 && !t.upper:
			words++
		}
	}
	s := d.text[l.start:l.end]
	return words < 4 && (marked && numbers > 0 || numbers > 2 && strings.Contains(s, "+") || strings.Contains(s, "www.") || strings.Contains(s, "://"))
}
