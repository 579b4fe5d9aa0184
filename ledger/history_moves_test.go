package ledger_test

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// move is a command with random arguments.
type move struct {
	name   string
	decide func(ledger.By) (ledger.Change, error)
}

// outcomes are what must become of things in some history, besides each command and each event.
var outcomes = []string{
	"dispute accepted", "dispute credited", "dispute settled", "dispute withdrawn",
	"a reversal reversed", "a refund reversed", "a refund's reversal reversed", "an outcome reversed by its credit", "an outcome reversed by hand", "a returned request settled again", "a request ended short", "an invoice on hold", "two currencies", "money on account",
}

// notOfOneVendor are the events of the team's own journal, and of a merge: TestMergeConserves has those.
var notOfOneVendor = []string{
	"vendor_added", "role_set", "setting_set", "denied", "import_done", "notice_judged", "loss_accepted",
	"vendor_merge_begun", "vendor_merged", "moved_out", "moved_in",
}

// even draws a number below n, each as likely as the other. rapid's own draws prefer the first, which would leave a history
// to a few commands, and most of them refused.
func even(t *rapid.T, n int, what string) int {
	v := 0
	for range bits.Len(uint(n)) + 3 {
		v <<= 1
		if rapid.Bool().Draw(t, what) {
			v++
		}
	}
	return v % n
}

// anything types one random command.
func (h *history) anything() {
	all := h.moves()
	h.typed(all[even(h.t, len(all), "command")])
}

// closes ends the relation and takes it up again, as is possible only before something is open.
func (h *history) closes() {
	for _, m := range h.others() {
		if m.name == "close" || m.name == "reopen" {
			h.typed(m)
		}
	}
}

func (h *history) typed(m move) {
	c, ok := h.step(m.decide)
	if !ok {
		return
	}
	h.did[m.name]++
	for _, e := range c.Events {
		h.saw(e)
	}
	if len(h.a.Sums) > 1 {
		h.did["two currencies"]++
	}
	for _, s := range h.a.Sums {
		h.count("money on account", s.OnAccount.Positive())
	}
}

// saw notes an event and what it did.
func (h *history) saw(e ledger.Event) {
	h.did[ledger.EventName(e)]++
	switch e := e.(type) {
	case *ledger.DisputeClosed:
		h.did["dispute "+string(e.As)]++
	case *ledger.DisputeReopened:
		h.count("an outcome reversed by its credit", e.Credit != "")
		h.count("an outcome reversed by hand", e.Credit == "")
	case *ledger.Reversed:
		refund := strings.HasPrefix(e.Item, ledger.Item(ledger.ItemMovement, string(ledger.RefundSeries)))
		h.count("a reversal reversed", e.Undo)
		h.count("a refund reversed", refund && !e.Undo)
		h.count("a refund's reversal reversed", refund && e.Undo)
	case *ledger.ReturnReversed:
		h.count("a returned request settled again", e.Request != "")
	case *ledger.PaymentSettled:
		h.count("a request ended short", e.Short.Positive())
	case *ledger.InvoiceHeld:
		h.did["an invoice on hold"]++
	}
}

func (h *history) count(what string, happened bool) {
	if happened {
		h.did[what]++
	}
}

// day is when something happened: today, or up to two months ago.
func (h *history) day(b ledger.By) ledger.Date {
	today := h.a.Vendor.Today(b.At)
	if h.prompt {
		return today
	}
	return today.AddDays(-rapid.IntRange(0, 60).Draw(h.t, "ago"))
}

// moves are all commands; those without which the others find nothing to do stand in it more than once.
func (h *history) moves() []move {
	invoice := move{"invoice", func(b ledger.By) (ledger.Change, error) {
		return h.a.RecordInvoice(ledger.Invoice{No: h.no(), Amount: h.money(), Issued: h.day(b)}, b)
	}}
	paid := move{"paid", func(b ledger.By) (ledger.Change, error) {
		return h.a.RecordPayment(ledger.Pay{Amount: h.money(), Day: h.day(b), For: h.nos()}, b)
	}}
	all := []move{invoice, invoice, invoice, invoice, invoice, paid}
	all = append(all, h.documents()...)
	all = append(all, h.requests()...)
	all = append(all, h.disputes()...)
	return append(all, h.others()...)
}

func (h *history) documents() []move {
	admin := ledger.Rights{Admin: true}
	return []move{
		{"credit", func(b ledger.By) (ledger.Change, error) {
			return h.a.RecordCredit(ledger.Credit{Amount: h.money(), Day: h.day(b), For: h.nos()}, b)
		}},
		{"debit note", func(b ledger.By) (ledger.Change, error) {
			return h.a.RecordDebitNote(ledger.Credit{Amount: h.money(), Day: h.day(b), For: h.nos()}, b)
		}},
		{"debit note accepted", func(b ledger.By) (ledger.Change, error) {
			return h.a.AcceptDebitNote(pick(h, h.a.Movements), h.day(b), b)
		}},
		{"charge", func(b ledger.By) (ledger.Change, error) {
			kind := rapid.SampledFrom([]ledger.InvoiceKind{ledger.FeeCharge, ledger.InterestCharge}).Draw(h.t, "kind")
			return h.a.RecordCharge(ledger.Invoice{No: h.no(), Kind: kind, Amount: h.money(), Issued: h.day(b)}, rapid.Bool().Draw(h.t, "accepted"), b)
		}},
		{"charge accepted", func(b ledger.By) (ledger.Change, error) { return h.a.AcceptCharge(h.charge(), b) }},
		{"charge contested", func(b ledger.By) (ledger.Change, error) { return h.a.ContestCharge(h.charge(), "no clause", b) }},
		{"opening balance", func(b ledger.By) (ledger.Change, error) {
			return h.a.RecordInvoice(ledger.Invoice{No: h.no(), Kind: ledger.OpeningBalance, Amount: h.money(), Issued: h.day(b)}, b)
		}},
		{"a file", func(b ledger.By) (ledger.Change, error) {
			i, p := ledger.Invoice{No: h.no(), Amount: h.money(), Issued: h.day(b)}, ledger.Pay{Amount: h.money(), Day: h.day(b), RowKey: ledger.RowKey(h.a.Vendor.Slug, string(ledger.Payment), fmt.Sprint("W", h.n))}
			c, _, err := h.a.RecordRows([]ledger.FileRow{{Line: 2, Invoice: &i}, {Line: 3, Pay: &p}}, b)
			return c, err
		}},
		{"write-off", func(b ledger.By) (ledger.Change, error) {
			return h.a.WriteOffInvoice(h.open(), ledger.Money{}, 0, "rest", b)
		}},
		{"allocate", func(b ledger.By) (ledger.Change, error) {
			return h.a.Allocate(pick(h, h.a.Movements), ledger.Money{}, nil, b)
		}},
		{"allocate to", func(b ledger.By) (ledger.Change, error) {
			return h.a.Allocate(pick(h, h.a.Movements), ledger.Money{}, h.nos(), b)
		}},
		{"allocate off", func(b ledger.By) (ledger.Change, error) {
			id := pick(h, h.a.Movements)
			m := h.a.Movements[id]
			if len(m.Allocations) == 0 {
				return h.a.Reallocate(id, ledger.Money{}, h.nos(), h.nos(), b)
			}
			return h.a.Reallocate(id, ledger.Money{}, []ledger.InvoiceNo{m.Allocations[0].Invoice}, h.nos(), b)
		}},
		{"refund", func(b ledger.By) (ledger.Change, error) {
			return h.a.Refund(h.loose(), ledger.Money{}, 0, "", b)
		}},
		{"reverse a refund", func(b ledger.By) (ledger.Change, error) {
			return h.a.Reverse(string(h.movement(func(m ledger.Movement) bool { return m.Kind == ledger.Refund })), "wrong", admin, b)
		}},
		{"reverse a refunded payment", func(b ledger.By) (ledger.Change, error) {
			return h.a.Reverse(string(h.movement(func(m ledger.Movement) bool { return m.Refunded.Positive() })), "wrong", admin, b)
		}},
		{"reverse what lowered a dispute", func(b ledger.By) (ledger.Change, error) {
			return h.a.Reverse(string(h.movement(h.lowersDispute)), "wrong", admin, b)
		}},
		{"return what lowered a dispute", func(b ledger.By) (ledger.Change, error) {
			return h.a.Return(h.movement(h.lowersDispute), "", b)
		}},
		{"returned", func(b ledger.By) (ledger.Change, error) { return h.a.Return(pick(h, h.a.Movements), "", b) }},
		{"reverse a movement", func(b ledger.By) (ledger.Change, error) {
			return h.a.Reverse(string(pick(h, h.a.Movements)), "wrong", admin, b)
		}},
		{"reverse a return", func(b ledger.By) (ledger.Change, error) {
			for _, id := range slices.Sorted(maps.Keys(h.a.Movements)) {
				if h.a.Movements[id].Returned && rapid.Bool().Draw(h.t, "this") {
					return h.a.Reverse(string(id), "wrong", admin, b)
				}
			}
			return ledger.Change{}, nil
		}},
		{"return a settlement", func(b ledger.By) (ledger.Change, error) {
			for _, id := range slices.Sorted(maps.Keys(h.a.Movements)) {
				if m := h.a.Movements[id]; m.Request != "" && m.Counts() {
					return h.a.Return(id, "", b)
				}
			}
			return ledger.Change{}, nil
		}},
		{"reverse a settlement", func(b ledger.By) (ledger.Change, error) {
			for _, id := range slices.Sorted(maps.Keys(h.a.Movements)) {
				if m := h.a.Movements[id]; m.Request != "" && m.Counts() {
					return h.a.Reverse(string(id), "wrong", admin, b)
				}
			}
			return ledger.Change{}, nil
		}},
		{"reverse an invoice", func(b ledger.By) (ledger.Change, error) { return h.a.Reverse(string(h.open()), "wrong", admin, b) }},
		{"hold an invoice", func(b ledger.By) (ledger.Change, error) { return h.a.HoldInvoice(h.open(), "", b) }},
		{"release an invoice", func(b ledger.By) (ledger.Change, error) { return h.a.ReleaseInvoice(h.held(), b) }},
		{"move a due date", func(b ledger.By) (ledger.Change, error) {
			return h.a.MoveDueDate(h.open(), h.day(b).AddDays(61), "agreed", b)
		}},
		{"add a PO", func(b ledger.By) (ledger.Change, error) { return h.a.SetPO(h.open(), fmt.Sprint("PO-", h.n), b) }},
	}
}

// open is the number of an invoice on which something is open, as a rule.
func (h *history) open() ledger.InvoiceNo {
	return h.such(func(i ledger.Invoice) bool { return i.Open().Positive() })
}

// contestedNo is the number of an invoice that is disputed, as a rule.
func (h *history) contestedNo() ledger.InvoiceNo {
	return h.such(func(i ledger.Invoice) bool { return i.Disputed.Positive() })
}

// lowersDispute reports whether a movement pays an invoice that an open dispute contests, or ended one.
func (h *history) lowersDispute(m ledger.Movement) bool {
	return m.Counts() && (m.Dispute != "" || slices.ContainsFunc(m.Allocations, func(al ledger.Allocation) bool {
		return h.contested(h.a.Invoices[al.Invoice.Key()]).Positive()
	}))
}

// loose is a movement with something on account, as a rule.
func (h *history) loose() ledger.ID {
	return h.movement(func(m ledger.Movement) bool { return m.OnAccount().Positive() })
}

// movement is one that is as wanted; any where there is none.
func (h *history) movement(want func(ledger.Movement) bool) ledger.ID {
	some := maps.Clone(h.a.Movements)
	maps.DeleteFunc(some, func(_ ledger.ID, m ledger.Movement) bool { return !want(m) })
	if len(some) > 0 {
		return pick(h, some)
	}
	return pick(h, h.a.Movements)
}

func (h *history) held() ledger.InvoiceNo {
	return h.such(func(i ledger.Invoice) bool { return i.Held })
}

func (h *history) charge() ledger.InvoiceNo {
	return h.such(func(i ledger.Invoice) bool { return i.Kind == ledger.FeeCharge || i.Kind == ledger.InterestCharge })
}

// such is the number of an invoice that is as wanted; now and then, and where there is none, any number.
func (h *history) such(want func(ledger.Invoice) bool) ledger.InvoiceNo {
	var nos []ledger.InvoiceNo
	for _, key := range slices.Sorted(maps.Keys(h.a.Invoices)) {
		if i := h.a.Invoices[key]; want(i) && !i.Reversed {
			nos = append(nos, i.No)
		}
	}
	if len(nos) == 0 || even(h.t, 8, "another") == 0 {
		return h.no()
	}
	return nos[even(h.t, len(nos), "no")]
}

// live is a dispute that is not closed, as a rule.
func (h *history) live() ledger.ID {
	live := maps.Clone(h.a.Disputes)
	maps.DeleteFunc(live, func(_ ledger.ID, d ledger.Dispute) bool { return !d.Live() })
	if len(live) > 0 {
		return pick(h, live)
	}
	return pick(h, h.a.Disputes)
}

// request is as a rule one that is live, or in one of the states that are asked for: most of them are decided soon.
func (h *history) request(in ...ledger.RequestState) ledger.ID {
	fit := maps.Clone(h.a.Requests)
	maps.DeleteFunc(fit, func(_ ledger.ID, r ledger.Request) bool {
		return !r.Live() || len(in) > 0 && !slices.Contains(in, r.State)
	})
	if len(fit) > 0 && even(h.t, 8, "live") > 0 {
		return pick(h, fit)
	}
	return pick(h, h.a.Requests)
}

func (h *history) requests() []move {
	admin := ledger.Rights{Admin: true}
	approve := move{"approve", func(b ledger.By) (ledger.Change, error) { return h.a.Approve(h.request(ledger.Requested), admin, b) }}
	pay := move{"pay", func(b ledger.By) (ledger.Change, error) {
		ask := ledger.Ask{Amount: h.money(), All: rapid.Bool().Draw(h.t, "all"), For: h.nos()}
		if rapid.Bool().Draw(h.t, "repeats") {
			ask.Repeats = pick(h, h.a.Requests)
		}
		return h.a.RequestPayment(ask, b)
	}}
	sent := move{"sent", func(b ledger.By) (ledger.Change, error) { return h.a.Send(h.request(ledger.Approved), b) }}
	failed := move{"failed", func(b ledger.By) (ledger.Change, error) {
		return h.a.Fail(h.request(ledger.Sent, ledger.Approved), "AC04", b)
	}}
	return []move{
		pay, pay, pay, approve, approve, approve, sent, sent, failed, failed, // one comes after the other: seldom enough all do
		{"reject", func(b ledger.By) (ledger.Change, error) { return h.a.Reject(h.request(), "no", admin, b) }},
		{"withdraw", func(b ledger.By) (ledger.Change, error) {
			return h.a.WithdrawRequest(h.request(), "twice", admin, b)
		}},
		{"paid in full", func(b ledger.By) (ledger.Change, error) {
			return h.a.Settle(h.request(), ledger.Money{}, 0, "", b)
		}},
		{"paid in part", func(b ledger.By) (ledger.Change, error) {
			id, sum := h.request(), h.money()
			if r := h.a.Requests[id]; r.Amount.Currency == sum.Currency {
				sum = sum.Min(r.Amount)
			}
			return h.a.Settle(id, sum, 0, "", b)
		}},
		{"expire", func(b ledger.By) (ledger.Change, error) { return h.a.Expire(b) }},
	}
}

func (h *history) disputes() []move {
	return []move{
		{"dispute", func(b ledger.By) (ledger.Change, error) {
			return h.a.OpenDispute(ledger.Dispute{Invoice: h.open(), Reason: "r"}, b)
		}},
		{"dispute a part", func(b ledger.By) (ledger.Change, error) {
			return h.a.OpenDispute(ledger.Dispute{Invoice: h.open(), Amount: h.money(), Reason: "r"}, b)
		}},
		{"dispute answered", func(b ledger.By) (ledger.Change, error) {
			return h.a.AnswerDispute(h.live(), h.day(b), "they look", b)
		}},
		{"details of a dispute", func(b ledger.By) (ledger.Change, error) {
			return h.a.ChangeDispute(h.live(), func(d *ledger.DisputeDetails) { d.Lead, d.Deadline, d.Links = b.Actor, h.day(b), []string{"CASE-7"} }, b)
		}},
		{"dispute escalated", func(b ledger.By) (ledger.Change, error) { return h.a.EscalateDispute(h.live(), "old", b) }},
		{"accept a dispute", func(b ledger.By) (ledger.Change, error) { return h.a.AcceptDispute(h.live(), "", b) }},
		{"credit a dispute", func(b ledger.By) (ledger.Change, error) {
			return h.a.CreditDispute(h.live(), ledger.Credit{}, b)
		}},
		{"settle a dispute", func(b ledger.By) (ledger.Change, error) {
			return h.a.CreditDispute(h.live(), ledger.Credit{Amount: h.money()}, b)
		}},
		{"reverse an outcome", func(b ledger.By) (ledger.Change, error) {
			return h.a.Reverse(string(pick(h, h.a.Disputes)), "it is not over", ledger.Rights{}, b)
		}},
		{"withdraw a dispute", func(b ledger.By) (ledger.Change, error) {
			return h.a.WithdrawDispute(h.live(), "in error", b)
		}},
	}
}

// others move no money.
func (h *history) others() []move {
	admin := ledger.Rights{Admin: true}
	return []move{
		{"hold the vendor", func(b ledger.By) (ledger.Change, error) { return h.a.Hold("", b) }},
		{"release the vendor", func(b ledger.By) (ledger.Change, error) { return h.a.Release("", b) }},
		{"close", func(b ledger.By) (ledger.Change, error) { return h.a.Close("", b) }},
		{"reopen", func(b ledger.By) (ledger.Change, error) { return h.a.Reopen("", b) }},
		{"edit", func(b ledger.By) (ledger.Change, error) {
			v := h.a.Vendor
			v.Grace = rapid.IntRange(0, 5).Draw(h.t, "grace")
			return h.a.Edit(v, b)
		}},
		{"signal", func(b ledger.By) (ledger.Change, error) {
			return h.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension}, b)
		}},
		{"move a signal", func(b ledger.By) (ledger.Change, error) {
			to := rapid.SampledFrom([]ledger.MeasureState{ledger.NoticeGiven, ledger.InEffect, ledger.Suspended, ledger.Withdrawn}).Draw(h.t, "to")
			m := ledger.SignalMoved{ID: pick(h, h.a.Signals), To: to}
			if rapid.Bool().Draw(h.t, "with a day") {
				m.Effective = h.day(b)
			}
			return h.a.MoveSignal(m, admin, b)
		}},
		{"undo the move of a signal", func(b ledger.By) (ledger.Change, error) {
			for _, e := range slices.Backward(h.entries) {
				if m, ok := e.Events[0].(*ledger.SignalMoved); ok {
					return h.a.UndoMove(e.Seq, m, "undone", b)
				}
			}
			return ledger.Change{}, nil
		}},
		{"contract", func(b ledger.By) (ledger.Change, error) {
			return h.a.RecordContract(ledger.Contract{Commitment: h.money(), Months: 12}, b)
		}},
		{"change a contract", func(b ledger.By) (ledger.Change, error) {
			may := rapid.Bool().Draw(h.t, "may withhold")
			return h.a.ChangeContract(pick(h, h.a.Contracts), func(c *ledger.Contract) { c.MayWithhold = &may }, b)
		}},
		{"drawdown", func(b ledger.By) (ledger.Change, error) {
			return h.a.EnterDrawdown(pick(h, h.a.Contracts), h.money(), h.day(b), "cost explorer", b)
		}},
		{"incident", func(b ledger.By) (ledger.Change, error) { return h.a.NoteIncident("a data centre closed", b) }},
		{"incident closed", func(b ledger.By) (ledger.Change, error) { return h.a.CloseIncident(pick(h, h.a.Incidents), b) }},
		{"reverse another", func(b ledger.By) (ledger.Change, error) {
			return h.a.Reverse(string(pick(h, h.a.Incidents)), "wrong", admin, b)
		}},
	}
}
