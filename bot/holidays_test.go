package bot

import (
	"testing"

	"owed.dev/owed/ledger"
)

// A due date moves off a country's holidays, not only off weekends. Deliberate fault it catches: a calendar without holidays.
func TestDueDatesMoveOffHolidays(t *testing.T) {
	t.Parallel()
	v := ledger.Vendor{Terms: ledger.Terms{Net: 30}, Convention: ledger.Following}
	issued := ledger.NewDate(2023, 4, 1) // net 30: Monday 1 May
	for country, want := range map[string]string{"DE": "2023-05-02", "US": "2023-05-01", "GB": "2023-05-02", "": "2023-05-01", "XX": "2023-05-01"} {
		if got := v.Due(issued, businessOf(country)).String(); got != want {
			t.Errorf("%s: due %s, want %s", country, got, want)
		}
	}
	for _, country := range []string{"AR", "AT", "BE", "BG", "BR", "CA", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "GR", "HR", "IE", "IT", "JP", "LT", "LV", "NL", "NO", "NZ", "PL", "RO", "RU", "SE", "SI", "SK", "UA", "US", "ZA"} {
		business, ok := businessDays(country)
		if ok != (country != "FI") || business(ledger.NewDate(2023, 1, 1)) {
			t.Errorf("%s: known %v, New Year's Day 2023 a business day: %v", country, ok, business(ledger.NewDate(2023, 1, 1)))
		}
	}
}
