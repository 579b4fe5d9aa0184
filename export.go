package main

import (
	"bufio"
	"context"
	"errors"
	"os"

	"owed.dev/owed/bot"
	"owed.dev/owed/ledger"
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
	out := std.data
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
		err = bot.FilesOf(team).Export(ctx, w, c.Format, ledger.VendorID(c.Vendor))
		if ledger.KindOf(err) == ledger.NotFound {
			err = usageError{err}
		}
	}
	return errors.Join(err, w.Flush())
}
