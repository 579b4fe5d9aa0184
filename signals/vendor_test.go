package signals

import "testing"

// TestVendor reads who is named as the creditor. It finds: a greeting, a title, a currency or the word that begins a
// sentence taken for a name; the recipient or the lawyer for the creditor; a name cut short before the form of the
// company or at a small word.
func TestVendor(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"From: Accounts <ar@marlow-freight.example>\nTo: ap@larkfield.example\nSubject: Overdue invoices\n\nDear Customer,\n\nyour invoices are 60 days overdue. We will hold all shipments from Monday.\n\nKind regards\nDana Pike\nMarlow Freight Ltd", "Marlow Freight Ltd"},
		{"From: Nora Keel <keel@keelgrant.example>\nTo: legal@larkfield.example\nSubject: Marlow Freight Ltd\n\nDear Sirs,\n\nwe act for our client Marlow Freight Ltd. You owe £8,000.00. Unless it is paid within 7 days we will issue proceedings.\n\nKeel Grant Solicitors", "Marlow Freight Ltd"},
		{"*dan*  10:02\nMarlow Freight just called, they will stop all trucks until we pay", "Marlow Freight"},
	}
	for _, tt := range tests {
		f := Read(tt.text, someDay, nil)
		checkEvidence(t, tt.text, f)
		if f.Vendor != tt.want {
			t.Errorf("%q: vendor %q, expected %q", tt.text, f.Vendor, tt.want)
		}
	}
}

// TestNames finds: a company's form or a word joined by an apostrophe that is cut off its name, and a sentence that a
// name runs over.
func TestNames(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"Signed for Halloran Tools Pte Ltd, Singapore", "Halloran Tools Pte Ltd"},
		{"Andamios Anáhuac, S.A. de C.V.", "Andamios Anáhuac, S.A. de C.V."},
		{"from Palesa Cleanroom (Pty) Ltd", "Palesa Cleanroom (Pty) Ltd"},
		{"Entre Verrerie d'Aniche et nous", "Verrerie d'Aniche"},
		{"von der Firma Gaz de l'Adour", "Gaz de l'Adour"},
		{"Lingua Mondo srl", "Lingua Mondo srl"},
		{"Team von Fuldabogen", "Fuldabogen"},
		{"Überweisen Sie auf unser Konto. Ab Montag gilt das", "Konto"},
	}
	for _, tt := range tests {
		d := newDocument(tt.text, someDay, nil)
		found, all := false, []string{}
		for _, n := range d.variants() {
			s := d.nameSpan(n)
			all = append(all, d.text[s.Start:s.End])
			found = found || d.text[s.Start:s.End] == tt.want
		}
		if !found {
			t.Errorf("%q: names %q, expected %q among them", tt.text, all, tt.want)
		}
	}
}
