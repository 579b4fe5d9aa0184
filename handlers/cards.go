package handlers

import (
	"sync"
	"time"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// maxCards is how many rendered cards are kept.
const maxCards = 512

// cardCache keeps cards as rendered: the same account in the same second and zone gives the same answer. What changed has
// another account, so nothing stale is ever shown.
type cardCache struct {
	mu    sync.Mutex
	cards map[ledger.VendorID]renderedCard
}

type renderedCard struct {
	account *ledger.Account
	second  int64
	zone    *time.Location
	message show.Message
}

func (c *cardCache) get(a *ledger.Account, now time.Time, zone *time.Location, render func() show.Message) show.Message {
	second := now.Unix()
	c.mu.Lock()
	kept, ok := c.cards[a.Vendor.Slug]
	c.mu.Unlock()
	if ok && kept.account == a && kept.second == second && kept.zone.String() == zone.String() {
		return kept.message
	}
	m := render().Encoded()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cards == nil || len(c.cards) >= maxCards {
		c.cards = map[ledger.VendorID]renderedCard{}
	}
	c.cards[a.Vendor.Slug] = renderedCard{a, second, zone, m}
	return m
}
