package alerts

import (
	"fmt"

	"owed.dev/owed/ledger"
)

// disputes are the spans of every open dispute of which something is left: nobody answers for a sum that was paid or credited.
func (v view) disputes(f func(ledger.Dispute) (span, bool)) []span {
	var out []span
	for _, d := range v.a.Disputes {
		if s, ok := f(d); ok && d.Live() && d.Amount.Positive() {
			s.matter, s.subject = subject("dispute", d.ID), string(d.ID)
			out = append(out, s)
		}
	}
	return out
}

func disputeOpened(v view, _ Rule) []span {
	return v.disputes(func(d ledger.Dispute) (span, bool) {
		return fact("", "", DisputeOpened, Info, "opened", d.At), true
	})
}

func disputeEscalated(v view, _ Rule) []span {
	return v.disputes(func(d ledger.Dispute) (span, bool) {
		at := d.EscalatedAt
		if at.IsZero() { // an earlier owed did not keep it
			at = d.At
		}
		return fact("", "", DisputeEscalated, Warning, "escalated", at), d.State == ledger.Escalated
	})
}

// disputeUnanswered counts the working days in which the vendor has not replied.
func disputeUnanswered(v view, rule Rule) []span {
	return v.disputes(func(d ledger.Dispute) (span, bool) {
		opened := v.today(d.At)
		var rungs []Rung
		for _, n := range v.days(rule) {
			label := fmt.Sprintf("+%d working days", n)
			at := v.at9(v.p.addWorkingDays(opened, n))
			rungs = append(rungs, Rung{Key: "unanswered " + label, Label: label, At: at, Kind: DisputeUnanswered, Severity: Warning})
		}
		if len(rungs) == 0 {
			return span{}, false
		}
		return span{kind: DisputeUnanswered, from: rungs[0].At, rungs: fixed(rungs...)}, d.State == ledger.Opened && d.Answered.IsZero()
	})
}
