package signals

import (
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// TestDaysNamed reads days in the ways that people name them; every text is received on Monday 12 May 2025. Faults it
// catches: a weekday that is always to come (settle, gone), a chain counted from the day of receipt (link), a letter's
// today that is the reader's (asOfLetter), an n-th day that is a period's last but one (nthDay), O that ends a number,
// a month that is taken for an article (oneCounted).
func TestDaysNamed(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"Nothing has been delivered since Thursday.", "2025-05-08"},
		{"Your drivers were sent away on Friday.", "2025-05-09"},
		{"We will be at your gate on Friday.", "2025-05-16"},
		{"Der Monteur wurde am Dienstag abgezogen.", "2025-05-06"},
		{"depuis lundi, vendredi dernier", "2025-05-05 2025-05-09"},
		{"Pay by Wed or we stop.", "2025-05-14"},
		{"Un paiement d'ici au vendredi 16 suffirait.", "2025-05-16"},
		{"a más tardar el miércoles 21", "2025-05-21"},
		{"Meet us on Friday 16:00", "2025-05-16"},
		{"unless a cheque comes by the end of August", "2025-08-31"},
		{"bis Ende Juni 2026", "2026-06-30"},
		{"avant fin juillet", "2025-07-31"},
		{"se cobrará a finales de agosto", "2025-08-31"},
		{"From July you are billed every week. The invoices from March are open.", "2025-07-01"},
		{"El descuento lo pierde desde junio", "2025-06-01"},
		{"rent is due on 20 May 2025. We file the claim the next morning.", "2025-05-20 2025-05-21"},
		{"Zahlen Sie bis 20.05.2025, am Folgetag sperren wir.", "2025-05-20 2025-05-21"},
		{"they begin on Monday 9 June 2025; last day is the Friday before.", "2025-06-09 2025-06-06"},
		{"Pay within fourteen days. On the fifteenth day the lease ends.", "2025-05-26 2025-05-27"},
		{"on the third business day after you receive this letter", "2025-05-15"},
		{"am 15. Tag sperren wir, am zehnten Werktag den Rest", "2025-05-27 2025-05-23"},
		{"Le bail prend fin au quinzième jour.", "2025-05-27"},
		{"al quinto día hábil de la presente", "2025-05-19"},
		{"Pay before Christmas or on New Year's Eve at the latest.", "2025-12-25 2025-12-31"},
		{"Merry Christmas!", ""},
		{"bis Ostern", "2026-04-05"},
		{"zahlbar sous 48 h", "2025-05-14"},
		{"late charge applied 04/30, another $20 on 05/30", "2025-04-30 2025-05-30"},
		{"PAY BY 3O MAY 2O25", "2025-05-30"},
		{"Our van has been kept off your site since the 9th.", "2025-05-09"},
		{"5 May 2025\n\nDear Sirs\n\nPay within seven days of today. We stop on Friday.", "2025-05-05 2025-05-12 2025-05-05 2025-05-09"},
		{"2 May 2025\n\nDear Sirs\n\nPay within 14 days of delivery.\n\n[delivered 7 May 2025]", "2025-05-02 2025-05-21 2025-05-07"},
		{"They move to cold storage in 30 days because it has been unpaid since 1 May. After another 60 days they go.", "2025-06-11 2025-05-01 2025-08-10"},
		{"We sell the goods on 17 June 2025. The sum must reach us by the day before if you mind.", "2025-06-17 2025-06-16"},
		{"if it isn't there by Friday week we sue; $5 a month", "2025-05-23"},
		{"You have a month from today.", "2025-06-12 2025-05-12"},
		{"dans le délai d'UN MOIS à compter du présent acte", "2025-06-12"},
		{"Le camion n'embarque pas vos caisses ce soir.", "2025-05-12"},
		{"T+7: all endpoints closed.", "2025-05-19"},
		{"The plan was stopped on 8 May 2025. Within 30 days after that date we delete it.", "2025-05-08 2025-06-07 2025-05-08"},
		// weekdays further away than the next
		{"Pay by a week on Friday.", "2025-05-23"},
		{"A fortnight from Monday we collect.", "2025-06-02"},
		{"Pay by Monday fortnight, or a week tomorrow.", "2025-06-02 2025-05-20"},
		{"Zahlen Sie bis Freitag in einer Woche, sonst sperren wir Montag in vierzehn Tagen.", "2025-05-23 2025-06-02"},
		{"Payez avant vendredi en huit, ou lundi en quinze.", "2025-05-23 2025-06-02"},
		{"Tuesday of next week, or next week Thursday", "2025-05-20 2025-05-22"},
		{"Wir kommen nächste Woche Dienstag oder am Mittwoch der kommenden Woche.", "2025-05-20 2025-05-21"},
		{"Nous viendrons mardi de la semaine prochaine.", "2025-05-20"},
		{"Iremos el martes de la semana que viene o el jueves de la próxima semana.", "2025-05-20 2025-05-22"},
		{"unless I get it by Friday 5pm", "2025-05-16"},
		// weekdays that hang on the day before them
		{"Pay by the 20th. We come on the Monday after.", "2025-05-20 2025-05-26"},
		{"Zahlen Sie bis 20.05.2025. Am darauffolgenden Montag sperren wir, am Freitag darauf holen wir alles.", "2025-05-20 2025-05-26 2025-05-30"},
		{"Payez avant le 20 mai 2025. Le lundi suivant nous coupons.", "2025-05-20 2025-05-26"},
		{"Pague antes del 20 de mayo de 2025. El lunes siguiente cortamos el servicio.", "2025-05-20 2025-05-26"},
		{"We cut off on Friday 13 June unless you pay by the preceding Tuesday.", "2025-06-13 2025-06-10"},
		// days by their place in a month
		{"Our officers attend on the second Thursday of November.", "2025-11-13"},
		{"Wir kommen am ersten Montag im Juni. Am letzten Freitag des Monats sperren wir.", "2025-06-02 2025-05-30"},
		{"Nous viendrons le premier lundi de juin et le dernier vendredi du mois.", "2025-06-02 2025-05-30"},
		{"Iremos el primer lunes de junio y el último viernes de mayo.", "2025-06-02 2025-05-30"},
		{"by the last working day of August, or the first business day of June", "2025-08-29 2025-06-02"},
		{"bis zum letzten Bankarbeitstag des Monats Juni", "2025-06-30"},
		{"le dernier jour ouvré de mai", "2025-05-30"},
		{"el último día hábil de mayo", "2025-05-30"},
		{"from the first of next month; pay by the 5th of next month", "2025-06-01 2025-06-05"},
		{"bis zum 5. des Folgemonats, spätestens zum Ersten des nächsten Monats", "2025-06-05 2025-06-01"},
		{"avant le 5 du mois prochain ou le 1er du mois prochain", "2025-06-05 2025-06-01"},
		{"antes del día 5 del mes que viene o el 10 del próximo mes", "2025-06-05 2025-06-10"},
		{"Pay by the 20th inst. or we sue on the 5th prox.", "2025-05-20 2025-06-05"},
		{"spätestens am Monatsletzten; zum Monatsersten", "2025-05-31 2025-06-01"},
		{"by the end of next week; EOD", "2025-05-23 2025-05-12"},
		{"avant la fin de la semaine prochaine", "2025-05-23"},
		// spelt days, days without a month, other notations
		{"on the thirty-first of May, on the twentieth of June 2025", "2025-05-31 2025-06-20"},
		{"Le quinze juin, puis le premier juillet.", "2025-06-15 2025-07-01"},
		{"El quince de junio y el primero de julio.", "2025-06-15 2025-07-01"},
		{"Am fünfzehnten Juni und am ersten Juli.", "2025-06-15 2025-07-01"},
		{"si le compte n'est pas soldé d'ici au 24. Nous habitons au 24 rue Haute.", "2025-05-24"},
		{"Bitte bis 24. zahlen. Ab dem 26. sperren wir.", "2025-05-24 2025-05-26"},
		{"Pague antes del 26.", "2025-05-26"},
		{"am Mittwoch, 4. 12. 2024, wer bis 2. 12. gezahlt hat", "2024-12-04 2024-12-02"},
		{"12-Mar-2024, 2025.03.12, on 28/3; open 24/7", "2024-03-12 2025-03-12 2025-03-28"},
		{"20 June. The 2023 licence stays; the congress of 10–12 June", "2025-06-20 2025-06-10 2025-06-12"},
		{"the day after tomorrow, last night", "2025-05-14 2025-05-11"},
		{"übermorgen, gestern Abend", "2025-05-14 2025-05-11"},
		{"go back on our lorry Thurs", "2025-05-15"},
		// periods
		{"The lease ends on 20 May 2025, our men come two business days later.", "2025-05-20 2025-05-22"},
		{"Wir kündigen zum 20.05.2025 und holen zwei Wochen später die Geräte.", "2025-05-20 2025-06-03"},
		{"Nous résilions le 20 mai 2025 et saisissons le juge quinze jours plus tard.", "2025-05-20 2025-06-04"},
		{"Pague en diez días. Transcurridos quince días más sin pago, demandaremos.", "2025-05-22 2025-06-06"},
		{"It goes to others on 19 June 2025, unless you have paid three business days earlier.", "2025-06-19 2025-06-16"},
		{"we sell the claim fourteen days from today; a fortnight after that they sue", "2025-05-26 2025-05-12 2025-06-09"},
		{"purged on 31 May 2025 unless you pay before then", "2025-05-31 2025-05-31"},
		{"Wir sperren am 31.05.2025; am selben Tag erlischt die Lizenz", "2025-05-31 2025-05-31"},
		{"5 May 2025\n\nDear Sirs\n\nYou have 14 days' notice, beginning on receipt of this letter. It stopped this morning.", "2025-05-05 2025-05-26 2025-05-05"},
		{"payez sous huitaine ou dans la quinzaine", "2025-05-20 2025-05-27"},
		{"Zahlen Sie binnen Monatsfrist.", "2025-06-12"},
		// periods from a day that stands beside its name, or from an earlier letter
		{"within 7 days of the date of this letter (5 May 2025)", "2025-05-12 2025-05-05"},
		{"within 10 days of this reminder dated 6 May 2025", "2025-05-16 2025-05-06"},
		{"within 14 days of service, which is deemed to be 7 May 2025", "2025-05-21 2025-05-07"},
		{"if it is unpaid 30 days after the due date (2 May 2025)", "2025-06-01 2025-05-02"},
		{"The bill fell due on 2 May 2025. We sue 30 days after the due date.", "2025-05-02 2025-06-01"},
		{"Our letter of 2 May 2025 gave you 14 days to clear it.", "2025-05-02 2025-05-16"},
		{"We wrote on 2 May 2025 asking for payment within ten days.", "2025-05-02 2025-05-12"},
		{"Mit Schreiben vom 3. Mai 2025 haben wir Ihnen eine Frist von 14 Tagen gesetzt.", "2025-05-03 2025-05-17"},
		{"Par courrier du 6 mai 2025, nous vous avons accordé un délai de dix jours.", "2025-05-06 2025-05-16"},
		{"Mediante carta de 3 de mayo de 2025 le concedimos un plazo de 15 días.", "2025-05-03 2025-05-18"},
		{"We have your letter of 2 May 2025 and give you 14 days.", "2025-05-02 2025-05-26"},
		{"Frozen since 20 May 2025; on day 45 it is wiped, on the fifty-first day gone.", "2025-05-20 2025-07-04 2025-07-10"},
		{"the remaining fourteen months; the lease ends on 20 May 2025, the rest 30 days after termination", "2026-07-12 2025-05-20 2025-06-19"},
		// beginnings and ends
		{"at the start of next month, at the beginning of July", "2025-06-01 2025-07-01"},
		{"zu Beginn des nächsten Monats, Anfang Juli", "2025-06-01 2025-07-01"},
		{"au début du mois prochain", "2025-06-01"},
		{"a principios del mes que viene; antes de que acabe el mes", "2025-06-01 2025-05-31"},
		{"by the last day of the month, before the weekend, this quarter, this time next week", "2025-05-31 2025-05-16 2025-06-30 2025-05-19"},
		{"Zahlen Sie innerhalb eines Monats.", "2025-06-12"},
		{"le dix-huit juin, le vingt-deux juin", "2025-06-18 2025-06-22"},
		{"Your access will be cut on 3 January. It was set up on 3 January.", "2026-01-03 2025-01-03"},
		// numbers that are no days
		{"default under Section 9.2. You have ten days.", "2025-05-22"},
		{"under clauses 9.2 and 12.4. It is § 7.1. or Ziffer 3.2. and Art. 5.1. Version v2.3. is Section 4.2.10 or Version 2.3.21 of it.", ""},
		{"Call 01.02.03 for $9.10. It was EUR 9.10. Es kostet 9.10. Euro.", ""},
		{"Nach Ziffer 3.2. zahlen Sie bis zum 3.6., sonst sperren wir am 4.6., Tel. 5.5., Herr Ott", "2025-06-03 2025-06-04 2025-05-05"},
		{"Box 8      May 22, 2025", "2025-05-22"},
		// month and day in digits, in the order of those that can be read in one way only
		{"To avoid it pay by 6/18. It will be interrupted 6/19 or 7/5. We are open 24/7, 1/2 of it is due, page 2/14.", "2025-06-18 2025-06-19 2025-07-05"},
		{"Pay by 6/7/2025; we wrote on 4/15/2025.", "2025-06-07 2025-04-15"},
		{"Pay by 6/7/2025; we wrote on 15/4/2025 for $100.", "2025-07-06 2025-04-15"},
		{"Page 2/3 of 6/18, a share of 3/16", ""},
		// a month that is a verb, too; turns of the year; and more
		{"Interest accrues from May 1, 2025, and it has been cut since May 5.", "2025-05-01 2025-05-05"},
		{"The rebate ends from the new year, or from next year; see you next year.", "2026-01-01 2026-01-01"},
		{"ab dem neuen Jahr, ab nächstem Jahr", "2026-01-01 2026-01-01"},
		{"dès l'année prochaine", "2026-01-01"},
		{"Starting with June it is cash. Beginning with the July bill we add 5%. We deal with June.", "2025-06-01 2025-07-01"},
		{"Notdienst ab jetzt nur gegen bar.", "2025-05-12"},
		{"If it is here before the 15 we stop; pay by the 20. We hold it until the 30 pallets are paid.", "2025-05-15 2025-05-20"},
		{"within 14 days of the date of service (deemed 7 May 2025)", "2025-05-21 2025-05-07"},
		{"within 21 days after service.\n\nService was effected by a process server on 2 May 2025.", "2025-05-23 2025-05-02"},
		{"The contract ends on 12 July and the disks get wiped the day after.", "2025-07-12 2025-07-13"},
		{"What happens next\n- June 3: it becomes view-only\n- 60 days later: it is erased", "2025-06-03 2025-08-02"},
		{"no deliveries fri unless cash, on thurs at the latest", "2025-05-16 2025-05-15"},
		// hours that have a name, weeks that have a number, days that have one
		{"It has been dark since midnight. Pay by 12 noon or we stop.", "2025-05-12 2025-05-12"},
		{"Die Lieferung ruht seit Mitternacht.", "2025-05-12"},
		{"Nous coupons à minuit si rien n'arrive.", "2025-05-12"},
		{"by noon on Friday, on 20 May at midnight, the midnight train", "2025-05-16 2025-05-20"},
		{"Your ingest is limited from midnight.", "2025-05-13"},
		{"À partir de minuit tout est coupé. Payez avant minuit.", "2025-05-13 2025-05-12"},
		{"Ab Mitternacht ist gesperrt, was seit Mitternacht noch lief.", "2025-05-13 2025-05-12"},
		{"From KW 24 you'll receive goods only if paid; pay by KW 23.", "2025-06-09 2025-06-06"},
		{"ab KW 2 nur Vorkasse, seit KW 3 gesperrt", "2026-01-05 2025-01-13"},
		{"at the year's end; before All Saints", "2025-12-31 2025-11-01"},
		{"bis Nikolaus, vor Pfingsten, bis Allerheiligen", "2025-12-06 2025-06-08 2025-11-01"},
		{"avant la Saint-Nicolas, avant la Toussaint", "2025-12-06 2025-11-01"},
		{"Pague la factura antes de Reyes.", "2026-01-06"},
		{"Another fortnight and it goes to others. You have a fortnight. It was a fortnight ago, a fortnight late.", "2025-05-26 2025-05-26"},
		{"Payment is due upon receipt. It is kept on receipt of stolen goods.", "2025-05-12"},
		{"If October comes and nothing is here, we sue. It may come if we wait.", "2025-09-30"},
		{"Si juin passe sans rien, nous cédons la créance.", "2025-06-30"},
		{"Si llega agosto sin nada, lo cedemos.", "2025-07-31"},
		{"Nous ne viendrons plus à partir du 16.", "2025-05-16"},
		{"we keep the files a further 90 days, counted from 1 July 2025", "2025-09-29 2025-07-01"},
		{"It ends on 15 March 2025. On the first working day thereafter we come.", "2025-03-15 2025-03-17"},
		{"reduced by 2/3 or by 5/8, to pay by 12/9", "2025-09-12"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, m := range newDocument(tt.text, someDay, nil).dates {
				got = append(got, m.day.String())
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

// TestDaysThatCanBeReadTwoWays reads days of which only digits say which number is the month. It finds: a doubt that is not
// said, one where the text, its language, a currency, or the vendor on record settles it, and a vendor's order not taken.
func TestDaysThatCanBeReadTwoWays(t *testing.T) {
	t.Parallel()
	vendor := func(zone string, currency ledger.Currency) []Vendor {
		v := Vendor{Slug: "otter", Name: "Otter Hosting", Outstanding: []ledger.Money{{Currency: currency}}}
		if zone != "" {
			v.Zone = must(time.LoadLocation(zone))
		}
		return []Vendor{v}
	}
	const text = "Otter Hosting will suspend your service because your bill is unpaid, unless you pay by 7/6/2025."
	tests := []struct {
		text    string
		vendors []Vendor
		want    string // of the last day to pay
	}{
		{text, nil, "2025-06-07 two ways"},
		{"Otter Hosting will suspend your service, because your bill is unpaid, unless you pay by 7/16/2025.", nil, "2025-07-16"},
		{"Otter Hosting will suspend your service, because your bill is unpaid, unless you pay by 7/7/2025.", nil, "2025-07-07"},
		{"Our bill of 4/15/2025 is unpaid. Otter Hosting will suspend your service unless you pay by 7/6/2025.", nil, "2025-07-06"},
		{"Otter Hosting will suspend your service because your bill over $900.00 is unpaid, unless you pay by 7/6/2025.", nil, "2025-07-06"},
		{"Otter Hosting will suspend your service because your bill over £900.00 is unpaid, unless you pay by 7/6/2025.", nil, "2025-06-07"},
		{"Otter Hosting will suspend your service because your bill over CAD 900.00 is unpaid, unless you pay by 7/6/2025.", nil, "2025-06-07 two ways"},
		{"Ihre Rechnung ist unbezahlt. Zahlen Sie nicht bis zum 7/6/2025, sperren wir Ihren Zugang.", nil, "2025-06-07"},
		{text, vendor("America/New_York", "EUR"), "2025-07-06"},
		{text, vendor("Europe/London", "USD"), "2025-06-07"},
		{text, vendor("America/Toronto", "CAD"), "2025-06-07 two ways"},
		{text, vendor("", "USD"), "2025-07-06"},
		{text, vendor("", "GBP"), "2025-06-07"},
	}
	for _, tt := range tests {
		f := Read(tt.text, someDay, tt.vendors)
		checkEvidence(t, tt.text, f)
		got := f.Deadline.String()
		if f.DeadlineFrom.TwoWays {
			got += " two ways"
		}
		if got != tt.want {
			t.Errorf("%q of %v: %q, want %q", tt.text, tt.vendors, got, tt.want)
		}
		if sure := f.DeadlineFrom.Confidence > 0.5; sure == f.DeadlineFrom.TwoWays {
			t.Errorf("%q: confidence %v", tt.text, f.DeadlineFrom.Confidence)
		}
		var b strings.Builder
		if err := WriteText(&b, f); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "can be read two ways") != f.DeadlineFrom.TwoWays {
			t.Errorf("%q is told as\n%s", tt.text, &b)
		}
	}
}
