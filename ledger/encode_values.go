package ledger

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"time"
)

// maxWhole is the largest whole number that every reader of JSON keeps exactly.
const maxWhole = 1<<53 - 1

func (f *former) number(out []byte, v reflect.Value) ([]byte, error) {
	n := v.Int()
	if f.sorted && (n > maxWhole || n < -maxWhole) {
		return out, fmt.Errorf("ledger: %d is not a whole number within 2^53", n)
	}
	return strconv.AppendInt(out, n, 10), nil
}

func appendBool(out []byte, v reflect.Value) ([]byte, error) {
	return strconv.AppendBool(out, v.Bool()), nil
}

// text writes a string.
func (f *former) text(out []byte, s string) ([]byte, error) {
	if f.sorted {
		return appendString(out, s), nil
	}
	return appendText(out, s)
}

// appendText writes a string as encoding/json does.
func appendText(out []byte, s string) ([]byte, error) {
	if isPlain(s, `"\<>&`) {
		return appendQuoted(out, s), nil
	}
	b, err := json.Marshal(s)
	return append(out, b...), err
}

// isPlain reports whether a string is ASCII without control characters and without any of those special.
func isPlain(s, special string) bool {
	for i := range len(s) {
		c := s[i]
		if c < 0x20 || c >= 0x80 {
			return false
		}
		for k := range len(special) {
			if c == special[k] {
				return false
			}
		}
	}
	return true
}

func appendQuoted(out []byte, s string) []byte { return append(append(append(out, '"'), s...), '"') }

func appendTime(out []byte, v reflect.Value) ([]byte, error) {
	t := v.Addr().Interface().(*time.Time)
	out, err := t.AppendText(append(out, '"'))
	return append(out, '"'), err
}

func appendDate(out []byte, v reflect.Value) ([]byte, error) {
	return append(Date(v.Int()).AppendISO(append(out, '"')), '"'), nil
}

// AppendISO appends the day as String writes it.
func (d Date) AppendISO(out []byte) []byte {
	if d == 0 {
		return out
	}
	y, m, day := d.utc().Date()
	if y < 0 || y > 9999 {
		return d.utc().AppendFormat(out, time.DateOnly)
	}
	return append(out, byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-', byte('0'+m/10), byte('0'+m%10), '-', byte('0'+day/10), byte('0'+day%10))
}

// appendJSON appends what MarshalJSON writes.
func (m *Money) appendJSON(out []byte) []byte {
	if m.Currency == "" {
		return append(out, "null"...)
	}
	out = m.AppendDecimal(append(out, `{"amount":"`...))
	out = append(append(out, `","currency":"`...), m.Currency...)
	return append(out, `"}`...)
}

// AppendDecimal appends the amount as Decimal writes it.
func (m *Money) AppendDecimal(out []byte) []byte {
	places := int(m.Currency.Decimals())
	units, ok := m.Minor()
	if !ok {
		return append(out, m.Decimal()...)
	}
	if units < 0 {
		out, units = append(out, '-'), -units
	}
	if places == 0 {
		return strconv.AppendInt(out, units, 10)
	}
	var digits [20]byte
	at := len(digits)
	for n := 0; n <= places || units > 0; n++ {
		at--
		if n == places {
			digits[at] = '.'
			at--
		}
		digits[at] = byte('0' + units%10)
		units /= 10
	}
	return append(out, digits[at:]...)
}

// MaxMinor bounds what is open with one vendor in one currency, in minor units, so that sums over hundreds of vendors fit
// into Redis's integers.
const MaxMinor = int64(1e16)

// Kept is the amount in its smallest unit; ok is false where that is beyond MaxMinor.
func (m Money) Kept() (units int64, ok bool) {
	if units, ok = m.Minor(); !ok {
		d := m.Amount.Shift(m.Currency.Decimals())
		if b := d.BigInt(); b.IsInt64() {
			units, ok = b.Int64(), true
		}
	}
	return units, ok && units <= MaxMinor && units >= -MaxMinor
}

// Minor is the amount in its smallest unit. ok is false where that has more than 18 digits, or where the amount is kept
// with more decimals than its currency has.
func (m Money) Minor() (units int64, ok bool) {
	shift := int(m.Amount.Exponent() + m.Currency.Decimals())
	if shift < 0 || m.Amount.NumDigits()+shift > 18 {
		return 0, false
	}
	units = m.Amount.CoefficientInt64()
	for range shift {
		units *= 10
	}
	return units, true
}
