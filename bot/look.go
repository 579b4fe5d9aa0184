package bot

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

const (
	// lookPages and lookPage bound how far back owed looks for its own message.
	lookPages = 5
	lookPage  = 200
)

// looker finds messages that owed may have posted before a crash. One look serves everybody who asks about the same place
// and whose matter nobody else could tell any more when it began.
type looker struct {
	api   *slack.Client
	pace  *pace
	botID string

	mu   sync.Mutex
	seen map[spot]*sight
}

// spot is a channel, or a thread in it.
type spot struct{ channel, thread string }

// sight is what was seen at a spot.
type sight struct {
	mu    sync.Mutex // held while somebody looks: the others wait for what they find
	began time.Time
	keys  map[string]string // of a message's metadata → its ts, the newest
	blind bool
}

func newLooker(api *slack.Client, p *pace, botID string) *looker {
	return &looker{api: api, pace: p, botID: botID, seen: map[spot]*sight{}}
}

// find looks for a message with the note's key: in its thread, or in its channel. since is when the matter became ours:
// a look that began later sees all that others did to it. blind: owed may not look, or not far enough.
func (l *looker) find(ctx context.Context, n note, since time.Time) (ts string, blind bool, err error) {
	if n.channel == "" || n.channel[0] == 'U' || n.channel[0] == 'D' {
		return "", true, nil // a DM can't be read with the scopes that owed asks for
	}
	s := l.at(spot{n.channel, n.thread})
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.began.Before(since) {
		if err := l.look(ctx, spot{n.channel, n.thread}, s); err != nil {
			return "", false, err
		}
	}
	ts = n.among(s.keys)
	return ts, ts == "" && s.blind, nil
}

// among picks the note's message. The first message of a matter may have been posted with another key: what was new when
// the bot crashed is not what is new now. It is any of the matter's that came after the last that is on record.
func (n note) among(keys map[string]string) (ts string) {
	if n.matter == "" {
		return keys[n.key]
	}
	for key, at := range keys {
		if strings.HasPrefix(key, n.matter+"|") && at > n.after && (ts == "" || at < ts) {
			ts = at
		}
	}
	return ts
}

func (l *looker) at(where spot) *sight {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.seen[where]
	if !ok {
		s = &sight{}
		l.seen[where] = s
	}
	return s
}

// look reads the place anew. Needs s.mu.
func (l *looker) look(ctx context.Context, where spot, s *sight) error {
	began := time.Now()
	if wait := l.pace.method(where.method()); wait > 0 {
		return &notYetError{wait}
	}
	messages, whole, err := l.read(ctx, where)
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		switch r.Err {
		case "missing_scope", "not_in_channel":
			s.began, s.keys, s.blind = began, nil, true
			return nil
		case "thread_not_found":
			s.began, s.keys, s.blind = began, nil, false
			return nil
		}
	}
	if err != nil {
		return err
	}
	s.began = began
	s.keys, s.blind = l.keysOf(where, messages)
	s.blind = s.blind || !whole
	return nil
}

// keysOf are the keys of owed's own messages. Where none of them shows its metadata, owed may not read it: that is blind.
func (l *looker) keysOf(where spot, messages []slack.Message) (keys map[string]string, blind bool) {
	keys = map[string]string{}
	own, marked := 0, 0
	for _, m := range messages {
		if m.BotID != l.botID {
			continue
		}
		own++
		if m.Metadata.EventType == "" {
			continue
		}
		marked++
		if where.thread == "" && m.ThreadTimestamp != "" && m.ThreadTimestamp != m.Timestamp {
			continue // a reply that shows in the channel, too
		}
		if key, ok := m.Metadata.EventPayload["key"].(string); ok && m.Metadata.EventType == metadataType {
			keys[key] = max(keys[key], m.Timestamp)
		}
	}
	return keys, own > 0 && marked == 0
}

func (s spot) method() string {
	if s.thread != "" {
		return "conversations.replies"
	}
	return "conversations.history"
}

// read pages through the latest messages; whole is false where there are more.
func (l *looker) read(ctx context.Context, where spot) (out []slack.Message, whole bool, err error) {
	cursor := ""
	for range lookPages {
		page, next, err := l.page(ctx, where, cursor)
		if err != nil {
			return nil, false, err
		}
		out = append(out, page...)
		if cursor = next; cursor == "" {
			return out, true, nil
		}
	}
	return out, false, nil
}

func (l *looker) page(ctx context.Context, where spot, cursor string) ([]slack.Message, string, error) {
	if where.thread != "" {
		ms, _, next, err := l.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: where.channel, Timestamp: where.thread, Cursor: cursor, Limit: lookPage, IncludeAllMetadata: true})
		return ms, next, err
	}
	h, err := l.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: where.channel, Cursor: cursor, Limit: lookPage, IncludeAllMetadata: true})
	if err != nil {
		return nil, "", err
	}
	return h.Messages, h.ResponseMetaData.NextCursor, nil
}
