package devslack

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Fault is something that goes wrong on purpose.
type Fault struct {
	Kind       string  `json:"kind"`                  // drop, refresh, redeliver, fail, lose_response, slow, hang, no_charts, off
	Method     string  `json:"method,omitempty"`      // only this API method; "socket": envelopes; "download": a file's bytes; "": any
	Times      int     `json:"times,omitempty"`       // how often; 0: once, for slow and hang until off
	Seconds    float64 `json:"seconds,omitempty"`     // how late (slow), how long before refresh_requested (refresh)
	Error      string  `json:"error,omitempty"`       // what fail answers; "": internal_error; "429" or ratelimited: HTTP 429
	RetryAfter int     `json:"retry_after,omitempty"` // seconds; with it fail is HTTP 429
}

// faults are the faults in force. The zero value has none.
type faults struct {
	mu       sync.Mutex
	active   []*Fault
	lastUsed time.Time
}

// add puts a fault in force.
func (f *faults) add(n Fault) {
	if n.Times == 0 {
		n.Times = 1
		if n.Kind == "slow" || n.Kind == "hang" {
			n.Times = 1 << 30
		}
	}
	f.mu.Lock()
	f.active = append(f.active, &n)
	f.lastUsed = machineNow()
	f.mu.Unlock()
}

// clear ends all faults.
func (f *faults) clear() {
	f.mu.Lock()
	f.active = nil
	f.mu.Unlock()
}

// inForce is how many faults are still to happen: one that was to happen once is gone when the app has met it.
func (f *faults) inForce() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.active)
}

// touch notes that a fault has just disturbed the app.
func (f *faults) touch() {
	f.mu.Lock()
	f.lastUsed = machineNow()
	f.mu.Unlock()
}

// disturbed tells whether a fault explains what the app does just now: then its slowness is no finding.
func (f *faults) disturbed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.active) > 0 || !f.lastUsed.IsZero() && machineNow().Sub(f.lastUsed) < 3*ackLimit
}

// use takes the first fault that fits.
func (f *faults) use(fits func(*Fault) bool) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, a := range f.active {
		if !fits(a) {
			continue
		}
		a.Times--
		if a.Times <= 0 {
			f.active = append(f.active[:i:i], f.active[i+1:]...)
		}
		f.lastUsed = machineNow()
		return *a, true
	}
	return Fault{}, false
}

// forCall takes the fault for an API call (or for "response_url").
func (f *faults) forCall(method string) (Fault, bool) {
	return f.use(func(a *Fault) bool { return a.Method == method || a.Method == "" && a.Kind != "redeliver" })
}

// before does what a fault does before the call is worked; false: there will be no answer.
func (f Fault) before(_ http.ResponseWriter, r *http.Request, w *Workspace) bool {
	switch f.Kind {
	case "slow":
		return pause(r.Context(), w.ctx, f.lateness()) == nil
	case "hang":
		pause(r.Context(), w.ctx, 24*time.Hour) //nolint:errcheck // it only ends by being cancelled
		return false
	}
	return true
}

func (f Fault) lateness() time.Duration {
	if f.Seconds == 0 {
		return time.Second
	}
	return time.Duration(f.Seconds * float64(time.Second))
}

func (f Fault) apiError() *apiError {
	if f.RetryAfter > 0 || f.Error == "429" || f.Error == "ratelimited" {
		return &apiError{Code: "ratelimited", Retry: max(1, f.RetryAfter)}
	}
	return fail(orElse(f.Error, "internal_error"))
}

// delayDelivery holds an envelope back where a fault says so.
func (f *faults) delayDelivery(ctx, closed context.Context) error {
	a, ok := f.use(func(a *Fault) bool {
		return (a.Method == "socket" || a.Method == "" && a.Kind == "slow") && (a.Kind == "slow" || a.Kind == "hang")
	})
	if !ok {
		return nil
	}
	if a.Kind == "hang" {
		return errTimeout
	}
	return pause(ctx, closed, a.lateness())
}

// pause waits, unless one of the contexts ends first.
func pause(ctx, closed context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-closed.Done():
		return closed.Err()
	}
}

// inject puts a fault in force, or does it at once. The word it gives says what happened.
func (w *Workspace) inject(f Fault) (string, error) {
	switch f.Kind {
	case "off":
		w.faults.clear()
		w.noCharts.Store(false)
		return "no fault is in force", nil
	case "drop":
		w.faults.touch()
		return w.socks.drop(), nil
	case "refresh":
		w.faults.touch()
		return w.socks.refreshOne(f)
	case "redeliver":
		w.faults.touch()
		return w.socks.redeliver()
	case "no_charts":
		w.noCharts.Store(true)
		return "charts are refused", nil
	case "fail", "lose_response", "slow", "hang":
		w.faults.add(f)
		return "in force", nil
	}
	return "", sayf("There is no fault %q. Expected drop, refresh, redeliver, fail, lose_response, slow, hang, no_charts or off, e.g. {\"kind\":\"fail\",\"method\":\"chat.postMessage\",\"error\":\"internal_error\"}.", f.Kind)
}

// drop cuts the TCP connection of the newest socket, without a close frame.
func (s *sockets) drop() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.conns) == 0 {
		return "there is no connection to drop"
	}
	c := s.conns[len(s.conns)-1]
	c.draining.Store(true)
	c.net.Close() //nolint:errcheck // that is the point
	return "dropped"
}

// refreshOne warns one connection and asks it to connect anew.
func (s *sockets) refreshOne(f Fault) (string, error) {
	s.mu.Lock()
	c := s.pick()
	s.mu.Unlock()
	if c == nil {
		return "", sayf("There is no Socket Mode connection to refresh.")
	}
	between := warningBefore
	if f.Seconds > 0 {
		between = f.lateness()
	}
	s.w.spawn(func() { s.refresh(c, between) })
	return "refreshing", nil
}

// redeliver sends the last envelope again: same payload, new envelope id.
func (s *sockets) redeliver() (string, error) {
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	if last == nil {
		return "", sayf("No envelope was sent yet, so there is none to send again.")
	}
	again := &envelope{id: uuid(), typ: last.typ, payload: last.payload, accepts: last.accepts, answered: make(chan json.RawMessage, 1)}
	if again.typ == "events_api" {
		again.attempt, again.reason = last.attempt+1, "timeout"
	}
	if _, err := s.deliver(s.w.ctx, again); err != nil {
		return "", sayf("The envelope was sent again and not acknowledged: %v.", err)
	}
	return "sent again and acknowledged", nil
}
