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
	Context  []uint32 // what is known of a sentence of a whole text besides its words: it says nothing of the kind
	Kinds    []ledger.MeasureKind
	State    ledger.MeasureState // "" if it is not known
	Alone    bool                // it stands in no text: it tells kinds apart, and less of whether it is a measure and how far that has come
	Share    float32             // how much it counts beside others; 0: as one
	Whole    bool                // it is a whole text, of which is known whether it is suspicious
	Suspect  bool                // it is
	Sums     bool                // it is a whole text that names sums, of which is known whether one is claimed
	Claims   bool                // one is
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
	Drop   float64 // the share of the features left out of each look at an example, others each time: what is left has to do
	Each   bool    // every kind is a question of its own, as for whole texts, and not one choice among them
	Seed   uint64
	Orders int // in how many orders of the examples, each from the beginning: the weights are their mean; 0: in one
}

// OfSentences and OfTexts are the options that cross-validation chose, for sentences and for whole texts.
var (
	OfSentences = Options{Epochs: 12, Rate: 1, Decay: 5e-4, Least: 2, Even: 0.6, Drop: 0.3, Seed: 1}
	OfTexts     = Options{Epochs: 12, Rate: 1, Decay: 5e-4, Least: 3, Each: true, Drop: 0.5, Seed: 1}
)

// Train fits a logistic regression for Measure, and among measures one choice of kind and one of state, with steps that shrink for each
// weight as it is used (AdaGrad). Of its rounds the second half counts, on average.
func Train(examples []Example, o Options) *Weights {
	mean := Weights{Features: vocabulary(examples, o.Least)}
	index := numbersBy(mean.Features)
	mean.Rows = make([][Outputs]float32, len(mean.Features))
	lessons := make([]counted, len(examples))
	for i := range examples {
		lessons[i] = counted{&examples[i], numbersOf(examples[i].Features, index), numbersOf(examples[i].Context, index)}
	}
	o.Orders = max(o.Orders, 1)
	for order := range uint64(o.Orders) {
		mean.learn(slices.Clone(lessons), o, rand.New(rand.NewPCG(o.Seed+order, 7)))
	}
	mean.balance(examples, o.Even)
	return &mean
}

// learn adds what is learnt in one order.
func (mean *Weights) learn(lessons []counted, o Options, random *rand.Rand) {
	w := &Weights{Features: mean.Features, Rows: make([][Outputs]float32, len(mean.Features))}
	t := trainer{w: w, o: o, seen: make([][Outputs]float32, len(w.Features)), random: random}
	for epoch := range o.Epochs {
		random.Shuffle(len(lessons), func(a, b int) { lessons[a], lessons[b] = lessons[b], lessons[a] })
		for i := range lessons {
			t.step(&lessons[i])
		}
		if epoch >= o.Epochs/2 {
			mean.add(w, 1/float32(o.Orders*(o.Epochs-o.Epochs/2)))
		}
	}
}

// add adds a share of other weights of the same features.
func (w *Weights) add(o *Weights, share float32) {
	for i := range o.Rows {
		for k, x := range o.Rows[i] {
			w.Rows[i][k] += x * share
		}
	}
	for k, x := range o.Bias {
		w.Bias[k] += x * share
	}
}

// counted is an example, its features by their numbers.
type counted struct {
	*Example
	features, context []int32
}

// numbersBy are the numbers of features, in their order.
func numbersBy(features []uint32) map[uint32]int32 {
	index := make(map[uint32]int32, len(features))
	for i, f := range features {
		index[f] = int32(i)
	}
	return index
}

// numbersOf are the numbers of those features that have one.
func numbersOf(features []uint32, index map[uint32]int32) (out []int32) {
	for _, f := range features {
		if at, ok := index[keyOf(f)]; ok {
			out = append(out, at)
		}
	}
	return out
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
		for _, f := range slices.Concat(e.Features, e.Context) {
			if f = keyOf(f); last[f] != i+1 {
				last[f] = i + 1
				count[f]++
			}
		}
	}
	return atLeast(count, n)
}

// atLeast are those features, sorted, that were counted at least n times. None of them is 0, which marks what is empty.
func atLeast(count map[uint32]int, n int) (out []uint32) {
	for f, c := range count {
		if c >= n && f != 0 {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return out
}

// aloneShare is how much a sentence or phrase that stands in no text counts, but for its kind, beside a sentence of a text.
const aloneShare = 0.3

type trainer struct {
	w        *Weights
	o        Options
	random   *rand.Rand
	kept     []int32            // of the example at hand: its words, then what surrounds them
	surround int                // how many of the latter
	seen     [][Outputs]float32 // the squares of all steps of a weight so far
	seenBias [Outputs]float32
}

// step moves the weights of one example's features toward its labels.
func (t *trainer) step(l *counted) {
	t.kept = t.drop(t.drop(t.kept[:0], l.features), l.context)
	words := len(t.kept) - t.surround
	scale := scaleOf(words)
	sum := t.w.Bias
	if harmless := len(l.Kinds) == 0 && !t.o.Each; harmless { // nothing else is asked of it
		for _, r := range t.kept {
			sum[Measure] += t.w.Rows[r][Measure] * scale
		}
	} else {
		for _, r := range t.kept {
			row := t.w.Rows[r]
			for k, x := range row {
				sum[k] += x * scale
			}
		}
	}
	grad := gradient(l.Example, &sum)
	if t.o.Each {
		each(l.Example, &sum, &grad)
	}
	if l.Share > 0 {
		for k := range grad {
			grad[k] *= l.Share
		}
	}
	for k, g := range grad {
		t.seenBias[k] += g * g
		t.w.Bias[k] -= float32(t.o.Rate) * g / float32(math.Sqrt(float64(t.seenBias[k])+1))
	}
	t.move(t.kept[:words], &grad, scale)
	if !t.o.Each {
		clear(grad[:Measure])
	}
	t.move(t.kept[words:], &grad, scale)
}

// drop appends those of the features that are not left out, and counts them.
func (t *trainer) drop(out, features []int32) []int32 {
	n := len(out)
	out = append(out, features...)
	t.surround = n
	for _, f := range features {
		out[n] = f
		if t.random.Float64() >= t.o.Drop {
			n++ // without a branch that nothing foretells
		}
	}
	t.surround = n - t.surround
	return out[:n]
}

// move takes a step against a gradient with the weights of some features.
func (t *trainer) move(features []int32, grad *[Outputs]float32, scale float32) {
	rate, decay := float32(t.o.Rate), float32(t.o.Decay)
	if *(*[Measure]float32)(grad[:]) == [Measure]float32{} { // no kind moves
		for _, r := range features {
			row, seen := t.w.Rows[r][Measure:], t.seen[r][Measure:]
			for k, g := range grad[Measure:] {
				if g = g*scale + decay*row[k]; g == 0 {
					continue
				}
				seen[k] += g * g
				row[k] -= rate * g / float32(math.Sqrt(float64(seen[k]))+0.05)
			}
		}
		return
	}
	for _, r := range features {
		row, seen := t.w.Rows[r], t.seen[r] // copies: quicker than memory that others could share
		for k, g := range grad {
			if g == 0 && k < Measure {
				continue // an example that is no measure teaches nothing about kinds
			}
			if g = g*scale + decay*row[k]; g == 0 {
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
	share := float32(1)
	if e.Alone {
		share = aloneShare
	}
	if len(e.Kinds) == 0 {
		grad[Measure] = share * sigmoid(sum[Measure])
		return grad
	}
	grad[Measure] = share * (sigmoid(sum[Measure]) - 1)
	softmax(grad[:Measure], sum[:Measure])
	for _, k := range e.Kinds {
		grad[slices.Index(Kinds[:], k)] -= 1 / float32(len(e.Kinds))
	}
	if at := slices.Index(States[:], e.State); at >= 0 {
		softmax(grad[FirstState:], sum[FirstState:])
		grad[FirstState+at]--
		for k := range grad[FirstState:] {
			grad[FirstState+k] *= share
		}
	}
	return grad
}

// each is what each kind, suspicion and the claim, each a question of its own, say more than the labels do.
func each(e *Example, sum, grad *[Outputs]float32) {
	for k := range Measure {
		if grad[k] = sigmoid(sum[k]); slices.Contains(e.Kinds, Kinds[k]) {
			grad[k]--
		}
	}
	if e.Whole {
		if grad[Suspicious] = sigmoid(sum[Suspicious]); e.Suspect {
			grad[Suspicious]--
		}
	}
	if e.Sums {
		if grad[Claim] = sigmoid(sum[Claim]); e.Claims {
			grad[Claim]--
		}
	}
}
