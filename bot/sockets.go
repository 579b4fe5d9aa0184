package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

const (
	// silence is how long a connection may say nothing before it is taken for dead. Slack pings every 10 s; a half-open
	// connection must be noticed within 20 s.
	silence = 17 * time.Second
	// notReadyAfter is how many attempts in a row may fail before the log says what is wrong at level error.
	notReadyAfter = 3
	// ackFit is the largest answer that goes into an acknowledgement. Slack drops one of 20,480 bytes without a word.
	ackFit = 16 << 10
)

// envelope is one thing that Slack wants handled, and the way to acknowledge it.
type envelope struct {
	event socketmode.Event
	ack   func(ctx context.Context, payload json.RawMessage) error
	at    time.Time
}

// socket is one Socket Mode connection: slack-go's client, drained at once so that it always sees Slack's pings.
type socket struct {
	n      int
	client *socketmode.Client
	log    *slog.Logger
	up     atomic.Bool  // hello was received on the present connection
	failed atomic.Int64 // attempts in a row that failed
	why    atomic.Value // string: what the last failure says
	handle func(envelope)
}

func newSocket(n int, api *slack.Client, log *slog.Logger, handle func(envelope)) *socket {
	dialer := &websocket.Dialer{
		HandshakeTimeout: 10 * time.Second,
		WriteBufferSize:  32 << 10, // Slack wants an acknowledgement in one frame
		NetDialContext:   watchedDialer(silence),
	}
	return &socket{n: n, client: socketmode.New(api, socketmode.OptionDialer(dialer)), log: log.With("socket", n), handle: handle}
}

// watchedDialer dials connections that fail when nothing, not even a ping, arrives for a while.
func watchedDialer(silence time.Duration) func(ctx context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 5 * time.Second} // keeps idle NAT entries alive: slack-go never pings
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := d.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &watched{Conn: c, silence: silence}, nil
	}
}

// watched is a connection whose reads fail after a silence.
type watched struct {
	net.Conn
	silence time.Duration
}

// Read waits for the next bytes, but not for ever.
func (w *watched) Read(p []byte) (int, error) {
	if err := w.SetReadDeadline(time.Now().Add(w.silence)); err != nil {
		return 0, err
	}
	return w.Conn.Read(p)
}

// run keeps the connection up until ctx ends. An error means that it can't ever come up: the token is refused.
func (s *socket) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.client.RunContext(ctx) }()
	for {
		select {
		case e := <-s.client.Events:
			s.take(ctx, e)
		case err := <-ended:
			s.up.Store(false)
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("slack refuses the connection (%w): check SLACK_APP_TOKEN, and that Socket Mode is switched on", err)
		}
	}
}

// take sorts one event of slack-go's: what Slack wants handled goes on, the rest is about the connection itself.
func (s *socket) take(ctx context.Context, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeHello:
		s.failed.Store(0)
		s.up.Store(true)
		s.log.InfoContext(ctx, "connected to slack")
	case socketmode.EventTypeConnecting:
		s.up.Store(false)
	case socketmode.EventTypeConnectionError:
		s.failure(ctx, e)
	case socketmode.EventTypeErrorBadMessage:
		s.ackUnknown(ctx, e)
	case socketmode.EventTypeErrorWriteFailed:
		s.log.WarnContext(ctx, "an acknowledgement could not be written; slack told the user that it timed out")
	case socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive, socketmode.EventTypeEventsAPI:
		s.pass(e)
	default:
	}
}

func (s *socket) pass(e socketmode.Event) {
	if e.Request == nil {
		return
	}
	id := e.Request.EnvelopeID
	s.handle(envelope{event: e, at: time.Now(), ack: func(ctx context.Context, payload json.RawMessage) error {
		if len(payload) == 0 {
			return s.client.AckCtx(ctx, id, nil)
		}
		return s.client.AckCtx(ctx, id, payload)
	}})
}

func (s *socket) failure(ctx context.Context, e socketmode.Event) {
	ce, ok := e.Data.(*slack.ConnectionErrorEvent)
	if !ok {
		return
	}
	why := ce.ErrorObj.Error()
	if r, ok := errors.AsType[slack.SlackErrorResponse](ce.ErrorObj); ok && r.Needed != "" {
		why = fmt.Sprintf("%s: the app-level token needs %s and has %s", r.Err, r.Needed, r.Provided)
	}
	s.why.Store(why)
	if n := s.failed.Add(1); n >= notReadyAfter {
		s.log.ErrorContext(ctx, "no connection to slack", "why", why, "attempts", n)
	} else {
		s.log.WarnContext(ctx, "connecting to slack failed, trying again", "why", why)
	}
}

// ackUnknown acknowledges an envelope that slack-go can't read, so that Slack does not send it again and again.
func (s *socket) ackUnknown(ctx context.Context, e socketmode.Event) {
	bad, ok := e.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var m struct {
		ID string `json:"envelope_id"`
	}
	if json.Unmarshal(bad.Message, &m) != nil || m.ID == "" {
		return
	}
	actx, done := context.WithTimeout(ctx, 2*time.Second)
	defer done()
	if err := s.client.AckCtx(actx, m.ID, nil); err != nil {
		s.log.WarnContext(ctx, "an unknown envelope could not be acknowledged", "err", err)
	}
}

// state is "" while the connection is up, else what is wrong.
func (s *socket) state() string {
	if s.up.Load() {
		return ""
	}
	if why, ok := s.why.Load().(string); ok && why != "" {
		return why
	}
	return "connecting"
}

// eventOf is the inner event of an Events API envelope.
func eventOf(e socketmode.Event) (id string, inner slackevents.EventsAPIInnerEvent, ok bool) {
	outer, ok := e.Data.(slackevents.EventsAPIEvent)
	if !ok {
		return "", inner, false
	}
	if cb, is := outer.Data.(*slackevents.EventsAPICallbackEvent); is {
		id = cb.EventID
	}
	return id, outer.InnerEvent, true
}
