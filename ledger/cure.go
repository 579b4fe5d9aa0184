package ledger

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// curable are the counter-measures that paying within the cure period averts (DOMAIN: after a formal notice it takes away the right to act).
var curable = []MeasureKind{ServiceSuspension, ServiceTermination, DataDeletion, Acceleration, CreditHold, LienOrRepossession}

// Cure is the time that a contract gives us to pay after a formal notice.
type Cure struct {
	Contract Contract
	From     Date // on which the notice counts as received, as the contract says
	Until    Date // its last day
}

// CureOf is the cure period that a live contract gives after a notice, the shortest where several do; ok is false where none does, and
// for what is no formal notice, or can't be cured by paying. at is when the notice was recorded, for one of which nobody says when it came.
func (a *Account) CureOf(s Signal, at time.Time) (best Cure, ok bool) {
	if s.State != NoticeGiven || !slices.Contains(curable, s.Kind) {
		return best, false
	}
	for _, k := range a.LiveContracts() {
		if k.CureDays < 1 {
			continue
		}
		from := k.receipt(s, a.Vendor, at, a.Business)
		if c := (Cure{k, from, from.AddDays(k.CureDays)}); !ok || c.Until < best.Until {
			best, ok = c, true
		}
	}
	return best, ok
}

// movedToNotice is a counter-measure as a move makes it a formal notice, which came when it was moved.
func (s Signal) movedToNotice(m SignalMoved) Signal {
	s.State, s.Received, s.Announced = m.To, time.Time{}, 0
	s.Effective, s.CureUntil = m.Days(s)
	return s
}

// withCure fills in the last day to cure from the contract where the notice names none, and they may not act before it.
func (a *Account) withCure(s Signal, at time.Time) Signal {
	if c, ok := a.CureOf(s, at); ok && s.CureUntil.IsZero() && (s.Effective.IsZero() || c.Until <= s.Effective) {
		s.CureUntil = c.Until
	}
	return s
}

var (
	sendings  = []string{"sent", "posted", "e-mailed"}
	numerals  = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
	afterDays = regexp.MustCompile(`^(\w+) (business |working |calendar )?(day|week)s? (?:has|have) passed since it was (.+)$`)
)

// receipt is the day on which a notice counts as received: that on which it came, or was sent, where the contract says so, and later by
// the days that it gives the post. business says on which days banks work; nil: Monday to Friday.
func (c Contract) receipt(s Signal, v Vendor, at time.Time, business func(Date) bool) Date {
	moment, after, unit := c.ReceivedWhen, 0, ""
	if m := afterDays.FindStringSubmatch(c.ReceivedWhen); m != nil {
		if after = numerals[m[1]]; after == 0 {
			after, _ = strconv.Atoi(m[1])
		}
		moment, unit = m[4], m[2]
		if m[3] == "week" {
			after, unit = after*7, ""
		}
	}
	day := v.Today(at)
	if !s.Received.IsZero() {
		day = v.Today(s.Received)
	}
	if slices.Contains(sendings, moment) && !s.Announced.IsZero() {
		day = s.Announced
	}
	if unit == "" || strings.HasPrefix(unit, "calendar") {
		return day.AddDays(after)
	}
	for ; after > 0; after-- {
		day = nearestBusiness(day.AddDays(1), 1, business)
	}
	return day
}
