package bot

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// channelBurst is how many messages a channel takes at once before one a second is all it takes.
	channelBurst = 3
	// teamRate and teamBurst are what a workspace takes in all: 300 messages a minute.
	teamRate  = 5
	teamBurst = 150
	// kept is how much of the workspace's room is left to what is critical.
	kept = 20
	// inTurn is how long one waits for its turn, and how soon one comes back.
	inTurn = 500 * time.Millisecond
	// brief is the longest pause that can mean one channel alone. A longer one is about the method.
	brief = 2 * time.Second
	// spread bounds how far apart those that wait for one place come back, so that a long queue does not all come at once
	// and none comes much later than its place has room.
	spread = 4 * time.Second
)

// pace keeps to what Slack takes. It knows of this process alone: what other bots post, Slack's own answers tell.
type pace struct {
	mu       sync.Mutex
	now      func() time.Time
	methods  map[string]time.Time     // until when Slack wants no more of a method
	turns    map[string]chan struct{} // of the methods that are called one at a time
	channels map[string]*lane
	all      *rate.Limiter

	perSecond rate.Limit // of one channel
	burst     int
	queued    time.Time // when the last of those that wait for the workspace comes back
}

// Unpace lifts the limits that owed sets itself, to measure how fast it is where Slack sets none. Slack's own refusals
// are obeyed all the same. It is for benchmarks, before Run.
func (b *Bot) Unpace() { b.deliver.posts.pace.lift() }

func (p *pace) lift() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.perSecond, p.burst = rate.Inf, 1
	p.all = rate.NewLimiter(rate.Inf, kept)
}

// lane is one channel.
type lane struct {
	limiter *rate.Limiter
	blocked time.Time
	queued  time.Time
}

func newPace(now func() time.Time) *pace {
	return &pace{now: now, methods: map[string]time.Time{}, turns: map[string]chan struct{}{}, channels: map[string]*lane{}, all: rate.NewLimiter(teamRate, teamBurst), perSecond: 1, burst: channelBurst}
}

// method is how long to wait before a method other than posting is called; 0: go.
func (p *pace) method(name string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(0, p.methods[name].Sub(p.now()))
}

// alone is method for calls of which many come at once: they are made one at a time, so that one refusal holds all. done ends
// the call; who does not get its turn soon is told to come back.
func (p *pace) alone(ctx context.Context, name string) (done func(), wait time.Duration) {
	p.mu.Lock()
	turn, ok := p.turns[name]
	if !ok {
		turn = make(chan struct{}, 1)
		p.turns[name] = turn
	}
	p.mu.Unlock()
	ctx, stop := context.WithTimeout(ctx, inTurn)
	defer stop()
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return nil, inTurn
	}
	if wait = p.method(name); wait > 0 {
		<-turn
		return nil, wait
	}
	return func() { <-turn }, 0
}

// post books a message into a channel, or says how long to wait. What is critical goes before all else when the
// workspace's room runs out.
func (p *pace) post(channel string, critical bool) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	l := p.lane(channel)
	if left := p.methods["chat.postMessage"].Sub(now); left > 0 {
		return next(now, left, time.Second/teamRate, &p.queued)
	}
	if left := l.blocked.Sub(now); left > 0 {
		return next(now, left, time.Second, &l.queued)
	}
	want := 1.0
	if !critical {
		want = kept
	}
	if short := want - p.all.TokensAt(now); short > 0 {
		return next(now, time.Duration(short*float64(time.Second)/teamRate), time.Second/teamRate, &p.queued)
	}
	if short := 1 - l.limiter.TokensAt(now); short > 0 {
		return next(now, time.Duration(short*float64(time.Second)), time.Second, &l.queued)
	}
	l.limiter.AllowN(now, 1)
	p.all.AllowN(now, 1)
	return 0
}

// refused takes in that Slack wants a pause. A brief one means the channel, which had its message for this second.
func (p *pace) refused(method, channel string, after time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	until := p.now().Add(after)
	if method == "chat.postMessage" && after <= brief {
		l := p.lane(channel)
		l.blocked = later(l.blocked, until)
		return
	}
	p.methods[method] = later(p.methods[method], until)
}

func (p *pace) lane(channel string) *lane {
	l, ok := p.channels[channel]
	if !ok {
		l = &lane{limiter: rate.NewLimiter(p.perSecond, p.burst)}
		p.channels[channel] = l
	}
	return l
}

// next gives who has to wait a moment after the one before, but not much later than there is room.
func next(now time.Time, wait, gap time.Duration, queued *time.Time) time.Duration {
	at := later(now.Add(wait), queued.Add(gap))
	if at.After(now.Add(wait + spread)) {
		at = now.Add(wait) // the queue is longer than that: begin anew
	}
	*queued = at
	return at.Sub(now)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
