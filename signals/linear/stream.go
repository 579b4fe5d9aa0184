package linear

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
)

// Stream packs numbers, each into as many bits as it surprises: into few where numbers before it were alike (a binary
// arithmetic coder whose odds follow what it codes). The same calls write and read: one that reads does not look at the
// number it is given, and gives the one that was written.
type Stream struct {
	raw       []byte // what was written, or is yet to be read
	reading   bool
	low, high uint32 // what the bits to come lie between
	code      uint32 // reading: the bits to come
	bad       bool   // reading: this is nothing that was written
}

const (
	streamMagic = "owedsig3" // begins a Stream: a name and the number of its layout
	streamEnd   = 0x0E0DE0D0 // ends it
)

var errStream = errors.New("expected what go run ./tools/teach wrote; it is cut short or something else")

// Write gives what code writes.
func Write(code func(*Stream)) []byte {
	s := &Stream{raw: []byte(streamMagic), high: math.MaxUint32}
	code(s)
	s.word(streamEnd)
	return binary.BigEndian.AppendUint32(s.raw, s.low)
}

// Read lets code read what Write gave. It fails if raw is anything else or is cut short.
func Read(raw []byte, code func(*Stream)) error {
	if len(raw) < len(streamMagic) || string(raw[:len(streamMagic)]) != streamMagic {
		return errStream
	}
	s := &Stream{raw: raw[len(streamMagic):], reading: true, high: math.MaxUint32}
	for range 4 {
		s.next()
	}
	code(s)
	if s.word(0) != streamEnd || s.bad || len(s.raw) > 0 {
		return errStream
	}
	return nil
}

// next reads one more byte.
func (s *Stream) next() {
	s.code <<= 8
	if len(s.raw) == 0 {
		s.bad = true
		return
	}
	s.code |= uint32(s.raw[0])
	s.raw = s.raw[1:]
}

// odds are how likely a bit is set: half, and so many parts of 65,536 more.
type odds int16

// inertia is how slowly odds follow the bits: each moves them by one part in 2 to this.
const inertia = 6

// bit codes a bit.
func (s *Stream) bit(o *odds, set bool) bool {
	at := s.low + uint32(uint64(s.high-s.low)*uint64(int(*o)-math.MinInt16)>>16)
	if s.reading {
		set = s.code <= at
	}
	if set {
		s.high = at
		*o += odds((math.MaxInt16 - int(*o)) >> inertia)
	} else {
		s.low = at + 1
		*o -= odds((int(*o) - math.MinInt16) >> inertia)
	}
	for (s.low^s.high)>>24 == 0 {
		if s.reading {
			s.next()
		} else {
			s.raw = append(s.raw, byte(s.high>>24))
		}
		s.low, s.high = s.low<<8, s.high<<8|0xFF
	}
	return set
}

// word codes a number of which nothing is known.
func (s *Stream) word(n uint32) (out uint32) {
	for at := 31; at >= 0; at-- {
		var even odds
		out = out<<1 | bitOf(s.bit(&even, n>>at&1 != 0))
	}
	return out
}

func bitOf(set bool) uint32 {
	if set {
		return 1
	}
	return 0
}

// sizeOdds are those of numbers of any size: of how many bits they have, and of each bit below the first by that.
type sizeOdds struct {
	more  [32]odds
	below [33][32]odds
}

// size codes a number that is more often small than large.
func (s *Stream) size(o *sizeOdds, n uint32) uint32 {
	length := 0
	for length < 32 && s.bit(&o.more[length], length < bits.Len32(n)) {
		length++
	}
	if length == 0 {
		return 0
	}
	out := uint32(1)
	for at := length - 2; at >= 0; at-- {
		out = out<<1 | bitOf(s.bit(&o.below[length][at], n>>at&1 != 0))
	}
	return out
}

// weightOdds are those of weights that are alike.
type weightOdds struct {
	some, negative odds
	more           [16]odds // by how much is counted already
}

// weight codes a weight: whether there is any, on which side, and how much of it, counted up.
func (s *Stream) weight(o *weightOdds, w int) int {
	if !s.bit(&o.some, w != 0) {
		return 0
	}
	negative := s.bit(&o.negative, w < 0)
	size, most := 1, max(w, -w)
	for size < math.MaxInt8 && s.bit(&o.more[min(size, len(o.more))-1], size < most) {
		size++
	}
	if negative {
		return -size
	}
	return size
}
