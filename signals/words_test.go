package signals

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"owed.dev/owed/signals/linear"
)

// TestReadsAsTaught holds what a text is judged by when it is read, added up of what is known of words and of a few hundred
// fixed features, to the features that the model is taught with, looked up one by one. Faults it catches: a feature that
// only one of the two knows, counts twice, or counts for the sentence though it only surrounds it.
func TestReadsAsTaught(t *testing.T) {
	t.Parallel()
	m := theModel()
	for i, n := range must(loadNotices("testdata/border.jsonl")) {
		if i%3 != 0 {
			continue
		}
		d := opened(n, m)
		lesson := newDocument(n.Text, n.Received, nil).textLesson(nil)
		var whole linear.Tally
		m.texts.Add(&whole, m.index.FindAll(nil, lesson.Features))
		whole.Count(len(lesson.Features))
		m.texts.Add(&whole, m.index.FindAll(nil, lesson.Context))
		if got, want := d.asWhole, m.texts.Odds(&whole); got != want {
			t.Errorf("%s: the text's odds are %v, by the features it teaches %v", n.ID, got, want)
		}
		for _, p := range d.pieces {
			if p.again {
				continue
			}
			var tally linear.Tally
			for k := p.from; k < p.to; k++ {
				features := d.clauseFeatures(&d.clauses[k], nil)
				m.sentences.Add(&tally, m.index.FindAll(nil, features))
				tally.Count(len(features))
			}
			m.sentences.Add(&tally, m.index.FindAll(nil, d.sentenceContext(p.from, p.to, d.textContext(nil))))
			if got, want := p.odds, m.sentences.Odds(&tally); got != want {
				t.Errorf("%s: the odds of the clauses %d to %d are %v, by their features %v", n.ID, p.from, p.to, got, want)
			}
		}
		if got, want := d.bagScores(), m.days.Score(d.bagTraits(nil)); got != want {
			t.Errorf("%s: its words say %v of there being no day to act by, by their traits %v", n.ID, got, want)
		}
		w := d.weigher()
		w.none()
		taught := m.sums.Score(w.t.out)
		w.t.begin()
		w.t.weights = m.sums
		if w.none(); w.t.sum != taught {
			t.Errorf("%s: %v speaks for it that no sum is claimed, by its features %v", n.ID, w.t.sum, taught)
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
			if got, _ := w.find(name(i)); got != uint32(i+3) {
				t.Fatalf("%s is number %d, expected %d", name(i), got, i+3)
			}
		}
	}
	for i, placeholder := range []string{aNumber: numberWord, aSign: signWord, anAddress: addressWord} {
		if got, _ := w.find(placeholder); got != uint32(i) {
			t.Errorf("%s has number %d", placeholder, got)
		}
	}
	w.begin()
	if got, _ := w.find(name(7)); got != 3 || len(w.learnt) != 4 {
		t.Errorf("%d words are kept of too many", len(w.learnt)-4)
	}
}

// TestWordsForget takes in more words than are kept, over many texts: those of the last texts stay, as they are.
func TestWordsForget(t *testing.T) {
	t.Parallel()
	var w words
	name := func(i int) string { return "forgotten" + strconv.Itoa(i) }
	all := 0
	for len(w.learnt) <= mostWords {
		w.begin()
		for range 500 {
			w.find(name(all))
			all++
		}
	}
	for i := range w.learnt {
		w.learnt[i].asked = true // to tell those that stay
	}
	lx := lexicons()["en"]
	for i := all - 5; i < all; i++ {
		n, _ := w.find(name(i))
		w.look(n, lx, "notice") // as if it began the same phrases
	}
	w.begin()
	if n := len(w.learnt); n < 500 || n > mostWords/2+3 {
		t.Errorf("%d words of %d stay", n, all)
	}
	for i := all - 500; i < all; i++ {
		n, _ := w.find(name(i))
		if k := &w.learnt[n]; !k.asked || *k != (learnt{count: k.count, asked: true, stem: k.stem}) || !kept(w.spelt[n], name(i)) {
			t.Fatalf("%s is not as it was", name(i))
		}
	}
	set, runs := lx.look("notice", nil)
	for i := all - 5; i < all; i++ {
		n, _ := w.find(name(i))
		if s := w.sense[w.list[n].sense[lx.number]-1]; s.set != set || len(runs) == 0 || !slices.Equal(w.runs[s.from:s.to], runs) {
			t.Errorf("%s no longer means what it did", name(i))
		}
	}
	if n, _ := w.find(numberWord); n != aNumber {
		t.Errorf("what stands for numbers has number %d", n)
	}
	if n, _ := w.find(name(0)); w.learnt[n].asked {
		t.Errorf("%s stays though it stood in the first text only", name(0))
	}
}

// kept reports whether the features of a word are the first of them as they were.
func kept(s spelt, w string) bool {
	features, _ := featuresOf(w)
	return s == spelt{features: features}
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
