package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	_ "embed" // the scripts are files that people read
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

var (
	//go:embed lua/import_seal.lua
	importSealLua string
	//go:embed lua/import_claim.lua
	importClaimLua string
	//go:embed lua/import_step.lua
	importStepLua string

	importSealScript  = newScript(importSealLua)
	importClaimScript = newScript(importClaimLua)
	importStepScript  = newScript(importStepLua)
)

const (
	// importingVendors is the field of counters that names the vendors of which a file is being recorded.
	importingVendors = "_importing"
	// stagedLife is how long parts are kept that nobody sealed: their process died, and nothing of them is recorded.
	stagedLife = 24 * time.Hour
	// stagedAtOnce is how many parts go to Redis in one call.
	stagedAtOnce = 16
)

// ErrImportRuns says that this very import was sealed before and is not at its end yet.
var ErrImportRuns = errors.New("this file is being recorded already")

// Import is a file whose rows can all be recorded, on its way into the journals part by part.
type Import struct {
	File    string            `json:"file"`
	Hash    string            `json:"hash"` // of the file's bytes, in hex
	By      ledger.By         `json:"by"`   // By.Key is another one for each import
	Vendors []ledger.VendorID `json:"vendors"`
	Rows    int               `json:"rows"`
	Known   int               `json:"known,omitempty"`  // of the rows, those on record when the file was checked: in no part
	Remarks ledger.Remarks    `json:"remarks,omitzero"` // on these
	Parts   int               `json:"parts"`
	Pays    bool              `json:"pays,omitempty"`    // some rows are payments, or say that something was paid
	Channel string            `json:"channel,omitempty"` // where a message says how far it is; "" on the command line
	TS      string            `json:"ts,omitempty"`

	id, token string
	parts     []ledger.Packed // where this process staged them
}

// Begin is how far an import is before its first part.
func (i *Import) Begin() ImportProgress {
	return ImportProgress{Rows: i.Known, Known: i.Known, Remarks: i.Remarks}
}

// ImportProgress is how far the recording of a file is.
type ImportProgress struct {
	Parts int       `json:"parts"` // recorded
	Rows  int       `json:"rows"`  // looked at: new, known and late
	New   int       `json:"new"`
	Known int       `json:"known"`
	Late  []LateRow `json:"late,omitempty"`

	Remarks ledger.Remarks `json:"remarks,omitzero"` // on rows that are on record already
}

// Count adds a part of which some rows are new.
func (p *ImportProgress) Count(part ledger.Packed, fresh, late int) {
	p.Parts, p.Rows, p.New, p.Known = p.Parts+1, p.Rows+part.Lines, p.New+fresh, p.Known+part.Lines-fresh-late
}

// LateRow is a row that could be recorded when the file was checked, and no longer when its turn came.
type LateRow struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// StageImport puts all parts of an import into Redis and then, in one step, makes it certain that they will be recorded:
// by the caller, who holds it for the length of a lease, or by whoever claims it when that ends. A process that dies
// before leaves nothing behind that counts. ErrImportRuns where the same key was staged before and is not at its end.
func (t *Team) StageImport(ctx context.Context, i *Import, parts []ledger.Packed, lease time.Duration) error {
	id := importID(i.By.Key)
	i.Parts, i.parts = len(parts), parts
	meta, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("store: stage %s: %w", i.File, err)
	}
	token := rand.Text()
	key := t.k.importOf(id + ":" + token) // whoever stages the same import meanwhile has parts of their own
	fields := []any{"meta", meta}
	for n, p := range parts {
		raw, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("store: stage part %d of %s: %w", n, i.File, err)
		}
		if fields = append(fields, partField(n), raw); len(fields) < 2*stagedAtOnce {
			continue
		}
		if err := t.stage(ctx, key, fields); err != nil {
			return err
		}
		fields = fields[:0]
	}
	if len(fields) > 0 {
		if err := t.stage(ctx, key, fields); err != nil {
			return err
		}
	}
	vendors := " "
	for _, v := range i.Vendors {
		vendors += string(v) + " "
	}
	out, err := importSealScript.run(ctx, t.s.client, []string{t.k.imports(), t.k.importOf(id), t.k.counters(), key}, id, token, lease.Milliseconds(), vendors).Int()
	switch {
	case err != nil:
		return unavailable(err, "seal "+i.File)
	case out == 0:
		return ErrImportRuns
	}
	i.id, i.token = id, token
	return nil
}

// ImportRuns reports whether an import with this key is sealed and not at its end.
func (t *Team) ImportRuns(ctx context.Context, key string) (bool, error) {
	runs, err := t.s.client.HExists(ctx, t.k.imports(), importID(key)).Result()
	return runs, unavailable(err, "look for an import that runs")
}

func (t *Team) stage(ctx context.Context, key string, fields []any) error {
	p := t.s.client.Pipeline()
	p.HSet(ctx, key, fields...)
	p.Expire(ctx, key, stagedLife) // sealing takes it away
	_, err := p.Exec(ctx)
	return unavailable(err, "stage a file")
}

// importID names an import by its key, so that the same press, delivered again, is the same import.
func importID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:12])
}

func partField(n int) string { return "p" + strconv.Itoa(n) }

// ClaimImport takes an import that nobody works on, with how far it is; nil where there is none.
func (t *Team) ClaimImport(ctx context.Context, lease time.Duration) (*Import, ImportProgress, error) {
	token := rand.Text()
	id, err := importClaimScript.run(ctx, t.s.client, []string{t.k.imports()}, token, lease.Milliseconds()).Text()
	if errors.Is(err, redis.Nil) {
		return nil, ImportProgress{}, nil
	}
	if err != nil {
		return nil, ImportProgress{}, unavailable(err, "look for an import that was cut short")
	}
	got, err := t.s.client.HMGet(ctx, t.k.importOf(id), "meta", "done").Result()
	if err != nil {
		return nil, ImportProgress{}, unavailable(err, "read import "+id)
	}
	i, p := &Import{}, ImportProgress{}
	if err := json.Unmarshal([]byte(text(got[0])), i); err != nil {
		return nil, p, broken(t.k.importOf(id), err)
	}
	p = i.Begin()
	if done := text(got[1]); done != "" {
		if err := json.Unmarshal([]byte(done), &p); err != nil {
			return nil, p, broken(t.k.importOf(id), err)
		}
	}
	i.id, i.token = id, token
	return i, p, nil
}

// ImportPart is part number n, from 0. Only who staged the import has it without a look.
func (t *Team) ImportPart(ctx context.Context, i *Import, n int) (p ledger.Packed, err error) {
	if n < len(i.parts) {
		return i.parts[n], nil
	}
	raw, err := t.s.client.HGet(ctx, t.k.importOf(i.id), partField(n)).Result()
	switch {
	case errors.Is(err, redis.Nil):
		return p, ErrClaimLost // somebody else ended it
	case err != nil:
		return p, unavailable(err, "read a part of "+i.File)
	}
	if p, err = unstage(raw); err != nil {
		return p, broken(t.k.importOf(i.id)+" "+partField(n), err)
	}
	return p, nil
}

// unstage reads a part. One that was staged before rows were packed has them written out.
func unstage(raw string) (ledger.Packed, error) {
	var p struct {
		ledger.Packed
		Rows []ledger.FileRow `json:"rows"`
	}
	err := json.Unmarshal([]byte(raw), &p)
	for _, r := range p.Rows {
		p.Add(r)
	}
	return p.Packed, err
}

// AdvanceImport notes how far an import is and holds it for another lease; a lease of 0 lets go of it at once.
// ErrClaimLost where somebody else has it by now.
func (t *Team) AdvanceImport(ctx context.Context, i *Import, p ImportProgress, lease time.Duration) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("store: note how far %s is: %w", i.File, err)
	}
	return t.importStep(ctx, i, lease.Milliseconds(), raw)
}

// EndImport takes an import that is recorded whole out of Redis: figures no longer say that it runs.
func (t *Team) EndImport(ctx context.Context, i *Import) error { return t.importStep(ctx, i, "", "") }

func (t *Team) importStep(ctx context.Context, i *Import, lease, done any) error {
	keys := []string{t.k.imports(), t.k.importOf(i.id), t.k.counters()}
	out, err := importStepScript.run(ctx, t.s.client, keys, i.id, i.token, lease, done).Int()
	switch {
	case err != nil:
		return unavailable(err, "note how far "+i.File+" is")
	case out == 0:
		return ErrClaimLost
	}
	return nil
}

// Importing reports whether a file with rows of this vendor was being recorded when something was last read here: its
// figures are then those of a moment in between.
func (t *Team) Importing(v ledger.VendorID) bool {
	all := t.importing.Load()
	return all != nil && strings.Contains(*all, " "+string(v)+" ")
}

func (t *Team) noteImporting(vendors string) {
	if was := t.importing.Load(); was == nil || *was != vendors {
		t.importing.Store(&vendors)
	}
}

// ImportDone is what an import brought whose key is this; found is false where none with it is at its end.
func (t *Team) ImportDone(ctx context.Context, key string) (done ledger.ImportDone, found bool, err error) {
	known, err := t.s.client.Get(ctx, t.k.idem(key)).Result()
	if errors.Is(err, redis.Nil) {
		return done, false, nil
	}
	if err != nil {
		return done, false, unavailable(err, "look for an import that is done")
	}
	_, seq, _ := parseFirst(known)
	lines, err := t.Lines(ctx, ledger.TeamJournal, seq+1, 1)
	if err != nil || len(lines) == 0 {
		return done, false, err
	}
	for _, e := range lines[0].Events {
		if e, ok := e.(*ledger.ImportDone); ok {
			return *e, true, nil
		}
	}
	return done, false, nil
}

// Committed are the events of the entry that a part of a file became; found is false where no entry has this key.
func (t *Team) Committed(ctx context.Context, v ledger.VendorID, key string) (events []ledger.Event, found bool, err error) {
	known, err := t.s.client.Get(ctx, t.k.idem(key)).Result()
	if errors.Is(err, redis.Nil) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, unavailable(err, "look for a part of a file")
	}
	_, seq, _ := parseFirst(known)
	lines, err := t.Lines(ctx, v, seq+1, 1)
	if err != nil || len(lines) == 0 {
		return nil, false, err
	}
	if lines[0].Key != key {
		return nil, true, nil // another vendor's: it was merged since
	}
	return lines[0].Events, true, nil
}
