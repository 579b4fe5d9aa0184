package linear

import (
	"bytes"
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

// TestStagesLearn checks which state is likeliest and that the same lessons give the same bytes. Faults it catches: the
// weight of one state in the column of another, an order that hangs on a map, a feature of one case that counts.
func TestStagesLearn(t *testing.T) {
	t.Parallel()
	raw := LearnStages(stages()).Encode()
	if !bytes.Equal(raw, LearnStages(stages()).Encode()) {
		t.Error("two trainings of the same cases differ")
	}
	s, rest, err := DecodeStages(append(raw, "more"...))
	if err != nil || string(rest) != "more" {
		t.Fatalf("decoded with %q left: %v", rest, err)
	}
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
	if !bytes.Equal(s.Encode(), raw) {
		t.Error("encoded anew, the weights differ")
	}
}

func TestDecodeStagesRefusesWhatIsCut(t *testing.T) {
	t.Parallel()
	raw := LearnStages(stages()).Encode()
	for _, n := range []int{0, 7, len(stagesMagic), len(raw) - 1} {
		if _, _, err := DecodeStages(raw[:n]); err == nil {
			t.Errorf("%d of %d bytes were taken for stages", n, len(raw))
		}
	}
}
