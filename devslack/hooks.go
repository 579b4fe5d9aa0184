package devslack

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	hookUses = 5
	hookLife = 30 * time.Minute
	hookKept = hookLife + 5*time.Minute // so that a late answer hears expired_url
)

// hook is a response_url: five answers within thirty minutes.
type hook struct {
	url, kind     string // commands, actions or app
	user, channel string
	original      *message // what the pressed button stands in
	answer        *message // the newest answer through this URL
	uses          int
	made          time.Time
}

// newHook makes a response_url. Needs w.mu.
func (w *Workspace) newHook(h hook) *hook {
	now := machineNow()
	for len(w.hookQueue) > 0 && now.Sub(w.hooks[w.hookQueue[0]].made) > hookKept {
		delete(w.hooks, w.hookQueue[0])
		w.hookQueue = w.hookQueue[1:]
	}
	key := secret(16)
	h.made = now
	h.url = w.URL() + "/hooks/" + h.kind + "/" + w.team.ID + "/" + itoa(int(w.ids.Add(1))) + "/" + key
	w.hooks[key] = &h
	w.hookQueue = append(w.hookQueue, key)
	return &h
}

// serveHook takes one answer.
func (w *Workspace) serveHook(rw http.ResponseWriter, r *http.Request) {
	began := machineNow()
	f, injected := w.faults.forCall("response_url")
	if injected && !f.before(rw, r, w) {
		return
	}
	body, err := readHook(r)
	code, status := "invalid_payload", http.StatusBadRequest
	switch {
	case injected && f.Kind == "fail":
		code, status = f.apiError().Code, http.StatusInternalServerError
	case err == nil:
		code, status = w.useHook(r.PathValue("secret"), body)
	}
	w.dev.add(devCall{At: began, Kind: "hook", Name: "response_url", Request: body, Error: code, Millis: float64(machineNow().Sub(began).Microseconds()) / 1000})
	w.hub.send(change{Kind: "call"})
	if injected && f.Kind == "lose_response" {
		hangUp(rw)
		return
	}
	if code == "" {
		io.WriteString(rw, "ok") //nolint:errcheck // the client is gone
		return
	}
	if !injected {
		w.findings.add("response_url_"+code, "response_url", "", "An answer through a response_url was refused with %d %s.", status, code)
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	rw.Write(mustJSON(map[string]any{"ok": false, "error": code})) //nolint:errcheck // the client is gone
}

func readHook(r *http.Request) (json.RawMessage, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, err
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/x-www-form-urlencoded" {
		f, err := url.ParseQuery(string(body))
		return json.RawMessage(f.Get("payload")), err
	}
	return body, nil
}

// useHook gives "" and 200, or the word and status of the refusal.
func (w *Workspace) useHook(key string, body json.RawMessage) (string, int) {
	w.mu.Lock()
	h := w.hooks[key]
	w.mu.Unlock()
	if h == nil {
		return "no_service", http.StatusNotFound
	}
	a, err := answerArgs(body)
	if err != nil {
		return "invalid_payload", http.StatusBadRequest
	}
	if code := w.spend(h); code != "" {
		return code, http.StatusNotFound
	}
	deletes := a.truth("delete_original")
	said, bad := w.readContent(a, "response_url")
	if bad != nil && !(deletes && bad.Code == "no_text") {
		if len(bad.Messages) > 0 {
			w.findings.add(bad.Code, "response_url", pointerIn(bad.Messages), "An answer through a response_url is refused: %s", strings.Join(bad.Messages, "; "))
		}
		return bad.Code, http.StatusBadRequest
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.answerHook(h, a, said, deletes, bad != nil)
}

func (w *Workspace) spend(h *hook) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if machineNow().Sub(h.made) > hookLife {
		return "expired_url"
	}
	if h.uses >= hookUses {
		return "used_url"
	}
	h.uses++
	return ""
}

// answerHook replaces, deletes or posts. Needs w.mu.
func (w *Workspace) answerHook(h *hook, a args, said content, deletes, silent bool) (string, int) {
	ch := w.channels[h.channel]
	target := h.original
	if target == nil {
		target = h.answer
	}
	if a.str("thread_ts") != "" && a.str("response_type") != "in_channel" {
		w.findings.add("advice", "response_url", "/thread_ts", "thread_ts through a response_url needs response_type in_channel.")
	}
	if deletes {
		if h.kind == "commands" {
			w.findings.add("delete_original", "response_url", "/delete_original", "delete_original does not work for slash commands: there is no original.")
		} else if target != nil {
			w.removeMessage(ch, target)
		}
		if silent {
			return "", http.StatusOK
		}
	}
	if !deletes && target != nil && w.replaces(h, a) {
		w.change(ch, target, said)
		return "", http.StatusOK
	}
	w.show(h, said, a, "")
	return "", http.StatusOK
}

// replaces tells whether an answer takes the place of the original.
func (w *Workspace) replaces(h *hook, a args) bool {
	if a.has("replace_original") {
		return a.truth("replace_original")
	}
	if h.original != nil && h.original.ThreadTS != "" && h.original.ThreadTS != h.original.TS {
		w.findings.add("advice", "response_url", "/replace_original", "An answer in a thread without replace_original:false overwrites the original. Send the flag explicitly.")
		return true
	}
	return false
}
