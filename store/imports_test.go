package store_test

import (
	"errors"
	"testing"
	"time"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// An import that runs is not begun a second time by another process that has staged the same parts, and what the first one staged stays.
// Deliberate fault it catches: two processes record one file.
func TestAnImportIsSealedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.add("aws", "Amazon Web Services")
		by := f.by("UALICE", "import")
		stage := func() error {
			part := ledger.Packed{Vendor: "aws"}
			part.Add(ledger.FileRow{Line: 2, Invoice: &ledger.Invoice{No: "A-1", Amount: ledger.MustMoney("5", "USD"), Issued: ledger.NewDate(2023, 1, 31)}})
			return f.team.StageImport(t.Context(), &store.Import{File: "a.csv", Hash: "h", By: by, Vendors: []ledger.VendorID{"aws"}, Rows: 1}, []ledger.Packed{part}, time.Minute)
		}
		if err := stage(); err != nil {
			t.Fatal(err)
		}
		if err := stage(); !errors.Is(err, store.ErrImportRuns) {
			t.Errorf("the same import again: %v", err)
		}
		if runs, err := f.team.ImportRuns(t.Context(), by.Key); err != nil || !runs {
			t.Errorf("it runs: %v, %v", runs, err)
		}
	})
}
