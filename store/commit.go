package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

const (
	// keyLife is how long an idempotency key is remembered; Slack gives up on an envelope within minutes.
	keyLife = 7 * 24 * time.Hour
	// repeatWindow is how long a person who types the same again is asked whether it shall be recorded again.
	repeatWindow = 10 * time.Minute
)

// What lua/commit.lua answers.
const (
	committed = iota
	sameKey
	typedAgain
	versionMoved
	countersMoved
	nameTaken
	itemThere
	journalUnfit
)

// markLen is how much of an entry's hash, in hex, stands for it where only the same commit is to be known again.
const markLen = 16

// draft is a change on its way into the journal.
type draft struct {
	c      ledger.Change
	x      ledger.Extra
	vendor ledger.VendorID // whose journal
	seq    int64
	entry  []byte
	hash   ledger.Hash
	core   []byte // of the team, after the change
	plan   ledger.Plan
	left   *card    // the vendor after the change
	names  []string // that must be free
	owner  string   // who may have them already
	w      *writes
}

// commit puts a change into its journal. again is set where it must be decided anew.
func (t *Team) commit(ctx context.Context, l *loaded, c ledger.Change, x ledger.Extra) (r ledger.Result, again bool, err error) {
	if err := t.register(ctx); err != nil {
		return r, false, err
	}
	d, err := t.draft(l, c, x)
	if err != nil {
		return r, false, err
	}
	return t.send(ctx, l, d)
}

// send puts a draft into Redis.
func (t *Team) send(ctx context.Context, l *loaded, d *draft) (r ledger.Result, again bool, err error) {
	keys, args := t.arguments(l, d)
	out, unreplicated, err := t.s.write(ctx, commitScript, keys, args)
	if err != nil {
		return r, false, unavailable(err, "commit to "+string(d.vendor))
	}
	return t.outcome(d, out, unreplicated)
}

// roomForOps is how many commands a usual commit makes.
const roomForOps = 16

// draft works out all that the commit writes.
func (t *Team) draft(l *loaded, c ledger.Change, x ledger.Extra) (*draft, error) {
	if at := c.By.At; at.Location() != time.UTC || at.Nanosecond()%int(time.Millisecond) != 0 {
		return nil, fmt.Errorf("store: the entry's time is %s; the journal keeps UTC and whole milliseconds", at)
	}
	if c.By.Key == "" {
		c.By.Key = "once:" + rand.Text()
	}
	d := &draft{c: c, x: x, vendor: c.Vendor, seq: c.Base + 1, w: &writes{ops: make([]op, 0, roomForOps)}}
	if c.Team {
		d.vendor = ledger.TeamJournal
	}
	var err error
	if d.entry, err = ledger.EntryOf(t.id, c).Marshal(); err != nil {
		return nil, err
	}
	last, err := lastHash(t.id, d.vendor, l.card.hash)
	if err != nil {
		return nil, broken(t.k.head(d.vendor), err)
	}
	d.hash = last.Next(d.entry)
	_, rev, _ := strings.Cut(l.card.version, ".")
	d.left = &card{version: fmt.Sprintf("%d.%s", d.seq, rev), hash: d.hash.String(), after: c.After}
	if c.Team {
		if err := t.draftTeam(l, d); err != nil {
			return nil, err
		}
	}
	if c.After == nil {
		d.plan.Matters = c.Tell
		return d, nil
	}
	return d, t.draftVendor(l, d)
}

// lastHash is the hash of a journal's last entry, or that before its first.
func lastHash(team string, v ledger.VendorID, hash string) (h ledger.Hash, err error) {
	if hash == "" {
		return ledger.Root(team, v), nil
	}
	b, err := hex.DecodeString(hash)
	if err == nil && copy(h[:], b) != len(h) {
		err = fmt.Errorf("the hash %q is too short", hash)
	}
	return h, err
}

// draftTeam works out the team's own record.
func (t *Team) draftTeam(l *loaded, d *draft) error {
	tc := l.team.teamCore
	tc.Team.Roles, tc.Team.Settings = maps.Clone(tc.Team.Roles), maps.Clone(tc.Team.Settings)
	tc.Team.Apply(ledger.Meta{Seq: d.seq, At: d.c.By.At, Actor: d.c.By.Actor}, d.c.Events...)
	tc.LastAt = d.c.By.At
	var err error
	if d.core, err = json.Marshal(tc); err != nil {
		return fmt.Errorf("write the team's record: %w", err)
	}
	d.w.add("HSET", t.k.items(ledger.TeamJournal), coreField, string(d.core))
	if slices.ContainsFunc(d.c.Events, changesSettings) {
		d.w.add("HINCRBY", t.k.counters(), settingsVersion, 1)
		d.w.add("ZADD", t.k.timers(), 0, string(ledger.TeamJournal))
	}
	return nil
}

// changesSettings reports whether an event changes what the plans of all vendors rest on.
func changesSettings(e ledger.Event) bool {
	switch e.(type) {
	case *ledger.RoleSet, *ledger.SettingSet:
		return true
	}
	return false
}

// draftVendor works out the vendor's figures, items and indexes.
func (t *Team) draftVendor(l *loaded, d *draft) error {
	after := d.c.After
	slug := after.Vendor.Slug
	counts, touched := changedDays(l.a, after), d.c.Touched()
	before, err := t.k.viewOf(l.a, touched, counts)
	if err != nil {
		return err
	}
	now, err := t.k.viewOf(after, touched, counts)
	if err != nil {
		return err
	}
	core, err := after.MarshalCore()
	if err != nil {
		return fmt.Errorf("write the account of %s: %w", slug, err)
	}
	if d.c.Team {
		d.w.add("HSET", t.k.head(slug), "added", d.seq)
	}
	if member, ok := pastOf(l.a, d.c.By.At); ok {
		d.w.add("ZADD", t.k.past(slug), 0, member)
	}
	d.w.add("HSET", t.k.items(slug), coreField, core) // the items that changed go with it
	t.k.diff(d.w, slug, before, now)
	if d.names = newNames(before.names, now.names); l.a != nil {
		d.owner = string(slug)
	}
	for _, s := range slices.Sorted(maps.Keys(d.c.Uses)) {
		d.w.gather("HSET", t.k.counters(), string(s), after.Next[s])
	}
	d.plan = t.s.o.Plan(after, l.team.Team, d.c.Events, d.c.By.At)
	t.k.armed(d.w, slug, d.plan.Next)
	return nil
}

// newNames are the names after a change, if it changed them.
func newNames(before, after []string) []string {
	if slices.Equal(before, after) {
		return nil
	}
	return after
}

// armed adds when to look at the vendor again, where that is sooner. A timer that is due must outlive a commit: what time
// alone has changed since the last look is found by the sweep, which then sets the timer to what is right.
func (k keys) armed(w *writes, slug ledger.VendorID, next time.Time) {
	if !next.IsZero() {
		w.add("ZADD", k.timers(), "LT", next.UnixMilli(), string(slug))
	}
}

// arguments are the keys and arguments of lua/commit.lua.
func (t *Team) arguments(l *loaded, d *draft) ([]string, []any) {
	k := t.k
	keys := []string{k.head(d.vendor), k.journal(d.vendor), k.counters(), k.idem(d.c.By.Key), k.repeat(d.x.Repeat), k.vendors(), k.outbox(), k.causes(), k.items(d.vendor)}
	hash := d.left.hash
	mark := hash[:markLen]
	repeat := ""
	if d.x.Repeat != "" {
		repeat = fmt.Sprintf("%d|%s", d.seq, joinIDs(d.c.IDs))
	}
	args := make([]any, 0, 16+2*len(d.c.Uses)+2*len(d.names)+len(l.absent)+2*len(d.plan.Matters)+d.w.arguments())
	args = append(args,
		l.card.version, l.team.settings, d.seq, d.entry, d.hash[:], hash,
		fmt.Sprintf("%s|%d|%s", mark, d.seq, joinIDs(d.c.IDs)), keyLife.Milliseconds(), repeat, repeatWindow.Milliseconds(), bit(d.x.Again), mark)
	lists := len(args)
	args = append(args, nil)
	for _, s := range slices.Sorted(maps.Keys(d.c.Uses)) {
		args = append(args, string(s), strconv.FormatInt(d.c.Uses[s], 10))
	}
	for _, n := range d.names {
		args = append(args, n, d.owner)
	}
	for _, item := range l.absent {
		args = append(args, item)
	}
	for _, m := range d.plan.Matters {
		args = append(args, member(d.c.Vendor, m.Matter), m.After.Milliseconds())
	}
	shape := shapeOf(len(d.c.Uses), len(d.names), len(l.absent), len(d.plan.Matters))
	keys, args, shape = d.w.append(keys, args, shape)
	args[lists] = shape
	return keys, args
}

// outcome is what the script's answer means.
func (t *Team) outcome(d *draft, out []any, unreplicated bool) (r ledger.Result, again bool, err error) {
	code, _ := out[0].(int64)
	switch code {
	case committed:
		t.noteImporting(text(out[1]))
		return t.done(d, unreplicated), false, nil
	case sameKey:
		mark, seq, ids := parseFirst(text(out[1]))
		if mark == d.left.hash[:markLen] { // an earlier try of this very commit, whose answer was lost
			return t.done(d, unreplicated), false, nil
		}
		return ledger.Result{Change: d.c, Seq: seq, IDs: ids, Replayed: true, Unreplicated: unreplicated}, false, nil
	case typedAgain:
		_, seq, ids := parseFirst(text(out[1]))
		ago, _ := out[2].(int64)
		return r, false, &ledger.Repeated{Seq: seq, IDs: ids, Ago: time.Duration(ago) * time.Millisecond}
	case nameTaken:
		return r, false, &ledger.Error{Kind: ledger.Conflict, Say: fmt.Sprintf("“%s” is taken: %s is called so already. See `/owed %s`. Nothing was recorded.", text(out[1]), text(out[2]), text(out[2]))}
	case versionMoved, countersMoved, itemThere:
		return r, true, nil
	case journalUnfit:
		return r, false, t.unfit(d.vendor)
	}
	return r, false, fmt.Errorf("store: commit.lua answered %v", out)
}

// done is the result of a change that is in the journal; what the process remembers moves on with it.
func (t *Team) done(d *draft, unreplicated bool) ledger.Result {
	if !d.c.Team {
		t.cards.put(d.vendor, d.left)
	}
	if t.s.o.Armed != nil && !d.plan.Next.IsZero() {
		t.s.o.Armed(d.plan.Next)
	}
	return ledger.Result{Change: d.c, Seq: d.seq, IDs: d.c.IDs, Account: d.c.After, Unreplicated: unreplicated}
}

// member is the name of a matter in the outbox.
func member(v ledger.VendorID, matter string) string { return string(v) + "|" + matter }

func joinIDs(ids []ledger.ID) string {
	var b strings.Builder
	for n, id := range ids {
		if n > 0 {
			b.WriteByte(',')
		}
		b.WriteString(string(id))
	}
	return b.String()
}

// parseFirst reads "hash|seq|ids" or "ms|seq|ids".
func parseFirst(s string) (head string, seq int64, ids []ledger.ID) {
	head, seq, list := cutFirst(s)
	for id := range strings.SplitSeq(list, ",") {
		if id != "" {
			ids = append(ids, ledger.ID(id))
		}
	}
	return head, seq, ids
}

// cutFirst is parseFirst that leaves the ids as they are.
func cutFirst(s string) (head string, seq int64, ids string) {
	head, rest, _ := strings.Cut(s, "|")
	number, ids, _ := strings.Cut(rest, "|")
	seq, _ = strconv.ParseInt(number, 10, 64)
	return head, seq, ids
}

// write runs a script that writes, and waits for replicas where that is asked for.
func (s *Store) write(ctx context.Context, c script, keys []string, args []any) (out []any, unreplicated bool, err error) {
	if s.o.Replicas == 0 {
		out, err = c.run(ctx, s.scripts, keys, args...).Slice()
		return out, false, err
	}
	return s.writeReplicated(ctx, c, keys, args)
}

// writeReplicated sends the script and WAIT together on one connection, so that WAIT is about this very write.
func (s *Store) writeReplicated(ctx context.Context, c script, keys []string, args []any) ([]any, bool, error) {
	node, err := s.node(ctx, keys[0])
	if err != nil {
		return nil, false, err
	}
	send := func(run func(redis.Pipeliner) *redis.Cmd) (*redis.Cmd, *redis.Cmd, error) {
		p := node.Pipeline()
		cmd := run(p)
		wait := p.Do(ctx, "WAIT", s.o.Replicas, replicaWait.Milliseconds())
		_, err := p.Exec(ctx)
		return cmd, wait, err
	}
	cmd, wait, err := send(func(p redis.Pipeliner) *redis.Cmd { return p.EvalSha(ctx, c.sha, keys, args...) })
	if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
		cmd, wait, err = send(func(p redis.Pipeliner) *redis.Cmd { return p.Eval(ctx, c.source, keys, args...) })
	}
	if cmd.Err() != nil {
		return nil, false, cmd.Err()
	}
	out, err2 := cmd.Slice()
	if err2 != nil {
		return nil, false, err2
	}
	n, waitErr := wait.Int()
	if err != nil || waitErr != nil {
		s.o.Log.WarnContext(ctx, "redis did not say how many replicas have the change", "err", waitErr)
	}
	return out, n < s.o.Replicas, nil
}

// node is the connection to the primary that holds a key.
func (s *Store) node(ctx context.Context, key string) (redis.UniversalClient, error) {
	if c, ok := s.client.(*redis.ClusterClient); ok {
		return c.MasterForKey(ctx, key)
	}
	return s.client, nil
}

// unfit refuses to go on with a journal that does not hold what its head says.
func (t *Team) unfit(v ledger.VendorID) error {
	whose := "The journal of " + string(v)
	if v == ledger.TeamJournal {
		whose = "The journal of the team itself, which names the vendors,"
	}
	return &ledger.Error{
		Kind: ledger.Internal, Say: whose + " does not hold what its head says: entries are gone, or were put in by hand. Nothing was recorded. Whoever runs owed should run `owed verify`, which says what is missing.",
		Err: fmt.Errorf("store: %s does not fit to its head", t.k.journal(v)),
	}
}
