package ledger_test

import (
	"testing"

	"owed.dev/owed/ledger"
)

func recorded(t *testing.T, c ledger.Change, err error) *ledger.Account {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return c.After
}

// Interest runs on what is open and overdue, from the day after the due day, by the contract's own rate. Deliberate faults it
// catches: a rate a month that is taken for one a year, interest on what is not due, on what was paid.
func TestInterestSoFar(t *testing.T) {
	t.Parallel()
	by := ledger.By{Actor: "UA", At: now}
	c, err := ledger.NewVendor(ledger.Vendor{Slug: "acme", Name: "Acme"}, by)
	a := recorded(t, c, err)
	for _, i := range []ledger.Invoice{
		{No: "A", Amount: ledger.MustMoney("36500", "USD"), Issued: day("2022-12-01"), Due: day("2022-12-31")},
		{No: "B", Amount: ledger.MustMoney("1000", "USD"), Issued: day("2022-12-01"), Due: day("2022-12-31")},
		{No: "C", Amount: ledger.MustMoney("5000", "USD"), Issued: day("2023-02-01"), Due: day("2023-03-31")},
	} {
		c, err := a.RecordInvoice(i, by)
		a = recorded(t, c, err)
	}
	c, err = a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("1000", "USD"), Day: day("2023-01-15"), For: []ledger.InvoiceNo{"B"}}, by)
	a = recorded(t, c, err)
	k := ledger.Contract{Commitment: ledger.MustMoney("1000000", "USD"), Months: 12}
	if _, ok := a.InterestSoFar(k, day("2023-01-10")); ok {
		t.Error("a contract without the clause bears interest")
	}
	k.Interest = "8"
	if sum, ok := a.InterestSoFar(k, day("2023-01-10")); !ok || sum.String() != "$80.00" {
		t.Errorf("8 %% a year for 10 days: %s", sum)
	}
	k.Interest, k.PerMonth = "1.5", true
	if sum, ok := a.InterestSoFar(k, day("2023-02-28")); !ok || sum.String() != "$1,103.21" {
		t.Errorf("1.5 %% a month for two full months: %s", sum)
	}
}

// Minimums are one for each contract year, and no more than the commitment; the plan follows them. Deliberate fault it
// catches: a year without its minimum.
func TestMinimumsByYear(t *testing.T) {
	t.Parallel()
	by := ledger.By{Actor: "UA", At: now}
	c, err := ledger.NewVendor(ledger.Vendor{Slug: "acme", Name: "Acme"}, by)
	a := recorded(t, c, err)
	m := func(s string) ledger.Money { return ledger.MustMoney(s, "USD") }
	k := ledger.Contract{Commitment: m("300"), Months: 30, Start: day("2022-01-01")}
	for what, minimums := range map[string][]ledger.Money{"too few": {m("100")}, "too much": {m("100"), m("100"), m("101")}, "another currency": {m("100"), m("100"), ledger.MustMoney("1", "JPY")}} {
		k.Schedule = minimums
		if _, err := a.RecordContract(k, by); ledger.KindOf(err) != ledger.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	k.Schedule = []ledger.Money{m("60"), m("120"), m("60")}
	c, err = a.RecordContract(k, by)
	a = recorded(t, c, err)
	if plan := a.BurnOf(a.Contracts["K-1"], day("2023-03-01")).Plan.String(); plan != "$80.00" {
		t.Errorf("after a year and two months the plan is %s", plan)
	}
}

// A contract year that ended below its own minimum is short for good, whatever was drawn since; the running one and those to
// come at the pace of the whole. Deliberate faults it catches: a term that is on track passed off as no shortfall; a steep minimum of the
// next year that nobody sees.
func TestYearsOfAContract(t *testing.T) {
	t.Parallel()
	m := func(s string) ledger.Money { return ledger.MustMoney(s, "USD") }
	k := ledger.Commitment{Sum: m("300"), Start: day("2022-01-01"), Months: 36, Schedule: []ledger.Money{m("80"), m("100"), m("120")}}
	month := func(name, sum string) { k.Drawn = append(k.Drawn, ledger.MonthSum{Month: name, Sum: m(sum)}) }
	for _, name := range []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"} {
		month("2022-"+name, "1")
	}
	month("2023-01", "60")
	month("2023-02", "60")
	years := k.On(day("2023-03-03")).Years
	if len(years) != 3 || !years[0].Ended || years[0].Short.String() != "$68.00" || years[0].Drawn.String() != "$12.00" || years[1].Ended || years[1].Missed() || years[1].Drawn.String() != "$120.00" || !years[2].ToCome || years[2].Missed() {
		t.Errorf("years %+v", years)
	}
	if b := k.On(day("2022-12-31")); len(b.Years) != 3 || b.Years[0].Ended || b.Years[0].Short.String() != "$68.00" || !b.Years[2].ToCome || b.Years[2].Short.String() != "$108.00" {
		t.Errorf("on the last day of the first year: %+v", b.Years)
	}
	if years := (ledger.Commitment{Sum: k.Sum, Start: k.Start, Months: k.Months, Schedule: k.Schedule}).On(day("2022-01-15")).Years; len(years) != 1 {
		t.Errorf("without a pace there are years to come: %+v", years)
	}
	k.Drawn = k.Drawn[1:] // of January nothing is known
	if y := k.On(day("2023-03-03")).Years[0]; !y.Missed() || y.Short.Low.Positive() || y.Short.High.String() != "$69.00" {
		t.Errorf("with a month of which nothing is known the first year is %+v", y)
	}
	k.Entered = []ledger.Drawdown{{Amount: m("80"), By: day("2022-12-31"), Source: "their statement"}, {Amount: m("300"), By: day("2023-03-01"), Source: "their statement"}}
	if y := k.On(day("2023-03-03")).Years[0]; y.Missed() || y.Drawn.Low.String() != "$80.00" {
		t.Errorf("with a figure of its last day the first year is %+v", y)
	}
	k.Start = 0
	if years := k.On(day("2023-03-03")).Years; len(years) > 0 {
		t.Errorf("without a start there are years: %+v", years)
	}
}
