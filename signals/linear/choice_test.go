package linear

import "testing"

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

// TestChoiceLearns checks the order of the options. Faults it catches: a gradient with the wrong sign, a feature that nobody
// taught and counts.
func TestChoiceLearns(t *testing.T) {
	t.Parallel()
	c := NewChoice(Learn(picks()))
	if a, b, o := c.Score([]uint32{3}), c.Score([]uint32{2}), c.Score([]uint32{1}); a <= b || b <= o {
		t.Errorf("scores %.2f, %.2f, %.2f: want them to fall", a, b, o)
	}
	if unknown := c.Score([]uint32{9, 0, 1 << 31}); unknown != 0 {
		t.Errorf("features that nobody taught score %.2f", unknown)
	}
}

// TestDropping learns of two features that mostly stand together. Faults it catches: nothing is left out, so that the rarer one
// learns little beside the other; what is left out is moved as well.
func TestDropping(t *testing.T) {
	t.Parallel()
	var cases []Case
	for i := range 60 {
		right := []uint32{1, 2}
		if i%2 == 0 {
			right = []uint32{1}
		}
		cases = append(cases, Case{Options: [][]uint32{right, {4}}, Right: []bool{true, false}})
	}
	all, dropping := NewChoice(Learn(cases)), NewChoice(LearnDropping(cases))
	share := func(c *Choice) float64 { return c.Score([]uint32{2}) / c.Score([]uint32{1}) }
	if share(dropping) <= share(all) {
		t.Errorf("the rarer feature weighs %.2f of the other, and %.2f where all are seen: want more", share(dropping), share(all))
	}
	if a, b := dropping.Score([]uint32{1, 2}), dropping.Score([]uint32{4}); a <= b {
		t.Errorf("what is right scores %.2f, what is wrong %.2f", a, b)
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
	j := NewJoint(Join(one, other, one))
	for _, features := range [][]uint32{{1}, {2, 3}, {7}, {9, 0}, nil} {
		a, b := NewChoice(one).Score(features), NewChoice(other).Score(features)
		if got, want := j.Score(features), (Scores{a, b, a}); got != want {
			t.Errorf("%v: scores %v, want %v", features, got, want)
		}
	}
	if got, want := j.Score([]uint32{1}).Plus(j.Score([]uint32{2})), j.Score([]uint32{1, 2}); got != want {
		t.Errorf("in parts %v, at once %v", got, want)
	}
}
