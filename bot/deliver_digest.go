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
	// digestsBack is how many digests back it is looked for the last that was told.
	digestsBack = 10
	// overnight is where the team's record counts what came and went in quiet hours, and wentFor how long.
	overnight = "overnight"
	wentFor   = 30 * 24 * time.Hour
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
	p, err := d.digestPolicy(ctx)
	if err != nil {
		return err
	}
	now := d.bot.clock.Now()
	at := p.NextDigest(now.Add(-digestLate))
	if at.IsZero() || at.After(now) {
		return nil
	}
	matter := digestMatter(ledger.DateIn(at, p.Zone), "")
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

// digestPolicy is the team's policy; where it has no zone of its own, with this bot's.
func (d *deliverer) digestPolicy(ctx context.Context) (alerts.Policy, error) {
	team, err := d.bot.team.Settings(ctx)
	if err != nil {
		return alerts.Policy{}, err
	}
	p, _ := alerts.PolicyOf(team) // what can't be read was refused when it was set
	if p.Zone == nil {
		p.Zone = d.bot.config.Zone
	}
	return p, nil
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
	page, err := d.digestPage(ctx, t, channel, vendors, totals)
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
func (d *deliverer) digestPage(ctx context.Context, t *telling, channel string, vendors []*ledger.Account, totals map[ledger.Currency]ledger.Money) (show.DigestPage, error) {
	policy, err := d.digestPolicy(ctx)
	if err != nil {
		return show.DigestPage{}, err
	}
	names := map[ledger.VendorID]string{}
	today := ledger.DateIn(t.now, policy.Zone)
	p := show.DigestPage{
		Vendors: vendors, Totals: totals, Total: len(vendors), Calm: policy.FirstOfWeek(today),
		Names: func(v ledger.VendorID) string { return names[v] },
		Due:   show.DuePage{From: today, Until: today.AddDays(digestAhead)},
	}
	known := map[ledger.VendorID]ledger.Vendor{}
	if p.Since, err = d.lastDigest(ctx, policy, channel, t.now); err != nil {
		return p, err
	}
	for _, a := range vendors {
		p.Infos = append(p.Infos, infos(a, policy, p.Since, t.now)...)
		names[a.Vendor.Slug], known[a.Vendor.Slug] = a.Vendor.Name, a.Vendor
		p.Due.Sums = append(p.Due.Sums, a.FallsDue(today, p.Due.Until)...)
		if latest(a.LastAt, a.Vendor.AddedAt).After(p.Since) {
			p.Changed = append(p.Changed, a.Vendor.Slug)
		}
		for _, r := range a.Requests {
			if r.State == ledger.Requested {
				p.Waiting = append(p.Waiting, show.Waiting{Account: a, Request: r})
			}
		}
	}
	if p.Quiet, err = d.went(ctx, names, p.Since); err != nil {
		return p, err
	}
	rows, more, err := d.bot.team.DueBy(ctx, "", today, p.Due.Until, "", digestRows)
	if err != nil {
		return p, err
	}
	p.Due.Rows, p.Due.Next = slices.DeleteFunc(rows, func(r ledger.DueRow) bool { return names[r.Vendor] == "" }), more
	p.Due.Vendor = func(v ledger.VendorID) ledger.Vendor { return known[v] }
	if channel != d.bot.config.AlertChannel {
		return p, nil
	}
	heads, err := d.bot.team.Heads(ctx)
	for _, h := range heads {
		p.Heads = append(p.Heads, h.String())
	}
	return p, err
}

// lastDigest is the moment of the last digest of a channel that was told before now; where none was, of the first that it
// looked for.
func (d *deliverer) lastDigest(ctx context.Context, policy alerts.Policy, channel string, now time.Time) (at time.Time, err error) {
	at = policy.DigestBefore(now) // this one's own moment
	for range digestsBack {
		before := policy.DigestBefore(at)
		if before.IsZero() {
			break
		}
		at = before
		p, _, err := d.bot.team.Posted(ctx, ledger.TeamJournal, digestMatter(ledger.DateIn(at, policy.Zone), channel))
		if err != nil || !p.First.IsZero() {
			return at, err
		}
	}
	return at, nil
}

// infos are the alerts of an account that have no message of their own and whose moment came after the last digest. What
// falls due stands in the digest anyway, and a request has its message.
func infos(a *ledger.Account, policy alerts.Policy, since, now time.Time) (out []show.DigestAlert) {
	for _, al := range alerts.All(a, policy, now) {
		own := al.Matter == alerts.MatterDue || strings.HasPrefix(al.Matter, "request:")
		if al.Digest && !own && len(al.Rungs) > 0 && al.Rungs[len(al.Rungs)-1].At.After(since) {
			out = append(out, show.DigestAlert{Account: a, Alert: al})
		}
	}
	return out
}

// noteWent puts on record that a matter came and went while quiet hours kept it back. It counts once, however often it is
// noted.
func (d *deliverer) noteWent(ctx context.Context, t *telling) error {
	return d.bot.team.UpdatePosted(ctx, ledger.TeamJournal, overnight, func(p *ledger.Posted) {
		kept := map[string]string{string(t.claim.Vendor) + "|" + t.claim.Matter: t.now.UTC().Format(time.RFC3339)}
		for what, when := range p.Extra {
			if at, err := time.Parse(time.RFC3339, when); err == nil && t.now.Sub(at) < wentFor && kept[what] == "" {
				kept[what] = when
			}
		}
		p.Extra = kept
	})
}

// went counts what came and went in quiet hours at some vendors since the last digest.
func (d *deliverer) went(ctx context.Context, vendors map[ledger.VendorID]string, since time.Time) (n int, err error) {
	p, _, err := d.bot.team.Posted(ctx, ledger.TeamJournal, overnight)
	for what, when := range p.Extra {
		slug, _, _ := strings.Cut(what, "|")
		if at, err := time.Parse(time.RFC3339, when); err == nil && at.After(since) && vendors[ledger.VendorID(slug)] != "" {
			n++
		}
	}
	return n, err
}
