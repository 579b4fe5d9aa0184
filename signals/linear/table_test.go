package linear

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// tables are some of every sort: learnt ones, one of weights as large as can be in columns of which one is empty, none.
func tables() []*Table {
	random := rand.New(rand.NewPCG(1, 2))
	wild := &Table{columns: []column{{step: 1, bias: -3}, {}, {step: 0.1}}}
	for f := uint32(1); f < 1<<featureBits; f += 1 + random.Uint32N(1<<15) {
		wild.features = append(wild.features, f)
		wild.weights = append(wild.weights, int8(random.IntN(255)-127), 0, int8(127-254*random.IntN(2)))
	}
	return []*Table{
		Train(lesson(), OfSentences).Table(), Learn(picks()), LearnStages(stages()), wild, Join(Learn(picks()), Learn(nil)),
		{features: []uint32{1<<featureBits - 1}, columns: []column{{step: math.MaxFloat32}}, weights: []int8{-1}},
	}
}

func written(tables []*Table) []byte {
	return Write(func(s *Stream) {
		for _, t := range tables {
			t.Code(s)
		}
	})
}

// TestTablesAreReadAsWritten reads what was written of tables, and that the same lessons give the same bytes. Faults it
// catches: odds that follow what is written otherwise than what is read, weights that are not counted to the end, an order
// that hangs on a map.
func TestTablesAreReadAsWritten(t *testing.T) {
	t.Parallel()
	want := tables()
	raw := written(want)
	got := make([]*Table, len(want))
	err := Read(raw, func(s *Stream) {
		for i := range got {
			got[i] = &Table{}
			got[i].Code(s)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("table %d was read otherwise than it was written", i)
		}
	}
	if !bytes.Equal(raw, written(tables())) {
		t.Error("two trainings of the same lessons differ")
	}
}

// TestReadRefuses reads what is cut, has more behind it, or is something else. Faults it catches: a
// stream whose end is not looked at, a count that no table can have and memory is taken for.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	read := func(raw []byte) error {
		return Read(raw, func(s *Stream) {
			for range len(tables()) {
				(&Table{}).Code(s)
			}
		})
	}
	raw := written(tables())
	for _, n := range []int{0, 7, len(streamMagic), len(raw) / 2, len(raw) - 1} {
		if read(raw[:n]) == nil {
			t.Errorf("%d of %d bytes were taken for tables", n, len(raw))
		}
	}
	for _, at := range []int{0, len(streamMagic)} { // the name, the number of features
		other := bytes.Clone(raw)
		other[at] ^= 0x55
		if read(other) == nil {
			t.Errorf("tables with another byte %d were taken", at)
		}
	}
	if read(append(raw, 0)) == nil {
		t.Error("more than tables was taken for some")
	}
}
