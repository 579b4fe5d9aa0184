package devslack

import (
	"math"
	"sync"
	"time"
)

// Limits are how fast an app may post, and by how much the tiers of the other methods are raised.
// The zero value of a field is Slack's own.
type Limits struct {
	ChannelPerSecond float64 // messages a second into one channel: 1
	ChannelBurst     int     // messages at once into one channel: 5
	WorkspaceMinute  int     // messages a minute in the whole workspace: 300
	TierFactor       int     // multiplies the tiers 1 to 4 (1, 20, 50 and 100 calls a minute): 1
}

func (l Limits) orSlacks() Limits {
	if l.ChannelPerSecond == 0 {
		l.ChannelPerSecond = 1
	}
	if l.ChannelBurst == 0 {
		l.ChannelBurst = 5
	}
	if l.WorkspaceMinute == 0 {
		l.WorkspaceMinute = 300
	}
	if l.TierFactor == 0 {
		l.TierFactor = 1
	}
	return l
}

// perMinute is how many calls a minute a tier has.
var perMinute = map[tier]int{tier1: 1, tier2: 20, tier3: 50, tier4: 100}

// window is the moments of the newest calls, at most n within a minute.
type window struct {
	at   []time.Time // a ring
	next int
}

// take books one call, or gives the wait until one is free.
func (w *window) take(now time.Time, n int) time.Duration {
	if w.at == nil {
		w.at = make([]time.Time, n)
	}
	oldest := w.at[w.next]
	if wait := oldest.Add(time.Minute).Sub(now); !oldest.IsZero() && wait > 0 {
		return wait
	}
	w.at[w.next] = now
	w.next = (w.next + 1) % n
	return 0
}

// bucket lets single calls through at a rate, and a burst at once.
type bucket struct {
	left float64
	at   time.Time
}

func (b *bucket) wait(now time.Time, rate, burst float64) time.Duration {
	if b.at.IsZero() {
		b.left = burst
	} else {
		b.left = min(burst, b.left+now.Sub(b.at).Seconds()*rate)
	}
	b.at = now
	if b.left >= 1 {
		return 0
	}
	return time.Duration((1 - b.left) / rate * float64(time.Second))
}

// limiter holds the limits of the one installed app.
type limiter struct {
	mu       sync.Mutex
	limits   Limits
	methods  map[string]*window
	channels map[string]*bucket
	posts    window
}

func newLimiter(l Limits) *limiter {
	return &limiter{limits: l.orSlacks(), methods: map[string]*window{}, channels: map[string]*bucket{}}
}

// method books a call, or gives the whole seconds to wait.
func (l *limiter) method(name string, t tier) int {
	n := perMinute[t] * l.limits.TierFactor
	if n == 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.methods[name]
	if w == nil {
		w = &window{}
		l.methods[name] = w
	}
	return seconds(w.take(machineNow(), n))
}

// post books a message into a channel, or gives the whole seconds to wait.
func (l *limiter) post(channel string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.channels[channel]
	if b == nil {
		b = &bucket{}
		l.channels[channel] = b
	}
	now := machineNow()
	if wait := b.wait(now, l.limits.ChannelPerSecond, float64(l.limits.ChannelBurst)); wait > 0 {
		return seconds(wait)
	}
	if wait := l.posts.take(now, l.limits.WorkspaceMinute); wait > 0 {
		return seconds(wait)
	}
	b.left--
	return 0
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
