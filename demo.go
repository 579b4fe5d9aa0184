package main

import (
	"bytes"
	"context"
	_ "embed" // the case is a file that people read
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2"
	"golang.org/x/sync/errgroup"
	"owed.dev/owed/bot"
	"owed.dev/owed/deploy"
	"owed.dev/owed/devslack"
	"owed.dev/owed/devslack/page"
)

//go:embed testdata/case.txt
var theCase string

// caseStart is when the case's clock starts.
var caseStart = time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)

// demoAdmin is bob, the approver of the case.
const demoAdmin = "U0BOB00001"

// demoCmd runs everything in one process: a local Slack workspace, an embedded Redis, and the very bot of `owed serve`.
type demoCmd struct {
	Addr      string `placeholder:"HOST:PORT" help:"Where the page is served: 127.0.0.1:8420, with --slack-only any free port."`
	Type      string `help:"Type this, print the answer as plain text, and end." placeholder:"'/owed aws'"`
	As        string `default:"alice" help:"Who types it."`
	SlackOnly bool   `help:"Run the local Slack workspace alone, for any bot."`
	Manifest  string `type:"existingfile" help:"Manifest of the bot that the workspace is for (with --slack-only)."`
	NoHistory bool   `help:"Don't grant the optional right to read channel history."`
}

// Run is the command.
func (d demoCmd) Run(ctx context.Context, std stdio) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	switch {
	case d.Type != "", d.Addr == "" && d.SlackOnly:
		d.Addr = "127.0.0.1:0"
	case d.Addr == "":
		d.Addr = "127.0.0.1:8420"
	}
	demo := &demo{std: std}
	slackd, err := d.workspace(demo)
	if err != nil {
		return err
	}
	defer slackd.Close()
	demo.url, demo.slack = slackd.URL(), slackd
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return slackd.Run(ctx) })
	g.Go(func() error {
		defer stop()
		if d.SlackOnly {
			return demo.slackOnly(ctx)
		}
		return demo.run(ctx, d)
	})
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func (d demoCmd) workspace(demo *demo) (*devslack.Workspace, error) {
	manifest, err := d.manifest()
	if err != nil {
		return nil, err
	}
	o := devslack.Options{Addr: d.Addr, Manifest: manifest, Page: page.Handler(), Log: slog.New(slog.DiscardHandler)}
	if !d.SlackOnly {
		o.PostLimits = devslack.Limits{ChannelPerSecond: 20, ChannelBurst: 50, WorkspaceMinute: 3000, TierFactor: 10}
		o.Advance, o.Clock = demo.advance, demo.now
	}
	return devslack.New(o)
}

// manifest is that of the bot that the workspace is for; owed's own has all that is optional, so that settings watch can be tried.
func (d demoCmd) manifest() ([]byte, error) {
	switch {
	case d.Manifest != "":
		raw, err := os.ReadFile(d.Manifest)
		if err != nil {
			return nil, usageError{err}
		}
		return raw, nil
	case d.NoHistory:
		return deploy.Manifest(false), nil
	}
	return deploy.Watching(), nil
}

// demo is a running demo.
type demo struct {
	std   stdio
	url   string
	slack *devslack.Workspace
	bot   *bot.Bot
}

// slackOnly prints what a shell needs to start a bot, and runs until it is told to stop.
func (d *demo) slackOnly(ctx context.Context) error {
	fmt.Fprintf(d.std.out, "DEVSLACK_URL=%s\nSLACK_API_URL=%s\nSLACK_APP_TOKEN=%s\nSLACK_BOT_TOKEN=%s\n", d.slack.URL(), d.slack.APIURL(), d.slack.AppToken(), d.slack.BotToken())
	<-ctx.Done()
	return nil
}

// run starts the bot, loads the case by typing it, and shows the way.
func (d *demo) run(ctx context.Context, c demoCmd) error {
	redis, err := miniredis.Run()
	if err != nil {
		return fmt.Errorf("embedded redis: %w", err)
	}
	defer redis.Close()
	log := slog.New(slog.NewTextHandler(d.std.err, &slog.HandlerOptions{Level: slog.LevelError}))
	logRedis(log)
	sockets := 2
	if c.Type != "" {
		sockets = 1 // one answer is wanted, and soon
	}
	d.bot, err = bot.New(ctx, bot.Config{
		AppToken: bot.NewSecret(d.slack.AppToken()), BotToken: bot.NewSecret(d.slack.BotToken()), APIURL: d.slack.APIURL(),
		RedisURL: bot.NewSecret("redis://" + redis.Addr()), Admins: []string{demoAdmin}, AlertChannel: "#payables",
		Zone: time.UTC, Sockets: sockets, HTTPAddr: "off", Log: log, Now: caseStart,
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- d.bot.Run(ctx); stop() }()
	if err := d.loadAndShow(ctx, c); err != nil || c.Type != "" {
		stop() // the bot ends before its Redis does
		<-ended
		return err
	}
	return <-ended
}

// loadAndShow loads the case, then shows the answer to what is to be typed, or the way.
func (d *demo) loadAndShow(ctx context.Context, c demoCmd) error {
	if err := d.load(ctx); err != nil {
		return err
	}
	if c.Type != "" {
		return d.typeOnce(ctx, c.As, c.Type)
	}
	d.welcome()
	return nil
}

func (d *demo) now() time.Time {
	if d.bot == nil {
		return caseStart
	}
	return d.bot.Clock().Now()
}

// advance moves the ledger's clock, for POST /control/clock.
func (d *demo) advance(by time.Duration) error {
	if d.bot == nil {
		return errors.New("the bot is not running yet")
	}
	return d.bot.Advance(context.Background(), by)
}

// load types the case, line by line, as a person would.
func (d *demo) load(ctx context.Context) error {
	if err := d.bot.Ready(ctx); err != nil {
		return err
	}
	for line := range strings.Lines(theCase) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		answer, err := d.types(ctx, "alice", line)
		if err == nil && !strings.Contains(answer, "As of") { // a refusal carries no figures
			err = errors.New(answer)
		}
		if err != nil {
			return fmt.Errorf("load the case: %s: %w", line, err)
		}
	}
	return nil
}

type message struct {
	TS        string `json:"ts"`
	Plain     string `json:"plain"`
	Ephemeral bool   `json:"ephemeral"`
	Command   string `json:"command"`
}

// types types a line in #payables and gives what the person sees as its answer.
func (d *demo) types(ctx context.Context, who, line string) (string, error) {
	before, err := d.messages(ctx, who)
	if err != nil {
		return "", err
	}
	var typed struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if err := d.call(ctx, http.MethodPost, "/control/type", map[string]string{"user": who, "channel": "payables", "text": line}, &typed); err != nil {
		return "", err
	}
	if !typed.OK {
		return "", errors.New(typed.Error)
	}
	seen := map[string]bool{}
	for _, m := range before {
		seen[m.TS] = true
	}
	for range 250 {
		after, err := d.messages(ctx, who)
		if err != nil {
			return "", err
		}
		for _, m := range after {
			if !seen[m.TS] {
				return m.Plain, nil
			}
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	return "", errors.New("no answer within 5 s")
}

func (d *demo) typeOnce(ctx context.Context, who, line string) error {
	answer, err := d.types(ctx, who, line)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(d.std.out, answer)
	return err
}

// messages are the answers that a person sees in #payables, without the alerts that are posted there meanwhile.
func (d *demo) messages(ctx context.Context, who string) ([]message, error) {
	var got struct {
		OK       bool      `json:"ok"`
		Error    string    `json:"error"`
		Messages []message `json:"messages"`
	}
	err := d.call(ctx, http.MethodGet, "/control/messages?channel=payables&user="+url.QueryEscape(who), nil, &got)
	if err == nil && !got.OK {
		err = errors.New(got.Error)
	}
	return slices.DeleteFunc(got.Messages, func(m message) bool { return !m.Ephemeral && m.Command == "" }), err
}

func (d *demo) call(ctx context.Context, method, path string, body, answer any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, d.url+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, answer)
}

func (d *demo) welcome() {
	fmt.Fprintf(d.std.out, `owed runs on the case of 3 March 2023: a local Slack, an embedded Redis (its data ends with this process), the real bot.

  %s

Open the page and try, as alice in #payables:
  1. /owed aws                            what is owed, overdue, threatened
  2. /owed aws pay $10m                   then switch to bob and press Approve
  3. /owed aws paid PR-1 ref WIRE-0303    the balance falls now, and not before
  4. /owed aws signal suspend notice, effective 2023-03-15, cure until 2023-03-13
  5. /owed due 30d                        what falls due, by week

Ctrl-C ends it.
`, d.url+"/#/alice/payables")
}
