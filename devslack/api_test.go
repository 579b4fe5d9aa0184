package devslack

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

const formType = "application/x-www-form-urlencoded"

func TestTokensScopesAndEncodings(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	cases := []struct {
		name, method, kind, body, token, want string
	}{
		{"no token", "auth.test", formType, "", "", "not_authed"},
		{"wrong token", "auth.test", formType, "token=xoxb-0", "", "invalid_auth"},
		{"app token for a bot method", "auth.test", formType, "", w.appToken, "not_allowed_token_type"},
		{"bot token for sockets", "apps.connections.open", "", "", w.botToken, "not_allowed_token_type"},
		{"token of a socket in the body", "apps.connections.open", formType, "token=" + w.appToken, "", "missing_args"},
		{"form token", "auth.test", formType, "token=" + w.botToken, "", ""},
		{"header token", "auth.test", "", "", w.botToken, ""},
		{"JSON", "auth.test", "application/json; charset=utf-8", "{}", w.botToken, ""},
		{"JSON token in the body", "auth.test", "application/json", `{"token":"` + w.botToken + `"}`, "", "not_authed"},
		{"JSON broken", "auth.test", "application/json", "{", w.botToken, "invalid_json"},
		{"JSON array", "auth.test", "application/json", "[]", w.botToken, "json_not_object"},
		{"other type", "auth.test", "text/plain", "x", w.botToken, "invalid_post_type"},
		{"no type", "auth.test", "", "x=1", w.botToken, "missing_post_type"},
		{"JSON of another charset", "auth.test", "application/json; charset=utf-16", "{}", w.botToken, "invalid_charset"},
		{"form of Latin letters", "auth.test", formType + "; charset=iso-8859-1", "x=1", w.botToken, ""},
		{"form of arrays", "auth.test", formType, "users[]=1", w.botToken, "invalid_array_arg"},
		{"form of strange names", "auth.test", formType, "a-b=1", w.botToken, "invalid_arg_name"},
		{"form of long names", "auth.test", formType, n(65) + "=1", w.botToken, "invalid_arg_name"},
		{"blank text", "chat.postMessage", formType, "channel=C0GENERAL1&text=%20%0A", w.botToken, "no_text"},
		{"attachments of nothing", "chat.postMessage", formType, "channel=C0GENERAL1&attachments=[{},{\"color\":\"red\",\"text\":\"\"}]", w.botToken, "no_text"},
		{"update by a channel's name", "chat.update", formType, "channel=general&ts=1.2&text=x", w.botToken, "channel_not_found"},
		{"reaction by a channel's name", "reactions.add", formType, "channel=general&timestamp=1.2&name=tea", w.botToken, "channel_not_found"},
		{"reaction to no item", "reactions.add", formType, "channel=C0GENERAL1&name=tea", w.botToken, "no_item_specified"},
		{"reaction of no name", "reactions.add", formType, "channel=C0GENERAL1&timestamp=1.2&name=two+words", w.botToken, "invalid_name"},
		{"pin of no item", "pins.add", formType, "channel=C0GENERAL1", w.botToken, "no_item_specified"},
		{"history of 999", "conversations.history", formType, "channel=C0GENERAL1&limit=999", w.botToken, ""},
		{"history of 1000", "conversations.history", formType, "channel=C0GENERAL1&limit=1000", w.botToken, "invalid_limit"},
		{"history since nonsense", "conversations.history", formType, "channel=C0GENERAL1&oldest=monday", w.botToken, "invalid_ts_oldest"},
		{"history until nonsense", "conversations.history", formType, "channel=C0GENERAL1&latest=monday", w.botToken, "invalid_ts_latest"},
		{"unknown method", "chat.shout", formType, "", w.botToken, "unknown_method"},
		{"scope", "usergroups.list", formType, "", w.botToken, "missing_scope"},
		{"no channel", "chat.postMessage", formType, "text=x&channel=nowhere", w.botToken, "channel_not_found"},
		{"no text", "chat.postMessage", formType, "channel=C0GENERAL1", w.botToken, "no_text"},
		{"not a member", "chat.postMessage", formType, "text=x&channel=C0LOBBY001", w.botToken, "not_in_channel"},
		{"archived", "chat.postMessage", formType, "text=x&channel=C0OLD00001", w.botToken, "is_archived"},
		{"empty slack-go blocks", "chat.postMessage", "application/json", `{"channel":"C0GENERAL1","text":"x","blocks":null,"metadata":{"event_type":"","event_payload":null}}`, w.botToken, ""},
		{"metadata without type", "chat.postMessage", formType, "channel=C0GENERAL1&text=x&metadata={\"event_payload\":{}}", w.botToken, "invalid_metadata_schema"},
		{"blocks are no list", "chat.postMessage", formType, "channel=C0GENERAL1&text=x&blocks={}", w.botToken, "invalid_blocks_format"},
		{"markdown_text and text", "chat.postMessage", formType, "channel=C0GENERAL1&text=x&markdown_text=y", w.botToken, "markdown_text_conflict"},
		{"bad cursor", "users.list", formType, "cursor=zzz", w.botToken, "invalid_cursor"},
		{"bad limit", "users.list", formType, "limit=-1", w.botToken, "invalid_limit"},
		{"bad types", "conversations.list", formType, "types=public", w.botToken, "invalid_types"},
		{"trigger", "views.open", "application/json", `{"trigger_id":"1.2.3","view":{"type":"modal","title":{"type":"plain_text","text":"t"},"blocks":[]}}`, w.botToken, "invalid_trigger_id"},
		{"view", "views.open", "application/json", `{"trigger_id":"1.2.3","view":{"type":"modal","blocks":[]}}`, w.botToken, "invalid_arguments"},
		{"publish for nobody", "views.publish", "application/json", `{"user_id":"U0","view":{"type":"home","blocks":[]}}`, w.botToken, "invalid_arguments"},
		{"validate without a token", "blocks.validate", "application/json", `{"blocks":[{"type":"divider"}]}`, "", ""},
		{"validate refuses what is no list", "blocks.validate", "application/json", `{"blocks":{}}`, "", "invalid_blocks"},
		{"validate takes one thing", "blocks.validate", "application/json", `{"blocks":[],"view":{}}`, "", "invalid_arguments"},
		{"validate a view", "blocks.validate", "application/json", `{"view":{"type":"home","blocks":[]}}`, "", ""},
		{"validate a bad view", "blocks.validate", "application/json", `{"view":{"type":"home"}}`, "", "invalid_view"},
		{"validate a message", "blocks.validate", "application/json", `{"message":{"text":"x","blocks":[{"type":"dividers"}]}}`, "", "invalid_message"},
		{"validate refuses", "blocks.validate", "application/json", `{"blocks":[{"type":"dividers"}]}`, "", "invalid_blocks"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			_, out := w.send(t, tc.method, tc.kind, tc.body, tc.token)
			if got, _ := out["error"].(string); got != tc.want || (out["ok"] == true) != (tc.want == "") {
				t.Errorf("answer %v, expected %q", out, tc.want)
			}
		})
	}
}

func TestCharsetsAreWarnedOf(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	for _, tc := range []struct{ kind, body, want string }{
		{"application/json", `{"x":1}`, "missing_charset"},
		{"application/json; charset=utf-8", `{"x":1}`, ""},
		{formType, "x=1", ""},
		{formType + "; charset=utf-8", "x=1", "superfluous_charset"},
	} {
		_, out := w.send(t, "auth.test", tc.kind, tc.body, w.botToken)
		if got, _ := out["warning"].(string); got != tc.want || out["ok"] != true {
			t.Errorf("%s: %v, expected the warning %q", tc.kind, out, tc.want)
		}
	}
}

func TestAttachmentsCountTowardsTheMessage(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	table, markdown := tableOf(1, 1, "a"), `{"type":"markdown","text":"`+n(6001)+`"}`
	attachment := func(blocks string) string { return `{"blocks":[` + blocks + `]}` }
	attached := func(blocks string) string { return "[" + attachment(blocks) + "]" }
	for _, tc := range []struct{ name, blocks, attachments, want string }{
		{"a table in each", "[" + table + "]", attached(table), "invalid_attachments"},
		{"two attachments with tables", "", items(2, attachment(table)), "invalid_attachments"},
		{"too much markdown in sum", "[" + markdown + "]", attached(markdown), "invalid_attachments"},
		{"one plan in each", `[{"type":"plan","title":"p"}]`, attached(`{"type":"plan","title":"p"}`), "invalid_attachments"},
		{"a table in the attachment alone", "[" + section("x") + "]", attached(table), ""},
	} {
		out := w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "x", "blocks", tc.blocks, "attachments", tc.attachments)
		if got, _ := out["error"].(string); got != tc.want {
			t.Errorf("%s: %v, expected %q", tc.name, out, tc.want)
		}
	}
}

func TestRefusalsNameThePlace(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	out := w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "x", "blocks", "["+section("")+"]")
	if got := string(mustJSON(out)); !strings.Contains(got, `"errors":["must be more than 0 characters [json-pointer:/blocks/0/text/text]"]`) || !strings.Contains(got, `"messages":["[ERROR] must be more`) {
		t.Errorf("answer %s", got)
	}
	scope := w.api(t, "usergroups.list")
	if scope["needed"] != "usergroups:read" || !strings.Contains(scope["provided"].(string), "chat:write") {
		t.Errorf("answer %v", scope)
	}
	finds(t, w, "missing_scope")
	finds(t, w, "invalid_blocks")
}

func TestUpdateKeepsAndRemoves(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	post := w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "first", "blocks", "["+section("blocks")+"]", "metadata", `{"event_type":"e","event_payload":{"k":"v"}}`)
	ts := post["ts"].(string)
	steps := []struct {
		name, plain string
		args        []string
	}{
		{"both", "other", []string{"text", "second", "blocks", "[" + section("other") + "]"}},
		{"text alone removes the blocks", "third", []string{"text", "third"}},
		{"empty blocks", "fourth", []string{"text", "fourth", "blocks", "[]"}},
	}
	for _, s := range steps {
		if out := w.api(t, "chat.update", append([]string{"channel", "C0GENERAL1", "ts", ts}, s.args...)...); out["ok"] != true {
			t.Fatalf("%s: %v", s.name, out)
		}
		list, _ := w.Messages("alice", "general")
		if got := list[len(list)-1].Plain; got != s.plain {
			t.Errorf("%s: reads %q, expected %q", s.name, got, s.plain)
		}
	}
	list, _ := w.Messages("alice", "general")
	if !strings.Contains(string(list[0].Metadata), `"e"`) {
		t.Errorf("metadata is gone: %s", list[0].Metadata)
	}
	if out := w.api(t, "chat.update", "channel", "C0GENERAL1", "ts", ts, "text", n(4001)); out["error"] != "msg_too_long" {
		t.Errorf("long text: %v", out)
	}
	if out := w.api(t, "chat.update", "channel", "C0GENERAL1", "ts", "1.000001", "text", "x"); out["error"] != "message_not_found" {
		t.Errorf("no such message: %v", out)
	}
	typed, _ := w.Type(t.Context(), TypeRequest{User: "alice", Channel: "general", Text: "mine"})
	if out := w.api(t, "chat.update", "channel", "C0GENERAL1", "ts", typed.TS, "text", "x"); out["error"] != "cant_update_message" {
		t.Errorf("somebody else's message: %v", out)
	}
}

func TestPostingLimits(t *testing.T) {
	t.Parallel()
	w := open(t, Options{PostLimits: Limits{ChannelBurst: 2}})
	var res *http.Response
	var out map[string]any
	for range 3 {
		res, out = w.send(t, "chat.postMessage", formType, "channel=C0GENERAL1&text=x", w.botToken)
	}
	if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") != "1" || out["error"] != "ratelimited" {
		t.Errorf("the third message at once: %d %v %v", res.StatusCode, res.Header, out)
	}
	if out := w.api(t, "chat.postMessage", "channel", "C0PAYABLE1", "text", "x"); out["ok"] != true {
		t.Errorf("another channel: %v", out)
	}
}

func TestTiers(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	for i := range 21 {
		res, _ := w.send(t, "users.list", formType, "", w.botToken)
		if want := i == 20; (res.StatusCode == http.StatusTooManyRequests) != want {
			t.Errorf("call %d of a tier 2 method: %d", i+1, res.StatusCode)
		}
	}
	if res, _ := w.send(t, "users.info", formType, "user=U0ALICE001", w.botToken); res.StatusCode != http.StatusOK {
		t.Errorf("another method: %d", res.StatusCode)
	}
}

func TestWindowAndBucket(t *testing.T) {
	t.Parallel()
	var win window
	at := time.Unix(1000, 0)
	for range 3 {
		if d := win.take(at, 3); d != 0 {
			t.Errorf("wait %s within the limit", d)
		}
	}
	if d := win.take(at.Add(59*time.Second), 3); d != time.Second {
		t.Errorf("wait %s, expected 1 s", d)
	}
	if d := win.take(at.Add(time.Minute), 3); d != 0 {
		t.Errorf("wait %s after a minute", d)
	}
	var b bucket
	if d := b.wait(at, 1, 1); d != 0 {
		t.Errorf("wait %s at first", d)
	}
	b.left--
	if d := b.wait(at.Add(500*time.Millisecond), 1, 1); d != 500*time.Millisecond {
		t.Errorf("wait %s, expected 500 ms", d)
	}
}

func TestFaultsOfCalls(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	inject := func(f Fault) {
		if err := w.Inject(f); err != nil {
			t.Fatal(err)
		}
	}
	inject(Fault{Kind: "fail", Method: "auth.test", Error: "fatal_error", Times: 2})
	for i, want := range []any{"fatal_error", "fatal_error", nil} {
		if out := w.api(t, "auth.test"); out["error"] != want {
			t.Errorf("call %d: %v", i+1, out)
		}
	}
	inject(Fault{Kind: "fail", Method: "auth.test", Error: "429", RetryAfter: 7})
	if res, _ := w.send(t, "auth.test", formType, "", w.botToken); res.StatusCode != 429 || res.Header.Get("Retry-After") != "7" {
		t.Errorf("429: %d %v", res.StatusCode, res.Header)
	}
	inject(Fault{Kind: "lose_response", Method: "chat.postMessage"})
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, w.APIURL()+"chat.postMessage", strings.NewReader("channel=C0GENERAL1&text=lost"))
	req.Header.Set("Content-Type", formType)
	req.Header.Set("Authorization", "Bearer "+w.botToken)
	if res, err := http.DefaultClient.Do(req); err == nil {
		res.Body.Close() //nolint:errcheck // it should not be there
		t.Error("the response was not lost")
	}
	if list, _ := w.Messages("alice", "general"); len(list) != 1 || list[0].Text != "lost" {
		t.Errorf("the call was not applied: %+v", list)
	}
	inject(Fault{Kind: "slow", Method: "auth.test", Seconds: 0.05, Times: 1})
	began := time.Now()
	w.api(t, "auth.test")
	if d := time.Since(began); d < 50*time.Millisecond {
		t.Errorf("answered after %s", d)
	}
	if err := w.Inject(Fault{Kind: "earthquake"}); err == nil || !strings.Contains(err.Error(), "Expected drop") {
		t.Errorf("unknown fault: %v", err)
	}
	if fs := w.Findings(); len(fs) > 0 {
		t.Errorf("a fault of ours is not the bot's: %+v", fs)
	}
}

// hookCall posts to a response URL.
func hookCall(t *testing.T, address, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close() //nolint:errcheck // only the status counts
	return res.StatusCode
}

func field(t *testing.T, b json.RawMessage, name string) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	s, _ := m[name].(string)
	return s
}

func TestResponseURL(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	c := dial(t, w)
	done := w.typing(t, "/t hook")
	e := next(t, c)
	write(t, c, `{"envelope_id":"`+e.EnvelopeID+`"}`)
	done()
	address := field(t, e.Payload, "response_url")
	for _, body := range []string{
		`{"text":"one"}`, `{"text":"two","replace_original":true}`, `{"text":"all","response_type":"in_channel"}`,
		`{"blocks":[{"type":"nothing"}],"text":"x"}`, `{"text":"five"}`,
	} {
		want := http.StatusOK
		if strings.Contains(body, "nothing") {
			want = http.StatusBadRequest
		}
		if got := hookCall(t, address, body); got != want {
			t.Errorf("%s: %d, expected %d", body, got, want)
		}
	}
	if got := hookCall(t, address, `{"text":"six"}`); got != http.StatusNotFound {
		t.Errorf("the sixth answer: %d", got)
	}
	reads := func(user string) string {
		list, _ := w.Messages(user, "general")
		var out []string
		for _, m := range list {
			out = append(out, m.Plain)
		}
		return strings.Join(out, " ")
	}
	if got := reads("alice"); got != "two all five" {
		t.Errorf("alice reads %q", got)
	}
	if got := reads("bob"); got != "all" {
		t.Errorf("bob reads %q", got)
	}
}

func TestPressReplacesItsMessageThroughTheResponseURL(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	c := dial(t, w)
	w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "ask", "blocks", "["+section("Sure?")+","+inActionsBlock(button(`,"action_id":"yes","value":"42"`))+"]")
	done := does(t, func() (Outcome, error) {
		return w.Press(t.Context(), PressRequest{User: "bob", Channel: "#general", Text: "b"})
	})
	e := next(t, c)
	write(t, c, `{"envelope_id":"`+e.EnvelopeID+`"}`)
	done()
	p := string(e.Payload)
	for _, want := range []string{`"type":"block_actions"`, `"value":"42"`, `"action_id":"yes"`, `"container":{"channel_id":"C0GENERAL1"`, `"bot_id":"B0LOCALBOT"`, `"action_ts"`, `"team_id":"T0DEMO0001"`} {
		if !strings.Contains(p, want) {
			t.Errorf("the payload has no %s: %s", want, p)
		}
	}
	hookCall(t, field(t, e.Payload, "response_url"), `{"text":"Done","replace_original":true}`)
	list, _ := w.Messages("alice", "general")
	if len(list) != 1 || list[0].Plain != "Done" {
		t.Errorf("the channel reads %+v", list)
	}
}

func TestFormsStackUpdateAndClear(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	c := dial(t, w)
	view := func(title string) string {
		return modal(`,"submit":`+pt("Go")+`,"callback_id":"`+title+`"`, "["+strings.Replace(inInputBlock(`{"type":"plain_text_input","action_id":"in"}`), `"type":"input"`, `"type":"input","block_id":"f"`, 1)+"]")
	}
	done := w.typing(t, "/t form")
	e := next(t, c)
	write(t, c, `{"envelope_id":"`+e.EnvelopeID+`"}`)
	done()
	trigger := field(t, e.Payload, "trigger_id")
	body := string(mustJSON(map[string]any{"trigger_id": trigger, "view": json.RawMessage(view("one"))}))
	if _, out := w.send(t, "views.open", "application/json", body, w.botToken); out["ok"] != true {
		t.Fatalf("open: %v", out)
	}
	if _, out := w.send(t, "views.open", "application/json", body, w.botToken); out["error"] != "exchanged_trigger_id" {
		t.Errorf("the trigger opened twice: %v", out)
	}
	submit := func(values map[string]any, ack string) Outcome {
		t.Helper()
		done := does(t, func() (Outcome, error) { return w.Submit(t.Context(), SubmitRequest{User: "alice", Values: values}) })
		if ack != "" {
			e := next(t, c)
			write(t, c, `{"envelope_id":"`+e.EnvelopeID+`","payload":`+ack+`}`)
		}
		return done()
	}
	if o := submit(nil, ""); o.Errors["x"] != "Please complete this required field." {
		t.Errorf("empty: %+v", o)
	}
	if o := submit(map[string]any{"x": "a"}, `{"response_action":"errors","errors":{"f":"No"}}`); o.Errors["x"] != "No" {
		t.Errorf("errors: %+v", o)
	}
	if o := submit(map[string]any{"x": "a"}, `{"response_action":"errors","errors":{"nowhere":"No"}}`); o.Error != modalTrouble {
		t.Errorf("errors of no field: %+v", o)
	}
	for depth := 2; depth <= 3; depth++ {
		if o := submit(map[string]any{"x": "a"}, `{"response_action":"push","view":`+view("two")+`}`); !o.OK {
			t.Errorf("push %d: %+v", depth, o)
		}
	}
	if o := submit(map[string]any{"x": "a"}, `{"response_action":"push","view":`+view("four")+`}`); o.Error != modalTrouble {
		t.Errorf("a fourth view: %+v", o)
	}
	finds(t, w, "push_limit_reached")
	if o := submit(map[string]any{"x": "a"}, `{"response_action":"clear"}`); !o.Closed {
		t.Errorf("clear: %+v", o)
	}
	if v, _ := w.OpenView("alice"); v != nil {
		t.Errorf("still open: %+v", v)
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	for _, tc := range []struct{ user, channel, text, want string }{
		{"nobody", "general", "x", "There is nobody called"},
		{"dora", "general", "x", "deactivated"},
		{"ivan", "general", "x", "not signed in"},
		{"gus", "payables", "x", "gus is not in #payables"},
		{"alice", "nowhere", "x", "There is no channel"},
		{"alice", "general", "/nope", "is not a valid command"},
		{"rex", "with-aws", "/t", "another workspace"},
		{"alice", "old-project", "x", "archived"},
	} {
		if _, err := w.Type(t.Context(), TypeRequest{User: tc.user, Channel: tc.channel, Text: tc.text}); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%+v: %v", tc, err)
		}
	}
}

func TestEscapingOfCommands(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	for typed, want := range map[string]string{
		"pay @bob by #payables":        "pay <@U0BOB00001|bob> by <#C0PAYABLE1|>",
		"in #general, @approvers.":     "in <#C0GENERAL1|general>, <!subteam^S0APPROVE1|@approvers>.",
		"see https://e.x/a?b=1&c":      "see <https://e.x/a?b=1&c>",
		"a & b  @nobody mail@here.com": "a & b  @nobody mail@here.com",
	} {
		w.mu.Lock()
		got := w.withMentions(typed)
		w.mu.Unlock()
		if got != want {
			t.Errorf("%q becomes %q, expected %q", typed, got, want)
		}
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	for blocks, want := range map[string]string{
		section("*Bold* and _slanted_ <@U1> <https://e.x|here> &amp; <!date^0^{date_num} {time}|never>"): "Bold and slanted @U1 here & 1970-01-01 00:00",
		inActionsBlock(button("")):    "[b]",
		tableOf(2, 2, "v"):            "v | v\nv | v",
		richList(`"style":"ordered"`): "1. a",
		pie(1):                        "t\na | 1",
		inInputBlock(`{"type":"plain_text_input","placeholder":` + pt("hint") + `}`): "x\n[hint]",
	} {
		if got := Describe(json.RawMessage("[" + blocks + "]")); got != want {
			t.Errorf("%s reads %q, expected %q", blocks, got, want)
		}
	}
}

func TestClockSpans(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]time.Duration{"8d": 192 * time.Hour, "36h": 36 * time.Hour, "1d12h": 36 * time.Hour} {
		if got, err := parseSpan(s); err != nil || got != want {
			t.Errorf("%q: %s %v", s, got, err)
		}
	}
	for _, s := range []string{"", "0d", "-1h", "d", "tomorrow", "99999999999d"} {
		if got, err := parseSpan(s); err == nil {
			t.Errorf("%q: %s", s, got)
		}
	}
}

func TestAnAddressIsOpenedAndTheAppHearsOfIt(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	go acknowledge(dial(t, w))
	menu := `{"type":"overflow","options":[` + opt("Stay", "1") + `,{"text":` + pt("Go") + `,"value":"2","url":"https://e.x/menu"}]}`
	w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "x", "blocks", "["+inActionsBlock(button(`,"url":"https://e.x/button"`)+","+menu)+"]")
	for pressed, want := range map[string]string{"b": "https://e.x/button", "Go": "https://e.x/menu", "Stay": ""} {
		o, err := w.Press(t.Context(), PressRequest{User: "bob", Channel: "#general", Text: pressed})
		if err != nil || !o.OK || o.AckedMS == 0 || o.URL != want {
			t.Errorf("%s: %+v, %v, expected the address %q", pressed, o, err, want)
		}
	}
}
