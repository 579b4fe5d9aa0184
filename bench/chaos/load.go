package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// lapseDay is the day at whose end all invoices lapse.
var lapseDay = ledger.NewDate(2023, time.March, 31)

// book is the ledger, filled by the same steps of packages ledger and store as a command takes; only Slack's part of a
// command is left out.
type book struct {
	store  *store.Store
	team   *store.Team
	offset time.Duration // of the ledger's clock
}

func openBook(ctx context.Context, url, teamID string, replicas int) (*book, error) {
	s, err := store.Open(ctx, url, store.Options{Plan: alerts.Plan, Replicas: replicas})
	if err != nil {
		return nil, err
	}
	return &book{store: s, team: s.Team(teamID)}, nil
}

// setClock makes now the present moment of the ledger's clock.
func (b *book) setClock(ctx context.Context, now time.Time) (err error) {
	b.offset, err = b.team.StartClock(ctx, now)
	return err
}

func (b *book) by(key string) ledger.By {
	return ledger.By{Actor: "cli:chaos", At: time.Now().Add(b.offset).UTC().Truncate(time.Millisecond), Key: key, Cmd: "chaos"}
}

// onlyLapses switches off what else the invoices would raise before and on their due day.
func (b *book) onlyLapses(ctx context.Context) error {
	for _, name := range []string{"alerts due_soon", "alerts due_today", "alerts overdue_share", "alerts invoice_expected"} {
		_, err := b.team.DoTeam(ctx, ledger.Extra{}, func(ledger.Team) (ledger.Change, error) {
			return ledger.Change{Team: true, By: b.by("set:" + name), Events: []ledger.Event{&ledger.SettingSet{Name: name, Value: "off"}}}, nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func vendorID(i int) ledger.VendorID { return ledger.VendorID(fmt.Sprintf("v%d", i)) }

// addVendors adds vendors whose alerts go to channels in turn, and invoices that lapse at the end of lapseDay.
func (b *book) addVendors(ctx context.Context, vendors, channels, lapses int) error {
	for i := range vendors {
		c, err := ledger.NewVendor(ledger.Vendor{Slug: vendorID(i), Name: fmt.Sprintf("Vendor %d", i), Channel: channelID(i % channels), Owner: "U0ALICE001"}, b.by(fmt.Sprintf("add:%d", i)))
		if err != nil {
			return err
		}
		if _, err := b.team.Add(ctx, c, ledger.Extra{}); err != nil {
			return err
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for i := range vendors {
		n := lapses / vendors
		if i < lapses%vendors {
			n++
		}
		g.Go(func() error { return b.addInvoices(ctx, i, n) })
	}
	return g.Wait()
}

func (b *book) addInvoices(ctx context.Context, vendor, n int) error {
	if n == 0 {
		return nil
	}
	var list []ledger.Invoice
	for k := range n {
		amount, err := ledger.NewMoney(fmt.Sprintf("%d.%02d", 1000+k, vendor%100), "USD")
		if err != nil {
			return err
		}
		list = append(list, ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprintf("INV-%d-%d", vendor, k)), Amount: amount, Issued: lapseDay.AddDays(-30), Due: lapseDay})
	}
	by := b.by(fmt.Sprintf("invoices:%d", vendor))
	_, err := b.team.Do(ctx, vendorID(vendor), ledger.Need{}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
		return a.RecordInvoices(list, by)
	})
	return err
}

// signal records one counter-measure and gives its identity. It keeps trying while Redis is away: the key makes it one.
func (b *book) signal(ctx context.Context, n, vendors int) (matter string, at time.Time, err error) {
	v := vendorID(n % vendors)
	kinds := []ledger.MeasureKind{ledger.ServiceSuspension, ledger.LateFee, ledger.CreditHold, ledger.LegalAction}
	by := b.by(fmt.Sprintf("signal:%d", n))
	for {
		r, err := b.team.Do(ctx, v, ledger.Need{}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
			return a.RecordSignal(ledger.Signal{Kind: kinds[n%len(kinds)], State: ledger.NoticeGiven, Effective: lapseDay.AddDays(60), Text: fmt.Sprintf("notice %d", n)}, by)
		})
		if err == nil && len(r.IDs) == 1 {
			return string(v) + "|signal:" + string(r.IDs[0]), time.Now(), nil
		}
		if err == nil {
			return "", time.Time{}, errors.New("a counter-measure was recorded without an id")
		}
		var le *ledger.Error
		if ctx.Err() != nil || !errors.As(err, &le) || le.Kind != ledger.Unavailable {
			return "", time.Time{}, err
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return "", time.Time{}, ctx.Err()
		}
	}
}
