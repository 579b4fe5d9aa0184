package store

import (
	"context"

	"owed.dev/owed/ledger"
)

// Chain commits decisions about a vendor one after another, each on what the one before it left: the commit script alone.
func (t *Team) Chain(ctx context.Context, v ledger.VendorID) (func(decide func(*ledger.Account) (ledger.Change, error)) error, error) {
	l, err := t.load(ctx, v, wanted{counters: true})
	if err != nil {
		return nil, err
	}
	return func(decide func(*ledger.Account) (ledger.Change, error)) error {
		c, err := decide(l.a)
		if err != nil {
			return err
		}
		r, again, err := t.commit(ctx, l, c, ledger.Extra{})
		if err != nil || again {
			return err
		}
		l.card = t.cards.get(v)
		next := r.Account.Next
		if l.a, err = l.card.parsed(); err == nil {
			l.a = copyOf(l.a)
			l.a.Next = next
		}
		return err
	}, nil
}

// Forget empties the caches.
func (t *Team) Forget() {
	t.cards = newCache(cachedCards)
	t.names.mu.Lock()
	defer t.names.mu.Unlock()
	t.names.team, t.names.version, t.names.names = nil, "", nil
}
