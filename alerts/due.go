package alerts

import (
	"fmt"
	"time"

	"owed.dev/owed/ledger"
)

// dueDay is a day on which something falls due that must be paid, and the part of it that no live request covers.
type dueDay struct {
	ledger.DaySum

	claim ledger.Money
	bare  ledger.Money
}

// dueDays are the days of all currencies on which something falls due, in order.
//
// The core of an account does not tell which days a request's invoices fall due on. A request without named invoices pays
// the oldest first, so its sum is laid over the days in that order; one that names invoices is taken to cover none: a
// reminder too many rather than one too few.
func (v view) dueDays() []dueDay {
	if v.memo.due != nil {
		return v.memo.due
	}
	may, _ := v.a.MayWithhold()
	covered := v.covered()
	out := make([]dueDay, 0, 16)
	for _, d := range v.claimed() {
		free := d.Open.Sub(d.Disputed).Sub(d.Held)
		c := covered[d.Open.Currency].Min(free)
		if c.Sign() < 0 {
			c = ledger.Zero(d.Open.Currency)
		}
		covered[d.Open.Currency] = covered[d.Open.Currency].Sub(c)
		sum := claim(d, may)
		out = append(out, dueDay{d, sum, sum.Sub(c)})
	}
	v.memo.due = out
	return out
}

// covered is what live requests without named invoices will pay, by currency.
func (v view) covered() map[ledger.Currency]ledger.Money {
	out := map[ledger.Currency]ledger.Money{}
	for _, r := range v.a.Requests {
		if !r.Live() || r.Named {
			continue
		}
		for _, al := range r.Targets {
			out[al.Amount.Currency] = out[al.Amount.Currency].Add(al.Amount)
		}
	}
	return out
}

// dueSoon counts the days to each day on which something falls due that no live request covers.
func dueSoon(v view, r Rule) []span {
	var out []span
	for _, d := range v.dueDays() {
		if v.pastDay(d.Due.AddDays(1)) || !d.bare.Positive() {
			continue
		}
		end := v.start(d.Due.AddDays(1))
		if v.past(end) {
			continue
		}
		rungs := v.countdown(r, d.Due, "due "+string(d.Open.Currency), func(left int) Severity {
			if left <= 3 {
				return Warning
			}
			return Info
		})
		if len(rungs) > 0 {
			out = append(out, span{matter: MatterDue, kind: DueSoon, from: rungs[0].At, until: end, rungs: fixed(rungs...)})
		}
	}
	return out
}

// dueToday speaks on the day itself, whether a request covers it or not: an approved payment must have left by then.
func dueToday(v view, _ Rule) []span {
	var out []span
	for _, d := range v.dueDays() {
		if v.pastDay(d.Due.AddDays(1)) {
			continue
		}
		from, end := v.at9(d.Due), v.start(d.Due.AddDays(1))
		out = append(out, span{matter: MatterDue, kind: DueToday, from: from, until: end, rungs: single(from, func() Rung {
			return Rung{Key: fmt.Sprintf("due %s today %s", d.Open.Currency, d.Due), Label: "today", Kind: DueToday, Severity: Warning, Day: d.Due}
		})})
	}
	return out
}

// overdueShare: too much of what is outstanding is overdue, or something grew very old. It speaks on Mondays only: days
// that do not move when the sums do.
func overdueShare(v view, _ Rule) []span {
	var out []span
	var changes []time.Time
	for _, c := range v.a.Currencies() {
		s, ok := v.a.Sums[c]
		if !ok {
			continue
		}
		for _, d := range s.Days {
			if v.pastDay(d.Due.AddDays(v.v.Grace + 1)) {
				continue
			}
			if t := v.overdueFrom(d.Due); !v.past(t) {
				changes = append(changes, t)
			}
		}
		if first, ok := v.shareFrom(s); ok {
			from := mondayFrom(first)
			sp := span{matter: MatterShare, kind: OverdueShare, from: v.at9(from)}
			sp.rungs = endless(nil, func(n int) Rung { return v.weekly("overdue share", from.AddDays(7*(n-1))) })
			out = append(out, sp)
		}
		for _, d := range s.Days {
			if v.pastDay(d.Due.AddDays(91 + 6 + 7)) {
				continue
			}
			from := mondayFrom(d.Due.AddDays(91))
			until := v.at9(from.AddDays(7))
			if v.past(until) {
				continue
			}
			sp := span{matter: MatterShare, kind: OverdueShare, from: v.at9(from), until: until}
			sp.rungs = single(sp.from, func() Rung { return v.weekly("90+ grew", from) })
			out = append(out, sp)
		}
	}
	for n := range out {
		out[n].changes = changes
	}
	return out
}

func mondayFrom(d ledger.Date) ledger.Date {
	for d.Weekday() != time.Monday {
		d = d.AddDays(1)
	}
	return d
}

func (v view) weekly(label string, d ledger.Date) Rung {
	return Rung{Key: label + " " + d.String(), Label: label, At: v.at9(d), Kind: OverdueShare, Severity: Warning}
}

// shareFrom is the first day on which more than the policy's share of outstanding is overdue.
func (v view) shareFrom(s *ledger.Sums) (ledger.Date, bool) {
	total := s.Open()
	overdue := ledger.Zero(total.Currency)
	for _, d := range s.Days {
		overdue = overdue.Add(d.Open)
		if percentOf(overdue, 100).Cmp(percentOf(total, v.p.share())) > 0 {
			return v.today(v.overdueFrom(d.Due)), true
		}
	}
	return 0, false
}

// percentOf is n × m: two of them compare as percentages do, without a division.
func percentOf(m ledger.Money, n int64) ledger.Money {
	return ledger.Money{Amount: m.Amount.Mul(decimalOf(n)), Currency: m.Currency}
}

// invoiceExpected asks for the invoice of a month that a vendor who billed three months running has not billed.
func invoiceExpected(v view, r Rule) []span {
	last, ok := v.monthly()
	if !ok || v.v.Closed {
		return nil
	}
	var rungs []Rung
	for n := 1; n <= 3; n++ {
		month := last.AddMonths(n).EndOfMonth()
		for _, after := range v.days(r) {
			rungs = append(rungs, Rung{
				Key: fmt.Sprintf("expected %s +%d", month.Format("2006-01"), after), Label: month.Format("2006-01"), At: v.at9(month.AddDays(after)),
				Kind: InvoiceExpected, Severity: Info,
			})
		}
	}
	if len(rungs) == 0 {
		return nil
	}
	return []span{{matter: MatterExpected, kind: InvoiceExpected, from: rungs[0].At, rungs: fixed(rungs...)}}
}

// monthly is the end of the last month billed, if the two months before were billed, too.
func (v view) monthly() (ledger.Date, bool) {
	billed, last := map[string]bool{}, ""
	for _, m := range v.a.Drawn {
		billed[m.Month] = true
		last = max(last, m.Month)
	}
	end, err := ledger.ParseISO(last + "-01")
	if err != nil {
		return 0, false
	}
	before := func(n int) bool { return billed[end.AddMonths(-n).Format("2006-01")] }
	return end.EndOfMonth(), before(1) && before(2)
}
