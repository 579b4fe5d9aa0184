package ledger_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"owed.dev/owed/ledger"
)

func TestTermsDue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ issued, terms, due string }{
		{"2022-07-31", "net30", "2022-08-30"},
		{"2023-01-31", "net 30", "2023-03-02"},
		{"2024-01-31", "Net 30 days", "2024-03-01"},
		{"2023-01-15", "net 30 EOM", "2023-03-02"},
		{"2023-01-15", "10th prox", "2023-02-10"},
		{"2023-01-31", "1 month", "2023-02-28"},
		{"2023-01-31", "net 1 month", "2023-02-28"},
		{"2022-09-30", "N/30", "2022-10-30"},
		{"2022-11-30", "net-60", "2023-01-29"},
		{"2022-12-01", "30 days", "2022-12-31"},
		{"2023-01-15", "eom", "2023-01-31"},
		{"2023-01-15", "eom+10", "2023-02-10"},
		{"2023-01-15", "1 month eom", "2023-02-28"},
		{"2023-01-31", "31st prox", "2023-02-28"},
		{"2023-12-15", "prox 10", ""},
		{"2023-12-15", "10 prox", "2024-01-10"},
		{"2023-03-03", "on receipt", "2023-03-03"},
		{"2023-03-03", "Due upon receipt", "2023-03-03"},
		{"2023-03-03", "net 0", "2023-03-03"},
		{"2023-03-03", "2/10 net 30", "2023-04-02"},
		{"2023-03-03", "2%/10, n/30", "2023-04-02"},
		{"2023-03-03", "1.5% 10 net 45", "2023-04-17"},
		{"2023-03-03", "3x30", "2023-06-01"},
		{"2023-03-03", "3x30 days", "2023-06-01"},
		{"2023-03-03", "x30", ""},
		{"2023-03-03", "3x", ""},
		{"2023-03-03", "net 30 end of month", "2023-04-30"},
		{"2023-03-03", "immediately", "2023-03-03"},
		{"2023-03-03", "22nd prox", "2023-04-22"},
		{"2023-03-03", "61 months", ""},
		{"2023-03-03", "30/60/90", "2023-06-01"},
		{"2023-01-31", "3 x 1 month", "2023-04-30"},
		{"2023-03-03", "2/10", ""},
		{"2023-03-03", "30/60/80", ""},
		{"2023-03-03", "", ""},
		{"2023-03-03", "net", ""},
		{"2023-03-03", "net 5000", ""},
		{"2023-03-03", "42nd prox", ""},
		{"2023-03-03", "120/10 net 30", ""},
		{"2023-03-03", "2/40 net 30", ""},
		{"2023-03-03", "1x30", ""},
		{"2023-03-03", "net 30 or so", ""},
		{"2023-03-03", "net 99999999999999999999", ""},
	} {
		terms, err := ledger.ParseTerms(c.terms)
		if (err != nil) != (c.due == "") {
			t.Errorf("%q: %v", c.terms, err)
			continue
		}
		if err != nil {
			if ledger.KindOf(err) != ledger.Invalid || !strings.Contains(ledger.Say(err), "Example: `") {
				t.Errorf("%q: the refusal lacks kind or example: %v", c.terms, err)
			}
			continue
		}
		if got := terms.Due(day(c.issued)).String(); got != c.due {
			t.Errorf("%s %q falls due %s, expected %s", c.issued, c.terms, got, c.due)
		}
	}
}

func TestConventions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ issued, terms, none, following, modified, preceding string }{
		{"2022-09-30", "net 30", "2022-10-30", "2022-10-31", "2022-10-31", "2022-10-28"},
		{"2022-11-30", "net 60", "2023-01-29", "2023-01-30", "2023-01-30", "2023-01-27"},
		{"2022-12-01", "net 30", "2022-12-31", "2023-01-02", "2022-12-30", "2022-12-30"},
	} {
		terms, err := ledger.ParseTerms(c.terms)
		if err != nil {
			t.Fatal(err)
		}
		due := terms.Due(day(c.issued))
		for name, want := range map[string]string{"none": c.none, "following": c.following, "Modified Following": c.modified, "preceding": c.preceding, "": c.none} {
			conv, err := ledger.ParseConvention(name)
			if err != nil {
				t.Fatal(err)
			}
			if got := conv.Adjust(due, nil).String(); got != want {
				t.Errorf("%s %s, %s: %s, expected %s", c.issued, c.terms, name, got, want)
			}
		}
	}
	if _, err := ledger.ParseConvention("backwards"); ledger.KindOf(err) != ledger.Invalid {
		t.Errorf("backwards was taken for a convention: %v", err)
	}
	never := func(ledger.Date) bool { return false }
	if got := ledger.Following.Adjust(day("2023-03-04"), never); got != day("2023-03-04") {
		t.Errorf("a calendar without business days moved the day to %s", got)
	}
}

func TestEarlyDiscount(t *testing.T) {
	t.Parallel()
	terms, err := ledger.ParseTerms("2/10 net 30")
	if err != nil {
		t.Fatal(err)
	}
	if got := terms.DiscountUntil(day("2023-03-03")); got != day("2023-03-13") {
		t.Errorf("the discount ends %s", got)
	}
	if got := terms.Discount.Of(usd("1000.25")); got.Cmp(usd("20.01")) != 0 {
		t.Errorf("2 %% of 1,000.25 is %s", got)
	}
	if got := terms.YearlyCost(day("2023-03-03")).String(); got != "37.2449" {
		t.Errorf("not taking it costs %s %% a year", got)
	}
	if none := (ledger.Terms{Net: 30}); !none.YearlyCost(day("2023-03-03")).IsZero() || !none.DiscountUntil(day("2023-03-03")).IsZero() {
		t.Error("terms without a discount have one")
	}
}

func TestInstalmentsConserve(t *testing.T) {
	t.Parallel()
	terms, err := ledger.ParseTerms("3x30")
	if err != nil {
		t.Fatal(err)
	}
	parts := terms.Parts(usd("100.00"), day("2023-03-03"))
	want := []ledger.Part{{day("2023-04-02"), usd("33.34")}, {day("2023-05-02"), usd("33.33")}, {day("2023-06-01"), usd("33.33")}}
	for n, p := range parts {
		if len(parts) != len(want) || p.Due != want[n].Due || p.Amount.Cmp(want[n].Amount) != 0 {
			t.Fatalf("parts %v, expected %v", parts, want)
		}
	}
	if whole := (ledger.Terms{Net: 30}).Parts(usd("5.00"), day("2023-03-03")); len(whole) != 1 || whole[0].Due != day("2023-04-02") {
		t.Errorf("net 30 has the parts %v", whole)
	}
}

func drawTerms(t *rapid.T) ledger.Terms {
	var terms ledger.Terms
	if rapid.Bool().Draw(t, "discount") {
		terms.Discount = ledger.EarlyDiscount{BasisPoints: rapid.IntRange(1, 9999).Draw(t, "bp"), Days: rapid.IntRange(0, 10).Draw(t, "days")}
	}
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		terms.Net = rapid.IntRange(10, 730).Draw(t, "net")
	case 1:
		terms.Months = rapid.IntRange(1, 12).Draw(t, "months")
	case 2:
		terms.Prox = rapid.IntRange(1, 31).Draw(t, "prox")
	case 3:
		terms.Instalments = ledger.Instalments{Count: rapid.IntRange(2, 12).Draw(t, "count"), Days: rapid.IntRange(1, 60).Draw(t, "every")}
	default:
		terms.Instalments = ledger.Instalments{Count: rapid.IntRange(2, 12).Draw(t, "count"), Months: rapid.IntRange(1, 3).Draw(t, "every")}
	}
	terms.EOM = terms.Prox == 0 && rapid.Bool().Draw(t, "eom")
	return terms
}

func TestTermsProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		read, err := ledger.ParseTerms(terms.String())
		if err != nil || read != terms {
			t.Fatalf("%q is read as %+v (%v), not %+v", terms, read, err, terms)
		}
		b, err := json.Marshal(terms)
		if err != nil {
			t.Fatal(err)
		}
		var back ledger.Terms
		if err := json.Unmarshal(b, &back); err != nil || back != terms {
			t.Fatalf("%s is read as %+v (%v)", b, back, err)
		}
		d := day("2000-01-01").AddDays(rapid.IntRange(0, 20000).Draw(t, "day"))
		e := d.AddDays(rapid.IntRange(0, 70).Draw(t, "later"))
		for _, conv := range []ledger.Convention{"", ledger.Following, ledger.ModifiedFollowing, ledger.Preceding} {
			if x, y := conv.Adjust(terms.Due(d), nil), conv.Adjust(terms.Due(e), nil); x > y {
				t.Fatalf("%s %s: issued %s due %s, issued later, %s, due earlier, %s", terms, conv, d, x, e, y)
			}
		}
		if terms.Due(d) < d {
			t.Fatalf("%s: due %s before it was issued %s", terms, terms.Due(d), d)
		}
		amount := ledger.Zero("JPY")
		for _, p := range terms.Parts(ledger.MustMoney("1000001", "JPY"), d) {
			amount = amount.Add(p.Amount)
		}
		if amount.Decimal() != "1000001" {
			t.Fatalf("%s: the parts add up to %s", terms, amount)
		}
	})
}

func FuzzParseTerms(f *testing.F) {
	for _, s := range []string{"net30", "2/10 net 30 eom", "3x30", "30/60/90", "10th prox", "on receipt", "1 month", "%/", "2%", "eom+"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		terms, err := ledger.ParseTerms(s)
		if err != nil {
			return
		}
		again, err := ledger.ParseTerms(terms.String())
		if err != nil || again != terms {
			t.Fatalf("%q is %+v, written %q, read again %+v (%v)", s, terms, terms, again, err)
		}
		if due := terms.Due(day("2023-03-03")); due < day("2023-03-03") || due > day("2030-03-03") {
			t.Fatalf("%q: due %s", s, due)
		}
	})
}
