package ledger

import (
	"slices"
	"strings"
	"time"
)

// RequestState is where a payment request stands.
type RequestState string

// The states of a payment request.
const (
	Requested        RequestState = "requested"
	Approved         RequestState = "approved"
	Sent             RequestState = "sent"
	Settled          RequestState = "settled"
	Rejected         RequestState = "rejected"
	WithdrawnRequest RequestState = "withdrawn"
	Expired          RequestState = "expired"
	Failed           RequestState = "failed"
	ReturnedRequest  RequestState = "returned" // paid, and the money came back
)

// NextRequestStates is the state machine of a payment request; what is not listed is terminal.
var NextRequestStates = map[RequestState][]RequestState{
	Requested: {Approved, Rejected, WithdrawnRequest, Expired},
	Approved:  {Sent, Settled, WithdrawnRequest, Expired},
	Sent:      {Settled, Failed},
	Settled:   {Approved, ReturnedRequest}, // approved again only by reversal of the settlement

	ReturnedRequest: {Settled}, // only by reversal of the return
}

// RequestLife is how long a request waits for its decision.
const RequestLife = 14 * 24 * time.Hour

// Request asks that a sum be paid. A balance falls when it is settled, never when it is approved.
type Request struct {
	ID         ID           `json:"id"`
	Amount     Money        `json:"amount"`
	Targets    []Allocation `json:"targets,omitempty"` // fixed when it is asked; the rest goes on account
	Named      bool         `json:"named,omitempty"`   // the requester named the invoices
	State      RequestState `json:"state"`
	Memo       string       `json:"memo,omitempty"`
	Cures      ID           `json:"cures,omitempty"`       // the counter-measure that it pays to cure
	Repeats    ID           `json:"repeats,omitempty"`     // the request that ended before
	RepeatedBy []ID         `json:"repeated_by,omitempty"` // those that name this one
	By         UserID       `json:"by,omitzero"`
	At         time.Time    `json:"at,omitzero"`
	Expires    time.Time    `json:"expires"`
	Approver   UserID       `json:"approved_by,omitempty"`
	ApprovedAt time.Time    `json:"approved_at,omitzero"`
	Decided    UserID       `json:"decided_by,omitempty"` // who brought it to its state, and when
	When       time.Time    `json:"decided_at,omitzero"`
	Reason     string       `json:"reason,omitempty"`
	Payment    ID           `json:"payment,omitempty"` // what settled it
	Paid       Money        `json:"paid,omitzero"`
	Short      Money        `json:"short,omitzero"` // approved, but closed without being paid
	Seq        int64        `json:"seq,omitzero"`
}

// Live reports whether the request may still lead to a payment.
func (r Request) Live() bool { return r.State == Requested || r.State == Approved || r.State == Sent }

func (r Request) inFlight() Money {
	if r.State == Approved || r.State == Sent {
		return r.Amount
	}
	return Zero(r.Amount.Currency)
}

func (r Request) asked() Money {
	if r.State == Requested {
		return r.Amount
	}
	return Zero(r.Amount.Currency)
}

// Rest is the part of the amount that no target takes.
func (r Request) Rest() Money {
	rest := r.Amount
	for _, al := range r.Targets {
		rest = rest.Sub(al.Amount)
	}
	return rest
}

// PaymentRequested asks for a payment.
type PaymentRequested struct {
	Request Request `json:"request"`
}

// RequestApproved says who approved it.
type RequestApproved struct {
	ID ID `json:"id"`
}

// RequestRejected says who refused it and why.
type RequestRejected struct {
	ID     ID     `json:"id"`
	Reason string `json:"reason"`
}

// RequestWithdrawn says that it was taken back before it was sent.
type RequestWithdrawn struct {
	ID     ID     `json:"id"`
	Reason string `json:"reason,omitempty"`
}

// RequestExpired says that nobody decided in time, or that its invoices were settled otherwise.
type RequestExpired struct {
	ID     ID     `json:"id"`
	Reason string `json:"reason"`
}

// PaymentSent says that it was handed to the bank.
type PaymentSent struct {
	ID   ID     `json:"id"`
	File string `json:"file,omitempty"`
}

// PaymentFailed says that the bank refused it.
type PaymentFailed struct {
	ID   ID     `json:"id"`
	Code string `json:"code,omitempty"`
}

// PaymentSettled says that it was paid: here, and only here, the balance falls.
type PaymentSettled struct {
	ID      ID    `json:"id"`
	Payment ID    `json:"payment"`
	Paid    Money `json:"paid"`
	Short   Money `json:"short,omitzero"`
}

// RequestReopened takes a settlement back that was recorded wrongly: the request is approved again.
type RequestReopened struct {
	ID ID `json:"id"`
}

func (e *PaymentRequested) apply(a *Account, m Meta) {
	r := e.Request
	r.State, r.By, r.At, r.Seq = Requested, m.Actor, m.At, m.Seq
	a.Next[RequestSeries] = max(a.Next[RequestSeries], r.ID.Number())
	if old, ok := a.requestToAlter(r.Repeats); ok {
		old.RepeatedBy = append(slices.Clone(old.RepeatedBy), r.ID)
		a.putRequest(old)
	}
	a.putRequest(r)
}

func (e *RequestApproved) apply(a *Account, m Meta) {
	a.decide(e.ID, Approved, "", m)
	if r, ok := a.requestToAlter(e.ID); ok {
		r.Approver, r.ApprovedAt = m.Actor, m.At
		a.putRequest(r)
	}
}

func (e *RequestRejected) apply(a *Account, m Meta) { a.decide(e.ID, Rejected, e.Reason, m) }
func (e *RequestWithdrawn) apply(a *Account, m Meta) {
	a.decide(e.ID, WithdrawnRequest, e.Reason, m)
}
func (e *RequestExpired) apply(a *Account, m Meta) { a.decide(e.ID, Expired, e.Reason, m) }
func (e *PaymentSent) apply(a *Account, m Meta)    { a.decide(e.ID, Sent, e.File, m) }
func (e *PaymentFailed) apply(a *Account, m Meta)  { a.decide(e.ID, Failed, e.Code, m) }

func (e *PaymentSettled) apply(a *Account, m Meta) {
	r, ok := a.requestToAlter(e.ID)
	if !ok {
		return
	}
	r.State, r.Payment, r.Paid, r.Short = Settled, e.Payment, e.Paid, e.Short
	a.putRequest(r)
}

func (e *RequestReopened) apply(a *Account, _ Meta) {
	r, ok := a.requestToAlter(e.ID)
	if !ok {
		return
	}
	r.State, r.Payment, r.Paid, r.Short = Approved, "", Money{}, Money{}
	r.approvedAgain()
	a.putRequest(r)
}

// approvedAgain names who approved it as who decided last: what was decided since is taken back.
func (r *Request) approvedAgain() {
	if r.Reason = ""; r.Approver != "" { // unknown of what came by a merge that an earlier owed made
		r.Decided, r.When = r.Approver, r.ApprovedAt
	}
}

// requestToAlter is the request that an event alters, where it names one.
func (a *Account) requestToAlter(id ID) (Request, bool) {
	if id == "" || !a.recalled(ItemRequest, string(id)) {
		return Request{}, false
	}
	return a.Requests[id], true
}

func (a *Account) decide(id ID, s RequestState, reason string, m Meta) {
	r, ok := a.requestToAlter(id)
	if !ok {
		return
	}
	r.State, r.Reason, r.When = s, reason, m.At
	r.Decided = m.Actor
	a.putRequest(r)
}

// Ask is a payment that somebody wants to be made.
type Ask struct {
	Amount  Money // zero: All, or what is open on the invoices named
	All     bool  // all that is payable and not covered by a live request
	For     []InvoiceNo
	Memo    string
	Cures   ID
	Repeats ID
}

// RequestPayment decides to ask for a payment; its targets are fixed now.
func (a *Account) RequestPayment(ask Ask, by By) (Change, error) {
	if a.Vendor.Held {
		return Change{}, conflict("%s is on hold, so nothing can be paid. `/owed %s release` ends the hold", a.Vendor.Name, a.Vendor.Slug)
	}
	amount, targets, err := a.targets(ask)
	if err != nil {
		return Change{}, err
	}
	if !amount.Positive() {
		return Change{}, &Error{Kind: Conflict, Err: ErrNothingOpen, Say: "Nothing of " + a.Vendor.Name + " is payable that is not covered by a request already. Nothing was asked."}
	}
	t := a.begin(by)
	t.emit(&PaymentRequested{Request{
		ID: t.next(RequestSeries), Amount: amount, Targets: targets, Named: len(ask.For) > 0, Memo: ask.Memo, Cures: ask.Cures, Repeats: ask.Repeats,
		Expires: t.by.At.Add(RequestLife).UTC(),
	}})
	return t.change()
}

// targets fixes which invoices a request pays, and how much of each.
func (a *Account) targets(ask Ask) (Money, []Allocation, error) {
	if len(ask.For) > 0 {
		return a.namedTargets(ask)
	}
	if ask.All {
		ask.Amount = Money{}
	}
	amount, left := ask.Amount, ask.Amount
	of := left.Currency
	if ask.All {
		of = a.payAllCurrency()
	}
	var targets []Allocation
	for _, i := range a.OpenInvoices() {
		if i.Amount.Currency != of {
			continue
		}
		free := a.free(i)
		if !ask.All {
			free = free.Min(left)
		}
		if !free.Positive() {
			continue
		}
		targets = append(targets, Allocation{i.No, free})
		if ask.All {
			amount = amount.Add(free)
		} else if left = left.Sub(free); !left.Positive() {
			break
		}
	}
	if (ask.All || left.Positive()) && a.missing() {
		return Money{}, nil, &NeedMore{Open: a.openCount()}
	}
	return amount, targets, nil
}

// payAllCurrency is the currency that `pay all` is about: the vendor's own, where something is payable in it that no live request
// covers, else the next in which something is.
func (a *Account) payAllCurrency() Currency {
	for _, c := range a.Currencies() {
		if a.FreeIn(c).Positive() {
			return c
		}
	}
	return a.Vendor.Currency
}

// FreeIn is what is payable in a currency and not covered by a live request.
func (a *Account) FreeIn(c Currency) Money { return a.FiguresOn(c, 0).Free }

func (a *Account) namedTargets(ask Ask) (Money, []Allocation, error) {
	amount, left := ask.Amount, ask.Amount
	var targets []Allocation
	for _, no := range ask.For {
		i, err := a.owed(no)
		if err != nil {
			return Money{}, nil, err
		}
		free := i.Open().Sub(a.Covered(no))
		switch {
		case i.Held:
			return Money{}, nil, conflict("%s is on hold. `/owed %s release %s` ends the hold", i.No, a.Vendor.Slug, i.No)
		case !i.Open().Positive():
			return Money{}, nil, conflict("%s is settled: nothing is open on it. Nothing was asked.", i.No)
		case !free.Positive():
			return Money{}, nil, conflict("%s is covered by %s already. Nothing was asked.", i.No, a.coveredBy(no))
		case ask.Amount.Currency != "" && ask.Amount.Currency != i.Amount.Currency:
			return Money{}, nil, invalid("%s is in %s, the sum in %s: amounts of two currencies never meet", i.No, i.Amount.Currency, ask.Amount.Currency)
		case amount.Currency != "" && amount.Currency != i.Amount.Currency:
			return Money{}, nil, invalid("The invoices are in two currencies; ask for each currency by itself")
		}
		if ask.Amount.Currency == "" {
			amount = amount.Add(free)
			targets = append(targets, Allocation{i.No, free})
			continue
		}
		if free = free.Min(left); free.Positive() {
			targets = append(targets, Allocation{i.No, free})
			left = left.Sub(free)
		}
	}
	return amount, targets, nil
}

func (a *Account) coveredBy(no InvoiceNo) ID {
	i := a.Invoices[no.Key()]
	for _, id := range sortedIDs(a.Requests) {
		if a.Requests[id].covers(i).Positive() {
			return id
		}
	}
	return ""
}

// Decided is the cause of a refusal because a request was decided before.
type Decided struct{ Request Request }

// Error is for the log.
func (e *Decided) Error() string {
	return string(e.Request.ID) + " was decided before: " + string(e.Request.State)
}

// request is a live request in one of the wanted states.
func (a *Account) request(id ID, want ...RequestState) (Request, error) {
	r, ok := a.Requests[id]
	if !ok {
		return Request{}, notFound("%s has no payment request %s. See `/owed %s payments`", a.Vendor.Name, id, a.Vendor.Slug)
	}
	if !slices.Contains(want, r.State) {
		return r, &Error{Kind: Conflict, Err: &Decided{r}, Say: string(id) + " is " + string(r.State) + " already. Nothing changed."}
	}
	return r, nil
}

// Rights are what somebody may do about one vendor, looked up at the moment of the press.
type Rights struct {
	Admin bool // approves, rejects, sets policy and roles
	Owner bool // the vendor's owner
	Legal bool
}

// Approve decides in favour of a request. Nobody approves what they asked for.
func (a *Account) Approve(id ID, who Rights, by By) (Change, error) {
	r, err := a.request(id, Requested)
	switch {
	case err != nil:
		return Change{}, err
	case r.By == by.Actor:
		return Change{}, forbidden("You asked for this payment, so someone else must approve it.")
	case !who.Admin:
		return Change{}, forbidden("You may not approve payments; an admin of owed may. See `/owed help approval`")
	}
	if err := a.Obstacle(r); err != nil {
		return Change{}, err
	}
	t := a.begin(by)
	t.emit(&RequestApproved{ID: id})
	return t.change()
}

// Obstacle says why a request can neither be approved nor sent as its invoices changed since it was asked for: the vendor or one of them
// is on hold, or less is open than it would pay, or less that is not disputed since; nil where it can go on. What was disputed before
// somebody named the invoice is paid: they knew. It asks for the invoices by NeedMore.
func (a *Account) Obstacle(r Request) error {
	if a.Vendor.Held {
		return conflict("%s is on hold, so %s can't go on. `/owed %s release` ends the hold", a.Vendor.Name, r.ID, a.Vendor.Slug)
	}
	for _, target := range r.Targets {
		i, ok := a.Invoices[target.Invoice.Key()]
		switch {
		case !ok:
			continue
		case i.Held:
			return conflict("%s is on hold, so %s can't go on. `/owed %s release %s` ends the hold", i.No, r.ID, a.Vendor.Slug, i.No)
		case i.Amount.Currency == target.Amount.Currency && i.Open().Cmp(target.Amount) < 0:
			return conflict("%s would pay %s of %s, and only %s of it is open by now. Withdraw it, `/owed %s withdraw %s`, and ask for what is open", r.ID, target.Amount, i.No, i.Open(), a.Vendor.Slug, r.ID)
		}
		if sum, ids := a.disputedSince(r, i); sum.Positive() && i.Open().Sub(sum).Cmp(target.Amount) < 0 {
			return conflict("%s would pay %s of %s, and %s of it is disputed since it was asked for (%s). Withdraw it, `/owed %s withdraw %s`, and ask anew for what shall be paid", r.ID, target.Amount, i.No, sum, join(ids), a.Vendor.Slug, r.ID)
		}
	}
	return a.unseen(r.Targets)
}

// disputedSince is what is contested of an invoice, and by which disputes, that whoever asked for a payment did not mean to pay.
func (a *Account) disputedSince(r Request, i Invoice) (sum Money, ids []ID) {
	sum = Zero(i.Amount.Currency)
	for _, id := range sortedIDs(a.Disputes) {
		d := a.Disputes[id]
		if d.Live() && d.Invoice.Key() == i.No.Key() && d.Amount.Currency == sum.Currency && d.Amount.Positive() && (!r.Named || d.Seq > r.Seq) {
			sum, ids = sum.Add(d.Amount), append(ids, id)
		}
	}
	return sum, ids
}

func join(ids []ID) string {
	words := make([]string, len(ids))
	for n, id := range ids {
		words[n] = string(id)
	}
	return strings.Join(words, ", ")
}

// Reject decides against a request; a reason is required. The requester's own Reject withdraws it.
func (a *Account) Reject(id ID, reason string, who Rights, by By) (Change, error) {
	if r, ok := a.Requests[id]; ok && r.By == by.Actor {
		return a.WithdrawRequest(id, reason, who, by)
	}
	_, err := a.request(id, Requested)
	switch {
	case err != nil:
		return Change{}, err
	case !who.Admin:
		return Change{}, forbidden("You may not reject payments; an admin of owed may. See `/owed help approval`")
	case reason == "":
		return Change{}, invalid("Say why %s is rejected: the one who asked must know what to change", id)
	}
	t := a.begin(by)
	t.emit(&RequestRejected{ID: id, Reason: reason})
	return t.change()
}

// WithdrawRequest takes a request back before it is sent; its requester or an admin may.
func (a *Account) WithdrawRequest(id ID, reason string, who Rights, by By) (Change, error) {
	r, err := a.request(id, Requested, Approved)
	if err != nil {
		return Change{}, err
	}
	if r.By != by.Actor && !who.Admin {
		return Change{}, forbidden("Only the one who asked for %s, or an admin, may withdraw it", id)
	}
	t := a.begin(by)
	t.emit(&RequestWithdrawn{ID: id, Reason: reason})
	return t.change()
}

// Settle puts on record that an approved request was paid. Less than approved settles that part and closes the rest as short.
func (a *Account) Settle(id ID, sum Money, day Date, ref string, by By) (Change, error) {
	r, err := a.request(id, Approved, Sent, Requested)
	if err != nil {
		return Change{}, err
	}
	if err := a.unseen(r.Targets); err != nil {
		return Change{}, err
	}
	if sum.Currency == "" {
		sum = r.Amount
	}
	switch {
	case sum.Currency != r.Amount.Currency:
		return Change{}, invalid("%s is about %s, not %s", id, r.Amount, sum)
	case sum.Cmp(r.Amount) > 0:
		return Change{}, invalid("%s is more than %s, which %s is about. Record what was paid beyond it by itself: `/owed %s paid %s`", sum, r.Amount, id, a.Vendor.Slug, sum.Sub(r.Amount))
	}
	t := a.begin(by)
	if r.State == Requested { // paid before it was approved: a payment without request, and the request ends
		return t.settleUnapproved(r, sum, day, ref)
	}
	if err := t.settle(r, Movement{Kind: Payment, Amount: sum, Day: t.day(day), Ref: ref, RowKey: t.freeRow(Payment, ref, r.invoices()...)}); err != nil {
		return Change{}, err
	}
	return t.change()
}

// settle puts a payment on record as that of an approved request.
func (t *tx) settle(r Request, pay Movement) error {
	if err := pay.check(t.a); err != nil {
		return err
	}
	if pay.Day > t.a.Vendor.Today(t.by.At) {
		return invalid("%s is in the future; a payment is settled when the money has moved", pay.Day)
	}
	pay.ID, pay.Request = t.next(PaymentSeries), r.ID
	settled := &PaymentSettled{ID: r.ID, Payment: pay.ID, Paid: pay.Amount}
	if short := r.Amount.Sub(pay.Amount); short.Positive() {
		settled.Short = short
	}
	t.emit(settled)
	t.emit(&PaymentRecorded{pay})
	for _, al := range r.Targets {
		t.allocateTo(pay.ID, al.Invoice, al.Amount)
	}
	return nil
}

// decidedFor are the requests, approved or sent, that pay one of these invoices; exact is the only one of that sum for just these.
func (a *Account) decidedFor(nos []InvoiceNo, sum Money) (all []Request, exact Request, ok bool) {
	n := 0
	for _, id := range sortedIDs(a.Requests) {
		r := a.Requests[id]
		if r.State != Approved && r.State != Sent || !slices.ContainsFunc(nos, r.Pays) {
			continue
		}
		all = append(all, r)
		one := len(r.Targets) == len(nos) && !slices.ContainsFunc(nos, func(no InvoiceNo) bool { return !r.Pays(no) })
		if one && r.Amount.Currency == sum.Currency && r.Amount.Cmp(sum) == 0 {
			exact = r
			n++
		}
	}
	return all, exact, n == 1
}

func (t *tx) settleUnapproved(r Request, sum Money, day Date, ref string) (Change, error) {
	t.emit(&RequestExpired{ID: r.ID, Reason: paidUnapproved})
	named := r.invoices()
	m := Movement{Kind: Payment, Amount: sum, Day: day, Ref: ref, Memo: "paid before " + string(r.ID) + " was approved", RowKey: t.freeRow(Payment, ref, named...)}
	if _, err := t.recordMovement(PaymentSeries, m, named); err != nil {
		return Change{}, err
	}
	return t.change()
}

// Send says that an approved request was handed to the bank. Who approved it last does not release it (DOMAIN §2.2).
func (a *Account) Send(id ID, by By) (Change, error) {
	r, err := a.request(id, Approved)
	if err == nil {
		err = a.Obstacle(r)
	}
	if err == nil && r.Decided == by.Actor {
		err = forbidden("You approved %s, so somebody else hands it to the bank: who asked for it, or another colleague", id)
	}
	if err != nil {
		return Change{}, err
	}
	t := a.begin(by)
	t.emit(&PaymentSent{ID: id})
	return t.change()
}

// Fail says that the bank refused a payment that was sent.
func (a *Account) Fail(id ID, code string, by By) (Change, error) {
	if _, err := a.request(id, Sent, Approved); err != nil {
		return Change{}, err
	}
	t := a.begin(by)
	t.emit(&PaymentFailed{ID: id, Code: code})
	return t.change()
}

// Expire ends the requests whose time is over; without any the Change has no events.
func (a *Account) Expire(by By) (Change, error) {
	t := a.begin(by)
	for _, id := range sortedIDs(a.Requests) {
		if r := a.Requests[id]; r.State == Requested && !by.At.Before(r.Expires) {
			t.emit(&RequestExpired{ID: id, Reason: "not decided in 14 days"})
		}
	}
	return t.change()
}

// expireIdle ends requests of which an invoice was just settled, the last of them, and otherwise. It must see all of them.
func (t *tx) expireIdle(settled InvoiceNo) {
	for _, id := range sortedIDs(t.a.Requests) {
		r := t.a.Requests[id]
		if r.State != Requested || r.Rest().Positive() || !r.Pays(settled) {
			continue
		}
		idle := true
		for _, al := range r.Targets {
			i, known := t.a.Invoices[al.Invoice.Key()]
			if !known && t.a.Partial {
				t.more = append(t.more, InvoiceItems(al.Invoice)...)
			}
			idle = idle && known && !i.Open().Positive()
		}
		if idle {
			t.emit(&RequestExpired{ID: id, Reason: paidOtherwise})
		}
	}
}

// Why a request ended of which nobody decided: what it asks for was paid all the same.
const (
	paidOtherwise  = "its invoices were settled otherwise"
	paidUnapproved = "paid without approval"
)

// AskAgain is what a request that ended because it was paid without it asks for once more, where that was taken back: what is open of its
// invoices that were loaded, and not covered again. It never comes back by itself, for an approval, and the wish for one, is a person's. ok is
// false where it ended otherwise, was repeated already, or nothing of it is open.
func (a *Account) AskAgain(r Request) (again Ask, ok bool) {
	if r.State != Expired || r.Reason != paidOtherwise && r.Reason != paidUnapproved || len(r.RepeatedBy) > 0 {
		return again, false
	}
	again.Repeats = r.ID
	for _, al := range r.Targets {
		i := a.Invoices[al.Invoice.Key()]
		if i.Amount.Currency != r.Amount.Currency {
			continue
		}
		if sum := i.Open().Sub(a.Covered(i.No)).Min(al.Amount); sum.Positive() {
			again.Amount, again.For = again.Amount.Add(sum), append(again.For, i.No)
		}
	}
	return again, again.Amount.Positive()
}

// Unseen are the items of the invoices named that were not loaded.
func (a *Account) Unseen(named []Allocation) (items []string) {
	for _, al := range named {
		if _, ok := a.Invoices[al.Invoice.Key()]; !ok && a.Partial {
			items = append(items, InvoiceItems(al.Invoice)...)
		}
	}
	return items
}

// unseen asks for the invoices named that were not loaded; nil where all are there.
func (a *Account) unseen(named []Allocation) error {
	if missing := a.Unseen(named); missing != nil {
		return &NeedMore{Items: missing}
	}
	return nil
}

// covers is the part of an invoice that a live request asks to pay. One that was approved again, as its payment was reversed, may
// name a number under which an invoice in another currency was recorded since: that one it does not cover.
func (r Request) covers(i Invoice) Money {
	sum := Zero(i.Amount.Currency)
	if !r.Live() || r.Amount.Currency != i.Amount.Currency {
		return sum
	}
	for _, al := range r.Targets {
		if al.Invoice.Key() == i.No.Key() {
			sum = sum.Add(al.Amount)
		}
	}
	return sum
}

// Pays reports whether an invoice is among the targets.
func (r Request) Pays(no InvoiceNo) bool {
	return slices.ContainsFunc(r.Targets, func(al Allocation) bool { return al.Invoice.Key() == no.Key() })
}

// invoices are those that it asks to pay.
func (r Request) invoices() (out []InvoiceNo) {
	for _, al := range r.Targets {
		out = append(out, al.Invoice)
	}
	return out
}

// MatchingRequest is a live request of exactly that sum: the one a payment is likely to be about.
func (a *Account) MatchingRequest(sum Money) (Request, bool) {
	for _, id := range sortedIDs(a.Requests) {
		if r := a.Requests[id]; r.Live() && r.Amount.Currency == sum.Currency && r.Amount.Cmp(sum) == 0 {
			return r, true
		}
	}
	return Request{}, false
}

func sortedIDs[V any](m map[ID]V) []ID {
	ids := make([]ID, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y ID) int { return int(x.Number() - y.Number()) })
	return ids
}
