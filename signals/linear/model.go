// Package linear is the small linear model behind signals: for each feature of a sentence one weight for every kind of
// measure, for "is a measure at all" and for every state. Train makes one from examples, always the same from the same;
// Decode reads what Encode wrote, and a Model gives its opinion on features.
package linear

import (
	"encoding/binary"
	"fmt"
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
// and Outputs the number of all.
const (
	Measure    = 16
	FirstState = Measure + 1
	Outputs    = FirstState + 6
)

const (
	magic   = "owedsig2" // begins a file of weights: a name and the number of its layout
	maxRows = 1<<18 - 1  // far more than fit in what the binary may grow by
	fewest  = 30         // a sentence of fewer features counts as if it had as many
)

// Model adds up, over the features of a clause or a sentence, what each says for every output.
type Model struct {
	bias, step [Outputs]float32
	slots      []place // open addressing
	rows       []row
	mask       uint32
}

// place is where the weights of a feature are: its row and one more, or 0 for none.
type place struct{ feature, row uint32 }

// Decode reads what Encode wrote. It fails if the bytes are no such file or are cut short.
func Decode(raw []byte) (*Model, error) {
	head := len(magic) + 8*Outputs + 8
	if len(raw) < head || string(raw[:len(magic)]) != magic {
		return nil, fmt.Errorf("expected a file that begins with %q and %d numbers, read %d bytes", magic, 2*Outputs+2, len(raw))
	}
	m := &Model{}
	at := len(magic)
	for k := range Outputs {
		m.bias[k] = math.Float32frombits(binary.LittleEndian.Uint32(raw[at:]))
		m.step[k] = math.Float32frombits(binary.LittleEndian.Uint32(raw[at+4:]))
		at += 8
	}
	n, rows := int(binary.LittleEndian.Uint32(raw[at:])), int(binary.LittleEndian.Uint32(raw[at+4:]))
	if n > maxRows || rows > n || len(raw) != head+n*8+rows*Outputs {
		return nil, fmt.Errorf("expected %d bytes for %d features and %d rows, read %d", head+n*8+rows*Outputs, n, rows, len(raw))
	}
	features, rest := readRising(raw[head:], n)
	of, rest := readPlaces(rest, n)
	m.rows = pack(rest, rows)
	for i, at := range of {
		if int(at) >= rows {
			return nil, fmt.Errorf("feature %d has row %d of %d", i, at, rows)
		}
	}
	m.index(features, of)
	return m, nil
}

// index fills the slots: as many as leave at least half of them empty.
func (m *Model) index(features, of []uint32) {
	size := uint32(1024)
	for size < uint32(2*len(features)) {
		size *= 2
	}
	m.mask, m.slots = size-1, make([]place, size)
	for i, f := range features {
		s := f & m.mask
		for m.slots[s].row != 0 {
			s = (s + 1) & m.mask
		}
		m.slots[s] = place{f, of[i] + 1}
	}
}

// row holds the weights of one feature, a byte each and 128 more than they are, so that eight can be added at once.
type row [(Outputs + 7) / 8]uint64

const (
	lanes    = 0x00FF00FF00FF00FF // every second byte, with room to add in
	laneRoom = 256                // so many bytes can be added up in two
	bias     = 128
)

// pack makes n rows of the weights of every output.
func pack(columns []byte, n int) []row {
	rows := make([]row, n)
	for k := range Outputs {
		for i, w := range columns[k*n : (k+1)*n] {
			rows[i][k/8] |= uint64(uint8(int(int8(w))+bias)) << (k % 8 * 8)
		}
	}
	return rows
}

// Tally are the sums of the weights of some features, in steps, and the number of features.
type Tally struct {
	sum     [Outputs]int32
	n       int
	partial [2 * len(row{})]uint64 // not yet in sum: the even and the odd bytes of so many rows
	rows    int32
}

// Plus adds what another tally has.
func (t *Tally) Plus(o *Tally) {
	o.settle()
	for k, x := range o.sum {
		t.sum[k] += x
	}
	t.n += o.n
}

// settle moves what was added up eight at a time into the sums.
func (t *Tally) settle() {
	if t.rows == 0 {
		return
	}
	for k := range Outputs {
		word := t.partial[k/8*2+k%2]
		t.sum[k] += int32(uint16(word>>(k%8/2*16))) - bias*t.rows
	}
	t.partial, t.rows = [2 * len(row{})]uint64{}, 0
}

// Add adds what some features say. Most of the time goes into waiting for memory, so the waits are made to overlap: first
// all look-ups are begun, then all rows are found, then all are added.
func (m *Model) Add(t *Tally, features []uint32) {
	t.n += len(features)
	m.AddContext(t, features)
}

// AddContext adds what some features of the context say, which do not count as the sentence's own.
func (m *Model) AddContext(t *Tally, features []uint32) {
	var at [batch]place
	for len(features) > 0 {
		some := features[:min(batch, len(features))]
		features = features[len(some):]
		for i, f := range some {
			at[i] = m.slots[f&m.mask]
		}
		n := 0
		for i, f := range some {
			p := at[i]
			for s := f & m.mask; p.row != 0 && p.feature != f; p = m.slots[s] {
				s = (s + 1) & m.mask
			}
			at[n].row = p.row
			if p.row != 0 {
				n++
			}
		}
		for i := range at[:n] {
			t.add(&m.rows[at[i].row-1])
		}
	}
}

// batch is how many features are looked up at once.
const batch = 64

// add adds one row.
func (t *Tally) add(r *row) {
	for i, x := range r {
		t.partial[2*i] += x & lanes
		t.partial[2*i+1] += x >> 8 & lanes
	}
	if t.rows++; t.rows == laneRoom {
		t.settle()
	}
}

// Opinion is what the model thinks of a clause or sentence: how likely it speaks of any measure, and if it does, how
// likely of each kind and in each state.
type Opinion struct {
	Measure float32
	Kinds   [Measure]float32
	States  [Outputs - FirstState]float32
}

// Judge turns a tally into probabilities.
func (m *Model) Judge(t *Tally) (o Opinion) {
	x := m.Odds(t)
	o.Measure = sigmoid(x[Measure])
	softmax(o.Kinds[:], x[:Measure])
	softmax(o.States[:], x[FirstState:])
	return o
}

// Odds are what a tally comes to for every output: the logarithm of its odds, where it is a question of its own.
func (m *Model) Odds(t *Tally) (x [Outputs]float32) {
	t.settle()
	scale := scaleOf(t.n)
	for k := range x {
		x[k] = m.bias[k] + m.step[k]*scale*float32(t.sum[k])
	}
	return x
}

// Kind is the likeliest kind, and how likely it is among all.
func (o *Opinion) Kind() (ledger.MeasureKind, float32) {
	at := largest(o.Kinds[:])
	return Kinds[at], o.Kinds[at]
}

// State is the likeliest state, and how likely it is among all.
func (o *Opinion) State() (ledger.MeasureState, float32) {
	at := largest(o.States[:])
	return States[at], o.States[at]
}

// Of is how likely the kind is among all.
func (o *Opinion) Of(k ledger.MeasureKind) float32 {
	for i := range Kinds {
		if Kinds[i] == k {
			return o.Kinds[i]
		}
	}
	return 0
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
