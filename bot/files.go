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
	// checkedParts is how many parts of invoices are looked up at once before anything is recorded.
	checkedParts = 4
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
func (f Files) Read(ctx context.Context, file io.ReadSeeker, how exchange.Reading) (b *exchange.Batch, err error) {
	defer func() {
		if broke := ledger.Panicked(recover()); broke != nil {
			b, err = nil, &ledger.Error{Kind: ledger.Internal, Err: broke, Say: "Something went wrong inside owed while it checked the file, and whoever runs it can see what. Nothing of the file was recorded; it may be sent again."}
		}
	}()
	k, err := f.known(ctx)
	if err != nil {
		return nil, err
	}
	how.Find, how.Former = k.find, func(name string) *exchange.Former { return k.former(ctx, name) }
	b, err = exchange.ReadBatch(file, how)
	if err = errors.Join(k.err, err); err != nil {
		return nil, err
	}
	return b, f.check(ctx, b, ledger.By{Actor: "cli:check", At: how.Now, Cmd: "import", Key: "check"})
}

// known are vendors by what a row calls them.
type known struct {
	f       Files
	names   map[string]ledger.VendorID
	vendors map[ledger.VendorID]ledger.Vendor
	asked   map[string]ledger.VendorID
	merged  map[string]*exchange.Former // by name; nil where it is no former one
	err     error                       // of a look at a journal
}

func (f Files) known(ctx context.Context) (*known, error) {
	names, err := f.team.Directory(ctx)
	if err != nil {
		return nil, err
	}
	k := &known{f: f, names: names, vendors: map[ledger.VendorID]ledger.Vendor{}, asked: map[string]ledger.VendorID{}, merged: map[string]*exchange.Former{}}
	for _, v := range names {
		if _, ok := k.vendors[v]; ok {
			continue
		}
		a, err := f.team.Card(ctx, v)
		if err != nil {
			return nil, err
		}
		k.vendors[v] = a.Vendor
	}
	return k, nil
}

func (k *known) find(name string) (ledger.Vendor, bool) {
	slug, ok := k.asked[name]
	if !ok {
		slug = k.names[ledger.Fold(name)]
		k.asked[strings.Clone(name)] = slug
	}
	v, ok := k.vendors[slug]
	return v, ok
}

// former is the vendor that a name meant before it was merged into another; nil where it was not.
func (k *known) former(ctx context.Context, name string) *exchange.Former {
	if f, ok := k.merged[name]; ok {
		return f
	}
	var f *exchange.Former
	v, _ := k.find(name)
	if was, ok := v.Formerly(name); ok && k.err == nil {
		f = &exchange.Former{Slug: was.Slug}
		f.Numbers, k.err = k.f.numbersSince(ctx, was.Slug, v.Slug)
	}
	k.merged[strings.Clone(name)] = f
	return f
}

// numbersSince are the numbers that a vendor's invoices have at the one into which it was merged, where these are others: its own journal
// says under which each of them left.
func (f Files) numbersSince(ctx context.Context, from, into ledger.VendorID) (map[string]ledger.InvoiceNo, error) {
	out, next := map[string]ledger.InvoiceNo{}, from
	for raw, err := range f.team.Entries(ctx, from, 1) {
		var e ledger.Entry
		if err == nil {
			e, err = raw.Entry()
		}
		if err != nil {
			return nil, err
		}
		for _, ev := range e.Events {
			if left, ok := ev.(*ledger.MovedOut); ok {
				next = left.Into
				if left.As != "" {
					out[left.No.Key()] = left.As
				}
			}
		}
	}
	if next == from || next == into {
		return out, nil
	}
	later, err := f.numbersSince(ctx, next, into)
	for was, as := range out {
		if now, ok := later[as.Key()]; ok {
			out[was] = now
		}
		delete(later, as.Key())
	}
	for was, now := range later {
		if _, ok := out[was]; !ok {
			out[was] = now
		}
	}
	return out, err
}

// check decides on all rows without recording any: a row that the ledger refuses must be known before the first is written.
// Rows that are on record already leave the batch: they are counted, and cost nothing more.
func (f Files) check(ctx context.Context, b *exchange.Batch, by ledger.By) error {
	for _, slug := range b.Vendors() {
		all, apart := b.Parts[slug], b.Apart(slug)
		at := checkedParts // nothing of the earlier ones needs to be remembered
		if !apart {
			at = len(all) // money may be for any invoice of the file
		}
		fresh := make([]ledger.Packed, 0, len(all))
		for parts := range slices.Chunk(all, at) {
			c := checking{b: b, by: by, slug: slug, apart: apart}
			if err := f.checkParts(ctx, &c, parts); err != nil {
				return err
			}
			fresh = append(fresh, c.fresh...)
		}
		if b.Parts[slug] = fresh; len(fresh) == 0 {
			delete(b.Parts, slug)
		}
	}
	return nil
}

// checking is the check of some parts of a vendor's rows.
type checking struct {
	b     *exchange.Batch
	by    ledger.By
	slug  ledger.VendorID
	apart bool
	fresh []ledger.Packed    // the parts without what is known
	paid  []ledger.FileRow   // payments of the part just checked that are new
	taken map[ledger.ID]bool // payments on record that rows of the file are known to be, or look like
}

// checkParts decides on rows in order, each after the ones before it, and notes in the batch which are refused and which
// are known. The rows are unpacked a part at a time: where money may be for any invoice of the file, its invoices are many
// enough in the trial.
func (f Files) checkParts(ctx context.Context, c *checking, parts []ledger.Packed) error {
	var need ledger.Need
	if err := each(ctx, parts, func(_ ledger.Packed, rows []ledger.FileRow) error {
		some := needOf(rows)
		need.Items, need.Open = append(need.Items, some.Items...), max(need.Open, some.Open)
		return nil
	}); err != nil {
		return err
	}
	if need.Open > 0 {
		need.Open = everyOpen
	}
	a, err := f.team.Load(ctx, c.slug, need)
	if err != nil {
		return err
	}
	var known []string
	if err := each(ctx, parts, func(_ ledger.Packed, rows []ledger.FileRow) error {
		known = append(known, a.KnownRows(rows)...)
		return nil
	}); err != nil {
		return err
	}
	if len(known) > 0 {
		need.Items = append(need.Items, known...)
		if a, err = f.team.Load(ctx, c.slug, need); err != nil {
			return err
		}
	}
	c.taken = map[ledger.ID]bool{}
	for _, item := range known {
		_, id, _ := strings.Cut(item, ":")
		c.taken[ledger.ID(id)] = true
	}
	trial := a.Try(c.by, c.apart)
	if err := each(ctx, parts, func(p ledger.Packed, rows []ledger.FileRow) error {
		if err := c.part(trial, p, rows); err != nil {
			return err
		}
		return f.alike(ctx, c, a)
	}); err != nil {
		return err
	}
	c.b.Remarks.Join(trial.Remarks())
	c.b.Ahead.Join(trial.Ahead())
	return nil
}

// sameSums is how many payments of one sum are looked at for one that a new one looks like.
const sameSums = 100

// alike remarks on payments that are new by their reference and look like one that is on record: two lists of one payment run call each
// transfer by numbers of their own. Each on record is what one row of the file may be, and none where the file has it already.
func (f Files) alike(ctx context.Context, c *checking, a *ledger.Account) error {
	var sums []ledger.Money
	for _, r := range c.paid {
		sums = append(sums, r.Pay.Amount)
	}
	items, err := f.team.SameSums(ctx, c.slug, sums, sameSums)
	if err != nil || len(items) == 0 {
		return err
	}
	seen, err := f.team.Load(ctx, c.slug, ledger.Need{Items: items})
	if err != nil {
		return err
	}
	bySum := map[string][]ledger.Movement{}
	for _, item := range items {
		_, id, _ := strings.Cut(item, ":")
		m := seen.Movements[ledger.ID(id)]
		bySum[m.Amount.String()] = append(bySum[m.Amount.String()], m)
	}
	for _, r := range c.paid {
		for _, m := range bySum[r.Pay.Amount.String()] {
			if say := a.Alike(*r.Pay, m); say != "" && !c.taken[m.ID] {
				c.taken[m.ID] = true
				c.b.Remarks.Add(r.Line, say)
				break
			}
		}
	}
	return nil
}

// each unpacks one part after the other.
func each(ctx context.Context, parts []ledger.Packed, do func(ledger.Packed, []ledger.FileRow) error) error {
	for _, p := range parts {
		rows, err := p.Unpack()
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = do(p, rows)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// part tries line after line. One line may stand for two things: both are refused, or known, together.
func (c *checking) part(trial *ledger.Trial, p ledger.Packed, rows []ledger.FileRow) error {
	known := map[int]bool{} // by line
	c.paid = c.paid[:0]
	for rest := rows; len(rest) > 0; {
		line := rest[:lineOf(rest)]
		rest = rest[len(line):]
		was, err := c.line(trial, line)
		if err != nil {
			return err
		}
		if was {
			known[line[0].Line] = true
			c.b.Pass(c.slug, line)
		}
	}
	c.keep(p, rows, known)
	return nil
}

// keep takes over what of a part is not known.
func (c *checking) keep(p ledger.Packed, part []ledger.FileRow, known map[int]bool) {
	if len(known) == 0 {
		c.fresh = append(c.fresh, p)
		return
	}
	for len(part) > 0 {
		line := part[:lineOf(part)]
		part = part[len(line):]
		if !known[line[0].Line] {
			c.fresh = exchange.Packing(c.fresh, c.slug, line...)
		}
	}
}

// line is known where nothing of it is new.
func (c *checking) line(trial *ledger.Trial, line []ledger.FileRow) (known bool, err error) {
	known = true
	for _, r := range line {
		was, err := trial.Row(r)
		if _, more := errors.AsType[*ledger.NeedMore](err); more {
			return false, fmt.Errorf("check line %d: %w", r.Line, err)
		}
		if err != nil {
			c.b.Refuse(c.slug, line, ledger.Say(err))
			return false, nil
		}
		known = known && was
	}
	if !known && line[0].Pay != nil {
		c.paid = append(c.paid, line[0])
	}
	return known, nil
}

// lineOf is how many of the rows are of the first one's line.
func lineOf(rows []ledger.FileRow) int {
	n := 1
	for n < len(rows) && rows[n].Line == rows[0].Line {
		n++
	}
	return n
}

// needOf is what rows want to see of an account.
func needOf(rows []ledger.FileRow) (need ledger.Need) {
	need.Items = make([]string, 0, 2*len(rows))
	for _, r := range rows {
		need.Items = append(need.Items, r.Need()...)
		if r.Pay != nil && len(r.Pay.For) == 0 {
			need.Open = max(need.Open, exchange.PartRows)
		}
	}
	return need
}
