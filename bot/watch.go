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

// hear gives a new message to the handler, and reports whether it is done with it: else Slack shall send it again. Replies
// are what people say to each other, and owed's own words are no news. What was said is never logged.
func (b *Bot) hear(ctx context.Context, m *slackevents.MessageEvent) bool {
	if m.Message == nil || m.BotID != "" && m.BotID == b.deliver.posts.look.botID || m.ThreadTimeStamp != "" && m.ThreadTimeStamp != m.TimeStamp {
		return true
	}
	switch m.SubType {
	case "", "file_share", "bot_message":
	default:
		return true
	}
	said := *m.Message
	said.Text = m.Text
	err := b.handler.Hear(ctx, handlers.Heard{Channel: m.Channel, TS: m.TimeStamp, Said: handlers.SaidIn(said)})
	if err != nil {
		b.log.WarnContext(ctx, "a message of a watched channel could not be put down to be read; Slack sends it again", "channel", m.Channel, "err", err)
	}
	return err == nil
}

// board is what owed sees of the channels that it watches.
type board struct{ bot *Bot }

// Said reads one message of a channel.
func (w board) Said(ctx context.Context, channel, ts string) (s handlers.Said, ok bool, err error) {
	const method = "conversations.history"
	posts := w.bot.deliver.posts
	done, wait := posts.pace.alone(ctx, method)
	if wait > 0 {
		return s, false, &notYetError{wait}
	}
	defer done()
	h, err := w.bot.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: channel, Oldest: ts, Latest: ts, Inclusive: true, Limit: 1})
	if r, refused := errors.AsType[slack.SlackErrorResponse](err); refused {
		if _, lost := refusedWords[r.Err]; lost || r.Err == "missing_scope" {
			return s, false, nil
		}
	}
	if err = posts.judge(method, channel, err); err != nil {
		if u, unsure := errors.AsType[*unsureError](err); unsure {
			err = u.err // nothing was sent, so nothing is unsure
		}
		return s, false, err
	}
	for _, m := range h.Messages {
		if m.Timestamp == ts {
			return handlers.SaidIn(m.Msg), true, nil
		}
	}
	return s, false, nil
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
