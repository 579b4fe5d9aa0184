package linear

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Case is one choice to learn from: the features of every option, and which options are right (one at least).
type Case struct {
	Options [][]uint32
	Right   []bool
}

// Choice weighs the features of the options of a case, of which one is to be chosen (conditional logistic regression).
type Choice struct {
	features []uint32 // sorted
	weights  []float32
	place    *perfect
	slots    []slot
}

type slot struct {
	feature uint32
	weight  float32
}

const (
	choiceMagic  = "owedcho2" // begins a Choice: a name and the number of its layout
	choiceRate   = 0.1
	choiceDecay  = 0.01 // how strongly weights are drawn to nothing
	choiceEpochs = 4
	choiceOrders = 3 // one by itself moves F1 by 0.001 on 6,300 texts, and by 0.005 on 166
	choiceLeast  = 2 // a feature must stand in as many cases
)

// Learn fits a Choice to cases, always the same to the same. It goes through them in some orders, each from the beginning,
// and of the rounds of each the second half counts, on average.
func Learn(cases []Case) *Choice { return learnIn(cases, choiceOrders, choiceEpochs) }

// learnIn goes through cases in some orders, so often in each.
func learnIn(cases []Case, orders, epochs int) *Choice {
	rows, features := numbered(cases)
	mean := make([]float32, len(features))
	for order := range uint64(orders) {
		learn(cases, rows, rand.New(rand.NewPCG(1, 7+order)), epochs, mean)
	}
	for i := range mean {
		mean[i] /= float32(orders)
	}
	return newChoice(features, mean)
}

// learn goes through cases in a random order and adds to mean what they teach.
func learn(cases []Case, rows [][][]int32, random *rand.Rand, epochs int, mean []float32) {
	l := &learner{weights: make([]float32, len(mean)), seen: make([]float32, len(mean)), step: make([]float32, len(mean))}
	order := make([]int, len(cases))
	for i := range order {
		order[i] = i
	}
	counted := epochs - epochs/2
	for epoch := range epochs {
		random.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
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

// newChoice puts weights in order.
func newChoice(features []uint32, weights []float32) *Choice {
	order := make([]int, len(features))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(features[a], features[b]) })
	c := &Choice{}
	for _, i := range order {
		c.features, c.weights = append(c.features, features[i]), append(c.weights, short(weights[i]))
	}
	c.index()
	return c
}

// short is a weight to three digits: what more there are tells nothing, and half of its bits are zero then and take no room.
func short(w float32) float32 {
	return math.Float32frombits((math.Float32bits(w) + 1<<15) &^ (1<<16 - 1))
}

// index fills the slots.
func (c *Choice) index() {
	c.place = newPerfect(c.features)
	c.slots = make([]slot, c.place.slots)
	for i, f := range c.features {
		c.slots[c.place.slot(f)] = slot{f, c.weights[i]}
	}
}

// learner holds what changes from case to case.
type learner struct {
	weights, seen, step []float32 // seen: the squares of all steps of a weight so far
	odds                []float32
	touched             []int32
}

// learn moves the weights of one case's options toward those that are right.
func (l *learner) learn(options [][]int32, right []bool) {
	l.odds = l.odds[:0]
	for _, row := range options {
		sum := float32(0)
		for _, at := range row {
			sum += l.weights[at]
		}
		l.odds = append(l.odds, sum)
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
			l.step[at] += g
		}
		l.touched = append(l.touched, row...)
	}
	slices.Sort(l.touched)
	for _, at := range slices.Compact(l.touched) {
		step := l.step[at] + choiceDecay*l.weights[at]
		l.step[at] = 0
		l.seen[at] += step * step
		l.weights[at] -= choiceRate * step / float32(math.Sqrt(float64(l.seen[at])+1))
	}
}

// numbered gives the features of each option as numbers, without those that stand in too few cases.
func numbered(cases []Case) (rows [][][]int32, features []uint32) {
	count, last := map[uint32]int{}, map[uint32]int{}
	for i := range cases {
		for _, option := range cases[i].Options {
			for _, f := range option {
				if last[f] != i+1 {
					last[f] = i + 1
					count[f]++
				}
			}
		}
	}
	index := map[uint32]int32{}
	rows = make([][][]int32, len(cases))
	for i := range cases {
		rows[i] = make([][]int32, len(cases[i].Options))
		for o, option := range cases[i].Options {
			for _, f := range option {
				if count[f] < choiceLeast || f == 0 {
					continue
				}
				at, known := index[f]
				if !known {
					at = int32(len(features))
					index[f] = at
					features = append(features, f)
				}
				rows[i][o] = append(rows[i][o], at)
			}
		}
	}
	return rows, features
}

// Weight is what one feature weighs; 0 if it was not learnt.
func (c *Choice) Weight(feature uint32) float32 {
	s := &c.slots[c.place.slot(feature)]
	if s.feature != feature {
		return 0
	}
	return s.weight
}

// Score is how much speaks for an option; the odds of two options are e to the difference of their scores.
func (c *Choice) Score(features []uint32) (sum float64) {
	for _, f := range features {
		sum += float64(c.Weight(f))
	}
	return sum
}

// Encode writes the weights: magic, the number of features (uint32, little-endian), the features (rising), and of each its
// weight (the bits of a float32, in places).
func (c *Choice) Encode() []byte {
	out := binary.LittleEndian.AppendUint32([]byte(choiceMagic), uint32(len(c.features)))
	out = appendRising(out, c.features)
	weights := make([]uint32, len(c.weights))
	for i, w := range c.weights {
		weights[i] = math.Float32bits(w)
	}
	return appendPlaces(out, weights)
}

// DecodeChoice reads what Encode wrote at the head of raw, and gives what stands behind it. It fails if the bytes are no
// such thing or are cut short.
func DecodeChoice(raw []byte) (c *Choice, rest []byte, err error) {
	if c, rest, err = decodeChoice(raw); err == nil {
		c.index()
	}
	return c, rest, err
}

// decodeChoice is DecodeChoice for one that is joined with others and needs no index.
func decodeChoice(raw []byte) (c *Choice, rest []byte, err error) {
	head := len(choiceMagic) + 4
	if len(raw) < head || string(raw[:len(choiceMagic)]) != choiceMagic {
		return nil, nil, fmt.Errorf("expected bytes that begin with %q, read %d of them", choiceMagic, len(raw))
	}
	n := int(binary.LittleEndian.Uint32(raw[len(choiceMagic):]))
	if n > (len(raw)-head)/8 {
		return nil, nil, fmt.Errorf("expected %d bytes for %d features, read %d", head+8*n, n, len(raw))
	}
	c = &Choice{}
	c.features, rest = readRising(raw[head:], n)
	for i := 1; i < n; i++ {
		if c.features[i] <= c.features[i-1] {
			return nil, nil, fmt.Errorf("feature %d is not above the one before it", i)
		}
	}
	weights, rest := readPlaces(rest, n)
	for _, w := range weights {
		c.weights = append(c.weights, math.Float32frombits(w))
	}
	return c, rest, nil
}
