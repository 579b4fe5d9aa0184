package store_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// bare is the floor: one script that adds the same bytes to a stream, and does nothing else.
const bare = `redis.call("XADD", KEYS[1], "*", "e", ARGV[1], "h", ARGV[2]) return 0`

// benchRedis is a redis-server that writes its append-only file as a deployment would.
func benchRedis(b *testing.B, fsync string) *fixture {
	b.Helper()
	addr, stop, err := startRedis("--appendonly", "yes", "--appendfsync", fsync, "--auto-aof-rewrite-percentage", "0")
	if err != nil {
		b.Skip(err)
	}
	b.Cleanup(stop)
	return newFixture(b, server{"real", "redis://" + addr}, newTeamID())
}

var vendorNo atomic.Int64

// BenchmarkCommit compares a commit with the bare script, on the same client, the same server, in one run.
func BenchmarkCommit(b *testing.B) {
	for _, fsync := range []string{"everysec", "always"} {
		f := benchRedis(b, fsync)
		entry := sampleEntry(b, f)
		b.Run(fsync+"/1/bare", func(b *testing.B) { f.bare(b, entry) })
		b.Run(fsync+"/1/script", f.benchScript)
		b.Run(fsync+"/1/command", func(b *testing.B) { f.benchCommand(b, f.newVendor(b)) })
		b.Run(fsync+"/64/bare", func(b *testing.B) {
			f.parallel(b, func(*testing.PB, string) func() error { return f.bareOnce(b, entry) })
		})
		b.Run(fsync+"/64/command", func(b *testing.B) {
			f.parallel(b, func(_ *testing.PB, slug string) func() error { return f.command(b, slug) })
		})
	}
}

// sampleEntry is an entry as the benchmarks commit them.
func sampleEntry(b *testing.B, f *fixture) string {
	b.Helper()
	slug := f.newVendor(b)
	if err := f.command(b, slug)(); err != nil {
		b.Fatal(err)
	}
	lines, err := f.raw.XRange(b.Context(), f.key("journal:"+slug), "-", "+").Result()
	if err != nil {
		b.Fatal(err)
	}
	return lines[0].Values["e"].(string)
}

func (f *fixture) newVendor(b *testing.B) string {
	b.Helper()
	slug := fmt.Sprintf("v%d", vendorNo.Add(1))
	c, err := ledger.NewVendor(ledger.Vendor{Slug: ledger.VendorID(slug), Name: "Vendor " + slug}, ledger.By{Actor: "UALICE", At: f.now, Key: "add:" + slug, Cmd: "add"})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := f.team.Add(b.Context(), c, ledger.Extra{}); err != nil {
		b.Fatal(err)
	}
	return slug
}

func (f *fixture) bareOnce(b *testing.B, entry string) func() error {
	script, hash := redis.NewScript(bare), sha256.Sum256([]byte(entry))
	key := fmt.Sprintf("bare:%d", vendorNo.Add(1))
	return func() error { return script.Run(b.Context(), f.raw, []string{key}, entry, hash[:]).Err() }
}

func (f *fixture) bare(b *testing.B, entry string) {
	run := f.bareOnce(b, entry)
	f.raw.ConfigResetStat(b.Context())
	defer f.reportCPU(b)()
	for b.Loop() {
		if err := run(); err != nil {
			b.Fatal(err)
		}
	}
	f.reportServer(b)
}

// reportCPU says how long Redis' own thread and this process worked on each call, on whatever core: reading and writing
// sockets and files included, waiting for a busy machine not.
func (f *fixture) reportCPU(b *testing.B) func() {
	b.Helper()
	server, own := f.serverCPU(b), cpuTime()
	return func() {
		b.Helper()
		b.ReportMetric((f.serverCPU(b)-server)*1e6/float64(b.N), "redis-cpu-us/op")
		b.ReportMetric(float64((cpuTime()-own).Nanoseconds())/1e3/float64(b.N), "own-cpu-us/op")
	}
}

// serverCPU is how long Redis' main thread has worked, in seconds.
func (f *fixture) serverCPU(b *testing.B) (s float64) {
	b.Helper()
	info, err := f.raw.Info(b.Context(), "cpu").Result()
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"used_cpu_user_main_thread:", "used_cpu_sys_main_thread:"} {
		_, rest, _ := strings.Cut(info, name)
		var part float64
		if _, err := fmt.Sscan(rest, &part); err != nil {
			b.Fatal(err)
		}
		s += part
	}
	return s
}

// reportServer says how long Redis itself worked on a script.
func (f *fixture) reportServer(b *testing.B) {
	b.Helper()
	info, err := f.raw.Info(b.Context(), "commandstats").Result()
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(info, "cmdstat_evalsha:")
	_, rest, _ = strings.Cut(rest, "usec_per_call=")
	var us float64
	if _, err := fmt.Sscan(strings.SplitN(rest, ",", 2)[0], &us); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(us, "redis-us/op")
}

// decision is an invoice with a number of its own.
func (f *fixture) decision(slug string) (ledger.Need, func(*ledger.Account) (ledger.Change, error)) {
	n := vendorNo.Add(1)
	i := ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprintf("INV-%d", n)), Amount: ledger.MustMoney(fmt.Sprintf("%d.%02d", n%9000+1, n%100), "USD"), Issued: ledger.NewDate(2022, 7+time.Month(n%8), 31)}
	by := ledger.By{Actor: "UALICE00001", At: f.now, Key: fmt.Sprintf("cmd:%s.%d", slug, n), Cmd: "invoice"}
	return ledger.Need{Items: ledger.InvoiceItems(i.No)}, func(a *ledger.Account) (ledger.Change, error) { return a.RecordInvoice(i, by) }
}

func (f *fixture) command(b *testing.B, slug string) func() error {
	return func() error {
		need, decide := f.decision(slug)
		_, err := f.team.Do(b.Context(), ledger.VendorID(slug), need, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) { return decide(a) })
		return err
	}
}

func (f *fixture) benchCommand(b *testing.B, slug string) {
	run := f.command(b, slug)
	defer f.reportCPU(b)()
	for b.Loop() {
		if err := run(); err != nil {
			b.Fatal(err)
		}
	}
}

func (f *fixture) benchScript(b *testing.B) {
	slug := f.newVendor(b)
	chain, err := f.team.Chain(b.Context(), ledger.VendorID(slug))
	if err != nil {
		b.Fatal(err)
	}
	f.raw.ConfigResetStat(b.Context())
	defer f.reportCPU(b)()
	for b.Loop() {
		_, decide := f.decision(slug)
		if err := chain(decide); err != nil {
			b.Fatal(err)
		}
	}
	f.reportServer(b)
}

// parallel keeps 64 calls in flight, each on a vendor of its own.
func (f *fixture) parallel(b *testing.B, make func(*testing.PB, string) func() error) {
	b.SetParallelism(32) // × 2 cores
	slugs := make64(func() string { return f.newVendor(b) })
	var next atomic.Int64
	defer f.reportCPU(b)()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		run := make(pb, slugs[next.Add(1)%64])
		for pb.Next() {
			if err := run(); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func make64(f func() string) (out [64]string) {
	for n := range out {
		out[n] = f()
	}
	return out
}

// fill records so many invoices in entries of 500.
func (f *fixture) fill(b testing.TB, slug string, n int) {
	b.Helper()
	for from := 0; from < n; from += 500 {
		var is []ledger.Invoice
		var nos []ledger.InvoiceNo
		for k := from; k < min(from+500, n); k++ {
			i := ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprintf("INV-%d", k+1)), Amount: ledger.MustMoney(fmt.Sprintf("%d.%02d", k%9000+1, k%100), "USD"), Issued: ledger.NewDate(2023, 1, k%60+1)}
			is, nos = append(is, i), append(nos, i.No)
		}
		by := ledger.By{Actor: "UALICE00001", At: f.now, Key: fmt.Sprintf("row:%s:%d", slug, from), Cmd: "import"}
		if _, err := f.team.Do(b.Context(), ledger.VendorID(slug), ledger.Need{Items: ledger.InvoiceItems(nos...)}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
			return a.RecordInvoices(is, by)
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// fillSingly records so many invoices in an entry each, through pipelined copies of the commit's effects: for long journals.
func (f *fixture) fillSingly(b testing.TB, slug string, n int) {
	b.Helper()
	chain, err := f.team.Chain(b.Context(), ledger.VendorID(slug))
	if err != nil {
		b.Fatal(err)
	}
	for range n {
		_, decide := f.decision(slug)
		if err := chain(decide); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCard reads a card with few and with many open invoices behind it.
func BenchmarkCard(b *testing.B) {
	f := benchRedis(b, "everysec")
	for _, n := range []int{10, 100_000} {
		slug := f.newVendor(b)
		f.fill(b, slug, n)
		b.Run(fmt.Sprintf("%d/known", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := f.team.Card(b.Context(), ledger.VendorID(slug)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("%d/first", n), func(b *testing.B) {
			for b.Loop() {
				f.team.Forget() // as a process that has just begun
				if _, err := f.team.Card(b.Context(), ledger.VendorID(slug)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLength asks, with journals of growing length, how a vendor stood at the end of a day gone by, as known then and
// as known today, and for its card as a process that has just begun: the same thirty days, more and more entries in each.
// OWED_BENCH_LONG=1 adds a million entries.
func BenchmarkLength(b *testing.B) {
	lengths := []int{10, 100_000}
	if os.Getenv("OWED_BENCH_LONG") == "1" {
		lengths = append(lengths, 1_000_000)
	}
	f := benchRedis(b, "no")
	for _, n := range lengths {
		slug := f.newVendor(b)
		day := f.fillDays(b, slug, n)
		until := day.AddDays(1).Start(time.UTC).Add(-time.Millisecond)
		b.Run(fmt.Sprintf("%d/known-then", n), func(b *testing.B) {
			for b.Loop() {
				if a, err := f.team.Standing(b.Context(), ledger.VendorID(slug), until); err != nil || a.Seq == 0 {
					b.Fatal(a, err)
				}
			}
		})
		b.Run(fmt.Sprintf("%d/known-today", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := f.team.About(b.Context(), ledger.VendorID(slug), day); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("%d/card", n), func(b *testing.B) {
			for b.Loop() {
				f.team.Forget()
				if _, err := f.team.Card(b.Context(), ledger.VendorID(slug)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fillDays records so many invoices, singly, over thirty days, and gives a day in their midst.
func (f *fixture) fillDays(b *testing.B, slug string, n int) ledger.Date {
	b.Helper()
	chain, err := f.team.Chain(b.Context(), ledger.VendorID(slug))
	if err != nil {
		b.Fatal(err)
	}
	const days = 30
	start := f.now
	defer func() { f.now = start }()
	for k := range n {
		f.now = start.Add(time.Duration(k) * days * 24 * time.Hour / time.Duration(n)).Truncate(time.Millisecond)
		_, decide := f.decision(slug)
		if err := chain(decide); err != nil {
			b.Fatal(err)
		}
	}
	return ledger.DateIn(start, time.UTC).AddDays(days / 2)
}

// BenchmarkVerify verifies and rebuilds a journal of single invoices, each settled by a payment a thousand entries later:
// what is open stays bounded, the journal does not. OWED_BENCH_LONG=1 makes a million entries of it. In the same run
// `hledger balance` adds up as many bookings, 200,000 at most: it holds them all in memory.
func BenchmarkVerify(b *testing.B) {
	n := 20_000
	if os.Getenv("OWED_BENCH_LONG") == "1" {
		n = 1_000_000
	}
	f := benchRedis(b, "no")
	f.fillSettled(b, f.newVendor(b), n)
	of := func(run func() (store.Report, error)) func(*testing.B) {
		return func(b *testing.B) {
			done, entries := watchWork(b), int64(0)
			for b.Loop() {
				r, err := run()
				if err != nil || !r.OK() {
					b.Fatal(r, err)
				}
				entries += r.Entries
			}
			done(entries)
		}
	}
	b.Run("verify", of(func() (store.Report, error) { return f.team.Verify(b.Context(), store.VerifyOptions{}) }))
	b.Run("rebuild", of(func() (store.Report, error) { return f.team.Rebuild(b.Context(), nil) }))
	b.Run("hledger", func(b *testing.B) { benchHledger(b, min(n, 200_000)) })
}

// fillSettled records so many entries: invoices, and payments of those that were recorded a thousand entries before.
func (f *fixture) fillSettled(b testing.TB, slug string, n int) {
	b.Helper()
	const open = 500
	for k := range n / 2 {
		no := func(k int) ledger.InvoiceNo { return ledger.InvoiceNo(fmt.Sprintf("INV-%d", k)) }
		money := func(k int) ledger.Money { return ledger.MustMoney(fmt.Sprintf("%d.%02d", k%9000+1, k%100), "USD") }
		by := func(cmd string) ledger.By {
			return ledger.By{Actor: "UALICE00001", At: f.now, Key: fmt.Sprintf("%s:%s.%d", cmd, slug, k), Cmd: cmd}
		}
		do := func(of int, decide func(*ledger.Account) (ledger.Change, error)) {
			if _, err := f.team.Do(b.Context(), ledger.VendorID(slug), ledger.Need{Items: ledger.InvoiceItems(no(of))}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) { return decide(a) }); err != nil {
				b.Fatal(err)
			}
		}
		do(k, func(a *ledger.Account) (ledger.Change, error) {
			return a.RecordInvoice(ledger.Invoice{No: no(k), Amount: money(k), Issued: ledger.NewDate(2022, 7+time.Month(k%8), 31)}, by("invoice"))
		})
		if paid := k - open; paid >= 0 {
			do(paid, func(a *ledger.Account) (ledger.Change, error) {
				return a.RecordPayment(ledger.Pay{Amount: money(paid), Day: ledger.NewDate(2023, 3, 1), For: []ledger.InvoiceNo{no(paid)}}, by("pay"))
			})
		}
	}
}

// watchWork reports, when so many entries are done, how many a second that was, the time of this process for each, and the
// heap above what was in use before, at most.
func watchWork(b *testing.B) (done func(entries int64)) {
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	runtime.GC()
	idle, most := heap(), uint64(0)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for tick := time.NewTicker(50 * time.Millisecond); ; {
			select {
			case <-tick.C:
				most = max(most, heap())
			case <-stop:
				tick.Stop()
				return
			}
		}
	}()
	before := cpuTime()
	return func(entries int64) {
		used := cpuTime() - before
		close(stop)
		<-stopped
		b.ReportMetric(float64(entries)/b.Elapsed().Seconds(), "entries/s")
		b.ReportMetric(float64(used.Nanoseconds())/float64(entries), "cpu-ns/entry")
		b.ReportMetric(float64(max(most, idle)-idle)/1e6, "MB-above-idle")
	}
}

func benchHledger(b *testing.B, n int) {
	path, err := exec.LookPath("hledger")
	if err != nil {
		b.Skip(err)
	}
	var journal strings.Builder
	for k := range n {
		fmt.Fprintf(&journal, "2022-%02d-28 INV-%d\n    liabilities:aws  USD -%d.%02d\n    expenses:aws\n\n", k%12+1, k, k%9000+1, k%100)
	}
	file := filepath.Join(b.TempDir(), "aws.journal")
	if err := os.WriteFile(file, []byte(journal.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	var cpu time.Duration
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), path, "-f", file, "balance")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	b.ReportMetric(float64(cpu.Nanoseconds())/float64(n)/float64(b.N), "cpu-ns/entry")
}

// cpuTime is how long this process has worked, on all cores: a figure that others on the machine hardly move.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkMemory says what an open invoice and a journal entry cost in Redis with the redis.conf that owed comes with.
func BenchmarkMemory(b *testing.B) {
	addr, stop, err := startRedis("CONF", filepath.Join("..", "deploy", "redis.conf"), "--appendfsync", "no")
	if err != nil {
		b.Skip(err)
	}
	b.Cleanup(stop)
	f := newFixture(b, server{"shipped", "redis://" + addr}, newTeamID())
	const n = 20_000
	var perInvoice, perEntry float64
	for b.Loop() {
		slug := f.newVendor(b)
		before := f.memory(b)
		f.fillSingly(b, slug, n)
		journal, err := f.raw.MemoryUsage(b.Context(), f.key("journal:"+slug), 0).Result()
		if err != nil {
			b.Fatal(err)
		}
		idem := f.dropKeys(b)
		perEntry = float64(journal) / n
		perInvoice = float64(f.memory(b)-before-journal) / n
		b.ReportMetric(float64(idem)/n, "idem-keys/entry")
	}
	b.ReportMetric(perEntry, "B/entry")
	b.ReportMetric(perInvoice, "B/invoice")
}

func (f *fixture) memory(b *testing.B) int64 {
	b.Helper()
	info, err := f.raw.Info(b.Context(), "memory").Result()
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(info, "used_memory:")
	var n int64
	if _, err := fmt.Sscan(rest, &n); err != nil {
		b.Fatal(err)
	}
	return n
}

// dropKeys forgets idempotency keys, as a week does.
func (f *fixture) dropKeys(b *testing.B) (n int) {
	b.Helper()
	ctx := context.Background()
	it := f.raw.Scan(ctx, 0, f.key("idem:*"), 1000).Iterator()
	for it.Next(ctx) {
		f.raw.Unlink(ctx, it.Val())
		n++
	}
	return n
}
