package signals

import (
	"bytes"
	"os"
	"sync"
	"testing"

	"owed.dev/owed/signals/linear"
)

const folds = 5

// taught are the sets that the model learns from, but for the given notices that are held back.
var taught = []string{"testdata/notices.jsonl", "testdata/own.jsonl", "testdata/blind.jsonl"}

// lessons are the examples of a notice, none if it is held back.
func (n *notice) lessons() []linear.Example {
	if n.heldBack() {
		return nil
	}
	var labels []Labelled
	for _, m := range n.Label.Measures {
		labels = append(labels, Labelled{m.Kind, m.State, m.Evidence})
	}
	return Lessons(n.Text, n.Received, labels)
}

// heldBack reports whether nothing is taught with a notice.
func (n *notice) heldBack() bool { return n.ID[0] == 'n' && number(n.ID)%4 == 0 }

// fold is the number of the part that a notice belongs to.
func (n *notice) fold() int { return number(n.ID) / 3 % folds }

// material reads all that is taught: the sentences of the corpus and the phrases, and the notices.
func material(t testing.TB) (corpus []linear.Example, notices []notice) {
	t.Helper()
	lines, err := linear.ReadCorpus("../tools/teach/corpus")
	if err != nil {
		t.Fatal(err)
	}
	phrases, err := linear.ReadPhrases("../tools/teach/phrases")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range append(lines, phrases...) {
		corpus = append(corpus, Lesson(l))
	}
	for _, name := range taught {
		notices = append(notices, loadNotices(t, name)...)
	}
	return corpus, notices
}

// crossed are the models by which notices are scored: each was taught with all but one part of them.
func crossed(t testing.TB) [folds]*linear.Model {
	t.Helper()
	crossOnce.Do(func() {
		corpus, notices := material(t)
		var wait sync.WaitGroup
		for f := range folds {
			wait.Go(func() {
				examples := append([]linear.Example{}, corpus...)
				for i := range notices {
					if notices[i].fold() != f {
						examples = append(examples, notices[i].lessons()...)
					}
				}
				crossModels[f] = throughFile(t, examples)
			})
		}
		wait.Wait()
	})
	return crossModels
}

var (
	crossOnce   sync.Once
	crossModels [folds]*linear.Model
)

// throughFile trains a model and reads it back from its file.
func throughFile(t testing.TB, examples []linear.Example) *linear.Model {
	m, err := linear.Decode(linear.Train(examples, linear.Usual).Encode())
	if err != nil {
		t.Error(err)
	}
	return m
}

// TestModelIsTaught checks that the embedded model is the one that go run ./tools/teach makes of what stands in the tree.
func TestModelIsTaught(t *testing.T) {
	t.Parallel()
	examples, notices := material(t)
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
