package linear

// Choices is how many choices are joined in a Joint.
const Choices = 3

// Joint is some choices whose options have the same features, so that each is looked up once for all.
type Joint struct {
	place perfect
	slots []uint64 // of each feature itself, and in the last bytes what it weighs in each choice
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
	j.slots = make([]uint64, j.place.slots)
	for i, f := range t.features {
		w := t.row(i)
		j.slots[j.place.slot(f)] = uint64(f)<<24 | uint64(uint8(w[2]))<<16 | uint64(uint8(w[1]))<<8 | uint64(uint8(w[0]))
	}
	return j
}

// Score adds up what the features of an option say.
func (j *Joint) Score(features []uint32) Scores {
	var a, b, c int // not an array, which would be kept in memory
	place, slots := j.place, j.slots
	for _, f := range features {
		key := keyOf(f)
		s := slots[place.slot(key)]
		if s>>24 != uint64(key) {
			s = 0 // weighs nothing; this is no branch, of which the processor would guess half wrong
		}
		a, b, c = a+int(int8(s)), b+int(int8(s>>8)), c+int(int8(s>>16))
	}
	return Scores{float64(a) * choiceStep, float64(b) * choiceStep, float64(c) * choiceStep}
}
