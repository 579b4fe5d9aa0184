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
	const threat = "We will suspend your service within 20 days."
	received := ledger.NewDate(2023, 3, 3)
	for name, c := range map[string]struct{ text, want string }{
		"no head":         {threat, "0001-01-01"},
		"its own":         {"From: a@b.example\nDate: Mon, 20 Feb 2023 09:00:00 +0100\nSubject: Overdue\n\n" + threat, "2023-02-20"},
		"passed on":       {"From: dan@demo.example\nDate: Thu, 2 Mar 2023 08:00:00 +0000\nSubject: Fwd: Overdue\n\nFYI\n\n---------- Forwarded message ---------\nFrom: AWS <ar@aws.example>\nDate: Mon, Feb 20, 2023 at 9:00 AM\nSubject: Overdue\nTo: ap@demo.example\n\n" + threat, "2023-02-20"},
		"Outlook":         {"see below\n\nFrom: AWS\nSent: Monday, February 20, 2023 9:00 AM\nTo: ap\nSubject: Overdue\n\n" + threat, "2023-02-20"},
		"Outlook, German": {"siehe unten\n\nVon: AWS\nGesendet: Montag, 20. Februar 2023 09:00\nAn: ap\nBetreff: Mahnung\n\nWir werden Ihren Zugang binnen 20 Tagen sperren.", "2023-02-20"},
		"quoted below":    {"From: AWS\nDate: Wed, 1 Mar 2023\nSubject: Re: Overdue\n\n" + threat + "\n\nOn 20 Feb 2023 you wrote:\n> From: ap\n> Date: 20 Feb 2023\n> we will not pay", "2023-03-01"},
		"next year":       {"From: AWS\nDate: Tue, 20 Feb 2024 09:00:00 +0000\nSubject: Overdue\n\n" + threat, "0001-01-01"},
		"long ago":        {"From: AWS\nDate: Fri, 20 Feb 2015 09:00:00 +0000\nSubject: Overdue\n\n" + threat, "0001-01-01"},
	} {
		at := max(strings.Index(c.text, "We will"), strings.Index(c.text, "Wir werden"))
		got := "0001-01-01"
		if d := SentOn(c.text, at, received); d != 0 {
			got = d.String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
