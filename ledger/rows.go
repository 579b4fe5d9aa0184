package ledger

import (
	"errors"
	"slices"
	"strings"
)

// Row says which payment or credit a row of a file became. It stands as long as that stands: a reversed row may be read again.
type Row struct {
	ID ID `json:"id"`
}

// RowItem names a file's row as Need wants it.
func RowItem(key string) string { return Item(ItemRow, key) }

func (a *Account) putRow(key string, id ID, stands bool) {
	if key == "" {
		return
	}
	if stands {
		a.Rows[key] = Row{ID: id}
	} else {
		delete(a.Rows, key)
		a.goneRow(key)
	}
	a.touch(ItemRow, key)
}

// FileRow is one row of a file, understood: exactly one of its three is set.
type FileRow struct {
	Line    int
	Invoice *Invoice
	Pay     *Pay
	Credit  *Credit
}

// Need is what RecordRows wants to see for this row.
func (r FileRow) Need() []string {
	switch {
	case r.Invoice != nil:
		return InvoiceItems(r.Invoice.No)
	case r.Pay != nil:
		return append(InvoiceItems(r.Pay.For...), needOfRow(r.Pay.RowKey)...)
	case r.Credit != nil:
		return append(InvoiceItems(r.Credit.For...), needOfRow(r.Credit.RowKey)...)
	}
	return nil
}

func needOfRow(key string) []string {
	out := []string{RowItem(key)}
	if id := ownID(key); id != "" {
		out = append(out, Item(ItemMovement, string(id)))
	}
	return out
}

// ownID is the ID of a movement that a row's number may be: an export of owed has IDs where there is no other number.
func ownID(key string) ID {
	id, ok := ParseID(key[strings.LastIndexByte(key, ':')+1:])
	if !ok || seriesItem[id.Series()] != ItemMovement {
		return ""
	}
	return id
}

// exported reports whether a row is, by its ID, what this very ledger exported. What was read from such a row itself is not:
// its ID is another one here than where it came from.
func (t *tx) exported(key string, kinds []MovementKind, sum Money, day Date) bool {
	id := ownID(key)
	m, ok := t.a.Movements[id]
	return ok && id != "" && m.Counts() && slices.Contains(kinds, m.Kind) && ownID(m.RowKey) == "" &&
		m.Day == day && m.Amount.Currency == sum.Currency && m.Amount.Cmp(sum) == 0
}

// RowRefused is the error of a row that can't be recorded; nothing of the file is then.
type RowRefused struct {
	Line int
	Err  error
}

// Error is for the log.
func (e *RowRefused) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *RowRefused) Unwrap() error { return e.Err }

// Lines is how many lines of the file the rows stand for: one line may record two things, which follow each other.
func Lines(rows []FileRow) (n int) {
	for i, r := range rows {
		if i == 0 || r.Line != rows[i-1].Line {
			n++
		}
	}
	return n
}

// RowsIn is how many lines of a file the events of an entry put on record.
func RowsIn(events []Event) int {
	seen := map[string]bool{}
	for _, e := range events {
		key := ""
		switch e := e.(type) {
		case *InvoiceRecorded:
			key = e.Invoice.RowKey
		case *PaymentRecorded:
			key = e.Movement.RowKey
		case *CreditRecorded:
			key = e.Movement.RowKey
		}
		if key != "" {
			seen[strings.TrimSuffix(key, beforeOwed)] = true
		}
	}
	return len(seen)
}

// rowInvoice is the kind of a row that is an invoice; the other kinds are called as their movements are.
const rowInvoice = "invoice"

// beforeOwed ends the key of what was paid of an invoice before owed knew of it.
const beforeOwed = ":before"

// RowKey is the idempotency key of a file's row.
func RowKey(v VendorID, kind, number string) string {
	return "row:" + string(v) + ":" + kind + ":" + InvoiceNo(number).Key()
}

// rowKey is the key of something typed, as if it had been a row of a file: the file that brings it later changes nothing.
// "" where it has no number.
func (t *tx) rowKey(kind MovementKind, number string) string {
	if InvoiceNo(number).Key() == "" {
		return ""
	}
	return RowKey(t.a.Vendor.Slug, string(kind), number)
}

// freeRow is rowKey where nothing has that key yet: one reference may stand on several payments, one row can't.
func (t *tx) freeRow(kind MovementKind, number string) string {
	key := t.rowKey(kind, number)
	if _, taken := t.a.Rows[key]; taken {
		return ""
	}
	return key
}

// knownRow reports whether a row is on record already; its error says so where it is there with another sum.
func (t *tx) knownRow(key, number string, sum Money) (bool, error) {
	row, ok := t.a.Rows[key]
	if !ok {
		return false, nil
	}
	if m, ok := t.a.Movements[row.ID]; ok && (m.Amount.Currency != sum.Currency || m.Amount.Cmp(sum) != 0) {
		if row.ID.Number() > BeyondIDs {
			return true, conflict("a row before it has %s already: %s, not %s", number, m.Amount, sum)
		}
		return true, conflict("%s is on record already as %s: %s, not %s. Nothing changed.", number, row.ID, m.Amount, sum)
	}
	return true, nil
}

// KnownRows are what rows became that are on record already, as Need wants it: who sees it, too, is told of other sums.
func (a *Account) KnownRows(rows []FileRow) []string {
	var out []string
	for _, r := range rows {
		key := ""
		switch {
		case r.Pay != nil:
			key = r.Pay.RowKey
		case r.Credit != nil:
			key = r.Credit.RowKey
		}
		if row, ok := a.Rows[key]; ok {
			out = append(out, Item(ItemMovement, string(row.ID)))
		}
	}
	return out
}

// BeforeOwed is the key of what was paid, before owed knew of it, of the invoice that a row records.
func BeforeOwed(rowKey string) string { return rowKey + beforeOwed }

// PaidBefore reports whether a payment's row is of what was paid of an invoice before owed knew of it.
func PaidBefore(rowKey string) bool { return strings.HasSuffix(rowKey, beforeOwed) }

// RecordRows puts a part of a file on record as one entry. Lines that are on record already are passed over and counted as
// known; the same file again changes nothing.
func (a *Account) RecordRows(rows []FileRow, by By) (c Change, known int, err error) {
	t := a.begin(by)
	was := 0
	for i, r := range rows {
		if i == 0 || r.Line != rows[i-1].Line {
			was = len(t.evs)
		}
		if err := t.recordRow(r); err != nil {
			if _, more := errors.AsType[*NeedMore](err); more {
				return Change{}, 0, err
			}
			return Change{}, 0, &RowRefused{Line: r.Line, Err: err}
		}
		if len(t.evs) == was && (i+1 == len(rows) || rows[i+1].Line != r.Line) {
			known++
		}
	}
	c, err = t.change()
	return c, known, err
}

// Trial asks, row by row, what the ledger says to a file, each row after the ones before it. Nothing of it is recorded, so
// the IDs that it gives out are none that anything on record has or will have.
type Trial struct {
	t     *tx
	apart bool
	open  map[Currency]int64 // in minor units, with what the rows before would add
}

// Try begins a trial on a copy of the account. apart: no row can depend on another one, so none is remembered.
func (a *Account) Try(by By, apart bool) *Trial {
	x := &Trial{t: a.begin(by), apart: apart, open: map[Currency]int64{}}
	for _, s := range AllSeries {
		x.t.a.Next[s] = BeyondIDs
	}
	for c, s := range a.Sums {
		x.open[c], _ = s.Open().Kept()
	}
	return x
}

// Row says whether a row is on record already, or why it can't be recorded; a refused row leaves no trace in the trial.
func (x *Trial) Row(r FileRow) (known bool, err error) {
	defer func() {
		clear(x.t.evs)
		x.t.evs, x.t.ids = x.t.evs[:0], x.t.ids[:0]
		clear(x.t.a.touched)
	}()
	switch {
	case r.Invoice != nil:
		return x.invoice(*r.Invoice)
	case x.exported(r):
		return true, nil
	}
	err = x.t.recordRow(r)
	return err == nil && len(x.t.evs) == 0, err
}

// exported reports whether a row is what this very ledger exported. It is asked before anything of the file is on record:
// what the file itself brings may get the ID by which one of its rows was called elsewhere.
func (x *Trial) exported(r FileRow) bool {
	switch {
	case r.Pay != nil:
		return x.t.exported(r.Pay.RowKey, []MovementKind{Payment}, r.Pay.Amount, r.Pay.Day)
	case r.Credit != nil:
		return x.t.exported(r.Credit.RowKey, []MovementKind{CreditNote, DebitNote}, r.Credit.Amount, r.Credit.Day)
	}
	return false
}

func (x *Trial) invoice(i Invoice) (known bool, err error) {
	i, known, err = x.t.newInvoice(i)
	if known || err != nil {
		return known, err
	}
	units, ok := i.Amount.Kept()
	if !ok || x.open[i.Amount.Currency]+units > MaxMinor {
		return false, invalid("%s is more than owed can keep for one vendor; is the amount right?", i.Amount)
	}
	x.open[i.Amount.Currency] += units
	if !x.apart {
		x.t.emit(&InvoiceRecorded{Invoice: i})
	}
	return false, nil
}

// newInvoice is an invoice of a file, ready to be recorded; known, where it is on record with that amount.
func (t *tx) newInvoice(i Invoice) (ready Invoice, known bool, err error) {
	if terms := t.a.Vendor.Terms; i.Due.IsZero() && terms.Instalments.Count > 0 {
		return i, false, invalid("%s is paid in instalments (%s), so the row needs a due date: a row for each", t.a.Vendor.Name, terms)
	}
	ready, err = t.ready(i)
	was, ok := errors.AsType[*Already](err)
	if ok && was.Invoice.Amount.Currency == i.Amount.Currency && was.Invoice.Amount.Cmp(i.Amount) == 0 {
		return ready, true, nil
	}
	return ready, false, err
}

func (t *tx) recordRow(r FileRow) error {
	switch {
	case r.Invoice != nil:
		i, known, err := t.newInvoice(*r.Invoice)
		if err == nil && !known {
			t.emit(&InvoiceRecorded{Invoice: i})
		}
		return err
	case r.Pay != nil:
		if known, err := t.knownRow(r.Pay.RowKey, r.Pay.Ref, r.Pay.Amount); known {
			return err
		}
		m := Movement{Kind: Payment, Amount: r.Pay.Amount, Day: r.Pay.Day, Ref: r.Pay.Ref, Memo: r.Pay.Memo, RowKey: r.Pay.RowKey}
		_, err := t.recordMovement(PaymentSeries, m, r.Pay.For)
		return err
	case r.Credit != nil:
		if known, err := t.knownRow(r.Credit.RowKey, r.Credit.Number, r.Credit.Amount); known {
			return err
		}
		m := Movement{Kind: CreditNote, Amount: r.Credit.Amount, Number: r.Credit.Number, Day: r.Credit.Day, Memo: r.Credit.Memo, RowKey: r.Credit.RowKey}
		_, err := t.recordMovement(CreditSeries, m, r.Credit.For)
		return err
	}
	return nil
}
