package alerts

import (
	"slices"
	"time"

	"owed.dev/owed/ledger"
)

// Escalation is a critical alert that nobody acknowledged in time, and whom to tell.
type Escalation struct {
	Key string // of the reply or DM; kept in Posted.Thread once it was sent
	To  []Audience
	At  time.Time
}

// Escalations are the steps due for a critical alert that is posted and not acknowledged, as one: who was to be told
// before is told with the rest. next is when the following step is due; zero: none.
func Escalations(al Alert, posted ledger.Posted, at time.Time) (due []Escalation, next time.Time) {
	start := moment(posted, extraCritical)
	if !al.Live() || al.Severity < Critical || start.IsZero() || !posted.Cleared.IsZero() || posted.AckedAt.After(start) || posted.Snoozed.After(at) {
		return nil, time.Time{}
	}
	from := start
	if given, ok := Assigned(posted); ok && given.At.After(from) {
		from = given.At // they have not had more time than since then
	}
	var e Escalation
	for _, s := range chainFor(al.Chain, posted) {
		key := "unacknowledged " + s.After.String() + " " + posted.Extra[extraCritical]
		moment := from.Add(s.After)
		switch {
		case slices.Contains(posted.Thread, key):
		case moment.After(at):
			if next.IsZero() || moment.Before(next) {
				next = moment
			}
		default:
			e.Key, e.At = key, moment
			for _, who := range s.To {
				if !slices.Contains(e.To, who) {
					e.To = append(e.To, who)
				}
			}
		}
	}
	if e.Key != "" {
		due = append(due, e)
	}
	return due, next
}
