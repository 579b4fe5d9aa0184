package signals

// nobody reports whether a name can't be the creditor's whatever was learnt of it: the number of an account or of a tax, whom the
// letter greets, what somebody owns of ours, a heading that is a sentence, who is billed, a desk of the firm, or a place.
func (d *document) nobody(c *name) bool {
	first := &d.tokens[c.from]
	if d.isTitle(c) || d.isBilled(c) || d.isBody(c) || d.isPlace(c) {
		return true
	}
	if first.tables&inNames == 0 {
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

// bodies are words for a part of a firm, or for who speaks in it.
var bodies = wordSet("committee department dept board division unit secretary manager management director directors officer head team ausschuss abteilung vorstand geschaftsleitung geschaftsfuhrung comite direction departamento direccion")

// isBody reports whether a name is only that of a desk or another part of a firm: Credit Committee, Membership Secretary.
func (d *document) isBody(c *name) bool {
	if c.form || c.to-c.from < 2 {
		return false
	}
	last := d.tokens[c.to-1].norm
	if !bodies[last] && !deskWord(last) {
		return false
	}
	if c.from > 0 && d.tokens[c.from-1].pre&sepStop == 0 && owns[d.tokens[c.from-1].norm] && d.tokens[c.from].pre == sepSpace {
		return true
	}
	for k := c.from; k < c.to; k++ {
		if w := d.tokens[k].norm; !bodies[w] && !deskWord(w) && !isSmallJoin(w) && !leads(w) {
			return false
		}
	}
	return true
}

// owns are the possessives before a part of who writes or reads.
var owns = wordSet("our your unser unsere unserem unserer ihr ihre ihrem ihrer notre votre nuestro nuestra su sus nos vos")

// placeWords end the name of a place.
var placeWords = wordSet("yard street road lane avenue wharf quay park square house building tower site depot warehouse terminal campus strasse gasse platz allee hof rue quai calle avenida plaza")

// isPlace reports whether a name is that of a place of which the text only says that something is there: at Salter's Yard.
func (d *document) isPlace(c *name) bool {
	if c.form || c.from == 0 || c.to-c.from < 2 || !placeWords[d.tokens[c.to-1].norm] && !placeWords[d.tokens[c.from].norm] {
		return false
	}
	if l := &d.lines[d.tokens[c.from].line]; l.header && l.name == "subject" {
		return true
	}
	switch d.tokens[c.from-1].norm {
	case "at", "in", "on", "im", "am", "a", "au", "en", "dans":
		return true
	}
	return false
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
	return d.spelling(c.from-2, billedTo) > 0
}

var billedTo = spelled("bill to|billed to|sold to|ship to|deliver to|invoice to|invoiced to|rechnung an|lieferung an|facture a|facturar a|facturado a")

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
