package alerts

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// small is a vendor without anything critical, and one invoice that is a day overdue.
func small(t *testing.T, settings map[string]string) *sim {
	t.Helper()
	b := newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme", Zone: "Europe/Berlin"}, at("2023-03-01T09:00:00+01:00"))
	s := newSim(b, ledger.Team{Settings: settings})
	s.commit(s.a.RecordInvoice(ledger.Invoice{No: "1", Amount: usd("100"), Issued: day("2023-03-01"), Due: day("2023-03-02")}, s.by()))
	return s
}

func (s *sim) expect(lines ...string) {
	s.t.Helper()
	got := strings.Join(s.log, "\n")
	for n, want := range lines {
		if n >= len(s.log) || !strings.Contains(strings.Join(strings.Fields(s.log[n]), " "), want) {
			s.t.Fatalf("line %d is not %q:\n%s", n+1, want, got)
		}
	}
	if len(s.log) != len(lines) {
		s.t.Fatalf("%d lines, want %d:\n%s", len(s.log), len(lines), got)
	}
	s.log = nil
}

func TestLoadingFortyInvoicesMakesOneMessage(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow)
	s := newSim(b, ledger.Team{Settings: map[string]string{"alerts overdue_share": "off"}})
	for n := range 40 {
		s.at = s.at.Add(20 * time.Millisecond)
		s.commit(s.a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprint("A", n)), Amount: usd("10"), Issued: day("2023-01-01"), Due: day("2023-01-31")}, s.by()))
	}
	s.until(caseNow.Add(time.Hour))
	s.expect("12:00 POST lapsed warning lapsed $400.00 in 40 (+30)")
}

func TestLapsedClearsAndOpensAnew(t *testing.T) {
	t.Parallel()
	s := small(t, map[string]string{"alerts due_soon": "off", "alerts due_today": "off", "alerts overdue_share": "off", "alerts payment_without_request": "off"})
	s.until(at("2023-03-04T12:00:00+01:00"))
	s.expect("2023-03-03 Fri 00:00 POST lapsed warning lapsed $100.00 in 1 (first)")
	s.commit(s.a.RecordPayment(ledger.Pay{Amount: usd("40"), Day: day("2023-03-04")}, s.by()))
	s.until(s.at.Add(time.Minute))
	s.expect("UPDATE lapsed warning lapsed $60.00 in 1")
	s.commit(s.a.RecordPayment(ledger.Pay{Amount: usd("60"), Day: day("2023-03-04")}, s.by()))
	s.until(s.at.Add(time.Minute))
	s.expect("CLEAR lapsed over settled")
	s.commit(s.a.Return("P-2", "account closed", s.by()))
	s.until(s.at.Add(time.Minute))
	s.expect("POST payment:P-2 critical payment_returned $60.00", "POST lapsed warning lapsed $60.00 in 1")
	s.until(at("2023-03-09T12:00:00+01:00"))
	if last := s.log[len(s.log)-1]; !strings.Contains(last, "REPLY") || !strings.Contains(last, "(+7)") {
		t.Errorf("seven days past due: %s", strings.Join(s.log, "\n"))
	}
}

// An alert that a payment came back is over once that is taken back, and raised anew where it is said again. One for which nobody
// had asked is that again. Deliberate faults it catches: an alert that stays, a second return that nobody is told of.
func TestAReturnTakenBackClearsItsAlert(t *testing.T) {
	t.Parallel()
	s := small(t, map[string]string{"alerts due_soon": "off", "alerts due_today": "off", "alerts overdue_share": "off", "alerts lapsed": "off"})
	s.until(at("2023-03-04T12:00:00+01:00"))
	s.commit(s.a.RequestPayment(ledger.Ask{Amount: usd("60")}, s.by()))
	s.commit(s.a.Approve("PR-1", ledger.Rights{Admin: true}, ledger.By{Actor: "UBOB", At: s.at}))
	s.commit(s.a.Settle("PR-1", ledger.Money{}, 0, "", s.by()))
	s.commit(s.a.RecordPayment(ledger.Pay{Amount: usd("5")}, s.by()))
	s.until(s.at.Add(time.Minute))
	for id, over := range map[ledger.ID][]string{"P-1": {"CLEAR payment:P-1 over it did not come back"}, "P-2": {"UPDATE payment:P-2 warning payment_without_request $5.00"}} {
		for range 2 {
			s.log = nil
			s.commit(s.a.Return(id, "account closed", s.by()))
			s.until(s.at.Add(time.Minute))
			if got := strings.Join(s.log, "\n"); !strings.Contains(got, "payment_returned") {
				t.Errorf("%s came back: %s", id, got)
			}
			s.log = nil
			s.commit(s.a.Reverse(string(id), "another one", ledger.Rights{}, s.by()))
			s.until(s.at.Add(time.Minute))
			s.expect(over...)
		}
	}
}

func TestQuietHoursHoldWarnings(t *testing.T) {
	t.Parallel()
	settings := map[string]string{"quiet": "19:00-08:00", "alerts due_soon": "off", "alerts due_today": "off", "alerts overdue_share": "off", "alerts payment_without_request": "off"}
	s := small(t, settings)
	s.until(at("2023-03-05T23:00:00+01:00"))
	s.expect("2023-03-03 Fri 08:00 POST lapsed") // not at 00:00
	s = small(t, settings)
	s.until(at("2023-03-03T06:00:00+01:00"))
	s.commit(s.a.RecordPayment(ledger.Pay{Amount: usd("100"), Day: day("2023-03-03")}, s.by()))
	s.until(at("2023-03-06T12:00:00+01:00"))
	s.expect() // what cleared meanwhile isn't posted
	s = small(t, settings)
	s.until(at("2023-03-02T23:00:00+01:00"))
	s.commit(s.a.RecordSignal(ledger.Signal{Kind: ledger.DataDeletion}, s.by()))
	s.commit(s.a.RecordSignal(ledger.Signal{Kind: ledger.Interest}, s.by()))
	s.until(at("2023-03-02T23:01:00+01:00"))
	s.expect("2023-03-02 Thu 23:00 POST signal:S-1 critical") // breaks through
	s.until(at("2023-03-03T08:00:00+01:00"))
	if got := strings.Join(s.log, "\n"); strings.Count(got, "POST") != 2 || !strings.Contains(got, "08:00  POST       signal:S-2    warning") {
		t.Errorf("in the morning:\n%s", got)
	}
}

func TestUnacknowledgedCriticalEscalates(t *testing.T) {
	t.Parallel()
	s := newSim(newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow), ledger.Team{})
	s.commit(s.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension}, s.by()))
	s.until(caseNow.Add(3 * time.Hour))
	s.expect("12:00 POST signal:S-1 critical", "12:15 ESCALATE signal:S-1 critical signal_recorded ([owner])",
		"12:30 ESCALATE signal:S-1 critical signal_recorded ([approvers legal])", "13:00 ESCALATE signal:S-1 critical signal_recorded ([admins])")

	s = newSim(newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow), ledger.Team{})
	s.commit(s.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension}, s.by()))
	s.until(caseNow.Add(20 * time.Minute))
	s.log = nil
	al, _ := State(s.a, s.policy, "signal:S-1", s.at)
	s.posted["signal:S-1"] = Acknowledge(al, s.posted["signal:S-1"], "UCAROL", s.at)
	s.until(caseNow.Add(3 * time.Hour))
	s.expect("UPDATE signal:S-1") // shows who has it, and no more
}

// A bot that was down from the first minute to the last tells all that waited as one, and that is all. Deliberate fault it catches: the
// steps before the last stay due, and are told at the next look.
func TestEscalationAfterADownTime(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow)
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension}, b.by()))
	al, _ := State(b.a, Policy{}, "signal:S-1", caseNow)
	posted := Tell(al, ledger.Posted{}, caseNow).Done("C", "1")
	due, next := Escalations(al, posted, caseNow.Add(40*time.Minute))
	if len(due) != 2 || fmt.Sprint(due[0].To, due[1].To) != "[owner] [approvers legal]" || !next.Equal(caseNow.Add(time.Hour)) {
		t.Errorf("due %+v, next %s", due, next)
	}
	posted.Thread = append(posted.Thread, due[1].Key)
	if due, next = Escalations(al, posted, caseNow.Add(50*time.Minute)); len(due) != 0 || !next.Equal(caseNow.Add(time.Hour)) {
		t.Errorf("after they were told %+v are due, next %s", due, next)
	}
}

func TestAckEndsRepeatsNotRungs(t *testing.T) {
	t.Parallel()
	s := newSim(newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, at("2023-03-01T12:00:00Z")), ledger.Team{Settings: map[string]string{"escalation": "off"}})
	s.commit(s.a.RecordSignal(ledger.Signal{Kind: ledger.CreditHold, State: ledger.NoticeGiven, Effective: day("2023-03-06")}, s.by()))
	s.until(at("2023-03-08T12:00:00Z"))
	s.expect("POST signal:S-1 warning signal_recorded (recorded)", "2023-03-03 Fri 09:00 REPLY LOUD signal:S-1 critical signal_effective_soon (-1)",
		"2023-03-06 Mon 00:00 REPLY signal:S-1 critical signal_effective_now (has it happened?)", "2023-03-07 Tue 09:00 REPLY", "2023-03-08 Wed 09:00 REPLY")
	al, _ := State(s.a, s.policy, "signal:S-1", s.at)
	s.posted["signal:S-1"] = Acknowledge(al, s.posted["signal:S-1"], "UCAROL", s.at)
	s.until(at("2023-03-12T12:00:00Z"))
	s.expect("UPDATE signal:S-1")
	s.commit(s.a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.InEffect}, ledger.Rights{}, s.by()))
	s.until(at("2023-03-13T12:00:00Z"))
	s.expect("REPLY signal:S-1 warning signal_in_effect (in_effect)")
}

func TestSnooze(t *testing.T) {
	t.Parallel()
	s := newSim(newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, at("2023-03-01T12:00:00Z")), ledger.Team{Settings: map[string]string{"escalation": "off"}})
	s.commit(s.a.RecordSignal(ledger.Signal{Kind: ledger.CreditHold, State: ledger.NoticeGiven, Effective: day("2023-03-15")}, s.by()))
	s.until(s.at.Add(time.Second))
	s.log = nil
	al, _ := State(s.a, s.policy, "signal:S-1", s.at)
	if _, err := Snooze(al, s.posted["signal:S-1"], "UCAROL", s.at.Add(8*24*time.Hour), s.at); err == nil {
		t.Error("a warning was snoozed for eight days")
	}
	p, err := Snooze(al, s.posted["signal:S-1"], "UCAROL", s.at.Add(7*24*time.Hour), s.at)
	if err != nil {
		t.Fatal(err)
	}
	s.posted["signal:S-1"] = p
	s.until(at("2023-03-09T12:00:00Z"))
	if got := strings.Join(s.log, "\n"); strings.Count(got, "REPLY") != 1 || !strings.Contains(got, "2023-03-08 Wed 12:00  REPLY") {
		t.Errorf("-7 of 8 March, 09:00, was to be said when the snooze ended at 12:00:\n%s", got)
	}
	al, _ = State(s.a, s.policy, "signal:S-1", at("2023-03-14T12:00:00Z"))
	if until, ok := SnoozeLimit(al, at("2023-03-14T12:00:00Z")); !ok || !until.Equal(at("2023-03-15T00:00:00Z")) {
		t.Errorf("a day before it takes effect it can be snoozed until %s, %v", until, ok)
	}
	s.commit(s.a.MoveSignal(ledger.SignalMoved{ID: "S-1", CureUntil: day("2023-03-13")}, ledger.Rights{}, s.by()))
	al, _ = State(s.a, s.policy, "signal:S-1", s.at)
	if _, ok := SnoozeLimit(al, s.at); ok {
		t.Errorf("%s was snoozed", al.Kind)
	}
}

// What becomes graver breaks a snooze.
func TestGraverBreaksASnooze(t *testing.T) {
	t.Parallel()
	s := newSim(newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow), ledger.Team{})
	s.commit(s.a.RecordSignal(ledger.Signal{Kind: ledger.CreditHold}, s.by()))
	s.until(s.at.Add(time.Second))
	p := s.posted["signal:S-1"]
	p.Snoozed = caseNow.Add(5 * 24 * time.Hour)
	s.posted["signal:S-1"], s.log = p, nil
	s.commit(s.a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.NoticeGiven}, ledger.Rights{}, s.by()))
	s.until(s.at.Add(time.Second))
	s.expect("REPLY LOUD signal:S-1 critical signal_escalated")
}

func TestThresholds(t *testing.T) {
	t.Parallel()
	s := newSim(newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow), ledger.Team{Settings: map[string]string{
		"threshold limit": "USD100.00", "threshold lapsed": "USD100.00", "threshold exposure": "USD50.00", "threshold byhand": "USD50.00",
		"alerts overdue_share": "off", "alerts payment_without_request": "off", "escalation": "off",
	}})
	invoice := func(no, sum string) {
		s.t.Helper()
		s.commit(s.a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(no), Amount: usd(sum), Issued: day("2023-02-01"), Due: day("2023-02-27")}, s.by()))
		s.until(s.at.Add(time.Minute))
	}
	pay := func(sum string) {
		s.t.Helper()
		s.commit(s.a.RecordPayment(ledger.Pay{Amount: usd(sum), Day: day("2023-03-03")}, s.by()))
		s.until(s.at.Add(time.Minute))
	}
	invoice("1", "100")
	s.expect("POST lapsed warning")
	invoice("2", "1")
	s.expect("REPLY LOUD lapsed critical", "POST over_limit warning over_limit $101.00 in 2 (over 100%)")
	invoice("3", "30")
	s.expect("UPDATE lapsed", "REPLY over_limit warning over_limit $131.00 in 3 (over 130%)")
	pay("33")
	s.expect("UPDATE lapsed warning", "UPDATE over_limit") // 98: within the hysteresis
	invoice("4", "5")
	s.expect("UPDATE lapsed critical", "UPDATE over_limit") // over 100% was said, and so it is not said again
	pay("30")
	s.expect("UPDATE lapsed", "CLEAR over_limit over below the threshold")
	s.commit(s.a.RecordSignal(ledger.Signal{Kind: ledger.RefusalToRenegotiate, Exposure: &ledger.Exposure{Amount: usd("30"), Floor: true}}, s.by()))
	s.commit(s.a.RecordSignal(ledger.Signal{Kind: ledger.RefusalToRenegotiate, Exposure: &ledger.Exposure{Amount: usd("20"), AmountMax: usd("25")}}, s.by()))
	s.until(s.at.Add(time.Minute))
	s.expect("POST signal:S-1 info", "POST signal:S-2 info", "POST exposure_over critical")
	s.commit(s.a.RecordInvoice(ledger.Invoice{No: "9", Amount: usd("60"), Issued: day("2023-03-01"), Due: day("2023-09-01")}, s.by()))
	s.until(s.at.Add(time.Minute))
	s.log = nil
	s.commit(s.a.Reverse("9", "typed twice", ledger.Rights{Admin: true}, s.by()))
	s.until(s.at.Add(time.Minute))
	if got := strings.Join(s.log, "\n"); !strings.Contains(got, "balance_moved_by_hand") {
		t.Errorf("a reversal of $60.00:\n%s", got)
	}
}

// A counter-measure whose withdrawal is taken back is told of anew, in the state that it has again and as grave as that is; one that was
// reversed names who did that. Deliberate faults it catches: it stays struck; it is told of as having become graver; the end
// names who recorded it.
func TestAWithdrawalTakenBackIsTold(t *testing.T) {
	t.Parallel()
	s := newSim(newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow), ledger.Team{Settings: map[string]string{"escalation": "off"}})
	step := func(c ledger.Change, err error) {
		s.t.Helper()
		s.commit(c, err)
		s.until(s.at.Add(time.Minute))
	}
	step(s.a.RecordSignal(ledger.Signal{Kind: ledger.CreditHold}, s.by()))
	step(s.a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.InEffect}, ledger.Rights{}, s.by()))
	s.log = nil
	step(s.a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.Withdrawn}, ledger.Rights{Owner: true}, s.by()))
	s.who = "UDAN"
	step(s.a.Reverse("S-1", "the wrong one", ledger.Rights{}, s.by()))
	s.expect("CLEAR signal:S-1 over withdrawn", "POST signal:S-1 warning signal_in_effect (in_effect)")
	step(s.a.Reverse("S-1", "never said", ledger.Rights{Owner: true}, s.by()))
	s.expect("CLEAR signal:S-1 over reversed")
	al, _ := State(s.a, s.policy, "signal:S-1", s.at)
	if al.By != "UDAN" || !al.Cleared.Equal(s.a.LastAt) {
		t.Errorf("reversed by %s at %s", al.By, al.Cleared)
	}
}

// A move that is taken back leaves the alert what it was before it, and is said under it. Deliberate faults it catches: it goes on as the
// kind that the mistake had made of it; the way back is told of as having become graver.
func TestAMoveTakenBackIsTold(t *testing.T) {
	t.Parallel()
	s := newSim(newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow), ledger.Team{Settings: map[string]string{"escalation": "off"}})
	s.commit(s.a.RecordSignal(ledger.Signal{Kind: ledger.CreditHold}, s.by()))
	s.commit(s.a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.NoticeGiven}, ledger.Rights{}, s.by()))
	for _, to := range []ledger.MeasureState{ledger.InEffect, ledger.Suspended} {
		s.until(s.at.Add(time.Minute))
		c, err := s.a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: to}, ledger.Rights{Owner: true}, s.by())
		s.commit(c, err)
		s.until(s.at.Add(time.Minute))
		s.log = nil
		s.commit(s.a.UndoMove(s.a.Seq, c.Events[0].(*ledger.SignalMoved), "undone", s.by()))
		s.until(s.at.Add(time.Minute))
		if al, ok := State(s.a, s.policy, "signal:S-1", s.at); !ok || al.Kind != SignalEscalated {
			t.Errorf("after it was %s by mistake the alert is %s", to, al.Kind)
		}
		s.expect("REPLY signal:S-1 critical signal_escalated (signal_recorded notice_given)")
	}
}
