package linear

import (
	"math"
	"math/rand/v2"
	"slices"

	"owed.dev/owed/ledger"
)

// Example is one sentence: its features, the kinds that it speaks of (none: it is no measure) and their state.
type Example struct {
	Features []uint32
	Kinds    []ledger.MeasureKind
	State    ledger.MeasureState // "" if it is not known
	Phrase   bool                // only words of the kind, which by themselves are no measure
}

// Weights are a trained model: for each feature its weight for every output.
type Weights struct {
	Features []uint32 // sorted
	Rows     [][Outputs]float32
	Bias     [Outputs]float32
}

// Options say how to train.
type Options struct {
	Epochs int
	Rate   float64 // the first step of a weight
	Decay  float64 // how strongly weights are drawn to nothing
	Least  int     // a feature must stand in as many examples
	Even   float64 // how far kinds that are rare in the examples are thought as likely as common ones: 0 not, 1 quite
	Seed   uint64
}

// Usual are the options that cross-validation chose.
var Usual = Options{Epochs: 20, Rate: 1, Decay: 1e-4, Least: 1, Even: 0.6, Seed: 1}

// Train fits a logistic regression for Measure, and among measures one choice of kind and one of state, with steps that shrink for each
// weight as it is used (AdaGrad).
func Train(examples []Example, o Options) *Weights {
	w := &Weights{Features: vocabulary(examples, o.Least)}
	index := make(map[uint32]int32, len(w.Features))
	for i, f := range w.Features {
		index[f] = int32(i)
	}
	w.Rows = make([][Outputs]float32, len(w.Features))
	t := trainer{w: w, o: o, seen: make([][Outputs]float32, len(w.Features))}
	rows := make([][]int32, len(examples))
	for i, e := range examples {
		for _, f := range e.Features {
			if at, ok := index[f]; ok {
				rows[i] = append(rows[i], at)
			}
		}
	}
	random := rand.New(rand.NewPCG(o.Seed, 7))
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	for range o.Epochs {
		random.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		for _, i := range order {
			t.step(&examples[i], rows[i])
		}
	}
	w.balance(examples, o.Even)
	return w
}

// balance takes from the bias of each kind a share of what it owes to being common.
func (w *Weights) balance(examples []Example, share float64) {
	var count [Measure]float64
	for i := range examples {
		for _, k := range examples[i].Kinds {
			count[slices.Index(Kinds[:], k)]++
		}
	}
	for k, n := range count {
		w.Bias[k] -= float32(share * math.Log(n+1))
	}
}

// vocabulary are the features that stand in at least n examples, sorted.
func vocabulary(examples []Example, n int) []uint32 {
	count, last := map[uint32]int{}, map[uint32]int{}
	for i, e := range examples {
		for _, f := range e.Features {
			if last[f] != i+1 {
				last[f] = i + 1
				count[f]++
			}
		}
	}
	var out []uint32
	for f, c := range count {
		if c >= n {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return out
}

// phraseShare is how much a phrase counts for "is a measure", beside a sentence.
const phraseShare = 0.2

type trainer struct {
	w        *Weights
	o        Options
	seen     [][Outputs]float32 // the squares of all steps of a weight so far
	seenBias [Outputs]float32
}

// step moves the weights of one example's features toward its labels.
func (t *trainer) step(e *Example, rows []int32) {
	scale := scaleOf(len(e.Features))
	sum := t.w.Bias
	for _, r := range rows {
		row := t.w.Rows[r]
		for k, x := range row {
			sum[k] += x * scale
		}
	}
	grad := gradient(e, &sum)
	for k, g := range grad {
		t.seenBias[k] += g * g
		t.w.Bias[k] -= float32(t.o.Rate) * g / float32(math.Sqrt(float64(t.seenBias[k])+1))
	}
	rate, decay := float32(t.o.Rate), float32(t.o.Decay)
	for _, r := range rows {
		row, seen := t.w.Rows[r], t.seen[r] // copies: quicker than memory that others could share
		for k, g := range grad {
			g = g*scale + decay*row[k]
			if g == 0 {
				continue
			}
			seen[k] += g * g
			row[k] -= rate * g / float32(math.Sqrt(float64(seen[k]))+0.05)
		}
		t.w.Rows[r], t.seen[r] = row, seen
	}
}

// gradient is what each output says more than the labels do. Kinds and states are taught by measures only.
func gradient(e *Example, sum *[Outputs]float32) (grad [Outputs]float32) {
	if len(e.Kinds) == 0 {
		grad[Measure] = sigmoid(sum[Measure])
		return grad
	}
	grad[Measure] = (sigmoid(sum[Measure]) - 1)
	if e.Phrase {
		grad[Measure] *= phraseShare
	}
	softmax(grad[:Measure], sum[:Measure])
	for _, k := range e.Kinds {
		grad[slices.Index(Kinds[:], k)] -= 1 / float32(len(e.Kinds))
	}
	if at := slices.Index(States[:], e.State); at >= 0 {
		softmax(grad[FirstState:], sum[FirstState:])
		grad[FirstState+at]--
	}
	return grad
}
