package bot

import (
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"owed.dev/owed/deploy"
	"owed.dev/owed/devslack"
	"owed.dev/owed/handlers"
	"owed.dev/owed/ledger"
)

// newWatchingScene is a scene with the events of watched channels, and the right to read files.
func newWatchingScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{t: t, redis: miniredis.RunT(t)}
	s.addr = s.redis.Addr()
	s.open(deploy.Watching(), fast)
	return s
}

// mails uploads an e-mail as a person, and gives the event that Slack makes of it.
func (s *scene) mails(name, body string) *slackevents.MessageEvent {
	s.t.Helper()
	content := "From: AWS <ar@amazon.com>\r\nTo: ap@example.com\r\nSubject: Final notice\r\nContent-Type: text/plain\r\n\r\n" + body + "\r\n"
	o, err := s.slack.Upload(s.t.Context(), devslack.UploadRequest{User: "dan", Channel: "payables", Name: name, Content: content})
	if err != nil {
		s.t.Fatal(err)
	}
	msg := slack.Msg{Timestamp: o.TS, Channel: payables, User: "U0DAN00001", Files: []slack.File{{ID: "F", Name: name, Filetype: "email", Mimetype: "message/rfc822"}}}
	return &slackevents.MessageEvent{Type: "message", Channel: payables, TimeStamp: o.TS, User: msg.User, Message: &msg}
}

// A mail that Slack does not give out at once is asked for again, also by the next bot, and read when Slack gives it out;
// nobody is troubled meanwhile. Deliberate faults it catches: the mail is given up at the first try, or forgotten with the bot
// that tried.
func TestAMailThatSlackHoldsBack(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]devslack.Fault{
		"too many requests": {Kind: "fail", Method: "download", RetryAfter: 1},
		"an error":          {Kind: "fail", Method: "download", Times: 3},
		"no answer":         {Kind: "lose_response", Method: "download", Times: 2},
		"of no file":        {Kind: "fail", Method: "files.info", Times: 2, RetryAfter: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWatchingScene(t)
			s.vendor("aws", payables)
			s.watching(payables)
			s.restart(func(b *Bot) { b.deliver.patience = 0 })
			s.inject(f)
			if !s.bot.hear(t.Context(), s.mails("notice.eml", threat)) {
				t.Fatal("a mail was not put down to be read")
			}
			s.until("the fault happened", func() bool { return s.proposals("counter-measure") > 0 || s.proposals("can't be read") > 0 })
			s.settled()
			if n := s.proposals("reads like a counter-measure"); n != 1 {
				t.Errorf("%d proposals, want 1", n)
			}
			if all := s.with("bob", "@owed", "can't be delivered"); len(all) > 0 {
				t.Errorf("an admin was troubled: %v", all)
			}
		})
	}
}

// What Slack does not give out for long is said in the thread, once, with what to do; the tries come to an end, whatever bot
// makes them.
func TestAMailThatSlackNeverGivesOut(t *testing.T) {
	t.Parallel()
	s := newWatchingScene(t)
	s.vendor("aws", payables)
	s.watching(payables)
	s.inject(devslack.Fault{Kind: "fail", Method: "download", Times: 1 << 20})
	ev := s.mails("notice.eml", threat)
	if !s.bot.hear(t.Context(), ev) {
		t.Fatal("a mail was not put down to be read")
	}
	s.until("the first try is on record", func() bool {
		p, _, err := s.bot.team.Posted(t.Context(), ledger.TeamJournal, handlers.NoticeMatter+payables+"/"+ev.TimeStamp)
		return err == nil && p.Extra[extraTried] != ""
	})
	if n := s.proposals("can't be read"); n > 0 {
		t.Fatal("the mail was given up at the first try")
	}
	s.restart(func(b *Bot) { b.deliver.fetching = time.Second })
	s.until("the thread says so", func() bool { return s.proposals("notice.eml: Slack did not give it out for 15 minutes") == 1 })
	s.settled()
	if n := s.proposals("reads it anew"); n != 1 {
		t.Errorf("what to do is said %d times, want once", n)
	}
}
