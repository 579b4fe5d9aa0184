package ledger

import (
	"slices"
	"strings"
)

// currencies is what a sign or word may mean, the usual one first.
type currencies []Currency

// currencySigns are the signs that begin or end an amount.
const currencySigns = "$€£¥₹₩₺₽₴₪₫฿₱₦₡₲₸₾₼"

var (
	dollars = currencies{"USD", "AUD", "BBD", "BMD", "BND", "BSD", "BZD", "CAD", "FJD", "GYD", "HKD", "JMD", "KYD", "LRD", "NAD", "NZD", "SBD", "SGD", "SRD", "TTD", "TWD", "XCD"}
	yens    = currencies{"JPY", "CNY"}
	kronas  = currencies{"SEK", "NOK", "DKK", "ISK"}
	rupees  = currencies{"INR", "PKR", "NPR", "LKR", "MUR", "SCR"}
	francs  = currencies{"CHF"}
	euros   = currencies{"EUR"}
	pounds  = currencies{"GBP"}
)

// marks are the signs and words for currencies; every code of ISO 4217 is one besides.
var marks = map[string]currencies{
	"$": dollars, "dollar": dollars, "dollars": dollars, "bucks": dollars,
	"us$": {"USD"}, "a$": {"AUD"}, "au$": {"AUD"}, "c$": {"CAD"}, "ca$": {"CAD"}, "hk$": {"HKD"}, "nz$": {"NZD"}, "s$": {"SGD"}, "nt$": {"TWD"}, "r$": {"BRL"}, "mx$": {"MXN"},
	"€": euros, "euro": euros, "euros": euros, "£": pounds, "pound": pounds, "pounds": pounds, "quid": pounds, "stg": pounds,
	"¥": yens, "yen": {"JPY"}, "円": {"JPY"}, "元": {"CNY"}, "rmb": {"CNY"}, "yuan": {"CNY"}, "cn¥": {"CNY"}, "jp¥": {"JPY"},
	"kr": kronas, "krona": kronas, "kronor": kronas, "krone": kronas, "kroner": kronas,
	"₹": {"INR"}, "rs": rupees, "rupee": rupees, "rupees": rupees,
	"fr": francs, "sfr": francs, "francs": francs, "franken": francs,
	"₩": {"KRW"}, "won": {"KRW"}, "₺": {"TRY"}, "₽": {"RUB"}, "₴": {"UAH"}, "₪": {"ILS"}, "₫": {"VND"}, "฿": {"THB"}, "₱": {"PHP"}, "₦": {"NGN"},
	"₡": {"CRC"}, "₲": {"PYG"}, "₸": {"KZT"}, "₾": {"GEL"}, "₼": {"AZN"}, "zł": {"PLN"}, "kč": {"CZK"}, "ft": {"HUF"},
}

// scales are the suffixes, as powers of ten.
var scales = map[string]int32{
	"k": 3, "thousand": 3, "tsd": 3,
	"lakh": 5, "lakhs": 5, "lac": 5, "lacs": 5,
	"m": 6, "mm": 6, "mn": 6, "mio": 6, "mln": 6, "mill": 6, "million": 6, "millions": 6,
	"crore": 7, "crores": 7, "cr": 7,
	"b": 9, "bn": 9, "bln": 9, "billion": 9, "billions": 9, "mrd": 9, "mia": 9,
}

// commaDecimals are the currencies in which a comma is the usual decimal sign.
const commaDecimals = " ALL ARS AZN BAM BGN BRL BYN CLP COP CZK DKK EUR GEL HUF IDR ISK KZT MAD MKD NOK PLN PYG RON RSD RUB SEK TRY UAH UYU VND XAF XOF "

func commaIsDecimal(c Currency) bool { return strings.Contains(commaDecimals, " "+string(c)+" ") }

// groupsByTwo reports whether amounts of c may be grouped 1,00,000.
func groupsByTwo(c Currency) bool { return slices.Contains(rupees[:4], c) || c == "BDT" }

func known(code string) bool { return len(code) == 3 && Currency(strings.ToUpper(code)).Known() }

// markOf is what a lower-case word or sign may mean; empty where it is no currency.
func markOf(word string) currencies {
	if m, ok := marks[word]; ok {
		return m
	}
	if known(word) {
		return currencies{Currency(strings.ToUpper(word))}
	}
	return nil
}

// scaledCode reads "MUSD" and "KEUR", a suffix and a code written as one.
func scaledCode(word string) (scale int32, code string, ok bool) {
	if len(word) < 4 {
		return 0, "", false
	}
	code = word[len(word)-3:]
	scale, ok = scales[word[:len(word)-3]]
	return scale, code, ok && known(code)
}

// currency is the one that all marks of the amount allow.
func (a amountText) currency(h AmountHint, s string) (Currency, error) {
	if len(a.marks) == 0 {
		if !h.Currency.Known() {
			return "", invalid("“%s” has no currency; expected a sign or a code of ISO 4217. Example: USD 1,250.50", clip(s))
		}
		return h.Currency, nil
	}
	can := slices.Clone(a.marks[0])
	for _, m := range a.marks[1:] {
		can = slices.DeleteFunc(can, func(c Currency) bool { return !slices.Contains(m, c) })
	}
	switch {
	case len(can) == 0:
		return "", invalid("“%s” names two currencies, %s and %s; expected one. Example: %s", clip(s), a.marks[0].usual(h), a.marks[1].usual(h), sample(a.marks[0].usual(h)))
	case len(can) == 1:
		return can[0], nil
	}
	if c := can.usual(h); c != "" {
		return c, nil
	}
	return "", invalid("“%s” may be %s; expected a code of ISO 4217. Example: %s", clip(s), can.list(), sample(can[0]))
}

// usual is the currency meant by a mark that may mean several; "" where nobody can tell.
func (cs currencies) usual(h AmountHint) Currency {
	switch {
	case len(cs) == 1:
		return cs[0]
	case slices.Contains(cs, h.Dollar):
		return h.Dollar
	case slices.Contains(cs, h.Currency):
		return h.Currency
	case slices.Contains(cs, "USD"), slices.Contains(cs, "JPY"):
		return cs[0]
	}
	return ""
}

func (cs currencies) list() string {
	words := make([]string, len(cs))
	for n, c := range cs {
		words[n] = string(c)
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
