package linear

import (
	"fmt"
	"slices"
)

// Choices is how many choices are joined at most.
const Choices = 3

// Joint is some choices whose options have the same features, so that each is looked up once for all.
type Joint struct {
	place *perfect
	slots []jointSlot
}

type jointSlot struct {
	feature uint32
	weights [Choices]float32
}

// Scores is how much speaks for an option, in each choice; the odds of two options are e to the difference of their scores.
type Scores [Choices]float64

// Plus is the score of the features of both.
func (s Scores) Plus(o Scores) Scores {
	for i, x := range o {
		s[i] += x
	}
	return s
}

// DecodeJoint reads Choices choices, one behind the other, at the head of raw, joins them, and gives what stands behind them.
func DecodeJoint(raw []byte) (_ *Joint, rest []byte, err error) {
	var list [Choices]*Choice
	for i := range list {
		if list[i], raw, err = decodeChoice(raw); err != nil {
			return nil, nil, fmt.Errorf("choice %d: %w", i+1, err)
		}
	}
	return Join(list[:]...), raw, nil
}

// Join joins choices.
func Join(choices ...*Choice) *Joint {
	var all []uint32
	for _, c := range choices {
		all = append(all, c.features...)
	}
	slices.Sort(all)
	j := &Joint{place: newPerfect(slices.Compact(all))}
	j.slots = make([]jointSlot, j.place.slots)
	for k, c := range choices {
		for i, f := range c.features {
			s := &j.slots[j.place.slot(f)]
			s.feature, s.weights[k] = f, c.weights[i]
		}
	}
	return j
}

// Score adds up what the features of an option say.
func (j *Joint) Score(features []uint32) Scores {
	var a, b, c float64 // not an array, which would be kept in memory
	for _, f := range features {
		s := &j.slots[j.place.slot(f)]
		if s.feature == f {
			a, b, c = a+float64(s.weights[0]), b+float64(s.weights[1]), c+float64(s.weights[2])
		}
	}
	return Scores{a, b, c}
}
