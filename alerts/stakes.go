package alerts

import (
	"cmp"
	"slices"
	"time"

	"owed.dev/owed/ledger"
)

// Stake is what is at stake with a vendor, in both directions: what we owe, and what its counter-measures cost us.
type Stake struct {
	Critical   bool
	Services   []string          // named by live counter-measures
	Figures    []ledger.Figures  // outstanding, overdue, disputed, cure sum, by currency: what we owe
	Exposure   []ledger.Exposure // Σ over live counter-measures, by currency and period: what they cost us
	Affiliates []string
	Deadlines  []Deadline // by day; those that are over last
	First      Deadline   // the first that is not over: its Day is the last safe day to act; zero where there is none
}

// Deadline is a day on which a counter-measure takes something away.
type Deadline struct {
	Signal ledger.ID
	Kind   ledger.MeasureKind
	What   DeadlineKind
	Day    ledger.Date // the last day on which it is safe to act
	Left   int         // days left; below 0: it is over
}

// DeadlineKind says what ends on a day.
type DeadlineKind string

// The kinds of deadline.
const (
	CureEnds DeadlineKind = "cure ends"    // the last day to pay the cure sum
	Begins   DeadlineKind = "takes effect" // the day before a measure takes effect
	DataEnds DeadlineKind = "data is gone" // the day before data is deleted
)

// Stakes is what is at stake with a vendor at a moment.
func Stakes(a *ledger.Account, at time.Time) Stake {
	st := Stake{Critical: a.Vendor.Critical, Figures: a.AllFigures(at), Exposure: exposures(a)}
	today := a.Vendor.Today(at)
	for _, s := range a.LiveSignals() {
		st.Services = appendNew(st.Services, s.Services...)
		st.Affiliates = appendNew(st.Affiliates, s.Affiliates...)
		if s.State != ledger.Suspended {
			st.Deadlines = append(st.Deadlines, deadlines(s, today)...)
		}
	}
	slices.SortStableFunc(st.Deadlines, func(x, y Deadline) int {
		return cmp.Or(cmp.Compare(-min(x.Left, 0), -min(y.Left, 0)), cmp.Compare(x.Day, y.Day))
	})
	if len(st.Deadlines) > 0 && st.Deadlines[0].Left >= 0 {
		st.First = st.Deadlines[0]
	}
	return st
}

// deadlines are the days on which a counter-measure takes something away.
func deadlines(s ledger.Signal, today ledger.Date) []Deadline {
	var out []Deadline
	add := func(what DeadlineKind, day ledger.Date) {
		out = append(out, Deadline{Signal: s.ID, Kind: s.Kind, What: what, Day: day, Left: int(day - today)})
	}
	if !s.CureUntil.IsZero() {
		add(CureEnds, s.CureUntil)
	}
	if s.Effective.IsZero() || s.State == ledger.InEffect && s.Kind != ledger.DataDeletion {
		return out
	}
	if s.Kind == ledger.DataDeletion {
		add(DataEnds, s.Effective.AddDays(-1))
	} else {
		add(Begins, s.Effective.AddDays(-1))
	}
	return out
}

func appendNew(all []string, more ...string) []string {
	for _, s := range more {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// NoticeLine answers the fear at 3 a.m.: is there a notice to cut us off? It is the gravest live suspension, termination or
// data deletion of which notice was given or that is in effect, one that looks like fraud last; none reports that there is no such
// notice on record.
func NoticeLine(a *ledger.Account) (suspension *ledger.Signal, none bool) {
	for _, s := range a.LiveSignals() {
		if s.State != ledger.NoticeGiven && s.State != ledger.InEffect {
			continue
		}
		switch s.Kind {
		case ledger.ServiceSuspension, ledger.ServiceTermination, ledger.DataDeletion:
			if !s.Suspicious {
				return &s, false
			}
			if suspension == nil {
				suspension = &s
			}
		}
	}
	return suspension, suspension == nil
}

// Cured is what paying the cure sum would change: said before the click.
type Cured struct {
	Sums   []ledger.Money   // exactly what to pay, by currency
	Flight []ledger.Money   // of requests that are approved or sent already, by currency
	Clears []Alert          // what stands now and would not stand any more
	Left   []ledger.Figures // what is left, by currency, with its ageing
	Stops  []Deadline       // the clocks that paying stops; the vendor's word is still needed to put it on record
}

// Cure reckons what paying the cure sum at a moment would change.
func Cure(a *ledger.Account, p Policy, at time.Time) Cured {
	paid := pay(a, at)
	c := Cured{Left: paid.AllFigures(at)}
	for _, f := range a.AllFigures(at) {
		if f.CureSum.Positive() {
			c.Sums = append(c.Sums, f.CureSum)
		}
		if f.InFlight.Positive() {
			c.Flight = append(c.Flight, f.InFlight)
		}
	}
	stands := map[string]bool{}
	for _, al := range All(paid, p, at) {
		stands[al.Matter] = true
	}
	for _, al := range All(a, p, at) {
		if !stands[al.Matter] {
			c.Clears = append(c.Clears, al)
		}
	}
	for _, d := range Stakes(a, at).Deadlines {
		if len(c.Sums) > 0 && d.Left >= 0 && paidAway(d) && !a.Signals[d.Signal].Suspicious {
			c.Stops = append(c.Stops, d)
		}
	}
	return c
}

// paidAway reports whether a deadline is one that paying takes the ground from.
func paidAway(d Deadline) bool {
	switch d.Kind {
	case ledger.RefusalToRenegotiate, ledger.PriceIncrease, ledger.Audit:
		return d.What == CureEnds
	}
	return true
}

// pay is the account as it would be with the cure sum paid.
func pay(a *ledger.Account, at time.Time) *ledger.Account {
	paid := *a
	paid.Sums = map[ledger.Currency]*ledger.Sums{}
	may, _ := a.MayWithhold()
	for c, s := range a.Sums {
		after := *s
		after.Days = nil
		for _, d := range s.Days {
			if !a.Vendor.OverdueFrom(d.Due).After(at) {
				if d.Open = d.Open.Sub(claim(d, may)); !d.Open.Positive() {
					after.Settled += d.Count
					continue
				}
				d.Held = ledger.Zero(c)
			}
			after.Days = append(after.Days, d)
		}
		paid.Sums[c] = &after
	}
	return &paid
}
