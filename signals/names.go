package signals

import "strings"

// names are the runs of capitalised words in the text, found once.
func (d *document) names() []name {
	if !d.sought {
		d.named, d.sought = d.findNames(d.named[:0]), true
	}
	return d.named
}

func (d *document) findNames(out []name) []name {
	ended := 0
	for i := 0; i < len(d.tokens) && len(out) < 200; i++ {
		t := &d.tokens[i]
		if t.kind != wordToken || !t.upper || t.caps && t.tables&inCurrencies != 0 && currencyWords[t.norm] != "" {
			continue
		}
		if leads(t.norm) && i+1 < len(d.tokens) && d.tokens[i+1].upper && d.tokens[i+1].kind == wordToken && d.text[t.end:d.tokens[i+1].start] == " " {
			continue
		}
		if t.set.hasAny(cWe, cYou) && !t.caps && (i+1 == len(d.tokens) || !d.tokens[i+1].upper) {
			continue // Your invoices
		}
		n := name{from: i, to: i + 1}
		for n.from > ended && d.tokens[n.from].pre == 0 && d.tokens[n.from-1].kind != signToken && i-n.from < 3 { // 3M, eBike4Less
			n.from--
		}
		for n.to < len(d.tokens) && n.to < i+8 {
			u := &d.tokens[n.to]
			gap := d.text[d.tokens[n.to-1].end:u.start]
			form := d.formAt(n.to)
			if form > 0 && (gap == " " || gap == ", " || gap == ". ") {
				n.to += form
				n.form = true
				break
			}
			joins := gap == " " || gap == "-" || gap == " & " || gap == " &amp; " || gap == "." && (u.tables&inForms != 0 || len(u.norm) == 1) || gap == ". " && len(d.tokens[n.to-1].norm) == 1 || (gap == ", " || gap == ". ") && u.tables&inForms != 0 && (u.caps || len(u.norm) > 2)
			if k := d.elided(n.to); k > 0 && gap == " " {
				n.to = k
				continue
			}
			if gap == "" && u.kind == numberToken { // Route66
				n.to++
				continue
			}
			if end := d.joinedOn(n.to, gap); end > 0 {
				n.to = end
				continue
			}
			if !joins || u.kind != wordToken {
				break
			}
			if u.upper || u.tables&inForms != 0 && u.caps {
				n.to++
				continue
			}
			end := d.joined(n.to)
			if end == 0 {
				break
			}
			n.to = end
		}
		for n.to-1 > n.from && !n.form && deskWord(d.tokens[n.to-1].norm) {
			n.to--
			n.desk = d.lines[d.tokens[n.from].line].header
		}
		for n.to-1 > n.from && !n.form && isSmallJoin(d.tokens[n.to-1].norm) {
			n.to--
		}
		n.form = n.form || n.to-n.from > 1 && (d.tokens[n.to-1].tables&inForms != 0 || d.initialsForm(n))
		out = append(out, n)
		i, ended = n.to-1, n.to
	}
	return out
}

// joined is where a name goes on behind the small words that begin with token k, or 0 if it does not: Bank of the Two Rivers,
// Papeteries de la Bresle.
func (d *document) joined(k int) int {
	for end := k; end < min(k+2, len(d.tokens)-1) && isSmallJoin(d.tokens[end].norm); end++ {
		switch next := &d.tokens[end+1]; {
		case next.upper && onThePhone[next.norm]: // Weißenborn am Telefon
			return 0
		case next.upper && next.kind == wordToken:
			return end + 1
		case next.pre != sepSpace:
			return 0
		}
	}
	return 0
}

// onThePhone are what somebody speaks on who is named before it.
var onThePhone = wordSet("telefon apparat handy")

// joinedOn is where a name goes on, from token k on, behind an apostrophe (Peddar's Way, Growers' Society, L'Aulne), several
// blanks between capitals, a shortened title (Dr. Feist) or the stop within the form of a company (S.p.A.); 0 if it does not.
func (d *document) joinedOn(k int, gap string) int {
	u, p := &d.tokens[k], &d.tokens[k-1]
	switch gap {
	case "'", "’":
		switch {
		case u.norm == "s" && k+1 < len(d.tokens) && d.tokens[k+1].upper && d.tokens[k+1].kind == wordToken && d.text[u.end:d.tokens[k+1].start] == " ":
			return k + 2
		case (p.norm == "l" || p.norm == "d" || p.norm == "o" || p.upper) && u.upper && len(u.norm) > 1 && u.kind == wordToken:
			return k + 1
		}
	case "' ", "’ ":
		if u.upper && u.kind == wordToken && strings.HasSuffix(p.norm, "s") {
			return k + 1
		}
	case "  ", "   ":
		if u.kind == wordToken && u.caps && (p.caps || len(p.norm) == 1) {
			return k + 1
		}
	case "&":
		if u.upper && u.kind == wordToken { // Fret&Co
			return k + 1
		}
	case "-": // Co-operative, Crédit-bail Oriane
		if u.kind == wordToken && !u.upper && (p.norm == "co" || k+1 < len(d.tokens) && d.tokens[k+1].upper && d.tokens[k+1].pre == sepSpace && d.tokens[k+1].kind == wordToken) {
			return k + 1
		}
	case "- ": // Stahl- und Rohrhandel
		if (u.norm == "und" || u.norm == "u") && k+1 < len(d.tokens) && d.tokens[k+1].upper && d.tokens[k+1].kind == wordToken {
			return k + 2
		}
	case " &  ", "  & ", "  &  ", "   &   ", " + ":
		if u.kind == wordToken && u.caps && p.caps {
			return k + 1
		}
	case ". ":
		switch p.norm {
		case "dr", "prof", "st", "fa", "gebr", "ing", "hnos", "bros", "messrs":
			if u.upper && u.kind == wordToken {
				return k + 1
			}
		}
	case ".":
		if len(p.norm) == 1 && len(u.norm) == 1 && u.kind == wordToken || isDomainEnd(u.norm) && !u.upper {
			return k + 1
		}
	}
	return 0
}

// isDomainEnd reports whether w ends the name of a firm that is called by its address: Postbox.io.
func isDomainEnd(w string) bool {
	switch w {
	case "io", "com", "ai", "net", "org", "app", "eu", "de", "fr", "es", "uk", "co", "dev", "cloud":
		return true
	}
	return false
}

// elided is where a name goes on behind the small words that an apostrophe joins to it, from token k on, or 0: Verrerie
// d'Aniche, Gaz de l'Adour.
func (d *document) elided(k int) int {
	if d.tokens[k].norm == "de" {
		k++
	}
	if k+1 >= len(d.tokens) || d.tokens[k].norm != "d" && d.tokens[k].norm != "l" || d.tokens[k].upper || d.tokens[k].pre != sepSpace || !d.tokens[k+1].upper {
		return 0
	}
	if gap := d.text[d.tokens[k].end:d.tokens[k+1].start]; gap != "'" && gap != "’" {
		return 0
	}
	return k + 2
}

// leads reports whether a word only leads to a name: The Stackbarn team.
func leads(w string) bool {
	switch w {
	case "the", "your", "our", "ihr", "ihre", "die", "der", "das", "votre", "notre", "la", "le", "su", "el":
		return true
	}
	return false
}

// formAt is how many tokens at k are the form of a company: GmbH, plc, S.A., e.K.
func (d *document) formAt(k int) int {
	t := &d.tokens[k]
	if len(t.norm) > 1 {
		if t.tables&inForms != 0 && (t.upper && len(t.norm) > 2 || t.norm == "plc" || t.norm == "mbh" || len(t.norm) == 2 && d.text[t.end-1] >= 'A' && d.text[t.end-1] <= 'Z') && t.norm != "co" && t.norm != "company" {
			return 1
		}
		return 0
	}
	if k+1 < len(d.tokens) && d.text[t.end:d.tokens[k+1].start] == "." {
		if k+2 < len(d.tokens) && len(d.tokens[k+2].norm) == 1 && d.text[d.tokens[k+1].end:d.tokens[k+2].start] == "." && companyForms[t.norm+d.tokens[k+1].norm+d.tokens[k+2].norm] {
			return 3
		}
		switch t.norm + d.tokens[k+1].norm {
		case "sa", "sl", "bv", "nv", "ek", "ev", "as", "eg":
			return 2
		}
	}
	return 0
}

// initialsForm reports whether a name ends with S.A., B.V. or their like.
func (d *document) initialsForm(n name) bool {
	if n.to-n.from < 3 {
		return false
	}
	a, b := d.tokens[n.to-2].norm, d.tokens[n.to-1].norm
	if n.to-n.from > 3 && len(a) == 1 && len(b) == 1 && len(d.tokens[n.to-3].norm) == 1 {
		return companyForms[d.tokens[n.to-3].norm+a+b] || companyForms[a+b]
	}
	return len(a) == 1 && len(b) == 1 && companyForms[a+b]
}

func isSmallJoin(w string) bool {
	switch w {
	case "de", "del", "du", "of", "and", "und", "et", "y", "am", "la", "van", "the", "for", "des", "von":
		return true
	}
	return false
}

// name is a run of capitalised words that may be the name of a company or a person.
type name struct {
	from, to int
	form     bool // ends with a company form
	desk     bool // a word for a desk of the company was cut off
	cut      bool // a word that only leads to it was cut off
	score    float64
}

// same reports whether another name is the same words.
func (n name) same(o name) bool { return n.from == o.from && n.to == o.to }

// companyForms end the name of a company.
var companyForms = map[string]bool{"inc": true, "ltd": true, "limited": true, "gmbh": true, "ag": true, "sas": true, "sarl": true, "sl": true, "sa": true, "bv": true, "nv": true,
	"ab": true, "llc": true, "llp": true, "plc": true, "kg": true, "se": true, "oy": true, "corp": true, "corporation": true, "company": true, "pty": true, "spa": true, "srl": true,
	"as": true, "aps": true, "ug": true, "ohg": true, "eg": true, "lp": true, "pte": true, "slu": true, "sca": true, "kft": true, "doo": true, "cooperative": true, "kk": true, "co": true, "ev": true, "gbr": true, "scop": true, "sal": true, "sat": true, "sau": true, "scl": true, "sccl": true, "ltda": true, "zrt": true, "na": true, "ehf": true}

func (d *document) nameSpan(n name) Span {
	s := Span{d.tokens[n.from].start, d.tokens[n.to-1].end}
	if s.End < len(d.text) && d.text[s.End] == '.' && n.form && d.shortenedForm(n) {
		s.End++
	}
	return s
}

// shortenedForm reports whether the form that ends a name is written with a stop behind it, as it is here: Inc., S.A., and Ltd. on a
// line of its own.
func (d *document) shortenedForm(n name) bool {
	last := &d.tokens[n.to-1]
	if len(last.norm) == 1 || dottedForms[last.norm] {
		return true
	}
	l := &d.lines[last.line]
	return last.norm == "ltd" && (n.to-n.from > 1 && dottedForms[d.tokens[n.to-2].norm] || l.first == n.from && l.last == n.to)
}

// dottedForms are the forms of companies that are shortened, and written with a stop.
var dottedForms = wordSet("inc co coop ltda zrt corp kft ehf bhd cie pvt pte pty")
