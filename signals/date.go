package signals

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// dateMention is a day that the text names or counts to.
type dateMention struct {
	from, to int // tokens
	span     Span
	day      ledger.Date
	period   bool // counted: within n days
	partial  bool // no year was written
	back     bool // counted back from another day: two days before the date below
	days     int
	unit     int
	business businessDays
	weekday  bool
	weeks    int         // of a weekday: how many further away than the next one it is, or ofNextWeek
	age      bool        // of a period: how old something is, over 60 days
	base     bool        // only what a period is counted from: 14 days from today
	ordinal  bool        // only a day of the month: the 24th
	now      bool        // today, at once
	before   bool        // before D: the day before counts
	last     bool        // the last day of a span: the end of the month
	stretch  byte        // of such a day: which, see spanWords
	nth      bool        // the last day of a period itself: on the tenth day
	numbered bool        // day 45: counted from the day named before it, if no other is said
	anchor   ledger.Date // of a period: the day it was counted from
	chain    chain
	moved    bool // it holds no more: another day took its place
	takes    bool // it takes the place of another one
	later    bool // of a period: counted from the day named before it
	after    bool // after D: the day after it may be meant
	twoWays  bool // in digits, of which nothing says whether the day or the month comes first

	// What is asked of a day again and again, known once all days are read:
	deadline bool // as isDeadline says
	past     bool // as isPast says
	eligible bool // as isEligible says
	posted   bool // as datesPost says
}

type businessDays uint8

const (
	allDays businessDays = iota
	mondayToFriday
	mondayToSaturday
)

// findDates reads every day that the text names. Periods are counted later, when the letter's own date is known.
func (d *document) findDates(out []dateMention) []dateMention {
	for i := 0; i < len(d.tokens); {
		if t := &d.tokens[i]; t.kind != numberToken && t.tables&(inDays|inThat) == 0 && !t.set.any(startsDate) {
			i++ // as most words: none that a day begins with
			continue
		}
		d.today = d.cameOn(i)
		m, ok := d.dateMentionAt(i)
		if !ok {
			m, ok = d.thatDay(i, out)
		}
		if !ok {
			i++
			continue
		}
		m.span = Span{d.tokens[m.from].start, d.tokens[m.to-1].end}
		m.after = !m.period && d.comesAfter(m.from)
		out = append(out, m)
		i = m.to
	}
	return out
}

// comesAfter reports whether the word before the day at token i says after it, and not on or after it.
func (d *document) comesAfter(i int) bool {
	k := d.overSmall(i)
	if k == 0 {
		return false
	}
	if p := d.tokens[k-1].norm; k > 1 && (p == "du" || p == "de") {
		return d.tokens[k-2].norm == "dela"
	}
	switch d.tokens[k-1].norm {
	case "beyond":
		return true
	case "after", "past":
		return k < 2 || d.tokens[k-2].norm != "or"
	case "nach", "passe", "tras", "apres":
		return true
	case "del":
		return k > 1 && d.tokens[k-2].norm == "despues"
	}
	return false
}

// startsDate are the concepts of the words that a day may begin with.
var startsDate = of(cMonth, cWeekday, cNumeral, cNowDay)

var monthOrWeekday = of(cMonth, cWeekday)

func (d *document) dateMentionAt(i int) (dateMention, bool) {
	t := &d.tokens[i]
	switch {
	case t.kind == numberToken:
		if m, ok := d.numericDate(i); ok {
			return m, true
		}
		if small(t.norm) < 0 {
			return dateMention{}, false // no day, and too much to count days
		}
	case !t.set.any(startsDate) && t.tables&inDays == 0:
		return dateMention{}, false
	}
	if t.kind == numberToken || t.set.any(monthOrWeekday) {
		if m, ok := d.monthDate(i); ok {
			return m, true
		}
	}
	if m, ok := d.monthComes(i); ok {
		return m, true
	}
	if m, ok := d.ofMonth(i); ok {
		return m, true
	}
	if t.tables&inDays != 0 {
		for _, read := range [...]func(int) (dateMention, bool){d.hourAt, d.weekOfYear, d.onReceipt} {
			if m, ok := read(i); ok {
				return m, true
			}
		}
	}
	if m, ok := d.spelledDate(i); ok {
		return m, true
	}
	if m, ok := d.placedDay(i); ok {
		return m, true
	}
	if m, ok := d.nthDay(i); ok {
		return m, true
	}
	if m, ok := d.nextDay(i); ok {
		return m, true
	}
	if m, ok := d.weeksOn(i); ok {
		return m, true
	}
	if m, ok := d.periodAt(i); ok {
		return m, true
	}
	if m, ok := d.weekdayAt(i); ok {
		return m, true
	}
	return d.looseDay(i)
}

// dateAt reports whether a day begins at token i, before the dates are known.
func (d *document) dateAt(i int) bool {
	for k := i; k < min(i+3, len(d.tokens)); k++ {
		if _, ok := d.mentionAt(k); ok {
			return true
		}
	}
	return false
}

func (d *document) number(i int) (int, bool) {
	if i < 0 || i >= len(d.tokens) || d.tokens[i].kind != numberToken {
		return 0, false
	}
	n := small(d.tokens[i].norm)
	return max(n, 0), n >= 0
}

// numericDate reads 12.03.2024, 12.03., 2024-03-12 and 12/03/2024.
func (d *document) numericDate(i int) (dateMention, bool) {
	t := &d.tokens[i]
	if !strings.Contains(t.norm, ".") {
		if m, ok := d.spacedDate(i); ok {
			return m, true
		}
		return d.partedDate(i)
	}
	if strings.ContainsAny(t.norm, ", '") {
		return dateMention{}, false
	}
	if parts := strings.Split(strings.TrimSuffix(t.norm, "."), "."); len(parts) >= 2 && len(parts) <= 3 {
		short := len(parts[len(parts)-1]) < 3
		switch {
		case len(parts) == 2 && (d.markBehind(t) != '.' || d.inMoney(i)),
			len(parts) == 3 && (len(parts[2])%2 == 1 || short && i > 0 && phoneWords[d.tokens[i-1].norm]),
			short && d.numbersPart(i):
			return dateMention{}, false
		}
		day, month := small(parts[0]), small(parts[1])
		year := 0
		if len(parts) == 3 && len(parts[0]) == 4 { // 2025.03.12
			return d.makeDate(i, i+1, day, month, small(parts[2]))
		}
		if len(parts) == 3 {
			year = small(parts[2])
		}
		return d.makeDate(i, i+1, year, month, day)
	}
	return dateMention{}, false
}

// partWords stand before the number of a part of a contract or a law, of a version, a page or a room.
var partWords = wordSet("section sections sec sect clause clauses cl article articles art arts paragraph paragraphs para paras schedule annex appendix exhibit chapter item items point rule " +
	"ziffer ziffern ziff abschnitt absatz abs punkt kapitel anlage paragraf nummer artikel klausel " +
	"alinea annexe chapitre titre clausula clausulas apartado apartados seccion numeral punto inciso anexo articulo articulos capitulo " +
	"no nr num number version versions release revision rev edition ver page pages seite unit flat room suite apt zimmer plot lot ratio")

// phoneWords stand before a telephone number.
var phoneWords = wordSet("tel telephone telefon telefono phone call dial fax")

// numbersPart reports whether the number at token i is that of a part of a paper: Section 9.2, §§ 7.1 and 7.3, Ziffer 3.2.
func (d *document) numbersPart(i int) bool {
	for k := i; k > max(0, i-6); k-- {
		t := &d.tokens[k]
		if strings.HasSuffix(strings.TrimRight(d.text[:t.start], " \u00a0"), "§") {
			return true
		}
		switch p := &d.tokens[k-1]; {
		case partWords[p.norm], p.norm == "v" && t.pre == 0:
			return true
		case p.kind == numberToken, isAnd(p.norm), p.norm == "or", p.norm == "oder", p.norm == "ou":
		default:
			return false
		}
	}
	return false
}

// inMoney reports whether a currency stands at the side of the number at token i.
func (d *document) inMoney(i int) bool {
	names := func(t *token) bool { return t.kind == signToken || len(t.norm) > 2 && t.tables&inCurrencies != 0 }
	return d.near(i) && names(&d.tokens[i-1]) || i+1 < len(d.tokens) && d.tokens[i+1].pre&^(sepSpace|sepStop) == 0 && names(&d.tokens[i+1])
}

// spacedDate reads 4. 12. 2024 and, in German behind a word that stands before days, 4. 12.
func (d *document) spacedDate(i int) (dateMention, bool) {
	day, ok1 := d.number(i)
	month, ok2 := d.number(i + 1)
	if !ok1 || !ok2 || d.tokens[i+1].pre != sepStop|sepSpace || len(d.tokens[i+1].norm) > 2 || len(d.tokens[i].norm) > 2 {
		return dateMention{}, false
	}
	if year, ok := d.number(i + 2); ok && year > 1990 && d.tokens[i+2].pre == sepStop|sepSpace {
		return d.makeDate(i, i+3, year, month, day)
	}
	if d.lang != "de" || i == 0 || d.markBehind(&d.tokens[i+1]) != '.' {
		return dateMention{}, false
	}
	switch d.tokens[i-1].norm {
	case "am", "bis", "zum", "ab", "vom", "den", "dem", "seit":
		return d.makeDate(i, i+2, 0, month, day)
	}
	return dateMention{}, false
}

// partedDate reads a date whose parts are numbers of their own: 2024-03-12, 12/03/2024, 12/03.
func (d *document) partedDate(i int) (dateMention, bool) {
	a, ok1 := d.number(i)
	if !ok1 || i+1 >= len(d.tokens) {
		return dateMention{}, false
	}
	mark := d.tokens[i+1].pre
	if mark != sepHyphen && mark != sepSlash {
		return dateMention{}, false
	}
	b, ok2 := d.number(i + 1)
	c, ok3 := d.number(i + 2)
	joined := ok3 && d.tokens[i+2].pre == mark
	switch {
	case !ok2 || len(d.tokens[i+1].norm) > 2 || i > 0 && d.tokens[i].pre&(sepHyphen|sepSlash) != 0:
	case joined && a > 1900 && mark == sepHyphen, joined && a > 1900:
		return d.makeDate(i, i+3, a, b, c)
	case joined && len(d.tokens[i].norm) <= 2:
		return d.orderedDate(i, i+3, c, a, b)
	case mark == sepSlash && !joined && len(d.tokens[i].norm) <= 2 && (d.lang != "en" || len(d.tokens[i].norm) == 2 && len(d.tokens[i+1].norm) == 2):
		return d.orderedDate(i, i+2, 0, a, b)
	case mark == sepSlash && !joined && a > 12 && b != 7 && i > 0 && d.near(i) && (d.leadsToShort(i) || len(d.tokens[i-1].norm) > 3 && d.tokens[i-1].upper):
		return d.makeDate(i, i+2, 0, b, a) // on 28/3
	case mark == sepSlash && !joined && len(d.tokens[i].norm) <= 2 && !(a == 24 && b == 7) && (d.leadsToShort(i) || d.tells != unknownOrder && d.aloneHere(i)) && (b > 12 || d.tells != unknownOrder):
		return d.orderedDate(i, i+2, 0, a, b) // by 6/18
	case mark == sepSlash && !joined && a <= 12 && b <= 12 && (a > b || b > 8) && i > 0 && d.near(i) && d.tokens[i-1].set.hasAny(cBy, cBefore, cUntil, cDue):
		return d.orderedDate(i, i+2, 0, a, b) // by 12/9, but cut by 2/3
	}
	return dateMention{}, false
}

// orderedDate makes a day of two numbers of which one is the month.
func (d *document) orderedDate(from, to, year, a, b int) (dateMention, bool) {
	order, sure := d.order(a, b)
	if order == monthFirst {
		a, b = b, a
	}
	m, ok := d.makeDate(from, to, year, b, a)
	m.twoWays = !sure && a != b
	return m, ok
}

// leadsToShort reports whether the word before token i may stand before a day and before no fraction: by 6/18, due 5/3.
func (d *document) leadsToShort(i int) bool {
	return i > 0 && d.near(i) && d.tokens[i-1].norm != "of" && (d.tokens[i-1].set.hasAny(cBy, cBefore, cFrom, cOn, cUntil, cWithin, cAfter, cDue) || d.tokens[i-1].norm == "with")
}

// aloneHere reports whether two numbers with a slash between them, the first at token i, are no fraction of anything.
func (d *document) aloneHere(i int) bool {
	if i == 0 || !d.near(i) || d.tokens[i-1].kind != wordToken || partWords[d.tokens[i-1].norm] {
		return false
	}
	return i+2 == len(d.tokens) || d.tokens[i+2].kind == wordToken && d.tokens[i+2].norm != "of" && !d.tokens[i+2].set.has(cUnit)
}

// dayOrder is whether the day or the month comes first where a text writes both in digits.
type dayOrder uint8

const (
	unknownOrder dayOrder = iota
	dayFirst
	monthFirst
)

// findOrder finds the order in which an English text tells day and month: that of those which can be read in one way only.
func (d *document) findOrder() {
	d.tells = unknownOrder
	if d.lang != "en" {
		return
	}
	defer func() { d.tells = cmp.Or(d.tells, d.customs.order) }()
	for i := 0; i+1 < len(d.tokens); i++ {
		if d.tokens[i+1].pre != sepSlash || d.tokens[i].kind != numberToken || d.tokens[i].pre&(sepSlash|sepHyphen) != 0 {
			continue
		}
		a, _ := d.number(i)
		b, _ := d.number(i + 1)
		if whole := i+2 < len(d.tokens) && d.tokens[i+2].pre == sepSlash && d.tokens[i+2].kind == numberToken; !whole && !d.leadsToShort(i) {
			continue
		}
		order := unknownOrder
		switch {
		case a > 12 && a <= 31 && b >= 1 && b <= 12:
			order = dayFirst
		case b > 12 && b <= 31 && a >= 1 && a <= 12:
			order = monthFirst
		default:
			continue
		}
		if d.tells != unknownOrder && d.tells != order {
			d.tells = unknownOrder // both
			return
		}
		d.tells = order
	}
}

// order tells whether the day or the month comes first in 3/4/2024, and whether anything says so: their size, the language, the
// rest of the text, who wrote it, else a currency; of a dollar's countries only the United States begin with the month.
func (d *document) order(a, b int) (order dayOrder, sure bool) {
	switch {
	case a > 12 || d.lang != "en":
		return dayFirst, true
	case b > 12:
		return monthFirst, true
	case d.tells != unknownOrder:
		return d.tells, true
	}
	for i := range d.money[:min(len(d.money), 3)] {
		switch c := d.money[i].money.Currency; c {
		case "USD":
			return monthFirst, true
		case "CAD", "PHP": // where both are usual
		default:
			order, sure = dayFirst, true
		}
	}
	return cmp.Or(order, dayFirst), sure
}

// orderOf is in which order the vendor that the text is from tells day and month, by its time zone, else by what it bills in.
func (d *document) orderOf(slug string) dayOrder {
	at := slices.IndexFunc(d.vendors, func(v Vendor) bool { return v.Slug == slug })
	if slug == "" || at < 0 {
		return unknownOrder
	}
	v := &d.vendors[at]
	if v.Zone != nil {
		switch area, city, _ := strings.Cut(v.Zone.String(), "/"); {
		case area == "US" || area == "America" && statesCities[city]:
			return monthFirst
		case area == "Europe" || area == "Africa" || area == "Australia" || area == "Asia" && city != "Manila":
			return dayFirst
		}
	}
	for _, m := range v.Outstanding {
		switch m.Currency {
		case "USD":
			return monthFirst
		case "EUR", "GBP", "CHF", "AUD", "NZD", "INR":
			return dayFirst
		}
	}
	return unknownOrder
}

// statesCities are the time zones of the United States.
var statesCities = map[string]bool{"New_York": true, "Chicago": true, "Denver": true, "Los_Angeles": true, "Phoenix": true, "Detroit": true, "Anchorage": true, "Boise": true,
	"Indiana/Indianapolis": true, "Kentucky/Louisville": true}

// small is a number of up to four digits, or -1.
func small(s string) int {
	if len(s) == 0 || len(s) > 4 {
		return -1
	}
	n := 0
	for i := range len(s) {
		if !digitAt(s, i) {
			return -1
		}
		n = 10*n + int(s[i]-'0')
	}
	return n
}

func (d *document) makeDate(from, to, year, month, day int) (dateMention, bool) {
	m := dateMention{from: from, to: to}
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return m, false
	}
	switch {
	case year == 0:
		m.partial = true
		m.day = d.nearest(month, day)
	case year < 100:
		year += 2000
		fallthrough
	default:
		if year < 1990 || year > 2100 {
			return m, false
		}
		m.day = ledger.NewDate(year, time.Month(month), day)
	}
	return m, m.day != 0 && (m.partial || m.day.Day() == day)
}

// nearest is the day of that month that lies nearest to the day of receipt; what lies ahead counts as nearer.
func (d *document) nearest(month, day int) ledger.Date {
	best, distance := ledger.Date(0), ledger.Date(1000)
	for y := d.today.Year() - 1; y <= d.today.Year()+1; y++ {
		c := ledger.NewDate(y, time.Month(month), day)
		away := c - d.today
		if away < 0 {
			away = -away + 30
		}
		if c.Day() == day && away < distance {
			best, distance = c, away
		}
	}
	return best
}

// monthDate reads 6 March 2023, March 6th, 2023, den 6. März, 1er novembre, 6 de marzo de 2025, with a weekday before.
func (d *document) monthDate(i int) (dateMention, bool) {
	from, k := i, i
	if d.tokens[k].set.has(cWeekday) && k+1 < len(d.tokens) {
		k = d.skipSmall(k + 1)
	}
	if k >= len(d.tokens) {
		return dateMention{}, false
	}
	if day, ok := d.number(k); ok && day >= 1 && day <= 31 {
		n := k + 1
		if n < len(d.tokens) && (isOrdinal(d.tokens[n].norm) && d.tokens[n].pre == 0) {
			n++
		}
		n = d.skipSmall(n)
		month, ok := d.month(n)
		if !ok {
			return d.firstOf(from, k, n, day)
		}
		if _, ok := d.number(n + 1); ok && d.tokens[n].pre&sepWide != 0 {
			return dateMention{}, false // Box 8    Nov. 22
		}
		n++
		y := d.skipSmall(n)
		between := sepSpace | sepLine | sepComma | sepWide
		if y == n {
			between |= sepStop // Sept. 2025
			if n < len(d.tokens) && d.tokens[n-1].pre == d.tokens[n].pre {
				between |= d.tokens[n].pre & (sepHyphen | sepSlash) // 12-Mar-2025
			}
		}
		if year, ok := d.number(y); ok && year > 1990 && year < 2100 && (d.tokens[n].pre|d.tokens[y].pre)&^between == 0 {
			return d.makeDate(from, y+1, year, month, day)
		}
		return d.makeDate(from, n, 0, month, day)
	}
	if month, ok := d.month(k); ok {
		day, ok := d.number(k + 1)
		if !ok || day < 1 || day > 31 || d.tokens[k+1].pre&^(sepSpace|sepLine|sepStop) != 0 {
			return dateMention{}, false
		}
		n := k + 2
		if n < len(d.tokens) && isOrdinal(d.tokens[n].norm) && d.tokens[n].pre == 0 {
			n++
		}
		if year, ok := d.number(n); ok && year > 1990 && year < 2100 && d.tokens[n].pre&(sepStop|sepBlank) == 0 {
			return d.makeDate(from, n+1, year, month, day)
		}
		return d.makeDate(from, n, 0, month, day)
	}
	return dateMention{}, false
}

// firstOf reads the first of two days of a month, [from, k] and the number at or behind token n: vom 10. bis 12. Juni, 3 and
// 5 May, du 3 au 5 mai.
func (d *document) firstOf(from, k, n, day int) (dateMention, bool) {
	if n >= len(d.tokens) {
		return dateMention{}, false
	}
	switch t := &d.tokens[n]; {
	case t.kind == numberToken && t.pre&^(sepDash|sepHyphen|sepSpace) == 0 && t.pre != sepSpace:
	case isAnd(t.norm) || t.norm == "to" || t.norm == "or" || t.norm == "oder" || t.norm == "bis" || t.norm == "au" || t.norm == "al" || t.norm == "ou" || t.norm == "o":
		n = d.skipSmall(n + 1)
	default:
		return dateMention{}, false
	}
	if last, ok := d.number(n); !ok || last < 1 || last > 31 {
		return dateMention{}, false
	}
	m, ok := d.monthDate(n)
	if !ok {
		return m, false
	}
	return d.makeDate(from, k+1, m.day.Year(), int(m.day.Month()), day)
}

func isOrdinal(w string) bool {
	switch w {
	case "st", "nd", "rd", "th", "er", "e", "o", "ste", "ter", "eme":
		return true
	}
	return false
}

func (d *document) skipSmall(k int) int {
	for n := 0; n < 2 && k < len(d.tokens); n++ {
		switch d.tokens[k].norm {
		case "of", "de", "del", "the", "den", "dem", "le", "el", "der":
			k++
		default:
			return k
		}
	}
	return k
}

func (d *document) month(k int) (int, bool) {
	if k >= len(d.tokens) || !d.tokens[k].set.has(cMonth) {
		return 0, false
	}
	v, ok := d.value(&d.tokens[k])
	switch d.tokens[k].norm {
	case "mars", "mar":
		v = 3
	case "may":
		v = 5
	case "sept":
		v = 9
	}
	return v, ok && v >= 1 && v <= 12
}

// nearDays are the names of the days around today that no word alone says.
var nearDays = [...]struct {
	away  int
	names *spellings
}{
	{-2, spelled("day before yesterday|vorgestern|avant hier|anteayer")},
	{-1, spelled("last night|gestern abend|hier soir|anoche")},
	{2, spelled("day after tomorrow|ubermorgen|apres demain|pasado manana")},
}

// looseDay reads today, tomorrow, this week, the end of the month, the 15th.
func (d *document) looseDay(i int) (dateMention, bool) {
	t := &d.tokens[i]
	if n, ok := d.number(i); ok && n >= 1 && n <= 31 && i+1 < len(d.tokens) {
		o := &d.tokens[i+1]
		english := d.lang == "en" && o.pre == 0 && (o.norm == "th" || o.norm == "st" || o.norm == "nd" || o.norm == "rd")
		if english && !(i+2 < len(d.tokens) && d.tokens[i+2].set.has(cUnit)) {
			day := d.dayOfMonth(n)
			if d.gone(i, i+2) && day > d.today {
				day = day.AddMonths(-1)
			}
			return dateMention{from: i, to: i + 2, day: day, ordinal: true, partial: true}, true
		}
	}
	if m, ok := d.bareDay(i); ok {
		return m, true
	}
	if t.set.has(cNowDay) {
		if v, ok := d.value(t); ok && v >= -1 && v <= 1 {
			to := i + 1
			if v < 1 && to < len(d.tokens) && d.tokens[to].norm == "morgen" && d.near(to) {
				to++ // heute Morgen: an hour of the day, and not tomorrow
			}
			return dateMention{from: i, to: to, day: d.today.AddDays(v), now: true}, true
		}
		if t.norm == "manana" {
			return dateMention{from: i, to: i + 1, day: d.today.AddDays(1), now: true}, true
		}
	}
	if t.tables&inDays != 0 {
		for _, near := range nearDays {
			if to := d.spelling(i, near.names); to > 0 {
				return dateMention{from: i, to: to, day: d.today.AddDays(near.away), now: true}, true
			}
		}
	}
	return d.spanEnd(i)
}

func (d *document) dayOfMonth(n int) ledger.Date {
	c := ledger.NewDate(d.today.Year(), d.today.Month(), n)
	if c < d.today {
		c = ledger.NewDate(d.today.Year(), d.today.Month()+1, n)
	}
	return c
}
