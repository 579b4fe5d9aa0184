package store

import (
	"context"
	_ "embed" // the script is a file that people read
	"strconv"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/news.lua
var newsLua string

var newsScript = newScript(newsLua)

// newsKept is how many pieces of news are kept. A bot that has missed more believes nothing that it knew.
const newsKept = 1000

// Tell tells all bots of the team that what they know of something in Slack is no longer true.
func (t *Team) Tell(ctx context.Context, about string) error {
	return unavailable(newsScript.run(ctx, t.s.client, []string{t.k.news()}, about, newsKept).Err(), "tell the other bots")
}

// News is what was told since the news with a number, the oldest first; last is the number of the last. missed: there may
// have been more than is kept.
func (t *Team) News(ctx context.Context, since int64) (about []string, last int64, missed bool, err error) {
	all, err := t.s.client.ZRangeByScoreWithScores(ctx, t.k.news(), &redis.ZRangeBy{Min: "(" + strconv.FormatInt(since, 10), Max: "+inf"}).Result()
	if err != nil {
		return nil, since, false, unavailable(err, "read the news")
	}
	last = since
	for _, z := range all {
		name, _ := z.Member.(string)
		about, last = append(about, name), int64(z.Score)
	}
	return about, last, len(all) >= newsKept, nil
}
