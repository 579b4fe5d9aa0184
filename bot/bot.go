package bot

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers"
	"owed.dev/owed/signals"
	"owed.dev/owed/store"
)

const (
	// finishFor is how long a stopping bot may take to finish what it acknowledged.
	finishFor = 10 * time.Second
	// lastWords is what slack-go may need to write an acknowledgement that it has queued.
	lastWords = 150 * time.Millisecond
	// startFor is how long a start waits for Redis and Slack.
	startFor = 20 * time.Second
	// width is how many interactions are worked on side by side.
	width = 128
)

// errRevoked ends a bot whose tokens Slack took back.
var errRevoked = errors.New("slack revoked owed's tokens; install the app again")

// Bot is one running bot.
type Bot struct {
	config  Config
	log     *slog.Logger
	api     *slack.Client
	http    *http.Client
	store   *store.Store
	team    *store.Team
	people  *people
	handler *handlers.Handler
	clock   *Clock
	lanes   *lanes
	sockets []*socket
	deliver *deliverer
	sweeper *sweeper
	health  net.Listener
	fsync   string
	worker  string // who claims deliveries

	ctx  context.Context // of the work that was acknowledged; outlives the sockets by finishFor
	stop context.CancelCauseFunc
}

// Run runs a bot until ctx ends, then finishes what it acknowledged.
func Run(ctx context.Context, c Config) error {
	b, err := New(ctx, c)
	if err != nil {
		return err
	}
	return b.Run(ctx)
}

// New connects to Redis and Slack and makes the bot ready to run.
func New(ctx context.Context, c Config) (*Bot, error) {
	b := &Bot{config: c, log: c.Log, clock: &Clock{}, worker: workerName()}
	b.lanes = newLanes(width, b.broke)
	b.sweeper = newSweeper(b)
	b.http = &http.Client{Timeout: 10 * time.Second, Transport: transport()}
	b.api = slack.New(c.BotToken.Reveal(), slack.OptionAppLevelToken(c.AppToken.Reveal()), slack.OptionAPIURL(c.APIURL), slack.OptionHTTPClient(b.http))
	var err error
	if b.health, err = listen(c.HTTPAddr); err != nil {
		return nil, err
	}
	if err := b.open(ctx); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// open connects to Redis, asks Slack who we are, and makes the parts.
func (b *Bot) open(ctx context.Context) error {
	var err error
	err = patiently(ctx, b.log, "redis", func() (again bool, err error) {
		b.store, err = store.Open(ctx, b.config.RedisURL.Reveal(), store.Options{Plan: alerts.Plan, Armed: b.sweeper.armed, Replicas: b.config.Replicas, Log: b.log})
		return true, err
	})
	if err != nil {
		return err
	}
	me, err := b.authTest(ctx)
	if err != nil {
		return err
	}
	b.team = b.store.Team(me.TeamID)
	if err := b.team.ClaimApp(ctx, me.BotID); err != nil {
		return err
	}
	offset, err := b.team.StartClock(ctx, b.config.Now)
	if err != nil {
		return err
	}
	b.clock.Set(offset)
	b.people = newPeople(b.api, me.TeamID, b.config.Admins, b.log, time.Now)
	if err := b.people.warm(ctx); err != nil { // each is asked for when they first do something
		b.log.WarnContext(ctx, "the workspace's users could not be read at the start", "err", err)
	}
	b.config.AlertChannel = b.alertChannel(ctx)
	b.sayDurability(ctx)
	b.parts(me)
	return nil
}

// parts makes what works on envelopes and deliveries.
func (b *Bot) parts(me *slack.AuthTestResponse) {
	b.deliver = newDeliverer(b, me.BotID)
	files := newDesk(b.config)
	b.handler = &handlers.Handler{
		Decider: b.team, Merger: b.team, Past: b.team, Business: businessOf, Cards: b.team, Names: b.team, Lists: lists{b.team}, Searches: b.team,
		Matters: b.team, Duties: b.team,
		People: b.people, Slack: b.api, Board: board{b}, Files: seldom{FilesOf(b.team)}, Desk: files, Talk: files, Now: b.clock.Now, Kick: b.deliver.kick, Unreadable: b.unreadable, Log: b.log,
		Company: me.Team, AlertChannel: b.config.AlertChannel, Zone: b.config.Zone, Called: b.people.Name, Busy: b.team.Importing,
	}
	for n := range b.config.Sockets {
		b.sockets = append(b.sockets, newSocket(n+1, b.api, b.log, b.take))
	}
}

// authTest asks Slack who we are. What Slack refuses is final; a Slack that can't be reached is asked again.
func (b *Bot) authTest(ctx context.Context) (me *slack.AuthTestResponse, err error) {
	err = patiently(ctx, b.log, "slack", func() (again bool, err error) {
		tctx, done := context.WithTimeout(ctx, 10*time.Second)
		defer done()
		me, err = b.api.AuthTestContext(tctx)
		if _, refused := errors.AsType[slack.SlackErrorResponse](err); refused {
			return false, fmt.Errorf("slack does not accept SLACK_BOT_TOKEN (%w): copy it again from OAuth & Permissions", err)
		}
		return true, err
	})
	return me, err
}

// patiently tries again for a while: at a start in the morning, what owed needs may come up later than owed.
func patiently(ctx context.Context, log *slog.Logger, what string, try func() (again bool, err error)) error {
	deadline := time.Now().Add(startFor)
	for {
		again, err := try()
		if err == nil || !again || time.Now().After(deadline) {
			return err
		}
		log.WarnContext(ctx, "not there yet, trying again", "what", what, "err", err)
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// alertChannel is the id of OWED_ALERT_CHANNEL. Where it can't be found owed still answers; alerts then go to the vendors'
// channels, else by DM, and say why.
func (b *Bot) alertChannel(ctx context.Context) string {
	id, err := b.people.Find(ctx, b.config.AlertChannel)
	if err != nil {
		b.log.ErrorContext(ctx, "OWED_ALERT_CHANNEL can't be used: invite owed there, or name the channel by its id", "err", err)
		return ""
	}
	return id
}

// sayDurability says, once, how safe an acknowledged change is.
func (b *Bot) sayDurability(ctx context.Context) {
	var err error
	if b.fsync, err = b.store.Fsync(ctx); err != nil {
		b.fsync = "unknown"
	}
	if b.fsync != "always" {
		b.log.WarnContext(ctx, "redis may lose the last changes if its machine fails: appendfsync is not always", "appendfsync", b.fsync)
	}
}

// Run works until ctx ends or a part fails for good.
func (b *Bot) Run(ctx context.Context) error {
	defer b.close()
	run, stop := context.WithCancelCause(ctx)
	b.stop = stop
	work, finish := context.WithCancel(context.WithoutCancel(ctx))
	defer finish()
	b.ctx = work
	g, run := errgroup.WithContext(run)
	connected, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	for i, s := range b.sockets {
		g.Go(func() error { return b.startSocket(connected, i, s) })
	}
	g.Go(func() error { return b.serveHealth(run, b.health) })
	g.Go(func() error { return b.sweeper.run(run) })
	g.Go(func() error { return b.deliver.run(run) })
	g.Go(func() error { return b.adopt(run) })
	g.Go(func() error { return prepareToRead(run) })
	g.Go(func() error {
		<-run.Done()
		b.finish() // while the connections are still up: what was taken is also acknowledged
		hangUp()
		return context.Cause(run)
	})
	if b.health != nil {
		b.log.InfoContext(ctx, "owed is running", "health", "http://"+b.health.Addr().String()+"/readyz", "team", b.config.APIURL)
	}
	err := g.Wait()
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// prepareToRead has ready what reading notices needs before somebody waits for it, and after the first answers.
func prepareToRead(ctx context.Context) error {
	select {
	case <-time.After(prepareAfter):
		signals.Prepare()
	case <-ctx.Done():
	}
	return nil
}

const prepareAfter = time.Second

// startSocket staggers the connections, so that Slack does not end them at the same moment.
func (b *Bot) startSocket(ctx context.Context, i int, s *socket) error {
	select {
	case <-time.After(time.Duration(i) * 300 * time.Millisecond):
	case <-ctx.Done():
		return nil
	}
	return s.run(ctx)
}

// broke logs, with its stack, what panicked: it is the end of one piece of work, never of the bot.
func (b *Bot) broke(err error) { b.log.Error("a piece of work broke off", "err", err) }

// finish waits for the work that is under way, but not for ever.
func (b *Bot) finish() {
	done := make(chan struct{})
	go func() { b.lanes.wait(); close(done) }()
	select {
	case <-done:
		time.Sleep(lastWords) // slack-go queues acknowledgements: let the last one out
	case <-time.After(finishFor):
		b.log.Warn("stopped with work under way; it is either recorded whole or not at all")
	}
}

func (b *Bot) close() {
	if b.store != nil {
		_ = b.store.Close()
	}
	if b.health != nil {
		_ = b.health.Close()
	}
}

// Health is where /livez and /readyz answer, "" where they are off.
func (b *Bot) Health() string {
	if b.health == nil {
		return ""
	}
	return "http://" + b.health.Addr().String()
}

// Clock is the ledger's clock of this bot.
func (b *Bot) Clock() *Clock { return b.clock }

func workerName() string {
	var raw [8]byte
	_, _ = rand.Read(raw[:])
	return hex.EncodeToString(raw[:])
}

func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 32
	return t
}

// Ready waits until every connection to Slack is up.
func (b *Bot) Ready(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for b.up() < len(b.sockets) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// Advance moves the ledger's clock forward, for all bots of the team.
func (b *Bot) Advance(ctx context.Context, by time.Duration) error {
	offset, err := b.team.StartClock(ctx, b.clock.Now().Add(by))
	if err != nil {
		return err
	}
	b.clock.Set(offset)
	b.sweeper.wake()
	return nil
}
