package eml

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"owed.dev/owed/ledger"
)

// IsLetter reports whether a file of this name is a letter that Letter reads: a text or a web page.
func IsLetter(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".txt", ".htm", ".html":
		return true
	}
	return false
}

// Letter is the text of a file: a web page by its name, else words as programs save them, in UTF-8, in UTF-16 or in
// Windows-1252. A file of another kind is refused.
func Letter(raw []byte, name string) (string, error) {
	if kind := kindOf(raw); kind != "" {
		return "", unreadable(kind)
	}
	text := decodeText(raw)
	if ext := strings.ToLower(path.Ext(name)); ext == ".htm" || ext == ".html" {
		text = htmlText(text)
	}
	return strings.ToValidUTF8(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), "\uFFFD"), nil
}

// unreadable refuses a file of a kind that holds no plain words.
func unreadable(kind string) error {
	return &ledger.Error{Kind: ledger.Invalid, Say: "This is " + kind + ". owed reads e-mails (.eml), text (.txt) and web pages (.html): save it as one of these, or paste its words"}
}

// How files begin that hold no plain words, and what they are.
var beginnings = []struct{ bytes, kind string }{
	{"%PDF-", "a PDF"},
	{"PK\x03\x04", "an archive or a document of a word processor (.docx, .odt, .zip)"},
	{"\xD0\xCF\x11\xE0", "a message or document of Outlook or Word (.msg, .doc)"},
	{"{\\rtf", "a document of a word processor (.rtf)"},
	{"\x1F\x8B", "a compressed file"},
	{"\x89PNG", "a picture"},
	{"\xFF\xD8\xFF", "a picture"},
	{"GIF8", "a picture"},
	{"II*\x00", "a picture"},
	{"MM\x00*", "a picture"},
}

// kindOf says what a file is that holds no plain words; "": it does.
func kindOf(raw []byte) string {
	for _, b := range beginnings {
		if bytes.HasPrefix(raw, []byte(b.bytes)) {
			return b.kind
		}
	}
	if wideOrder(raw) == nil && bytes.IndexByte(raw[:min(len(raw), 4096)], 0) >= 0 {
		return "no text"
	}
	return ""
}

// decodeText is what a file of plain words says.
func decodeText(raw []byte) string {
	if order := wideOrder(raw); order != nil {
		if s, err := unicode.UTF16(*order, unicode.UseBOM).NewDecoder().Bytes(raw); err == nil {
			return string(s)
		}
	}
	return decodeCharset(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF")), "")
}

// wideOrder is the order of bytes of a text in UTF-16, by its mark or, without one, by where its zeros lie; nil: it is none.
func wideOrder(raw []byte) *unicode.Endianness {
	little, big := unicode.LittleEndian, unicode.BigEndian
	switch {
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")):
		return &little
	case bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		return &big
	}
	head := raw[:min(len(raw), 1024)&^1]
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch most := len(head) / 2 * 3 / 4; {
	case len(head) < utf8.UTFMax:
	case zeros[0] == 0 && zeros[1] > most:
		return &little
	case zeros[1] == 0 && zeros[0] > most:
		return &big
	}
	return nil
}
