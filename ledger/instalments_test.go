package ledger_test

import (
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// An invoice in instalments is late with its first: each is an invoice of its own, in one entry, and they add up to it. The
// number is taken by them. Deliberate faults it catches: an invoice that is due with its last instalment alone, a cent lost
// between them, the same invoice once more beside its instalments.
func TestInstalmentsFallDueOneByOne(t *testing.T) {
	t.Parallel()
	terms, err := ledger.ParseTerms("3x30")
	if err != nil {
		t.Fatal(err)
	}
	a := with(t, ledger.Vendor{Terms: terms}, nil)
	c, err := a.RecordInvoice(ledger.Invoice{No: "INV-9", Amount: usd("1000"), Issued: day("2023-01-01"), PO: "PO-1"}, by("UALICE"))
	do(t, &a, c, err)
	if len(c.Events) != 3 {
		t.Fatalf("%d events", len(c.Events))
	}
	for no, want := range map[ledger.InvoiceNo]string{"INV-9/1": "$333.34 2023-01-31 PO-1", "INV-9/2": "$333.33 2023-03-02 PO-1", "INV-9/3": "$333.33 2023-04-01 PO-1"} {
		i := a.Invoices[no.Key()]
		if got := i.Amount.String() + " " + i.Due.String() + " " + i.PO; got != want {
			t.Errorf("%s is %s, want %s", no, got, want)
		}
	}
	if f := a.FiguresOn("USD", day("2023-02-01")); f.Outstanding.String() != "$1,000.00" || f.Overdue.String() != "$333.34" {
		t.Errorf("on the day after the first: %s of %s overdue", f.Overdue, f.Outstanding)
	}
	for what, i := range map[string]ledger.Invoice{
		"again": {No: "INV-9", Amount: usd("1000"), Issued: day("2023-01-01")}, "with a due day": {No: "inv 009", Amount: usd("1000"), Due: day("2023-05-01")},
	} {
		if _, err := a.RecordInvoice(i, by("UALICE")); ledger.KindOf(err) != ledger.Conflict || !strings.Contains(ledger.Say(err), "INV-9/1 is on record already") {
			t.Errorf("%s: %v", what, err)
		}
	}
	c, err = a.RecordInvoice(ledger.Invoice{No: "INV-10", Amount: usd("1000"), Due: day("2023-05-01")}, by("UALICE"))
	do(t, &a, c, err)
	if len(c.Events) != 1 || a.Invoices["INV10"].Due != day("2023-05-01") {
		t.Errorf("a day that is said stands: %+v", a.Invoices["INV10"])
	}
	row := ledger.Invoice{No: "INV-11", Amount: usd("5")}
	if _, _, err := a.RecordRows([]ledger.FileRow{{Line: 2, Invoice: &row}}, by("UALICE")); err == nil || !strings.Contains(err.Error(), "needs a due date") {
		t.Errorf("a row without a due date: %v", err)
	}
}

// An invoice in instalments is reversed under its own number: all parts in one entry, or none, where something hangs on one; and
// so is that taken back. Deliberate faults it catches: a part that stays, parts reversed although another is paid, two invoices
// that are recorded apart and only numbered alike taken for one.
func TestInstalmentsAreReversedTogether(t *testing.T) {
	t.Parallel()
	terms, err := ledger.ParseTerms("3x30")
	if err != nil {
		t.Fatal(err)
	}
	a := with(t, ledger.Vendor{Terms: terms}, nil)
	c, err := a.RecordInvoice(ledger.Invoice{No: "INV-9", Amount: usd("1000"), Issued: day("2023-01-01")}, by("UALICE"))
	do(t, &a, c, err)
	if no := ledger.Whole(c.Events); no != "INV-9" {
		t.Errorf("what was recorded in instalments is %q", no)
	}
	c, err = a.RecordPayment(ledger.Pay{Amount: usd("5"), For: []ledger.InvoiceNo{"INV-9/2"}}, by("UALICE"))
	do(t, &a, c, err)
	_, err = a.Reverse("INV-9", "wrong", ledger.Rights{}, by("UALICE"))
	if say := ledger.Say(err); ledger.KindOf(err) != ledger.Conflict || !strings.Contains(say, "INV-9/2 can't be reversed: $5.00 of it is paid") || !strings.Contains(say, "Nothing of INV-9 was reversed; a part that is free of that by itself: `/owed acme reverse INV-9/1 reason …`") {
		t.Errorf("while a part is paid: %v", err)
	}
	c, err = a.Reverse("P-1", "wrong", ledger.Rights{}, by("UALICE"))
	do(t, &a, c, err)
	for n, want := range []string{"$0.00", "$1,000.00", "$0.00"} {
		if who, _, ok := a.RecordedBy("inv 9"); !ok || who != "UALICE" {
			t.Errorf("INV-9 was recorded by %q, %v", who, ok)
		}
		c, err = a.Reverse("inv 9", "wrong", ledger.Rights{}, by("UALICE"))
		do(t, &a, c, err)
		if got := a.FiguresOn("USD", day("2023-02-01")).Outstanding.String(); got != want || len(c.Events) != 3 || a.IsReversed("INV-9") != (n != 1) {
			t.Errorf("after reversal %d in %d events %s is outstanding, reversed %v", n+1, len(c.Events), got, a.IsReversed("INV-9"))
		}
	}
	for _, no := range []ledger.InvoiceNo{"X/1", "X/2"} {
		c, err = a.RecordInvoice(ledger.Invoice{No: no, Amount: usd("1"), Due: day("2023-05-01"), Issued: day("2023-03-01")}, by("UALICE"))
		do(t, &a, c, err)
	}
	if _, err := a.Reverse("X", "wrong", ledger.Rights{}, by("UALICE")); ledger.KindOf(err) != ledger.NotFound {
		t.Errorf("two invoices that were recorded apart are one: %v", err)
	}
}
