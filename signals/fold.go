package signals

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText bounds what is read of one text, in bytes: what follows is not looked at.
const MaxText = 1 << 20

// maxWord bounds the length of one word, so that an endless line of letters stays cheap.
const maxWord = 64

type tokenKind uint8

const (
	wordToken tokenKind = iota
	numberToken
	signToken    // a currency sign, % or +
	addressToken // an e-mail address
	linkToken    // a URL
)

// sep is what stood between a token and the one before it.
type sep uint16

const (
	sepSpace sep = 1 << iota
	sepLine      // a line break
	sepBlank     // an empty line
	sepStop      // . ! ? or an ellipsis
	sepComma
	sepSemi
	sepColon
	sepDash
	sepHyphen
	sepSlash
	sepQuote // any quotation mark
	sepOpen
	sepClose
	sepBullet
	sepOther
	sepWide // several blanks, as between the columns of a form
)

// token is one word, number or sign, folded for comparison, with its place in the text.
type token struct {
	start, end int
	norm       string // lower case, no accents, look-alike letters made Latin
	set        set    // the concepts it stands for, filled in by the lexicon
	pre        sep
	tables     tables // of its word
	line       int32
	word       uint32 // of document.words
	kind       tokenKind
	upper      bool // begins with a capital
	caps       bool // all capitals, two letters or more
	odd        bool // letters of several alphabets in one word
}

// folder cuts a text into tokens. It reads each byte once.
type folder struct {
	text   string
	at     int
	buf    []byte // the folded words, one after the other
	marks  []int  // where each word begins in buf
	tokens []token
	pre    sep
	line   int32
	sign   int // where the next @ stands, once looked for
}

// tokenize folds the lines of text, in the room that an earlier text took. Marks of quoting at the head of a line are not
// part of it.
func (f *folder) tokenize(text string, lines []line) []token {
	*f = folder{text: text, sign: -1, buf: f.buf[:0], marks: f.marks[:0], tokens: slices.Grow(f.tokens[:0], len(text)/5+8)}
	for i := range lines {
		l := &lines[i]
		f.line, f.at = int32(i), l.start
		if i > 0 {
			f.pre |= sepLine
		}
		if l.start == l.end {
			f.pre |= sepBlank
		}
		if l.bullet {
			f.pre |= sepBullet
		}
		l.first = len(f.tokens)
		f.scan(l.end)
		l.last = len(f.tokens)
	}
	folded := string(f.buf)
	for i := range f.tokens {
		end := len(folded)
		if i+1 < len(f.tokens) {
			end = f.marks[i+1]
		}
		f.tokens[i].norm = folded[f.marks[i]:end]
	}
	return f.tokens
}

func (f *folder) scan(end int) {
	for f.at < end {
		switch b := f.text[f.at]; {
		case plainLetter(b):
			f.word(end)
			continue
		case b == ' ':
			f.separator(' ')
			f.at++
			continue
		case b == '<' || b == '&' || b == escape:
			if n := markup(f.text[f.at:end]); n > 0 {
				f.pre |= sepOther
				f.at += n
				continue
			}
		}
		r, n := utf8.DecodeRuneInString(f.text[f.at:end])
		switch {
		case r >= '0' && r <= '9' || r >= '０' && r <= '９':
			f.number(end)
		case foldRune(r) != 0:
			f.word(end)
		case unicode.IsLetter(r):
			f.foreign(end)
		case r == '%' || r == '+' || r == '@' || isCurrencySign(r):
			f.begin(signToken)
			f.buf = append(f.buf, f.text[f.at:f.at+n]...)
			f.at += n
			f.finish(f.at)
		default:
			f.separator(r)
			f.at += n
		}
	}
}

// longestMention bounds what is taken for one of Slack's own marks.
const longestMention = 200

// escape begins what acts on a terminal.
const escape = 0x1b

// markup is how long the mark is that s begins with and that is none of the words people see: Slack's <@U…>, <#C…|general>,
// <!channel> and &amp;, or what acts on a terminal. 0: s begins with none. Links stay: where they lead is worth reading.
func markup(s string) int {
	if s[0] == escape {
		return escapeSequence(s)
	}
	for _, entity := range [...]string{"&amp;", "&lt;", "&gt;"} {
		if strings.HasPrefix(s, entity) {
			return len(entity)
		}
	}
	if len(s) < 3 || s[0] != '<' || s[1] != '@' && s[1] != '#' && s[1] != '!' || s[1] == '!' && s[2] == '-' {
		return 0
	}
	end := strings.IndexByte(s[:min(len(s), longestMention)], '>')
	if end < 0 || strings.ContainsAny(s[1:end], "<\n") {
		return 0
	}
	return end + 1
}

// escapeSequence is how long the sequence is that s begins with: ESC [ 31 m, ESC ] title BEL.
func escapeSequence(s string) int {
	most := s[:min(len(s), longestMention)]
	switch {
	case strings.HasPrefix(s, "\x1b["):
		for n := 2; n < len(most); n++ {
			if c := most[n]; c >= '@' && c <= '~' {
				return n + 1
			} else if c < ' ' || c > '~' {
				break
			}
		}
	case strings.HasPrefix(s, "\x1b]"):
		if end := strings.IndexAny(most, "\a\n"); end > 0 {
			return end
		}
	}
	return 1
}

func (f *folder) separator(r rune) {
	if r == ' ' && f.pre&sepSpace == 0 { // the usual one
		f.pre |= sepSpace
		return
	}
	var s sep
	switch r {
	case ' ', '\t', '\u00a0', '\u202f', '\u2009':
		s = sepSpace
		if f.pre&sepSpace != 0 {
			s |= sepWide
		}
	case '.', '!', '?', '…', '。':
		s = sepStop
		if r == '.' && f.pre&(sepStop|sepWide) != 0 { // the dots that lead to a column
			f.pre &^= sepStop
			s = sepWide
		}
	case ',':
		s = sepComma
	case ';':
		s = sepSemi
	case ':':
		s = sepColon
	case '–', '—', '―':
		s = sepDash
	case '-', '‐', '‑':
		s = sepHyphen
	case '/', '|', '\\':
		s = sepSlash
	case '"', '“', '”', '„', '«', '»', '‘', '’', '\'', '‹', '›':
		s = sepQuote
	case '(', '[', '{':
		s = sepOpen
	case ')', ']', '}':
		s = sepClose
	default:
		if !invisible(r) {
			s = sepOther
		}
	}
	f.pre |= s
}

func (f *folder) begin(k tokenKind) {
	f.marks = append(f.marks, len(f.buf))
	f.tokens = append(f.tokens, token{start: f.at, kind: k, pre: f.pre, line: f.line})
	f.pre = 0
}

func (f *folder) finish(end int) {
	t := &f.tokens[len(f.tokens)-1]
	t.end = end
}

// number reads digits with the marks that group them or part decimals: 1,250.00 · 1'250.00 · 12.03.2024. What is invisible
// between them parts nothing.
func (f *folder) number(end int) {
	f.begin(numberToken)
	text, last := f.text[:end], f.at
	for f.at < end {
		r, n := rune(f.text[f.at]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(f.text[f.at:end])
		}
		next := seenFrom(text, f.at+n)
		switch {
		case r >= '0' && r <= '9':
			f.buf = append(f.buf, byte(r))
		case r >= '０' && r <= '９':
			f.buf = append(f.buf, byte(r-'０')+'0')
		case r == 'O' && zeroAt(text, f.at):
			f.buf = append(f.buf, '0') // misread by a scanner
		case (r == 'l' || r == 'I') && oneAt(text, f.at):
			f.buf = append(f.buf, '1')
		case (r == '.' || r == ',' || r == '\'' || r == '’') && (digitAt(text, next) || zeroAt(text, next) || oneAt(text, next)):
			f.buf = append(f.buf, f.text[f.at:f.at+n]...)
		case (r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009') && f.groups(text, next):
			f.buf = append(f.buf, ' ')
		case invisible(r):
			f.at = next
			continue
		default:
			f.finish(last)
			return
		}
		f.at += n
		last = f.at
		if last-f.tokens[len(f.tokens)-1].start > maxWord {
			break
		}
	}
	f.finish(last)
}

// groups reports whether a blank before at only groups the thousands of one number: 240 000.
func (f *folder) groups(text string, at int) bool {
	begun := string(f.buf[f.marks[len(f.marks)-1]:])
	head, _, _ := strings.Cut(begun, " ")
	if len(head) > 3 || strings.ContainsAny(begun, ".,'") || len(begun) > 24 {
		return false
	}
	for range 3 {
		if !digitAt(text, at) {
			return false
		}
		at = seenFrom(text, at+1)
	}
	return !digitAt(text, at)
}

// seenFrom is where, from i on, what people see of s goes on.
func seenFrom(s string, i int) int {
	for i < len(s) && s[i] >= utf8.RuneSelf {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !invisible(r) {
			break
		}
		i += n
	}
	return i
}

// zeroAt reports whether there stands a letter O within digits: 2O25, 61,O08.
func zeroAt(s string, i int) bool {
	for i < len(s) && s[i] == 'O' {
		i++
		if i == len(s) || digitAt(s, i) || !isLetter(s[i]) {
			return true
		}
	}
	return false
}

// oneAt reports whether there stands a letter l or I within digits: 23.6l8,50, 206,I40.00.
func oneAt(s string, i int) bool {
	return i < len(s) && (s[i] == 'l' || s[i] == 'I') && digitAt(s, i+1)
}

// small26 are the small letters of a to z and A to Z; 0 of any other byte.
var small26 = func() (small [256]byte) {
	for c := range small {
		if plainLetter(byte(c)) {
			small[c] = byte(c) | 0x20
		}
	}
	return small
}()

// plainLetter reports whether b is one of a to z and A to Z, as most are: they need no decoding.
func plainLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= 0x80 }

func digitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

// word reads letters, whatever is invisible between them, and a hyphen that only breaks the word at a line's end.
func (f *folder) word(end int) {
	if b := f.text[f.at]; (b == 'h' || b == 'w' || f.sign < f.at+longestLink) && f.link(end) {
		return
	}
	f.begin(wordToken)
	t := &f.tokens[len(f.tokens)-1]
	letters, capitals := 0, 0
	last, foreign, latin := f.at, false, false
	most := min(end, t.start+4*maxWord)
	for f.at < most {
		if plainLetter(f.text[f.at]) { // most are, so they are read in a run
			run, n := f.text[f.at:most], 0
			f.buf = slices.Grow(f.buf, len(run))
			out := f.buf[len(f.buf):][:len(run)]
			for ; n < len(run); n++ {
				small := small26[run[n]]
				if small == 0 {
					break
				}
				out[n] = small
				capitals += int(small^run[n]) >> 5
			}
			t.upper = t.upper || letters == 0 && run[0] < 'a'
			f.buf, f.at = f.buf[:len(f.buf)+n], f.at+n
			letters, latin, last = letters+n, true, f.at
			if f.at == most || f.text[f.at] < utf8.RuneSelf && f.text[f.at] != '\'' {
				break // as most words end
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(f.text[f.at:end])
		c := foldRune(r)
		switch {
		case c != 0:
			if r != unicode.ToLower(r) {
				t.upper = t.upper || letters == 0
				capitals++
			}
			letters++
			foreign = foreign || r > 0x36f
			f.put(r, c)
			f.at += n
			last = f.at
		case invisible(r):
			f.at += n
		case (r == '\'' || r == '’') && f.apostrophe(letters, end, n):
			f.at += n
			if f.splits(letters) {
				f.finish(last)
				f.flags(t, letters, capitals, foreign && latin)
				return
			}
		default:
			f.finish(last)
			f.flags(t, letters, capitals, foreign && latin)
			return
		}
	}
	f.finish(last)
	f.flags(t, letters, capitals, foreign && latin)
}

func (f *folder) flags(t *token, letters, capitals int, odd bool) {
	t = &f.tokens[len(f.tokens)-1]
	t.caps = capitals > 1 && capitals == letters
	t.odd = odd
}

// apostrophe reports whether a letter follows, so that the mark stands inside a word.
func (f *folder) apostrophe(letters, end, n int) bool {
	if letters == 0 || f.at+n >= end {
		return false
	}
	r, _ := utf8.DecodeRuneInString(f.text[f.at+n : end])
	return foldRune(r) != 0
}

// splits reports whether the apostrophe parts two words (l'acces, we'll) and is not a letter left out (isn't).
func (f *folder) splits(letters int) bool {
	word := string(f.buf[f.marks[len(f.marks)-1]:])
	rest := f.text[f.at:min(len(f.text), f.at+2)]
	return !(strings.HasSuffix(word, "n") && letters > 2 && (rest == "t" || strings.HasPrefix(rest, "t") && !letterAt(rest, 1)))
}

func letterAt(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

// foreign skips over letters that fold to nothing we read.
func (f *folder) foreign(end int) {
	for f.at < end {
		r, n := utf8.DecodeRuneInString(f.text[f.at:end])
		if !unicode.IsLetter(r) || foldRune(r) != 0 {
			break
		}
		f.at += n
	}
	f.pre |= sepOther
}

func (f *folder) put(r rune, c byte) {
	f.buf = append(f.buf, c)
	switch r {
	case 'ß', 'ẞ':
		f.buf = append(f.buf, 's')
	case 'æ', 'Æ', 'œ', 'Œ':
		f.buf = append(f.buf, 'e')
	}
}

// longestLink bounds what is read of a link or an address.
const longestLink = 300

// link takes a URL or an e-mail address as one token, so that the words inside it mean nothing.
func (f *folder) link(end int) bool {
	if f.sign < f.at {
		f.sign = len(f.text)
		if i := strings.IndexByte(f.text[f.at:], '@'); i >= 0 {
			f.sign = f.at + i
		}
	}
	rest, at := f.text[f.at:min(end, f.at+longestLink)], 0
	if f.sign >= f.at+len(rest) && !strings.HasPrefix(rest, "http") && !strings.HasPrefix(rest, "www.") {
		return false
	}
	n := 0
	for n < len(rest) && !endsLink(rest[n]) {
		if rest[n] == '@' && at == 0 {
			at = n
		}
		n++
	}
	run := rest[:n]
	kind := wordToken
	switch {
	case strings.HasPrefix(run, "http://") || strings.HasPrefix(run, "https://") || strings.HasPrefix(run, "www."):
		kind = linkToken
	case at > 0 && strings.IndexByte(run[at:], '.') > 0:
		kind = addressToken
		run = strings.TrimPrefix(run, "mailto:")
		f.at += n - len(run)
	default:
		return false
	}
	run = strings.TrimRight(run, ".:!?*_")
	f.begin(kind)
	f.buf = append(f.buf, strings.ToLower(run)...)
	f.at += len(run)
	f.finish(f.at)
	return true
}

// endsLink reports whether c stands in no address.
func endsLink(c byte) bool {
	switch c {
	case ' ', '\t', '<', '>', '|', '"', '(', ')', '[', ']', ',', ';', 0xc2, 0xe2:
		return true
	}
	return false
}
