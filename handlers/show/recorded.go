package show

import (
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// answer is what is said about a change: its head, what else follows from it, and what to do next.
type answer struct {
	head    string
	details []string
	undo    string // what Undo reverses; "": there is no undo
	next    []button
}

// Recorded answers a change: it echoes in full what is on record now, says the balance after it, and offers what comes next.
func Recorded(r ledger.Result, c Ctx) Message {
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
	bal := balance(a, c)
	if r.Change.Team {
		bal = ""
	}
	s.text(bal)
	s.note(unreplicated(r), "As of "+instant(c.Now), "entry "+thousands(int(r.Seq)))
	s.buttons(append(undoButton(a.Vendor.Slug, ans.undo), ans.next...)...)
	return s.done(strings.TrimSpace(unbold(ans.head) + " " + bal))
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
		answerReversal, answerInvoice, answerMoney, answerRequest, answerDispute, answerSignal, answerVendor,
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
	for _, e := range ch.Events[1:] {
		switch e := e.(type) {
		case *ledger.InvoiceSettled:
			if !allocatedIn(ch, e.No) {
				out = append(out, "• "+capital(happened(e, c)))
			}
		case *ledger.Allocated:
			out = append(out, "• "+e.Amount.String()+" to "+code(string(e.Invoice))+afterwards(a, e.Invoice, settled[e.Invoice.Key()]))
		case *ledger.PaymentRecorded: // of a request that was settled: the head has said it
		default:
			out = append(out, "• "+capital(happened(e, c)))
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

// answerReversal is about what was taken back: it leads, whatever had to be undone before it.
func answerReversal(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	for n, e := range ch.Events {
		r, ok := e.(*ledger.Reversed)
		if !ok {
			continue
		}
		rest := ch
		rest.Events = append([]ledger.Event{r}, append(append([]ledger.Event{}, ch.Events[:n]...), ch.Events[n+1:]...)...)
		return answer{head: "*Recorded*: " + happened(r, c) + ". Both entries stay on record.", details: reopened(rest, c)}, true
	}
	return answer{}, false
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

func answerInvoice(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	e, ok := ch.Events[0].(*ledger.InvoiceRecorded)
	if !ok {
		return answer{}, false
	}
	i := e.Invoice
	if n := len(ch.Events); n > 1 {
		return answer{head: "*Recorded " + plural(n, "invoice", "invoices") + "* of " + name(a.Vendor) + ".", details: append([]string{"• " + capital(happened(e, c))}, follows(a, ch, c)...)}, true
	}
	value := Value(a.Vendor.Slug, string(i.No), "")
	ans := answer{
		head: "*Recorded* " + code(string(i.No)) + ": " + i.Amount.String() + ", issued " + day(i.Issued) + ", due " + dueWords(i, c.today(a)) + ".",
		undo: string(i.No),
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
		return answer{head: "*Recorded* " + happened(e, c) + ".", details: follows(a, ch, c)}, true
	case *ledger.Allocated:
		return answer{head: "*Allocated*: " + happened(e, c) + ".", details: follows(a, ch, c)}, true
	case *ledger.PaymentReturned:
		return answer{head: "*Recorded*: " + happened(e, c) + ".", details: follows(a, ch, c)}, true
	default:
		return answer{}, false
	}
	ans := answer{head: "*Recorded* " + moneyHead(m) + ".", details: follows(a, ch, c), undo: string(m.ID)}
	if m.Kind == ledger.Payment && m.Request == "" {
		ans.details = append(ans.details, "Nobody had asked for this payment: it is recorded without a request.")
	}
	if now, ok := a.Movements[m.ID]; ok && now.OnAccount().Positive() {
		ans.details = append(ans.details, now.OnAccount().String()+" of it is on account: no invoice takes it by itself.")
		ans.next = append(ans.next, button{label: "Allocate", action: ActAllocate, value: Value(a.Vendor.Slug, string(m.ID), "")})
	}
	if m.Pending {
		ans.details = append(ans.details, "It lowers nothing until the vendor accepts it: "+code("/owed "+string(a.Vendor.Slug)+" debit "+string(m.ID)+" accepted"))
	}
	return ans, true
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

func answerRequest(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	value := func(id ledger.ID) string { return Value(a.Vendor.Slug, string(id), "") }
	switch e := ch.Events[0].(type) {
	case *ledger.PaymentRequested:
		r := e.Request
		return answer{
			head:    "*Asked* as " + code(string(r.ID)) + ": pay " + name(a.Vendor) + " " + r.Amount.String() + targets(r, 5) + ".",
			details: []string{memoLine(r.Memo), "It waits for approval by someone other than you, until " + instant(r.Expires) + ". The balance falls when it is paid."},
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
	case *ledger.PaymentSettled:
		head := "*Recorded*: " + code(string(e.ID)) + " is paid, as " + code(string(e.Payment)) + ": " + e.Paid.String() + settledRef(ch)
		if e.Short.Positive() {
			head += "; the rest of " + e.Short.String() + " is closed as short"
		}
		ans := answer{head: head + ".", details: follows(a, ch, c), undo: string(e.Payment)}
		return ans, true
	}
	return answer{}, false
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
		return answer{
			head:    "*Recorded* " + code(string(d.ID)) + ": " + d.Amount.String() + " of " + code(string(d.Invoice)) + " is disputed" + because(d.Reason) + ".",
			details: []string{"It stays in what is owed, and is paid only where it is named.", withholding(a, true)},
			undo:    string(d.ID),
			next:    []button{{label: "Disputes", action: ActView + ViewDisputes, value: Value(a.Vendor.Slug, "", "")}},
		}, true
	case *ledger.DisputeAnswered, *ledger.DisputeEscalated, *ledger.DisputeClosed:
		return answer{head: "*Recorded*: " + happened(e, c) + ".", details: follows(a, ch, c)}, true
	}
	return answer{}, false
}

func answerSignal(a *ledger.Account, ch ledger.Change, c Ctx) (answer, bool) {
	var g ledger.Signal
	ans := answer{}
	switch e := ch.Events[0].(type) {
	case *ledger.SignalRecorded:
		g, ans.undo = a.Signals[e.Signal.ID], string(e.Signal.ID)
		if g.ID == "" {
			g = e.Signal
		}
	case *ledger.SignalMoved:
		g = a.Signals[e.ID]
		ans.details = append(ans.details, capital(moved(e))+because(e.Why))
	default:
		return answer{}, false
	}
	today := c.today(a)
	ans.head = "*Recorded* " + code(string(g.ID)) + ": " + g.Kind.Words() + ", " + g.State.Words()
	if g.Live() {
		ans.head += signalClocks(a, g, today)
	}
	ans.head += "."
	if g.Exposure != nil {
		ans.details = append(ans.details, "It costs "+exposure(*g.Exposure)+affiliates(g))
	} else if len(g.Affiliates) > 0 {
		ans.details = append(ans.details, "It joins"+affiliates(g))
	}
	if g.Text != "" {
		ans.details = append(ans.details, "> "+said(g.Text, memoLen))
	}
	ans.details = append(ans.details, capital(source(g)))
	if g.Live() {
		ans.details = append(ans.details, "It is announced where alerts of "+name(a.Vendor)+" go.")
	}
	ans.next = signalNext(a, g, today)
	return ans, true
}

// signalClocks says how many days are left, and what to pay within them.
func signalClocks(a *ledger.Account, g ledger.Signal, today ledger.Date) string {
	var out string
	if !g.Effective.IsZero() && g.State != ledger.InEffect {
		out += ", " + away(today, g.Effective) + " (" + day(g.Effective) + ")"
	}
	if left := int(g.CureUntil - today); !g.CureUntil.IsZero() && left >= 0 {
		out += "; " + days(left) + " to cure"
		if cure := pick(allFigures(a, today), cureSum); len(cure) > 0 {
			out += " " + sums(cure)
		}
	}
	return out
}

func signalNext(a *ledger.Account, g ledger.Signal, today ledger.Date) []button {
	out := []button{cureButton(a, today)}
	if g.State == ledger.NoticeGiven || g.State == ledger.InEffect && g.Kind != ledger.RefusalToRenegotiate {
		out = append(out, button{label: "It was only said", action: ActSignal, value: Value(a.Vendor.Slug, string(g.ID), "")})
	}
	return append(out, button{label: "Signals", action: ActView + ViewSignals, value: Value(a.Vendor.Slug, "", "")})
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
	}
	if len(v.Aliases) > 0 {
		facts = append(facts, "Also known as "+esc(clip(strings.Join(v.Aliases, ", "), memoLen))+".")
	}
	return facts
}

// severityWord says how grave an alert is, in words, so that nothing hangs on a colour.
func severityWord(s alerts.Severity) string {
	return [...]string{"For information", "Warning", "Critical"}[min(max(s, 0), 2)]
}
