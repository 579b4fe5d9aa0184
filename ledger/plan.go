package ledger

import "time"

// Plan is what an account makes necessary: the matters to be told now, and the moment at which to look again.
// Package alerts computes it; package store keeps it beside the account, in the same step.
type Plan struct {
	Next    time.Time // ledger time of the next moment at which the alerts due change; zero: none
	Matters []Due     // what has to be told, or told anew, because of this change or moment
}

// Due is a matter that waits to be posted or updated: "lapsed", "signal:S-2", "request:PR-12".
type Due struct {
	Matter string
	After  time.Duration // gathers this long (machine time), so that many causes make one message
}

// Planner computes a Plan from an account as it is after events (none: only time has passed) at a moment.
type Planner func(a *Account, t Team, events []Event, at time.Time) Plan

// Posted is what was told of a matter, and what people did with it. It is a record of its own, beside the journal.
type Posted struct {
	Channel string            `json:"channel"`
	TS      string            `json:"ts"`     // of the message that stands for the matter
	Shown   string            `json:"shown"`  // digest of what the message shows now
	Rungs   []string          `json:"rungs"`  // raised already; each at most once
	Thread  []string          `json:"thread"` // keys of the replies posted under it
	Acked   UserID            `json:"acked,omitempty"`
	AckedAt time.Time         `json:"acked_at,omitzero"`
	AckRung string            `json:"ack_rung,omitempty"`
	Snoozed time.Time         `json:"snoozed,omitzero"` // until
	Snoozer UserID            `json:"snoozer,omitempty"`
	Owner   UserID            `json:"owner,omitempty"` // assigned to
	Cleared time.Time         `json:"cleared,omitzero"`
	First   time.Time         `json:"first,omitzero"` // ledger time of the first post
	Extra   map[string]string `json:"extra,omitempty"`
}

// Duty is a matter that is assigned to somebody.
type Duty struct {
	Vendor VendorID
	Matter string
	Posted Posted
}
