package exchange_test

import (
	"io"
	"strings"
	"testing"

	"owed.dev/owed/exchange"
)

const awsList = `{
  "InvoiceSummaries": [
    {"AccountId": "111122223333", "InvoiceId": "EUINCH23-1", "IssuedDate": 1675209600.0, "DueDate": "2023-03-03T00:00:00+00:00",
     "Entity": {"InvoicingEntity": "Amazon Web Services EMEA SARL"}, "BillingPeriod": {"Month": 1, "Year": 2023}, "InvoiceType": "INVOICE", "PurchaseOrderNumber": "PO-7",
     "BaseCurrencyAmount": {"TotalAmount": "11.00", "CurrencyCode": "USD"},
     "PaymentCurrencyAmount": {"TotalAmount": "10.50", "TotalAmountBeforeTax": "9.00", "CurrencyCode": "EUR", "AmountBreakdown": {"Taxes": {"Breakdown": [{"Amount": "1.50", "Rate": "17"}]}}}},
    {"InvoiceId": "EUCNCH23-2", "IssuedDate": "2023-02-02", "InvoiceType": "CREDIT_MEMO", "OriginalInvoiceId": "EUINCH23-1", "BaseCurrencyAmount": {"TotalAmount": "-3.00", "CurrencyCode": "USD"}},
    {"InvoiceId": "3", "InvoiceType": "INVOICE", "BaseCurrencyAmount": {"TotalAmount": "-3.00", "CurrencyCode": "USD"}},
    {"InvoiceId": "4", "InvoiceType": "QUOTE", "BaseCurrencyAmount": {"TotalAmount": "3.00", "CurrencyCode": "USD"}},
    {"InvoiceId": "5", "InvoiceType": "INVOICE", "BaseCurrencyAmount": {"TotalAmount": "1e999999999", "CurrencyCode": "USD"}},
    {"InvoiceId": "6", "InvoiceType": "INVOICE", "BaseCurrencyAmount": {"TotalAmount": "3.00", "CurrencyCode": "XXX"}},
    {"InvoiceId": "=7|x", "InvoiceType": "INVOICE", "BaseCurrencyAmount": {"TotalAmount": "3.00", "CurrencyCode": "USD"}},
    {"InvoiceId": 8},
    {"InvoiceId": "9", "InvoiceType": "INVOICE", "IssuedDate": "yesterday", "BaseCurrencyAmount": {"TotalAmount": "3.00", "CurrencyCode": "USD"}},
    {"InvoiceType": "INVOICE", "BaseCurrencyAmount": {"TotalAmount": "3.00", "CurrencyCode": "USD"}}
  ],
  "NextToken": "abc"
}
{"InvoiceSummaries": [{"InvoiceId": "11", "InvoiceType": "INVOICE", "BaseCurrencyAmount": {"TotalAmount": 3.1, "CurrencyCode": "USD"}}]}
`

// The list of invoices as AWS gives it is read as it comes. Deliberate fault it catches: a credit memo taken for an invoice.
func TestAWSInvoiceList(t *testing.T) {
	t.Parallel()
	rows, refused := all(t, strings.NewReader(awsList), exchange.Hints{})
	same(t, "AWS", rows, []string{
		"1 invoice Amazon Web Services EMEA SARL EUINCH23-1 2023-02-01→2023-03-03 €10.50 po PO-7 | January 2023",
		"2 credit Amazon Web Services EUCNCH23-2 2023-02-02→ $3.00 | EUINCH23-1",
		"11 invoice Amazon Web Services 11 → $3.10",
	})
	begins(t, "AWS, refused", refused, []string{
		"3 PaymentCurrencyAmount: the amount of this invoice is below 0", "4 InvoiceType: “QUOTE” is neither", "5 PaymentCurrencyAmount: “1e999999999” is not an amount",
		"6 PaymentCurrencyAmount: “XXX” is not a currency", "7 : “=7|x”: it begins with", "8 InvoiceId: it is a number", "9 IssuedDate: “yesterday” is not a moment", "10 : the invoice has no number",
	})
	rows, refused = all(t, strings.NewReader(`[{"InvoiceId":"1","InvoiceType":"INVOICE","BaseCurrencyAmount":{"TotalAmount":"3","CurrencyCode":"USD"}}]`), hints())
	same(t, "the list alone", rows, []string{"1 invoice aws 1 → $3.00"})
	same(t, "the list alone, refused", refused, nil)
	for file, want := range map[string]string{
		`{"InvoiceSummaries": []}`: "end: The file holds no InvoiceSummaries", `{"a":1}`: "end: The file holds no InvoiceSummaries", `{"InvoiceSummaries":[{"InvoiceId":"1"`: "end: Behind invoice 1 the file is not JSON",
		`{"InvoiceSummaries":[{]}`: "end: Behind invoice 1 the file is not JSON",
	} {
		_, refused := all(t, strings.NewReader(file), hints())
		begins(t, file, refused, []string{want})
	}
	x, err := exchange.Open(io.MultiReader(strings.NewReader(awsList)), hints())
	if err != nil || x.Found().Format != "AWS invoice list" || x.Columns()["number"] != "InvoiceId" {
		t.Errorf("%v: found %+v", err, x)
	}
}
