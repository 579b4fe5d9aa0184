package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// places is a directory that knows one channel, or fails.
type places struct {
	place Place
	err   error
}

func (p places) Look(context.Context, string, time.Duration) (Person, error) { return Person{}, p.err }
func (p places) In(context.Context, string, []string) (bool, error)          { return false, p.err }
func (p places) Place(context.Context, string) (Place, error)                { return p.place, p.err }
func (p places) Named(string, string) (string, bool)                         { return "", false }

// Who can't be looked up is refused, and told why. The fault it catches: the record was said to be out of reach.
func TestWhoCannotBeLookedUp(t *testing.T) {
	t.Parallel()
	h := &Handler{People: places{err: errors.New("users.info: 503")}, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	for name, a := range map[string]Answer{
		"a command": h.Command(t.Context(), slack.SlashCommand{UserID: "U1", Text: "aws"}),
		"a press":   h.Interaction(t.Context(), slack.InteractionCallback{Type: slack.InteractionTypeBlockActions}),
	} {
		if said := string(a.Ack) + string(a.Respond); !strings.Contains(said, "Slack could not be asked who you are") {
			t.Errorf("%s is answered %s", name, said)
		}
	}
}

// A new vendor's alerts go where it was added. The fault it catches: an outage of Slack at that moment sent them to the
// admins' direct messages for ever.
func TestChannelOfANewVendor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dir  places
		want string
	}{
		"owed is in it":         {places{place: Place{Member: true}}, "C1"},
		"owed is not in it":     {places{place: Place{}}, ""},
		"shared":                {places{place: Place{Member: true, Shared: true}}, ""},
		"a DM":                  {places{place: Place{Direct: true}}, ""},
		"Slack says no":         {places{err: fmt.Errorf("ask: %w", slack.SlackErrorResponse{Err: "channel_not_found"})}, ""},
		"Slack has a bad day":   {places{err: fmt.Errorf("ask: %w", slack.SlackErrorResponse{Err: "internal_error"})}, "C1"},
		"Slack does not answer": {places{err: errors.New("connection reset")}, "C1"},
	} {
		h := &Handler{People: c.dir}
		if got := h.channelOf(t.Context(), asked{channel: "C1"}); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
