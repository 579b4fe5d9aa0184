package ledger

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// Currency is an ISO 4217 code in capitals. The zero value means "not set".
type Currency string

// minorUnits holds the currencies whose number of decimals is not 2 (ISO 4217; CLDR's differ).
var minorUnits = map[Currency]int32{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
	"UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

const twoDecimals = " AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW" +
	" CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES" +
	" KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN" +
	" PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH" +
	" USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG "

// Known reports whether c is a currency that owed can keep accounts in.
func (c Currency) Known() bool {
	switch c {
	case "USD", "EUR", "GBP":
		return true // without a look-up: nearly all amounts are of these
	}
	if _, ok := minorUnits[c]; ok {
		return true
	}
	return len(c) == 3 && strings.Contains(twoDecimals, " "+string(c)+" ")
}

// Decimals is the number of decimals of c's minor unit.
func (c Currency) Decimals() int32 {
	switch c {
	case "USD", "EUR", "GBP":
		return 2 // without a look-up: nearly all amounts are of these
	}
	if n, ok := minorUnits[c]; ok {
		return n
	}
	return 2
}

// Money is an exact amount of one currency. The zero Money is "nothing, of no currency": it adds to any.
type Money struct {
	Amount   decimal.Decimal
	Currency Currency
}

// NewMoney is an amount read from its plain decimal form ("1250.50"). It refuses unknown currencies and
// anything below the minor unit; it never rounds.
func NewMoney(amount string, c Currency) (Money, error) {
	if !c.Known() {
		return Money{}, &Error{Kind: Invalid, Say: fmt.Sprintf("“%s” is not a currency that owed knows; expected an ISO 4217 code such as USD", c)}
	}
	d, err := decimal.NewFromString(amount)
	if err != nil {
		return Money{}, &Error{Kind: Invalid, Say: fmt.Sprintf("“%s” is not an amount; expected one such as 1250.50", amount), Err: err}
	}
	if -d.Exponent() > c.Decimals() && !d.Equal(d.Truncate(c.Decimals())) {
		return Money{}, &Error{Kind: Invalid, Say: fmt.Sprintf("%s has %d decimals, so %s is below its smallest unit", c, c.Decimals(), amount)}
	}
	return Money{d, c}, nil
}

// MustMoney is NewMoney for constants of tests and tables; it panics on bad input.
func MustMoney(amount string, c Currency) Money {
	m, err := NewMoney(amount, c)
	if err != nil {
		panic(err)
	}
	return m
}

// Zero is nothing of currency c.
func Zero(c Currency) Money { return Money{Currency: c} }

// Add is m + n. Amounts of different currencies never add: that is a bug in the caller, so it panics.
func (m Money) Add(n Money) Money {
	c := m.common(n)
	switch {
	case n.Amount.IsZero():
		return Money{m.Amount, c}
	case m.Amount.IsZero():
		return Money{n.Amount, c}
	}
	return Money{m.Amount.Add(n.Amount), c}
}

// Sub is m − n; the same rule as Add.
func (m Money) Sub(n Money) Money {
	c := m.common(n)
	switch {
	case n.Amount.IsZero():
		return Money{m.Amount, c}
	case m.Amount.Equal(n.Amount):
		return Zero(c) // whatever is settled comes to this, and nothing need be made for it
	}
	return Money{m.Amount.Sub(n.Amount), c}
}

// plus is m + n, or m − n where the sign is below 0.
func (m Money) plus(n Money, sign int) Money {
	if sign < 0 {
		return m.Sub(n)
	}
	return m.Add(n)
}

// Cmp is -1, 0 or 1; the same rule as Add.
func (m Money) Cmp(n Money) int { m.common(n); return m.Amount.Cmp(n.Amount) }

// Min is the smaller of the two.
func (m Money) Min(n Money) Money {
	if m.Cmp(n) <= 0 {
		return m
	}
	return n
}

// Neg is −m.
func (m Money) Neg() Money { return Money{m.Amount.Neg(), m.Currency} }

// Sign is -1, 0 or 1.
func (m Money) Sign() int { return m.Amount.Sign() }

// IsZero reports whether the amount is 0.
func (m Money) IsZero() bool { return m.Amount.IsZero() }

// Positive reports whether the amount is above 0.
func (m Money) Positive() bool { return m.Amount.Sign() > 0 }

func (m Money) common(n Money) Currency {
	switch {
	case m.Currency == "":
		return n.Currency
	case n.Currency == "" || n.Currency == m.Currency:
		return m.Currency
	}
	panic(fmt.Sprintf("ledger: %s and %s never add", m.Currency, n.Currency))
}

// Decimal is the amount with exactly the currency's decimals and nothing else: "10000000.00".
func (m Money) Decimal() string { return m.Amount.StringFixed(m.Currency.Decimals()) }

// signs are the currencies that are shown by their sign; all others by their code.
var signs = map[Currency]string{
	"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "CAD": "C$", "AUD": "A$", "HKD": "HK$", "NZD": "NZ$",
}

// Short is an amount as people type it, such as 10m, in the currency: "$10m", "KWD 10m".
func (c Currency) Short(digits string) string {
	if s, ok := signs[c]; ok {
		return s + digits
	}
	return string(c) + " " + digits
}

// String is the amount as people read it: "$10,000,000.00", "CHF 1,250.00", "-€5.00".
func (m Money) String() string {
	digits, sign := m.Amount.Abs().StringFixed(m.Currency.Decimals()), ""
	if m.Amount.Sign() < 0 {
		sign = "-"
	}
	whole, frac, has := strings.Cut(digits, ".")
	var b strings.Builder
	b.WriteString(sign)
	if s, ok := signs[m.Currency]; ok {
		b.WriteString(s)
	} else if m.Currency != "" {
		b.WriteString(string(m.Currency) + " ")
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if has {
		b.WriteString("." + frac)
	}
	return b.String()
}

type moneyJSON struct {
	Amount   string   `json:"amount"`
	Currency Currency `json:"currency"`
}

// MarshalJSON writes {"amount":"10000000.00","currency":"USD"}.
func (m Money) MarshalJSON() ([]byte, error) {
	if m.Currency == "" {
		return []byte("null"), nil
	}
	return []byte(`{"amount":"` + m.Decimal() + `","currency":"` + string(m.Currency) + `"}`), nil
}

// UnmarshalJSON reads what MarshalJSON writes, and "10000000.00 USD" as it stands in items; it refuses everything that NewMoney
// refuses.
func (m *Money) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*m = Money{}
		return nil
	}
	if len(b) > 1 && b[0] == '"' {
		amount, c, _ := strings.Cut(string(b[1:len(b)-1]), " ")
		v, err := NewMoney(amount, Currency(c))
		*m = v
		return err
	}
	if amount, c, ok := cutMoney(b); ok {
		v, err := NewMoney(amount, c)
		*m = v
		return err
	}
	var j moneyJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	v, err := NewMoney(j.Amount, j.Currency)
	*m = v
	return err
}

// cutMoney takes apart what MarshalJSON writes, without a decoder: it is most of what a journal consists of.
func cutMoney(b []byte) (amount string, c Currency, ok bool) {
	const head, middle, tail = `{"amount":"`, `","currency":"`, `"}`
	rest, ok := strings.CutPrefix(string(b), head)
	if !ok {
		return "", "", false
	}
	amount, rest, ok = strings.Cut(rest, middle)
	code, end := strings.CutSuffix(rest, tail)
	return amount, Currency(code), ok && end && len(code) == 3 && !strings.ContainsAny(amount, `\"`)
}
