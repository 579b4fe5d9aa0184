package alerts

import (
	"slices"
	"time"

	"owed.dev/owed/ledger"
)

// The names under which Posted.Extra keeps who assigned a matter, and when: a time as RFC 3339 with fractions.
const (
	extraAssigned = "assigned"
	extraAssigner = "assigner"
)

// Assignment is that a matter was given to somebody to see to.
type Assignment struct {
	To, By ledger.UserID
	At     time.Time
	Key    string // of what is said about it; kept in Posted.Thread once it was
}

// Assigned is to whom a matter is assigned, if somebody assigned it.
func Assigned(p ledger.Posted) (Assignment, bool) {
	at, err := time.Parse(time.RFC3339Nano, p.Extra[extraAssigned])
	if err != nil || p.Owner == "" {
		return Assignment{}, false
	}
	return Assignment{To: p.Owner, By: ledger.UserID(p.Extra[extraAssigner]), At: at, Key: "assigned " + p.Extra[extraAssigned] + " " + string(p.Owner)}, true
}

// Assign puts on record that somebody is to see to a matter. Who assigns it to themselves has taken it; who assigns it to
// somebody else gives it away, so that it is not taken until they say so.
func Assign(al Alert, posted ledger.Posted, by, to ledger.UserID, at time.Time) (ledger.Posted, error) {
	if !al.Live() {
		return posted, &ledger.Error{Kind: ledger.Conflict, Say: "This is over already; there is nothing left to see to."}
	}
	p := clonePosted(posted)
	p.Acked, p.AckedAt, p.AckRung = "", time.Time{}, ""
	if by == to {
		p = Acknowledge(al, p, by, at)
	}
	if p.Extra == nil {
		p.Extra = map[string]string{}
	}
	p.Owner, p.Extra[extraAssigner], p.Extra[extraAssigned] = to, string(by), at.UTC().Format(time.RFC3339Nano)
	return p, nil
}

// chainFor is a chain that asks whom the matter is assigned to first, at the moment of its first step; who would have been
// asked then is asked with the next.
func chainFor(chain []Step, p ledger.Posted) []Step {
	if p.Owner == "" || len(chain) == 0 {
		return chain
	}
	out := slices.Clone(chain)
	out[0].To = []Audience{Assignee}
	if len(out) == 1 {
		out[0].To = append(out[0].To, chain[0].To...)
		return out
	}
	out[1].To = append(slices.Clone(chain[0].To), chain[1].To...)
	return out
}
