package handlers

import (
	"context"
	"reflect"
	"strings"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
)

const (
	// namedKnown is how many vendors a notice is compared with: the first whose names stand in it.
	namedKnown = 20
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

// knownVendors are those whom a text may be about: those whose names stand in it.
func (h *Handler) knownVendors(ctx context.Context, text string) ([]signals.Vendor, error) {
	names, err := h.noticeNames(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	var out []signals.Vendor
	for _, slug := range names.In(text, namedKnown) {
		a, err := h.Cards.Card(ctx, slug)
		if err != nil {
			return nil, unavailable(err)
		}
		out = append(out, h.vendorKnown(a))
	}
	return out, nil
}

// vendorNamed is a vendor as it is on record.
func (h *Handler) vendorNamed(ctx context.Context, slug ledger.VendorID) (ledger.Vendor, error) {
	a, err := h.Cards.Card(ctx, slug)
	if err != nil {
		return ledger.Vendor{}, unavailable(err)
	}
	return a.Vendor, nil
}

// otherNamed is the vendor on record that a text is from, where that is another than somebody said.
func (h *Handler) otherNamed(ctx context.Context, text string, received ledger.Date, said ledger.VendorID) (ledger.Vendor, error) {
	known, err := h.knownVendors(ctx, text)
	if err != nil {
		return ledger.Vendor{}, err
	}
	f := signals.Read(text, received, known)
	if other := ledger.VendorID(f.Slug); other != "" && other != said && !f.SlugDoubt {
		return h.vendorNamed(ctx, other)
	}
	return ledger.Vendor{}, nil
}

// preparedNames are names as they were read, and as notices are compared with them.
type preparedNames struct {
	read  map[string]ledger.VendorID
	names *signals.Names
}

// noticeNames are the names of all vendors, prepared anew only where one has changed.
func (h *Handler) noticeNames(ctx context.Context) (*signals.Names, error) {
	read, err := h.Names.Directory(ctx)
	if err != nil {
		return nil, err
	}
	if p := h.prepared.Load(); p != nil && reflect.ValueOf(p.read).UnsafePointer() == reflect.ValueOf(read).UnsafePointer() {
		return p.names, nil // the very same map: it is read only
	}
	p := &preparedNames{read, signals.NewNames(read)}
	h.prepared.Store(p)
	return p.names, nil
}

// whoseInvoices is the vendor on whose record the invoices stand; "" where they are nobody's, or of several.
func (h *Handler) whoseInvoices(ctx context.Context, numbers []string) (whose ledger.VendorID, err error) {
	for _, no := range numbers[:min(len(numbers), numbersLooked)] {
		hits, err := h.Searches.Find(ctx, no, "", numbersLooked)
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
