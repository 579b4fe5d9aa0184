package store_test

import (
	"context"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// Verify and rebuild work while bots go on: what is found is found in the record, not in the moving of it. Deliberate
// fault it catches: a sum taken from before a change and an index from after it.
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
			if _, err := f.team.Rebuild(t.Context(), nil); err != nil {
				t.Errorf("rebuild %d: %v", n, err)
			}
		}
		stop()
		wg.Wait()
		f.clean()
	})
}

// What is recorded after a rebuild has read the journals and before it puts the new in place is read, too. Deliberate fault it
// catches: a rebuild that puts in place what it has, and with it forgets an entry.
func TestARebuildReadsWhatCameMeanwhile(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.rebuildWith(&adopting{do: sync.OnceFunc(func() { f.paid("aws", "1.00") })})
		if got := f.outstanding("aws"); got != "$69,999,999.00" {
			t.Errorf("%s is outstanding", got)
		}
		f.clean()
	})
}

// The step that puts the new in place is done once, also where its answer is lost. Deliberate fault it catches: a second try that
// finds nothing at the side any more, and puts that in place.
func TestARebuildWhoseAnswerIsLost(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.rebuildWith(&adopting{do: func() {}, loses: true})
		f.clean()
	})
}

// rebuildWith rebuilds over a connection with a hook.
func (f *fixture) rebuildWith(h redis.Hook) {
	f.t.Helper()
	if _, err := f.hooked(h).Rebuild(f.t.Context(), nil); err != nil {
		f.t.Fatal(err)
	}
}
