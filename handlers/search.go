package handlers

import (
	"context"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// maxHits is how many hits a search shows.
const maxHits = 20

// find searches numbers, purchase orders, references and amounts over all vendors.
func (h *Handler) find(ctx context.Context, q asked, do typed.Find) (show.Message, error) {
	word := do.Text
	if !do.Amount.IsZero() {
		word = do.Amount.Decimal()
	}
	hits, err := h.Searches.Find(ctx, word, maxHits+1)
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

// due lists what falls due from today to a day, over all vendors.
func (h *Handler) due(ctx context.Context, q asked, until ledger.Date, after string) (show.Message, error) {
	from := ledger.DateIn(q.now, h.Zone)
	rows, next, err := h.Searches.DueBy(ctx, from, until, after, dueRows)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	return show.Due(rows, h.vendorNames(ctx, q, rows), from, until, next, h.ctx(q.who.Zone)), nil
}

func (h *Handler) vendorNames(ctx context.Context, q asked, rows []ledger.DueRow) func(ledger.VendorID) string {
	names := map[ledger.VendorID]string{}
	for _, r := range rows {
		if _, ok := names[r.Vendor]; ok {
			continue
		}
		if a, err := h.account(ctx, q, r.Vendor); err == nil {
			names[r.Vendor] = a.Vendor.Name
		}
	}
	return func(v ledger.VendorID) string {
		if n := names[v]; n != "" {
			return n
		}
		return string(v)
	}
}
