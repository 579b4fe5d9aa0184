package ledger

import (
	"strings"
	"unicode"
)

// foldText makes typed text plain: full-width forms become ASCII, all blanks one kind, apostrophes and dashes
// one kind each; invisible marks vanish. Nothing that changes a value is dropped.
func foldText(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
			return ' '
		case strings.ContainsRune("’‘ʼ`´′", r):
			return '\''
		case strings.ContainsRune("‐‑‒–—−﹣", r):
			return '-'
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s))
}

// joinWords writes words in lower case with _ between them: "Modified Following" is modified_following.
func joinWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(foldText(s)), func(r rune) bool { return r == ' ' || r == '_' || r == '-' }), "_")
}

// clip shortens what was typed for a sentence that quotes it, and keeps Slack's backticks out of it.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == '`' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}
