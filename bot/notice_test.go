package bot

import (
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"owed.dev/owed/devslack"
	"owed.dev/owed/ledger"
)

// realRedis starts a redis-server that keeps what it acknowledged, and gives its address and where it writes.
func realRedis(t *testing.T) (addr, dir string) {
	t.Helper()
	return redisThatSyncs(t, "always")
}

// redisThatSyncs is realRedis with another appendfsync.
func redisThatSyncs(t *testing.T, fsync string) (addr, dir string) {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("OWED_REDIS_TESTS") == "1" {
			t.Fatal("redis-server is missing: apt-get install redis-server")
		}
		t.Skip("redis-server is missing: apt-get install redis-server, or make test")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr, dir = l.Addr().String(), t.TempDir()
	_ = l.Close()
	_, port, _ := net.SplitHostPort(addr)
	cmd := exec.Command(path, "--port", port, "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", fsync, "--save", "", "--dir", dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", addr); err == nil {
			_ = c.Close()
			return addr, dir
		}
	}
	t.Fatal("redis-server does not answer")
	return "", ""
}

// watching has a channel watched.
func (s *scene) watching(channel string) { s.t.Helper(); s.set("watch "+channel, "on") }

// set sets a setting of the team's.
func (s *scene) set(name, value string) {
	s.t.Helper()
	by := s.by()
	_, err := s.bot.team.DoTeam(s.t.Context(), ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		return ledger.TeamChange(t.Seq, by, &ledger.SettingSet{Name: name, Value: value}), nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// says posts a message as a person, and gives the event that Slack makes of it.
func (s *scene) says(text string) *slackevents.MessageEvent {
	s.t.Helper()
	o, err := s.slack.Type(s.t.Context(), devslack.TypeRequest{User: "dan", Channel: "payables", Text: text})
	if err != nil {
		s.t.Fatal(err)
	}
	msg := slack.Msg{Text: text, Timestamp: o.TS, Channel: payables, User: "U0DAN00001"}
	return &slackevents.MessageEvent{Type: "message", Channel: payables, TimeStamp: o.TS, Text: text, User: msg.User, Message: &msg}
}

// proposals are owed's replies in the channel with these words.
func (s *scene) proposals(words string) (n int) {
	s.t.Helper()
	for _, m := range s.said("bob", "payables") {
		if strings.Contains(m.Plain, words) {
			n++
		}
	}
	return n
}

// heard has bots hear an event at once, each several times, as Slack repeats it.
func (s *scene) heard(ev *slackevents.MessageEvent, bots ...*Bot) {
	s.t.Helper()
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			if !bots[n%len(bots)].hear(s.t.Context(), ev) {
				s.t.Error("a message was not put down to be read")
			}
		})
	}
	all.Wait()
}

const threat = "From AWS: we will suspend access to your account on 20 April 2023 unless you pay."

// The same event comes again and again, with other envelopes, at two bots at once; the same words come in another message.
// They are proposed once, also after somebody said that they are no signal.
func TestANoticeIsProposedOnce(t *testing.T) {
	t.Parallel()
	addr, dir := realRedis(t)
	s := newSceneOn(t, addr)
	s.vendor("aws", payables)
	s.watching(payables)
	bots := []*Bot{s.bot, s.start()}
	hear := func(ev *slackevents.MessageEvent) { s.heard(ev, bots...) }
	hear(s.says(threat))
	s.until("the proposal", func() bool { return s.proposals("reads like a counter-measure") > 0 })
	hear(s.says(strings.ToUpper("> " + threat)))
	s.settled()
	if n := s.proposals("reads like a counter-measure"); n != 1 {
		t.Fatalf("the same words stand in %d proposals, want 1", n)
	}
	if _, err := s.slack.Press(t.Context(), devslack.PressRequest{User: "bob", Channel: "payables", Text: "Not a signal"}); err != nil {
		t.Fatal(err)
	}
	s.until("the answer", func() bool { return s.proposals("Not a signal, says") == 1 })
	hear(s.says("From: other@example.com\nSubject: Fwd:\n\n" + threat))
	s.settled()
	if n := s.proposals("reads like a counter-measure"); n != 0 {
		t.Errorf("what is no signal was proposed again, %d times", n)
	}
	s.unkept(dir, "suspend access", "SUSPEND ACCESS")
}

// unkept fails where words stand in anything that Redis was ever told, or in any bot's log, at whatever level.
func (s *scene) unkept(dir string, words ...string) {
	s.t.Helper()
	kept := map[string]string{"the log": s.log.String()}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path) //nolint:gosec // of this test's own Redis
		kept[e.Name()] = string(b)
		return err
	})
	if err != nil || len(kept) < 2 {
		s.t.Fatalf("Redis wrote nothing: %v", err)
	}
	for where, text := range kept {
		for _, w := range words {
			if strings.Contains(text, w) {
				s.t.Errorf("%q stands in %s", w, where)
			}
		}
	}
}

// While Redis is away a message is not acknowledged, so that Slack sends it again.
func TestAMessageThatCanNotBePutDown(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.watching(payables)
	ev := s.says(threat)
	s.redis.SetError("LOADING Redis is loading the dataset in memory")
	if s.bot.hear(t.Context(), ev) {
		t.Error("a message was taken that nobody will read")
	}
	s.redis.SetError("")
	if !s.bot.hear(t.Context(), ev) {
		t.Error("a message was not put down to be read")
	}
	s.until("the proposal", func() bool { return s.proposals("reads like a counter-measure") == 1 })
}

// What stands in a channel that became shared with another company is shown no further there, and a press is refused; once it is
// shared no more, all goes on at once. Deliberate faults it catches: the record of a counter-measure shown to the vendor itself,
// and a channel that stays closed until the next start.
func TestAProposalInAChannelThatIsShared(t *testing.T) {
	t.Parallel()
	s := newWatchingScene(t)
	s.vendor("aws", payables)
	s.watching(payables)
	if !s.bot.hear(t.Context(), s.says(threat)) {
		t.Fatal("a message was not put down to be read")
	}
	s.until("the proposal", func() bool { return s.proposals("reads like a counter-measure") > 0 })
	s.shares(true)
	press := devslack.PressRequest{User: "bob", Channel: "payables", Text: "Not a signal"}
	if _, err := s.slack.Press(t.Context(), press); err != nil {
		t.Fatal(err)
	}
	s.until("the press is refused", func() bool {
		all, err := s.slack.Messages("bob", "payables")
		return err == nil && strings.Contains(all[len(all)-1].Plain, "shared with another company now")
	})
	s.answers(ledger.NoticeRefused)
	s.settled()
	if n := s.proposals("Not a signal, says"); n > 0 {
		t.Error("the answer is shown in a channel that is shared with another company")
	}
	s.shares(false)
	if _, err := s.slack.Press(t.Context(), press); err != nil {
		t.Fatal(err)
	}
	s.until("the answer", func() bool { return s.proposals("Not a signal, says") == 1 })
}

// shares has the channel shared with another company, or no longer.
func (s *scene) shares(so bool) {
	s.t.Helper()
	if _, err := s.slack.ChangeChannel(devslack.ChannelChange{Channel: "payables", Shared: &so}); err != nil {
		s.t.Fatal(err)
	}
	s.hears(func() bool {
		where, err := s.bot.people.Place(s.t.Context(), payables)
		return err == nil && where.Shared == so
	})
}

// answers has somebody answer all notices elsewhere.
func (s *scene) answers(answer ledger.Judgement) {
	s.t.Helper()
	by := s.by()
	_, err := s.bot.team.DoTeam(s.t.Context(), ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		c := ledger.TeamChange(t.Seq, by)
		for hash, known := range t.Judged {
			c.Events = append(c.Events, &ledger.NoticeJudged{Hash: hash, Answer: answer, Where: known.Where})
			c.Tell = append(c.Tell, ledger.Due{Matter: "notice:" + known.Where})
		}
		return c, nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.bot.deliver.kick()
}

// A notice is read when there is room for its proposal, and not at each look whether there is. Deliberate fault it catches: of
// many notices at once each read several times, until Slack refuses to give out any.
func TestANoticeIsReadInItsTurn(t *testing.T) {
	t.Parallel()
	s := newWatchingScene(t)
	s.vendor("aws", payables)
	s.watching(payables)
	s.bot.deliver.posts.pace.refused("chat.postMessage", payables, brief)
	if !s.bot.hear(t.Context(), s.says(threat)) {
		t.Fatal("a message was not put down to be read")
	}
	s.until("it is proposed", func() bool { return s.proposals("reads like a counter-measure") == 1 })
	if n := s.calls("conversations.history"); n != 1 {
		t.Errorf("it was read %d times", n)
	}
}
