package main

import (
	"flag"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"owed.dev/owed/bot"
	"owed.dev/owed/handlers/typed"
)

// mayImport holds the arrows of docs/architecture.md: what each folder may import of owed's own.
var mayImport = map[string][]string{
	"ledger":   {},
	"exchange": {"ledger"},
	"signals":  {"ledger"},
	"alerts":   {"ledger"},
	"store":    {"ledger"},
	"handlers": {"alerts", "signals", "exchange", "ledger"},
	"bot":      {"handlers", "store", "alerts", "signals", "exchange", "ledger"},
	"devslack": {},
	"deploy":   {},
}

// onlyThese holds what else the ledger may import: the standard library and decimal.
var onlyThese = []string{"github.com/shopspring/decimal"}

func TestArrows(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		from, _, _ := strings.Cut(filepath.ToSlash(path), "/")
		allowed, ok := mayImport[from]
		if !ok {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			checkArrow(t, path, from, strings.Trim(spec.Path.Value, `"`), allowed)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkArrow(t *testing.T, path, from, imported string, allowed []string) {
	t.Helper()
	if own, ok := strings.CutPrefix(imported, "owed.dev/owed/"); ok {
		to, _, _ := strings.Cut(own, "/")
		if to != from && !slices.Contains(allowed, to) {
			t.Errorf("%s imports %s: that arrow does not exist", path, imported)
		}
		return
	}
	first, _, _ := strings.Cut(imported, "/")
	if from == "ledger" && strings.Contains(first, ".") && !slices.Contains(onlyThese, imported) {
		t.Errorf("%s imports %s: the ledger knows the standard library and decimal only", path, imported)
	}
}

// Every setting stands in .env.example, and nothing else does.
func TestEnvExampleIsComplete(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(".env.example")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for line := range strings.Lines(string(b)) {
		if name, _, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			listed = append(listed, name)
		}
	}
	want := bot.EnvNames()
	slices.Sort(listed)
	slices.Sort(want)
	if !slices.Equal(listed, want) {
		t.Errorf(".env.example lists %v, owed reads %v", listed, want)
	}
}

var update = flag.Bool("update", false, "rewrite generated documents")

// The reference of commands says what typed.Reference says.
func TestReferenceOfCommands(t *testing.T) {
	t.Parallel()
	const name = "docs/reference/commands.md"
	want := typed.Reference()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil { //nolint:gosec // a document for everybody
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is out of date: go test . -run ReferenceOfCommands -update", name)
	}
}
