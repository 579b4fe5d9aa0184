package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// due makes an invoice lapse at the end of the day.
func (s *scene) due(slug string) {
	s.t.Helper()
	today := ledger.DateIn(testStart, time.UTC)
	amount := ledger.MustMoney("100", "USD")
	s.do(slug, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordInvoice(ledger.Invoice{No: "INV-1", Amount: amount, Issued: today.AddDays(-30), Due: today}, by)
	})
}

// Many vendors lapse at one moment, and three bots wake at it: each alert comes once, whoever of them hears last that the
// clock was moved.
func TestBotsShareTheSweep(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.bot.Unpace()
	for range 2 {
		s.start().Unpace()
	}
	const vendors = 60 // more than are looked at together
	for n := range vendors {
		slug := fmt.Sprintf("v%d", n)
		s.vendor(slug, payables)
		s.due(slug)
	}
	s.settled()
	before := len(s.said("alice", "payables"))
	s.later(3 * time.Hour)
	s.until("all have lapsed", func() bool { return len(s.said("alice", "payables")) >= before+vendors })
	s.settled()
	if got := len(s.said("alice", "payables")) - before; got != vendors {
		t.Errorf("%d alerts for %d vendors", got, vendors)
	}
}

// A bot whose clock is ahead finds what is due; one whose clock is behind tells it, and does not take it for something that
// is still to come. Deliberate fault it catches: telling by this bot's own clock.
func TestAClockThatIsBehindLosesNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.vendor("acme", payables)
	s.due("acme")
	s.settled()
	before := len(s.said("alice", "payables"))
	ahead := testStart.Add(3 * time.Hour)
	due, err := s.bot.team.DueTimers(t.Context(), ahead, 10)
	if err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	l := s.bot.team.LoadAll(t.Context(), []store.Wanted{{Vendor: "acme"}})[0]
	plan := alerts.Plan(l.Account, l.Team, nil, ahead)
	set, err := s.bot.team.Swept(t.Context(), []store.Sweep{{Timer: due[0], Seq: l.Account.Seq, Plan: plan, At: ahead}})
	if err != nil || set != 1 {
		t.Fatal(set, err)
	}
	s.bot.deliver.kick()
	s.until("it is told", func() bool { return len(s.said("alice", "payables")) == before+1 })
	if got := s.said("alice", "payables")[before].Plain; !strings.Contains(got, "1 day past due") {
		t.Errorf("the message does not say what is so then: %s", got)
	}
}

// A vendor that can't be read holds up no other, and is looked at once it can be.
func TestABrokenVendorHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	for _, slug := range []string{"bad", "good"} {
		s.vendor(slug, payables)
		s.due(slug)
	}
	s.settled()
	key := "owed:{" + s.slack.TeamID() + "}:items:bad"
	core := s.redis.HGet(key, "core")
	s.redis.HSet(key, "core", "{")
	if _, err := s.redis.HIncr("owed:{"+s.slack.TeamID()+"}:head:bad", "rev", 1); err != nil { // nobody remembers it
		t.Fatal(err)
	}
	before := len(s.said("alice", "payables"))
	s.later(3 * time.Hour)
	s.until("the other has lapsed", func() bool { return len(s.said("alice", "payables")) == before+1 })
	s.redis.HSet(key, "core", core)
	if _, err := s.redis.HIncr("owed:{"+s.slack.TeamID()+"}:head:bad", "rev", 1); err != nil {
		t.Fatal(err)
	}
	s.until("it has lapsed, too", func() bool { return len(s.said("alice", "payables")) == before+2 })
}

// Bots that were all down for a week say what is now true, once and grouped: one message for what lapsed on three days, one
// line about a notice that came into its own meanwhile, and no digest of days that are over.
func TestDownForAWeek(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.vendor("acme", payables)
	today := ledger.DateIn(testStart, time.UTC)
	for n := range 3 {
		s.do("acme", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			no := ledger.InvoiceNo(fmt.Sprintf("INV-%d", n+1))
			return a.RecordInvoice(ledger.Invoice{No: no, Amount: ledger.MustMoney("100", "USD"), Issued: today.AddDays(-30), Due: today.AddDays(n)}, by)
		})
	}
	s.do("acme", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: today.AddDays(5), CureUntil: today.AddDays(3), Text: "we will suspend"}, by)
	})
	s.settled()
	before := len(s.said("alice", "payables"))
	s.end()
	s.bot, s.end = s.startAt(testStart.AddDate(0, 0, 7))
	s.until("it has lapsed", func() bool { return len(s.with("alice", "payables", "$300.00 overdue, 3 invoices")) > 0 })
	s.settled()
	lapsed, replies, digests := 0, 0, 0
	for _, m := range s.said("alice", "payables")[before:] {
		switch {
		case strings.Contains(string(m.Metadata), "acme|lapsed|"):
			lapsed++
		case strings.Contains(string(m.Metadata), "digest:"):
			digests++
		case m.ThreadTS != "" && strings.Contains(string(m.Metadata), "acme|signal:S-1|"):
			replies++
		}
	}
	if lapsed != 1 || digests != 0 {
		t.Errorf("what lapsed is told %d times, and there are %d digests", lapsed, digests)
	}
	if replies == 0 || replies > 2 { // what is new, and who was asked in person
		t.Errorf("%d lines about the notice", replies)
	}
	if got := s.with("alice", "payables", "Has it happened?"); len(got) == 0 {
		t.Error("the notice's day is over, and nobody asks whether it has happened")
	}
	if dms := len(s.with("alice", "@owed", "nobody has taken this")); dms > 2 {
		t.Errorf("the owner is asked %d times about two matters", dms)
	}
}

// A timer that this bot sets itself, sooner than what it sleeps for, wakes it.
func TestItsOwnTimersWakeIt(t *testing.T) {
	t.Parallel()
	b := &Bot{clock: &Clock{}}
	s := newSweeper(b)
	s.until.Store(1000)
	s.armed(time.UnixMilli(1000))
	select {
	case <-s.moved:
		t.Error("a later timer wakes it")
	default:
	}
	s.armed(time.UnixMilli(999))
	select {
	case <-s.moved:
	default:
		t.Error("a sooner timer does not wake it")
	}
}
