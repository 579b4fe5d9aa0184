package ledger_test

import (
	"encoding/json"
	"testing"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// What the steps of all documents add up to is what looking at every document finds, for any day; and how an account stood
// comes back as it was written. Deliberate faults it catches: a step on the wrong day, an invoice counted as open on the
// day on which its last part was paid, a hold forgotten.
func TestStepsAddUpToWhatIsKnownToday(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t)
		for range 60 {
			h.anything()
		}
		on := h.a.Vendor.Today(now).AddDays(rapid.IntRange(-70, 200).Draw(t, "day"))
		steps := h.a.FromSteps(func(give func(ledger.Step, ledger.Money, int)) {
			upTo := func(s ledger.Step, sum ledger.Money, count int) {
				if s.From <= on {
					give(s, sum, count)
				}
			}
			for _, i := range h.a.Invoices {
				ledger.InvoiceSteps(i, upTo)
			}
			for _, m := range h.a.Movements {
				ledger.MovementSteps(m, upTo)
			}
		})
		stood, err := h.a.Standing().Account(h.a.Vendor, h.at)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []ledger.Currency{"JPY", "USD"} {
			sameFigures(t, "known today", steps.FiguresOn(c, on), h.a.AsKnownAbout(on).FiguresOn(c, on))
			want := h.a.FiguresOn(c, on)
			want.InFlight, want.Asked, want.Free = ledger.Zero(c), ledger.Zero(c), want.Payable
			sameFigures(t, "as it stood", stood.FiguresOn(c, on), want)
		}
	})
}

func sameFigures(t *rapid.T, what string, got, want ledger.Figures) {
	a, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Fatalf("%s:\n%s\nwant\n%s", what, a, b)
	}
}
