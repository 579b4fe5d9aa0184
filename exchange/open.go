package exchange

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"owed.dev/owed/ledger"
)

// Columns says which column of a file holds which field: field to the column's name as found.
type Columns map[string]string

// Hints are what is known of a file before it is read. All may be left out.
type Hints struct {
	Vendor   string          // of rows that name none
	Currency ledger.Currency // of amounts that name none
	// CurrencyOf is the own currency of a vendor as a row names it, for amounts that name none where Currency is empty;
	// "$" means its dollar. It gives "" for a vendor that it doesn't know. May be nil.
	CurrencyOf func(vendor string) ledger.Currency
	Dollar     ledger.Currency // what "$" means
	Today      ledger.Date
	Kind       string  // of rows that do not say: Invoice unless set
	Decimal    string  // "." or ",": decides what the columns leave open
	Order      string  // "dmy" or "mdy": the same for days
	Negative   bool    // what is owed stands below 0
	Columns    Columns // field to column name, over the usual names
}

// Found is what was found out about a file, to be shown before anything is written.
type Found struct {
	Format     string // CSV, or AWS invoice list
	Encoding   string
	Separator  string // comma, semicolon, tab, bar
	HeaderLine int
	Amounts    map[string]string // column to how its amounts are written: 1,250.50 or 1.250,50
	Days       map[string]string // column to how its days are written: 31/3/2023 or 3/31/2023
	Ignored    []string          // columns that owed does not read
}

// Reader gives a file's rows one at a time. It is not safe for several goroutines.
type Reader struct {
	LeftOut []int // lines of payments and credits that were passed over, for they are used up: what is open of the invoices has them already

	hints      Hints
	scan       *scanner
	encoding   string
	sep        byte
	cols       []column
	header     int // its line
	days       dayReader
	marks      markReader
	interned   map[string]string
	refused    int
	seen       seenRows
	aws        *awsReader
	signs      signs
	totals     totals
	currencies currencies
	own        bool        // it is an export of owed
	payments   bool        // rows are payments unless they say otherwise
	begun      bool        // a row was read
	asOf       ledger.Date // the day that a title above the header names
	asOfTitle  string
	group      string // the vendor of the rows below a heading, where no column names it
}

const (
	sampleSize  = 256 << 10
	maxInterned = 4096
	headerLines = 20 // titles may stand before the header
)

// maxRefusals is after how many refused rows a file is given up: it is then no list of invoices.
const maxRefusals = 10_000

// Open looks at the beginning of a file and makes ready to read its rows. Where a column's beginning does not show
// which sign is decimal, whether the day comes first, or whether all is a credit, and r can seek, the whole file is looked through first.
func Open(r io.Reader, h Hints) (*Reader, error) {
	s := source{r: r}
	if err := s.open(); err != nil {
		return nil, err
	}
	x := &Reader{
		hints: h, encoding: s.encoding, interned: map[string]string{}, days: dayReader{today: h.Today, seen: map[string]ledger.Date{}},
		marks: markReader{h.Dollar, map[string]ledger.Currency{}},
	}
	if b := bytes.TrimLeft(s.head, " \t\r\n"); len(b) > 0 && (b[0] == '{' || b[0] == '[') {
		x.aws = newAWSReader(s.rows())
		return x, nil
	}
	if err := x.findHeader(s.head); err != nil {
		return nil, err
	}
	x.titles(s.head)
	x.currencies.find(x.cols, h.Columns, x.payments)
	newline := newlineOf(s.head)
	if x.survey(newScanner(bytes.NewReader(s.head), x.sep, newline), !s.whole) && !s.whole {
		if err := s.twice(func(all io.Reader) { x.survey(newScanner(all, x.sep, newline), false) }); err != nil {
			return nil, err
		}
	}
	x.decide()
	x.currencies.codes(x.cols)
	if err := x.credits(); err != nil {
		return nil, err
	}
	x.own = ownExport(x.cols)
	x.scan = newScanner(s.rows(), x.sep, newline)
	return x, x.passHeader()
}

func refuse(format string, args ...any) error {
	return &ledger.Error{Kind: ledger.Invalid, Say: fmt.Sprintf(format, args...)}
}

// newlineOf is what ends the lines of a text: only very old files have carriage returns alone.
func newlineOf(head []byte) byte {
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		return '\r'
	}
	return '\n'
}

// findHeader finds the separator and the header: of all ways to read the first lines, the one that knows most columns.
func (r *Reader) findHeader(head []byte) error {
	best := 0
	var first []string
	if why := otherwise(head); why != "" {
		return refuse("%s", why)
	}
	for _, sep := range []byte{',', ';', '\t', '|'} {
		scan := newScanner(bytes.NewReader(head), sep, newlineOf(head))
		for range headerLines {
			raw, err := scan.record()
			if err != nil {
				break
			}
			cells := r.copyCells(raw)
			if len(cells) > len(first) && best == 0 {
				first = cells
			}
			if len(cells) > maxColumns || strings.HasPrefix(cells[0], "sep=") {
				continue
			}
			cols, payments := readHeader(cells, r.hints.Columns, r.hints.Kind)
			if n := recognised(cols); usable(cols) && n > best {
				best, r.sep, r.cols, r.header, r.payments = n, sep, cols, scan.line, payments
			}
		}
	}
	switch {
	case best > 0:
		return cmp.Or(twice(r.cols, r.hints.Columns), twoCodes(r.cols, r.hints.Columns), notThere(r.cols, r.hints.Columns))
	case len(first) > maxColumns:
		return refuse("The file has more than %d columns; expected a list with columns such as Vendor, Invoice Number, Invoice Date, Due Date, Amount.", maxColumns)
	}
	if slices.ContainsFunc(first, binary) {
		return refuse("This is not a text file; expected CSV or TSV, with columns such as Vendor, Invoice Number, Invoice Date, Due Date, Amount.")
	}
	if ofLines(first) {
		return refuse("The list has a row for each line of a document, and no column of what the document comes to; the first lines have %s. Export it with one row for each, or add a column Total.", listed(first))
	}
	other := ""
	if r.encoding == windows1252 {
		other = " If these are not the words that stand there, save the file as CSV UTF-8: it was read as Windows-1252."
	}
	return refuse("No header with an amount and a number was found; the first lines have %s. Expected names such as Vendor, Invoice Number, Invoice Date, Due Date, Amount.%s", listed(first), other)
}

// listed names up to twelve columns.
func listed(cells []string) string {
	more := ""
	if len(cells) > 12 {
		more = fmt.Sprintf(" and %d more", len(cells)-12)
		cells = cells[:12]
	}
	var out []string
	for _, c := range cells {
		out = append(out, "“"+clip(c)+"”")
	}
	return strings.Join(out, ", ") + more
}

// survey looks through rows for what decides how amounts and days are written. It reports whether a column has cells
// with two readings and none that decides. The last row of a sample is left out: it may be cut.
func (r *Reader) survey(scan *scanner, cut bool) (undecided bool) {
	open := make([]bool, len(r.cols))
	for {
		cells, err := scan.record()
		if errors.Is(err, errTooLong) {
			continue
		}
		if err != nil || cut && scan.pos >= scan.end && scan.err != nil {
			break
		}
		if scan.line <= r.header || len(cells) != len(r.cols) {
			continue
		}
		for i := range cells {
			open[i] = r.cols[i].look(cells[i], r.encoding) || open[i]
		}
		r.signs.look(r.cols, cells, r.encoding)
		r.currencies.lookEven(r.cols, cells)
	}
	for i, c := range r.cols {
		undecided = undecided || open[i] && c.amounts == noStyle && c.days == noOrder
	}
	_, creditsOnly := r.signs.oneSided(r.cols)
	return undecided || creditsOnly
}

// credits refuses a file whose rows would all be credits, and nobody said so.
func (r *Reader) credits() error {
	c, yes := r.signs.oneSided(r.cols)
	switch {
	case !yes || r.hints.Kind != "" || r.payments:
		return nil
	case c.below && !r.hints.Negative:
		return refuse("All amounts in %s are above 0, where invoices are usually below it, and no row says what it is. If they are invoices, name the column Amount; if they are credits, add a column Type that says credit.", listed([]string{c.name}))
	case c.below:
		return refuse("All amounts in %s are above 0, so nothing that is owed stands below it, as was said; leave that out. If they are credits, add a column Type that says credit.", listed([]string{c.name}))
	}
	return refuse("All amounts in %s are below 0, and no row says what it is. If they are invoices of a ledger that has debts below 0, say so: `--negative`, in Slack the form's *What is owed*. If they are credits, add a column Type that says credit.", listed([]string{c.name}))
}

// look takes in what one cell shows; it reports whether the cell has two readings by itself.
func (c *column) look(cell []byte, encoding string) bool {
	switch {
	case c.ofFigures():
		c.figures = c.figures || c.aside == settledIf && amountOnly(text(trim(cell), encoding))
		if bytes.IndexAny(cell, ".,") < 0 || len(cell) > 200 {
			return false
		}
		a, ok := cutAmount(text(cell, encoding))
		if !ok {
			return false
		}
		style := styleOf(a.number)
		c.amounts = c.amounts.also(style)
		return style == noStyle
	case c.ofDays():
		if bytes.IndexAny(cell, "/-") < 1 || len(cell) > 40 {
			return false
		}
		order := orderOf(string(cell))
		c.days = c.days.also(order)
		return order == noOrder && bytes.IndexAny(cell, "/-") <= 2
	case c.field == "" && c.aside == noAside:
		c.lookForCode(cell)
	}
	return false
}

// decide settles what a column's own cells leave open: days as another column of the same file has them, or as the language
// of the column's name has them; else, for days and amounts, as the hints say.
func (r *Reader) decide() {
	seen := noOrder
	for _, c := range r.cols {
		seen = seen.also(c.days)
	}
	for i := range r.cols {
		c := &r.cols[i]
		switch {
		case c.ofFigures():
			if c.amounts == noStyle {
				c.amounts = map[string]amountStyle{".": dotStyle, ",": commaStyle}[r.hints.Decimal]
			}
		case c.ofDays():
			if c.days == noOrder && seen != mixedOrder {
				c.days = cmp.Or(seen, map[string]dayOrder{"dmy": dayFirst, "mdy": monthFirst}[r.hints.Order], c.usual)
			}
		}
	}
	r.signs.decide(r.cols, r.hints.Negative)
	paidAmounts(r.cols)
}

// passHeader reads up to the header.
func (r *Reader) passHeader() error {
	for r.scan.line < r.header {
		if _, err := r.scan.record(); err != nil && !errors.Is(err, errTooLong) {
			return fmt.Errorf("read the header: %w", err)
		}
	}
	return nil
}

// Columns are the columns that were found, field to name, to be shown before anything is written.
func (r *Reader) Columns() Columns {
	if r.aws != nil {
		return r.aws.columns()
	}
	out := Columns{}
	for _, c := range r.cols {
		if c.field != "" {
			out[c.field] = c.name
		}
	}
	return out
}

// Header are the names of all columns, as found, with one for the vendors that stood as headings among the rows read.
func (r *Reader) Header() []string {
	out := namesOf(r.cols)
	if r.group != "" {
		out = append(out, "Vendor") // as the headings have it
	}
	return out
}

// Lines says which column holds which field, and how it is read where there is more than one way, a line each.
func (r *Reader) Lines() []string {
	columns, how := r.Columns(), r.How()
	if own := r.unsaidCurrency(); own != "" {
		columns[fieldCurrency] = own
	}
	var out []string
	for _, field := range slices.Sorted(maps.Keys(columns)) {
		l := line(field, columns[field])
		if h := how[columns[field]]; h != "" {
			l += " (" + h + ")"
		}
		out = append(out, l)
	}
	if r.asOfTitle != "" {
		out = append(out, line("as of", r.asOfTitle))
	}
	out = append(out, asided(r.cols)...)
	if r.payments && r.hints.Kind == "" && columns[fieldKind] == "" {
		out = append(out, "each row is a payment, as the columns' names say; a column Type says otherwise")
	}
	if not := r.notRead(); not != "" {
		out = append(out, "not read: "+not)
	}
	return out
}

// line says which column holds what.
func line(what, column string) string { return fmt.Sprintf("%-10s ← %s", what, column) }

// unsaidCurrency says in which currency amounts are that name none, where no column does.
func (r *Reader) unsaidCurrency() string {
	if r.aws != nil || has(r.cols, fieldCurrency) || slices.ContainsFunc(r.cols, func(c column) bool { return c.ofMoney() && c.currency != "" }) {
		return ""
	}
	return cmp.Or(string(r.hints.Currency), "the vendor's own") + ", unless an amount says another"
}

// shownColumns is how many columns that are not read are named.
const shownColumns = 12

// notRead names the columns that are not read, shortly.
func (r *Reader) notRead() string {
	var out []string
	for _, name := range r.Found().Ignored {
		if name != "" && !slices.Contains([]string{refusalLine, refusalColumn, refusalReason}, name) {
			out = append(out, clip(name))
		}
	}
	if more := len(out) - shownColumns; more > 1 {
		return strings.Join(out[:shownColumns], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(out, ", ")
}

// How says of the columns of amounts and days how they are read, where there is more than one way: column to example.
func (r *Reader) How() map[string]string {
	out := map[string]string{}
	for _, c := range r.cols {
		switch {
		case c.days == dayFirst || c.days == monthFirst:
			out[c.name] = "as in " + c.days.String()
		case c.amounts == commaStyle:
			out[c.name] = "as in " + c.amounts.String()
		}
		if c.below {
			out[c.name] = strings.TrimPrefix(out[c.name]+", what is owed below 0", ", ")
		}
	}
	return out
}

// Found says what was found out about the file.
func (r *Reader) Found() Found {
	if r.aws != nil {
		return Found{Format: "AWS invoice list", Encoding: r.encoding}
	}
	f := Found{
		Format: "CSV", Encoding: r.encoding, HeaderLine: r.header, Amounts: map[string]string{}, Days: map[string]string{},
		Separator: map[byte]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "bar"}[r.sep],
	}
	for _, c := range r.cols {
		switch {
		case c.field == "" && c.aside == noAside && !c.spare:
			f.Ignored = append(f.Ignored, c.name)
		case c.amounts != noStyle:
			f.Amounts[c.name] = c.amounts.String()
		case c.days != noOrder:
			f.Days[c.name] = c.days.String()
		}
	}
	return f
}

// nameOf is the name of the first column that holds one of the fields.
func (r *Reader) nameOf(fields ...string) string {
	for _, f := range fields {
		if i := slices.IndexFunc(r.cols, func(c column) bool { return c.field == f }); i >= 0 {
			return r.cols[i].name
		}
	}
	return ""
}

// binary reports whether a cell has what no text has: then it is not shown either, for a terminal may obey it.
func binary(cell string) bool {
	return strings.ContainsFunc(cell, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) || r == utf8.RuneError })
}

// notThere refuses columns that the caller named and the header has not.
func notThere(cols []column, named Columns) error {
	for field, name := range named {
		if !slices.Contains(fields, field) {
			return refuse("There is no field %s; those are %s.", listed([]string{field}), strings.Join(fields, ", "))
		}
		if !slices.ContainsFunc(cols, func(c column) bool { return c.field == field && strings.EqualFold(c.name, strings.TrimSpace(name)) }) {
			return refuse("The file has no column %s for %s; it has %s.", listed([]string{name}), clip(field), listed(namesOf(cols)))
		}
	}
	return nil
}

// twoCodes refuses a header with two columns of amounts that are the same but for the currency in their names: Amount (USD), Amount (EUR).
func twoCodes(cols []column, named Columns) error {
	for _, c := range cols {
		for _, other := range cols {
			if c.ofMoney() && c.currency != "" && named[c.field] == "" && other.currency != "" && other.currency != c.currency && other.base == c.base && other.whose == c.whose {
				return refuse("%s and %s are amounts in two currencies, and nothing tells which of them is owed; say it with `--column %s='%s'` (in Slack: the form's *Columns*), or take the other one out.", listed([]string{c.name}), listed([]string{other.name}), c.field, clip(c.name))
			}
		}
	}
	return nil
}

func namesOf(cols []column) []string {
	var out []string
	for _, c := range cols {
		out = append(out, c.name)
	}
	return out
}

// deciding are the fields of which a wrong column makes a wrong figure.
var deciding = []string{fieldVendor, fieldNumber, fieldIssued, fieldDue, fieldAmount, fieldOpen, fieldCurrency, fieldKind, fieldFor}

// twice refuses a header in which a column that decides has the name of another one: which is meant can't be told.
func twice(cols []column, named map[string]string) error {
	for i, c := range cols {
		for j, other := range cols {
			if i != j && slices.Contains(deciding, c.field) && c.name != "" && fold(c.name) == fold(other.name) && named[c.field] == "" {
				return refuse("Columns %d and %d are both named %s, and nothing tells which one is meant; rename one of them.", min(i, j)+1, max(i, j)+1, listed([]string{c.name}))
			}
		}
	}
	return nil
}
