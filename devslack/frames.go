package devslack

import (
	"bufio"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"sync"
)

// frameWatcher looks at the frame headers that a client sends. Slack does not join continuation frames, and a
// WebSocket library does, so only the bytes themselves tell whether an acknowledgement was one frame.
// It is used by the connection's one reader only.
type frameWatcher struct {
	net.Conn
	out     sync.Mutex
	hold    bool   // another frame follows at once: keep this one and write both together
	held    []byte // what was kept
	head    []byte // the header so far
	skip    uint64 // payload bytes still to pass
	began   int    // data messages begun
	inParts map[int]bool
}

// Hijack gives the watched connection.
func (h *hijackWatch) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	hj, ok := h.ResponseWriter.(http.Hijacker)
	if !ok {
		return nil, nil, errors.New("this server cannot hand over connections")
	}
	c, rw, err := hj.Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.conn = &frameWatcher{Conn: c, inParts: map[int]bool{}}
	return h.conn, rw, nil
}

// maxHeld is how much is written together at most.
const maxHeld = 64 << 10

// Write passes bytes on, or keeps them for the next Write where one is sure to follow.
func (f *frameWatcher) Write(p []byte) (int, error) {
	f.out.Lock()
	defer f.out.Unlock()
	if f.hold && len(f.held)+len(p) < maxHeld {
		f.held = append(f.held, p...)
		return len(p), nil
	}
	if len(f.held) == 0 {
		return f.Conn.Write(p)
	}
	f.held = append(f.held, p...)
	_, err := f.Conn.Write(f.held)
	f.held = f.held[:0]
	return len(p), err
}

// follows says whether another Write is sure to come at once.
func (f *frameWatcher) follows(yes bool) {
	f.out.Lock()
	f.hold = yes
	f.out.Unlock()
}

// Read passes bytes on and follows the frames in them.
func (f *frameWatcher) Read(p []byte) (int, error) {
	n, err := f.Conn.Read(p)
	f.follow(p[:n])
	return n, err
}

func (f *frameWatcher) follow(b []byte) {
	for len(b) > 0 {
		if f.skip > 0 {
			n := min(f.skip, uint64(len(b)))
			f.skip -= n
			b = b[n:]
			continue
		}
		f.head = append(f.head, b[0])
		b = b[1:]
		if len(f.head) >= 2 && len(f.head) == headerLen(f.head[1]) {
			f.header()
		}
	}
}

// headerLen is the length of a frame header whose second byte is b.
func headerLen(b byte) int {
	n := 2
	switch b & 0x7f {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if b&0x80 != 0 {
		n += 4
	}
	return n
}

func (f *frameWatcher) header() {
	op, final := f.head[0]&0x0f, f.head[0]&0x80 != 0
	switch f.head[1] & 0x7f {
	case 126:
		f.skip = uint64(binary.BigEndian.Uint16(f.head[2:]))
	case 127:
		f.skip = binary.BigEndian.Uint64(f.head[2:])
	default:
		f.skip = uint64(f.head[1] & 0x7f)
	}
	if op == 1 || op == 2 {
		f.began++
		if !final {
			f.inParts[f.began] = true
		}
	}
	f.head = f.head[:0]
}

// joined tells whether the n-th data message came in several frames.
func (f *frameWatcher) joined(n int) bool {
	was := f.inParts[n]
	delete(f.inParts, n)
	return was
}
