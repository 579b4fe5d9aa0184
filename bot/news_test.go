package bot

import (
	"testing"

	"owed.dev/owed/devslack"
)

// Slack tells one bot of a change; all know it, and what was passed over is tried again. Deliberate fault it catches: the
// event taken in by the bot that heard it alone.
func TestNewsReachesAllBots(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	bots := []*Bot{s.bot, s.start(), s.start()}
	const general = "C0GENERAL1"
	all := func(so func(archived, member bool) bool) func() bool {
		return func() bool {
			for _, b := range bots {
				where, err := b.people.Place(t.Context(), general)
				if err != nil || !so(where.Archived, where.Member) {
					return false
				}
			}
			return true
		}
	}
	change := func(c devslack.ChannelChange) {
		t.Helper()
		c.Channel = "general"
		if _, err := s.slack.ChangeChannel(c); err != nil {
			t.Fatal(err)
		}
	}
	s.hears(all(func(archived, member bool) bool { return !archived && member }))
	for _, b := range bots {
		b.deliver.shun(t.Context(), &refusedError{general, "it is archived"})
	}
	change(devslack.ChannelChange{Archived: yes()})
	s.hears(all(func(archived, _ bool) bool { return archived }))
	no := false
	change(devslack.ChannelChange{Archived: &no})
	s.hears(all(func(archived, _ bool) bool { return !archived }))
	s.hears(func() bool {
		for _, b := range bots {
			if b.deliver.shunned(general) != "" {
				return false
			}
		}
		return true
	})
	change(devslack.ChannelChange{Remove: []string{"owed"}})
	s.hears(all(func(_, member bool) bool { return !member }))
	change(devslack.ChannelChange{Add: []string{"owed"}})
	s.hears(all(func(_, member bool) bool { return member }))
}

// A channel that refuses a message is passed over by the bot that met it; the others ask anew what it is.
func TestARefusalIsNews(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	second := s.start()
	const general = "C0GENERAL1"
	knows := func() bool {
		second.people.mu.Lock()
		defer second.people.mu.Unlock()
		_, ok := second.people.places[general]
		return ok
	}
	s.hears(func() bool {
		_, err := second.people.Place(t.Context(), general)
		return err == nil && knows()
	})
	s.bot.deliver.shun(t.Context(), &refusedError{general, "it is read-only"})
	s.hears(func() bool { return !knows() })
	s.hears(func() bool { return s.bot.deliver.shunned(general) != "" })
	if second.deliver.shunned(general) != "" {
		t.Error("a bot passes over what it has not tried")
	}
}
