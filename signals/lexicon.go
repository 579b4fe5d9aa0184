package signals

import (
	"cmp"
	"embed"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

//go:embed lexicon/*.txt lexicon/above/*.txt
var lexiconFiles embed.FS

// lexicon gives words their concepts. It is a tree of letters in which a node may hold what an exact word, or any
// word that begins so, stands for; and the phrases that begin there.
type lexicon struct {
	nodes    []node
	infos    []info
	sets     []set
	starts   []start
	elements []element      // of all phrases
	values   map[string]int // months, numerals and units: the number they stand for

	number    int  // of its language
	compounds bool // some items are parts of longer words
}

// node is kept small, as most of the time goes into fetching nodes from memory. The nodes behind it stand together.
type node struct {
	letters uint32 // a bit for each letter that may follow, and openNode
	first   uint16 // the node of the first of them
	info    uint16 // what the letters so far stand for, in lexicon.infos; 0: nothing
}

// openNode marks a node what stands in which goes for longer words, too.
const openNode = 1 << 31

// step is the node one letter, of a to z, further, or 0.
func (lx *lexicon) step(at uint16, letter byte) uint16 {
	n := &lx.nodes[at]
	bit := uint32(1) << (letter - 'a')
	if n.letters&bit == 0 {
		return 0
	}
	return n.first + uint16(bits.OnesCount32(n.letters&(bit-1)))
}

// info is what the letters up to a node stand for: numbers of sets, of which 0 is empty, and runs of lexicon.starts.
type info struct {
	exact, prefix  uint16
	inner, ending  uint16 // of the words that hold it, or end so
	begins, starts run    // phrases whose first word is exactly this, or begins with it
}

// run is a stretch of lexicon.starts, in the order of their masks, from the longest, and their letters.
type run struct{ from, to uint16 }

// start is a phrase behind its first word, and the first letters of its second word, as far as they are fixed: most phrases
// are ruled out by them, and most others told by them.
type start struct {
	letters, mask uint64
	rest          uint32 // of lexicon.elements
	id            uint32 // the phrase's number in the order of the lexicon
	words         uint8  // how many elements it has
	told          bool   // the letters tell the second word
	concept       concept
	blocks        bool // the words of the phrase lose what they mean alone
}

// firstLetters are the first eight letters of a word as one number, 0 where it has none.
func firstLetters(w string) (n uint64) {
	if len(w) >= 8 {
		return uint64(w[0]) | uint64(w[1])<<8 | uint64(w[2])<<16 | uint64(w[3])<<24 | uint64(w[4])<<32 | uint64(w[5])<<40 | uint64(w[6])<<48 | uint64(w[7])<<56
	}
	for i := range len(w) {
		n |= uint64(w[i]) << (8 * i)
	}
	return n
}

// phrase is what a lexicon says of some words that follow each other.
type phrase struct {
	rest    []element
	concept concept
	blocks  bool
}

// element is one more word of a phrase, a number, or a gap of a few words.
type element struct {
	letters uint64 // the first eight, as far as they are fixed, under the mask
	mask    uint64
	word    string
	told    bool // the letters tell the word
	open    bool // any ending may follow
	gap     bool
	digit   bool
}

const maxGap = 6

// languages in which owed reads notices, the first also being where the others are mixed with.
var languages = [...]string{"en", "de", "fr", "es"}

// lexicons are compiled once, at the first text; those of what is said above a quoted mail at the first such.
var (
	lexicons      = sync.OnceValue(func() map[string]*lexicon { return compileAll("lexicon/") })
	aboveLexicons = sync.OnceValue(func() map[string]*lexicon { return compileAll("lexicon/above/") })
)

func compileAll(folder string) map[string]*lexicon {
	all := map[string]*lexicon{}
	for i, lang := range languages {
		raw, err := lexiconFiles.ReadFile(folder + lang + ".txt")
		if err == nil {
			all[lang], err = compile(string(raw))
		}
		if err != nil {
			panic("signals: the embedded lexicon " + folder + lang + ": " + err.Error()) // a broken build, seen by every test
		}
		all[lang].number = i
	}
	return all
}

// compile reads a lexicon. Each line is "name: item, item": a word, a stem* that stands for all its endings, an
// *inner* part of a compound, or a phrase of those with _ for up to four other words, # for a number, (a|b) for
// either. A ! before an item takes its words' own meanings away; name=5 gives the items the value 5.
func compile(src string) (*lexicon, error) {
	lx := &draft{lexicon: &lexicon{values: map[string]int{}}, tree: make([]branch, 1, 1<<14), meanings: make([]meaning, 1, 1<<12)}
	names := map[string]concept{}
	for c, name := range slices.Concat(conceptNames[:], aboveNames[:]) {
		names[name] = concept(c)
	}
	for i, line := range strings.Split(src, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		head, items, ok := strings.Cut(line, ":")
		name, value, valued := strings.Cut(head, "=")
		c, known := names[name]
		if !ok || !known {
			return nil, fmt.Errorf("line %d: %q is no concept; expected one such as \"susp: suspend*\"", i+1, head)
		}
		for item := range strings.SplitSeq(items, ",") {
			item = strings.TrimSpace(item)
			if item == "" {
				continue
			}
			if valued {
				var n int
				if _, err := fmt.Sscan(value, &n); err != nil {
					return nil, fmt.Errorf("line %d: %q is no number", i+1, value)
				}
				lx.values[item] = n
			}
			lx.add(item, c)
		}
	}
	lx.finish()
	return lx.lexicon, nil
}

// draft is a lexicon that is being compiled: a tree that can grow.
type draft struct {
	*lexicon
	tree     []branch
	meanings []meaning // the first means nothing
	phrases  uint32    // so many so far
}

type branch struct {
	next [26]uint16
	info uint16 // of draft.meanings
	open bool
}

type meaning struct {
	exact, prefix, inner, ending set
	begins, starts               []start
}

// finish lays out the lexicon so that little memory is walked through: the nodes of the tree level by level, so that those
// behind one node stand together, and each set once.
func (lx *draft) finish() {
	numbers := map[set]uint16{}
	number := func(s set) uint16 {
		n, known := numbers[s]
		if !known {
			n = uint16(len(lx.sets))
			numbers[s] = n
			lx.sets = append(lx.sets, s)
		}
		return n
	}
	place := func(list []start) run {
		slices.SortStableFunc(list, func(a, b start) int { return cmp.Or(-cmp.Compare(a.mask, b.mask), cmp.Compare(a.letters, b.letters)) })
		from := len(lx.starts)
		lx.starts = append(lx.starts, list...)
		return run{uint16(from), uint16(len(lx.starts))}
	}
	for i := range lx.meanings {
		m := &lx.meanings[i]
		lx.infos = append(lx.infos, info{number(m.exact), number(m.prefix), number(m.inner), number(m.ending), place(m.begins), place(m.starts)})
	}
	if len(lx.starts) > math.MaxUint16 {
		panic("signals: the lexicon has too many phrases")
	}
	order := []uint16{0}
	lx.nodes = make([]node, len(lx.tree))
	for i := range lx.nodes {
		b := &lx.tree[order[i]]
		n := &lx.nodes[i]
		n.info, n.first = b.info, uint16(len(order))
		if b.open {
			n.letters = openNode
		}
		for l, next := range b.next {
			if next != 0 {
				n.letters |= 1 << l
				order = append(order, next)
			}
		}
	}
}

// add enters an item, once for each of the alternatives that its brackets give.
func (lx *draft) add(item string, c concept) {
	if head, tail, ok := strings.Cut(item, "("); ok {
		choice, tail, _ := strings.Cut(tail, ")")
		for alternative := range strings.SplitSeq(choice, "|") {
			lx.add(head+alternative+tail, c)
		}
		return
	}
	p := phrase{concept: c}
	if item[0] == '!' {
		p.blocks, item = true, item[1:]
	}
	words := strings.Fields(item)
	if len(words) == 1 && !p.blocks {
		lx.addWord(words[0], c)
		return
	}
	for _, w := range words[1:] {
		p.rest = append(p.rest, newElement(w))
	}
	begin := start{rest: uint32(len(lx.elements)), id: lx.phrases, words: uint8(len(p.rest)), concept: c, blocks: p.blocks}
	if len(p.rest) > 0 {
		begin.letters, begin.mask, begin.told = p.rest[0].letters, p.rest[0].mask, p.rest[0].told
	}
	if n := len(p.rest); n > 0 && p.rest[n-1].gap {
		panic(fmt.Sprintf("signals: %q in the lexicon ends with a gap", item))
	}
	lx.elements = append(lx.elements, p.rest...)
	lx.phrases++
	stem, open := strings.CutSuffix(words[0], "*")
	if n := lx.node(stem, open); open {
		n.starts = append(n.starts, begin)
	} else {
		n.begins = append(n.begins, begin)
	}
}

// newElement reads one more word of a phrase.
func newElement(w string) element {
	switch w {
	case "_":
		return element{gap: true}
	case "#":
		return element{digit: true}
	}
	stem, open := strings.CutSuffix(w, "*")
	e := element{letters: firstLetters(stem), mask: ^uint64(0), word: stem, open: open, told: len(stem) < 8}
	if open {
		e.told = len(stem) <= 8
		if n := len(stem); n < 8 {
			e.mask = 1<<(8*n) - 1
		}
	}
	return e
}

func (lx *draft) addWord(w string, c concept) {
	inner, isInner := strings.CutPrefix(w, "*")
	stem, open := strings.CutSuffix(inner, "*")
	n := lx.node(stem, open)
	switch {
	case isInner && open:
		n.inner.add(c)
		n.prefix.add(c)
		lx.compounds = true
	case isInner:
		n.ending.add(c)
		n.exact.add(c)
		lx.compounds = true
	case open:
		n.prefix.add(c)
	default:
		n.exact.add(c)
	}
}

// node is what the lexicon holds on the letters of w, made where there is nothing yet.
func (lx *draft) node(w string, open bool) *meaning {
	at := uint16(0)
	for i := 0; i < len(w); i++ {
		l := w[i] - 'a'
		if l > 25 || len(lx.tree) == 1<<16-1 {
			panic(fmt.Sprintf("signals: %q in the lexicon is not folded, or the lexicon is full", w))
		}
		if lx.tree[at].next[l] == 0 {
			lx.tree = append(lx.tree, branch{})
			lx.tree[at].next[l] = uint16(len(lx.tree) - 1)
		}
		at = lx.tree[at].next[l]
	}
	lx.tree[at].open = lx.tree[at].open || open
	if lx.tree[at].info == 0 {
		lx.meanings = append(lx.meanings, meaning{})
		lx.tree[at].info = uint16(len(lx.meanings) - 1)
	}
	return &lx.meanings[lx.tree[at].info]
}

// knows reports whether the lexicon gives a word any meaning of its own.
func (lx *lexicon) knows(w string) bool {
	at := uint16(0)
	for j := 0; j < len(w); j++ {
		if at = lx.step(at, w[j]); at == 0 {
			return false
		}
		n := &lx.infos[lx.nodes[at].info]
		if j > 2 && n.prefix != 0 || j == len(w)-1 && n.exact != 0 {
			return true
		}
	}
	return false
}

// hit is a phrase found whose words lose what they mean alone.
type hit struct {
	at, end int
	concept concept
	id      uint32 // of the phrase
}

// annotate gives every token the concepts of its word and of the phrases that begin at it.
func (lx *lexicon) annotate(tokens []token, w *words) {
	var blocked []hit
	for i := range tokens {
		t := &tokens[i]
		if t.kind != wordToken {
			continue
		}
		n := w.list[t.word].sense[lx.number]
		if n == 0 {
			n = w.look(t.word, lx, t.norm)
		}
		s := &w.sense[n-1]
		t.set.join(&s.set)
		next := uint64(0)
		if i+1 < len(tokens) {
			next = w.letters[i+1]
		}
		if s.next&nextBit(next) == 0 {
			continue // as behind most words: no phrase goes on so
		}
		for _, r := range w.runs[s.from:s.to] {
			blocked = lx.phrasesAt(r, tokens, w.letters, i, blocked)
		}
	}
	block(tokens, blocked)
}

// annotateFew is annotate for the tokens [from, to), of words that are asked for too rarely to be remembered.
func (lx *lexicon) annotateFew(tokens []token, w *words, from, to int) {
	var blocked []hit
	for i := from; i < to; i++ {
		t := &tokens[i]
		found, runs := lx.look(t.norm, nil)
		t.set.join(&found)
		for _, r := range runs {
			blocked = lx.phrasesAt(r, tokens, w.letters, i, blocked)
		}
	}
	block(tokens, blocked)
}

// block gives the words of phrases that mean something else no meaning but that of the phrase: the first of them, or all where it is
// one that only words above a quoted mail have.
func block(tokens []token, blocked []hit) {
	for _, h := range blocked {
		for i := h.at; i < h.end; i++ {
			tokens[i].set = set{}
			if h.concept > conceptCount {
				tokens[i].set = of(h.concept)
			}
		}
		tokens[h.at].set.add(h.concept)
	}
}

// look gives the concepts of a word, and appends the runs of phrases that may begin with it.
func (lx *lexicon) look(w string, runs []run) (set, []run) {
	var found set
	at := uint16(0)
	for j := 0; j < len(w); j++ {
		if at = lx.step(at, w[j]); at == 0 {
			break
		}
		here, last := lx.nodes[at], j == len(w)-1
		open := here.letters&openNode != 0
		if here.info == 0 || !open && !last {
			continue
		}
		n := &lx.infos[here.info]
		if open {
			found = found.or(lx.sets[n.prefix])
			runs = n.starts.appendTo(runs)
		}
		if last {
			found = found.or(lx.sets[n.exact])
			runs = n.begins.appendTo(runs)
		}
	}
	if len(w) > 8 && lx.compounds {
		found = found.or(lx.compound(w))
	}
	return found, runs
}

// appendTo appends a run that is not empty.
func (r run) appendTo(runs []run) []run {
	if r.from == r.to {
		return runs
	}
	return append(runs, r)
}

// nextBit is a bit for how a word begins, by its first two letters.
func nextBit(letters uint64) uint64 {
	return 1 << (uint16(letters) * 0x9E37 >> 10) // the highest 6 bits of a product that mixes the 16
}

// nextBits are those of the words that may follow the first one of some phrases.
func (lx *lexicon) nextBits(r run) (next uint64) {
	for i := range lx.starts[r.from:r.to] {
		s := &lx.starts[int(r.from)+i]
		if uint16(s.mask) != math.MaxUint16 {
			return math.MaxUint64 // a number, a gap, or words with one first letter
		}
		next |= nextBit(s.letters)
	}
	return next
}

// phrasesAt tries phrases whose first word is token i.
func (lx *lexicon) phrasesAt(r run, tokens []token, letters []uint64, i int, blocked []hit) []hit {
	next := uint64(0)
	if i+1 < len(tokens) {
		next = letters[i+1]
	}
	before := len(blocked)
	try := func(s *start) {
		end := i + 1
		if s.words > 1 || !s.told {
			end = match(lx.elements[s.rest:][:s.words], tokens, letters, i+1)
		} else if s.words == 1 {
			end = follows(tokens, i+1)
		}
		switch {
		case end == 0:
		case s.blocks:
			blocked = append(blocked, hit{i, end, s.concept, s.id})
		default:
			tokens[i].set.add(s.concept)
		}
	}
	for starts := lx.starts[r.from:r.to]; len(starts) > 0; {
		mask := starts[0].mask
		want := next & mask
		for starts = starts[search(starts, mask, want):]; len(starts) > 0 && starts[0].letters == want && starts[0].mask == mask; starts = starts[1:] {
			try(&starts[0])
		}
		if len(starts) > 0 && starts[0].mask == mask {
			starts = starts[search(starts, mask-1, 0):]
		}
	}
	if len(blocked) > before+1 { // in the order of the lexicon, as a later one undoes an earlier one
		slices.SortFunc(blocked[before:], func(a, b hit) int { return cmp.Compare(a.id, b.id) })
	}
	return blocked
}

// search is where the first of some starts stands that has the mask and these letters, or what comes behind them: a start
// with less of a mask, or with the same and more of the letters.
func search(starts []start, mask, letters uint64) int {
	at, end := 0, len(starts)
	for at < end {
		mid := (at + end) / 2
		if s := &starts[mid]; s.mask > mask || s.mask == mask && s.letters < letters {
			at = mid + 1
		} else {
			end = mid
		}
	}
	return at
}

// compound gives the concepts of the parts that end or fill a long word, as German joins them.
func (lx *lexicon) compound(w string) (found set) {
	w = w[:min(len(w), maxWord)]
	for i := 2; i+3 < len(w); i++ {
		at := uint16(0)
		for j := i; j < len(w); j++ {
			if at = lx.step(at, w[j]); at == 0 {
				break
			}
			n := &lx.infos[lx.nodes[at].info]
			found = found.or(lx.sets[n.inner])
			if j == len(w)-1 {
				found = found.or(lx.sets[n.ending])
			}
		}
	}
	return found
}

// match reports where rest ends if it matches from token i on, or 0. letters are the first ones of every word.
func match(rest []element, tokens []token, letters []uint64, i int) int {
	for k := range rest {
		e := &rest[k]
		if e.gap {
			next := &rest[k+1]
			for skip := 0; skip <= maxGap && i+skip < len(tokens); skip++ {
				if letters[i+skip]&next.mask == next.letters { // else that is no end of the gap
					if end := match(rest[k+1:], tokens, letters, i+skip); end > 0 {
						return end
					}
				}
				if tokens[i+skip].pre&(sepStop|sepBlank|sepSemi) != 0 && !(tokens[i+skip-1].kind == numberToken && len(tokens[i+skip-1].norm) < 3) {
					return 0
				}
			}
			return 0
		}
		if i >= len(tokens) || !e.matches(&tokens[i], letters[i]) {
			return 0
		}
		if i = follows(tokens, i); i == 0 {
			return 0
		}
	}
	return i
}

// follows is behind token i, or 0 if it begins a sentence and so can't go on a phrase.
func follows(tokens []token, i int) int {
	if i >= len(tokens) || tokens[i].pre&(sepStop|sepBlank) != 0 && tokens[i].upper {
		return 0
	}
	return i + 1
}

// matches reports whether a token, a word that begins with these letters, is the element.
func (e *element) matches(t *token, letters uint64) bool {
	if e.digit {
		return t.kind == numberToken
	}
	return letters&e.mask == e.letters && (e.told || t.norm == e.word || e.open && strings.HasPrefix(t.norm, e.word))
}
