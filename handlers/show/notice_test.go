package show

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// aNotice is what is read from a notice of AWS.
func aNotice() Notice {
	return Notice{
		Signals: []ledger.Signal{{
			Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Source: "notice", Effective: on("2023-03-20"), CureUntil: on("2023-03-15"),
			Text: "we will suspend access to all workloads on 20 March 2023 unless the overdue amount is paid by 15 March 2023",
		}},
		Evidence: []Fill{{FieldKind: "we will suspend access to all workloads", FieldEffective: "on 20 March 2023", FieldCure: "by 15 March 2023"}},
		Claimed:  usd("71000000"), Invoices: []ledger.InvoiceNo{"INV-777", "INV-1", "INV-2"}, Deadline: on("2023-03-10"), Contact: "ar@amazon.com",
	}
}

// several is a notice that speaks of three counter-measures and of one that was lifted.
func several() Notice {
	n := aNotice()
	n.Signals = append(n.Signals,
		ledger.Signal{
			Kind: ledger.SetOffOrWithhold, State: ledger.Threatened, Source: "mail", Affiliates: []string{"Amazon Studios"},
			Exposure: &ledger.Exposure{Amount: usd("1000000"), Floor: true, Per: "quarter"}, Text: "we will not pay for the advertising that runs on your platform",
		},
		ledger.Signal{Kind: ledger.LegalAction, State: ledger.Possible, Source: "mail", Text: "we reserve the right to sue"})
	n.Evidence = append(n.Evidence,
		Fill{FieldKind: "we will not pay for the advertising", FieldExposure: "about $1 million a quarter, more with Amazon Studios", FieldAffiliates: "Amazon Studios"},
		Fill{FieldKind: "we reserve the right to sue"})
	n.Others = []ledger.Signal{{Kind: ledger.CreditHold, State: ledger.Withdrawn, Text: "the credit hold is lifted"}}
	return n
}

func phishing() Notice {
	n := aNotice()
	n.Suspicious = []string{"Our bank details have changed", "arnazon-billing.example.com"}
	n.Told = []string{"erin", "frank"}
	return n
}

func fillsOf(n Notice) []Fill {
	var out []Fill
	for _, g := range n.Signals {
		out = append(out, Fill{
			FieldKind: string(g.Kind), FieldState: string(g.State), FieldSource: g.Source, FieldEffective: g.Effective.String(), FieldCure: g.CureUntil.String(),
			FieldAffiliates: strings.Join(g.Affiliates, ", "), FieldText: g.Text,
		})
	}
	return out
}

const someRef = "C1/1.2/ab12/2023-03-03"

func TestGoldenProposals(t *testing.T) {
	t.Parallel()
	c, guests := ctxAt(noon), ctxAt(noon)
	guests.Guests = true
	aws := theCase(t).a
	golden(t, "proposal", Proposal(aws, aNotice(), someRef, c))
	golden(t, "proposal_guests", Proposal(aws, aNotice(), someRef, guests))
	golden(t, "proposal_several", Proposal(aws, several(), someRef, c))
	golden(t, "proposal_suspicious", Proposal(aws, phishing(), someRef, c))
	golden(t, "proposal_suspicious_nothing", Proposal(aws, Notice{Suspicious: phishing().Suspicious, Told: []string{"erin"}, Claimed: usd("5000")}, someRef, c))
	unknown := several()
	unknown.Vendor = "Initech GmbH"
	golden(t, "proposal_unknown", Proposal(nil, unknown, someRef, c))
	golden(t, "proposal_newer", Newer(aws, "Access has been cut this morning.", []ledger.ID{"S-4", "S-5"}, someRef, c))
	golden(t, "proposal_newer_unknown", Newer(nil, "<!channel> *see below*", nil, someRef, c))
	golden(t, "proposal_unread", Unread([]string{"notice.eml: The file is larger than 25 MB"}, nil, c))
	golden(t, "proposal_shut", Unread(nil, []string{"Letter 3 March.pdf", "<!channel>.docx"}, c))
	golden(t, "proposal_shut_unnamed", Unread(nil, []string{""}, c))
	golden(t, "proposal_recorded", Judged(recordedOnes(), nil, ledger.Judged{Answer: ledger.NoticeRecorded, Vendor: "aws", By: "UALICE"}, c))
	golden(t, "proposal_changed", Judged(recordedOnes()[:1], nil, ledger.Judged{Answer: ledger.NoticeMoved, Vendor: "aws", By: "UBOB"}, c))
	golden(t, "proposal_refused", Judged(nil, nil, ledger.Judged{Answer: ledger.NoticeRefused, By: "UALICE"}, c))
	golden(t, "proposal_refused_rest", Judged(recordedOnes(), nil, ledger.Judged{Answer: ledger.NoticeRefused, Vendor: "aws", By: "UBOB"}, c))
	ambiguous := aNotice()
	ambiguous.TwoWays = []string{"3/4/2023", "<!channel> 5/6"}
	golden(t, "proposal_two_ways", Proposal(aws, ambiguous, someRef, c))
	moved := aNotice()
	moved.Signals[0].Text = "the suspension is moved to <!here> 27 March" + OlderWords + moved.Signals[0].Text
	golden(t, "proposal_moved", Proposal(aws, moved, someRef, c))
	rest := aNotice()
	rest.Recorded = recordedOnes()
	golden(t, "proposal_rest", Proposal(aws, rest, someRef, c))
	partly := several()
	partly.Changed = recordedOnes()[:1]
	partly.Changed[0].Moves, partly.Signals[0].ID = []ledger.Move{{By: "UBOB"}}, "S-4"
	golden(t, "proposal_changed_partly", Proposal(aws, partly, someRef, c))
	golden(t, "proposal_changed_and_recorded", Judged(recordedOnes()[1:], partly.Changed, ledger.Judged{Answer: ledger.NoticeRecorded, Vendor: "aws", By: "UALICE"}, c))
	golden(t, "proposal_changed_and_refused", Judged(nil, partly.Changed, ledger.Judged{Answer: ledger.NoticeRefused, Vendor: "aws", By: "UALICE"}, c))
	golden(t, "proposal_known", Proposal(aws, known("S-3"), someRef, c))
	golden(t, "proposal_known_all", Proposal(aws, known("S-4", "S-2", "S-3"), someRef, c))
	golden(t, "phishing_told", PhishingTold(phishing(), "https://example.slack.com/archives/C1/p12", "", c))
	golden(t, "phishing_told_pasted", PhishingTold(Notice{}, "", "UALICE", c))
}

// known is a notice that says what is on record under these numbers, and perhaps something new.
func known(ids ...ledger.ID) Notice {
	n := several()
	n.Signals, n.Evidence, n.Others = n.Signals[len(n.Signals)-len(ids):], n.Evidence[len(n.Evidence)-len(ids):], nil
	for i, id := range ids {
		n.Signals[i].ID = id
	}
	if len(ids) < 3 {
		n.Signals, n.Evidence = append(aNotice().Signals, n.Signals...), append(aNotice().Evidence, n.Evidence...)
	}
	return n
}

// recordedOnes are counter-measures that were recorded from a notice.
func recordedOnes() []ledger.Signal {
	all := several().Signals
	for i := range all {
		all[i].ID, all[i].By = ledger.NewID(ledger.SignalSeries, int64(4+i)), "UALICE"
	}
	return all
}

func TestGoldenNoticeForms(t *testing.T) {
	t.Parallel()
	c := ctxAt(noon)
	aws := theCase(t).a
	goldenModal(t, "form_notice", NoticeForm(aws, aNotice(), fillsOf(aNotice()), c))
	goldenModal(t, "form_notice_several", NoticeForm(aws, several(), fillsOf(several()), c))
	goldenModal(t, "form_notice_known", NoticeForm(aws, known("S-3"), fillsOf(aNotice()), c))
	goldenModal(t, "form_notice_suspicious", NoticeForm(aws, phishing(), fillsOf(phishing()), c))
	many := several()
	for _, kind := range []ledger.MeasureKind{ledger.LateFee, ledger.Interest, ledger.CreditHold, ledger.Collections, ledger.Audit} {
		many.Signals = append(many.Signals, ledger.Signal{Kind: kind, State: ledger.Threatened, Text: "we will also do this"})
	}
	goldenModal(t, "form_notice_many", NoticeForm(aws, many, fillsOf(many), c))
	goldenModal(t, "form_notice_unknown", NoticeForm(nil, Notice{Vendor: "Initech GmbH", Claimed: usd("5000"), Invoices: []ledger.InvoiceNo{"R-1"}}, []Fill{{FieldText: "pay us"}}, c))
	goldenModal(t, "form_notice_nothing", NoticeForm(aws, Notice{}, []Fill{{FieldText: "lunch at noon"}}, c))
}

// What a notice says can't act where it is shown: it mentions nobody, links nowhere, formats nothing, and turns no text around.
func TestANoticeCanNotAct(t *testing.T) {
	t.Parallel()
	c := ctxAt(noon)
	aws := theCase(t).a
	for _, evil := range []string{
		"<!channel> pay", "<@U0BOB00001>", "<https://evil.example|Approve>", "<#C0PAYABLE1>", "`owed`", "*Recorded*\n• S-9", "> quoted\n*bold*", ":rotating_light:",
		"\u202egnp.exe", "\u2067אבג\u2066", "a\u200bb", "&lt;!here&gt;", strings.Repeat("x", 1<<20), strings.Repeat("<", 5000), strings.Repeat("א", 5000), "\x00\x1b[31m",
		"https://evil.example/pay", "evil.example",
	} {
		n := Notice{
			Vendor: evil, Contact: evil, TwoWays: []string{evil}, Suspicious: []string{evil, evil}, Told: []string{evil}, Unread: []string{evil}, Invoices: []ledger.InvoiceNo{ledger.InvoiceNo(evil)},
			Signals:  []ledger.Signal{{Kind: ledger.LegalAction, State: ledger.Threatened, Text: evil, Affiliates: []string{evil}}},
			Others:   []ledger.Signal{{Kind: ledger.Audit, State: ledger.Withdrawn, Text: evil}},
			Evidence: []Fill{{FieldKind: evil, FieldExposure: evil}},
		}
		for _, a := range []*ledger.Account{aws, nil} {
			m := Proposal(a, n, someRef, c)
			if err := Fits(m); err != nil {
				t.Errorf("%.40q: %v", evil, err)
			}
			v := NoticeForm(a, n, []Fill{{FieldText: evil, FieldAffiliates: evil}}, c)
			if err := FitsModal(v); err != nil {
				t.Errorf("%.40q: %v", evil, err)
			}
			blocks := append(m.Blocks, v.Blocks.BlockSet...)
			blocks = append(blocks, PhishingTold(n, "", "UALICE", c).Blocks...)
			for _, s := range append(formatted(Message{Blocks: blocks}), m.Text) {
				if err := acts(s); err != nil {
					t.Errorf("%.40q is shown as %.200q: %v", evil, s, err)
				}
			}
		}
	}
}

var inCode = regexp.MustCompile("`[^`]*`")

// acts says what in a text that is shown would do more than be read; the mrkdwn of owed itself is bold and quotation alone.
func acts(s string) error {
	s = inCode.ReplaceAllString(s, "") // nothing acts there
	for _, mark := range []string{"<!", "<@U0BOB", "<#", "<http", ":rotating_light:", "\u202e", "\u2067", "\u200b", "\x00", "\x1b", "\n*bold*", "*Recorded*"} {
		if strings.Contains(s, mark) {
			return fmt.Errorf("it has %q", mark)
		}
	}
	return nil
}

// Every mrkdwn of a notice is verbatim: Slack makes no link of an address in it.
func TestANoticeIsVerbatim(t *testing.T) {
	t.Parallel()
	m := Proposal(theCase(t).a, aNotice(), someRef, ctxAt(noon))
	for _, b := range m.Blocks {
		if s, ok := b.(*slack.SectionBlock); ok && s.Text != nil && !s.Text.Verbatim {
			t.Errorf("%q is not verbatim", s.Text.Text)
		}
	}
}

// A claim is compared with the invoices that it names, where that is nearer than all that is owed. Deliberate faults it catches: “they say
// $30,000,000.00 less” of a claim for exactly what is open on them; a total that is compared with the one invoice that it names.
func TestClaimsOfNamedInvoices(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "INV-7", Amount: usd("2000000"), Reason: "billed twice"}, b.by("UCAROL", "dispute")))
	for _, x := range []struct {
		claimed string
		named   []ledger.InvoiceNo
		want    string
	}{
		{"40000000", []ledger.InvoiceNo{"INV-2", "INV-3", "INV-4", "INV-5"}, "open on `INV-2`, `INV-3`, `INV-4` and `INV-5`: $40,000,000.00, the same. Outstanding in all: $70,000,000.00"},
		{"12500000", []ledger.InvoiceNo{"INV-7"}, "open on `INV-7`: $10,000,000.00, of which $2,000,000.00 is disputed: *they say $2,500,000.00 more*. Outstanding in all: $70,000,000.00"},
		{"71000000", []ledger.InvoiceNo{"INV-7"}, "on record $70,000,000.00 outstanding: *they say $1,000,000.00 more*"},
		{"5", []ledger.InvoiceNo{"X-1"}, "on record $70,000,000.00 outstanding: *they say $69,999,995.00 less*"},
	} {
		if got := claimed(b.a, Notice{Claimed: usd(x.claimed), Invoices: x.named}, ctxAt(noon)); got != x.want {
			t.Errorf("of %s on %v it says %q, want %q", x.claimed, x.named, got, x.want)
		}
	}
}

// Of many counter-measures on record of the kinds that a notice speaks of, a few are named, and how many there are besides. Deliberate
// fault it catches: fifteen lines above a form's first field.
func TestManyOnRecordAlready(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	for range 7 {
		b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension}, b.by("UALICE", "signal")))
	}
	all := strings.Join(Differences(b.a, aNotice(), ctxAt(noon)), "\n")
	if n := strings.Count(all, "On record already"); n != mostAlike || !strings.Contains(all, "3 more of these kinds are on record already: `/owed aws signals`") {
		t.Errorf("%d are named:\n%s", n, all)
	}
}

// A mail that takes a counter-measure back asks for nothing any more, whatever the one below it said. Deliberate fault it catches: “they
// want us to act by”, from the quoted letter.
func TestALiftedNoticeAsksForNothing(t *testing.T) {
	t.Parallel()
	lifted := Notice{Others: several().Others, Deadline: on("2023-03-10")}
	if got := wanted(lifted, on("2023-03-03")); got != "" {
		t.Errorf("it says %q", got)
	}
	lifted.Signals = aNotice().Signals
	if got := wanted(lifted, on("2023-03-03")); got == "" {
		t.Error("where something stands, it says nothing of the day")
	}
}

// A long text is spread over the boxes of the form, and none of it is lost or torn. Deliberate fault it catches: what is typed behind
// /owed signal, cut where the first box ends.
func TestALongTextIsSpread(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("We will suspend é access. ", 300), strings.Repeat("x", 7000), "short", ""} {
		var back []string
		for _, part := range pasteParts(text) {
			if n := utf8.RuneCountInString(part); n > maxInitial {
				t.Errorf("a box holds %d characters", n)
			}
			back = append(back, part)
		}
		join := strings.Join(strings.Fields(strings.Join(back, " ")), " ")
		if want := strings.TrimSpace(text); join != want && strings.ReplaceAll(join, " ", "") != want {
			t.Errorf("of %.40q… came %.40q…", text, join)
		}
	}
}

// Of many counter-measures on record a proposal offers to change those that the mail changes, filled with what it says of each. Deliberate
// faults it catches: the first three of the kind; what is said of one, filled in for another.
func TestOfferedAreThoseThatChange(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	for n, service := range []string{"EC2", "S3", "Lambda", "Fargate", "Redshift"} {
		b.do(b.a.RecordSignal(ledger.Signal{
			Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: on("2023-03-20").AddDays(n), Text: "we will suspend your access to " + service + " in March",
		}, b.by("UALICE", "signal")))
	}
	moved := func(service, to string) ledger.Signal {
		return ledger.Signal{
			Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: on(to), Text: "it is " + to + " now" + OlderWords + "we will suspend your access to " + service + " in March",
		}
	}
	for name, tt := range map[string]struct {
		n    Notice
		want string // the buttons, each with the day that it fills in
	}{
		"one":                 {Notice{Signals: []ledger.Signal{moved("Fargate", "2023-04-05")}}, "S-7 2023-04-05 "},
		"two":                 {Notice{Signals: []ledger.Signal{moved("Redshift", "2023-04-06"), moved("S3", "2023-04-05")}}, "S-8 2023-04-06 S-5 2023-04-05 "},
		"one, and one lifted": {Notice{Signals: []ledger.Signal{moved("S3", "2023-04-05")}, Others: []ledger.Signal{{Kind: ledger.SetOffOrWithhold, State: ledger.Withdrawn}}}, "S-5 2023-04-05 S-2  "},
		"nobody knows which":  {Notice{Others: []ledger.Signal{{Kind: ledger.ServiceSuspension, State: ledger.Withdrawn, Text: "the suspension is lifted"}}}, "S-8  S-7  S-6  "},
	} {
		got := ""
		for _, button := range changeButtons(b.a, tt.n, "") {
			_, id, extra := Pressed(button.value)
			_, packed, _ := strings.Cut(extra, RestMark)
			got += id + " " + Unpack(packed)[0].Effective.String() + " "
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
	all := strings.Join(Differences(b.a, Notice{Signals: []ledger.Signal{moved("Redshift", "2023-04-06")}}, ctxAt(noon)), "\n")
	if !strings.HasPrefix(all, "On record already: `S-8`") {
		t.Errorf("named first is another one:\n%s", all)
	}
}
