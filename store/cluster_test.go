package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// must starts a redis-server of its own for a test.
func must(t *testing.T, args ...string) (addr string, kill func()) {
	t.Helper()
	addr, kill, err := startRedis(args...)
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("OWED_REDIS_TESTS") != "1" {
		t.Skip("redis-server is not installed")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(kill)
	return addr, kill
}

func client(t *testing.T, addr string) *redis.Client {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// cluster starts three nodes that share the slots.
func cluster(t *testing.T) []string {
	t.Helper()
	var addrs []string
	for range 3 {
		addr, _ := must(t, "--cluster-enabled", "yes", "--cluster-node-timeout", "5000", "--appendonly", "yes")
		addrs = append(addrs, addr)
	}
	ctx := t.Context()
	for n, addr := range addrs {
		c := client(t, addr)
		first, last := n*16384/3, (n+1)*16384/3-1
		if err := c.Do(ctx, "CLUSTER", "ADDSLOTSRANGE", first, last).Err(); err != nil {
			t.Fatal(err)
		}
		host, port, _ := strings.Cut(addrs[0], ":")
		if err := c.Do(ctx, "CLUSTER", "MEET", host, port).Err(); err != nil {
			t.Fatal(err)
		}
	}
	for _, addr := range addrs {
		c := client(t, addr)
		eventually(t, "the cluster is up", func() bool {
			info, err := c.ClusterInfo(ctx).Result()
			return err == nil && strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:3")
		})
	}
	return addrs
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within 30 s: %s", what)
}

// On a cluster every team is in one slot, and everything works as on one server. Deliberate fault it catches: a key without
// the team's hash tag.
func TestCluster(t *testing.T) {
	t.Parallel()
	addrs := cluster(t)
	s := open(t, "redis://"+strings.Join(addrs, ",redis://"), store.Options{Plan: testPlan})
	var teams []string
	for range 6 { // spread over the nodes
		f := &fixture{t: t, s: s, id: newTeamID(), now: time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)}
		f.team = s.Team(f.id)
		teams = append(teams, f.id)
		if _, err := f.team.StartClock(t.Context(), f.now); err != nil {
			t.Fatal(err)
		}
		if err := f.team.ClaimApp(t.Context(), "B1"); err != nil {
			t.Fatal(err)
		}
		f.theCase()
		f.clean()
		if rows, _, err := f.team.DueBy(t.Context(), "", 0, ledger.NewDate(2023, 4, 2), "", 10); err != nil || len(rows) != 7 {
			t.Errorf("due: %d rows, %v", len(rows), err)
		}
		if hits, err := f.team.Find(t.Context(), "INV-3", "", 5); err != nil || len(hits) != 1 {
			t.Errorf("found %v, %v", hits, err)
		}
		if page, _, _, _, err := f.team.Vendors(t.Context(), "", 5); err != nil || len(page) != 1 {
			t.Errorf("vendors: %v, %v", page, err)
		}
		c := f.claim(time.Minute)
		if len(c) != 1 {
			t.Fatalf("claims %v", c)
		}
		if err := f.team.Confirm(t.Context(), c[0], ledger.Posted{TS: "1"}, 0); err != nil {
			t.Error(err)
		}
		if _, err := f.team.Rebuild(t.Context(), nil); err != nil {
			t.Error(err)
		}
		f.clean()
	}
	slices.Sort(teams)
	if got, err := s.Teams(t.Context()); err != nil || !slices.Equal(got, teams) {
		t.Errorf("teams are %v, want %v (%v)", got, teams, err)
	}
}

// replicated starts a primary and a replica that follows it.
func replicated(t *testing.T) (primary string, kill func(), replica string) {
	t.Helper()
	primary, kill = must(t, "--appendonly", "yes")
	host, port, _ := strings.Cut(primary, ":")
	replica, _ = must(t, "--appendonly", "yes", "--replicaof", host+" "+port, "--repl-diskless-sync-delay", "0")
	c := client(t, replica)
	eventually(t, "the replica follows", func() bool {
		info, err := c.Info(t.Context(), "replication").Result()
		return err == nil && strings.Contains(info, "master_link_status:up")
	})
	return primary, kill, replica
}

// With replica:1, what was acknowledged survives the loss of the primary. Deliberate fault it catches: a count of replicas that
// is compared wrongly, so that nothing is ever acknowledged.
func TestFailover(t *testing.T) {
	t.Parallel()
	primary, kill, replica := replicated(t)
	f := newFixture(t, server{"primary", "redis://" + primary}, newTeamID())
	s := open(t, "redis://"+primary, store.Options{Plan: testPlan, Replicas: 1})
	f.team = s.Team(f.id)
	f.theCase()
	acknowledged := 0
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for n := range 200 {
		by := f.by("UALICE", "paid")
		r, err := f.team.Do(ctx, "aws", ledger.Need{Open: 1}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("1.00", "USD")}, by)
		})
		if err != nil || r.Unreplicated {
			break
		}
		acknowledged++
		if n == 50 {
			go kill() // while changes are under way
		}
	}
	if acknowledged < 50 {
		t.Fatalf("only %d changes were acknowledged", acknowledged)
	}
	kill()
	if err := client(t, replica).Do(t.Context(), "REPLICAOF", "NO", "ONE").Err(); err != nil {
		t.Fatal(err)
	}
	g := &fixture{t: t, s: open(t, "redis://"+replica, store.Options{Plan: testPlan}), id: f.id, now: f.now}
	g.team = g.s.Team(g.id)
	g.clean()
	lines, err := g.team.Lines(t.Context(), "aws", 0, 1)
	if err != nil || lines[0].Seq < int64(9+acknowledged) {
		t.Fatalf("%d changes were acknowledged after entry 9, and the journal ends at %s (%v)", acknowledged, strconv.FormatInt(lines[0].Seq, 10), err)
	}
}

// A replica that follows and stands still has not got the change, and the answer says so. Deliberate fault it catches: WAIT sent
// on another connection than the script, which waits for nothing.
func TestAReplicaThatStandsStill(t *testing.T) {
	t.Parallel()
	primary, _, replica := replicated(t)
	f := newFixture(t, server{"primary", "redis://" + primary}, newTeamID())
	f.theCase()
	s := open(t, "redis://"+primary, store.Options{Plan: testPlan, Replicas: 1})
	f.team = s.Team(f.id)
	if r := f.paid("aws", "1.00"); r.Unreplicated {
		t.Fatal("a replica that follows is not waited for")
	}
	eventually(t, "the replica has said that it has everything", func() bool {
		info, err := client(t, primary).InfoMap(t.Context(), "replication").Result()
		all := info["Replication"]["master_repl_offset"]
		return err == nil && strings.Contains(info["Replication"]["slave0"], "offset="+all+",")
	})
	info, err := client(t, replica).InfoMap(t.Context(), "server").Result()
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(info["Server"]["process_id"])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if r := f.paid("aws", "1.00"); !r.Unreplicated || r.Seq != 11 {
		t.Errorf("acknowledged by a replica that stands still: %+v", r)
	}
	if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	f.clean()
}

// Without a replica in reach the change is recorded, and says so; it never says "failed". So is a part of a merge. Deliberate
// fault it catches: a merge that does not wait.
func TestNotYetOnAReplica(t *testing.T) {
	t.Parallel()
	addr, _ := must(t, "--appendonly", "yes")
	f := newFixture(t, server{"alone", "redis://" + addr}, newTeamID())
	f.twoVendors(3)
	f.team = open(t, "redis://"+addr, store.Options{Plan: testPlan, Replicas: 1}).Team(f.id)
	if r := f.paid("aws", "1.00"); !r.Unreplicated || r.Seq != 10 {
		t.Errorf("%+v", r)
	}
	if m, err := f.merge(f.team, f.by("UALICE", "merge")); err != nil || !m.Unreplicated || !m.Done {
		t.Errorf("%+v, %v", m, err)
	}
	f.clean()
}

func TestFsync(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		want := map[string]string{"embedded": "none: embedded", "real": "always"}[f.srv.name]
		if got, err := f.s.Fsync(t.Context()); err != nil || got != want {
			t.Errorf("fsync is %q, want %q (%v)", got, want, err)
		}
	})
}

// The redis.conf that owed comes with keeps what was acknowledged and throws nothing away, and an entry takes 400 bytes at most.
// Deliberate faults it catches: a setting misspelt, an fsync a second late, nodes of a stream as small as by default.
func TestRedisConf(t *testing.T) {
	t.Parallel()
	addr, _ := must(t, "CONF", filepath.Join("..", "deploy", "redis.conf"))
	f := newFixture(t, server{"shipped", "redis://" + addr}, newTeamID())
	if got, err := f.s.Fsync(t.Context()); err != nil || got != "always" {
		t.Errorf("fsync is %q (%v)", got, err)
	}
	if got, err := client(t, addr).ConfigGet(t.Context(), "maxmemory-policy").Result(); err != nil || got["maxmemory-policy"] != "noeviction" {
		t.Errorf("maxmemory-policy is %v (%v)", got, err)
	}
	f.add("aws", "AWS")
	const n = 300
	for k := range n {
		f.invoice("aws", fmt.Sprintf("INV-%d", 10_000+k), "1250.50", ledger.NewDate(2023, 1, 31))
	}
	size, err := client(t, addr).MemoryUsage(t.Context(), f.key("journal:aws"), 0).Result()
	if err != nil || size > 400*n {
		t.Errorf("%d entries take %d bytes (%v)", n, size, err)
	}
}

// Through a sentinel the store finds the primary, and the new one after it is lost.
func TestSentinel(t *testing.T) {
	t.Parallel()
	primary, kill, replica := replicated(t)
	host, port, _ := strings.Cut(primary, ":")
	conf := filepath.Join(t.TempDir(), "sentinel.conf")
	text := "sentinel monitor owed " + host + " " + port + " 1\nsentinel down-after-milliseconds owed 500\nsentinel failover-timeout owed 2000\n"
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	sentinel, _ := must(t, "CONF", conf, "--sentinel")
	sc := client(t, sentinel)
	eventually(t, "the sentinel knows the replica", func() bool {
		replicas, err := redis.NewSentinelClient(sc.Options()).Replicas(t.Context(), "owed").Result()
		return err == nil && len(replicas) == 1
	})
	f := &fixture{t: t, s: open(t, "redis-sentinel://"+sentinel+"/owed", store.Options{Plan: testPlan, Replicas: 1}), id: newTeamID(), now: time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)}
	f.team = f.s.Team(f.id)
	f.theCase()
	kill()
	eventually(t, "the replica is promoted", func() bool {
		info, err := client(t, replica).Info(t.Context(), "replication").Result()
		return err == nil && strings.Contains(info, "role:master")
	})
	eventually(t, "the store follows", func() bool {
		_, err := f.team.Card(t.Context(), "aws")
		return err == nil
	})
	if got := f.outstanding("aws"); got != "$70,000,000.00" {
		t.Errorf("after the failover %s is outstanding", got)
	}
	if r := f.paid("aws", "1.00"); !r.Unreplicated {
		t.Error("recorded without a replica, and it does not say so")
	}
	f.clean()
}
