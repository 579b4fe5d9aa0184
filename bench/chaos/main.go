// Command chaos proves the promise about alerts under trouble: three processes of `owed serve`, a real redis-server and the
// local workspace with Slack's caps and faults; thousands of alerts become due while processes are killed, stopped and
// started again. In the end it counts, by the metadata of the messages, what is due, posted, twice, lost and late.
// `make chaos` runs it; README.md holds the figures of a run and says what they mean.
//
// Begin to read at run (run.go): it is the story. world.go starts the processes, load.go fills the ledger, trouble.go
// makes trouble, tally.go counts, figures.go measures without trouble.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(command(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// plan is what a run does.
type plan struct {
	vendors  int
	channels int
	lapses   int           // invoices that lapse at one moment
	signals  int           // counter-measures, one by one
	rate     float64       // counter-measures a second
	bots     int           // processes of `owed serve`
	history  bool          // owed may read channel history
	replica  bool          // a replica, a sentinel and a failover instead of a restart
	troubles []string      // kinds of trouble, each at least once; none: calm
	every    time.Duration // between two troubles
	quiet    time.Duration // no trouble before
	drain    time.Duration // how long to wait for the last message
	seed     uint64
	log      string // directory for the bots' logs
}

func command(ctx context.Context, args []string, out, diag io.Writer) int {
	p := plan{}
	fs := flag.NewFlagSet("chaos", flag.ContinueOnError)
	fs.SetOutput(diag)
	fs.IntVar(&p.vendors, "vendors", 150, "vendors")
	fs.IntVar(&p.channels, "channels", 50, "channels that the vendors' alerts go to")
	fs.IntVar(&p.lapses, "lapses", 10_000, "invoices that lapse at one moment")
	fs.IntVar(&p.signals, "signals", 2_000, "counter-measures, recorded one by one")
	fs.Float64Var(&p.rate, "rate", 20, "counter-measures a second")
	fs.IntVar(&p.bots, "bots", 3, "processes of owed serve")
	noHistory := fs.Bool("no-history", false, "owed may not read channel history")
	fs.BoolVar(&p.replica, "replica", false, "OWED_DURABILITY=replica:1, and a failover instead of a restart")
	fs.DurationVar(&p.every, "every", 12*time.Second, "time between two troubles")
	fs.DurationVar(&p.quiet, "quiet", 15*time.Second, "time without trouble at the start")
	fs.DurationVar(&p.drain, "drain", 15*time.Minute, "how long to wait for the last message")
	fs.Uint64Var(&p.seed, "seed", 1, "of the order of troubles")
	fs.StringVar(&p.log, "log", "", "directory for the bots' logs; default: a temporary one")
	calm := fs.Bool("calm", false, "no trouble at all")
	only := fs.String("trouble", "", "only these kinds of trouble, by name, separated by commas")
	measure := fs.Bool("figures", false, "measure delay, sweep, Redis calls and CPU instead, without caps and without trouble")
	unpaced := fs.Bool("unpaced", false, "run a bot without owed's own limits (used by -figures itself)")
	if err := fs.Parse(args); err != nil {
		return 2
	}
	if *unpaced {
		if err := serve(ctx); err != nil {
			fmt.Fprintln(diag, "chaos:", err)
			return 1
		}
		return 0
	}
	p.history = !*noHistory
	p.troubles = troubleNames(*only, *calm)
	if *measure {
		if err := figures(ctx, out); err != nil {
			fmt.Fprintln(diag, "chaos:", err)
			return 1
		}
		return 0
	}
	t, err := run(ctx, p, diag)
	if err != nil {
		fmt.Fprintln(diag, "chaos:", err)
		return 1
	}
	t.print(out, p)
	if bad := t.broken(p); bad != "" {
		fmt.Fprintln(diag, "chaos: the promise is broken:", bad)
		return 1
	}
	return 0
}
