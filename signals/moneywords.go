package signals

import (
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
	case "and", "und", "et", "y":
		if a.from > 0 {
			if isBetween(d.tokens[a.from-1].norm) {
				step = 1
			}
		}
	default:
		if t.pre&^sepSpace == sepDash || t.pre == sepHyphen {
			step = 0
			if b, ok := d.amountAt(k); ok && b.money.Currency == a.money.Currency {
				d.extend(a, b)
			}
		}
		return
	}
	if step == 1 {
		b, ok := d.amountAt(k + 1)
		if !ok {
			b, ok = d.endAt(k+1, a.money.Currency)
		}
		if ok && b.money.Currency == a.money.Currency {
			d.extend(a, b)
		}
	}
}

// endAt reads the end of a range whose currency stands before its beginning only: USD 35,000 to 50,000.
func (d *document) endAt(k int, c ledger.Currency) (amount, bool) {
	if d.tokens[k].kind != numberToken || !d.near(k) || !d.near(k-1) || !d.sizeable(k) || k+1 < len(d.tokens) && d.tokens[k+1].norm == "%" {
		return amount{}, false
	}
	return d.finishAmount(k, k, c, 0)
}

func (d *document) extend(a *amount, b amount) {
	if b.money.Cmp(a.money) > 0 {
		m := b.money
		a.upper, a.to, a.span.End = &m, b.to, b.span.End
	}
}

// period reads "per month", "a quarter", "per day" behind a sum, and "at least" before it.
func (d *document) period(a *amount) {
	for k := a.to; k < min(a.to+4, len(d.tokens)); k++ {
		t := &d.tokens[k]
		if t.pre&(sepStop|sepComma|sepSemi|sepBlank|sepClose|sepOpen) != 0 && t.pre&sepSlash == 0 && !d.centless(k) {
			break
		}
		slash := k == a.to && t.pre&sepSlash != 0
		if a.setPeriod(t.set, slash) {
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
	for k := a.from - 1; k >= max(0, a.from-4) && a.per == ""; k-- {
		if s := d.tokens[k].set; s.has(cPerDay) && !s.hasAny(cUnit, cPerMonth, cPerQuarter, cPerYear) {
			a.daily = true
		}
	}
	if at := a.from - 1; at > 0 && a.per == "" && (d.tokens[at].norm == "at" || d.tokens[at].norm == "zu" || d.tokens[at].norm == "a") && d.tokens[at-1].set.has(cUnit) {
		a.setPeriod(d.tokens[at-1].set, false)
	}
	for k := a.from - 1; k >= max(0, a.from-5); k-- {
		if d.tokens[k].set.has(cAtLeast) {
			a.floor = true
		}
		if d.tokens[k+1].pre&(sepStop|sepSemi|sepBlank) != 0 {
			break
		}
	}
}

func (a *amount) setPeriod(s set, slash bool) bool {
	switch {
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
