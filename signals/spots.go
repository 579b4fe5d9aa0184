package signals

import (
	"math/bits"
	"slices"
	"strings"

	"owed.dev/owed/signals/linear"
)

// The traits by which it is told which clause of a text says a measure.
const (
	spotTrait uint32 = iota + noneTrait + 1 // its concepts
	spotKindTrait
	spotBeforeTrait // those of the frame in the clause before it in its sentence
	spotBehindTrait
	spotWordTrait
	spotFirstTrait
	spotLastTrait
	spotNextTrait // the last word before it, and the first behind it
	spotPlaceTrait
	spotKindPlaceTrait
	spotRankTrait // how many other clauses speak of the kind as plainly
	spotFormTrait
)

// spotFrame are the concepts of a clause that tell what it says of a measure from what is only its ground, its condition or its end.
var spotFrame = of(cIf, cUnless, cUntil, cElse, cWill, cMay, cHave, cDebt)

const (
	spotWords = 40 // how many words of a clause are looked at
	spotReach = 50 // how many clauses either side of a measure's words are taught beside them
	manySpots = 4  // how many other clauses are told apart from more
)

// plainness counts the clauses up to one that the rules of a kind take for not less than nothing, a weak and a strong word of it.
type plainness [3]int32

// spots tell which clause of a text says a measure of a kind: by what was learnt of its words, those around it, where it stands and
// how plainly other clauses speak of the kind.
type spots struct {
	*document
	rule *rule
	kind uint32
	most int // how strong the words of any clause are
}

// spotsOf are those of a kind, until others are asked for.
func (d *document) spotsOf(r *rule) spots {
	s := spots{document: d, rule: r, kind: hashOf(kindTrait, string(r.kind))}
	d.plainness = zeroed(d.plainness, len(d.clauses)+1)
	for i := range d.clauses {
		n := d.plainness[i]
		if c := &d.clauses[i]; !c.header {
			strength := r.strength(c.set)
			s.most = max(s.most, strength)
			for k := range strength + 1 {
				n[k]++
			}
		}
		d.plainness[i+1] = n
	}
	return s
}

// traits appends what tells whether clause i says the measure.
func (s *spots) traits(i int, out traits) traits {
	d, begin := s.document, len(out)
	c := &d.clauses[i]
	out.concepts(spotTrait, c.set)
	out.concepts(mix(spotKindTrait, spotKindTrait, s.kind), c.set)
	from, to := d.sentence(i)
	if i > from {
		out.concepts(spotBeforeTrait, d.clauses[i-1].set.and(frameSet))
		out = append(out, mix(spotNextTrait, d.stem(c.from-1), 0))
	}
	if i+1 < to {
		out.concepts(spotBehindTrait, d.clauses[i+1].set.and(frameSet))
		out = append(out, mix(spotNextTrait, d.stem(c.to), 1))
	}
	for k := c.from; k < min(c.to, c.from+spotWords); k++ {
		out.add(spotWordTrait, d.stem(k))
	}
	out.add(spotFirstTrait, d.stem(c.from))
	out.add(spotLastTrait, d.stem(c.to-1))

	strength, strongest := s.rule.strength(c.set), uint32(0)
	if strength == s.most {
		strongest = 1
	}
	place := flags(c.heading, c.header, c.part > 0, c.depth > 0, c.item, c.quoted, c.question)
	for k, n := range [...]uint32{
		uint32(strength), strongest, place, d.daysIn(c.from, c.to), truth(d.moneyIn(c) >= 0), uint32(bits.Len(uint(c.to - c.from))), hashOfSet(c.set.and(spotFrame)),
		uint32(4 * i / len(d.clauses)), uint32(min(i-from, 3)), uint32(min(to-1-i, 3)), flags(i == from, i+1 == to),
	} {
		f := mix(spotPlaceTrait, uint32(k), n)
		out = append(out, f, mix(spotKindPlaceTrait, s.kind, f))
	}
	before := uint32(min(d.plainness[i][strength], manySpots))
	behind := uint32(min(d.plainness[len(d.clauses)][strength]-d.plainness[i+1][strength], manySpots))
	out = append(out, mix(spotRankTrait, before, 0), mix(spotRankTrait, behind, 1), mix(spotRankTrait, before<<4|behind, 2+uint32(strength)))
	out = append(out, mix(spotFormTrait, d.sort(), place))
	return d.eachOnce(out, begin)
}

// eachOnce keeps each of the traits from begin on once.
func (d *document) eachOnce(out traits, begin int) traits {
	once, n := &d.distinct, begin
	once.begin(len(out) - begin)
	for _, f := range out[begin:] {
		if once.add(f) {
			out[n] = f
			n++
		}
	}
	return out[:n]
}

// score is how much speaks for clause i.
func (s *spots) score(i int) float32 {
	s.features = s.traits(i, s.features[:0])
	return float32(s.model.spots.Score(s.features))
}

// spotLessons are what a labelled text teaches about which of its clauses say its measures.
func spotLessons(t Taught) (out []linear.Case) {
	d := newDocument(t.Text, t.Received, nil)
	for _, m := range t.Label.Measures {
		begin := strings.Index(t.Text, m.Evidence)
		if begin < 0 {
			continue
		}
		s := d.spotsOf(ruleOf(m.Kind))
		marked, taught := d.clauseOf(begin), linear.Case{}
		for i := max(0, marked-spotReach); i < min(len(d.clauses), marked+spotReach); i++ {
			c := &d.clauses[i]
			right := d.tokens[c.from].start < begin+len(m.Evidence) && begin < d.tokens[c.to-1].end
			if right || !c.header || c.heading {
				taught.Options, taught.Right = append(taught.Options, s.traits(i, nil)), append(taught.Right, right)
			}
		}
		if slices.Contains(taught.Right, true) && slices.Contains(taught.Right, false) {
			out = append(out, taught)
		}
	}
	return out
}
