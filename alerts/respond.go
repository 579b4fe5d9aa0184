package alerts

import (
	"time"

	"owed.dev/owed/ledger"
)

// The longest that an alert can be snoozed.
const (
	longestSnooze         = 7 * 24 * time.Hour
	longestCriticalSnooze = 24 * time.Hour
)

// SnoozeLimit is the latest moment until which an alert can be snoozed; ok is false where it can't be: nobody mutes the
// last warning before harm is done.
func SnoozeLimit(al Alert, at time.Time) (until time.Time, ok bool) {
	if r, known := RuleOf(al.Kind); known && r.Always || !al.Live() {
		return time.Time{}, false
	}
	until = at.Add(longestSnooze)
	if al.Severity == Critical {
		until = at.Add(longestCriticalSnooze)
	}
	if al.LastDay.After(at) && al.LastDay.Before(until) {
		until = al.LastDay
	}
	return until, true
}

// Acknowledge puts on record that somebody has taken the matter: its repeats end, and it escalates no further. The next
// rung speaks again.
func Acknowledge(al Alert, posted ledger.Posted, who ledger.UserID, at time.Time) ledger.Posted {
	p := clonePosted(posted)
	p.Acked, p.AckedAt, p.AckRung = who, at, al.Rung
	return p
}

// Snooze puts on record that nothing is to be said before a moment; a moment past SnoozeLimit is an error.
func Snooze(al Alert, posted ledger.Posted, who ledger.UserID, until, at time.Time) (ledger.Posted, error) {
	limit, ok := SnoozeLimit(al, at)
	switch {
	case !ok:
		return posted, &ledger.Error{Kind: ledger.Forbidden, Say: "This alert can't be snoozed: it is the last warning before harm is done"}
	case until.After(limit):
		return posted, invalid("This alert can be snoozed until %s at the longest", limit.UTC().Format("2006-01-02 15:04 MST"))
	case !until.After(at):
		return posted, invalid("That moment is over; choose a later one")
	}
	p := clonePosted(posted)
	p.Snoozer, p.Snoozed = who, until
	return p, nil
}

// NextDigest is the first digest after a moment: at its hour, on a working day.
func (p Policy) NextDigest(after time.Time) time.Time {
	if p.Digest.Off {
		return time.Time{}
	}
	day := ledger.DateIn(after, p.digestZone())
	for n := range 366 {
		if at, ok := p.digestOn(day.AddDays(n)); ok && at.After(after) {
			return at
		}
	}
	return time.Time{}
}

// DigestBefore is the last digest before a moment.
func (p Policy) DigestBefore(before time.Time) time.Time {
	day := ledger.DateIn(before, p.digestZone())
	for n := range 366 {
		if at, ok := p.digestOn(day.AddDays(-n)); ok && at.Before(before) {
			return at
		}
	}
	return time.Time{}
}

func (p Policy) digestZone() *time.Location {
	if p.Zone == nil {
		return time.UTC
	}
	return p.Zone
}

// digestOn is the moment of a day's digest; ok is false for a day without.
func (p Policy) digestOn(d ledger.Date) (at time.Time, ok bool) {
	minute := p.Digest.Minute
	if minute == 0 {
		minute = 9 * 60
	}
	return d.At(minute/60, minute%60, p.digestZone()), p.working(d) && (!p.Digest.Weekly || p.FirstOfWeek(d))
}

// FirstOfWeek reports whether a day is the first working day of its week.
func (p Policy) FirstOfWeek(d ledger.Date) bool {
	for e := d.AddDays(-1); e.Weekday() != time.Sunday; e = e.AddDays(-1) {
		if p.working(e) {
			return false
		}
	}
	return p.working(d)
}
