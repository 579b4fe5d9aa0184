package ledger

import (
	"strings"
	"time"
)

// weekday reads fri, next fri, last fri, and a weekday before a day, which it checks: mon 6 mar.
func (r dateReader) weekday() (Date, bool, error) {
	words, which := r.words, ""
	if words[0] == "next" || words[0] == "last" || words[0] == "this" {
		which, words = words[0], words[1:]
	}
	if len(words) == 0 {
		return 0, false, nil
	}
	wd, ok := nameOf(words[0], weekdayNames, 3)
	if !ok {
		return 0, false, nil
	}
	if len(words) > 1 {
		return r.checked(time.Weekday(wd), words[1:], which)
	}
	return r.nearestWeekday(time.Weekday(wd), which), true, nil
}

// checked reads the day behind a weekday and refuses it if it is another weekday.
func (r dateReader) checked(wd time.Weekday, words []string, which string) (Date, bool, error) {
	if which != "" {
		return 0, false, nil
	}
	rest := dateReader{r.h, r.typed, words}
	for _, read := range []func() (Date, bool, error){rest.numeric, rest.named} {
		d, shape, err := read()
		if shape && err == nil && d.Weekday() != wd {
			err = invalid("“%s”: %s is a %s, not a %s. Example: `due %s`", r.typed, d.Format("2 January 2006"), d.Weekday(), wd, d)
		}
		if shape {
			return d, true, err
		}
	}
	return 0, false, nil
}

// nearestWeekday is the next such day after today, or before it where the past is meant. "next" is the one in the week
// after this one (weeks begin on Monday), "this" the one in this week.
func (r dateReader) nearestWeekday(wd time.Weekday, which string) Date {
	today := r.h.Today
	monday := today.AddDays(-(int(today.Weekday()) + 6) % 7)
	inWeek := monday.AddDays((int(wd) + 6) % 7)
	switch {
	case which == "this":
		return inWeek
	case which == "next":
		return inWeek.AddDays(7)
	case which == "last" || r.h.Past:
		if inWeek < today {
			return inWeek
		}
		return inWeek.AddDays(-7)
	case inWeek > today:
		return inWeek
	}
	return inWeek.AddDays(7)
}

var (
	weekdayNames = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	monthNames   = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
)

// nameOf is the place in names of the one that begins with s, at least so many letters of it.
func nameOf(s string, names []string, least int) (int, bool) {
	for n, name := range names {
		if len(s) >= least && strings.HasPrefix(name, s) {
			return n, true
		}
	}
	return 0, false
}

// named reads a day with the month's name: 31 mar, March 31, 2023, 31-mar-2023.
func (r dateReader) named() (Date, bool, error) {
	var nums []string
	month := 0
	for n, w := range r.words {
		m, isMonth := nameOf(w, monthNames, 3)
		switch {
		case isMonth && month == 0:
			month = m + 1
		case digits(w, 1, 4):
			nums = append(nums, w)
		case (w == "st" || w == "nd" || w == "rd" || w == "th") && n > 0 && digits(r.words[n-1], 1, 2):
		case (w == "-" || w == "." || w == "/" || w == " " || w == "of") && n > 0 && n < len(r.words):
		default:
			return 0, false, nil
		}
	}
	if month == 0 || len(nums) == 0 || len(nums) > 2 {
		return 0, false, nil
	}
	return r.dayOfMonth(nums, time.Month(month))
}

// dayOfMonth finds the day and the year among one or two numbers.
func (r dateReader) dayOfMonth(nums []string, m time.Month) (Date, bool, error) {
	day, year := nums[0], ""
	if len(nums) == 2 {
		year = nums[1]
	}
	if len(day) == 4 {
		day, year = year, day
	}
	switch {
	case day == "":
		return 0, true, invalid("“%s” names a month, not a day; expected a day. Example: `due %s-%02d-15`", r.typed, year, int(m))
	case len(day) > 2 || len(year) == 1 || len(year) == 3:
		return 0, false, nil
	case len(year) == 2:
		return 0, true, r.whichYear()
	case year == "":
		return r.withoutYear(atoi(day), m)
	}
	return r.day(atoi(year), m, atoi(day))
}

func atoi(s string) int {
	n, _ := smallNumber(s)
	return n
}

func (r dateReader) whichYear() error {
	return invalid("“%s”: which part is the year? Expected one with four digits. Example: `due 2023-03-31`", r.typed)
}

// withoutYear is the nearest such day: coming, today included, or past.
func (r dateReader) withoutYear(day int, m time.Month) (Date, bool, error) {
	today := r.h.Today
	years := []int{today.Year(), today.Year() + 1}
	if r.h.Past {
		years[1] = today.Year() - 1
	}
	for _, y := range years {
		d, _, err := r.day(y, m, day)
		if err == nil && (d == today || (d < today) == r.h.Past) {
			return d, true, nil
		}
	}
	if d, _, err := r.day(years[1], m, day); err == nil {
		return d, true, nil
	}
	return r.day(years[0], m, day)
}

// day is the day y-m-d, refused if there is none.
func (r dateReader) day(y int, m time.Month, day int) (Date, bool, error) {
	if m < 1 || m > 12 {
		return 0, true, invalid("“%s”: there is no month %d; %s", r.typed, int(m), dayExamples)
	}
	if last := NewDate(y, m+1, 0).Day(); day < 1 || day > last {
		return 0, true, invalid("“%s”: %s %d has %d days; %s", r.typed, m, y, last, dayExamples)
	}
	return NewDate(y, m, day), true, nil
}

// numeric reads a day in numbers: 2023-03-31, 20230331, 31/3/2023, 31.3.2023, 31.3.
func (r dateReader) numeric() (Date, bool, error) {
	w := r.words
	if len(w) == 1 && digits(w[0], 8, 8) {
		return r.day(atoi(w[0][:4]), time.Month(atoi(w[0][4:6])), atoi(w[0][6:]))
	}
	if len(w) < 3 || len(w) > 5 || !digits(w[0], 1, 4) || !digits(w[2], 1, 2) || len(w) > 3 && w[3] != w[1] {
		return 0, false, nil
	}
	a, b, sep, year := w[0], w[2], w[1], ""
	if len(w) == 5 {
		if year = w[4]; !digits(year, 1, 4) {
			return 0, false, nil
		}
	}
	switch {
	case sep == "." && len(a) < 3:
		return r.dotted(a, b, year)
	case sep != "/" && sep != "-" && sep != "." || len(w) == 4 || len(w) == 3 && sep != "/":
		return 0, false, nil
	case len(a) == 4 && len(year) > 0 && len(year) < 3:
		return r.day(atoi(a), time.Month(atoi(b)), atoi(year))
	case len(a) > 2 || len(year) == 3:
		return 0, false, nil
	case len(year) == 1 || len(year) == 2:
		return 0, true, r.whichYear()
	}
	return r.ordered(atoi(a), atoi(b), year)
}

// dotted reads 31.3.2023, 31.3.23 and 31.3.: dots put the day first, so the year is last.
func (r dateReader) dotted(day, month, year string) (Date, bool, error) {
	switch len(year) {
	case 0:
		if d, m := atoi(day), atoi(month); m >= 1 && m <= 12 {
			return r.withoutYear(d, time.Month(m))
		}
		return r.day(r.h.Today.Year(), time.Month(atoi(month)), atoi(day))
	case 2:
		return r.day(r.h.Today.Year()/100*100+atoi(year), time.Month(atoi(month)), atoi(day))
	case 4:
		return r.day(atoi(year), time.Month(atoi(month)), atoi(day))
	}
	return 0, false, nil
}

// ordered decides which of two numbers is the day: by what is possible, else by the workspace's order, else not at all.
func (r dateReader) ordered(a, b int, year string) (Date, bool, error) {
	dayFirst := r.h.Order == "dmy"
	switch {
	case a == b:
	case a > 12 && b <= 12:
		dayFirst = true
	case b > 12 && a <= 12:
		dayFirst = false
	case r.h.Order != "dmy" && r.h.Order != "mdy" && a >= 1 && b >= 1 && a <= 12:
		return 0, true, r.eitherWay(a, b, year)
	}
	day, month := b, time.Month(a)
	if dayFirst {
		day, month = a, time.Month(b)
	}
	if year == "" && month >= 1 && month <= 12 {
		return r.withoutYear(day, month)
	}
	if year == "" {
		return r.day(r.h.Today.Year(), month, day)
	}
	return r.day(atoi(year), month, day)
}

func (r dateReader) eitherWay(a, b int, year string) error {
	y := r.h.Today.Year()
	if year != "" {
		y = atoi(year)
	}
	x := NewDate(y, time.Month(b), a)
	return invalid("“%s” may be %s or %s; expected the year first or the month's name. Example: `due %s`", r.typed, x.Format("2 January"), NewDate(y, time.Month(a), b).Format("2 January"), x)
}
