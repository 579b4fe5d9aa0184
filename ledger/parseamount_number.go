package ledger

import (
	"strings"

	"github.com/shopspring/decimal"
)

// amountNumber decides what the separators of a number mean.
type amountNumber struct {
	text  string   // digits and separators
	whole bool     // it is said to have no decimals
	c     Currency // how many decimals it may have, and what a comma is
	scale int32    // power of ten of the suffix
	typed string   // for sentences
}

// value is the number in full. It is exact, or refused.
func (n amountNumber) value() (decimal.Decimal, error) {
	at, err := n.decimalSign()
	if err != nil {
		return decimal.Decimal{}, err
	}
	whole, frac := n.text, ""
	if at >= 0 {
		whole, frac = n.text[:at], n.text[at+1:]
	}
	if !n.groupsWell(whole) || onlyDigits(frac) != frac {
		return decimal.Decimal{}, n.badGroups(whole, frac)
	}
	v := n.number(whole, frac)
	if places := n.c.Decimals(); n.scale == 0 && len(frac) > int(places) || !v.Equal(v.Truncate(places)) {
		return decimal.Decimal{}, n.tooFine(whole, frac)
	}
	return v, nil
}

// number is whole.frac without separators, times the suffix. Absurdly long ones become the smallest that is too large.
func (n amountNumber) number(whole, frac string) decimal.Decimal {
	plain := onlyDigits(whole)
	if len(plain)+len(frac) > 2*maxDigits {
		return decimal.New(1, maxDigits)
	}
	return decimal.RequireFromString("0" + plain + "." + frac + "0").Shift(n.scale)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// decimalSign is where the decimal sign stands; -1: nowhere. It refuses a sign that may be either.
func (n amountNumber) decimalSign() (int, error) {
	dots, commas := strings.Count(n.text, "."), strings.Count(n.text, ",")
	last := strings.LastIndexAny(n.text, ".,")
	switch {
	case last < 0 || n.whole:
		return -1, nil
	case dots > 0 && commas > 0:
		if strings.Count(n.text, n.text[last:last+1]) > 1 {
			return 0, n.badGroups(n.text, "")
		}
		return last, nil
	case dots+commas > 1:
		return -1, nil
	case dots == 1:
		return n.oneDot(last)
	}
	return n.oneComma(last)
}

// oneDot is the meaning of a single dot: decimal, but refused with three digits behind where that could be a group.
func (n amountNumber) oneDot(at int) (int, error) {
	behind := len(n.text) - at - 1
	if behind != 3 || n.scale > 0 || n.c.Decimals() >= 3 || n.grouped() {
		return at, nil
	}
	whole, frac := n.text[:at], n.text[at+1:]
	if !n.canGroup(at) {
		return at, nil // too many decimals, and no group either
	}
	return 0, invalid("“%s” may be %s, or %s.%s, but %s; expected a comma between groups. Example: %s",
		clip(n.typed), n.show(whole+frac, ""), onlyDigits(whole), frac, n.smallest(), n.show(whole+frac, ""))
}

// oneComma is the meaning of a single comma: a group with three digits behind, decimal only in currencies written so.
func (n amountNumber) oneComma(at int) (int, error) {
	whole, frac := n.text[:at], n.text[at+1:]
	decimalUse := commaIsDecimal(n.c) && (len(frac) < 3 || n.grouped())
	switch {
	case decimalUse:
		return at, nil
	case n.grouped():
		return 0, invalid("“%s” may be %s; expected a dot before decimals in %s. Example: %s", clip(n.typed), n.show(whole, frac), n.c, n.show(whole, frac))
	case n.scale > 0 && len(frac) <= 3, len(frac) < 3, len(frac) == 3 && n.c.Decimals() >= 3:
		return 0, invalid("“%s” may be %s or %s; expected a dot before decimals. Example: %s", clip(n.typed), n.show(whole, frac), n.show(whole+frac, ""), n.show(whole, frac))
	}
	return -1, nil
}

// grouped reports whether blanks, apostrophes or _ group the number, so that a dot or comma can't.
func (n amountNumber) grouped() bool { return strings.ContainsAny(n.text, " '_") }

// canGroup reports whether the separator at a place could stand before a group of three.
func (n amountNumber) canGroup(at int) bool { return at >= 1 && at <= 3 && n.text[0] != '0' }

// groupsWell reports whether the whole part has groups of three digits and one kind of separator; rupees may have
// groups of two before the last.
func (n amountNumber) groupsWell(whole string) bool {
	sep := strings.IndexAny(whole, ".,'_ ")
	if sep < 0 {
		return true
	}
	groups := strings.Split(whole, whole[sep:sep+1])
	if !digits(groups[0], 1, 3) || groups[0][0] == '0' {
		return false
	}
	last := len(groups) - 1
	byThree, byTwo := true, groupsByTwo(n.c) && len(groups[0]) < 3 && digits(groups[last], 3, 3)
	for i, g := range groups[1:] {
		byThree = byThree && digits(g, 3, 3)
		byTwo = byTwo && (i+1 == last || digits(g, 2, 2))
	}
	return byThree || byTwo
}

func (n amountNumber) badGroups(whole, frac string) error {
	if len(onlyDigits(whole)) > maxDigits || len(frac) > 9 {
		return invalid("“%s” is not an amount; expected groups of 3 digits. Example: %s", clip(n.typed), sample(n.c))
	}
	return invalid("“%s”: groups have 3 digits; did you mean %s? Example: %s", clip(n.typed), n.show(whole, frac), n.show(whole, frac))
}

// tooFine refuses decimals below the currency's smallest unit.
func (n amountNumber) tooFine(whole, frac string) error {
	as := ""
	if n.scale == 0 && len(frac) == 3 && n.canGroup(len(whole)) && !strings.ContainsAny(whole, ".,'_ ") {
		as = " Or did you mean " + n.show(whole+frac, "") + "?"
	}
	places := n.c.Decimals()
	short := Money{n.number(tail(whole), tail(frac)).Truncate(places), n.c}
	if short.IsZero() {
		short.Amount = decimal.New(1250, 0)
	}
	return invalid("“%s” has too many decimals: %s.%s Example: %s", clip(n.typed), n.smallest(), as, short)
}

// smallest is a sentence on the currency's smallest unit.
func (n amountNumber) smallest() string {
	name := map[Currency]string{"USD": "the dollar", "JPY": "the yen", "EUR": "the euro", "GBP": "the pound"}[n.c]
	if name == "" {
		name = string(n.c)
	}
	if n.c.Decimals() == 0 {
		return name + " has no decimals"
	}
	return name + " has " + string('0'+rune(n.c.Decimals())) + " decimals"
}

// show is one reading of the number as an amount; with more decimals than the currency has, as a plain number.
func (n amountNumber) show(whole, frac string) string {
	v := n.number(tail(whole), tail(onlyDigits(frac)))
	if !v.Equal(v.Truncate(n.c.Decimals())) {
		return v.String()
	}
	return Money{v, n.c}.String()
}

// tail bounds what a sentence repeats of a number without end.
func tail(s string) string { return s[:min(len(s), 2*maxDigits)] }
