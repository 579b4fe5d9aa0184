package exchange_test

import (
	"strings"
	"testing"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
)

// A row names its vendor by a code and a name: whichever is on record. Deliberate faults it catches: a code that nobody knows hides the
// name, a name hides the code.
func TestVendorByCodeOrName(t *testing.T) {
	t.Parallel()
	h := exchange.Hints{Today: day("2023-03-03"), CurrencyOf: func(vendor string) ledger.Currency {
		return map[string]ledger.Currency{"Acme Ltd": "USD", "aws": "EUR"}[vendor]
	}}
	rows, refused := all(t, strings.NewReader("Vendor,Vendor Name,Invoice,Date,Amount\nV1,Acme Ltd,A,2022-09-02,10\naws,Amazon,B,2022-09-02,10\naws,Acme Ltd,C,2022-09-02,10\nV2,Beta,D,2022-09-02,10"), h)
	same(t, "rows", append(rows, refused...), []string{
		"2 invoice Acme Ltd A 2022-09-02→ $10.00", "3 invoice aws B 2022-09-02→ €10.00", "4 invoice aws C 2022-09-02→ €10.00",
		"5 Amount: the row has no currency, and the vendor is not known here; add a column Currency",
	})
}

// What a column says that holds no field is heard, or refused where it can't be understood. Deliberate faults it catches: a
// cancelled or paid invoice that is recorded as owed, a credit on the debit side taken for an invoice, a net amount taken for the
// whole, terms of an invoice passed over.
func TestAsides(t *testing.T) {
	t.Parallel()
	const head = "Invoice,Date,Amount,"
	for _, c := range []struct{ name, file, want string }{
		{"cancelled", head + "Cancelled\nA,2022-09-02,10,No\nB,2022-09-02,10,Yes\nC,2022-09-02,10,\nD,2022-09-02,10,maybe", `
			2 invoice aws A 2022-09-02→ $10.00
			4 invoice aws C 2022-09-02→ $10.00
			3 Cancelled: it says “Yes”, so it does not count; take the row out
			5 Cancelled: “maybe” is neither Yes nor No`},
		{"voided on a day", head + "Void Date\nA,2022-09-02,10,0000-00-00\nB,2022-09-02,10,2022-10-01", `
			2 invoice aws A 2022-09-02→ $10.00
			3 Void Date: it says “2022-10-01”, so it does not count; take the row out`},
		{"paid, in words", head + "Paid?\nA,2022-09-02,10,no\nB,2022-09-02,10,yes", `
			2 invoice aws A 2022-09-02→ $10.00
			3 invoice aws B 2022-09-02→ $10.00 open $0.00`},
		{"paid, in numbers", head + "Is Paid\nA,2022-09-02,10,0\nB,2022-09-02,10,1", `
			2 invoice aws A 2022-09-02→ $10.00
			3 invoice aws B 2022-09-02→ $10.00 open $0.00`},
		{"paid, in amounts", head + "Paid\nA,2022-09-02,\"1.010,00\",0\nB,2022-09-02,\"10,50\",\"4,50\"", `
			2 invoice aws A 2022-09-02→ $1,010.00 open $1,010.00
			3 invoice aws B 2022-09-02→ $10.50 open $6.00`},
		{"paid, and a balance", head + "Balance,Paid\nA,2022-09-02,10,10,No\nB,2022-09-02,10,4,Yes", `
			2 invoice aws A 2022-09-02→ $10.00 open $10.00
			3 Paid: by it nothing of the invoice is open, but $4.00 is`},
		{"open beside what remains", head + "Remaining Amount,Open\nA,2022-09-02,10,4,Yes\nB,2022-09-02,10,0,No\nC,2022-09-02,10,4,No", `
			2 invoice aws A 2022-09-02→ $10.00 open $4.00
			3 invoice aws B 2022-09-02→ $10.00 open $0.00
			4 Open: by it nothing of the invoice is open, but $4.00 is`},
		{"cleared on a day", head + "Type,Clearing Date\nA,2022-09-02,10,Invoice,2022-10-01\nB,2022-09-02,10,Invoice,\nC,2022-09-02,10,Credit,2022-10-01\nP,2022-09-02,10,Payment,2022-10-01", `
			2 invoice aws A 2022-09-02→ $10.00 open $0.00 paid 2022-10-01
			3 invoice aws B 2022-09-02→ $10.00
			5 payment aws P 2022-09-02→ $10.00 | P`},
		{"paid on a day", "Invoice,Invoice Date,Due,Amount,Date Paid\nA,2022-09-02,2022-10-02,10,\nB,2022-09-02,2022-10-02,10,2022-10-01\nC,2022-09-02,2023-10-02,10,2023-10-01", `
			2 invoice aws A 2022-09-02→2022-10-02 $10.00
			4 invoice aws C 2022-09-02→2023-10-02 $10.00
			3 Date Paid: it says “2022-10-01”, and no column says whether anything is open still; add one, named Balance, or take this one out`},
		{"paid on a day, with a state", "Invoice,Invoice Date,Due,Amount,Status,Date Paid\nA,2022-09-02,2022-10-02,10,Paid,2022-10-01\nB,2022-09-02,2022-10-02,10,Unpaid,2022-10-01", `
			2 invoice aws A 2022-09-02→2022-10-02 $10.00 open $0.00 paid 2022-10-01 | Paid
			3 invoice aws B 2022-09-02→2022-10-02 $10.00 | Unpaid`},
		{"debit and credit", head + "Dr/Cr\nA,2022-09-02,10,Cr\nB,2022-09-02,10,Dr\nC,2022-09-02,-10,Dr\nD,2022-09-02,-10,Cr\nE,2022-09-02,10,both\nF,2022-09-02,10,", `
			2 invoice aws A 2022-09-02→ $10.00
			4 credit aws C 2022-09-02→ $10.00
			7 invoice aws F 2022-09-02→ $10.00
			3 Dr/Cr: it says “Dr”, and nothing says whether that is owed; add a column Type that says invoice, credit or payment
			5 Dr/Cr: it says “Cr”, and nothing says whether that is owed; add a column Type that says invoice, credit or payment
			6 Dr/Cr: “both” is neither debit nor credit; write Dr or Cr, or add a column Type that says invoice, credit or payment`},
		{"a sign apart, Soll and Haben", head + "Type,Sign,Soll/Haben\nA,2022-09-02,10,,+,H\nB,2022-09-02,10,Credit,-,S\nC,2022-09-02,10,,-,S", `
			2 invoice aws A 2022-09-02→ $10.00
			3 credit aws B 2022-09-02→ $10.00
			4 Soll/Haben: it says “S”, and nothing says whether that is owed; add a column Type that says invoice, credit or payment`},
		{"net and whole", head + "VAT,Gross Amount\nA,2022-09-02,10,0,10.00\nB,2022-09-02,10,2,12\nC,2022-09-02,10,,", `
			2 invoice aws A 2022-09-02→ $10.00
			4 invoice aws C 2022-09-02→ $10.00
			3 Gross Amount: it says $12.00, and Amount $10.00; which is the invoice's can't be told: say it with ` + "`--column amount='Gross Amount'`" + ` (in Slack: the form's *Columns*), or take the other column out`},
		{"what a bill comes to, paid and due", "Vendor,Bill #,Bill Date,Due Date,Bill Amount,Amount Paid,Amount Due\naws,A,2022-09-02,2022-10-02,1000,900,100", `
			2 invoice aws A 2022-09-02→2022-10-02 $1,000.00 open $100.00`},
		{"terms", head + "Terms\nA,2022-09-02,10,Net 60\nB,2022-09-02,10,2/10 net 30\nC,2022-09-02,10,\nD,2022-09-02,10,3x30\nE,2022-09-02,10,ZB01", `
			2 invoice aws A 2022-09-02→2022-11-01 $10.00
			3 invoice aws B 2022-09-02→2022-10-02 $10.00
			4 invoice aws C 2022-09-02→ $10.00
			5 Terms: “3x30” does not say on which day the invoice is due; add a column Due Date
			6 Terms: “ZB01” does not say on which day the invoice is due; add a column Due Date`},
		{"terms beside a due date", head + "Due Date,Terms\nA,2022-09-02,10,2022-09-30,ZB01", `
			2 invoice aws A 2022-09-02→2022-09-30 $10.00`},
		{"payments that have cleared", "Payment No,Payment Date,Amount Paid,Cleared,Voided\nP1,2022-09-02,10,Yes,No\nP2,2022-09-02,10,No,Yes", `
			2 payment aws P1 2022-09-02→ $10.00 | P1
			3 Voided: it says “Yes”, so it does not count; take the row out`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows, refused := all(t, strings.NewReader(c.file), hints())
			same(t, c.name, append(rows, refused...), strings.Split(strings.ReplaceAll(strings.TrimSpace(c.want), "\t", ""), "\n"))
		})
	}
}
