package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"owed.dev/owed/handlers"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

const (
	// mostTold is how many people are sent a DM about one thing.
	mostTold = 20
	// askAgain is how soon a message is tried again of which nobody knows whether it stands.
	askAgain = time.Second
)

// hear gives a new message to the handler. Replies are what people say to each other, and owed's own words are no news.
// What was said is never logged.
func (b *Bot) hear(ctx context.Context, event string, m *slackevents.MessageEvent) {
	if m.Message == nil || m.BotID != "" && m.BotID == b.deliver.posts.look.botID || m.ThreadTimeStamp != "" && m.ThreadTimeStamp != m.TimeStamp {
		return
	}
	switch m.SubType {
	case "", "file_share", "bot_message":
	default:
		return
	}
	said := *m.Message
	said.Text = m.Text
	heard := handlers.Heard{Event: event, Channel: m.Channel, TS: m.TimeStamp, Text: handlers.Words(said)}
	if err := b.handler.Hear(ctx, heard); err != nil {
		b.log.WarnContext(ctx, "a message of a watched channel could not be read or proposed", "channel", m.Channel, "err", err)
	}
}

// board posts proposals at the pace that Slack takes.
type board struct{ bot *Bot }

// Reply posts below a message; what may stand there already is looked for first.
func (w board) Reply(ctx context.Context, channel, thread, key string, again bool, m show.Message) error {
	return w.post(ctx, note{channel: channel, thread: thread, key: key, message: func() show.Message { return m }}, again)
}

// post tries until the message stands or ctx ends.
func (w board) post(ctx context.Context, n note, again bool) error {
	try := &attempt{stale: again, since: time.Now(), until: time.Now().Add(workFor)}
	for {
		_, err := w.bot.deliver.posts.once(ctx, n, try)
		pause := askAgain
		if later, ok := errors.AsType[*notYetError](err); ok {
			pause = max(later.after, 50*time.Millisecond)
		} else if _, unsure := errors.AsType[*unsureError](err); unsure {
			try.stale, try.since = true, time.Now()
		} else {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("post %s: %w", n.key, errors.Join(ctx.Err(), err))
		}
	}
}

// Change makes a message say something else.
func (w board) Change(ctx context.Context, channel, ts string, m show.Message) error {
	return w.bot.deliver.posts.update(ctx, place{channel, ts}, m)
}

// Tell sends each a DM.
func (w board) Tell(ctx context.Context, users []string, key string, m show.Message) error {
	var all error
	for _, id := range users[:min(len(users), mostTold)] {
		all = errors.Join(all, w.post(ctx, note{channel: id, key: key, message: func() show.Message { return m }}, false))
	}
	return all
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
	if ids := t.Roles[role]; len(ids) > 0 {
		return w.bot.persons(ctx, ids)
	}
	admins, err := w.bot.people.Admins(ctx)
	if err != nil {
		w.bot.log.WarnContext(ctx, "the admins could not be looked up", "err", err)
	}
	return admins
}
