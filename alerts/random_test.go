package alerts

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// randomVendor is a vendor in a zone with unusual clocks, more often than not.
func randomVendor(t *rapid.T) ledger.Vendor {
	return ledger.Vendor{
		Slug: "acme", Name: "Acme", Terms: ledger.Terms{Net: rapid.SampledFrom([]int{0, 14, 30}).Draw(t, "net")},
		Grace: rapid.IntRange(0, 9).Draw(t, "grace"), Critical: rapid.Bool().Draw(t, "critical"),
		Zone: rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Beirut", "Australia/Lord_Howe", "Africa/Cairo"}).Draw(t, "zone"),
	}
}

func randomTeam(t *rapid.T) ledger.Team {
	all := map[string]string{
		"quiet": "19:00-08:00", "holidays": "2023-03-27 2023-04-07 2023-12-25", "timezone": "Europe/Berlin", "threshold limit": "USD20000.00",
		"threshold lapsed": "USD30000.00", "threshold exposure": "USD40000.00", "alerts signal_quiet": "off", "alerts due_soon": "on at 10 5 2", "threshold share": "80%",
	}
	team := ledger.Team{Settings: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if rapid.IntRange(0, 2).Draw(t, name) == 0 {
			team.Settings[name] = all[name]
		}
	}
	return team
}

type decision func(ledger.By) (ledger.Change, error)

// anything is a random decision about an account at a moment; it may be refused.
func anything(t *rapid.T, a *ledger.Account, at time.Time) decision {
	admin := ledger.Rights{Admin: true, Owner: true}
	today := a.Vendor.Today(at)
	sum := func() ledger.Money {
		return ledger.MustMoney(fmt.Sprintf("%d.50", rapid.IntRange(1, 30_000).Draw(t, "sum")), rapid.SampledFrom([]ledger.Currency{"USD", "USD", "EUR"}).Draw(t, "currency"))
	}
	soon := func() ledger.Date { return today.AddDays(rapid.IntRange(-3, 40).Draw(t, "soon")) }
	no := func() ledger.InvoiceNo {
		return ledger.InvoiceNo(fmt.Sprintf("INV-%d", rapid.IntRange(1, 20).Draw(t, "no")))
	}
	moves := []decision{
		func(by ledger.By) (ledger.Change, error) {
			return a.RecordInvoice(ledger.Invoice{No: no(), Amount: sum(), Issued: today.AddDays(-rapid.IntRange(0, 150).Draw(t, "ago"))}, by)
		},
		func(by ledger.By) (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Amount: sum(), Day: today}, by)
		},
		func(by ledger.By) (ledger.Change, error) {
			var named []ledger.InvoiceNo
			if rapid.Bool().Draw(t, "named") {
				named = append(named, no())
			}
			return a.RequestPayment(ledger.Ask{Amount: sum(), For: named}, by)
		},
		func(by ledger.By) (ledger.Change, error) {
			by.Actor = "UB"
			return a.Approve(pick(t, a.Requests), admin, by)
		},
		func(by ledger.By) (ledger.Change, error) {
			return a.Settle(pick(t, a.Requests), ledger.Money{}, 0, "", by)
		},
		func(by ledger.By) (ledger.Change, error) { return a.Fail(pick(t, a.Requests), "AC01", by) },
		func(by ledger.By) (ledger.Change, error) {
			return a.OpenDispute(ledger.Dispute{Invoice: no(), Reason: "r"}, by)
		},
		func(by ledger.By) (ledger.Change, error) { return a.AcceptDispute(pick(t, a.Disputes), "", by) },
		func(by ledger.By) (ledger.Change, error) { return a.EscalateDispute(pick(t, a.Disputes), "", by) },
		func(by ledger.By) (ledger.Change, error) {
			return a.RecordSignal(ledger.Signal{
				Kind: rapid.SampledFrom(ledger.MeasureKinds[:]).Draw(t, "kind"), State: rapid.SampledFrom([]ledger.MeasureState{ledger.Possible, ledger.Threatened, ledger.NoticeGiven, ledger.InEffect}).Draw(t, "state"),
				Effective: soon(), Exposure: &ledger.Exposure{Amount: sum()},
			}, by)
		},
		func(by ledger.By) (ledger.Change, error) {
			to := rapid.SampledFrom([]ledger.MeasureState{ledger.NoticeGiven, ledger.InEffect, ledger.Suspended, ledger.Withdrawn, ledger.Lapsed, ledger.Threatened}).Draw(t, "to")
			return a.MoveSignal(ledger.SignalMoved{ID: pick(t, a.Signals), To: to, CureUntil: soon()}, admin, by)
		},
		func(by ledger.By) (ledger.Change, error) { return a.NoteIncident("something broke", by) },
		func(by ledger.By) (ledger.Change, error) {
			yes := rapid.Bool().Draw(t, "withhold")
			return a.RecordContract(ledger.Contract{
				Commitment: ledger.MustMoney("100000", "USD"), Months: rapid.IntRange(3, 30).Draw(t, "months"), Start: soon().AddMonths(-6),
				NoticeDays: 20, MayWithhold: &yes,
			}, by)
		},
		func(by ledger.By) (ledger.Change, error) {
			return a.EnterDrawdown("", ledger.MustMoney("20000", "USD"), today, "s", by)
		},
		func(by ledger.By) (ledger.Change, error) { return a.HoldInvoice(no(), "", by) },
	}
	return moves[rapid.IntRange(0, len(moves)-1).Draw(t, "move")]
}

func pick[V any](t *rapid.T, m map[ledger.ID]V) ledger.ID {
	if len(m) == 0 {
		return "X-1"
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(m))).Draw(t, "id")
}

// randomBook is an account after a random history.
func randomBook(t *rapid.T) *book {
	c, err := ledger.NewVendor(randomVendor(t), ledger.By{Actor: "UA", At: caseNow})
	if err != nil {
		t.Fatal(err)
	}
	b := &book{t: nil, a: c.After, at: caseNow, who: "UA"}
	for range rapid.IntRange(1, 25).Draw(t, "steps") {
		b.at = b.at.Add(time.Duration(rapid.IntRange(0, 60*24*9).Draw(t, "minutes")) * time.Minute)
		if c, err := anything(t, b.a, b.at)(b.by()); err == nil && len(c.Events) > 0 {
			b.a, b.ev = c.After, c.Events
		}
	}
	return b
}

func coreOf(t *rapid.T, a *ledger.Account) *ledger.Account {
	raw, err := a.MarshalCore()
	if err != nil {
		t.Fatal(err)
	}
	core, err := ledger.UnmarshalCore(raw)
	if err != nil {
		t.Fatal(err)
	}
	return core
}

// fingerprint is all that All says, but for quiet hours, which are not about what stands.
func fingerprint(alerts []Alert) string {
	var b strings.Builder
	for _, al := range alerts {
		fmt.Fprintln(&b, al.Matter, al.Kind, al.Severity, al.To, al.Amounts, al.Count, al.Notes, al.Digest)
		for _, r := range al.Rungs {
			fmt.Fprintln(&b, "  ", r.Key, r.At.Unix(), r.Severity)
		}
	}
	return b.String()
}

// What a bot loads is enough: the alerts of the core are those of the whole account.
func TestTheCoreIsEnough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := randomBook(t)
		p, _ := PolicyOf(randomTeam(t))
		at := b.at.Add(time.Duration(rapid.IntRange(0, 60*24*120).Draw(t, "later")) * time.Minute)
		if full, core := fingerprint(All(b.a, p, at)), fingerprint(All(coreOf(t, b.a), p, at)); full != core {
			t.Fatalf("whole account:\n%s\ncore:\n%s", full, core)
		}
	})
}

// Nothing changes strictly between a moment and Next: an alert is never late. A look for nothing costs a look and is
// allowed where two reasons for one cancel out, but it must stay rare.
func TestNextIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := coreOf(t, randomBook(t).a)
		p, _ := PolicyOf(randomTeam(t))
		at := a.LastAt
		useless := 0
		for range 12 {
			now := fingerprint(All(a, p, at))
			next := Next(a, p, at)
			end := next
			if next.IsZero() || next.Sub(at) > 400*24*time.Hour {
				end = at.Add(400 * 24 * time.Hour)
			}
			gap := int(end.Sub(at) / time.Minute)
			for range min(gap, 25) {
				between := at.Add(time.Duration(rapid.IntRange(0, max(gap-1, 0)).Draw(t, "minute")) * time.Minute)
				if got := fingerprint(All(a, p, between)); got != now {
					t.Fatalf("from %s, Next is %s, but at %s All changed:\n%s\nwas:\n%s", at, next, between, got, now)
				}
			}
			if got := fingerprint(All(a, p, end.Add(-time.Nanosecond))); got != now {
				t.Fatalf("All changed before Next, %s:\n%s\nwas:\n%s", next, got, now)
			}
			if next.IsZero() {
				return
			}
			quietEnds := !p.quietUntil(at, a.Vendor.Location()).IsZero()
			if fingerprint(All(a, p, next)) == now && !quietEnds {
				if useless++; useless > 2 {
					t.Fatalf("from %s, Next is %s, but nothing changed, for the third time:\n%s", at, next, now)
				}
			}
			at = next
		}
	})
}
