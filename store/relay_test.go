package store_test

import (
	"fmt"
	"testing"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// recording is a decision to put an invoice on record.
func (f *fixture) recording(no string, key string) (ledger.Need, func(*ledger.Account, ledger.Team) (ledger.Change, error)) {
	by := f.by("UALICE", "import")
	by.Key = key
	return ledger.Need{Items: ledger.InvoiceItems(ledger.InvoiceNo(no))}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
		return a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(no), Amount: ledger.MustMoney("1", "USD"), Issued: ledger.NewDate(2023, 3, 1)}, by)
	}
}

// Changes that were decided on what was still on its way are all on record, in their order; where another process changes
// the vendor meanwhile, those behind are refused, none is lost, and Do records each once. Deliberate faults it catches: a
// change that is taken for recorded although the one before it was refused; one that is sent before the one before it landed.
func TestRelay(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		other := open(t, f.srv.url, store.Options{Plan: testPlan}).Team(f.id)
		relay := f.team.Relay("aws")
		var flights []*store.Flight
		for n := range 10 {
			if n == 5 {
				if !flights[4].Landed() {
					t.Fatal("a change that nothing stood against did not land")
				}
				need, decide := f.recording("OTHER-1", "other")
				if _, err := other.Do(t.Context(), "aws", need, ledger.Extra{}, decide); err != nil {
					t.Fatal(err)
				}
			}
			need, decide := f.recording(fmt.Sprintf("R-%d", n), fmt.Sprintf("relay:%d", n))
			flights = append(flights, relay.Send(t.Context(), need, decide))
		}
		for n, flight := range flights {
			if landed := flight.Landed(); landed != (n < 5) {
				t.Errorf("change %d: landed %v", n, landed)
			}
		}
		relay.Rest()
		for n := range 10 {
			need, decide := f.recording(fmt.Sprintf("R-%d", n), fmt.Sprintf("relay:%d", n))
			r, err := f.team.Do(t.Context(), "aws", need, ledger.Extra{Look: true, Key: fmt.Sprintf("relay:%d", n)}, decide)
			if err != nil || r.Replayed != (n < 5) {
				t.Errorf("change %d again: %+v, %v", n, r, err)
			}
		}
		lines, err := f.team.History(t.Context(), "aws", 0, 11)
		if err != nil {
			t.Fatal(err)
		}
		for n, want := range []string{"R-9", "R-8", "R-7", "R-6", "R-5", "OTHER-1", "R-4", "R-3", "R-2", "R-1", "R-0"} {
			if got := lines[n].Events[0].(*ledger.InvoiceRecorded).Invoice.No; string(got) != want {
				t.Errorf("entry %d from the end records %s, want %s", n, got, want)
			}
		}
		if report, err := f.team.Verify(t.Context(), store.VerifyOptions{}); err != nil || !report.OK() {
			t.Errorf("verify: %s %v", report, err)
		}
	})
}

// Deliberate fault it catches: a relay that keeps the vendor to itself until it ends, so that people wait for a whole file.
func TestRelayLetsOthersIn(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		relay := f.team.Relay("aws")
		defer relay.Rest()
		need, decide := f.recording("FIRST", "first")
		relay.Send(t.Context(), need, decide)
		done := make(chan error, 1)
		typedNeed, typed := f.recording("TYPED-1", "typed")
		go func() {
			_, err := f.team.Do(t.Context(), "aws", typedNeed, ledger.Extra{}, typed)
			done <- err
		}()
		for n := range 2000 {
			select {
			case err := <-done:
				if err != nil {
					t.Error(err)
				}
				return
			default:
			}
			need, decide := f.recording(fmt.Sprintf("R-%d", n), fmt.Sprintf("relay:%d", n))
			relay.Send(t.Context(), need, decide).Landed()
		}
		t.Error("who typed something waited for 2000 changes of a file")
	})
}
