package linear

import (
	"bytes"
	"testing"
)

// picks are cases in which the option with feature 2 is right, unless one has feature 3.
func picks() []Case {
	var out []Case
	for range 30 {
		out = append(out,
			Case{Options: [][]uint32{{1}, {2}, {4}}, Right: []bool{false, true, false}},
			Case{Options: [][]uint32{{3}, {1}, {2}}, Right: []bool{true, false, false}},
			Case{Options: [][]uint32{{1, 4}, {4}}, Right: []bool{true, true}})
	}
	return out
}

// TestChoiceLearns checks the order of the options and that the same lessons give the same bytes. Faults it catches: a
// gradient with the wrong sign, weights whose order hangs on a map, a feature that nobody taught and counts.
func TestChoiceLearns(t *testing.T) {
	t.Parallel()
	raw := Learn(picks()).Encode()
	if !bytes.Equal(raw, Learn(picks()).Encode()) {
		t.Error("two trainings of the same cases differ")
	}
	c, rest, err := DecodeChoice(append(raw, "more"...))
	if err != nil || string(rest) != "more" {
		t.Fatalf("decoded with %q left: %v", rest, err)
	}
	if a, b, o := c.Score([]uint32{3}), c.Score([]uint32{2}), c.Score([]uint32{1}); a <= b || b <= o {
		t.Errorf("scores %.2f, %.2f, %.2f: want them to fall", a, b, o)
	}
	if unknown := c.Score([]uint32{9, 0, 1 << 31}); unknown != 0 {
		t.Errorf("features that nobody taught score %.2f", unknown)
	}
	if !bytes.Equal(c.Encode(), raw) {
		t.Error("encoded anew, the weights differ")
	}
}

func TestDecodeChoiceRefusesWhatIsCut(t *testing.T) {
	t.Parallel()
	raw := Learn(picks()).Encode()
	for _, n := range []int{0, 7, len(choiceMagic), len(raw) - 1} {
		if _, _, err := DecodeChoice(raw[:n]); err == nil {
			t.Errorf("%d of %d bytes were taken for a choice", n, len(raw))
		}
	}
}

// TestJoined looks features up in several choices at once. Faults it catches: one choice's weight in another's place, a
// feature of the second choice that hides the first's.
func TestJoined(t *testing.T) {
	t.Parallel()
	one := Learn(picks())
	other := Learn([]Case{
		{Options: [][]uint32{{1}, {7}}, Right: []bool{true, false}},
		{Options: [][]uint32{{1}, {7}}, Right: []bool{true, false}},
	})
	j := Join(one, other)
	for _, features := range [][]uint32{{1}, {2, 3}, {7}, {9, 0}, nil} {
		if got, want := j.Score(features), (Scores{one.Score(features), other.Score(features)}); got != want {
			t.Errorf("%v: scores %v, want %v", features, got, want)
		}
	}
	if got, want := j.Score([]uint32{1}).Plus(j.Score([]uint32{2})), j.Score([]uint32{1, 2}); got != want {
		t.Errorf("in parts %v, at once %v", got, want)
	}
}
