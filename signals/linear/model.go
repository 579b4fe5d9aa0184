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
// and Outputs the number of all. Of a whole text no state is asked for; there Suspicious says that it may be a fraud.
const (
	Measure    = 16
	FirstState = Measure + 1
	Outputs    = FirstState + 6
	Suspicious = FirstState
)

const (
	magic   = "owedsig2" // begins a file of weights: a name and the number of its layout
	maxRows = 1<<18 - 1  // far more than fit in what the binary may grow by
	fewest  = 30         // a sentence of fewer features counts as if it had as many
)

// Model weighs the features of a sentence or a text: of each it has a row of weights, one for every output.
type Model struct {
	bias, step [Outputs]float32
	rows       []Row // the first weighs nothing
}

// Row holds the weights of one feature, a byte each and 128 more than they are, so that eight can be added at once.
type Row [(Outputs + 7) / 8]uint64

// Index is where the rows of features are in some models that were decoded together: one look-up serves them all.
type Index struct {
	slots []place // open addressing
	mask  uint32
}

// Models is how many models an Index serves at most.
const Models = 2

// Rows are the numbers of a feature's rows in the models of an Index: 0 in a model that does not know it.
type Rows [Models]uint32

type place struct {
	feature uint32
	rows    Rows // none: empty
}

// Decode reads what Encode wrote, one model or two, and makes their index. It fails if the bytes are no such files or are
// cut short.
func Decode(raw ...[]byte) (*Index, []*Model, error) {
	if len(raw) > Models {
		return nil, nil, fmt.Errorf("expected at most %d models, read %d", Models, len(raw))
	}
	models, parts := make([]*Model, len(raw)), make([]part, len(raw))
	for k := range raw {
		var err error
		if models[k], parts[k], err = decode(raw[k]); err != nil {
			return nil, nil, err
		}
	}
	return newIndex(parts), models, nil
}

// part are the features of one model, rising, and the number of each one's row.
type part struct{ features, rows []uint32 }

// decode reads one model.
func decode(raw []byte) (*Model, part, error) {
	head := len(magic) + 8*Outputs + 8
	if len(raw) < head || string(raw[:len(magic)]) != magic {
		return nil, part{}, fmt.Errorf("expected a file that begins with %q and %d numbers, read %d bytes", magic, 2*Outputs+2, len(raw))
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
		return nil, part{}, fmt.Errorf("expected %d bytes for %d features and %d rows, read %d", head+n*8+rows*Outputs, n, rows, len(raw))
	}
	var p part
	var rest []byte
	p.features, rest = readRising(raw[head:], n)
	p.rows, rest = readPlaces(rest, n)
	m.rows = pack(rest, rows)
	for i, at := range p.rows {
		if int(at) >= rows {
			return nil, part{}, fmt.Errorf("feature %d has row %d of %d", i, at, rows)
		}
		p.rows[i]++
	}
	return m, p, nil
}

// newIndex fills the slots: as many as leave at least a third of them empty.
func newIndex(parts []part) *Index {
	n, size := distinct(parts), 64
	for size < n+n/2 {
		size *= 2
	}
	x := &Index{slots: make([]place, size), mask: uint32(size - 1)}
	for k := range parts {
		for i, f := range parts[k].features {
			p := x.at(f)
			p.feature, p.rows[k] = f, parts[k].rows[i]
		}
	}
	return x
}

// distinct is how many features the parts have, those of two counted once.
func distinct(parts []part) (n int) {
	var before []uint32
	for k := range parts {
		n += len(parts[k].features)
		rest := before
		for _, f := range parts[k].features {
			for len(rest) > 0 && rest[0] < f {
				rest = rest[1:]
			}
			if len(rest) > 0 && rest[0] == f {
				n--
			}
		}
		before = parts[k].features
	}
	return n
}

// at is where a feature stands, or would.
func (x *Index) at(feature uint32) *place {
	for s := feature & x.mask; ; s = (s + 1) & x.mask {
		if p := &x.slots[s]; p.feature == feature || p.rows == (Rows{}) {
			return p
		}
	}
}

// Find gives the rows of a feature.
func (x *Index) Find(feature uint32) Rows { return x.at(feature).rows }

// FindAll appends the rows of some features. Most of the time goes into waiting for memory, so the waits are made to
// overlap: first all look-ups are begun, then all are ended.
func (x *Index) FindAll(out []Rows, features []uint32) []Rows {
	var begun [batch]place
	for len(features) > 0 {
		some := features[:min(batch, len(features))]
		features = features[len(some):]
		for i, f := range some {
			begun[i] = x.slots[f&x.mask]
		}
		for i, f := range some {
			p := &begun[i]
			if p.feature != f && p.rows != (Rows{}) {
				p = x.at(f)
			}
			out = append(out, p.rows)
		}
	}
	return out
}

// batch is how many features are looked up at once.
const batch = 64

const (
	lanes    = 0x00FF00FF00FF00FF // every second byte, with room to add in
	laneRoom = 256                // so many bytes can be added up in two
	bias     = 128
)

// blank is a row that weighs nothing.
var blank = func() (r Row) {
	for k := range Outputs {
		r.set(k, 0)
	}
	return r
}()

// set sets the weight for an output, which was none yet.
func (r *Row) set(output int, weight int8) {
	r[output/8] |= uint64(uint8(int(weight)+bias)) << (output % 8 * 8)
}

// pack makes a row that weighs nothing and n rows of the weights of every output.
func pack(columns []byte, n int) []Row {
	rows := make([]Row, n+1)
	rows[0] = blank
	for k := range Outputs {
		for i, w := range columns[k*n : (k+1)*n] {
			rows[i+1].set(k, int8(w))
		}
	}
	return rows
}

// Row is a row by its number.
func (m *Model) Row(n uint32) *Row { return &m.rows[n] }

// Sum is what some features say together.
type Sum struct {
	lanes [2 * len(Row{})]uint64 // the even and the odd bytes of so many rows
	rows  int32
}

// add adds a row. There must be room.
func (s *Sum) add(r *Row) {
	for i, x := range r {
		s.lanes[2*i] += x & lanes
		s.lanes[2*i+1] += x >> 8 & lanes
	}
	s.rows++
}

// AddTo adds the row of a number, as one of fewer than 256.
func (m *Model) AddTo(s *Sum, row uint32) { s.add(&m.rows[row]) }

// Tally are the sums of the weights of some features, in steps, and the number of features.
type Tally struct {
	sum   [Outputs]int32
	n     int
	small Sum // not yet in sum
}

// settle moves what was added up eight at a time into the sums.
func (t *Tally) settle() {
	if t.small.rows == 0 {
		return
	}
	for k := range Outputs {
		word := t.small.lanes[k/8*2+k%2]
		t.sum[k] += int32(uint16(word>>(k%8/2*16))) - bias*t.small.rows
	}
	t.small = Sum{}
}

// Count counts n features as a sentence's own, whether a row of theirs is known or not. What is added and not counted only
// surrounds it.
func (t *Tally) Count(n int) { t.n += n }

// Add adds a row.
func (t *Tally) Add(r *Row) {
	if t.small.add(r); t.small.rows == laneRoom {
		t.settle()
	}
}

// AddSum adds what some features say together.
func (t *Tally) AddSum(s *Sum) {
	if t.small.rows+s.rows > laneRoom {
		t.settle()
	}
	for i, x := range s.lanes {
		t.small.lanes[i] += x
	}
	t.small.rows += s.rows
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
