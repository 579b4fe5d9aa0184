package bot

import (
	"context"
	"strings"
	"time"
)

// newsRefused begins the news that a channel took nothing from owed. Other news says that something changed, by its id: a
// channel, a user, a group.
const newsRefused = "refused "

// tellAgain is how soon news is told again where Redis could not be reached.
const tellAgain = 500 * time.Millisecond

// changed takes in that Slack told of a change of a channel, user or group, and tells the other bots: Slack tells one bot
// only. What was told is known to all before they post anything that they claim from then on.
func (b *Bot) changed(ctx context.Context, id string) {
	b.learn(id)
	for {
		err := b.team.Tell(ctx, id)
		if err == nil {
			return
		}
		select {
		case <-time.After(tellAgain):
		case <-ctx.Done():
			b.log.WarnContext(ctx, "the other bots could not be told of a change; they know within minutes", "of", id, "err", err)
			return
		}
	}
}

// learn forgets what is no longer so, and tries again what was passed over.
func (b *Bot) learn(news string) {
	if channel, refused := strings.CutPrefix(news, newsRefused); refused {
		b.people.forget(channel)
		return
	}
	if news != "" && (news[0] == 'U' || news[0] == 'W') {
		b.people.forgetUser(news)
	} else {
		b.people.forget(news)
	}
	b.deliver.welcome(news)
}

// hear takes in all news up to a number.
func (d *deliverer) hear(ctx context.Context, last int64) {
	if last == d.news {
		return
	}
	about, heard, missed, err := d.bot.team.News(ctx, d.news)
	if err != nil || missed {
		d.bot.people.forgetPlaces()
	}
	if err != nil {
		d.bot.log.WarnContext(ctx, "what other bots were told could not be read; nothing that was known of channels counts", "err", err)
		return
	}
	for _, id := range about {
		d.bot.learn(id)
	}
	d.news = heard
}

// welcome tries a channel or person again that was passed over.
func (d *deliverer) welcome(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.refused, id)
}
