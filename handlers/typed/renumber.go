package typed

import (
	"strings"

	"owed.dev/owed/ledger"
)

// Renumber is an action that names other invoices: those that f gives for the ones that it names.
func Renumber(do Action, f func(ledger.InvoiceNo) ledger.InvoiceNo) Action {
	one := func(no *ledger.InvoiceNo) {
		if *no != "" {
			*no = f(*no)
		}
	}
	all := func(nos *[]ledger.InvoiceNo) {
		out := make([]ledger.InvoiceNo, len(*nos))
		for n, no := range *nos {
			out[n] = f(no)
		}
		if *nos != nil {
			*nos = out
		}
	}
	switch do := do.(type) {
	case MoveDue:
		one(&do.Invoice)
		return do
	case SetPO:
		one(&do.Invoice)
		return do
	case Hold:
		one(&do.Invoice)
		one(&do.No)
		return do
	case Release:
		one(&do.Invoice)
		one(&do.No)
		return do
	case RecordInvoice:
		one(&do.Invoice.No)
		return do
	case RecordCharge:
		one(&do.Invoice.No)
		return do
	case RecordOpening:
		one(&do.Invoice.No)
		return do
	case AcceptCharge:
		one(&do.Invoice)
		return do
	case ContestCharge:
		one(&do.Invoice)
		return do
	case RecordCredit:
		all(&do.Credit.For)
		return do
	case RecordDebit:
		all(&do.Credit.For)
		return do
	case WriteOff:
		one(&do.Invoice)
		return do
	case Allocate:
		all(&do.Off)
		all(&do.To)
		return do
	case Pay:
		all(&do.Ask.For)
		return do
	case Settle:
		one(&do.For)
		return do
	case Paid:
		all(&do.Payment.For)
		return do
	case OpenDispute:
		one(&do.Dispute.Invoice)
		return do
	case Reverse:
		if _, isID := ledger.ParseID(do.Of); !isID && !do.Own {
			no := ledger.InvoiceNo(strings.TrimPrefix(do.Of, "#"))
			if now := f(no); now != no {
				do.Of = ledger.AsInvoice(string(now))
			}
		}
		return do
	}
	return do
}
