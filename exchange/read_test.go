package exchange_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
)

func day(s string) ledger.Date {
	d, err := ledger.ParseISO(s)
	if err != nil {
		panic(err)
	}
	return d
}

func hints() exchange.Hints {
	return exchange.Hints{Vendor: "aws", Currency: "USD", Today: day("2023-03-03")}
}

// all reads a file to its end and writes each row as one line.
func all(t testing.TB, r io.Reader, h exchange.Hints) (rows, refused []string) {
	t.Helper()
	x, err := exchange.Open(r, h)
	if err != nil {
		return nil, []string{"open: " + ledger.Say(err)}
	}
	for {
		row, refusal, err := x.Next()
		switch {
		case errors.Is(err, io.EOF):
			return rows, refused
		case err != nil:
			return rows, append(refused, "end: "+err.Error())
		case refusal != nil:
			refused = append(refused, fmt.Sprintf("%d %s: %s", refusal.Line, refusal.Column, refusal.Reason))
		default:
			rows = append(rows, show(row))
		}
	}
}

func show(r exchange.Row) string {
	s := fmt.Sprintf("%d %s %s %s %s→%s %s", r.Line, r.Kind, r.Vendor, r.Number, r.Issued, r.Due, r.Amount)
	if r.Open.Currency != "" {
		s += " open " + r.Open.String()
		if !r.PaidOn.IsZero() && r.Open.Cmp(r.Amount) < 0 {
			s += " paid " + r.PaidOn.String()
		}
	}
	for name, v := range map[string]string{"po": r.PO} {
		if v != "" {
			s += " " + name + " " + v
		}
	}
	for _, v := range []string{r.Memo, r.Status, r.Reference, strings.Join(r.For, "+")} {
		if v != "" {
			s += " | " + v
		}
	}
	return s
}

const simple = `Vendor,Invoice Number,Invoice Date,Due Date,Amount
Amazon,INV-1,2022-07-31,2022-08-30,10000000.00
Amazon,INV-2,2022-08-31,2022-09-30,"10,000,000.00"
`

var simpleRows = []string{
	"2 invoice Amazon INV-1 2022-07-31→2022-08-30 $10,000,000.00",
	"3 invoice Amazon INV-2 2022-08-31→2022-09-30 $10,000,000.00",
}

func same(t *testing.T, name string, got, want []string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s:\n%s\nexpected:\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func utf16of(s string, order binary.ByteOrder, bom bool) string {
	if bom {
		s = "\ufeff" + s
	}
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		var two [2]byte
		order.PutUint16(two[:], u)
		b = append(b, two[:]...)
	}
	return string(b)
}

// TestEncodings reads one file in every way that files are written. Deliberate fault it catches: a byte of Windows-1252
// taken for its number.
func TestEncodings(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"plain": simple, "BOM": "\ufeff" + simple, "CRLF": strings.ReplaceAll(simple, "\n", "\r\n"), "CR alone": strings.ReplaceAll(simple, "\n", "\r"),
		"no newline at the end": strings.TrimRight(simple, "\n"), "blank lines": strings.ReplaceAll(simple, "\nAmazon,INV-2", "\nAmazon,INV-2") + "\n\n,,,,\n",
		"UTF-16LE": utf16of(simple, binary.LittleEndian, true), "UTF-16BE": utf16of(simple, binary.BigEndian, true),
		"UTF-16LE without BOM": utf16of(simple, binary.LittleEndian, false), "UTF-16BE without BOM": utf16of(simple, binary.BigEndian, false),
		"tabs": strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(simple, `"10,000,000.00"`, "10000000.00"), ",", "\t"), "\"", ""), "semicolons": strings.ReplaceAll(strings.ReplaceAll(simple, `"10,000,000.00"`, "10000000.00"), ",", ";"),
		"bars": strings.ReplaceAll(strings.ReplaceAll(simple, `"10,000,000.00"`, "10000000.00"), ",", "|"), "all quoted": "\"Vendor\",\"Invoice Number\",\"Invoice Date\",\"Due Date\",\"Amount\"\n\"Amazon\",\"INV-1\",\"2022-07-31\",\"2022-08-30\",\"10000000.00\"\n\"Amazon\",\"INV-2\",\"2022-08-31\",\"2022-09-30\",\"10,000,000.00\"\n",
		"a total below": simple + "Total,,,,20000000.00\n",
	} {
		rows, refused := all(t, strings.NewReader(file), hints())
		same(t, name, rows, simpleRows)
		same(t, name+", refused", refused, nil)
		for how, r := range map[string]io.Reader{
			"as a stream": io.MultiReader(strings.NewReader(file)), "byte by byte": iotest.OneByteReader(strings.NewReader(file)), "with the end at once": iotest.DataErrReader(iotest.HalfReader(strings.NewReader(file))),
		} {
			rows, refused = all(t, r, hints())
			same(t, name+", "+how, rows, simpleRows)
			same(t, name+", "+how+", refused", refused, nil)
		}
	}
	latin := "Lieferant;Belegnummer;Belegdatum;F\xe4lligkeit;Betrag\nM\xfcller \x80;R-1;31.01.2023;02.03.2023;1.250,50\n"
	rows, refused := all(t, strings.NewReader(latin), exchange.Hints{Currency: "EUR", Today: day("2023-03-03")})
	same(t, "Windows-1252", rows, []string{"2 invoice Müller € R-1 2023-01-31→2023-03-02 €1,250.50"})
	same(t, "Windows-1252, refused", refused, nil)
}

// TestReader holds one small file per rule.
func TestReader(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, rows, refused string }{
		{"headers in any case", "SUPPLIER name;inv #;Doc. Date;NET DUE DATE;Grand-Total\nA;7;2023-01-31;2023-03-02;5\n", "2 invoice A 7 2023-01-31→2023-03-02 $5.00", ""},
		{"titles above", "Open items of Example Inc.\nas of,2023-03-03\n\nInvoice No.,Date,Amount\nI-1,2023-01-31,5\n", "5 invoice aws I-1 2023-01-31→ $5.00", ""},
		{"sep line", "sep=;\nInvoice No.;Date;Amount\nI-1;2023-01-31;5,50\n", "3 invoice aws I-1 2023-01-31→ $5.50", ""},
		{"two styles in two columns", "Number;Amount;Balance\n1;1.250,50;1,250.50\n2;1.234;1,234\n", "2 invoice aws 1 → $1,250.50 open $1,250.50\n3 invoice aws 2 → $1,234.00 open $1,234.00", ""},
		{"a style that nothing decides", "Number,Amount\n1,1.234\n2,500\n", "3 invoice aws 2 → $500.00", "2 Amount: “1.234”: it may be 1234 or 1.234"},
		{"styles mixed", "Number;Amount\n1;1.250,50\n2;1,250.50\n3;5\n", "4 invoice aws 3 → $5.00", "2 Amount: “1.250,50”: the column has amounts written\n3 Amount: “1,250.50”: the column has amounts written"},
		{"signs", "Number,Amount\n1,\"$1,250.50\"\n2,EUR 5.00\n3,£5\n4,5 xyz\n5,C$5\n", "2 invoice aws 1 → $1,250.50\n3 invoice aws 2 → €5.00\n4 invoice aws 3 → £5.00\n6 invoice aws 5 → C$5.00", "5 Amount: “xyz” is not a currency"},
		{"currency column", "Number,Currency,Amount\n1,EUR,5.00\n2,usd,$5.00\n3,EUR,£5.00\n4,CAD,$5.00\n5,XXX,5\n6,JPY,5.50\n7,EUR,$5.00\n", "2 invoice aws 1 → €5.00\n3 invoice aws 2 → $5.00\n5 invoice aws 4 → C$5.00", "4 Amount: the cell says GBP, the row EUR\n6 Currency: “XXX” is not a currency\n7 Amount: JPY has 0 decimals\n8 Amount: the cell says USD, the row EUR"},
		{"an invoice's currency", "Number,Payment Currency,Invoice Currency,Amount\n1,USD,EUR,5\n", "2 invoice aws 1 → €5.00", ""},
		{"a payment's currency", "Invoice Number,Payment Date,Payment Amount,Invoice Currency,Payment Currency,Payment Reference,Approval Status\n1,2023-01-31,5,USD,EUR,W-1,Approved\n", "2 payment aws W-1 1 2023-01-31→ €5.00 | Approved | W-1 | 1", ""},
		{"cancelled at validation", "Number,Amount,Validation Status\n1,5,Cancelled\n2,5,Validated\n", "3 invoice aws 2 → $5.00 | Validated", "2 Validation Status: its state is “Cancelled”"},
		{"currency in the header", "Number,Amount (EUR)\n1,5.00\n", "2 invoice aws 1 → €5.00", ""},
		{"days", "Number,Date,Amount\n1,31/1/2023,5\n2,3/2/2023,5\n3,2023-02-29,5\n4,31 Jan 2023,5\n5,today,5\n6,2023-01-31T10:00:00Z,5\n7,2023-01-31 10:00:00,5\n", "2 invoice aws 1 2023-01-31→ $5.00\n3 invoice aws 2 2023-02-03→ $5.00\n5 invoice aws 4 2023-01-31→ $5.00\n7 invoice aws 6 2023-01-31→ $5.00\n8 invoice aws 7 2023-01-31→ $5.00", "4 Date: “2023-02-29”: February 2023 has 28 days\n6 Date: it is not a day"},
		{"days that nothing decides", "Number,Date,Amount\n1,3/2/2023,5\n", "", "2 Date: “3/2/2023” may be 3 February or 2 March"},
		{"a twelve decides nothing", "Number,Date,Amount\n1,12/5/2023,5\n2,5/12/2023,5\n3,12/12/2023,5\n", "4 invoice aws 3 2023-12-12→ $5.00", "2 Date: “12/5/2023” may be\n3 Date: “5/12/2023” may be"},
		{"days mixed", "Number,Date,Amount\n1,31/1/2023,5\n2,1/31/2023,5\n3,3/2/2023,5\n", "2 invoice aws 1 2023-01-31→ $5.00\n3 invoice aws 2 2023-01-31→ $5.00", "4 Date: “3/2/2023” may be"},
		{"blanks and apostrophes", "Number;Amount\n1;1'250.50\n2;1 250.50\n3;1 250 000.00\n4; 5 \n5;−5.00\n", "2 invoice aws 1 → $1,250.50\n3 invoice aws 2 → $1,250.50\n4 invoice aws 3 → $1,250,000.00\n5 invoice aws 4 → $5.00\n6 credit aws 5 → $5.00", ""},
		{"months in words", "Number;Date;Amount\n1;11-FEB-23;5\n2;12 août 2022;5\n3;3 févr. 2023;5\n4;05. Mär 2023;5\n5;10 de enero de 2023;5\n6;2 giu 2022;5\n7;2023年3月1日;5\n8;30-FEB-23;5\n9;5-Foo-23;5\n", "2 invoice aws 1 2023-02-11→ $5.00\n3 invoice aws 2 2022-08-12→ $5.00\n4 invoice aws 3 2023-02-03→ $5.00\n5 invoice aws 4 2023-03-05→ $5.00\n6 invoice aws 5 2023-01-10→ $5.00\n7 invoice aws 6 2022-06-02→ $5.00\n8 invoice aws 7 2023-03-01→ $5.00", "9 Date: it is not a day\n10 Date: it is not a day"},
		{"states with what they are of", "Number,Amount,Status\n1,5,Bill : Paid In Full\n2,5,Bill : Open\n3,5,Bill : Cancelled\n", "2 invoice aws 1 → $5.00 open $0.00 | Bill : Paid In Full\n3 invoice aws 2 → $5.00 | Bill : Open", "4 Status: its state is “Bill : Cancelled”"},
		{"due before issued", "Number,Date,Due,Amount\n1,2023-01-31,2023-01-30,5\n2,2023-01-31,2023-01-31,5\n", "3 invoice aws 2 2023-01-31→2023-01-31 $5.00", "2 : it falls due on 2023-01-30, before"},
		{"kinds", "Type,Number,Date,Amount,Applied To\nInvoice,1,2023-01-31,5,\nCredit Memo,2,2023-01-31,-3,1\nBill Payment,W-1,2023-02-01,5,\"1, 2\"\nQuote,4,2023-01-31,5,\nInvoice,5,2023-01-31,-5,\nPayment,,2023-02-01,5,\n", "2 invoice aws 1 2023-01-31→ $5.00\n3 credit aws 2 2023-01-31→ $3.00 | 1\n4 payment aws W-1 2023-02-01→ $5.00 | W-1 | 1+2", "5 Type: “Quote” is neither\n6 Amount: the amount of this invoice is below 0\n7 : the payment has neither"},
		{"what no file records", "Kind,Number,For,Amount\nrefund,RF-1,P-3,5\nmerged,INV-1,amzn,5\nWrite-off,W-1,INV-1,5\n", "", "2 Kind: it is money that the vendor gave back, which no file records: take the row out, and after the import type `/owed aws refund ID $5.00`, with the ID that P-3 has then\n3 Kind: it moved between two vendors that were merged: take the row out\n4 Kind: it is a write-off, which no file records"},
		{"below 0 without a kind", "Number,Amount\n1,(5.00)\n2,5.00\n", "2 credit aws 1 → $5.00\n3 invoice aws 2 → $5.00", ""},
		{"all below 0 and nobody says why", "Number,Amount\n1,(5.00)\n2,5.00-\n", "", "open: All amounts in “Amount” are below 0, and no row says what it is. If they are invoices of a ledger that has debts below 0, say so: `--negative`"},
		{"all that is open below 0 and nobody says why", "Number,Balance\n1,-5.00\n2,-6.00\n", "", "open: All amounts in “Balance” are below 0"},
		{"all above 0 where invoices are below it", "Number,Total Signed\n1,5.00\n", "", "open: All amounts in “Total Signed” are above 0, where invoices are usually below it"},
		{"all below 0 and a row says why", "Type,Number,Amount\nCredit,1,-5.00\n", "2 credit aws 1 → $5.00", ""},
		{"below 0 what is open alone", "Number,Amount Due Signed\n1,-5.00\n2,6.00\n", "2 invoice aws 1 → $5.00 open $5.00\n3 credit aws 2 → $6.00 open $6.00", ""},
		{"sums", "Vendor,Number,Date,Amount\nA,1,2023-01-31,5\nA,2,2023-01-31,-2\nTotal A,,,3\nB,3,2023-01-31,7\nTotal B,,,7\n*,,,10\nTotal,,,10\nGrand total,,,10\n", "2 invoice A 1 2023-01-31→ $5.00\n3 credit A 2 2023-01-31→ $2.00\n5 invoice B 3 2023-01-31→ $7.00", ""},
		{"sums of credits above 0", "Type,Number,Date,Amount\nBill,1,2023-01-31,5\nCredit,2,2023-01-31,2\nTotal,,,3\n", "2 invoice aws 1 2023-01-31→ $5.00\n3 credit aws 2 2023-01-31→ $2.00", ""},
		{"a sum that does not add up", "Number,Date,Amount,Open\n1,2023-01-31,10,10\n2,2023-01-31,20,20\nTotal,,99,30\n,,30,31\n", "2 invoice aws 1 2023-01-31→ $10.00 open $10.00\n3 invoice aws 2 2023-01-31→ $20.00 open $20.00", "4 Amount: the row is a sum of $99.00, but the rows above it come to $30.00"},
		{"a sum of two currencies", "Number,Date,Amount,Currency\n1,2023-01-31,10,USD\n2,2023-01-31,20,EUR\nTotal,,99,\n", "2 invoice aws 1 2023-01-31→ $10.00\n3 invoice aws 2 2023-01-31→ €20.00", ""},
		{"days far off, as they are refused when typed", "Number,Date,Amount\n1,1923-01-31,5\n2,2034-01-31,5\n3,31.01.80,5\n4,2013-03-04,5\n", "5 invoice aws 4 2013-03-04→ $5.00", "2 Date: “1923-01-31” is 1923-01-31, more than 10 years off\n3 Date: “2034-01-31” is 2034-01-31, more than 10 years off\n4 Date: “31.01.80” is 1980-01-31, too far off"},
		{"an account's page", "Date,Num,Debit,Credit,Balance\n2023-01-31,1,,5,5\n", "", "open: This is a bank statement, or the page of an account: its balance runs from row to row"},
		{"one sign that may be decimal", "Number;Amount\n1;1,250\n", "", "2 Amount: “1,250”: it may be 1250 or 1.250, and nothing in the column decides; say which sign is decimal (--decimal point or comma)"},
		{"nothing but a byte order mark", "\xef\xbb\xbf", "", "open: The file is empty"},
		{"open", "Number,Amount,Open Balance\n1,10,4\n2,10,11\n3,,7\n4,10,0.00\n5,10,-1\n", "2 invoice aws 1 → $10.00 open $4.00\n4 invoice aws 3 → $7.00 open $7.00\n5 invoice aws 4 → $10.00 open $0.00", "3 Open Balance: more is open than the amount\n6 Open Balance: what is open has another sign than the amount"},
		{"what lowers a debt below 0 with its open amount", "Type,Number,Amount,Open\nBill,1,10,10\nCredit,2,-5,-5\nCredit,3,-5,0\n", "2 invoice aws 1 → $10.00 open $10.00\n3 credit aws 2 → $5.00 open $5.00", ""},
		{"what is used up in part", "Type,Number,Date,Amount,Open\nBill,1,,10,10\nPayment,2,2023-01-31,5,2\nCredit,3,,5,5\n", "2 invoice aws 1 → $10.00 open $10.00\n4 credit aws 3 → $5.00 open $5.00", "3 Open: $3.00 of this payment is used up"},
		{"what is used up where no invoice has it", "Type,Number,Date,Amount,Open\nPayment,2,2023-01-31,5,0\n", "", "2 Open: $5.00 of this payment is used up"},
		{"liabilities below 0", "Type,Number,Date,Amount\nBill,1,2023-01-31,-10\nCredit,2,2023-01-31,5\nPayment,3,2023-01-31,2\nBill,4,2023-01-31,-1\n", "2 invoice aws 1 2023-01-31→ $10.00\n3 credit aws 2 2023-01-31→ $5.00\n4 payment aws 3 2023-01-31→ $2.00 | 3\n5 invoice aws 4 2023-01-31→ $1.00", ""},
		{"invoices below 0 alone may be credits", "Type,Number,Amount\nBill,1,-10\n", "", "2 Amount: the amount of this invoice is below 0"},
		{"payments below 0", "Type,Number,Date,Amount\nBill,1,2023-01-31,10\nPayment,2,2023-01-31,-5\n", "2 invoice aws 1 2023-01-31→ $10.00\n3 payment aws 2 2023-01-31→ $5.00 | 2", ""},
		{"payments of both signs", "Type,Number,Date,Amount\nPayment,1,2023-01-31,10\nPayment,2,2023-01-31,-5\n", "2 payment aws 1 2023-01-31→ $10.00 | 1", "3 Amount: the amount of this payment is below 0"},
		{"years of two digits", "Number,Date,Due,Amount\n1,28.02.24,,5\n2,01/02/24,02/28/24,5\n3,30.02.24,,5\n", "2 invoice aws 1 2024-02-28→ $5.00\n3 invoice aws 2 2024-01-02→2024-02-28 $5.00", "4 Date: "},
		{"years of two digits that may come first", "Number,Date,Amount\n1,24/02/03,5\n", "", "2 Date: “24/02/03”"},
		{"days as another column has them", "Number,Date,Due,Amount\n1,03/04/2023,17/04/2023,5\n", "2 invoice aws 1 2023-04-03→2023-04-17 $5.00", ""},
		{"days as the language has them", "Rechnungsnummer;Rechnungsdatum;Betrag\n1;03/04/2023;5\n", "2 invoice aws 1 2023-04-03→ $5.00", ""},
		{"no decimals to mistake", "Number,Currency,Amount\n1,JPY,\"125,050\"\n2,USD,\"125,050\"\n", "2 invoice aws 1 → ¥125,050", "3 Amount: “125,050”: it may be"},
		{"vendors as headings", "Date,Num,Amount\nAcme Cloud,,\n2023-01-31,1,5\nTotal for Acme Cloud,,5\nBeta\n2023-01-31,1,7\n", "3 invoice Acme Cloud 1 2023-01-31→ $5.00\n6 invoice Beta 1 2023-01-31→ $7.00", ""},
		{"a cut row is no heading", "Date,Num,Amount\n2023-01-31,1,5\n2023-01\n", "2 invoice aws 1 2023-01-31→ $5.00", "3 : the row has 1 cell, the header has 3"},
		{"sums without a word", "Date,Num,Vendor,Amount,Currency\n2023-01-31,1,A,5,USD\n,,,5,USD\n", "2 invoice A 1 2023-01-31→ $5.00", ""},
		{"states", "Number,Amount,Status,PO,Memo\n1,5,Approved,PO-1,\"two\nlines\"\n2,5,VOID,,\n", "2 invoice aws 1 → $5.00 po PO-1 | two\nlines | Approved", "4 Status: its state is “VOID”"},
		{"paid and partly paid", "Number,Amount,Status,Balance\n1,5,Paid,\n2,5,paid,1\n3,5,Partially Paid,2\n4,5,Partially Paid,\n5,5,Open,\n", "2 invoice aws 1 → $5.00 open $0.00 | Paid\n4 invoice aws 3 → $5.00 open $2.00 | Partially Paid\n6 invoice aws 5 → $5.00 | Open", "3 Status: its state is “paid”, but $1.00 of it is open\n5 Status: its state is “Partially Paid”"},
		{"one row twice", "Vendor,Type,Number,Amount,Date\nA,Invoice,INV-7,5,2023-01-31\nB,Invoice,INV-7,5,2023-01-31\nA,Credit,INV-7,5,2023-01-31\na.,Invoice,inv 0007,5,2023-01-31\nA,Invoice,#,5,2023-01-31\n", "2 invoice A INV-7 2023-01-31→ $5.00\n3 invoice B INV-7 2023-01-31→ $5.00\n4 credit A INV-7 2023-01-31→ $5.00", "5 Number: line 2 has this invoice of a. already (inv 0007: small letters\n6 Number: its number, “#”, has neither"},
		{"formulas", "Number,Amount,Memo\n=cmd|' /C calc'!A0,5,x\n2,5,=1+1\n3,5,@SUM(A1)\n4,=5,x\n=\"0005\",5,- a note\n'=6,5,x\n'-7,5,x\n8,5,＝1+1\n", "6 invoice aws 0005 → $5.00 | - a note\n8 invoice aws -7 → $5.00 | x", "2 Number: it begins with “=”\n3 Memo: it begins with “=”\n4 Memo: it begins with “@”\n5 Amount: it begins like a formula\n7 Number: it begins with “=”\n9 Memo: it begins with “＝”"},
		{"unseen characters", "Number,Amount,Memo\n1\x00,5,x\n2,5,a\u202eb\n", "", "2 Number: it holds characters that are no text\n3 Memo: it holds characters that can't be seen"},
		{"ragged", "Number,Amount,Memo\n1,5\n2,5,x,y\n3,5,x,,\n4,1,250.50\n", "4 invoice aws 3 → $5.00 | x\n5 invoice aws 4 → $1.00 | 250.50", "2 : the row has 2 cells, the header has 3\n3 : the row has 4 cells"},
		{"nothing to record", "Number,Amount\n1,0.00\n2,\n3,abc\n,5\n5,1.005\n6,1.50\n", "7 invoice aws 6 → $1.50", "2 Amount: the amount is 0\n3 Amount: the amount is missing\n4 Amount: “abc” is not an amount\n5 : the invoice has no number\n6 Amount: USD has 2 decimals"},
		{"quotes", "Number,Amount,Memo\n1,5,\"a \"\"b\"\", c\"\n2,5,19\" rack\n\"3\"x,5,y\n", "2 invoice aws 1 → $5.00 | a \"b\", c\n3 invoice aws 2 → $5.00 | 19\" rack\n4 invoice aws 3x → $5.00 | y", ""},
		{"a quote never closed", "Number,Amount,Memo\n1,5,\"a\n2,5,b\n", "", "end: Line 2: a quote is opened and never closed"},
		{"no header", "a,b,c\n1,2,3\n", "", "open: No header with an amount and a number was found; the first lines have “a”, “b”, “c”"},
		{"empty", " \n", "", "open: The file is empty"},
		{"workbook", "PK\x03\x04....", "", "open: The file is an Excel workbook"},
		{"web page", "<!DOCTYPE html>", "", "open: The file is HTML or XML"},
		{"two names of one field", "Reference,Invoice Number,Amount\nW-9,1,5\n", "2 invoice aws 1 → $5.00 | W-9", ""},
		{"what owed wrote to be put right", "owed: line,owed: column,owed: reason,Number,Amount\n2,Amount,why,1,5\n", "2 invoice aws 1 → $5.00", ""},
		{"rupees", "Number;Amount (INR)\n1;1,00,000.00\n2;12,34,567.50\n3;1,2,3.50\n", "2 invoice aws 1 → ₹100,000.00\n3 invoice aws 2 → ₹1,234,567.50", "4 Amount (INR): “1,2,3.50”: its groups of digits"},
	} {
		rows, refused := all(t, strings.NewReader(c.file), hints())
		same(t, c.name, rows, split(c.rows))
		begins(t, c.name+", refused", refused, split(c.refused))
	}
}

func split(s string) []string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		if n := len(out); n > 0 && !startsWithNumber(line) && !strings.HasPrefix(line, "o") && !strings.HasPrefix(line, "end") {
			out[n-1] += "\n" + line
		} else if line != "" {
			out = append(out, line)
		}
	}
	return out
}

func startsWithNumber(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// begins compares refusals with how they should begin.
func begins(t *testing.T, name string, got, want []string) {
	t.Helper()
	ok := len(got) == len(want)
	for i := 0; ok && i < len(want); i++ {
		ok = strings.HasPrefix(got[i], want[i])
	}
	if !ok {
		t.Errorf("%s:\n%s\nexpected:\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Which of two numbers is the day is asked only where that would decide. Deliberate fault it catches: --order offered for a day
// that no order makes one.
func TestOrderIsAskedWhereItDecides(t *testing.T) {
	t.Parallel()
	for cell, asked := range map[string]bool{"3/4/2023": true, "03-04-2023": true, "24/02/03": true, "2023-02-30": false, "2023-13-01": false, "31/2/2023": false, "2023/2/30": false} {
		_, refused := all(t, strings.NewReader("Number,Date,Amount\n1,"+cell+",5\n"), hints())
		if len(refused) != 1 || strings.Contains(refused[0], "--order") != asked {
			t.Errorf("%s: %q", cell, refused)
		}
	}
}

func TestHintsDecide(t *testing.T) {
	t.Parallel()
	h := hints()
	h.Decimal, h.Order, h.Columns = ",", "dmy", exchange.Columns{"number": "Our key"}
	file := "Our key;Number;Date;Amount\nA;1;3/2/2023;1.234\n"
	rows, refused := all(t, strings.NewReader(file), h)
	same(t, "hints", rows, []string{"2 invoice aws A 2023-02-03→ $1,234.00"})
	same(t, "hints, refused", refused, nil)
	x, err := exchange.Open(strings.NewReader(file), h)
	if err != nil {
		t.Fatal(err)
	}
	if f := x.Found(); f.Separator != "semicolon" || f.HeaderLine != 1 || f.Amounts["Amount"] != "1.250,50" || f.Days["Date"] != "31/3/2023" || len(f.Ignored) != 1 {
		t.Errorf("found %+v", f)
	}
	if c := x.Columns(); c["number"] != "Our key" || c["amount"] != "Amount" || len(c) != 3 || len(x.Header()) != 4 {
		t.Errorf("columns %v", c)
	}
}

// TestLateEvidence: what decides stands far behind the beginning of the file.
func TestLateEvidence(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("Number;Date;Amount\n")
	for i := range 20000 {
		fmt.Fprintf(&b, "%d;3/2/2023;1.234\n", i)
	}
	b.WriteString("last;31/1/2023;1.250,50\n")
	rows, refused := all(t, strings.NewReader(b.String()), hints())
	if len(rows) != 20001 || len(refused) != 0 || rows[0] != "2 invoice aws 0 2023-02-03→ $1,234.00" {
		t.Errorf("%d rows, %d refused: %s", len(rows), len(refused), refused[:min(2, len(refused))])
	}
	rows, refused = all(t, io.MultiReader(strings.NewReader(b.String())), hints())
	if len(rows) != 0 || !strings.Contains(refused[len(refused)-1], "More than 10000 rows are refused") {
		t.Errorf("a stream that can't be looked through twice: %d rows, %d refused", len(rows), len(refused))
	}
}

// TestSynonyms: every usual name of a column is known, in any case and punctuation.
func TestSynonyms(t *testing.T) {
	t.Parallel()
	for field, names := range map[string]string{
		"vendor": "Vendor|Vendor (Name)|Vendor Name|Supplier|Payee|Creditor|Party|Bill From|Lieferant|Fournisseur",
		"number": "Invoice Number|Invoice No.|Inv #|Document No.|Doc. No.|Bill No.|Bill Reference|Reference|Ref #|Supplier Invoice No|External Document No.|Belegnummer",
		"issued": "Invoice Date|Bill Date|Date|Doc. Date|Posting Date|Belegdatum", "due": "Due Date|Due|Net Due Date|Pay By|Fälligkeit|Installment Due Date",
		"amount":   "Amount|Total|Grand Total|Gross Amount|Invoice Amount|Original Amount|Amount (USD)|Amount in EUR|USD Amount|Total [EUR]",
		"open":     "Amt Due|Amount Due|Balance|Open Balance|Outstanding|Outstanding (Amount)|Outstanding Amount|Remaining Amount|Residual|Balance (usd)|Unpaid Amount|Remaining|Amount Remaining|O/S",
		"currency": "Currency|Curr.|CCY|Invoice Currency|Invoice Currency Code|Currency Code|Payment Currency|Document Currency|LCurr|Crcy", "po": "PO|PO (Number)|PO Number|Order No.", "memo": "Memo|Description|Narrative", "status": "Status|State|Validation Status|Approval Status",
	} {
		for _, name := range strings.Split(names, "|") {
			for _, typed := range []string{name, strings.ToLower(name), "  " + strings.ReplaceAll(name, " ", "_")} {
				if strings.Contains(name, "USD") && typed != name || strings.Contains(name, "EUR") && typed != name {
					continue // a code is one in capitals
				}
				file := typed
				for _, f := range []string{"number", "amount"} {
					if f != field && (f != "amount" || field != "open") {
						file += ";" + f
					}
				}
				x, err := exchange.Open(strings.NewReader(file+"\n"), hints())
				if err != nil || x.Columns()[field] != strings.TrimSpace(typed) {
					t.Errorf("%q is not known as %s: %v", typed, field, err)
				}
			}
		}
	}
}

// TestSampleIsNotCutInACell: the end of the part that is looked at first falls into an amount, and decides nothing.
func TestSampleIsNotCutInACell(t *testing.T) {
	t.Parallel()
	head := "Pad;Number;Amount\n"
	row := strings.Repeat("x", 256<<10-len(head)-len(";1;1.23")) + ";1;1.234\n"
	_, refused := all(t, io.MultiReader(strings.NewReader(head+row)), hints())
	begins(t, "a cut cell", refused, []string{"2 Amount: “1.234”: it may be 1234 or 1.234"})
}

// TestWideCharacters: UTF-16 has characters of two units, and halves that stand alone.
func TestWideCharacters(t *testing.T) {
	t.Parallel()
	file := utf16of("Number,Amount,Memo\n1,5,💸 paid\n", binary.LittleEndian, true)
	rows, _ := all(t, iotest.OneByteReader(strings.NewReader(file)), hints())
	same(t, "two units", rows, []string{"2 invoice aws 1 → $5.00 | 💸 paid"})
	for name, tail := range map[string]string{"a first half alone": "\x3d\xd8x\x00\n\x00", "a second half alone": "\xb8\xdc\n\x00", "the end in a first half": "\x3d\xd8", "half a unit": "x"} {
		_, refused := all(t, strings.NewReader(utf16of("Number,Amount,Memo\n1,5,", binary.LittleEndian, true)+tail), hints())
		begins(t, name, refused, []string{"2 Memo: it holds characters that are no text"})
	}
}

// TestOthersFiles: the columns that widely used programs write are read as they come.
func TestOthersFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, rows string }{
		"QuickBooks": {"Date,Transaction Type,Num,Vendor,Due Date,Past Due,Amount,Open Balance\n01/31/2023,Bill,A-1,Acme,03/31/2023,1,\"1,250.50\",\"1,250.50\"\n02/01/2023,Vendor Credit,A-2,Acme,,,-50.00,-50.00\n02/02/2023,Bill Payment (Check),1001,Acme,,,200.00,\n", "2 invoice Acme A-1 2023-01-31→2023-03-31 $1,250.50 open $1,250.50\n3 credit Acme A-2 2023-02-01→ $50.00 open $50.00\n4 payment Acme 1001 2023-02-02→ $200.00 | 1001"},
		"Xero":       {"*ContactName,EmailAddress,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,InvoiceAmountDue,Currency,Type,Status\nAcme,a@b,I-1,ref,31 Jan 2023,02 Mar 2023,1250.5000,1250.5000,USD,Bill,Awaiting Payment\n", "2 invoice Acme I-1 2023-01-31→2023-03-02 $1,250.50 open $1,250.50 | Awaiting Payment | ref"},
		"SAP":        {"Vendor\tDocument Number\tDocument Type\tDocument Date\tNet due date\tAmount in local currency\tLocal Currency\tText\nACME\t5100000001\tRE\t31.01.2023\t02.03.2023\t1.250,50\tEUR\tx\nACME\t1700000001\tKG\t31.01.2023\t\t-50,00\tEUR\t\n", "2 invoice ACME 5100000001 2023-01-31→2023-03-02 €1,250.50 | x\n3 credit ACME 1700000001 2023-01-31→ €50.00"},
		"NetSuite":   {"Type,Document Number,Vendor,Date,Due Date/Receive By,Amount,Amount Remaining,Currency\nBill,B-1,Acme,2023-01-31,2023-03-02,1250.50,250.50,USD\n", "2 invoice Acme B-1 2023-01-31→2023-03-02 $1,250.50 open $250.50"},
		"Dynamics":   {"Posting Date;Document Type;Document No.;External Document No.;Vendor No.;Vendor Name;Currency Code;Original Amount;Remaining Amount;Due Date\n31-01-2023;Invoice;108001;X-9;V001;Acme;EUR;1.250,50;1.250,50;31-03-2023\n", "2 invoice Acme 108001 2023-01-31→2023-03-31 €1,250.50 open €1,250.50"},
	} {
		rows, refused := all(t, strings.NewReader(c.file), hints())
		same(t, name, rows, split(c.rows))
		same(t, name+", refused", refused, nil)
	}
}

// TestCurrencyOfVendors: an amount that names no currency is in its vendor's own.
func TestCurrencyOfVendors(t *testing.T) {
	t.Parallel()
	h := exchange.Hints{Today: day("2023-03-03"), CurrencyOf: func(vendor string) ledger.Currency {
		return map[string]ledger.Currency{"Acme": "EUR", "Maple": "CAD"}[vendor]
	}}
	rows, refused := all(t, strings.NewReader("Amount,Number,Vendor\n5,1,Acme\n$5,2,Maple\n$5,3,Acme\n5,4,Nobody\n5 USD,5,Nobody\n$5,6,Nobody\n"), h)
	same(t, "vendors' currencies", rows, []string{"2 invoice Acme 1 → €5.00", "3 invoice Maple 2 → C$5.00", "4 invoice Acme 3 → $5.00", "6 invoice Nobody 5 → $5.00", "7 invoice Nobody 6 → $5.00"})
	begins(t, "vendors' currencies, refused", refused, []string{"5 Amount: the row has no currency"})
}

// A credit has a number of its own beside that of the invoice that it is for. Deliberate faults it catches: it is recorded under the invoice's
// number and for none; two of them for one invoice are taken for one; a vendor's own number of a credit taken for an invoice, as the
// books have one beside it.
func TestACreditsOwnNumber(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"Type,Document No,Invoice,Date,Amount\nCredit,CM-1,INV-4,2023-01-05,80.00\nCredit,CM-2,INV-4,2023-01-06,5.00\n":           "CM-1 for [INV-4], CM-2 for [INV-4]",
		"Type,Document No,Invoice Number,Date,Amount\nInvoice,INV-4,INV-4,2023-01-01,90.00\nCredit,CM-1,INV-4,2023-01-05,80.00\n": "INV-4 for [], CM-1 for [INV-4]",
		"Type,Document No,Invoice Number,Date,Amount\nInvoice,1500,INV-4,2023-01-01,90.00\nCredit,1501,CN-9,2023-01-05,80.00\n":   "INV-4 for [], CN-9 for []",
		"Type,Document No,Invoice,Date,Amount\nInvoice,,INV-4,2023-01-01,90.00\nCredit,CM-1,,2023-01-05,80.00\n":                  "INV-4 for [], CM-1 for []",
		"Type,Document No,Invoice,Applies To,Date,Amount\nCredit,CM-1,INV-4,INV-5,2023-01-05,80.00\n":                             "INV-4 for [INV-5]",
	} {
		x, err := exchange.Open(strings.NewReader(file), hints())
		if err != nil {
			t.Fatal(file, err)
		}
		var got []string
		for {
			row, refusal, err := x.Next()
			if err != nil || refusal != nil {
				break
			}
			got = append(got, fmt.Sprintf("%s for %v", row.Number, row.For))
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
}
