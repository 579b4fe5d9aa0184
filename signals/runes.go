package signals

import (
	"strings"
	"unicode"
)

// folded holds, beside each plain letter, the letters that are read as that one: accents, and the look-alikes of
// other alphabets with which a hostile text hides a word from a reader of letters.
const folded = `aàáâãäåāăąаα bвβ cçćĉċčсϲ dďđԁð eèéêëēĕėęěеєεё fƒ gĝğġģɡ hĥħһн iìíîïĩīĭįıіιї jĵј kķкκ lĺļľŀłӏ mм nñńņňŋ ` +
	`oòóôõöøōŏőоο pрρ qԛ rŕŗř sśŝşšѕßſ tţťŧтτț uùúûüũūŭůűųυ vνѵ wŵԝω xхχ yýÿŷуү zźżžζ aæ oœ`

// foldTable maps the letters below U+0600; built once from folded, never changed.
var foldTable = func() (table [0x600]byte) {
	var base rune
	for _, r := range folded {
		switch {
		case r == ' ':
			base = 0
			continue
		case base == 0:
			base = r
		}
		table[r] = byte(base)
		if up := unicode.ToUpper(r); up < 0x600 && table[up] == 0 {
			table[up] = byte(base)
		}
	}
	return table
}()

// foldRune is the plain letter that r is read as, or 0 if it is none.
func foldRune(r rune) byte {
	switch {
	case r < 0x600:
		return foldTable[r]
	case r >= 'ａ' && r <= 'ｚ':
		return byte(r-'ａ') + 'a'
	case r >= 'Ａ' && r <= 'Ｚ':
		return byte(r-'Ａ') + 'a'
	case r == 'ẞ':
		return 's'
	case r == 'ﬁ' || r == 'ﬂ':
		return 'f'
	}
	return 0
}

// invisible reports whether r shows nothing: zero-width blanks, soft hyphens, marks of direction, combining accents.
func invisible(r rune) bool {
	switch {
	case r == 0xad, r == 0x61c, r == 0x180e, r == 0xfeff:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return true
	case r >= 0x300 && r <= 0x36f, r >= 0xfe00 && r <= 0xfe0f:
		return true
	}
	return false
}

// withoutFormat is s without what is there for programs and not for people: zero-width blanks, soft hyphens, marks of direction.
func withoutFormat(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

func isCurrencySign(r rune) bool {
	switch r {
	case '$', '€', '£', '¥', '₹', '₩', '₽', '₺', '₪', '฿', '₫', '₴', '₱', '₦', '￥', '＄', '￡', '₡', '₵', '¢':
		return true
	}
	return false
}
