package ledger_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// history types random commands into an account and keeps what happened.
type history struct {
	t       *rapid.T
	a       *ledger.Account
	at      time.Time
	entries []ledger.Entry
	n       int
	prompt  bool           // everything is recorded on the day on which it happens
	did     map[string]int // commands that were accepted, and what became of things by them
}

func newHistory(t *rapid.T) *history {
	terms, err := ledger.ParseTerms(rapid.SampledFrom([]string{"net 30", "net 30", "net 30 eom", "eom", "10th prox", "2/10 net 30", "3x30"}).Draw(t, "terms"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := ledger.NewVendor(ledger.Vendor{Slug: "acme", Name: "Acme", Terms: terms, Grace: rapid.IntRange(0, 5).Draw(t, "grace")}, ledger.By{Actor: "UA", At: now})
	if err != nil {
		t.Fatal(err)
	}
	return &history{t: t, a: c.After, at: now, did: map[string]int{}}
}

// step commits a decision; a refusal is fine, an account that was altered by a refused decision is not.
func (h *history) step(decide func(ledger.By) (ledger.Change, error)) (ledger.Change, bool) {
	h.at = h.at.Add(time.Duration(rapid.IntRange(0, 200).Draw(h.t, "hours")) * time.Hour)
	h.n++
	before := h.core()
	c, err := decide(ledger.By{Actor: h.who(), At: h.at, Key: fmt.Sprint("k", h.n), Cmd: "test"})
	if got := h.core(); got != before {
		h.t.Fatalf("a decision altered the account it was made on:\n%s\n%s", before, got)
	}
	if err != nil {
		if ledger.KindOf(err) == ledger.Internal {
			h.t.Fatalf("a refusal without a kind: %v", err)
		}
		return c, false
	}
	if len(c.Events) == 0 {
		return c, false
	}
	h.entries = append(h.entries, ledger.EntryOf("T1", c))
	h.a = c.After
	return c, true
}

func (h *history) core() string {
	b, err := h.a.MarshalCore()
	if err != nil {
		h.t.Fatal(err)
	}
	return string(b)
}

func (h *history) who() ledger.UserID {
	return ledger.UserID(rapid.SampledFrom([]string{"UA", "UB", "UC"}).Draw(h.t, "who"))
}

func (h *history) money() ledger.Money {
	cents := 1 + even(h.t, 1<<rapid.IntRange(1, 22).Draw(h.t, "digits"), "cents")
	c := []ledger.Currency{"USD", "USD", "USD", "USD", "USD", "USD", "USD", "JPY"}[even(h.t, 8, "currency")]
	if c == "JPY" {
		return ledger.MustMoney(fmt.Sprint(cents), c)
	}
	return ledger.MustMoney(fmt.Sprintf("%d.%02d", cents/100, cents%100), c)
}

func (h *history) no() ledger.InvoiceNo {
	return ledger.InvoiceNo(fmt.Sprintf("INV-%d", 1+even(h.t, 25, "no")))
}

func (h *history) nos() []ledger.InvoiceNo {
	return rapid.SliceOfN(rapid.Custom(func(*rapid.T) ledger.InvoiceNo { return h.open() }), 0, 2).Draw(h.t, "for")
}

func pick[V any](h *history, m map[ledger.ID]V) ledger.ID {
	if len(m) == 0 {
		return "PR-1"
	}
	return slices.Sorted(maps.Keys(m))[even(h.t, len(m), "id")]
}

// histories is how many TestEveryHistoryAddsUp makes: each command of each is checked in full.
const histories = 60

// Every history keeps the invariants of the ledger: nothing negative, nothing lost, Σ ageing = outstanding = Σ open.
// Deliberate faults it catches: an allocation not taken from the open sum, a sum kept under the wrong day, a reversal
// that forgets its allocations, an approval that lowers the balance, a contested charge that is owed, a disputed part that stays
// lowered when what lowered it is reversed, comes back, or is moved to another invoice.
func TestEveryHistoryAddsUp(t *testing.T) {
	t.Parallel()
	did, begun, ended := map[string]int{}, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		if ended == begun && ended >= histories {
			return // one that failed is made again until it is small
		}
		begun++
		h := newHistory(t)
		h.did = did
		if rapid.Bool().Draw(t, "closed for a while") {
			h.closes()
		}
		for len(h.entries) < 200 {
			h.anything()
			h.check()
		}
		h.replays()
		ended++
	})
	if !t.Failed() && ended >= histories { // fewer, as -short makes, may lack what is rare
		everythingWasDone(t, did)
	}
}

// everythingWasDone fails where no history had a command, an event, or an outcome that histories are to be made of.
// Deliberate fault it catches: a new event that no random history ever holds.
func everythingWasDone(t *testing.T, did map[string]int) {
	t.Helper()
	want := slices.Clone(outcomes)
	for _, m := range new(history).moves() {
		want = append(want, m.name)
	}
	for _, name := range ledger.EventNames() {
		if !slices.Contains(notOfOneVendor, name) {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	for _, name := range slices.Compact(want) {
		if did[name] == 0 {
			t.Errorf("no history has %q", name)
		}
	}
}

func (h *history) check() {
	allocationsFit(h.t, h.a)
	for _, c := range h.a.Currencies() {
		f := h.a.Figures(c, h.at)
		open, inflight, onaccount, contested, recorded := ledger.Zero(c), ledger.Zero(c), ledger.Zero(c), ledger.Zero(c), ledger.Zero(c)
		for _, i := range h.a.Invoices {
			if i.Amount.Currency != c || i.Reversed {
				continue
			}
			if i.Proposed {
				contested = contested.Add(i.Amount)
				continue
			}
			recorded = recorded.Add(i.Amount)
			if contested := h.contested(i); i.Open().Sign() < 0 || i.Disputed.Cmp(contested.Min(i.Open())) != 0 {
				h.t.Fatalf("%s: open %s, disputed %s, its disputes contest %s", i.No, i.Open(), i.Disputed, contested)
			}
			open = open.Add(i.Open())
		}
		for _, m := range h.a.Movements {
			if m.OnAccount().Sign() < 0 {
				h.t.Fatalf("%s has %s on account", m.ID, m.OnAccount())
			}
			if m.Amount.Currency == c {
				onaccount = onaccount.Add(m.OnAccount())
				if m.Counts() {
					recorded = recorded.Sub(m.Amount).Add(m.Refunded)
				}
			}
		}
		for _, r := range h.a.Requests {
			if r.Amount.Currency == c && (r.State == ledger.Approved || r.State == ledger.Sent) {
				inflight = inflight.Add(r.Amount)
			}
		}
		ageing := ledger.Zero(c)
		for _, b := range f.Ageing {
			ageing = ageing.Add(b)
		}
		for what, m := range map[string]ledger.Money{"Σ open": open, "Σ ageing": ageing, "Σ documents + on account": recorded.Add(onaccount)} {
			if m.Cmp(f.Outstanding) != 0 {
				h.t.Fatalf("%s is %s, outstanding %s", what, m, f.Outstanding)
			}
		}
		if f.Contested.Cmp(contested) != 0 {
			h.t.Fatalf("contested %s, the charges say %s", f.Contested, contested)
		}
		if f.Overdue.Add(f.Ageing[ledger.NotDue]).Cmp(f.Outstanding) != 0 || f.InFlight.Cmp(inflight) != 0 || f.OnAccount.Cmp(onaccount) != 0 {
			h.t.Fatalf("overdue %s + not due %s of %s; in flight %s, want %s; on account %s, want %s",
				f.Overdue, f.Ageing[ledger.NotDue], f.Outstanding, f.InFlight, inflight, f.OnAccount, onaccount)
		}
		if f.CureSum.Cmp(f.Overdue) > 0 || f.Overdue.Sub(f.Disputed).Cmp(f.CureSum) > 0 {
			h.t.Fatalf("cure sum %s, overdue %s, disputed %s", f.CureSum, f.Overdue, f.Disputed)
		}
		if f.Payable.Sign() < 0 || f.Payable.Add(f.Disputed).Add(f.Held).Cmp(f.Outstanding) != 0 {
			h.t.Fatalf("payable %s, disputed %s, held %s of %s", f.Payable, f.Disputed, f.Held, f.Outstanding)
		}
		h.ages(f)
	}
}

// contested is what the open disputes of an invoice contest, whether that is open or not.
func (h *history) contested(i ledger.Invoice) ledger.Money {
	sum := ledger.Zero(i.Amount.Currency)
	for _, d := range h.a.Disputes {
		if d.Live() && d.Invoice.Key() == i.No.Key() {
			sum = sum.Add(d.Opened)
		}
	}
	return sum
}

// ages lets days pass on which nothing happens: what is more than 30, 60 or 90 days late does not get less.
func (h *history) ages(f ledger.Figures) {
	later := h.a.FiguresOn(f.Currency, f.Day.AddDays(17))
	now, then := ledger.Zero(f.Currency), ledger.Zero(f.Currency)
	for b := ledger.Over90; b >= ledger.Days31to60; b-- {
		if now, then = now.Add(f.Ageing[b]), then.Add(later.Ageing[b]); then.Cmp(now) < 0 {
			h.t.Fatalf("%s or more: %s, 17 days later %s", ledger.Buckets[b], now, then)
		}
	}
}

// replays reads the journal back and must arrive at the very same account.
func (h *history) replays() {
	b := ledger.NewAccount(h.a.Vendor)
	for _, e := range h.entries {
		raw, err := e.Marshal()
		if err != nil {
			h.t.Fatal(err)
		}
		back, err := ledger.UnmarshalEntry(raw)
		if err != nil {
			h.t.Fatal(err)
		}
		again, err := back.Marshal()
		if err != nil || string(again) != string(raw) {
			h.t.Fatalf("an entry changes when it is read and written:\n%s\n%s", raw, again)
		}
		b.Apply(back.Meta(), back.Events...)
	}
	if got, want := dump(h.t, b), dump(h.t, h.a); got != want {
		h.t.Fatalf("the journal replayed gives another account:\n%s\n%s", got, want)
	}
	if got, want := dump(h.t, forgetful(h.t, h.a.Vendor, h.entries)), dump(h.t, h.a); got != want {
		h.t.Fatalf("the journal replayed into an account that forgets what is settled gives another one:\n%s\n%s", got, want)
	}
}

func dump(t *rapid.T, a *ledger.Account) string {
	core, err := a.MarshalCore()
	if err != nil {
		t.Fatal(err)
	}
	out := string(core)
	for _, item := range a.Items() {
		b, _, err := a.MarshalItem(item)
		if err != nil {
			t.Fatal(err)
		}
		out += "\n" + item + " " + string(b)
	}
	return out
}

// A reversal restores every figure, what is disputed and payable included, and a reversed reversal restores them again. Deliberate
// faults it catches: a reversed payment that stays allocated, a charge that is owed after it was reversed and taken back, a dispute
// that stays lowered, or closed, when the payment or credit that did it is reversed, a refund whose reversal leaves the sum off account.
func TestReversalRestoresEveryFigure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t)
		for range 30 {
			h.anything()
		}
		before := figures(h)
		c, ok := h.step(func(b ledger.By) (ledger.Change, error) {
			b.Actor = "UA"
			switch no := ledger.InvoiceNo("INV-NEW"); even(t, 9, "what") {
			case 0:
				return h.a.RecordInvoice(ledger.Invoice{No: no, Amount: h.money()}, b)
			case 1:
				return h.a.RecordCharge(ledger.Invoice{No: no, Kind: ledger.FeeCharge, Amount: h.money()}, rapid.Bool().Draw(t, "accepted"), b)
			case 2:
				return h.a.RecordCredit(ledger.Credit{Amount: h.money(), For: h.nos()}, b)
			case 3:
				return h.a.WriteOffInvoice(h.contestedNo(), ledger.Money{}, 0, "rest", b)
			case 4:
				return h.a.CreditDispute(h.live(), ledger.Credit{}, b)
			case 5:
				return h.a.CreditDispute(h.live(), ledger.Credit{Amount: h.money()}, b)
			case 6:
				return h.a.Refund(h.loose(), ledger.Money{}, 0, "", b)
			case 7:
				return h.a.RecordPayment(ledger.Pay{Amount: h.money(), For: []ledger.InvoiceNo{h.contestedNo()}}, b)
			default:
				return h.a.RecordPayment(ledger.Pay{Amount: h.money(), For: h.nos()}, b)
			}
		})
		if !ok || touchesRequests(c) {
			return // a payment that ends a request does more than figures
		}
		after := figures(h)
		ids := []string{"INV-NEW"}
		for _, e := range c.Events {
			if r, is := e.(*ledger.InvoiceRecorded); is {
				ids = append(ids, string(r.Invoice.No)) // one in instalments is several
			}
		}
		if len(ids) > 1 && !rapid.Bool().Draw(t, "whole") {
			ids = ids[1:]
		} else {
			ids = ids[:1]
		}
		if len(c.IDs) > 0 {
			ids = []string{string(c.IDs[0])}
		}
		for n, want := range []string{before, after, before} {
			h.at = c.By.At
			for _, id := range ids {
				var refused error
				if _, ok := h.step(func(b ledger.By) (r ledger.Change, err error) {
					b.At = c.By.At
					r, refused = h.a.Reverse(id, "wrong", ledger.Rights{}, b)
					return r, refused
				}); !ok {
					t.Fatalf("reversal %d of %s was refused: %v", n+1, id, refused)
				}
			}
			if got := figures(h); got != want {
				t.Fatalf("after reversal %d of %v:\n%s\nwant\n%s", n+1, ids, got, want)
			}
		}
	})
}

func touchesRequests(c ledger.Change) bool {
	return slices.ContainsFunc(c.Events, func(e ledger.Event) bool { _, is := e.(*ledger.RequestExpired); return is })
}

// figures are all figures on a fixed day, as text.
func figures(h *history) string {
	var all []ledger.Figures
	for _, c := range []ledger.Currency{"JPY", "USD"} {
		f := h.a.FiguresOn(c, day("2024-01-01"))
		f.Recorded = false // having recorded something once is not a figure
		all = append(all, f)
	}
	b, err := json.Marshal(all)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(b)
}

func TestEveryEventHasItsNameForEver(t *testing.T) {
	t.Parallel()
	for _, e := range []ledger.Event{&ledger.InvoiceRecorded{}, &ledger.PaymentRecorded{}, &ledger.Reversed{}, &ledger.SignalMoved{}} {
		b, err := ledger.MarshalEvent(e)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ledger.UnmarshalEvent(b)
		if err != nil || ledger.EventName(back) != ledger.EventName(e) {
			t.Errorf("%T comes back as %T (%v)", e, back, err)
		}
	}
	if _, err := ledger.UnmarshalEvent([]byte(`{"type":"from_the_future","v":1,"data":{}}`)); err == nil {
		t.Error("an unknown event was read")
	}
}
