package signals

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"owed.dev/owed/signals/linear"
)

// add adds what some features say to one of a model's tallies, each looked up on its own.
func (m *model) add(t *linear.Tally, which int, features []uint32) {
	of := m.sentences
	if which == ofTexts {
		of = m.texts
	}
	for _, f := range features {
		t.Add(of.Row(m.index.Find(f)[which]))
	}
}

// TestReadsAsTaught holds what a text is judged by when it is read, added up of what is known of words and of a few hundred
// fixed features, to the features that the model is taught with, looked up one by one. Faults it catches: a feature that
// only one of the two knows, counts twice, or counts for the sentence though it only surrounds it.
func TestReadsAsTaught(t *testing.T) {
	t.Parallel()
	for i, n := range must(loadNotices("testdata/border.jsonl")) {
		if i%3 != 0 {
			continue
		}
		d := opened(n, theModel())
		lesson := newDocument(n.Text, n.Received, nil).textLesson(nil)
		var whole linear.Tally
		d.model.add(&whole, ofTexts, lesson.Features)
		whole.Count(len(lesson.Features))
		d.model.add(&whole, ofTexts, lesson.Context)
		if got, want := d.asWhole, d.model.texts.Odds(&whole); got != want {
			t.Errorf("%s: the text's odds are %v, by the features it teaches %v", n.ID, got, want)
		}
		for _, p := range d.pieces {
			var tally linear.Tally
			for k := p.from; k < p.to; k++ {
				features := d.clauseFeatures(&d.clauses[k], nil)
				d.model.add(&tally, ofSentences, features)
				tally.Count(len(features))
			}
			d.model.add(&tally, ofSentences, d.sentenceContext(p.from, p.to, d.textContext(nil)))
			if got, want := p.odds, d.model.sentences.Odds(&tally); got != want {
				t.Errorf("%s: the odds of the clauses %d to %d are %v, by their features %v", n.ID, p.from, p.to, got, want)
			}
		}
	}
}

// TestWords takes in more words than fit at first, and then than are kept.
func TestWords(t *testing.T) {
	t.Parallel()
	var w words
	w.begin()
	name := func(i int) string { return "w" + strings.Repeat("x", i%9) + strconv.Itoa(i) }
	for range 2 {
		for i := range 3 * mostWords {
			if got, want := w.number(name(i)), uint32(i+3); got != want {
				t.Fatalf("%s is number %d, expected %d", name(i), got, want)
			}
		}
	}
	if w.number(numberWord) != aNumber || w.number(signWord) != aSign || w.number(addressWord) != anAddress {
		t.Error("what stands for numbers, signs and addresses has other numbers")
	}
	w.begin()
	if len(w.list) != 3 || w.number(name(7)) != 3 {
		t.Errorf("%d words are kept of too many", len(w.list)-3)
	}
}

// TestDistinct puts features in twice, and finds each new just once, in a set that was used before.
func TestDistinct(t *testing.T) {
	t.Parallel()
	var s distinct
	for _, n := range []uint32{10, 1000, 100} {
		s.begin(int(n))
		var fresh []uint32
		for range 2 {
			for f := range n {
				if s.add(f << 20) {
					fresh = append(fresh, f)
				}
			}
		}
		if len(fresh) != int(n) || !slices.IsSorted(fresh) {
			t.Errorf("of %d features %d were new", n, len(fresh))
		}
	}
}
