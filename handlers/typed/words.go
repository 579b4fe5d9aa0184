package typed

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is one word of what was typed, or a quoted run of words.
type word struct {
	text     string // for reading: plain quotes, dashes, digits
	low      string // text in lower case
	from, to int    // where it stands in the source
	first    bool   // a comma with a blank, a semicolon or a new line stands before it
	comma    bool   // that separator is a comma
	quoted   bool
	mention  Mention
}

// cut takes a source apart into words.
func cut(src source) []word {
	var words []word
	sep, comma := true, false
	for i := 0; i < len(src.text); {
		r, n := utf8.DecodeRuneInString(src.text[i:])
		switch {
		case separates(src.text[i:]) || r == ',' || r == '，':
			comma = r == ',' || r == '，'
			sep = true
			i += n
		case unicode.IsSpace(r) || invisible(r):
			i += n
		default:
			w := src.word(i)
			w.first, w.comma = sep, comma
			words = append(words, w)
			sep, comma, i = false, false, w.to
		}
	}
	return joinDates(words)
}

// separates reports whether s begins with what ends a clause: ; or a new line, or a comma before a blank or the end.
func separates(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	switch r {
	case ';', '；', '\n', '\r', '\u2028', '\u2029', '\u0085':
		return true
	case ',', '，':
		next, _ := utf8.DecodeRuneInString(s[n:])
		return n == len(s) || unicode.IsSpace(next) || invisible(next) || strings.ContainsRune(`"“;,`, next)
	}
	return false
}

// word reads the word that begins at i.
func (s source) word(i int) word {
	if m, ok := s.mentions[i]; ok {
		return word{text: m.String(), from: i, to: m.end, mention: m.Mention}
	}
	if w, ok := s.quoted(i); ok {
		return w
	}
	to := i
	for to < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[to:])
		if _, ok := s.mentions[to]; unicode.IsSpace(r) || separates(s.text[to:]) || ok {
			break
		}
		to += n
	}
	text := fold(s.text[i:to])
	return word{text: text, low: strings.ToLower(text), from: i, to: to}
}

// quoted reads a run of words in double quotes, straight or curly, that begins at i.
func (s source) quoted(i int) (word, bool) {
	const quotes = `"“”„«»`
	r, n := utf8.DecodeRuneInString(s.text[i:])
	if !strings.ContainsRune(quotes, r) {
		return word{}, false
	}
	length := strings.IndexAny(s.text[i+n:], quotes)
	if length < 1 {
		return word{}, false
	}
	end := i + n + length
	_, last := utf8.DecodeRuneInString(s.text[end:])
	text := strings.TrimSpace(fold(s.text[i+n : end]))
	return word{text: text, low: strings.ToLower(text), from: i, to: end + last, quoted: true}, text != ""
}

// fold makes plain what clients and keyboards change: full-width forms, blanks, apostrophes, dashes, invisible marks.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case invisible(r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune("’‘ʼ´′", r):
			return '\''
		case strings.ContainsRune("‐‑‒–—−﹣", r):
			return '-'
		}
		return r
	}, s)
}

// invisible reports whether r is a mark that nobody typed on purpose: zero width, byte order, direction.
func invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r)
}

// joinDates takes commas back that stand inside a date: "March 31, 2023" and "Fri, 31 Mar".
func joinDates(words []word) []word {
	for i := 1; i < len(words); i++ {
		w := words[i]
		before, two := words[i-1].low, ""
		if i > 1 && !words[i-1].first {
			two = words[i-2].low
		}
		inDate := isYear(w.low) && (isDay(before) && isMonth(two) || isMonth(before) && isDay(two)) ||
			isWeekday(before) && (isMonth(w.low) || isDay(w.low) && i+1 < len(words) && isMonth(words[i+1].low))
		if w.first && w.comma && !w.quoted && inDate {
			words[i].first = false
			words[i-1].text += ","
		}
	}
	return words
}

func isYear(s string) bool { return len(s) == 4 && digits(s) }

func isDay(s string) bool {
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		s = strings.TrimSuffix(s, suffix)
	}
	return len(s) > 0 && len(s) <= 2 && digits(s)
}

func digits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

var (
	months   = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)

func isMonth(s string) bool   { return startOfOne(s, months) }
func isWeekday(s string) bool { return startOfOne(s, weekdays) }

// startOfOne reports whether s is one of the names, or its first three letters or more.
func startOfOne(s string, names []string) bool {
	s = strings.TrimSuffix(s, ".")
	return len(s) >= 3 && slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, s) })
}

// cursor walks over the words.
type cursor struct {
	src   source
	words []word
	i     int
}

func (c *cursor) done() bool { return c.i >= len(c.words) }

// peek is the next word; the zero word at the end.
func (c *cursor) peek() word { return c.ahead(0) }

// ahead is the n-th word from here.
func (c *cursor) ahead(n int) word {
	if c.i+n < len(c.words) {
		return c.words[c.i+n]
	}
	return word{from: len(c.src.text), to: len(c.src.text), first: true}
}

func (c *cursor) next() word {
	w := c.peek()
	c.i = min(c.i+1, len(c.words))
	return w
}

// sees reports how many words the phrase covers if it stands here, within one clause; 0 if it does not.
func (c *cursor) sees(phrase string) int {
	n := 0
	for want := range strings.FieldsSeq(phrase) {
		w := c.ahead(n)
		if c.i+n >= len(c.words) || w.quoted || w.low != want && strings.TrimSuffix(w.low, ":") != want || n > 0 && w.first {
			return 0
		}
		n++
	}
	return n
}

// take drops the first of the phrases that stands here; list the longer before the shorter.
func (c *cursor) take(phrases ...string) bool {
	for _, p := range phrases {
		if n := c.sees(p); n > 0 {
			c.i += n
			return true
		}
	}
	return false
}

// clause gives the words up to the end of this clause.
func (c *cursor) clause() []string {
	var out []string
	for n := 0; c.i+n < len(c.words); n++ {
		w := c.ahead(n)
		if n > 0 && w.first || w.quoted || w.mention.ID != "" {
			break
		}
		out = append(out, w.text)
	}
	return out
}

// span is the text from word a up to word b, as it was typed.
func (c *cursor) span(a, b int) string {
	if a >= b || a >= len(c.words) {
		return ""
	}
	return tidy(c.src.text[c.words[a].from:c.words[b-1].to])
}

// rest takes all that is left, separators included, as it was typed.
func (c *cursor) rest() string {
	if c.done() {
		return ""
	}
	text := tidy(c.src.text[c.peek().from:])
	if w := c.peek(); w.quoted && c.i == len(c.words)-1 {
		text = w.text
	}
	c.i = len(c.words)
	return text
}

// tidy drops blanks at both ends and marks that can't be seen but change what is.
func tidy(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if invisible(r) && r != '\u200D' { // which joins emoji
			return -1
		}
		return r
	}, s))
}
