package signals

import (
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// TestSpots reads which words say a measure, in letters that speak of it before: as a right, as what the contract gives, in a heading.
// Faults it catches: the clause that names the kind first or most plainly is taken for the one that announces it.
func TestSpots(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		kind  ledger.MeasureKind
		state ledger.MeasureState
		words string
	}{
		{
			"Hi Ana,\n\nyou asked about the termination clause. It says we can end the contract when two invoices are unpaid for 60 days. Two are: 771 and 772, $8,100 together. So this is our notice: the contract ends on 30 June.\n\nBo, Larch Security",
			ledger.ServiceTermination, ledger.NoticeGiven, "the contract ends on 30 June",
		},
		{
			"Dear Sir,\n\nPrice list\n\nOur agreement gives you 12% off the list price as long as invoices are paid within 30 days. The last four were paid after 60 days or not at all. Orders from 1 July will therefore be invoiced without any reduction.\n\nKestrel Paints",
			ledger.PriceIncrease, ledger.NoticeGiven, "Orders from 1 July will therefore be invoiced without any reduction",
		},
	}
	for _, tt := range tests {
		f := Read(tt.text, ledger.NewDate(2025, 5, 8), nil)
		m := findFound(f.Measures, tt.kind)
		if m == nil {
			t.Errorf("%q: no %s in %v", tt.text, tt.kind, f.Measures)
		} else if m.State != tt.state || !strings.Contains(m.Evidence.Text, tt.words) {
			t.Errorf("%q: %s by “%s”, expected %s by “%s”", tt.text, m.State, m.Evidence.Text, tt.state, tt.words)
		}
	}
}

// TestSpotLessons checks what a labelled text teaches: its clauses, the marked one right. A text whose words are not marked teaches nothing.
func TestSpotLessons(t *testing.T) {
	t.Parallel()
	lesson := func(evidence string) Taught {
		x := Taught{Text: "Dear Sir,\nInvoice 12 is unpaid. We will cut the line on 9 May. Regards", Received: ledger.NewDate(2025, 5, 2)}
		x.Label.Measures = []Labelled{{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Evidence: evidence}}
		return x
	}
	got := spotLessons(lesson("We will cut the line on 9 May"))
	if len(got) != 1 {
		t.Fatalf("%d lessons, expected one", len(got))
	}
	rights := 0
	for i, right := range got[0].Right {
		rights += int(truth(right))
		if len(got[0].Options[i]) == 0 {
			t.Errorf("clause %d has no traits", i)
		}
	}
	if rights != 1 || len(got[0].Right) < 3 {
		t.Errorf("%d of %d clauses are right, expected one of three and more", rights, len(got[0].Right))
	}
	if got := spotLessons(lesson("words that stand nowhere")); len(got) != 0 {
		t.Errorf("%d lessons of words that do not stand in the text", len(got))
	}
}
