package ledger_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// The faults that these tests are for are tried by `make mutants`.

// with is an account of a vendor with invoices of $100, each due on a day.
func with(t *testing.T, v ledger.Vendor, due map[ledger.InvoiceNo]string) *ledger.Account {
	t.Helper()
	v.Slug, v.Name = "acme", "Acme"
	c, err := ledger.NewVendor(v, by("UALICE"))
	if err != nil {
		t.Fatal(err)
	}
	a := c.After
	for no, d := range due {
		c, err := a.RecordInvoice(ledger.Invoice{No: no, Amount: usd("100"), Issued: day("2022-01-01"), Due: day(d)}, by("UALICE"))
		do(t, &a, c, err)
	}
	return a
}

// Days 1 to 30 are the first bucket, 31 the next. Deliberate fault it catches: a bucket that ends a day early.
func TestBucketsEndWithTheirLastDay(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, map[ledger.InvoiceNo]string{"INV-1": "2023-01-01"})
	for past, want := range map[int]int{
		0: ledger.NotDue, 1: ledger.Days1to30, 30: ledger.Days1to30, 31: ledger.Days31to60, 60: ledger.Days31to60,
		61: ledger.Days61to90, 90: ledger.Days61to90, 91: ledger.Over90,
	} {
		f := a.FiguresOn("USD", day("2023-01-01").AddDays(past))
		if !f.Ageing[want].Positive() || f.Overdue.Positive() != (past > 0) {
			t.Errorf("%d days past due: %v, overdue %s; want it in %s", past, f.Ageing, f.Overdue, ledger.Buckets[want])
		}
	}
}

// Within the grace an invoice is not due; after it its days count from the due day. Deliberate faults it catches: a grace
// that is not looked at, one that ends a day early, days counted from its end.
func TestNothingIsOverdueWithinTheGrace(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{Grace: 30}, map[ledger.InvoiceNo]string{"INV-1": "2023-01-01"})
	if f := a.FiguresOn("USD", day("2023-01-31")); f.Overdue.Positive() || !f.Ageing[ledger.NotDue].Positive() || f.DaysPastDue() != 0 {
		t.Errorf("on the last day of grace: %+v", f)
	}
	if f := a.FiguresOn("USD", day("2023-02-01")); !f.Ageing[ledger.Days31to60].Positive() || f.DaysPastDue() != 31 {
		t.Errorf("the day after: %+v", f)
	}
}

// What is paid goes to the oldest due, then the first issued, then the lower number. Deliberate faults it catches: the newest
// first, INV-10 before INV-9.
func TestOrderOfAllocation(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, map[ledger.InvoiceNo]string{"INV-10": "2023-02-01", "INV-9": "2023-02-01", "INV-11": "2023-01-31", "A-1": "2023-02-02"})
	c, err := a.RecordPayment(ledger.Pay{Amount: usd("350")}, by("UALICE"))
	do(t, &a, c, err)
	var order []ledger.InvoiceNo
	for _, e := range c.Events {
		if al, ok := e.(*ledger.Allocated); ok {
			order = append(order, al.Invoice)
		}
	}
	if want := []ledger.InvoiceNo{"INV-11", "INV-9", "INV-10", "A-1"}; !slices.Equal(order, want) {
		t.Errorf("paid %v, want %v", order, want)
	}
	if left := a.Invoices[ledger.InvoiceNo("A-1").Key()].Open(); left.String() != "$50.00" {
		t.Errorf("%s is open on the last", left)
	}
}

// What is disputed, held, or asked for already is paid only where it is named. Deliberate faults it catches: a payment that
// pays a disputed part by itself, one that goes to a held invoice, one that takes what a request is about.
func TestDisputedAndHeldArePaidOnlyWhenNamed(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, map[ledger.InvoiceNo]string{"INV-1": "2023-01-01", "INV-2": "2023-01-02", "INV-3": "2023-01-03", "INV-4": "2023-01-04"})
	c, err := a.OpenDispute(ledger.Dispute{Invoice: "INV-1", Amount: usd("60"), Reason: "r"}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.HoldInvoice("INV-2", "", by("UALICE"))
	do(t, &a, c, err)
	c, err = a.RequestPayment(ledger.Ask{Amount: usd("30"), For: []ledger.InvoiceNo{"INV-3"}}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.RecordPayment(ledger.Pay{Amount: usd("1000")}, by("UALICE"))
	do(t, &a, c, err)
	for no, want := range map[ledger.InvoiceNo]string{"INV-1": "$60.00", "INV-2": "$100.00", "INV-3": "$30.00", "INV-4": "$0.00"} {
		if open := a.Invoices[no.Key()].Open(); open.String() != want {
			t.Errorf("%s of %s is open, want %s", open, no, want)
		}
	}
	c, err = a.RecordPayment(ledger.Pay{Amount: usd("60"), For: []ledger.InvoiceNo{"INV-1"}}, by("UALICE"))
	do(t, &a, c, err)
	if i := a.Invoices["INV1"]; i.Open().Positive() || i.Disputed.Positive() {
		t.Errorf("named, the disputed part is paid: %s open, %s disputed", i.Open(), i.Disputed)
	}
}

// An amount meets only amounts of its currency, whatever is named. Deliberate fault it catches: dollars that are allocated to
// an invoice in yen, or a panic.
func TestAllocateInOneCurrency(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, map[ledger.InvoiceNo]string{"INV-1": "2023-01-01"})
	c, err := a.RecordInvoice(ledger.Invoice{No: "YEN-1", Amount: ledger.MustMoney("500", "JPY"), Issued: day("2023-01-01")}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.RecordPayment(ledger.Pay{Amount: usd("150"), For: []ledger.InvoiceNo{"INV-1"}}, by("UALICE"))
	do(t, &a, c, err)
	yen, none, jpy := []ledger.InvoiceNo{"YEN-1"}, ledger.Money{}, ledger.MustMoney("5", "JPY")
	for what, try := range map[string]func() (ledger.Change, error){
		"allocate": func() (ledger.Change, error) { return a.Allocate("P-1", none, yen, by("UALICE")) },
		"allocate a sum": func() (ledger.Change, error) {
			return a.Allocate("P-1", jpy, []ledger.InvoiceNo{"INV-1"}, by("UALICE"))
		},
		"move to": func() (ledger.Change, error) {
			return a.Reallocate("P-1", none, []ledger.InvoiceNo{"INV-1"}, yen, by("UALICE"))
		},
		"move a sum": func() (ledger.Change, error) {
			return a.Reallocate("P-1", jpy, []ledger.InvoiceNo{"INV-1"}, nil, by("UALICE"))
		},
		"pay": func() (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Amount: usd("1"), For: yen}, by("UALICE"))
		},
		"credit": func() (ledger.Change, error) {
			return a.RecordCredit(ledger.Credit{Amount: usd("1"), For: yen}, by("UALICE"))
		},
		"debit": func() (ledger.Change, error) {
			return a.RecordDebitNote(ledger.Credit{Amount: usd("1"), For: yen}, by("UALICE"))
		},
		"write off": func() (ledger.Change, error) { return a.WriteOffInvoice("YEN-1", usd("1"), 0, "r", by("UALICE")) },
		"ask": func() (ledger.Change, error) {
			return a.RequestPayment(ledger.Ask{Amount: usd("1"), For: yen}, by("UALICE"))
		},
		"refund": func() (ledger.Change, error) { return a.Refund("P-1", jpy, 0, "", by("UALICE")) },
		"dispute": func() (ledger.Change, error) {
			return a.OpenDispute(ledger.Dispute{Invoice: "YEN-1", Amount: usd("1"), Reason: "r"}, by("UALICE"))
		},
		"ask for two at once": func() (ledger.Change, error) {
			return a.RequestPayment(ledger.Ask{For: []ledger.InvoiceNo{"INV-1", "YEN-1"}}, by("UALICE"))
		},
	} {
		if _, err := try(); ledger.KindOf(err) != ledger.Invalid && ledger.KindOf(err) != ledger.Conflict {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// What must be paid to take away the vendor's right to act has the disputed part in it, unless a contract lets us hold that
// back. Deliberate faults it catches: a clause that is not asked, one that is read the wrong way round, silence taken for
// leave.
func TestCureSumFollowsTheClause(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	c, err := a.OpenDispute(ledger.Dispute{Invoice: "INV-2", Amount: usd("2000000"), Reason: "r"}, by("UALICE"))
	do(t, &a, c, err)
	yes, no := true, false
	for _, clause := range []struct {
		may  *bool
		want string
	}{{nil, "$60,000,000.00"}, {&no, "$60,000,000.00"}, {&yes, "$58,000,000.00"}} {
		c, err := a.ChangeContract("K-1", func(k *ledger.Contract) { k.MayWithhold = clause.may }, by("UALICE"))
		do(t, &a, c, err)
		if f := a.Figures("USD", now); f.CureSum.String() != clause.want || f.Overdue.String() != "$60,000,000.00" {
			t.Errorf("may withhold %v: cure sum %s of %s, want %s", clause.may, f.CureSum, f.Overdue, clause.want)
		}
	}
}

// Whoever recorded an invoice takes it back within 15 minutes; later somebody else does. Deliberate fault it catches: an own
// mistake that is hidden by oneself, hours later.
func TestOwnInvoiceIsReversedByAnother(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, map[ledger.InvoiceNo]string{"INV-1": "2023-01-01"})
	late := by("UALICE")
	late.At = now.Add(16 * time.Minute)
	if _, err := a.Reverse("INV-1", "r", ledger.Rights{Admin: true}, late); ledger.KindOf(err) != ledger.Forbidden {
		t.Errorf("after 16 minutes: %v", err)
	}
	late.Actor = "UBOB"
	if _, err := a.Reverse("INV-1", "r", ledger.Rights{}, late); err != nil {
		t.Errorf("by another: %v", err)
	}
	if _, err := a.Reverse("INV-1", "r", ledger.Rights{}, by("UALICE")); err != nil {
		t.Errorf("at once: %v", err)
	}
}

// An entry is never dated before the one in front of it. Deliberate fault it catches: a bot whose clock is behind, which
// writes history.
func TestEntryTimeNeverGoesBack(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, map[ledger.InvoiceNo]string{"INV-1": "2023-01-01"})
	early := by("UALICE")
	early.At = now.Add(-time.Hour)
	c, err := a.NoteIncident("x", early)
	do(t, &a, c, err)
	if !c.By.At.Equal(now) || !a.Incidents["I-1"].At.Equal(now) {
		t.Errorf("the entry is of %s, the one before of %s", c.By.At, now)
	}
}

// A credit note's number stands on record once, however it is written. Deliberate fault it catches: the same credit twice.
func TestCreditNoteNumberOnce(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, map[ledger.InvoiceNo]string{"INV-1": "2023-01-01"})
	c, err := a.RecordCredit(ledger.Credit{Amount: usd("10"), Number: "CN-0001"}, by("UALICE"))
	do(t, &a, c, err)
	if _, err := a.RecordCredit(ledger.Credit{Amount: usd("10"), Number: "cn-1"}, by("UALICE")); ledger.KindOf(err) != ledger.Conflict || !strings.Contains(ledger.Say(err), "C-1") {
		t.Errorf("the same number: %v", err)
	}
}

// A credit note is reversed by the vendor's number, also where little of the account is loaded.
// Deliberate fault it catches: a number that leads nowhere, so that the wrong thing is reversed by hand.
func TestReversedByItsNumber(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, map[ledger.InvoiceNo]string{"INV-1": "2023-01-01"})
	c, err := a.RecordCredit(ledger.Credit{Amount: usd("10"), Number: "CN-1", For: []ledger.InvoiceNo{"INV-1"}}, by("UALICE"))
	do(t, &a, c, err)
	for word, id := range map[string]ledger.ID{"cn 001": "C-1", "CN-1": "C-1"} {
		c, err := a.Reverse(word, "r", ledger.Rights{}, by("UALICE"))
		if err != nil || !c.After.Movements[id].Reversed {
			t.Errorf("%s: %v", word, err)
		}
		core, err := a.MarshalCore()
		if err != nil {
			t.Fatal(err)
		}
		little, err := ledger.UnmarshalCore(core)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range ledger.NeedToReverse("acme", word).Items {
			if b, ok, err := a.MarshalItem(item); ok && err == nil {
				if err := little.AddItem(item, b); err != nil {
					t.Fatal(err)
				}
			}
		}
		var more *ledger.NeedMore
		if _, err := little.Reverse(word, "r", ledger.Rights{}, by("UALICE")); !errors.As(err, &more) || len(more.Items) == 0 {
			t.Errorf("%s, of which little is loaded: %v", word, err)
		}
	}
}

// Anybody raises a counter-measure; to lower it takes the vendor's owner, legal or an admin. Deliberate fault it catches: a
// notice that somebody withdraws who may not.
func TestLoweringACounterMeasure(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{}, nil)
	c, err := a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension}, by("UALICE"))
	do(t, &a, c, err)
	if _, err := a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.NoticeGiven}, ledger.Rights{}, by("UALICE")); err != nil {
		t.Errorf("raising it: %v", err)
	}
	for _, to := range []ledger.MeasureState{ledger.Suspended, ledger.Withdrawn, ledger.Lapsed} {
		if _, err := a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: to}, ledger.Rights{}, by("UALICE")); ledger.KindOf(err) != ledger.Forbidden {
			t.Errorf("%s by anybody: %v", to, err)
		}
		for _, who := range []ledger.Rights{{Admin: true}, {Owner: true}, {Legal: true}} {
			if _, err := a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: to}, who, by("UALICE")); err != nil {
				t.Errorf("%s by %+v: %v", to, who, err)
			}
		}
	}
}

// An edit of the vendor is taken back by the entry that made it: what was edited is as it was, what happened since stands. Once
// something of it was edited again there is nothing to take back. Deliberate faults it catches: a hold that ends because an
// edit before it is taken back, a later edit that is lost.
func TestAnEditIsTakenBack(t *testing.T) {
	t.Parallel()
	a := with(t, ledger.Vendor{Aliases: []string{"The Acme"}, Tags: []string{"cloud"}}, nil)
	v := a.Vendor
	v.Name, v.Aliases, v.Grace, v.Owner = "Acme Inc.", nil, 5, "UCAROL"
	c, err := a.Edit(v, by("UALICE"))
	do(t, &a, c, err)
	seq, edit := a.Seq, c.Events[0].(*ledger.VendorChanged)
	c, err = a.Hold("waits", by("UALICE"))
	do(t, &a, c, err)
	c, err = a.UndoEdit(seq, edit, by("UALICE"))
	held := do(t, &a, c, err)
	if got := a.Vendor; got.Name != "Acme" || len(got.Aliases) != 1 || got.Grace != 0 || got.Owner != "" || !got.Held || got.Slug != "acme" {
		t.Errorf("taken back: %+v", got)
	}
	if e := held.Events[0].(*ledger.VendorChanged); e.Of != seq {
		t.Errorf("it names entry %d, want %d", e.Of, seq)
	}
	if _, err := a.UndoEdit(seq, edit, by("UALICE")); ledger.KindOf(err) != ledger.Conflict {
		t.Errorf("once more: %v", err)
	}
	again := a.Vendor
	again.Name = "Acme Corp."
	c, err = a.Edit(again, by("UBOB"))
	do(t, &a, c, err)
	if _, err := a.UndoEdit(seq, edit, by("UALICE")); ledger.KindOf(err) != ledger.Conflict || a.Vendor.Name != "Acme Corp." {
		t.Errorf("edited again since: %v", err)
	}
}

// settledRequest is an account whose request PR-1 of $150, which UBOB approved, is settled by P-1.
func settledRequest(t *testing.T) *ledger.Account {
	t.Helper()
	a := with(t, ledger.Vendor{}, map[ledger.InvoiceNo]string{"INV-1": "2022-02-01", "INV-2": "2022-03-01"})
	c, err := a.RequestPayment(ledger.Ask{Amount: usd("150")}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.Approve("PR-1", ledger.Rights{Admin: true}, by("UBOB"))
	do(t, &a, c, err)
	c, err = a.Settle("PR-1", ledger.Money{}, 0, "WIRE-1", by("UALICE"))
	do(t, &a, c, err)
	return a
}

// A payment that came back is owed again, its invoices are open, and the request that it settled is returned: what asks again is a
// new one. Deliberate faults it catches: a request that stays paid, an invoice that stays settled, a request that is another
// payment's.
func TestAPaymentThatCameBack(t *testing.T) {
	t.Parallel()
	a := settledRequest(t)
	c, err := a.Return("P-1", "account closed", by("UALICE"))
	do(t, &a, c, err)
	r := a.Requests["PR-1"]
	if r.State != ledger.ReturnedRequest || r.Reason != "account closed" || r.Payment != "P-1" || r.Live() {
		t.Errorf("the request is %+v", r)
	}
	if f := a.Figures("USD", now); f.Outstanding.String() != "$200.00" || !f.InFlight.IsZero() || !f.OnAccount.IsZero() {
		t.Errorf("%s outstanding, %s in flight, %s on account", f.Outstanding, f.InFlight, f.OnAccount)
	}
	if i := a.Invoices["INV1"]; !i.SettledOn.IsZero() || i.Open().String() != "$100.00" {
		t.Errorf("INV-1: %+v", i)
	}
	for what, err := range map[string]error{
		"returned twice": second(a.Return("P-1", "", by("UALICE"))), "settled again": second(a.Settle("PR-1", ledger.Money{}, 0, "", by("UALICE"))),
	} {
		if ledger.KindOf(err) != ledger.Conflict {
			t.Errorf("%s: %v", what, err)
		}
	}
	c, err = a.RequestPayment(ledger.Ask{Amount: usd("150"), Repeats: "PR-1"}, by("UALICE"))
	do(t, &a, c, err)
	if a.Requests["PR-2"].Repeats != "PR-1" {
		t.Errorf("%+v", a.Requests["PR-2"])
	}
}

func second[T any](_ T, err error) error { return err }

// That a payment came back can be taken back: every figure is as before, the request is settled, and its approver is who approved it.
// The same may be said again, and taken back again; then the payment itself can be reversed. Deliberate faults it catches: a payment
// that counts and is allocated to nothing, a request that stays returned, whoever took it back named as who approved it.
func TestAReturnTakenBack(t *testing.T) {
	t.Parallel()
	a := settledRequest(t)
	figures, core := a.Figures("USD", now), marshal(t, a, "req:PR-1", "mov:P-1", "inv:INV1", "inv:INV2")
	for range 2 {
		c, err := a.Return("P-1", "account closed", by("UALICE"))
		do(t, &a, c, err)
		c, err = a.Reverse("P-1", "it was P-2", ledger.Rights{}, by("UCAROL"))
		back := do(t, &a, c, err).Events[0].(*ledger.ReturnReversed)
		if back.ID != "P-1" || back.Request != "PR-1" || back.Of != a.Seq-1 || back.Reason != "it was P-2" {
			t.Errorf("it says %+v of entry %d", back, a.Seq-1)
		}
		if got := a.Figures("USD", now); !reflect.DeepEqual(got, figures) {
			t.Errorf("figures are %+v, were %+v", got, figures)
		}
		if got := marshal(t, a, "req:PR-1", "mov:P-1", "inv:INV1", "inv:INV2"); got != core {
			t.Errorf("taken back:\n%s\nbefore:\n%s", got, core)
		}
	}
	c, err := a.Reverse("P-1", "never paid", ledger.Rights{}, by("UALICE"))
	do(t, &a, c, err)
	r := a.Requests["PR-1"]
	if !a.Movements["P-1"].Reversed || r.State != ledger.Approved || r.Decided != "UBOB" {
		t.Errorf("then the payment is reversed: %+v, %+v", a.Movements["P-1"], r)
	}
}

// marshal is what is kept of items.
func marshal(t *testing.T, a *ledger.Account, items ...string) string {
	t.Helper()
	var out []string
	for _, item := range items {
		b, ok, err := a.MarshalItem(item)
		if err != nil || !ok {
			t.Fatalf("%s: %v, %v", item, ok, err)
		}
		out = append(out, string(b))
	}
	return strings.Join(out, "\n")
}

// What was allocated stands as before only as far as it is open; the rest is on account. Deliberate fault it catches: an invoice that
// is paid twice.
func TestAReturnTakenBackTooLate(t *testing.T) {
	t.Parallel()
	a := settledRequest(t)
	c, err := a.Return("P-1", "", by("UALICE"))
	do(t, &a, c, err)
	c, err = a.RecordPayment(ledger.Pay{Amount: usd("120"), For: []ledger.InvoiceNo{"INV-1", "INV-2"}}, by("UALICE"))
	do(t, &a, c, err)
	c, err = a.Reverse("P-1", "", ledger.Rights{}, by("UALICE"))
	do(t, &a, c, err)
	if m := a.Movements["P-1"]; m.OnAccount().String() != "$100.00" || len(m.Allocations) != 1 || m.Allocations[0].Invoice != "INV-2" {
		t.Errorf("P-1 is %+v", m)
	}
	if f := a.Figures("USD", now); f.Outstanding.String() != "$30.00" {
		t.Errorf("%s is outstanding", f.Outstanding)
	}
}

// A request that is approved again pays what it named, never an invoice in another currency that was recorded under such a number in
// the meantime: what was for that one is on account. Deliberate faults it catches: dollars that are allocated to an invoice in yen,
// or a panic, and an invoice that can't be asked for as a request in another currency covers it.
func TestANumberRecordedAnewInAnotherCurrency(t *testing.T) {
	t.Parallel()
	a := settledRequest(t)
	c, err := a.Return("P-1", "", by("UALICE"))
	do(t, &a, c, err)
	c, err = a.Reverse("INV-1", "it is in yen", ledger.Rights{}, by("UCAROL"))
	do(t, &a, c, err)
	c, err = a.RecordInvoice(ledger.Invoice{No: "INV-1", Amount: ledger.MustMoney("500", "JPY"), Issued: day("2023-01-01")}, by("UALICE"))
	do(t, &a, c, err)
	for range 2 { // the return is taken back, then the payment
		c, err = a.Reverse("P-1", "", ledger.Rights{}, by("UCAROL"))
		do(t, &a, c, err)
	}
	if r := a.Requests["PR-1"]; r.State != ledger.Approved {
		t.Fatalf("the request is %+v", r)
	}
	c, err = a.RequestPayment(ledger.Ask{For: []ledger.InvoiceNo{"INV-1"}}, by("UALICE"))
	do(t, &a, c, err)
	if r := a.Requests["PR-2"]; r.Amount.String() != "¥500" {
		t.Errorf("asked for %s", r.Amount)
	}
	if _, err := a.Reverse("INV-1", "", ledger.Rights{}, by("UCAROL")); !strings.Contains(ledger.Say(err), "PR-2 asks to pay it") {
		t.Errorf("it says %q", ledger.Say(err))
	}
	c, err = a.Settle("PR-1", ledger.Money{}, 0, "", by("UALICE"))
	do(t, &a, c, err)
	paid := a.Movements["P-2"]
	if len(paid.Allocations) != 1 || paid.Allocations[0].Invoice != "INV-2" || paid.OnAccount().String() != "$100.00" {
		t.Errorf("P-2 is %+v", paid)
	}
	if i := a.Invoices["INV1"]; i.Open().String() != "¥500" {
		t.Errorf("%s is open on INV-1", i.Open())
	}
}

// A return is not taken back while a request that repeats what was returned may be paid, or is, also where little of the account is
// loaded: that would pay twice. Deliberate faults it catches: only the first repetition is asked, a repetition of a repetition is
// overlooked, one that ended stands in the way for ever.
func TestAReturnThatARequestRepeats(t *testing.T) {
	t.Parallel()
	a := settledRequest(t)
	c, err := a.Return("P-1", "", by("UALICE"))
	do(t, &a, c, err)
	ask := func(repeats ledger.ID) {
		c, err := a.RequestPayment(ledger.Ask{Amount: usd("10"), Repeats: repeats}, by("UALICE"))
		do(t, &a, c, err)
	}
	refused := func(words string) {
		t.Helper()
		if _, err := a.Reverse("P-1", "", ledger.Rights{}, by("UALICE")); ledger.KindOf(err) != ledger.Conflict || !strings.Contains(ledger.Say(err), words) {
			t.Errorf("it says %q, want %q", ledger.Say(err), words)
		}
	}
	ask("PR-1")
	refused("PR-2 repeats that and is requested")
	c, err = a.WithdrawRequest("PR-2", "", ledger.Rights{}, by("UALICE"))
	do(t, &a, c, err)
	ask("PR-2")
	refused("PR-3 repeats that and is requested")
	c, err = a.Approve("PR-3", ledger.Rights{Admin: true}, by("UBOB"))
	do(t, &a, c, err)
	refused("PR-3 repeats that and is approved")
	c, err = a.Send("PR-3", by("UALICE"))
	do(t, &a, c, err)
	refused("`/owed acme failed PR-3`")
	c, err = a.Settle("PR-3", ledger.Money{}, 0, "", by("UALICE"))
	do(t, &a, c, err)
	refused("PR-3 repeats that and is settled, as P-2")
	little := *a
	little.Partial, little.Requests = true, map[ledger.ID]ledger.Request{"PR-1": a.Requests["PR-1"]}
	var more *ledger.NeedMore
	if _, err := little.Reverse("P-1", "", ledger.Rights{}, by("UALICE")); !errors.As(err, &more) || more.Items[0] != "req:PR-2" {
		t.Errorf("little is loaded: %v", err)
	}
	c, err = a.Return("P-2", "", by("UALICE"))
	do(t, &a, c, err)
	if _, err := a.Reverse("P-1", "", ledger.Rights{}, by("UALICE")); err != nil {
		t.Errorf("nothing comes of what repeats it: %v", err)
	}
}
