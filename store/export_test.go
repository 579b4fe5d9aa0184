package store

import (
	"context"
	"fmt"

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

// TwoReaders reads an entry with both readers and says where they differ.
func TwoReaders(r *EntryReader, line RawEntry) error {
	fast, err := r.entry(line)
	if err != nil {
		return err
	}
	slow, err := line.Entry()
	if err != nil {
		return err
	}
	a, err := fast.Marshal()
	if err != nil {
		return err
	}
	b, err := slow.Marshal()
	if err != nil {
		return err
	}
	if string(a) != string(b) || string(a) != string(line.JSON) || fast.Meta() != slow.Meta() {
		return fmt.Errorf("the quick reader reads\n%s\nthe general one\n%s\nof\n%s", a, b, line.JSON)
	}
	return nil
}

// EntryReader is the quick reader.
type EntryReader = entryReader

// NewEntryReader makes one.
func NewEntryReader() *EntryReader { return newEntryReader() }

// RebuildInPages is Rebuild that writes pages of so many arguments, and says how many documents and requests it held at the end.
func (t *Team) RebuildInPages(ctx context.Context, page int) (held int, err error) {
	b := newRebuild(t)
	b.forgets, b.side.page = true, page
	err = b.do(ctx)
	for _, r := range b.vendors {
		held += len(r.a.Invoices) + len(r.a.Movements) + len(r.a.Requests) + len(r.a.Rows)
	}
	return held, err
}
