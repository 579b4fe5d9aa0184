package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// merges compares what left vendors that were merged with what arrived where they went: two chains that are each whole
// could still tell two stories.
type merges struct{ left, came map[mergedPair]*moved }

type mergedPair struct{ from, into ledger.VendorID }

// moved is what one side of a merge says.
type moved struct {
	documents int
	sums      map[ledger.Currency]ledger.Money
	done      bool // the merge has come to its end there
}

func newMerges() *merges {
	return &merges{left: map[mergedPair]*moved{}, came: map[mergedPair]*moved{}}
}

// see takes in an entry of a vendor's journal.
func (m *merges) see(e ledger.Entry) {
	for _, ev := range e.Events {
		switch ev := ev.(type) {
		case *ledger.MovedOut:
			sideOf(m.left, mergedPair{e.Vendor, ev.Into}).add(ev.Owed)
		case *ledger.MovedIn:
			owed, _ := ev.Owed()
			sideOf(m.came, mergedPair{ev.From, e.Vendor}).add(owed)
		case *ledger.VendorMerged:
			side := m.came
			if ev.From == e.Vendor {
				side = m.left
			}
			sideOf(side, mergedPair{ev.From, ev.Into}).done = true
		}
	}
}

func sideOf(side map[mergedPair]*moved, p mergedPair) *moved {
	if side[p] == nil {
		side[p] = &moved{sums: map[ledger.Currency]ledger.Money{}}
	}
	return side[p]
}

func (d *moved) add(owed ledger.Money) {
	d.documents++
	if owed.Currency != "" && !owed.IsZero() {
		d.sums[owed.Currency] = d.sums[owed.Currency].Add(owed)
	}
}

func (d *moved) String() string {
	words := fmt.Sprintf("%d documents", d.documents)
	for _, c := range slices.Sorted(maps.Keys(d.sums)) {
		words += ", " + d.sums[c].String()
	}
	return words
}

// findings are the merges whose two sides differ. One that goes on while it is read is found when it is verified next.
func (m *merges) findings() []Finding {
	var out []Finding
	for p, left := range m.left {
		came := sideOf(m.came, p)
		if left.done && came.done && left.String() != came.String() {
			out = append(out, Finding{
				Vendor: p.into, Key: "what came from " + string(p.from) + " to " + string(p.into), Is: came.String(), Want: left.String() + ", as its journal says",
				Follows: "one of the two journals was rewritten from its root; compare both with heads kept outside",
			})
		}
	}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(strings.Compare(string(a.Vendor), string(b.Vendor)), strings.Compare(a.Key, b.Key))
	})
	return out
}
