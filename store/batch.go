package store

import (
	"context"
	"sync"

	"github.com/redis/go-redis/v9"
)

const (
	// flights is how many round trips with scripts are under way at once before further ones wait for each other. Redis
	// works on one at a time; a second one keeps it from waiting for us.
	flights = 2
	// flightCalls is how many scripts share a round trip at most.
	flightCalls = 64
	// flightTime bounds a shared round trip with all its tries: no caller's own deadline can.
	flightTime = (tries + 1) * answerTimeout
)

// scripts runs scripts. While few are under way each goes at once, on its own; when many come together they share round
// trips, which costs Redis and this process a fraction of as many single ones. Each has its own answer or error, as ever.
type scripts struct {
	client redis.UniversalClient

	mu      sync.Mutex
	flying  int
	waiting []*scriptCall
}

// scriptCall is a call that waits for a round trip.
type scriptCall struct {
	ctx  context.Context
	sha  string
	keys []string
	args []any
	cmd  *redis.Cmd
	done chan struct{} // closed when cmd has its answer
}

// Eval runs a script by its text.
func (s *scripts) Eval(ctx context.Context, source string, keys []string, args ...any) *redis.Cmd {
	return s.client.Eval(ctx, source, keys, args...)
}

// EvalSha runs a script by its name.
func (s *scripts) EvalSha(ctx context.Context, sha string, keys []string, args ...any) *redis.Cmd {
	c := s.enter(ctx, sha, keys, args)
	if c == nil {
		defer s.leave()
		return s.client.EvalSha(ctx, sha, keys, args...)
	}
	select {
	case <-c.done:
		return c.cmd
	case <-ctx.Done(): // it may be done all the same, as when an answer is lost
		return failed(ctx, ctx.Err())
	}
}

// failed is a call that was not made, or whose answer nobody waits for.
func failed(ctx context.Context, err error) *redis.Cmd {
	cmd := redis.NewCmd(ctx)
	cmd.SetErr(err)
	return cmd
}

// enter gives leave to go at once (nil), or a place among those who wait.
func (s *scripts) enter(ctx context.Context, sha string, keys []string, args []any) *scriptCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flying < flights {
		s.flying++
		return nil
	}
	c := &scriptCall{ctx: ctx, sha: sha, keys: keys, args: args, done: make(chan struct{})}
	s.waiting = append(s.waiting, c)
	return c
}

// leave ends a flight. If somebody waits, the next one begins in its place: it ends when nobody waits any more.
func (s *scripts) leave() {
	if calls := s.next(); calls != nil {
		go func() {
			for ; calls != nil; calls = s.next() {
				s.fly(calls)
			}
		}()
	}
}

// next takes those who wait; nil where nobody does, and then there is one flight less.
func (s *scripts) next() []*scriptCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(len(s.waiting), flightCalls)
	if n == 0 {
		s.flying--
		s.waiting = nil
		return nil
	}
	calls := s.waiting[:n:n]
	s.waiting = s.waiting[n:]
	return calls
}

// fly takes calls to Redis together. Who has given up meanwhile stays behind.
func (s *scripts) fly(calls []*scriptCall) {
	ctx, cancel := context.WithTimeout(context.Background(), flightTime)
	defer cancel()
	p := s.client.Pipeline()
	for _, c := range calls {
		if err := c.ctx.Err(); err != nil {
			c.cmd = failed(c.ctx, err)
			continue
		}
		c.cmd = p.EvalSha(ctx, c.sha, c.keys, c.args...)
	}
	_, _ = p.Exec(ctx) // each call has its own error
	for _, c := range calls {
		close(c.done)
	}
}
