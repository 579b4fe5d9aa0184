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
	prompt  bool // everything is recorded on the day on which it happens
}

func newHistory(t *rapid.T) *history {
	c, err := ledger.NewVendor(ledger.Vendor{Slug: "acme", Name: "Acme", Terms: ledger.Terms{Net: 30}, Grace: rapid.IntRange(0, 5).Draw(t, "grace")}, ledger.By{Actor: "UA", At: now})
	if err != nil {
		t.Fatal(err)
	}
	return &history{t: t, a: c.After, at: now}
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
	cents := rapid.Int64Range(1, 5_000_000).Draw(h.t, "cents")
	c := rapid.SampledFrom([]ledger.Currency{"USD", "USD", "USD", "JPY"}).Draw(h.t, "currency")
	if c == "JPY" {
		return ledger.MustMoney(fmt.Sprint(cents), c)
	}
	return ledger.MustMoney(fmt.Sprintf("%d.%02d", cents/100, cents%100), c)
}

func (h *history) no() ledger.InvoiceNo {
	return ledger.InvoiceNo(fmt.Sprintf("INV-%d", rapid.IntRange(1, 25).Draw(h.t, "no")))
}

func (h *history) nos() []ledger.InvoiceNo {
	return rapid.SliceOfN(rapid.Custom(func(*rapid.T) ledger.InvoiceNo { return h.no() }), 0, 2).Draw(h.t, "for")
}

func pick[V any](h *history, m map[ledger.ID]V) ledger.ID {
	if len(m) == 0 {
		return "PR-1"
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(m))).Draw(h.t, "id")
}

func (h *history) anything() {
	admin := ledger.Rights{Admin: true}
	a := h.a
	day := func(b ledger.By) ledger.Date {
		if h.prompt {
			return a.Vendor.Today(b.At)
		}
		return a.Vendor.Today(b.At).AddDays(-rapid.IntRange(0, 60).Draw(h.t, "ago"))
	}
	moves := []func(ledger.By) (ledger.Change, error){
		func(b ledger.By) (ledger.Change, error) {
			return a.RecordInvoice(ledger.Invoice{No: h.no(), Amount: h.money(), Issued: day(b)}, b)
		},
		func(b ledger.By) (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Amount: h.money(), Day: day(b), For: h.nos()}, b)
		},
		func(b ledger.By) (ledger.Change, error) {
			return a.RecordCredit(ledger.Credit{Amount: h.money(), Day: day(b), For: h.nos()}, b)
		},
		func(b ledger.By) (ledger.Change, error) {
			return a.RequestPayment(ledger.Ask{Amount: h.money(), All: rapid.Bool().Draw(h.t, "all"), For: h.nos()}, b)
		},
		func(b ledger.By) (ledger.Change, error) { return a.Approve(pick(h, a.Requests), admin, b) },
		func(b ledger.By) (ledger.Change, error) { return a.Reject(pick(h, a.Requests), "no", admin, b) },
		func(b ledger.By) (ledger.Change, error) {
			return a.Settle(pick(h, a.Requests), ledger.Money{}, 0, "", b)
		},
		func(b ledger.By) (ledger.Change, error) { return a.Settle(pick(h, a.Requests), h.money(), 0, "", b) },
		func(b ledger.By) (ledger.Change, error) { return a.Expire(b) },
		func(b ledger.By) (ledger.Change, error) {
			return a.OpenDispute(ledger.Dispute{Invoice: h.no(), Reason: "r"}, b)
		},
		func(b ledger.By) (ledger.Change, error) {
			return a.OpenDispute(ledger.Dispute{Invoice: h.no(), Amount: h.money(), Reason: "r"}, b)
		},
		func(b ledger.By) (ledger.Change, error) { return a.AcceptDispute(pick(h, a.Disputes), "", b) },
		func(b ledger.By) (ledger.Change, error) {
			return a.CreditDispute(pick(h, a.Disputes), ledger.Credit{}, b)
		},
		func(b ledger.By) (ledger.Change, error) {
			return a.WriteOffInvoice(h.no(), ledger.Money{}, 0, "rest", b)
		},
		func(b ledger.By) (ledger.Change, error) {
			return a.Allocate(pick(h, a.Movements), ledger.Money{}, nil, b)
		},
		func(b ledger.By) (ledger.Change, error) {
			return a.Refund(pick(h, a.Movements), ledger.Money{}, 0, "", b)
		},
		func(b ledger.By) (ledger.Change, error) { return a.Return(pick(h, a.Movements), "", b) },
		func(b ledger.By) (ledger.Change, error) {
			return a.Reverse(string(pick(h, a.Movements)), "wrong", admin, b)
		},
		func(b ledger.By) (ledger.Change, error) { return a.Reverse(string(h.no()), "wrong", admin, b) },
		func(b ledger.By) (ledger.Change, error) { return a.HoldInvoice(h.no(), "", b) },
		func(b ledger.By) (ledger.Change, error) { return a.ReleaseInvoice(h.no(), b) },
	}
	h.step(rapid.SampledFrom(moves).Draw(h.t, "command"))
}

// Every history keeps the invariants of the ledger: nothing negative, nothing lost, Σ ageing = outstanding = Σ open.
// Deliberate faults it catches: an allocation not taken from the open sum, a sum kept under the wrong day, a reversal
// that forgets its allocations, an approval that lowers the balance.
func TestEveryHistoryAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t)
		for range 200 {
			h.anything()
			h.check()
		}
		h.replays()
	})
}

func (h *history) check() {
	for _, c := range h.a.Currencies() {
		f := h.a.Figures(c, h.at)
		open, inflight, onaccount := ledger.Zero(c), ledger.Zero(c), ledger.Zero(c)
		for _, i := range h.a.Invoices {
			if i.Amount.Currency != c {
				continue
			}
			if i.Open().Sign() < 0 || i.Disputed.Sign() < 0 || i.Disputed.Cmp(i.Open()) > 0 {
				h.t.Fatalf("%s: open %s, disputed %s", i.No, i.Open(), i.Disputed)
			}
			open = open.Add(i.Open())
		}
		for _, m := range h.a.Movements {
			if m.OnAccount().Sign() < 0 {
				h.t.Fatalf("%s has %s on account", m.ID, m.OnAccount())
			}
			if m.Amount.Currency == c {
				onaccount = onaccount.Add(m.OnAccount())
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
		for what, m := range map[string]ledger.Money{"Σ open": open, "Σ ageing": ageing} {
			if m.Cmp(f.Outstanding) != 0 {
				h.t.Fatalf("%s is %s, outstanding %s", what, m, f.Outstanding)
			}
		}
		if f.Overdue.Add(f.Ageing[ledger.NotDue]).Cmp(f.Outstanding) != 0 || f.InFlight.Cmp(inflight) != 0 || f.OnAccount.Cmp(onaccount) != 0 {
			h.t.Fatalf("overdue %s + not due %s of %s; in flight %s, want %s; on account %s, want %s",
				f.Overdue, f.Ageing[ledger.NotDue], f.Outstanding, f.InFlight, inflight, f.OnAccount, onaccount)
		}
		if f.CureSum.Cmp(f.Overdue) > 0 || f.Payable.Sign() < 0 {
			h.t.Fatalf("cure sum %s, overdue %s, payable %s", f.CureSum, f.Overdue, f.Payable)
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

// A reversal restores every figure, and a reversed reversal restores them again.
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
			return h.a.RecordPayment(ledger.Pay{Amount: h.money(), For: h.nos()}, b)
		})
		if !ok || touchesRequests(c) {
			return // a payment that ends a request does more than figures
		}
		disputed := slices.ContainsFunc(c.Events, func(e ledger.Event) bool { _, is := e.(*ledger.DisputeReduced); return is })
		if disputed {
			return // a dispute that was lowered stays so: the reversal does not open it again
		}
		after := figures(h)
		id := string(c.IDs[0])
		for n, want := range []string{before, after, before} {
			h.at = c.By.At
			if _, ok := h.step(func(b ledger.By) (ledger.Change, error) {
				b.At = c.By.At
				return h.a.Reverse(id, "wrong", ledger.Rights{}, b)
			}); !ok {
				t.Fatalf("reversal %d of %s was refused", n+1, id)
			}
			if got := figures(h); got != want {
				t.Fatalf("after reversal %d of %s:\n%s\nwant\n%s", n+1, id, got, want)
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
