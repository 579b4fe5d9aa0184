package bot

import "sync"

// lanes runs work: what has the same key in the order in which it came, everything else side by side.
type lanes struct {
	mu    sync.Mutex
	queue map[string][]func() // present while a lane runs
	slots chan struct{}
	all   sync.WaitGroup
}

func newLanes(width int) *lanes {
	return &lanes{queue: map[string][]func(){}, slots: make(chan struct{}, width)}
}

// do takes work without waiting. An empty key has no order.
func (l *lanes) do(key string, work func()) {
	l.all.Add(1)
	if key == "" {
		go func() { l.run(work) }()
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
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
	defer l.all.Done()
	l.slots <- struct{}{}
	defer func() { <-l.slots }()
	work()
}

// wait returns when all work that was taken is done.
func (l *lanes) wait() { l.all.Wait() }
