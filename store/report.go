package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// Finding is something that is not as it should be.
type Finding struct {
	Vendor  ledger.VendorID // "" where it is about all vendors
	Entry   int64           // the first wrong entry of its journal; 0: the finding is about a key
	Key     string
	Is      string // what is there
	Want    string // what should be there
	Follows string // what follows from it
	Loss    bool   // something that was acknowledged is gone: a rebuild is refused
}

// String is the finding in one sentence or two.
func (f Finding) String() string {
	where := f.Key
	if f.Entry > 0 {
		where = fmt.Sprintf("%s entry %d", f.Vendor, f.Entry)
	}
	s := where + ": " + f.Is + "; expected " + f.Want + "."
	if f.Follows != "" {
		s += " " + strings.ToUpper(f.Follows[:1]) + f.Follows[1:] + "."
	}
	return s
}

// maxFindings bounds a report: what comes after so many follows from what came before.
const maxFindings = 100

// Report is what Verify or Rebuild found or did.
type Report struct {
	Team     string
	Did      string // "verified", "rebuilt"
	Entries  int64
	Heads    []Head // of every journal that has entries
	Findings []Finding
	More     int // findings beyond those listed
	Took     time.Duration
}

// OK reports whether nothing was found.
func (r Report) OK() bool { return len(r.Findings) == 0 }

func (r *Report) find(f Finding) {
	if len(r.Findings) >= maxFindings {
		r.More++
		return
	}
	r.Findings = append(r.Findings, f)
}

// String is the report for a terminal: findings first, then what each journal holds.
func (r Report) String() string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s\n", f)
	}
	if r.More > 0 {
		fmt.Fprintf(&b, "and %d more\n", r.More)
	}
	for _, h := range r.Heads {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", h.Vendor, Counted(h.Seq, "entry", "entries"), h)
	}
	state := "nothing is wrong"
	if n := len(r.Findings) + r.More; n > 0 {
		state = Counted(n, "thing is wrong", "things are wrong")
	}
	fmt.Fprintf(&b, "%s: %s %s of %s in %s: %s", r.Team, r.Did, Counted(r.Entries, "entry", "entries"), Counted(len(r.Heads), "journal", "journals"), r.Took.Round(time.Millisecond), state)
	return b.String()
}

// Counted is a number with what it counts: "1 entry", "2 entries".
func Counted[N int | int64](n N, one, many string) string {
	if n == 1 {
		many = one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// afterLoss takes back the advice to rebuild where that would be refused.
func (r *Report) afterLoss() {
	if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Loss }) {
		return
	}
	for n := range r.Findings {
		r.Findings[n].Follows = strings.ReplaceAll(r.Findings[n].Follows, "owed rebuild sets", "owed rebuild, when what is gone is back or its loss is accepted, sets")
	}
}
