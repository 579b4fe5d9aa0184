package signals

import (
	"math/bits"
	"math/rand/v2"

	"owed.dev/owed/signals/linear"
)

// fixed are a model's rows of the features that hang on no word. They are the same few hundred in every text, so they stand
// together and are found by their number and not by a search.
type fixed struct {
	concepts [conceptCount]linear.Row
	framed   [frames][conceptCount]linear.Row // a concept of the frame and one of the acts
	forms    [2 * formCount]linear.Row
	places   [placeCount * placeRoom]linear.Row
	seen     [conceptCount]linear.Row
	before   [conceptCount]linear.Row
	behind   [conceptCount]linear.Row
	ruled    [2]linear.Row
}

// frames is how many concepts are in frameSet.
const frames = 10

// frameNumbers number the concepts of frameSet.
var frameNumbers = func() (numbers [conceptCount]uint8) {
	for n, c := range frameSet.list(nil) {
		numbers[c] = uint8(n)
	}
	return numbers
}()

// newFixed finds the rows in one of the models of an index.
func newFixed(x *linear.Index, m *linear.Model, which int) *fixed {
	row := func(feature uint32) linear.Row { return *m.Row(x.Find(feature)[which]) }
	f := &fixed{}
	for c, h := range conceptHashes {
		f.concepts[c] = row(h)
		f.seen[c], f.before[c], f.behind[c] = row(contextHash(seenContext, h)), row(contextHash(beforeContext, h)), row(contextHash(behindContext, h))
		for _, frame := range frameSet.list(nil) {
			f.framed[frameNumbers[frame]][c] = row(mix(frameFeature, conceptHashes[frame], h))
		}
	}
	for i := range f.forms {
		f.forms[i] = row(contextHash(formContext, uint32(i)))
	}
	for i := range f.places {
		f.places[i] = row(contextHash(placeContext, uint32(i)))
	}
	for i := range f.ruled {
		f.ruled[i] = row(contextHash(ruleContext, uint32(i)))
	}
	return f
}

// list appends the concepts of a set.
func (s set) list(out []concept) []concept {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			out = append(out, concept(i<<6+bits.TrailingZeros64(word)))
		}
	}
	return out
}

// addSet adds the rows of the concepts of a set.
func addSet(t *linear.Tally, rows *[conceptCount]linear.Row, s set) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			t.Add(&rows[i<<6+bits.TrailingZeros64(word)])
		}
	}
}

// addForms adds what the text is like.
func (x *fixed) addForms(t *linear.Tally, d *document) {
	for i, holds := range d.forms() {
		t.Add(&x.forms[2*i+int(truth(holds))])
	}
	addSet(t, &x.seen, d.seen)
}

// distinct is a set of features. Where each is put nobody outside can foresee, so that no text can make them all meet.
type distinct struct {
	slots  []uint32 // open addressing; 0: empty
	factor uint32
	shift  uint8
	zero   bool // the feature 0 is in it
}

// begin empties the set and makes room for n features.
func (s *distinct) begin(n int) {
	size := 1 << bits.Len(uint(max(2*n, 64)-1))
	if s.factor == 0 {
		s.factor = rand.Uint32() | 1
	}
	if cap(s.slots) < size {
		s.slots = make([]uint32, size)
	}
	s.slots, s.shift, s.zero = s.slots[:size], uint8(32-bits.Len(uint(size-1))), false
	clear(s.slots)
}

// add reports whether a feature is new, and takes it in.
func (s *distinct) add(f uint32) bool {
	if f == 0 {
		fresh := !s.zero
		s.zero = true
		return fresh
	}
	mask := uint32(len(s.slots) - 1)
	for i := f * s.factor >> s.shift; ; i++ {
		switch p := &s.slots[i&mask]; *p {
		case f:
			return false
		case 0:
			*p = f
			return true
		}
	}
}
