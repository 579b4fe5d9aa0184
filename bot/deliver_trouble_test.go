package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/devslack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// An answer that was lost, or an error from Slack's insides, is no reason to post again: owed looks first. Without the
// right to look it posts again, and says so.
func TestUnsureIsLookedFor(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]devslack.Fault{
		"lost":  {Kind: "lose_response", Method: "chat.postMessage"},
		"500":   {Kind: "fail", Method: "chat.postMessage", Error: "internal_error"},
		"429":   {Kind: "fail", Method: "chat.postMessage", RetryAfter: 1},
		"twice": {Kind: "lose_response", Method: "chat.postMessage", Times: 2},
	} {
		for _, history := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newScene(t, history, fast)
				s.vendor("acme", payables)
				s.inject(f)
				s.signal("acme", "we will suspend")
				s.until("the alert stands", func() bool { return len(s.said("alice", "payables")) > 0 })
				s.settled()
				want := 1
				if !history && f.Kind == "lose_response" {
					want = f.Times + 1
					want = max(want, 2)
				}
				got := s.said("alice", "payables")
				if len(got) != want {
					t.Fatalf("history %v: %d messages, want %d", history, len(got), want)
				}
				for _, m := range got[1:] {
					if !strings.Contains(m.Plain, "May repeat an earlier message") {
						t.Errorf("a repeat does not say so: %s", m.Plain)
					}
				}
				if name == "429" && s.calls("conversations.history") > 0 {
					t.Error("after a 429 nothing can stand there; owed looked all the same")
				}
			})
		}
	}
}

// All stale claims of a channel cost one look together.
func TestOneLookForAll(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.bot.Unpace() // all at once, or each would have its own moment
	s.vendor("acme", payables)
	s.inject(devslack.Fault{Kind: "lose_response", Method: "chat.postMessage", Times: 10})
	for range 10 {
		s.signal("acme", "we will suspend")
	}
	s.until("the alerts stand", func() bool { return len(s.said("alice", "payables")) >= 10 })
	s.settled()
	if got := len(s.said("alice", "payables")); got != 10 {
		t.Errorf("%d messages, want 10", got)
	}
	if n := s.calls("conversations.history"); n == 0 || n >= 10 { // one for each would be ten or more; on a busy machine they come back at several moments
		t.Errorf("%d looks for one channel", n)
	}
}

// Redis may have forgotten what it was told just before it went away: what was recorded before is looked for, what was
// recorded since needs no look, so that Slack's few looks a minute are left to those that do. Deliberate faults it catches:
// every alert is looked for as long as there is any doubt; none is.
func TestOnlyWhatMayHaveBeenToldIsLookedFor(t *testing.T) {
	t.Parallel()
	addr, _ := redisThatSyncs(t, "everysec") // which may lose its last second
	s := newSceneOn(t, addr)
	s.vendor("acme", payables)
	s.signal("acme", "we will suspend") // the bot has only just begun: another one may have told it
	s.until("the alert stands", func() bool { return len(s.said("alice", "payables")) == 1 })
	looks := s.calls("conversations.history")
	if looks == 0 {
		t.Error("an alert that may have been told before was not looked for")
	}
	time.Sleep(skew + time.Second)
	for n := range 5 {
		s.signal("acme", "we will suspend")
		s.until("the next stands", func() bool { return len(s.said("alice", "payables")) == n+2 })
	}
	s.settled()
	if more := s.calls("conversations.history") - looks; more > 0 {
		t.Errorf("%d looks for alerts that nobody can have told before", more)
	}
}

// A channel that takes nothing is passed over, and the message says why it stands elsewhere.
func TestRefusedGoesElsewhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change devslack.ChannelChange
		why    string
	}{
		"archived": {devslack.ChannelChange{Channel: "general", Archived: yes()}, "archived"},
		"shared":   {devslack.ChannelChange{Channel: "general", Shared: yes()}, "shared with another company"},
		"read":     {devslack.ChannelChange{Channel: "general", ReadOnly: yes()}, "read-only"},
		"unknown":  {devslack.ChannelChange{Channel: "general"}, "owed can't see it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, true, fast)
			channel := "C0GENERAL1"
			if name == "unknown" {
				channel = "C0NOWHERE1"
			} else if _, err := s.slack.ChangeChannel(c.change); err != nil {
				t.Fatal(err)
			}
			if name == "shared" {
				s.hears(func() bool {
					where, err := s.bot.people.Place(t.Context(), channel)
					return err == nil && where.Shared
				})
			}
			s.vendor("acme", channel)
			s.signal("acme", "we will suspend")
			s.until("the alert stands in the team's channel", func() bool { return len(s.said("alice", "payables")) == 1 })
			if got := s.said("alice", "payables")[0].Plain; !strings.Contains(got, "Posted here because") || !strings.Contains(got, c.why) {
				t.Errorf("the message does not say that %s:\n%s", c.why, got)
			}
		})
	}
}

// A moment in which Slack can't be asked about a channel is no reason to post elsewhere.
func TestTroubleIsNoReason(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.vendor("acme", "C0GENERAL1")
	s.bot.people.forget("C0GENERAL1")
	s.inject(devslack.Fault{Kind: "fail", Method: "conversations.info", Error: "internal_error", Times: 2})
	s.inject(devslack.Fault{Kind: "fail", Method: "conversations.info", RetryAfter: 1, Times: 1})
	s.signal("acme", "we will suspend")
	s.until("the alert stands where it belongs", func() bool { return len(s.said("alice", "general")) == 1 })
	if len(s.said("alice", "payables")) > 0 {
		t.Error("the alert stands in the team's channel, too")
	}
}

// A message that somebody deleted is not put back for an update; what is new is said in a new one.
func TestDeletedMessage(t *testing.T) {
	t.Parallel()
	s, matter := alerted(t)
	if _, _, err := s.bot.api.DeleteMessageContext(t.Context(), payables, s.said("alice", "payables")[0].TS); err != nil {
		t.Fatal(err)
	}
	err := s.bot.team.UpdatePosted(t.Context(), "acme", matter, func(p *ledger.Posted) { p.Owner = testAlice })
	if err == nil {
		err = s.bot.team.Dirty(t.Context(), "acme", matter, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.settled()
	if len(s.said("alice", "payables")) != 0 {
		t.Fatal("an update put a deleted message back")
	}
	s.do("acme", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.InEffect}, ledger.Rights{Admin: true}, by)
	})
	s.until("the news stands", func() bool { return len(s.said("alice", "payables")) == 1 })
	s.settled()
	if got := s.said("alice", "payables"); len(got) != 1 || got[0].ThreadTS != "" {
		t.Errorf("want one new message, got %d", len(got))
	}
}

// A channel with a long queue holds up no other: it takes a message a second, so that all of its queue would take a minute.
func TestNoStarvation(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, devslack.Limits{TierFactor: 1000})
	s.vendor("busy", "C0GENERAL1")
	s.vendor("calm", payables)
	const queue = 60
	for range queue {
		s.signal("busy", "we will suspend")
	}
	s.signal("calm", "so will we")
	s.until("the other channel has its alert", func() bool { return len(s.said("alice", "payables")) == 1 })
	if n := len(s.said("alice", "general")); n >= queue {
		t.Errorf("it had to wait until all %d of the full channel stood", n)
	}
}

// A post that Slack does not answer holds up no other.
func TestHangHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.bot.Unpace()
	s.vendor("acme", payables)
	s.inject(devslack.Fault{Kind: "hang", Method: "chat.postMessage", Times: 1})
	for range 4 {
		s.signal("acme", "we will suspend")
	}
	s.until("the others stand", func() bool { return len(s.said("alice", "payables")) >= 3 })
	if n := s.calls("chat.postMessage"); n > len(s.said("alice", "payables")) { // a call that hangs is listed when it ends
		t.Errorf("%d calls have ended: the others waited for the one that hangs", n)
	}
}

// A bot that stood still for longer than its lease takes back what it posted beside another one.
func TestTakesBack(t *testing.T) {
	t.Parallel()
	s, matter := alerted(t)
	first := s.said("alice", "payables")[0].TS
	n := note{channel: payables, key: "acme|" + matter + "|recorded", message: func() show.Message { return show.Text("once more") }}
	_, ts, err := s.bot.api.PostMessageContext(t.Context(), payables, n.options(n.message())...)
	if err != nil {
		t.Fatal(err)
	}
	lostClaim := &telling{made: place{payables, ts}}
	lostClaim.claim.Vendor, lostClaim.claim.Matter = "acme", matter
	s.bot.deliver.takeBack(t.Context(), lostClaim)
	if got := s.said("alice", "payables"); len(got) != 1 || got[0].TS != first {
		t.Errorf("want the first message alone, got %d", len(got))
	}
	lostClaim.made.ts = first
	s.bot.deliver.takeBack(t.Context(), lostClaim)
	if got := s.said("alice", "payables"); len(got) != 1 {
		t.Error("the message on record was taken back")
	}
}

// A process that stood still past its deadline posts nothing.
func TestFence(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	try := attempt{until: time.Now().Add(-time.Millisecond)}
	_, err := s.bot.deliver.posts.once(t.Context(), note{channel: payables, key: "x|y|z", message: func() show.Message { return show.Text("late") }}, &try)
	if _, ok := err.(*notYetError); !ok || try.sent || len(s.said("alice", "payables")) > 0 {
		t.Errorf("a late post went out: %v", err)
	}
}

// What Slack's answers mean.
func TestJudge(t *testing.T) {
	t.Parallel()
	p := &poster{pace: newPace(time.Now)}
	for word, ok := range map[string]func(error) bool{
		"internal_error":    func(err error) bool { _, ok := err.(*unsureError); return ok },
		"channel_not_found": func(err error) bool { _, ok := err.(*refusedError); return ok },
		"message_not_found": func(err error) bool { return err == errGone },
		"ratelimited":       func(err error) bool { _, ok := err.(*notYetError); return ok },
		"invalid_auth":      func(err error) bool { _, ok := err.(*unsureError); return err != nil && !ok && !lost(err) },
	} {
		if err := p.judge("chat.postMessage", "C1", slack.SlackErrorResponse{Err: word}); !ok(err) {
			t.Errorf("%s is judged %T: %v", word, err, err)
		}
	}
}

// What is new may have changed between a post whose answer was lost and the next try: the message is found all the same,
// and shows what is true now.
func TestFoundUnderAnotherKey(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.vendor("acme", payables)
	s.inject(devslack.Fault{Kind: "lose_response", Method: "chat.postMessage"})
	s.signal("acme", "we will suspend")
	s.until("the alert stands", func() bool { return len(s.said("alice", "payables")) > 0 })
	s.do("acme", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.NoticeGiven}, ledger.Rights{Admin: true}, by)
	})
	s.until("the alert shows the notice", func() bool { return strings.Contains(s.said("alice", "payables")[0].Plain, "notice given") })
	s.settled()
	first := 0
	for _, m := range s.said("alice", "payables") {
		if m.ThreadTS == "" {
			first++
		}
	}
	if first != 1 {
		t.Errorf("%d first messages, want 1", first)
	}
}
