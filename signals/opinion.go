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

	suspicious float32 // the odds from which a text is, where a rule warns of something
	unwarned   float32 // how much more they must be where none does

	state float32 // how likely a state must be to be the right one, whatever the rules say
}

var usualTrust = trust{textSignal: 3, signal: 3, plain: 3, sentence: 0.625, likely: 3.08, text: 0.155, textKind: 1.25, kind: -3.4, rule: 1, near: 1.5, suspicious: -2, unwarned: 1, state: 0.36}

// piece is a sentence, or a piece of a long one, and what is thought of it.
type piece struct {
	from, to int // clauses
	first    int // of what the rules found in it, in document.ruled
	last     int
	odds     linear.Odds
}

// opine lets the model give its opinion on the text and on every sentence, by their words, what surrounds them, and what
// the rules think of them.
func (d *document) opine() {
	d.ruled, d.suspicions = d.byRule(), d.suspect()
	d.words.learn(d.tokens, d.model)
	d.findPairs()
	d.findRuled()
	d.asWhole = d.judgeText()
	var text linear.Tally
	d.model.ofSentence.addForms(&text, d)
	ruled := 0
	for i := 0; i < len(d.clauses); {
		p := piece{from: i, to: d.sentenceEnd(i), first: ruled}
		for ruled < len(d.ruled) && d.ruled[ruled].clause < p.to {
			ruled++
		}
		p.last = ruled
		p.odds = d.judgeSentence(&p, text)
		d.pieces = append(d.pieces, p)
		i = p.to
	}
}

// findPairs looks up, for every token, it and the one before it in its clause.
func (d *document) findPairs() {
	features := d.pairFeatures[:0]
	for i := range d.clauses {
		before := noStem
		for k := d.clauses[i].from; k < d.clauses[i].to; k++ {
			stem := d.words.list[d.tokens[k].word].feature[0]
			features = append(features, mix(pairFeature, before, stem))
			before = stem
		}
	}
	d.pairFeatures, d.pairs = features, d.model.index.FindAll(d.pairs[:0], features)
}

// findRuled looks up what the rules think: two features of each of what they found, then what makes them suspicious.
func (d *document) findRuled() {
	features := d.ruledFeatures[:0]
	for i := range d.ruled {
		features = d.ruled[i].context(features)
	}
	features = d.warnings(features)
	d.ruledFeatures, d.ruledRows = features, d.model.index.FindAll(d.ruledRows[:0], features)
}

// judgeSentence is what the model thinks of a sentence, in a text that is like this.
func (d *document) judgeSentence(p *piece, text linear.Tally) linear.Odds {
	t, m, x := &text, d.model.sentences, d.model.ofSentence
	for k := p.from; k < p.to; k++ {
		d.addClause(t, &d.clauses[k])
	}
	for k, n := range d.places(p.from, p.to) {
		t.Add(&x.places[placeRoom*k+int(n)])
	}
	if p.from > 0 {
		addSet(t, &x.before, d.whole[p.from-1])
	}
	if p.to < len(d.clauses) {
		addSet(t, &x.behind, d.whole[p.to])
	}
	found := false
	for k := p.first; k < p.last; k++ {
		found = found || d.ruled[k].state != ""
		t.Add(m.Row(d.ruledRows[2*k][ofSentences]))
		t.Add(m.Row(d.ruledRows[2*k+1][ofSentences]))
	}
	t.Add(&x.ruled[truth(found)])
	return m.Odds(t)
}

// addClause adds what the words and the concepts of a clause say. It knows the features of clauseFeatures, and a test holds
// it to them.
func (d *document) addClause(t *linear.Tally, c *clause) {
	m, x, n := d.model.sentences, d.model.ofSentence, c.to-c.from
	for i := c.from; i < c.to; i++ {
		w := &d.words.list[d.tokens[i].word]
		n += int(w.count)
		t.AddSum(&w.sum)
		if r := d.pairs[i][ofSentences]; r != 0 {
			t.Add(m.Row(r))
		}
	}
	var room [conceptCount]concept
	acts := c.set.and(actSet).list(room[:0])
	for _, f := range c.set.and(frameSet).list(room[len(acts):len(acts)]) {
		rows := &x.framed[frameNumbers[f]]
		for _, a := range acts {
			t.Add(&rows[a])
		}
		n += len(acts)
	}
	addSet(t, &x.concepts, c.set)
	t.Count(n + c.set.size())
}

// judgeText is what the model thinks of the text as a whole: the odds of its being a signal, and of each kind. Each feature
// of its newest part counts once.
func (d *document) judgeText() linear.Odds {
	var text linear.Tally
	t, m, x, once := &text, d.model.texts, d.model.ofText, &d.distinct
	once.begin(5*len(d.tokens) + len(d.ruledFeatures))
	var seen set
	var framed [frames]set
	n := 0
	for i := range d.clauses {
		if !d.newest(i) {
			continue
		}
		c := &d.clauses[i]
		for k := c.from; k < c.to; k++ {
			n += once.tell(t, m, d.pairFeatures[k], d.pairs[k][ofTexts])
			if w := &d.words.list[d.tokens[k].word]; w.counted != d.words.text {
				w.counted = d.words.text
				for l := range w.count {
					n += once.tell(t, m, w.feature[l], w.rows[l])
				}
			}
		}
		seen = seen.or(c.set)
		if acts := c.set.and(actSet); !acts.empty() {
			var room [frames]concept
			for _, f := range c.set.and(frameSet).list(room[:0]) {
				framed[frameNumbers[f]] = framed[frameNumbers[f]].or(acts)
			}
		}
	}
	addSet(t, &x.concepts, seen)
	n += seen.size()
	for f := range framed {
		addSet(t, &x.framed[f], framed[f])
		n += framed[f].size()
	}
	t.Count(n)
	x.addForms(t, d)
	for i, f := range d.ruledFeatures {
		once.tell(t, m, f, d.ruledRows[i][ofTexts])
	}
	return m.Odds(t)
}

// tell adds the row of a feature that is new, and gives how many are: one or none.
func (s *distinct) tell(t *linear.Tally, m *linear.Model, feature, row uint32) int {
	if !s.add(feature) {
		return 0
	}
	if row != 0 {
		t.Add(m.Row(row))
	}
	return 1
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
	odds := d.kindOdds()
	var best, whole [linear.Measure]float32
	likeliest := 0
	for k := range best {
		best[k], whole[k] = float32(math.Inf(-1)), t.text*d.asWhole[linear.Measure]+t.textKind*d.asWhole[k]
		for i := range odds {
			best[k] = max(best[k], odds[i][k])
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
		for i := range odds {
			if odds[i][k] >= best[k]-t.near {
				c := d.learnt(&d.pieces[i], k)
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
	for i := range d.pieces {
		best = max(best, d.pieces[i].odds[linear.Measure])
	}
	for i := range d.ruled {
		c := &d.ruled[i]
		if c.strength == 2 && !c.guessed && (c.state == ledger.NoticeGiven || c.state == ledger.InEffect) && d.pieceOf(c.clause).measure() >= d.trust.plain {
			return true
		}
	}
	likeliest := piece{odds: linear.Odds{linear.Measure: best}}
	return likeliest.measure()+d.trust.textSignal*d.asWhole[linear.Measure] >= d.trust.signal
}

// pieceOf is the piece that a clause is in.
func (d *document) pieceOf(clause int) *piece {
	i, _ := slices.BinarySearchFunc(d.pieces, clause, func(p piece, clause int) int { return p.to - 1 - clause })
	return &d.pieces[i]
}

// measure is the logarithm of the odds of its being a measure at all.
func (p *piece) measure() float32 { return logOdds(p.odds.Chance()) }

// kindOdds are, of every piece, how likely it speaks of a measure of each kind.
func (d *document) kindOdds() [][linear.Measure]float32 {
	out := make([][linear.Measure]float32, len(d.pieces))
	for i := range d.pieces {
		p := &d.pieces[i]
		measure := d.trust.sentence * p.measure()
		for k, chance := range p.odds.Kinds() {
			out[i][k] = measure + d.trust.likely*float32(math.Log(float64(chance)+unlikely))
		}
		var found [linear.Measure]bool
		for k := range d.ruled[p.first:p.last] {
			if c := &d.ruled[p.first+k]; c.state != "" {
				found[slices.Index(linear.Kinds[:], c.rule.kind)] = true
			}
		}
		for k, yes := range found {
			if yes {
				out[i][k] += d.trust.rule
			}
		}
	}
	return out
}

// unlikely is what a chance is never thought to be below.
const unlikely = 1e-4

// logOdds is the logarithm of the odds of a chance.
func logOdds(p float32) float32 {
	p = min(max(p, unlikely), 1-unlikely)
	return float32(math.Log(float64(p / (1 - p))))
}

// learnt is the measure of the k-th kind that a sentence speaks of: at the clause where a rule finds it, else at the
// likeliest one.
func (d *document) learnt(p *piece, k int) candidate {
	kind := linear.Kinds[k]
	c := candidate{rule: ruleOf(kind), clause: -1, strength: 2, learnt: true}
	for _, r := range d.ruled[p.first:p.last] {
		if r.rule.kind == kind && (c.clause < 0 || c.state == "" && r.state != "") {
			c = r
		}
	}
	if c.clause < 0 {
		c.clause = d.likeliest(p, k)
	}
	cl := &d.clauses[c.clause]
	c.why, c.state = "", d.surely(&c, d.stateOf(&c, cl, d.sentenceSet(c.clause)))
	c.score = d.weigh(&c, cl)
	if c.learnt || c.guessed {
		c.score--
	}
	return c
}

// likeliest is the clause of a sentence that says most plainly that it is of the k-th kind.
func (d *document) likeliest(p *piece, k int) int {
	best, most := p.from, float32(-1)
	for i := p.from; i < p.to; i++ {
		c := &d.clauses[i]
		if c.to-c.from < 3 || c.set.hasAny(cUnless, cIf) && p.to-p.from > 1 && c.set.hasAny(cPay, cDebt) {
			continue
		}
		var alone linear.Tally
		d.addClause(&alone, c)
		o := d.model.sentences.Odds(&alone)
		if p := o.Chance() * (0.1 + o.Kinds()[k]); p > most {
			best, most = i, p
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
	state, p := d.pieceOf(c.clause).odds.State()
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
