package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/redis/go-redis/v9"
)

// redisLog has what the Redis client notes by itself, such as a connection that can't be made, stand in owed's log. The client
// knows one place only for all of a process, so it is the command that sets it.
type redisLog struct{ log *slog.Logger }

// Printf is called by the client.
func (r redisLog) Printf(ctx context.Context, format string, args ...any) {
	r.log.WarnContext(ctx, strings.TrimPrefix(fmt.Sprintf(format, args...), "redis: "), "by", "redis client")
}

func logRedis(log *slog.Logger) { redis.SetLogger(redisLog{log}) }
