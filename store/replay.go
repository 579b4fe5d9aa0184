package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// replayer reads a journal from its first entry on and checks each: its place, its hash, that it can be read, that it
// belongs here. It stops at the first that is wrong, since nothing after it can be trusted.
type replayer struct {
	team   string
	vendor ledger.VendorID
	apply  func(ledger.Entry) // keeps no entry, unless keeping was called

	bulk  *bulk // nil: it reads by the client
	reads *entryReader

	seq  int64
	hash ledger.Hash // of the last good entry
	last time.Time
}

func newReplayer(b *bulk, team string, v ledger.VendorID, apply func(ledger.Entry)) *replayer {
	p := &replayer{bulk: b, team: team, vendor: v, apply: apply, reads: newEntryReader(), hash: ledger.Root(team, v)}
	p.reads.keeps = false
	return p
}

// keeping lets apply keep the entries from now on.
func (p *replayer) keeping() { p.reads.keeps = true }

// read reads on to the journal's present end. It returns what is wrong with the first wrong entry, if any.
func (p *replayer) read(ctx context.Context, t *Team, seen func(seq int64, hash ledger.Hash)) (*Finding, error) {
	for r, err := range t.entries(ctx, p.bulk, p.vendor, p.seq+1) {
		if err != nil {
			return nil, err
		}
		if f := p.feed(r); f != nil {
			return f, p.follow(ctx, t, r, f)
		}
		if seen != nil {
			seen(p.seq, p.hash)
		}
	}
	return nil, nil
}

// feed takes the next line.
func (p *replayer) feed(r RawEntry) *Finding {
	want := p.seq + 1
	var id [24]byte
	if !bytes.Equal(r.ID, append(strconv.AppendInt(id[:0], want, 10), "-0"...)) {
		if seqOf(string(r.ID)) == p.seq {
			return p.wrong(want, "before it stands a line "+string(r.ID)+", which owed did not write", "no line between "+strconv.FormatInt(p.seq, 10)+"-0 and "+strconv.FormatInt(want, 10)+"-0")
		}
		return p.wrong(want, "it is missing: the next line is "+string(r.ID), "an entry "+strconv.FormatInt(want, 10)+"-0")
	}
	hash := p.hash.Next(r.JSON)
	if !bytes.Equal(hash[:], r.Hash) {
		return p.wrong(want, "its hash is "+hex.EncodeToString(r.Hash)+", its content gives "+hash.String(), "a content and a hash that fit")
	}
	if r.More > 0 {
		return p.wrong(want, "it has "+strconv.Itoa(r.More)+" field(s) that owed did not write", "its content and its hash, and nothing else")
	}
	e, err := p.reads.entry(r)
	if err != nil {
		return p.wrong(want, "it can't be read: "+err.Error(), "an entry in a version that this owed knows")
	}
	if e.Team != p.team || e.Vendor != p.vendor || e.Seq != want {
		return p.wrong(want, fmt.Sprintf("it says that it is entry %d of %s/%s", e.Seq, e.Team, e.Vendor), fmt.Sprintf("entry %d of %s/%s", want, p.team, p.vendor))
	}
	if e.At.Before(p.last) {
		return p.wrong(want, "its time "+e.At.Format(time.RFC3339Nano)+" is before that of the entry before it", "a time not before "+p.last.Format(time.RFC3339Nano))
	}
	if f := p.applied(e); f != nil {
		return f
	}
	p.seq, p.hash, p.last = want, hash, e.At
	return nil
}

// applied adds the entry to what is replayed. A forged entry may add what never adds: that is a finding, not a crash.
func (p *replayer) applied(e ledger.Entry) (f *Finding) {
	defer func() {
		if r := recover(); r != nil {
			f = p.wrong(e.Seq, fmt.Sprintf("it can't be applied: %v", r), "an entry that follows from those before it")
		}
	}()
	p.apply(e)
	return nil
}

func (p *replayer) wrong(seq int64, is, want string) *Finding {
	return &Finding{Vendor: p.vendor, Entry: seq, Is: is, Want: want}
}

// follow says what follows from a wrong entry: whether the chain goes on from what it claims, and how much comes after.
func (p *replayer) follow(ctx context.Context, t *Team, bad RawEntry, f *Finding) error {
	after, goesOn := 0, false
	for r, err := range t.entries(ctx, p.bulk, p.vendor, seqOf(string(bad.ID))+1) {
		if err != nil {
			return err
		}
		if after == 0 {
			goesOn = fits(bad.Hash, r)
			if seqOf(string(bad.ID)) == p.seq && fits(p.hash[:], r) {
				f.Follows = fmt.Sprintf("entry %d goes on from entry %d: that line was put in, and what stands around it is as it was", p.seq+1, p.seq)
			} else if !goesOn && fits(hashOf(p.hash[:], bad), r) {
				f.Follows = "only its hash was changed: the entry after it fits to its content"
			}
		}
		after++
	}
	switch {
	case f.Follows != "":
	case after == 0:
		f.Follows = "it is the last one: all before it stands"
	case goesOn:
		f.Follows = fmt.Sprintf("the %d entries after it go on from its hash, so its content was changed, or entries before it are gone; figures from here on can't be proved", after)
	default:
		f.Follows = fmt.Sprintf("the %d entries after it don't go on from it; figures from here on can't be proved", after)
	}
	return nil
}

func hashOf(prev []byte, r RawEntry) []byte {
	h := ledger.Hash(prev).Next(r.JSON)
	return h[:]
}

// fits reports whether an entry goes on from a hash.
func fits(prev []byte, r RawEntry) bool {
	return len(prev) == len(ledger.Hash{}) && bytes.Equal(hashOf(prev, r), r.Hash)
}

// seqOf is the number in a stream's id.
func seqOf(id string) int64 {
	number, _, _ := strings.Cut(id, "-")
	n, _ := strconv.ParseInt(number, 10, 64)
	return n
}
