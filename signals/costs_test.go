package signals

import (
	"testing"

	"owed.dev/owed/ledger"
)

// TestCosts reads what a measure costs. It finds: the debt taken for the cost, a fee of another clause that is missed, one
// measure's sum given to another, and a rate taken for a sum.
func TestCosts(t *testing.T) {
	t.Parallel()
	letter := "Brookside Fibre Ltd\n3 March 2025\n\nDear customer,\n\nInvoice 4410 over £1,200.00 is overdue. "
	tests := []struct {
		text string
		kind ledger.MeasureKind
		want string
	}{
		{letter + "A late payment fee of £45.00 has been added to your account.", ledger.LateFee, "45.00GBP-/false"},
		{letter + "Unless we receive payment by 21 March 2025 your service will be suspended on 24 March 2025.", ledger.ServiceSuspension, ""},
		{letter + "We have set off the £310.00 rebate that we owe you against it. Your service will be suspended on 24 March 2025 unless the rest is paid.", ledger.SetOffOrWithhold, "310.00GBP-/false"},
		{letter + "We have set off the £310.00 rebate that we owe you against it. Your service will be suspended on 24 March 2025 unless the rest is paid.", ledger.ServiceSuspension, ""},
		{letter + "Interest of 8% a year has been charged on it since 1 February 2025.", ledger.Interest, ""},
	}
	for _, tt := range tests {
		f := Read(tt.text, ledger.NewDate(2025, 3, 5), nil)
		checkEvidence(t, tt.text, f)
		m := findFound(f.Measures, tt.kind)
		if m == nil {
			t.Errorf("%q: no %s in %v", tt.text, tt.kind, f.Measures)
		} else if got := exposureKey(m.Exposure); got != tt.want {
			t.Errorf("%q: %s costs %q, expected %q", tt.text, tt.kind, got, tt.want)
		}
	}
}
