package signals

import (
	"math"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// The traits by which it is told how far a measure has come.
const (
	stageTrait     uint32 = iota + noneTrait + 1
	stageRuleTrait        // what the rules take it for
	stageFormTrait        // the sort of text
	stageMarkTrait        // what holds of the text or the clause
	stageDayTrait         // which days the measure, its sentence and the text have
	stageFrameTrait
	stageClauseTrait
	stageSentenceTrait
	stageBeforeTrait
	stageBehindTrait
	stageTextTrait
	stageWordTrait
	stageOwnWordTrait // a word of the clause itself
	stageHeadTrait    // one of the first words of the text
	stageTenseTrait   // the forms of the clause's verbs, with what else is known
)

// stageFrame are the concepts of a clause that say how far and under which condition, and stageText those that say it from
// anywhere in a text.
var (
	stageFrame = of(cNeg, cIf, cUnless, cUntil, cElse, cWill, cMay, cHave, cNow, cHereby, cReserve, cLift, cPause, cFear, cHint, cSpoke, cWithin, cBy)
	stageText  = of(cFear, cHint, cSpoke, cNews, cLift, cPause, cReserve, cNotice, cForward, cLetter, cNotYet, cPaid, cHereby, cRumourBack, cClient, cDebt)
)

// since says where a day stands as seen from that on which its mail came; 0: there is none.
func since(day, came ledger.Date) uint32 {
	switch {
	case day == 0:
		return 0
	case day < came:
		return 1
	case day == came:
		return 2
	}
	return 3
}

// stageTraits appends what tells how far a measure has come, each once; read is what the rules take it for.
func (d *document) stageTraits(c *candidate, read ledger.MeasureState, out traits) traits {
	begin := len(out)
	cl := &d.clauses[c.clause]
	from, to := d.sentence(c.clause)
	form, kind, rule := d.sort()<<1|truth(d.told), hashOf(kindTrait, string(c.rule.kind)), hashOf(stageRuleTrait, string(read))
	days, named, ahead := d.stageDays(c, from, to)
	frame := mix(stageFrameTrait, hashOfSet(cl.set.and(stageFrame)), 0)
	out = append(out, stageTrait, kind, rule, frame, mix(stageRuleTrait, rule, kind), mix(stageRuleTrait, rule, form), mix(stageRuleTrait, rule, days),
		mix(stageDayTrait, kind, days), mix(stageDayTrait, form, days), mix(stageDayTrait, mix(stageDayTrait, form, ahead), days),
		mix(stageFrameTrait, frame, days), mix(stageFrameTrait, frame, form), mix(stageFrameTrait, hashOfSet(d.whole[c.clause].and(stageFrame)), 1))
	out.add(stageFormTrait, form)
	for k, holds := range [...]bool{
		d.internal, d.news, d.email, d.spoken, d.chat, d.agency, d.outbound, len(d.facts.notices) > 0, d.titled(c),
		cl.quoted, cl.depth > 0, cl.part > 0, cl.heading, cl.item, cl.question,
	} {
		if holds {
			out.add(stageMarkTrait, uint32(k))
		}
	}
	out.add(stageDayTrait, days)
	out.add(stageDayTrait, 1<<8+named)
	out.add(stageDayTrait, 1<<16+ahead)
	out.add(stageDayTrait, 1<<17+days<<4+ahead)
	tense, other := d.tenseAround(c.clause)
	verbs, here := uint32(tense)<<1|truth(other), d.daysIn(cl.from, cl.to)
	for k, with := range [...]uint32{0, here, kind, form, days, frame, rule} {
		out = append(out, mix(stageTenseTrait, mix(stageTenseTrait, verbs, uint32(k)), with))
	}
	out = append(out, mix(stageTenseTrait, uint32(tense), 1), mix(stageDayTrait, here, 2), mix(stageDayTrait, mix(stageDayTrait, here, frame), 3), mix(stageDayTrait, mix(stageDayTrait, here, kind), 4))
	for i := range min(len(d.tokens), stageHead) {
		out.add(stageHeadTrait, d.stem(i))
	}
	out.concepts(stageClauseTrait, cl.set)
	out.concepts(stageSentenceTrait, d.whole[c.clause])
	if from > 0 {
		out.concepts(stageBeforeTrait, d.whole[from-1].and(stageFrame))
	}
	if to < len(d.clauses) {
		out.concepts(stageBehindTrait, d.whole[to].and(stageFrame))
	}
	out.concepts(stageTextTrait, d.seen.and(stageText))
	for i := d.clauses[from].from; i < min(d.clauses[to-1].to, d.clauses[from].from+stageWords); i++ {
		stem := d.stem(i)
		out.add(stageWordTrait, stem)
		if cl.from <= i && i < cl.to {
			out.add(stageOwnWordTrait, stem)
		}
	}
	return d.eachOnce(out, begin)
}

const (
	stageWords = 120 // how many words of a sentence are looked at
	stageHead  = 12  // and at the beginning of a text, where it says what it is
)

// stageDays says which days there are: those that the rules take for the measure's, those named in its sentence, the
// clauses [from, to), and those ahead anywhere in the text.
func (d *document) stageDays(c *candidate, from, to int) (own, named, ahead uint32) {
	came := d.cameOn(d.clauses[from].from)
	own = since(d.effective(c).day, came)<<2 | since(d.cure(c).day, came)
	named = d.daysIn(d.clauses[from].from, d.clauses[to-1].to)
	for i := range d.dates[:min(len(d.dates), mostDays)] {
		if m := &d.dates[i]; m.day > d.cameOn(m.from) && m.eligible {
			ahead |= 1 << truth(m.period)
		}
	}
	return own, named, ahead
}

// daysIn says which days the tokens [from, to) name: gone by, of the mail itself, or to come, by a period or not.
func (d *document) daysIn(from, to int) (named uint32) {
	came := d.cameOn(from)
	for _, m := range d.datesIn(from, to) {
		named |= 1 << (2*since(m.day, came) + truth(m.period))
	}
	return named
}

// hashOfSet makes one number of a set of concepts.
func hashOfSet(s set) (h uint32) {
	for _, word := range s {
		h = mix(h, uint32(word), uint32(word>>32))
	}
	return h
}

// How much counts for a state beside what was learnt of its traits, chosen by reading sets with what the others taught.
const (
	stageSentence = 1.0 // the odds that the model gives it in the measure's sentence
	stageWhole    = 0.4 // those in all sentences that speak of measures, together
	stageRule     = 1.0 // that the rules found words of lifting, pausing or hearsay
	stageMoved    = 5.0 // against its being done, on hold or lifted: that it was moved to another day to come
	stageReserved = 8.0 // against its being given notice of or done: that its own clause only reserves a right, in a sentence with another measure
	stageFirm     = 3.0 // against its being threatened only: that it is the other one in such a sentence
	stageAhead    = 4.0 // against its being done: that its sentence says from which day to come it acts
	stageDone     = 4.0 // for its being done: that its own clause says on which day gone by it was, in a sentence with another measure
)

// stateDoubt makes the odds of states as careful as they are right: they are summed up from opinions of the same words.
const stateDoubt = 0.7

// stageOf is how far a measure has come, and how likely it is in each state, by all clauses that may be the one that says it.
func (d *document) stageOf(c *candidate) (state ledger.MeasureState, chances [len(linear.States)]float64) {
	chances = d.stage(*c)
	reserved, firm := d.reservedBeside(c)
	total := 1.0
	for _, at := range c.elsewhere {
		if d.newest(at.clause) != d.newest(c.clause) || reserved || firm {
			continue // what stands beside it is another measure's
		}
		other := *c
		other.clause = at.clause
		for k, chance := range d.stage(other) {
			chances[k] += at.share * chance
		}
		total += at.share
	}
	best := 0
	for k := range chances {
		chances[k] /= total
		if chances[k] > chances[best] {
			best = k
		}
	}
	return linear.States[best], chances
}

// stage is how likely a measure is in each state by one clause: by the model of sentences, by what was learnt of measures in whole texts,
// and by the rules.
func (d *document) stage(c candidate) (chances [len(linear.States)]float64) {
	c.state = ""
	read := d.stateOf(&c, &d.clauses[c.clause], d.sentenceSet(c.clause))
	d.features = d.stageTraits(&c, read, d.features[:0])
	odds := d.model.stages.Score(d.features)
	sentence := d.pieceOf(c.clause).odds.States()
	moved := d.movedHere(c.clause)
	reserved, firm := d.reservedBeside(&c)
	ahead := d.actsAhead(&c)
	done := read == ledger.InEffect && d.doneBeside(c.clause)
	for k, state := range linear.States {
		odds[k] += stageSentence*math.Log(float64(sentence[k])+0.001) + stageWhole*math.Log(d.states[k]+0.001)
		if state == read && (read == ledger.Withdrawn || read == ledger.Suspended || read == ledger.Possible) {
			odds[k] += stageRule
		}
		if moved && (state == ledger.Suspended || state == ledger.InEffect || state == ledger.Withdrawn) {
			odds[k] -= stageMoved
		}
		if reserved && (state == ledger.NoticeGiven || state == ledger.InEffect) {
			odds[k] -= stageReserved
		}
		if firm && state == ledger.Threatened && read == ledger.NoticeGiven {
			odds[k] -= stageFirm
		}
		if ahead && state == ledger.InEffect {
			odds[k] -= stageAhead
		}
		if done && state == ledger.InEffect {
			odds[k] += stageDone
		}
		chances[k] = stateDoubt * odds[k]
	}
	toShares(chances[:])
	return chances
}

// reservedBeside reports whether the clause of a measure only reserves a right to it, while its sentence speaks of another one, whose
// days and words are not its own: we no longer come from 3 May, and reserve the right to terminate; or whether it is that other one.
func (d *document) reservedBeside(c *candidate) (reserved, firm bool) {
	p := d.pieceOf(c.clause)
	if p.found&(p.found-1) == 0 {
		return false, false
	}
	if cl := &d.clauses[c.clause]; d.reserves(c.clause) {
		return len(d.datesIn(cl.from, cl.to)) == 0, false
	}
	for i := p.first; i < p.last; i++ {
		firm = firm || d.ruled[i].state != "" && d.ruled[i].rule.kind != c.rule.kind && d.reserves(d.ruled[i].clause)
	}
	return false, firm
}

// actsAhead reports whether the sentence of a measure says that it acts from a day to come on: ab dem 1. Mai berechnen wir Zinsen.
func (d *document) actsAhead(c *candidate) bool {
	r := d.effective(c)
	if r.day <= d.cameOn(d.clauses[c.clause].from) || !d.inSentence(r.from.Start, c.clause) {
		return false
	}
	at := slices.IndexFunc(d.dates, func(m dateMention) bool { return m.span == r.from.Span })
	return at >= 0 && d.dates[at].stretch == 0 && d.preceded(d.dates[at].from, 3, of(cFrom))
}

// doneBeside reports whether a clause says on which day gone by it was done, while its sentence speaks of another measure, whose
// words are not its own: it was suspended on 1 March and will be deleted on 30 April.
func (d *document) doneBeside(i int) bool {
	cl := &d.clauses[i]
	if p := d.pieceOf(i); p.found&(p.found-1) == 0 || cl.set.has(cWill) {
		return false
	}
	day := d.actsOn(cl).day
	return day != 0 && day < d.cameOn(cl.from)
}

// reserves reports whether a clause, or the one before it that governs it, reserves a right: wir behalten uns vor, zu kündigen.
func (d *document) reserves(i int) bool {
	return d.clauses[i].set.has(cReserve) || i > 0 && d.clauses[i-1].sentence == d.clauses[i].sentence && d.clauses[i-1].set.has(cReserve) && !d.clauses[i].set.has(cWe)
}

// sumStates adds up, over the sentences of the newest part, how likely each speaks of a measure in each state.
func (d *document) sumStates() {
	for i := range d.pieces {
		if p := &d.pieces[i]; d.newest(p.from) {
			for k, share := range p.odds.States() {
				d.states[k] += float64(p.chance * share)
			}
		}
	}
}

// stageLessons are what a labelled text teaches about how far its measures have come.
func stageLessons(t Taught) (out []linear.StateCase) {
	d := newDocument(t.Text, t.Received, nil)
	d.told = t.Form == noteForm
	for _, m := range t.Label.Measures {
		if at := strings.Index(t.Text, m.Evidence); at >= 0 {
			c := &candidate{rule: ruleOf(m.Kind), clause: d.clauseOf(at)}
			read := d.stateOf(c, &d.clauses[c.clause], d.sentenceSet(c.clause))
			out = append(out, linear.StateCase{Features: once(d.stageTraits(c, read, nil)), State: m.State})
		}
	}
	return out
}
