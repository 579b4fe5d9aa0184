package show

import (
	"testing"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// stands is the alert of a matter at a moment.
func (b *book) stands(matter string, at time.Time) alerts.Alert {
	b.t.Helper()
	al, ok := alerts.State(b.a, alerts.Policy{}, matter, at)
	if !ok {
		b.t.Fatalf("nothing is known of %s", matter)
	}
	return al
}

func TestGoldenAlerts(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	c := ctxAt(noon)
	guests := c
	guests.Guests = true
	show := func(name, matter string, p ledger.Posted, c Ctx) {
		t.Helper()
		golden(t, name, AlertMessage(b.a, b.stands(matter, c.Now), b.a.OpenInvoices(), p, c))
	}
	show("alert_lapsed", "lapsed", ledger.Posted{}, c)
	show("alert_lapsed_taken", "lapsed", ledger.Posted{Acked: "UCAROL", AckedAt: noon, Snoozed: noon.Add(24 * time.Hour), Snoozer: "UCAROL"}, c)
	given := ledger.Posted{First: noon.Add(-time.Hour)}
	given, err := alerts.Assign(b.stands("lapsed", noon), given, "UBOB", "UCAROL", noon)
	if err != nil {
		t.Fatal(err)
	}
	show("alert_lapsed_assigned", "lapsed", given, c)
	by, _ := alerts.Assigned(given)
	golden(t, "alert_assigned_dm", Assigned(b.a, b.stands("lapsed", noon), b.a.OpenInvoices(), given, by, c))
	golden(t, "reply_assigned", AssignedReply(by, c))
	golden(t, "reply_escalated", EscalatedReply(given, []ledger.UserID{"UCAROL", "UBOB"}, c))
	golden(t, "reply_escalated_nobody", EscalatedReply(given, nil, c))
	golden(t, "alert_calling", AlertMessage(b.a, b.stands("lapsed", noon), b.a.OpenInvoices(), ledger.Posted{}, c).Calling("For <@UALICE>"))
	show("alert_lapsed_guests", "lapsed", ledger.Posted{}, guests)
	show("alert_refusal", "signal:S-1", ledger.Posted{}, c)
	show("alert_withhold", "signal:S-2", ledger.Posted{}, c)
	show("alert_legal", "signal:S-3", ledger.Posted{}, c)
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: on("2023-03-15"), CureUntil: on("2023-03-13"), Source: "notice", Services: []string{"EC2", "S3"}, Text: "We may suspend your account unless we receive payment in full."}, b.by("UALICE", "signal")))
	show("alert_suspension", "signal:S-4", ledger.Posted{}, c)
	late := ctxAt(time.Date(2023, 3, 15, 0, 0, 0, 0, time.UTC))
	show("alert_suspension_now", "signal:S-4", ledger.Posted{}, late)
	cure := b.stands("signal:S-4", time.Date(2023, 3, 10, 10, 0, 0, 0, time.UTC))
	golden(t, "reply_cure", AlertReply(b.a, cure, cure.Rungs[len(cure.Rungs)-1], ctxAt(time.Date(2023, 3, 10, 10, 0, 0, 0, time.UTC))))
	b.do(b.a.RequestPayment(ledger.Ask{Amount: usd("10000000")}, b.by("UALICE", "pay")))
	b.do(b.a.Approve("PR-1", ledger.Rights{Admin: true}, b.by("UBOB", "approve")))
	week := ctxAt(noon.Add(8 * 24 * time.Hour))
	show("alert_unsettled", "request:PR-1", ledger.Posted{}, week)
	golden(t, "request_guests", RequestMessage(b.a, b.a.Requests["PR-1"], guests))
	b.do(b.a.RecordPayment(ledger.Pay{Amount: usd("70000000"), For: []ledger.InvoiceNo{"INV-2", "INV-3", "INV-4", "INV-5", "INV-6", "INV-7", "INV-8"}}, b.by("UALICE", "paid")))
	show("alert_lapsed_over", "lapsed", ledger.Posted{Channel: "C1", TS: "1"}, c)
}

func TestGoldenMoreAlerts(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	by := b.by("UALICE", "x")
	b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "INV-7", Amount: usd("2000000"), Reason: "billed twice"}, by))
	b.do(b.a.RecordPayment(ledger.Pay{Amount: usd("1000"), Ref: "W"}, by))
	b.do(b.a.RequestPayment(ledger.Ask{Amount: usd("1000000")}, by))
	b.do(b.a.Approve("PR-1", ledger.Rights{Admin: true}, b.by("UBOB", "approve")))
	b.do(b.a.Send("PR-1", b.by("UALICE", "sent")))
	b.do(b.a.Fail("PR-1", "AC04", b.by("UBOB", "failed")))
	policy, err := alerts.PolicyOf(ledger.Team{Settings: map[string]string{"threshold limit": "$50m", "threshold exposure": "$500k"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		matter string
		days   int
	}{
		{"due", 13}, {"due", 27}, {"incident:I-1", 0}, {"dispute:D-1", 14}, {"payment:P-2", 0}, {"request:PR-1", 0}, {"over_limit", 0}, {"exposure_over", 0},
		{"moved:INV-7", 0}, {"commit:K-1", 45}, {"contract:K-1", 1005},
	} {
		c := ctxAt(noon.Add(time.Duration(x.days) * 24 * time.Hour))
		al, ok := alerts.State(b.a, policy, x.matter, c.Now)
		if !ok || !al.Live() {
			t.Errorf("%s does not stand on day %d", x.matter, x.days)
			continue
		}
		golden(t, "alert_"+string(al.Kind), AlertMessage(b.a, al, b.a.OpenInvoices(), ledger.Posted{}, c))
	}
}

// TestEveryKindHasWords: no alert is shown by its bare name, and each counter-measure says what can be done.
func TestEveryKindHasWords(t *testing.T) {
	t.Parallel()
	for _, r := range alerts.Catalogue() {
		if _, ok := kinds[r.Kind]; !ok {
			t.Errorf("%s has no words", r.Kind)
		}
	}
	for _, k := range ledger.MeasureKinds {
		if measureSteps[k] == "" || k.Words() == "" {
			t.Errorf("%s has no words, or no next step", k)
		}
	}
}
