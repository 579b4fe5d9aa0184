package bot

import (
	"context"
	"errors"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers"
	"owed.dev/owed/ledger"
)

// hear gives a message that is new or was edited to the handler, and reports whether it is done with it: else Slack shall send it
// again. owed's own words are no news. What was said is never logged.
func (b *Bot) hear(ctx context.Context, m *slackevents.MessageEvent) bool {
	said := m.Message
	if said == nil || said.BotID != "" && said.BotID == b.deliver.posts.look.botID {
		return true
	}
	heard := handlers.Heard{Channel: m.Channel, TS: said.Timestamp, Thread: handlers.ThreadOf(*said), Said: handlers.SaidIn(*said)}
	if m.SubType == "message_changed" {
		var before slack.Msg
		if m.PreviousMessage != nil {
			before = *m.PreviousMessage
		}
		if !handlers.Edited(before, *said) {
			return true
		}
		heard.Edit, heard.Before = m.TimeStamp, handlers.SaidIn(before)
	}
	switch said.SubType {
	case "", "file_share", "bot_message", "thread_broadcast":
	default:
		return true
	}
	err := b.handler.Hear(ctx, heard)
	if err != nil {
		b.log.WarnContext(ctx, "a message of a watched channel could not be put down to be read; Slack sends it again", "channel", m.Channel, "err", err)
	}
	return err == nil
}

// board is what owed sees of the channels that it watches.
type board struct{ bot *Bot }

// Said reads one message of a channel, or of a thread in it.
func (w board) Said(ctx context.Context, channel, thread, ts string) (s handlers.Said, ok bool, err error) {
	where := spot{channel, thread}
	method, posts := where.method(), w.bot.deliver.posts
	done, wait := posts.pace.alone(ctx, method)
	if wait > 0 {
		return s, false, &notYetError{wait}
	}
	defer done()
	messages, err := w.around(ctx, where, ts)
	if r, refused := errors.AsType[slack.SlackErrorResponse](err); refused {
		if _, lost := refusedWords[r.Err]; lost || r.Err == "missing_scope" {
			return s, false, nil
		}
	}
	if err = posts.judge(method, channel, err); err != nil {
		if errors.Is(err, errGone) {
			return s, false, nil
		}
		if u, unsure := errors.AsType[*unsureError](err); unsure {
			err = u.err // nothing was sent, so nothing is unsure
		}
		return s, false, err
	}
	for _, m := range messages {
		if m.Timestamp == ts {
			return handlers.SaidIn(m.Msg), true, nil
		}
	}
	return s, false, nil
}

// around are the messages of a moment, with the one that a thread begins with.
func (w board) around(ctx context.Context, where spot, ts string) ([]slack.Message, error) {
	if where.thread != "" {
		all, _, _, err := w.bot.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: where.channel, Timestamp: where.thread, Oldest: ts, Latest: ts, Inclusive: true, Limit: 2})
		return all, err
	}
	h, err := w.bot.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: where.channel, Oldest: ts, Latest: ts, Inclusive: true, Limit: 1})
	if err != nil {
		return nil, err
	}
	return h.Messages, nil
}

// Link is a message's address.
func (w board) Link(ctx context.Context, channel, ts string) string {
	link, err := w.bot.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: channel, Ts: ts})
	if err != nil {
		w.bot.log.WarnContext(ctx, "slack gives no link to a message", "err", err)
	}
	return link
}

// With are the people who have a role; one that nobody has falls to the admins.
func (w board) With(ctx context.Context, t ledger.Team, role string) []string {
	return w.bot.whom(ctx, &ledger.Account{}, t, "", alerts.Audience(role))
}
