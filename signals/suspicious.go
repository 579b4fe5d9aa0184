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
		case s.has(cRobot):
			add(i)
		case s.has(cPayee) && d.wantsMoney(cl):
			add(i)
			if s.has(cPhish) || d.anywhere(cPhish, cSecret) {
				phish += 2
			}
		case s.has(cPhish) && !s.has(cNeg):
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

// hasReference reports whether the text names an invoice, as a genuine notice nearly always does.
func (d *document) hasReference(f *Findings) bool { return len(f.Invoices) > 0 }

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
		if labels := strings.Split(host, "."); len(labels) > 3 && (strings.HasPrefix(host, "aws.amazon.com.") || strings.Contains(host, ".com.")) {
			if last := labels[len(labels)-1]; len(last) > 2 {
				return i
			}
		}
	}
	return -1
}

func hostOf(link string) string {
	_, rest, ok := strings.Cut(link, "://")
	if !ok {
		rest = link
	}
	host, _, _ := strings.Cut(rest, "/")
	return host
}
