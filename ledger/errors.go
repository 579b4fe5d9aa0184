package ledger

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// Kind says what went wrong, for code that must react to it.
type Kind int

// The kinds of error. Internal is the zero value: an error that nobody classified is ours.
const (
	Internal    Kind = iota
	Invalid          // what was typed or sent can't be understood or isn't allowed by the rules
	NotFound         // the thing named is not on record
	Conflict         // somebody else was first, or the state no longer allows it
	Forbidden        // this person may not do this
	Unavailable      // Redis or Slack is out of reach; trying again may help
)

// Error is the one error type of owed: a kind for code, a sentence for people, a cause for the log.
type Error struct {
	Kind Kind
	Say  string // safe to show in Slack: what was read, what was expected, what to do next
	Err  error  // for the log; may be nil
}

// Error joins the sentence and the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Say
	}
	return e.Say + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the first Error in err's chain, Internal where there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Say is the sentence of the first Error in err's chain that is safe to show, or "" where there is none.
func Say(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Say
	}
	return ""
}

// Panicked is the error of what was recovered, nil where that is nil: one request's trouble, which must not be the end of
// everybody's. It is to be called while the deferred function runs, for its cause has the stack.
func Panicked(recovered any) error {
	if recovered == nil {
		return nil
	}
	return &Error{
		Kind: Internal, Err: fmt.Errorf("panic: %v\n%s", recovered, debug.Stack()),
		Say: "Something went wrong inside owed, and whoever runs it can see what. Whether it was recorded owed can't say: look at `history` before you try again.",
	}
}
