package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"owed.dev/owed/devslack"
)

// run is one run of the story: the ledger is filled, the bots start, the clock comes to the moment at which everything
// lapses, counter-measures arrive one by one, trouble begins, and in the end all is counted.
func run(ctx context.Context, p plan, diag io.Writer) (*tally, error) {
	w, err := open(ctx, p, devslack.Limits{}, diag)
	if w != nil {
		defer w.close()
	}
	if err != nil {
		return nil, err
	}
	replicas := 0
	if p.replica {
		replicas = 1
	}
	b, err := openBook(ctx, w.url, w.slack.TeamID(), replicas)
	if err != nil {
		return nil, err
	}
	defer b.store.Close()
	midnight := lapseDay.AddDays(1).Start(time.UTC)
	if err := fill(ctx, b, p, midnight); err != nil {
		return nil, err
	}
	if err := w.startBots(ctx, p.bots); err != nil {
		return nil, err
	}
	if err := b.setClock(ctx, midnight.Add(-4*time.Second)); err != nil {
		return nil, err
	}
	t := &tally{slack: w.slack, channels: p.channels, due: map[string]time.Time{}, began: time.Now()}
	t.lapsed(p, midnight.Add(-b.offset))
	return t, t.watch(ctx, w, b, p)
}

// fill loads vendors and invoices while no bot runs.
func fill(ctx context.Context, b *book, p plan, midnight time.Time) error {
	if err := b.setClock(ctx, midnight.Add(-time.Hour)); err != nil {
		return err
	}
	if err := b.onlyLapses(ctx); err != nil {
		return err
	}
	return b.addVendors(ctx, p.vendors, p.channels, p.lapses)
}

// lapsed notes what is due at the moment at which everything lapses: one alert for each vendor that has an invoice.
func (t *tally) lapsed(p plan, at time.Time) {
	for i := range min(p.vendors, p.lapses) {
		t.due[string(vendorID(i))+"|lapsed"] = at
	}
}

// watch records counter-measures and makes trouble at the same time, then waits until everything is posted.
func (t *tally) watch(ctx context.Context, w *world, b *book, p plan) error {
	g, both := errgroup.WithContext(ctx)
	bad, calm := context.WithCancel(both)
	defer calm()
	g.Go(func() (err error) {
		t.faults, err = w.makeTrouble(bad, p)
		return err
	})
	g.Go(func() error {
		defer calm()
		return t.record(both, b, p)
	})
	if err := g.Wait(); err != nil {
		return err
	}
	fmt.Fprintf(w.diag, "%s everything is recorded, and trouble is over; waiting for the last message\n", time.Now().Format("15:04:05"))
	err := t.settle(ctx, p.drain, w.death)
	if dead := w.death(); dead != nil {
		return dead
	}
	t.count(err == nil)
	t.logs = grepLogs(w)
	return nil
}

// record records the counter-measures one by one. A run with trouble lasts at least until each kind has happened once.
func (t *tally) record(ctx context.Context, b *book, p plan) error {
	gap := time.Duration(float64(time.Second) / p.rate)
	next := time.Now().Add(5 * time.Second)
	for n := range p.signals {
		if err := sleepUntil(ctx, next); err != nil {
			return err
		}
		next = next.Add(gap)
		matter, at, err := b.signal(ctx, n, p.vendors)
		if err != nil {
			return fmt.Errorf("counter-measure %d: %w", n, err)
		}
		t.due[matter] = at
	}
	least := p.quiet + time.Duration(len(p.troubles))*(p.every+6*time.Second)
	if len(p.troubles) == 0 {
		least = 0
	}
	return sleepUntil(ctx, t.began.Add(least))
}

func sleepUntil(ctx context.Context, at time.Time) error {
	select {
	case <-time.After(time.Until(at)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// settle waits until everything due is posted and nothing more comes.
func (t *tally) settle(ctx context.Context, limit time.Duration, dead func() error) error {
	gap := 2 * time.Second // a look reads every message, and Slack stands still for it
	err := pollEvery(ctx, gap, limit, "everything due is posted", func() bool {
		if dead() != nil {
			return true
		}
		posted := t.posted()
		for matter := range t.due {
			if len(posted[matter]) == 0 {
				return false
			}
		}
		return true
	})
	quiet := 20 * time.Second // longer than a lease: a second one would come now
	if len(t.faults) == 0 {
		quiet = 5 * time.Second
	}
	if err == nil {
		err = sleepUntil(ctx, time.Now().Add(quiet))
	}
	return err
}

// grepLogs counts what the bots complained about, by message.
func grepLogs(w *world) map[string]int {
	out := map[string]int{}
	for _, line := range readLogs(w.logs) {
		_, rest, ok := strings.Cut(line, "level=")
		if !ok || strings.HasPrefix(rest, "INFO") {
			continue
		}
		level, rest, _ := strings.Cut(rest, " ")
		if msg, ok := strings.CutPrefix(rest, `msg="`); ok {
			msg, _, _ = strings.Cut(msg, `"`)
			out[level+" "+msg]++
		}
	}
	return out
}
