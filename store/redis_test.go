package store_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// server is a Redis that a test runs on.
type server struct {
	name string
	url  string
}

// servers are the Redises that the conformance suite runs on: the embedded one and a real redis-server.
func servers(t *testing.T) []server {
	t.Helper()
	out := []server{{"embedded", "redis://" + miniredis.RunT(t).Addr()}}
	if addr := realRedis(t); addr != "" {
		out = append(out, server{"real", "redis://" + addr})
	}
	return out
}

// aServer is a Redis for what takes long: the real one, or the embedded one where none is installed.
func aServer(t *testing.T) server {
	t.Helper()
	if addr := realRedis(t); addr != "" {
		return server{"real", "redis://" + addr}
	}
	return server{"embedded", "redis://" + miniredis.RunT(t).Addr()}
}

// real is the redis-server of this test binary.
var real struct {
	once sync.Once
	addr string
	err  error
	stop func()
}

// realRedis is the address of a redis-server that fsyncs every write. Without the program the tests on it are left out,
// unless OWED_REDIS_TESTS=1 insists on them.
func realRedis(t testing.TB) string {
	t.Helper()
	real.once.Do(func() { real.addr, real.stop, real.err = startRedis("--appendonly", "yes", "--appendfsync", "always") })
	if real.err == nil {
		return real.addr
	}
	if errors.Is(real.err, exec.ErrNotFound) && os.Getenv("OWED_REDIS_TESTS") != "1" {
		t.Log("redis-server is not installed: only the embedded Redis is tested")
		return ""
	}
	t.Fatal(real.err)
	return ""
}

func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		_ = f.Value.Set("8") // each is a history of 200 commands over a Redis
	}
	code := m.Run()
	if real.stop != nil {
		real.stop()
	}
	os.Exit(code)
}

// startRedis starts a redis-server on a free port, in a directory of its own.
func startRedis(args ...string) (addr string, stop func(), err error) {
	bin, err := exec.LookPath("redis-server")
	if err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp("", "owed-store")
	if err != nil {
		return "", nil, err
	}
	for range 5 {
		var kill func()
		if addr, kill, err = startRedisIn(bin, dir, args); err == nil {
			return addr, func() { kill(); _ = os.RemoveAll(dir) }, nil
		}
	}
	return "", nil, err
}

func startRedisIn(bin, dir string, args []string) (string, func(), error) {
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return "", nil, err
	}
	defer log.Close()
	own := []string{"--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--dir", dir}
	if len(args) > 1 && args[0] == "CONF" { // a sentinel writes its settings into a file
		own, args = append([]string{args[1]}, own...), args[2:]
	} else {
		own = append(own, "--save", "")
	}
	cmd := exec.Command(bin, append(own, args...)...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop := sync.OnceFunc(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	c := redis.NewClient(&redis.Options{Addr: addr})
	defer c.Close()
	for range 100 {
		if err = c.Ping(context.Background()).Err(); err == nil {
			return addr, stop, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	text, _ := os.ReadFile(log.Name())
	return "", nil, fmt.Errorf("redis-server does not answer: %w\n%s", err, text)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// teamNo gives each test a team of its own, so that all can share one Redis.
var teamNo = struct {
	sync.Mutex
	n int
}{}

func newTeamID() string {
	teamNo.Lock()
	defer teamNo.Unlock()
	teamNo.n++
	return fmt.Sprintf("T%03d", teamNo.n)
}

// open connects to a Redis.
func open(t testing.TB, url string, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// onEach runs a test on every Redis, with a team of its own.
func onEach(t *testing.T, f func(t *testing.T, f *fixture)) {
	t.Helper()
	t.Parallel()
	for _, srv := range servers(t) {
		t.Run(srv.name, func(t *testing.T) {
			t.Parallel()
			f(t, newFixture(t, srv, newTeamID()))
		})
	}
}

// onOne runs a test on one server: what it looks at is the same on all.
func onOne(t *testing.T, f func(t *testing.T, f *fixture)) {
	t.Helper()
	t.Parallel()
	f(t, newFixture(t, aServer(t), newTeamID()))
}

// fixture is a team in a Redis, with what tests do to it.
type fixture struct {
	t    testing.TB
	srv  server
	s    *store.Store
	team *store.Team
	raw  redis.UniversalClient // for looking and for tampering
	id   string
	now  time.Time
	n    int
}

func newFixture(t testing.TB, srv server, id string) *fixture {
	f := &fixture{t: t, srv: srv, id: id, now: time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)}
	f.s = open(t, srv.url, store.Options{Plan: testPlan})
	f.team = f.s.Team(id)
	if _, err := f.team.StartClock(t.Context(), f.now); err != nil {
		t.Fatal(err)
	}
	o, err := redis.ParseURL(srv.url)
	if err != nil {
		t.Fatal(err)
	}
	f.raw = redis.NewClient(o)
	t.Cleanup(func() { _ = f.raw.Close() })
	return f
}

// testPlan is a planner as simple as can be: each invoice makes "lapsed" wait, each request its own matter, and the next
// due day is the next moment.
func testPlan(a *ledger.Account, _ ledger.Team, events []ledger.Event, at time.Time) ledger.Plan {
	var p ledger.Plan
	for _, e := range events {
		switch e := e.(type) {
		case *ledger.InvoiceRecorded:
			p.Matters = append(p.Matters, ledger.Due{Matter: "lapsed"})
		case *ledger.PaymentRequested:
			p.Matters = append(p.Matters, ledger.Due{Matter: "request:" + string(e.Request.ID)})
		}
	}
	for _, c := range a.Currencies() {
		f := a.Figures(c, at)
		if next := a.Vendor.OverdueFrom(f.NextDue); !f.NextDue.IsZero() && (p.Next.IsZero() || next.Before(p.Next)) {
			p.Next = next
		}
	}
	return p
}

// by is a new actor's word at the present moment, with a key of its own.
func (f *fixture) by(who ledger.UserID, cmd string) ledger.By {
	f.n++
	return ledger.By{Actor: who, At: f.now, Key: fmt.Sprintf("cmd:%s:%d", f.id, f.n), Cmd: cmd}
}

func (f *fixture) add(slug, name string) {
	f.t.Helper()
	c, err := ledger.NewVendor(ledger.Vendor{Slug: ledger.VendorID(slug), Name: name, Terms: ledger.Terms{Net: 30}}, f.by("UALICE", "add"))
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.team.Add(f.t.Context(), c, ledger.Extra{}); err != nil {
		f.t.Fatal(err)
	}
}

// do commits a decision that must be accepted.
func (f *fixture) do(slug string, need ledger.Need, decide func(*ledger.Account) (ledger.Change, error)) ledger.Result {
	f.t.Helper()
	r, err := f.try(slug, need, ledger.Extra{}, decide)
	if err != nil {
		f.t.Fatalf("refused: %v", err)
	}
	return r
}

func (f *fixture) try(slug string, need ledger.Need, x ledger.Extra, decide func(*ledger.Account) (ledger.Change, error)) (ledger.Result, error) {
	return f.team.Do(f.t.Context(), ledger.VendorID(slug), need, x, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) { return decide(a) })
}

func (f *fixture) invoice(slug, no, amount string, issued ledger.Date) ledger.Result {
	f.t.Helper()
	by := f.by("UALICE", "invoice")
	i := ledger.Invoice{No: ledger.InvoiceNo(no), Amount: ledger.MustMoney(amount, "USD"), Issued: issued}
	return f.do(slug, ledger.Need{Items: ledger.InvoiceItems(i.No)}, func(a *ledger.Account) (ledger.Change, error) { return a.RecordInvoice(i, by) })
}

func (f *fixture) paid(slug, amount string, nos ...ledger.InvoiceNo) ledger.Result {
	f.t.Helper()
	by := f.by("UALICE", "paid")
	p := ledger.Pay{Amount: ledger.MustMoney(amount, "USD"), For: nos}
	return f.do(slug, ledger.Need{Items: ledger.InvoiceItems(nos...), Open: 1}, func(a *ledger.Account) (ledger.Change, error) { return a.RecordPayment(p, by) })
}

// theCase loads the account of AWS as the case has it.
func (f *fixture) theCase() {
	f.t.Helper()
	f.add("aws", "Amazon Web Services")
	issued := ledger.NewDate(2022, 7, 31)
	for n := 1; n <= 8; n++ {
		f.invoice("aws", fmt.Sprintf("INV-%d", n), "10000000", issued)
		issued = issued.AddDays(1).EndOfMonth()
	}
	f.paid("aws", "10000000")
}

func (f *fixture) outstanding(slug string) string {
	f.t.Helper()
	a, err := f.team.Card(f.t.Context(), ledger.VendorID(slug))
	if err != nil {
		f.t.Fatal(err)
	}
	return a.Figures("USD", f.now).Outstanding.String()
}
