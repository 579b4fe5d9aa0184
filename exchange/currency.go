package exchange

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"owed.dev/owed/ledger"
)

// whose is in whose currency the amounts of a column are, or which currency a column names.
type whose int

const (
	unsaid    whose = iota // Amount, Currency
	documents              // Amount in doc. curr., Amount (Foreign Currency), Document Currency
	houses                 // Amount in local currency, Balance (LCY), Local Currency: what the debt is worth in the books
	paids                  // Payment Currency
)

// currencyNames are the usual names of columns of currencies, folded, best first.
var currencyNames = [...]string{
	unsaid: "currency curr ccy crcy currencycode currencyisocode isocurrencycode currencyiso isocurrency currencykey wahrung whrg wahrungscode wahrungsschlussel wahrungskurzel devise codedevise monnaie codemonnaie" +
		" moneda codigomoneda divisa coddivisa valuta codicevaluta valutacode moeda codigomoeda waluta 通貨 通貨コード 币种 통화",
	documents: "documentcurrency documentcurrencycode doccurrency doccurr doccur transactioncurrency transactioncurrencycode transcurrency invoicecurrency invoicecurrencycode billcurrency billcurrencycode foreigncurrency originalcurrency" +
		" belegwahrung dokumentwahrung rechnungswahrung fremdwahrung transaktionswahrung devisefacture devisedocument monedafactura monedadocumento 請求通貨",
	houses: "localcurrency localcurrencycode localcurr lcurr loccurr companycodecurrency companycurrency functionalcurrency basecurrency homecurrency accountingcurrency basecurrencyamountcurrencycode" +
		" hauswahrung buchungskreiswahrung deviselocale devisesociete monedalocal moedalocal",
	paids: "paymentcurrency paymentcurrencycode",
}

// ofCurrencies are what stands before or behind the name of a column of amounts and says in whose currency they are.
var ofCurrencies = [...]string{
	documents: "documentcurrency doccurrency doccurr doccur transactioncurrency transcurrency invoicecurrency foreigncurrency originalcurrency foreign fcy incurrency paymentcurrencyamount" +
		" belegwahrung dokumentwahrung fremdwahrung transaktionswahrung endevise enmonedaextranjera endivisa invaluta vreemdevaluta",
	houses: "localcurrency localcurr localcur loccurr loccur local lcy inlc companycodecurrency companycurrency functionalcurrency functional basecurrencyamount basecurrency homecurrency home accountingcurrency reportingcurrency" +
		" globalcurrency groupcurrency converted hauswahrung buchungskreiswahrung deviselocale devisesociete monedalocal moedalocal",
}

// signedOf are columns of Odoo, which says "signed" of amounts in the company's currency.
var signedOf = map[string]whose{"totalincurrencysigned": documents, "totalsigned": houses, "amountduesigned": houses}

// whoseAmount cuts off a folded name of a column of amounts what says in whose currency they are.
func whoseAmount(name string) (rest string, w whose) {
	if w, ok := signedOf[name]; ok || ofAmount(name) {
		return name, w
	}
	for _, w := range []whose{documents, houses} {
		for word := range strings.FieldsSeq(ofCurrencies[w]) {
			rest, found := strings.CutSuffix(name, word)
			if !found {
				rest, found = strings.CutPrefix(name, word)
			}
			if rest = strings.TrimSuffix(rest, "in"); found && ofAmount(rest) {
				return rest, w
			}
		}
	}
	return name, unsaid
}

// whoseCurrency is which currency a column of that folded name holds.
func whoseCurrency(name string) (w whose, ok bool) {
	w, ok = currencyOf[name]
	return w, ok
}

// currencyOf is currencyNames by name.
var currencyOf = func() map[string]whose {
	out := map[string]whose{}
	for w, names := range currencyNames {
		for name := range strings.FieldsSeq(names) {
			out[name] = whose(w)
		}
	}
	return out
}()

// moneyMatch gives the fields of amounts and the currency their columns: all of them in one currency, the document's where its
// amount and its currency are both there.
type moneyMatch struct {
	cols     []column
	names    []string
	synonyms []synonym
	payments bool
}

// best is the place of the free column of a field and of a currency; of the column that the field has where the caller named it.
func (m moneyMatch) best(field string, w whose) int {
	for i, c := range m.cols {
		if c.field == field {
			if c.whose == w {
				return i
			}
			return -1
		}
	}
	if field == fieldCurrency {
		return bestColumn(m.cols, m.names, strings.Fields(currencyNames[w]))
	}
	for _, n := range names(m.synonyms, field) {
		for i, c := range m.cols {
			if c.field == "" && c.whose == w && c.base == n {
				return i
			}
		}
	}
	return -1
}

// match assigns the columns.
func (m moneyMatch) match() {
	of := m.debt()
	for _, field := range []string{fieldOpen, fieldAmount, fieldPaid} {
		if has(m.cols, field) || field == fieldPaid && has(m.cols, fieldOpen) {
			continue
		}
		for _, w := range append([]whose{of}, unsaid, documents, houses) {
			if i := m.best(field, w); i >= 0 {
				m.cols[i].field = field
				break
			}
		}
	}
	m.mix()
	order := []whose{documents, unsaid, houses, paids}
	switch {
	case m.payments:
		order = []whose{paids, unsaid, documents, houses}
	case of == houses:
		order = []whose{houses, unsaid, documents, paids}
	}
	for _, w := range order {
		if i := m.best(fieldCurrency, w); i >= 0 {
			m.cols[i].field = fieldCurrency
			break
		}
	}
}

// mix marks the columns of what is open or paid that by their names are not in the currency of the amount.
func (m moneyMatch) mix() {
	at := slices.IndexFunc(m.cols, func(c column) bool { return c.field == fieldAmount })
	if at < 0 {
		return
	}
	of := m.cols[at].whose
	for i := range m.cols {
		c := &m.cols[i]
		if c.field != fieldOpen && c.field != fieldPaid || c.whose == of {
			continue
		}
		c.mixed = of != documents || c.whose != unsaid ||
			slices.ContainsFunc(m.cols, func(c column) bool { return c.field == "" && c.whose == unsaid && c.money && c.base == m.cols[at].base })
	}
}

// debt is in whose currency the amounts are taken.
func (m moneyMatch) debt() whose {
	field := fieldAmount
	if m.best(fieldAmount, documents) < 0 && m.best(fieldAmount, unsaid) < 0 && m.best(fieldAmount, houses) < 0 {
		field = fieldOpen
	}
	theirs := m.best(fieldCurrency, documents) >= 0 || m.best(fieldCurrency, unsaid) >= 0 || m.best(fieldCurrency, paids) >= 0
	none := !theirs && m.best(fieldCurrency, houses) < 0
	ours := m.best(field, houses) >= 0
	switch {
	case m.best(field, documents) >= 0 && (theirs || none || !ours):
		return documents
	case m.best(field, unsaid) >= 0 && (theirs || none || !ours):
		return unsaid
	case ours:
		return houses
	}
	return unsaid
}

// names are those of a field, best first.
func names(synonyms []synonym, field string) []string {
	var out []string
	for _, s := range synonyms {
		if s.field == field {
			out = append(out, strings.Fields(s.names)...)
		}
	}
	return out
}

// currencies hold what a file says of currencies beside the column that is read: rows in which the two differ are not guessed at.
type currencies struct {
	amount, read int   // columns; -1 where there is none
	rivals       []int // columns that say a currency and are not read
	amounts      []int // columns of amounts in another currency, of which none is said
	strict       bool  // the column that is read says a currency that is not the amounts'
	single       bool  // the same, unless all rows have one currency
	first        ledger.Currency
	even         map[ledger.Currency]bool // currencies in which amounts of two columns are the same
}

// currencyWords are in the name of a column that says a currency; others in those that speak of one and say something else.
const (
	currencyWords = "currency ccy wahrung whrg devise monnaie moneda divisa valuta moeda waluta 通貨 币种 货币 통화 валют"
	otherWords    = "rate kurs cours taux cambio koers tasso taxa factor date datum data day amount amt betrag montant importe importo bedrag valor total balance saldo solde open residual remaining gain loss difference differenz rounding" +
		" レート 率 日 金額 курс"
)

// speaksOfCurrency reports whether a column's name says that it holds a currency.
func speaksOfCurrency(name string) bool {
	folded := fold(name)
	contains := func(word string) bool { return strings.Contains(folded, word) }
	if slices.ContainsFunc(strings.Fields(otherWords), contains) {
		return false
	}
	if slices.ContainsFunc(strings.Fields(currencyWords), contains) {
		return true
	}
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc(words, func(w string) bool { return w == "curr" || w == "cur" || w == "lcurr" })
}

// find looks for the columns that speak of currencies beside the one that is read. named are those that the caller named: who
// names the currency's is not asked again.
func (x *currencies) find(cols []column, named Columns, payments bool) {
	x.amount, x.read = -1, -1
	byCaller := false
	houseAmount, read := false, unsaid
	for i, c := range cols {
		switch {
		case c.field == fieldCurrency:
			x.read, read = i, c.whose
			byCaller = named[fieldCurrency] != ""
		case c.field == fieldAmount || c.field == fieldOpen && !has(cols, fieldAmount):
			x.amount = i
		case c.field == "" && c.whose == houses && c.money:
			houseAmount = true
		}
	}
	if x.amount < 0 || byCaller {
		return
	}
	amount := cols[x.amount].whose
	if x.read >= 0 {
		x.strict = amount == documents && read == houses || amount == houses && read != houses && strings.Contains(fold(cols[x.amount].name), "lcy")
		x.single = amount == houses && read != houses && !x.strict
	}
	for i, c := range cols {
		switch {
		case c.field == fieldCurrency && cols[x.amount].currency != "":
			x.rivals = append(x.rivals, i)
		case c.field != "":
		case c.money && amount == houses && c.whose != houses && x.read >= 0 && read == houses && c.base == cols[x.amount].base:
			x.amounts = append(x.amounts, i)
		case !c.ofCurrency:
		case amount == documents && read == documents, c.whose == paids && !payments, c.whose == documents && payments:
		case c.whose == houses && amount != houses && (amount == documents || houseAmount):
		default:
			x.rivals = append(x.rivals, i)
		}
	}
}

// amountsIn is in whose currency the amounts of a header are.
func amountsIn(cols []column) whose {
	for _, field := range []string{fieldAmount, fieldOpen} {
		if i := slices.IndexFunc(cols, func(c column) bool { return c.field == field }); i >= 0 {
			return cols[i].whose
		}
	}
	return unsaid
}

// codes makes rivals of columns whose cells all are codes of currencies, in a file that has no column of them.
func (x *currencies) codes(cols []column) {
	for i, c := range cols {
		if x.read < 0 && x.amount >= 0 && c.field == "" && c.codes && !c.others && !slices.Contains(x.rivals, i) {
			x.rivals = append(x.rivals, i)
		}
	}
}

// lookForCode takes in what a cell that is not read shows: a currency's code, or anything else.
func (c *column) lookForCode(cell []byte) {
	if cell = trim(cell); len(cell) == 0 || c.others {
		return
	}
	if len(cell) == 3 && ledger.Currency(cell).Known() {
		c.codes = true
	} else {
		c.others = true
	}
}

// lookEven takes in whether two amounts of a row are the same, though their columns are in two currencies: then those are one.
func (x *currencies) lookEven(cols []column, cells [][]byte) {
	if x.read < 0 || x.amount < 0 {
		return
	}
	for i, c := range cols {
		if c.mixed && bytes.Equal(trim(cells[i]), trim(cells[x.amount])) && bytes.ContainsAny(cells[i], "123456789") {
			if x.even == nil {
				x.even = map[ledger.Currency]bool{}
			}
			x.even[ledger.Currency(bytes.ToUpper(trim(cells[x.read])))] = true
		}
	}
}

// agreed refuses the file at a row in which another column says another currency than the one that is taken.
func (r *Reader) agreed(row Row, cells [][]byte) error {
	x := &r.currencies
	own := row.Amount.Currency
	for _, i := range x.rivals {
		s, _ := r.cell(cells[i])
		if s == "" {
			continue
		}
		said := ledger.Currency(strings.ToUpper(s))
		if !said.Known() {
			said = r.marks.currency(s, own)
		}
		switch {
		case said == own, said == "" && (x.read >= 0 || r.hints.Currency != "" || strings.ContainsAny(s, "0123456789")):
		case x.read >= 0 && i != x.read:
			return refuse("Line %d: %s says %s and %s says %s, and nothing tells in which of them %s is. Say it with `--column currency='%s'` or `--column currency='%s'` (in Slack: the form's *Columns*), or take the other column out.",
				row.Line, listed([]string{r.cols[x.read].name}), own, listed([]string{r.cols[i].name}), said, listed([]string{r.cols[x.amount].name}), clip(r.cols[x.read].name), clip(r.cols[i].name))
		case i == x.read:
			return refuse("Line %d: %s is in %s, and %s says %s. Say with `--column amount='…'` (in Slack: the form's *Columns*) which column is in that currency, or take %s out.",
				row.Line, listed([]string{r.cols[x.amount].name}), own, listed([]string{r.cols[i].name}), said, listed([]string{r.cols[i].name}))
		default:
			return refuse("Line %d: %s says “%s”, a currency it seems, but owed does not know the column's name and took %s. If it is the currency of the amounts, say `--column currency='%s'` (in Slack: the form's *Columns*), or name the column Currency; if not, take it out.",
				row.Line, listed([]string{r.cols[i].name}), clip(s), own, clip(r.cols[i].name))
		}
	}
	return r.oneCurrency(row, cells)
}

// oneCurrency refuses the file at a row whose currency is not the one that its amount is in, by the names of their columns.
func (r *Reader) oneCurrency(row Row, cells [][]byte) error {
	x := &r.currencies
	for _, i := range x.amounts {
		if !bytes.Equal(trim(cells[i]), trim(cells[x.amount])) && len(trim(cells[i])) > 0 {
			return refuse("Line %d: %s differs from %s, so the document is in another currency, and no column says in which. Add a column Document Currency, or say which amount is meant with `--column amount='%s' --column currency='%s'` (in Slack: the form's *Columns*).",
				row.Line, listed([]string{r.cols[i].name}), listed([]string{r.cols[x.amount].name}), clip(r.cols[x.amount].name), clip(r.cols[x.read].name))
		}
	}
	if !x.strict && !x.single || len(trim(cells[x.read])) == 0 {
		return nil
	}
	if x.first == "" {
		x.first = row.Amount.Currency
	}
	if x.strict || x.first != row.Amount.Currency {
		return refuse("Line %d: by their names %s need not be in the currency that %s says (%s). Put in the column of the other one, or say that they are with `--column currency='%s'` (in Slack: the form's *Columns*).",
			row.Line, listed([]string{r.cols[x.amount].name}), listed([]string{r.cols[x.read].name}), row.Amount.Currency, clip(r.cols[x.read].name))
	}
	return nil
}

// mixes is what is open or paid where it need not be in the amount's currency: all of the amount where it is the same as the amount
// in the other currency, else it is refused.
func (r *Reader) mixes(b *builder, c *column, m ledger.Money, cells [][]byte) ledger.Money {
	amount := b.row.Amount
	if !c.mixed || b.why != "" || b.said == "" || m.IsZero() || amount.Currency != m.Currency || m.Cmp(amount) == 0 || r.currencies.even[b.said] {
		return m
	}
	for i, other := range r.cols {
		if other.field != "" || other.whose != c.whose || other.base != r.cols[r.currencies.amount].base {
			continue
		}
		if all, _, why := r.amount(cells[i], c, b.currency); why == "" && all.Currency == m.Currency && all.Cmp(m) == 0 {
			return amount
		}
	}
	b.fail(c.name, "by its name it need not be in the currency of “"+clip(r.cols[r.currencies.amount].name)+"”; put in the column of the other one, or take this one out")
	return m
}
