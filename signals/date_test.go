package signals

import (
	"strings"
	"testing"
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
