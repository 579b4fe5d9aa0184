package bot

import (
	"context"
	"errors"
	"maps"
	"strings"
	"time"

	"owed.dev/owed/handlers"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

const (
	// extraHash is where the delivery record keeps the hash of the words that a proposal is about.
	extraHash = "hash"
	// extraTried is where it keeps the moment, of the machine's, at which an e-mail could not be fetched for the first time.
	extraTried = "tried"
)

// ofTeam tells what belongs to no vendor: a digest, a proposal, or a warning of what looks like fraud.
func (d *deliverer) ofTeam(ctx context.Context, t *telling) (p ledger.Posted, err error) {
	if t.posted = t.claim.Posted; t.claim.Err != nil {
		return p, t.claim.Err
	}
	if where, ok := strings.CutPrefix(t.claim.Matter, handlers.NoticeMatter); ok {
		return d.notice(ctx, t, where)
	}
	if subject, ok := strings.CutPrefix(t.claim.Matter, handlers.FraudMatter); ok {
		return d.fraud(ctx, t, subject)
	}
	return d.digest(ctx, t)
}

// notice makes true what the thread of a message in a watched channel says: first the proposal, then what became of it. The
// message is read anew at each try, so that its words are kept nowhere in between.
func (d *deliverer) notice(ctx context.Context, t *telling, where string) (ledger.Posted, error) {
	p := t.posted
	switch {
	case p.TS != "":
		return d.answer(ctx, t)
	case !p.First.IsZero(): // there was nothing to say
		return p, nil
	}
	channel, _, _ := strings.Cut(where, "/")
	if wait := d.posts.pace.post(channel, false); wait > 0 {
		return p, &notYetError{wait} // there is no room for a proposal yet, and the message is read at each try
	}
	said, err := d.bot.handler.Propose(ctx, where, p, d.lastTry(p))
	if err != nil {
		return p, d.unfetched(ctx, t, err)
	}
	p.First = t.now
	if said.Message.Text == "" {
		return p, nil
	}
	at, err := d.once(ctx, t, note{channel: channel, thread: said.Thread, key: t.key("proposed"), booked: true, message: func() show.Message { return said.Message }})
	if lost(err) {
		return p, nil
	}
	if err != nil {
		return t.posted, err
	}
	p.Channel, p.TS = at.channel, at.ts
	if p.Extra == nil {
		p.Extra = map[string]string{}
	}
	p.Extra[extraHash] = said.Hash
	return p, d.bot.handler.Warn(ctx, said)
}

// lastTry reports whether an e-mail has been asked for in vain for so long that its thread is to say so.
func (d *deliverer) lastTry(p ledger.Posted) bool {
	first := moment(p.Extra[extraTried])
	return !first.IsZero() && time.Since(first) >= d.fetching
}

// unfetched puts on record when an e-mail could not be fetched first, so that the tries come to an end also if each is made by
// another bot. It gives back the error.
func (d *deliverer) unfetched(ctx context.Context, t *telling, why error) error {
	if !errors.Is(why, handlers.ErrUnfetched) || t.posted.Extra[extraTried] != "" {
		return why
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer done()
	err := d.bot.team.UpdatePosted(ctx, t.claim.Vendor, t.claim.Matter, func(p *ledger.Posted) {
		extra := maps.Clone(p.Extra)
		if extra == nil {
			extra = map[string]string{}
		}
		extra[extraTried] = time.Now().UTC().Format(time.RFC3339)
		p.Extra = extra
	})
	return errors.Join(why, err)
}

// answer shows at a proposal what somebody answered.
func (d *deliverer) answer(ctx context.Context, t *telling) (ledger.Posted, error) {
	p := t.posted
	m, shown, ok, err := d.bot.handler.Answer(ctx, p)
	if err != nil || !ok {
		return p, err
	}
	at, err := d.place(ctx, p)
	switch {
	case err != nil:
		return p, err
	case at.Shared: // with another company by now
		return p, nil
	}
	if err = d.posts.update(ctx, place{p.Channel, p.TS}, m); err != nil && !lost(err) {
		return p, err
	}
	p.Shown = shown
	return p, nil
}

// fraud tells one person of finance, by DM, of words that look like fraud.
func (d *deliverer) fraud(ctx context.Context, t *telling, subject string) (ledger.Posted, error) {
	p := t.posted
	if !p.First.IsZero() {
		return p, nil
	}
	m, err := d.bot.handler.Warning(ctx, p, d.lastTry(p))
	if err != nil {
		return p, d.unfetched(ctx, t, err)
	}
	_, user, _ := strings.Cut(subject, "/")
	at, err := d.once(ctx, t, note{channel: user, key: t.key("warned"), critical: true, message: func() show.Message { return m }})
	if err != nil && !lost(err) {
		return p, err
	}
	p.First, p.Channel, p.TS = t.now, at.channel, at.ts
	return p, nil
}
