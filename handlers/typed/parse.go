package typed

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"owed.dev/owed/ledger"
)

// Longest is how many characters a command may have; longer ones belong into a form or a file.
const Longest = 3000

// Directory knows the vendors by name.
type Directory interface {
	// Resolve finds a vendor by slug, alias or name, folded as ledger.Fold does.
	Resolve(name string) (ledger.Vendor, bool)
	// Near lists vendors whose slug, alias or name is a typing mistake or two away, the nearest first.
	Near(name string) []ledger.Vendor
}

// Env is what the words are read in.
type Env struct {
	Today     func(zone *time.Location) ledger.Date
	UserZone  *time.Location // of the one who types: "today" and days that are over are theirs
	Dir       Directory
	DateOrder string // for 3/4/2023: "dmy", "mdy", or "": refused

	// Find gives the id of a person, group or channel that was typed as plain text; nil: such a name is refused.
	Find func(kind MentionKind, name string) (id string, ok bool)
	// Business is the calendar of a vendor's country; nil: Monday to Friday.
	Business func(ledger.Vendor) func(ledger.Date) bool
	// Largest is the largest amount on record for a vendor, for the sanity limit; nil: no limit.
	Largest func(ledger.Vendor) ledger.Money
}

// Parse reads the words after /owed. Its errors are *ledger.Error; where a typing mistake is likely, with a *Guess as cause.
func Parse(text string, env Env) (Command, error) {
	if n := utf8.RuneCountInString(text); n > Longest {
		return Command{}, invalid("I read %d characters; a command has at most %d. Record it short, and paste the long text into the form. Example: `/owed aws signal`", n, Longest)
	}
	p := newParser(text, env)
	p.try = func(text string) bool {
		_, err := newParser(text, env).command()
		return err == nil
	}
	c, err := p.command()
	return c, inCurrency(err, p.vendor.Currency)
}

// dollars is a sum of dollars in an example.
var dollars = regexp.MustCompile(`\$(\d[\d,.]*[km]?)`)

// inCurrency is a refusal whose examples are in the vendor's own currency: who types one must not ask for dollars by it.
func inCurrency(err error, c ledger.Currency) error {
	e, ok := errors.AsType[*ledger.Error](err)
	if !ok || c == "" || c == "USD" {
		return err
	}
	said, example, ok := strings.Cut(e.Say, "Example: `")
	if !ok {
		return err
	}
	local := *e
	local.Say = said + "Example: `" + dollars.ReplaceAllString(example, strings.ReplaceAll(c.Short(""), "$", "$$")+"${1}")
	return &local
}

func newParser(text string, env Env) *parser {
	src := decode(text)
	return &parser{cursor: cursor{src: src, words: cut(src)}, env: env}
}

// parser is one reading of one text.
type parser struct {
	cursor
	env     Env
	vendor  ledger.Vendor
	named   string    // the words that named it
	entry   HelpEntry // of the verb being read
	share   bool
	missing []string
	fields  []*field               // the clauses of the verb being read
	alone   []string               // words of it that stand alone: critical
	try     func(text string) bool // whether an example can be read; nil: this is such a trial itself
}

func (p *parser) command() (Command, error) {
	for p.take("/owed") {
	}
	p.share = p.take("share")
	do, err := p.action()
	if err != nil {
		return Command{}, err
	}
	if p.lastIsShare() {
		p.share = true
		p.i++
	}
	if !p.done() {
		return Command{}, p.unplaced()
	}
	was, _ := p.vendor.Formerly(p.named)
	return Command{Vendor: p.vendor, Was: was, Do: do, Share: p.share, Missing: p.missing}, nil
}

// action finds out who and what it is about; the verb's reader does the rest.
func (p *parser) action() (Action, error) {
	entry, words := p.verbHere()
	vendor, n := p.vendorHere()
	switch {
	case p.done():
		return p.read(entryOf(OverviewVerb))
	case n > words, n == words && n > 0 && !slices.Contains(ledger.CommandWords, p.peek().low):
		// A vendor's name may begin with a word of ours (Credit Suisse), or be one that is not reserved (Bill).
		p.vendor, p.named, p.i = vendor, p.name(n), p.i+n
		return p.afterVendor()
	case words > 0:
		p.i += words
		return p.verbFirst(entry)
	}
	return nil, p.noVendor()
}

// afterVendor reads the verb that follows a vendor; without one the card is meant.
func (p *parser) afterVendor() (Action, error) {
	p.share = p.take("share") || p.share
	if p.done() {
		return p.read(entryOf(CardVerb))
	}
	entry, n := p.verbHere()
	if n == 0 || entry.Scope == TeamOnly {
		return nil, p.unknownVerb()
	}
	p.i += n
	return p.read(entry)
}

// verbFirst reads what begins with a verb: the team's own, or a vendor's with the vendor behind it ("pay aws $10m").
func (p *parser) verbFirst(entry HelpEntry) (Action, error) {
	p.entry = entry
	if entry.Scope == TeamOnly || entry.Verb == FindVerb {
		return p.read(entry)
	}
	if v, n := p.vendorHere(); n > 0 {
		p.vendor, p.named, p.i = v, p.name(n), p.i+n
		return p.read(entry)
	}
	if entry.Scope == VendorOnly {
		return p.whichVendor()
	}
	return p.read(entry)
}

// whichVendor ends the reading of a verb that needs a vendor and has none.
func (p *parser) whichVendor() (Action, error) {
	if p.done() && p.entry.Form || p.entry.Verb == SignalVerb && len(p.words)-p.i >= pasted {
		p.missing = append(p.missing, "vendor")
		return p.read(p.entry)
	}
	if choices := p.nearVendors(1); len(choices) > 0 {
		return nil, p.guess(choices, fmt.Sprintf("No vendor is called %s", quote(p.peek().text)))
	}
	return nil, p.usage("Which vendor is `%s` about? Its name comes first", p.entry.Words[0])
}

func (p *parser) read(entry HelpEntry) (Action, error) {
	p.entry = entry
	if entry.Reads && len(p.words) > p.i {
		if last := p.words[len(p.words)-1]; last.low == "share" && !last.quoted && entry.Verb != FindVerb {
			p.share, p.words = true, p.words[:len(p.words)-1]
		}
	}
	return readers[entry.Verb](p)
}

// verbHere is the verb whose words stand here, and how many they are; the longest wins.
func (p *parser) verbHere() (best HelpEntry, words int) {
	for _, e := range help {
		for _, phrase := range e.Words {
			if n := p.sees(phrase); n > words {
				best, words = e, n
			}
		}
	}
	return best, words
}

// vendorHere is the vendor whose name stands here, and how many words that is; the longest name wins.
func (p *parser) vendorHere() (ledger.Vendor, int) {
	const longest = 8
	for n := min(longest, len(p.words)-p.i); n > 0; n-- {
		if v, ok := p.env.Dir.Resolve(p.name(n)); ok {
			return v, n
		}
	}
	return ledger.Vendor{}, 0
}

// name is the next n words as one name.
func (p *parser) name(n int) string {
	if w := p.peek(); n == 1 {
		return w.text
	}
	return fold(p.src.text[p.peek().from:p.ahead(n-1).to])
}

// nameLength is how many words here may be a vendor's name: those before the next verb.
func (p *parser) nameLength() int {
	n := 1
	for p.i+n < len(p.words) && n < 5 && p.verbAt(p.i+n) == 0 {
		n++
	}
	return n
}

// nearVendors are vendors that at least so many words here may mean, mistyped.
func (p *parser) nearVendors(least int) []Choice {
	for n := p.nameLength(); n >= least && !p.done(); n-- {
		near := p.env.Dir.Near(p.name(n))
		if len(near) == 0 {
			continue
		}
		var out []Choice
		for _, v := range near[:min(len(near), 5)] {
			out = append(out, Choice{
				Vendor: v, Label: v.Name,
				Words: p.src.replaced(p.peek().from, p.ahead(n-1).to, string(v.Slug)),
			})
		}
		return out
	}
	return nil
}

// verbAt is how many words a verb covers at word i.
func (p *parser) verbAt(i int) int {
	at := *p
	at.i = i
	_, n := at.verbHere()
	return n
}

// noVendor is the refusal of a text that begins with neither a vendor nor a verb.
func (p *parser) noVendor() error {
	w := p.peek()
	choices := append(p.nearVendors(1), p.nearVerbs(func(e HelpEntry) bool { return e.Scope != VendorOnly })...)
	choices = append(choices, p.bare()...)
	read := "I read " + quote(w.text)
	if len(choices) > 0 {
		return p.guess(choices, read)
	}
	name := plain(p.name(p.nameLength()))
	return notFound("I read %s; no vendor has that slug, alias or name. All vendors: `/owed`. A new one: `/owed add %s as %s`", quote(name), name, slugFrom(w.text))
}

// unknownVerb is the refusal of a word behind a vendor that is no verb.
func (p *parser) unknownVerb() error {
	w := p.peek()
	read := fmt.Sprintf("I read %s, %s?%s", p.vendor.Name, quote(w.text), p.echo(p.i+1))
	choices := append(p.nearVerbs(func(e HelpEntry) bool { return e.Scope != TeamOnly }), p.bare()...)
	if len(choices) == 0 {
		longer := *p // a longer name may have been meant, of which the vendor's is only the beginning
		longer.i = 0
		choices = longer.nearVendors(p.i + 1)
	}
	switch {
	case len(choices) > 0:
		return p.guess(choices, read)
	case w.low == "approve" || w.low == "reject":
		return invalid("%s. A request is decided by the buttons on it: in the channel where it was asked for, or in owed's Home tab under *Look*. Example: `/owed %s payments` has its state", read, p.vendor.Slug)
	}
	if e, n := p.verbHere(); n > 0 { // one of the team's
		return invalid("%s `%s` is about all vendors. Example: `%s`", stop(read), e.Words[0], e.Examples[0])
	}
	return invalid("%s Expected what to do: invoices, history, signals, contract, invoice, credit, pay, paid, dispute, signal, incident, reverse … (`/owed help` has all). Example: `/owed %s pay $10m`", stop(read), p.vendor.Slug)
}

// bare is what a day, an ID or an invoice's number may mean that stands where a verb is expected.
func (p *parser) bare() []Choice {
	w := p.peek()
	verb := ""
	if _, used, err := ledger.PrefixDate([]string{w.text}, p.dateHint(past, 0)); used > 0 && err == nil {
		verb = "on "
	} else if _, ok := ledger.ParseID(w.text); ok || p.vendor.Slug != "" && p.isNumber(0, false) {
		verb = "history "
	}
	if verb == "" || w.quoted {
		return nil
	}
	return []Choice{{Label: verb + plain(w.text), Words: p.src.replaced(w.from, w.to, verb+w.text)}}
}

// nearVerbs are the verbs that the word here may mean, mistyped.
func (p *parser) nearVerbs(fits func(HelpEntry) bool) []Choice {
	w := p.peek()
	if w.quoted || w.mention.ID != "" {
		return nil
	}
	var out []Choice
	best := mistakes(w.low) + 1
	for _, e := range help {
		for _, phrase := range e.Words {
			d := distance(w.low, phrase)
			if !fits(e) || d > best || d > mistakes(phrase) || e.Verb == CardVerb || e.Verb == OverviewVerb {
				continue
			}
			if d < best {
				out, best = nil, d
			}
			out = append(out, Choice{Label: phrase, Words: p.src.replaced(w.from, w.to, phrase), verb: e.Verb})
		}
	}
	return out
}

// echo repeats the words from i on as they were understood: amounts in full.
func (p *parser) echo(i int) string {
	at := *p
	at.i = i
	var out strings.Builder
	for n := 0; !at.done() && n < 6; n++ {
		if m, used, err := ledger.PrefixAmount(at.clause(), p.amountHint()); err == nil && used > 0 {
			out.WriteString(", " + figure(m, at.name(used)))
			at.i += used
			continue
		}
		out.WriteString(", " + quote(at.next().text))
	}
	if !at.done() {
		out.WriteString(", …")
	}
	return out.String()
}

// figure is an amount in full; its currency is left out where none was typed.
func figure(m ledger.Money, typed string) string {
	if strings.ContainsAny(typed, currencySigns) || strings.Contains(strings.ToUpper(typed), string(m.Currency)) {
		return m.String()
	}
	return strings.TrimLeft(m.String(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ "+currencySigns)
}

func slugFrom(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return "slug"
	}
	return b.String()[:min(b.Len(), 40)]
}
