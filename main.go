// Command owed is a Slack bot for billing disputes: what is owed, what is disputed, what lapses next, what the vendor
// threatens, and payments decided with buttons. Start reading at docs/architecture.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/joho/godotenv"
	"owed.dev/owed/bot"
)

// Exit statuses, as scripts rely on them.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// cli lists the subcommands; each has a file of its own.
type cli struct {
	Serve    serveCmd    `cmd:"" default:"withargs" help:"Run the bot (default)."`
	Demo     demoCmd     `cmd:"" help:"Run the bot with an embedded Redis and a local Slack workspace, on the real case."`
	Doctor   doctorCmd   `cmd:"" help:"Check tokens, scopes, Redis, clock, channels and admins."`
	Import   importCmd   `cmd:"" help:"Read invoices, credits and payments from a CSV or TSV file."`
	Export   exportCmd   `cmd:"" help:"Write the journal as CSV, JSON lines, hledger or beancount, or as a proof."`
	Verify   verifyCmd   `cmd:"" help:"Check the journal's chain and every figure computed from it."`
	Rebuild  rebuildCmd  `cmd:"" help:"Compute all figures anew from the journal, while bots run."`
	Manifest manifestCmd `cmd:"" help:"Print the manifest of the Slack app."`
	Signals  signalsCmd  `cmd:"" help:"Read a vendor's notice and print the counter-measures found in it."`
}

// stdio is what a command reads and writes. What it answers goes to out, all else that it says to err; both may hold words of
// a file, and none of them acts on the terminal. data is out for what only programs read: byte for byte.
type stdio struct {
	in       io.Reader
	out, err io.Writer
	data     io.Writer
}

// usageError ends with status 2: what was typed or set can't work as it stands.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

func main() { os.Exit(process()) }

// process is the program with the process's own arguments, streams and signals.
func process() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	std := stdio{in: stdin, out: visible{stdout}, err: visible{stderr}, data: stdout}
	if err := godotenv.Load(); err != nil && !errors.Is(err, os.ErrNotExist) {
		fmt.Fprintf(std.err, "owed: .env can't be read: %v\n", err)
		return exitUsage
	}
	for _, name := range bot.Unknown(os.Environ()) {
		fmt.Fprintf(std.err, "owed: %s is not a setting of owed; .env.example lists them all\n", name)
	}
	var c cli
	done := -1
	p, err := kong.New(&c, kong.Name("owed"), kong.Description("What we owe to whom, and what happens if we do not pay."),
		kong.Writers(stdout, std.err), kong.Exit(func(code int) { done = code }), kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(std))
	if err != nil {
		fmt.Fprintln(std.err, "owed:", err)
		return exitFailed
	}
	k, err := p.Parse(args)
	if done >= 0 {
		return done
	}
	if err != nil {
		fmt.Fprintf(std.err, "owed: %v. See owed --help\n", err)
		return exitUsage
	}
	return status(k.Run(), std)
}

func status(err error, std stdio) int {
	if err == nil {
		return exitOK
	}
	fmt.Fprintf(std.err, "owed: %v\n", err)
	if _, usage := errors.AsType[usageError](err); usage {
		return exitUsage
	}
	return exitFailed
}
