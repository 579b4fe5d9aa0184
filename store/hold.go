package store

import (
	"context"
	_ "embed" // the script is a file that people read
	"time"

	"owed.dev/owed/ledger"
)

//go:embed lua/hold.lua
var holdLua string

var holdScript = newScript(holdLua)

const (
	// holdAfter is how often verify and rebuild try beside those who write, before they ask them to wait.
	holdAfter = 8
	// holdFor is how long they ask for: a commit tries for longer, and whoever typed it notices little.
	holdFor = 400 * time.Millisecond
)

// holdAt is hold once verify or rebuild have tried in vain for a while; writers go on between one hold and the next.
func (t *Team) holdAt(ctx context.Context, try int, vendors []ledger.VendorID) (release func(), err error) {
	if try < holdAfter || try%4 != 0 || len(vendors) == 0 {
		return func() {}, nil
	}
	return t.hold(ctx, vendors)
}

// hold asks those who write to some journals to wait for holdFor, or until it is released. Without it nothing could be compared that is
// written to faster than it can be read.
func (t *Team) hold(ctx context.Context, vendors []ledger.VendorID) (release func(), err error) {
	heads := make([]string, len(vendors))
	for n, v := range vendors {
		heads[n] = t.k.head(v)
	}
	if err := holdScript.run(ctx, t.s.client, heads, holdFor.Milliseconds()).Err(); err != nil {
		return nil, unavailable(err, "ask writers to wait")
	}
	return func() {
		p := t.s.client.Pipeline()
		for _, head := range heads {
			p.HDel(ctx, head, "hold")
		}
		_, _ = p.Exec(ctx) // it ends by itself
	}, nil
}
