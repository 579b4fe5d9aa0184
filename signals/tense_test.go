package signals

import "testing"

// TestTense reads the forms of verbs. Faults it catches: what will be done taken for done by its participle, what was done for what is so,
// a present in German for a future.
func TestTense(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		lang, text string
		want       tenses
	}{
		{"en", "Your service will be suspended", tenseFuture},
		{"en", "We shall have sold the claim by then", tenseFuture},
		{"en", "Your service was suspended", tensePast},
		{"en", "We have cut off your line", tensePast},
		{"en", "We sent the file to court", tensePast},
		{"en", "Your access is suspended", tenseState},
		{"en", "We are withholding your rebate", tenseGoing},
		{"en", "No goods until the suspended account", 0},
		{"de", "Wir werden Ihren Zugang sperren", tenseFuture},
		{"de", "Ihr Zugang wird nach Ablauf der Frist von zehn Tagen gesperrt", tensePassive},
		{"de", "Ihr Zugang wurde gesperrt", tensePast},
		{"de", "Wir haben die Forderung an die Inkasso GmbH verkauft", tensePast},
		{"de", "Ihr Anschluss ist abgestellt", tenseState},
		{"fr", "Nous avons aussi confié la créance au cabinet", tensePast},
		{"fr", "Nous suspendrons la ligne", tenseFuture},
		{"fr", "Nous allons couper la ligne", tenseFuture},
		{"fr", "La ligne est coupée", tenseState},
		{"fr", "Le bail serait résilié", tenseMight},
		{"es", "Hemos cedido el crédito", tensePast},
		{"es", "Ayer cortó la línea", tensePast},
		{"es", "Vamos a cortar la línea", tenseFuture},
		{"es", "Cortaremos la línea", tenseFuture},
		{"es", "La línea queda cortada", tenseState},
	} {
		d := newDocumentIn(tt.lang, tt.text, aDay, nil, customs{})
		if got := d.tenseOf(&d.clauses[0]); got != tt.want {
			t.Errorf("%q: %06b, expected %06b", tt.text, got, tt.want)
		}
	}
}

// TestTenseOfItem checks that an item of a list without a verb of its own has the tense of the line above.
func TestTenseOfItem(t *testing.T) {
	t.Parallel()
	d := newDocumentIn("de", "Danach werden wir:\n\n– Klage beim Amtsgericht\n– Zug der Bürgschaft", aDay, nil, customs{})
	last := len(d.clauses) - 1
	if got, other := d.tenseAround(last); got != tenseFuture || !other {
		t.Errorf("%06b, another's %v, expected what is to come, as the line above has it", got, other)
	}
}
