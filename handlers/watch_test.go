package handlers

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
	"owed.dev/owed/signals/eml"
)

// hashed is the hash of a notice as a handler reads it.
func hashed(text string) string { return hashOf(text, signals.Read(text, 0, nil)) }

// The same words are the same notice, however a mail program broke, quoted or capitalised them; other words are another.
func TestHashIsOfWords(t *testing.T) {
	t.Parallel()
	first := hashed("We will suspend access\non 20 March.")
	if again := hashed("> we will suspend\r\n> ACCESS on 20  March!"); again != first {
		t.Error("the same words, quoted, have another hash")
	}
	if passedOn := hashed("From: bob@example.com\nDate: Mon\nSubject: Fwd: Re: \n\nWe will suspend access on 20 March."); passedOn != first {
		t.Error("the same words, passed on, have another hash")
	}
	if hashed("Subject: Suspension\n\nSee attached.") == hashed("Subject: Lunch\n\nSee attached.") || hashed("From: a\nTo: b") == hashed("From: a\nTo: c") {
		t.Error("the subject does not count, or a mere head is like any other")
	}
	for _, other := range []string{"We will suspend access on 21 March.", "We will suspend access on 2 0 March.", ""} {
		if hashed(other) == first {
			t.Errorf("%q has the hash of other words", other)
		}
	}
}

// Who passes a mail on may write above it; if that counts for nothing, it is the same notice, and if it holds a measure, it is
// another one. Deliberate faults it catches: a mail proposed again because somebody wrote “fyi”, and a new threat above an old
// one taken for the old one.
func TestHashOfWhatIsPassedOn(t *testing.T) {
	t.Parallel()
	const threat = "Invoice INV-3 over $10,000,000.00 is unpaid. We will suspend access to your account on 20 March 2023 unless you pay."
	first := hashed(threat)
	for name, text := range map[string]string{
		"Gmail":            "fyi\n\n---------- Forwarded message ---------\nFrom: Google Cloud <billing@gc.example>\nDate: Fri, 3 Mar 2023\nSubject: \nTo: ap@demo.example\n\n" + threat,
		"Outlook":          "Jane, can you look at this?\n\nThanks\nBob\n\nFrom: Google Cloud\nSent: 3 March 2023 10:00\nTo: ap\nSubject: \n\n" + threat,
		"Outlook, German":  "Bitte ansehen.\n\nVon: Google Cloud\nGesendet: 3. März 2023\nAn: ap\nBetreff: WG:\n\n" + threat,
		"Apple, quoted":    "See below.\n\n> Begin forwarded message:\n> \n> From: Google Cloud\n> Subject: Fwd:\n> Date: 3 March 2023\n> \n> " + strings.ReplaceAll(threat, ". We", ".\n> We"),
		"quoted":           "Fwd: see below\n\n> " + threat,
		"passed on twice":  "fyi\n\nFrom: Bob\nSent: 4 March 2023\nTo: Jane\nSubject: Fwd:\n\nplease handle\n\nFrom: Google Cloud\nSent: 3 March 2023\nTo: ap\nSubject:\n\n" + threat,
		"original message": "Hi,\n\n-----Original Message-----\n" + threat,
	} {
		if hashed(text) != first {
			t.Errorf("%s: passed on it has another hash; its part is %q", name, ownWords(text, signals.Read(text, 0, nil)))
		}
	}
	const graver = "We have now instructed our lawyers to sue you for the amount below.\n\n"
	for name, text := range map[string]string{
		"above what is passed on": graver + "-----Original Message-----\nFrom: Google Cloud\nSubject:\n\n" + threat,
		"above what is quoted":    graver + "> " + threat,
		"other words":             "fyi\n\n-----Original Message-----\n" + strings.Replace(threat, "20 March", "27 March", 1),
	} {
		if hashed(text) == first {
			t.Errorf("%s: it has the hash of the mail below", name)
		}
	}
}

// What may hold the words of a mail and was not read is told. Deliberate fault it catches: a notice as a PDF, of which nobody hears.
func TestLeft(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		mail eml.Mail
		want string
	}{
		"all read":       {eml.Mail{Said: true}, ""},
		"beside words":   {eml.Mail{Said: true, Attachments: []string{"bill.pdf"}}, ""},
		"no words":       {eml.Mail{Attachments: []string{"notice.pdf"}}, "notice.pdf"},
		"more than read": {eml.Mail{Said: true, Cut: true}, "only its first 1 MiB"},
	} {
		if got := left(c.mail); !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestNoticeRef(t *testing.T) {
	t.Parallel()
	for _, r := range []noticeRef{{"C1", "1.2", "abc", "2023-03-03", false}, {"C1", "1.2", "abc", "2023-03-03", true}, {"", "", "abc", "", true}} {
		if got := refOf(r.String()); got != r {
			t.Errorf("%v became %v", r, got)
		}
	}
	if got := refOf(""); got != (noticeRef{}) {
		t.Errorf("nothing became %v", got)
	}
}

// What is shown is what a button holds, and a button holds it whatever its length and letters.
func TestProposalsFitIntoAButton(t *testing.T) {
	t.Parallel()
	var all []ledger.Signal
	for range 12 {
		all = append(all, ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.Threatened, Source: "mail", Text: strings.Repeat("<&\"ü🔴", 300), Affiliates: []string{"Amazon Studios"}})
	}
	clipped := show.ClipSignals(all)
	m := show.Proposal(&ledger.Account{Vendor: ledger.Vendor{Slug: "aws", Name: "AWS"}}, show.Notice{Signals: clipped}, "C1/1.2/"+strings.Repeat("f", 64), show.Ctx{Guests: true})
	if err := show.Fits(m); err != nil {
		t.Error(err)
	}
	for _, b := range m.Blocks {
		row, ok := b.(*slack.ActionBlock)
		if !ok {
			continue
		}
		if n := len(row.Elements.ElementSet); n != 3 {
			t.Fatalf("%d buttons, want Record, Edit and Not a signal", n)
		}
		_, _, extra := show.Pressed(row.Elements.ElementSet[0].(*slack.ButtonBlockElement).Value)
		got := show.Unpack(extra)
		if len(got) != len(clipped) || len(got) == 0 || got[0].Text != clipped[0].Text || got[0].Kind != clipped[0].Kind || got[0].Affiliates[0] != "Amazon Studios" {
			t.Errorf("the button holds %v, shown is %v", got, clipped)
		}
		return
	}
	t.Fatal("there are no buttons")
}

// More than is read, an endless line, deep quoting and letters that hide come to an end, and are shown within Slack's limits.
// Deliberate fault it catches: work that grows with the square of a text would not end before the test does.
func TestAHugeNotice(t *testing.T) {
	t.Parallel()
	threat := "We will suspend access to your account on 20 March 2023 unless you pay. "
	for name, text := range map[string]string{
		"two megabytes": strings.Repeat("Dear customer, all is well.\n", 2<<20/28) + threat, "one line": strings.Repeat("word ", 2<<18) + threat,
		"the threat first": threat + strings.Repeat("x", 2<<20), "deep quoting": strings.Repeat(strings.Repeat(">", 500)+" "+threat+"\n", 2000),
		"hidden letters": strings.Repeat("\u200b\u202e\u2066", 1<<18) + threat, "heads alone": strings.Repeat("From: \nSubject: \n", 100_000),
		"senders above": strings.Repeat("From: \n", 100_000) + threat,
	} {
		found := signals.Read(text, 0, nil)
		hashOf(text, found)
		n := noticeOf(found, isLetter(text))
		if err := show.Fits(show.Proposal(nil, n, "C1/1.2/"+strings.Repeat("f", 64)+"/2023-03-03", show.Ctx{})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := shortened(text); len(got) > 3000 {
			t.Errorf("%s: %d bytes go into a form", name, len(got))
		}
	}
}

// A notice counts working days without the holidays of its vendor's country. The faults that this catches: a weekend taken
// for a holiday, which would cost a Saturday where Saturdays count, and holidays for who has no country on record.
func TestReadersKnowHolidays(t *testing.T) {
	t.Parallel()
	mayDay := ledger.NewDate(2025, 5, 1)
	h := &Handler{Now: time.Now}
	h.Business = func(string) func(ledger.Date) bool {
		return func(d ledger.Date) bool { return ledger.Weekday(d) && d != mayDay }
	}
	a := ledger.NewAccount(ledger.Vendor{Slug: "acker", Country: "DE"})
	if off := h.vendorKnown(a).Holidays; off == nil || !off(mayDay) || off(mayDay.AddDays(2)) || off(mayDay.AddDays(1)) {
		t.Error("1 May is a holiday of Germany; Saturday the 3rd and Friday the 2nd are none")
	}
	a.Vendor.Country = ""
	if h.vendorKnown(a).Holidays != nil {
		t.Error("who has no country on record has no holidays")
	}
}
