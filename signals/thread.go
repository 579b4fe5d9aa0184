package signals

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// A mail may say little of its own above what it quotes: the day is another one, it was done, all is paid, a reminder. What it
// quotes is then read as the mail that it is, as if it had come alone, and what the few words say amends it.

// fewWords is how many words amend what is quoted below them at most: who writes more says what is so himself.
const fewWords = 30

// mostLayers is how many mails, each quoted by the one above it, are read as such: reading must stay linear.
const mostLayers = 4

// layer is what a text quotes, and the few words that it says itself.
type layer struct {
	first, last int    // the lines quoted, with the one above them that says who wrote them
	from, to    int    // the bytes of the mail that is quoted
	said        []int  // the clauses of the few words
	length      int    // how many words they are
	all         set    // their concepts
	lost        set    // those that they have only elsewhere
	head        Span   // of the line that says who wrote what is quoted
	author      author // who wrote them
}

// author is who wrote the newest words, as seen from whoever wrote what they quote.
type author uint8

const (
	anybody   author = iota
	theSame          // or somebody of the same house
	addressee        // to whom it was sent, so that they answer it
)

// quoted is the mail that a text quotes in one piece.
func (d *document) quoted() (q layer, ok bool) {
	start := d.quoteBegins()
	if start < 0 {
		return q, false
	}
	q.first = start
	for start < len(d.lines) && (d.blank(start) || d.opensQuote(start)) {
		if d.saysWhoWrote(start) {
			q.first = min(q.first, int(d.tokens[d.firstOfWho(start)].line))
			q.head = Span{d.lines[q.first].start, d.lines[start].end}
		}
		start++
	}
	if start == len(d.lines) {
		return q, false
	}
	q.last = d.quoteEnds(start)
	q.from, q.to = strings.LastIndexByte(d.text[:d.lines[start].start], '\n')+1, d.lines[q.last].end
	for i := q.last + 1; i < len(d.lines); i++ {
		if !d.blank(i) && d.lines[i].depth > 0 {
			return q, false // answered line by line
		}
	}
	q.said, q.length = d.clausesSaid(&q)
	q.author = d.newestAuthor(&q)
	return q, true
}

func (d *document) blank(line int) bool { return d.lines[line].first == d.lines[line].last }

// quoteBegins is the line where a quotation begins below words of the text's own, or -1.
func (d *document) quoteBegins() int {
	said := false
	for i := range d.lines {
		l := &d.lines[i]
		switch {
		case d.opensQuote(i), l.depth > 0 && !d.blank(i), said && d.beginsHead(i):
			return i
		}
		said = said || !l.header && strings.ToUpper(d.text[l.start:l.end]) != d.text[l.start:l.end] // a fax may begin in capitals
	}
	return -1
}

// beginsHead reports whether line i is the first of the head of a mail, which goes on with when or to whom it was sent.
func (d *document) beginsHead(i int) bool {
	l := &d.lines[i]
	if !l.header || l.name != "from" || i > 0 && d.lines[i-1].header || i+1 == len(d.lines) {
		return false
	}
	n := &d.lines[i+1]
	return n.header && n.depth == l.depth && n.name != "from"
}

// quoteEnds is the last line of the quotation whose first words stand in line i.
func (d *document) quoteEnds(i int) int {
	depth, last := d.lines[i].depth, i
	for k := i; k < len(d.lines); k++ {
		switch {
		case d.blank(k):
		case depth > 0 && d.lines[k].depth == 0 && d.blank(k-1):
			return last
		default:
			last = k
		}
	}
	return last
}

// newestAuthor tells by the heads of both mails who wrote the newest words.
func (d *document) newestAuthor(q *layer) author {
	var from, to, wrote, sent []string
	wrote = namesIn(d.text[q.head.Start:q.head.End])
	for _, h := range d.headers {
		value, _, _ := strings.Cut(d.text[h.value.Start:h.value.End], ", ") // behind which the day may stand
		switch inside := h.line >= q.first && h.line <= q.last; {
		case h.name == "from" && !inside && len(from) == 0:
			from = namesIn(value)
		case h.name == "to" && !inside && len(to) == 0:
			to = namesIn(value)
		case !inside:
		case h.name == "from" && len(wrote) == 0:
			wrote = namesIn(value)
		case h.name == "to" && len(sent) == 0:
			sent = namesIn(value)
		}
	}
	switch theirs, ours := share(from, wrote), share(from, sent) || share(to, wrote); {
	case theirs && !ours:
		return theSame
	case ours && !theirs:
		return addressee
	}
	return anybody
}

// longestHead is how many bytes of a line of a head are looked at.
const longestHead = 200

// namesIn are the words by which whom a head names is known again: those of names and of domains.
func namesIn(s string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(cutRunes(s, longestHead)), func(r rune) bool { return r < 'a' && r != '-' || r > 'z' && r < 0x80 }), func(w string) bool {
		return len(w) < 3 || w == "com" || w == "example" || w == "mailto" || w == "the" || w == "and"
	})
}

func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}

// reading is what a text says, and how that was read.
type reading struct {
	Findings
	joined bool // the text says little itself: the mail that it quotes was read, and amended by what stands above it
	by     side // who wrote its newest words
}

// side is one of the two sides of a claim.
type side int8

const (
	ours    side = -1
	unknown side = 0
	theirs  side = 1
)

// readQuoted reads what a text quotes as a mail of its own, where the text says little itself, and gives what both together say.
func (d *document) readQuoted(f Findings, layers int) reading {
	alone := reading{Findings: f, by: theirs}
	if layers == 0 || d.chat || d.outbound {
		return alone
	}
	q, ok := d.quoted()
	if !ok || q.length > fewWords {
		return alone
	}
	q.all, q.lost = d.understand(q.said)
	mail := d.unquoted(&q)
	old := readLayers(mail.text, d.cameOn(d.clauses[d.clauseOf(q.from)].from), d.vendors, d.model, d.trust, layers-1)
	mail.restore(&old.Findings, d.text)
	old.Measures = slices.DeleteFunc(old.Measures, func(m Measure) bool { return m.State == ledger.Possible })
	if !slices.ContainsFunc(old.Measures, func(m Measure) bool { return m.Evidence.Confidence >= plausible }) {
		old.Measures = nil
	}
	u := amendment{document: d, layer: &q, old: &old.Findings}
	for _, m := range old.Measures {
		u.anchors = u.anchors.or(ruleOf(m.Kind).anchor)
	}
	alone.by = u.by(old.by)
	passedOn := (d.internal || d.facts.passedOn) && q.author != theSame
	if len(old.Measures) == 0 || u.denied() || passedOn && !(old.joined && (f.IsSignal || q.length < 6)) {
		return alone // what is passed on is read with the note on it
	}
	if passedOn || alone.by == ours {
		return reading{u.join(f), true, ours}
	}
	f.Measures = slices.DeleteFunc(slices.Clone(f.Measures), u.baseless)
	for i := range f.Measures {
		u.ownDays(&f.Measures[i])
	}
	own := u.own(f)
	switch {
	case slices.ContainsFunc(own, u.takesBack):
		if !u.all.hasAny(cPay, cPaid, cClear) { // only this is lifted
			f.Measures = withOthers(f.Measures, old.Measures)
		}
		return reading{f, true, alone.by}
	case u.reschedule(), u.lift(), u.hold(), u.carryOut():
	case len(own) > 0: // it speaks for itself
		old.Measures = withOthers(withOthers(f.Measures, own), old.Measures)
		if f.IsSignal {
			f.Measures = old.Measures
			if u.sum() {
				f.Claimed, f.ClaimedFrom = old.Claimed, old.ClaimedFrom
			}
			return reading{f, true, alone.by}
		}
	}
	old.Measures = append(old.Measures, u.fresh(own)...)
	u.sum()
	return reading{u.join(f), true, alone.by}
}

// plausible is how surely something that is quoted must be a measure for what is said above it to amend what is quoted.
const plausible = 0.5

// understand gives the words of some clauses, which stand above a quoted mail, the meanings that they have only there, and the
// concepts of all, and those that none of them has any more.
func (d *document) understand(said []int) (all, lost set) {
	for _, i := range said {
		c := &d.clauses[i]
		lost = lost.or(c.set)
		for _, lx := range d.lex {
			aboveLexicons()[languages[lx.number]].annotateFew(d.tokens, &d.words, c.from, c.to)
		}
		c.set = set{}
		for k := c.from; k < c.to; k++ {
			if t := &d.tokens[k]; t.norm == "s" && d.lang == "fr" && !(k+1 < c.to && strings.HasPrefix(d.tokens[k+1].norm, "il")) {
				t.set = t.set.without(of(cIf)) // s'arrête, and not s'il
			}
			c.set.join(&d.tokens[k].set)
		}
		d.whilePays(c)
		c.question = c.question || strings.HasPrefix(strings.TrimLeft(d.text[d.tokens[c.to-1].end:], " \u00a0\u202f"), "?")
		all = all.or(c.set)
	}
	d.surround()
	d.known = [len(d.known)]ruledDays{}
	return all, lost.without(all)
}

// excerpt is a mail that was quoted, as it was before: without the marks of quoting, and with a head.
type excerpt struct {
	text string
	kept []stretch
}

// stretch is a part of an excerpt that stands in the text that it is from.
type stretch struct{ at, from, length int }

// unquoted is the mail that is quoted. Where mail programs leave out its head, that says who wrote it, and of what the answer to it
// is about.
func (d *document) unquoted(q *layer) excerpt {
	var text strings.Builder
	e := excerpt{}
	keep := func(s Span) {
		e.kept = append(e.kept, stretch{text.Len(), s.Start, s.End - s.Start})
		text.WriteString(d.text[s.Start:s.End])
	}
	from := d.tokens[d.clauses[d.clauseOf(q.from)].from].line
	if subject := d.subjectAbove(q); !d.lines[from].header && subject.End > subject.Start {
		writer, day := d.writerOf(q)
		for _, h := range [...]struct {
			name  string
			value Span
		}{{"From: ", writer}, {"To: ", d.readerOf(q)}, {"Date: ", day}, {"Subject: ", subject}} {
			if h.value.End > h.value.Start {
				text.WriteString(h.name)
				keep(h.value)
				text.WriteByte('\n')
			}
		}
		text.WriteByte('\n')
	}
	marks := -1
	for at := q.from; at < q.to; {
		end := q.to
		if n := strings.IndexByte(d.text[at:q.to], '\n'); n >= 0 {
			end = at + n + 1
		}
		if marks < 0 {
			_, marks = cutMarks(d.text[at:end], mostMarks)
		}
		skipped, _ := cutMarks(d.text[at:end], marks)
		keep(Span{at + skipped, end})
		at = end
	}
	e.text = text.String()
	return e
}

// mostMarks is how deep what is quoted may be quoted itself.
const mostMarks = 100

// cutMarks is how many bytes the marks of quoting at the head of a line are, n at most, and how many there are.
func cutMarks(line string, n int) (bytes, marks int) {
	for marks < n {
		s := strings.TrimLeft(line[bytes:], " \t")
		rest, ok := strings.CutPrefix(s, ">")
		if !ok {
			rest, ok = strings.CutPrefix(s, "&gt;")
		}
		if !ok {
			break
		}
		bytes = len(line) - len(strings.TrimPrefix(rest, " "))
		marks++
	}
	return bytes, marks
}

// subjectAbove is the subject of the mail that quotes another one, without the letters that say that it is an answer.
func (d *document) subjectAbove(q *layer) Span {
	for _, h := range d.headers {
		if h.name == "subject" && h.line < q.first {
			s := h.value
			for {
				mark, rest, ok := strings.Cut(d.text[s.Start:s.End], ":")
				if !ok || len(mark) > 3 {
					return s
				}
				s.Start = s.End - len(strings.TrimLeft(rest, " "))
			}
		}
	}
	return Span{}
}

// readerOf is to whom what is quoted was sent: whoever answers it, or if nobody but its writer does to whom that is sent.
func (d *document) readerOf(q *layer) Span {
	name := "from"
	if q.author == theSame {
		name = "to"
	}
	for _, h := range d.headers {
		if h.name == name && h.line < q.first {
			return h.value
		}
	}
	return Span{}
}

// writerOf is who wrote what is quoted, and when, as the line above it says.
func (d *document) writerOf(q *layer) (name, day Span) {
	s := d.text[q.head.Start:max(q.head.Start, q.head.End-1)] // without its colon
	from, to := strings.LastIndexByte(s, '\n')+1, len(s)
	until := from
	if word, at := " schrieb ", strings.LastIndex(s[from:], " schrieb "); at >= 0 {
		until, from = from+at, from+at+len(word)
	} else {
		to = from + max(0, strings.LastIndexByte(s[from:], ' ')) // of wrote
		before, _, _ := strings.Cut(s[from:to], "<")
		from += strings.LastIndexAny(before, ",0123456789") + 1
		until = from
	}
	day.Start = min(until, strings.IndexByte(s, ' ')+1)
	day.End = len(strings.TrimRight(s[:max(day.Start, until)], ", \n"))
	from = to - len(strings.TrimLeft(s[from:max(from, to)], " "))
	if n := strings.IndexByte(s[day.Start:max(day.Start, day.End)], '\n'); n >= 0 {
		day.End = day.Start + n
	}
	at := q.head.Start
	return Span{at + from, at + to}, Span{at + day.Start, at + max(day.Start, day.End)}
}

// place is where a part of the excerpt stands in the text that it is from.
func (e *excerpt) place(s Span) Span {
	find := func(at int) int {
		n, found := slices.BinarySearchFunc(e.kept, at, func(k stretch, at int) int { return k.at - at })
		if !found {
			n--
		}
		return n
	}
	var out Span
	if n := find(s.Start); n >= 0 && s.Start < e.kept[n].at+e.kept[n].length {
		out.Start = e.kept[n].from + s.Start - e.kept[n].at
	} else if n+1 < len(e.kept) {
		out.Start = e.kept[n+1].from // in a word that was added
	}
	if n := find(s.End - 1); n >= 0 {
		out.End = e.kept[n].from + min(s.End-e.kept[n].at, e.kept[n].length)
	}
	return Span{out.Start, max(out.Start, out.End)}
}

// restore gives all evidence found in the excerpt its place in the text that it is from.
func (e *excerpt) restore(f *Findings, text string) {
	restore := func(all ...*Evidence) {
		for _, o := range all {
			if o.Text != "" {
				o.Span = e.place(o.Span)
				o.Text = text[o.Start:o.End]
			}
		}
	}
	for i := range f.Measures {
		m := &f.Measures[i]
		restore(&m.Evidence, &m.Moved, &m.EffectiveFrom, &m.CureFrom, &m.ExposureFrom)
		for k := range m.AffiliatesFrom {
			restore(&m.AffiliatesFrom[k])
		}
	}
	for _, list := range [...][]Evidence{f.SuspiciousWhy, f.InvoicesFrom} {
		for i := range list {
			restore(&list[i])
		}
	}
	restore(&f.VendorFrom, &f.SlugFrom, &f.ClaimedFrom, &f.DeadlineFrom, &f.ContactFrom)
}
