package signals

import "testing"

// TestHowSumsAreCharged reads what a charge costs. It finds: how often it is made, where an adjective before it says so; a range
// whose currency stands once; the price of one piece taken for a sum; "from" that is a day's taken for a floor.
func TestHowSumsAreCharged(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"As the bill is unpaid, a monthly late charge of £40 will be added from 1 June.", "40.00GBP-/monthfalse"},
		{"Your rent is late, so a quarterly administration charge of £120 will be added.", "120.00GBP-/quarterfalse"},
		{"Weil die Rechnung offen ist, berechnen wir ab Juni eine monatliche Verzugsgebühr von 25 €.", "25.00EUR-/monthfalse"},
		{"Votre facture étant impayée, des frais de retard mensuels de 40 € seront facturés dès le 1er juin.", "40.00EUR-/monthfalse"},
		{"Por la factura vencida le cobraremos un recargo mensual de 35 € desde junio.", "35.00EUR-/monthfalse"},
		{"Because of the overdue balance an administration fee of $600 p.a. will be charged from 1 June.", "600.00USD-/yearfalse"},
		{"Since your account is in arrears a late fee of $50 p.m. applies from now on.", "50.00USD-/monthfalse"},
		{"Your bill is unpaid. A reconnection fee of $50-80 will be charged if we have to cut you off on 20 May.", "50.00USD-80.00/false"},
		{"Your bill is overdue. Collection costs of £2–3k will be charged to you.", "2000.00GBP-3000.00/false"},
		{"Your invoice is overdue and a late fee of $5 per item will be charged from 1 June.", ""},
		{"Votre facture est impayée ; des frais de relance de 15 € par dossier seront facturés.", ""},
		{"Auf die überfällige Rechnung berechnen wir ab Juni Verzugszinsen von 90 € monatlich.", "90.00EUR-/monthfalse"},
		{"Your account is overdue; storage charges from $50 will be added on 20 May.", "50.00USD-/true"},
	}
	for _, tt := range tests {
		f := Read(tt.text, someDay, nil)
		checkEvidence(t, tt.text, f)
		got := "no measure"
		for _, m := range f.Measures {
			if got = exposureKey(m.Exposure); got != "" {
				break
			}
		}
		if got != tt.want {
			t.Errorf("%q: costs %q, expected %q", tt.text, got, tt.want)
		}
	}
}

// TestSumsNamed reads sums with all that stands beside them: amount, end of a range, period, and whether it is a bound. It finds:
// a week that is taken for a day, a period said before the sum, a range of which one end is at least and the other at most,
// "up to" and "at least" on either side, über that only says what a paper amounts to, a time to pay taken for a period, the
// price of a piece that becomes one of a week, and a year joined to the sum behind it.
func TestSumsNamed(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"They hold back no less than $2M and up to $3M per month.", "2000000.00USD-3000000.00/monthfalse"},
		{"We withhold at least USD 300,000 but not more than USD 400,000 a quarter.", "300000.00USD-400000.00/quarterfalse"},
		{"Einbehalten werden mindestens 3.000 € und höchstens 4.500 € im Monat.", "3000.00EUR-4500.00/monthfalse"},
		{"storage at £900 a week", "900.00GBP-/weekfalse"},
		{"des frais de stockage de 250 € par semaine", "250.00EUR-/weekfalse"},
		{"Lagergeld von 120 € pro Woche", "120.00EUR-/weekfalse"},
		{"between £2,000 and £2,600 a week", "2000.00GBP-2600.00/weekfalse"},
		{"£1.1m within a week", "1100000.00GBP-/false"},
		{"put at $1 million in the first quarter", "1000000.00USD-/quarterfalse"},
		{"We charge you $2.10 a bale a week.", "2.10USD-/weekfalse piece"},
		{"£5 per item", "5.00GBP-/false piece"},
		{"18 months at two hundred and twenty thousand dollars", "220000.00USD-/monthfalse"},
		{"Each started week of storing them costs CHF 640.00.", "640.00CHF-/weekfalse"},
		{"je angefangenem Monat eine Pauschale von 180,00 EUR", "180.00EUR-/monthfalse"},
		{"a charge of £250.00 on the last day of each month", "250.00GBP-/monthfalse"},
		{"$8,000.00 of each monthly check is withheld", "8000.00USD-/monthfalse"},
		{"die monatliche Gutschrift aus dem Rückbau (1.700,00 EUR)", "1700.00EUR-/monthfalse"},
		{"el rappel del segundo trimestre (4.250 €) no se le abona", "4250.00EUR-/false"},
		{"the price is list (+£4,400/yr)", "4400.00GBP-/yearfalse"},
		{"der Rahmenpreis, CHF 3.18/kg, gilt nicht mehr", "3.18CHF-/false piece"},
		{"a €25 per-line unbarring charge", "25.00EUR-/false piece"},
		{"a standing charge of £12/month", "12.00GBP-/monthfalse"},
		{"we owe 84 k SEK from the modernisation", "84000.00SEK-/false"},
		{"les 27 k$ CA de mars", "27000.00CAD-/false"},
		{"CW-3341 (zł 46 200) is late", "46200.00PLN-/false"},
		{"gwarancja na 1,2 mln PLN", "1200000.00PLN-/false"},
		{"Nos honoraires (300 € au moins) sont à votre charge.", "300.00EUR-/true"},
		{"the allowance, not under $185,000", "185000.00USD-/true"},
		{"anything from $20,000 upward", "20000.00USD-/true"},
		{"about $600,000 each quarter, possibly more", "600000.00USD-/quartertrue"},
		{"die Bürgschaft der Volksbank Warnow über 60 T€", "60000.00EUR-/false"},
		{"ein Schaden von über 60 T€", "60000.00EUR-/true"},
		{"fees of up to $40,000", "40000.00USD-/false most"},
		{"des frais allant jusqu'à 3 000 €", "3000.00EUR-/false most"},
		{"Mahnspesen 25,-- €", "25.00EUR-/false"},
		{"Se retiene la liquidación, no menos de u$s 31 mil, hasta que paguen.", "31000.00USD-/true"},
		{"au 31 décembre 2023 à 9 874,20 €", "9874.20EUR-/false"},
	}
	for _, tt := range tests {
		d := newDocument(tt.text, someDay, nil)
		got := ""
		if len(d.money) > 0 {
			e, from := d.exposure(0)
			got = exposureKey(e)
			if from.Text != tt.text[from.Start:from.End] {
				t.Errorf("%q: “%s” is not what stands there", tt.text, from.Text)
			}
			if e.Ceiling {
				got += " most"
			}
			if d.money[0].daily {
				got += " piece"
			}
		}
		if got != tt.want || len(d.money) > 1 {
			t.Errorf("%q: %d sums, the first %q, expected one, %q", tt.text, len(d.money), got, tt.want)
		}
	}
}
