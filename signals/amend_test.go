package signals

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// What a notice announces that few words stand above, to act on 12 April 2023 unless all is paid by the 10th.
const (
	suspends = iota // that of its tongue
	stops           // deliveries
	holds           // new orders
	both            // a suspension, and collections on the 30th
)

// announced are the notices by their language.
var announced = map[string][4]string{
	"en": {
		stops: "Dear customer,\n\nGBP 62,000.00 are overdue. We will stop all deliveries to you on 12 April 2023 unless they are paid by 10 April 2023.\n\nIda Holm, Holm Freight",
		holds: "Dear customer,\n\nGBP 62,000.00 are overdue. We will accept no new orders from you from 12 April 2023 (order stop) unless they are paid by 10 April 2023.\n\nIda Holm, Holm Freight",
		both:  "Invoice 88 for £4,000.00 is overdue. Unless it is paid by 10 April 2023 we will suspend your access on 12 April 2023. We will hand the debt to our collection agency on 30 April 2023.",
	},
	"de": {
		stops: "Sehr geehrte Damen und Herren,\n\n62.000,00 EUR sind überfällig. Wir werden die Belieferung am 12. April 2023 einstellen, sofern der Betrag nicht bis zum 10. April 2023 bezahlt ist.\n\nIda Holm, Holm Fracht",
		holds: "Sehr geehrte Damen und Herren,\n\n62.000,00 EUR sind überfällig. Ab dem 12. April 2023 nehmen wir keine neuen Bestellungen mehr an, sofern der Betrag nicht bis zum 10. April 2023 bezahlt ist.\n\nIda Holm, Holm Fracht",
	},
	"fr": {
		stops: "Madame, Monsieur,\n\n62 000,00 EUR restent impayés. Nous cesserons toutes les livraisons le 12 avril 2023 sauf paiement au plus tard le 10 avril 2023.\n\nIda Holm, Holm Fret",
		holds: "Madame, Monsieur,\n\n62 000,00 EUR restent impayés. Nous n'accepterons plus de nouvelles commandes à partir du 12 avril 2023 sauf paiement au plus tard le 10 avril 2023.\n\nIda Holm, Holm Fret",
	},
	"es": {
		stops: "Estimado cliente:\n\nSiguen impagados 62.000,00 EUR. Dejaremos de hacerles entregas el 12 de abril de 2023 si no se pagan a más tardar el 10 de abril de 2023.\n\nIda Holm, Holm Carga",
		holds: "Estimado cliente:\n\nSiguen impagados 62.000,00 EUR. A partir del 12 de abril de 2023 no aceptaremos nuevos pedidos si no se pagan a más tardar el 10 de abril de 2023.\n\nIda Holm, Holm Carga",
	},
}

// TestFewWordsMean reads few words above notices, each beside those that look like them and mean something else. It finds: a day of
// anything else taken for that of a measure, a measure that is done taken for one that is off, one that stands for one that is
// done, and a sum that has come taken for what is owed.
func TestFewWordsMean(t *testing.T) {
	t.Parallel()
	for _, c := range fewWordsMean {
		w := tongues[c.lang]
		if c.notice != suspends {
			w.notice = announced[c.lang][c.notice]
		}
		for _, style := range [...]string{"wrote", "mail"} {
			for want, all := range c.says {
				for _, says := range all {
					text := quoting[style](&w, says)
					f := Read(text, ledger.NewDate(2023, 4, 3), nil)
					checkEvidence(t, text, f)
					if got := nowSays(f); got != want && !(strings.Contains(want, "withdrawn") && strings.HasPrefix(got, want)) {
						t.Errorf("%s, %s: %s\n  it says %s\n expected %s", c.lang, style, says, got, want)
					}
				}
			}
		}
	}
}

// nowSays is what a text says of measures, each with the day it acts and the last one that averts it, and of what is claimed.
func nowSays(f Findings) string {
	day := func(d ledger.Date) string {
		if d == 0 {
			return "-"
		}
		return strings.TrimPrefix(d.String(), "2023-")
	}
	var all []string
	for _, m := range f.Measures {
		all = append(all, fmt.Sprint(m.Kind, " ", m.State, " ", day(m.Effective), " ", day(m.CureUntil)))
	}
	slices.Sort(all)
	claimed := "-"
	if f.Claimed.Currency != "" {
		claimed = f.Claimed.Amount.String()
	}
	return strings.Join(all, "; ") + " | " + claimed
}

var fewWordsMean = []struct {
	lang   string
	notice int
	says   map[string][]string
}{}
