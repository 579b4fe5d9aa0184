package signals

import (
	"bytes"
	"os"
	"slices"
	"sync"
	"testing"

	"owed.dev/owed/signals/linear"
)

const folds = 5

// taught are the sets that the model learns from.
var taught = []string{"testdata/notices.jsonl", "testdata/own.jsonl", "testdata/blind.jsonl", "testdata/services.jsonl", "testdata/goods.jsonl", "testdata/europe.jsonl"}

// neverRead is the set that nobody reads and nothing is taught with: the honest figure.
const neverRead = "testdata/unread.jsonl"

// lessons are the examples of a notice.
func (n *notice) lessons() []linear.Example {
	var labels []Labelled
	for _, m := range n.Label.Measures {
		labels = append(labels, Labelled{m.Kind, m.State, m.Evidence})
	}
	return Lessons(n.Text, n.Received, labels)
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
var crossed = sync.OnceValue(func() (models [folds]*linear.Model) {
	corpus, notices := material()
	lessons := make([][]linear.Example, len(notices))
	for i := range notices {
		lessons[i] = notices[i].lessons()
	}
	var wait sync.WaitGroup
	for f := range folds {
		wait.Go(func() {
			examples := slices.Clone(corpus)
			for i := range notices {
				if notices[i].fold() != f {
					examples = append(examples, lessons[i]...)
				}
			}
			models[f] = must(linear.Decode(linear.Train(examples, linear.Usual).Encode()))
		})
	}
	wait.Wait()
	return models
})

// TestModelIsTaught checks that the embedded model is the one that go run ./tools/teach makes of what stands in the tree.
func TestModelIsTaught(t *testing.T) {
	t.Parallel()
	examples, notices := material()
	for i := range notices {
		examples = append(examples, notices[i].lessons()...)
	}
	want := linear.Train(examples, linear.Usual).Encode()
	if *update {
		if err := os.WriteFile("model.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(want, modelFile) {
		t.Errorf("model.bin is not what %d sentences teach; run go run ./tools/teach in the root", len(examples))
	}
}
