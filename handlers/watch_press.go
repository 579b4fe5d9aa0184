package handlers

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// answered is a press on a proposal: Record, Edit or Not a signal. The proposal itself shows what became of it.
func (h *Handler) answered(ctx context.Context, p pressed) (show.Message, error) {
	r := refOf(p.subject)
	if place, err := h.People.Place(ctx, r.channel); err == nil && place.Shared {
		return show.Message{}, &ledger.Error{Kind: ledger.Forbidden, Say: "This channel is shared with another company now, so owed shows nothing more in it. Paste the notice into `/owed signal` to record it."}
	}
	known, err := h.judged(ctx, r)
	if err != nil {
		return show.Message{}, err
	}
	switch {
	case known.Answer.Answered():
		// The message still offers what was answered: it is told anew, for a bot may have died before it could be.
		return show.Message{}, cmp.Or(h.tellAnew(ctx, ledger.TeamJournal, NoticeMatter+cmp.Or(known.Where, r.where())), alreadyJudged(h, known))
	case p.detail == show.NoticeRecord:
		p.verb = string(typed.SignalVerb)
		_, err = h.recordNotice(ctx, p.asked, p.v, r, show.Unpack(p.extra))
	case p.detail == show.NoticeEdit:
		err = h.editNotice(ctx, p, r)
	case p.detail == show.NoticeNot:
		err = h.judge(ctx, p.asked, r, &ledger.NoticeJudged{Answer: ledger.NoticeRefused})
	default:
		err = stale(p.action)
	}
	return show.Message{}, err
}

// judged is what became of a notice's words, as it is now: what settings are read from may be older, for it is what plans
// rest on that is read anew there.
func (h *Handler) judged(ctx context.Context, r noticeRef) (known ledger.Judged, err error) {
	_, err = h.Decider.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		known = t.Judged[r.hash]
		return ledger.Change{}, nil
	})
	if err != nil {
		return known, unavailable(err)
	}
	return known, nil
}

// recordNotice records the counter-measures of a notice, all in one entry, each as its own event. A second press or form,
// by whomever, records nothing more: the key is that of the words. What was reversed may be recorded again.
func (h *Handler) recordNotice(ctx context.Context, q asked, v ledger.VendorID, r noticeRef, all []ledger.Signal) (ledger.Result, error) {
	if v == "" || len(all) == 0 {
		return ledger.Result{}, stale(show.ActNotice)
	}
	known, err := h.judged(ctx, r)
	if err != nil {
		return ledger.Result{}, err
	}
	press := q.key
	q.key = "notice:" + r.hash
	if known.Answer == ledger.NoticeRecorded {
		if stands, err := h.stands(ctx, known); err != nil || stands {
			return ledger.Result{}, cmp.Or(err, alreadyJudged(h, known))
		}
		q.key += fmt.Sprintf(":%d", known.Seq)
	}
	link := h.link(ctx, r)
	for n := range all {
		all[n].Link, all[n].Suspicious = link, r.suspicious
	}
	got, err := h.record(ctx, q, v, ledger.Need{}, func(a *ledger.Account, by ledger.By) (ledger.Change, error) { return a.RecordSignals(all, by) })
	if err != nil {
		return got, err
	}
	q.key = press
	return got, h.judge(ctx, q, r, &ledger.NoticeJudged{Answer: ledger.NoticeRecorded, Vendor: v, IDs: got.IDs})
}

// stands reports whether anything that was recorded from a notice still counts.
func (h *Handler) stands(ctx context.Context, known ledger.Judged) (bool, error) {
	if known.Vendor == "" {
		return true, nil
	}
	a, err := h.Cards.Load(ctx, known.Vendor, itemsOf(known.IDs))
	if err != nil {
		return false, unavailable(err)
	}
	for _, id := range known.IDs {
		if s, ok := a.Signals[id]; ok && !s.Reversed {
			return true, nil
		}
	}
	return false, nil
}

func itemsOf(ids []ledger.ID) (need ledger.Need) {
	for _, id := range ids {
		need.Items = append(need.Items, ledger.ItemOf(string(id)))
	}
	return need
}

// judge keeps an answer, and has the proposal show it.
func (h *Handler) judge(ctx context.Context, q asked, r noticeRef, e *ledger.NoticeJudged) error {
	q.key += ":judged"
	_, err := h.Decider.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		known := t.Judged[r.hash]
		switch {
		case known.Answer == ledger.NoticeRefused && e.Answer == ledger.NoticeRefused:
			return ledger.Change{}, nil
		case known.Answer == ledger.NoticeRecorded && e.Answer == ledger.NoticeRefused:
			return ledger.Change{}, alreadyJudged(h, known)
		}
		e.Hash, e.Where = r.hash, cmp.Or(known.Where, r.where())
		c := ledger.TeamChange(t.Seq, q.by(), e)
		if e.Where != "" {
			c.Tell = []ledger.Due{{Matter: NoticeMatter + e.Where}}
		}
		return c, nil
	})
	if err == nil && h.Kick != nil {
		h.Kick()
	}
	return err
}

func alreadyJudged(h *Handler, known ledger.Judged) error {
	said := "recorded this already"
	if known.Answer == ledger.NoticeRefused {
		said = "said already that this is not a signal"
	}
	return &ledger.Error{Kind: ledger.Conflict, Say: h.Called(string(known.By)) + " " + said + ". Nothing changed."}
}

// editNotice opens the form of the counter-measures that were proposed. The message is read anew, for a button does not
// hold all that was found in it; where it can't be read, what the button holds serves.
func (h *Handler) editNotice(ctx context.Context, p pressed, r noticeRef) error {
	open, err := h.Slack.OpenViewContext(ctx, p.trigger, show.Loading("Read a notice"))
	if err != nil {
		return &ledger.Error{Kind: ledger.Unavailable, Say: "The form could not be opened in time. Try again.", Err: err}
	}
	h.refill(ctx, p.asked, open.ID, func(ctx context.Context) (slack.ModalViewRequest, func(context.Context), error) {
		n, err := h.proposed(ctx, p, r)
		if err != nil {
			return slack.ModalViewRequest{}, nil, err
		}
		return h.formOfNotice(p.asked, n, r), nil, nil
	})
	return nil
}

// proposed is the notice that a proposal was made from.
func (h *Handler) proposed(ctx context.Context, p pressed, r noticeRef) (*notice, error) {
	var a *ledger.Account
	if p.v != "" {
		var err error
		if a, err = h.Cards.Card(ctx, p.v); err != nil {
			return nil, unavailable(err)
		}
	}
	if said, ok, err := h.Board.Said(ctx, r.channel, r.ts); err == nil && ok {
		if words, err := h.words(ctx, said, false); err == nil {
			if n, err := h.read(ctx, words, r, h.Zone, a); err != nil || slices.Contains(n.hashes, r.hash) {
				return n, err
			}
		}
	}
	n := &notice{Notice: show.Notice{Signals: show.Unpack(p.extra)}, a: a}
	for _, s := range n.Signals {
		n.Evidence = append(n.Evidence, show.Fill{show.FieldKind: s.Text})
	}
	if len(n.Signals) > 0 {
		n.passage.text = n.Signals[0].Text
	}
	if r.suspicious {
		n.Suspicious = []string{askedAs}
	}
	return n, nil
}

// noticeSent records what a notice's form says.
func (h *Handler) noticeSent(ctx context.Context, f *filled) (show.Message, error) {
	all := f.signals()
	if len(all) == 0 {
		f.wrong(show.FieldKind, "Choose what the vendor does or says it will do")
	}
	if len(f.errs) > 0 {
		return show.Message{}, nil
	}
	f.verb = string(typed.SignalVerb)
	r, err := h.recordNotice(ctx, f.asked, f.v, refOf(f.extra), all)
	if err != nil {
		return show.Message{}, err
	}
	return h.recorded(ctx, f.asked, f.v, r)
}

// Answer is what a proposal shows after somebody answered it; false where nobody did. shown is what it shows now.
func (h *Handler) Answer(ctx context.Context, hash, shown string) (m show.Message, answer string, ok bool, err error) {
	known, err := h.judged(ctx, noticeRef{hash: hash})
	if err != nil || !known.Answer.Answered() {
		return m, shown, false, err
	}
	answer = fmt.Sprintf("%s %d", known.Answer, known.Seq)
	if answer == shown {
		return m, shown, false, nil
	}
	var all []ledger.Signal
	if known.Vendor != "" {
		a, err := h.Cards.Load(ctx, known.Vendor, itemsOf(known.IDs))
		if err != nil {
			return m, shown, false, unavailable(err)
		}
		for _, id := range known.IDs {
			all = append(all, a.Signals[id])
		}
	}
	return show.Judged(all, known.Vendor, known.IDs, known.By, h.ctx(h.Zone)), answer, true, nil
}
