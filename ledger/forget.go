package ledger

// Settled reports whether an invoice, a movement or a request has most likely come to its end: it is settled, allocated whole, decided.
func (a *Account) Settled(kind, key string) bool {
	switch kind {
	case ItemInvoice:
		i, ok := a.Invoices[key]
		return ok && !i.SettledOn.IsZero() && !i.Disputed.Positive() && !i.Reversed
	case ItemMovement:
		m, ok := a.Movements[ID(key)]
		return ok && m.Counts() && m.Allocated().Cmp(m.Amount) == 0
	case ItemRequest:
		r, ok := a.Requests[ID(key)]
		return ok && !r.Live()
	}
	return false
}

// MaySettle gives what an event may bring to its end; what it does not give is only kept for longer.
func MaySettle(e Event, give func(kind, key string)) {
	switch e := e.(type) {
	case *Allocated:
		give(ItemMovement, string(e.From))
		give(ItemInvoice, e.Invoice.Key())
	case *PaymentSettled:
		give(ItemRequest, string(e.ID))
	case *PaymentFailed:
		give(ItemRequest, string(e.ID))
	case *PaymentReturned:
		give(ItemRequest, string(e.Request))
	case *ReturnReversed:
		give(ItemRequest, string(e.Request))
	case *RequestRejected:
		give(ItemRequest, string(e.ID))
	case *RequestWithdrawn:
		give(ItemRequest, string(e.ID))
	case *RequestExpired:
		give(ItemRequest, string(e.ID))
	case *MovedIn:
		kind, key, _ := cutItem(e.Item())
		give(kind, key)
	}
}

// Has reports whether the account has an invoice, a movement or a request.
func (a *Account) Has(kind, key string) (ok bool) {
	switch kind {
	case ItemInvoice:
		_, ok = a.Invoices[key]
	case ItemMovement:
		_, ok = a.Movements[ID(key)]
	case ItemRequest:
		_, ok = a.Requests[ID(key)]
	}
	return ok
}

// Forget takes an invoice, a movement or a request out of an account that is not tracked. Sums go on knowing of it. An event that names it
// later asks for it, where the account is Recalling; else it changes nothing, and Missed says so.
func (a *Account) Forget(kind, key string) {
	switch kind {
	case ItemInvoice:
		delete(a.Invoices, key)
	case ItemMovement:
		delete(a.Movements, ID(key))
	case ItemRequest:
		delete(a.Requests, ID(key))
	}
}

// Recalling makes an account ask for an invoice, a movement or a request that an event alters and that it does not have: recall puts it back,
// with AddItem, where it was forgotten. Whatever alters one comes through here, so no event can be left out. What an event records is
// not asked for: a number is recorded anew only after what bore it was reversed, and that is not Settled.
func (a *Account) Recalling(recall func(kind, key string)) *Account {
	a.recall = recall
	return a
}

// there reports whether the account has an invoice or a movement that an event alters, if need be after it was recalled; else it is missed.
func (a *Account) there(kind, key string) bool {
	if a.recalled(kind, key) {
		return true
	}
	a.miss(kind, key)
	return false
}

// recalled is there, of what nobody misses: a request that repeats another one need not know it.
func (a *Account) recalled(kind, key string) bool {
	if !a.Has(kind, key) && a.recall != nil {
		a.recall(kind, key)
	}
	return a.Has(kind, key)
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
