package ledger

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A core is read back as it was, and one that an earlier owed wrote, with an object for each day, as the same. Deliberate faults
// they catch: what is disputed read as held, a day without a currency, a sum of a currency without decimals read a hundredfold.
func TestCoresOldAndNew(t *testing.T) {
	t.Parallel()
	const old = `{"last_at":"2023-03-03T12:00:00Z","seq":9,"sums":{"JPY":{"days":[{"due":"2023-01-31","open":{"amount":"900","currency":"JPY"},"count":1}],"settled":0},` +
		`"USD":{"days":[{"due":"2022-09-30","open":{"amount":"10000000.00","currency":"USD"},"disputed":{"amount":"250.10","currency":"USD"},"count":2},` +
		`{"due":"2022-10-30","open":{"amount":"0.07","currency":"USD"},"held":{"amount":"0.07","currency":"USD"},"count":1}],"settled":1}},"vendor":{"slug":"aws","name":"AWS"}}`
	was, err := UnmarshalCore([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	b, err := was.MarshalCore()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{`"days":["2023-01-31 900 1"]`, `"days":["2022-09-30 10000000.00 2 250.10 0.00","2022-10-30 0.07 1 0.00 0.07"]`} {
		if !strings.Contains(string(b), line) {
			t.Errorf("%s is not in\n%s", line, b)
		}
	}
	is, err := UnmarshalCore(b)
	if err != nil {
		t.Fatal(err)
	}
	for c, s := range was.Sums {
		for n, want := range s.Days {
			if got := is.Sums[c].Days[n]; !got.same(want) {
				t.Errorf("%s %s is read back as %+v, was %+v", c, want.Due, got, want)
			}
		}
	}
}

func (d DaySum) same(e DaySum) bool {
	same := func(m, n Money) bool { return m.Currency == n.Currency && m.Amount.Equal(n.Amount) }
	return d.Due == e.Due && d.Count == e.Count && same(d.Open, e.Open) && same(d.Disputed, e.Disputed) && same(d.Held, e.Held)
}

// Any day's sums are read back, to the last minor unit. Deliberate fault it catches: digits that are cut where they don't fit.
func TestDaySumsAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]Currency{"USD", "JPY", "BHD", "CLF"}).Draw(t, "currency")
		sum := func(name string) Money { return FromMinor(rapid.Int64().Draw(t, name), c) }
		want := DaySum{Due: Date(rapid.Int32Range(1, 3_650_000).Draw(t, "due")), Open: sum("open"), Count: rapid.IntRange(0, 1e6).Draw(t, "count")}
		if want.Disputed, want.Held = Zero(c), Zero(c); rapid.Bool().Draw(t, "more") {
			want.Disputed, want.Held = sum("disputed"), sum("held")
		}
		b, err := want.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var got DaySum
		if err := got.UnmarshalJSON(b); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		got.Open.Currency, got.Disputed.Currency, got.Held.Currency = c, c, c
		if !got.same(want) {
			t.Fatalf("%s is read as %+v, was %+v", b, got, want)
		}
	})
}
