package typed

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestOrderOfClauses holds that clauses mean the same in any order and behind any separator, and that none is lost.
func TestOrderOfClauses(t *testing.T) {
	t.Parallel()
	commands := []struct {
		head    string
		clauses []string
		blank   bool // a blank alone may part them
	}{
		{"aws pay", []string{"$10m", "for INV-7,INV-8", "cures S-2", "repeats PR-3"}, true},
		{"aws paid", []string{"$10m", "on 2023-02-20", "for INV-1", "ref WIRE-1"}, true},
		{"aws invoice INV-7", []string{"1,250.50 usd", "issued March 31, 2022", "due 31 mar", "po PO-1", "contract K-1"}, true},
		{"aws credit", []string{"$2m", "no CN-1", "for INV-7 and INV-8", "on 20 feb"}, true},
		{"aws contract", []string{"$510m", "over 66 months", "from 2020-12-01", "cure 30 days", "no withholding", "auto-renews"}, true},
		{"aws edit", []string{"terms net 45", "grace 5", "critical", "currency eur", "alias \"A, B\"", "owner <@U1|a>"}, true},
		{"aws signal suspend", []string{"notice", "exposure at least $1m per quarter", "effective Mar 15, 2023", "cure until 13 mar", "source press"}, false},
		{"aws dispute INV-7", []string{"$2m", "lead @dan", "deadline 31 mar", "link https://x.example/1"}, true},
	}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(commands).Draw(t, "command")
		first, others := c.clauses[:0:0], c.clauses
		if !c.blank { // the state belongs to the kind
			first, others = c.clauses[:1], c.clauses[1:]
		}
		want, err := Parse(c.head+" "+strings.Join(c.clauses, ", "), testEnv())
		if err != nil {
			t.Fatal(err)
		}
		separators := []string{", ", "; ", ";", "\n", " ,\u00a0"}
		if c.blank {
			separators = append(separators, " ", "\u00a0")
		}
		text := c.head
		for _, clause := range append(first, rapid.Permutation(others).Draw(t, "order")...) {
			if len(first) > 0 && clause == first[0] {
				text += " " + clause
				continue
			}
			text += rapid.SampledFrom(separators).Draw(t, "separator") + clause
		}
		got, err := Parse(text, testEnv())
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if got.Fingerprint() != want.Fingerprint() {
			t.Fatalf("%q is read as\n%+v\nwant\n%+v", text, got.Do, want.Do)
		}
	})
}
