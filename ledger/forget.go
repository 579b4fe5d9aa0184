package ledger

// Settled reports whether an invoice or a movement has most likely come to its end: it is settled, or allocated whole.
func (a *Account) Settled(kind, key string) bool {
	switch kind {
	case ItemInvoice:
		i, ok := a.Invoices[key]
		return ok && !i.SettledOn.IsZero() && !i.Disputed.Positive() && !i.Reversed
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
// later asks for it, where the account is Recalling; else it changes nothing, and Missed says so.
func (a *Account) Forget(kind, key string) {
	switch kind {
	case ItemInvoice:
		delete(a.Invoices, key)
	case ItemMovement:
		delete(a.Movements, ID(key))
	}
}

// Recalling makes an account ask for an invoice or a movement that an event alters and that it does not have: recall puts it back,
// with AddItem, where it was forgotten. Whatever alters one comes through here, so no event can be left out. What an event records is
// not asked for: a number is recorded anew only after what bore it was reversed, and that is not Settled.
func (a *Account) Recalling(recall func(kind, key string)) *Account {
	a.recall = recall
	return a
}

// there reports whether the account has what an event alters, if need be after it was recalled.
func (a *Account) there(kind, key string) bool {
	if a.Has(kind, key) {
		return true
	}
	if a.recall != nil {
		if a.recall(kind, key); a.Has(kind, key) {
			return true
		}
	}
	a.miss(kind, key)
	return false
}

// TakeRows takes the rows of files out of an account that is not tracked, and gives those that events brought or took away since it
// was called last, as Item names them. No event asks for a row, so none is missed.
func (a *Account) TakeRows(give func(item string, stands bool)) {
	for key := range a.room.rowsGone {
		if _, again := a.Rows[key]; !again {
			give(RowItem(key), false)
		}
	}
	for key := range a.Rows {
		give(RowItem(key), true)
	}
	clear(a.room.rowsGone)
	clear(a.Rows)
}

// goneRow notes that a row stands no more.
func (a *Account) goneRow(key string) {
	if a.room == nil {
		return
	}
	if a.room.rowsGone == nil {
		a.room.rowsGone = map[string]struct{}{}
	}
	a.room.rowsGone[key] = struct{}{}
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
