package exchange

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"owed.dev/owed/ledger"
)

// aside is what a column without a field says of its rows all the same: passed over, it would change what they mean.
type aside int

const (
	noAside     aside = iota
	deadIf            // Yes: it is not owed
	settledIf         // Yes: nothing of it is open. Amounts: what was paid of it
	openIf            // No: nothing of it is open
	deadDay           // a day: it is not owed
	clearedDay        // a day: nothing of it is open
	paidDay           // a day: something was paid, or is to be
	side              // debit or credit
	otherAmount       // a second one of the document
	termsOf           // payment terms
	asOfDay           // the day on which what is open was open
	alsoState         // a state in words, beside the one that is read
	otherVendor       // the vendor's name, beside its code
	holdIf            // anything but No: it is not to be paid for now
	disputeIf         // anything but No: some of it, or all, is disputed
)

// asides are the headings of such columns, folded.
var asides = []struct {
	aside aside
	names string
}{
	{deadIf, "cancelled canceled iscancelled iscanceled void voided isvoid isvoided deleted isdeleted reversed isreversed rejected isrejected storniert storno annule annulee anulado anulada cancelado cancelada annullata geannuleerd"},
	{settledIf, "paid ispaid fullypaid paidinfull cleared iscleared closed isclosed settled issettled bezahlt paye payee pagado pagada pago paga pagata betaald 支払済 支払済み"},
	{openIf, "open isopen"},
	{deadDay, "voiddate voidedon canceldate cancellationdate datecancelled cancelledon reversaldate stornodatum cancelleddate canceleddate canceledon voideddate datevoided reversedon rejectedon" +
		" voidedby cancelledby canceledby reversedby reversedwith reversaldocument reversaldocno stornobeleg storniertmit"},
	{clearedDay, "clearingdate clrngdate clearing clrg datecleared cleareddate ausgleich ausgleichsdatum datelettrage"},
	{paidDay, paymentDays},
	{asOfDay, "asof asofdate asat asatdate agingdate ageingdate agedasof reportdate snapshotdate balancedate stichtag stichtagdatum datesituation fechacorte peildatum"},
	{side, "drcr crdr dc dccode dcindicator drcrindicator debitcredit creditdebit debitcreditind debitcreditindicator debitcreditcode creditdebitindicator sollhaben sollhabenkennzeichen sh shkz shkennzeichen dh debehaber dareavere da sign vorzeichen sens"},
	{otherAmount, "amount invoiceamount billamount billtotal invoicetotal total grandtotal grossamount gross totalamount betrag bruttobetrag rechnungsbetrag montantttc totalttc importetotal importototale totale factuurbedrag valortotal 請求金額 合計金額"},
	{otherVendor, "vendorname suppliername payeename creditorname kreditorname lieferantenname name1 vendordisplayname"},
	{holdIf, "hold onhold ishold isonhold paymenthold holdreason holdcode blocked isblocked paymentblock paymentblocked paymentblockingreason pmtblock zahlsperre zahlungssperre blocage bloqueo bloqueado blocco"},
	{disputeIf, "disputed isdisputed indispute dispute disputereason disputecode disputestatus disputedamount disputeamount amountindispute amountdisputed strittig litige enlitige contestado contestato"},
	{termsOf, "terms paymentterms termsofpayment paymentterm zahlungsbedingung zahlungsbedingungen zahlungsziel conditionsdepaiement condicionesdepago betalingsconditie"},
}

// asideNames are the asides by their names: of each column of a file's first lines it is asked, for every separator.
var asideNames = sync.OnceValue(func() map[string]aside {
	out := map[string]aside{}
	for _, a := range slices.Backward(asides) { // the first that has a name is what it says
		for name := range strings.FieldsSeq(a.names) {
			out[name] = a.aside
		}
	}
	return out
})

// asideOf is what a column of a folded name says beside the fields.
func asideOf(name string) aside {
	if a, ok := asideNames()[name]; ok {
		return a
	}
	for word := range strings.FieldsSeq(stateWords) {
		if strings.HasPrefix(name, word) || strings.HasSuffix(name, word) {
			return alsoState
		}
	}
	return noAside
}

// stateWords begin or end the name of a column of a state.
const stateWords = "status state statut estado stato situacao ステータス 状態"

// asided are the columns that say something beside the fields, in words for those who look at what is read of a file.
func asided(cols []column) []string {
	words := map[aside]string{
		deadIf: "not owed", settledIf: "paid", openIf: "open", deadDay: "not owed", clearedDay: "paid", paidDay: "paid on",
		side: "dr/cr", otherAmount: "compared", termsOf: "terms", alsoState: "status too", otherVendor: "or vendor", holdIf: "on hold", disputeIf: "disputed", asOfDay: "as of",
	}
	var out []string
	for _, c := range cols {
		switch {
		case c.spare:
			out = append(out, line("or number", c.name))
		case c.aside != noAside:
			out = append(out, line(words[c.aside], c.name))
		}
	}
	return out
}

// The words for yes and no in a column, folded; signs stand for themselves.
var (
	yeses = map[string]bool{"yes": true, "y": true, "true": true, "t": true, "1": true, "x": true, "ja": true, "j": true, "oui": true, "si": true, "sim": true, "wahr": true, "vrai": true, "はい": true}
	noes  = map[string]bool{"no": true, "n": true, "false": true, "f": true, "0": true, "nein": true, "non": true, "nao": true, "falsch": true, "faux": true, "nee": true, "いいえ": true}
)

// yesNo is what a cell says; ok is false where it says neither.
func yesNo(s string) (yes, ok bool) {
	switch s {
	case "✓", "✔", "☑":
		return true, true
	case "-", "–", "☐":
		return false, true
	}
	s = fold(s)
	return yeses[s], yeses[s] || noes[s]
}

// The sides of an account, folded: a vendor's account has what is owed in credit.
var (
	debitSide  = []string{"d", "dr", "db", "debit", "s", "soll", "debe", "dare", "-"}
	creditSide = []string{"c", "cr", "k", "credit", "h", "haben", "haber", "avere", "a", "+"}
)

// sideOf is 1 where a cell says credit, -1 where it says debit, else 0.
func sideOf(s string) int {
	word := cmp.Or(fold(s), s)
	switch {
	case slices.Contains(creditSide, word):
		return 1
	case slices.Contains(debitSide, word):
		return -1
	}
	return 0
}

// heard is what a row's columns say beside its fields.
type heard struct {
	settled, open *column // says so
	paidOn, side  *column
	paidCell      string
	sideCell      string
	terms         string
	vendor        string // its name, where the row's own column has a code
	termsColumn   string
	paidDay, asOf ledger.Date
	unmoved       *column
	unmovedCell   string
}

// aside takes in a cell of such a column.
func (r *Reader) aside(b *builder, c *column, s string) {
	switch c.aside {
	case deadIf, settledIf, openIf:
		b.yesNo(c, s)
	case deadDay, clearedDay, paidDay, asOfDay:
		if strings.Trim(s, "0.-/ ") == "" {
			return // 00.00.0000: no day
		}
		r.dayAside(b, c, s)
	case side:
		b.heard.side, b.heard.sideCell = c, s
	case termsOf:
		b.heard.terms, b.heard.termsColumn = s, c.name
	case alsoState:
		b.state(c, s)
	case otherVendor:
		b.heard.vendor = s
	case holdIf:
		b.row.OnHold = b.row.OnHold || !saysNo(s)
	case disputeIf:
		b.row.Disputed = b.row.Disputed || !saysNo(s)
	case noAside, otherAmount:
	}
}

// saysNo reports whether a cell says no, or names an amount of nothing.
func saysNo(s string) bool {
	yes, ok := yesNo(s)
	a, amount := cutAmount(s)
	return ok && !yes || amount && nothing(a.number) || slices.Contains([]string{"none", "free", "released", "resolved", "closed", "keine", "frei", "aucun", "ninguno"}, fold(s))
}

// The states of documents that are owed, and not to be paid for now: on hold, disputed.
var (
	onHold   = map[string]bool{"onhold": true, "hold": true, "held": true, "blocked": true, "paymentblocked": true, "blockedforpayment": true, "gesperrt": true, "bloque": true, "bloqueado": true, "bloqueada": true, "bloccata": true, "geblokkeerd": true, "保留": true}
	disputed = map[string]bool{"disputed": true, "indispute": true, "dispute": true, "contested": true, "strittig": true, "bestritten": true, "enlitige": true, "conteste": true, "contestee": true, "endisputa": true, "contestata": true}
)

// unmoved are the states of payments of which no money has moved, or has come back.
var unmoved = map[string]bool{
	"failed": true, "returned": true, "bounced": true, "stopped": true, "declined": true, "scheduled": true, "pending": true, "processing": true, "initiated": true, "queued": true, "unsent": true,
	"fehlgeschlagen": true, "geplant": true, "ausstehend": true, "echoue": true, "planifie": true, "enattente": true, "fallido": true, "devuelto": true, "programado": true,
}

// stateWord is the word of a state, folded. NetSuite writes what it is of before it: Bill : Paid In Full.
func stateWord(s string) string {
	if i := strings.LastIndexByte(s, ':'); i >= 0 {
		s = s[i+1:]
	}
	return fold(s)
}

// state takes in a state, of the column that is read as the status or of another one: by any of them a document may not count.
func (b *builder) state(c *column, s string) {
	word := stateWord(s)
	if dead[word] {
		b.fail(c.name, "its state is “"+clip(s)+"”, so it is not owed; take the row out")
	}
	b.row.OnHold, b.row.Disputed = b.row.OnHold || onHold[word], b.row.Disputed || disputed[word]
	if unmoved[word] {
		b.heard.unmoved, b.heard.unmovedCell = c, s
	}
	if settled[word] && c.field == "" && ofPaying(c.name) {
		b.heard.settled = c
	}
}

// ofPaying reports whether a column of a state says it of the payment.
func ofPaying(name string) bool {
	folded := fold(name)
	return slices.ContainsFunc([]string{"pay", "paid", "zahl", "paiement", "reglement", "pago", "pagamento", "支払"}, func(w string) bool { return strings.Contains(folded, w) })
}

func (b *builder) yesNo(c *column, s string) {
	yes, ok := yesNo(s)
	switch {
	case !ok:
		b.fail(c.name, "“"+clip(s)+"” is neither Yes nor No")
	case c.aside == deadIf && yes:
		b.fail(c.name, "it says “"+clip(s)+"”, so it does not count; take the row out")
	case c.aside == settledIf && yes, c.aside == openIf && !yes:
		b.heard.settled = c
	case c.aside != deadIf:
		b.heard.open = c
	}
}

// dayAside takes in a day on which a document came to an end, or is to.
func (r *Reader) dayAside(b *builder, c *column, s string) {
	if no, ok := yesNo(s); ok && !no {
		return
	}
	switch d, why := r.days.read(s, c.days); {
	case c.aside == asOfDay && why != "":
		b.fail(c.name, why)
	case c.aside == asOfDay:
		b.heard.asOf = d
	case c.aside == deadDay:
		b.fail(c.name, "it says “"+clip(s)+"”, so it does not count; take the row out")
	case c.aside == clearedDay:
		b.heard.settled, b.heard.paidDay = c, min(d, r.hints.Today)
	case why == "" && d > r.hints.Today: // when it is to be paid
	default:
		b.heard.paidOn, b.heard.paidCell, b.heard.paidDay = c, s, d
	}
}

// settle holds what was heard of a document's end against what is open of it.
func (b *builder) settle() {
	h, row := &b.heard, &b.row
	if row.Kind == Payment && h.unmoved != nil {
		b.fail(h.unmoved.name, "its state is “"+clip(h.unmovedCell)+"”, so the money has not moved, or has come back; take the row out")
	}
	if b.why != "" || row.Kind == Payment {
		return
	}
	known := row.Open.Currency != ""
	switch {
	case h.settled != nil && row.Kind == Credit:
		b.usedUp(h.settled.name, row.Amount)
	case h.settled != nil && known && row.Open.Positive():
		b.fail(h.settled.name, "by it nothing of the "+row.Kind+" is open, but "+row.Open.String()+" is")
	case h.settled != nil:
		row.Open = ledger.Zero(row.Amount.Currency)
	case h.paidOn != nil && h.open == nil && !known && row.Status == "":
		b.fail(h.paidOn.name, "it says “"+clip(h.paidCell)+"”, and no column says whether anything is open still; add one, named Balance, or take this one out")
	}
}

// usedUp takes a payment or credit that has been put down to invoices: what is open of those has it already. In a list of invoices
// such a row is left out where it is used up whole; where the list has none, or a part of it is left, it is refused.
func (b *builder) usedUp(column string, used ledger.Money) {
	if b.leftOut = b.invoices && b.row.Kind != Invoice && used.Cmp(b.row.Amount) == 0; !b.leftOut {
		b.fail(column, used.String()+" of this "+b.row.Kind+" is used up, so what is open of the invoices has it already, and it would count twice; take the row out, or write what is left of it as its amount")
	}
}

// sided refuses a row whose side says another thing than its sign, where no column says what it is: one program's debit is the other
// one's credit.
func (b *builder) sided() {
	h := b.heard
	if h.side == nil || b.kindSaid || b.why != "" {
		return
	}
	switch s := sideOf(h.sideCell); {
	case s == 0:
		b.fail(h.side.name, "“"+clip(h.sideCell)+"” is neither debit nor credit; write Dr or Cr, or add a column Type that says invoice, credit or payment")
	case (s < 0) != (b.row.Kind == Credit):
		b.fail(h.side.name, "it says “"+clip(h.sideCell)+"”, and nothing says whether that is owed; add a column Type that says invoice, credit or payment")
	}
}

// dueByTerms fills in the due day of a row that has none, from its own payment terms.
func (b *builder) dueByTerms() {
	row, said := &b.row, b.heard.terms
	if b.why != "" || said == "" || row.Kind != Invoice || !row.Due.IsZero() || row.Issued.IsZero() {
		return
	}
	terms, err := ledger.ParseTerms(said)
	if err != nil || len(terms.Parts(row.Amount, row.Issued)) > 1 {
		b.fail(b.heard.termsColumn, "“"+clip(said)+"” does not say on which day the invoice is due; add a column Due Date")
		return
	}
	row.Due = terms.Due(row.Issued)
}

// amountOnly reports whether a cell is an amount that is neither yes nor no.
func amountOnly(s string) bool {
	a, ok := cutAmount(s)
	_, word := yesNo(s)
	return ok && a.mark == "" && !word
}

// paidAmounts makes a column such as Paid one of what was paid so far, where its cells are amounts and nothing else says what is
// open.
func paidAmounts(cols []column) {
	for i := range cols {
		c := &cols[i]
		if c.aside != settledIf || !c.figures {
			continue
		}
		if c.aside = noAside; !has(cols, fieldOpen) && !has(cols, fieldPaid) {
			c.field = fieldPaid
		}
	}
}

// others refuses a row with a second amount of the document that is not the first: which is owed can't be told.
func (r *Reader) others(b *builder, cells [][]byte) {
	if b.why != "" || b.row.Kind == Payment || r.hints.Columns[fieldAmount] != "" {
		return
	}
	for i := range r.cols {
		c := &r.cols[i]
		if c.aside != otherAmount {
			continue
		}
		m, _, why := r.amount(cells[i], c, b.row.Amount.Currency)
		if why == "" && m.Currency == b.row.Amount.Currency && !m.IsZero() && m.Cmp(b.row.Amount) != 0 {
			b.fail(c.name, "it says "+m.String()+", and "+r.nameOf(fieldAmount, fieldOpen)+" "+b.row.Amount.String()+"; which is the "+b.row.Kind+"'s can't be told: say it with `--column amount='"+clip(c.name)+"'` (in Slack: the form's *Columns*), or take the other column out")
		}
	}
}
