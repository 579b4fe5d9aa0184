package signals

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// What a notice announces that few words stand above, to act on 12 April 2023 unless all is paid by the 10th.
const (
	suspends = iota // that of its tongue
	stops           // deliveries
	holds           // new orders
	both            // a suspension, and collections on the 30th
)

// announced are the notices by their language.
var announced = map[string][4]string{
	"en": {
		stops: "Dear customer,\n\nGBP 62,000.00 are overdue. We will stop all deliveries to you on 12 April 2023 unless they are paid by 10 April 2023.\n\nIda Holm, Holm Freight",
		holds: "Dear customer,\n\nGBP 62,000.00 are overdue. We will accept no new orders from you from 12 April 2023 (order stop) unless they are paid by 10 April 2023.\n\nIda Holm, Holm Freight",
		both:  "Invoice 88 for £4,000.00 is overdue. Unless it is paid by 10 April 2023 we will suspend your access on 12 April 2023. We will hand the debt to our collection agency on 30 April 2023.",
	},
	"de": {
		stops: "Sehr geehrte Damen und Herren,\n\n62.000,00 EUR sind überfällig. Wir werden die Belieferung am 12. April 2023 einstellen, sofern der Betrag nicht bis zum 10. April 2023 bezahlt ist.\n\nIda Holm, Holm Fracht",
		holds: "Sehr geehrte Damen und Herren,\n\n62.000,00 EUR sind überfällig. Ab dem 12. April 2023 nehmen wir keine neuen Bestellungen mehr an, sofern der Betrag nicht bis zum 10. April 2023 bezahlt ist.\n\nIda Holm, Holm Fracht",
	},
	"fr": {
		stops: "Madame, Monsieur,\n\n62 000,00 EUR restent impayés. Nous cesserons toutes les livraisons le 12 avril 2023 sauf paiement au plus tard le 10 avril 2023.\n\nIda Holm, Holm Fret",
		holds: "Madame, Monsieur,\n\n62 000,00 EUR restent impayés. Nous n'accepterons plus de nouvelles commandes à partir du 12 avril 2023 sauf paiement au plus tard le 10 avril 2023.\n\nIda Holm, Holm Fret",
	},
	"es": {
		stops: "Estimado cliente:\n\nSiguen impagados 62.000,00 EUR. Dejaremos de hacerles entregas el 12 de abril de 2023 si no se pagan a más tardar el 10 de abril de 2023.\n\nIda Holm, Holm Carga",
		holds: "Estimado cliente:\n\nSiguen impagados 62.000,00 EUR. A partir del 12 de abril de 2023 no aceptaremos nuevos pedidos si no se pagan a más tardar el 10 de abril de 2023.\n\nIda Holm, Holm Carga",
	},
}

// TestFewWordsMean reads few words above notices, each beside those that look like them and mean something else. It finds: a day of
// anything else taken for that of a measure, a measure that is done taken for one that is off, one that stands for one that is
// done, and a sum that has come taken for what is owed.
func TestFewWordsMean(t *testing.T) {
	t.Parallel()
	for _, c := range fewWordsMean {
		w := tongues[c.lang]
		if c.notice != suspends {
			w.notice = announced[c.lang][c.notice]
		}
		for _, style := range [...]string{"wrote", "mail"} {
			for want, all := range c.says {
				for _, says := range all {
					text := quoting[style](&w, says)
					f := Read(text, ledger.NewDate(2023, 4, 3), nil)
					checkEvidence(t, text, f)
					if got := nowSays(f); got != want && !(strings.Contains(want, "withdrawn") && strings.HasPrefix(got, want)) {
						t.Errorf("%s, %s: %s\n  it says %s\n expected %s", c.lang, style, says, got, want)
					}
				}
			}
		}
	}
}

// nowSays is what a text says of measures, each with the day it acts and the last one that averts it, and of what is claimed.
func nowSays(f Findings) string {
	day := func(d ledger.Date) string {
		if d == 0 {
			return "-"
		}
		return strings.TrimPrefix(d.String(), "2023-")
	}
	var all []string
	for _, m := range f.Measures {
		all = append(all, fmt.Sprint(m.Kind, " ", m.State, " ", day(m.Effective), " ", day(m.CureUntil)))
	}
	slices.Sort(all)
	claimed := "-"
	if f.Claimed.Currency != "" {
		claimed = f.Claimed.Amount.String()
	}
	return strings.Join(all, "; ") + " | " + claimed
}

var fewWordsMean = []struct {
	lang   string
	notice int
	says   map[string][]string
}{
	{"en", suspends, map[string][]string{
		"service_suspension notice_given 04-12 04-10 | 60000000": {
			"The driver collects the drums on 28 April.",
			"From 1 May your contact is Sven.",
			"Our office is closed until 11 April.",
			"Prices change from 1 May.",
			"Invoice 77 is due 15 April.",
			"Please send a payment plan by Wednesday.",
			"The suspension will last until 9 May.",
			"I am on leave until 18 April, Jo will help you.",
			"I will be back on 17 April.",
			"Our new price list applies from 1 May.",
			"We will call you on Thursday.",
			"Your next statement goes out on 30 April.",
			"Our bank details change on 20 April.",
			"The fair opens on 21 April, come and see us.",
			"Let us talk on 14 April.",
			"The parcel will reach you on Wednesday.",
			"Our accounting moves to Leeds on 2 May.",
			"Please let me know by 14 April.",
			"We expect your answer by Friday.",
			"The contract runs until 31 December.",
			"A credit note follows on 14 April.",
			"Happy Easter and see you on 11 April.",
			"The meeting has been moved to 19 April.",
			"We have moved our appointment to 20 April.",
			"From May on we send invoices by e-mail only.",
			"Invoice 91 is now due on 21 April.",
			"From 1 May, your contact is Sven.",
			"The suspension remains in force.",
			"We will not hand the debt to Corwin.",
			"We will not hand the debt to Corwin Recovery yet.",
			"We received $10,000,000.00 today.",
			"$10,000,000.00 arrived today.",
			"Your order of $5,000.00 ships on Monday.",
			"You have a credit note of $5,000.00.",
			"Our offer of a discount is withdrawn.",
			"The parcel was released by customs.",
			"Any news?\n\nPlease delete this e-mail if you are not the intended recipient.",
			"Any news?\n\nPlease consider the environment before printing.",
			"See below.\n\nSent from my phone",
			"See below.\n\nJane Doe\nT +44 1482 555 010 | M +44 7700 900 123",
			"The new terms come into force on 1 June.",
			"We will send you the statement on 14 April.",
			"Your credit note will be issued on 20 April.",
			"We are having a fire drill on 13 April.",
			"The engineer comes on 18 April to read the meters.",
			"The webinar starts on 19 April.",
			"Your licence renews on 30 April.",
			"Please fill in the form by 14 April.",
			"Please nominate a contact by 5 April.",
			"Let me have your thoughts by Thursday.",
			"We expect a proposal by Thursday.",
			"Mr Holm retires on 28 April.",
			"Invoice 4711 was due on 1 March and invoice 4712 falls due on 20 April.",
			"If we hear nothing it will be 8 April.",
			"Would 19 April suit you better?",
			"What if we said 19 April?",
			"Can you live with 19 April?",
			"We can move it to 19 April if you pay half by Friday.",
			"Should the bank confirm, we will move this to 19 April.",
			"We paid yesterday, please withdraw this.",
			"We have asked our bank to pay on 7 April.",
			"Our treasurer is away until 18 April, please bear with us.",
			"We dispute this invoice.",
			"We have not received anything yet.",
			"Our mail of Saturday still applies.",
			"Nothing has changed on our side.",
			"We have no intention of going to court.",
			"We are not going to call in the bailiffs.",
			"We will not terminate the contract.",
			"Our CFO would like to see you on 18 April.",
			"Easter opening hours apply until 11 April.",
			"The VAT rate goes up on 1 July.",
			"Your next invoice will be ready on 28 April.",
			"Our new bank account is live from 24 April.",
			"Your account manager is off until 18 April.",
			"Please return the pallets by 21 April.",
			"We have noted your cheque of 31 March.",
			"I spoke to Tim on Friday, he will call you on Thursday.",
			"The lease for the office ends on 30 June.",
			"We have decided to stick with it.",
			"Our decision is final.",
			"Sorry, we cannot withdraw this.",
			"We will not lift the suspension.",
			"The suspension has not been lifted.",
			"Unfortunately no exception can be made.",
			"Only a third has been paid so far.",
		},
		"service_suspension withdrawn - -": {
			"Your payment was received on Friday.",
			"You keep your access.",
			"Consider this matter closed.",
			"Please consider this matter closed.",
			"You can consider the below settled.",
			"The announcement below is withdrawn.",
			"The suspension is off.",
			"Invoice 88 has been cancelled, so nothing is owed.",
			"All is paid, thank you.\n\nBest regards, Jane Doe\nCredit Control\n\nIf you have received this message in error, please delete it and let us know. We do not accept any liability for viruses, and stop all service of mails that hold any. Our terms apply to all that we do, and they can be read at our office.",
			"Your funds came in this morning, we are square.",
			"This no longer applies.",
			"You can ignore my message from Saturday.",
			"We have dropped the suspension.",
			"Please treat the below as void.",
			"We have decided not to suspend you after all.",
			"The suspension will not take place.",
		},
		"service_suspension notice_given 04-19 04-10 | 60000000": {
			"Make that 19 April.",
			"19 April, then.",
			"We will suspend on 19 April.",
			"We now suspend on the 19th.",
			"Not before 19 April.",
			"We will not do this before 19 April.",
			"Please note that the date of our notice is now 19 April.",
			"Your access will be cut on 19 April.",
			"The below will happen on 19 April.",
			"This takes effect on 19 April.",
			"Sorry, typo: 19 April.",
			"Instead of 12 April we will act on 19 April.",
			"The notice below takes effect on 19 April 2023.",
			"Sorry, 19 April.",
			"On 19 April, then, we will suspend.",
			"On 19 April, your access will be cut.",
			"It should read 19 April, not 12 April.",
			"The date should read 19 April, not 12 April.",
			"It is 19 April now.\n\nKind regards\nJane Doe\nHead of Credit Control\nHolm Freight Ltd, 12 Dock Road, Hull HU1 2AB\nT +44 1482 555 010 | M +44 7700 900 123\nwww.holmfreight.example\nRegistered in England No. 01234567, VAT GB 123 4567 89",
			"It is 19 April now.\n\n--\nJane Doe, Head of Credit Control of Holm Freight Ltd and of all its daughters in the north of England, who answers from nine to five, and never on Mondays or in the first week of May",
			"It is 19 April now.\n\nThis e-mail is confidential and meant for the intended recipient only. If you are not the intended recipient, please delete this e-mail and any copy of it at once and tell the sender; any use of it is prohibited.",
			"It is 19 April now.\n\nPlease consider the environment before printing this e-mail.\n\nSent from my phone",
			"It is 19 April now.\n\nKind regards\nJane\n\nOur office is closed from 7 to 10 April. We wish you a happy Easter, and come back to whatever you write on 11 April at the latest, or sooner if it burns.",
			"Kind regards from Hull. It is 19 April now.",
			"See below.\n\nKind regards\nJane\n\nPS: It is 19 April now.",
			"We have shifted the cut-off to 19 April.",
			"The day is 19 April, not the 12th.",
			"Wrong date below, it must be 19 April.",
			"Correction to my mail below: 19 April instead of 12 April.",
			"As a gesture of goodwill, we will not act before 19 April.",
			"We have agreed to defer the suspension to 19 April.",
			"Nothing will happen before 19 April.",
		},
		"service_suspension notice_given - 04-17 | 60000000": {
			"Until 17 April.",
			"You can pay until 17 April.",
			"We can wait until 17 April.",
			"We give you until 17 April.",
			"Payment by 17 April is fine.",
			"Please make sure the money is with us by 17 April.",
			"Time to pay: 17 April.",
			"You have been granted until 17 April.",
			"Payment is now due by 17 April.",
			"We are prepared to wait until 17 April.",
		},
		"service_suspension in_effect - - | 60000000": {
			"You no longer have access.",
		},
		"interest notice_given 05-01 -; service_suspension notice_given 04-12 04-10 | 60000000": {
			"From 1 May we charge interest.",
			"From 1 May we charge interest of 8%.",
		},
		"service_suspension notice_given 04-19 04-17 | 60000000": {
			"Push this back by a week.",
			"We push this back by a week.",
			"You get seven more days.",
			"Let's add a week to that.",
		},
		"service_suspension suspended 04-12 - | 60000000": {
			"The proceedings are on hold.",
			"We have paused this while the dispute is looked into.",
		},
		"service_suspension notice_given 04-06 - | 60000000": {
			"The suspension has been brought forward to 6 April.",
		},
		"service_suspension in_effect 04-03 - | 60000000": {
			"Your access was switched off at noon today.",
			"It has been done as of this morning.",
		},
		"service_suspension notice_given 04-20 04-10 | 60000000": {
			"We'll switch it off on the 20th instead.",
			"Slight change: 20 April.",
			"The switch-off has slipped to 20 April.",
		},
		"service_suspension notice_given - 04-14 | 60000000": {
			"We need your money by 14 April.",
			"Last chance to pay: 14 April.",
		},
	}},
	{"en", stops, map[string][]string{
		"service_suspension notice_given 04-12 04-10 | 62000": {
			"The driver collects the drums on 28 April.",
			"The stop will last until 9 May.",
			"We will not deliver any more.",
			"We received your part payment, the rest is still missing.",
			"Thank you for the first instalment.",
			"We have not stopped deliveries yet.",
			"Your bank says paid but nothing has arrived.",
			"Nothing has arrived so far.",
			"We have not received your payment.",
			"Your payment has not been received.",
			"Payment received, but not in full.",
			"Your cheque bounced.",
			"Only half of it has been paid.",
			"The stop remains in force.",
			"It stays as announced.",
			"The stop remains.",
			"Our notice stands.",
			"Our position is unchanged.",
			"The announced measure remains in place.",
			"The meeting on Thursday was called off.",
			"Our warehouse in Leeds will be closed on 10 and 11 April.",
			"Karin takes over your account from 2 May.",
			"Deliveries over Easter: none on 10 April because of the holiday.",
			"GBP 10,000 was credited to your account this morning.",
			"We have booked GBP 10,000 from you.",
			"Your new machine costs GBP 8,000.",
			"The forklift will be repaired on 21 April.",
			"Your last order will arrive on 11 April.",
			"We still deliver, for now.",
		},
		"service_suspension notice_given 04-19 04-10 | 62000": {
			"Deliveries stop on 19 April.",
			"Deliveries will end on 19 April instead.",
			"No deliveries from 19 April.",
			"The last delivery will be on 18 April, we stop on 19 April.",
		},
		"service_suspension in_effect - - | 62000": {
			"We no longer deliver to you.",
			"Nothing is being delivered any more.",
			"We are not delivering any longer.",
		},
		"service_suspension in_effect 04-03 - | 62000": {
			"We did not deliver this morning.",
			"Nothing was delivered today, as announced.",
			"No more deliveries as of today.",
		},
		"service_suspension notice_given 04-06 - | 62000": {
			"No deliveries from Thursday.",
			"There will be no deliveries from Thursday.",
		},
		"service_suspension withdrawn - -": {
			"We will not stop deliveries.",
			"Deliveries will not be stopped.",
			"There will be no stop of deliveries.",
			"Deliveries will not stop.",
			"Deliveries go on as usual.",
			"We keep delivering.",
			"We will go on delivering.",
			"There is no need to stop anything any more.",
			"Lorries roll again, all forgiven.",
		},
		"service_suspension notice_given 04-12 04-10 | 52000": {
			"Thanks for the 10,000, GBP 52,000 is still open.",
			"Thanks for the GBP 10,000, GBP 52,000 is still open.",
			"Thank you for your payment of GBP 10,000. GBP 52,000 remain outstanding.",
			"We received GBP 10,000, which leaves GBP 52,000.",
			"You sent GBP 10,000, so GBP 52,000 is still owed.",
		},
		"service_suspension notice_given 04-20 04-10 | 62000": {
			"We have not stopped yet, but will on the 20th.",
		},
		"service_suspension notice_given 04-12 04-10 | 64500": {
			"With the March invoice you now owe GBP 64,500.00.",
		},
		"service_suspension notice_given 04-12 04-10 | 40000": {
			"We have received GBP 22,000; GBP 40,000 is outstanding.",
			"The open balance has come down to GBP 40,000.",
		},
	}},
	{"en", holds, map[string][]string{
		"credit_hold withdrawn - -": {
			"You can order again.",
		},
		"credit_hold in_effect - - | 62000": {
			"We no longer accept orders from you.",
			"Your account is now on stop.",
		},
		"credit_hold in_effect 04-03 - | 62000": {
			"The order stop was put in place this morning.",
		},
	}},
	{"en", both, map[string][]string{
		"collections withdrawn - -; service_suspension notice_given 04-12 04-10 | 4000": {
			"We will not hand the debt to the collection agency.",
		},
		"collections notice_given 04-30 04-10; service_suspension notice_given 04-12 04-10 | 4000": {
			"We withdraw number 2, the rest stands.",
			"Point 2 is withdrawn, all else stands.",
		},
	}},
	{"de", suspends, map[string][]string{
		"service_suspension notice_given 04-12 04-10 | 60000000": {
			"Der Fahrer holt die Fässer am 28. April ab.",
			"Ab dem 1. Mai ist Sven Ihr Ansprechpartner.",
			"Unser Büro ist bis zum 11. April geschlossen.",
			"Ab 1. Mai gelten neue Preise.",
			"Rechnung 77 ist am 15. April fällig.",
			"Ihre Zahlung ist am Freitag eingegangen.",
			"Bitte senden Sie uns bis Mittwoch einen Zahlungsplan.",
			"Ich bin bis 18. April im Urlaub.",
			"Am 17. April bin ich wieder da.",
			"Wir rufen Sie am Donnerstag an.",
			"Unsere Bankverbindung ändert sich am 20. April.",
			"Bitte antworten Sie bis zum 14. April.",
			"Die Besprechung wurde auf den 19. April verschoben.",
			"Eine Gutschrift folgt am 14. April.",
			"Der Vertrag läuft bis 31. Dezember.",
			"Wir geben die Forderung nicht an ein Inkassobüro ab.",
			"Heute sind 10.000.000,00 $ eingegangen.",
			"Die Besprechung am Donnerstag ist abgesagt.",
			"Unser Angebot wurde zurückgezogen.",
			"Siehe unten.\n\nVon meinem iPhone gesendet",
			"Siehe unten.\n\nBitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken.",
			"Der Monteur kommt am 18. April zum Ablesen.",
			"Bitte füllen Sie das Formular bis zum 14. April aus.",
			"Das Lastschriftmandat läuft am 30. April ab.",
			"Wenn nichts kommt, wird es der 6. April.",
			"Passt Ihnen der 19. April besser?",
			"Wir haben heute überwiesen, bitte nehmen Sie das zurück.",
			"Bei uns ist noch nichts gutgeschrieben.",
			"An unserer Ankündigung ändert sich nichts.",
			"Wir werden nicht vor Gericht ziehen.",
			"Die Umsatzsteuer steigt am 1. Juli.",
			"Ihr Betreuer ist bis zum 18. April nicht im Haus.",
			"Wir können das leider nicht zurücknehmen.",
			"Die Sperre wird nicht aufgehoben.",
			"Unsere Entscheidung steht.",
			"Wir nehmen die Sperrung nicht zurück.",
			"Wir heben die Sperrung nicht auf.",
		},
		"service_suspension notice_given 04-19 04-10 | 60000000": {
			"Sagen wir 19. April.",
			"Dann am 19. April.",
			"Wir sperren am 19. April.",
			"Nicht vor dem 19. April.",
			"Das Untenstehende gilt ab 19. April.",
			"Ihr Zugang wird erst am 19. April gesperrt.",
			"Richtig ist der 19. April, nicht der 12.",
			"Es wird nun der 19. April.\n\nMit freundlichen Grüßen\nErika Muster\nLeiterin Debitorenbuchhaltung\nHolm Fracht GmbH · Hafenstraße 12 · 20457 Hamburg\nTel. +49 40 555 010 · Fax +49 40 555 011\nHRB 12345, Amtsgericht Hamburg · USt-IdNr. DE 123 456 789\nGeschäftsführer: Jan Holm",
			"Es wird nun der 19. April.\n\nDiese E-Mail ist vertraulich und nur für den Adressaten bestimmt. Sollten Sie sie irrtümlich erhalten haben, löschen Sie sie bitte und unterrichten Sie den Absender. Jede Weitergabe ist untersagt, und niemand haftet für Schäden durch Viren.",
			"Falsches Datum, es muss der 19. April sein.",
			"Vor dem 19. April passiert nichts.",
			"Wir haben die Sperrung auf den 19. April gelegt.",
		},
		"service_suspension notice_given - 04-17 | 60000000": {
			"Bis 17. April.",
			"Sie können bis 17. April zahlen.",
			"Zahlung bis 17. April genügt.",
			"Wir geben Ihnen noch Zeit bis zum 17. April.",
		},
		"service_suspension in_effect - - | 60000000": {
			"Sie haben keinen Zugang mehr.",
		},
		"interest notice_given 05-01 -; service_suspension notice_given 04-12 04-10 | 60000000": {
			"Ab 1. Mai berechnen wir Zinsen.",
		},
		"service_suspension withdrawn - -": {
			"Sie können die Sache als erledigt betrachten.",
			"Betrachten Sie die Angelegenheit als abgeschlossen.",
			"Die Sperre ist vom Tisch.",
			"Wir nehmen die Ankündigung zurück.",
			"Das hat sich damit erledigt, das Geld ist da.",
			"Wir sehen von der Sperrung ab.",
			"Die Sperrung findet nicht statt.",
			"Die Sperrung wird nicht vollzogen.",
			"Wir verfolgen das nicht weiter.",
		},
		"service_suspension suspended 04-12 - | 60000000": {
			"Das Verfahren ruht.",
		},
		"service_suspension notice_given 04-19 04-17 | 60000000": {
			"Wir geben Ihnen noch eine Woche.",
		},
		"service_suspension notice_given 04-20 04-10 | 60000000": {
			"Wir schalten erst am 20. April ab.",
			"Kleine Änderung: 20. April.",
		},
		"service_suspension notice_given - 04-14 | 60000000": {
			"Wir brauchen Ihr Geld bis zum 14. April.",
		},
	}},
	{"de", stops, map[string][]string{
		"service_suspension notice_given 04-12 04-10 | 62000": {
			"Der Fahrer holt die Fässer am 28. April ab.",
			"Der Lieferstopp dauert bis zum 9. Mai.",
			"Ihre Teilzahlung ist eingegangen, der Rest fehlt noch.",
			"Ihre Bank sagt bezahlt, aber hier ist nichts angekommen.",
			"Es ist noch nichts eingegangen.",
			"Ihre Zahlung ist nicht eingegangen.",
			"Der Lieferstopp bleibt bestehen.",
			"Es bleibt dabei.",
			"Es bleibt wie angekündigt.",
			"Unser Schreiben gilt nach wie vor.",
			"Die Sperre bleibt in Kraft.",
			"Unser Lager ist am 10. und 11. April zu.",
			"Der Stapler wird am 21. April repariert.",
			"Erst ein Drittel ist bezahlt.",
		},
		"service_suspension notice_given 04-19 04-10 | 62000": {
			"Wir liefern ab 19. April nicht mehr.",
			"Keine Lieferungen mehr ab dem 19. April.",
		},
		"service_suspension in_effect - - | 62000": {
			"Wir beliefern Sie nicht mehr.",
		},
		"service_suspension in_effect 04-03 - | 62000": {
			"Heute Morgen haben wir nicht geliefert.",
			"Wir liefern seit heute nicht mehr.",
		},
		"service_suspension notice_given 04-06 - | 62000": {
			"Ab Donnerstag keine Lieferungen mehr.",
			"Ab Donnerstag wird nicht mehr geliefert.",
		},
		"service_suspension withdrawn - -": {
			"Wir stellen die Belieferung nicht ein.",
			"Die Belieferung wird nicht eingestellt.",
			"Die Lieferungen laufen weiter.",
		},
		"service_suspension notice_given 04-12 04-10 | 52000": {
			"Danke für die 10.000 EUR, 52.000 EUR sind noch offen.",
			"Vielen Dank für Ihre Zahlung von 10.000 EUR. Es fehlen noch 52.000 EUR.",
			"Nach Ihrer Überweisung von 10.000 EUR sind noch 52.000 EUR offen.",
		},
		"service_suspension notice_given 04-20 04-10 | 62000": {
			"Wir haben noch nicht eingestellt, tun das aber am 20. April.",
		},
		"service_suspension notice_given 04-12 04-10 | 40000": {
			"22.000 EUR sind eingegangen, 40.000 EUR stehen noch aus.",
		},
	}},
	{"fr", suspends, map[string][]string{
		"service_suspension notice_given 04-12 04-10 | 60000000": {
			"Le chauffeur enlève les fûts le 28 avril.",
			"À partir du 1er mai, votre interlocuteur est Sven.",
			"Nos bureaux sont fermés jusqu'au 11 avril.",
			"La facture 77 échoit le 15 avril.",
			"Merci d'envoyer un plan de paiement d'ici mercredi.",
			"Je suis en congé jusqu'au 18 avril.",
			"Nous vous appellerons jeudi.",
			"La réunion est reportée au 19 avril.",
			"Un avoir suivra le 14 avril.",
			"Nous ne confierons pas la créance à une société de recouvrement.",
			"Nous avons reçu 10 000 000,00 $ aujourd'hui.",
			"La réunion de jeudi est annulée.",
			"Voir ci-dessous.\n\nEnvoyé de mon téléphone",
			"Voir ci-dessous.\n\nPensez à l'environnement avant d'imprimer ce message.",
			"Merci de remplir le formulaire d'ici le 14 avril.",
			"Le 19 avril vous conviendrait-il mieux ?",
			"Si rien n'arrive, ce sera le 6 avril.",
			"Notre position ne change pas.",
			"Nous n'irons pas au tribunal.",
			"Notre lettre du 19 mars est restée sans réponse.",
			"La TVA augmente le 1er juillet.",
			"Merci de rendre les palettes avant le 21 avril.",
			"La suspension n'est pas levée.",
			"Notre décision est définitive.",
		},
		"service_suspension withdrawn - -": {
			"Votre paiement a été reçu vendredi.",
			"Vous pouvez considérer cette affaire comme réglée.",
			"Nous annulons la mesure.",
			"Nous renonçons à la suspension.",
			"Nous levons la mesure du 12 avril.",
			"Nous avons décidé de ne pas suspendre votre accès.",
			"La suspension n'aura pas lieu.",
		},
		"service_suspension notice_given 04-19 04-10 | 60000000": {
			"Disons le 19 avril.",
			"Le 19 avril alors.",
			"Nous suspendrons le 19 avril.",
			"Pas avant le 19 avril.",
			"Votre accès sera coupé le 19 avril.",
			"Il faut lire 19 avril et non 12 avril.",
			"C'est désormais le 19 avril.\n\nCordialement\nJeanne Dupont\nResponsable recouvrement\nTél. +33 1 55 55 01 00 | SIRET 123 456 789 00012 | TVA FR 12 345678901\n12, rue du Port, 76600 Le Havre",
			"C'est désormais le 19 avril.\n\nCe message est confidentiel et réservé à son destinataire. Si vous l'avez reçu par erreur, merci de le supprimer et d'en avertir l'expéditeur; toute diffusion en est interdite, en tout ou en partie.",
			"Erreur de date, il s'agit du 19 avril.",
			"Rien ne se passera avant le 19 avril.",
			"Le service s'arrête le 19 avril.",
		},
		"service_suspension notice_given - 04-17 | 60000000": {
			"Jusqu'au 17 avril.",
			"Vous pouvez payer jusqu'au 17 avril.",
			"Nous vous laissons jusqu'au 17 avril.",
		},
		"interest notice_given 05-01 -; service_suspension notice_given 04-12 04-10 | 60000000": {
			"À partir du 1er mai, nous facturons des intérêts.",
		},
		"service_suspension notice_given 04-19 04-17 | 60000000": {
			"Nous vous donnons encore une semaine.",
		},
		"service_suspension notice_given 04-20 04-10 | 60000000": {
			"Petit changement : le 20 avril.",
			"Nous ne couperons que le 20 avril.",
		},
		"service_suspension notice_given - 04-14 | 60000000": {
			"Il nous faut votre paiement d'ici le 14 avril.",
		},
	}},
	{"fr", stops, map[string][]string{
		"service_suspension notice_given 04-12 04-10 | 62000": {
			"Le chauffeur enlève les fûts le 28 avril.",
			"L'arrêt des livraisons durera jusqu'au 9 mai.",
			"Votre acompte est arrivé, le reste manque encore.",
			"Votre banque dit payé, mais rien n'est arrivé.",
			"Rien n'est encore arrivé.",
			"Nous n'avons pas reçu votre paiement.",
			"L'arrêt des livraisons est maintenu.",
			"Notre courrier reste valable.",
			"Cela reste comme annoncé.",
			"Notre mise en demeure est maintenue.",
			"Notre entrepôt sera fermé les 10 et 11 avril.",
			"Le chariot sera réparé le 21 avril.",
		},
		"service_suspension notice_given 04-19 04-10 | 62000": {
			"Plus de livraisons à partir du 19 avril.",
			"Nous ne livrerons plus à partir du 19 avril.",
		},
		"service_suspension in_effect - - | 62000": {
			"Nous ne vous livrons plus.",
		},
		"service_suspension in_effect 04-03 - | 62000": {
			"Nous n'avons pas livré ce matin.",
			"Depuis ce matin, nous ne livrons plus.",
		},
		"service_suspension notice_given 04-06 - | 62000": {
			"Plus de livraisons à partir de jeudi.",
			"Aucune livraison à partir de jeudi.",
		},
		"service_suspension withdrawn - -": {
			"Nous n'arrêterons pas les livraisons.",
			"Les livraisons ne cesseront pas.",
			"Les livraisons continuent normalement.",
		},
		"service_suspension notice_given 04-12 04-10 | 52000": {
			"Merci pour les 10 000 EUR, il reste 52 000 EUR à payer.",
			"Après votre virement de 10 000 EUR, il manque encore 52 000 EUR.",
		},
		"service_suspension notice_given 04-20 04-10 | 62000": {
			"Nous n'avons pas encore arrêté, mais nous le ferons le 20.",
		},
		"service_suspension notice_given 04-12 04-10 | 40000": {
			"22 000 EUR sont arrivés, 40 000 EUR restent dus.",
		},
	}},
	{"es", suspends, map[string][]string{
		"service_suspension notice_given 04-12 04-10 | 60000000": {
			"El conductor recoge los bidones el 28 de abril.",
			"A partir del 1 de mayo su contacto es Sven.",
			"Nuestra oficina está cerrada hasta el 11 de abril.",
			"Los precios cambian a partir del 1 de mayo.",
			"La factura 77 vence el 15 de abril.",
			"Su pago se recibió el viernes.",
			"Envíen un plan de pagos antes del miércoles, por favor.",
			"Estoy de vacaciones hasta el 18 de abril.",
			"Les llamaremos el jueves.",
			"La reunión se ha aplazado al 19 de abril.",
			"A partir del 1 de mayo, su contacto es Sven.",
			"No pasaremos la deuda a una agencia de cobro.",
			"Hoy hemos recibido 10.000.000,00 $.",
			"Véase abajo.\n\nEnviado desde mi móvil",
			"Véase abajo.\n\nPiense en el medio ambiente antes de imprimir este correo.",
			"El técnico vendrá el 18 de abril a leer el contador.",
			"Rellenen el formulario antes del 14 de abril, por favor.",
			"¿Les viene mejor el 19 de abril?",
			"Si no llega nada, será el 6 de abril.",
			"Nuestra posición no cambia.",
			"No acudiremos a los tribunales.",
			"El IVA sube el 1 de julio.",
			"Devuelvan los palés antes del 21 de abril.",
			"Su pedido 5521 saldrá el 19 de abril.",
			"No podemos anular esta medida.",
			"La suspensión no se ha levantado.",
			"Nuestra decisión es firme.",
		},
		"service_suspension notice_given 04-19 04-10 | 60000000": {
			"Digamos el 19 de abril.",
			"El 19 de abril, entonces.",
			"Suspenderemos el 19 de abril.",
			"No antes del 19 de abril.",
			"Su acceso se cortará el 19 de abril.",
			"Debe decir 19 de abril, no 12 de abril.",
			"Ahora es el 19 de abril.\n\nSaludos\nJuana Pérez\nResponsable de cobros\nTel. +34 91 555 01 00 | Móvil +34 600 555 010\nNIF B12345678, Registro Mercantil de Madrid, tomo 123, folio 45",
			"Ahora es el 19 de abril.\n\nEste mensaje es confidencial y va dirigido solo a su destinatario. Si lo ha recibido por error, elimínelo y avise al remitente; queda prohibida toda copia o difusión del mismo, total o parcial, sin permiso.",
			"Fecha equivocada, es el 19 de abril.",
			"No pasará nada antes del 19 de abril.",
		},
		"service_suspension notice_given - 04-17 | 60000000": {
			"Hasta el 17 de abril.",
			"Pueden pagar hasta el 17 de abril.",
			"Les dejamos hasta el 17 de abril.",
		},
		"interest notice_given 05-01 -; service_suspension notice_given 04-12 04-10 | 60000000": {
			"A partir del 1 de mayo cobramos intereses.",
		},
		"service_suspension withdrawn - -": {
			"Pueden dar el asunto por cerrado.",
			"Consideren zanjado el asunto.",
			"Retiramos el aviso.",
			"Renunciamos a la suspensión.",
			"Hemos decidido no suspender su acceso.",
			"La suspensión no tendrá lugar.",
		},
		"service_suspension notice_given 04-19 04-17 | 60000000": {
			"Les damos una semana más.",
		},
		"service_suspension notice_given 04-20 04-10 | 60000000": {
			"Pequeño cambio: 20 de abril.",
			"No cortaremos hasta el 20 de abril.",
		},
	}},
	{"es", stops, map[string][]string{
		"service_suspension notice_given 04-12 04-10 | 62000": {
			"El conductor recoge los bidones el 28 de abril.",
			"La suspensión de entregas durará hasta el 9 de mayo.",
			"Ha llegado su pago parcial, falta el resto.",
			"Su banco dice pagado, pero no ha llegado nada.",
			"No ha llegado nada todavía.",
			"No hemos recibido su pago.",
			"Seguimos sin recibir su pago.",
			"La suspensión sigue en pie.",
			"Se mantiene lo anunciado.",
			"Nuestro aviso sigue vigente.",
			"Nuestro almacén estará cerrado el 10 y el 11 de abril.",
			"La carretilla se reparará el 21 de abril.",
		},
		"service_suspension notice_given 04-19 04-10 | 62000": {
			"No habrá entregas a partir del 19 de abril.",
			"Ya no entregaremos a partir del 19 de abril.",
		},
		"service_suspension in_effect - - | 62000": {
			"Ya no les entregamos.",
		},
		"service_suspension in_effect 04-03 - | 62000": {
			"Esta mañana no hemos entregado.",
			"Desde hoy no entregamos nada.",
		},
		"service_suspension notice_given 04-06 - | 62000": {
			"Sin entregas a partir del jueves.",
			"No habrá entregas a partir del jueves.",
		},
		"service_suspension withdrawn - -": {
			"No dejaremos de hacer entregas.",
			"No pararemos las entregas.",
			"Las entregas siguen con normalidad.",
		},
		"service_suspension notice_given 04-12 04-10 | 52000": {
			"Gracias por los 10.000 EUR, quedan pendientes 52.000 EUR.",
			"Tras su transferencia de 10.000 EUR faltan 52.000 EUR.",
		},
		"service_suspension notice_given 04-20 04-10 | 62000": {
			"Aún no hemos parado, pero lo haremos el 20.",
		},
		"service_suspension notice_given 04-12 04-10 | 40000": {
			"Han llegado 22.000 EUR, faltan 40.000 EUR.",
		},
	}},
}
