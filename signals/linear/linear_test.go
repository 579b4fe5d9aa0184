package linear

import (
	"bytes"
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

func trained(t *testing.T) *Model {
	t.Helper()
	m, err := Decode(Train(lesson(), OfSentences).Encode())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func opinion(m *Model, features ...uint32) Opinion {
	var tally Tally
	m.Add(&tally, features)
	return m.Judge(&tally)
}

func TestLearnsAndIsReproducible(t *testing.T) {
	t.Parallel()
	m := trained(t)
	a, b, none := opinion(m, 1, 3), opinion(m, 2, 3), opinion(m, 3)
	if k, _ := a.Kind(); k != ledger.ServiceSuspension || a.Measure <= none.Measure {
		t.Errorf("feature 1: kind %s, measure %.2f against %.2f", k, a.Measure, none.Measure)
	}
	if k, _ := b.Kind(); k != ledger.LegalAction || b.Of(ledger.LegalAction) <= a.Of(ledger.LegalAction) {
		t.Errorf("feature 2: kind %s", k)
	}
	if s, _ := b.State(); s != ledger.Threatened {
		t.Errorf("feature 2: state %s", s)
	}
	if !bytes.Equal(Train(lesson(), OfSentences).Encode(), Train(lesson(), OfSentences).Encode()) {
		t.Error("two trainings of the same examples differ")
	}
}

// TestManyFeatures adds more features than fit in the lanes at once, in one tally and in parts.
func TestManyFeatures(t *testing.T) {
	t.Parallel()
	m := trained(t)
	var whole, sum Tally
	for part := range 5 {
		var one Tally
		var some [301]uint32
		for i := range some {
			some[i] = uint32((i + part) % 4)
		}
		m.Add(&whole, some[:])
		m.Add(&one, some[:100])
		m.Add(&one, some[100:])
		sum.Plus(&one)
	}
	if a, b := m.Judge(&whole), m.Judge(&sum); a != b {
		t.Errorf("whole %+v, in parts %+v", a, b)
	}
	at := whole.sum[0]
	var single Tally
	m.Add(&single, []uint32{1})
	single.settle()
	var three Tally
	m.Add(&three, []uint32{3})
	three.settle()
	var two Tally
	m.Add(&two, []uint32{2})
	two.settle()
	n := func(f uint32) (c int32) {
		for part := range 5 {
			for i := range 301 {
				if uint32((i+part)%4) == f {
					c++
				}
			}
		}
		return c
	}
	if want := n(1)*single.sum[0] + n(2)*two.sum[0] + n(3)*three.sum[0]; at != want {
		t.Errorf("the sum of %d features is %d, expected %d", whole.n, at, want)
	}
}

func TestDecodeRefusesWhatIsCut(t *testing.T) {
	t.Parallel()
	raw := Train(lesson(), OfSentences).Encode()
	for _, n := range []int{0, 7, len(magic), len(raw) - 1} {
		if _, err := Decode(raw[:n]); err == nil {
			t.Errorf("%d of %d bytes were taken for a model", n, len(raw))
		}
	}
}
