package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// bulk reads large parts of the record over a connection of its own: a reply of thousands of values is a list of places in one piece of
// memory, which serves for the next reply, too; the client makes a few objects of each value, which is a third of the work of a
// verification. It only ever reads. Where it can't, the caller asks the client, which knows how to follow a cluster, a
// sentinel or a server that comes back.
type bulk struct {
	s   *Store
	key string // of the team, for the node that holds it

	mu sync.Mutex
	w  *wire
}

// newBulk reads what stands on the node of a key.
func (s *Store) newBulk(key string) *bulk { return &bulk{s: s, key: key} }

// value is a value of a reply: a place in its text. An array has n values, which follow it; nil has none.
type value struct{ from, to, n int }

func (v value) in(text []byte) []byte { return text[v.from:max(v.from, v.to)] }

// errNoWire is for a client that no connection can be made beside.
var errNoWire = errors.New("store: no connection of its own")

// ask sends commands together and hands out their replies one after the other. Neither texts nor values may be kept.
func (b *bulk) ask(ctx context.Context, each func(n int, text []byte, values []value) error, cmds ...[]string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.w == nil {
		w, err := b.s.dialWire(ctx, b.key)
		if err != nil {
			return err
		}
		b.w = w
	}
	err := b.w.ask(ctx, each, cmds)
	if err != nil {
		b.drop()
	}
	return err
}

// close ends the connection.
func (b *bulk) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drop()
}

func (b *bulk) drop() {
	if b.w != nil {
		_ = b.w.conn.Close()
		b.w = nil
	}
}

// dialWire connects to the node of a key with what its client was given.
func (s *Store) dialWire(ctx context.Context, key string) (*wire, error) {
	node, err := s.node(ctx, key)
	if err != nil {
		return nil, err
	}
	c, ok := node.(*redis.Client)
	if !ok {
		return nil, errNoWire
	}
	o := c.Options()
	if _, _, err := net.SplitHostPort(o.Addr); err != nil || o.CredentialsProvider != nil || o.CredentialsProviderContext != nil || o.StreamingCredentialsProvider != nil {
		return nil, errNoWire // a sentinel says which server it is, and that may change
	}
	conn, err := o.Dialer(ctx, o.Network, o.Addr)
	if err != nil {
		return nil, err
	}
	w := &wire{conn: conn}
	if err := w.greet(ctx, o); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return w, nil
}

// wire is a connection to Redis that speaks RESP 2.
type wire struct {
	conn   net.Conn
	out    []byte
	buf    []byte // read from the connection and not handed out yet
	values []value
}

func (w *wire) greet(ctx context.Context, o *redis.Options) error {
	var cmds [][]string
	switch {
	case o.Username != "":
		cmds = append(cmds, []string{"AUTH", o.Username, o.Password})
	case o.Password != "":
		cmds = append(cmds, []string{"AUTH", o.Password})
	}
	if o.DB > 0 {
		cmds = append(cmds, []string{"SELECT", strconv.Itoa(o.DB)})
	}
	return w.ask(ctx, func(int, []byte, []value) error { return nil }, cmds)
}

func (w *wire) ask(ctx context.Context, each func(n int, text []byte, values []value) error, cmds [][]string) error {
	if err := w.conn.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = w.conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	w.out = w.out[:0]
	for _, cmd := range cmds {
		w.out = appendCommand(w.out, cmd)
	}
	if _, err := w.conn.Write(w.out); err != nil {
		return err
	}
	for n := range cmds {
		end, err := w.reply()
		if err == nil {
			err = each(n, w.buf[:end], w.values)
		}
		if err != nil {
			return err
		}
		w.buf = w.buf[:copy(w.buf, w.buf[end:])]
	}
	return nil
}

func appendCommand(out []byte, cmd []string) []byte {
	out = append(strconv.AppendInt(append(out, '*'), int64(len(cmd)), 10), "\r\n"...)
	for _, arg := range cmd {
		out = append(strconv.AppendInt(append(out, '$'), int64(len(arg)), 10), "\r\n"...)
		out = append(append(out, arg...), "\r\n"...)
	}
	return out
}

// reply reads one whole reply: its values as places in what was read, and where it ends there.
func (w *wire) reply() (int, error) {
	w.values = w.values[:0]
	at := 0
	for left := 1; left > 0; left-- {
		kind, n, next, err := w.head(at)
		if err != nil {
			return 0, err
		}
		switch kind {
		case '*':
			w.values = append(w.values, value{n: max(n, 0)})
			left += max(n, 0)
		case '$':
			if n < 0 {
				w.values = append(w.values, value{})
				break
			}
			w.values = append(w.values, value{from: next, to: next + n})
			next += n + len("\r\n")
			if err := w.need(next); err != nil {
				return 0, err
			}
		default:
			w.values = append(w.values, value{from: at + 1, to: next - len("\r\n")})
		}
		at = next
	}
	return at, nil
}

// head reads the line with which a value begins: its kind, the number in it, and where what follows begins.
func (w *wire) head(at int) (kind byte, n, next int, err error) {
	end := bytes.IndexByte(w.buf[min(at, len(w.buf)):], '\n')
	for end < 0 {
		if err := w.need(len(w.buf) + 1); err != nil {
			return 0, 0, 0, err
		}
		end = bytes.IndexByte(w.buf[at:], '\n')
	}
	line := w.buf[at : at+end]
	if len(line) < 2 || line[len(line)-1] != '\r' {
		return 0, 0, 0, fmt.Errorf("store: Redis answered %q", line)
	}
	next, line = at+end+1, line[:len(line)-1]
	switch line[0] {
	case '-':
		return 0, 0, 0, fmt.Errorf("store: Redis answered %s", line[1:])
	case '*', '$':
		n, err = length(line[1:])
	}
	return line[0], n, next, err
}

// length reads how long a value is.
func length(digits []byte) (n int, err error) {
	for _, d := range digits {
		if d < '0' || d > '9' {
			return strconv.Atoi(string(digits)) // -1, for none, or nonsense
		}
		n = 10*n + int(d-'0')
	}
	if len(digits) == 0 || len(digits) > 9 {
		return 0, fmt.Errorf("store: Redis answered with a length of %q", digits)
	}
	return n, nil
}

// wireRoom is how much room there is for what is read at once, at the least.
const wireRoom = 64 << 10

// need reads on until so many bytes are there.
func (w *wire) need(n int) error {
	for len(w.buf) < n {
		if cap(w.buf)-len(w.buf) < wireRoom {
			grown := make([]byte, len(w.buf), max(2*cap(w.buf), n+wireRoom))
			copy(grown, w.buf)
			w.buf = grown
		}
		got, err := w.conn.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf = w.buf[:len(w.buf)+got]
		if err != nil && len(w.buf) < n {
			return err
		}
	}
	return nil
}
