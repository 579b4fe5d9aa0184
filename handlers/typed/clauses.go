package typed

import (
	"errors"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// field is a clause of a verb: the words that begin it, and the reader of what follows them.
type field struct {
	words []string // longer ones before their own beginnings
	read  func(clause string) error
	many  bool // may stand more than once
	soft  bool // among free text: where what follows can't be read, its words are free text, too
	seen  bool
}

// clause is a field that may stand once. Its words are split at |.
func clause(words string, read func(string) error) *field {
	return &field{words: strings.Split(words, "|"), read: read}
}

// clauses is a field that may stand several times.
func clauses(words string, read func(string) error) *field {
	return &field{words: strings.Split(words, "|"), read: read, many: true}
}

// softly is a clause whose words also begin sentences: only what can be read is one.
func softly(words string, read func(string) error) *field {
	return &field{words: strings.Split(words, "|"), read: read, soft: true}
}

// each walks to the end: clause by clause, and word by word where positional (which may be nil) takes them.
func (p *parser) each(fields []*field, positional func() (bool, error)) error {
	p.fields = fields
	for !p.done() {
		if p.lastIsShare() {
			p.share = true
			p.i++
			return nil
		}
		if ok, err := p.field(); ok || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		ok, err := false, error(nil)
		if positional != nil {
			ok, err = positional()
		}
		if err != nil {
			return err
		}
		if !ok {
			return p.unplaced()
		}
	}
	return nil
}

func (p *parser) lastIsShare() bool {
	w := p.peek()
	return p.i == len(p.words)-1 && w.low == "share" && !w.quoted
}

// field reads the clause that begins here, if one does.
func (p *parser) field() (bool, error) {
	f, phrase, n := p.fieldHere(0)
	if f == nil && (p.peek().low == "and" || p.peek().low == "with") {
		f, phrase, n = p.fieldHere(1)
		n++
	}
	if f == nil {
		return false, nil
	}
	if f.seen && !f.many {
		return true, p.usage("I read `%s` twice; once is enough", phrase)
	}
	f.seen = true
	p.i += n
	return true, f.read(phrase)
}

// fieldHere is the clause whose words stand skip words from here, and how many they are.
func (p *parser) fieldHere(skip int) (best *field, phrase string, words int) {
	at := p.cursor
	at.i += skip
	for _, f := range p.fields {
		for _, w := range f.words {
			if n := at.sees(w); n > words {
				best, phrase, words = f, w, n
			}
		}
	}
	return best, phrase, words
}

// need notes that something must still be asked for.
func (p *parser) need(missing bool, what string) {
	if missing {
		p.missing = append(p.missing, what)
	}
}

func (p *parser) amountHint() ledger.AmountHint {
	h := ledger.AmountHint{Currency: p.vendor.Currency}
	if p.env.Largest != nil && p.vendor.Slug != "" {
		h.Largest = p.env.Largest(p.vendor)
	}
	return h
}

// sum takes the amount that stands here, if one does.
func (p *parser) sum(to *ledger.Money) (bool, error) {
	words := p.clause()
	if w := p.peek(); w.quoted && strings.ContainsAny(w.text, currencySigns) { // “$1m”: what has a currency is no number
		words = []string{w.text}
	}
	m, used, err := ledger.PrefixAmount(words, p.amountHint())
	if err != nil || used == 0 {
		return false, err
	}
	if to.Currency != "" {
		return false, p.usage("I read two amounts, %s and %s; expected one", *to, m)
	}
	p.i += used
	*to = m
	return true, nil
}

// amount reads a clause that is an amount.
func (p *parser) amount(to *ledger.Money) func(string) error {
	return func(clause string) error {
		ok, err := p.sum(to)
		if err == nil && !ok {
			err = p.expected("an amount", clause)
		}
		return err
	}
}

// tense tells whether a day without a year lies behind us or before us.
type tense bool

const (
	past   tense = true
	future tense = false
)

func (p *parser) dateHint(when tense, issued ledger.Date) ledger.DateHint {
	zone := p.vendor.Location()
	if when == past && p.env.UserZone != nil || p.vendor.Slug == "" {
		zone = p.userZone()
	}
	h := ledger.DateHint{Today: p.env.Today(zone), Past: bool(when), Order: p.env.DateOrder, Issued: issued}
	if p.env.Business != nil {
		h.Business = p.env.Business(p.vendor)
	}
	return h
}

func (p *parser) userZone() *time.Location {
	if p.env.UserZone == nil {
		return time.UTC
	}
	return p.env.UserZone
}

// date takes the day that stands here, if one does.
func (p *parser) date(when tense, to *ledger.Date) (bool, error) {
	words := p.clause()
	if len(words) > 0 && slices.Contains([]string{"now", "immediately"}, strings.ToLower(words[0])) {
		words = []string{"today"}
	}
	d, used, err := ledger.PrefixDate(words, p.dateHint(when, 0))
	if err != nil || used == 0 {
		return false, err
	}
	p.i += used
	*to = d
	return true, nil
}

// day reads a clause that is a day.
func (p *parser) day(when tense, to *ledger.Date) func(string) error {
	return func(clause string) error {
		ok, err := p.date(when, to)
		if err == nil && !ok {
			return p.expected("a day such as 2023-03-31", clause)
		}
		return exampleFor(clause, err)
	}
}

// exampleFor makes the example of a refused day one of the clause in which it stands.
func exampleFor(clause string, err error) error {
	e, ok := errors.AsType[*ledger.Error](err)
	if !ok {
		return err
	}
	said := *e
	said.Say = strings.Replace(e.Say, "Example: `due ", "Example: `"+clause+" ", 1)
	return &said
}

// text reads a clause that runs to the end of all that was typed.
func (p *parser) text(to *string) func(string) error {
	return func(clause string) error {
		if *to = p.rest(); *to == "" {
			return p.expected("some words", clause)
		}
		return nil
	}
}

// oneWord reads a clause that is one word, or several in quotes.
func (p *parser) oneWord(to *string) func(string) error {
	return func(clause string) error {
		if p.done() {
			return p.expected("a word", clause)
		}
		*to = p.next().text
		return nil
	}
}

// strong are the clause words that end a run of words even without a comma. Others, such as "of" and "services", may be
// part of a name.
var strong = []string{
	"source", "exposure", "effective", "effective on", "cure until", "cure by", "memo", "issued", "due", "currency", "terms", "zone", "grace", "channel",
	"owner", "alias", "country", "convention", "po", "as of", "affiliate", "from",
}

func (p *parser) endsPhrase() bool {
	f, word, _ := p.fieldHere(0)
	return f != nil && slices.Contains(strong, word) || slices.Contains(p.alone, p.peek().low)
}

// phrase reads a clause that runs to its end, or to the next strong clause word.
func (p *parser) phrase(to *string) func(string) error { return p.until(p.endsPhrase, to) }

// reference reads a clause that runs to its end, or to any next clause word or amount with a currency's sign.
func (p *parser) reference(to *string) func(string) error {
	return p.until(func() bool {
		w := p.peek()
		return p.startsClause() || !w.quoted && hasDigit(w.text) && strings.ContainsAny(w.text, currencySigns)
	}, to)
}

func (p *parser) until(ends func() bool, to *string) func(string) error {
	return func(clause string) error {
		from := p.i
		for n := 0; !p.done(); n++ {
			if p.peek().first || n > 0 && (ends() || p.lastIsShare()) {
				break
			}
			p.i++
		}
		if p.i == from {
			return p.expected("some words", clause)
		}
		*to = p.span(from, p.i)
		if p.i == from+1 {
			*to = p.words[from].text
		}
		return nil
	}
}

// startsClause reports whether a clause of the verb begins here.
func (p *parser) startsClause() bool {
	f, _, _ := p.fieldHere(0)
	return f != nil
}
