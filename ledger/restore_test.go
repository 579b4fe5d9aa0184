package ledger_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// Whatever lowered or ended a dispute: once that is taken back, the same is disputed as before, and no more is payable. Deliberate
// faults it catches: a disputed part that stays lowered, a dispute that stays closed when its credit is reversed.
func TestWhatIsDisputedStandsAgain(t *testing.T) {
	t.Parallel()
	type (
		account = ledger.Account
		change  = ledger.Change
	)
	bob := by("UBOB")
	reverse := func(word string) func(a *account) (change, error) {
		return func(a *account) (change, error) { return a.Reverse(word, "wrong", ledger.Rights{}, bob) }
	}
	paid := func(sum string) func(a *account) (change, error) {
		return func(a *account) (change, error) {
			return a.RecordPayment(ledger.Pay{Amount: usd(sum), For: []ledger.InvoiceNo{"INV-1"}}, bob)
		}
	}
	credited := func(sum string) func(a *account) (change, error) {
		return func(a *account) (change, error) {
			return a.CreditDispute("D-1", ledger.Credit{Amount: usd(sum), Number: "CC-9"}, bob)
		}
	}
	for name, steps := range map[string][]func(a *account) (change, error){
		"paid in full":     {paid("1000.00"), reverse("P-1")},
		"paid in part":     {paid("700.00"), reverse("P-1")},
		"the first of two": {paid("700.00"), paid("200.00"), reverse("P-1"), reverse("P-2")},
		"returned":         {paid("1000.00"), func(a *account) (change, error) { return a.Return("P-1", "", bob) }},
		"taken off": {paid("1000.00"), func(a *account) (change, error) {
			return a.Reallocate("P-1", ledger.Money{}, []ledger.InvoiceNo{"INV-1"}, nil, bob)
		}, reverse("P-1")},
		"credited":           {credited("400.00"), reverse("C-1")},
		"settled":            {credited("150.00"), reverse("C-1")},
		"credited by number": {credited("400.00"), reverse("CC-9")},
		"credited thrice":    {credited("400.00"), reverse("C-1"), reverse("C-1"), reverse("C-1")},
		"moved and reversed": {credited("400.00"), func(a *account) (change, error) {
			return a.Reallocate("C-1", ledger.Money{}, []ledger.InvoiceNo{"INV-1"}, nil, bob)
		}, reverse("C-1")},
		"accepted":       {func(a *account) (change, error) { return a.AcceptDispute("D-1", "", bob) }, reverse("D-1")},
		"withdrawn":      {reverse("D-1"), reverse("D-1")},
		"accepted, paid": {func(a *account) (change, error) { return a.AcceptDispute("D-1", "", bob) }, paid("1000.00"), reverse("D-1"), reverse("P-1")},
	} {
		a := with(t, ledger.Vendor{}, nil)
		c, err := a.RecordInvoice(ledger.Invoice{No: "INV-1", Amount: usd("1000.00")}, by("UALICE"))
		do(t, &a, c, err)
		c, err = a.OpenDispute(ledger.Dispute{Invoice: "INV-1", Amount: usd("400.00"), Reason: "twice"}, by("UALICE"))
		do(t, &a, c, err)
		c, err = a.EscalateDispute("D-1", "", by("UALICE"))
		do(t, &a, c, err)
		for _, step := range steps {
			c, err := step(a)
			do(t, &a, c, err)
		}
		f := a.FiguresOn("USD", day("2023-03-03"))
		if d := a.Disputes["D-1"]; f.Disputed.String() != "$400.00" || f.Payable.String() != "$600.00" || d.State != ledger.Escalated || d.Amount.String() != "$400.00" || !d.ClosedAt.IsZero() {
			t.Errorf("%s: disputed %s, payable %s, %+v", name, f.Disputed, f.Payable, d)
		}
	}
}

// A dispute that a credit ended is opened again by the credit's reversal, and by nothing else while that counts. Deliberate fault it
// catches: a sum that is credited and disputed, a credit reversed without its dispute, which is not loaded with it.
func TestACreditedDisputeIsOverWhileItsCreditCounts(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, nil)
	c, err := a.RecordInvoice(ledger.Invoice{No: "INV-1", Amount: usd("1000.00")}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.OpenDispute(ledger.Dispute{Invoice: "INV-1", Amount: usd("400.00"), Reason: "twice"}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.CreditDispute("D-1", ledger.Credit{}, by("UALICE"))
	do(t, &a, c, err)
	if _, err := a.Reverse("D-1", "", ledger.Rights{}, by("UBOB")); ledger.KindOf(err) != ledger.Conflict || !strings.Contains(ledger.Say(err), "reverse C-1 reason") {
		t.Errorf("it was opened again: %v", err)
	}
	little := ledger.NewAccount(a.Vendor)
	little.Partial, little.Movements["C-1"], little.Invoices["INV1"] = true, a.Movements["C-1"], a.Invoices["INV1"]
	var more *ledger.NeedMore
	if _, err := little.Reverse("C-1", "", ledger.Rights{}, by("UBOB")); !errors.As(err, &more) || !slices.Contains(more.Items, "dis:D-1") {
		t.Errorf("decided without the dispute: %v", err)
	}
}

// A refund is reversed like anything else; what it is of can't be before, and says so. Deliberate faults it catches: a refund that
// counts twice, one that counts again though its money is spent.
func TestARefundIsReversed(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, nil)
	c, err := a.RecordPayment(ledger.Pay{Amount: usd("150.00")}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.Refund("P-1", usd("10.00"), 0, "BACK", by("UALICE"))
	do(t, &a, c, err)
	for _, word := range []func() (ledger.Change, error){
		func() (ledger.Change, error) { return a.Reverse("P-1", "", ledger.Rights{}, by("UBOB")) },
		func() (ledger.Change, error) { return a.Return("P-1", "", by("UBOB")) },
	} {
		if _, err := word(); !strings.Contains(ledger.Say(err), "reverse RF-1 reason") {
			t.Errorf("it does not say what to do: %v", err)
		}
	}
	for n, want := range []string{"$150.00", "$140.00", "$150.00"} {
		c, err := a.Reverse("RF-1", "it never came", ledger.Rights{}, by("UBOB"))
		do(t, &a, c, err)
		if got := a.FiguresOn("USD", day("2023-03-03")).OnAccount.String(); got != want || a.IsReversed("RF-1") != (n != 1) {
			t.Errorf("after reversal %d %s is on account", n+1, got)
		}
	}
	c, err = a.RecordInvoice(ledger.Invoice{No: "INV-1", Amount: usd("145.00")}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.Allocate("P-1", ledger.Money{}, nil, by("UALICE"))
	do(t, &a, c, err)
	if _, err := a.Reverse("RF-1", "", ledger.Rights{}, by("UBOB")); ledger.KindOf(err) != ledger.Conflict || !strings.Contains(ledger.Say(err), "$5.00 of P-1") {
		t.Errorf("a refund of what is spent: %v", err)
	}
	little := ledger.NewAccount(a.Vendor)
	little.Partial, little.Movements["RF-1"] = true, a.Movements["RF-1"]
	if _, err := little.Reverse("RF-1", "", ledger.Rights{}, by("UBOB")); err == nil || ledger.KindOf(err) == ledger.Conflict {
		t.Errorf("decided without the payment: %v", err)
	}
}
