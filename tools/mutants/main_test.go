package main

import (
	"os"
	"path/filepath"
	"testing"
)

// Every fault is whole: it names its promise, what it changes and into what, and a test of a package.
func TestEveryFaultIsWhole(t *testing.T) {
	t.Parallel()
	all, err := parse(listed)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.file == "" || m.old == "" || m.old == m.new || len(m.test) < 3 || m.test[1] != "-run" {
			t.Errorf("%s: %+v", m.promise, m)
		}
	}
	if len(all) < 30 {
		t.Errorf("%d faults are read", len(all))
	}
}

// A fault goes in at one place, and only there. Deliberate fault it catches: a fault that is not put in, which its test would
// then be blamed for.
func TestAFaultGoesInOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.go")
	if err := os.WriteFile(file, []byte("if a {\n\tb()\n}\nif a {\n\tc()\n}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := mutant{file: file, old: "if a {\n\tc()", new: "if !a {\n\tc()"}.changed()
	if err != nil || string(got) != "if a {\n\tb()\n}\nif !a {\n\tc()\n}\n" {
		t.Errorf("%q, %v", got, err)
	}
	for _, old := range []string{"if a {", "d()"} {
		if _, err := (mutant{file: file, old: old}).changed(); err == nil {
			t.Errorf("%q goes in", old)
		}
	}
}
