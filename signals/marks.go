package signals

import (
	"math/bits"
	"slices"

	"owed.dev/owed/signals/linear"
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

// marks gathers the features of a candidate, each once; or, where it has weights, adds up what they weigh.
type marks struct {
	out     []uint32 // all features, or those of words
	weights *markWeights
	sum     float64
}

// markWeights are what is learnt of the features that marks gathers.
type markWeights struct {
	*linear.Choice
	fixed []float32                        // of every mark, without a search
	sets  [setPlaces][conceptCount]float32 // and those of concepts
}

// setPlaces is how many places there are in which concepts may be seen.
const setPlaces = 3 * (textMark - plainMark + 1)

// setPlace numbers the places.
func setPlace(where uint32) uint32 {
	return (where-plainMark)/stepMark*(textMark-plainMark+1) + (where-plainMark)%stepMark
}

// weighMarks makes the weights of what was learnt.
func weighMarks(c *linear.Choice) *markWeights {
	w := &markWeights{Choice: c}
	for _, f := range markFeatures {
		w.fixed = append(w.fixed, c.Weight(f))
	}
	for step := range uint32(3) {
		for where := plainMark; where <= textMark; where++ {
			at := where + step*stepMark
			for k, h := range conceptHashes {
				w.sets[setPlace(at)][k] = c.Weight(setMark(at, h))
			}
		}
	}
	return w
}

// begin begins another candidate.
func (t *marks) begin() { t.out, t.sum = t.out[:0], 0 }

// mark is the number of a trait that hangs on no word.
type mark int

// markFeatures are the features of all marks, in the order in which this package names them.
var markFeatures []uint32

// markOf numbers a trait by its name.
func markOf(name string) mark {
	markFeatures = append(markFeatures, hashOf(plainMark, name))
	return mark(len(markFeatures) - 1)
}

// anyMark is what every candidate has.
var anyMark = markOf("")

func marksOf(names ...string) (out []mark) {
	for _, name := range names {
		out = append(out, markOf(name))
	}
	return out
}

// counted are the marks of there being one less than none, none, one, two, and three or more of something.
type counted [5]mark

func countMarks(name string) (out counted) {
	for i := range out {
		out[i] = markOf(name + string(rune('0'+i-1)))
	}
	return out
}

func (t *marks) add(feature uint32) {
	if t.weights != nil {
		t.sum += float64(t.weights.Weight(feature))
		return
	}
	t.out = append(t.out, feature)
}

// mark adds one.
func (t *marks) mark(m mark) {
	if t.weights != nil {
		t.sum += float64(t.weights.fixed[m])
		return
	}
	t.out = append(t.out, markFeatures[m])
}

// holding adds those of some marks whose flags are set.
func (t *marks) holding(all []mark, flags uint32) {
	for ; flags != 0; flags &= flags - 1 {
		t.mark(all[bits.TrailingZeros32(flags)])
	}
}

func (t *marks) count(of *counted, n int) { t.mark(of[min(n, 3)+1]) }

// word adds the stem of a word, unless the words since from have it already.
func (t *marks) word(from int, where uint32, w string) {
	f := stemMark(where, w)
	if slices.Contains(t.out[from:], f) {
		return
	}
	if t.add(f); t.weights != nil {
		t.out = append(t.out, f)
	}
}

// stemMark is the feature of the stem of a word that stands somewhere.
func stemMark(where uint32, w string) uint32 { return hashOf(where, w[:min(len(w), stemLetters)]) }

// set adds each concept of s.
func (t *marks) set(where uint32, s set) {
	if t.weights != nil {
		weights := &t.weights.sets[setPlace(where)]
		for i, word := range s {
			for ; word != 0; word &= word - 1 {
				t.sum += float64(weights[i<<6+bits.TrailingZeros64(word)])
			}
		}
		return
	}
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			t.add(setMark(where, conceptHashes[i<<6+bits.TrailingZeros64(word)]))
		}
	}
}

// setMark is the feature of a concept that was seen in a place.
func setMark(where, concept uint32) uint32 { return mix(where, concept, 0) }

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
