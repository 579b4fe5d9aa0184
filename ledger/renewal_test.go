package ledger_test

import (
	"strings"
	"testing"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// A contract that renews by itself goes on past its end, for as long and as much as is on record of that. Deliberate faults it catches: a
// term that stops at the first end; a renewal of a length, or for a sum, that nobody said; a last day that counts to the next term.
func TestTermOfAContract(t *testing.T) {
	t.Parallel()
	first := ledger.Contract{ID: "K-1", Commitment: usd("120"), Months: 24, Start: day("2021-01-01"), NoticeMonths: 1}
	with := func(f func(*ledger.Contract)) ledger.Contract {
		c := first
		f(&c)
		return c
	}
	bare := with(func(c *ledger.Contract) { c.AutoRenews = true })
	long := with(func(c *ledger.Contract) { c.AutoRenews, c.RenewMonths = true, 12 })
	full := with(func(c *ledger.Contract) { c.AutoRenews, c.RenewMonths, c.Renewal = true, 12, usd("50") })
	over := with(func(c *ledger.Contract) { c.RenewMonths, c.Renewal, c.RenewedTo = 12, usd("50"), day("2023-12-31") })
	for _, c := range []struct {
		name       string
		of         ledger.Contract
		on         string
		start, end string
		commitment string
		renewals   int
		notice     string
	}{
		{"it does not renew", first, "2023-03-03", "2021-01-01", "2022-12-31", "$120.00", 0, "2022-11-30"},
		{"its last day", full, "2022-12-31", "2021-01-01", "2022-12-31", "$120.00", 0, "2022-11-30"},
		{"before it begins", full, "2020-06-01", "2021-01-01", "2022-12-31", "$120.00", 0, "2022-11-30"},
		{"for how long is not said", bare, "2029-03-03", "2023-01-01", "", "$0.00", 1, ""},
		{"for how much is not said", long, "2023-01-01", "2023-01-01", "2023-12-31", "$0.00", 1, "2023-11-30"},
		{"the first renewal", full, "2023-12-31", "2023-01-01", "2023-12-31", "$50.00", 1, "2023-11-30"},
		{"the second", full, "2024-01-01", "2024-01-01", "2024-12-31", "$50.00", 2, "2024-11-30"},
		{"the ninth", full, "2031-07-01", "2031-01-01", "2031-12-31", "$50.00", 9, "2031-11-30"},
		{"it renews no more", over, "2025-07-01", "2023-01-01", "2023-12-31", "$50.00", 1, "2023-11-30"},
		{"its start is not known", ledger.Contract{AutoRenews: true, Months: 12, Commitment: usd("5")}, "2023-03-03", "", "", "$5.00", 0, ""},
	} {
		term, renewals := c.of.TermOn(day(c.on))
		if got := term.Start.String(); got != c.start || term.End().String() != c.end || term.Commitment.String() != c.commitment || renewals != c.renewals || term.LastNotice().String() != c.notice {
			t.Errorf("%s: %s to %s, %s, renewed %d times, notice by %s", c.name, got, term.End(), term.Commitment, renewals, term.LastNotice())
		}
	}
	var ends []string
	for _, term := range full.TermsBefore(day("2025-05-05"), 2) {
		ends = append(ends, term.End().String())
	}
	if got := strings.Join(ends, " "); got != "2023-12-31 2024-12-31" {
		t.Errorf("the two terms before end %s", got)
	}
}

// Terms follow one another without a gap and without an overlap, wherever in a month the contract begins. Deliberate fault it catches: a
// month that is shorter than the day on which the contract began moves all terms after it.
func TestTermsFollowOneAnother(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := ledger.Contract{
			ID: "K-1", Commitment: usd("5"), AutoRenews: true, Start: day("2020-01-28").AddDays(rapid.IntRange(0, 40).Draw(t, "start")),
			Months: rapid.IntRange(1, 30).Draw(t, "months"), RenewMonths: rapid.IntRange(1, 30).Draw(t, "renewal"),
		}
		on := c.Start.AddDays(rapid.IntRange(0, 4000).Draw(t, "day"))
		term, n := c.TermOn(on)
		if on < term.Start || on > term.End() {
			t.Fatalf("%s is not within %s to %s", on, term.Start, term.End())
		}
		next, m := c.TermOn(term.End().AddDays(1))
		if next.Start != term.End().AddDays(1) || m != n+1 {
			t.Fatalf("after %s to %s (%d) comes %s to %s (%d)", term.Start, term.End(), n, next.Start, next.End(), m)
		}
		if again, k := c.TermOn(term.End()); again.Start != term.Start || k != n {
			t.Fatalf("the last day of %s to %s is in %s to %s", term.Start, term.End(), again.Start, again.End())
		}
	})
}

// What nobody said of a renewed term is not known, with the reason, and what is drawn in it is that term's alone. Deliberate faults it
// catches: a shortfall against the first term's commitment; an invoice or a figure of the first term that draws the second.
func TestBurnOfARenewedTerm(t *testing.T) {
	t.Parallel()
	a := ledger.NewAccount(ledger.Vendor{Slug: "aws", Name: "AWS", Currency: "USD", Zone: "UTC"})
	c, err := a.RecordContract(ledger.Contract{Commitment: usd("120"), Months: 24, Start: day("2021-01-01"), AutoRenews: true}, by("UA"))
	do(t, &a, c, err)
	for no, issued := range map[ledger.InvoiceNo]string{"A-1": "2022-12-15", "A-2": "2023-01-15", "A-3": "2023-02-15"} {
		c, err := a.RecordInvoice(ledger.Invoice{No: no, Amount: usd("3"), Issued: day(issued), Due: day("2023-03-20")}, by("UA"))
		do(t, &a, c, err)
	}
	c, err = a.EnterDrawdown("K-1", usd("100"), day("2022-11-30"), "portal", by("UA"))
	do(t, &a, c, err)
	today := day("2023-03-03")
	burn := func() ledger.Burn {
		term, _ := a.Contracts["K-1"].TermOn(today)
		return a.BurnOf(term, today)
	}
	const noSum, noTerm = "what the renewed term commits us to is not on record", "for how long it renewed is not on record"
	check := func(b ledger.Burn, drawn, plan, shortfall, stopped string) {
		t.Helper()
		if b.Drawn.Explained() != drawn || b.Plan.Explained() != plan || b.Shortfall.Explained() != shortfall || b.IfStopped.Explained() != stopped || b.Elapsed != 2 {
			t.Errorf("drawn %s, plan %s, shortfall %s, stopped %s, %d months", b.Drawn.Explained(), b.Plan.Explained(), b.Shortfall.Explained(), b.IfStopped.Explained(), b.Elapsed)
		}
	}
	change := func(f func(*ledger.Contract)) {
		t.Helper()
		c, err := a.ChangeContract("K-1", f, by("UA"))
		do(t, &a, c, err)
	}
	check(burn(), "$6.00", "unknown ("+noSum+")", "unknown ("+noSum+")", "unknown ("+noSum+")")
	change(func(c *ledger.Contract) { c.Renewal = usd("60") })
	check(burn(), "$6.00", "unknown ("+noTerm+")", "unknown ("+noTerm+")", "$54.00")
	change(func(c *ledger.Contract) { c.RenewMonths = 12 })
	check(burn(), "$6.00", "$10.00", "$24.00", "$54.00")
	first, _ := a.Contracts["K-1"].TermOn(day("2022-12-31"))
	if b := a.BurnOf(first, day("2023-01-01")); b.IfStopped.String() != "$17.00" {
		t.Errorf("the first term ended %s short, want $17.00", b.IfStopped.Explained())
	}
	c, err = a.ChangeContract("K-1", func(c *ledger.Contract) { c.AutoRenews = false }, by("UA"))
	do(t, &a, c, err)
	if k := a.Contracts["K-1"]; k.RenewedTo != day("2023-12-31") {
		t.Errorf("it renews no more: %+v", k)
	}
	check(burn(), "$6.00", "$10.00", "$24.00", "$54.00")
	if _, err = a.ChangeContract("K-1", func(c *ledger.Contract) { c.Renewal = ledger.MustMoney("5", "EUR") }, by("UA")); err == nil {
		t.Error("a contract renews in another currency")
	}
}

// A contract that renewed for nobody knows how long can't be said to renew no more: its end is not known. Deliberate fault it catches: it is
// shown as ended with its first term.
func TestItRenewsNoMoreButUntilWhen(t *testing.T) {
	t.Parallel()
	a := ledger.NewAccount(ledger.Vendor{Slug: "aws", Name: "AWS", Currency: "USD", Zone: "UTC"})
	c, err := a.RecordContract(ledger.Contract{Commitment: usd("120"), Months: 24, Start: day("2021-01-01"), AutoRenews: true}, by("UA"))
	do(t, &a, c, err)
	if _, err := a.ChangeContract("K-1", func(c *ledger.Contract) { c.AutoRenews = false }, by("UA")); ledger.KindOf(err) != ledger.Invalid || !strings.Contains(err.Error(), "renews for 12 months") {
		t.Errorf("refused as %v", err)
	}
	c, err = a.ChangeContract("K-1", func(c *ledger.Contract) { c.AutoRenews, c.Ended = false, true }, by("UA"))
	do(t, &a, c, err)
}

// The last day to give notice leaves whole months, or so many days, before the end.
func TestLastNotice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		start        string
		months, days int
		noticeMonths int
		want         string
	}{
		{"2020-12-01", 66, 90, 0, "2026-03-02"},
		{"2020-12-01", 66, 0, 3, "2026-02-28"},
		{"2021-01-01", 24, 0, 1, "2022-11-30"},
		{"2022-03-31", 12, 0, 1, "2023-02-27"}, // it ends on 30 March, so notice is given before 28 February
		{"2021-01-01", 24, 0, 0, ""},
	} {
		k := ledger.Contract{Start: day(c.start), Months: c.months, NoticeDays: c.days, NoticeMonths: c.noticeMonths}
		if got := k.LastNotice().String(); got != c.want {
			t.Errorf("%d months from %s, %d days or %d months: %s, want %s", c.months, c.start, c.days, c.noticeMonths, got, c.want)
		}
	}
}
