package signals

import (
	"math/bits"
	"slices"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// The traits by which a day is chosen. Each is a number, a hash of its kind and its value; the weights of all are learnt.
const (
	formTrait     uint32 = iota + frameFeature + 1
	awayTrait            // how far from the day of receipt
	tenseTrait           // before or after it
	wordTrait            // the word before the day, and the two before it
	wordsTrait           // the words before it
	nextTrait            // the word behind it
	behindTrait          // the words behind it
	nearTrait            // the concepts before it
	laterTrait           // those behind it
	clauseTrait          // those of its clause
	sentenceTrait        // those of its sentence
	leadTrait            // by, before, due, dated
	placeTrait           // a heading, a list, an old part
	textTrait            // what kind of text it is
	rankTrait            // other days that stand before it or come sooner
	relationTrait        // where it stands, as the measure's clause has it
	betweenTrait         // how many days stand between them
	kindTrait
	stateTrait
	ruleTrait   // what the rules make of it
	ownTrait    // of the measure's own clause
	othersTrait // of other measures
	pairTrait   // two of the above
	beforeTrait // the day before counts
	otherTrait  // another reading of the day
	noneTrait   // that there is no such day
)

// traits are what is known of a day, or of there being none.
type traits []uint32

func (t *traits) add(kind, value uint32) { *t = append(*t, mix(kind, kind, value)) }

// concepts adds each concept of s.
func (t *traits) concepts(kind uint32, s set) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			*t = append(*t, mix(kind, kind, conceptHashes[i<<6+bits.TrailingZeros64(word)]))
		}
	}
}

// flags are the numbers of those that hold, in one.
func flags(holds ...bool) (n uint32) {
	for i := len(holds) - 1; i >= 0; i-- {
		n = n<<1 | truth(holds[i])
	}
	return n
}

// step tells how far away a day is, roughly.
func step(days int) uint32 {
	side := uint32(0)
	if days < 0 {
		side, days = 16, -days
	}
	for i, most := range [...]int{0, 1, 3, 7, 10, 15, 31, 62, 120} {
		if days <= most {
			return side + uint32(i)
		}
	}
	return side + 9
}

// stem is that of token i.
func (d *document) stem(i int) uint32 { return d.words.learnt[d.tokens[i].word].stem }

// sort is what kind of text it is, in one number.
func (d *document) sort() uint32 {
	return flags(d.internal, d.news, d.email, d.general, d.invoice, d.spoken, d.outbound)
}

// keyTraits are the few traits of a day that are also looked at together with where it stands and what it is asked for.
type keyTraits [7]uint32

// mention is what is known of the mention of a day, whatever it is asked for.
type mention struct {
	traits traits
	key    keyTraits
	scores linear.Scores
	shift  shift
	clause int
}

// mention is what is known of the i-th day, found out when it is first asked for.
func (d *document) mention(i int) *mention {
	if len(d.mentions) == 0 {
		d.mentions = zeroed(d.mentions, len(d.dates))
	}
	m := &d.mentions[i]
	if len(m.traits) == 0 {
		m.clause = d.clauseAt(d.dates[i].from)
		from := len(d.mentioned)
		d.mentioned, m.key = d.mentionTraits(&d.dates[i], m, d.mentioned)
		m.traits = slices.Clip(d.mentioned[from:])
		m.scores, m.shift = d.score(m.traits), d.shiftOf(i)
	}
	return m
}

// mentionTraits appends those that a day has by itself.
func (d *document) mentionTraits(m *dateMention, known *mention, out traits) (traits, keyTraits) {
	at := known.clause
	cl := &d.clauses[at]
	own := d.mailAt(m.from)
	away := step(int(m.day - own.read))
	form := flags(m.period, m.back, m.weekday, m.now, m.ordinal, m.last, m.business != allDays, m.nth)
	tense := flags(m.day > own.read, m.day < own.read)
	lead := flags(m.deadline, m.past, d.datesPaper(*m), d.preceded(m.from, 4, of(cDue)))
	condition := flags(cl.set.has(cUnless), cl.set.has(cIf), cl.set.has(cElse), cl.set.has(cUntil), cl.set.has(cPay))
	out.add(formTrait, form)
	out.add(formTrait, 1<<16+flags(m.partial))
	out.add(awayTrait, away)
	out.add(awayTrait, 1<<16+step(int(m.day-own.dated)))
	out.add(tenseTrait, tense)
	out.add(leadTrait, lead)
	out.add(leadTrait, 1<<16+tense<<8+lead)
	out.add(placeTrait, flags(cl.heading, d.lines[d.tokens[m.from].line].header, cl.part > 0, cl.item, cl.quoted))
	out.add(textTrait, d.sort())
	out.add(textTrait, hashOf(textTrait, d.lang))
	out, before := d.besideTraits(m, cl, out)
	out.concepts(clauseTrait, cl.set)
	out.concepts(sentenceTrait, d.sentenceSet(at))
	key := keyTraits{
		mix(pairTrait, 1, lead), mix(pairTrait, 2, tense<<1+flags(m.period)), mix(pairTrait, 3, condition), mix(pairTrait, 4, before),
		mix(pairTrait, 5, condition<<8+lead<<2+tense), mix(pairTrait, 6, form), mix(pairTrait, 7, away),
	}
	out = append(out, key[:]...)
	out = append(out, mix(pairTrait, key[0], key[2]), mix(pairTrait, key[0], key[1]), mix(pairTrait, key[1], key[2]), mix(pairTrait, key[3], key[1]))
	return out, key
}

// besideTraits appends the words and concepts of a clause on both sides of a day, and gives the word before it.
func (d *document) besideTraits(m *dateMention, cl *clause, out traits) (_ traits, before uint32) {
	const reach = 5
	var near, later set
	before = hashOf(stemFeature, "^")
	for k := m.from - 1; k >= max(cl.from, m.from-reach); k-- {
		stem := d.stem(k)
		switch m.from - k {
		case 1:
			before = stem
			out.add(wordTrait, stem)
		case 2:
			out.add(wordTrait, mix(wordTrait, before, stem))
		}
		out.add(wordsTrait, stem)
		near = near.or(d.tokens[k].set)
	}
	for k := m.to; k < min(cl.to, m.to+reach); k++ {
		stem := d.stem(k)
		if k == m.to {
			out.add(nextTrait, stem)
		}
		out.add(behindTrait, stem)
		later = later.or(d.tokens[k].set)
	}
	out.concepts(nearTrait, near)
	out.concepts(laterTrait, later)
	return out, before
}

// measured is a measure whose days are asked for.
type measured struct {
	candidate
	acts, averts role   // what the rules make of it
	others       []int  // the clauses of the text's other measures
	shared       bool   // another measure stands in its clause
	word         int    // the token that names it
	kind, in     uint32 // the traits of its kind and its state
}

// roleTraits appends those of the i-th day for a measure, beside those of its mention.
func (d *document) roleTraits(c *measured, i int, out traits) traits {
	m, known := &d.dates[i], d.mention(i)
	at, kind, state := known.clause, c.kind, c.in
	relation, side := d.relation(at, c.clause)
	rule := flags(c.acts.from.Span == m.span, c.averts.from.Span == m.span, c.acts.day != 0, c.averts.day != 0, c.acts.day == m.day)
	out = append(out, kind, state, mix(stateTrait, state, side), mix(kindTrait, kind, side), mix(ruleTrait, state, rule), mix(ruleTrait, side, rule))
	out.add(relationTrait, relation)
	out.add(relationTrait, 1<<16+side)
	out.add(betweenTrait, d.between(i, c.clause)<<8+side)
	out.add(ruleTrait, rule)
	out.add(othersTrait, d.besideOthers(c.others, c.clause, at)<<8+side)
	out.concepts(ownTrait, d.clauses[c.clause].set.and(frameSet))
	strength := 1<<18 + uint32(c.rule.strength(d.clauses[at].set))
	out.add(kindTrait, strength)
	out = append(out, mix(kindTrait, side, strength), mix(kindTrait, state, strength))
	if at == c.clause {
		place := flags(m.from > c.word, d.nearestDay(i, c), c.shared)
		out.add(relationTrait, 1<<18+place)
		out = append(out, mix(relationTrait, state, 1<<18+place), mix(relationTrait, known.key[3], 1<<18+place))
	}
	for _, k := range known.key {
		out = append(out, mix(relationTrait, k, relation), mix(pairTrait, k, side), mix(stateTrait, k, state), mix(pairTrait, mix(stateTrait, k, state), side))
	}
	return out
}

// nearestDay reports whether no other day of a measure's clause stands nearer to the word that names it than the i-th.
func (d *document) nearestDay(i int, c *measured) bool {
	cl, away := &d.clauses[c.clause], abs(d.dates[i].from-c.word)
	for k := i - 1; k >= 0 && d.dates[k].from >= cl.from; k-- {
		if abs(d.dates[k].from-c.word) < away {
			return false
		}
	}
	for k := i + 1; k < len(d.dates) && d.dates[k].from < cl.to; k++ {
		if abs(d.dates[k].from-c.word) < away {
			return false
		}
	}
	return true
}

// relation says where clause at stands, as seen from a measure's own: so many clauses or sentences away, and roughly.
func (d *document) relation(at, own int) (exactly, roughly uint32) {
	const far = 4
	a, o := &d.clauses[at], &d.clauses[own]
	apart := max(-far, min(far, a.sentence-o.sentence))
	exactly = uint32(apart + far)
	switch {
	case at == own:
		roughly = 0
	case apart == 0 && at < own:
		roughly = 1
	case apart == 0:
		roughly = 2
	case apart < 0:
		roughly = 3
	default:
		roughly = 4
	}
	if apart == 0 {
		exactly = 32 + uint32(max(-far, min(far, at-own))+far)
	}
	if a.part != o.part {
		roughly += 8
	}
	return exactly, roughly
}

// between counts the days that stand between the i-th and clause own, up to four.
func (d *document) between(i, own int) (n uint32) {
	cl := &d.clauses[own]
	for k := i + 1; k < len(d.dates) && d.dates[k].from < cl.from && n < 4; k++ {
		n++
	}
	for k := i - 1; k >= 0 && d.dates[k].from >= cl.to && n < 4; k-- {
		n++
	}
	return n
}

// besideOthers says whether another measure stands in clause at, in its sentence, or between it and clause own.
func (d *document) besideOthers(others []int, own, at int) (n uint32) {
	for _, o := range others {
		switch {
		case o == at:
			n |= 1
		case d.clauses[o].sentence == d.clauses[at].sentence:
			n |= 2
		}
		if o > min(at, own) && o < max(at, own) {
			n |= 4
		}
	}
	return n
}

// noneTraits appends those that speak for it that the text names no such day for a measure; n days could be.
func (d *document) noneTraits(c *measured, n int, out traits) traits {
	from := len(out)
	kind, state := c.kind, c.in
	rule := flags(c.acts.day != 0, c.averts.day != 0)
	out = append(out, noneTrait, kind, state, mix(noneTrait, kind, state), mix(ruleTrait, state, rule))
	out.add(textTrait, d.sort())
	out.add(rankTrait, uint32(min(n, 4)))
	out.add(ruleTrait, rule)
	out.concepts(ownTrait, d.clauses[c.clause].set.and(frameSet))
	out.concepts(sentenceTrait, d.sentenceSet(c.clause).and(frameSet))
	return tag(noneTrait, out, from)
}

// tag makes traits from the from-th on ones of another kind.
func tag(kind uint32, t traits, from int) traits {
	for i := from; i < len(t); i++ {
		t[i] = mix(kind, 0, t[i])
	}
	return t
}

// deadlineTraits appends those of the i-th day as the one by which we are to act, beside those of its mention.
func (d *document) deadlineTraits(i int, measures []candidate, out traits) traits {
	m, known := &d.dates[i], d.mention(i)
	var before uint32
	var sooner, soonerDeadline, laterDeadline bool
	for k := range d.dates[:min(len(d.dates), mostDays)] {
		o := &d.dates[k]
		if k == i || o.day < d.received || !o.eligible {
			continue
		}
		if k < i {
			before++
		}
		sooner = sooner || o.day < m.day
		soonerDeadline = soonerDeadline || o.deadline && o.day < m.day
		laterDeadline = laterDeadline || o.deadline && o.day >= m.day
	}
	rank, owed := flags(sooner, soonerDeadline, laterDeadline), d.owed()
	out.add(rankTrait, min(before, 3))
	out.add(rankTrait, 1<<16+rank)
	out.add(rankTrait, 1<<17+owed)
	for _, k := range known.key {
		out = append(out, mix(rankTrait, k, rank), mix(rankTrait, k, 1<<16+owed))
	}
	return d.measureTraits(known, measures, out)
}

// measureTraits appends where a day stands as seen from the nearest measure.
func (d *document) measureTraits(known *mention, measures []candidate, out traits) traits {
	if len(measures) == 0 {
		return out
	}
	c := &measures[nearest(measures, known.clause)]
	_, side := d.relation(known.clause, c.clause)
	kind, state := hashOf(kindTrait, string(c.rule.kind)), hashOf(stateTrait, string(c.state))
	out.add(relationTrait, 1<<17+side)
	out = append(out, mix(relationTrait, kind, 1<<17+side), mix(relationTrait, state, 1<<17+side))
	for _, k := range known.key {
		out = append(out, mix(relationTrait, k, 1<<17+side))
	}
	return out
}

// nearest is which of some measures stands nearest to clause at.
func nearest(measures []candidate, at int) (best int) {
	for i := range measures {
		if abs(measures[i].clause-at) < abs(measures[best].clause-at) {
			best = i
		}
	}
	return best
}

// statesOf is in which states measures are, each a bit, as in linear.States.
func statesOf(measures []candidate) (n uint32) {
	for i := range measures {
		n |= 1 << slices.Index(linear.States[:], measures[i].state)
	}
	return n
}

// owed says whether the text speaks of a debt or of paying.
func (d *document) owed() uint32 {
	return flags(d.facts.overdue, d.seen.has(cDebt), d.seen.has(cPay))
}

// noDeadlineTraits appends those that speak for it that nothing is asked of us by any of n days.
func (d *document) noDeadlineTraits(n int, measures []candidate, out traits) traits {
	from := len(out)
	out = append(out, noneTrait)
	out.add(textTrait, d.sort())
	out.add(rankTrait, d.owed())
	out.add(pairTrait, d.owed()<<8+d.sort())
	out.add(betweenTrait, uint32(min(n, 4)))
	if states := statesOf(measures); states != 0 {
		out.add(stateTrait, states)
		out.add(stateTrait, 1<<16+states<<3+d.owed())
		for k := range linear.States {
			if states>>k&1 != 0 {
				out.add(stateTrait, 1<<17+uint32(k))
			}
		}
	}
	out.concepts(ownTrait, d.seen)
	return tag(noneTrait, out, from)
}

// bagTraits appends the words of the text, each stem once, as they speak for it that nothing is asked of us.
func (d *document) bagTraits(out traits) traits {
	words := len(out)
	for i := range d.tokens[:min(len(d.tokens), bagWords)] {
		if d.bagged(i) {
			out.add(wordsTrait, d.stem(i))
		}
	}
	return tag(noneTrait, append(out[:words], once(out[words:])...), words)
}

// bagTrait is the trait of a stem of the text.
func bagTrait(stem uint32) uint32 { return mix(noneTrait, 0, mix(wordsTrait, wordsTrait, stem)) }

// bagScores is what was learnt of the bagTraits.
func (d *document) bagScores() (s linear.Scores) {
	once := &d.distinct
	once.begin(min(len(d.tokens), bagWords))
	for i := range d.tokens[:min(len(d.tokens), bagWords)] {
		if d.bagged(i) && once.add(d.stem(i)) {
			s = s.Plus(d.words.inBag(d.tokens[i].word).due)
		}
	}
	return s
}

// bagged reports whether token i is one of the newest part.
func (d *document) bagged(i int) bool { return d.lines[d.tokens[i].line].part == 0 || d.chat }

// mostDays bounds how many days of a text are looked at: for its deadline the first, for a measure those around it.
const mostDays = 48

// isEligible reports whether a day can have a part at all: it does not only stand in a header.
func (d *document) isEligible(m *dateMention) bool {
	return m.day != ledger.Date(0) && !m.age && !m.moved && (!d.lines[d.tokens[m.from].line].header || d.clauses[d.clauseAt(m.from)].heading)
}
