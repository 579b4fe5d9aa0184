package store_test

import (
	"context"
	"sync"
	"testing"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// Verify and rebuild work while bots go on: what is found is found in the record, not in the moving of it. Deliberate
// faults it catches: a sum taken from before a change and an index from after it, a rebuild that forgets what came meanwhile.
func TestWhileBotsRun(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.add("acme", "Acme")
		other := open(t, f.srv.url, store.Options{Plan: testPlan}).Team(f.id)
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		bys := make(chan ledger.By, 500)
		for range cap(bys) {
			bys <- f.by("UALICE", "busy")
		}
		write := func(slug ledger.VendorID, need ledger.Need, decide func(a *ledger.Account, by ledger.By) (ledger.Change, error)) {
			wg.Go(func() {
				for ctx.Err() == nil && len(bys) > 0 {
					by := <-bys
					_, err := other.Do(t.Context(), slug, need, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) { return decide(a, by) })
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		write("aws", ledger.Need{Open: 1}, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("0.01", "USD"), RowKey: "row:" + by.Key}, by)
		})
		write("acme", ledger.Need{}, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(by.Key), Amount: ledger.MustMoney("7", "EUR")}, by)
		})
		for n := range 3 {
			r, err := f.team.Verify(t.Context(), store.VerifyOptions{})
			if err != nil || !r.OK() {
				t.Errorf("verify %d: %v\n%s", n, err, r)
			}
			if _, err := f.team.Rebuild(t.Context()); err != nil {
				t.Errorf("rebuild %d: %v", n, err)
			}
		}
		stop()
		wg.Wait()
		f.clean()
	})
}
