package signals

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// Teach trains all that signals embeds, and gives it in the form of model.bin: always the same bytes of the same lessons.
func Teach(sentences []linear.Example, days *Days) []byte {
	return append(days.teach(), linear.Train(sentences, linear.Usual).Encode()...)
}

// aDay is the day of receipt of sentences that have none: only whether a day is to come hangs on it.
var aDay = ledger.NewDate(2025, 3, 3)

// Lesson is what the model learns from a sentence that stands alone.
func Lesson(l linear.Line) linear.Example {
	e := linear.Example{Kinds: l.Kinds, State: l.State, Phrase: l.Phrase}
	d := newDocumentIn(l.Lang, l.Text, aDay, nil)
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
		doubtful := d.label(&e, from, to, labels)
		if len(e.Kinds) > 0 || !doubtful {
			out = append(out, e)
		}
		from = to
	}
	return out
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
