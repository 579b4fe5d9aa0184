package signals

import (
	"testing"

	"owed.dev/owed/ledger"
)

// TestMovedDays reads measures that were put off to another day, which counts instead of the one announced. It finds: the old
// day taken for the measure's, and a measure that stands, only later, taken for one on hold.
func TestMovedDays(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"As £820 remains unpaid, we will cut your broadband. The disconnection has been postponed from 20 May to 4 June 2025.",
		"Because your account is in arrears the shut-off scheduled for 16 May is put back to 4 June.",
		"The termination of your lease for unpaid rent, set for 23 May 2025, will now take effect on 4 June 2025 instead.",
		"La coupure de votre ligne pour facture impayée, prévue le 19 mai, est reportée au 4 juin 2025.",
		"El corte del suministro por impago, previsto para el 17 de mayo, se aplaza al 4 de junio.",
		"Die für den 18. Mai angekündigte Liefersperre wegen Ihres Zahlungsrückstands verschiebt sich auf den 4. Juni 2025.",
	} {
		f := Read(text, someDay, nil)
		checkEvidence(t, text, f)
		if len(f.Measures) != 1 || f.Measures[0].Effective.String() != "2025-06-04" || f.Measures[0].State != ledger.NoticeGiven {
			t.Errorf("%q: %+v, expected a notice for 4 June", text, f.Measures)
		}
	}
	const onHold = "We have put the disconnection set for 16 May on hold while you dispute the overdue bill."
	if f := Read(onHold, someDay, nil); len(f.Measures) != 1 || f.Measures[0].State != ledger.Suspended {
		t.Errorf("%q: %+v, expected one on hold", onHold, f.Measures)
	}
}
