package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/time/rate"
	"owed.dev/owed/handlers/show"
)

// metadataType marks owed's own messages, so that one is found again after a crash.
const metadataType = "owed_alert"

// patience is how long a claim waits for its turn before it is given back for others to take.
const patience = 1500 * time.Millisecond

// burst is how many messages a channel takes at once before one a second is all it takes.
const burst = 3

// note is one message to post.
type note struct {
	channel   string
	thread    string
	broadcast bool
	key       string
	message   show.Message
}

// notYetError says that it is not the message's turn: nothing was sent.
type notYetError struct{ after time.Duration }

// Error is for the log.
func (e *notYetError) Error() string { return "its turn comes in " + e.after.String() }

// waitError says that Slack wants us to wait.
type waitError struct {
	after time.Duration
	err   error
}

// Error is for the log.
func (w *waitError) Error() string { return w.err.Error() }

// Unwrap gives the cause.
func (w *waitError) Unwrap() error { return w.err }

// poster posts to Slack, no faster than Slack allows: about one message a second and channel.
type poster struct {
	bot   *Bot
	botID string

	mu       sync.Mutex
	channels map[string]*rate.Limiter
	all      *rate.Limiter
	blocked  map[string]time.Time // until when Slack wants no more of a method
}

func newPoster(b *Bot, botID string) *poster {
	return &poster{bot: b, botID: botID, channels: map[string]*rate.Limiter{}, all: rate.NewLimiter(rate.Limit(5), 20), blocked: map[string]time.Time{}}
}

// once posts a note unless a message with its key stands there already: after a claim went stale somebody may have posted it.
func (p *poster) once(ctx context.Context, n note, stale bool) (channel, ts string, err error) {
	if stale {
		ts, blind, err := p.find(ctx, n)
		if ts != "" || err != nil {
			return n.channel, ts, err
		}
		if blind {
			n.message = n.message.Noted("May repeat an earlier message: owed was interrupted, and may not read this channel.")
		}
	}
	if err := p.wait(ctx, "chat.postMessage", n.channel); err != nil {
		return "", "", err
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(n.message.Text, false), slack.MsgOptionBlocks(n.message.Blocks...),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: metadataType, EventPayload: map[string]any{"key": n.key}}),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if n.thread != "" {
		options = append(options, slack.MsgOptionTS(n.thread))
		if n.broadcast {
			options = append(options, slack.MsgOptionBroadcast())
		}
	}
	channel, ts, err = p.bot.api.PostMessageContext(ctx, n.channel, options...)
	return channel, ts, p.judge("chat.postMessage", n.channel, err)
}

// update makes a message say something else. One that is gone is not an error: there is nothing left to make true.
func (p *poster) update(ctx context.Context, channel, ts string, m show.Message) error {
	if err := p.wait(ctx, "chat.update", ""); err != nil {
		return err
	}
	_, _, _, err := p.bot.api.UpdateMessageContext(ctx, channel, ts, slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...))
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok && (r.Err == "message_not_found" || r.Err == "cant_update_message") {
		p.bot.log.WarnContext(ctx, "a message of owed's is gone", "channel", channel)
		return nil
	}
	return p.judge("chat.update", channel, err)
}

// wait takes its turn. It refuses where the turn would come after the deadline.
func (p *poster) wait(ctx context.Context, method, channel string) error {
	p.mu.Lock()
	until := p.blocked[method]
	limiter, ok := p.channels[channel]
	if !ok && channel != "" {
		limiter = rate.NewLimiter(rate.Every(time.Second), burst)
		p.channels[channel] = limiter
	}
	p.mu.Unlock()
	if left := time.Until(until); left > 0 {
		return &notYetError{left}
	}
	if limiter == nil {
		return nil
	}
	r := limiter.Reserve()
	if delay := r.Delay(); delay > patience {
		r.Cancel()
		return &notYetError{delay - patience/2}
	} else if delay > 0 {
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return p.all.Wait(ctx)
}

// judge turns Slack's refusals into what to do next.
func (p *poster) judge(method, channel string, err error) error {
	var limited *slack.RateLimitedError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &limited):
		p.mu.Lock()
		p.blocked[method] = time.Now().Add(limited.RetryAfter)
		p.mu.Unlock()
		return &waitError{limited.RetryAfter, err}
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && status.Code == http.StatusTooManyRequests {
		return &waitError{time.Second, err}
	}
	for _, word := range []string{"not_in_channel", "is_archived", "channel_not_found"} {
		if strings.Contains(err.Error(), word) {
			p.bot.people.forget(channel)
		}
	}
	return fmt.Errorf("%s: %w", method, err)
}

// find looks for a message with the note's key: in the thread, or among the channel's latest. blind: owed may not look.
func (p *poster) find(ctx context.Context, n note) (ts string, blind bool, err error) {
	if n.channel == "" || n.channel[0] == 'U' || n.channel[0] == 'D' {
		return "", true, nil // a DM can't be read with the scopes that owed asks for
	}
	messages, err := p.latest(ctx, n)
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok && (r.Err == "missing_scope" || r.Err == "not_in_channel") {
		return "", true, nil
	}
	if err != nil {
		return "", false, p.judge("conversations.history", n.channel, err)
	}
	for _, m := range messages {
		if m.BotID == p.botID && m.Metadata.EventType == metadataType && m.Metadata.EventPayload["key"] == n.key {
			return m.Timestamp, false, nil
		}
	}
	return "", false, nil
}

// latest are the messages among which one posted before a crash must be: it is not older than a claim can be.
func (p *poster) latest(ctx context.Context, n note) ([]slack.Message, error) {
	var out []slack.Message
	cursor := ""
	for range 5 {
		var page []slack.Message
		var next string
		if n.thread != "" {
			ms, _, c, err := p.bot.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: n.channel, Timestamp: n.thread, Cursor: cursor, Limit: 200, IncludeAllMetadata: true})
			if err != nil {
				return nil, err
			}
			page, next = ms, c
		} else {
			h, err := p.bot.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: n.channel, Cursor: cursor, Limit: 200, IncludeAllMetadata: true})
			if err != nil {
				return nil, err
			}
			page, next = h.Messages, h.ResponseMetaData.NextCursor
		}
		out = append(out, page...)
		if cursor = next; cursor == "" {
			break
		}
	}
	return out, nil
}
