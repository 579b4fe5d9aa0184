package exchange

import (
	"bytes"
	"strings"
)

// others are files that are often taken for lists of invoices, by the folded names in their first lines, and what to do.
var others = []struct{ names, why string }{
	{"extf", "This is a DATEV batch of postings (EXTF), which holds no documents with what is open of them. Export the creditors' open items (OPOS) as CSV and send that."},
	{"lineitem usagetype recordtype blendedcost lineitemusagetype", "These are lines of usage, as AWS' cost and usage reports have them, not invoices. Export the list of invoices (Billing, Bills or Payments), or send what ListInvoiceSummaries answers."},
	{"auftragskonto kontonummeriban beguenstigterzahlungspflichtiger checkorslip runningbalance ibankontonummer", "This is a bank statement: it names no documents, and what it holds is not all for vendors. Make a file of the payments to put on record, with columns Type (payment), Vendor, Date, Amount, Reference, and send that."},
}

// A bank's statement, or a page of an account, has debits and credits apart, and a balance that runs from row to row: what is
// open of a document is nowhere.
const (
	debits  = " debit debits debitamount withdrawal withdrawals moneyout paidout soll debe debito dare belastung "
	credits = " credit credits creditamount deposit deposits moneyin paidin haben haber credito avere gutschrift "
	runs    = " balance runningbalance saldo solde kontostand "

	runningBalance = "This is a bank statement, or the page of an account: its balance runs from row to row, and nothing says what is open of a document. Make a file of the payments to put on record, with columns Type (payment), Vendor, Date, Amount, Reference, and send that; of invoices send a list of open items."
)

// otherwise says what a file is where its first lines show that it is no list of documents; "" where they do not.
func otherwise(head []byte) string {
	head = head[:min(len(head), 8<<10)]
	for range 5 {
		line, rest, _ := bytes.Cut(head, []byte("\n"))
		head = rest
		debit, credit, balance := false, false, false
		for cell := range strings.FieldsFuncSeq(string(line), func(r rune) bool { return strings.ContainsRune(",;\t|\"", r) }) {
			name := " " + fold(cell) + " "
			if name == "  " {
				continue
			}
			for _, o := range others {
				if strings.Contains(" "+o.names+" ", name) {
					return o.why
				}
			}
			debit, credit, balance = debit || strings.Contains(debits, name), credit || strings.Contains(credits, name), balance || strings.Contains(runs, name)
		}
		if debit && credit && balance {
			return runningBalance
		}
	}
	return ""
}
