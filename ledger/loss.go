package ledger

import (
	"fmt"
	"strings"
)

// Lost names the entries at the end of a journal that are gone.
type Lost struct {
	Vendor VendorID `json:"vendor"`
	From   int64    `json:"from"`           // number of the first that is gone
	To     int64    `json:"to"`             // of the last that anything still tells of
	Hash   string   `json:"hash,omitempty"` // of that one, in hex, where it is known
}

// String is which entries are gone: "entries 10 to 12 of aws".
func (l Lost) String() string {
	if l.From == l.To {
		return fmt.Sprintf("entry %d of %s", l.To, l.Vendor)
	}
	return fmt.Sprintf("entries %d to %d of %s", l.From, l.To, l.Vendor)
}

// LostIDs are IDs of one series that follow each other.
type LostIDs struct {
	From ID `json:"from"`
	To   ID `json:"to"` // the last of them; the first, where it is but one
}

// String is which they are: "P-3", "P-3 to P-7".
func (l LostIDs) String() string {
	if l.From == l.To {
		return string(l.From)
	}
	return string(l.From) + " to " + string(l.To)
}

// LossAccepted says that what was acknowledged is gone from the record, and that whoever runs owed goes on without it. The numbers of
// the entries are given out again; the IDs never are.
type LossAccepted struct {
	Entries []Lost     `json:"entries,omitempty"`
	IDs     []LostIDs  `json:"ids,omitempty"`     // given out, and borne by nothing on record
	Unknown []VendorID `json:"unknown,omitempty"` // of whom something is kept, but not who they are
}

// Words name all that is gone; code is how the slug of a vendor is written among them.
func (l LossAccepted) Words(code func(string) string) string {
	var gone []string
	for _, e := range l.Entries {
		gone = append(gone, e.String())
	}
	for _, ids := range l.IDs {
		gone = append(gone, ids.String())
	}
	for _, v := range l.Unknown {
		gone = append(gone, "who "+code(string(v))+" is")
	}
	return strings.Join(gone, ", ")
}

func (*LossAccepted) apply(*Account, Meta) {}
