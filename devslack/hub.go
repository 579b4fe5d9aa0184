package devslack

import (
	"encoding/json"
	"slices"
	"sync"
	"time"
)

// change tells a page that something may look different now.
type change struct {
	Kind    string `json:"kind"` // message, view, home, ephemeral, finding, call, presence
	Channel string `json:"channel,omitempty"`
	TS      string `json:"ts,omitempty"`
	user    string // only for this person; "" for all
}

// hub hands changes to whoever watches: pages and waiting tests. A slow watcher loses changes, never blocks.
type hub struct {
	mu   sync.Mutex
	subs map[chan change]string // the watcher's person, "" watches everything
}

func newHub() *hub { return &hub{subs: map[chan change]string{}} }

func (h *hub) watch(user string) (ch chan change, stop func()) {
	ch = make(chan change, 256)
	h.mu.Lock()
	h.subs[ch] = user
	h.mu.Unlock()
	return ch, func() {
		h.mu.Lock()
		delete(h.subs, ch)
		h.mu.Unlock()
	}
}

func (h *hub) send(c change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ch, user := range h.subs {
		if c.user != "" && user != "" && c.user != user {
			continue
		}
		select {
		case ch <- c:
		default:
		}
	}
}

// call is one thing that went over a wire: an API call, an envelope, a response URL.
type devCall struct {
	At      time.Time       `json:"at"`
	Kind    string          `json:"kind"` // api, envelope, hook
	Name    string          `json:"name"` // the method, or the envelope's type
	ID      string          `json:"id,omitempty"`
	Request json.RawMessage `json:"request,omitempty"`
	Answer  json.RawMessage `json:"answer,omitempty"`
	Error   string          `json:"error,omitempty"`
	Millis  float64         `json:"ms"`
	Socket  int             `json:"socket,omitempty"`
}

// devKept is how many calls the developer drawer remembers.
const devKept = 500

// devLog keeps the newest calls, and figures over all of them.
type devLog struct {
	mu     sync.Mutex
	ring   [devKept]devCall
	next   int
	counts map[string]int
	acks   []float64 // the newest acknowledgement times, in ms
	ackAt  int
}

func newDevLog() *devLog { return &devLog{counts: map[string]int{}} }

// acksKept is over how many acknowledgements the figures go.
const acksKept = 10_000

func (d *devLog) add(c devCall) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ring[d.next%devKept] = c
	d.next++
	d.counts[c.Kind+" "+c.Name]++
	if c.Kind != "envelope" || c.Error != "" {
		return
	}
	if len(d.acks) < acksKept {
		d.acks = append(d.acks, c.Millis)
		return
	}
	d.acks[d.ackAt%acksKept] = c.Millis
	d.ackAt++
}

// recent gives the remembered calls, oldest first.
func (d *devLog) recent() []devCall {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := min(d.next, devKept)
	out := make([]devCall, 0, n)
	for i := d.next - n; i < d.next; i++ {
		out = append(out, d.ring[i%devKept])
	}
	return out
}

// figures are the answer of GET /control/stats.
type figures struct {
	Counts map[string]int `json:"counts"`
	Acks   int            `json:"acks"`
	P50    float64        `json:"ack_p50_ms"`
	P99    float64        `json:"ack_p99_ms"`
	Max    float64        `json:"ack_max_ms"`
}

func (d *devLog) figures() figures {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := figures{Counts: make(map[string]int, len(d.counts)), Acks: len(d.acks)}
	for k, n := range d.counts {
		f.Counts[k] = n
	}
	if len(d.acks) > 0 {
		s := slices.Sorted(slices.Values(d.acks))
		f.P50, f.P99, f.Max = s[len(s)/2], s[len(s)*99/100], s[len(s)-1]
	}
	return f
}
