package signals

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// Teach trains all that signals embeds, and gives it in the form of model.bin: always the same bytes of the same lessons.
func Teach(sentences []linear.Example, days *Days, parties *Parties) []byte {
	out := append(linear.Learn(parties.sums).Encode(), linear.Learn(parties.names).Encode()...)
	out = append(out, days.teach()...)
	return deflated(append(out, linear.Train(sentences, linear.Usual).Encode()...))
}

// Parties gathers what labelled texts teach about which of their sums is claimed and which of their names is the creditor's.
type Parties struct{ sums, names []linear.Case }

// Learn adds what a labelled text teaches. claimed is the zero Money where the text claims none, vendor "" where it names none.
func (p *Parties) Learn(text string, received ledger.Date, claimed ledger.Money, vendor string) {
	if c := sumLesson(text, received, claimed); len(c.Options) > 0 {
		p.sums = append(p.sums, c)
	}
	if c := nameLesson(text, received, vendor); len(c.Options) > 0 {
		p.names = append(p.names, c)
	}
}

// aDay is the day of receipt of sentences that have none: only whether a day is to come hangs on it.
var aDay = ledger.NewDate(2025, 3, 3)

// Lesson is what the model learns from a sentence that stands alone.
func Lesson(l linear.Line) linear.Example {
	e := linear.Example{Kinds: l.Kinds, State: l.State, Phrase: l.Phrase}
	d := newDocumentIn(l.Lang, l.Text, aDay, nil, nil)
	for i := range d.clauses {
		e.Features = d.clauseFeatures(&d.clauses[i], e.Features)
	}
	return e
}

// Labelled is a measure that a person found in a text, with the words that show it, in the form of the labelled notices.
type Labelled struct {
	Kind      ledger.MeasureKind
	State     ledger.MeasureState
	Evidence  string
	Effective ledger.Date
	CureUntil ledger.Date `json:"cure_until"`
}

// Lessons is what the model learns from a labelled text: from the sentences with evidence what they are evidence of, and
// from the others that they are none. Left out are headings and old parts, and sentences that speak of the same kinds
// beside the evidence: they are neither.
func Lessons(text string, received ledger.Date, labels []Labelled) []linear.Example {
	d := newDocument(text, received, nil)
	var out []linear.Example
	for from := 0; from < len(d.clauses); {
		to := from
		var e linear.Example
		for ; to < len(d.clauses) && d.clauses[to].sentence == d.clauses[from].sentence; to++ {
			e.Features = d.clauseFeatures(&d.clauses[to], e.Features)
		}
		e.Features = d.textFeatures(e.Features)
		doubtful := d.label(&e, from, to, labels)
		if len(e.Kinds) > 0 || !doubtful {
			out = append(out, e)
		}
		from = to
	}
	return out
}

// sumLesson is what is learnt from a labelled text about which of its sums is the one claimed; claimed is the zero Money
// where the text claims none. It has no options where the text names no sum, or not the one claimed.
func sumLesson(text string, received ledger.Date, claimed ledger.Money) (c linear.Case) {
	w := newDocument(text, received, nil).weigher()
	none := claimed.Currency == ""
	taught := none
	w.each(func(i int, features []uint32) {
		right := none
		if i < len(w.sums) {
			m := w.sums[i].money
			right = !none && m.Currency == claimed.Currency && m.Amount.Equal(claimed.Amount)
		}
		taught = taught || right
		c.Options, c.Right = append(c.Options, once(slices.Clone(features))), append(c.Right, right)
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
	n.each(func(i int, features []uint32) {
		right := vendor == ""
		if i < len(n.names) {
			s := n.nameSpan(n.names[i])
			right = vendor != "" && text[s.Start:s.End] == vendor
		}
		taught = taught || right
		c.Options, c.Right = append(c.Options, once(slices.Clone(features))), append(c.Right, right)
	})
	if len(n.names) == 0 || !taught {
		return linear.Case{}
	}
	return c
}

// label gives an example of the clauses [from, to) its labels, and reports whether without any it would be no good one.
func (d *document) label(e *linear.Example, from, to int, labels []Labelled) (doubtful bool) {
	first := &d.clauses[from]
	doubtful = first.heading || first.header || first.part > 0
	begin, end := d.tokens[first.from].start, d.tokens[d.clauses[to-1].to-1].end
	for _, l := range labels {
		if at := strings.Index(d.text, l.Evidence); at >= 0 && at < end && begin < at+len(l.Evidence) {
			e.Kinds, e.State = append(e.Kinds, l.Kind), l.State
			continue
		}
		doubtful = doubtful || slices.ContainsFunc(d.clauses[from:to], func(c clause) bool { return ruleOf(l.Kind).strength(c.set) > 0 })
	}
	return doubtful
}
