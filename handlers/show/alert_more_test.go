package show

import (
	"strings"
	"testing"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// says is the alert of a matter as people read it.
func (b *book) says(matter string, at time.Time) string {
	b.t.Helper()
	return readable(AlertMessage(b.a, b.stands(matter, at), b.a.OpenInvoices(), ledger.Posted{}, ctxAt(at)))
}

// A commitment off its plan says the plan, and in which direction it is off. Deliberate fault it catches: "off track" over "no shortfall",
// of one that is drawn faster than planned.
func TestACommitmentOffItsPlan(t *testing.T) {
	t.Parallel()
	for drawn, want := range map[string]string{
		"140": "K-1 is off its plan: $140.00 drawn by Fri 30 Jun 2023, where the plan has $100.00: $40.00 more",
		"60":  "K-1 is off its plan: $60.00 drawn by Fri 30 Jun 2023, where the plan has $100.00: $40.00 less",
	} {
		b := newBook(t, ledger.Vendor{Slug: "cloudy", Name: "Cloudy Inc"})
		b.do(b.a.RecordContract(ledger.Contract{Commitment: usd("200"), Months: 12, Start: on("2023-01-01")}, b.by("UALICE", "contract")))
		b.do(b.a.EnterDrawdown("K-1", usd(drawn), on("2023-06-30"), "console", b.by("UALICE", "contract")))
		all := b.says("commit:K-1", time.Date(2023, 7, 3, 12, 0, 0, 0, time.UTC))
		if !strings.Contains(all, want) || strings.Contains(all, "less is left") != (drawn == "140") {
			t.Errorf("with %s drawn it does not say %q:\n%s", drawn, want, all)
		}
	}
}

// A day typed for the receipt of a notice stays that day wherever it is read. Deliberate fault it catches: midnight at the vendor's is an
// hour of the day before in Los Angeles.
func TestADayOfReceiptStaysThatDay(t *testing.T) {
	t.Parallel()
	v := ledger.Vendor{Zone: "Europe/Berlin"}
	if got := received(v, ledger.Signal{Received: on("2023-01-10").Start(v.Location())}); got != "Tue 10 Jan 2023" {
		t.Errorf("a day is shown as %s", got)
	}
	at := time.Date(2023, 1, 10, 9, 30, 0, 0, v.Location())
	if got := received(v, ledger.Signal{Received: at}); got != instant(at) {
		t.Errorf("a moment is shown as %s", got)
	}
}

// What can be done about a payment that nobody had asked for are commands that work. Deliberate fault it catches: "say what it was for",
// for which there is no command.
func TestWhatToDoAboutAPaymentNobodyAskedFor(t *testing.T) {
	t.Parallel()
	b := ost(t)
	b.do(b.a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("120", "EUR"), For: []ledger.InvoiceNo{"O-1"}}, b.by("UALICE", "paid")))
	all := b.says("payment:P-1", b.at.Add(time.Minute))
	for _, want := range []string{"/owed ost reverse P-1 reason …", "/owed ost allocate P-1 to O-2", "[Mine]"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing:\n%s", want, all)
		}
	}
	b.do(b.a.Allocate("P-1", ledger.Money{}, []ledger.InvoiceNo{"O-2"}, b.by("UALICE", "allocate")))
	if all = b.says("payment:P-1", b.at.Add(time.Minute)); strings.Contains(all, "allocate") {
		t.Errorf("all of it is allocated, and it says\n%s", all)
	}
}

// A request is a first payment only as long as nothing was paid. Deliberate fault it catches: only settled invoices count, so that
// "nothing was settled before" stands over a vendor that was paid.
func TestAFirstPayment(t *testing.T) {
	t.Parallel()
	b := ost(t)
	ask := func() string {
		b.do(b.a.RequestPayment(ledger.Ask{Amount: ledger.MustMoney("1", "EUR")}, b.by("UALICE", "pay")))
		return strings.Join(requestFacts(b.a, b.a.Requests[ledger.NewID(ledger.RequestSeries, b.a.Next[ledger.RequestSeries])], ctxAt(b.at)), "\n")
	}
	if facts := ask(); !strings.Contains(facts, "no invoice of Ost AG in EUR was settled in full before") {
		t.Errorf("before the first payment it says\n%s", facts)
	}
	b.do(b.a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("40", "EUR"), For: []ledger.InvoiceNo{"O-1"}}, b.by("UALICE", "paid")))
	if facts := ask(); strings.Contains(facts, "before in") || strings.Contains(facts, "New payee") {
		t.Errorf("after €40.00 were paid it says\n%s", facts)
	}
}

// A dispute of which nothing is left asks for no answer. Deliberate fault it catches: "ask for an answer" about $0.00.
func TestADisputeOfNothingIsOver(t *testing.T) {
	t.Parallel()
	b := ost(t)
	b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "O-1", Reason: "billed twice"}, b.by("UCAROL", "dispute")))
	later := b.at.AddDate(0, 0, 20)
	if al := b.stands("dispute:D-1", later); al.Kind != alerts.DisputeUnanswered {
		t.Errorf("after 20 days it is %s", al.Kind)
	}
	b.do(b.a.RecordCredit(ledger.Credit{Amount: ledger.MustMoney("100", "EUR"), For: []ledger.InvoiceNo{"O-1"}}, b.by("UALICE", "credit")))
	if al := b.stands("dispute:D-1", later); al.Live() || al.Why == "" {
		t.Errorf("nothing is left of %s, and the alert is %+v", b.a.Disputes["D-1"].Amount, al)
	}
}
