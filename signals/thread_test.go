package signals

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// tongue is a language: a notice in it, how mail programs quote, and what short mails above the notice make of it.
type tongue struct {
	notice, wrote, head, original, ours string
	says                                map[string][]string
}

// What becomes of the notice: the state, the day it acts, the last one that averts it, and the sum.
const (
	stands    = "notice_given 2023-04-12 2023-04-10 60000000"
	later     = "notice_given 2023-04-19 2023-04-10 60000000"
	earlier   = "notice_given 2023-04-06 - 60000000"
	moreTime  = "notice_given - 2023-04-17 60000000"
	byAWeek   = "notice_given 2023-04-19 2023-04-17 60000000"
	done      = "in_effect - - 60000000"
	doneToday = "in_effect 2023-04-03 - 60000000"
	lifted    = "withdrawn - -"
	onHold    = "suspended 2023-04-12 - 60000000"
	moreMoney = "notice_given 2023-04-12 2023-04-10 61000000"
)

var tongues = map[string]tongue{
	"en": {
		notice:   "Dear customer,\n\n$60,000,000.00 are overdue. We will suspend your access to Fargate on 12 April 2023 unless they are paid by 10 April 2023.\n\nAR, Amazon Web Services",
		wrote:    "On Sat, Apr 1, 2023 at 9:00 AM AR <ar@amazon.example> wrote:",
		head:     "From: AR <ar@amazon.example>\nSent: Saturday, April 1, 2023 9:00 AM\nTo: ap <ap@demo.example>\nSubject: Account",
		original: "-----Original Message-----",
		ours:     "Could you please give us more time?",
		says: map[string][]string{
			later: {"The suspension is postponed by one week.", "The suspension is moved to 19 April.", "The new date is 19 April.", "It will be 19 April instead.", "We have put it off to 19 April.", "It is now 19 April.", "Make that 19 April.", "It is 19 April now.", "Suspension now takes place on Wednesday, 19 April 2023.",
				"Correction: not the 12th, it is 19 April.", "Hello,\n\nas agreed with Erin we have postponed this until 19 April.\n\nKind regards\nJane", "New date: 19 April 2023"},
			earlier:   {"We have brought this forward to 6 April.", "It will be Thursday already.", "The suspension will now be on 6 April."},
			moreTime:  {"You have until 17 April.", "The deadline is extended to 17 April.", "Please pay by 17 April.", "We'll wait until 17 April.", "The new deadline is Monday 17 April."},
			byAWeek:   {"One more week.", "We give you another 7 days.", "The deadline is extended by a week.", "You can have an additional week."},
			doneToday: {"This was carried out this morning.", "Access has been cut this morning.", "As announced, this has been done today."},
			done:      {"The suspension has been carried out."},
			lifted:    {"Nothing will be suspended.", "Please disregard the below.", "Payment received, thanks - resolved.", "Your access will not be suspended.", "Sent in error, sorry.", "Thanks, the money is in. Case closed."},
			onHold:    {"We'll hold off for now.", "This is on hold.", "We have put this on ice while the amount is in dispute."},
			stands: {"The below still stands.", "Second reminder, see below.", "Any news on this?", "A gentle reminder.", "Gentle reminder: nine days are left.", "As per my mail below.", "Did you get this?", "The date of 12 April stands.", "Final notice, see below.",
				"We have paid yesterday.", "This is in dispute.", "Forwarding to legal.", "We will pay on 7 April.", "We paid $10,000,000.00 today, please lift this.", "Could you move this to 19 April?", "We have to check this with our bank.", "Please do not suspend anything before 19 April."},
			moreMoney: {"Meanwhile it is $61M.", "It is $61,000,000.00 by now.", "The total is now $61,000,000.00, see below."},
		},
	},
	"de": {
		notice:   "Sehr geehrte Damen und Herren,\n\n60.000.000,00 $ sind überfällig. Wir werden Ihren Zugang zu Fargate am 12. April 2023 sperren, sofern der Betrag nicht bis zum 10. April 2023 bezahlt ist.\n\nBuchhaltung, Amazon Web Services",
		wrote:    "Am Sa., 1. Apr. 2023 um 09:00 Uhr schrieb AR <ar@amazon.example>:",
		head:     "Von: AR <ar@amazon.example>\nGesendet: Samstag, 1. April 2023 09:00\nAn: ap <ap@demo.example>\nBetreff: Konto",
		original: "-----Ursprüngliche Nachricht-----",
		ours:     "Könnten Sie uns bitte mehr Zeit geben?",
		says: map[string][]string{
			later:     {"Die Sperrung verschieben wir um eine Woche.", "Die Sperrung verschieben wir auf den 19. April.", "Der neue Termin ist der 19. April.", "Es wird nun der 19. April.", "Stattdessen am 19. April.", "Verschoben auf 19. April.", "Neuer Termin: 19.04.2023"},
			earlier:   {"Wir ziehen das auf den 6. April vor.", "Die Sperrung erfolgt nun schon am 6. April."},
			moreTime:  {"Sie haben Zeit bis zum 17. April.", "Die Frist verlängern wir bis zum 17. April.", "Die neue Frist ist der 17. April.", "Wir warten noch bis zum 17. April."},
			byAWeek:   {"Die Frist verlängern wir um 7 Tage.", "Sie bekommen eine weitere Woche.", "Verlängern wir um 7 Tage."},
			doneToday: {"Dies wurde heute Morgen vollzogen.", "Ihr Zugang wurde heute gesperrt.", "Wurde heute erledigt."},
			lifted:    {"Es wird nichts gesperrt.", "Bitte betrachten Sie das untenstehende Schreiben als gegenstandslos.", "Zahlung eingegangen, danke - erledigt.", "Ihr Zugang wird nicht gesperrt.", "Hat sich erledigt, vielen Dank für die Zahlung."},
			onHold:    {"Wir halten vorerst still.", "Das ruht vorerst.", "Die Sperrung ist vorerst ausgesetzt."},
			stands: {"Das Untenstehende gilt weiterhin.", "Zweite Mahnung, siehe unten.", "Gibt es hier etwas Neues?", "Freundliche Erinnerung.", "Siehe unten.",
				"Wir haben gestern bezahlt.", "Das ist strittig.", "Leite ich an unsere Rechtsabteilung weiter.", "Wir zahlen am 7. April.", "Könnten Sie das auf den 19. April verschieben?"},
			moreMoney: {"Inzwischen sind es 61.000.000,00 $.", "Mittlerweile sind 61 Mio. $ offen."},
		},
	},
	"fr": {
		notice:   "Madame, Monsieur,\n\n60 000 000,00 $ restent impayés. Nous suspendrons votre accès à Fargate le 12 avril 2023 sauf paiement au plus tard le 10 avril 2023.\n\nComptabilité, Amazon Web Services",
		wrote:    "Le sam. 1 avr. 2023 à 09:00, AR <ar@amazon.example> a écrit :",
		head:     "De : AR <ar@amazon.example>\nEnvoyé : samedi 1 avril 2023 09:00\nÀ : ap <ap@demo.example>\nObjet : Compte",
		original: "-----Message d'origine-----",
		ours:     "Pourriez-vous nous accorder un délai ?",
		says: map[string][]string{
			later:     {"La suspension est reportée d'une semaine.", "La suspension est reportée au 19 avril.", "La nouvelle date est le 19 avril.", "Ce sera finalement le 19 avril.", "C'est désormais le 19 avril."},
			earlier:   {"Nous avançons cela au 6 avril.", "Ce sera dès le 6 avril."},
			moreTime:  {"Vous avez jusqu'au 17 avril.", "Le délai est prolongé jusqu'au 17 avril.", "La date limite est désormais le 17 avril."},
			byAWeek:   {"Une semaine de plus.", "Nous prolongeons le délai de 7 jours.", "Nous vous accordons 7 jours supplémentaires."},
			doneToday: {"Cela a été exécuté ce matin.", "Votre accès a été coupé ce matin."},
			lifted:    {"Rien ne sera suspendu.", "Merci de ne pas tenir compte du message ci-dessous.", "Paiement reçu, merci - affaire close.", "Votre accès ne sera pas suspendu."},
			onHold:    {"Nous suspendons nos démarches pour le moment.", "C'est en attente pour le moment."},
			stands: {"Ce qui suit reste valable.", "Deuxième rappel, voir ci-dessous.", "Des nouvelles ?", "Simple rappel.",
				"Nous avons payé hier.", "C'est en litige.", "Je transmets à notre service juridique.", "Nous paierons le 7 avril.", "Pouvez-vous reporter au 19 avril ?"},
			moreMoney: {"Entre-temps, c'est 61 000 000,00 $."},
		},
	},
	"es": {
		notice:   "Estimado cliente:\n\nSiguen impagados 60.000.000,00 $. Suspenderemos su acceso a Fargate el 12 de abril de 2023 si no se pagan a más tardar el 10 de abril de 2023.\n\nContabilidad, Amazon Web Services",
		wrote:    "El sáb, 1 abr 2023 a las 9:00, AR (<ar@amazon.example>) escribió:",
		head:     "De: AR <ar@amazon.example>\nEnviado el: sábado, 1 de abril de 2023 9:00\nPara: ap <ap@demo.example>\nAsunto: Cuenta",
		original: "-----Mensaje original-----",
		ours:     "¿Podrían darnos más tiempo?",
		says: map[string][]string{
			later:     {"La suspensión se aplaza una semana.", "La suspensión se aplaza al 19 de abril.", "La nueva fecha es el 19 de abril.", "Será el 19 de abril.", "Ahora es el 19 de abril."},
			earlier:   {"Lo adelantamos al 6 de abril.", "Será ya el 6 de abril."},
			moreTime:  {"Tienen hasta el 17 de abril.", "El plazo se amplía hasta el 17 de abril.", "La nueva fecha límite es el 17 de abril."},
			byAWeek:   {"Una semana más.", "Ampliamos el plazo 7 días.", "Les damos otra semana."},
			doneToday: {"Esto se ha ejecutado esta mañana.", "Su acceso ha sido cortado esta mañana."},
			lifted:    {"No se suspenderá nada.", "Por favor, ignoren el mensaje de abajo.", "Pago recibido, gracias - resuelto.", "Su acceso no será suspendido."},
			onHold:    {"De momento lo dejamos en espera.", "Queda en suspenso por ahora."},
			stands: {"Lo de abajo sigue en pie.", "Segundo aviso, véase abajo.", "¿Alguna novedad?", "Un recordatorio amable.",
				"Hemos pagado ayer.", "Está en disputa.", "Lo paso a nuestro departamento legal.", "Pagaremos el 7 de abril.", "¿Podrían aplazarlo al 19 de abril?"},
			moreMoney: {"Entretanto son 61.000.000,00 $."},
		},
	},
}

// quoting are the ways in which mail programs show what somebody wrote before.
var quoting = map[string]func(w *tongue, says string) string{
	"marked":   func(w *tongue, says string) string { return says + "\n" + marked(w.notice) },
	"wrote":    func(w *tongue, says string) string { return says + "\n\n" + w.wrote + "\n\n" + marked(w.notice) },
	"unmarked": func(w *tongue, says string) string { return says + "\n\n" + w.wrote + "\n\n" + w.notice },
	"Outlook":  func(w *tongue, says string) string { return says + "\n\n" + w.head + "\n\n" + w.notice },
	"ruled": func(w *tongue, says string) string {
		return says + "\n\n________________________________\n" + w.head + "\n\n" + w.notice
	},
	"original": func(w *tongue, says string) string {
		return says + "\n\n" + w.original + "\n" + w.head + "\n\n" + w.notice
	},
	"below":    func(w *tongue, says string) string { return w.wrote + "\n\n" + marked(w.notice) + "\n\n" + says },
	"mail":     func(w *tongue, says string) string { return vendorMail + says + "\n\n" + w.head + "\n\n" + w.notice },
	"two deep": func(w *tongue, says string) string { return says + "\n" + marked(w.ours+"\n"+marked(w.notice)) },
	"passed on": func(w *tongue, says string) string {
		return "From: erin@demo.example\nTo: dan@demo.example\nSubject: Fwd: Account\n\nFYI\n\n---------- Forwarded message ---------\n" + vendorMail + says + "\n\n" + w.wrote + "\n\n" + marked(w.notice)
	},
}

const vendorMail = "From: AR <ar@amazon.example>\nTo: ap <ap@demo.example>\nDate: Mon, 3 Apr 2023 09:00:00 +0000\nSubject: RE: Account\n\n"

func marked(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") }

// TestNewestOfThread reads short mails above a notice that they quote. It finds: a notice that is not seen below what was said of
// it, an old day, state or sum that outlives the newest word, an answer of ours that changes what the vendor wrote, and
// a day that was moved by words that are not shown. Deliberate fault it catches: the day moved, beside nothing but the old sentence.
func TestNewestOfThread(t *testing.T) {
	t.Parallel()
	for lang, w := range tongues {
		for style, quote := range quoting {
			t.Run(lang+"/"+style, func(t *testing.T) {
				t.Parallel()
				for want, all := range w.says {
					for _, says := range all {
						text := quote(&w, says)
						f := Read(text, ledger.NewDate(2023, 4, 3), nil)
						checkEvidence(t, text, f)
						if got := gist(f); got != want && !(want == lifted && strings.HasPrefix(got, lifted)) {
							t.Errorf("%s: %s, expected %s", says, got, want)
						}
						for _, m := range f.Measures {
							if moved := want == later || want == earlier || want == moreTime || want == byAWeek; (m.Moved.Text != "") != moved || !strings.Contains(says, m.Moved.Text) || moved && !strings.Contains(w.notice, m.Evidence.Text) {
								t.Errorf("%s: its day is moved by “%s”, and it is “%s”", says, m.Moved.Text, m.Evidence.Text)
							}
						}
					}
				}
			})
		}
	}
}

// gist is what a text says of one suspension.
func gist(f Findings) string {
	if len(f.Measures) != 1 || f.Measures[0].Kind != ledger.ServiceSuspension {
		return fmt.Sprint(len(f.Measures), " measures ", f.Measures)
	}
	m := f.Measures[0]
	day := func(d ledger.Date) string {
		if d == 0 {
			return "-"
		}
		return d.String()
	}
	return strings.Join([]string{string(m.State), day(m.Effective), day(m.CureUntil), f.Claimed.Amount.String()}, " ")
}

// TestNewestAmends reads few words above a notice of two measures, or that say more. It finds: days and states given to a measure
// that the words do not name, and a measure that they add which takes the place of those quoted.
func TestNewestAmends(t *testing.T) {
	t.Parallel()
	const (
		both   = "Invoice 88 for £4,000.00 is overdue. Unless it is paid by 10 April 2023 we will suspend your access on 12 April 2023. We will hand the debt to our collection agency on 30 April 2023."
		cut    = "service_suspension notice_given 2023-04-12; "
		agency = "collections notice_given 2023-04-30; "
	)
	for says, want := range map[string]string{
		"The suspension is moved to 19 April.":                           "service_suspension notice_given 2023-04-19; " + agency,
		"The new date is 19 April.":                                      "service_suspension notice_given 2023-04-19; " + agency,
		"We will not suspend your access.":                               "service_suspension withdrawn -; " + agency,
		"Your file was handed to our collection agency this morning.":    cut + "collections in_effect 2023-04-03; ",
		"All is paid, thank you.":                                        "service_suspension withdrawn -; collections withdrawn -; ",
		"Final notice. We will also terminate the contract on 5 May.":    "service_termination notice_given 2023-05-05; " + cut + agency,
		"We have paid. We will terminate the contract on 5 May.":         cut + agency,
		"Not for us, they mixed us up with another company.":             "",
		"If nothing arrives it will be 6 April.":                         cut + agency,
		strings.Repeat("We talked about the weather and the goods. ", 5): "",
	} {
		text := says + "\n" + marked(both)
		f := Read(text, ledger.NewDate(2023, 4, 3), nil)
		checkEvidence(t, text, f)
		got := map[string]bool{}
		for _, m := range f.Measures {
			day := "-"
			if m.Effective != 0 {
				day = m.Effective.String()
			}
			got[fmt.Sprintf("%s %s %s; ", m.Kind, m.State, day)] = true
		}
		for _, m := range strings.SplitAfter(want, "; ") {
			if m != "" && !got[m] {
				t.Errorf("%s: %v, expected %s", says, got, want)
			}
		}
		if n := strings.Count(want, "; "); len(got) != n {
			t.Errorf("%s: %v, expected %d", says, got, n)
		}
	}
}

// TestQuotedReadsAsAlone reads notices as they came and quoted below a reminder. It finds: a measure that is lost, or found anew,
// only as the marks of quoting stand before its words or as mail programs leave out the head of what they quote.
func TestQuotedReadsAsAlone(t *testing.T) {
	t.Parallel()
	const (
		head  = "From: Ida Holm <ida@holmfreight.example>\nTo: ap@demo.example\nDate: Mon, 3 Apr 2023 09:00:00 +0000\nSubject: "
		wrote = "\n\nIda Holm\n\nOn Mon, 3 Apr 2023 at 09:00, Ida Holm <ida@holmfreight.example> wrote:\n\n"
	)
	for _, notice := range []string{
		"Dear Accounts Payable,\n\nyour account is USD 51,600.00 in arrears. Please be advised of the following:\n\n1. From 20 April 2023 we will no longer carry your crates.\n2. From 1 May 2023 interest of 1.5% a month will be charged.\n3. If nothing is paid by 14 May 2023, we will hand the debt to Brandt Recovery LLC.\n\nIda Holm\nHolm Freight Ltd",
		"Dear AP,\n\nGBP 21,000.00 is overdue. If it is not paid by 24 April 2023 we will stop\nall collections of your crates on 27 April 2023 and terminate our agreement\non 31 May 2023.\n\nIda Holm\nHolm Freight Ltd",
		"Hello,\n\nbecause invoice HL-88 over EUR 9,400.00 has not been paid, your account is on\nstop: new orders are only taken against payment in advance until it is.\n\nIda",
	} {
		alone := measuresOf(Read(head+"Overdue account\n\n"+notice, ledger.NewDate(2023, 4, 3), nil))
		if len(alone) == 0 {
			t.Fatalf("%s: nothing was found", notice)
		}
		for _, quoted := range []string{
			head + "Re: Overdue account\n\nJust a reminder." + wrote + marked(notice),
			head + "RE: AW: Overdue account\n\nJust a reminder." + wrote + strings.ReplaceAll(marked(notice), "> ", "&gt; "),
			head + "Re: Overdue account\n\nJust a reminder." + wrote + marked("Did you get this?"+wrote+marked(notice)),
			head + "Re: Overdue account\n\nJust a reminder.\n\n" + head + "Overdue account\n\n" + notice,
		} {
			f := Read(quoted, ledger.NewDate(2023, 4, 3), nil)
			checkEvidence(t, quoted, f)
			if got := measuresOf(f); !slices.Equal(got, alone) {
				t.Errorf("%s\n: %s, alone %s", quoted, got, alone)
			}
		}
	}
}

// measuresOf are the kinds of what was found, how far it has come, and when.
func measuresOf(f Findings) (all []string) {
	for _, m := range f.Measures {
		all = append(all, fmt.Sprint(m.Kind, m.State, m.Effective, m.CureUntil))
	}
	slices.Sort(all)
	return all
}

// What a few words above a quoted mail say is no company's name. Deliberate fault it catches: the first line of a text is taken for a
// letterhead, whatever it says.
func TestFewWordsAreNoLetterhead(t *testing.T) {
	t.Parallel()
	const quoted = "\n\nFrom: Nora Quill\nSent: Monday, 13 March 2023 09:12\nTo: ap@us.example\nSubject: Final notice\n\nYour account is overdue by EUR 62,000. We stop deliveries on 20 March.\n"
	for _, says := range []string{"Make that 19 April", "Make that 19 April.", "Deliveries to you stop"} {
		if f := Read(says+quoted, ledger.NewDate(2023, 3, 14), nil); f.Vendor != "" {
			t.Errorf("%q is taken for the vendor %q", says, f.Vendor)
		}
	}
}

// Whom to write to stands in the mail that is quoted, where the few words above it name nobody. Deliberate faults it catches: nobody, or
// whom the quoted mail greets.
func TestContactOfQuoted(t *testing.T) {
	t.Parallel()
	const notice = "Dear Ms Kern,\ninvoice 4711 over £9,200 is unpaid. We suspend your service on 20 March unless we are paid by 17 March.\nNora Quill\n"
	for head, want := range map[string]string{
		"On Mon, 13 Mar 2023 at 09:12, Nora Quill <nora@quill.example> wrote:\n":                                                             "nora@quill.example",
		"From: Nora Quill <nora@quill.example>\nSent: Monday, 13 March 2023 09:12\nTo: Dana Kern <ap@us.example>\nSubject: Final notice\n\n": "nora@quill.example",
	} {
		if f := Read("From 1 April your contact at the warehouse is Sven.\n\n"+head+notice, ledger.NewDate(2023, 3, 14), nil); f.Contact != want {
			t.Errorf("below %q the contact is %q, expected %q", head, f.Contact, want)
		}
	}
}
