package exchange

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"owed.dev/owed/ledger"
)

// The kinds of row.
const (
	Invoice = "invoice"
	Credit  = "credit"
	Payment = "payment"
)

// Row is one line of a file, read and checked. Amounts are above 0; what is missing is zero.
type Row struct {
	Line   int
	Kind   string // Invoice, Credit or Payment
	Vendor string // as the file names it
	Number string // the document's; of a payment without one its reference

	Issued ledger.Date // of a payment: the day the money moved
	Due    ledger.Date
	Amount ledger.Money
	Open   ledger.Money // still owed; without a currency where the file does not say

	PO, Memo, Status, Reference string
	For                         []string // the invoices that a credit or payment is for
}

// Refusal is a row that was not read, and why.
type Refusal struct {
	Line   int
	Column string // as the file names it; empty: the row as a whole
	Reason string
	Cells  []string // as found, for the file to send again; none where the row was too long
}

// The bounds of a cell's text.
const (
	maxName   = 120
	maxNumber = 100
	maxMemo   = 2000
)

// kinds are the words for kinds of document, folded as column names are.
var kinds = map[string]string{
	"invoice": Invoice, "inv": Invoice, "bill": Invoice, "vendorinvoice": Invoice, "supplierinvoice": Invoice, "standard": Invoice, "rechnung": Invoice, "facture": Invoice, "charge": Invoice,
	"credit": Credit, "creditmemo": Credit, "creditnote": Credit, "vendorcredit": Credit, "billcredit": Credit, "cm": Credit, "cn": Credit, "gutschrift": Credit, "avoir": Credit,
	"payment": Payment, "pmt": Payment, "billpayment": Payment, "billpmtcheck": Payment, "check": Payment, "wire": Payment, "zahlung": Payment, "paiement": Payment,
}

// dead are the states of documents that are not owed.
var dead = map[string]bool{"void": true, "voided": true, "cancelled": true, "canceled": true, "draft": true, "deleted": true, "rejected": true, "storniert": true}

// builder makes a Row of one line's cells, or says what is wrong with it.
type builder struct {
	row    Row
	column string
	why    string
}

func (b *builder) fail(column, why string) {
	if b.why == "" {
		b.column, b.why = column, why
	}
}

// build reads a row's cells; the first thing wrong is the refusal.
func (r *Reader) build(cells [][]byte) (Row, *Refusal) {
	b := builder{row: Row{Line: r.scan.line, Kind: r.hints.Kind, Vendor: r.hints.Vendor}}
	if b.row.Kind == "" {
		b.row.Kind = Invoice
	}
	currency := r.hints.Currency
	kindSaid := r.hints.Kind != ""
	for i := range r.cols {
		c := &r.cols[i]
		if c.field == "" || c.field == fieldAmount || c.field == fieldOpen {
			continue
		}
		s, why := r.cell(cells[i])
		if why != "" {
			b.fail(c.name, why)
			continue
		}
		if s == "" {
			continue
		}
		switch c.field {
		case fieldCurrency:
			if currency = ledger.Currency(strings.ToUpper(s)); !currency.Known() {
				b.fail(c.name, "“"+clip(s)+"” is not a currency of ISO 4217")
			}
		case fieldKind:
			kindSaid = true
			if b.row.Kind = kinds[fold(s)]; b.row.Kind == "" {
				b.fail(c.name, "“"+clip(s)+"” is neither invoice, credit nor payment")
			}
		default:
			r.text(&b, c, s)
		}
	}
	r.amounts(&b, cells, currency, kindSaid)
	b.finish()
	if b.why != "" {
		return Row{}, &Refusal{Line: r.scan.line, Column: b.column, Reason: b.why, Cells: r.copyCells(cells)}
	}
	return b.row, nil
}

// text puts a cell of words or a day into the row.
func (r *Reader) text(b *builder, c *column, s string) {
	limit := maxMemo
	switch c.field {
	case fieldVendor:
		b.row.Vendor, limit = s, maxName
	case fieldNumber:
		b.row.Number, limit = s, maxNumber
	case fieldReference:
		b.row.Reference, limit = s, maxNumber
	case fieldPO:
		b.row.PO, limit = s, maxNumber
	case fieldStatus:
		b.row.Status, limit = s, maxName
		if dead[fold(s)] {
			b.fail(c.name, "its state is “"+clip(s)+"”, so it is not owed; take the row out")
		}
	case fieldMemo:
		b.row.Memo = s
	case fieldFor:
		b.row.For = strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;| \t\n", r) })
	case fieldIssued, fieldDue:
		d, why := r.days.read(s, c.days)
		if why != "" {
			b.fail(c.name, why)
		}
		if c.field == fieldIssued {
			b.row.Issued = d
		} else {
			b.row.Due = d
		}
	}
	if len(s) > limit {
		b.fail(c.name, "the cell is too long")
	}
}

// amounts puts amount and open amount into the row. A document below 0 whose kind nobody says is a credit.
func (r *Reader) amounts(b *builder, cells [][]byte, currency ledger.Currency, kindSaid bool) {
	for i := range r.cols {
		c := &r.cols[i]
		if c.field != fieldAmount && c.field != fieldOpen {
			continue
		}
		m, negative, why := r.amount(cells[i], c, currency)
		switch {
		case why != "":
			b.fail(c.name, why)
		case m.Currency == "":
		case c.field == fieldOpen && negative && !m.IsZero():
			b.fail(c.name, "an open amount is not below 0")
		case c.field == fieldOpen:
			b.row.Open = m
		case negative && !kindSaid:
			b.row.Kind, b.row.Amount = Credit, m
		case negative && b.row.Kind != Credit:
			b.fail(c.name, "the amount of this "+b.row.Kind+" is below 0; a credit says so in a column of its kind, any other is written above 0")
		default:
			b.row.Amount = m
		}
	}
	if b.row.Amount.Currency == "" {
		b.row.Amount = b.row.Open
	}
	switch a := b.row.Amount; {
	case b.why != "":
	case a.Currency == "":
		b.fail(r.nameOf(fieldAmount, fieldOpen), "the amount is missing")
	case a.IsZero():
		b.fail(r.nameOf(fieldAmount, fieldOpen), "the amount is 0, so there is nothing to record")
	case b.row.Open.Currency != "" && b.row.Open.Currency != a.Currency:
		b.fail(r.nameOf(fieldOpen), "the amount is in "+string(a.Currency)+", the open amount in "+string(b.row.Open.Currency))
	case b.row.Open.Currency != "" && b.row.Open.Cmp(a) > 0:
		b.fail(r.nameOf(fieldOpen), "more is open than the amount: "+b.row.Open.String()+" of "+a.String())
	}
}

// amount reads one cell of an amount; a Money without currency where it is empty.
func (r *Reader) amount(cell []byte, c *column, currency ledger.Currency) (m ledger.Money, negative bool, why string) {
	s, why := r.number(cell)
	if s == "" || why != "" {
		return m, false, why
	}
	a, ok := cutAmount(s)
	if !ok {
		return m, false, "“" + clip(s) + "” is not an amount; write it as 1250.50"
	}
	if c.currency != "" {
		currency = c.currency
	}
	if a.mark != "" {
		said := r.marks.currency(a.mark)
		switch {
		case said == "":
			return m, false, "“" + clip(a.mark) + "” is not a currency; write the amount as 1250.50"
		case currency != "" && said != currency && (has(r.cols, fieldCurrency) || c.currency != "") && !dollarSign(a.mark):
			return m, false, "the cell says " + string(said) + ", the row " + string(currency)
		case currency == "" || !dollarSign(a.mark) || !has(r.cols, fieldCurrency):
			currency = said
		}
	}
	if currency == "" {
		return m, false, "the row has no currency, and the vendor is not known here; add a column Currency"
	}
	digits, why := plain(a.number, c.amounts)
	if why != "" {
		return m, false, "“" + clip(s) + "”: " + why
	}
	if len(digits) > 40 {
		return m, false, "“" + clip(s) + "” is longer than any amount"
	}
	if m, err := ledger.NewMoney(digits, currency); err == nil {
		return m, a.negative, ""
	} else {
		return m, false, trimExample(ledger.Say(err))
	}
}

// dollarSign reports whether a mark leaves open whose dollar it is, so that the row's currency decides.
func dollarSign(mark string) bool { return mark == "$" || mark == "¥" || mark == "kr" }

// finish checks what no single cell can tell.
func (b *builder) finish() {
	row := &b.row
	if row.Kind == Payment && row.Number == "" {
		row.Number = row.Reference
	}
	if row.Kind == Payment && row.Reference == "" {
		row.Reference = row.Number
	}
	switch {
	case b.why != "":
	case row.Vendor == "":
		b.fail("", "the row names no vendor; add a column Vendor, or say which vendor the file is of")
	case row.Number == "" && row.Kind == Payment:
		b.fail("", "the payment has neither a number nor a reference, so nothing tells it from another")
	case row.Number == "":
		b.fail("", "the "+row.Kind+" has no number, so nothing tells it from another")
	case row.Kind == Payment && row.Issued.IsZero():
		b.fail("", "the payment has no day; add a column Date")
	case !row.Due.IsZero() && row.Due < row.Issued:
		b.fail("", "it falls due on "+row.Due.String()+", before it was issued on "+row.Issued.String())
	}
}

// cell is a cell of words, cleaned; why says what is hostile about it.
func (r *Reader) cell(b []byte) (s, why string) {
	b = trim(b)
	if len(b) == 0 {
		return "", ""
	}
	s, ok := r.interned[string(b)]
	if !ok {
		s = strings.TrimSpace(text(b, r.encoding))
		if len(s) <= 32 && len(r.interned) < maxInterned {
			r.interned[string(b)] = s
		}
	}
	if len(s) > 3 && strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) && !strings.Contains(s[2:len(s)-1], `"`) {
		s = s[2 : len(s)-1] // how a spreadsheet keeps 00123 from becoming a number
	}
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte(formulaStarts, s[1]) >= 0 {
		s = s[1:] // escaped by owed, or by somebody as careful
		return s, hostile(s)
	}
	return s, hostile(s)
}

// number is a cell of an amount.
func (r *Reader) number(b []byte) (s, why string) {
	b = trim(b)
	if len(b) > 200 {
		return "", "the cell is too long for an amount"
	}
	s = text(b, r.encoding)
	if strings.HasPrefix(s, "=") || strings.HasPrefix(s, "@") {
		return "", "it begins like a formula; write the amount itself"
	}
	if s == "-" || s == "–" {
		return "", ""
	}
	return s, ""
}

func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// formulaStarts are the characters that make a spreadsheet take a cell for a formula.
const formulaStarts = "=+-@\t\r"

// hostile says what is dangerous about a cell's text: a formula, characters that can't be seen.
func hostile(s string) string {
	if s == "" {
		return ""
	}
	if s[0] == '=' || strings.IndexByte(formulaStarts, s[0]) >= 0 && strings.ContainsAny(s, "|!(") {
		return "it begins with “" + s[:1] + "”, so a spreadsheet would take it for a formula; write it without"
	}
	for _, r := range s {
		switch {
		case r < ' ' && r != '\n' && r != '\r' && r != '\t', r == utf8.RuneError, r >= 0x7f && r < 0xa0:
			return "it holds characters that are no text"
		case r > 0xff && (unicode.Is(unicode.Bidi_Control, r) || r == 0xfeff || r >= 0x200b && r <= 0x200d):
			return "it holds characters that can't be seen"
		}
	}
	return ""
}

// clip shortens what a sentence quotes.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == '`' {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
