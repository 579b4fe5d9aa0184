package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// The fields of counters that are no series.
const (
	settingsVersion = "_settings"
	namesVersion    = "_names"
)

// teamCore is what is kept of the team itself, where a vendor has its account.
type teamCore struct {
	LastAt time.Time   `json:"last_at"`
	Team   ledger.Team `json:"team"`
}

// teamCard is the team's record as it was read.
type teamCard struct {
	settings string // version of roles and settings
	teamCore
}

// loaded is what a decision is made on.
type loaded struct {
	card  *card
	team  *teamCard
	a     *ledger.Account // the caller's own copy
	knows map[string]bool // items that are there, or known not to be

	absent []string // items taken to be absent without a look: the commit must find them so
}

// wanted says what load reads besides the account's core.
type wanted struct {
	need     ledger.Need
	counters bool
	teamOnly bool // nothing of the vendor
}

// reply is what lua/load.lua returns.
type reply struct {
	version, hash  string
	core           *string
	settings       string
	team           *string
	counters, open []any
	items          []any
}

// Card is what is known of a vendor without its items: what its card shows. It costs one round trip, whatever the number
// of its invoices. The account is shared: read only.
func (t *Team) Card(ctx context.Context, v ledger.VendorID) (*ledger.Account, error) {
	c, _, _, err := t.read(ctx, v, wanted{})
	if err != nil {
		return nil, err
	}
	return c.parsed()
}

// Load is a vendor's account with the items needed, in one round trip. The account is the caller's own.
func (t *Team) Load(ctx context.Context, v ledger.VendorID, need ledger.Need) (*ledger.Account, error) {
	l, err := t.load(ctx, v, wanted{need: need})
	if err != nil {
		return nil, err
	}
	return l.a, nil
}

// Wanted is a vendor, and what is needed of it.
type Wanted struct {
	Vendor ledger.VendorID
	Need   ledger.Need
}

// Loaded is what was wanted, and the team's roles and settings as they were at the same moment.
type Loaded struct {
	Account *ledger.Account // the caller's own
	Team    ledger.Team     // shared: read only
	Err     error
}

// LoadAll loads many vendors in one round trip. One that can't be read has its error; the others are whole.
func (t *Team) LoadAll(ctx context.Context, wants []Wanted) []Loaded {
	known, team := make([]*card, len(wants)), t.teamCard()
	calls := make([]call, len(wants))
	for n, w := range wants {
		known[n] = t.cards.get(w.Vendor)
		keys, args := t.question(w.Vendor, wanted{need: w.Need}, known[n], team)
		calls[n] = call{keys, args}
	}
	out := make([]Loaded, len(wants))
	for n, cmd := range loadScript.all(ctx, t.s.client, calls) {
		out[n] = t.loadedOne(wants[n], cmd, known[n], team)
	}
	return out
}

func (t *Team) loadedOne(w Wanted, cmd *redis.Cmd, known *card, team *teamCard) Loaded {
	values, err := cmd.Slice()
	if err != nil {
		return Loaded{Err: unavailable(err, "read "+string(w.Vendor))}
	}
	r, err := t.answer(w.Vendor, values)
	if err != nil {
		return Loaded{Err: err}
	}
	c, team, err := t.believe(w.Vendor, r, known, team)
	if err != nil {
		return Loaded{Err: err}
	}
	l, err := t.assemble(w.Vendor, wanted{need: w.Need}, c, team, r)
	if err != nil {
		return Loaded{Err: err}
	}
	return Loaded{Account: l.a, Team: team.Team}
}

// Settings are the team's roles and settings. The value is shared: read only.
func (t *Team) Settings(ctx context.Context) (ledger.Team, error) {
	_, tc, _, err := t.read(ctx, ledger.TeamJournal, wanted{teamOnly: true})
	if err != nil {
		return ledger.Team{}, err
	}
	return tc.Team, nil
}

// load reads an account with items into a copy that the caller may add to.
func (t *Team) load(ctx context.Context, v ledger.VendorID, w wanted) (*loaded, error) {
	c, tc, r, err := t.read(ctx, v, w)
	if err != nil {
		return nil, err
	}
	return t.assemble(v, w, c, tc, r)
}

// assemble puts the items that were read into a copy of the account.
func (t *Team) assemble(v ledger.VendorID, w wanted, c *card, tc *teamCard, r *reply) (*loaded, error) {
	shared, err := c.parsed()
	if err != nil {
		t.cards.drop(v)
		return nil, broken(t.k.items(v), err)
	}
	l := newLoaded(c, tc, shared)
	l.a = copyOf(l.a)
	if err := l.addItems(w.need, r); err != nil {
		return nil, broken(t.k.items(v), err)
	}
	for n := 0; n+1 < len(r.counters); n += 2 {
		field, value := text(r.counters[n]), text(r.counters[n+1])
		if !strings.HasPrefix(field, "_") {
			if l.a.Next[ledger.Series(field)], err = strconv.ParseInt(value, 10, 64); err != nil {
				return nil, broken(t.k.counters(), err)
			}
		}
	}
	return l, nil
}

// newLoaded is what a card shows, to decide on: the numbers given out are its own, all else is shared.
func newLoaded(c *card, tc *teamCard, shared *ledger.Account) *loaded {
	a := *shared
	a.Next = map[ledger.Series]int64{}
	l := &loaded{card: c, team: tc, a: &a, knows: map[string]bool{}}
	for _, item := range a.AppendItems(nil) {
		l.knows[item] = true
	}
	return l
}

func (l *loaded) addItems(need ledger.Need, r *reply) error {
	for n := 0; n+1 < len(r.open); n += 2 {
		item := text(r.open[n])
		l.knows[item] = true
		if err := l.a.AddItem(item, []byte(text(r.open[n+1]))); err != nil {
			return fmt.Errorf("%s: %w", item, err)
		}
	}
	for n, item := range need.Items {
		l.knows[item] = true
		if n >= len(r.items) || r.items[n] == nil {
			continue
		}
		if err := l.a.AddItem(item, []byte(text(r.items[n]))); err != nil {
			return fmt.Errorf("%s: %w", item, err)
		}
	}
	return nil
}

// copyOf is an account to which items can be added without a trace in a. Sums are shared: decisions copy before they add.
func copyOf(a *ledger.Account) *ledger.Account {
	c := *a
	c.Invoices, c.Movements, c.Requests = maps.Clone(a.Invoices), maps.Clone(a.Movements), maps.Clone(a.Requests)
	c.Disputes, c.Signals, c.Incidents, c.Contracts = maps.Clone(a.Disputes), maps.Clone(a.Signals), maps.Clone(a.Incidents), maps.Clone(a.Contracts)
	c.Rows, c.Next = maps.Clone(a.Rows), map[ledger.Series]int64{}
	return &c
}

// untouched is an account that shares everything with a, but remembers nothing of what was altered in it.
func untouched(a *ledger.Account) *ledger.Account {
	c := ledger.NewAccount(a.Vendor)
	c.Seq, c.LastAt, c.Partial = a.Seq, a.LastAt, a.Partial
	c.Sums, c.Drawn, c.Largest, c.Next = a.Sums, a.Drawn, a.Largest, a.Next
	c.Invoices, c.Movements, c.Requests, c.Disputes = a.Invoices, a.Movements, a.Requests, a.Disputes
	c.Signals, c.Incidents, c.Contracts, c.Rows = a.Signals, a.Incidents, a.Contracts, a.Rows
	return c
}

// read asks Redis for a vendor, or for the team itself, and whether what is remembered is still true.
func (t *Team) read(ctx context.Context, v ledger.VendorID, w wanted) (*card, *teamCard, *reply, error) {
	known, team := t.cards.get(v), t.teamCard()
	keys, args := t.question(v, w, known, team)
	out, err := loadScript.run(ctx, t.s.scripts, keys, args...).Slice()
	if err != nil {
		return nil, nil, nil, unavailable(err, "read "+string(v))
	}
	r, err := t.answer(v, out)
	if err != nil {
		return nil, nil, nil, err
	}
	c, team, err := t.believe(v, r, known, team)
	return c, team, r, err
}

// believe is the card and the team's record after what Redis said.
func (t *Team) believe(v ledger.VendorID, r *reply, known *card, team *teamCard) (*card, *teamCard, error) {
	var err error
	if r.team != nil {
		if *r.team == "" && r.settings != "0" {
			return nil, nil, t.olderRecord(ledger.TeamJournal)
		}
		if team, err = t.newTeamCard(r.settings, *r.team); err != nil {
			return nil, nil, err
		}
	}
	if r.core == nil {
		return known, team, nil
	}
	if *r.core == "" && r.version != "0.0" {
		return nil, nil, t.olderRecord(v)
	}
	c := &card{version: r.version, hash: r.hash, raw: []byte(*r.core)}
	switch {
	case v == ledger.TeamJournal:
	case *r.core == "":
		return nil, nil, &ledger.Error{Kind: ledger.NotFound, Say: fmt.Sprintf("There is no vendor “%s”. See `/owed`, or add it: `/owed add NAME as %s`", v, v)}
	default:
		t.cards.put(v, c)
	}
	return c, team, nil
}

// olderRecord refuses what is computed in the form of an earlier owed: it stands where this one does not look.
func (t *Team) olderRecord(v ledger.VendorID) error {
	return &ledger.Error{Kind: ledger.Unavailable, Say: "The record was kept by an earlier owed. Whoever runs owed has to run `owed rebuild` once; nothing is lost.", Err: fmt.Errorf("store: %s has entries, but no field %s in %s", v, coreField, t.k.items(v))}
}

// question is what lua/load.lua is asked.
func (t *Team) question(v ledger.VendorID, w wanted, known *card, team *teamCard) ([]string, []any) {
	keys := []string{t.k.head(v), t.k.items(v), t.k.counters(), t.k.items(ledger.TeamJournal), t.k.open(v)}
	args := []any{"", "", bit(w.counters), w.need.Open}
	switch {
	case w.teamOnly:
		args[0] = "-"
	case known != nil:
		args[0] = known.version
	}
	if team != nil {
		args[1] = team.settings
	}
	for _, item := range w.need.Items {
		args = append(args, item)
	}
	return keys, args
}

// answer is what lua/load.lua said.
func (t *Team) answer(v ledger.VendorID, out []any) (*reply, error) {
	if len(out) != 9 {
		return nil, broken(t.k.head(v), fmt.Errorf("load.lua gave %d values, want 9", len(out)))
	}
	r := &reply{version: text(out[0]), hash: text(out[1]), core: optional(out[2]), settings: text(out[3]), team: optional(out[4])}
	r.counters, _ = out[5].([]any)
	r.open, _ = out[6].([]any)
	r.items, _ = out[7].([]any)
	t.noteImporting(text(out[8]))
	return r, nil
}

func (t *Team) newTeamCard(version, raw string) (*teamCard, error) {
	tc := &teamCard{settings: version}
	if raw != "" {
		if err := json.Unmarshal([]byte(raw), &tc.teamCore); err != nil {
			return nil, broken(t.k.items(ledger.TeamJournal), err)
		}
	}
	t.names.mu.Lock()
	defer t.names.mu.Unlock()
	t.names.team = tc
	return tc, nil
}

func (t *Team) teamCard() *teamCard {
	t.names.mu.Lock()
	defer t.names.mu.Unlock()
	return t.names.team
}

func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// text is a value of a script's answer as a string; "" where there is none.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return ""
}

// optional tells "" from "none".
func optional(v any) *string {
	if s, ok := v.(string); ok {
		return &s
	}
	return nil
}
