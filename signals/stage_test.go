package signals

import (
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// TestStage reads how far a measure has come. It finds: what is said by mouth taken for a notice, however a note of it begins, a day gone by that makes
// a notice an act, and what holds until we pay taken for what is to come.
func TestStage(t *testing.T) {
	t.Parallel()
	letter := "Brookside Fibre Ltd\n3 March 2025\n\nDear customer,\n\nInvoice 4410 over £1,200.00 is overdue. "
	tests := []struct {
		text string
		want ledger.MeasureState
	}{
		{letter + "Unless we receive payment by 21 March 2025 your service will be suspended on 24 March 2025.", ledger.NoticeGiven},
		{letter + "Your service will remain suspended until the balance is paid in full.", ledger.InEffect},
		{letter + "As it was not paid, your service has been suspended since 1 March 2025.", ledger.InEffect},
		{letter + "We reserve the right to suspend your service.", ledger.Threatened},
		{letter + "Thank you for your payment. The suspension of your service has been lifted.", ledger.Withdrawn},
		{"Tel. note, 3 March, Ben. Anna Reed of Brookside Fibre about invoice 4410, £1,200.00 overdue. She says they will suspend our service on 24 March unless it is paid.", ledger.Threatened},
		{"Phone note, 3 March: Anna Reed (Brookside Fibre) rang about invoice 4410, £1,200.00, overdue. She says they will suspend our service on 24 March unless it is paid.", ledger.Threatened},
	}
	for _, tt := range tests {
		f := Read(tt.text, ledger.NewDate(2025, 3, 5), nil)
		checkEvidence(t, tt.text, f)
		m := findFound(f.Measures, ledger.ServiceSuspension)
		if m == nil {
			t.Errorf("%q: no suspension in %v", tt.text, f.Measures)
		} else if m.State != tt.want {
			t.Errorf("%q: %s, expected %s", tt.text, m.State, tt.want)
		}
	}
}

// What acts from a day to come is not in effect, and what was done on a weekday was done on the last one. Deliberate faults it catches: a
// measure in effect on a day to come; one that was done and is taken for announced, because some other day stands beside it.
func TestDoneOrToCome(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Your invoice 4711 is overdue. As of 1 May, we are charging interest of 8% p.a. on the balance.": "interest/notice_given 2023-05-01",
		"Your invoice 4711 is overdue. From 1 May we charge interest at 9 % on the outstanding amount.":  "interest/notice_given 2023-05-01",
		"Rechnung 4711 ist überfällig. Ab 1. Mai berechnen wir Verzugszinsen in Höhe von 9 %.":           "interest/notice_given 2023-05-01",
		"La facture 4711 est impayée. À compter du 1er mai, nous facturons des intérêts de retard.":      "interest/notice_given 2023-05-01",
		"La facture 4711 est impayée. À partir du 1er mai, vos livraisons sont suspendues.":              "service_suspension/notice_given 2023-05-01",
		"La factura 4711 está impagada. A partir del 1 de mayo cobramos intereses de demora.":            "interest/notice_given 2023-05-01",
		"Your invoice 4711 is overdue. From 1 March we have been charging interest at 9 %.":              "interest/in_effect 2023-03-01",
		"Rechnung 4711 ist überfällig. Ihr Zugang ist seit dem 1. März gesperrt.":                        "service_suspension/in_effect 2023-03-01",
		"La facture 4711 est impayée. Depuis le 1er mars, vos livraisons sont suspendues.":               "service_suspension/in_effect 2023-03-01",
		"La factura 4711 está impagada. Desde el 1 de marzo su cuenta está bloqueada.":                   "service_suspension/in_effect 2023-03-01",
	} {
		if got := summary(Read(text, ledger.NewDate(2023, 3, 13), nil)); got != want {
			t.Errorf("%q: %q, expected %q", text, got, want)
		}
	}
	for _, tt := range []struct {
		text, clause string
		day          int
		want         string
	}{
		{"From 1 May we charge interest.", "we charge", 0, "2023-05-01 notice_given"},
		{"Reagents: stopped on Tuesday, they restart with the money.", "Reagents", 0, "2023-03-07 in_effect"},
		{"Lieferung Dienstag eingestellt.", "Lieferung", 0, "2023-03-07 in_effect"},
		{"We have given your coaches for 6 May 2023 to others.", "We have", 0, " in_effect"},
		{"No deliveries for you this week.", "No deliveries", 0, " in_effect"},
		{"Your access is blocked. We meet on 6 May.", "Your access", 0, " in_effect"},
		{"The logins are blocked on 6 May.", "The logins", 0, "2023-05-06 notice_given"},
	} {
		d := opened(notice{Text: tt.text, Received: ledger.NewDate(2023, 3, 13)}, theModel())
		r, state := d.doneOrToCome(d.role(d.dates[tt.day]), d.clauseOf(strings.Index(tt.text, tt.clause)))
		if got := r.day.String() + " " + string(state); got != tt.want {
			t.Errorf("%q: %q, expected %q", tt.text, got, tt.want)
		}
	}
}
