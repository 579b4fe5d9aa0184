package alerts

import (
	"time"

	"owed.dev/owed/ledger"
)

// office is when people work where nothing else is set.
var office = Hours{9 * 60, 17 * 60}

// working reports whether people work on a day.
func (p Policy) working(d ledger.Date) bool {
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday && !p.Holidays[d]
}

// workingOrBefore is the day itself if people work on it, else the last day before on which they do.
func (p Policy) workingOrBefore(d ledger.Date) ledger.Date {
	for n := 0; n < 31 && !p.working(d); n++ {
		d = d.AddDays(-1)
	}
	return d
}

// workingFrom is the first working day on or after d.
func (p Policy) workingFrom(d ledger.Date) ledger.Date {
	for n := 0; n < 31 && !p.working(d); n++ {
		d = d.AddDays(1)
	}
	return d
}

// addWorkingDays is the n-th working day after d.
func (p Policy) addWorkingDays(d ledger.Date, n int) ledger.Date {
	for ; n > 0; n-- {
		d = p.workingFrom(d.AddDays(1))
	}
	return d
}

// addWorking is the moment at which h working hours after t have passed. Hours that a change of the clock adds or takes
// at night don't count, since nobody works then.
func (p Policy) addWorking(t time.Time, h int, loc *time.Location) time.Time {
	hours := p.Hours
	if !hours.Set() || hours.From > hours.To {
		hours = office
	}
	left := time.Duration(h) * time.Hour
	d := ledger.DateIn(t, loc)
	for n := 0; n < 400; n++ {
		d = p.workingFrom(d)
		from, to := d.At(hours.From/60, hours.From%60, loc), d.At(hours.To/60, hours.To%60, loc)
		if from.Before(t) {
			from = t
		}
		if to.After(from) {
			if to.Sub(from) >= left {
				return from.Add(left)
			}
			left -= to.Sub(from)
		}
		d = d.AddDays(1)
	}
	return t.Add(time.Duration(h) * time.Hour)
}

// quietUntil is the end of the quiet hours that t falls into; zero: it falls into none. With quiet hours set, days
// without work are quiet, too.
func (p Policy) quietUntil(t time.Time, loc *time.Location) time.Time {
	if !p.Quiet.Set() {
		return time.Time{}
	}
	local := t.In(loc)
	day, minute := ledger.DateIn(t, loc), local.Hour()*60+local.Minute()
	if p.working(day) && !p.Quiet.within(minute) {
		return time.Time{}
	}
	overnight := p.Quiet.From > p.Quiet.To
	switch {
	case !p.working(day) && !overnight: // the day after begins outside the quiet hours
		return p.workingFrom(day).Start(loc)
	case !p.working(day), overnight && minute >= p.Quiet.From:
		day = p.workingFrom(day.AddDays(1))
	}
	return day.At(p.Quiet.To/60, p.Quiet.To%60, loc)
}
