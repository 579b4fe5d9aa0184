package alerts

import (
	"iter"
	"slices"
	"time"

	"owed.dev/owed/ledger"
)

// span is a stretch of time in which a rule holds for a matter. It depends on what is recorded and on the policy, never
// on the moment of the question.
type span struct {
	matter  string
	subject string
	kind    Kind
	from    time.Time // it holds from here …
	until   time.Time // … to here, exclusive; zero: until somebody records something
	rungs   iter.Seq[Rung]
	changes []time.Time                 // further moments at which what must be shown changes
	grave   func(at time.Time) Severity // nil: as grave as the rung said last
	keeps   bool                        // see Alert.Keeps
	lastDay time.Time                   // see Alert.LastDay
}

func (s span) holds(at time.Time) bool {
	return !at.Before(s.from) && (s.until.IsZero() || at.Before(s.until))
}

// due are the rungs whose moment has come, oldest first.
func (s span) due(at time.Time) []Rung {
	var out []Rung
	for r := range s.rungs {
		if r.At.After(at) {
			break
		}
		out = append(out, r)
	}
	return out
}

// next is the first moment after at at which the span begins, ends, changes or has something to say; zero: none.
func (s span) next(at time.Time) time.Time {
	n := earliest{after: at}
	n.add(s.from)
	n.add(s.until)
	for _, c := range s.changes {
		if s.holds(c) {
			n.add(c)
		}
	}
	for r := range s.rungs {
		if !s.until.IsZero() && !r.At.Before(s.until) {
			break
		}
		if r.At.After(at) {
			n.add(r.At)
			break
		}
	}
	return n.t
}

// clocked reports whether time alone changed something after one moment and up to another.
func (s span) clocked(after, at time.Time) bool {
	n := earliest{after: after}
	n.add(s.until)
	for _, c := range s.changes {
		n.add(c)
	}
	for _, r := range s.due(at) {
		if !r.Event {
			n.add(r.At)
		}
	}
	return !n.t.IsZero() && !n.t.After(at)
}

// earliest keeps the first moment after another.
type earliest struct{ after, t time.Time }

func (e *earliest) add(t time.Time) {
	if t.After(e.after) && (e.t.IsZero() || t.Before(e.t)) {
		e.t = t
	}
}

// fixed are rungs that are known one by one; they are put into order.
func fixed(rungs ...Rung) iter.Seq[Rung] {
	if len(rungs) > 1 {
		slices.SortStableFunc(rungs, func(x, y Rung) int { return x.At.Compare(y.At) })
	}
	return slices.Values(rungs)
}

// single is one rung, made when somebody asks for it.
func single(at time.Time, make func() Rung) iter.Seq[Rung] {
	return func(yield func(Rung) bool) {
		r := make()
		r.At = at
		yield(r)
	}
}

// endless are fixed rungs and then one after the other for ever.
func endless(rungs []Rung, next func(n int) Rung) iter.Seq[Rung] {
	return func(yield func(Rung) bool) {
		for r := range fixed(rungs...) {
			if !yield(r) {
				return
			}
		}
		for n := 1; yield(next(n)); n++ {
		}
	}
}

// view is what a rule looks at.
type view struct {
	a        *ledger.Account
	p        Policy
	v        ledger.Vendor
	loc      *time.Location // the vendor's
	since    time.Time      // a span that ended before need not be made
	sinceDay ledger.Date

	set  map[Kind]Setting // what is in force at this vendor for kinds that have a setting of their own there
	rest Setting          // what is in force for all others
	memo *memo
}

// memo keeps what several rules ask for.
type memo struct {
	claimed []ledger.DaySum
	due     []dueDay
}

func see(a *ledger.Account, p Policy, since time.Time) view {
	v := view{a: a, p: p, v: a.Vendor, loc: a.Vendor.Location(), since: since, memo: &memo{}}
	v.sinceDay = v.today(since)
	v.set, v.rest = p.inForce(v.v)
	return v
}

// today is the day that a moment falls on where the vendor is.
func (v view) today(t time.Time) ledger.Date { return ledger.DateIn(t, v.loc) }

// overdueFrom is the first instant at which something due on a day counts as overdue.
func (v view) overdueFrom(d ledger.Date) time.Time { return v.start(d.AddDays(v.v.Grace + 1)) }

// past reports whether a moment is too long ago for a span that ends with it to matter.
func (v view) past(t time.Time) bool { return !t.After(v.since) }

// pastDay is past for all that ends with a day or before; it is quick, for accounts with many days.
func (v view) pastDay(d ledger.Date) bool { return d < v.sinceDay-1 }

// at9 is the moment at which a day's rung is said.
func (v view) at9(d ledger.Date) time.Time { return d.At(9, 0, v.loc) }

// start is the first instant of a day at the vendor's.
func (v view) start(d ledger.Date) time.Time { return d.Start(v.loc) }

// setting is what is in force for a kind at this vendor.
func (v view) setting(k Kind) Setting {
	if s, ok := v.set[k]; ok {
		return s
	}
	return v.rest
}

// days are the rungs of a rule that are counted in days.
func (v view) days(r Rule) []int {
	if s := v.setting(r.Kind); s.Days != nil {
		return s.Days
	}
	return r.Days
}

// rise is one step up for a critical vendor.
func (v view) rise(s Severity) Severity {
	if v.v.Critical {
		return s.up()
	}
	return s
}

// ahead is the moment of a reminder n days before a day: on a day without work, the working day before, so that there is
// still time to act. The day itself stays where it is.
func (v view) ahead(d ledger.Date, n int) time.Time {
	if n == 0 {
		return v.at9(d)
	}
	return v.at9(v.p.workingOrBefore(d.AddDays(-n)))
}

// spans are all spans of all rules that are on at this vendor.
func (v view) spans() []span { return v.spansAbout("") }

// spansAbout are the spans of the rules about one kind of matter, "" for all.
func (v view) spansAbout(what string) []span {
	var out []span
	for i := range catalogue {
		r := &catalogue[i]
		if r.spans == nil || r.Needs != "" || what != "" && r.about != what {
			continue
		}
		if s := v.setting(r.Kind); !s.Off || r.Always {
			out = append(out, r.spans(v, *r)...)
		}
	}
	return out
}
