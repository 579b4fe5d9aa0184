package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/devslack"
	"owed.dev/owed/ledger"
)

// A critical alert that nobody takes goes to its owner in person, then to the approvers and legal, then to the admins;
// everybody is asked once, and no more once somebody has taken it.
func TestEscalation(t *testing.T) {
	t.Parallel()
	s, matter := alerted(t)
	if len(s.said("alice", "@owed")) > 0 {
		t.Fatal("the owner was asked at once")
	}
	s.later(16 * time.Minute)
	s.until("the owner is asked", func() bool { return len(s.said("alice", "@owed")) == 1 })
	if got := s.said("alice", "@owed")[0].Plain; !strings.Contains(got, "nobody has taken this") {
		t.Errorf("the owner does not read why: %s", got)
	}
	s.settled()
	if len(s.said("bob", "@owed")) > 0 {
		t.Fatal("the approver was asked too early")
	}
	s.later(15 * time.Minute)
	s.until("the approver is asked", func() bool { return len(s.said("bob", "@owed")) == 1 })
	s.settled()
	err := s.bot.team.UpdatePosted(t.Context(), "acme", matter, func(p *ledger.Posted) { p.Acked, p.AckedAt = testBob, s.bot.clock.Now() })
	if err != nil {
		t.Fatal(err)
	}
	s.later(time.Hour)
	s.settled()
	if a, b := len(s.said("alice", "@owed")), len(s.said("bob", "@owed")); a != 1 || b != 1 {
		t.Errorf("alice was asked %d times, bob %d", a, b)
	}
}

// Bots that were down while three steps fell due ask everybody once, for all of them; neither another look nor a new role asks anybody
// anew. Deliberate faults it catches: the earlier steps stay due and are told at the next look; a new holder of a role brings a step
// again to those who were asked.
func TestEscalationAfterADownTime(t *testing.T) {
	t.Parallel()
	s, matter := alerted(t)
	s.end()
	s.bot, s.end = s.startAt(testStart.Add(3 * time.Hour))
	const line = "asked in person"
	s.until("the thread says who was asked", func() bool { return len(s.with("alice", "payables", line)) > 0 })
	look := func() {
		t.Helper()
		if err := s.bot.team.Dirty(t.Context(), "acme", matter, 0); err != nil {
			t.Fatal(err)
		}
		s.bot.deliver.kick()
		s.settled()
	}
	look()
	_, err := s.bot.team.DoTeam(t.Context(), ledger.Extra{}, func(team ledger.Team) (ledger.Change, error) {
		return ledger.TeamChange(team.Seq, s.by(), &ledger.RoleSet{Role: "legal", To: []string{testAlice}}), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	look()
	s.later(time.Hour)
	look()
	for _, who := range []string{"alice", "bob"} {
		if n := len(s.with(who, "@owed", "nobody has taken this")); n != 1 {
			t.Errorf("%s was asked %d times", who, n)
		}
	}
	if n := len(s.with("alice", "payables", line)); n != 1 {
		t.Errorf("the thread says %d times that somebody was asked", n)
	}
}

// Who was asked before the bot died is not asked again by a later one for the same steps. Deliberate fault it catches: the key of all
// that is due together differs by then, and everybody is asked anew.
func TestEscalationGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	s, matter := alerted(t)
	p, _, err := s.bot.team.Posted(t.Context(), "acme", matter)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.bot.team.Load(t.Context(), "acme", ledger.Need{Items: alerts.Needs(matter)})
	if err != nil {
		t.Fatal(err)
	}
	al, _ := alerts.State(a, alerts.Policy{}, matter, testStart.Add(time.Minute))
	due, _ := alerts.Escalations(al, p, testStart.Add(20*time.Minute))
	if len(due) != 1 {
		t.Fatalf("%d steps are due after 20 minutes", len(due))
	}
	err = s.bot.team.UpdatePosted(t.Context(), "acme", matter, func(p *ledger.Posted) { p.Thread = append(p.Thread, due[0].Asks(testAlice)) })
	if err != nil {
		t.Fatal(err)
	}
	s.end()
	s.bot, s.end = s.startAt(testStart.Add(40 * time.Minute))
	s.until("the approver is asked", func() bool { return len(s.said("bob", "@owed")) == 1 })
	s.settled()
	if n := len(s.said("alice", "@owed")); n != 0 {
		t.Errorf("the owner was asked %d times more", n)
	}
}

// What was withdrawn stands in the list of a vendor's counter-measures. Deliberate fault it catches: a card knows only those that live,
// so the list says that none is on record.
func TestSignalsListsWhatIsOver(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.vendor("acme", payables)
	s.signal("acme", "we will suspend")
	s.until("the alert stands", func() bool { return len(s.said("alice", "payables")) == 1 })
	s.do("acme", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.Withdrawn}, ledger.Rights{Owner: true}, by)
	})
	s.settled()
	if _, err := s.slack.Type(t.Context(), devslack.TypeRequest{User: "alice", Channel: "payables", Text: "/owed acme signals"}); err != nil {
		t.Fatal(err)
	}
	s.until("it is listed as withdrawn", func() bool {
		all, err := s.slack.Messages("alice", "payables") // an answer has no metadata
		return err == nil && slices.ContainsFunc(all, func(m devslack.Message) bool {
			return strings.Contains(m.Plain, "No counter-measure of") && strings.Contains(m.Plain, "withdrawn")
		})
	})
}

// The digest comes once in each channel, whatever the number of bots; a vendor's channel sees its own vendors only.
func TestDigest(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	second := s.start()
	if _, err := s.slack.ChangeChannel(devslack.ChannelChange{Channel: "general", Remove: []string{"gus"}}); err != nil {
		t.Fatal(err) // a guest would keep the figures out
	}
	s.bot.people.forget("C0GENERAL1")
	second.people.forget("C0GENERAL1")
	s.vendor("acme", payables)
	s.vendor("other", "C0GENERAL1")
	s.signal("acme", "we will suspend")
	s.signal("other", "we will suspend")
	digests := func(channel string) []string { return s.digests("2023-03-07", channel) }
	s.until("the alerts stand", func() bool { return len(s.said("alice", "payables")) == 1 && len(s.said("alice", "general")) == 1 })
	s.later(11*time.Hour + time.Minute)
	s.until("the digests stand", func() bool { return len(digests("payables")) == 1 && len(digests("general")) == 1 })
	s.settled()
	if a, b := digests("payables"), digests("general"); len(a) != 1 || len(b) != 1 || !strings.Contains(a[0], "OTHER") || !strings.Contains(b[0], "OTHER") || strings.Contains(b[0], "ACME") {
		t.Errorf("digests:\n%v\n%v", a, b)
	}
}

// digests are the digests of a day in a channel.
func (s *scene) digests(day, channel string) (out []string) {
	for _, m := range s.said("alice", channel) {
		if strings.Contains(string(m.Metadata), "digest:"+day) {
			out = append(out, m.Plain)
		}
	}
	return out
}

// The digest of a Monday tells what was recorded since Friday's, what has no message of its own, and what came and went in
// quiet hours; where there is nothing at all, it says that on Mondays. Deliberate faults it catches: it looks back a day, and
// the weekend is lost; what is not urgent is told nowhere; what was settled before anybody was told is forgotten, or counted
// twice.
func TestDigestTellsAll(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.set("quiet", "19:00-08:00")
	s.vendor("acme", payables)
	s.vendor("calm", "C0GENERAL1")
	s.settled()
	s.later(3*24*time.Hour + 11*time.Hour + time.Minute) // Friday 09:01
	s.until("Friday's digest stands", func() bool { return len(s.digests("2023-03-10", "payables")) == 1 })
	s.settled()
	s.later(24 * time.Hour) // Saturday
	s.do("acme", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.NoteIncident("the console is slow", by)
	})
	s.do("acme", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		due := ledger.DateIn(s.bot.clock.Now(), time.UTC)
		return a.RecordInvoice(ledger.Invoice{No: "INV-1", Amount: ledger.MustMoney("100", "USD"), Issued: due.AddDays(-30), Due: due}, by)
	})
	s.settled()
	s.later(24 * time.Hour) // Sunday: overdue, and not told
	s.settled()
	s.do("acme", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("100", "USD"), Day: ledger.DateIn(by.At, time.UTC)}, by)
	})
	s.settled()
	s.later(24 * time.Hour) // Monday 09:01
	s.until("Monday's digest stands", func() bool { return len(s.digests("2023-03-13", "payables")) == 1 })
	s.settled()
	got := s.digests("2023-03-13", "payables")[0]
	for _, want := range []string{"Changed since", "ACME", "New, and not urgent", "an incident", "1 alert came and went in quiet hours"} {
		if !strings.Contains(got, want) {
			t.Errorf("the digest does not say %q:\n%s", want, got)
		}
	}
	if all := s.with("alice", "payables", "overdue"); len(all) > 0 {
		t.Errorf("what came and went in quiet hours was told: %v", all)
	}
	s.later(24 * time.Hour)
	s.settled()
	if again := s.digests("2023-03-14", "payables"); len(again) > 0 {
		t.Errorf("Tuesday has nothing to tell, and says\n%s", again[0])
	}
	s.later(6 * 24 * time.Hour)
	s.until("the next Monday's digest stands", func() bool { return len(s.digests("2023-03-20", "payables")) == 1 })
	if got := s.digests("2023-03-20", "payables")[0]; !strings.Contains(got, "All quiet") {
		t.Errorf("a Monday without news says\n%s", got)
	}
}

// What fell due in quiet hours and is overdue when they end has not come and gone: it is told as overdue. The fault that this
// catches: the digest said that it was settled before anybody was told.
func TestWhatLapsedHasNotGone(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.set("quiet", "19:00-08:00")
	s.vendor("acme", payables)
	s.settled()
	s.later(4*24*time.Hour + 11*time.Hour + time.Minute) // Saturday 09:01
	s.do("acme", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		due := ledger.DateIn(s.bot.clock.Now(), time.UTC)
		return a.RecordInvoice(ledger.Invoice{No: "INV-1", Amount: ledger.MustMoney("100", "USD"), Issued: due.AddDays(-30), Due: due}, by)
	})
	posted := func(v ledger.VendorID, matter string) ledger.Posted {
		p, _, err := s.bot.team.Posted(t.Context(), v, matter)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	s.hears(func() bool { return posted("acme", alerts.MatterDue).Extra["waits"] != "" })
	s.later(24 * time.Hour) // Sunday
	s.hears(func() bool {
		return posted("acme", alerts.MatterLapsed).Extra["waits"] != "" && posted("acme", alerts.MatterDue).Extra["waits"] == ""
	})
	if went := posted(ledger.TeamJournal, overnight).Extra; len(went) > 0 {
		t.Errorf("counted as come and gone: %v", went)
	}
	s.later(24 * time.Hour) // Monday
	s.until("it is told as overdue", func() bool { return len(s.with("alice", "payables", "overdue")) > 0 })
}

// later moves the ledger's clock.
func (s *scene) later(by time.Duration) {
	s.t.Helper()
	if err := s.bot.Advance(s.t.Context(), by); err != nil {
		s.t.Fatal(err)
	}
}

// Without the right to read a channel, a repeat is found when somebody presses a button on it: the press counts, and the
// repeat points at the message that is kept true.
func TestOrphanPointsAtTheLiveMessage(t *testing.T) {
	t.Parallel()
	s := newScene(t, false, fast)
	s.vendor("acme", payables)
	s.inject(devslack.Fault{Kind: "lose_response", Method: "chat.postMessage"})
	matter := s.signal("acme", "we will suspend")
	s.until("the alert stands twice", func() bool { return len(s.said("alice", "payables")) == 2 })
	s.settled()
	orphan, live := s.said("alice", "payables")[0], s.said("alice", "payables")[1]
	if _, err := s.slack.Press(t.Context(), devslack.PressRequest{User: "alice", Channel: "payables", Text: "Mine", TS: orphan.TS}); err != nil {
		t.Fatal(err)
	}
	s.until("the repeat points at the live message", func() bool {
		return strings.Contains(s.said("alice", "payables")[0].Text, strings.ReplaceAll(live.TS, ".", ""))
	})
	p, _, err := s.bot.team.Posted(t.Context(), "acme", matter)
	if err != nil || p.Acked != testAlice || p.TS != live.TS {
		t.Errorf("the press did not count: %+v, %v", p, err)
	}
}

// Whoever may not see figures is told nothing, even as the owner of a vendor. The fault it catches: a critical
// alert that nobody took, or one without a channel, went to a guest's direct messages, figures and all.
func TestAGuestWhoOwnsAVendorIsToldNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.vendor("acme", payables)
	s.do("acme", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		v := a.Vendor
		v.Owner = testGus
		return a.Edit(v, by)
	})
	s.signal("acme", "we will suspend")
	s.until("the alert stands", func() bool { return len(s.said("alice", "payables")) == 1 })
	if got := s.said("alice", "payables")[0].Plain; strings.Contains(got, "@gus") {
		t.Errorf("the guest is called: %s", got)
	}
	s.later(16 * time.Minute)
	s.until("an admin is asked instead", func() bool { return len(s.said("gus", "@owed"))+len(s.said("bob", "@owed")) == 1 })
	s.settled()
	if got := s.said("gus", "@owed"); len(got) > 0 {
		t.Errorf("the guest reads %s", got[0].Plain)
	}
}
