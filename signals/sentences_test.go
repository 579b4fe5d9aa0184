package signals

import (
	"os"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// shortNames are the kinds and states as testdata/sentences.tsv writes them.
var shortNames = map[ledger.MeasureKind]string{
	ledger.ServiceSuspension: "ss", ledger.ServiceTermination: "st", ledger.DataDeletion: "dd", ledger.LateFee: "lf", ledger.Interest: "it", ledger.Acceleration: "ac",
	ledger.CreditHold: "ch", ledger.SetOffOrWithhold: "so", ledger.Collections: "co", ledger.LegalAction: "la", ledger.RefusalToRenegotiate: "rr", ledger.PriceIncrease: "pi",
	ledger.Audit: "au", ledger.LienOrRepossession: "li", ledger.PublicDisclosure: "pd", ledger.OtherMeasure: "ot",
}

// TestSentences reads plain sentences, each with the one kind and state that a person sees in it, or "-".
func TestSentences(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/sentences.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n, right := 0, 0
	for line := range strings.Lines(string(raw)) {
		want, text, _ := strings.Cut(strings.TrimSpace(line), "\t")
		text = strings.ReplaceAll(text, `\n`, "\n")
		var got []string
		f := Read(text, someDay, nil)
		checkEvidence(t, text, f)
		for _, m := range f.Measures {
			state := map[ledger.MeasureState]string{ledger.InEffect: "e"}[m.State]
			if state == "" {
				state = string(m.State[:1])
			}
			got = append(got, shortNames[m.Kind]+"/"+state)
		}
		if len(got) == 0 {
			got = []string{"-"}
		}
		n++
		if strings.Join(got, " ") == want {
			right++
		} else {
			t.Logf("%q was read as %v, expected %s", text, got, want)
		}
	}
	if right*100 < n*90 {
		t.Errorf("%d of %d sentences were read rightly", right, n)
	}
}
