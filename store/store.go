package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// Options are what a Store needs besides Redis itself.
type Options struct {
	Plan     ledger.Planner  // which matters and moments follow from an account; nil: none
	Armed    func(time.Time) // told, after each change, when its vendor has to be looked at next; nil: nobody
	Replicas int             // acknowledge a change when so many replicas have it; 0: the primary alone
	Log      *slog.Logger    // nil: silent
}

// replicaWait is how long a commit waits for replicas before it says "recorded, not yet on a replica".
const replicaWait = 2 * time.Second

// Store is a connection to the ledger in Redis. It is safe for concurrent use.
type Store struct {
	client  redis.UniversalClient
	scripts *scripts // the same client, for scripts that many call at once
	o       Options

	mu    sync.Mutex
	teams map[string]*Team
}

// Open connects to Redis. The url is redis://… or rediss://…, several of them separated by commas for a cluster, or
// redis-sentinel://host:port,host2:port/master?db=0.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	client, err := dial(url)
	if err != nil {
		return nil, err
	}
	s := New(client, o)
	if err := s.Ping(ctx); err != nil {
		_ = client.Close()
		return nil, err
	}
	return s, nil
}

// New is a Store on a connection that the caller has made.
func New(c redis.UniversalClient, o Options) *Store {
	if o.Plan == nil {
		o.Plan = func(*ledger.Account, ledger.Team, []ledger.Event, time.Time) ledger.Plan { return ledger.Plan{} }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Store{client: c, scripts: &scripts{client: c}, o: o, teams: map[string]*Team{}}
}

// Close ends the connection.
func (s *Store) Close() error { return s.client.Close() }

// Ping reports whether Redis answers.
func (s *Store) Ping(ctx context.Context) error {
	return unavailable(s.client.Ping(ctx).Err(), "ask Redis whether it is there")
}

// Teams are the Slack teams of which something is kept here, sorted. Where the list of them is gone they are found by their
// journals, which takes a look at all keys: it is for an operator's commands.
func (s *Store) Teams(ctx context.Context) ([]string, error) {
	teams, err := s.client.SMembers(ctx, teamsKey).Result()
	if err == nil && len(teams) == 0 || redis.HasErrorPrefix(err, "WRONGTYPE") {
		teams, err = s.teamsByKeys(ctx)
	}
	slices.Sort(teams)
	return teams, unavailable(err, "list the teams")
}

// listTeams puts a team into the list of teams; where that is no list, it is made anew, of all of them.
func (s *Store) listTeams(ctx context.Context, id string) error {
	err := s.client.SAdd(ctx, teamsKey, id).Err()
	if redis.HasErrorPrefix(err, "WRONGTYPE") {
		all, found := s.teamsByKeys(ctx)
		if found != nil {
			return unavailable(found, "list the teams")
		}
		p := s.client.TxPipeline()
		p.Del(ctx, teamsKey)
		p.SAdd(ctx, teamsKey, append(all, id))
		_, err = p.Exec(ctx)
	}
	return unavailable(err, "list the team")
}

func (s *Store) teamsByKeys(ctx context.Context) (teams []string, err error) {
	var mu sync.Mutex
	look := func(ctx context.Context, c redis.UniversalClient) error {
		keys := c.Scan(ctx, 0, "owed:{*}:journal:"+string(ledger.TeamJournal), keysAtOnce).Iterator()
		for keys.Next(ctx) {
			id, _, _ := strings.Cut(strings.TrimPrefix(keys.Val(), "owed:{"), "}")
			mu.Lock()
			if !slices.Contains(teams, id) {
				teams = append(teams, id)
			}
			mu.Unlock()
		}
		return keys.Err()
	}
	if c, ok := s.client.(*redis.ClusterClient); ok {
		return teams, c.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error { return look(ctx, c) })
	}
	return teams, look(ctx, s.client)
}

// Fsync says when Redis writes to disk: "always", "everysec", "no", or "none: …" with the reason where it never does.
func (s *Store) Fsync(ctx context.Context) (string, error) {
	all, err := s.client.ConfigGet(ctx, "append*").Result()
	switch {
	case err != nil && strings.Contains(strings.ToLower(err.Error()), "unknown command"):
		return "none: embedded", nil
	case err != nil:
		return "", unavailable(err, "read appendfsync")
	case all["appendonly"] == "no":
		return "none: appendonly is off", nil
	}
	return all["appendfsync"], nil
}

// Memory is how Redis uses its memory.
type Memory struct {
	Policy string // what it throws away where it is full: maxmemory-policy
	Node   int64  // how large a node of a stream may be, in bytes; 0: no bound
}

// Memory reads it; the embedded Redis, which has no such settings, gives nothing and no error.
func (s *Store) Memory(ctx context.Context) (m Memory, err error) {
	for _, name := range []string{"maxmemory-policy", "stream-node-max-bytes"} {
		got, err := s.client.ConfigGet(ctx, name).Result()
		switch {
		case err != nil && strings.Contains(strings.ToLower(err.Error()), "unknown command"):
			return m, nil
		case err != nil:
			return m, unavailable(err, "read "+name)
		}
		if name == "maxmemory-policy" {
			m.Policy = got[name]
		} else if m.Node, err = strconv.ParseInt(got[name], 10, 64); err != nil {
			return m, fmt.Errorf("store: Redis gives %q for %s", got[name], name)
		}
	}
	return m, nil
}

// Team is the ledger of one Slack team. There is one value per team, so that its caches are shared.
func (s *Store) Team(id string) *Team {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.teams[id]
	if !ok {
		t = newTeam(s, id)
		s.teams[id] = t
	}
	return t
}

// Team is the ledger of one Slack team.
type Team struct {
	s       *Store
	id      string
	k       keys
	cards   *cache
	vendors locks
	ids     idLock
	names   namesCache
	known   knownTeam

	importing atomic.Pointer[string] // the vendors of which a file is being recorded, as last read
}

func newTeam(s *Store, id string) *Team {
	return &Team{s: s, id: id, k: keysOf(id), cards: newCache(cachedCards), vendors: newLocks(), ids: newIDLock()}
}

// ID is the Slack team's id.
func (t *Team) ID() string { return t.id }

// knownTeam remembers that the team stands in the list of teams.
type knownTeam struct {
	mu   sync.Mutex
	done bool
}

// register puts the team into the list of teams; on a cluster that key may be in another slot, so no script can do it.
func (t *Team) register(ctx context.Context) error {
	t.known.mu.Lock()
	defer t.known.mu.Unlock()
	if t.known.done {
		return nil
	}
	if err := t.s.client.SAdd(ctx, teamsKey, t.id).Err(); err != nil {
		return unavailable(err, "list the team")
	}
	t.known.done = true
	return nil
}

// unavailable marks an error of Redis as one that passes; nil stays nil.
func unavailable(err error, what string) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	if strings.Contains(err.Error(), "WRONGTYPE") { // Redis is there; a script's error has its own words around it
		return broken(what, err)
	}
	return &ledger.Error{Kind: ledger.Unavailable, Say: "The record (Redis) is out of reach just now. Nothing is lost; please try again.", Err: fmt.Errorf("%s: %w", what, err)}
}

// broken is the error of something in Redis that can't be read: what is there, and what helps.
func broken(key string, err error) error {
	return &ledger.Error{Kind: ledger.Internal, Say: "A part of the record can't be read; an admin should run `owed verify`.", Err: &unreadable{key, err}}
}

// unreadable is what can't be read at a key.
type unreadable struct {
	key string
	err error
}

// Error names the key.
func (u *unreadable) Error() string { return u.key + ": " + u.err.Error() }

// Unwrap is why.
func (u *unreadable) Unwrap() error { return u.err }

// Unreadable reports whether an error says that a part of the record can't be read, and of which vendor, where it is of one.
func Unreadable(err error) (v ledger.VendorID, ok bool) {
	u, ok := errors.AsType[*unreadable](err)
	if !ok {
		return "", false
	}
	key, _, _ := strings.Cut(u.key, " ")
	if kind, of, ok := vendorOf(key); ok && slices.Contains([]string{"items", "head", "journal", "steps", "past"}, kind) {
		v = of
	}
	return v, true
}
