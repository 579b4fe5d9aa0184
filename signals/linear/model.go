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
	magic   = "owedsig1" // begins a file of weights: a name and the number of its layout
	maxRows = 1<<18 - 1  // far more than fit in what the binary may grow by
	fewest  = 30         // a sentence of fewer features counts as if it had as many
)

// Model adds up, over the features of a clause or a sentence, what each says for every output.
type Model struct {
	bias, step [Outputs]float32
	slots      []uint32 // open addressing: 0 is empty, else a row and one more
	features   []uint32
	rows       []row
	mask       uint32
}

// Decode reads what Encode wrote. It fails if the bytes are no such file or are cut short.
func Decode(raw []byte) (*Model, error) {
	head := len(magic) + 8*Outputs + 4
	if len(raw) < head || string(raw[:len(magic)]) != magic {
		return nil, fmt.Errorf("expected a file that begins with %q and %d numbers, read %d bytes", magic, 2*Outputs, len(raw))
	}
	m := &Model{}
	at := len(magic)
	for k := range Outputs {
		m.bias[k] = math.Float32frombits(binary.LittleEndian.Uint32(raw[at:]))
		m.step[k] = math.Float32frombits(binary.LittleEndian.Uint32(raw[at+4:]))
		at += 8
	}
	n := int(binary.LittleEndian.Uint32(raw[at:]))
	at += 4
	if n > maxRows || len(raw) != head+n*(4+Outputs) {
		return nil, fmt.Errorf("expected %d bytes for %d features, read %d", head+n*(4+Outputs), n, len(raw))
	}
	m.features, m.rows = make([]uint32, n), make([]row, n)
	for i := range n {
		m.features[i] = binary.LittleEndian.Uint32(raw[at+4*i:])
		m.rows[i] = pack(raw[at+4*n+Outputs*i:])
	}
	m.index()
	return m, nil
}

// index fills the slots: as many as leave two thirds of them empty.
func (m *Model) index() {
	size := uint32(1024)
	for size < uint32(3*len(m.features)) {
		size *= 2
	}
	m.mask, m.slots = size-1, make([]uint32, size)
	for i, f := range m.features {
		s := f & m.mask
		for m.slots[s] != 0 {
			s = (s + 1) & m.mask
		}
		m.slots[s] = uint32(i + 1)
	}
}

// row holds the weights of one feature, a byte each and 128 more than they are, so that eight can be added at once.
type row [(Outputs + 7) / 8]uint64

const (
	lanes    = 0x00FF00FF00FF00FF // every second byte, with room to add in
	laneRoom = 256                // so many bytes can be added up in two
	bias     = 128
)

func pack(weights []byte) (r row) {
	for k := range Outputs {
		r[k/8] |= uint64(uint8(int(int8(weights[k]))+bias)) << (k % 8 * 8)
	}
	return r
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

// Add adds what one feature says.
func (m *Model) Add(t *Tally, f uint32) {
	t.n++
	for s := f & m.mask; m.slots[s] != 0; s = (s + 1) & m.mask {
		at := m.slots[s] - 1
		if m.features[at] != f {
			continue
		}
		for i, x := range m.rows[at] {
			t.partial[2*i] += x & lanes
			t.partial[2*i+1] += x >> 8 & lanes
		}
		if t.rows++; t.rows == laneRoom {
			t.settle()
		}
		return
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
	t.settle()
	scale := scaleOf(t.n)
	var x [Outputs]float32
	for k := range x {
		x[k] = m.bias[k] + m.step[k]*scale*float32(t.sum[k])
	}
	o.Measure = sigmoid(x[Measure])
	softmax(o.Kinds[:], x[:Measure])
	softmax(o.States[:], x[FirstState:])
	return o
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
