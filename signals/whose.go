package signals

import (
	"slices"
	"strings"
)

// oursToDo reports whether, in a text of our own, it is we who act.
func (d *document) oursToDo(c *candidate, cl *clause) bool {
	if cl.part > 0 || cl.quoted || cl.depth > 0 || cl.set.has(cFear) {
		return false
	}
	from, _ := d.sentence(c.clause)
	if first := &d.tokens[cl.from]; c.clause > from && first.set.hasAny(cUntil, cUnless, cIf) && !cl.set.hasAny(cSpoke, cHint) && d.weBegin(from) {
		return true // a condition of what we mean to do
	}
	at := d.anchor(c, cl)
	we := c.clause > from && !cl.set.hasAny(cThey, cSpoke) && d.weBegin(from)
	for i := max(cl.from, at-8); i < at; i++ {
		s := d.tokens[i].set
		w := d.tokens[i].norm
		if s.has(cThey) && w != "them" && w != "her" && w != "his" && w != "denen" || s.has(cSpoke) {
			return false
		}
		we = we || w == "we" || w == "i" || w == "wir" || w == "ich" || w == "nous" || w == "on" || w == "je" || w == "lets" || w == "id"
	}
	return we || cl.set.has(cOurPlan) && !cl.set.hasAny(cThey, cSpoke, cFear, cHint)
}

// weBegin reports whether the sentence that begins with clause i has one of us as its first subject.
func (d *document) weBegin(i int) bool {
	for k := d.clauses[i].from; k < min(d.clauses[i].to, d.clauses[i].from+9); k++ {
		switch w := d.tokens[k].norm; {
		case d.tokens[k].set.has(cSpoke) || d.tokens[k].set.has(cFear) || w == "they" || w == "he" || w == "she" || w == "er" || w == "ils" || w == "il" || w == "elle":
			return false
		case w == "i" || w == "we" || w == "wir" || w == "ich" || w == "nous" || w == "je" || w == "lets" || w == "on" && d.lang == "fr":
			return true
		}
	}
	return false
}

// performance reports whether the sentence hangs on what the vendor is to do, not on our paying: it is our own threat.
func (d *document) performance(c *candidate) bool {
	from, to := d.sentence(c.clause)
	if from > 0 && d.clauses[c.clause].set.has(cElse) && !d.facts.overdue {
		if s := d.whole[from-1]; s.all(of(cPerform, cBy)) || s.all(of(cPerform, cWithin)) {
			return true // "You have until 5 May to repair it. After that we withhold the rest"
		}
	}
	for k := from; k < to; k++ {
		if s := d.clauses[k].set; (s.hasAny(cUntil, cUnless) || s.all(of(cIf, cNeg))) && s.has(cPerform) && !s.hasAny(cPaid, cPay) && !d.debtWord(k) && d.clauses[k].depth == 0 {
			return true
		}
	}
	return false
}

// debtWord reports whether a word of clause k itself speaks of a debt, and not only a sum in it.
func (d *document) debtWord(k int) bool {
	for i := d.clauses[k].from; i < d.clauses[k].to; i++ {
		if d.tokens[i].set.has(cDebt) {
			return true
		}
	}
	return false
}

// hypothetical reports whether the measure stands in an if: ours in a chat, or of some later day in a receipt.
func (d *document) hypothetical(c *candidate, cl *clause) bool {
	opens := d.tokens[cl.from].set.hasAny(cIf) || cl.to-cl.from > 1 && d.tokens[cl.from+1].set.has(cIf)
	if d.internal && cl.depth == 0 && !cl.quoted && opens && !cl.set.has(cSpoke) {
		return true
	}
	return d.sentenceSet(c.clause).hasAny(cIf, cFuture) && d.seen.has(cPaid) && !d.overdue()
}

// youDecide reports whether it is we who may do it: "you may cancel at any time", "vous pouvez résilier".
func (d *document) youDecide(c *candidate, cl *clause) bool {
	at := d.anchor(c, cl)
	for i := max(cl.from, at-4); i < at; i++ {
		if d.tokens[i].set.has(cMay) && d.yours(i) && !cl.set.has(cNeg) {
			return true
		}
	}
	return false
}

// asks reports whether the sentence of clause i is a question.
func (d *document) asks(i int) bool {
	_, to := d.sentence(i)
	return d.clauses[to-1].question || d.clauses[i].question
}

// othersNews reports whether news are about customers in general, or about strangers.
func (d *document) othersNews() bool {
	return d.facts.others
}

func (d *document) findOthers() bool {
	one := d.seen.has(cWe) || d.seen.has(cYou) && !d.seen.has(cJoke)
	for i := range d.tokens {
		if in := d.tokens[i].tables; in&inOthers != 0 {
			return true
		} else if in&inOne != 0 {
			one = true
		}
	}
	return !one
}

// quotesOurs reports whether what is quoted was written by us to the vendor.
func (d *document) quotesOurs() bool {
	return d.facts.ourWords
}

// forwards reports whether an older or quoted part is what the newest part hands on to us, so that it counts.
func (d *document) forwards(cl *clause) bool {
	if d.quotesOurs() {
		return false
	}
	if d.internal && d.chat {
		return true
	}
	own := d.facts.own
	return d.internal && (d.seen.has(cForward) || own < 25) || own < 6 || own < coverWords && d.facts.passedOn
}

// coverWords is how many words somebody writes at most above what he passes on, with his greeting and his name.
const coverWords = 40

// passedOn reports whether a mail program says that the text passes on another one: above it, or before its subject.
func (d *document) passedOn() bool {
	for i := range d.lines {
		l := &d.lines[i]
		if words := l.last - l.first; words > 0 && words <= 4 && d.saysPassedOn(l) {
			return true
		}
	}
	return slices.ContainsFunc(d.headers, func(h header) bool {
		mark, _, found := strings.Cut(d.text[h.value.Start:h.value.End], ":")
		return found && h.name == "subject" && d.lines[h.line].part == 0 && passingMarks[strings.ToLower(strings.TrimSpace(mark))]
	})
}

// passingMarks are what mail programs write before the subject of what they pass on.
var passingMarks = map[string]bool{"fw": true, "fwd": true, "wg": true, "tr": true, "rv": true}

// saysPassedOn reports whether a short line is that of a mail program above what it passes on.
func (d *document) saysPassedOn(l *line) bool {
	return l.last-l.first > 1 && d.spelling(l.last-2, passingOn) > 0
}

var passingOn = spelled("forwarded message|weitergeleitete nachricht|weitergeleiteten nachricht|message transfere|mensaje reenviado")
