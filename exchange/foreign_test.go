package exchange_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
)

// Files as the programs that customers come from write them (figures invented), and files that are broken: what is found in
// each, row by row, stands beside it. Deliberate fault it catches: a change of what is read from it, a figure, a day, a
// sign, a row that is passed over, a refusal without the cause.
func TestForeignFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/foreign/*.*")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, ".golden") {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			got, golden := foreign(t, name), name+".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || got != string(want) {
				t.Errorf("%v; got:\n%swant:\n%s", err, got, want)
			}
		})
	}
}

// currencies are those of vendors on record that are not paid in dollars.
var currencies = map[string]ledger.Currency{
	"Locaweb S/A": "BRL", "Vultr Holdings": "GBP", "Royal Mail plc": "GBP", "Microsoft Ireland": "EUR", "Bürobedarf Groß KG": "EUR", "Aruba S.p.A.": "EUR",
}

// asked is what the user says beside the file's name.
var asked = map[string]func(*exchange.Hints){
	"aws-console-invoices.csv":        func(h *exchange.Hints) { h.Vendor = "aws" },
	"dynamics365-invoices.csv":        func(h *exchange.Hints) { h.Negative = true },
	"sap-two-currencies.tsv":          func(h *exchange.Hints) { h.Vendor = "acme" },
	"sap-fbl1n-en.tsv":                func(h *exchange.Hints) { h.Vendor = "acme" },
	"stripe-invoices.csv":             func(h *exchange.Hints) { h.Vendor = "acme" },
	"sap-s4-en.csv":                   func(h *exchange.Hints) { h.Negative = true },
	"quickbooks-transaction-list.csv": func(h *exchange.Hints) { h.Order = "mdy" },
	"quickbooks-unpaid-bills.csv":     func(h *exchange.Hints) { h.Order = "mdy" },
}

// foreign reads a file as `owed import` does where no vendor is named, and writes down all that is found in it.
func foreign(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h := exchange.Hints{Today: day("2024-06-30"), CurrencyOf: func(vendor string) ledger.Currency {
		if c, ok := currencies[vendor]; ok {
			return c
		}
		return "USD"
	}}
	if ask := asked[filepath.Base(name)]; ask != nil {
		ask(&h)
	}
	x, err := exchange.Open(f, h)
	if err != nil {
		return ledger.Say(err) + "\n"
	}
	var out strings.Builder
	found := x.Found()
	fmt.Fprintf(&out, "%s, %s, header in line %d\n%s\n", found.Encoding, found.Separator, found.HeaderLine, strings.Join(x.Lines(), "\n"))
	if _, err := f.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	rows, refused := all(t, f, h)
	for _, r := range rows {
		fmt.Fprintln(&out, "+", r)
	}
	for _, r := range refused {
		fmt.Fprintln(&out, "-", r)
	}
	if _, err := f.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	h.CurrencyOf = nil
	b, err := exchange.ReadBatch(f, exchange.Reading{File: name, Hints: h, Now: day("2024-06-30").Start(time.UTC), Find: func(vendor string) (ledger.Vendor, bool) {
		v, _ := anyVendor(vendor)
		v.Currency = cmp.Or(currencies[vendor], "USD")
		return v, true
	}})
	if err == nil {
		for _, note := range b.Notes() {
			fmt.Fprintln(&out, "!", note)
		}
	}
	return out.String()
}

// What is refused of a file comes back as a file with the same columns: each row of it is read again, as a row of the same
// vendor. Deliberate faults it catches: cells in the wrong columns, a row that is lost, the heading that a row stood under
// left behind.
func TestForeignRefusalsComeBack(t *testing.T) {
	t.Parallel()
	const grouped = "Date,Num,Amount\nAcme Cloud,,\n2023-01-31,1,5\nTotal for Acme Cloud,,5\nBeta\n2023-01-31,2,much\n2023-01-31,3,0\n"
	h := exchange.Hints{Today: day("2023-03-03"), Currency: "USD"}
	b, err := exchange.ReadBatch(strings.NewReader(grouped), exchange.Reading{File: "a.csv", Hints: h, Now: day("2023-03-03").Start(time.UTC), Find: anyVendor})
	if err != nil || len(b.Refused) != 2 || b.Rows != 1 {
		t.Fatalf("%+v, %v", b, err)
	}
	b.Refused = append(b.Refused, exchange.Refusal{Line: 3, Reason: "the ledger refuses it"})
	var out bytes.Buffer
	if err := b.WriteRefused(&out, strings.NewReader(grouped)); err != nil {
		t.Fatal(err)
	}
	mended := strings.NewReplacer(",much,", ",7,", ",0,", ",8,").Replace(out.String())
	rows, refused := all(t, strings.NewReader(mended), h)
	same(t, "mended", rows, []string{"2 invoice Beta 2 2023-01-31→ $7.00", "3 invoice Beta 3 2023-01-31→ $8.00", "4 invoice Acme Cloud 1 2023-01-31→ $5.00"})
	same(t, "mended, refused", refused, nil)
}

func anyVendor(name string) (ledger.Vendor, bool) {
	return ledger.Vendor{Slug: ledger.VendorID(strings.ToLower(name)), Name: name, Currency: "USD"}, true
}
