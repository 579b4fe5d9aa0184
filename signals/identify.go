package signals

import (
	"slices"
	"strings"
)

// identify finds who writes, and the vendor of the ledger it matches.
func (d *document) identify(f *Findings) {
	if best, sure := d.chooseName(); best.to > 0 {
		f.VendorFrom = d.evidenceOf(d.nameSpan(best), 0.4+0.55*min(sure, 1))
	}
	if n := d.writer(); n.to > 0 {
		f.VendorFrom = d.evidenceOf(d.nameSpan(n), 0.95)
	}
	f.Vendor = f.VendorFrom.Text
	d.matchLedger(f)
}

// writer is the name with which a text begins that says who writes it: “Kestrel Fuel writes: …”, “Datadog: we will suspend …”. It is
// the zero name where none does.
func (d *document) writer() name {
	all := d.names()
	if len(all) == 0 || all[0].from > 0 || d.news || d.general {
		return name{}
	}
	n := all[0]
	switch colon := d.colonBehind(n.to); {
	case colon < 0:
		return name{}
	case colon == n.to+1 && writes[d.tokens[n.to].norm]:
		return n
	case colon == n.to && !d.speaksAsWe(colon) || d.nobody(&n) || !d.free(n) || firstNames[d.tokens[n.from].norm]:
		return name{}
	}
	for n.to-n.from > 1 && !n.form && (deskWord(d.tokens[n.to-1].norm) || isTeam(d.tokens[n.to-1].norm)) {
		n.to--
	}
	return n
}

// writes are the words between who writes and what.
var writes = wordSet("writes wrote schreibt ecrit escribe")

// colonBehind is the token behind the colon that ends a heading of one name and one word more at most, which ends before token k; -1 if
// none does.
func (d *document) colonBehind(k int) int {
	for end := k; end < min(k+2, len(d.tokens)); end++ {
		if d.tokens[end].pre&sepColon != 0 {
			return end
		}
		if w := d.tokens[end].norm; end == k && !writes[w] && !deskWord(w) && w != "mail" && w != "email" {
			return -1
		}
	}
	return -1
}

// speaksAsWe reports whether whoever writes the sentence from token i on says “we” in it.
func (d *document) speaksAsWe(i int) bool {
	for k := i; k < len(d.tokens) && (k == i || d.tokens[k].pre&(sepStop|sepBlank) == 0); k++ {
		switch d.tokens[k].norm {
		case "we", "our", "wir", "unsere", "unser", "nous", "notre", "nos", "nosotros", "nuestro", "nuestra", "well", "weve":
			return true
		}
	}
	return false
}

// How much it counts for a vendor of the ledger where the text has something of it. Who sent the text, or writes it as it says
// itself, outweighs every mention.
const (
	sentByIt    = 32 // the sender's domain is its own
	begunByIt   = 16 // the text begins with its name, which is who writes it
	writtenByIt = 8  // the creditor as written has its name
	domainOfIt  = 4  // another address or link
	invoiceOfIt = 3
	namedInIt   = 2
)

// SureOfName is how sure the creditor as written must be to cast doubt on a vendor that is merely mentioned.
const SureOfName = 0.75

// matchLedger finds the vendor whose domain, invoice or name stands in the text.
func (d *document) matchLedger(f *Findings) {
	if len(d.vendors) == 0 {
		return
	}
	words := d.ownWords()
	best := 0
	for i := range d.vendors {
		score, from := d.match(&d.vendors[i], words, f.Vendor)
		if score > best {
			best, f.Slug, f.SlugFrom = score, d.vendors[i].Slug, from
		}
	}
	f.SlugDoubt = best > 0 && best < writtenByIt && (f.VendorFrom.Confidence >= SureOfName || d.sentBy(f.Vendor))
}

// sentBy reports whether the address of the sender has the name of the creditor as written.
func (d *document) sentBy(written string) bool {
	words := strings.ReplaceAll(foldWords(written), " ", "")
	return words != "" && slices.ContainsFunc(d.sites(), func(s site) bool {
		return s.whose == sendersSite && (strings.HasPrefix(words, s.letters) || strings.HasPrefix(s.letters, words))
	})
}

// ownWords are the words of a text with a blank between them, without the lines that say whom it was sent to.
func (d *document) ownWords() string {
	var b strings.Builder
	b.WriteByte(' ')
	for i := range d.tokens {
		if !d.addressed(i) {
			b.WriteString(d.tokens[i].norm)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// addressed reports whether a token stands in a line that says whom a mail was sent to.
func (d *document) addressed(i int) bool {
	l := &d.lines[d.tokens[i].line]
	return l.header && (l.name == "to" || l.name == "cc" || l.name == "bcc")
}

// match says how much of a vendor a text has, and where it stands. written is the creditor as written.
func (d *document) match(v *Vendor, words, written string) (score int, from Evidence) {
	for _, dom := range v.Domains {
		dom = strings.ToLower(dom)
		switch {
		case dom == "":
		case d.sentFrom(dom):
			score, from = score+sentByIt, d.where(func(norm string) bool { return strings.HasSuffix(norm, "@"+dom) || strings.HasSuffix(norm, "."+dom) })
		case strings.Contains(words, "@"+dom+" ") || strings.Contains(words, "."+dom+" "):
			score, from = score+domainOfIt, d.where(func(norm string) bool { return strings.HasSuffix(norm, "@"+dom) || strings.HasSuffix(norm, "."+dom) })
		}
	}
	for _, n := range v.Invoices {
		if at := strings.Index(d.text, n); len(n) > 3 && at >= 0 {
			score += invoiceOfIt
			if from.Text == "" {
				from = d.evidenceOf(Span{at, at + len(n)}, 0.7)
			}
			break
		}
	}
	named, byName := 0, Evidence{}
	folded := " " + foldWords(written) + " "
	for _, alias := range append([]string{v.Name, v.Slug}, v.Aliases...) {
		a := foldWords(alias)
		if a == "" || !strings.Contains(words, " "+a+" ") {
			continue
		}
		at, begins := d.whereWords(a)
		counts := namedInIt
		switch {
		case begins:
			counts = begunByIt
		case strings.HasPrefix(folded, " "+a+" "), written != "" && strings.Contains(" "+foldWords(v.Name)+" ", folded):
			counts = writtenByIt
		}
		if counts > named {
			named, byName = counts, at
		}
	}
	if named >= writtenByIt || named > 0 && from.Text == "" {
		from = byName
	}
	return score + named, from
}

// sentFrom reports whether the text was sent from a domain.
func (d *document) sentFrom(domain string) bool {
	for _, h := range d.headers {
		if from := domainOf(d.addressIn(h.line)); h.name == "from" && (from == domain || strings.HasSuffix(from, "."+domain)) {
			return true
		}
	}
	return false
}

// where is the first word of which something holds, outside the lines that say whom a mail was sent to.
func (d *document) where(holds func(norm string) bool) Evidence {
	for i := range d.tokens {
		if holds(d.tokens[i].norm) && !d.addressed(i) {
			return d.evidence(i, i+1, 0.8)
		}
	}
	return Evidence{}
}

// whereWords is where folded words stand first, outside the lines that say whom a mail was sent to, and whether the text begins with
// them and a colon, or with who writes it.
func (d *document) whereWords(folded string) (at Evidence, begins bool) {
	words := strings.Fields(folded)
	for i := 0; i+len(words) <= len(d.tokens); i++ {
		k := 0
		for k < len(words) && d.tokens[i+k].norm == words[k] && !d.addressed(i+k) {
			k++
		}
		if k < len(words) {
			continue
		}
		end := i + k
		for end < min(len(d.tokens), i+k+3) && i == 0 && d.tokens[end].pre&sepColon == 0 {
			end++
		}
		begins = i == 0 && end < min(len(d.tokens), i+k+3)
		return d.evidence(i, i+k, 0.8), begins
	}
	return Evidence{}, false
}

// foldWords is s as the tokens of a text are folded, with one blank between them.
func foldWords(s string) string {
	var out []string
	for _, t := range new(folder).tokenize(s, cutLines(nil, s)) {
		out = append(out, t.norm)
	}
	return strings.Join(out, " ")
}

// creditor is the best name for the one to whom we owe.
func (d *document) creditor(domains, ours []string) name {
	var best name
	d.scored = append(d.scored[:0], d.names()...)
	all := d.scored
	d.weighPairs(all)
	seen := written{all: make([]writing, 0, len(all))}
	for i := range all {
		n := &all[i]
		d.scoreName(n, domains, ours)
		if n.score > 0 {
			*seen.at(d.tokens[n.from].norm) += 0.6
		}
	}
	for _, n := range all {
		if n.score <= 0 {
			continue
		}
		n.score += min(*seen.at(d.tokens[n.from].norm), 2)
		if n.score > best.score {
			best = n
		}
	}
	if best.score < 2 {
		return name{}
	}
	return best
}

// senderLabels are the words of the sender's mail domain.
func (d *document) senderLabels() []string {
	var out []string
	for _, h := range d.headers {
		if h.name == "from" && d.lines[h.line].part == 0 {
			dom := domainOf(d.addressIn(h.line))
			for label := range strings.FieldsFuncSeq(dom, func(r rune) bool { return r == '.' || r == '-' }) {
				if len(label) > 2 && label != "example" && label != "com" {
					out = append(out, label)
				}
			}
		}
	}
	return out
}

// ourNames are the first words of the names of those the text is addressed to.
func (d *document) ourNames() []string {
	var out []string
	for _, h := range d.headers {
		if h.name == "to" {
			for label := range strings.FieldsFuncSeq(domainOf(d.addressIn(h.line)), func(r rune) bool { return r == '.' || r == '-' }) {
				out = append(out, label)
				break
			}
		}
	}
	return out
}

var (
	notNames   = of(cMonth, cWeekday, cSubject) // no name begins with one
	inNamesToo = of(cAbbr, cNumeral)            // these a name may be
	ourClient  = of(cClient)
)

// scoreName says how much a name looks like the creditor's.
func (d *document) scoreName(n *name, domains, ours []string) {
	first := &d.tokens[n.from]
	l := &d.lines[first.line]
	if len(d.tokens) < 4 || slices.Contains(ours, first.norm) || first.set.any(notNames) || first.tables&inFunctions != 0 && !n.form || len(first.norm) < 3 && !n.form {
		return
	}
	if l.header {
		if l.name != "from" || l.part > 0 {
			return
		}
	}
	if d.general && !d.email && !n.form {
		return
	}
	last := d.facts.lastLine
	if !n.form && n.to-n.from == 1 && !first.set.without(inNamesToo).empty() {
		return
	}
	if n.form {
		n.score += 2.5
	}
	if n.to == len(d.tokens) && len(d.lines) < 6 {
		n.score += 1.6
	}
	for _, label := range domains {
		if strings.Contains(label, first.norm) || strings.HasPrefix(first.norm, label) {
			n.score += 3
			break
		}
	}
	if d.preceded(n.from, 3, ourClient) || d.agency && n.from > 4 && d.preceded(n.from, 5, ourClient) || n.from > 0 && (d.tokens[n.from-1].norm == "creditor" || d.tokens[n.from-1].norm == "behalf") {
		n.score += 5
	}
	switch {
	case first.line == 0 && !l.header:
		n.score += 1.5
	case l.header && n.desk:
		n.score += 2.4
	case l.header:
		n.score += 1.2
	case int(first.line) == last && d.lines[last].first == n.from && n.from > len(d.tokens)/2 && d.email:
		n.score += 2.1
	case int(first.line) >= last-2 && n.from > len(d.tokens)/2:
		n.score += 1.2
	}
	loose := d.internal || d.news || len(d.lines) < 4
	if loose && n.from > 0 && d.lang != "de" && first.pre&(sepStop|sepLine|sepColon|sepBlank) == 0 && first.set.empty() && !d.speaker(n) {
		n.score++
	}
	if n.from > 0 && loose {
		switch d.tokens[n.from-1].norm {
		case "at", "from", "by", "of", "von", "bei", "de", "d", "chez", "the", "tell", "told", "with", "mit", "avec", "con", "to", "pay", "wie", "und", "and", "if", "wenn", "a":
			n.score += 1.6
		}
		if d.tokens[n.from].pre&sepOpen != 0 {
			n.score++
		}
		if n.from+1 < len(d.tokens) && n.to < len(d.tokens) && d.tokens[n.to].norm == "s" {
			n.score++
		}
	}
	if !n.form && d.isPerson(n) {
		n.score -= 1.5
	}
	if d.addressee(n) && !(loose && d.tokens[max(0, n.from-1)].norm == "to") {
		n.score -= 5
	}
}

// isPerson reports whether a name has two words and stands where people sign or are addressed.
func (d *document) isPerson(n *name) bool {
	if n.from > 0 {
		switch d.tokens[n.from-1].norm {
		case "mr", "ms", "mrs", "herr", "herrn", "frau", "mme", "m", "dr", "dear", "hi", "hello", "hallo", "hola", "regards", "best":
			return true
		}
	}
	return false
}

// addressee reports whether a name stands in the address of the letter, or after Dear.
func (d *document) addressee(n *name) bool {
	for k := n.from - 1; k >= max(0, n.from-2); k-- {
		switch d.tokens[k].norm {
		case "to", "an", "dear", "bill", "attn", "fao", "against", "hi", "hello", "gegen", "contre", "contra":
			return true
		}
	}
	if d.lines[d.tokens[n.from].line].header || n.from > 60 {
		return false
	}
	line := int(d.tokens[n.from].line)
	return line > 2 && line < 12 && d.lines[line].first == n.from && n.form && len(d.lines) > 10 && d.lines[line].last == n.to
}

// contact finds an address of theirs, else a telephone, else a name; none if nobody reads the mail.
func (d *document) contact(f *Findings) {
	if d.anywhere(cNobodyReads) && d.email {
		return
	}
	if at := d.passedSender(f); at >= 0 {
		f.ContactFrom = d.evidence(at, at+1, 0.9)
		f.Contact = f.ContactFrom.Text
		return
	}
	last := -1
	for _, i := range d.words.links {
		t := &d.tokens[i]
		l := &d.lines[t.line]
		if t.kind != addressToken || l.part > 0 && !d.internal || unread(t.norm) {
			continue
		}
		if l.name == "from" && !d.internal {
			f.Contact, f.ContactFrom = d.text[t.start:t.end], d.evidence(i, i+1, 0.9)
			return
		}
		if !l.header {
			last = i
		}
	}
	if last >= 0 {
		f.ContactFrom = d.evidence(last, last+1, 0.8)
		f.Contact = f.ContactFrom.Text
		return
	}
	d.telephone(f)
	if f.Contact != "" || d.news || d.invoice || d.general {
		return
	}
	if d.internal || len(d.lines) < 4 {
		if p := d.person(); p.to > 0 {
			f.ContactFrom = d.evidenceOf(d.nameSpan(p), 0.6)
			f.Contact = f.ContactFrom.Text
			return
		}
	}
	if !d.internal && !d.email {
		d.signature(f)
	}
}

// passedSender is the address of who sent the mail in which the first measure stands, where somebody else passed that mail on or
// answers it; -1 where none did, or its sender is of the same house.
func (d *document) passedSender(f *Findings) int {
	if len(f.Measures) == 0 {
		return -1
	}
	at, house := -1, ""
	for _, h := range d.headers {
		l := &d.lines[h.line]
		if h.name != "from" {
			continue
		}
		if l.part == 0 {
			house = domainOf(d.addressIn(h.line))
		} else if l.start < f.Measures[0].Evidence.Start {
			at = h.line
		}
	}
	if at < 0 {
		return -1
	}
	for i := d.lines[at].first; i < d.lines[at].last; i++ {
		if t := &d.tokens[i]; t.kind == addressToken && !unread(t.norm) && domainOf(t.norm) != house {
			return i
		}
	}
	return -1
}

func unread(address string) bool {
	at := strings.IndexByte(address, '@')
	box := address[:max(at, 0)]
	for _, word := range []string{"noreply", "no-reply", "no_reply", "no.reply", "donotreply", "do-not-reply", "do_not_reply"} {
		if strings.Contains(box, word) {
			return true
		}
	}
	return false
}

// signedNumber reports whether the number [i, to) stands under a text as that of a telephone does: several groups, which end
// one of its last lines, behind a name or a desk: L. Penhaligon, Grower liaison, 0000 555-318.
func (d *document) signedNumber(i, to, digits int) bool {
	l := &d.lines[d.tokens[i].line]
	if to-i < 2 && !strings.Contains(d.tokens[i].norm, " ") || digits < 7 || d.lines[d.tokens[i].line].part > 0 || int(d.tokens[i].line) < d.facts.lastLine-2 || to < l.last && d.tokens[to].pre&(sepStop|sepComma) == 0 {
		return false
	}
	if _, dated := d.mentionAt(i); dated || i == 0 || d.tokens[i-1].kind == numberToken {
		return false
	}
	return !d.preceded(i, 4, of(cInvoice, cContract)) && !d.accountNumber(i)
}

// telephone finds a number of a telephone: after tel., phone and their like, or written as one.
func (d *document) telephone(f *Findings) {
	for i := range d.tokens {
		t := &d.tokens[i]
		if t.kind != numberToken || d.lines[t.line].header || len(t.norm) < 2 {
			continue
		}
		marked := false
		for k := i - 1; k >= max(0, i-2); k-- {
			switch d.tokens[k].norm {
			case "tel", "telefon", "telephone", "phone", "telefono", "call", "ruf", "fon", "line", "mobile", "durchwahl":
				marked = true
			}
		}
		to, digits := i, 0
		for to < len(d.tokens) && to < i+8 && d.tokens[to].kind == numberToken && (to == i || d.tokens[to].pre&^(sepSpace|sepHyphen|sepSlash|sepClose|sepOpen) == 0) {
			digits += len(strings.ReplaceAll(d.tokens[to].norm, " ", ""))
			to++
		}
		if !marked && !(t.pre&sepOpen != 0 && digits >= 7 && to-i > 1) && !d.signedNumber(i, to, digits) || digits < 6 || digits > 16 {
			continue
		}
		s := Span{t.start, d.tokens[to-1].end}
		if s.Start > 0 && (d.text[s.Start-1] == '(' || d.text[s.Start-1] == '+') {
			s.Start--
		}
		f.ContactFrom = d.evidenceOf(s, 0.7)
		f.Contact = f.ContactFrom.Text
		return
	}
}
