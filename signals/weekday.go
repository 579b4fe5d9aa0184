package signals

import (
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// A weekday may be further away than the next one: so many weeks later (a week on Friday, Freitag in 14 Tagen), or in the
// next calendar week (Tuesday of next week).
const ofNextWeek = -1

// weekdayAt reads a weekday that stands without a month: the next one after the day of receipt.
func (d *document) weekdayAt(i int) (dateMention, bool) {
	t := &d.tokens[i]
	if !t.set.has(cWeekday) || len(t.norm) < 6 && d.lang == "en" && !d.shortWeekday(i) {
		return dateMention{}, false
	}
	v, ok := d.value(t)
	if !ok || v < 1 || v > 7 {
		return dateMention{}, false
	}
	to := i + 1
	if to < len(d.tokens) && d.tokens[to].pre&sepOpen != 0 { // Wednesday (15th)
		if m, ok := d.looseDay(to); ok && m.ordinal {
			m.from = i
			return m, true
		}
	}
	if m, ok := d.spacedDate(to); ok && d.tokens[to].pre&^(sepSpace|sepLine|sepComma) == 0 {
		m.from = i
		return m, true
	}
	if m, ok := d.datedWeekday(i, v); ok {
		return m, true
	}
	m := dateMention{from: i, to: to, weekday: true}
	if m.weeks, m.to = d.weeksAway(i, to); m.weeks == 0 {
		d.besideDay(&m)
	}
	m.day = weekdayFrom(d.today, v, m.weeks, m.chain == free && d.gone(i, to))
	return m, true
}

// shortWeekday reports whether a short form such as Sat is a weekday: it begins with a capital, and it means nothing else or
// what stands before it may stand before a day.
func (d *document) shortWeekday(i int) bool {
	t := &d.tokens[i]
	switch {
	case !t.upper && i > 0 && (t.norm == "fri" || t.norm == "weds" || t.norm == "tues" || t.norm == "thurs" || t.norm == "thur"):
		return true
	case !t.upper:
		return i > 0 && d.near(i) && (d.tokens[i-1].set.hasAny(cBy, cUntil) || d.tokens[i-1].norm == "on" || d.tokens[i-1].norm == "this")
	case i == 0:
		return true
	}
	switch t.norm {
	case "fri", "mon", "thurs", "thur", "tues", "weds":
		return true
	}
	return d.tokens[i-1].set.hasAny(cBy, cBefore, cFrom, cAfter, cOn, cUntil, cNext, cNow) || wasWords[d.tokens[i-1].norm]
}

// weeksAway reads, at the side of weekday i, by how many weeks it is further away than the next one, and where that ends.
func (d *document) weeksAway(i, to int) (weeks, end int) {
	if i > 0 && (d.tokens[i-1].norm == "ubernachsten" || d.tokens[i-1].norm == "ubernachster") {
		return 1, to
	}
	if i > 1 && d.near(i) && d.spelling(i-2, nextWeeks) == i {
		return ofNextWeek, to // next week Tuesday
	}
	if to >= len(d.tokens) || d.tokens[to].pre&^(sepSpace|sepLine) != 0 {
		return 0, to
	}
	for n := 1; n < len(weeksBehind); n++ {
		if end := d.spelling(to, weeksBehind[n]); end > to {
			return n, end
		}
	}
	k := d.skipSmall(to)
	if k < len(d.tokens) && d.tokens[k].norm == "la" {
		k++
	}
	if end := d.spelling(k, nextWeeks); end > 0 {
		return ofNextWeek, end
	}
	if d.tokens[to].norm == "in" && d.lang == "de" {
		if n, end := d.weeks(to + 1); n > 0 {
			return n, end
		}
	}
	return 0, to
}

var (
	// nextWeeks are the names of the next calendar week.
	nextWeeks = spelled("next week|nachste woche|nachster woche|nachsten woche|kommende woche|kommender woche|kommenden woche|semaine prochaine|semaine suivante|semana que viene|proxima semana|semana proxima")
	// weeksBehind follow a weekday that is so many weeks further away.
	weeksBehind = [...]*spellings{1: spelled("week|after next|en huit|en 8|en ocho"), 2: spelled("fortnight|en quinze|en 15|en quince")}
	thenOrThat  = spelled("that|then")
	suivantThat = spelled("la|le|l|a|al|votre|de") // le lundi suivant la réception
	hourBehind  = spelled("uhr|pm|am|p m|a m|h|hrs|o clock|heures|horas")
)

// spellings are some forms of words that mean the same.
type spellings struct {
	initials uint32         // a bit for each letter that one begins with: most words begin none
	forms    [26][][]string // by that letter
}

// spelled are the spellings that | tells apart.
func spelled(forms string) *spellings {
	s := &spellings{}
	for form := range strings.SplitSeq(forms, "|") {
		s.initials |= initial(form)
		letter := &s.forms[form[0]-'a']
		*letter = append(*letter, strings.Fields(form))
	}
	return s
}

// beginnings are how some words begin that mean the same, by their first letters.
type beginnings ['z' + 1][]string

// beginning are those of words that begin with one of the words of a list.
func beginning(list string) *beginnings {
	var b beginnings
	for w := range strings.FieldsSeq(list) {
		b[w[0]] = append(b[w[0]], w)
	}
	return &b
}

// of is with which of them a folded word begins; "" if with none.
func (b *beginnings) of(w string) string {
	if w == "" || w[0] > 'z' {
		return ""
	}
	for _, begin := range b[w[0]] {
		if strings.HasPrefix(w, begin) {
			return begin
		}
	}
	return ""
}

// initial is a bit for the letter that a folded word begins with.
func initial(w string) uint32 {
	if w == "" || w[0] < 'a' {
		return 0
	}
	return 1 << (w[0] - 'a')
}

// spelling is where the first of some spellings that stands at token i ends; 0 if none does.
func (d *document) spelling(i int, of *spellings) int {
	if i < 0 || i >= len(d.tokens) || initial(d.tokens[i].norm)&of.initials == 0 {
		return 0
	}
	for _, form := range of.forms[d.tokens[i].norm[0]-'a'] {
		k := 0
		for k < len(form) && i+k < len(d.tokens) && d.tokens[i+k].norm == form[k] {
			k++
		}
		if k == len(form) {
			return i + k
		}
	}
	return 0
}

// weeks reads a number of weeks at token i: a week, two weeks, a fortnight, acht Tagen. 0: none.
func (d *document) weeks(i int) (n, end int) {
	if i >= len(d.tokens) {
		return 0, i
	}
	n, k := d.count(i)
	if k == i || k >= len(d.tokens) || !d.near(k) || !d.tokens[k].set.has(cUnit) {
		return 0, i
	}
	switch v, _ := d.value(&d.tokens[k]); {
	case v == 7:
		return n, k + 1
	case v == 14:
		return 2 * n, k + 1
	case v == 1 && d.lang == "de" && (n == 8 || n == 14):
		return (n + 1) / 7, k + 1
	}
	return 0, i
}

// weeksOn reads a week on Friday, a fortnight from Monday, a week tomorrow.
func (d *document) weeksOn(i int) (dateMention, bool) {
	if d.lang != "en" {
		return dateMention{}, false
	}
	n, k := d.weeks(i)
	if n == 0 || n > 8 {
		return dateMention{}, false
	}
	for steps := 0; steps < 2 && k < len(d.tokens) && d.near(k); steps++ {
		switch d.tokens[k].norm {
		case "on", "from", "this", "next", "coming":
			k++
		}
	}
	if k >= len(d.tokens) || !d.near(k) {
		return dateMention{}, false
	}
	t := &d.tokens[k]
	v, _ := d.value(t)
	switch {
	case (t.norm == "today" || t.norm == "tomorrow") && d.tokens[k-1].norm != "from":
		return dateMention{from: i, to: k + 1, day: d.today.AddDays(7*n + v), now: true}, true
	case t.set.has(cWeekday) && v >= 1 && v <= 7:
		if _, dated := d.monthDate(k); dated {
			return dateMention{}, false // counted from that day
		}
		if _, dated := d.datedWeekday(k, v); dated {
			return dateMention{}, false
		}
		return dateMention{from: i, to: k + 1, day: weekdayFrom(d.today, v, n, false), weekday: true, weeks: n}, true
	}
	return dateMention{}, false
}

// besideDay reads that a weekday hangs on the day named before it: the Friday before, am darauffolgenden Montag, le lundi
// suivant.
func (d *document) besideDay(m *dateMention) {
	if m.from > 0 && d.near(m.from) {
		switch d.tokens[m.from-1].norm {
		case "following", "folgenden", "folgender", "darauffolgenden", "nachfolgenden":
			m.chain = weekdayA
		case "preceding", "vorhergehenden", "vorangehenden", "vorausgehenden", "davorliegenden":
			m.chain = weekdayB
		}
		if d.tokens[m.from-1].norm == "siguiente" && m.from > 1 && d.tokens[m.from-2].norm == "el" {
			m.chain = weekdayA
		}
	}
	if m.to >= len(d.tokens) || d.tokens[m.to].pre&^(sepSpace|sepLine) != 0 {
		return
	}
	alone := m.to+1 == len(d.tokens) || d.tokens[m.to+1].pre&^(sepSpace|sepLine) != 0
	switch d.tokens[m.to].norm {
	case "before", "davor", "zuvor", "vorher", "anterior", "previo", "preceding":
		if alone {
			m.chain, m.to = weekdayB, m.to+1
		}
	case "precedent":
		m.chain, m.to = weekdayB, m.to+1
	case "after":
		if end := d.spelling(m.to+1, thenOrThat); end > 0 {
			m.chain, m.to = weekdayA, end
		} else if alone {
			m.chain, m.to = weekdayA, m.to+1
		}
	case "following", "posterior":
		if alone {
			m.chain, m.to = weekdayA, m.to+1
		}
	case "darauf", "danach":
		m.chain, m.to = weekdayA, m.to+1
	case "suivant", "siguiente":
		if alone || d.spelling(m.to+1, suivantThat) == 0 {
			m.chain, m.to = weekdayA, m.to+1
		}
	}
}

// weekdayFrom is the next such weekday after a day, or so many weeks later, or the last one.
func weekdayFrom(day ledger.Date, weekday, weeks int, gone bool) ledger.Date {
	away := (weekday%7 - int(day.Weekday()) + 7) % 7
	switch {
	case gone:
		return day.AddDays(away - 7)
	case weeks == ofNextWeek:
		return day.AddDays(7 - (int(day.Weekday())+6)%7 + (weekday+6)%7)
	case away == 0:
		away = 7
	}
	return day.AddDays(away + 7*weeks)
}

// datedWeekday reads a weekday with a day of the month and no month: vendredi 28, Friday the 14th, el miércoles 12. The two
// must agree.
func (d *document) datedWeekday(i, weekday int) (dateMention, bool) {
	k := d.skipSmall(i + 1)
	n, ok := d.number(k)
	if !ok || n < 1 || n > 31 || d.tokens[k].pre&^(sepSpace|sepComma|sepOpen) != 0 {
		return dateMention{}, false
	}
	to := k + 1
	if to < len(d.tokens) && isOrdinal(d.tokens[to].norm) && d.tokens[to].pre == 0 {
		to++
	}
	if to < len(d.tokens) && (d.tokens[to].pre&(sepColon|sepSlash) != 0 && d.tokens[to].pre&sepSpace == 0 || d.near(to) && d.spelling(to, hourBehind) > 0) {
		return dateMention{}, false // Friday 5pm
	}
	for _, months := range [...]int{0, 1, -1} {
		first := ledger.NewDate(d.today.Year(), d.today.Month()+time.Month(months), 1)
		if c := first.AddDays(n - 1); c.Month() == first.Month() && int(c.Weekday()) == weekday%7 && (c >= d.today || months < 0 || n > 1 && d.gone(i, to)) {
			return dateMention{from: i, to: to, day: c, partial: true}, true
		}
	}
	return dateMention{}, false
}
