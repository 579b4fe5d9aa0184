package ledger_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"owed.dev/owed/ledger"
)

func checkDate(t *testing.T, typed string, d ledger.Date, err error, want, says string) {
	t.Helper()
	if want != "" {
		if err != nil || d.String() != want {
			t.Errorf("%q: %s (%v), expected %s", typed, d, err, want)
		}
		return
	}
	if say := ledger.Say(err); d != 0 || ledger.KindOf(err) != ledger.Invalid || !strings.Contains(say, says) || !strings.Contains(say, "Example: `") {
		t.Errorf("%q: %s (%v), expected a refusal that says %q and gives an example", typed, d, err, says)
	}
}

// TestParseDateMore holds what the table implies.
func TestParseDateMore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, want string }{
		{"", ""}, {" ", ""}, {",", ""}, {"in ago", ""}, {"foo", ""}, {"10", ""}, {"10m", ""}, {"2023", ""}, {"1250.50", ""}, {"mar", ""}, {"mar 2023", ""}, {"in", ""}, {"in weeks", ""}, {"next", ""},
		{"2023/03/31", "2023-03-31"}, {"2023.03.31", "2023-03-31"}, {"2023-3-1", "2023-03-01"}, {"31-3-2023", "2023-03-31"}, {"31-mar-2023", "2023-03-31"}, {"31mar2023", "2023-03-31"},
		{"2023 mar 31", "2023-03-31"}, {"31st of March 2023", "2023-03-31"}, {"mar 31", "2023-03-31"}, {"2 mar", "2024-03-02"}, {"3 mar", "2023-03-03"}, {"31.3", "2023-03-31"}, {"31.3.23", "2023-03-31"},
		{"31 mar 23", ""}, {"2023-00-10", ""}, {"2023-01-00", ""}, {"0/0/2023", ""}, {"13/13/2023", ""}, {"3/3/2023", "2023-03-03"}, {"31/3", "2023-03-31"}, {"3/4", ""}, {"31.13.", ""},
		{"20231301", ""}, {"20230230", ""}, {"29 feb", "2024-02-29"}, {"2024-02-29", "2024-02-29"}, {"2033-03-03", "2033-03-03"}, {"2033-03-04", ""}, {"2013-03-03", "2013-03-03"}, {"2013-03-02", ""},
		{"friday", "2023-03-10"}, {"this fri", "2023-03-03"}, {"last fri", "2023-02-24"}, {"next sun", "2023-03-12"}, {"sun", "2023-03-05"}, {"mon", "2023-03-06"}, {"tues", "2023-03-07"}, {"next mon 6 mar", ""},
		{"Mon, 6 March 2023", "2023-03-06"}, {"mon 2023-03-06", "2023-03-06"}, {"mon 2023-03-07", ""}, {"monkey", ""},
		{"eoq+1", "2023-06-30"}, {"eoy-1", "2022-12-31"}, {"end of month", "2023-03-31"}, {"end of year", "2023-12-31"}, {"end of days", ""}, {"eom+", ""}, {"eom+99999", ""}, {"eom+999", ""},
		{"in a week", "2023-03-10"}, {"3 days ago", "2023-02-28"}, {"-3d", "2023-02-28"}, {"30d", "2023-04-02"}, {"2 weeks", "2023-03-17"}, {"in 1 quarter", "2023-06-03"}, {"in 1 year", "2024-03-03"}, {"in 11 years", ""},
		{"in 1 business day", "2023-03-06"}, {"1 working day ago", "2023-03-02"}, {"+5bd", "2023-03-10"}, {"in 9999 business days", ""}, {"in -3 days", ""},
		{"thu", "2023-03-09"}, {"12/11", ""}, {"11/11", "2023-11-11"}, {"0.3.2023", ""}, {"31.3.2", ""}, {"31.3.202", ""}, {"3 mar 20233", ""}, {"1/2/3", ""}, {"31 mar mar", ""}, {"2023 mar", ""},
		{"10th prox", "2023-04-10"}, {"2/10 net 30", "2023-04-02"}, {"２０２３-０３-３１", "2023-03-31"}, {"2023–03–31", "2023-03-31"},
		{strings.Repeat("1", 100), ""}, {"2023-03-31T00:00:00Z", ""}, {"2023 03 31", ""}, {"31 3 2023", ""},
	} {
		d, err := ledger.ParseDate(c.typed, ledger.DateHint{Today: day("2023-03-03"), Issued: day("2023-03-03")})
		checkDate(t, c.typed, d, err, c.want, "")
	}
	if d, err := ledger.ParseDate("net30", ledger.DateHint{Today: day("2023-03-03")}); err == nil {
		t.Errorf("net30 without an issue date is %s", d)
	}
	if d, err := ledger.ParseDate("fri", ledger.DateHint{Today: day("2023-03-03"), Past: true}); d != day("2023-02-24") {
		t.Errorf("the past Friday is %s (%v)", d, err)
	}
	holiday := func(d ledger.Date) bool { return ledger.Weekday(d) && d != day("2023-03-06") }
	if d, err := ledger.ParseDate("in 1 business day", ledger.DateHint{Today: day("2023-03-03"), Business: holiday}); d != day("2023-03-07") {
		t.Errorf("the business day after a holiday is %s (%v)", d, err)
	}
}

func TestPrefixDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words   string
		want    string
		used    int
		refused bool
	}{
		{"2023-03-31 for INV-7", "2023-03-31", 1, false},
		{"31 mar 2023 terms net30", "2023-03-31", 3, false},
		{"March 31, 2023 po X", "2023-03-31", 3, false},
		{"31 mar 10m", "2023-03-31", 2, false},
		{"in 3 business days please", "2023-03-08", 4, false},
		{"next fri or so", "2023-03-10", 2, false},
		{"mon 6 mar", "2023-03-06", 3, false},
		{"net 30 eom po X", "2023-04-30", 3, false},
		{"fri 13", "2023-03-10", 1, false},
		{"eom + 1 x", "2023-04-30", 3, false},
		{"3/4/2023 memo", "", 1, true},
		{"31 feb memo", "", 2, true},
		{"tue 6 mar memo", "", 3, true},
		{"INV-7 $5", "", 0, false},
		{"$1,250.50", "", 0, false},
		{"10 000", "", 0, false},
		{"", "", 0, false},
	} {
		d, used, err := ledger.PrefixDate(strings.Fields(c.words), ledger.DateHint{Today: day("2023-03-03"), Issued: day("2023-03-03")})
		if used != c.used || (err != nil) != c.refused || d.String() != c.want {
			t.Errorf("%q: %s, %d words (%v); expected %s, %d", c.words, d, used, err, c.want, c.used)
		}
	}
}

func TestDatesRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		today := day("2023-03-03").AddDays(rapid.IntRange(-3000, 3000).Draw(t, "today"))
		d := today.AddDays(rapid.IntRange(-3600, 3600).Draw(t, "off"))
		h := ledger.DateHint{Today: today, Past: rapid.Bool().Draw(t, "past")}
		for _, layout := range []string{"2006-01-02", "20060102", "2 Jan 2006", "January 2, 2006", "2.1.2006", "Mon 2 January 2006", "2006/1/2", "02-Jan-2006", "2Jan2006"} {
			if got, err := ledger.ParseDate(d.Format(layout), h); err != nil || got != d {
				t.Fatalf("%q is read as %s (%v), not %s", d.Format(layout), got, err, d)
			}
		}
		near := today.AddDays(rapid.IntRange(0, 364).Draw(t, "near"))
		if h.Past {
			near = today.AddDays(-int(near - today))
		}
		if got, err := ledger.ParseDate(near.Format("2 Jan"), h); err != nil || got != near {
			t.Fatalf("%q on %s is %s (%v), not %s", near.Format("2 Jan"), today, got, err, near)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2023-03-31", "31 mar", "March 31, 2023", "3/4/2023", "next fri", "eom+1", "in 3 business days", "net 30 eom", "tue 6 mar", "31.3.", "-3d", "+9999bd", ",", "in ago", "+"} {
		f.Add(s, "dmy", true)
		f.Add(s, "", false)
	}
	f.Fuzz(func(t *testing.T, s, order string, past bool) {
		h := ledger.DateHint{Today: day("2023-03-03"), Order: order, Past: past, Issued: day("2023-01-31")}
		d, err := ledger.ParseDate(s, h)
		if _, used, _ := ledger.PrefixDate(strings.Fields(s), h); used > len(strings.Fields(s)) {
			t.Fatalf("%q: %d words used", s, used)
		}
		if err != nil {
			if d != 0 || ledger.KindOf(err) != ledger.Invalid || ledger.Say(err) == "" {
				t.Fatalf("%q: %s, refused without a sentence: %v", s, d, err)
			}
			return
		}
		if d < day("2013-03-03") || d > day("2033-03-03") {
			t.Fatalf("%q: %s is more than ten years off", s, d)
		}
	})
}
