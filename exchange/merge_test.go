package exchange_test

import (
	"io"
	"maps"
	"slices"
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

// What moves in a merge is exported under its number at each vendor, as it is written there, with its due date, and with the number on
// the vendor's paper where that is another; a reversal afterwards names the same. Deliberate fault it catches: the key of an item for
// its number.
func TestMergedNumbersAreThoseOnPaper(t *testing.T) {
	t.Parallel()
	at := time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)
	by := ledger.By{Actor: "UA", At: at}
	accounts, journals, out := map[string]*ledger.Account{}, map[string]*exchange.Journal{}, map[string][]exchange.Entry{}
	does := func(slug string, c ledger.Change, err error) {
		if err != nil {
			t.Fatal(err)
		}
		accounts[slug] = c.After
		if journals[slug] == nil {
			journals[slug] = exchange.NewJournal(c.After.Vendor)
		}
		out[slug] = append(out[slug], journals[slug].Add(ledger.EntryOf("T1", c))...)
	}
	for _, slug := range []string{"aws", "lux", "amzn"} {
		c, err := ledger.NewVendor(ledger.Vendor{Slug: ledger.VendorID(slug), Name: slug, Terms: ledger.Terms{Net: 30}}, by)
		does(slug, c, err)
		for _, no := range []ledger.InvoiceNo{"X-0057/1", ledger.InvoiceNo("K-0039 " + slug)} {
			c, err = accounts[slug].RecordInvoice(ledger.Invoice{No: no, Amount: ledger.MustMoney("12", "USD"), Issued: ledger.NewDate(2023, 1, 2)}, by)
			does(slug, c, err)
		}
	}
	for _, pair := range [][2]string{{"amzn", "lux"}, {"lux", "aws"}} {
		from := accounts[pair[0]]
		left, came, err := ledger.Merge(from, accounts[pair[1]], from.Items(), true, by)
		does(pair[0], left, err)
		does(pair[1], came, err)
	}
	told := map[string][]string{}
	for slug, entries := range out {
		for _, e := range entries {
			if e.Kind == exchange.Merged {
				told[slug] = append(told[slug], e.ID+" "+e.Due.String()+" "+e.Against+" "+e.Amount.Decimal())
			}
		}
		slices.Sort(told[slug])
	}
	want := map[string][]string{
		"amzn": {"K-0039 amzn 2023-02-01 lux -12.00", "X-0057/1 2023-02-01 lux -12.00"},
		"lux": {
			"K-0039 amzn 2023-02-01 amzn 12.00", "K-0039 amzn 2023-02-01 aws -12.00", "K-0039 lux 2023-02-01 aws -12.00",
			"X-0057/1 2023-02-01 aws -12.00", "X-0057/1-amzn 2023-02-01 amzn,X-0057/1 12.00", "X-0057/1-amzn 2023-02-01 aws -12.00",
		},
		"aws": {
			"K-0039 amzn 2023-02-01 lux 12.00", "K-0039 lux 2023-02-01 lux 12.00",
			"X-0057/1-amzn 2023-02-01 lux,X-0057/1 12.00", "X-0057/1-lux 2023-02-01 lux,X-0057/1 12.00",
		},
	}
	if !maps.EqualFunc(told, want, slices.Equal) {
		t.Errorf("merges are exported as\n%v\nwant\n%v", told, want)
	}
}
