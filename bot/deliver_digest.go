package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

const (
	// digestEvery is how often the clock is asked whether a digest is due.
	digestEvery = 5 * time.Second
	// digestLate is how late a digest still comes: bots that were down longer say it the next time.
	digestLate = 12 * time.Hour
	// digestAhead is how far the digest looks.
	digestAhead = 7
	// digestRows is how many invoices that fall due it may list, digestPage how many vendors are read at once.
	digestRows = 50
	digestPage = 500
)

// digestMatter is what a digest is called in the outbox: the day alone stands for all its messages, with a channel for one.
func digestMatter(day ledger.Date, channel string) string {
	return strings.TrimSuffix("digest:"+day.String()+":"+channel, ":")
}

// watchDigests puts the digest into the outbox when its hour has come. All bots do; one of them tells it.
func (d *deliverer) watchDigests(ctx context.Context) {
	tick := time.NewTicker(digestEvery)
	defer tick.Stop()
	for {
		if err := d.dueDigest(ctx); err != nil && ctx.Err() == nil {
			d.bot.log.WarnContext(ctx, "the digest could not be planned, trying again", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// dueDigest puts the newest digest whose hour has come into the outbox, unless it is there or told.
func (d *deliverer) dueDigest(ctx context.Context) error {
	team, err := d.bot.team.Settings(ctx)
	if err != nil {
		return err
	}
	p, _ := alerts.PolicyOf(team)
	now := d.bot.clock.Now()
	at := p.NextDigest(now.Add(-digestLate))
	if at.IsZero() || at.After(now) {
		return nil
	}
	matter := digestMatter(d.digestDay(p, at), "")
	if d.digests[matter] {
		return nil
	}
	_, told, err := d.bot.team.Posted(ctx, ledger.TeamJournal, matter)
	if err == nil && !told {
		err = d.bot.team.Dirty(ctx, ledger.TeamJournal, matter, 0)
		d.kick()
	}
	if err == nil {
		clear(d.digests)
		d.digests[matter] = true
	}
	return err
}

func (d *deliverer) digestDay(p alerts.Policy, at time.Time) ledger.Date {
	if p.Zone != nil {
		return ledger.DateIn(at, p.Zone)
	}
	return ledger.DateIn(at, d.bot.config.Zone)
}

// digest tells a day's digest: first each channel's is put into the outbox, then each is posted by whoever claims it.
func (d *deliverer) digest(ctx context.Context, t *telling) (ledger.Posted, error) {
	if !t.posted.First.IsZero() {
		return t.posted, nil
	}
	day, channel, one := strings.Cut(strings.TrimPrefix(t.claim.Matter, "digest:"), ":")
	on, err := ledger.ParseISO(day)
	if err != nil {
		return t.posted, fmt.Errorf("the outbox names %q; expected digest:2023-03-06:C0123ABCD: %w", t.claim.Matter, err)
	}
	vendors, totals, err := d.vendors(ctx)
	if err != nil {
		return t.posted, err
	}
	t.posted.First = t.now
	if !one {
		return t.posted, d.planDigests(ctx, on, vendors)
	}
	return d.postDigest(ctx, t, channel, vendors, totals)
}

// planDigests puts the digest of each channel into the outbox.
func (d *deliverer) planDigests(ctx context.Context, on ledger.Date, vendors []*ledger.Account) error {
	channels := map[string]bool{d.bot.config.AlertChannel: true}
	for _, a := range vendors {
		channels[a.Vendor.Channel] = true
	}
	delete(channels, "")
	for ch := range channels {
		if err := d.bot.team.Dirty(ctx, ledger.TeamJournal, digestMatter(on, ch), 0); err != nil {
			return err
		}
	}
	d.kick()
	return nil
}

// vendors are all vendors, worst first, and what is outstanding over all of them.
func (d *deliverer) vendors(ctx context.Context) (all []*ledger.Account, totals map[ledger.Currency]ledger.Money, err error) {
	for after := ""; ; {
		page, next, _, sums, err := d.bot.team.Vendors(ctx, after, digestPage)
		if err != nil {
			return nil, nil, err
		}
		all, totals = append(all, page...), sums
		if after = next; after == "" {
			return all, totals, nil
		}
	}
}

// postDigest posts the digest of one channel: the team's alert channel sees all vendors, a vendor's channel its own.
func (d *deliverer) postDigest(ctx context.Context, t *telling, channel string, vendors []*ledger.Account, totals map[ledger.Currency]ledger.Money) (ledger.Posted, error) {
	where, why, err := d.usable(ctx, channel)
	if err != nil || why != "" {
		return t.posted, err // what can't stand there stands in the team's channel all the same
	}
	if channel != d.bot.config.AlertChannel {
		vendors = slices.DeleteFunc(slices.Clone(vendors), func(a *ledger.Account) bool { return a.Vendor.Channel != channel })
		totals = totalsOf(vendors, t.now)
	}
	page, err := d.digestPage(ctx, t, vendors, totals, channel == d.bot.config.AlertChannel)
	if err != nil {
		return t.posted, err
	}
	c := d.ctx(t, target{Place: where, channel: channel})
	c.Chart = true
	m, ok := show.Digest(page, c)
	if !ok {
		return t.posted, nil
	}
	at, err := d.once(ctx, t, note{channel: channel, key: t.key("digest"), message: func() show.Message { return m }})
	if lost(err) {
		err = nil
	}
	t.posted.Channel, t.posted.TS = at.channel, at.ts
	return t.posted, err
}

func totalsOf(vendors []*ledger.Account, now time.Time) map[ledger.Currency]ledger.Money {
	out := map[ledger.Currency]ledger.Money{}
	for _, a := range vendors {
		for _, f := range a.AllFigures(now) {
			c := f.Outstanding.Currency
			sum, ok := out[c]
			if !ok {
				sum = ledger.Zero(c)
			}
			out[c] = sum.Add(f.Outstanding)
		}
	}
	return out
}

// digestPage gathers what the digest tells of some vendors.
func (d *deliverer) digestPage(ctx context.Context, t *telling, vendors []*ledger.Account, totals map[ledger.Currency]ledger.Money, whole bool) (show.DigestPage, error) {
	names := map[ledger.VendorID]string{}
	today := ledger.DateIn(t.now, d.bot.config.Zone)
	p := show.DigestPage{
		Vendors: vendors, Totals: totals, Total: len(vendors), Since: t.now.Add(-24 * time.Hour), Until: today.AddDays(digestAhead),
		Names: func(v ledger.VendorID) string { return names[v] },
	}
	for _, a := range vendors {
		names[a.Vendor.Slug] = a.Vendor.Name
		if a.LastAt.After(p.Since) {
			p.Changed = append(p.Changed, a.Vendor.Slug)
		}
		for _, r := range a.Requests {
			if r.State == ledger.Requested {
				p.Waiting = append(p.Waiting, show.Waiting{Account: a, Request: r})
			}
		}
	}
	rows, _, err := d.bot.team.DueBy(ctx, today, p.Until, "", digestRows)
	if err != nil {
		return p, err
	}
	p.Due = slices.DeleteFunc(rows, func(r ledger.DueRow) bool { return names[r.Vendor] == "" })
	if !whole {
		return p, nil
	}
	heads, err := d.bot.team.Heads(ctx)
	for _, h := range heads {
		p.Heads = append(p.Heads, h.String())
	}
	return p, err
}
