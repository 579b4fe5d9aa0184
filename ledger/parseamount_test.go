package ledger_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"owed.dev/owed/ledger"
)

func checkAmount(t *testing.T, typed string, m ledger.Money, err error, want string, says ...string) {
	t.Helper()
	if want != "" {
		if got := string(m.Currency) + " " + m.Decimal(); err != nil || got != want {
			t.Errorf("%q: %s (%v), expected %s", typed, got, err, want)
		}
		return
	}
	say := ledger.Say(err)
	if ledger.KindOf(err) != ledger.Invalid || !strings.Contains(say, "xample: ") {
		t.Errorf("%q: %v (%v): expected a refusal with an example", typed, m, err)
	}
	for _, s := range says {
		if !strings.Contains(say, s) {
			t.Errorf("%q is refused with %q, which does not say %q", typed, say, s)
		}
	}
}

// TestParseAmountMore holds what the table implies.
func TestParseAmountMore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed  string
		vendor ledger.Currency
		want   string
	}{
		{"", "USD", ""}, {"   ", "USD", ""}, {"usd", "USD", ""}, {"$", "USD", ""}, {"abc", "USD", ""},
		{"5 xyz", "USD", ""}, {"7d", "USD", ""}, {"$7d", "USD", ""}, {"INV-7", "USD", ""}, {"2023-03-31", "USD", ""},
		{"-$5", "USD", ""}, {"$-5", "USD", ""}, {"USD -5", "USD", ""}, {"5-", "USD", ""}, {"−5", "USD", ""}, {"($5)", "USD", ""},
		{"1E6", "USD", ""}, {"$2.5e3", "USD", ""}, {"1O0", "USD", ""}, {"$I.50", "USD", ""},
		{"$1.5m k", "USD", ""}, {"5 m m", "USD", ""}, {"$$5", "USD", "USD 5.00"},
		{"$1,5m", "USD", ""}, {"1,5m", "EUR", "EUR 1500000.00"}, {"1,5 Mio. €", "USD", "EUR 1500000.00"}, {"1.250,5m", "EUR", "EUR 1250500000.00"},
		{"1,234,567.89", "USD", "USD 1234567.89"}, {"1.234.567,89", "USD", "USD 1234567.89"}, {"1,234.567.890", "USD", ""},
		{"1,234.567", "USD", ""}, {"1,23,456.00", "INR", "INR 123456.00"}, {"123,456.00", "INR", "INR 123456.00"}, {"1,23,45.00", "INR", ""},
		{"1 234 567", "USD", "USD 1234567.00"}, {"1 23", "USD", ""}, {"$10 000,50", "USD", ""}, {"10 000,50", "EUR", "EUR 10000.50"}, {"10 000,500", "EUR", ""},
		{"1'234_567", "USD", ""}, {"1234,567", "USD", ""}, {"0,500", "USD", ""}, {"1234.567", "USD", ""}, {"0.005", "USD", ""}, {".50", "USD", "USD 0.50"}, {"5.", "USD", ""},
		{"$1.5 000", "USD", ""}, {"1,234", "JPY", "JPY 1234"}, {"1.234", "JPY", ""}, {"1,234.567", "KWD", "KWD 1234.567"}, {"KWD 1.5", "USD", "KWD 1.500"}, {"1.2345", "CLF", "CLF 1.2345"},
		{"$5 cad", "USD", "CAD 5.00"}, {"US$5 cad", "USD", ""}, {"kr 500 sek", "USD", "SEK 500.00"}, {"¥500 cny", "USD", "CNY 500.00"}, {"Rs. 500", "USD", ""}, {"Rs.500", "INR", "INR 500.00"},
		{"10m€", "USD", "EUR 10000000.00"}, {"€10m", "USD", "EUR 10000000.00"}, {"50 KEUR", "USD", "EUR 50000.00"}, {"5 MMK", "USD", "MMK 5.00"}, {"MUSD 3", "USD", ""},
		{"5", "", ""}, {"$5", "", "USD 5.00"}, {"5 pounds", "USD", "GBP 5.00"}, {"R$ 1.250,50", "USD", "BRL 1250.50"}, {"1.250,-€", "USD", "EUR 1250.00"},
		{"999999999999999999", "USD", "USD 999999999999999999.00"}, {"1000000000000000000", "USD", ""}, {strings.Repeat("9", 500), "USD", ""}, {"$0." + strings.Repeat("0", 90) + "1m", "USD", ""},
		{"1,2,3,4", "USD", ""}, {"12.34.56", "EUR", ""}, {"(a", "USD", ""}, {"/5", "USD", ""}, {"0.001", "EUR", ""}, {"0.1", "JPY", ""}, {"1.234.567,8901", "EUR", ""}, {strings.Repeat("1,", 30) + "1", "USD", ""}, {"5 CHF EUR", "USD", ""}, {"0.0001", "BHD", ""},
		{"\u200b$\ufeff5", "USD", "USD 5.00"}, {"٥", "USD", ""}, {"5 \xff", "USD", ""},
	} {
		m, err := ledger.ParseAmount(c.typed, ledger.AmountHint{Currency: c.vendor})
		checkAmount(t, c.typed, m, err, c.want)
	}
}

func TestDollarHint(t *testing.T) {
	t.Parallel()
	m, err := ledger.ParseAmount("$5", ledger.AmountHint{Currency: "CAD", Dollar: "AUD"})
	checkAmount(t, "$5", m, err, "AUD 5.00")
}

func TestUnusualAmountCanBeOverruled(t *testing.T) {
	t.Parallel()
	hint := ledger.AmountHint{Currency: "USD", Largest: usd("1000.00")}
	if _, err := ledger.ParseAmount("10000", hint); err != nil {
		t.Errorf("ten times the largest is refused: %v", err)
	}
	if _, err := ledger.ParseAmount("10000.01", hint); !errors.Is(err, ledger.ErrUnusual) {
		t.Errorf("more than ten times the largest: %v", err)
	}
	if _, err := ledger.ParseAmount("€10000.01", hint); err != nil {
		t.Errorf("the limit of one currency stops another: %v", err)
	}
}

func TestPrefixAmount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words   string
		want    string
		used    int
		refused bool
	}{
		{"$1.2m due 2023-03-31", "USD 1200000.00", 1, false},
		{"70 million dollars for INV-7", "USD 70000000.00", 3, false},
		{"$10 000 for INV-7", "USD 10000.00", 2, false},
		{"1 250,50 € ref X", "EUR 1250.50", 3, false},
		{"kr 500", "", 2, true},
		{"£ 5 note", "GBP 5.00", 2, false},
		{"EUR 1.250,50 on 2023-03-01", "EUR 1250.50", 2, false},
		{"2.5 mio EUR", "EUR 2500000.00", 3, false},
		{"$2m CN-1 for INV-7", "USD 2000000.00", 1, false},
		{"$500 20230220", "USD 500.00", 1, false},
		{"500 2023", "USD 500.00", 1, false},
		{"$5 all of it", "USD 5.00", 1, false},
		{"500 try", "TRY 500.00", 2, false},
		{"$10m eur", "", 2, true},
		{"$1,00 for INV-7", "", 1, true},
		{"half of it", "", 1, true},
		{"ten million dollars", "", 2, true},
		{"one of three data centres", "", 0, false},
		{"10% of it", "", 1, true},
		{"-5 for INV-7", "", 1, true},
		{"($5.00) for INV-7", "", 1, true},
		{"O.50", "", 1, true},
		{"1e6", "", 1, true},
		{"$7d", "", 1, true},
		{"7d", "", 0, false},
		{"INV-7 $5", "", 0, false},
		{"all", "", 0, false},
		{"usd", "", 0, false},
		{"2023-03-31", "", 0, false},
		{"31.3.2023", "", 0, false},
		{"31.3.", "", 0, false},
		{"31/3/2023", "", 0, false},
		{"reason late", "", 0, false},
		{"", "", 0, false},
	} {
		m, used, err := ledger.PrefixAmount(strings.Fields(c.words), ledger.AmountHint{Currency: "USD"})
		if used != c.used || (err != nil) != c.refused {
			t.Errorf("%q: %v, %d words (%v); expected %d", c.words, m, used, err, c.used)
			continue
		}
		if c.want != "" && string(m.Currency)+" "+m.Decimal() != c.want {
			t.Errorf("%q: %v, expected %s", c.words, m, c.want)
		}
	}
}

var someCurrencies = []ledger.Currency{"USD", "EUR", "JPY", "KWD", "CLF", "CHF", "INR", "SEK", "CAD", "AUD", "HKD", "NZD", "GBP", "KRW", "BHD", "VND", "TRY"}

func drawMoney(t *rapid.T) ledger.Money {
	c := rapid.SampledFrom(someCurrencies).Draw(t, "currency")
	units := rapid.Int64Range(1, 1e15).Draw(t, "minor units")
	m := ledger.MustMoney("1", c)
	m.Amount = m.Amount.Sub(m.Amount).Add(m.Amount.Shift(-c.Decimals()).Mul(ledger.MustMoney(itoa(units), "JPY").Amount))
	return m
}

func itoa(n int64) string {
	var b []byte
	for ; n > 0; n /= 10 {
		b = append([]byte{byte('0' + n%10)}, b...)
	}
	return string(b)
}

func TestAmountsRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoney(t)
		vendor := rapid.SampledFrom([]ledger.Currency{"USD", "EUR", "JPY", ""}).Draw(t, "vendor")
		for _, typed := range []string{m.String(), string(m.Currency) + " " + strings.TrimLeft(m.String(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ$€£¥₹₩ ")} {
			got, err := ledger.ParseAmount(typed, ledger.AmountHint{Currency: vendor})
			if err != nil || got.Currency != m.Currency || got.Cmp(m) != 0 {
				t.Fatalf("%q is read as %v (%v), not %v", typed, got, err, m)
			}
			words := append(strings.Fields(typed), "for", "INV-7")
			if got, used, err := ledger.PrefixAmount(words, ledger.AmountHint{Currency: vendor}); err != nil || used != len(words)-2 || got.Cmp(m) != 0 {
				t.Fatalf("%q: %v, %d words (%v)", words, got, used, err)
			}
		}
	})
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"$1.2m", "EUR 1.250,50", "1 250,50 €", "CHF 1’250.–", "₹1,00,000", "1,234m", "(5.00)", "kr 500", "1e6", "O.50", "50 KEUR", "KWD 1,234", "１２"} {
		f.Add(s, "USD")
		f.Add(s, "KWD")
	}
	f.Fuzz(func(t *testing.T, s, vendor string) {
		hint := ledger.AmountHint{Currency: ledger.Currency(vendor)}
		m, err := ledger.ParseAmount(s, hint)
		if _, used, _ := ledger.PrefixAmount(strings.Fields(s), hint); used > len(strings.Fields(s)) {
			t.Fatalf("%q: %d words used", s, used)
		}
		if err != nil {
			if ledger.KindOf(err) != ledger.Invalid || ledger.Say(err) == "" {
				t.Fatalf("%q: refused without a sentence: %v", s, err)
			}
			return
		}
		if !m.Currency.Known() || !m.Positive() || !m.Amount.Equal(m.Amount.Truncate(m.Currency.Decimals())) {
			t.Fatalf("%q: accepted as %v %v", s, m.Amount, m.Currency)
		}
		again, err := ledger.ParseAmount(m.Decimal()+" "+string(m.Currency), hint)
		if m.Currency.Decimals() != 3 && (err != nil || again.Cmp(m) != 0) {
			t.Fatalf("%q is %v, which is read as %v (%v)", s, m, again, err)
		}
	})
}

// An amount in an example is read as what it says, whatever the currency. Deliberate fault it catches: a sign that is another currency's.
func TestShortAmountsAreReadBack(t *testing.T) {
	t.Parallel()
	for _, c := range []ledger.Currency{"USD", "EUR", "GBP", "JPY", "INR", "KRW", "CAD", "AUD", "HKD", "NZD", "CHF", "KWD", "CLF", "CNY", "SEK"} {
		m, err := ledger.ParseAmount(c.Short("1.2m"), ledger.AmountHint{Currency: c})
		if want := ledger.MustMoney("1200000", c); err != nil || m.Currency != c || m.Cmp(want) != 0 {
			t.Errorf("%s is read as %s: %v", c.Short("1.2m"), m, err)
		}
	}
	a := ledger.NewAccount(ledger.Vendor{Slug: "acme", Name: "Acme", Currency: "EUR", Zone: "UTC"})
	if got := a.Short("1m"); got != "€1m" {
		t.Errorf("with nothing on record: %s", got)
	}
	c, err := a.RecordContract(ledger.Contract{Commitment: ledger.MustMoney("5", "KWD"), Months: 12}, by("UA"))
	do(t, &a, c, err)
	if got := a.Short("1m"); got != "KWD 1m" {
		t.Errorf("with a contract in dinars: %s", got)
	}
	c, err = a.RecordInvoice(ledger.Invoice{No: "INV-1", Amount: ledger.MustMoney("5", "CHF"), Issued: day("2023-02-01"), Due: day("2023-03-20")}, by("UA"))
	do(t, &a, c, err)
	if got := a.Short("1m"); got != "CHF 1m" {
		t.Errorf("with an invoice in francs: %s", got)
	}
}
