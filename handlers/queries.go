package handlers

import (
	"context"
	"strings"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

const (
	// pageVendors, pageInvoices and pageEntries are how much one page holds; the rest is a press away.
	pageVendors  = 10
	pageInvoices = 15
	pageEntries  = 10
	// dueRows is how many invoices a page of what falls due names; its sums are whole.
	dueRows = 25
)

// query answers what only asks; ok is false where the command changes something.
func (h *Handler) query(ctx context.Context, q asked, c typed.Command) (m show.Message, ok bool, err error) {
	v := c.Vendor.Slug
	if v == "" {
		if m, ok, err := h.overAll(ctx, q, c.Do, ""); ok || err != nil {
			return m, true, err
		}
	}
	switch do := c.Do.(type) {
	case typed.Overview:
		m, err = h.overview(ctx, q, "")
	case typed.Card:
		m, err = h.card(ctx, q, v)
	case typed.Invoices:
		m, err = h.invoicesPage(ctx, q, v, do.Only, "")
	case typed.History:
		if v == "" {
			return m, true, &ledger.Error{Kind: ledger.Invalid, Say: "Whose history is meant? The vendor comes first. Example: `" + strings.TrimSpace("/owed aws history "+do.Of) + "`"}
		}
		m, err = h.historyPage(ctx, q, v, do, 0)
	case typed.Disputes:
		m, err = h.disputesPage(ctx, q, v, do.Closed, "")
	case typed.Signals:
		m, err = h.signals(ctx, q, v)
	case typed.ShowContract:
		m, err = h.whole(ctx, q, v, show.Contract)
	case typed.Payments:
		m, err = h.paymentsPage(ctx, q, v, do.Only, "")
	case typed.Timeline:
		m, err = h.timelinePage(ctx, q, v, 0)
	case typed.On:
		m, err = h.asOf(ctx, q, v, do.Day)
	case typed.Find:
		m, err = h.find(ctx, q, do)
	case typed.DueList:
		m, err = h.due(ctx, q, v, do.Until, "")
	case typed.Settings:
		m, err = h.settings(ctx, q, do.Words)
	case typed.Export:
		m, err = h.export(ctx, q, v, do.Format)
	case typed.Help:
		m = show.Help(typed.HelpFor(do.Word), h.ctx(q.who.Zone))
	default:
		return m, false, nil
	}
	return m, true, err
}

func (h *Handler) overview(ctx context.Context, q asked, after string) (show.Message, error) {
	page, next, total, sums, err := h.Names.Vendors(ctx, after, pageVendors)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	return show.Overview(page, sums, total, next, h.paged(q)), nil
}

func (h *Handler) card(ctx context.Context, q asked, v ledger.VendorID) (show.Message, error) {
	a, err := h.account(ctx, q, v)
	if err != nil {
		return show.Message{}, err
	}
	c := h.ctx(q.who.Zone)
	if h.Busy(v) { // what it says of that is not kept
		return show.Card(a, c), nil
	}
	return h.cards.get(a, c.Now, q.who.Zone, func() show.Message { return show.Card(a, c) }), nil
}

// account is a vendor's card, read once per interaction.
func (h *Handler) account(ctx context.Context, q asked, v ledger.VendorID) (*ledger.Account, error) {
	if a, ok := q.seen[v]; ok {
		return a, nil
	}
	a, err := h.Cards.Card(ctx, v)
	if err != nil {
		return nil, unavailable(err)
	}
	return a, nil
}

// whole shows something that a vendor's card knows whole.
func (h *Handler) whole(ctx context.Context, q asked, v ledger.VendorID, f func(*ledger.Account, show.Ctx) show.Message) (show.Message, error) {
	a, err := h.account(ctx, q, v)
	if err != nil {
		return show.Message{}, err
	}
	return f(a, h.ctx(q.who.Zone)), nil
}

// signals lists a vendor's counter-measures: those that live, which its card knows, and those that are over, which what was told of
// them names.
func (h *Handler) signals(ctx context.Context, q asked, v ledger.VendorID) (show.Message, error) {
	a, err := h.account(ctx, q, v)
	if err != nil {
		return show.Message{}, err
	}
	posted, err := h.Matters.AllPosted(ctx, v)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	var over []string
	for matter := range posted {
		id, is := strings.CutPrefix(matter, "signal:")
		if _, known := a.Signals[ledger.ID(id)]; is && !known {
			over = append(over, ledger.Item(ledger.ItemSignal, id))
		}
	}
	if len(over) > 0 {
		if a, err = h.Cards.Load(ctx, v, ledger.Need{Items: over}); err != nil {
			return show.Message{}, unavailable(err)
		}
	}
	return show.Signals(a, h.ctx(q.who.Zone)), nil
}

// asOf shows how things stood on a day: as known then, and as known today about then.
func (h *Handler) asOf(ctx context.Context, q asked, v ledger.VendorID, day ledger.Date) (show.Message, error) {
	a, err := h.Cards.Card(ctx, v)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	then, err := h.standing(ctx, a, day)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	now := then
	if a.Vendor.MergedInto == "" { // else the survivor knows
		if now, err = h.Past.About(ctx, v, day); err != nil {
			return show.Message{}, unavailable(err)
		}
	}
	return show.AsOf(then, now, day, h.ctx(q.who.Zone)), nil
}

// standing is an account as it was known at the end of a day, in the zone that counted then.
func (h *Handler) standing(ctx context.Context, a *ledger.Account, day ledger.Date) (*ledger.Account, error) {
	end, zone := a.EndOf(day)
	stood, err := h.Past.Standing(ctx, a.Vendor.Slug, end)
	if err != nil {
		return nil, err
	}
	then := *stood
	then.Vendor.Zone = zone
	return &then, nil
}

// overAll answers a question about one vendor that was asked about all: a page of the worst.
func (h *Handler) overAll(ctx context.Context, q asked, do typed.Action, after string) (m show.Message, ok bool, err error) {
	switch do.(type) {
	case typed.Signals, typed.Disputes, typed.Payments, typed.On:
	default:
		return m, false, nil
	}
	page, next, _, _, err := h.Names.Vendors(ctx, after, pageVendors)
	if err != nil {
		return m, true, unavailable(err)
	}
	c := h.paged(q)
	switch do := do.(type) {
	case typed.Signals:
		return show.AllSignals(page, next, c), true, nil
	case typed.Disputes:
		if do.Closed {
			for n, a := range page {
				if page[n], err = h.newestDisputes(ctx, a); err != nil {
					return m, true, unavailable(err)
				}
			}
		}
		return show.AllDisputes(page, do.Closed, next, c), true, nil
	case typed.Payments:
		for n, a := range page {
			if page[n], err = h.newestPayments(ctx, a); err != nil {
				return m, true, unavailable(err)
			}
		}
		return show.AllPayments(page, do.Only, next, c), true, nil
	case typed.On:
		all, later, err := h.allOn(ctx, page, do.Day)
		if err != nil {
			return m, true, unavailable(err)
		}
		return show.AllAsOf(all, later, do.Day, next, c), true, nil
	}
	return m, false, nil
}

// allOn are vendors as they stood at the end of a day, each followed by those that were merged into it since; later are those of whom
// nothing was recorded by then, as they are known today.
func (h *Handler) allOn(ctx context.Context, page []*ledger.Account, day ledger.Date) (all []*ledger.Account, later map[ledger.VendorID]bool, err error) {
	later = map[ledger.VendorID]bool{}
	for _, a := range page {
		stood, err := h.standing(ctx, a, day)
		if err != nil {
			return nil, nil, err
		}
		merged, err := h.mergedSince(ctx, a, day)
		if err != nil {
			return nil, nil, err
		}
		if len(stood.Sums) == 0 && len(merged) == 0 {
			if stood, err = h.Past.About(ctx, a.Vendor.Slug, day); err != nil {
				return nil, nil, err
			}
			later[a.Vendor.Slug] = true
		}
		all = append(append(all, stood), merged...)
	}
	return all, later, nil
}

// mergedSince are the vendors merged into another one after a day of which something was on record by then, as they stood.
func (h *Handler) mergedSince(ctx context.Context, into *ledger.Account, day ledger.Date) (out []*ledger.Account, err error) {
	for _, was := range into.Vendor.Absorbed {
		if day >= into.Vendor.Today(was.At) {
			continue
		}
		a, err := h.Cards.Card(ctx, was.Slug)
		if err != nil {
			return nil, err
		}
		stood, err := h.standing(ctx, a, day)
		if err != nil {
			return nil, err
		}
		if len(stood.Sums) > 0 {
			out = append(out, stood)
		}
	}
	return out, nil
}
