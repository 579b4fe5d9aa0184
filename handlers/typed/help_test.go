package typed

import (
	"strings"
	"testing"
)

// TestExamples holds help, readers and verbs together: each verb has an entry and a reader, each example is read as it.
func TestExamples(t *testing.T) {
	t.Parallel()
	seen := map[Verb]bool{}
	for _, e := range help {
		if seen[e.Verb] {
			t.Errorf("%s has two entries", e.Verb)
		}
		seen[e.Verb] = true
		if readers[e.Verb] == nil {
			t.Errorf("%s has no reader", e.Verb)
		}
		if len(e.Examples) == 0 || len(e.Forms) == 0 || e.Does == "" {
			t.Errorf("%s is not explained", e.Verb)
		}
		for _, ex := range e.Examples {
			text, ok := strings.CutPrefix(ex, "/owed")
			if !ok {
				t.Errorf("%q does not begin with /owed", ex)
			}
			c, err := Parse(text, testEnv())
			switch {
			case err != nil:
				t.Errorf("%q is refused: %v", ex, err)
			case c.Verb() != e.Verb || c.Incomplete():
				t.Errorf("%q is read as %s, missing %v", ex, c.Verb(), c.Missing)
			}
		}
	}
	for v := range readers {
		if !seen[v] {
			t.Errorf("%s is not in help", v)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	if got := HelpFor("Pay"); len(got) != 1 || got[0].Verb != PayVerb {
		t.Errorf("HelpFor(Pay) = %v", got)
	}
	if got := HelpFor("approvers"); len(got) != 1 || got[0].Verb != PayVerb {
		t.Errorf("a word that an entry mentions finds it; got %v", got)
	}
	if got := HelpFor("xyzzy"); got != nil {
		t.Errorf("HelpFor(xyzzy) = %v", got)
	}
}
