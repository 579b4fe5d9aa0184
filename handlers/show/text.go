package show

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"owed.dev/owed/ledger"
)

// wordJoiner keeps a colon before it from beginning an emoji. It has no width, and no line breaks at it.
const wordJoiner = "\u2060"

// lookAlikes stand for the marks of formatting: no escape is known for these, and not every reader takes a word joiner for the
// letter beside which a mark would not act.
var lookAlikes = map[rune]string{'*': "∗", '_': "＿", '~': "∼"}

// The isolates keep right-to-left text from turning the figures beside it around.
const firstStrong, popIsolate = "\u2068", "\u2069"

// How much is shown of what somebody wrote.
const (
	nameLen = 60  // a name in a line with figures
	memoLen = 200 // a reason, a memo, what was said
	codeLen = 160 // an ID, a number, a command
	longLen = 900 // a notice or an incident where it is the point
)

// esc makes a foreign string safe inside mrkdwn, on one line: it can't mention, link, format, draw emoji, hide what
// stands beside it, or begin a new line. Every name, memo, reason and notice goes through it, or through code.
func esc(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	rtl := false
	prev := ' '
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		next, _ := utf8.DecodeRuneInString(s[i:])
		rtl = rtl || rightToLeft(r)
		writeEscaped(&b, prev, r, next)
		prev = r
	}
	if rtl {
		return firstStrong + b.String() + popIsolate
	}
	return b.String()
}

func writeEscaped(b *strings.Builder, prev, r, next rune) {
	switch {
	case r == '*' || r == '_' || r == '~':
		if wordly(prev) && wordly(next) {
			b.WriteRune(r)
			return
		}
		b.WriteString(lookAlikes[r])
	case r == ':' && (wordly(next) && !unicode.IsDigit(next) || next == '+' || next == '-'):
		b.WriteString(":" + wordJoiner)
	default:
		writeInCode(b, r)
	}
}

// writeInCode escapes what acts even between the marks of code.
func writeInCode(b *strings.Builder, r rune) {
	switch {
	case r == '&':
		b.WriteString("&amp;")
	case r == '<':
		b.WriteString("&lt;")
	case r == '>':
		b.WriteString("&gt;")
	case r == '`':
		b.WriteByte('\'')
	case unseen(r):
	case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
		b.WriteByte(' ')
	default:
		b.WriteRune(r)
	}
}

// isPlain reports whether nothing in s needs attention: the usual case, on the way of every card.
func isPlain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c > '~', c == '&', c == '<', c == '>', c == '`', c == '*', c == '_', c == '~', c == ':':
			return false
		}
	}
	return true
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// unseen are characters without a width that turn text around or hide in it.
func unseen(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f' ||
		r == '\u061c' || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

func rightToLeft(r rune) bool {
	return r >= 0x590 && r <= 0x8ff || r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfeff || r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff
}

// code shows an ID, an invoice number or a command as it is: nothing in it is read as formatting.
func code(s string) string {
	if s == "" {
		return "–"
	}
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('`')
	for _, r := range clip(s, codeLen) {
		writeInCode(&b, r)
	}
	b.WriteByte('`')
	return b.String()
}

// said shows what somebody wrote, in quotation marks, clipped; "" stays "".
func said(s string, n int) string {
	if s = strings.TrimSpace(s); s == "" {
		return ""
	}
	return "“" + esc(clip(s, n)) + "”"
}

// plain makes a foreign string fit for plain_text: labels, titles, options. Nothing is parsed there; only what hides goes.
func plain(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unseen(r):
			return -1
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	if s = strings.TrimSpace(s); s == "" {
		return "–"
	}
	return clip(s, n)
}

// clip shortens s to n characters; what was cut shows as "…".
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	count := 0
	cut := 0
	for i := range s {
		if count == n-1 {
			cut = i
		}
		if count++; count > n {
			return s[:cut] + "…"
		}
	}
	return s
}

// sentences shows a sentence of ours that has foreign words in it, and commands between backticks.
func sentences(s string, n int) string {
	parts := strings.Split(clip(s, n), "`")
	var b strings.Builder
	for i, part := range parts {
		switch {
		case i%2 == 0:
			b.WriteString(esc(part))
		case i == len(parts)-1: // a backtick without its twin
			b.WriteString("'" + esc(part))
		case part != "":
			b.WriteString(code(part))
		}
	}
	return b.String()
}

// plural is "1 invoice", "6 invoices".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// list joins what a sentence enumerates: "a", "a and b", "a, b and c".
func list(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

// withRest adds how many of all are left out behind the words for some of them.
func withRest(words []string, all int) []string {
	if n := all - len(words); n > 0 {
		return append(words, thousands(n)+" more")
	}
	return words
}

// capital makes the first letter of one of our own words a capital.
func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// name is a vendor's name, as shown in a line.
func name(v ledger.Vendor) string { return esc(clip(v.Name, nameLen)) }

// sums are amounts of several currencies beside each other: they are never added.
func sums(ms []ledger.Money) string {
	words := make([]string, len(ms))
	for i, m := range ms {
		words[i] = m.String()
	}
	return list(words)
}

// Rounded is a sum as a picture labels it: $12.5M. It is no figure to decide on.
func Rounded(m ledger.Money) string {
	unit := ""
	amount := m.Amount
	for _, u := range []string{"K", "M", "B", "T"} {
		if amount.Abs().LessThan(thousand) {
			break
		}
		amount, unit = amount.Div(thousand), u
	}
	symbol := strings.TrimRight(ledger.Zero(m.Currency).String(), "0.")
	return symbol + amount.Round(1).String() + unit
}

var thousand = decimal.NewFromInt(1000)
