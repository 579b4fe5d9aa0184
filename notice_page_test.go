package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestNoticesInThePage has vendors' words read as people do it, in the page: by the message's shortcut, pasted into the box, and
// in a channel that owed watches, where each proposal is answered in another way. It keeps a picture of each step among the
// artefacts. Deliberate faults it catches: a form or a proposal that is right in its blocks and not drawn, a button that the
// page does not offer, and what is proposed again after "Not a signal".
func TestNoticesInThePage(t *testing.T) {
	t.Parallel()
	tab := chromium(t)
	base := startDemo(t)
	for _, step := range []struct {
		name string
		do   func(*pane)
	}{
		{"shortcut", (*pane).byShortcut},
		{"box", (*pane).byBox},
		{"watch", (*pane).haveWatched},
		{"record", (*pane).recordIt},
		{"edit", (*pane).editIt},
		{"not-a-signal", (*pane).refuseIt},
		{"mail", (*pane).aMail},
		{"phishing", (*pane).phished},
		{"findings", (*pane).findings},
	} {
		t.Run(step.name, func(t *testing.T) {
			ctx, stop := context.WithTimeout(tab, 2*patience)
			defer stop()
			step.do(&pane{t: t, ctx: ctx, base: base, dir: "notices", step: step.name})
		})
		if t.Failed() {
			return // what comes next stands on it
		}
	}
}

const (
	firstNotice = "AWS writes: $71,000,000.00 is overdue, among it invoice INV-777. We will suspend access to all workloads on 20 March 2023 unless it is " +
		"paid by 15 March 2023. Amazon will also not pay for the advertising that it runs on your platform: at least $1 million per quarter."
	pastedNotice = "Dear customer, your Amazon Web Services account has been unpaid for 154 days. If $60,000,000.00 is not received by 31 March 2023 we shall " +
		"hand the debt over to a collection agency on 3 April 2023. Questions go to ar@amazon.com."
	recordNotice  = "AWS writes: we will suspend access to all EC2 workloads on 22 March 2023 unless the overdue amount is paid by 17 March 2023."
	editNotice    = "AWS writes: from 1 May 2023 a late fee of $20,000.00 per month is charged on all overdue invoices."
	refusedNotice = "From AWS: we are going to terminate your account on 30 April 2023 unless the invoices are paid."
	phishNotice   = "FINAL NOTICE from Amazon Web Services: your account will be suspended within 24 hours. Our bank details have changed. " +
		"Pay immediately by this link: http://arnazon-billing.example.com/pay"
)

// byShortcut opens the form on a message, with what was read, why, and what differs; alice sends it as it is.
func (p *pane) byShortcut() {
	p.opens("dan", "vendor-mail")
	p.says(firstNotice)
	p.opens("alice", "vendor-mail")
	p.clicks(in(messageSaying("INV-777"), "[aria-label='More message actions']"))
	p.picture("1-menu")
	p.clicks(one("[role=menuitem]", "This is a counter-measure"))
	p.sees(form, "They say $71,000,000.00; on record $70,000,000.00 outstanding: they say $1,000,000.00 more", "Not on record: INV-777",
		"On record already, and not filled in: S-2 set-off or withholding", "Read from: “We will suspend access to all workloads on 20 March 2023")
	p.pictures("2-form")
	p.submits()
	p.sees(form, "Recorded S-4: service suspension, notice given")
	p.picture("3-recorded")
	p.clicks(button(form, "Close"))
}

// byBox pastes what a vendor wrote.
func (p *pane) byBox() {
	p.opens("alice", "vendor-mail")
	p.says("/owed signal")
	p.sees(form, "What the vendor wrote")
	p.picture("1-box")
	p.fills("What the vendor wrote", pastedNotice)
	p.submits()
	p.sees(form, "They say $60,000,000.00", "Read from:")
	p.pictures("2-form")
	p.submits()
	p.sees(form, "Recorded S-5")
	p.picture("3-recorded")
	p.clicks(button(form, "Close"))
}

// haveWatched: only an admin has a channel watched.
func (p *pane) haveWatched() {
	p.opens("alice", "vendor-mail")
	p.says("/owed settings watch #vendor-mail")
	p.sees(answer, "Settings and roles are for the admins")
	p.picture("1-alice")
	p.opens("bob", "vendor-mail")
	p.until("(who => /admin.*Europe/.test(who.innerText) && who.scrollWidth <= who.clientWidth)(document.querySelector('#side .who small'))") // nothing of it is cut
	p.says("/owed settings watch #vendor-mail")
	p.sees(answer, "#vendor-mail is watched from now on")
	p.says("/owed settings role finance @erin")
	p.sees(answer, "erin")
	p.picture("2-bob")
}

func (p *pane) recordIt() {
	p.proposed("erin", recordNotice, "This reads like a counter-measure of Amazon Web Services", "takes effect Wed 22 Mar 2023", "Nothing is recorded, and no channel is alerted, before somebody records it.")
	p.picture("1-proposal")
	p.clicks(button(reply, "Record"))
	p.sees(reply, "Recorded by erin: S-6 service suspension")
	p.picture("2-recorded")
	p.opens("erin", "payables")
	p.sees(messageSaying("S-6"), "service suspension")
	p.picture("3-alert")
}

func (p *pane) editIt() {
	p.proposed("dan", editNotice, "Late fee", "$20,000.00 a month")
	p.picture("1-proposal")
	p.clicks(button(reply, "Edit"))
	p.sees(form, "Read from: “from 1 May 2023 a late fee of $20,000.00 per month")
	p.pictures("2-form")
	p.fills("What it costs us", "$25,000 per month")
	p.submits()
	p.clicks(button(form, "Close"))
	p.sees(reply, "Recorded by dan: S-7 late fee")
	p.picture("3-recorded")
}

// refuseIt: what is no signal is not proposed again, whoever sends it, however it is written.
func (p *pane) refuseIt() {
	p.proposed("dan", refusedNotice, "Service termination", "takes effect Sun 30 Apr 2023")
	p.picture("1-proposal")
	p.clicks(button(reply, "Not a signal"))
	p.sees(reply, "Not a signal, says dan. The same words are not proposed again.")
	p.picture("2-refused")
	p.opens("erin", "vendor-mail")
	again := "From AWS: We are going to terminate your account on 30 April 2023 unless the invoices are paid!"
	p.says(again)
	p.proposed("erin", strings.ReplaceAll(recordNotice, "22 March", "24 March"), "Fri 24 Mar 2023") // which was read after it
	p.clicks("document.querySelector(`#thread [aria-label='Close the thread']`)")
	p.until("!" + in(messageSaying(again), ".thread-line"))
	p.picture("3-again")
}

// aMail is dropped into the channel as a file.
func (p *pane) aMail() {
	p.opens("carol", "vendor-mail")
	p.drops("notice.eml", strings.Join([]string{
		"From: AWS Accounts Receivable <ar@amazon.com>", "To: ap@example.com", "Subject: =?utf-8?q?Pr=C3=A9avis?=", "Date: Fri, 3 Mar 2023 09:00:00 +0000", "MIME-Version: 1.0",
		"Content-Type: multipart/alternative; boundary=b", "", "--b", "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
		"<html><body><p>Dear customer,</p><p>As invoices INV-3 and INV-4 remain unpaid, we will delete all your stored data on 14 April 2023 unless=20",
		"you pay by 7 April 2023.</p><p>Amazon Web Services</p></body></html>", "--b--", "",
	}, "\r\n"))
	p.clicks(in(messageSaying("notice.eml"), ".thread-line"))
	p.sees(reply, "This reads like a counter-measure of Amazon Web Services", "Data deletion", "takes effect Fri 14 Apr 2023")
	p.picture("1-proposal")
}

// phished: what looks like fraud is marked, finance is told of it, and nothing is done.
func (p *pane) phished() {
	p.proposed("dan", phishNotice, "🔴 This may be phishing", "Our bank details have changed", "Finance is told: erin")
	p.picture("1-proposal")
	p.opens("erin", "@owed")
	p.sees(messageSaying("looks like phishing"), "In a channel that owed watches stands a notice that looks like phishing", "Don't pay by its link")
	p.picture("2-finance")
	p.opens("alice", "payables")
	p.says("/owed aws signals")
	p.sees(answer, "S-7")
	if words := p.eval("(" + answer + ").innerText"); strings.Contains(words, "within 24 hours") || strings.Contains(words, "S-8") {
		p.t.Errorf("what looks like fraud was acted on:\n%s", words)
	}
	p.picture("3-signals")
}

// findings: owed did nothing on the way that Slack would refuse or cut off.
func (p *pane) findings() {
	var got struct {
		Findings []json.RawMessage `json:"findings"`
	}
	res, err := http.Get(p.base + "/control/findings")
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil || len(got.Findings) > 0 {
		p.t.Errorf("findings: %s, %v", got.Findings, err)
	}
}

// proposed: somebody posts a vendor's words in the watched channel, and opens the thread of them once there is a reply.
func (p *pane) proposed(who, text string, says ...string) {
	p.t.Helper()
	p.opens(who, "vendor-mail")
	p.says(text)
	p.clicks(in(messageSaying(text), ".thread-line"))
	p.sees(reply, says...)
}
