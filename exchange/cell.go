package exchange

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cell is a cell of words, cleaned; why says what is hostile about it.
func (r *Reader) cell(b []byte) (s, why string) {
	b = trim(b)
	if len(b) == 0 {
		return "", ""
	}
	s, ok := r.interned[string(b)]
	if !ok {
		s = strings.TrimSpace(text(b, r.encoding))
		if len(s) <= 32 && len(r.interned) < maxInterned {
			r.interned[string(b)] = s
		}
	}
	if len(s) > 3 && strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) && !strings.Contains(s[2:len(s)-1], `"`) {
		s = s[2 : len(s)-1] // how a spreadsheet keeps 00123 from becoming a number
	}
	if len(s) > 1 && s[0] == '\'' && formula(s[1:]) != 0 {
		s = s[1:] // escaped by owed, or by somebody as careful
		if r.own {
			return s, unseen(s) // as it was typed, and as it is escaped again
		}
		return s, hostile(s)
	}
	return s, hostile(s)
}

// number is a cell of an amount.
func (r *Reader) number(b []byte) (s, why string) {
	b = trim(b)
	if len(b) > 200 {
		return "", "the cell is too long for an amount"
	}
	s = text(b, r.encoding)
	if strings.HasPrefix(s, "=") || strings.HasPrefix(s, "@") {
		return "", "it begins like a formula; write the amount itself"
	}
	if s == "-" || s == "–" {
		return "", ""
	}
	return s, ""
}

func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// formulaStarts are the characters that make a spreadsheet take a cell for a formula, wide ones included.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// formula is the character by which a spreadsheet may take a text for a formula, whatever blanks stand before it; 0
// where there is none.
func formula(s string) rune {
	if s == "" {
		return 0
	}
	if r, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("\t\r\n", r) {
		return r
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(s))
	if r != utf8.RuneError && strings.ContainsRune(formulaStarts, r) {
		return r
	}
	return 0
}

// hostile says what is dangerous about a cell's text: a formula, characters that can't be seen.
func hostile(s string) string {
	if r := formula(s); r == '=' || r == '＝' || r != 0 && strings.ContainsAny(s, "|!(") {
		return "it begins with “" + string(r) + "”, so a spreadsheet would take it for a formula; write it without"
	}
	return unseen(s)
}

// unseen says that a cell holds characters that can't be seen, or are no text.
func unseen(s string) string {
	for _, r := range s {
		switch {
		case r < ' ' && r != '\n' && r != '\r' && r != '\t', r == utf8.RuneError, r >= 0x7f && r < 0xa0:
			return "it holds characters that are no text"
		case r > 0xff && (unicode.Is(unicode.Bidi_Control, r) || r == 0xfeff || r >= 0x200b && r <= 0x200d):
			return "it holds characters that can't be seen"
		}
	}
	return ""
}

// clip shortens what a sentence quotes.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == '`' {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
