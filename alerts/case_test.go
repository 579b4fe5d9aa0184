package alerts

import (
	"fmt"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

var caseNow = time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)

func usd(s string) ledger.Money { return ledger.MustMoney(s, "USD") }

func day(s string) ledger.Date {
	d, err := ledger.ParseISO(s)
	if err != nil {
		panic(err)
	}
	return d
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// book is an account and what was committed to it.
type book struct {
	t   testing.TB
	a   *ledger.Account
	at  time.Time
	who ledger.UserID
	ev  []ledger.Event // of the last commit
}

func newBook(t testing.TB, v ledger.Vendor, at time.Time) *book {
	t.Helper()
	c, err := ledger.NewVendor(v, ledger.By{Actor: "UALICE", At: at, Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	return &book{t: t, a: c.After, at: at, who: "UALICE"}
}

func (b *book) by() ledger.By { return ledger.By{Actor: b.who, At: b.at, Key: "k", Cmd: "test"} }

func (b *book) do(c ledger.Change, err error) ledger.Change {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("refused: %v", err)
	}
	b.a, b.ev = c.After, c.Events
	return c
}

// core is the account as a bot reads it: no invoices.
func (b *book) core() *ledger.Account {
	raw, err := b.a.MarshalCore()
	if err != nil {
		panic(err)
	}
	a, err := ledger.UnmarshalCore(raw)
	if err != nil {
		panic(err)
	}
	return a
}

// theCase loads AWS as CASE.md does, all at the moment its clock starts.
func theCase(t testing.TB) *book {
	t.Helper()
	b := newBook(t, ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Terms: ledger.Terms{Net: 30}, Owner: "UCAROL", Critical: true}, caseNow)
	issued := day("2022-07-31")
	for n := 1; n <= 8; n++ {
		b.do(b.a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprintf("INV-%d", n)), Amount: usd("10000000"), Issued: issued}, b.by()))
		issued = issued.AddDays(1).EndOfMonth()
	}
	b.do(b.a.RecordPayment(ledger.Pay{Amount: usd("10000000"), Day: day("2023-02-20"), Ref: "WIRE-0220"}, b.by()))
	b.do(b.a.RecordContract(ledger.Contract{Commitment: usd("510000000"), Months: 66, Start: day("2020-12-01")}, b.by()))
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.RefusalToRenegotiate, Source: "press"}, b.by()))
	b.do(b.a.RecordSignal(ledger.Signal{
		Kind: ledger.SetOffOrWithhold, Source: "press", Affiliates: []string{"Amazon Studios"},
		Exposure: &ledger.Exposure{Amount: usd("1000000"), Floor: true, Per: "quarter"},
	}, b.by()))
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.LegalAction, State: ledger.Possible, Source: "press"}, b.by()))
	b.do(b.a.NoteIncident("One of three data centres closed; capacity cut", b.by()))
	return b
}

func TestTheCaseAtItsStart(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	al, ok := State(b.core(), Policy{}, MatterLapsed, caseNow)
	if !ok || !al.Live() || al.Severity != Critical || al.Count != 6 || fmt.Sprint(al.Amounts) != "[$60,000,000.00]" || al.Rung != "+150" {
		t.Fatalf("lapsed is %+v", al)
	}
	for matter, want := range map[string]Severity{"signal:S-1": Info, "signal:S-2": Critical, "signal:S-3": Critical} {
		if al, ok := State(b.core(), Policy{}, matter, caseNow); !ok || al.Severity != want || al.Kind != SignalRecorded {
			t.Errorf("%s is %v %v, want %v", matter, al.Kind, al.Severity, want)
		}
	}
	act := Tell(al, ledger.Posted{}, caseNow)
	if act.Do != Post || !act.Mention {
		t.Fatalf("tell: %+v", act)
	}
	posted := act.Done("C1", "1.1")
	if act := Tell(al, posted, caseNow); act.Do != Nothing {
		t.Fatalf("told twice: %+v", act)
	}
}

func TestApprovalWantedEndsWithTheDecision(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	b.do(b.a.RequestPayment(ledger.Ask{Amount: usd("10000000")}, b.by()))
	plan := Plan(b.a, ledger.Team{}, b.ev, b.at)
	if fmt.Sprint(plan.Matters) != "[{due 2s} {request:PR-1 0s}]" {
		t.Errorf("plan is %v", plan.Matters)
	}
	al, _ := State(b.core(), Policy{}, "request:PR-1", b.at)
	posted := Tell(al, ledger.Posted{}, b.at).Done("C1", "1.2")
	b.who = "UBOB"
	b.do(b.a.Approve("PR-1", ledger.Rights{Admin: true}, b.by()))
	al, _ = State(b.a, Policy{}, "request:PR-1", b.at)
	if al.Live() || al.Why != "approved" || al.By != "UBOB" {
		t.Fatalf("after the approval: %+v", al)
	}
	if act := Tell(al, posted, b.at); act.Do != Clear {
		t.Fatalf("tell: %v", act.Do)
	}
}
