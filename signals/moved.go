package signals

import "strings"

// A day may be named only to say that it holds no more: moved from 18 to 25 June, set for 18 June and now postponed to the
// 25th, statt am 18. erst am 25. Juni.

// wordSet makes a set of the words of a list.
func wordSet(list string) map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		words[w] = true
	}
	return words
}

// moving are the words that move a day to another one, and movingParts those that do so with one behind them.
var (
	moving = wordSet("moved move moves postponed postpone postpones postponing deferred defer defers deferring rescheduled reschedule rearranged shifted shift delayed adjourned extended extend extends " +
		"verschoben verschieben verschiebt verschiebe verlegt verlegen verlege vertagt vertagen vorgezogen verlangert aufgeschoben " +
		"reporte reportee reportes reportees reportons repousse repoussee repousses repoussees repoussons decale decalee decales decalees decalons differe differee deplace deplacee avancee proroge prorogee prolonge ajourne ajournee " +
		"aplazado aplazada aplaza aplazamos pospuesto pospuesta pospone posponemos traslada trasladado trasladada trasladamos retrasado retrasada retrasa retrasamos adelantado adelantada prorrogado prorrogada pospusimos postergado postergada posterga")
	movingParts = map[string]map[string]bool{
		"put": wordSet("back off forward out"), "puts": wordSet("back off"), "putting": wordSet("back off"),
		"pushed": wordSet("back out to"), "pushing": wordSet("back out"), "push": wordSet("back out"), "brought": wordSet("forward"), "bring": wordSet("forward"),
	}
	movedTo   = wordSet("to until till for auf bis zum au a al hasta para")
	movedFrom = wordSet("from vom von du de del desde")
	movedBy   = wordSet("by um de en")
)

// What stands before a day that holds no more, and behind the one that takes its place.
var (
	insteadOf = spelled("instead of|rather than|statt|anstatt|anstelle|au lieu|en lugar|en vez")
	instead   = spelled("instead|stattdessen|a la place|en su lugar")
)

// moves reports whether token i moves a day.
func (d *document) moves(i int) bool {
	t := &d.tokens[i]
	return t.tables&inMoves != 0 && (moving[t.norm] || i+1 < len(d.tokens) && d.near(i+1) && movingParts[t.norm][d.tokens[i+1].norm])
}

// findMoved marks the days that were moved to others.
func (d *document) findMoved() {
	if len(d.dates) == 0 {
		return
	}
	for i := range d.tokens {
		if d.tokens[i].tables&inMoves != 0 && d.moves(i) {
			d.move(i)
		}
	}
	for i := range d.dates {
		m := &d.dates[i]
		for k := max(0, m.from-5); k < m.from && !m.moved; k++ {
			if end := d.spelling(k, insteadOf); end > 0 && end <= m.from && d.small(end, m.from) {
				m.moved = true
			}
		}
		if m.to < len(d.tokens) && d.near(m.to) && d.spelling(m.to, instead) > 0 && d.spelling(m.to, insteadOf) == 0 {
			d.replace(i, func(o *dateMention) bool { return d.announced(o) })
		}
	}
}

// small reports whether the tokens from i to to only lead to a day.
func (d *document) small(i, to int) bool {
	for ; i < to; i++ {
		switch d.tokens[i].norm {
		case "on", "of", "the", "am", "zum", "vom", "den", "dem", "du", "le", "de", "el", "del", "from", "to", "at":
		default:
			return false
		}
	}
	return true
}

// announced reports whether the words before a day make it the one for which something was planned: set for 18 June, from
// 18 June, prévue le 18 juin.
func (d *document) announced(m *dateMention) bool {
	k := d.overSmall(m.from)
	if k == 0 {
		return false
	}
	w := d.tokens[k-1].norm
	if movedFrom[w] || w == "for" || w == "on" || w == "am" || w == "fur" || w == "para" || w == "pour" {
		return true
	}
	return strings.HasPrefix(w, "prev") || w == "fixee" || w == "fixe" || w == "annoncee" || w == "annonce"
}

// nearMoved is how many words away from the word that moves it a day may stand.
const nearMoved = 60

// datesNear are the days near token i in its sentence.
func (d *document) datesNear(i int) []dateMention {
	from, to := d.sentence(d.clauseAt(i))
	return d.datesIn(max(d.clauses[from].from, i-nearMoved), min(d.clauses[to-1].to, i+nearMoved))
}

// replace marks the days of a sentence that the i-th takes the place of.
func (d *document) replace(i int, old func(*dateMention) bool) {
	m := &d.dates[i]
	near := d.datesNear(m.from)
	for k := range near {
		o := &near[k]
		if o != m && o.day != m.day && (!o.period || o.nth) && (!d.isDeadline(*o) || d.announced(o)) && old(o) {
			o.moved = true
		}
	}
}

// move marks the days that the word at token i moves to another one: that behind it to which it moves them, or, as German
// has it, before it.
func (d *document) move(i int) {
	near := d.datesNear(i)
	target := -1
	for k := range near {
		m := &near[k]
		if m.day == 0 || m.from > i && m.from-i > 16 {
			continue
		}
		switch at := d.overSmall(m.from); {
		case m.period && m.later && m.from > i:
			target = k
		case at == 0 || m.period:
		case m.from > i && movedTo[d.tokens[at-1].norm] && target < 0:
			target = k
		case m.to <= i && i-m.to < 4 && d.tokens[at-1].norm == "auf":
			target = k
		}
	}
	if target < 0 {
		return
	}
	first := len(d.dates) - len(d.datesIn(near[0].from, len(d.tokens)))
	d.replace(first+target, func(o *dateMention) bool {
		return o.from < i || movedFrom[d.tokens[max(0, d.overSmall(o.from)-1)].norm]
	})
	for k := range near {
		if near[k].moved {
			near[target].takes = true
			d.unpause(i)
		}
	}
}

// unpause takes the meaning "on hold" from a word that moves a day, and from its clause.
func (d *document) unpause(i int) {
	cl := &d.clauses[d.clauseAt(i)]
	for k := i; k < min(i+3, cl.to); k++ {
		d.tokens[k].set = d.tokens[k].set.without(of(cPause))
	}
	cl.set = cl.set.without(of(cPause))
}

// movedHere reports whether the sentence of a clause names a day to come that took the place of another one.
func (d *document) movedHere(clause int) bool {
	from, to := d.sentence(clause)
	for _, m := range d.datesIn(d.clauses[from].from, d.clauses[to-1].to) {
		if m.takes && m.day > d.cameOn(m.from) {
			return true
		}
	}
	return false
}

// moveOld gives a measure of which only an older part of a thread speaks the day to which the newest part moves it; what would
// have averted it until a day that has gone by is not said any more.
func (d *document) moveOld(m *Measure, c *candidate) {
	if m.Effective == 0 || d.newest(c.clause) {
		return
	}
	if o := d.newDay(); o != nil {
		r := d.role(*o)
		m.Effective, m.EffectiveFrom = r.day, r.from
		if m.CureUntil < d.cameOn(o.from) {
			m.CureUntil, m.CureFrom = 0, Evidence{}
		}
	}
}

// newDay is the day to come to which the newest part moves something; nil if it moves nothing.
func (d *document) newDay() *dateMention {
	for i := range d.tokens {
		if d.tokens[i].tables&inMoves == 0 || d.lines[d.tokens[i].line].part > 0 || !d.moves(i) || d.clauses[d.clauseAt(i)].set.hasAny(cNeg, cIf, cMay) {
			continue
		}
		near := d.datesNear(i)
		for k := range near {
			m := &near[k]
			if at := d.overSmall(m.from); m.from > i && !m.period && m.day > d.cameOn(i) && movedTo[d.tokens[at-1].norm] {
				return m
			}
		}
	}
	return nil
}
