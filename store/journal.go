package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// RawEntry is a line of a journal as it stands in Redis.
type RawEntry struct {
	ID   []byte // of the stream: "417-0"
	JSON []byte
	Hash []byte // 32 bytes, raw
	More int    // how many fields stand beside the two: owed writes none
}

// Entry reads the line.
func (r RawEntry) Entry() (ledger.Entry, error) { return ledger.UnmarshalEntry(r.JSON) }

// Head is the end of a journal: who keeps it elsewhere can tell later that nothing was cut off or rewritten.
type Head struct {
	Vendor ledger.VendorID
	Seq    int64
	Hash   string // hex
}

// String is the head as `owed verify --head` reads it: "aws:417:9f3c…".
func (h Head) String() string { return fmt.Sprintf("%s:%d:%s", h.Vendor, h.Seq, h.Hash) }

// ParseHead reads "aws:417:9f3c…".
func ParseHead(s string) (Head, error) {
	parts := strings.Split(strings.TrimSpace(s), ":")
	if len(parts) == 3 {
		seq, err := strconv.ParseInt(parts[1], 10, 64)
		if _, bad := hex.DecodeString(parts[2]); err == nil && bad == nil && seq > 0 && len(parts[2]) == 64 {
			return Head{Vendor: ledger.VendorID(parts[0]), Seq: seq, Hash: strings.ToLower(parts[2])}, nil
		}
	}
	return Head{}, fmt.Errorf("%q is not a head; expected vendor, number and hash, as in aws:417:%s", s, strings.Repeat("9f3c", 16))
}

// journalPage is how many entries are read at once.
const journalPage = 1000

// journalRead is a page of a journal, or why there is none, and the room for it.
type journalRead struct {
	page []RawEntry
	text []byte
	err  error
}

// Entries reads a journal from entry number from on, in pages, to its end as it is then. It ends after an error. While
// one page is worked on, the next one is on its way.
func (t *Team) Entries(ctx context.Context, v ledger.VendorID, from int64) iter.Seq2[RawEntry, error] {
	return t.entries(ctx, nil, v, from)
}

// entries is Entries over a connection for large replies, if there is one. Two pages of room then serve for the whole journal, so a line
// stands only until the next one is asked for.
func (t *Team) entries(ctx context.Context, b *bulk, v ledger.VendorID, from int64) iter.Seq2[RawEntry, error] {
	return func(yield func(RawEntry, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		this, next := &journalRead{}, &journalRead{}
		t.readPage(ctx, b, v, strconv.FormatInt(max(from, 0), 10), this)
		for {
			if this.err != nil {
				yield(RawEntry{}, this.err)
				return
			}
			if len(this.page) < journalPage {
				yieldAll(this.page, yield)
				return
			}
			come, after := make(chan struct{}), "("+string(this.page[journalPage-1].ID)
			go func() {
				defer close(come)
				t.readPage(ctx, b, v, after, next)
			}()
			goOn := yieldAll(this.page, yield)
			if !goOn {
				cancel()
			}
			if <-come; !goOn {
				return
			}
			this, next = next, this
		}
	}
}

// yieldAll hands out the lines of a page; false where no more are wanted.
func yieldAll(page []RawEntry, yield func(RawEntry, error) bool) bool {
	for _, r := range page {
		if !yield(r, nil) {
			return false
		}
	}
	return true
}

// readPage reads a page that begins at start, as XRANGE takes it.
func (t *Team) readPage(ctx context.Context, b *bulk, v ledger.VendorID, start string, r *journalRead) {
	key := t.k.journal(v)
	if b != nil {
		err := b.ask(ctx, func(_ int, text []byte, values []value) (err error) {
			r.text = append(r.text[:0], text...)
			r.page, err = cutPage(r.page[:0], r.text, values)
			return err
		}, []string{"XRANGE", key, start, "+", "COUNT", strconv.Itoa(journalPage)})
		if err == nil {
			return
		}
	}
	lines, err := t.s.client.XRangeN(ctx, key, start, "+", journalPage).Result()
	r.page, r.err = make([]RawEntry, len(lines)), unread(key, v, err)
	for n, m := range lines {
		r.page[n] = rawEntry(m)
	}
}

// cutPage takes a page of a journal apart, as XRANGE gives it: for each line its id and its fields.
func cutPage(page []RawEntry, text []byte, values []value) ([]RawEntry, error) {
	for rest := values[1:]; len(rest) > 0; {
		if rest[0].n != 2 || len(rest) < 3+rest[2].n {
			return nil, fmt.Errorf("store: XRANGE gave a line of %d values", rest[0].n)
		}
		r := RawEntry{ID: rest[1].in(text), More: rest[2].n/2 - 2}
		fields := rest[3 : 3+rest[2].n]
		for n := 0; n+1 < len(fields); n += 2 {
			switch string(fields[n].in(text)) {
			case "e":
				r.JSON = fields[n+1].in(text)
			case "h":
				r.Hash = fields[n+1].in(text)
			}
		}
		page = append(page, r)
		rest = rest[3+len(fields):]
	}
	return page, nil
}

// unread says why a journal could not be read: Redis is out of reach, or what stands under its key is none.
func unread(key string, v ledger.VendorID, err error) error {
	if redis.HasErrorPrefix(err, "WRONGTYPE") {
		return broken(key, err)
	}
	return unavailable(err, "read the journal of "+string(v))
}

func rawEntry(m redis.XMessage) RawEntry {
	json, _ := m.Values["e"].(string)
	hash, _ := m.Values["h"].(string)
	return RawEntry{ID: []byte(m.ID), JSON: []byte(json), Hash: []byte(hash), More: len(m.Values) - 2}
}

// Line is an entry with its hash in hex, as a history shows it.
type Line struct {
	ledger.Entry
	Hash string
}

// History are up to n entries of a vendor before entry number before (0: from the end), the newest first.
func (t *Team) History(ctx context.Context, v ledger.VendorID, before int64, n int) ([]ledger.Entry, error) {
	lines, err := t.Lines(ctx, v, before, n)
	out := make([]ledger.Entry, len(lines))
	for i, l := range lines {
		out[i] = l.Entry
	}
	return out, err
}

// Lines is History with the entries' hashes.
func (t *Team) Lines(ctx context.Context, v ledger.VendorID, before int64, n int) ([]Line, error) {
	end := "+"
	if before > 0 {
		end = "(" + strconv.FormatInt(before, 10) + "-0"
	}
	page, err := t.s.client.XRevRangeN(ctx, t.k.journal(v), end, "-", int64(n)).Result()
	if err != nil {
		return nil, unavailable(err, "read the journal of "+string(v))
	}
	lines := make([]Line, len(page))
	for i, m := range page {
		r := rawEntry(m)
		e, err := r.Entry()
		if err != nil {
			return nil, broken(t.k.journal(v)+" "+string(r.ID), err)
		}
		lines[i] = Line{e, hex.EncodeToString(r.Hash)}
	}
	return lines, nil
}

// historyReads bounds how many entries HistoryOf reads in one call, however seldom the item is named.
const historyReads = 2000

// HistoryOf are up to n entries about one item, the newest first, before entry number before (0: from the end). next is
// what to pass as before to go on; 0 where all have been seen.
func (t *Team) HistoryOf(ctx context.Context, v ledger.VendorID, item string, before int64, n int) (found []Line, next int64, err error) {
	a, err := t.Load(ctx, v, ledger.Need{Items: []string{item}})
	if err != nil {
		return nil, 0, err
	}
	kind, key, _ := strings.Cut(item, ":")
	first := max(placeOf(a, kind, key).seq, 1)
	for read := 0; read < historyReads; {
		page, err := t.Lines(ctx, v, before, 250)
		if err != nil {
			return nil, 0, err
		}
		for _, l := range page {
			if l.Seq < first || len(found) == n {
				return found, before, nil
			}
			before = l.Seq
			if l.About(key) {
				found = append(found, l)
			}
			if l.Seq == first {
				return found, 0, nil
			}
		}
		if len(page) < 250 {
			return found, 0, nil
		}
		read += len(page)
	}
	return found, before, nil
}

// Replay is a vendor's account as its journal says it was at a moment: all entries up to it, none after.
func (t *Team) Replay(ctx context.Context, v ledger.VendorID, until time.Time) (*ledger.Account, error) {
	added, err := t.added(ctx, v)
	if err != nil {
		return nil, err
	}
	a := ledger.NewAccount(added)
	for r, err := range t.Entries(ctx, v, 0) {
		if err != nil {
			return nil, err
		}
		e, err := r.Entry()
		if err != nil {
			return nil, broken(t.k.journal(v)+" "+string(r.ID), err)
		}
		if e.At.After(until) {
			break
		}
		a.Apply(e.Meta(), e.Events...)
	}
	return a, nil
}

// added is the vendor as it was put on the team's record.
func (t *Team) added(ctx context.Context, v ledger.VendorID) (ledger.Vendor, error) {
	seq, err := t.s.client.HGet(ctx, t.k.head(v), "added").Int64()
	if errors.Is(err, redis.Nil) {
		return ledger.Vendor{}, &ledger.Error{Kind: ledger.NotFound, Say: fmt.Sprintf("There is no vendor “%s”. See `/owed`", v)}
	}
	if err != nil {
		return ledger.Vendor{}, unavailable(err, "read the head of "+string(v))
	}
	lines, err := t.Lines(ctx, ledger.TeamJournal, seq+1, 1)
	if err != nil {
		return ledger.Vendor{}, err
	}
	for _, l := range lines {
		for _, ev := range l.Events {
			if add, ok := ev.(*ledger.VendorAdded); ok && add.Vendor.Slug == v {
				return add.Vendor, nil
			}
		}
	}
	return ledger.Vendor{}, broken(t.k.head(v), fmt.Errorf("entry %d of the team does not add %s", seq, v))
}

// Heads are the ends of all journals: the team's own first, then the vendors by slug.
func (t *Team) Heads(ctx context.Context) ([]Head, error) {
	slugs, err := t.slugs(ctx)
	if err != nil {
		return nil, err
	}
	var heads []Head
	for _, v := range append([]ledger.VendorID{ledger.TeamJournal}, slugs...) {
		h, err := t.head(ctx, v)
		if err != nil {
			return nil, err
		}
		if h.Seq > 0 {
			heads = append(heads, h)
		}
	}
	return heads, nil
}

func (t *Team) head(ctx context.Context, v ledger.VendorID) (Head, error) {
	vals, err := t.s.client.HMGet(ctx, t.k.head(v), "seq", "hash").Result()
	if err != nil {
		return Head{}, unavailable(err, "read the head of "+string(v))
	}
	return headOf(v, vals), nil
}

// headOf is a head by its seq and hash as they stand in Redis.
func headOf(v ledger.VendorID, vals []any) Head {
	seq, _ := strconv.ParseInt(text(vals[0]), 10, 64)
	return Head{v, seq, text(vals[1])}
}

// slugs are all vendors, as the team's journal names them.
func (t *Team) slugs(ctx context.Context) ([]ledger.VendorID, error) {
	var out []ledger.VendorID
	for r, err := range t.Entries(ctx, ledger.TeamJournal, 0) {
		if err != nil {
			return nil, err
		}
		if !bytes.Contains(r.JSON, []byte(`"vendor_added"`)) {
			continue
		}
		e, err := r.Entry()
		if err != nil {
			return nil, broken(t.k.journal(ledger.TeamJournal)+" "+string(r.ID), err)
		}
		for _, ev := range e.Events {
			if add, ok := ev.(*ledger.VendorAdded); ok {
				out = append(out, add.Vendor.Slug)
			}
		}
	}
	slices.Sort(out)
	return out, nil
}
