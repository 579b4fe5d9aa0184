package store

import (
	"container/list"
	"sync"

	"owed.dev/owed/ledger"
)

// cachedCards is how many accounts a process remembers per team. What it remembers is never believed: each read asks
// Redis whether it is still true, in the same round trip.
const cachedCards = 4096

// card is an account as it was read, or as its own commit left it.
type card struct {
	version string // seq and rebuilds
	hash    string // of the last entry, in hex
	raw     []byte // the core, not parsed yet

	once    sync.Once
	account *ledger.Account
	err     error
}

// parsed is the account. It is shared: whoever gets it may only read.
func (c *card) parsed() (*ledger.Account, error) {
	c.once.Do(func() {
		c.account, c.err = ledger.UnmarshalCore(c.raw)
		c.raw = nil
	})
	return c.account, c.err
}

// cache keeps the cards that were used last.
type cache struct {
	mu    sync.Mutex
	limit int
	order *list.List // of *cached, the last used first
	cards map[ledger.VendorID]*list.Element
}

type cached struct {
	vendor ledger.VendorID
	card   *card
}

func newCache(limit int) *cache {
	return &cache{limit: limit, order: list.New(), cards: map[ledger.VendorID]*list.Element{}}
}

func (c *cache) get(v ledger.VendorID) *card {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.cards[v]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).card
}

func (c *cache) put(v ledger.VendorID, k *card) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.cards[v]; ok {
		e.Value.(*cached).card = k
		c.order.MoveToFront(e)
		return
	}
	c.cards[v] = c.order.PushFront(&cached{v, k})
	if c.order.Len() > c.limit {
		last := c.order.Back()
		delete(c.cards, last.Value.(*cached).vendor)
		c.order.Remove(last)
	}
}
