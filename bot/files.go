package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

const (
	// importPart is how many rows one entry of the journal holds at most.
	importPart = 500
	// checkedPart is how many invoices are looked up at once before anything is recorded.
	checkedPart = 2000
	// everyOpen is more than the open invoices of any vendor.
	everyOpen = 1 << 24
)

// Files writes a team's record into files, and records what files hold: for the command line and for Slack alike.
type Files struct{ team *store.Team }

// FilesOf are the files of a team.
func FilesOf(t *store.Team) Files { return Files{t} }

// Export writes what moved: csv, jsonl, hledger or beancount; of one vendor, or of all where only is "".
func (f Files) Export(ctx context.Context, w io.Writer, format string, only ledger.VendorID) error {
	entries := f.movements(ctx, only)
	switch format {
	case "csv":
		return exchange.WriteCSV(w, entries)
	case "jsonl":
		return exchange.WriteJSONLines(w, entries)
	}
	var all []exchange.Entry // the plain-text formats are sorted by day, so they are gathered first
	for e, err := range entries {
		if err != nil {
			return err
		}
		all = append(all, e)
	}
	if format == "hledger" {
		return exchange.WriteHledger(w, all, exchange.Options{})
	}
	return exchange.WriteBeancount(w, all, exchange.Options{})
}

// movements reads the journals of all vendors, or of one, and gives what they moved.
func (f Files) movements(ctx context.Context, only ledger.VendorID) iter.Seq2[exchange.Entry, error] {
	return func(yield func(exchange.Entry, error) bool) {
		vendors, err := f.Vendors(ctx)
		if err != nil {
			yield(exchange.Entry{}, err)
			return
		}
		found := only == ""
		for _, v := range vendors {
			if only != "" && v.Slug != only {
				continue
			}
			found = true
			if !f.vendor(ctx, v, yield) {
				return
			}
		}
		if !found {
			yield(exchange.Entry{}, &ledger.Error{Kind: ledger.NotFound, Say: fmt.Sprintf("there is no vendor %q", only)})
		}
	}
}

func (f Files) vendor(ctx context.Context, v ledger.Vendor, yield func(exchange.Entry, error) bool) bool {
	j := exchange.NewJournal(v)
	for raw, err := range f.team.Entries(ctx, v.Slug, 1) {
		var e ledger.Entry
		if err == nil {
			e, err = raw.Entry()
		}
		if err != nil {
			yield(exchange.Entry{}, err)
			return false
		}
		for _, x := range j.Add(e) {
			if !yield(x, nil) {
				return false
			}
		}
	}
	return true
}

// Vendors are the vendors as the team's journal added them, in order.
func (f Files) Vendors(ctx context.Context) ([]ledger.Vendor, error) {
	var out []ledger.Vendor
	for raw, err := range f.team.Entries(ctx, ledger.TeamJournal, 1) {
		if err != nil {
			return nil, err
		}
		e, err := raw.Entry()
		if err != nil {
			return nil, err
		}
		for _, ev := range e.Events {
			if added, ok := ev.(*ledger.VendorAdded); ok {
				out = append(out, added.Vendor)
			}
		}
	}
	return out, nil
}

// Read reads a file whole and asks the ledger about every row. Nothing is recorded: what is refused is in the batch.
func (f Files) Read(ctx context.Context, file io.ReadSeeker, how exchange.Reading) (*exchange.Batch, error) {
	find, err := f.known(ctx)
	if err != nil {
		return nil, err
	}
	how.Find = find
	b, err := exchange.ReadBatch(file, how)
	if err != nil {
		return nil, err
	}
	return b, f.check(ctx, b, ledger.By{Actor: "cli:check", At: how.Now, Cmd: "import", Key: "check"})
}

// known gives a function that finds vendors by what a row calls them.
func (f Files) known(ctx context.Context) (func(string) (ledger.Vendor, bool), error) {
	names, err := f.team.Directory(ctx)
	if err != nil {
		return nil, err
	}
	vendors := map[ledger.VendorID]ledger.Vendor{}
	for _, v := range names {
		if _, ok := vendors[v]; ok {
			continue
		}
		a, err := f.team.Card(ctx, v)
		if err != nil {
			return nil, err
		}
		vendors[v] = a.Vendor
	}
	asked := map[string]ledger.VendorID{}
	return func(name string) (ledger.Vendor, bool) {
		slug, ok := asked[name]
		if !ok {
			slug = names[ledger.Fold(name)]
			asked[strings.Clone(name)] = slug
		}
		v, ok := vendors[slug]
		return v, ok
	}, nil
}

// check decides on all rows without recording any: a row that the ledger refuses must be known before the first is written.
func (f Files) check(ctx context.Context, b *exchange.Batch, by ledger.By) error {
	for _, slug := range b.Vendors() {
		rows := b.Parts[slug]
		if !b.Apart(slug) {
			if err := f.checkPart(ctx, b, slug, rows, by); err != nil { // money may be for any invoice of the file
				return err
			}
			continue
		}
		for part := range slices.Chunk(rows, checkedPart) { // nothing of the earlier ones needs to be remembered
			if err := f.checkPart(ctx, b, slug, part, by); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkPart decides on rows in order, each after the ones before it, and notes in the batch which are refused.
func (f Files) checkPart(ctx context.Context, b *exchange.Batch, slug ledger.VendorID, rows []ledger.FileRow, by ledger.By) error {
	need := needOf(rows)
	if need.Open > 0 {
		need.Open = everyOpen
	}
	a, err := f.team.Load(ctx, slug, need)
	if err != nil {
		return err
	}
	if known := a.KnownRows(rows); len(known) > 0 {
		need.Items = append(need.Items, known...)
		if a, err = f.team.Load(ctx, slug, need); err != nil {
			return err
		}
	}
	trial, refused := a.Try(by), 0 // the refused line: one may stand for two things, and then neither is recorded
	for _, r := range rows {
		if r.Line == refused {
			continue
		}
		err := trial.Row(r)
		if _, more := errors.AsType[*ledger.NeedMore](err); more {
			return fmt.Errorf("check line %d: %w", r.Line, err)
		}
		if err != nil {
			refused = r.Line
			b.Refuse(r.Line, ledger.Say(err))
		}
	}
	return nil
}

// needOf is what rows want to see of an account.
func needOf(rows []ledger.FileRow) (need ledger.Need) {
	need.Items = make([]string, 0, 2*len(rows))
	for _, r := range rows {
		need.Items = append(need.Items, r.Need()...)
		if r.Pay != nil && len(r.Pay.For) == 0 {
			need.Open = max(need.Open, importPart)
		}
	}
	return need
}
