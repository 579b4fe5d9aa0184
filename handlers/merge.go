package handlers

import (
	"context"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// askToMerge says what a merge would do, and asks for a press: it can't be undone.
func (h *Handler) askToMerge(ctx context.Context, q asked, from, into ledger.VendorID) (show.Message, error) {
	a, err := h.Cards.Card(ctx, from)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	b, err := h.Cards.Card(ctx, into)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	if err := ledger.Mergeable(a, b); err != nil {
		return show.Message{}, err
	}
	return show.AskToMerge(a, b, h.ctx(q.who.Zone)), nil
}

// merge merges a vendor into the one that the button names. An admin may; who is one is looked up now.
func (h *Handler) merge(ctx context.Context, p pressed) (show.Message, error) {
	who, err := h.lookToDecide(ctx, p.asked)
	switch {
	case err != nil:
		return show.Message{}, err
	case !who.Admin:
		return show.Message{}, &ledger.Error{Kind: ledger.Forbidden, Say: "A merge can't be undone, so an admin of owed must press Merge. Show them with `share`"}
	}
	from, err := h.Cards.Card(ctx, p.v)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	p.verb = string(typed.MergeVerb)
	m, err := h.Merger.Merge(ctx, p.v, ledger.VendorID(p.subject), p.by())
	if err != nil {
		return show.Message{}, err
	}
	if h.Kick != nil {
		h.Kick()
	}
	if m.Account == nil { // the same press came twice
		if m.Account, err = h.Cards.Card(ctx, ledger.VendorID(p.subject)); err != nil {
			return show.Message{}, unavailable(err)
		}
	}
	return show.Merged(from.Vendor, m, h.ctx(p.who.Zone)), nil
}

// formerly reports whether a command named a vendor that was merged into another. What looks back is answered from its own
// record, which ended with the merge; all else is about the survivor.
func (h *Handler) formerly(c *typed.Command) (ledger.Absorbed, bool) {
	was := c.Was
	if was.Slug == "" {
		return was, false
	}
	switch do := c.Do.(type) {
	case typed.History:
		c.Vendor.Slug = was.Slug
	case typed.On:
		if do.Day < c.Vendor.Today(was.At) {
			c.Vendor.Slug = was.Slug
		}
	}
	return was, true
}

// meant is what a command means that may have named a vendor merged into another: what looks back is answered from its own record, and
// its invoices go by the numbers that they have by now. The remarks say so, for the answer or the refusal.
func (h *Handler) meant(ctx context.Context, q asked, c *typed.Command) (remarks []string, err error) {
	was, former := h.formerly(c)
	if !former {
		return nil, nil
	}
	remarks = append(remarks, show.MergedNote(was, c.Vendor, h.ctx(q.who.Zone)))
	do, renamed, err := h.renumbered(ctx, was.Slug, c.Vendor.Slug, c.Do)
	c.Do = do
	for _, r := range renamed {
		remarks = append(remarks, show.RenamedNote(r.was, was.Name, r.is))
	}
	return remarks, err
}

// noted is a message with some remarks at its end.
func noted(m show.Message, remarks []string) show.Message {
	for _, r := range remarks {
		m = m.Noted(r)
	}
	return m
}

// renamed is an invoice that got another number in a merge.
type renamed struct{ was, is ledger.InvoiceNo }

// renumbered makes an action that names invoices of a vendor which was merged away name them as they are numbered at the survivor now:
// the old name says whose paper is meant, and it is not the survivor's own invoice of that number.
func (h *Handler) renumbered(ctx context.Context, from, into ledger.VendorID, do typed.Action) (typed.Action, []renamed, error) {
	var nos []ledger.InvoiceNo
	typed.Renumber(do, func(no ledger.InvoiceNo) ledger.InvoiceNo { nos = append(nos, no); return no })
	if len(nos) == 0 || from == into {
		return do, nil, nil
	}
	via, err := h.via(ctx, from, into)
	if err != nil || len(via) == 0 {
		return do, nil, err
	}
	var names []ledger.InvoiceNo
	for _, no := range nos {
		names = append(append(names, ledger.NumbersSince(no, via...)...), ledger.NumbersSince(no.Part(1), via...)...)
	}
	a, err := h.Cards.Load(ctx, into, invoices(names...))
	if err != nil {
		return do, nil, unavailable(err)
	}
	records := false // it would stand on record anew
	switch do.(type) {
	case typed.RecordInvoice, typed.RecordCharge, typed.RecordOpening:
		records = true
	}
	var out []renamed
	is := typed.Renumber(do, func(no ledger.InvoiceNo) ledger.InvoiceNo {
		i, ok := a.CameAs(no, via...)
		if !ok || i.No.Key() == no.Key() || records && i.Reversed {
			return no
		}
		out = append(out, renamed{no, i.No})
		return i.No
	})
	if r, ok := do.(typed.Reverse); ok && len(out) == 0 {
		if part, ok := a.CameAs(nos[0].Part(1), via...); ok && part.No.Key() != nos[0].Part(1).Key() {
			say := r.Of + " came from " + string(from) + " in instalments, whose numbers were taken: the first is " + string(part.No) + " now. Reverse them one by one, under the numbers that `/owed " + string(into) + " invoices` shows"
			return do, nil, &ledger.Error{Kind: ledger.Invalid, Say: say}
		}
	}
	return is, out, nil
}

// via are the vendors through whose record what one vendor had came to the one that has it now: that vendor first.
func (h *Handler) via(ctx context.Context, from, into ledger.VendorID) (via []ledger.VendorID, err error) {
	for from != into && from != "" {
		a, err := h.Cards.Card(ctx, from)
		if err != nil {
			return nil, unavailable(err)
		}
		via = append(via, from)
		from = a.Vendor.MergedInto
	}
	return via, nil
}

// renumberedPress makes a button that was shown before a merge name what it named then.
func (h *Handler) renumberedPress(ctx context.Context, p *pressed, from ledger.VendorID) error {
	switch p.action {
	case show.ActUndo:
		if show.OfEntry(p.subject) {
			return &ledger.Error{Kind: ledger.Conflict, Say: string(from) + " was merged into " + string(p.v) + " meanwhile, so its entries can't be undone by a button."}
		}
	case show.ActPay, show.ActDispute, show.ActPO, show.ActCharge, show.ActContest:
	default:
		return nil
	}
	do, _, err := h.renumbered(ctx, from, p.v, typed.Reverse{Of: p.subject})
	p.subject = do.(typed.Reverse).Of
	return err
}

// heir is who carries on the record of a vendor that an older message names; the vendor itself where nothing was merged.
func (h *Handler) heir(v ledger.VendorID) ledger.VendorID {
	if names := h.names.Load(); names != nil {
		if now, ok := (*names)[ledger.Fold(string(v))]; ok {
			return now
		}
	}
	return v
}
