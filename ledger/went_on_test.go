package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

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
		"disputed since": {func(a *ledger.Account) (ledger.Change, error) {
			return a.OpenDispute(ledger.Dispute{Invoice: "A-1", Amount: ledger.MustMoney("300", "USD"), Reason: "twice"}, by)
		}, "$300.00 of it is disputed since it was asked for (D-1)"},
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

// A dispute stops only what would pay the disputed part unasked: not who named the invoice with the dispute in sight, nor what leaves that
// part out. Deliberate faults it catches: a named invoice that can't be paid any more; a request for the rest that is stopped.
func TestADisputeStopsWhatPaysItUnasked(t *testing.T) {
	t.Parallel()
	by, bob := ledger.By{Actor: "UA", At: now}, ledger.By{Actor: "UB", At: now}
	dispute := ledger.Dispute{Invoice: "A-1", Amount: ledger.MustMoney("300", "USD"), Reason: "twice"}
	for what, c := range map[string]struct {
		ask     ledger.Ask
		before  bool // the dispute is there before
		refused bool
	}{
		"named, then disputed":           {ledger.Ask{For: []ledger.InvoiceNo{"A-1"}}, false, true},
		"disputed, then named":           {ledger.Ask{For: []ledger.InvoiceNo{"A-1"}}, true, false},
		"all, then disputed":             {ledger.Ask{All: true}, false, true},
		"disputed, then all":             {ledger.Ask{All: true}, true, false},
		"a part, and another disputed":   {ledger.Ask{For: []ledger.InvoiceNo{"A-1"}, Amount: ledger.MustMoney("700", "USD")}, false, false},
		"a part, and some more disputed": {ledger.Ask{For: []ledger.InvoiceNo{"A-1"}, Amount: ledger.MustMoney("700.01", "USD")}, false, true},
	} {
		a := oneInvoice(t, by)
		ask := func() {
			r, err := a.RequestPayment(c.ask, by)
			a = recorded(t, r, err)
		}
		if !c.before {
			ask()
		}
		d, err := a.OpenDispute(dispute, by)
		if a = recorded(t, d, err); c.before {
			ask()
		}
		if _, err := a.Approve("PR-1", ledger.Rights{Admin: true}, bob); (err != nil) != c.refused {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// All that is payable is asked for by currency: the vendor's own first, then another in which something is left. Deliberate fault it
// catches: nothing of another currency is payable any more where the vendor's own is covered.
func TestPayAllGoesOnWithAnotherCurrency(t *testing.T) {
	t.Parallel()
	by := ledger.By{Actor: "UA", At: now}
	a := oneInvoice(t, by)
	c, err := a.RecordInvoice(ledger.Invoice{No: "E-1", Amount: ledger.MustMoney("320", "EUR"), Issued: day("2023-01-02")}, by)
	a = recorded(t, c, err)
	for _, want := range []string{"$1,000.00", "€320.00"} {
		c, err = a.RequestPayment(ledger.Ask{All: true}, by)
		a = recorded(t, c, err)
		if got := c.Events[0].(*ledger.PaymentRequested).Request.Amount.String(); got != want {
			t.Errorf("asked for %s, not %s", got, want)
		}
	}
	if _, err := a.RequestPayment(ledger.Ask{All: true}, by); !errors.Is(err, ledger.ErrNothingOpen) {
		t.Errorf("a third time: %v", err)
	}
}

// What took an allocation, or a part of one, away or put it there is taken back whole, and only while nothing was moved since. Deliberate
// faults it catches: a disputed part that stays lowered; a second press that takes off what stands.
func TestAnAllocationIsTakenBack(t *testing.T) {
	t.Parallel()
	by := ledger.By{Actor: "UA", At: now}
	a := oneInvoice(t, by)
	step := func(c ledger.Change, err error) ledger.Change {
		t.Helper()
		a = recorded(t, c, err)
		return c
	}
	step(a.RecordInvoice(ledger.Invoice{No: "A-2", Amount: ledger.MustMoney("500", "USD"), Issued: day("2023-01-02"), Due: day("2023-02-02")}, by))
	step(a.OpenDispute(ledger.Dispute{Invoice: "A-1", Amount: ledger.MustMoney("300", "USD"), Reason: "twice"}, by))
	step(a.RecordCredit(ledger.Credit{Amount: ledger.MustMoney("900", "USD")}, by))
	look := func() string {
		return fmt.Sprint(a.Invoices["A1"].Open(), a.Invoices["A2"].Open(), a.Invoices["A1"].Disputed, a.Disputes["D-1"].Amount, a.Movements["C-1"].OnAccount(), len(a.Movements["C-1"].Allocations))
	}
	for what, move := range map[string]func() (ledger.Change, error){
		"allocated": func() (ledger.Change, error) { return a.Allocate("C-1", ledger.Money{}, []ledger.InvoiceNo{"A-1"}, by) },
		"to two": func() (ledger.Change, error) {
			return a.Allocate("C-1", ledger.Money{}, []ledger.InvoiceNo{"A-2", "A-1"}, by)
		},
		"a part": func() (ledger.Change, error) {
			return a.Allocate("C-1", ledger.MustMoney("1", "USD"), []ledger.InvoiceNo{"A-1"}, by)
		},
		"the oldest":       func() (ledger.Change, error) { return a.Allocate("C-1", ledger.Money{}, nil, by) },
		"off and on again": nil,
	} {
		was := look()
		if move == nil {
			step(a.Allocate("C-1", ledger.Money{}, []ledger.InvoiceNo{"A-1"}, by))
			was = look()
			move = func() (ledger.Change, error) {
				return a.Reallocate("C-1", ledger.Money{}, []ledger.InvoiceNo{"A-1"}, []ledger.InvoiceNo{"A-2"}, by)
			}
		}
		c := step(move())
		if look() == was {
			t.Fatalf("%s moved nothing", what)
		}
		step(a.UndoAllocation(c.Events, by))
		if is := look(); is != was {
			t.Errorf("%s, taken back: %s, was %s", what, is, was)
		}
		if _, err := a.UndoAllocation(c.Events, by); ledger.KindOf(err) != ledger.Conflict {
			t.Errorf("%s, taken back again: %v", what, err)
		}
		if what == "off and on again" {
			step(a.Reallocate("C-1", ledger.Money{}, []ledger.InvoiceNo{"A-1"}, nil, by))
		}
	}
}

// The reversal of a dispute's outcome is reversed as any other: the dispute is over as it was. Deliberate fault it catches: an accepted one
// that is withdrawn.
func TestTheReversalOfAnOutcomeIsReversed(t *testing.T) {
	t.Parallel()
	by := ledger.By{Actor: "UA", At: now}
	for as, end := range map[ledger.DisputeState]func(*ledger.Account) (ledger.Change, error){
		ledger.DisputeAccepted:  func(a *ledger.Account) (ledger.Change, error) { return a.AcceptDispute("D-1", "", by) },
		ledger.DisputeWithdrawn: func(a *ledger.Account) (ledger.Change, error) { return a.WithdrawDispute("D-1", "", by) },
	} {
		a := oneInvoice(t, by)
		step := func(c ledger.Change, err error) {
			t.Helper()
			a = recorded(t, c, err)
		}
		step(a.OpenDispute(ledger.Dispute{Invoice: "A-1", Amount: ledger.MustMoney("300", "USD"), Reason: "twice"}, by))
		step(a.EscalateDispute("D-1", "", by))
		step(end(a))
		for range 2 {
			step(a.Reverse("D-1", "wrong", ledger.Rights{}, by))
			if d := a.Disputes["D-1"]; d.State != ledger.Escalated || a.Invoices["A1"].Disputed.String() != "$300.00" {
				t.Errorf("%s, reversed: %+v", as, d)
			}
			step(a.Reverse("D-1", "right", ledger.Rights{}, by))
			if d := a.Disputes["D-1"]; d.State != as || a.Invoices["A1"].Disputed.Positive() {
				t.Errorf("%s, reversed twice: %+v", as, d)
			}
		}
	}
}

// A counter-measure is reversed by those who may lower one, and by who recorded it within the time of Undo; to take the reversal back is
// open to all. Deliberate fault it catches: anybody silences a notice with reverse.
func TestReversingACounterMeasureLowersIt(t *testing.T) {
	t.Parallel()
	carol, alice := ledger.By{Actor: "UC", At: now}, ledger.By{Actor: "UA", At: now}
	a := oneInvoice(t, carol)
	c, err := a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Source: "mail"}, carol)
	a = recorded(t, c, err)
	if _, err := a.Reverse("S-1", "hmm", ledger.Rights{}, alice); err == nil {
		t.Error("anybody reverses it")
	}
	late := carol
	late.At = now.Add(ledger.UndoFor + time.Second)
	if _, err := a.Reverse("S-1", "hmm", ledger.Rights{}, late); err == nil {
		t.Error("who recorded it reverses it later")
	}
	if _, err := a.Reverse("S-1", "typed twice", ledger.Rights{}, carol); err != nil {
		t.Error(err)
	}
	for _, who := range []ledger.Rights{{Owner: true}, {Legal: true}, {Admin: true}} {
		c, err := a.Reverse("S-1", "withdrawn by phone", who, alice)
		after := recorded(t, c, err)
		if _, err := after.Reverse("S-1", "no", ledger.Rights{}, alice); err != nil {
			t.Error(err)
		}
	}
}

// What can't be done is refused with the reason, and what would do. Deliberate faults it catches: who approved a payment hands it to the
// bank, too; money taken off one invoice for another of which nothing is open; a reversed debit note that is denied.
func TestRefusedForWhatItIs(t *testing.T) {
	t.Parallel()
	by, bob := ledger.By{Actor: "UA", At: now}, ledger.By{Actor: "UB", At: now}
	usd := func(s string) ledger.Money { return ledger.MustMoney(s, "USD") }
	a := oneInvoice(t, by)
	step := func(c ledger.Change, err error) { a = recorded(t, c, err) }
	step(a.RecordInvoice(ledger.Invoice{No: "A-2", Amount: usd("50"), Issued: day("2023-01-02")}, by))
	step(a.RecordPayment(ledger.Pay{Amount: usd("50"), For: []ledger.InvoiceNo{"A-2"}}, by))
	step(a.RecordPayment(ledger.Pay{Amount: usd("100"), For: []ledger.InvoiceNo{"A-1"}}, by))
	step(a.RecordDebitNote(ledger.Credit{Amount: usd("5"), Number: "DN-7"}, by))
	step(a.Reverse("DN-1", "typed twice", ledger.Rights{}, by))
	step(a.RequestPayment(ledger.Ask{All: true}, by))
	step(a.Approve("PR-1", ledger.Rights{Admin: true}, bob))
	for what, c := range map[string]struct {
		do   func() (ledger.Change, error)
		says string
	}{
		"the approver sends": {func() (ledger.Change, error) { return a.Send("PR-1", bob) }, "You approved PR-1"},
		"moved to what is paid": {func() (ledger.Change, error) {
			return a.Reallocate("P-2", usd("10"), []ledger.InvoiceNo{"A-1"}, []ledger.InvoiceNo{"A-2"}, by)
		}, "Nothing of A-2 is open"},
		"a reversed debit note":   {func() (ledger.Change, error) { return a.AcceptDebitNote("DN-1", 0, by) }, "reverse DN-1` takes the reversal back"},
		"a payment as debit note": {func() (ledger.Change, error) { return a.AcceptDebitNote("P-1", 0, by) }, "P-1 is not a debit note"},
	} {
		if _, err := c.do(); err == nil || !strings.Contains(ledger.Say(err), c.says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := a.Send("PR-1", by); err != nil {
		t.Errorf("who asked for it sends it: %v", err)
	}
}

// What a request that ended without a decision asks for once more is what is open of its invoices again and nobody else asked for; a
// request that somebody decided, or that was asked again, asks for nothing. Deliberate faults it catches: more than it asked for; what
// another request covers by now, asked twice.
func TestWhatIsAskedAgain(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, map[ledger.InvoiceNo]string{"INV-1": "2023-02-01", "INV-2": "2023-02-02"})
	step := func(c ledger.Change, err error) { t.Helper(); do(t, &a, c, err) }
	step(a.RequestPayment(ledger.Ask{Amount: usd("120"), For: []ledger.InvoiceNo{"INV-1", "INV-2"}}, by("UA")))
	if _, ok := a.AskAgain(a.Requests["PR-1"]); ok {
		t.Error("what is asked for still is asked again")
	}
	step(a.RecordPayment(ledger.Pay{Amount: usd("200"), For: []ledger.InvoiceNo{"INV-1", "INV-2"}}, by("UA")))
	ended := a.Requests["PR-1"]
	if _, ok := a.AskAgain(ended); ended.State != ledger.Expired || ok {
		t.Fatalf("paid otherwise it is %s, and asked again: %v", ended.State, ok)
	}
	step(a.Reverse("P-1", "wrong", ledger.Rights{}, by("UB")))
	again, ok := a.AskAgain(ended)
	if !ok || again.Amount.Cmp(usd("120")) != 0 || len(again.For) != 2 || again.Repeats != "PR-1" {
		t.Errorf("asked again is %+v", again)
	}
	step(a.RequestPayment(ledger.Ask{Amount: usd("70"), For: []ledger.InvoiceNo{"INV-1"}}, by("UA")))
	if again, _ := a.AskAgain(ended); again.Amount.Cmp(usd("50")) != 0 {
		t.Errorf("with $70 covered, asked again is %+v", again)
	}
	step(a.RequestPayment(ledger.Ask{Amount: usd("5"), For: []ledger.InvoiceNo{"INV-2"}, Repeats: "PR-1"}, by("UA")))
	if again, ok := a.AskAgain(a.Requests["PR-1"]); ok {
		t.Errorf("asked again twice: %+v", again)
	}
	step(a.Reject("PR-2", "no", ledger.Rights{Admin: true}, by("UB")))
	if again, ok := a.AskAgain(a.Requests["PR-2"]); ok {
		t.Errorf("what was rejected is asked again: %+v", again)
	}
}
