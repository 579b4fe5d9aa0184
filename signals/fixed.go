package signals

import (
	"math/bits"
	"math/rand/v2"
)

// Features that hang on no word are the same few thousand in every text: concepts, each alone, as one that the text speaks of, and
// before and behind a sentence; concepts of the frame with each of the acts; what the text is like, where a sentence stands, and
// whether a rule found something in it, and in what frame. Their rows stand together and have these numbers, from that of the first on.
const (
	conceptRows uint32 = 0
	framedRows         = conceptRows + uint32(conceptCount) // for each of the frames
	seenRows           = framedRows + frames*uint32(conceptCount)
	beforeRows         = seenRows + uint32(conceptCount)
	behindRows         = beforeRows + uint32(conceptCount)
	formRows           = behindRows + uint32(conceptCount)
	placeRows          = formRows + 2*formCount
	foundRows          = placeRows + placeCount*placeRoom
)

// frames is how many concepts are in frameSet.
const frames = 10

// frameNumbers number the concepts of frameSet.
var frameNumbers = func() (numbers [conceptCount]uint8) {
	for n, c := range frameSet.list(nil) {
		numbers[c] = uint8(n)
	}
	return numbers
}()

// fixedFeatures are the features that hang on no word, in the order of the numbers of their rows.
func fixedFeatures() []uint32 {
	out := append([]uint32{}, conceptHashes[:]...)
	for _, frame := range frameSet.list(nil) {
		for _, h := range conceptHashes {
			out = append(out, mix(frameFeature, conceptHashes[frame], h))
		}
	}
	for _, part := range [...]uint32{seenContext, beforeContext, behindContext} {
		for _, h := range conceptHashes {
			out = append(out, contextHash(part, h))
		}
	}
	for i := range uint32(2 * formCount) {
		out = append(out, contextHash(formContext, i))
	}
	for i := range uint32(placeCount * placeRoom) {
		out = append(out, contextHash(placeContext, i))
	}
	return append(out, contextHash(ruleContext, 0), contextHash(ruleContext, 1), contextHash(ruleContext, 2))
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

// rows appends the numbers of the rows of a set's concepts, first being that of concept 0.
func (s set) rows(out []uint32, first uint32) []uint32 {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			out = append(out, first+uint32(i<<6+bits.TrailingZeros64(word)))
		}
	}
	return out
}

// formRows appends the rows of what the text is like.
func (d *document) formRows(out []uint32) []uint32 {
	for i, holds := range d.forms() {
		out = append(out, d.model.fixed+formRows+uint32(2*i)+truth(holds))
	}
	return d.seen.rows(out, d.model.fixed+seenRows)
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
