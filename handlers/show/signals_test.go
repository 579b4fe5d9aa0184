package show

import (
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// Counter-measures that are over are listed as such: what became of each, when, by whom, and why. Deliberate faults it catches: "no
// counter-measure is on record" of a vendor with a notice that was withdrawn; the recorder named as who withdrew or reversed.
func TestSignalsThatAreOver(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "cloudy", Name: "Cloudy Inc"})
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceTermination, State: ledger.NoticeGiven, Source: "notice"}, b.by("UCAROL", "signal")))
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.Interest, Source: "notice"}, b.by("UCAROL", "signal")))
	b.do(b.a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.Withdrawn, Why: "they confirmed"}, ledger.Rights{Owner: true}, b.by("UDAN", "signal")))
	b.do(b.a.Reverse("S-2", "never said", ledger.Rights{Owner: true}, b.by("UBOB", "reverse")))
	gone := readable(Recorded(b.last, ctxAt(noon)))
	all := readable(Signals(b.a, ctxAt(noon)))
	for _, want := range []string{
		"No counter-measure of Cloudy Inc is live.", "0 counter-measures live.",
		"~Interest~ S-2, recorded Fri 3 Mar 2023 12:00 UTC: reversed Fri 3 Mar 2023 12:00 UTC by Bob",
		"~Service termination~ S-1, recorded Fri 3 Mar 2023 12:00 UTC: withdrawn Fri 3 Mar 2023 12:00 UTC by Dan: “they confirmed”",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing:\n%s", want, all)
		}
	}
	if want := "counts as recorded by mistake, whatever state it was in (threatened)"; !strings.Contains(gone, want) {
		t.Errorf("the reversal does not say %q:\n%s", want, gone)
	}
	b.do(b.a.Reverse("S-1", "the wrong one", ledger.Rights{}, b.by("UDAN", "reverse")))
	back := readable(Recorded(b.last, ctxAt(noon)))
	if want := "Counts again as notice given: that it was withdrawn is taken back: “the wrong one”"; !strings.Contains(back, want) {
		t.Errorf("the answer does not say %q:\n%s", want, back)
	}
}

// A dispute that owed handed to legal says so, with that day. Deliberate fault it catches: who opened it, and when, passed off as who
// escalated it.
func TestADisputeHandedToLegal(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "INV-3", Reason: "billed twice"}, b.by("UCAROL", "dispute")))
	b.at = noon.AddDate(0, 1, 0)
	b.do(b.a.EscalateDispute("D-1", "no answer", b.by("timer", "escalate")))
	d := b.a.Disputes["D-1"]
	if got, want := asRead(disputeState(d, ctxAt(b.at))), "escalated Mon 3 Apr 2023 12:00 UTC by owed"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	d.EscalatedBy, d.EscalatedAt = "", time.Time{}
	if got, want := asRead(disputeState(d, ctxAt(b.at))), "opened Fri 3 Mar 2023 12:00 UTC by Carol, escalated"; got != want {
		t.Errorf("as an earlier owed kept it, it says %q, want %q", got, want)
	}
}
