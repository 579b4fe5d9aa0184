package ledger

import (
	"fmt"
	"time"
)

// Extra is what a commit checks besides the account itself.
type Extra struct {
	Repeat string // fingerprint of what a person typed; refused as Repeated if it was committed within 10 minutes
	Again  bool   // the person was asked and wants it recorded again
	Look   bool   // what is needed is likely to be there: it is loaded before the first decision
	Key    string // the change's idempotency key: a payload that comes again gets the first result, also where it would be refused now
}

// Result is what became of a decision.
type Result struct {
	Change       Change
	Seq          int64    // the entry's number
	IDs          []ID     // the IDs it gave out
	Account      *Account // the account after this entry; nil where Replayed
	Replayed     bool     // the same key was committed before: nothing happened now, Seq and IDs are those of the first time
	Unreplicated bool     // recorded, but not yet on as many replicas as asked for
}

// Repeated is the error of a person's repetition: the same user typed the same thing within 10 minutes, or a payment's
// reference is on record with the same sum.
type Repeated struct {
	Seq int64
	IDs []ID
	Ago time.Duration
}

// Error is for the log.
func (e *Repeated) Error() string { return fmt.Sprintf("typed again after %s", e.Ago) }

// Hit is something found by number, PO, reference or amount.
type Hit struct {
	Vendor VendorID
	Item   string // as Item makes it
	Why    string // what matched: number, po, ref, amount
}

// DueRow is one open invoice in the list of what falls due, over all vendors.
type DueRow struct {
	Due     Date
	Vendor  VendorID
	Invoice Invoice
}
