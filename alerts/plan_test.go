package alerts

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// matters are the names in a plan.
func matters(p ledger.Plan) []string {
	var out []string
	for _, d := range p.Matters {
		out = append(out, d.Matter)
	}
	return out
}

func TestPlanNamesWhatAnEntryTouches(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	admin := ledger.Rights{Admin: true, Owner: true}
	for _, c := range []struct {
		what   string
		decide func() (ledger.Change, error)
		want   string
	}{
		{"an invoice due in half a year", func() (ledger.Change, error) {
			return b.a.RecordInvoice(ledger.Invoice{No: "F", Amount: usd("1"), Issued: day("2023-03-01"), Due: day("2023-09-01")}, b.by())
		}, "[{commit:K-1 2s} {invoice_expected 2s} {overdue_share 2s}]"},
		{"an incident", func() (ledger.Change, error) { return b.a.NoteIncident("x", b.by()) }, "[{incident:I-2 0s}]"},
		{"a counter-measure", func() (ledger.Change, error) {
			return b.a.RecordSignal(ledger.Signal{Kind: ledger.Audit}, b.by())
		}, "[{signal:S-4 0s}]"},
		{"its move", func() (ledger.Change, error) {
			return b.a.MoveSignal(ledger.SignalMoved{ID: "S-4", To: ledger.InEffect}, admin, b.by())
		}, "[{signal:S-4 0s}]"},
		{"its reversal", func() (ledger.Change, error) { return b.a.Reverse("S-4", "typed twice", admin, b.by()) }, "[{due 2s} {lapsed 2s} {overdue_share 2s} {signal:S-4 0s}]"},
		{"a dispute", func() (ledger.Change, error) {
			return b.a.OpenDispute(ledger.Dispute{Invoice: "INV-3", Reason: "r"}, b.by())
		}, "[{dispute:D-1 0s} {due 2s}]"},
		{"a payment", func() (ledger.Change, error) {
			return b.a.RecordPayment(ledger.Pay{Amount: usd("1"), Day: day("2023-03-03")}, b.by())
		}, "[{due 2s} {lapsed 2s} {overdue_share 2s} {payment:P-2 0s}]"},
	} {
		b.do(c.decide())
		if got := fmt.Sprint(Plan(b.a, ledger.Team{}, b.ev, b.at).Matters); got != c.want {
			t.Errorf("%s touches %s, want %s", c.what, got, c.want)
		}
	}
}

// A store that overwrote a timer which was due would still lose nothing of the last hour.
func TestPlanForgivesALateSweep(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow)
	b.do(b.a.RecordInvoice(ledger.Invoice{No: "1", Amount: usd("1"), Issued: day("2023-03-01"), Due: day("2023-03-03")}, b.by()))
	for moment, want := range map[string]bool{"2023-03-03T23:59:59Z": false, "2023-03-04T00:00:00Z": true, "2023-03-04T00:59:59Z": true, "2023-03-04T01:00:00Z": false} {
		plan := Plan(b.a, ledger.Team{}, []ledger.Event{&ledger.IncidentNoted{ID: "I-1"}}, at(moment))
		if got := slices.Contains(matters(plan), MatterLapsed); got != want {
			t.Errorf("an unrelated entry at %s names lapsed: %v, want %v", moment, got, want)
		}
		if sweep := Plan(b.a, ledger.Team{}, nil, at(moment)); slices.Contains(matters(sweep), MatterLapsed) != (moment >= "2023-03-04") {
			t.Errorf("a sweep at %s names %v", moment, matters(sweep))
		}
	}
}

// A reminder that was posted, whose day passed while no bot ran, and whose invoice was then paid, is cleared all the same.
func TestAStaleReminderIsCleared(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, at("2023-03-06T08:00:00Z"))
	b.do(b.a.RecordInvoice(ledger.Invoice{No: "1", Amount: usd("1"), Issued: day("2023-03-01"), Due: day("2023-03-07")}, b.by()))
	al, _ := State(b.a, Policy{}, MatterDue, at("2023-03-06T09:00:00Z"))
	posted := Tell(al, ledger.Posted{}, at("2023-03-06T09:00:00Z")).Done("C", "1")
	b.at = at("2023-05-01T12:00:00Z")
	b.do(b.a.RecordPayment(ledger.Pay{Amount: usd("1"), Day: day("2023-05-01")}, b.by()))
	if plan := Plan(b.a, ledger.Team{}, b.ev, b.at); !slices.Contains(matters(plan), MatterDue) {
		t.Errorf("the payment touches %v, without due", matters(plan))
	}
	if al, _ = State(b.core(), Policy{}, MatterDue, b.at); Tell(al, posted, b.at).Do != Clear {
		t.Error("the reminder stays")
	}
}

// Plan's Next names chores, too, and Chores says what they are.
func TestChores(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow)
	b.do(b.a.RecordInvoice(ledger.Invoice{No: "1", Amount: usd("5"), Issued: day("2023-03-01"), Due: day("2024-03-07")}, b.by()))
	b.do(b.a.RequestPayment(ledger.Ask{Amount: usd("1")}, b.by()))
	b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "1", Amount: usd("1"), Reason: "r"}, b.by()))
	visited := map[time.Time]bool{}
	for at := b.at; !at.IsZero() && at.Before(caseNow.AddDate(0, 2, 0)); at = Plan(b.core(), ledger.Team{}, nil, at).Next {
		visited[at.UTC()] = true
	}
	for _, want := range []time.Time{caseNow.Add(ledger.RequestLife), caseNow.Add(disputePatience)} {
		if !visited[want] {
			t.Errorf("no timer at %s", want)
		}
	}
	if expire, escalate := Chores(b.core(), caseNow.Add(disputePatience)); !expire || fmt.Sprint(escalate) != "[D-1]" {
		t.Errorf("chores: %v %v", expire, escalate)
	}
	if expire, escalate := Chores(b.core(), caseNow.Add(time.Hour)); expire || escalate != nil {
		t.Errorf("chores an hour later: %v %v", expire, escalate)
	}
}

// Years pass in milliseconds.
func TestAYearOfTimers(t *testing.T) {
	t.Parallel()
	a := theCase(t).core()
	moments := 0
	for at := caseNow; !at.IsZero() && at.Before(caseNow.AddDate(3, 0, 0)); at = Next(a, Policy{}, at) {
		moments++
	}
	if moments < 100 || moments > 1000 {
		t.Errorf("%d moments in three years", moments)
	}
}
