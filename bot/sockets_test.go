package bot

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

// A half-open connection fails after a silence, one on which something arrives does not. The fault it catches is a
// deadline that is set once, or never.
func TestASilentConnectionFails(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	const silence = 300 * time.Millisecond
	done := make(chan struct{})
	go func() {
		defer close(done)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		for range 4 { // pings, each before the silence is over
			time.Sleep(silence / 2)
			_, _ = c.Write([]byte("x"))
		}
		<-time.After(3 * silence)
	}()
	c, err := watchedDialer(silence)(context.Background(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	got, buf := 0, make([]byte, 1)
	for {
		n, err := c.Read(buf)
		got += n
		if err != nil {
			if got != 4 || !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("read %d bytes, then %v; want 4, then a deadline", got, err)
			}
			break
		}
	}
	c.Close()
	<-done
}
