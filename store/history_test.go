package store_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
	"pgregory.net/rapid"
)

// history types random commands into a store, each with the least that it may load, and keeps the whole account beside.
type history struct {
	*fixture
	t     *rapid.T
	whole map[ledger.VendorID]*ledger.Account // every item, as the events say
	slug  ledger.VendorID                     // whom this command is about
	last  map[ledger.VendorID]ledger.Result
}

func (h *history) money() ledger.Money {
	cents := rapid.Int64Range(1, 5_000_000).Draw(h.t, "cents")
	if c := rapid.SampledFrom([]ledger.Currency{"USD", "USD", "USD", "JPY"}).Draw(h.t, "currency"); c == "JPY" {
		return ledger.MustMoney(fmt.Sprint(cents), c)
	}
	return ledger.MustMoney(fmt.Sprintf("%d.%02d", cents/100, cents%100), "USD")
}

func (h *history) no() ledger.InvoiceNo {
	return ledger.InvoiceNo(fmt.Sprintf("INV-%d", rapid.IntRange(1, 25).Draw(h.t, "no")))
}

func (h *history) nos() []ledger.InvoiceNo {
	return rapid.SliceOfN(rapid.Custom(func(*rapid.T) ledger.InvoiceNo { return h.no() }), 0, 2).Draw(h.t, "for")
}

// nosIn are invoices of one currency.
func (h *history) nosIn(a *ledger.Account, c ledger.Currency) []ledger.InvoiceNo {
	return slices.DeleteFunc(h.nos(), func(no ledger.InvoiceNo) bool { return a.Invoices[no.Key()].Amount.Currency != c })
}

func pick[V any](h *history, m map[ledger.ID]V) ledger.ID {
	if len(m) == 0 {
		return "PR-1"
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(m))).Draw(h.t, "id")
}

// some are those that are as wanted, or all where none is.
func some[V any](all map[ledger.ID]V, want func(V) bool) map[ledger.ID]V {
	out := maps.Clone(all)
	maps.DeleteFunc(out, func(_ ledger.ID, v V) bool { return !want(v) })
	if len(out) == 0 {
		return all
	}
	return out
}

// move is a command: what it may load at first, and what it decides.
type move struct {
	need   ledger.Need
	decide func(*ledger.Account) (ledger.Change, error)
}

func of(words ...string) ledger.Need {
	var n ledger.Need
	for _, w := range words {
		n.Items = append(n.Items, ledger.ItemOf(w))
	}
	return n
}

// moves are all commands with random arguments.
func (h *history) moves(by ledger.By) []func() move {
	admin := ledger.Rights{Admin: true}
	w := h.whole[h.slug]
	ago := func() ledger.Date {
		return w.Vendor.Today(by.At).AddDays(-rapid.IntRange(0, 60).Draw(h.t, "ago"))
	}
	type account = ledger.Account
	return append([]func() move{
		func() move {
			i := ledger.Invoice{No: h.no(), Amount: h.money(), Issued: ago(), PO: rapid.SampledFrom([]string{"", "PO 1", "po-2"}).Draw(h.t, "po")}
			return move{of(string(i.No)), func(a *account) (ledger.Change, error) { return a.RecordInvoice(i, by) }}
		},
		func() move {
			p := ledger.Pay{Amount: h.money(), Day: ago(), For: h.nos(), Ref: rapid.SampledFrom([]string{"", "WIRE 1"}).Draw(h.t, "ref")}
			return move{ledger.Need{Open: 1, Items: ledger.InvoiceItems(p.For...)}, func(a *account) (ledger.Change, error) { return a.RecordPayment(p, by) }}
		},
		func() move {
			c := ledger.Credit{Amount: h.money(), Day: ago(), For: h.nos(), Number: "CN-1"}
			return move{ledger.Need{Items: ledger.InvoiceItems(c.For...)}, func(a *account) (ledger.Change, error) { return a.RecordCredit(c, by) }}
		},
		func() move {
			c := ledger.Credit{Amount: h.money(), Day: ago(), For: h.nosIn(w, "USD")}
			c.Amount.Currency = "USD"
			return move{ledger.Need{Items: ledger.InvoiceItems(c.For...)}, func(a *account) (ledger.Change, error) { return a.RecordDebitNote(c, by) }}
		},
		func() move {
			id := pick(h, w.Movements)
			return move{of(string(id)), func(a *account) (ledger.Change, error) { return a.AcceptDebitNote(id, 0, by) }}
		},
		func() move {
			ask := ledger.Ask{Amount: h.money(), All: rapid.Bool().Draw(h.t, "all"), For: h.nos()}
			return move{ledger.Need{Open: 1, Items: ledger.InvoiceItems(ask.For...)}, func(a *account) (ledger.Change, error) { return a.RequestPayment(ask, by) }}
		},
		func() move {
			no := h.no()
			return move{of(string(no)), func(a *account) (ledger.Change, error) { return a.WriteOffInvoice(no, ledger.Money{}, 0, "rest", by) }}
		},
		func() move {
			id := pick(h, w.Movements)
			return move{ledger.Need{Open: 1, Items: of(string(id)).Items}, func(a *account) (ledger.Change, error) { return a.Allocate(id, ledger.Money{}, nil, by) }}
		},
		func() move {
			id := pick(h, w.Movements)
			return move{of(string(id)), func(a *account) (ledger.Change, error) { return a.Refund(id, ledger.Money{}, 0, "", by) }}
		},
		func() move {
			id := pick(h, w.Movements)
			return move{of(string(id)), func(a *account) (ledger.Change, error) { return a.Return(id, "", by) }}
		},
		func() move {
			word := rapid.SampledFrom(w.Items()).Draw(h.t, "item")[4:]
			return move{of(word), func(a *account) (ledger.Change, error) { return a.Reverse(word, "wrong", admin, by) }}
		},
		func() move {
			no := h.no()
			return move{of(string(no)), func(a *account) (ledger.Change, error) { return a.HoldInvoice(no, "", by) }}
		},
		func() move {
			no, due := h.no(), ago().AddDays(61)
			return move{of(string(no)), func(a *account) (ledger.Change, error) { return a.MoveDueDate(no, due, "agreed", by) }}
		},
	}, append(h.requestMoves(by, admin), h.otherMoves(by)...)...)
}

func (h *history) requestMoves(by ledger.By, admin ledger.Rights) []func() move {
	w := h.whole[h.slug]
	type account = ledger.Account
	on := func(f func(a *account, id ledger.ID) (ledger.Change, error)) func() move {
		return func() move {
			id := pick(h, w.Requests)
			return move{of(string(id)), func(a *account) (ledger.Change, error) { return f(a, id) }}
		}
	}
	return []func() move{
		on(func(a *account, id ledger.ID) (ledger.Change, error) { return a.Approve(id, admin, by) }),
		on(func(a *account, id ledger.ID) (ledger.Change, error) { return a.Reject(id, "no", admin, by) }),
		on(func(a *account, id ledger.ID) (ledger.Change, error) { return a.Settle(id, ledger.Money{}, 0, "", by) }),
		on(func(a *account, id ledger.ID) (ledger.Change, error) {
			return a.Settle(id, ledger.MustMoney("1.00", "USD"), 0, "", by)
		}),
		on(func(a *account, id ledger.ID) (ledger.Change, error) { return a.Send(id, by) }),
		on(func(a *account, id ledger.ID) (ledger.Change, error) { return a.Fail(id, "AC04", by) }),
		on(func(a *account, _ ledger.ID) (ledger.Change, error) { return a.Expire(by) }),
	}
}

func (h *history) otherMoves(by ledger.By) []func() move {
	w := h.whole[h.slug]
	type account = ledger.Account
	return []func() move{
		func() move {
			d := ledger.Dispute{Invoice: h.no(), Reason: "r"}
			return move{of(string(d.Invoice)), func(a *account) (ledger.Change, error) { return a.OpenDispute(d, by) }}
		},
		func() move {
			id := pick(h, w.Disputes)
			return move{of(string(id)), func(a *account) (ledger.Change, error) { return a.AcceptDispute(id, "", by) }}
		},
		func() move {
			id := pick(h, w.Disputes)
			return move{of(string(id)), func(a *account) (ledger.Change, error) {
				return a.CreditDispute(id, ledger.Credit{}, by)
			}}
		},
		func() move {
			id, part := pick(h, w.Disputes), ledger.Credit{Amount: h.money()}
			return move{of(string(id)), func(a *account) (ledger.Change, error) { return a.CreditDispute(id, part, by) }}
		},
		func() move { // pays what is disputed
			p := ledger.Pay{Amount: h.money(), For: []ledger.InvoiceNo{w.Disputes[pick(h, w.Disputes)].Invoice}}
			return move{ledger.Need{Items: ledger.InvoiceItems(p.For...)}, func(a *account) (ledger.Change, error) { return a.RecordPayment(p, by) }}
		},
		func() move {
			id := pick(h, w.Disputes)
			return move{of(string(id)), func(a *account) (ledger.Change, error) {
				return a.Reverse(string(id), "it is not over", ledger.Rights{}, by)
			}}
		},
		func() move { // of what lowered a dispute, ended one, or gave money back
			word := string(pick(h, some(w.Movements, func(m ledger.Movement) bool {
				return m.Kind == ledger.Refund || m.Dispute != "" || slices.ContainsFunc(m.Allocations, func(al ledger.Allocation) bool {
					for _, d := range w.Disputes {
						if d.Invoice.Key() == al.Invoice.Key() {
							return true
						}
					}
					return false
				})
			})))
			return move{of(word), func(a *account) (ledger.Change, error) {
				return a.Reverse(word, "wrong", ledger.Rights{Admin: true}, by)
			}}
		},
		func() move {
			s := ledger.Signal{Kind: ledger.ServiceSuspension}
			return move{decide: func(a *account) (ledger.Change, error) { return a.RecordSignal(s, by) }}
		},
		func() move {
			m := ledger.SignalMoved{ID: pick(h, w.Signals), To: rapid.SampledFrom([]ledger.MeasureState{ledger.NoticeGiven, ledger.InEffect, ledger.Withdrawn}).Draw(h.t, "to")}
			m.Mark, m.Why = rapid.SampledFrom([]ledger.Mark{"", ledger.Doubted, ledger.Genuine}).Draw(h.t, "mark"), "they said so"
			return move{of(string(m.ID)), func(a *account) (ledger.Change, error) { return a.MoveSignal(m, ledger.Rights{Admin: true}, by) }}
		},
		func() move {
			return move{decide: func(a *account) (ledger.Change, error) { return a.NoteIncident("a data centre closed", by) }}
		},
		func() move {
			id := pick(h, w.Incidents)
			return move{of(string(id)), func(a *account) (ledger.Change, error) { return a.CloseIncident(id, by) }}
		},
		func() move {
			c := ledger.Contract{Commitment: h.money(), Months: 12}
			return move{decide: func(a *account) (ledger.Change, error) { return a.RecordContract(c, by) }}
		},
		func() move {
			v := w.Vendor
			v.Aliases = []string{rapid.SampledFrom([]string{"x", "y", "z"}).Draw(h.t, "alias") + string(h.slug)}
			return move{decide: func(a *account) (ledger.Change, error) { return a.Edit(v, by) }}
		},
	}
}

func (h *history) step() {
	h.slug = rapid.SampledFrom([]ledger.VendorID{"aws", "acme"}).Draw(h.t, "vendor")
	h.now = h.now.Add(time.Duration(rapid.IntRange(0, 100).Draw(h.t, "hours")) * time.Hour)
	by := h.by(ledger.UserID(rapid.SampledFrom([]string{"UA", "UB"}).Draw(h.t, "who")), "test")
	all := h.moves(by)
	if len(h.whole[h.slug].Items()) == 0 {
		all = all[:1]
	}
	m := rapid.SampledFrom(all).Draw(h.t, "command")()
	r, err := h.try(string(h.slug), m.need, ledger.Extra{}, m.decide)
	h.asWhole(m, r, err)
	if err != nil {
		if ledger.KindOf(err) == ledger.Internal {
			h.t.Fatalf("a refusal without a kind: %v", err)
		}
		return
	}
	if len(r.Change.Events) == 0 {
		return
	}
	h.whole[h.slug].Apply(ledger.Meta{Seq: r.Seq, At: r.Change.By.At, Actor: by.Actor}, r.Change.Events...)
	h.last[h.slug] = r
	again, err := h.try(string(h.slug), ledger.Need{}, ledger.Extra{}, func(*ledger.Account) (ledger.Change, error) { return r.Change, nil })
	if err != nil || !again.Replayed || again.Seq != r.Seq || !slices.Equal(again.IDs, r.IDs) {
		h.t.Fatalf("the same key again: %+v, %v; the first time it was entry %d with %v", again, err, r.Seq, r.IDs)
	}
}

// asWhole makes a decision on the whole account, with the numbers that the team had given out, and compares its events with
// those of the decision that saw no more than it asked for. Deliberate fault it catches: a request left alive because an
// invoice that it pays, settled long ago, was not loaded.
func (h *history) asWhole(m move, r ledger.Result, refused error) {
	w := h.whole[h.slug]
	for s, n := range r.Change.Uses {
		w.Next[s] = n
	}
	c, err := m.decide(w)
	if (err == nil) != (refused == nil) {
		h.t.Fatalf("decided on all of %s: %v; on what it asked for: %v", h.slug, err, refused)
	}
	if len(c.Events) != len(r.Change.Events) {
		h.t.Fatalf("decided on all of %s: %d events; on what it asked for: %d", h.slug, len(c.Events), len(r.Change.Events))
	}
	for n, e := range c.Events {
		a, err := ledger.MarshalEvent(e)
		if err != nil {
			h.t.Fatal(err)
		}
		b, err := ledger.MarshalEvent(r.Change.Events[n])
		if err != nil || string(a) != string(b) {
			h.t.Fatalf("decided on all of %s:\n%s\non what it asked for:\n%s (%v)", h.slug, a, b, err)
		}
	}
}

// looksBack asks how things stood on a day and compares that with the journal replayed.
func (h *history) looksBack() {
	ctx, v := h.fixture.t.Context(), h.whole[h.slug].Vendor
	on := v.Today(h.now).AddDays(-rapid.IntRange(0, 120).Draw(h.t, "days back"))
	until := on.AddDays(1).Start(v.Location()).Add(-time.Millisecond)
	then, err := h.team.Standing(ctx, h.slug, until)
	if err != nil {
		h.t.Fatal(err)
	}
	replayed, err := h.team.Replay(ctx, h.slug, until)
	if err != nil {
		h.t.Fatal(err)
	}
	about, err := h.team.About(ctx, h.slug, on)
	if err != nil {
		h.t.Fatal(err)
	}
	if then.Seq != replayed.Seq {
		h.t.Fatalf("%s on %s stood at entry %d, want %d", h.slug, on, then.Seq, replayed.Seq)
	}
	today := h.whole[h.slug].AsKnownAbout(on)
	for _, c := range []ledger.Currency{"JPY", "USD"} {
		for what, pair := range map[string][2]*ledger.Account{"as known then": {then, replayed}, "as known today": {about, today}} {
			got, want := pair[0].FiguresOn(c, on), pair[1].FiguresOn(c, on)
			for _, f := range []*ledger.Figures{&got, &want} {
				f.InFlight, f.Asked, f.Free = ledger.Money{}, ledger.Money{}, ledger.Money{}
			}
			if a, b := fmt.Sprint(got), fmt.Sprint(want); a != b {
				h.t.Fatalf("%s on %s, %s:\n%s\nthe journal says\n%s", h.slug, on, what, a, b)
			}
		}
	}
}

// adds compares the card with the whole account, and Σ ageing and Σ open with what is outstanding.
func (h *history) adds() {
	card, err := h.team.Card(h.fixture.t.Context(), h.slug)
	if err != nil {
		h.t.Fatal(err)
	}
	if got, want := core(h.t, card), core(h.t, h.whole[h.slug]); got != want {
		h.t.Fatalf("%s after entry %d: the card is\n%s\nthe journal says\n%s", h.slug, card.Seq, got, want)
	}
	for _, c := range card.Currencies() {
		f, open, ageing := card.Figures(c, h.now), ledger.Zero(c), ledger.Zero(c)
		for _, i := range h.whole[h.slug].Invoices {
			if i.Amount.Currency == c {
				open = open.Add(i.Open())
			}
		}
		for _, b := range f.Ageing {
			ageing = ageing.Add(b)
		}
		if open.Cmp(f.Outstanding) != 0 || ageing.Cmp(f.Outstanding) != 0 {
			h.t.Fatalf("outstanding %s, Σ open %s, Σ ageing %s", f.Outstanding, open, ageing)
		}
	}
}

func core(t *rapid.T, a *ledger.Account) string {
	b, err := a.MarshalCore()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// newHistory begins with two vendors.
func newHistory(t *testing.T, rt *rapid.T, srv server) *history {
	h := &history{fixture: newFixture(t, srv, newTeamID()), t: rt, whole: map[ledger.VendorID]*ledger.Account{}, last: map[ledger.VendorID]ledger.Result{}}
	for _, slug := range []string{"aws", "acme"} {
		h.add(slug, slug+" corporation")
		a, err := h.team.Load(t.Context(), ledger.VendorID(slug), ledger.Need{})
		if err != nil {
			rt.Fatal(err)
		}
		h.whole[ledger.VendorID(slug)] = ledger.NewAccount(a.Vendor)
	}
	return h
}

// Whatever is typed, what stands in Redis is what the journal replayed gives, and a key counts once. Deliberate faults it
// catches: an event about something that was not loaded, an index that is not taken back, a sum that forgets a currency,
// a counter that moves on a refusal, a key that is not looked for.
func TestEveryHistoryIsItsJournal(t *testing.T) {
	t.Parallel()
	srv := aServer(t)
	rapid.Check(t, func(rt *rapid.T) {
		h := newHistory(t, rt, srv)
		for n := range 200 {
			h.step()
			h.adds()
			h.looksBack()
			if n%50 == 49 {
				h.verified()
			}
		}
		h.readersAgree()
	})
}

func (h *history) verified() {
	r, err := h.team.Verify(h.fixture.t.Context(), store.VerifyOptions{})
	if err != nil {
		h.t.Fatal(err)
	}
	if !r.OK() {
		h.t.Fatalf("verify:\n%s", r)
	}
}

// readersAgree reads every entry with the quick reader and with the general one.
func (h *history) readersAgree() {
	r := store.NewEntryReader()
	for slug := range h.whole {
		for line, err := range h.team.Entries(h.fixture.t.Context(), slug, 0) {
			if err == nil {
				err = store.TwoReaders(r, line)
			}
			if err != nil {
				h.t.Fatal(err)
			}
		}
	}
}

// Nothing that was read may be changed by a decision that is refused.
func TestARefusalChangesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		refused := errors.New("no")
		_, err := f.try("aws", ledger.Need{}, ledger.Extra{}, func(*ledger.Account) (ledger.Change, error) { return ledger.Change{}, refused })
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if _, err := f.try("ghost", ledger.Need{}, ledger.Extra{}, nil); ledger.KindOf(err) != ledger.NotFound {
			t.Errorf("an unknown vendor: %v", err)
		}
		f.clean()
	})
}
