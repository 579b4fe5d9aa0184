package alerts

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

var update = flag.Bool("update", false, "rewrite golden files and the reference page")

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for n := range max(len(g), len(w)) {
		var a, b string
		if n < len(g) {
			a = g[n]
		}
		if n < len(w) {
			b = w[n]
		}
		if a != b {
			t.Fatalf("%s, line %d:\n got %s\nwant %s\n(-update rewrites it)", path, n+1, a, b)
		}
	}
}

// does notes what people did, between what the bot said.
func (s *sim) does(at, what string, decide func(ledger.By) (ledger.Change, error)) {
	s.t.Helper()
	s.until(day(at[:10]).At(12, 0, s.a.Vendor.Location()))
	s.log = append(s.log, fmt.Sprintf("%s 12:00  * %s", s.at.Format("2006-01-02 Mon"), what))
	s.commit(decide(s.by()))
}

// TestCalendarOfTheCase runs the case day by day from its first invoice to the contract's last day. What happened up to
// March 2023 is the case; what follows is made up, so that the rest of the catalogue is seen, too.
func TestCalendarOfTheCase(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Terms: ledger.Terms{Net: 30}, Owner: "UCAROL", Critical: true}, at("2022-07-31T08:00:00Z"))
	s := newSim(b, ledger.Team{})
	s.acks = true
	s.does("2022-07-31", "contract $510m over 66 months from 2020-12-01", func(by ledger.By) (ledger.Change, error) {
		return s.a.RecordContract(ledger.Contract{Commitment: usd("510000000"), Months: 66, Start: day("2020-12-01")}, by)
	})
	issued := day("2022-07-31")
	for n := 1; n <= 8; n++ {
		if n == 8 {
			s.does("2023-02-20", "paid $10m", func(by ledger.By) (ledger.Change, error) {
				return s.a.RecordPayment(ledger.Pay{Amount: usd("10000000"), Day: day("2023-02-20"), Ref: "WIRE-0220"}, by)
			})
		}
		no := ledger.InvoiceNo(fmt.Sprintf("INV-%d", n))
		s.does(issued.String(), fmt.Sprintf("invoice %s $10m, due %s", no, issued.AddDays(30)), func(by ledger.By) (ledger.Change, error) {
			return s.a.RecordInvoice(ledger.Invoice{No: no, Amount: usd("10000000"), Issued: issued}, by)
		})
		issued = issued.AddDays(1).EndOfMonth()
	}
	caseMarch2023(s)
	afterTheCase(s)
	s.until(at("2026-06-01T12:00:00Z"))
	golden(t, "testdata/calendar.txt", strings.Join(s.log, "\n")+"\n")
}

func caseMarch2023(s *sim) {
	signal := func(what string, sig ledger.Signal) {
		sig.Source = "press"
		s.does("2023-03-03", "signal "+what, func(by ledger.By) (ledger.Change, error) { return s.a.RecordSignal(sig, by) })
	}
	signal("refuse", ledger.Signal{Kind: ledger.RefusalToRenegotiate})
	signal("withhold threatened, exposure at least $1m per quarter, affiliate Amazon Studios", ledger.Signal{
		Kind: ledger.SetOffOrWithhold, Affiliates: []string{"Amazon Studios"}, Exposure: &ledger.Exposure{Amount: usd("1000000"), Floor: true, Per: "quarter"},
	})
	signal("legal possible", ledger.Signal{Kind: ledger.LegalAction, State: ledger.Possible})
	s.does("2023-03-03", "incident One of three data centres closed", func(by ledger.By) (ledger.Change, error) {
		return s.a.NoteIncident("One of three data centres closed; capacity cut", by)
	})
}

func afterTheCase(s *sim) {
	owner := ledger.Rights{Owner: true, Admin: true}
	move := func(on, what string, m ledger.SignalMoved) {
		s.does(on, what, func(by ledger.By) (ledger.Change, error) { return s.a.MoveSignal(m, owner, by) })
	}
	s.does("2023-03-13", "pay $10m (by alice)", func(by ledger.By) (ledger.Change, error) {
		return s.a.RequestPayment(ledger.Ask{Amount: usd("10000000")}, by)
	})
	s.does("2023-03-15", "approve PR-1 (by bob)", func(by ledger.By) (ledger.Change, error) {
		by.Actor = "UBOB"
		return s.a.Approve("PR-1", owner, by)
	})
	s.does("2023-03-24", "paid PR-1", func(by ledger.By) (ledger.Change, error) {
		return s.a.Settle("PR-1", ledger.Money{}, 0, "WIRE-0324", by)
	})
	s.does("2023-04-03", "signal suspend notice, effective 2023-05-01, cure until 2023-04-28", func(by ledger.By) (ledger.Change, error) {
		return s.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: day("2023-05-01"), CureUntil: day("2023-04-28"), Source: "notice"}, by)
	})
	s.does("2023-04-03", "dispute INV-7 $2m", func(by ledger.By) (ledger.Change, error) {
		return s.a.OpenDispute(ledger.Dispute{Invoice: "INV-7", Amount: usd("2000000"), Reason: "billed twice"}, by)
	})
	s.does("2023-04-25", "dispute D-1 answered", func(by ledger.By) (ledger.Change, error) { return s.a.AnswerDispute("D-1", 0, "looking into it", by) })
	move("2023-05-02", "signal S-4 in effect", ledger.SignalMoved{ID: "S-4", To: ledger.InEffect})
	move("2023-05-04", "signal S-3 notice, effective 2023-07-10", ledger.SignalMoved{ID: "S-3", To: ledger.NoticeGiven, Effective: day("2023-07-10")})
	s.does("2023-05-08", "dispute D-1 credited", func(by ledger.By) (ledger.Change, error) {
		return s.a.CreditDispute("D-1", ledger.Credit{Number: "CN-1"}, by)
	})
	s.does("2023-05-10", "paid $58m: all that is open", func(by ledger.By) (ledger.Change, error) {
		return s.a.RecordPayment(ledger.Pay{Amount: usd("58000000"), Day: day("2023-05-10")}, by)
	})
	move("2023-05-11", "signal S-4 lapsed", ledger.SignalMoved{ID: "S-4", To: ledger.Lapsed})
	move("2023-05-11", "signal S-3 withdrawn", ledger.SignalMoved{ID: "S-3", To: ledger.Withdrawn})
	move("2023-05-11", "signal S-2 withdrawn", ledger.SignalMoved{ID: "S-2", To: ledger.Withdrawn})
	s.does("2023-05-31", "contract spent $150m by 2023-05-31", func(by ledger.By) (ledger.Change, error) {
		return s.a.EnterDrawdown("K-1", usd("150000000"), day("2023-05-31"), "invoices", by)
	})
	s.does("2023-06-15", "contract spent $230m by 2023-05-31", func(by ledger.By) (ledger.Change, error) {
		return s.a.EnterDrawdown("K-1", usd("230000000"), day("2023-05-31"), "cost explorer, corrected", by)
	})
}
