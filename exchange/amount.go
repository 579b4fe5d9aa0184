package exchange

import (
	"strings"

	"owed.dev/owed/ledger"
)

// amountStyle is what a column's cells show about their decimal sign.
type amountStyle int

const (
	noStyle    amountStyle = iota // nothing seen that decides
	dotStyle                      // 1,250.50
	commaStyle                    // 1.250,50
	mixedStyle                    // both seen: nothing with one separator can be trusted
)

// String is an example written so.
func (a amountStyle) String() string {
	return [...]string{"", "1,250.50", "1.250,50", "mixed"}[a]
}

// also is what two cells show together.
func (a amountStyle) also(b amountStyle) amountStyle {
	switch {
	case a == noStyle || a == b:
		return b
	case b == noStyle:
		return a
	}
	return mixedStyle
}

// styleOf is what one cell shows: two separators, or one with other than three digits behind.
func styleOf(number string) amountStyle {
	dot, comma := strings.LastIndexByte(number, '.'), strings.LastIndexByte(number, ',')
	switch {
	case dot < 0 && comma < 0:
		return noStyle
	case dot >= 0 && comma >= 0:
		if dot > comma {
			return dotStyle
		}
		return commaStyle
	case dot >= 0:
		return oneSeparator(number, dot, ".", dotStyle, commaStyle)
	}
	return oneSeparator(number, comma, ",", commaStyle, dotStyle)
}

func oneSeparator(number string, at int, sep string, asDecimal, asGroup amountStyle) amountStyle {
	whole := number[:at]
	switch {
	case strings.Count(number, sep) > 1:
		return asGroup
	case len(number)-at-1 != 3 || len(whole) > 3 || whole == "" || whole[0] == '0' || strings.ContainsAny(number, " '_"):
		return asDecimal
	}
	return noStyle
}

// amountCell is a cell taken apart.
type amountCell struct {
	number   string // digits and separators
	mark     string // what stands before and behind: a sign, a code
	negative bool
}

// sameSigns makes blanks, dashes and apostrophes one kind each.
func sameSigns(r rune) rune {
	switch r {
	case '\u00a0', '\u202f', '\u2009', '\t':
		return ' '
	case '\u2212', '\u2013':
		return '-'
	case '\u2019':
		return '\''
	}
	return r
}

// cutAmount takes a cell apart; ok is false where it is no amount.
func cutAmount(s string) (a amountCell, ok bool) {
	if simple(s, dotStyle) && s != "" && s != "." {
		return amountCell{number: s}, true
	}
	s = strings.TrimSpace(strings.Map(sameSigns, s))
	minus := 0
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s, minus = strings.TrimSpace(s[1:len(s)-1]), 1
	}
	first := strings.IndexAny(s, "0123456789")
	if first < 0 {
		return a, false
	}
	if first > 0 && (s[first-1] == '.' || s[first-1] == ',') {
		first--
	}
	last := strings.LastIndexAny(s, "0123456789") + 1
	around := s[:first] + " " + s[last:]
	minus += strings.Count(around, "-")
	a = amountCell{number: s[first:last], mark: strings.TrimSpace(strings.Replace(around, "-", "", 1)), negative: minus == 1}
	return a, minus < 2 && strings.Trim(a.number, "0123456789.,' _") == ""
}

// plain is the number in plain decimal form under a style. why says what is wrong with it otherwise.
func plain(number string, style amountStyle) (out, why string) {
	if simple(number, style) {
		return number, ""
	}
	own := styleOf(number)
	if strings.ContainsAny(number, ".,") {
		switch {
		case style == mixedStyle:
			return "", "the column has amounts written 1,250.50 and others written 1.250,50, so nothing tells which this is; write all in one way"
		case style == noStyle:
			return "", "it may be " + strings.NewReplacer(".", "", ",", "").Replace(number) + " or " + strings.NewReplacer(",", ".").Replace(number) + ", and nothing in the column decides; say which sign is decimal (--decimal point or comma), or write it as 1250.50"
		case own != noStyle && own != style:
			return "", "the column is written as " + style.String() + ", this cell is not"
		}
	}
	group, dec := ",", "."
	if style == commaStyle {
		group, dec = ".", ","
	}
	whole, frac, _ := strings.Cut(number, dec)
	if strings.Trim(frac, "0123456789") != "" || !grouped(whole, group) {
		return "", "its groups of digits do not add up; write it as 1250.50"
	}
	whole = strings.NewReplacer(group, "", " ", "", "'", "", "_", "").Replace(whole)
	if whole == "" {
		whole = "0"
	}
	if frac != "" {
		whole += "." + frac
	}
	return whole, ""
}

// simple reports whether a number is in plain decimal form already, and can mean nothing else in its column.
func simple(number string, style amountStyle) bool {
	dots := 0
	for i := range len(number) {
		switch c := number[i]; {
		case c == '.':
			dots++
		case c < '0' || c > '9':
			return false
		}
	}
	return dots == 0 || dots == 1 && style == dotStyle
}

// grouped reports whether the whole part has groups of three behind the first, or none. Groups of two before the last
// are let pass: 1,00,000.
func grouped(whole, group string) bool {
	seps := group + " '_"
	i := strings.IndexAny(whole, seps)
	if i < 0 {
		return true
	}
	parts := strings.Split(whole, whole[i:i+1])
	last := len(parts) - 1
	if len(parts[0]) < 1 || len(parts[0]) > 3 || len(parts[last]) != 3 {
		return false
	}
	size := len(parts[1])
	for n, p := range parts[1:] {
		if strings.ContainsAny(p, seps) || n+1 < last && len(p) != size || size != 2 && size != 3 {
			return false
		}
	}
	return true
}

// markReader tells currencies by their marks, and remembers what it has told.
type markReader struct {
	dollar ledger.Currency
	seen   map[string]ledger.Currency
}

// maxMarks bounds what is remembered: a hostile file has a new mark in every row.
const maxMarks = 256

// currency is what a mark such as "$" or "EUR" means to a vendor whose own currency is given; "" where it is none.
func (m *markReader) currency(mark string, own ledger.Currency) ledger.Currency {
	key := string(own) + " " + mark
	if c, ok := m.seen[key]; ok {
		return c
	}
	c := ledger.Currency("")
	if one, err := ledger.ParseAmount("1 "+mark, ledger.AmountHint{Currency: own, Dollar: m.dollar}); err == nil && one.Amount.IsInteger() && one.Amount.IntPart() == 1 {
		c = one.Currency
	}
	if len(m.seen) < maxMarks {
		m.seen[key] = c
	}
	return c
}
