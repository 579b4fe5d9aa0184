package ledger

import (
	"strconv"
	"strings"
	"time"
)

// DateHint is what is known about a day before it is read.
type DateHint struct {
	Today    Date
	Past     bool            // a day without a year is the nearest past one (issued), else the nearest coming one (due)
	Order    string          // what 3/4/2023 means here: "dmy", "mdy", or "" for refused
	Issued   Date            // what net30 counts from; zero: unknown
	Business func(Date) bool // the calendar; nil: Monday to Friday
}

// farthest is how many years from today a day may be.
const farthest = 10

const dayExamples = "expected one such as 2023-03-31, 31 Mar 2023, fri, eom or in 2 weeks. Example: `due 2023-03-31`"

// ParseDate reads a day as people type it: "2023-03-31", "31 mar", "next fri", "eom", "in 3 business days", "net30".
// It never guesses: 3/4/2023 is refused unless the workspace has said which part comes first.
func ParseDate(s string, h DateHint) (Date, error) {
	d, shape, err := readDate(s, h)
	if !shape {
		return 0, invalid("“%s” is not a day that owed understands; %s", clip(s), dayExamples)
	}
	return d, err
}

// PrefixDate reads the longest leading run of words that is a day, and says how many words that took.
// used is 0 where the words do not begin with a day at all; err is set where they look like one that is refused.
func PrefixDate(words []string, h DateHint) (d Date, used int, err error) {
	const longest = 6
	for n := min(len(words), longest); n > 0; n-- {
		if d, shape, err := readDate(strings.Join(words[:n], " "), h); shape {
			return d, n, err
		}
	}
	return 0, 0, nil
}

// Near reports whether a day is one that is read at all: not so far from today that its year is taken for a slip.
func Near(d, today Date) bool {
	return d >= today.AddMonths(-12*farthest) && d <= today.AddMonths(12*farthest)
}

// maxDateText is the length of the longest text, in bytes, that is looked at.
const maxDateText = 60

// readDate reads a day; shape is false where the text does not look like one.
func readDate(s string, h DateHint) (d Date, shape bool, err error) {
	if len(s) > 4*maxDateText {
		return 0, false, nil
	}
	text := strings.ToLower(foldText(s))
	if text == "" || len(text) > maxDateText {
		return 0, false, nil
	}
	r := dateReader{h: h, typed: clip(s), words: dateWords(text)}
	if len(r.words) == 0 {
		return 0, false, nil
	}
	for _, read := range []func() (Date, bool, error){r.keyword, r.numeric, r.relative, r.named, r.weekday, r.terms} {
		d, shape, err = read()
		if !shape {
			continue
		}
		if err == nil && !Near(d, h.Today) {
			err = invalid("“%s” is %s, more than %d years off; %s", r.typed, d, farthest, dayExamples)
		}
		if err != nil {
			d = 0
		}
		return d, true, err
	}
	return 0, false, nil
}

// dateReader holds a text cut into numbers, words and signs.
type dateReader struct {
	h     DateHint
	typed string
	words []string
}

// dateWords cuts a text into runs of digits, runs of letters and single signs; commas and blanks only separate,
// but a blank between two numbers is kept out of sight of the numeric forms, so it becomes a word of its own.
func dateWords(text string) []string {
	var out []string
	var last rune
	for _, r := range text {
		kind := r
		switch {
		case r >= '0' && r <= '9':
			kind = '0'
		case isLetter(r):
			kind = 'a'
		case r == ',':
			kind = ' '
		}
		switch {
		case kind == ' ':
		case kind == last && (kind == '0' || kind == 'a'):
			out[len(out)-1] += string(r)
		case last == ' ' && kind == '0' && endsInDigit(out):
			out = append(out, " ", string(r))
		default:
			out = append(out, string(r))
		}
		last = kind
	}
	return out
}

func endsInDigit(words []string) bool {
	return len(words) > 0 && isDigit(words[len(words)-1][0])
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r > 0x7f }

// is reports whether the words are exactly these.
func (r dateReader) is(words ...string) bool {
	return strings.Join(r.words, " ") == strings.Join(words, " ")
}

// keyword reads today, yesterday, tomorrow, eom, eoq+1, end of year.
func (r dateReader) keyword() (Date, bool, error) {
	today := r.h.Today
	switch {
	case r.is("today"):
		return today, true, nil
	case r.is("yesterday"):
		return today.AddDays(-1), true, nil
	case r.is("tomorrow"):
		return today.AddDays(1), true, nil
	}
	months := map[string]int{"eom": 1, "eoq": 3, "eoy": 12}[r.words[0]]
	rest := r.words[1:]
	if r.words[0] == "end" && len(r.words) >= 3 && r.words[1] == "of" {
		months, rest = map[string]int{"month": 1, "quarter": 3, "year": 12}[r.words[2]], r.words[3:]
	}
	if months == 0 {
		return 0, false, nil
	}
	n := 0
	if len(rest) > 0 {
		count, ok := smallNumber(rest[len(rest)-1])
		if !ok || len(rest) != 2 || rest[0] != "+" && rest[0] != "-" {
			return 0, false, nil
		}
		n = count
		if rest[0] == "-" {
			n = -count
		}
	}
	return endOfPeriod(today, months, n), true, nil
}

// endOfPeriod is the last day of the month, quarter or year of d, or of the one n later.
func endOfPeriod(d Date, months, n int) Date {
	first := (int(d.Month())-1)/months*months + 1
	return NewDate(d.Year(), time.Month(first+months*(n+1)), 0)
}

func smallNumber(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && digits(s, 1, 4)
}

// relative reads in 2 weeks, +14d, 3 days ago, in 3 business days.
func (r dateReader) relative() (Date, bool, error) {
	words, sign, marked := r.words, 1, false
	switch words[0] {
	case "in", "+":
		words, marked = words[1:], true
	case "-":
		words, sign, marked = words[1:], -1, true
	}
	if n := len(words); n > 0 && words[n-1] == "ago" && sign > 0 {
		words, sign, marked = words[:n-1], -1, true
	}
	if len(words) < 2 {
		return 0, false, nil
	}
	n, ok := smallNumber(words[0])
	if words[0] == "a" || words[0] == "an" || words[0] == "one" {
		n, ok = 1, marked
	}
	if !ok {
		return 0, false, nil
	}
	return r.count(sign*n, strings.Join(words[1:], " "), marked)
}

// count goes n units from today. A bare "10m" is an amount, so it takes a mark to be ten months.
func (r dateReader) count(n int, unit string, marked bool) (Date, bool, error) {
	today := r.h.Today
	switch unit {
	case "d", "day", "days":
		return today.AddDays(n), true, nil
	case "w", "wk", "week", "weeks":
		return today.AddDays(7 * n), true, nil
	case "month", "months":
		return today.AddMonths(n), true, nil
	case "m", "mo":
		return today.AddMonths(n), marked, nil
	case "quarter", "quarters":
		return today.AddMonths(3 * n), true, nil
	case "y", "yr", "year", "years":
		return today.AddMonths(12 * n), true, nil
	case "bd", "business day", "business days", "working day", "working days", "workdays":
		return addBusinessDays(today, n, r.h.Business), true, nil
	}
	return 0, false, nil
}

// addBusinessDays goes n business days from d; a calendar without any stops the count early.
func addBusinessDays(d Date, n int, business func(Date) bool) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for range min(n, 366*farthest) {
		d = nearestBusiness(d.AddDays(step), step, business)
	}
	return d
}

// terms reads net30 and its like, from the issue date.
func (r dateReader) terms() (Date, bool, error) {
	t, err := ParseTerms(strings.Join(r.words, " "))
	if err != nil {
		return 0, false, nil
	}
	if r.h.Issued.IsZero() {
		return 0, true, invalid("“%s” counts from the issue date, which is not known here; expected a day. Example: `due 2023-03-31`", r.typed)
	}
	return t.Due(r.h.Issued), true, nil
}
