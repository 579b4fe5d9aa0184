package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// What the vendor charges and we contest is a figure of its own, in nothing that is owed: not outstanding, not overdue, not
// payable, not in the cure sum. Accepted it is all of these; contested again, none. Deliberate faults it catches: a charge
// that is owed before it is accepted, one that is forgotten, one that counts as a settled invoice.
func TestContestedChargeIsAFigureOfItsOwn(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	before := a.Figures("USD", now)
	c, err := a.RecordCharge(ledger.Invoice{No: "LF-1", Kind: ledger.FeeCharge, Amount: usd("500"), Issued: day("2023-01-01"), Due: day("2023-01-31")}, false, by("UALICE"))
	do(t, &a, c, err)
	f := a.Figures("USD", now)
	if f.Contested.String() != "$500.00" {
		t.Errorf("contested %s", f.Contested)
	}
	if f.Contested = before.Contested; fmt.Sprint(f) != fmt.Sprint(before) {
		t.Errorf("a contested charge moved other figures:\n%+v, was\n%+v", f, before)
	}
	if s := a.Sums["USD"].Settled; s != 1 {
		t.Errorf("%d invoices count as settled, want INV-1 alone", s)
	}
	c, err = a.AcceptCharge("lf1", by("UBOB"))
	do(t, &a, c, err)
	f = a.Figures("USD", now)
	if f.Contested.Positive() || f.Outstanding.String() != "$70,000,500.00" || f.Overdue.String() != "$60,000,500.00" || f.CureSum.String() != "$60,000,500.00" {
		t.Errorf("accepted: %+v", f)
	}
	c, err = a.ContestCharge("LF-1", "no clause", by("UBOB"))
	do(t, &a, c, err)
	if f = a.Figures("USD", now); f.Contested.String() != "$500.00" || f.Outstanding.Cmp(before.Outstanding) != 0 {
		t.Errorf("contested again: %+v", f)
	}
	named := []ledger.InvoiceNo{"LF-1"}
	for what, try := range map[string]func() (ledger.Change, error){
		"paid": func() (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Amount: usd("1"), For: named}, by("UBOB"))
		},
		"asked for": func() (ledger.Change, error) { return a.RequestPayment(ledger.Ask{For: named}, by("UBOB")) },
		"credited": func() (ledger.Change, error) {
			return a.RecordCredit(ledger.Credit{Amount: usd("1"), For: named}, by("UBOB"))
		},
		"written": func() (ledger.Change, error) { return a.WriteOffInvoice("LF-1", ledger.Money{}, 0, "r", by("UBOB")) },
		"disputed": func() (ledger.Change, error) {
			return a.OpenDispute(ledger.Dispute{Invoice: "LF-1", Reason: "r"}, by("UBOB"))
		},
	} {
		if _, err := try(); !strings.Contains(ledger.Say(err), "`/owed aws charge LF-1 accepted`") {
			t.Errorf("contested, it is %s: %v", what, err)
		}
	}
	if open := a.Invoices["LF1"].Open(); open.Positive() {
		t.Errorf("%s is open on a contested charge", open)
	}
	about := a.AsKnownAbout(day("2023-01-15")).FiguresOn("USD", day("2023-01-15"))
	if about.Contested.String() != "$500.00" {
		t.Errorf("as known today about January: contested %s", about.Contested)
	}
}

// A charge on which something hangs is not taken out of what is owed. Deliberate fault it catches: a contested charge with
// money on it, which is in no figure any more.
func TestChargeIsContestedWhole(t *testing.T) {
	t.Parallel()
	charged := func() *ledger.Account {
		a := theCase(t)
		c, err := a.RecordCharge(ledger.Invoice{No: "LF-1", Kind: ledger.FeeCharge, Amount: usd("500")}, true, by("UALICE"))
		do(t, &a, c, err)
		return a
	}
	for _, c := range []struct {
		name string
		do   func(*ledger.Account) (ledger.Change, error)
		want string
	}{
		{"paid in part", func(a *ledger.Account) (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Amount: usd("100"), For: []ledger.InvoiceNo{"LF-1"}}, by("UALICE"))
		}, "$100.00 of it is paid"},
		{"asked for", func(a *ledger.Account) (ledger.Change, error) {
			return a.RequestPayment(ledger.Ask{For: []ledger.InvoiceNo{"LF-1"}}, by("UALICE"))
		}, "PR-1 asks to pay it"},
		{"disputed", func(a *ledger.Account) (ledger.Change, error) {
			return a.OpenDispute(ledger.Dispute{Invoice: "LF-1", Reason: "r"}, by("UALICE"))
		}, "disputed already"},
		{"contested", func(a *ledger.Account) (ledger.Change, error) { return a.ContestCharge("LF-1", "", by("UALICE")) }, "contested already"},
	} {
		a := charged()
		ch, err := c.do(a)
		do(t, &a, ch, err)
		if _, err := a.ContestCharge("LF-1", "", by("UALICE")); err == nil || !strings.Contains(ledger.Say(err), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	a := charged()
	if _, err := a.ContestCharge("INV-8", "", by("UALICE")); err == nil || !strings.Contains(ledger.Say(err), "`/owed aws dispute INV-8 reason …`") {
		t.Errorf("an invoice: %v", err)
	}
	if _, err := a.AcceptCharge("LF-1", by("UALICE")); err == nil || !strings.Contains(ledger.Say(err), "accepted already") {
		t.Errorf("accepted twice: %v", err)
	}
}
