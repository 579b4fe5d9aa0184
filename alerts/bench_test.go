package alerts

import (
	"fmt"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// busy is the core of a vendor that bills every day for so many days.
func busy(b *testing.B, days int) *ledger.Account {
	b.Helper()
	k := newBook(b, ledger.Vendor{Slug: "aws", Name: "AWS", Terms: ledger.Terms{Net: 30}, Critical: true, Zone: "America/Los_Angeles"}, caseNow)
	var all []ledger.Invoice
	for n := range days {
		all = append(all, ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprint("I-", n)), Amount: usd("100"), Issued: day("2023-03-01").AddDays(-n)})
	}
	k.do(k.a.RecordInvoices(all, k.by()))
	k.do(k.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: day("2023-04-01"), CureUntil: day("2023-03-25")}, k.by()))
	return k.core()
}

func BenchmarkPlanAfterAnEvent(b *testing.B) {
	for _, days := range []int{8, 90, 1000} {
		b.Run(fmt.Sprintf("due-days=%d", days), func(b *testing.B) {
			a := busy(b, days)
			events := []ledger.Event{&ledger.IncidentNoted{ID: "I-1"}}
			b.ReportAllocs()
			for b.Loop() {
				Plan(a, ledger.Team{}, events, caseNow)
			}
		})
	}
}

func BenchmarkStateAndTell(b *testing.B) {
	for name, settings := range map[string]map[string]string{"nothing-set": nil, "three-set": {"alerts due_soon": "off", "alerts lapsed for aws": "as critical", "alerts all for tag:x": "off"}} {
		b.Run(name, func(b *testing.B) {
			a := busy(b, 8)
			p, _ := PolicyOf(ledger.Team{Settings: settings})
			b.ReportAllocs()
			for b.Loop() {
				al, _ := State(a, p, MatterLapsed, caseNow)
				Tell(al, ledger.Posted{}, caseNow)
			}
		})
	}
}

// A year of the busiest vendor, moment by moment.
func BenchmarkAYear(b *testing.B) {
	a := busy(b, 90)
	p, _ := PolicyOf(ledger.Team{})
	moments := 0
	for b.Loop() {
		for at := caseNow; !at.IsZero() && at.Before(caseNow.Add(365*24*time.Hour)); at = Next(a, p, at) {
			All(a, p, at)
			moments++
		}
	}
	b.ReportMetric(float64(moments)/float64(b.N), "moments/year")
}
