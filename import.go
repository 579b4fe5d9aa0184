package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

const (
	// importPart is how many rows one entry of the journal holds at most.
	importPart = 500
	// progressEvery is after how many rows the terminal hears of it.
	progressEvery = 20_000
	// everyOpen is more than the open invoices of any vendor.
	everyOpen = 1 << 24
	// shownRefusals is how many refused rows are shown on the terminal; the rest is in the file.
	shownRefusals = 10
)

// importCmd reads invoices, credits and payments from a CSV or TSV file: all rows or none.
type importCmd struct {
	operator
	File     string `arg:"" type:"existingfile" help:"A CSV or TSV file, or AWS' list of invoices as JSON."`
	Vendor   string `help:"The vendor (slug) of rows that name none."`
	DryRun   bool   `help:"Say what would be recorded, and record nothing."`
	Currency string `help:"The currency of amounts that name none; the vendor's where left out." placeholder:"USD"`
	Decimal  string `enum:",point,comma" default:"" help:"point or comma, where the file leaves it open."`
	Order    string `enum:",dmy,mdy" default:"" help:"dmy or mdy, where the file leaves it open."`
}

// Run is the command.
func (c importCmd) Run(ctx context.Context, std stdio) error {
	s, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	team, err := c.one(ctx, s)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return usageError{err}
	}
	defer f.Close()
	im := &importing{c: c, std: std, team: team, parts: map[ledger.VendorID][]ledger.FileRow{}, now: time.Now().UTC()}
	if offset, err := team.ClockOffset(ctx); err == nil {
		im.now = im.now.Add(offset)
	}
	im.now = im.now.Truncate(time.Millisecond) // as the journal keeps it
	if err := im.read(ctx, f); err != nil {
		return err
	}
	if err := im.check(ctx); err != nil {
		return err
	}
	if len(im.refused) > 0 {
		return im.refuse(f)
	}
	fmt.Fprintf(std.out, "%s: %d rows can be recorded for %s.\n", c.File, im.rows, im.named())
	if c.DryRun {
		fmt.Fprintln(std.out, "Dry run: nothing was recorded.")
		return nil
	}
	return im.commit(ctx)
}

// importing is a file on its way into the ledger.
type importing struct {
	c       importCmd
	std     stdio
	team    *store.Team
	names   map[string]ledger.VendorID
	vendors map[ledger.VendorID]ledger.Vendor
	parts   map[ledger.VendorID][]ledger.FileRow
	rows    int
	refused []exchange.Refusal
	header  []string
	hash    string
	hints   exchange.Hints
	now     time.Time
}

// read goes through the whole file before anything is written.
func (im *importing) read(ctx context.Context, f *os.File) error {
	if err := im.known(ctx); err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	im.hash = fmt.Sprintf("%x", h.Sum(nil))
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	hints := exchange.Hints{Vendor: im.c.Vendor, Currency: ledger.Currency(strings.ToUpper(im.c.Currency)), Today: ledger.DateIn(im.now, time.UTC), Order: im.c.Order}
	hints.Decimal = map[string]string{"point": ".", "comma": ","}[im.c.Decimal]
	if hints.Currency == "" && im.c.Vendor != "" {
		hints.Currency = im.vendors[im.names[ledger.Fold(im.c.Vendor)]].Currency
	}
	hints.CurrencyOf = func(name string) ledger.Currency { return im.vendors[im.names[ledger.Fold(name)]].Currency }
	im.hints = hints
	r, err := exchange.Open(f, hints)
	if err != nil {
		return err
	}
	im.header = r.Header()
	for _, field := range sortedFields(r.Columns()) {
		fmt.Fprintf(im.std.out, "%-10s ← %s\n", field, r.Columns()[field])
	}
	for n := 0; ; n++ {
		row, refusal, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case refusal != nil:
			im.refused = append(im.refused, *refusal)
		default:
			im.take(row)
		}
		if n > 0 && n%progressEvery == 0 {
			fmt.Fprintf(im.std.err, "%d rows read\n", n)
		}
	}
}

func sortedFields(c exchange.Columns) []string {
	var out []string
	for f := range c {
		out = append(out, f)
	}
	slices.Sort(out)
	return out
}

// known reads which vendors there are.
func (im *importing) known(ctx context.Context) error {
	var err error
	if im.names, err = im.team.Directory(ctx); err != nil {
		return err
	}
	im.vendors = map[ledger.VendorID]ledger.Vendor{}
	for _, v := range im.names {
		if _, ok := im.vendors[v]; ok {
			continue
		}
		a, err := im.team.Card(ctx, v)
		if err != nil {
			return err
		}
		im.vendors[v] = a.Vendor
	}
	return nil
}

// take turns a row into what is to be recorded, or refuses it.
func (im *importing) take(row exchange.Row) {
	slug, ok := im.names[ledger.Fold(row.Vendor)]
	if !ok {
		im.refused = append(im.refused, exchange.Refusal{Line: row.Line, Column: "vendor", Reason: fmt.Sprintf("“%s” is not a vendor on record; add it first, or name one with --vendor", row.Vendor)})
		return
	}
	v := im.vendors[slug]
	key := "row:" + string(slug) + ":" + row.Kind + ":" + ledger.InvoiceNo(row.Number).Key()
	out := ledger.FileRow{Line: row.Line}
	switch row.Kind {
	case exchange.Invoice:
		if row.Due.IsZero() {
			row.Due = v.Due(row.Issued)
		}
		out.Invoice = &ledger.Invoice{No: ledger.InvoiceNo(row.Number), Amount: row.Amount, Issued: row.Issued, Due: row.Due, PO: row.PO, Memo: row.Memo, RowKey: key}
	case exchange.Credit:
		out.Credit = &ledger.Credit{Amount: row.Amount, Number: row.Number, Day: row.Issued, For: invoiceNos(row.For), Memo: row.Memo, RowKey: key}
	case exchange.Payment:
		out.Pay = &ledger.Pay{Amount: row.Amount, Day: row.Issued, For: invoiceNos(row.For), Ref: row.Number, Memo: row.Memo, RowKey: key}
	}
	im.parts[slug] = append(im.parts[slug], out)
	im.rows++
	if row.Kind == exchange.Invoice && row.Open.Currency != "" && row.Open.Cmp(row.Amount) < 0 {
		before := row.Amount.Sub(row.Open)
		im.parts[slug] = append(im.parts[slug], ledger.FileRow{Line: row.Line, Pay: &ledger.Pay{
			Amount: before, Day: ledger.DateIn(im.now, v.Location()), For: []ledger.InvoiceNo{ledger.InvoiceNo(row.Number)}, Ref: "before owed", RowKey: key + ":before",
		}})
	}
}

// check decides on all rows without recording any: a row that the ledger refuses must be known before the first is written.
func (im *importing) check(ctx context.Context) error {
	for slug, rows := range im.parts {
		var need ledger.Need
		for _, r := range rows {
			need = grow(need, r)
		}
		if need.Open > 0 {
			need.Open = everyOpen
		}
		a, err := im.team.Load(ctx, slug, need)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(rows, importPart) {
			if a, err = im.checkPart(a, slices.Clone(part)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (im *importing) checkPart(a *ledger.Account, part []ledger.FileRow) (*ledger.Account, error) {
	for len(part) > 0 {
		c, _, err := a.RecordRows(part, im.by("check"))
		bad, refused := errors.AsType[*ledger.RowRefused](err)
		switch {
		case refused:
			im.refused = append(im.refused, exchange.Refusal{Line: bad.Line, Reason: ledger.Say(bad.Err)})
			part = slices.DeleteFunc(part, func(r ledger.FileRow) bool { return r.Line == bad.Line })
		case err != nil:
			return nil, err
		default:
			return c.After, nil
		}
	}
	return a, nil
}

// grow adds what a row wants to see.
func grow(need ledger.Need, r ledger.FileRow) ledger.Need {
	need.Items = append(need.Items, r.Need()...)
	if r.Pay != nil && len(r.Pay.For) == 0 {
		need.Open = max(need.Open, importPart)
	}
	return need
}

func invoiceNos(words []string) []ledger.InvoiceNo {
	out := make([]ledger.InvoiceNo, len(words))
	for n, w := range words {
		out[n] = ledger.InvoiceNo(w)
	}
	return out
}

func (im *importing) named() string {
	var names []string
	for slug, rows := range im.parts {
		names = append(names, fmt.Sprintf("%s (%d)", im.vendors[slug].Name, len(rows)))
	}
	slices.Sort(names)
	if len(names) == 0 {
		return "no vendor"
	}
	return strings.Join(names, ", ")
}

// refuse writes the refused rows into a file to mend and send again. Nothing is recorded.
func (im *importing) refuse(source *os.File) error {
	if _, err := source.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := exchange.Complete(source, im.hints, im.refused); err != nil {
		return err
	}
	name := im.c.File + ".refused.csv"
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(exchange.WriteRefusals(f, im.header, im.refused), f.Close())
	for _, r := range im.refused[:min(len(im.refused), shownRefusals)] {
		where := fmt.Sprintf("line %d", r.Line)
		if r.Column != "" {
			where += ", " + r.Column
		}
		fmt.Fprintf(im.std.err, "%s: %s\n", where, r.Reason)
	}
	return errors.Join(err, fmt.Errorf("%d rows are refused, so nothing was recorded. They are in %s with the reasons: mend them there, or in the file, and import again", len(im.refused), name))
}

// commit records part by part. Each part is one entry; a part that is on record already changes nothing, so an import
// that died is finished by running it again.
func (im *importing) commit(ctx context.Context) error {
	added, known, done := 0, 0, 0
	start := time.Now()
	var slugs []ledger.VendorID
	for slug := range im.parts {
		slugs = append(slugs, slug)
	}
	slices.Sort(slugs)
	for _, slug := range slugs {
		n := 0
		for part := range slices.Chunk(im.parts[slug], importPart) {
			k, err := im.part(ctx, slug, n, part)
			if err != nil {
				return im.stopped(err, done)
			}
			n++
			known, added, done = known+k, added+len(part)-k, done+len(part)
			if done%progressEvery < importPart {
				fmt.Fprintf(im.std.err, "%d of %d rows recorded\n", done, im.rows)
			}
		}
	}
	fmt.Fprintf(im.std.out, "%d new, %d known already, 0 refused, in %s.\n", added, known, time.Since(start).Round(time.Millisecond))
	_, err := im.team.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		return ledger.TeamChange(t.Seq, im.by(fmt.Sprintf("import:%s:%d", im.hash, im.now.UnixMilli())), &ledger.ImportDone{File: im.c.File, Hash: im.hash, New: added, Known: known}), nil
	})
	return err
}

func (im *importing) stopped(err error, done int) error {
	if bad, ok := errors.AsType[*ledger.RowRefused](err); ok {
		return fmt.Errorf("line %d: %s. %d rows before it are recorded; mend the line and import the file again, what is known is passed over", bad.Line, ledger.Say(bad.Err), done)
	}
	return fmt.Errorf("%w; %d rows are recorded: import the file again, what is known is passed over", err, done)
}

func (im *importing) part(ctx context.Context, slug ledger.VendorID, n int, rows []ledger.FileRow) (known int, err error) {
	var need ledger.Need
	for _, r := range rows {
		need = grow(need, r)
	}
	_, err = im.team.Do(ctx, slug, need, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (c ledger.Change, err error) {
		c, known, err = a.RecordRows(rows, im.by(fmt.Sprintf("import:%s:%d:%s:%d", im.hash, im.now.UnixMilli(), slug, n)))
		return c, err
	})
	return known, err
}

func (im *importing) by(key string) ledger.By {
	name := "owed"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return ledger.By{Actor: ledger.UserID("cli:" + name), At: im.now, Cmd: "import", Key: key}
}
