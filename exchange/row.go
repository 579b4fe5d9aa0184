package exchange

import (
	"cmp"
	"strings"

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
	PaidOn ledger.Date  // what is not open was paid; zero where the file does not say

	PO, Memo, Status, Reference string
	OnHold, Disputed            bool     // says the file; neither is recorded with it
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
	"invoice": Invoice, "inv": Invoice, "bill": Invoice, "vendorinvoice": Invoice, "supplierinvoice": Invoice, "standard": Invoice, "rechnung": Invoice, "facture": Invoice, "charge": Invoice, "opening": Invoice, "openingbalance": Invoice, "re": Invoice, "kr": Invoice, "pi": Invoice, "factura": Invoice, "fattura": Invoice, "factuur": Invoice, "請求書": Invoice,
	"credit": Credit, "creditmemo": Credit, "creditnote": Credit, "vendorcredit": Credit, "billcredit": Credit, "cm": Credit, "cn": Credit, "gutschrift": Credit, "avoir": Credit, "kg": Credit, "pc": Credit, "billrefund": Credit, "notadecredito": Credit, "notacredito": Credit, "notadicredito": Credit, "creditnota": Credit,
	"payment": Payment, "pmt": Payment, "billpayment": Payment, "billpaymentcheck": Payment, "invoicepayment": Payment, "billpmtcheck": Payment, "check": Payment, "wire": Payment, "zahlung": Payment, "paiement": Payment, "kz": Payment, "zp": Payment, "pp": Payment, "pa": Payment, "pago": Payment, "pagamento": Payment, "betaling": Payment,
}

// kindOf is the kind of row that a word means; "" where it means none. SAP writes KR (Vendor Invoice).
func kindOf(s string) string {
	if kind, ok := kinds[fold(s)]; ok {
		return kind
	}
	code, _, _ := strings.Cut(s, "(")
	return kinds[fold(code)]
}

// dead are the states of documents that are not owed.
var dead = map[string]bool{
	"void": true, "voided": true, "cancelled": true, "canceled": true, "draft": true, "deleted": true, "rejected": true, "storniert": true, "annule": true, "anulada": true, "annullata": true, "cancelada": true,
	"reversed": true, "annulled": true, "denied": true, "annulee": true, "anulado": true, "annullato": true, "cancelado": true, "geannuleerd": true, "stornata": true, "stornato": true, "abgelehnt": true, "rejete": true, "rejetee": true, "rechazado": true, "rechazada": true, "rifiutata": true, "rejeitada": true,
	"entwurf": true, "brouillon": true, "borrador": true, "bozza": true, "rascunho": true, "取消": true, "却下": true, "下書き": true,
}

// settled are the states of documents of which nothing is open; partly those of which something is, and nobody says how
// much.
var (
	settled = map[string]bool{"paid": true, "closed": true, "settled": true, "cleared": true, "paidinfull": true, "bezahlt": true, "paye": true, "payee": true, "pagada": true, "pagata": true, "pagado": true, "pago": true, "paga": true, "betaald": true, "支払済": true, "支払済み": true}
	partly  = map[string]bool{"partial": true, "partiallypaid": true, "partlypaid": true, "partpaid": true, "teilbezahlt": true, "parziale": true, "parcial": true}
)

// builder makes a Row of one line's cells, or says what is wrong with it.
type builder struct {
	row      Row
	currency ledger.Currency
	kindSaid bool            // the row or the caller says its kind
	said     ledger.Currency // by a column of it
	strange  string          // what the row says that it is, where that is none of the kinds
	listed   bool            // in a list of payments
	spare    string
	heard    heard
	invoices bool // the file has invoices, too
	leftOut  bool // it is to be passed over
	column   string
	why      string
}

func (b *builder) fail(column, why string) {
	if b.why == "" {
		b.column, b.why = column, why
	}
}

// build reads a row's cells; the first thing wrong is the refusal.
func (r *Reader) build(cells [][]byte) (Row, *Refusal, error) {
	b := builder{row: Row{Line: r.scan.line, Kind: cmp.Or(r.hints.Kind, Invoice), Vendor: cmp.Or(r.group, r.hints.Vendor)}, kindSaid: r.hints.Kind != "", currency: r.hints.Currency, invoices: r.signs.invoices()}
	if r.payments {
		b.row.Kind, b.kindSaid, b.listed = Payment, true, true
	}
	for i := range r.cols {
		c := &r.cols[i]
		if c.spare {
			b.spare, _ = r.cell(cells[i])
		}
		if c.field == "" && c.aside == noAside || c.ofMoney() {
			continue
		}
		switch s, why := r.cell(cells[i]); {
		case why != "":
			b.fail(c.name, why)
		case s == "":
		case c.field == "":
			r.aside(&b, c, s)
		default:
			r.text(&b, c, s)
		}
	}
	if !r.undone(&b, cells) {
		r.amounts(&b, cells)
		r.others(&b, cells)
		b.sided()
		b.settle()
		b.dueByTerms()
		b.stands(r.nameOf(fieldStatus))
		r.ofInvoice(&b)
		b.finish()
	}
	if b.why != "" {
		return Row{}, &Refusal{Line: r.scan.line, Column: b.column, Reason: b.why, Cells: r.refusedCells(cells)}, nil
	}
	if b.leftOut {
		b.row.Kind = ""
	}
	if r.own && b.row.Kind == Invoice && !has(r.cols, fieldPO) {
		b.row.PO, b.row.Reference = b.row.Reference, "" // an earlier owed had one column for both
	}
	b.row.PaidOn = cmp.Or(b.heard.paidDay, b.heard.asOf, r.asOf)
	return b.row, nil, r.agreed(b.row, cells)
}

// ofInvoice tells a credit's own number from that of the invoice that it is for, where a column of invoices stands beside one of documents: what
// stands under “Invoice”, or is the number of an invoice further up, is what it is for.
func (r *Reader) ofInvoice(b *builder) {
	row := &b.row
	if row.Kind != Credit || !b.kindSaid || has(r.cols, fieldFor) || b.spare == "" || row.Number == "" || ledger.InvoiceNo(b.spare).Key() == ledger.InvoiceNo(row.Number).Key() {
		return
	}
	if fold(r.nameOf(fieldNumber)) == "invoice" || r.seen.has(Row{Vendor: row.Vendor, Kind: Invoice, Number: row.Number}) {
		row.For, row.Number = []string{row.Number}, b.spare
	}
}

// undone refuses a row that is no document and no payment: it is of another kind, or only undoes another row of an export.
func (r *Reader) undone(b *builder, cells [][]byte) bool {
	if b.strange == "" && !r.own || b.why != "" {
		return false
	}
	negative := false
	for i, c := range r.cols {
		if c.field == fieldAmount {
			b.row.Amount, negative, _ = r.amount(cells[i], &r.cols[i], b.currency)
		}
	}
	switch why := undoes(b.row, negative); {
	case r.own && why != "":
		b.fail(r.nameOf(fieldFor), why)
	case b.strange != "":
		b.fail(r.nameOf(fieldKind), cmp.Or(notOfFiles(b.row, b.strange), "“"+clip(b.strange)+"” is neither invoice, credit nor payment"))
	default:
		return false
	}
	return true
}

// limits are how long the text of a field may be.
var limits = map[string]int{fieldVendor: maxName, fieldStatus: maxName, fieldNumber: maxNumber, fieldReference: maxNumber, fieldPO: maxNumber}

// text puts a cell of words or a day into the row.
func (r *Reader) text(b *builder, c *column, s string) {
	if limit, ok := limits[c.field]; ok && len(s) > limit || len(s) > maxMemo {
		b.fail(c.name, "the cell is too long")
		return
	}
	row := &b.row
	switch c.field {
	case fieldVendor:
		row.Vendor = s
	case fieldNumber:
		row.Number = s
	case fieldReference:
		row.Reference = s
	case fieldPO:
		row.PO = s
	case fieldMemo:
		row.Memo = s
	case fieldFor:
		apart := ",;| \t\n"
		if r.own {
			apart = "," // an invoice's number may have blanks
		}
		row.For = strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(apart, c) })
	case fieldIssued:
		row.Issued = r.day(b, c, s)
	case fieldDue:
		row.Due = r.day(b, c, s)
	default:
		b.told(c, s)
	}
}

func (r *Reader) day(b *builder, c *column, s string) ledger.Date {
	d, why := r.days.read(s, c.days)
	if why != "" {
		b.fail(c.name, why)
	}
	return d
}

// told takes in a cell whose words have a meaning of their own: a state, a kind, a currency.
func (b *builder) told(c *column, s string) {
	switch c.field {
	case fieldStatus:
		b.row.Status = s
		b.state(c, s)
	case fieldCurrency:
		b.said = ledger.Currency(strings.ToUpper(s))
		if b.currency = b.said; !b.currency.Known() {
			b.fail(c.name, "“"+clip(s)+"” is not a currency of ISO 4217")
		}
	case fieldKind:
		b.kindSaid = true
		if b.row.Kind = kindOf(s); b.row.Kind == "" {
			b.row.Kind, b.strange = Invoice, s
		}
	}
}

// named takes the name of a vendor where its code is not on record.
func (r *Reader) named(b *builder) {
	if known := r.hints.CurrencyOf; known != nil && b.heard.vendor != "" && known(b.row.Vendor) == "" && known(b.heard.vendor) != "" {
		b.row.Vendor = b.heard.vendor
	}
}

// amounts puts amount and open amount into the row.
func (r *Reader) amounts(b *builder, cells [][]byte) {
	r.named(b)
	if b.currency == "" && r.hints.CurrencyOf != nil {
		b.currency = r.hints.CurrencyOf(b.row.Vendor)
	}
	var paid ledger.Money
	var open, paidIn *column
	openBelow := false
	for i := range r.cols {
		c := &r.cols[i]
		if !c.ofMoney() {
			continue
		}
		m, negative, why := r.amount(cells[i], c, b.currency)
		written := negative
		if c.below && !m.IsZero() {
			negative = !negative
		}
		switch {
		case why != "":
			b.fail(c.name, why)
		case m.Currency == "":
		case c.field == fieldPaid:
			paid, paidIn = m, c
		case c.field == fieldOpen:
			b.row.Open, openBelow, open = m, negative && !m.IsZero(), c
		default:
			b.amount(c, m, negative, r.signs.paidBelow())
		}
		if c.field != fieldPaid {
			r.totals.add(i, m, written, b.row.Kind)
		}
	}
	switch {
	case open == nil:
	case b.row.Amount.Currency == "":
		b.amount(open, b.row.Open, openBelow, r.signs.paidBelow())
	case openBelow && b.row.Kind == Invoice: // of what lowers a debt it is below 0 as its amount is
		b.fail(open.name, "what is open has another sign than the amount")
	}
	if open != nil {
		b.row.Open = r.mixes(b, open, b.row.Open, cells)
	}
	if paidIn != nil {
		paid = r.mixes(b, paidIn, paid, cells)
	}
	if b.why == "" && paid.Currency != "" && b.row.Amount.Currency != "" && b.row.Kind != Payment {
		r.leaves(b, paid)
	}
	if b.why == "" {
		r.compare(b, b.row.Amount, b.row.Open)
	}
}

// leaves says what is open of a document after what was paid of it.
func (r *Reader) leaves(b *builder, paid ledger.Money) {
	switch amount := b.row.Amount; {
	case paid.Currency != amount.Currency:
		b.fail(r.nameOf(fieldPaid), "the amount is in "+string(amount.Currency)+", what was paid in "+string(paid.Currency))
	case paid.Cmp(amount) > 0:
		b.fail(r.nameOf(fieldPaid), "more was paid than the amount: "+paid.String()+" of "+amount.String())
	default:
		b.row.Open = amount.Sub(paid)
	}
}

// amount takes in a document's amount. One below 0 whose kind nobody says is a credit.
func (b *builder) amount(c *column, m ledger.Money, negative, paidBelow bool) {
	if negative && !b.kindSaid {
		b.row.Kind = Credit
	}
	if negative && b.row.Kind != Credit && (b.row.Kind != Payment || !paidBelow && !c.below) {
		why := "the amount of this " + b.row.Kind + " is below 0; a credit says so in a column of its kind, any other is written above 0"
		if b.row.Kind == Invoice {
			why += ", or all of the file's are below it, and you say so (--negative)"
		}
		b.fail(c.name, why)
	}
	if !negative && (c.below && b.row.Kind != Invoice || paidBelow && b.row.Kind == Payment) {
		b.fail(c.name, "the amount of this "+b.row.Kind+" has another sign than those before it in the file")
	}
	b.row.Amount = m
}

// compare holds amount and open amount against each other.
func (r *Reader) compare(b *builder, amount, open ledger.Money) {
	switch {
	case amount.Currency == "":
		b.fail(r.nameOf(fieldAmount, fieldOpen), "the amount is missing")
	case amount.IsZero():
		b.fail(r.nameOf(fieldAmount, fieldOpen), "the amount is 0, so there is nothing to record")
	case open.Currency != "" && open.Currency != amount.Currency:
		b.fail(r.nameOf(fieldOpen), "the amount is in "+string(amount.Currency)+", the open amount in "+string(open.Currency))
	case open.Currency != "" && open.Cmp(amount) > 0:
		b.fail(r.nameOf(fieldOpen), "more is open than the amount: "+open.String()+" of "+amount.String())
	case open.Currency != "" && open.Cmp(amount) < 0 && b.row.Kind != Invoice:
		b.usedUp(r.nameOf(fieldOpen, fieldPaid), amount.Sub(open))
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
	if currency, why = r.currencyOf(a.mark, c, currency); why != "" {
		return m, false, why
	}
	style := c.amounts
	if style == noStyle && currency.Decimals() == 0 { // nothing of it can be decimals
		style = map[bool]amountStyle{true: dotStyle, false: commaStyle}[strings.Contains(a.number, ",")]
	}
	digits, why := plain(a.number, style)
	switch {
	case why != "":
		return m, false, "“" + clip(s) + "”: " + why
	case len(digits) > 40:
		return m, false, "“" + clip(s) + "” is longer than any amount"
	}
	m, err := ledger.NewMoney(digits, currency)
	if err != nil {
		return m, false, trimExample(ledger.Say(err))
	}
	return m, a.negative, ""
}

// currencyOf is the currency of a cell: its own mark, its column's, its row's, and they must agree.
func (r *Reader) currencyOf(mark string, c *column, row ledger.Currency) (ledger.Currency, string) {
	named := has(r.cols, fieldCurrency)
	if c.currency != "" {
		row, named = c.currency, true
	}
	if mark == "" {
		if row == "" {
			return "", "the row has no currency, and the vendor is not known here; add a column Currency"
		}
		return row, ""
	}
	said := r.marks.currency(mark, row)
	switch {
	case said == "":
		return "", "“" + clip(mark) + "” is not a currency; write the amount as 1250.50"
	case !named || row == "" || said == row:
		return said, ""
	case r.marks.currency(mark+" "+string(row), row) == row: // whose dollar it is, the row says
		return row, ""
	}
	return "", "the cell says " + string(said) + ", the row " + string(row)
}

// stands holds a document's state against what is open: of a paid invoice nothing is.
func (b *builder) stands(column string) {
	row := &b.row
	if b.why != "" || row.Status == "" || row.Kind != Invoice {
		return
	}
	known := row.Open.Currency != ""
	switch state := stateWord(row.Status); {
	case settled[state] && known && row.Open.Positive():
		b.fail(column, "its state is “"+clip(row.Status)+"”, but "+row.Open.String()+" of it is open")
	case settled[state]:
		row.Open = ledger.Zero(row.Amount.Currency)
	case partly[state] && !known:
		b.fail(column, "its state is “"+clip(row.Status)+"”, and no column says what is open; add one, named Balance")
	}
}

// finish checks what no single cell can tell.
func (b *builder) finish() {
	row := &b.row
	if row.Number == "" {
		row.Number = b.spare
	}
	if row.Kind == Payment && row.Number == "" {
		row.Number = row.Reference
	}
	if row.Kind == Payment && row.Reference == "" {
		row.Reference = row.Number
	}
	if b.listed && row.Kind == Payment && row.Number == row.Reference && row.Number != "" && len(row.For) == 1 {
		row.Number = ledger.PartOf(row.Reference, ledger.InvoiceNo(row.For[0])) // one transfer may stand there once for each invoice
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
