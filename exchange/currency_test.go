package exchange_test

import (
	"fmt"
	"strings"
	"testing"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
)

// In which currency a file's amounts are is found, asked, or refused; never passed over. The vendor's own currency is dollars.
// Deliberate faults it catches: a heading that owed does not know passed over; what a debt is worth in the books taken for it, or an
// amount in one currency with the name of another; a column that agrees refused.
func TestCurrenciesOfColumns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, rows, refused string }{
		{"a name that owed does not know", "Number,Amount,Vendor Ccy Key\n1,5,USD\n2,5,EUR\n", "2 invoice aws 1 → $5.00", "end: Line 3: “Vendor Ccy Key” says “EUR”, a currency it seems, but owed does not know the column's name and took USD."},
		{"a name in another language", "Number,Amount,Валюта документа\n1,5,EUR\n", "", "end: Line 2: “Валюта документа” says “EUR”, a currency it seems"},
		{"a name that says nothing, above codes", "Number,Amount,Einheit,Land\n1,5,EUR,DE\n", "", "end: Line 2: “Einheit” says “EUR”, a currency it seems"},
		{"no name, above codes", "Number,Amount,\n1,5,EUR\n", "", "end: Line 2: “” says “EUR”, a currency it seems"},
		{"no code", "Number,Amount,Transaction currency name\n1,5,Euros\n", "", "end: Line 2: “Transaction currency name” says “Euros”"},
		{"codes among other words", "Number,Amount,Urgency\n1,5,TOP\n2,5,late\n", "2 invoice aws 1 → $5.00\n3 invoice aws 2 → $5.00", ""},
		{"the vendor's own currency", "Number,Amount,Contract Currency\n1,5,usd\n2,5,\n", "2 invoice aws 1 → $5.00\n3 invoice aws 2 → $5.00", ""},
		{"what speaks of currencies and is none", "Number,Amount,Currency Rate,Currency Date,Current,Valutadatum\n1,5,1.09,2023-01-31,0,2023-01-31\n", "2 invoice aws 1 → $5.00", ""},
		{"names in many languages", "Number;Amount;Whrg.\n1;5;EUR\n", "2 invoice aws 1 → €5.00", ""},
		{"SAP: both pairs", "Reference;Amount in local currency;Local Currency;Amount in doc. curr.;Document currency\n1;5,00;USD;4,50;EUR\n", "2 invoice aws 1 → €4.50", ""},
		{"SAP: both pairs the other way round", "Reference;Amount in doc. curr.;Curr.;Amount in local currency;LCurr\n1;4,50;EUR;5,00;USD\n", "2 invoice aws 1 → €4.50", ""},
		{"SAP in German", "Referenz;Betrag in Hauswährung;Hauswährung;Betrag in Belegwährung;Währung\n1;5,00;USD;4,50;EUR\n", "2 invoice aws 1 → €4.50", ""},
		{"SAP: a sum in the currency of the books", "Reference;Document Date;Amount in local currency;Local Currency;Amount in doc. curr.;Document currency\n1;31.01.2023;5,00;USD;4,50;EUR\n;;5,00;USD;;\n", "2 invoice aws 1 2023-01-31→ €4.50", ""},
		{"SAP: S/4", "Reference,Amount in Company Code Currency,Company Code Currency,Amount in Transaction Currency,Transaction Currency\n1,5.00,USD,4.50,EUR\n", "2 invoice aws 1 → €4.50", ""},
		{"SAP: the amount in the document's currency is missing", "Reference;Amount in local currency;Local Currency;Document currency\n1;5,00;EUR;EUR\n2;5,00;EUR;GBP\n", "2 invoice aws 1 → €5.00", "end: Line 3: “Local Currency” says EUR and “Document currency” says GBP, and nothing tells in which of them “Amount in local currency” is. Say it with `--column currency='Local Currency'` or"},
		{"SAP: the document's currency is missing", "Reference;Amount in local currency;Local Currency;Amount in doc. curr.\n1;5,00;EUR;5,00\n2;5,00;EUR;4,50\n", "2 invoice aws 1 → €5.00", "end: Line 3: “Amount in doc. curr.” differs from “Amount in local currency”"},
		{"SAP: the local currency alone beside the document's amount", "Reference;Amount in doc. curr.;Local Currency\n1;4,50;USD\n", "", "end: Line 2: by their names “Amount in doc. curr.” need not be in the currency that “Local Currency” says (USD)"},
		{"NetSuite", "Document Number,Amount,Amount (Foreign Currency),Amount Remaining (Foreign Currency),Currency\n1,110.00,100.00,40.00,EUR\n", "2 invoice aws 1 → €100.00 open €40.00", ""},
		{"NetSuite: what is open stands in the other currency", "Document Number,Amount,Amount (Foreign Currency),Amount Remaining,Currency\n1,110.00,100.00,55.00,EUR\n2,110.00,100.00,0.00,EUR\n", "3 invoice aws 2 → €100.00 open €0.00", "2 Amount Remaining: by its name it need not be in the currency of “Amount (Foreign Currency)”"},
		{"Dynamics: LCY beside", "Document No.,Currency Code,Amount,Remaining Amount,Amount (LCY),Remaining Amt. (LCY)\n1,EUR,100.00,40.00,110.00,44.00\n2,,5.00,5.00,5.00,5.00\n", "2 invoice aws 1 → €100.00 open €40.00\n3 invoice aws 2 → $5.00 open $5.00", ""},
		{"Dynamics: LCY alone", "Document No.,Currency Code,Amount (LCY)\n1,,5.00\n2,EUR,110.00\n", "2 invoice aws 1 → $5.00", "end: Line 3: by their names “Amount (LCY)” need not be in the currency that “Currency Code” says (EUR)"},
		{"Dynamics: open in LCY alone", "Document No.,Currency Code,Original Amount,Remaining Amt. (LCY)\n1,EUR,100.00,44.00\n2,,100.00,44.00\n", "3 invoice aws 2 → $100.00 open $44.00", "2 Remaining Amt. (LCY): by its name it need not be"},
		{"QuickBooks: foreign amounts", "Num,Amount,Foreign Amount,Open Balance,Foreign Open Balance,Currency\n1,110.00,100.00,44.00,40.00,EUR\n", "2 invoice aws 1 → €100.00 open €40.00", ""},
		{"Odoo: the company's currency, several of the documents", "Number,Total Signed,Currency\n1,-5.00,EUR\n2,-6.00,EUR\n3,-7.00,USD\n", "2 invoice aws 1 → €5.00\n3 invoice aws 2 → €6.00", "end: Line 4: by their names “Total Signed” need not be in the currency"},
		{"Odoo: what is due in the company's currency, and nothing shows that it is the document's", "Number,Total in Currency Signed,Amount Due Signed,Currency\n1,-600.00,-300.00,EUR\n", "", "2 Amount Due Signed: by its name it need not be"},
		{"two currencies beside one amount", "Number,Amount,Currency,Base Currency\n1,5,EUR,EUR\n2,5,EUR,USD\n", "2 invoice aws 1 → €5.00", "end: Line 3: “Currency” says EUR and “Base Currency” says USD"},
		{"two currencies of documents", "Number,Amount,Currency,Invoice Currency\n1,5,USD,EUR\n", "", "end: Line 2: “Invoice Currency” says EUR and “Currency” says USD"},
		{"two amounts by their codes", "Number,Amount (USD),Amount (EUR)\n1,5,4\n", "", "open: “Amount (USD)” and “Amount (EUR)” are amounts in two currencies, and nothing tells which of them is owed"},
		{"a code in the name and a column of currencies", "Number,Amount (USD),Currency\n1,5,USD\n2,5,EUR\n", "2 invoice aws 1 → $5.00", "end: Line 3: “Amount (USD)” is in USD, and “Currency” says EUR"},
	} {
		rows, refused := all(t, strings.NewReader(c.file), exchange.Hints{Vendor: "aws", Today: day("2023-03-03"), CurrencyOf: hintsDollars, Negative: strings.HasPrefix(c.name, "Odoo")})
		same(t, c.name, rows, split(c.rows))
		begins(t, c.name+", refused", refused, split(c.refused))
	}
}

// What the caller says of a column decides, and a column that is not there is named. Deliberate faults it catches: the question asked
// again of who has answered it; a wrong name passed over.
func TestColumnsThatAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		columns       exchange.Columns
		rows, refused string
	}{
		{exchange.Columns{"currency": "Base"}, "2 invoice aws 1 → $5.00", ""},
		{exchange.Columns{"currency": "Payment Ccy"}, "2 invoice aws 1 → €5.00", ""},
		{exchange.Columns{"currency": "Nope"}, "", "open: The file has no column “Nope” for currency; it has “Number”, “Amount”, “Base”, “Payment Ccy”."},
		{exchange.Columns{"money": "Base"}, "", "open: There is no field “money”; those are amount, currency, due, for, issued, kind, memo, number, open, paid, po, reference, status, vendor."},
	} {
		rows, refused := all(t, strings.NewReader("Number,Amount,Base,Payment Ccy\n1,5,USD,EUR\n"), exchange.Hints{Vendor: "aws", Today: day("2023-03-03"), CurrencyOf: hintsDollars, Columns: c.columns})
		same(t, fmt.Sprint(c.columns), rows, split(c.rows))
		same(t, fmt.Sprint(c.columns)+", refused", refused, split(c.refused))
	}
}

// Of several columns that say whether a document counts each is looked at. Deliberate faults it catches: a row that another one calls
// void, an invoice that another one calls paid left open, a payment that failed.
func TestStatesInSeveralColumns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, rows, refused string }{
		{"the second says void", "Number,Amount,Payment Status,Approval Status\n1,5,Unpaid,Rejected\n2,5,Unpaid,Approved\n", "3 invoice aws 2 → $5.00 | Unpaid", "2 Approval Status: its state is “Rejected”, so it is not owed; take the row out"},
		{"a state that owed does not know", "Number,Amount,Status,Workflow Status,Posting State\n1,5,Open,Done,Reversed\n", "", "2 Posting State: its state is “Reversed”"},
		{"a mark", "Number,Amount,Status,Voided\n1,5,Open,No\n2,5,Open,Yes\n3,5,Open,\n", "2 invoice aws 1 → $5.00 | Open\n4 invoice aws 3 → $5.00 | Open", "3 Voided: it says “Yes”, so it does not count; take the row out"},
		{"a day", "Number,Amount,Cancelled Date,Reversed with\n1,5,,\n2,5,2023-01-31,\n3,5,00.00.0000,\n4,5,,1700000099\n", "2 invoice aws 1 → $5.00\n4 invoice aws 3 → $5.00", "3 Cancelled Date: it says “2023-01-31”\n5 Reversed with: it says “1700000099”"},
		{"paid by another state", "Number,Amount,Open,Status,Paid Status\n1,5,0,Approved,Paid\n2,5,5,Approved,Paid\n", "2 invoice aws 1 → $5.00 open $0.00 | Approved", "3 Paid Status: by it nothing of the invoice is open, but $5.00 is"},
		{"payments", "Type,Number,Date,Amount,Status\nPayment,1,2023-01-31,5,Cleared\nPayment,2,2023-01-31,5,Returned\nPayment,3,2023-01-31,5,Scheduled\nInvoice,4,2023-01-31,5,Pending\n", "2 payment aws 1 2023-01-31→ $5.00 | Cleared | 1\n5 invoice aws 4 2023-01-31→ $5.00 | Pending", "3 Status: its state is “Returned”, so the money has not moved\n4 Status: its state is “Scheduled”"},
	} {
		rows, refused := all(t, strings.NewReader(c.file), hints())
		same(t, c.name, rows, split(c.rows))
		begins(t, c.name+", refused", refused, split(c.refused))
	}
}

func hintsDollars(string) ledger.Currency { return "USD" }
