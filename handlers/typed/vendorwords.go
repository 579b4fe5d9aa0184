package typed

import (
	"slices"

	"owed.dev/owed/ledger"
)

func (p *parser) add() (Action, error) {
	var v ledger.Vendor
	var f VendorFields
	p.fields = p.vendorFields(&f)
	from, as := p.i, p.slugAt()
	v.Name = p.span(from, as)
	if as == from+1 {
		v.Name = p.words[from].text
	}
	p.i = as
	p.need(v.Name == "", "name")
	p.need(p.done(), "slug")
	if !p.take("as") {
		return Add{v}, nil
	}
	if p.done() {
		return nil, p.expected("a slug, a short word for the vendor", "as")
	}
	v.Slug = ledger.VendorID(p.next().low)
	if err := p.each(p.fields, p.flags(&f)); err != nil {
		return nil, err
	}
	return Add{f.Apply(v)}, nil
}

// slugAt finds the "as" that ends the name: the first with one word behind it and then nothing, or a clause. A name may
// hold the word, too: Software as a Service.
func (p *parser) slugAt() int {
	at := *p
	first := -1
	for at.i = p.i; !at.done(); at.i++ {
		if at.sees("as") == 0 {
			continue
		}
		if first < 0 {
			first = at.i
		}
		behind := at
		behind.i += 2
		if behind.done() || behind.peek().first || behind.startsClause() || behind.sees("critical") > 0 || behind.lastIsShare() {
			return at.i
		}
	}
	if first < 0 {
		return len(p.words)
	}
	return first
}

func (p *parser) edit() (Action, error) {
	if p.done() {
		p.need(true, "what to change")
		return Edit{}, nil
	}
	if p.take("invoice") || p.isNumber(0, true) {
		return p.editInvoice()
	}
	var f VendorFields
	fields := append(p.vendorFields(&f),
		clause("name", p.pointed(&f.Name)),
		clauses("no alias|not alias|drop alias", p.listed(&f.NoAlias)),
		clauses("no tag|no tags|drop tag", p.listed(&f.NoTags)),
	)
	if p.fields = fields; !p.startsClause() && slices.Contains([]string{"due", "po", "p.o."}, p.ahead(1).low) { // only invoices have these
		return p.editInvoice()
	}
	err := p.each(fields, p.flags(&f))
	return Edit{f}, err
}

// editInvoice moves an invoice's due date, or adds its purchase order: one of them at a time.
func (p *parser) editInvoice() (Action, error) {
	var m MoveDue
	var po string
	if err := p.number(&m.Invoice)("edit"); err != nil {
		return nil, err
	}
	err := p.each([]*field{
		clause("due", p.day(future, &m.Due)),
		clause("po|p.o.", p.oneWord(&po)),
		clause("reason|because|why|memo", p.text(&m.Why)),
	}, nil)
	switch {
	case err != nil:
		return nil, err
	case po != "" && (!m.Due.IsZero() || m.Why != ""):
		return nil, p.usage("I read a purchase order and more; expected it alone: `/owed %s edit %s po %s`", p.vendor.Slug, plain(string(m.Invoice)), plain(po))
	case po != "":
		return SetPO{m.Invoice, po}, nil
	}
	p.need(m.Due.IsZero(), "due date")
	p.need(m.Why == "", "reason")
	return m, nil
}

// heldInvoice takes the number that hold and release may begin with, and the reason behind it. A first word that does not
// look like a number may still be one.
func (p *parser) heldInvoice(no *ledger.InvoiceNo, reason *string, perhaps *Perhaps) error {
	if p.take("invoice") && !p.done() || p.isNumber(0, true) {
		if err := p.number(no)(string(p.entry.Verb)); err != nil {
			return err
		}
		return p.reason(reason)
	}
	if w := p.peek(); !p.done() && !p.lastIsShare() && w.mention.ID == "" && !p.seesReason() {
		behind := *p
		behind.i++
		if behind.reason(&perhaps.Rest) == nil {
			perhaps.No = bareNumber(w.text)
		}
	}
	return p.reason(reason)
}

// reasonWords may stand before a reason.
var reasonWords = []string{"reason", "because", "memo", "note"}

// seesReason reports whether one of them comes next.
func (p *parser) seesReason() bool {
	return slices.ContainsFunc(reasonWords, func(w string) bool { return p.sees(w) > 0 })
}

// reason takes all that is left as the reason; the word itself may stand before it.
func (p *parser) reason(to *string) error {
	if p.lastIsShare() {
		p.share = true
		p.i++
		return nil
	}
	if p.take(reasonWords...) && p.done() {
		return p.expected("some words", "reason")
	}
	*to = p.rest()
	return nil
}

func (p *parser) hold() (Action, error) {
	var h Hold
	err := p.heldInvoice(&h.Invoice, &h.Reason, &h.Perhaps)
	return h, err
}

func (p *parser) release() (Action, error) {
	var r Release
	err := p.heldInvoice(&r.Invoice, &r.Reason, &r.Perhaps)
	return r, err
}

func (p *parser) merge() (Action, error) {
	p.take("into", "with", "to")
	if p.done() {
		return nil, p.expected("the vendor that carries on its record", "merge into")
	}
	v, n := p.vendorHere()
	switch {
	case n == 0:
		if choices := p.nearVendors(1); len(choices) > 0 {
			return nil, p.guess(choices, "I read "+p.soFar()+" into "+quote(p.peek().text))
		}
		return nil, notFound("I read %s, but no vendor is called %s. Example: `%s`", p.soFar(), quote(p.peek().text), p.example(""))
	case v.Slug == p.vendor.Slug:
		return nil, p.usage("%s can't be merged into itself", v.Name)
	}
	p.i += n
	return Merge{v}, nil
}

func (p *parser) reopen() (Action, error) {
	var r Reopen
	err := p.reason(&r.Reason)
	return r, err
}

func (p *parser) close() (Action, error) {
	var c Close
	err := p.reason(&c.Reason)
	return c, err
}
