package handlers

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
)

// What stands in the team's outbox for notices. A proposal is one message in a thread, from the question to the answer; a
// warning is one DM. Both are told by whoever claims them, so that neither is lost nor told twice if a bot dies.
const (
	// NoticeMatter and the channel/ts of a message, with /thread where it stands in one, and /thread/edit where it was edited: what
	// its thread has to say of it.
	NoticeMatter = "notice:"
	// FraudMatter, a hash, and /user: the warning that the words with this hash look like fraud.
	FraudMatter = "fraud:"
)

// What the delivery record keeps of a notice beside its message. Its words are not among it.
const (
	extraCame  = "day"   // when it was heard
	extraHash  = "hash"  // of its words
	extraWhere = "where" // the message, as in its NoticeMatter; "" where it was pasted
	extraBy    = "by"    // who had it read, "" where it was heard
)

// Board is what owed sees of a channel that it watches.
type Board interface {
	// Said is what a message of a channel, or of a thread in it, says now; ok is false where it is gone, or may not be read.
	Said(ctx context.Context, channel, thread, ts string) (s Said, ok bool, err error)
	// Link is the address of a message, "" where Slack does not say.
	Link(ctx context.Context, channel, ts string) string
	// With are the people who have a role; one that nobody has falls to the admins.
	With(ctx context.Context, t ledger.Team, role string) []string
}

// Heard is a message that somebody posted in a channel that owed is in, or edited there.
type Heard struct {
	Channel, TS string
	Thread      string // the message that it answers, "" where it answers none
	Edit        string // the moment of the edit, "" where it is new
	Said        Said
	Before      Said // what it said until it was edited
}

// watchName is the setting that has a channel watched.
const watchName = "watch "

// setWatch has a channel watched, or no longer: `settings watch #vendor-mail`, `settings watch #vendor-mail off`.
func (h *Handler) setWatch(ctx context.Context, q asked, words []typed.Word) (show.Message, error) {
	if len(words) == 0 || len(words) > 2 || words[0].Mention.Kind != typed.Channel {
		return show.Message{}, &ledger.Error{Kind: ledger.Invalid, Say: "Name a channel that owed is in, with # before it. Example: `/owed settings watch #vendor-mail`, or `/owed settings watch #vendor-mail off`"}
	}
	channel, value := words[0].Mention.ID, "on"
	if len(words) == 2 {
		if value = strings.ToLower(words[1].Text); value != "on" && value != "off" {
			return show.Message{}, &ledger.Error{Kind: ledger.Invalid, Say: "A channel is watched or not: on or off. Example: `/owed settings watch #vendor-mail off`"}
		}
	}
	if value == "off" {
		if _, err := h.set(ctx, q, watchName+channel, ""); err != nil {
			return show.Message{}, err
		}
		return show.Text("<#" + channel + "> is no longer watched."), nil
	}
	place, err := h.People.Place(ctx, channel)
	switch {
	case err != nil || !place.Member:
		return show.Message{}, &ledger.Error{Kind: ledger.Invalid, Say: "owed is not in that channel. Invite it there first, then type this again.", Err: err}
	case place.Shared:
		return show.Message{}, &ledger.Error{Kind: ledger.Forbidden, Say: "That channel is shared with another company, so owed posts nothing there."}
	}
	if _, err := h.set(ctx, q, watchName+channel, "on"); err != nil {
		return show.Message{}, err
	}
	m := show.Text("<#" + channel + "> is watched from now on. New messages and e-mails there are read, and a proposal stands in their thread where one speaks of a counter-measure.").
		Noted("Nothing is recorded without a press. Should owed stay silent here, its app lacks the events of `owed manifest --watch`.")
	if !h.Desk.MayRead(ctx) {
		m = m.Noted("owed may not read files in this workspace (`files:read`): of an e-mail it reads what Slack shows of it.")
	}
	return m, nil
}

// watched reports whether a channel is watched, and what may be shown there.
func (h *Handler) watched(ctx context.Context, channel string) (ledger.Team, Place, bool, error) {
	t, err := h.Cards.Settings(ctx)
	if err != nil || t.Settings[watchName+channel] == "" || h.Board == nil {
		return t, Place{}, false, err
	}
	place, err := h.People.Place(ctx, channel)
	return t, place, err == nil && place.Member && !place.Shared, err
}

// Hear looks at a message of a watched channel. What may be a notice is put into the outbox before Slack is told that it
// was heard: whoever claims it there reads it and proposes. Nothing is recorded by it. Replies are what people say to each
// other, but for a letter that comes with one.
func (h *Handler) Hear(ctx context.Context, m Heard) error {
	if m.Thread != "" && (m.Edit != "" || len(m.Said.letters()) == 0) {
		return nil
	}
	_, _, ok, err := h.watched(ctx, m.Channel)
	if err != nil || !ok {
		return err
	}
	now := h.Now()
	if !m.isNews(ledger.DateIn(now, h.Zone)) {
		return nil
	}
	r := noticeRef{channel: m.Channel, ts: m.TS, thread: m.Thread, edit: m.Edit}
	return h.queue(ctx, NoticeMatter+r.where(), map[string]string{extraCame: now.UTC().Format(time.RFC3339)})
}

// isNews reports whether a message is worth being read: one that was edited, where that changed what it speaks of.
func (m Heard) isNews(today ledger.Date) bool {
	if m.Edit == "" {
		return m.Said.mayBeNotice(today)
	}
	return (m.Said.mayBeNotice(today) || m.Before.mayBeNotice(today)) && !saysTheSame(m.Before, m.Said, today)
}

// mayBeNotice reports whether a message that came on a day is worth being read with all that came with it.
func (s Said) mayBeNotice(came ledger.Date) bool {
	if len(s.letters()) > 0 || len(s.beside().toOpen()) > 0 || s.holdsMails() {
		return true
	}
	f := signals.Read(s.Text, came, nil)
	return f.IsSignal || f.Suspicious
}

// holdsMails reports whether a message's own words pass on or quote others.
func (s Said) holdsMails() bool { return len(partsOf(s.Text, 0)) > 1 }

// saysTheSame reports whether an edit left a message with the same counter-measures, days, sums and claims, in whatever words.
func saysTheSame(before, now Said, came ledger.Date) bool {
	return !before.holdsMails() && !now.holdsMails() && reflect.DeepEqual(facts(before, came), facts(now, came))
}

// facts is what a message's own words say, without the words.
func facts(s Said, came ledger.Date) show.Notice {
	n := noticeOf(signals.Read(s.Text, came, nil), false)
	n.Evidence = nil
	for _, all := range [][]ledger.Signal{n.Signals, n.Others} {
		for i := range all {
			all[i].Text = ""
		}
	}
	return n
}

// queue puts a matter of the team's into the outbox. What is kept beside it stays as it was first.
func (h *Handler) queue(ctx context.Context, matter string, extra map[string]string) error {
	err := h.Matters.UpdatePosted(ctx, ledger.TeamJournal, matter, func(p *ledger.Posted) {
		if p.Extra == nil {
			p.Extra = extra
		}
	})
	if err != nil {
		return unavailable(err)
	}
	return h.tellAnew(ctx, ledger.TeamJournal, matter)
}

// Proposed is what a thread has to say of a message.
type Proposed struct {
	Message show.Message // Text "": nothing
	Thread  string       // that of the message, or the one that it stands in
	Hash    string       // of the words

	n   *notice
	ref noticeRef
}

// Propose reads a message of a watched channel anew, and says what has to stand in its thread. The same words are proposed
// once, wherever they stand. The error is ErrUnfetched where an e-mail could not be fetched, unless this is the last try.
func (h *Handler) Propose(ctx context.Context, where string, p ledger.Posted, last bool) (out Proposed, err error) {
	r := noticeRef{came: p.Extra[extraCame]}.placed(where)
	t, place, ok, err := h.watched(ctx, r.channel)
	if err != nil || !ok {
		return out, err
	}
	if r.edit != "" {
		if err := h.tellOpen(ctx, r); err != nil {
			return out, err
		}
	}
	said, ok, err := h.Board.Said(ctx, r.channel, r.thread, r.ts)
	if err != nil || !ok {
		return out, err
	}
	words, err := h.words(ctx, said, last)
	if err != nil {
		return out, err
	}
	n, err := h.read(ctx, words, r, h.Zone, nil)
	if err != nil {
		return out, err
	}
	c := h.ctx(h.Zone)
	c.Guests = place.Guests
	old, known, err := h.quoted(ctx, n, r)
	switch {
	case err != nil:
		return out, err
	case known.Answer == ledger.NoticeRefused:
		return out, nil // what it quotes is no signal, and in what is new none was found
	case known.Answer == "" && !n.isOne():
		if shut := words.toOpen(); r.edit == "" && len(n.Unread)+len(shut) > 0 {
			out.Message, out.Thread = show.Unread(n.Unread, shut, c), cmp.Or(r.thread, r.ts)
		}
		return out, nil
	}
	if r.hash, err = h.claimWords(ctx, n, r); err != nil {
		if errors.Is(err, errJudged) {
			err = nil
		}
		return out, err
	}
	if r.suspicious = n.found.Suspicious; r.suspicious {
		for _, id := range h.finance(ctx, t) {
			n.Told = append(n.Told, h.Called(id))
		}
	}
	r.of = len(n.Signals)
	out = Proposed{Message: show.Proposal(n.a, n.Notice, r.String(), c), Thread: cmp.Or(r.thread, r.ts), Hash: r.hash, n: n, ref: r}
	if known.Answer != "" {
		out.Message = show.Newer(old.a, n.newerWords(), slices.Concat(known.IDs, known.Changed), r.String(), c)
	}
	return out, nil
}

// tellOpen has the proposals that an edited message has open already looked at again.
func (h *Handler) tellOpen(ctx context.Context, r noticeRef) error {
	var open []string
	_, err := h.Decider.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		open = nil
		for _, known := range t.Judged {
			if o := r.placed(known.Where); known.Answer == ledger.NoticeProposed && o.channel == r.channel && o.ts == r.ts && o.edit != r.edit {
				open = append(open, NoticeMatter+known.Where)
			}
		}
		return ledger.Change{}, nil
	})
	if err != nil {
		return unavailable(err)
	}
	for _, matter := range open {
		err = errors.Join(err, h.tellAnew(ctx, ledger.TeamJournal, matter))
	}
	return err
}

// Warn has finance told of what was proposed, where it looks like fraud.
func (h *Handler) Warn(ctx context.Context, p Proposed) error {
	if p.n == nil {
		return nil
	}
	return h.warnFinance(ctx, p.n, p.ref, "")
}

// quoted is the notice below what a vendor wrote anew, and what became of it; Answer is "" where it is not known, or nothing was
// written above it, or that was read as what it makes of the notice.
func (h *Handler) quoted(ctx context.Context, n *notice, r noticeRef) (old *notice, known ledger.Judged, err error) {
	if n.newer.End == 0 || n.found.Suspicious || n.moved() { // which is shown with its mark, and what it is now
		return nil, known, nil
	}
	for _, q := range n.quotes(n.newer) {
		came := r
		if sent := signals.SentOn(n.text, q.at, n.received); sent != 0 {
			came.came = sent.String()
		}
		if old, err = h.read(ctx, q.passage, came, h.Zone, n.a); err != nil {
			return nil, known, err
		}
		if !old.found.IsSignal {
			continue
		}
		if _, known, err = h.known(ctx, old); err != nil || known.Answer != "" {
			return old, known, err
		}
	}
	return nil, known, nil
}

// known is the hash under which a notice's words were proposed or answered, and what became of them; its own where they were not.
func (h *Handler) known(ctx context.Context, n *notice) (hash string, known ledger.Judged, err error) {
	_, err = h.Decider.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		hash, known = knownTo(t, n)
		return ledger.Change{}, nil
	})
	if err != nil {
		return hash, known, unavailable(err)
	}
	return hash, known, nil
}

func knownTo(t ledger.Team, n *notice) (hash string, known ledger.Judged) {
	for _, hash := range n.hashes {
		if known, ok := t.Judged[hash]; ok && known.Answer != ledger.NoticeWarned && known.Answer != ledger.NoticeEdited {
			return hash, known
		}
	}
	return n.hashes[0], known
}

// claimWords keeps that a message proposes these words, and gives their hash. Others with the same words find it: errJudged.
func (h *Handler) claimWords(ctx context.Context, n *notice, r noticeRef) (hash string, err error) {
	by := ledger.By{Actor: "timer", At: h.Now(), Cmd: "read", Key: "notice:" + r.where()}
	_, err = h.Decider.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		var known ledger.Judged
		hash, known = knownTo(t, n)
		switch {
		case known.Answer == ledger.NoticeProposed && known.Where == r.where():
			return ledger.Change{}, nil // by a bot that died before its message was on record
		case known.Answer.Answered() || known.Answer == ledger.NoticePartly || known.Answer == ledger.NoticeProposed:
			return ledger.Change{}, errJudged
		}
		return ledger.TeamChange(t.Seq, by, &ledger.NoticeJudged{Hash: hash, Answer: ledger.NoticeProposed, Where: r.where()}), nil
	})
	return hash, err
}

// mostWarned is how many people are sent a warning.
const mostWarned = 20

func (h *Handler) finance(ctx context.Context, t ledger.Team) []string {
	ids := h.Board.With(ctx, t, "finance")
	return ids[:min(len(ids), mostWarned)]
}

// warnFinance puts a warning for each of finance into the outbox, once for the same words. by had it read; "": it was heard.
func (h *Handler) warnFinance(ctx context.Context, n *notice, r noticeRef, by string) error {
	if h.Board == nil || !n.found.Suspicious {
		return nil
	}
	t, err := h.Cards.Settings(ctx)
	if err != nil {
		return unavailable(err)
	}
	for _, id := range h.finance(ctx, t) {
		err = errors.Join(err, h.queue(ctx, FraudMatter+r.hash+"/"+id, map[string]string{extraWhere: r.where(), extraBy: by, extraCame: r.came}))
	}
	return err
}

// Warning is what one of finance is told. The words themselves come from the message; where it can't be read, because it
// was pasted or is gone, whoever had it read is named. The error is ErrUnfetched as with Propose.
func (h *Handler) Warning(ctx context.Context, p ledger.Posted, last bool) (show.Message, error) {
	r := noticeRef{}.placed(p.Extra[extraWhere])
	c, by := h.ctx(h.Zone), p.Extra[extraBy]
	said, ok := Said{}, false
	var err error
	if r.ts != "" {
		if said, ok, err = h.Board.Said(ctx, r.channel, r.thread, r.ts); err != nil {
			return show.Message{}, err
		}
	}
	if !ok {
		return show.PhishingTold(show.Notice{}, h.link(ctx, r), ledger.UserID(by), c), nil
	}
	words, err := h.words(ctx, said, last)
	if err != nil {
		return show.Message{}, err
	}
	n, err := h.read(ctx, words, noticeRef{came: p.Extra[extraCame]}, h.Zone, nil)
	if err != nil {
		return show.Message{}, err
	}
	return show.PhishingTold(n.Notice, h.link(ctx, r), ledger.UserID(by), c), nil
}
