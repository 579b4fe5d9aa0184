package ledger

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Part is the number of an invoice's n-th instalment.
func (no InvoiceNo) Part(n int) InvoiceNo { return no + InvoiceNo("/"+strconv.Itoa(n)) }

// parts are the instalments of an invoice whose due day is not fixed; one part where none were agreed.
func (t *tx) parts(i Invoice, terms Terms) []Invoice {
	if i.Issued.IsZero() {
		i.Issued = t.a.Vendor.Today(t.by.At)
	}
	if !i.Due.IsZero() || i.Kind != OrdinaryInvoice {
		return []Invoice{i}
	}
	agreed := terms.Parts(i.Amount, i.Issued)
	out := make([]Invoice, len(agreed))
	for n, p := range agreed {
		out[n] = i
		out[n].Amount, out[n].Due = p.Amount, t.a.Vendor.Convention.Adjust(p.Due, t.a.Business)
		if len(agreed) > 1 {
			out[n].No = i.No.Part(n + 1)
		}
	}
	return out
}

// Whole is the number of the invoice that events put on record in instalments; "" where they recorded anything else.
func Whole(events []Event) InvoiceNo {
	var whole InvoiceNo
	for n, e := range events {
		r, ok := e.(*InvoiceRecorded)
		if !ok {
			return ""
		}
		if n == 0 {
			whole = InvoiceNo(strings.TrimSuffix(string(r.Invoice.No), "/1"))
		}
		if r.Invoice.No != whole.Part(n+1) {
			return ""
		}
	}
	return whole
}

// instalments are the parts under which an invoice stands on record: recorded together, and counted from 1 on. None where
// there are not at least two.
func (a *Account) instalments(no InvoiceNo) []Invoice {
	var out []Invoice
	for n := 1; n <= maxInstalments; n++ {
		i, ok := a.Invoices[no.Part(n).Key()]
		if !ok || n > 1 && (i.Seq != out[0].Seq || i.RowKey != out[0].RowKey) {
			break
		}
		out = append(out, i)
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// reverseWhole reverses all instalments of an invoice that stand, or none: where one can't be, it says which. Where all are
// reversed, it takes that back.
func (t *tx) reverseWhole(no InvoiceNo, parts []Invoice, reason string) error {
	live := slices.DeleteFunc(slices.Clone(parts), func(i Invoice) bool { return i.Reversed })
	undo := len(live) == 0
	if undo {
		live = parts
	}
	var why error
	free := InvoiceNo("")
	for _, i := range live {
		switch err := t.bound(i); {
		case err != nil && why == nil:
			why = err
		case err == nil && free == "":
			free = i.No
		}
	}
	if why != nil && !undo {
		say := fmt.Sprintf("%s. Nothing of %s was reversed", strings.TrimSuffix(Say(why), "."), no)
		if free != "" {
			say += fmt.Sprintf("; a part that is free of that by itself: `/owed %s reverse %s reason …`", t.a.Vendor.Slug, free)
		}
		return &Error{Kind: KindOf(why), Say: say}
	}
	for _, i := range live {
		t.emit(&Reversed{Item: Item(ItemInvoice, i.No.Key()), Of: i.Seq, No: i.No, Reason: reason, Undo: undo})
	}
	return nil
}
