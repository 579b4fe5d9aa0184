package signals

import (
	"math"
	"slices"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// trust says how much each opinion of the model counts, and how sure it must be. The values were chosen by
// cross-validation; see docs/signals.md.
type trust struct {
	textSignal float32 // how much the text as a whole counts for its being a signal, beside its likeliest sentence
	signal     float32 // the odds from which it is one
	plain      float32 // the odds from which a sentence, in which a rule finds a notice or an act as well, makes it one whatever else stands there

	sentence, likely, text, textKind float32 // how much counts for a kind: its sentence being a measure, of that kind; the text being a signal, with that kind
	kind                             float32 // the odds from which it is one of the text's
	rule                             float32 // how much more a kind is likely that a rule finds in the sentence
	near                             float32 // how much less likely than the best a sentence may be that speaks of the same measure

	state float32 // how likely a state must be to be the right one, whatever the rules say
}

var usualTrust = trust{textSignal: 3, signal: 2.5, plain: 3.3, sentence: 0.625, likely: 3.08, text: 0.155, textKind: 1.25, kind: -4, rule: 0.625, near: 1.5, state: 0.36}

// opine lets the model give its opinion on the text and on every sentence, by their words, what surrounds them, and what
// the rules think of them.
func (d *document) opine() {
	d.ruled = d.byRule()
	d.ruledKinds = zeroed(d.ruledKinds, len(d.clauses))
	for i := 0; i < len(d.clauses); i = d.sentenceEnd(i) {
		for _, c := range d.ruledIn(i, d.sentenceEnd(i)) {
			if c.state != "" {
				d.ruledKinds[i] |= 1 << slices.Index(linear.Kinds[:], c.rule.kind)
			}
		}
	}
	m := d.model.sentences
	d.tallies = zeroed(d.tallies, len(d.clauses))
	d.opinions = zeroed(d.opinions, len(d.clauses))
	features := d.features[:0]
	for i := range d.clauses {
		begin := len(features)
		features = d.clauseFeatures(&d.clauses[i], features)
		m.Add(&d.tallies[i], features[begin:])
		if !d.newest(i) {
			features = features[:begin]
		}
	}
	d.asWhole = d.judgeText(once(features))
	features = d.textContext(features[:0])
	var text linear.Tally
	m.AddContext(&text, features)
	for i := 0; i < len(d.clauses); {
		sum, to := text, d.sentenceEnd(i)
		for k := i; k < to; k++ {
			sum.Plus(&d.tallies[k])
		}
		features = d.sentenceContext(i, to, features[:0])
		m.AddContext(&sum, features)
		o := m.Judge(&sum)
		for ; i < to; i++ {
			d.opinions[i] = o
		}
	}
	d.features = features
}

// judgeText is what the model thinks of the text as a whole: the odds of its being a signal, and of each kind.
func (d *document) judgeText(features []uint32) [linear.Outputs]float32 {
	var text linear.Tally
	d.model.texts.Add(&text, features)
	d.model.texts.AddContext(&text, d.wholeContext(nil))
	return d.model.texts.Odds(&text)
}

// newest reports whether clause i stands in the newest part of the text, or in a chat, whose parts are of one age.
func (d *document) newest(i int) bool { return d.clauses[i].part == 0 || d.chat }

// longest is the number of clauses after which a sentence is judged in pieces.
const longest = 24

// sentenceEnd is behind the last clause of the sentence, or of the piece of it, that begins with clause i.
func (d *document) sentenceEnd(i int) int {
	to := i + 1
	for to < len(d.clauses) && to < i+longest && d.clauses[to].sentence == d.clauses[i].sentence {
		to++
	}
	return to
}

// candidates are the kinds that the text may speak of: those that stand up have a state, the others a reason.
func (d *document) candidates() []candidate {
	out := slices.Clone(d.ruled)
	for i := range out {
		if c := &out[i]; c.state != "" {
			c.state, c.why = "", "no measure by its words"
		}
	}
	if !d.speaks() {
		return out
	}
	t := &d.trust
	var best, whole [linear.Measure]float32
	likeliest := 0
	for k := range best {
		best[k], whole[k] = float32(math.Inf(-1)), t.text*d.asWhole[linear.Measure]+t.textKind*d.asWhole[k]
		for i := 0; i < len(d.clauses); i = d.sentenceEnd(i) {
			best[k] = max(best[k], d.odds(i, k))
		}
		if best[k]+whole[k] > best[likeliest]+whole[likeliest] {
			likeliest = k
		}
	}
	for k := range best {
		beyond := best[k] + whole[k] - t.kind
		if beyond < 0 && k != likeliest {
			continue
		}
		for i := 0; i < len(d.clauses); i = d.sentenceEnd(i) {
			if d.odds(i, k) >= best[k]-t.near {
				c := d.learnt(i, linear.Kinds[k])
				c.chance = chanceOf(beyond)
				out = append(out, c)
			}
		}
	}
	return out
}

// chanceOf is in how many of such cases a kind is the text's, by how far its odds are beyond those from which it counts. Of
// 620 on texts whose like was not taught, 42 % were right just beyond, 79 % at four, and 98 % from nine on.
func chanceOf(beyond float32) float64 { return 1 / (1 + math.Exp(0.4-0.38*float64(beyond))) }

// speaks reports whether the text is a signal: by its likeliest sentence and as a whole, or by a sentence as plain as in a
// textbook.
func (d *document) speaks() bool {
	best := float32(math.Inf(-1))
	for i := range d.opinions {
		best = max(best, logOdds(d.opinions[i].Measure))
	}
	for i := range d.ruled {
		c := &d.ruled[i]
		if c.strength == 2 && !c.guessed && (c.state == ledger.NoticeGiven || c.state == ledger.InEffect) && logOdds(d.opinions[c.clause].Measure) >= d.trust.plain {
			return true
		}
	}
	return best+d.trust.textSignal*d.asWhole[linear.Measure] >= d.trust.signal
}

// odds are how likely the sentence beginning with clause i speaks of a measure of kind k.
func (d *document) odds(i, k int) float32 {
	o := &d.opinions[i]
	x := d.trust.sentence*logOdds(o.Measure) + d.trust.likely*float32(math.Log(float64(o.Kinds[k])+unlikely))
	if d.ruledKinds[i]>>k&1 != 0 {
		x += d.trust.rule
	}
	return x
}

// unlikely is what a chance is never thought to be below.
const unlikely = 1e-4

// logOdds is the logarithm of the odds of a chance.
func logOdds(p float32) float32 {
	p = min(max(p, unlikely), 1-unlikely)
	return float32(math.Log(float64(p / (1 - p))))
}

// learnt is the measure of a kind that the sentence beginning with clause i speaks of: at the clause where a rule finds
// it, else at the likeliest one.
func (d *document) learnt(i int, kind ledger.MeasureKind) candidate {
	to := d.sentenceEnd(i)
	c := candidate{rule: ruleOf(kind), clause: -1, strength: 2, learnt: true}
	for _, r := range d.ruledIn(i, to) {
		if r.rule.kind == kind && (c.clause < 0 || c.state == "" && r.state != "") {
			c = r
		}
	}
	if c.clause < 0 {
		c.clause = d.likeliest(i, kind)
	}
	cl := &d.clauses[c.clause]
	c.why, c.state = "", d.surely(&c, d.stateOf(&c, cl, d.sentenceSet(c.clause)))
	c.score = d.weigh(&c, cl)
	if c.learnt || c.guessed {
		c.score--
	}
	return c
}

// likeliest is the clause, of the sentence that begins with clause i, that says most plainly that it is of a kind.
func (d *document) likeliest(i int, kind ledger.MeasureKind) int {
	to := d.sentenceEnd(i)
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

// surely is the state that the rules read, or the one that the model is sure of. Where the rules found words of lifting
// or pausing, or took it for hearsay by what surrounds the sentence, their reading stands. What was said by mouth or names
// no day is no notice, whatever its words, and what is to come is not in effect.
func (d *document) surely(c *candidate, read ledger.MeasureState) ledger.MeasureState {
	state, p := d.opinions[c.clause].State()
	switch {
	case p < d.trust.state, read == ledger.Withdrawn, read == ledger.Suspended, read == ledger.Possible:
		return read
	case state == ledger.NoticeGiven && read == ledger.Threatened && (d.spoken || d.news || len(d.dates) == 0):
		return read
	case state == ledger.InEffect && d.effective(c).day > d.received:
		return ledger.NoticeGiven
	}
	return state
}
