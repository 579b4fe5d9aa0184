package exchange_test

import (
	"io"
	"testing"
	"time"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// adds compares what is exported of a vendor with what its account says.
func (b *book) adds() {
	b.t.Helper()
	sums := map[ledger.Currency]ledger.Money{}
	for _, e := range b.out {
		owed, err := e.Owed()
		if err != nil {
			b.t.Fatal(err)
		}
		sums[owed.Currency] = sums[owed.Currency].Add(owed)
	}
	for _, c := range []ledger.Currency{"USD", "JPY"} {
		f := b.a.Figures(c, b.at)
		if want := f.Outstanding.Sub(f.OnAccount); sums[c].Amount.Cmp(want.Amount) != 0 {
			b.t.Fatalf("%s: exported %s, outstanding %s less on account %s", b.a.Vendor.Slug, sums[c], f.Outstanding, f.OnAccount)
		}
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// What is exported of two vendors that were merged adds up for each of them, at every moment, also where what came from the
// one is reversed, returned or accepted at the other afterwards.
// Deliberate faults it catches: a movement that leaves with its amount but without its refund, what came forgotten for the
// reversal, a contested charge counted on its way.
func TestMergedJournalsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from, into := newBook(t), newBook(t)
		into.a.Vendor.Slug = "amazon"
		into.journal = exchange.NewJournal(into.a.Vendor)
		for _, s := range ledger.AllSeries {
			into.a.Next[s] = 1000
		}
		for range 40 {
			from.anything()
			into.anything()
		}
		for items := from.a.Items(); from.a.Vendor.MergedInto == ""; items = from.a.Items() {
			part := items[:min(7, len(items))]
			into.at = later(into.at, from.at)
			out, in, err := ledger.Merge(from.a, into.a, part, len(part) == len(items), into.by())
			if err != nil {
				t.Fatal(err)
			}
			from.does(out, nil)
			into.does(in, nil)
			from.at = into.at
			from.adds()
			into.adds()
		}
		for range 40 {
			into.anything()
			into.adds()
		}
		if err := exchange.WriteHledger(io.Discard, append(from.out, into.out...), exchange.Options{Assert: true}); err != nil {
			t.Fatal(err)
		}
	})
}
