package store

import (
	"owed.dev/owed/ledger"
)

// entryReader reads entries faster than their general reader in package ledger does, which takes most of the time of a
// verification. It knows the canonical form and the events that come by the thousand; whatever looks otherwise, an entry
// or an event, it leaves to the general one. TestTheTwoReadersAgree holds them together.
type entryReader struct {
	words      map[string]string // actors and the like, kept once
	currencies map[string]currency
	keeps      bool // entries are kept, so that each needs room of its own
	last       ledger.Entry
	id         ledger.ID        // the last one read
	no         ledger.InvoiceNo // the last one read
	room       usedAgain        // else
}

// usedAgain is room for an entry's events, used for one entry after the other.
type usedAgain struct {
	events    []ledger.Event
	invoices  []ledger.InvoiceRecorded
	payments  []ledger.PaymentRecorded
	credits   []ledger.CreditRecorded
	allocated []ledger.Allocated
	settled   []ledger.InvoiceSettled
}

// clear makes room for the next entry.
func (u *usedAgain) clear() {
	u.invoices, u.payments, u.credits, u.allocated, u.settled = u.invoices[:0], u.payments[:0], u.credits[:0], u.allocated[:0], u.settled[:0]
}

// emptyIn is an empty event to read into, in room that is used again unless entries are kept.
func emptyIn[E any](r *entryReader, room *[]E) *E {
	if r.keeps {
		return new(E)
	}
	*room = append(*room, *new(E))
	return &(*room)[len(*room)-1]
}

// currency is one that was seen: its code, kept once, and its decimals.
type currency struct {
	code   ledger.Currency
	places int
}

func newEntryReader() *entryReader {
	return &entryReader{keeps: true, words: map[string]string{}, currencies: map[string]currency{}}
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
	r := c.r
	c.lit(`{"actor":`)
	e.Actor = like(c, &r.last.Actor)
	c.lit(`,"at":`)
	e.At = c.moment()
	c.lit(`,"cmd":`)
	e.Cmd = like(c, &r.last.Cmd)
	c.lit(`,"events":[`)
	if !r.keeps {
		e.Events = r.room.events[:0]
		r.room.clear()
	}
	for c.ok && !c.peek(']') {
		if len(e.Events) > 0 {
			c.lit(",")
		}
		e.Events = append(e.Events, c.event())
	}
	if !r.keeps {
		r.room.events = e.Events
	}
	c.lit(`],"key":`)
	e.Key = string(c.text())
	c.lit(`,"seq":`)
	e.Seq = c.number()
	c.lit(`,"team":`)
	e.Team = like(c, &r.last.Team)
	c.lit(`,"v":`)
	e.V = int(c.number())
	c.lit(`,"vendor":`)
	e.Vendor = like(c, &r.last.Vendor)
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
	if e := c.common(); e != nil {
		return e
	}
	c.skip()
	c.lit(`,"type":`)
	c.text()
	c.lit(`,"v":`)
	c.number()
	c.lit("}")
	if !c.ok {
		return nil
	}
	e, err := ledger.UnmarshalEvent(c.s[from:c.at])
	c.ok = err == nil
	return e
}

// heads are how the events begin that come by the thousand. An event's name stands behind what it says.
var heads = [...]struct{ data, name string }{
	{`{"invoice":{`, "invoice_recorded"},
	{`{"payment":{`, "payment_recorded"},
	{`{"amount":{`, "allocated"},
	{`{"no":`, "invoice_settled"},
	{`{"credit":{`, "credit_recorded"},
}

// common reads an event that looks like one that comes by the thousand and is one; else it reads nothing and gives nil.
func (c *cursor) common() ledger.Event {
	for _, h := range heads {
		if !c.ok || !c.sees(h.data) {
			continue
		}
		d := *c
		e := d.data(h.name)
		d.lit(`,"type":"`)
		d.lit(h.name)
		d.lit(`","v":1}`)
		if !d.ok {
			return nil
		}
		c.at = d.at
		return e
	}
	return nil
}

// data reads what an event of one of these names says.
func (c *cursor) data(name string) ledger.Event {
	switch name {
	case "invoice_recorded":
		e := emptyIn(c.r, &c.r.room.invoices)
		c.lit(`{"invoice":`)
		c.invoice(&e.Invoice)
		c.lit("}")
		return e
	case "payment_recorded":
		e := emptyIn(c.r, &c.r.room.payments)
		c.lit(`{"payment":`)
		c.movement(&e.Movement)
		c.lit("}")
		return e
	case "credit_recorded":
		e := emptyIn(c.r, &c.r.room.credits)
		c.lit(`{"credit":`)
		c.movement(&e.Movement)
		c.lit("}")
		return e
	case "allocated":
		e := emptyIn(c.r, &c.r.room.allocated)
		c.lit(`{"amount":`)
		e.Amount = c.money()
		c.lit(`,"from":`)
		e.From = again(c, &c.r.id) // mostly what was recorded just before, as is the number of what is settled
		c.lit(`,"invoice":`)
		e.Invoice = again(c, &c.r.no)
		c.lit("}")
		return e
	case "invoice_settled":
		e := emptyIn(c.r, &c.r.room.settled)
		c.lit(`{"no":`)
		e.No = again(c, &c.r.no)
		c.lit(`,"on":`)
		e.On = c.day()
		c.lit("}")
		return e
	}
	return nil
}

func (c *cursor) invoice(i *ledger.Invoice) {
	c.fields(func(key []byte) {
		switch string(key) {
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
			i.Memo = string(c.text())
		case "no":
			i.No = again(c, &c.r.no)
		case "period":
			i.Period = string(c.text())
		case "po":
			i.PO = string(c.text())
		case "contract":
			i.Contract = ledger.ID(c.word())
		case "row_key":
			i.RowKey = string(c.text())
		case "seq":
			c.lit("0")
		default:
			c.ok = false
		}
	})
}

func (c *cursor) movement(m *ledger.Movement) {
	c.fields(func(key []byte) {
		switch string(key) {
		case "amount":
			m.Amount = c.money()
		case "at":
			c.lit(`"0001-01-01T00:00:00Z"`)
		case "by":
			c.lit(`""`)
		case "day":
			m.Day = c.day()
		case "dispute":
			m.Dispute = ledger.ID(c.text())
		case "id":
			m.ID = again(c, &c.r.id)
		case "kind":
			m.Kind = ledger.MovementKind(c.word())
		case "memo":
			m.Memo = string(c.text())
		case "number":
			m.Number = string(c.text())
		case "ref":
			m.Ref = string(c.text())
		case "request":
			m.Request = ledger.ID(c.text())
		case "row_key":
			m.RowKey = string(c.text())
		case "seq":
			c.lit("0")
		default:
			c.ok = false
		}
	})
}
