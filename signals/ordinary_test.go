package signals

import (
	"strings"
	"testing"
)

// What happens between any two firms is no measure, and its dangerous twin in like words is. It finds: a credit note that is offset, a
// true-up by the order form, an offer or a return that is declined, a new subprocessor, a headline about strangers, a joke, a reminder
// without any consequence or the service of a paper taken for a measure.
func TestOrdinaryBusiness(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Hello Anna,\n\nattached is credit note CN-440 for £312.00 (returned pallets). We will set it off against your next invoice, so you need do nothing.\n\nKind regards\nFernmill Ltd":                                                       "[]",
		"Guten Tag, anbei die Gutschrift GS-118 über 240,00 EUR für die reklamierte Lieferung. Wir verrechnen sie mit Ihrer nächsten Rechnung. Freundliche Grüße, Holz Bauer GmbH":                                                                "[]",
		"Bonjour, vous trouverez ci-joint l'avoir AV-77 de 180 €. Il sera imputé sur votre prochaine facture. Cordialement, Papeteries Valois":                                                                                                    "[]",
		"Buenos días: adjuntamos el abono AB-31 por 95,00 €. Se compensará con su próxima factura. Saludos, Aceites Luna SL":                                                                                                                      "[]",
		"We are setting off your credit balance of £312 against the overdue invoices, and the rebate will not be paid.":                                                                                                                           "[set_off_or_withhold/in_effect]",
		"Wir verrechnen Ihr Guthaben mit den überfälligen Rechnungen und zahlen den Bonus nicht aus.":                                                                                                                                             "[set_off_or_withhold/in_effect]",
		"Hi Tom,\n\nyour annual true-up is due: you have 230 active users against 200 seats in the order form. The additional 30 seats will be invoiced at the contract rate from 1 May 2025 as per the order form.\n\nBest\nStackforge Renewals": "[]",
		"As your invoices are overdue, the contract rate is withdrawn and the additional seats will be invoiced at list price from 1 May 2025.":                                                                                                   "[price_increase/notice_given]",
		"Hello, we have checked your return RMA-5511. As the seal is broken we can't accept it; the goods will be sent back to you. Regards, Castor Parts":                                                                                        "[]",
		"Dear bidder, thank you for your proposal. We regret that your offer was not selected in our RFP and that we will not be negotiating further. Kind regards, Procurement, Harbour Authority":                                               "[]",
		"Dear customer,\n\nwe are adding a new subprocessor, Fastwave Inc. (USA), for e-mail delivery on 1 April 2025. If you object within 30 days you may terminate the affected services.\n\nCloudnest Privacy":                                "[]",
		"Warenkreditversicherer streicht Limits: Möbelhändler Aumann bekommt keine Ware mehr":                                                                                                                                                     "[]",
		"Zulieferer stoppt Lieferungen an Autobauer Nordmobil":                                                                                "[]",
		"*tom*  09:12\nlast warning: whoever leaves the microwave like that gets their kitchen access revoked and I'm calling my lawyer haha": "[]",
		"Estimado cliente: le recordamos que la factura F-220 por 1.240,00 € venció el 3 de marzo. Le agradeceremos que realice el pago en los próximos días. Si ya lo ha hecho, ignore este aviso. Un saludo, Suministros Oro SL": "[]",
		"Si no pagan la factura F-220 antes del 20 de marzo, aplicaremos un recargo del 5 %.":                 "[late_fee/notice_given]",
		"Service was effected today by hand at your registered office. A certificate of service is attached.": "[]",
		"Service will be cut off today because invoice 118 is unpaid.":                                        "[service_suspension/in_effect]",
		"Tant que la facture 5511 n'est pas réglée, nos équipes n'interviendront plus sur vos sites.":         "[service_suspension/in_effect]",
	} {
		checkMeasures(t, text, want)
	}
}

// Text in no language that is read is no measure, whatever the learnt weights make of its letters. Fault: lorem ipsum over and over
// read as a credit hold; the dangerous twin: a notice below such a text, or of few words.
func TestNoLanguage(t *testing.T) {
	t.Parallel()
	const lorem = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. "
	for text, want := range map[string]bool{
		strings.Repeat(lorem, 40):                              true,
		strings.Repeat("lorem ipsum ", 400):                    true,
		strings.Repeat("lorem ipsum\n", 400):                   true,
		"Your account is suspended.":                           false,
		"Ihr Zugang ist gesperrt.":                             false,
		"Votre accès est suspendu.":                            false,
		"Su cuenta está bloqueada.":                            false,
		"DISCONNECTION 26 May, Borealis Hosting, GBP 4,000.00": false,
	} {
		d := opened(notice{Text: text, Received: someDay}, theModel())
		if got := d.saysNothing(); got != want {
			t.Errorf("%.60q says nothing: %v, want %v", text, got, want)
		}
		if f := Read(text, someDay, nil); want && f.IsSignal {
			t.Errorf("%.60q is a signal: %s", text, summary(f))
		}
	}
}
