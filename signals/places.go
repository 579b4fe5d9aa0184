package signals

import (
	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// What speaks for a clause's being the one that says a measure, beside the other clauses that may.
const (
	placeOdds    = iota // of the kind, in its sentence
	placeMeasure        // of its sentence's being a measure
	placeRival          // the logarithm of the kind's chance in its sentence to the best of the others

	// Of the clause, taken alone:
	placeAlone     // the odds of its being a measure
	placeAloneKind // the logarithm of the kind's chance
	placeAloneBoth // and of that of both

	placeSpot // what was learnt of which clauses of texts say measures

	placeFound   // a rule finds the kind there
	placeDoubted // a rule turns it down
	placeLength  // the logarithm of the number of words
	placeNumber  // how many clauses of the sentence stand before it
	placeLeft    // and behind it
	placeText    // where in the text it stands, from 0 to 1

	placeOld // in an older part of a thread
	placeDepth
	placeHeader
	placeHeading
	placeItem
	placeQuoted

	placeDay         // a day stands in it
	placeSentenceDay // or in its sentence
	placeSum         // a sum stands in it
	placeCost        // that measures of the kind ask for

	placeConcepts // one for each of placeConcept in the clause, and behind those one for each in its sentence
	placeVoices   = placeConcepts + 2*len(placeConcept)
)

// placeConcept are the concepts of frames that tell the words of a measure from those of its condition, its cause or its end.
var placeConcept = [...]concept{cUnless, cIf, cUntil, cWill, cBy, cWithin, cDebt, cYou, cAvoid, cSpoke}

// placeNames are how votes.txt names the voices, in their order.
var placeNames = func() []string {
	names := []string{"odds", "measure", "rival", "alone", "alone-kind", "alone-both", "spot", "found", "doubted", "words", "number", "left", "text",
		"old", "depth", "header", "heading", "item", "quoted", "day", "sentence-day", "sum", "cost"}
	for _, in := range []string{"", "sentence-"} {
		for _, name := range []string{"unless", "if", "until", "will", "by", "within", "debt", "you", "avoid", "spoke"} {
			names = append(names, in+name)
		}
	}
	return names
}()

// placesIn appends the clauses of a piece as candidates for the one that speaks of its measure of the k-th kind, which has
// these odds there.
func (s *spots) placesIn(out []candidate, p *piece, k int, odds float32) []candidate {
	d, r := s.document, s.rule
	for i := p.from; i < p.to; i++ {
		c := candidate{rule: r, clause: i, strength: 2, learnt: true}
		for _, o := range d.ruled[p.first:p.last] {
			if o.rule == r && o.clause == i && (c.learnt || c.state == "") {
				c = o
			}
		}
		if d.refuted(&c) {
			continue
		}
		voices := s.placeVoices(p, &c, k, odds)
		c.score = float64(say(theVotes().place[:], voices[:]))
		out = append(out, c)
	}
	return out
}

func (s *spots) placeVoices(p *piece, c *candidate, k int, odds float32) (v [placeVoices]float32) {
	d := s.document
	cl := &d.clauses[c.clause]
	v[placeOdds], v[placeMeasure], v[placeRival] = odds, p.measure, rival(p.kinds(), k)
	var alone linear.Tally
	d.rows = d.clauseRows(&alone, cl, d.rows[:0])
	d.model.sentences.Add(&alone, d.rows)
	o := d.model.sentences.Odds(&alone)
	share := o.Kinds()[k]
	v[placeAlone], v[placeAloneKind], v[placeAloneBoth] = logOdds(o.Chance()), logOf(share+unlikely), logOf(o.Chance()*(0.1+share)+unlikely)
	v[placeSpot] = s.score(c.clause)
	if !c.learnt {
		v[placeFound], v[placeDoubted] = float32(truth(c.state != "")), float32(truth(c.state == ""))
	}
	from, to := d.sentence(c.clause)
	v[placeLength], v[placeNumber], v[placeLeft] = logOf(float32(cl.to-cl.from)), float32(c.clause-from), float32(to-1-c.clause)
	v[placeText] = float32(c.clause) / float32(len(d.clauses))
	for i, holds := range [...]bool{cl.part > 0, cl.depth > 0, cl.header, cl.heading, cl.item, cl.quoted} {
		v[placeOld+i] = float32(truth(holds))
	}
	v[placeDay] = float32(truth(len(d.datesIn(cl.from, cl.to)) > 0))
	v[placeSentenceDay] = float32(truth(len(d.datesIn(d.clauses[from].from, d.clauses[to-1].to)) > 0))
	if d.moneyIn(cl) >= 0 {
		v[placeSum] = 1
		switch c.rule.kind {
		case ledger.LateFee, ledger.Interest, ledger.Acceleration, ledger.SetOffOrWithhold:
			v[placeCost] = 1
		}
	}
	near := d.sentenceSet(c.clause)
	for i, x := range placeConcept {
		v[placeConcepts+i] = float32(truth(cl.set.has(x)))
		v[placeConcepts+len(placeConcept)+i] = float32(truth(near.has(x)))
	}
	return v
}

// rival is the logarithm of what the chance of the k-th kind is to the best of the others.
func rival(shares *[linear.Measure]float32, k int) float32 {
	best := float32(0)
	for j, x := range shares {
		if j != k {
			best = max(best, x)
		}
	}
	return logOf(shares[k]/(best+1e-6) + unlikely)
}
