package alerts

import (
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// The first rung of lapsed comes as the day after the due day begins where the vendor is, whatever the clocks do there.
func TestLapsesWhereTheVendorIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, due, first, seven string }{
		{"UTC", "2023-03-02", "2023-03-03T00:00:00Z", "2023-03-09T09:00:00Z"},
		{"Europe/Berlin", "2023-03-25", "2023-03-25T23:00:00Z", "2023-04-01T07:00:00Z"},       // spring forward in between
		{"Europe/Berlin", "2023-10-28", "2023-10-28T22:00:00Z", "2023-11-04T08:00:00Z"},       // fall back
		{"America/Los_Angeles", "2023-03-11", "2023-03-12T08:00:00Z", "2023-03-18T16:00:00Z"}, // the day that is 23 hours long
		{"Asia/Beirut", "2023-03-25", "2023-03-25T22:00:00Z", "2023-04-01T06:00:00Z"},         // 00:00 does not exist there: 01:00
		{"Africa/Cairo", "2023-04-27", "2023-04-27T22:00:00Z", "2023-05-04T06:00:00Z"},        // nor there
		{"Australia/Lord_Howe", "2023-10-01", "2023-10-01T13:00:00Z", "2023-10-07T22:00:00Z"}, // half an hour forward
		{"Pacific/Kiritimati", "2024-02-28", "2024-02-28T10:00:00Z", "2024-03-05T19:00:00Z"},  // a leap day in between
		{"Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00Z", "2012-01-04T19:00:00Z"},        // 30 December 2011 never was there
		{"America/St_Johns", "2023-12-31", "2024-01-01T03:30:00Z", "2024-01-07T12:30:00Z"},    // the year ends
		{"Asia/Kathmandu", "2024-02-29", "2024-02-29T18:15:00Z", "2024-03-07T03:15:00Z"},      // due on a leap day
	} {
		b := newBook(t, ledger.Vendor{Slug: "v", Name: "V", Zone: c.zone}, at("2011-01-01T00:00:00Z"))
		b.do(b.a.RecordInvoice(ledger.Invoice{No: "1", Amount: usd("1"), Issued: day(c.due), Due: day(c.due)}, b.by()))
		first, seven := at(c.first), at(c.seven)
		if al, _ := State(b.a, Policy{}, MatterLapsed, first.Add(-time.Nanosecond)); al.Live() {
			t.Errorf("%s: due %s has lapsed before %s", c.zone, c.due, c.first)
		}
		if al, _ := State(b.a, Policy{}, MatterLapsed, first); !al.Live() || al.Rung != "first" || !al.Since.Equal(first) {
			t.Errorf("%s: due %s has not lapsed at %s: %s since %s", c.zone, c.due, c.first, al.Rung, al.Since.UTC())
		}
		if al, _ := State(b.a, Policy{}, MatterLapsed, seven); al.Rung != "+7" {
			t.Errorf("%s: due %s is at %s at %s, want +7", c.zone, c.due, al.Rung, c.seven)
		}
		if al, _ := State(b.a, Policy{}, MatterLapsed, seven.Add(-time.Nanosecond)); al.Rung != "first" {
			t.Errorf("%s: due %s is at %s before %s, want first", c.zone, c.due, al.Rung, c.seven)
		}
	}
}

func TestGraceComesFirst(t *testing.T) {
	t.Parallel()
	for grace, want := range map[int][]string{
		0:  {"2023-04-01 00:00 first", "2023-04-07 09:00 +7", "2023-04-14 09:00 +14"},
		5:  {"2023-04-06 00:00 first", "2023-04-07 09:00 +7", "2023-04-14 09:00 +14"},
		6:  {"2023-04-07 00:00 first", "2023-04-14 09:00 +14", "2023-04-30 09:00 +30"}, // the same day would say it twice
		10: {"2023-04-11 00:00 first", "2023-04-14 09:00 +14", "2023-04-30 09:00 +30"},
		95: {"2023-07-05 00:00 first", "2023-08-04 09:00 +126", "2023-09-03 09:00 +156"},
	} {
		b := newBook(t, ledger.Vendor{Slug: "v", Name: "V", Grace: grace}, at("2023-01-01T00:00:00Z"))
		b.do(b.a.RecordInvoice(ledger.Invoice{No: "1", Amount: usd("1"), Issued: day("2023-03-01"), Due: day("2023-03-31")}, b.by()))
		al, _ := State(b.a, Policy{}, MatterLapsed, at("2024-03-01T00:00:00Z"))
		for n, w := range want {
			if got := al.Rungs[n].At.UTC().Format("2006-01-02 15:04 ") + al.Rungs[n].Label; got != w {
				t.Errorf("grace %d, rung %d is %s, want %s", grace, n, got, w)
			}
		}
	}
}

// A reminder of a coming day that falls on a day without work comes on the working day before.
func TestRemindersComeOnWorkingDays(t *testing.T) {
	t.Parallel()
	p := Policy{Holidays: map[ledger.Date]bool{day("2023-04-07"): true, day("2023-04-10"): true}} // Easter
	v := see(newBook(t, ledger.Vendor{Slug: "v", Name: "V"}, caseNow).a, p, time.Time{})
	for _, c := range []struct {
		day  string
		n    int
		want string
	}{
		{"2023-04-11", 0, "2023-04-11"},
		{"2023-04-11", 1, "2023-04-06"}, // Monday is a holiday, so are Friday and the weekend
		{"2023-04-11", 3, "2023-04-06"},
		{"2023-04-12", 1, "2023-04-11"},
		{"2024-03-01", 1, "2024-02-29"},
		{"2023-03-01", 1, "2023-02-28"},
		{"2023-04-09", 0, "2023-04-09"}, // the day itself stays, whatever day it is
	} {
		if got := ledger.DateIn(v.ahead(day(c.day), c.n), time.UTC).String(); got != c.want {
			t.Errorf("%d days before %s: %s, want %s", c.n, c.day, got, c.want)
		}
	}
}

func TestWorkingHours(t *testing.T) {
	t.Parallel()
	p := Policy{Holidays: map[ledger.Date]bool{day("2023-04-07"): true}}
	for _, c := range []struct {
		from  string
		hours int
		want  string
	}{
		{"2023-03-06T10:00:00+01:00", 4, "2023-03-06T14:00:00+01:00"},
		{"2023-03-06T15:00:00+01:00", 4, "2023-03-07T11:00:00+01:00"},
		{"2023-03-06T03:00:00+01:00", 4, "2023-03-06T13:00:00+01:00"},
		{"2023-03-03T16:30:00+01:00", 4, "2023-03-06T12:30:00+01:00"},  // over a weekend
		{"2023-03-24T16:00:00+01:00", 24, "2023-03-29T16:00:00+02:00"}, // over the change of the clocks
		{"2023-04-06T13:00:00+02:00", 4, "2023-04-06T17:00:00+02:00"},
		{"2023-04-06T14:00:00+02:00", 4, "2023-04-10T10:00:00+02:00"}, // over a holiday and a weekend
		{"2023-03-04T12:00:00+01:00", 48, "2023-03-13T17:00:00+01:00"},
	} {
		if got := p.addWorking(at(c.from), c.hours, zone("Europe/Berlin")); !got.Equal(at(c.want)) {
			t.Errorf("%d working hours after %s: %s, want %s", c.hours, c.from, got.Format(time.RFC3339), c.want)
		}
	}
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	overnight := Policy{Quiet: Hours{19 * 60, 8 * 60}, Holidays: map[ledger.Date]bool{day("2023-04-07"): true, day("2023-04-10"): true}}
	lunch := Policy{Quiet: Hours{12 * 60, 13 * 60}}
	for _, c := range []struct {
		p        Policy
		at, want string
	}{
		{overnight, "2023-03-06T12:00:00+01:00", ""},
		{overnight, "2023-03-06T18:59:00+01:00", ""},
		{overnight, "2023-03-06T08:00:00+01:00", ""},
		{overnight, "2023-03-06T19:00:00+01:00", "2023-03-07T08:00:00+01:00"},
		{overnight, "2023-03-07T07:59:00+01:00", "2023-03-07T08:00:00+01:00"},
		{overnight, "2023-03-03T20:00:00+01:00", "2023-03-06T08:00:00+01:00"}, // Friday evening to Monday
		{overnight, "2023-03-04T12:00:00+01:00", "2023-03-06T08:00:00+01:00"},
		{overnight, "2023-03-25T23:00:00+01:00", "2023-03-27T08:00:00+02:00"}, // over the change of the clocks
		{overnight, "2023-04-06T20:00:00+02:00", "2023-04-11T08:00:00+02:00"}, // over Easter
		{lunch, "2023-03-06T12:30:00+01:00", "2023-03-06T13:00:00+01:00"},
		{lunch, "2023-03-06T11:59:00+01:00", ""},
		{lunch, "2023-03-04T12:30:00+01:00", "2023-03-06T00:00:00+01:00"},
		{Policy{}, "2023-03-04T03:00:00+01:00", ""},
	} {
		want := time.Time{}
		if c.want != "" {
			want = at(c.want)
		}
		if got := c.p.quietUntil(at(c.at), zone("Europe/Berlin")); !got.Equal(want) {
			t.Errorf("quiet at %s with %s until %s, want %s", c.at, c.p.Quiet, got.Format(time.RFC3339), c.want)
		}
	}
}

func TestDigestComesOnWorkingDays(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"09:00": "2023-03-06T09:00:00Z", "daily 07:30": "2023-03-06T07:30:00Z", "weekly 08:00": "2023-03-06T08:00:00Z",
	} {
		p, err := PolicyOf(ledger.Team{Settings: map[string]string{"digest": value}})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.NextDigest(caseNow); !got.Equal(at(want)) {
			t.Errorf("digest %s after %s: %s, want %s", value, caseNow, got, want)
		}
	}
	// A weekly digest comes on the week's first working day, and each looks back to the one before. Deliberate fault: a
	// Monday without work has no digest, and the week none.
	weekly, err := PolicyOf(ledger.Team{Settings: map[string]string{"digest": "weekly 08:00"}})
	if err != nil {
		t.Fatal(err)
	}
	weekly.Holidays = map[ledger.Date]bool{day("2023-04-07"): true, day("2023-04-10"): true}
	for _, c := range []struct{ from, next, before string }{
		{"2023-04-05T12:00:00Z", "2023-04-11T08:00:00Z", "2023-04-03T08:00:00Z"},
		{"2023-04-11T08:00:00Z", "2023-04-17T08:00:00Z", "2023-04-03T08:00:00Z"},
		{"2023-04-11T08:00:01Z", "2023-04-17T08:00:00Z", "2023-04-11T08:00:00Z"},
	} {
		if next, before := weekly.NextDigest(at(c.from)), weekly.DigestBefore(at(c.from)); !next.Equal(at(c.next)) || !before.Equal(at(c.before)) {
			t.Errorf("from %s: next %s, before %s", c.from, next, before)
		}
	}
	off, _ := PolicyOf(ledger.Team{Settings: map[string]string{"digest": "off"}})
	if got := off.NextDigest(caseNow); !got.IsZero() {
		t.Errorf("a digest that is off comes at %s", got)
	}
}
