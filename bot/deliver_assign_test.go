package bot

import (
	"strings"
	"testing"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/devslack"
	"owed.dev/owed/ledger"
)

// assign gives a matter to somebody, as the form does.
func (s *scene) assign(slug, matter string, by, to ledger.UserID) {
	s.t.Helper()
	v, team := ledger.VendorID(slug), s.bot.team
	a, err := team.Load(s.t.Context(), v, ledger.Need{Items: alerts.Needs(matter)})
	if err != nil {
		s.t.Fatal(err)
	}
	al, _ := alerts.State(a, alerts.Policy{}, matter, s.bot.clock.Now())
	err = team.Assign(s.t.Context(), v, matter, to, func(p *ledger.Posted) {
		if *p, err = alerts.Assign(al, *p, by, to, s.bot.clock.Now()); err != nil {
			s.t.Error(err)
		}
	})
	if err == nil {
		err = team.Dirty(s.t.Context(), v, matter, 0)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.bot.deliver.kick()
}

// with are the messages in a channel or DM that hold some words.
func (s *scene) with(user, channel, words string) (out []devslack.Message) {
	s.t.Helper()
	for _, m := range s.said(user, channel) {
		if strings.Contains(m.Plain, words) {
			out = append(out, m)
		}
	}
	return out
}

// Who is given an alert is told once in person, and the thread says it once, whatever answers of Slack's are lost. A DM
// can't be looked into: it may be repeated, and says so.
func TestAssigned(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		by     ledger.UserID
		lost   int
		dms    int
		repeat int
	}{
		"to another":           {testBob, 0, 1, 0},
		"the DM's answer lost": {testBob, 1, 2, 1},
		"to oneself":           {testAlice, 0, 0, 0},
		"the reply's, too":     {testAlice, 1, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, true, fast)
			s.vendor("acme", payables)
			matter := s.signal("acme", "we will suspend")
			s.until("the alert stands", func() bool { return len(s.said("alice", "payables")) == 1 })
			s.settled()
			if c.lost > 0 {
				s.inject(devslack.Fault{Kind: "lose_response", Method: "chat.postMessage", Times: c.lost})
			}
			s.assign("acme", matter, c.by, testAlice)
			words := map[bool]string{true: "sees to this", false: "assigned this to"}[c.by == testAlice]
			s.until("the thread says it", func() bool { return len(s.with("alice", "payables", words)) > 0 })
			s.settled()
			if got := s.with("alice", "payables", words); len(got) != 1 || got[0].ThreadTS == "" {
				t.Errorf("said in the thread %d times", len(got))
			}
			dms := s.with("alice", "@owed", "assigned this to you")
			if len(dms) != c.dms || len(s.with("alice", "@owed", "May repeat")) != c.repeat {
				t.Errorf("%d DMs, want %d, of which %d say that they may repeat one", len(dms), c.dms, c.repeat)
			}
			if err := s.bot.team.Dirty(t.Context(), "acme", matter, 0); err != nil {
				t.Fatal(err)
			}
			s.settled()
			if got := len(s.with("alice", "payables", words)) + len(s.with("alice", "@owed", "assigned this to you")); got != 1+c.dms {
				t.Errorf("told again: %d", got)
			}
		})
	}
}

// Whom an alert is assigned to is asked first while nobody takes it; each step leaves one line in the thread, also where
// the answer to it is lost.
func TestTheAssigneeIsAskedFirst(t *testing.T) {
	t.Parallel()
	s, matter := alerted(t)
	s.assign("acme", matter, testAlice, "U0CAROL001")
	s.until("carol is told", func() bool { return len(s.with("carol", "@owed", "assigned this to you")) == 1 })
	s.settled()
	s.later(16 * time.Minute)
	const line = "asked in person"
	s.until("the thread says who was asked", func() bool { return len(s.with("alice", "payables", line)) == 1 })
	s.settled()
	if carol, alice := len(s.with("carol", "@owed", "nobody has taken this")), len(s.said("alice", "@owed")); carol != 1 || alice != 0 {
		t.Errorf("carol was asked %d times, the owner %d times", carol, alice)
	}
	s.inject(devslack.Fault{Kind: "lose_response", Method: "chat.postMessage", Times: 3}) // of two DMs and the line
	s.later(15 * time.Minute)
	s.until("the owner is asked, and the thread says it", func() bool {
		return len(s.said("alice", "@owed")) > 0 && len(s.with("alice", "payables", line)) == 2
	})
	s.settled()
	if got := s.with("alice", "payables", line); len(got) != 2 || got[0].ThreadTS == "" || got[1].ThreadTS == "" {
		t.Errorf("%d lines for two steps", len(got))
	}
}
