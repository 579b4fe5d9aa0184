package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
	"pgregory.net/rapid"
)

// computed is all that a rebuild computes, key by key and member by member, as it stands. Sums of nothing are left out: a bot leaves
// them behind.
func (f *fixture) computed() map[string]string {
	f.t.Helper()
	ctx, out := f.t.Context(), map[string]string{}
	put := func(key, member, value string, err error) {
		if err != nil {
			f.t.Fatal(err)
		}
		out[strings.TrimPrefix(key, f.key(""))+" "+member] = value
	}
	keys, err := f.raw.Keys(ctx, f.key("*")).Result()
	if err != nil {
		f.t.Fatal(err)
	}
	for _, key := range keys {
		name, _, _ := strings.Cut(strings.TrimPrefix(key, f.key("")), ":")
		switch name {
		case "items", "steps", "vendors", "sums", "duesums":
			all, err := f.raw.HGetAll(ctx, key).Result()
			for field, value := range all {
				if value != "0" {
					put(key, field, value, err)
				}
			}
		case "open", "list", "past", "rank", "due", "find":
			all, err := f.raw.ZRangeWithScores(ctx, key, 0, -1).Result()
			for _, z := range all {
				put(key, z.Member.(string), fmt.Sprint(z.Score), err)
			}
		}
	}
	return out
}

// rebuilt compares what stands after a rebuild with what should, and looks for what it left behind.
func (f *fixture) rebuilt(what string, want map[string]string) {
	f.t.Helper()
	if left, err := f.raw.Keys(f.t.Context(), f.key("rebuild:*")).Result(); err != nil || len(left) > 0 {
		f.t.Errorf("%s: it left %q, %v", what, left, err)
	}
	got := f.computed()
	for _, at := range slices.Sorted(maps.Keys(want)) {
		if got[at] != want[at] {
			f.t.Errorf("%s: %s is\n%s\nwant\n%s", what, at, got[at], want[at])
		}
	}
	for at, is := range got {
		if _, ok := want[at]; !ok {
			f.t.Errorf("%s: %s is %s, and nothing should be there", what, at, is)
		}
	}
}

// adopting does something before each step that would put what was rebuilt in place, and lets it go on; or loses the answer of that step, so
// that it is tried again.
type adopting struct {
	do    func()
	loses bool
}

func (*adopting) DialHook(next redis.DialHook) redis.DialHook { return next }

func (a *adopting) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if args := cmd.Args(); len(args) > 3 && strings.HasSuffix(fmt.Sprint(args[3]), ":rebuild:lock") {
			a.do()
			if a.loses {
				_ = next(ctx, cmd)
			}
		}
		return next(ctx, cmd)
	}
}

func (*adopting) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// hooked is the team over a connection with a hook.
func (f *fixture) hooked(h redis.Hook) *store.Team {
	f.t.Helper()
	o, err := redis.ParseURL(f.srv.url)
	if err != nil {
		f.t.Fatal(err)
	}
	c := redis.NewClient(o)
	c.AddHook(h)
	s := store.New(c, store.Options{Plan: testPlan})
	f.t.Cleanup(func() { _ = s.Close() })
	return s.Team(f.id)
}

// settles records an invoice that is paid whole at once, and returns the payment.
func (f *fixture) settles(slug, no, amount string) ledger.ID {
	f.t.Helper()
	f.invoice(slug, no, amount, ledger.NewDate(2023, 1, 31))
	by := f.by("UALICE", "paid")
	return f.do(slug, ledger.Need{Items: ledger.InvoiceItems(ledger.InvoiceNo(no))}, func(a *ledger.Account) (ledger.Change, error) {
		return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney(amount, "USD"), For: []ledger.InvoiceNo{ledger.InvoiceNo(no)}, Ref: "WIRE " + no}, by)
	}).IDs[0]
}

// asksAndPays records an invoice that is paid by a request.
func (f *fixture) asksAndPays(slug, no string) {
	f.t.Helper()
	f.invoice(slug, no, "2.00", ledger.NewDate(2023, 1, 31))
	need := ledger.Need{Items: ledger.InvoiceItems(ledger.InvoiceNo(no))}
	by := f.by("UALICE", "pay")
	id := f.do(slug, need, func(a *ledger.Account) (ledger.Change, error) {
		return a.RequestPayment(ledger.Ask{For: []ledger.InvoiceNo{ledger.InvoiceNo(no)}}, by)
	}).IDs[0]
	need.Items = append(need.Items, ledger.Item(ledger.ItemRequest, string(id)))
	for _, decide := range []func(*ledger.Account, ledger.By) (ledger.Change, error){
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.Approve(id, ledger.Rights{Admin: true}, by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.Settle(id, ledger.Money{}, 0, "", by)
		},
	} {
		by := f.by("UBOB", "decide")
		f.do(slug, need, func(a *ledger.Account) (ledger.Change, error) { return decide(a, by) })
	}
}

// late alters things that were settled long ago, in each way that there is.
func (f *fixture) late() {
	f.t.Helper()
	for n := range 9 {
		f.settles("aws", fmt.Sprintf("L-%d", n), fmt.Sprintf("%d.50", n+1))
	}
	of := func(no string) ledger.Need { return ledger.Need{Items: ledger.InvoiceItems(ledger.InvoiceNo(no))} }
	payment := func(no string) (found ledger.ID) {
		rows, _, err := f.team.Items(f.t.Context(), "aws", ledger.ItemMovement, "", 50)
		if err != nil {
			f.t.Fatal(err)
		}
		for _, r := range rows {
			if strings.Contains(string(r.JSON), `"WIRE `+no+`"`) {
				found = ledger.ID(strings.TrimPrefix(r.Item, "mov:"))
			}
		}
		return found
	}
	on := func(no string, decide func(*ledger.Account, ledger.By) (ledger.Change, error)) {
		by, need := f.by("UBOB", "late"), of(no)
		if id := payment(no); id != "" {
			need.Items = append(need.Items, "mov:"+string(id))
		}
		f.do("aws", need, func(a *ledger.Account) (ledger.Change, error) { return decide(a, by) })
	}
	back := func(no string) {
		id := payment(no)
		on(no, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.Return(id, "account closed", by)
		})
	}
	reverse := func(no string) {
		id := payment(no)
		on(no, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.Reverse(string(id), "wrong", ledger.Rights{Admin: true}, by)
		})
	}
	on("L-0", func(a *ledger.Account, by ledger.By) (ledger.Change, error) { return a.SetPO("L-0", "PO-9", by) })
	on("L-0", func(a *ledger.Account, by ledger.By) (ledger.Change, error) { return a.SetPO("L-0", "PO-10", by) })
	on("L-1", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.MoveDueDate("L-1", ledger.NewDate(2023, 9, 30), "agreed", by)
	})
	on("L-2", func(a *ledger.Account, by ledger.By) (ledger.Change, error) { return a.HoldInvoice("L-2", "", by) })
	back("L-3")
	reverse("L-3") // it did not come back
	back("L-4")
	reverse("L-5") // its row is free again
	on("L-5", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.Reverse("L-5", "billed twice", ledger.Rights{Admin: true}, by)
	})
	f.invoice("aws", "L-5", "77", ledger.NewDate(2023, 2, 1)) // the number anew
	id := payment("L-6")
	on("L-6", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.Reallocate(id, ledger.Money{}, []ledger.InvoiceNo{"L-6"}, nil, by)
	})
	reverse("L-7")
	reverse("L-7") // and that taken back
}

// A rebuild writes and forgets what is settled, recalls what is altered later, and what it puts in place is what the bots' commits
// made, key by key, whatever the size of its pages. Deliberate faults it catches: a recalled item whose old places stay, sums by day that
// count it twice, a row of a file that stays when its payment is reversed.
func TestARebuildRecallsWhatIsAlteredLate(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.late()
		f.clean()
		want := f.computed()
		for _, page := range []int{1, 7, 100_000} {
			if _, err := f.team.RebuildInPages(t.Context(), page); err != nil {
				t.Fatal(err)
			}
			f.rebuilt(fmt.Sprintf("in pages of %d", page), want)
		}
		f.clean()
	})
}

// A rebuild holds what is open, not what was settled. Deliberate fault it catches: a settled invoice or its payment that is kept.
func TestARebuildForgetsWhatIsSettled(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		for n := range 30 {
			f.settles("aws", fmt.Sprintf("S-%d", n), "1.00")
		}
		for n := range 5 {
			f.asksAndPays("aws", fmt.Sprintf("R-%d", n))
		}
		want := f.computed()
		held, err := f.team.RebuildInPages(t.Context(), 100)
		if err != nil || held != 7 { // of the case: one of eight is paid
			t.Errorf("it held %d things at its end, %v; 7 invoices are open", held, err)
		}
		f.rebuilt("forgetting", want)
		f.clean()
	})
}

// Things that were settled are altered, and moved to another vendor, after a rebuild has read and forgotten them, and before it puts
// anything in place. Deliberate faults it catches: the places that something forgotten had, left as they were; a row not taken away.
func TestARebuildRecallsWhatIsAlteredMeanwhile(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.add("amzn", "Amazon")
		f.settles("amzn", "INV-1", "3.00")
		f.settles("amzn", "L-1", "4.00")
		f.settles("aws", "S-1", "5.00")
		var want map[string]string
		meanwhile := []func(){f.late, func() {
			if _, err := f.merge(f.team, f.by("UALICE", "merge")); err != nil {
				t.Fatal(err)
			}
		}, func() { f.settles("aws", "S-2", "6.00") }, func() { want = f.computed() }}
		team := f.hooked(&adopting{do: func() {
			if len(meanwhile) > 0 {
				meanwhile[0]()
				meanwhile = meanwhile[1:]
			}
		}})
		if _, err := team.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		f.rebuilt("after what came meanwhile", want)
		if _, err := f.team.RebuildInPages(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
		f.rebuilt("once more", want)
		f.clean()
	})
}

// writing does something before the first page that a rebuild writes at the side.
type writing struct {
	once sync.Once
	do   func()
}

func (*writing) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (*writing) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

func (w *writing) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if args := cmds[0].Args(); len(args) > 1 && strings.Contains(fmt.Sprint(args[1]), ":rebuild:") {
			w.once.Do(w.do)
		}
		return next(ctx, cmds)
	}
}

// Two rebuilds at once: the one that began later puts its own in place, whatever the earlier one still writes, and that one says that it
// was taken over. Neither leaves anything. Deliberate faults it catches: both write in one place, the earlier one leaves what it wrote.
func TestTwoRebuildsAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, aServer(t), newTeamID())
	f.add("aws", "Amazon Web Services")
	for n := range 20 {
		f.settles("aws", fmt.Sprint("INV-", n), "2.00")
		f.invoice("aws", fmt.Sprint("OPEN-", n), "3.00", ledger.NewDate(2023, 1, 31))
	}
	want := f.computed()
	begun, written, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	earlier := f.hooked(&writing{do: func() {
		close(begun)
		<-written // by the later one, all of it
	}})
	go func() {
		_, err := earlier.RebuildInPages(t.Context(), 1)
		ended <- err
	}()
	<-begun
	var late error
	later := f.hooked(&adopting{do: func() {
		close(written)
		late = <-ended
	}})
	if _, err := later.RebuildInPages(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if late == nil || !strings.Contains(late.Error(), "taken over") {
		t.Errorf("the earlier one says %v", late)
	}
	f.rebuilt("two at once", want)
	f.clean()
}

// Whatever is typed, before a rebuild and while it runs, what it puts in place is what the bots' commits made. Deliberate faults it
// catches: a step by day that is added twice, an open invoice forgotten, something recalled that is written no more.
func TestEveryHistoryRebuilt(t *testing.T) {
	t.Parallel()
	srv := aServer(t)
	rapid.Check(t, func(rt *rapid.T) {
		h := newHistory(t, rt, srv)
		for range 150 {
			h.step()
		}
		var want map[string]string
		runs := rapid.IntRange(0, 3).Draw(rt, "runs")
		team := h.hooked(&adopting{do: func() {
			if runs--; runs >= 0 {
				for range rapid.IntRange(1, 15).Draw(rt, "meanwhile") {
					h.step()
				}
			}
			want = h.computed()
		}})
		if _, err := team.RebuildInPages(t.Context(), rapid.SampledFrom([]int{1, 20, 500, 100_000}).Draw(rt, "page")); err != nil {
			rt.Fatal(err)
		}
		h.rebuilt("rebuilt", want)
		h.verified()
		if t.Failed() {
			rt.FailNow()
		}
	})
}

// A rebuild is killed at each of its calls to Redis, or makes it twice because an answer was lost: what stood stands, and the next one
// ends well, or this one.
// Deliberate fault it catches: sums that are added once more where an answer is lost.
func TestARebuildKilledAtEveryCall(t *testing.T) {
	t.Parallel()
	f := newFixture(t, aServer(t), newTeamID())
	f.add("aws", "Amazon Web Services")
	f.settles("aws", "S-1", "3.00")
	f.settles("aws", "S-2", "4.00")
	f.invoice("aws", "INV-1", "5.00", ledger.NewDate(2023, 2, 28))
	by := f.by("UALICE", "po")
	f.do("aws", ledger.Need{Items: ledger.InvoiceItems("S-1")}, func(a *ledger.Account) (ledger.Change, error) { return a.SetPO("S-1", "PO-9", by) })
	want := f.computed()
	for _, twice := range []bool{false, true} {
		for n := 1; ; n++ {
			h := &dying{n: n, twice: twice}
			_, err := f.hooked(h).RebuildInPages(t.Context(), 150)
			if int(h.calls.Load()) < n {
				break
			}
			if !twice {
				_, err = f.team.Rebuild(t.Context(), nil)
			}
			if err != nil {
				t.Fatal(err)
			}
			if f.rebuilt(fmt.Sprintf("call %d, twice %v", n, twice), want); t.Failed() {
				return
			}
		}
	}
	f.clean()
}

// dying counts the calls of a process that dies in its n-th one, of which half is done; or it makes that one twice, as where an answer
// is lost.
type dying struct {
	n     int
	twice bool
	calls atomic.Int64
}

func (*dying) DialHook(next redis.DialHook) redis.DialHook { return next }

func (d *dying) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		switch n := int(d.calls.Add(1)); {
		case n == d.n && d.twice:
			_ = next(ctx, cmd)
		case n >= d.n && !d.twice:
			cmd.SetErr(errDead)
			return errDead
		}
		return next(ctx, cmd)
	}
}

func (d *dying) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		switch n := int(d.calls.Add(1)); {
		case n == d.n && d.twice:
			_ = next(ctx, cmds)
		case n == d.n:
			_ = next(ctx, cmds[:(len(cmds)+1)/2])
			return errDead
		case n > d.n && !d.twice:
			return errDead
		}
		return next(ctx, cmds)
	}
}

var errDead = errors.New("this process is dead")

// A journal that says of a settled invoice that it is recorded anew, as owed never writes it, is rebuilt as its commits made it, in more memory. Deliberate
// fault it catches: the first one's places, which stay because it was forgotten.
func TestARebuildOfWhatIsRecordedTwice(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.settles("aws", "T-1", "3.00")
		by := f.by("UMALLORY", "invoice")
		f.do("aws", ledger.Need{Items: ledger.InvoiceItems("T-1")}, func(a *ledger.Account) (ledger.Change, error) {
			c, err := a.NoteIncident("a second T-1", by)
			again := &ledger.InvoiceRecorded{Invoice: ledger.Invoice{No: "T-1", Amount: ledger.MustMoney("8", "USD"), Issued: ledger.NewDate(2023, 3, 1), Due: ledger.NewDate(2023, 5, 1)}}
			c.After.Apply(ledger.Meta{Seq: a.Seq + 1, At: c.By.At, Actor: by.Actor}, again)
			c.Events = append(c.Events, again)
			return c, err
		})
		want := f.computed()
		if _, err := f.team.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		f.rebuilt("rebuilt", want)
	})
}
