package ledger

import (
	"fmt"
	"time"
)

// Date is a calendar day without a zone. The zero Date means "not set".
// Days are comparable with < and their difference is a number of days.
type Date int32

const dateOffset = 719163 // days from 0001-01-01 (as 1) to 1970-01-01

// NewDate is the day y-m-d; values out of range roll over as in time.Date.
func NewDate(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400 + dateOffset)
}

// DateIn is the calendar day on which t falls in zone loc.
func DateIn(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	return NewDate(y, m, d)
}

// ParseISO reads "2023-03-31" and nothing else; people's ways of writing a day are ParseDate's.
func ParseISO(s string) (Date, error) {
	if d, ok := isoDate(s); ok {
		return d, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, &Error{Kind: Invalid, Say: fmt.Sprintf("“%s” is not a day written as 2023-03-31", s), Err: err}
	}
	return NewDate(t.Year(), t.Month(), t.Day()), nil
}

// isoDate reads a valid day quickly; ok is false where it isn't one, and why is for others to say.
func isoDate(s string) (Date, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	number := func(part string) (n int, ok bool) {
		for i := range len(part) {
			if part[i] < '0' || part[i] > '9' {
				return 0, false
			}
			n = 10*n + int(part[i]-'0')
		}
		return n, true
	}
	y, ok1 := number(s[:4])
	m, ok2 := number(s[5:7])
	day, ok3 := number(s[8:])
	if !ok1 || !ok2 || !ok3 || y == 0 || m < 1 || m > 12 || day < 1 || day > 28 && day > NewDate(y, time.Month(m)+1, 0).Day() {
		return 0, false
	}
	return NewDate(y, time.Month(m), day), true
}

func (d Date) utc() time.Time { return time.Unix((int64(d)-dateOffset)*86400, 0).UTC() }

// IsZero reports whether no day is set.
func (d Date) IsZero() bool { return d == 0 }

// Year, Month and Day take the day apart.
func (d Date) Year() int { return d.utc().Year() }

// Month is the month of the year.
func (d Date) Month() time.Month { return d.utc().Month() }

// Day is the day of the month.
func (d Date) Day() int { return d.utc().Day() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays is the day n days later (earlier if n < 0).
func (d Date) AddDays(n int) Date { return d + Date(n) }

// AddMonths is the same day n months later, clipped to the month's last day: 31 Jan + 1 = 28 Feb.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.utc().Date()
	last := NewDate(y, m+time.Month(n)+1, 0)
	return NewDate(last.Year(), last.Month(), min(day, last.Day()))
}

// EndOfMonth is the last day of d's month.
func (d Date) EndOfMonth() Date { return NewDate(d.Year(), d.Month()+1, 0) }

// Start is the first instant of the day in loc (which is not always 00:00: some zones skip it).
func (d Date) Start(loc *time.Location) time.Time {
	y, m, day := d.utc().Date()
	t := time.Date(y, m, day, 0, 0, 0, 0, loc)
	for DateIn(t, loc) < d { // a gap at midnight: time.Date fell back into the day before
		t = t.Add(15 * time.Minute)
	}
	return t
}

// At is hour:min on day d in loc.
func (d Date) At(hour, minute int, loc *time.Location) time.Time {
	y, m, day := d.utc().Date()
	return time.Date(y, m, day, hour, minute, 0, 0, loc)
}

// String is ISO 8601, "" for the zero Date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	var out [10]byte
	return string(d.AppendISO(out[:0]))
}

// Format is time.Format for the day.
func (d Date) Format(layout string) string { return d.utc().Format(layout) }

// MarshalText writes ISO 8601.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads ISO 8601 or nothing.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseISO(string(b))
	*d = v
	return err
}
