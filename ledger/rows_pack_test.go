package ledger_test

import (
	"reflect"
	"testing"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// Rows come back as they were packed. Deliberate faults it catches: a field of a row is left out, an amount with more
// decimals than its currency loses them, a key is made of another number than it was.
func TestPackedRowsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(anyFileRow), 0, 20).Draw(t, "rows")
		p := ledger.Packed{Vendor: "aws"}
		for _, r := range rows {
			p.Add(r)
		}
		got, err := p.Unpack()
		if err != nil || p.Count != len(rows) || p.Lines != ledger.Lines(rows) {
			t.Fatalf("%d rows of %d lines: %d of %d, %v", len(rows), ledger.Lines(rows), p.Count, p.Lines, err)
		}
		for n, r := range rows {
			if !reflect.DeepEqual(plain(got[n]), plain(r)) {
				t.Fatalf("%+v came back as %+v", plain(r), plain(got[n]))
			}
		}
		if len(p.Bytes) == 0 {
			return
		}
		p.Bytes = p.Bytes[:rapid.IntRange(0, len(p.Bytes)-1).Draw(t, "cut")]
		if _, err := p.Unpack(); err == nil {
			t.Fatal("a part of the rows was taken for all of them")
		}
	})
}

// plain is a row with its amount as text: one amount is kept in several ways.
func plain(r ledger.FileRow) []any {
	switch {
	case r.Invoice != nil:
		i := *r.Invoice
		amount := i.Amount.String()
		i.Amount = ledger.Money{}
		return []any{r.Line, r.Unpaid, amount, i}
	case r.Pay != nil:
		p := *r.Pay
		amount := p.Amount.String()
		p.Amount = ledger.Money{}
		return []any{r.Line, r.Was, amount, p}
	}
	c := *r.Credit
	amount := c.Amount.String()
	c.Amount = ledger.Money{}
	return []any{r.Line, r.Was, amount, c}
}

func anyFileRow(t *rapid.T) ledger.FileRow {
	text := rapid.StringN(0, 12, 40)
	number := rapid.StringMatching(`[A-Z]{1,3}-?0?[0-9]{1,6}`).Draw(t, "number")
	amount := ledger.MustMoney(rapid.SampledFrom([]string{"0.01", "1250.5", "1250.50", "1250.5000", "99999999999999999999.99"}).Draw(t, "amount"), "USD")
	day := ledger.Date(rapid.Int32Range(-1000, 900_000).Draw(t, "day"))
	r := ledger.FileRow{Line: rapid.IntRange(1, 9).Draw(t, "line")}
	key := func(kind string) string {
		return rapid.SampledFrom([]string{"", ledger.RowKey("aws", kind, number), ledger.RowKey("gcp", kind, number), ledger.BeforeOwed(ledger.RowKey("aws", "invoice", "INV-9"))}).Draw(t, "key")
	}
	paid := rapid.SampledFrom([][]ledger.InvoiceNo{nil, {"INV-9"}, {"INV-9", ""}}).Draw(t, "for")
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		r.Unpaid = rapid.Bool().Draw(t, "unpaid")
		r.Invoice = &ledger.Invoice{No: ledger.InvoiceNo(number), Amount: amount, Issued: day, Due: day + 30, PO: text.Draw(t, "po"), Memo: text.Draw(t, "memo"), RowKey: key("invoice")}
	case 1:
		r.Was = rapid.SampledFrom([]string{"", ledger.RowKey("old", "payment", number)}).Draw(t, "was")
		r.Pay = &ledger.Pay{Amount: amount, Day: day, For: paid, Ref: number, Memo: text.Draw(t, "memo"), RowKey: key("payment")}
	default:
		r.Credit = &ledger.Credit{Amount: amount, Day: day, For: paid, Number: number, Memo: text.Draw(t, "memo"), RowKey: key("credit")}
	}
	return r
}
