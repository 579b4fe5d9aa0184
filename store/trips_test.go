package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// What it costs to read and to change, in calls to Redis. Deliberate fault it catches: a look at something else on the way.
func TestRoundTrips(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		proxy := newFaulty(t, strings.TrimPrefix(f.srv.url, "redis://"))
		team := open(t, proxy.url(), store.Options{Plan: testPlan}).Team(f.id)
		do := func() error {
			by := f.by("UALICE", "paid")
			_, err := team.Do(t.Context(), "aws", ledger.Need{Open: 1}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
				return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("1", "USD")}, by)
			})
			return err
		}
		past := f.now.Truncate(24 * time.Hour).Add(24*time.Hour - time.Millisecond)
		f.now = f.now.AddDate(0, 0, 2)
		nos := 0
		record := func(no ledger.InvoiceNo) error {
			by := f.by("UALICE", "invoice")
			_, err := team.Do(t.Context(), "aws", ledger.Need{Items: ledger.InvoiceItems(no)}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
				return a.RecordInvoice(ledger.Invoice{No: no, Amount: ledger.MustMoney("1", "USD"), Issued: ledger.NewDate(2023, 3, 1)}, by)
			})
			return err
		}
		if err := do(); err != nil { // registers the team, and loads the scripts
			t.Fatal(err)
		}
		for what, c := range map[string]struct {
			calls int
			f     func() error
		}{
			"a card":        {1, func() error { _, err := team.Card(t.Context(), "aws"); return err }},
			"settings":      {1, func() error { _, err := team.Settings(t.Context()); return err }},
			"a change":      {2, do},
			"a new invoice": {1, func() error { nos++; return record(ledger.InvoiceNo(fmt.Sprintf("NEW-%d", nos))) }},
			"an old one again": {2, func() error {
				var already *ledger.Already
				if err := record("INV-2"); !errors.As(err, &already) {
					return fmt.Errorf("INV-2 again: %w", err)
				}
				return nil
			}},
			"a list":                        {1, func() error { _, _, err := team.Invoices(t.Context(), "aws", true, "", 5); return err }},
			"a day gone by, as known then":  {3, func() error { _, err := team.Standing(t.Context(), "aws", past); return err }},
			"a day gone by, as known today": {2, func() error { _, err := team.About(t.Context(), "aws", ledger.NewDate(2023, 1, 31)); return err }},
			"what falls due": {2, func() error {
				_, err := team.DueSums(t.Context(), ledger.NewDate(2023, 3, 3), ledger.NewDate(2023, 4, 2))
				return err
			}},
			"directory": {1, func() error { _, err := team.Directory(t.Context()); return err }},
			"vendors":   {2, func() error { _, _, _, _, err := team.Vendors(t.Context(), "", 10); return err }},
		} {
			for range 2 { // the first time a script may not be known yet
				proxy.plan(0, noFault, false)
				if err := c.f(); err != nil {
					t.Fatalf("%s: %v", what, err)
				}
			}
			if got := proxy.count(); got != c.calls {
				t.Errorf("%s costs %d calls, want %d", what, got, c.calls)
			}
		}
	})
}
