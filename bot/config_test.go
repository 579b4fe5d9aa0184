package bot

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// good is an environment that can be understood.
func good() Env {
	return Env{
		SlackAppToken: "xapp-1-a", SlackBotToken: "xoxb-1", SlackAPIURL: "http://127.0.0.1:1/api/", RedisURL: "redis://localhost", Durability: "local",
		Timezone: "UTC", Sockets: "2", HTTPAddr: "127.0.0.1:0", LogLevel: "info", LogFormat: "text",
	}
}

func TestGoodSettings(t *testing.T) {
	t.Parallel()
	e := good()
	e.Now, e.Durability, e.Admins = "2023-03-03T12:00:00Z", "replica:2", "U012ABCDEF, S034GHIJKL"
	c, err := e.Parse()
	if err != nil {
		t.Fatal(err)
	}
	if c.Replicas != 2 || len(c.Admins) != 2 || c.Now.IsZero() {
		t.Errorf("read %+v", c)
	}
}

// All mistakes are named at once; the fault it catches is a parser that stops at the first.
func TestEveryMistakeIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Env{
		SlackAppToken: "xoxb-wrong", SlackAPIURL: "nonsense", RedisURL: "http://x", Durability: "replica:0", Admins: "bob", Timezone: "Mars/Base",
		Sockets: "11", HTTPAddr: "8080", LogLevel: "loud", LogFormat: "xml", Now: "yesterday",
	}.Parse()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, name := range []string{
		"SLACK_APP_TOKEN", "SLACK_BOT_TOKEN", "SLACK_API_URL", "REDIS_URL", "OWED_DURABILITY", "OWED_ADMINS", "OWED_TIMEZONE", "OWED_SOCKETS",
		"OWED_HTTP_ADDR", "OWED_LOG_LEVEL", "OWED_LOG_FORMAT", "OWED_NOW",
	} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in:\n%v", name, err)
		}
	}
}

func TestTheClockMovesOnlyOnTheLoopback(t *testing.T) {
	t.Parallel()
	e := good()
	e.SlackAPIURL, e.Now = "https://slack.com/api/", "2023-03-03T12:00:00Z"
	if _, err := e.Parse(); err == nil || !strings.Contains(err.Error(), "OWED_NOW") {
		t.Errorf("OWED_NOW was accepted against the real Slack: %v", err)
	}
}

func TestASecretCannotPrint(t *testing.T) {
	t.Parallel()
	s := NewSecret("xoxb-very-secret")
	c := Config{BotToken: s}
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q", c, c, c, s, s), fmt.Sprintf("%#v", &c)} {
		if strings.Contains(text, "very-secret") {
			t.Errorf("printed: %s", text)
		}
	}
}

func TestUnknownNames(t *testing.T) {
	t.Parallel()
	got := Unknown([]string{"OWED_SOCKETS=2", "OWED_SOKETS=3", "PATH=/bin", "OWED_=1"})
	if fmt.Sprint(got) != "[OWED_ OWED_SOKETS]" {
		t.Errorf("unknown: %v", got)
	}
}

// Work that panics is at its end, and nothing else is. Deliberate faults it catches: the process ends; the lane, or the place
// that the work had among those done side by side, is never free again; the log does not say where it broke.
func TestLanesOutliveWorkThatPanics(t *testing.T) {
	t.Parallel()
	var told []string
	l := newLanes(1, func(err error) { told = append(told, err.Error()) })
	done := 0
	for _, key := range []string{"aws", "aws", ""} {
		l.do(key, func() { panic("a bug") })
		l.do(key, func() { done++ })
	}
	l.wait()
	if done != 3 || len(told) != 3 || !strings.Contains(told[0], "a bug") || !strings.Contains(told[0], "config_test.go") {
		t.Errorf("%d of 3 done, told %q", done, told)
	}
}

// What has one key is done in order, whatever else runs; the fault it catches is a goroutine per envelope.
func TestLanesKeepOrder(t *testing.T) {
	t.Parallel()
	l := newLanes(8, nil)
	got := map[string]*[]int{"aws": {}, "gcp": {}}
	for n := range 500 {
		for key, list := range got {
			l.do(key, func() { *list = append(*list, n) })
		}
		l.do("", func() {})
	}
	l.wait()
	for key, list := range got {
		for i, n := range *list {
			if i != n {
				t.Fatalf("%s: place %d holds %d", key, i, n)
			}
		}
	}
	for left := -1; left != 0; runtime.Gosched() { // a lane ends a moment after its last work
		l.mu.Lock()
		left = len(l.queue)
		l.mu.Unlock()
	}
}
