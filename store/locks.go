package store

import (
	"context"
	"sync"

	"owed.dev/owed/ledger"
)

// locks let one change of a vendor at a time through this process, in order of arrival as far as it matters: it saves
// the second one a refused commit. Between processes the script decides.
type locks struct {
	mu   *sync.Mutex
	held map[ledger.VendorID]*lock
}

type lock struct {
	free  chan struct{} // holds a token while nobody has the lock
	users int
}

func newLocks() locks { return locks{mu: &sync.Mutex{}, held: map[ledger.VendorID]*lock{}} }

// take waits for the lock of a vendor; the function gives it back.
func (l locks) take(ctx context.Context, v ledger.VendorID) (release func(), err error) {
	l.mu.Lock()
	k, ok := l.held[v]
	if !ok {
		k = &lock{free: make(chan struct{}, 1)}
		k.free <- struct{}{}
		l.held[v] = k
	}
	k.users++
	l.mu.Unlock()
	select {
	case <-k.free:
		return func() { k.free <- struct{}{}; l.leave(v, k) }, nil
	case <-ctx.Done():
		l.leave(v, k)
		return nil, ctx.Err()
	}
}

// wanted reports whether somebody waits for a vendor that is taken.
func (l locks) wanted(v ledger.VendorID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.held[v]
	return k != nil && k.users > 1
}

func (l locks) leave(v ledger.VendorID, k *lock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k.users--; k.users == 0 {
		delete(l.held, v)
	}
}

// idLock lets one change that gives out IDs at a time through this process, and remembers the last numbers given out, so
// that the next one need not read them. Another process may have given out more: then the script refuses.
type idLock struct {
	free chan struct{}
	last map[ledger.Series]int64
}

func newIDLock() idLock {
	l := idLock{free: make(chan struct{}, 1), last: map[ledger.Series]int64{}}
	l.free <- struct{}{}
	return l
}

func (l idLock) take(ctx context.Context) error {
	select {
	case <-l.free:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l idLock) leave() { l.free <- struct{}{} }
