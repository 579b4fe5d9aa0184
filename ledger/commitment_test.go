package ledger_test

import (
	"testing"

	"pgregory.net/rapid"

	"owed.dev/owed/ledger"
)

// months gives each month from one on the same fees.
func months(first string, n int, each string) []ledger.MonthSum {
	var out []ledger.MonthSum
	for i := range n {
		out = append(out, ledger.MonthSum{Month: day(first + "-01").AddMonths(i).Format("2006-01"), Sum: usd(each)})
	}
	return out
}

func awsCommitment() ledger.Commitment {
	return ledger.Commitment{Sum: usd("510000000.00"), Start: day("2020-12-01"), Months: 66, Drawn: months("2022-07", 8, "10000000.00")}
}

// TestCommitmentOfTheCase holds every figure of the table of the case.
func TestCommitmentOfTheCase(t *testing.T) {
	t.Parallel()
	b := awsCommitment().On(day("2023-03-03"))
	for _, c := range []struct{ name, got, want string }{
		{"per month", b.PerMonth.String(), "$7,727,272.73"},
		{"per year", b.PerYear.String(), "$92,727,272.73"},
		{"end", b.End.String(), "2026-05-31"},
		{"straight line", b.Plan.String(), "$208,636,363.64"},
		{"by days", b.PlanByDays.String(), "$208,774,900.40"},
		{"by months and days", b.PlanByMonthsDays.String(), "$209,134,897.36"},
		{"known", b.Known.String(), "$80,000,000.00"},
		{"drawn", b.Drawn.Explained(), "at least $80,000,000.00 (nothing known before July 2022)"},
		{"run-rate", b.Rate.String(), "$10,000,000.00"},
		{"pace", b.Pace.String(), "129.41"},
		{"at the end", b.AtEnd.String(), "at least $470,000,000.00"},
		{"shortfall", b.Shortfall.String(), "at most $40,000,000.00"},
		{"shortfall, both ends", b.Shortfall.Range(), "between $0.00 and $40,000,000.00"},
		{"if stopped", b.IfStopped.String(), "at most $430,000,000.00"},
		{"catch-up", b.CatchUpRate.String(), "$2,105,263.16"},
		{"overage", b.Overage.String(), "$0.00"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, expected %s", c.name, c.got, c.want)
		}
	}
	if b.TermDays != 2008 || b.Elapsed != 27 || b.ElapsedDays != 822 || b.Left != 39 || b.Missing != 19 || b.KnownMonths != 8 || b.RateMonths != 3 {
		t.Errorf("counts: %+v", b)
	}
	if b.OffTrack(10) {
		t.Error("off track, though the unknown months may hold anything")
	}
}

func TestCommitmentWithoutStart(t *testing.T) {
	t.Parallel()
	b := ledger.Commitment{Sum: usd("1000000000.00"), Months: 60}.On(day("2023-03-03"))
	for _, c := range []struct{ name, got, want string }{
		{"per month", b.PerMonth.String(), "$16,666,666.67"},
		{"plan", b.Plan.Explained(), "unknown (the start of the contract is not on record)"},
		{"drawn", b.Drawn.Explained(), "unknown (no drawdown is on record)"},
		{"shortfall", b.Shortfall.String(), "unknown"},
		{"if stopped", b.IfStopped.String(), "at most $1,000,000,000.00"},
		{"end", b.End.String(), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, expected %s", c.name, c.got, c.want)
		}
	}
	if b.OffTrack(10) || b.RateMonths != 0 {
		t.Errorf("%+v", b)
	}
}

func TestEnteredFiguresCloseTheGap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name             string
		by, amount       string
		drawn, shortfall string
		drawnMonths      []ledger.MonthSum
	}{
		{"to the end of the last full month", "2023-02-28", "95000000.00", "$95,000,000.00", "$25,000,000.00", nil},
		{"earlier, with the months after it", "2022-12-31", "75000000.00", "$95,000,000.00", "$25,000,000.00", nil},
		{"within a month", "2022-12-15", "70000000.00", "between $90,000,000.00 and $100,000,000.00", "between $20,000,000.00 and $30,000,000.00", nil},
		{"of this month", "2023-03-02", "96000000.00", "$96,000,000.00", "between $24,000,000.00 and $34,000,000.00", nil},
		{"below what is known", "2023-02-28", "70000000.00", "at least $80,000,000.00", "at most $40,000,000.00", nil},
		{"before months without fees", "2022-06-30", "20000000.00", "at least $30,000,000.00", "unknown", months("2022-07", 1, "10000000.00")},
	} {
		in := awsCommitment()
		if c.drawnMonths != nil {
			in.Drawn = c.drawnMonths
		}
		in.Entered = []ledger.Drawdown{{Amount: usd("1.00"), By: day("2021-01-01"), Source: "old"}, {Amount: usd(c.amount), By: day(c.by), Source: "cost explorer"}, {Amount: usd("500000000.00"), By: day("2023-12-31"), Source: "later"}}
		b := in.On(day("2023-03-03"))
		if b.Drawn.String() != c.drawn || b.Shortfall.String() != c.shortfall || b.Source != "cost explorer" {
			t.Errorf("%s: drawn %s, shortfall %s, from %s; expected %s, %s", c.name, b.Drawn, b.Shortfall, b.Source, c.drawn, c.shortfall)
		}
		if (b.Drawn.Why == "") != b.Drawn.Exact() {
			t.Errorf("%s: %s has no reason, or one too many", c.name, b.Drawn)
		}
	}
}

func TestCommitmentMonths(t *testing.T) {
	t.Parallel()
	full := ledger.Commitment{Sum: usd("120.00"), Start: day("2022-01-01"), Months: 12}
	for _, c := range []struct {
		name  string
		drawn []ledger.MonthSum
		day   string
		say   string
		atEnd string
	}{
		{"all known", months("2022-01", 3, "10.00"), "2022-04-15", "$30.00", "$120.00"},
		{"this month, too", months("2022-01", 4, "10.00"), "2022-04-15", "$40.00", "$120.00"},
		{"this month above the pace", append(months("2022-01", 3, "10.00"), months("2022-04", 1, "25.00")...), "2022-04-15", "$55.00", "$135.00"},
		{"on the month's last day", months("2022-01", 4, "10.00"), "2022-04-30", "$40.00", "$120.00"},
		{"on the month's last day, without its fees", months("2022-01", 3, "10.00"), "2022-04-30", "$30.00", "$120.00"},
		{"the last month is missing", months("2022-01", 3, "10.00"), "2022-05-03", "at least $30.00 (nothing known after March 2022)", "at least $110.00"},
		{"one inside is missing", append(months("2022-01", 1, "10.00"), months("2022-03", 1, "20.00")...), "2022-04-15", "at least $30.00 (some months since January 2022 are unknown)", "at least $210.00"},
		{"long silence", months("2022-01", 3, "10.00"), "2022-07-03", "at least $30.00 (nothing known after March 2022)", "unknown"},
		{"before it starts", nil, "2021-12-01", "$0.00", "unknown"},
		{"after it ended", months("2022-01", 12, "10.00"), "2023-06-01", "$120.00", "$120.00"},
	} {
		in := full
		in.Drawn = c.drawn
		b := in.On(day(c.day))
		if b.Drawn.Explained() != c.say || b.AtEnd.String() != c.atEnd {
			t.Errorf("%s: drawn %s, at the end %s; expected %s, %s", c.name, b.Drawn.Explained(), b.AtEnd, c.say, c.atEnd)
		}
	}
}

func TestRampedCommitment(t *testing.T) {
	t.Parallel()
	c := ledger.Commitment{Sum: usd("450.00"), Start: day("2022-01-01"), Months: 30, Schedule: []ledger.Money{usd("120.00"), usd("240.00"), usd("90.00")}}
	for _, want := range []struct{ day, plan string }{
		{"2022-01-15", "$0.00"}, {"2022-07-01", "$60.00"}, {"2023-01-01", "$120.00"}, {"2023-02-01", "$140.00"}, {"2024-01-01", "$360.00"}, {"2024-03-01", "$390.00"}, {"2024-07-01", "$450.00"}, {"2030-01-01", "$450.00"},
	} {
		if got := c.On(day(want.day)).Plan.String(); got != want.plan {
			t.Errorf("%s: %s, expected %s", want.day, got, want.plan)
		}
	}
}

func TestOffTrack(t *testing.T) {
	t.Parallel()
	c := ledger.Commitment{Sum: usd("120.00"), Start: day("2022-01-01"), Months: 12}
	for _, want := range []struct {
		each string
		off  bool
	}{{"10.00", false}, {"8.90", true}, {"9.10", false}, {"11.10", true}, {"10.90", false}} {
		c.Drawn = months("2022-01", 6, want.each)
		if got := c.On(day("2022-07-01")).OffTrack(10); got != want.off {
			t.Errorf("%s a month: off track %v", want.each, got)
		}
	}
	c.Drawn = months("2022-03", 4, "31.00") // 124 known, the rest unknown: above whatever it is
	if b := c.On(day("2022-07-01")); !b.OffTrack(10) || b.Overage.String() != "$4.00" {
		t.Errorf("124 of 120 drawn: off track %v, overage %s", b.OffTrack(10), b.Overage)
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bound ledger.Bound
		want  string
	}{
		{ledger.Exactly(usd("5.00")), "$5.00"},
		{ledger.AtLeast(usd("5.00"), "x"), "at least $5.00 (x)"},
		{ledger.AtMost(usd("5.00"), "x"), "at most $5.00 (x)"},
		{ledger.Bound{High: usd("5.00"), HighKnown: true}, "at most $5.00"},
		{ledger.Bound{Low: usd("1.00"), High: usd("5.00"), LowKnown: true, HighKnown: true}, "between $1.00 and $5.00"},
		{ledger.AtMost(usd("0.00"), ""), "$0.00"},
		{ledger.Unknown("x"), "unknown (x)"},
	} {
		if got := c.bound.Explained(); got != c.want {
			t.Errorf("%s, expected %s", got, c.want)
		}
	}
	if b := ledger.AtLeast(usd("5.00"), "x"); b.Contains(usd("4.99")) || !b.Contains(usd("5.00")) || b.Range() != "at least $5.00" {
		t.Errorf("%v does not hold what it says", b)
	}
}

// TestBurnHoldsTheTruth draws a contract whose fees are all fixed, hides some months, and checks that no bound excludes
// what would be said if all were known.
func TestBurnHoldsTheTruth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := ledger.Commitment{Sum: usd("1000.00"), Start: day("2020-12-01"), Months: rapid.IntRange(1, 66).Draw(t, "months")}
		today := day("2020-12-01").AddDays(rapid.IntRange(0, 2000).Draw(t, "today"))
		known := c
		for i := range c.Months {
			m := months("2020-12", i+1, rapid.SampledFrom([]string{"0.00", "7.31", "20.00"}).Draw(t, "fees"))[i]
			c.Drawn = append(c.Drawn, m)
			running := m.Month == today.Format("2006-01") // a month that runs counts by what is known of it
			if rapid.IntRange(0, 3).Draw(t, "hidden") > 0 || running {
				known.Drawn = append(known.Drawn, m)
			}
		}
		truth, said := c.On(today), known.On(today)
		if truth.Drawn.LowKnown && !said.Drawn.Contains(truth.Drawn.Low) {
			t.Fatalf("said drawn %s, it is %s", said.Drawn, truth.Drawn)
		}
		if !said.IfStopped.Contains(truth.IfStopped.Low) {
			t.Fatalf("said %s lack if stopped, it is %s", said.IfStopped, truth.IfStopped)
		}
		if said.Shortfall.HighKnown && said.Shortfall.Low.Cmp(said.Shortfall.High) > 0 {
			t.Fatalf("shortfall %s", said.Shortfall.Range())
		}
		if !truth.Plan.Exact() || truth.Plan.Low.Cmp(c.Sum) > 0 || truth.Plan.Low.Sign() < 0 {
			t.Fatalf("plan %s of %s", truth.Plan, c.Sum)
		}
	})
}

// Equal parts of a sum add up to it. Deliberate fault it catches: the cents that are left over, lost.
func TestSplitConserves(t *testing.T) {
	t.Parallel()
	parts := ledger.Split(usd("510000000.00"), 66)
	high := 0
	for _, p := range parts {
		if p.Decimal() == "7727272.73" {
			high++
		}
	}
	if high != 48 || parts[65].Decimal() != "7727272.72" {
		t.Errorf("%d parts are the larger ones, the last is %s", high, parts[65])
	}
	if ledger.Split(usd("1.00"), 0) != nil {
		t.Error("a split into no parts has some")
	}
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoney(t)
		if rapid.Bool().Draw(t, "negative") {
			m = m.Neg()
		}
		n := rapid.IntRange(1, 200).Draw(t, "parts")
		sum := ledger.Zero(m.Currency)
		parts := ledger.Split(m, n)
		for _, p := range parts {
			sum = sum.Add(p)
			if gap := p.Sub(parts[0]).Amount.Abs().Shift(m.Currency.Decimals()); gap.IntPart() > 1 || p.Amount.Exponent() < -m.Currency.Decimals() {
				t.Fatalf("%s and %s are parts of %s", p, parts[0], m)
			}
		}
		if sum.Cmp(m) != 0 || len(parts) != n {
			t.Fatalf("%d parts of %s add up to %s", len(parts), m, sum)
		}
	})
}

func TestBurnOfAnAccount(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	contracts := a.LiveContracts()
	if len(contracts) != 1 {
		t.Fatalf("the case has %d contracts", len(contracts))
	}
	if got := a.BurnOf(contracts[0], day("2023-03-03")).Shortfall.String(); got != "at most $40,000,000.00" {
		t.Errorf("shortfall %s", got)
	}
}
