package signals

// nobody reports whether a name can't be the creditor's whatever was learnt of it: the number of an account or of a tax, whom the
// letter greets, what somebody owns of ours, a heading that is a sentence, or who is billed.
func (d *document) nobody(c *name) bool {
	first := &d.tokens[c.from]
	if d.isTitle(c) || d.isBilled(c) {
		return true
	}
	if first.tables&inNobody == 0 {
		return false // as most words: in none of the tables
	}
	return numbersOf[first.norm] && !c.form || c.to-c.from > 1 && !c.form && inflected[first.norm] || d.greetsNobody(c)
}

var (
	// numbersOf are the words before the number of an account, a company or a tax.
	numbersOf = wordSet("iban bic swift vat ust ustid tva siret siren nif cif ein abn eori hrb")
	// inflected are possessives that begin what is somebody's, and no name of a team: Ihren Zugang.
	inflected = wordSet("ihren ihrem ihrer ihres unseren unserem unserer unsere unseres vos nos sus nuestra nuestras nuestro nuestros vuestra")
	// salutations are the words of which greetings are made that name nobody.
	salutations = wordSet("madame monsieur madames mesdames messieurs sir sirs madam damen herren und dear sehr geehrte senor senora senores senoras customer client kunde kunden cliente")
)

// greetsNobody reports whether a name is the words of a greeting alone: Madame, Sehr geehrte Damen und Herren.
func (d *document) greetsNobody(c *name) bool {
	for k := c.from; k < c.to; k++ {
		if !salutations[d.tokens[k].norm] {
			return false
		}
	}
	return true
}

// headingWords are the concepts of which a title is made.
var headingWords = of(cNotice, cLetter, cDebt, cInvoice, cSubject)

// isTitle reports whether a name is a title in capitals on a line of its own: NOTICE OF INTENT TO DISCONNECT.
func (d *document) isTitle(c *name) bool {
	l := &d.lines[d.tokens[c.from].line]
	if c.form || l.first != c.from || l.last != c.to || c.to-c.from < 2 {
		return false
	}
	titled := false
	for k := c.from; k < c.to; k++ {
		t := &d.tokens[k]
		if !t.caps && len(t.norm) > 1 {
			return false
		}
		titled = titled || t.set.any(headingWords)
	}
	return titled
}

// isBilled reports whether the words before a name say that it is who pays: Bill to:, Sold to, Rechnung an.
func (d *document) isBilled(c *name) bool {
	if c.from < 2 || len(d.tokens[c.from-1].norm) > 2 {
		return false
	}
	switch d.tokens[c.from-2].norm + " " + d.tokens[c.from-1].norm {
	case "bill to", "billed to", "sold to", "ship to", "deliver to", "invoice to", "invoiced to", "rechnung an", "lieferung an", "facture a", "facturar a", "facturado a":
		return true
	}
	return false
}

// unbracketed is a name without what stands before a bracket that is not closed in it: Rotterdam Steel Service of Piet (Rotterdam
// Steel Service).
func (d *document) unbracketed(n name) name {
	open := n.from
	for k := n.from + 1; k < n.to; k++ {
		switch pre := d.tokens[k].pre; {
		case pre&sepClose != 0:
			open = n.from
		case pre&sepOpen != 0:
			open = k
		}
	}
	n.from = open
	return n
}
