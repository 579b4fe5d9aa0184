package ledger

import (
	"maps"
	"slices"
)

// CoursePoint is what was owed from a day on, until the next point.
type CoursePoint struct {
	Day         Date
	Outstanding Money
	Overdue     Money
}

// Course is what was owed in a currency through time, by the days on which it was issued, fell due and moved: for each day
// the same as AsKnownAbout of it says. The account must be whole, as a replay makes it.
func (a *Account) Course(c Currency) []CoursePoint {
	owed, late := map[Date]Money{}, map[Date]Money{}
	add := func(to map[Date]Money, day Date, m Money) {
		sum, ok := to[day]
		if !ok {
			sum = Zero(c)
		}
		to[day] = sum.Add(m)
	}
	past := func(i Invoice) Date { return max(i.Issued, i.Due.AddDays(a.Vendor.Grace+1)) }
	for _, i := range a.Invoices {
		if i.Amount.Currency == c && !i.Reversed && !i.Proposed {
			add(owed, i.Issued, i.Amount)
			add(late, past(i), i.Amount)
		}
	}
	for _, m := range a.Movements {
		if m.Amount.Currency != c || !m.Counts() {
			continue
		}
		for _, al := range m.Allocations {
			if i, ok := a.Invoices[al.Invoice.Key()]; ok && !i.Reversed && !i.Proposed {
				add(owed, max(m.Day, i.Issued), al.Amount.Neg())
				add(late, max(m.Day, past(i)), al.Amount.Neg())
			}
		}
	}
	return points(c, owed, late)
}

// points sums changes up, day by day.
func points(c Currency, owed, late map[Date]Money) []CoursePoint {
	days := slices.Collect(maps.Keys(owed))
	for d := range late {
		if _, ok := owed[d]; !ok {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	out := make([]CoursePoint, 0, len(days))
	last := CoursePoint{Outstanding: Zero(c), Overdue: Zero(c)}
	for _, d := range days {
		last.Day = d
		if m, ok := owed[d]; ok {
			last.Outstanding = last.Outstanding.Add(m)
		}
		if m, ok := late[d]; ok {
			last.Overdue = last.Overdue.Add(m)
		}
		out = append(out, last)
	}
	return out
}
