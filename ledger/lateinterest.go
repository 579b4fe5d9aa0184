package ledger

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// Across says which rate counts when a debt is late through several half-years.
type Across string

// The ways of reckoning across half-years.
const (
	ByPeriod  Across = "by_period"  // each half-year's own
	AtStart   Across = "at_start"   // the one of the first late day holds to the end
	AtPayment Across = "at_payment" // the one of the payment date for the whole time
)

// Basis is how days become parts of a year.
type Basis string

// The day-count bases.
const (
	Actual365   Basis = "act/365"
	Actual360   Basis = "act/360"
	Thirty360US Basis = "30/360"
)

// Compounding is how interest bears interest; the empty one: not at all.
type Compounding string

// The ways of compounding.
const (
	FullMonths    Compounding = "full_months"    // a rate per month, on full months only
	PromptPayment Compounding = "prompt_payment" // P(1 + r/12)ⁿ(1 + r·d/360) − P
)

// FixedSum is what a creditor may ask besides interest, for debts below a size (zero: of any size).
type FixedSum struct {
	Below Money
	Sum   Money
}

// LateRule is a regime of interest on late payments. Its rates are data that come in with it.
type LateRule struct {
	Name     string
	Base     *RateTable      // nil: Percent is the whole rate
	Percent  decimal.Decimal // a year, above the base; with FullMonths a month
	Across   Across
	Basis    Basis
	Compound Compounding
	Fixed    []FixedSum // smallest first
}

// EULate is Directive 2011/7/EU with a country's margin above the central bank's rate (8 at least; Germany 9).
func EULate(base RateTable, margin int64, across Across) LateRule {
	return LateRule{
		Name: "Directive 2011/7/EU", Base: &base, Percent: decimal.NewFromInt(margin), Across: across, Basis: Actual365,
		Fixed: []FixedSum{{Sum: MustMoney("40", "EUR")}},
	}
}

// UKLate is the Late Payment of Commercial Debts (Interest) Act 1998: the rate before lateness starts holds to the end.
func UKLate(base RateTable) LateRule {
	return LateRule{
		Name: "Late Payment of Commercial Debts (Interest) Act 1998", Base: &base, Percent: decimal.NewFromInt(8), Across: AtStart, Basis: Actual365,
		Fixed: []FixedSum{
			{MustMoney("1000", "GBP"), MustMoney("40", "GBP")},
			{MustMoney("10000", "GBP"), MustMoney("70", "GBP")},
			{Sum: MustMoney("100", "GBP")},
		},
	}
}

// USPromptPayment is the Prompt Payment Act; its debtors are federal agencies.
func USPromptPayment(base RateTable) LateRule {
	return LateRule{Name: "Prompt Payment Act", Base: &base, Across: AtStart, Compound: PromptPayment}
}

// ContractLate is a contract's simple rate a year.
func ContractLate(percentYear decimal.Decimal, basis Basis) LateRule {
	return LateRule{Name: "contract", Percent: percentYear, Basis: basis}
}

// ContractMonthly is a contract's rate a month, compounded per full month.
func ContractMonthly(percentMonth decimal.Decimal) LateRule {
	return LateRule{Name: "contract", Percent: percentMonth, Compound: FullMonths}
}

// PaidOn is a part of a debt and its value date.
type PaidOn struct {
	Day    Date
	Amount Money
}

// LateInterest is what lateness costs. It is exposure until the creditor asks for it and it is accepted.
type LateInterest struct {
	Interest Money      // rounded once, half up
	Fixed    Money      // the sum besides; zero: none, or in a currency that the debt is not in
	Spans    []LateSpan // what it is made of
}

// LateSpan is one part of a debt over one stretch of time at one rate.
type LateSpan struct {
	Part    Money
	From    Date // the day before the first that counts
	To      Date // the last that counts: the value date
	Days    int
	Months  int             // full months, where the rule compounds
	Percent decimal.Decimal // a year; a month where full months compound
	Source  string          // of the base rate
	exact   decimal.Decimal
}

// On reckons the interest on a debt from its due date (which does not count) to a value date (which does), with the
// parts that were paid before.
func (r LateRule) On(debt Money, due Date, paid []PaidOn, until Date) (LateInterest, error) {
	out := LateInterest{Interest: Zero(debt.Currency)}
	parts, late, err := lateParts(debt, due, paid, until)
	if err != nil {
		return LateInterest{}, err
	}
	if until <= due || late.IsZero() {
		return out, nil
	}
	sum := decimal.Zero
	for _, p := range parts {
		spans, err := r.spans(p, due)
		if err != nil {
			return LateInterest{}, err
		}
		for _, s := range spans {
			sum = sum.Add(s.exact)
		}
		out.Spans = append(out.Spans, spans...)
	}
	out.Interest, out.Fixed = roundHalfUp(sum, debt.Currency), r.fixed(late)
	return out, nil
}

// lateParts cuts a debt into the parts that were late, each with the day it was paid, and their sum.
func lateParts(debt Money, due Date, paid []PaidOn, until Date) (parts []PaidOn, late Money, err error) {
	paid = slices.Clone(paid)
	slices.SortStableFunc(paid, func(a, b PaidOn) int { return cmp.Compare(a.Day, b.Day) })
	rest, late := debt, debt
	for _, p := range paid {
		switch {
		case p.Amount.Currency != debt.Currency:
			return nil, late, invalid("A payment of %s was read for a debt in %s; expected one in that currency. Example: %s", p.Amount, debt.Currency, debt)
		case p.Amount.Sign() < 0 || p.Amount.Cmp(rest) > 0:
			return nil, late, invalid("A payment of %s was read, but only %s was open; expected at most that. Example: %s", p.Amount, rest, rest)
		case p.Day > until:
			continue
		}
		rest = rest.Sub(p.Amount)
		if p.Day <= due {
			late = late.Sub(p.Amount)
			continue
		}
		parts = append(parts, p)
	}
	if rest.Positive() {
		parts = append(parts, PaidOn{until, rest})
	}
	return parts, late, nil
}

// fixed is the sum besides interest. Its bands are not converted: a debt in another currency has none that owed can name.
func (r LateRule) fixed(late Money) Money {
	for _, f := range r.Fixed {
		if f.Sum.Currency == late.Currency && (f.Below.IsZero() || late.Cmp(f.Below) < 0) {
			return f.Sum
		}
	}
	return Money{}
}

// spans are the stretches of one part: one, or one per half-year.
func (r LateRule) spans(p PaidOn, due Date) ([]LateSpan, error) {
	var out []LateSpan
	for from := due; from < p.Day; {
		s := LateSpan{Part: p.Amount, From: from, To: p.Day, Percent: r.Percent}
		if r.Base != nil {
			day := from.AddDays(1)
			switch r.Across {
			case AtPayment:
				day = p.Day
			case ByPeriod:
				s.To = min(p.Day, halfYear(day).AddMonths(6).AddDays(-1))
			}
			base, err := r.Base.On(day)
			if err != nil {
				return nil, err
			}
			s.Percent, s.Source = s.Percent.Add(base.Percent), base.Source
		}
		r.reckon(&s)
		out = append(out, s)
		from = s.To
	}
	return out, nil
}

// reckon computes a span to many more digits than an amount has; rounding comes once, at the end.
func (r LateRule) reckon(s *LateSpan) {
	s.Days = int(s.To - s.From)
	switch r.Compound {
	case FullMonths:
		s.Months = fullMonths(s.From, s.To)
		s.exact = growth(s.Part.Amount, s.Percent, decimal.NewFromInt(100), s.Months).Sub(s.Part.Amount)
	case PromptPayment:
		s.Months = fullMonths(s.From, s.To)
		s.exact = PromptPaymentInterest(s.Part, s.Percent, s.Months, int(s.To-s.From.AddMonths(s.Months)))
	default:
		year := int64(365)
		if r.Basis != Actual365 {
			year = 360
		}
		if r.Basis == Thirty360US {
			s.Days = Days30US(s.From, s.To)
		}
		s.exact = divide(s.Part.Amount.Mul(s.Percent).Mul(decimal.NewFromInt(int64(s.Days))), decimal.NewFromInt(100*year))
	}
}

// growth is p × (1 + percent/base)ⁿ.
func growth(p, percent, base decimal.Decimal, n int) decimal.Decimal {
	over := decimal.NewFromInt(1)
	for range n {
		p, over = p.Mul(base.Add(percent)), over.Mul(base)
	}
	return divide(p, over)
}

// PromptPaymentInterest is the Prompt Payment Act's formula for n whole months and d days, exact to many digits.
func PromptPaymentInterest(p Money, percentYear decimal.Decimal, n, d int) decimal.Decimal {
	year := decimal.NewFromInt(36000)
	grown := growth(p.Amount, percentYear, decimal.NewFromInt(1200), n)
	return divide(grown.Mul(year.Add(percentYear.Mul(decimal.NewFromInt(int64(d))))), year).Sub(p.Amount)
}

// divide keeps so many digits that rounding to a minor unit comes out as if the quotient were exact.
func divide(a, b decimal.Decimal) decimal.Decimal { return a.DivRound(b, 40) }

// fullMonths is how many whole months lie between two days.
func fullMonths(from, to Date) int {
	n := 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month())
	if n > 0 && from.AddMonths(n) > to {
		n--
	}
	return max(n, 0)
}

// Days30US counts the days between two dates by 30/360 US.
func Days30US(from, to Date) int {
	d1 := min(from.Day(), 30)
	d2 := to.Day()
	if d2 == 31 && d1 == 30 {
		d2 = 30
	}
	return 360*(to.Year()-from.Year()) + 30*(int(to.Month())-int(from.Month())) + d2 - d1
}

// PerDay is what one more day costs on a day, rounded: what a creditor's calculator shows. The sum of rounded days is
// not the interest: £1,000 at 8.5 % is £0.23 a day, so 50 days make £11.50, but exactly they make £11.64.
func (r LateRule) PerDay(debt Money, due, day Date) (Money, error) {
	upTo, err := r.exactly(debt, due, day)
	if err != nil {
		return Money{}, err
	}
	before, err := r.exactly(debt, due, day.AddDays(-1))
	if err != nil {
		return Money{}, err
	}
	return roundHalfUp(upTo.Sub(before), debt.Currency), nil
}

func (r LateRule) exactly(debt Money, due, day Date) (decimal.Decimal, error) {
	l, err := r.On(debt, due, nil, day)
	sum := decimal.Zero
	for _, s := range l.Spans {
		sum = sum.Add(s.exact)
	}
	return sum, err
}
