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
	if strings.HasPrefix(t.claim.Matter, failingMatter) || errors.Is(why, handlers.ErrUnfetched) {
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
	err := d.bot.team.UpdatePosted(ctx, ledger.TeamJournal, failingMatter, func(p *ledger.Posted) {
		p.Extra = maps.Clone(p.Extra)
		if p.Extra == nil {
			p.Extra = map[string]string{}
		}
		p.Extra[key] = state(t.claim.Posted) + "|" + why.Error()
	})
	if err == nil {
		err = d.bot.team.Dirty(ctx, ledger.TeamJournal, failingMatter, 0)
		d.kick()
	}
	if err != nil {
		d.bot.log.ErrorContext(ctx, "a matter can't be told, and that could not be put on record", "vendor", t.claim.Vendor, "matter", t.claim.Matter, "err", err)
	}
}

// state stands for what was posted of a matter: it changes with whatever is told.
func state(p ledger.Posted) string {
	sum := sha256.Sum256(fmt.Append(nil, p.Channel, p.TS, p.Shown, p.Rungs, p.Cleared, p.Extra["seen"]))
	return hex.EncodeToString(sum[:8])
}

// failing keeps the list of what can't be told true, and has the admins told as long as there is anything on it.
func (d *deliverer) failing(ctx context.Context, t *telling) (again time.Duration, err error) {
	team, err := d.bot.team.Settings(ctx)
	if err != nil {
		return 0, err
	}
	_, who, one := strings.Cut(t.claim.Matter, ":")
	if one {
		return d.tellFailing(ctx, t, who)
	}
	left, err := d.untold(ctx, t.posted.Extra)
	if err != nil {
		return 0, err
	}
	t.posted.Extra = left
	policy, _ := alerts.PolicyOf(team)
	set, _ := policy.InForce(alerts.DeliveryFailing, ledger.Vendor{})
	to := set.To
	if len(to) == 0 {
		to = []alerts.Audience{alerts.Admins}
	}
	for _, person := range d.bot.whom(ctx, ledger.NewAccount(ledger.Vendor{}), team, "", to...) {
		if err == nil && !set.Off {
			err = d.bot.team.Dirty(ctx, ledger.TeamJournal, failingMatter+":"+person, 0)
		}
	}
	d.kick()
	if len(left) > 0 {
		again = failingLook
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

// tellFailing makes one person's message about what can't be told true: it is posted, said again after an hour, and says in
// the end that all is told.
func (d *deliverer) tellFailing(ctx context.Context, t *telling, who string) (time.Duration, error) {
	list, _, err := d.bot.team.Posted(ctx, ledger.TeamJournal, failingMatter)
	if err != nil {
		return 0, err
	}
	left, err := d.untold(ctx, list.Extra)
	if err != nil {
		return 0, err
	}
	rows, shown := failingRows(left), fmt.Sprint(slices.Sorted(maps.Keys(left)))
	p := &t.posted
	if len(rows) == 0 {
		if p.TS == "" || !p.Cleared.IsZero() {
			return 0, nil
		}
		if err := d.posts.update(ctx, place{p.Channel, p.TS}, show.Delivered()); err != nil && !lost(err) {
			return 0, err
		}
		p.Cleared, p.Shown = t.now, shown
		return 0, nil
	}
	said := time.Since(moment(p.Extra["said"]))
	if p.TS == "" || !p.Cleared.IsZero() || said >= failingAgain {
		n := note{channel: who, critical: true, key: t.key(fmt.Sprint("failing ", len(p.Rungs))), message: func() show.Message { return show.Undelivered(rows) }}
		at, err := d.once(ctx, t, n)
		if err != nil {
			return 0, err
		}
		*p = ledger.Posted{Channel: at.channel, TS: at.ts, First: t.now, Shown: shown, Extra: map[string]string{"said": time.Now().UTC().Format(time.RFC3339)}}
		return failingAgain, nil
	}
	if p.Shown != shown {
		if err := d.posts.update(ctx, place{p.Channel, p.TS}, show.Undelivered(rows)); err != nil && !lost(err) {
			return 0, err
		}
		p.Shown = shown
	}
	return failingAgain - said, nil
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
