package alerts

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// describe fills in what the matter is about: amounts, count, notes, and the facts whose change makes a new message.
func (v view) describe(al *Alert, at time.Time) {
	what, rest, _ := strings.Cut(al.Matter, ":")
	id := ledger.ID(rest)
	more := ""
	switch what {
	case MatterLapsed:
		v.describeLapsed(al, at)
	case MatterDue:
		v.describeDue(al, at)
	case MatterShare:
		for _, f := range v.a.AllFigures(at) {
			if f.Overdue.Positive() {
				al.Amounts, al.Count = addTo(al.Amounts, f.Overdue), al.Count+f.OverdueOpen
			}
		}
	case MatterLimit:
		for _, f := range v.a.AllFigures(at) {
			if f.Outstanding.Positive() {
				al.Amounts, al.Count = addTo(al.Amounts, f.Outstanding), al.Count+f.Open
			}
		}
	case MatterExposure:
		for _, e := range exposures(v.a) {
			more += fmt.Sprint(e.Amount, e.AmountMax, e.Per, e.Floor)
		}
	case "signal":
		s := v.a.Signals[id]
		more = fmt.Sprint(s.LastSeq, s.State)
		if s.Exposure != nil {
			al.Amounts = addTo(nil, s.Exposure.Amount)
		}
	case "commit":
		if c, ok := v.a.Contracts[id]; ok && al.Kind == CommitOffTrack {
			al.Off = v.offBy(c)
			more = fmt.Sprint(al.Off)
		}
	case "request":
		r := v.a.Requests[id]
		al.Amounts, al.Notes = addTo(nil, r.Amount), v.notes(r)
		more = string(r.State) + string(r.Decided)
	case "dispute":
		d := v.a.Disputes[id]
		al.Amounts = addTo(nil, d.Amount)
		more = fmt.Sprint(d.State, d.Answered)
	case "payment":
		for _, id := range idRange(rest) {
			if m := v.a.Movements[id]; !m.Reversed && (m.Returned || m.Request == "") {
				al.Amounts, al.Count = addTo(al.Amounts, m.Amount), al.Count+1
			}
		}
	}
	al.Facts = fmt.Sprintln(al.Kind, al.Severity, al.Rung, al.Since.Unix(), al.Amounts, al.Count, al.Due, more)
}

func (v view) describeLapsed(al *Alert, at time.Time) {
	days := v.claimed()
	al.Amounts = v.overdueAt(days, at)
	for _, d := range days {
		if !v.overdueFrom(d.Due).After(at) {
			al.Count += d.Count
		}
	}
}

// describeDue lists the days that have been spoken of and are not over. Each day's sum is its own: two days are never added up,
// since nobody owes on the first what falls due on the second.
func (v view) describeDue(al *Alert, at time.Time) {
	soon := map[ledger.Date]bool{}
	rule, _ := RuleOf(DueSoon)
	for _, d := range v.dueDays() {
		for _, n := range v.days(rule) {
			soon[d.Due] = soon[d.Due] || !v.ahead(d.Due, n).After(at)
		}
		today := !v.at9(d.Due).After(at)
		if !at.Before(v.start(d.Due.AddDays(1))) || !today && (!soon[d.Due] || !d.bare.Positive()) {
			continue
		}
		d.Held = d.HeldOf(v.v)
		al.Due = append(al.Due, DueSum{d.DaySum, d.claim.Sub(d.bare)})
		if d.Due == al.Due[0].Due {
			al.Amounts, al.Count = addTo(al.Amounts, d.Open), al.Count+d.Count
		}
	}
}

// newVendorFor is how long a vendor counts as new.
const newVendorFor = 30 * 24 * time.Hour

// notes are the rows that stand inside a request.
func (v view) notes(r ledger.Request) []Kind {
	settled := false
	for _, s := range v.a.Sums {
		settled = settled || s.Settled > 0 || s.OnAccount.Positive()
	}
	disputed := false
	for _, d := range v.a.Disputes {
		for _, al := range r.Targets {
			disputed = disputed || r.Named && d.Live() && d.Invoice.Key() == al.Invoice.Key()
		}
	}
	var out []Kind
	for _, n := range []struct {
		kind Kind
		on   bool
	}{{FirstPayment, !settled}, {NewVendor, r.At.Sub(v.v.AddedAt) < newVendorFor}, {DisputedInRequest, disputed}} {
		if n.on && !v.setting(n.kind).Off {
			out = append(out, n.kind)
		}
	}
	return out
}

// over is a matter that does not stand: why, since when, by whom, as far as the account tells.
func (v view) over(matter string, at time.Time) (Alert, bool) {
	what, rest, isID := strings.Cut(matter, ":")
	al := Alert{Vendor: v.v.Slug, Matter: matter, Kind: Kind(what), Subject: rest, Cleared: v.a.LastAt}
	if al.Cleared.IsZero() {
		al.Cleared = at
	}
	known := true
	if matter == MatterDue {
		al.Kind = DueToday
	}
	if isID {
		known = v.overItem(&al, what, ledger.ID(rest))
	} else {
		al.Why = v.overVendor(&al, what)
	}
	al.Facts = fmt.Sprintln("over", al.Kind, al.Why, al.By)
	if r, ok := RuleOf(al.Kind); ok {
		al.To = r.To
	}
	return al, known
}

// overVendor is why a matter of the vendor as a whole is over.
func (v view) overVendor(al *Alert, what string) string {
	if v.v.MergedInto != "" || v.v.Merging != "" {
		return "merged into " + string(cmp.Or(v.v.MergedInto, v.v.Merging))
	}
	switch what {
	case MatterLapsed:
		for _, s := range v.a.Sums {
			if len(s.Days) > 0 && s.Days[0].Disputed.Positive() {
				return "disputed or not due"
			}
		}
		return "settled"
	case MatterDue:
		return "settled, covered, or its day is over"
	case MatterExpected:
		return "recorded"
	}
	return "below the threshold"
}

// overItem is why a matter about one thing is over; false where the thing isn't loaded.
func (v view) overItem(al *Alert, what string, id ledger.ID) bool {
	switch what {
	case "signal":
		return v.overSignal(al, id)
	case "request":
		return v.overRequest(al, id)
	case "dispute":
		d, ok := v.a.Disputes[id]
		al.Kind, al.Why, al.By, al.Amounts = DisputeOpened, string(d.State), d.ClosedBy, addTo(nil, d.Opened)
		switch {
		case !d.ClosedAt.IsZero():
			al.Cleared = d.ClosedAt
		case d.Live() && !d.Amount.Positive():
			al.Why = "nothing is left of what it contests"
		}
		return ok
	case "incident":
		i, ok := v.a.Incidents[id]
		al.Kind, al.Why = IncidentNoted, "closed"
		if !i.Closed.IsZero() {
			al.Cleared = i.Closed
		}
		return ok
	case "payment":
		m, ok := v.a.Movements[idRange(string(id))[0]]
		al.Kind, al.Why = PaymentWithoutRequest, "reversed"
		if m.Request != "" || !m.Reversed {
			al.Kind = PaymentReturned
		}
		if !m.Reversed {
			al.Why = "it did not come back"
		}
		return ok
	case "contract", "commit":
		_, ok := v.a.Contracts[id]
		al.Kind, al.Why = ContractEnds, "over"
		if what == "commit" {
			al.Kind, al.Why = CommitOffTrack, "on track, or known again"
		}
		return ok
	}
	return false
}

func (v view) overSignal(al *Alert, id ledger.ID) bool {
	al.Kind = SignalWithdrawn
	s, ok := v.a.Signals[id]
	if !ok {
		return false
	}
	switch n := len(s.Moves); {
	case s.Reversed:
		al.Why, al.By = "reversed", s.ReversedBy
		if !s.ReversedAt.IsZero() { // an earlier owed did not keep it
			al.Cleared = s.ReversedAt
		}
	case n > 0 && s.Ended():
		al.Why, al.By, al.Cleared = string(s.State), s.Moves[n-1].By, s.Moves[n-1].At
	}
	return true
}

func (v view) overRequest(al *Alert, id ledger.ID) bool {
	al.Kind = ApprovalWanted
	r, ok := v.a.Requests[id]
	if !ok {
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
	case ledger.Failed:
		al.Kind = PaymentFailed
	}
	return true
}

// idRange reads "P-1", "P-1..P-13" or several of them: "P-1,P-3..P-5".
func idRange(s string) []ledger.ID {
	var out []ledger.ID
	for run := range strings.SplitSeq(s, ",") {
		first, last, isRange := strings.Cut(run, "..")
		if !isRange {
			out = append(out, ledger.ID(run))
			continue
		}
		from, to := ledger.ID(first), ledger.ID(last)
		for n := from.Number(); n <= to.Number(); n++ {
			out = append(out, ledger.NewID(from.Series(), n))
		}
	}
	return out
}
