package bot

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// A vendor whose record was changed by other hands is told of to the admins in person, once however often somebody meets it, and
// without a figure; it is over when the record can be read again. Deliberate faults it catches: nobody hears of it; everybody hears
// of it at each try; it stands as broken for ever; what a bot that died had put on the list is told to nobody.
func TestAdminsHearOfABrokenRecord(t *testing.T) {
	t.Parallel()
	addr, _ := realRedis(t)
	s := newSceneOn(t, addr)
	s.vendor("acme", payables)
	client := redis.NewClient(&redis.Options{Addr: s.addr})
	t.Cleanup(func() { _ = client.Close() })
	key := "owed:{" + s.bot.team.ID() + "}:items:acme"
	whole, err := client.HGetAll(t.Context(), key).Result()
	if err != nil || len(whole) == 0 {
		t.Fatal(whole, err)
	}
	for field := range whole {
		client.HSet(t.Context(), key, field, "$1,000.00 {")
	}
	meet := func() {
		_, err := s.bot.team.Load(t.Context(), "acme", ledger.Need{})
		if err == nil {
			t.Fatal("it is read")
		}
		s.bot.unreadable(t.Context(), err)
	}
	err = s.bot.team.UpdatePosted(t.Context(), ledger.TeamJournal, brokenMatter, func(p *ledger.Posted) { p.Extra = map[string]string{"acme": "can't be read"} })
	if err != nil { // as by a bot that died before it told anybody
		t.Fatal(err)
	}
	for range 3 {
		meet()
	}
	s.until("the admin hears of it", func() bool { return len(s.with("bob", "@owed", "can't be read")) == 1 })
	meet()
	s.settled()
	got := s.with("bob", "@owed", "can't be read")
	if len(got) != 1 || !strings.Contains(got[0].Plain, "acme") || strings.Contains(got[0].Plain, "$") {
		t.Errorf("the admin reads %v", got)
	}
	if len(s.with("alice", "@owed", "can't be read")) > 0 {
		t.Error("somebody who is no admin hears of it")
	}
	for field, value := range whole {
		client.HSet(t.Context(), key, field, value)
	}
	if _, err := s.bot.team.Load(t.Context(), "acme", ledger.Need{}); err != nil {
		t.Fatal(err)
	}
	if err := s.bot.team.Dirty(t.Context(), ledger.TeamJournal, brokenMatter, 0); err != nil { // what its next look would do
		t.Fatal(err)
	}
	s.bot.deliver.kick()
	s.until("the admin's message says so", func() bool { return len(s.with("bob", "@owed", "it is read again")) == 1 })
}
