package signals

import (
	"strings"

	"github.com/shopspring/decimal"

	"owed.dev/owed/ledger"
)

// scales multiply what was counted before them, in a number written in words.
var scales = map[string]int64{"hundred": 100, "hundert": 100, "cent": 100, "cents": 100, "cientos": 100, "thousand": 1000, "tausend": 1000, "mil": 1000, "mille": 1000,
	"million": 1e6, "millions": 1e6, "millionen": 1e6, "millones": 1e6, "millon": 1e6, "billion": 1e9, "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7}

// spanishNumerals and their like are numerals that only occur in sums.
var sumNumerals = map[string]int64{"thirteen": 13, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "diecinueve": 19, "dieciocho": 18, "diecisiete": 17, "dieciseis": 16,
	"trece": 13, "once": 11, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100, "ciento": 100, "doscientos": 200,
	"trescientos": 300, "cuatrocientos": 400, "quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
	"treize": 13, "seize": 16, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "dreissig": 30, "vierzig": 40, "funfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90}

// wordsAt reads a sum written in words that ends with a currency: "two hundred and twenty thousand dollars".
// Without a currency it counts only in brackets behind figures that a scan has damaged.
func (d *document) wordsAt(i int) (amount, bool) {
	if t := &d.tokens[i]; t.kind != wordToken || (!t.set.has(cNumeral) || len(t.norm) < 3) && t.tables&inNumerals == 0 {
		return amount{}, false
	}
	total, group, k, n := int64(0), int64(0), i, 0
	for ; k < len(d.tokens) && k < i+16; k++ {
		t := &d.tokens[k]
		if k > i && t.pre&^(sepSpace|sepLine|sepWide|sepHyphen) != 0 {
			break
		}
		if scale, ok := scales[t.norm]; ok && n > 0 {
			if scale == 100 {
				group = max(group, 1) * 100
			} else {
				total += max(group, 1) * scale
				group = 0
			}
		} else if v, ok := d.numeral(t); ok {
			group += v
		} else if n == 0 || !isAnd(t.norm) {
			break
		}
		n++
	}
	if n < 2 && total == 0 || k >= len(d.tokens) || total+group < 100 || total > 1e13 {
		return amount{}, false
	}
	v := ledger.Money{Amount: decimal.NewFromInt(total + group)}
	if c, m := d.currencyAt(k, true); m > 0 && d.near(k) {
		v.Currency = c
		return amount{from: i, to: k + m, span: Span{d.tokens[i].start, d.tokens[k+m-1].end}, money: v}, true
	}
	if d.tokens[i].pre&sepOpen != 0 && i > 1 {
		if c, m := d.currencyAt(i-1, true); m == 1 && d.tokens[i-2].kind == numberToken {
			v.Currency = c
			return amount{from: i, to: k, span: Span{d.tokens[i].start, d.tokens[k-1].end}, money: v}, true
		}
	}
	return amount{}, false
}

func (d *document) numeral(t *token) (int64, bool) {
	if v, ok := sumNumerals[t.norm]; ok {
		return v, true
	}
	if t.set.has(cNumeral) {
		v, ok := d.value(t)
		return int64(v), ok
	}
	return 0, false
}

// addRange joins "£9,000 to £12,000", "between $11 million and $13.5 million".
func (d *document) addRange(a *amount) {
	k := a.to
	if k+1 >= len(d.tokens) {
		return
	}
	t := &d.tokens[k]
	step := 0
	switch t.norm {
	case "to", "bis", "a":
		step = 1
	case "and", "und", "et", "y", "but", "aber", "mais", "pero":
		if a.from > 0 && isBetween(d.tokens[a.from-1].norm) {
			step = 1
		} else if end := d.spelling(k+1, atMost); end > 0 {
			step = end - k // no less than $2M and up to $3M
		}
	default:
		if t.pre&^sepSpace == sepDash || t.pre == sepHyphen {
			if b, ok := d.amountAt(k); ok && b.money.Currency == a.money.Currency {
				d.extend(a, b)
			} else if t.pre == sepHyphen || t.pre == sepDash {
				d.extendPlain(a, k)
			}
		}
		return
	}
	if k += step; step > 0 && k < len(d.tokens) {
		b, ok := d.amountAt(k)
		if !ok {
			b, ok = d.endAt(k, a.money.Currency)
		}
		if ok && b.money.Currency == a.money.Currency {
			d.extend(a, b)
		}
	}
}

// atMost stands before the most that a sum may come to, and atLeast beside the least, where the lexicon does not say so.
var (
	atMost        = spelled("up to|at most|no more than|not more than|capped at|bis zu|hochstens|maximal|jusqu a|au plus|au maximum|hasta|como maximo|a lo sumo")
	atLeastAhead  = spelled("not under|not below|nothing under|nothing below|nicht unter|pas moins de|no menos de")
	atLeastBehind = spelled("minimum|minimo|mindestens|or over|or above|upward|upwards|and up|and above|at the least|au moins|au minimum|al menos|como minimo|por lo menos|aufwarts|possibly more|perhaps more|if not more|eher mehr|sinon plus|si no mas")
)

// endAt reads the end of a range whose currency stands before its beginning only: USD 35,000 to 50,000.
func (d *document) endAt(k int, c ledger.Currency) (amount, bool) {
	if d.tokens[k].kind != numberToken || !d.near(k) || !d.near(k-1) || !d.sizeable(k) || k+1 < len(d.tokens) && d.tokens[k+1].norm == "%" {
		return amount{}, false
	}
	return d.finishAmount(k, k, c, 0)
}

// extendPlain joins the end of a range whose currency, and how many thousands are meant, is written once: $50-80, £2–3k.
func (d *document) extendPlain(a *amount, k int) {
	if d.tokens[a.from].kind == numberToken || d.tokens[k].kind != numberToken || len(d.tokens[k].norm) > 7 {
		return
	}
	b, ok := d.finishAmount(k, k, a.money.Currency, 0)
	if !ok || b.to < len(d.tokens) && d.near(b.to) && d.tokens[b.to].set.hasAny(cUnit, cMonth) || b.to < len(d.tokens) && d.tokens[b.to].pre&^sepSpace == sepHyphen {
		return
	}
	if e, scaled := d.multipleAt(b.to - 1); scaled && b.to == k+2 && d.tokens[a.to-1].kind == numberToken {
		low := ledger.Money{Amount: a.money.Amount.Shift(e), Currency: a.money.Currency}
		if b.money.Cmp(low) > 0 {
			a.money = low
		}
	}
	if year := len(d.tokens[k].norm) == 4 && d.tokens[k].norm[:2] == "20"; !year {
		d.extend(a, b)
	}
}

func (d *document) extend(a *amount, b amount) {
	if b.money.Cmp(a.money) > 0 {
		m := b.money
		a.upper, a.to, a.span.End = &m, b.to, b.span.End
	}
}

var shortPer = spelled("p a|p m")

// period reads "per month", "a quarter", "per day" behind a sum, and "at least" before it.
func (d *document) period(a *amount) {
	if d.each(a.to) {
		a.daily = true
	} else if a.to+1 < len(d.tokens) && d.tokens[a.to].pre&^(sepSpace|sepWide|sepLine) == 0 && len(d.tokens[a.to].norm) == 1 && !d.tokens[a.to].upper && d.text[d.tokens[a.to].end:d.tokens[a.to+1].start] == "." {
		switch d.spelling(a.to, shortPer) - a.to {
		case 2:
			a.per = "month" // p.m.
			if d.tokens[a.to+1].norm == "a" {
				a.per = "year"
			}
		}
	}
	for k := a.to; k < min(a.to+4, len(d.tokens)); k++ {
		t := &d.tokens[k]
		if t.pre&(sepStop|sepComma|sepSemi|sepBlank|sepClose|sepOpen) != 0 && t.pre&sepSlash == 0 && !d.centless(k) {
			break
		}
		per := d.recurring(k)
		if per == "" && t.set.has(cUnit) && k+2 < len(d.tokens) {
			per = d.recurring(k + 2) // on the last day of each month
		}
		if per != "" {
			a.per = per
			break
		}
		if withinWords[t.norm] && !t.set.hasAny(cPerMonth, cPerQuarter, cPerYear) {
			break // £1.1m within a week, but $1m in the first quarter
		}
		if t.set.has(cPerDay) && k+1 < len(d.tokens) && weekly(d.tokens[k+1].norm) {
			continue // a week
		}
		if a.setPeriod(t) {
			break
		}
	}
	for k := a.to; k < min(a.to+9, len(d.tokens)) && d.tokens[k].pre&(sepStop|sepBlank|sepSemi) == 0; k++ {
		if d.tokens[k].set.has(cAtLeast) && (d.tokens[k].norm == "or" || d.tokens[k].norm == "higher" || d.tokens[k].norm == "and" || d.tokens[k].norm == "oder" || d.tokens[k].norm == "ou" || d.tokens[k].norm == "o") {
			a.floor = true
		}
	}
	for k := a.from - 1; k >= max(0, a.from-3) && a.per == ""; k-- {
		if s := d.tokens[k].set; s.has(cPerMonth) && !s.hasAny(cUnit) && (d.tokens[k].norm == "im" || d.tokens[k].norm == "monthly" || d.tokens[k].norm == "monatlich" || d.tokens[k].norm == "mensuel") || s.has(cMonth) && k+1 < a.from && d.tokens[k+1].set.has(cOurMoney) {
			a.per = "month"
		}
	}
	charge := d.charged(a)
	if charge && a.upper == nil && a.from > 0 && d.near(a.from) && (d.tokens[a.from-1].norm == "from" || d.tokens[a.from-1].norm == "desde") || d.orMore(a) {
		a.floor = true // from $50, $50 minimum
	}
	for k := a.from - 1; k >= max(0, a.from-4) && a.per == ""; k-- {
		if s := d.tokens[k].set; s.has(cPerDay) && !s.hasAny(cUnit, cPerMonth, cPerQuarter, cPerYear) {
			a.daily = true
		}
	}
	if at := a.from - 1; at > 0 && a.per == "" && (d.tokens[at].norm == "at" || d.tokens[at].norm == "zu" || d.tokens[at].norm == "a") && d.tokens[at-1].set.has(cUnit) {
		a.per = d.perUnit(at - 1) // 18 months at $220,000
	}
	for k := a.from - 1; k >= max(0, a.from-9) && a.per == ""; k-- {
		if d.tokens[k+1].pre&(sepStop|sepComma|sepSemi|sepBlank|sepColon) != 0 {
			break
		}
		if per := d.recurring(k); per != "" {
			a.per, a.daily = per, false // each started week costs CHF 640
		}
	}
	for k := a.from - 1; k >= max(0, a.from-5); k-- {
		if s := d.tokens[k].set; s.has(cAtLeast) && (k >= a.from-2 || d.tokens[k].norm != "ab" && d.tokens[k].norm != "uber") && !d.amounting(k) { // ab Juli 90 €
			a.floor = true
		}
		if d.tokens[k+1].pre&(sepStop|sepSemi|sepBlank) != 0 {
			break
		}
		if k >= a.from-3 && d.spelling(k, atLeastAhead) == a.from {
			a.floor = true
		}
		if k >= a.from-3 && d.spelling(k, atMost) == a.from {
			a.ceiling = a.upper == nil
		}
	}
	a.floor = a.floor && a.upper == nil // of a range both ends are known
	a.ceiling = a.ceiling && !a.floor
}

// orMore reports whether the words behind a sum say that it may be more: 300 € au moins, $600,000 each quarter, possibly more.
func (d *document) orMore(a *amount) bool {
	for k := a.to; k < min(a.to+4, len(d.tokens)) && d.tokens[k].pre&(sepStop|sepSemi|sepBlank|sepOpen) == 0; k++ {
		if end := d.spelling(k, atLeastBehind); end > 0 {
			return end == len(d.tokens) || d.tokens[end].kind == wordToken || d.tokens[end].pre&^(sepSpace|sepLine) != 0
		}
	}
	return false
}

// amounting reports whether the word at token k, behind a noun, only says what it amounts to: die Bürgschaft der Bank über
// 60 T€.
func (d *document) amounting(k int) bool {
	return d.lang == "de" && d.tokens[k].norm == "uber" && k > 0 && d.near(k) && (d.tokens[k-1].upper || d.tokens[k-1].kind == numberToken)
}

// each reports whether what stands behind a sum, from token k on, makes it the price of one of several: per pallet, per-line, an
// hour, je Palette, par facture, /kg.
func (d *document) each(k int) bool {
	if k < len(d.tokens) && d.tokens[k].pre == sepSlash && d.tokens[k].kind == wordToken { // CHF 3.18/kg, EUR 78/m³
		_, currency := d.currencyAt(k, false)
		return currency == 0 && !d.tokens[k].set.has(cUnit) && !new(amount).setPeriod(&d.tokens[k])
	}
	if k+1 >= len(d.tokens) || !d.near(k) || !d.near(k+1) && d.tokens[k+1].pre != sepHyphen {
		return false
	}
	t, n := &d.tokens[k], &d.tokens[k+1]
	if n.kind != wordToken || n.set.hasAny(cPerMonth, cPerQuarter, cPerYear, cUnit) || t.set.hasAny(cPerMonth, cPerQuarter, cPerYear) {
		return false
	}
	switch t.norm {
	case "per":
		return n.tables&inFunctions == 0 && !n.set.has(cDebt)
	case "a", "an":
		if d.lang != "en" || n.tables&inFunctions != 0 || n.set.hasAny(cFee, cCharge) {
			return false
		}
		return k+2 == len(d.tokens) || d.tokens[k+2].norm == "a" || d.tokens[k+2].pre&(sepStop|sepComma|sepSemi|sepBlank|sepClose) != 0 || d.tokens[k+2].tables&inFunctions != 0
	case "je", "pro":
		return d.lang == "de" && n.upper
	case "par", "por":
		return pieces[n.norm]
	}
	return false
}

// pieces are what French and Spanish prices are told for.
var pieces = wordSet("facture relance rappel palette colis unite heure jour journee poste siege utilisateur rejet dossier passage trajet vehicule conteneur carton " +
	"factura recordatorio pale palet bulto unidad hora dia puesto usuario devolucion expediente visita viaje vehiculo contenedor caja recibo")

// charged reads how often a charge is made that stands before its sum, a monthly late charge of £40, frais de retard mensuels
// de 40 €, and reports whether one does.
func (d *document) charged(a *amount) (charge bool) {
	per := ledger.Period("")
	for k := a.from - 1; k >= max(0, a.from-7); k-- {
		t := &d.tokens[k]
		if d.tokens[k+1].pre&(sepStop|sepComma|sepSemi|sepBlank|sepColon) != 0 || t.kind != wordToken {
			break
		}
		charge = charge || t.set.hasAny(cFee, cInterest, cDiscount) || chargeWord(t.norm)
		if per == "" {
			per = howOften(t.norm)
		}
	}
	if charge && a.per == "" && !a.daily {
		a.per = per
	}
	return charge
}

// howOften is the period that an adjective says.
func howOften(w string) ledger.Period {
	switch oftenWords.of(w) {
	case "monthly", "monatlich", "mensuel", "mensual":
		return "month"
	case "quarterly", "vierteljahrlich":
		return "quarter"
	case "trimestr":
		if w != "trimestre" { // del segundo trimestre
			return "quarter"
		}
	case "weekly", "wochentlich", "hebdomadaire", "semanal":
		return "week"
	case "annual", "yearly", "jahrlich", "annuel", "anual":
		return "year"
	}
	return ""
}

var oftenWords = beginning("monthly monatlich mensuel mensual quarterly vierteljahrlich trimestr weekly wochentlich hebdomadaire semanal annual yearly jahrlich annuel anual")

// chargeWord reports whether a word is one for what is charged beside a debt, and not a price.
func chargeWord(w string) bool {
	return chargeWords.of(w) != "" || strings.HasSuffix(w, "zuschlag") || strings.HasSuffix(w, "pauschale")
}

var chargeWords = beginning("charge surcharge penalt levy zuschlag aufschlag mahn verzug saumnis majoration penalit recargo penalizacion indemni gutschrift ristourne allowance zuschuss discount rebate rabatt nachlass remise descuento")

// withinWords begin a time by which a sum is to be paid.
var withinWords = wordSet("by within in before binnen innerhalb sous dans")

// setPeriod reads the period that a word behind a sum says, and reports whether it says one.
func (a *amount) setPeriod(t *token) bool {
	switch s := t.set; {
	case weekly(t.norm):
		a.per = "week"
	case t.norm == "yr" || t.norm == "yrs":
		a.per = "year"
	case t.norm == "qtr":
		a.per = "quarter"
	case t.norm == "mth" || t.norm == "mths":
		a.per = "month"
	case s.has(cPerDay) && !s.hasAny(cPerMonth, cPerQuarter, cPerYear):
		a.daily = true
	case s.has(cPerMonth):
		a.per = "month"
	case s.has(cPerQuarter):
		a.per = "quarter"
	case s.has(cPerYear):
		a.per = "year"
	default:
		return false
	}
	return true
}

// weekly reports whether a word is a week's.
func weekly(w string) bool {
	switch w {
	case "week", "weekly", "wk", "woche", "wochentlich", "semaine", "hebdomadaire", "hebdomadaires", "semana", "semanal", "semanales", "semanalmente":
		return true
	}
	return false
}

// perUnit is the period that a word for a stretch of time names: months, Wochen. "" for days and hours.
func (d *document) perUnit(k int) ledger.Period {
	switch v, _ := d.value(&d.tokens[k]); v {
	case 7:
		return "week"
	case 30:
		return "month"
	case 90:
		return "quarter"
	case 365:
		return "year"
	}
	return ""
}

// recurring is the period that a word at token k, with the one or two behind it, says something comes again in: each month,
// every started week, je angefangenen Monat, chaque trimestre. "" if it says none.
func (d *document) recurring(k int) ledger.Period {
	switch d.tokens[k].norm {
	case "each", "every", "je", "jeden", "jede", "jedem", "jeder", "pro", "chaque", "cada", "per", "par":
	default:
		return ""
	}
	for j := k + 1; j < min(k+3, len(d.tokens)) && d.tokens[j].pre&^(sepSpace|sepLine) == 0; j++ {
		if d.tokens[j].set.has(cUnit) {
			return d.perUnit(j)
		}
		if per := howOften(d.tokens[j].norm); per != "" && j == k+1 {
			return per // of each monthly check
		}
	}
	return ""
}
