package handlers

import (
	"context"
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
)

// maxPasted is how much of a notice goes into a form's text field; Slack takes 3,000 characters.
const maxPasted = 2900

// shortcut answers "This is a counter-measure" on a message: the form opens, filled with what was read from it.
func (h *Handler) shortcut(ctx context.Context, q asked, cb slack.InteractionCallback) Answer {
	if cb.CallbackID != show.FormSignal {
		return Answer{}
	}
	ts := cb.MessageTs
	if ts == "" {
		ts = cb.Message.Timestamp
	}
	view, after, err := h.noticeForm(ctx, q, Words(cb.Message.Msg), nil, noticeRef{channel: cb.Channel.ID, ts: ts})
	if err == nil {
		err = h.openView(ctx, cb.TriggerID, view)
	}
	if err != nil {
		return h.private(h.failed(ctx, err, q.who.Zone), false)
	}
	return Answer{After: after}
}

// Words are what a message says, and the e-mails in it: each its subject and text, as far as Slack shows them.
func Words(m slack.Msg) string {
	parts := []string{unescape(m.Text)}
	for _, f := range m.Files {
		if f.Filetype != "email" && f.Mode != "email" {
			continue
		}
		var from []string
		for _, who := range f.From {
			from = append(from, who.Original)
		}
		body := f.PlainText
		if body == "" {
			body = f.PreviewPlainText
		}
		parts = append(parts, "From: "+strings.Join(from, ", ")+"\nSubject: "+f.Subject+"\n\n"+body)
	}
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}

// unescape takes the entities out with which Slack delivers a message's text.
func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// pasted reads a notice that was pasted into the box, and shows the form filled with what was found.
func (h *Handler) pasted(ctx context.Context, f *filled) (outcome, error) {
	view, after, err := h.noticeForm(ctx, f.asked, f.text(show.FieldText), f.a, noticeRef{})
	return outcome{view: &view, after: after}, err
}

// noticeForm reads a text and fills in the form of a counter-measure. Nothing is recorded by it; after tells finance
// where the text looks like fraud.
func (h *Handler) noticeForm(ctx context.Context, q asked, text string, a *ledger.Account, r noticeRef) (view slack.ModalViewRequest, after func(context.Context), err error) {
	n, err := h.read(ctx, q, text, a)
	if err != nil {
		return view, nil, err
	}
	fill, evidence := fillFrom(n.found, text)
	view = show.NoticeForm(n.a, n.Notice, fill, evidence, h.ctx(q.who.Zone))
	r.hash = n.hash
	var v ledger.VendorID
	if n.a != nil {
		v = n.a.Vendor.Slug
	}
	view.PrivateMetadata = show.Value(v, "", r.String())
	return view, func(ctx context.Context) { h.warn(ctx, q, n, r) }, nil
}

// read reads a text, and loads what the ledger says to it. a is the vendor where somebody named it.
func (h *Handler) read(ctx context.Context, q asked, text string, a *ledger.Account) (*notice, error) {
	known, err := h.knownVendors(ctx, a)
	if err != nil {
		return nil, err
	}
	n := &notice{found: signals.Read(text, ledger.DateIn(q.now, q.who.Zone), known), hash: hashOf(text)}
	n.Notice = noticeOf(n.found)
	slug := ledger.VendorID(n.found.Slug)
	if a != nil {
		slug = a.Vendor.Slug
	}
	if slug != "" {
		if n.a, err = h.Cards.Load(ctx, slug, invoices(n.Invoices...)); err != nil {
			return nil, unavailable(err)
		}
	}
	return n, nil
}

// noticeOf is what was found, as it is shown and proposed.
func noticeOf(f signals.Findings) show.Notice {
	n := show.Notice{Vendor: f.Vendor, Claimed: f.Claimed}
	for _, m := range f.Measures {
		s := ledger.Signal{
			Kind: m.Kind, State: m.State, Source: "mail", Effective: m.Effective, CureUntil: m.CureUntil, Exposure: m.Exposure, Affiliates: m.Affiliates, Text: m.Evidence.Text,
		}
		switch m.State {
		case ledger.NoticeGiven:
			s.Source = "notice"
		case ledger.Suspended, ledger.Withdrawn, ledger.Lapsed:
			n.Others = append(n.Others, s)
			continue
		case ledger.Possible, ledger.Threatened, ledger.InEffect:
		}
		n.Signals = append(n.Signals, s)
	}
	n.Signals = show.ClipSignals(n.Signals)
	for _, no := range f.Invoices[:min(len(f.Invoices), firstOpen)] {
		n.Invoices = append(n.Invoices, ledger.InvoiceNo(no))
	}
	if f.Suspicious {
		for _, why := range f.SuspiciousWhy {
			n.Suspicious = append(n.Suspicious, why.Text)
		}
		if len(n.Suspicious) == 0 {
			n.Suspicious = []string{"the way it asks for money"}
		}
	}
	return n
}

// knownVendors is what reading a notice may know of the ledger: the vendor it is about, or the worst hundred.
func (h *Handler) knownVendors(ctx context.Context, a *ledger.Account) ([]signals.Vendor, error) {
	accounts := []*ledger.Account{a}
	if a == nil {
		page, _, _, _, err := h.Names.Vendors(ctx, "", 100)
		if err != nil {
			return nil, unavailable(err)
		}
		accounts = page
	}
	out := make([]signals.Vendor, 0, len(accounts))
	for _, a := range accounts {
		v := signals.Vendor{Slug: string(a.Vendor.Slug), Name: a.Vendor.Name, Aliases: a.Vendor.Aliases, Zone: a.Vendor.Location()}
		for _, f := range a.AllFigures(h.Now()) {
			v.Outstanding = append(v.Outstanding, f.Outstanding)
		}
		out = append(out, v)
	}
	return out, nil
}

// fillFrom is the form filled with the gravest measure found, and the sentence each field was read from.
func fillFrom(f signals.Findings, text string) (fill, evidence show.Fill) {
	if len(text) > maxPasted {
		text = strings.ToValidUTF8(text[:maxPasted], "") + " …"
	}
	fill, evidence = show.Fill{show.FieldText: text}, show.Fill{}
	if len(f.Measures) == 0 {
		return fill, evidence
	}
	m := f.Measures[0]
	for _, other := range f.Measures[1:] {
		if other.State.Gravity() > m.State.Gravity() {
			m = other
		}
	}
	fill[show.FieldKind], fill[show.FieldState] = string(m.Kind), string(m.State)
	fill[show.FieldEffective], fill[show.FieldCure] = m.Effective.String(), m.CureUntil.String()
	fill[show.FieldAffiliates] = strings.Join(m.Affiliates, ", ")
	if m.State == ledger.NoticeGiven {
		fill[show.FieldSource] = "notice"
	}
	evidence[show.FieldKind], evidence[show.FieldEffective], evidence[show.FieldCure] = m.Evidence.Text, m.EffectiveFrom.Text, m.CureFrom.Text
	if m.Exposure != nil {
		fill[show.FieldExposure], evidence[show.FieldExposure] = exposureText(*m.Exposure), m.ExposureFrom.Text
	}
	return fill, evidence
}
