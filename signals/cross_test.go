package signals

import (
	"bytes"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

const folds = 5

// taught are the sets that the model learns from.
var taught = []string{"testdata/notices.jsonl", "testdata/own.jsonl", "testdata/blind.jsonl", "testdata/services.jsonl", "testdata/goods.jsonl", "testdata/europe.jsonl"}

// neverRead is the set that nobody reads and nothing is taught with: the honest figure.
const neverRead = "testdata/unread.jsonl"

// labels are the measures of a notice.
func (n *notice) labels() (out []Labelled) {
	for _, m := range n.Label.Measures {
		out = append(out, Labelled{m.Kind, m.State, m.Evidence, dayOf(m.Effective), dayOf(m.CureUntil)})
	}
	return out
}

// lessons are the examples of a notice's sentences.
func (n *notice) lessons() []linear.Example { return Lessons(n.Text, n.Received, n.labels()) }

// teach adds what a notice teaches about days.
func (n *notice) teach(l *Days) { l.Learn(n.Text, n.Received, n.labels(), dayOf(n.Label.Deadline)) }

// teachParties adds what a notice teaches about its sums and names.
func (n *notice) teachParties(p *Parties) {
	var claimed ledger.Money
	if c := n.Label.Claimed; c != nil {
		claimed = ledger.Money{Amount: must(decimal.NewFromString(c.Amount)), Currency: ledger.Currency(c.Currency)}
	}
	p.Learn(n.Text, n.Received, claimed, n.Label.Vendor)
}

// dayOf is a day of a label, 0 for null.
func dayOf(label *string) (day ledger.Date) {
	if err := day.UnmarshalText([]byte(deref(label))); err != nil {
		panic(err)
	}
	return day
}

// fold is the number of the part that a notice belongs to.
func (n *notice) fold() int { return number(n.ID) / 3 % folds }

// material is all that is taught: the sentences of the corpus and the phrases, and the notices.
func material() (corpus []linear.Example, notices []notice) {
	lines := must(linear.ReadCorpus("../tools/teach/corpus"))
	phrases := must(linear.ReadPhrases("../tools/teach/phrases"))
	for _, l := range append(lines, phrases...) {
		corpus = append(corpus, Lesson(l))
	}
	for _, name := range taught {
		notices = append(notices, must(loadNotices(name))...)
	}
	return corpus, notices
}

// crossed are the models by which notices are scored: each was taught with all but one part of them.
var crossed = sync.OnceValue(func() (models [folds]*model) {
	corpus, notices := material()
	lessons := make([][]linear.Example, len(notices))
	for i := range notices {
		lessons[i] = notices[i].lessons()
	}
	var wait sync.WaitGroup
	for f := range folds {
		wait.Go(func() {
			examples, days, parties := slices.Clone(corpus), Days{}, Parties{}
			for i := range notices {
				if notices[i].fold() != f {
					examples = append(examples, lessons[i]...)
					notices[i].teach(&days)
					notices[i].teachParties(&parties)
				}
			}
			models[f] = must(decodeModel(Teach(examples, &days, &parties)))
		})
	}
	wait.Wait()
	return models
})

// TestModelIsTaught checks that the embedded model is the one that go run ./tools/teach makes of what stands in the tree. What
// it is packed into is left out: another release of Go may compress otherwise.
func TestModelIsTaught(t *testing.T) {
	t.Parallel()
	examples, notices := material()
	var days Days
	var parties Parties
	for i := range notices {
		examples = append(examples, notices[i].lessons()...)
		notices[i].teach(&days)
		notices[i].teachParties(&parties)
	}
	want := Teach(examples, &days, &parties)
	if *update {
		if err := os.WriteFile("model.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(must(inflated(want)), must(inflated(modelFile))) {
		t.Errorf("model.bin is not what %d sentences teach; run go run ./tools/teach in the root", len(examples))
	}
}
