package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
	"owed.dev/owed/handlers"
)

const (
	// ackBy is when an envelope is acknowledged even if its work is not done: Slack gives up after 3 s.
	ackBy = 2400 * time.Millisecond
	// workFor is how long one interaction may take in all.
	workFor = 20 * time.Second
)

// take puts an envelope into its lane. It runs in the socket's drain loop, so it never waits.
func (b *Bot) take(e envelope) {
	switch e.event.Type {
	case socketmode.EventTypeSlashCommand:
		if cmd, ok := e.event.Data.(slack.SlashCommand); ok {
			b.lanes.do(b.handler.CommandLane(cmd), func() { b.command(e, cmd) })
		}
	case socketmode.EventTypeInteractive:
		if cb, ok := e.event.Data.(slack.InteractionCallback); ok {
			b.lanes.do(b.handler.InteractionLane(cb), func() { b.interaction(e, cb) })
		}
	case socketmode.EventTypeEventsAPI:
		b.lanes.do("", func() { b.slackEvent(e) })
	default:
	}
}

// command answers a slash command: in the acknowledgement where the answer is ready and fits, else by its response_url.
func (b *Bot) command(e envelope, cmd slack.SlashCommand) {
	b.work(e, cmd.ResponseURL, `{"response_type":"ephemeral","text":"Still working on it; the answer follows."}`, func(ctx context.Context) handlers.Answer {
		return b.handler.Command(ctx, cmd)
	})
}

// interaction handles a press, a submitted form, a shortcut or a lookup.
func (b *Bot) interaction(e envelope, cb slack.InteractionCallback) {
	b.work(e, cb.ResponseURL, "", func(ctx context.Context) handlers.Answer { return b.handler.Interaction(ctx, cb) })
	b.deliver.mend(b.ctx, cb)
}

// work runs f, acknowledges with its answer, or bare when Slack's patience ends, and sends what did not fit afterwards.
func (b *Bot) work(e envelope, responseURL, waiting string, f func(context.Context) handlers.Answer) {
	ctx, done := context.WithTimeout(b.ctx, workFor)
	defer done()
	acked := b.ackOnce(ctx, e)
	timer := time.AfterFunc(ackBy-time.Since(e.at), func() { acked(json.RawMessage(waiting)) })
	defer timer.Stop()
	a := f(ctx)
	ack := a.Ack
	if len(ack) > ackFit && responseURL != "" {
		a.Respond, ack = a.Ack, nil
	}
	if first := acked(ack); !first && len(ack) > 0 && a.Respond == nil {
		a.Respond = a.Ack // the timer was faster
	}
	if len(a.Respond) > 0 && responseURL != "" {
		if err := b.respond(ctx, responseURL, a.Respond); err != nil {
			b.log.WarnContext(ctx, "an answer could not be sent", "err", err)
		}
	}
	if a.After != nil {
		a.After(ctx)
	}
}

// ackOnce gives a function that acknowledges the envelope the first time it is called, and says whether this was it.
func (b *Bot) ackOnce(ctx context.Context, e envelope) func(json.RawMessage) bool {
	var once sync.Once
	return func(payload json.RawMessage) bool {
		first := false
		once.Do(func() {
			first = true
			actx, done := context.WithTimeout(ctx, time.Second)
			defer done()
			if err := e.ack(actx, payload); err != nil {
				b.log.WarnContext(ctx, "an acknowledgement could not be queued", "err", err)
			}
		})
		return first
	}
}

// respond posts to a response_url: at most 5 times within 30 minutes, which owed never comes near.
func (b *Bot) respond(ctx context.Context, url string, payload json.RawMessage) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(payload))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	res, err := b.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		word, _ := io.ReadAll(io.LimitReader(res.Body, 200))
		return fmt.Errorf("response_url answered %s: %s", res.Status, word)
	}
	return nil
}

// slackEvent handles an event of the workspace. A message is acknowledged when it is put down to be read, however long that
// takes: Slack sends it again otherwise. Everything else is acknowledged in time, whatever becomes of it.
func (b *Bot) slackEvent(e envelope) {
	ctx, done := context.WithTimeout(b.ctx, workFor)
	defer done()
	acked := b.ackOnce(ctx, e)
	_, inner, ok := eventOf(e.event)
	if !ok {
		acked(nil)
		return
	}
	if m, is := inner.Data.(*slackevents.MessageEvent); is {
		if b.hear(ctx, m) {
			acked(nil)
		}
		return
	}
	timer := time.AfterFunc(ackBy-time.Since(e.at), func() { acked(nil) })
	defer timer.Stop()
	defer acked(nil)
	b.happened(ctx, inner)
}

// happened handles what is news of the workspace itself.
func (b *Bot) happened(ctx context.Context, inner slackevents.EventsAPIInnerEvent) {
	switch ev := inner.Data.(type) {
	case *slackevents.UserChangeEvent:
		b.changed(ctx, ev.User.ID)
	case *slackevents.SubteamMembersChangedEvent:
		b.changed(ctx, ev.SubteamID)
	case *slackevents.ChannelSharedEvent:
		b.changed(ctx, ev.Channel)
	case *slackevents.ChannelUnsharedEvent:
		b.changed(ctx, ev.Channel)
	case *slackevents.MemberJoinedChannelEvent:
		b.changed(ctx, ev.Channel)
	case *slackevents.ChannelLeftEvent:
		b.changed(ctx, ev.Channel)
	case *slackevents.GroupLeftEvent:
		b.changed(ctx, ev.Channel)
	case *slackevents.ChannelArchiveEvent:
		b.changed(ctx, ev.Channel)
	case *slackevents.ChannelUnarchiveEvent:
		b.changed(ctx, ev.Channel)
	case *slackevents.GroupArchiveEvent:
		b.changed(ctx, ev.Channel)
	case *slackevents.GroupUnarchiveEvent:
		b.changed(ctx, ev.Channel)
	case *slackevents.AppHomeOpenedEvent:
		if ev.Tab == "home" {
			b.handler.HomeOpened(ctx, ev.User)
		}
	case *slackevents.TokensRevokedEvent, *slackevents.AppUninstalledEvent:
		b.log.ErrorContext(ctx, "slack took owed's tokens back: it was uninstalled or its tokens were revoked")
		b.stop(errRevoked)
	}
}
