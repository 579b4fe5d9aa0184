package store

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// A reply is read whole however the network cuts it, and the next one begins where it ends. Deliberate faults it catches: a
// line taken for whole before its end came, the end of a value counted into the next, an empty value taken for none.
func TestWireReadsRepliesInPieces(t *testing.T) {
	t.Parallel()
	const (
		page  = "*2\r\n*2\r\n$3\r\n1-0\r\n*4\r\n$1\r\ne\r\n$4\r\n{\r\n}\r\n$1\r\nh\r\n$2\r\nhh\r\n*2\r\n$3\r\n2-0\r\n*6\r\n$1\r\ne\r\n$0\r\n\r\n$1\r\nh\r\n$1\r\nk\r\n$1\r\nx\r\n$1\r\ny\r\n"
		items = "*3\r\n$2\r\n{}\r\n$-1\r\n:12\r\n"
	)
	for cut := 1; cut <= len(page+items); cut++ {
		here, there := net.Pipe()
		go func() {
			_, _ = there.Read(make([]byte, 1000))
			for piece := range slices.Chunk([]byte(page+items), cut) {
				_, _ = there.Write(piece)
			}
		}()
		var lines, values []string
		w := &wire{conn: here}
		err := w.ask(t.Context(), func(n int, text []byte, all []value) error {
			if n == 0 {
				page, err := cutPage(nil, text, all)
				for _, r := range page {
					lines = append(lines, fmt.Sprintf("%s %q %s +%d", r.ID, r.JSON, r.Hash, r.More))
				}
				return err
			}
			for _, v := range all[1:] {
				values = append(values, string(v.in(text)))
			}
			return nil
		}, [][]string{{"XRANGE", "j"}, {"HMGET", "i"}})
		if err != nil {
			t.Fatalf("in pieces of %d: %v", cut, err)
		}
		want := []string{`1-0 "{\r\n}" hh +0`, `2-0 "" k +1`}
		if !slices.Equal(lines, want) || !slices.Equal(values, []string{"{}", "", "12"}) {
			t.Fatalf("in pieces of %d: %q, %q", cut, lines, values)
		}
		_ = here.Close()
	}
}

// A journal of several pages is read into the same room, one page while another is worked on and other questions are asked: each line is
// what stands there while it is handed out. Deliberate fault it catches: a page that is still worked on when something else is read
// over it.
func TestJournalsOfSeveralPages(t *testing.T) {
	t.Parallel()
	c := redis.NewClient(&redis.Options{Addr: miniredis.RunT(t).Addr()})
	s := New(c, Options{})
	t.Cleanup(func() { _ = s.Close() })
	team, lines := s.Team("T1"), 3*journalPage+1
	journal := team.k.journal("aws")
	says := func(n int) string { return fmt.Sprintf(`{"seq":%d,"memo":"%s"}`, n, strings.Repeat("x", n%300)) }
	p := c.Pipeline()
	for n := 1; n <= lines; n++ {
		p.XAdd(t.Context(), &redis.XAddArgs{Stream: journal, ID: fmt.Sprint(n, "-0"), Values: []string{"e", says(n), "h", fmt.Sprint("hash ", n)}})
	}
	if _, err := p.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := s.newBulk(journal)
	defer b.close()
	n := 0
	for r, err := range team.entries(t.Context(), b, "aws", 1) {
		if n++; err != nil || string(r.ID) != fmt.Sprint(n, "-0") || string(r.JSON) != says(n) || string(r.Hash) != fmt.Sprint("hash ", n) || r.More != 0 {
			t.Fatalf("line %d: %s %s %q, %v", n, r.ID, r.JSON, r.Hash, err)
		}
		if n%100 == 0 {
			if err := team.values(t.Context(), b, []string{"none"}, func(int, string) {}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n != lines {
		t.Errorf("%d lines of %d", n, lines)
	}
}

// What Redis refuses, and an end before the reply's, are errors, and so is a caller that has given up.
// Deliberate fault it catches: a context that nobody looks at while the connection is read.
func TestWireFails(t *testing.T) {
	t.Parallel()
	for _, reply := range []string{"-MOVED 1 127.0.0.1:1\r\n", "*2\r\n$1\r\na\r\n", "$x\r\n", "\r\n", "*1\n"} {
		here, there := net.Pipe()
		go func() {
			_, _ = there.Read(make([]byte, 1000))
			_, _ = there.Write([]byte(reply))
			_ = there.Close()
		}()
		if err := (&wire{conn: here}).ask(t.Context(), func(int, []byte, []value) error { return nil }, [][]string{{"PING"}}); err == nil {
			t.Errorf("%q is no error", reply)
		}
	}
	synctest.Test(t, func(t *testing.T) { // time goes on only when nobody does anything else
		ctx, cancel := context.WithCancel(t.Context())
		here, there := net.Pipe()
		go func() {
			_, _ = there.Read(make([]byte, 1000))
			cancel()
		}()
		start := time.Now()
		err := (&wire{conn: here}).ask(ctx, func(int, []byte, []value) error { return fmt.Errorf("a reply") }, [][]string{{"PING"}})
		if waited := time.Since(start); err == nil || waited > 0 {
			t.Errorf("who gave up waits %s for an answer (%v)", waited, err)
		}
	})
}
