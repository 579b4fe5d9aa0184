package store

import (
	"strings"

	"owed.dev/owed/ledger"
)

// named are the items that events are about. An event about something that was not loaded changes nothing of it, so a
// change is committed only if all of these were seen.
func named(a *ledger.Account, events []ledger.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, namedBy(a, e)...)
	}
	return out
}

func namedBy(a *ledger.Account, e ledger.Event) []string {
	if items := invoicesOf(a, e); items != nil {
		return items
	}
	switch e := e.(type) {
	case *ledger.PaymentRequested:
		if e.Request.Repeats != "" {
			return ids(e.Request.Repeats)
		}
	case *ledger.RefundRecorded:
		return ids(e.From)
	case *ledger.RequestApproved:
		return ids(e.ID)
	case *ledger.RequestRejected:
		return ids(e.ID)
	case *ledger.RequestWithdrawn:
		return ids(e.ID)
	case *ledger.RequestExpired:
		return ids(e.ID)
	case *ledger.RequestReopened:
		return ids(e.ID)
	case *ledger.PaymentSent:
		return ids(e.ID)
	case *ledger.PaymentFailed:
		return ids(e.ID)
	case *ledger.PaymentSettled:
		return ids(e.ID)
	case *ledger.SignalMoved:
		return ids(e.ID)
	case *ledger.IncidentClosed:
		return ids(e.ID)
	case *ledger.ContractChanged:
		return ids(e.New.ID)
	case *ledger.DrawdownEntered:
		return ids(e.Contract)
	case *ledger.DisputeAnswered:
		return ids(e.ID)
	case *ledger.DisputeChanged:
		return ids(e.ID)
	case *ledger.DisputeEscalated:
		return ids(e.ID)
	case *ledger.Reversed:
		return reversedItems(a, e)
	}
	return nil
}

// invoicesOf are the items of events that alter an invoice.
func invoicesOf(a *ledger.Account, e ledger.Event) []string {
	switch e := e.(type) {
	case *ledger.InvoiceRecorded:
		return ledger.InvoiceItems(e.Invoice.No)
	case *ledger.ChargeRecorded:
		return ledger.InvoiceItems(e.Invoice.No)
	case *ledger.ChargeAccepted:
		return ledger.InvoiceItems(e.No)
	case *ledger.ChargeContested:
		return ledger.InvoiceItems(e.No)
	case *ledger.InvoiceSettled:
		return ledger.InvoiceItems(e.No)
	case *ledger.InvoiceReopened:
		return ledger.InvoiceItems(e.No)
	case *ledger.InvoiceHeld:
		return ledger.InvoiceItems(e.No)
	case *ledger.InvoiceReleased:
		return ledger.InvoiceItems(e.No)
	case *ledger.DueDateChanged:
		return ledger.InvoiceItems(e.No)
	case *ledger.POSet:
		return ledger.InvoiceItems(e.No)
	case *ledger.Allocated:
		return append(ids(e.From), ledger.InvoiceItems(e.Invoice)...)
	case *ledger.AllocationReversed:
		return append(ids(e.From), ledger.InvoiceItems(e.Invoice)...)
	case *ledger.PaymentReturned:
		return movementItems(a, e.ID)
	case *ledger.ReturnReversed:
		return movementItems(a, e.ID)
	case *ledger.DebitNoteAccepted:
		return movementItems(a, e.ID)
	case *ledger.DisputeOpened:
		return ledger.InvoiceItems(e.Dispute.Invoice)
	case *ledger.DisputeClosed:
		return disputeItems(a, e.ID)
	case *ledger.DisputeReduced:
		return disputeItems(a, e.ID)
	case *ledger.DisputeReopened:
		return disputeItems(a, e.ID)
	case *ledger.DisputeRestored:
		return disputeItems(a, e.ID)
	}
	return nil
}

func ids(all ...ledger.ID) []string {
	var out []string
	for _, id := range all {
		out = append(out, ledger.ItemOf(string(id)))
	}
	return out
}

// movementItems are a movement and the invoices that it is, was or shall be allocated to.
func movementItems(a *ledger.Account, id ledger.ID) []string {
	out := ids(id)
	m := a.Movements[id]
	for _, al := range m.Allocations {
		out = append(out, ledger.InvoiceItems(al.Invoice)...)
	}
	for _, al := range m.Was {
		out = append(out, ledger.InvoiceItems(al.Invoice)...)
	}
	for _, id := range []ledger.ID{m.Request, m.Of} {
		if id != "" {
			out = append(out, ids(id)...)
		}
	}
	return out
}

func disputeItems(a *ledger.Account, id ledger.ID) []string {
	out := ids(id)
	if d, ok := a.Disputes[id]; ok {
		out = append(out, ledger.InvoiceItems(d.Invoice)...)
	}
	return out
}

func reversedItems(a *ledger.Account, e *ledger.Reversed) []string {
	kind, key, _ := strings.Cut(e.Item, ":")
	if kind == ledger.ItemMovement {
		return movementItems(a, ledger.ID(key))
	}
	return []string{e.Item}
}
