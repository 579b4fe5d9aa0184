package signals

import (
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
