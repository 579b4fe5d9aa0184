package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible writes for a terminal what may hold words of a file: what would act on the terminal, or turn its lines around, is
// written out.
type visible struct{ w io.Writer }

// Write takes whole sentences: no letter is cut in two by the end of p.
func (v visible) Write(p []byte) (int, error) {
	if _, err := io.WriteString(v.w, writtenOut(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// writtenOut is s with \x1b and its like in the place of what acts on a terminal.
func writtenOut(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r < 0x80 && unicode.IsControl(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}
