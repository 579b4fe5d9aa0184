package signals

import (
	"strings"

	"owed.dev/owed/ledger"
)

// A text may hold several mails: one that is passed on below a note, those that an answer quotes. What each says of days is
// seen from the day on which it was sent, however late somebody passed it on.

// mail is one of the mails that a text holds; the first is the text itself, as far as it is no other.
type mail struct {
	sent    ledger.Date // as its head says; zero where none does
	read    ledger.Date // the day on which it came: that of receipt, or of an inner mail that on which it was sent
	dated   ledger.Date // the day that it bears itself
	stamped ledger.Date // the day of receipt that a stamp names
	served  ledger.Date // or a service
	depth   int         // how deep it is quoted
}

// longAgo is how many days before its receipt a mail may have been sent for its date to be believed.
const longAgo = 2000

// SentOn is the day on which the mail was sent in which a byte of a text stands, as its head says, or the line above what is
// quoted; zero where none says it, or it is the day of receipt itself, one after it or one long before.
func SentOn(text string, at int, received ledger.Date) ledger.Date {
	d := newDocument(text, received, nil)
	defer d.release()
	return d.mailWith(at).sentBefore(received)
}

// sentOf is the day on which the mail was sent in which the first of what was found stands.
func (d *document) sentOf(f *Findings) ledger.Date {
	first := len(d.text)
	for _, m := range f.Measures {
		first = min(first, m.Evidence.Start)
	}
	for _, e := range f.SuspiciousWhy {
		first = min(first, e.Start)
	}
	if first == len(d.text) {
		return 0
	}
	return d.mailWith(first).sent
}

// mailWith is the mail in which a byte of the text stands.
func (d *document) mailWith(at int) *mail {
	n := 0
	for i := range d.lines {
		if d.lines[i].start <= at {
			n = d.lines[i].mail
		}
	}
	return &d.mails[n]
}

// sentBefore is the day on which the mail was sent if that is one before its receipt.
func (m *mail) sentBefore(received ledger.Date) ledger.Date {
	if m.sent < received {
		return m.sent
	}
	return 0
}

// mailAt is the mail in which token i stands.
func (d *document) mailAt(i int) *mail { return &d.mails[d.lines[d.tokens[i].line].mail] }

// cameOn is the day on which the mail came in which token i stands.
func (d *document) cameOn(i int) ledger.Date { return d.mailAt(i).read }

// findMails finds the mails that the text holds, and in which each line stands.
func (d *document) findMails() {
	d.today = d.received
	d.mails = append(d.mails[:0], mail{read: d.received})
	open, words, head := append(d.open[:0], 0), false, 0 // the mails around a line, the innermost last; whether anything was said above it
	for i := range d.lines {
		l := &d.lines[i]
		for l.last > l.first && len(open) > 1 && l.depth < d.mails[open[len(open)-1]].depth && i >= head {
			open = open[:len(open)-1] // what is quoted is over
		}
		if i >= head {
			var sent ledger.Date
			sent, head = d.headAt(i)
			switch {
			case sent == 0:
			case words:
				open = d.openMail(open, mail{sent: sent, read: sent, depth: d.depthBehind(head)})
			default:
				d.mails[0].sent = sent
			}
		}
		l.mail = open[len(open)-1]
		words = words || l.header || d.hasLower(l) || d.opensQuote(i)
	}
	d.open = open
}

// hasLower reports whether a line has a word that begins small, as a note has and a title may not.
func (d *document) hasLower(l *line) bool {
	for i := l.first; i < l.last; i++ {
		if t := &d.tokens[i]; t.kind == wordToken && !t.upper {
			return true
		}
	}
	return false
}

// openMail begins a mail inside of those that it is quoted in.
func (d *document) openMail(open []int, m mail) []int {
	for len(open) > 1 && d.mails[open[len(open)-1]].depth >= m.depth {
		open = open[:len(open)-1]
	}
	d.mails = append(d.mails, m)
	return append(open, len(d.mails)-1)
}

// depthBehind is how deep the first words behind line i-1 are quoted.
func (d *document) depthBehind(i int) int {
	for ; i < len(d.lines); i++ {
		if d.lines[i].last > d.lines[i].first {
			return d.lines[i].depth
		}
	}
	return 0
}

// headAt is the day that the head of a mail which begins with line i says it was sent on, and the line behind that head: lines
// that say from whom and when, or one that says who wrote when what follows. 0: none begins there, or none to be believed.
func (d *document) headAt(i int) (sent ledger.Date, end int) {
	l := &d.lines[i]
	if d.saysWhoWrote(i) {
		return d.sentIn(d.firstOfWho(i), l.last), i + 1
	}
	if from := d.quoteHead(i); from < l.last {
		return d.sentIn(from, min(l.last, from+headWords)), i + 1
	}
	if !l.header {
		return 0, i
	}
	says := l.depth > 0 // or it may be the date of a letter
	for end = i; end < len(d.lines) && d.inHead(end); end++ {
		switch l := &d.lines[end]; l.name {
		case "date":
			sent = d.sentIn(l.first, l.last)
		case "from":
			says = true
		}
	}
	if !says {
		return 0, end
	}
	return sent, end
}

// headWords is how many words from and when take at most in a line that says both.
const headWords = 16

// quoteHead is where in line i, the first of a quotation, the day may stand on which that was written: 22 Jan, Pieter: paid in
// full; From: Pieter, 22 January. It is behind the line where none stands.
func (d *document) quoteHead(i int) int {
	l := &d.lines[i]
	if i == 0 || l.first == l.last || l.depth <= d.lines[i-1].depth {
		return l.last
	}
	if l.header && l.name == "from" && (i+1 == len(d.lines) || !d.lines[i+1].header) {
		return l.first
	}
	if m, ok := d.dateMentionAt(l.first); ok && m.to < l.last && d.tokens[m.to].pre&sepComma != 0 && strings.Contains(d.text[d.tokens[m.to].start:l.end], ":") {
		return l.first
	}
	return l.last
}

// inHead reports whether line i belongs to the head of a mail that began above it: it has no words, or is the next line of the head.
func (d *document) inHead(i int) bool {
	l := &d.lines[i]
	return l.header || l.last == l.first && i+1 < len(d.lines) && d.lines[i+1].header
}

// sentIn is the day that some tokens name, if a mail can have been sent on it.
func (d *document) sentIn(from, to int) ledger.Date {
	for k := from; k < to; k++ {
		m, ok := d.dateMentionAt(k)
		if !ok || !m.written() || m.to > to {
			continue
		}
		if m.partial && m.day > d.received {
			m.day = m.day.AddMonths(-12)
		}
		if m.day <= d.received && m.day >= d.received.AddDays(-longAgo) {
			return m.day
		}
		return 0
	}
	return 0
}
