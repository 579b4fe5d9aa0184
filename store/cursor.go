package store

import (
	"bytes"
	"time"

	"github.com/shopspring/decimal"
	"owed.dev/owed/ledger"
)

// cursor goes through canonical JSON. ok turns false at the first thing that is not as expected.
type cursor struct {
	s  []byte
	at int
	ok bool
	r  *entryReader
}

// fields reads an object, one field after another.
func (c *cursor) fields(read func(key []byte)) {
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
	if !c.ok || !c.sees(s) {
		c.ok = false
		return
	}
	c.at += len(s)
}

// sees reports whether this comes next.
func (c *cursor) sees(s string) bool {
	rest := c.s[c.at:]
	return len(rest) >= len(s) && string(rest[:len(s)]) == s
}

// text reads a string without escapes; it is a part of the line.
func (c *cursor) text() []byte {
	if !c.ok || !c.peek('"') {
		c.ok = false
		return nil
	}
	from := c.at + 1
	end := bytes.IndexByte(c.s[from:], '"')
	if end < 0 || bytes.IndexByte(c.s[from:from+end], '\\') >= 0 {
		c.ok = false
		return nil
	}
	c.at = from + end + 1
	return c.s[from : from+end]
}

// word reads a string of which there are few: it is kept once.
func (c *cursor) word() string {
	s := c.text()
	if w, ok := c.r.words[string(s)]; ok {
		return w
	}
	w := string(s)
	if len(c.r.words) < 10_000 {
		c.r.words[w] = w
	}
	return w
}

// like reads a word that is mostly what it was in the entry before.
func like[S ~string](c *cursor, last *S) S {
	from, ok := c.at, c.ok
	if s := c.text(); string(s) != string(*last) {
		c.at, c.ok = from, ok
		*last = S(c.word())
	}
	return *last
}

// again reads a name that may be the one read last; then it is kept once.
func again[S ~string](c *cursor, last *S) S {
	if s := c.text(); string(s) != string(*last) {
		*last = S(s)
	}
	return *last
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
func digits(s []byte, from, n int) (int, bool) {
	v := 0
	for _, b := range s[from : from+n] {
		if b < '0' || b > '9' {
			return 0, false
		}
		v = v*10 + int(b-'0')
	}
	return v, true
}

// day reads "2023-03-31".
func (c *cursor) day() ledger.Date {
	d, ok := dayIn(c.text())
	c.ok = c.ok && ok
	return d
}

func dayIn(s []byte) (ledger.Date, bool) {
	if len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, ok1 := digits(s, 0, 4)
	m, ok2 := digits(s, 5, 2)
	d, ok3 := digits(s, 8, 2)
	day := ledger.NewDate(y, time.Month(m), d)
	return day, ok1 && ok2 && ok3 && y > 0 && m > 0 && m <= 12 && d > 0 && (d <= 28 || day.Day() == d)
}

// moment reads "2023-03-03T12:00:00.000Z".
func (c *cursor) moment() time.Time {
	const form = "2006-01-02T15:04:05.000Z"
	s := c.text()
	if !c.ok || len(s) != len(form) || s[10] != 'T' || s[13] != ':' || s[16] != ':' || s[19] != '.' || s[23] != 'Z' {
		c.ok = false
		return time.Time{}
	}
	day, ok := dayIn(s[:10])
	h, ok1 := digits(s, 11, 2)
	m, ok2 := digits(s, 14, 2)
	sec, ok3 := digits(s, 17, 2)
	ms, ok4 := digits(s, 20, 3)
	c.ok = ok && ok1 && ok2 && ok3 && ok4 && h < 24 && m < 60 && sec < 60
	return day.Start(time.UTC).Add(time.Duration(h*3600+m*60+sec)*time.Second + time.Duration(ms)*time.Millisecond)
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

func (r *entryReader) currency(code []byte) (currency, bool) {
	if cur, ok := r.currencies[string(code)]; ok {
		return cur, true
	}
	c := ledger.Currency(code)
	if !c.Known() {
		return currency{}, false
	}
	cur := currency{c, int(c.Decimals())}
	r.currencies[string(c)] = cur
	return cur, true
}

// minorUnits reads an amount that has exactly so many decimals.
func minorUnits(s []byte, places int) (int64, bool) {
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

// skip reads over an object.
func (c *cursor) skip() {
	depth := 0
	for ; c.ok && c.at < len(c.s); c.at++ {
		switch c.s[c.at] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				c.at++
				return
			}
		case '"':
			if c.text(); !c.ok {
				return
			}
			c.at--
		}
	}
	c.ok = false
}
