package signals

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// pesos gives the sums behind a plain $ the currency of one that says whose its $ is, unless dollars are named as well.
func pesos(sums []amount) {
	var own ledger.Currency
	for i := range sums {
		switch c := sums[i].money.Currency; {
		case sums[i].plain:
		case c == "USD":
			return
		case own == "" && (c == "MXN" || c == "CLP" || c == "ARS" || c == "COP" || c == "UYU" || c == "DOP"):
			own = c
		}
	}
	for i := range sums {
		if a := &sums[i]; a.plain && own != "" && a.money.Amount.Equal(a.money.Amount.Truncate(own.Decimals())) {
			a.money.Currency = own
			if a.upper != nil {
				a.upper.Currency = own
			}
		}
	}
}

// mostBare bounds how many figures without a currency are taken for sums.
const mostBare = 60

// addBare puts among the sums of a text the figures that have none beside them but stand in a column, with decimals, or are
// grouped and have decimals as only sums do: they have the currency that the text names, if it names one only.
func (d *document) addBare(sums []amount) []amount {
	var bare []amount
	var own ledger.Currency
	next := 0
	for i := range d.tokens {
		for next < len(sums) && sums[next].to <= i {
			next++
		}
		if d.tokens[i].kind != numberToken || !d.inColumn(i) && !d.isGrouped(i) || next < len(sums) && sums[next].from <= i {
			continue
		}
		if own == "" {
			if own = d.oneCurrency(sums); own == "" || own.Decimals() != 2 {
				return sums
			}
		}
		if a, ok := d.build(i, i+1, d.tokens[i].norm, own, 0); ok && len(bare) < mostBare {
			a.bare = true
			bare = append(bare, a)
		}
	}
	if len(bare) == 0 {
		return sums
	}
	out := append(slices.Clip(sums), bare...)
	slices.SortFunc(out, func(a, b amount) int { return a.from - b.from })
	return out
}

// inColumn reports whether number i has two decimals and ends its line, or stands in a column of its own.
func (d *document) inColumn(i int) bool {
	w := d.tokens[i].norm
	if n := len(w); n < 5 || w[n-3] != ',' && (w[n-3] != '.' || n == 5 && (d.tokens[i].pre&sepWide == 0 || d.ofTheDay(i))) { // 14.30 is a time, 12.03 a day
		return false
	}
	if i+1 == len(d.tokens) {
		return true
	}
	pre := d.tokens[i+1].pre
	return d.tokens[i].pre&^(sepSpace|sepWide|sepLine|sepDash|sepHyphen|sepColon) == 0 && pre&(sepLine|sepWide) != 0 && pre&(sepClose|sepStop) == 0
}

// ofTheDay reports whether the line of number i speaks of a time of the day.
func (d *document) ofTheDay(i int) bool {
	for k := i - 1; k >= d.lines[d.tokens[i].line].first; k-- {
		switch d.tokens[k].norm {
		case "time", "visit", "arrival", "departure", "uhrzeit", "uhr", "heure", "hora":
			return true
		}
	}
	return false
}

// isGrouped reports whether number i has groups of thousands and two decimals, and is no measure of a thing: de los
// 146.900,00 euros, 61.250,00 son litigiosos.
func (d *document) isGrouped(i int) bool {
	w := d.tokens[i].norm
	if n := len(w); n < 8 || !(w[n-3] == ',' && w[n-7] == '.' || w[n-3] == '.' && w[n-7] == ',') {
		return false
	}
	if i+1 == len(d.tokens) || !d.near(i+1) {
		return true
	}
	switch d.tokens[i+1].norm {
	case "kg", "g", "t", "l", "m", "m2", "m3", "km", "h", "kwh", "mwh", "ha", "qm", "cbm", "litres", "litros", "liter", "units", "stuck", "unidades", "%":
		return false
	}
	return true
}

// oneCurrency is the only currency that the text names, beside its sums or alone; "" if there are more or none.
func (d *document) oneCurrency(sums []amount) (own ledger.Currency) {
	for i := range sums {
		if own != "" && own != sums[i].money.Currency {
			return ""
		}
		own = sums[i].money.Currency
	}
	if own != "" {
		return own
	}
	for i := range d.tokens {
		t := &d.tokens[i]
		var c ledger.Currency
		switch {
		case t.kind == signToken:
			c = currencyWords[t.norm]
		case t.kind == wordToken && t.caps && len(t.norm) == 3 && ledger.Currency(strings.ToUpper(t.norm)).Known():
			c = ledger.Currency(strings.ToUpper(t.norm))
		}
		if c != "" && own != "" && own != c {
			return ""
		}
		if c != "" {
			own = c
		}
	}
	return own
}
