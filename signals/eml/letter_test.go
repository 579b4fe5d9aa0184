package eml

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"owed.dev/owed/ledger"
)

func wide(s string, order binary.ByteOrder) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, 0, 0)
		order.PutUint16(b[len(b)-2:], u)
	}
	return string(b)
}

// A text is read in whatever way programs save it. Deliberate fault it catches: a sum and a day lost because Notepad saved the
// letter as "ANSI" or "Unicode".
func TestLetter(t *testing.T) {
	t.Parallel()
	const want = "Am 24. März sperren wir Ihren Zugang: 7.412,88 €"
	for name, raw := range map[string]string{
		"UTF-8":                      want + "\r\n",
		"UTF-8 with its mark":        "\uFEFF" + want,
		"Windows-1252":               strings.NewReplacer("ä", "\xE4", "€", "\x80").Replace(want),
		"UTF-16":                     wide("\uFEFF"+want, binary.LittleEndian),
		"UTF-16, the other way":      wide("\uFEFF"+want, binary.BigEndian),
		"UTF-16 without its mark":    wide(want[:strings.Index(want, ":")], binary.LittleEndian),
		"the same, the other way":    wide(want[:strings.Index(want, ":")], binary.BigEndian),
		"UTF-16, cut within a rune":  wide("\uFEFF"+want, binary.LittleEndian) + "\n",
		"Windows-1252, with a break": strings.NewReplacer("ä", "\xE4", "€", "\x80").Replace(want) + "\r\n",
	} {
		got, err := Letter([]byte(raw), "letter.txt")
		if err != nil || !strings.HasPrefix(got, want[:strings.Index(want, ":")]) || strings.Contains(name, "1252") && got != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := Letter([]byte("<html><style>p{}</style><p>Pay &amp; go"), "letter.HTML"); err != nil || got != "Pay & go" {
		t.Errorf("a web page: %q, %v", got, err)
	}
}

// What holds no plain words is refused, whatever it is called. Deliberate fault it catches: a letter in a .docx of which is said
// that no counter-measure is in it.
func TestNoLetter(t *testing.T) {
	t.Parallel()
	for raw, kind := range map[string]string{
		"%PDF-1.7\nWe will suspend": "a PDF", "PK\x03\x04word/document.xml": ".docx", "\xD0\xCF\x11\xE0\xA1\xB1": ".msg", `{\rtf1 We will suspend}`: ".rtf",
		"\x89PNG\r\n": "a picture", "We\x00will\x01suspend\x00\x00\x00": "no text",
	} {
		if _, err := Read(strings.NewReader(raw)); ledger.KindOf(err) != ledger.Invalid || !strings.Contains(ledger.Say(err), kind) {
			t.Errorf("%q as an e-mail: %v", raw, err)
		}
		if got, err := Letter([]byte(raw), "letter.txt"); ledger.KindOf(err) != ledger.Invalid || !strings.Contains(ledger.Say(err), kind) {
			t.Errorf("%q: %q, %v", raw, got, err)
		}
	}
}
