package ledger

import (
	"cmp"
	"errors"
	"slices"
	"time"
	"unicode/utf8"
)

// InvoiceKind tells what an entry in the invoices is.
type InvoiceKind string

// The kinds of invoice; "" is an ordinary one.
const (
	OrdinaryInvoice InvoiceKind = ""
	OpeningBalance  InvoiceKind = "opening" // what was open before owed; draws no contract
	FeeCharge       InvoiceKind = "late_fee"
	InterestCharge  InvoiceKind = "interest"
)

// Invoice is a vendor's claim for a sum by a day. Whether it is overdue is never stored: that is a question of day and zone.
type Invoice struct {
	No       InvoiceNo   `json:"no"`
	Kind     InvoiceKind `json:"kind,omitempty"`
	Amount   Money       `json:"amount"`
	Issued   Date        `json:"issued"`
	Due      Date        `json:"due"`
	PO       string      `json:"po,omitempty"`
	Period   string      `json:"period,omitempty"` // the months it bills, as written
	Memo     string      `json:"memo,omitempty"`
	Contract ID          `json:"contract,omitempty"` // the contract that it draws, where it names one
	RowKey   string      `json:"row_key,omitempty"`  // of the file's row it was read from
	From     VendorID    `json:"from,omitempty"`     // the vendor merged into this one that it came with
	First    VendorID    `json:"first,omitempty"`    // the vendor that recorded it, where it came through several merges
	WasNo    InvoiceNo   `json:"was_no,omitempty"`   // its number there, where that was taken here
	PaperNo  InvoiceNo   `json:"paper_no,omitempty"` // its number on the vendor's paper, where neither of the two says it: renamed in an earlier merge

	Paid       Money     `json:"paid,omitzero"`
	Credited   Money     `json:"credited,omitzero"`
	WrittenOff Money     `json:"written_off,omitzero"`
	Taken      []Taken   `json:"taken,omitempty"` // the three above together, by value date
	Disputed   Money     `json:"disputed,omitzero"`
	Held       bool      `json:"held,omitempty"`
	Reversed   bool      `json:"reversed,omitempty"`
	Proposed   bool      `json:"proposed,omitempty"` // a charge that we have not accepted: exposure, not yet outstanding
	SettledOn  Date      `json:"settled_on,omitempty"`
	Seq        int64     `json:"seq,omitzero"` // the entry that recorded it
	At         time.Time `json:"at,omitzero"`
	By         UserID    `json:"by,omitzero"`
}

// Taken is what was paid, credited or written off on an invoice, for one day.
type Taken struct {
	Day Date  `json:"day"`
	Sum Money `json:"sum"`
}

// OnPaper is the number by which the vendor knows the invoice, whatever it was renamed to in merges.
func (i Invoice) OnPaper() InvoiceNo { return cmp.Or(i.PaperNo, i.ownNo()) }

// drawsWith is the vendor merged into this one whose only contract it draws where it names none; "" is this vendor itself.
func (i *Invoice) drawsWith() VendorID { return cmp.Or(i.First, i.From) }

// Open is what is still owed on it: amount − payments − credits − write-offs; nothing where reversed or not accepted.
func (i Invoice) Open() Money { return i.open() }

func (i *Invoice) open() Money {
	if i.Reversed || i.Proposed {
		return Zero(i.Amount.Currency)
	}
	return i.Amount.Sub(i.Paid).Sub(i.Credited).Sub(i.WrittenOff)
}

// Undisputed is the part of Open that we do not contest.
func (i Invoice) Undisputed() Money { return i.Open().Sub(i.Disputed) }

// DaysPastDue is how many days ago it fell due; negative: days to go.
func (i Invoice) DaysPastDue(day Date) int { return int(day - i.Due) }

// OverdueOn reports whether, on that day, the due day and the grace have ended with something open.
func (i Invoice) OverdueOn(day Date, grace int) bool {
	return i.Open().Positive() && i.DaysPastDue(day) > grace
}

// ByDue orders invoices as payments are allocated: oldest due, then issue date, then number.
func ByDue(a, b Invoice) int {
	if c := cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Issued, b.Issued)); c != 0 {
		return c
	}
	return compareNumbers(a.No.Key(), b.No.Key())
}

// compareNumbers orders INV-9 before INV-10.
func compareNumbers(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// OpenOrder is a word by which invoices sort as ByDue orders them.
func (i Invoice) OpenOrder() string {
	key := i.No.Key()
	var room [64]byte
	out := append(i.Due.AppendISO(room[:0]), '|')
	out = append(i.Issued.AppendISO(out), '|')
	out = utf8.AppendRune(out, rune('0'+len(key)/10))
	out = append(out, byte('0'+len(key)%10), '|')
	return string(append(out, key...))
}

// OpenInvoices are the open ones among those loaded, in the order in which payments are allocated.
func (a *Account) OpenInvoices() []Invoice {
	var out []Invoice
	for _, i := range a.Invoices {
		if i.Open().Positive() {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, ByDue)
	return out
}

// oldest are the keys of the open invoices in the order of ByDue, and of some that were open. They are put in order once for all
// payments of a decision: a file may bring as many as there are invoices.
func (a *Account) oldest() []string {
	if a.queue == nil {
		open := a.OpenInvoices()
		a.queue = make([]string, len(open))
		for n, i := range open {
			a.queue[n] = i.No.Key()
		}
	}
	return a.queue
}

// enqueue keeps the order when an invoice, if it was there, becomes another. What is open no more stays in it.
func (a *Account) enqueue(key string, old, i *Invoice) {
	if a.queue == nil {
		return
	}
	isOpen := i.Open().Positive()
	switch {
	case old.No == "" && !isOpen:
	case old.No == "":
		at, _ := slices.BinarySearchFunc(a.queue, *i, func(key string, i Invoice) int { return ByDue(a.Invoices[key], i) })
		a.queue = slices.Insert(a.queue, at, key)
	case old.Due != i.Due || old.Issued != i.Issued || isOpen && !old.Open().Positive():
		a.queue = nil
	}
}

// openCount is how many invoices are open, loaded or not.
func (a *Account) openCount() int {
	n := 0
	for _, s := range a.Sums {
		for _, d := range s.Days {
			n += d.Count
		}
	}
	return n
}

// InvoiceRecorded puts an invoice on record.
type InvoiceRecorded struct {
	Invoice Invoice `json:"invoice"`
}

// InvoiceSettled says that nothing is open any more, and since which value date: the last of all that count on the invoice, in
// whichever order they were recorded.
type InvoiceSettled struct {
	No InvoiceNo `json:"no"`
	On Date      `json:"on"`
}

// InvoiceReopened says that something is open again.
type InvoiceReopened struct {
	No InvoiceNo `json:"no"`
}

// InvoiceHeld keeps an invoice from being paid.
type InvoiceHeld struct {
	No     InvoiceNo `json:"no"`
	Reason string    `json:"reason,omitempty"`
}

// InvoiceReleased ends InvoiceHeld.
type InvoiceReleased struct {
	No InvoiceNo `json:"no"`
}

// DueDateChanged moves the due date by agreement.
type DueDateChanged struct {
	No  InvoiceNo `json:"no"`
	Old Date      `json:"old"`
	New Date      `json:"new"`
	Why string    `json:"why"`
}

// POSet adds the purchase order that an invoice refers to.
type POSet struct {
	No  InvoiceNo `json:"no"`
	Old string    `json:"old,omitempty"`
	PO  string    `json:"po"`
}

func (e *POSet) apply(a *Account, _ Meta) { a.alter(e.No, func(i *Invoice) { i.PO = e.PO }) }

// SetPO adds the purchase order that an invoice refers to, or changes it.
func (a *Account) SetPO(no InvoiceNo, po string, by By) (Change, error) {
	i, err := a.invoice(no)
	switch {
	case err != nil:
		return Change{}, err
	case po == "" || len(po) > 100:
		return Change{}, invalid("A purchase order has 1 to 100 characters. Example: PO-4711")
	case po == i.PO:
		return Change{}, conflict("%s refers to %s already. Nothing changed.", i.No, po)
	}
	t := a.begin(by)
	t.emit(&POSet{No: i.No, Old: i.PO, PO: po})
	return t.change()
}

func (e *InvoiceRecorded) apply(a *Account, m Meta) {
	i := e.Invoice
	i.Seq, i.At, i.By = m.Seq, m.At, m.Actor
	a.putInvoice(i)
}

func (e *InvoiceSettled) apply(a *Account, _ Meta) {
	a.alter(e.No, func(i *Invoice) { i.SettledOn = e.On })
}

func (e *InvoiceReopened) apply(a *Account, _ Meta) {
	a.alter(e.No, func(i *Invoice) { i.SettledOn = 0 })
}
func (e *InvoiceHeld) apply(a *Account, _ Meta) { a.alter(e.No, func(i *Invoice) { i.Held = true }) }
func (e *InvoiceReleased) apply(a *Account, _ Meta) {
	a.alter(e.No, func(i *Invoice) { i.Held = false })
}
func (e *DueDateChanged) apply(a *Account, _ Meta) { a.alter(e.No, func(i *Invoice) { i.Due = e.New }) }

func (a *Account) alter(no InvoiceNo, f func(*Invoice)) {
	key := no.Key()
	old, ok := a.Invoices[key]
	if !ok && a.there(ItemInvoice, key) {
		old, ok = a.Invoices[key]
	}
	if !ok {
		return
	}
	var i *Invoice
	if a.room != nil {
		i = &a.room.invoice
	} else {
		i = new(Invoice)
	}
	*i = old
	f(i)
	a.count(&old, i)
	a.enqueue(key, &old, i)
	a.Invoices[key] = *i
	a.touch(ItemInvoice, key)
}

// Already is the cause of a refusal because the invoice is on record.
type Already struct{ Invoice Invoice }

// Error is for the log.
func (e *Already) Error() string { return "invoice " + string(e.Invoice.No) + " is on record already" }

// RecordInvoice decides to put an invoice on record. Issued defaults to the vendor's today, Due follows from the terms; where
// these are instalments, each becomes an invoice of its own, in one entry: INV-9/1, INV-9/2 and so on.
// Its Need is the invoice itself and its first instalment.
func (a *Account) RecordInvoice(i Invoice, by By) (Change, error) {
	return a.RecordInvoiceOn(i, a.Vendor.Terms, by)
}

// RecordInvoiceOn is RecordInvoice for an invoice with terms of its own.
func (a *Account) RecordInvoiceOn(i Invoice, terms Terms, by By) (Change, error) {
	t := a.begin(by)
	if err := t.recordParts(i, terms); err != nil {
		return Change{}, err
	}
	return t.change()
}

// RecordInvoices records several in one entry: a part of a file.
func (a *Account) RecordInvoices(is []Invoice, by By) (Change, error) {
	t := a.begin(by)
	for _, i := range is {
		if err := t.recordInvoice(i); err != nil {
			return Change{}, err
		}
	}
	return t.change()
}

func (t *tx) recordInvoice(i Invoice) error { return t.recordParts(i, t.a.Vendor.Terms) }

func (t *tx) recordParts(i Invoice, terms Terms) error {
	for _, part := range t.parts(i, terms) {
		part, err := t.ready(part)
		if err != nil {
			return err
		}
		t.emit(&InvoiceRecorded{Invoice: part})
	}
	return nil
}

// ready is a new invoice with its days filled in, or why it can't be recorded.
func (t *tx) ready(i Invoice) (Invoice, error) {
	if i.Issued.IsZero() {
		i.Issued = t.a.Vendor.Today(t.by.At)
	}
	if i.Due.IsZero() {
		i.Due = t.a.Vendor.Due(i.Issued, t.a.Business)
	}
	old, ok := t.a.Invoices[i.No.Key()]
	if !ok {
		old, ok = t.a.Invoices[i.No.Part(1).Key()]
	}
	if ok && !old.Reversed {
		return i, &Error{Kind: Conflict, Err: &Already{old}, Say: string(old.No) + " is on record already: " + old.Amount.String() + ", issued " + old.Issued.String() + ". Nothing changed."}
	}
	return i, i.check(t.a, t.by.At)
}

func (i Invoice) check(a *Account, at time.Time) error {
	switch {
	case i.No.Key() == "":
		return invalid("The invoice's number is missing. Example: `/owed %s invoice INV-7 %s due 2023-03-31`", a.Vendor.Slug, a.Short("1.2m"))
	case len(i.No) > 100:
		return invalid("The invoice's number is longer than 100 characters")
	case !i.Amount.Positive():
		return invalid("An invoice of %s was read; expected an amount above 0. For money back use `credit`", i.Amount)
	case i.Due < i.Issued:
		return invalid("Due %s is before the issue date %s. Example: `/owed %s invoice %s %s issued %s due %s`",
			i.Due, i.Issued, a.Vendor.Slug, i.No, i.Amount, i.Issued, i.Issued.AddDays(30))
	case i.Kind == OpeningBalance && i.Issued > a.Vendor.Today(at):
		return invalid("%s is in the future; an opening balance is what was open on a day that has begun. Example: `/owed %s opening balance %s as of %s`", i.Issued, a.Vendor.Slug, i.Amount, a.Vendor.Today(at))
	case a.Vendor.Closed:
		return conflict("%s is closed. Nothing changed.", a.Vendor.Name)
	case i.Contract != "" && !a.Contracts[i.Contract].Live():
		return notFound("%s is not a contract of %s. See `/owed %s contract`", i.Contract, a.Vendor.Name, a.Vendor.Slug)
	}
	return nil
}

// invoice is the invoice on record under that number, or an error that says what to do.
func (a *Account) invoice(no InvoiceNo) (Invoice, error) {
	i, ok := a.Invoices[no.Key()]
	switch {
	case ok && !i.Reversed:
		return i, nil
	case a.Vendor.Terms.Instalments.Count > 0:
		return Invoice{}, notFound("%s has no invoice %s. One in instalments is on record as %s, %s and so on: see `/owed %s invoices`", a.Vendor.Name, no, no.Part(1), no.Part(2), a.Vendor.Slug)
	}
	return Invoice{}, notFound("%s has no invoice %s. See `/owed %s invoices`", a.Vendor.Name, no, a.Vendor.Slug)
}

// owed is the invoice under that number, unless it is a charge that we contest: on that nothing is paid, credited or disputed.
func (a *Account) owed(no InvoiceNo) (Invoice, error) {
	i, err := a.invoice(no)
	if err == nil && i.Proposed {
		return i, conflict("%s is contested, so nothing is owed on it. Nothing changed. Accept it first: `/owed %s charge %s accepted`; where the vendor takes it back: `/owed %s reverse %s reason …`", i.No, a.Vendor.Slug, i.No, a.Vendor.Slug, i.No)
	}
	return i, err
}

// HoldInvoice keeps an invoice from being paid until ReleaseInvoice.
func (a *Account) HoldInvoice(no InvoiceNo, reason string, by By) (Change, error) {
	i, err := a.invoice(no)
	if err != nil {
		return Change{}, err
	}
	if i.Held {
		return Change{}, conflict("%s is on hold already", i.No)
	}
	t := a.begin(by)
	t.emit(&InvoiceHeld{No: i.No, Reason: reason})
	return t.change()
}

// ReleaseInvoice ends a hold.
func (a *Account) ReleaseInvoice(no InvoiceNo, by By) (Change, error) {
	i, err := a.invoice(no)
	if err != nil {
		return Change{}, err
	}
	if !i.Held {
		return Change{}, conflict("%s is not on hold", i.No)
	}
	t := a.begin(by)
	t.emit(&InvoiceReleased{No: i.No})
	return t.change()
}

// MoveDueDate moves a due date by agreement with the vendor.
func (a *Account) MoveDueDate(no InvoiceNo, due Date, why string, by By) (Change, error) {
	i, err := a.invoice(no)
	switch {
	case err != nil:
		return Change{}, err
	case due < i.Issued:
		return Change{}, invalid("Due %s is before the issue date %s", due, i.Issued)
	case due == i.Due:
		return Change{}, conflict("%s is due %s already", i.No, due)
	}
	t := a.begin(by)
	t.emit(&DueDateChanged{No: i.No, Old: i.Due, New: due, Why: why})
	return t.change()
}

// ErrNothingOpen is the cause where there is nothing to pay.
var ErrNothingOpen = errors.New("nothing is open")
