package signals

import "strings"

// suspect looks for what marks a text as a fraud or as unsafe to act on. What is plain phishing proposes no measure.
func (d *document) suspect(f *Findings) {
	phish := 0
	add := func(i int) {
		cl := &d.clauses[i]
		f.Suspicious = true
		f.SuspiciousWhy = append(f.SuspiciousWhy, d.evidence(cl.from, cl.to, 0.8))
	}
	pressure := d.anywhere(cHurry)
	for i := range d.clauses {
		cl := &d.clauses[i]
		if cl.part > 1 {
			continue
		}
		switch s := cl.set; {
		case s.has(cRobot) || d.hidden(cl):
			add(i)
		case s.has(cAssigned) && d.seen.hasAny(cYou, cHereby, cNotice) && !d.internal && !d.news && !d.general:
			add(i) // the money goes to another: whoever it is, that is to be confirmed
		case s.has(cPayee) && d.wantsMoney(cl) && !s.has(cJoke) && !d.weTell(cl):
			add(i)
			if s.has(cPhish) || d.anywhere(cPhish, cSecret) {
				phish += 2
			}
		case s.has(cPhish) && !s.has(cNeg) && !(cl.question && d.internal):
			if pressure || d.anywhere(cDebt, cPay) || d.lyingLink() >= 0 || s.has(cPause) || s.has(cLift) {
				add(i)
				phish += 2
			}
		case s.has(cSecret) && pressure && d.anywhere(cPay) && !s.has(cNobodyReads):
			add(i)
			phish++
		}
	}
	if i := d.lyingLink(); i >= 0 {
		f.Suspicious = true
		f.SuspiciousWhy = append(f.SuspiciousWhy, d.evidence(i, i+1, 0.8))
	}
	if phish >= 2 {
		f.Measures = nil
	}
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
