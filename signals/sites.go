package signals

import (
	"slices"
	"strings"
)

// site is what an address or a link of the text is called, as a name may be spelt in it: castlelifts.
type site struct {
	whose   siteOwner
	letters string
	plain   string // without the e of ä, ö and ü; "" where that is the same
}

// siteOwner is whose a site is by where it stands.
type siteOwner uint8

const (
	sendersSite siteOwner = iota
	otherSite
	ourSite
	siteOwners
)

// fit is how a name stands to a site.
type fit uint8

const (
	noFit  fit = iota
	isSite     // its words are the site: Castle Lifts
	inSite     // the site goes on: Castle
	onSite     // the name goes on: Castle Lifts Billing
)

// mostSites is how many sites of a text are compared with its names.
const mostSites = 8

// sites are those of the text, each once.
func (d *document) sites() []site {
	var out []site
	for i := range d.tokens {
		t := &d.tokens[i]
		if t.kind != addressToken && t.kind != linkToken {
			continue
		}
		s := site{letters: strings.ReplaceAll(domainIn(t).site, "-", ""), whose: otherSite}
		if len(s.letters) < 3 {
			continue
		}
		switch l := &d.lines[t.line]; {
		case l.name == "from" && l.part == 0:
			s.whose = sendersSite
		case d.addressed(i):
			s.whose = ourSite
		}
		if slices.ContainsFunc(out, func(o site) bool { return o.letters == s.letters }) {
			continue
		}
		if plain := withoutUmlauts(s.letters); plain != s.letters {
			s.plain = plain
		}
		if out = append(out, s); len(out) == mostSites {
			break
		}
	}
	return out
}

// fits says how the name of tokens [from, to) stands to a site, small words left out as sites leave them out.
func (d *document) fits(from, to int, s *site) fit {
	if w := d.tokens[from].norm; w[0] != s.letters[0] && len(w) > 1 && !isSmallJoin(w) {
		return noFit // as most: it begins otherwise
	}
	f := d.spelt(from, to, s.letters)
	if f == noFit && s.plain != "" {
		f = d.spelt(from, to, s.plain)
	}
	return f
}

func (d *document) spelt(from, to int, letters string) fit {
	rest, begun := letters, false
	for k := from; k < to; k++ {
		w := d.tokens[k].norm
		switch {
		case rest != "" && rest[0] == w[0] && strings.HasPrefix(rest, w):
			rest, begun = rest[len(w):], true
		case d.tokens[k].tables&inForms != 0 && begun || isSmallJoin(w) || len(w) < 2:
		case rest == "":
			return onSite
		default:
			return noFit
		}
	}
	switch {
	case rest == "":
		return isSite
	case begun && len(letters)-len(rest) > 2:
		return inSite
	}
	return noFit
}
