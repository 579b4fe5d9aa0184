package signals

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// Course gathers what sentences and labelled texts teach.
type Course struct {
	sentences, texts []linear.Example
	days             Days
	sums, names      []linear.Case
	costs, spots     []linear.Case
	told             []linear.Case
	stages           []linear.StateCase
}

// Taught is a labelled text, in the form of the labelled notices.
type Taught struct {
	Text     string
	Form     string // the sort of text: email, call_note
	Received ledger.Date
	Label    struct {
		Measures   []Labelled
		Suspicious bool
		Deadline   ledger.Date // 0: none
		Vendor     string      // as written, "" where the text names none
		Claimed    *Sum
	}
}

// Sentence adds what a sentence that stands alone teaches.
func (c *Course) Sentence(l linear.Line) {
	e := linear.Example{Kinds: l.Kinds, State: l.State, Alone: true}
	d := newDocumentIn(l.Lang, l.Text, aDay, nil, customs{})
	for i := range d.clauses {
		e.Features = d.clauseFeatures(&d.clauses[i], e.Features)
	}
	c.sentences = append(c.sentences, e)
	if !l.Phrase {
		c.texts = append(c.texts, d.textLesson(l.Kinds))
	}
}

// letterShare is how much a sentence of a whole text teaches about sentences, beside one that stands alone.
const letterShare = 2

// Text adds what a labelled text teaches: about its sentences, itself, its days, sums and names.
func (c *Course) Text(t Taught) {
	c.sentences = append(c.sentences, sentenceLessons(t)...)
	var kinds []ledger.MeasureKind
	for _, m := range t.Label.Measures {
		kinds = append(kinds, m.Kind)
	}
	d := newDocument(t.Text, t.Received, nil)
	whole := d.textLesson(kinds)
	whole.Whole, whole.Suspect = true, t.Label.Suspicious
	whole.Sums, whole.Claims = len(d.money) > 0, t.Label.Claimed != nil
	c.texts = append(c.texts, whole)
	c.stages = append(c.stages, stageLessons(t)...)
	c.days.Learn(t.Text, t.Received, t.Label.Measures, t.Label.Deadline)
	c.costs = append(c.costs, costLessons(t)...)
	c.spots, c.told = append(c.spots, spotLessons(t)...), append(c.told, toldLesson(t))
	if l := sumLesson(t); len(l.Options) > 0 {
		c.sums = append(c.sums, l)
	}
	if l := nameLesson(t.Text, t.Received, t.Label.Vendor); len(l.Options) > 0 {
		c.names = append(c.names, l)
	}
}

// Add adds what another course has.
func (c *Course) Add(o *Course) {
	c.sentences, c.texts = append(c.sentences, o.sentences...), append(c.texts, o.texts...)
	c.sums, c.names = append(c.sums, o.sums...), append(c.names, o.names...)
	c.stages, c.costs = append(c.stages, o.stages...), append(c.costs, o.costs...)
	c.spots, c.told = append(c.spots, o.spots...), append(c.told, o.told...)
	c.days.add(&o.days)
}

// Orders is in how many orders the sentences and texts of what signals embeds are taught.
const Orders = 4

// Teach trains all that signals embeds, sentences and texts in so many orders, and gives it in the form of model.bin: always the same
// bytes of the same lessons.
func (c *Course) Teach(orders int) []byte {
	ofSentences, ofTexts := linear.OfSentences, linear.OfTexts
	ofSentences.Orders, ofTexts.Orders = orders, orders
	l := learned{
		sums: linear.LearnDropping(c.sums), costs: linear.LearnDropping(c.costs), stages: linear.LearnStages(c.stages), spots: linear.Learn(c.spots), told: linear.Learn(c.told), names: linear.LearnAt(c.names, nameRate), days: c.days.teach(),
		sentencesAndTexts: linear.Join(linear.Train(c.sentences, ofSentences).Table(), linear.Train(c.texts, ofTexts).Table()),
	}
	return linear.Write(l.code)
}

// nameRate is how long the first steps are of what is learnt of names: words beside them stand in few texts, each of which must count
// (the creditor as written, cross-validated: 0.801 with the steps of days and sums, 0.811 with these).
const nameRate = 0.3

// aDay is the day of receipt of sentences that have none: only whether a day is to come hangs on it.
var aDay = ledger.NewDate(2025, 3, 3)

// Labelled is a measure that a person found in a text, with the words that show it, in the form of the labelled notices.
type Labelled struct {
	Kind      ledger.MeasureKind
	State     ledger.MeasureState
	Evidence  string
	Effective ledger.Date
	CureUntil ledger.Date `json:"cure_until"`
	Exposure  *Sum        // nil: no sum is named
}

// Sum is a sum of money that a person found in a text; AmountMax is the end of a range.
type Sum struct {
	Amount    decimal.Decimal
	AmountMax *decimal.Decimal `json:"amount_max"`
	Currency  ledger.Currency
}

// is reports whether a sum of the text is the one labelled.
func (s *Sum) is(a *amount) bool {
	return s != nil && a.money.Currency == s.Currency && a.money.Amount.Equal(s.Amount) && (a.upper == nil) == (s.AmountMax == nil)
}

// sentenceLessons are what is learnt from a labelled text of its sentences: from those with evidence what they are evidence
// of, and from the others that they are none. Left out are sentences that speak of the same kinds beside the evidence: they
// are neither.
func sentenceLessons(t Taught) (out []linear.Example) {
	d := newDocument(t.Text, t.Received, nil)
	d.ruled = d.byRule()
	surroundings := d.textContext(nil)
	for from := 0; from < len(d.clauses); {
		to := from
		e := linear.Example{Share: letterShare}
		for ; to < len(d.clauses) && d.clauses[to].sentence == d.clauses[from].sentence; to++ {
			e.Features = d.clauseFeatures(&d.clauses[to], e.Features)
		}
		e.Context = d.sentenceContext(from, to, slices.Clone(surroundings))
		if doubtful := d.label(&e, from, to, t.Label.Measures); len(e.Kinds) > 0 || !doubtful {
			out = append(out, e)
		}
		from = to
	}
	return out
}

// textLesson is what is learnt from a text as a whole, which speaks of measures of these kinds.
func (d *document) textLesson(kinds []ledger.MeasureKind) (e linear.Example) {
	d.ruled, d.suspicions = d.byRule(), d.suspect()
	for i := range d.clauses {
		if d.newest(i) {
			e.Features = d.clauseFeatures(&d.clauses[i], e.Features)
		}
	}
	e.Features, e.Context, e.Kinds = once(e.Features), d.wholeContext(nil), kinds
	return e
}

// sumLesson is what is learnt from a labelled text about which of its sums is the one claimed. It has no options where the
// text names no sum, or not the one claimed.
func sumLesson(t Taught) (c linear.Case) {
	w := newDocument(t.Text, t.Received, nil).weigher()
	for i := range w.sums {
		for _, m := range t.Label.Measures {
			if m.Exposure.is(&w.sums[i]) {
				w.costly[i] = m.Kind
			}
		}
	}
	none := t.Label.Claimed == nil
	taught := none
	w.each(func(i int, k *marks) {
		right := none
		if i < len(w.sums) {
			m := w.sums[i].money
			right = t.Label.Claimed != nil && m.Currency == t.Label.Claimed.Currency && m.Amount.Equal(t.Label.Claimed.Amount)
		}
		taught = taught || right
		c.Options, c.Right = append(c.Options, once(slices.Clone(k.out))), append(c.Right, right)
	})
	if len(w.sums) == 0 || !taught {
		return linear.Case{}
	}
	return c
}

// nameLesson is what is learnt from a labelled text about which of its names is the creditor's; vendor is "" where it
// names none. It has no options where the text has no name, or not that one.
func nameLesson(text string, received ledger.Date, vendor string) (c linear.Case) {
	n := newDocument(text, received, nil).namer()
	taught := vendor == ""
	n.each(func(i int, t *marks) {
		right := vendor == ""
		if i < len(n.names) {
			s := n.nameSpan(n.names[i])
			right = vendor != "" && text[s.Start:s.End] == vendor
		}
		taught = taught || right
		c.Options, c.Right = append(c.Options, once(slices.Clone(t.out))), append(c.Right, right)
	})
	if len(n.names) == 0 || !taught {
		return linear.Case{}
	}
	return c
}

// label gives an example of the clauses [from, to) its labels, and reports whether without any it would be no good one.
func (d *document) label(e *linear.Example, from, to int, labels []Labelled) (doubtful bool) {
	begin, end := d.tokens[d.clauses[from].from].start, d.tokens[d.clauses[to-1].to-1].end
	for _, l := range labels {
		if at := strings.Index(d.text, l.Evidence); at >= 0 && at < end && begin < at+len(l.Evidence) {
			e.Kinds, e.State = append(e.Kinds, l.Kind), l.State
			continue
		}
		doubtful = doubtful || slices.ContainsFunc(d.clauses[from:to], func(c clause) bool { return ruleOf(l.Kind).strength(c.set) > 0 })
	}
	return doubtful
}

// labelled are the labelled measures of a text, where their words stand in it.
func (d *document) labelled(labels []Labelled) (out []candidate) {
	for _, m := range labels {
		if at := strings.Index(d.text, m.Evidence); at >= 0 {
			out = append(out, candidate{rule: ruleOf(m.Kind), clause: d.clauseOf(at), state: m.State})
		}
	}
	return out
}
