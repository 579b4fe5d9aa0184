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
	text := unescape(cb.Message.Text)
	view, err := h.readNotice(ctx, q, text, nil)
	if err != nil {
		return h.private(h.failed(ctx, err, q.who.Zone), false)
	}
	if err := h.openView(ctx, cb.TriggerID, view); err != nil {
		return h.private(h.failed(ctx, err, q.who.Zone), false)
	}
	return Answer{}
}

// unescape takes the entities out with which Slack delivers a message's text.
func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// pasted reads a notice that was pasted into the box, and shows the form filled with what was found.
func (h *Handler) pasted(ctx context.Context, f *filled) (outcome, error) {
	view, err := h.readNotice(ctx, f.asked, f.text(show.FieldText), f.a)
	return outcome{view: &view}, err
}

// readNotice reads a text and fills in the form of a counter-measure. Nothing is recorded by it.
func (h *Handler) readNotice(ctx context.Context, q asked, text string, a *ledger.Account) (slack.ModalViewRequest, error) {
	known, err := h.knownVendors(ctx, a)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	found := signals.Read(text, ledger.DateIn(q.now, q.who.Zone), known)
	if a == nil && found.Slug != "" {
		if a, err = h.Cards.Card(ctx, ledger.VendorID(found.Slug)); err != nil {
			return slack.ModalViewRequest{}, unavailable(err)
		}
	}
	fill, evidence := fillFrom(found, text)
	return show.SignalForm(a, "", fill, evidence, h.ctx(q.who.Zone)), nil
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
