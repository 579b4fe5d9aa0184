package devslack

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestWhatSlackRefusesInAManifest(t *testing.T) {
	t.Parallel()
	base := "display_information: {name: a}\n"
	for name, tc := range map[string]struct{ manifest, want string }{
		"name":              {"display_information: {name: " + n(36) + "}", "expected 1 to 35"},
		"description":       {"display_information: {name: a, description: " + n(141) + "}", "longer than 140"},
		"command":           {base + "features: {slash_commands: [{command: t, description: d}]}\noauth_config: {scopes: {bot: [commands]}}", "must begin with /"},
		"command scope":     {base + "features: {slash_commands: [{command: /t, description: d}]}", "need the bot scope commands"},
		"command url":       {base + "features: {slash_commands: [{command: /t, description: d, url: https://e.x}]}\noauth_config: {scopes: {bot: [commands]}}\nsettings: {socket_mode_enabled: true}", "Socket Mode does not use"},
		"shortcut":          {base + "features: {shortcuts: [{name: s, type: other, callback_id: c, description: d}]}", "expected message or global"},
		"event scope":       {base + "settings: {event_subscriptions: {bot_events: [app_mention]}}", "needs the bot scope app_mentions:read"},
		"not a manifest":    {"[1, 2", "neither YAML nor JSON"},
		"bot name":          {base + "features: {bot_user: {display_name: \"a/b\"}}", "may hold letters"},
		"several at a time": {"display_information: {name: " + n(36) + ", description: " + n(141) + "}", "; display_information.description"},
	} {
		if _, err := New(Options{Manifest: []byte(tc.manifest)}); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, expected %q", name, err, tc.want)
		}
	}
}

func TestAWorkspaceFileThatIsWrongSaysSo(t *testing.T) {
	t.Parallel()
	base := "team: {id: T1, name: a, domain: a}\npeople: [{id: U1, name: ann}]\n"
	for name, tc := range map[string]struct{ file, want string }{
		"empty":   {"team: {id: T1}", "needs a team"},
		"unknown": {base + "channels: [{id: C1, name: c, members: [ann]}]\ncolour: red", "is not what devslack expects"},
		"member":  {base + "channels: [{id: C1, name: c, members: [bea]}]", `names "bea"`},
		"nobody":  {base + "channels: [{id: C1, name: c}]", "has no members"},
		"twice":   {"team: {id: T1, name: a, domain: a}\npeople: [{id: U1, name: ann}, {id: U1, name: bea}]\nchannels: [{id: C1, name: c, members: [ann]}]", "two people"},
		"guest":   {"team: {id: T1, name: a, domain: a}\npeople: [{id: U1, name: ann, guest: yes please}]\nchannels: [{id: C1, name: c, members: [ann]}]", "expected multi or single"},
		"team":    {"team: {id: T1, name: a, domain: a}\npeople: [{id: U1, name: ann, team: T9}]\nchannels: [{id: C1, name: c, members: [ann]}]", "does not name under teams"},
	} {
		if _, err := New(Options{Workspace: []byte(tc.file)}); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, expected %q", name, err, tc.want)
		}
	}
}

// TestManyAtOnce lets people type, post, press and look at the same time; with -race it finds what is not guarded.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t, Options{PostLimits: Limits{ChannelPerSecond: 1e6, ChannelBurst: 1e6, WorkspaceMinute: 1e6, TierFactor: 1000}})
	go acknowledge(dial(t, w))
	go acknowledge(dial(t, w))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				if o, err := w.Type(t.Context(), TypeRequest{User: "alice", Channel: "#general", Text: fmt.Sprintf("/t %d %d", i, j)}); err != nil || !o.OK {
					t.Errorf("command: %+v %v", o, err)
				}
				out := w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "x", "blocks", "["+inActionsBlock(`{"type":"users_select","action_id":"who","placeholder":`+pt("Who")+`}`)+"]")
				ts, _ := out["ts"].(string)
				w.api(t, "reactions.add", "channel", "C0GENERAL1", "timestamp", ts, "name", "eyes")
				if o, err := w.Press(t.Context(), PressRequest{User: "bob", Channel: "general", TS: ts, Text: "Who", Value: "carol"}); err != nil || !o.OK {
					t.Errorf("press: %+v %v", o, err)
				}
				w.api(t, "chat.update", "channel", "C0GENERAL1", "ts", ts, "text", "y")
				if _, err := w.Messages("bob", "general"); err != nil {
					t.Error(err)
				}
				w.dev.recent()
			}
		})
	}
	wg.Wait()
	if fs := w.Findings(); len(fs) > 0 {
		t.Errorf("findings: %+v", fs[0])
	}
}

func TestPagesOfOtherSitesMoveNobody(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	for origin, want := range map[string]int{"https://evil.example": http.StatusForbidden, w.URL(): http.StatusOK, "": http.StatusOK} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL()+"/control/findings", nil)
		if origin != "" {
			req.Header.Set("Origin", origin)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close() //nolint:errcheck // only the status counts
		if res.StatusCode != want {
			t.Errorf("from %q: %d, expected %d", origin, res.StatusCode, want)
		}
	}
}

func TestPeopleAndPlacesChange(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	yes := true
	if _, err := w.ChangePerson(PersonChange{User: "erin", Deleted: &yes}); err != nil {
		t.Fatal(err)
	}
	if out := w.api(t, "users.info", "user", "U0ERIN0001"); out["user"].(map[string]any)["deleted"] != true {
		t.Errorf("erin: %v", out)
	}
	if _, err := w.ChangeChannel(ChannelChange{Channel: "general", Shared: &yes, Add: []string{"rex"}}); err != nil {
		t.Fatal(err)
	}
	out := w.api(t, "conversations.info", "channel", "C0GENERAL1")
	if ch := out["channel"].(map[string]any); ch["is_ext_shared"] != true {
		t.Errorf("general: %v", ch)
	}
	if out := w.api(t, "users.info", "user", "U0REX00001"); out["user"].(map[string]any)["is_stranger"] != false {
		t.Errorf("rex shares a channel and is called a stranger: %v", out)
	}
}

func TestAClosedWorkspaceEnds(t *testing.T) {
	t.Parallel()
	w, err := New(Options{Manifest: []byte(testManifest)})
	if err != nil {
		t.Fatal(err)
	}
	dial(t, w)
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	ended := make(chan error, 1)
	run, end := context.WithCancel(ctx)
	go func() { ended <- w.Run(run) }()
	end()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-ctx.Done():
		t.Error("Run does not end")
	}
	if err := w.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}
