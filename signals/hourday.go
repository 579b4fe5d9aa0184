package signals

import (
	"time"

	"owed.dev/owed/ledger"
)

// hours are the hours of the day that have a name: where no day stands beside them, today's.
var hours = wordSet("midnight noon midday mitternacht mittag minuit midi medianoche mediodia")

// toHour are the words that lead to an hour.
var toHour = wordSet("by at before until till from since um bis vor seit ab zu a avant depuis des de desde hasta la")

var (
	calendarWeek = spelled("calendar week")
	ofPaper      = spelled("of|hereof|des|dieses|der|de|du|d") // receipt of this letter
)

// midnights are the names of the hour that ends a day, and fromHour the words that make it the one that begins the next.
var (
	midnights = wordSet("midnight mitternacht minuit medianoche")
	fromHour  = wordSet("from ab des")
)

// hourAt reads an hour that stands for a day: by noon, seit Mitternacht, avant minuit; not noon on Friday. From midnight on is
// tomorrow.
func (d *document) hourAt(i int) (dateMention, bool) {
	if !hours[d.tokens[i].norm] || i == 0 || !d.near(i) {
		return dateMention{}, false
	}
	k := i
	if _, ok := d.number(k - 1); ok { // 12 noon
		k--
	}
	if k == 0 || !toHour[d.tokens[k-1].norm] {
		return dateMention{}, false
	}
	dated := of(cMonth, cWeekday, cNowDay)
	for n := max(0, k-4); n < min(len(d.tokens), i+5); n++ {
		t := &d.tokens[n]
		if n > i && t.pre&(sepStop|sepBlank|sepSemi) != 0 {
			break
		}
		if t.set.any(dated) && !hours[t.norm] || t.kind == numberToken && n != i-1 || t.tables&inThat != 0 {
			return dateMention{}, false
		}
	}
	m := dateMention{from: i, to: i + 1, day: d.today, now: true}
	if midnights[d.tokens[i].norm] && (fromHour[d.tokens[k-1].norm] || k > 1 && d.tokens[k-2].norm == "partir") {
		m.day = m.day.AddDays(1)
	}
	return m, true
}

// weekOfYear reads a week by its number: from KW 24 its Monday, by KW 24 its Friday.
func (d *document) weekOfYear(i int) (dateMention, bool) {
	k := i + 1
	switch d.tokens[i].norm {
	case "kw", "cw", "kalenderwoche":
	case "calendar":
		if k = d.spelling(i, calendarWeek); k == 0 {
			return dateMention{}, false
		}
	default:
		return dateMention{}, false
	}
	n, ok := d.number(k)
	if !ok || n < 1 || n > 53 || !d.near(k) {
		return dateMention{}, false
	}
	year := d.today.Year()
	m := dateMention{from: i, to: k + 1, day: mondayOf(year, n), partial: true}
	if m.day < d.today.AddDays(-longGone) && !d.gone(i, k+1) {
		m.day = mondayOf(year+1, n)
	}
	if d.preceded(i, 2, of(cBy, cUntil)) {
		m.day, m.last = m.day.AddDays(4), true
	}
	return m, true
}

// mondayOf is the Monday of the n-th week of a year, of which the first is that of 4 January.
func mondayOf(year, n int) ledger.Date {
	fourth := ledger.NewDate(year, time.January, 4)
	return fourth.AddDays(7*(n-1) - (int(fourth.Weekday())+6)%7)
}

// monthComes reads a month whose coming or end is a time to pay: if October comes (September is the last chance), si juin
// passe sans rien.
func (d *document) monthComes(i int) (dateMention, bool) {
	month, ok := d.month(i)
	if !ok || i == 0 || i+1 >= len(d.tokens) || !d.near(i) || !d.near(i+1) {
		return dateMention{}, false
	}
	switch d.tokens[i-1].norm {
	case "if", "once", "when", "wenn", "si", "quand", "cuando", "llega":
	default:
		return dateMention{}, false
	}
	first, _ := d.monthAlone(i, month, false)
	m := dateMention{from: i, to: i + 2, partial: true, last: true}
	switch d.tokens[i+1].norm {
	case "comes", "arrives", "begins", "starts", "kommt", "beginnt", "arrive", "commence", "llega", "empieza":
		m.day = first.AddDays(-1)
	case "passes", "ends", "goes", "vergeht", "endet", "passe", "finit", "pasa", "acaba", "termina":
		m.day = first.EndOfMonth()
	default:
		if d.tokens[i-1].norm != "llega" { // si llega agosto
			return dateMention{}, false
		}
		m.day, m.to = first.AddDays(-1), i+1
	}
	return m, first != 0
}

// onReceipt reads that something is due on receipt, which is today; not within 7 days of receipt.
func (d *document) onReceipt(i int) (dateMention, bool) {
	t := &d.tokens[i]
	if t.norm != "receipt" && t.norm != "erhalt" && t.norm != "reception" || i < 2 || !d.near(i) || i+1 < len(d.tokens) && d.near(i+1) && d.spelling(i+1, ofPaper) > 0 {
		return dateMention{}, false
	}
	switch d.tokens[i-1].norm {
	case "on", "upon", "bei", "nach", "a":
	default:
		return dateMention{}, false
	}
	if !d.tokens[i-2].set.hasAny(cDue, cPay) && d.tokens[i-2].norm != "payable" {
		return dateMention{}, false
	}
	return dateMention{from: i - 1, to: i + 1, day: d.today, now: true}, true
}
