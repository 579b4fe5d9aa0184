package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"owed.dev/owed/deploy"
	"owed.dev/owed/devslack"
	"owed.dev/owed/ledger"
)

// testStart is a Monday, after the digest's last chance.
var testStart = time.Date(2023, 3, 6, 22, 0, 0, 0, time.UTC)

const (
	testAlice = "U0ALICE001"
	testBob   = "U0BOB00001"
	testGus   = "U0GUS00001"
	payables  = "C0PAYABLE1"
)

// scene is a local Slack, an embedded Redis and bots on both.
type scene struct {
	t     *testing.T
	slack *devslack.Workspace
	redis *miniredis.Miniredis // nil where it is a real one
	addr  string               // of Redis
	bot   *Bot
	end   func() // ends bot
	log   logged // of all bots, at every level
	n     int
}

// logged is a log that several bots write into.
type logged struct {
	mu sync.Mutex
	b  strings.Builder
}

// Write is io.Writer.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// fast are limits that no test runs into.
var fast = devslack.Limits{ChannelPerSecond: 1000, ChannelBurst: 1000, WorkspaceMinute: 100_000, TierFactor: 1000}

func newScene(t *testing.T, history bool, limits devslack.Limits) *scene {
	t.Helper()
	s := &scene{t: t, redis: miniredis.RunT(t)}
	s.addr = s.redis.Addr()
	s.open(deploy.Manifest(history), limits)
	return s
}

// alerted is a scene in which the alert of a counter-measure of acme stands in payables, and nothing else is to be told; matter is what
// it is about.
func alerted(t *testing.T) (s *scene, matter string) {
	t.Helper()
	s = newScene(t, true, fast)
	s.vendor("acme", payables)
	matter = s.signal("acme", "we will suspend")
	s.until("the alert stands", func() bool { return len(s.said("alice", "payables")) == 1 })
	s.settled()
	return s, matter
}

// newSceneOn is a scene on a real Redis, with the events of watched channels.
func newSceneOn(t *testing.T, addr string) *scene {
	t.Helper()
	s := &scene{t: t, addr: addr}
	s.open(deploy.Watching(), fast)
	return s
}

func (s *scene) open(manifest []byte, limits devslack.Limits) {
	s.t.Helper()
	var err error
	s.slack, err = devslack.New(devslack.Options{Addr: "127.0.0.1:0", Manifest: manifest, PostLimits: limits, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = s.slack.Close() })
	s.bot, s.end = s.startAt(testStart)
}

// start starts one more bot.
func (s *scene) start() *Bot {
	s.t.Helper()
	b, _ := s.startAt(testStart)
	return b
}

// startAt starts one more bot at a moment of ledger time, if that moves the clock forward, and gives what ends it.
func (s *scene) startAt(now time.Time, set ...func(*Bot)) (*Bot, func()) {
	s.t.Helper()
	ctx, stop := context.WithCancel(s.t.Context())
	b, err := New(ctx, Config{
		AppToken: NewSecret(s.slack.AppToken()), BotToken: NewSecret(s.slack.BotToken()), APIURL: s.slack.APIURL(), RedisURL: NewSecret("redis://" + s.addr),
		Admins: []string{testBob}, AlertChannel: payables, Zone: time.UTC, Sockets: 1, HTTPAddr: "off", Log: slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: now,
	})
	if err != nil {
		stop()
		s.t.Fatal(err)
	}
	for _, f := range set {
		f(b)
	}
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	end := sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			s.t.Error(err)
		}
	})
	s.t.Cleanup(end)
	if err := b.Ready(ctx); err != nil {
		s.t.Fatal(err)
	}
	return b, end
}

// restart ends the bot and begins another, which is set up before it runs.
func (s *scene) restart(set func(*Bot)) {
	s.t.Helper()
	s.end()
	s.bot, s.end = s.startAt(testStart, set)
}

func (s *scene) by() ledger.By {
	s.n++
	return ledger.By{Actor: testAlice, At: s.bot.clock.Now(), Key: fmt.Sprintf("test:%d", s.n), Cmd: "test"}
}

// vendor adds a vendor whose alerts go to a channel.
func (s *scene) vendor(slug, channel string) {
	s.t.Helper()
	c, err := ledger.NewVendor(ledger.Vendor{Slug: ledger.VendorID(slug), Name: strings.ToUpper(slug), Channel: channel, Owner: testAlice}, s.by())
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.bot.team.Add(s.t.Context(), c, ledger.Extra{}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) do(slug string, decide func(*ledger.Account, ledger.By) (ledger.Change, error)) ledger.Result {
	s.t.Helper()
	by := s.by()
	r, err := s.bot.team.Do(s.t.Context(), ledger.VendorID(slug), ledger.Need{Items: []string{ledger.ItemOf("S-1")}, Open: 10}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
		return decide(a, by)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.bot.deliver.kick()
	return r
}

// signal records a grave counter-measure.
func (s *scene) signal(slug, text string) string {
	s.t.Helper()
	r := s.do(slug, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.Threatened, Text: text}, by)
	})
	return "signal:" + string(r.IDs[0])
}

// said are the plain words of owed's messages in a channel or DM that carry metadata.
func (s *scene) said(user, channel string) (out []devslack.Message) {
	s.t.Helper()
	list, err := s.slack.Messages(user, channel)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range list {
		if len(m.Metadata) > 2 {
			out = append(out, m)
		}
	}
	return out
}

// until waits until something is so in the workspace.
func (s *scene) until(what string, so func() bool) {
	s.t.Helper()
	ctx, done := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer done()
	if !s.slack.Until(ctx, so) {
		s.t.Fatalf("waited in vain: %s", what)
	}
}

// settled waits until no vendor's moment has come that nobody has looked at, and nothing is ready in the outbox. In this
// order: a look moves the timer and fills the outbox in one step.
func (s *scene) settled() {
	s.t.Helper()
	for range 400 {
		if due, err := s.bot.team.DueTimers(s.t.Context(), s.bot.clock.Now(), 1); err != nil || len(due) > 0 {
			time.Sleep(25 * time.Millisecond)
			continue
		}
		if got, err := s.bot.team.Claim(s.t.Context(), "test", time.Second, 0); err == nil && (got.Next < 0 || got.Next > 30*time.Second) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	s.t.Fatal("the outbox does not come to rest")
}

// hears waits until the bot knows what Slack tells it by an event.
func (s *scene) hears(so func() bool) {
	s.t.Helper()
	for range 400 {
		if so() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatal("the bot does not hear of the change")
}

// calls counts what a method was called.
func (s *scene) calls(method string) (n int) {
	s.t.Helper()
	res, err := http.Get(s.slack.URL() + "/control/calls")
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var got struct {
		Calls []struct {
			Name string `json:"name"`
		} `json:"calls"`
	}
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
		s.t.Fatal(err)
	}
	for _, c := range got.Calls {
		if c.Name == method {
			n++
		}
	}
	return n
}

func (s *scene) inject(f devslack.Fault) {
	s.t.Helper()
	if err := s.slack.Inject(f); err != nil {
		s.t.Fatal(err)
	}
}

func yes() *bool { b := true; return &b }
