package store

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// A Redis that accepts and never answers costs no more than the caller's own deadline, to the millisecond: time goes on only when
// nobody does anything else. Deliberate fault it catches: the connection's own deadline, whatever the caller's is.
func TestAHangingRedis(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := &redis.Options{Dialer: func(context.Context, string, string) (net.Conn, error) {
			here, there := net.Pipe()
			go func() { _, _ = io.Copy(io.Discard, there) }()
			return here, nil
		}}
		tune(o)
		s := New(redis.NewClient(o), Options{})
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		start := time.Now()
		err := s.Ping(ctx)
		if took := time.Since(start); ledger.KindOf(err) != ledger.Unavailable || took != 200*time.Millisecond {
			t.Errorf("after %s: %v", took, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
