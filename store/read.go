package store

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"owed.dev/owed/ledger"
)

// entryReader reads entries faster than their general reader in package ledger does, which takes most of the time of a
// verification. It knows the canonical form and the events that come by the thousand; whatever looks otherwise, an entry
// or an event, it leaves to the general one. TestTheTwoReadersAgree holds them together.
type entryReader struct {
	words      map[string]string // actors and the like, kept once
	currencies map[string]currency
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

// cursor goes through canonical JSON. ok turns false at the first thing that is not as expected.
type cursor struct {
	s  string
	at int
	ok bool
	r  *entryReader
}

func (c *cursor) entry() (e ledger.Entry) {
	c.lit(`{"actor":`)
	e.Actor = ledger.UserID(c.word())
	c.lit(`,"at":`)
	e.At = c.moment()
	c.lit(`,"cmd":`)
	e.Cmd = c.word()
	c.lit(`,"events":[`)
	for c.ok && !c.peek(']') {
		if len(e.Events) > 0 {
			c.lit(",")
		}
		e.Events = append(e.Events, c.event())
	}
	c.lit(`],"key":`)
	e.Key = strings.Clone(c.text())
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
		e := &ledger.InvoiceRecorded{}
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

// fields reads an object, one field after another.
func (c *cursor) fields(read func(key string)) {
	c.lit("{")
	for first := true; c.ok && !c.peek('}'); first = false {
		if !first {
			c.lit(",")
		}
		key := c.text()
		c.lit(":")
		if c.ok {
			read(key)
		}
	}
	c.lit("}")
}

func (c *cursor) peek(b byte) bool { return c.at < len(c.s) && c.s[c.at] == b }

// lit reads exactly this.
func (c *cursor) lit(s string) {
	if !c.ok || !strings.HasPrefix(c.s[c.at:], s) {
		c.ok = false
		return
	}
	c.at += len(s)
}

// text reads a string without escapes; it is a part of the line.
func (c *cursor) text() string {
	if !c.ok || !c.peek('"') {
		c.ok = false
		return ""
	}
	from := c.at + 1
	end := strings.IndexByte(c.s[from:], '"')
	if end < 0 || strings.IndexByte(c.s[from:from+end], '\\') >= 0 {
		c.ok = false
		return ""
	}
	c.at = from + end + 1
	return c.s[from : from+end]
}

// word reads a string of which there are few: it is kept once.
func (c *cursor) word() string {
	s := c.text()
	if w, ok := c.r.words[s]; ok {
		return w
	}
	w := strings.Clone(s)
	if len(c.r.words) < 10_000 {
		c.r.words[w] = w
	}
	return w
}

// number reads a whole number that is not negative.
func (c *cursor) number() int64 {
	n, from := int64(0), c.at
	for c.at < len(c.s) && c.s[c.at] >= '0' && c.s[c.at] <= '9' && c.at-from < 16 {
		n = n*10 + int64(c.s[c.at]-'0')
		c.at++
	}
	if c.at == from || c.at-from > 1 && c.s[from] == '0' {
		c.ok = false
	}
	return n
}

// digits reads n digits at an offset of s.
func digits(s string, from, n int) (int, bool) {
	v := 0
	for _, b := range []byte(s[from : from+n]) {
		if b < '0' || b > '9' {
			return 0, false
		}
		v = v*10 + int(b-'0')
	}
	return v, true
}

// day reads "2023-03-31"; the last days of a month are left to the general reader, which knows how long it is.
func (c *cursor) day() ledger.Date {
	s := c.text()
	if !c.ok || len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		c.ok = false
		return 0
	}
	y, ok1 := digits(s, 0, 4)
	m, ok2 := digits(s, 5, 2)
	d, ok3 := digits(s, 8, 2)
	switch {
	case !ok1 || !ok2 || !ok3 || m < 1 || m > 12 || d < 1 || y < 1:
		c.ok = false
		return 0
	case d > 28:
		day, err := ledger.ParseISO(s)
		c.ok = err == nil
		return day
	}
	return ledger.NewDate(y, time.Month(m), d)
}

// moment reads "2023-03-03T12:00:00.000Z".
func (c *cursor) moment() time.Time {
	const form = "2006-01-02T15:04:05.000Z"
	s := c.text()
	if !c.ok || len(s) != len(form) {
		c.ok = false
		return time.Time{}
	}
	t, err := time.Parse(form, s)
	c.ok = err == nil
	return t
}

// money reads {"amount":"10000000.00","currency":"USD"}.
func (c *cursor) money() ledger.Money {
	c.lit(`{"amount":`)
	amount := c.text()
	c.lit(`,"currency":`)
	code := c.text()
	c.lit("}")
	if !c.ok {
		return ledger.Money{}
	}
	cur, known := c.r.currency(code)
	units, ok := minorUnits(amount, cur.places)
	c.ok = known && ok
	return ledger.Money{Amount: decimal.New(units, -int32(cur.places)), Currency: cur.code}
}

func (r *entryReader) currency(code string) (currency, bool) {
	if cur, ok := r.currencies[code]; ok {
		return cur, true
	}
	c := ledger.Currency(strings.Clone(code))
	if !c.Known() {
		return currency{}, false
	}
	cur := currency{c, int(c.Decimals())}
	r.currencies[string(c)] = cur
	return cur, true
}

// minorUnits reads an amount that has exactly so many decimals.
func minorUnits(s string, places int) (int64, bool) {
	whole, frac := len(s), 0
	if places > 0 {
		whole, frac = len(s)-places-1, places
	}
	if whole < 1 || len(s) > 17 || frac > 0 && s[whole] != '.' {
		return 0, false
	}
	n := int64(0)
	for i := range len(s) {
		if i == whole {
			continue
		}
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	return n, true
}

// skip reads over an object and returns it.
func (c *cursor) skip() string {
	from, depth := c.at, 0
	for ; c.ok && c.at < len(c.s); c.at++ {
		switch c.s[c.at] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				c.at++
				return c.s[from:c.at]
			}
		case '"':
			if c.text(); !c.ok {
				return ""
			}
			c.at--
		}
	}
	c.ok = false
	return ""
}
