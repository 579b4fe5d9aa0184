package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

const (
	// failingMatter is what could not be told for long, in the outbox and on the team's record; with a person after a colon,
	// the message in which that person reads of it.
	failingMatter = "failing"
	// failingAfter is how long something can't be told before it counts, failingLook how often it is looked at again, and
	// failingAgain how often it is said again.
	failingAfter = time.Minute
	failingLook  = time.Minute
	failingAgain = time.Hour
)

// stillFailing takes in that a matter could not be told. Once it has been so for long enough, it goes on the team's record,
// and the admins are told in person.
func (d *deliverer) stillFailing(ctx context.Context, t *telling, why error) {
	if _, own := d.troubleOf(t.claim.Matter); own || errors.Is(why, handlers.ErrUnfetched) {
		return // of the latter its thread will tell
	}
	key := t.claim.Key()
	d.mu.Lock()
	since, ok := d.failed[key]
	if !ok {
		since = time.Now()
		d.failed[key] = since
	}
	d.mu.Unlock()
	if time.Since(since) < d.patience {
		return
	}
	err := d.putOn(ctx, failingMatter, key, state(t.claim.Posted)+"|"+why.Error())
	if err != nil {
		d.bot.log.ErrorContext(ctx, "a matter can't be told, and that could not be put on record", "vendor", t.claim.Vendor, "matter", t.claim.Matter, "err", err)
	}
}

// state stands for what was posted of a matter: it changes with whatever is told.
func state(p ledger.Posted) string {
	sum := sha256.Sum256(fmt.Append(nil, p.Channel, p.TS, p.Shown, p.Rungs, p.Cleared, p.Extra["seen"]))
	return hex.EncodeToString(sum[:8])
}

// trouble is what goes wrong with owed itself, and is told in person: a list on the team's record, and a message for each who reads it.
type trouble struct {
	matter      string // the list; with a person after a colon, that person's message
	kind        alerts.Kind
	look, again time.Duration // how often it is looked at, and said again
	left        func(context.Context, map[string]string) (map[string]string, error)
	say         func(map[string]string) show.Message
	over        func() show.Message
}

// troubleOf is the trouble that a matter of the team is about.
func (d *deliverer) troubleOf(matter string) (trouble, bool) {
	what, _, _ := strings.Cut(matter, ":")
	switch what {
	case failingMatter:
		say := func(left map[string]string) show.Message { return show.Undelivered(failingRows(left)) }
		return trouble{failingMatter, alerts.DeliveryFailing, failingLook, failingAgain, d.untold, say, show.Delivered}, true
	case brokenMatter:
		return trouble{brokenMatter, alerts.RecordBroken, brokenLook, brokenAgain, d.stillBroken, sayBroken, show.RecordWhole}, true
	}
	return trouble{}, false
}

// putOn puts something on the list of a trouble, and has the list looked at: also where it stands there already, since whoever put it
// there may have died before anybody was told.
func (d *deliverer) putOn(ctx context.Context, list, what, why string) error {
	err := d.bot.team.UpdatePosted(ctx, ledger.TeamJournal, list, func(p *ledger.Posted) {
		p.Extra = maps.Clone(p.Extra)
		if p.Extra == nil {
			p.Extra = map[string]string{}
		}
		p.Extra[what] = why
	})
	if err == nil {
		err = d.bot.team.Dirty(ctx, ledger.TeamJournal, list, 0)
		d.kick()
	}
	return err
}

// troubled keeps the list of a trouble true, and has those told who read of it as long as there is anything on it.
func (d *deliverer) troubled(ctx context.Context, t *telling, of trouble) (again time.Duration, err error) {
	team, err := d.bot.team.Settings(ctx)
	if err != nil {
		return 0, err
	}
	_, who, one := strings.Cut(t.claim.Matter, ":")
	if one {
		return d.tellTrouble(ctx, t, of, who)
	}
	left, err := of.left(ctx, t.posted.Extra)
	if err != nil {
		return 0, err
	}
	t.posted.Extra = left
	policy, _ := alerts.PolicyOf(team)
	set, _ := policy.InForce(of.kind, ledger.Vendor{})
	to := set.To
	if len(to) == 0 {
		to = []alerts.Audience{alerts.Admins}
	}
	for _, person := range d.bot.whom(ctx, ledger.NewAccount(ledger.Vendor{}), team, "", to...) {
		if err == nil && !set.Off {
			err = d.bot.team.Dirty(ctx, ledger.TeamJournal, of.matter+":"+person, 0)
		}
	}
	d.kick()
	if len(left) > 0 {
		again = of.look
	}
	return again, err
}

// untold are those of the matters that could not be told which still wait.
func (d *deliverer) untold(ctx context.Context, all map[string]string) (map[string]string, error) {
	left := map[string]string{}
	for key, value := range all {
		slug, matter, _ := strings.Cut(key, "|")
		was, _, _ := strings.Cut(value, "|")
		p, _, err := d.bot.team.Posted(ctx, ledger.VendorID(slug), matter)
		if err != nil {
			return nil, err
		}
		waits, err := d.bot.team.Waits(ctx, ledger.VendorID(slug), matter)
		if err != nil {
			return nil, err
		}
		if waits && state(p) == was {
			left[key] = value
		}
	}
	return left, nil
}

// tellTrouble makes one person's message about a trouble true: it is posted, said again after a while, and says in the end that it
// is over.
func (d *deliverer) tellTrouble(ctx context.Context, t *telling, of trouble, who string) (time.Duration, error) {
	list, _, err := d.bot.team.Posted(ctx, ledger.TeamJournal, of.matter)
	if err != nil {
		return 0, err
	}
	left, err := of.left(ctx, list.Extra)
	if err != nil {
		return 0, err
	}
	shown := fmt.Sprint(slices.Sorted(maps.Keys(left)))
	p := &t.posted
	if len(left) == 0 {
		if p.TS == "" || !p.Cleared.IsZero() {
			return 0, nil
		}
		if err := d.posts.update(ctx, place{p.Channel, p.TS}, of.over()); err != nil && !lost(err) {
			return 0, err
		}
		p.Cleared, p.Shown = t.now, shown
		return 0, nil
	}
	said := time.Since(moment(p.Extra["said"]))
	if p.TS == "" || !p.Cleared.IsZero() || said >= of.again {
		n := note{channel: who, critical: true, key: t.key(fmt.Sprint(of.matter, " ", len(p.Rungs))), message: func() show.Message { return of.say(left) }}
		at, err := d.once(ctx, t, n)
		if err != nil {
			return 0, err
		}
		*p = ledger.Posted{Channel: at.channel, TS: at.ts, First: t.now, Shown: shown, Extra: map[string]string{"said": time.Now().UTC().Format(time.RFC3339)}}
		return of.again, nil
	}
	if p.Shown != shown {
		if err := d.posts.update(ctx, place{p.Channel, p.TS}, of.say(left)); err != nil && !lost(err) {
			return 0, err
		}
		p.Shown = shown
	}
	return of.again - said, nil
}

// moment is a time of the machine's that was kept, zero where there is none.
func moment(s string) time.Time {
	at, _ := time.Parse(time.RFC3339, s) // "" is none
	return at
}

// failingRows are what can't be told, each with why, in order.
func failingRows(all map[string]string) (rows []show.Undeliverable) {
	for _, key := range slices.Sorted(maps.Keys(all)) {
		slug, matter, _ := strings.Cut(key, "|")
		_, why, _ := strings.Cut(all[key], "|")
		rows = append(rows, show.Undeliverable{Vendor: ledger.VendorID(slug), Matter: matter, Why: why})
	}
	return rows
}
