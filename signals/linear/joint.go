package linear

// Choices is how many choices are joined at most.
const Choices = 3

// Joint is some choices whose options have the same features, so that each is looked up once for all.
type Joint struct {
	slots []jointSlot // open addressing
	mask  uint32
}

type jointSlot struct {
	feature uint32 // 0: empty, and no feature has this number
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

// Join joins choices.
func Join(choices ...*Choice) *Joint {
	all := map[uint32]bool{}
	for _, c := range choices {
		for _, f := range c.features {
			all[f] = true
		}
	}
	size := 64
	for size < 2*len(all) {
		size *= 2
	}
	j := &Joint{slots: make([]jointSlot, size), mask: uint32(size - 1)}
	for k, c := range choices {
		for i, f := range c.features {
			s := j.slot(f)
			s.feature, s.weights[k] = f, c.weights[i]
		}
	}
	return j
}

// slot is where a feature stands, or would.
func (j *Joint) slot(f uint32) *jointSlot {
	for at := f & j.mask; ; at = (at + 1) & j.mask {
		if s := &j.slots[at]; s.feature == f || s.feature == 0 {
			return s
		}
	}
}

// Score adds up what the features of an option say.
func (j *Joint) Score(features []uint32) (sum Scores) {
	for _, f := range features {
		s := j.slot(f)
		for k, w := range s.weights {
			sum[k] += float64(w)
		}
	}
	return sum
}
