package typed

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// VendorFields are changes of a vendor; what is nil stays as it is.
type VendorFields struct {
	Name       *string
	Currency   *ledger.Currency
	Zone       *string
	Terms      *ledger.Terms
	Convention *ledger.Convention
	Country    *string
	Grace      *int
	Owner      *ledger.UserID
	Channel    *string
	Critical   *bool
	Alias      []string // to add
	NoAlias    []string // to drop
	Tags       []string // to add
	NoTags     []string // to drop
}

// Apply is the vendor with the changes made.
func (f VendorFields) Apply(v ledger.Vendor) ledger.Vendor {
	set(&v.Name, f.Name)
	set(&v.Currency, f.Currency)
	set(&v.Zone, f.Zone)
	set(&v.Terms, f.Terms)
	set(&v.Convention, f.Convention)
	set(&v.Country, f.Country)
	set(&v.Grace, f.Grace)
	set(&v.Owner, f.Owner)
	set(&v.Channel, f.Channel)
	set(&v.Critical, f.Critical)
	v.Aliases = merge(v.Aliases, f.Alias, f.NoAlias)
	v.Tags = merge(v.Tags, f.Tags, f.NoTags)
	return v
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// merge adds and drops names without touching the list it was given; two ways of writing one name are one.
func merge(old, add, drop []string) []string {
	in := func(list []string, s string) bool {
		return slices.ContainsFunc(list, func(x string) bool { return ledger.Fold(x) == ledger.Fold(s) })
	}
	var out []string
	for _, s := range append(slices.Clone(old), add...) {
		if !in(out, s) && !in(drop, s) {
			out = append(out, s)
		}
	}
	return out
}

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
	if p.isNumber(0, true) && p.ahead(1).low == "due" {
		return p.moveDue()
	}
	var f VendorFields
	fields := append(p.vendorFields(&f),
		clause("name", p.pointed(&f.Name)),
		clauses("no alias|not alias|drop alias", p.listed(&f.NoAlias)),
		clauses("no tag|no tags|drop tag", p.listed(&f.NoTags)),
	)
	err := p.each(fields, p.flags(&f))
	return Edit{f}, err
}

func (p *parser) moveDue() (Action, error) {
	var m MoveDue
	if err := p.number(&m.Invoice)("edit"); err != nil {
		return nil, err
	}
	err := p.each([]*field{
		clause("due", p.day(future, &m.Due)),
		clause("reason|because|why|memo", p.text(&m.Why)),
	}, nil)
	p.need(m.Why == "", "reason")
	return m, err
}

// flags reads the words that stand alone: critical, not critical.
func (p *parser) flags(f *VendorFields) func() (bool, error) {
	return func() (bool, error) {
		switch {
		case p.take("not critical", "no critical", "uncritical"):
			f.Critical = new(bool)
		case p.take("critical"):
			yes := true
			f.Critical = &yes
		default:
			return false, nil
		}
		return true, nil
	}
}

func (p *parser) vendorFields(f *VendorFields) []*field {
	p.alone = []string{"critical"}
	return []*field{
		clause("currency", p.currency(&f.Currency)),
		clause("terms", p.terms(&f.Terms)),
		clause("zone|time zone|timezone", p.pointed(&f.Zone)),
		clause("grace", p.grace(&f.Grace)),
		clause("channel", p.channel(&f.Channel)),
		clause("owner", p.owner(&f.Owner)),
		clauses("alias|aliases", p.listed(&f.Alias)),
		clauses("tag|tags", p.listed(&f.Tags)),
		clause("country", p.country(&f.Country)),
		clause("convention", p.convention(&f.Convention)),
	}
}

// pointed reads one word, or several in quotes, or all up to the next clause.
func (p *parser) pointed(to **string) func(string) error {
	return func(clause string) error {
		var s string
		err := p.phrase(&s)(clause)
		*to = &s
		return err
	}
}

// listed reads one name: a word, a run in quotes, or all up to the next clause; commas without blanks part several.
func (p *parser) listed(to *[]string) func(string) error {
	return func(clause string) error {
		quoted := p.peek().quoted
		var s string
		if quoted {
			s = p.next().text
			*to = append(*to, s)
			for p.peek().quoted {
				*to = append(*to, p.next().text)
			}
			return nil
		}
		for n := 0; n == 0 || strings.HasSuffix(clause, "s") && !p.done() && !p.endsPhrase() && !p.startsClause() && !p.lastIsShare(); n++ {
			p.words[min(p.i, len(p.words)-1)].first = false
			if err := p.phrase(&s)(clause); err != nil {
				return err
			}
			for name := range strings.SplitSeq(s, ",") {
				*to = append(*to, strings.TrimSpace(name))
			}
		}
		return nil
	}
}

func (p *parser) currency(to **ledger.Currency) func(string) error {
	return func(clause string) error {
		c := ledger.Currency(strings.ToUpper(p.peek().text))
		if !c.Known() {
			return p.expected("a currency's code such as USD or EUR", clause)
		}
		p.i++
		*to = &c
		return nil
	}
}

// terms reads the longest run of words that are payment terms.
func (p *parser) terms(to **ledger.Terms) func(string) error {
	return func(clause string) error {
		words := p.clause()
		if len(words) == 0 {
			return p.expected("payment terms such as net30", clause)
		}
		var first error
		for n := min(len(words), 6); n > 0; n-- {
			t, err := ledger.ParseTerms(strings.Join(words[:n], " "))
			if err == nil {
				p.i += n
				*to = &t
				return nil
			}
			first = err
		}
		return first
	}
}

func (p *parser) grace(to **int) func(string) error {
	return func(clause string) error {
		n, unit, words := p.count()
		if words == 0 || unit != "days" {
			return p.expected("a number of days", clause)
		}
		p.i += words
		*to = &n
		return nil
	}
}

func (p *parser) channel(to **string) func(string) error {
	return func(clause string) error {
		var m Mention
		err := p.who(&m, Channel)(clause)
		*to = &m.ID
		return err
	}
}

func (p *parser) owner(to **ledger.UserID) func(string) error {
	return func(clause string) error {
		var m Mention
		err := p.who(&m, User)(clause)
		id := ledger.UserID(m.ID)
		*to = &id
		return err
	}
}

func (p *parser) country(to **string) func(string) error {
	return func(clause string) error {
		c := strings.ToUpper(p.peek().text)
		if len(c) != 2 || strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return p.expected("a country's code of two letters such as US or DE", clause)
		}
		p.i++
		*to = &c
		return nil
	}
}

func (p *parser) convention(to **ledger.Convention) func(string) error {
	return func(clause string) error {
		words := p.clause()
		var first error
		for n := min(len(words), 2); n > 0; n-- {
			c, err := ledger.ParseConvention(strings.Join(words[:n], " "))
			if err == nil {
				p.i += n
				*to = &c
				return nil
			}
			first = err
		}
		if first == nil {
			first = p.expected("none, following, modified following or preceding", clause)
		}
		return first
	}
}

// heldInvoice takes the number that hold and release may begin with, and the reason behind it.
func (p *parser) heldInvoice(no *ledger.InvoiceNo, reason *string) error {
	p.take("invoice")
	if p.isNumber(0, true) {
		if err := p.number(no)(string(p.entry.Verb)); err != nil {
			return err
		}
	}
	return p.reason(reason)
}

// reason takes all that is left as the reason; the word itself may stand before it.
func (p *parser) reason(to *string) error {
	if p.lastIsShare() {
		p.share = true
		p.i++
		return nil
	}
	if p.take("reason", "because", "memo", "note") && p.done() {
		return p.expected("some words", "reason")
	}
	*to = p.rest()
	return nil
}

func (p *parser) hold() (Action, error) {
	var h Hold
	err := p.heldInvoice(&h.Invoice, &h.Reason)
	return h, err
}

func (p *parser) release() (Action, error) {
	var r Release
	err := p.heldInvoice(&r.Invoice, &r.Reason)
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

func (p *parser) close() (Action, error) {
	var c Close
	err := p.reason(&c.Reason)
	return c, err
}
