package show

import (
	"strconv"
	"strings"

	"owed.dev/owed/ledger"
)

// answer is what is said about a change: its head, what else follows from it, and what to do next.
type answer struct {
	head    string
	details []string
	undo    string // what Undo reverses; "": there is no undo
	next    []button
}

// Recorded answers a change: it echoes in full what is on record now, says the balance after it, and offers what comes next. Of ended, the
// requests that had expired as what is open again was paid, it says how to ask again.
func Recorded(r ledger.Result, c Ctx, ended ...ledger.Request) Message {
	a := r.Account
	if a == nil {
		a = r.Change.After
	}
	if r.Replayed || len(r.Change.Events) == 0 {
		return replayed(a, r, c)
	}
	if r.Change.Team && a == nil {
		return recordedTeam(r.Change.Events, c)
	}
	ans := answerTo(a, r.Change, c)
	s := write(c)
	s.text(ans.head)
	s.lines(upTo(ans.details, 12)...)
	s.lines(upTo(askAgain(a, ended, c), 6)...)
	bal := balance(a, c)
	if r.Change.Team {
		bal = ""
	}
	s.text(bal)
	s.note(unreplicated(r), "As of "+instant(c.Now), "entry "+thousands(int(r.Seq)))
	s.buttons(append(undoButton(a.Vendor.Slug, ans.undo), ans.next...)...)
	return s.done(strings.TrimSpace(unbold(ans.head) + " " + bal))
}

// askAgain says of requests that had expired as something was paid how to ask again, now that this is taken back.
func askAgain(a *ledger.Account, ended []ledger.Request, c Ctx) []string {
	var lines []string
	for _, r := range ended {
		again, ok := a.AskAgain(r)
		if !ok {
			continue
		}
		var nos []string
		for _, no := range again.For {
			nos = append(nos, string(no))
		}
		words := "/owed " + string(a.Vendor.Slug) + " pay " + again.Amount.Decimal() + " " + string(again.Amount.Currency) + " for " + strings.Join(nos, ",") + " repeats " + string(r.ID)
		lines = append(lines, "• "+code(string(r.ID))+", asked by "+c.who(r.By)+", had expired"+because(r.Reason)+". It does not come back by itself; to ask again: "+code(words))
	}
	return lines
}

// unbold takes our own emphasis out of a sentence that stands beside the blocks.
func unbold(s string) string { return strings.ReplaceAll(s, "*", "") }

func unreplicated(r ledger.Result) string {
	if r.Unreplicated {
		return "*Recorded, not yet on a replica*"
	}
	return ""
}

func undoButton(v ledger.VendorID, what string) []button {
	if what == "" {
		return nil
	}
	return []button{{label: "Undo", action: ActUndo, value: Value(v, what, "")}}
}

// replayed is the answer to something that was received twice: the first result stands.
func replayed(a *ledger.Account, r ledger.Result, c Ctx) Message {
	s := write(c)
	text := "That is on record already" + asIDs(r.IDs) + ". Nothing was recorded twice."
	if a == nil {
		s.text(text)
		return s.done(text)
	}
	if !r.Replayed {
		text = "Nothing changed."
	}
	s.text(text)
	s.text(balance(a, c))
	s.note(unreplicated(r), "As of "+instant(c.Now))
	s.buttons(button{label: "Card", action: ActView + ViewCard, value: Value(a.Vendor.Slug, "", "")})
	return s.done(text + " " + balance(a, c))
}

func asIDs(ids []ledger.ID) string {
	if len(ids) == 0 {
		return ""
	}
	var words []string
	for _, id := range ids[:min(len(ids), 5)] {
		words = append(words, code(string(id)))
	}
	return " as " + list(words)
}

func recordedTeam(events []ledger.Event, c Ctx) Message {
	s := write(c)
	var lines []string
	for _, e := range events {
		lines = append(lines, "*Recorded*: "+happened(e, c))
	}
	s.lines(upTo(lines, 12)...)
	s.note("As of " + instant(c.Now))
	return s.done("Recorded: " + happened(events[0], c) + ".")
}

// answerTo finds the event that a change is about, the first, and says what follows from it.
func answerTo(a *ledger.Account, ch ledger.Change, c Ctx) answer {
	first := ch.Events[0]
	for _, f := range [...]func(*ledger.Account, ledger.Change, Ctx) (answer, bool){
		answerReversal, answerInvoice, answerMoney, answerRequest, answerDispute, answerHold, answerSignal, answerVendor,
	} {
		if ans, ok := f(a, ch, c); ok {
			return ans
		}
	}
	ans := answer{head: "*Recorded*: " + happened(first, c) + "."}
	for _, e := range ch.Events[1:] {
		ans.details = append(ans.details, "• "+happened(e, c))
	}
	return ans
}

// follows are the words for the events behind the first. What was allocated says at once whether it settled the invoice.
func follows(a *ledger.Account, ch ledger.Change, c Ctx) []string {
	settled := map[string]bool{}
	for _, e := range ch.Events[1:] {
		if s, ok := e.(*ledger.InvoiceSettled); ok {
			settled[s.No.Key()] = true
		}
	}
	var out []string
	for n, e := range ch.Events[1:] {
		switch e := e.(type) {
		case *ledger.InvoiceSettled:
			if !allocatedIn(ch, e.No) {
				out = append(out, "• "+capital(happened(e, c)))
			}
		case *ledger.Allocated:
			out = append(out, "• "+e.Amount.String()+" to "+code(string(e.Invoice))+afterwards(a, e.Invoice, settled[e.Invoice.Key()]))
		case *ledger.PaymentRecorded: // of a request that was settled: the head has said it
		default:
			out = append(out, "• "+capital(happenedAt(ch.Events, n+1, c)))
		}
	}
	return out
}

func allocatedIn(ch ledger.Change, no ledger.InvoiceNo) bool {
	for _, e := range ch.Events {
		if al, ok := e.(*ledger.Allocated); ok && al.Invoice.Key() == no.Key() {
			return true
		}
	}
	return false
}

// afterwards says what became of an invoice to which something was allocated.
func afterwards(a *ledger.Account, no ledger.InvoiceNo, settled bool) string {
	i, ok := a.Invoices[no.Key()]
	switch {
	case !ok && settled:
		return ": settled"
	case !ok:
		return ""
	case settled:
		return ": " + settledWords(i)
	}
	return ": " + i.Open().String() + " still open"
}

// answerReversal is about what was taken back, or came back: it leads, whatever had to be undone before it.
func answerReversal(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	for n, e := range ch.Events {
		switch e := e.(type) {
		case *ledger.Reversed:
			if ans, ok := answerReversals(ch, c); ok {
				return ans, true
			}
			return answer{head: "*Recorded*: " + happened(e, c) + ". Both entries stay on record.", details: append(reopened(leading(ch, n), c), signalGone(a, e)...)}, true
		case *ledger.PaymentReturned:
			undo := undoEntry(returned, ch) + ":" + string(e.ID)
			return answer{head: "*Recorded*: " + happened(e, c) + ".", details: reopened(leading(ch, n), c), undo: undo}, true
		}
	}
	return answer{}, false
}

// signalGone says what it means that a counter-measure is reversed, whatever state it was in.
func signalGone(a *ledger.Account, e *ledger.Reversed) []string {
	kind, id, _ := strings.Cut(e.Item, ":")
	g, ok := a.Signals[ledger.ID(id)]
	if kind != ledger.ItemSignal || !ok || !g.Reversed {
		return nil
	}
	again := code("/owed " + string(a.Vendor.Slug) + " reverse " + id + " reason …")
	return []string{"It counts as recorded by mistake, whatever state it was in (" + g.State.Words() + "). If only the state was wrong, take this back: " + again}
}

// leading is a change with its event n in front.
func leading(ch ledger.Change, n int) ledger.Change {
	rest := append(append([]ledger.Event{}, ch.Events[:n]...), ch.Events[n+1:]...)
	ch.Events = append([]ledger.Event{ch.Events[n]}, rest...)
	return ch
}

// answerReversals is about the instalments of an invoice that were reversed together, or taken back.
func answerReversals(ch ledger.Change, c Ctx) (answer, bool) {
	first, ok := ch.Events[0].(*ledger.Reversed)
	last, also := ch.Events[len(ch.Events)-1].(*ledger.Reversed)
	if !ok || !also || len(ch.Events) == 1 {
		return answer{}, false
	}
	parts := code(string(first.No)) + " to " + code(string(last.No))
	words := parts + " reversed"
	if first.Undo {
		words = "reversal of " + parts + " taken back"
	}
	return answer{head: "*Recorded*: " + words + because(first.Reason) + ". All entries stay on record."}, true
}

// reopened says what a reversal took off invoices: one line for each, not two.
func reopened(ch ledger.Change, c Ctx) []string {
	var out []string
	for _, e := range ch.Events[1:] {
		if _, ok := e.(*ledger.InvoiceReopened); !ok {
			out = append(out, "• "+capital(happened(e, c)))
		}
	}
	return out
}

// answerCharge is what is said of a fee or interest that the vendor charges: owed only once it is accepted.
func answerCharge(a *ledger.Account, e *ledger.ChargeRecorded, c Ctx) answer {
	return answer{head: "*Recorded*: " + happened(e, c) + ".", undo: ledger.AsInvoice(string(e.Invoice.No)), next: chargeButtons(a, e.Invoice.No, e.Invoice.Proposed)}
}

// chargeButtons are what can be done about a charge: a contested one is accepted, an accepted one paid or contested again.
func chargeButtons(a *ledger.Account, no ledger.InvoiceNo, contested bool) []button {
	value := Value(a.Vendor.Slug, string(no), "")
	if contested {
		return []button{{label: "Accept it", action: ActCharge, value: value}}
	}
	return []button{{label: "Pay", action: ActPay, value: value}, {label: "Contest it", action: ActContest, value: value}}
}

func answerInvoice(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	switch e := ch.Events[0].(type) {
	case *ledger.ChargeRecorded:
		return answerCharge(a, e, c), true
	case *ledger.ChargeAccepted:
		return answer{head: "*Recorded*: " + happened(e, c) + ".", next: chargeButtons(a, e.No, false)}, true
	case *ledger.ChargeContested:
		return answer{head: "*Recorded*: " + happened(e, c) + ".", next: chargeButtons(a, e.No, true)}, true
	}
	e, ok := ch.Events[0].(*ledger.InvoiceRecorded)
	if !ok {
		return answer{}, false
	}
	i := e.Invoice
	if n := len(ch.Events); n > 1 {
		ans := answer{head: "*Recorded " + plural(n, "invoice", "invoices") + "* of " + name(a.Vendor) + ".", details: append([]string{"• " + capital(happened(e, c))}, follows(a, ch, c)...), undo: ledger.AsInvoice(string(ledger.Whole(ch.Events)))}
		if ans.undo != "" {
			ans.head = "*Recorded* " + code(string(ledger.Whole(ch.Events))) + " of " + name(a.Vendor) + " in " + strconv.Itoa(n) + " instalments."
		}
		return ans, true
	}
	value := Value(a.Vendor.Slug, string(i.No), "")
	ans := answer{
		head: "*Recorded* " + code(string(i.No)) + ": " + i.Amount.String() + ", issued " + day(i.Issued) + ", due " + dueWords(i, c.today(a)) + ".",
		undo: ledger.AsInvoice(string(i.No)),
		next: []button{{label: "Pay", action: ActPay, value: value}, {label: "Dispute", action: ActDispute, value: value}},
	}
	if i.Kind == ledger.OpeningBalance {
		ans.head = "*Recorded* opening balance " + code(string(i.No)) + ": " + i.Amount.String() + ", open before owed kept the record; due " + dueWords(i, c.today(a)) + "."
	}
	if i.Memo != "" {
		ans.details = append(ans.details, said(i.Memo, memoLen))
	}
	if i.PO == "" && i.Kind == ledger.OrdinaryInvoice {
		ans.next = append(ans.next, button{label: "Add PO", action: ActPO, value: value})
	} else if i.PO != "" {
		ans.details = append(ans.details, "Purchase order "+code(i.PO))
	}
	return ans, true
}

// dueWords says when an invoice falls due, and on which day the reminder comes where banks are closed on the due day.
func dueWords(i ledger.Invoice, today ledger.Date) string {
	words := day(i.Due)
	if past := i.DaysPastDue(today); past > 0 {
		return words + ", " + days(past) + " past due already"
	}
	if !ledger.Weekday(i.Due) {
		if before := ledger.Preceding.Adjust(i.Due, ledger.Weekday); before >= today {
			return words + " (reminder " + before.Format("Mon 2 Jan") + ")"
		}
	}
	return words
}
