package signals

import (
	"slices"
	"strings"
	"sync"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// document is a text taken apart: lines, tokens, sentences, and who seems to speak where.
type document struct {
	text     string
	lines    []line
	tokens   []token
	clauses  []clause
	lang     string
	lex      []*lexicon
	received ledger.Date
	today    ledger.Date // as seen from what is being read: the day on which its mail came
	mails    []mail
	tells    dayOrder
	vendors  []Vendor
	customs  customs

	headers  []header
	email    bool // begins as an e-mail
	internal bool // written by one of us: a chat, a note of a call, a memo
	chat     bool
	spoken   bool // tells what was said, not what was written
	told     bool // the same, by what was learnt
	news     bool
	general  bool // terms, tariffs, minutes, invoices: no letter to us
	invoice  bool
	outbound bool  // we write to them
	agency   bool  // written by a lawyer or an agency for the creditor
	seen     set   // every concept in the newest part
	whole    []set // of each clause: every concept of its sentence, and of the line above the list it is in
	facts    facts

	model      *model
	trust      trust
	pieces     []piece
	sayings    int                         // how many pieces say what none before them says
	asWhole    linear.Odds                 // what the model thinks of the text as a whole
	states     [len(linear.States)]float64 // how likely its sentences speak of measures in each state, added up
	ruled      []candidate                 // what the rules alone found
	suspicions []suspicion                 // why they think that it is a fraud

	named  []name
	sought bool // the names were looked for
	money  []amount
	dates  []dateMention

	known    [16]ruledDays
	weighed  *weigher  // the sums, as far as they were asked for
	mentions []mention // what is known of the dates, as far as it was asked for

	room
}

// room is memory that reading takes and that holds nothing from one step to the next.
type room struct {
	folder         folder
	words          words
	traits         traits // of the options for days
	mentioned      traits // of the mentions of days
	features       []uint32
	ruledFeatures  []uint32 // what the rules think
	pairFeatures   []uint32 // of each token with the one before it
	pairs          []uint32 // their rows
	ruledRows      []uint32 // two for each candidate, as of ruledFeatures
	rows           []uint32
	kinds          [][linear.Measure]float32
	actDays        []dayOption
	avertDays      []dayOption
	dueDays        []dayOption
	found          []candidate
	maybe, stood   []candidate
	taken          []bool // by sentence
	question       question
	distinct       distinct
	scored, varied []name
	counts         []int
	open           []int   // mails
	inClause       []int32 // of each token
	stands         []namePlace
	plainness      []plainness // of spots
}

// documents keeps the memory that texts took for the next ones: memory that was just used is near the processor, and
// waiting for any other takes longer than reading. Nothing of a text is read again: what it left is cut to no length.
var documents = sync.Pool{New: func() any { return new(document) }}

// mostKept is the length of a text up to which its memory is kept.
const mostKept = 128 << 10

// release gives the memory of a document back. It must not be used any more.
func (d *document) release() {
	if len(d.text) > mostKept {
		return
	}
	*d = document{
		lines: d.lines[:0], clauses: d.clauses[:0], lex: d.lex[:0], headers: d.headers[:0], whole: d.whole[:0], pieces: d.pieces[:0],
		mails: d.mails[:0], named: d.named[:0], money: d.money[:0], dates: d.dates[:0], mentions: d.mentions[:0], room: d.room,
	}
	d.traits, d.mentioned, d.inClause = d.traits[:0], d.mentioned[:0], d.inClause[:0]
	for _, options := range [...][]dayOption{d.actDays, d.avertDays, d.dueDays} {
		clear(options) // which hold on to the text
	}
	documents.Put(d)
}

// zeroed is n zero values in the room of s.
func zeroed[T any](s []T, n int) []T { return append(s[:0], make([]T, n)...) }

type header struct {
	line  int
	name  string
	value Span
	depth int
	part  int
}

// newDocument reads the text once, from lines to clauses.
func newDocument(text string, received ledger.Date, vendors []Vendor) *document {
	return newDocumentIn("", text, received, vendors, customs{})
}

// customs are what is known of how a vendor counts and writes days.
type customs struct {
	holiday func(ledger.Date) bool // days on which nothing is done; nil: Sundays, and Saturdays where they are none, only
	order   dayOrder
}

// newDocumentIn reads a text that is known to be in one of the languages, "" finds out in which, and whose writer has such
// customs.
func newDocumentIn(lang, text string, received ledger.Date, vendors []Vendor, ways customs) *document {
	if len(text) > MaxText {
		text = cutRunes(text, MaxText)
	}
	d := documents.Get().(*document)
	d.text, d.received, d.vendors, d.customs = text, received, vendors, ways
	d.lines = cutLines(d.lines, text)
	d.tokens = d.folder.tokenize(text, d.lines)
	d.join()
	d.words.begin()
	d.words.of(d.tokens)
	if lang == "" {
		d.language()
	} else {
		d.lang, d.lex = lang, append(d.lex, lexicons()[lang])
	}
	for _, lx := range d.lex {
		lx.annotate(d.tokens, &d.words)
	}
	d.readHeaders()
	d.futures()
	d.rates()
	d.parts()
	d.money = d.findMoney(d.money)
	d.findOrder()
	d.findMails()
	d.dates = d.findDates(d.dates)
	d.dateSelf()
	d.untilDates()
	d.clauses = d.cutClauses(d.clauses)
	d.inClause = slices.Grow(d.inClause[:0], len(d.tokens))
	for i := range d.clauses {
		for range d.clauses[i].to - d.clauses[i].from {
			d.inClause = append(d.inClause, int32(i))
		}
	}
	d.findMoved()
	d.surround()
	d.settle()
	d.characterise()
	d.takeStock()
	for i := range d.dates {
		m := &d.dates[i]
		m.deadline, m.past, m.eligible, m.posted = d.isDeadline(*m), d.isPast(*m), d.isEligible(m), d.datesPost(m)
	}
	return d
}

// cutRunes is the head of s, at most n bytes, that ends with a whole letter.
func cutRunes(s string, n int) string {
	n = min(n, len(s))
	for n > 0 && n < len(s) && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// join makes one word of two where a hyphen only broke it at the end of a line, and renumbers the lines' tokens.
func (d *document) join() {
	first := 0
	for first < len(d.tokens) && !d.tokens[first].goesOn() {
		first++
	}
	if first == len(d.tokens) { // as in most texts
		for i := range d.lines {
			if l := &d.lines[i]; l.first == l.last {
				l.first, l.last = 0, 0
			}
		}
		return
	}
	out := d.tokens[:first]
	for i := first; i < len(d.tokens); i++ {
		t := d.tokens[i]
		if n := len(out); n > 0 && t.goesOn() {
			if p := &out[n-1]; p.kind == wordToken && d.text[p.end] == '-' && len(p.norm)+len(t.norm) < maxWord {
				p.norm += t.norm
				p.end = t.end
				continue
			}
		}
		out = append(out, t)
	}
	d.tokens = out
	for i := range d.lines {
		d.lines[i].first, d.lines[i].last = 0, 0
	}
	for i := range out {
		l := &d.lines[out[i].line]
		if l.last == 0 {
			l.first = i
		}
		l.last = i + 1
	}
}

// goesOn reports whether a token may go on a word that a hyphen broke at the end of the line before.
func (t *token) goesOn() bool {
	return t.pre&^sepSpace == sepHyphen|sepLine && t.kind == wordToken && !t.upper
}

// functionWords tell the languages apart; one that two languages share stands in neither list.
var functionWords = func() map[string]uint8 {
	words := map[string]uint8{}
	for i, list := range []string{
		"no the and of to is are was for your you we have with this that be will by not our it on from been if has at as or please paid they i my an all due unless",
		"der die und ist wir sie ihre ihr nicht mit von zu den das auf ein eine bis fur werden im dem wird ihnen ich oder sehr bei uns haben am an als aus vom zum wurde konto hat noch",
		"de en cas sous je mais ou si plus son leur mon le les et est nous vous votre vos des du pour dans au que ne pas sur par une ce sont avec aux sera il nos cette qui n l d a",
		"a o pero como tras nos me sin embargo el los las y es su sus de que en por para con del al se no una nos ha le les como lo sin este esta si hasta han",
	} {
		for w := range strings.FieldsSeq(list) {
			words[w] |= 1 << i
		}
	}
	return words
}()

// languageWords is how many words tell the language of a text.
const languageWords = 801

// language chooses the lexicons: that of the language most words belong to, and any other that has a fair share.
func (d *document) language() {
	var count, own [len(languages)]int
	var together [1 + inFunctions]int // how many words belong to just these languages
	for i := range d.tokens[:min(len(d.tokens), languageWords)] {
		together[d.tokens[i].tables&inFunctions]++
	}
	for in, n := range together {
		for k := range count {
			switch {
			case in == 1<<k:
				count[k] += 2 * n
				own[k] += n
			case in>>k&1 != 0:
				count[k] += n
			}
		}
	}
	best := 0
	for k := range count {
		if count[k] > count[best] {
			best = k
		}
	}
	all := lexicons()
	if count[best] < 8 || nearlyAs(count, best) {
		best = d.knownMost(count, best)
	}
	d.lang = languages[best]
	for k, lang := range languages {
		if k == best || own[k] >= 5 && own[k]*4 >= own[best] {
			d.lex = append(d.lex, all[lang])
		}
	}
}

// nearlyAs reports whether a text has almost as many function words of another language, as of French and Spanish.
func nearlyAs(count [len(languages)]int, best int) bool {
	for k := range count {
		if k != best && count[k]+3 >= count[best] {
			return true
		}
	}
	return false
}

// knownMost chooses, for a short text or one that may be in either of two languages, the language whose lexicon knows most of its words.
func (d *document) knownMost(count [len(languages)]int, best int) int {
	most, chosen := 0, best
	for k, lang := range languages {
		if count[k]+3 < count[best] {
			continue
		}
		n := 2 * count[k]
		for i := range d.tokens[:min(len(d.tokens), 60)] {
			if t := &d.tokens[i]; t.kind == wordToken && len(t.norm) > 3 && lexicons()[lang].knows(t.norm) {
				n += 2
			}
		}
		if n > most {
			most, chosen = n, k
		}
	}
	return chosen
}

// futures marks the verbs whose ending says that something will be, where the language has such endings.
func (d *document) futures() {
	if d.lang != "fr" && d.lang != "es" {
		return
	}
	for i := range d.tokens {
		if t := &d.tokens[i]; t.kind == wordToken && isFuture(t.norm, d.lang) {
			t.set.add(cWill)
		}
	}
}

// rates marks a percentage over time as interest: 1.5%/mo, 12 % l'an, 8 % p. a.
func (d *document) rates() {
	for i := 1; i < len(d.tokens); i++ {
		if t := &d.tokens[i]; t.upper && t.norm == "may" && t.pre&^(sepSpace|sepLine) == 0 && !t.caps {
			t.set = t.set.without(of(cMay)) // commissions for May
		}
		if d.tokens[i].kind != signToken || d.tokens[i].norm != "%" || d.tokens[i-1].kind != numberToken {
			continue
		}
		for k := i + 1; k < min(i+4, len(d.tokens)); k++ {
			if d.tokens[k].set.hasAny(cPerMonth, cPerYear, cRate) && d.tokens[k].pre&(sepComma|sepStop) == 0 {
				d.tokens[i].set.add(cInterest)
				d.tokens[i].set.add(cRate)
				break
			}
		}
	}
}

// untilDates takes the meaning "as long as" from words that only lead to a day: until 5 May, bis zum 5. Mai.
func (d *document) untilDates() {
	for _, m := range d.dates {
		for k := m.from; k < m.to; k++ {
			d.tokens[k].set = d.tokens[k].set.without(of(cMay))
		}
		for k := m.from - 1; k >= max(0, m.from-3); k-- {
			if d.tokens[k].set.has(cUntil) {
				d.tokens[k].set = d.tokens[k].set.without(of(cUntil))
				d.tokens[k].set.add(cBy)
			}
		}
	}
}

// value is the number that a month, a numeral or a unit stands for.
func (d *document) value(t *token) (int, bool) {
	for _, lx := range d.lex {
		if v, ok := lx.values[t.norm]; ok {
			return v, true
		}
	}
	return 0, false
}

// readHeaders finds the lines of e-mail headers and takes their tokens out of the running text.
func (d *document) readHeaders() {
	for i := range d.lines {
		l := &d.lines[i]
		name, at := l.headerOf(d.text)
		if name == "" || name == "to" && l.first+3 > l.last && at >= l.end {
			continue
		}
		if prev := i > 0 && d.lines[i-1].header; !prev && name != "from" && name != "subject" && i > 6 && l.depth == 0 {
			continue
		}
		if name == "from" && at == l.end {
			continue
		}
		l.header, l.name = true, name
		d.headers = append(d.headers, header{line: i, name: name, value: Span{at, l.end}, depth: l.depth})
	}
	d.email = len(d.headers) > 1 && d.headers[0].line < 3
}

// parts numbers the layers of a thread: 0 is the newest, 1 whatever it quotes.
func (d *document) parts() {
	part := 0
	for i := range d.lines {
		l := &d.lines[i]
		switch {
		case d.opensQuote(i):
			part++
		case i > 2 && l.header && !d.lines[i-1].header && part == 0 && l.depth == 0 && d.email && d.lines[i].first > 0 && l.name == "from":
			part++
		}
		l.part = part
		if part == 0 && l.depth > 0 {
			l.part = 1
		}
	}
}

// opensQuote reports whether line i says that what follows was written before.
func (d *document) opensQuote(i int) bool {
	l := &d.lines[i]
	s := d.text[l.start:l.end]
	if strings.HasPrefix(s, "-----") || strings.HasPrefix(s, "_____") {
		return l.last > l.first || strings.HasPrefix(s, "_____")
	}
	return d.saysWhoWrote(i)
}

// saysWhoWrote reports whether line i, as mail programs write it above what they quote, says who wrote what follows; its words
// may begin in the line before.
func (d *document) saysWhoWrote(i int) bool {
	l := &d.lines[i]
	s := d.text[l.start:l.end]
	if !strings.HasSuffix(s, ":") {
		return false // as most
	}
	if words := l.last - d.firstOfWho(i); words < 4 || words > 24 {
		return false
	}
	last := d.tokens[l.last-1].norm
	return (last == "wrote" || last == "ecrit" || last == "escribio" || last == "schrieb") ||
		strings.HasPrefix(s, "Am ") && strings.Contains(s, " schrieb ")
}

// firstOfWho is the first token of what line i says of who wrote what follows: one of the line before, if that begins it.
func (d *document) firstOfWho(i int) int {
	if i > 0 {
		if p := &d.lines[i-1]; p.last > p.first && p.depth == d.lines[i].depth && !strings.HasSuffix(d.text[p.start:p.end], ":") {
			switch d.tokens[p.first].norm {
			case "on", "am", "le", "el":
				return p.first
			}
		}
	}
	return d.lines[i].first
}
