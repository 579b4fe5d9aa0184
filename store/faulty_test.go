package store_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// fault says what a faulty proxy does to one call.
type fault int

const (
	noFault     fault = iota
	beforeApply       // the connection dies before Redis sees the call
	afterApply        // Redis does it, and its answer is lost
)

// faulty stands between a store and Redis. It counts the calls and breaks one of them; after that it is either whole
// again (a network that failed once) or dead for good (a process that was killed).
type faulty struct {
	t      testing.TB
	target string
	l      net.Listener

	mu    sync.Mutex
	calls int
	at    int // the call that is broken; 0: none
	fault fault
	dies  bool // after the fault nothing gets through
	dead  bool
	conns map[net.Conn]bool
}

func newFaulty(t testing.TB, target string) *faulty {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &faulty{t: t, target: target, l: l, conns: map[net.Conn]bool{}}
	var wg sync.WaitGroup
	wg.Go(func() { f.serve(&wg) })
	t.Cleanup(func() {
		_ = l.Close()
		f.closeAll()
		wg.Wait()
	})
	return f
}

func (f *faulty) url() string { return "redis://" + f.l.Addr().String() }

// plan breaks the n-th call from now on.
func (f *faulty) plan(n int, what fault, dies bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls, f.at, f.fault, f.dies, f.dead = 0, n, what, dies, false
}

// count is how many calls there were since plan.
func (f *faulty) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

func (f *faulty) closeAll() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.conns {
		_ = c.Close()
	}
}

func (f *faulty) serve(wg *sync.WaitGroup) {
	for {
		c, err := f.l.Accept()
		if err != nil {
			return
		}
		wg.Go(func() { f.pipe(c, wg) })
	}
}

// track keeps a connection so that it can be closed; false where everything is dead.
func (f *faulty) track(c net.Conn) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		_ = c.Close()
		return false
	}
	f.conns[c] = true
	return true
}

// pipe carries one connection, call by call.
func (f *faulty) pipe(client net.Conn, wg *sync.WaitGroup) {
	defer client.Close()
	server, err := net.Dial("tcp", f.target)
	if err != nil {
		return
	}
	defer server.Close()
	if !f.track(client) || !f.track(server) {
		return
	}
	lost := make(chan struct{})
	wg.Go(func() { f.answers(client, server, lost) })
	in := bufio.NewReader(client)
	for {
		raw, name, err := readCall(in)
		if err != nil {
			return
		}
		what := f.next(name)
		if what == beforeApply {
			return
		}
		if what == afterApply {
			close(lost) // no answer from here on
		}
		if _, err := server.Write(raw); err != nil {
			return
		}
		if what == afterApply {
			_, _ = server.Read(make([]byte, 1)) // Redis has answered, so it is done
			return
		}
	}
}

// answers carries answers back until they shall be lost.
func (f *faulty) answers(client, server net.Conn, lost chan struct{}) {
	buf := make([]byte, 64<<10)
	for {
		n, err := server.Read(buf)
		select {
		case <-lost:
			_ = client.Close()
			return
		default:
		}
		if n > 0 {
			if _, err := client.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			_ = client.Close()
			return
		}
	}
}

// next counts a call and says what becomes of it. What a client says to introduce itself does not count.
func (f *faulty) next(name string) fault {
	switch name {
	case "HELLO", "CLIENT", "PING":
		return noFault
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.dead {
		return beforeApply
	}
	if f.calls != f.at {
		return noFault
	}
	f.dead = f.dies
	return f.fault
}

// readCall reads one command in Redis's protocol.
func readCall(r *bufio.Reader) (raw []byte, name string, err error) {
	n, line, err := readCount(r, '*')
	if err != nil {
		return nil, "", err
	}
	raw = append(raw, line...)
	for i := range n {
		size, line, err := readCount(r, '$')
		if err != nil {
			return nil, "", err
		}
		raw = append(raw, line...)
		arg := make([]byte, size+2)
		if _, err := io.ReadFull(r, arg); err != nil {
			return nil, "", err
		}
		raw = append(raw, arg...)
		if i == 0 {
			name = strings.ToUpper(string(arg[:size]))
		}
	}
	return raw, name, nil
}

func readCount(r *bufio.Reader, mark byte) (int, string, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return 0, "", err
	}
	if line[0] != mark {
		return 0, "", fmt.Errorf("got %q, want %c", line, mark)
	}
	n, err := strconv.Atoi(strings.TrimSpace(line[1:]))
	return n, line, err
}
