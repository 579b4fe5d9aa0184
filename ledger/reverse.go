package ledger

import (
	"fmt"
	"slices"
	"time"
)

// UndoFor is how long the one who recorded something may take it back with one press.
const UndoFor = 15 * time.Minute

// Reversed undoes an earlier entry, or (Undo) takes a reversal back. Nothing is deleted: both stay in the journal.
type Reversed struct {
	Item   string       `json:"item"`         // what, as Item names it
	Of     int64        `json:"of"`           // the entry that recorded it
	No     InvoiceNo    `json:"no,omitempty"` // an invoice's number as it is written: its Item has the key alone
	Reason string       `json:"reason,omitempty"`
	Undo   bool         `json:"undo,omitempty"`
	Was    []Allocation `json:"was,omitempty"` // what a movement was allocated to
}

func (e *Reversed) apply(a *Account, m Meta) {
	kind, key, _ := cutItem(e.Item)
	id, gone := ID(key), !e.Undo
	switch kind {
	case ItemInvoice:
		a.alter(InvoiceNo(key), func(i *Invoice) { i.Reversed = gone })
	case ItemMovement:
		a.move(id, func(m *Movement) { m.Reversed, m.Was = gone, e.Was })
		moved := a.Movements[id]
		a.putRow(moved.RowKey, id, !gone)
		if moved.Kind == Refund && gone {
			a.refunds(moved.Of, id, moved.Amount.Neg())
		} else if moved.Kind == Refund {
			a.refunds(moved.Of, id, moved.Amount)
		}
	case ItemSignal:
		if s, ok := a.Signals[id]; ok {
			s.Reversed, s.ReversedBy, s.ReversedAt = gone, "", time.Time{}
			if gone {
				s.ReversedBy, s.ReversedAt = m.Actor, m.At
			}
			a.putSignal(s)
		}
	case ItemIncident:
		if i, ok := a.Incidents[id]; ok {
			i.Reversed = gone
			a.putIncident(i)
		}
	case ItemContract:
		if c, ok := a.Contracts[id]; ok {
			c.Reversed = gone
			a.putContract(c)
		}
	}
}

// Reverse undoes what was recorded under an ID or invoice number; on something reversed it takes the reversal back, and on a
// payment that came back that it did. A dispute that is open it withdraws, one that is over it opens again, and one that was opened so is
// over again as it was. A counter-measure that is withdrawn or lapsed is again what it was before.
// An invoice in instalments is reversed whole under its own number, all parts or none. A credit note may be named by its
// number; a payment may not by its reference, which several may have. Its Need is NeedToReverse; it asks for the invoices
// that a movement touched by NeedMore.
func (a *Account) Reverse(word, reason string, who Rights, by By) (Change, error) {
	item := ItemOf(word)
	kind, key, _ := cutItem(item)
	t := a.begin(by)
	var err error
	switch kind {
	case ItemInvoice:
		err = t.reverseInvoice(InvoiceNo(word), reason)
	case ItemMovement:
		err = t.reverseMovement(ID(key), reason)
	case ItemRequest:
		return a.WithdrawRequest(ID(key), reason, who, by)
	case ItemDispute:
		if a.IsReversed(word) {
			err = t.reverseOutcome(a.Disputes[ID(key)], reason)
			break
		}
		if d := a.Disputes[ID(key)]; d.Over != "" {
			return a.closeDispute(d.ID, d.Over, reason, by)
		}
		return a.WithdrawDispute(ID(key), reason, by)
	default:
		if err = a.mayLower(ID(key), kind, who, by); err == nil {
			err = t.reverseOther(item, kind, ID(key), reason)
		}
	}
	if err != nil {
		return Change{}, err
	}
	return t.change()
}

// mayLower refuses to reverse a counter-measure to who may not lower one, but for who recorded it a moment ago.
func (a *Account) mayLower(id ID, kind string, who Rights, by By) error {
	s := a.Signals[id]
	if kind != ItemSignal || !s.Live() || who.Owner || who.Legal || who.Admin || s.By == by.Actor && by.At.Sub(s.At) <= UndoFor {
		return nil
	}
	return forbidden("Reversing %s lowers a counter-measure, which needs the vendor's owner, legal or an admin of owed", id)
}

// NeedToReverse is what Reverse wants to see of a vendor's record at first.
func NeedToReverse(v VendorID, word string) Need {
	n := Need{Items: []string{ItemOf(word)}}
	if _, isID := ParseID(word); !isID {
		n.Items = append(n.Items, RowItem(RowKey(v, string(CreditNote), word)))
		for part := range maxInstalments {
			n.Items = append(n.Items, InvoiceItems(InvoiceNo(word).Part(part+1))...)
		}
	}
	return n
}

func (t *tx) reverseInvoice(no InvoiceNo, reason string) error {
	i, ok := t.a.Invoices[no.Key()]
	parts := t.a.instalments(no)
	stands := slices.ContainsFunc(parts, func(p Invoice) bool { return !p.Reversed })
	if parts != nil && (!ok || i.Reversed && stands) {
		return t.reverseWhole(no, parts, reason)
	}
	if !ok {
		if row, known := t.a.Rows[t.rowKey(CreditNote, string(no))]; known {
			return t.reverseCredit(row.ID, reason)
		}
		return notFound("%s has nothing on record under “%s”. Credits and payments are reversed by their ID, such as C-2: `/owed find %s` shows it", t.a.Vendor.Name, no, no)
	}
	if err := t.bound(i); err != nil && !i.Reversed {
		return err
	}
	t.emit(&Reversed{Item: Item(ItemInvoice, no.Key()), Of: i.Seq, No: i.No, Reason: reason, Undo: i.Reversed})
	return nil
}

// bound says why an invoice that stands can't be reversed; nil where it can.
func (t *tx) bound(i Invoice) error {
	taken := i.Paid.Add(i.Credited).Add(i.WrittenOff)
	switch {
	case taken.Positive():
		return conflict("%s can't be reversed: %s of it is paid or credited. Reverse that first: see `/owed %s payments`", i.No, taken, t.a.Vendor.Slug)
	case t.a.Covered(i.No).Positive():
		return conflict("%s can't be reversed: %s asks to pay it. Withdraw that request first", i.No, t.a.coveredBy(i.No))
	case i.Disputed.Positive():
		return conflict("%s can't be reversed while it is disputed. Withdraw the dispute first", i.No)
	case i.By == t.by.Actor && t.by.At.Sub(i.At) > UndoFor:
		return forbidden("You recorded %s more than 15 minutes ago, so someone else must reverse it.", i.No)
	}
	return nil
}

// reverseCredit reverses a credit note that was named by its number.
func (t *tx) reverseCredit(id ID, reason string) error {
	if _, loaded := t.a.Movements[id]; !loaded && t.a.Partial {
		return &NeedMore{Items: []string{ItemOf(string(id))}}
	}
	return t.reverseMovement(id, reason)
}

func (t *tx) reverseMovement(id ID, reason string) error {
	m, ok := t.a.Movements[id]
	if !ok {
		return notFound("%s has nothing on record under %s. See `/owed %s payments`", t.a.Vendor.Name, id, t.a.Vendor.Slug)
	}
	if err := t.needInvoices(m); err != nil {
		return err
	}
	item := Item(ItemMovement, string(id))
	switch {
	case m.Reversed:
		return t.reinstate(m, item, reason)
	case m.Returned:
		return t.takeReturnBack(m, reason)
	case m.Refunded.Positive():
		return conflict("%s can't be reversed: %s of it was refunded.%s", id, m.Refunded, t.a.firstRefunds(m))
	}
	d, ended := t.a.Disputes[m.Dispute]
	if ended = ended && d.Credit == id && t.canReopen(d) == nil; ended {
		t.reopenDispute(d, "")
	}
	t.unallocate(m)
	t.emit(&Reversed{Item: item, Of: m.Seq, Reason: reason, Was: m.Allocations})
	if ended {
		t.contestOpen(d.Invoice) // also where the credit is on another invoice by now
	}
	if r, ok := t.a.Requests[m.Request]; ok && r.Payment == id {
		t.emit(&RequestReopened{ID: r.ID})
	}
	return nil
}

// needInvoices asks for the invoices that a movement is or was allocated to, and its request, unless they are loaded.
func (t *tx) needInvoices(m Movement) error {
	if !t.a.Partial {
		return nil
	}
	var missing []string
	for _, al := range append(slices.Clone(m.Allocations), m.Was...) {
		if _, ok := t.a.Invoices[al.Invoice.Key()]; !ok {
			missing = append(missing, InvoiceItems(al.Invoice)...)
		}
	}
	if m.Request != "" {
		if _, ok := t.a.Requests[m.Request]; !ok {
			missing = append(missing, Item(ItemRequest, string(m.Request)))
		}
	}
	if m.Of != "" {
		if _, ok := t.a.Movements[m.Of]; !ok {
			missing = append(missing, ItemOf(string(m.Of)))
		}
	}
	if m.Dispute != "" {
		d, ok := t.a.Disputes[m.Dispute]
		if _, seen := t.a.Invoices[d.Invoice.Key()]; !ok {
			missing = append(missing, Item(ItemDispute, string(m.Dispute)))
		} else if !seen {
			missing = append(missing, InvoiceItems(d.Invoice)...)
		}
	}
	if missing != nil {
		return &NeedMore{Items: missing}
	}
	return nil
}

// reinstate takes the reversal of a movement back: it is allocated as it was, as far as that is still open.
func (t *tx) reinstate(m Movement, item, reason string) error {
	if r, ok := t.a.Requests[m.Request]; ok && !r.Live() {
		return conflict("%s belongs to %s, which is %s by now. Record the payment anew", m.ID, r.ID, r.State)
	}
	if from := t.a.Movements[m.Of]; m.Kind == Refund && m.Amount.Cmp(from.OnAccount()) > 0 {
		return conflict("%s can't count again: %s of %s is on account, less than the %s refunded. Take it off what it pays first: `/owed %s allocate %s off INVOICE`", m.ID, from.OnAccount(), from.ID, m.Amount, t.a.Vendor.Slug, from.ID)
	}
	t.emit(&Reversed{Item: item, Of: m.Seq, Reason: reason, Undo: true})
	if r, ok := t.a.Requests[m.Request]; ok {
		settled := &PaymentSettled{ID: r.ID, Payment: m.ID, Paid: m.Amount}
		if short := r.Amount.Sub(m.Amount); short.Positive() {
			settled.Short = short
		}
		t.emit(settled)
	}
	d, ended := t.a.Disputes[m.Dispute]
	if ended = ended && d.Live(); ended {
		t.closeByCredit(d, m.ID, m.Amount, m.Memo)
	}
	t.allocateAgain(m)
	if ended {
		t.contestOpen(d.Invoice)
	}
	return nil
}

// reverseOutcome opens a dispute again that was closed wrongly. One that a credit ended is open again once that is reversed.
func (t *tx) reverseOutcome(d Dispute, reason string) error {
	c, seen := t.a.Movements[d.Credit]
	switch {
	case d.Credit != "" && !seen && t.a.Partial:
		return &NeedMore{Items: []string{ItemOf(string(d.Credit))}}
	case seen && !c.Reversed:
		return conflict("%s is %s by %s. Reverse that, and the dispute is open again: `/owed %s reverse %s reason …`", d.ID, d.State, d.Credit, t.a.Vendor.Slug, d.Credit)
	}
	if err := t.a.unseen([]Allocation{{Invoice: d.Invoice}}); err != nil {
		return err
	}
	if err := t.canReopen(d); err != nil {
		return err
	}
	t.reopenDispute(d, reason)
	t.contestOpen(d.Invoice)
	return nil
}

// takeReturnBack says that a payment did not come back after all: it is allocated as it was, as far as that is still open. What an
// earlier owed recorded does not say what it was allocated to: then all of it is on account.
func (t *tx) takeReturnBack(m Movement, reason string) error {
	back := &ReturnReversed{ID: m.ID, Of: m.ReturnedIn, Reason: reason}
	if r, ok := t.a.Requests[m.Request]; ok && r.Payment == m.ID {
		if err := t.repeated(m.ID, r); err != nil {
			return err
		}
		if r.State == ReturnedRequest {
			back.Request = r.ID
		}
	}
	t.emit(back)
	t.allocateAgain(m)
	return nil
}

// repeated says why what settled a request can't count again: a request that repeats it may still be paid, or is; nil where none is.
func (t *tx) repeated(payment ID, r Request) error {
	for _, id := range r.RepeatedBy {
		again, ok := t.a.Requests[id]
		if !ok && t.a.Partial {
			return &NeedMore{Items: []string{Item(ItemRequest, string(id))}}
		}
		slug, what := t.a.Vendor.Slug, fmt.Sprintf("%s paid %s, and %s repeats that and is %s", payment, r.ID, id, again.State)
		switch again.State {
		case Requested, Approved:
			return conflict("%s: it would be paid twice. Withdraw %s first: `/owed %s withdraw %s`", what, id, slug, id)
		case Sent:
			return conflict("%s to the bank: it would be paid twice. Say first what became of that: `/owed %s paid %s` or `/owed %s failed %s`", what, slug, id, slug, id)
		case Settled:
			return conflict("%s, as %s. If the money moved only once, reverse %s first: `/owed %s reverse %s reason …`", what, again.Payment, again.Payment, slug, again.Payment)
		case Rejected, WithdrawnRequest, Expired, Failed, ReturnedRequest: // nothing comes of it
		}
		if err := t.repeated(payment, again); err != nil {
			return err
		}
	}
	return nil
}

// allocateAgain assigns a movement to what it was allocated to, as far as that is open.
func (t *tx) allocateAgain(m Movement) {
	for _, al := range m.Was {
		t.allocateTo(m.ID, al.Invoice, al.Amount)
	}
}

func (t *tx) reverseOther(item, kind string, id ID, reason string) error {
	var seq int64
	var gone, ok bool
	switch kind {
	case ItemSignal:
		var s Signal
		if s, ok = t.a.Signals[id]; s.Ended() {
			last := s.Moves[len(s.Moves)-1]
			t.emit(&SignalMoved{ID: id, From: s.State, To: last.From, Why: reason, Mark: last.Mark.before(), Reverses: s.LastSeq})
			return nil
		}
		seq, gone = s.Seq, s.Reversed
	case ItemIncident:
		var i Incident
		i, ok = t.a.Incidents[id]
		seq, gone = i.Seq, i.Reversed
	case ItemContract:
		var c Contract
		c, ok = t.a.Contracts[id]
		seq, gone = c.Seq, c.Reversed
	}
	if !ok {
		return notFound("%s has nothing on record under %s. See `/owed %s history`", t.a.Vendor.Name, id, t.a.Vendor.Slug)
	}
	t.emit(&Reversed{Item: item, Of: seq, Reason: reason, Undo: gone})
	return nil
}

// RecordedBy says who recorded what stands under an ID or invoice number, and when.
func (a *Account) RecordedBy(word string) (who UserID, at time.Time, ok bool) {
	kind, key, _ := cutItem(ItemOf(word))
	id := ID(key)
	switch kind {
	case ItemInvoice:
		i, ok := a.Invoices[key]
		if parts := a.instalments(InvoiceNo(word)); parts != nil && (!ok || i.Reversed) {
			i, ok = parts[0], true
		}
		return i.By, i.At, ok
	case ItemMovement:
		m, ok := a.Movements[id]
		return m.By, m.At, ok
	case ItemRequest:
		r, ok := a.Requests[id]
		return r.By, r.At, ok
	case ItemDispute:
		d, ok := a.Disputes[id]
		return d.By, d.At, ok
	case ItemSignal:
		s, ok := a.Signals[id]
		return s.By, s.At, ok
	case ItemIncident:
		i, ok := a.Incidents[id]
		return i.By, i.At, ok
	case ItemContract:
		c, ok := a.Contracts[id]
		return c.By, c.At, ok
	}
	return "", time.Time{}, false
}

// IsReversed reports whether what stands under an ID or invoice number is reversed, so that Reverse would take that back. An
// invoice in instalments is, once all of them are; a dispute, once it is over.
func (a *Account) IsReversed(word string) bool {
	kind, key, _ := cutItem(ItemOf(word))
	id := ID(key)
	switch kind {
	case ItemInvoice:
		i, ok := a.Invoices[key]
		parts := a.instalments(InvoiceNo(word))
		return (ok || parts != nil) && (!ok || i.Reversed) && !slices.ContainsFunc(parts, func(p Invoice) bool { return !p.Reversed })
	case ItemMovement:
		return a.Movements[id].Reversed
	case ItemDispute:
		d, ok := a.Disputes[id]
		return ok && !d.Live()
	case ItemSignal:
		return a.Signals[id].Reversed
	case ItemIncident:
		return a.Incidents[id].Reversed
	case ItemContract:
		return a.Contracts[id].Reversed
	}
	return false
}
