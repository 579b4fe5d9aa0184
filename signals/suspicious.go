package signals

import (
	"math"
	"slices"
	"strings"

	"owed.dev/owed/signals/linear"
)

// warning is why a rule thinks that a text is a fraud or unsafe to act on.
type warning uint8

const (
	toRobot     warning = iota // it commands an automated reader, or hides words from people
	lyingLink                  // a link leads elsewhere than it says
	assigned                   // the money goes to another: whoever it is, that is to be confirmed
	newPayee                   // other details of a bank
	phishedFor                 // asks for what nobody honest asks for, or says what only frauds say, about money
	secretively                // hurried, and nobody is to know
)

// suspicion is a warning and the clause that raises it.
type suspicion struct {
	warning warning
	clause  int
}

// suspect is what the rules find that marks a text as a fraud or as unsafe to act on, in its order.
func (d *document) suspect() (out []suspicion) {
	pressure := d.anywhere(cHurry)
	for i := range d.clauses {
		cl := &d.clauses[i]
		if cl.part > 1 {
			continue
		}
		switch s := cl.set; {
		case s.has(cRobot) || d.hidden(cl):
			out = append(out, suspicion{toRobot, i})
		case s.has(cAssigned) && d.seen.hasAny(cYou, cHereby, cNotice) && !d.internal && !d.news && !d.general:
			out = append(out, suspicion{assigned, i})
		case s.has(cPayee) && d.wantsMoney(cl) && !s.has(cJoke) && !d.weTell(cl) && !d.asUsual(i):
			out = append(out, suspicion{newPayee, i})
		case s.has(cPhish) && !s.has(cNeg) && !(cl.question && d.internal) && !d.coinsBeside(i):
			if pressure || d.anywhere(cDebt, cPay) || d.lyingLink() >= 0 || s.has(cPause) || s.has(cLift) {
				out = append(out, suspicion{phishedFor, i})
			}
		case s.has(cSecret) && pressure && d.anywhere(cPay) && !s.has(cNobodyReads):
			out = append(out, suspicion{secretively, i})
		}
	}
	return out
}

// suspicious says whether the text is a fraud or unsafe to act on: by what can't be meant well, or by what was learnt, which
// hears the rules. What is plain phishing proposes no measure.
func (d *document) suspicious(f *Findings) {
	phish, sure, link := 0, false, d.lyingLink()
	for _, s := range d.suspicions {
		switch s.warning {
		case toRobot:
			sure = true
		case phishedFor:
			phish += 2
		case newPayee:
			if d.clauses[s.clause].set.has(cPhish) || d.anywhere(cPhish, cSecret) {
				phish += 2
			}
		case secretively:
			phish++
		}
	}
	enough := d.trust.suspicious
	if len(d.suspicions) == 0 {
		enough += d.trust.unwarned
		if d.linksHome() {
			enough += d.trust.unwarned
		}
	}
	if d.cautious() {
		enough += 2 * d.trust.unwarned
	}
	made := d.toReader(d.paidAside(d.disguises(f.Slug)))
	if !sure && link < 0 && len(made) == 0 && d.asWhole[linear.Suspicious] < enough {
		return
	}
	f.Suspicious = true
	for _, m := range made {
		f.because(d.evidence(m.from, m.to, 0.9))
	}
	for _, s := range d.suspicions {
		cl := &d.clauses[s.clause]
		f.because(d.evidence(cl.from, cl.to, 0.8))
	}
	if link >= 0 {
		f.because(d.evidence(link, link+1, 0.8))
	}
	if f.SuspiciousWhy == nil {
		cl := &d.clauses[d.mostSuspicious()]
		f.because(d.evidence(cl.from, cl.to, 0.5))
	}
	if phish >= 2 {
		f.Measures = nil
	}
}

// because adds words that make the text suspicious, once.
func (f *Findings) because(e Evidence) {
	if !slices.ContainsFunc(f.SuspiciousWhy, func(o Evidence) bool { return o.Span == e.Span }) {
		f.SuspiciousWhy = append(f.SuspiciousWhy, e)
	}
}

// mostSuspicious is the clause whose words say most that the text is suspicious.
func (d *document) mostSuspicious() int {
	best, most := 0, float32(math.Inf(-1))
	for i := range d.clauses {
		var t linear.Tally
		features := d.clauseFeatures(&d.clauses[i], nil)
		d.model.texts.Add(&t, d.model.index.FindAll(nil, features))
		t.Count(len(features))
		if x := d.model.texts.Odds(&t)[linear.Suspicious]; d.clauses[i].to > d.clauses[i].from && x > most {
			best, most = i, x
		}
	}
	return best
}

func (d *document) anywhere(cs ...concept) bool {
	return d.facts.all.any(of(cs...))
}

// wantsMoney reports whether a new payee is told to us, and not merely a word of a factor in the past.
func (d *document) wantsMoney(cl *clause) bool {
	return d.anywhere(cPay, cDebt, cSell)
}

// asUsual reports whether a sentence says that it is paid as before: please pay to our account IBAN … as usual.
func (d *document) asUsual(clause int) bool {
	from, to := d.sentenceAround(d.clauses[clause].from, 40)
	for k := from; k < to; k++ {
		switch d.tokens[k].norm {
		case "usual", "usually", "unchanged", "ublich", "gewohnt", "gewohnte", "gewohntes", "bekannt", "bekannte", "bekanntes", "unverandert", "unveranderte", "habituel", "habituelle", "inchange", "inchangees", "habitual", "habituales", "siempre":
			return true
		}
	}
	return false
}

// hidden reports whether a clause begins a comment of markup: what a person is not shown and a machine reads.
func (d *document) hidden(cl *clause) bool {
	at := d.tokens[cl.from].start
	return cl.to-cl.from > 2 && strings.Contains(d.text[max(0, at-6):at], "<!--")
}

// cautious reports whether the text itself warns of whoever names another account.
func (d *document) cautious() bool {
	return slices.ContainsFunc(d.clauses, func(c clause) bool { return c.set.has(cPayee) && d.weTell(&c) })
}

// weTell reports whether the clause is about a customer who gives new details of a bank to the vendor.
func (d *document) weTell(cl *clause) bool {
	for i := cl.from; i < cl.to; i++ {
		switch d.tokens[i].norm {
		case "wer", "whoever", "anyone", "quiconque", "quien":
			return true
		}
	}
	return false
}
