package typed

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// pasted is how many words that name no kind make a text to be read as a notice, rather than a mistake.
const pasted = 8

// letter is how many words make a text a letter, whose commas are not those of clauses.
const letter = 30

// signal records a counter-measure, moves the one that is named, or, of a pasted notice, opens the form.
func (p *parser) signal() (Action, error) {
	if id, ok := p.idHere(ledger.SignalSeries); ok {
		p.i++
		return p.moveSignal(id)
	}
	var s ledger.Signal
	if p.done() {
		p.need(true, "kind, or the notice itself")
		return RecordSignal{s}, nil
	}
	start := p.i
	if s.Kind, s.State = p.kindAndState(); s.Kind == "" {
		at := *p
		if s.State = at.stateHere(); s.State != "" && at.done() {
			p.i = at.i
			p.need(true, "kind")
			return RecordSignal{s}, nil
		}
		return p.noKind()
	}
	switch s.State {
	case ledger.Suspended, ledger.Withdrawn, ledger.Lapsed:
		return nil, p.usage("A counter-measure begins as possible, threatened, notice or in effect, not as %s; to move one, name it: `/owed %s signal S-1 %s`", s.State.Words(), p.vendor.Slug, s.State)
	}
	err := p.signalClauses(&s)
	if err != nil && len(p.words)-start >= letter {
		p.i = start
		p.need(true, "what the notice says")
		return RecordSignal{ledger.Signal{Text: p.rest()}}, nil
	}
	return RecordSignal{s}, err
}

// kindAndState takes "suspend notice" and "notice of suspension"; without a kind it takes nothing.
func (p *parser) kindAndState() (ledger.MeasureKind, ledger.MeasureState) {
	start := p.i
	if kind := p.kindHere(); kind != "" {
		return kind, p.stateHere()
	}
	state := p.stateHere()
	for state != "" && p.take("of", "to", "they", "the", "a", "an") {
	}
	kind := p.kindHere()
	if kind == "" {
		p.i = start
	}
	return kind, state
}

// noKind is what becomes of a signal whose kind can't be read: a long text goes into the form.
func (p *parser) noKind() (Action, error) {
	w := p.peek()
	if choices := p.nearKinds(w); len(choices) > 0 && len(p.words)-p.i < pasted {
		return nil, p.guess(choices, "I read "+p.soFar()+", "+quote(w.text))
	}
	if len(p.words)-p.i >= pasted {
		p.need(true, "kind")
		return RecordSignal{ledger.Signal{Text: p.rest()}}, nil
	}
	if choices := p.kindInside(); len(choices) > 0 {
		return nil, p.guess(choices, "I read "+p.soFar()+", "+quote(w.text))
	}
	return nil, p.usage("I read %s, which is no kind of counter-measure; expected one of %s", quote(w.text), strings.Join(KindNames(), ", "))
}

// signalClauses reads the clauses of a new counter-measure; what begins with none of their words is free text.
func (p *parser) signalClauses(s *ledger.Signal) error {
	var received ledger.Date
	p.fields = []*field{
		clause("exposure", p.exposure(&s.Exposure)),
		clause("effective on|effective from|effective", p.day(future, &s.Effective)),
		clause("cure until|cure by|cure period until|curable until", p.day(future, &s.CureUntil)),
		clauses("affiliate|affiliates", p.names(&s.Affiliates)),
		clause("source", p.source(&s.Source)),
		clauses("hits service|hits services", p.names(&s.Services)),
		softly("announced on|announced|dated", p.day(past, &s.Announced)),
		softly("received on|received", p.day(past, &received)),
		softly("renews", p.id(&s.Renews, ledger.SignalSeries)),
		softly("linked to|about", p.linked(&s.Linked)),
		softly("link", p.link(&s.Link)),
		clause("note:|text:|memo:", p.text(&s.Text)),
	}
	err := p.freely(&s.Text)
	if !received.IsZero() {
		s.Received = received.Start(p.vendor.Location())
	}
	return err
}

// freely walks over clauses; all words that begin none are gathered, as typed, into one text.
func (p *parser) freely(text *string) error {
	var runs []string
	from := -1
	flush := func() {
		if from >= 0 {
			runs = append(runs, p.span(from, p.i))
		}
		from = -1
	}
	for !p.done() {
		w := p.peek()
		if p.lastIsShare() && (w.first || from < 0) {
			break
		}
		f, _, _ := p.fieldHere(0)
		if f == nil || from >= 0 && !w.first {
			if from < 0 {
				from = p.i
			}
			p.i++
			continue
		}
		flush()
		before, start := *text, p.i
		switch _, err := p.field(); {
		case err != nil && f.soft:
			f.seen, from, p.i = false, start, start+1
			continue
		case err != nil:
			return err
		}
		if *text != before {
			runs, *text = append(runs, *text), before
		}
	}
	flush()
	*text = strings.Join(runs, ", ")
	if p.lastIsShare() {
		p.share = true
		p.i++
	}
	return nil
}

// sources are the words that are a source by themselves; what follows them is something else.
var sources = []string{
	"press report", "press", "news report", "news", "formal notice", "notice", "phone call", "call", "e-mail", "email", "mail", "letter", "meeting", "invoice", "statement", "portal", "rumour", "rumor", "vendor", "hearsay",
}

func (p *parser) source(to *string) func(string) error {
	return func(clause string) error {
		for _, s := range sources {
			if n := p.sees(s); n > 0 && !p.peek().first {
				*to = s
				p.i += n
				return nil
			}
		}
		return p.phrase(to)(clause)
	}
}

// names reads one name; after the plural word, several: "affiliates Amazon Studios and Twitch".
func (p *parser) names(to *[]string) func(string) error {
	return func(clause string) error {
		var s string
		quoted := p.peek().quoted
		if quoted {
			s = p.next().text
		} else if err := p.phrase(&s)(clause); err != nil {
			return err
		}
		list := []string{s}
		if strings.HasSuffix(clause, "s") && !quoted {
			list = strings.Split(strings.NewReplacer(" and ", ",", " & ", ",").Replace(s), ",")
		}
		for _, name := range list {
			if name = strings.TrimSpace(name); name != "" && !slices.Contains(*to, name) {
				*to = append(*to, name)
			}
		}
		return nil
	}
}

func (p *parser) linked(to *[]ledger.ID) func(string) error {
	return func(clause string) error {
		var id ledger.ID
		if err := p.id(&id, ledger.DisputeSeries, ledger.RequestSeries, ledger.ContractSeries)(clause); err != nil {
			return err
		}
		*to = append(*to, id)
		return nil
	}
}

// moveSignal reads a new state, whether it is genuine, new dates, a new exposure; all other words say why.
func (p *parser) moveSignal(id ledger.ID) (Action, error) {
	m := ledger.SignalMoved{ID: id}
	p.take("is now", "is", "to")
	m.To = p.stateHere()
	switch {
	case p.take("genuine", "not phishing", "no phishing", "not fraud", "no fraud"):
		m.Mark = ledger.Genuine
	case p.take("phishing", "fraud"):
		m.Mark = ledger.Doubted
	}
	if m.To == "" && p.done() && m.Mark == "" {
		p.need(true, "what happens to "+string(id))
		return MoveSignal{m}, nil
	}
	p.fields = []*field{
		clause("exposure", p.exposure(&m.Exposure)),
		clause("effective on|effective from|effective", p.dayOrNone(&m.Effective, &m.NoDay)),
		clause("cure until|cure by|cure period until|curable until", p.dayOrNone(&m.CureUntil, &m.NoCure)),
		clause("source", p.source(&m.Source)),
		clause("reason|because|why|note:|text:|memo:", p.text(&m.Why)),
	}
	if f, _, _ := p.fieldHere(0); m.To == "" && m.Mark == "" && f == nil {
		return nil, p.expected("withdrawn, suspended, lapsed, in effect, notice, threatened or possible; genuine or phishing; or effective, cure until, exposure", "signal "+string(id))
	}
	err := p.freely(&m.Why)
	return MoveSignal{m}, err
}

// dayOrNone reads a day to come, or that there is none any more: "unknown".
func (p *parser) dayOrNone(to *ledger.Date, none *bool) func(string) error {
	day := p.day(future, to)
	return func(clause string) error {
		if *none = p.take("unknown", "not known", "none"); *none {
			return nil
		}
		return day(clause)
	}
}

// exposure reads "at least $1m per quarter", "$1m to $2m", "up to $5m".
func (p *parser) exposure(to **ledger.Exposure) func(string) error {
	return func(clause string) error {
		var e ledger.Exposure
		switch {
		case p.take("of at least", "at least", "no less than", "more than", "over", "min", "minimum"):
			e.Floor = true
		case p.take("of up to", "up to", "at most", "no more than", "less than", "max", "maximum"):
			e.Ceiling = true
		case p.take("about", "around", "roughly", "approximately", "some", "circa", "ca", "ca."):
			return p.usage("I read `about`, which could be less or more; expected `at least $1m`, `up to $1m`, or a range, `$1m to $2m`")
		}
		p.take("of", "between")
		if err := p.span2(&e, clause); err != nil {
			return err
		}
		if e.Per == "" {
			e.Per = p.period()
		}
		*to = &e
		return nil
	}
}

// span2 reads one amount or a range of two.
func (p *parser) span2(e *ledger.Exposure, clause string) error {
	if low, high, ok := p.dashed(); ok {
		return p.bounds(e, low, high)
	}
	w := p.peek()
	if sum, per, ok := strings.Cut(w.text, "/"); ok && hasDigit(sum) && slices.Contains([]string{"week", "month", "quarter", "year"}, per) { // $1m/month
		p.words[p.i].text = sum
		e.Per = ledger.Period(per)
	}
	if plus, ok := strings.CutSuffix(w.text, "+"); ok && !e.Ceiling && plus != "" { // $1m+
		e.Floor = true
		p.words[p.i].text = plus
	}
	if err := p.amount(&e.Amount)(clause); err != nil {
		return err
	}
	if e.Floor || e.Ceiling || p.sees("to")+p.sees("and")+p.sees("-") == 0 {
		return nil
	}
	at := *p
	at.i++
	var high ledger.Money
	if ok, err := at.sum(&high); !ok || err != nil {
		return err
	}
	p.i = at.i
	return p.ordered(e, high)
}

// dashed splits a range that is one word: $1m-$2m.
func (p *parser) dashed() (low, high string, ok bool) {
	low, high, ok = strings.Cut(p.peek().text, "-")
	return low, high, ok && hasDigit(low) && hasDigit(high) && !p.peek().quoted
}

func (p *parser) bounds(e *ledger.Exposure, low, high string) error {
	var err error
	if e.Amount, err = ledger.ParseAmount(low, p.amountHint()); err != nil {
		return err
	}
	max, err := ledger.ParseAmount(high, p.amountHint())
	if err != nil {
		return err
	}
	p.i++
	return p.ordered(e, max)
}

func (p *parser) ordered(e *ledger.Exposure, high ledger.Money) error {
	if high.Currency != e.Amount.Currency || high.Cmp(e.Amount) <= 0 {
		return p.usage("I read a range from %s to %s; expected the lower amount first, in one currency", e.Amount, high)
	}
	e.AmountMax = high
	return nil
}

// period takes how often an exposure comes again.
func (p *parser) period() ledger.Period {
	for _, per := range []ledger.Period{"week", "month", "quarter", "year"} {
		s := string(per)
		if p.take("per "+s, "a "+s, "each "+s, "every "+s, "/ "+s, "/"+s, s+"ly", "per calendar "+s) {
			return per
		}
	}
	if p.take("p.m.", "pm", "p.m") {
		return "month"
	}
	if p.take("annually", "p.a.", "pa", "p.a", "per annum", "a yr") {
		return "year"
	}
	return ""
}
