package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers"
)

const (
	// personLife is how long a look at somebody counts for looking and recording; for deciding see handlers.
	personLife = time.Hour
	groupLife  = time.Minute
	placeLife  = 5 * time.Minute
)

// people knows who is who in the workspace: users, user groups and channels, as Slack said last.
type people struct {
	api    *slack.Client
	team   string
	admins []string // user and user-group ids; empty: the workspace's own admins
	log    *slog.Logger
	now    func() time.Time // machine time

	mu     sync.Mutex
	users  map[string]seen[slack.User]
	groups map[string]seen[[]string]
	places map[string]seen[slack.Channel]
	guests map[string]seen[bool]
	told   int // changes that Slack told of: what was asked before one of them is not kept
}

type seen[T any] struct {
	what T
	at   time.Time
}

func newPeople(api *slack.Client, team string, admins []string, log *slog.Logger, now func() time.Time) *people {
	return &people{
		api: api, team: team, admins: admins, log: log, now: now,
		users: map[string]seen[slack.User]{}, groups: map[string]seen[[]string]{}, places: map[string]seen[slack.Channel]{}, guests: map[string]seen[bool]{},
	}
}

// warm reads all users once, so that the first command of each is answered at once.
func (p *people) warm(ctx context.Context) error {
	users, err := p.api.GetUsersContext(ctx)
	if err != nil {
		return fmt.Errorf("read the workspace's users: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, u := range users {
		p.users[u.ID] = seen[slack.User]{u, p.now()}
	}
	return nil
}

// changed takes in what a user_change event says.
func (p *people) changed(u slack.User) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.users[u.ID] = seen[slack.User]{u, p.now()}
}

// forgetUser drops what is known of a user: the next look asks Slack.
func (p *people) forgetUser(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told++
	delete(p.users, id)
	clear(p.guests)
}

// forget drops what is known of a channel or group after an event says that it changed.
func (p *people) forget(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told++
	delete(p.places, id)
	delete(p.guests, id)
	delete(p.groups, id)
}

// forgetPlaces drops all that is known of channels.
func (p *people) forgetPlaces() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told++
	clear(p.places)
	clear(p.guests)
}

func (p *people) user(ctx context.Context, id string, maxAge time.Duration) (slack.User, error) {
	p.mu.Lock()
	s, ok := p.users[id]
	p.mu.Unlock()
	if ok && p.now().Sub(s.at) <= min(maxAge, personLife) {
		return s.what, nil
	}
	u, err := p.api.GetUserInfoContext(ctx, id)
	if err != nil {
		return slack.User{}, fmt.Errorf("ask slack who %s is: %w", id, err)
	}
	p.changed(*u)
	return *u, nil
}

// Look says who somebody is, from a look not older than maxAge.
func (p *people) Look(ctx context.Context, id string, maxAge time.Duration) (handlers.Person, error) {
	u, err := p.user(ctx, id, maxAge)
	if err != nil {
		return handlers.Person{}, err
	}
	who := handlers.Person{ID: u.ID, Name: u.Profile.DisplayName, Zone: time.UTC, Member: p.member(u)}
	if who.Name == "" {
		who.Name = u.RealName
	}
	if loc, err := time.LoadLocation(u.TZ); err == nil && u.TZ != "" {
		who.Zone = loc
	}
	if !who.Member {
		return who, nil
	}
	if len(p.admins) == 0 {
		who.Admin = u.IsAdmin || u.IsOwner || u.IsPrimaryOwner
		return who, nil
	}
	who.Admin, err = p.In(ctx, id, p.admins)
	return who, err
}

// member reports whether the user may see a figure: a full, active, human member of this very workspace.
func (p *people) member(u slack.User) bool {
	return u.TeamID == p.team && !u.Deleted && !u.IsBot && !u.IsAppUser && u.ID != "USLACKBOT" && !u.IsRestricted && !u.IsUltraRestricted &&
		!u.IsStranger && !u.IsInvitedUser && !u.IsConnectorBot && !u.IsWorkflowBot
}

// In reports whether a user is among ids, which may be users or user groups.
func (p *people) In(ctx context.Context, user string, ids []string) (bool, error) {
	if slices.Contains(ids, user) {
		return true, nil
	}
	for _, g := range ids {
		if len(g) == 0 || g[0] != 'S' {
			continue
		}
		members, err := p.group(ctx, g)
		if err != nil {
			return false, err
		}
		if slices.Contains(members, user) {
			return true, nil
		}
	}
	return false, nil
}

func (p *people) group(ctx context.Context, id string) ([]string, error) {
	p.mu.Lock()
	s, ok := p.groups[id]
	p.mu.Unlock()
	if ok && p.now().Sub(s.at) <= groupLife {
		return s.what, nil
	}
	members, err := p.api.GetUserGroupMembersContext(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("ask slack who is in group %s: %w", id, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.groups[id] = seen[[]string]{members, p.now()}
	return members, nil
}

// Admins are the users who approve, each by id: user groups taken apart, or the workspace's admins where none are named.
func (p *people) Admins(ctx context.Context) ([]string, error) {
	var out []string
	if len(p.admins) == 0 {
		p.mu.Lock()
		defer p.mu.Unlock()
		for id, s := range p.users {
			if u := s.what; p.member(u) && (u.IsAdmin || u.IsOwner || u.IsPrimaryOwner) {
				out = append(out, id)
			}
		}
		slices.Sort(out)
		return out, nil
	}
	for _, id := range p.admins {
		if id[0] != 'S' {
			out = append(out, id)
			continue
		}
		members, err := p.group(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, members...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Name is how a user is called, for texts where no mention is possible.
func (p *people) Name(id string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.users[id]
	switch {
	case !ok:
		return id
	case s.what.Profile.DisplayName != "":
		return s.what.Profile.DisplayName
	}
	return s.what.RealName
}

// Named finds a user or channel that was typed as plain text, among those that are known already: nobody is asked.
func (p *people) Named(kind, name string) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := ""
	switch kind {
	case "user":
		for id, s := range p.users {
			if u := s.what; p.member(u) && (strings.EqualFold(u.Name, name) || strings.EqualFold(u.Profile.DisplayName, name)) {
				if found != "" {
					return "", false // two people are called so
				}
				found = id
			}
		}
	case "channel":
		for id, s := range p.places {
			if s.what.Name == name {
				found = id
			}
		}
	}
	return found, found != ""
}

// Place says what kind of channel id is: whether owed is in it, whether another company is, whether guests are.
func (p *people) Place(ctx context.Context, id string) (handlers.Place, error) {
	if id == "" || id[0] == 'D' {
		return handlers.Place{ID: id, Direct: true}, nil
	}
	ch, err := p.channel(ctx, id)
	if err != nil {
		return handlers.Place{ID: id}, err
	}
	place := handlers.Place{
		ID: id, Name: ch.Name, Member: ch.IsMember, Archived: ch.IsArchived,
		Shared: ch.IsExtShared || ch.IsPendingExtShared, Direct: ch.IsIM,
	}
	if place.Member && !place.Shared {
		place.Guests, err = p.hasGuests(ctx, id)
	}
	return place, err
}

func (p *people) channel(ctx context.Context, id string) (slack.Channel, error) {
	p.mu.Lock()
	s, ok := p.places[id]
	told := p.told
	p.mu.Unlock()
	if ok && p.now().Sub(s.at) <= placeLife {
		return s.what, nil
	}
	ch, err := p.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	if err != nil {
		return slack.Channel{}, fmt.Errorf("ask slack about channel %s: %w", id, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.told == told {
		p.places[id] = seen[slack.Channel]{*ch, p.now()}
	}
	return *ch, nil
}

func (p *people) hasGuests(ctx context.Context, id string) (bool, error) {
	p.mu.Lock()
	s, ok := p.guests[id]
	told := p.told
	p.mu.Unlock()
	if ok && p.now().Sub(s.at) <= placeLife {
		return s.what, nil
	}
	found, cursor := false, ""
	for {
		ids, next, err := p.api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: id, Cursor: cursor, Limit: 200})
		if err != nil {
			return false, fmt.Errorf("ask slack who is in channel %s: %w", id, err)
		}
		for _, m := range ids {
			u, err := p.user(ctx, m, personLife)
			if err != nil {
				return false, err
			}
			found = found || !u.IsBot && !p.member(u)
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.told == told {
		p.guests[id] = seen[bool]{found, p.now()}
	}
	return found, nil
}

// errNoChannel is the cause where a channel is named that Slack doesn't show us.
var errNoChannel = errors.New("no such channel, or owed is not in it")

// Find gives the id of a channel named by id or #name.
func (p *people) Find(ctx context.Context, name string) (string, error) {
	if name == "" || name[0] != '#' {
		return name, nil
	}
	cursor := ""
	for {
		chs, next, err := p.api.GetConversationsContext(ctx, &slack.GetConversationsParameters{
			Types: []string{"public_channel", "private_channel"}, ExcludeArchived: true, Limit: 200, Cursor: cursor,
		})
		if err != nil {
			return "", fmt.Errorf("look for channel %s: %w", name, err)
		}
		for _, ch := range chs {
			if ch.Name == name[1:] {
				return ch.ID, nil
			}
		}
		if cursor = next; cursor == "" {
			return "", fmt.Errorf("channel %s: %w", name, errNoChannel)
		}
	}
}
