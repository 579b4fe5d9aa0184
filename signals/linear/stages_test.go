package linear

import (
	"testing"

	"owed.dev/owed/ledger"
)

// stages are cases in which feature 5 makes a state of what feature 2 alone says otherwise.
func stages() []StateCase {
	var out []StateCase
	for range 30 {
		out = append(out,
			StateCase{Features: []uint32{1, 2}, State: ledger.InEffect},
			StateCase{Features: []uint32{1, 2, 5}, State: ledger.Withdrawn},
			StateCase{Features: []uint32{1, 3}, State: ledger.Threatened})
	}
	return append(out, StateCase{Features: []uint32{1, 7}, State: ledger.Suspended})
}

// TestStagesLearn checks which state is likeliest. Faults it catches: the weight of one state in the column of another, a
// feature of one case that counts.
func TestStagesLearn(t *testing.T) {
	t.Parallel()
	s := NewStages(LearnStages(stages()))
	for _, c := range stages()[:3] {
		score, best := s.Score(c.Features), 0
		for k := range score {
			if score[k] > score[best] {
				best = k
			}
		}
		if States[best] != c.State {
			t.Errorf("%v: %s, want %s of %v", c.Features, States[best], c.State, score)
		}
	}
	if unknown := s.Score([]uint32{7, 9, 0}); unknown != [len(States)]float64{} {
		t.Errorf("features that hardly anybody taught score %v", unknown)
	}
}
