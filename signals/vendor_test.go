package signals

import (
	"strings"
	"testing"
)

// TestVendor reads who is named as the creditor. It finds: a greeting, a title, a currency or the word that begins a
// sentence taken for a name; the recipient or the lawyer for the creditor; a name cut short before the form of the
// company or at a small word.
func TestVendor(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"From: Accounts <ar@marlow-freight.example>\nTo: ap@larkfield.example\nSubject: Overdue invoices\n\nDear Customer,\n\nyour invoices are 60 days overdue. We will hold all shipments from Monday.\n\nKind regards\nDana Pike\nMarlow Freight Ltd", "Marlow Freight Ltd"},
		{"From: Nora Keel <keel@keelgrant.example>\nTo: legal@larkfield.example\nSubject: Marlow Freight Ltd\n\nDear Sirs,\n\nwe act for our client Marlow Freight Ltd. You owe £8,000.00. Unless it is paid within 7 days we will issue proceedings.\n\nKeel Grant Solicitors", "Marlow Freight Ltd"},
		{"AWS Billing: the suspension is moved to 19 April", "AWS"},
		{"AWS mail: it is 19 April now", "AWS"},
		{"Kestrel Fuel Billing: our invoice 12 is overdue, so we will block your fuel cards on 20 March 2025.", "Kestrel Fuel"},
		{"Your account was reviewed by our Credit Committee on Tuesday. Unless £4,200 is paid by 20 March 2025 we will stop deliveries.", ""},
		{"From: Marcus Pell <m.pell@castlelifts.example>\nTo: ap@larkfield.example\nSubject: Salter's Yard\n\nDear Anna,\n\nthe lifts at Salter's Yard were serviced in January, and invoice CL-2231 for £3,640 is still unpaid. If it is not paid by 20 June 2025 we will stop all work at Salter's Yard.\n\nMarcus Pell", ""},
		{"Meridian Recovery Bureau\n12 Dock Street\n\nLarkfield Foods Ltd\nAttn. Accounts Payable\n\n3 March 2025\n\nDear Sirs,\n\nOur client: Castle Lifts Ltd. Debt: £3,640.00. Unless you pay within 7 days, proceedings will be issued.\n\nMeridian Recovery Bureau", "Castle Lifts Ltd"},
		{"Unless €9,000 is paid by 20 March 2025 we will suspend your service and that of your subsidiaries Acme UK Ltd, Acme GmbH and Acme SA.", ""},
		{"From: PayHelm Risk <risk@payhelm.example>\nTo: ap@larkfield.example\nSubject: Reserve\n\nHello,\n\nyour payouts are held back from 20 March 2025 until the negative balance is settled.\n\nPayHelm Risk", "PayHelm"},
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
		{"Spoke to Mr Botha of Karoo Pallets", "Karoo Pallets"},
		{"Call from Ardmore Bank's Mr Gilmore", "Ardmore Bank"},
		{"Hi its Dot from Skerry Net Loft. We stop on Monday", "Skerry Net Loft"},
		{"heute die Wasser- und Bodenverbände Wümme", "Wasser- und Bodenverbände Wümme"},
		{"vom Stand der Weißenborn Galvanik am Telefon", "Weißenborn Galvanik"},
		{"chez Papeteries de la Bresle", "Papeteries de la Bresle"},
		{"avec le Crédit-bail Oriane", "Crédit-bail Oriane"},
		{"with Tarn Valley Co-operative", "Tarn Valley Co-operative"},
		{"chez Loc'Autocars", "Loc'Autocars"},
		{"from Fret&Co today", "Fret&Co"},
		{"from Skovlab A/S today", "Skovlab A/S"},
		{"from Vistula Road Sp. z o.o. today", "Vistula Road Sp. z o.o."},
		{"from Kelapa Refinery Sdn. Bhd. today", "Kelapa Refinery Sdn. Bhd."},
		{"von der Klangbild w. V. heute", "Klangbild w. V."},
		{"KINCARDINE SHEET METAL LTD.\n\nWe wait for your money.", "KINCARDINE SHEET METAL LTD."},
		{"B A R G E   C O M P A N Y\n\n3 May 2025\n\nDear Sir,\n\nwe wait for your money.\n\nB. Quist", "B A R G E   C O M P A N Y"},
		{"Write to help@payhelm.example.\nPayHelm Risk Sandbox", "PayHelm"},
		{"Überweisen Sie auf unser Konto. Ab Montag gilt das", "Konto"},
	}
	for _, tt := range tests {
		d := newDocument(tt.text, someDay, nil)
		found, all := false, []string{}
		for _, n := range d.variants(d.sites()) {
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

// What can't be a creditor is none, nor whom to answer: the number of an account or a tax, the words of a greeting, a heading that is a
// sentence, who is billed; and a name ends where the bracket begins that it is not in.
func TestNobody(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, not string }{
		{"Invoice 5511 is overdue ($900). Please pay to our account IBAN DE89 3704 0044 0532 0130 00 as usual. If not paid by 20 March 2025 we stop deliveries.", "IBAN"},
		{"Madame,\n\nla facture 5511 de 900 € reste impayée. À défaut de règlement avant le 20 mars 2025 nous suspendrons vos livraisons.\n\nLe service comptable", "Madame"},
		{"Sehr geehrte Damen und Herren, unsere Bankverbindung hat sich geändert. Bitte überweisen Sie offene Beträge ab sofort auf das Konto IBAN LT12 1000 0111 0100 1000. Andernfalls sperren wir Ihren Zugang morgen.", "Ihren"},
		{"NOTICE OF INTENT TO DISCONNECT\n\nAccount 4471\n\nYour balance of $212.40 is past due. Service will be disconnected on 24 March 2025 unless it is paid.", "NOTICE"},
		{"Overdue: $900.00\nBill to: Larkfield Foods\n\nYour account will be suspended on 24 March 2025 unless it is paid.", "Larkfield"},
		{"Dear Sirs,\n\ninvoice 5511 over $900 is overdue. If it is not paid by 20 March 2025 we will stop deliveries.\n\nBeaumont Catering Ltd\nBarclays Bank, Sort code 20-00-00, Account 12345678\nVAT GB123", "VAT"},
		{"Hello Anna, our credit insurer cut your limit to zero after the Q2 invoices went past 60 days. Until those are cleared I can only release material against pro-forma. Orders 55-118 and 55-121 are parked for now.\n\nThanks for understanding\nPiet (Rotterdam Steel Service)", "("},
	}
	for _, tt := range tests {
		f := Read(tt.text, someDay, nil)
		checkEvidence(t, tt.text, f)
		if strings.Contains(f.Vendor+f.Contact, tt.not) {
			t.Errorf("%q: the vendor is %q, whom to answer %q", tt.text, f.Vendor, f.Contact)
		}
	}
	for written, want := range map[string]string{"Piet (Rotterdam Steel Service": "Rotterdam Steel Service", "Halloran (Toolmakers) Ltd": "Halloran (Toolmakers) Ltd", "Castle Lifts": "Castle Lifts"} {
		d := newDocument(written, someDay, nil)
		if s := d.nameSpan(d.unbracketed(name{to: len(d.tokens)})); d.text[s.Start:s.End] != want {
			t.Errorf("%q is cut to %q, expected %q", written, d.text[s.Start:s.End], want)
		}
	}
	for _, firm := range []string{"NOTICE BOARD MEDIA LTD", "CASTLE LIFTS", "Vat & Barrel Ltd", "Madame Tussauds", "Harrier Credit Partners", "Wharf Street Bakery"} {
		d := newDocument(firm, someDay, nil)
		if d.nobody(&name{to: len(d.tokens), form: strings.HasSuffix(strings.ToLower(firm), "ltd")}) {
			t.Errorf("%s can be no creditor", firm)
		}
	}
}
