package signals

import (
	"slices"
	"strings"
	"testing"
)

// TestInvoices reads the numbers of invoices. It finds: a year, a meter or another number for people taken for one; a list of
// which only the first is read; a word for invoices that is shortened and not known; a range read as one number.
func TestInvoices(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"We will suspend your account on 20 June 2025 unless the overdue $4,200.00 is paid.", ""},
		{"We will close the account on 20 June 2025 unless the overdue $4,200.00 is paid.", ""},
		{"We will suspend your account on June 20, 2025 unless the overdue $4,200.00 is paid.", ""},
		{"We will cut your account on 1 July 2025.", ""},
		{"Our invoice of 12 March 2025 for £900 is unpaid.", ""},
		{"Our bill of 3 March 2025 is unpaid.", ""},
		{"Our invoice dated 12/03/2025 is unpaid.", ""},
		{"Our invoice dated 3 March 2025, number 4471, is unpaid.", "4471"},
		{"la facture du 3 mars 2025 reste impayée.", ""},
		{"The invoices from 2023 and 2024 are unpaid.", ""},
		{"Our invoices for March 2025 and April 2025 are unpaid.", ""},
		{"Unsere Rechnung vom 3. März 2025 ist offen.", ""},
		{"Invoice 2025-118 of 4 March 2025 is overdue.", "2025-118"},
		{"Invoices nos. 4471, 4488 and 4490 are overdue.", "4471,4488,4490"},
		{"Our invoices no. 4471 and no. 4488 are overdue.", "4471,4488"},
		{"Die Rechnungen Nr. 4471, 4488 und 4490 sind überfällig.", "4471,4488,4490"},
		{"Las facturas núm. 4471 y 4488 siguen impagadas.", "4471,4488"},
		{"Las facturas n.º 4471, 4488 siguen impagadas.", "4471,4488"},
		{"Les factures n° 4471 et 4488 restent impayées.", "4471,4488"},
		{"Invoices 4471 (3 March) and 4488 (4 April) are overdue.", "4471,4488"},
		{"Invoices 4471 of 3 March and 4488 of 4 April are overdue.", "4471,4488"},
		{"Invoices 4471 (£1,200.00) and 4488 (£900.00) are overdue.", "4471,4488"},
		{"Overdue:\n\nInvoice  Date  Amount\n4471  03/03/2025  $1,200.00\n4488  04/04/2025  $900.00\n\nPlease pay.", "4471,4488"},
		{"Overdue:\n\nInvoice no. | Due date | Open\n4471 | 03/03/2025 | $1,200.00\n4488 | 04/04/2025 | $900.00\n\nPlease pay.", "4471,4488"},
		{"The inv. nos 4471, 4488 are overdue.", "4471,4488"},
		{"Invs 4471, 4488 are overdue.", "4471,4488"},
		{"We wait for inv. no. 4471.", "4471"},
		{"INV4471 is overdue.", "INV4471"},
		{"INV0004471 and INV0004488 are overdue.", "INV0004471,INV0004488"},
		{"SI77120 and SI77131 are overdue.", "SI77120,SI77131"},
		{"Die RE 2025-0117 ist überfällig.", "RE 2025-0117"},
		{"Die Re.-Nr. 4471 ist überfällig.", "4471"},
		{"Die Rg.-Nr. 4471 ist überfällig.", "4471"},
		{"Die Rechn.-Nr. 4471 ist überfällig.", "4471"},
		{"Les fact. 4471 et 4488 restent impayées.", "4471,4488"},
		{"Our statements 4471 and 4488 are overdue.", "4471,4488"},
		{"Invoices 4471-4488 are overdue.", "4471,4488"},
		{"Invoices 4471 to 4488 are overdue.", "4471,4488"},
		{"Invoices INV-4471 to INV-4488 are overdue.", "INV-4471,INV-4488"},
		{"We will cut meter E-44871 unless the overdue bill is paid.", ""},
		{"We will close suite B-210 unless the overdue rent is paid.", ""},
		{"We keep moulds M-14 to M-22 until the debt is paid.", ""},
		{"Des pénalités (art. L441-10 du code) s'ajoutent à la dette.", ""},
		{"Zähler E-44871 wird gesperrt, bis die Schuld bezahlt ist.", ""},
		{"Customer Acme, invoice 4711 is overdue.", "4711"},
		{"Customer no. 88123, invoice no. 4711 is overdue.", "4711"},
		{"Overdue on your account: invoices 4711 and 4712.", "4711,4712"},
		{"Ref. our invoice 20231, which is unpaid.", "20231"},
		{"Invoice reference 20231 is unpaid.", "20231"},
		{"Under the contract, invoice 4711 is overdue.", "4711"},
		{"Your file: invoice 4711 is overdue.", "4711"},
		{"Kunde Acme, Rechnung 4711 ist überfällig.", "4711"},
		{"Ihr Konto: Rechnungen 4711 und 4712 sind überfällig.", "4711,4712"},
		{"Zum Vertrag: Rechnung Nr. 4711 ist überfällig.", "4711"},
		{"Client Acme, facture 4711 impayée.", "4711"},
		{"Sur votre compte, les factures 4711 et 4712 restent impayées.", "4711,4712"},
		{"Réf. : notre facture 20231, impayée.", "20231"},
		{"Cliente Acme, factura 4711 impagada.", "4711"},
		{"En su cuenta, las facturas 4711 y 4712 siguen impagadas.", "4711,4712"},
		{"Ref. nuestra factura 20231, impagada.", "20231"},
		{"The unpaid invoices of contract 7781 add up.", ""},
		{"The unpaid invoices on account 77812 add up.", ""},
		{"Die Rechnungen zum Vertrag 7781 sind überfällig.", ""},
		{"Les factures du contrat 7781 restent impayées.", ""},
		{"Las facturas del contrato 7781 siguen impagadas.", ""},
		{"The invoice is unpaid; our case 20231.", ""},
		{"Invoice 4711, customer 88123, is unpaid.", "4711"},
		{"Less credit note CN-12, the balance is overdue.", ""},
		{"As to your signal S-1, the balance is still overdue.", ""},
	}
	for _, tt := range tests {
		f := Read(tt.text, someDay, nil)
		checkEvidence(t, tt.text, f)
		if want := strings.FieldsFunc(tt.want, func(r rune) bool { return r == ',' }); !slices.Equal(f.Invoices, want) && len(f.Invoices)+len(want) > 0 {
			t.Errorf("%q: invoices %q, expected %q", tt.text, f.Invoices, want)
		}
	}
}
