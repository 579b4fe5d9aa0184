package typed

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"owed.dev/owed/ledger"
)

// FuzzParse holds that whatever is typed is read or refused with a sentence; that a choice can be typed; and that reading
// is a function of the text.
func FuzzParse(f *testing.F) {
	for _, e := range HelpFor("") {
		for _, ex := range e.Examples {
			f.Add(strings.TrimPrefix(ex, "/owed"))
		}
	}
	golden, err := os.ReadFile(filepath.Join("testdata", "refusals.txt"))
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(golden)) {
		if text, ok := strings.CutPrefix(line, "> "); ok {
			f.Add(strings.TrimSuffix(text, "\n"))
		}
	}
	f.Add("aws incident “a” <@U1|b> &amp;lt; \u202e\xff, ; \n share")
	f.Add("aws signal withhold exposure 1m–2m per quarter; affiliates A and B,C")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(text, testEnv())
		if err != nil {
			e, ok := errors.AsType[*ledger.Error](err)
			if !ok || strings.TrimSpace(e.Say) == "" || !utf8.ValidString(e.Say) || e.Kind == ledger.Internal {
				t.Fatalf("%q: %v is no sentence for people", text, err)
			}
			if g, ok := errors.AsType[*Guess](err); ok {
				for _, choice := range g.Choices {
					if choice.Words == "" || choice.Words == strings.TrimSpace(text) || choice.Label == "" {
						t.Fatalf("%q: the choice %+v leads nowhere", text, choice)
					}
				}
			}
			return
		}
		if c.Do == nil {
			t.Fatalf("%q is read as nothing", text)
		}
		again, err := Parse(text, testEnv())
		if err != nil || again.Fingerprint() != c.Fingerprint() {
			t.Fatalf("%q is read twice, differently: %v", text, err)
		}
	})
}

// FuzzDecode holds that words lie inside the text, in order, and that a text without marks comes through unchanged.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"a <@U1|b> &amp; c", "<https://x|y>", "&lt;&amp;", "“a, b”; c", "<<@U1>>", "\xff<"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		src := decode(sent)
		if len(src.at) != len(src.text)+1 {
			t.Fatalf("%q: %d places for %d bytes", sent, len(src.at), len(src.text))
		}
		for i := 1; i < len(src.at); i++ {
			if src.at[i] < src.at[i-1] || src.at[i] > len(src.sent) {
				t.Fatalf("%q: places run back at %d", sent, i)
			}
		}
		if !strings.ContainsAny(sent, "<&") && utf8.ValidString(sent) && src.text != sent {
			t.Fatalf("%q became %q", sent, src.text)
		}
		end := 0
		for _, w := range cut(src) {
			if w.from < end || w.to <= w.from || w.to > len(src.text) {
				t.Fatalf("%q: the word %+v lies outside, or over another", sent, w)
			}
			end = w.to
		}
	})
}

func BenchmarkParse(b *testing.B) {
	env := testEnv()
	for b.Loop() {
		if _, err := Parse("aws paid $10m on 2023-02-20 for INV-1,INV-2 ref WIRE-0220", env); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCard(b *testing.B) {
	env := testEnv()
	for b.Loop() {
		if _, err := Parse("aws", env); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLongRefusal(b *testing.B) {
	env := testEnv()
	text := "aws pay " + strings.Repeat("$1 x ", (Longest-10)/5)
	for b.Loop() {
		if _, err := Parse(text, env); err == nil {
			b.Fatal("read")
		}
	}
}
