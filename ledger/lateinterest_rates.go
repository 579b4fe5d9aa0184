package ledger

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// DatedRate is a rate in percent a year from a day on, for half a year.
type DatedRate struct {
	From       Date            `json:"from"` // 1 January or 1 July
	Percent    decimal.Decimal `json:"percent"`
	Source     string          `json:"source"`
	Unverified bool            `json:"unverified,omitempty"` // from memory: check it before relying on it
}

// RateTable is the published rates of one bank. What it does not hold is refused, never filled with the last one.
type RateTable struct {
	Name  string      `json:"name"`
	Rates []DatedRate `json:"rates"`
}

// On is the rate of the half-year in which d falls.
func (t RateTable) On(d Date) (DatedRate, error) {
	from := halfYear(d)
	for _, r := range t.Rates {
		if r.From == from {
			return r, nil
		}
	}
	return DatedRate{}, notFound("%s for %s is not on record, so the interest can't be computed; add that rate with its source. Example: %s, from %s, 4.25", t.Name, halfYearName(from), t.Name, from)
}

// With is the table with rates added; a rate of the same half-year replaces the one there.
func (t RateTable) With(rates ...DatedRate) RateTable {
	t.Rates = slices.DeleteFunc(slices.Clone(t.Rates), func(old DatedRate) bool {
		return slices.ContainsFunc(rates, func(r DatedRate) bool { return r.From == old.From })
	})
	t.Rates = append(t.Rates, rates...)
	slices.SortFunc(t.Rates, func(a, b DatedRate) int { return int(a.From - b.From) })
	return t
}

// halfYear is the first day of d's half-year.
func halfYear(d Date) Date {
	if d.Month() < 7 {
		return NewDate(d.Year(), 1, 1)
	}
	return NewDate(d.Year(), 7, 1)
}

func halfYearName(from Date) string {
	if from.Month() < 7 {
		return fmt.Sprintf("January to June %d", from.Year())
	}
	return fmt.Sprintf("July to December %d", from.Year())
}

func rate(year, half int, percent, source string) DatedRate {
	r := DatedRate{From: NewDate(year, 1, 1), Percent: decimal.RequireFromString(percent), Source: source, Unverified: source == ""}
	if half == 2 {
		r.From = NewDate(year, 7, 1)
	}
	return r
}

// ECBRates are the European Central Bank's main refinancing rates of 1 January and 1 July.
func ECBRates() RateTable {
	return RateTable{"The European Central Bank's rate", []DatedRate{
		rate(2022, 2, "0.00", "ECB: raised to 0.50 only from 2022-07-27"),
		rate(2023, 1, "2.50", "ECB: 3.00 in February 2023 after a rise of 0.50"),
		rate(2023, 2, "4.00", "Italian ministry of finance"),
		rate(2024, 1, "4.50", ""),
		rate(2024, 2, "4.25", "enterprise.gov.ie, late payment"),
	}}
}

// BankOfEnglandRates are the base rates of 31 December and 30 June, by the half-year that follows.
func BankOfEnglandRates() RateTable {
	return RateTable{"The Bank of England's base rate", []DatedRate{
		rate(2022, 2, "1.25", "Bank of England, 2022-06-16"),
		rate(2023, 1, "3.50", "Bank of England, 2022-12-15"),
		rate(2023, 2, "5.00", "Bank of England, 2023-06-22"),
		rate(2024, 1, "5.25", "payontime.co.uk"),
		rate(2024, 2, "5.25", ""),
	}}
}

// TreasuryRates are the rates under the US Prompt Payment Act.
func TreasuryRates() RateTable {
	return RateTable{"The US Treasury's prompt payment rate", []DatedRate{
		rate(2022, 2, "4.000", ""),
		rate(2023, 1, "4.625", ""),
		rate(2023, 2, "4.875", "Federal Register, 5 CFR 1315"),
		rate(2024, 1, "4.875", ""),
		rate(2024, 2, "4.875", "Federal Register, 5 CFR 1315"),
		rate(2025, 1, "4.625", "Federal Register, 5 CFR 1315"),
	}}
}
