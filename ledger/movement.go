package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// MovementKind tells how a movement lowers what we owe.
type MovementKind string

// The kinds of movement.
const (
	Payment    MovementKind = "payment"
	CreditNote MovementKind = "credit"
	WriteOff   MovementKind = "write_off"
	DebitNote  MovementKind = "debit_note" // lowers nothing until the vendor accepts it
	Refund     MovementKind = "refund"     // lowers nothing: it takes off what was on account of another movement
)

// Allocation is the part of a movement that is assigned to an invoice.
type Allocation struct {
	Invoice InvoiceNo `json:"invoice"`
	Amount  Money     `json:"amount"`
}

// Movement is a sum that lowers what we owe: money paid, a credit note, a write-off.
// What is not allocated is on account.
type Movement struct {
	ID          ID           `json:"id"`
	Kind        MovementKind `json:"kind"`
	Number      string       `json:"number,omitempty"` // the vendor's own: CN-1
	Amount      Money        `json:"amount"`
	Day         Date         `json:"day"` // value date
	Ref         string       `json:"ref,omitempty"`
	Memo        string       `json:"memo,omitempty"`
	Request     ID           `json:"request,omitempty"`
	RowKey      string       `json:"row_key,omitempty"`
	Dispute     ID           `json:"dispute,omitempty"` // that a credit note ended; an earlier owed did not write it
	Allocations []Allocation `json:"allocations,omitempty"`
	Refunded    Money        `json:"refunded,omitzero"`
	Refunds     []ID         `json:"refunds,omitempty"` // that stand, together Refunded
	Of          ID           `json:"of,omitempty"`      // what a refund is of
	Reversed    bool         `json:"reversed,omitempty"`
	Returned    bool         `json:"returned,omitempty"`
	ReturnedIn  int64        `json:"returned_in,omitzero"` // the entry that says so, its time and its actor
	ReturnedAt  time.Time    `json:"returned_at,omitzero"`
	ReturnedBy  UserID       `json:"returned_by,omitempty"`
	Pending     bool         `json:"pending,omitempty"` // a debit note that is not accepted
	Was         []Allocation `json:"was,omitempty"`     // its allocations before it was reversed or came back
	Seq         int64        `json:"seq,omitzero"`
	At          time.Time    `json:"at,omitzero"`
	By          UserID       `json:"by,omitzero"`
}

// Counts reports whether the movement lowers anything.
func (m Movement) Counts() bool { return !m.Reversed && !m.Returned && !m.Pending && m.Kind != Refund }

// Allocated is Σ of its allocations.
func (m Movement) Allocated() Money {
	sum := Zero(m.Amount.Currency)
	for _, al := range m.Allocations {
		sum = sum.Add(al.Amount)
	}
	return sum
}

// OnAccount is what is neither allocated nor refunded.
func (m Movement) OnAccount() Money { return m.onAccount() }

func (m *Movement) onAccount() Money {
	if !m.Counts() {
		return Zero(m.Amount.Currency)
	}
	left := m.Amount
	for n := range m.Allocations {
		left = left.Sub(m.Allocations[n].Amount)
	}
	return left.Sub(m.Refunded)
}

// PaymentRecorded puts money that moved on record.
type PaymentRecorded struct {
	Movement Movement `json:"payment"`
}

// CreditRecorded puts a vendor's credit note on record.
type CreditRecorded struct {
	Movement Movement `json:"credit"`
}

// WrittenOff gives up a sum on an invoice.
type WrittenOff struct {
	Movement Movement `json:"write_off"`
}

// DebitNoteRecorded puts our claim for a reduction on record.
type DebitNoteRecorded struct {
	Movement Movement `json:"debit_note"`
}

// DebitNoteAccepted says that the vendor agreed: from now on it lowers what we owe.
type DebitNoteAccepted struct {
	ID ID   `json:"id"`
	On Date `json:"on"`
}

// RefundRecorded says that the vendor paid back something that was on account.
type RefundRecorded struct {
	ID   ID     `json:"id"`
	From ID     `json:"from"`
	Sum  Money  `json:"sum"`
	Day  Date   `json:"day"`
	Ref  string `json:"ref,omitempty"`
}

// Allocated assigns part of a movement to an invoice.
type Allocated struct {
	From    ID        `json:"from"`
	Invoice InvoiceNo `json:"invoice"`
	Amount  Money     `json:"amount"`
}

// AllocationReversed takes such a part back: it is on account again.
type AllocationReversed struct {
	From    ID        `json:"from"`
	Invoice InvoiceNo `json:"invoice"`
	Amount  Money     `json:"amount"`
}

// PaymentReturned says that the money came back; its allocations are reversed in the same entry. The request that it settled is
// returned with it.
type PaymentReturned struct {
	ID      ID           `json:"id"`
	Request ID           `json:"request,omitempty"`
	Reason  string       `json:"reason,omitempty"`
	Was     []Allocation `json:"was,omitempty"` // what it was allocated to; an earlier owed did not write it
}

// ReturnReversed says that the money did not come back: that was recorded wrongly. The payment counts again, and the request that
// was returned with it is settled again.
type ReturnReversed struct {
	ID      ID     `json:"id"`
	Of      int64  `json:"of"` // the entry that recorded the return
	Request ID     `json:"request,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

func record(a *Account, m Meta, v Movement) {
	v.Seq, v.At, v.By = m.Seq, m.At, m.Actor
	a.Next[v.ID.Series()] = max(a.Next[v.ID.Series()], v.ID.Number())
	a.putMovement(v)
	a.putRow(v.RowKey, v.ID, true)
}

func (e *PaymentRecorded) apply(a *Account, m Meta)   { record(a, m, e.Movement) }
func (e *CreditRecorded) apply(a *Account, m Meta)    { record(a, m, e.Movement) }
func (e *WrittenOff) apply(a *Account, m Meta)        { record(a, m, e.Movement) }
func (e *DebitNoteRecorded) apply(a *Account, m Meta) { record(a, m, e.Movement) }

func (e *DebitNoteAccepted) apply(a *Account, _ Meta) {
	a.move(e.ID, func(m *Movement) { m.Pending, m.Day = false, e.On })
}

func (e *RefundRecorded) apply(a *Account, m Meta) {
	record(a, m, Movement{ID: e.ID, Kind: Refund, Amount: e.Sum, Day: e.Day, Ref: e.Ref, Of: e.From})
	a.refunds(e.From, e.ID, e.Sum)
}

// refunds adds a refund to what was refunded of a movement; with a sum below 0 it takes it out.
func (a *Account) refunds(from, refund ID, sum Money) {
	a.move(from, func(m *Movement) {
		m.Refunded = m.Refunded.Add(sum)
		m.Refunds = slices.DeleteFunc(slices.Clone(m.Refunds), func(id ID) bool { return id == refund })
		if sum.Positive() {
			m.Refunds = append(m.Refunds, refund)
		}
	})
}

func (e *Allocated) apply(a *Account, _ Meta) {
	a.move(e.From, func(m *Movement) { m.Allocations = addAllocation(m.Allocations, e.Invoice, e.Amount) })
	a.alter(e.Invoice, func(i *Invoice) { i.take(a.Movements[e.From], e.Amount) })
}

func (e *AllocationReversed) apply(a *Account, _ Meta) {
	a.move(e.From, func(m *Movement) { m.Allocations = addAllocation(m.Allocations, e.Invoice, e.Amount.Neg()) })
	a.alter(e.Invoice, func(i *Invoice) { i.take(a.Movements[e.From], e.Amount.Neg()) })
}

func (e *PaymentReturned) apply(a *Account, m Meta) {
	a.move(e.ID, func(p *Movement) {
		p.Returned, p.ReturnedIn, p.ReturnedAt, p.ReturnedBy, p.Was = true, m.Seq, m.At, m.Actor, e.Was
	})
	if e.Request != "" {
		a.decide(e.Request, ReturnedRequest, e.Reason, m)
	}
}

func (e *ReturnReversed) apply(a *Account, _ Meta) {
	a.move(e.ID, func(p *Movement) {
		p.Returned, p.ReturnedIn, p.ReturnedAt, p.ReturnedBy, p.Was = false, 0, time.Time{}, "", nil
	})
	if r, ok := a.requestToAlter(e.Request); ok {
		r.State = Settled
		r.approvedAgain()
		a.putRequest(r)
	}
}

func (a *Account) move(id ID, f func(*Movement)) {
	old, ok := a.Movements[id]
	if !ok && a.there(ItemMovement, string(id)) {
		old, ok = a.Movements[id]
	}
	if !ok {
		return
	}
	var m *Movement
	if a.room != nil {
		m = &a.room.movement
	} else {
		m = new(Movement)
	}
	*m = old
	m.Allocations = slices.Clone(m.Allocations)
	f(m)
	a.putMovement(*m)
}

// take lowers what is open by a part of a movement, and notes the day for which that counts.
func (i *Invoice) take(m Movement, sum Money) {
	i.Taken = addTaken(i.Taken, m.Day, sum)
	switch m.Kind {
	case Payment:
		i.Paid = i.Paid.Add(sum)
	case WriteOff:
		i.WrittenOff = i.WrittenOff.Add(sum)
	case CreditNote, DebitNote:
		i.Credited = i.Credited.Add(sum)
	}
}

// addTaken adds a sum to that of its day, in a list of its own: the old one may be shared. Days stay in order.
func addTaken(all []Taken, day Date, sum Money) []Taken {
	at, found := slices.BinarySearchFunc(all, day, func(t Taken, d Date) int { return int(t.Day - d) })
	if !found {
		return slices.Insert(slices.Clone(all), at, Taken{day, sum})
	}
	all = slices.Clone(all)
	if all[at].Sum = all[at].Sum.Add(sum); all[at].Sum.IsZero() {
		return slices.Delete(all, at, at+1)
	}
	return all
}

func addAllocation(all []Allocation, no InvoiceNo, sum Money) []Allocation {
	for n := range all {
		if all[n].Invoice.Key() == no.Key() {
			if all[n].Amount = all[n].Amount.Add(sum); all[n].Amount.IsZero() {
				return slices.Delete(all, n, n+1)
			}
			return all
		}
	}
	return append(all, Allocation{no, sum})
}

// Pay is money that moved outside owed, to be put on record.
type Pay struct {
	Amount Money
	Day    Date
	For    []InvoiceNo
	Ref    string
	Memo   string
	RowKey string
	Once   bool // refuse, as Repeated, a reference that is on record with the same sum
}

// RecordPayment puts a payment on record and allocates it: to the invoices named, else to the oldest due, undisputed,
// not held and not covered by a live request; the rest is on account.
func (a *Account) RecordPayment(p Pay, by By) (Change, error) {
	t := a.begin(by)
	if err := t.onRecord(p); err != nil {
		return Change{}, err
	}
	m := Movement{Kind: Payment, Amount: p.Amount, Day: p.Day, Ref: p.Ref, Memo: p.Memo, RowKey: cmp.Or(p.RowKey, t.freeRow(Payment, p.Ref, p.For...))}
	if _, err := t.recordMovement(PaymentSeries, m, p.For); err != nil {
		return Change{}, err
	}
	return t.change()
}

// onRecord is Repeated where a payment that shall be there once is on record by its reference, with the same sum.
func (t *tx) onRecord(p Pay) error {
	row, known := t.a.Rows[t.rowKey(Payment, p.Ref)]
	if !p.Once || !known {
		return nil
	}
	m, loaded := t.a.Movements[row.ID]
	switch {
	case !loaded:
		return &NeedMore{Items: []string{ItemOf(string(row.ID))}}
	case m.Amount.Currency != p.Amount.Currency || m.Amount.Cmp(p.Amount) != 0:
		return nil // one transfer may pay several things
	}
	return &Repeated{Seq: m.Seq, IDs: []ID{row.ID}, Ago: t.by.At.Sub(m.At)}
}

// Credit is a vendor's credit note, to be put on record.
type Credit struct {
	Amount Money
	Number string
	Day    Date
	For    []InvoiceNo
	Memo   string
	RowKey string
}

// RecordCredit puts a credit note on record. It lowers the invoices named; without any it is on account. Its number, where
// it has one, is on record once.
func (a *Account) RecordCredit(c Credit, by By) (Change, error) {
	t := a.begin(by)
	if err := t.recordCredit(c, ""); err != nil {
		return Change{}, err
	}
	return t.change()
}

// recordCredit puts a credit note on record, which may end a dispute.
func (t *tx) recordCredit(c Credit, ends ID) error {
	key := cmp.Or(c.RowKey, t.rowKey(CreditNote, c.Number))
	if row, ok := t.a.Rows[key]; ok {
		return conflict("Credit note %s is on record already as %s. Nothing changed. See `/owed %s payments`", c.Number, row.ID, t.a.Vendor.Slug)
	}
	_, err := t.recordMovement(CreditSeries, Movement{Kind: CreditNote, Amount: c.Amount, Number: c.Number, Day: c.Day, Memo: c.Memo, RowKey: key, Dispute: ends}, c.For)
	return err
}

// WriteOffInvoice gives up a sum on one invoice; never more than is open.
func (a *Account) WriteOffInvoice(no InvoiceNo, sum Money, day Date, reason string, by By) (Change, error) {
	i, err := a.owed(no)
	if err != nil {
		return Change{}, err
	}
	if sum.Currency == "" {
		sum = i.Open()
	}
	if sum.Currency != i.Amount.Currency || sum.Cmp(i.Open()) > 0 || !sum.Positive() {
		return Change{}, invalid("%s can't be written off on %s: %s is open", sum, i.No, i.Open())
	}
	t := a.begin(by)
	if _, err := t.recordMovement(WriteOffSeries, Movement{Kind: WriteOff, Amount: sum, Day: day, Memo: reason}, []InvoiceNo{no}); err != nil {
		return Change{}, err
	}
	return t.change()
}

// RecordDebitNote puts our claim for a reduction on record: it lowers nothing until AcceptDebitNote.
func (a *Account) RecordDebitNote(c Credit, by By) (Change, error) {
	t := a.begin(by)
	m := Movement{ID: t.next(DebitSeries), Kind: DebitNote, Amount: c.Amount, Number: c.Number, Day: t.day(c.Day), Memo: c.Memo, Pending: true}
	if err := a.allIn(c.Amount.Currency, c.For); err != nil {
		return Change{}, err
	}
	for _, no := range c.For {
		m.Was = append(m.Was, Allocation{Invoice: no, Amount: c.Amount})
	}
	if err := m.check(a); err != nil {
		return Change{}, err
	}
	t.emit(&DebitNoteRecorded{m})
	return t.change()
}

// AcceptDebitNote says that the vendor agreed to a debit note; it now lowers the invoices it named.
func (a *Account) AcceptDebitNote(id ID, day Date, by By) (Change, error) {
	m, ok := a.Movements[id]
	if !ok || m.Kind != DebitNote {
		return Change{}, notFound("%s is not a debit note of %s", id, a.Vendor.Name)
	}
	if m.Reversed {
		return Change{}, conflict("%s is reversed, so it counts no more. `/owed %s reverse %s` takes the reversal back", id, a.Vendor.Slug, id)
	}
	if !m.Pending {
		return Change{}, conflict("%s is accepted already", id)
	}
	t := a.begin(by)
	t.emit(&DebitNoteAccepted{ID: id, On: t.day(day)})
	t.allocateAgain(m)
	return t.change()
}

// day is d, or the vendor's today where none was given.
func (t *tx) day(d Date) Date {
	if d.IsZero() {
		return t.a.Vendor.Today(t.by.At)
	}
	return d
}

func (m Movement) check(a *Account) error {
	if !m.Amount.Positive() {
		return invalid("A sum of %s was read; expected one above 0. To undo something use `/owed %s reverse ID`", m.Amount, a.Vendor.Slug)
	}
	return nil
}

// recordMovement records m under the next ID of its series and allocates it.
func (t *tx) recordMovement(s Series, m Movement, named []InvoiceNo) (ID, error) {
	m.Day = t.day(m.Day)
	if err := m.check(t.a); err != nil {
		return "", err
	}
	if m.Day > t.a.Vendor.Today(t.by.At) {
		return "", invalid("%s is in the future; what is put on record has happened. For a payment to come use `/owed %s pay`", m.Day, t.a.Vendor.Slug)
	}
	if err := t.a.allIn(m.Amount.Currency, named); err != nil {
		return "", err
	}
	m.ID = t.next(s)
	switch m.Kind {
	case Payment:
		t.emit(&PaymentRecorded{m})
	case CreditNote:
		t.emit(&CreditRecorded{m})
	case WriteOff:
		t.emit(&WrittenOff{m})
	case DebitNote, Refund: // have their own ways: they allocate nothing
	}
	if len(named) > 0 {
		for _, no := range named {
			t.allocateTo(m.ID, no, m.Amount)
		}
		return m.ID, nil
	}
	if m.Kind == Payment {
		return m.ID, t.allocateOldest(m.ID)
	}
	return m.ID, nil
}

// allIn refuses invoices that are not on record, or in another currency than the sum that is for them.
func (a *Account) allIn(c Currency, named []InvoiceNo) error {
	for _, no := range named {
		i, err := a.owed(no)
		if err != nil {
			return err
		}
		if i.Amount.Currency != c {
			return invalid("%s is in %s, the sum in %s: amounts of two currencies never meet", i.No, i.Amount.Currency, c)
		}
	}
	return nil
}

// allocateTo assigns to one invoice as much as is on account, open, and at most limit. Nothing where its number stands for an
// invoice in another currency by now: the one that was meant was reversed, and recorded anew.
func (t *tx) allocateTo(from ID, no InvoiceNo, limit Money) {
	i := t.a.Invoices[no.Key()]
	if i.Amount.Currency != limit.Currency {
		return
	}
	sum := t.a.Movements[from].OnAccount().Min(limit).Min(i.Open())
	if !sum.Positive() {
		return
	}
	t.emit(&Allocated{From: from, Invoice: i.No, Amount: sum})
	t.settleOrShrink(i.No)
}

// settleOrShrink follows up on what became of an invoice's open amount: settled, or its dispute lowered.
func (t *tx) settleOrShrink(no InvoiceNo) {
	i := t.a.Invoices[no.Key()]
	if i.Disputed.Currency != "" && i.Disputed.Cmp(i.Open()) > 0 {
		t.contestOpen(no)
	}
	if i.Open().IsZero() {
		t.emit(&InvoiceSettled{No: i.No, On: i.Taken[len(i.Taken)-1].Day})
		t.expireIdle(i.No)
	}
}

// allocateOldest assigns a payment to the oldest due invoices that may be paid without being named.
func (t *tx) allocateOldest(from ID) error {
	open, settled := t.a.oldest(), 0
	for _, key := range open {
		left := t.a.Movements[from].OnAccount()
		if !left.Positive() {
			break
		}
		i := t.a.Invoices[key]
		if !i.Open().Positive() {
			settled++
		} else if i.Amount.Currency == left.Currency {
			t.allocateTo(from, i.No, t.a.free(i))
		}
	}
	if settled > 100 {
		t.a.queue = slices.DeleteFunc(open, func(key string) bool { return !t.a.Invoices[key].Open().Positive() })
	}
	if t.a.Movements[from].OnAccount().Positive() && t.a.missing() {
		return &NeedMore{Open: max(64, 4*len(open))}
	}
	return nil
}

// missing reports whether open invoices exist that were not loaded.
func (a *Account) missing() bool {
	loaded := 0
	for _, i := range a.Invoices {
		if i.Open().Positive() {
			loaded++
		}
	}
	return loaded < a.openCount()
}

// free is what may be paid on an invoice without naming it: undisputed, not held, not covered by a live request.
func (a *Account) free(i Invoice) Money {
	if i.Held || a.Vendor.Held {
		return Zero(i.Amount.Currency)
	}
	left := i.Undisputed().Sub(a.Covered(i.No))
	if left.Sign() < 0 {
		return Zero(i.Amount.Currency)
	}
	return left
}

// Covered is the part of an invoice for which live requests exist.
func (a *Account) Covered(no InvoiceNo) Money {
	i := a.Invoices[no.Key()]
	var sum Money
	for _, r := range a.Requests {
		sum = sum.Add(r.covers(i))
	}
	return sum
}

// Allocate assigns what is on account of a movement to invoices: those named, else the oldest.
func (a *Account) Allocate(from ID, sum Money, named []InvoiceNo, by By) (Change, error) {
	m, ok := a.Movements[from]
	if !ok || !m.Counts() {
		return Change{}, notFound("%s is not a payment or credit of %s. See `/owed %s payments`", from, a.Vendor.Name, a.Vendor.Slug)
	}
	if !m.OnAccount().Positive() {
		return Change{}, conflict("Nothing of %s is on account", from)
	}
	if err := a.allIn(m.Amount.Currency, named); err != nil {
		return Change{}, err
	}
	if sum.Positive() && sum.Currency != m.Amount.Currency {
		return Change{}, invalid("%s is in %s, the sum in %s: amounts of two currencies never meet", from, m.Amount.Currency, sum.Currency)
	}
	t := a.begin(by)
	if len(named) == 0 {
		if err := t.allocateOldest(from); err != nil {
			return Change{}, err
		}
	}
	for _, no := range named {
		limit := m.OnAccount()
		if sum.Positive() {
			limit = sum
		}
		t.allocateTo(from, no, limit)
	}
	if len(t.evs) == 0 {
		return Change{}, conflict("There is no open invoice of %s that %s can be allocated to", a.Vendor.Name, from)
	}
	return t.change()
}

// Reallocate takes a payment or credit off invoices, all of it or a sum, and assigns what that frees to others; where none is
// named it stays on account.
func (a *Account) Reallocate(from ID, sum Money, off, to []InvoiceNo, by By) (Change, error) {
	m, ok := a.Movements[from]
	if !ok || !m.Counts() {
		return Change{}, notFound("%s is not a payment or credit of %s. See `/owed %s payments`", from, a.Vendor.Name, a.Vendor.Slug)
	}
	if err := a.allIn(m.Amount.Currency, append(slices.Clone(off), to...)); err != nil {
		return Change{}, err
	}
	if sum.Positive() && sum.Currency != m.Amount.Currency {
		return Change{}, invalid("%s is in %s, the sum in %s: amounts of two currencies never meet", from, m.Amount.Currency, sum.Currency)
	}
	for _, no := range to {
		if i, ok := a.Invoices[no.Key()]; ok && !i.Open().Positive() && !slices.ContainsFunc(off, func(o InvoiceNo) bool { return o.Key() == no.Key() }) {
			return Change{}, conflict("Nothing of %s is open. Nothing changed.", i.No)
		}
	}
	t := a.begin(by)
	freed := Zero(m.Amount.Currency)
	for _, no := range off {
		at := slices.IndexFunc(m.Allocations, func(al Allocation) bool { return al.Invoice.Key() == no.Key() })
		if at < 0 {
			return Change{}, conflict("Nothing of %s is allocated to %s. See `/owed %s payments`", from, no, a.Vendor.Slug)
		}
		part := m.Allocations[at].Amount
		if sum.Positive() {
			part = part.Min(sum.Sub(freed))
		}
		if part.Positive() {
			t.takeOff(from, no, part)
			freed = freed.Add(part)
		}
	}
	if sum.Positive() && freed.Cmp(sum) < 0 {
		return Change{}, conflict("%s of %s is allocated to what you named, not %s. Nothing changed.", freed, from, sum)
	}
	for _, no := range to {
		was := t.a.Movements[from].OnAccount()
		t.allocateTo(from, no, freed)
		freed = freed.Sub(was.Sub(t.a.Movements[from].OnAccount()))
	}
	for _, no := range off {
		t.contestOpen(no)
	}
	return t.change()
}

// UndoAllocation takes back what an entry assigned to invoices or took off them: all of it, or none where something was moved since. It
// needs the movement and the invoices.
func (a *Account) UndoAllocation(events []Event, by By) (Change, error) {
	t := a.begin(by)
	var off []InvoiceNo
	var from ID
	for _, e := range slices.Backward(events) {
		var fits bool
		switch e := e.(type) {
		case *Allocated:
			from = e.From
			if fits = t.allocatedTo(from, e.Invoice).Cmp(e.Amount) >= 0; fits {
				t.takeOff(from, e.Invoice, e.Amount)
				off = append(off, e.Invoice)
			}
		case *AllocationReversed:
			from = e.From
			i := t.a.Invoices[e.Invoice.Key()]
			if fits = t.a.Movements[from].OnAccount().Cmp(e.Amount) >= 0 && i.Amount.Currency == e.Amount.Currency && i.Open().Cmp(e.Amount) >= 0; fits {
				t.allocateTo(from, e.Invoice, e.Amount)
			}
		default:
			continue
		}
		if !fits {
			slug := a.Vendor.Slug
			return Change{}, conflict("That is undone already, or was changed since. Nothing was taken back. See `/owed %s payments`, and move it by `/owed %s allocate %s off INVOICE`", slug, slug, from)
		}
	}
	for _, no := range off {
		t.contestOpen(no)
	}
	return t.change()
}

// allocatedTo is the part of a movement that an invoice has.
func (t *tx) allocatedTo(from ID, no InvoiceNo) Money {
	m := t.a.Movements[from]
	at := slices.IndexFunc(m.Allocations, func(al Allocation) bool { return al.Invoice.Key() == no.Key() })
	if at < 0 {
		return Zero(m.Amount.Currency)
	}
	return m.Allocations[at].Amount
}

// takeOff takes a part of a movement off an invoice; what is disputed of that follows by contestOpen.
func (t *tx) takeOff(from ID, no InvoiceNo, part Money) {
	i := t.a.Invoices[no.Key()]
	settled := i.Open().IsZero()
	t.emit(&AllocationReversed{From: from, Invoice: i.No, Amount: part})
	if settled {
		t.emit(&InvoiceReopened{No: i.No})
	}
}

// Refund records that the vendor paid back something that was on account.
func (a *Account) Refund(from ID, sum Money, day Date, ref string, by By) (Change, error) {
	m, ok := a.Movements[from]
	if !ok || !m.Counts() {
		return Change{}, notFound("%s is not a payment or credit of %s. See `/owed %s payments`", from, a.Vendor.Name, a.Vendor.Slug)
	}
	if sum.Currency == "" {
		sum = m.OnAccount()
	}
	if !sum.Positive() || sum.Currency != m.Amount.Currency || sum.Cmp(m.OnAccount()) > 0 {
		return Change{}, invalid("%s can't be refunded from %s: %s of it is on account", sum, from, m.OnAccount())
	}
	t := a.begin(by)
	t.emit(&RefundRecorded{ID: t.next(RefundSeries), From: from, Sum: sum, Day: t.day(day), Ref: ref})
	return t.change()
}

// firstRefunds says how to reverse what was refunded of a movement; "" of what an earlier owed recorded, until `owed rebuild`.
func (a *Account) firstRefunds(m Movement) string {
	var typed []string
	for _, id := range m.Refunds {
		typed = append(typed, fmt.Sprintf("`/owed %s reverse %s reason …`", a.Vendor.Slug, id))
	}
	if typed == nil {
		return ""
	}
	return " If that is wrong, reverse it first: " + strings.Join(typed, ", ")
}

// Return says that a payment came back: its allocations are undone, its invoices open again, and the request that it settled
// is returned. It asks for the invoices and the request by NeedMore.
func (a *Account) Return(id ID, reason string, by By) (Change, error) {
	m, ok := a.Movements[id]
	if !ok || m.Kind != Payment || m.Reversed {
		return Change{}, notFound("%s is not a payment of %s. See `/owed %s payments`", id, a.Vendor.Name, a.Vendor.Slug)
	}
	if m.Returned {
		return Change{}, conflict("%s was returned already", id)
	}
	if m.Refunded.Positive() {
		return Change{}, conflict("%s can't have come back: %s of it was refunded already.%s", id, m.Refunded, a.firstRefunds(m))
	}
	t := a.begin(by)
	if err := t.needInvoices(m); err != nil {
		return Change{}, err
	}
	t.unallocate(m)
	back := &PaymentReturned{ID: id, Reason: reason, Was: m.Allocations}
	if r, ok := a.Requests[m.Request]; ok && r.Payment == id {
		back.Request = r.ID
	}
	t.emit(back)
	return t.change()
}

// unallocate takes all allocations of a movement back.
func (t *tx) unallocate(m Movement) {
	for _, al := range slices.Clone(m.Allocations) {
		t.takeOff(m.ID, al.Invoice, al.Amount)
		t.contestOpen(al.Invoice)
	}
}
