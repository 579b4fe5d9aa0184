package exchange

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"owed.dev/owed/ledger"
)

// PartRows is how many rows one entry of the journal takes from a file at most.
const PartRows = 500

// Batch is a file that was read whole: what each vendor's rows would record, and the rows that can't be.
type Batch struct {
	File    string
	Hash    string                              // of its bytes, in hex
	Parts   map[ledger.VendorID][]ledger.Packed // what one entry each takes
	Rows    int                                 // lines that can be recorded, those known included
	Known   int                                 // lines that are on record already: in no part
	Remarks ledger.Remarks                      // on those
	Ahead   ledger.Remarks                      // on lines that are new
	Refused []Refusal
	Columns []string // which column holds which field, and how it is read: a line each
	Header  []string
	LeftOut []int // lines of payments and credits that are used up; what is open of the invoices has them already

	vendors map[ledger.VendorID]ledger.Vendor
	rows    map[ledger.VendorID]int    // lines that are not known
	called  map[ledger.VendorID]string // by the first row
	tied    map[ledger.VendorID]bool   // a row may depend on another one
	sums    kindSums                   // of lines that are not known
	known   kindSums
	onHold  standing // invoices that the file calls so
	contest standing // those that it calls disputed
	paid    bool     // a row is a payment, or says that something was paid
	undated kindSum  // parts paid before, of which the file does not say when,
	noDay   []int    // and their lines
	hints   Hints
	now     time.Time
}

// Reading says how a file is read into a batch.
type Reading struct {
	File   string
	Hints  Hints // CurrencyOf is that of the vendors on record
	Now    time.Time
	Find   func(name string) (ledger.Vendor, bool) // a vendor, as a row names it
	Former func(name string) *Former               // the vendor of that name, where it was merged into another; nil: none was. May be nil
	Header func(columns []string)                  // is told the columns before the rows are read; may be nil
	Heard  func(rows int)                          // is told how far the reading is; may be nil
}

// Former is a vendor that was merged into another. Its name with an old number means what came from there.
type Former struct {
	Slug    ledger.VendorID
	Numbers map[string]ledger.InvoiceNo // by the key of an old number: that of now, where it is another
}

// row is a row that bears the former name, with the numbers of now; was is the key that it had.
func (f *Former) row(row Row) (now Row, was string) {
	is := func(no string) string {
		if now, ok := f.Numbers[ledger.InvoiceNo(no).Key()]; ok {
			return string(now)
		}
		return no
	}
	was = ledger.RowKey(f.Slug, row.Kind, row.Number)
	part := len(row.For) == 1 && row.Number == ledger.PartOf(row.Reference, ledger.InvoiceNo(row.For[0]))
	row.For = slices.Clone(row.For)
	for n, no := range row.For {
		row.For[n] = is(no)
	}
	switch {
	case row.Kind == Invoice:
		return withNumber(row, is(row.Number)), ""
	case part:
		return withNumber(row, ledger.PartOf(row.Reference, ledger.InvoiceNo(row.For[0]))), was
	}
	return row, was
}

func withNumber(row Row, no string) Row {
	row.Number = no
	return row
}

// heardEvery is after how many rows Heard is called.
const heardEvery = 20_000

// ReadBatch reads a whole file. Nothing is decided by it: what the ledger says to the rows is still to be asked.
func ReadBatch(f io.ReadSeeker, how Reading) (*Batch, error) {
	b := &Batch{
		File: how.File, Parts: map[ledger.VendorID][]ledger.Packed{}, vendors: map[ledger.VendorID]ledger.Vendor{}, rows: map[ledger.VendorID]int{},
		called: map[ledger.VendorID]string{}, tied: map[ledger.VendorID]bool{}, now: how.Now,
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, fmt.Errorf("read %s: %w", how.File, err)
	}
	b.Hash = hex.EncodeToString(h.Sum(nil))
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read %s again: %w", how.File, err)
	}
	b.hints = how.hints()
	r, err := Open(f, b.hints)
	if err != nil {
		return nil, err
	}
	b.Columns = r.Lines()
	if how.Header != nil {
		how.Header(b.Columns)
	}
	err = b.readRows(r, how)
	b.Header, b.LeftOut = r.Header(), r.LeftOut
	return b, err
}

// hints are those given, with what the vendors on record add to them.
func (how Reading) hints() Hints {
	h := how.Hints
	h.Today = ledger.DateIn(how.Now, time.UTC)
	h.CurrencyOf = func(name string) ledger.Currency {
		v, _ := how.Find(name)
		return v.Currency
	}
	return h
}

func (b *Batch) readRows(r *Reader, how Reading) error {
	for n := 1; ; n++ {
		row, refusal, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			if n == 1 && len(r.LeftOut) == 0 {
				return refuse("The file has a header and no rows below it.")
			}
			return nil
		case err != nil:
			return err
		case refusal != nil:
			b.Refused = append(b.Refused, *refusal)
		default:
			b.take(row, how)
		}
		if how.Heard != nil && n%heardEvery == 0 {
			how.Heard(n)
		}
	}
}

// take turns a row into what is to be recorded, or refuses it.
func (b *Batch) take(row Row, how Reading) {
	v, ok := how.Find(row.Vendor)
	if !ok {
		b.Refused = append(b.Refused, Refusal{Line: row.Line, Column: "vendor", Reason: fmt.Sprintf("“%s” is not a vendor on record; add it first, or name one with --vendor", row.Vendor)})
		return
	}
	if first, ok := b.called[v.Slug]; !ok {
		b.vendors[v.Slug], b.called[v.Slug] = v, row.Vendor
	} else if first != row.Vendor {
		b.tied[v.Slug] = true
	}
	was := ""
	if how.Former != nil {
		if f := how.Former(row.Vendor); f != nil {
			row, was = f.row(row)
		}
	}
	rows := FileRows(row, v, b.now)
	rows[0].Was = was
	b.tied[v.Slug] = b.tied[v.Slug] || len(rows) > 1 || rows[0].Invoice == nil
	b.Parts[v.Slug] = Packing(b.Parts[v.Slug], v.Slug, rows...)
	b.rows[v.Slug]++
	b.Rows++
	if row.Kind == Invoice && row.OnHold {
		b.onHold.add(v, row)
	}
	if row.Kind == Invoice && row.Disputed {
		b.contest.add(v, row)
	}
	b.sums.add(rows, 1)
	b.paid = b.paid || len(rows) > 1 || rows[0].Pay != nil
	if len(rows) > 1 && row.PaidOn.IsZero() {
		b.undated.add(rows[1].Pay.Amount, 1)
		b.noDay = append(b.noDay, row.Line)
	}
}

// Pass takes a vendor's line out of what can be recorded: it is on record already.
func (b *Batch) Pass(v ledger.VendorID, line []ledger.FileRow) {
	b.Known++
	b.known.add(line, 1)
	b.without(v, line)
}

// Refuse takes a vendor's line out of what can be recorded: the ledger refuses it.
func (b *Batch) Refuse(v ledger.VendorID, line []ledger.FileRow, reason string) {
	b.Rows--
	b.without(v, line)
	b.Refused = append(b.Refused, Refusal{Line: line[0].Line, Reason: reason})
}

func (b *Batch) without(v ledger.VendorID, line []ledger.FileRow) {
	b.rows[v]--
	b.sums.add(line, -1)
	if _, undated := slices.BinarySearch(b.noDay, line[0].Line); undated && len(line) > 1 {
		b.undated.add(line[1].Pay.Amount, -1)
	}
}

// Remarked is what a dry run says of single lines.
func (b *Batch) Remarked() []string { return append(Remarked(b.Remarks), Remarked(b.Ahead)...) }

// Fresh is how many lines are not on record yet.
func (b *Batch) Fresh() int { return b.Rows - b.Known }

// standing is how many invoices a file calls on hold or disputed, and where the first of them stands.
type standing struct {
	lines  []int
	vendor ledger.VendorID
	number string
}

func (s *standing) add(v ledger.Vendor, row Row) {
	if len(s.lines) == 0 {
		s.vendor, s.number = v.Slug, "NUMBER"
		if !strings.ContainsFunc(row.Number, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-./#", r)
		}) {
			s.number = row.Number // it can be typed as it is
		}
	}
	s.lines = append(s.lines, row.Line)
}

// note says that they are recorded as owed all the same, and what to type.
func (s *standing) note(is, command string) string {
	return fmt.Sprintf("The file calls %s %s (%s). That is not recorded, so it will be payable: after the import type `/owed %s %s %s`.",
		counted(len(s.lines), "invoice", "invoices"), is, linesOf(s.lines), s.vendor, command, s.number)
}

// kindSum is how many rows of one kind there are, and their sums.
type kindSum struct {
	n  int
	of map[ledger.Currency]ledger.Money
}

// add adds one row, or with n = -1 takes it out.
func (s *kindSum) add(m ledger.Money, n int) {
	s.n += n
	if s.of == nil {
		s.of = map[ledger.Currency]ledger.Money{}
	}
	if n < 0 {
		m = m.Neg()
	}
	if s.of[m.Currency] = s.of[m.Currency].Add(m); s.of[m.Currency].IsZero() {
		delete(s.of, m.Currency)
	}
}

// kindSums are those of all kinds, in the order of kindsOfRow.
type kindSums [3]kindSum

// add adds what a line records, or with n = -1 takes it out.
func (s *kindSums) add(line []ledger.FileRow, n int) {
	switch r := line[0]; {
	case r.Invoice != nil:
		s[0].add(r.Invoice.Amount, n)
	case r.Credit != nil:
		s[1].add(r.Credit.Amount, n)
	case r.Pay != nil:
		s[2].add(r.Pay.Amount, n)
	}
}

// String is the sum of each currency.
func (s *kindSum) String() string {
	var sums []string
	for _, c := range slices.Sorted(maps.Keys(s.of)) {
		sums = append(sums, s.of[c].String())
	}
	if last := len(sums) - 1; last > 1 {
		sums = []string{strings.Join(sums[:last], ", "), sums[last]}
	}
	return strings.Join(sums, " and ")
}

// Pays reports whether a row is a payment, or says that something was paid.
func (b *Batch) Pays() bool { return b.paid }

// Notes says what is not seen by the sums: rows that were passed over, days that the file does not say. None on most files.
func (b *Batch) Notes() []string {
	var out []string
	if b.Known > 0 {
		out = append(out, fmt.Sprintf("%s on record already and passed over: %s.", counted(b.Known, "row is", "rows are"), b.known.String()))
	}
	if n := len(b.LeftOut); n > 0 {
		out = append(out, fmt.Sprintf("%s left out (%s): payments and credits that are used up. What is open of the invoices has them already.", counted(n, "row is", "rows are"), linesOf(b.LeftOut)))
	}
	if len(b.onHold.lines) > 0 {
		out = append(out, b.onHold.note("on hold", "hold"))
	}
	if len(b.contest.lines) > 0 {
		out = append(out, b.contest.note("disputed", "dispute"))
	}
	if b.undated.n > 0 {
		out = append(out, fmt.Sprintf("What was paid before of %s (%s) counts as paid on %s, the day of the import: the file does not say when. A column Paid On, or As Of, would.",
			counted(b.undated.n, "invoice", "invoices"), b.undated.String(), ledger.DateIn(b.now, time.UTC)))
	}
	return out
}

// linesOf names the first ten lines.
func linesOf(lines []int) string {
	var out []string
	for _, l := range lines[:min(len(lines), 10)] {
		out = append(out, strconv.Itoa(l))
	}
	if more := len(lines) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("and %s more", thousands(more)))
	}
	return map[bool]string{true: "line ", false: "lines "}[len(lines) == 1] + strings.Join(out, ", ")
}

func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + more
}

// kindsOfRow are the kinds of row in the order in which they are summed up.
var kindsOfRow = []string{Invoice, Credit, Payment}

// Sums says what the rows that can be recorded come to: "2 invoices of $25,000.00, 1 credit of $1,250.50". Who knows the
// file sees by it whether it was read as it was meant.
func (b *Batch) Sums() string { return b.sums.String() }

// String is the sum of each kind.
func (s *kindSums) String() string {
	var out []string
	for n, sum := range s {
		if sum.n == 0 {
			continue
		}
		what := kindsOfRow[n]
		if sum.n > 1 {
			what += "s"
		}
		out = append(out, fmt.Sprintf("%d %s of %s", sum.n, what, sum.String()))
	}
	return strings.Join(out, ", ")
}

// Packing adds the rows of one line to the last of a vendor's parts, or to a new one where that is full: what one line
// records is never in two.
func Packing(parts []ledger.Packed, v ledger.VendorID, line ...ledger.FileRow) []ledger.Packed {
	if n := len(parts); n == 0 || parts[n-1].Count+len(line) > PartRows {
		parts = append(parts, ledger.Packed{Vendor: v, Bytes: make([]byte, 0, packedRow*PartRows)})
	}
	last := &parts[len(parts)-1]
	for _, r := range line {
		last.Add(r)
	}
	return parts
}

// packedRow is about the length of a row that is packed.
const packedRow = 64

// FileRows is what a row records with a vendor: one thing, and what was paid of an invoice before owed knew of it.
func FileRows(row Row, v ledger.Vendor, now time.Time) []ledger.FileRow {
	key := ledger.RowKey(v.Slug, row.Kind, row.Number)
	said := row.Open.Currency != ""
	out := ledger.FileRow{Line: row.Line, Unpaid: row.Kind == Invoice && said && row.Open.Cmp(row.Amount) == 0}
	switch row.Kind {
	case Credit:
		out.Credit = &ledger.Credit{Amount: row.Amount, Number: row.Number, Day: row.Issued, For: invoiceNos(row.For), Memo: row.Memo, RowKey: key}
	case Payment:
		out.Pay = &ledger.Pay{Amount: row.Amount, Day: row.Issued, For: invoiceNos(row.For), Ref: row.Reference, Memo: row.Memo, RowKey: key}
	case Invoice:
		out.Invoice = &ledger.Invoice{No: ledger.InvoiceNo(row.Number), Amount: row.Amount, Issued: row.Issued, Due: row.Due, PO: row.PO, Memo: row.Memo, RowKey: key}
		if said && row.Open.Cmp(row.Amount) < 0 {
			return []ledger.FileRow{out, {Line: row.Line, Pay: &ledger.Pay{
				Amount: row.Amount.Sub(row.Open), Day: cmp.Or(row.PaidOn, ledger.DateIn(now, v.Location())), For: []ledger.InvoiceNo{ledger.InvoiceNo(row.Number)},
				Ref: "before owed", RowKey: ledger.BeforeOwed(key),
			}}}
		}
	}
	return []ledger.FileRow{out}
}

func invoiceNos(words []string) []ledger.InvoiceNo {
	out := make([]ledger.InvoiceNo, len(words))
	for n, w := range words {
		out[n] = ledger.InvoiceNo(w)
	}
	return out
}

// Vendors are those that the file has rows of, in order.
func (b *Batch) Vendors() []ledger.VendorID { return slices.Sorted(maps.Keys(b.Parts)) }

// Apart reports whether no row of a vendor can depend on another one: all are invoices, and all call the vendor the same,
// so that a number which stands there twice was found while reading.
func (b *Batch) Apart(v ledger.VendorID) bool { return !b.tied[v] }

// Named says for whom how many rows can be recorded: Acme (2), Beta (1).
func (b *Batch) Named() string {
	var names []string
	for slug, n := range b.rows {
		if n == 0 {
			continue
		}
		names = append(names, fmt.Sprintf("%s (%d)", b.vendors[slug].Name, n))
	}
	slices.Sort(names)
	if len(names) == 0 {
		return "no vendor"
	}
	return strings.Join(names, ", ")
}

// WriteRefused writes the refused rows, to be mended and sent again. f is the file that the batch was read from.
func (b *Batch) WriteRefused(w io.Writer, f io.ReadSeeker) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read %s again: %w", b.File, err)
	}
	if err := Complete(f, b.hints, b.Refused); err != nil {
		return err
	}
	return WriteRefusals(w, b.Header, b.Refused)
}

// Where says where a refused row stands.
func (r Refusal) Where() string {
	if r.Column == "" {
		return fmt.Sprintf("line %d", r.Line)
	}
	return fmt.Sprintf("line %d, %s", r.Line, r.Column)
}

// Place is a message in Slack; without a channel it is none.
type Place struct{ Channel, TS string }

// Outcome is how far the recording of a file is, and what came of it.
type Outcome struct {
	File           string
	Rows, Recorded int // all of them, and those whose turn has come
	New, Known     int
	Left           int       // rows that could no longer be recorded when their turn came: somebody was faster
	Late           []Refusal // the same, with their reasons; none where the import was at its end before
	Remarks        []string  // on rows that are on record already; none likewise
	Took           time.Duration
	ToGo           time.Duration // about; 0 where it is not known yet
	Done           bool
	Again          bool // it is what this very import came to before; whoever recorded it said so then
}

// ErrRuns is the cause where this very import is being recorded already. Whoever does says how far it is.
var ErrRuns = errors.New("this file is being recorded already")

// Going says how far it is, in words: "20,000 of 100,000 rows are on record, about 4s to go".
func (o Outcome) Going() string {
	s := fmt.Sprintf("%s of %s rows are on record", thousands(o.Recorded), thousands(o.Rows))
	if o.ToGo > 0 {
		s += fmt.Sprintf(", about %s to go", max(o.ToGo.Round(time.Second), time.Second))
	}
	return s
}

// Remarked is remarks in words, each with its line.
func Remarked(r ledger.Remarks) (out []string) {
	for _, m := range r.First {
		out = append(out, fmt.Sprintf("Line %d: %s.", m.Line, m.Say))
	}
	if r.More > 0 {
		out = append(out, fmt.Sprintf("%s more are like these.", thousands(r.More)))
	}
	return out
}

// thousands writes 100000 as 100,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Said is the outcome in words.
func (o Outcome) Said() string {
	return fmt.Sprintf("%d new, %d known already, %d refused, in %s.", o.New, o.Known, o.Left, o.Took.Round(time.Millisecond))
}
