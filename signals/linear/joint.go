package linear

// Choices is how many choices are joined in a Joint.
const Choices = 3

// Joint is some choices whose options have the same features, so that each is looked up once for all.
type Joint struct {
	place *perfect
	slots []jointSlot
}

type jointSlot struct {
	feature uint32
	weights [Choices]int8
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
	j.slots = make([]jointSlot, j.place.slots)
	for i, f := range t.features {
		j.slots[j.place.slot(f)] = jointSlot{f, [Choices]int8(t.row(i))}
	}
	return j
}

// Score adds up what the features of an option say.
func (j *Joint) Score(features []uint32) Scores {
	var a, b, c int // not an array, which would be kept in memory
	for _, f := range features {
		key := keyOf(f)
		if s := &j.slots[j.place.slot(key)]; s.feature == key {
			a, b, c = a+int(s.weights[0]), b+int(s.weights[1]), c+int(s.weights[2])
		}
	}
	return Scores{float64(a) * choiceStep, float64(b) * choiceStep, float64(c) * choiceStep}
}
