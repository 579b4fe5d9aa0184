// Package linear is the small linear model behind signals: for each feature of a sentence one weight for every kind of
// measure, for "is a measure at all" and for every state. Train makes one from examples, always the same from the same; a
// Table is how it is kept, and a Model gives its opinion on features.
package linear

import (
	"math"

	"owed.dev/owed/ledger"
)

// Kinds are the first Outputs of the model, in their order; after them come Measure and the States.
var Kinds = [Measure]ledger.MeasureKind{
	ledger.ServiceSuspension, ledger.ServiceTermination, ledger.DataDeletion, ledger.LateFee, ledger.Interest, ledger.Acceleration,
	ledger.CreditHold, ledger.SetOffOrWithhold, ledger.Collections, ledger.LegalAction, ledger.RefusalToRenegotiate, ledger.PriceIncrease,
	ledger.Audit, ledger.LienOrRepossession, ledger.PublicDisclosure, ledger.OtherMeasure,
}

// States are the Outputs after Measure, of which just one holds.
var States = [Outputs - FirstState]ledger.MeasureState{
	ledger.Possible, ledger.Threatened, ledger.NoticeGiven, ledger.InEffect, ledger.Suspended, ledger.Withdrawn,
}

// Measure is the output that says that a sentence speaks of any measure against us, FirstState the first of the States,
// and Outputs the number of all. Of a whole text no state is asked for; there Suspicious says that it may be a fraud, and Claim
// that one of the sums that it names is claimed.
const (
	Measure    = 16
	FirstState = Measure + 1
	Outputs    = FirstState + 6
	Suspicious = FirstState
	Claim      = FirstState + 1
)

const fewest = 30 // a sentence of fewer features counts as if it had as many

// Model weighs the features of a sentence or a text: of each it has a weight for every output.
type Model struct {
	bias, step [Outputs]float32
	rows       []row // of the Index
	number     int   // among its Models
}

// Index has the weights of features in some models: one look-up serves them all.
type Index struct {
	place perfect
	tags  []uint8 // of each slot, the last bits of its feature: they tell most features that are not known, and stay near the processor
	rows  []row   // one that weighs nothing, then one of each slot
}

// Models is how many models an Index serves.
const Models = 2

// row has the weights of a feature in every model, a byte each and offset more than they are, so that eight can be added at
// once. It fills what the processor takes from memory at a time, so none is waited for twice.
type row struct {
	weights [Models][modelWords]uint64
	key     uint64 // whose row it is; the row is fetched for its weights anyway
	_       uint64
}

const modelWords = (Outputs + 7) / 8

// NewIndex makes models of their tables, joined, and their index.
func NewIndex(t *Table) (*Index, [Models]*Model) {
	x := &Index{place: newPerfect(t.features)}
	n := 1 + int(x.place.slots)
	x.tags, x.rows = make([]uint8, x.place.slots), make([]row, n, n+gathered)
	none := row{weights: [Models][modelWords]uint64{blank, blank}, key: math.MaxUint64} // of no feature
	for i := range x.rows {
		x.rows[i] = none
	}
	for i, f := range t.features {
		slot := x.place.slot(f)
		row, weights := &x.rows[slot+1], t.row(i)
		x.tags[slot], row.key = uint8(f), uint64(f)
		for c, w := range weights {
			if max(w, -w) > finest {
				panic("linear: a weight has no room in a row") // no Table of Weights has such
			}
			row.weights[c%Models][c/Models/8] += uint64(int64(w)) << (c / Models % 8 * 8)
		}
	}
	var models [Models]*Model
	for k := range models {
		models[k] = &Model{rows: x.rows, number: k}
		for c := range Outputs {
			col := &t.columns[c*Models+k]
			models[k].bias[c], models[k].step[c] = col.bias, col.step
		}
	}
	return x, models
}

// blank are weights of nothing.
var blank = func() (words [modelWords]uint64) {
	for k := range 8 * modelWords {
		words[k/8] |= offset << (k % 8 * 8)
	}
	return words
}()

// Find gives the number of a feature's row. Row 0 weighs nothing: no model knows the feature.
func (x *Index) Find(feature uint32) uint32 {
	key := keyOf(feature)
	slot := x.place.slot(key)
	if x.tags[slot] != uint8(key) || x.rows[slot+1].key != uint64(key) {
		return 0
	}
	return slot + 1
}

// FindAll appends the numbers of the rows of some features.
func (x *Index) FindAll(out, features []uint32) []uint32 {
	for _, f := range features {
		out = append(out, x.Find(f))
	}
	return out
}

// Gather gives the rows of some features numbers that follow each other, of which it gives the first, and lets them stand
// together: those of features that are always looked at.
func (x *Index) Gather(models [Models]*Model, features []uint32) uint32 {
	first := uint32(len(x.rows))
	for _, f := range features {
		x.rows = append(x.rows, x.rows[x.Find(f)])
	}
	for _, m := range models {
		m.rows = x.rows
	}
	return first
}

// gathered is for how many rows that are gathered there is room without moving all.
const gathered = 1 << 11

const (
	lanes    = 0x00FF00FF00FF00FF   // every second byte, with room to add in
	laneRoom = 256                  // so many bytes can be added up in two
	offset   = finest + 1           // of the bytes of a row, which are none below 1,
	byteRoom = 255 / (2*finest + 1) // so that so many rows can be added up in bytes
	wide     = 128                  // the offset of the bytes of a Row
)

// sum is what some features say together.
type sum struct {
	lanes  [2 * modelWords]uint64 // the even and the odd bytes of so many rows
	rows   int
	offset int32 // of all rows together
}

// add adds rows, for which there must be room.
func (m *Model) add(s *sum, rows []uint32) {
	known, model := m.rows, m.number
	for all := rows; len(all) > 0; {
		n := min(len(all), byteRoom)
		var a, b, c uint64
		for _, n := range all[:n] {
			r := &known[n].weights[model]
			a, b, c = a+r[0], b+r[1], c+r[2]
		}
		s.spread(a, b, c)
		all = all[n:]
	}
	s.rows += len(rows)
	s.offset += offset * int32(len(rows))
}

// spread adds bytes.
func (s *sum) spread(a, b, c uint64) {
	l := &s.lanes
	l[0], l[1] = l[0]+a&lanes, l[1]+a>>8&lanes
	l[2], l[3] = l[2]+b&lanes, l[3]+b>>8&lanes
	l[4], l[5] = l[4]+c&lanes, l[5]+c>>8&lanes
}

// Row is what some features say together, a byte for each output and wide more than it is.
type Row [modelWords]uint64

// RowOf is what the features of up to 127/finest rows say together: so many fit, whatever each weighs.
func (m *Model) RowOf(rows []uint32) (r Row) {
	var t Tally
	m.add(&t.small, rows)
	t.settle()
	for k, x := range t.sum {
		r[k/8] |= uint64(uint8(x+wide)) << (k % 8 * 8)
	}
	return r
}

// Tally are the sums of the weights of some features, in steps, and the number of features.
type Tally struct {
	sum   [8 * modelWords]int32 // those behind the Outputs come to nothing
	n     int
	small sum // not yet in sum
}

// settle moves what was added up eight at a time into the sums.
func (t *Tally) settle() {
	if t.small.rows == 0 {
		return
	}
	for i := range modelWords {
		even, odd, sum := t.small.lanes[2*i], t.small.lanes[2*i+1], t.sum[8*i:8*i+8]
		for k := 0; k < 8; k += 2 {
			sum[k] += int32(uint16(even)) - t.small.offset
			sum[k+1] += int32(uint16(odd)) - t.small.offset
			even, odd = even>>16, odd>>16
		}
	}
	t.small = sum{}
}

// Count counts n features as a sentence's own, whether a row of theirs is known or not. What is added and not counted only
// surrounds it.
func (t *Tally) Count(n int) { t.n += n }

// Add adds rows of the model.
func (m *Model) Add(t *Tally, rows []uint32) {
	for len(rows) > 0 {
		n := min(len(rows), laneRoom-t.small.rows)
		m.add(&t.small, rows[:n])
		if rows = rows[n:]; t.small.rows == laneRoom {
			t.settle()
		}
	}
}

// AddRow adds what some features say together.
func (t *Tally) AddRow(r *Row) {
	if t.small.rows == laneRoom {
		t.settle()
	}
	t.small.spread(r[0], r[1], r[2])
	t.small.rows++
	t.small.offset += wide
}

// Odds are what a tally comes to for every output: the logarithm of its odds, where it is a question of its own.
type Odds [Outputs]float32

// Odds gives those of a tally.
func (m *Model) Odds(t *Tally) (o Odds) {
	t.settle()
	scale := scaleOf(t.n)
	for k := range o {
		o[k] = m.bias[k] + m.step[k]*scale*float32(t.sum[k])
	}
	return o
}

// Chance is how likely it is a measure at all.
func (o *Odds) Chance() float32 { return sigmoid(o[Measure]) }

// Kinds is how likely it is of each kind, if it is a measure.
func (o *Odds) Kinds() (p [Measure]float32) {
	softmax(p[:], o[:Measure])
	return p
}

// State is the likeliest state, if it is a measure, and how likely it is among all.
func (o *Odds) State() (ledger.MeasureState, float32) {
	p := o.States()
	at := largest(p[:])
	return States[at], p[at]
}

// States is how likely it is in each state, if it is a measure.
func (o *Odds) States() (p [len(States)]float32) {
	softmax(p[:], o[FirstState:])
	return p
}

func largest(p []float32) int {
	at := 0
	for i := range p {
		if p[i] > p[at] {
			at = i
		}
	}
	return at
}

// scaleOf is what the sum of the weights of n features is multiplied by, so that a long sentence is not surer than a
// short one.
func scaleOf(n int) float32 { return float32(1 / math.Sqrt(float64(max(n, fewest)))) }

func sigmoid(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }

// softmax makes of the sums x what share each has of all chances, in p.
func softmax(p, x []float32) {
	top, sum := x[largest(x)], float32(0)
	for i, v := range x {
		p[i] = float32(math.Exp(float64(v - top)))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}
