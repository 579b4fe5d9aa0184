package linear

import (
	"slices"

	"owed.dev/owed/ledger"
)

// StateCase is a measure to learn from: what is known of it and how far it has come.
type StateCase struct {
	Features []uint32 // each once
	State    ledger.MeasureState
}

// Stages weighs what is known of a measure for each of the States, one of which it is in (multinomial logistic regression).
type Stages struct {
	place perfect
	slots []stageSlot
}

type stageSlot struct {
	feature uint32
	weights [len(States)]int8
}

const (
	stagesLeast  = 6 // a feature must stand in as many cases
	stagesEpochs = 6 // rounds through them, in one order
)

// LearnStages fits Stages to cases, always the same to the same: as a Choice among six options, each of which has the
// features of the case as its own.
func LearnStages(cases []StateCase) *Table {
	count := map[uint32]int{}
	for i := range cases {
		for _, f := range cases[i].Features {
			count[keyOf(f)]++
		}
	}
	features := atLeast(count, stagesLeast)
	index := numbersBy(features)
	choices := make([]Case, len(cases))
	for i, c := range cases {
		own := numbersOf(c.Features, index)
		for k, state := range States {
			option := make([]uint32, len(own))
			for j, at := range own {
				option[j] = uint32(int(at)*len(States) + k + 1)
			}
			choices[i].Options, choices[i].Right = append(choices[i].Options, option), append(choices[i].Right, state == c.State)
		}
	}
	weights := make([][len(States)]float32, len(features))
	numbers, learnt := learnIn(choices, 1, stagesEpochs, choiceRate, 0)
	for i, n := range numbers {
		weights[int(n-1)/len(States)][int(n-1)%len(States)] = learnt[i]
	}
	columns := slices.Repeat([]column{{step: choiceStep}}, len(States))
	return tabulate(features, columns, func(i, k int) float32 { return weights[i][k] }, choiceFaint)
}

// NewStages makes Stages of what LearnStages gave.
func NewStages(t *Table) *Stages {
	s := &Stages{place: newPerfect(t.features)}
	s.slots = make([]stageSlot, s.place.slots)
	for i, f := range t.features {
		s.slots[s.place.slot(f)] = stageSlot{f, [len(States)]int8(t.row(i))}
	}
	return s
}

// Score is how much speaks for each of the States; the odds of two are e to the difference of their scores.
func (s *Stages) Score(features []uint32) (score [len(States)]float64) {
	var sum [len(States)]int
	place, slots := s.place, s.slots
	for _, f := range features {
		key := keyOf(f)
		if x := &slots[place.slot(key)]; x.feature == key {
			for k, w := range x.weights {
				sum[k] += int(w)
			}
		}
	}
	for k, x := range sum {
		score[k] = float64(x) * choiceStep
	}
	return score
}
