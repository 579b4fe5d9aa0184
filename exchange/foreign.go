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

// otherwise says what a file is where its first lines show that it is no list of documents; "" where they do not.
func otherwise(head []byte) string {
	head = head[:min(len(head), 8<<10)]
	for range 5 {
		line, rest, _ := bytes.Cut(head, []byte("\n"))
		head = rest
		for cell := range strings.FieldsFuncSeq(string(line), func(r rune) bool { return strings.ContainsRune(",;\t|\"", r) }) {
			for _, o := range others {
				if name := fold(cell); name != "" && strings.Contains(" "+o.names+" ", " "+name+" ") {
					return o.why
				}
			}
		}
	}
	return ""
}
