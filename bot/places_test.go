package bot

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// interrupted is a client that lets something happen while Slack answers.
type interrupted struct {
	method string
	do     func()
}

// Do sends a request.
func (i *interrupted) Do(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultClient.Do(r)
	if strings.HasSuffix(r.URL.Path, i.method) {
		i.do()
	}
	return res, err
}

// What Slack told of while owed asked is not overwritten by what was so before: a channel that is shared in that moment
// must not pass for one that is not.
func TestNewsIsNotOverwritten(t *testing.T) {
	t.Parallel()
	s := newScene(t, true, fast)
	for method, ask := range map[string]func(*people) error{
		"users.conversations":   func(p *people) error { return p.warmPlaces(t.Context()) },
		"conversations.info":    func(p *people) error { _, err := p.channel(t.Context(), payables); return err },
		"conversations.members": func(p *people) error { _, err := p.hasGuests(t.Context(), payables); return err },
	} {
		hook := &interrupted{method: method, do: func() {}}
		api := slack.New(s.slack.BotToken(), slack.OptionAPIURL(s.slack.APIURL()), slack.OptionHTTPClient(hook))
		p := newPeople(api, s.slack.TeamID(), nil, slog.New(slog.DiscardHandler), time.Now)
		known := func() int {
			if err := ask(p); err != nil {
				t.Fatal(err)
			}
			return len(p.places) + len(p.guests)
		}
		hook.do = func() { p.forget(payables) }
		if n := known(); n != 0 {
			t.Errorf("%s: what was asked before the news is kept", method)
		}
		hook.do = func() {}
		if known() == 0 {
			t.Errorf("%s: nothing is kept at all", method)
		}
	}
}
