package signals

import (
	"fmt"
	"slices"
	"testing"

	"owed.dev/owed/ledger"
)

// A sentence may speak of two measures, which have come differently far. Deliberate faults it catches: kinds that only the sentence as a
// whole is asked for; the day of the one taken for the other's.
func TestTwoMeasuresInASentence(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"La facture 5511 de 4 200 € reste impayée. À compter du 20 mars 2025, nos techniciens n'interviendront plus dans vos locaux, et nous nous réservons le droit de résilier le contrat.": "[service_suspension/notice_given service_termination/threatened]",
		"Invoice 5511 over £4,200 remains unpaid. From 20 March 2025 we will suspend your service, and we reserve the right to terminate the contract.":                                       "[service_suspension/notice_given service_termination/threatened]",
		"Die Rechnung 5511 über 4.200 € ist unbezahlt. Ab dem 20. März 2025 stellen wir die Lieferungen ein, und wir behalten uns vor, den Vertrag zu kündigen.":                              "[service_suspension/notice_given service_termination/threatened]",
		"La factura 5511 de 4.200 € sigue impagada. A partir del 20 de marzo de 2025 suspenderemos el servicio, y nos reservamos el derecho de resolver el contrato.":                         "[service_suspension/notice_given service_termination/threatened]",
	} {
		checkMeasures(t, text, want)
		for _, m := range Read(text, ledger.NewDate(2025, 3, 3), nil).Measures {
			if stops := m.Kind == ledger.ServiceSuspension; stops != (m.State == ledger.NoticeGiven) || stops != (m.Effective == ledger.NewDate(2025, 3, 20)) {
				t.Errorf("%q, before its day: %s %s takes effect on %q", text, m.Kind, m.State, m.Effective)
			}
		}
	}
}

// checkMeasures compares the kinds and states that are read from a text, in alphabetical order.
func checkMeasures(t *testing.T, text, want string) {
	t.Helper()
	f := Read(text, someDay, nil)
	checkEvidence(t, text, f)
	found := []string{}
	for _, m := range f.Measures {
		found = append(found, string(m.Kind)+"/"+string(m.State))
	}
	slices.Sort(found)
	if fmt.Sprint(found) != want {
		t.Errorf("%q: %v, expected %s", text, found, want)
	}
}
