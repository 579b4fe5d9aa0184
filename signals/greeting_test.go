package signals

import "testing"

// overdueLetter is the body of a letter that names nobody.
const overdueLetter = "Your invoices are overdue. If we have not been paid by Friday, we will stop all deliveries to you."

// greetings are how letters begin.
var greetings = []string{"Dear Rachel", "Hi Rachel", "Hello Ms Okafor", "Dear Harbor Foods", "Dear Mr Osei", "Dear Accounts Payable", "Dear Sirs", "Hallo Frau Brandl", "Guten Tag Frau Kern", "Liebe Frau Kern", "Bonjour Madame Roux", "Hola Marta", "Sehr geehrte Frau Kern", "Hi all"}

// signatures are how letters end, and the firm that they name.
var signatures = []struct{ text, firm string }{
	{"Kind regards\n\nBen Hale\nCredit Controller\nAlder Foods", "Alder Foods"},
	{"Kind regards,\nDirk van Hool\nAccounts\nDe Vries Transport", "De Vries Transport"},
	{"Yours sincerely,\n\nAnn Lowe\nSmith, Jones & Partners LLP", "Smith, Jones & Partners LLP"},
	{"Regards,\nO'Malley & Sons", "O'Malley & Sons"},
	{"Best regards,\n\nSam Reed\nCredit Control\n3M Site Supplies", "3M Site Supplies"},
	{"Best,\nJo\neBike4Less", "eBike4Less"},
	{"Best,\n\nAmy\nBilling\nPostbox.io", "Postbox.io"},
	{"Yours faithfully,\nCastle Lifts Ltd", "Castle Lifts Ltd"},
	{"Kind regards,\nOrla Byrne\nCastle Lifts", "Castle Lifts"},
	{"Mit freundlichen Grüßen\n\nJens Ott\nBuchhaltung\nDruckerei Lamm", "Druckerei Lamm"},
	{"Mit freundlichen Grüßen\nDruckerei Lamm", "Druckerei Lamm"},
	{"Cordialement,\n\nPaul Morel\nService comptabilité\nTransports Vidal", "Transports Vidal"},
	{"Un saludo,\n\nLuis Vega\nAdministración\nTalleres Osuna", "Talleres Osuna"},
	{"Regards,\nMarta Ruiz | Accounts Receivable | Northgate Paper", "Northgate Paper"},
	{"Kind regards,\nPriya Shah, Credit Manager, Hexham Steel", "Hexham Steel"},
	{"", ""},
}

// TestGreeting reads letters of all greetings and signatures. It finds: whom a letter greets, or who signs for a firm, taken
// for the firm; a name cut at a comma, a digit, an apostrophe or a stop.
func TestGreeting(t *testing.T) {
	t.Parallel()
	for _, sign := range signatures {
		for _, greeting := range greetings {
			text := greeting + ",\n\n" + overdueLetter + "\n\n" + sign.text
			if f := Read(text, someDay, nil); f.Vendor != sign.firm {
				t.Errorf("%q … %q: vendor %q, expected %q", greeting, sign.text, f.Vendor, sign.firm)
			}
		}
	}
}
