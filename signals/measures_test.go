package signals

import (
	"fmt"
	"slices"
	"strings"
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

// Two acts that are joined have a day each. Deliberate faults it catches: one day for both, only one of them found, no signal at
// all; the dangerous twins: one act on two days, an act and the day of a paper.
func TestTwoActsADayEach(t *testing.T) {
	t.Parallel()
	const (
		cut    = "service_suspension/notice_given 2023-03-20"
		end    = "service_termination/notice_given 2023-04-03"
		wipe   = "data_deletion/notice_given 2023-04-30"
		sue    = "legal_action/notice_given 2023-04-03"
		agency = "collections/notice_given 2023-04-03"
	)
	for text, want := range map[string]string{
		"Your account is 45 days past due. We suspend your service on 20 March and delete your data on 30 April.":                              cut + "; " + wipe,
		"Invoice 4711 for $9,200 is unpaid. We stop deliveries on 20 March and terminate the contract on 3 April.":                             cut + "; " + end,
		"Because invoice 4711 is unpaid, deliveries stop on 20 March and the contract ends on 3 April.":                                        cut + "; " + end,
		"Your balance of £2,400 is still open. On 20 March your lines are disconnected and on 3 April the matter goes to our solicitors.":      cut + "; " + sue,
		"Your balance of £2,400 is still open. On 20 March we will suspend the account, then on 30 April erase the backups.":                   cut + "; " + wipe,
		"Your account is 45 days past due. The service was suspended on 1 March and the data will be deleted on 30 April.":                     "service_suspension/in_effect 2023-03-01; " + wipe,
		"Rechnung 4711 über 9.200 € ist offen. Wir sperren Ihren Zugang am 20. März und löschen Ihre Daten am 30. April.":                      cut + "; " + wipe,
		"Rechnung 4711 über 9.200 € ist offen. Am 20. März stellen wir die Lieferungen ein und am 3. April kündigen wir den Vertrag.":          cut + "; " + end,
		"Rechnung 4711 über 9.200 € ist offen. Wir stellen die Belieferung zum 20. März ein und kündigen den Vertrag zum 3. April.":            cut + "; " + end,
		"La facture 4711 de 9 200 € reste impayée. Nous suspendons le service le 20 mars et supprimons vos données le 30 avril.":               cut + "; " + wipe,
		"La facture 4711 de 9 200 € reste impayée. Le 20 mars, nous bloquons votre accès et le 30 avril nous effaçons vos données.":            cut + "; " + wipe,
		"La facture 4711 de 9 200 € reste impayée. Votre accès sera coupé le 20 mars puis vos données seront effacées le 30 avril.":            cut + "; " + wipe,
		"La factura 4711 de 9.200 € sigue impagada. El 20 de marzo cortamos el acceso y el 30 de abril eliminamos los datos.":                  cut + "; " + wipe,
		"La factura 4711 de 9.200 € sigue impagada. Suspendemos el servicio el 20 de marzo y rescindimos el contrato el 3 de abril.":           cut + "; " + end,
		"La factura 4711 de 9.200 € sigue impagada. Dejamos de suministrar el 20 de marzo y presentamos la demanda el 3 de abril.":             cut + "; " + sue,
		"Si no pagan, cortamos el servicio el 20 de marzo y pasamos el caso a cobranza el 3 de abril.":                                         cut + "; " + agency,
		"Your account is past due. We will suspend delivery on 20 March and 3 April.":                                                          cut,
		"Your invoice dated 2 February and the reminder of 20 February are unpaid; we will suspend your service on 20 March.":                  cut,
		"Thank you for paying. The suspension of 20 March and the termination of 3 April are both off.":                                        "",
		"We shall be closed for maintenance: the servers stop on 20 March and the old data centre's contract is terminated on 3 April. Enjoy!": "",
	} {
		var got []string
		for _, m := range Read(text, ledger.NewDate(2023, 3, 13), nil).Measures {
			got = append(got, fmt.Sprintf("%s/%s %s", m.Kind, m.State, m.Effective))
		}
		if got := strings.Join(got, "; "); got != want {
			t.Errorf("%q\ngot  %s\nwant %s", text, got, want)
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
