package signals

import (
	"hash/maphash"

	"owed.dev/owed/signals/linear"
)

// words remembers what is known of words whatever text they stand in: what the lexicons say of them, their features, and
// what a model makes of those. A text has few different words and most of them stood in texts before, so what takes a
// search is searched for once. What it holds are words, each on its own, and it forgets all when they become many.
type words struct {
	seed    maphash.Seed
	tables  map[string]tables // tablesOf
	slots   []uint32          // open addressing: the number of a word and one more, 0 for none
	list    []word
	spelt   []byte // all words, one behind the other
	sense   []sense
	runs    []run    // of lexicon.starts
	text    uint32   // so many texts were begun
	letters []uint32 // of every token of the text that is a word, its first four
	model   *model
	cold    []uint32 // room: words of which the model was not asked
	asked   []uint32 // room: their features
	rows    []linear.Rows
}

// word is what is known of one. Its number is its place in words.list.
type word struct {
	begin   uint32 // in words.spelt
	letters uint32 // the first four
	length  uint16
	tables  tables
	count   uint8                  // how many features it has
	hash    uint32                 // of its letters
	feature [4]uint32              // the stem's first; then, of longer words, those of the word, its head and its tail
	sense   [len(languages)]uint32 // what each lexicon says of it, in words.sense and one more; 0: was not asked
	counted uint32                 // in which of the texts it was met, by words.text
	taught  bool                   // the model was asked
	sum     linear.Sum             // what its features say of a sentence
	rows    [4]uint32              // what each says of a text as a whole
}

// sense is what a lexicon says of a word: concepts, and the phrases that may begin with it.
type sense struct {
	set      set
	from, to uint32 // of words.runs
}

// mostWords is how many words are remembered from one text to the next.
const mostWords = 1 << 13

// The words that tokens count as which differ from text to text and mean the same.
const (
	aNumber uint32 = iota
	aSign
	anAddress
)

// begin makes room for the words of a new text.
func (w *words) begin() {
	w.text++
	if len(w.slots) > 0 && len(w.list) <= mostWords {
		return
	}
	if len(w.list) > 2*mostWords || len(w.slots) == 0 { // a long text needed more than others will
		*w = words{seed: maphash.MakeSeed(), slots: make([]uint32, 2048), tables: tablesOf(), text: w.text}
	}
	clear(w.slots)
	w.list, w.spelt, w.sense, w.runs = w.list[:0], w.spelt[:0], w.sense[:0], w.runs[:0]
	for _, placeholder := range [...]string{numberWord, signWord, addressWord} {
		w.number(placeholder)
	}
}

// number is the number of a word, which is taken in if it is new.
func (w *words) number(norm string) uint32 {
	hash := uint32(maphash.String(w.seed, norm))
	mask := uint32(len(w.slots) - 1)
	s := hash & mask
	for ; w.slots[s] != 0; s = (s + 1) & mask {
		if k := &w.list[w.slots[s]-1]; k.hash == hash && string(w.spelt[k.begin:k.begin+uint32(k.length)]) == norm {
			return w.slots[s] - 1
		}
	}
	n := uint32(len(w.list))
	w.slots[s] = n + 1
	w.list = append(w.list, word{begin: uint32(len(w.spelt)), letters: fourLetters(norm), length: uint16(len(norm)), hash: hash, tables: w.tables[norm]})
	w.spelt = append(w.spelt, norm...)
	w.list[n].features(norm)
	if 2*len(w.list) > len(w.slots) {
		w.grow()
	}
	return n
}

// grow makes room for as many words again.
func (w *words) grow() {
	w.slots = make([]uint32, 2*len(w.slots))
	mask := uint32(len(w.slots) - 1)
	for n := range w.list {
		s := w.list[n].hash & mask
		for w.slots[s] != 0 {
			s = (s + 1) & mask
		}
		w.slots[s] = uint32(n + 1)
	}
}

// features sets those that a word has by itself.
func (k *word) features(w string) {
	add := func(kind uint32, letters string) {
		k.feature[k.count] = hashOf(kind, letters)
		k.count++
	}
	add(stemFeature, w[:min(len(w), stemLetters)])
	if len(w) > stemLetters {
		add(wordFeature, w)
	}
	if len(w) > stemLetters+1 {
		add(headFeature, w[:headLetters])
		add(tailFeature, w[len(w)-tailLetters:])
	}
}

// of gives every token its word.
func (w *words) of(tokens []token) {
	w.letters = zeroed(w.letters, len(tokens))
	for i := range tokens {
		t := &tokens[i]
		switch t.kind {
		case numberToken:
			t.word = aNumber
		case signToken:
			t.word = aSign
		case addressToken, linkToken:
			t.word = anAddress
		default:
			t.word = w.number(t.norm)
			known := &w.list[t.word]
			t.tables, w.letters[i] = known.tables, known.letters
		}
	}
}

// look asks a lexicon what a word means.
func (w *words) look(n uint32, lx *lexicon, norm string) uint32 {
	var s sense
	s.from = uint32(len(w.runs))
	s.set, w.runs = lx.look(norm, w.runs)
	s.to = uint32(len(w.runs))
	w.sense = append(w.sense, s)
	w.list[n].sense[lx.number] = uint32(len(w.sense))
	return uint32(len(w.sense))
}

// learn asks a model about those words of the tokens of which it was not asked before.
func (w *words) learn(tokens []token, m *model) {
	if w.model != m {
		w.model = m
		for i := range w.list {
			w.list[i].taught = false
		}
	}
	w.cold, w.asked = w.cold[:0], w.asked[:0]
	for i := range tokens {
		if k := &w.list[tokens[i].word]; !k.taught {
			k.taught = true
			w.cold = append(w.cold, tokens[i].word)
			w.asked = append(w.asked, k.feature[:k.count]...)
		}
	}
	w.rows = m.index.FindAll(w.rows[:0], w.asked)
	rows := w.rows
	for _, n := range w.cold {
		k := &w.list[n]
		k.sum = linear.Sum{}
		for i := range k.count {
			m.sentences.AddTo(&k.sum, rows[i][ofSentences])
			k.rows[i] = rows[i][ofTexts]
		}
		rows = rows[k.count:]
	}
}
