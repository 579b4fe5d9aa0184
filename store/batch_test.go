package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// Many changes at once share round trips, and each is answered with what became of itself: who asked for what is on
// record already is refused, whoever gave up reads that, and nobody else notices; also while Redis forgets its scripts.
// Deliberate faults it catches: answers in another order than the calls, one call's error for all of its round trip.
func TestManyAtOnceEachHasItsOwnAnswer(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		const vendors, each = 24, 6
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		bys := make([]ledger.By, vendors*each)
		for n := range bys {
			bys[n] = f.by("UA", "many")
		}
		for v := range vendors {
			f.add(fmt.Sprintf("v%d", v), fmt.Sprintf("Vendor %d", v))
		}
		var wg sync.WaitGroup
		for v := range vendors {
			slug := ledger.VendorID(fmt.Sprintf("v%d", v))
			wg.Go(func() {
				for n := range each {
					i := ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprintf("INV-%d", n/2)), Amount: ledger.MustMoney(fmt.Sprint(v+1), "USD"), Issued: ledger.NewDate(2023, 3, 1)}
					ctx := t.Context()
					if v%8 == 7 {
						ctx = gone
					}
					r, err := f.team.Do(ctx, slug, ledger.Need{Items: ledger.InvoiceItems(i.No)}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
						return a.RecordInvoice(i, bys[v*each+n])
					})
					var already *ledger.Already
					switch {
					case v%8 == 7 && !errors.Is(err, context.Canceled):
						t.Errorf("%s, given up: %v", slug, err)
					case v%8 != 7 && n%2 == 1 && !errors.As(err, &already):
						t.Errorf("%s: %s again: %v", slug, i.No, err)
					case v%8 != 7 && n%2 == 0 && (err != nil || r.Seq != int64(n/2+1)):
						t.Errorf("%s: %s is entry %d, %v", slug, i.No, r.Seq, err)
					}
				}
			})
		}
		wg.Go(func() {
			for range 3 {
				_ = f.raw.ScriptFlush(t.Context()).Err()
			}
		})
		wg.Wait()
		for v := range vendors {
			a, err := f.team.Card(t.Context(), ledger.VendorID(fmt.Sprintf("v%d", v)))
			want := ledger.MustMoney(fmt.Sprint((v+1)*each/2), "USD")
			if v%8 == 7 {
				want = ledger.Zero("USD")
			}
			if err != nil || a.FiguresOn("USD", ledger.NewDate(2023, 3, 1)).Outstanding.Cmp(want) != 0 {
				t.Errorf("v%d: %v, %v; want %s", v, a, err, want)
			}
		}
		if r, err := f.team.Verify(t.Context(), store.VerifyOptions{}); err != nil || !r.OK() {
			t.Errorf("%v\n%s", err, r)
		}
	})
}
