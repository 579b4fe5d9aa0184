package alerts

import (
	"slices"
	"strconv"
	"time"

	"owed.dev/owed/ledger"
)

// The matters of a vendor as a whole.
const (
	MatterLapsed   = "lapsed"
	MatterDue      = "due"
	MatterShare    = "overdue_share"
	MatterLimit    = "over_limit"
	MatterExposure = "exposure_over"
	MatterExpected = "invoice_expected"
)

// claim is what must be paid of a day's sum to take away the vendor's right to act: what is open on it, without the
// disputed part where a contract lets us withhold it. A hold of ours takes nothing away from the vendor's right.
func claim(d ledger.DaySum, mayWithhold bool) ledger.Money {
	if mayWithhold {
		return d.Open.Sub(d.Disputed)
	}
	return d.Open
}

// claimed are the days of all currencies on which something must be paid, oldest first.
func (v view) claimed() []ledger.DaySum {
	if v.memo.claimed != nil {
		return v.memo.claimed
	}
	may, _ := v.a.MayWithhold()
	out := make([]ledger.DaySum, 0, 16)
	for _, c := range v.a.Currencies() {
		s, ok := v.a.Sums[c]
		if !ok {
			continue
		}
		for _, d := range s.Days {
			if claim(d, may).Positive() {
				out = append(out, d)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y ledger.DaySum) int { return int(x.Due - y.Due) })
	v.memo.claimed = out
	return out
}

// lapsed: something overdue must be paid. It hangs on the oldest due day, so it is counted anew when that is paid.
func lapsed(v view, r Rule) []span {
	days := v.claimed()
	if len(days) == 0 {
		return nil
	}
	oldest := days[0].Due
	s := span{matter: MatterLapsed, kind: Lapsed, from: v.overdueFrom(oldest)}
	for _, d := range days[1:] {
		if v.pastDay(d.Due.AddDays(v.v.Grace + 1)) {
			continue
		}
		if t := v.overdueFrom(d.Due); !v.past(t) {
			s.changes = append(s.changes, t)
		}
	}
	hangsOn := oldest.String()
	s.grave = func(at time.Time) Severity { return v.lapsedSeverity(days, at) }
	rung := func(label string, at time.Time) Rung {
		return Rung{Key: "lapsed " + hangsOn + " " + label, Label: label, At: at, Kind: Lapsed, Severity: s.grave(at)}
	}
	rungs := []Rung{rung("first", s.from)}
	last := 0
	for _, n := range v.days(r) {
		if n > v.v.Grace+1 {
			rungs = append(rungs, rung(plus(n), v.at9(oldest.AddDays(n))))
		}
		last = max(last, n)
	}
	last = max(last, v.v.Grace+1)
	s.rungs = endless(rungs, func(n int) Rung {
		past := last + 30*n
		return rung(plus(past), v.at9(oldest.AddDays(past)))
	})
	return []span{s}
}

func plus(n int) string { return "+" + strconv.Itoa(n) }

// lapsedSeverity is how grave it is at a moment: what is overdue then counts.
func (v view) lapsedSeverity(days []ledger.DaySum, at time.Time) Severity {
	if v.v.Critical {
		return Critical
	}
	for _, m := range v.overdueAt(days, at) {
		if limit, ok := v.p.Threshold("lapsed", v.v, m.Currency); ok && m.Cmp(limit) > 0 {
			return Critical
		}
	}
	return Warning
}

// overdueAt is what must be paid of the days that are overdue at a moment, one amount for each currency.
func (v view) overdueAt(days []ledger.DaySum, at time.Time) []ledger.Money {
	may, _ := v.a.MayWithhold()
	var out []ledger.Money
	for _, d := range days {
		if !v.overdueFrom(d.Due).After(at) {
			out = addTo(out, claim(d, may))
		}
	}
	return out
}

// addTo adds an amount to the one of its currency.
func addTo(sums []ledger.Money, m ledger.Money) []ledger.Money {
	for n := range sums {
		if sums[n].Currency == m.Currency {
			sums[n] = sums[n].Add(m)
			return sums
		}
	}
	return append(sums, m)
}
