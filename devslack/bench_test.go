package devslack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
)

// inFlight is how many envelopes are on their way at once in the benchmarks.
const inFlight = 64

func benchWorkspace(b *testing.B, s []byte) *Workspace {
	b.Helper()
	w, err := New(Options{Manifest: []byte(testManifest), Workspace: s, PostLimits: Limits{ChannelPerSecond: 1e9, ChannelBurst: 1e9, WorkspaceMinute: 1e6, TierFactor: 1e4}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.Close() }) //nolint:errcheck // the benchmark is over
	return w
}

func benchDial(b *testing.B, address string) *websocket.Conn {
	b.Helper()
	c, res, err := websocket.DefaultDialer.DialContext(b.Context(), address, nil)
	if err != nil {
		b.Fatal(err)
	}
	res.Body.Close()                //nolint:errcheck // it is empty
	b.Cleanup(func() { c.Close() }) //nolint:errcheck // the benchmark is over
	return c
}

// BenchmarkEnvelopes sends slash commands to a bare client that acknowledges them.
func BenchmarkEnvelopes(b *testing.B) {
	w := benchWorkspace(b, nil)
	c := benchDial(b, w.socks.open())
	go acknowledge(c)
	if err := w.WaitConnected(b.Context(), 1); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	spread(b.N, func() {
		if o, err := w.Type(context.Background(), TypeRequest{User: "alice", Channel: "#general", Text: "/t hello"}); err != nil || !o.OK {
			b.Errorf("%+v %v", o, err)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "envelopes/s")
}

func acknowledge(c *websocket.Conn) {
	for {
		_, frame, err := c.ReadMessage()
		if err != nil {
			return
		}
		const begin = `{"envelope_id":"`
		if !bytes.HasPrefix(frame, []byte(begin)) {
			continue // hello
		}
		ack := append(bytes.Clone(frame[:len(begin)+36]), `"}`...)
		if c.WriteMessage(websocket.TextMessage, ack) != nil {
			return
		}
	}
}

// spread runs f n times, inFlight at once.
func spread(n int, f func()) {
	var wg sync.WaitGroup
	turns := make(chan struct{}, inFlight)
	for range n {
		turns <- struct{}{}
		wg.Go(func() {
			f()
			<-turns
		})
	}
	wg.Wait()
}

// BenchmarkBareEcho sends frames of the same size through a bare WebSocket echo, as many at once.
func BenchmarkBareEcho(b *testing.B) {
	up := websocket.Upgrader{}
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(rw, r, nil)
		if err != nil {
			return
		}
		defer c.Close() //nolint:errcheck // it is over
		for {
			kind, frame, err := c.ReadMessage()
			if err != nil || c.WriteMessage(kind, frame) != nil {
				return
			}
		}
	}))
	defer srv.Close()
	c := benchDial(b, "ws"+strings.TrimPrefix(srv.URL, "http"))
	frame := []byte(`{"envelope_id":"` + uuid() + `","payload":"` + strings.Repeat("x", 600) + `"}`)
	turns := make(chan struct{}, inFlight)
	b.ResetTimer()
	go func() {
		for range b.N {
			turns <- struct{}{}
			if c.WriteMessage(websocket.TextMessage, frame) != nil {
				return
			}
		}
	}()
	for range b.N {
		if _, _, err := c.ReadMessage(); err != nil {
			b.Fatal(err)
		}
		<-turns
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "frames/s")
}

// BenchmarkPostMessage posts a message with blocks over HTTP.
func BenchmarkPostMessage(b *testing.B) {
	w := benchWorkspace(b, nil)
	blocks := "[" + section("Hello *you*") + "," + inActionsBlock(button(`,"action_id":"a"`)) + "]"
	body := string(mustJSON(map[string]any{"channel": "C0GENERAL1", "text": "hello", "blocks": json.RawMessage(blocks)}))
	for b.Loop() {
		req, _ := http.NewRequestWithContext(b.Context(), http.MethodPost, w.APIURL()+"chat.postMessage", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
		req.Header.Set("Authorization", "Bearer "+w.botToken)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		res.Body.Close() //nolint:errcheck // only the status counts
	}
}

// BenchmarkCheck judges the blocks of an ordinary message.
func BenchmarkCheck(b *testing.B) {
	blocks := json.RawMessage("[" + section("Hello *you*") + "," + inActionsBlock(button(`,"action_id":"a"`)) + "]")
	for b.Loop() {
		checkBlocks(blocks, onMessage, "/blocks")
	}
}

// TestMemoryOfALargeWorkspace holds 1,000 people and 10,000 messages with blocks.
func TestMemoryOfALargeWorkspace(t *testing.T) {
	var s strings.Builder
	s.WriteString("team: {id: T1, name: Big, domain: big}\npeople:\n")
	for i := range 1000 {
		fmt.Fprintf(&s, "  - {id: U%09d, name: p%d}\n", i, i)
	}
	s.WriteString("channels:\n  - {id: C1, name: all, members: [p0, \"@app\"]}\n")
	before := heap()
	w := open(t, Options{Workspace: []byte(s.String())})
	blocks := checkBlocks(json.RawMessage("["+section(n(200))+","+inActionsBlock(button(`,"action_id":"a"`))+"]"), onMessage, "/blocks").filled
	for range 10_000 {
		w.mu.Lock()
		w.post(w.channels["C1"], w.botMessage(content{Text: n(80), Blocks: append(json.RawMessage(nil), blocks...)}))
		w.mu.Unlock()
	}
	used := float64(heap()-before) / (1 << 20)
	t.Logf("1,000 people and 10,000 messages take %.1f MiB", used)
	if used > 64 {
		t.Errorf("1,000 people and 10,000 messages take %.1f MiB, expected at most 64", used)
	}
	runtime.KeepAlive(w)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
