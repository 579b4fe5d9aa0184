package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
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
	if len(all) < 100 {
		t.Errorf("%d faults are read", len(all))
	}
}

// Each fault goes into the code as it stands, and each test that must fail with it is there, and says in its comment which fault
// it catches; and each test of the ledger, of its store and of files that says so has its fault here. Deliberate fault it
// catches: a list that nobody followed when the code moved on.
func TestEveryFaultHasItsTest(t *testing.T) { //nolint:paralleltest // it works in another directory
	t.Chdir(filepath.Join("..", ".."))
	all, err := parse(listed)
	if err != nil {
		t.Fatal(err)
	}
	said, listed := map[string]map[string]bool{}, map[string]bool{}
	for _, m := range all {
		if _, err := m.changed(); err != nil {
			t.Errorf("%s: %v", m.promise, err)
		}
		dir := m.test[0]
		if said[dir] == nil {
			said[dir] = testsIn(t, filepath.Join(dir, "*_test.go"))
		}
		for _, name := range m.names() {
			listed[dir+" "+name] = true
			if names, there := said[dir][name]; !there || !names {
				t.Errorf("%s: %s of %s is there: %v; its comment names a deliberate fault: %v", m.promise, name, dir, there, names)
			}
		}
	}
	for dir, files := range map[string]string{"./ledger": "*_test.go", "./store": "*_test.go", "./exchange": "*_test.go", "./bot": "[fi]*s_test.go"} {
		for name, names := range testsIn(t, filepath.Join(dir, files)) {
			if names && !listed[dir+" "+name] {
				t.Errorf("%s of %s names a fault that is not in mutants.txt", name, dir)
			}
		}
	}
}

// testsIn are the tests in files, and whether their comments name a deliberate fault.
func testsIn(t *testing.T, files string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	names, err := filepath.Glob(files)
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s (%v)", files, err)
	}
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(fn.Name.Name, "Test") {
				out[fn.Name.Name] = strings.Contains(strings.Join(strings.Fields(fn.Doc.Text()), " "), "Deliberate fault")
			}
		}
	}
	return out
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
