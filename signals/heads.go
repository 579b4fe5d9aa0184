package signals

import "sync"

// heads tells by the first two letters of a word which small tables may hold it, so that most words need no look-up.
type heads [26 * 26]uint8

const (
	headCurrency uint8 = 1 << iota
	headNumeral
	headSpan
	headFunction
	headThat
)

var headTable = sync.OnceValue(func() *heads {
	h := &heads{}
	for w := range currencyWords {
		h.mark(w, headCurrency)
	}
	for w := range dollars {
		h.mark(w, headCurrency)
	}
	for w := range countries {
		h.mark(w, headCurrency)
	}
	for _, w := range []string{"t", "k", "m"} {
		h.mark(w, headCurrency)
	}
	for w := range sumNumerals {
		h.mark(w, headNumeral)
	}
	for _, w := range []string{"that", "this", "esa", "dicha", "cette", "diesem", "diesen", "dieses", "said", "such", "then", "dahin", "manana"} {
		h.mark(w, headThat|headSpan)
	}
	for w := range functionWords {
		h.mark(w, headFunction)
	}
	for w := range ordinals {
		h.mark(w, headSpan)
	}
	for w := range nextDays {
		h.mark(w, headSpan)
	}
	for _, w := range []string{"end", "ende", "fin", "final", "finales", "t", "d", "j", "twenty"} {
		h.mark(w, headSpan)
	}
	for _, list := range spansByWord() {
		for _, s := range list {
			h.mark(s.words[0], headSpan)
		}
	}
	return h
})

func headIndex(w string) int {
	if w == "" || w[0] < 'a' || w[0] > 'z' {
		return -1
	}
	if len(w) == 1 || w[1] < 'a' || w[1] > 'z' {
		return int(w[0]-'a') * 26
	}
	return int(w[0]-'a')*26 + int(w[1]-'a')
}

func (h *heads) mark(w string, bit uint8) {
	if i := headIndex(w); i >= 0 {
		h[i] |= bit
	}
}

// may reports whether a table may hold w. Of what is no letter it can't tell.
func (h *heads) may(w string, bit uint8) bool {
	i := headIndex(w)
	return i < 0 || h[i]&bit != 0
}
