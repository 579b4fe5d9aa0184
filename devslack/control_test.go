package devslack

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// control calls the control API: with a body it posts, without one it gets.
func (w *Workspace) control(t *testing.T, path, body string) map[string]any {
	t.Helper()
	verb := http.MethodGet
	if body != "" {
		verb = http.MethodPost
	}
	req, err := http.NewRequestWithContext(t.Context(), verb, w.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
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
		t.Fatalf("%s answers %q", path, b)
	}
	return out
}

func TestControlCallsAnswerInSentences(t *testing.T) {
	t.Parallel()
	var moved time.Duration
	w := open(t, Options{Advance: func(d time.Duration) error { moved = d; return nil }})
	go acknowledge(dial(t, w))
	for _, tc := range []struct{ path, body, want string }{
		{"/control/type", `{"user":"alice","channel":"#general","text":"hello <all> & @bob"}`, ""},
		{"/control/type", `{"user":"alice","channel":"general","text":"/t x"}`, ""},
		{"/control/type", `{"user":"alice","channel":"@tester","text":"in private"}`, ""},
		{"/control/type", `{"user":"alice","channel":"@bob","text":"x"}`, "@tester is the one with the app"},
		{"/control/type", `nonsense`, "not the JSON expected"},
		{"/control/press", `{"user":"bob","channel":"general","text":"Nothing"}`, `bob sees nothing to press that says "Nothing"`},
		{"/control/submit", `{"user":"bob","values":{}}`, "bob has no form open"},
		{"/control/close", `{"user":"bob"}`, "bob has no form open"},
		{"/control/shortcut", `{"user":"bob","name":"New"}`, ""},
		{"/control/shortcut", `{"user":"bob","name":"Mark","channel":"general"}`, ""},
		{"/control/shortcut", `{"user":"bob","name":"Other"}`, "no shortcut"},
		{"/control/home", `{"user":"bob"}`, ""},
		{"/control/home", `{"user":"rex"}`, "another workspace"},
		{"/control/upload", `{"user":"bob","channel":"general","name":"a.txt","content":"abc"}`, ""},
		{"/control/group", `{"group":"@approvers","add":["carol"],"remove":["bob"]}`, ""},
		{"/control/group", `{"group":"@nobodies"}`, "There is no user group"},
		{"/control/person", `{"user":"carol","admin":true}`, ""},
		{"/control/channel", `{"channel":"lobby","archived":true}`, ""},
		{"/control/react", `{"user":"bob","channel":"general","ts":"1","name":"eyes"}`, "There is no message 1"},
		{"/control/edit", `{"user":"bob","channel":"general","ts":"1","text":"x"}`, "There is no message 1 of bob in #general"},
		{"/control/delete", `{"user":"bob","channel":"general","ts":"1"}`, "There is no message 1 of bob in #general"},
		{"/control/fault", `{"kind":"off"}`, ""},
		{"/control/fault", `{"kind":"flood"}`, "There is no fault"},
		{"/control/clock", `{"advance":"8d"}`, ""},
		{"/control/clock", `{"advance":"soon"}`, "expected e.g. 8d"},
		{"/control/messages?user=bob&channel=general", "", ""},
		{"/control/messages?channel=general", "", ""},
		{"/control/messages?user=gus&channel=payables", "", "gus is not in #payables"},
		{"/control/view?user=bob", "", "has no form open"},
		{"/control/home?user=bob", "", "has no Home yet"},
		{"/control/dance", "", "There is no control call GET /control/dance"},
		{"/control/type", "", "There is no control call GET /control/type"},
		{"/control/findings", `{}`, "There is no control call POST /control/findings"},
		{"/control/findings", "", ""},
		{"/control/calls", "", ""},
		{"/control/stats", "", ""},
		{"/ui/boot", "", ""},
		{"/ui/messages?user=bob&channel=C0GENERAL1", "", ""},
		{"/ui/dev", "", ""},
	} {
		out := w.control(t, tc.path, tc.body)
		said, _ := out["error"].(string)
		if (out["ok"] == true) != (tc.want == "") || !strings.Contains(said, tc.want) {
			t.Errorf("%s %s: %v, expected %q", tc.path, tc.body, out, tc.want)
		}
	}
	if moved != 192*time.Hour {
		t.Errorf("the clock moved by %s", moved)
	}
	list, _ := w.Messages("bob", "general")
	if m := list[0]; m.Text != "hello &lt;all&gt; &amp; <@U0BOB00001>" || m.Plain != "hello <all> & @bob" {
		t.Errorf("the message is %q and reads %q", m.Text, m.Plain)
	}
	if fs := w.Findings(); len(fs) > 0 {
		t.Errorf("findings %+v", fs)
	}
}

func TestThePageHearsOfChanges(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
	defer stop()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, w.URL()+"/ui/events?user=alice", nil)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // the test is over
	lines := bufio.NewScanner(res.Body)
	lines.Scan() // the stream is open
	w.control(t, "/control/type", `{"user":"bob","channel":"general","text":"hi"}`)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "data: ") && strings.Contains(lines.Text(), `"kind":"message"`) {
			return
		}
	}
	t.Error("the page heard of no message")
}

func TestRepliesStandInTheirThread(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	post := w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "head")
	w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "reply", "thread_ts", post["ts"].(string))
	out := w.control(t, "/ui/messages?user=bob&channel=general", "")
	if got := string(mustJSON(out)); strings.Count(got, `"thread":[`) != 1 {
		t.Errorf("the page reads %s", got)
	}
	replies := w.api(t, "conversations.replies", "channel", "C0GENERAL1", "ts", post["ts"].(string))
	if list, _ := replies["messages"].([]any); len(list) != 2 || list[0].(map[string]any)["reply_count"] != 1.0 {
		t.Errorf("replies %v", replies)
	}
	history := w.api(t, "conversations.history", "channel", "C0GENERAL1")
	if list, _ := history["messages"].([]any); len(list) != 1 {
		t.Errorf("history %v", history)
	}
	if m := replies["messages"].([]any)[1].(map[string]any); m["parent_user_id"] != w.BotUserID() {
		t.Errorf("the reply does not name who began the thread: %v", m)
	}
	shown := w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "to all", "thread_ts", post["ts"].(string), "reply_broadcast", "true")
	if m, _ := shown["message"].(map[string]any); m["subtype"] != "thread_broadcast" || m["root"].(map[string]any)["text"] != "head" {
		t.Errorf("the reply shown to all is %v", m)
	}
	if out := w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "x", "thread_ts", "1.000001"); out["error"] != "cannot_reply_to_message" {
		t.Errorf("no such thread: %v", out)
	}
}
