package store

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// goldenLine is one entry of a golden journal.
type goldenLine struct {
	E json.RawMessage `json:"e"`
	H string          `json:"h"` // hex
}

// golden is a journal as version 1 of owed wrote it. It is never written anew: what is in people's Redis must open for ever.
func golden(t *testing.T) []RawEntry {
	t.Helper()
	b, err := os.ReadFile("testdata/journal-v1.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []RawEntry
	for n, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		var g goldenLine
		if err := json.Unmarshal([]byte(line), &g); err != nil {
			t.Fatalf("line %d: %v", n+1, err)
		}
		hash, err := hex.DecodeString(g.H)
		if err != nil {
			t.Fatalf("line %d: %v", n+1, err)
		}
		out = append(out, RawEntry{ID: fmt.Append(nil, n+1, "-0"), JSON: g.E, Hash: hash})
	}
	return out
}

// A journal of version 1 opens, and gives what it gave then.
func TestOldJournalsOpen(t *testing.T) {
	t.Parallel()
	a := ledger.NewAccount(ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Currency: "USD", Zone: "UTC"})
	p := newReplayer(nil, "T001", "aws", func(e ledger.Entry) { a.Apply(e.Meta(), e.Events...) })
	for _, r := range golden(t) {
		if f := p.feed(r); f != nil {
			t.Fatal(f)
		}
	}
	day := ledger.NewDate(2023, 3, 3)
	if got := a.FiguresOn("USD", day).Outstanding.String(); got != "$70,000,000.00" || p.seq != 9 {
		t.Errorf("after %d entries %s is outstanding", p.seq, got)
	}
}

// Any byte of an entry or of its hash that is changed is found, at that entry. Deliberate fault it catches: a hash over
// something less than the whole entry.
func TestEveryByteCounts(t *testing.T) {
	t.Parallel()
	lines := golden(t)
	for n, r := range lines {
		for at := range len(r.JSON) + len(r.Hash) {
			bad := r
			if at < len(r.JSON) {
				bad.JSON = flipped(r.JSON, at)
			} else {
				bad.Hash = flipped(r.Hash, at-len(r.JSON))
			}
			p := newReplayer(nil, "T001", "aws", func(ledger.Entry) {})
			for _, good := range lines[:n] {
				if f := p.feed(good); f != nil {
					t.Fatal(f)
				}
			}
			if f := p.feed(bad); f == nil || f.Entry != int64(n+1) {
				t.Fatalf("entry %d with byte %d changed: %v", n+1, at, f)
			}
		}
	}
}

func flipped(b []byte, at int) []byte {
	b = slices.Clone(b)
	b[at] ^= 1
	return b
}

// A chain rewritten whole for another vendor does not pass as this one's. Deliberate fault it catches: whose entries they
// are is not looked at.
func TestAJournalBelongsToItsVendor(t *testing.T) {
	t.Parallel()
	p := newReplayer(nil, "T001", "acme", func(ledger.Entry) {})
	if f := p.feed(golden(t)[0]); f == nil {
		t.Error("an entry of aws passes as one of acme")
	}
	r := golden(t)[0]
	p = newReplayer(nil, "T001", "acme", func(ledger.Entry) {})
	h := p.hash.Next(r.JSON)
	r.Hash = h[:]
	if f := p.feed(r); f == nil || !strings.Contains(f.Is, "T001/aws") {
		t.Errorf("an entry of aws chained into acme: %v", f)
	}
}

// What a commit leaves in the process is what reading it back would give. Deliberate fault it catches: a field of the
// account that a commit forgets.
func TestThinIsWhatIsReadBack(t *testing.T) {
	t.Parallel()
	a := ledger.NewAccount(ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Currency: "USD", Zone: "UTC"})
	for _, r := range golden(t) {
		e, err := r.Entry()
		if err != nil {
			t.Fatal(err)
		}
		a.Apply(e.Meta(), e.Events...)
		want, err := a.MarshalCore()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ledger.UnmarshalCore(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := thin(a).MarshalCore()
		if err != nil || string(got) != string(want) || len(thin(a).Items()) != len(back.Items()) {
			t.Fatalf("thin gives\n%s\n%v, read back is\n%s\n%v", got, thin(a).Items(), want, back.Items())
		}
	}
}
