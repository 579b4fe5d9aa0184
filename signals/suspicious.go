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
		case s.has(cPayee) && d.wantsMoney(cl) && !s.has(cJoke) && !d.weTell(cl):
			out = append(out, suspicion{newPayee, i})
		case s.has(cPhish) && !s.has(cNeg) && !(cl.question && d.internal):
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
	}
	if d.cautious() {
		enough += 2 * d.trust.unwarned
	}
	if !sure && link < 0 && d.asWhole[linear.Suspicious] < enough {
		return
	}
	f.Suspicious = true
	for _, s := range d.suspicions {
		cl := &d.clauses[s.clause]
		f.SuspiciousWhy = append(f.SuspiciousWhy, d.evidence(cl.from, cl.to, 0.8))
	}
	if link >= 0 {
		f.SuspiciousWhy = append(f.SuspiciousWhy, d.evidence(link, link+1, 0.8))
	}
	if f.SuspiciousWhy == nil {
		cl := &d.clauses[d.mostSuspicious()]
		f.SuspiciousWhy = append(f.SuspiciousWhy, d.evidence(cl.from, cl.to, 0.5))
	}
	if phish >= 2 {
		f.Measures = nil
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

// lyingLink is the token of a link that shows another address than it leads to, or a well-known name under a foreign
// domain; -1 if there is none.
func (d *document) lyingLink() int { return d.facts.link }

func (d *document) findLyingLink() int {
	for i := range d.tokens {
		t := &d.tokens[i]
		if t.kind != linkToken {
			continue
		}
		host := hostOf(t.norm)
		end := strings.IndexByte(d.text[t.end:min(len(d.text), t.end+200)], '>')
		if t.end < len(d.text) && d.text[t.end] == '|' && end > 0 {
			shown := strings.ToLower(d.text[t.end+1 : t.end+end])
			if strings.Contains(host, "owed.") || strings.Contains(shown, ".") && !strings.Contains(shown, " ") && !strings.Contains(host, strings.TrimPrefix(hostOf(shown), "www.")) {
				return i
			}
			if strings.HasPrefix(shown, "click to") || strings.HasPrefix(shown, "approve") || strings.HasPrefix(shown, "confirm") {
				return i
			}
		}
		if domainInside(host) {
			return i
		}
	}
	return -1
}

// domainInside reports whether a host only begins like another's domain: aws.amazon.com.pay-verify.example.
func domainInside(host string) bool {
	labels := strings.Split(host, ".")
	end := len(labels) - 1
	if end > 1 && len(labels[end]) == 2 && len(labels[end-1]) < 4 {
		end-- // co.uk, com.au
	}
	for _, label := range labels[min(1, end):end] {
		switch label {
		case "com", "net", "org", "info", "example":
			return true
		}
	}
	return false
}

func hostOf(link string) string {
	_, rest, ok := strings.Cut(link, "://")
	if !ok {
		rest = link
	}
	host, _, _ := strings.Cut(rest, "/")
	return host
}
