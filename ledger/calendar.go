package ledger

import (
	"slices"
	"time"
)

// Convention says what becomes of a due date on a day without banks.
type Convention string

// The business-day conventions. The empty one means none.
const (
	NoConvention      Convention = "none"
	Following         Convention = "following"          // the next business day
	ModifiedFollowing Convention = "modified_following" // the next, unless that is in the next month: then the one before
	Preceding         Convention = "preceding"          // the business day before
)

// ParseConvention reads a convention by its name: none, following, modified following, preceding.
func ParseConvention(s string) (Convention, error) {
	switch c := Convention(joinWords(s)); c {
	case "", NoConvention:
		return NoConvention, nil
	case Following, ModifiedFollowing, Preceding:
		return c, nil
	}
	return "", invalid("“%s” is not a business-day convention; expected none, following, modified following or preceding. Example: `convention following`", clip(s))
}

// Adjust moves d to the business day that the convention says. Without a calendar (nil) only weekends count.
func (c Convention) Adjust(d Date, business func(Date) bool) Date {
	if d.IsZero() {
		return d
	}
	switch c {
	case Following:
		return nearestBusiness(d, 1, business)
	case Preceding:
		return nearestBusiness(d, -1, business)
	case ModifiedFollowing:
		if next := nearestBusiness(d, 1, business); next <= d.EndOfMonth() {
			return next
		}
		return nearestBusiness(d, -1, business)
	}
	return d
}

// longestClosure bounds the search for a business day: a calendar that has none for so long is wrong, and the day stays.
const longestClosure = 60

func nearestBusiness(d Date, step int, business func(Date) bool) Date {
	if business == nil {
		business = Weekday
	}
	for n := range longestClosure {
		if day := d.AddDays(n * step); business(day) {
			return day
		}
	}
	return d
}

// Weekday reports whether d is Monday to Friday: the calendar where no holidays are known.
func Weekday(d Date) bool { return d.Weekday() != 0 && d.Weekday() != 6 }

// Holidays are the days without banks of one country, as data: owed computes none. The zero value knows weekends only.
type Holidays struct {
	Country string          `json:"country,omitempty"` // ISO 3166
	Source  string          `json:"source,omitempty"`  // who says so
	Days    map[Date]string `json:"days,omitempty"`    // the holiday's name
	Weekend []time.Weekday  `json:"weekend,omitempty"` // empty: Saturday and Sunday
}

// Business reports whether banks work on d.
func (h Holidays) Business(d Date) bool {
	if _, holiday := h.Days[d]; holiday {
		return false
	}
	if len(h.Weekend) == 0 {
		return Weekday(d)
	}
	return !slices.Contains(h.Weekend, d.Weekday())
}

// Closed is why banks do not work on d: the holiday's name or the day of the weekend; "" where they do.
func (h Holidays) Closed(d Date) string {
	if name, holiday := h.Days[d]; holiday {
		return name
	}
	if h.Business(d) {
		return ""
	}
	return d.Weekday().String()
}

// Reminder is the day on which a coming date is to be spoken of: the date itself, or the business day before where
// banks do not work on it, and never after it.
func (h Holidays) Reminder(d Date) Date { return Preceding.Adjust(d, h.Business) }

// BusinessDays counts the business days after from, up to and including to; 0 where to is not after from.
func (h Holidays) BusinessDays(from, to Date) int {
	n := 0
	for d := from.AddDays(1); d <= to; d = d.AddDays(1) {
		if h.Business(d) {
			n++
		}
	}
	return n
}
