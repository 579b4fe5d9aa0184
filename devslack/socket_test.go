package devslack

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const testManifest = `
display_information: {name: tester}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  bot_user: {display_name: tester}
  slash_commands:
    - {command: /t, description: d, should_escape: true}
    - {command: /raw, description: d}
  shortcuts: [{name: Mark, type: message, callback_id: mark, description: d}, {name: New, type: global, callback_id: new, description: d}]
oauth_config: {scopes: {bot: [commands, "chat:write", "im:write", "users:read", "channels:read", "groups:read", "files:write", "channels:history", "groups:history", "reactions:write", "pins:write", "im:history"]}}
settings:
  event_subscriptions: {bot_events: [app_home_opened, user_change, message.im]}
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
`

func open(t *testing.T, o Options) *Workspace {
	t.Helper()
	if o.Manifest == nil {
		o.Manifest = []byte(testManifest)
	}
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() }) //nolint:errcheck // the test is over
	return w
}

// api calls a method with form arguments and gives the answer.
func (w *Workspace) api(t *testing.T, method string, args ...string) map[string]any {
	t.Helper()
	f := url.Values{"token": {w.botToken}}
	for i := 0; i+1 < len(args); i += 2 {
		f.Set(args[i], args[i+1])
	}
	_, out := w.send(t, method, "application/x-www-form-urlencoded", f.Encode(), "")
	return out
}

func (w *Workspace) send(t *testing.T, method, kind, body, token string) (*http.Response, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.APIURL()+method, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it has been read
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatalf("%s answers %q: %v", method, b, err)
	}
	return res, out
}

// dial opens one bare connection and reads its hello.
func dial(t *testing.T, w *Workspace) *websocket.Conn {
	t.Helper()
	c := dialRaw(t, w)
	var hello struct {
		Type string `json:"type"`
	}
	if err := c.ReadJSON(&hello); err != nil || hello.Type != "hello" {
		t.Fatalf("first frame %+v, %v", hello, err)
	}
	return c
}

func dialRaw(t *testing.T, w *Workspace) *websocket.Conn {
	t.Helper()
	_, out := w.send(t, "apps.connections.open", "application/json", "", w.appToken)
	address, _ := out["url"].(string)
	d := websocket.Dialer{WriteBufferSize: 64 << 10}
	c, res, err := d.DialContext(t.Context(), address, nil)
	if err != nil {
		t.Fatalf("%v: %v", out, err)
	}
	res.Body.Close()                //nolint:errcheck // it is empty
	t.Cleanup(func() { c.Close() }) //nolint:errcheck // the test is over
	return c
}

// env is an envelope as a client reads it.
type env struct {
	EnvelopeID   string          `json:"envelope_id"`
	Type         string          `json:"type"`
	Reason       string          `json:"reason"`
	Accepts      bool            `json:"accepts_response_payload"`
	RetryAttempt int             `json:"retry_attempt"`
	RetryReason  string          `json:"retry_reason"`
	Payload      json.RawMessage `json:"payload"`
}

func next(t *testing.T, c *websocket.Conn) env {
	t.Helper()
	var e env
	if err := c.ReadJSON(&e); err != nil {
		t.Fatalf("reading an envelope: %v", err)
	}
	return e
}

// does runs something a person does beside the test, which acknowledges meanwhile.
func does(t *testing.T, f func() (Outcome, error)) func() Outcome {
	t.Helper()
	done := make(chan Outcome, 1)
	go func() {
		o, err := f()
		if err != nil {
			t.Errorf("%v", err)
		}
		done <- o
	}()
	return func() Outcome { return <-done }
}

func (w *Workspace) typing(t *testing.T, text string) func() Outcome {
	return does(t, func() (Outcome, error) {
		return w.Type(t.Context(), TypeRequest{User: "alice", Channel: "#general", Text: text})
	})
}

func kindsOf(fs []Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Kind)
	}
	return out
}

// finds waits until a finding of a kind is there.
func finds(t *testing.T, w *Workspace, kind string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	if !w.Until(ctx, func() bool { return strings.Contains(strings.Join(kindsOf(w.Findings()), " "), kind) }) {
		t.Errorf("findings %v, expected %s", kindsOf(w.Findings()), kind)
	}
}

func write(t *testing.T, c *websocket.Conn, frame string) {
	t.Helper()
	if err := c.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		t.Fatal(err)
	}
}

func TestAckTraps(t *testing.T) {
	t.Parallel()
	long := `,"payload":{"text":"` + strings.Repeat("x", 20_480) + `"}`
	cases := []struct {
		name    string
		acks    []string // %s is the envelope's id
		outcome string   // the error that the user sees, "" for none
		finding string
	}{
		{"plain", []string{`{"envelope_id":"%s"}`}, "", ""},
		{"empty payload", []string{`{"envelope_id":"%s","payload":{}}`}, "", ""},
		{"null payload", []string{`{"envelope_id":"%s","payload":null}`}, "", ""},
		{"twice", []string{`{"envelope_id":"%s"}`, `{"envelope_id":"%s"}`}, "", "ack_double"},
		{"unknown", []string{`{"envelope_id":"no-such"}`, `{"envelope_id":"%s"}`}, "", "ack_unknown"},
		{"unreadable", []string{`hello`, `{"envelope_id":"%s"}`}, "", "ack_unreadable"},
		{"too long", []string{`{"envelope_id":"%s"` + long + `}`}, `/t failed with the error "operation_timeout"`, "ack_too_long"},
		{"bad blocks", []string{`{"envelope_id":"%s","payload":{"text":"x","blocks":[{"type":"sections"}]}}`}, `/t failed with the error "invalid_blocks"`, "invalid_blocks"},
		{"no text", []string{`{"envelope_id":"%s","payload":{"response_type":"ephemeral"}}`}, `/t failed with the error "no_text"`, "no_text"},
		{"none", nil, `/t failed with the error "operation_timeout"`, "ack_missing"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, Options{AckTimeout: 300 * time.Millisecond})
			c := dial(t, w)
			done := w.typing(t, "/t hi")
			e := next(t, c)
			if e.Type != "slash_commands" || !e.Accepts {
				t.Fatalf("envelope %+v", e)
			}
			for _, a := range tc.acks {
				write(t, c, strings.ReplaceAll(a, "%s", e.EnvelopeID))
			}
			if o := done(); o.Error != tc.outcome {
				t.Errorf("the user sees %q, expected %q", o.Error, tc.outcome)
			}
			if tc.finding != "" {
				finds(t, w, tc.finding)
			} else if fs := w.Findings(); len(fs) > 0 {
				t.Errorf("findings %+v", fs)
			}
		})
	}
}

func TestLateAndMovedAndBinaryAcks(t *testing.T) {
	t.Parallel()
	w := open(t, Options{AckTimeout: 200 * time.Millisecond})
	a, b := dial(t, w), dial(t, w)
	done := w.typing(t, "/t late")
	e, from, _ := nextOf(t, a, b)
	if o := done(); !strings.Contains(o.Error, "operation_timeout") {
		t.Errorf("outcome %+v", o)
	}
	write(t, from, `{"envelope_id":"`+e.EnvelopeID+`"}`)
	finds(t, w, "ack_late")
	if err := from.WriteMessage(websocket.BinaryMessage, []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	finds(t, w, "frame_binary")
}

// nextOf reads an envelope from whichever connection gets it.
func nextOf(t *testing.T, conns ...*websocket.Conn) (env, *websocket.Conn, *websocket.Conn) {
	t.Helper()
	type got struct {
		e env
		i int
	}
	ch := make(chan got, len(conns))
	for i, c := range conns {
		go func() {
			var e env
			if c.ReadJSON(&e) == nil {
				ch <- got{e, i}
			}
		}()
	}
	g := <-ch
	return g.e, conns[g.i], conns[1-g.i]
}

func TestAckOverAnotherConnectionIsNoted(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	a, b := dial(t, w), dial(t, w)
	done := w.typing(t, "/t moved")
	e, _, other := nextOf(t, a, b)
	write(t, other, `{"envelope_id":"`+e.EnvelopeID+`"}`)
	if o := done(); !o.OK {
		t.Errorf("outcome %+v", o)
	}
	finds(t, w, "ack_moved")
}

func TestAckInPartsIsNotJoined(t *testing.T) {
	t.Parallel()
	w := open(t, Options{AckTimeout: 300 * time.Millisecond})
	_, out := w.send(t, "apps.connections.open", "application/json", "", w.appToken)
	d := websocket.Dialer{WriteBufferSize: 64}
	c, res, err := d.DialContext(t.Context(), out["url"].(string), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it is empty
	defer c.Close()        //nolint:errcheck // the test is over
	next(t, c)
	done := w.typing(t, "/t parts")
	e := next(t, c)
	m, err := c.NextWriter(websocket.TextMessage)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`{"envelope_id":"` + e.EnvelopeID, strings.Repeat(" ", 200), `"}`} {
		io.WriteString(m, part) //nolint:errcheck // Close tells
	}
	m.Close() //nolint:errcheck // the server does not mind
	if o := done(); !strings.Contains(o.Error, "operation_timeout") {
		t.Errorf("outcome %+v", o)
	}
	finds(t, w, "frame_in_parts")
}

func TestNoConnectionIsDispatchFailed(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	o, err := w.Type(t.Context(), TypeRequest{User: "alice", Channel: "#general", Text: "/t x"})
	if err != nil || o.Error != `/t failed with the error "dispatch_failed"` {
		t.Errorf("%+v, %v", o, err)
	}
	list, _ := w.Messages("alice", "#general")
	if len(list) != 1 || !list[0].Ephemeral || !strings.Contains(list[0].Plain, "dispatch_failed") {
		t.Errorf("alice sees %+v", list)
	}
	if others, _ := w.Messages("bob", "#general"); len(others) != 0 {
		t.Errorf("bob sees alice's error: %+v", others)
	}
}

func TestTheEleventhConnectionIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	for range maxConnections {
		dial(t, w)
	}
	if e := next(t, dialRaw(t, w)); e.Type != "disconnect" || e.Reason != "too_many_websockets" {
		t.Errorf("the 11th connection reads %+v", e)
	}
	finds(t, w, "too_many_websockets")
}

func TestSocketModeOffIsLinkDisabled(t *testing.T) {
	t.Parallel()
	w := open(t, Options{Manifest: []byte(strings.Replace(testManifest, "socket_mode_enabled: true", "socket_mode_enabled: false", 1))})
	if e := next(t, dialRaw(t, w)); e.Reason != "link_disabled" {
		t.Errorf("the connection reads %+v", e)
	}
}

func TestATicketOpensOnce(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	_, out := w.send(t, "apps.connections.open", "application/json", "", w.appToken)
	address := out["url"].(string)
	c, _, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // the test is over
	if _, _, err := websocket.DefaultDialer.DialContext(t.Context(), address, nil); err == nil {
		t.Error("the same URL opened twice")
	}
	finds(t, w, "stale_ticket")
}

func TestRefreshWarnsThenAsks(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	c := dial(t, w)
	if err := w.Inject(Fault{Kind: "refresh", Seconds: 0.05}); err != nil {
		t.Fatal(err)
	}
	for _, reason := range []string{"warning", "refresh_requested"} {
		if e := next(t, c); e.Type != "disconnect" || e.Reason != reason {
			t.Errorf("read %+v, expected %s", e, reason)
		}
	}
}

func TestAWarnedConnectionIsSpared(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	a, b := dial(t, w), dial(t, w)
	if err := w.Inject(Fault{Kind: "refresh", Seconds: 30}); err != nil {
		t.Fatal(err)
	}
	warning, _, _ := nextOf(t, a, b)
	if warning.Reason != "warning" {
		t.Fatalf("read %+v", warning)
	}
	for range 4 {
		w.socks.mu.Lock()
		c := w.socks.pick()
		w.socks.mu.Unlock()
		if c.warned.Load() {
			t.Error("an envelope would go to the connection that is to be refreshed")
		}
	}
}

func TestDropCutsWithoutACloseFrame(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	c := dial(t, w)
	if err := w.Inject(Fault{Kind: "drop"}); err != nil {
		t.Fatal(err)
	}
	_, _, err := c.ReadMessage()
	if websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway) || err == nil {
		t.Errorf("reading gives %v, expected a cut", err)
	}
}

func TestRedeliverSendsTheSamePayloadInANewEnvelope(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	c := dial(t, w)
	done := w.typing(t, "/t again")
	first := next(t, c)
	write(t, c, `{"envelope_id":"`+first.EnvelopeID+`"}`)
	done()
	again := make(chan error, 1)
	go func() { again <- w.Inject(Fault{Kind: "redeliver"}) }()
	second := next(t, c)
	write(t, c, `{"envelope_id":"`+second.EnvelopeID+`"}`)
	if err := <-again; err != nil {
		t.Error(err)
	}
	if first.EnvelopeID == second.EnvelopeID || !bytes.Equal(first.Payload, second.Payload) {
		t.Errorf("sent again: %+v after %+v", second, first)
	}
}

func TestEventsAreSentAgainUntilAcknowledged(t *testing.T) {
	t.Parallel()
	w := open(t, Options{AckTimeout: 100 * time.Millisecond})
	c := dial(t, w)
	if _, err := w.OpenHome(t.Context(), HomeRequest{User: "alice"}); err != nil {
		t.Fatal(err)
	}
	first, second := next(t, c), next(t, c)
	write(t, c, `{"envelope_id":"`+second.EnvelopeID+`"}`)
	if first.Type != "events_api" || first.RetryAttempt != 0 || second.RetryAttempt != 1 || second.RetryReason != "timeout" {
		t.Errorf("first %+v, second %+v", first, second)
	}
	id := func(e env) string {
		var p struct {
			EventID string `json:"event_id"`
		}
		json.Unmarshal(e.Payload, &p) //nolint:errcheck // empty ids differ from none
		return p.EventID
	}
	if id(first) == "" || id(first) != id(second) || first.EnvelopeID == second.EnvelopeID {
		t.Errorf("event ids %q and %q", id(first), id(second))
	}
}

func TestSlackAnswersPings(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	c := dial(t, w)
	pong := make(chan string, 1)
	c.SetPongHandler(func(s string) error { pong <- s; return nil })
	go c.ReadMessage() //nolint:errcheck // it reads the pong
	if err := c.WriteControl(websocket.PingMessage, []byte("there?"), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if s := <-pong; s != "there?" {
		t.Errorf("pong %q", s)
	}
}

func TestPayloadWhereNoneIsAcceptedIsNoted(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	c := dial(t, w)
	w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "x", "blocks", "["+inActionsBlock(button(`,"action_id":"a"`))+"]")
	done := does(t, func() (Outcome, error) {
		return w.Press(t.Context(), PressRequest{User: "bob", Channel: "general", Text: "b"})
	})
	e := next(t, c)
	write(t, c, `{"envelope_id":"`+e.EnvelopeID+`","payload":{"text":"ignored"}}`)
	if o := done(); !o.OK {
		t.Errorf("outcome %+v", o)
	}
	finds(t, w, "ack_payload_ignored")
}

func TestPeopleEditAndDeleteTheirOwnMessages(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	c := dial(t, w)
	heard := func() (subtype, text, before string) {
		e := next(t, c)
		write(t, c, `{"envelope_id":"`+e.EnvelopeID+`"}`)
		var p struct {
			Event struct {
				Subtype, Text   string
				Message         struct{ Text string }
				PreviousMessage struct{ Text string } `json:"previous_message"`
			}
		}
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			t.Fatal(err)
		}
		return p.Event.Subtype, p.Event.Text + p.Event.Message.Text, p.Event.PreviousMessage.Text
	}
	o, err := w.Type(t.Context(), TypeRequest{User: "alice", Channel: "@tester", Text: "frist"})
	if err != nil {
		t.Fatal(err)
	}
	if subtype, text, _ := heard(); subtype != "" || text != "frist" {
		t.Errorf("heard %q %q", subtype, text)
	}
	if _, err := w.Edit(EditRequest{User: "bob", Channel: "@tester", TS: o.TS, Text: "x"}); err == nil {
		t.Error("bob edits a message of alice")
	}
	if _, err := w.Edit(EditRequest{User: "alice", Channel: "@tester", TS: o.TS, Text: "first & last"}); err != nil {
		t.Fatal(err)
	}
	if subtype, text, before := heard(); subtype != "message_changed" || text != "first &amp; last" || before != "frist" {
		t.Errorf("heard %q %q, before %q", subtype, text, before)
	}
	if _, err := w.Delete(EditRequest{User: "alice", Channel: "@tester", TS: o.TS}); err != nil {
		t.Fatal(err)
	}
	if subtype, text, before := heard(); subtype != "message_deleted" || text != "" || before != "first &amp; last" {
		t.Errorf("heard %q %q, before %q", subtype, text, before)
	}
}
