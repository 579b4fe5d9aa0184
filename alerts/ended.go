package alerts

import (
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// extraDue is where Posted.Extra keeps the days of what falls due that the message told of last.
const extraDue = "due"

// Ended is the end of a matter of the vendor as a whole, as far as the account and what was posted of it tell: the account alone
// does not know which of its entries ended it. The last entry did, unless what fell due only saw its day end; what was
// recorded after the message was struck did not. An alert that stands, or is about one thing, comes back as it is.
func Ended(a *ledger.Account, al Alert, posted ledger.Posted, at time.Time) Alert {
	if al.Live() || al.ofOne() {
		return al
	}
	if !posted.Cleared.IsZero() && posted.Cleared.Before(al.Cleared) {
		al.Cleared = posted.Cleared
	}
	if al.Matter == MatterDue && a.Vendor.MergedInto == "" && a.Vendor.Merging == "" {
		see(a, Policy{}, time.Time{}).endedDue(&al, posted, at)
	}
	return al
}

// endedDue says why each of the days that were told of is no longer, and since when the last is not.
func (v view) endedDue(al *Alert, posted ledger.Posted, at time.Time) {
	var over, recorded time.Time
	for word := range strings.FieldsSeq(posted.Extra[extraDue]) {
		day, err := ledger.ParseISO(word)
		if err != nil {
			continue
		}
		al.Due = append(al.Due, DueSum{DaySum: ledger.DaySum{Due: day}})
		why := v.whyNotDue(day)
		if end := v.start(day.AddDays(1)); why != nothingOpen && why != withheld && !at.Before(end) {
			over, al.Why = end, "its day is over, and not all of it is paid"
			continue
		}
		recorded, al.Why = al.Cleared, why
	}
	if !over.IsZero() && !recorded.After(over) {
		al.Cleared = over
	}
}

// Why nothing is told any more of what falls due on a day.
const (
	nothingOpen = "nothing that fell due on that day is open any more"
	withheld    = "what is open of it is disputed, and the contract lets us hold that back"
	covered     = "requests cover it"
	notTold     = "it is not told of any more"
)

func (v view) whyNotDue(day ledger.Date) string {
	why := nothingOpen
	for _, s := range v.a.Sums {
		for _, d := range s.Days {
			if d.Due == day && d.Open.Positive() {
				why = withheld
			}
		}
	}
	for _, d := range v.dueDays() {
		switch {
		case d.Due != day:
		case d.bare.Positive():
			return notTold
		default:
			why = covered
		}
	}
	return why
}
