package signals

import (
	"hash/maphash"
	"math/bits"

	"owed.dev/owed/signals/linear"
)

// words remembers what is known of words whatever text they stand in: what the lexicons say of them, their features, and
// what a model makes of those. A text has few different words and most of them stood in texts before, so what takes a
// search is searched for once. A word is known by a hash of 64 bits that nobody outside can foresee; its letters are not
// kept. When the words become many, those that stood in no text for longest are forgotten.
type words struct {
	seed    maphash.Seed
	tables  map[string]tables // tablesOf
	slots   []uint32          // open addressing: the number of a word and one more, and the last bits of its hash; 0: none
	list    []word
	learnt  []learnt // of each word
	spelt   []spelt  // of each word
	places  []placed // of each word
	bags    []bag    // of each word
	sense   []sense
	runs    []run    // of lexicon.starts
	text    uint32   // so many texts were begun
	letters []uint64 // of every token of the text that is a word, its first letters
	links   []int    // the tokens of the text that are links or addresses
	model   *model
	cold    []uint32 // room: words of which the model was not asked
	asked   []uint32 // room: their features
	rows    []uint32 // room: of those
}

// word is what is known of a word. Its number is its place in words.list.
type word struct {
	hash   uint64
	sense  [len(languages)]uint32 // what each lexicon says of it, in words.sense and one more; 0: was not asked
	tables tables
	used   uint16 // the last of the texts that it stood in, by words.text
}

// learnt is what the models know of a word. It fills what the processor takes from memory at a time.
type learnt struct {
	sentence linear.Row // what its features say of a sentence
	whole    linear.Row // and of a text
	stem     uint32     // the first of them
	counted  uint32     // the last of the texts that it counted for, by words.text
	count    uint8      // how many features it has
	asked    bool       // the models were asked
}

// spelt are the features of a word and their rows: the stem's first; then, of longer words, those of the word, its head and
// its tail.
type spelt struct{ features, rows [4]uint32 }

// placed is what the stem of a word weighs in and beside a name, by where it stands.
type placed struct {
	asked   uint8 // where that was asked, a bit each
	weights [namePlaces]float32
}

// bag is what the stem of a word says anywhere in a text.
type bag struct {
	asked bool
	claim float32       // that none of its sums is claimed
	due   linear.Scores // that none of its days is one by which we are to act
}

// sense is what a lexicon says of a word: concepts, and the phrases that may begin with it.
type sense struct {
	set      set
	from, to uint32 // of words.runs
	next     uint64 // of the words that may follow in such a phrase, a bit for each way to begin, as nextBit has it
}

// mostWords is how many words are remembered from one text to the next.
const mostWords = 1 << 13

// The words that tokens count as which differ from text to text and mean the same.
const (
	aNumber = iota
	aSign
	anAddress
)

// begin makes room for the words of a new text.
func (w *words) begin() {
	w.text++
	switch {
	case len(w.slots) == 0 || len(w.list) > 2*mostWords: // a long text needed more than others will
		*w = words{seed: maphash.MakeSeed(), tables: tablesOf(), text: w.text, slots: make([]uint32, 2*mostWords)}
		for _, placeholder := range [...]string{numberWord, signWord, addressWord} {
			w.find(placeholder)
		}
	case len(w.list) > mostWords:
		w.forget()
	}
}

// forget forgets half of the words or more: those that stood in no text for longest.
func (w *words) forget() {
	kept, n := w.lately(), 0
	senses, runs := make([]sense, 0, len(w.sense)), make([]run, 0, len(w.runs))
	for i, k := range w.list {
		if i > anAddress && uint16(w.text)-k.used >= kept {
			continue
		}
		for l, at := range k.sense {
			if at == 0 {
				continue
			}
			s := w.sense[at-1]
			from := uint32(len(runs))
			runs = append(runs, w.runs[s.from:s.to]...)
			s.from, s.to = from, uint32(len(runs))
			senses = append(senses, s)
			k.sense[l] = uint32(len(senses))
		}
		w.list[n], w.learnt[n], w.spelt[n], w.places[n], w.bags[n] = k, w.learnt[i], w.spelt[i], w.places[i], w.bags[i]
		n++
	}
	w.list, w.learnt, w.spelt, w.places, w.bags = w.list[:n], w.learnt[:n], w.spelt[:n], w.places[:n], w.bags[:n]
	w.sense, w.runs = senses, runs
	w.fill(len(w.slots))
}

// lately is so many texts that no more than half of the words that are remembered stood in the last of them.
func (w *words) lately() uint16 {
	var ages [16]int // by the length of the number of texts since then
	for i := range w.list {
		ages[min(bits.Len16(uint16(w.text)-w.list[i].used), len(ages)-1)]++
	}
	n, sum := 0, ages[0]
	for n < len(ages)-1 && sum+ages[n+1] <= mostWords/2 {
		n++
		sum += ages[n]
	}
	return 1 << n
}

// find gives the number of a word and the tables that hold it. The word is taken in if it is new.
func (w *words) find(norm string) (uint32, tables) {
	hash, mask := maphash.String(w.seed, norm), uint32(len(w.slots)-1)
	s := uint32(hash) & mask
	for ; w.slots[s] != 0; s = (s + 1) & mask {
		if w.slots[s]>>numberBits != uint32(hash>>(32+numberBits)) {
			continue
		}
		n := w.slots[s]&(1<<numberBits-1) - 1
		if k := &w.list[n]; k.hash == hash {
			k.used = uint16(w.text)
			return n, k.tables
		}
	}
	n, in := uint32(len(w.list)), w.tables[norm]
	w.list = append(w.list, word{hash: hash, tables: in, used: uint16(w.text)})
	features, count := featuresOf(norm)
	w.learnt = append(w.learnt, learnt{stem: features[0], count: count})
	w.spelt = append(w.spelt, spelt{features: features})
	w.places, w.bags = append(w.places, placed{}), append(w.bags, bag{})
	if w.slots[s] = w.list[n].slot(n); 4*len(w.list) > 3*len(w.slots) {
		w.fill(2 * len(w.slots))
	}
	return n, in
}

// numberBits are those of a slot that hold the number of a word: more than a text can have words.
const numberBits = 20

// slot is what stands in the slot of a word.
func (k *word) slot(number uint32) uint32 {
	return uint32(k.hash>>(32+numberBits))<<numberBits | number + 1
}

// fill puts all words in n slots.
func (w *words) fill(n int) {
	if n == len(w.slots) {
		clear(w.slots)
	} else {
		w.slots = make([]uint32, n)
	}
	mask := uint32(n - 1)
	for i := range w.list {
		s := uint32(w.list[i].hash) & mask
		for w.slots[s] != 0 {
			s = (s + 1) & mask
		}
		w.slots[s] = w.list[i].slot(uint32(i))
	}
}

// featuresOf are those that a word has by itself, and how many they are.
func featuresOf(w string) (features [4]uint32, n uint8) {
	add := func(kind uint32, letters string) {
		features[n] = hashOf(kind, letters)
		n++
	}
	add(stemFeature, w[:min(len(w), stemLetters)])
	if len(w) > stemLetters {
		add(wordFeature, w)
	}
	if len(w) > stemLetters+1 {
		add(headFeature, w[:headLetters])
		add(tailFeature, w[len(w)-tailLetters:])
	}
	return features, n
}

// of gives every token its word.
func (w *words) of(tokens []token) {
	w.letters, w.links = zeroed(w.letters, len(tokens)), w.links[:0]
	for i := range tokens {
		t := &tokens[i]
		switch t.kind {
		case numberToken:
			t.word = aNumber
		case signToken:
			t.word = aSign
		case addressToken, linkToken:
			t.word = anAddress
			w.links = append(w.links, i)
		default:
			t.word, t.tables = w.find(t.norm)
			w.letters[i] = firstLetters(t.norm)
		}
	}
}

// look asks a lexicon what a word means.
func (w *words) look(n uint32, lx *lexicon, norm string) uint32 {
	var s sense
	s.from = uint32(len(w.runs))
	s.set, w.runs = lx.look(norm, w.runs)
	s.to = uint32(len(w.runs))
	for _, r := range w.runs[s.from:] {
		s.next |= lx.nextBits(r)
	}
	w.sense = append(w.sense, s)
	w.list[n].sense[lx.number] = uint32(len(w.sense))
	return uint32(len(w.sense))
}

// use forgets what other models made of words.
func (w *words) use(m *model) {
	if w.model == m {
		return
	}
	w.model = m
	for i := range w.learnt {
		w.learnt[i].asked, w.places[i].asked, w.bags[i].asked = false, 0, false
	}
}

// place gives what the word of a token weighs in one place in or beside a name.
func (w *words) place(t *token, place int) float32 {
	p := &w.places[t.word]
	if p.asked>>place&1 == 0 {
		p.asked |= 1 << place
		p.weights[place] = w.model.names.Weight(stemMark(namePlaceMarks[place], t.stand()))
	}
	return p.weights[place]
}

// inBag gives what a word says anywhere in a text.
func (w *words) inBag(n uint32) *bag {
	b := &w.bags[n]
	if !b.asked {
		stem := w.learnt[n].stem
		*b = bag{true, w.model.sums.Weight(bagMark(stem)), w.model.days.Score([]uint32{bagTrait(stem)})}
	}
	return b
}

// stands reports whether one of some tokens has the stem of another.
func (w *words) stands(t *token, among []token) bool {
	stem := w.learnt[t.word].stem
	for i := range among {
		if w.learnt[among[i].word].stem == stem {
			return true
		}
	}
	return false
}

// learn asks the model about those words of the tokens of which it was not asked before.
func (w *words) learn(tokens []token, m *model) {
	w.use(m)
	w.cold, w.asked = w.cold[:0], w.asked[:0]
	for i := range tokens {
		if k := &w.learnt[tokens[i].word]; !k.asked {
			k.asked = true
			w.cold = append(w.cold, tokens[i].word)
			w.asked = append(w.asked, w.spelt[tokens[i].word].features[:k.count]...)
		}
	}
	w.rows = m.index.FindAll(w.rows[:0], w.asked)
	rows := w.rows
	for _, n := range w.cold {
		k := &w.learnt[n]
		own := w.spelt[n].rows[:k.count]
		rows = rows[copy(own, rows):]
		k.sentence, k.whole = m.sentences.RowOf(own), m.texts.RowOf(own)
	}
}
