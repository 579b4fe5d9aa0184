package signals

import (
	"math/bits"
	"slices"
)

// Where a trait of a candidate was seen, so that the same word means another thing before it and behind it.
const (
	plainMark uint32 = iota + 100
	beforeMark
	behindMark
	nextMark
	lineMark
	clauseMark
	sentenceMark
	textMark
	wordMark        // a word anywhere in the text
	stepMark = 1000 // times how many words away
)

// marks gathers the features of a candidate, each once.
type marks struct{ out []uint32 }

// markOf is the feature of a trait by its name.
func markOf(name string) uint32 { return hashOf(plainMark, name) }

func marksOf(names ...string) (out []uint32) {
	for _, name := range names {
		out = append(out, markOf(name))
	}
	return out
}

// counted are the features of there being one less than none, none, one, two, and three or more of something.
type counted [5]uint32

func countMarks(name string) (out counted) {
	for i := range out {
		out[i] = markOf(name + string(rune('0'+i-1)))
	}
	return out
}

func (t *marks) add(feature uint32) { t.out = append(t.out, feature) }

// holding adds those of some features whose flags are set.
func (t *marks) holding(features []uint32, flags uint32) {
	for ; flags != 0; flags &= flags - 1 {
		t.add(features[bits.TrailingZeros32(flags)])
	}
}

func (t *marks) count(of *counted, n int) { t.add(of[min(n, 3)+1]) }

// word adds the stem of a word, unless the words since from have it already.
func (t *marks) word(from int, where uint32, w string) {
	if f := hashOf(where, w[:min(len(w), stemLetters)]); !slices.Contains(t.out[from:], f) {
		t.add(f)
	}
}

// set adds each concept of s.
func (t *marks) set(where uint32, s set) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			t.add(mix(where, conceptHashes[i<<6+bits.TrailingZeros64(word)], 0))
		}
	}
}

var textMarks = marksOf("news", "internal", "chat", "invoice", "general", "agency", "outbound", "email", "overdue")

// text adds what sort of text it is and all that it speaks of.
func (t *marks) text(d *document) {
	t.set(textMark, d.seen)
	t.holding(textMarks, flags(d.news, d.internal, d.chat, d.invoice, d.general, d.agency, d.outbound, d.email, d.facts.overdue))
}

// once sorts features and leaves each in once, in place.
func once(features []uint32) []uint32 {
	slices.Sort(features)
	return slices.Compact(features)
}
