package exchange

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The encodings that are told apart.
const (
	utf8Encoding = "UTF-8"
	utf16LE      = "UTF-16, little endian"
	utf16BE      = "UTF-16, big endian"
	windows1252  = "Windows-1252"
	shiftJIS     = "Shift-JIS"
)

// sniffEncoding tells a file's encoding by its first bytes, and how many of them are a byte order mark.
func sniffEncoding(sample []byte) (name string, bom int) {
	switch {
	case bytes.HasPrefix(sample, []byte("\xef\xbb\xbf")):
		return utf8Encoding, 3
	case bytes.HasPrefix(sample, []byte("\xff\xfe")):
		return utf16LE, 2
	case bytes.HasPrefix(sample, []byte("\xfe\xff")):
		return utf16BE, 2
	}
	even, odd := zeros(sample)
	switch half := len(sample) / 2; {
	case half > 1 && odd > half/2 && even < half/8:
		return utf16LE, 0
	case half > 1 && even > half/2 && odd < half/8:
		return utf16BE, 0
	case utf8.Valid(trimRune(sample)):
		return utf8Encoding, 0
	case ofShiftJIS(sample):
		return shiftJIS, 0
	}
	return windows1252, 0
}

// ofShiftJIS reports whether bytes are Japanese as Shift-JIS has it: nothing else is there, and somewhere stand three characters of
// two bytes side by side whose first is below 0xA0, where Western text has hardly a sign.
func ofShiftJIS(b []byte) bool {
	run, found := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c < 0x80 || c >= 0xa1 && c <= 0xdf: // half a character wide
			run = 0
		case c == 0x80 || c == 0xa0 || c > 0xfc:
			return false
		case i+1 == len(b):
			return found
		default:
			if i++; b[i] < 0x40 || b[i] == 0x7f || b[i] > 0xfc {
				return false
			}
			if c >= 0xa0 {
				run = 0
			} else if run++; run == 3 {
				found = true
			}
		}
	}
	return found
}

// zeros counts the zero bytes at even and at odd places.
func zeros(b []byte) (even, odd int) {
	for i, c := range b {
		switch {
		case c != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// trimRune drops a rune that the end of a sample cuts in two.
func trimRune(b []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-n:]) {
				return b[:len(b)-n]
			}
			break
		}
	}
	return b
}

// utf16Reader turns UTF-16 into UTF-8 as it is read.
type utf16Reader struct {
	r       io.Reader
	big     bool
	in      [8 << 10]byte
	have    int    // bytes in in
	out     []byte // decoded, not yet read
	high    rune   // a first half that waits for its second
	pending error
}

// Read gives UTF-8.
func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.out) == 0 && u.pending == nil {
		u.fill()
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	if n == 0 {
		return 0, u.pending
	}
	return n, nil
}

func (u *utf16Reader) fill() {
	n, err := u.r.Read(u.in[u.have:])
	u.have += n
	u.out = u.out[:0]
	i := 0
	for ; i+1 < u.have; i += 2 {
		a, b := rune(u.in[i]), rune(u.in[i+1])
		if u.big {
			a, b = b, a
		}
		u.unit(b<<8 | a)
	}
	u.have = copy(u.in[:], u.in[i:u.have])
	if err != nil {
		if u.high != 0 || u.have > 0 {
			u.out = utf8.AppendRune(u.out, utf8.RuneError)
			u.high, u.have = 0, 0
		}
		u.pending = err
	}
}

func (u *utf16Reader) unit(r rune) {
	if u.high != 0 {
		pair := utf16.DecodeRune(u.high, r)
		u.high = 0
		u.out = utf8.AppendRune(u.out, pair)
		if pair != utf8.RuneError {
			return
		}
	}
	if r >= 0xD800 && r < 0xDC00 {
		u.high = r
		return
	}
	u.out = utf8.AppendRune(u.out, r) // a lone second half becomes the replacement character
}

// high1252 is what Windows-1252 has at 0x80 to 0x9F; its unused places stay control characters, which are refused later.
var high1252 = [32]rune{
	0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
	0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
}

func rune1252(c byte) rune {
	if c >= 0x80 && c < 0xA0 {
		return high1252[c-0x80]
	}
	return rune(c)
}

// text is a cell's bytes as a string. In a UTF-8 file a byte that is none is read as Windows-1252: files are glued
// together from both.
func text(b []byte, encoding string) string {
	if encoding != windows1252 && utf8.Valid(b) || ascii(b) {
		return string(b)
	}
	var s strings.Builder
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if encoding == windows1252 || r == utf8.RuneError && size == 1 {
			r, size = rune1252(b[i]), 1
		}
		s.WriteRune(r)
		i += size
	}
	return s.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
