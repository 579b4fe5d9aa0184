package store

import (
	"context"

	"owed.dev/owed/ledger"
)

// Relay changes one vendor many times in a row: while one change is on its way to Redis, the next one is decided on what
// the former will leave. That is a guess, as Do's first try is one, and the script checks all of it. Between two changes
// whoever waits for the vendor has their turn.
type Relay struct {
	t       *Team
	v       ledger.VendorID
	release func() // gives the vendor back; nil while it is not held
	last    *Flight
}

// Flight is a change on its way.
type Flight struct {
	landed chan struct{} // closed when ok is known
	ok     bool
	left   *card // the vendor after it
}

// Relay begins a relay of changes of a vendor. Rest ends it.
func (t *Team) Relay(v ledger.VendorID) *Relay { return &Relay{t: t, v: v} }

// Vendor is whom the relay changes.
func (r *Relay) Vendor() ledger.VendorID { return r.v }

// Send decides a change, and sends it as soon as the one before it has landed.
func (r *Relay) Send(ctx context.Context, need ledger.Need, decide func(*ledger.Account, ledger.Team) (ledger.Change, error)) *Flight {
	f := &Flight{landed: make(chan struct{})}
	l, d, err := r.draft(ctx, need, decide)
	if err != nil || d == nil {
		close(f.landed)
		return f
	}
	f.left = d.left
	before := r.last
	r.last = f
	go func() {
		defer close(f.landed)
		if before != nil && !before.Landed() {
			return
		}
		r, again, err := r.t.send(ctx, l, d)
		f.ok = err == nil && !again && !r.Replayed
	}()
	return f
}

// draft decides on what the change before will leave; a draft of nil where that leads to nothing.
func (r *Relay) draft(ctx context.Context, need ledger.Need, decide decision) (*loaded, *draft, error) {
	if r.t.vendors.wanted(r.v) {
		r.Rest()
	}
	if r.release == nil {
		release, err := r.t.vendors.take(ctx, r.v)
		if err != nil {
			return nil, nil, err
		}
		r.release = release
	}
	known := r.t.cards.get(r.v)
	if r.last != nil {
		known = r.last.left
	}
	l, change := r.t.guessed(known, need, decide)
	if l == nil {
		return nil, nil, nil
	}
	if err := r.t.register(ctx); err != nil {
		return nil, nil, err
	}
	d, err := r.t.draft(l, change, ledger.Extra{})
	return l, d, err
}

// Rest waits until nothing is on its way and lets others have the vendor.
func (r *Relay) Rest() {
	if r.last != nil {
		r.last.Landed()
		r.last = nil
	}
	if r.release != nil {
		r.release()
		r.release = nil
	}
}

// Landed waits for a change to land. false: it is not known to be on record by this flight; whether it is, and why not,
// Do finds out.
func (f *Flight) Landed() bool {
	<-f.landed
	return f.ok
}
