package signals

import (
	"fmt"
	"testing"
)

// Affiliates are named one each. Deliberate faults it catches: a list of which only the first counts, or that is one name; a firm with
// “and” in its name that is cut in two; a word that only begins a sentence, or a guarantee of our own parent, taken for an affiliate.
func TestAffiliates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"From 20 March 2025 Larkfield Studios and Larkfield Games Ltd, both our affiliates, will stop delivering to you unless €9,000 is paid.":       `["Larkfield Studios" "Larkfield Games Ltd"]`,
		"Unless €9,000 is paid by 20 March 2025 we will suspend your service and that of your subsidiaries Acme UK Ltd, Acme GmbH and Acme SA.":       `["Acme UK Ltd" "Acme GmbH" "Acme SA"]`,
		"From 20 March 2025 our affiliates Vantor and Corvo will stop deliveries to you until the €9,000 are paid.":                                   `["Vantor" "Corvo"]`,
		"Ab dem 20. März 2025 beliefert Sie auch unsere Schwestergesellschaft Teutoburg Fulfillment GmbH nicht mehr, bis die 9.000 EUR bezahlt sind.": `["Teutoburg Fulfillment GmbH"]`,
		"Ab dem 20. März 2025 liefern unsere Töchter Hansa Garn GmbH und Nordfaden KG nicht mehr, bis die 9.000 EUR bezahlt sind.":                    `["Hansa Garn GmbH" "Nordfaden KG"]`,
		"À compter du 20 mars 2025, nos filiales Vallon Énergie SA et Vallon Gaz SA suspendront vos livraisons jusqu'au paiement des 9 000 €.":        `["Vallon Énergie SA" "Vallon Gaz SA"]`,
		"We will suspend deliveries on 20 March 2025 unless €9,000 is paid. The same goes for Tessaly Benelux and Tessaly Iberia.":                    `["Tessaly Benelux" "Tessaly Iberia"]`,
		"We will suspend deliveries on 20 March 2025 unless €9,000 is paid. Harbinger Transit would follow suit.":                                     `["Harbinger Transit"]`,
		"We will suspend deliveries on 20 March 2025 unless €9,000 is paid, and so will Angus Grain Dryers, our subsidiary.":                          `["Angus Grain Dryers"]`,
		"We will suspend deliveries on 20 March 2025 unless €9,000 is paid, as will our affiliate Marks and Spencer plc.":                             `["Marks and Spencer plc"]`,
		"We will suspend deliveries on 20 March 2025 unless €9,000 is paid, as will our sister company Quarz & Co.":                                   `["Quarz & Co."]`,
		"We will suspend deliveries on 20 March 2025 unless €9,000 is paid. There is no affiliate. Neither is this a step that we take lightly.":      `[]`,
		"We will suspend deliveries on 20 March 2025 unless €9,000 is paid or your parent's guarantee reaches Fergus Bain.":                           `[]`,
	} {
		f := Read(text, someDay, nil)
		checkEvidence(t, text, f)
		if len(f.Measures) == 0 {
			t.Errorf("%q: no measure", text)
		}
		for _, m := range f.Measures {
			if got := fmt.Sprintf("%q", m.Affiliates); got != want {
				t.Errorf("%q: %s with %s, expected %s", text, m.Kind, got, want)
			}
		}
	}
}
