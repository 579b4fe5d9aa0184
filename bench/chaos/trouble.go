package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"syscall"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/devslack"
)

// trouble is one kind of it: it begins, lasts, and is over when do returns.
type trouble struct {
	name string
	do   func(ctx context.Context, w *world, r *rand.Rand) error
}

// troubles are all kinds.
var troubles = []trouble{
	{"kill", killBot},
	{"redis", restartRedis},
	{"stop", stopBot},
	{"lose_response", slackFault(devslack.Fault{Kind: "lose_response", Method: "chat.postMessage", Times: 5}, 3*time.Second)},
	{"internal_error", slackFault(devslack.Fault{Kind: "fail", Method: "chat.postMessage", Error: "internal_error", Times: 5}, 3*time.Second)},
	{"429", slackFault(devslack.Fault{Kind: "fail", Method: "chat.postMessage", RetryAfter: 5, Times: 3}, 5*time.Second)},
	{"slow", slackFault(devslack.Fault{Kind: "slow", Method: "chat.postMessage", Seconds: 2}, 6*time.Second)},
	{"hang", slackFault(devslack.Fault{Kind: "hang", Method: "chat.postMessage", Times: 4}, 12*time.Second)},
	{"update_lost", slackFault(devslack.Fault{Kind: "lose_response", Method: "chat.update", Times: 3}, 2*time.Second)},
	{"drop", slackFault(devslack.Fault{Kind: "drop"}, time.Second)},
	{"history_429", slackFault(devslack.Fault{Kind: "fail", Method: "conversations.history", RetryAfter: 3, Times: 2}, 3*time.Second)},
}

func troubleNames(only string, calm bool) []string {
	if calm {
		return nil
	}
	var out []string
	for _, t := range troubles {
		if only == "" || slices.Contains(strings.Split(only, ","), t.name) {
			out = append(out, t.name)
		}
	}
	return out
}

// fault is when something was broken.
type fault struct {
	name       string
	begin, end time.Time
}

// makeTrouble makes one trouble after the other, each kind once per round, in random order, until ctx ends.
func (w *world) makeTrouble(ctx context.Context, p plan) (faults []fault, err error) {
	r := rand.New(rand.NewPCG(p.seed, p.seed)) //nolint:gosec // repeatable on purpose
	wait := p.quiet
	for len(p.troubles) > 0 {
		round := slices.Clone(p.troubles)
		r.Shuffle(len(round), func(i, j int) { round[i], round[j] = round[j], round[i] })
		for _, name := range round {
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return faults, nil
			}
			wait = p.every
			f := fault{name: name, begin: time.Now()}
			fmt.Fprintf(w.diag, "%s trouble: %s\n", f.begin.Format("15:04:05"), name)
			n := slices.IndexFunc(troubles, func(t trouble) bool { return t.name == name })
			if err := troubles[n].do(context.WithoutCancel(ctx), w, r); err != nil {
				return faults, fmt.Errorf("trouble %s: %w", name, err)
			}
			f.end = time.Now()
			faults = append(faults, f)
		}
	}
	return nil, nil
}

// killBot kills a bot with -9 and starts it again after a while.
func killBot(_ context.Context, w *world, r *rand.Rand) error {
	n := r.IntN(len(w.bots))
	w.bots[n].kill()
	time.Sleep(time.Duration(500+r.IntN(1500)) * time.Millisecond)
	_, err := w.startBot(n)
	return err
}

// stopBot makes a bot stand still for longer than its lease.
func stopBot(_ context.Context, w *world, r *rand.Rand) error {
	p := w.bots[r.IntN(len(w.bots))].cmd.Process
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	time.Sleep(18 * time.Second)
	return p.Signal(syscall.SIGCONT)
}

// restartRedis kills Redis with -9 and starts it again; with a replica, the replica takes over.
func restartRedis(ctx context.Context, w *world, _ *rand.Rand) error {
	if w.second != nil {
		return failOver(ctx, w)
	}
	w.redis.kill()
	time.Sleep(time.Second)
	return w.redis.start(ctx)
}

// failOver kills the primary for good; once the replica has taken over, the old primary comes back as its replica.
func failOver(ctx context.Context, w *world) error {
	w.redis.kill()
	c := redis.NewClient(&redis.Options{Addr: w.second.addr()})
	defer c.Close()
	err := poll(ctx, time.Minute, "the replica has taken over", func() bool {
		role, err := c.Do(ctx, "ROLE").Slice()
		return err == nil && len(role) > 0 && role[0] == "master"
	})
	if err != nil {
		return err
	}
	w.redis.more = []string{"--replicaof", "127.0.0.1", w.second.port}
	w.second.more = nil
	if err := w.redis.start(ctx); err != nil {
		return err
	}
	w.redis, w.second = w.second, w.redis
	return nil
}

// slackFault puts a fault in force for a while.
func slackFault(f devslack.Fault, lasts time.Duration) func(context.Context, *world, *rand.Rand) error {
	return func(_ context.Context, w *world, _ *rand.Rand) error {
		if err := w.slack.Inject(f); err != nil {
			return err
		}
		time.Sleep(lasts)
		return w.slack.Inject(devslack.Fault{Kind: "off"})
	}
}
