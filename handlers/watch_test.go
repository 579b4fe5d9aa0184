package handlers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
	"owed.dev/owed/signals/eml"
)

// cameOn is the day on which notices of these tests came.
var cameOn = ledger.NewDate(2023, 3, 4)

// hashed is the hash of a notice as a handler reads it.
func hashed(text string) string { return hashesOn(text, cameOn)[0] }

// knownAs reports whether a notice is found by the hash of another.
func knownAs(text, hash string) bool { return slices.Contains(hashesOn(text, cameOn), hash) }

// hashesOn are those of a notice that came on a day.
func hashesOn(text string, came ledger.Date) []string {
	p, found := passage{text: text}, signals.Read(text, came, nil)
	for _, inner := range p.passedOn() {
		if f := signals.Read(inner.text, came, nil); !found.IsSignal && f.IsSignal {
			p, found = inner, f
		}
	}
	return hashesOf(p, found, p.newer(found), came)
}

// The same words are the same notice, however a mail program broke, quoted or capitalised them; other words are another.
func TestHashIsOfWords(t *testing.T) {
	t.Parallel()
	first := hashed("We will suspend access\non 20 March.")
	if !knownAs("> we will suspend\r\n> ACCESS on 20  March!", first) {
		t.Error("the same words, quoted, have another hash")
	}
	if !knownAs("From: bob@example.com\nDate: Mon\nSubject: Fwd: Re: \n\nWe will suspend access on 20 March.", first) {
		t.Error("the same words, passed on, have another hash")
	}
	if hashed("Subject: Suspension\n\nSee attached.") == hashed("Subject: Lunch\n\nSee attached.") || hashed("From: a\nTo: b") == hashed("From: a\nTo: c") {
		t.Error("the subject does not count, or a mere head is like any other")
	}
	for _, other := range []string{"We will suspend access on 21 March.", "We will suspend access on 2 0 March.", ""} {
		if knownAs(other, first) {
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
		if !knownAs(text, first) {
			t.Errorf("%s: passed on it has another hash; its part is %q", name, passage{text: text}.ownWords(signals.Read(text, cameOn, nil), signals.Span{}))
		}
	}
	const graver = "We have now instructed our lawyers to sue you for the amount below.\n\n"
	for name, text := range map[string]string{
		"above what is passed on": graver + "-----Original Message-----\nFrom: Google Cloud\nSubject:\n\n" + threat,
		"above what is quoted":    graver + "> " + threat,
		"other words":             "fyi\n\n-----Original Message-----\n" + strings.Replace(threat, "20 March", "27 March", 1),
	} {
		if knownAs(text, first) {
			t.Errorf("%s: it has the hash of the mail below", name)
		}
	}
}

// What the vendor writes above its own mail is new, whatever was read of it; what others write there is not. Deliberate faults it
// catches: the word that access was cut, passed over because it quotes the notice that announced it; and a mail proposed again
// because a colleague asked who looks after it.
func TestNewerWords(t *testing.T) {
	t.Parallel()
	const threat = "Invoice INV-3 over $10,000,000.00 is unpaid. We will suspend access to your account on 20 March 2023 unless you pay."
	const outlook = "\n\n________________________________\nFrom: Google Cloud <ar@gc.example>\nSent: 3 March 2023 10:00\nTo: ap\nSubject: Account\n\n" + threat
	const gmail = "\n\nOn Fri, Mar 3, 2023 at 9:00 AM Google Cloud <ar@gc.example>\nwrote:\n\n> " + threat
	first := []string{hashed("From: AR <ar@gc.example>\nSubject: Account\n\n" + threat), hashed(threat)}
	for name, c := range map[string]struct {
		text, want string
		own        int
	}{
		"the vendor answers itself":          {text: "From: AR <ar@billing.gc.example>\nSubject: Re: Account\n\nThe line is dead now." + outlook, want: "The line is dead now."},
		"in another program":                 {text: "From: Google Cloud\nSubject: Re: Account\n\nThe line is dead now." + gmail, want: "The line is dead now."},
		"within what a colleague passes on":  {text: "From: bob@us.example\nSubject: Fwd: Account\n\nfyi\n\n---------- Forwarded message ---------\nFrom: AR <ar@gc.example>\nSubject: Account\n\nThe line is dead now." + gmail, want: "The line is dead now."},
		"nobody says who wrote it, of a day": {text: "It is 26 March now." + outlook, want: "It is 26 March now."},
		"nobody says who wrote it, at length": {
			text: "You know very well why nothing has been answering you any more since this morning." + gmail,
			want: "You know very well why nothing has been answering you any more since this morning.",
		},
		"a colleague asks": {text: "From: bob@us.example\nSubject: Fwd: Account\n\nJane, they wrote this on 3 March: could you have a look at it before Friday, please?" + outlook},
		"asked beside it":  {text: "Jane, they wrote this on 3 March: could you look?\n\nFrom: Google Cloud\nSubject: Account\n\n" + threat, own: len("Jane, they wrote this on 3 March: could you look?\n\n")},
		"two words":        {text: "From: AR <ar@gc.example>\nSubject: Re: Account\n\nSent again." + outlook},
		"nothing quoted":   {text: "From: AR <ar@gc.example>\nSubject: Account\n\n" + threat},
	} {
		p, at := passage{text: c.text, own: c.own}, strings.Index(c.text, "We will suspend")
		n := notice{passage: p}
		found := signals.Findings{Measures: []signals.Measure{{Evidence: signals.Evidence{Span: signals.Span{Start: at}}}}}
		if n.newer = p.newer(found); n.newerWords() != c.want {
			t.Errorf("%s: %q is new, want %q", name, n.newerWords(), c.want)
		}
		quotesIt := func(q quote) bool {
			return slices.ContainsFunc(first, func(hash string) bool { return knownAs(q.text, hash) })
		}
		if c.want != "" && !slices.ContainsFunc(p.quotes(n.newer), quotesIt) {
			t.Errorf("%s: the notice below is not found by its hash", name)
		}
	}
}

// An answer that quotes a notice is known by it, though what it quotes has lost its subject; and only the newest words of a mail move a day,
// not those that it quotes. Deliberate faults it catches: our answer proposed as if it were the notice, and a reminder as if it had moved
// the day again.
func TestWhatIsQuotedIsNothingNew(t *testing.T) {
	t.Parallel()
	const threat = "Invoice INV-3 over $10,000,000.00 is unpaid. We will suspend access to your account on 20 March 2023 unless you pay."
	const wrote = "\n\nOn Fri, Mar 3, 2023 at 9:00 AM AR <ar@gc.example> wrote:\n\n> " + threat
	const outlook = "\n\nFrom: AR <ar@gc.example>\nSent: 3 March 2023 10:00\nTo: Dan <dan@us.example>\nSubject: Account\n\n"
	const moved = "We have moved the date to 27 March 2023." + outlook + threat
	first := hashed("From: AR <ar@gc.example>\nTo: ap@us.example\nSubject: Account\n\n" + threat)
	for name, c := range map[string]struct {
		text          string
		answer, moves bool // it is known by the first; its newest words move a day
	}{
		"our answer":                       {text: "From: Dan <dan@us.example>\nTo: AR <ar@gc.example>\nSubject: RE: Account\n\nWe dispute this, as we wrote on 1 March, and ask for more time." + wrote, answer: true},
		"our answer with another subject":  {text: "From: Dan <dan@us.example>\nTo: AR <ar@gc.example>\nSubject: Lunch\n\nWe dispute this, as we wrote on 1 March, and ask for more time." + wrote},
		"the vendor moves the day":         {text: "From: AR <ar@gc.example>\nSubject: Re: Account\n\n" + moved, moves: true},
		"a reminder that quotes that":      {text: "From: AR <ar@gc.example>\nSubject: Re: Account\n\nPlease settle the balance, as agreed." + outlook + moved},
		"the vendor moves the day again":   {text: "From: AR <ar@gc.example>\nSubject: Re: Account\n\nIt is 3 April 2023 now." + outlook + moved, moves: true},
		"our answer to one that moves it":  {text: "From: Dan <dan@us.example>\nTo: AR <ar@gc.example>\nSubject: Re: Account\n\nThank you." + outlook + moved, moves: true}, // which has its own hash
		"a reminder that quotes the first": {text: "From: AR <ar@gc.example>\nSubject: Re: Account\n\nPlease settle the balance, as agreed." + outlook + threat},
	} {
		n := notice{passage: passage{text: c.text}, found: signals.Read(c.text, cameOn, nil)}
		n.newer = n.passage.newer(n.found)
		if got := knownAs(c.text, first); got != c.answer {
			t.Errorf("%s: known by what it quotes: %v", name, got)
		}
		if n.moved() != c.moves {
			t.Errorf("%s: it moves a day: %v; %q is new", name, n.moved(), n.newerWords())
		}
	}
}

// What was dealt with by changing what is on record is not left, also where people changed it to something else than the mail says.
// Deliberate faults it catches: a change that is offered again, and one that answers what it has nothing to do with.
func TestWhatIsLeftOfANotice(t *testing.T) {
	t.Parallel()
	day := func(d int) ledger.Date { return ledger.NewDate(2023, 4, d) }
	on := func(id string, kind ledger.MeasureKind, state ledger.MeasureState, effective ledger.Date) ledger.Signal {
		return ledger.Signal{ID: ledger.ID(id), Kind: kind, State: state, Effective: effective}
	}
	a := &ledger.Account{Signals: map[ledger.ID]ledger.Signal{
		"S-1": on("S-1", ledger.ServiceSuspension, ledger.NoticeGiven, day(12)), "S-2": on("S-2", ledger.Collections, ledger.NoticeGiven, day(20)),
		"S-3": on("S-3", ledger.CreditHold, ledger.InEffect, 0),
	}}
	for name, tt := range map[string]struct {
		changed []ledger.Signal
		left    int
	}{
		"nothing was changed":       {nil, 3},
		"one was":                   {[]ledger.Signal{on("S-1", ledger.ServiceSuspension, ledger.NoticeGiven, day(19))}, 2},
		"to another day":            {[]ledger.Signal{on("S-1", ledger.ServiceSuspension, ledger.NoticeGiven, day(21))}, 2},
		"what is lifted":            {[]ledger.Signal{on("S-3", ledger.CreditHold, ledger.Withdrawn, 0)}, 2},
		"all":                       {[]ledger.Signal{on("S-3", ledger.CreditHold, ledger.Withdrawn, 0), on("S-1", ledger.ServiceSuspension, ledger.InEffect, 0), on("S-2", ledger.Collections, ledger.NoticeGiven, day(27))}, 0},
		"one of which it says none": {[]ledger.Signal{on("S-4", ledger.Audit, ledger.NoticeGiven, day(19))}, 3},
	} {
		n := notice{a: a, Notice: show.Notice{
			Signals: []ledger.Signal{on("", ledger.ServiceSuspension, ledger.NoticeGiven, day(19)), on("", ledger.Collections, ledger.NoticeGiven, day(27))},
			Others:  []ledger.Signal{on("", ledger.CreditHold, ledger.Withdrawn, 0), on("", ledger.Audit, ledger.Withdrawn, 0)}, // no audit is on record
		}}
		n.match()
		if n.settle(tt.changed); n.Left(a) != tt.left {
			t.Errorf("%s: %d are left of %+v and %+v, want %d", name, n.Left(a), n.Signals, n.Others, tt.left)
		}
	}
}

// The same words are the same mail for some days, and another one later, unless they name their days themselves. Deliberate
// faults it catches: a template that is silent for ever after one answer, and an answer that is forgotten when a copy comes.
func TestHashesOfATemplate(t *testing.T) {
	t.Parallel()
	day := ledger.NewDate(2023, 3, 3)
	for text, everTheSame := range map[string]bool{
		"Your payment failed again. We will suspend your account in 7 days unless the overdue amount is paid.":                                         false,
		"From: ar@gc.example\nDate: %DAY%\nSubject: x\n\nWe will suspend your account within 7 days of this e-mail unless the overdue amount is paid.": false,
		"Your payment failed again. We will suspend your account at once unless the overdue amount is paid.":                                           false,
		"We will suspend your account on 20 March 2023 unless the overdue amount is paid.":                                                             true,
		"We will suspend your account on 20 December unless the overdue amount is paid.":                                                               true,
	} {
		on := func(d ledger.Date) []string { return hashesOn(strings.ReplaceAll(text, "%DAY%", d.String()), d) }
		first := on(day)[0]
		if !slices.Contains(on(day.AddDays(1)), first) || !slices.Contains(on(day.AddDays(sameFor)), first) {
			t.Errorf("%q: passed on within days it is another mail", text)
		}
		for _, later := range []int{7, 31} {
			if got := slices.Contains(on(day.AddDays(later)), first); got != everTheSame {
				t.Errorf("%q: %d days later it is the same mail: %v", text, later, got)
			}
		}
		if before := hashOf(passage{text: text}.ownWords(signals.Read(text, day, nil), signals.Span{})); !slices.Contains(hashesOn(text, day), before) {
			t.Errorf("%q: it is not found by the hash under which answers were kept once", text)
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

// What is shown is what a button holds, and a button holds it whatever its length and letters.
func TestProposalsFitIntoAButton(t *testing.T) {
	t.Parallel()
	var all []ledger.Signal
	for range 12 {
		all = append(all, ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.Threatened, Source: "mail", Text: strings.Repeat("<&\"ü🔴", 300), Affiliates: []string{"Amazon Studios"}})
	}
	m := show.Proposal(&ledger.Account{Vendor: ledger.Vendor{Slug: "aws", Name: "AWS"}}, show.Notice{Signals: all}, "C1/1.2/"+strings.Repeat("f", 64), show.Ctx{Guests: true})
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
		if len(got) != len(all) || !strings.HasPrefix(all[0].Text, strings.TrimSuffix(got[0].Text, "…")) || got[0].Kind != all[0].Kind || got[0].Affiliates[0] != "Amazon Studios" {
			t.Errorf("the button holds %v of %v", got, all)
		}
		return
	}
	t.Fatal("there are no buttons")
}

// A button names its message, the thread and the edit; what an earlier owed wrote is read, too. Deliberate fault it catches: a proposal of
// yesterday that can't be pressed today.
func TestNoticeRefs(t *testing.T) {
	t.Parallel()
	for _, r := range []noticeRef{
		{channel: "C1", ts: "1.2", hash: "f0", came: "2023-03-03", suspicious: true, first: 6, of: 9, here: 3},
		{channel: "C1", ts: "1.2", thread: "1.1"}, {channel: "C1", ts: "1.2", edit: "1.3"}, {channel: "C1", ts: "1.2", thread: "1.1", edit: "1.3"}, {hash: "f0", suspicious: true, of: 1}, {},
	} {
		if got := refOf(r.String()); got != r {
			t.Errorf("%+v is read as %+v", r, got)
		}
		if got := (noticeRef{hash: r.hash, came: r.came, suspicious: r.suspicious, first: r.first, of: r.of, here: r.here}).placed(r.where()); got != r {
			t.Errorf("%+v stands at %q, which is read as %+v", r, r.where(), got)
		}
	}
	if got, want := refOf("C1/1.2/f0/2023-03-03"), (noticeRef{channel: "C1", ts: "1.2", hash: "f0", came: "2023-03-03"}); got != want || got.where() != "C1/1.2" {
		t.Errorf("an earlier reference is read as %+v", got)
	}
	if got := refOf("C1/1.2/f0/2023-03-03//6/9//"); got.here != 3 {
		t.Errorf("an earlier form for the last of nine deals with %d", got.here)
	}
}

// What is read of a channel: letters in threads and no talk there, and edits that change what a message speaks of.
func TestWhatIsNews(t *testing.T) {
	t.Parallel()
	const threat = "From AWS: we will suspend access to your account on 20 April 2023 unless you pay $5,000.00."
	words := func(s string) Said { return Said{Text: s} }
	for name, c := range map[string]struct {
		before, now string
		news        bool
	}{
		"it becomes a threat":    {"AWS called.", threat, true},
		"it is one no more":      {threat, "AWS called.", true},
		"other words":            {threat, "Hi all! " + threat, false},
		"another day":            {threat, strings.Replace(threat, "20 April", "27 April", 1), true},
		"another sum":            {threat, strings.Replace(threat, "5,000", "50,000", 1), true},
		"another measure":        {threat, strings.Replace(threat, "suspend access to", "terminate", 1), true},
		"it looks like fraud":    {threat, threat + " Our bank details have changed: pay to our new account.", true},
		"small talk":             {"Lunch is at noon.", "Lunch is at one.", false},
		"talk of what it quotes": {"fyi\n> " + threat, "fyi, Jane\n> " + threat, true}, // its hash says whether it is new
	} {
		if got := (Heard{Edit: "1.3", Before: words(c.before), Said: words(c.now)}).isNews(cameOn); got != c.news {
			t.Errorf("%s: news %v, want %v", name, got, c.news)
		}
	}
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
		p := passage{text: text}
		hashesOf(p, found, p.newer(found), 0)
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

// slowToShow is a Slack that does not show a form yet when it is asked the first times.
type slowToShow struct {
	Surface
	asked, yet int
}

func (s *slowToShow) UpdateViewContext(context.Context, slack.ModalViewRequest, string, string, string) (*slack.ViewResponse, error) {
	if s.asked++; s.asked <= s.yet {
		return nil, slack.SlackErrorResponse{Err: "not_found"}
	}
	return &slack.ViewResponse{}, nil
}

// A form that Slack is told to show in an acknowledgement is filled once it does, and not before: the form that says to wait would take its
// place. Deliberate fault it catches: “One moment …” for ever.
func TestAFormIsFilledOnceItIsShown(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		in    placed
		asked int
		fails bool
	}{{placed{name: "V1:owed_paste:0"}, 3, false}, {placed{id: "V1"}, 1, true}} {
		s := &slowToShow{yet: 2}
		if err := (&Handler{Slack: s}).putInto(t.Context(), x.in, slack.ModalViewRequest{}); (err != nil) != x.fails || s.asked != x.asked {
			t.Errorf("%+v: Slack was asked %d times: %v", x.in, s.asked, err)
		}
	}
}

// A proposal says which of its days can be read in two ways, each once. The fault that this catches: the doubt is lost on its way
// from the reading.
func TestProposalsSayWhatCanBeReadTwoWays(t *testing.T) {
	t.Parallel()
	doubt := signals.Evidence{Text: "7/6/2025", TwoWays: true}
	n := noticeOf(signals.Findings{
		Measures:     []signals.Measure{{State: ledger.NoticeGiven, EffectiveFrom: signals.Evidence{Text: "8/6/2025", TwoWays: true}, CureFrom: doubt}, {State: ledger.Threatened, EffectiveFrom: signals.Evidence{Text: "20 June"}}},
		DeadlineFrom: doubt,
	}, false)
	if got, want := strings.Join(n.TwoWays, ", "), "8/6/2025, 7/6/2025"; got != want {
		t.Errorf("in doubt are %q, want %q", got, want)
	}
}

// What was read from a quoted mail is shown, and recorded, without the marks of quoting. The fault that this catches: marks among the
// words of any field.
func TestWordsOfAQuotedMail(t *testing.T) {
	t.Parallel()
	words := signals.Evidence{Text: "we will\n> suspend on 8/6/\n> 2025", TwoWays: true}
	n := noticeOf(signals.Findings{
		Measures: []signals.Measure{{
			State: ledger.NoticeGiven, Evidence: words, Moved: words, EffectiveFrom: words, CureFrom: words, ExposureFrom: words,
			AffiliatesFrom: []signals.Evidence{words},
		}},
		Suspicious: true, SuspiciousWhy: []signals.Evidence{words},
	}, false)
	if all := fmt.Sprint(n.Signals[0].Text, n.Evidence, n.Suspicious, n.TwoWays); strings.Contains(all, "> ") || !strings.Contains(all, "we will\nsuspend") {
		t.Errorf("shown as %s", all)
	}
}
