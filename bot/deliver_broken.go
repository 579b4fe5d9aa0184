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
	if !ok || v == "" || v == ledger.TeamJournal {
		return
	}
	broken, err := b.isBroken(ctx, v)
	if err == nil && broken {
		err = b.deliver.putOn(ctx, brokenMatter, string(v), "can't be read")
	}
	if err != nil {
		b.log.ErrorContext(ctx, "a vendor's record can't be read, and that could not be put on the team's", "vendor", v, "err", err)
	}
}

// isBroken reports whether a vendor's record can't be read now: no single item of it, but what all answers begin with. The error is
// that of a Redis out of reach, of which nothing is known.
func (b *Bot) isBroken(ctx context.Context, v ledger.VendorID) (bool, error) {
	_, err := b.team.Load(ctx, v, ledger.Need{})
	if _, broken := store.Unreadable(err); broken {
		return true, nil
	}
	if ledger.KindOf(err) == ledger.Unavailable {
		return false, err
	}
	return false, nil
}

// stillBroken are those of the vendors that still can't be read.
func (d *deliverer) stillBroken(ctx context.Context, all map[string]string) (map[string]string, error) {
	left := map[string]string{}
	for v, why := range all {
		broken, err := d.bot.isBroken(ctx, ledger.VendorID(v))
		if err != nil {
			return nil, err
		}
		if broken {
			left[v] = why
		}
	}
	return left, nil
}

func sayBroken(left map[string]string) show.Message {
	return show.RecordBroken(slices.Sorted(maps.Keys(left)))
}
