package signals

import (
	"math/bits"
	"slices"
)

// Features are what the model knows of a clause: its words, their stems and endings, words that stand together, and
// the concepts of the lexicons. Each is a number, a hash of its kind and its letters; how often it stands counts.

// The kinds of features, so that a word and a stem of the same letters differ.
const (
	wordFeature uint32 = iota + 1
	stemFeature
	headFeature
	tailFeature
	pairFeature
	conceptFeature
	frameFeature
	formContext
	seenContext
	placeContext
	beforeContext
	behindContext
	ruleContext
	warningContext
)

const (
	stemLetters = 6 // a stem is the first letters of a word
	headLetters = 4 // of a long word, its first letters: the first part of a compound
	tailLetters = 5 // of a long word, its last letters: the last part of a compound
)

// Placeholders stand for tokens that differ from text to text and mean the same.
const (
	numberWord  = "#"
	signWord    = "$"
	addressWord = "@"
)

func hashOf(kind uint32, s string) uint32 { return hashOn(2166136261^kind*0x9E3779B1, s) }

// hashOn is the hash of letters of which h is the hash of the first, and s the others.
func hashOn(h uint32, s string) uint32 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func mix(kind, a, b uint32) uint32 {
	h := (a*0x85EBCA6B ^ b) + kind*0x9E3779B1
	h ^= h >> 15
	h *= 0x2C1B3C6D
	return h ^ h>>13
}

// frameSet are the concepts that say how far and under which condition; with each of the others in a clause they are
// features of their own, as the model is linear and cannot join them itself.
var frameSet = of(cNeg, cIf, cUnless, cUntil, cWill, cMay, cHave, cNow, cLift, cPause)

// actSet are the concepts that the frame is joined with: what is done and to what.
var actSet = func() (s set) {
	for c := cSusp; c <= cOther; c++ {
		s.add(c)
	}
	return s.or(of(cPay, cDebt, cWe, cYou, cThey))
}()

// conceptHashes are the features of the concepts, by name, so that a new concept leaves the others as they are.
var conceptHashes = func() (h [conceptCount]uint32) {
	for c, name := range conceptNames {
		h[c] = hashOf(conceptFeature, name)
	}
	return h
}()

// stand is the text that a token counts as.
func (t *token) stand() string {
	switch t.kind {
	case numberToken:
		return numberWord
	case signToken:
		return signWord
	case addressToken, linkToken:
		return addressWord
	}
	return t.norm
}

// noStem stands for what is before the first word of a clause.
var noStem = hashOf(stemFeature, "^")

// clauseFeatures appends the features of clause c to out.
func (d *document) clauseFeatures(c *clause, out []uint32) []uint32 {
	before := noStem
	for i := c.from; i < c.to; i++ {
		n := d.tokens[i].word
		own := d.words.spelt[n].features[:d.words.learnt[n].count]
		stem := own[0]
		if len(own) > 1 {
			out = append(out, own[1])
		}
		out = append(out, stem, mix(pairFeature, before, stem))
		if len(own) > 2 {
			out = append(out, own[2], own[3])
		}
		before = stem
	}
	return appendConcepts(c.set, out)
}

// appendConcepts appends each concept of s, and each of the frame's with each of the acts.
func appendConcepts(s set, out []uint32) []uint32 {
	var framed, acted [conceptCount]uint32
	nf, na := 0, 0
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			c := concept(i<<6 + bits.TrailingZeros64(word))
			h := conceptHashes[c]
			out = append(out, h)
			if frameSet.has(c) {
				framed[nf] = h
				nf++
			}
			if actSet.has(c) {
				acted[na] = h
				na++
			}
		}
	}
	for _, a := range acted[:na] {
		for _, f := range framed[:nf] {
			out = append(out, mix(frameFeature, f, a))
		}
	}
	return out
}

// forms are what the whole text is like.
func (d *document) forms() [formCount]bool {
	return [...]bool{
		d.news, d.general, d.invoice, d.outbound, d.seen.has(cJoke), d.seen.hasAny(cMaint, cAbuse), d.seen.has(cEveryone), !d.hasGround(), d.chat, d.settled(),
		d.email, d.internal, d.spoken, d.agency, d.facts.overdue, d.statesDebt(), d.isLong(), threatened(d.ruled),
	}
}

// places are what is known of where the sentence of the clauses [from, to) stands.
func (d *document) places(from, to int) [placeCount]uint32 {
	c := &d.clauses[from]
	return [...]uint32{truth(c.heading), truth(c.header), truth(c.part > 0), truth(c.depth > 0), truth(c.item), truth(d.clauses[to-1].question), uint32(4 * from / len(d.clauses))}
}

const (
	formCount  = 18
	placeCount = 7
	placeRoom  = 8 // of each of the places, how many values it may have
)

// textContext appends what the whole text is like, which every sentence of it is judged with.
func (d *document) textContext(out []uint32) []uint32 {
	for k, holds := range d.forms() {
		out = append(out, contextHash(formContext, uint32(2*k)+truth(holds)))
	}
	return appendContext(d.seen, seenContext, out)
}

// sentenceContext appends what stands around the sentence of the clauses [from, to), and what the rules think of it.
func (d *document) sentenceContext(from, to int, out []uint32) []uint32 {
	for k, n := range d.places(from, to) {
		out = append(out, contextHash(placeContext, uint32(placeRoom*k)+n))
	}
	if from > 0 {
		out = appendContext(d.whole[from-1], beforeContext, out)
	}
	if to < len(d.clauses) {
		out = appendContext(d.whole[to], behindContext, out)
	}
	ruled := d.ruledIn(from, to)
	for i := range ruled {
		out = ruled[i].context(out)
	}
	if threatened(ruled) {
		out = append(out, contextHash(ruleContext, 2))
	}
	return append(out, contextHash(ruleContext, truth(found(ruled))))
}

// found reports whether rules found a measure among candidates.
func found(ruled []candidate) bool {
	return slices.ContainsFunc(ruled, func(c candidate) bool { return c.state != "" })
}

// threatened reports whether one of them is what follows if we do not as we are asked.
func threatened(ruled []candidate) bool {
	return slices.ContainsFunc(ruled, func(c candidate) bool { return c.plain && c.state != "" })
}

// wholeContext appends what the text is judged with as a whole besides its words: what it is like, and what the rules think
// of it.
func (d *document) wholeContext(out []uint32) []uint32 {
	out = d.textContext(out)
	for i := range d.ruled {
		out = d.ruled[i].context(out)
	}
	return once(d.warnings(out))
}

// warnings appends why the rules think that the text is suspicious.
func (d *document) warnings(out []uint32) []uint32 {
	for _, s := range d.suspicions {
		out = append(out, contextHash(warningContext, uint32(s.warning)))
	}
	if d.lyingLink() >= 0 {
		out = append(out, contextHash(warningContext, uint32(lyingLink)))
	}
	return out
}

// context appends what a rule thinks.
func (c *candidate) context(out []uint32) []uint32 {
	kind := hashOf(ruleContext, string(c.rule.kind))
	if c.state == "" {
		return append(out, kind, hashOf(ruleContext, c.why))
	}
	return append(out, mix(ruleContext, kind, uint32(2*c.strength)+truth(c.guessed)), hashOf(ruleContext, string(c.state)))
}

// appendContext appends each concept of s, as one of that part of the context.
func appendContext(s set, part uint32, out []uint32) []uint32 {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			out = append(out, contextHash(part, conceptHashes[i<<6+bits.TrailingZeros64(word)]))
		}
	}
	return out
}

func contextHash(part, n uint32) uint32 { return mix(part, n, 1) }

func truth(holds bool) uint32 {
	if holds {
		return 1
	}
	return 0
}
