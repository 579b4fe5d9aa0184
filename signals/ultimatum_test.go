package signals

import (
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// letter is what stands around a demand.
type letter struct{ before, after string }

// act is what a vendor says that it will do, as a clause after "we will", and the kind that a person sees in it.
type act struct {
	words string
	kind  ledger.MeasureKind
}

// demands are the plainest ways to ask for payment and say what follows, of a language; {X} is what follows.
type plainDemands struct {
	name    string
	letters []letter
	acts    []act
	demands []string
}

// someDay is a Monday, 12 May 2025: within 7 days ends on the 19th.
var plainest = []plainDemands{
	{"en", []letter{
		{"", ""},
		{"Your £3,640.00 is 90 days overdue. ", ""},
		{"Dear Ms Okafor,\n\nInvoices CL-2210 and CL-2231 (£3,640.00 in all) have been overdue since April and our reminders went unanswered.\n\n", "\n\nKind regards,\nOrla Byrne\nCastle Lifts Ltd"},
		{"FINAL DEMAND\n\nDear Sirs,\n\nDespite three reminders £3,640.00 is still overdue.\n\n", "\n\nYours faithfully,\nCastle Lifts Ltd"},
		{"From: Orla Byrne <orla@castlelifts.example>\nTo: ap@harbor.example\nSubject: Account 4471 overdue\n\nHello,\n\nwe wrote to you twice about the £3,640.00 that is overdue.\n\n", "\n\nBest wishes,\nOrla Byrne\nCredit Control\nCastle Lifts Ltd"},
	}, []act{
		{"suspend your account", ledger.ServiceSuspension},
		{"stop deliveries", ledger.ServiceSuspension},
		{"disconnect your supply", ledger.ServiceSuspension},
		{"stop all work", ledger.ServiceSuspension},
		{"terminate the contract", ledger.ServiceTermination},
		{"instruct our solicitors", ledger.LegalAction},
		{"take you to court", ledger.LegalAction},
		{"pass the debt to a collection agency", ledger.Collections},
		{"put your account on hold", ledger.CreditHold},
		{"delete your data", ledger.DataDeletion},
	}, []string{
		"Please pay within 7 days, otherwise we will {X}.",
		"Kindly pay by 19 May, or else we will {X}.",
		"We ask you to pay within 7 days; otherwise we will {X}.",
		"We must ask you to pay by 19 May, or we will {X}.",
		"You must pay by 19 May, otherwise we will {X}.",
		"Payment is required by 19 May, otherwise we will {X}.",
		"Pay by 19 May. Otherwise we will {X}.",
		"Please pay by 19 May. If not, we will {X}.",
		"Please pay by 19 May. If you do not, we will {X}.",
		"Please pay by 19 May. We will otherwise {X}.",
		"Please settle the balance by 19 May, failing which we will {X}.",
		"Please settle the balance by 19 May. Should you not do so, we will {X}.",
		"We asked you to pay. If you do not do so by 19 May we will {X}.",
		"Unless you pay by 19 May we will {X}.",
		"If we do not receive payment by 19 May we will {X}.",
		"Please pay by 19 May so that we need not {X}.",
	}},
	{"de", []letter{
		{"", ""},
		{"Sehr geehrte Frau Kern,\n\ntrotz Mahnung sind 900,00 € überfällig.\n\n", "\n\nMit freundlichen Grüßen\nAlder Feinkost GmbH"},
	}, []act{
		{"Ihren Anschluss sperren", ledger.ServiceSuspension},
		{"die Belieferung einstellen", ledger.ServiceSuspension},
		{"den Vertrag kündigen", ledger.ServiceTermination},
		{"einen Anwalt beauftragen", ledger.LegalAction},
	}, []string{
		"Bitte zahlen Sie bis 19. Mai, sonst werden wir {X}.",
		"Wir bitten um Zahlung bis 19. Mai, andernfalls werden wir {X}.",
		"Bitte zahlen Sie bis 19. Mai. Andernfalls werden wir {X}.",
		"Bitte zahlen Sie bis 19. Mai, ansonsten werden wir {X}.",
		"Bitte zahlen Sie binnen 7 Tagen, widrigenfalls werden wir {X}.",
		"Zahlen Sie bis 19. Mai nicht, werden wir {X}.",
	}},
	{"fr", []letter{
		{"", ""},
		{"Madame,\n\nMalgré nos rappels, 900,00 € restent impayés.\n\n", "\n\nCordialement\nAlder Traiteur SARL"},
	}, []act{
		{"suspendrons les livraisons", ledger.ServiceSuspension},
		{"couperons votre ligne", ledger.ServiceSuspension},
		{"résilierons le contrat", ledger.ServiceTermination},
		{"saisirons le tribunal", ledger.LegalAction},
	}, []string{
		"Merci de payer sous 7 jours, sinon nous {X}.",
		"Veuillez payer sous 7 jours, faute de quoi nous {X}.",
		"Veuillez payer sous 7 jours. À défaut, nous {X}.",
		"Nous vous prions de payer sous 7 jours, sans quoi nous {X}.",
		"Veuillez payer sous 7 jours. Dans le cas contraire, nous {X}.",
	}},
	{"es", []letter{
		{"", ""},
		{"Estimada señora:\n\nA pesar de nuestros avisos, 900,00 € siguen impagados.\n\n", "\n\nAtentamente\nAlder Alimentos S.L."},
	}, []act{
		{"suspenderemos las entregas", ledger.ServiceSuspension},
		{"cortaremos su línea", ledger.ServiceSuspension},
		{"resolveremos el contrato", ledger.ServiceTermination},
		{"acudiremos a los tribunales", ledger.LegalAction},
	}, []string{
		"Le rogamos que pague en 7 días; de lo contrario {X}.",
		"Le rogamos que pague en 7 días; en caso contrario {X}.",
		"Pague en 7 días. De lo contrario, {X}.",
		"Pague en 7 días. Si no, {X}.",
		"Por favor, pague en 7 días; de no hacerlo, {X}.",
	}},
}

// TestPlainDemands reads the plainest demands with what follows, each in every letter and for every act: one that is missed
// is the worst mistake that can be made.
func TestPlainDemands(t *testing.T) {
	t.Parallel()
	until := ledger.NewDate(2025, 5, 19)
	for _, p := range plainest {
		all, found, kind, day := 0, 0, 0, 0
		for _, demand := range p.demands {
			for _, a := range p.acts {
				for i, l := range p.letters {
					sentence := strings.ReplaceAll(demand, "{X}", a.words)
					f := Read(l.before+sentence+l.after, someDay, nil)
					all++
					m := findFound(f.Measures, a.kind)
					switch {
					case !f.IsSignal:
						t.Logf("%s: %q in letter %d is no signal", p.name, sentence, i)
						continue
					case m == nil:
						t.Logf("%s: %q in letter %d is %s, expected %s", p.name, sentence, i, f.Measures[0].Kind, a.kind)
					default:
						kind++
						if m.CureUntil == until {
							day++
						} else {
							t.Logf("%s: %q in letter %d may be averted until %s, expected %s", p.name, sentence, i, m.CureUntil, until)
						}
					}
					found++
				}
			}
		}
		t.Logf("%s: of %d demands %d were found, %d of the right kind, %d with their day", p.name, all, found, kind, day)
		if found*100 < all*95 || kind*100 < all*95 || day*100 < all*95 {
			t.Errorf("%s: of %d demands %d were found, %d of the right kind, %d with their day", p.name, all, found, kind, day)
		}
	}
}

// TestNoDemand reads texts in like words that threaten nothing.
func TestNoDemand(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Please find attached invoice 2025-188 for 1,240.00 EUR, payable by 11 July 2025. A late charge of 1% per month applies to balances past due. Kind regards, Arden Translations",
		"Hi, here is our invoice 881 for £640.00, 30 days. Please note interest is charged on overdue invoices. Best, Sam, Fenwick Catering",
		"Rechnung 5512 über 480,00 €, zahlbar bis 11.07.2025. Bei Zahlungsverzug berechnen wir Verzugszinsen. Druckerei Lamm",
		"Your subscription ends on 30 June as you asked; your data will be deleted on 30 July. Thank you for having been with us. Tallyhoop",
		"Ostrava Foundries has stopped supplying two German carmakers over unpaid bills, and is said to be preparing claims. We don't buy from them, fyi.",
		"Thank you for your payment of £900. Your account is up to date and the service continues as before.",
		"Please tell us by 19 May if you wish to stop, otherwise your subscription renews for a year. The Ledbury Review",
		"Please send us a photo of the damage by 19 May, otherwise we will send a replacement at once. Pine & Hop Ltd",
		"Please pay invoice 881 (£640.00) by 19 May, or call us if you need a copy. Fenwick Catering",
	} {
		if f := Read(text, someDay, nil); f.IsSignal {
			t.Errorf("%q was read as %s, %s", text, f.Measures[0].Kind, f.Measures[0].State)
		}
	}
}

// TestTimeline reads a banner that lists what happens when. Faults it catches: steps that are missed as little else speaks of a
// debt, a plan of works in like form that is taken for one.
func TestTimeline(t *testing.T) {
	t.Parallel()
	day := ledger.NewDate(2025, 1, 20)
	f := Read("Your Lumenboard subscription payment failed\n\nWe tried to charge the card on file three times and couldn't collect $2,970.00 for your annual plan.\n\n"+
		"What happens next\n- February 3: your workspace becomes view-only\n- 60 days later: boards and attachments are permanently erased\n\nUpdate your payment method in Settings.", day, nil)
	if !f.IsSignal || f.Measures[0].Kind != ledger.ServiceSuspension || f.Measures[0].Effective != ledger.NewDate(2025, 2, 3) {
		t.Errorf("%+v: want the suspension of 3 February", f.Measures)
	}
	f = Read("Moving your workspace to the new cluster\n\nWhat happens next\n- February 3: your workspace is copied\n- February 5: boards are view-only for two hours\n\nNo action is needed.", day, nil)
	if f.IsSignal {
		t.Errorf("%+v: want nothing", f.Measures)
	}
}
