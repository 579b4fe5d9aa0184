package show

import (
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// What is said about each kind of change, by the event that it is about.

func answerMoney(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	var m ledger.Movement
	switch e := ch.Events[0].(type) {
	case *ledger.PaymentRecorded:
		m = e.Movement
	case *ledger.CreditRecorded:
		m = e.Movement
	case *ledger.WrittenOff:
		m = e.Movement
	case *ledger.DebitNoteRecorded:
		m = e.Movement
	case *ledger.RefundRecorded:
		return answer{head: "*Recorded* " + happened(e, c) + ".", details: follows(a, ch, c), undo: string(e.ID)}, true
	case *ledger.Allocated:
		return answer{head: "*Allocated*: " + happened(e, c) + ".", details: follows(a, ch, c), undo: undoEntry(allocated, ch)}, true
	case *ledger.AllocationReversed:
		return answer{head: "*Recorded*: " + happened(e, c) + ".", details: follows(a, ch, c), undo: undoEntry(allocated, ch)}, true
	case *ledger.ReturnReversed:
		return answerTakenBack(a, e, ch, c), true
	default:
		return answer{}, false
	}
	ans := answer{head: "*Recorded* " + moneyHead(m) + ".", details: follows(a, ch, c), undo: string(m.ID)}
	if m.Kind == ledger.Payment && m.Request == "" {
		ans.details = append(ans.details, "Nobody had asked for this payment: it is recorded without a request.")
	}
	ans.left(a, m.ID)
	if m.Pending {
		if k := barsSetOff(a); k != "" {
			ans.details = append(ans.details, code(string(k))+" bars set-off: what it is against is still to be paid in full.")
		}
		ans.details = append(ans.details, "It lowers nothing until the vendor accepts it: "+code("/owed "+string(a.Vendor.Slug)+" debit "+string(m.ID)+" accepted"))
	}
	return ans, true
}

// left says how much of a payment or credit went to no invoice, and what to type about that.
func (ans *answer) left(a *ledger.Account, id ledger.ID) {
	m := a.Movements[id]
	if !m.OnAccount().Positive() {
		return
	}
	owed := "/owed " + string(a.Vendor.Slug) + " "
	words := "*All of it is on account*"
	if len(m.Allocations) > 0 {
		open := slices.ContainsFunc(m.Allocations, func(al ledger.Allocation) bool { return a.Invoices[al.Invoice.Key()].Open().Positive() })
		words = "*" + m.OnAccount().String() + " of it is on account*, " + either(open, "since what is left there is disputed, on hold or asked for, and is paid only where it is named", "since no more was open there")
	}
	words += ". No invoice takes it by itself: " + code(owed+"allocate "+string(id)+" to INVOICE")
	if m.Kind == ledger.Payment {
		words += "; if it comes back: " + code(owed+"refund "+string(id))
	}
	ans.details = append(ans.details, words)
	ans.next = append(ans.next, button{label: "Allocate", action: ActAllocate, value: Value(a.Vendor.Slug, string(id), "")})
}

// answerTakenBack is about a payment that did not come back after all.
func answerTakenBack(a *ledger.Account, e *ledger.ReturnReversed, ch ledger.Change, c Ctx) answer {
	ans := answer{head: "*Recorded*: " + happened(e, c) + ". Both entries stay on record.", details: follows(a, ch, c)}
	if e.Request != "" {
		ans.details = append(ans.details, "• "+code(string(e.Request))+" is paid again, as "+code(string(e.ID)))
	}
	if m := a.Movements[e.ID]; m.OnAccount().Positive() {
		ans.details = append(ans.details, m.OnAccount().String()+" of it is on account: what it paid is settled otherwise by now, or is not on record. No invoice takes it by itself.")
		ans.next = append(ans.next, button{label: "Allocate", action: ActAllocate, value: Value(a.Vendor.Slug, string(m.ID), "")})
	}
	return ans
}

func moneyHead(m ledger.Movement) string {
	words := code(string(m.ID)) + ": " + m.Amount.String() + " " + movementWords[m.Kind] + ", " + day(m.Day)
	if m.Number != "" {
		words += ", number " + code(m.Number)
	}
	if m.Ref != "" {
		words += ", reference " + code(m.Ref)
	}
	return words + memo(m.Memo)
}

// otherCurrencies says what is payable in other currencies after all of one was asked for; "" where nothing is.
func otherCurrencies(a *ledger.Account, r ledger.Request) string {
	if r.Named || a.FreeIn(r.Amount.Currency).Positive() {
		return ""
	}
	var all []string
	for _, cur := range a.Currencies() {
		if free := a.FreeIn(cur); cur != r.Amount.Currency && free.Positive() {
			all = append(all, free.String()+": "+code("/owed "+string(a.Vendor.Slug)+" pay "+free.Decimal()+" "+string(cur)))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "A request is in one currency. Payable in another, and not asked for: " + strings.Join(all, "; ")
}

func answerRequest(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	value := func(id ledger.ID) string { return Value(a.Vendor.Slug, string(id), "") }
	switch e := ch.Events[0].(type) {
	case *ledger.PaymentRequested:
		r := e.Request
		return answer{
			head:    "*Asked* as " + code(string(r.ID)) + ": pay " + name(a.Vendor) + " " + r.Amount.String() + targets(r, 5) + ".",
			details: []string{memoLine(r.Memo), otherCurrencies(a, r), "It waits for approval by someone other than you, until " + instant(r.Expires) + ". The balance falls when it is paid."},
			next:    []button{{label: "Withdraw", action: ActWithdraw, value: value(r.ID)}},
		}, true
	case *ledger.RequestApproved:
		r := a.Requests[e.ID]
		return answer{
			head:    "*Approved* " + code(string(e.ID)) + ": " + r.Amount.String() + " to " + name(a.Vendor) + targets(r, 5) + ".",
			details: append(follows(a, ch, c), "Nothing is paid yet. Once the money has moved: "+code("/owed "+string(a.Vendor.Slug)+" paid "+string(e.ID))),
			next:    []button{{label: "Mark as paid", action: ActSettle, value: value(e.ID)}},
		}, true
	case *ledger.RequestRejected, *ledger.RequestWithdrawn, *ledger.PaymentSent, *ledger.PaymentFailed:
		return answer{head: "*Recorded*: " + happened(e, c) + ". The balance is as before.", details: follows(a, ch, c)}, true
	case *ledger.RequestExpired:
		return answerUnapproved(a, e, ch, c)
	case *ledger.PaymentSettled:
		head := "*Recorded*: " + code(string(e.ID)) + " is paid, as " + code(string(e.Payment)) + ": " + e.Paid.String() + settledRef(ch)
		if e.Short.Positive() {
			head += "; the rest of " + e.Short.String() + " is closed as short"
		}
		ans := answer{head: head + ".", details: follows(a, ch, c), undo: string(e.Payment)}
		ans.left(a, e.Payment)
		return ans, true
	}
	return answer{}, false
}

// answerUnapproved is about a request that was paid before anybody approved it: the money moved, so that leads.
func answerUnapproved(a *ledger.Account, e *ledger.RequestExpired, ch ledger.Change, c Ctx) (answer, bool) {
	if len(ch.Events) == 1 {
		return answer{}, false
	}
	paid, ok := ch.Events[1].(*ledger.PaymentRecorded)
	if !ok {
		return answer{}, false
	}
	m := paid.Movement
	m.Memo = ""
	ans := answer{
		head:    "*Recorded* " + moneyHead(m) + ", before " + code(string(e.ID)) + " was approved.",
		details: follows(a, leading(ch, 1), c),
		undo:    string(m.ID),
	}
	ans.details = slices.DeleteFunc(ans.details, func(line string) bool { return line == "• "+capital(happened(e, c)) })
	ans.details = append(ans.details, "It counts as a payment without request, and "+code(string(e.ID))+" is over: nobody can approve it any more. Taken back, it is asked for anew.")
	ans.left(a, m.ID)
	return ans, true
}

// settledRef is the day and reference of the payment that settled a request.
func settledRef(ch ledger.Change) string {
	for _, e := range ch.Events {
		if p, ok := e.(*ledger.PaymentRecorded); ok {
			words := ", " + day(p.Movement.Day)
			if p.Movement.Ref != "" {
				words += ", reference " + code(p.Movement.Ref)
			}
			return words
		}
	}
	return ""
}

func memoLine(m string) string {
	if m == "" {
		return ""
	}
	return said(m, memoLen)
}

func answerDispute(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	switch e := ch.Events[0].(type) {
	case *ledger.DisputeOpened:
		d := e.Dispute
		lines, withdraw := caught(a, d.Invoice, c)
		return answer{
			head:    "*Recorded* " + code(string(d.ID)) + ": " + d.Amount.String() + " of " + code(string(d.Invoice)) + " is disputed" + because(d.Reason) + ".",
			details: append([]string{"It stays in what is owed, and is paid only where it is named.", withholding(a, true)}, lines...),
			undo:    string(d.ID),
			next:    append(withdraw, disputeNext(a, d)...),
		}, true
	case *ledger.DisputeChanged:
		return answer{head: "*Recorded*: " + happened(e, c) + ".", next: disputeNext(a, a.Disputes[e.ID])}, true
	case *ledger.DisputeReopened:
		lines, withdraw := caught(a, a.Disputes[e.ID].Invoice, c)
		return answer{head: "*Recorded*: " + happened(e, c) + ".", details: append(follows(a, ch, c), lines...), next: withdraw}, true
	case *ledger.DisputeClosed:
		ans := answer{head: "*Recorded*: " + happened(e, c) + ".", details: follows(a, ch, c), undo: string(e.Credit)}
		if e.Credit == "" {
			ans.undo = undoEntry(closed, ch) + ":" + string(e.ID)
		}
		return ans, true
	case *ledger.DisputeAnswered, *ledger.DisputeEscalated:
		return answer{head: "*Recorded*: " + happened(e, c) + ".", details: follows(a, ch, c)}, true
	}
	return answer{}, false
}

// disputeNext are what can be done about a dispute that is open.
func disputeNext(a *ledger.Account, d ledger.Dispute) []button {
	return []button{
		{label: "What happened", action: ActOutcome, value: Value(a.Vendor.Slug, string(d.ID), "")}, changeButton(a, d, "Edit"),
		{label: "Disputes", action: ActView + ViewDisputes, value: Value(a.Vendor.Slug, "", "")},
	}
}

func answerSignal(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	var g ledger.Signal
	ans := answer{}
	switch e := ch.Events[0].(type) {
	case *ledger.SignalRecorded:
		g, ans.undo = asRecorded(a, e), string(e.Signal.ID)
	case *ledger.SignalMoved:
		g = a.Signals[e.ID]
		ans.details = append(ans.details, capital(moved(e))+because(e.Why))
		if e.Reverses == 0 {
			ans.undo = undoEntry(stepped, ch) + ":" + string(e.ID)
		}
		if g.Ended() {
			ans.details = append(ans.details, "If that was a mistake: "+code("/owed "+string(a.Vendor.Slug)+" reverse "+string(g.ID)+" reason …"))
		}
	default:
		return answer{}, false
	}
	today := c.today(a)
	ans.head = "*Recorded* " + recordedSignal(a, g, today) + "."
	if g.Exposure != nil {
		ans.details = append(ans.details, "It costs "+exposure(*g.Exposure)+affiliates(g))
	} else if len(g.Affiliates) > 0 {
		ans.details = append(ans.details, "It joins"+affiliates(g))
	}
	ans.details = append(ans.details, quoted(g, memoLen), cureClause(a, g, ch.By.At), setOffClause(a, g))
	for _, e := range ch.Events[1:] { // of the same notice
		ans.details, ans.undo = append(ans.details, "• "+recordedBesides(a, e, c)), ""
	}
	ans.details = append(ans.details, capital(source(g)))
	if g.Live() {
		ans.details = append(ans.details, either(len(ch.Events) > 1, "They are", "It is")+" announced where alerts of "+name(a.Vendor)+" go.")
	}
	ans.next = signalNext(a, g, today)
	return ans, true
}

// asRecorded is a counter-measure as it is on record.
func asRecorded(a *ledger.Account, e *ledger.SignalRecorded) ledger.Signal {
	if g, ok := a.Signals[e.Signal.ID]; ok {
		return g
	}
	return e.Signal
}

func recordedSignal(a *ledger.Account, g ledger.Signal, today ledger.Date) string {
	words := code(string(g.ID)) + ": " + g.Kind.Words() + ", " + g.State.Words()
	if g.Live() {
		words += signalClocks(a, g, today)
	}
	return words
}

// recordedBesides is what was recorded of the same notice.
func recordedBesides(a *ledger.Account, e ledger.Event, c Ctx) string {
	more, ok := e.(*ledger.SignalRecorded)
	if !ok {
		return capital(happened(e, c))
	}
	g := asRecorded(a, more)
	words := recordedSignal(a, g, c.today(a))
	if g.Exposure != nil {
		words += "; " + exposure(*g.Exposure)
	}
	return words + affiliates(g) + recordedWords(g)
}

// recordedWords are the words that a counter-measure was read from, at the end of a line, or the mark of what looks like fraud.
func recordedWords(g ledger.Signal) string {
	if g.Suspicious {
		return doubt(g)
	}
	return memo(g.Text)
}

// signalClocks says how many days are left, and what to pay within them.
func signalClocks(a *ledger.Account, g ledger.Signal, today ledger.Date) string {
	var out string
	if !g.Effective.IsZero() && g.State != ledger.InEffect {
		out += ", " + away(today, g.Effective) + " (" + day(g.Effective) + ")"
	}
	if left := int(g.CureUntil - today); !g.CureUntil.IsZero() && left >= 0 {
		out += "; " + days(left) + " to cure"
		if cure := pick(allFigures(a, today), cureSum); len(cure) > 0 && !g.Suspicious {
			out += " " + sums(cure)
		}
	}
	return out
}

func signalNext(a *ledger.Account, g ledger.Signal, today ledger.Date) []button {
	var out []button
	if !g.Suspicious {
		out = append(out, cureButton(a, today))
	}
	if g.Live() {
		out = append(out, button{label: "Change", action: ActSignal, value: Value(a.Vendor.Slug, string(g.ID), "")})
	}
	return append(out, button{label: "Signals", action: ActView + ViewSignals, value: Value(a.Vendor.Slug, "", "")})
}

// answerHold is about what is kept from being paid: what is asked for of it can't go on, and what is sent is out.
func answerHold(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	var of ledger.InvoiceNo
	switch e := ch.Events[0].(type) {
	case *ledger.InvoiceHeld:
		of = e.No
	case *ledger.VendorHeld:
	default:
		return answer{}, false
	}
	lines, withdraw := caught(a, of, c)
	return answer{head: "*Recorded*: " + happened(ch.Events[0], c) + ".", details: lines, next: withdraw}, true
}

func answerVendor(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	value := Value(a.Vendor.Slug, "", "")
	switch e := ch.Events[0].(type) {
	case *ledger.VendorAdded:
		v := e.Vendor
		return answer{
			head:    "*Added* " + name(v) + " as " + code(string(v.Slug)) + ".",
			details: vendorFacts(v, c),
			next:    []button{{label: "Invoice", action: ActInvoice, value: value, style: slack.StylePrimary}, {label: "Contract", action: ActContract, value: value}},
		}, true
	case *ledger.VendorChanged:
		ans := answer{head: "*Recorded*: " + happened(e, c) + "."}
		if e.Of == 0 {
			ans.undo = undoEntry(edit, ch)
		}
		return ans, true
	case *ledger.VendorClosed:
		ans := answer{head: "*Recorded*: " + happened(e, c) + "."}
		if left := pick(allFigures(a, c.today(a)), func(f ledger.Figures) ledger.Money { return f.OnAccount }); len(left) > 0 {
			ans.details = []string{"*" + sums(left) + " is on account with them still*: once they give it back, " + code("/owed "+string(a.Vendor.Slug)+" refund PAYMENT") + ". What it is of: " + code("/owed "+string(a.Vendor.Slug)+" payments")}
		}
		return ans, true
	case *ledger.ContractRecorded:
		k := a.Contracts[e.Contract.ID]
		return answer{head: "*Recorded* " + contractLine(a, k, c.today(a)) + ".", undo: string(k.ID), next: []button{{label: "Contract", action: ActView + ViewContract, value: value}}}, true
	case *ledger.DrawdownEntered:
		k := a.Contracts[e.Contract]
		return answer{head: "*Recorded*: " + happened(e, c) + ".", details: []string{contractLine(a, k, c.today(a))}}, true
	case *ledger.IncidentNoted:
		return answer{head: "*Noted* " + code(string(e.ID)) + " on the timeline: " + said(e.Text, longLen) + ".", undo: string(e.ID), next: []button{{label: "Timeline", action: ActView + ViewTimeline, value: value}}}, true
	}
	return answer{}, false
}

// What the subject of an Undo begins with that is about an entry, whose number follows, and not about an ID or a number on record.
const (
	edit      = "edit"      // an edit of the vendor
	allocated = "allocated" // what was assigned to invoices, or taken off them
	returned  = "returned"  // that a payment came back; the payment follows the entry
	closed    = "closed"    // that a dispute is over; the dispute follows the entry
	stepped   = "stepped"   // what became of a counter-measure; its ID follows the entry
)

// undoEntry is the subject of an Undo that is about a change's entry.
func undoEntry(what string, ch ledger.Change) string {
	return what + ":" + strconv.FormatInt(ch.Base+1, 10)
}

// entryOf takes such a subject apart: the entry's number and what follows it; ok is false where it is about something else.
func entryOf(what, subject string) (seq int64, of string, ok bool) {
	rest, ok := strings.CutPrefix(subject, what+":")
	number, of, _ := strings.Cut(rest, ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	return seq, of, ok && err == nil
}

// OfEntry reports whether an Undo is about an entry, and not about an ID or a number on record.
func OfEntry(subject string) bool {
	return slices.ContainsFunc([]string{edit, allocated, returned, closed, stepped}, func(what string) bool { _, _, ok := entryOf(what, subject); return ok })
}

// EditOf is the number of the entry whose edit an Undo takes back; ok is false where it is about something else.
func EditOf(subject string) (seq int64, ok bool) {
	seq, _, ok = entryOf(edit, subject)
	return seq, ok
}

// AllocationOf is the number of the entry whose allocations an Undo takes back; ok is false where it is about something else.
func AllocationOf(subject string) (seq int64, ok bool) {
	seq, _, ok = entryOf(allocated, subject)
	return seq, ok
}

// ReturnOf is the entry whose return of a payment an Undo takes back; ok is false where it is about something else.
func ReturnOf(subject string) (seq int64, payment string, ok bool) {
	return entryOf(returned, subject)
}

// ClosingOf is the entry whose closing of a dispute an Undo takes back; ok is false where it is about something else.
func ClosingOf(subject string) (seq int64, dispute string, ok bool) {
	return entryOf(closed, subject)
}

// MoveOf is the entry whose move of a counter-measure an Undo takes back; ok is false where it is about something else.
func MoveOf(subject string) (seq int64, signal string, ok bool) {
	return entryOf(stepped, subject)
}

// vendorFacts is what follows from how a vendor is set up.
func vendorFacts(v ledger.Vendor, c Ctx) []string {
	terms := "no terms agreed: due when issued"
	if t := v.Terms.String(); t != "" {
		terms = "terms " + esc(t)
	}
	facts := []string{"Amounts are in " + string(v.Currency) + ", days end in " + esc(zoneName(v)) + ", " + terms + "."}
	if v.Owner != "" {
		facts = append(facts, "Owner: "+c.who(v.Owner)+".")
	} else {
		facts = append(facts, "It has no owner yet, so the admins are asked: "+code("/owed "+string(v.Slug)+" edit owner @who"))
	}
	if v.Critical {
		facts = append(facts, "Critical to us: alerts are one step graver.")
	}
	if v.Channel != "" {
		facts = append(facts, "Alerts go to "+c.place(v.Channel)+".")
	} else {
		facts = append(facts, "It has no channel of its own for alerts: "+code("/owed "+string(v.Slug)+" edit channel #c"))
	}
	if len(v.Aliases) > 0 {
		facts = append(facts, "Also known as "+esc(clip(strings.Join(v.Aliases, ", "), memoLen))+".")
	}
	return facts
}
