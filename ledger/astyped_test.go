package ledger_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

var update = flag.Bool("update", false, "rewrite docs/reference/as-typed.md")

// Amounts and dates as typed are agreed on in two tables, 22 and 11 rows with two columns each. A case names its row and
// column: 15b is the right one of row 15.
const (
	amountRows = 22
	dateRows   = 11
)

// typedAmount is a case of the table of amounts.
type typedAmount struct {
	row    string
	typed  string
	vendor ledger.Currency // "": USD
	want   string          // "USD 70000000.00", or "" for a refusal
	says   []string        // what a refusal must contain
}

func typedAmounts() []typedAmount {
	type says = []string
	return []typedAmount{
		{"1a", "$70m", "", "USD 70000000.00", nil},
		{"1b", "10M", "", "USD 10000000.00", nil},
		{"1b", "10MM", "EUR", "EUR 10000000.00", nil},
		{"2a", "1.2k", "", "USD 1200.00", nil},
		{"2b", "1.5bn usd", "", "USD 1500000000.00", nil},
		{"3a", "2.5 mio EUR", "", "EUR 2500000.00", nil},
		{"3b", "70 million dollars", "", "USD 70000000.00", nil},
		{"4a", "EUR 1.250,50", "", "EUR 1250.50", nil},
		{"4b", "1,250.50 usd", "", "USD 1250.50", nil},
		{"5a", "EUR 1,50", "", "EUR 1.50", nil},
		{"5b", "$1,00", "", "", says{"$1.00", "$100.00"}},
		{"6a", "1.234", "", "", says{"$1,234.00", "1.234"}},
		{"6b", "$1,234", "", "USD 1234.00", nil},
		{"7a", "$1.005", "", "", says{"the dollar has 2 decimals", "$1,005.00"}},
		{"7b", "EUR 1.234.567", "", "EUR 1234567.00", nil},
		{"8a", "KWD 1.234", "", "KWD 1.234", nil},
		{"8b", "KWD 1,234", "", "", says{"KWD 1.234", "KWD 1,234.000"}},
		{"9a", "$1.234m", "", "USD 1234000.00", nil},
		{"9b", "1,234m", "", "", says{"$1,234,000.00", "$1,234,000,000.00"}},
		{"10a", "$1.23456789m", "", "USD 1234567.89", nil},
		{"10b", "$1.234567891m", "", "", says{"the dollar has 2 decimals"}},
		{"11a", "¥500000", "", "JPY 500000", nil},
		{"11b", "¥500.50", "", "", says{"the yen has no decimals"}},
		{"11b", "¥500.50", "CNY", "CNY 500.50", nil},
		{"12a", "₹1,00,000", "", "INR 100000.00", nil},
		{"12b", "₹1 crore", "", "INR 10000000.00", nil},
		{"12b", "₹2.5 lakh", "", "INR 250000.00", nil},
		{"13a", "1,00,000 usd", "", "", says{"did you mean $100,000.00", "3 digits"}},
		{"13b", "$1,2345", "", "", says{"groups have 3 digits"}},
		{"14a", "１２３４.５０", "", "USD 1234.50", nil},
		{"14b", "1\u00a0250,50\u00a0€", "", "EUR 1250.50", nil},
		{"15a", "US$5", "CAD", "USD 5.00", nil},
		{"15a", "A$5", "", "AUD 5.00", nil},
		{"15a", "C$5", "", "CAD 5.00", nil},
		{"15a", "HK$5", "", "HKD 5.00", nil},
		{"15b", "$5", "CAD", "CAD 5.00", nil},
		{"15b", "$5", "EUR", "USD 5.00", nil},
		{"16a", "kr 500", "SEK", "SEK 500.00", nil},
		{"16a", "kr 500", "NOK", "NOK 500.00", nil},
		{"16a", "kr 500", "", "", says{"SEK, NOK, DKK or ISK"}},
		{"16b", "£5", "", "GBP 5.00", nil},
		{"16b", "5£", "", "GBP 5.00", nil},
		{"16b", "£ 5", "", "GBP 5.00", nil},
		{"17a", "CHF 1'250.00", "", "CHF 1250.00", nil},
		{"17a", "CHF 1’250.–", "", "CHF 1250.00", nil},
		{"17b", "1250,-", "", "USD 1250.00", nil},
		{"18a", "$10 000", "", "USD 10000.00", nil},
		{"18a", "1_000_000", "", "USD 1000000.00", nil},
		{"18b", "1e6", "", "", says{"write 1,000,000 or 1m"}},
		{"19a", "-5", "", "", says{"credit", "reverse"}},
		{"19a", "(5.00)", "", "", says{"credit"}},
		{"19b", "0", "", "", says{"nothing to record"}},
		{"19b", "$0.00", "", "", says{"nothing to record"}},
		{"20a", "$10m usd", "", "USD 10000000.00", nil},
		{"20b", "$10m eur", "", "", says{"two currencies"}},
		{"21a", "all", "", "", says{"pay"}},
		{"21a", "rest of INV-7", "", "", says{"pay"}},
		{"21b", "half", "", "", says{"write the amount"}},
		{"21b", "10%", "", "", says{"write the amount"}},
		{"21b", "ten million", "", "", says{"write the amount"}},
		{"22a", "O.50", "", "", says{"letter"}},
		{"22a", "l00", "", "", says{"letter"}},
		{"22b", "$99999999999999", "", "", says{"confirm it in a form"}},
	}
}

// typedDate is a case of the table of dates.
type typedDate struct {
	row   string
	typed string
	hint  ledger.DateHint
	want  string
	says  string // what a refusal must contain
}

func typedDates() []typedDate {
	// Today is Friday 2023-03-03 unless the row says otherwise.
	friday := ledger.DateHint{Today: day("2023-03-03"), Issued: day("2023-01-15")}
	past, wednesday, january, british, american := friday, friday, friday, friday, friday
	past.Past = true
	wednesday.Today = day("2023-03-01")
	january.Today = day("2023-01-31")
	british.Order, american.Order = "dmy", "mdy"
	return []typedDate{
		{"1a", "2023-03-31", friday, "2023-03-31", ""},
		{"1a", "20230331", friday, "2023-03-31", ""},
		{"1b", "31 Mar 2023", friday, "2023-03-31", ""},
		{"1b", "March 31, 2023", friday, "2023-03-31", ""},
		{"2a", "31/3/2023", friday, "2023-03-31", ""},
		{"2a", "3/31/2023", friday, "2023-03-31", ""},
		{"2a", "3/31/2023", british, "2023-03-31", ""},
		{"2b", "3/4/2023", friday, "", "3 April or 4 March"},
		{"2b", "3/4/2023", british, "2023-04-03", ""},
		{"2b", "3/4/2023", american, "2023-03-04", ""},
		{"3a", "31.3.2023", friday, "2023-03-31", ""},
		{"3a", "31.3.", friday, "2023-03-31", ""},
		{"3b", "31 mar", friday, "2023-03-31", ""},
		{"3b", "31 mar", past, "2022-03-31", ""},
		{"4a", "today", friday, "2023-03-03", ""},
		{"4a", "yesterday", friday, "2023-03-02", ""},
		{"4b", "tomorrow", friday, "2023-03-04", ""},
		{"5a", "fri", friday, "2023-03-10", ""},
		{"5a", "next fri", friday, "2023-03-10", ""},
		{"5b", "next fri", wednesday, "2023-03-10", ""},
		{"5b", "fri", wednesday, "2023-03-03", ""},
		{"6a", "eom", friday, "2023-03-31", ""},
		{"6a", "eom+1", friday, "2023-04-30", ""},
		{"6b", "eoq", friday, "2023-03-31", ""},
		{"6b", "eoy", friday, "2023-12-31", ""},
		{"7a", "in 2 weeks", friday, "2023-03-17", ""},
		{"7a", "+14d", friday, "2023-03-17", ""},
		{"7b", "in 3 business days", friday, "2023-03-08", ""},
		{"8a", "net30", friday, "2023-02-14", ""},
		{"8a", "net 30 eom", friday, "2023-03-02", ""},
		{"8b", "in 1 month", january, "2023-02-28", ""},
		{"9a", "31 feb", friday, "", "February 2023 has 28 days"},
		{"9a", "2023-02-29", friday, "", "February 2023 has 28 days"},
		{"9b", "2023-13-01", friday, "", "there is no month 13"},
		{"10a", "23-03-04", friday, "", "which part is the year?"},
		{"10a", "3/4/23", friday, "", "which part is the year?"},
		{"10b", "2203-03-03", friday, "", "more than 10 years off"},
		{"11a", "mon 6 mar", friday, "2023-03-06", ""},
		{"11b", "tue 6 mar", friday, "", "6 March 2023 is a Monday"},
	}
}

// TestParseAmount holds every row of the table of amounts. Deliberate faults it catches: a comma with two digits behind it
// taken for decimals in dollars, a third decimal dropped, a yen with sen.
func TestParseAmount(t *testing.T) {
	t.Parallel()
	for _, c := range typedAmounts() {
		m, err := c.parse()
		checkAmount(t, c.row+" "+c.typed, m, err, c.want, c.says...)
	}
}

func (c typedAmount) parse() (ledger.Money, error) {
	return ledger.ParseAmount(c.typed, ledger.AmountHint{Currency: cmp.Or(c.vendor, "USD"), Largest: usd("10000000000.00")})
}

// TestParseDate holds every row of the table of dates. Deliberate faults it catches: 3/4 read as an American would, a day
// that a month does not have moved to its last, `fri` on a Friday taken for today.
func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, c := range typedDates() {
		d, err := ledger.ParseDate(c.typed, c.hint)
		checkDate(t, c.row+" "+c.typed, d, err, c.want, c.says)
	}
}

// No row of the tables is without its case, and the reference shows what each is read as. Deliberate fault it catches: a
// case taken out, or turned to what the code happens to do.
func TestEveryRowOfTheTables(t *testing.T) {
	t.Parallel()
	var amounts, dates []string
	for _, c := range typedAmounts() {
		amounts = append(amounts, c.row)
	}
	for _, c := range typedDates() {
		dates = append(dates, c.row)
	}
	everyRow(t, "amounts", amounts, amountRows)
	everyRow(t, "dates", dates, dateRows)
	const name = "../docs/reference/as-typed.md"
	want := referenceOfTyped()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil { //nolint:gosec // a document for everybody
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != want {
		t.Errorf("%s is not what is read (%v): go test ./ledger -run EveryRow -update", name, err)
	}
}

// everyRow compares the rows that the cases name, in their order, with those of the table.
func everyRow(t *testing.T, table string, named []string, rows int) {
	t.Helper()
	var want []string
	for n := range rows {
		want = append(want, fmt.Sprint(n+1, "a"), fmt.Sprint(n+1, "b"))
	}
	if got := slices.Compact(named); !slices.Equal(got, want) {
		t.Errorf("the cases of %s are about the rows\n%v, want\n%v", table, got, want)
	}
}

const headOfTyped = `# Amounts and dates as typed

Blanks of all kinds, apostrophes and ` + "`_`" + ` group digits in threes; full-width digits are digits. If a dot and a comma both occur,
the last is the decimal one. One separator with one or two digits behind: a dot is decimal, a comma only in currencies that are
written so. With three digits a comma groups; a dot is asked about. k, m, mn, mio, b, bn, lakh and crore multiply; before them a dot
is decimal. What could be read in two ways is refused with both readings, and every amount is echoed in full before it counts.
Here the vendor is in USD unless the line says otherwise.

| typed | vendor in | read as, or what owed says |
|---|---|---|
`

const datesOfTyped = `
Below, today is Friday 3 March 2023 and the invoice was issued on 15 January 2023, unless the line says otherwise. Due days end
where the vendor is, "today" is where you are. ` + "`31 mar`" + ` is the next for a due day and the last for an issue date.

| typed | where | read as, or what owed says |
|---|---|---|
`

// referenceOfTyped is the reference page of both tables.
func referenceOfTyped() string {
	var b strings.Builder
	b.WriteString(headOfTyped)
	for _, c := range typedAmounts() {
		m, err := c.parse()
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.typed, c.vendor, readAs(m.String(), err))
	}
	b.WriteString(datesOfTyped)
	for _, c := range typedDates() {
		d, err := ledger.ParseDate(c.typed, c.hint)
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.typed, c.where(), readAs(d.Format("Mon 2 January 2006"), err))
	}
	return b.String()
}

// where says what a date's line differs in.
func (c typedDate) where() string {
	switch h := c.hint; {
	case h.Past:
		return "for the issue date"
	case h.Order != "":
		return "order set to " + h.Order
	case h.Today != day("2023-03-03"):
		return "on " + h.Today.Format("Mon 2 January 2006")
	}
	return ""
}

func readAs(what string, err error) string {
	if err != nil {
		return ledger.Say(err)
	}
	return what
}
