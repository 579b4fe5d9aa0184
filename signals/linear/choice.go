package linear

import (
	"math"
	"math/rand/v2"
)

// Case is one choice to learn from: the features of every option, and which options are right (one at least).
type Case struct {
	Options [][]uint32
	Right   []bool
}

// Choice weighs the features of the options of a case, of which one is to be chosen (conditional logistic regression).
type Choice struct {
	place perfect
	slots []uint32 // of each feature itself, and in the last byte what it weighs
	step  float32
}

const (
	choiceRate   = 0.1
	choiceDecay  = 0.01 // how strongly weights are drawn to nothing
	choiceEpochs = 4
	choiceOrders = 3        // one by itself moves F1 by 0.001 on 6,300 texts, and by 0.005 on 166
	choiceLeast  = 3        // a feature must stand in as many cases
	choiceStep   = 1.0 / 32 // finer weights choose no better
	choiceFaint  = 1.6      // of a step: what weighs less is left out

	dropShare  = 0.3 // of the features that LearnDropping leaves out
	dropEpochs = 6   // as each is seen less often
)

// Learn fits a Choice to cases, always the same to the same. It goes through them in some orders, each from the beginning,
// and of the rounds of each the second half counts, on average.
func Learn(cases []Case) *Table { return LearnAt(cases, choiceRate) }

// LearnAt is Learn with steps that are longer or shorter at first: of many features that stand in few cases, longer ones teach more.
func LearnAt(cases []Case, rate float32) *Table {
	return learnTable(cases, choiceEpochs, rate, 0)
}

// LearnDropping is Learn that leaves out a share of the features of each look at a case, others each time: what is left has to do.
// Of few cases with many features each, what it learns hangs less on their order.
func LearnDropping(cases []Case) *Table { return learnTable(cases, dropEpochs, choiceRate, dropShare) }

func learnTable(cases []Case, epochs int, rate, drop float32) *Table {
	features, weights := learnIn(cases, choiceOrders, epochs, rate, drop)
	return tabulate(features, []column{{step: choiceStep}}, func(i, _ int) float32 { return weights[i] }, choiceFaint)
}

// learnIn goes through cases in some orders, so often in each, and gives the features, rising, and their weights.
func learnIn(cases []Case, orders, epochs int, rate, drop float32) (features []uint32, mean []float32) {
	rows, features := numbered(cases)
	mean = make([]float32, len(features))
	for order := range uint64(orders) {
		l := &learner{rate: rate, drop: drop, random: rand.New(rand.NewPCG(1, 7+order))}
		l.learnAll(cases, rows, epochs, mean)
	}
	for i := range mean {
		mean[i] /= float32(orders)
	}
	return features, mean
}

// learnAll goes through cases in a random order and adds to mean what they teach.
func (l *learner) learnAll(cases []Case, rows [][][]int32, epochs int, mean []float32) {
	l.weights, l.seen, l.step = make([]float32, len(mean)), make([]float32, len(mean)), make([]float32, len(mean))
	l.looked, l.felt, l.dropped = make([]int32, len(mean)), make([]int32, len(mean)), make([]bool, len(mean))
	order := make([]int, len(cases))
	for i := range order {
		order[i] = i
	}
	counted := epochs - epochs/2
	for epoch := range epochs {
		l.random.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		for _, i := range order {
			l.learn(rows[i], cases[i].Right)
		}
		if epoch >= epochs-counted {
			for i, w := range l.weights {
				mean[i] += w / float32(counted)
			}
		}
	}
}

// NewChoice makes a Choice of what Learn gave.
func NewChoice(t *Table) *Choice {
	c := &Choice{place: newPerfect(t.features), step: choiceStep}
	c.slots = make([]uint32, c.place.slots)
	for i, f := range t.features {
		c.slots[c.place.slot(f)] = f<<8 | uint32(uint8(t.weights[i]))
	}
	return c
}

// learner holds what changes from case to case.
type learner struct {
	rate, drop          float32
	random              *rand.Rand
	weights, seen, step []float32 // seen: the squares of all steps of a weight so far
	odds                []float32
	touched             []int32 // the features of the look at hand
	look                int32   // how many cases were looked at
	felt                []int32 // of each feature, the look that touched it last
	looked              []int32 // of each feature, the look at which it was last asked for
	dropped             []bool  // and whether it was left out of that
}

// keeps reports whether a feature is not left out of the look at hand.
func (l *learner) keeps(at int32) bool {
	if l.drop == 0 {
		return true
	}
	if l.looked[at] != l.look {
		l.looked[at], l.dropped[at] = l.look, l.random.Float32() < l.drop
	}
	return !l.dropped[at]
}

// learn moves the weights of one case's options toward those that are right.
func (l *learner) learn(options [][]int32, right []bool) {
	l.odds = l.odds[:0]
	l.look++
	for _, row := range options {
		sum := float32(0)
		for _, at := range row {
			if l.keeps(at) {
				sum += l.weights[at]
			}
		}
		l.odds = append(l.odds, sum/(1-l.drop)) // as much as all of them say
	}
	softmax(l.odds, l.odds)
	rightly := float32(math.SmallestNonzeroFloat32)
	for o, yes := range right {
		if yes {
			rightly += l.odds[o]
		}
	}
	l.touched = l.touched[:0]
	for o, row := range options {
		g := l.odds[o]
		if right[o] {
			g -= l.odds[o] / rightly
		}
		for _, at := range row {
			if !l.keeps(at) {
				continue
			}
			if l.step[at] += g; l.felt[at] != l.look {
				l.felt[at] = l.look
				l.touched = append(l.touched, at)
			}
		}
	}
	for _, at := range l.touched {
		step := l.step[at] + choiceDecay*l.weights[at]
		l.step[at] = 0
		l.seen[at] += step * step
		l.weights[at] -= l.rate * step / float32(math.Sqrt(float64(l.seen[at])+1))
	}
}

// numbered gives the features of each option as numbers, which rise with them, and without those that stand in too few cases.
func numbered(cases []Case) (rows [][][]int32, features []uint32) {
	count, last := map[uint32]int{}, map[uint32]int{}
	for i := range cases {
		for _, option := range cases[i].Options {
			for _, f := range option {
				if f = keyOf(f); last[f] != i+1 {
					last[f] = i + 1
					count[f]++
				}
			}
		}
	}
	features = atLeast(count, choiceLeast)
	index := numbersBy(features)
	rows = make([][][]int32, len(cases))
	for i := range cases {
		rows[i] = make([][]int32, len(cases[i].Options))
		for o, option := range cases[i].Options {
			rows[i][o] = numbersOf(option, index)
		}
	}
	return rows, features
}

// Weight is what one feature weighs; 0 if it was not learnt.
func (c *Choice) Weight(feature uint32) float32 { return float32(c.steps(feature)) * c.step }

// steps is what one feature weighs, in steps.
func (c *Choice) steps(feature uint32) int {
	key := keyOf(feature)
	s := c.slots[c.place.slot(key)]
	if s>>8 != key {
		s = 0
	}
	return int(int8(s))
}

// Score is how much speaks for an option; the odds of two options are e to the difference of their scores.
func (c *Choice) Score(features []uint32) float64 {
	sum := 0
	for _, f := range features {
		sum += c.steps(f)
	}
	return float64(sum) * float64(c.step)
}
