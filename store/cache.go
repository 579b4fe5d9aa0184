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
	version string          // seq and rebuilds
	hash    string          // of the last entry, in hex
	raw     []byte          // the core, not parsed yet
	after   *ledger.Account // the account that a commit left, not thinned yet

	once    sync.Once
	account *ledger.Account
	err     error
}

// parsed is the account. It is shared: whoever gets it may only read.
func (c *card) parsed() (*ledger.Account, error) {
	c.once.Do(func() {
		if c.after != nil {
			c.account, c.after = thin(c.after), nil
			return
		}
		c.account, c.err = ledger.UnmarshalCore(c.raw)
		c.raw = nil
	})
	return c.account, c.err
}

// thin is an account without the items that its core does not hold: what reading the core back would give, at a
// fraction of the cost.
func thin(a *ledger.Account) *ledger.Account {
	c := ledger.NewAccount(a.Vendor)
	c.Partial = true
	c.Seq, c.LastAt, c.Sums, c.Drawn, c.Largest = a.Seq, a.LastAt, a.Sums, a.Drawn, a.Largest
	keep(c.Requests, a.Requests, ledger.Request.Live)
	keep(c.Disputes, a.Disputes, ledger.Dispute.Live)
	keep(c.Signals, a.Signals, ledger.Signal.Live)
	keep(c.Contracts, a.Contracts, ledger.Contract.Live)
	keep(c.Movements, a.Movements, func(m ledger.Movement) bool { return m.OnAccount().Positive() })
	newest := int64(0)
	for id := range a.Incidents {
		newest = max(newest, id.Number())
	}
	for id, i := range a.Incidents {
		if i.Live() || id.Number() > newest-manyIncidents {
			c.Incidents[id] = i
		}
	}
	return c
}

// manyIncidents is how many of the last incidents are kept whether they are over or not: more than any card shows.
const manyIncidents = 20

func keep[T any](to, from map[ledger.ID]T, want func(T) bool) {
	for id, v := range from {
		if want(v) {
			to[id] = v
		}
	}
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

// drop forgets a card that can't be read: what stands there may be mended by hand, at the same version.
func (c *cache) drop(v ledger.VendorID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.cards[v]; ok {
		delete(c.cards, v)
		c.order.Remove(e)
	}
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
