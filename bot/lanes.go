package bot

import (
	"sync"

	"owed.dev/owed/ledger"
)

// lanes runs work: what has the same key in the order in which it came, everything else side by side.
type lanes struct {
	mu    sync.Mutex
	queue map[string][]func() // present while a lane runs
	slots chan struct{}
	taken int        // and not done
	idle  *sync.Cond // on mu: taken is 0. No WaitGroup: work is taken while it is waited for

	broken func(error) // is told of work that panicked; the lane goes on
}

func newLanes(width int, broken func(error)) *lanes {
	l := &lanes{queue: map[string][]func(){}, slots: make(chan struct{}, width), broken: broken}
	l.idle = sync.NewCond(&l.mu)
	return l
}

// do takes work without waiting. An empty key has no order.
func (l *lanes) do(key string, work func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken++
	if key == "" {
		go l.run(work)
		return
	}
	if waiting, busy := l.queue[key]; busy {
		l.queue[key] = append(waiting, work)
		return
	}
	l.queue[key] = nil
	go l.drain(key, work)
}

func (l *lanes) drain(key string, work func()) {
	for {
		l.run(work)
		l.mu.Lock()
		waiting := l.queue[key]
		if len(waiting) == 0 {
			delete(l.queue, key)
			l.mu.Unlock()
			return
		}
		work, l.queue[key] = waiting[0], waiting[1:]
		l.mu.Unlock()
	}
}

func (l *lanes) run(work func()) {
	defer l.done()
	l.slots <- struct{}{}
	defer func() { <-l.slots }()
	defer func() {
		if err := ledger.Panicked(recover()); err != nil {
			l.broken(err)
		}
	}()
	work()
}

// wait returns when all work that was taken is done.
func (l *lanes) wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.taken > 0 {
		l.idle.Wait()
	}
}

func (l *lanes) done() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.taken--; l.taken == 0 {
		l.idle.Broadcast()
	}
}
