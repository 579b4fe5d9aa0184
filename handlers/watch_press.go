package handlers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

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
	case known.Answer.Answered(), known.Answer == ledger.NoticeEdited, known.Done != r.first:
		// The message still offers what was answered: it is told anew, for a bot may have died before it could be.
		return show.Message{}, cmp.Or(h.tellAnew(ctx, ledger.TeamJournal, NoticeMatter+cmp.Or(known.Where, r.where())), alreadyJudged(h, known))
	case p.detail == show.NoticeRecord:
		err = h.recordShown(ctx, p, r)
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

// recordShown records what a proposal shows as new, and what is so still.
func (h *Handler) recordShown(ctx context.Context, p pressed, r noticeRef) error {
	all := show.Unpack(p.extra)
	r.here = len(all)
	all = slices.DeleteFunc(all, func(s ledger.Signal) bool { return s.ID != "" }) // which were on record already
	if err := h.unclipped(ctx, p.v, r, all); err != nil {
		return err
	}
	p.verb = string(typed.SignalVerb)
	_, err := h.recordNotice(ctx, p.asked, p.v, r, all, true)
	return err
}

// cutMark ends a sentence that was cut.
const cutMark = "…"

// unclipped puts the whole sentences in the place of those that were cut for the button, from the message. Where that is gone or says
// something else by now, what was shown of them is all that there is.
func (h *Handler) unclipped(ctx context.Context, v ledger.VendorID, r noticeRef, all []ledger.Signal) error {
	if !slices.ContainsFunc(all, func(s ledger.Signal) bool { return strings.HasSuffix(s.Text, cutMark) }) {
		return nil
	}
	n, _, err := h.reread(ctx, v, r)
	if err != nil || n == nil {
		return err
	}
	for i := range all {
		begins, cut := strings.CutSuffix(all[i].Text, cutMark)
		for _, s := range n.Signals {
			if cut && s.Kind == all[i].Kind && strings.HasPrefix(s.Text, strings.TrimSpace(begins)) {
				all[i].Text = s.Text
				break
			}
		}
	}
	return nil
}

// recordNotice records counter-measures of a notice, all in one entry, each as its own event, or only those that are not on record
// already. A second press or form, by whomever, records nothing more: the key is that of the words. What was reversed may be
// recorded again.
func (h *Handler) recordNotice(ctx context.Context, q asked, v ledger.VendorID, r noticeRef, all []ledger.Signal, onlyNew bool) (ledger.Result, error) {
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
	} else if known.Done > 0 {
		if whose := h.heir(known.Vendor); r.first == known.Done && v != whose {
			return ledger.Result{}, &ledger.Error{Kind: ledger.Conflict, Say: "The others of this notice are on record with `" + string(whose) + "`. Choose it, or reverse those first."}
		}
		q.key += fmt.Sprintf(":%d", known.Seq)
	}
	if known.Answer != ledger.NoticeRecorded && known.Done != r.first {
		return ledger.Result{}, alreadyJudged(h, known)
	}
	link := h.link(ctx, r)
	for n := range all {
		all[n].Link, all[n].Suspicious = link, r.suspicious
	}
	got, err := h.record(ctx, q, v, ledger.Need{}, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		if onlyNew {
			return a.RecordNewSignals(all, known.IDs, by)
		}
		return a.RecordSignals(all, by)
	})
	if err != nil {
		return got, err
	}
	q.key = press
	e := &ledger.NoticeJudged{Answer: ledger.NoticeRecorded, Vendor: v, IDs: got.IDs}
	if r.of > r.here {
		e.Done = r.first + r.here
	}
	if e.Done < r.of && e.Done > 0 {
		e.Answer = ledger.NoticePartly
	}
	return got, h.judge(ctx, q, r, e)
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

// judgeChange keeps that what was on record was changed by a notice. Where the notice says more than that, the rest of it waits.
func (h *Handler) judgeChange(ctx context.Context, q asked, v ledger.VendorID, r noticeRef, id ledger.ID) error {
	e := &ledger.NoticeJudged{Answer: ledger.NoticeMoved, Vendor: v, Changed: []ledger.ID{id}}
	if more, err := h.saysMore(ctx, v, r, id); err != nil || more {
		e.Answer = ledger.NoticePartly // if the message can't be read now, it is once its proposal is told anew
	}
	return h.judge(ctx, q, r, e)
}

// saysMore reports whether a notice says more than what was recorded from it or changed by it, id included.
func (h *Handler) saysMore(ctx context.Context, v ledger.VendorID, r noticeRef, id ledger.ID) (bool, error) {
	n, _, err := h.reread(ctx, v, r)
	if err != nil || n == nil {
		return false, err
	}
	if _, known, err := h.quoted(ctx, n, r); err != nil || known.Answer != "" { // of its own words none is read
		return false, err
	}
	if err := h.resume(ctx, n, &r); err != nil {
		return false, err
	}
	_, changed, err := h.recordedOf(ctx, ledger.Judged{Vendor: v, IDs: []ledger.ID{id}})
	n.settle(changed)
	return n.Left(n.a) > 0, err
}

// settle notes which of a notice's counter-measures were dealt with by changing these on record: people may have changed them to
// something else than it says.
func (n *notice) settle(changed []ledger.Signal) {
	for _, all := range [][]ledger.Signal{n.Signals, n.Others} {
		open := slices.DeleteFunc(slices.Clone(changed), func(g ledger.Signal) bool {
			return slices.ContainsFunc(slices.Concat(n.Signals, n.Others), func(s ledger.Signal) bool { return s.ID == g.ID })
		})
		says := slices.Clone(all)
		for i := range says {
			if says[i].ID != "" {
				says[i].Kind = "" // is meant by none
			}
		}
		for _, m := range ledger.Meant(says, open) {
			all[m.Says].ID = open[m.On].ID
		}
	}
}

// judge keeps an answer, and has the proposal show it.
func (h *Handler) judge(ctx context.Context, q asked, r noticeRef, e *ledger.NoticeJudged) error {
	q.key += ":judged"
	if r.first > 0 { // a form for what is left takes the place of the one before it, and has its id
		q.key += fmt.Sprintf(":%d", r.first)
	}
	_, err := h.Decider.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		known := t.Judged[r.hash]
		switch {
		case known.Answer == ledger.NoticeRefused && e.Answer == ledger.NoticeRefused, known.Answer.Answered() && len(e.Changed) > 0:
			return ledger.Change{}, nil
		case known.Answer.Answered() && e.Answer == ledger.NoticeRefused:
			return ledger.Change{}, alreadyJudged(h, known)
		case len(e.IDs) > 0 && slices.Contains(known.IDs, e.IDs[0]):
			return ledger.Change{}, nil // by a press at the same moment
		}
		if r.first > 0 || len(e.Changed) > 0 {
			e.Vendor, e.IDs, e.Done = cmp.Or(known.Vendor, e.Vendor), slices.Concat(known.IDs, e.IDs), max(known.Done, e.Done)
		}
		if known.Answer == ledger.NoticePartly && len(known.Changed) > 0 {
			e.Vendor = cmp.Or(e.Vendor, known.Vendor)
			e.Changed = slices.Concat(known.Changed, slices.DeleteFunc(e.Changed, func(id ledger.ID) bool { return slices.Contains(known.Changed, id) }))
		}
		switch {
		case e.Answer == ledger.NoticeMoved && len(e.IDs) > 0:
			e.Answer = ledger.NoticeRecorded
		case e.Answer == ledger.NoticeMoved:
			e.IDs, e.Changed = e.Changed, nil
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
	if known.Answer == ledger.NoticeEdited {
		return &ledger.Error{Kind: ledger.Conflict, Say: "The message was edited: it says something else by now. Nothing changed."}
	}
	said := "recorded this already"
	if known.Answer == ledger.NoticeMoved {
		said = "changed what is on record by this already"
	}
	if known.Answer == ledger.NoticeRefused && len(known.IDs)+len(known.Changed) == 0 {
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
	h.refill(ctx, p.asked, placed{id: open.ID}, func(ctx context.Context) (slack.ModalViewRequest, func(context.Context), error) {
		return h.proposedForm(ctx, p.asked, p.v, r, p.extra)
	})
	return nil
}

// proposedForm is the form of a notice that was proposed, or of what is left of it; packed are its counter-measures where it can't be
// read again.
func (h *Handler) proposedForm(ctx context.Context, q asked, v ledger.VendorID, r noticeRef, packed string) (view slack.ModalViewRequest, after func(context.Context), err error) {
	n, err := h.proposed(ctx, v, r, packed)
	if err == nil {
		err = h.resume(ctx, n, &r)
	}
	if err != nil {
		return view, nil, err
	}
	return h.formOfNotice(q, n, r), nil, nil
}

// reread reads the message of a notice anew; nil where it is gone, or was edited and says something else by now. v is the vendor that
// it was said to be from.
func (h *Handler) reread(ctx context.Context, v ledger.VendorID, r noticeRef) (n *notice, edited bool, err error) {
	if r.ts == "" {
		return nil, false, nil
	}
	var a *ledger.Account
	if v != "" {
		if a, err = h.Cards.Card(ctx, v); err != nil {
			return nil, false, unavailable(err)
		}
	}
	said, ok, err := h.Board.Said(ctx, r.channel, r.thread, r.ts)
	var words passage
	if err == nil && ok {
		words, err = h.words(ctx, said, false)
	}
	if err != nil {
		return nil, false, &ledger.Error{Kind: ledger.Unavailable, Say: "Slack does not give out the message right now. Nothing was changed; try again in a minute.", Err: err}
	}
	if !ok {
		return nil, false, nil
	}
	if n, err = h.read(ctx, words, r, h.Zone, a); err != nil {
		return nil, false, err
	}
	if !slices.Contains(n.hashes, r.hash) {
		return nil, true, nil
	}
	return n, false, nil
}

// resume leaves out of a notice what was recorded of it before, and notes what was changed by it.
func (h *Handler) resume(ctx context.Context, n *notice, r *noticeRef) error {
	known, err := h.judged(ctx, *r)
	if err != nil || known.Answer != ledger.NoticePartly && known.Answer != ledger.NoticeRefused {
		return err
	}
	if known.Done > 0 {
		r.first = known.Done
		if left := n.of - known.Done; left < len(n.Signals) {
			from := len(n.Signals) - max(left, 0)
			n.Signals, n.Evidence = n.Signals[from:], n.Evidence[from:]
		}
		if n.a, n.Recorded, err = h.recordedOf(ctx, known, n.Invoices...); err != nil {
			return err
		}
		n.match(known.IDs...)
	}
	_, n.Changed, err = h.recordedOf(ctx, ledger.Judged{Vendor: known.Vendor, IDs: known.Changed})
	n.settle(n.Changed)
	return err
}

// recordedOf are the counter-measures that were recorded from a notice, and the account of their vendor, with the invoices named.
func (h *Handler) recordedOf(ctx context.Context, known ledger.Judged, named ...ledger.InvoiceNo) (a *ledger.Account, all []ledger.Signal, err error) {
	if known.Vendor == "" {
		return nil, nil, nil
	}
	need := itemsOf(known.IDs)
	need.Items = append(need.Items, invoices(named...).Items...)
	if a, err = h.Cards.Load(ctx, known.Vendor, need); err != nil {
		return nil, nil, unavailable(err)
	}
	for _, id := range known.IDs {
		if s, ok := a.Signals[id]; ok {
			all = append(all, s)
		}
	}
	return a, all, nil
}

// proposed is the notice that a proposal was made from. Where its message can't be read, what a button or a form holds of it serves.
func (h *Handler) proposed(ctx context.Context, v ledger.VendorID, r noticeRef, packed string) (*notice, error) {
	if n, _, err := h.reread(ctx, v, r); err == nil && n != nil {
		return n, nil
	}
	n := &notice{Notice: show.Notice{Signals: show.Unpack(packed)}, of: r.of}
	if v != "" {
		var err error
		if n.a, err = h.Cards.Card(ctx, v); err != nil {
			return nil, unavailable(err)
		}
	}
	for i, s := range n.Signals {
		n.Signals[i].Suspicious = r.suspicious
		n.Evidence = append(n.Evidence, show.Fill{show.FieldKind: s.Text})
	}
	n.match()
	if len(n.Signals) > 0 {
		n.passage.text = n.Signals[0].Text
	}
	if r.suspicious {
		n.Suspicious = []string{askedAs}
	}
	return n, nil
}

// noticeSent records what a notice's form says. Where the notice speaks of more than that had room for, the next form follows.
func (h *Handler) noticeSent(ctx context.Context, f *filled) (outcome, error) {
	all := f.signals()
	if len(all) == 0 {
		f.wrong(show.FieldKind, "Choose what the vendor does or says it will do")
	}
	if len(f.errs) > 0 {
		return outcome{}, nil
	}
	f.verb = string(typed.SignalVerb)
	ref, rest, _ := strings.Cut(f.extra, show.RestMark)
	r := refOf(ref)
	got, err := h.recordNotice(ctx, f.asked, f.v, r, all, false)
	if err != nil {
		return outcome{}, err
	}
	if r.first+r.here < r.of {
		return h.waits(f, r.first, func(ctx context.Context) (slack.ModalViewRequest, func(context.Context), error) {
			return h.proposedForm(ctx, f.asked, f.v, r, rest)
		}), nil
	}
	m, err := h.recorded(ctx, f.asked, f.v, got)
	return outcome{message: m}, err
}

// edited is what becomes of a proposal that nobody has answered: its words may be proposed again once their message says them no more.
func (h *Handler) edited(ctx context.Context, r noticeRef, known ledger.Judged) (ledger.Judged, error) {
	_, edited, err := h.reread(ctx, "", r)
	if err != nil || !edited {
		return known, err
	}
	by := ledger.By{Actor: "timer", At: h.Now(), Cmd: "read", Key: fmt.Sprintf("edited:%s:%d", r.hash, known.Seq)}
	_, err = h.Decider.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		if known = t.Judged[r.hash]; known.Answer != ledger.NoticeProposed { // somebody answered meanwhile
			return ledger.Change{}, nil
		}
		known.Answer = ledger.NoticeEdited
		return ledger.TeamChange(t.Seq, by, &ledger.NoticeJudged{Hash: r.hash, Answer: known.Answer, Where: known.Where}), nil
	})
	return known, err
}

// Answer is what a proposal shows after somebody answered it, or part of it; false where nobody did, or it shows that.
func (h *Handler) Answer(ctx context.Context, p ledger.Posted) (m show.Message, answer string, ok bool, err error) {
	r := noticeRef{hash: p.Extra[extraHash], came: p.Extra[extraCame]}
	known, err := h.judged(ctx, r)
	if err == nil && known.Answer == ledger.NoticeProposed {
		known, err = h.edited(ctx, r.placed(known.Where), known)
	}
	if err == nil && known.Answer == ledger.NoticeEdited {
		return show.Edited(h.ctx(h.Zone)), string(known.Answer), p.Shown != string(known.Answer), nil
	}
	if err != nil || !known.Answer.Answered() && known.Answer != ledger.NoticePartly {
		return m, p.Shown, false, err
	}
	if answer = fmt.Sprintf("%s %d", known.Answer, known.Seq); answer == p.Shown {
		return m, p.Shown, false, nil
	}
	_, all, err := h.recordedOf(ctx, known)
	if err != nil {
		return m, p.Shown, false, err
	}
	_, changed, err := h.recordedOf(ctx, ledger.Judged{Vendor: known.Vendor, IDs: known.Changed})
	if err != nil {
		return m, p.Shown, false, err
	}
	c := h.ctx(h.Zone)
	if known.Answer == ledger.NoticePartly {
		r = r.placed(known.Where)
		n, _, err := h.reread(ctx, known.Vendor, r)
		if err != nil {
			return m, p.Shown, false, err
		}
		if n != nil {
			if err := h.resume(ctx, n, &r); err != nil {
				return m, p.Shown, false, err
			}
			if len(changed) > 0 && n.Left(n.a) == 0 {
				return show.Judged(all, changed, known, c), answer, true, nil
			}
			r.suspicious, r.of = n.found.Suspicious, r.first+len(n.Signals)
			place, err := h.People.Place(ctx, r.channel)
			c.Guests = err != nil || place.Guests
			return show.Proposal(n.a, n.Notice, r.String(), c), answer, true, nil
		}
	}
	return show.Judged(all, changed, known, c), answer, true, nil
}
