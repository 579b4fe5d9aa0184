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

// Model weighs the features of a sentence or a text: of each it has a weight for every output.
type Model struct {
	bias, step [Outputs]float32
	rows       []uint64 // of the Index
	at         uint32   // where in a row its weights begin
}

// Index has the weights of features in some models that were decoded together: one look-up serves them all.
type Index struct {
	slots []place // open addressing
	mask  uint32
	rows  []uint64 // one behind the other; the first weighs nothing
}

// Models is how many models an Index serves at most.
const Models = 2

// A row has the weights of a feature in every model, a byte each and 128 more than they are, so that eight can be added at
// once.
const (
	modelWords = (Outputs + 7) / 8 // of one model
	rowWords   = Models * modelWords
)

// place is where a feature's weights are: the number of its row, or 0 for none.
type place struct{ feature, row uint32 }

// Decode reads what Encode wrote, one model or two, and makes their index. It fails if the bytes are no such files or are
// cut short.
func Decode(raw ...[]byte) (*Index, []*Model, error) {
	if len(raw) == 0 || len(raw) > Models {
		return nil, nil, fmt.Errorf("expected at most %d models, read %d", Models, len(raw))
	}
	var models []*Model
	var parts [Models]part
	for k := range raw {
		m, p, err := decode(raw[k])
		if err != nil {
			return nil, nil, err
		}
		m.at = uint32(k * modelWords)
		models, parts[k] = append(models, m), p
	}
	x := newIndex(&parts[0], &parts[1])
	for _, m := range models {
		m.rows = x.rows
	}
	return x, models, nil
}

// part is what a model weighs: its features, rising, which of the columns is each one's, and the weights for every output,
// column by column.
type part struct {
	features, of []uint32
	weights      []byte
	n            int // of columns
}

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
	n, columns := int(binary.LittleEndian.Uint32(raw[at:])), int(binary.LittleEndian.Uint32(raw[at+4:]))
	if n > maxRows || columns > n || len(raw) != head+n*8+columns*Outputs {
		return nil, part{}, fmt.Errorf("expected %d bytes for %d features and %d rows, read %d", head+n*8+columns*Outputs, n, columns, len(raw))
	}
	p := part{n: columns}
	var rest []byte
	p.features, rest = readRising(raw[head:], n)
	p.of, p.weights = readPlaces(rest, n)
	for i, at := range p.of {
		if int(at) >= columns {
			return nil, part{}, fmt.Errorf("feature %d has row %d of %d", i, at, columns)
		}
	}
	return m, p, nil
}

// newIndex joins what two models weigh; the second may be empty. Features that only the first knows share a row where their
// weights are the same; of the second hardly any are.
func newIndex(first, second *part) *Index {
	n := rowWords * (1 + first.n + len(second.features))
	x := &Index{rows: make([]uint64, n, n+rowWords*gathered)}
	for at := 0; at < len(x.rows); at += modelWords {
		copy(x.rows[at:], blank[:])
	}
	first.spread(x.rows[rowWords:])
	weights := make([]uint64, rowWords*second.n)
	second.spread(weights)
	x.room(distinct(first.features, second.features))
	for i, f := range first.features {
		*x.at(f) = place{f, first.of[i] + 1}
	}
	for i, f := range second.features {
		p, row := x.at(f), uint32(1+first.n+i)
		copy(x.row(row), x.row(p.row)[:modelWords])
		copy(x.row(row)[modelWords:], weights[rowWords*second.of[i]:][:modelWords])
		*p = place{f, row}
	}
	return x
}

// spread writes the weights into rows.
func (p *part) spread(rows []uint64) {
	for i := range p.n {
		copy(rows[rowWords*i:], blank[:])
	}
	for k := range Outputs {
		for i, w := range p.weights[k*p.n : (k+1)*p.n] {
			rows[rowWords*i+k/8] += uint64(int64(int8(w))) << (k % 8 * 8)
		}
	}
}

// blank are weights of nothing.
var blank = func() (words [modelWords]uint64) {
	for k := range Outputs {
		words[k/8] |= bias << (k % 8 * 8)
	}
	return words
}()

// distinct is how many numbers two rising lists have, those in both counted once.
func distinct(a, b []uint32) int {
	n := len(a) + len(b)
	for _, x := range b {
		for len(a) > 0 && a[0] < x {
			a = a[1:]
		}
		if len(a) > 0 && a[0] == x {
			n--
		}
	}
	return n
}

// room makes as many slots as leave at least a third of them empty.
func (x *Index) room(features int) {
	size := 64
	for size < features+features/2 {
		size *= 2
	}
	x.slots, x.mask = make([]place, size), uint32(size-1)
}

// at is where a feature stands, or would.
func (x *Index) at(feature uint32) *place {
	for s := feature & x.mask; ; s = (s + 1) & x.mask {
		if p := &x.slots[s]; p.feature == feature || p.row == 0 {
			return p
		}
	}
}

// row is a row by its number.
func (x *Index) row(n uint32) []uint64 { return x.rows[rowWords*n:][:rowWords] }

// Find gives the number of a feature's row. Row 0 weighs nothing: no model knows the feature.
func (x *Index) Find(feature uint32) uint32 { return x.at(feature).row }

// FindAll appends the numbers of the rows of some features. Most of the time goes into waiting for memory, so the waits are
// made to overlap: first all look-ups are begun, then all are ended.
func (x *Index) FindAll(out, features []uint32) []uint32 {
	var begun [batch]place
	for len(features) > 0 {
		some := features[:min(batch, len(features))]
		features = features[len(some):]
		for i, f := range some {
			begun[i] = x.slots[f&x.mask]
		}
		for i, f := range some {
			p := begun[i]
			if p.feature != f && p.row != 0 {
				p = *x.at(f)
			}
			out = append(out, p.row)
		}
	}
	return out
}

// batch is how many features are looked up at once.
const batch = 64

// Gather gives the rows of some features numbers that follow each other, of which it gives the first, and lets them stand
// together: those of features that are always looked at.
func (x *Index) Gather(models []*Model, features []uint32) uint32 {
	first := uint32(len(x.rows) / rowWords)
	for _, f := range features {
		x.rows = append(x.rows, x.row(x.Find(f))...)
	}
	for _, m := range models {
		m.rows = x.rows
	}
	return first
}

// gathered is for how many rows that are gathered there is room without moving all.
const gathered = 1 << 11

const (
	lanes    = 0x00FF00FF00FF00FF // every second byte, with room to add in
	laneRoom = 256                // so many bytes can be added up in two
	bias     = 128
)

// Sum is what some features say together.
type Sum struct {
	lanes [2 * modelWords]uint64 // the even and the odd bytes of so many rows
	rows  int
}

// add adds rows, for which there must be room.
func (m *Model) add(s *Sum, rows []uint32) {
	var a, b, c, d, e, f uint64 // not an array, which would be kept in memory
	for _, n := range rows {
		r := m.rows[rowWords*n+m.at:][:modelWords]
		a, b = a+r[0]&lanes, b+r[0]>>8&lanes
		c, d = c+r[1]&lanes, d+r[1]>>8&lanes
		e, f = e+r[2]&lanes, f+r[2]>>8&lanes
	}
	s.plus(&Sum{[...]uint64{a, b, c, d, e, f}, len(rows)})
}

// plus adds another sum, for which there must be room.
func (s *Sum) plus(o *Sum) {
	for i, x := range o.lanes {
		s.lanes[i] += x
	}
	s.rows += o.rows
}

// SumOf is what the features of some rows, fewer than 256, say together.
func (m *Model) SumOf(rows []uint32) (s Sum) {
	m.add(&s, rows)
	return s
}

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
		t.sum[k] += int32(uint16(word>>(k%8/2*16))) - int32(bias*t.small.rows)
	}
	t.small = Sum{}
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

// AddSum adds what some features say together.
func (t *Tally) AddSum(s *Sum) {
	if t.small.rows+s.rows > laneRoom {
		t.settle()
	}
	t.small.plus(s)
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
