package alerts

import (
	"slices"
	"time"

	"owed.dev/owed/ledger"
)

// Escalation is a step of a critical alert that nobody acknowledged in time, and whom to tell.
type Escalation struct {
	Key string // kept in Posted.Thread once the thread says who was asked
	To  []Audience
	At  time.Time
}

// Escalations are the steps that are due for a critical alert that is posted and not acknowledged, in order: they are told as one. A step
// that was told ends all before it, so that none comes after it. next is when the following step is due; zero: none.
func Escalations(al Alert, posted ledger.Posted, at time.Time) (due []Escalation, next time.Time) {
	start := moment(posted, extraCritical)
	if !al.Live() || al.Severity < Critical || start.IsZero() || !posted.Cleared.IsZero() || posted.AckedAt.After(start) || posted.Snoozed.After(at) {
		return nil, time.Time{}
	}
	from := start
	if given, ok := Assigned(posted); ok && given.At.After(from) {
		from = given.At // they have not had more time than since then
	}
	for _, s := range chainFor(al.Chain, posted) {
		e := Escalation{Key: "unacknowledged " + s.After.String() + " " + posted.Extra[extraCritical], To: s.To, At: from.Add(s.After)}
		switch {
		case slices.Contains(posted.Thread, e.Key):
			due, next = nil, time.Time{}
		case !e.At.After(at):
			due = append(due, e)
		case next.IsZero() || e.At.Before(next):
			next = e.At
		}
	}
	return due, next
}

// Asks is the key under which Posted.Thread keeps that somebody was asked by a step.
func (e Escalation) Asks(who string) string { return e.Key + " " + who }
