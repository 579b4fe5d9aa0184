package slacktest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"owed.dev/owed/devslack"
	"owed.dev/owed/devslack/slacktest"
)

// spy is a test that remembers how it failed.
type spy struct {
	testing.TB
	said  []string
	atEnd []func()
}

func (s *spy) Helper()                      {}
func (s *spy) Cleanup(f func())             { s.atEnd = append(s.atEnd, f) }
func (s *spy) Errorf(f string, args ...any) { s.said = append(s.said, fmt.Sprintf(f, args...)) }

func TestAFindingFailsTheTestUnlessExpected(t *testing.T) {
	t.Parallel()
	for _, expected := range []bool{false, true} {
		s := &spy{TB: t}
		w := slacktest.Test(s, devslack.Options{})
		if expected {
			w.Expect("invalid_blocks")
		}
		api := slack.New(w.BotToken(), slack.OptionAPIURL(w.APIURL()))
		_, _, err := api.PostMessage(w.ChannelID("general"), slack.MsgOptionText("x", false), slack.MsgOptionBlocks(slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", strings.Repeat("x", 151), false, false))))
		if err == nil || err.Error() != "invalid_blocks" {
			t.Errorf("the post gives %v", err)
		}
		for _, f := range s.atEnd {
			f()
		}
		if failed := len(s.said) > 0; failed == expected {
			t.Errorf("expected=%t, and the test said %q", expected, s.said)
		}
	}
}

func TestAnUnknownResponseURLIsNotFound(t *testing.T) {
	t.Parallel()
	w := slacktest.Test(t, devslack.Options{Manifest: []byte(botManifest)})
	w.Expect("response_url_no_service")
	err := slack.PostWebhook(w.URL()+"/hooks/commands/T/1/none", &slack.WebhookMessage{Text: "x"})
	if err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("an unknown response URL gives %v", err)
	}
	w.Person("alice").Types("#general", "hello")
	w.Channel("general").Waits("hello", time.Second)
}
