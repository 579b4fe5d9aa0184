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

//go:embed lua/commit.lua
var commitLua string

// script is one atomic step in Redis.
type script struct{ source, sha string }

func newScript(source string) script {
	sum := sha1.Sum([]byte(source)) //nolint:gosec // Redis names scripts by SHA-1
	return script{source, hex.EncodeToString(sum[:])}
}

// run runs the script; Redis is sent its text only where it does not know it.
func (c script) run(ctx context.Context, r redis.Scripter, keys []string, args ...any) *redis.Cmd {
	cmd := r.EvalSha(ctx, c.sha, keys, args...)
	if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
		return r.Eval(ctx, c.source, keys, args...)
	}
	return cmd
}

var (
	loadScript   = newScript(loadLua)
	commitScript = newScript(commitLua)
)
