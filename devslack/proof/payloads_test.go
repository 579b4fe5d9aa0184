package proof

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"owed.dev/owed/devslack"
)

// payload is one line of payloads/*.json: blocks on a surface, or a whole view, and what Slack says to it.
type payload struct {
	Name   string `json:"name"`
	On     string `json:"on"` // message, modal or home
	Blocks any    `json:"blocks"`
	View   any    `json:"view"`
	Error  string `json:"error"`   // "" is accepted
	At     string `json:"pointer"` // where the refusal points
	Says   string `json:"says"`    // words of the refusal
}

func readPayloads(t *testing.T, file string) []payload {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var list []payload
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for i := range list {
		list[i].Blocks, list[i].View = expand(list[i].Blocks, ""), expand(list[i].View, "")
	}
	return list
}

// TestPayloads posts every payload to the method that shows it, and to blocks.validate, and compares the verdicts.
func TestPayloads(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("payloads/*.json")
	if err != nil || len(files) < 5 {
		t.Fatalf("found %d files of payloads (%v), expected at least 5", len(files), err)
	}
	accepted, refused := 0, 0
	for _, file := range files {
		w := open(t)
		app := connect(t, w)
		for _, p := range readPayloads(t, file) {
			name := strings.TrimSuffix(filepath.Base(file), ".json") + ": " + p.Name
			p.judge(t, name, p.show(t, w, app))
			p.judgeValidate(t, name, w)
			if p.Error == "" {
				accepted++
			} else {
				refused++
			}
		}
	}
	t.Logf("%d payloads accepted, %d refused", accepted, refused)
	if accepted < 75 || refused < 150 {
		t.Errorf("%d accepted and %d refused payloads are too few to prove anything", accepted, refused)
	}
}

// answer is what devslack says to a call.
type answer struct {
	OK     bool            `json:"ok"`
	Error  string          `json:"error"`
	Errors json.RawMessage `json:"errors"`
	Meta   struct {
		Messages []string `json:"messages"`
	} `json:"response_metadata"`
}

// view is the view of a payload; blocks alone are put into a plain one.
func (p payload) view() any {
	if p.View != nil {
		return p.View
	}
	v := map[string]any{"type": p.On, "blocks": p.Blocks}
	if p.On == "modal" {
		v["title"], v["submit"] = map[string]any{"type": "plain_text", "text": "t"}, map[string]any{"type": "plain_text", "text": "s"}
	}
	return v
}

// show sends the payload where people would see it.
func (p payload) show(t *testing.T, w *devslack.Workspace, app *client) answer {
	t.Helper()
	switch p.On {
	case "message":
		return call(t, w, "chat.postMessage", url.Values{"channel": {"C0GENERAL1"}, "text": {"x"}, "blocks": {text(t, p.Blocks)}})
	case "modal":
		return call(t, w, "views.open", url.Values{"trigger_id": {app.trigger(t, w)}, "view": {text(t, p.view())}})
	case "home":
		return call(t, w, "views.publish", url.Values{"user_id": {"U0ALICE001"}, "view": {text(t, p.view())}})
	}
	t.Fatalf("%s is on %q, expected message, modal or home", p.Name, p.On)
	return answer{}
}

func (p payload) judge(t *testing.T, name string, a answer) {
	t.Helper()
	switch {
	case a.OK != (p.Error == ""), a.Error != p.Error:
		t.Errorf("%s: the verdict is %q %v, expected %q", name, a.Error, a.Meta.Messages, p.Error)
	case p.Says != "" && !mentions(a.Meta.Messages, p.Says, p.At):
		t.Errorf("%s: refused with %v, expected %q at %s", name, a.Meta.Messages, p.Says, p.At)
	}
}

// mentions tells whether one of the messages has the words and points to the place.
func mentions(messages []string, words, at string) bool {
	for _, m := range messages {
		if strings.HasPrefix(m, "[ERROR] "+words) && (at == "" || strings.HasSuffix(m, "[json-pointer:"+at+"]")) {
			return true
		}
	}
	return false
}

// judgeValidate asks blocks.validate, whose pointers begin at what was given.
func (p payload) judgeValidate(t *testing.T, name string, w *devslack.Workspace) {
	t.Helper()
	kind, given, root := "view", p.view(), "/view"
	if p.On == "message" {
		kind, given, root = "blocks", p.Blocks, "/blocks"
	}
	a := call(t, w, "blocks.validate", url.Values{kind: {text(t, given)}})
	want := map[bool]string{true: "", false: "invalid_" + kind}[p.Error == ""]
	if a.OK != (want == "") || a.Error != want {
		t.Errorf("%s: blocks.validate says %q %s, expected %q", name, a.Error, a.Errors, want)
	}
	if p.At == "" {
		return
	}
	var list []struct{ Code, Message, Pointer string }
	if err := json.Unmarshal(a.Errors, &list); err != nil {
		t.Errorf("%s: blocks.validate gives errors %s, expected a list", name, a.Errors)
	}
	for _, e := range list {
		if e.Pointer == strings.TrimPrefix(p.At, root) && strings.HasPrefix(e.Message, p.Says) {
			return
		}
	}
	t.Errorf("%s: blocks.validate says %s, expected %q at %s", name, a.Errors, p.Says, strings.TrimPrefix(p.At, root))
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func call(t *testing.T, w *devslack.Workspace, method string, form url.Values) answer {
	t.Helper()
	form.Set("token", w.BotToken())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.APIURL()+method, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close() //nolint:errcheck // it has been read
	var a answer
	if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return a
}
