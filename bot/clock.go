package bot

import (
	"sync/atomic"
	"time"
)

// Clock is the ledger's clock: the machine's, moved by an offset that all bots of a team share. Leases, deadlines and
// caches never ask it.
type Clock struct{ offset atomic.Int64 }

// Now is the ledger's present moment.
func (c *Clock) Now() time.Time {
	return time.Now().Add(time.Duration(c.offset.Load())).UTC().Truncate(time.Millisecond)
}

// Set makes the offset what the team's record says.
func (c *Clock) Set(offset time.Duration) { c.offset.Store(int64(offset)) }
