package signals

import (
	"slices"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// trust says how sure the model must be, and of what, to overrule the rules. The values were chosen by
// cross-validation; see docs/signals.md.
type trust struct {
	find    float32 // a sentence in which no rule finds a measure is one
	revive  float32 // words that the rules think too weak are a measure after all
	drop    float32 // below this a measure of strong words is none
	weak    float32 // below this a measure of weak words is none
	kind    float32 // a kind is the right one, whatever the rules say
	other   float32 // below this, the kind that the rules chose is given up for a sure one
	guess   float32 // what a clause threatens that no rule knows
	clause  float32 // a clause of its own beside those that have a measure
	second  float32 // another kind stands in the same sentence
	certain float32 // the rules' doubts about the words of a sentence don't count
	state   float32 // a state is the right one
}

var usualTrust = trust{find: 0.4, revive: 0.5, drop: 0.05, weak: 0.35, kind: 0.5, other: 0.2, guess: 0.4, clause: 0.8, second: 0.7, certain: 0.75, state: 0.8}

// opine lets the model give its opinion on every clause and every sentence.
func (d *document) opine() {
	d.tallies = zeroed(d.tallies, len(d.clauses))
	d.opinions = zeroed(d.opinions, len(d.clauses))
	features := d.features[:0]
	for i := range d.clauses {
		features = d.clauseFeatures(&d.clauses[i], features[:0])
		d.model.sentences.Add(&d.tallies[i], features)
	}
	d.features = features
	var text linear.Tally
	d.model.sentences.Add(&text, d.textFeatures(features[:0]))
	for i := 0; i < len(d.clauses); {
		sum := text
		k := i
		for ; k < len(d.clauses) && d.clauses[k].sentence == d.clauses[i].sentence && k < i+24; k++ {
			sum.Plus(&d.tallies[k])
		}
		o := d.model.sentences.Judge(&sum)
		for ; i < k; i++ {
			d.opinions[i] = o
		}
	}
}

// unread are the sentences that the model is sure speak of a measure of a kind though no rule found any there. Where the
// text has no measure otherwise, its likeliest sentence will do that is likely enough.
func (d *document) unread(known []candidate) []candidate {
	taken, found := map[int]bool{}, false
	for _, c := range known {
		if c.state != "" {
			taken[d.clauses[c.clause].sentence], found = true, true
		}
	}
	var out []candidate
	best := -1
	for i := range d.clauses {
		c, o := &d.clauses[i], &d.opinions[i]
		if taken[c.sentence] || c.heading || c.header || o.Measure < d.trust.find {
			continue
		}
		taken[c.sentence] = true
		if kinds := d.plainly(i); len(kinds) > 0 {
			out = append(out, kinds...)
			found = found || slices.ContainsFunc(kinds, func(c candidate) bool { return c.state != "" })
		} else if best < 0 || o.Measure > d.opinions[best].Measure {
			best = i
		}
	}
	if !found && best >= 0 {
		kind, _ := d.opinions[best].Kind()
		out = append(out, d.learnt(best, kind))
	}
	return out
}

// plainly are the measures of each kind that the sentence beginning with clause i plainly speaks of.
func (d *document) plainly(i int) (out []candidate) {
	o := &d.opinions[i]
	if o.Measure < d.trust.certain {
		return nil
	}
	for k, p := range o.Kinds {
		if p >= d.trust.second {
			out = append(out, d.learnt(i, linear.Kinds[k]))
		}
	}
	return out
}

// learnt is a candidate that the model finds in the sentence beginning with clause i.
func (d *document) learnt(i int, kind ledger.MeasureKind) candidate {
	c := candidate{rule: ruleOf(kind), clause: d.likeliest(i, kind), strength: 2, learnt: true}
	if d.judge(&c); c.state != "" {
		c.score--
	}
	return c
}

// guessed is the rule of the kind that a consequence of clause i is: the model's, unless it has no idea.
func (d *document) guessed(i int) *rule {
	o := d.model.sentences.Judge(&d.tallies[i])
	if kind, p := o.Kind(); p >= d.trust.guess {
		return ruleOf(kind)
	}
	if kind, p := d.opinions[i].Kind(); p >= d.trust.guess {
		return ruleOf(kind)
	}
	return d.guess(d.clauses[i].set)
}

// others are further measures, of clauses beside those that have one: where the model is sure of the clause alone.
func (d *document) others(known []candidate) []candidate {
	has := map[int]bool{}
	kinds := map[ledger.MeasureKind]bool{}
	for _, c := range known {
		if c.state != "" {
			has[c.clause], kinds[c.rule.kind] = true, true
		}
	}
	var out []candidate
	for i := range d.clauses {
		c := &d.clauses[i]
		if has[i] || c.heading || c.header || c.to-c.from < 4 || d.opinions[i].Measure < d.trust.find {
			continue
		}
		o := d.model.sentences.Judge(&d.tallies[i])
		kind, p := o.Kind()
		if o.Measure < d.trust.clause || p < d.trust.second || kinds[kind] {
			continue
		}
		m := candidate{rule: ruleOf(kind), clause: i, strength: 2, learnt: true}
		if d.judge(&m); m.state != "" {
			m.score--
			kinds[kind] = true
		}
		out = append(out, m)
	}
	return out
}

// likeliest is the clause, of the sentence that begins with clause i, that says most plainly that it is of a kind.
func (d *document) likeliest(i int, kind ledger.MeasureKind) int {
	_, to := d.sentence(i)
	best, most := i, float32(-1)
	for k := i; k < to; k++ {
		if c := &d.clauses[k]; c.to-c.from < 3 || c.set.hasAny(cUnless, cIf) && to-i > 1 && c.set.hasAny(cPay, cDebt) {
			continue
		}
		o := d.model.sentences.Judge(&d.tallies[k])
		if p := o.Measure * (0.1 + o.Of(kind)); p > most {
			best, most = k, p
		}
	}
	return best
}

func ruleOf(kind ledger.MeasureKind) *rule {
	for k := range rules {
		if rules[k].kind == kind {
			return &rules[k]
		}
	}
	return nil
}

// sure reports whether the model is sure enough of a candidate for weak words to count.
func (d *document) sure(c *candidate) bool {
	o := &d.opinions[c.clause]
	return o.Measure >= d.trust.revive && o.Of(c.rule.kind) >= d.trust.second
}

// certain reports whether the model is so sure of a candidate that the rules' doubts about its words don't count.
func (d *document) certain(c *candidate) bool {
	o := &d.opinions[c.clause]
	return o.Measure >= d.trust.certain && o.Of(c.rule.kind) >= d.trust.second
}

// surely is the state that the rules read, or the one that the model is sure of. Where the rules found words of lifting
// or pausing, or took it for hearsay by what surrounds the sentence, their reading stands; and what was said by mouth
// is no notice, whatever its words.
func (d *document) surely(c *candidate, read ledger.MeasureState) ledger.MeasureState {
	state, p := d.opinions[c.clause].State()
	switch {
	case p < d.trust.state, read == ledger.Withdrawn, read == ledger.Suspended, read == ledger.Possible:
		return read
	case state == ledger.NoticeGiven && read == ledger.Threatened && (d.spoken || d.news):
		return read
	}
	return state
}

// consult asks the model about what the rules found: what it thinks no measure is turned down, and where it is sure of
// another kind, that one is taken.
func (d *document) consult(found []candidate) {
	for i := range found {
		c := &found[i]
		if c.state == "" {
			continue
		}
		o := &d.opinions[c.clause]
		if o.Measure < d.least(c) {
			c.state, c.why = "", "no measure by its words"
			continue
		}
		if kind, p := o.Kind(); p >= d.trust.kind && o.Of(c.rule.kind) < d.trust.other && kind != c.rule.kind {
			d.turn(c, kind, found)
		}
	}
}

// turn makes a candidate one of another kind, or turns it down where its sentence has one of that kind already.
func (d *document) turn(c *candidate, kind ledger.MeasureKind, found []candidate) {
	for i := range found {
		if o := &found[i]; o.state != "" && o.rule.kind == kind && d.clauses[o.clause].sentence == d.clauses[c.clause].sentence {
			c.state, c.why = "", "another kind by its words"
			return
		}
	}
	*c = candidate{rule: ruleOf(kind), clause: c.clause, strength: c.strength, learnt: true}
	d.judge(c)
}

// least is how likely a measure must be by the model for the words that the rules found to count.
func (d *document) least(c *candidate) float32 {
	if c.strength < 2 || c.guessed {
		return d.trust.weak
	}
	return d.trust.drop
}
