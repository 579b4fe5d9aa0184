package signals

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"owed.dev/owed/ledger"
)

// Names are what the vendors of a ledger are called, prepared once for many texts: finding them takes time by the length of
// the text, not by their number.
type Names struct {
	slugs   map[string][]ledger.VendorID // by a name's words, with one blank between them
	longest map[string]int               // how many words the longest name has that begins with a word
	sites   map[string][]ledger.VendorID // by what the eye takes a site of that name for
}

// NewNames prepares names: what a vendor is called, folded by ledger.Fold, and whom it means.
func NewNames(all map[string]ledger.VendorID) *Names {
	n := &Names{slugs: make(map[string][]ledger.VendorID, len(all)), longest: make(map[string]int, len(all)), sites: make(map[string][]ledger.VendorID, len(all))}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		n.add(strings.Fields(name), all[name])
		n.add(bareWords(new(folder).tokenize(name, cutLines(nil, name))), all[name])
		n.addSite(strings.Fields(name), all[name])
	}
	return n
}

// addSite adds what a site of that name looks like: all words in one, and without what ends a domain or names the form of a company.
func (n *Names) addSite(name []string, v ledger.VendorID) {
	for end := len(name); end > 0; end-- {
		if key := skeleton(strings.Join(name[:end], "")); len(key) >= shortestSite && !slices.Contains(n.sites[key], v) {
			n.sites[key] = append(n.sites[key], v)
		}
		if last := name[end-1]; !isDomainEnd(last) && !companyForms[last] && last != "example" {
			return
		}
	}
}

func (n *Names) add(name []string, v ledger.VendorID) {
	if len(name) == 0 {
		return
	}
	key := strings.Join(name, " ")
	if known := n.slugs[key]; !slices.Contains(known, v) {
		n.slugs[key] = append(known, v)
	}
	n.longest[name[0]] = max(n.longest[name[0]], len(name))
}

// In are the vendors whose names, or the domains that they are called by, stand in a text, in the order in which they stand
// there, and behind them those whose domain a link or an address looks like; at most so many. It leaves out none that Read
// would recognise by its name, and may give some that Read does not.
func (n *Names) In(text string, most int) []ledger.VendorID {
	text = text[:min(len(text), MaxText)]
	var out []ledger.VendorID
	add := func(vendors []ledger.VendorID) {
		for _, v := range vendors {
			if len(out) < most && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	tokens := new(folder).tokenize(text, cutLines(nil, text))
	for _, all := range [...][]string{bareWords(tokens), strings.Fields(ledger.Fold(text))} { // Read folds more, and cuts otherwise
		var key []byte
		for i := range all {
			key = key[:0]
			for k := range min(n.longest[all[i]], len(all)-i) {
				if k > 0 {
					key = append(key, ' ')
				}
				key = append(key, all[i+k]...)
				add(n.slugs[string(key)])
			}
		}
	}
	for i := range tokens {
		if t := &tokens[i]; t.kind == linkToken || t.kind == addressToken {
			add(n.sites[skeleton(domainIn(t).site)])
		}
	}
	return out
}

// bareWords are the words of a text as Read compares them, those of addresses and links one by one.
func bareWords(tokens []token) []string {
	out := make([]string, 0, len(tokens))
	for i := range tokens {
		out = append(out, strings.FieldsFunc(tokens[i].norm, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	return out
}
