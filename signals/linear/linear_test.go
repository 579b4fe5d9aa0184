package linear

import (
	"testing"

	"owed.dev/owed/ledger"
)

// lesson is a small set in which feature 1 means a suspension, 2 a suit, and 3 nothing.
func lesson() []Example {
	var out []Example
	for range 20 {
		out = append(out,
			Example{Features: []uint32{1, 3}, Kinds: []ledger.MeasureKind{ledger.ServiceSuspension}, State: ledger.InEffect},
			Example{Features: []uint32{2, 3}, Kinds: []ledger.MeasureKind{ledger.LegalAction}, State: ledger.Threatened},
			Example{Features: []uint32{3}})
	}
	return out
}

// judge is a model with the index of its features.
type judge struct {
	*Model
	*Index
}

func trained() judge {
	x, models := NewIndex(Join(Train(lesson(), OfSentences).Table(), Train(nil, OfTexts).Table()))
	return judge{models[0], x}
}

func (j judge) tally(features ...uint32) (t Tally) {
	j.Add(&t, j.FindAll(nil, features))
	t.Count(len(features))
	return t
}

func (j judge) opinion(features ...uint32) Odds {
	t := j.tally(features...)
	return j.Odds(&t)
}

func TestLearns(t *testing.T) {
	t.Parallel()
	m := trained()
	a, b, none := m.opinion(1, 3), m.opinion(2, 3), m.opinion(3)
	if k := a.Kinds(); largest(k[:]) != 0 || Kinds[0] != ledger.ServiceSuspension || a.Chance() <= none.Chance() {
		t.Errorf("feature 1: kinds %.2f, measure %.2f against %.2f", k, a.Chance(), none.Chance())
	}
	if k := b.Kinds(); Kinds[largest(k[:])] != ledger.LegalAction {
		t.Errorf("feature 2: kinds %.2f", k)
	}
	if s, _ := b.State(); s != ledger.Threatened {
		t.Errorf("feature 2: state %s", s)
	}
}

// TestClaim asks of whole texts whether they claim a sum. It finds: texts that name none taken for those that claim none.
func TestClaim(t *testing.T) {
	t.Parallel()
	var texts []Example
	for range 20 {
		texts = append(texts, Example{Features: []uint32{1, 3}, Whole: true, Sums: true, Claims: true},
			Example{Features: []uint32{2, 3}, Whole: true, Sums: true}, Example{Features: []uint32{1, 3}, Whole: true}, Example{Features: []uint32{1, 3}, Whole: true})
	}
	x, models := NewIndex(Join(Train(nil, OfSentences).Table(), Train(texts, OfTexts).Table()))
	m := judge{models[1], x}
	if claims, none := m.opinion(1, 3)[Claim], m.opinion(2, 3)[Claim]; claims < 0.5 || none > -0.5 {
		t.Errorf("odds %.2f with feature 1, %.2f with feature 2", claims, none)
	}
}

// TestManyFeatures adds more features than fit in the lanes at once, one by one and some together.
func TestManyFeatures(t *testing.T) {
	t.Parallel()
	m := trained()
	var whole, parts Tally
	want := [8 * modelWords]int32{}
	for part := range 9 {
		var few []uint32
		for i := range 301 {
			f := uint32((i + part) % 4)
			row := m.Find(f)
			m.Add(&whole, []uint32{row})
			if few = append(few, row); len(few) == 4 {
				together := m.RowOf(few)
				parts.AddRow(&together)
				few = few[:0]
			}
			one := m.tally(f)
			one.settle()
			for k, x := range one.sum {
				want[k] += x
			}
		}
		m.Add(&parts, few)
	}
	whole.settle()
	parts.settle()
	if whole.sum != want || parts.sum != want {
		t.Errorf("one by one %v, some together %v, expected %v", whole.sum, parts.sum, want)
	}
}

// TestTwoModels looks up features that one model knows, the other, both and none.
func TestTwoModels(t *testing.T) {
	t.Parallel()
	var tables [Models]*Table
	for k, features := range [Models][]uint32{{1, 3, 1 << 20}, {3, 5, 1 << 21}} {
		w := &Weights{Features: features, Rows: make([][Outputs]float32, len(features))}
		for i := range w.Rows {
			w.Rows[i][k] = float32(1 + i)
		}
		tables[k] = w.Table()
	}
	x, models := NewIndex(Join(tables[:]...))
	features := []uint32{1, 3, 5, 1 << 20, 1 << 21, 7, 0}
	want := [][Models]int32{{finest / 3, 0}, {finest * 2 / 3, finest / 3}, {0, finest * 2 / 3}, {finest, 0}, {0, finest}, {}, {}}
	check := func(t *testing.T, rows []uint32) {
		t.Helper()
		for i, row := range rows {
			for k, m := range models {
				var tally Tally
				m.Add(&tally, []uint32{row})
				tally.settle()
				if got := tally.sum[k]; got != want[i][k] {
					t.Errorf("feature %d weighs %d in model %d, expected %d", features[i], got, k, want[i][k])
				}
			}
		}
	}
	rows := x.FindAll(nil, features)
	check(t, rows)
	for i, f := range features {
		if x.Find(f) != rows[i] {
			t.Errorf("feature %d has row %d alone and %d among others", f, x.Find(f), rows[i])
		}
	}
	first := x.Gather(models, features)
	for i := range rows {
		rows[i] = first + uint32(i)
	}
	check(t, rows)
}
