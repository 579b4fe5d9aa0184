package signals

import (
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// chain says how a day hangs on the one that the text named before it.
type chain uint8

const (
	free      chain = iota
	laterBy         // so many days later: the next morning, thirty days after that
	sameDay         // that day
	weekdayB        // the last such weekday before it: the Friday before
	weekdayA        // the next such weekday after it: the Monday after
	earlierBy       // so many days before it: three days earlier
)

// ordinals are the words that number a day.
var ordinals = func() map[string]int {
	words := map[string]int{}
	for _, list := range []string{
		"- second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
		"- zweiten dritten vierten funften sechsten siebten achten neunten zehnten elften zwolften dreizehnten vierzehnten funfzehnten sechzehnten siebzehnten achtzehnten neunzehnten zwanzigsten einundzwanzigsten",
		"- deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme treizieme quatorzieme quinzieme seizieme - - - vingtieme",
		"- segundo tercer cuarto quinto sexto septimo octavo noveno decimo undecimo duodecimo - - decimoquinto - - - - vigesimo",
	} {
		for n, w := range strings.Fields(list) {
			if w != "-" {
				words[w] = n + 1
			}
		}
	}
	for _, w := range []string{"thirtieth", "dreissigsten", "trentieme", "trigesimo"} {
		words[w] = 30
	}
	return words
}()

// nthDay reads the tenth day, the 3rd business day, am 15. Tag, au quinzième jour, al quinto día hábil, T+7: a period
// that ends on the very day.
func (d *document) nthDay(i int) (dateMention, bool) {
	t := &d.tokens[i]
	n, k := 0, i+1
	switch v, isNumber := d.number(i); {
	case isNumber && v > 1 && k < len(d.tokens) && isOrdinal(d.tokens[k].norm) && d.tokens[k].pre == 0:
		n, k = v, k+1
	case isNumber && v > 1 && k < len(d.tokens) && d.lang == "de" && d.tokens[k].pre&sepStop != 0 && d.tokens[k].pre&(sepLine|sepBlank) == 0:
		n = v
	case t.kind == wordToken && len(t.norm) == 1 && i+2 < len(d.tokens) && d.tokens[k].norm == "+" && d.tokens[k].pre == 0 && strings.Contains("tdj", t.norm):
		if v, ok := d.number(i + 2); ok && v < 400 {
			return dateMention{from: i, to: i + 3, period: true, nth: true, days: v, unit: 1}, true
		}
	case t.norm == "day" || t.norm == "tag" || t.norm == "jour" || t.norm == "dia":
		return d.numberedDay(i)
	case t.tables&inDays != 0:
		n = ordinals[t.norm]
		if n == 0 && k < len(d.tokens) && (d.near(k) || d.tokens[k].pre == sepHyphen) {
			if tens := tens[t.norm]; tens > 0 {
				if unit := max(places[d.tokens[k].norm], ordinals[d.tokens[k].norm]); unit > 0 && unit < 10 {
					n, k = tens+unit, k+1
				}
			}
		}
	}
	if n == 0 {
		return dateMention{}, false
	}
	m := dateMention{from: i, period: true, nth: true, days: n}
	if k < len(d.tokens) && d.tokens[k].set.has(cBusiness) && !d.tokens[k].set.has(cUnit) {
		m.business = mondayToFriday
		k++
	}
	if k >= len(d.tokens) || !d.tokens[k].set.has(cUnit) {
		return dateMention{}, false
	}
	if v, _ := d.value(&d.tokens[k]); v != 1 && v != 101 && v != 102 {
		return dateMention{}, false
	}
	d.takeUnit(&m, k)
	return m, true
}

// tens are the first halves of ordinals of two words.
var tens = map[string]int{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

// numberedDay reads day 45, on day eleven, am Tag 30: a period that ends on the very day, counted from the day named before it.
func (d *document) numberedDay(i int) (dateMention, bool) {
	if i == 0 || !d.near(i) || i+1 >= len(d.tokens) || !d.near(i+1) {
		return dateMention{}, false
	}
	switch d.tokens[i-1].norm {
	case "on", "from", "by", "after", "am", "ab", "an", "au", "le", "el", "al":
	default:
		return dateMention{}, false
	}
	n, k := d.count(i + 1)
	if k == i+1 || n < 2 || n > 400 || d.tokens[i+1].norm == "" || k < len(d.tokens) && d.near(k) && d.tokens[k].set.hasAny(cMonth, cUnit) {
		return dateMention{}, false
	}
	if d.lang == "es" || d.lang == "fr" { // el día 10
		return dateMention{}, false
	}
	return dateMention{from: i, to: k, period: true, nth: true, numbered: true, days: n, unit: 1}, true
}

// nextDays are the ways to name the day after the one named before. The words stand in their order.
var nextDays = map[string][][]string{
	"following": {{"day"}, {"morning"}}, "next": {{"day"}, {"morning"}}, "folgenden": {{"tag"}, {"tages"}, {"morgen"}}, "nachsten": {{"tag"}, {"morgen"}},
	"folgetag": {{}}, "lendemain": {{}}, "jour": {{"suivant"}, {"d", "apres"}}, "dia": {{"siguiente"}, {"anterior"}}, "siguiente": {{"dia"}}, "day": {{"after"}, {"thereafter"}, {"before"}}, "first": {{"day", "thereafter"}, {"day", "afterwards"}, {"day", "after", "that"}},
	"tag": {{"darauf"}, {"danach"}, {"davor"}, {"zuvor"}, {"vorher"}}, "tags": {{"darauf"}},
}

// nextDay reads "the following day", "the next morning", "le lendemain", "al día siguiente", "on the next working day".
func (d *document) nextDay(i int) (dateMention, bool) {
	t := &d.tokens[i]
	if t.tables&inDays == 0 {
		return dateMention{}, false
	}
	m := dateMention{from: i, to: i + 1, chain: laterBy, days: 1, unit: 1}
	for _, words := range nextDays[t.norm] {
		k := i + 1
		if k < len(d.tokens) && len(words) > 0 && d.tokens[k].set.has(cBusiness) && !d.tokens[k].set.has(cUnit) {
			m.business = mondayToFriday
			k++
		}
		if !d.spells(k, words) {
			continue
		}
		m.to = k + len(words)
		if len(words) == 1 {
			switch words[0] {
			case "before", "davor", "zuvor", "vorher", "anterior":
				m.days = -1
			}
		}
		if t.norm == "day" {
			if i == 0 || d.tokens[i-1].norm != "the" || m.to < len(d.tokens) && d.near(m.to) && !d.tokens[m.to].set.hasAny(cWe, cIf, cUnless) {
				return dateMention{}, false // the day after the meeting, the day before 3 May
			}
		}
		return m, true
	}
	if (t.norm == "next" || t.norm == "nachsten" || t.norm == "folgenden") && i+1 < len(d.tokens) && d.tokens[i+1].set.has(cUnit) {
		if v, _ := d.value(&d.tokens[i+1]); v == 101 || v == 102 {
			d.takeUnit(&m, i+1)
			return m, true
		}
	}
	return dateMention{}, false
}

// afterwards reports whether token k, in what follows a period, names what the text has just dated: after that day, from
// then, of termination.
func (d *document) afterwards(k, period int) bool {
	t := &d.tokens[k]
	if o, ok := d.mentionAt(k); ok {
		return o.chain == sameDay
	}
	switch t.norm {
	case "then", "that", "danach":
		return true
	}
	if end := d.spelling(k, laterWords); k == period && end > 0 && d.spelling(end, laterThan) == 0 {
		return true
	}
	return t.set.hasAny(cTerm, cEndAct, cSusp, cCut) && k > period && d.tokens[k-1].set.hasAny(cAfter, cFrom, cWe, cYou)
}

// laterWords stand behind a period that is counted from the day named before it, and earlierWords behind one that is
// counted back from there.
var (
	laterWords   = spelled("later|apres|thereafter|afterwards|spater|darauf|plus tard|suivants|mas tarde|despues|mas")
	earlierWords = spelled("earlier|vorher|zuvor|davor|auparavant|plus tot")
	laterThan    = spelled("la|le|l|a|al|de|del|que|votre|the")
)

// dayBefore is the day that the text named last before the i-th.
func (d *document) dayBefore(i int) ledger.Date {
	for k := i - 1; k >= max(0, i-4); k-- {
		if o := &d.dates[k]; o.day != 0 && !o.base && !o.age && !d.lasts(o) && !d.lines[d.tokens[o.from].line].header && d.mailAt(o.from) == d.mailAt(d.dates[i].from) {
			return o.day
		}
	}
	return 0
}

// lasts reports whether a period only says how long something is, so that nothing is counted from its end: the remaining
// fourteen months.
func (d *document) lasts(m *dateMention) bool {
	if !m.period || m.nth || m.back || m.chain != free || m.later {
		return false
	}
	for k := m.from - 1; k >= max(0, m.from-2); k-- {
		switch d.tokens[k].norm {
		case "remaining", "last", "past", "previous", "preceding", "every", "each", "per", "restlichen", "verbleibenden", "letzten", "restants", "restantes", "derniers", "ultimos":
			return true
		}
	}
	return false
}

// sameDays gives the day from which the i-th was counted to the mention at token k, if there is one.
func (d *document) sameDays(i, k int, day ledger.Date) {
	if o := i + 1; o < len(d.dates) && d.dates[o].from == k {
		d.dates[o].day, d.dates[o].chain, d.dates[o].base = day, free, true
	}
}

// link counts the days that hang on the one named before them.
func (d *document) link(i int) {
	m := &d.dates[i]
	came := d.cameOn(m.from)
	for k := i - 1; k >= max(0, i-6); k-- {
		o := &d.dates[k]
		if o.day == 0 || o.base || o.age || d.lines[d.tokens[o.from].line].header || m.period && o.day < came || o.day < came.AddDays(-60) && m.chain != sameDay {
			continue
		}
		switch m.chain {
		case sameDay:
			m.day = o.day
		case laterBy:
			m.day = d.add(*m, o.day, 1)
		case weekdayB:
			back := (int(o.day.Weekday()) - int(m.day.Weekday()) + 7) % 7
			if back == 0 {
				back = 7
			}
			m.day = o.day.AddDays(-back)
		case weekdayA:
			m.day = weekdayFrom(o.day, int(m.day.Weekday()), 0, false)
		case earlierBy:
			m.day = d.add(*m, o.day, -1)
		}
		return
	}
	switch m.chain {
	case laterBy:
		m.day = d.add(*m, came, 1)
	case sameDay, earlierBy:
		m.day = 0
	}
}

// wasWords stand before a day that has gone by, and wasAfter behind it.
var (
	wasWords = map[string]bool{"since": true, "last": true, "seit": true, "letzten": true, "vergangenen": true, "depuis": true}
	wasAfter = map[string]bool{"dernier": true, "pasado": true, "passe": true}
)

// gone reports whether the words at a day's side say that it has gone by: since Monday, lundi dernier.
func (d *document) gone(from, to int) bool {
	for k := from - 1; k >= max(0, from-2); k-- {
		if d.tokens[k+1].pre&(sepStop|sepBlank) != 0 {
			break
		}
		if wasWords[d.tokens[k].norm] {
			return true
		}
	}
	return to < len(d.tokens) && d.near(to) && wasAfter[d.tokens[to].norm]
}

// ofMonth reads a month without a day where its end or its first day is meant: end of July, Ende April, from January 2026,
// dès avril, desde abril.
func (d *document) ofMonth(i int) (dateMention, bool) {
	t := &d.tokens[i]
	switch t.norm {
	case "start", "beginning", "anfang", "beginn", "debut", "principios", "comienzos", "comienzo", "inicio":
		k := d.skipSmall(i + 1)
		month, ok := d.month(k)
		if !ok || !d.near(k) || d.lang == "en" && !d.tokens[k].upper {
			return dateMention{}, false
		}
		day, to := d.monthAlone(k, month, false)
		return dateMention{from: i, to: to, day: day, partial: true}, day != 0
	case "end", "ende", "fin", "final", "finales":
		k := d.skipSmall(i + 1)
		month, ok := d.month(k)
		if !ok || !d.near(k) || d.lang == "en" && !d.tokens[k].upper {
			return dateMention{}, false
		}
		day, to := d.monthAlone(k, month, false)
		return dateMention{from: i, to: to, day: day.EndOfMonth(), last: true}, day != 0
	}
	month, ok := d.month(i)
	if !ok || i == 0 || d.lang == "en" && !t.upper {
		return dateMention{}, false
	}
	k := i - 1
	for k > 0 && (d.tokens[k].norm == "de" || d.tokens[k].norm == "d" || d.tokens[k].norm == "dem") {
		k--
	}
	before := i > 1 && (d.tokens[k].norm == "before" || d.tokens[k].norm == "vor" || d.tokens[k].norm == "avant" || d.tokens[k].norm == "antes")
	switch d.tokens[k].norm {
	case "the", "with":
		if k == 0 || d.spelling(max(0, k-2), startingWith) != k+1 && d.spelling(k-1, startingWith) != k+1 {
			return dateMention{}, false
		}
	case "from", "starting", "beginning", "effective", "commencing", "since", "ab", "seit", "partir", "compter", "des", "depuis", "desde", "contar":
	case "of":
		if k == 0 || d.tokens[k-1].norm != "as" {
			return dateMention{}, false
		}
	default:
		if !before {
			return dateMention{}, false
		}
	}
	if k > 0 && d.tokens[k-1].set.hasAny(cInvoice, cDebt, cLetter) {
		return dateMention{}, false // the invoices from March
	}
	day, to := d.monthAlone(i, month, d.gone(i, i+1))
	if to < len(d.tokens) && d.near(to) {
		switch d.tokens[to].norm {
		case "to", "until", "till", "through", "and", "bis", "und", "a", "au", "et", "y", "hasta", "al":
			return dateMention{}, false // from March to June
		}
	}
	return dateMention{from: i, to: to, day: day, partial: true}, day != 0
}

// startingWith lead to a month from the first of which something holds.
var startingWith = spelled("starting with the|beginning with the|commencing with the|starting with|beginning with|commencing with")

// monthAlone is the first day of the month at token k, which no number of a day follows; its year may.
func (d *document) monthAlone(k, month int, gone bool) (day ledger.Date, to int) {
	if n, ok := d.number(k + 1); ok && d.tokens[k+1].pre&^(sepSpace|sepLine|sepComma) == 0 {
		if n > 1990 && n < 2100 {
			return ledger.NewDate(n, time.Month(month), 1), k + 2
		}
		if n <= 31 {
			return 0, k
		}
	}
	year := d.today.Year()
	switch first := ledger.NewDate(year, time.Month(month), 1); {
	case gone && first > d.today:
		year--
	case !gone && first.EndOfMonth() < d.today.AddDays(-31):
		year++
	}
	return ledger.NewDate(year, time.Month(month), 1), k + 1
}

// longGone is how many days ago a day without a year may be and still be the last such day, whatever is said of it.
const longGone = 60

// ahead reports whether a clause speaks of what is to come on a day: it will be cut on 3 January.
func (d *document) ahead(m *dateMention) bool {
	cl := &d.clauses[d.clauseAt(m.from)]
	return !cl.header && !cl.set.hasAny(cHave, cNow) && cl.set.hasAny(cWill, cUnless) && !d.isPast(*m) && !d.preceded(m.from, 4, of(cDue, cDated, cInvoice))
}

// fromOn reports whether what stands before a day says from then on, with an à that is no verb: à partir de jeudi.
func (d *document) fromOn(i int) bool {
	k := d.overSmall(i)
	for k > 0 && (d.tokens[k-1].norm == "de" || d.tokens[k-1].norm == "du" || d.tokens[k-1].norm == "del") {
		k--
	}
	return k > 0 && (d.tokens[k-1].norm == "partir" || d.tokens[k-1].norm == "compter")
}

// settle puts days into the past that the text speaks of as past: "nobody came on Monday", "hat er am Dienstag abgezogen";
// and days without a year that have long gone by into the next year, where it speaks of what is to come.
func (d *document) settle() {
	for i := range d.dates {
		m := &d.dates[i]
		came := d.cameOn(m.from)
		if m.partial && m.day < came.AddDays(-longGone) && d.ahead(m) {
			m.day = m.day.AddMonths(12)
			continue
		}
		if !m.weekday || m.day <= came || m.chain != free || m.weeks != 0 {
			continue
		}
		at := d.clauseAt(m.from)
		s := d.clauses[at].set
		if !s.has(cHave) || s.hasAny(cWill, cMay, cIf, cUnless, cUntil, cNext) || d.sentenceSet(at).has(cWill) || d.isDeadline(*m) || d.fromOn(m.from) {
			continue
		}
		m.day = m.day.AddDays(-7)
	}
}
