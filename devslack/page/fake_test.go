package page_test

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"owed.dev/owed/devslack/page"
)

//go:embed testdata
var fixtures embed.FS

// object is a JSON object; the fake has no need of more.
type object = map[string]any

func fixture(t *testing.T, name string, into any) {
	t.Helper()
	b, err := fixtures.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("testdata/%s: %v", name, err)
	}
}

// fake answers the /ui and /control calls from memory: just enough workspace to
// see the page work. It has no rules; the real ones are devslack's.
type fake struct {
	mu       sync.Mutex
	boot     object
	messages map[string][]object
	view     object // the modal that is open, for whoever looks
	modal    object // what "/owed modal" opens
	home     object
	calls    []object // bodies of /control calls, with their path
	next     int
	ears     map[chan object]bool
}

func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{messages: map[string][]object{}, ears: map[chan object]bool{}}
	fixture(t, "boot.json", &f.boot)
	fixture(t, "view.json", &f.modal)
	var gallery []object
	fixture(t, "gallery.json", &gallery)
	f.messages["CPAY"] = gallery
	f.home = object{"id": "VH", "hash": "h1", "type": "home", "blocks": []object{
		{"type": "header", "block_id": "h", "text": object{"type": "plain_text", "text": "What we owe"}},
		{"type": "actions", "block_id": "a", "elements": []object{{"type": "button", "action_id": "pay", "text": object{"type": "plain_text", "text": "Ask for a payment"}}}},
	}}
	return f
}

// heard gives the bodies of the /control calls made so far at a path.
func (f *fake) heard(path string) []object {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []object
	for _, c := range f.calls {
		if c["path"] == path {
			out = append(out, c)
		}
	}
	return out
}

// tell sends a change to every open page. The caller holds the lock.
func (f *fake) tell(kind, channel string) {
	for ear := range f.ears {
		select {
		case ear <- object{"kind": kind, "channel": channel}:
		default: // a page that does not listen misses it
		}
	}
}

func (f *fake) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", page.Handler())
	read := func(path string, answer func(r *http.Request) object) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			f.mu.Lock()
			defer f.mu.Unlock()
			reply(w, answer(r))
		})
	}
	read("/ui/boot", func(*http.Request) object { return f.boot })
	read("/ui/messages", func(r *http.Request) object {
		return object{"ok": true, "messages": nested(f.messages[r.FormValue("channel")])}
	})
	read("/ui/view", func(*http.Request) object { return object{"ok": true, "view": f.view} })
	read("/ui/home", func(*http.Request) object { return object{"ok": true, "view": f.home} })
	read("/ui/dev", func(*http.Request) object { return f.dev() })
	mux.HandleFunc("GET /ui/events", f.events)
	mux.HandleFunc("POST /control/", f.control)
	return mux
}

// nested puts replies into their thread's head, as the workspace does.
func nested(list []object) []object {
	heads := map[any]int{}
	out := []object{}
	for _, m := range list {
		if i, ok := heads[m["thread_ts"]]; ok {
			head := maps.Clone(out[i])
			thread, _ := head["thread"].([]object)
			head["thread"] = append(thread[:len(thread):len(thread)], m)
			out[i] = head
			continue
		}
		heads[m["ts"]] = len(out)
		out = append(out, m)
	}
	return out
}

func reply(w http.ResponseWriter, answer object) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

func (f *fake) dev() object {
	return object{
		"ok": true,
		"calls": []object{
			{"at": "2023-03-03T12:00:00.123Z", "kind": "envelope", "name": "slash_commands", "id": "e1", "request": object{"type": "slash_commands", "payload": object{"command": "/owed", "text": "aws"}}, "answer": object{"envelope_id": "e1"}, "ms": 12.3},
			{"at": "2023-03-03T12:00:01Z", "kind": "envelope", "name": "interactive", "id": "e2", "request": object{"payload": object{"type": "block_actions"}}, "error": "timeout", "ms": 3000.2},
			{"at": "2023-03-03T12:00:02Z", "kind": "api", "name": "chat.postMessage", "request": object{"channel": "CPAY"}, "answer": object{"ok": false, "error": "invalid_blocks"}, "ms": 1.5},
		},
		"findings": []object{{"at": "2023-03-03T12:00:03Z", "kind": "invalid_blocks", "say": "no more than 50 items allowed", "method": "chat.postMessage", "pointer": "/blocks"}},
	}
}

func (f *fake) events(w http.ResponseWriter, r *http.Request) {
	ear := make(chan object, 16)
	f.mu.Lock()
	f.ears[ear] = true
	f.mu.Unlock()
	defer func() { f.mu.Lock(); delete(f.ears, ear); f.mu.Unlock() }()
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w)
	fmt.Fprint(w, ": hello\n\n")
	_ = flush.Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case change := <-ear:
			b, _ := json.Marshal(change)
			fmt.Fprintf(w, "event: change\ndata: %s\n\n", b)
			_ = flush.Flush()
		}
	}
}

func (f *fake) control(w http.ResponseWriter, r *http.Request) {
	var body object
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		reply(w, object{"ok": false, "error": "The body is not JSON."})
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	body["path"] = strings.TrimPrefix(r.URL.Path, "/control/")
	f.calls = append(f.calls, body)
	switch body["path"] {
	case "type":
		reply(w, f.typed(body))
	case "press":
		reply(w, f.pressed(body))
	case "submit":
		reply(w, f.submitted(body))
	case "close":
		f.view = nil
		f.tell("view", "")
		reply(w, object{"ok": true})
	case "suggest":
		reply(w, object{"ok": true, "options": []object{{"text": "Amazon Web Services", "value": "aws"}}})
	default:
		reply(w, object{"ok": true})
	}
}

func (f *fake) post(channel string, m object) {
	f.next++
	m["ts"] = fmt.Sprintf("%d.000100", 1677844800+f.next)
	f.messages[channel] = append(f.messages[channel], m)
	f.tell("message", channel)
}

func (f *fake) typed(body object) object {
	channel, text := body["channel"].(string), body["text"].(string)
	switch {
	case text == "/owed modal":
		f.view = f.modal
		f.tell("view", "")
	case text == "/owed slow":
		return object{"ok": false, "error": `/owed failed with the error "operation_timeout"`}
	case strings.HasPrefix(text, "/"):
		f.post(channel, object{"user": "UBOT", "text": "you typed " + text, "plain": "you typed " + text, "ephemeral": true})
	default:
		m := object{"user": body["user"], "text": text, "plain": text}
		if thread, ok := body["thread_ts"]; ok {
			m["thread_ts"] = thread
		}
		f.post(channel, m)
	}
	return object{"ok": true, "acked_ms": 3}
}

func (f *fake) pressed(body object) object {
	switch body["action_id"] {
	case "slow":
		return object{"ok": false, "error": "Operation timed out"}
	case "approve":
		for i, m := range f.messages["CPAY"] {
			if m["ts"] == body["ts"] {
				f.messages["CPAY"][i] = object{"ts": m["ts"], "user": "UBOT", "text": "Approved by <@UBOB>", "plain": "Approved"}
			}
		}
		f.tell("message", "CPAY")
	}
	return object{"ok": true}
}

func (f *fake) submitted(body object) object {
	values := body["values"].(object)
	if values["amount"] == "$1.005" {
		return object{"ok": true, "errors": object{"amount": "$1.005 is finer than a cent. Write 1.00 or 1.01."}}
	}
	f.view = nil
	f.tell("view", "")
	return object{"ok": true}
}
