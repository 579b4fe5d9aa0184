package exchange

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// awsReader reads the invoice list of AWS: what ListInvoiceSummaries answers, one answer or several in a file, or the
// list alone. It is the best source of what AWS is owed.
type awsReader struct {
	budget *budgetReader
	dec    *json.Decoder
	inside bool
	count  int
}

// awsInvoice is one element of InvoiceSummaries, as far as owed reads it.
type awsInvoice struct {
	InvoiceID     string          `json:"InvoiceId"`
	InvoiceType   string          `json:"InvoiceType"`
	OriginalID    string          `json:"OriginalInvoiceId"`
	Issued        json.RawMessage `json:"IssuedDate"`
	Due           json.RawMessage `json:"DueDate"`
	PO            string          `json:"PurchaseOrderNumber"`
	BillingPeriod struct{ Month, Year int }
	Entity        struct{ InvoicingEntity string }
	BaseAmount    awsAmount `json:"BaseCurrencyAmount"`
	PaymentAmount awsAmount `json:"PaymentCurrencyAmount"`
}

type awsAmount struct {
	CurrencyCode string
	TotalAmount  json.RawMessage // a string; a double would have lost cents already
}

// budgetReader gives up when one value takes more bytes than a row may have.
type budgetReader struct {
	r    io.Reader
	left int
}

// Read gives up when the budget is used up.
func (b *budgetReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.r.Read(p[:min(len(p), 16<<10)])
	b.left -= n
	return n, err
}

func newAWSReader(r io.Reader) *awsReader {
	b := &budgetReader{r: r, left: maxRecord}
	return &awsReader{budget: b, dec: json.NewDecoder(b)}
}

func (a *awsReader) columns() Columns {
	return Columns{
		fieldNumber: "InvoiceId", fieldKind: "InvoiceType", fieldFor: "OriginalInvoiceId", fieldIssued: "IssuedDate", fieldDue: "DueDate",
		fieldPO: "PurchaseOrderNumber", fieldMemo: "BillingPeriod", fieldAmount: "PaymentCurrencyAmount", fieldVendor: "InvoicingEntity",
	}
}

// next reads one invoice.
func (a *awsReader) next(r *Reader) (Row, *Refusal, error) {
	a.budget.left = maxRecord
	if err := a.enter(); err != nil {
		return Row{}, nil, a.broken(err)
	}
	var in awsInvoice
	a.count++
	err := a.dec.Decode(&in)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return Row{}, &Refusal{Line: a.count, Column: wrong.Field, Reason: "it is a " + wrong.Value + ", expected what AWS writes there"}, nil
	}
	if err != nil {
		return Row{}, nil, a.broken(err)
	}
	b := builder{row: Row{Line: a.count, Number: in.InvoiceID, PO: in.PO}}
	in.fill(&b, r)
	for _, s := range []string{in.InvoiceID, in.PO, in.OriginalID, b.row.Vendor} {
		if why := hostile(s); why != "" {
			b.fail("", "“"+clip(s)+"”: "+why)
		} else if len(s) > maxNumber {
			b.fail("", "“"+clip(s)+"” is too long")
		}
	}
	b.finish()
	if b.why != "" {
		return Row{}, &Refusal{Line: a.count, Column: b.column, Reason: b.why, Cells: []string{clip(in.InvoiceID)}}, nil
	}
	return b.row, nil, nil
}

// enter goes to the next element of a list of invoices; io.EOF where there is none.
func (a *awsReader) enter() error {
	for !a.inside || !a.dec.More() {
		t, err := a.dec.Token()
		if err != nil {
			return err
		}
		switch {
		case t == json.Delim(']'):
			a.inside = false
		case t == json.Delim('['):
			a.inside = true
		case t == json.Delim('{') || t == json.Delim('}') || t == "InvoiceSummaries":
		default: // another member of the answer, such as NextToken: its value follows
			var skipped json.RawMessage
			if err := a.dec.Decode(&skipped); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *awsReader) broken(err error) error {
	switch {
	case errors.Is(err, io.EOF) && a.count > 0:
		return io.EOF
	case errors.Is(err, io.EOF):
		return refuse("The file holds no InvoiceSummaries; expected the answer of `aws invoicing list-invoice-summaries`, or a CSV file.")
	case errors.Is(err, errTooLong):
		return refuse("Invoice %d of the list is longer than 1 MiB, so it is no invoice.", a.count)
	}
	return &ledger.Error{Kind: ledger.Invalid, Err: err, Say: fmt.Sprintf("Behind invoice %d the file is not JSON as AWS writes it; fetch the list again.", a.count)}
}

// fill puts the invoice into a row.
func (in awsInvoice) fill(b *builder, r *Reader) {
	row := &b.row
	switch in.InvoiceType {
	case "INVOICE":
		row.Kind = Invoice
	case "CREDIT_MEMO":
		row.Kind = Credit
	default:
		b.fail("InvoiceType", "“"+clip(in.InvoiceType)+"” is neither INVOICE nor CREDIT_MEMO")
	}
	row.Vendor = cmp.Or(r.hints.Vendor, in.Entity.InvoicingEntity, "Amazon Web Services")
	if in.OriginalID != "" {
		row.For = []string{in.OriginalID}
	}
	if p := in.BillingPeriod; p.Month >= 1 && p.Month <= 12 && p.Year > 2000 && p.Year < 3000 {
		row.Memo = ledger.NewDate(p.Year, time.Month(p.Month), 1).Format("January 2006")
	}
	row.Issued = awsDay(b, "IssuedDate", in.Issued)
	row.Due = awsDay(b, "DueDate", in.Due)
	amount := in.PaymentAmount
	if amount.CurrencyCode == "" {
		amount = in.BaseAmount
	}
	row.Amount = amount.money(b)
}

// money is the total, above 0 for a credit memo, too. It is never read through a double.
func (a awsAmount) money(b *builder) ledger.Money {
	const column = "PaymentCurrencyAmount"
	digits, negative := strings.CutPrefix(unquoted(a.TotalAmount), "-")
	if len(digits) > 40 || strings.Trim(digits, "0123456789.") != "" {
		b.fail(column, "“"+clip(digits)+"” is not an amount as AWS writes it")
		return ledger.Money{}
	}
	m, err := ledger.NewMoney(digits, ledger.Currency(a.CurrencyCode))
	switch {
	case err != nil:
		b.fail(column, trimExample(ledger.Say(err)))
	case m.IsZero():
		b.fail(column, "the amount is 0, so there is nothing to record")
	case negative && b.row.Kind == Invoice:
		b.fail(column, "the amount of this invoice is below 0")
	}
	return m
}

func unquoted(raw json.RawMessage) string { return strings.Trim(string(raw), `"`) }

// awsDay reads a moment, in seconds since 1970 or in ISO 8601, as its day in UTC.
func awsDay(b *builder, column string, raw json.RawMessage) ledger.Date {
	s := unquoted(raw)
	if s == "" || s == "null" {
		return 0
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return ledger.DateIn(t, time.UTC)
		}
	}
	var seconds float64
	if err := json.Unmarshal([]byte(s), &seconds); err == nil && seconds > 0 && seconds < 1e11 {
		return ledger.DateIn(time.Unix(int64(seconds), 0), time.UTC)
	}
	b.fail(column, "“"+clip(s)+"” is not a moment as AWS writes it")
	return 0
}
