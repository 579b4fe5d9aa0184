package ledger

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
)

// termReader takes payment terms apart, word by word: "2/10 net30" is 2 / 10 net 30.
type termReader struct{ words []string }

// termWords cuts a text into numbers, words and the signs / % + x; other punctuation separates.
func termWords(s string) []string {
	var out []string
	var last rune
	for _, r := range strings.ToLower(foldText(s)) {
		kind := termKind(r)
		switch {
		case kind == ' ':
		case kind == last && kind != '/':
			out[len(out)-1] += string(r)
		default:
			out = append(out, string(r))
		}
		last = kind
	}
	return out
}

func termKind(r rune) rune {
	switch {
	case r >= '0' && r <= '9' || r == '.':
		return '0'
	case unicode.IsLetter(r):
		return 'a'
	case r == '/' || r == '%' || r == '+' || r == '×':
		return '/'
	}
	return ' '
}

func (r *termReader) peek(n int) string {
	if n < len(r.words) {
		return r.words[n]
	}
	return ""
}

// take drops the next word if it is one of those given.
func (r *termReader) take(words ...string) bool {
	for _, w := range words {
		if len(r.words) > 0 && r.words[0] == w {
			r.words = r.words[1:]
			return true
		}
	}
	return false
}

// number takes a whole number of at most five digits.
func (r *termReader) number() (int, bool) {
	n, err := strconv.Atoi(r.peek(0))
	if err != nil || n < 0 || len(r.words[0]) > 5 {
		return 0, false
	}
	r.words = r.words[1:]
	return n, true
}

func (r *termReader) terms() (Terms, bool) {
	var t Terms
	ok := true
	if r.hasDiscount() {
		if t.Discount, ok = r.discount(); !ok {
			return t, false
		}
		if len(r.words) == 0 {
			return t, false // 2/10 says nothing about the day on which all is due
		}
	}
	switch {
	case r.take("net", "n"):
		r.take("/")
		if t.Net, ok = r.number(); ok {
			r.unit(&t)
		}
	case r.endOfMonth():
		t.EOM = true
		plus := r.take("+")
		if n, has := r.number(); has {
			t.Net = n
			r.unit(&t)
		} else if plus {
			return t, false
		}
	case r.receipt():
		t.OnReceipt = true
	default:
		ok = r.counted(&t)
	}
	if r.endOfMonth() {
		t.EOM = true
	}
	if t.Net == 0 && t.Months == 0 && t.Prox == 0 && !t.EOM && t.Instalments.Count == 0 {
		t.OnReceipt = true
	}
	return t, ok
}

// counted reads what begins with a number: 30 days, 10th prox, 3x30, 30/60/90.
func (r *termReader) counted(t *Terms) bool {
	n, ok := r.number()
	if !ok {
		return false
	}
	switch {
	case r.take("st", "nd", "rd", "th"):
		t.Prox = n
		return n > 0 && r.take("prox", "proximo")
	case r.take("prox", "proximo"):
		t.Prox = n
		return n > 0
	case r.take("x", "×"):
		return r.instalments(t, n)
	case r.peek(0) == "/":
		return r.ladder(t, n)
	}
	t.Net = n
	return r.unit(t)
}

func (r *termReader) instalments(t *Terms, count int) bool {
	every, ok := r.number()
	if !ok || every < 1 || count < 1 {
		return false
	}
	t.Instalments = Instalments{Count: count, Days: every}
	if r.take("month", "months") {
		t.Instalments = Instalments{Count: count, Months: every}
	}
	r.take("d", "day", "days")
	return true
}

// ladder reads 30/60/90: equal parts at equal distances.
func (r *termReader) ladder(t *Terms, first int) bool {
	count := 1
	for r.take("/") {
		n, ok := r.number()
		if count++; !ok || n != count*first {
			return false
		}
	}
	t.Instalments = Instalments{Count: count, Days: first}
	r.take("d", "day", "days")
	return first > 0
}

// unit reads what the number before it counts: days unless it says months.
func (r *termReader) unit(t *Terms) bool {
	if r.take("month", "months", "mth", "mths") {
		t.Months, t.Net = t.Net, 0
		return t.Months > 0
	}
	return r.take("d", "day", "days")
}

func (r *termReader) endOfMonth() bool {
	if r.take("eom") {
		return true
	}
	if r.peek(0) == "end" && r.peek(1) == "of" && r.peek(2) == "month" {
		r.words = r.words[3:]
		return true
	}
	return false
}

func (r *termReader) receipt() bool {
	if r.take("immediate", "immediately", "cod") {
		return true
	}
	r.take("due")
	return r.take("on", "upon") && r.take("receipt")
}

// hasDiscount tells 2/10 net 30 and 2% 10 net 30 from 30/60/90 and 30 days.
func (r *termReader) hasDiscount() bool {
	if first := r.peek(0); first == "" || first[0] > '9' {
		return false
	}
	return r.peek(1) == "%" || r.peek(1) == "/" && r.peek(3) != "/"
}

func (r *termReader) discount() (EarlyDiscount, bool) {
	rate, err := decimal.NewFromString(r.words[0])
	if err != nil || !rate.IsPositive() || !rate.Equal(rate.Truncate(2)) || len(r.words[0]) > 6 {
		return EarlyDiscount{}, false
	}
	r.words = r.words[1:]
	r.take("%")
	r.take("/")
	days, ok := r.number()
	r.take("d", "day", "days")
	return EarlyDiscount{int(rate.Shift(2).IntPart()), days}, ok
}
