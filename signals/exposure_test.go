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
		if len(f.Measures) > 0 {
			got = exposureKey(f.Measures[0].Exposure)
		}
		if got != tt.want {
			t.Errorf("%q: costs %q, expected %q", tt.text, got, tt.want)
		}
	}
}
