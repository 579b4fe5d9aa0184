package bot

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"owed.dev/owed/devslack"
	"owed.dev/owed/handlers"
	"owed.dev/owed/ledger"
)

// edits gives a message other words, as the person who wrote it, and gives the event that Slack makes of it.
func (s *scene) edits(was *slackevents.MessageEvent, text string) *slackevents.MessageEvent {
	s.t.Helper()
	if _, err := s.slack.Edit(devslack.EditRequest{User: "dan", Channel: "payables", TS: was.Message.Timestamp, Text: text}); err != nil {
		s.t.Fatal(err)
	}
	now := *was.Message
	now.Text = text
	return changed(*was.Message, now)
}

// changed is the event of a message that is another now.
func changed(was, now slack.Msg) *slackevents.MessageEvent {
	return &slackevents.MessageEvent{Type: "message", SubType: "message_changed", Channel: payables, TimeStamp: now.Timestamp + "9", Message: &now, PreviousMessage: &was}
}

// A message that is edited is read anew, once, whatever bots hear of it how often; of the old words the proposal is taken back, and
// they may be proposed elsewhere. Deliberate faults it catches: two proposals open for one message, one that is never told that its words
// are gone, and words that are taken for proposed for ever.
func TestAnEditIsReadOnce(t *testing.T) {
	t.Parallel()
	addr, dir := realRedis(t)
	s := newSceneOn(t, addr)
	s.vendor("aws", payables)
	s.watching(payables)
	bots := []*Bot{s.bot, s.start()}
	hear := func(ev *slackevents.MessageEvent) { s.heard(ev, bots...) }
	first := s.says(threat)
	hear(first)
	s.until("the proposal", func() bool { return s.proposals("Thu 20 Apr 2023") == 1 })
	second := s.edits(first, strings.Replace(threat, "20 April", "27 April", 1))
	hear(second)
	s.until("the new proposal", func() bool { return s.proposals("Thu 27 Apr 2023") == 1 })
	s.until("the old one is taken back", func() bool { return s.proposals("The message was edited") == 1 })
	s.settled()
	if n := s.proposals("reads like a counter-measure"); n != 1 {
		t.Errorf("%d proposals are open, want 1", n)
	}
	hear(s.says(threat))
	s.until("the old words are proposed where they stand now", func() bool { return s.proposals("Thu 20 Apr 2023") == 1 })
	s.answers(ledger.NoticeRefused)
	s.until("the answers", func() bool { return s.proposals("Not a signal, says") == 2 })
	third := s.edits(second, "AWS called.")
	third.TimeStamp += "9"
	hear(third)
	s.settled()
	if n := s.proposals("Not a signal, says"); n != 2 {
		t.Errorf("%d answers stand there after the edit, want 2", n)
	}
	s.unkept(dir, "suspend access", "27 April")
}

// What Slack makes of a message by itself is no edit, nor is owed's own change of its own, what is left of one that was deleted, or an edit in
// a thread. Deliberate fault it catches: a page that a message links to is taken for what its author says.
func TestEditsThatAreNone(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	s.vendor("aws", payables)
	s.watching(payables)
	said := *s.says("See https://news.example/aws").Message
	with := func(change func(*slack.Msg)) slack.Msg {
		now := said
		change(&now)
		return now
	}
	for name, now := range map[string]slack.Msg{
		"a link's page": with(func(m *slack.Msg) {
			m.Attachments = []slack.Attachment{{FromURL: "https://news.example/aws", Text: threat}}
		}),
		"a linked message": with(func(m *slack.Msg) {
			m.Attachments = []slack.Attachment{{FromURL: "https://x.slack.com/archives/C1/p1", IsMsgUnfurl: true, Text: threat}}
		}),
		"owed's own":  with(func(m *slack.Msg) { m.Text, m.BotID = threat, s.bot.deliver.posts.look.botID }),
		"deleted":     with(func(m *slack.Msg) { m.Text, m.SubType = threat, "tombstone" }),
		"in a thread": with(func(m *slack.Msg) { m.Text, m.ThreadTimestamp = threat, "1.1" }),
	} {
		ev := changed(said, now)
		if !s.bot.hear(t.Context(), ev) {
			t.Errorf("%s: Slack is to send it again", name)
		}
		if p, _, err := s.bot.team.Posted(t.Context(), ledger.TeamJournal, handlers.NoticeMatter+payables+"/"+now.Timestamp+"//"+ev.TimeStamp); err != nil || len(p.Extra) > 0 {
			t.Errorf("%s: it was put down to be read: %v", name, err)
		}
	}
	if ev := changed(said, with(func(m *slack.Msg) { m.Text = threat })); !s.bot.hear(t.Context(), ev) {
		t.Error("an edit was not put down to be read")
	} else if p, _, err := s.bot.team.Posted(t.Context(), ledger.TeamJournal, handlers.NoticeMatter+payables+"/"+said.Timestamp+"//"+ev.TimeStamp); err != nil || len(p.Extra) == 0 {
		t.Errorf("an edit was not put down to be read: %v", err)
	}
}

// A press on a proposal whose message was edited since records nothing, says so, and has the proposal say it, too.
func TestAPressAfterAnEdit(t *testing.T) {
	t.Parallel()
	s := newWatchingScene(t)
	s.vendor("aws", payables)
	s.watching(payables)
	if !s.bot.hear(t.Context(), s.says(threat)) {
		t.Fatal("a message was not put down to be read")
	}
	s.until("the proposal", func() bool { return s.proposals("reads like a counter-measure") == 1 })
	by := s.by()
	_, err := s.bot.team.DoTeam(t.Context(), ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		c := ledger.TeamChange(t.Seq, by)
		for hash, known := range t.Judged {
			c.Events = append(c.Events, &ledger.NoticeJudged{Hash: hash, Answer: ledger.NoticeEdited, Where: known.Where})
		}
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.slack.Press(t.Context(), devslack.PressRequest{User: "bob", Channel: "payables", Text: "Record"}); err != nil {
		t.Fatal(err)
	}
	s.until("the press is refused", func() bool {
		all, err := s.slack.Messages("bob", "payables")
		return err == nil && strings.Contains(all[len(all)-1].Plain, "it says something else by now. Nothing changed")
	})
	s.until("the proposal is taken back", func() bool { return s.proposals("The message was edited: what was proposed") == 1 })
}

// Of a thread letters are read, each answered there, also after a crash, and no talk. Deliberate fault it catches: a proposal that stands in
// the channel, or in a thread of its own below the reply.
func TestALetterInAThread(t *testing.T) {
	t.Parallel()
	s := newWatchingScene(t)
	s.vendor("aws", payables)
	s.watching(payables)
	head := s.says("Did AWS write to anybody?")
	if _, err := s.slack.Type(t.Context(), devslack.TypeRequest{User: "dan", Channel: "payables", ThreadTS: head.TimeStamp, Text: threat}); err != nil {
		t.Fatal(err)
	}
	s.inject(devslack.Fault{Kind: "lose_response", Method: "chat.postMessage", Times: 1})
	content := "From: AWS <ar@amazon.com>\r\nTo: ap@example.com\r\nSubject: Final notice\r\nContent-Type: text/plain\r\n\r\n" + strings.Replace(threat, "20 April", "27 April", 1) + "\r\n"
	if _, err := s.slack.Upload(t.Context(), devslack.UploadRequest{User: "dan", Channel: "payables", Name: "notice.eml", Content: content, Thread: head.TimeStamp}); err != nil {
		t.Fatal(err)
	}
	s.until("the proposal", func() bool { return s.proposals("Thu 27 Apr 2023") > 0 })
	s.settled()
	var at []string
	for _, m := range s.said("bob", "payables") {
		if strings.Contains(m.Plain, "reads like a counter-measure") {
			at = append(at, m.ThreadTS)
		}
	}
	if len(at) != 1 || at[0] != head.TimeStamp {
		t.Errorf("proposals stand in the threads %v, want one in %s", at, head.TimeStamp)
	}
}
