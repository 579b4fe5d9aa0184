package ledger_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"owed.dev/owed/ledger"
)

func percent(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func flat(name, yearly string) ledger.RateTable {
	return ledger.RateTable{Name: name, Rates: []ledger.DatedRate{{From: day("2023-01-01"), Percent: percent(yearly)}}}
}

// TestLateInterest holds every worked row: each regime, C-1 to C-3. Deliberate fault it catches: a half cent that is cut
// off.
func TestLateInterest(t *testing.T) {
	t.Parallel()
	eu := ledger.EULate(ledger.ECBRates(), 8, ledger.ByPeriod)
	uk := ledger.UKLate(ledger.BankOfEnglandRates())
	for _, c := range []struct {
		name        string
		rule        ledger.LateRule
		debt        string
		cur         ledger.Currency
		due, paid   string
		want, fixed string
		days        int
	}{
		{"EU-1", eu, "10000000.00", "EUR", "2023-01-30", "2023-03-03", "92054.79", "40.00", 32},
		{"EU-2", eu, "250000.00", "EUR", "2022-11-30", "2023-03-03", "6157.53", "40.00", 31 + 62},
		{"EU-2, one rate of the payment date", ledger.EULate(ledger.ECBRates(), 8, ledger.AtPayment), "250000.00", "EUR", "2022-11-30", "2023-03-03", "6688.36", "40.00", 93},
		{"Germany", ledger.EULate(ledger.ECBRates(), 9, ledger.ByPeriod), "10000000.00", "EUR", "2023-01-30", "2023-03-03", "100821.92", "40.00", 32},
		{"UK-1", uk, "1999.99", "GBP", "2023-01-30", "2023-03-03", "20.16", "70.00", 32},
		{"UK-2", uk, "12345.67", "GBP", "2022-12-15", "2023-03-03", "244.04", "100.00", 78},
		{"UK-3", ledger.UKLate(flat("base", "0.5")), "1000.00", "GBP", "2023-01-01", "2023-02-20", "11.64", "70.00", 50},
		{"UK, below 1,000", uk, "999.99", "GBP", "2023-01-30", "2023-03-03", "10.08", "40.00", 32},
		{"UK, from 10,000", uk, "10000.00", "GBP", "2023-01-30", "2023-03-03", "100.82", "100.00", 32},
		{"UK, late from 1 January", uk, "1000.00", "GBP", "2022-12-31", "2023-01-10", "3.15", "70.00", 10},
		{"US-1", ledger.USPromptPayment(flat("rate", "6.5")), "1500.00", "USD", "2023-01-31", "2023-02-10", "2.71", "0.00", 10},
		{"US-2", ledger.USPromptPayment(flat("rate", "6")), "1500.00", "USD", "2023-01-10", "2023-03-25", "18.83", "0.00", 74},
		{"C-1", ledger.ContractLate(percent("18"), ledger.Actual365), "10000000.00", "USD", "2022-11-30", "2023-03-03", "458630.14", "0.00", 93},
		{"C-2", ledger.ContractLate(percent("18"), ledger.Thirty360US), "10000000.00", "USD", "2022-11-30", "2023-03-03", "465000.00", "0.00", 93},
		{"C-3", ledger.ContractMonthly(percent("1.5")), "10000000.00", "USD", "2022-11-30", "2023-03-03", "456783.75", "0.00", 93},
		{"not late", eu, "10.00", "EUR", "2023-03-03", "2023-03-03", "0.00", "0.00", 0},
	} {
		got, err := c.rule.On(ledger.MustMoney(c.debt, c.cur), day(c.due), nil, day(c.paid))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		n := 0
		for _, s := range got.Spans {
			n += s.Days
		}
		if got.Interest.Decimal() != c.want || got.Fixed.Decimal() != c.fixed || n != c.days {
			t.Errorf("%s: %s + %s over %d days, expected %s + %s over %d", c.name, got.Interest, got.Fixed, n, c.want, c.fixed, c.days)
		}
	}
}

// TestLateInterestOfTheCase is C-4: the six overdue invoices, and the one that was paid 174 days late.
func TestLateInterestOfTheCase(t *testing.T) {
	t.Parallel()
	rule := ledger.ContractLate(percent("18"), ledger.Actual365)
	want := []string{"759452.05", "611506.85", "458630.14", "310684.93", "157808.22", "4931.51"}
	sum := ledger.Zero("USD")
	for n, due := range []string{"2022-09-30", "2022-10-30", "2022-11-30", "2022-12-30", "2023-01-30", "2023-03-02"} {
		got, err := rule.On(usd("10000000.00"), day(due), nil, day("2023-03-03"))
		if err != nil || got.Interest.Decimal() != want[n] {
			t.Errorf("due %s: %s (%v), expected %s", due, got.Interest, err, want[n])
		}
		sum = sum.Add(got.Interest)
	}
	if sum.Decimal() != "2303013.70" {
		t.Errorf("all six: %s", sum)
	}
	paid, err := rule.On(usd("10000000.00"), day("2022-08-30"), nil, day("2023-02-20"))
	if err != nil || paid.Interest.Decimal() != "858082.19" || sum.Add(paid.Interest).Decimal() != "3161095.89" {
		t.Errorf("the paid one: %s (%v), all seven %s", paid.Interest, err, sum.Add(paid.Interest))
	}
}

func TestDays30US(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		want     int
	}{
		{"2022-12-30", "2023-03-31", 90},
		{"2023-01-31", "2023-03-01", 31},
		{"2022-08-31", "2023-02-28", 178},
		{"2022-11-30", "2023-03-03", 93},
		{"2023-01-15", "2023-03-31", 76},
		{"2023-01-31", "2023-03-31", 60},
	} {
		if got := ledger.Days30US(day(c.from), day(c.to)); got != c.want {
			t.Errorf("%s to %s: %d, expected %d", c.from, c.to, got, c.want)
		}
	}
}

func TestMissingHalfYearIsNamed(t *testing.T) {
	t.Parallel()
	_, err := ledger.EULate(ledger.ECBRates(), 8, ledger.ByPeriod).On(ledger.MustMoney("5", "EUR"), day("2024-12-01"), nil, day("2025-02-01"))
	if ledger.KindOf(err) != ledger.NotFound || !strings.Contains(ledger.Say(err), "January to June 2025") {
		t.Errorf("a missing rate was filled in: %v", err)
	}
	more := ledger.ECBRates().With(ledger.DatedRate{From: day("2025-01-01"), Percent: percent("3.15"), Source: "test"})
	if _, err := ledger.EULate(more, 8, ledger.ByPeriod).On(ledger.MustMoney("5", "EUR"), day("2024-12-01"), nil, day("2025-02-01")); err != nil {
		t.Errorf("the rate was added, but: %v", err)
	}
	if n := len(more.With(ledger.DatedRate{From: day("2025-01-01"), Percent: percent("3.00")}).Rates); n != 6 {
		t.Errorf("a rate given twice stands %d times in all", n)
	}
	for _, table := range []ledger.RateTable{ledger.ECBRates(), ledger.BankOfEnglandRates(), ledger.TreasuryRates()} {
		for _, r := range table.Rates {
			if (r.Source == "") != r.Unverified {
				t.Errorf("%s from %s has neither a source nor a warning", table.Name, r.From)
			}
		}
	}
}

func TestPartPaymentsSplitTheInterest(t *testing.T) {
	t.Parallel()
	rule := ledger.ContractLate(percent("18"), ledger.Actual365)
	paid := []ledger.PaidOn{{day("2023-02-10"), usd("400.00")}, {day("2023-01-20"), usd("100.00")}, {day("2023-01-25"), usd("50.00")}, {day("2023-04-01"), usd("1.00")}}
	got, err := rule.On(usd("1000.00"), day("2023-01-20"), paid, day("2023-03-03"))
	// 50 × 5 days, 400 × 21 days, 450 × 42 days, at 18 % a year: 27,550 × 0.18 / 365
	if err != nil || got.Interest.Decimal() != "13.59" || len(got.Spans) != 3 {
		t.Errorf("%s in %d spans (%v)", got.Interest, len(got.Spans), err)
	}
	for _, bad := range [][]ledger.PaidOn{{{day("2023-02-10"), usd("1000.01")}}, {{day("2023-02-10"), ledger.MustMoney("1", "EUR")}}} {
		if _, err := rule.On(usd("1000.00"), day("2023-01-20"), bad, day("2023-03-03")); ledger.KindOf(err) != ledger.Invalid {
			t.Errorf("%v was taken: %v", bad, err)
		}
	}
	if other, err := ledger.UKLate(ledger.BankOfEnglandRates()).On(usd("1000.00"), day("2023-01-20"), nil, day("2023-03-03")); err != nil || !other.Fixed.IsZero() {
		t.Errorf("a fixed sum in pounds on dollars: %s (%v)", other.Fixed, err)
	}
}

// TestPerDay: gov.uk's example rounds the day first, so 50 days make 14p less than the exact interest.
func TestPerDay(t *testing.T) {
	t.Parallel()
	rule := ledger.UKLate(flat("base", "0.5"))
	got, err := rule.PerDay(ledger.MustMoney("1000", "GBP"), day("2023-01-01"), day("2023-02-20"))
	if err != nil || got.Decimal() != "0.23" {
		t.Errorf("a day costs %s (%v)", got, err)
	}
	if _, err := rule.PerDay(ledger.MustMoney("1000", "GBP"), day("2024-01-01"), day("2024-02-20")); err == nil {
		t.Error("a day without a rate has a price")
	}
}

func TestInterestProperties(t *testing.T) {
	t.Parallel()
	rules := []ledger.LateRule{
		ledger.ContractLate(percent("18"), ledger.Actual365), ledger.ContractLate(percent("7.25"), ledger.Actual360), ledger.ContractLate(percent("18"), ledger.Thirty360US), ledger.ContractMonthly(percent("1.5")),
		ledger.EULate(ledger.ECBRates(), 8, ledger.ByPeriod), ledger.EULate(ledger.ECBRates(), 8, ledger.AtPayment),
		ledger.UKLate(ledger.BankOfEnglandRates()), ledger.USPromptPayment(ledger.TreasuryRates()),
	}
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom(rules).Draw(t, "rule")
		debt := ledger.Money{Amount: decimal.New(rapid.Int64Range(1, 1e12).Draw(t, "cents"), -2), Currency: "EUR"}
		due := day("2022-07-01").AddDays(rapid.IntRange(0, 300).Draw(t, "due"))
		until := due.AddDays(rapid.IntRange(0, 300).Draw(t, "late"))
		whole, err := rule.On(debt, due, nil, until)
		if err != nil {
			t.Fatal(err)
		}
		part := debt.Min(ledger.Money{Amount: decimal.New(rapid.Int64Range(0, 1e12).Draw(t, "part"), -2), Currency: "EUR"})
		same, err := rule.On(debt, due, []ledger.PaidOn{{until, part}}, until)
		if err != nil || same.Interest.Cmp(whole.Interest) != 0 {
			t.Fatalf("paying a part on the last day changes %s to %s (%v)", whole.Interest, same.Interest, err)
		}
		early, err := rule.On(debt, due, []ledger.PaidOn{{due.AddDays(1), part}}, until)
		if rule.Across != ledger.AtPayment && (err != nil || early.Interest.Cmp(whole.Interest) > 0) {
			t.Fatalf("paying a part early raises %s to %s (%v)", whole.Interest, early.Interest, err)
		}
		if !whole.Interest.Amount.Equal(whole.Interest.Amount.Truncate(2)) || whole.Interest.Sign() < 0 {
			t.Fatalf("%s", whole.Interest)
		}
	})
}
