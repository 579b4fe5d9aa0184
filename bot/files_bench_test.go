package bot

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/alerts"
	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// benchRows is the length of the file in BenchmarkImport.
const benchRows = 100_000

// BenchmarkImport reads, checks and records 100,000 invoices of one vendor on a real Redis, and says how much memory the
// process held at most above what it held before, what processor time it took here and in Redis, and how long the same file
// takes when it comes again.
func BenchmarkImport(b *testing.B) {
	addr := benchRedis(b)
	file := benchFile(benchRows)
	for n := range b.N {
		team, done := benchTeam(b, addr, n)
		files := FilesOf(team)
		peak, stop := watchHeap()
		mine, its := cpuSeconds(b), redisSeconds(b, addr)
		b.ResetTimer()
		start := time.Now()
		batch, err := files.Read(b.Context(), bytes.NewReader(file), exchange.Reading{File: "bench.csv", Now: benchNow, Hints: exchange.Hints{Vendor: "acme"}})
		if err != nil || len(batch.Refused) > 0 {
			b.Fatal(err, batch.Refused)
		}
		checked := time.Since(start)
		var o exchange.Outcome
		err = files.Record(b.Context(), batch, importBy("import:bench"), exchange.Place{}, func(_ context.Context, now exchange.Outcome) error { o = now; return nil })
		if err != nil || o.New != benchRows {
			b.Fatal(err, o)
		}
		took := time.Since(start)
		stop()
		mine, its = cpuSeconds(b)-mine, redisSeconds(b, addr)-its
		again, known := time.Now(), 0
		if batch, err = files.Read(b.Context(), bytes.NewReader(file), exchange.Reading{File: "bench.csv", Now: benchNow, Hints: exchange.Hints{Vendor: "acme"}}); err == nil {
			err = files.Record(b.Context(), batch, importBy("import:again"), exchange.Place{}, func(_ context.Context, now exchange.Outcome) error { known = now.Known; return nil })
		}
		if err != nil || known != benchRows {
			b.Fatal(err, known)
		}
		b.ReportMetric(time.Since(again).Seconds(), "again-s")
		b.ReportMetric(benchRows/took.Seconds(), "rows/s")
		b.ReportMetric(checked.Seconds(), "check-s")
		b.ReportMetric(o.Took.Seconds(), "record-s")
		b.ReportMetric(mine, "cpu-s")
		b.ReportMetric(its, "redis-cpu-s")
		b.ReportMetric(float64(peak.Load())/(1<<20), "MB-above")
		done()
	}
}

var benchNow = time.Date(2023, 3, 3, 13, 0, 0, 0, time.UTC)

func benchFile(rows int) []byte {
	var f bytes.Buffer
	f.WriteString("Invoice No,Invoice date,Due date,Amount,PO\n")
	for n := range rows {
		fmt.Fprintf(&f, "INV-%07d,2022-%02d-%02d,2023-%02d-%02d,%d.%02d,PO-%d\n", n, n%12+1, n%28+1, n%12+1, n%28+1, n%99_000+1, n%100, n%500)
	}
	return f.Bytes()
}

func benchRedis(b *testing.B) string {
	b.Helper()
	l, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	_, port, _ := net.SplitHostPort(addr)
	cmd := exec.CommandContext(context.WithoutCancel(b.Context()), "redis-server", "--port", port, "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--auto-aof-rewrite-percentage", "0", "--dir", b.TempDir())
	cmd.Stdout = io.Discard
	if err := cmd.Start(); err != nil {
		b.Skip("redis-server is missing: apt-get install redis-server")
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return addr
}

func benchTeam(b *testing.B, addr string, n int) (*store.Team, func()) {
	b.Helper()
	var s *store.Store
	var err error
	for range 200 {
		if s, err = store.Open(b.Context(), "redis://"+addr, store.Options{Plan: alerts.Plan, Log: slog.New(slog.DiscardHandler)}); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err != nil {
		b.Fatal(err)
	}
	team := s.Team(fmt.Sprintf("T%d", n))
	addVendor(b, team)
	return team, func() { _ = s.Close() }
}

func addVendor(tb testing.TB, team *store.Team) {
	tb.Helper()
	c, err := ledger.NewVendor(ledger.Vendor{Name: "Acme Cloud", Slug: "acme", Currency: "USD"}, ledger.By{Actor: "U1", At: benchNow, Key: "add"})
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := team.Add(tb.Context(), c, ledger.Extra{}); err != nil {
		tb.Fatal(err)
	}
}

// cpuSeconds is the processor time that this process has used.
func cpuSeconds(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// redisSeconds is the processor time that the Redis at addr has used.
func redisSeconds(b *testing.B, addr string) float64 {
	b.Helper()
	c := redis.NewClient(&redis.Options{Addr: addr})
	defer c.Close()
	info, err := c.Info(b.Context(), "cpu").Result()
	if err != nil {
		b.Fatal(err)
	}
	total := 0.0
	for _, name := range []string{"used_cpu_sys:", "used_cpu_user:"} {
		_, rest, _ := strings.Cut(info, name)
		line, _, _ := strings.Cut(rest, "\r\n")
		seconds, err := strconv.ParseFloat(line, 64)
		if err != nil {
			b.Fatal(err)
		}
		total += seconds
	}
	return total
}

// watchHeap notes the most that the heap held above what it held at the start.
func watchHeap() (peak *atomic.Uint64, stop func()) {
	runtime.GC()
	var at runtime.MemStats
	runtime.ReadMemStats(&at)
	idle, done := at.HeapAlloc, make(chan struct{})
	peak = &atomic.Uint64{}
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				runtime.ReadMemStats(&at)
				if at.HeapAlloc > idle && at.HeapAlloc-idle > peak.Load() {
					peak.Store(at.HeapAlloc - idle)
				}
			case <-done:
				return
			}
		}
	}()
	return peak, func() { close(done) }
}
