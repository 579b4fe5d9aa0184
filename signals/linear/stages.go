package linear

import (
	"encoding/binary"
	"fmt"
	"math"
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
	features []uint32 // sorted
	weights  []stageRow
	slots    []stageSlot // open addressing
	mask     uint32
}

type stageRow [len(States)]float32

type stageSlot struct {
	feature uint32 // 0: empty, and no feature has this number
	weights stageRow
}

const (
	stagesMagic  = "owedsta1" // begins Stages: a name and the number of their layout
	stagesLeast  = 6          // a feature must stand in as many cases
	stagesEpochs = 6          // rounds through them, in one order
)

// LearnStages fits Stages to cases, always the same to the same: as a Choice among six options, each of which has the
// features of the case as its own.
func LearnStages(cases []StateCase) *Stages {
	count := map[uint32]int{}
	for i := range cases {
		for _, f := range cases[i].Features {
			count[f]++
		}
	}
	s := &Stages{}
	for f, n := range count {
		if n >= stagesLeast && f != 0 {
			s.features = append(s.features, f)
		}
	}
	slices.Sort(s.features)
	choices := make([]Case, len(cases))
	for i, c := range cases {
		own := slices.DeleteFunc(slices.Clone(c.Features), func(f uint32) bool { return count[f] < stagesLeast })
		for k, state := range States {
			option := make([]uint32, len(own))
			for j, f := range own {
				at, _ := slices.BinarySearch(s.features, f)
				option[j] = uint32(at*len(States) + k + 1)
			}
			choices[i].Options, choices[i].Right = append(choices[i].Options, option), append(choices[i].Right, state == c.State)
		}
	}
	learnt := learnIn(choices, 1, stagesEpochs)
	s.weights = make([]stageRow, len(s.features))
	for i, f := range learnt.features {
		s.weights[int(f-1)/len(States)][int(f-1)%len(States)] = learnt.weights[i]
	}
	s.index()
	return s
}

// index fills the slots: as many as leave at least half of them empty.
func (s *Stages) index() {
	size := uint32(64)
	for size < uint32(2*len(s.features)) {
		size *= 2
	}
	s.mask, s.slots = size-1, make([]stageSlot, size)
	for i, f := range s.features {
		*s.slot(f) = stageSlot{f, s.weights[i]}
	}
}

// slot is where a feature stands, or would.
func (s *Stages) slot(f uint32) *stageSlot {
	for at := f & s.mask; ; at = (at + 1) & s.mask {
		if x := &s.slots[at]; x.feature == f || x.feature == 0 {
			return x
		}
	}
}

// Score is how much speaks for each of the States; the odds of two are e to the difference of their scores.
func (s *Stages) Score(features []uint32) (sum [len(States)]float64) {
	for _, f := range features {
		for k, w := range s.slot(f).weights {
			sum[k] += float64(w)
		}
	}
	return sum
}

// Encode writes the weights: magic, the number of features (uint32, little-endian), the features (rising), and for each
// state the weight of every feature (the bits of a float32, in places).
func (s *Stages) Encode() []byte {
	out := binary.LittleEndian.AppendUint32([]byte(stagesMagic), uint32(len(s.features)))
	out = appendRising(out, s.features)
	for k := range States {
		column := make([]uint32, len(s.weights))
		for i := range s.weights {
			column[i] = math.Float32bits(s.weights[i][k])
		}
		out = appendPlaces(out, column)
	}
	return out
}

// DecodeStages reads what Encode wrote at the head of raw, and gives what stands behind it. It fails if the bytes are no
// such thing or are cut short.
func DecodeStages(raw []byte) (s *Stages, rest []byte, err error) {
	head, each := len(stagesMagic)+4, 4+4*len(States)
	if len(raw) < head || string(raw[:len(stagesMagic)]) != stagesMagic {
		return nil, nil, fmt.Errorf("expected bytes that begin with %q, read %d of them", stagesMagic, len(raw))
	}
	n := int(binary.LittleEndian.Uint32(raw[len(stagesMagic):]))
	if n > (len(raw)-head)/each {
		return nil, nil, fmt.Errorf("expected %d bytes for %d features, read %d", head+each*n, n, len(raw))
	}
	s = &Stages{weights: make([]stageRow, n)}
	s.features, rest = readRising(raw[head:], n)
	for k := range States {
		var column []uint32
		column, rest = readPlaces(rest, n)
		for i, w := range column {
			s.weights[i][k] = math.Float32frombits(w)
		}
	}
	s.index()
	return s, rest, nil
}
