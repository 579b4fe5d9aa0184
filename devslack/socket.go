package devslack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	ackLimit       = 3 * time.Second
	maxAckBytes    = 20_480
	maxConnections = 10
	ticketLife     = time.Minute
	socketLife     = 18_060 * time.Second
	debugLife      = 360 * time.Second
	warningBefore  = 10 * time.Second
	firstPing      = 3 * time.Second
	pingEvery      = 10 * time.Second
	writeLimit     = 5 * time.Second
)

// errors that the waiting side of an envelope sees.
var (
	errNoSocket = errors.New("dispatch_failed")
	errTimeout  = errors.New("operation_timeout")
)

// sockets are the Socket Mode connections of the app and the envelopes on their way.
type sockets struct {
	w        *Workspace
	upgrader websocket.Upgrader

	mu      sync.Mutex
	conns   []*conn
	turn    int
	tickets map[string]time.Time
	pending map[string]*envelope
	done    *recent // envelopes that have been answered or given up
	last    *envelope
	count   int
	wait    chan struct{} // closed and replaced whenever a connection is ready
}

// envelope is one frame that waits for its acknowledgement.
type envelope struct {
	id, typ  string
	payload  json.RawMessage
	accepts  bool
	attempt  int
	reason   string
	sentAt   time.Time
	conn     *conn
	answered chan json.RawMessage
	event    string // the event's id, for redelivery
}

// conn is one open WebSocket.
type conn struct {
	n        int // the connection's number, from 1
	host     string
	ws       *websocket.Conn
	net      *frameWatcher
	write    sync.Mutex
	waiting  atomic.Int32 // senders that wait for write
	warned   atomic.Bool  // it is to be refreshed: others are preferred
	draining atomic.Bool  // it gets nothing more
	gone     context.Context
	end      context.CancelFunc
}

func newSockets(w *Workspace) *sockets {
	return &sockets{
		w: w, tickets: map[string]time.Time{}, pending: map[string]*envelope{}, done: newRecent(20_000), wait: make(chan struct{}),
		upgrader: websocket.Upgrader{
			ReadBufferSize: 8 << 10, WriteBufferSize: 32 << 10,
			CheckOrigin: func(*http.Request) bool { return true }, // Slack does not look at it; slack-go sends api.slack.com
		},
	}
}

// open gives a URL for one connection.
func (s *sockets) open() string {
	t := secret(16)
	s.mu.Lock()
	now := machineNow()
	for old, made := range s.tickets {
		if now.Sub(made) > ticketLife {
			delete(s.tickets, old)
		}
	}
	s.tickets[t] = now
	s.mu.Unlock()
	return fmt.Sprintf("ws://%s/link/?ticket=%s&app_id=%s", s.w.ln.Addr(), t, s.w.app.ID)
}

func (s *sockets) redeem(ticket string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	made, ok := s.tickets[ticket]
	delete(s.tickets, ticket)
	return ok && machineNow().Sub(made) <= ticketLife
}

// serve is one connection from the upgrade to its end.
func (s *sockets) serve(rw http.ResponseWriter, r *http.Request) {
	if !s.redeem(r.URL.Query().Get("ticket")) {
		s.w.findings.add("stale_ticket", "apps.connections.open", "", "A WebSocket URL was used twice or too late. Call apps.connections.open for each connection.")
		http.Error(rw, "stale or unknown ticket", http.StatusForbidden)
		return
	}
	watched := &hijackWatch{ResponseWriter: rw}
	ws, err := s.upgrader.Upgrade(watched, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	life := socketLife
	if r.URL.Query().Get("debug_reconnects") == "true" {
		life = debugLife
	}
	c := s.newConn(ws, watched.conn)
	defer c.end()
	defer context.AfterFunc(c.gone, func() { ws.Close() })() //nolint:errcheck // it is over either way
	defer ws.Close()                                         //nolint:errcheck // it is over either way
	if reason := s.admit(c, life); reason != "" {
		c.disconnect(reason)
		return
	}
	defer s.leave(c)
	s.w.spawn(func() { s.keepAlive(c, life) })
	s.read(c)
}

func (s *sockets) newConn(ws *websocket.Conn, raw *frameWatcher) *conn {
	s.mu.Lock()
	s.count++
	n := s.count
	s.mu.Unlock()
	ctx, end := context.WithCancel(s.w.ctx)
	return &conn{n: n, host: "applink-" + strconv.Itoa(n), ws: ws, net: raw, gone: ctx, end: end}
}

// admit takes a connection in and says hello, or names the reason why Slack would not. Nothing is sent before the
// hello: whoever picks the connection in between waits for its write lock.
func (s *sockets) admit(c *conn, life time.Duration) string {
	if !s.w.man.Settings.SocketMode {
		return "link_disabled"
	}
	c.write.Lock()
	n := s.join(c)
	if n == 0 {
		c.write.Unlock()
		s.w.findings.add("too_many_websockets", "apps.connections.open", "", "An 11th connection was opened. Slack allows 10 for one app, over all its processes.")
		return "too_many_websockets"
	}
	c.frame(s.hello(c, n, life)) //nolint:errcheck // the reader notices
	c.write.Unlock()
	s.w.hub.send(change{Kind: "presence"})
	return ""
}

// join adds a connection and gives how many there are, 0 where there are too many.
func (s *sockets) join(c *conn) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.conns) >= maxConnections {
		return 0
	}
	s.conns = append(s.conns, c)
	close(s.wait)
	s.wait = make(chan struct{})
	return len(s.conns)
}

func (s *sockets) hello(c *conn, n int, life time.Duration) []byte {
	return mustJSON(map[string]any{
		"type": "hello", "num_connections": n, "connection_info": map[string]any{"app_id": s.w.app.ID},
		"debug_info": map[string]any{"host": c.host, "build_number": 1, "approximate_connection_time": int(life.Seconds())},
	})
}

func (s *sockets) leave(c *conn) {
	s.mu.Lock()
	for i, x := range s.conns {
		if x == c {
			s.conns = append(s.conns[:i:i], s.conns[i+1:]...)
			break
		}
	}
	s.mu.Unlock()
	s.w.hub.send(change{Kind: "presence"})
}

// keepAlive pings as Slack does and ends the connection when its life is over.
func (s *sockets) keepAlive(c *conn, life time.Duration) {
	ping := time.NewTimer(firstPing)
	defer ping.Stop()
	warn := time.NewTimer(life - warningBefore)
	defer warn.Stop()
	for {
		select {
		case <-c.gone.Done():
			c.ws.Close() //nolint:errcheck // it is over either way
			return
		case <-ping.C:
			c.ws.WriteControl(websocket.PingMessage, []byte("Ping from "+c.host), machineNow().Add(writeLimit)) //nolint:errcheck // the reader notices
			ping.Reset(pingEvery)
		case <-warn.C:
			s.refresh(c, warningBefore)
			return
		}
	}
}

// refresh warns, waits, and asks the client to connect anew; then the connection is closed.
func (s *sockets) refresh(c *conn, between time.Duration) {
	c.warned.Store(true)
	c.disconnect("warning")
	t := time.NewTimer(between)
	defer t.Stop()
	select {
	case <-c.gone.Done():
		return
	case <-t.C:
	}
	c.draining.Store(true)
	c.disconnect("refresh_requested")
	t.Reset(between)
	select {
	case <-c.gone.Done():
	case <-t.C:
		c.end()
	}
	c.ws.Close() //nolint:errcheck // it is over either way
}

func (c *conn) disconnect(reason string) {
	c.send(mustJSON(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": c.host}})) //nolint:errcheck // the reader notices
}

// send writes one text frame. Frames of several senders at once go out together: whoever waits for the lock flushes
// what was kept before.
func (c *conn) send(frame []byte) error {
	c.waiting.Add(1)
	c.write.Lock()
	defer c.write.Unlock()
	c.net.follows(c.waiting.Add(-1) > 0)
	return c.frame(frame)
}

// frame writes one text frame. Needs c.write.
func (c *conn) frame(frame []byte) error {
	if err := c.ws.SetWriteDeadline(machineNow().Add(writeLimit)); err != nil {
		return err
	}
	return c.ws.WriteMessage(websocket.TextMessage, frame)
}

// closeAll ends every connection.
func (s *sockets) closeAll() {
	s.mu.Lock()
	conns := append([]*conn(nil), s.conns...)
	s.mu.Unlock()
	for _, c := range conns {
		c.end()
		c.ws.Close() //nolint:errcheck // it is over either way
	}
}

// pick takes the connections in turn; one that has been warned only where there is no other. Needs s.mu.
func (s *sockets) pick() *conn {
	var last *conn
	for range s.conns {
		s.turn++
		c := s.conns[s.turn%len(s.conns)]
		switch {
		case c.draining.Load():
		case c.warned.Load():
			last = c
		default:
			return c
		}
	}
	return last
}

// Connections tells how many Socket Mode connections the app has open.
func (w *Workspace) Connections() int {
	w.socks.mu.Lock()
	defer w.socks.mu.Unlock()
	return len(w.socks.conns)
}

// WaitConnected waits until the app has n connections.
func (w *Workspace) WaitConnected(ctx context.Context, n int) error {
	for {
		w.socks.mu.Lock()
		have, wait := len(w.socks.conns), w.socks.wait
		w.socks.mu.Unlock()
		if have >= n {
			return nil
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return fmt.Errorf("the app has %d Socket Mode connections, expected %d: %w", have, n, ctx.Err())
		}
	}
}

// uuid makes an envelope id.
func uuid() string {
	b := []byte(secret(16))
	b[12], b[16] = '4', "89ab"[b[16]&3]
	h := string(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// hijackWatch hands the upgrader a connection whose frames are watched.
type hijackWatch struct {
	http.ResponseWriter
	conn *frameWatcher
}
