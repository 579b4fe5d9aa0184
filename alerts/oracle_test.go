package alerts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// oracle finds what is due at a moment the slow way: it walks the calendar day by day, asks on each day what the table in
// words asks, of each invoice, and knows neither spans nor sums nor keys. It covers the rules that hang on days.
type oracle struct {
	a    *ledger.Account
	loc  *time.Location
	at   time.Time
	said map[string]bool // "matter label day hour"
}

func newOracle(a *ledger.Account, at time.Time) *oracle {
	o := &oracle{a: a, loc: a.Vendor.Location(), at: at, said: map[string]bool{}}
	first := ledger.DateIn(caseNow, o.loc).AddDays(-400)
	for d := first; !d.At(0, 0, o.loc).After(at.Add(24 * time.Hour)); d++ {
		o.lapsed(d)
		o.due(d)
		o.signals(d)
		o.contracts(d)
		o.requests(d)
	}
	return o
}

// say notes a rung if its moment has come.
func (o *oracle) say(matter, label string, d ledger.Date, hour int) {
	if !d.At(hour, 0, o.loc).After(o.at) {
		o.said[fmt.Sprintf("%s %s %s %02d", matter, label, d, hour)] = true
	}
}

// wanted is what must be paid of an invoice.
func (o *oracle) wanted(i ledger.Invoice) bool {
	may, _ := o.a.MayWithhold()
	return i.Open().Positive() && (!may || i.Open().Cmp(i.Disputed) > 0)
}

func (o *oracle) lapsed(d ledger.Date) {
	var oldest ledger.Date
	for _, i := range o.a.Invoices {
		if o.wanted(i) && (oldest == 0 || i.Due < oldest) {
			oldest = i.Due
		}
	}
	if oldest == 0 {
		return
	}
	past, grace := int(d-oldest), o.a.Vendor.Grace
	switch {
	case past == grace+1:
		o.say("lapsed", "first", d, 0)
	case past > grace+1 && slices.Contains([]int{7, 14, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360, 390, 420, 450, 480, 510, 540, 570}, past):
		o.say("lapsed", fmt.Sprintf("+%d", past), d, 9)
	}
}

// friday is the last working day on or before d, where no holidays are known.
func friday(d ledger.Date) ledger.Date {
	switch d.Weekday() {
	case time.Saturday:
		return d - 1
	case time.Sunday:
		return d - 2
	}
	return d
}

func (o *oracle) due(d ledger.Date) {
	today := ledger.DateIn(o.at, o.loc)
	for _, i := range o.a.Invoices {
		if !o.wanted(i) || i.Due < today { // its day is over
			continue
		}
		for _, n := range []int{14, 7, 3, 1} {
			if d == friday(i.Due-ledger.Date(n)) {
				o.say("due", fmt.Sprintf("-%d", n), d, 9)
			}
		}
		if d == i.Due {
			o.say("due", "today", d, 9)
		}
	}
}

func (o *oracle) signals(d ledger.Date) {
	for _, s := range o.a.Signals {
		m := "signal:" + string(s.ID)
		if !s.Live() {
			continue
		}
		if c := s.CureUntil; c != 0 && s.State != ledger.Suspended {
			for _, n := range []int{7, 3, 1} {
				if d == friday(c-ledger.Date(n)) {
					o.say(m, fmt.Sprintf("-%d", n), d, 9)
				}
			}
			if d == c {
				o.say(m, "-0", d, 9)
				o.say(m, "last day, noon", d, 12)
			}
			if d == c+1 {
				o.say(m, "cure ended", d, 0)
			}
		}
		if e := s.Effective; e != 0 && s.State == ledger.NoticeGiven {
			for _, n := range []int{14, 7, 3, 1} {
				if d == friday(e-ledger.Date(n)) && ledger.DateIn(o.at, o.loc) < e {
					o.say(m, fmt.Sprintf("-%d", n), d, 9)
				}
			}
			if d == e {
				o.say(m, "has it happened?", d, 0)
			}
			if d > e {
				o.say(m, "has it happened?", d, 9)
			}
		}
		heard := s.At
		if n := len(s.Moves); n > 0 {
			heard = s.Moves[n-1].At
		}
		quiet := int(d - ledger.DateIn(heard, o.loc))
		if (s.State == ledger.Possible || s.State == ledger.Threatened) && quiet > 0 && quiet%30 == 0 {
			o.say(m, fmt.Sprintf("quiet for %d days", quiet), d, 9)
		}
	}
}

func (o *oracle) contracts(d ledger.Date) {
	today := ledger.DateIn(o.at, o.loc)
	for _, c := range o.a.Contracts {
		end := c.Start.AddMonths(c.Months) - 1
		for _, last := range []ledger.Date{end, end - ledger.Date(c.NoticeDays)} {
			for _, n := range []int{180, 90, 60, 30, 7} {
				if today <= last && d == friday(last-ledger.Date(n)) {
					o.say("contract:"+string(c.ID), fmt.Sprintf("-%d", n), d, 9)
				}
			}
		}
	}
}

func (o *oracle) requests(d ledger.Date) {
	for _, r := range o.a.Requests {
		past := int(d - ledger.DateIn(r.When, o.loc))
		if (r.State == ledger.Approved || r.State == ledger.Sent) && (past == 5 || past == 8 || past >= 14 && past%7 == 0) {
			o.say("request:"+string(r.ID), fmt.Sprintf("+%d", past), d, 9)
		}
	}
}

// clockRungs are the rungs that the rules under the oracle's eye say are due.
func clockRungs(alerts []Alert, loc *time.Location) map[string]bool {
	out := map[string]bool{}
	for _, al := range alerts {
		what, _, _ := strings.Cut(al.Matter, ":")
		if !slices.Contains([]string{"lapsed", "due", "signal", "contract", "request"}, what) {
			continue
		}
		for _, r := range al.Rungs {
			if !r.Event && r.Kind != ApprovalWanted && r.Kind != RequestExpiring {
				local, hour := r.At.In(loc), 0
				if !r.At.Equal(ledger.DateIn(r.At, loc).Start(loc)) { // a day can begin at 01:00
					hour = local.Hour()
				}
				out[fmt.Sprintf("%s %s %s %02d", al.Matter, r.Label, local.Format(time.DateOnly), hour)] = true
			}
		}
	}
	return out
}

// Every alert that should be on is on, and nothing else.
func TestEveryAlertThatShouldBeOn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := randomBook(t).a
		if len(a.Requests) > 0 && !allNamed(a) {
			t.Skip("what a request covers is not the oracle's to know")
		}
		at := a.LastAt.Add(time.Duration(rapid.IntRange(0, 60*24*100).Draw(t, "later")) * time.Minute)
		got, want := clockRungs(All(coreOf(t, a), Policy{}, at), a.Vendor.Location()), newOracle(a, at).said
		for rung := range want {
			if !got[rung] {
				t.Errorf("at %s this should be on and is not: %s", at, rung)
			}
		}
		for rung := range got {
			if !want[rung] {
				t.Errorf("at %s this is on and should not be: %s", at, rung)
			}
		}
	})
}

func allNamed(a *ledger.Account) bool {
	for _, r := range a.Requests {
		if r.Live() && !r.Named {
			return false
		}
	}
	return true
}
