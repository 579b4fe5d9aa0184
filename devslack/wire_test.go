package devslack

import (
	"encoding/json"
	"testing"
)

// wireManifest hears the events whose shape is tested here.
const wireManifest = `
display_information: {name: app}
features:
  bot_user: {display_name: app}
  shortcuts: [{name: Brew, type: global, callback_id: brew, description: d}]
oauth_config: {scopes: {bot: [commands, "channels:read", "groups:read", "im:write", "im:read", "users:read", "pins:read", "pins:write", "chat:write"]}}
settings:
  event_subscriptions: {bot_events: [pin_removed, channel_unshared, user_change]}
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
`

// TestShapesThatSlacksTypesAskFor holds what devslack/proof/types found: fields that Slack's own types want, and some they do not know.
func TestShapesThatSlacksTypesAskFor(t *testing.T) {
	t.Parallel()
	w := open(t, Options{Manifest: []byte(wireManifest)})
	c := dial(t, w)
	event := func(do func()) map[string]any {
		t.Helper()
		done := make(chan struct{})
		go func() { defer close(done); do() }()
		var p struct{ Event map[string]any }
		e := next(t, c)
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			t.Fatal(err)
		}
		c.WriteJSON(map[string]any{"envelope_id": e.EnvelopeID}) //nolint:errcheck // next fails where this did
		<-done                                                   // a call that is still under way would outlive the test
		return p.Event
	}
	wants := func(what string, got map[string]any, names ...string) {
		t.Helper()
		for _, name := range names {
			if _, there := got[name]; !there {
				t.Errorf("%s has no %s: %v", what, name, got)
			}
		}
	}
	ts, _ := w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "x")["ts"].(string)
	w.api(t, "pins.add", "channel", "C0GENERAL1", "timestamp", ts)
	pin := event(func() { w.api(t, "pins.remove", "channel", "C0GENERAL1", "timestamp", ts) })
	wants("pin_removed", pin, "item_user", "pin_count", "pinned_info", "has_pins")
	wants("its message", pin["item"].(map[string]any)["message"].(map[string]any), "permalink")

	yes, no := true, false
	w.ChangeChannel(ChannelChange{Channel: "general", Shared: &yes})                                                                                              //nolint:errcheck // the next one would not tell
	wants("channel_unshared", event(func() { w.ChangeChannel(ChannelChange{Channel: "general", Shared: &no}) }), "previously_connected_team_id", "is_ext_shared") //nolint:errcheck // as above

	tz := "Europe/Rome"
	user := event(func() { w.ChangePerson(PersonChange{User: "gus", TZ: &tz}) })["user"].(map[string]any) //nolint:errcheck // as above
	wants("the user", user, "is_email_confirmed", "locale", "who_can_share_contact_card")
	wants("the profile", user["profile"].(map[string]any), "first_name", "phone", "image_72", "fields", "status_expiration")
}

func TestAShortcutGivesTheUsernameOnly(t *testing.T) {
	t.Parallel()
	w := open(t, Options{Manifest: []byte(wireManifest)})
	w.mu.Lock()
	p, err := w.shortcutPayload(ShortcutRequest{User: "alice", Name: "Brew"})
	w.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	if user := p["user"].(object); user["username"] != "alice" || user["name"] != nil {
		t.Errorf("user %v, expected a username and no name", user)
	}
}

func TestListsAndSinglesShowDifferentFields(t *testing.T) {
	t.Parallel()
	w := open(t, Options{Manifest: []byte(wireManifest)})
	at := itoa(int(machineNow().Unix()) + 3600)
	m := w.api(t, "chat.scheduleMessage", "channel", "C0GENERAL1", "text", "x", "post_at", at)["message"].(map[string]any)
	if m["type"] != "delayed_message" || m["ts"] != nil {
		t.Errorf("a planned message is %v, expected a delayed_message without ts", m)
	}
	dm := w.api(t, "conversations.open", "users", "U0ALICE001", "return_im", "true")["channel"].(map[string]any)
	if dm["is_user_deleted"] != nil {
		t.Errorf("conversations.open shows is_user_deleted, which only lists have: %v", dm)
	}
	for _, ch := range w.api(t, "users.conversations")["channels"].([]any) {
		if _, there := ch.(map[string]any)["is_member"]; there {
			t.Errorf("users.conversations shows is_member: %v", ch)
		}
	}
}

func TestAFileNamesItsPlacesByKind(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	if _, err := w.Upload(t.Context(), UploadRequest{User: "alice", Channel: "payables", Name: "a.csv", Content: "x"}); err != nil {
		t.Fatal(err)
	}
	list, err := w.Messages("alice", "payables")
	if err != nil {
		t.Fatal(err)
	}
	f := list[len(list)-1].Files[0].(map[string]any)
	if got := string(mustJSON(f["groups"])); got != `["C0PAYABLE1"]` || f["is_public"] != false || string(mustJSON(f["channels"])) != "[]" {
		t.Errorf("a file of a private channel is %v, expected it under groups, and not public", f)
	}
}

// TestValidatePointsIntoWhatWasGiven: the documented pointers begin at the payload, not at the name of the argument.
func TestValidatePointsIntoWhatWasGiven(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	bad := `{"type":"section","text":{"type":"invalid","text":"x"}}`
	for _, tc := range []struct{ name, value, code, pointer string }{
		{"blocks", `[` + bad + `]`, "invalid_blocks", "/0/text/type"},
		{"message", `{"blocks":[{"type":"divider"},` + bad + `]}`, "invalid_message", "/blocks/1/text/type"},
		{"message", `{"attachments":[{"blocks":[` + bad + `]}]}`, "invalid_message", "/attachments/0/blocks/0/text/type"},
		{"view", `{"type":"home","blocks":[` + bad + `]}`, "invalid_view", "/blocks/0/text/type"},
	} {
		out := w.api(t, "blocks.validate", tc.name, tc.value)
		first := out["errors"].([]any)[0].(map[string]any)
		if out["error"] != tc.code || first["pointer"] != tc.pointer || first["code"] != "failed_constraint" || first["message"] != "unsupported type: invalid" {
			t.Errorf("%s %s: %v, expected %s at %s", tc.name, tc.value, out, tc.code, tc.pointer)
		}
		if got := string(mustJSON(first["constraint"])); got != `{"expected":["plain_text","mrkdwn"],"got":"invalid","type":"enum"}` {
			t.Errorf("constraint %s, expected an enum of the two texts that got \"invalid\"", got)
		}
	}
	long := w.api(t, "blocks.validate", "blocks", `[{"type":"header","text":{"type":"plain_text","text":"`+n(151)+`"}}]`)
	if c := long["errors"].([]any)[0].(map[string]any)["constraint"].(map[string]any); c["type"] != "max_length" || c["expected"] != 150.0 {
		t.Errorf("constraint %v, expected a max_length of 150", c)
	}
}
