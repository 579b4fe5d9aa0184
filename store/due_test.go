package store_test

import (
	"slices"
	"testing"

	"owed.dev/owed/ledger"
)

// What falls due over all vendors is the sum of what falls due of each, also what is disputed or on hold. Deliberate faults
// it catches: a day is counted anew only where what is open on it changes, and a vendor's hold leaves its days as they were.
func TestDueSums(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.add("aws", "Amazon Web Services")
		f.add("gcp", "Google Cloud")
		from, to := ledger.NewDate(2023, 3, 3), ledger.NewDate(2023, 4, 15)
		day := ledger.NewDate(2023, 3, 1)
		f.invoice("aws", "A-1", "100", day)
		f.invoice("aws", "A-2", "20", day)
		f.invoice("gcp", "G-1", "7", day)
		same := func(what string, want ...string) {
			t.Helper()
			var sum [3]ledger.Money
			for n := range sum {
				sum[n] = ledger.Zero("USD")
			}
			for _, v := range []ledger.VendorID{"aws", "gcp"} {
				a, err := f.team.Card(t.Context(), v)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range a.FallsDue(from, to) {
					sum[0], sum[1], sum[2] = sum[0].Add(d.Open), sum[1].Add(d.Disputed), sum[2].Add(d.Held)
				}
			}
			days, err := f.team.DueSums(t.Context(), from, to)
			if err != nil {
				t.Fatal(err)
			}
			var got [3]ledger.Money
			for n := range got {
				got[n] = ledger.Zero("USD")
			}
			for _, d := range days {
				got[0], got[1], got[2] = got[0].Add(d.Open), got[1].Add(d.Disputed), got[2].Add(d.Held)
			}
			for n := range want {
				if got[n].Decimal() != want[n] || sum[n].Decimal() != want[n] {
					t.Errorf("%s: over all %v, of each %v, want %v", what, got, sum, want)
					return
				}
			}
		}
		same("recorded", "127.00", "0.00", "0.00")
		f.do("aws", ledger.Need{Items: ledger.InvoiceItems("A-1")}, func(a *ledger.Account) (ledger.Change, error) {
			return a.OpenDispute(ledger.Dispute{Invoice: "A-1", Amount: ledger.MustMoney("30", "USD"), Reason: "twice"}, f.by("UALICE", "dispute"))
		})
		same("disputed", "127.00", "30.00", "0.00")
		f.do("aws", ledger.Need{Items: ledger.InvoiceItems("A-2")}, func(a *ledger.Account) (ledger.Change, error) {
			return a.HoldInvoice("A-2", "", f.by("UALICE", "hold"))
		})
		same("an invoice on hold", "127.00", "30.00", "20.00")
		f.do("aws", ledger.Need{}, func(a *ledger.Account) (ledger.Change, error) { return a.Hold("", f.by("UALICE", "hold")) })
		same("a vendor on hold", "127.00", "30.00", "90.00")
		f.clean()
		f.do("aws", ledger.Need{}, func(a *ledger.Account) (ledger.Change, error) { return a.Release("", f.by("UALICE", "release")) })
		same("let go", "127.00", "30.00", "20.00")
		f.clean()
		rows, next, err := f.team.DueBy(t.Context(), "aws", from, to, "", 1)
		if err != nil || len(rows) != 1 || rows[0].Invoice.No != "A-1" || next == "" {
			t.Fatalf("of one vendor: %v, next %q, %v", rows, next, err)
		}
		if rows, next, err = f.team.DueBy(t.Context(), "aws", from, to, next, 5); err != nil || len(rows) != 1 || rows[0].Invoice.No != "A-2" || next != "" {
			t.Errorf("second page of one vendor: %v, next %q, %v", rows, next, err)
		}
		if rows, _, err = f.team.DueBy(t.Context(), "", from, to, "", 5); err != nil || len(rows) != 3 || !slices.ContainsFunc(rows, func(r ledger.DueRow) bool { return r.Vendor == "gcp" }) {
			t.Errorf("of all: %v, %v", rows, err)
		}
	})
}
