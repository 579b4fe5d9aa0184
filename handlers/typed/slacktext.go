package typed

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MentionKind tells what a Mention points at.
type MentionKind string

// The kinds of mention.
const (
	User    MentionKind = "user"
	Group   MentionKind = "group"
	Channel MentionKind = "channel"
)

// Mention is a person, a user group or a channel, as Slack names it: an id, and perhaps the name.
type Mention struct {
	Kind MentionKind `json:"kind"`
	ID   string      `json:"id"`
	Name string      `json:"name,omitempty"`
}

// String is the mention as people read it; nobody is pinged by it.
func (m Mention) String() string {
	name := m.Name
	if name == "" {
		name = m.ID
	}
	if m.Kind == Channel {
		return "#" + name
	}
	return "@" + name
}

// Slack is the mention as Slack reads it: <@U1>.
func (m Mention) Slack() string {
	switch m.Kind {
	case Channel:
		return "<#" + m.ID + ">"
	case Group:
		return "<!subteam^" + m.ID + ">"
	case User:
	}
	return "<@" + m.ID + ">"
}

// source is what was typed, as plain text. Mentions stand in it by their names; at leads back to what Slack sent.
type source struct {
	sent     string // as Slack sent it
	text     string
	at       []int // for each byte of text, and its end: where in sent it comes from
	mentions map[int]placed
}

// placed is a mention and the end of its name in the text.
type placed struct {
	Mention
	end int
}

var escaped = regexp.MustCompile(`<([@#!]|[a-zA-Z][a-zA-Z0-9+.-]*:)([^<>|\n]*)(?:\|([^<>\n]*))?>`)

// decode cuts out what Slack wrote in angle brackets and, in the rest, undoes its entities exactly once. Letters and
// their accents come out as one character (NFC), whatever keyboard they were typed on: names are compared by characters.
// Text that Slack did not escape comes through unchanged.
func decode(sent string) source {
	sent = norm.NFC.String(strings.ToValidUTF8(sent, "\uFFFD"))
	src := source{sent: sent, mentions: map[int]placed{}}
	var b strings.Builder
	copied := 0
	for _, m := range escaped.FindAllStringSubmatchIndex(sent, -1) {
		src.plain(&b, copied, m[0])
		copied = m[1]
		from := b.Len()
		shown, mention := readEscape(sent[m[2]:m[3]], sent[m[4]:m[5]], group(sent, m, 3))
		src.put(&b, shown, m[0])
		if mention.ID != "" {
			src.mentions[from] = placed{mention, b.Len()}
		}
	}
	src.plain(&b, copied, len(sent))
	src.text, src.at = b.String(), append(src.at, len(sent))
	return src
}

func group(s string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return unescape(s[m[2*n]:m[2*n+1]])
}

// readEscape gives the text that stands for what was in the brackets, and the mention if it is one.
func readEscape(sign, body, label string) (string, Mention) {
	m := Mention{ID: body, Name: label}
	switch {
	case sign == "@":
		m.Kind = User
	case sign == "#":
		m.Kind = Channel
	case sign == "!" && strings.HasPrefix(body, "subteam^"):
		m.Kind, m.ID, m.Name = Group, strings.TrimPrefix(body, "subteam^"), strings.TrimPrefix(label, "@")
	case sign == "!": // <!here>, <!date^…|then>: words, and nobody is pinged
		if label == "" {
			label = "@" + strings.TrimPrefix(body, "@")
		}
		return label, Mention{}
	default:
		return link(sign, unescape(body), label), Mention{}
	}
	return m.String(), m
}

// link shows an address; the text it was shown under only where that says something else.
func link(scheme, rest, label string) string {
	address := scheme + rest
	bare := strings.TrimPrefix(rest, "//")
	switch {
	case label == "" || label == address:
		return address
	case label == bare || label+"/" == bare || scheme == "mailto:" || scheme == "tel:":
		return label
	}
	return label + " (" + address + ")"
}

// plain copies sent[from:to], entities undone.
func (s *source) plain(b *strings.Builder, from, to int) {
	for i := from; i < to; {
		if c, n := entity(s.sent[i:to]); n > 0 {
			s.put(b, c, i)
			i += n
			continue
		}
		_, n := utf8.DecodeRuneInString(s.sent[i:to])
		s.put(b, s.sent[i:i+n], i)
		i += n
	}
}

func (s *source) put(b *strings.Builder, text string, from int) {
	for range len(text) {
		s.at = append(s.at, from)
	}
	b.WriteString(text)
}

func entity(s string) (char string, length int) {
	switch {
	case strings.HasPrefix(s, "&amp;"):
		return "&", 5
	case strings.HasPrefix(s, "&lt;"):
		return "<", 4
	case strings.HasPrefix(s, "&gt;"):
		return ">", 4
	}
	return "", 0
}

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// replaced is what was sent, with text[from:to] replaced: a corrected command that keeps its mentions.
func (s *source) replaced(from, to int, with string) string {
	return strings.TrimSpace(s.sent[:s.at[from]] + with + s.sent[s.at[to]:])
}
