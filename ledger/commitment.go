package ledger

import (
	"github.com/shopspring/decimal"
)

// Split shares m into n parts that add up to it exactly and differ by one minor unit at most, the larger ones first
// (largest remainder). It gives nothing for n < 1.
func Split(m Money, n int) []Money {
	if n < 1 {
		return nil
	}
	places := m.Currency.Decimals()
	each, rest := m.Amount.QuoRem(decimal.NewFromInt(int64(n)), places)
	unit := decimal.New(int64(rest.Sign()), -places)
	out := make([]Money, n)
	for i := range out {
		out[i] = Money{each, m.Currency}
		if !rest.IsZero() {
			out[i].Amount = each.Add(unit)
			rest = rest.Sub(unit)
		}
	}
	return out
}

// roundHalfUp makes an exact figure an amount of money: once, at the end of a reckoning.
func roundHalfUp(d decimal.Decimal, c Currency) Money {
	return Money{d.Round(c.Decimals()), c}
}
