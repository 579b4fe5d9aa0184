package store

import (
	"strings"

	"owed.dev/owed/ledger"
)

// entryReader reads entries faster than their general reader in package ledger does, which takes most of the time of a
// verification. It knows the canonical form and the events that come by the thousand; whatever looks otherwise, an entry
// or an event, it leaves to the general one. TestTheTwoReadersAgree holds them together.
type entryReader struct {
	words      map[string]string // actors and the like, kept once
	currencies map[string]currency
	again      *usedAgain
}

// usedAgain is room for an entry's events, used for one entry after the other by who keeps none of them.
type usedAgain struct {
	events   []ledger.Event
	invoices []ledger.InvoiceRecorded
}

// currency is one that was seen: its code, kept once, and its decimals.
type currency struct {
	code   ledger.Currency
	places int
}

func newEntryReader() *entryReader {
	return &entryReader{words: map[string]string{}, currencies: map[string]currency{}}
}

// entry reads one line.
func (r *entryReader) entry(line RawEntry) (ledger.Entry, error) {
	c := cursor{s: line.JSON, r: r, ok: true}
	e := c.entry()
	if c.ok && c.at == len(c.s) {
		return e, nil
	}
	return line.Entry()
}

func (c *cursor) entry() (e ledger.Entry) {
	c.lit(`{"actor":`)
	e.Actor = ledger.UserID(c.word())
	c.lit(`,"at":`)
	e.At = c.moment()
	c.lit(`,"cmd":`)
	e.Cmd = c.word()
	c.lit(`,"events":[`)
	if u := c.r.again; u != nil {
		e.Events, u.invoices = u.events[:0], u.invoices[:0]
	}
	for c.ok && !c.peek(']') {
		if len(e.Events) > 0 {
			c.lit(",")
		}
		e.Events = append(e.Events, c.event())
	}
	if u := c.r.again; u != nil {
		u.events = e.Events
	}
	c.lit(`],"key":`)
	e.Key = c.text() // nobody keeps it
	c.lit(`,"seq":`)
	e.Seq = c.number()
	c.lit(`,"team":`)
	e.Team = c.word()
	c.lit(`,"v":`)
	e.V = int(c.number())
	c.lit(`,"vendor":`)
	e.Vendor = ledger.VendorID(c.word())
	c.lit("}")
	if e.V != 1 {
		c.ok = false
	}
	return e
}

// event reads {"data":{…},"type":"…","v":1}.
func (c *cursor) event() ledger.Event {
	from := c.at
	c.lit(`{"data":`)
	data := c.skip()
	c.lit(`,"type":`)
	name := c.text()
	c.lit(`,"v":`)
	v := c.number()
	c.lit("}")
	if !c.ok {
		return nil
	}
	if v == 1 {
		d := cursor{s: data, r: c.r, ok: true}
		if e := d.data(name); e != nil && d.ok && d.at == len(data) {
			return e
		}
	}
	e, err := ledger.UnmarshalEvent([]byte(c.s[from:c.at]))
	c.ok = err == nil
	return e
}

// data reads the events that come by the thousand; nil for others.
func (c *cursor) data(name string) ledger.Event {
	switch name {
	case "invoice_recorded":
		e := c.r.newInvoice()
		c.lit(`{"invoice":`)
		c.invoice(&e.Invoice)
		c.lit("}")
		return e
	case "payment_recorded":
		e := &ledger.PaymentRecorded{}
		c.lit(`{"payment":`)
		c.movement(&e.Movement)
		c.lit("}")
		return e
	case "credit_recorded":
		e := &ledger.CreditRecorded{}
		c.lit(`{"credit":`)
		c.movement(&e.Movement)
		c.lit("}")
		return e
	case "allocated":
		e := &ledger.Allocated{}
		c.lit(`{"amount":`)
		e.Amount = c.money()
		c.lit(`,"from":`)
		e.From = ledger.ID(strings.Clone(c.text()))
		c.lit(`,"invoice":`)
		e.Invoice = ledger.InvoiceNo(strings.Clone(c.text()))
		c.lit("}")
		return e
	case "invoice_settled":
		e := &ledger.InvoiceSettled{}
		c.lit(`{"no":`)
		e.No = ledger.InvoiceNo(strings.Clone(c.text()))
		c.lit(`,"on":`)
		e.On = c.day()
		c.lit("}")
		return e
	}
	return nil
}

// newInvoice is an empty event to read into.
func (r *entryReader) newInvoice() *ledger.InvoiceRecorded {
	if r.again == nil {
		return &ledger.InvoiceRecorded{}
	}
	r.again.invoices = append(r.again.invoices, ledger.InvoiceRecorded{})
	return &r.again.invoices[len(r.again.invoices)-1]
}

func (c *cursor) invoice(i *ledger.Invoice) {
	c.fields(func(key string) {
		switch key {
		case "amount":
			i.Amount = c.money()
		case "at":
			c.lit(`"0001-01-01T00:00:00Z"`)
		case "by":
			c.lit(`""`)
		case "due":
			i.Due = c.day()
		case "issued":
			i.Issued = c.day()
		case "kind":
			i.Kind = ledger.InvoiceKind(c.word())
		case "memo":
			i.Memo = strings.Clone(c.text())
		case "no":
			i.No = ledger.InvoiceNo(strings.Clone(c.text()))
		case "period":
			i.Period = strings.Clone(c.text())
		case "po":
			i.PO = strings.Clone(c.text())
		case "contract":
			i.Contract = ledger.ID(c.word())
		case "row_key":
			i.RowKey = strings.Clone(c.text())
		case "seq":
			c.lit("0")
		default:
			c.ok = false
		}
	})
}

func (c *cursor) movement(m *ledger.Movement) {
	c.fields(func(key string) {
		switch key {
		case "amount":
			m.Amount = c.money()
		case "at":
			c.lit(`"0001-01-01T00:00:00Z"`)
		case "by":
			c.lit(`""`)
		case "day":
			m.Day = c.day()
		case "id":
			m.ID = ledger.ID(strings.Clone(c.text()))
		case "kind":
			m.Kind = ledger.MovementKind(c.word())
		case "memo":
			m.Memo = strings.Clone(c.text())
		case "number":
			m.Number = strings.Clone(c.text())
		case "ref":
			m.Ref = strings.Clone(c.text())
		case "request":
			m.Request = ledger.ID(strings.Clone(c.text()))
		case "row_key":
			m.RowKey = strings.Clone(c.text())
		case "seq":
			c.lit("0")
		default:
			c.ok = false
		}
	})
}
