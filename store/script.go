package store

import (
	"context"
	"crypto/sha1" //nolint:gosec // Redis names scripts by SHA-1
	_ "embed"     // the scripts are files that people read
	"encoding/hex"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/load.lua
var loadLua string

// writesLua stands before the scripts that record something: Lua scripts in Redis can't share code otherwise.
//
//go:embed lua/writes.lua
var writesLua string

//go:embed lua/commit.lua
var commitLua string

// script is one atomic step in Redis.
type script struct{ source, sha string }

func newScript(source string) script {
	sum := sha1.Sum([]byte(source)) //nolint:gosec // Redis names scripts by SHA-1
	return script{source, hex.EncodeToString(sum[:])}
}

// run runs the script; Redis is sent its text only where it does not know it.
func (c script) run(ctx context.Context, r scripter, keys []string, args ...any) *redis.Cmd {
	cmd := r.EvalSha(ctx, c.sha, keys, args...)
	if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
		return r.Eval(ctx, c.source, keys, args...)
	}
	return cmd
}

// call is one run of a script among several.
type call struct {
	keys []string
	args []any
}

// all runs the script once for each call, in one round trip. An error stands in its answer: the others may have gone well.
func (c script) all(ctx context.Context, r redis.UniversalClient, calls []call) []*redis.Cmd {
	send := func(nth []int, run func(redis.Pipeliner, call) *redis.Cmd, out []*redis.Cmd) {
		p := r.Pipeline()
		for _, n := range nth {
			out[n] = run(p, calls[n])
		}
		_, _ = p.Exec(ctx) // each command holds its own error
	}
	out := make([]*redis.Cmd, len(calls))
	every := make([]int, len(calls))
	for n := range calls {
		every[n] = n
	}
	send(every, func(p redis.Pipeliner, k call) *redis.Cmd { return p.EvalSha(ctx, c.sha, k.keys, k.args...) }, out)
	var unknown []int
	for n, cmd := range out {
		if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
			unknown = append(unknown, n)
		}
	}
	if len(unknown) > 0 {
		send(unknown, func(p redis.Pipeliner, k call) *redis.Cmd { return p.Eval(ctx, c.source, k.keys, k.args...) }, out)
	}
	return out
}

// scripter runs scripts: a client of Redis, or scripts that share round trips.
type scripter interface {
	Eval(ctx context.Context, source string, keys []string, args ...any) *redis.Cmd
	EvalSha(ctx context.Context, sha string, keys []string, args ...any) *redis.Cmd
}

var (
	loadScript   = newScript(loadLua)
	commitScript = newScript(writesLua + commitLua)
)
