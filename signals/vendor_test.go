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

// TestNames finds: a company's form or a word joined by an apostrophe that is cut off its name, a letterhead in which marks,
// wide gaps or damaged letters end a name, a desk that can't be told from the company, and a sentence that a name runs over.
func TestNames(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"Signed for Halloran Tools Pte Ltd, Singapore", "Halloran Tools Pte Ltd"},
		{"Andamios Anáhuac, S.A. de C.V.", "Andamios Anáhuac, S.A. de C.V."},
		{"from Palesa Cleanroom (Pty) Ltd", "Palesa Cleanroom (Pty) Ltd"},
		{"Entre Verrerie d'Aniche et nous", "Verrerie d'Aniche"},
		{"von der Firma Gaz de l'Adour", "Gaz de l'Adour"},
		{"Lingua Mondo srl", "Lingua Mondo srl"},
		{"Spoke to Peddar's Way Abattoir", "Peddar's Way Abattoir"},
		{"THE FENLAND GROWERS' SOCIETY", "THE FENLAND GROWERS' SOCIETY"},
		{"BANQUE DE L'ESTUAIRE", "BANQUE DE L'ESTUAIRE"},
		{"HOLLIN  DAIRY  STORES", "HOLLIN  DAIRY  STORES"},
		{"beim Labor Dr. Feist", "Labor Dr. Feist"},
		{"Quarz & Co. KG liefert", "Quarz & Co. KG"},
		{"Logística Cafetera S.A.S. le escribe", "Logística Cafetera S.A.S."},
		{"Softelar Ltda. nos instruyó", "Softelar Ltda."},
		{"Dear all,\n\nnothing changes.\n\nPlumepost Deliverability", "Plumepost"},
		{"Quist & Daughters, Structures for Hire\n\n3 May 2025\n\nDear Sir,\n\nwe wait for your money.\n\nB. Quist", "Quist & Daughters, Structures for Hire"},
		{"CAPE M1NOT GAS\n\n3 May 2025\n\nDear Sir,\n\nwe wait for your money.\n\nB. Quist", "CAPE M1NOT GAS"},
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

// TestContact reads whom to answer. It finds: a number under a text that is no telephone for want of the word, one of a bill
// that is taken for it, and the first word of a last sentence taken for who signs.
func TestContact(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"Brindle Hire\n\n5 May 2025\n\nYour account is overdue. We collect the machines on Monday.\n\nL. Penhaligon\nHire desk, 0000 555-318", "0000 555-318"},
		{"Brindle Hire\n\n5 May 2025\n\nYour account is overdue. We collect the machines on Monday.\n\nInvoice 0000 555-318", ""},
		{"Your account is overdue, so the line is cut. Top up before use.", ""},
		{"We stop on Monday unless you pay. Lou, Brindle Haulage", "Lou"},
		{"Call from Dana, Brindle Haulage: they stop on Monday unless we pay.", "Dana"},
	}
	for _, tt := range tests {
		f := Read(tt.text, someDay, nil)
		checkEvidence(t, tt.text, f)
		if f.Contact != tt.want {
			t.Errorf("%q: contact %q, expected %q", tt.text, f.Contact, tt.want)
		}
	}
}
