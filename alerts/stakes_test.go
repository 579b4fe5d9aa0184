package alerts

import (
	"fmt"
	"testing"

	"owed.dev/owed/ledger"
)

func TestStakesOfTheCase(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	st := Stakes(b.core(), caseNow)
	if !st.Critical || len(st.Exposure) != 1 || !st.Exposure[0].Floor || st.Exposure[0].Per != "quarter" || fmt.Sprint(st.Affiliates) != "[Amazon Studios]" {
		t.Errorf("at stake: %+v", st)
	}
	if f := st.Figures[0]; f.Outstanding.String() != "$70,000,000.00" || f.CureSum.String() != "$60,000,000.00" {
		t.Errorf("figures: %+v", f)
	}
	if len(st.Deadlines) != 0 || !st.First.Day.IsZero() {
		t.Errorf("deadlines where none is on record: %v", st.Deadlines)
	}
	if _, none := NoticeLine(b.core()); !none {
		t.Error("a notice to cut us off, where none is on record")
	}
}

func TestLastSafeDay(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	for _, s := range []ledger.Signal{
		{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: day("2023-03-15"), CureUntil: day("2023-03-10"), Services: []string{"compute"}},
		{Kind: ledger.DataDeletion, State: ledger.Threatened, Effective: day("2023-04-14"), Services: []string{"storage", "compute"}},
	} {
		b.do(b.a.RecordSignal(s, b.by()))
	}
	for when, want := range map[string]string{
		"2023-03-03T12:00:00Z": "S-4 cure ends 2023-03-10 7", "2023-03-10T23:59:59Z": "S-4 cure ends 2023-03-10 0",
		"2023-03-11T00:00:00Z": "S-4 takes effect 2023-03-14 3", "2023-03-15T00:00:00Z": "S-5 data is gone 2023-04-13 29", "2023-04-14T00:00:00Z": "  0001-01-01 0",
	} {
		d := Stakes(b.core(), at(when)).First
		got := fmt.Sprint(d.Signal, " ", d.What, " ", d.Day, " ", d.Left)
		if d.Day.IsZero() {
			got = "  0001-01-01 0"
		}
		if got != want {
			t.Errorf("at %s the last safe day is %q, want %q", when, got, want)
		}
	}
	if st := Stakes(b.core(), caseNow); fmt.Sprint(st.Services) != "[compute storage]" {
		t.Errorf("services: %v", st.Services)
	}
	if s, none := NoticeLine(b.core()); none || s.ID != "S-4" {
		t.Errorf("the notice to cut us off is %v, want S-4", s)
	}
}

// Pay to cure says before the click what it would change; and when it is paid, that is what has changed.
func TestCureIsWhatPayingDoes(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: day("2023-03-15"), CureUntil: day("2023-03-10")}, b.by()))
	c := Cure(b.core(), Policy{}, caseNow)
	var clears []string
	for _, al := range c.Clears {
		clears = append(clears, al.Matter)
	}
	if fmt.Sprint(c.Sums) != "[$60,000,000.00]" || fmt.Sprint(clears) != "[lapsed overdue_share]" {
		t.Errorf("cure: %v, clears %v", c.Sums, clears)
	}
	if left := c.Left[0]; left.Outstanding.String() != "$10,000,000.00" || left.Ageing[ledger.NotDue].String() != "$10,000,000.00" || !left.CureSum.IsZero() {
		t.Errorf("left: %+v", left)
	}
	if len(c.Stops) != 2 || c.Stops[0].What != CureEnds || c.Stops[1].What != Begins {
		t.Errorf("stops: %+v", c.Stops)
	}
	b.do(b.a.RecordPayment(ledger.Pay{Amount: c.Sums[0], Day: day("2023-03-03")}, b.by()))
	if got := b.a.AllFigures(caseNow); fmt.Sprint(got[0].Ageing) != fmt.Sprint(c.Left[0].Ageing) {
		t.Errorf("paid, the ageing is %v, promised was %v", got[0].Ageing, c.Left[0].Ageing)
	}
	for _, matter := range clears {
		if al, _ := State(b.core(), Policy{}, matter, caseNow); al.Live() {
			t.Errorf("%s was to clear and stands", matter)
		}
	}
}

// Where a contract lets us withhold, the disputed part is not part of the cure, and a day disputed in full does not lapse.
func TestWithheld(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"}, caseNow)
	yes := true
	b.do(b.a.RecordContract(ledger.Contract{Commitment: usd("100"), Months: 12, MayWithhold: &yes}, b.by()))
	b.do(b.a.RecordInvoice(ledger.Invoice{No: "1", Amount: usd("100"), Issued: day("2023-01-01"), Due: day("2023-01-31")}, b.by()))
	b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "1", Amount: usd("60"), Reason: "r"}, b.by()))
	if al, _ := State(b.core(), Policy{}, MatterLapsed, caseNow); !al.Live() || al.Amounts[0].String() != "$40.00" {
		t.Errorf("lapsed: %v", al.Amounts)
	}
	b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "1", Reason: "r"}, b.by()))
	plan := Plan(b.a, ledger.Team{}, b.ev, b.at)
	if al, _ := State(b.core(), Policy{}, MatterLapsed, caseNow); al.Live() || fmt.Sprint(plan.Matters) == "[]" {
		t.Errorf("disputed in full, it stands: %v; plan %v", al, plan)
	}
	b.do(b.a.AcceptDispute("D-1", "", b.by()))
	if al, _ := State(b.core(), Policy{}, MatterLapsed, caseNow); !al.Live() {
		t.Error("accepted, and not lapsed at once")
	}
}
