package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// listen opens the health endpoint, nil where it is off. A busy port is named.
func listen(addr string) (net.Listener, error) {
	if addr == "off" {
		return nil, nil //nolint:nilnil // no listener is what was asked for
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("OWED_HTTP_ADDR %s can't be used: %w; set another, HOST:0 for any, or off", addr, err)
	}
	return l, nil
}

// serveHealth answers /livez and /readyz until ctx ends.
func (b *Bot) serveHealth(ctx context.Context, l net.Listener) error {
	if l == nil {
		return nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", b.readyz)
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		sctx, done := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer done()
		_ = srv.Shutdown(sctx)
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("health endpoint: %w", err)
	}
	return nil
}

// readyz says whether the bot can answer: at least one connection to Slack is up, and Redis answers.
func (b *Bot) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, done := context.WithTimeout(r.Context(), 2*time.Second)
	defer done()
	problems := b.problems(ctx)
	w.Header().Set("Content-Type", "application/json")
	if len(problems) > 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"ready": len(problems) == 0, "problems": problems, "fsync": b.fsync, "sockets": b.up()})
}

func (b *Bot) problems(ctx context.Context) []string {
	problems := []string{}
	if b.up() == 0 {
		for _, s := range b.sockets {
			problems = append(problems, fmt.Sprintf("slack, connection %d: %s", s.n, s.state()))
		}
	}
	if err := b.store.Ping(ctx); err != nil {
		problems = append(problems, "redis: "+err.Error())
	}
	return problems
}

// up is how many connections to Slack are up.
func (b *Bot) up() int {
	n := 0
	for _, s := range b.sockets {
		if s.up.Load() {
			n++
		}
	}
	return n
}
