package signals

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"owed.dev/owed/signals/linear"
)

// maxNames is how many names of a text are weighed.
const maxNames = 80

// namer weighs the names of a text for being the creditor's.
type namer struct {
	*document
	names         []name
	domains, ours []string
	sites         []site
	ruled         name
	affiliated    []name      // other companies of the house
	firm          name        // what ends the letter as a name of its own, or the zero name
	closing       int         // the line above its signature, -1: none
	mentions      []int       // of each word as the first or the last of a name
	places        []namePlace // of each word that begins a name: where else such a name stands
	sorts         uint32      // flags of the sorts of text that nameMarks tell apart; the first is set always
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
	n := &namer{document: d, domains: d.senderLabels(), ours: d.ourNames(), sites: d.sites(), t: marks{out: d.features[:0]}}
	n.ruled = d.creditor(n.domains, n.ours)
	n.names = d.variants(n.sites)
	n.closing = d.closing()
	n.firm = d.signedFirm()
	n.sorts = flags(true, d.internal, d.email, d.news, !d.email && !d.internal && len(d.lines) > 3, len(d.lines) < 4)
	n.mentions = slices.Grow(d.counts[:0], len(d.words.list))[:len(d.words.list)]
	n.places = slices.Grow(d.stands[:0], len(d.words.list))[:len(d.words.list)]
	for _, all := range [...][]name{n.names, d.names()} { // of other words it is not asked, so they need no clearing
		for _, c := range all {
			n.mentions[d.tokens[c.to-1].word], n.mentions[d.tokens[c.from].word] = 0, 0
			n.places[d.tokens[c.from].word] = 0
		}
	}
	for _, c := range d.names() {
		n.places[d.tokens[c.from].word] |= d.placeOf(&c)
		n.mentions[d.tokens[c.to-1].word]++
		if c.to-c.from > 1 {
			n.mentions[d.tokens[c.from].word]++
		}
	}
	d.counts, d.stands = n.mentions, n.places
	return n
}

// variants are the names of the text, and of each what it may be without the word that only leads to it, with the word
// for a desk that may be part of it, with the form of the company behind it, or as one of its parts.
func (d *document) variants(sites []site) []name {
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
		out = d.partsOf(out, n, sites)
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
	if l.header || d.chat || d.internal || greets(d.tokens[l.first].norm) || len(d.lines) < 6 || l.last-l.first < 2 || l.last-l.first > 9 && !d.spaced(l) || !d.tokens[l.first].upper {
		return name{}, false
	}
	for i := l.first; i < l.last; i++ {
		if t := &d.tokens[i]; t.kind != wordToken && t.kind != numberToken || t.set.hasAny(cMonth, cWe, cYou) {
			return name{}, false
		}
	}
	n := name{from: l.first, to: l.last}
	n.form = d.tokens[n.to-1].tables&inForms != 0 || d.initialsForm(n)
	return n, !slices.ContainsFunc(d.names(), n.same)
}

// spaced reports whether a line is one word or several with blanks between all letters: B A R G E.
func (d *document) spaced(l *line) bool {
	letters := 0
	for k := l.first; k < l.last; k++ {
		if len(d.tokens[k].norm) == 1 {
			letters++
		}
	}
	return l.last-l.first < 40 && letters+3 > l.last-l.first
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
		if t.kind != wordToken && t.kind != numberToken || t.pre&sepStop != 0 && k > n.from {
			return name{}
		}
		if !t.upper && t.kind == wordToken && !isSmallJoin(t.norm) && t.pre&sepSpace != 0 && (t.set.any(of(cWe, cYou, cThey)) || k == n.from || d.lang == "en" || d.lang == "de" || !d.tokens[n.to-1].upper) { // Parc éolien des Cévennes
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
		if d.tokens[k].pre&(sepComma|sepStop|sepColon|sepDash) != 0 && !(d.tokens[k].pre&sepStop != 0 && d.abbreviated(k)) || k < i && introduces[d.tokens[k].norm] {
			return true
		}
	}
	return false
}

// introduces are the words behind a greeting before who writes: Hi, Dot from Skerry Net Loft.
var introduces = wordSet("its it from frm this here c ici hier soy somos aqui")

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

// partsOf appends what else of a name may be one: what follows a small word in it (Mr Botha of Karoo Pallets), or stands before one
// or before whose somebody is (Ardmore Bank's Mr Gilmore), and what is a site of the text (PayHelm Risk).
func (d *document) partsOf(out []name, n name, sites []site) []name {
	if n.to-n.from < 2 {
		return out
	}
	part := func(from, to int) {
		p := n
		p.from, p.to, p.cut = from, to, true
		p.form = n.form && to == n.to
		if !slices.ContainsFunc(out[max(0, len(out)-4):], p.same) {
			out = append(out, p)
		}
	}
	for k := n.from + 1; k < n.to-1; k++ {
		switch w := d.tokens[k].norm; {
		case w == "s":
			part(n.from, k)
		case k == n.from+1 && d.tokens[k].upper || !isSmallJoin(w) || isSmallJoin(d.tokens[k+1].norm):
		case w == "and" || w == "und" || w == "et" || w == "y":
			part(n.from, k)
			part(k+1, n.to)
		case k < n.from+4:
			part(k+1, n.to)
		}
	}
	for i := range sites {
		for to := n.to - 1; to > n.from; to-- {
			if d.fits(n.from, to, &sites[i]) == isSite {
				part(n.from, to)
				break
			}
		}
		for from := n.from + 1; from < n.to; from++ {
			if d.fits(from, n.to, &sites[i]) == isSite {
				part(from, n.to)
				break
			}
		}
	}
	return out
}

// formBehind is where the form of a company, in brackets, lower case, of initials or a second one, ends that begins
// with token k, or k: (Toolmakers) Ltd, Pte Ltd, de C.V., S.A.T., & Co., srl.
func (d *document) formBehind(k int) int {
	if k >= len(d.tokens) || d.tokens[k].line != d.tokens[k-1].line {
		return d.writtenForm(k)
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
	return d.writtenForm(k)
}

// writtenForms are the forms of companies that are written in several parts, or begin small.
var writtenForms = []string{" Sp. z o.o.", " sp. z o.o.", " Sdn. Bhd.", " e. V.", " e.V.", " e. K.", " E. K.", " e.K.", " w. V.", " A/S", " I/S", " Ges.m.b.H.", " Ges. m. b. H.", " B.S.C.", " S.A. E.S.P.", " E.S.P.",
	" S.A.C.", " GenmbH", " Soc. Coop.", ", Soc. Coop.", " S. Coop.", " & CIE.", " & Cie.", " & Cie", " Co., Ltd.", " Pte. Ltd.", " Pty. Ltd.", " oHG", " cvba", " d.o.o.", " s.r.o.", " a.s."}

// writtenBy are the writtenForms by their second letter, behind the blank or comma.
var writtenBy = func() (by [256][]string) {
	for _, form := range writtenForms {
		by[form[1]] = append(by[form[1]], form)
	}
	return by
}()

// writtenForm is where one of the writtenForms ends that begins before token k, or with the last one of the name, or k.
func (d *document) writtenForm(k int) int {
	for back := 1; back <= 2 && k >= back; back++ {
		rest := d.text[d.tokens[k-back].end:]
		if len(rest) < 2 || rest[0] != ' ' && rest[0] != ',' {
			continue
		}
		for _, form := range writtenBy[rest[1]] {
			if !strings.HasPrefix(rest, form) {
				continue
			}
			end, to := d.tokens[k-back].end+len(form), k
			for to < len(d.tokens) && d.tokens[to].end <= end {
				to++
			}
			if to >= len(d.tokens) || d.tokens[to].start > end {
				return to
			}
		}
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
	"sender's site", "in sender's site", "on sender's site",
	"other site", "in other site", "on other site",
	"our site", "in our site", "on our site",
	"first name", "camel", "all of header", "before colon", "dash", "in brackets",
	"agent", "in from", "in to", "in subject", "addressed elsewhere",
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
		i := bits.TrailingZeros64(holds)
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
func (n *namer) holds(c *name) uint64 {
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
	next, places := sep(0), n.places[first.word]
	if c.to < len(d.tokens) {
		next = d.tokens[c.to].pre
	}
	more := flags(!c.form && c.to-c.from < 4 && first.tables&inNames != 0 && firstNames[first.norm], d.camel(c),
		l.header && c.to < l.last && d.tokens[c.to].kind == addressToken && c.from > 0 && pre&sepColon != 0,
		c.from == 0 && next&(sepColon|sepDash) != 0, pre&sepDash != 0, pre&sepOpen != 0 && next&sepClose != 0,
		d.agentName(c), places&inFrom != 0, places&inTo != 0, places&inSubject != 0, places&isAddressed != 0)
	return uint64(more)<<39 | uint64(n.onSites(c))<<30 | uint64(flags(c.form, c.desk, c.cut, domain, ours, first.caps && last.caps, first.line == 0,
		bottom == 0, bottom > 0 && bottom < 3, bottom == 0 && c.to == len(d.tokens), begins, ends,
		begins && ends, pre&sepOpen != 0, pre&(sepStop|sepBlank) != 0 || c.from == 0, pre&sepComma != 0,
		pre&sepQuote != 0, pre&sepColon != 0, d.speaker(c), first.tables&inFunctions != 0, d.isPerson(c), d.addressee(c),
		l.part > 0, c.to < len(d.tokens) && d.tokens[c.to].norm == "s", deskWord(last.norm), c.from < 12,
		n.ruled.to > 0 && n.ruled.same(*c), n.ruled.to > 0 && n.ruled.from < c.to && c.from < n.ruled.to,
		n.firm.to > 0 && n.firm.same(*c), n.closing >= 0 && int(first.line) > n.closing && bottom > 0))
}

// onSites are the flags of how a name stands to sites, three for each of their owners.
func (n *namer) onSites(c *name) (out uint32) {
	var best [siteOwners]fit
	for i := range n.sites {
		s := &n.sites[i]
		if f := n.fits(c.from, c.to, s); f != noFit && (best[s.whose] == noFit || f < best[s.whose]) {
			best[s.whose] = f
		}
	}
	for whose, f := range best {
		if f != noFit {
			out |= 1 << (whose*3 + int(f) - 1)
		}
	}
	return out
}

// camel reports whether a name is one word with a capital inside, as brands are written: PrintForge.
func (d *document) camel(c *name) bool {
	t := &d.tokens[c.from]
	if c.to-c.from > 1 || t.caps || !t.upper {
		return false
	}
	return strings.ContainsFunc(d.text[t.start+1:t.end], unicode.IsUpper)
}

// written is how much speaks for names that are written alike.
type written struct {
	all   []writing
	heads [64]int // of those whose letters hash alike, the number of the last and one more; 0: none
}

type writing struct {
	text string
	sum  float64
	next int // as in heads
}

// at is where that of one writing stands, added if there is none.
func (w *written) at(text string) *float64 {
	head := &w.heads[(firstLetters(text)+uint64(len(text)))*0x9E3779B97F4A7C15>>58]
	for i := *head; i > 0; i = w.all[i-1].next {
		if w.all[i-1].text == text {
			return &w.all[i-1].sum
		}
	}
	w.all = append(w.all, writing{text: text, next: *head})
	*head = len(w.all)
	return &w.all[len(w.all)-1].sum
}

// chooseName is the name of the creditor that the text bears, or the zero name.
func (d *document) chooseName() (name, float64) {
	n := d.namer()
	if len(n.names) == 0 {
		return name{}, 0
	}
	n.weigh(d.model)
	n.affiliated = d.affiliatesIn(0, len(d.tokens))
	shares := make([]float64, 0, len(n.names)+1)
	n.each(func(_ int, t *marks) { shares = append(shares, t.sum) })
	toShares(shares)
	alike := written{all: make([]writing, 0, len(n.names))} // what is written alike counts together
	best, most := -1, 0.0
	for i := range n.names {
		if n.isSigner(&n.names[i]) || n.nobody(&n.names[i]) || n.isAffiliate(&n.names[i]) {
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

// isAffiliate reports whether a name is that of affiliates which the text joins to a measure, and so not the creditor's.
func (n *namer) isAffiliate(c *name) bool {
	return slices.ContainsFunc(n.affiliated, func(a name) bool { return a.from < c.to && c.from < a.to })
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

// agents are the words in names of those who act or collect for a creditor, and of those who hear both.
var agents = wordSet("solicitors solicitor attorneys lawyers barristers law llp legal advocates recovery recoveries collections collect collectors bailiffs bailiff enforcement receivables factoring factors credit bureau court tribunal chambers trustee administrators " +
	"inkasso inkassoburo rechtsanwalte rechtsanwalt anwalte kanzlei rechtsanwaltskanzlei notariat notar amtsgericht landgericht forderungsmanagement kreditversicherung " +
	"avocats avocat huissier huissiers recouvrement contentieux etude notaire tribunal greffe affacturage " +
	"abogados abogado procurador procuradores despacho gestoria juzgado notaria cobros recobro bufete")

// agentName reports whether a name has a word of those who act for a creditor.
func (d *document) agentName(c *name) bool {
	for k := c.from; k < c.to; k++ {
		if t := &d.tokens[k]; t.tables&inNames != 0 && agents[t.norm] {
			return true
		}
	}
	return false
}

// namePlace are flags of where a name stands beside the body of a text.
type namePlace uint8

const (
	inFrom namePlace = 1 << iota
	inTo
	inSubject
	isAddressed // to whom a letter is addressed, or a bill
)

// placeOf are the flags of where a name stands.
func (d *document) placeOf(c *name) namePlace {
	l := &d.lines[d.tokens[c.from].line]
	switch {
	case l.header && l.part == 0 && l.name == "from":
		return inFrom
	case l.header && l.part == 0 && l.name == "to":
		return inTo
	case l.header && l.name == "subject":
		return inSubject
	case d.addressee(c) || d.isBilled(c):
		return isAddressed
	}
	return 0
}
