package handlers

import (
	"context"
	"time"
)

// Person is somebody in Slack, as of a look that is recent enough for what they want to do.
type Person struct {
	ID     string
	Name   string
	Zone   *time.Location
	Member bool // may see figures: full, active, human, of this very workspace
	Admin  bool // approves, rejects, sets policy and roles
}

// Place is a channel or DM.
type Place struct {
	ID       string
	Name     string
	Member   bool // owed is in it
	Shared   bool // with another company, or about to be: no figure ever goes there
	Guests   bool // somebody in it may not see figures
	Direct   bool
	Archived bool
}

// Directory says who is who and what is where.
type Directory interface {
	Look(ctx context.Context, user string, maxAge time.Duration) (Person, error)
	In(ctx context.Context, user string, ids []string) (bool, error)
	Place(ctx context.Context, channel string) (Place, error)
	// Named finds a user, group or channel that was typed as plain text, among those that are known already.
	Named(kind, name string) (id string, ok bool)
}

const (
	// lookToRead is how old a look at somebody may be who reads or records.
	lookToRead = time.Hour
	// lookToDecide is how old it may be for Approve, Reject and settings.
	lookToDecide = time.Minute
)
