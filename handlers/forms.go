package handlers

import (
	"context"
	"strconv"
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// openForm answers a command in which something is missing: a form opens, with what was typed in it.
func (h *Handler) openForm(ctx context.Context, q asked, c typed.Command, text, trigger string) Answer {
	if err := h.open(ctx, q, c, text, trigger); err != nil {
		return h.answer(h.failed(ctx, err, q.who.Zone), false)
	}
	return Answer{}
}

// open opens the form for a command that was typed in part.
func (h *Handler) open(ctx context.Context, q asked, c typed.Command, text, trigger string) error {
	var a *ledger.Account
	if c.Vendor.Slug != "" {
		var err error
		if a, err = h.account(ctx, q, c.Vendor.Slug); err != nil {
			return err
		}
	}
	if s, ok := c.Do.(typed.RecordSignal); ok && s.Signal.Kind == "" {
		return h.openView(ctx, trigger, show.PasteForm(a, show.Fill{show.FieldPasted: s.Signal.Text}, h.Desk.MayRead(ctx), h.ctx(q.who.Zone)))
	}
	known := h.ctx(q.who.Zone)
	if pay, ok := c.Do.(typed.Pay); ok && pay.Ask.Cures != "" {
		known.Policy = h.policy(ctx)
	}
	view, ok := formFor(a, c.Do, known)
	if !ok {
		entries := typed.HelpFor(string(c.Verb()))
		if len(entries) == 0 {
			return stale(string(c.Verb()))
		}
		view = show.CommandForm(entries[0], c.Vendor, strings.TrimSpace(text), c.Missing, h.ctx(q.who.Zone))
	}
	return h.openView(ctx, trigger, view)
}

// openView uses a trigger, which lives for three seconds and once.
func (h *Handler) openView(ctx context.Context, trigger string, view slack.ModalViewRequest) error {
	if _, err := h.Slack.OpenViewContext(ctx, trigger, view); err != nil {
		return &ledger.Error{Kind: ledger.Unavailable, Say: "The form could not be opened in time. Try again.", Err: err}
	}
	return nil
}

// formFor is the form of an action, filled with what is known of it.
func formFor(a *ledger.Account, do typed.Action, c show.Ctx) (slack.ModalViewRequest, bool) {
	switch do := do.(type) {
	case typed.Pay:
		return show.PayForm(a, do.Ask.Cures, show.Fill{show.FieldAmount: money(do.Ask.Amount), show.FieldFor: numbers(do.Ask.For), show.FieldMemo: do.Ask.Memo}, c), true
	case typed.Paid:
		p := do.Payment
		return show.PaidForm(a, "", show.Fill{show.FieldAmount: money(p.Amount), show.FieldDay: p.Day.String(), show.FieldFor: numbers(p.For), show.FieldRef: p.Ref}, c), true
	case typed.Settle:
		return show.PaidForm(a, do.Request, show.Fill{show.FieldAmount: money(do.Amount), show.FieldDay: do.Day.String(), show.FieldRef: do.Ref}, c), true
	case typed.RecordInvoice:
		i := do.Invoice
		return show.InvoiceForm(a, show.Fill{
			show.FieldNumber: string(i.No), show.FieldAmount: money(i.Amount), show.FieldIssued: i.Issued.String(), show.FieldDue: i.Due.String(),
			show.FieldPO: i.PO, show.FieldMemo: i.Memo,
		}, c), true
	case typed.RecordCredit:
		cr := do.Credit
		return show.CreditForm(a, show.Fill{show.FieldAmount: money(cr.Amount), show.FieldNumber: cr.Number, show.FieldFor: numbers(cr.For), show.FieldDay: cr.Day.String(), show.FieldMemo: cr.Memo}, c), true
	case typed.RecordCharge:
		i, state := do.Invoice, "contested"
		if do.Accepted {
			state = "accepted"
		}
		return show.ChargeForm(a, show.Fill{
			show.FieldNumber: string(i.No), show.FieldAmount: money(i.Amount), show.FieldKind: string(i.Kind), show.FieldCharge: state,
			show.FieldIssued: i.Issued.String(), show.FieldDue: i.Due.String(), show.FieldMemo: i.Memo,
		}, c), true
	case typed.OpenDispute:
		d := do.Dispute
		return show.DisputeForm(a, show.Fill{
			show.FieldFor1: string(d.Invoice), show.FieldAmount: money(d.Amount), show.FieldReason: d.Reason,
			show.FieldLinks: strings.Join(d.Links, "\n"), show.FieldDeadline: d.Deadline.String(), show.FieldLead: string(d.Lead),
		}, c), true
	case typed.MoveDispute:
		if d, ok := a.Disputes[do.ID]; ok && d.Live() {
			return show.OutcomeForm(a, d, c), true
		}
	case typed.RecordSignal:
		return show.SignalForm(a, "", signalFill(do.Signal), c), true
	case typed.RecordContract:
		return show.ContractForm(a, nil, c), true
	case typed.Add:
		return show.AddForm(show.Fill{show.FieldName: do.Vendor.Name, show.FieldSlug: string(do.Vendor.Slug)}, c), true
	}
	return slack.ModalViewRequest{}, false
}

func signalFill(s ledger.Signal) show.Fill {
	f := show.Fill{
		show.FieldKind: string(s.Kind), show.FieldState: string(s.State), show.FieldSource: s.Source, show.FieldEffective: s.Effective.String(),
		show.FieldCure: s.CureUntil.String(), show.FieldServices: strings.Join(s.Services, ", "), show.FieldAffiliates: strings.Join(s.Affiliates, ", "), show.FieldText: s.Text,
	}
	if s.Exposure != nil {
		f[show.FieldExposure] = exposureText(*s.Exposure)
	}
	return f
}

// movedForm is the form of a counter-measure on record, filled with what a notice says of it now, where that differs; of states only the
// next ones are offered. It was opened from a proposal, whose button names the notice and holds that.
func movedForm(a *ledger.Account, p pressed, c show.Ctx) slack.ModalViewRequest {
	id := ledger.ID(p.subject)
	ref, packed, _ := strings.Cut(p.extra, show.RestMark)
	var fill show.Fill
	if all := show.Unpack(packed); len(all) > 0 && a != nil {
		now, was := all[0], a.Signals[id]
		if now.Source == was.Source {
			now.Source = ""
		}
		if now.Effective == was.Effective {
			now.Effective = 0
		}
		if now.CureUntil == was.CureUntil {
			now.CureUntil = 0
		}
		if now.Exposure != nil && was.Exposure != nil && exposureText(*now.Exposure) == exposureText(*was.Exposure) {
			now.Exposure = nil
		}
		now.Text, _, _ = strings.Cut(now.Text, show.OlderWords) // what is below stands there already
		fill = signalFill(now)
		if says := all[0]; says.Effective.IsZero() && !was.Effective.IsZero() && says.CureUntil > was.Effective {
			fill[show.FieldNoDay] = "none"
		} else if says.CureUntil.IsZero() && !says.Effective.IsZero() && says.Effective < was.CureUntil && says.State != ledger.InEffect {
			fill[show.FieldNoCure] = "none"
		}
	}
	view := show.SignalForm(a, id, fill, c)
	if ref != "" {
		view.PrivateMetadata = show.Value(p.v, p.subject, ref)
	}
	return view
}

// exposureText is an exposure as it is typed.
func exposureText(e ledger.Exposure) string {
	text := e.Amount.String()
	switch {
	case e.Floor:
		text = "at least " + text
	case e.Ceiling:
		text = "up to " + text
	case e.AmountMax.Positive():
		text += " to " + e.AmountMax.String()
	}
	if e.Per != "" {
		text += " per " + string(e.Per)
	}
	return text
}

func money(m ledger.Money) string {
	if m.IsZero() {
		return ""
	}
	return m.String()
}

func numbers(nos []ledger.InvoiceNo) string {
	words := make([]string, len(nos))
	for n, no := range nos {
		words[n] = string(no)
	}
	return strings.Join(words, ", ")
}

// openFor opens the form that a button is for.
func (h *Handler) openFor(ctx context.Context, p pressed) error {
	c := h.ctx(p.who.Zone)
	var a *ledger.Account
	if p.v != "" {
		var err error
		if a, err = h.Cards.Load(ctx, p.v, items(ledger.ItemOf(p.subject))); err != nil {
			return unavailable(err)
		}
	}
	view, err := h.formOf(ctx, p, a, c)
	if err != nil {
		return err
	}
	return h.openView(ctx, p.trigger, view)
}

func (h *Handler) formOf(ctx context.Context, p pressed, a *ledger.Account, c show.Ctx) (view slack.ModalViewRequest, err error) {
	id := ledger.ID(p.subject)
	switch p.action {
	case show.ActPay:
		c.Policy = h.policy(ctx)
		return h.payForm(a, p.subject, c), nil
	case show.ActPaid:
		return show.PaidForm(a, "", nil, c), nil
	case show.ActSettle:
		return show.PaidForm(a, id, nil, c), nil
	case show.ActInvoice:
		return show.InvoiceForm(a, nil, c), nil
	case show.ActCredit:
		return show.CreditForm(a, nil, c), nil
	case show.ActDispute:
		return show.DisputeForm(a, show.Fill{show.FieldFor1: p.subject}, c), nil
	case show.ActSignal:
		return movedForm(a, p, c), nil
	case show.ActContract:
		return show.ContractForm(a, nil, c), nil
	case show.ActAdd:
		return show.AddForm(nil, c), nil
	}
	if a == nil {
		return view, stale(p.action)
	}
	switch p.action {
	case show.ActOutcome, show.ActChange:
		d, ok := a.Disputes[id]
		switch {
		case !ok || !d.Live():
			return view, &ledger.Error{Kind: ledger.Conflict, Say: p.subject + " is closed already. Nothing changed."}
		case p.action == show.ActChange:
			return show.DetailsForm(a, d, c), nil
		}
		return show.OutcomeForm(a, d, c), nil
	case show.ActReject:
		r, ok := a.Requests[id]
		if !ok || r.State != ledger.Requested {
			return view, &ledger.Error{Kind: ledger.Conflict, Err: &ledger.Decided{Request: r}, Say: p.subject + " is decided already. Nothing changed."}
		}
		if r.By != ledger.UserID(p.who.ID) && !p.who.Admin {
			return view, &ledger.Error{Kind: ledger.Forbidden, Say: "You may not reject payments; an admin of owed may. See `/owed help pay`"}
		}
		return show.RejectForm(a, r, c), nil
	case show.ActSnooze:
		return h.snoozeForm(ctx, p, a, c)
	case show.ActAssign:
		return h.assignForm(ctx, p, a)
	case show.ActPO:
		return show.POForm(a, ledger.InvoiceNo(p.subject), c), nil
	}
	return view, stale(p.action)
}

// payForm asks for a payment: of an invoice, of exactly the cure sum where a counter-measure is meant, or of anything.
func (h *Handler) payForm(a *ledger.Account, subject string, c show.Ctx) slack.ModalViewRequest {
	if a == nil || subject == "" {
		return show.PayForm(a, "", nil, c)
	}
	if id, ok := ledger.ParseID(subject); ok && id.Series() == ledger.SignalSeries {
		return show.PayForm(a, id, show.Fill{show.FieldAmount: cureAmount(alerts.Cure(a, c.Policy, c.Now))}, c)
	}
	return show.PayForm(a, "", show.Fill{show.FieldFor: subject}, c)
}

// snoozeForm asks for how long an alert keeps quiet: a week at most, a day where it is critical, never past its last day.
func (h *Handler) snoozeForm(ctx context.Context, p pressed, a *ledger.Account, c show.Ctx) (slack.ModalViewRequest, error) {
	al, _, err := h.matter(ctx, a, p.subject, p.now)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	limit, ok := alerts.SnoozeLimit(al, p.now)
	if !ok {
		return slack.ModalViewRequest{}, &ledger.Error{Kind: ledger.Conflict, Say: "This can't be snoozed: it is over already, or it is the last warning before harm is done."}
	}
	return show.SnoozeForm(a.Vendor, p.subject, al.Kind, limit, c), nil
}

// cureAmount is the cure sum, where it is in one currency.
func cureAmount(c alerts.Cured) string {
	if len(c.Sums) != 1 {
		return ""
	}
	return c.Sums[0].String()
}

// months reads a term: 66, or 5.5 years is not read.
func months(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}
