package signals

import (
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// Days to come are counted from the day on which the mail was sent that names them, in whatever way its head has that day. Deliberate
// faults it catches: the day of whoever passed it on, the day of an older mail below, and a head of next year believed.
func TestSentOn(t *testing.T) {
	t.Parallel()
	const threat = "Unless the overdue $500.00 is paid we will suspend your service within 20 days."
	received := ledger.NewDate(2023, 3, 3)
	for name, c := range map[string]struct{ text, want string }{
		"no head":         {threat, ""},
		"its own":         {"From: a@b.example\nDate: Mon, 20 Feb 2023 09:00:00 +0100\nSubject: Overdue\n\n" + threat, "2023-02-20"},
		"passed on":       {"From: dan@demo.example\nDate: Thu, 2 Mar 2023 08:00:00 +0000\nSubject: Fwd: Overdue\n\nFYI\n\n---------- Forwarded message ---------\nFrom: AWS <ar@aws.example>\nDate: Mon, Feb 20, 2023 at 9:00 AM\nSubject: Overdue\nTo: ap@demo.example\n\n" + threat, "2023-02-20"},
		"Outlook":         {"see below\n\nFrom: AWS\nSent: Monday, February 20, 2023 9:00 AM\nTo: ap\nSubject: Overdue\n\n" + threat, "2023-02-20"},
		"Outlook, German": {"siehe unten\n\nVon: AWS\nGesendet: Montag, 20. Februar 2023 09:00\nAn: ap\nBetreff: Mahnung\n\nSofern die offenen 500,00 EUR nicht gezahlt werden, werden wir Ihren Zugang binnen 20 Tagen sperren.", "2023-02-20"},
		"quoted below":    {"From: AWS\nDate: Wed, 1 Mar 2023\nSubject: Re: Overdue\n\n" + threat + "\n\nOn 20 Feb 2023 you wrote:\n> From: ap\n> Date: 20 Feb 2023\n> we will not pay", "2023-03-01"},
		"next year":       {"From: AWS\nDate: Tue, 20 Feb 2024 09:00:00 +0000\nSubject: Overdue\n\n" + threat, ""},
		"long ago":        {"From: AWS\nDate: Fri, 20 Feb 2015 09:00:00 +0000\nSubject: Overdue\n\n" + threat, ""},
	} {
		at := max(strings.Index(c.text, "we will suspend"), strings.Index(c.text, "werden wir"))
		if got := SentOn(c.text, at, received).String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if f := Read(c.text, received, nil); !f.IsSignal || f.Sent.String() != c.want {
			t.Errorf("%s: read as sent on %s, want %s", name, f.Sent, c.want)
		}
	}
}

// A mail that is passed on counts its days from when it was itself sent, and not from when that was done, in whatever way a mail
// program shows it. Deliberate faults it catches: periods and days told from the reader's counted from the day of receipt or of the
// outer mail, receipt of an inner mail taken for receipt of the outer one, and a quoted mail's head believed behind its end.
func TestDaysOfMailsWithin(t *testing.T) {
	t.Parallel()
	const outer = "From: Erin <erin@us.example>\nTo: ap@us.example\nDate: Fri, 10 Mar 2023 09:00:00 +0000\nSubject: Fwd: Account\n\nfyi\n\n"
	const german = "Von: AR <ar@q.example>\nGesendet: Mittwoch, 1. März 2023 09:00\nAn: ap\nBetreff: Konto\n\n"
	const french = "De : AR\nEnvoyé : mercredi 1 mars 2023 09:00\nÀ : ap\nObjet : Compte\n\n"
	const outlook = "________________________________\nFrom: AR\nSent: Wednesday, March 1, 2023 9:00 AM\nTo: ap\nSubject: Account\n\n"
	quote := func(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") }
	for name, c := range map[string]struct{ text, words, want string }{
		"of this letter":    {outer + "---------- Forwarded message ---------\nFrom: AR <ar@q.example>\nDate: Wed, Mar 1, 2023 at 9:00 AM\nSubject: Account\nTo: <ap@us.example>\n\nUnless it is paid within 7 days of this letter we will suspend it.", "7 days", "2023-03-08"},
		"of receipt":        {outer + outlook + "Unless it is paid within 7 days of receipt we will suspend it.", "7 days", "2023-03-08"},
		"of nothing":        {outer + outlook + "Unless it is paid within 7 days we will suspend it.", "7 days", "2023-03-08"},
		"tomorrow":          {outer + outlook + "We will suspend it tomorrow.", "tomorrow", "2023-03-02"},
		"a weekday":         {outer + outlook + "We will suspend it on Friday.", "Friday", "2023-03-03"},
		"a day of a month":  {outer + outlook + "We will suspend it on the 9th.", "9th", "2023-03-09"},
		"end of month":      {outer + strings.ReplaceAll(outlook, "Wednesday, March 1", "Tuesday, February 28") + "Pay by the end of the month.", "end of the month", "2023-02-28"},
		"no outer head":     {"Pls handle.\n\n" + outlook + "We will suspend it tomorrow.", "tomorrow", "2023-03-02"},
		"Outlook, German":   {outer + german + "Sofern nicht binnen 7 Tagen ab Datum dieses Schreibens gezahlt wird, sperren wir.", "7 Tagen", "2023-03-08"},
		"Outlook, French":   {outer + french + "Sans paiement sous 8 jours, nous suspendons le service.", "8 jours", "2023-03-09"},
		"Outlook, Spanish":  {outer + "De: AR\nEnviado el: miércoles, 1 de marzo de 2023 9:00\nPara: ap\nAsunto: Cuenta\n\nSi no pagan en 8 días, suspendemos el servicio.", "8 días", "2023-03-09"},
		"Apple":             {outer + "Begin forwarded message:\n\n" + quote("From: AR <ar@q.example>\nSubject: Account\nDate: 1 March 2023 at 09:00:00 GMT\nTo: ap@us.example\n\nWe will suspend it tomorrow."), "tomorrow", "2023-03-02"},
		"quoted":            {outer + "On Wed, 1 Mar 2023, AR wrote:\n" + quote("We have suspended it today."), "today", "2023-03-01"},
		"quoted, broken":    {outer + "On Wed, Mar 1, 2023 at 9:00 AM Accounts Receivable\n<ar@q.example> wrote:\n\n" + quote("We have suspended it today."), "today", "2023-03-01"},
		"quoted, within":    {outer + quote("On Wed, 1 Mar 2023, AR wrote:\nWe have suspended it today."), "today", "2023-03-01"},
		"quoted, no year":   {outer + "On 20 Dec AR wrote:\n" + quote("We have suspended it today."), "today", "2022-12-20"},
		"of an older mail":  {outer + outlook + "See below.\n\n" + strings.ReplaceAll(outlook, "March 1", "February 22") + "We will suspend it tomorrow.", "tomorrow", "2023-02-23"},
		"below a quotation": {outer + quote("On Wed, 1 Mar 2023, AR wrote:\nWe did.") + "\n\nThey will suspend it tomorrow.", "tomorrow", "2023-03-11"},
		"above it":          {strings.ReplaceAll(outer, "fyi", "They will suspend it tomorrow.") + outlook + "See you.", "tomorrow", "2023-03-11"},
		"not passed on":     {"From: AR\nTo: ap\nDate: Wed, 1 Mar 2023\nSubject: Account\n\nUnless it is paid within 7 days of receipt we will suspend it.", "7 days", "2023-03-17"},
		"a fax":             {"FAX\n\nVon: AR\nAn: ap\nDatum: 1. März 2023\n\nZahlen Sie binnen 7 Tagen nach Erhalt.", "7 Tagen", "2023-03-17"},
	} {
		d := newDocument(c.text, ledger.NewDate(2023, 3, 10), nil)
		got := ""
		for i := range d.dates {
			if m := &d.dates[i]; c.text[m.span.Start:m.span.End] == c.words {
				got = m.day.String()
			}
		}
		if got != c.want {
			t.Errorf("%s: %q is %s, want %s", name, c.words, got, c.want)
		}
	}
}

// Whom to answer is who wrote the mail that was passed on, and no colleague, nor an address that nobody reads.
func TestContactOfMailPassedOn(t *testing.T) {
	t.Parallel()
	const threat = "Dear customer,\n\n$12,340.50 is overdue. We will suspend your access on 24 March 2023 unless it is paid.\n\nQ Data Ltd"
	passed := func(note, from string) string {
		return "From: Erin <erin@us.example>\nTo: dan@us.example\nDate: Fri, 3 Mar 2023\nSubject: Account\n\n" + note + "\n\n---------- Forwarded message ---------\nFrom: " + from + "\nDate: Wed, Mar 1, 2023\nSubject: Account\n\n" + threat
	}
	for text, want := range map[string]string{
		passed("fyi", "AR <ar@q.example>"):                                   "ar@q.example",
		passed("fyi", "Dan <dan@us.example>"):                                "",
		passed("fyi", "AR <noreply@q.example>"):                              "",
		"From: AR <ar@q.example>\nSubject: Account\nTo: ap\n\n" + threat:     "ar@q.example",
		passed(strings.Repeat("our own words ", 20), "Dan <dan@u2.example>"): "",
	} {
		if got := Read(text, ledger.NewDate(2023, 3, 3), nil).Contact; got != want {
			t.Errorf("contact %q, want %q of\n%s", got, want, text)
		}
	}
}
