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
	fieldPaid      = "paid" // of a document, so far; looked at where no column says what is open
	fieldCurrency  = "currency"
	fieldPO        = "po"
	fieldMemo      = "memo"
	fieldStatus    = "status"
	fieldKind      = "kind"
	fieldReference = "reference"
	fieldFor       = "for"
)

// fields are all of them.
var fields = []string{fieldAmount, fieldCurrency, fieldDue, fieldFor, fieldIssued, fieldKind, fieldMemo, fieldNumber, fieldOpen, fieldPaid, fieldPO, fieldReference, fieldStatus, fieldVendor}

// synonym is a field with its usual names.
type synonym struct{ field, names string }

// synonyms are the usual names of columns in the languages of those who wrote the program, folded, best first: where a file
// has two names of one field, the earlier one is taken.
var synonyms = []synonym{
	{fieldKind, "kind type documenttype doctype transactiontype invoicetype journalentrytype belegart dokumentart typedocument tipo tipodocumento soort"},
	{fieldFor, "for appliedto appliesto originalinvoiceid originalinvoice invoices invoicespaid forinvoice against"},
	{fieldNumber, "supplierinvoice supplierinvoiceno supplierinvoicenumber supplierinvoicenum vendorinvoice vendorinvoiceno vendorinvoicenumber vendorinvoicenum number invoicenumber invoiceno invoicenum invoice inv invno invnumber invoiceid rechnungsnummer rechnungsnr billno billnumber billreference referenz reference documentnumber docno docnumber documentno externaldocumentno belegfeld1 belegnummer belegnr" +
		" numerofacture numerodefacture numfacture nofacture ndefacture nfacture npiece numfactura numerofactura numerodefactura nfactura numerofattura numfattura nfattura factuurnummer factuurnr numerodanota numerododocumento numerodocumento notafiscal 請求書番号 請求番号 creditnoteno creditmemono num bill ref refno referenceno"},
	{fieldReference, "paymentreference paymentref reference ref refno transactionid wire checkno checknumber chequeno chequenumber remittance remittanceno zahlungsreferenz referencepaiement referenciapago"},
	{fieldVendor, "vendor vendorname vendordisplayname suppliername supplier payee payeename creditor creditorname party partyname partnerdisplayname invoicepartnerdisplayname partner billfrom name1 kontobeschriftung kreditorname lieferantenname lieferant fournisseur nomfournisseur" +
		" proveedor nombreproveedor fornitore ragionesociale crediteur leverancier fornecedor 取引先 取引先名 仕入先 支払先 kreditor contactname contact name vendorslug"},
	{fieldIssued, "issued issuedate issueddate invoicedate invdate billdate invoicebilldate documentdate docdate date dateutc postingdate transactiondate paymentdate paidon valuedate " + dayFirstIssued + " fecha fechafactura fechadefactura fechaemision 発行日 請求日"},
	{fieldDue, "due duedate invoiceduedate invduedate invduedt billduedate duedateutc netduedate payby paymentdue paymentduedate duedatereceiveby netduedt netdue duedt installmentduedate instalmentduedate " + dayFirstDue + " vencimiento fechavencimiento fechadevencimiento 支払期日 支払期限"},
	{fieldOpen, "amountremaining remainingamount remainingamt remaining openbalance balancedue baldue amtdue amountdue totaldue totalamountdue amountoutstanding amountowing balanceowing outstandingbalance totaloutstanding amountduesigned balance openamount outstanding outstandingamount osamount os residual unpaid unpaidamount invoiceamountdue offen offenerbetrag restbetrag resteapayer restedu restantdu solde pendiente importependiente residuo daripagare openstaand openstaandbedrag saldo 未払金額 残高 open"},
	{fieldAmount, "amount invoiceamount billamount originalamount originalamt total grandtotal invoicetotal billtotal totalinvoiceamount totalbillamount invoicetotalamount grossamount gross totalamount amt invoiceamt invamount invamt totalamt invoicevalue totalincurrencysigned totalsigned" +
		" betrag bruttobetrag rechnungsbetrag betraghaben montant montantttc totalttc importe importetotal importo totale importototale bedrag factuurbedrag valor valortotal 金額 請求金額 合計金額"},
	{fieldPaid, paymentAmounts + " paidtodate paymentstodate invoiceamountpaid amountapplied totalpaid amtpaid totalamountpaid bezahlterbetrag"},
	{fieldPO, "po ponumber pono purchaseorder purchaseordernumber orderno ordernumber bestellnummer"},
	{fieldMemo, "memo description memodescription details narrative notes note text itemtext beschreibung buchungstext verwendungszweck libelle descripcion concepto causale descrizione omschrijving descricao historico 備考 摘要"},
	{fieldStatus, "paymentstatus status state invoicestatus billstatus statut estado stato situacao " + approvals},
}

// approvals are the columns of a state that payments have as well as invoices.
const approvals = "validationstatus approvalstatus"

// In a list of payments a number of an invoice says what a payment is for, and these names come first.
var paymentSynonyms = []synonym{
	{fieldFor, "invoicenumber invoiceno invoicenum invoice inv invno invnumber invoiceid supplierinvoiceno vendorinvoiceno billno billnumber bill rechnungsnummer rechnungsnr rechnung" +
		" numerofacture numerodefacture numfacture nofacture ndefacture nfacture facture numfactura numerofactura numerodefactura nfactura factura numerofattura numfattura nfattura fattura factuurnummer factuurnr 請求書番号 請求番号"},
	{fieldNumber, "paymentnumber paymentno paymentnum paymentid " + paymentDocuments},
	{fieldIssued, paymentDays},
	{fieldAmount, paymentAmounts},
}

// Columns that lists of payments have: a day or an amount of one, what it went by. Lists of invoices may have them as well.
const (
	paymentDays    = "paymentdate datepaid paiddate paidon paymentpostingdate zahlungsdatum zahldatum bezahltam datepaiement datedepaiement datereglement fechapago fechadepago datapagamento betaaldatum datadopagamento 支払日"
	paymentAmounts = "amountpaid paidamount paymentamount zahlungsbetrag zahlbetrag montantpaye montantregle importepagado importopagato betaaldbedrag valorpago 支払金額"
	// SAP's payment list has the number of the payment, and the vendor's reference of each invoice that it pays.
	paymentDocuments = "paymentdocument paymentdocumentno paymentdocumentnumber paymentdoc pmtdocument pmtdoc zahlungsbeleg zahlungsbelegnummer zahlbeleg"
	paymentMarks     = paymentDays + " " + paymentAmounts + " paymentnumber paymentno paymentnum paymentid " + paymentDocuments + " paymentreference paymentref checkno checknumber chequeno chequenumber remittance remittanceno zahlungsreferenz referencepaiement referenciapago"
)

// ofPayments reports whether a header is one of a list of payments: it names something of a payment, and nothing that only
// a list of invoices has, as their days, what is open, or a state.
func ofPayments(cols []column, names []string) bool {
	marks := strings.Fields(paymentMarks)
	if !slices.ContainsFunc(names, func(name string) bool { return slices.Contains(marks, name) }) {
		return false
	}
	amounts := has(cols, fieldAmount) // beside that of a payment
	days := strings.Fields(paymentDays + " date valuedate postingdate transactiondate datum fecha data")
	for i, c := range cols {
		switch {
		case c.field == fieldKind, c.field == fieldDue, c.field == fieldOpen, c.field == fieldStatus && amounts && !slices.Contains(strings.Fields(approvals), names[i]):
			return false
		case c.field == fieldIssued && !slices.Contains(days, names[i]):
			return false
		}
	}
	return true
}

// The names of columns of days in languages in which the day comes before the month.
const (
	dayFirstIssued = "rechnungsdatum belegdatum datum buchungsdatum datefacture datedefacture datedelafacture dataemissione datafattura data factuurdatum datadeemissao dataemissao"
	dayFirstDue    = "falligkeit fallig falligkeitsdatum faelligkeit nettofalligkeit falligam echeance datedecheance dateecheance datascadenza scadenza vervaldatum vervaldag datadevencimento datavencimento vencimento"
)

// owedBelow are columns in which a program writes what is owed below 0.
var owedBelow = []string{"totalincurrencysigned", "totalsigned", "amountduesigned"}

// column is one column of a file: what it holds, and how.
type column struct {
	name     string // as found
	field    string // "" where owed does not read it
	spare    bool   // a second number, for rows that have none in the first
	aside    aside  // what it says without a field
	figures  bool   // its cells are amounts, where they might be yes and no
	currency ledger.Currency
	amounts  amountStyle
	days     dayOrder
	usual    dayOrder // in the language of its name
	below    bool     // what is owed stands below 0

	base       string // its folded name, without what says in whose currency its amounts are
	whose      whose
	money      bool // its name is one of amounts,
	ofCurrency bool // or of a currency, or speaks of one
	mixed      bool // its amounts need not be in the currency of the amount
	codes      bool // of the cells of one that is not read: some are codes of currencies,
	others     bool // some are not
}

// moneyFields are those that moneyMatch assigns.
var moneyFields = []string{fieldOpen, fieldAmount, fieldPaid, fieldCurrency}

// reads takes in what the column's folded name says.
func (c *column) reads(name string) {
	c.base, c.whose = whoseAmount(name)
	if c.money = ofAmount(c.base); !c.money {
		c.whose, c.ofCurrency = whoseCurrency(name)
		c.ofCurrency = c.ofCurrency || speaksOfCurrency(c.name)
	}
}

// ofFigures reports whether the column's cells may be amounts, read or only looked at.
func (c *column) ofFigures() bool {
	return c.ofMoney() || c.aside == otherAmount || c.aside == settledIf
}

// ofDays reports whether its cells are days.
func (c *column) ofDays() bool {
	return c.field == fieldIssued || c.field == fieldDue || c.aside == paidDay || c.aside == clearedDay || c.aside == asOfDay
}

// ofMoney reports whether the column holds amounts.
func (c *column) ofMoney() bool {
	return c.field == fieldAmount || c.field == fieldOpen || c.field == fieldPaid
}

// accents are the letters that people write with and without a sign.
var accents = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss", "é", "e", "è", "e", "ê", "e", "ë", "e", "á", "a", "à", "a", "â", "a", "ã", "a", "å", "a",
	"ç", "c", "í", "i", "ì", "i", "î", "i", "ï", "i", "ó", "o", "ò", "o", "ô", "o", "õ", "o", "ø", "o", "ú", "u", "ù", "u", "û", "u", "ñ", "n", "Ä", "a", "Ö", "o", "Ü", "u", "É", "e", "È", "e", "Á", "a", "Í", "i", "Ó", "o", "Ú", "u", "Ç", "c", "Ñ", "n")

// fold makes two ways of writing a column's name equal.
func fold(s string) string {
	if !isASCII(s) {
		s = accents.Replace(s)
	}
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
	return amountNames[name]
}

// amountNames are the folded names of columns of amounts.
var amountNames = func() map[string]bool {
	out := map[string]bool{}
	for _, s := range synonyms {
		for name := range strings.FieldsSeq(s.names) {
			out[name] = out[name] || s.field == fieldAmount || s.field == fieldOpen || s.field == fieldPaid
		}
	}
	return out
}()

// readHeader matches the cells of a header with fields, as one of a list of payments if it is one or rows are payments unless they
// say otherwise. named overrules the names for the fields it holds.
func readHeader(cells []string, named map[string]string, kind string) (cols []column, payments bool) {
	cols, names := matchHeader(cells, named, synonyms, false)
	if payments = kind == Payment || kind == "" && ofPayments(cols, names); payments {
		usual := slices.Concat(paymentSynonyms, synonyms)
		if slices.ContainsFunc(names, func(name string) bool { return slices.Contains(strings.Fields(paymentDocuments), name) }) {
			usual = slices.Concat([]synonym{{fieldFor, "reference referenz"}}, usual)
		}
		cols, _ = matchHeader(cells, named, usual, true)
	}
	return cols, payments
}

// matchHeader gives each field the column whose name comes first.
func matchHeader(cells []string, named map[string]string, synonyms []synonym, payments bool) (cols []column, names []string) {
	cols = make([]column, len(cells))
	names = make([]string, len(cells))
	for i, c := range cells {
		cols[i].name = strings.TrimSpace(c)
		names[i], cols[i].currency = headerName(cols[i].name)
		cols[i].reads(names[i])
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
		if has(cols, s.field) || slices.Contains(moneyFields, s.field) {
			continue
		}
		if i := bestColumn(cols, names, strings.Fields(s.names)); i >= 0 {
			cols[i].field = s.field
		}
	}
	moneyMatch{cols, names, synonyms, payments}.match()
	if i := bestColumn(cols, names, strings.Fields(spareNumbers)); i >= 0 && has(cols, fieldNumber) {
		cols[i].spare = true
	}
	for i := range cols {
		if a := asideOf(names[i]); cols[i].field == "" && !cols[i].spare && (a != otherAmount || cols[i].currency == "" && cols[i].whose == amountsIn(cols)) {
			cols[i].aside = a
		}
		cols[i].below = slices.Contains(owedBelow, names[i])
		if slices.Contains(strings.Fields(dayFirstIssued+" "+dayFirstDue), names[i]) {
			cols[i].usual = dayFirst
		}
	}
	return cols, names
}

// spareNumbers are the columns of which the number is taken where a row has none in its own: SAP leaves the vendor's number
// empty in payments.
const spareNumbers = "belegnummer journalentry documentnumber documentno"

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
