package signals

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// line is one line of the text without the marks of quoting at its head.
type line struct {
	start, end  int
	depth       int    // how many times it is quoted
	bullet      bool   // an item of a list
	header      bool   // From:, To:, Subject: and their like
	name        string // what a header tells: from, to, date
	first, last int    // its tokens
	part        int
	mail        int // of those of the text
	row         row
}

// row is whether a line is one of a table, once that was asked.
type row uint8

const (
	unasked row = iota
	noRow
	inTable
)

// cutLines appends the lines of text and how deep each is quoted.
func cutLines(lines []line, text string) []line {
	lines = slices.Grow(lines, strings.Count(text, "\n")+1)
	for at := 0; at <= len(text); {
		end := strings.IndexByte(text[at:], '\n')
		next := len(text) + 1
		if end < 0 {
			end = len(text)
		} else {
			end += at
			next = end + 1
		}
		l := line{start: at, end: end}
		l.trim(text)
		lines = append(lines, l)
		at = next
	}
	unquote(lines)
	return lines
}

// unquote takes a text that is quoted as a whole for one that is not. A line alone may begin with such a mark by chance.
func unquote(lines []line) {
	if len(lines) < 2 {
		return
	}
	least := -1
	for i := range lines {
		if l := &lines[i]; l.end > l.start && (least < 0 || l.depth < least) {
			least = l.depth
		}
	}
	for i := range lines {
		lines[i].depth = max(0, lines[i].depth-least)
	}
}

func (l *line) trim(text string) {
	for l.start < l.end {
		switch c := text[l.start]; {
		case c == ' ' || c == '\t' || c == '\r':
			l.start++
		case c == '>':
			l.start++
			l.depth++
		case strings.HasPrefix(text[l.start:l.end], "&gt;"):
			l.start += 4
			l.depth++
		default:
			l.trimEnd(text)
			l.bullet = isBullet(text[l.start:l.end])
			return
		}
	}
}

func (l *line) trimEnd(text string) {
	for l.end > l.start && (text[l.end-1] == ' ' || text[l.end-1] == '\t' || text[l.end-1] == '\r') {
		l.end--
	}
}

// isBullet reports whether a line begins as an item of a list: "- x", "• x", "1. x", "(a) x", "First, x".
func isBullet(s string) bool {
	if s == "" {
		return false
	}
	if s[0] == '-' || s[0] == '*' || s[0] >= utf8.RuneSelf {
		for _, mark := range [...]string{"- ", "* ", "• ", "– ", "· ", "— ", "◦ ", "‣ "} {
			if strings.HasPrefix(s, mark) {
				return true
			}
		}
	}
	t := strings.TrimLeft(s, "(")
	head, most := 0, min(len(t)-1, 4)
	for head < most && t[head] != '.' && t[head] != ')' {
		head++
	}
	if head < 1 || head >= most || t[head+1] != ' ' {
		return false
	}
	word := t[:head]
	return strings.Trim(word, "0123456789") == "" || len(word) == 1 && len(t) < len(s) || strings.Trim(word, "ivx") == ""
}

// headerNames are the words before the colon of an e-mail's header, by what they tell.
var headerNames = map[string]string{
	"from": "from", "von": "from", "de": "from", "exp": "from", "expediteur": "from", "remitente": "from", "absender": "from",
	"to": "to", "an": "to", "a": "to", "para": "to", "cc": "cc", "bcc": "cc", "destinataire": "to", "kopie": "cc", "copie": "cc",
	"date": "date", "sent": "date", "datum": "date", "gesendet": "date", "fecha": "date", "enviado": "date", "enviado el": "date", "gesendet am": "date", "envoye le": "date", "envoye": "date", "le": "date",
	"subject": "subject", "betreff": "subject", "objet": "subject", "asunto": "subject", "re": "subject", "sub": "subject",
	"reply-to": "reply", "attachments": "cc", "anlagen": "cc", "attachment": "cc",
}

// header names what the line tells if it is a line of an e-mail's header, and where its value begins.
func (l line) headerOf(text string) (name string, value int) {
	s := text[l.start:l.end]
	colon := strings.IndexByte(s, ':')
	if colon < 1 || colon > 14 {
		return "", 0
	}
	key := make([]byte, 0, 16)
	for _, r := range strings.TrimRight(s[:colon], " *\u00a0") {
		switch c := foldRune(r); {
		case c != 0:
			key = append(key, c)
		case r == '-' || r == ' ':
			key = append(key, byte(r))
		case r == '*':
		default:
			return "", 0
		}
	}
	value = l.start + colon + 1
	for value < l.end && (text[value] == ' ' || text[value] == '*') {
		value++
	}
	return headerNames[string(key)], value
}
