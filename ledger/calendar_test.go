package ledger_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"owed.dev/owed/ledger"
)

func easter() ledger.Holidays {
	return ledger.Holidays{Country: "DE", Source: "test", Days: map[ledger.Date]string{day("2023-04-07"): "Good Friday", day("2023-04-10"): "Easter Monday"}}
}

func TestHolidays(t *testing.T) {
	t.Parallel()
	h := easter()
	for _, c := range []struct{ due, following, preceding, reminder, closed string }{
		{"2023-04-06", "2023-04-06", "2023-04-06", "2023-04-06", ""},
		{"2023-04-07", "2023-04-11", "2023-04-06", "2023-04-06", "Good Friday"},
		{"2023-04-08", "2023-04-11", "2023-04-06", "2023-04-06", "Saturday"},
		{"2023-04-10", "2023-04-11", "2023-04-06", "2023-04-06", "Easter Monday"},
		{"2023-04-30", "2023-05-01", "2023-04-28", "2023-04-28", "Sunday"},
	} {
		d := day(c.due)
		if got := ledger.Following.Adjust(d, h.Business).String(); got != c.following {
			t.Errorf("%s following: %s, expected %s", d, got, c.following)
		}
		if got := ledger.Preceding.Adjust(d, h.Business).String(); got != c.preceding {
			t.Errorf("%s preceding: %s, expected %s", d, got, c.preceding)
		}
		if got := h.Reminder(d).String(); got != c.reminder {
			t.Errorf("the reminder of %s is on %s, expected %s", d, got, c.reminder)
		}
		if got := h.Closed(d); got != c.closed {
			t.Errorf("%s is closed for %q, expected %q", d, got, c.closed)
		}
	}
	if got := ledger.ModifiedFollowing.Adjust(day("2023-04-30"), nil); got != day("2023-04-28") {
		t.Errorf("Sunday 30 April, modified following: %s, though the next business day is in May", got)
	}
	if n := h.BusinessDays(day("2023-04-05"), day("2023-04-12")); n != 3 {
		t.Errorf("%d business days, expected 3", n)
	}
	if n := h.BusinessDays(day("2023-04-12"), day("2023-04-05")); n != 0 {
		t.Errorf("%d business days backwards", n)
	}
	gulf := ledger.Holidays{Weekend: []time.Weekday{time.Friday, time.Saturday}}
	if gulf.Business(day("2023-03-03")) || !gulf.Business(day("2023-03-05")) {
		t.Error("a weekend of Friday and Saturday is not kept")
	}
}

func TestHolidaysAsData(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(easter())
	if err != nil {
		t.Fatal(err)
	}
	var back ledger.Holidays
	if err := json.Unmarshal(b, &back); err != nil || back.Closed(day("2023-04-07")) != "Good Friday" {
		t.Errorf("%s is read as %v (%v)", b, back, err)
	}
}

func TestConventionsLandOnBusinessDays(t *testing.T) {
	t.Parallel()
	h := easter()
	rapid.Check(t, func(t *rapid.T) {
		d := day("2023-03-25").AddDays(rapid.IntRange(0, 30).Draw(t, "day"))
		conv := rapid.SampledFrom([]ledger.Convention{ledger.Following, ledger.ModifiedFollowing, ledger.Preceding}).Draw(t, "convention")
		got := conv.Adjust(d, h.Business)
		if !h.Business(got) {
			t.Fatalf("%s %s: %s is no business day", d, conv, got)
		}
		if again := conv.Adjust(got, h.Business); again != got {
			t.Fatalf("%s %s: %s moves again, to %s", d, conv, got, again)
		}
		if h.Reminder(d) > d {
			t.Fatalf("the reminder of %s comes after it", d)
		}
	})
}
