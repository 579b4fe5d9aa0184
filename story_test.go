package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"owed.dev/owed/deploy"
	"owed.dev/owed/devslack"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"owed": func() { os.Exit(process()) },
	})
}

// TestStories tells what people do and see, on the real bot in a process of its own, a real Redis and the local workspace.
func TestStories(t *testing.T) {
	t.Parallel()
	redis := startRedis(t)
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/stories",
		Setup: func(env *testscript.Env) error { return (&story{redis: redis}).setup(env) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"bot": cmdBot, "crash": cmdCrash, "stops": cmdStops, "types": cmdTypes, "sees": cmdSees, "presses": cmdPresses, "submits": cmdSubmits, "later": cmdLater, "case": cmdCase,
			"fault": cmdFault, "shortcut": cmdShortcut, "together": cmdTogether, "count": cmdCount, "says": cmdSays, "findings": cmdFindings,
			"twin": cmdTwin, "meets": cmdMeets, "uploads": cmdUploads, "mails": cmdMails, "replies": cmdReplies, "edits": cmdEdits, "unlogged": cmdUnlogged, "home": cmdHome,
		},
	})
}

// story is one script's world.
type story struct {
	redis  string
	db     int64
	slack  *devslack.Workspace
	cancel context.CancelFunc
	done   chan struct{}
	bot    *exec.Cmd
	twin   *exec.Cmd // a second bot
	health string
	log    bytes.Buffer
	mu     sync.Mutex
	now    time.Time
}

var lastDB atomic.Int64

func startRedis(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("OWED_REDIS_TESTS") == "1" {
			t.Fatal("redis-server is missing: apt-get install redis-server")
		}
		t.Skip("redis-server is missing: apt-get install redis-server, or make test")
	}
	port := freePort(t)
	cmd := exec.Command(path, "--port", port, "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--databases", "128", "--dir", t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for range 200 {
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			c.Close()
			return "127.0.0.1:" + port
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("redis-server does not answer")
	return ""
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func (s *story) setup(env *testscript.Env) error {
	s.db = lastDB.Add(1)
	s.now = caseStart
	var err error
	s.slack, err = devslack.New(devslack.Options{
		Addr: "127.0.0.1:0", Manifest: deploy.Watching(), Log: slog.New(slog.DiscardHandler),
		PostLimits: devslack.Limits{ChannelPerSecond: 20, ChannelBurst: 50, WorkspaceMinute: 3000, TierFactor: 10},
		AckTimeout: 30 * time.Second, // a story is about what is said, also on a machine with a hundred other tests; how soon, bench measures
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.done = make(chan struct{})
	go func() { defer close(s.done); _ = s.slack.Run(ctx) }()
	env.Values["story"] = s
	env.Defer(func() { s.stop(syscall.SIGKILL); s.stopTwin(); cancel(); s.slack.Close(); <-s.done })
	env.Setenv("SLACK_APP_TOKEN", s.slack.AppToken())
	env.Setenv("SLACK_BOT_TOKEN", s.slack.BotToken())
	env.Setenv("SLACK_API_URL", s.slack.APIURL())
	env.Setenv("REDIS_URL", fmt.Sprintf("redis://%s/%d", s.redis, s.db))
	env.Setenv("OWED_ADMINS", demoAdmin)
	env.Setenv("OWED_ALERT_CHANNEL", "#payables")
	env.Setenv("OWED_HTTP_ADDR", "127.0.0.1:0")
	env.Setenv("OWED_LOG_LEVEL", "info")
	env.Setenv("OWED_NOW", caseStart.Format(time.RFC3339))
	return nil
}

func of(ts *testscript.TestScript) *story { return ts.Value("story").(*story) }

// stop ends the bot's process.
func (s *story) stop(sig syscall.Signal) error {
	if s.bot == nil {
		return nil
	}
	_ = s.bot.Process.Signal(sig)
	err := s.bot.Wait()
	s.bot = nil
	return err
}

func (s *story) stopTwin() {
	if s.twin != nil {
		_ = s.twin.Process.Kill()
		_ = s.twin.Wait()
		s.twin = nil
	}
}

// Write keeps the bot's log.
func (s *story) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(p)
}

func (s *story) logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// cmdBot: bot — starts `owed serve` and waits until it is ready.
func cmdBot(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	s.bot = s.serve(ts, args)
	ready := regexp.MustCompile(`health=(http://\S+)/readyz`)
	for range 500 {
		if m := ready.FindStringSubmatch(s.logged()); m != nil && s.sockets(m[1]) >= 2 {
			s.health = m[1]
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	ts.Fatalf("the bot is not ready after 10 s:\n%s", s.logged())
}

// serve starts `owed serve` in a process of its own.
func (s *story) serve(ts *testscript.TestScript, env []string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(binDir(), "owed"), "serve")
	for _, name := range []string{"SLACK_APP_TOKEN", "SLACK_BOT_TOKEN", "SLACK_API_URL", "REDIS_URL", "OWED_ADMINS", "OWED_ALERT_CHANNEL", "OWED_HTTP_ADDR", "OWED_LOG_LEVEL", "OWED_NOW"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	cmd.Env = append(cmd.Env, env...)
	cmd.Dir = ts.Getenv("WORK")
	cmd.Stderr = s
	ts.Check(cmd.Start())
	return cmd
}

// cmdTwin: twin — starts a second bot beside the first; '! twin' kills it.
func cmdTwin(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	if s.stopTwin(); neg {
		return
	}
	connected := func() int { return strings.Count(s.logged(), "connected to slack") }
	before := connected()
	s.twin = s.serve(ts, args)
	patiently(ts, "the second bot is connected", func() bool { return connected() >= before+2 })
}

// cmdMeets: meets — waits until the bot has met every fault that was to happen.
func cmdMeets(ts *testscript.TestScript, _ bool, _ []string) {
	patiently(ts, "the fault happens", func() bool {
		got, err := of(ts).control(http.MethodGet, "/control/faults", nil)
		ts.Check(err)
		n, _ := got["in_force"].(float64)
		return n == 0
	})
}

// patiently waits for what takes no longer than a lease and a start.
func patiently(ts *testscript.TestScript, what string, so func() bool) {
	for end := time.Now().Add(time.Minute); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			ts.Fatalf("waited in vain for this: %s\n%s", what, of(ts).logged())
		}
	}
}

// cmdUploads: uploads alice notice.eml [words] — shares a file in the channel.
func cmdUploads(ts *testscript.TestScript, neg bool, args []string) {
	user, channel := where(args[0])
	body := map[string]string{"user": user, "channel": channel, "name": filepath.Base(args[1]), "content": ts.ReadFile(args[1])}
	if len(args) > 2 {
		body["text"] = args[2]
	}
	of(ts).must(ts, neg, http.MethodPost, "/control/upload", body)
}

// cmdMails: mails alice 'AR <ar@amazon.com>' 'subject' 'text' — a mail that is sent to the channel's address.
func cmdMails(ts *testscript.TestScript, neg bool, args []string) {
	user, channel := where(args[0])
	of(ts).must(ts, neg, http.MethodPost, "/control/upload", map[string]any{
		"user": user, "channel": channel, "name": args[2], "mail": map[string]string{"from": args[1], "subject": args[2], "text": args[3]},
	})
}

// cmdReplies: replies alice 'words' 'text' — in the thread of the newest message with these words; file:notice.eml is a file there.
func cmdReplies(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	user, channel := where(args[0])
	body := map[string]string{"user": user, "channel": channel, "thread_ts": s.newest(ts, user, channel, args[1]), "text": args[2]}
	name, isFile := strings.CutPrefix(args[2], "file:")
	if !isFile {
		s.must(ts, neg, http.MethodPost, "/control/type", body)
		return
	}
	delete(body, "text")
	body["name"], body["content"] = name, ts.ReadFile(name)
	s.must(ts, neg, http.MethodPost, "/control/upload", body)
}

// cmdEdits: edits alice 'words' 'text' — gives the newest message with these words another text.
func cmdEdits(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	user, channel := where(args[0])
	s.must(ts, neg, http.MethodPost, "/control/edit", map[string]string{"user": user, "channel": channel, "ts": s.newest(ts, user, channel, args[1]), "text": args[2]})
}

// newest is the ts of the newest message whose text has these words.
func (s *story) newest(ts *testscript.TestScript, user, channel, words string) string {
	got, err := s.control(http.MethodGet, "/control/messages?user="+url.QueryEscape(user)+"&channel="+url.QueryEscape(channel), nil)
	ts.Check(err)
	list, _ := got["messages"].([]any)
	for _, m := range slices.Backward(list) {
		m, _ := m.(map[string]any)
		if text, _ := m["text"].(string); strings.Contains(text, words) {
			at, _ := m["ts"].(string)
			return at
		}
	}
	ts.Fatalf("%s sees no message with the words %q", user, words)
	return ""
}

// cmdUnlogged: unlogged 'regexp' — no bot has written it into its log.
func cmdUnlogged(ts *testscript.TestScript, _ bool, args []string) {
	if log := of(ts).logged(); regexp.MustCompile("(?s)" + args[0]).MatchString(log) {
		ts.Fatalf("the log has %q:\n%s", args[0], log)
	}
}

// binDir is where testscript.Main put the commands.
func binDir() string {
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if _, err := os.Stat(filepath.Join(dir, "owed")); err == nil {
			return dir
		}
	}
	return "."
}

func (s *story) sockets(health string) int {
	res, err := http.Get(health + "/readyz")
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	var got struct {
		Sockets int `json:"sockets"`
	}
	_ = json.NewDecoder(res.Body).Decode(&got)
	return got.Sockets
}

// cmdCrash: crash — ends the bot with -9.
func cmdCrash(ts *testscript.TestScript, _ bool, _ []string) {
	s := of(ts)
	_ = s.stop(syscall.SIGKILL)
	s.forgetLog()
}

// cmdStops: stops — ends the bot gently; it must end well.
func cmdStops(ts *testscript.TestScript, _ bool, _ []string) {
	s := of(ts)
	if err := s.stop(syscall.SIGTERM); err != nil {
		ts.Fatalf("the bot did not end cleanly: %v\n%s", err, s.logged())
	}
	s.forgetLog()
}

func (s *story) forgetLog() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log.Reset()
}

// control calls the workspace's control API.
func (s *story) control(method, path string, body any) (map[string]any, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(method, s.slack.URL()+path, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", path, err, raw)
	}
	return got, nil
}

func (s *story) must(ts *testscript.TestScript, neg bool, method, path string, body any) {
	got, err := s.control(method, path, body)
	ts.Check(err)
	if ok, _ := got["ok"].(bool); ok == neg {
		ts.Fatalf("%s %v: %v", path, body, got)
	}
}

// where splits "alice@general" into person and channel; #payables is where people are.
func where(who string) (user, channel string) {
	user, channel, ok := strings.Cut(who, "@")
	if !ok {
		channel = "payables"
	}
	return user, channel
}

// cmdTypes: types alice '/owed aws' — in #payables, or alice@general.
func cmdTypes(ts *testscript.TestScript, neg bool, args []string) {
	user, channel := where(args[0])
	of(ts).must(ts, neg, http.MethodPost, "/control/type", map[string]string{"user": user, "channel": channel, "text": args[1]})
}

// cmdSees: sees alice 'regexp' [soon] — in what alice sees in #payables, or #payables 'regexp' for what stands there for all, within one
// message: what two of them say together may have stood there before. With 'soon' it may take a lease.
// '! sees' waits a moment for what must not come.
func cmdSees(ts *testscript.TestScript, neg bool, args []string) {
	s, re := of(ts), regexp.MustCompile("(?s)"+args[1])
	patience := 30 * time.Second
	switch {
	case neg:
		patience = 500 * time.Millisecond
	case len(args) > 2: // soon: within a lease and a start
		patience = 2 * time.Minute
	}
	var seen string
	for end := time.Now().Add(patience); time.Now().Before(end); {
		seen = s.seen(ts, args[0])
		if slices.ContainsFunc(strings.Split(seen, "\n---\n"), re.MatchString) {
			if neg {
				ts.Fatalf("%s sees %q, and should not:\n%s", args[0], args[1], seen)
			}
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !neg {
		ts.Fatalf("%s does not see %q, but:\n%s\n\nlog:\n%s", args[0], args[1], seen, s.logged())
	}
}

// seen is all that somebody sees in a channel, as text, newest last; private answers are marked.
func (s *story) seen(ts *testscript.TestScript, who string) string {
	user, channel := where(who)
	if strings.HasPrefix(user, "#") {
		user, channel = "bob", user[1:]
	}
	got, err := s.control(http.MethodGet, "/control/messages?channel="+url.QueryEscape(channel)+"&user="+user, nil)
	ts.Check(err)
	list, _ := got["messages"].([]any)
	var b strings.Builder
	for _, m := range list {
		m := m.(map[string]any)
		if eph, _ := m["ephemeral"].(bool); eph && strings.HasPrefix(who, "#") {
			continue
		}
		files, _ := m["files"].([]any)
		for _, f := range files {
			f, _ := f.(map[string]any)
			fmt.Fprintf(&b, "file: %v\n", f["name"])
		}
		fmt.Fprintf(&b, "%v\n---\n", m["plain"])
	}
	if view, err := s.control(http.MethodGet, "/control/view?user="+user, nil); err == nil && view["plain"] != nil {
		fmt.Fprintf(&b, "form: %v\n", view["plain"])
	}
	return b.String()
}

// cmdCount: count #payables 'regexp' 1 — so many messages match, once the channel is quiet.
func cmdCount(ts *testscript.TestScript, _ bool, args []string) {
	s, re := of(ts), regexp.MustCompile("(?s)"+args[1])
	got := 0
	for range 300 {
		got = 0
		for _, m := range strings.Split(s.seen(ts, args[0]), "\n---\n") {
			if re.MatchString(m) {
				got++
			}
		}
		if fmt.Sprint(got) == args[2] {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(300 * time.Millisecond) // a second one would come now
	got = 0
	for _, m := range strings.Split(s.seen(ts, args[0]), "\n---\n") {
		if re.MatchString(m) {
			got++
		}
	}
	if fmt.Sprint(got) != args[2] {
		ts.Fatalf("%d messages match %q, want %s:\n%s", got, args[1], args[2], s.seen(ts, args[0]))
	}
}

// cmdPresses: presses bob 'Approve' [value].
func cmdPresses(ts *testscript.TestScript, neg bool, args []string) {
	user, channel := where(args[0])
	body := map[string]string{"user": user, "channel": channel, "text": args[1]}
	if len(args) > 2 {
		body["value"] = args[2]
	}
	of(ts).must(ts, neg, http.MethodPost, "/control/press", body)
}

// cmdHome: home bob 'Look' — opens the Home tab, waits until that stands there, and presses it.
func cmdHome(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	s.must(ts, false, http.MethodPost, "/control/home", map[string]string{"user": args[0]})
	re, shown := regexp.MustCompile(args[1]), ""
	for end := time.Now().Add(30 * time.Second); !re.MatchString(shown); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			ts.Fatalf("the Home tab of %s does not show %q, but:\n%s\n\nlog:\n%s", args[0], args[1], shown, s.logged())
		}
		got, err := s.control(http.MethodGet, "/control/home?user="+args[0], nil)
		ts.Check(err)
		shown = fmt.Sprint(got["plain"], got["view"])
	}
	s.must(ts, neg, http.MethodPost, "/control/press", map[string]string{"user": args[0], "text": args[1]})
}

// cmdTogether: together 'Approve' bob 'Reject' erin — pressed at the same moment.
func cmdTogether(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	var wg sync.WaitGroup
	for i := 0; i+1 < len(args); i += 2 {
		wg.Go(func() {
			_, _ = s.control(http.MethodPost, "/control/press", map[string]string{"user": args[i+1], "channel": "payables", "text": args[i]})
		})
	}
	wg.Wait()
}

// cmdSubmits: submits bob 'Reason' 'too early' 'File' 'file:a.csv' … — fills in and submits the open form; '! submits' expects errors in it.
func cmdSubmits(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	values := map[string]any{}
	for i := 1; i+1 < len(args); i += 2 {
		values[args[i]] = args[i+1]
		if name, ok := strings.CutPrefix(args[i+1], "file:"); ok {
			values[args[i]] = map[string]string{"name": name, "content": ts.ReadFile(name)}
		}
	}
	for range 100 { // the form may still be opening
		if v, err := s.control(http.MethodGet, "/control/view?user="+args[0], nil); err == nil && v["view"] != nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	got, err := s.control(http.MethodPost, "/control/submit", map[string]any{"user": args[0], "values": values})
	ts.Check(err)
	errs, _ := got["errors"].(map[string]any)
	ok, _ := got["ok"].(bool)
	if good := ok && len(errs) == 0; good == neg {
		ts.Fatalf("submit: %v", got)
	}
}

// cmdLater: later 8d — moves the ledger's clock by restarting it forward.
func cmdLater(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	var n int
	var unit string
	if _, err := fmt.Sscanf(args[0], "%d%s", &n, &unit); err != nil {
		ts.Fatalf("later %s: want 8d or 5h", args[0])
	}
	by := map[string]time.Duration{"d": 24 * time.Hour, "h": time.Hour, "m": time.Minute}[unit]
	s.now = s.now.Add(time.Duration(n) * by)
	cmdStops(ts, false, nil)
	ts.Setenv("OWED_NOW", s.now.Format(time.RFC3339))
	cmdBot(ts, false, nil)
}

// cmdCase: case — alice types the case.
func cmdCase(ts *testscript.TestScript, _ bool, _ []string) {
	for line := range strings.Lines(theCase) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			cmdTypes(ts, false, []string{"alice", line})
		}
	}
}

// cmdFault: fault kind [method=…] [times=…] … — asks the workspace for trouble.
func cmdFault(ts *testscript.TestScript, _ bool, args []string) {
	body := map[string]any{"kind": args[0]}
	for _, a := range args[1:] {
		k, v, _ := strings.Cut(a, "=")
		var n int
		if _, err := fmt.Sscanf(v, "%d", &n); err == nil {
			body[k] = n
		} else {
			body[k] = v
		}
	}
	of(ts).must(ts, false, http.MethodPost, "/control/fault", body)
}

// cmdShortcut: shortcut alice 'This is a counter-measure' — on the newest message in #payables.
func cmdShortcut(ts *testscript.TestScript, neg bool, args []string) {
	user, channel := where(args[0])
	of(ts).must(ts, neg, http.MethodPost, "/control/shortcut", map[string]string{"user": user, "channel": channel, "name": args[1]})
}

// cmdSays: says alice 'text' — a plain message in the channel; \n ends a line.
func cmdSays(ts *testscript.TestScript, neg bool, args []string) {
	cmdTypes(ts, neg, []string{args[0], strings.ReplaceAll(args[1], `\n`, "\n")})
}

// cmdFindings: findings — nothing that Slack would refuse, cut or time out was done.
func cmdFindings(ts *testscript.TestScript, neg bool, _ []string) {
	got, err := of(ts).control(http.MethodGet, "/control/findings", nil)
	ts.Check(err)
	if list, _ := got["findings"].([]any); (len(list) > 0) != neg {
		ts.Fatalf("findings: %v", list)
	}
}
