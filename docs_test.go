package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// promptDemo begins the block of a page that shows what the demo answers.
const promptDemo = "owed demo --type '"

// TestDocsShowWhatOwedAnswers types what the pages type, and holds what they print against what owed answers now.
// Deliberate fault it catches: a sentence that was changed in the program and stayed as it was in the docs.
func TestDocsShowWhatOwedAnswers(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"README.md", "docs/users.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		shown := answersOf(string(text))
		if len(shown) == 0 {
			t.Errorf("%s shows no answer of the demo; expected blocks that begin with: $ %s/owed aws'", page, promptDemo)
		}
		for line, want := range shown { // one after the other: each is a whole workspace with a bot, beside the stories
			t.Run(page+" "+line, func(t *testing.T) {
				if got := demoAnswers(t, line, want); got != want {
					t.Errorf("%s shows after %s\n%s\nowed answers\n%s", page, line, want, got)
				}
			})
		}
	}
}

// TestDocsShowWhatImportSays: what the page shows of a dry run is what a story holds against the program. Deliberate fault
// it catches: the page shows another output than owed's.
func TestDocsShowWhatImportSays(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/users.md")
	if err != nil {
		t.Fatal(err)
	}
	story, err := os.ReadFile("testdata/stories/files.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, ok := strings.Cut(string(page), "$ owed import invoices.csv --dry-run\n")
	shown, _, _ = strings.Cut(shown, "```")
	if !ok || !strings.Contains(string(story), "-- invoices.out --\n"+shown+"-- ") {
		t.Errorf("docs/users.md shows of a dry run\n%s\nand the story has another output", shown)
	}
}

// answersOf finds the blocks of a page that show what the demo answers: what is typed, and the answer below it.
func answersOf(page string) map[string]string {
	found := map[string]string{}
	for i, block := range strings.Split(page, "```") {
		prompt, answer, _ := strings.Cut(strings.TrimPrefix(block, "\n"), "\n")
		_, line, ok := strings.Cut(prompt, promptDemo)
		if i%2 == 1 && ok && strings.HasPrefix(prompt, "$ ") {
			found[strings.TrimSuffix(line, "'")] = strings.TrimSpace(answer)
		}
	}
	return found
}

// demoAnswers is what `owed demo --type` prints. A machine so loaded that the demo's clock left its first minute, or that
// no answer came in time, gets another chance.
func demoAnswers(t *testing.T, line, want string) string {
	t.Helper()
	said := ""
	for range 3 {
		cmd := exec.CommandContext(t.Context(), "owed", "demo", "--type", line)
		cmd.Env = slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "OWED_") }) // the tests' own
		out, err := cmd.CombinedOutput()
		if said = strings.TrimSpace(string(out)); err == nil && said == want {
			break
		}
	}
	return said
}
