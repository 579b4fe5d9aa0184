package bot

import (
	"strings"
	"testing"
	"time"

	"owed.dev/owed/devslack"
)

// What can't be told for long is told to the admins in person, once, with the reason and without a figure; when it is told
// in the end, their message says so. Deliberate faults it catches: nobody hears of it; everybody hears of it at each try; it
// stands as undelivered for ever.
func TestAdminsHearOfWhatCantBeDelivered(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.restart(func(b *Bot) { b.deliver.patience = 0 })
	s.vendor("acme", "C0GENERAL1")
	s.vendor("fine", payables)
	s.bot.people.forget("C0GENERAL1")
	s.inject(devslack.Fault{Kind: "fail", Method: "conversations.info", Error: "fatal_error", Times: 1 << 20})
	matter := s.signal("acme", "we will suspend, $100.00")
	s.until("the admin hears of it", func() bool { return len(s.with("bob", "@owed", "can't be delivered")) == 1 })
	got := s.with("bob", "@owed", "can't be delivered")[0].Plain
	if !strings.Contains(got, "acme") || !strings.Contains(got, "counter-measure S-1") || !strings.Contains(got, "fatal_error") || strings.Contains(got, "$") {
		t.Errorf("the admin reads\n%s", got)
	}
	time.Sleep(3 * time.Second) // several tries
	if n := len(s.with("bob", "@owed", "can't be delivered")); n != 1 {
		t.Errorf("%d messages", n)
	}
	if len(s.with("alice", "@owed", "can't be delivered")) > 0 {
		t.Error("somebody who is no admin hears of it")
	}
	s.inject(devslack.Fault{Kind: "off"})
	s.until("the alert stands, and is on record", func() bool {
		p, _, err := s.bot.team.Posted(t.Context(), "acme", matter)
		return err == nil && p.TS != "" && len(s.said("alice", "general")) == 1
	})
	if err := s.bot.team.Dirty(t.Context(), "_team", failingMatter, 0); err != nil { // what its next look would do
		t.Fatal(err)
	}
	s.bot.deliver.kick()
	s.until("the admin's message says so", func() bool { return len(s.with("bob", "@owed", "all that waited is delivered")) == 1 })
}
