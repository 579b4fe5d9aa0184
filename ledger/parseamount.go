package ledger

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"
)

// AmountHint is what is known about an amount before it is read.
type AmountHint struct {
	Currency Currency // the vendor's own: what an amount without a currency is in
	Dollar   Currency // what "$" means; empty: the vendor's own dollar, else USD
	Largest  Money    // the largest amount ever, for the sanity limit of ten times that; zero: no limit
}

// ErrUnusual is the cause of a refusal that a form may overrule: the amount is clear, but far above all before it.
var ErrUnusual = errors.New("more than ten times the largest amount so far")

// maxDigits is the length of the longest amount that is believed at all.
const maxDigits = 18

// ParseAmount reads an amount as people type it: "$1.2m", "EUR 1.250,50", "70 million dollars", "₹1 crore".
// It never rounds and never guesses: where two readings are possible it refuses and names both.
func ParseAmount(s string, h AmountHint) (Money, error) {
	text := strings.ToLower(foldText(s))
	if err := refusedWords(strings.Fields(text), s); err != nil {
		return Money{}, err
	}
	a := readAmountText(text)
	if a.wrong != "" {
		return Money{}, a.refusal(s)
	}
	c, err := a.currency(h, s)
	if err != nil {
		return Money{}, err
	}
	v, err := amountNumber{a.number, a.whole, c, a.scale, s}.value()
	if err != nil {
		return Money{}, err
	}
	return within(Money{v, c}, h, s)
}

// within holds an amount against nothing and against the largest before it.
func within(m Money, h AmountHint, s string) (Money, error) {
	switch {
	case m.IsZero():
		return Money{}, invalid("“%s” is nothing, so there is nothing to record; expected an amount above 0. Example: %s", clip(s), sample(m.Currency))
	case m.Amount.GreaterThanOrEqual(decimal.New(1, maxDigits)):
		return Money{}, invalid("“%s” is larger than any amount owed can keep; expected at most %d digits. Example: %s", clip(s), maxDigits, sample(m.Currency))
	case h.Largest.Positive() && h.Largest.Currency == m.Currency && m.Amount.GreaterThan(h.Largest.Amount.Shift(1)):
		return Money{}, &Error{
			Kind: Invalid, Err: ErrUnusual,
			Say: "“" + clip(s) + "” is " + m.String() + ", more than ten times the largest amount so far (" + h.Largest.String() + "); if it is right, confirm it in a form. Example: " + h.Largest.String(),
		}
	}
	return m, nil
}

// sample is an amount in currency c that works.
func sample(c Currency) string {
	if !c.Known() {
		c = "USD"
	}
	return Money{decimal.New(1250, 0), c}.String()
}

// PrefixAmount reads the longest leading run of words that is an amount, and says how many words that took.
// used is 0 where the words do not begin with an amount at all; err is set where they look like one that is refused.
func PrefixAmount(words []string, h AmountHint) (m Money, used int, err error) {
	const longest = 8
	for n := min(len(words), longest); n > 0; n-- {
		s := strings.Join(words[:n], " ")
		a := readAmountText(strings.ToLower(foldText(s)))
		if a.wrong != "" || !a.grouped() || a.saysTwice(words[n-1]) || dottedDay(words[0]) {
			continue
		}
		m, err = ParseAmount(s, h)
		return m, n, err
	}
	for n := min(len(words), 2); n > 0; n-- {
		s := strings.Join(words[:n], " ")
		if looksLikeAmount(strings.ToLower(foldText(s)), n) {
			_, err = ParseAmount(s, h)
			return Money{}, n, err
		}
	}
	return Money{}, 0, nil
}

// looksLikeAmount reports whether n words that are no amount were still meant as one.
func looksLikeAmount(text string, n int) bool {
	words := strings.Fields(text)
	if len(words) == 0 {
		return false
	}
	if n > 1 {
		return spelledOut(words) && words[0] != "half"
	}
	a := readAmountText(text)
	return a.wrong == wrongSign || a.wrong == wrongPercent || words[0] == "half" || lookalike(text) != 0 || exponent(text) ||
		strings.ContainsAny(text, currencySigns) && strings.ContainsAny(text, "0123456789")
}

// dottedDay reports whether a word is a day written 31.3.2023 or 31.3., which is no amount.
func dottedDay(word string) bool {
	p := strings.Split(word, ".")
	return len(p) == 3 && digits(p[0], 1, 2) && digits(p[1], 1, 2) && (p[2] == "" || digits(p[2], 2, 2) || digits(p[2], 4, 4))
}

// digits reports whether s is between low and high digits and nothing else.
func digits(s string, low, high int) bool {
	return len(s) >= low && len(s) <= high && strings.Trim(s, "0123456789") == ""
}

// refusedWords refuses what means an amount in a way that owed does not take: words, exponents, look-alike letters.
func refusedWords(words []string, s string) error {
	switch {
	case len(words) == 0:
		return invalid("No amount was read; expected one. Example: $1,250.50")
	case words[0] == "all" && len(words) == 1 || words[0] == "rest":
		return invalid("“%s” stands for an amount only in `pay`; expected an amount in digits. Example: $1,250.50", clip(s))
	case spelledOut(words):
		return invalid("“%s” is an amount in words; write the amount in digits. Example: $1,250.50", clip(s))
	}
	for _, w := range words {
		if l := lookalike(w); l != 0 {
			return invalid("“%s”: the “%c” is a letter; expected digits only. Example: $1,250.50", clip(s), l)
		}
		if exponent(w) {
			return invalid("“%s” has an exponent; expected an amount in full or with m for million: write 1,000,000 or 1m. Example: $1m", clip(s))
		}
	}
	return nil
}

const numberWords = " a one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred "

// spelledOut reports whether words say an amount without digits: half, ten million.
func spelledOut(words []string) bool {
	if words[0] == "half" {
		return true
	}
	if len(words) < 2 || !strings.Contains(numberWords, " "+words[0]+" ") {
		return false
	}
	_, scale := scales[words[1]]
	return scale && len(words[1]) > 3 || words[1] == "hundred" || words[1] == "dollars" || words[1] == "euros"
}

// exponent reports whether a word is written like 1e6.
func exponent(w string) bool {
	w = strings.TrimLeft(w, currencySigns)
	mantissa, exp, ok := strings.Cut(w, "e")
	return ok && digits(strings.Replace(mantissa, ".", "", 1), 1, 40) && digits(strings.TrimLeft(exp, "+-"), 1, 5)
}

// lookalike is the letter in a word of digits that someone took for a digit: O.50, l00; 0 where there is none.
func lookalike(w string) rune {
	w = strings.TrimLeft(w, currencySigns)
	if !strings.ContainsAny(w, "0123456789") || strings.Trim(w, "0123456789.,'_oli|") != "" {
		return 0
	}
	for _, r := range w {
		if strings.ContainsRune("oli|", r) {
			return r
		}
	}
	return 0
}
