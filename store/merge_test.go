package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// twoVendors loads two vendors whose invoice numbers are alike: the case, and another with more documents than one part of
// a merge takes, some paid by money that stays in part on account.
func (f *fixture) twoVendors(many int) {
	f.t.Helper()
	f.theCase()
	f.add("amzn", "Amazon")
	by := f.by("UALICE", "import")
	var all []ledger.Invoice
	var need ledger.Need
	for n := range many {
		i := ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprintf("INV-%d", n+1)), Amount: ledger.MustMoney(fmt.Sprintf("%d.%02d", n+1, n%100), "USD"), Issued: ledger.NewDate(2022, 7, 1).AddDays(n % 200)}
		all = append(all, i)
		need.Items = append(need.Items, ledger.InvoiceItems(i.No)...)
	}
	f.do("amzn", need, func(a *ledger.Account) (ledger.Change, error) { return a.RecordInvoices(all, by) })
	f.paid("amzn", "20.00", "INV-1", "INV-2")
	by = f.by("UALICE", "dispute")
	f.do("amzn", of("INV-3"), func(a *ledger.Account) (ledger.Change, error) {
		return a.OpenDispute(ledger.Dispute{Invoice: "INV-3", Reason: "r"}, by)
	})
	by = f.by("UALICE", "signal")
	f.do("amzn", ledger.Need{}, func(a *ledger.Account) (ledger.Change, error) {
		return a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension}, by)
	})
	for n := range 7 { // more than a card holds
		by := f.by("UALICE", "incident")
		f.do("amzn", ledger.Need{}, func(a *ledger.Account) (ledger.Change, error) { return a.NoteIncident(fmt.Sprint("incident ", n), by) })
	}
}

// together is what both are owed, disputed and on account.
func (f *fixture) together() string {
	f.t.Helper()
	sum := [3]ledger.Money{ledger.Zero("USD"), ledger.Zero("USD"), ledger.Zero("USD")}
	for _, v := range []ledger.VendorID{"aws", "amzn"} {
		a, err := f.team.Card(f.t.Context(), v)
		if err != nil {
			f.t.Fatal(err)
		}
		g := a.Figures("USD", f.now)
		sum[0], sum[1], sum[2] = sum[0].Add(g.Outstanding), sum[1].Add(g.Disputed), sum[2].Add(g.OnAccount)
	}
	return fmt.Sprint(sum)
}

func (f *fixture) merge(team *store.Team, by ledger.By) (ledger.Merged, error) {
	return team.Merge(f.t.Context(), "amzn", "aws", by)
}

// finish goes on with a merge as a bot's sweep does.
func (f *fixture) finish() {
	f.t.Helper()
	for range 100 {
		done, err := f.team.FinishMerge(f.t.Context(), "amzn", ledger.By{Actor: "timer", At: f.now, Cmd: "merge"})
		if err != nil {
			f.t.Fatal(err)
		}
		if done {
			return
		}
	}
	f.t.Fatal("the merge does not end")
}

// A merge moves everything: sums of both together are the same before, between its parts and after, the names lead to the
// survivor, what was told goes with what it is about, nothing is recorded at the vendor that is gone, and verify finds
// both journals and all that is computed from them in order.
// Deliberate faults it catches: a part that is taken for the last, an item left in a list, a name kept, a delivery record
// left behind, a rank kept.
func TestMergeMovesEverything(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		const many = 2*ledger.MergePart + 20
		f.twoVendors(many)
		if err := f.team.UpdatePosted(t.Context(), "amzn", "signal:S-1", func(p *ledger.Posted) { p.TS = "1.1" }); err != nil {
			t.Fatal(err)
		}
		before := f.together()
		m, err := f.merge(f.team, f.by("UALICE", "merge"))
		if err != nil || m.Done || m.Moved != ledger.MergePart || m.Left == 0 {
			t.Fatalf("the first part: %+v, %v", m, err)
		}
		if got := f.together(); got != before {
			t.Fatalf("between the parts %s, before %s", got, before)
		}
		f.clean()
		for _, v := range []string{"aws", "amzn"} {
			_, err := f.try(v, ledger.Need{}, ledger.Extra{}, func(a *ledger.Account) (ledger.Change, error) { return a.NoteIncident("x", f.by("UA", "x")) })
			if ledger.KindOf(err) != ledger.Conflict {
				t.Errorf("while a merge is under way %s takes something: %v", v, err)
			}
		}
		f.finish()
		if got := f.together(); got != before {
			t.Fatalf("after it %s, before %s", got, before)
		}
		f.clean()
		f.afterMerge(many)
		if _, err := f.team.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		f.clean()
		f.afterMerge(many)
	})
}

// On a cluster, where a script that reaches for another slot is refused, and with a replica that each part waits for, a merge is
// the same. Deliberate fault it catches: a key of the script without the team's hash tag.
func TestMergeOnClusterAndReplica(t *testing.T) {
	t.Parallel()
	const many = ledger.MergePart + 20
	for name, start := range map[string]func(t *testing.T) (*store.Store, func(*fixture)){
		"cluster": func(t *testing.T) (*store.Store, func(*fixture)) {
			addrs := cluster(t)
			return open(t, "redis://"+strings.Join(addrs, ",redis://"), store.Options{Plan: testPlan}), (*fixture).clean
		},
		"replica": func(t *testing.T) (*store.Store, func(*fixture)) {
			primary, kill, replica := replicated(t)
			s := open(t, "redis://"+primary, store.Options{Plan: testPlan, Replicas: 1})
			return s, func(f *fixture) { f.onReplica(kill, replica) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, end := start(t)
			f := &fixture{t: t, s: s, id: newTeamID(), now: time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)}
			f.team = s.Team(f.id)
			if _, err := f.team.StartClock(t.Context(), f.now); err != nil {
				t.Fatal(err)
			}
			f.twoVendors(many)
			if err := f.team.UpdatePosted(t.Context(), "amzn", "signal:S-1", func(p *ledger.Posted) { p.TS = "1.1" }); err != nil {
				t.Fatal(err)
			}
			before := f.together()
			m, err := f.merge(f.team, f.by("UALICE", "merge"))
			if err != nil || m.Unreplicated || m.Left == 0 {
				t.Fatalf("the first part: %+v, %v", m, err)
			}
			f.clean()
			f.finish()
			end(f)
			if got := f.together(); got != before {
				t.Fatalf("after it %s, before %s", got, before)
			}
			f.afterMerge(many)
		})
	}
}

// onReplica loses the primary and goes on with the replica: what was acknowledged is there.
func (f *fixture) onReplica(kill func(), replica string) {
	f.t.Helper()
	kill()
	c := redis.NewClient(&redis.Options{Addr: replica})
	defer c.Close()
	if err := c.Do(f.t.Context(), "REPLICAOF", "NO", "ONE").Err(); err != nil {
		f.t.Fatal(err)
	}
	f.team = open(f.t, "redis://"+replica, store.Options{Plan: testPlan}).Team(f.id)
	f.clean()
}

func (f *fixture) afterMerge(many int) {
	f.t.Helper()
	t, ctx := f.t, f.t.Context()
	names, err := f.team.Directory(ctx)
	if err != nil || names["amzn"] != "aws" || names["amazon"] != "aws" {
		t.Errorf("the old names lead to %q and %q (%v)", names["amzn"], names["amazon"], err)
	}
	if page, _, total, _, err := f.team.Vendors(ctx, "", 10); err != nil || total != 1 || page[0].Vendor.Slug != "aws" {
		t.Errorf("%d vendors are listed (%v)", total, err)
	}
	if p, ok, err := f.team.Posted(ctx, "aws", "signal:S-1"); err != nil || !ok || p.TS != "1.1" {
		t.Errorf("what was told of S-1 did not come along: %+v, %v, %v", p, ok, err)
	}
	a, err := f.team.Load(ctx, "aws", ledger.Need{Items: ledger.InvoiceItems("INV-1", "INV-1-amzn", ledger.InvoiceNo(fmt.Sprintf("INV-%d", many)))})
	if err != nil {
		t.Fatal(err)
	}
	if i := a.Invoices["INV1"]; i.From != "" || i.Amount.String() != "$10,000,000.00" {
		t.Errorf("the survivor's own INV-1 is now %+v", i)
	}
	if i := a.Invoices["INV1AMZN"]; i.From != "amzn" || i.WasNo != "INV-1" || !i.Open().IsZero() {
		t.Errorf("INV-1 of amzn is now %+v", i)
	}
	if hits, err := f.team.Find(ctx, "INV-1-amzn", "", 5); err != nil || len(hits) != 1 || hits[0].Vendor != "aws" {
		t.Errorf("the search finds %v (%v)", hits, err)
	}
	_, err = f.try("amzn", ledger.Need{}, ledger.Extra{}, func(a *ledger.Account) (ledger.Change, error) { return a.NoteIncident("x", f.by("UA", "x")) })
	if ledger.KindOf(err) != ledger.Conflict {
		t.Errorf("a vendor that is gone takes something: %v", err)
	}
	if c, err := ledger.NewVendor(ledger.Vendor{Slug: "amzn", Name: "Another"}, f.by("UA", "add")); err != nil {
		t.Fatal(err)
	} else if _, err := f.team.Add(ctx, c, ledger.Extra{}); ledger.KindOf(err) != ledger.Conflict {
		t.Errorf("a slug that was merged was given out again: %v", err)
	}
}

// A process that merges is killed at each of its calls to Redis, before the call was seen and after it was done; another
// gets the same press again, and any bot's sweep finishes. Everything has moved once.
// Deliberate faults it catches: two scripts, one for each journal; a part that is decided on a list read before another change.
func TestMergeKilledAtEveryCall(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		proxy := newFaulty(t, strings.TrimPrefix(f.srv.url, "redis://"))
		for n := 1; ; n++ {
			for _, what := range []fault{beforeApply, afterApply} {
				if !f.mergeKilledAt(proxy, n, what) {
					return
				}
			}
		}
	})
}

func (f *fixture) mergeKilledAt(proxy *faulty, n int, what fault) bool {
	f.t.Helper()
	g := newFixture(f.t, f.srv, newTeamID())
	g.twoVendors(30)
	before := g.together()
	by := g.by("UALICE", "merge")
	proxy.plan(0, noFault, false)
	dying := open(f.t, proxy.url(), store.Options{Plan: testPlan})
	proxy.plan(n, what, true)
	_, err := g.merge(dying.Team(g.id), by)
	if proxy.count() < n {
		if err != nil {
			f.t.Fatalf("without a fault: %v", err)
		}
		return false
	}
	if got := g.together(); got != before {
		f.t.Fatalf("call %d, fault %d: together %s, before %s", n, what, got, before)
	}
	g.clean()
	if _, err := g.merge(g.team, by); err != nil {
		f.t.Fatalf("call %d, fault %d: the second time: %v", n, what, err)
	}
	again, err := g.merge(g.team, by)
	if err != nil || !again.Replayed {
		f.t.Fatalf("call %d, fault %d: a third time it is %+v, %v", n, what, again, err)
	}
	g.finish()
	if got := g.together(); got != before {
		f.t.Fatalf("call %d, fault %d: in the end %s, before %s", n, what, got, before)
	}
	g.clean()
	return true
}

// Two bots that finish one merge at once, and someone who records at both vendors meanwhile: every document moves once, and
// what was recorded before the merge began is not left behind. Deliberate fault it catches: a part that is committed on
// versions which have moved on.
func TestMergeRaces(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.twoVendors(3 * ledger.MergePart)
		other := open(t, f.srv.url, store.Options{Plan: testPlan}).Team(f.id)
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		var wg sync.WaitGroup
		at := f.now
		wg.Go(func() {
			for n := range 20 {
				i := ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprintf("LATE-%d", n)), Amount: ledger.MustMoney("1", "USD")}
				by := ledger.By{Actor: "UBOB", At: at, Key: fmt.Sprint("late:", f.id, n), Cmd: "invoice"}
				_, err := other.Do(ctx, "amzn", ledger.Need{Items: ledger.InvoiceItems(i.No)}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) { return a.RecordInvoice(i, by) })
				if err != nil && ledger.KindOf(err) != ledger.Conflict {
					t.Errorf("LATE-%d: %v", n, err)
				}
			}
		})
		for bot, team := range []*store.Team{f.team, other} {
			wg.Go(func() {
				by := ledger.By{Actor: "UALICE", At: at, Key: fmt.Sprint("press:", f.id, bot), Cmd: "merge"}
				if _, err := team.Merge(ctx, "amzn", "aws", by); err != nil && ledger.KindOf(err) != ledger.Conflict {
					t.Errorf("merge: %v", err)
				}
				for done := false; !done && ctx.Err() == nil; {
					var err error
					if done, err = team.FinishMerge(ctx, "amzn", by); err != nil && !errors.As(err, new(*ledger.Error)) {
						t.Errorf("finish: %v", err)
					}
				}
			})
		}
		wg.Wait()
		f.clean()
		a, err := f.team.Card(t.Context(), "amzn")
		if err != nil || a.Vendor.MergedInto != "aws" || len(a.Figures("USD", f.now).Outstanding.String()) == 0 || !a.Figures("USD", f.now).Outstanding.IsZero() {
			t.Errorf("in the end amzn is %+v (%v)", a.Vendor, err)
		}
	})
}

// Who rewrites the survivor's journal whole, with hashes that fit and figures rebuilt from it, is found by what the other
// journal says. Deliberate fault it catches: the two sides never compared.
func TestVerifyComparesBothSidesOfAMerge(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.twoVendors(3)
		if _, err := f.merge(f.team, f.by("UALICE", "merge")); err != nil {
			t.Fatal(err)
		}
		f.clean()
		f.rewrite(func(l []redis.XMessage) []redis.XMessage {
			last, prev := l[len(l)-1].Values, ledger.Hash([]byte(l[len(l)-2].Values["h"].(string)))
			forged := strings.ReplaceAll(last["e"].(string), "3.02", "1.02")
			hash := prev.Next([]byte(forged))
			last["e"], last["h"] = forged, string(hash[:])
			return l
		})
		if _, err := f.team.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		r, err := f.team.Verify(t.Context(), store.VerifyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if want := "what came from amzn to aws: 13 documents"; r.OK() || !strings.Contains(r.String(), want) {
			t.Errorf("verify says:\n%s\nwant %q", r, want)
		}
	})
}

// The vendor's paper goes on saying A-5, whatever its invoice is called here: it is found by that number after one merge and after two,
// and what it is found by is what a rebuild writes. Deliberate fault it catches: a number that is forgotten with the second merge.
func TestWhatMergesRenamedIsFound(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		for _, v := range []string{"aws", "lux", "amzn"} {
			f.add(v, "Vendor "+v)
			f.invoice(v, "A-5", "12", ledger.NewDate(2023, 1, 2))
		}
		for _, pair := range [][2]ledger.VendorID{{"amzn", "lux"}, {"lux", "aws"}} {
			if m, err := f.team.Merge(t.Context(), pair[0], pair[1], f.by("UALICE", "merge")); err != nil || !m.Done {
				t.Fatal(m, err)
			}
		}
		found := func() (items []string) {
			hits, err := f.team.Find(t.Context(), "a-5", "", 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hits {
				items = append(items, string(h.Vendor)+" "+h.Item+" "+h.Why)
			}
			return items
		}
		want := []string{"aws inv:A5 number", "aws inv:A5AMZN number", "aws inv:A5LUX number"}
		if got := found(); !slices.Equal(got, want) {
			t.Errorf("A-5 finds %v, want %v", got, want)
		}
		f.clean()
		if _, err := f.team.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if got := found(); !slices.Equal(got, want) {
			t.Errorf("rebuilt, A-5 finds %v, want %v", got, want)
		}
		f.clean()
	})
}
