package signals

import (
	"testing"

	"owed.dev/owed/ledger"
)

// TestTold tells notes of what somebody said from what a vendor wrote. Faults it catches: only notes that begin with the plainest words
// are known, and a letter that reports a call is taken for one.
func TestTold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		note bool
	}{
		{"Tel. note, Mon 3 March, 10.20, Ines. Mr Bloom from Halden Freight on the line about the £4,200. He says they stop our deliveries on Friday.", true},
		{"3/3 call w/ Dana (Corvid Hosting), notes: Ben. She wants the May invoice paid, otherwise they turn us off on the 14th, she said.", true},
		{"Rückruf Fr. Lorenz (Tal Werkzeuge), 3.3., ca. 9 Uhr, notiert von Jana. Sie sagt, ab Montag liefern sie uns nichts mehr.", true},
		{"Halden Freight Ltd\n3 March 2025\n\nDear Ms Stone,\n\nfurther to our call of today: invoice 771 over £4,200.00 is overdue. We will stop your deliveries on 14 March.\n\nYours sincerely,\nP. Bloom", false},
		{"From: Dana <dana@corvid.example>\nTo: ap@us.example\nSubject: May invoice\n\nHi,\n\nif you don't pay by the 10th, we turn you off on the 14th.\n\nDana", false},
	} {
		d := newDocument(tt.text, ledger.NewDate(2025, 3, 3), nil)
		d.model, d.trust = theModel(), usualTrust
		d.opine()
		if d.told != tt.note {
			t.Errorf("%q: a note %v, expected %v", tt.text, d.told, tt.note)
		}
	}
}
