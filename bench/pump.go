package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// pump is the least of Slack that a bot needs: it sends slash commands over WebSockets and notes when each was answered.
type pump struct {
	srv   *http.Server
	addr  string
	mu    sync.Mutex
	conns []*peer
	next  atomic.Int64
	open  sync.Map // envelope id → chan time.Time
	ts    atomic.Int64
}

type peer struct {
	conn *websocket.Conn
	mu   sync.Mutex
}

func newPump() (*pump, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &pump{addr: l.Addr().String()}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", p.call)
	mux.HandleFunc("/link", p.link)
	mux.HandleFunc("/respond", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	p.srv = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = p.srv.Serve(l) }()
	return p, nil
}

func (p *pump) api() string { return "http://" + p.addr + "/api/" }
func (p *pump) close()      { _ = p.srv.Close() }

func (p *pump) call(w http.ResponseWriter, r *http.Request) {
	user := `{"id":"U0ALICE001","team_id":"T0BENCH001","name":"alice","real_name":"Alice","tz":"UTC","profile":{"display_name":"alice"}}`
	answers := map[string]string{
		"apps.connections.open": `{"ok":true,"url":"ws://` + p.addr + `/link"}`,
		"auth.test":             `{"ok":true,"team":"Bench","user":"owed","team_id":"T0BENCH001","user_id":"U0OWEDBOT1","bot_id":"B0OWED001"}`,
		"users.list":            `{"ok":true,"members":[` + user + `],"response_metadata":{"next_cursor":""}}`,
		"users.info":            `{"ok":true,"user":` + user + `}`,
		"conversations.info":    `{"ok":true,"channel":{"id":"C0PAYABLE1","name":"payables","is_channel":true,"is_member":true}}`,
		"conversations.members": `{"ok":true,"members":["U0ALICE001"],"response_metadata":{"next_cursor":""}}`,
		"chat.postMessage":      fmt.Sprintf(`{"ok":true,"channel":"C0PAYABLE1","ts":"1677844800.%06d"}`, p.ts.Add(1)),
		"chat.update":           `{"ok":true,"channel":"C0PAYABLE1","ts":"1677844800.000001"}`,
	}
	w.Header().Set("Content-Type", "application/json")
	a, ok := answers[r.URL.Path[len("/api/"):]]
	if !ok {
		a = `{"ok":false,"error":"unknown_method"}`
	}
	fmt.Fprint(w, a)
}

func (p *pump) link(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &peer{conn: conn}
	_ = c.send([]byte(`{"type":"hello","num_connections":1,"debug_info":{"host":"bench","build_number":1,"approximate_connection_time":18060},"connection_info":{"app_id":"A0OWED001"}}`))
	p.mu.Lock()
	p.conns = append(p.conns, c)
	p.mu.Unlock()
	gone := make(chan struct{})
	defer close(gone)
	go c.ping(gone)
	for {
		_, frame, err := conn.ReadMessage()
		if err != nil {
			return
		}
		at := time.Now()
		var ack struct {
			ID string `json:"envelope_id"`
		}
		if json.Unmarshal(frame, &ack) != nil {
			continue
		}
		if ch, ok := p.open.LoadAndDelete(ack.ID); ok {
			ch.(chan time.Time) <- at
		}
	}
}

func (c *peer) send(b []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conn.WriteMessage(websocket.TextMessage, b)
}

// ping pings every 10 s, as Slack does.
func (c *peer) ping(gone <-chan struct{}) {
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			_ = c.conn.WriteControl(websocket.PingMessage, []byte("Ping from bench"), time.Now().Add(time.Second))
		case <-gone:
			return
		}
	}
}

// wait waits until n connections are up.
func (p *pump) wait(ctx context.Context, n int) error {
	ctx, stop := context.WithTimeout(ctx, 15*time.Second)
	defer stop()
	for {
		p.mu.Lock()
		up := len(p.conns)
		p.mu.Unlock()
		if up >= n {
			return nil
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

var errLost = errors.New("a command was not answered within 3 s")

// command sends one slash command and gives the time until its acknowledgement.
func (p *pump) command(text string) (time.Duration, error) {
	n := p.next.Add(1)
	id := "00000000-0000-4000-8000-" + fmt.Sprintf("%012d", n)
	b := []byte(`{"envelope_id":"` + id + `","type":"slash_commands","accepts_response_payload":true,"payload":{"token":"x","team_id":"T0BENCH001","team_domain":"bench","channel_id":"C0PAYABLE1","channel_name":"payables","user_id":"U0ALICE001","user_name":"alice","command":"/owed","text":` +
		strconv.Quote(text) + `,"api_app_id":"A0OWED001","is_enterprise_install":"false","response_url":"http://` + p.addr + `/respond","trigger_id":"` + id + `"}}`)
	done := make(chan time.Time, 1)
	p.open.Store(id, done)
	p.mu.Lock()
	c := p.conns[int(n)%len(p.conns)]
	p.mu.Unlock()
	start := time.Now()
	if err := c.send(b); err != nil {
		return 0, err
	}
	select {
	case at := <-done:
		return at.Sub(start), nil
	case <-time.After(3 * time.Second):
		return 0, errLost
	}
}

// load types commands, 64 in flight; one vendor's are done in order of receipt.
func (p *pump) load(ctx context.Context, lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	if _, err := p.command(lines[0]); err != nil {
		return err
	}
	var wg sync.WaitGroup
	var failed atomic.Int64
	slots := make(chan struct{}, 64)
	for _, line := range lines[1:] {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if _, err := p.command(line); err != nil {
				failed.Add(1)
			}
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	wg.Wait()
	if n := failed.Load(); n > 0 {
		return fmt.Errorf("%d of %d commands were not answered while loading", n, len(lines))
	}
	return nil
}

// full keeps n commands in flight.
func (p *pump) full(ctx context.Context, text string, n int, span time.Duration) result {
	var count atomic.Int64
	var wg sync.WaitGroup
	end := time.Now().Add(span)
	for range n {
		wg.Go(func() {
			for time.Now().Before(end) && ctx.Err() == nil {
				if _, err := p.command(text); err == nil {
					count.Add(1)
				}
			}
		})
	}
	wg.Wait()
	return result{perSecond: float64(count.Load()) / span.Seconds()}
}

// paced sends so many a second, whether answered or not.
func (p *pump) paced(ctx context.Context, text string, perSecond int, span time.Duration) result {
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	var mu sync.Mutex
	var took []time.Duration
	var wg sync.WaitGroup
	for end := time.Now().Add(span); time.Now().Before(end) && ctx.Err() == nil; {
		<-tick.C
		wg.Go(func() {
			d, err := p.command(text)
			if err != nil {
				d = 3 * time.Second
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, d)
		})
	}
	wg.Wait()
	slices.Sort(took)
	return result{p50: took[len(took)/2], p99: took[len(took)*99/100], perSecond: float64(perSecond)}
}
