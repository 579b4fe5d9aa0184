package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/deploy"
	"owed.dev/owed/devslack"
)

// world is everything that runs: Redis, Slack, the bots.
type world struct {
	dir    string
	binary string
	args   []string // of a bot
	diag   io.Writer
	slack  *devslack.Workspace
	redis  *redisServer
	second *redisServer // the replica
	watch  *exec.Cmd    // the sentinel
	url    string       // REDIS_URL of the bots
	env    []string

	mu   sync.Mutex
	bots []*botProcess
	logs string
	dead error // a bot that nobody ended has ended
}

func (w *world) died(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = err
}

func (w *world) death() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.dead
}

// open starts Redis and Slack; bots are started later.
func open(ctx context.Context, p plan, limits devslack.Limits, diag io.Writer) (*world, error) {
	w := &world{diag: diag, args: []string{"serve"}}
	var err error
	if w.dir, err = os.MkdirTemp("", "chaos"); err != nil {
		return nil, err
	}
	if w.logs = p.log; w.logs == "" {
		w.logs = w.dir
	}
	if w.binary, err = build(ctx, w.dir); err != nil {
		return w, err
	}
	if err = w.startStores(ctx, p.replica); err != nil {
		return w, err
	}
	w.slack, err = devslack.New(devslack.Options{
		Addr: "127.0.0.1:0", Workspace: workspace(p.channels), Manifest: deploy.Manifest(p.history), PostLimits: limits, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return w, err
	}
	w.env = append(os.Environ(), "REDIS_URL="+w.url, "SLACK_API_URL="+w.slack.APIURL(), "SLACK_APP_TOKEN="+w.slack.AppToken(), "SLACK_BOT_TOKEN="+w.slack.BotToken(),
		"OWED_ADMINS=U0BOB00001", "OWED_ALERT_CHANNEL="+channelID(0), "OWED_HTTP_ADDR=off", "OWED_LOG_LEVEL=info")
	if p.replica {
		w.env = append(w.env, "OWED_DURABILITY=replica:1")
	}
	return w, nil
}

// close ends everything that open and startBot started.
func (w *world) close() {
	w.mu.Lock()
	bots := slices.Clone(w.bots)
	w.mu.Unlock()
	for _, b := range bots {
		b.kill()
	}
	if w.slack != nil {
		_ = w.slack.Close()
	}
	if w.watch != nil {
		_ = w.watch.Process.Kill()
		_ = w.watch.Wait()
	}
	for _, r := range []*redisServer{w.redis, w.second} {
		if r != nil {
			r.kill()
		}
	}
	_ = os.RemoveAll(w.dir)
}

// build makes the program itself.
func build(ctx context.Context, dir string) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	out := filepath.Join(dir, "subject") // a name that nobody ends by mistake
	cmd := exec.CommandContext(ctx, "go", "build", "-o", out, ".")
	cmd.Dir = strings.TrimSpace(string(root))
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build owed: %w\n%s", err, said)
	}
	return out, nil
}

// workspace is a workspace with n channels that owed is in, and a guest in none of them.
func workspace(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`team: {id: T0CHAOS001, name: Chaos, domain: chaos}
people:
  - {id: U0ALICE001, name: alice}
  - {id: U0BOB00001, name: bob, admin: true, owner: true}
  - {id: U0GUS00001, name: gus, guest: multi}
channels:
  - {id: C0GENERAL1, name: general, general: true, members: [alice, bob, gus]}
`)
	for i := range n {
		fmt.Fprintf(&b, "  - {id: %s, name: vendors-%d, private: true, members: [alice, bob, \"@app\"]}\n", channelID(i), i)
	}
	return b.Bytes()
}

func channelID(i int) string { return fmt.Sprintf("C0CHAOS%03d", i) }

// startStores starts Redis, with a replica and a sentinel where a failover is wanted.
func (w *world) startStores(ctx context.Context, replica bool) (err error) {
	if w.redis, err = newRedis(ctx, filepath.Join(w.dir, "redis-1")); err != nil {
		return err
	}
	w.url = "redis://" + w.redis.addr()
	if !replica {
		return nil
	}
	if w.second, err = newRedis(ctx, filepath.Join(w.dir, "redis-2"), "--replicaof", "127.0.0.1", w.redis.port); err != nil {
		return err
	}
	return w.startSentinel(ctx)
}

func (w *world) startSentinel(ctx context.Context) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	conf := filepath.Join(w.dir, "sentinel.conf")
	text := fmt.Sprintf("port %s\nbind 127.0.0.1\nsentinel monitor chaos 127.0.0.1 %s 1\nsentinel down-after-milliseconds chaos 1000\nsentinel failover-timeout chaos 5000\n", port, w.redis.port)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return err
	}
	w.watch = exec.Command("redis-server", conf, "--sentinel")
	if err := w.watch.Start(); err != nil {
		return fmt.Errorf("sentinel: %w", err)
	}
	w.url = "redis-sentinel://127.0.0.1:" + port + "/chaos"
	c := redis.NewSentinelClient(&redis.Options{Addr: "127.0.0.1:" + port})
	defer c.Close()
	return poll(ctx, 20*time.Second, "the sentinel knows the replica", func() bool {
		r, err := c.Replicas(ctx, "chaos").Result()
		return err == nil && len(r) == 1
	})
}

// redisServer is a redis-server that writes every change to disk before it answers.
type redisServer struct {
	port, dir string
	more      []string
	cmd       *exec.Cmd
}

func newRedis(ctx context.Context, dir string, more ...string) (*redisServer, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	r := &redisServer{port: port, dir: dir, more: more}
	return r, r.start(ctx)
}

func (r *redisServer) addr() string { return "127.0.0.1:" + r.port }

func (r *redisServer) start(ctx context.Context) error {
	args := append([]string{"--port", r.port, "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--dir", r.dir}, r.more...)
	r.cmd = exec.Command("redis-server", args...)
	if err := r.cmd.Start(); err != nil {
		return fmt.Errorf("redis-server: %w (Debian: apt-get install redis-server)", err)
	}
	c := redis.NewClient(&redis.Options{Addr: r.addr(), MaxRetries: -1})
	defer c.Close()
	return poll(ctx, 30*time.Second, "redis-server answers", func() bool { return c.Ping(ctx).Err() == nil })
}

func (r *redisServer) kill() {
	if r.cmd == nil || r.cmd.Process == nil {
		return
	}
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
	r.cmd = nil
}

// botProcess is one process of `owed serve`.
type botProcess struct {
	n     int
	cmd   *exec.Cmd
	log   *os.File
	ours  atomic.Bool   // we end it
	ended chan struct{} // it has ended
}

func (w *world) startBot(n int) (*botProcess, error) {
	cmd, log, err := spawn(w.binary, w.args, w.env, w.dir, filepath.Join(w.logs, fmt.Sprintf("bot-%d.log", n)))
	if err != nil {
		return nil, err
	}
	b := &botProcess{n: n, cmd: cmd, log: log, ended: make(chan struct{})}
	go func() {
		defer close(b.ended)
		if err := cmd.Wait(); !b.ours.Load() {
			w.died(fmt.Errorf("bot %d ended by itself: %v; its log is %s", n, err, log.Name()))
		}
	}()
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.bots) <= n {
		w.bots = append(w.bots, nil)
	}
	w.bots[n] = b
	return b, nil
}

// startBots starts n bots and waits until all are connected.
func (w *world) startBots(ctx context.Context, n int) error {
	for i := range n {
		if _, err := w.startBot(i); err != nil {
			return err
		}
	}
	return poll(ctx, 30*time.Second, "the bots are connected", func() bool { return w.slack.Connections() >= 2*n })
}

func (b *botProcess) kill() {
	if b == nil || b.cmd.Process == nil {
		return
	}
	b.ours.Store(true)
	_ = b.cmd.Process.Signal(syscall.SIGCONT)
	_ = b.cmd.Process.Kill()
	<-b.ended
	_ = b.log.Close()
}

// cpu is the processor time that a running bot has used.
func (b *botProcess) cpu() time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", b.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	var user, system int64
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+2:]))
	fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// poll asks until something is so.
func poll(ctx context.Context, limit time.Duration, what string, so func() bool) error {
	return pollEvery(ctx, 50*time.Millisecond, limit, what, so)
}

func pollEvery(ctx context.Context, gap, limit time.Duration, what string, so func() bool) error {
	ctx, done := context.WithTimeout(ctx, limit)
	defer done()
	tick := time.NewTicker(gap)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return errors.New("waited " + limit.String() + " in vain until " + what)
		}
	}
	return nil
}
