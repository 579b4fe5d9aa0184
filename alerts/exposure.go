package alerts

import (
	"cmp"
	"slices"

	"owed.dev/owed/ledger"
)

// exposures are what live counter-measures may cost, one sum for each currency and period: a sum per quarter and one per
// month do not add. A sum is "at least" if one of its parts is.
func exposures(a *ledger.Account) []ledger.Exposure {
	var out []ledger.Exposure
	for _, s := range a.LiveSignals() {
		if s.Exposure != nil {
			out = addExposure(out, *s.Exposure)
		}
	}
	slices.SortFunc(out, func(x, y ledger.Exposure) int {
		return cmp.Or(cmp.Compare(x.Amount.Currency, y.Amount.Currency), cmp.Compare(x.Per, y.Per))
	})
	return out
}

func addExposure(sums []ledger.Exposure, e ledger.Exposure) []ledger.Exposure {
	for n := range sums {
		sum := &sums[n]
		if sum.Amount.Currency != e.Amount.Currency || sum.Per != e.Per {
			continue
		}
		if sum.AmountMax.Positive() || e.AmountMax.Positive() {
			sum.AmountMax = upper(*sum).Add(upper(e))
		}
		sum.Amount = sum.Amount.Add(e.Amount)
		sum.Floor, sum.Ceiling = sum.Floor || e.Floor, sum.Ceiling && e.Ceiling
		return sums
	}
	return append(sums, e)
}

// upper is the upper end of a range, else the amount.
func upper(e ledger.Exposure) ledger.Money {
	if e.AmountMax.Positive() {
		return e.AmountMax
	}
	return e.Amount
}
