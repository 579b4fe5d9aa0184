package ledger_test

import (
	"fmt"
	"reflect"
	"testing"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// A file's payments that name no invoice pay the oldest ones, whatever else the file brings before them: recorded at once, its rows do what
// they do one after the other. Deliberate faults it catches: an invoice that comes between the payments stands at the wrong place, or is
// passed over; one that was paid is paid again.
func TestRowsAtOncePayAsOneByOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var rows []ledger.FileRow
		var named []ledger.InvoiceNo
		for n := range rapid.IntRange(0, 400).Draw(t, "rows") {
			c := ledger.Currency(rapid.SampledFrom([]string{"USD", "USD", "USD", "JPY"}).Draw(t, "currency"))
			sum := ledger.MustMoney(fmt.Sprint(rapid.IntRange(1, 30).Draw(t, "sum")), c)
			row := ledger.FileRow{Line: n + 2}
			key := ledger.RowKey("acme", "payment", fmt.Sprint("W-", n))
			switch what := rapid.IntRange(0, 5).Draw(t, "what"); {
			case what < 3:
				no := ledger.InvoiceNo(fmt.Sprint("INV-", n))
				issued := day("2023-01-01").AddDays(rapid.IntRange(0, 3).Draw(t, "issued"))
				row.Invoice = &ledger.Invoice{No: no, Amount: sum, Issued: issued, Due: issued.AddDays(rapid.IntRange(0, 5).Draw(t, "due"))}
				if c == "USD" {
					named = append(named, no)
				}
			case what == 3 && c == "USD" && len(named) > 0:
				row.Pay = &ledger.Pay{Amount: sum, Day: day("2023-01-20"), Ref: fmt.Sprint("W-", n), RowKey: key, For: []ledger.InvoiceNo{rapid.SampledFrom(named).Draw(t, "for")}}
			default:
				row.Pay = &ledger.Pay{Amount: sum, Day: day("2023-01-20"), Ref: fmt.Sprint("W-", n), RowKey: key}
			}
			rows = append(rows, row)
		}
		c, err := ledger.NewVendor(ledger.Vendor{Slug: "acme", Name: "Acme"}, ledger.By{Actor: "UA", At: now})
		if err != nil {
			t.Fatal(err)
		}
		record := func(a *ledger.Account, rows []ledger.FileRow) *ledger.Account {
			c, _, err := a.RecordRows(rows, ledger.By{Actor: "UA", At: now})
			if err != nil {
				t.Fatal(err)
			}
			return c.After
		}
		one := c.After
		for _, r := range rows {
			one = record(one, []ledger.FileRow{r})
		}
		atOnce := c.After
		if len(rows) > 0 {
			atOnce = record(atOnce, rows)
		}
		for id, m := range one.Movements {
			if got := atOnce.Movements[id]; !reflect.DeepEqual(got.Allocations, m.Allocations) {
				t.Fatalf("%s pays %v at once, %v by itself", id, got.Allocations, m.Allocations)
			}
		}
		for _, cur := range one.Currencies() {
			if a, b := one.Figures(cur, now), atOnce.Figures(cur, now); !reflect.DeepEqual(a, b) {
				t.Fatalf("%+v at once, %+v one by one", b, a)
			}
		}
	})
}
