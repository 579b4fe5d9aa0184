package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"owed.dev/owed/bot"
	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
)

const (
	// progressEvery is after how many recorded rows the terminal hears of it.
	progressEvery = 20_000
	// shownRefusals is how many refused rows are shown on the terminal; the rest is in the file.
	shownRefusals = 10
)

// importCmd reads invoices, credits and payments from a CSV or TSV file: all rows or none.
type importCmd struct {
	operator
	File     string            `arg:"" type:"existingfile" help:"A CSV or TSV file, or AWS' list of invoices as JSON."`
	Vendor   string            `help:"The vendor (slug) of rows that name none."`
	DryRun   bool              `help:"Say what would be recorded, and record nothing."`
	Currency string            `help:"The currency of amounts that name none; the vendor's where left out." placeholder:"USD"`
	Decimal  string            `enum:",point,comma" default:"" help:"point or comma, where the file leaves it open."`
	Negative bool              `help:"What is owed stands below 0 in the file."`
	Column   map[string]string `placeholder:"FIELD=NAME" mapsep:"none" help:"The column that holds a field: currency=Curr."`
	Order    string            `enum:",dmy,mdy" default:"" help:"dmy or mdy, where the file leaves it open."`
}

// Run is the command.
func (c importCmd) Run(ctx context.Context, std stdio) error {
	s, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	team, err := c.one(ctx, s)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return usageError{err}
	}
	defer f.Close()
	now := time.Now().UTC()
	if offset, err := team.ClockOffset(ctx); err == nil {
		now = now.Add(offset)
	}
	now = now.Truncate(time.Millisecond) // as the journal keeps it
	files := bot.FilesOf(team)
	if !c.DryRun {
		if err := files.Adopt(ctx, adopted(std)); err != nil {
			return err
		}
	}
	b, err := files.Read(ctx, f, c.reading(now, std))
	switch {
	case err != nil:
		return err
	case len(b.Refused) > 0:
		return c.refuse(b, f, std)
	}
	if b.Fresh() > 0 {
		fmt.Fprintf(std.out, "%s: %s can be recorded for %s: %s.\n", b.File, rows(b.Fresh()), b.Named(), b.Sums())
	} else {
		fmt.Fprintf(std.out, "%s: nothing in it is new.\n", b.File)
	}
	for _, note := range append(b.Notes(), b.Remarked()...) {
		fmt.Fprintln(std.out, note)
	}
	if c.DryRun {
		fmt.Fprintln(std.out, "Dry run: nothing was recorded.")
		return nil
	}
	return files.Record(ctx, b, by(now, fmt.Sprintf("import:%s:%d", b.Hash, now.UnixMilli())), exchange.Place{}, progress(std))
}

func (c importCmd) reading(now time.Time, std stdio) exchange.Reading {
	return exchange.Reading{
		File: filepath.Base(c.File), Now: now,
		Hints:  exchange.Hints{Vendor: c.Vendor, Currency: ledger.Currency(strings.ToUpper(c.Currency)), Columns: c.Column, Order: c.Order, Decimal: map[string]string{"point": ".", "comma": ","}[c.Decimal], Negative: c.Negative},
		Header: func(columns []string) { fmt.Fprintln(std.out, strings.Join(columns, "\n")) },
		Heard:  func(n int) { fmt.Fprintf(std.err, "%d rows read\n", n) },
	}
}

// progress says on the terminal now and then how far the recording is, and at last what came of it.
func progress(std stdio) func(context.Context, exchange.Outcome) error {
	next := progressEvery
	return func(_ context.Context, o exchange.Outcome) error {
		if o.Done {
			for _, r := range o.Late {
				fmt.Fprintf(std.err, "%s: %s\n", r.Where(), r.Reason)
			}
			fmt.Fprintln(std.out, o.Said())
			for _, remark := range o.Remarks {
				fmt.Fprintln(std.out, remark)
			}
		} else if o.Recorded >= next {
			fmt.Fprintln(std.err, o.Going())
			next = o.Recorded - o.Recorded%progressEvery + progressEvery
		}
		return nil
	}
}

// adopted says that an earlier import, which was cut short, is at its end. What began in Slack is left to the bots: they
// can say there how it ended.
func adopted(std stdio) func(exchange.Place) func(context.Context, exchange.Outcome) error {
	return func(at exchange.Place) func(context.Context, exchange.Outcome) error {
		if at.Channel != "" {
			return nil
		}
		return func(_ context.Context, o exchange.Outcome) error {
			if o.Done {
				fmt.Fprintf(std.out, "%s, which was cut short before, is on record now: %s\n", o.File, o.Said())
			}
			return nil
		}
	}
}

// refuse writes the refused rows into a file to mend and send again. Nothing is recorded.
func (c importCmd) refuse(b *exchange.Batch, source *os.File, std stdio) error {
	name := c.File + ".refused.csv"
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(b.WriteRefused(f, source), f.Close())
	for _, r := range b.Refused[:min(len(b.Refused), shownRefusals)] {
		fmt.Fprintf(std.err, "%s: %s\n", r.Where(), r.Reason)
	}
	return errors.Join(err, fmt.Errorf("%s refused, so nothing was recorded. What is refused is in %s with the reasons: mend it there, or in the file, and import again", rows(len(b.Refused)), name))
}

func rows(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

func by(now time.Time, key string) ledger.By {
	name := "owed"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return ledger.By{Actor: ledger.UserID("cli:" + name), At: now, Cmd: "import", Key: key}
}
