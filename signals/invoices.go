package signals

import (
	"slices"
	"sort"
	"strings"
)

// mostInvoices is how many numbers of invoices are taken from a text.
const mostInvoices = 100

// invoices are the numbers that stand beside the word, look like one that does, or go on a list of them. What goes on a list
// of other numbers is none, either.
func (d *document) invoices(f *Findings) {
	known := map[string]bool{}
	for _, v := range d.vendors {
		for _, n := range v.Invoices {
			known[n] = true
		}
	}
	prefix := ""
	var last, other figure // the number before that is an invoice, and the one that is none
	for i := 0; i < len(d.tokens) && len(f.Invoices) < mostInvoices; i++ {
		if t := &d.tokens[i]; t.kind == wordToken && !t.upper {
			continue // as most words
		}
		to := d.identifier(i)
		if to == i || d.lines[d.tokens[i].line].part > 1 && !d.coded(i, to) {
			continue
		}
		n := figure{i, to}
		span := Span{d.tokens[i].start, d.tokens[to-1].end}
		goesOn := d.listed(last, n) || d.nextRow(last, n)
		billed := d.billed(i)
		beside := billed || d.coded(i, to) && (d.seen.hasAny(cPay, cDebt, cInvoice) || to-i > 1 && span.End-span.Start > 6)
		alike := prefix != "" && d.letters(i, to) == prefix
		switch {
		case known[withoutFormat(d.text[span.Start:span.End])]:
		case d.accountNumber(i), d.ofContract(i) && !goesOn, d.yearLike(n) && !d.numbered(i) && !goesOn,
			!billed && !goesOn && (d.listed(other, n) || d.noInvoice(n)) && !d.tabled(i), !beside && !alike && !goesOn && !d.heads(i) && !d.tabled(i):
			other, i = n, to-1
			continue
		}
		if prefix == "" {
			prefix = d.letters(i, to)
		}
		if last = n; d.isRange(n) {
			d.addInvoice(f, figure{i, i + 1})
			n.from = i + 1
		}
		d.addInvoice(f, n)
		i = to - 1
	}
}

// figure is tokens that belong together.
type figure struct{ from, to int }

func (d *document) addInvoice(f *Findings, n figure) {
	e := d.evidenceOf(Span{d.tokens[n.from].start, d.tokens[n.to-1].end}, 0.85)
	if no := withoutFormat(e.Text); !slices.Contains(f.Invoices, no) {
		f.Invoices, f.InvoicesFrom = append(f.Invoices, no), append(f.InvoicesFrom, e)
	}
}

// billed reports whether a word for invoices stands before token i, with at most three others between them, or a day more
// before "number".
func (d *document) billed(i int) bool {
	far := 4
	if d.numbered(i) {
		far = 8
	}
	for k := i - 1; k >= max(0, i-far); k-- {
		t := &d.tokens[k]
		if d.namesBill(k) {
			return true
		}
		if behind := &d.tokens[k+1]; behind.pre&(sepStop|sepBlank) != 0 && !saysNumber(t.norm) && !(behind.pre&sepBlank == 0 && d.abbreviated(k+1)) || behind.pre&sepSemi != 0 {
			return false
		}
	}
	return false
}

// shortened reports whether token k is a word for invoices as bills shorten it, before a number or a word for one.
func (d *document) shortened(k int) bool {
	switch d.tokens[k].norm {
	case "inv", "invs", "rg", "rechn", "fact", "facts", "fra", "fras", "statements":
		return true
	case "re":
		return k+1 < len(d.tokens) && d.tokens[k+1].pre&sepColon == 0 && (saysNumber(d.tokens[k+1].norm) || d.tokens[k].caps && d.tokens[k+1].kind == numberToken)
	}
	return false
}

// saysNumber reports whether w says that a number follows.
func saysNumber(w string) bool {
	switch w {
	case "no", "nos", "nr", "nrn", "num", "nums", "n", "o", "number", "numbers", "nummer", "nummern", "numero", "numeros":
		return true
	}
	return false
}

// numbered reports whether a word for a number stands right before token i.
func (d *document) numbered(i int) bool { return i > 0 && saysNumber(d.tokens[i-1].norm) }

// yearLike reports whether a number is, or begins with, nothing but a year: 2025, Q1 2025.
func (d *document) yearLike(n figure) bool {
	return n.to-n.from == 1 && isYear(d.tokens[n.from].norm)
}

func isYear(w string) bool { return len(w) == 4 && (w[:2] == "19" || w[:2] == "20") }

// noInvoice reports whether a number has the form of one for something else: a credit note, an incident, a part, a
// counter-measure on record.
func (d *document) noInvoice(n figure) bool {
	switch w := d.letters(n.from, n.to); {
	case w == "cn" || w == "inc":
		return true
	default:
		return len(w) == 1 && n.to-n.from == 2 && len(d.tokens[n.to-1].norm) < 3
	}
}

// isRange reports whether a number is the first and the last of several: 4471-4488, and not 2025-0118.
func (d *document) isRange(n figure) bool {
	if n.to-n.from != 2 {
		return false
	}
	a, b := &d.tokens[n.from], &d.tokens[n.from+1]
	return a.kind == numberToken && b.kind == numberToken && b.pre == sepHyphen && len(a.norm) > 2 && len(a.norm) == len(b.norm) && a.norm < b.norm && a.norm[0] != '0' && !isYear(a.norm)
}

// betweenListed is how many words may stand between two numbers of a list.
const betweenListed = 12

// listed reports whether a number goes on the list that another is on, with their days or sums between them: 88120 and
// 88341, no. 4410 à no. 4418, 4471 (3 March) and 4488.
func (d *document) listed(last, n figure) bool {
	if last.to == 0 || n.from-last.to > betweenListed || !d.alike(last, n) {
		return false
	}
	parted := false
	for k := last.to; k < n.from; {
		t := &d.tokens[k]
		parted = parted || t.pre&(sepComma|sepSemi) != 0
		switch m, a := d.mentionFrom(k), d.sumOver(k); {
		case m != nil && m.to <= n.from && m.to > k:
			k = m.to
			continue
		case a != nil && a.from == k && a.to <= n.from:
			k = a.to
			continue
		}
		switch w := t.norm; {
		case isAnd(w), w == "&", w == "to", w == "bis", w == "a", w == "au", w == "al", w == "through", w == "plus":
			parted = true
		case saysNumber(w), w == "of", w == "dated", w == "vom", w == "du", w == "de", w == "del", w == "from", w == "for", w == "uber", w == "due", w == "as", w == "well":
		case t.set.has(cInvoice):
		default:
			return false
		}
		k++
	}
	pre := d.tokens[n.from].pre
	return (parted || pre&(sepComma|sepSemi|sepSlash|sepDash) != 0 || strings.Contains(d.text[d.tokens[n.from-1].end:d.tokens[n.from].start], "&")) && pre&sepBlank == 0
}

// sumOver is the sum that token k is part of, nil if it is part of none.
func (d *document) sumOver(k int) *amount {
	if at := sort.Search(len(d.money), func(i int) bool { return d.money[i].to > k }); at < len(d.money) && d.money[at].from <= k {
		return &d.money[at]
	}
	return nil
}

// alike reports whether two numbers have the same letters, or the second is as many digits as end the first.
func (d *document) alike(a, b figure) bool {
	if w := d.letters(b.from, b.to); w != "" {
		return w == d.letters(a.from, a.to)
	}
	return d.tokens[b.from].kind == numberToken && len(d.tokens[b.to-1].norm) == len(d.tokens[a.to-1].norm) && (b.to-b.from == 1 || b.to-b.from == a.to-a.from)
}

// nextRow reports whether a number begins the line below the one that another begins.
func (d *document) nextRow(last, n figure) bool {
	if last.to == 0 || !d.alike(last, n) {
		return false
	}
	line := d.tokens[n.from].line
	return line > 0 && d.tokens[last.from].line == line-1 && d.lines[line].first == n.from && d.lines[line-1].first == last.from
}

// heads reports whether token i begins the line below one that a word for invoices begins, as the first row of a table does.
func (d *document) heads(i int) bool {
	line := d.tokens[i].line
	if line == 0 || d.lines[line].first != i || d.tokens[i].pre&(sepStop|sepBlank|sepComma) != 0 {
		return false
	}
	above := &d.lines[line-1]
	for k := above.first; k < min(above.last, above.first+2); k++ {
		if d.tokens[k].set.has(cInvoice) || d.shortened(k) {
			return true
		}
	}
	return false
}

// mostRows is how far above a number the head of its table may stand, mostCells how many words its lines may have.
const (
	mostRows  = 24
	mostCells = 30
)

// tabled reports whether token i begins a cell of a table whose head has a word for invoices above it: Date | Invoice no. | Open.
func (d *document) tabled(i int) bool {
	line := int(d.tokens[i].line)
	if !d.beginsCell(i) {
		return false
	}
	cell, cells := d.cells(line, i)
	for up := line - 1; cells > 1 && up >= max(0, line-mostRows); up-- {
		l := &d.lines[up]
		if l.first == l.last {
			if up < line-1 {
				return false
			}
			continue // a blank line below the head
		}
		at, head, number := -1, false, false
		for k := l.first; k < min(l.last, l.first+mostCells); k++ {
			if k == l.first || d.beginsCell(k) {
				at++
			}
			if t := &d.tokens[k]; at == cell {
				head = head || t.set.has(cInvoice) && t.norm != "account" || d.shortened(k) || strings.HasPrefix(t.norm, "rechnung")
			}
			number = number || d.tokens[k].kind == numberToken
		}
		if at+1 != cells || !number {
			return at+1 == cells && head
		}
	}
	return false
}

// beginsCell reports whether token i begins a line or stands behind a bar or several blanks.
func (d *document) beginsCell(i int) bool {
	t := &d.tokens[i]
	return d.lines[t.line].first == i || t.pre&sepWide != 0 || strings.ContainsAny(d.text[d.tokens[i-1].end:t.start], "|\t")
}

// cells is the number of the cell of a line that token i begins, and how many the line has; none where it is too long for a row.
func (d *document) cells(line, i int) (cell, cells int) {
	l := &d.lines[line]
	if l.last-l.first > mostCells {
		return 0, 0
	}
	for k := l.first; k < l.last; k++ {
		if k > l.first && d.beginsCell(k) {
			cells++
		}
		if k == i {
			cell = cells
		}
	}
	return cell, cells + 1
}

// coded reports whether an identifier has the form that invoice numbers have: a few capitals, digits, and a hyphen between
// them where the digits are few.
func (d *document) coded(from, to int) bool {
	t := &d.tokens[from]
	if t.kind != wordToken || !t.upper || !t.caps && len(t.norm) > 1 || len(t.norm) > 4 || to-from < 2 || to-from > 3 {
		return false
	}
	hyphen := false
	for k := from + 1; k < to; k++ {
		if d.tokens[k].kind != numberToken {
			return false
		}
		hyphen = hyphen || d.tokens[k].pre == sepHyphen
	}
	digits := len(d.tokens[from+1].norm)
	return hyphen || len(t.norm) > 1 && len(t.norm) < 4 && to-from == 2 && d.tokens[from+1].pre == 0 && digits > 3 && digits < 8
}

// accountNumber reports whether a number is that of an account, a case or a part: the nearest word says so that tells what numbers
// are of. Customer 88, invoice 4711; invoices of contract 7781.
func (d *document) accountNumber(i int) bool {
	for k := i - 1; k >= max(0, i-3); k-- {
		switch w := d.tokens[k].norm; {
		case (w == "note" || w == "notes") && k > 0 && d.tokens[k-1].norm == "credit":
			return true
		case (w == "ref" || w == "reference") && k > 0 && d.namesBill(k-1), d.namesBill(k):
			return false
		case otherNumbered[w]:
			return true
		}
	}
	return false
}

// otherNumbered are the words for what has a number and is no invoice.
var otherNumbered = wordSet("account konto compte cuenta case file ref policy cage rack reference contract contrato vertrag contrat escrow az kd zeichen lease agreement instance unit severity crane batch client customer section clause " +
	"meter zahler compteur contador suite mould moulds mold molds art article artikel signal gutschrift avoir abono")

// namesBill reports whether token k is a word for invoices.
func (d *document) namesBill(k int) bool {
	return d.tokens[k].set.has(cInvoice) && !otherNumbered[d.tokens[k].norm] || d.shortened(k)
}

// ofContract reports whether one of the two words before a number is for a contract, and none behind it for an invoice.
func (d *document) ofContract(i int) bool {
	return d.preceded(i, 2, of(cContract)) && !d.namesBill(i-1)
}

func (d *document) letters(from, to int) string {
	if to-from < 2 || d.tokens[from].kind != wordToken {
		return ""
	}
	return d.tokens[from].norm
}

// identifier reports where a number like INV-2, PH-2024-0071, F24-08812 or RE 2025-17 that begins at token i ends, or i. It
// is none within a day or a sum.
func (d *document) identifier(i int) int {
	t := &d.tokens[i]
	switch {
	case i > 0 && t.pre&^sepHyphen == 0 && t.pre != 0, t.kind == signToken:
		return i
	case t.kind == wordToken && (!t.caps && len(t.norm) > 1 || !t.upper): // as most words, so it is asked first
		return i
	}
	digits, k := false, i
	for ; k < len(d.tokens) && k < i+6; k++ {
		n := &d.tokens[k]
		if k > i && n.pre&^(sepHyphen|sepSlash|sepOther) != 0 && !(k == i+1 && d.prefixed(i)) || k > i && n.pre == sepSlash && n.kind == wordToken && n.norm == t.norm {
			break
		}
		if n.kind != wordToken && n.kind != numberToken || strings.Contains(n.norm, " ") {
			return i
		}
		digits = digits || n.kind == numberToken
	}
	switch {
	case !digits, k-i == 1 && !(t.kind == numberToken && isDigits(t.norm) && len(t.norm) > 2):
		return i
	case k-i == 1 && len(t.norm) == 3 && d.tokens[i].pre&(sepComma|sepSpace) == 0:
		return i
	case k-i == 2 && t.kind == wordToken && len(t.norm) == 1 && d.tokens[i+1].pre == 0 && len(d.tokens[i+1].norm) < 3: // Q1
		return i
	case k-i == 2 && t.kind == numberToken && d.tokens[i+1].pre == sepSlash && len(t.norm) < 3 && isYear(d.tokens[i+1].norm): // 03/2025
		return i
	}
	if d.sumOver(i) != nil || d.inDay(i) {
		return i
	}
	return k
}

// prefixed reports whether token i is a few capitals that belong to the number behind them, and no word of their own.
func (d *document) prefixed(i int) bool {
	t := &d.tokens[i]
	if t.kind != wordToken || !t.caps || len(t.norm) < 2 || len(t.norm) > 3 || i+1 >= len(d.tokens) || d.tokens[i+1].kind != numberToken || len(d.tokens[i+1].norm) < 3 || d.gap(i+1) != " " {
		return false
	}
	return !saysNumber(t.norm) && t.set.without(of(cAbbr)).empty() && t.tables&(inForms|inFunctions|inCurrencies) == 0 && (d.billed(i) || d.shortened(i))
}

// inDay reports whether token i is part of a day or a month that the text names.
func (d *document) inDay(i int) bool {
	for k := i; k >= max(0, i-5); k-- {
		if m := d.mentionFrom(k); m != nil && m.to > i {
			return true
		}
	}
	return i > 0 && isYear(d.tokens[i].norm) && (d.tokens[i-1].set.has(cMonth) || d.tokens[i-1].norm == "de" && i > 1 && d.tokens[i-2].set.has(cMonth))
}

func isDigits(w string) bool {
	for i := range len(w) {
		if w[i] < '0' || w[i] > '9' {
			return false
		}
	}
	return w != ""
}
