package signals

import "sync"

// heads tells by the first two letters of a word which small tables may hold it, so that most words need no look-up.
type heads struct {
	tables [26 * 26]uint8
	days   map[string]bool // the words that may begin the name of a day though no concept says so
}

const (
	headCurrency uint8 = 1 << iota
	headNumeral
	headSpan
	headFunction
	headThat
)

var headTable = sync.OnceValue(func() *heads {
	h := &heads{days: map[string]bool{}}
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
		h.days[w] = true // thirteen days
	}
	for _, w := range []string{"that", "this", "esa", "dicha", "cette", "diesem", "diesen", "dieses", "said", "such", "then", "dahin", "manana"} {
		h.mark(w, headThat|headSpan)
	}
	for w := range functionWords {
		h.mark(w, headFunction)
	}
	for w := range ordinals {
		h.markDay(w)
	}
	for w := range nextDays {
		h.markDay(w)
	}
	for _, w := range []string{"end", "ende", "fin", "final", "finales", "t", "d", "j", "twenty"} {
		h.markDay(w)
	}
	for _, list := range spansByWord() {
		for _, s := range list {
			h.markDay(s.words[0])
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
		h.tables[i] |= bit
	}
}

func (h *heads) markDay(w string) {
	h.mark(w, headSpan)
	h.days[w] = true
}

// may reports whether a table may hold w. Of what is no letter it can't tell.
func (h *heads) may(w string, bit uint8) bool {
	i := headIndex(w)
	return i < 0 || h.tables[i]&bit != 0
}
