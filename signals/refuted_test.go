package signals

import "testing"

// TestNothingOwed reads texts in which nothing is owed, in which a rule is stated for whatever is late, and those about strangers:
// none is a signal. Each has one in like words that is one.
func TestNothingOwed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"The rental of the excavator ends on 30 May as agreed. We will collect the machine on 1 June from your site. All invoices are paid, thank you.":                                                                                              false,
		"As your rent is unpaid the hire ends on 20 May and we will collect the machines the day after.":                                                                                                                                             true,
		"Ihr Mietvertrag über die Hebebühne endet am 30. Mai. Wir holen das Gerät am 1. Juni ab. Es sind keine Beträge offen.":                                                                                                                       false,
		"Su contrato de alquiler termina el 30 de mayo según lo acordado. Recogeremos la carretilla el 1 de junio. No hay importes pendientes.":                                                                                                      false,
		"Thank you for your payment of £412. Your account is up to date and the service continues as before.":                                                                                                                                        false,
		"Thank you for your part payment of £400. £600 is still overdue, and we will cut the line on 20 May unless it is paid.":                                                                                                                      true,
		"Dear customer,\n\nyour bill for April is £812.00 and is due on 30 May.\n\nPayments received after the due date incur a late fee of £10.\n\nHolt Water":                                                                                      false,
		"Read in the paper: Halden Steel has cut off two shipyards over unpaid bills. They are not among our suppliers.":                                                                                                                             false,
		"Our customer Vexel hasn't paid since February; we'll suspend their licence on 20 May.":                                                                                                                                                      false,
		"AR update: sent final demand to Brannock Retail ($212k). If no payment by the 15th we stop shipping to them.":                                                                                                                               false,
		"Team, customer of ours is 60 days overdue (€88k): credit hold from Monday, collections from 1 June.":                                                                                                                                        false,
		"Unser Kunde Halden ist 60 Tage im Rückstand (88 T€). Ab Montag liefern wir nur noch gegen Vorkasse, am 1. Juni geht es ans Inkasso.":                                                                                                        false,
		"They treat us as a customer of no weight: supplies stop on 20 May unless the April bill is paid.":                                                                                                                                           true,
		"Halden Steel, who also supply us, have put our account on stop over the unpaid April bill.":                                                                                                                                                 true,
		"From: Nora Quill <nora@quill.example>\nDate: Mon, 5 May 2025 09:12:00 +0000\nTo: Claims and Collections <ap@us.example>\nSubject: Overdue\n\nThe amount of CHF 33,000.00 is overdue since 1 March 2025. Kindly transfer it within 10 days.": false,
		"Dear Ms Okoro,\n\nYour plan is past due. We will suspend your access on 20 May.\n\nKind regards,\nHolt Water":                                                                                                                               true,
	} {
		if f := Read(text, someDay, nil); f.IsSignal != want {
			t.Errorf("%q: signal %v, expected %v (%+v)", text, f.IsSignal, want, f.Measures)
		}
	}
}
