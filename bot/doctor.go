package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/store"
)

// Finding is one line of the doctor's: what was looked at, whether it is well, and what to do where it is not.
type Finding struct {
	What string `json:"what"`
	OK   bool   `json:"ok"`
	Say  string `json:"say"`
	Warn bool   `json:"warn,omitempty"` // it works, but not as well as it could
}

// Diagnose looks at all that a bot needs, and goes on where something is wrong.
func Diagnose(ctx context.Context, c Config) []Finding {
	d := &doctor{c: c, http: &http.Client{Timeout: 10 * time.Second}}
	d.api = slack.New(c.BotToken.Reveal(), slack.OptionAppLevelToken(c.AppToken.Reveal()), slack.OptionAPIURL(c.APIURL), slack.OptionHTTPClient(d.http))
	d.tokens(ctx)
	d.scopes(ctx)
	d.optional(ctx)
	d.places(ctx)
	d.redis(ctx)
	return d.found
}

type doctor struct {
	c     Config
	api   *slack.Client
	http  *http.Client
	found []Finding
	team  string
}

func (d *doctor) say(what string, err error, good, help string) {
	f := Finding{What: what, OK: err == nil, Say: good}
	if err != nil {
		f.Say = fmt.Sprintf("%v: %s", err, help)
	}
	d.found = append(d.found, f)
}

func (d *doctor) warn(what, say string) {
	d.found = append(d.found, Finding{What: what, OK: true, Warn: true, Say: say})
}

func (d *doctor) tokens(ctx context.Context) {
	me, err := d.api.AuthTestContext(ctx)
	good := ""
	if err == nil {
		d.team = me.TeamID
		good = fmt.Sprintf("owed is %s in %s", me.User, me.Team)
	}
	d.say("bot token", err, good, "copy SLACK_BOT_TOKEN again from OAuth & Permissions")
	_, _, err = d.api.StartSocketModeContext(ctx)
	d.say("app token", err, "Socket Mode opens", "make an app-level token with connections:write, and switch Socket Mode on")
}

// scopes tries one call of each scope that owed needs.
func (d *doctor) scopes(ctx context.Context) {
	tries := []struct {
		scope string
		must  bool
		call  func() error
	}{
		{"users:read", true, func() error { _, err := d.api.GetUsersContext(ctx, slack.GetUsersOptionLimit(1)); return err }},
		{"usergroups:read", false, func() error { _, err := d.api.GetUserGroupsContext(ctx); return err }},
		{"channels:read", true, func() error { return d.list(ctx, "public_channel") }},
		{"groups:read", true, func() error { return d.list(ctx, "private_channel") }},
	}
	for _, t := range tries {
		err := t.call()
		if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok && r.Err == "missing_scope" {
			d.say("scope "+t.scope, err, "", "add it under OAuth & Permissions and install the app again")
		} else if err != nil && t.must {
			d.say("scope "+t.scope, err, "", "see the error")
		} else {
			d.say("scope "+t.scope, nil, "granted", "")
		}
	}
}

// optional tries the scopes that owed works without, and says what it then does not do.
func (d *doctor) optional(ctx context.Context) {
	for _, t := range []struct {
		scope, without string
		call           func() error
	}{
		{"files:write", "exports and timelines can't be sent, and the digest has no picture where Slack shows no charts", func() error {
			_, err := d.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: "owed.png", FileSize: 1}) // nothing is sent there
			return err
		}},
		{"files:read", "uploaded files and e-mails can't be read", func() error { _, _, _, err := d.api.GetFileInfoContext(ctx, "F0", 1, 1); return err }},
		{"channels:history", "an alert may be repeated after a crash, and no public channel can be watched", func() error { return d.history(ctx, false) }},
		{"groups:history", "an alert may be repeated after a crash, and no private channel can be watched", func() error { return d.history(ctx, true) }},
	} {
		err := t.call()
		r, answered := errors.AsType[slack.SlackErrorResponse](err)
		switch {
		case errors.Is(err, errNoneToTry):
			d.warn("scope "+t.scope, "not known (it is optional): "+err.Error()+". Without it "+t.without)
		case answered && r.Err == "missing_scope":
			d.warn("scope "+t.scope, "not granted (it is optional): "+t.without)
		default:
			d.say("scope "+t.scope, nil, "granted (optional)", "")
		}
	}
}

// errNoneToTry is the answer where owed is in no channel of a kind: what it may read there can't be tried.
var errNoneToTry = errors.New("owed is in no such channel")

// history reads one message of a channel that owed is in.
func (d *doctor) history(ctx context.Context, private bool) error {
	kind := "public_channel"
	if private {
		kind = "private_channel"
	}
	list, _, err := d.api.GetConversationsContext(ctx, &slack.GetConversationsParameters{Types: []string{kind}, Limit: 200, ExcludeArchived: true})
	if err != nil {
		return err
	}
	for _, ch := range list {
		if ch.IsMember {
			_, err := d.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: ch.ID, Limit: 1})
			return err
		}
	}
	return errNoneToTry
}

func (d *doctor) list(ctx context.Context, kind string) error {
	_, _, err := d.api.GetConversationsContext(ctx, &slack.GetConversationsParameters{Types: []string{kind}, Limit: 1})
	return err
}

// places looks at the alert channel and the admins.
func (d *doctor) places(ctx context.Context) {
	p := newPeople(d.api, d.team, d.c.Admins, d.c.Log, time.Now)
	if err := p.warm(ctx); err != nil {
		d.say("people", err, "", "see users:read above")
		return
	}
	admins, err := p.Admins(ctx)
	if err == nil && len(admins) == 0 {
		err = errors.New("nobody may approve")
	}
	d.say("admins", err, fmt.Sprintf("%d may approve", len(admins)), "set OWED_ADMINS to user or user-group ids")
	if err == nil && len(admins) == 1 {
		d.warn("admins", "one admin alone can't approve what they ask for; name a second one")
	}
	d.channel(ctx, p)
}

func (d *doctor) channel(ctx context.Context, p *people) {
	if d.c.AlertChannel == "" {
		d.warn("alert channel", "OWED_ALERT_CHANNEL is not set: alerts go to each vendor's channel, else by DM")
		return
	}
	id, err := p.Find(ctx, d.c.AlertChannel)
	if err != nil {
		d.say("alert channel", err, "", "invite owed there: /invite @owed")
		return
	}
	place, err := p.Place(ctx, id)
	switch {
	case err != nil:
	case !place.Member:
		err = errors.New("owed is not in it")
	case place.Shared:
		err = errors.New("it is shared with another company, so no alert may go there")
	}
	d.say("alert channel", err, "owed is in #"+place.Name, "invite owed to a channel of this company alone")
	if err == nil && place.Guests {
		d.warn("alert channel", "a guest is in it: alerts come without figures")
	}
}

func (d *doctor) redis(ctx context.Context) {
	s, err := store.Open(ctx, d.c.RedisURL.Reveal(), store.Options{Log: d.c.Log})
	d.say("redis", err, "answers", "check REDIS_URL, and that Redis runs")
	if err != nil {
		return
	}
	defer s.Close()
	d.watched(ctx, s)
	fsync, err := s.Fsync(ctx)
	switch {
	case err != nil:
		d.warn("durability", "appendfsync can't be read: this user may not use CONFIG")
	case fsync != "always":
		d.warn("durability", "appendfsync is "+fsync+": the last changes may be lost if the machine fails; set it to always")
	default:
		d.say("durability", nil, "appendfsync always", "")
	}
	d.memory(ctx, s)
}

// wantedNode is how large a node of a stream should be: deploy/redis.conf has it, bench/README.md what it saves.
const wantedNode = 8192

// memory looks at what Redis does with its memory.
func (d *doctor) memory(ctx context.Context, s *store.Store) {
	m, err := s.Memory(ctx)
	switch {
	case err != nil:
		d.warn("memory", "maxmemory-policy can't be read: this user may not use CONFIG; it should be noeviction")
		return
	case m.Policy == "":
		return // embedded
	case m.Policy != "noeviction":
		d.say("memory", errors.New("maxmemory-policy is "+m.Policy), "", "set it to noeviction: where Redis is full it would throw parts of the record away")
	default:
		d.say("memory", nil, "nothing is thrown away (maxmemory-policy noeviction)", "")
	}
	if m.Node > 0 && m.Node < wantedNode {
		d.warn("journals", fmt.Sprintf("stream-node-max-bytes is %d: an entry of a journal takes about 400 to 420 bytes, 380 with %d (deploy/redis.conf). It counts for what is written from then on", m.Node, wantedNode))
	}
}

// watched looks at the channels that are watched. Whether Slack sends what is written there can't be asked for.
func (d *doctor) watched(ctx context.Context, s *store.Store) {
	t, err := s.Team(d.team).Settings(ctx)
	if err != nil {
		return // redis is said to be ill already
	}
	p := newPeople(d.api, d.team, d.c.Admins, d.c.Log, time.Now)
	for name := range t.Settings {
		id, ok := strings.CutPrefix(name, "watch ")
		if !ok {
			continue
		}
		place, err := p.Place(ctx, id)
		switch {
		case err != nil:
		case !place.Member:
			err = errors.New("owed is not in it")
		case place.Shared:
			err = errors.New("it is shared with another company, so nothing there is read")
		}
		d.say("watched channel "+id, err, "owed is in #"+place.Name+"; the app needs the events of `owed manifest --watch`", "invite owed there, or type /owed settings watch #channel off")
	}
}
