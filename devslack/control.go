package devslack

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// routeControl serves the calls that move people from outside.
func (w *Workspace) routeControl(mux *http.ServeMux) {
	mux.HandleFunc("POST /control/type", doing(func(r *http.Request, q TypeRequest) (Outcome, error) { return w.Type(r.Context(), q) }))
	mux.HandleFunc("POST /control/press", doing(func(r *http.Request, q PressRequest) (Outcome, error) { return w.Press(r.Context(), q) }))
	mux.HandleFunc("POST /control/submit", doing(func(r *http.Request, q SubmitRequest) (Outcome, error) { return w.Submit(r.Context(), q) }))
	mux.HandleFunc("POST /control/close", doing(func(r *http.Request, q struct {
		User string `json:"user"`
		All  bool   `json:"all"`
	},
	) (Outcome, error) {
		return w.CloseView(r.Context(), q.User, q.All)
	}))
	mux.HandleFunc("POST /control/suggest", doing(func(r *http.Request, q SuggestRequest) (Outcome, error) { return w.Suggest(r.Context(), q) }))
	mux.HandleFunc("POST /control/shortcut", doing(func(r *http.Request, q ShortcutRequest) (Outcome, error) { return w.Shortcut(r.Context(), q) }))
	mux.HandleFunc("POST /control/home", doing(func(r *http.Request, q HomeRequest) (Outcome, error) { return w.OpenHome(r.Context(), q) }))
	mux.HandleFunc("POST /control/upload", doing(func(r *http.Request, q UploadRequest) (Outcome, error) { return w.Upload(r.Context(), q) }))
	mux.HandleFunc("POST /control/react", doing(func(_ *http.Request, q ReactRequest) (Outcome, error) { return w.React(q) }))
	mux.HandleFunc("POST /control/edit", doing(func(_ *http.Request, q EditRequest) (Outcome, error) { return w.Edit(q) }))
	mux.HandleFunc("POST /control/delete", doing(func(_ *http.Request, q EditRequest) (Outcome, error) { return w.Delete(q) }))
	mux.HandleFunc("POST /control/person", doing(func(_ *http.Request, q PersonChange) (Outcome, error) { return w.ChangePerson(q) }))
	mux.HandleFunc("POST /control/channel", doing(func(_ *http.Request, q ChannelChange) (Outcome, error) { return w.ChangeChannel(q) }))
	mux.HandleFunc("POST /control/group", doing(func(_ *http.Request, q GroupChange) (Outcome, error) { return w.ChangeGroup(q) }))
	mux.HandleFunc("POST /control/fault", w.controlFault)
	mux.HandleFunc("POST /control/clock", w.controlClock)
	mux.HandleFunc("POST /control/expect", doing(func(_ *http.Request, q struct {
		Finding string `json:"finding"`
	},
	) (Outcome, error) {
		w.Expect(q.Finding)
		return Outcome{OK: true}, nil
	}))
	mux.HandleFunc("GET /control/messages", w.getMessages)
	mux.HandleFunc("GET /control/view", w.getView)
	mux.HandleFunc("GET /control/home", w.getHome)
	mux.HandleFunc("GET /control/findings", func(rw http.ResponseWriter, _ *http.Request) {
		send(rw, map[string]any{"ok": true, "findings": orNone(w.Findings())})
	})
	mux.HandleFunc("GET /control/calls", func(rw http.ResponseWriter, _ *http.Request) {
		send(rw, map[string]any{"ok": true, "calls": w.dev.recent()})
	})
	mux.HandleFunc("GET /control/stats", w.getStats)
	mux.HandleFunc("GET /control/faults", func(rw http.ResponseWriter, _ *http.Request) {
		send(rw, map[string]any{"ok": true, "in_force": w.faults.inForce()})
	})
	mux.HandleFunc("GET /control/connections", func(rw http.ResponseWriter, _ *http.Request) {
		send(rw, map[string]any{"ok": true, "connections": w.Connections()})
	})
}

func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (w *Workspace) getStats(rw http.ResponseWriter, _ *http.Request) {
	send(rw, map[string]any{"ok": true, "stats": w.dev.figures(), "connections": w.Connections(), "findings": len(w.Findings()), "up_seconds": machineNow().Sub(w.startedAt).Seconds()})
}

// doing makes a handler of something a person does.
func doing[Q any](do func(*http.Request, Q) (Outcome, error)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		var q Q
		if err := readJSONBody(r, &q); err != nil {
			send(rw, Outcome{Error: err.Error()})
			return
		}
		o, err := do(r, q)
		if err != nil {
			o = Outcome{Error: err.Error()}
		}
		send(rw, o)
	}
}

func readJSONBody(r *http.Request, into any) error {
	b, err := io.ReadAll(io.LimitReader(r.Body, maxUpload))
	if err != nil {
		return sayf("The request could not be read: %v.", err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		return sayf(`The body is not the JSON expected here, such as {"user":"alice","channel":"#general","text":"hello"}: %v.`, err)
	}
	return nil
}

func send(rw http.ResponseWriter, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.Write(mustJSON(v)) //nolint:errcheck // the client is gone
}

func (w *Workspace) controlFault(rw http.ResponseWriter, r *http.Request) {
	var f Fault
	if err := readJSONBody(r, &f); err != nil {
		send(rw, Outcome{Error: err.Error()})
		return
	}
	did, err := w.inject(f)
	if err != nil {
		send(rw, Outcome{Error: err.Error()})
		return
	}
	send(rw, map[string]any{"ok": true, "did": did})
}

func (w *Workspace) controlClock(rw http.ResponseWriter, r *http.Request) {
	var q struct {
		Advance string `json:"advance"`
	}
	err := readJSONBody(r, &q)
	if err == nil && w.o.Advance == nil {
		err = sayf("This workspace has no clock to move: it runs alone. Only the demo has one.")
	}
	if err == nil {
		var d time.Duration
		if d, err = parseSpan(q.Advance); err == nil {
			err = w.o.Advance(d)
		}
	}
	if err != nil {
		send(rw, Outcome{Error: err.Error()})
		return
	}
	send(rw, map[string]any{"ok": true, "now": w.o.Clock().UTC().Format(time.RFC3339)})
}

// parseSpan reads 8d, 36h, 90m and their sums, such as 1d12h.
func parseSpan(s string) (time.Duration, error) {
	days := 0
	rest := s
	for i, c := range s {
		if c == 'd' {
			n := 0
			for _, x := range s[:i] {
				if x < '0' || x > '9' || n > 100_000 {
					return 0, sayf("%q is no span of time; expected e.g. 8d, 36h or 1d12h.", s)
				}
				n = n*10 + int(x-'0')
			}
			days, rest = n, s[i+1:]
			break
		}
	}
	var d time.Duration
	if rest != "" {
		var err error
		if d, err = time.ParseDuration(rest); err != nil {
			return 0, sayf("%q is no span of time; expected e.g. 8d, 36h or 1d12h.", s)
		}
	}
	d += time.Duration(days) * 24 * time.Hour
	if d <= 0 {
		return 0, sayf("%q does not move the clock forward; expected e.g. 8d or 36h.", s)
	}
	return d, nil
}
