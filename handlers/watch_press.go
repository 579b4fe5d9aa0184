package handlers

import (
	"context"
	"fmt"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// answered is a press on a proposal: Record, Edit or Not a signal. The proposal itself shows what became of it.
func (h *Handler) answered(ctx context.Context, p pressed) (show.Message, error) {
	r := refOf(p.subject)
	r.proposal = p.message
	t, err := h.Cards.Settings(ctx)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	if known := t.Judged[r.hash]; known.Answer.Answered() && p.detail != show.NoticeRecord {
		return show.Message{}, alreadyJudged(h, known)
	}
	switch p.detail {
	case show.NoticeRecord:
		return show.Message{}, h.recordNotice(ctx, p, r)
	case show.NoticeEdit:
		return show.Message{}, h.editNotice(ctx, p, r)
	case show.NoticeNot:
		if err := h.judge(ctx, p.asked, r, ledger.NoticeRefused); err != nil {
			return show.Message{}, err
		}
		h.settle(ctx, r, show.Judged(nil, "", nil, ledger.UserID(p.who.ID), h.ctx(h.Zone)))
		return show.Message{}, nil
	}
	return show.Message{}, stale(p.action)
}

// recordNotice records exactly what was proposed, each counter-measure under a key of the message: a second press, by
// whomever, records nothing more.
func (h *Handler) recordNotice(ctx context.Context, p pressed, r noticeRef) error {
	all := show.Unpack(p.extra)
	if p.v == "" || len(all) == 0 {
		return stale(p.action)
	}
	t, err := h.Cards.Settings(ctx)
	if err != nil {
		return unavailable(err)
	}
	if known := t.Judged[r.hash]; known.Answer == ledger.NoticeRefused {
		return alreadyJudged(h, known)
	}
	link := h.link(ctx, r)
	var ids []ledger.ID
	for n, s := range all {
		s.Link = link
		q := p.asked
		q.key, q.verb = fmt.Sprintf("notice:%s:%d", r.where(), n), string(typed.SignalVerb)
		got, _, err := h.perform(ctx, q, p.v, typed.RecordSignal{Signal: s})
		if err != nil {
			return err
		}
		ids = append(ids, got.IDs...)
	}
	if err := h.judge(ctx, p.asked, r, ledger.NoticeRecorded); err != nil {
		return err
	}
	h.settle(ctx, r, show.Judged(all, p.v, ids, ledger.UserID(p.who.ID), h.ctx(h.Zone)))
	return nil
}

// editNotice opens the form of a counter-measure with the gravest that was proposed.
func (h *Handler) editNotice(ctx context.Context, p pressed, r noticeRef) error {
	var a *ledger.Account
	if p.v != "" {
		var err error
		if a, err = h.Cards.Card(ctx, p.v); err != nil {
			return unavailable(err)
		}
	}
	n := show.Notice{Signals: show.Unpack(p.extra)}
	fill, evidence := show.Fill{}, show.Fill{}
	if len(n.Signals) > 0 {
		g := gravest(n.Signals)
		fill, evidence = signalFill(g), show.Fill{show.FieldKind: g.Text}
	}
	view := show.NoticeForm(a, n, fill, evidence, h.ctx(p.who.Zone))
	view.PrivateMetadata = show.Value(p.v, "", r.String())
	return h.openView(ctx, p.trigger, view)
}

// settle shows at the proposal what became of it. That it could not be shown is no reason to record it twice.
func (h *Handler) settle(ctx context.Context, r noticeRef, m show.Message) {
	if h.Board == nil || r.proposal == "" {
		return
	}
	if err := h.Board.Change(ctx, r.channel, r.proposal, m); err != nil {
		h.Log.WarnContext(ctx, "a proposal could not be marked as answered", "err", err)
	}
}

// formRecorded keeps that a notice was recorded by its form, and shows that at the proposal.
func (h *Handler) formRecorded(ctx context.Context, f *filled, do typed.Action, got ledger.Result) {
	s, ok := do.(typed.RecordSignal)
	r := refOf(f.extra)
	if !ok || r.hash == "" {
		return
	}
	if err := h.judge(ctx, f.asked, r, ledger.NoticeRecorded); err != nil {
		h.Log.WarnContext(ctx, "what became of a notice could not be kept", "err", err)
	}
	h.settle(ctx, r, show.Judged([]ledger.Signal{s.Signal}, f.v, got.IDs, ledger.UserID(f.who.ID), h.ctx(h.Zone)))
}

func gravest(all []ledger.Signal) ledger.Signal {
	g := all[0]
	for _, s := range all[1:] {
		if s.State.Gravity() > g.State.Gravity() {
			g = s
		}
	}
	return g
}
