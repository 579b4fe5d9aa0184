package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"owed.dev/owed/bot"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// proofLine is one line of a proof: an entry in its very bytes, and the hash that binds it to all before it.
type proofLine struct {
	Team   string          `json:"team"`
	Vendor ledger.VendorID `json:"vendor"`
	Entry  string          `json:"entry"` // its canonical JSON, as text: whoever checks it hashes these bytes
	Hash   string          `json:"hash"`  // hex
}

// maxLine bounds a line of a proof.
const maxLine = 16 << 20

// writeProof writes every journal of a team, so that a third party can check it without Redis and without trust.
func writeProof(ctx context.Context, w io.Writer, team *store.Team) error {
	enc := json.NewEncoder(w)
	vendors, err := bot.FilesOf(team).Vendors(ctx)
	if err != nil {
		return err
	}
	journals := []ledger.VendorID{ledger.TeamJournal}
	for _, v := range vendors {
		journals = append(journals, v.Slug)
	}
	for _, v := range journals {
		for raw, err := range team.Entries(ctx, v, 1) {
			if err != nil {
				return err
			}
			line := proofLine{Team: team.ID(), Vendor: v, Entry: string(raw.JSON), Hash: hex.EncodeToString(raw.Hash)}
			if err := enc.Encode(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// chain is a journal being checked.
type chain struct {
	hash ledger.Hash
	seq  int64
}

// verifyFile checks a proof: each entry's hash, its number, and the heads that were kept outside.
func verifyFile(name string, heads []store.Head, std stdio) error {
	f, err := os.Open(name)
	if err != nil {
		return usageError{err}
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, maxLine)
	chains, entries := map[string]*chain{}, 0
	passed := map[string]bool{}
	for sc.Scan() {
		entries++
		if err := checkLine(sc.Bytes(), chains, passed); err != nil {
			return fmt.Errorf("%s, line %d: %w", name, entries, err)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if entries == 0 {
		return fmt.Errorf("%s holds no entries", name)
	}
	for _, h := range heads {
		if !passed[h.String()] {
			return fmt.Errorf("the chain of %s did not pass through entry %d with hash %s…: it was cut or rewritten", h.Vendor, h.Seq, h.Hash[:12])
		}
	}
	var names []string
	for key := range chains {
		names = append(names, key)
	}
	slices.Sort(names)
	for _, key := range names {
		_, vendor, _ := strings.Cut(key, "/")
		fmt.Fprintf(std.out, "%s\t%s\t%s\n", vendor, store.Counted(chains[key].seq, "entry", "entries"), store.Head{Vendor: ledger.VendorID(vendor), Seq: chains[key].seq, Hash: chains[key].hash.String()})
	}
	fmt.Fprintf(std.out, "%s of %s: every hash is right. A proof shows that nothing was changed or left out before its last entry; a head kept elsewhere (--head) shows that none was cut off after it.\n", store.Counted(entries, "entry", "entries"), store.Counted(len(chains), "journal", "journals"))
	return nil
}

func checkLine(raw []byte, chains map[string]*chain, passed map[string]bool) error {
	var line proofLine
	if err := json.Unmarshal(raw, &line); err != nil {
		return fmt.Errorf("is not a line of a proof: %w", err)
	}
	e, err := ledger.UnmarshalEntry([]byte(line.Entry))
	if err != nil {
		return err
	}
	key := line.Team + "/" + string(line.Vendor)
	c, ok := chains[key]
	if !ok {
		c = &chain{hash: ledger.Root(line.Team, line.Vendor)}
		chains[key] = c
	}
	c.seq++
	c.hash = c.hash.Next([]byte(line.Entry))
	switch {
	case e.Team != line.Team || e.Vendor != line.Vendor:
		return fmt.Errorf("the entry belongs to %s of %s, not to %s of %s", e.Vendor, e.Team, line.Vendor, line.Team)
	case e.Seq != c.seq:
		return fmt.Errorf("entry %d of %s stands where %d should: something was left out or moved", e.Seq, line.Vendor, c.seq)
	case c.hash.String() != line.Hash:
		return fmt.Errorf("entry %d of %s was changed: its hash is %s…, and should be %s…", e.Seq, line.Vendor, short(line.Hash), c.hash.String()[:12])
	}
	passed[store.Head{Vendor: line.Vendor, Seq: c.seq, Hash: c.hash.String()}.String()] = true
	return nil
}

func short(s string) string { return s[:min(12, len(s))] }

// readHeads reads heads as given, or from files of them.
func readHeads(args []string) ([]store.Head, error) {
	var out []store.Head
	for _, arg := range args {
		b, err := os.ReadFile(arg)
		if errors.Is(err, os.ErrNotExist) {
			b, err = []byte(arg), nil
		}
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(b)) {
			words := strings.Fields(line)
			if len(words) == 0 {
				continue
			}
			h, err := store.ParseHead(words[len(words)-1])
			if err != nil {
				if len(words) > 1 { // a line of verify's own output that is no head
					continue
				}
				return nil, err
			}
			out = append(out, h)
		}
	}
	return out, nil
}
