package signals

import (
	"slices"
	"strings"
)

// clause is a stretch of tokens that says one thing.
type clause struct {
	from, to int // tokens
	set      set // every concept in it
	sentence int
	piece    int // of document.pieces, once there are any
	part     int
	depth    int
	heading  bool // a subject or a title
	item     bool // an item of a list
	quoted   bool // inside quotation marks
	question bool
	header   bool
}

// markBehind is the mark that stands right behind a token, as people see it, or the first byte of what else does; 0 at the
// end of the text.
func (d *document) markBehind(t *token) byte {
	if i := seenFrom(d.text, t.end); i < len(d.text) {
		return d.text[i]
	}
	return 0
}

// gap is what people see between token i and the one before it.
func (d *document) gap(i int) string {
	return withoutFormat(d.text[d.tokens[i-1].end:d.tokens[i].start])
}

// cutClauses cuts the running text into sentences, and those into clauses.
func (d *document) cutClauses(out []clause) []clause {
	sentence, from, open := 0, 0, false
	flush := func(to int) {
		if to > from {
			l := &d.lines[d.tokens[from].line]
			out = append(out, clause{from: from, to: to, sentence: sentence, part: l.part, depth: l.depth, item: l.bullet, header: l.header, quoted: open})
			c := &out[len(out)-1]
			for i := from; i < to; i++ {
				c.set.join(&d.tokens[i].set)
			}
			c.question = d.markBehind(&d.tokens[to-1]) == '?'
		}
		from = to
	}
	for i := range d.tokens {
		if i == 0 {
			continue
		}
		switch {
		case d.endsSentence(i):
			flush(i)
			sentence++
		case d.endsClause(i, from):
			flush(i)
		}
		if d.tokens[i].pre&sepQuote != 0 {
			open = !open
		}
	}
	flush(len(d.tokens))
	out = d.mergeAsides(out)
	for i := range out {
		c := &out[i]
		c.heading = d.isHeading(c)
		d.whilePays(c)
	}
	return out
}

// whilePays gives a clause what its words mean together of paying: if nothing has been paid; until $96k is in, unless AB-12 is off
// the list.
func (d *document) whilePays(c *clause) {
	if c.set.has(cPaid) && c.set.hasAny(cNeg, cUnless, cIf) {
		c.set = c.set.without(of(cPaid))
		c.set.add(cPay)
	}
	if c.set.hasAny(cUntil, cUnless, cIf) && (d.moneyIn(c) >= 0 || d.billIn(c)) {
		c.set.add(cDebt)
	}
}

// mergeAsides joins what an aside on a sum has parted: "all remaining rents, in the amount of $214,800, shall be due".
func (d *document) mergeAsides(all []clause) []clause {
	out := all[:0]
	for i := 0; i < len(all); i++ {
		c := all[i]
		if len(out) > 0 && i+1 < len(all) && all[i+1].sentence == c.sentence && out[len(out)-1].sentence == c.sentence && d.isAside(&c) {
			p, n := &out[len(out)-1], &all[i+1]
			p.to, p.set = n.to, p.set.or(c.set).or(n.set)
			p.question = n.question
			i++
			continue
		}
		out = append(out, c)
	}
	return out
}

// isAside reports whether a clause is only a sum with a word or two: "being £1.1m", "soit 63 000 €".
func (d *document) isAside(c *clause) bool {
	if c.to-c.from > 9 || d.tokens[c.from].pre&sepComma == 0 || c.to >= len(d.tokens) || d.tokens[c.to].pre&sepComma == 0 {
		return false
	}
	return d.moneyIn(c) >= 0 && !c.set.hasAny(cWill, cHave, cWe, cYou, cPay, cDebt, cUntil, cIf, cMay, cInterest, cFee)
}

// billIn reports whether a number such as AB-12 stands in a clause.
func (d *document) billIn(c *clause) bool {
	for i := c.from; i < c.to; i++ {
		if d.tokens[i].caps && d.tokens[i].kind == wordToken {
			if to := d.identifier(i); to > i && d.coded(i, to) && !d.accountNumber(i) {
				return true
			}
		}
	}
	return false
}

// endsSentence reports whether a new sentence begins with token i.
func (d *document) endsSentence(i int) bool {
	t, p := &d.tokens[i], &d.tokens[i-1]
	if t.line == p.line {
		return t.pre&sepStop != 0 && !d.abbreviated(i)
	}
	l, pl := &d.lines[t.line], &d.lines[p.line]
	if t.pre&sepBlank != 0 || l.part != pl.part || l.depth != pl.depth || l.header || pl.header {
		return true
	}
	if t.pre&sepStop != 0 && !d.abbreviated(i) {
		return true
	}
	if t.pre&sepLine == 0 {
		return false
	}
	return d.breaks(i)
}

// breaks reports whether the end of a line before token i ends a sentence, or merely wraps it.
func (d *document) breaks(i int) bool {
	t, p := &d.tokens[i], &d.tokens[i-1]
	l := &d.lines[t.line]
	switch {
	case l.bullet, d.columns(i), d.isRow(t.line) && d.isRow(p.line):
		return true
	case t.kind == wordToken && !t.upper:
		return false
	case t.pre&(sepColon|sepStop) != 0:
		return true
	}
	return d.short(t, p)
}

// isRow reports whether a line is one of a table: it has three numbers or more, and few words beside them.
func (d *document) isRow(line int32) bool {
	l := &d.lines[line]
	if l.row == unasked {
		numbers := 0
		for i := l.first; i < l.last; i++ {
			numbers += int(truth(d.tokens[i].kind == numberToken || d.tokens[i].set.has(cMonth)))
		}
		l.row = noRow
		if numbers >= 3 && l.last-l.first <= 4*numbers {
			l.row = inTable
		}
	}
	return l.row == inTable
}

// isLong reports whether a text has many clauses, but for the rows of tables.
func (d *document) isLong() bool {
	const many = 20
	n := 0
	for i := range d.clauses {
		if !d.isRow(d.tokens[d.clauses[i].from].line) {
			n++
		}
		if n > many {
			return true
		}
	}
	return false
}

// columns reports whether a line ends with a sum in a column of its own, as in a statement.
func (d *document) columns(i int) bool {
	p := &d.tokens[i-1]
	if p.kind == wordToken && len(p.norm) > 3 || i < 2 {
		return false
	}
	for k := max(d.lines[p.line].first+1, i-3); k < i; k++ {
		if d.tokens[k].pre&sepWide != 0 {
			return true
		}
	}
	return false
}

// short reports whether the line before token t ended before its neighbours do.
func (d *document) short(t, p *token) bool {
	pl := &d.lines[p.line]
	if p.kind == numberToken && t.upper && pl.end-pl.start < 60 {
		return true
	}
	width, widest := pl.end-pl.start, 0
	for k := max(0, int(p.line)-4); k < min(len(d.lines), int(t.line)+5); k++ {
		widest = max(widest, d.lines[k].end-d.lines[k].start)
	}
	return width < widest*3/5 || width < 18
}

// centless reports whether what stands before token i only says that a sum has no cents: 31'250.– per quarter.
func (d *document) centless(i int) bool {
	p := &d.tokens[i-1]
	gap := d.gap(i)
	return p.kind == numberToken && len(gap) > 1 && (gap[0] == '.' || gap[0] == ',') && (gap[1] == '-' || strings.HasPrefix(gap[1:], "–") || strings.HasPrefix(gap[1:], "—"))
}

// abbreviated reports whether the full stop before token i ends a short form or a number and not a sentence.
func (d *document) abbreviated(i int) bool {
	t, p := &d.tokens[i], &d.tokens[i-1]
	gap := d.gap(i)
	if gap == "." || gap == "..." || d.centless(i) {
		return true // no blank: a part of one name
	}
	if t.pre&sepLine != 0 && !(t.kind == wordToken && !t.upper) {
		return false
	}
	for k := 0; k < len(gap); k++ {
		if gap[k] == '!' || gap[k] == '?' {
			return false
		}
	}
	switch {
	case p.kind == numberToken:
		return len(p.norm) <= 2 && (t.set.has(cMonth) || t.kind == wordToken && !t.upper) || t.pre&sepComma != 0
	case len(p.norm) == 1 && p.pre == 0 && i > 1 && d.tokens[i-2].kind == numberToken:
		return false // $412k. Interest
	case len(p.norm) == 1:
		return p.norm != "i" || !t.upper
	case p.set.has(cAbbr) && len(p.norm) > 1:
		return !t.upper || !endsNames(p.norm)
	}
	return false
}

// endsNames reports whether a short form often ends a sentence as well.
func endsNames(w string) bool {
	switch w {
	case "inc", "ltd", "co", "corp", "etc", "sa", "usw", "ca", "pa", "est":
		return true
	}
	return false
}

// bindsClauses are the concepts of the words that a clause may begin with.
var bindsClauses = of(cUnless, cIf, cUntil, cWe, cYou)

// endsClause reports whether a new clause of the same sentence begins with token i.
func (d *document) endsClause(i, from int) bool {
	t := &d.tokens[i]
	if t.pre&(sepSemi|sepDash|sepColon|sepComma|sepOpen) == 0 && !t.set.any(bindsClauses) && (len(t.norm) > 5 || !isOr(t.norm) && !isAnd(t.norm) && !isThen(t.norm)) {
		return false
	}
	switch {
	case t.pre&(sepSemi|sepDash) != 0 && i-from > 1:
		return !d.centless(i)
	case t.pre&sepColon != 0 && t.pre&sepSpace != 0 && i-from > 1:
		return true
	case t.pre&sepComma != 0 && i-from > 2:
		return t.kind != numberToken && !t.set.has(cMonth)
	case t.pre&sepOpen != 0 && t.kind == wordToken && i-from > 3:
		return strings.Trim(t.norm, "iv") == "" || len(t.norm) == 1 // (i), (ii), (a)
	case t.set.hasAny(cUnless) && i-from > 2:
		return true
	case t.set.has(cIf) && i-from > 3 && t.norm != "where" && t.norm != "bei" && t.norm != "once":
		return true
	case i-from > 3 && d.tokens[from].set.hasAny(cUnless, cIf) && t.set.hasAny(cWe, cYou) && d.mainBegins(i, from):
		return true
	case t.set.has(cUntil) && i-from > 3 && t.kind == wordToken && i+1 < len(d.tokens) && !d.dateAt(i+1):
		return true
	case i-from > 3 && isOr(t.norm) && i+2 < len(d.tokens) && d.paysBefore(i, from):
		t.set.add(cElse)
		return true
	case i-from > 4 && isAnd(t.norm) && i+1 < len(d.tokens) && d.verbSoon(i+1):
		return true
	case i-from > 2 && (isAnd(t.norm) || isThen(t.norm)):
		return d.actsAndDay(d.fromDay(from), i) && d.actsAndDay(i+1, d.stopsBy(i+1))
	}
	return false
}

// isThen reports whether w says that what follows comes after.
func isThen(w string) bool {
	switch w {
	case "then", "dann", "puis", "luego":
		return true
	}
	return false
}

// anyAnchor is the union of the words that carry kinds.
var anyAnchor = ofRules(func(r *rule) set { return r.anchor })

// actsAndDay reports whether the tokens [from, to) have a word that carries a kind, and a day on which a measure may act: of two
// acts that are joined, each with such a day, each is a clause. We suspend on 20 March and delete on 30 April.
func (d *document) actsAndDay(from, to int) bool {
	dated := slices.ContainsFunc(d.datesIn(from, to), func(m dateMention) bool {
		return m.day != 0 && !m.back && m.to <= to && !d.isDeadline(m) && !d.isPast(m)
	})
	for k := from; k < to && dated; k++ {
		if d.tokens[k].set.any(anyAnchor) {
			return true
		}
	}
	return false
}

// fromDay is where a day begins that stands right before token i, else i: le 20 mars, nous bloquons votre accès.
func (d *document) fromDay(i int) int {
	for _, m := range d.datesIn(max(0, i-maxDay), i) {
		if m.to == i {
			return m.from
		}
	}
	return i
}

// maxDay is how many words a day has at most that is looked for before others.
const maxDay = 6

// farClause is how many words behind a joining word are looked at.
const farClause = 24

// stopsBy is where what begins with token i is parted from what follows.
func (d *document) stopsBy(i int) int {
	to := i
	for to < min(len(d.tokens), i+farClause) && (to == i || d.tokens[to].pre&(sepSemi|sepBlank|sepColon|sepDash) == 0 && !d.endsSentence(to)) {
		to++
	}
	return to
}

// mainBegins reports whether the main clause begins with token i, though no comma parts it from the condition: "unless
// paid by 20 May we will …".
func (d *document) mainBegins(i, from int) bool {
	switch p := &d.tokens[i-1]; {
	case d.tokens[i].set.has(cIf) || p.set.hasAny(cWe, cYou, cIf, cUnless, cBy, cFrom, cAfter, cDated):
		return false
	case p.kind != numberToken && !p.set.hasAny(cMonth, cWeekday, cPay, cNowDay, cLetter, cUnit, cReceipt):
		return false
	}
	paid := false
	for k := from; k < i; k++ {
		paid = paid || d.tokens[k].set.hasAny(cPay, cDebt, cPerform, cNeg) // if you do not do so by 20 June we will …
	}
	for k := i + 1; k < min(i+5, len(d.tokens)) && paid; k++ {
		if d.tokens[k].set.has(cWill) || d.tokens[k].set.has(cMay) {
			return true
		}
	}
	return false
}

func isOr(w string) bool { return w == "or" || w == "oder" || w == "ou" || w == "o" }

// paysBefore reports whether a clause asks for payment by some day before token i: "pay by Monday or …".
func (d *document) paysBefore(i, from int) bool {
	pays, dated := false, false
	for k := from; k < i; k++ {
		pays = pays || d.tokens[k].set.has(cPay)
		dated = dated || d.tokens[k].set.hasAny(cBy, cNowDay, cWeekday, cWithin, cMonth)
	}
	return pays && dated
}

func isAnd(w string) bool {
	switch w {
	case "and", "und", "et", "y", "but", "aber", "mais", "pero", "or", "sowie":
		return true
	}
	return false
}

// verbSoon reports whether what follows and has a subject or an auxiliary of its own, so that it is a clause.
func (d *document) verbSoon(i int) bool {
	for k := i; k < min(i+7, len(d.tokens)); k++ {
		t := &d.tokens[k]
		if t.pre&(sepStop|sepComma|sepSemi|sepBlank) != 0 && k > i {
			return false
		}
		if t.set.hasAny(cWill, cHave, cMay) || k == i && t.set.has(cWe) {
			return true
		}
	}
	return false
}

// isHeading reports whether a clause is a subject line or a title: short, alone on its line, without a full stop.
func (d *document) isHeading(c *clause) bool {
	first, last := &d.tokens[c.from], &d.tokens[c.to-1]
	if d.lines[first.line].header {
		return true
	}
	l := &d.lines[first.line]
	if first.line != last.line || c.item || l.first != c.from || l.last != c.to || c.to-c.from > 14 || d.moneyIn(c) >= 0 {
		return false
	}
	end := d.text[l.end-1]
	if end == '.' || end == '!' || end == '?' || end == ',' || end == ':' {
		return false
	}
	blankAfter := int(first.line)+1 >= len(d.lines) || d.lines[first.line+1].start == d.lines[first.line+1].end
	return blankAfter && len(d.lines) > 3 || first.caps && last.caps && c.to-c.from > 1
}
