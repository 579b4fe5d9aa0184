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
}

// NewNames prepares names: what a vendor is called, folded by ledger.Fold, and whom it means.
func NewNames(all map[string]ledger.VendorID) *Names {
	n := &Names{slugs: make(map[string][]ledger.VendorID, len(all)), longest: make(map[string]int, len(all))}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		n.add(strings.Fields(name), all[name])
		n.add(bareWords(name), all[name])
	}
	return n
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
// there, at most so many. It leaves out none that Read would recognise by its name, and may give some that Read does not.
func (n *Names) In(text string, most int) []ledger.VendorID {
	text = text[:min(len(text), MaxText)]
	var out []ledger.VendorID
	for _, all := range [...][]string{bareWords(text), strings.Fields(ledger.Fold(text))} { // Read folds more, and cuts otherwise
		var key []byte
		for i := range all {
			key = key[:0]
			for k := range min(n.longest[all[i]], len(all)-i) {
				if k > 0 {
					key = append(key, ' ')
				}
				key = append(key, all[i+k]...)
				for _, v := range n.slugs[string(key)] {
					if len(out) < most && !slices.Contains(out, v) {
						out = append(out, v)
					}
				}
			}
		}
	}
	return out
}

// bareWords are the words of a text as Read compares them, those of addresses and links one by one.
func bareWords(text string) []string {
	tokens := new(folder).tokenize(text, cutLines(nil, text))
	out := make([]string, 0, len(tokens))
	for i := range tokens {
		out = append(out, strings.FieldsFunc(tokens[i].norm, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	return out
}
