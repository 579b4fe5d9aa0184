package ledger

import (
	"cmp"
	"slices"
	"strings"
)

// Meaning pairs what a notice says with the counter-measure on record that it is about, by their places in two lists. It is sure where
// something besides the kind speaks for it, or no other one of the kind is on record.
type Meaning struct {
	Says, On int
	Sure     bool
}

// Meant tells which of those on record a notice means by each of the counter-measures that it speaks of, the most likely first. One on
// record is meant once; where nothing tells several apart, it is the one that was recorded last.
func Meant(says, on []Signal) []Meaning {
	type pair struct{ says, on, alike int }
	var all []pair
	of := map[MeasureKind]int{}
	for n, g := range on {
		of[g.Kind]++
		for i, s := range says {
			if s.Kind == g.Kind {
				all = append(all, pair{i, n, g.alike(s)})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y pair) int {
		return cmp.Or(y.alike-x.alike, x.says-y.says, cmp.Compare(on[y.on].ID.Number(), on[x.on].ID.Number()))
	})
	var out []Meaning
	for _, p := range all {
		if !slices.ContainsFunc(out, func(m Meaning) bool { return m.Says == p.says || m.On == p.on }) {
			out = append(out, Meaning{p.says, p.on, p.alike > 0 || of[on[p.on].Kind] == 1})
		}
	}
	return out
}

// alike is how much speaks for it that a notice means a counter-measure on record: its words, the days, the services and companies named,
// the cost.
func (s Signal) alike(o Signal) (points int) {
	if words := strings.ToLower(o.Text); words != "" {
		if old := strings.ToLower(s.Text); old != "" && (strings.Contains(words, old) || slices.ContainsFunc(strings.Split(words, "\n"), func(line string) bool {
			return len(line) >= leastQuoted && strings.Contains(old, line)
		})) {
			points += 8
		}
		for _, name := range slices.Concat(s.Services, s.Affiliates) {
			if strings.Contains(words, strings.ToLower(name)) {
				points += 4
			}
		}
	}
	if !o.Effective.IsZero() && s.Effective == o.Effective {
		points += 4
	}
	if !o.CureUntil.IsZero() && s.CureUntil == o.CureUntil {
		points += 2
	}
	if o.Exposure != nil && s.Exposure.same(o.Exposure) {
		points += 2
	}
	return points
}

// leastQuoted is how long a line is, at least, that says by itself which words are meant.
const leastQuoted = 20
