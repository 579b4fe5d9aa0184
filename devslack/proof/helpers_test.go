package proof

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"owed.dev/owed/devslack"
)

// manifest is an app that may do everything that a payload or a call asks for.
const manifest = `
display_information: {name: proof}
features:
  app_home: {home_tab_enabled: true}
  bot_user: {display_name: proof}
  slash_commands: [{command: /proof, description: gives a trigger}]
oauth_config: {scopes: {bot: [commands, "bookmarks:write", "channels:history", "channels:join", "channels:read", "chat:write", "files:read", "files:write", "groups:history", "groups:read",
  "im:history", "im:read", "im:write", "links.embed:write", "mpim:write", "pins:read", "pins:write", "reactions:read", "reactions:write", "team:read", "usergroups:read", "users:read", "users:read.email"]}}
settings: {interactivity: {is_enabled: true}, socket_mode_enabled: true}
`

// open opens a workspace whose limits on speed do not matter here.
func open(t *testing.T) *devslack.Workspace {
	t.Helper()
	w, err := devslack.New(devslack.Options{
		Manifest:   []byte(manifest),
		PostLimits: devslack.Limits{ChannelPerSecond: 1e6, ChannelBurst: 1e6, WorkspaceMinute: 1e6, TierFactor: 1000},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() }) //nolint:errcheck // the test is over
	return w
}

// client is the app's one connection.
type client struct{ ws *websocket.Conn }

// connect opens the connection and waits for its hello.
func connect(t *testing.T, w *devslack.Workspace) *client {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.APIURL()+"apps.connections.open", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.AppToken())
	req.Header.Set("Content-Type", "application/json")
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close() //nolint:errcheck // it has been read
	var a struct{ URL string }
	if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
		t.Fatal(err)
	}
	ws, _, err := websocket.DefaultDialer.DialContext(t.Context(), a.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() }) //nolint:errcheck // the test is over
	var hello struct{ Type string }
	if err := ws.ReadJSON(&hello); err != nil || hello.Type != "hello" {
		t.Fatalf("the first frame is %q (%v), expected hello", hello.Type, err)
	}
	return &client{ws}
}

// trigger lets alice type a command, and gives the trigger that came with it.
func (c *client) trigger(t *testing.T, w *devslack.Workspace) string {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		_, err := w.Type(t.Context(), devslack.TypeRequest{User: "alice", Channel: "general", Text: "/proof"})
		done <- err
	}()
	var e struct {
		ID      string `json:"envelope_id"`
		Payload struct {
			Trigger string `json:"trigger_id"`
		}
	}
	if err := c.ws.ReadJSON(&e); err != nil {
		t.Fatal(err)
	}
	if err := c.ws.WriteJSON(map[string]any{"envelope_id": e.ID}); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	return e.Payload.Trigger
}

// long is a text written short: {3001*x} is 3001 times x.
var long = regexp.MustCompile(`\{(\d+)\*([^}]*)\}`)

// expand writes out what the files say in short: long texts, and {"*":51,"of":item} in a list, whose {n} is the item's number.
func expand(v any, n string) any {
	switch x := v.(type) {
	case string:
		if n != "" {
			x = strings.ReplaceAll(x, "{n}", n)
		}
		return long.ReplaceAllStringFunc(x, func(m string) string {
			parts := long.FindStringSubmatch(m)
			count, _ := strconv.Atoi(parts[1]) // the expression lets digits through only
			return strings.Repeat(parts[2], count)
		})
	case []any:
		return expandList(x, n)
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, item := range x {
			out[k] = expand(item, n)
		}
		return out
	}
	return v
}

func expandList(list []any, n string) []any {
	out := []any{}
	for _, item := range list {
		many, _ := item.(map[string]any)
		count, isMany := many["*"].(float64)
		if !isMany {
			out = append(out, expand(item, n))
			continue
		}
		for i := range int(count) {
			out = append(out, expand(many["of"], strconv.Itoa(i)))
		}
	}
	return out
}

func TestExpand(t *testing.T) {
	t.Parallel()
	var v any
	if err := json.Unmarshal([]byte(`{"a":[{"*":2,"of":"c{n}"},"{3*ab}"],"b":1}`), &v); err != nil {
		t.Fatal(err)
	}
	if got := text(t, expand(v, "")); got != `{"a":["c0","c1","ababab"],"b":1}` {
		t.Errorf("expanded to %s", got)
	}
}
