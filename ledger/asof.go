package ledger

// AsKnownAbout is the account as it stood on a day by what is known today: what was issued by then, less what moved by
// then. The receiver must be whole, as a replay makes it.
func (a *Account) AsKnownAbout(day Date) *Account {
	b := NewAccount(a.Vendor)
	b.Seq, b.LastAt = a.Seq, a.LastAt
	b.Contracts = a.Contracts
	for _, i := range a.Invoices {
		if i.Issued > day || i.Reversed || i.Proposed {
			continue
		}
		z := Zero(i.Amount.Currency)
		i.Paid, i.Credited, i.WrittenOff, i.Disputed = z, z, z, z
		b.putInvoice(i)
	}
	for _, m := range a.Movements {
		if m.Day > day || !m.Counts() {
			continue
		}
		kept := m
		kept.Allocations = nil
		for _, al := range m.Allocations {
			if _, ok := b.Invoices[al.Invoice.Key()]; ok {
				kept.Allocations = append(kept.Allocations, al)
				b.alter(al.Invoice, func(i *Invoice) { i.take(m.Kind, al.Amount) })
			}
		}
		b.putMovement(kept)
	}
	return b
}
