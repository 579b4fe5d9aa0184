package alerts

import (
	"fmt"

	"github.com/shopspring/decimal"
	"owed.dev/owed/ledger"
)

// contractSpan is a span about a contract: "contract" for its end, "commit" for its commitment.
func contractSpan(what string, c ledger.Contract, k Kind, rungs []Rung) span {
	return span{matter: subject(what, c.ID), subject: string(c.ID), kind: k, from: rungs[0].At, rungs: fixed(rungs...)}
}

// endIn counts the days to a contract's day.
func (v view) endIn(r Rule, what string, day func(ledger.Contract) ledger.Date) []span {
	var out []span
	for _, c := range v.terms() {
		last := day(c)
		if last.IsZero() {
			continue
		}
		rungs := v.countdown(r, last, what, func(left int) Severity {
			if left <= 30 {
				return Warning
			}
			return Info
		})
		if len(rungs) == 0 {
			continue
		}
		s := contractSpan("contract", c, r.Kind, rungs)
		s.until = v.start(last.AddDays(1))
		out = append(out, s)
	}
	return out
}

// A contract that renews by itself ends again with each term. So many terms are looked at where nobody recorded anything for long, and so many to come.
const (
	termsAhead = 3
	termsEver  = 120
)

// terms are the contracts, and those that renew by itself in each of their terms that may matter still.
func (v view) terms() (out []ledger.Contract) {
	for _, c := range v.a.LiveContracts() {
		from, most := v.sinceDay, termsAhead
		if v.since.IsZero() {
			from, most = v.today(c.At), termsEver
		}
		for range most {
			term, _ := c.TermOn(max(from, c.Start))
			if n := len(out); n > 0 && out[n-1].ID == c.ID && out[n-1].Start == term.Start {
				break // it ends there
			}
			if out = append(out, term); term.End().IsZero() {
				break
			}
			from = term.End().AddDays(1)
		}
	}
	return out
}

func contractEnds(v view, r Rule) []span {
	return v.endIn(r, "ends", ledger.Contract.End)
}

func renewalNotice(v view, r Rule) []span {
	return v.endIn(r, "notice", ledger.Contract.LastNotice)
}

// commitUnknown: nothing tells how much of a commitment was drawn lately.
func commitUnknown(v view, r Rule) []span {
	var out []span
	for _, c := range v.a.LiveContracts() {
		since := max(v.today(c.At), v.drawn(v.inLastTerm(c)).asOf)
		rung := func(n int) Rung {
			return Rung{Key: fmt.Sprintf("unknown since %s +%d", since, n), Label: fmt.Sprintf("no figure for %d days", n), At: v.at9(since.AddDays(n)), Kind: CommitUnknown, Severity: Info}
		}
		var rungs []Rung
		last := 0
		for _, n := range v.days(r) {
			rungs = append(rungs, rung(n))
			last = max(last, n)
		}
		if len(rungs) == 0 {
			continue
		}
		s := contractSpan("commit", c, CommitUnknown, rungs)
		s.rungs = endless(rungs, func(n int) Rung { return rung(last + 30*n) })
		out = append(out, s)
	}
	return out
}

// inLastTerm is a contract as it is agreed for the term of which something was drawn last: for what is known, not for the moment.
func (v view) inLastTerm(c ledger.Contract) ledger.Contract {
	last := c.Start
	for _, d := range c.Drawdowns {
		last = max(last, d.By)
	}
	all := c
	all.Months = 0 // without an end
	for _, m := range v.a.DrawnBy(all) {
		if start, err := ledger.ParseISO(m.Month + "-01"); err == nil {
			last = max(last, start)
		}
	}
	term, _ := c.TermOn(last)
	return term
}

// drawdown is what was drawn from a contract by the end of a day.
type drawdown struct {
	sum   ledger.Money
	asOf  ledger.Date // zero: nothing is known
	exact bool        // else at least
}

// drawn is the latest figure entered by hand and what was invoiced after it; without one, what was invoiced, which is
// all of it only where invoices are on record from the contract's first month or the one after.
func (v view) drawn(c ledger.Contract) drawdown {
	d := drawdown{sum: ledger.Zero(c.Commitment.Currency)}
	for _, e := range c.Drawdowns {
		if e.By >= d.asOf {
			d = drawdown{e.Amount, e.By, true}
		}
	}
	known, first := d.asOf.Format("2006-01"), ""
	if d.asOf.IsZero() {
		known = ""
	}
	for _, m := range v.a.DrawnBy(c) {
		if first == "" {
			first = m.Month
		}
		if m.Month <= known {
			continue
		}
		start, err := ledger.ParseISO(m.Month + "-01")
		if err != nil {
			continue
		}
		d.sum, d.asOf = d.sum.Add(m.Sum), max(d.asOf, start.EndOfMonth())
	}
	if !d.exact && first != "" && !c.Start.IsZero() {
		d.exact = first <= c.Start.AddMonths(1).Format("2006-01")
	}
	return d
}

// monthsBy is how many whole months of a contract are over at the end of a day.
func monthsBy(c ledger.Contract, d ledger.Date) int {
	n := 0
	for n < c.Months && c.Start.AddMonths(n+1) <= d.AddDays(1) {
		n++
	}
	return n
}

// planned is what should have been drawn after n months: along the schedule by contract year, else a straight line.
func planned(c ledger.Contract, n int) decimal.Decimal {
	if len(c.Schedule) == 0 {
		return c.Commitment.Amount.Mul(decimalOf(int64(n))).Div(decimalOf(int64(c.Months)))
	}
	var sum decimal.Decimal
	for year, m := range c.Schedule {
		months := min(12, n-12*year)
		if months > 0 {
			sum = sum.Add(m.Amount.Mul(decimalOf(int64(months))).Div(decimalOf(12)))
		}
	}
	return sum
}

// commitOffTrack: the drawdown is off the plan, as of the day up to which it is known. A lower bound is off the plan only
// where it is above: below, the truth may be anywhere.
func commitOffTrack(v view, _ Rule) []span {
	var out []span
	for _, c := range v.a.LiveContracts() {
		c = v.inLastTerm(c)
		d := v.drawn(c)
		if c.End().IsZero() || d.asOf.IsZero() || !c.Commitment.Positive() {
			continue
		}
		off, keeps := v.offTrack(c, d)
		if !off && !keeps {
			continue
		}
		first := Rung{Key: "off track", Label: "off track", At: v.at9(d.asOf.AddDays(1)), Kind: CommitOffTrack, Severity: Warning}
		s := contractSpan("commit", c, CommitOffTrack, []Rung{first})
		month := d.asOf.AddDays(1).EndOfMonth().AddDays(1)
		s.keeps = keeps
		if s.rungs = fixed(); off {
			s.rungs = endless([]Rung{first}, func(n int) Rung {
				r := first
				day := month.AddMonths(n - 1)
				r.Key, r.Label, r.At = "off track "+day.Format("2006-01"), "monthly", v.at9(day)
				return r
			})
		}
		out = append(out, s)
	}
	return out
}

// offBy is how a commitment stands against its plan.
func (v view) offBy(c ledger.Contract) Off {
	c = v.inLastTerm(c)
	d := v.drawn(c)
	plan := ledger.Money{Amount: planned(c, monthsBy(c, d.asOf)).Round(d.sum.Currency.Decimals()), Currency: d.sum.Currency}
	return Off{Drawn: d.sum, Plan: plan, AsOf: d.asOf, AtLeast: !d.exact}
}

// offTrack: more than 10% off the plan, or a shortfall above the threshold; keeps: more than 8%, for what was on before.
func (v view) offTrack(c ledger.Contract, d drawdown) (off, keeps bool) {
	n := monthsBy(c, d.asOf)
	if n == 0 {
		return false, false
	}
	plan := planned(c, n)
	diff := d.sum.Amount.Sub(plan)
	if !d.exact && diff.IsNegative() {
		return false, false
	}
	more := func(percent int64) bool {
		return diff.Abs().Mul(decimalOf(100)).GreaterThan(plan.Mul(decimalOf(percent)))
	}
	if limit, ok := v.p.Threshold("shortfall", v.v, d.sum.Currency); ok && d.exact {
		pace := d.sum.Amount.Mul(decimalOf(int64(c.Months))).Div(decimalOf(int64(n)))
		off = c.Commitment.Amount.Sub(pace).GreaterThan(limit.Amount)
	}
	off = off || more(10)
	return off, !off && more(8)
}

func decimalOf(n int64) decimal.Decimal { return decimal.NewFromInt(n) }
