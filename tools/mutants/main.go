// Command mutants puts one deliberate fault after the other into owed, and runs the test that must catch it. `make mutants`
// runs it on all of mutants.txt; words behind it choose those in whose promise, file or test one of them stands. The working
// tree is not touched: the compiler is shown the changed file in the place of the true one. Of each fault only the package
// that its test stands in is built, and only that test runs.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

//go:embed mutants.txt
var listed string

// mutant is one fault, and the test that fails with it.
type mutant struct {
	promise  string
	file     string
	old, new string
	test     []string // what stands behind `go test`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, words []string, out io.Writer) error {
	all, err := parse(listed)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	start, tried, missed := time.Now(), 0, 0
	for _, m := range all {
		if !m.about(words) {
			continue
		}
		by, err := m.try(ctx, dir)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		tried++
		switch {
		case err != nil:
			missed++
			fmt.Fprintf(out, "%s: CAN'T BE TRIED: %v\n", m.promise, err)
		case by == nil:
			missed++
			fmt.Fprintf(out, "%s: NOT CAUGHT by go test %s\n", m.promise, strings.Join(m.test, " "))
		default:
			fmt.Fprintf(out, "%s: caught by %s\n", m.promise, strings.Join(by, ", "))
		}
	}
	fmt.Fprintf(out, "%d faults, %d caught, in %s\n", tried, tried-missed, time.Since(start).Round(time.Second))
	if missed > 0 {
		return errors.New("a promise has no test that catches its fault")
	}
	return nil
}

func (m mutant) about(words []string) bool {
	for _, w := range words {
		if strings.Contains(m.promise+" "+m.file+" "+strings.Join(m.test, " "), w) {
			return true
		}
	}
	return len(words) == 0
}

// names are the tests that must fail with it.
func (m mutant) names() []string {
	out := strings.Split(m.test[2], "|")
	for n := range out {
		out[n] = strings.Trim(out[n], "^$")
	}
	return out
}

// try gives the tests that fail with the fault in. That they pass without is for the tests themselves to say.
func (m mutant) try(ctx context.Context, dir string) (by []string, err error) {
	whole, err := filepath.Abs(m.file)
	if err != nil {
		return nil, err
	}
	changed, err := m.changed()
	if err != nil {
		return nil, err
	}
	with, overlay := filepath.Join(dir, filepath.Base(m.file)), filepath.Join(dir, "overlay.json")
	list, err := json.Marshal(map[string]map[string]string{"Replace": {whole: with}})
	if err == nil {
		err = errors.Join(os.WriteFile(with, changed, 0o600), os.WriteFile(overlay, list, 0o600))
	}
	if err != nil {
		return nil, err
	}
	said, _ := exec.CommandContext(ctx, "go", append([]string{"test", "-overlay=" + overlay, "-count=1", "-vet=off", "-failfast", "-timeout=5m"}, m.test...)...).CombinedOutput()
	for line := range strings.Lines(string(said)) {
		switch name, failed := strings.CutPrefix(line, "--- FAIL: "); {
		case failed:
			by = append(by, strings.Fields(name)[0])
		case strings.HasPrefix(line, "panic: "):
			by = append(by, strings.TrimSpace(line))
		case strings.Contains(line, "[build failed]"), strings.Contains(line, "[setup failed]"), strings.Contains(line, "no tests to run"):
			return nil, errors.New(string(said))
		}
	}
	return by, nil
}

// changed is the file with the fault in.
func (m mutant) changed() ([]byte, error) {
	b, err := os.ReadFile(m.file)
	if err != nil {
		return nil, err
	}
	if n := strings.Count(string(b), m.old); n != 1 {
		return nil, fmt.Errorf("%q stands %d times in %s; expected once", m.old, n, m.file)
	}
	return []byte(strings.Replace(string(b), m.old, m.new, 1)), nil
}

// parse reads mutants.txt: paragraphs of a promise, a file, what stands there (-), what shall (+), and a test.
func parse(text string) (all []mutant, err error) {
	for _, part := range strings.Split(strings.TrimSpace(text), "\n\n") {
		var m mutant
		for _, line := range strings.Split(part, "\n") {
			mark, rest, _ := strings.Cut(line, " ")
			switch mark {
			case "#": // for people
			case "promise":
				m.promise = rest
			case "file":
				m.file = rest
			case "-":
				m.old += rest + "\n"
			case "+":
				m.new += rest + "\n"
			case "test":
				m.test = strings.Fields(rest)
			default:
				return nil, fmt.Errorf("mutants.txt: %q is no line of a mutant", line)
			}
		}
		m.old, m.new = strings.TrimSuffix(m.old, "\n"), strings.TrimSuffix(m.new, "\n")
		if m.promise != "" {
			all = append(all, m)
		}
	}
	return all, nil
}
