package ledger_test

import (
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// An invoice is settled as of the last value date that counts on it, in whichever order its payments were recorded. Deliberate fault
// it catches: the date of the payment that was recorded last.
func TestSettledByTheLastValueDate(t *testing.T) {
	t.Parallel()
	by := ledger.By{Actor: "UA", At: now}
	a := oneInvoice(t, by)
	for _, p := range []struct{ sum, day string }{{"600", "2023-03-03"}, {"400", "2023-01-20"}} {
		c, err := a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney(p.sum, "USD"), Day: day(p.day), For: []ledger.InvoiceNo{"A-1"}}, by)
		a = recorded(t, c, err)
	}
	if on := a.Invoices["A1"].SettledOn; on != day("2023-03-03") {
		t.Errorf("settled on %s", on)
	}
}

// A request goes on only while what it pays may be paid and is open: neither approved nor sent on a hold, or for more than is open.
// Deliberate fault it catches: an approval that does not look again.
func TestARequestIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	by, bob := ledger.By{Actor: "UA", At: now}, ledger.By{Actor: "UB", At: now}
	for what, test := range map[string]struct {
		change func(a *ledger.Account) (ledger.Change, error)
		says   string
	}{
		"vendor on hold":  {func(a *ledger.Account) (ledger.Change, error) { return a.Hold("", by) }, "`/owed acme release` ends the hold"},
		"invoice on hold": {func(a *ledger.Account) (ledger.Change, error) { return a.HoldInvoice("A-1", "", by) }, "`/owed acme release A-1` ends the hold"},
		"less is open": {func(a *ledger.Account) (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("900", "USD"), Day: day("2023-03-01"), For: []ledger.InvoiceNo{"A-1"}}, by)
		}, "only $100.00 of it is open by now"},
	} {
		for _, approved := range []bool{false, true} {
			a := oneInvoice(t, by)
			c, err := a.RequestPayment(ledger.Ask{For: []ledger.InvoiceNo{"A-1"}}, by)
			a = recorded(t, c, err)
			step := func() (ledger.Change, error) { return a.Approve("PR-1", ledger.Rights{Admin: true}, bob) }
			if approved {
				c, err = step()
				a = recorded(t, c, err)
				step = func() (ledger.Change, error) { return a.Send("PR-1", by) }
			}
			c, err = test.change(a)
			a = recorded(t, c, err)
			if _, err = step(); err == nil || ledger.KindOf(err) != ledger.Conflict || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%s, approved %v: %v", what, approved, err)
			}
		}
	}
}

// oneInvoice is a vendor with A-1 over $1,000.00.
func oneInvoice(t *testing.T, by ledger.By) *ledger.Account {
	t.Helper()
	c, err := ledger.NewVendor(ledger.Vendor{Slug: "acme", Name: "Acme"}, by)
	a := recorded(t, c, err)
	c, err = a.RecordInvoice(ledger.Invoice{No: "A-1", Amount: ledger.MustMoney("1000", "USD"), Issued: day("2023-01-02"), Due: day("2023-02-02")}, by)
	return recorded(t, c, err)
}
