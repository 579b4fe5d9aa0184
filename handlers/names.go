package handlers

import (
	"context"
	"errors"
	"slices"

	"github.com/agnivade/levenshtein"
	"github.com/shopspring/decimal"
	"owed.dev/owed/ledger"
)

// vendorNames resolves what people call vendors. It trusts what was read last, and asks Redis again only where that does
// not fit: a name that is not there, or a vendor that is no longer called so. So most commands cost no look at the names.
type vendorNames struct {
	ctx   context.Context
	h     *Handler
	names map[string]ledger.VendorID
	fresh bool // names were read in this very interaction
	seen  map[ledger.VendorID]*ledger.Account
	err   error // what went wrong while resolving: no vendor is said to be missing then
}

func (h *Handler) directory(ctx context.Context) (*vendorNames, error) {
	n := &vendorNames{ctx: ctx, h: h, seen: map[ledger.VendorID]*ledger.Account{}}
	if names := h.names.Load(); names != nil {
		n.names = *names
		return n, nil
	}
	return n, n.refresh()
}

func (n *vendorNames) refresh() error {
	names, err := n.h.Names.Directory(n.ctx)
	if err != nil {
		n.err = errors.Join(n.err, err)
		return err
	}
	n.h.names.Store(&names)
	n.names, n.fresh = names, true
	return nil
}

// Resolve finds a vendor by slug, alias or name.
func (n *vendorNames) Resolve(name string) (ledger.Vendor, bool) {
	word := ledger.Fold(name)
	if slug, ok := n.names[word]; ok {
		if a, err := n.card(slug); err == nil && slices.Contains(a.Vendor.Names(), word) {
			return a.Vendor, true
		}
	}
	if n.fresh || n.refresh() != nil {
		return ledger.Vendor{}, false
	}
	slug, ok := n.names[word]
	if !ok {
		return ledger.Vendor{}, false
	}
	a, err := n.card(slug)
	if err != nil {
		return ledger.Vendor{}, false
	}
	return a.Vendor, true
}

// card reads a vendor's card once per interaction.
func (n *vendorNames) card(slug ledger.VendorID) (*ledger.Account, error) {
	if a, ok := n.seen[slug]; ok {
		return a, nil
	}
	a, err := n.h.Cards.Card(n.ctx, slug)
	if err != nil {
		n.err = errors.Join(n.err, err)
		return nil, err
	}
	n.seen[slug] = a
	return a, nil
}

// usual is what a vendor's amounts are measured against before one is taken for a slip of the finger: the largest on
// record in its currency, but never less than a billion, so that only the absurd is held up.
func (n *vendorNames) usual(v ledger.Vendor) ledger.Money {
	floor := decimal.New(1, 9)
	if v.Currency.Decimals() == 0 {
		floor = decimal.New(1, 12) // a yen, a won, a dong is a hundredth and less of a dollar
	}
	least := ledger.Money{Amount: floor, Currency: v.Currency}
	if a, ok := n.seen[v.Slug]; ok {
		if largest := a.Largest[v.Currency]; largest.Currency != "" && largest.Cmp(least) > 0 {
			return largest
		}
	}
	return least
}

// Near finds vendors whose names are a typing mistake or two away.
func (n *vendorNames) Near(name string) []ledger.Vendor {
	word := ledger.Fold(name)
	best := min(2, len([]rune(word))/3)
	seen := map[ledger.VendorID]bool{}
	var out []ledger.Vendor
	for known, slug := range n.names {
		if best == 0 || seen[slug] || levenshtein.ComputeDistance(word, known) > best {
			continue
		}
		seen[slug] = true
		if a, err := n.card(slug); err == nil {
			out = append(out, a.Vendor)
		}
	}
	slices.SortFunc(out, func(x, y ledger.Vendor) int {
		return levenshtein.ComputeDistance(word, ledger.Fold(string(x.Slug))) - levenshtein.ComputeDistance(word, ledger.Fold(string(y.Slug)))
	})
	return out[:min(3, len(out))]
}

func asRepeated(err error) (*ledger.Repeated, bool) {
	return errors.AsType[*ledger.Repeated](err)
}
