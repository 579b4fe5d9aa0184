package signals

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

const folds = 5

// taught are the sets that the model learns from: all of testdata but those that nobody reads.
var taught = func() (paths []string) {
	for name := range strings.FieldsSeq(string(must(os.ReadFile("testdata/taught.txt")))) {
		paths = append(paths, "testdata/"+name)
	}
	return paths
}()

// neverRead are the sets that nobody reads and nothing is taught with: the honest figures.
var neverRead = []string{"testdata/unread.jsonl", "testdata/fresh.jsonl", "testdata/terminal.jsonl", "testdata/atlas.jsonl", "testdata/routine.jsonl"}

// neverTaught are others that nothing is taught with; their mistakes were read.
var neverTaught = []string{"testdata/orchard.jsonl", "testdata/salon.jsonl"}

// labels are the measures of a notice.
func (n *notice) labels() (out []Labelled) {
	for _, m := range n.Label.Measures {
		out = append(out, Labelled{m.Kind, m.State, m.Evidence, dayOf(m.Effective), dayOf(m.CureUntil), m.Exposure.taught()})
	}
	return out
}

// taught is a notice in the form in which the model is taught with it.
func (n *notice) taught() (t Taught) {
	t.Text, t.Form, t.Received = n.Text, n.Form, n.Received
	t.Label.Measures, t.Label.Deadline, t.Label.Vendor = n.labels(), dayOf(n.Label.Deadline), n.Label.Vendor
	t.Label.Suspicious = n.Label.Suspicious
	if c := n.Label.Claimed; c != nil {
		t.Label.Claimed = &Sum{Amount: must(decimal.NewFromString(c.Amount)), Currency: ledger.Currency(c.Currency)}
	}
	return t
}

// taught is what a measure is labelled to cost, in the form in which the model is taught with it.
func (e *exposureLabel) taught() *Sum {
	if e == nil {
		return nil
	}
	s := &Sum{Amount: must(decimal.NewFromString(e.Amount)), Currency: ledger.Currency(e.Currency)}
	if e.AmountMax != nil {
		most := must(decimal.NewFromString(*e.AmountMax))
		s.AmountMax = &most
	}
	return s
}

// dayOf is a day of a label, 0 for null.
func dayOf(label *string) (day ledger.Date) {
	if err := day.UnmarshalText([]byte(deref(label))); err != nil {
		panic(err)
	}
	return day
}

// crossOrders is in how many orders the models of the folds are taught: half as many as the one embedded, which does a little better, so
// that a run of the tests stays short.
const crossOrders = Orders / 2

// fold is the number of the part that a notice belongs to.
func (n *notice) fold() int { return number(n.ID) / 3 % folds }

// material is all that is taught: what the sentences of the corpus and the phrases teach, and each of the notices.
func material() (corpus *Course, notices []notice, courses []Course) {
	lines := must(linear.ReadCorpus("../tools/teach/corpus"))
	phrases := must(linear.ReadPhrases("../tools/teach/phrases"))
	corpus = &Course{}
	for _, l := range append(lines, phrases...) {
		corpus.Sentence(l)
	}
	for _, name := range taught {
		notices = append(notices, must(loadNotices(name))...)
	}
	courses = make([]Course, len(notices))
	for i := range notices {
		courses[i].Text(notices[i].taught())
	}
	return corpus, notices, courses
}

// crossed are the models by which notices are scored: each was taught with all but one part of them.
var crossed = sync.OnceValue(func() (models [folds]*model) {
	corpus, notices, courses := material()
	var wait sync.WaitGroup
	for f := range folds {
		wait.Go(func() {
			var all Course
			all.Add(corpus)
			for i := range notices {
				if notices[i].fold() != f {
					all.Add(&courses[i])
				}
			}
			models[f] = must(decodeModel(all.Teach(crossOrders)))
		})
	}
	wait.Wait()
	return models
})

// TestModelIsTaught checks that the embedded model is the one that go run ./tools/teach makes of what stands in the tree.
func TestModelIsTaught(t *testing.T) {
	t.Parallel()
	unlessRaced(t)
	all, _, courses := material()
	for i := range courses {
		all.Add(&courses[i])
	}
	want := all.Teach(Orders)
	if *update {
		if err := os.WriteFile("model.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(want, modelFile) {
		t.Errorf("model.bin is not what %d texts and the corpus teach; run go run ./tools/teach in the root", len(courses))
	}
}

// unlessRaced leaves what teaches models to the run without the race detector, which make test does as well: there is only
// the arithmetic of one goroutine to watch.
func unlessRaced(t *testing.T) {
	if raced {
		t.Skip("teaches models: make test does it without the race detector")
	}
}
