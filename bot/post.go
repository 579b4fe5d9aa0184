package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
)

// metadataType marks owed's own messages, so that one is found again after a crash.
const metadataType = "owed_alert"

// note is one message to post.
type note struct {
	channel   string
	thread    string
	broadcast bool
	critical  bool
	booked    bool // its room in the channel is booked already
	key       string
	matter    string              // the note is the first message of this matter …
	after     string              // … since the one with this ts
	message   func() show.Message // made when its turn has come
}

// notYetError says that it is not the message's turn: nothing reached Slack.
type notYetError struct{ after time.Duration }

// Error is for the log.
func (e *notYetError) Error() string { return "its turn comes in " + e.after.String() }

// unsureError says that a message may have reached Slack, and may not: it has to be looked for before it is posted again.
type unsureError struct{ err error }

// Error is for the log.
func (e *unsureError) Error() string { return e.err.Error() + " (it may have reached Slack)" }

// Unwrap gives the cause.
func (e *unsureError) Unwrap() error { return e.err }

// refusedError says that Slack takes nothing from owed in that channel.
type refusedError struct{ channel, why string }

// Error is for the log.
func (e *refusedError) Error() string { return "slack refuses " + e.channel + ": " + e.why }

// errGone says that the message to be changed, or to be replied to, is no longer there.
var errGone = errors.New("the message is gone")

// What Slack answers, and what it means for a message.
var (
	goneWords    = []string{"message_not_found", "cant_update_message", "cannot_reply_to_message", "thread_not_found"}
	refusedWords = map[string]string{
		"channel_not_found": "owed can't see it", "not_in_channel": "owed is not in it", "is_archived": "it is archived", "is_inactive": "it is archived",
		"restricted_action": "an admin restricts who may post in it", "restricted_action_read_only_channel": "it is read-only",
		"restricted_action_thread_only_channel": "only threads are allowed in it", "restricted_action_non_threadable_channel": "no threads are allowed in it",
		"user_not_found": "there is no such user", "user_disabled": "the user has left", "cannot_dm_bot": "it is a bot", "messages_tab_disabled": "owed's messages tab is off",
	}
	// unsureWords come from Slack's insides: whether the message stands is not known.
	unsureWords = []string{"internal_error", "fatal_error", "service_unavailable", "request_timeout", "invalid_response"}
	// blockWords say that the blocks can't be shown; the words alone can.
	blockWords = []string{"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "block_mismatch"}
)

// poster posts to Slack, no faster than Slack takes it, and never twice as far as it may look.
type poster struct {
	bot  *Bot
	pace *pace
	look *looker
}

func newPoster(b *Bot, botID string) *poster {
	p := newPace(time.Now)
	return &poster{bot: b, pace: p, look: newLooker(b.api, p, botID)}
}

// place is where a message stands.
type place struct{ channel, ts string }

// once posts a note. try.stale: somebody may have posted it already, so it is looked for first. What it learns stays in
// try, for whoever gives the claim back.
func (p *poster) once(ctx context.Context, n note, try *attempt) (place, error) {
	repeat := false
	if try.stale || try.doubt {
		found, blind, err := p.look.find(ctx, n, try.since)
		if err != nil && try.stale {
			return place{}, p.judgeLook(n, err)
		}
		switch {
		case err != nil: // a mere doubt keeps no alert waiting
		case found != "":
			return place{n.channel, found}, nil
		case blind:
			repeat = try.stale
		default:
			try.stale, try.doubt = false, false // nothing stands there, and nobody else was at it
		}
	}
	if !n.booked {
		if wait := p.pace.post(n.channel, n.critical); wait > 0 {
			return place{}, &notYetError{wait}
		}
	}
	if !try.intime() {
		return place{}, &notYetError{} // this process stood still; the claim is no longer ours
	}
	m := n.message()
	if repeat {
		m = m.Noted("May repeat an earlier message: owed was interrupted, and may not read this channel.")
	}
	at, err := p.post(ctx, n, m, try)
	if len(m.Charts()) > 0 && errors.Is(err, errBlocks) { // not every workspace shows charts
		at, err = p.pictured(ctx, n, m, try)
	}
	if errors.Is(err, errBlocks) {
		p.bot.log.ErrorContext(ctx, "slack can't show a message's blocks; its words are posted alone", "key", n.key, "err", err)
		at, err = p.post(ctx, n, show.Message{Text: m.Text}, try)
	}
	return at, err
}

// post posts a message and notes whether it may stand in Slack now.
func (p *poster) post(ctx context.Context, n note, m show.Message, try *attempt) (place, error) {
	channel, ts, err := p.bot.api.PostMessageContext(ctx, n.channel, n.options(m)...)
	err = p.judge("chat.postMessage", n.channel, err)
	if _, unsure := errors.AsType[*unsureError](err); err == nil || unsure {
		try.sent = true
	}
	return place{channel, ts}, err
}

// options are the message as slack-go takes it.
func (n note) options(m show.Message) []slack.MsgOption {
	out := []slack.MsgOption{
		slack.MsgOptionText(m.Text, false),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: metadataType, EventPayload: map[string]any{"key": n.key}}),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if len(m.Blocks) > 0 {
		out = append(out, slack.MsgOptionBlocks(m.Blocks...))
	}
	if n.thread != "" {
		out = append(out, slack.MsgOptionTS(n.thread))
		if n.broadcast {
			out = append(out, slack.MsgOptionBroadcast())
		}
	}
	return out
}

// update makes a message say something else.
func (p *poster) update(ctx context.Context, at place, m show.Message) error {
	if wait := p.pace.method("chat.update"); wait > 0 {
		return &notYetError{wait}
	}
	_, _, _, err := p.bot.api.UpdateMessageContext(ctx, at.channel, at.ts, slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...))
	return p.judge("chat.update", at.channel, err)
}

// remove takes back a message that turned out to be the second of its kind.
func (p *poster) remove(ctx context.Context, at place) error {
	_, _, err := p.bot.api.DeleteMessageContext(ctx, at.channel, at.ts)
	if err = p.judge("chat.delete", at.channel, err); errors.Is(err, errGone) {
		return nil
	}
	return err
}

// errBlocks is the cause where Slack can't show the blocks.
var errBlocks = errors.New("slack can't show these blocks")

// judge says what an answer of Slack's means.
func (p *poster) judge(method, channel string, err error) error {
	if err == nil {
		return nil
	}
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		after := max(limited.RetryAfter, time.Second)
		p.pace.refused(method, channel, after)
		return &notYetError{after}
	}
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return p.judgeWord(method, channel, r.Err, err)
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return fmt.Errorf("%s: slack is out of reach: %w", method, err)
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && status.Code == http.StatusTooManyRequests {
		p.pace.refused(method, channel, time.Second)
		return &notYetError{time.Second}
	}
	return &unsureError{fmt.Errorf("%s: %w", method, err)}
}

func (p *poster) judgeWord(method, channel, word string, err error) error {
	if why, ok := refusedWords[word]; ok {
		return &refusedError{channel, why}
	}
	switch {
	case slices.Contains(goneWords, word):
		return errGone
	case slices.Contains(unsureWords, word):
		return &unsureError{fmt.Errorf("%s: %w", method, err)}
	case slices.Contains(blockWords, word):
		return fmt.Errorf("%s: %w: %w", method, errBlocks, err)
	case word == "ratelimited", word == "rate_limited", strings.HasPrefix(word, "message_limit"):
		p.pace.refused(method, channel, time.Second)
		return &notYetError{time.Second}
	}
	return fmt.Errorf("%s: %w", method, err)
}

// attempt is one try to tell a matter: what is known of earlier ones, and what became of this one.
type attempt struct {
	stale bool      // an earlier one may have reached Slack
	doubt bool      // as far as owed knows there was none; where it may look, it looks all the same
	sent  bool      // this one has reached Slack, or may have
	since time.Time // when the matter became ours: whatever others did to it was done before
	until time.Time // when it may no longer be ours
}

// intime reports whether the claim is still ours, by both clocks of the machine: the one that stands still while the
// machine sleeps, and the one that people set.
func (a *attempt) intime() bool {
	now := time.Now()
	return now.Before(a.until) && now.Round(0).Before(a.until.Round(0))
}

// judgeLook says what it means that owed could not look for its message: nothing was sent, so nothing is unsure that was
// not so before.
func (p *poster) judgeLook(n note, err error) error {
	if _, ok := errors.AsType[*notYetError](err); ok {
		return err
	}
	err = p.judge(spot{n.channel, n.thread}.method(), n.channel, err)
	if u, ok := errors.AsType[*unsureError](err); ok {
		return u.err
	}
	return err
}
