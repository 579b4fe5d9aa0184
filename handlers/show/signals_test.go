package show

import (
	"strings"
	"testing"
	"time"

	"owed.dev/owed/alerts"
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

// What was read from words that look like fraud keeps that mark once it is recorded, wherever it is shown: the words, which name an
// account, are not repeated, and paying is neither advised nor a button. Deliberate faults it catches: an alert that says “pay the cure
// sum” under a fraudster's account; a mark that only the proposal has.
func TestWhatLooksLikeFraudStaysMarked(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	b.do(b.a.RecordSignals([]ledger.Signal{
		{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Source: "mail", CureUntil: on("2023-03-07"), Effective: on("2023-03-09"), Text: "pay to IBAN DE89370400440532013000 or we suspend you", Suspicious: true},
		{Kind: ledger.LegalAction, Source: "mail", Text: "call +1 555 0100 or we sue", Suspicious: true},
	}, b.by("UALICE", "signal")))
	c := ctxAt(noon)
	al := b.stands("signal:S-4", noon)
	shown := map[string]string{
		"alert":    readable(AlertMessage(b.a, al, b.a.OpenInvoices(), ledger.Posted{}, c)),
		"reply":    readable(AlertReply(b.a, al, alerts.Rung{Kind: alerts.CureEnding, Severity: alerts.Critical}, c)),
		"list":     readable(Signals(b.a, c)),
		"card":     readable(Card(b.a, c)),
		"answer":   readable(Recorded(b.last, c)),
		"history":  happened(b.last.Change.Events[0], c),
		"overview": overviewTrouble(b.a),
		"change":   strings.Join(formatted(Message{Blocks: SignalForm(b.a, "S-4", nil, c).Blocks.BlockSet}), "\n"),
		"cure":     strings.Join(curedLines(b.a, c), "\n"),
	}
	for where, all := range shown {
		if where != "cure" && !strings.Contains(all, "may be phishing") {
			t.Errorf("%s: the mark is missing:\n%s", where, all)
		}
		for _, bad := range []string{"DE89", "555", "ay the cure sum", "cure $", "; pay $", "cure sum or"} {
			if strings.Contains(all, bad) {
				t.Errorf("%s: it has %q:\n%s", where, bad, all)
			}
		}
	}
	if want := "Next: " + strings.ReplaceAll(verify, "*", ""); !strings.Contains(shown["alert"], want) {
		t.Errorf("the alert does not say %q:\n%s", want, shown["alert"])
	}
	if strings.Contains(shown["cure"], "S-4") {
		t.Errorf("paying is said to stop it:\n%s", shown["cure"])
	}
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceTermination, State: ledger.NoticeGiven, Source: "notice"}, b.by("UALICE", "signal")))
	if line := noticeLine(b.a, on("2023-03-03")); !strings.Contains(line, "S-6") {
		t.Errorf("what looks like fraud hides the notice: %s", line)
	}
}

// Once the vendor has confirmed it, what looked like fraud is spoken of as any other, and who said so stands there. Deliberate fault it catches: a
// change in which nothing changed, “from notice given to notice given”.
func TestWhatLookedLikeFraudIsConfirmed(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Source: "mail", CureUntil: on("2023-03-07"), Effective: on("2023-03-09"), Text: "or we suspend you", Suspicious: true}, b.by("UALICE", "signal")))
	b.do(b.a.MoveSignal(ledger.SignalMoved{ID: "S-4", Mark: ledger.Genuine, Why: "Ann told me"}, ledger.Rights{Legal: true}, b.by("UDAN", "signal")))
	c := ctxAt(noon)
	al := b.stands("signal:S-4", noon)
	alert := readable(AlertMessage(b.a, al, b.a.OpenInvoices(), ledger.Posted{}, c))
	for where, x := range map[string]struct{ text, want string }{
		"alert":   {alert, "pay the cure sum or ask for a standstill"},
		"by whom": {alert, "Confirmed by the vendor: no longer marked as phishing, by Dan"},
		"reply":   {readable(AlertReply(b.a, al, alerts.Rung{Kind: alerts.SignalRecorded, Event: true}, c)), "is confirmed by the vendor"},
		"list":    {readable(Signals(b.a, c)), "or we suspend you"},
		"answer":  {readable(Recorded(b.last, c)), "Ann told me"},
		"history": {happened(b.last.Change.Events[0], c), "confirmed by the vendor"},
		"change":  {strings.Join(formatted(Message{Blocks: SignalForm(b.a, "S-4", nil, c).Blocks.BlockSet}), "\n"), "S-4"},
	} {
		if !strings.Contains(x.text, x.want) || strings.Contains(x.text, "🔴 may be phishing") || strings.Contains(x.text, "notice given to notice given") {
			t.Errorf("%s: %q is to be there, and no mark:\n%s", where, x.want, x.text)
		}
	}
}
