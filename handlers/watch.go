package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"unicode"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
)

// Board is where proposals stand: threads below messages, and DMs.
type Board interface {
	// Reply posts below a message. Where the same key may have been posted before (again), it is looked for first.
	Reply(ctx context.Context, channel, thread, key string, again bool, m show.Message) error
	// Change makes a message say something else.
	Change(ctx context.Context, channel, ts string, m show.Message) error
	// Tell sends each of them a DM.
	Tell(ctx context.Context, users []string, key string, m show.Message) error
	// Link is the address of a message, "" where Slack does not say.
	Link(ctx context.Context, channel, ts string) string
	// With are the people who have a role; one that nobody has falls to the admins.
	With(ctx context.Context, t ledger.Team, role string) []string
}

// Heard is a message that somebody posted in a channel that owed is in.
type Heard struct{ Event, Channel, TS, Text string }

// watchName is the setting that has a channel watched.
const watchName = "watch "

// setWatch has a channel watched, or no longer: `settings watch #vendor-mail`, `settings watch #vendor-mail off`.
func (h *Handler) setWatch(ctx context.Context, q asked, words []typed.Word) (show.Message, error) {
	if len(words) == 0 || len(words) > 2 || words[0].Mention.Kind != typed.Channel {
		return show.Message{}, &ledger.Error{Kind: ledger.Invalid, Say: "Which channel? Example: `/owed settings watch #vendor-mail`, or `/owed settings watch #vendor-mail off`"}
	}
	channel, value := words[0].Mention.ID, "on"
	if len(words) == 2 {
		if value = strings.ToLower(words[1].Text); value != "on" && value != "off" {
			return show.Message{}, &ledger.Error{Kind: ledger.Invalid, Say: "A channel is watched or not: on or off. Example: `/owed settings watch #vendor-mail off`"}
		}
	}
	if value == "off" {
		return h.set(ctx, q, watchName+channel, "")
	}
	place, err := h.People.Place(ctx, channel)
	switch {
	case err != nil || !place.Member:
		return show.Message{}, &ledger.Error{Kind: ledger.Invalid, Say: "owed is not in that channel. Invite it there first, then type this again.", Err: err}
	case place.Shared:
		return show.Message{}, &ledger.Error{Kind: ledger.Forbidden, Say: "That channel is shared with another company, so owed posts nothing there."}
	}
	m, err := h.set(ctx, q, watchName+channel, "on")
	if err != nil {
		return m, err
	}
	return m.Noted("New messages there are read, and a proposal stands in their thread where one speaks of a counter-measure. It needs the events of `owed manifest --watch`."), nil
}

// Hear reads a message of a watched channel. What speaks of a counter-measure, or looks like fraud, is proposed in its
// thread, once for the same words; nothing is recorded by it.
func (h *Handler) Hear(ctx context.Context, m Heard) error {
	t, err := h.Cards.Settings(ctx)
	if err != nil || t.Settings[watchName+m.Channel] == "" || h.Board == nil {
		return err
	}
	place, err := h.People.Place(ctx, m.Channel)
	if err != nil || !place.Member || place.Shared {
		return err
	}
	q := asked{who: Person{ID: "timer", Zone: h.Zone}, channel: m.Channel, key: "ev:" + m.Event, verb: "read", now: h.Now()}
	n, err := h.read(ctx, q, m.Text, nil)
	if err != nil || !n.found.IsSignal && !n.found.Suspicious {
		return err
	}
	again, err := h.propose(ctx, q, n.hash, m.Channel+"/"+m.TS)
	if errors.Is(err, errJudged) {
		return nil
	}
	if err != nil {
		return err
	}
	return h.post(ctx, t, m, n, place.Guests, again)
}

// post puts the proposal into the thread, and tells finance where it looks like fraud.
func (h *Handler) post(ctx context.Context, t ledger.Team, m Heard, n *notice, guests, again bool) error {
	c := h.ctx(h.Zone)
	c.Guests = guests
	var told []string
	if n.found.Suspicious {
		told = h.Board.With(ctx, t, "finance")
		for _, id := range told {
			n.Told = append(n.Told, h.Called(id))
		}
	}
	ref := strings.Join([]string{m.Channel, m.TS, n.hash}, "/")
	err := h.Board.Reply(ctx, m.Channel, m.TS, "notice|"+n.hash, again, show.Proposal(n.a, n.Notice, ref, c))
	if len(told) > 0 && !again {
		link := h.Board.Link(ctx, m.Channel, m.TS)
		err = errors.Join(err, h.Board.Tell(ctx, told, "phishing|"+n.hash, show.PhishingTold(n.Notice, link, c)))
	}
	return err
}

// errJudged is the cause where a notice was proposed or answered before.
var errJudged = errors.New("these words were judged before")

// propose claims a notice for its message. again: it was claimed for this very message before, and may stand there.
func (h *Handler) propose(ctx context.Context, q asked, hash, where string) (again bool, err error) {
	_, err = h.Decider.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		again = false
		switch known := t.Judged[hash]; {
		case known.Answer == ledger.NoticeProposed && known.Where == where:
			again = true
			return ledger.Change{}, nil
		case known.Answer.Answered() || known.Answer == ledger.NoticeProposed:
			return ledger.Change{}, errJudged
		}
		return ledger.TeamChange(t.Seq, q.by(), &ledger.NoticeJudged{Hash: hash, Answer: ledger.NoticeProposed, Where: where}), nil
	})
	return again, err
}

// judge keeps an answer. One that differs from what somebody said before is refused.
func (h *Handler) judge(ctx context.Context, q asked, r noticeRef, answer ledger.Judgement) error {
	q.key += ":judged"
	_, err := h.Decider.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		known := t.Judged[r.hash]
		if known.Answer == answer {
			return ledger.Change{}, nil
		}
		if known.Answer == ledger.NoticeRecorded {
			return ledger.Change{}, alreadyJudged(h, known)
		}
		return ledger.TeamChange(t.Seq, q.by(), &ledger.NoticeJudged{Hash: r.hash, Answer: answer, Where: r.where()}), nil
	})
	return err
}

func alreadyJudged(h *Handler, known ledger.Judged) error {
	said := "recorded this already"
	if known.Answer == ledger.NoticeRefused {
		said = "said already that this is not a signal"
	}
	return &ledger.Error{Kind: ledger.Conflict, Say: h.Called(string(known.By)) + " " + said + ". Nothing changed."}
}

// warn tells finance of what looks like fraud, once for the same words; by whom it was opened is in the journal.
func (h *Handler) warn(ctx context.Context, q asked, n *notice, r noticeRef) {
	if h.Board == nil || !n.found.Suspicious {
		return
	}
	q.key, q.verb = "warned:"+n.hash, "read"
	var team ledger.Team
	_, err := h.Decider.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		if team = t; t.Judged[n.hash].Answer != "" {
			return ledger.Change{}, errJudged
		}
		return ledger.TeamChange(t.Seq, q.by(), &ledger.NoticeJudged{Hash: n.hash, Answer: ledger.NoticeWarned, Where: r.where()}), nil
	})
	if errors.Is(err, errJudged) {
		return
	}
	if err == nil {
		err = h.Board.Tell(ctx, h.Board.With(ctx, team, "finance"), "phishing|"+n.hash, show.PhishingTold(n.Notice, h.link(ctx, r), h.ctx(h.Zone)))
	}
	if err != nil {
		h.Log.WarnContext(ctx, "finance could not be told of what looks like fraud", "err", err)
	}
}

// noticeRef names the message that a notice stands in, its words, and the proposal about it where there is one.
type noticeRef struct{ channel, ts, hash, proposal string }

// refOf reads what String wrote.
func refOf(s string) noticeRef {
	parts := append(strings.SplitN(s, "/", 4), "", "", "", "")
	return noticeRef{parts[0], parts[1], parts[2], parts[3]}
}

// String is the reference as buttons and forms hold it.
func (r noticeRef) String() string {
	return strings.Join([]string{r.channel, r.ts, r.hash, r.proposal}, "/")
}

func (r noticeRef) where() string {
	if r.ts == "" {
		return ""
	}
	return r.channel + "/" + r.ts
}

// link is the message's address, or its channel and time where Slack gives none.
func (h *Handler) link(ctx context.Context, r noticeRef) string {
	if r.ts == "" || h.Board == nil {
		return r.where()
	}
	if link := h.Board.Link(ctx, r.channel, r.ts); link != "" {
		return link
	}
	return r.where()
}

// hashOf is the SHA-256 of the words alone: the same mail forwarded again differs in case, blanks and marks of quotation.
func hashOf(text string) string {
	sum := sha256.New()
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		sum.Write([]byte(w))
		sum.Write([]byte{' '})
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// notice is a text that was read, and what the ledger says to it.
type notice struct {
	show.Notice
	found signals.Findings
	a     *ledger.Account // the vendor that it is about; nil: not recognised
	hash  string
}
