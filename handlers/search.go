package handlers

import (
	"context"
	"slices"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// maxHits is how many hits a search shows.
const maxHits = 20

// find searches numbers, purchase orders, references and amounts over all vendors.
func (h *Handler) find(ctx context.Context, q asked, do typed.Find) (show.Message, error) {
	amount := ""
	if !do.Amount.IsZero() {
		amount = do.Amount.Decimal()
	}
	hits, err := h.Searches.Find(ctx, do.Text, amount, maxHits+1)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	more := len(hits) > maxHits
	hits = hits[:min(len(hits), maxHits)]
	accounts, err := h.withItems(ctx, hits)
	if err != nil {
		return show.Message{}, err
	}
	return show.Find(do.Text, hits, accounts, more, h.ctx(q.who.Zone)), nil
}

// withItems loads what was found, one round trip per vendor.
func (h *Handler) withItems(ctx context.Context, hits []ledger.Hit) (map[ledger.VendorID]*ledger.Account, error) {
	found := map[ledger.VendorID][]string{}
	for _, hit := range hits {
		found[hit.Vendor] = append(found[hit.Vendor], hit.Item)
	}
	accounts := map[ledger.VendorID]*ledger.Account{}
	for v, names := range found {
		a, err := h.Cards.Load(ctx, v, items(names...))
		if err != nil {
			return nil, unavailable(err)
		}
		accounts[v] = a
	}
	return accounts, nil
}

// dueDays is how far ahead what falls due is listed where nobody says it.
const dueDays = 30

// due lists what falls due from today to a day, of a vendor or of all.
func (h *Handler) due(ctx context.Context, q asked, v ledger.VendorID, until ledger.Date, after string) (show.Message, error) {
	p, err := h.duePage(ctx, q, v, until, after, dueRows)
	if err != nil {
		return show.Message{}, err
	}
	return show.Due(p, h.paged(q)), nil
}

func (h *Handler) duePage(ctx context.Context, q asked, v ledger.VendorID, until ledger.Date, after string, n int) (p show.DuePage, err error) {
	p = show.DuePage{From: ledger.DateIn(q.now, h.Zone), Until: until}
	if v == "" {
		p.Sums, err = h.Searches.DueSums(ctx, p.From, until)
	} else {
		var a *ledger.Account
		if a, err = h.account(ctx, q, v); err == nil {
			p.Of, p.From = a.Vendor, a.Vendor.Today(q.now)
			p.Sums = a.FallsDue(p.From, until)
		}
	}
	if err != nil {
		return p, unavailable(err)
	}
	if p.Rows, p.Next, err = h.Searches.DueBy(ctx, v, p.From, until, after, n); err != nil {
		return p, unavailable(err)
	}
	p.Vendor, err = h.vendorsOf(ctx, p.Rows)
	return p, err
}

// vendorsOf are the vendors that rows are about, in one round trip.
func (h *Handler) vendorsOf(ctx context.Context, rows []ledger.DueRow) (func(ledger.VendorID) ledger.Vendor, error) {
	var slugs []ledger.VendorID
	for _, r := range rows {
		if !slices.Contains(slugs, r.Vendor) {
			slugs = append(slugs, r.Vendor)
		}
	}
	accounts, err := h.Searches.Cards(ctx, slugs)
	if err != nil {
		return nil, unavailable(err)
	}
	return func(v ledger.VendorID) ledger.Vendor { return accounts[slices.Index(slugs, v)].Vendor }, nil
}
