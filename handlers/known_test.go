package handlers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
)

// registry is a ledger of vendors without invoices.
type registry struct {
	Cards
	vendors map[ledger.VendorID]*ledger.Account
	names   map[string]ledger.VendorID
	page    []*ledger.Account
}

// aRegistry has so many vendors of two or three words, and those given.
func aRegistry(many int, more ...ledger.Vendor) *registry {
	r := &registry{vendors: map[ledger.VendorID]*ledger.Account{}, names: map[string]ledger.VendorID{}}
	for n := range many {
		slug := ledger.VendorID(fmt.Sprintf("vendor-%d", n))
		more = append(more, ledger.Vendor{Slug: slug, Name: fmt.Sprintf("Supplier %c%d Trading Ltd", 'A'+n%26, n), Aliases: []string{fmt.Sprintf("sup%d.example", n)}})
	}
	for _, v := range more {
		a := ledger.NewAccount(v)
		r.vendors[v.Slug] = a
		r.page = append(r.page, a)
		for _, name := range v.Names() {
			r.names[name] = v.Slug
		}
	}
	return r
}

func (r *registry) Directory(context.Context) (map[string]ledger.VendorID, error) {
	return r.names, nil
}

func (r *registry) Vendors(_ context.Context, _ string, n int) (page []*ledger.Account, next string, total int, sums map[ledger.Currency]ledger.Money, err error) {
	return r.page[:min(n, len(r.page))], "", len(r.page), nil, nil
}

func (r *registry) Card(_ context.Context, v ledger.VendorID) (*ledger.Account, error) {
	return r.vendors[v], nil
}

// A notice is compared with those alone whose names stand in it, however many vendors there are, and with a name from when it is
// on record. Deliberate faults it catches: names that were prepared before stay, and only the worst vendors are known.
func TestKnownVendors(t *testing.T) {
	t.Parallel()
	r := aRegistry(500, ledger.Vendor{Slug: "acker", Name: "Weberei Acker GmbH"})
	h := &Handler{Names: r, Cards: r, Now: time.Now}
	known := func(text string) (slugs []string) {
		all, err := h.knownVendors(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range all {
			slugs = append(slugs, v.Slug)
		}
		return slugs
	}
	if got := known("Supplier C340 wrote, and so did supplier D 341. From: ar@sup499.example. WEBEREI\u200b ACKER GmbH"); !slices.Equal(got, []string{"vendor-499", "acker"}) {
		t.Errorf("known are %v", got)
	}
	if got := known("Late Comer Ltd will sue."); len(got) > 0 {
		t.Errorf("known are %v", got)
	}
	late := aRegistry(500, ledger.Vendor{Slug: "late", Name: "Late Comer Ltd"})
	h.Names, h.Cards = late, late
	if got := known("Late Comer Ltd will sue."); !slices.Equal(got, []string{"late"}) {
		t.Errorf("a new name is not known: %v", got)
	}
}

// BenchmarkWhose finds out whose a notice is, among 10,000 vendors: what reading has to know of them, and the first reading.
func BenchmarkWhose(b *testing.B) {
	r := aRegistry(10_000, ledger.Vendor{Slug: "acker", Name: "Weberei Acker GmbH"})
	h := &Handler{Names: r, Cards: r, Now: time.Now}
	letter := "Weberei Acker GmbH\n\nDear customer, we will suspend all deliveries on 20 March 2023 unless the overdue invoices are paid.\n"
	for name, text := range map[string]string{
		"2KB":   letter + strings.Repeat("Thank you for your business over the years; we value it very much indeed. ", 26),
		"100KB": letter + strings.Repeat("Thank you for your business over the years; we value it very much indeed.\n", 1366),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				known, err := h.knownVendors(b.Context(), text)
				if err != nil {
					b.Fatal(err)
				}
				if f := signals.Read(text, 0, known); f.Slug != "acker" {
					b.Fatalf("it is read to be %q's", f.Slug)
				}
			}
		})
		b.Run(name+"/known", func(b *testing.B) {
			for b.Loop() {
				if _, err := h.knownVendors(b.Context(), text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
