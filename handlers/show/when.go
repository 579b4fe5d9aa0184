package show

import (
	"strconv"
	"time"

	"owed.dev/owed/ledger"
)

// day is a due date as people read it: text with its weekday, for a Slack date would slip a day for readers elsewhere.
func day(d ledger.Date) string {
	if d.IsZero() {
		return "no day on record"
	}
	return d.Format("Mon 2 Jan 2006")
}

// shortDay is a day in a list.
func shortDay(d ledger.Date) string {
	if d.IsZero() {
		return "–"
	}
	return d.Format("2 Jan 2006")
}

// instant is a moment: shown in the reader's own zone, with a fallback that names its zone.
func instant(t time.Time) string {
	if t.IsZero() {
		return "at a time not on record"
	}
	t = t.UTC()
	return "<!date^" + strconv.FormatInt(t.Unix(), 10) + "^{date_short_pretty} at {time}|" + t.Format("Mon 2 Jan 2006 15:04") + " UTC>"
}

// clockTime is a moment in plain text, where Slack draws no dates.
func clockTime(t time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone).Format("Mon 2 Jan 2006 15:04 MST")
}

// days is "1 day", "12 days".
func days(n int) string { return plural(n, "day", "days") }

// away says how far a day is from today: "today", "tomorrow", "in 12 days", "3 days ago".
func away(today, d ledger.Date) string {
	switch n := int(d - today); {
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	case n == -1:
		return "yesterday"
	case n > 0:
		return "in " + days(n)
	default:
		return days(-n) + " ago"
	}
}

// fromThen is away, seen from a day gone by, which is neither today nor yesterday.
func fromThen(then, d ledger.Date) string {
	switch int(d - then) {
	case 0:
		return "that day"
	case 1:
		return "the day after"
	}
	return away(then, d)
}

// ago says how long something is past, roughly: people act on minutes and days, not on seconds.
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + " min ago"
	case d < 48*time.Hour:
		return plural(int(d/time.Hour), "hour ago", "hours ago")
	default:
		return days(int(d/(24*time.Hour))) + " ago"
	}
}
