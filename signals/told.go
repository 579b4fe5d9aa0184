package signals

import "owed.dev/owed/signals/linear"

// The traits by which it is told whether a text is a note of one of us on what somebody said. The rules know the plainest of these
// (isNote); how else people begin one is learnt.
const (
	toldTrait       uint32 = iota + noneTrait + 1
	toldWordTrait          // one of its first words
	toldPlaceTrait         // and as which of them it stands there
	toldPairTrait          // two of them
	toldFormTrait          // the sort of text
	toldShareTrait         // in how many of the clauses somebody is spoken of, or to
	toldHeadTrait          // the concepts of its first words
	toldTextTrait          // those of its newest part
	toldGreetsTrait        // a line greets somebody
)

const (
	toldWords  = 25 // how many words at the beginning are looked at
	toldPlaces = 6  // and of how many it is told where they stand
)

// toldTraits appends what tells whether a text is such a note.
func (d *document) toldTraits(out traits) traits {
	begin := len(out)
	out = append(out, toldTrait)
	for i := range min(len(d.tokens), toldWords) {
		stem := d.stem(i)
		out.add(toldWordTrait, stem)
		if i < toldPlaces {
			out = append(out, mix(toldPlaceTrait, stem, uint32(i)))
		}
		if i > 0 {
			out = append(out, mix(toldPairTrait, d.stem(i-1), stem))
		}
	}
	out.add(toldFormTrait, d.sort())
	var you, they, we, spoke, quoted int
	for i := range d.clauses {
		c := &d.clauses[i]
		you, they, we = you+int(truth(c.set.has(cYou))), they+int(truth(c.set.has(cThey))), we+int(truth(c.set.has(cWe)))
		spoke, quoted = spoke+int(truth(c.set.has(cSpoke))), quoted+int(truth(c.quoted))
	}
	share := func(n int) uint32 { return uint32(8 * n / max(1, len(d.clauses))) }
	for k, n := range [...]uint32{share(you), share(they), share(we), uint32(min(spoke, 3)), share(quoted), share(you)<<8 + share(they)} {
		out = append(out, mix(toldShareTrait, uint32(k), n))
	}
	out.concepts(toldHeadTrait, d.head(toldWords))
	out.concepts(toldTextTrait, d.seen)
	greeted := false
	for i := range d.lines {
		l := &d.lines[i]
		greeted = greeted || l.first < l.last && greets(d.tokens[l.first].norm)
	}
	out.add(toldGreetsTrait, truth(greeted))
	return d.eachOnce(out, begin)
}

// isTold reports whether a text is a note of one of us on what somebody said, by what was learnt.
func (d *document) isTold() bool {
	d.features = d.toldTraits(d.features[:0])
	return d.model.told.Score(d.features) > 0
}

// noteForm is how labelled texts name the form of such a note.
const noteForm = "call_note"

// toldLesson is what a labelled text teaches about which texts are such notes.
func toldLesson(t Taught) linear.Case {
	d := newDocument(t.Text, t.Received, nil)
	note := t.Form == noteForm
	return linear.Case{Options: [][]uint32{d.toldTraits(nil), nil}, Right: []bool{note, !note}}
}
