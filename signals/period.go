package signals

import (
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// periodAt reads a count of days: "within seven (7) business days", "binnen 5 Werktagen", "sous huit jours".
func (d *document) periodAt(i int) (dateMention, bool) {
	n, k := d.count(i)
	if k == i {
		return d.fixedPeriod(i)
	}
	if n <= 0 || n > 400 {
		return dateMention{}, false
	}
	if len(d.tokens[i].norm) < 5 && d.tokens[i].kind == wordToken && n == 1 && !d.oneCounted(i, k) {
		return dateMention{}, false // an article: $5 a month
	}
	m := dateMention{from: i, period: true, days: n, age: d.older(i)}
	if i > 0 && d.tokens[i].pre&^(sepSpace|sepLine) == 0 {
		switch d.tokens[i-1].norm {
		case "another", "further", "weiteren", "otros", "autres": // counted from the day before it
			m.chain = laterBy
		}
	}
	for steps := 0; k < len(d.tokens) && steps < 3; steps++ {
		t := &d.tokens[k]
		switch {
		case t.set.has(cBusiness) && !t.set.has(cUnit):
			m.business = mondayToFriday
		case t.norm == "h" && n > 18 && n%24 == 0: // sous 48 h; not at 18 h
			m.to, m.unit, m.days, m.now = k+1, 1, n/24, true
			return m, true
		case t.set.has(cUnit):
			d.takeUnit(&m, k)
			m.age = m.age || d.spelling(m.to, tooOld) > 0
			return m, m.unit != 0 || m.days > 0
		case t.norm == "calendar" || t.norm == "full" || t.norm == "clear" || t.norm == "more" || t.norm == "further" || t.norm == "volle" || t.norm == "consecutive" || t.norm == "proximos" || t.norm == "prochains" || t.norm == "weiteren" || t.norm == "weitere":
		default:
			return dateMention{}, false
		}
		k++
		if k < len(d.tokens) && d.tokens[k].pre&(sepStop|sepComma|sepSemi|sepBlank) != 0 {
			break
		}
	}
	return dateMention{}, false
}

// fixedPeriod reads a period in one word: sous huitaine, binnen Monatsfrist.
func (d *document) fixedPeriod(i int) (dateMention, bool) {
	m := dateMention{from: i, to: i + 1, period: true, unit: 1}
	switch d.tokens[i].norm {
	case "huitaine":
		m.days = 8
	case "quinzaine":
		m.days = 15
	case "wochenfrist":
		m.days = 7
	case "monatsfrist":
		m.days, m.unit = 1, 30
	case "fortnight":
		return d.fortnight(i)
	default:
		return dateMention{}, false
	}
	if i == 0 || !d.tokens[i-1].set.has(cWithin) && d.tokens[i-1].norm != "la" && d.tokens[i-1].norm != "de" {
		return dateMention{}, false
	}
	return m, true
}

// fortnight reads one that is given, and not the age of something: another fortnight, you have a fortnight.
func (d *document) fortnight(i int) (dateMention, bool) {
	m := dateMention{from: i, to: i + 1, period: true, unit: 1, days: 14}
	if i == 0 || !d.near(i) || d.spelling(i+1, fortnightOld) > 0 {
		return m, false
	}
	switch d.tokens[i-1].norm {
	case "another", "a", "the", "next", "one":
		return m, !d.older(i - 1)
	}
	return m, false
}

// older reports whether the words before token i make a period the age of something: over 60 days, plus de 30 jours.
func (d *document) older(i int) bool {
	if i == 0 || !d.near(i) {
		return false
	}
	switch d.tokens[i-1].norm {
	case "over", "beyond", "exceeding", "uber":
		return true
	case "than", "als", "de":
		if i > 1 {
			switch d.tokens[i-2].norm {
			case "older", "longer", "mehr", "langer", "alter", "plus", "mas":
				return true
			case "more":
				return i == 2 || d.tokens[i-3].norm != "not" && d.tokens[i-3].norm != "no"
			}
		}
	}
	return false
}

// oneCounted reports whether the one at token i, whose unit is token k, counts and is no article: within a month, délai d'un
// mois, a month from today, un mois à compter de.
func (d *document) oneCounted(i, k int) bool {
	if i > 0 && (d.tokens[i-1].set.hasAny(cWithin, cAfter) || i > 1 && d.tokens[i-1].norm == "d" && d.tokens[i-2].set.has(cWithin)) {
		return true
	}
	if k+1 >= len(d.tokens) || !d.tokens[k].set.has(cUnit) || d.tokens[k+1].pre&^(sepSpace|sepLine) != 0 {
		return false
	}
	switch d.tokens[k+1].norm {
	case "from", "after", "ab", "nach", "apres", "desde":
		return true
	case "a":
		return k+2 < len(d.tokens) && (d.tokens[k+2].norm == "compter" || d.tokens[k+2].norm == "contar" || d.tokens[k+2].norm == "partir")
	}
	return false
}

// count reads a number of days at token i, in digits or in words, with the digits in brackets behind.
func (d *document) count(i int) (n, next int) {
	t := &d.tokens[i]
	if v, ok := d.number(i); ok {
		n, next = v, i+1
	} else if v, ok := d.numeral(t); ok && t.kind == wordToken {
		n, next = int(v), i+1
		for next < len(d.tokens) && next < i+4 { // twenty one, cuarenta y cinco
			if v, ok := d.numeral(&d.tokens[next]); ok && v < 10 && (n >= 20 || n == 10 && d.lang == "fr" && v > 6 && d.tokens[next].pre&(sepHyphen|sepSpace) != 0) {
				n += int(v)
				next++
				continue
			}
			if d.tokens[next].norm == "y" && n >= 20 || d.tokens[next].norm == "et" && n >= 20 && next+1 < len(d.tokens) && d.tokens[next+1].norm == "un" {
				next++
				continue
			}
			break
		}
	} else {
		return 0, i
	}
	if v, ok := d.number(next); ok && d.tokens[next].pre&sepOpen != 0 {
		n, next = v, next+1
	}
	return n, next
}

// takeUnit finishes a period with its unit at token k and what may follow: jours ouvrés, días hábiles.
func (d *document) takeUnit(m *dateMention, k int) {
	v, _ := d.value(&d.tokens[k])
	m.to = k + 1
	switch v {
	case 101:
		m.business, m.unit = mondayToFriday, 1
	case 102:
		m.business, m.unit = mondayToSaturday, 1
	default:
		m.unit = v
	}
	if m.to < len(d.tokens) && d.near(m.to) {
		switch t := &d.tokens[m.to]; {
		case t.set.has(cSaturday):
			m.business = mondayToSaturday
			m.to++
		case t.set.has(cBusiness) && d.lang != "en":
			m.business = mondayToFriday
			m.to++
		case t.norm == "naturales" || t.norm == "calendaires" || t.norm == "francs":
			m.to++
		}
	}
	if v == 0 { // hours
		m.unit = 1
		m.days /= 24
		m.now = true
	}
}

// add counts the period m from a day.
func (d *document) add(m dateMention, from ledger.Date, sign int) ledger.Date {
	switch {
	case m.unit == 30 || m.unit == 365 || m.unit == 90:
		months := map[int]int{30: 1, 90: 3, 365: 12}[m.unit]
		return from.AddMonths(sign * months * m.days)
	case m.business == allDays:
		return from.AddDays(sign * m.days * max(m.unit, 1))
	}
	day := from
	for n := m.days * max(m.unit, 1); n > 0; {
		day = day.AddDays(sign)
		off := day.Weekday() == time.Sunday || m.business == mondayToFriday && day.Weekday() == time.Saturday
		if !off && (d.customs.holiday == nil || !d.customs.holiday(day)) {
			n--
		}
	}
	return day
}

// dateSelf finds the day that the text itself bears, the stamp of its receipt, and then counts the periods.
func (d *document) dateSelf() {
	d.findOwnDates()
	for i := range d.dates {
		m := &d.dates[i]
		own := d.mailAt(m.from)
		if (m.now || m.weekday || m.stretch != 0) && own.dated < own.read && d.inMail(m.from) {
			d.asOfLetter(m, own)
		}
		if m.chain == laterBy && m.period && d.spelling(m.to, countedWords) > 0 {
			m.chain = free // a further 90 days, counted from 1 July
		}
		switch {
		case m.chain != free:
			d.link(i)
		case m.period && !m.now:
			d.resolve(i)
		case m.period:
			m.day = own.read.AddDays(m.days)
		}
	}
	for i := range d.dates {
		if m := &d.dates[i]; m.back {
			m.day = d.countBack(i)
		}
	}
}

// asOfLetter moves a day that is told from the reader's, today or Friday, to what it was for who wrote an older letter.
func (d *document) asOfLetter(m *dateMention, own *mail) {
	switch {
	case m.stretch >= 'a':
		m.day = lastDay(m.stretch, own.dated)
	case m.stretch != 0: // a feast
	case m.weekday:
		base := own.dated
		if d.followed(m.to, 6, of(cReceipt)) && d.followed(m.to, 1, of(cAfter)) {
			base = own.stamped // Thursday week after this letter reaches you
		}
		m.day = weekdayFrom(base, int(m.day.Weekday()), m.weeks, m.day < own.read)
	case !m.period:
		m.day += own.dated - own.read
	}
}

// countBack counts a period back from the day that it is to end before: the nearest one still to come, first of those
// that stand behind it in the text.
func (d *document) countBack(i int) ledger.Date {
	m := &d.dates[i]
	came := d.cameOn(m.from)
	for k := i + 1; k < len(d.dates); k++ {
		if o := &d.dates[k]; !o.period && o.day > came && o.from-m.to < 40 {
			return d.add(*m, o.day, -1)
		}
	}
	for k := i - 1; k >= 0; k-- {
		if o := &d.dates[k]; !o.period && o.day > came && !d.lines[d.tokens[o.from].line].header {
			return d.add(*m, o.day, -1)
		}
	}
	return 0
}

func (d *document) findOwnDates() {
	for i := range d.dates {
		m := &d.dates[i]
		own := d.mailAt(m.from)
		if m.period || m.weekday || m.now || m.chain != free || m.day > own.read.AddDays(7) || !d.inMail(m.from) {
			continue
		}
		l := &d.lines[d.tokens[m.from].line]
		name, _ := l.headerOf(d.text)
		switch {
		case d.isStamp(m):
			own.stamped = m.day
		case d.isServed(m):
			own.served = m.day
		case own.dated == 0 && l.header && name == "date":
			own.dated = m.day
		case own.dated == 0 && !l.header && m.from < 80 && l.last-l.first <= (m.to-m.from)+9 && m.day <= own.read && m.day > own.read.AddDays(-120) && !m.partial && (!d.verbLine(*l) || m.from == l.first && m.to < len(d.tokens) && d.tokens[m.to].pre&sepWide != 0):
			own.dated = m.day
		case own.dated == 0 && !l.header && m.from > l.first && m.from <= l.first+2 && l.last == m.to && m.day <= own.read && m.day > own.read.AddDays(-120) && d.spelling(l.first, datedAt) > 0:
			own.dated = m.day // at the end
		case own.dated == 0 && !l.header && m.written() && m.day <= own.read && m.day > own.read.AddDays(-120) && d.thisPaper(*m):
			own.dated = m.day
		}
	}
	for i := range d.mails {
		m := &d.mails[i]
		if m.dated == 0 {
			m.dated = m.read
		}
		if m.stamped == 0 {
			m.stamped = m.read
		}
	}
}

// inMail reports whether token i stands in the mail that is its own, and not in an older part of which nobody says when it was
// sent.
func (d *document) inMail(i int) bool {
	l := &d.lines[d.tokens[i].line]
	return l.mail > 0 || l.part == 0
}

func (d *document) verbLine(l line) bool {
	for i := l.first; i < l.last; i++ {
		if d.tokens[i].set.hasAny(cDue, cPay, cWe, cWill, cDebt, cYou) {
			return true
		}
	}
	return false
}

// before reports whether one of the n words before a day begins with one of some words.
func (d *document) before(m *dateMention, n int, words *beginnings) bool {
	for k := m.from - 1; k >= max(0, m.from-n); k-- {
		if d.tokens[k+1].pre&(sepStop|sepBlank) != 0 {
			return false
		}
		if words.of(d.tokens[k].norm) != "" {
			return true
		}
	}
	return false
}

// stampWords and servedWords begin the words that make a day the one of receipt, or of a service.
var (
	stampWords  = beginning("stamp inward posteingang received eingangsstempel eingegangen eingang recibid recibi recu reception entrada eingetroffen")
	servedWords = beginning("served service deemed delivered zugestellt zustellung signifie presentee remis notificado entregada")
)

func (d *document) isStamp(m *dateMention) bool {
	l := &d.lines[d.tokens[m.from].line]
	return l.last-l.first <= (m.to-m.from)+6 && d.before(m, 4, stampWords)
}

// isService reports whether a word of receipt means that somebody brought the letter, not that we read it.
func (d *document) isService(w string) bool {
	for _, begins := range [...]string{"serv", "deliver", "present", "remis", "zustell", "notif", "entreg"} {
		if strings.HasPrefix(w, begins) {
			return true
		}
	}
	return false
}

func (d *document) isServed(m *dateMention) bool {
	return d.lines[d.tokens[m.from].line].last-m.to < 8 && d.before(m, 8, servedWords)
}

// resolve counts a period from the day that the words behind it name: the letter, its receipt, now.
func (d *document) resolve(i int) {
	m := &d.dates[i]
	own := d.mailAt(m.from)
	from, named := own.read, false
	if m.nth && i > 0 && d.dates[i-1].anchor != 0 {
		from = d.dates[i-1].anchor // within fourteen days of this letter; on the fifteenth
	}
	for k := m.to; k < min(m.to+9, len(d.tokens)); k++ {
		t := &d.tokens[k]
		if t.pre&(sepStop|sepBlank|sepSemi) != 0 || t.pre&sepComma != 0 && k > m.to && d.spelling(k, countedWords) == 0 {
			break
		}
		if d.opensClause(t.norm) {
			break
		}
		if k == m.to && d.spelling(k, earlierWords) > 0 {
			m.chain = earlierBy
			d.link(i)
			return
		}
		if strings.HasPrefix(t.norm, "before") || t.norm == "ahead" || t.norm == "prior" || t.norm == "vor" || t.norm == "avant" || t.norm == "antes" {
			m.back = true
			return
		}
		if t.set.has(cReceipt) {
			from = own.stamped
			if own.served != 0 && d.isService(t.norm) {
				from = own.served
			}
			if day := d.dayOf(k); day != 0 {
				from = day
			}
			named = true
			break
		}
		if d.afterwards(k, m.to) {
			if day := d.dayBefore(i); day != 0 {
				from, m.later = day, true
			}
			d.sameDays(i, k, from)
			named = true
			break
		}
		if end := d.spelling(k, dueDays); end > 0 {
			if day := d.dayOf(k); day != 0 {
				from = day
			} else if day := d.dueOn(i); day != 0 {
				from = day
			}
			named = true
			break
		}
		if o := d.mentionFrom(k); o != nil && o.now {
			o.base, named = true, true // 14 days from today
		}
		if o, ok := d.mentionAt(k); ok && !o.period && o.from > m.to && !o.now && o.day != 0 {
			if d.tokens[k-1].set.hasAny(cAfter, cFrom, cDated) || d.tokens[k-1].norm == "the" {
				from, named = o.day, true
			}
			break
		}
		if t.set.has(cLetter) {
			from = own.dated
			if t.norm == "notice" && k <= m.to+1 {
				continue // 14 days' notice, beginning on receipt
			}
			if day := d.dayOf(k); day != 0 {
				from = day
			}
			named = true
			break
		}
	}
	if !named && m.numbered && from == own.read {
		if day := d.dayBefore(i); day != 0 {
			from, named = day, true
		}
	}
	if !named && !m.nth {
		if day := d.grantedOn(i); day != 0 {
			from = day
		} else if day := d.putOff(i); day != 0 {
			from, m.later = day, true
		}
	}
	m.anchor = from
	m.day = d.add(*m, from, 1)
}

var (
	// countedWords go on, behind a comma, about the day from which a period is counted.
	countedWords = spelled("beginning|starting|commencing|counted|counting|calculated|reckoned|running|from|gerechnet|beginnend|a compter|a dater|a partir|contados|contado|contadas|a contar|desde")
	// tooOld follow a period that says how old something is.
	tooOld = spelled("old|overdue|late|behind|past due|uberfallig|in verzug|de retard|de atraso")
	// fortnightOld follow one that says how old something is, or when it was.
	fortnightOld = spelled("ago|late|overdue|old|before|earlier|behind")
	// datedAt begin the line at the end of a letter that dates it.
	datedAt = spelled("dated|date|datum|fecha|fait")
)

// opensClause reports whether a word begins something else than the day from which a period is counted.
func (d *document) opensClause(w string) bool {
	switch w {
	case "because", "if", "unless", "when", "or", "and", "to", "weil", "wenn", "falls", "oder", "und", "um", "parce", "si", "ou", "et", "pour", "porque", "o", "y", "para":
		return true
	}
	return false
}

// mentionAt is the date that begins at token k.
func (d *document) mentionAt(k int) (dateMention, bool) {
	if m := d.mentionFrom(k); m != nil {
		return *m, true
	}
	return dateMention{}, false
}

// mentionFrom is the one that begins at token k, nil if none does.
func (d *document) mentionFrom(k int) *dateMention {
	lo, hi := 0, len(d.dates)
	for lo < hi {
		mid := (lo + hi) / 2
		if d.dates[mid].from < k {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(d.dates) && d.dates[lo].from == k {
		return &d.dates[lo]
	}
	return nil
}
