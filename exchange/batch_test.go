package exchange_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/exchange"
)

// Invoices that a file calls on hold or disputed are recorded as owed, which is said, with what to type. Deliberate faults it catches:
// a word or a column for either that is passed over, No and 0.00 taken for it.
func TestHoldsAndDisputesOfFilesAreNamed(t *testing.T) {
	t.Parallel()
	const (
		held     = "The file calls %s on hold (%s). That is not recorded, so it will be payable: after the import type `/owed acme hold %s`."
		disputed = "The file calls %s disputed (%s). That is not recorded, so it will be payable: after the import type `/owed acme dispute %s`."
	)
	for _, c := range []struct{ name, file, notes string }{
		{"a state", "Number,Date,Amount,Status\nA-1,2023-01-01,10,Open\nA-2,2023-01-01,10,On Hold\nA-3,2023-01-01,10,Disputed\nA-4,2023-01-01,10,Blocked\n",
			fmt.Sprintf(held, "2 invoices", "lines 3, 5", "A-2") + "\n" + fmt.Sprintf(disputed, "1 invoice", "line 4", "A-3")},
		{"a hold", "Number,Date,Amount,Payment Block\nA-1,2023-01-01,10,\n\"A 2\",2023-01-01,10,A\n", fmt.Sprintf(held, "1 invoice", "line 3", "NUMBER")},
		{"no hold", "Number,Date,Amount,Hold,Disputed\nA-1,2023-01-01,10,No,false\nA-2,2023-01-01,10,,0.00\n", ""},
		{"an amount", "Number,Date,Amount,Disputed Amount\nA-1,2023-01-01,10,0.00\nA-2,2023-01-01,10,4.00\n", fmt.Sprintf(disputed, "1 invoice", "line 3", "A-2")},
		{"a credit", "Type,Number,Date,Amount,Hold\nInvoice,A-1,2023-01-01,10,\nCredit,A-2,2023-01-01,10,Yes\n", ""},
	} {
		b, err := exchange.ReadBatch(strings.NewReader(c.file), exchange.Reading{File: "a.csv", Hints: exchange.Hints{Vendor: "acme"}, Now: day("2023-03-03").Start(time.UTC), Find: anyVendor})
		if err != nil || len(b.Refused) > 0 {
			t.Errorf("%s: %v %+v", c.name, err, b)
			continue
		}
		if got := strings.Join(b.Notes(), "\n"); got != c.notes {
			t.Errorf("%s:\n%s\nexpected:\n%s", c.name, got, c.notes)
		}
	}
}

// What was paid of an invoice before owed knew of it counts from the day that the file says, else from the import's, which is said, as
// is what is left out. Deliberate faults it catches: the import's day where the file has one, a day yet to come, a row left out without
// its line, the title of a list taken for a row.
func TestPartsPaidBefore(t *testing.T) {
	t.Parallel()
	const undated = "What was paid before of 1 invoice ($6.00) counts as paid on 2023-03-03, the day of the import: the file does not say when. A column Paid On, or As Of, would."
	for _, c := range []struct{ name, file, paid, notes string }{
		{"no day", "Number,Date,Amount,Open\n1,2023-01-01,10,4\n2,2023-01-01,10,10\n", "2023-03-03 $6.00", undated},
		{"paid on", "Number,Date,Amount,Open,Date Paid\n1,2023-01-01,10,4,2023-01-31\n", "2023-01-31 $6.00", ""},
		{"paid on a day yet to come", "Number,Date,Amount,Open,Date Paid\n1,2023-01-01,10,4,2023-04-30\n", "2023-03-03 $6.00", undated},
		{"cleared", "Number,Date,Amount,Clearing Date\n1,2023-01-01,6,31.01.2023\n", "2023-01-31 $6.00", ""},
		{"as of, in a column", "Number,Date,Amount,Open,As Of\n1,2023-01-01,10,4,2023-02-28\n", "2023-02-28 $6.00", ""},
		{"as of, in a title", "Unpaid Bills\n\"As of February 28, 2023\"\n\nNumber,Date,Amount,Open\n1,2023-01-01,10,4\n", "2023-02-28 $6.00", ""},
		{"used up", "Type,Number,Date,Amount,Open\nBill,1,2023-01-01,10,4\nPayment,2,2023-01-31,6,0\nCredit,3,2023-01-31,1,0\n", "2023-03-03 $6.00", "2 rows are left out (lines 3, 4): payments and credits that are used up. What is open of the invoices has them already.\n" + undated},
		{"used up, every one of them", "Type,Number,Date,Amount,Open\nPayment,2,2023-01-31,6,0\nBill,1,2023-01-01,10,10\n", "", "1 row is left out (line 2): payments and credits that are used up. What is open of the invoices has them already."},
	} {
		b, err := exchange.ReadBatch(strings.NewReader(c.file), exchange.Reading{File: "a.csv", Hints: exchange.Hints{Vendor: "acme"}, Now: day("2023-03-03").Start(time.UTC), Find: anyVendor})
		if err != nil || len(b.Refused) > 0 {
			t.Errorf("%s: %v %+v", c.name, err, b)
			continue
		}
		var paid []string
		for _, part := range b.Parts["acme"] {
			rows, err := part.Unpack()
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if r.Pay != nil {
					paid = append(paid, r.Pay.Day.String()+" "+r.Pay.Amount.String())
				}
			}
		}
		if got := strings.Join(paid, ", "); got != c.paid {
			t.Errorf("%s: paid %s, expected %s", c.name, got, c.paid)
		}
		if got := strings.Join(b.Notes(), "\n"); got != c.notes {
			t.Errorf("%s: notes\n%s\nexpected\n%s", c.name, got, c.notes)
		}
	}
}
