package ledger

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Commitment is what the arithmetic of a contract's burn takes: values only. Fees count when they are incurred, paid or not.
type Commitment struct {
	Sum      Money
	Start    Date // zero: unknown, so nothing that needs an elapsed share can be said
	Months   int
	Schedule []Money    // minimum per contract year; empty: a straight line
	Drawn    []MonthSum // known fees by month; a month without a sum is unknown, not 0
	Entered  []Drawdown // spent to date, from outside, with a source
}

// Burn is how a commitment stands on a day. Every projection names its assumption; what is unknown is a bound.
type Burn struct {
	Day      Date
	End      Date // last day of the term; zero: unknown
	TermDays int

	Elapsed     int // whole months since the start
	ElapsedDays int
	Left        int // whole months from the last full month to the end

	PerMonth, PerYear Money // the commitment spread evenly
	Plan              Bound // what should be drawn by now: by whole months, or by the schedule
	PlanByDays        Bound // the same by days, for those who reckon so
	PlanByMonthsDays  Bound // the same by months and days

	Drawn       Bound // what is drawn
	Known       Money // the sum of the months that are known
	KnownMonths int
	Missing     int    // full months of the term of which nothing is known
	Source      string // of the entered figure that Drawn rests on

	Rate       Money           // run-rate a month; zero currency: unknown
	RateMonths int             // the mean of so many months
	Pace       decimal.Decimal // the run-rate in percent of PerMonth

	AtEnd       Bound // drawn at the end of the term, at this pace
	Shortfall   Bound // lacking at the end, at this pace
	IfStopped   Bound // lacking at the end, if usage stops today
	CatchUpRate Money // what the missing months must have held, each, for no shortfall; zero: none, or none missing
	Overage     Money // certainly drawn above the commitment

	Years []YearBurn // those with a minimum of their own
}

// YearBurn is how a contract year with a minimum of its own stands. What is drawn is known from invoices, in the first year from
// figures entered by its end, too: a later figure does not say in which year it was drawn.
type YearBurn struct {
	Year    int // from 1
	End     Date
	Ended   bool
	ToCome  bool // it has not begun
	Minimum Money
	Drawn   Bound
	Short   Bound // lacking at its end: for good where it has ended, else at the present pace
}

// Missed reports whether the minimum is missed, or may be.
func (y YearBurn) Missed() bool {
	return y.Short.Low.Positive() || y.Short.HighKnown && y.Short.High.Positive()
}

// runMonths is over how many full months the run-rate is the mean.
const runMonths = 3

// On reckons how the commitment stands on a day.
func (c Commitment) On(day Date) Burn {
	b := Burn{Day: day, PerMonth: c.share(1, int64(c.Months)), PerYear: c.share(12, int64(c.Months)), Overage: Zero(c.Sum.Currency)}
	if c.Months < 1 {
		b.PerMonth, b.PerYear = Zero(c.Sum.Currency), Zero(c.Sum.Currency)
	}
	months := c.months(day)
	c.term(&b, months.next())
	b.Missing, b.KnownMonths, b.Known = months.missing(), len(months.sums), months.known()
	figure, entered := newestFigure(c.Entered, day)
	b.Drawn = months.drawn()
	if entered {
		b.Drawn, b.Source = months.since(figure, b.Drawn), figure.Source
	}
	b.Rate, b.RateMonths = months.runRate()
	if b.RateMonths > 0 && b.PerMonth.Positive() {
		b.Pace = divide(b.Rate.Amount.Mul(decimal.NewFromInt(100*int64(c.Months))), c.Sum.Amount).Round(2)
	}
	c.project(&b, months, figure)
	b.Years = c.years(b)
	return b
}

// years are the contract years, each reckoned as a commitment of its own at the pace of the whole; those to come only where a pace
// is known.
func (c Commitment) years(b Burn) (out []YearBurn) {
	for n, minimum := range c.Schedule {
		k := Commitment{Sum: minimum, Start: c.Start.AddMonths(12 * n), Months: min(c.Months-12*n, 12), Drawn: c.Drawn}
		if c.Start.IsZero() || k.Start > b.Day && b.RateMonths == 0 || k.Months < 1 {
			break
		}
		after := k.Start.AddMonths(k.Months)
		if n == 0 {
			k.Entered = slices.DeleteFunc(slices.Clone(c.Entered), func(d Drawdown) bool { return d.By >= after })
		}
		own := k.On(min(b.Day, after)) // on the day after its end all of its months count as full
		y := YearBurn{Year: n + 1, End: after.AddDays(-1), Ended: b.Day >= after, Minimum: minimum, Drawn: own.Drawn}
		switch {
		case k.Start > b.Day:
			y.ToCome, y.Drawn = true, Exactly(Zero(minimum.Currency))
			y.Short = y.Drawn.plus(times(b.Rate, k.Months)).shortOf(minimum)
		case y.Ended:
			y.Short = own.IfStopped
		case b.RateMonths == 0:
			y.Short = Unknown("no full month is known from which to take a pace")
		default:
			atEnd := own.Drawn.plus(times(b.Rate, own.Left))
			if own.Left > 0 {
				atEnd = atEnd.plus(k.months(b.Day).current.Min(b.Rate).Neg()) // the month that has not ended counts once
			}
			y.Short = atEnd.shortOf(minimum)
		}
		out = append(out, y)
	}
	return out
}

// share is Sum × part/whole, rounded half up once.
func (c Commitment) share(part, whole int64) Money {
	if whole < 1 {
		return Zero(c.Sum.Currency)
	}
	return roundHalfUp(divide(c.Sum.Amount.Mul(decimal.NewFromInt(part)), decimal.NewFromInt(whole)), c.Sum.Currency)
}

const startUnknown = "the start of the contract is not on record"

// untold says which of the terms is not on record without which nothing can be said of the commitment; "" where all are.
func (c Commitment) untold() string {
	switch {
	case c.Start.IsZero():
		return startUnknown
	case c.Sum.IsZero():
		return "what the renewed term commits us to is not on record"
	case c.Months < 1:
		return "for how long it renewed is not on record"
	}
	return ""
}

// term fills in what follows from the start: elapsed time and what should be drawn by now.
func (c Commitment) term(b *Burn, next Date) {
	if why := c.untold(); why != "" {
		b.Plan, b.PlanByDays, b.PlanByMonthsDays = Unknown(why), Unknown(why), Unknown(why)
	}
	if !c.Start.IsZero() {
		b.Elapsed, b.ElapsedDays = fullMonths(c.Start, max(b.Day, c.Start)), int(max(b.Day, c.Start)-c.Start)
	}
	if c.Start.IsZero() || c.Months < 1 {
		return
	}
	after := c.Start.AddMonths(c.Months)
	b.End = after.AddDays(-1)
	b.TermDays = int(after - c.Start)
	day := max(min(b.Day, after), c.Start)
	b.Elapsed, b.ElapsedDays = fullMonths(c.Start, day), int(day-c.Start)
	b.Left = fullMonths(max(next, c.Start), after)
	if c.untold() != "" {
		return
	}
	b.Plan = Exactly(c.scheduled(b.Elapsed))
	b.PlanByDays = Exactly(c.share(int64(b.ElapsedDays), int64(b.TermDays)))
	last := c.Start.AddMonths(b.Elapsed)
	length := int64(c.Start.AddMonths(b.Elapsed+1) - last)
	b.PlanByMonthsDays = Exactly(c.share(int64(b.Elapsed)*length+int64(day-last), int64(c.Months)*length))
}

// scheduled is what should be drawn after so many whole months: a straight line, or one within each contract year.
func (c Commitment) scheduled(elapsed int) Money {
	if len(c.Schedule) == 0 {
		return c.share(int64(elapsed), int64(c.Months))
	}
	sum := Zero(c.Sum.Currency)
	for year, minimum := range c.Schedule {
		length := min(c.Months-12*year, 12)
		in := min(elapsed-12*year, length)
		if in < 1 {
			break
		}
		sum = sum.Add(Commitment{Sum: minimum}.share(int64(in), int64(length)))
	}
	return sum
}

func firstOfMonth(d Date) Date { return NewDate(d.Year(), d.Month(), 1) }

// newestFigure is the entered figure of the latest day up to day, the last entered where two are of one day.
func newestFigure(all []Drawdown, day Date) (Drawdown, bool) {
	var best Drawdown
	found := false
	for _, f := range all {
		if f.By <= day && (!found || f.By > best.By || f.By == best.By && f.Seq >= best.Seq) {
			best, found = f, true
		}
	}
	return best, found
}

// project fills in what the end of the term will look like.
func (c Commitment) project(b *Burn, m monthly, figure Drawdown) {
	if c.Sum.IsZero() {
		b.IfStopped = Unknown(c.untold())
	} else if b.IfStopped = b.Drawn.shortOf(c.Sum); b.Drawn.LowKnown {
		b.Overage = nonNegative(b.Drawn.Low.Sub(c.Sum))
	}
	why := c.untold()
	if why == "" && b.RateMonths == 0 {
		why = "no full month is known from which to take a pace"
	}
	if why != "" {
		b.AtEnd, b.Shortfall = Unknown(why), Unknown(why)
		return
	}
	b.AtEnd = b.Drawn.plus(times(b.Rate, b.Left))
	if b.Left > 0 {
		b.AtEnd = b.AtEnd.plus(m.current.Min(b.Rate).Neg()) // the month that has not ended counts once
	}
	if figure.By >= m.next() && b.Left > 0 {
		b.AtEnd.Low = b.AtEnd.Low.Sub(b.Rate)
		b.AtEnd.Why = "the figure of " + figure.By.Format("2 January 2006") + " holds a part of the month"
	}
	b.Shortfall = b.AtEnd.shortOf(c.Sum)
	if lacking := b.Shortfall.High; !b.Drawn.HighKnown && lacking.Positive() && b.Missing > 0 && figure.By.IsZero() {
		b.CatchUpRate = Money{divide(lacking.Amount, decimal.NewFromInt(int64(b.Missing))).RoundCeil(lacking.Currency.Decimals()), lacking.Currency}
	}
}

func times(m Money, n int) Money {
	return Money{m.Amount.Mul(decimal.NewFromInt(int64(n))), m.Currency}
}

// OffTrack reports whether the drawdown is more than so many percent off the plan, whatever the unknown turns out to be.
func (b Burn) OffTrack(percent int64) bool {
	if !b.Plan.Exact() || !b.Plan.Low.Positive() {
		return false
	}
	slack := b.Plan.Low.Amount.Mul(decimal.New(percent, -2))
	over := b.Drawn.LowKnown && b.Drawn.Low.Amount.Sub(b.Plan.Low.Amount).GreaterThan(slack)
	under := b.Drawn.HighKnown && b.Plan.Low.Amount.Sub(b.Drawn.High.Amount).GreaterThan(slack)
	return over || under
}

// Split shares m into n parts that add up to it exactly and differ by one minor unit at most, the larger ones first
// (largest remainder). It gives nothing for n < 1.
func Split(m Money, n int) []Money {
	if n < 1 {
		return nil
	}
	places := m.Currency.Decimals()
	each, rest := m.Amount.QuoRem(decimal.NewFromInt(int64(n)), places)
	unit := decimal.New(int64(rest.Sign()), -places)
	out := make([]Money, n)
	for i := range out {
		out[i] = Money{each, m.Currency}
		if !rest.IsZero() {
			out[i].Amount = each.Add(unit)
			rest = rest.Sub(unit)
		}
	}
	return out
}

// roundHalfUp makes an exact figure an amount of money: once, at the end of a reckoning.
func roundHalfUp(d decimal.Decimal, c Currency) Money {
	return Money{d.Round(c.Decimals()), c}
}

// BurnOf is how a contract of the account stands on a day, from its invoices and the figures entered.
func (a *Account) BurnOf(c Contract, day Date) Burn {
	return Commitment{Sum: c.Commitment, Start: c.Start, Months: c.Months, Schedule: c.Schedule, Drawn: a.DrawnBy(c), Entered: slices.Clone(c.Drawdowns)}.On(day)
}
