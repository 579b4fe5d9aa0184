package handlers

import (
	"context"
	"errors"

	"github.com/agnivade/levenshtein"
	"owed.dev/owed/ledger"
)

// vendorNames resolves what people call vendors, from the directory and the cards behind it.
type vendorNames struct {
	ctx   context.Context
	cards Cards
	names map[string]ledger.VendorID
	err   error
}

func (h *Handler) directory(ctx context.Context) (*vendorNames, error) {
	names, err := h.Names.Directory(ctx)
	if err != nil {
		return nil, err
	}
	h.names.Store(&names)
	return &vendorNames{ctx: ctx, cards: h.Cards, names: names}, nil
}

// Resolve finds a vendor by slug, alias or name.
func (n *vendorNames) Resolve(name string) (ledger.Vendor, bool) {
	slug, ok := n.names[ledger.Fold(name)]
	if !ok {
		return ledger.Vendor{}, false
	}
	a, err := n.cards.Card(n.ctx, slug)
	if err != nil {
		n.err = errors.Join(n.err, err)
		return ledger.Vendor{}, false
	}
	return a.Vendor, true
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
		if a, err := n.cards.Card(n.ctx, slug); err == nil {
			out = append(out, a.Vendor)
		}
		if len(out) == 3 {
			break
		}
	}
	return out
}

func asRepeated(err error) (*ledger.Repeated, bool) {
	return errors.AsType[*ledger.Repeated](err)
}
