package ledger

import (
	"encoding/binary"
	"errors"

	"github.com/shopspring/decimal"
)

// Packed is a run of a file's rows, in the order of the file, in a tenth of the room that they take as values: a file has
// 100,000 of them, and each waits in memory and in Redis for its turn. It holds what a row of a file can say, and no more.
type Packed struct {
	Vendor VendorID `json:"vendor"`
	Count  int      `json:"count"` // of rows; one line may bring two
	Lines  int      `json:"lines"`
	Bytes  []byte   `json:"packed"`

	last int // the line of the last row
}

// How a packed row begins: what it is, and how its key is made.
const (
	packedInvoice = 1
	packedPay     = 2
	packedCredit  = 3
	packedWas     = 4 // the key of FileRow.Was, and then the row
	packedKind    = 0x0f

	keyFromNumber = 0 << 4 // RowKey of its number
	keyBefore     = 1 << 4 // BeforeOwed, of the RowKey of the invoice that it pays
	keyWritten    = 2 << 4
	packedKey     = 0x70

	packedUnpaid = 1 << 7 // an invoice of which all is open, says the file
)

// errPacked says that bytes are no packed rows.
var errPacked = errors.New("ledger: these are no rows of a file")

// Add packs one more row.
func (p *Packed) Add(r FileRow) {
	if p.Count++; p.Count == 1 || r.Line != p.last {
		p.Lines++
	}
	p.last = r.Line
	w := packer{p.Bytes}
	if r.Was != "" {
		w.b = append(w.b, packedWas)
		w.texts(r.Was)
	}
	switch {
	case r.Invoice != nil:
		i := r.Invoice
		kind := byte(packedInvoice)
		if r.Unpaid {
			kind |= packedUnpaid
		}
		w.begin(kind, r.Line, i.RowKey, RowKey(p.Vendor, rowInvoice, string(i.No)), "")
		w.money(i.Amount)
		w.days(i.Issued, i.Due)
		w.texts(string(i.No), i.PO, i.Memo)
	case r.Pay != nil:
		m, before := r.Pay, ""
		if len(m.For) == 1 {
			before = BeforeOwed(RowKey(p.Vendor, rowInvoice, string(m.For[0])))
		}
		w.begin(packedPay, r.Line, m.RowKey, RowKey(p.Vendor, string(Payment), m.Ref), before)
		w.money(m.Amount)
		w.days(m.Day)
		w.texts(m.Ref, m.Memo)
		w.numbers(m.For)
	case r.Credit != nil:
		m := r.Credit
		w.begin(packedCredit, r.Line, m.RowKey, RowKey(p.Vendor, string(CreditNote), m.Number), "")
		w.money(m.Amount)
		w.days(m.Day)
		w.texts(m.Number, m.Memo)
		w.numbers(m.For)
	}
	p.Bytes = w.b
}

// Unpack gives the rows back. Their texts share one piece of memory.
func (p *Packed) Unpack() ([]FileRow, error) {
	u := unpacker{s: string(p.Bytes)}
	out := make([]FileRow, 0, p.Count)
	for len(u.s) > 0 && !u.bad {
		out = append(out, u.row(p.Vendor))
	}
	if u.bad || len(out) != p.Count {
		return nil, errPacked
	}
	return out, nil
}

// packer appends.
type packer struct{ b []byte }

func (w *packer) begin(kind byte, line int, key, fromNumber, before string) {
	switch {
	case key == fromNumber:
		kind |= keyFromNumber
	case key == before && key != "":
		kind |= keyBefore
	default:
		kind |= keyWritten
	}
	w.b = binary.AppendUvarint(append(w.b, kind), uint64(line)) //nolint:gosec // lines count from 1
	if kind&packedKey == keyWritten {
		w.texts(key)
	}
}

func (w *packer) texts(all ...string) {
	for _, s := range all {
		w.b = append(binary.AppendUvarint(w.b, uint64(len(s))), s...)
	}
}

func (w *packer) days(all ...Date) {
	for _, d := range all {
		w.b = binary.AppendVarint(w.b, int64(d))
	}
}

// money is the currency and the amount in minor units; an amount that does not fit into them is written out.
func (w *packer) money(m Money) {
	w.texts(string(m.Currency))
	units, ok := m.Minor()
	if !ok {
		w.texts(m.Amount.String())
		return
	}
	w.texts("")
	w.b = binary.AppendVarint(w.b, units)
}

func (w *packer) numbers(all []InvoiceNo) {
	w.b = binary.AppendUvarint(w.b, uint64(len(all)))
	for _, no := range all {
		w.texts(string(no))
	}
}

// unpacker reads what packer appended; bad is set where it did not.
type unpacker struct {
	s   string
	bad bool
}

func (u *unpacker) row(v VendorID) FileRow {
	kind, was := u.byte(), ""
	if kind == packedWas {
		was = u.text()
		kind = u.byte()
	}
	r := FileRow{Was: was, Line: int(u.uvarint())} //nolint:gosec // lines are few
	key := ""
	if kind&packedKey == keyWritten {
		key = u.text()
	}
	amount := u.money()
	switch kind & packedKind {
	case packedInvoice:
		i := Invoice{Amount: amount, Issued: u.day(), Due: u.day(), No: InvoiceNo(u.text()), PO: u.text(), Memo: u.text()}
		i.RowKey = keyOf(kind, key, v, rowInvoice, string(i.No), nil)
		r.Invoice, r.Unpaid = &i, kind&packedUnpaid != 0
	case packedPay:
		m := Pay{Amount: amount, Day: u.day(), Ref: u.text(), Memo: u.text(), For: u.numbers()}
		m.RowKey = keyOf(kind, key, v, string(Payment), m.Ref, m.For)
		r.Pay = &m
	case packedCredit:
		m := Credit{Amount: amount, Day: u.day(), Number: u.text(), Memo: u.text(), For: u.numbers()}
		m.RowKey = keyOf(kind, key, v, string(CreditNote), m.Number, nil)
		r.Credit = &m
	default:
		u.bad = true
	}
	return r
}

func keyOf(kind byte, written string, v VendorID, of, number string, paid []InvoiceNo) string {
	switch {
	case kind&packedKey == keyWritten:
		return written
	case kind&packedKey == keyBefore && len(paid) == 1:
		return BeforeOwed(RowKey(v, rowInvoice, string(paid[0])))
	}
	return RowKey(v, of, number)
}

func (u *unpacker) byte() byte {
	if u.s == "" {
		u.bad = true
		return 0
	}
	b := u.s[0]
	u.s = u.s[1:]
	return b
}

func (u *unpacker) uvarint() (n uint64) {
	for shift := 0; ; shift += 7 {
		b := u.byte()
		if n |= uint64(b&0x7f) << shift; b < 0x80 {
			return n
		}
		if shift > 56 {
			u.bad = true
			return 0
		}
	}
}

func (u *unpacker) varint() int64 {
	n := u.uvarint()
	return int64(n>>1) ^ -int64(n&1) //nolint:gosec // as binary.Varint does it
}

func (u *unpacker) text() string {
	n := u.uvarint()
	if n > uint64(len(u.s)) {
		u.bad = true
		return ""
	}
	s := u.s[:n]
	u.s = u.s[n:]
	return s
}

func (u *unpacker) day() Date { return Date(u.varint()) } //nolint:gosec // packed from a Date

func (u *unpacker) money() Money {
	c, written := u.text(), u.text()
	if written == "" {
		return Money{decimal.New(u.varint(), -Currency(c).Decimals()), Currency(c)}
	}
	d, err := decimal.NewFromString(written)
	u.bad = u.bad || err != nil
	return Money{d, Currency(c)}
}

func (u *unpacker) numbers() []InvoiceNo {
	n := u.uvarint()
	if n == 0 || n > uint64(len(u.s)) {
		u.bad = u.bad || n > 0
		return nil
	}
	out := make([]InvoiceNo, n)
	for i := range out {
		out[i] = InvoiceNo(u.text())
	}
	return out
}
