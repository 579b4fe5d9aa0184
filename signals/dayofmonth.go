package signals

import (
	"owed.dev/owed/ledger"
)

// lastOne stands for the last of something.
const lastOne = -1

// places are the words that say which of several: the first, the last.
var places = map[string]int{
	"first": 1, "1st": 1, "ersten": 1, "erster": 1, "erste": 1, "premier": 1, "premiere": 1, "primer": 1, "primero": 1,
	"last": lastOne, "final": lastOne, "letzten": lastOne, "letzter": lastOne, "letzte": lastOne, "dernier": lastOne, "ultimo": lastOne,
}

// place reads which of several is meant at token i, in words or digits: the second, 5th, letzten, 1er. 0: none.
func (d *document) place(i int) (n, next int) {
	if i >= len(d.tokens) {
		return 0, i
	}
	t := &d.tokens[i]
	if v, ok := d.number(i); ok && v >= 1 && v <= 31 {
		k := i + 1
		if k < len(d.tokens) && isOrdinal(d.tokens[k].norm) && d.tokens[k].pre == 0 {
			return v, k + 1
		}
		return v, k
	}
	if t.tables&inDays == 0 {
		return 0, i
	}
	if n := places[t.norm]; n != 0 {
		return n, i + 1
	}
	if n := ordinals[t.norm]; n != 0 {
		return n, i + 1
	}
	if (t.norm == "twenty" || t.norm == "thirty") && i+1 < len(d.tokens) {
		w := d.tokens[i+1].norm
		if n := max(places[w], ordinals[w]); n > 0 && n < 10 {
			if t.norm == "thirty" {
				return 30 + n, i + 2
			}
			return 20 + n, i + 2
		}
	}
	return 0, i
}

// placedDay reads a day by its place in a month: the second Thursday of November, the last working day of the month, le 5 du
// mois prochain, zum Ersten des Folgemonats.
func (d *document) placedDay(i int) (dateMention, bool) {
	n, k := d.place(i)
	if n == 0 || k >= len(d.tokens) || d.tokens[k].pre&^(sepSpace|sepLine|sepStop|sepHyphen) != 0 {
		return dateMention{}, false
	}
	t, weekday, business, whole := &d.tokens[k], 0, allDays, false
	v, _ := d.value(t)
	switch {
	case t.set.has(cWeekday) && n <= 5:
		weekday = v
		k++
	case t.set.has(cUnit) || t.set.has(cBusiness) && d.lang == "en" && k+1 < len(d.tokens) && d.tokens[k+1].set.has(cUnit):
		m := dateMention{}
		if !t.set.has(cUnit) {
			m.business = mondayToFriday
			k++
		}
		d.takeUnit(&m, k)
		if m.unit != 1 {
			return dateMention{}, false
		}
		k, business = m.to, m.business
	case n == lastOne || d.lang == "en" && k == i+1 && d.tokens[i].kind == numberToken: // 12 in May
		return dateMention{}, false
	default:
		whole = true
	}
	first, to, named := d.monthAt(k)
	if first == 0 || whole && named {
		return dateMention{}, false
	}
	m := dateMention{from: i, to: to, partial: true}
	switch {
	case weekday > 0 && n == lastOne:
		m.day = weekdayFrom(first.EndOfMonth().AddDays(1), weekday, 0, true)
	case weekday > 0:
		m.day = weekdayFrom(first.AddDays(-1), weekday, n-1, false)
	case n == lastOne:
		m.day, m.last = first.EndOfMonth(), true
		if business != allDays {
			m.day = d.add(dateMention{days: 1, unit: 1, business: business}, m.day.AddDays(1), -1)
		}
	case business != allDays:
		m.day = d.add(dateMention{days: n, unit: 1, business: business}, first.AddDays(-1), 1)
	default:
		m.day = first.AddDays(n - 1)
	}
	return m, m.day.Month() == first.Month()
}

// monthAt is the first day of the month that the words at token k say (of May, im Juni, of next month, du mois prochain,
// des Folgemonats, inst., of the month), where they end, and whether they name it; 0 if they say none.
func (d *document) monthAt(k int) (first ledger.Date, to int, named bool) {
	this := ledger.NewDate(d.today.Year(), d.today.Month(), 1)
	from, itself := k, false
	for ; k < min(from+4, len(d.tokens)) && (k == from || d.tokens[k].pre&^(sepSpace|sepLine) == 0); k++ {
		if end := d.spelling(k, nextMonth); end > 0 {
			return this.AddMonths(1), end, false
		}
		if end := d.spelling(k, thisMonth); end > 0 {
			return this, end, false
		}
		if month, ok := d.monthName(k); ok && k > from {
			first, to = d.monthAlone(k, month, false)
			return first, to, true
		}
		switch d.tokens[k].norm {
		case "of", "in", "im", "des", "du", "de", "d", "del", "the", "der", "dem", "el", "en":
			continue
		case "month", "monats", "mois", "mes":
			itself = k > from
			continue
		}
		break
	}
	if itself {
		return this, k, false
	}
	return 0, k, false
}

// monthName is the month that token k names where a word leads to it: of May, but not it may.
func (d *document) monthName(k int) (int, bool) {
	if d.lang != "en" || k >= len(d.tokens) {
		return d.month(k)
	}
	if !d.tokens[k].upper {
		return 0, false
	}
	if d.tokens[k].norm == "may" { // which is a month to the lexicon only beside a number
		return 5, true
	}
	return d.month(k)
}

// thisMonth and nextMonth are the names of a month as seen from now.
var (
	thisMonth = spelled("this month|dieses monats|diesem monat|laufenden monats|lfd monats|d m|d mts|ds mts|ce mois|mois courant|mois en cours|mes en curso|mes corriente|presente mes|corriente|este mes|inst|instant")
	nextMonth = spelled("next month|following month|coming month|nachsten monats|kommenden monats|folgenden monats|folgemonats|n m|mois prochain|mois suivant|proximo mes|mes proximo|mes que viene|mes siguiente|siguiente mes|mes entrante|prox|proximo")
)

var leadsToMonth = spelled("day of|of")

// spelledDate reads a date whose day is spelt: the thirty-first of May 2025, am ersten Juni, le quinze juin, el primero de
// julio; and the fifteenth day of March.
func (d *document) spelledDate(i int) (dateMention, bool) {
	t := &d.tokens[i]
	n, k := 0, i
	if t.tables&inDays != 0 || t.kind == numberToken {
		n, k = d.place(i)
	}
	if n <= 0 && t.kind == wordToken && d.lang != "en" && d.lang != "de" {
		if n, k = d.count(i); n < 2 || n > 31 {
			return dateMention{}, false
		}
	}
	if n <= 0 || k >= len(d.tokens) || k == i {
		return dateMention{}, false
	}
	if d.lang == "en" {
		if end := d.spelling(k, leadsToMonth); end > 0 {
			k = end
		} else {
			return dateMention{}, false
		}
	} else {
		k = d.skipSmall(k)
	}
	month, ok := d.monthName(k)
	if !ok || !d.near(k) && d.tokens[k].pre != sepLine {
		return dateMention{}, false
	}
	k++
	y := d.skipSmall(k)
	if year, ok := d.number(y); ok && year > 1990 && year < 2100 && d.tokens[y].pre&^(sepSpace|sepLine|sepComma|sepWide) == 0 {
		return d.makeDate(i, y+1, year, month, n)
	}
	return d.makeDate(i, k, 0, month, n)
}

// bareDay reads a day of the month where only a small word before it says so: d'ici au 24, le 24, ab dem 26., hasta el 24.
func (d *document) bareDay(i int) (dateMention, bool) {
	n, ok := d.number(i)
	if !ok || n < 1 || n > 31 || i == 0 || d.tokens[i].pre&^sepLine != sepSpace && d.tokens[i].pre != sepLine {
		return dateMention{}, false
	}
	t, end := &d.tokens[i], i+1 == len(d.tokens)
	if !end && d.tokens[i+1].set.hasAny(cUnit, cMonth) {
		return dateMention{}, false
	}
	switch before := d.tokens[i-1].norm; d.lang {
	case "de":
		if d.markBehind(t) != '.' {
			return dateMention{}, false
		}
		switch before {
		case "zum", "am", "bis", "ab", "dem", "den":
		default:
			return dateMention{}, false
		}
	case "es":
		if before != "el" && before != "dia" && (before != "del" || i < 2 || d.tokens[i-2].norm != "antes" && d.tokens[i-2].norm != "partir") {
			return dateMention{}, false
		}
	case "en":
		if before != "the" || i < 2 || !d.tokens[i-2].set.hasAny(cBy, cBefore, cUntil, cFrom) || !end && !d.followsNumber(i+1) {
			return dateMention{}, false // before the 15, but not by the 15 suppliers
		}
	case "fr":
		starts := before == "du" && i > 1 && (d.tokens[i-2].norm == "partir" || d.tokens[i-2].norm == "compter" || d.tokens[i-2].norm == "dater")
		if before != "le" && before != "au" && !starts || !end && !d.followsDay(i+1) {
			return dateMention{}, false
		}
	default:
		return dateMention{}, false
	}
	return dateMention{from: i, to: i + 1, day: d.dayOfMonth(n), ordinal: true, partial: true}, true
}

// followsNumber reports whether token i goes on after an English day of the month, and not after a number of things.
func (d *document) followsNumber(i int) bool {
	t := &d.tokens[i]
	return t.pre&(sepStop|sepComma|sepSemi|sepClose|sepBlank|sepDash) != 0 && t.kind == wordToken || t.kind == wordToken && t.set.hasAny(cWe, cYou, cIf, cUnless, cElse, cWill)
}

// followsDay reports whether token i goes on after a French day of the month, and not after the number of a house or a thing.
func (d *document) followsDay(i int) bool {
	t := &d.tokens[i]
	if t.pre&(sepStop|sepSemi|sepClose|sepBlank|sepQuote) != 0 {
		return true
	}
	if t.kind != wordToken {
		return false
	}
	switch t.norm {
	case "rue", "avenue", "boulevard", "bis", "place", "quai", "chemin", "allee", "ter", "route":
		return false
	}
	return t.pre&sepComma != 0 || t.tables&inFunctions != 0
}
