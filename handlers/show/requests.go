package show

import (
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

func requestsOf(a *ledger.Account, want func(ledger.Request) bool) []ledger.Request {
	return byNumber(a.Requests, want)
}

// requestLine is a payment request in a line of a list.
func requestLine(r ledger.Request, c Ctx) string {
	return code(string(r.ID)) + " " + r.Amount.String() + targets(r, 2) + " · " + requestState(r, c)
}

// targets says which invoices a request pays; the rest goes on account.
func targets(r ledger.Request, most int) string {
	if len(r.Targets) == 0 {
		return ", on account"
	}
	var words []string
	for _, al := range r.Targets[:min(len(r.Targets), most)] {
		words = append(words, code(string(al.Invoice)))
	}
	words = withRest(words, len(r.Targets))
	out := " for " + list(words)
	if rest := r.Rest(); rest.Positive() {
		out += ", *" + rest.String() + " more than is open there and not asked for yet*, on account"
	}
	return out
}

// requestState says where a request stands, who decided and when.
func requestState(r ledger.Request, c Ctx) string {
	switch r.State {
	case ledger.Requested:
		return "asked by " + c.who(r.By) + " " + instant(r.At) + ", waits for approval"
	case ledger.Approved:
		return "approved by " + c.who(r.Decided) + " " + instant(r.When) + ", not paid yet"
	case ledger.Sent:
		return "sent to the bank by " + c.who(r.Decided) + " " + instant(r.When)
	case ledger.Settled:
		words := "paid"
		if r.Payment != "" {
			words += " as " + code(string(r.Payment))
		}
		if r.Short.Positive() {
			words += ": " + r.Paid.String() + "; " + r.Short.String() + " closed as short"
		}
		return words
	case ledger.Expired:
		return "expired " + instant(r.When) + because(r.Reason)
	case ledger.Failed:
		return "failed " + instant(r.When) + because(r.Reason)
	case ledger.ReturnedRequest:
		return "returned " + instant(r.When) + ": paid as " + code(string(r.Payment)) + ", and the money came back" + because(r.Reason)
	}
	return string(r.State) + " by " + c.who(r.Decided) + " " + instant(r.When) + because(r.Reason)
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + said(reason, memoLen)
}

// RequestMessage stands in the channel for a payment request, from the question to the settlement.
func RequestMessage(a *ledger.Account, r ledger.Request, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, c.who(r.By)+" asks for a payment to "+name(a.Vendor)+" ("+code(string(r.ID))+"): "+guestState(r)+".", "request:"+string(r.ID))
	}
	s := write(c)
	head := c.who(r.By) + " asks to pay " + name(a.Vendor) + " " + r.Amount.String()
	s.text("*" + head + "*" + targets(r, 5) + lateOnly(a, r, c.today(a)) + "\n" + code(string(r.ID)) + memo(r.Memo))
	if r.State == ledger.Requested {
		s.lines(requestFacts(a, r, c)...)
	}
	s.text(requestStatus(a, r, c))
	s.text(Obstacle(a, r))
	s.note(asOf(a, c)...)
	s.buttons(requestButtons(a, r)...)
	return s.done(head + ". " + capital(guestState(r)) + ".")
}

func memo(m string) string {
	if m == "" {
		return ""
	}
	return " · " + said(m, memoLen)
}

// guestState is a request's state without a figure or a name.
func guestState(r ledger.Request) string {
	switch r.State {
	case ledger.Requested:
		return "waits for approval"
	case ledger.Approved:
		return "approved, not paid yet"
	case ledger.Sent:
		return "sent to the bank"
	case ledger.Settled:
		return "paid"
	}
	return string(r.State)
}

// requestFacts is what an approver must know before the press: what each invoice is, what stays owed, what else runs.
func requestFacts(a *ledger.Account, r ledger.Request, c Ctx) []string {
	today := c.today(a)
	var lines []string
	for n, al := range r.Targets {
		if n == 5 {
			lines = append(lines, "and "+thousands(len(r.Targets)-n)+" more")
			break
		}
		lines = append(lines, "• "+code(string(al.Invoice))+" "+al.Amount.String()+targetState(a, al, today))
	}
	f := a.FiguresOn(r.Amount.Currency, today)
	left := f.Outstanding.Sub(r.Amount.Min(f.Outstanding))
	lines = append(lines, "Owed now "+f.Outstanding.String()+", "+f.Overdue.String()+" of it overdue; after this payment "+left.String())
	if other := f.InFlight; other.Positive() {
		lines = append(lines, "Approved and not paid yet, besides this: "+other.String())
	}
	if s := a.Sums[r.Amount.Currency]; (s == nil || s.Settled == 0) && !paidBefore(a, r.Amount.Currency) {
		lines = append(lines, "*New payee*: no invoice of "+name(a.Vendor)+" in "+string(r.Amount.Currency)+" was settled in full before.")
	}
	if age := int(today - a.Vendor.Today(a.Vendor.AddedAt)); age < 30 {
		lines = append(lines, "*New vendor*: added "+away(today, today.AddDays(-age))+" by "+c.who(a.Vendor.AddedBy)+".")
	}
	if r.Cures != "" {
		lines = append(lines, "It pays to cure "+code(string(r.Cures))+doubt(a.Signals[r.Cures]))
	}
	if r.Repeats != "" {
		lines = append(lines, "It repeats "+code(string(r.Repeats)))
	}
	if _, none := noticed(a); !none {
		lines = append(lines, noticeLine(a, today))
	}
	return lines
}

// paidBefore reports whether money went to the vendor in a currency before, as far as that is loaded: on account, or to a part of an
// invoice.
func paidBefore(a *ledger.Account, c ledger.Currency) bool {
	for _, i := range a.Invoices {
		if i.Amount.Currency == c && i.Paid.Positive() {
			return true
		}
	}
	for _, m := range a.Movements {
		if m.Amount.Currency == c && m.Kind == ledger.Payment && !m.Reversed && !m.Returned {
			return true
		}
	}
	return false
}

// lateOnly says how late the only invoice is that a request pays, as far as it is loaded.
func lateOnly(a *ledger.Account, r ledger.Request, today ledger.Date) string {
	if len(r.Targets) != 1 || !r.Live() {
		return ""
	}
	i, ok := a.Invoices[r.Targets[0].Invoice.Key()]
	if past := i.DaysPastDue(today); ok && past > 0 {
		return ", " + days(past) + " past due"
	}
	return ""
}

// targetState says how late an invoice is that a request pays, as far as it is loaded.
func targetState(a *ledger.Account, al ledger.Allocation, today ledger.Date) string {
	i, ok := a.Invoices[al.Invoice.Key()]
	if !ok {
		return ""
	}
	words := ", " + lateness(i, today)
	if i.Disputed.Positive() && al.Amount.Currency == i.Disputed.Currency {
		if into := al.Amount.Sub(i.Undisputed()); into.Positive() {
			return words + ", *" + into.String() + " of it disputed*"
		}
		return words + ", the disputed " + i.Disputed.String() + " left out"
	}
	return words
}

// requestStatus is the line that changes: who must act, or who decided and when.
func requestStatus(a *ledger.Account, r ledger.Request, c Ctx) string {
	switch r.State {
	case ledger.Requested:
		return "*Waits for approval* by an admin of owed other than " + c.who(r.By) + ", until " + instant(r.Expires) + ". The balance falls when it is paid, not when it is approved."
	case ledger.Approved:
		return "*Approved* by " + c.who(r.Decided) + " " + instant(r.When) + ". Once the money has moved: " + code("/owed "+string(a.Vendor.Slug)+" paid "+string(r.ID))
	}
	word, rest, _ := strings.Cut(capital(requestState(r, c)), " ")
	status := "*" + word + "* " + rest + "."
	if r.Live() {
		status += " Once the money has moved: " + code("/owed "+string(a.Vendor.Slug)+" paid "+string(r.ID))
	}
	return status
}

// Obstacle says what keeps a request from being approved or sent, as far as its invoices are loaded; "" where nothing does.
func Obstacle(a *ledger.Account, r ledger.Request) string {
	if r.State != ledger.Requested && r.State != ledger.Approved {
		return ""
	}
	say := ledger.Say(a.Obstacle(r))
	if say == "" {
		return ""
	}
	return "*It can't go on now.* " + sentences(say, 600) + "."
}

// caught says of each live request that a hold or a dispute meets where it stands, what becomes of it, and what to do. of is the invoice,
// "" where all of the vendor is meant.
func caught(a *ledger.Account, of ledger.InvoiceNo, c Ctx) (lines []string, next []button) {
	for _, r := range requestsOf(a, func(r ledger.Request) bool { return r.Live() && (of == "" || r.Pays(of)) }) {
		lines = append(lines, "• "+caughtLine(a, r, of, c))
		if r.State != ledger.Sent && Obstacle(a, r) != "" {
			next = append(next, button{label: "Withdraw " + string(r.ID), action: ActWithdraw + ":" + string(r.ID), value: Value(a.Vendor.Slug, string(r.ID), "")})
		}
	}
	return upTo(lines, cardRows), next[:min(len(next), cardRows)]
}

func caughtLine(a *ledger.Account, r ledger.Request, of ledger.InvoiceNo, c Ctx) string {
	owed := "/owed " + string(a.Vendor.Slug) + " "
	words := code(string(r.ID)) + " of " + r.Amount.String() + targets(r, 2) + " is " + requestState(r, c)
	i := a.Invoices[of.Key()]
	switch {
	case r.State == ledger.Sent:
		return words + ": the money is out, and owed can't stop it. Say what becomes of it: " + code(owed+"paid "+string(r.ID)) + " or " + code(owed+"failed "+string(r.ID))
	case Obstacle(a, r) == "":
		return words + ": it goes on, for it pays no more than is not disputed, or than was named with the dispute in sight"
	}
	words += either(r.State == ledger.Requested, ". It can't be approved now", ". It can't be sent now") + ". Withdraw it: " + code(owed+"withdraw "+string(r.ID))
	switch {
	case a.Vendor.Held:
		return words + "; or end the hold: " + code(owed+"release")
	case i.Held:
		return words + "; or end the hold: " + code(owed+"release "+string(of))
	case i.No != "" && i.Undisputed().Positive():
		return words + "; and ask for what is not disputed: " + code(owed+"pay "+i.Undisputed().String()+" for "+string(of))
	}
	return words
}

// requestButtons are those that still mean something: none once it is over.
func requestButtons(a *ledger.Account, r ledger.Request) []button {
	value := Value(a.Vendor.Slug, string(r.ID), "")
	switch r.State {
	case ledger.Requested:
		return []button{
			{label: "Approve", action: ActApprove, value: value, style: slack.StylePrimary},
			{label: "Reject", action: ActReject, value: value, style: slack.StyleDanger},
			{label: "Card", action: ActOpen, value: Value(a.Vendor.Slug, ViewCard, "")},
		}
	case ledger.Approved, ledger.Sent:
		sent := button{label: "Sent to the bank", action: ActSent, value: value}
		if r.State == ledger.Sent {
			sent = button{}
		}
		return []button{
			{label: "Mark as paid", action: ActSettle, value: value}, sent,
			{label: "Card", action: ActOpen, value: Value(a.Vendor.Slug, ViewCard, "")},
		}
	}
	return nil
}

// IsThisRequest asks whether a payment is the one that a live request of the same sum is about.
func IsThisRequest(a *ledger.Account, r ledger.Request, typed string, c Ctx) Message {
	s := write(c)
	s.text("*Is this " + string(r.ID) + "?* " + c.who(r.By) + " asked to pay " + name(a.Vendor) + " exactly " + r.Amount.String() + targets(r, 3) + " " + instant(r.At) + ".\nNothing is recorded yet.")
	s.buttons(
		button{label: plain("Yes, it is "+string(r.ID), maxButton), action: ActIsRequest, value: Value(a.Vendor.Slug, string(r.ID), typed), style: slack.StylePrimary},
		button{label: "No, another payment", action: ActIsNot, value: Value(a.Vendor.Slug, string(r.ID), typed)},
	)
	if len(typed) > maxValue/2 { // longer than a button may hold
		s.note("If it is: "+code("/owed "+string(a.Vendor.Slug)+" paid "+string(r.ID)), "if not, name its invoices: "+code("for INV-1"))
	}
	return s.done("Is this " + code(string(r.ID)) + "? Nothing is recorded yet.")
}

// Payments lists the requests and the money that moved, newest last among what lives, newest first among what is over.
func Payments(a *ledger.Account, only ledger.RequestState, next string, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, name(a.Vendor)+": payments are shown privately.", ViewPayments)
	}
	s := write(c)
	s.text("*" + name(a.Vendor) + "* · payments" + onlyWords(string(only)))
	requests := requestsOf(a, func(r ledger.Request) bool { return only == "" || r.State == only })
	var lines []string
	for _, r := range requests {
		lines = append(lines, "• "+requestLine(r, c))
	}
	if only == "" {
		for _, m := range movementsOf(a) {
			lines = append(lines, "• "+movementLine(m))
		}
	}
	if len(lines) == 0 {
		lines = []string{"Nothing recorded" + onlyWords(string(only)) + "."}
	}
	s.cut = "There is more than fits here: " + code("/owed "+string(a.Vendor.Slug)+" history")
	s.lines(upTo(lines, 20)...)
	s.note(asOf(a, c)...)
	s.buttons(
		button{label: "Pay", action: ActPay, value: Value(a.Vendor.Slug, "", "")},
		button{label: "Paid", action: ActPaid, value: Value(a.Vendor.Slug, "", "")},
		button{label: "Credit", action: ActCredit, value: Value(a.Vendor.Slug, "", "")},
		nextPage(a.Vendor.Slug, ViewPayments, string(only), next),
	)
	count := plural(len(requests), "payment request", "payment requests")
	if len(requests) == 0 {
		count = "no payment request"
	}
	return s.done(name(a.Vendor) + ": " + count + onlyWords(string(only)) + ".")
}

func onlyWords(only string) string {
	if only == "" {
		return ""
	}
	return ", " + esc(only) + " only"
}

func nextPage(v ledger.VendorID, view, filter, next string) button {
	if next == "" { // without a label: only the way back is shown
		return button{action: ActPage + view, value: Value(v, filter, "")}
	}
	return button{label: "Next page", action: ActPage + view, value: Value(v, filter, next)}
}

// upTo keeps a list readable: what is beyond is counted.
func upTo(lines []string, most int) []string {
	if len(lines) <= most {
		return lines
	}
	return append(lines[:most:most], "and "+thousands(len(lines)-most)+" more")
}

func movementsOf(a *ledger.Account) []ledger.Movement {
	all := byNumber(a.Movements, func(ledger.Movement) bool { return true })
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all
}

var movementWords = map[ledger.MovementKind]string{
	ledger.Payment: "paid", ledger.CreditNote: "credit note", ledger.WriteOff: "written off", ledger.DebitNote: "debit note", ledger.Refund: "refund",
}

// movementLine is money that moved, in a line.
func movementLine(m ledger.Movement) string {
	var b strings.Builder
	b.WriteString(code(string(m.ID)) + " " + m.Amount.String() + " " + movementWords[m.Kind] + " " + shortDay(m.Day))
	if m.Number != "" {
		b.WriteString(" " + code(m.Number))
	}
	if m.Of != "" {
		b.WriteString(" of " + code(string(m.Of)))
	}
	if m.Ref != "" {
		b.WriteString(", reference " + code(m.Ref))
	}
	if words := allocations(m.Allocations, 3); words != "" {
		b.WriteString(" · " + words)
	}
	if m.Refunded.Positive() {
		b.WriteString(" · " + m.Refunded.String() + " refunded")
	}
	if rest := m.OnAccount(); rest.Positive() {
		b.WriteString(" · " + rest.String() + " on account")
	}
	switch {
	case m.Reversed:
		b.WriteString(" · reversed")
	case m.Returned:
		b.WriteString(" · came back")
	case m.Pending:
		b.WriteString(" · not accepted by the vendor yet, so it lowers nothing")
	}
	return b.String()
}

func allocations(all []ledger.Allocation, most int) string {
	var words []string
	for _, al := range all[:min(len(all), most)] {
		words = append(words, al.Amount.String()+" to "+code(string(al.Invoice)))
	}
	if n := len(all) - len(words); n > 0 {
		words = append(words, plural(n, "more invoice", "more invoices"))
	}
	return list(words)
}
