package bot

import (
	"context"
	"maps"
	"slices"
	"time"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

const (
	// brokenMatter is the vendors whose record can't be read, in the outbox and on the team's record; with a person after a colon,
	// the message in which that person reads of it.
	brokenMatter = "broken"
	// brokenLook is how often it is looked whether they can be read again, brokenAgain how often it is said again.
	brokenLook  = time.Minute
	brokenAgain = 24 * time.Hour
)

// unreadable takes in that something went wrong. Where a vendor's record can't be read, it goes on the team's, and those who see to
// it are told in person: once, however often somebody meets it.
func (b *Bot) unreadable(ctx context.Context, why error) {
	v, ok := store.Unreadable(why)
	if !ok || v == "" || v == ledger.TeamJournal || !b.isBroken(ctx, v) {
		return
	}
	fresh := false
	err := b.team.UpdatePosted(ctx, ledger.TeamJournal, brokenMatter, func(p *ledger.Posted) {
		if _, known := p.Extra[string(v)]; known {
			return
		}
		fresh = true
		p.Extra = maps.Clone(p.Extra)
		if p.Extra == nil {
			p.Extra = map[string]string{}
		}
		p.Extra[string(v)] = "can't be read"
	})
	if err == nil && fresh {
		err = b.team.Dirty(ctx, ledger.TeamJournal, brokenMatter, 0)
		b.deliver.kick()
	}
	if err != nil {
		b.log.ErrorContext(ctx, "a vendor's record can't be read, and that could not be put on the team's", "vendor", v, "err", err)
	}
}

// isBroken reports whether a vendor's record can't be read now. Where Redis is out of reach, nothing is known of it.
func (b *Bot) isBroken(ctx context.Context, v ledger.VendorID) bool {
	_, err := b.team.Load(ctx, v, ledger.Need{})
	_, broken := store.Unreadable(err)
	return broken
}

// stillBroken are those of the vendors that still can't be read.
func (d *deliverer) stillBroken(ctx context.Context, all map[string]string) (map[string]string, error) {
	left := map[string]string{}
	for v, why := range all {
		_, err := d.bot.team.Load(ctx, ledger.VendorID(v), ledger.Need{})
		if _, broken := store.Unreadable(err); broken {
			left[v] = why
		} else if ledger.KindOf(err) == ledger.Unavailable {
			return nil, err
		}
	}
	return left, nil
}

func sayBroken(left map[string]string) show.Message {
	return show.RecordBroken(slices.Sorted(maps.Keys(left)))
}
