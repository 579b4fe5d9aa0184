package main

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestChaosShort is the short run: a kill, lost answers, a bot that stands still. The long one is `make chaos`.
func TestChaosShort(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes most of a minute")
	}
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is missing: apt-get install redis-server, or make test")
	}
	for name, c := range map[string]struct {
		history  bool
		troubles []string
	}{"with history": {true, []string{"kill", "lose_response"}}, "without": {false, []string{"kill", "lose_response"}}, "one stands still": {true, []string{"stop"}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plan{
				vendors: 20, channels: 10, lapses: 200, signals: 20, rate: 4, bots: 3, history: c.history,
				troubles: c.troubles, every: 3 * time.Second, quiet: 5 * time.Second, drain: time.Minute, seed: 3,
			}
			got, err := run(t.Context(), p, t.Output())
			if err != nil {
				t.Fatal(err)
			}
			if bad := got.broken(p); bad != "" || !got.complete {
				var b strings.Builder
				got.print(&b, p)
				t.Errorf("the promise is broken: %s\n%s", bad, b.String())
			}
		})
	}
}

// What the caps leave room for is worked out as Slack counts it.
func TestRoom(t *testing.T) {
	t.Parallel()
	start := time.Date(2023, 3, 6, 9, 0, 0, 0, time.UTC)
	after := func(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }
	var posts []time.Time
	for range 5 {
		posts = append(posts, start)
	}
	r := &room{spans: merge(fullBucket(posts, 5))}
	if got := r.full(start, after(10)); got != time.Second {
		t.Errorf("a channel that took five at once is full for %s, want 1s", got)
	}
	if got := r.longest(start, after(3), nil); got != 2*time.Second {
		t.Errorf("three seconds, of which one was full: there was room for %s, want 2s", got)
	}
	if got := r.longest(start, after(10), []span{{after(4), after(9)}}); got != 3*time.Second {
		t.Errorf("with a fault from 4 to 9 the longest stretch is %s, want 3s", got)
	}
	if got := fullWindow([]time.Time{start, after(1), after(2)}, 3, time.Minute); len(got) != 1 || got[0] != (span{after(2), after(60)}) {
		t.Errorf("three within a minute: %v", got)
	}
}
