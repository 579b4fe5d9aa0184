package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// commands are what the crash tests do; each must be there once in the end, and never twice.
var commands = map[string]func(f *fixture, team *store.Team, by ledger.By) (ledger.Result, error){
	"invoice": func(f *fixture, team *store.Team, by ledger.By) (ledger.Result, error) {
		i := ledger.Invoice{No: "INV-9", Amount: ledger.MustMoney("5", "USD"), Issued: ledger.NewDate(2023, 3, 1)}
		return team.Do(f.t.Context(), "aws", ledger.Need{Items: ledger.InvoiceItems(i.No)}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
			return a.RecordInvoice(i, by)
		})
	},
	"pay": func(f *fixture, team *store.Team, by ledger.By) (ledger.Result, error) {
		ask := ledger.Ask{Amount: ledger.MustMoney("5", "USD")}
		return team.Do(f.t.Context(), "aws", ledger.Need{Open: 8}, ledger.Extra{Repeat: "UA pay 5"}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
			return a.RequestPayment(ask, by)
		})
	},
	"add": func(f *fixture, team *store.Team, by ledger.By) (ledger.Result, error) {
		c, err := ledger.NewVendor(ledger.Vendor{Slug: "acme", Name: "Acme"}, by)
		if err != nil {
			return ledger.Result{}, err
		}
		return team.Add(f.t.Context(), c, ledger.Extra{})
	},
}

// A process is killed at each of its calls to Redis, before the call was seen and after it was done. Another process
// gets the same payload again: the command is there once. Deliberate faults it catches: the key written in a call of its
// own, an effect outside the script.
func TestKilledAtEveryCall(t *testing.T) {
	for name, command := range commands {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, f *fixture) {
				f.theCase()
				proxy := newFaulty(t, strings.TrimPrefix(f.srv.url, "redis://"))
				for n := 1; ; n++ {
					for _, what := range []fault{beforeApply, afterApply} {
						if !f.killedAt(proxy, n, what, command) {
							f.clean()
							return
						}
					}
				}
			})
		})
	}
}

// killedAt runs a command that dies at its n-th call, then again by another process. False: it has no n-th call.
func (f *fixture) killedAt(proxy *faulty, n int, what fault, command func(*fixture, *store.Team, ledger.By) (ledger.Result, error)) bool {
	f.t.Helper()
	g := newFixture(f.t, f.srv, newTeamID()) // a team of its own for each run
	g.theCase()
	by := g.by("UALICE", "test")
	proxy.plan(0, noFault, false)
	dying := open(f.t, proxy.url(), store.Options{Plan: testPlan})
	proxy.plan(n, what, true)
	_, err := command(g, dying.Team(g.id), by)
	if proxy.count() < n {
		if err != nil {
			f.t.Fatalf("without a fault: %v", err)
		}
		return false
	}
	first, err := command(g, g.team, by)
	switch {
	case errors.As(err, new(*ledger.Repeated)):
		f.t.Fatalf("call %d, fault %d: the same payload was taken for a person's repetition", n, what)
	case ledger.KindOf(err) == ledger.Conflict: // the decision itself sees that it was made
	case err != nil:
		f.t.Fatalf("call %d, fault %d: the second time: %v", n, what, err)
	}
	again, err := command(g, g.team, by)
	if err == nil && (!again.Replayed || again.Seq != first.Seq) {
		f.t.Fatalf("call %d, fault %d: a third time it is %+v, the second time %+v", n, what, again, first)
	}
	g.clean()
	lines, err := g.team.Lines(f.t.Context(), "aws", 0, 100)
	if err != nil {
		f.t.Fatal(err)
	}
	seen := 0
	team, err := g.team.Lines(f.t.Context(), ledger.TeamJournal, 0, 100)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, l := range append(lines, team...) {
		if l.Key == by.Key {
			seen++
		}
	}
	if seen != 1 {
		f.t.Fatalf("call %d, fault %d: the command stands %d times in the journal", n, what, seen)
	}
	return true
}

// A network that loses one call or one answer is nothing that anybody notices. Deliberate fault it catches: an own commit,
// tried again, that is taken for somebody else's.
func TestLostAnswersAreNotNoticed(t *testing.T) {
	for name, command := range commands {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, f *fixture) {
				proxy := newFaulty(t, strings.TrimPrefix(f.srv.url, "redis://"))
				for n := 1; ; n++ {
					for _, what := range []fault{beforeApply, afterApply} {
						g := newFixture(t, f.srv, newTeamID())
						g.theCase()
						s := open(t, proxy.url(), store.Options{Plan: testPlan})
						proxy.plan(n, what, false)
						r, err := command(g, s.Team(g.id), g.by("UALICE", "test"))
						if err != nil || r.Replayed {
							t.Fatalf("call %d, fault %d: %+v, %v", n, what, r, err)
						}
						g.clean()
						if proxy.count() < n {
							return
						}
					}
				}
			})
		})
	}
}

// Two processes change one vendor at once: both changes are there, and each answer shows the balance after its own.
// Deliberate fault it catches: a change that is not decided anew where the other was faster.
func TestTwoWriters(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		other := open(t, f.srv.url, store.Options{Plan: testPlan})
		var wg sync.WaitGroup
		var mu sync.Mutex
		balances := map[string]bool{}
		const each = 15
		for w, team := range []*store.Team{f.team, other.Team(f.id)} {
			for n := range each {
				by := f.by("UALICE", "paid")
				wg.Go(func() {
					r, err := team.Do(t.Context(), "aws", ledger.Need{Open: 1}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
						return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("1.00", "USD")}, by)
					})
					mu.Lock()
					defer mu.Unlock()
					if err != nil {
						t.Errorf("writer %d, %d: %v", w, n, err)
						return
					}
					balances[r.Account.Figures("USD", f.now).Outstanding.String()] = true
				})
			}
		}
		wg.Wait()
		if got := f.outstanding("aws"); got != "$69,999,970.00" || len(balances) != 2*each {
			t.Errorf("outstanding %s after %d different balances", got, len(balances))
		}
		f.clean()
	})
}

// What gives out no ID is held by the vendor's version alone: two processes that record invoices at once lose none, and no
// one is told of an error. Deliberate fault it catches: a commit that does not look whether the vendor has moved on.
func TestTwoWritersOfInvoices(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		other := open(t, f.srv.url, store.Options{Plan: testPlan})
		var wg sync.WaitGroup
		const each = 15
		for w, team := range []*store.Team{f.team, other.Team(f.id)} {
			for n := range each {
				by := f.by("UALICE", "invoice")
				i := ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprintf("W%d-%d", w, n)), Amount: ledger.MustMoney("1.00", "USD")}
				wg.Go(func() {
					_, err := team.Do(t.Context(), "aws", ledger.Need{Items: ledger.InvoiceItems(i.No)}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
						return a.RecordInvoice(i, by)
					})
					if err != nil {
						t.Errorf("writer %d, %d: %v", w, n, err)
					}
				})
			}
		}
		wg.Wait()
		if got := f.outstanding("aws"); got != "$70,000,030.00" {
			t.Errorf("outstanding %s", got)
		}
		f.clean()
	})
}

// Two vendors may not get one name, and their IDs count without gaps, also when two processes give them out. Deliberate
// fault it catches: a name or a number that nobody compares before it is given out.
func TestTwoWritersOfIDs(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.add("acme", "Acme")
		other := open(t, f.srv.url, store.Options{Plan: testPlan})
		var wg sync.WaitGroup
		for w, team := range []*store.Team{f.team, other.Team(f.id)} {
			slug := ledger.VendorID([]string{"aws", "acme"}[w])
			for n := range 20 {
				by := f.by("UALICE", "incident")
				wg.Go(func() {
					if _, err := team.Do(t.Context(), slug, ledger.Need{}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
						return a.NoteIncident(fmt.Sprint("incident ", n), by)
					}); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		f.clean()
		c, err := ledger.NewVendor(ledger.Vendor{Slug: "other", Name: "ACME!"}, f.by("UALICE", "add"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.team.Add(t.Context(), c, ledger.Extra{}); ledger.KindOf(err) != ledger.Conflict {
			t.Errorf("a second Acme: %v", err)
		}
		c, _ = ledger.NewVendor(ledger.Vendor{Slug: "acme", Name: "Something else"}, f.by("UALICE", "add"))
		if _, err := f.team.Add(t.Context(), c, ledger.Extra{}); ledger.KindOf(err) != ledger.Conflict {
			t.Errorf("a second slug acme: %v", err)
		}
		f.clean()
	})
}

// Redis forgets its scripts (a restart, a failover, SCRIPT FLUSH): nobody notices. Deliberate fault it catches: a script
// that is only called by its name.
func TestScriptsFlushed(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.raw.ScriptFlush(t.Context())
		f.invoice("aws", "INV-9", "1", 0)
		f.raw.ScriptFlush(t.Context())
		if page, _, _, _, err := f.team.Vendors(t.Context(), "", 10); err != nil || len(page) != 1 {
			t.Errorf("vendors after a flush: %v, %v", page, err)
		}
		f.clean()
	})
}
