package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/bot"
	"owed.dev/owed/devslack"
	"owed.dev/owed/ledger"
)

// noCaps are limits that nothing runs into.
var noCaps = devslack.Limits{ChannelPerSecond: 1e6, ChannelBurst: 1e6, WorkspaceMinute: 1e6, TierFactor: 1e4}

// figures measures what an alert costs where neither Slack nor trouble holds it up.
func figures(ctx context.Context, out io.Writer) error {
	fmt.Fprintf(out, "One bot, no caps, appendfsync always, %d cores shared with Redis and the workspace; from the due moment to the ts of the message.\n\n", runtime.NumCPU())
	fmt.Fprintf(out, "| due at once | p50 | p99 | last | CPU of the bot per alert | Redis calls per alert |\n|---|---|---|---|---|---|\n")
	for _, n := range []int{1, 100, 10_000} {
		if err := atOnce(ctx, out, n, 1); err != nil {
			return fmt.Errorf("%d at once: %w", n, err)
		}
	}
	fmt.Fprintf(out, "\nThree bots:\n\n| due at once | p50 | p99 | last | CPU of the bots per alert | Redis calls per alert |\n|---|---|---|---|---|---|\n")
	if err := atOnce(ctx, out, 10_000, 3); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nCounter-measures that somebody types, one after the other, from the command to the alert in the channel:\n\n| typed | vendors | p50 | p99 | CPU of the bot for each, command and alert |\n|---|---|---|---|---|\n")
	for _, vendors := range []int{200, 1} {
		if err := typed(ctx, out, 200, vendors); err != nil {
			return fmt.Errorf("counter-measures typed: %w", err)
		}
	}
	fmt.Fprintf(out, "\nOne bot that has nothing to do, for 10 s:\n\n| timers pending, none due | CPU of the bot | Redis calls/s | one look at the timers |\n|---|---|---|---|\n")
	for _, n := range []int{0, 1_000_000} {
		if err := pending(ctx, out, n); err != nil {
			return fmt.Errorf("%d timers: %w", n, err)
		}
	}
	return nil
}

// serve is `owed serve` without the limits that owed sets itself: what -unpaced runs.
func serve(ctx context.Context) error {
	env, err := bot.ReadEnv()
	if err != nil {
		return err
	}
	c, err := env.Parse()
	if err != nil {
		return err
	}
	b, err := bot.New(ctx, c)
	if err != nil {
		return err
	}
	b.Unpace()
	return b.Run(ctx)
}

// scene is a world without caps, and its ledger.
func scene(ctx context.Context, p plan) (*world, *book, error) {
	w, err := open(ctx, p, noCaps, io.Discard)
	if err != nil {
		return w, nil, err
	}
	if w.binary, err = os.Executable(); err != nil {
		return w, nil, err
	}
	w.args = []string{"-unpaced"}
	b, err := openBook(ctx, w.url, w.slack.TeamID(), 0)
	return w, b, err
}

// atOnce measures n vendors whose only invoice lapses at one moment.
func atOnce(ctx context.Context, out io.Writer, n, bots int) error {
	p := plan{vendors: n, channels: 50, lapses: n, bots: bots, history: true}
	w, b, err := scene(ctx, p)
	if w != nil {
		defer w.close()
	}
	if err != nil {
		return err
	}
	defer b.store.Close()
	midnight := lapseDay.AddDays(1).Start(time.UTC)
	if err := fill(ctx, b, p, midnight); err != nil {
		return err
	}
	if err := w.startBots(ctx, bots); err != nil {
		return err
	}
	// The settings were set just now, so the bots look at every vendor once; that is not what is measured.
	if err := w.emptied(ctx, time.Now().Add(2*time.Second), midnight.Add(-time.Minute)); err != nil {
		return err
	}
	if err := b.setClock(ctx, midnight.Add(-4*time.Second)); err != nil {
		return err
	}
	t := &tally{slack: w.slack, channels: p.channels, due: map[string]time.Time{}, began: time.Now()}
	due := midnight.Add(-b.offset)
	t.lapsed(p, due)
	if err := sleepUntil(ctx, due.Add(-500*time.Millisecond)); err != nil {
		return err
	}
	calls, stop, err := countCalls(w.redis.addr())
	if err != nil {
		return err
	}
	used := w.cpu()
	if err := w.emptied(ctx, due.Add(1500*time.Millisecond), midnight); err != nil {
		return err
	}
	used = w.cpu() - used
	stop()
	t.count(true)
	if len(t.twice)+len(t.lost) > 0 {
		return fmt.Errorf("%d twice, %d lost", len(t.twice), len(t.lost))
	}
	slices.Sort(t.delays)
	per := fmt.Sprintf("%.2f ms", milli(used)/float64(n))
	if n < 100 {
		per = "–"
	}
	fmt.Fprintf(out, "| %d | %s | %s | %s | %s | %.1f |\n", n, at(t.delays, 50), at(t.delays, 99), at(t.delays, 100), per, float64(calls.Load())/float64(n))
	return nil
}

// typed measures counter-measures that somebody types, one after the other and each vendor in turn: from the slash command
// to the alert. What was posted is asked of the record: to read the workspace's channels would keep it from its work.
func typed(ctx context.Context, out io.Writer, n, vendors int) error {
	p := plan{vendors: vendors, channels: min(vendors, 50), history: true}
	w, b, err := scene(ctx, p)
	if w != nil {
		defer w.close()
	}
	if err != nil {
		return err
	}
	defer b.store.Close()
	if err := b.addVendors(ctx, p.vendors, p.channels, 0); err != nil {
		return err
	}
	if err := w.startBots(ctx, 1); err != nil {
		return err
	}
	rdb := redis.NewClient(&redis.Options{Addr: w.redis.addr()})
	defer rdb.Close()
	used := w.cpu()
	var took []time.Duration
	for i := range n {
		slug := fmt.Sprintf("v%d", i%vendors)
		began := time.Now()
		o, err := w.slack.Type(ctx, devslack.TypeRequest{User: "alice", Channel: "vendors-0", Text: fmt.Sprintf("/owed %s signal suspend notice number %d", slug, i)})
		if err != nil || !o.OK {
			return fmt.Errorf("%v: %s", err, o.Error)
		}
		var posted ledger.Posted
		matter := fmt.Sprintf("signal:S-%d", i+1)
		err = pollEvery(ctx, 10*time.Millisecond, 10*time.Second, matter+" is posted", func() bool {
			raw, err := rdb.HGet(ctx, "owed:{"+w.slack.TeamID()+"}:delivery:"+slug, matter).Bytes()
			return err == nil && json.Unmarshal(raw, &posted) == nil && posted.TS != ""
		})
		if err != nil {
			return err
		}
		took = append(took, atOf(posted.TS).Sub(began))
	}
	slices.Sort(took)
	fmt.Fprintf(out, "| %d | %d | %.1f ms | %.1f ms | %.1f ms |\n", n, vendors, milli(took[n/2]), milli(took[n*99/100]), milli(w.cpu()-used)/float64(n))
	return nil
}

func milli(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// emptied waits until nothing is left to tell and no timer is due, after a moment at which the bots have begun.
func (w *world) emptied(ctx context.Context, filled, now time.Time) error {
	if err := sleepUntil(ctx, filled); err != nil {
		return err
	}
	rdb := redis.NewClient(&redis.Options{Addr: w.redis.addr()})
	defer rdb.Close()
	team := "owed:{" + w.slack.TeamID() + "}:"
	return pollEvery(ctx, 100*time.Millisecond, 3*time.Minute, "the outbox is empty", func() bool {
		left, err := rdb.ZCard(ctx, team+"outbox").Result()
		first, err2 := rdb.ZRangeWithScores(ctx, team+"timers", 0, 0).Result()
		swept := err2 == nil && (len(first) == 0 || first[0].Score > float64(now.UnixMilli()))
		return err == nil && left == 0 && swept
	})
}

// cpu is the processor time that all bots have used.
func (w *world) cpu() (sum time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, b := range w.bots {
		sum += b.cpu()
	}
	return sum
}

// countCalls counts the commands that clients send, without those that scripts call, until stop.
func countCalls(addr string) (n *atomic.Int64, stop func(), err error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, nil, err
	}
	if _, err := c.Write([]byte("MONITOR\r\n")); err != nil {
		return nil, nil, err
	}
	n = &atomic.Int64{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		r := bufio.NewReaderSize(c, 1<<20)
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			if !strings.Contains(line[:min(len(line), 40)], " lua]") && strings.Contains(line, `] "`) {
				n.Add(1)
			}
		}
	}()
	return n, func() { c.Close(); <-done }, nil
}

// pending measures an idle bot with n timers that are not due.
func pending(ctx context.Context, out io.Writer, n int) error {
	p := plan{vendors: 1, channels: 1, lapses: 0, bots: 1, history: true}
	w, b, err := scene(ctx, p)
	if w != nil {
		defer w.close()
	}
	if err != nil {
		return err
	}
	defer b.store.Close()
	rdb := redis.NewClient(&redis.Options{Addr: w.redis.addr()})
	defer rdb.Close()
	far := float64(time.Now().Add(1000 * time.Hour).UnixMilli())
	for from := 0; from < n; from += 10_000 {
		var zs []redis.Z
		for i := from; i < min(n, from+10_000); i++ {
			zs = append(zs, redis.Z{Score: far + float64(i), Member: fmt.Sprintf("v%d", i)})
		}
		if err := rdb.ZAdd(ctx, "owed:{"+w.slack.TeamID()+"}:timers", zs...).Err(); err != nil {
			return err
		}
	}
	if err := w.startBots(ctx, 1); err != nil {
		return err
	}
	const span = 10 * time.Second
	if err := sleepUntil(ctx, time.Now().Add(3*time.Second)); err != nil {
		return err
	}
	if err := rdb.ConfigResetStat(ctx).Err(); err != nil {
		return err
	}
	calls, stop, err := countCalls(w.redis.addr())
	if err != nil {
		return err
	}
	used := w.cpu()
	if err := sleepUntil(ctx, time.Now().Add(span)); err != nil {
		return err
	}
	used = w.cpu() - used
	stop()
	look, err := perCall(ctx, rdb, "zrange")
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "| %d | %.1f %% of a core | %.1f | %s µs |\n", n, 100*used.Seconds()/span.Seconds(), float64(calls.Load())/span.Seconds(), look)
	return nil
}

// perCall is what Redis itself needs for one call of a command, in µs.
func perCall(ctx context.Context, rdb *redis.Client, command string) (string, error) {
	info, err := rdb.Info(ctx, "commandstats").Result()
	if err != nil {
		return "", err
	}
	_, rest, ok := strings.Cut(info, "cmdstat_"+command+":")
	if !ok {
		return "", errors.New("redis knows nothing of " + command)
	}
	_, rest, _ = strings.Cut(rest, "usec_per_call=")
	us, _, _ := strings.Cut(rest, ",")
	return us, nil
}

// spawn starts one bot with its log in a file.
func spawn(binary string, args, env []string, dir, log string) (*exec.Cmd, *os.File, error) {
	f, err := os.OpenFile(filepath.Clean(log), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.Command(binary, args...)
	cmd.Env, cmd.Dir, cmd.Stderr = env, dir, f
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // no bot outlives a run that is itself killed
	return cmd, f, cmd.Start()
}
