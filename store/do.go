package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"owed.dev/owed/ledger"
)

// maxTries is how often a change is decided anew because somebody else was faster, or because more had to be read.
const maxTries = 64

// Do changes a vendor: it loads what is needed, decides, and commits in one step; again, if somebody was faster or the
// decision must see more (ledger.NeedMore). The idempotency key is that of the change: the same key again gives the
// first result and no second effect. A decision without events changes nothing.
func (t *Team) Do(ctx context.Context, v ledger.VendorID, need ledger.Need, x ledger.Extra, decide func(*ledger.Account, ledger.Team) (ledger.Change, error)) (ledger.Result, error) {
	release, err := t.vendors.take(ctx, v)
	if err != nil {
		return ledger.Result{}, err
	}
	defer release()
	if !x.Look {
		if r, done, err := t.guess(ctx, v, need, x, decide); done {
			return r, err
		}
	}
	need.Items = slices.Clone(need.Items)
	for try := range maxTries {
		if err := pause(ctx, try); err != nil {
			return ledger.Result{}, err
		}
		l, err := t.load(ctx, v, wanted{need: need, counters: true})
		if err != nil {
			return ledger.Result{}, err
		}
		r, again, err := t.attempt(ctx, l, &need, x, decide)
		if err != nil || !again {
			return r, err
		}
	}
	return ledger.Result{}, busy(v)
}

// maxGuesses is how many items are taken to be absent without a look.
const maxGuesses = 1000

// guess saves the question: it decides on what is remembered of the vendor, takes items that are not to be absent, which a
// new invoice is, and commits. The script checks all of it. done is false where that led to nothing, or to a refusal:
// what people are told rests on what was read.
func (t *Team) guess(ctx context.Context, v ledger.VendorID, need ledger.Need, x ledger.Extra, decide decision) (r ledger.Result, done bool, err error) {
	l, c := t.guessed(t.cards.get(v), need, decide)
	if l == nil {
		return r, false, nil
	}
	r, again, err := t.commit(ctx, l, c, x)
	return r, !again, err
}

// guessed is a decision on what is known of a vendor; nil where that can't be enough, or led to nothing.
func (t *Team) guessed(known *card, need ledger.Need, decide decision) (*loaded, ledger.Change) {
	l := t.remembered(known, need)
	if l == nil {
		return nil, ledger.Change{}
	}
	c, err := l.decide(decide)
	if err != nil || len(c.Events) == 0 || len(c.Uses) > 0 || len(l.missing(c)) > 0 || l.movesUp(c) {
		return nil, ledger.Change{}
	}
	clear(c.After.Next)
	return l, c
}

// remembered is a vendor as this process knows it; nil where that can't be enough.
func (t *Team) remembered(known *card, need ledger.Need) *loaded {
	team := t.teamCard()
	if known == nil || team == nil || need.Open > 0 || len(need.Items) > maxGuesses {
		return nil
	}
	shared, err := known.parsed()
	if err != nil {
		return nil
	}
	l := newLoaded(known, team, shared)
	for _, s := range ledger.AllSeries {
		l.a.Next[s] = ledger.BeyondIDs // a guess that gives out IDs is thrown away
	}
	for _, item := range need.Items {
		if !l.knows[item] {
			l.knows[item] = true
			l.absent = append(l.absent, item)
		}
	}
	return l
}

// decide asks for the decision on what was loaded.
func (l *loaded) decide(decide decision) (ledger.Change, error) {
	if err := l.a.Vendor.Frozen(); err != nil {
		return ledger.Change{}, err
	}
	return decide(l.a, l.team.Team)
}

// before is the result of the same key committed before. It is asked for only where a decision is refused now: the same
// payload, delivered again, finds its own effect in the way.
func (t *Team) before(ctx context.Context, key string) (ledger.Result, bool) {
	if key == "" {
		return ledger.Result{}, false
	}
	known, err := t.s.client.Get(ctx, t.k.idem(key)).Result()
	if err != nil {
		return ledger.Result{}, false
	}
	_, seq, ids := parseFirst(known)
	return ledger.Result{Seq: seq, IDs: ids, Replayed: true}, true
}

// attempt decides on what was loaded and commits. again is set where it must be loaded anew.
func (t *Team) attempt(ctx context.Context, l *loaded, need *ledger.Need, x ledger.Extra, decide decision) (r ledger.Result, again bool, err error) {
	c, err := l.decide(decide)
	if more, ok := errors.AsType[*ledger.NeedMore](err); ok {
		if !grow(need, more) {
			return r, false, fmt.Errorf("store: a decision about %s asks again for what it was given: %d open invoices, %v", l.a.Vendor.Slug, more.Open, more.Items)
		}
		return r, true, nil
	}
	if err != nil {
		if first, ok := t.before(ctx, x.Key); ok {
			return first, false, nil
		}
		return r, false, err
	}
	if len(c.Events) == 0 {
		return ledger.Result{Change: c, Seq: l.a.Seq, Account: l.a}, false, nil
	}
	missing := l.missing(c)
	if l.movesUp(c) {
		older, err := t.itemNames(ctx, c.Vendor, ledger.ItemIncident, incidentsLooked)
		if err != nil {
			return r, false, err
		}
		missing = append(missing, slices.DeleteFunc(older, func(item string) bool { return l.knows[item] })...)
	}
	if len(missing) > 0 {
		need.Items = append(need.Items, missing...)
		return r, true, nil
	}
	if len(c.Uses) == 0 {
		return t.commit(ctx, l, c, x)
	}
	return t.commitIDs(ctx, l, c, x, decide)
}

// decision is what Do is given.
type decision = func(*ledger.Account, ledger.Team) (ledger.Change, error)

// grow adds what more asks for; false where it asks for nothing new.
func grow(need *ledger.Need, more *ledger.NeedMore) bool {
	grown := more.Open > need.Open
	need.Open = max(need.Open, more.Open)
	for _, item := range more.Items {
		if !slices.Contains(need.Items, item) {
			need.Items = append(need.Items, item)
			grown = true
		}
	}
	return grown
}

// missing are the items that the change alters, or that its events name, and that were not loaded. A decision that did
// not see them may have taken them for absent, so it is made again with them.
func (l *loaded) missing(c ledger.Change) []string {
	given := map[string]bool{}
	for _, id := range c.IDs {
		given[ledger.ItemOf(string(id))] = true
	}
	var out []string
	for _, item := range append(c.Touched(), named(l.a, c.Events)...) {
		if !l.knows[item] && !given[item] && !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	return out
}

// incidentsLooked is among how many incidents the one that moves up is looked for.
const incidentsLooked = 1000

// movesUp reports whether an incident goes from the card, so that an older one, which the card does not hold, moves up.
func (l *loaded) movesUp(c ledger.Change) bool {
	if c.After == nil || !l.a.Partial {
		return false
	}
	for id, i := range l.a.Incidents {
		if i.Live() && !c.After.Incidents[id].Live() {
			return true
		}
	}
	return false
}

// commitIDs commits a change that gives out IDs. Such changes go one by one through this process, and each is decided on
// the numbers that the one before it left, so that they don't refuse each other.
func (t *Team) commitIDs(ctx context.Context, l *loaded, c ledger.Change, x ledger.Extra, decide decision) (r ledger.Result, again bool, err error) {
	if err := t.ids.take(ctx); err != nil {
		return r, false, err
	}
	defer t.ids.leave()
	moved := false
	for s, n := range c.Uses {
		if last := t.ids.last[s]; last > n {
			l.a.Next[s], moved = last, true
		}
	}
	if moved {
		if c, err = decide(l.a, l.team.Team); err != nil {
			return r, false, err
		}
	}
	r, again, err = t.commit(ctx, l, c, x)
	if again {
		clear(t.ids.last)
	}
	if err == nil && !again && !r.Replayed {
		for s := range c.Uses {
			t.ids.last[s] = c.After.Next[s]
		}
	}
	return r, again, err
}

// DoTeam changes what belongs to no vendor: roles, settings, denials.
func (t *Team) DoTeam(ctx context.Context, x ledger.Extra, decide func(ledger.Team) (ledger.Change, error)) (ledger.Result, error) {
	release, err := t.vendors.take(ctx, ledger.TeamJournal)
	if err != nil {
		return ledger.Result{}, err
	}
	defer release()
	for try := range maxTries {
		if err := pause(ctx, try); err != nil {
			return ledger.Result{}, err
		}
		l, err := t.loadTeam(ctx)
		if err != nil {
			return ledger.Result{}, err
		}
		c, err := decide(l.team.Team)
		if err != nil || len(c.Events) == 0 {
			return ledger.Result{Change: c, Seq: l.team.Team.Seq}, err
		}
		c.Base, c.Team = l.team.Team.Seq, true
		if c.By.At.Before(l.team.LastAt) {
			c.By.At = l.team.LastAt
		}
		if c.After != nil {
			if err := t.stranger(ctx, c.After.Vendor.Slug); err != nil {
				return ledger.Result{}, err
			}
		}
		r, again, err := t.commit(ctx, l, c, x)
		if err != nil || !again {
			return r, err
		}
	}
	return ledger.Result{}, busy(ledger.TeamJournal)
}

// Add puts a change of the team's record there that is decided already: a vendor added.
func (t *Team) Add(ctx context.Context, c ledger.Change, x ledger.Extra) (ledger.Result, error) {
	return t.DoTeam(ctx, x, func(ledger.Team) (ledger.Change, error) { return c, nil })
}

// loadTeam reads the team's record as it is now.
func (t *Team) loadTeam(ctx context.Context) (*loaded, error) {
	c, _, _, err := t.read(ctx, ledger.TeamJournal, wanted{})
	if err != nil {
		return nil, err
	}
	team := &teamCard{}
	if len(c.raw) > 0 {
		if err := json.Unmarshal(c.raw, &team.teamCore); err != nil {
			return nil, broken(t.k.items(ledger.TeamJournal), err)
		}
	}
	team.settings = "" // what is decided about the team stands on its own version
	return &loaded{card: c, team: team}, nil
}

// pause waits a little before a change is decided anew, longer each time.
func pause(ctx context.Context, try int) error {
	if try < 4 {
		return ctx.Err()
	}
	wait := time.NewTimer(time.Duration(try) * time.Millisecond / 2)
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func busy(v ledger.VendorID) error {
	return &ledger.Error{Kind: ledger.Unavailable, Say: "Others are changing the same record just now. Nothing was recorded; please try again.", Err: fmt.Errorf("store: %s was changed by others %d times in a row", v, maxTries)}
}
