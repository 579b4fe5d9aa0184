package handlers

import (
	"context"
	"strings"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
)

const (
	// worstKnown is how many vendors a notice is compared with at any rate: the worst.
	worstKnown = 100
	// namedKnown is how many more are compared with it because it has their names.
	namedKnown = 20
	// nameLooked is how much of a notice is looked through for names.
	nameLooked = 64 << 10
	// numbersLooked is how many invoice numbers are looked up to find out whose notice it is.
	numbersLooked = 8
)

// findings reads a text with all that the ledger knows: of a, where somebody named the vendor; else of whomever it is about,
// which a first reading tells. received is the day on which it came.
func (h *Handler) findings(ctx context.Context, text string, received ledger.Date, a *ledger.Account) (signals.Findings, error) {
	if a != nil {
		return h.readFor(ctx, text, received, a.Vendor.Slug, nil)
	}
	known, err := h.knownVendors(ctx, text)
	if err != nil {
		return signals.Findings{}, err
	}
	f := signals.Read(text, received, known)
	if f.Slug != "" {
		return h.readFor(ctx, text, received, ledger.VendorID(f.Slug), nil)
	}
	whose, err := h.whoseInvoices(ctx, f.Invoices)
	if err != nil || whose == "" {
		return f, err
	}
	return h.readFor(ctx, text, received, whose, f.Invoices)
}

// readFor reads a text as one vendor's, whose open invoices are then known by their numbers.
func (h *Handler) readFor(ctx context.Context, text string, received ledger.Date, v ledger.VendorID, invoices []string) (signals.Findings, error) {
	a, err := h.Cards.Load(ctx, v, ledger.Need{Open: firstOpen})
	if err != nil {
		return signals.Findings{}, unavailable(err)
	}
	known := h.vendorKnown(a)
	known.Invoices = append(known.Invoices, invoices...)
	return signals.Read(text, received, []signals.Vendor{known}), nil
}

// knownVendors are those whom a text may be about: the worst, and those whose names stand in it.
func (h *Handler) knownVendors(ctx context.Context, text string) ([]signals.Vendor, error) {
	page, _, _, _, err := h.Names.Vendors(ctx, "", worstKnown)
	if err != nil {
		return nil, unavailable(err)
	}
	var out []signals.Vendor
	seen := map[ledger.VendorID]bool{}
	for _, a := range page {
		seen[a.Vendor.Slug] = true
		out = append(out, h.vendorKnown(a))
	}
	if len(page) < worstKnown {
		return out, nil // that was all
	}
	names, err := h.Names.Directory(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	words := " " + ledger.Fold(text[:min(len(text), nameLooked)]) + " "
	for name, slug := range names {
		if seen[slug] || len(out) >= worstKnown+namedKnown || !strings.Contains(words, " "+name+" ") {
			continue
		}
		seen[slug] = true
		a, err := h.Cards.Card(ctx, slug)
		if err != nil {
			return nil, unavailable(err)
		}
		out = append(out, h.vendorKnown(a))
	}
	return out, nil
}

// whoseInvoices is the vendor on whose record the invoices stand; "" where they are nobody's, or of several.
func (h *Handler) whoseInvoices(ctx context.Context, numbers []string) (whose ledger.VendorID, err error) {
	for _, no := range numbers[:min(len(numbers), numbersLooked)] {
		hits, err := h.Searches.Find(ctx, no, numbersLooked)
		if err != nil {
			return "", unavailable(err)
		}
		for _, hit := range hits {
			switch {
			case hit.Why != "number" || hit.Vendor == whose:
			case whose != "":
				return "", nil
			default:
				whose = hit.Vendor
			}
		}
	}
	return whose, nil
}

// vendorKnown is what reading may know of a vendor. An alias that is a domain ("amazon.com") is where its mail comes from.
func (h *Handler) vendorKnown(a *ledger.Account) signals.Vendor {
	v := signals.Vendor{Slug: string(a.Vendor.Slug), Name: a.Vendor.Name, Aliases: a.Vendor.Aliases, Zone: a.Vendor.Location()}
	if business := h.business(a.Vendor); business != nil {
		v.Holidays = func(d ledger.Date) bool { return ledger.Weekday(d) && !business(d) }
	}
	for _, alias := range a.Vendor.Aliases {
		if strings.Contains(alias, ".") && !strings.ContainsAny(alias, " /@") {
			v.Domains = append(v.Domains, strings.ToLower(alias))
		}
	}
	for _, i := range a.Invoices {
		v.Invoices = append(v.Invoices, string(i.No))
	}
	for _, f := range a.AllFigures(h.Now()) {
		v.Outstanding = append(v.Outstanding, f.Outstanding)
	}
	return v
}
