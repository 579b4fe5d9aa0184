package exchange

import (
	"slices"
	"strings"
	"unicode"

	"owed.dev/owed/ledger"
)

// The fields that a column can hold.
const (
	fieldVendor    = "vendor"
	fieldNumber    = "number"
	fieldIssued    = "issued"
	fieldDue       = "due"
	fieldAmount    = "amount"
	fieldOpen      = "open"
	fieldCurrency  = "currency"
	fieldPO        = "po"
	fieldMemo      = "memo"
	fieldStatus    = "status"
	fieldKind      = "kind"
	fieldReference = "reference"
	fieldFor       = "for"
)

// synonym is a field with its usual names.
type synonym struct{ field, names string }

// synonyms are the usual names of columns, without case and punctuation, best first: where a file has two names of one
// field, the earlier one is taken.
var synonyms = []synonym{
	{fieldKind, "kind type documenttype doctype transactiontype invoicetype belegart"},
	{fieldFor, "for appliedto appliesto originalinvoiceid originalinvoice invoices invoicespaid forinvoice against"},
	{fieldNumber, "number invoicenumber invoiceno invoicenum invoice inv invno invnumber invoiceid documentno documentnumber docno docnumber billno billnumber billreference supplierinvoiceno vendorinvoiceno externaldocumentno belegnummer rechnungsnummer rechnungsnr numerofacture nofacture creditnoteno creditmemono num bill reference ref refno referenceno"},
	{fieldReference, "paymentreference paymentref reference ref refno transactionid wire checkno chequeno remittance"},
	{fieldVendor, "vendor vendorname supplier suppliername payee payeename creditor creditorname party partyname billfrom lieferant fournisseur kreditor contactname contact vendorslug"},
	{fieldIssued, "issued issuedate issueddate invoicedate billdate documentdate docdate date postingdate transactiondate paymentdate paidon valuedate belegdatum rechnungsdatum datefacture"},
	{fieldDue, "due duedate netduedate payby paymentdue paymentduedate duedatereceiveby fälligkeit fällig fälligkeitsdatum faelligkeit echeance échéance"},
	{fieldOpen, "open amtdue amountdue balance balancedue openbalance openamount outstanding outstandingamount remaining remainingamount residual unpaid invoiceamountdue amountremaining offen offenerbetrag"},
	{fieldAmount, "amount invoiceamount originalamount total grandtotal grossamount gross totalamount amountpaid amountinlocalcurrency amountindocumentcurrency amountindoccurr paymentcurrencyamounttotalamount paymentcurrencyamount basecurrencyamounttotalamount betrag bruttobetrag montant"},
	{fieldCurrency, "currency curr ccy currencycode localcurrency documentcurrency paymentcurrencyamountcurrencycode basecurrencyamountcurrencycode währung devise"},
	{fieldPO, "po ponumber pono purchaseorder purchaseordernumber orderno ordernumber bestellnummer"},
	{fieldMemo, "memo description narrative notes note text beschreibung buchungstext"},
	{fieldStatus, "status state paymentstatus invoicestatus billstatus"},
}

// column is one column of a file: what it holds, and how.
type column struct {
	name     string // as found
	field    string // "" where owed does not read it
	currency ledger.Currency
	amounts  amountStyle
	days     dayOrder
}

// fold makes two ways of writing a column's name equal.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// headerName is a column's name, and the currency that it names: "Amount (USD)", "USD Balance".
func headerName(s string) (name string, c ledger.Currency) {
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '(' || r == ')' || r == '[' || r == ']' })
	for i, w := range words {
		code := ledger.Currency(strings.ToUpper(w))
		if !code.Known() || w != string(code) && !strings.ContainsAny(s, "([") {
			continue
		}
		rest := fold(strings.Join(slices.Delete(slices.Clone(words), i, i+1), " "))
		if rest = strings.TrimSuffix(rest, "in"); ofAmount(rest) {
			return rest, code
		}
	}
	return fold(s), ""
}

// ofAmount reports whether a folded name is one of a column of amounts.
func ofAmount(name string) bool {
	return slices.ContainsFunc(synonyms, func(s synonym) bool {
		return (s.field == fieldAmount || s.field == fieldOpen) && slices.Contains(strings.Fields(s.names), name)
	})
}

// readHeader matches the cells of a header with fields; named overrules the names for the fields it holds.
func readHeader(cells []string, named map[string]string) []column {
	cols := make([]column, len(cells))
	names := make([]string, len(cells))
	for i, c := range cells {
		cols[i].name = strings.TrimSpace(c)
		names[i], cols[i].currency = headerName(cols[i].name)
	}
	for field, want := range named {
		for i := range cols {
			if cols[i].field == "" && strings.EqualFold(cols[i].name, strings.TrimSpace(want)) {
				cols[i].field = field
				break
			}
		}
	}
	for _, s := range synonyms {
		if slices.ContainsFunc(cols, func(c column) bool { return c.field == s.field }) {
			continue
		}
		if i := bestColumn(cols, names, strings.Fields(s.names)); i >= 0 {
			cols[i].field = s.field
		}
	}
	return cols
}

// bestColumn is the place of the free column whose name comes first among those wanted; -1 where there is none.
func bestColumn(cols []column, names, wanted []string) int {
	for _, w := range wanted {
		for i, name := range names {
			if name == w && cols[i].field == "" {
				return i
			}
		}
	}
	return -1
}

// has reports whether a column holds a field.
func has(cols []column, field string) bool {
	return slices.ContainsFunc(cols, func(c column) bool { return c.field == field })
}

// usable reports whether rows can be made of these columns: an amount, and something that tells one row from another.
func usable(cols []column) bool {
	return (has(cols, fieldAmount) || has(cols, fieldOpen)) && (has(cols, fieldNumber) || has(cols, fieldReference) || has(cols, fieldIssued))
}

// recognised counts the columns that have a field.
func recognised(cols []column) int {
	n := 0
	for _, c := range cols {
		if c.field != "" {
			n++
		}
	}
	return n
}
