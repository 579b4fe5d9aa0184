package alerts

import (
	"fmt"
	"time"

	"owed.dev/owed/ledger"
)

// subject is a matter about one thing that owed numbers: "signal:S-2".
func subject(what string, id ledger.ID) string { return what + ":" + string(id) }

// requests are the spans of every live payment request.
func (v view) requests(f func(ledger.Request) (span, bool)) []span {
	var out []span
	for _, r := range v.a.Requests {
		if s, ok := f(r); ok && r.Live() {
			s.matter, s.subject = subject("request", r.ID), string(r.ID)
			out = append(out, s)
		}
	}
	return out
}

// approvalWanted: a request waits for its decision. What is said again is counted in working hours.
func approvalWanted(v view, rule Rule) []span {
	zone := v.p.zone(v.v)
	return v.requests(func(r ledger.Request) (span, bool) {
		rungs := []Rung{{Key: "wanted", Label: "requested", At: r.At, Kind: ApprovalWanted, Severity: Warning, Event: true}}
		for _, h := range v.days(rule) {
			label := fmt.Sprintf("+%dh", h)
			rungs = append(rungs, Rung{Key: "wanted " + label, Label: label, At: v.p.addWorking(r.At, h, zone), Kind: ApprovalWanted, Severity: Warning})
		}
		return span{kind: ApprovalWanted, from: r.At, rungs: fixed(rungs...)}, r.State == ledger.Requested
	})
}

// requestExpiring: a day before nobody can decide any more.
func requestExpiring(v view, _ Rule) []span {
	return v.requests(func(r ledger.Request) (span, bool) {
		from := r.Expires.Add(-24 * time.Hour)
		rung := Rung{Key: "expiring " + r.Expires.UTC().Format(time.RFC3339), Label: "24 h left", At: from, Kind: RequestExpiring, Severity: Warning}
		return span{kind: RequestExpiring, from: from, rungs: fixed(rung)}, r.State == ledger.Requested
	})
}

// approvedUnsettled: the money should have moved by now.
func approvedUnsettled(v view, rule Rule) []span {
	return v.requests(func(r ledger.Request) (span, bool) {
		day := v.today(r.When)
		rung := func(n int) Rung {
			return Rung{
				Key: fmt.Sprintf("unsettled %s +%d", day, n), Label: fmt.Sprintf("+%d", n), At: v.at9(day.AddDays(n)),
				Kind: ApprovedUnsettled, Severity: Warning,
			}
		}
		var rungs []Rung
		last := 0
		for _, n := range v.days(rule) {
			rungs = append(rungs, rung(n))
			last = max(last, n)
		}
		if len(rungs) == 0 {
			return span{}, false
		}
		s := span{kind: ApprovedUnsettled, from: rungs[0].At}
		s.rungs = endless(rungs, func(n int) Rung { return rung(last + 7*n) })
		return s, r.State == ledger.Approved || r.State == ledger.Sent
	})
}
