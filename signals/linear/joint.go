package linear

import "slices"

// Choices is how many choices are joined in a Joint.
const Choices = 3

// Joint is some choices whose options have the same features, so that each is looked up once for all.
type Joint struct {
	place perfect
	slots []jointSlot
}

// jointSlot is a feature in the highest bits, and what it weighs in each choice, a byte each and wide more than it is: the first and
// the second in the last byte of each half, where many can be added up at once, the third before the first.
type jointSlot uint64

// nothing is what a feature weighs that was not learnt.
const nothing jointSlot = wide<<32 | wide<<8 | wide

func newJointSlot(feature uint32, weights []int8) jointSlot {
	at := func(i int) jointSlot { return jointSlot(uint8(int(weights[i]) + wide)) }
	return jointSlot(feature)<<40 | at(1)<<32 | at(2)<<8 | at(0)
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

// NewJoint makes a Joint of as many joined tables that Learn gave.
func NewJoint(t *Table) *Joint {
	j := &Joint{place: newPerfect(t.features)}
	j.slots = slices.Repeat([]jointSlot{nothing}, int(j.place.slots))
	for i, f := range t.features {
		j.slots[j.place.slot(f)] = newJointSlot(f, t.row(i))
	}
	return j
}

// Score adds up what the features of an option say.
func (j *Joint) Score(features []uint32) Scores {
	const halves = 0xFF<<32 | 0xFF
	var both, third jointSlot
	place, slots := j.place, j.slots
	for _, f := range features {
		key := keyOf(f)
		s := slots[place.slot(key)]
		if s>>40 != jointSlot(key) {
			s = nothing // which is no branch, as the processor would often guess it wrong
		}
		both, third = both+s&halves, third+s>>8&0xFF
	}
	score := func(sum uint32) float64 { return float64(int(sum)-wide*len(features)) * choiceStep }
	return Scores{score(uint32(both)), score(uint32(both >> 32)), score(uint32(third))}
}
