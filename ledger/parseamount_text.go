package ledger

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// amountText is an amount taken apart, before anything is decided about its number.
type amountText struct {
	number string       // digits with their separators
	whole  bool         // it ended in ",-" or ".–": there are no decimals
	scale  int32        // power of ten of the suffix; 0: none
	marks  []currencies // what its signs and codes may mean, in order
	signed bool         // the first mark is a sign such as $
	wrong  string       // why it is no amount; one of the words below, or the text that owed doesn't know
}

const (
	wrongSign    = "sign"
	wrongPercent = "percent"
	wrongShape   = "shape"
)

// maxAmountText is the length of the longest text, in bytes, that is looked at.
const maxAmountText = 200

type amountToken struct {
	kind byte // '0' a number, 'a' a word or sign, else the character itself
	text string
}

// readAmountText takes a folded lower-case text apart: marks, one number, a suffix, marks.
func readAmountText(text string) amountText {
	if len(text) > maxAmountText {
		return amountText{wrong: wrongShape}
	}
	var a amountText
	tokens := amountTokens(strings.Join(strings.Fields(text), " "))
	at := slices.IndexFunc(tokens, func(t amountToken) bool { return t.kind == '0' })
	if at < 0 {
		return amountText{wrong: wrongShape}
	}
	a.before(tokens[:at])
	a.number, a.whole = strings.CutSuffix(tokens[at].text, wholeMark)
	a.after(tokens[at+1:])
	return a
}

func (a *amountText) before(tokens []amountToken) {
	for _, t := range tokens {
		switch {
		case t.kind == 'a':
			a.mark(t.text)
		case a.wrong == "" && (t.kind == '-' || t.kind == '('):
			a.wrong = wrongSign
		case a.wrong == "":
			a.wrong = wrongShape
		}
	}
}

func (a *amountText) after(tokens []amountToken) {
	if len(tokens) > 0 && tokens[0].kind == 'a' {
		if n, ok := scales[tokens[0].text]; ok && !known(tokens[0].text) {
			a.scale, tokens = n, tokens[1:]
		} else if n, code, ok := scaledCode(tokens[0].text); ok {
			a.scale = n
			a.mark(code)
			tokens = tokens[1:]
		}
	}
	for n, t := range tokens {
		switch {
		case t.kind == 'a':
			a.mark(t.text)
		case t.kind == ')' && a.wrong == wrongSign:
		case t.kind == '-' && n == len(tokens)-1 && a.wrong == "":
			a.wrong = wrongSign
		case t.kind == '%' && a.wrong == "":
			a.wrong = wrongPercent
		default:
			a.wrong = wrongShape
		}
	}
}

func (a *amountText) mark(word string) {
	m := markOf(word)
	switch {
	case len(m) > 0:
		a.signed = a.signed || len(a.marks) == 0 && strings.ContainsAny(word, currencySigns)
		a.marks = append(a.marks, m)
	case a.wrong == "" || a.wrong == wrongSign:
		a.wrong = word
	}
}

// grouped reports whether blanks inside the number stand between groups of three digits: else they end the amount.
func (a amountText) grouped() bool {
	parts := strings.Split(a.number, " ")
	for i, part := range parts {
		whole := part
		if j := strings.IndexAny(part, ".,"); j >= 0 && i == len(parts)-1 {
			whole = part[:j]
		}
		if i > 0 && !digits(whole, 3, 3) || i < len(parts)-1 && !digits(part, 1, 3) {
			return false
		}
	}
	return true
}

// saysTwice reports whether the last word is an English word that happens to be a currency's code, and the amount has
// its currency already: "$5 all" is five dollars, and then the word "all".
func (a amountText) saysTwice(last string) bool {
	return len(a.marks) > 1 && strings.Contains(" all bam bob cup gel lak mad mop pen php ron rub sos top try ", " "+last+" ")
}

// amountTokens cuts a text into numbers, words and single characters.
func amountTokens(s string) []amountToken {
	var out []amountToken
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == ' ':
			s = s[1:]
			continue
		case startsNumber(s):
			n := numberLength(s)
			number, rest := noCents(s[:n], s[n:])
			out = append(out, amountToken{'0', number})
			s = rest
		case isMarkRune(r):
			n := wordLength(s)
			out = append(out, amountToken{'a', s[:n]})
			s = abbreviation(s[:n], s[n:])
		default:
			out = append(out, amountToken{byte(min(r, 0x7f)), s[:size]})
			s = s[size:]
		}
	}
	return out
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func startsNumber(s string) bool {
	return s != "" && (isDigit(s[0]) || len(s) > 1 && (s[0] == '.' || s[0] == ',') && isDigit(s[1]))
}

// numberLength is how far a number goes: digits, and separators with a digit behind.
func numberLength(s string) int {
	n := 1
	for n < len(s) && (isDigit(s[n]) || n+1 < len(s) && strings.IndexByte(".,'_ ", s[n]) >= 0 && isDigit(s[n+1])) {
		n++
	}
	return n
}

// wholeMark is put behind a number that says that it has no cents.
const wholeMark = "-"

// noCents takes ",-" and ".–" from behind a number.
func noCents(number, rest string) (string, string) {
	if len(rest) > 1 && (rest[0] == ',' || rest[0] == '.') && rest[1] == '-' {
		return number + wholeMark, strings.TrimPrefix(rest[2:], "-")
	}
	return number, rest
}

func isMarkRune(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) }

// wordLength is the length of a word or a currency sign; letters before a sign belong to it only if both are one: "US$".
func wordLength(s string) int {
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		switch {
		case !isMarkRune(r):
			return n
		case unicode.Is(unicode.Sc, r) && (n == 0 || len(markOf(s[:n+size])) > 0):
			return n + size
		case unicode.Is(unicode.Sc, r):
			return n
		}
		n += size
	}
	return n
}

// abbreviation drops the dot of "Rs." and "mio.".
func abbreviation(word, rest string) string {
	if len(rest) > 0 && rest[0] == '.' && strings.Contains(" rs fr sfr kr mio mn mrd mill approx ", " "+word+" ") {
		return rest[1:]
	}
	return rest
}

// refusal says why a text is no amount.
func (a amountText) refusal(s string) error {
	switch a.wrong {
	case wrongSign:
		return invalid("“%s” is below 0; expected an amount without a sign. What the vendor gives back is a credit, a mistake is undone by `reverse`. Example: `/owed aws credit $5 for INV-7`", clip(s))
	case wrongPercent:
		return invalid("“%s” is a share; write the amount. Example: $1,250.50", clip(s))
	case wrongShape:
		return invalid("“%s” is not an amount; expected one in digits, with or without a currency. Example: $1,250.50", clip(s))
	}
	if len(a.wrong) == 3 {
		return invalid("“%s” in “%s” is not a currency that owed knows; expected an ISO 4217 code such as USD. Example: USD 1,250.50", clip(a.wrong), clip(s))
	}
	return invalid("“%s” in “%s” is neither a currency nor k, m, bn, lakh or crore; expected an amount. Example: $1.2m", clip(a.wrong), clip(s))
}
