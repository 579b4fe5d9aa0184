package main

import (
	"slices"
	"time"
)

// span is a stretch of time.
type span struct{ from, to time.Time }

// room knows when Slack's caps left no room in a channel. It is worked out from the messages that were posted, as the
// local workspace counts them: five at once into a channel and then one a second, and 300 a minute in all.
type room struct{ spans []span }

// full is how long there was no room between two moments.
func (r *room) full(from, to time.Time) (sum time.Duration) {
	for _, s := range r.spans {
		if d := earlier(s.to, to).Sub(latest(s.from, from)); d > 0 {
			sum += d
		}
	}
	return sum
}

// longest is the longest stretch between two moments in which there was room and nothing excuses that it was not used.
func (r *room) longest(from, to time.Time, excused []span) time.Duration {
	most, free := time.Duration(0), from
	for _, s := range merge(slices.Concat(r.spans, excused)) {
		if !s.to.After(from) {
			continue
		}
		if !s.from.Before(to) {
			break
		}
		most = max(most, s.from.Sub(free))
		free = latest(free, s.to)
	}
	return max(most, to.Sub(free))
}

// fullBucket are the times in which a channel has no message left.
func fullBucket(posts []time.Time, burst float64) (out []span) {
	posts = slices.SortedFunc(slices.Values(posts), time.Time.Compare)
	left, last := burst, time.Time{}
	for _, at := range posts {
		if !last.IsZero() {
			left = min(burst, left+at.Sub(last).Seconds())
		}
		left, last = left-1, at
		if left < 1 {
			out = append(out, span{at, at.Add(time.Duration((1 - left) * float64(time.Second)))})
		}
	}
	return out
}

// fullWindow are the times in which the workspace has had n messages within a while.
func fullWindow(posts []time.Time, n int, within time.Duration) (out []span) {
	for i := n - 1; i < len(posts); i++ {
		if free := posts[i-n+1].Add(within); free.After(posts[i]) {
			out = append(out, span{posts[i], free})
		}
	}
	return out
}

// merge puts spans into order and joins those that touch.
func merge(spans []span) (out []span) {
	spans = slices.SortedFunc(slices.Values(spans), func(a, b span) int { return a.from.Compare(b.from) })
	for _, s := range spans {
		if n := len(out); n > 0 && !s.from.After(out[n-1].to) {
			out[n-1].to = latest(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
