package signals

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// TestKindsAndStates reads one plain sentence for each kind and each state.
func TestKindsAndStates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want string // kind/state effective cure exposure
	}{
		{"Unless we receive £4,000 by 20 May 2025 your service will be suspended on 26 May 2025.", "service_suspension/notice_given 2025-05-26 2025-05-20"},
		{"Your overdue account has been disconnected since 2 May 2025.", "service_suspension/in_effect 2025-05-02"},
		{"If the invoice stays unpaid we may have to cut off your supply.", "service_suspension/threatened"},
		{"Thank you for your payment. The suspension of your account has been lifted.", "service_suspension/withdrawn"},
		{"As your rent is unpaid we terminate the lease with effect from 30 June 2025.", "service_termination/notice_given 2025-06-30"},
		{"The balance is still unpaid. All your files will be permanently deleted on 1 June 2025.", "data_deletion/notice_given 2025-06-01"},
		{"A late fee of $35.00 has been added to your overdue account.", "late_fee/in_effect 35.00 USD"},
		{"Interest at 1.5% per month accrues on the overdue invoices since 1 April 2025.", "interest/in_effect 2025-04-01"},
		{"If you do not pay by 20 May 2025, the entire remaining commitment of $2m becomes due.", "acceleration/notice_given cure 2025-05-20 2000000.00 USD"},
		{"We accept no new orders until the arrears are paid.", "credit_hold/in_effect"},
		{"From 1 June 2025 we withhold your commissions of about €3,000 per quarter, as your invoices are overdue.", "set_off_or_withhold/notice_given 2025-06-01 3000.00 EUR/quarter"},
		{"Your debt was handed to a collection agency on 5 May 2025.", "collections/in_effect 2025-05-05"},
		{"If the debt is not paid within 7 days of this letter we will issue proceedings in the county court.", "legal_action/notice_given cure 2025-05-19"},
		{"We have considered your request and decline to renegotiate the minimum commitment.", "refusal_to_renegotiate/in_effect"},
		{"As invoices are overdue, your discount will be withdrawn from 1 July 2025.", "price_increase/notice_given 2025-07-01"},
		{"We will audit your use of the software from 2 June 2025.", "audit/notice_given 2025-06-02"},
		{"We are exercising a lien on your goods until all overdue invoices are paid.", "lien_or_repossession/in_effect"},
		{"Unless you pay by 20 May 2025 we will report the debt to the credit bureaus.", "public_disclosure/notice_given cure 2025-05-20"},
		{"Wir sperren Ihren Zugang am 26.05.2025, falls die Rechnung nicht bis 20.05.2025 bezahlt ist.", "service_suspension/notice_given 2025-05-26 2025-05-20"},
		{"Andernfalls kündigen wir den Vertrag. Zahlen Sie bis zum 20. Mai 2025.", "service_termination/notice_given cure 2025-05-20"},
		{"À défaut de paiement avant le 20 mai 2025, nous suspendrons les livraisons le 26 mai 2025.", "service_suspension/notice_given 2025-05-26 2025-05-19"},
		{"De no recibir el pago antes del 20 de mayo de 2025, presentaremos una demanda.", "legal_action/notice_given cure 2025-05-19"},
		{"*bob*  09:00\nI fear that Acme will sue us over the unpaid bill", "legal_action/possible"},
		{"We have agreed to put the lawsuit over your debt on hold while we talk.", "legal_action/suspended"},
		{"Your invoice INV-7 for $500 was due on 2 May 2025. Please pay soon.", ""},
		{"Servers will be suspended on 20 May 2025 for ten minutes of maintenance.", ""},
		{"*bob*  09:00\nwe should withhold the next payment and terminate the contract", ""},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			f := Read(tt.text, someDay, nil)
			checkEvidence(t, tt.text, f)
			if got := summary(f); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func summary(f Findings) string {
	var out []string
	for _, m := range f.Measures {
		s := string(m.Kind) + "/" + string(m.State)
		if !m.Effective.IsZero() {
			s += " " + m.Effective.String()
		}
		if !m.CureUntil.IsZero() {
			if m.Effective.IsZero() {
				s += " cure"
			}
			s += " " + m.CureUntil.String()
		}
		if m.Exposure != nil {
			s += " " + m.Exposure.Amount.Decimal() + " " + string(m.Exposure.Amount.Currency)
			if m.Exposure.Per != "" {
				s += "/" + string(m.Exposure.Per)
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestMoney(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"$70m": "70000000.00 USD", "USD 60,000,000.00": "60000000.00 USD", "12.480,00 EUR": "12480.00 EUR", "27.940,- EUR": "27940.00 EUR",
		"46 300,00 €": "46300.00 EUR", "CHF 31'250.–": "31250.00 CHF", "1,2 Mio. EUR": "1200000.00 EUR", "T€ 350": "350000.00 EUR", "2,75 M€": "2750000.00 EUR",
		"₹18,50,000": "1850000.00 INR", "C$5,775.00": "5775.00 CAD", "KD 1,250.500": "1250.500 KWD", "JPY 4,200,000": "4200000 JPY", "SEK 240 000": "240000.00 SEK",
		"$8.4k": "8400.00 USD", "€96k": "96000.00 EUR", "US$ 3.2 million": "3200000.00 USD", "EUR 9.500": "9500.00 EUR", "3 lakh rupees": "300000.00 INR",
		"two hundred and twenty thousand dollars": "220000.00 USD", "between £9,000 and £12,000": "9000.00–12000.00 GBP", "HK$ 612,400.00": "612400.00 HKD",
		"3 415,60 $ CA": "3415.60 CAD", "$ 58,400.00 M.N.": "58400.00 MXN", "$4,120.00 CAD": "4120.00 CAD", "84 millones de pesos colombianos": "84000000.00 COP",
		"3,000 Canadian dollars": "3000.00 CAD", "12,000 Swiss francs": "12000.00 CHF", "84 T€": "84000.00 EUR", "34 k€": "34000.00 EUR", "R 642 118,30": "642118.30 ZAR", "R61 900": "61900.00 ZAR",
		"N61m": "61000000.00 NGN", "GH¢ 418,220.75": "418220.75 GHS", "Rs. 12,40,000/-": "1240000.00 INR", "Fr. 4'200.–": "4200.00 CHF",
		"$61,O08.15": "61008.15 USD", "486,OO €": "486.00 EUR", "4.86O,25 €": "4860.25 EUR", // zeros and ones as a scan shows them
		"£206,I40.00": "206140.00 GBP", "EUR 23.6l8,50": "23618.50 EUR", "5l of oil": "",
		"COP $ 36.780.000": "36780000.00 COP", "MXN $88,450.00": "88450.00 MXN", "RD$ 46,300": "46300.00 DOP", "S/ 84,000": "84000.00 PEN", "S/. 148,200.00": "148200.00 PEN",
		"$14.379.960 (CLP)": "14379960 CLP", "$ 41.250.000,00 (pesos argentinos)": "41250000.00 ARS", "$612,480.75 pesos": "612480.75 MXN", "$47,500 (net)": "47500.00 USD",
		"NIS 214,300": "214300.00 ILS", "240 TEUR": "240000.00 EUR", "TEUR 212": "212000.00 EUR", "64 250,500 TND": "64250.500 TND", "Bs 7.400,00": "7400.00 BOB",
		"RP-5521 .......... USD 6,480.00": "6480.00 USD", "2207   EUR 9.640,00": "9640.00 EUR", "40788 CHF 9'314.50": "9314.50 CHF", "GBP\n911.40": "911.40 GBP",
		"USD 35,000 to 50,000": "35000.00–50000.00 USD", "USD 35,000 to 14 March": "35000.00 USD",
		"6.500 bis 8.000 €": "6500.00–8000.00 EUR", "between 60.000 and 75.000 €": "60000.00–75000.00 EUR", "31 to 34 k€": "31000.00–34000.00 EUR", "EUR 1.6 million to EUR 1.9 million": "1600000.00–1900000.00 EUR",
		"due 30/11/24 RS4471": "", "R2 and R3": "", "unit R 12": "", "clause 5 to 8": "",
		"1.9.480,00 euros": "", "12.5 % p.a.": "", "page 5": "", "5 m of cable": "", "KD-204, $640.00": "640.00 USD",
	}
	for text, want := range tests {
		d := newDocument("The balance is "+text+" today.", someDay, nil)
		got := ""
		if len(d.money) > 0 {
			a := d.money[0]
			got = a.money.Decimal()
			if a.upper != nil {
				got += "–" + a.upper.Decimal()
			}
			got += " " + string(a.money.Currency)
		}
		if got != want {
			t.Errorf("%q: %q, expected %q", text, got, want)
		}
	}
}

// TestMoneyOfATongue finds sums that are read in another language's way.
func TestMoneyOfATongue(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"Nous vous réclamons la somme de 420 000 dirhams, payable avant la fin du mois.", "420000.00 MAD"},
		{"Our fee note N-2098 of CHF 14'380.– is unpaid.", "14380.00 CHF"},
		{"UNLESS THE BALANCE IS RECE1VED of GBP 63,770.00", "63770.00 GBP"},
		{"De los 146.900,00 euros, 61.250,00 son litigiosos; faltan 1.250,00 kg de trigo.", "146900.00 EUR 61250.00 EUR"},
		{"Interest ..... 41.76\nBalance  GBP 3,186.81", "41.76 GBP 3186.81 GBP"},
		{"Invoice GH-870 (kr 94,000) is open.", "94000.00 SEK"},
		{"We ask you for the sum of 420,000 dirhams, payable before the end of the month.", "420000.00 AED"},
		{"Por la presente le comunicamos el saldo de Cafetería Los Altos: Q 74,215.00, pendiente de pago.", "74215.00 GTQ"},
		{"Su factura por $14.379.960 (CLP) está vencida. Los gastos de cobranza son $431.400 y los paga usted.", "14379960 CLP 431400 CLP"},
		{"Su factura por US$ 1.400,00 y la de $14.379.960 (CLP) están vencidas, los gastos son $40,00 y los paga usted.", "1400.00 USD 14379960 CLP 40.00 USD"},
	}
	readSums(t, tests)
}

// TestColumns finds a figure of a column that is not read, one that is no sum, and one of which nobody can say in what
// currency it is.
func TestColumns(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"Statement of account, all figures in GBP\n\nRent March        1,480.00\nLate charge         150.00\nTime of visit        14.30\nBalance           1,630.00", "1480.00 GBP 150.00 GBP 1630.00 GBP"},
		{"Mietkonto (EUR)\n01.02.2025   Miete    1.480,00   offen\n15.02.2025   Mahnkosten   25,00\nSatz 12,50 %", "1480.00 EUR 25.00 EUR"},
		{"Rent March        1,480.00\nPaid $20.00 and €20.00\nBalance           1,630.00", "20.00 USD 20.00 EUR"},
		{"Rent March        1,480.00\nBalance           1,630.00", ""},
	}
	readSums(t, tests)
}

// readSums reads the sums of texts.
func readSums(t *testing.T, tests []struct{ text, want string }) {
	t.Helper()
	for _, tt := range tests {
		if got := sumsOf(newDocument(tt.text, someDay, nil)); got != tt.want {
			t.Errorf("%q: %q, expected %q", tt.text, got, tt.want)
		}
	}
}

// sumsOf are the sums of a text, one behind the other.
func sumsOf(d *document) string {
	var out []string
	for i := range d.money {
		out = append(out, d.money[i].money.Decimal()+" "+string(d.money[i].money.Currency))
	}
	return strings.Join(out, " ")
}

func TestDays(t *testing.T) {
	t.Parallel()
	// The text is received on Monday 12 May 2025.
	tests := map[string]string{
		"on 6 March 2025": "2025-03-06", "on March 6, 2025": "2025-03-06", "am 5. Juni 2025": "2025-06-05", "bis 19.05.2025": "2025-05-19", "by 2025-06-01": "2025-06-01",
		"le 1er juin 2025": "2025-06-01", "el 2 de junio de 2025": "2025-06-02", "by 30 June": "2025-06-30", "by Friday": "2025-05-16", "this week": "2025-05-16",
		"by the end of the month": "2025-05-31", "within 7 business days": "2025-05-21", "within ten (10) days": "2025-05-22", "binnen 6 Werktagen": "2025-05-19",
		"innerhalb von fünf Bankarbeitstagen": "2025-05-19", "sous huit jours": "2025-05-20", "dans les six jours ouvrables": "2025-05-19", "dentro de cinco días hábiles": "2025-05-19",
		"within 48 hours": "2025-05-14", "in two weeks": "2025-05-26", "by tomorrow": "2025-05-13", "on the 24th": "2025-05-24", "within 2 months": "2025-07-12",
	}
	for text, want := range tests {
		d := newDocument(frame(text), someDay, nil)
		got := ""
		if len(d.dates) > 0 {
			got = d.dates[0].day.String()
		}
		if got != want {
			t.Errorf("%q: %q, expected %q", text, got, want)
		}
	}
}

// frame puts a day into a sentence of its language.
func frame(day string) string {
	switch first, _, _ := strings.Cut(day, " "); first {
	case "am", "bis", "binnen", "innerhalb":
		return "Bitte zahlen Sie die Rechnung " + day + " auf unser Konto ein und nicht später."
	case "le", "sous", "dans":
		return "Nous vous prions de régler la facture " + day + " sur notre compte."
	case "el", "dentro":
		return "Les rogamos que paguen la factura " + day + " en nuestra cuenta, por favor."
	}
	return "Please pay " + day + "."
}

func TestLedgerMatch(t *testing.T) {
	t.Parallel()
	vendors := []Vendor{
		{Slug: "aws", Name: "Amazon Web Services", Aliases: []string{"AWS"}, Domains: []string{"aws-ar.example"}, Invoices: []string{"INV-77001"}},
		{Slug: "acme", Name: "Acme Hosting GmbH", Domains: []string{"acme.example"}},
	}
	for text, want := range map[string]string{
		"From: x <ar@aws-ar.example>\nTo: ap@us.example\n\nPlease pay.": "aws",
		"Invoice INV-77001 is overdue.":                                 "aws",
		"Spoke to Dave at AWS, he was calm.":                            "aws",
		"From: x <ar@kestrel.example>\nTo: erin@acme.example\n\nPay.":   "",
		"Greetings from ACME HOSTING GMBH":                              "acme",
		"Nobody we know":                                                "",
	} {
		if got := Read(text, someDay, vendors).Slug; got != want {
			t.Errorf("%q: %q, expected %q", text, got, want)
		}
	}
}

func TestServeJSONLines(t *testing.T) {
	t.Parallel()
	in := `{"text":"Unless £4,000 is paid by 20 May 2025 we will suspend <b> & your service on 26 May 2025.","received":"2025-05-12"}` + "\n\n" + `{"text":"Hello","received":"2025-05-12"}`
	var out bytes.Buffer
	if err := ServeJSONLines(t.Context(), strings.NewReader(in), &out, nil, 0); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := []string{
		`{"measures":[{"kind":"service_suspension","state":"notice_given","evidence":"we will suspend <b> & your service on 26 May 2025","effective":"2025-05-26","cure_until":"2025-05-20","exposure":null,"affiliates":[]}],"suspicious":false,"vendor":"","claimed":{"amount":"4000.00","currency":"GBP"},"invoices":[],"deadline":"2025-05-20","contact":""}`,
		`{"measures":[],"suspicious":false,"vendor":"","claimed":null,"invoices":[],"deadline":null,"contact":""}`,
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines for %d", len(lines), len(want))
	}
	for i := range want {
		if lines[i] != want[i] {
			t.Errorf("line %d\ngot  %s\nwant %s", i+1, lines[i], want[i])
		}
		if !json.Valid([]byte(lines[i])) {
			t.Errorf("line %d is no JSON", i+1)
		}
	}
}

// A line that is no notice costs no other one its answer. Deliberate fault it catches: the end at the first bad line.
func TestServeJSONLinesGoesOn(t *testing.T) {
	t.Parallel()
	const good = `{"text":"Hello","received":"2025-05-12"}`
	for name, in := range map[string]string{
		"no JSON": "hello", "no object": "[1]", "nothing": "null", "no day": `{"text":"x"}`, "no such day": `{"text":"x","received":"2025-02-30"}`,
		"another order": `{"text":"x","received":"11/06/2025"}`, "no text": `{"received":"2025-05-12"}`, "text of numbers": `{"text":1,"received":"2025-05-12"}`,
		"too long": `{"text":"` + strings.Repeat("x", maxLine) + `","received":"2025-05-12"}`,
	} {
		var out bytes.Buffer
		err := ServeJSONLines(t.Context(), strings.NewReader(good+"\n"+in+"\n"+good+"\n"), &out, nil, 0)
		if ledger.KindOf(err) != ledger.Invalid || !strings.HasPrefix(ledger.Say(err), "1 line ") {
			t.Errorf("%s: %v", name, err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 3 || lines[0] != lines[2] || !strings.HasPrefix(lines[1], `{"error":"Line 2 can't be read as a notice: `) || !json.Valid([]byte(lines[1])) {
			t.Errorf("%s: got %q", name, lines)
		}
	}
	var out bytes.Buffer
	if err := ServeJSONLines(t.Context(), strings.NewReader(`{"text":"We will suspend your service tomorrow.","received":"2025-05-12T23:30:00-07:00"}`), &out, nil, 0); err != nil || !strings.Contains(out.String(), `"effective":"2025-05-13"`) {
		t.Errorf("received at a moment: %s, %v", out.String(), err)
	}
}

// The mark that some programs begin a file with costs no line, a day that was given stands for those that are missing, and what
// was not read of a text is said. Deliberate faults it catches: the first notice of a file lost, a day ignored, and a threat
// behind much else that seems not to be there.
func TestServeJSONLinesAsProgramsWriteThem(t *testing.T) {
	t.Parallel()
	const threat = "We will suspend your service tomorrow."
	in := "\uFEFF" + `{"text":"` + threat + `","received":"2025-05-12"}` + "\r\n" + `{"text":"` + threat + `"}` + "\n" +
		`{"text":"` + strings.Repeat("All is well.\\n", MaxText/12) + threat + `","received":"2025-05-12"}`
	var out bytes.Buffer
	if err := ServeJSONLines(t.Context(), strings.NewReader(in), &out, nil, ledger.NewDate(2025, 6, 1)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	for i, want := range []string{`"effective":"2025-05-13"`, `"effective":"2025-06-02"`, `,"not_read":"what follows the first 1 MiB"}`} {
		if i >= len(lines) || !strings.Contains(lines[i], want) || !json.Valid([]byte(lines[i])) {
			t.Errorf("line %d lacks %s: %q", i+1, want, lines)
		}
	}
}

func TestServeJSONLinesEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := ServeJSONLines(ctx, strings.NewReader("{}"), &bytes.Buffer{}, nil, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancel: %v", err)
	}
}

func TestWriteText(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	text := "Unless INV-7 (£4,000) is paid by 20 May 2025 we will suspend\n your service on 26 May 2025. Our bank has changed, pay to our new account. Questions: ar@v.example"
	if err := WriteText(&b, Read(text, someDay, nil)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"counter-measure: 1 found", "SUSPICIOUS", "service suspension, notice given", "cure until", "2025-05-20", "they say", "£4,000.00", "INV-7"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("missing %q in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "contact") {
		t.Errorf("who may be a fraud is named as whom to answer:\n%s", b.String())
	}
}

// TestWordsOfAQuotedMail shows evidence over the ends of quoted lines. Faults it catches: marks of quoting among the words that people are
// shown; a mark lost that is part of them.
func TestWordsOfAQuotedMail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"will suspend\n> your service on 26\n> May":      "will suspend\nyour service on 26\nMay",
		"wir sperren\r\n>> Ihren Zugang\n> > am 26. Mai": "wir sperren\r\nIhren Zugang\nam 26. Mai",
		"nous suspendons\n&gt; le service":               "nous suspendons\nle service",
		"suspendemos\n>el servicio":                      "suspendemos\nel servicio",
		"will suspend\n  your service":                   "will suspend\n  your service",
		"more than > $5,000":                             "more than > $5,000",
		"":                                               "",
	} {
		if got := (Evidence{Text: text}).Words(); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	var b strings.Builder
	text := "What do we do about this?\n\n> Unless the overdue £4,000 is paid by 20\n> May 2025 we will suspend\n> your service on 26\n> May 2025.\n"
	f := Read(text, someDay, nil)
	checkEvidence(t, text, f)
	if err := WriteText(&b, f); err != nil || len(f.Measures) != 1 || !strings.Contains(f.Measures[0].Evidence.Text, ">") || strings.Contains(b.String(), ">") {
		t.Errorf("%v, shown as\n%s", f.Measures, b.String())
	}
}

// The fault that this catches: working days of a vendor on record are counted as if it had no holidays, or everyone's are.
func TestHolidaysOfTheVendor(t *testing.T) {
	t.Parallel()
	mayDay := func(d ledger.Date) bool { return d == ledger.NewDate(2025, 5, 1) }
	text := "From: Mahnwesen <mahnung@weberei-acker.example>\nTo: ap@larkfield.example\nSubject: Letzte Mahnung\n\nUnless the overdue EUR 4,000.00 reach us within 3 business days of this letter, we will stop all deliveries.\n"
	for name, tt := range map[string]struct {
		vendors []Vendor
		want    ledger.Date
	}{
		"on record with a country": {[]Vendor{{Slug: "acker", Name: "Weberei Acker", Domains: []string{"weberei-acker.example"}, Holidays: mayDay}}, ledger.NewDate(2025, 5, 5)},
		"on record without one":    {[]Vendor{{Slug: "acker", Name: "Weberei Acker", Domains: []string{"weberei-acker.example"}}}, ledger.NewDate(2025, 5, 2)},
		"another vendor's":         {[]Vendor{{Slug: "other", Name: "Other Ltd", Holidays: mayDay}}, ledger.NewDate(2025, 5, 2)},
	} {
		f := Read(text, ledger.NewDate(2025, 4, 29), tt.vendors)
		if len(f.Measures) != 1 || f.Measures[0].CureUntil != tt.want {
			t.Errorf("%s: %+v, expected cure until %s", name, f.Measures, tt.want)
		}
	}
}

// TestNothingIsLeft reads texts in the memory of others. Faults it catches: names, days or opinions of the text before that
// are still there, and a finding that changes when its document's memory is used again.
func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	notices := must(loadNotices("testdata/notices.jsonl"))
	first := make([]Findings, len(notices))
	for i, n := range notices {
		first[i] = Read(n.Text, n.Received, nil)
	}
	for i := len(notices) - 1; i >= 0; i-- {
		if again := Read(notices[i].Text, notices[i].Received, nil); !reflect.DeepEqual(again, first[i]) {
			t.Errorf("%s: first %v, then %v", notices[i].ID, first[i], again)
		}
	}
}

// TestNewestPart has threads in which the newest part says that what it quotes is over, or done. Faults it catches: the older part
// decides because it speaks more plainly (pick), what only it speaks of stands though the newest lifts it (liftOld), or on the day from which it was moved (moveOld), and what it asked
// of us is still asked when all is lifted (over).
func TestNewestPart(t *testing.T) {
	t.Parallel()
	const head = "From: Lena <lena@volta.example>\nTo: Marcus\nSent: Monday, 12 May 2025 10:02\nSubject: RE: Overdue\n\n"
	for name, tt := range map[string]struct{ newest, older, want string }{
		"lifted": {
			"Your payment has arrived this morning. I have lifted the block and everything runs again.\n\nLena",
			"Your servers have been switched off today, as our invoices are overdue. If we have no payment by 25 May 2025, your contract ends.", "service_suspension/withdrawn",
		},
		"moved": {
			"As we said on the phone, we have moved the date to 26 May 2025.\n\nLena",
			"We will suspend your access to the console on 12 May 2025 unless the overdue $5,000.00 is paid by 10 May 2025.", "service_suspension/notice_given 2025-05-26",
		},
		"not moved": {
			"As we said on the phone, we cannot move the date to 26 May 2025.\n\nLena",
			"We will suspend your access to the console on 20 May 2025 unless the overdue $5,000.00 is paid by 16 May 2025.", "service_suspension/notice_given 2025-05-20 2025-05-16",
		},
		"done": {
			"As you have not paid, the suspension has now been carried out.\n\nLena",
			"We will suspend your access to the console on 12 May 2025 unless the overdue $5,000.00 is paid by 10 May 2025.", "service_suspension/in_effect",
		},
	} {
		text := head + tt.newest + "\n\nOn 5 May 2025, Lena wrote:\n> " + tt.older
		f := Read(text, someDay, nil)
		if got := summary(f); !strings.HasPrefix(got, tt.want) || strings.HasSuffix(tt.want, "withdrawn") && f.Deadline != 0 {
			t.Errorf("%s: got %q and deadline %q, want %q", name, got, f.Deadline, tt.want)
		}
	}
}

// Who writes a text, or sent it, outweighs whoever is named in it; where another is named alone, that is doubtful. Deliberate faults it
// catches: “pay with Amazon Pay” makes a notice Amazon's; an address of ours that has the vendor's domain; an invoice number that two
// vendors use.
func TestWhoWritesOutweighsWhoIsNamed(t *testing.T) {
	t.Parallel()
	vendors := []Vendor{
		{Slug: "aws", Name: "Amazon Web Services", Aliases: []string{"AWS", "Amazon"}, Domains: []string{"amazon.com"}, Invoices: []string{"INV-7"}},
		{Slug: "gcp", Name: "Google Cloud"}, {Slug: "dd", Name: "Datadog"},
	}
	for text, want := range map[string]struct {
		slug, from string
		doubt      bool
	}{
		"Kestrel Fuel writes: your fuel cards will be blocked on 20 June 2023 unless KF-12 is paid. You can also pay with Amazon Pay.":                      {"aws", "Amazon", true},
		"We at Hermes ship your Amazon orders; we will stop deliveries on 25 June 2023 unless you pay our invoice.":                                         {"aws", "Amazon", true},
		"From: ar@kestrel.example\nSubject: account\n\nInvoice INV-7 is unpaid. We will stop deliveries on 21 June 2023.\n\nKestrel Fuel Ltd":               {"aws", "INV-7", true},
		"From: ar@kestrel.example\nTo: erin@amazon.com\nSubject: account\n\nWe will stop deliveries on 22 June 2023 unless you pay.\n\nKestrel Fuel Ltd":    {"", "", false},
		"From: ar@amazon.com\nTo: ap@us.example\nSubject: account\n\nWe will cut off your Google Cloud link on 22 June 2023 unless you pay.\n\nJane Miller": {"aws", "ar@amazon.com", false},
		"Datadog: the subscription bought through AWS Marketplace is unpaid. We will suspend your organisation on 20 June 2023.":                            {"dd", "Datadog", false},
		"Kestrel Fuel: we'll suspend your cards on 20 June 2023 unless the invoice for our AWS Marketplace subscription is paid.":                           {"aws", "AWS", true},
		"From: Billing <ar@kestrel.example>\nSubject: account\n\nYour AWS Marketplace subscription is unpaid. We will stop it on 21 June 2023.\n\nKestrel":  {"aws", "AWS", true},
		"AWS mail: it is 19 April now": {"aws", "AWS", false},
		"AWS writes: we will turn off your Neptune clusters on 20 April 2023 unless you pay.":                                                                               {"aws", "AWS", false},
		"Dear customer, your account is past due. We will suspend EC2 in the Frankfurt region on 20 March 2023.\n\nKind regards\nMarc Jones\nAmazon Web Services EMEA SARL": {"aws", "Amazon Web Services", false},
	} {
		f := Read(text, someDay, vendors)
		if f.Slug != want.slug || f.SlugFrom.Text != want.from || f.SlugDoubt != want.doubt {
			t.Errorf("%.60q is of %q by %q, doubtful: %v", text, f.Slug, f.SlugFrom.Text, f.SlugDoubt)
		}
		if e := f.SlugFrom; e.Text != text[e.Start:e.End] {
			t.Errorf("%.60q: its evidence is not where it says", text)
		}
	}
}
