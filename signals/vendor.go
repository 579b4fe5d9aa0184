package signals

import (
	"math/bits"
	"slices"
	"strings"

	"owed.dev/owed/signals/linear"
)

// maxNames is how many names of a text are weighed.
const maxNames = 60

// namer weighs the names of a text for being the creditor's.
type namer struct {
	*document
	names         []name
	domains, ours []string
	ruled         name
	firm          name   // what ends the letter as a name of its own, or the zero name
	closing       int    // the line above its signature, -1: none
	mentions      []int  // of each word as the first or the last of a name
	sorts         uint32 // flags of the sorts of text that nameMarks tell apart; the first is set always
	t             marks
	weights       *nameWeights // nil: features are gathered and not weighed
}

// Where a word may stand in a name or beside it. firstPlace to thirdBefore count for a name's beginning, the others for its
// end.
const (
	firstPlace = iota
	beforePlace
	nextBefore
	secondBefore
	thirdBefore
	lastPlace
	nextBehind
	secondBehind
	namePlaces
)

var namePlaceMarks = [namePlaces]uint32{
	plainMark + stepMark, beforeMark, beforeMark + stepMark, beforeMark + 2*stepMark, beforeMark + 3*stepMark,
	plainMark + 2*stepMark, behindMark + stepMark, behindMark + 2*stepMark,
}

// nameWeights are what is learnt of names.
type nameWeights struct {
	markWeights
	traits [len(nameTraits)][nameSorts]float32
}

// weighNames makes the weights of what was learnt.
func weighNames(c *linear.Choice) *nameWeights {
	w := &nameWeights{markWeights: *weighMarks(c)}
	for i, marks := range nameMarks {
		for k, mark := range marks {
			w.traits[i][k] = w.fixed[mark]
		}
	}
	return w
}

// weigh lets features be weighed and not gathered.
func (n *namer) weigh(m *model) {
	n.weights, n.t.weights = m.names, &m.names.markWeights
	n.words.use(m)
}

func (d *document) namer() *namer {
	n := &namer{document: d, names: d.variants(), domains: d.senderLabels(), ours: d.ourNames(), ruled: d.creditor(), t: marks{out: d.features[:0]}}
	n.closing = d.closing()
	n.firm = d.signedFirm()
	n.sorts = flags(true, d.internal, d.email, d.news, !d.email && !d.internal && len(d.lines) > 3, len(d.lines) < 4)
	n.mentions = slices.Grow(d.counts[:0], len(d.words.list))[:len(d.words.list)]
	for _, all := range [...][]name{n.names, d.names()} { // of other words it is not asked, so they need no clearing
		for _, c := range all {
			n.mentions[d.tokens[c.to-1].word], n.mentions[d.tokens[c.from].word] = 0, 0
		}
	}
	for _, c := range d.names() {
		n.mentions[d.tokens[c.to-1].word]++
		if c.to-c.from > 1 {
			n.mentions[d.tokens[c.from].word]++
		}
	}
	d.counts = n.mentions
	return n
}

// variants are the names of the text, and of each what it may be without the word that only leads to it, with the word
// for a desk that may be part of it, or with the form of the company behind it.
func (d *document) variants() []name {
	out := d.varied[:0]
	for _, n := range d.names() {
		if len(out) >= maxNames {
			break
		}
		n.score = 0
		if n = d.ungreeted(n); n.from == n.to {
			continue
		}
		out = d.withoutLead(out, n)
		if n.from > 0 && leads(d.tokens[n.from-1].norm) && d.tokens[n.from-1].upper && d.text[d.tokens[n.from-1].end:d.tokens[n.from].start] == " " && !(n.to < len(d.tokens) && d.tokens[n.to].norm == "team") {
			with := n
			with.from--
			out = append(out, with)
		}
		if to := d.formBehind(n.to); to > n.to {
			n.to, n.form = to, true
			out = d.withoutLead(out, n)
		} else if k := n.to; k < len(d.tokens) && d.tokens[k].kind == wordToken && d.tokens[k].upper && deskWord(d.tokens[k].norm) && d.text[d.tokens[k-1].end:d.tokens[k].start] == " " {
			n.to, n.desk = k+1, false
			out = append(out, n)
		} else if n.to-n.from > 1 && !n.form && d.mayEndWithDesk(&n) {
			for k := 0; k < 2 && n.to-n.from > 1; k++ {
				n.to--
				n.desk = true
				out = append(out, n)
			}
		}
	}
	if n, ok := d.letterhead(); ok && len(out) < maxNames {
		out = append(out, n)
	}
	if n := d.signedFirm(); n.to > 0 && len(out) < maxNames && !slices.ContainsFunc(out, n.same) {
		out = append(out, n)
	}
	d.varied = out
	return out
}

// letterhead is the first line of a letter as one name, whatever marks and damaged letters stand in it: Quist & Daughters,
// Structures for Hire.
func (d *document) letterhead() (name, bool) {
	if len(d.tokens) == 0 {
		return name{}, false
	}
	l := &d.lines[d.tokens[0].line]
	if l.header || d.chat || d.internal || greets(d.tokens[l.first].norm) || len(d.lines) < 6 || l.last-l.first < 2 || l.last-l.first > 9 || !d.tokens[l.first].upper {
		return name{}, false
	}
	for i := l.first; i < l.last; i++ {
		if k := d.tokens[i].kind; k != wordToken && k != numberToken {
			return name{}, false
		}
	}
	n := name{from: l.first, to: l.last}
	return n, !slices.ContainsFunc(d.names(), n.same)
}

// signedFirm is what ends a letter, as one name, whatever commas and digits stand in it: Smith, Jones & Partners LLP. Only
// the last of what commas and bars part is, where the form of no company ends the line. It is the zero name where none ends it.
func (d *document) signedFirm() name {
	closing := d.closing()
	if closing < 0 || d.facts.lastLine <= closing {
		return name{}
	}
	l := &d.lines[d.facts.lastLine]
	n := name{from: l.first, to: l.last}
	if n.to-n.from < 2 || n.to-n.from > 9 {
		return name{}
	}
	n.form = d.tokens[n.to-1].tables&inForms != 0
	for k := n.from; k < n.to; k++ {
		t := &d.tokens[k]
		if t.kind != wordToken && t.kind != numberToken || t.pre&sepStop != 0 && k > n.from || !t.upper && t.kind == wordToken && !isSmallJoin(t.norm) && t.pre&sepSpace != 0 {
			return name{}
		}
		if k > n.from && !n.form && (t.pre&sepComma != 0 || strings.Contains(d.text[d.tokens[k-1].end:t.start], "|")) {
			n.from = k
		}
	}
	if last := &d.tokens[n.to-1]; last.set.has(cMonth) || last.kind != wordToken {
		return name{}
	}
	return n
}

// closing is the line with which a letter ends above its signature, -1 if none does.
func (d *document) closing() int {
	for i := d.facts.lastLine; i >= max(0, d.facts.lastLine-9); i-- {
		l := &d.lines[i]
		if l.last-l.first > 5 || l.header {
			continue
		}
		for k := l.first; k < l.last; k++ {
			if closes(d.tokens[k].norm) {
				return i
			}
		}
	}
	return -1
}

// closes reports whether w ends a letter.
func closes(w string) bool {
	switch w {
	case "regards", "sincerely", "faithfully", "truly", "grussen", "grusse", "gruss", "grusen", "gruse", "grus", "cordialement", "salutations", "saludo", "saludos", "atentamente", "cheers", "best", "thanks":
		return true
	}
	return false
}

// ungreeted is a name without the word that greets whom it names, or that ends the letter above it; of no words where
// it is whom a letter to us greets.
func (d *document) ungreeted(n name) name {
	l := &d.lines[d.tokens[n.from].line]
	if closes(d.tokens[n.from].norm) && n.to-n.from > 1 {
		n.from++
	}
	if closes(d.tokens[n.to-1].norm) && n.from == l.first && n.to == l.last && int(d.tokens[n.from].line) != d.facts.lastLine {
		return name{from: n.to, to: n.to} // Viele Grüße
	}
	if l.header || !greets(d.tokens[l.first].norm) || n.from > l.first+6 {
		return n
	}
	if end := l.last; end < len(d.tokens) && n.from > l.first+1 && end-l.first > 8 || d.greetedBefore(l.first, n.from) {
		return n
	}
	if !d.outbound && !d.internal {
		return name{from: n.to, to: n.to}
	}
	for n.from < n.to && greets(d.tokens[n.from].norm) {
		n.from++
	}
	return n
}

// greetedBefore reports whether what stands between a greeting and token i ends it: Hi Sam, this is Alder Foods.
func (d *document) greetedBefore(first, i int) bool {
	for k := first + 1; k <= i; k++ {
		if d.tokens[k].pre&(sepComma|sepStop|sepColon|sepDash) != 0 && !(d.tokens[k].pre&sepStop != 0 && d.abbreviated(k)) {
			return true
		}
	}
	return false
}

// greets reports whether w begins a letter.
func greets(w string) bool {
	switch w {
	case "dear", "hi", "hello", "hey", "hallo", "hola", "bonjour", "guten", "good", "liebe", "lieber", "liebes", "sehr", "geehrte", "geehrter", "estimado", "estimada", "estimados", "cher", "chere", "chers", "moin", "servus", "buenos", "buenas", "morning":
		return true
	}
	return false
}

// mayEndWithDesk reports whether a name stands where a desk signs or writes: Plumepost Deliverability.
func (d *document) mayEndWithDesk(n *name) bool {
	line := int(d.tokens[n.from].line)
	l := &d.lines[line]
	return l.name == "from" || l.part == 0 && line >= d.facts.lastLine-1 && n.to == l.last || n.from == 0
}

// withoutLead appends a name, and what is left of it without its first word, and the small word behind that.
func (d *document) withoutLead(out []name, n name) []name {
	out = append(out, n)
	for k := n.from + 1; k < n.to && k < n.from+3; k++ {
		if isSmallJoin(d.tokens[k].norm) || len(d.tokens[k].norm) < 3 {
			continue
		}
		cut := n
		cut.from, cut.cut = k, true
		return append(out, cut)
	}
	return out
}

// formBehind is where the form of a company, in brackets, lower case, of initials or a second one, ends that begins
// with token k, or k: (Toolmakers) Ltd, Pte Ltd, de C.V., S.A.T., & Co., srl.
func (d *document) formBehind(k int) int {
	if k >= len(d.tokens) || d.tokens[k].line != d.tokens[k-1].line {
		return k
	}
	gap := d.text[d.tokens[k-1].end:d.tokens[k].start]
	switch w := d.tokens[k].norm; {
	case gap == " (" && k+1 < len(d.tokens) && d.tokens[k+1].tables&inForms != 0 && d.tokens[k+1].pre&sepClose != 0:
		return k + 2
	case (gap == " " || gap == ". " || gap == ", ") && w == "de" && d.initials(k+1) > k+2:
		return d.initials(k + 1)
	case gap == " & " && w == "co":
		if k+1 < len(d.tokens) && (d.tokens[k+1].norm == "kg" || d.tokens[k+1].norm == "kgaa") && d.text[d.tokens[k].end:d.tokens[k+1].start] == ". " {
			return k + 2
		}
		return k + 1
	case (gap == " " || gap == ", ") && (d.tokens[k].tables&inForms != 0 && w != "as" && w != "se" && w != "co" && w != "company" && len(w) > 2):
		return k + 1
	case (gap == ", " || gap == " " || gap == ".") && d.initials(k) > k+1:
		return d.initials(k)
	case gap == ", S. " || gap == ", " && w == "s" && k+1 < len(d.tokens) && d.tokens[k+1].norm == "coop":
		return k + 2
	}
	return k
}

// initials is where a run of single capitals with stops between them that begins with token k ends.
func (d *document) initials(k int) int {
	to := k
	for to < len(d.tokens) && to < k+4 && len(d.tokens[to].norm) == 1 && d.tokens[to].upper && (to == k || d.text[d.tokens[to-1].end:d.tokens[to].start] == ".") {
		to++
	}
	return to
}

// each gives f what is known of every name and, last, of a text that names no creditor.
func (n *namer) each(f func(i int, t *marks)) {
	begun := 0.0
	for i := range n.names {
		c := &n.names[i]
		n.t.begin()
		if n.weights == nil || i == 0 || n.names[i-1].from != c.from {
			n.begins(c)
			begun = n.t.sum
		}
		n.t.sum = begun // the variants of a name begin alike
		n.ends(c)
		n.traits(c)
		f(i, &n.t)
	}
	n.t.begin()
	n.none()
	f(len(n.names), &n.t)
	n.features = n.t.out
}

var (
	noName        = markOf("no name")
	noNameByRules = markOf("no name by the rules")
	noNameThrees  = countMarks("no name of threes")
	noNameDomains = countMarks("no name of domains")
	noNameIn      = hashOf(plainMark, "no name in ")
)

func (n *namer) none() {
	n.t.mark(noName)
	n.t.text(n.document)
	if n.ruled.to == 0 {
		n.t.mark(noNameByRules)
	}
	n.t.count(&noNameThrees, len(n.names)/3)
	n.t.count(&noNameDomains, len(n.domains))
	n.t.add(hashOn(noNameIn, n.lang))
}

// nameTraits are what may hold of a name, in the order of namer.holds. Each is a feature, and one more for every sort of
// text in which it holds.
var nameTraits = [...]string{
	"form", "desk", "cut", "domain", "ours", "caps", "top",
	"bottom", "near bottom", "end", "begins line", "ends line",
	"line of its own", "open", "begins sentence", "comma",
	"quote", "colon", "speaker", "function word", "person", "addressee",
	"old", "genitive", "desk word", "early",
	"by the rules", "beside the rules",
	"ends the letter", "signs above",
}

// nameSorts is how many sorts of text a trait is told apart in.
const nameSorts = 6

// nameMarks are those of the nameTraits: alone, inside a company, in mail, news, a letter and a short text.
var nameMarks = func() (out [len(nameTraits)][nameSorts]mark) {
	for i, trait := range nameTraits {
		for k, in := range [nameSorts]string{"", " inside", " in mail", " in news", " in letter", " in short"} {
			out[i][k] = markOf(trait + in)
		}
	}
	return out
}()

var (
	headingMark    = markOf("heading")
	headerMark     = markOf("header ") // and more of it the name of a header
	wordCounts     = countMarks("words")
	lastWordAgain  = countMarks("last word again")
	firstWordAgain = countMarks("first word again")
)

// scoreSteps are the scores by the rules that a name may be above.
var scoreSteps = [...]float64{-1, 0, 1, 2, 3, 4, 5, 6, 8}

var scoreMarks = func() (out [len(scoreSteps)]mark) {
	for i, x := range scoreSteps {
		out[i] = markOf("score" + string(rune('b'+int(x))))
	}
	return out
}()

// begins adds what is known of where a name begins: its first word, what stands before it, and its clause.
func (n *namer) begins(c *name) {
	d, t := n.document, &n.t
	first := &d.tokens[c.from]
	t.mark(anyMark)
	n.word(firstPlace, first)
	for k := 1; k <= 3 && c.from-k >= 0; k++ {
		w := &d.tokens[c.from-k]
		n.word(beforePlace+k, w)
		if !d.words.stands(w, d.tokens[c.from-k+1:c.from]) {
			n.word(beforePlace, w)
		}
	}
	t.set(plainMark+stepMark, first.set)
	if c.from > 0 {
		t.set(beforeMark, d.tokens[c.from-1].set)
	}
	if at := d.clauseAt(c.from); at >= 0 {
		t.set(clauseMark, d.clauses[at].set)
		if d.clauses[at].heading {
			t.mark(headingMark)
		}
	}
	if header := d.lines[first.line].name; header != "" {
		t.add(hashOn(markFeatures[headerMark], header))
	} else {
		t.mark(headerMark)
	}
	t.count(&firstWordAgain, n.mentions[first.word]-1)
}

// word adds the stem of a token that stands somewhere in or beside a name.
func (n *namer) word(place int, t *token) {
	if n.weights == nil {
		n.t.add(stemMark(namePlaceMarks[place], t.stand()))
		return
	}
	n.t.sum += float64(n.words.place(t, place))
}

// ends adds what is known of how a name ends: its last word, what stands behind it, how long it is, and what the rules say.
func (n *namer) ends(c *name) {
	d, t := n.document, &n.t
	last := &d.tokens[c.to-1]
	n.word(lastPlace, last)
	for k := 1; k <= 2 && c.to+k <= len(d.tokens); k++ {
		n.word(lastPlace+k, &d.tokens[c.to+k-1])
	}
	if c.to-c.from == 1 {
		t.set(plainMark+2*stepMark, last.set)
	}
	t.count(&wordCounts, c.to-c.from-1)
	t.count(&lastWordAgain, n.mentions[last.word]-1)
	scored := *c
	d.scoreName(&scored, n.domains, n.ours)
	for i, x := range scoreSteps {
		if scored.score > x {
			t.mark(scoreMarks[i])
		}
	}
}

// traits adds the nameTraits of a name, for every sort of text that this is.
func (n *namer) traits(c *name) {
	for holds := n.holds(c); holds != 0; holds &= holds - 1 {
		i := bits.TrailingZeros32(holds)
		if n.weights == nil {
			n.t.holding(nameMarks[i][:], n.sorts)
			continue
		}
		for sorts := n.sorts; sorts != 0; sorts &= sorts - 1 {
			n.t.sum += float64(n.weights.traits[i][bits.TrailingZeros32(sorts)])
		}
	}
}

// holds are the flags of the nameTraits that a name has.
func (n *namer) holds(c *name) uint32 {
	d := n.document
	first, last := &d.tokens[c.from], &d.tokens[c.to-1]
	l, pre := &d.lines[first.line], first.pre
	domain, ours := false, false
	for k := c.from; k < c.to; k++ {
		w := d.tokens[k].norm
		domain = domain || len(w) > 2 && slices.ContainsFunc(n.domains, func(label string) bool { return strings.Contains(label, w) || strings.HasPrefix(w, label) })
		ours = ours || slices.Contains(n.ours, w)
	}
	bottom := d.facts.lastLine - int(first.line)
	begins, ends := l.first == c.from, l.last == c.to
	return flags(c.form, c.desk, c.cut, domain, ours, first.caps && last.caps, first.line == 0,
		bottom == 0, bottom > 0 && bottom < 3, bottom == 0 && c.to == len(d.tokens), begins, ends,
		begins && ends, pre&sepOpen != 0, pre&(sepStop|sepBlank) != 0 || c.from == 0, pre&sepComma != 0,
		pre&sepQuote != 0, pre&sepColon != 0, d.speaker(c), first.tables&inFunctions != 0, d.isPerson(c), d.addressee(c),
		l.part > 0, c.to < len(d.tokens) && d.tokens[c.to].norm == "s", deskWord(last.norm), c.from < 12,
		n.ruled.to > 0 && n.ruled.same(*c), n.ruled.to > 0 && n.ruled.from < c.to && c.from < n.ruled.to,
		n.firm.to > 0 && n.firm.same(*c), n.closing >= 0 && int(first.line) > n.closing && bottom > 0)
}

// written is how much speaks for names that are written alike. There are so few that they are looked through.
type written []writing

type writing struct {
	text string
	sum  float64
}

// at is where that of one writing stands, added if there is none.
func (w *written) at(text string) *float64 {
	i := slices.IndexFunc(*w, func(o writing) bool { return o.text == text })
	if i < 0 {
		i = len(*w)
		*w = append(*w, writing{text: text})
	}
	return &(*w)[i].sum
}

// chooseName is the name of the creditor that the text bears, or the zero name.
func (d *document) chooseName() (name, float64) {
	n := d.namer()
	if len(n.names) == 0 {
		return name{}, 0
	}
	n.weigh(d.model)
	shares := make([]float64, 0, len(n.names)+1)
	n.each(func(_ int, t *marks) { shares = append(shares, t.sum) })
	toShares(shares)
	alike := make(written, 0, len(n.names)) // what is written alike counts together
	best, most := -1, 0.0
	for i := range n.names {
		if n.isSigner(&n.names[i]) || n.nobody(&n.names[i]) {
			shares[i] = 0 // no firm
		}
		s := d.nameSpan(n.names[i])
		sum := alike.at(d.text[s.Start:s.End])
		if *sum += shares[i]; *sum > most {
			best, most = i, *sum
		}
	}
	if most < shares[len(n.names)]*nameDoubt {
		return name{}, 0
	}
	if c := &n.names[best]; n.signsFor(c) {
		return d.unbracketed(d.ofTeam(n.firm)), most
	}
	return d.unbracketed(d.ofTeam(n.names[best])), most
}

// signsFor reports whether a name is that of a person or a desk above the firm that ends the letter.
func (n *namer) signsFor(c *name) bool {
	line := int(n.tokens[c.from].line)
	if n.mentions[n.tokens[c.to-1].word] > 1 {
		return false // a firm above its desk: the text names it elsewhere
	}
	return n.firm.to > 0 && !c.form && line > n.closing && line <= n.facts.lastLine && c.to <= n.firm.from && !deskWord(n.tokens[n.firm.to-1].norm)
}

// nameDoubt is how much less likely a name may be than none.
const nameDoubt = 0.5
