package linear

import (
	"math"
	"slices"
)

// Table is what is learnt of some features, as it is kept: of each feature a small number for every column, which times the
// column's step is what the feature weighs there.
type Table struct {
	features []uint32 // rising
	columns  []column
	weights  []int8 // of all columns for one feature after the other
}

// column is what belongs to all weights of a column.
type column struct {
	step float32 // 0: nothing weighs anything in it
	bias float32 // what stands there before any feature
}

// featureBits are those that are kept of a feature. Among 100,000 features one in 170 that nobody taught is taken for one
// of them, which costs nothing that could be measured; each bit more would be 30 KB in the binary.
const featureBits = 24

// keyOf is what is kept of a feature.
func keyOf(feature uint32) uint32 { return (feature ^ feature>>featureBits) & (1<<featureBits - 1) }

const (
	maxRows    = 1<<18 - 1 // far more than fit in what the binary may grow by
	maxColumns = Models * Outputs
)

// row are the weights of the i-th feature.
func (t *Table) row(i int) []int8 { return t.weights[i*len(t.columns):][:len(t.columns)] }

// Code writes the table to a stream or reads it from one.
func (t *Table) Code(s *Stream) {
	n, columns := s.word(uint32(len(t.features))), s.word(uint32(len(t.columns)))
	if n > maxRows || columns > maxColumns {
		s.bad = true
		return
	}
	if s.reading {
		*t = Table{make([]uint32, n), make([]column, columns), make([]int8, n*columns)}
	}
	for k := range t.columns {
		c := &t.columns[k]
		c.step, c.bias = math.Float32frombits(s.word(math.Float32bits(c.step))), math.Float32frombits(s.word(math.Float32bits(c.bias)))
	}
	t.codeFeatures(s)
	t.codeWeights(s)
}

// codeFeatures codes how much each feature is more than the one before.
func (t *Table) codeFeatures(s *Stream) {
	var o sizeOdds
	last := uint32(0)
	for i, f := range t.features {
		last += s.size(&o, f-last)
		t.features[i] = last
	}
}

// How large the weights of a row are so far, and what the last one was, is how its next one is foreseen.
const (
	sizes = 14
	lasts = 7
)

// codeWeights codes the weights row by row.
func (t *Table) codeWeights(s *Stream) {
	all := make([][sizes][lasts]weightOdds, len(t.columns))
	for i := range t.features {
		row := t.row(i)
		sum, n, last := 0, 0, 0
		for k := range row {
			if t.columns[k].step == 0 {
				continue
			}
			about := &all[k][sizeOf(4*sum/max(n, 1))][min(max(last, -lasts/2), lasts/2)+lasts/2]
			last = s.weight(about, int(row[k]))
			row[k] = int8(last)
			sum, n = sum+max(last, -last), n+1
		}
	}
}

// sizeOf sorts numbers by their size.
func sizeOf(n int) int {
	for i, most := range [sizes - 1]int{0, 1, 2, 3, 4, 5, 6, 7, 11, 15, 23, 31, 47} {
		if n <= most {
			return i
		}
	}
	return sizes - 1
}

// Join makes one table of the columns of several. In their order: the first of each, the second of each, and so on; so
// weights that are alike stand together.
func Join(tables ...*Table) *Table {
	width := len(tables[0].columns)
	out := &Table{columns: make([]column, width*len(tables))}
	for _, t := range tables {
		out.features = append(out.features, t.features...)
	}
	slices.Sort(out.features)
	out.features = slices.Compact(out.features)
	out.weights = make([]int8, len(out.features)*len(out.columns))
	for k, t := range tables {
		for c, col := range t.columns {
			out.columns[c*len(tables)+k] = col
		}
		for i, f := range t.features {
			at, _ := slices.BinarySearch(out.features, f)
			for c, w := range t.row(i) {
				out.row(at)[c*len(tables)+k] = w
			}
		}
	}
	return out
}

// rounded is a whole number of steps, the smaller one a little beyond the middle: the zeros and ones that come of it take less room, and
// a text is read no worse.
func rounded(steps float64) float64 { return math.Copysign(math.Floor(math.Abs(steps)+0.35), steps) }

// tabulate makes a table of what features, rising, weigh in some columns. Features that weigh less than so many steps in every
// column are left out.
func tabulate(features []uint32, columns []column, weight func(i, column int) float32, least float64) *Table {
	t := &Table{columns: columns}
	row := make([]int8, len(columns))
	for i, f := range features {
		most := 0.0
		for k, c := range columns {
			steps := 0.0
			if c.step > 0 {
				steps = float64(weight(i, k) / c.step)
			}
			row[k] = int8(max(-math.MaxInt8, min(math.MaxInt8, rounded(steps))))
			most = max(most, steps, -steps)
		}
		if most >= least {
			t.features, t.weights = append(t.features, f), append(t.weights, row...)
		}
	}
	return t
}
