package signals

import (
	"strings"

	"github.com/shopspring/decimal"

	"owed.dev/owed/ledger"
)

// amount is a sum of money as the text writes it.
type amount struct {
	from, to int // tokens
	span     Span
	money    ledger.Money
	upper    *ledger.Money // the end of a range
	per      ledger.Period
	daily    bool // a rate per day, per piece: no exposure
	floor    bool
	ceiling  bool // up to
	plain    bool // a $ that says not whose
	bare     bool // a figure in a column, whose currency stands elsewhere
}

// currencyWords are the ways a currency is written beside a number. The empty code is a sign shared by several.
var currencyWords = map[string]ledger.Currency{
	"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "฿": "THB",
	"₫": "VND", "₴": "UAH", "₱": "PHP", "₦": "NGN", "＄": "USD", "￡": "GBP", "₡": "CRC", "₵": "GHS", "¢": "",
	"euro": "EUR", "euros": "EUR", "eur": "EUR", "dollar": "USD", "dollars": "USD", "usd": "USD", "us": "USD", "bucks": "USD", "dolares": "USD",
	"pound": "GBP", "pounds": "GBP", "sterling": "GBP", "gbp": "GBP", "quid": "GBP", "libras": "GBP", "pfund": "GBP", "yen": "JPY", "jpy": "JPY",
	"rupees": "INR", "rupee": "INR", "rs": "INR", "inr": "INR", "chf": "CHF", "fr": "CHF", "sfr": "CHF", "franken": "CHF", "francs": "CHF", "fs": "CHF",
	"kd": "KWD", "kwd": "KWD", "bd": "BHD", "bhd": "BHD", "dinar": "KWD", "dinars": "KWD", "aed": "AED", "dhs": "AED", "dirham": "AED", "dirhams": "AED",
	"sar": "SAR", "qar": "QAR", "omr": "OMR", "jod": "JOD", "tnd": "TND", "mad": "MAD", "egp": "EGP",
	"kr": "SEK", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "isk": "ISK", "kronor": "SEK", "kroner": "NOK", "pln": "PLN", "zl": "PLN", "zloty": "PLN",
	"czk": "CZK", "kc": "CZK", "huf": "HUF", "ft": "HUF", "ron": "RON", "bgn": "BGN", "try": "TRY", "ils": "ILS", "rub": "RUB", "uah": "UAH",
	"mxn": "MXN", "ars": "ARS", "clp": "CLP", "cop": "COP", "pen": "PEN", "brl": "BRL", "uyu": "UYU", "pesos": "MXN", "reais": "BRL",
	"cny": "CNY", "rmb": "CNY", "yuan": "CNY", "hkd": "HKD", "sgd": "SGD", "twd": "TWD", "krw": "KRW", "won": "KRW", "thb": "THB", "baht": "THB",
	"myr": "MYR", "rm": "MYR", "idr": "IDR", "rp": "IDR", "php": "PHP", "vnd": "VND", "pkr": "PKR", "lkr": "LKR", "bdt": "BDT",
	"aud": "AUD", "nzd": "NZD", "cad": "CAD", "zar": "ZAR", "rand": "ZAR", "ngn": "NGN", "naira": "NGN", "kes": "KES", "ksh": "KES", "ghs": "GHS", "xof": "XOF", "fcfa": "XOF", "xaf": "XAF",
	"nis": "ILS", "shekel": "ILS", "shekels": "ILS", "bs": "BOB", "bolivianos": "BOB", "soles": "PEN", "quetzales": "GTQ", "lempiras": "HNL", "colones": "CRC", "guaranies": "PYG",
	"lst": "GBP", "piasses": "CAD", "balles": "EUR",
}

// inFrench are the currencies that a word means in French, where it means another elsewhere or none.
var inFrench = map[string]ledger.Currency{"dirham": "MAD", "dirhams": "MAD", "dh": "MAD", "dhs": "MAD", "dt": "TND"}

// dollars are the letters that stand before a $.
var dollars = map[string]ledger.Currency{"us": "USD", "c": "CAD", "ca": "CAD", "can": "CAD", "a": "AUD", "au": "AUD", "hk": "HKD", "nz": "NZD",
	"s": "SGD", "sg": "SGD", "nt": "TWD", "r": "BRL", "mx": "MXN", "j": "JMD", "tt": "TTD", "rd": "DOP", "mex": "MXN", "cdn": "CAD"}

// countries are the words beside dollars, pesos and their like that say whose they are.
var countries = map[string]ledger.Currency{"canadian": "CAD", "canadiens": "CAD", "canadienses": "CAD", "kanadische": "CAD", "kanadischer": "CAD", "australian": "AUD", "australiens": "AUD", "australische": "AUD",
	"american": "USD", "americains": "USD", "americanos": "USD", "estadounidenses": "USD", "singapore": "SGD", "kong": "HKD", "zealand": "NZD", "swiss": "CHF", "suisses": "CHF", "suizos": "CHF", "schweizer": "CHF",
	"colombianos": "COP", "mexicanos": "MXN", "argentinos": "ARS", "chilenos": "CLP", "uruguayos": "UYU", "mexican": "MXN", "colombian": "COP", "argentine": "ARS", "chilean": "CLP",
	"swedish": "SEK", "norwegian": "NOK", "danish": "DKK", "kuwaiti": "KWD", "bahraini": "BHD", "moroccan": "MAD", "marocains": "MAD"}

// multiples are what a number is multiplied by, as powers of ten.
var multiples = map[string]int32{"k": 3, "thousand": 3, "tausend": 3, "tsd": 3, "mil": 3, "mille": 3, "m": 6, "mm": 6, "mn": 6, "mio": 6, "mill": 6, "mln": 6, "million": 6, "millions": 6,
	"millionen": 6, "millones": 6, "millon": 6, "bn": 9, "b": 9, "billion": 9, "mrd": 9, "milliarden": 9, "milliards": 9, "milliard": 9, "lakh": 5, "lakhs": 5, "lac": 5, "lacs": 5, "crore": 7, "crores": 7, "cr": 7, "grand": 3, "mds": 9}

func (d *document) findMoney(out []amount) []amount {
	for i := 0; i < len(d.tokens); i++ {
		if !d.mayBeSum(i) {
			continue
		}
		a, ok := d.amountAt(i)
		if !ok {
			if a, ok = d.wordsAt(i); !ok {
				continue
			}
		}
		d.addRange(&a)
		d.period(&a)
		out = append(out, a)
		i = a.to - 1
	}
	if d.lang == "es" {
		pesos(out)
	}
	return d.addBare(out)
}

// mayBeSum reports whether a sum may begin with token i: as most words begin none, they are told at a glance.
func (d *document) mayBeSum(i int) bool {
	t := &d.tokens[i]
	return t.kind != wordToken || t.tables&(inCurrencies|inNumerals) != 0 || t.set.has(cNumeral) || t.caps && (len(t.norm) == 3 || len(t.norm) == 4 && t.norm[1:] == "eur")
}

// amountAt reads an amount that begins with token i: a sign or code, then a number, or a number, then a sign or code.
func (d *document) amountAt(i int) (amount, bool) {
	if c, n := d.currencyAt(i, false); n > 0 && i+n < len(d.tokens) && d.tokens[i+n].kind == numberToken && (d.near(i+n) || d.dotted(i+n) || d.below(i+n) || d.isSol(i)) {
		exp := thousands(d.tokens[i].norm)
		if d.tokens[i].norm == "t" && n == 2 {
			exp = 3
		}
		return d.finishAmount(i, i+n, c, exp)
	}
	if d.tokens[i].kind != numberToken {
		return amount{}, false
	}
	k, exp := i+1, int32(0)
	if k < len(d.tokens) && d.near(k) {
		if e, ok := d.multipleAt(k); ok {
			k, exp = k+1, e
		}
	}
	if k < len(d.tokens) && k == i+1 && d.text[d.tokens[i].end:d.tokens[k].start] == ",- " {
		exp = 0
	}
	if k < len(d.tokens) && (d.near(k) || exp > 0 && d.tokens[k].pre == sepStop|sepSpace || dashed(d.text[d.tokens[i].end:d.tokens[k].start])) {
		word, joined := d.tokens[k].norm, k
		if word == "of" || word == "de" || word == "d" {
			k++
		}
		if k < len(d.tokens) {
			c, n := d.currencyAt(k, true)
			if n > 0 && (d.ofNext(i, k, k+n) || k > joined && k+n < len(d.tokens) && d.near(k+n) && d.tokens[k+n].kind == numberToken) {
				n = 0 // fee note N-2098 of CHF 14'380
			}
			if n > 0 && !d.withinWord(i, k) {
				if e := thousands(d.tokens[k].norm); e > 0 {
					exp = e
				} else if n == 2 && (d.tokens[k].norm == "t" || d.tokens[k].norm == "k") {
					exp = 3
				} else if n == 2 && d.tokens[k].norm == "m" {
					exp = 6
				}
				if own, more := d.ownCountry(k + n); more > 0 && (d.tokens[k].norm == "$" || d.tokens[k].kind == wordToken && countries[d.tokens[k+n].norm] != "") {
					c, n = own, n+more
				}
				return d.build(i, k+n, d.tokens[i].norm, c, exp)
			}
		}
	}
	return d.rangeAt(i)
}

// withinWord reports whether number i is a letter that was misread within a word, whose end then looks like a currency:
// RECE1VED.
func (d *document) withinWord(i, k int) bool {
	return i > 0 && d.tokens[i].pre == 0 && d.tokens[k].pre == 0 && d.tokens[i-1].kind == wordToken && d.tokens[k].kind == wordToken
}

// ofNext reports whether the currency [k, next) behind number i belongs to the number that follows it: 5521 ... USD 6,480.00.
func (d *document) ofNext(i, k, next int) bool {
	if next >= len(d.tokens) || d.tokens[next].kind != numberToken {
		return false
	}
	if d.tokens[next].pre == 0 {
		return true
	}
	if !d.near(next) || d.sizeable(i) || !d.sizeable(next) {
		return false
	}
	return next+1 == len(d.tokens) || !d.near(next+1) || !d.currencyFollows(next+1)
}

// below reports whether number i, which has decimals, stands at the head of the line below its currency.
func (d *document) below(i int) bool {
	w := d.tokens[i].norm
	return d.tokens[i].pre&^(sepSpace|sepWide) == sepLine && len(w) > 4 && (w[len(w)-3] == '.' || w[len(w)-3] == ',')
}

// isSol reports whether token i and the stroke behind it are the sign of the sol: S/ 84,000, S/. 84,000.
func (d *document) isSol(i int) bool {
	if t := &d.tokens[i]; t.norm != "s" || !t.upper || i+1 >= len(d.tokens) || d.tokens[i+1].kind != numberToken {
		return false
	}
	gap := d.text[d.tokens[i].end:d.tokens[i+1].start]
	return strings.HasPrefix(gap, "/") && strings.Trim(gap, "/. \u00a0") == ""
}

// thousands is by which power of ten a currency like TEUR multiplies what stands beside it.
func thousands(w string) int32 {
	if len(w) == 4 && w[1:] == "eur" {
		switch w[0] {
		case 't', 'k':
			return 3
		case 'm':
			return 6
		}
	}
	return 0
}

// rangeAt reads a range whose currency stands only behind its end: 6.500 bis 8.000 €, entre 60.000 y 75.000 €.
func (d *document) rangeAt(i int) (amount, bool) {
	k := i + 1
	if k >= len(d.tokens) || d.tokens[i].norm == "" {
		return amount{}, false
	}
	switch t := &d.tokens[k]; {
	case t.kind == numberToken && (t.pre == sepDash || t.pre == sepHyphen || t.pre == sepDash|sepSpace):
	case t.norm == "to" || t.norm == "bis" || t.norm == "a" || isAnd(t.norm) && i > 0 && isBetween(d.tokens[i-1].norm):
		k++
	default:
		return amount{}, false
	}
	if k >= len(d.tokens) || d.tokens[k].kind != numberToken || k > i+1 && (!d.near(k) || !d.near(k-1)) {
		return amount{}, false
	}
	b, ok := d.amountAt(k)
	if !ok || b.from != k || b.upper != nil {
		return amount{}, false
	}
	exp := int32(0)
	if e, scaled := d.multipleAt(k + 1); scaled && k+1 < b.to {
		exp = e
	} else if b.to == k+3 && (d.tokens[k+1].norm == "k" || d.tokens[k+1].norm == "t") {
		exp = 3
	}
	a, ok := d.build(i, i+1, d.tokens[i].norm, b.money.Currency, exp)
	if !ok || b.money.Cmp(a.money) <= 0 || d.tokens[k-1].norm == "a" && d.isYear(i) {
		return amount{}, false
	}
	d.extend(&a, b)
	return a, true
}

// isYear reports whether number i may be that of a year: au 31 décembre 2023 à 9 874,20 €.
func (d *document) isYear(i int) bool {
	n, ok := d.number(i)
	return ok && n > 1990 && n < 2100 && len(d.tokens[i].norm) == 4
}

// isBetween reports whether w begins a range of two numbers joined by "and".
func isBetween(w string) bool { return w == "between" || w == "zwischen" || w == "entre" }

// dotted reports whether only a full stop that shortens the currency stands before number i: Rs. 12,40,000, Fr. 31'250.
func (d *document) dotted(i int) bool {
	if p := &d.tokens[i-1]; p.kind != wordToken || len(p.norm) > 3 {
		return false
	}
	gap := d.gap(i)
	return gap == "." || gap == ". "
}

// ownCountry reads, behind dollars or pesos, whose they are: 3 415,60 $ CA, $ 58,400.00 M.N., 84 millones de pesos colombianos.
func (d *document) ownCountry(i int) (ledger.Currency, int) {
	if i >= len(d.tokens) || d.tokens[i].kind != wordToken {
		return "", 0
	}
	t := &d.tokens[i]
	if t.pre == sepSpace|sepOpen { // $14.379.960 (CLP), $ 41.250.000 (pesos argentinos)
		if c := ledger.Currency(strings.ToUpper(t.norm)); len(t.norm) == 3 && t.caps && c.Known() {
			return c, 0
		}
		if t.norm == "pesos" && i+1 < len(d.tokens) && d.near(i+1) {
			return countries[d.tokens[i+1].norm], 0
		}
		return "", 0
	}
	if !d.near(i) {
		return "", 0
	}
	if t.norm == "pesos" {
		if i+1 < len(d.tokens) && d.near(i+1) && countries[d.tokens[i+1].norm] != "" {
			return countries[d.tokens[i+1].norm], 2
		}
		return "MXN", 1
	}
	if c, ok := countries[t.norm]; ok {
		return c, 1
	}
	if t.norm == "m" && i+1 < len(d.tokens) && d.tokens[i+1].norm == "n" && d.text[t.end:d.tokens[i+1].start] == "." {
		return "MXN", 2
	}
	if c, ok := dollars[t.norm]; ok && t.caps {
		return c, 1
	}
	if c := ledger.Currency(strings.ToUpper(t.norm)); len(t.norm) == 3 && t.caps && c.Known() {
		return c, 1
	}
	return "", 0
}

// dashed reports whether what stands between a number and its currency only says that there are no cents: 27.940,- EUR.
func dashed(gap string) bool {
	gap = strings.TrimRight(gap, " \u00a0")
	return gap == ",-" || gap == ",--" || gap == ".-" || gap == ",–" || gap == ".–" || gap == ",—" || gap == ".—" || gap == "-"
}

// near reports whether token i stands right behind the one before it, with at most blanks between.
func (d *document) near(i int) bool {
	if i == 0 {
		return false
	}
	return d.tokens[i].pre&^(sepSpace|sepWide) == 0
}

func (d *document) multipleAt(i int) (int32, bool) {
	t := &d.tokens[i]
	if t.kind != wordToken {
		return 0, false
	}
	e, ok := multiples[t.norm]
	if ok && len(t.norm) == 1 && t.pre != 0 && !((t.upper || t.norm == "k") && d.currencyFollows(i+1)) {
		return 0, false // "5 m" is a length, "5m", "2,75 M€" and "84 k SEK" are sums
	}
	return e, ok
}

func (d *document) currencyFollows(i int) bool {
	if i >= len(d.tokens) {
		return false
	}
	_, n := d.currencyAt(i, true)
	return n > 0
}

// currencyAt reads a currency at token i and how many tokens it takes.
func (d *document) currencyAt(i int, behind bool) (ledger.Currency, int) {
	t := &d.tokens[i]
	if t.kind == numberToken || t.kind == wordToken && !t.caps && t.tables&inCurrencies == 0 {
		return "", 0
	}
	if c, n := d.foreignDollar(i); n > 0 {
		return c, n
	}
	if d.isSol(i) && !behind {
		return "PEN", 1
	}
	if t.norm == "u" && d.lang == "es" && i+2 < len(d.tokens) && d.tokens[i+1].norm == "$" && d.tokens[i+2].norm == "s" && d.tokens[i+1].pre|d.tokens[i+2].pre == 0 {
		return "USD", 3 // u$s 31 mil
	}
	if d.lang == "fr" {
		if c, ok := inFrench[t.norm]; ok {
			return c, 1
		}
	}
	if thousands(t.norm) > 0 && t.upper {
		return "EUR", 1
	}
	if t.kind == wordToken && i+1 < len(d.tokens) && d.tokens[i+1].kind == signToken && d.tokens[i+1].pre == 0 {
		if c, ok := dollars[t.norm]; ok && d.tokens[i+1].norm == "$" {
			return c, 2
		}
		if t.norm == "t" || t.norm == "k" || t.norm == "m" && behind {
			return currencyWords[d.tokens[i+1].norm], 2
		}
	}
	if t.caps && len(t.norm) == 3 && i+1 < len(d.tokens) && d.tokens[i+1].norm == "$" && d.near(i+1) { // MXN $88,450.00
		if c := ledger.Currency(strings.ToUpper(t.norm)); c.Known() {
			return c, 2
		}
	}
	c, ok := currencyWords[t.norm]
	switch {
	case !ok && t.kind == wordToken && len(t.norm) == 3 && t.caps && ledger.Currency(strings.ToUpper(t.norm)).Known():
		return ledger.Currency(strings.ToUpper(t.norm)), 1
	case !ok:
		return "", 0
	case t.kind == wordToken && len(t.norm) <= 3 && !t.caps && !t.upper && !behind && (t.norm != "kr" && t.norm != "rs" && t.norm != "zl" || i+1 >= len(d.tokens) || !d.sizeable(i+1)):
		return "", 0
	case t.caps && len(t.norm) == 2 && i+1 < len(d.tokens) && d.tokens[i+1].pre == 0 && d.tokens[i+1].kind == numberToken && !d.sizeable(i+1):
		return "", 0 // RS4471 is a number of an invoice
	case t.norm == "us" && !(i+1 < len(d.tokens) && d.tokens[i+1].norm == "dollars"):
		return "", 0
	case t.norm == "us":
		return c, 2
	case t.norm == "try" && !t.caps, t.norm == "ron" && !t.caps, t.norm == "fr" && behind, t.norm == "ft" && d.lang != "de" && !t.upper:
		return "", 0
	}
	return c, 1
}

// foreignDollar reads a currency of two words, the country first: Canadian dollars, Swiss francs, GH¢; and those whose
// sign is a letter before the number: R 642 118,30, N61m.
func (d *document) foreignDollar(i int) (ledger.Currency, int) {
	t := &d.tokens[i]
	if t.kind != wordToken || i+1 >= len(d.tokens) {
		return "", 0
	}
	n := &d.tokens[i+1]
	switch {
	case t.norm == "gh" && (n.norm == "¢" || n.norm == "₵") && n.pre == 0:
		return "GHS", 2
	case letterSigns[t.norm] != "" && t.upper && d.lang == letterTongues[t.norm] && n.kind == numberToken && (n.pre == 0 || n.pre == sepSpace && t.norm != "n") && (i == 0 || t.pre != 0) && d.sizeable(i+1):
		return letterSigns[t.norm], 1
	case n.kind != wordToken || n.pre != sepSpace:
		return "", 0
	}
	c, ok := countries[t.norm]
	if _, coin := currencyWords[n.norm]; !ok || !coin {
		return "", 0
	}
	return c, 2
}

// letterSigns are the currencies whose sign is a capital letter.
var letterSigns = map[string]ledger.Currency{"r": "ZAR", "n": "NGN", "q": "GTQ"}

// letterTongues are the languages in which they are read as such.
var letterTongues = map[string]string{"r": "en", "n": "en", "q": "es"}

// sizeable reports whether number i is grouped as a sum is, or counted in thousands: 642 118,30, 61 900, 90k.
func (d *document) sizeable(i int) bool {
	if strings.ContainsAny(d.tokens[i].norm, " ,.") && len(d.tokens[i].norm) > 4 {
		return true
	}
	if i+1 < len(d.tokens) && d.near(i+1) {
		_, ok := d.multipleAt(i + 1)
		return ok
	}
	return false
}

// finishAmount takes in what follows a number that stands behind its currency: 3.2 million, 1.5m, 31'250.–.
func (d *document) finishAmount(from, k int, c ledger.Currency, exp int32) (amount, bool) {
	to := k + 1
	if to < len(d.tokens) && d.near(to) {
		if e, ok := d.multipleAt(to); ok {
			exp, to = e, to+1
		}
	}
	plain := d.tokens[k-1].norm == "$" && k-1 == from
	if plain {
		if own, n := d.ownCountry(to); own != "" {
			c, to, plain = own, to+n, false
		}
	}
	a, ok := d.build(from, to, d.tokens[k].norm, c, exp)
	a.plain = plain
	return a, ok
}

func (d *document) build(from, to int, digits string, c ledger.Currency, exp int32) (amount, bool) {
	v, ok := parseNumber(digits, c, exp > 0)
	if !ok || c == "" || !c.Known() {
		return amount{}, false
	}
	v = v.Shift(exp)
	if !v.Equal(v.Truncate(c.Decimals())) || v.Exponent() < -6 || len(v.String()) > 20 {
		return amount{}, false
	}
	return amount{from: from, to: to, span: Span{d.tokens[from].start, d.tokens[to-1].end}, money: ledger.Money{Amount: v, Currency: c}}, true
}

// groupMarks takes out what only groups digits.
var groupMarks = strings.NewReplacer(" ", "", "'", "", "’", "")

// parseNumber reads digits with any marks of grouping. scaled: a multiple follows, so that a dot is decimal.
func parseNumber(s string, c ledger.Currency, scaled bool) (decimal.Decimal, bool) {
	spaced := c.Decimals() == 3 && strings.IndexByte(s, ' ') > 0 // 64 250,500 TND
	if strings.ContainsAny(s, " '’") {
		s = groupMarks.Replace(s)
	}
	dot, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	mark := max(dot, comma)
	if mark >= 0 {
		behind := len(s) - mark - 1
		many := strings.Count(s, s[mark:mark+1]) > 1
		both := dot >= 0 && comma >= 0
		isDecimal := !many && (both || scaled || behind != 3 || c.Decimals() == 3 && (s[mark] == '.' || spaced))
		if many && both && behind == 2 { // a damaged figure: 1.9.480,00 is not read as a number
			isDecimal = true
		}
		if !groupsWell(s, mark, isDecimal) {
			return decimal.Decimal{}, false
		}
		whole := strings.ReplaceAll(strings.ReplaceAll(s[:mark], ".", ""), ",", "")
		if isDecimal {
			s = whole + "." + s[mark+1:]
		} else {
			s = whole + s[mark+1:]
		}
	}
	v, err := decimal.NewFromString(s)
	return v, err == nil
}

// groupsWell reports whether the groups before the decimals have three digits, or two as in India.
func groupsWell(s string, mark int, isDecimal bool) bool {
	if !isDecimal {
		mark = len(s)
	}
	groups := strings.FieldsFunc(s[:mark], func(r rune) bool { return r == '.' || r == ',' })
	for i, g := range groups {
		if i > 0 && len(g) != 3 && (len(g) != 2 || i == len(groups)-1) {
			return false
		}
	}
	return true
}
