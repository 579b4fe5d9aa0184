package show

import (
	"strings"
	"testing"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// ost is a vendor of whom something falls due on 5, 12 and 17 January 2023.
func ost(t testing.TB) *book {
	b := newBook(t, ledger.Vendor{Slug: "ost", Name: "Ost AG", Currency: "EUR"})
	b.at = time.Date(2023, 1, 2, 8, 0, 0, 0, time.UTC)
	for no, due := range map[ledger.InvoiceNo]string{"O-1 100": "2023-01-05", "O-2 40": "2023-01-12", "O-3 7": "2023-01-17"} {
		no, sum, _ := strings.Cut(string(no), " ")
		b.do(b.a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(no), Amount: ledger.MustMoney(sum, "EUR"), Issued: on("2022-12-15"), Due: on(due)}, b.by("UALICE", "invoice")))
	}
	return b
}

// dueSays is the notification text of the alert for what falls due, and its words.
func (b *book) dueSays(at time.Time, posted ledger.Posted) (text, all string) {
	b.t.Helper()
	m := AlertMessage(b.a, b.stands(alerts.MatterDue, at), b.a.OpenInvoices(), posted, ctxAt(at))
	return m.Text, readable(m)
}

// What falls due on a day is that day's sum, as the digest has it; what else was spoken of stands beside it, and what can't be paid is
// told apart. Deliberate fault it catches: €147.00 due today, of which €47.00 fall due next week and later.
func TestWhatFallsDueIsTheSumOfItsDay(t *testing.T) {
	t.Parallel()
	b := ost(t)
	nine := time.Date(2023, 1, 5, 9, 5, 0, 0, time.UTC)
	text, all := b.dueSays(nine, ledger.Posted{})
	if want := "Warning: Ost AG: €100.00 due Thu 5 Jan 2023, today."; text != want {
		t.Errorf("says %q, want %q", text, want)
	}
	for _, want := range []string{"Besides: €40.00 due Thu 12 Jan 2023, in 7 days", "Besides: €7.00 due Tue 17 Jan 2023, in 12 days"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing:\n%s", want, all)
		}
	}
	digest, _ := Digest(DigestPage{Due: DuePage{From: on("2023-01-05"), Until: on("2023-01-05"), Sums: b.a.FallsDue(on("2023-01-05"), on("2023-01-05"))}}, ctxAt(nine))
	if got := cash(b.a.FallsDue(on("2023-01-05"), on("2023-01-05"))); got != "cash needed €100.00" {
		t.Errorf("the digest of that day says %q:\n%s", got, readable(digest))
	}
	if text, _ = b.dueSays(time.Date(2023, 1, 2, 9, 0, 0, 0, time.UTC), ledger.Posted{}); text != "Warning: Ost AG: €100.00 due Thu 5 Jan 2023, in 3 days." {
		t.Errorf("three days before it says %q", text)
	}
	al := b.stands(alerts.MatterDue, nine)
	reply := AlertReply(b.a, al, alerts.Rung{Kind: alerts.DueSoon, Severity: alerts.Warning, Day: on("2023-01-12")}, ctxAt(nine))
	if want := "Warning: Ost AG: €40.00 due Thu 12 Jan 2023, in 7 days."; reply.Text != want {
		t.Errorf("the reply about the 12th says %q, want %q", reply.Text, want)
	}

	b.do(b.a.HoldInvoice("O-1", "checked", b.by("UALICE", "hold")))
	text, all = b.dueSays(nine, ledger.Posted{})
	if want := "Warning: Ost AG: €100.00 due Thu 5 Jan 2023, today (all of it on hold)."; text != want || !strings.Contains(all, "pay what is on hold, once it is released") {
		t.Errorf("on hold it says %q, want %q:\n%s", text, want, all)
	}
	b.do(b.a.ReleaseInvoice("O-1", b.by("UALICE", "release")))
	b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "O-1", Amount: ledger.MustMoney("30", "EUR"), Reason: "billed twice"}, b.by("UALICE", "dispute")))
	b.do(b.a.RequestPayment(ledger.Ask{Amount: ledger.MustMoney("20", "EUR")}, b.by("UALICE", "pay")))
	if text, _ = b.dueSays(nine, ledger.Posted{}); text != "Warning: Ost AG: €100.00 due Thu 5 Jan 2023, today (€30.00 of it disputed, €20.00 of it covered by requests)." {
		t.Errorf("disputed and asked for in part it says %q", text)
	}
}

// What ended is named by its day, and has the moment that ended it. Deliberate faults it catches: the moment of the vendor's last
// entry, weeks before; "today" of another day; a later entry that moves the end.
func TestTheEndOfWhatFellDue(t *testing.T) {
	t.Parallel()
	b := ost(t)
	nine := time.Date(2023, 1, 4, 9, 0, 0, 0, time.UTC)
	tell := func(p ledger.Posted, at time.Time) ledger.Posted {
		act := alerts.Tell(b.stands(alerts.MatterDue, at), p, at)
		return act.Done("C1", "1")
	}
	over := func(p ledger.Posted, at time.Time, want string) {
		t.Helper()
		text, all := b.dueSays(at, p)
		if !strings.Contains(all, want) {
			t.Errorf("it does not say %q:\n%s", want, all)
		}
		if strings.Contains(text, "today") {
			t.Errorf("it says %q", text)
		}
	}
	for _, no := range []ledger.InvoiceNo{"O-2", "O-3"} {
		b.do(b.a.RecordPayment(ledger.Pay{Amount: b.a.Invoices[no.Key()].Amount, For: []ledger.InvoiceNo{no}}, b.by("UALICE", "paid")))
	}
	posted := tell(ledger.Posted{}, nine)
	const byDay = "~Ost AG: a payment due Thu 5 Jan 2023~\nOver: its day is over, and not all of it is paid, since Fri 6 Jan 2023 00:00 UTC."
	over(posted, time.Date(2023, 1, 6, 0, 0, 1, 0, time.UTC), byDay)

	b.at = time.Date(2023, 1, 5, 11, 30, 0, 0, time.UTC)
	b.do(b.a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("60", "EUR"), For: []ledger.InvoiceNo{"O-1"}}, b.by("UALICE", "paid")))
	posted = tell(posted, b.at)
	over(posted, time.Date(2023, 1, 6, 0, 0, 1, 0, time.UTC), byDay)
	struck := tell(posted, time.Date(2023, 1, 6, 0, 0, 1, 0, time.UTC))

	b.at = time.Date(2023, 1, 5, 12, 0, 0, 0, time.UTC)
	b.do(b.a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("40", "EUR"), For: []ledger.InvoiceNo{"O-1"}}, b.by("UALICE", "paid")))
	over(posted, b.at, "~Ost AG: a payment due Thu 5 Jan 2023~\nOver: nothing that fell due on that day is open any more, since Thu 5 Jan 2023 12:00 UTC.")

	b.at = time.Date(2023, 1, 9, 12, 0, 0, 0, time.UTC)
	b.do(b.a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("1", "EUR")}, b.by("UALICE", "paid")))
	if act := alerts.Tell(b.stands(alerts.MatterDue, b.at), struck, b.at); act.Do != alerts.Nothing {
		t.Errorf("days after it was struck it is to be %sed again: %s", act.Do, act.Why)
	}
	over(posted, time.Date(2023, 1, 9, 13, 0, 0, 0, time.UTC), "nothing that fell due on that day is open any more")
}

// What requests cover before its day is over because of them. Deliberate fault it catches: "falls due today", three days before.
func TestTheEndOfWhatIsCovered(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "ost", Name: "Ost AG", Currency: "EUR"})
	b.at = time.Date(2023, 1, 2, 8, 0, 0, 0, time.UTC)
	b.do(b.a.RecordInvoice(ledger.Invoice{No: "O-1", Amount: ledger.MustMoney("100", "EUR"), Issued: on("2022-12-15"), Due: on("2023-01-05")}, b.by("UALICE", "invoice")))
	nine := time.Date(2023, 1, 2, 9, 0, 0, 0, time.UTC)
	posted := alerts.Tell(b.stands(alerts.MatterDue, nine), ledger.Posted{}, nine).Done("C1", "1")
	b.at = nine.Add(time.Hour)
	b.do(b.a.RequestPayment(ledger.Ask{Amount: ledger.MustMoney("100", "EUR")}, b.by("UALICE", "pay")))
	_, all := b.dueSays(b.at, posted)
	if want := "~Ost AG: a payment due Thu 5 Jan 2023~\nOver: requests cover it, since Mon 2 Jan 2023 10:00 UTC."; !strings.Contains(all, want) {
		t.Errorf("it does not say %q:\n%s", want, all)
	}
}

// A message struck because its vendor was merged away says nothing of what is owed there. Deliberate fault it catches: "nothing
// recorded yet", of a vendor with years of invoices.
func TestAStruckAlertOfAMergedVendor(t *testing.T) {
	t.Parallel()
	b := ost(t)
	b.a.Vendor.MergedInto, b.a.Sums = "west", nil
	_, all := b.dueSays(b.at, ledger.Posted{TS: "1"})
	if !strings.Contains(all, "Over: merged into west") || strings.Contains(all, "nothing") {
		t.Errorf("it says\n%s", all)
	}
}
