package ledger_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// now is when the case's clock starts.
var now = time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)

func usd(s string) ledger.Money { return ledger.MustMoney(s, "USD") }

func day(s string) ledger.Date {
	d, err := ledger.ParseISO(s)
	if err != nil {
		panic(err)
	}
	return d
}

func by(who ledger.UserID) ledger.By { return ledger.By{Actor: who, At: now, Key: "k", Cmd: "test"} }

// do applies a decision to the account: it is what a commit does.
func do(t testing.TB, a **ledger.Account, c ledger.Change, err error) ledger.Change {
	t.Helper()
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	*a = c.After
	return c
}

// theCase is the account of AWS as CASE.md loads it.
func theCase(t testing.TB) *ledger.Account {
	t.Helper()
	c, err := ledger.NewVendor(ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Aliases: []string{"Amazon"}, Terms: ledger.Terms{Net: 30}, Owner: "UCAROL", Critical: true}, by("UALICE"))
	if err != nil {
		t.Fatal(err)
	}
	a := c.After
	issued := day("2022-07-31")
	for n := 1; n <= 8; n++ {
		c, err := a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprintf("INV-%d", n)), Amount: usd("10000000"), Issued: issued}, by("UALICE"))
		do(t, &a, c, err)
		issued = issued.AddDays(1).EndOfMonth()
	}
	c, err = a.RecordPayment(ledger.Pay{Amount: usd("10000000"), Day: day("2023-02-20"), Ref: "WIRE-0220"}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.RecordContract(ledger.Contract{Commitment: usd("510000000"), Months: 66, Start: day("2020-12-01")}, by("UALICE"))
	do(t, &a, c, err)
	return a
}

// The case, every figure of it. Deliberate fault it catches: a bucket that ends three days late.
func TestTheCaseToTheCent(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	f := a.Figures("USD", now)
	for what, pair := range map[string][2]string{
		"outstanding": {f.Outstanding.String(), "$70,000,000.00"},
		"overdue":     {f.Overdue.String(), "$60,000,000.00"},
		"not due":     {f.Ageing[ledger.NotDue].String(), "$10,000,000.00"},
		"1–30":        {f.Ageing[ledger.Days1to30].String(), "$10,000,000.00"},
		"31–60":       {f.Ageing[ledger.Days31to60].String(), "$10,000,000.00"},
		"61–90":       {f.Ageing[ledger.Days61to90].String(), "$10,000,000.00"},
		"90+":         {f.Ageing[ledger.Over90].String(), "$30,000,000.00"},
		"next due":    {f.NextDue.String() + " " + f.NextSum.String(), "2023-03-30 $10,000,000.00"},
		"cure sum":    {f.CureSum.String(), "$60,000,000.00"},
		"payable":     {f.Payable.String(), "$70,000,000.00"},
		"oldest":      {fmt.Sprint(f.DaysPastDue()), "154"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %s, want %s", what, pair[0], pair[1])
		}
	}
	one := a.Invoices["INV1"]
	if late := one.SettledOn - one.Due; late != 174 {
		t.Errorf("INV-1 was settled %d days late, want 174", late)
	}
}

// The day ends where the vendor is. Deliberate fault it catches: a day taken in UTC.
func TestTheDayEndsWhereTheVendorIs(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	v := a.Vendor
	v.Zone = "America/Los_Angeles"
	c, err := a.Edit(v, by("UALICE"))
	do(t, &a, c, err)
	for at, want := range map[string]string{"2023-03-03T07:59:00Z": "$50,000,000.00", "2023-03-03T08:00:00Z": "$60,000,000.00"} {
		moment, _ := time.Parse(time.RFC3339, at)
		if got := a.Figures("USD", moment).Overdue.String(); got != want {
			t.Errorf("at %s overdue is %s, want %s", at, got, want)
		}
	}
}

// Who asked for a payment does not approve it, and what is decided stays decided. Deliberate fault it catches: an own
// request approved.
func TestNobodyApprovesWhatTheyAskedFor(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	c, err := a.RequestPayment(ledger.Ask{Amount: usd("10000000")}, by("UALICE"))
	do(t, &a, c, err)
	if got := c.After.Requests["PR-1"].Targets; len(got) != 1 || got[0].Invoice != "INV-2" {
		t.Fatalf("targets are %v, want the oldest, INV-2", got)
	}
	if _, err := a.Approve("PR-1", ledger.Rights{Admin: true}, by("UALICE")); ledger.KindOf(err) != ledger.Forbidden {
		t.Errorf("the requester approved: %v", err)
	}
	if _, err := a.Approve("PR-1", ledger.Rights{}, by("UDAN")); ledger.KindOf(err) != ledger.Forbidden {
		t.Errorf("someone without the right approved: %v", err)
	}
	c, err = a.Approve("PR-1", ledger.Rights{Admin: true}, by("UBOB"))
	do(t, &a, c, err)
	if f := a.Figures("USD", now); f.Outstanding.String() != "$70,000,000.00" || f.InFlight.String() != "$10,000,000.00" {
		t.Errorf("approving changed the balance: %s outstanding, %s in flight", f.Outstanding, f.InFlight)
	}
	if _, err := a.Reject("PR-1", "no", ledger.Rights{Admin: true}, by("UBOB")); ledger.KindOf(err) != ledger.Conflict {
		t.Errorf("a decided request was decided again: %v", err)
	}
	c, err = a.Settle("PR-1", ledger.Money{}, 0, "WIRE-1", by("UALICE"))
	do(t, &a, c, err)
	if f := a.Figures("USD", now); f.Outstanding.String() != "$60,000,000.00" || f.InFlight.String() != "$0.00" {
		t.Errorf("after settling: %s outstanding, %s in flight", f.Outstanding, f.InFlight)
	}
}

// A request that is paid in part is closed, and says what is short. Deliberate fault it catches: a rest that nobody hears
// of.
func TestSettledShort(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	c, err := a.RequestPayment(ledger.Ask{Amount: usd("10000000"), For: []ledger.InvoiceNo{"inv-0003"}}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.Approve("PR-1", ledger.Rights{Admin: true}, by("UBOB"))
	do(t, &a, c, err)
	c, err = a.Settle("PR-1", usd("4000000"), 0, "", by("UALICE"))
	do(t, &a, c, err)
	r := a.Requests["PR-1"]
	if r.State != ledger.Settled || r.Short.String() != "$6,000,000.00" {
		t.Errorf("PR-1 is %s, short %s; want settled, short $6,000,000.00", r.State, r.Short)
	}
	if open := a.Invoices["INV3"].Open().String(); open != "$6,000,000.00" {
		t.Errorf("INV-3 has %s open, want $6,000,000.00", open)
	}
}

func TestInvoiceNumbersThatAreOne(t *testing.T) {
	t.Parallel()
	for no, key := range map[ledger.InvoiceNo]string{
		"INV-0007": "INV7", "inv7": "INV7", "INV-7": "INV7", "2023/001": "2023-1", "2023-1": "2023-1", "20231": "20231",
		"A-00-7": "A0-7", "007": "7", "0": "0", "INV-1-0": "INV1-0", "inv 10": "INV10", "": "", "--": "",
	} {
		if got := no.Key(); got != key {
			t.Errorf("%q has key %q, want %q", no, got, key)
		}
	}
}

func TestDisputeShrinksWithItsInvoice(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	c, err := a.OpenDispute(ledger.Dispute{Invoice: "INV-3", Amount: usd("4000000"), Reason: "billed twice"}, by("UALICE"))
	do(t, &a, c, err)
	f := a.Figures("USD", now)
	if f.Disputed.String() != "$4,000,000.00" || f.Payable.String() != "$66,000,000.00" || f.Outstanding.String() != "$70,000,000.00" {
		t.Fatalf("disputed %s, payable %s, outstanding %s", f.Disputed, f.Payable, f.Outstanding)
	}
	c, err = a.RecordCredit(ledger.Credit{Amount: usd("8000000"), Number: "CN-1", For: []ledger.InvoiceNo{"INV-3"}}, by("UALICE"))
	do(t, &a, c, err)
	if d := a.Disputes["D-1"]; d.Amount.String() != "$2,000,000.00" {
		t.Errorf("D-1 disputes %s of an invoice with $2,000,000.00 open", d.Amount)
	}
}

// What changes nothing is not put on record, and what was open before owed was open on a day that has begun. Deliberate faults
// it catches: an entry that says nothing, and money owed from a day to come.
func TestNothingChangedAndNothingToCome(t *testing.T) {
	t.Parallel()
	a := ledger.NewAccount(ledger.Vendor{Slug: "aws", Name: "AWS", Currency: "USD", Zone: "UTC", Tags: []string{}})
	v := a.Vendor
	v.Tags = nil
	if _, err := a.Edit(v, by("UALICE")); ledger.KindOf(err) != ledger.Conflict {
		t.Errorf("an edit that changes nothing: %v", err)
	}
	v.Critical = true
	if _, err := a.Edit(v, by("UALICE")); err != nil {
		t.Errorf("an edit: %v", err)
	}
	i := ledger.Invoice{No: "OPENING-USD", Kind: ledger.OpeningBalance, Amount: usd("5"), Issued: day("2030-01-01")}
	if _, err := a.RecordInvoice(i, by("UALICE")); ledger.KindOf(err) != ledger.Invalid {
		t.Errorf("an opening balance to come: %v", err)
	}
}

// A late fee is no usage: the commitment is not drawn by it, accepted or not; and of several contracts the one is named that
// there is. Deliberate faults it catches: a shortfall made smaller by fees, and an example that names no contract.
func TestFeesDrawNoContract(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	for no, accepted := range map[ledger.InvoiceNo]bool{"LF-1": false, "LF-2": true} {
		c, err := a.RecordCharge(ledger.Invoice{No: no, Kind: ledger.FeeCharge, Amount: usd("500"), Issued: day("2023-02-28")}, accepted, by("UALICE"))
		do(t, &a, c, err)
	}
	for _, m := range a.DrawnBy(a.Contracts["K-1"]) {
		if m.Sum.String() != "$10,000,000.00" {
			t.Errorf("%s drew %s of K-1", m.Month, m.Sum)
		}
	}
	c, err := a.RecordContract(ledger.Contract{Commitment: usd("1"), Months: 12}, by("UALICE"))
	do(t, &a, c, err)
	if _, err = a.EnterDrawdown("", usd("1"), day("2023-02-28"), "bill", by("UALICE")); err == nil || !strings.Contains(err.Error(), "name one: K-1, K-2. See `/owed aws contract`") {
		t.Errorf("which contract is not said: %v", err)
	}
}
