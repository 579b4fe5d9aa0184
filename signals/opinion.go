package signals

import (
	"math"
	"slices"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// trust says how much each opinion of the model counts where no votes are learnt for it, and how sure it must be. The
// values were chosen by cross-validation; see docs/signals.md.
type trust struct {
	plain  float32 // the odds from which a sentence in which a rule finds a notice or an act is as plain as in a textbook
	short  float32 // the same where little else stands
	threat float32 // the odds from which a sentence that asks us to pay and says what follows if we don't makes a text a signal

	evident float32 // the odds from which it is one beyond doubt

	sentence, likely, text, textKind float32 // how much counts for a kind: its sentence being a measure, of that kind; the text being a signal, with that kind
	kind                             float32 // the odds from which it is likely one of the text's
	rule                             float32 // how much more a kind is likely that a rule finds in the sentence
	near                             float32 // how much less likely than the best a sentence may be that speaks of the same measure

	suspicious float32 // the odds from which a text is, where a rule warns of something
	unwarned   float32 // how much more they must be where none does

	state float32 // how likely a state must be to be the right one, whatever the rules say
}

var usualTrust = trust{plain: 3, short: 0.7, threat: -1, evident: 6, sentence: 0.625, likely: 3.08, text: 0.155, textKind: 1.25, kind: -2.8, rule: 1, near: 5, suspicious: -2, unwarned: 1, state: 0.36}

// piece is a sentence, or a piece of a long one, and what is thought of it.
type piece struct {
	from, to int // clauses
	first    int // of what the rules found in it, in document.ruled
	last     int
	found    uint32 // the kinds that rules find in it, a bit for each
	odds     linear.Odds
	chance   float32                 // of its being a measure at all
	measure  float32                 // the logarithm of the odds of that
	shares   [linear.Measure]float32 // how likely it is of each kind, if it is a measure, once that was asked
	shared   bool
	again    bool // it says what one before it says, but for the numbers, as the rows of a table do
}

// kinds is how likely a piece is of each kind, if it is a measure.
func (p *piece) kinds() *[linear.Measure]float32 {
	if !p.shared {
		p.shares, p.shared = p.odds.Kinds(), true
	}
	return &p.shares
}

// opine lets the model give its opinion on the text and on every sentence, by their words, what surrounds them, and what
// the rules think of them.
func (d *document) opine() {
	d.ruled, d.suspicions = d.byRule(), d.suspect()
	d.words.learn(d.tokens, d.model)
	d.told = d.isTold()
	d.findPairs()
	d.findRuled()
	d.asWhole = d.judgeText()
	var text linear.Tally
	d.rows = d.formRows(d.rows[:0])
	d.model.sentences.Add(&text, d.rows)
	ruled := 0
	d.distinct.begin(len(d.clauses))
	for i := 0; i < len(d.clauses); {
		p := piece{from: i, to: d.sentenceEnd(i), first: ruled}
		for ruled < len(d.ruled) && d.ruled[ruled].clause < p.to {
			ruled++
		}
		p.last = ruled
		p.found = d.foundIn(&p)
		if p.again = !d.distinct.add(d.shapeOf(&p)); p.again {
			p.odds[linear.Measure] = -limit
		} else {
			p.odds = d.judgeSentence(&p, text)
			d.shareByClause(&p)
			d.sayings++
		}
		p.chance = p.odds.Chance()
		p.measure = logOdds(p.chance)
		for k := p.from; k < p.to; k++ {
			d.clauses[k].piece = len(d.pieces)
		}
		d.pieces = append(d.pieces, p)
		i = p.to
	}
}

// clauseShare is how much a clause counts that by itself is of a kind, in a sentence that is of another.
const clauseShare = 0.5

// shareByClause lets each clause of a sentence in which rules find several kinds say what it is of: no longer comes, and we may
// terminate.
func (d *document) shareByClause(p *piece) {
	if p.found&(p.found-1) == 0 {
		return
	}
	p.kinds()
	for i := p.first; i < p.last; i++ {
		r := &d.ruled[i]
		if r.state == "" {
			continue
		}
		k := slices.Index(linear.Kinds[:], r.rule.kind)
		var alone linear.Tally
		d.rows = d.clauseRows(&alone, &d.clauses[r.clause], d.rows[:0])
		d.model.sentences.Add(&alone, d.rows)
		odds := d.model.sentences.Odds(&alone)
		p.shares[k] = max(p.shares[k], clauseShare*odds.Kinds()[k])
	}
}

// shapeOf is a number for what a piece says, in which part of the text, but for its numbers and months.
func (d *document) shapeOf(p *piece) uint32 {
	c := &d.clauses[p.from]
	shape := mix(pairFeature, uint32(c.part), uint32(c.depth))
	for i := c.from; i < d.clauses[p.to-1].to; i++ {
		feature := d.words.learnt[d.tokens[i].word].stem
		if d.tokens[i].set.has(cMonth) {
			feature = noStem
		}
		shape = mix(pairFeature, shape, feature)
	}
	return shape
}

// findPairs looks up, for every token, it and the one before it in its clause.
func (d *document) findPairs() {
	features := d.pairFeatures[:0]
	for i := range d.clauses {
		before := noStem
		for k := d.clauses[i].from; k < d.clauses[i].to; k++ {
			stem := d.words.learnt[d.tokens[k].word].stem
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
	t, fixed, rows := &text, d.model.fixed, d.rows[:0]
	for k := p.from; k < p.to; k++ {
		rows = d.clauseRows(t, &d.clauses[k], rows)
	}
	for k, n := range d.places(p.from, p.to) {
		rows = append(rows, fixed+placeRows+uint32(placeRoom*k)+n)
	}
	if p.from > 0 {
		rows = d.whole[p.from-1].rows(rows, fixed+beforeRows)
	}
	if p.to < len(d.clauses) {
		rows = d.whole[p.to].rows(rows, fixed+behindRows)
	}
	ruled := d.ruled[p.first:p.last]
	rows = append(append(rows, d.ruledRows[2*p.first:2*p.last]...), fixed+foundRows+truth(found(ruled)))
	if threatened(ruled) {
		rows = append(rows, fixed+foundRows+2)
	}
	d.model.sentences.Add(t, rows)
	d.rows = rows
	return d.model.sentences.Odds(t)
}

// clauseRows adds what the words of a clause say, and appends the rows of the pairs and concepts in it. It knows the
// features of clauseFeatures, and a test holds it to them.
func (d *document) clauseRows(t *linear.Tally, c *clause, rows []uint32) []uint32 {
	n, fixed := c.to-c.from, d.model.fixed
	for i := c.from; i < c.to; i++ {
		w := &d.words.learnt[d.tokens[i].word]
		n += int(w.count)
		t.AddRow(&w.sentence)
		if r := d.pairs[i]; r != 0 {
			rows = append(rows, r)
		}
	}
	if acts := c.set.and(actSet); !acts.empty() {
		var room [frames]concept
		for _, f := range c.set.and(frameSet).list(room[:0]) {
			rows = acts.rows(rows, fixed+framedRows+uint32(frameNumbers[f])*uint32(conceptCount))
			n += acts.size()
		}
	}
	t.Count(n + c.set.size())
	return c.set.rows(rows, fixed+conceptRows)
}

// judgeText is what the model thinks of the text as a whole: the odds of its being a signal, and of each kind. Each feature
// of its newest part counts once.
func (d *document) judgeText() linear.Odds {
	var t linear.Tally
	m, fixed, once, rows := d.model.texts, d.model.fixed, &d.distinct, d.rows[:0]
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
			if once.add(d.pairFeatures[k]) {
				n++
				if d.pairs[k] != 0 {
					rows = append(rows, d.pairs[k])
				}
			}
			if w := &d.words.learnt[d.tokens[k].word]; w.counted != d.words.text {
				w.counted = d.words.text
				var fresh int
				rows, fresh = once.word(&t, w, &d.words.spelt[d.tokens[k].word], rows)
				n += fresh
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
	rows = seen.rows(rows, fixed+conceptRows)
	n += seen.size()
	for f := range framed {
		rows = framed[f].rows(rows, fixed+framedRows+uint32(f)*uint32(conceptCount))
		n += framed[f].size()
	}
	t.Count(n)
	rows = d.formRows(rows)
	for i, f := range d.ruledFeatures {
		if once.add(f) {
			rows = append(rows, d.ruledRows[i])
		}
	}
	m.Add(&t, rows)
	d.rows = rows
	return m.Odds(&t)
}

// word adds what those features of a word say that are new, or appends their rows, and gives how many they are.
func (s *distinct) word(t *linear.Tally, w *learnt, spelt *spelt, rows []uint32) ([]uint32, int) {
	fresh, before := 0, len(rows)
	for i := range w.count {
		if s.add(spelt.features[i]) {
			fresh++
			rows = append(rows, spelt.rows[i])
		}
	}
	if fresh == int(w.count) { // as of most words: no other begins or ends like it
		t.AddRow(&w.whole)
		rows = rows[:before]
	}
	return rows, fresh
}

// newest reports whether clause i stands in the newest part of the text, or in a chat, whose parts are of one age.
func (d *document) newest(i int) bool {
	return d.clauses[i].part == 0 || d.chat || d.forwards(&d.clauses[i])
}

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
	out := append(d.maybe[:0], d.ruled...)
	d.maybe = out
	for i := range out {
		if c := &out[i]; c.state != "" {
			c.state, c.why = "", "no measure by its words"
		}
	}
	if len(d.pieces) == 0 || d.saysNothing() {
		return out
	}
	whole := d.kindsInWhole()
	odds := d.kindOdds(&whole)
	b := d.ballot(odds, &whole)
	signal := d.signal(b)
	first, second := d.announcesTwo()
	if signal < 0 {
		if !d.demanded() && first == nil && (signal < nearly || !d.evident()) {
			return out
		}
		signal = 0
	}
	sum, likeliest := d.kindVotes(b)
	for k, beyond := range sum {
		rule := ruleOf(linear.Kinds[k])
		if beyond < 0 && k != likeliest && rule != first && rule != second {
			continue
		}
		s := d.spotsOf(rule)
		for i := range odds {
			if odds[i][k] >= b.best[k]-d.trust.near {
				n := len(out)
				out = s.placesIn(out, &d.pieces[i], k, odds[i][k])
				for j := n; j < len(out); j++ {
					c := &out[j]
					c.why, c.state = "", d.surely(c, d.stateOf(c, &d.clauses[c.clause], d.sentenceSet(c.clause)))
					c.chance = chanceOf(signal, signalHope) * chanceOf(beyond, kindHope)
				}
			}
		}
	}
	return out
}

// saysNothing reports whether a text is in no language that is read: it has next to none of the words of any. Of the labelled texts
// with a measure each has a quarter of them at least.
func (d *document) saysNothing() bool {
	words, known := 0, 0
	for i := range d.tokens {
		if t := &d.tokens[i]; t.kind == wordToken {
			words++
			known += int(truth(t.tables&inFunctions != 0 || !t.set.empty()))
		}
	}
	return known < words/8
}

// demanded reports whether a sentence asks us to pay and says what follows if we don't. That is a signal whatever stands around
// it: the plainest letters must not be missed because many like them are harmless.
func (d *document) demanded() bool {
	return slices.ContainsFunc(d.ruled, func(c candidate) bool {
		return c.plain && (c.state == ledger.NoticeGiven || c.state == ledger.Threatened) && d.pieceOf(c.clause).measure >= d.trust.threat
	})
}

// announcesTwo are the kinds of two acts that a vendor that is owed something speaks of in a sentence, each with a day of its own and one
// of them announced at least: no harmless text does. Both are nil where there are none.
func (d *document) announcesTwo() (first, second *rule) {
	if !d.facts.overdue || d.internal || d.news {
		return nil, nil
	}
	var before *candidate
	for i := range d.ruled {
		c := &d.ruled[i]
		ahead := (c.state == ledger.NoticeGiven || c.why == mereMention) && d.futureDate(&d.clauses[c.clause])
		if c.strength < 2 || c.guessed || !d.newest(c.clause) || !ahead && (c.state != ledger.InEffect || d.actsOn(&d.clauses[c.clause]).day == 0) {
			continue
		}
		if before != nil && before.rule.kind != c.rule.kind && before.clause != c.clause && d.clauses[before.clause].sentence == d.clauses[c.clause].sentence &&
			(c.state == ledger.NoticeGiven || before.state == ledger.NoticeGiven) {
			return before.rule, c.rule
		}
		before = c
	}
	return nil, nil
}

// evident reports whether a sentence in which rules find a notice or an act is one beyond doubt: of 8,000 labelled texts no harmless
// one has such, where the votes nearly make it a signal. So is the step of a timeline in a banner that says little besides.
func (d *document) evident() bool {
	return slices.ContainsFunc(d.ruled, func(c candidate) bool {
		return c.strength == 2 && !c.guessed && (c.state == ledger.NoticeGiven || c.state == ledger.InEffect) && d.pieceOf(c.clause).measure >= d.trust.evident
	})
}

// nearly is how much may be missing of a signal's votes, where a sentence is evident.
const nearly = -1

// kindsInWhole is what the text as a whole adds to the odds of each kind.
func (d *document) kindsInWhole() (whole [linear.Measure]float32) {
	for k := range whole {
		whole[k] = d.trust.text*d.asWhole[linear.Measure] + d.trust.textKind*d.asWhole[k]
	}
	return whole
}

// pieceOf is the piece that a clause is in.
func (d *document) pieceOf(clause int) *piece {
	return &d.pieces[d.clauses[clause].piece]
}

// kindOdds are, of every piece, how likely it speaks of a measure of each kind; or never, where it is so much less likely
// than what makes a kind one of the text's, by the odds that kinds have in the whole, that it makes no difference. So it is
// with most, and they need no logarithm.
func (d *document) kindOdds(whole *[linear.Measure]float32) [][linear.Measure]float32 {
	d.kinds = zeroed(d.kinds, len(d.pieces))
	plainest := 0
	for i := range d.pieces {
		if d.pieces[i].odds[linear.Measure] > d.pieces[plainest].odds[linear.Measure] {
			plainest = i
		}
	}
	least := never
	for i := range d.kinds {
		if i == plainest {
			d.kinds[i] = d.oddsOf(&d.pieces[i], 1<<linear.Measure-1)
			for k, x := range d.kinds[i] {
				least = max(least, x+whole[k])
			}
		}
	}
	least = min(least, d.trust.kind) - d.trust.near
	for i := range d.kinds {
		if i != plainest {
			d.kinds[i] = d.oddsOf(&d.pieces[i], d.mayCount(&d.pieces[i], whole, least))
		}
	}
	return d.kinds
}

var never = float32(math.Inf(-1))

// oddsOf are how likely a piece speaks of a measure of each of some kinds, a bit for each.
func (d *document) oddsOf(p *piece, kinds uint32) (out [linear.Measure]float32) {
	var chances *[linear.Measure]float32
	measure, found := float32(0), uint32(0)
	if kinds != 0 {
		measure, found, chances = d.trust.sentence*p.measure, p.found, p.kinds()
	}
	for k := range out {
		if kinds>>k&1 == 0 {
			out[k] = never
			continue
		}
		out[k] = measure + d.trust.likely*float32(math.Log(float64(chances[k])+unlikely))
		if found>>k&1 != 0 {
			out[k] += d.trust.rule
		}
	}
	return out
}

// mayCount are the kinds, a bit for each, whose odds in a piece and in the whole may come to least, going by the most that
// the logarithm of each chance can be.
func (d *document) mayCount(p *piece, whole *[linear.Measure]float32, least float32) (kinds uint32) {
	const more = 0.01 // beyond what numbers are rounded by
	t, found := &d.trust, p.found
	least -= t.sentence*p.measure + t.likely*more
	top := p.odds[0]
	for _, x := range p.odds[1:linear.Measure] {
		top = max(top, x)
	}
	for k, x := range p.odds[:linear.Measure] {
		chance := x - top
		if chance < -4 {
			chance = max(chance, -limit) + math.Ln2 // as what is unlikely may double it
		}
		most := t.likely*chance + whole[k]
		if found>>k&1 != 0 {
			most += t.rule
		}
		if most >= least {
			kinds |= 1 << k
		}
	}
	if found&(found-1) != 0 {
		kinds |= found // as shareByClause says
	}
	return kinds
}

// foundIn are the kinds, a bit for each, that rules find in a piece.
func (d *document) foundIn(p *piece) (kinds uint32) {
	for k := p.first; k < p.last; k++ {
		if c := &d.ruled[k]; c.state != "" {
			kinds |= 1 << slices.Index(linear.Kinds[:], c.rule.kind)
		}
	}
	return kinds
}

// unlikely is what a chance is never thought to be below.
const unlikely = 1e-4

// logOdds is the logarithm of the odds of a chance.
func logOdds(p float32) float32 {
	p = min(max(p, unlikely), 1-unlikely)
	return float32(math.Log(float64(p / (1 - p))))
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
	case state == ledger.InEffect && d.effective(c).day > d.cameOn(d.clauses[c.clause].from):
		return ledger.NoticeGiven
	}
	return state
}
