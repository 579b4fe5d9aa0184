package alerts

import (
	"fmt"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// describe fills in what the matter is about: amounts, count, notes, and the facts whose change makes a new message.
func (v view) describe(al *Alert, at time.Time) {
	what, id, _ := strings.Cut(al.Matter, ":")
	var more string
	switch what {
	case MatterLapsed:
		for _, d := range v.claimed() {
			if !v.v.OverdueFrom(d.Due).After(at) {
				al.Count += d.Count
			}
		}
		al.Amounts = v.overdueAt(v.claimed(), at)
	case "signal":
		s := v.a.Signals[ledger.ID(id)]
		more = fmt.Sprint(s.LastSeq, s.State, s.Effective, s.CureUntil)
		if s.Exposure != nil {
			al.Amounts = addTo(nil, s.Exposure.Amount)
		}
	case "request":
		r := v.a.Requests[ledger.ID(id)]
		al.Amounts = addTo(nil, r.Amount)
		more = string(r.State) + string(r.Decided)
	}
	al.Facts = fmt.Sprint(al.Kind, al.Severity, al.Rung, al.Since.Unix(), al.Amounts, al.Count, al.Notes, more)
}

// over is a matter that does not stand: why, since when, by whom, as far as the account tells.
func (v view) over(matter string, at time.Time) (Alert, bool) {
	al := Alert{Vendor: v.v.Slug, Matter: matter, Kind: Kind(matter), Cleared: v.a.LastAt, Why: "settled"}
	if al.Cleared.IsZero() {
		al.Cleared = at
	}
	what, id, isID := strings.Cut(matter, ":")
	al.Subject = id
	known := true
	switch what {
	case "signal":
		known = v.overSignal(&al, ledger.ID(id))
	case "request":
		known = v.overRequest(&al, ledger.ID(id))
	default:
		known = !isID
	}
	al.Facts = fmt.Sprint("over", al.Kind, al.Why, al.By)
	if r, ok := RuleOf(al.Kind); ok {
		al.To = r.To
	}
	return al, known
}

func (v view) overSignal(al *Alert, id ledger.ID) bool {
	al.Kind = SignalWithdrawn
	s, ok := v.a.Signals[id]
	if !ok {
		al.Why = ""
		return false
	}
	al.Why, al.By = string(s.State), s.By
	if s.Reversed {
		al.Why = "reversed"
	} else if n := len(s.Moves); n > 0 {
		al.By, al.Cleared = s.Moves[n-1].By, s.Moves[n-1].At
	}
	return true
}

func (v view) overRequest(al *Alert, id ledger.ID) bool {
	al.Kind = ApprovalWanted
	r, ok := v.a.Requests[id]
	if !ok {
		al.Why = ""
		return false
	}
	al.Why, al.By, al.Amounts = string(r.State), r.Decided, addTo(nil, r.Amount)
	if !r.When.IsZero() {
		al.Cleared = r.When
	}
	switch r.State {
	case ledger.Expired:
		al.Kind = RequestExpired
	case ledger.Settled:
		al.Kind = ApprovedUnsettled
	}
	return true
}

// idRange reads "P-1" or "P-1..P-13".
func idRange(s string) []ledger.ID {
	first, last, isRange := strings.Cut(s, "..")
	if !isRange {
		return []ledger.ID{ledger.ID(s)}
	}
	from, to := ledger.ID(first), ledger.ID(last)
	var out []ledger.ID
	for n := from.Number(); n <= to.Number(); n++ {
		out = append(out, ledger.NewID(from.Series(), n))
	}
	return out
}
