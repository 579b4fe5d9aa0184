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

// heir is who carries on the record of a vendor that an older message names; the vendor itself where nothing was merged.
func (h *Handler) heir(v ledger.VendorID) ledger.VendorID {
	if names := h.names.Load(); names != nil {
		if now, ok := (*names)[ledger.Fold(string(v))]; ok {
			return now
		}
	}
	return v
}
