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
		clause("country|holidays", p.country(&f.Country)),
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
		first, more, _ := strings.Cut(strings.ToUpper(p.peek().text), ",")
		c := ledger.Currency(first)
		if !c.Known() {
			return p.expected("a currency's code such as USD or EUR", clause)
		}
		p.i++
		if more != "" || !p.done() && ledger.Currency(strings.ToUpper(p.peek().text)).Known() {
			return p.usage("I read several currencies behind `%s`; expected the one of amounts typed without any. Others are typed with the amount, such as EUR 500, and need no setting", clause)
		}
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
