package ledger

import (
	"cmp"
	"slices"
	"time"
)

// DisputeState is where a dispute stands.
type DisputeState string

// The states of a dispute.
const (
	Opened           DisputeState = "opened"
	Escalated        DisputeState = "escalated"
	DisputeAccepted  DisputeState = "accepted" // we accept the invoice as right
	DisputeCredited  DisputeState = "credited" // the vendor's credit note
	DisputeWithdrawn DisputeState = "withdrawn"
	DisputeSettledAt DisputeState = "settled" // credit for part, acceptance of the rest
)

// NextDisputeStates is the state machine of a dispute; what is not listed is terminal.
var NextDisputeStates = map[DisputeState][]DisputeState{
	Opened:    {Escalated, DisputeAccepted, DisputeCredited, DisputeWithdrawn, DisputeSettledAt},
	Escalated: {DisputeAccepted, DisputeCredited, DisputeWithdrawn, DisputeSettledAt},
}

// Dispute contests an invoice or part of it. The disputed part stays in outstanding; it is not payable unless named.
type Dispute struct {
	ID          ID           `json:"id"`
	Invoice     InvoiceNo    `json:"invoice"`
	Amount      Money        `json:"amount"` // still disputed
	Opened      Money        `json:"opened"` // disputed when it was opened
	Reason      string       `json:"reason"`
	State       DisputeState `json:"state"`
	Lead        UserID       `json:"lead,omitempty"`
	Deadline    Date         `json:"deadline,omitempty"`
	Links       []string     `json:"links,omitempty"`
	Answered    Date         `json:"answered,omitempty"`
	Gist        string       `json:"gist,omitempty"`
	Credit      ID           `json:"credit,omitempty"`
	By          UserID       `json:"by,omitzero"`
	At          time.Time    `json:"at,omitzero"`
	EscalatedBy UserID       `json:"escalated_by,omitempty"` // who handed it to legal, and when
	EscalatedAt time.Time    `json:"escalated_at,omitzero"`
	ClosedBy    UserID       `json:"closed_by,omitempty"`
	Was         DisputeState `json:"was,omitempty"`  // what it was before it was closed: so it is again where that is reversed
	Over        DisputeState `json:"over,omitempty"` // as what it was over before it was opened again: so it is where that is reversed
	ClosedAt    time.Time    `json:"closed_at,omitzero"`
	CloseNote   string       `json:"close_note,omitempty"`
	Seq         int64        `json:"seq,omitzero"`
}

// Live reports whether the dispute is open.
func (d Dispute) Live() bool { return d.State == Opened || d.State == Escalated }

// DisputeOpened contests an invoice.
type DisputeOpened struct {
	Dispute Dispute `json:"dispute"`
}

// DisputeAnswered says what the vendor replied.
type DisputeAnswered struct {
	ID   ID     `json:"id"`
	On   Date   `json:"on"`
	Gist string `json:"gist"`
}

// DisputeEscalated hands it to legal.
type DisputeEscalated struct {
	ID  ID     `json:"id"`
	Why string `json:"why,omitempty"`
}

// DisputeClosed ends a dispute: accepted, credited, withdrawn or settled.
type DisputeClosed struct {
	ID     ID           `json:"id"`
	As     DisputeState `json:"as"`
	Credit ID           `json:"credit,omitempty"` // an earlier owed did not write it
	Note   string       `json:"note,omitempty"`
	Was    DisputeState `json:"was,omitempty"` // opened or escalated; an earlier owed did not write it
}

// DisputeDetails are what may be said of a dispute when it is opened or later: who leads it, by when the vendor shall answer, and
// where the papers are.
type DisputeDetails struct {
	Lead     UserID   `json:"lead,omitempty"`
	Deadline Date     `json:"deadline,omitempty"`
	Links    []string `json:"links,omitempty"` // addresses, or the papers' names elsewhere: a ticket's number
}

// Details are the dispute's.
func (d Dispute) Details() DisputeDetails { return DisputeDetails{d.Lead, d.Deadline, d.Links} }

// DisputeChanged gives a dispute other details.
type DisputeChanged struct {
	ID  ID             `json:"id"`
	New DisputeDetails `json:"new"`
	Was DisputeDetails `json:"was"`
}

// DisputeReopened says that a dispute is not over: what closed it was reversed.
type DisputeReopened struct {
	ID     ID           `json:"id"`
	As     DisputeState `json:"as"`               // what it was before
	Over   DisputeState `json:"over,omitempty"`   // accepted or withdrawn, where that is reversed; an earlier owed did not write it
	Credit ID           `json:"credit,omitempty"` // the credit that is reversed
	Reason string       `json:"reason,omitempty"`
}

// DisputeRestored raises a disputed part again, as more of the invoice is open that the dispute contests.
type DisputeRestored struct {
	ID  ID    `json:"id"`
	To  Money `json:"to"`
	Was Money `json:"was"`
}

// DisputeReduced lowers a disputed part because no more of its invoice is open to contest: something was paid, credited or written off.
type DisputeReduced struct {
	ID  ID    `json:"id"`
	To  Money `json:"to"`
	Was Money `json:"was"`
}

func (e *DisputeOpened) apply(a *Account, m Meta) {
	d := e.Dispute
	d.State, d.By, d.At, d.Seq, d.Opened = Opened, m.Actor, m.At, m.Seq, d.Amount
	a.Next[DisputeSeries] = max(a.Next[DisputeSeries], d.ID.Number())
	a.putDispute(d)
	a.alter(d.Invoice, func(i *Invoice) { i.Disputed = i.Disputed.Add(d.Amount) })
}

func (e *DisputeAnswered) apply(a *Account, _ Meta) {
	a.alterDispute(e.ID, func(d *Dispute) { d.Answered, d.Gist = e.On, e.Gist })
}

func (e *DisputeEscalated) apply(a *Account, m Meta) {
	a.alterDispute(e.ID, func(d *Dispute) { d.State, d.EscalatedBy, d.EscalatedAt = Escalated, m.Actor, m.At })
}

func (e *DisputeChanged) apply(a *Account, _ Meta) {
	a.alterDispute(e.ID, func(d *Dispute) { d.Lead, d.Deadline, d.Links = e.New.Lead, e.New.Deadline, e.New.Links })
}

func (e *DisputeClosed) apply(a *Account, m Meta) {
	a.contest(e.ID, Money{}, func(d *Dispute) {
		d.State, d.Was, d.Credit, d.CloseNote, d.ClosedBy, d.ClosedAt, d.Over = e.As, e.Was, e.Credit, e.Note, m.Actor, m.At, ""
	})
}

func (e *DisputeReopened) apply(a *Account, _ Meta) {
	a.alterDispute(e.ID, func(d *Dispute) {
		d.State, d.Was, d.Credit, d.CloseNote, d.ClosedBy, d.ClosedAt, d.Over = e.As, "", "", "", "", time.Time{}, e.Over
	})
}

func (e *DisputeReduced) apply(a *Account, _ Meta)  { a.contest(e.ID, e.To, nil) }
func (e *DisputeRestored) apply(a *Account, _ Meta) { a.contest(e.ID, e.To, nil) }

// contest makes a sum, or none, what a dispute contests of its invoice.
func (a *Account) contest(id ID, to Money, f func(*Dispute)) {
	a.alterDispute(id, func(d *Dispute) {
		if to.Currency == "" {
			to = Zero(d.Amount.Currency)
		}
		less := d.Amount.Sub(to)
		a.alter(d.Invoice, func(i *Invoice) { i.Disputed = i.Disputed.Sub(less) })
		if d.Amount = to; f != nil {
			f(d)
		}
	})
}

func (a *Account) alterDispute(id ID, f func(*Dispute)) {
	d, ok := a.Disputes[id]
	if !ok {
		return
	}
	f(&d)
	a.putDispute(d)
}

// OpenDispute contests an invoice, in whole or in part. A zero amount means all that is open and not disputed yet.
func (a *Account) OpenDispute(d Dispute, by By) (Change, error) {
	i, err := a.owed(d.Invoice)
	if err != nil {
		return Change{}, err
	}
	d.Invoice = i.No
	if d.Amount.Currency == "" {
		d.Amount = i.Undisputed()
	}
	switch {
	case d.Amount.Currency != i.Amount.Currency:
		return Change{}, invalid("%s is in %s, the sum in %s", i.No, i.Amount.Currency, d.Amount.Currency)
	case i.Open().IsZero():
		return Change{}, conflict("Nothing is open on %s, so there is nothing to dispute. Nothing changed.", i.No)
	case !d.Amount.Positive():
		return Change{}, conflict("All that is open on %s (%s) is disputed already. Nothing changed.", i.No, i.Open())
	case d.Amount.Cmp(i.Undisputed()) > 0:
		return Change{}, invalid("%s is more than the %s of %s that is open and not disputed yet", d.Amount, i.Undisputed(), i.No)
	case d.Reason == "":
		return Change{}, invalid("Say why: `/owed %s dispute %s reason billed twice`", a.Vendor.Slug, i.No)
	}
	if err := checkLinks(d.Links); err != nil {
		return Change{}, err
	}
	t := a.begin(by)
	d.ID = t.next(DisputeSeries)
	t.emit(&DisputeOpened{d})
	return t.change()
}

// dispute is an open dispute. Its invoice must be loaded, too.
func (a *Account) dispute(id ID) (Dispute, error) {
	d, ok := a.Disputes[id]
	if !ok {
		return Dispute{}, notFound("%s has no dispute %s. See `/owed %s disputes`", a.Vendor.Name, id, a.Vendor.Slug)
	}
	if !d.Live() {
		return Dispute{}, conflict("%s is %s already. Nothing changed.", id, d.State)
	}
	return d, nil
}

// AnswerDispute records the vendor's reply.
func (a *Account) AnswerDispute(id ID, on Date, gist string, by By) (Change, error) {
	if _, err := a.dispute(id); err != nil {
		return Change{}, err
	}
	t := a.begin(by)
	t.emit(&DisputeAnswered{ID: id, On: t.day(on), Gist: gist})
	return t.change()
}

// ChangeDispute gives a dispute that is open other details: f makes them of those it has.
func (a *Account) ChangeDispute(id ID, f func(*DisputeDetails), by By) (Change, error) {
	d, err := a.dispute(id)
	if err != nil {
		return Change{}, err
	}
	e := &DisputeChanged{ID: id, New: d.Details(), Was: d.Details()}
	e.New.Links = slices.Clone(d.Links)
	if f(&e.New); e.New.Lead == d.Lead && e.New.Deadline == d.Deadline && slices.Equal(e.New.Links, d.Links) {
		return Change{}, conflict("That is on record of %s already. Nothing changed.", id)
	}
	if err := checkLinks(e.New.Links); err != nil {
		return Change{}, err
	}
	t := a.begin(by)
	t.emit(e)
	return t.change()
}

// A dispute holds so many links, each so many bytes long.
const (
	mostLinks = 10
	linkBytes = 1000
)

func checkLinks(links []string) error {
	if len(links) > mostLinks {
		return invalid("A dispute holds %d links; these are %d. Put the papers together, and link that", mostLinks, len(links))
	}
	for _, l := range links {
		if len(l) > linkBytes {
			return invalid("A link of a dispute is up to %d characters long; one of these has %d", linkBytes, len(l))
		}
	}
	return nil
}

// EscalateDispute hands a dispute to legal.
func (a *Account) EscalateDispute(id ID, why string, by By) (Change, error) {
	d, err := a.dispute(id)
	if err != nil {
		return Change{}, err
	}
	if d.State == Escalated {
		return Change{}, conflict("%s is escalated already", id)
	}
	t := a.begin(by)
	t.emit(&DisputeEscalated{ID: id, Why: why})
	return t.change()
}

// AcceptDispute says that the invoice was right after all: the sum is payable again.
func (a *Account) AcceptDispute(id ID, note string, by By) (Change, error) {
	return a.closeDispute(id, DisputeAccepted, note, by)
}

// WithdrawDispute says that it was opened in error.
func (a *Account) WithdrawDispute(id ID, note string, by By) (Change, error) {
	return a.closeDispute(id, DisputeWithdrawn, note, by)
}

func (a *Account) closeDispute(id ID, as DisputeState, note string, by By) (Change, error) {
	d, err := a.dispute(id)
	if err != nil {
		return Change{}, err
	}
	if err := a.unseen([]Allocation{{Invoice: d.Invoice}}); err != nil {
		return Change{}, err
	}
	t := a.begin(by)
	t.emit(&DisputeClosed{ID: id, As: as, Note: note, Was: d.State})
	t.contestOpen(d.Invoice)
	return t.change()
}

// CreditDispute ends a dispute by the vendor's credit note, in full or for less: the rest is accepted (settled).
func (a *Account) CreditDispute(id ID, c Credit, by By) (Change, error) {
	d, err := a.dispute(id)
	if err != nil {
		return Change{}, err
	}
	if err := a.unseen([]Allocation{{Invoice: d.Invoice}}); err != nil {
		return Change{}, err
	}
	if c.Amount.Currency == "" {
		c.Amount = d.Amount
	}
	if c.Amount.Currency != d.Amount.Currency || !c.Amount.Positive() || c.Amount.Cmp(d.Amount) > 0 {
		return Change{}, invalid("%s is disputed in %s; a credit of %s does not fit. Record a larger credit by itself: `/owed %s credit %s for %s`",
			d.Amount, id, c.Amount, a.Vendor.Slug, c.Amount, d.Invoice)
	}
	t := a.begin(by)
	t.closeByCredit(d, NewID(CreditSeries, t.a.Next[CreditSeries]+1), c.Amount, c.Memo)
	c.For = []InvoiceNo{d.Invoice}
	if err := t.recordCredit(c, id); err != nil {
		return Change{}, err
	}
	t.contestOpen(d.Invoice)
	return t.change()
}

// closeByCredit ends a dispute by a credit of a sum.
func (t *tx) closeByCredit(d Dispute, credit ID, sum Money, note string) {
	as := DisputeCredited
	if sum.Cmp(d.Amount) < 0 {
		as = DisputeSettledAt
	}
	t.emit(&DisputeClosed{ID: d.ID, As: as, Credit: credit, Note: note, Was: d.State})
}

// canReopen says why a dispute that is over can't be open again; nil where it can.
func (t *tx) canReopen(d Dispute) error {
	if i := t.a.Invoices[d.Invoice.Key()]; i.Reversed || i.Amount.Currency != d.Opened.Currency {
		return conflict("%s contests an %s that is reversed, so it can't be open again. Dispute what stands under that number: `/owed %s dispute %s reason …`", d.ID, d.Invoice, t.a.Vendor.Slug, d.Invoice)
	}
	return nil
}

// reopenDispute takes back that a dispute is over. What it contests stands again by contestOpen.
func (t *tx) reopenDispute(d Dispute, reason string) {
	e := &DisputeReopened{ID: d.ID, As: cmp.Or(d.Was, Opened), Credit: d.Credit, Reason: reason}
	if d.Credit == "" { // else the credit's reversal is what is reversed
		e.Over = d.State
	}
	t.emit(e)
}

// contestOpen makes the disputed part of an invoice what its open disputes contest, as far as that is open: the oldest dispute has
// its part first. So whatever is taken off an invoice and put back, and in whatever order, the same is disputed as before.
func (t *tx) contestOpen(no InvoiceNo) {
	var raised []Event
	i := t.a.Invoices[no.Key()]
	left := i.Open()
	ids := slices.DeleteFunc(sortedIDs(t.a.Disputes), func(id ID) bool {
		d := t.a.Disputes[id]
		return !d.Live() || d.Invoice.Key() != i.No.Key() || d.Opened.Currency != i.Amount.Currency
	})
	to := make(map[ID]Money, len(ids))
	for _, id := range ids {
		to[id] = t.a.Disputes[id].Opened.Min(left)
		left = left.Sub(to[id])
	}
	slices.Reverse(ids)
	for _, id := range ids {
		switch is := t.a.Disputes[id].Amount; is.Cmp(to[id]) {
		case 1:
			t.emit(&DisputeReduced{ID: id, Was: is, To: to[id]})
		case -1:
			raised = append(raised, &DisputeRestored{ID: id, Was: is, To: to[id]})
		}
	}
	slices.Reverse(raised)
	for _, e := range raised { // last, so that never more is disputed than is open
		t.emit(e)
	}
}
