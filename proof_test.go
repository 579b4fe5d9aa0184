package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"owed.dev/owed/store"
)

// proofOf is a proof written by version 1 of owed, from its first line on: of a whole team, or of so many entries.
func proofOf(t *testing.T, lines int) []string {
	t.Helper()
	b, err := os.ReadFile("store/testdata/journal-v1-every-event.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.SplitAfter(strings.TrimSpace(string(b))+"\n", "\n")
	all = all[:len(all)-1]
	return all[:min(lines, len(all))]
}

// checks a proof as `owed verify FILE --head …` does.
func checks(t *testing.T, text string, heads ...store.Head) error {
	t.Helper()
	name := filepath.Join(t.TempDir(), "proof.jsonl")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return verifyFile(name, heads, stdio{out: io.Discard, err: io.Discard})
}

// headsOf are the ends of the journals in a proof, as its check prints them.
func headsOf(t *testing.T, text string) []store.Head {
	t.Helper()
	name := filepath.Join(t.TempDir(), "proof.jsonl")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := verifyFile(name, nil, stdio{out: &out, err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(t.TempDir(), "heads.txt")
	if err := os.WriteFile(kept, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	heads, err := readHeads([]string{kept})
	if err != nil || len(heads) == 0 {
		t.Fatalf("heads %v, %v", heads, err)
	}
	return heads
}

// Every byte of a proof counts, without Redis: whatever is changed is found, with the heads that its owner kept or without.
// Deliberate faults it catches: a hash that is read but not compared, a field of the line that nothing is compared with.
func TestEveryByteOfAProofCounts(t *testing.T) {
	t.Parallel()
	text := strings.Join(proofOf(t, 4), "")
	name := filepath.Join(t.TempDir(), "proof.jsonl")
	for at := range len(text) - 1 { // the last is the end of the file's last line
		bad := []byte(text)
		bad[at] ^= 1
		if err := os.WriteFile(name, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := verifyFile(name, nil, stdio{out: io.Discard, err: io.Discard}); err == nil {
			t.Fatalf("byte %d was changed, and nobody sees it: …%s…", at, bad[max(0, at-30):min(len(bad), at+30)])
		}
	}
}

// A proof's order and completeness: a line that is left out, twice, or elsewhere is found; an end that was cut off, or a
// journal that is not there at all, is found by the heads kept outside. Deliberate faults it catches: an entry's number that
// is not looked at, a head that need not be passed.
func TestLinesOfAProof(t *testing.T) {
	t.Parallel()
	lines := proofOf(t, 1000)
	whole := strings.Join(lines, "")
	heads := headsOf(t, whole)
	if len(heads) != 3 {
		t.Fatalf("heads %v", heads)
	}
	if err := checks(t, whole, heads...); err != nil {
		t.Fatalf("a whole proof: %v", err)
	}
	for n := range lines {
		without := strings.Join(lines[:n], "") + strings.Join(lines[n+1:], "")
		if err := checks(t, without, heads...); err == nil {
			t.Errorf("line %d is missing, and nobody sees it", n+1)
		}
		if err := checks(t, strings.Join(lines[:n+1], "")+strings.Join(lines[n:], "")); err == nil {
			t.Errorf("line %d is there twice, and nobody sees it", n+1)
		}
		if err := checks(t, strings.Join(lines[:n], ""), heads...); err == nil {
			t.Errorf("the end was cut off before line %d, and nobody sees it", n+1)
		}
		if n > 0 && journalOf(lines[n]) == journalOf(lines[n-1]) {
			swapped := strings.Join(lines[:n-1], "") + lines[n] + lines[n-1] + strings.Join(lines[n+1:], "")
			if err := checks(t, swapped); err == nil {
				t.Errorf("lines %d and %d changed places, and nobody sees it", n, n+1)
			}
		}
	}
	wrong := heads[0]
	wrong.Hash = strings.Repeat("0", 64)
	if err := checks(t, whole, wrong); err == nil || !strings.Contains(err.Error(), "cut or rewritten") {
		t.Errorf("another head: %v", err)
	}
}

func journalOf(line string) string {
	_, rest, _ := strings.Cut(line, `"vendor":"`)
	name, _, _ := strings.Cut(rest, `"`)
	return name
}
