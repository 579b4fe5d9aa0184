// Command bench measures what owed answers against the floor: a bare WebSocket client that acknowledges each command after
// one EVALSHA. Both run on one core, on the same Redis, in the same run. `make bench` runs it and says how.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
	"github.com/redis/go-redis/v9"
)

func main() {
	floor := flag.String("floor", "", "run the bare client against this API address (used by bench itself)")
	seconds := flag.Int("seconds", 5, "how long each measurement takes")
	flag.Parse()
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Minute)
	defer stop()
	var err error
	if *floor != "" {
		err = bareClient(ctx, *floor, os.Getenv("REDIS_URL"))
	} else {
		err = measure(ctx, time.Duration(*seconds)*time.Second)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// floorScript is what the bare client asks Redis: one key read by a script.
const floorScript = `return redis.call("GET", KEYS[1])`

// bareClient answers each envelope after one EVALSHA: no parsing beyond the id, no decision, no rendering.
func bareClient(ctx context.Context, api, redisURL string) error {
	o, err := redis.ParseURL(redisURL)
	if err != nil {
		return err
	}
	rdb := redis.NewClient(o)
	defer rdb.Close()
	rdb.Set(ctx, "floor", strings.Repeat("x", 1000), 0)
	sha, err := rdb.ScriptLoad(ctx, floorScript).Result()
	if err != nil {
		return err
	}
	var open struct{ URL string }
	res, err := http.Post(api+"apps.connections.open", "application/json", nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&open); err != nil {
		return err
	}
	conn, _, err := websocket.DefaultDialer.DialContext(ctx, open.URL, nil)
	if err != nil {
		return err
	}
	defer conn.Close()
	out := make(chan []byte, 256)
	go func() {
		for b := range out {
			_ = conn.WriteMessage(websocket.TextMessage, b)
		}
	}()
	for {
		_, frame, err := conn.ReadMessage()
		if err != nil {
			return nil //nolint:nilerr // the run is over
		}
		var e struct {
			ID string `json:"envelope_id"`
		}
		if json.Unmarshal(frame, &e) != nil || e.ID == "" {
			continue
		}
		go func() {
			text, _ := rdb.EvalSha(ctx, sha, []string{"floor"}).Text()
			out <- fmt.Appendf(nil, `{"envelope_id":%q,"payload":{"text":%q}}`, e.ID, text)
		}()
	}
}

// result is what one side did in one measurement.
type result struct {
	perSecond float64
	p50, p99  time.Duration
	cpu       time.Duration // per command
}

func measure(ctx context.Context, span time.Duration) error {
	dir, err := os.MkdirTemp("", "owed-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	redisURL, stopRedis, err := startRedis(ctx, dir)
	if err != nil {
		return err
	}
	defer stopRedis()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Println("appendfsync always on both sides; one core each (taskset), GOMAXPROCS=1")
	fmt.Println()
	floorSide := side{name: "floor: bare client, one EVALSHA", args: func(api string) []string { return []string{self, "-floor", api} }, redis: redisURL, sockets: 1}
	if err := floorSide.run(ctx, span, nil, "aws"); err != nil {
		return err
	}
	owed := side{name: "owed", args: func(string) []string { return []string{filepath.Join("bin", "owed"), "serve"} }, redis: redisURL, sockets: 2}
	if err := owed.run(ctx, span, loadCase(10), "aws"); err != nil {
		return err
	}
	compare(floorSide.full, owed.full, floorSide.paced, owed.paced)
	if n := 100_000; os.Getenv("BENCH_LARGE") != "0" {
		big := side{name: fmt.Sprintf("owed, %d invoices", n), args: owed.args, redis: redisURL, sockets: 2}
		if err := big.run(ctx, span, loadMany("big", n), "big"); err != nil {
			return err
		}
		fmt.Printf("100,000 invoices against 10: %.2f× p50, %.2f× commands/s\n", ratio(big.paced.p50, owed.paced.p50), big.full.perSecond/owed.full.perSecond)
	}
	return coldDemo(ctx)
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func compare(floorFull, full, floorPaced, paced result) {
	fmt.Printf("\nowed against the floor: %.2f of its commands/s; p99 at 200/s %.2f×; CPU per command %.2f×\n",
		full.perSecond/floorFull.perSecond, ratio(paced.p99, floorPaced.p99), ratio(full.cpu, floorFull.cpu))
}

// side is one program under measurement.
type side struct {
	name        string
	args        func(api string) []string
	redis       string
	sockets     int
	full, paced result
}

// run starts the program on one core, loads it, and measures it at full load with 16 in flight and at 200 commands/s.
func (s *side) run(ctx context.Context, span time.Duration, load []string, vendor string) error {
	p, err := newPump()
	if err != nil {
		return err
	}
	defer p.close()
	args := s.args(p.api())
	cmd := exec.CommandContext(ctx, "taskset", append([]string{"-c", "0"}, args...)...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "REDIS_URL="+s.redis, "SLACK_API_URL="+p.api(), "SLACK_APP_TOKEN=xapp-1-bench", "SLACK_BOT_TOKEN=xoxb-bench",
		"OWED_HTTP_ADDR=off", "OWED_LOG_LEVEL=error", "OWED_NOW=2023-03-03T12:00:00Z", "OWED_ADMINS=U0BOB00001")
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() }()
	if err := p.wait(ctx, s.sockets); err != nil {
		return fmt.Errorf("%s does not connect: %w\n%s", s.name, err, log.String())
	}
	if err := p.load(ctx, load); err != nil {
		return err
	}
	text := vendor
	p.full(ctx, text, 16, time.Second) // warm
	before := cpuOf(cmd.Process.Pid)
	s.full = p.full(ctx, text, 16, span)
	s.full.cpu = time.Duration(float64(cpuOf(cmd.Process.Pid)-before) / (s.full.perSecond * span.Seconds()))
	s.paced = p.paced(ctx, text, 200, span)
	fmt.Printf("%-34s %8.0f commands/s with 16 in flight, %6.0f µs CPU each; at 200/s p50 %.2f ms, p99 %.2f ms; %s resident\n",
		s.name, s.full.perSecond, float64(s.full.cpu.Microseconds()), ms(s.paced.p50), ms(s.paced.p99), resident(cmd.Process.Pid))
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// cpuOf is the CPU time that a process used, user and system.
func cpuOf(pid int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+2:]))
	var user, system int64
	fmt.Sscan(fields[11], &user)
	fmt.Sscan(fields[12], &system)
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100
}

func resident(pid int) string {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return "?"
}

func startRedis(ctx context.Context, dir string) (string, func(), error) {
	const port = "16399"
	cmd := exec.CommandContext(ctx, "taskset", "-c", "1", "redis-server", "--port", port, "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--dir", dir)
	if err := cmd.Start(); err != nil {
		return "", nil, fmt.Errorf("redis-server: %w (apt-get install redis-server)", err)
	}
	stop := func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	c := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + port})
	defer c.Close()
	for range 100 {
		if c.Ping(ctx).Err() == nil {
			return "redis://127.0.0.1:" + port + "/0", stop, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	return "", nil, fmt.Errorf("redis-server does not answer")
}

// loadCase is a vendor with n invoices, as commands.
func loadCase(n int) []string {
	out := []string{"add Amazon Web Services as aws terms net30 zone UTC critical"}
	return append(out, invoicesOf("aws", n)...)
}

func loadMany(slug string, n int) []string {
	return append([]string{"add Big Vendor as " + slug + " terms net30 zone UTC"}, invoicesOf(slug, n)...)
}

func invoicesOf(slug string, n int) []string {
	day := time.Date(2022, 3, 1, 0, 0, 0, 0, time.UTC)
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("%s invoice INV-%d $%d.%02d issued %s", slug, i+1, 1000+i%977, i%100, day.AddDate(0, 0, i%360).Format(time.DateOnly)))
	}
	return out
}

// coldDemo times the quickest look: a cold start, the case loaded, one answer.
func coldDemo(ctx context.Context) error {
	var took []time.Duration
	for range 5 {
		start := time.Now()
		if out, err := exec.CommandContext(ctx, filepath.Join("bin", "owed"), "demo", "--type", "/owed aws").CombinedOutput(); err != nil {
			return fmt.Errorf("owed demo: %w\n%s", err, out)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	info, err := os.Stat(filepath.Join("bin", "owed"))
	if err != nil {
		return err
	}
	fmt.Printf("\nowed demo --type '/owed aws', cold: median %d ms of 5; binary %.1f MB\n", took[2].Milliseconds(), float64(info.Size())/1e6)
	return nil
}
