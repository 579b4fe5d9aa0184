package typed

import "testing"

// TestAmountsInCommands holds that words are cut so that every way of writing an amount arrives whole at ledger, with
// something behind it. "" is refused.
func TestAmountsInCommands(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"$70m": "$70,000,000.00", "10M": "$10,000,000.00", "10MM": "$10,000,000.00", "1.2k": "$1,200.00", "1.5bn usd": "$1,500,000,000.00",
		"2.5 mio EUR": "€2,500,000.00", "70 million dollars": "$70,000,000.00", "EUR 1.250,50": "€1,250.50", "1,250.50 usd": "$1,250.50",
		"EUR 1,50": "€1.50", "$1,00": "", "1.234": "", "$1,234": "$1,234.00", "$1.005": "", "EUR 1.234.567": "€1,234,567.00",
		"KWD 1.234": "KWD 1.234", "$1.234m": "$1,234,000.00", "1,234m": "", "¥500000": "¥500,000", "¥500.50": "",
		"₹1,00,000": "₹100,000.00", "₹1 crore": "₹10,000,000.00", "1,00,000 usd": "", "$1,2345": "", "１２３４.５０": "$1,234.50",
		"1\u00a0250,50 €": "€1,250.50", "US$5": "$5.00", "A$5": "A$5.00", "5£": "£5.00", "£ 5": "£5.00", "CHF 1'250.00": "CHF 1,250.00",
		"CHF 1’250.–": "CHF 1,250.00", "1250,-": "$1,250.00", "$10 000": "$10,000.00", "1_000_000": "$1,000,000.00", "1e6": "", "-5": "", "−5": "",
		"–$5": "", "(5.00)": "", "0": "", "$0.00": "", "$10m usd": "$10,000,000.00", "$10m eur": "", "half": "", "10%": "", "ten million": "", "O.50": "", "l00": "",
	} {
		for _, tail := range []string{"", " for INV-7", ", memo two, words", "; for INV-7"} {
			c, err := Parse("aws pay "+typed+tail, testEnv())
			if want == "" {
				if err == nil {
					t.Errorf("%q%s is read as %+v", typed, tail, c.Do)
				}
				continue
			}
			if err != nil || c.Do.(Pay).Ask.Amount.String() != want {
				t.Errorf("%q%s is read as %+v, %v; want %s", typed, tail, c.Do, err, want)
			}
		}
	}
}

// TestDaysInCommands does the same for days, on Friday 2023-03-03. "" is refused.
func TestDaysInCommands(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"2023-03-31": "2023-03-31", "20230331": "2023-03-31", "31 Mar 2023": "2023-03-31", "March 31, 2023": "2023-03-31", "31/3/2023": "2023-03-31",
		"3/31/2023": "2023-03-31", "3/4/2023": "", "31.3.2023": "2023-03-31", "31.3.": "2023-03-31", "31 mar": "2023-03-31", "today": "2023-03-03",
		"tomorrow": "2023-03-04", "fri": "2023-03-10", "next fri": "2023-03-10", "eom": "2023-03-31", "eom+1": "2023-04-30", "eoq": "2023-03-31", "eoy": "2023-12-31",
		"in 2 weeks": "2023-03-17", "+14d": "2023-03-17", "in 3 business days": "2023-03-08", "31 feb": "", "2023-02-29": "", "2023-13-01": "",
		"23-03-04": "", "3/4/23": "", "2203-03-03": "", "mon 6 mar": "2023-03-06", "Mon, 6 Mar": "2023-03-06", "tue 6 mar": "", "2023‑03‑31": "2023-03-31",
		"net30": "2023-04-02", "net 30 eom": "2023-04-30",
	} {
		for _, tail := range []string{"", " po PO-1", ", memo two, words", "; po PO-1"} {
			c, err := Parse("aws invoice INV-7 $5 due "+typed+tail, testEnv())
			if want == "" {
				if err == nil {
					t.Errorf("%q%s is read as %+v", typed, tail, c.Do)
				}
				continue
			}
			if err != nil || c.Do.(RecordInvoice).Invoice.Due.String() != want {
				t.Errorf("%q%s is read as %+v, %v; want %s", typed, tail, c.Do, err, want)
			}
		}
	}
}
