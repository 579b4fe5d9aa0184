package signals

import "slices"

// mostAffiliates is how many other companies a measure may name.
const mostAffiliates = 8

// affiliates are the other companies that take part in a measure or that it also strikes: those that its sentence, or the next
// one, calls an affiliate, subsidiary or sister, or says the same of.
func (d *document) affiliates(c candidate) (names []string, from []Evidence) {
	first, to := d.sentence(c.clause)
	if to < len(d.clauses) {
		_, to = d.sentence(to)
	}
	for _, n := range d.affiliatesIn(d.clauses[first].from, d.clauses[to-1].to) {
		e := d.evidenceOf(d.nameSpan(n), 0.7)
		if !slices.Contains(names, e.Text) && len(names) < mostAffiliates {
			names, from = append(names, e.Text), append(from, e)
		}
	}
	return names, from
}

// affiliatesIn are the names of affiliates among the tokens [begin, end).
func (d *document) affiliatesIn(begin, end int) (out []name) {
	for i := begin; i < end; i++ {
		if d.tokens[i].tables&inAffiliates == 0 {
			continue // as most words
		}
		k, several := d.affiliateWord(i)
		if k == 0 {
			continue
		}
		found := d.namesFrom(k, end, several)
		if len(found) == 0 {
			found = d.namesBefore(i, begin)
		}
		out = append(out, found...)
	}
	return out
}

var (
	// anAffiliate and theAffiliates are the words for another company of the same house, and for several.
	anAffiliate   = wordSet("affiliate subsidiary sister tochter tochtergesellschaft tochterfirma schwester schwestergesellschaft schwesterfirma konzernschwester filiale filial hermana mutter muttergesellschaft konzernmutter parent holding corporativo mere matriz")
	theAffiliates = wordSet("affiliates subsidiaries tochter tochtergesellschaften schwestergesellschaften filiales sisters hermanas")
	// doTheSame are the words that say of whoever they name what was said before: the same goes for Verrin Labels.
	doTheSame = spelled("same goes|same holds|same applies|same course with|dasselbe gilt|gleiche gilt|meme pour|mismo para|mismo vale|afecta tambien|vaut aussi")
	// doLikewise are the words that say of whoever they name that it does as was said: Amazon Music would do the same.
	doLikewise = spelled("do the same|does the same|follow suit|act likewise|verfahrt ebenso|fera de meme|hara lo mismo")
	// withIt are the words that join another company to the one before them: and with it Twinfold Games.
	withIt = spelled("with it")
)

// affiliateWord reports where names may begin if token i, which stands in the table of such words, announces affiliates, or 0, and
// whether it announces several.
func (d *document) affiliateWord(i int) (at int, several bool) {
	w := d.tokens[i].norm
	switch {
	case theAffiliates[w] && (w != "tochter" || d.text[d.tokens[i].start:d.tokens[i].end] == "Töchter"):
		return i + 1, true
	case w == "parent" && i+1 < len(d.tokens) && !d.tokens[i+1].upper && d.tokens[i+1].norm != "company", d.internal && (w == "parent" || w == "mutter"):
		return 0, false // a guarantee of ours
	case anAffiliate[w]:
		return i + 1, false
	case w == "with" && i > 0 && d.tokens[i-1].norm == "together":
		return i + 1, false
	case i > 0 && d.tokens[i-1].norm == "and" && d.spelling(i, withIt) > 0:
		return d.spelling(i, withIt), false
	case w == "once" && i > 0 && d.tokens[i-1].norm == "higher":
		return i + 1, false
	}
	if end := d.spelling(i, doTheSame); end > 0 {
		return end, true
	}
	if d.spelling(i, doLikewise) > 0 {
		return len(d.tokens), false // who does stands before it
	}
	return 0, false
}

// nearName is how many words may stand between what announces an affiliate and its name.
const nearName = 6

// namesFrom are the names of a list whose first name begins near token k, in its sentence.
func (d *document) namesFrom(k, end int, several bool) (out []name) {
	last := min(k+nearName, end)
	for j := k; j < last; j++ {
		if d.tokens[j].pre&(sepStop|sepBlank|sepSemi) != 0 && j > k-1 && !d.abbreviated(j) {
			last = j
		}
	}
	for _, n := range d.names() {
		n = d.uncalled(n, k)
		if n.from < k || !d.namesFirm(n) {
			continue
		}
		if n.from >= last {
			break
		}
		out = append(out, d.apart(n, several || len(out) > 0)...)
		if k = n.to; k >= len(d.tokens) {
			break
		}
		last = k + 1
		switch d.tokens[k].norm {
		case "and", "und", "et", "y", "sowie", "e":
			last = k + 2
		default:
			if d.tokens[k].pre&sepComma == 0 {
				return out
			}
		}
	}
	return out
}

// namesBefore are the names that token i of a sentence that begins at or behind begin says to be affiliates: Fernmarket, our subsidiary;
// Harbinger Transit would follow suit.
func (d *document) namesBefore(i, begin int) []name {
	for k := i; k > max(begin, i-nearName); k-- {
		if d.tokens[k].pre&(sepStop|sepBlank|sepSemi) != 0 {
			begin = k
		}
	}
	var best name
	for _, n := range d.names() {
		if n.to > i {
			break
		}
		if n.from >= begin && n.to >= i-nearName+1 && d.namesFirm(n) {
			best = n
		}
	}
	if best.to == 0 {
		return nil
	}
	best = d.uncalled(best, best.from)
	called := anAffiliate[d.tokens[i].norm] || theAffiliates[d.tokens[i].norm]
	if called && d.tokens[best.to].pre&sepComma == 0 {
		return nil
	}
	return d.apart(best, theAffiliates[d.tokens[i].norm])
}

// uncalled is a name without the words before token k in it, and without what it is called: Schwestergesellschaft Teutoburg GmbH.
func (d *document) uncalled(n name, k int) name {
	for n.from < n.to-1 && (n.from < k || anAffiliate[d.tokens[n.from].norm] || theAffiliates[d.tokens[n.from].norm]) {
		n.from++
	}
	return n
}

// namesFirm reports whether a name may be that of a company: no day, no title and no word that only begins a sentence.
func (d *document) namesFirm(n name) bool {
	first := &d.tokens[n.from]
	if first.set.hasAny(cMonth, cWeekday) || first.tables&inFunctions != 0 || isSmallJoin(first.norm) || len(first.norm) < 3 && !n.form {
		return false
	}
	return n.form || n.to-n.from > 1 || d.lang != "de" && len(first.norm) > 3 && first.set.without(of(cAbbr)).empty() && first.pre&(sepStop|sepBlank) == 0
}

// apart are the companies that a name joins by a small word: Larkfield Studios and Larkfield Games Ltd are two, Marks and Spencer plc
// is one where nothing says that several are named.
func (d *document) apart(n name, several bool) []name {
	for k := n.from + 1; k < n.to-1; k++ {
		switch d.tokens[k].norm {
		case "and", "und", "et", "y":
		default:
			continue
		}
		a, b := n, n
		a.to, b.from = k, k+1
		a.form = a.to-a.from > 1 && (d.tokens[k-1].tables&inForms != 0 || d.initialsForm(a))
		alike := d.tokens[a.from].norm == d.tokens[b.from].norm
		if alike || a.form && b.form || several && (a.to-a.from > 1 || !b.form) {
			return append(d.apart(a, several), d.apart(b, several)...)
		}
	}
	return []name{n}
}
