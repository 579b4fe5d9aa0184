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
	Unpaid  bool // the file says that all of the invoice is open
	Pay     *Pay
	Credit  *Credit
	Was     string // the key that a payment or credit had with a vendor which was merged into this one, and whose name the row bears
}

// paidBefore reports whether the row is what its line says was paid of its invoice before.
func (r FileRow) paidBefore() bool {
	return r.Pay != nil && len(r.Pay.For) == 1 && strings.HasSuffix(r.Pay.RowKey, beforeOwed)
}

// Need is what RecordRows wants to see for this row.
func (r FileRow) Need() []string {
	switch {
	case r.Invoice != nil:
		return InvoiceItems(r.Invoice.No)
	case r.Pay != nil:
		return append(InvoiceItems(r.Pay.For...), r.needOfKeys()...)
	case r.Credit != nil:
		return append(InvoiceItems(r.Credit.For...), r.needOfKeys()...)
	}
	return nil
}

func (r FileRow) needOfKeys() (out []string) {
	for n, key := range r.keys() {
		out = append(out, RowItem(key))
		if id := ownID(key); n == 0 && id != "" {
			out = append(out, Item(ItemMovement, string(id)))
		}
	}
	return out
}

// keys are those under which what a payment or credit records may be on record: its own, those that it had with a vendor merged into
// this one, and for a payment that of its reference, under which somebody typed it.
func (r FileRow) keys() []string {
	var out []string
	add := func(key string) {
		if key != "" && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	own := ""
	switch {
	case r.Pay != nil:
		own = r.Pay.RowKey
	case r.Credit != nil:
		own = r.Credit.RowKey
	}
	add(own)
	v, was := vendorIn(own), vendorIn(r.Was)
	add(r.Was)
	if r.Was != "" {
		add(rowKeyFor(r.Was, was, v))
	}
	if r.Pay == nil || r.paidBefore() || v == "" || InvoiceNo(r.Pay.Ref).Key() == "" {
		return out
	}
	add(RowKey(v, string(Payment), r.Pay.Ref))
	if r.Was != "" {
		add(RowKey(was, string(Payment), r.Pay.Ref))
	}
	return out
}

// vendorIn is the vendor that a row's key names.
func vendorIn(key string) VendorID {
	rest, ok := strings.CutPrefix(key, "row:")
	v, _, _ := strings.Cut(rest, ":")
	if !ok {
		return ""
	}
	return VendorID(v)
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

// freeRow is rowKey where nothing has that key yet: one reference may stand on several payments, one row can't. What else it pays is
// called as in a list of payments, by the reference and the invoice.
func (t *tx) freeRow(kind MovementKind, number string, named ...InvoiceNo) string {
	key := t.rowKey(kind, number)
	if _, taken := t.a.Rows[key]; taken && len(named) == 1 {
		key = t.rowKey(kind, PartOf(number, named[0]))
	}
	if _, taken := t.a.Rows[key]; taken {
		return ""
	}
	return key
}

// PartOf is the number of the part of a transfer that pays one invoice.
func PartOf(ref string, no InvoiceNo) string { return ref + " " + string(no) }

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
		for _, key := range r.keys() {
			if row, ok := a.Rows[key]; ok {
				out = append(out, Item(ItemMovement, string(row.ID)))
			}
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
func (a *Account) RecordRows(rows []FileRow, by By) (c Change, came Came, err error) {
	f := filing{t: a.begin(by)}
	was := 0
	for i, r := range rows {
		if i == 0 || r.Line != rows[i-1].Line {
			was = len(f.t.evs)
		}
		if _, err := f.row(r); err != nil {
			if _, more := errors.AsType[*NeedMore](err); more {
				return Change{}, Came{}, err
			}
			return Change{}, Came{}, &RowRefused{Line: r.Line, Err: err}
		}
		if len(f.t.evs) == was && (i+1 == len(rows) || rows[i+1].Line != r.Line) {
			came.Known++
		}
	}
	came.Remarks = f.remarks()
	came.Remarks.Join(f.ahead)
	c, err = f.t.change()
	return c, came, err
}

// Came is what came of a part of a file besides its entry.
type Came struct {
	Known   int     // lines that are on record already
	Remarks Remarks // on rows that differ from the record, and on new ones that meet a request
}

// Trial asks, row by row, what the ledger says to a file, each row after the ones before it. Nothing of it is recorded, so
// the IDs that it gives out are none that anything on record has or will have.
type Trial struct {
	f     filing
	apart bool
	open  map[Currency]int64 // in minor units, with what the rows before would add
}

// Try begins a trial on a copy of the account. apart: no row can depend on another one, so none is remembered.
func (a *Account) Try(by By, apart bool) *Trial {
	x := &Trial{f: filing{t: a.begin(by)}, apart: apart, open: map[Currency]int64{}}
	for _, s := range AllSeries {
		x.f.t.a.Next[s] = BeyondIDs
	}
	for c, s := range a.Sums {
		x.open[c], _ = s.Open().Kept()
	}
	return x
}

// Row says whether a row is on record already, or why it can't be recorded; a refused row leaves no trace in the trial.
func (x *Trial) Row(r FileRow) (known bool, err error) {
	t := x.f.t
	defer func() {
		clear(t.evs)
		t.evs, t.ids = t.evs[:0], t.ids[:0]
		clear(t.a.touched)
	}()
	switch {
	case r.Invoice != nil:
		return x.invoice(r)
	case x.exported(r):
		return true, nil
	}
	return x.f.row(r)
}

// Remarks are those on the rows that are on record already, once all rows were tried.
func (x *Trial) Remarks() Remarks { return x.f.remarks() }

// Ahead are the remarks on rows that are new, which their recording will have, too.
func (x *Trial) Ahead() Remarks { return x.f.ahead }

// exported reports whether a row is what this very ledger exported. It is asked before anything of the file is on record:
// what the file itself brings may get the ID by which one of its rows was called elsewhere.
func (x *Trial) exported(r FileRow) bool {
	switch {
	case r.Pay != nil:
		return x.f.t.exported(r.Pay.RowKey, []MovementKind{Payment}, r.Pay.Amount, r.Pay.Day)
	case r.Credit != nil:
		return x.f.t.exported(r.Credit.RowKey, []MovementKind{CreditNote, DebitNote}, r.Credit.Amount, r.Credit.Day)
	}
	return false
}

func (x *Trial) invoice(r FileRow) (known bool, err error) {
	i, known, err := x.f.newInvoice(r)
	if known || err != nil {
		return known, err
	}
	units, ok := i.Amount.Kept()
	if !ok || x.open[i.Amount.Currency]+units > MaxMinor {
		return false, invalid("%s is more than owed can keep for one vendor; is the amount right?", i.Amount)
	}
	x.open[i.Amount.Currency] += units
	if !x.apart {
		x.f.t.emit(&InvoiceRecorded{Invoice: i})
	}
	return false, nil
}
