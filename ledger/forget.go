package ledger

// Settled reports whether an invoice or a movement has most likely come to its end: it is settled, or allocated whole.
func (a *Account) Settled(kind, key string) bool {
	switch kind {
	case ItemInvoice:
		i, ok := a.Invoices[key]
		return ok && !i.SettledOn.IsZero() && !i.Disputed.Positive()
	case ItemMovement:
		m, ok := a.Movements[ID(key)]
		return ok && m.Counts() && m.Allocated().Cmp(m.Amount) == 0
	}
	return false
}

// Has reports whether the account has an invoice or a movement.
func (a *Account) Has(kind, key string) (ok bool) {
	switch kind {
	case ItemInvoice:
		_, ok = a.Invoices[key]
	case ItemMovement:
		_, ok = a.Movements[ID(key)]
	}
	return ok
}

// Forget takes an invoice or a movement out of an account that is not tracked. Sums go on knowing of it. An event that names it
// later changes nothing, and Missed says so.
func (a *Account) Forget(kind, key string) {
	switch kind {
	case ItemInvoice:
		delete(a.Invoices, key)
	case ItemMovement:
		delete(a.Movements, ID(key))
	}
}

// Missed names the invoices and movements that events of an account that is not tracked were about, and that it did not have.
func (a *Account) Missed() []string {
	if a.room == nil {
		return nil
	}
	return itemNames(a.room.missed)
}

func (a *Account) miss(kind, key string) {
	if a.room == nil {
		return
	}
	if a.room.missed == nil {
		a.room.missed = map[itemName]struct{}{}
	}
	a.room.missed[itemName{kind, key}] = struct{}{}
}
