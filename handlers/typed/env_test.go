package typed

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// TestZones reads days that are over in the zone of the one who types, and due days in the vendor's.
func TestZones(t *testing.T) {
	t.Parallel()
	la, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2023, 3, 3, 7, 0, 0, 0, time.UTC) // still 2 March in Los Angeles, 3 March in Berlin
	env := testEnv()
	env.UserZone = la
	env.Today = func(zone *time.Location) ledger.Date { return ledger.DateIn(now, zone) }
	for text, want := range map[string]string{
		"acme paid 5 on today":            "2023-03-02",
		"acme invoice R-1 5 due today":    "2023-03-03",
		"acme invoice R-1 5 issued today": "2023-03-02",
	} {
		c, err := Parse(text, env)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		var got ledger.Date
		switch do := c.Do.(type) {
		case Paid:
			got = do.Payment.Day
		case RecordInvoice:
			if got = do.Invoice.Due; got.IsZero() {
				got = do.Invoice.Issued
			}
		}
		if got.String() != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	env.UserZone = nil
	if c, err := Parse("on today", env); err != nil || c.Do != (On{day("2023-03-03")}) {
		t.Errorf("without a zone UTC counts; got %+v, %v", c.Do, err)
	}
}

// TestOrder reads 3/4/2023 where the workspace has said what it means.
func TestOrder(t *testing.T) {
	t.Parallel()
	for order, want := range map[string]string{"dmy": "2023-04-03", "mdy": "2023-03-04"} {
		env := testEnv()
		env.DateOrder = order
		c, err := Parse("aws signal suspend, effective 3/4/2023", env)
		if err != nil || c.Do.(RecordSignal).Signal.Effective.String() != want {
			t.Errorf("%s: %+v, %v", order, c.Do, err)
		}
	}
}

// TestLargest refuses what is far above all before it, with a cause by which a form can take over.
func TestLargest(t *testing.T) {
	t.Parallel()
	env := testEnv()
	env.Largest = func(v ledger.Vendor) ledger.Money { return usd("1000") }
	_, err := Parse("aws pay $10,001", env)
	if !errors.Is(err, ledger.ErrUnusual) {
		t.Errorf("got %v", err)
	}
	if _, err := Parse("aws pay $10,000", env); err != nil {
		t.Errorf("ten times is allowed: %v", err)
	}
}

// TestNoFinder refuses names in plain text where nobody can say who is meant.
func TestNoFinder(t *testing.T) {
	t.Parallel()
	env := testEnv()
	env.Find = nil
	if _, err := Parse("delegate @dan until 2023-03-17", env); ledger.KindOf(err) != ledger.NotFound {
		t.Errorf("got %v", err)
	}
}

// TestShare takes the word where it is one of ours, and leaves it where it is text.
func TestShare(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"share": true, "share aws": true, "aws share": true, "aws share invoices": true, "aws invoices share": true, "aws pay $5 share": true,
		"aws sent PR-1 share": true, "aws hold share": true, "aws signal refuse, share": true, "aws contract share": true, "due 30d share": true,
		"aws incident share": false, "aws pay $5 memo share": false, "find share": false, "aws hold INV-7 our share": false, `aws invoices "share"`: false,
	} {
		c, err := Parse(text, testEnv())
		if text == `aws invoices "share"` {
			if err == nil {
				t.Errorf("%s is read as %+v", text, c)
			}
			continue
		}
		if err != nil || c.Share != want {
			t.Errorf("%q: share %v, want %v, %v", text, c.Share, want, err)
		}
	}
}

// TestApply makes the changes that edit and contract describe.
func TestApply(t *testing.T) {
	t.Parallel()
	c, err := Parse(`aws edit name AWS, currency EUR, terms net45, grace 5, critical, alias "Amzn", alias amazon, no tag old, tags new, zone Europe/Berlin, country de, convention following, owner <@U1>, channel <#C1>`, testEnv())
	if err != nil {
		t.Fatal(err)
	}
	before := aws
	before.Tags = append(make([]string, 0, 8), "old", "kept")
	got := c.Do.(Edit).Fields.Apply(before)
	if got.Name != "AWS" || got.Currency != "EUR" || got.Terms.Net != 45 || got.Grace != 5 || !got.Critical || got.Zone != "Europe/Berlin" ||
		got.Country != "DE" || got.Convention != ledger.Following || got.Owner != "U1" || got.Channel != "C1" || got.Slug != "aws" {
		t.Errorf("applied: %+v", got)
	}
	if strings.Join(got.Aliases, "|") != "Amazon|Amzn" || strings.Join(got.Tags, "|") != "kept|new" {
		t.Errorf("aliases %v, tags %v", got.Aliases, got.Tags)
	}
	if strings.Join(before.Tags[:3], "|") != "old|kept|" {
		t.Errorf("the vendor that was given is changed: %v", before.Tags)
	}
	contract := ledger.Contract{CureDays: 30, Name: "EDP", MayWithhold: ptr(true)}
	c, err = Parse("aws contract K-1 no withholding, notice 90 days, ended, received when sent", testEnv())
	if err != nil {
		t.Fatal(err)
	}
	c.Do.(EditContract).Fields.Apply(&contract)
	if *contract.MayWithhold || contract.NoticeDays != 90 || !contract.Ended || contract.CureDays != 30 || contract.Name != "EDP" || contract.ReceivedWhen != "sent" {
		t.Errorf("applied: %+v", contract)
	}
}

// TestReference holds every verb and example on the page.
func TestReference(t *testing.T) {
	t.Parallel()
	page := Reference()
	for _, e := range HelpFor("") {
		for _, s := range append([]string{e.Does, "## " + e.Words[0] + "\n"}, e.Examples...) {
			if !strings.Contains(page, s) {
				t.Errorf("%q is not on the page", s)
			}
		}
	}
}

// TestConvention moves a due date that follows from terms off days without banks; a day that was typed stands.
func TestConvention(t *testing.T) {
	t.Parallel()
	env := testEnv()
	v := ledger.Vendor{Slug: "mod", Name: "Mod", Currency: "USD", Zone: "UTC", Convention: ledger.Following}
	env.Dir = vendors{v}
	env.Business = func(ledger.Vendor) func(ledger.Date) bool {
		return func(d ledger.Date) bool {
			return d != day("2022-10-31") && d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		}
	}
	for text, want := range map[string]string{
		"mod invoice A-1 5 issued 2022-09-30 terms net30":    "2022-11-01",
		"mod invoice A-1 5 due net 30, issued 2022-09-30":    "2022-11-01",
		"mod invoice A-1 5 issued 2022-09-30 due 2022-10-30": "2022-10-30",
		"mod invoice A-1 5 due in 1 business day":            "2023-03-06",
	} {
		c, err := Parse(text, env)
		if err != nil || c.Do.(RecordInvoice).Invoice.Due.String() != want {
			t.Errorf("%q: %+v, %v, want %s", text, c.Do, err, want)
		}
	}
}

// TestLongTexts reads or refuses the worst texts of the longest length at a cost, in memory asked for, that grows as they do: where
// it grew with the square, the whole of one would cost four times what half of it does.
func TestLongTexts(t *testing.T) { //nolint:paralleltest // it counts allocations
	for _, part := range []string{
		"aws pay for ;a1 ", "aws signal suspend;, a", "aws signal suspend;, received x", "add ;as ", "add ;as a ", "aws ;pya ", ";aws ", "aws edit ;tags a, ", "aws dispute INV-1 ;x ",
		";<@U1>", ";&amp;", ";\"", ";1,", "aws history ;2023-01-01 ", "aws credit ;$1 ", "aws signal ;x ", "aws contract $1m ;from ",
	} {
		head, tail, _ := strings.Cut(part, ";")
		text := head + strings.Repeat(tail, (Longest-len(head))/len(tail))
		c, err := Parse(text, testEnv())
		if c.Do == nil && err == nil {
			t.Errorf("%q… is neither read nor refused", text[:20])
		}
		half := text[:len(head)+len(tail)*((len(text)-len(head))/len(tail)/2)]
		costs := func(text string) float64 {
			return testing.AllocsPerRun(1, func() { _, _ = Parse(text, testEnv()) })
		}
		if whole, less := costs(text), costs(half); whole > 2.2*less+100 {
			t.Errorf("%q… costs %.0f, half of it %.0f", text[:20], whole, less)
		}
	}
}

// TestReserved holds that a vendor may be named by a word of ours that is not reserved, and is found then.
func TestReserved(t *testing.T) {
	t.Parallel()
	env := testEnv()
	bill := ledger.Vendor{Slug: "bill", Name: "Bill", Currency: "USD", Zone: "UTC"}
	env.Dir = vendors{bill, aws}
	for text, want := range map[string]Command{
		"bill":                on(bill, Card{}),
		"bill bill A-1 $5":    on(bill, RecordInvoice{Invoice: ledger.Invoice{No: "A-1", Amount: usd("5")}}),
		"aws bill A-1 $5":     on(aws, RecordInvoice{Invoice: ledger.Invoice{No: "A-1", Amount: usd("5")}}),
		"invoice aws A-1 $5":  on(aws, RecordInvoice{Invoice: ledger.Invoice{No: "A-1", Amount: usd("5")}}),
		"invoice bill A-1 $5": on(bill, RecordInvoice{Invoice: ledger.Invoice{No: "A-1", Amount: usd("5")}}),
	} {
		if got, err := Parse(text, env); err != nil || !same(got, want) {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
	}
}

// TestBounds holds what fits: a hundred invoices in one command, a choice in a button; and that one thing missing is enough.
func TestBounds(t *testing.T) {
	t.Parallel()
	list := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString("," + strconv.Itoa(1000+i))
		}
		return b.String()[1:]
	}
	if _, err := Parse("aws pay for "+list(100), testEnv()); err != nil {
		t.Error(err)
	}
	if e := refused(t, "aws pay for "+list(101)); !strings.Contains(e.Say, "more than 100") {
		t.Error(e.Say)
	}
	g, ok := errors.AsType[*Guess](error(refused(t, "amzon incident "+strings.Repeat("x", 2000))))
	if !ok || len(g.Choices) != 0 {
		t.Errorf("the choice does not fit into a button: %v", g)
	}
	for text, want := range map[string]bool{"aws pay": true, "aws invoice INV-7": true, "pay": true, "aws pay $5": false, "aws": false} {
		if c, err := Parse(text, testEnv()); err != nil || c.Incomplete() != want {
			t.Errorf("%q: missing %v, %v", text, c.Missing, err)
		}
	}
}
