package alerts

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
	"owed.dev/owed/ledger"
)

var amountForm = regexp.MustCompile(`^([$€£¥]|[A-Z]{3})?([0-9][0-9,]*(?:\.[0-9]+)?)([KMB])?$`)

var amountSigns = map[string]ledger.Currency{"": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}

var amountScale = map[string]int32{"": 0, "K": 3, "M": 6, "B": 9}

// parseAmounts reads thresholds: "$1m", "EUR500000.00", several of them for several currencies.
func parseAmounts(s string) ([]ledger.Money, error) {
	var out []ledger.Money
	for _, w := range strings.Fields(strings.ToUpper(s)) {
		m := amountForm.FindStringSubmatch(w)
		if m == nil {
			return nil, badAmount(w)
		}
		c, ok := amountSigns[m[1]]
		if !ok {
			c = ledger.Currency(m[1])
		}
		d, err := decimal.NewFromString(strings.ReplaceAll(m[2], ",", ""))
		if err != nil {
			return nil, badAmount(w)
		}
		sum, err := ledger.NewMoney(d.Shift(amountScale[m[3]]).String(), c)
		if err != nil {
			return nil, err
		}
		out = append(out, sum)
	}
	if out == nil {
		return nil, badAmount(s)
	}
	return out, nil
}

func badAmount(read string) error {
	return invalid("“%s” is not an amount; expected one such as $1m or EUR250000. Example: `/owed settings threshold exposure $1m`", read)
}
