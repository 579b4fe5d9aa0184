package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// exportCmd writes what is on record for other programs, or a proof of it for a third party.
type exportCmd struct {
	operator
	Format string `default:"csv" enum:"csv,jsonl,hledger,beancount" help:"csv, jsonl, hledger or beancount."`
	Vendor string `help:"Only this vendor (slug)."`
	Proof  bool   `help:"Write the journals themselves, with their hashes: owed verify FILE checks them without Redis."`
	Out    string `short:"o" type:"path" help:"Write to this file instead of standard output." placeholder:"FILE"`
}

// Run is the command.
func (c exportCmd) Run(ctx context.Context, std stdio) (err error) {
	s, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	team, err := c.one(ctx, s)
	if err != nil {
		return err
	}
	out := std.out
	if c.Out != "" {
		f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return usageError{err}
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	w := bufio.NewWriter(out)
	if c.Proof {
		err = writeProof(ctx, w, team)
	} else {
		err = c.write(ctx, w, team)
	}
	return errors.Join(err, w.Flush())
}

func (c exportCmd) write(ctx context.Context, w io.Writer, team *store.Team) error {
	entries := movements(ctx, team, ledger.VendorID(c.Vendor))
	switch c.Format {
	case "csv":
		return exchange.WriteCSV(w, entries)
	case "jsonl":
		return exchange.WriteJSONLines(w, entries)
	}
	var all []exchange.Entry // the plain-text formats are sorted by day, so they are gathered first
	for e, err := range entries {
		if err != nil {
			return err
		}
		all = append(all, e)
	}
	if c.Format == "hledger" {
		return exchange.WriteHledger(w, all, exchange.Options{})
	}
	return exchange.WriteBeancount(w, all, exchange.Options{})
}

// movements reads the journals of all vendors, or of one, and gives what they moved.
func movements(ctx context.Context, team *store.Team, only ledger.VendorID) iter.Seq2[exchange.Entry, error] {
	return func(yield func(exchange.Entry, error) bool) {
		vendors, err := vendorsOf(ctx, team)
		if err != nil {
			yield(exchange.Entry{}, err)
			return
		}
		found := false
		for _, v := range vendors {
			if only != "" && v.Slug != only {
				continue
			}
			found = true
			if !yieldVendor(ctx, team, v, yield) {
				return
			}
		}
		if !found && only != "" {
			yield(exchange.Entry{}, usageError{fmt.Errorf("there is no vendor %q", only)})
		}
	}
}

func yieldVendor(ctx context.Context, team *store.Team, v ledger.Vendor, yield func(exchange.Entry, error) bool) bool {
	j := exchange.NewJournal(v)
	for raw, err := range team.Entries(ctx, v.Slug, 1) {
		var e ledger.Entry
		if err == nil {
			e, err = raw.Entry()
		}
		if err != nil {
			yield(exchange.Entry{}, err)
			return false
		}
		for _, x := range j.Add(e) {
			if !yield(x, nil) {
				return false
			}
		}
	}
	return true
}

// vendorsOf are the vendors as the team's journal added them, in order.
func vendorsOf(ctx context.Context, team *store.Team) ([]ledger.Vendor, error) {
	var out []ledger.Vendor
	for raw, err := range team.Entries(ctx, ledger.TeamJournal, 1) {
		if err != nil {
			return nil, err
		}
		e, err := raw.Entry()
		if err != nil {
			return nil, err
		}
		for _, ev := range e.Events {
			if added, ok := ev.(*ledger.VendorAdded); ok {
				out = append(out, added.Vendor)
			}
		}
	}
	return out, nil
}
