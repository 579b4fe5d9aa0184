package exchange

import (
	"bytes"
	"strings"
	"sync"
	"time"

	"owed.dev/owed/ledger"
)

// dayOrder is what a column's cells show about which of two numbers is the day.
type dayOrder int

const (
	noOrder    dayOrder = iota
	dayFirst            // 31/3/2023
	monthFirst          // 3/31/2023
	mixedOrder          // both seen
)

// String is an example written so.
func (o dayOrder) String() string {
	return [...]string{"", "31/3/2023", "3/31/2023", "mixed"}[o]
}

// hint is the order as ledger.ParseDate takes it.
func (o dayOrder) hint() string {
	return [...]string{"", "dmy", "mdy", ""}[o]
}

func (o dayOrder) also(b dayOrder) dayOrder {
	switch {
	case o == noOrder || o == b:
		return b
	case b == noOrder:
		return o
	}
	return mixedOrder
}

// orderOf is what one cell shows: a number above 12 can only be a day.
func orderOf(s string) dayOrder {
	s = dayPart(s)
	i := strings.IndexAny(s, "/-")
	if i < 1 || i > 2 {
		return noOrder
	}
	j := strings.IndexByte(s[i+1:], s[i])
	if j < 1 || j > 2 {
		return noOrder
	}
	a, b := small(s[:i]), small(s[i+1:i+1+j])
	if year := s[i+j+2:]; a > 12 && len(year) < 4 && small(year) <= 31 {
		return noOrder // 24/04/03 may begin with its year
	}
	switch {
	case a > 12 && b >= 1 && b <= 12:
		return dayFirst
	case b > 12 && a >= 1 && a <= 12:
		return monthFirst
	}
	return noOrder
}

// small is a number of one or two digits; 0 otherwise.
func small(s string) int {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0
		}
		n = 10*n + int(r-'0')
	}
	return n
}

// dayPart drops the time of day: 2023-03-31T00:00:00Z, 31/3/2023 00:00.
func dayPart(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 10 && s[10] == 'T' {
		return s[:10]
	}
	if i := strings.LastIndexByte(s, ':'); i > 0 {
		if j := strings.IndexByte(s, ' '); j > 0 && j < i {
			return s[:j]
		}
	}
	return s
}

// iso reads 2023-03-31, which most files have, without going through a person's ways of writing.
func iso(s string) (ledger.Date, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, m, d := small(s[:2])*100+small(s[2:4]), small(s[5:7]), small(s[8:])
	if m < 1 || m > 12 || d < 1 || y < 1000 {
		return 0, false
	}
	day := ledger.NewDate(y, time.Month(m), d)
	return day, day.Day() == d
}

// dayReader reads a file's days and remembers those it has read: files repeat them.
type dayReader struct {
	today ledger.Date
	seen  map[string]ledger.Date
	near  [2]ledger.Date // the first and the last day that was found near enough
}

// nearby is ledger.Near, which need not be asked of a day between two that are.
func (r *dayReader) nearby(d ledger.Date) bool {
	switch {
	case !r.near[0].IsZero() && d >= r.near[0] && d <= r.near[1]:
	case !ledger.Near(d, r.today):
		return false
	case r.near[0].IsZero():
		r.near = [2]ledger.Date{d, d}
	default:
		r.near = [2]ledger.Date{min(r.near[0], d), max(r.near[1], d)}
	}
	return true
}

const maxDaysSeen = 4096

// read is the day in a cell; why says what is wrong with it otherwise.
func (r *dayReader) read(cell string, o dayOrder) (d ledger.Date, why string) {
	s := dayPart(cell)
	if d, ok := iso(s); ok && r.nearby(d) {
		return d, ""
	}
	key := o.hint() + s
	if d, ok := r.seen[key]; ok {
		return d, ""
	}
	d, ok := r.shortYear(s, o)
	if !ok {
		d, ok = r.named(s)
	}
	if ok {
		if !r.nearby(d) {
			return 0, "“" + clip(s) + "” is " + d.String() + ", too far off; is the year right?"
		}
		return d, ""
	}
	if !writtenOut(s) {
		return 0, "it is not a day; write it as 2023-03-31"
	}
	d, err := ledger.ParseDate(s, ledger.DateHint{Today: r.today, Order: o.hint()})
	if err != nil {
		why := trimExample(ledger.Say(err))
		if o == noOrder && orderMatters(s) {
			why += ", or say which comes first (--order dmy or mdy)"
		}
		return 0, why
	}
	if len(r.seen) < maxDaysSeen {
		r.seen[strings.Clone(key)] = d
	}
	return d, ""
}

// orderMatters reports whether a cell is two numbers that may each be the day, and a year behind them; with a year of two digits
// the order says which it is.
func orderMatters(s string) bool {
	i := strings.IndexAny(s, "/-")
	if i < 1 || i > 2 {
		return false
	}
	b, year, ok := strings.Cut(s[i+1:], s[i:i+1])
	return ok && (len(year) == 2 || max(small(s[:i]), small(b)) <= 12 && min(small(s[:i]), small(b)) >= 1)
}

// shortYear reads 28.02.24, and 2/28/24 where the column says which comes first: the year is then the last, within the
// century around today.
func (r *dayReader) shortYear(s string, o dayOrder) (ledger.Date, bool) {
	parts := strings.FieldsFunc(s, func(c rune) bool { return c == '.' || c == '/' || c == '-' })
	if strings.Count(s, ".") == 2 {
		o = dayFirst
	}
	if len(parts) != 3 || len(parts[2]) != 2 || len(s) > 8 || o != dayFirst && o != monthFirst {
		return 0, false
	}
	d, m, y := small(parts[0]), small(parts[1]), small(parts[2])
	if o == monthFirst {
		d, m = m, d
	}
	return r.dayOf(d, time.Month(m), y)
}

// dayOf is the day of that number and month; a year of two digits is one of the century around today.
func (r *dayReader) dayOf(d int, m time.Month, y int) (ledger.Date, bool) {
	if now := r.today.Year(); y < 100 {
		if y += now / 100 * 100; y > now+50 {
			y -= 100
		}
	}
	if m < 1 || m > 12 || d < 1 {
		return 0, false
	}
	day := ledger.NewDate(y, m, d)
	return day, day.Day() == d
}

// named reads a day whose month is a word, in the languages of the columns: 11-FEB-23, 12 août 2024, 5. Mär 2024, 10 de enero de 2024;
// and 2024年3月1日.
func (r *dayReader) named(s string) (ledger.Date, bool) {
	if len(s) > 40 {
		return 0, false
	}
	var parts []string
	for word := range strings.FieldsFuncSeq(accents.Replace(strings.ToLower(s)), func(c rune) bool { return strings.ContainsRune(" .-/,年月日", c) }) {
		if word != "de" && word != "del" {
			parts = append(parts, word)
		}
	}
	if len(parts) != 3 {
		return 0, false
	}
	if strings.HasSuffix(s, "日") && strings.Contains(s, "年") && len(parts[0]) == 4 {
		return r.dayOf(small(parts[2]), time.Month(small(parts[1])), 100*small(parts[0][:2])+small(parts[0][2:]))
	}
	m, year := months()[parts[1]], parts[2]
	if m == 0 || strings.Trim(year, "0123456789") != "" || len(year) != 2 && len(year) != 4 || len(parts[0]) > 2 {
		return 0, false
	}
	y := small(year)
	if len(year) == 4 {
		y = 100*small(year[:2]) + small(year[2:])
	}
	return r.dayOf(small(parts[0]), m, y)
}

// months are their names and how they are shortened, without accents.
var months = sync.OnceValue(func() map[string]time.Month {
	out := map[string]time.Month{}
	for n, names := range []string{
		"january jan januar janner janvier janv enero ene gennaio gen januari janeiro", "february feb februar fevrier fevr fev febrero febbraio februari fevereiro",
		"march mar marz mrz mars marzo maart mrt maa marco", "april apr avril avr abril abr aprile", "may mai mayo maggio mag mei maio",
		"june jun juni juin junio giugno giu junho", "july jul juli juillet juil julio luglio lug julho", "august aug aout aou agosto ago augustus",
		"september sep sept septembre septiembre settembre set sett setembro", "october oct oktober okt octobre octubre ottobre ott outubro out",
		"november nov novembre noviembre novembro", "december dec dezember dez decembre diciembre dic dicembre dezembro",
	} {
		for name := range strings.FieldsSeq(names) {
			out[name] = time.Month(n + 1)
		}
	}
	return out
})

// writtenOut reports whether a cell names its year: "today" or "31 mar" mean another day tomorrow.
func writtenOut(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= 5 && !strings.ContainsRune(s, '+')
}

// trimExample drops the example of a typed command, which is of no use in a file.
func trimExample(say string) string {
	say, _, _ = strings.Cut(say, " Example: ")
	return strings.TrimRight(say, ". ")
}

// asOfs begin a title that says on which day what the file has was so: As of June 30, 2024.
var asOfs = []string{"as of ", "as at ", "all dates as of ", "stand: ", "stand ", "stichtag: ", "stichtag "}

// titles looks for such a title above the header.
func (r *Reader) titles(head []byte) {
	scan := newScanner(bytes.NewReader(head), r.sep, newlineOf(head))
	for {
		raw, err := scan.record()
		if err != nil || scan.line >= r.header {
			return
		}
		title := strings.TrimSpace(strings.Join(r.copyCells(raw), " "))
		for _, start := range asOfs {
			if len(title) <= len(start) || len(title) > 60 || !strings.EqualFold(title[:len(start)], start) {
				continue
			}
			if d, why := r.days.read(strings.TrimSpace(title[len(start):]), noOrder); why == "" && d <= r.hints.Today {
				r.asOf, r.asOfTitle = d, clip(title)
			}
		}
	}
}
