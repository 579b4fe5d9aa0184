package show

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

func TestGoldenReads(t *testing.T) {
	t.Parallel()
	aws, gcp := theCase(t), google(t)
	c := ctxAt(noon)
	golden(t, "card_aws", Card(aws.core(), c))
	golden(t, "card_gcp", Card(gcp.core(), c))
	golden(t, "overview", Overview([]*ledger.Account{aws.core(), gcp.core()}, map[ledger.Currency]ledger.Money{"USD": usd("70000000")}, 2, "", c))
	golden(t, "overview_empty", Overview(nil, nil, 0, "", c))
	golden(t, "invoices", Invoices(aws.core(), aws.a.OpenInvoices(), "", "", c))
	golden(t, "invoices_settled", Invoices(aws.core(), []ledger.Invoice{aws.a.Invoices["INV1"]}, "settled", "x", c))
	golden(t, "signals", Signals(aws.core(), c))
	golden(t, "signals_none", Signals(gcp.core(), c))
	golden(t, "contract", Contract(aws.core(), c))
	golden(t, "contract_gcp", Contract(gcp.core(), c))
	golden(t, "history", History(aws.core(), aws.newest()[:6], "", "9", c))
	posted := map[string]ledger.Posted{
		"lapsed":       {First: c.Now.Add(-time.Hour), Acked: "UCAROL", AckedAt: c.Now.Add(-time.Minute)},
		"request:PR-1": {First: c.Now}, "signal:S-3": {First: c.Now, Cleared: c.Now},
	}
	golden(t, "timeline", Timeline(aws.core(), aws.newest(), posted, true, "", c))
	golden(t, "payments", Payments(aws.a, "", "", c))
	golden(t, "disputes_none", Disputes(aws.core(), c))
}

func TestGoldenAnswers(t *testing.T) {
	t.Parallel()
	c := ctxAt(noon)
	b := theCase(t)
	alice := func(cmd string) ledger.By { return b.by("UALICE", cmd) }
	golden(t, "recorded_vendor", Recorded(newBook(t, ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Aliases: []string{"Amazon"}, Terms: ledger.Terms{Net: 30}, Owner: "UCAROL", Critical: true, Channel: "C1"}).last, c))
	golden(t, "recorded_incident", Recorded(b.last, c))
	golden(t, "recorded_contract", Recorded(b.do(b.a.RecordContract(ledger.Contract{Commitment: usd("1000000"), Months: 12, Start: on("2023-01-01")}, alice("contract"))), c))
	golden(t, "recorded_dispute", Recorded(b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "INV-7", Amount: usd("2000000"), Reason: "billed twice"}, alice("dispute"))), c))
	golden(t, "recorded_dispute_changed", Recorded(b.do(b.a.ChangeDispute("D-1", func(d *ledger.DisputeDetails) {
		d.Lead, d.Deadline, d.Links = "UDAN", on("2023-03-31"), []string{"https://example.com/mail/7", "CASE-7"}
	}, alice("dispute"))), c))
	golden(t, "disputes", Disputes(b.core(), c))
	golden(t, "recorded_signal", Recorded(b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: on("2023-03-15"), CureUntil: on("2023-03-13"), Source: "call"}, alice("signal"))), c))
	golden(t, "signals_notice", Signals(b.core(), c))
	golden(t, "recorded_signal_moved", Recorded(b.do(b.a.MoveSignal(ledger.SignalMoved{ID: "S-4", To: ledger.Withdrawn, Why: "paid"}, ledger.Rights{Admin: true}, b.by("UBOB", "signal"))), c))
	golden(t, "asked", Recorded(b.do(b.a.RequestPayment(ledger.Ask{Amount: usd("10000000"), Memo: "the oldest"}, alice("pay"))), c))
	r := b.a.Requests["PR-1"]
	golden(t, "request_wanted", RequestMessage(b.core(), r, c))
	golden(t, "is_this_request", IsThisRequest(b.core(), r, "aws paid $10m", c))
	golden(t, "approved", Recorded(b.do(b.a.Approve("PR-1", ledger.Rights{Admin: true}, b.by("UBOB", "approve"))), c))
	golden(t, "request_approved", RequestMessage(b.core(), b.a.Requests["PR-1"], c))
	_, err := b.a.Reject("PR-1", "no", ledger.Rights{Admin: true}, b.by("UBOB", "reject"))
	golden(t, "failed_decided", Failed(err, c))
	golden(t, "settled_short", Recorded(b.do(b.a.Settle("PR-1", usd("4000000"), 0, "WIRE-0303", alice("paid"))), c))
	golden(t, "request_settled", RequestMessage(b.core(), b.a.Requests["PR-1"], c))
	golden(t, "recorded_payment", Recorded(b.do(b.a.RecordPayment(ledger.Pay{Amount: usd("90000000"), Ref: "WIRE-9"}, alice("paid"))), c))
	golden(t, "card_on_account", Card(b.core(), c))
	golden(t, "undone", Recorded(b.do(b.a.Reverse("P-3", "typed twice", ledger.Rights{}, alice("reverse"))), c))
	b.at = time.Date(2023, 4, 3, 9, 0, 0, 0, time.UTC)
	golden(t, "recorded_invoice", Recorded(b.do(b.a.RecordInvoice(ledger.Invoice{No: "INV-9", Amount: usd("10000000"), Issued: on("2023-03-31")}, alice("invoice"))), ctxAt(b.at)))
	_, err = b.a.RecordInvoice(ledger.Invoice{No: "inv-0009", Amount: usd("10000000")}, alice("invoice"))
	golden(t, "failed_already", Failed(err, ctxAt(b.at.Add(2*time.Minute))))
}

// What a hold or a dispute does to a request that is on its way, and what is said where more was paid than is open: the request, where it
// stands, what becomes of it and what to type.
func TestGoldenRequestsMet(t *testing.T) {
	t.Parallel()
	c := ctxAt(noon)
	b := theCase(t)
	alice := func(cmd string) ledger.By { return b.by("UALICE", cmd) }
	b.do(b.a.RequestPayment(ledger.Ask{For: []ledger.InvoiceNo{"INV-7"}}, alice("pay")))
	golden(t, "met_dispute", Recorded(b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "INV-7", Amount: usd("2000000"), Reason: "billed twice"}, alice("dispute"))), c))
	golden(t, "met_request", RequestMessage(b.a, b.a.Requests["PR-1"], c))
	b.do(b.a.WithdrawRequest("PR-1", "", ledger.Rights{}, alice("withdraw")))
	b.do(b.a.RequestPayment(ledger.Ask{For: []ledger.InvoiceNo{"INV-7", "INV-8"}}, alice("pay")))
	b.do(b.a.Approve("PR-2", ledger.Rights{Admin: true}, b.by("UBOB", "approve")))
	golden(t, "met_hold", Recorded(b.do(b.a.HoldInvoice("INV-8", "", alice("hold"))), c))
	b.do(b.a.ReleaseInvoice("INV-8", alice("release")))
	b.do(b.a.Send("PR-2", b.by("UALICE", "sent")))
	golden(t, "met_vendor_hold", Recorded(b.do(b.a.Hold("", alice("hold"))), c))
	b.do(b.a.Release("", alice("release")))
	golden(t, "met_dispute_sent", Recorded(b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "INV-8", Reason: "no service"}, alice("dispute"))), c))
	b.do(b.a.RequestPayment(ledger.Ask{For: []ledger.InvoiceNo{"INV-2"}, Amount: usd("7000000")}, alice("pay")))
	golden(t, "paid_unapproved", Recorded(b.do(b.a.Settle("PR-3", ledger.Money{}, 0, "WIRE-1", alice("paid"))), c))
	golden(t, "paid_too_much", Recorded(b.do(b.a.RecordPayment(ledger.Pay{Amount: usd("11000000"), For: []ledger.InvoiceNo{"INV-3"}}, alice("paid"))), c))
	golden(t, "paid_settled", Recorded(b.do(b.a.RecordPayment(ledger.Pay{Amount: usd("5"), For: []ledger.InvoiceNo{"INV-3"}}, alice("paid"))), c))
	golden(t, "paid_disputed", Recorded(b.do(b.a.RecordPayment(ledger.Pay{Amount: usd("10000000"), For: []ledger.InvoiceNo{"INV-8"}}, alice("paid"))), c))
	golden(t, "disputes_empty", Disputes(b.core(), c))
	golden(t, "dispute_accepted", Recorded(b.do(b.a.AcceptDispute("D-2", "", alice("dispute"))), c))
	b.do(b.a.RequestPayment(ledger.Ask{For: []ledger.InvoiceNo{"INV-5"}, Amount: usd("6000000")}, alice("pay")))
	golden(t, "asked_beyond", Recorded(b.do(b.a.RequestPayment(ledger.Ask{For: []ledger.InvoiceNo{"INV-5"}, Amount: usd("5000000")}, alice("pay"))), c))
	golden(t, "allocated", Recorded(b.do(b.a.Allocate("P-3", ledger.Money{}, []ledger.InvoiceNo{"INV-4"}, alice("allocate"))), c))
}

func TestGoldenErrors(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	c := ctxAt(noon)
	_, err := b.a.OpenDispute(ledger.Dispute{Invoice: "INV-99"}, b.by("UALICE", "dispute"))
	golden(t, "failed_not_found", Failed(err, c))
	golden(t, "failed_internal", Failed(errors.New("dial tcp 10.0.0.1:6379: secret"), c))
	golden(t, "asked_again", AskedAgain(&ledger.Repeated{Seq: 12, IDs: []ledger.ID{"PR-12"}, Ago: 2*time.Minute + 5*time.Second}, "aws pay $10m", c))
	golden(t, "replayed", Recorded(ledger.Result{Replayed: true, Seq: 12, IDs: []ledger.ID{"PR-12"}, Account: b.a}, c))
}

func TestGoldenLists(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	c := ctxAt(noon)
	var rows []ledger.DueRow
	for n, i := range b.a.OpenInvoices()[5:] {
		i.Due = on("2023-03-06").AddDays(3 * n)
		rows = append(rows, ledger.DueRow{Due: i.Due, Vendor: "aws", Invoice: i})
	}
	for n := range rows {
		rows[n].Invoice.Held = n == 1
	}
	eur := ledger.Invoice{No: "R-1", Amount: ledger.MustMoney("1250.50", "EUR"), Due: on("2023-03-31")}
	rows = append(rows, ledger.DueRow{Due: eur.Due, Vendor: "acme", Invoice: eur})
	due := DuePage{From: on("2023-03-03"), Until: on("2023-04-02"), Rows: rows, Vendor: func(v ledger.VendorID) ledger.Vendor {
		return map[ledger.VendorID]ledger.Vendor{"aws": {Slug: "aws", Name: "Amazon Web Services"}, "acme": {Slug: "acme", Name: "Acme", Held: true}}[v]
	}}
	for n, r := range rows {
		sum := ledger.DaySum{Due: r.Due, Open: r.Invoice.Open(), Disputed: ledger.Zero(r.Invoice.Amount.Currency), Held: ledger.Zero(r.Invoice.Amount.Currency)}
		switch n {
		case 0:
			sum.Disputed = usd("2000000")
		case 1, 2:
			sum.Held = sum.Open
		}
		due.Sums = append(due.Sums, sum)
	}
	golden(t, "due", Due(due, c))
	due.Rows, due.Next = rows[:1], "next" // the sums of a page are those of the whole list
	golden(t, "due_page", Due(due, c))
	due.Rows, due.Sums, due.Next = nil, nil, ""
	golden(t, "due_none", Due(due, c))
	hits := []ledger.Hit{{Vendor: "aws", Item: "mov:P-1", Why: "ref"}, {Vendor: "aws", Item: "inv:INV2", Why: "number"}, {Vendor: "gcp", Item: "inv:X1", Why: "po"}}
	golden(t, "find", Find("WIRE-0220", hits, map[ledger.VendorID]*ledger.Account{"aws": b.a}, false, c))
	golden(t, "find_none", Find("nothing", nil, nil, false, c))
	then := newBook(t, b.a.Vendor).a
	golden(t, "as_of", AsOf(then, b.a.AsKnownAbout(on("2023-01-31")), on("2023-01-31"), c))
	held := newBook(t, b.a.Vendor)
	held.do(held.a.RecordInvoice(ledger.Invoice{No: "INV-1", Amount: usd("10000000"), Issued: on("2022-07-31")}, held.by("UALICE", "invoice")))
	held.do(held.a.HoldInvoice("INV-1", "", held.by("UALICE", "hold")))
	golden(t, "as_of_held", AsOf(held.a, b.a.AsKnownAbout(on("2023-01-31")), on("2023-01-31"), c))
	golden(t, "help", Help(someHelp, c))
	golden(t, "help_pay", Help(someHelp[2:3], c))
	golden(t, "help_unknown", Help(nil, c))
}

// dueOf is what falls due of some invoices of an account, all on one day.
func dueOf(a *ledger.Account, due, until ledger.Date, keys ...string) DuePage {
	p := DuePage{Until: until, Vendor: func(ledger.VendorID) ledger.Vendor { return a.Vendor }}
	for _, k := range keys {
		i := a.Invoices[k]
		p.Rows = append(p.Rows, ledger.DueRow{Due: due, Vendor: a.Vendor.Slug, Invoice: i})
		p.Sums = append(p.Sums, ledger.DaySum{Due: due, Open: i.Open(), Disputed: ledger.Zero(i.Amount.Currency), Held: ledger.Zero(i.Amount.Currency)})
	}
	return p
}

// someHelp stands for the help of all verbs, whose words are typed's and pinned there.
var someHelp = []typed.HelpEntry{
	{Verb: "overview", Scope: typed.TeamOnly, Reads: true, Forms: []string{"/owed"}, Does: "All vendors, worst first. `share` shows the answer to the channel.", Examples: []string{"/owed"}},
	{Verb: "card", Scope: typed.VendorOnly, Reads: true, Forms: []string{"/owed AWS"}, Does: "The vendor's card.", Examples: []string{"/owed aws"}},
	{Verb: "pay", Scope: typed.VendorOnly, Form: true, Forms: []string{"/owed AWS pay $10m [for INV-7,INV-8] [memo …]", "/owed AWS pay all"}, Does: "Asks for a payment; it goes to its approvers. Without invoices: the oldest due.", Examples: []string{"/owed aws pay $10m", "/owed aws pay all"}},
	{Verb: "hold", Scope: typed.VendorOnly, Forms: []string{"/owed AWS hold"}, Does: "Stops payments.", Examples: []string{"/owed aws hold"}},
	{Verb: "release", Scope: typed.VendorOnly, Forms: []string{"/owed AWS release"}, Does: "Lets them go on.", Examples: []string{"/owed aws release"}},
	{Verb: "settings", Scope: typed.TeamOnly, Forms: []string{"/owed settings"}, Does: "The set-up: alerts, quiet hours, roles.", Examples: []string{"/owed settings quiet 19:00-08:00"}},
}

// TestHelpFits: the first page of the real help names every command and fits into a message, and so does each word's.
func TestHelpFits(t *testing.T) {
	t.Parallel()
	all := typed.HelpFor("")
	m := Help(all, ctxAt(noon))
	if err := Fits(m); err != nil {
		t.Error(err)
	}
	for _, e := range all {
		if len(e.Examples) > 0 && !strings.Contains(readable(m), e.Examples[0]) && !strings.Contains(string(m.JSON()), code(string(e.Verb))) {
			t.Errorf("help leaves %s out", e.Verb)
		}
		if err := Fits(Help(typed.HelpFor(string(e.Verb)), ctxAt(noon))); err != nil {
			t.Errorf("%s: %v", e.Verb, err)
		}
	}
}

// TestChart: Slack's own chart is added where it is wanted, and is one that Slack takes.
func TestChart(t *testing.T) {
	t.Parallel()
	c := ctxAt(noon)
	c.Chart = true
	m := Card(theCase(t).core(), c)
	golden(t, "card_chart", m)
	for _, b := range m.Blocks {
		if b.BlockType() != slack.MBTDataVisualization {
			continue
		}
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		var chart slack.DataVisualizationBlock
		if err := json.Unmarshal(raw, &chart); err != nil {
			t.Fatal(err)
		}
		if err := chart.Validate(); err != nil {
			t.Error(err)
		}
		return
	}
	t.Error("there is no chart")
}

func TestNotYetOnAReplica(t *testing.T) {
	t.Parallel()
	r := theCase(t).last
	r.Unreplicated = true
	if got := readable(Recorded(r, ctxAt(noon))); !strings.Contains(got, "Recorded, not yet on a replica") {
		t.Errorf("the reader is not told:\n%s", got)
	}
}

func TestGoldenGuess(t *testing.T) {
	t.Parallel()
	err := &ledger.Error{Kind: ledger.Invalid, Say: "I read Amazon Web Services, `pya`. `pay`? Example: `/owed aws pay $10m`", Err: &typed.Guess{Choices: []typed.Choice{
		{Label: "pay", Words: "aws pay 10m"}, {Label: "paid", Words: "aws paid 10m"},
	}}}
	golden(t, "failed_guess", Failed(err, ctxAt(noon)))
	golden(t, "noted", Failed(err, ctxAt(noon)).Noted("Shown only to you: there is a guest in this channel."))
}

func TestGoldenTeam(t *testing.T) {
	t.Parallel()
	b, gcp := theCase(t), google(t)
	c := ctxAt(noon)
	page := []*ledger.Account{b.core(), gcp.core()}
	golden(t, "all_signals", AllSignals(page, "", c))
	golden(t, "all_as_of", AllAsOf([]*ledger.Account{b.a.AsKnownAbout(on("2023-01-31")), gcp.a}, nil, on("2023-01-31"), "", c))
	golden(t, "all_as_of_later", AllAsOf([]*ledger.Account{b.a.AsKnownAbout(on("2023-01-31")), gcp.a}, map[ledger.VendorID]bool{"aws": true, "gcp": true}, on("2023-01-31"), "", c))
	golden(t, "all_disputes_none", AllDisputes(page, false, "", c))
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: on("2023-03-15"), CureUntil: on("2023-03-13"), Source: "notice"}, b.by("UALICE", "signal")))
	b.do(b.a.RequestPayment(ledger.Ask{Amount: usd("10000000")}, b.by("UALICE", "pay")))
	page[0] = b.core()
	golden(t, "all_signals_notice", AllSignals(page, "aws", c))
	golden(t, "all_payments", AllPayments(page, "", "", c))
	goldenModal(t, "form_pay_cure", PayForm(b.core(), "S-4", nil, c))
	quieter := c // what is off clears nothing
	quieter.Policy, _ = alerts.PolicyOf(ledger.Team{Settings: map[string]string{"alerts overdue_share": "off"}})
	if got := strings.Join(curedLines(b.core(), quieter), " "); !strings.Contains(got, "Alerts that it clears: a payment is overdue Left") {
		t.Errorf("what paying would change: %s", got)
	}
	p := DigestPage{
		Vendors: page, Totals: map[ledger.Currency]ledger.Money{"USD": usd("70000000")}, Total: 2, Since: noon.Add(-24 * time.Hour), Changed: []ledger.VendorID{"aws"},
		Due: dueOf(b.a, on("2023-03-30"), on("2023-04-02"), "INV8"), Waiting: []Waiting{{b.core(), b.a.Requests["PR-1"]}}, Quiet: 3,
		Heads: []string{"aws:17:" + strings.Repeat("9f3c", 16)}, Names: func(ledger.VendorID) string { return "Amazon Web Services" },
	}
	m, ok := Digest(p, c)
	if !ok {
		t.Fatal("there is something to tell")
	}
	golden(t, "digest", m)
	charted := c
	charted.Chart, charted.Zone = true, time.UTC
	p.Due.Until = on("2023-03-10")
	p.Due.Rows[0].Due, p.Due.Sums[0].Due = on("2023-03-06"), on("2023-03-06")
	withCharts, _ := Digest(p, charted)
	golden(t, "digest_chart", withCharts)
	golden(t, "digest_picture", withCharts.Pictured("F0DIGEST01"))
	if plain := withCharts.Uncharted(); len(withCharts.Charts()) != 2 || len(plain.Charts()) != 0 || len(plain.Blocks) != len(withCharts.Blocks)-2 || string(plain.JSON()) == string(withCharts.JSON()) {
		t.Errorf("without charts %d of %d blocks are left", len(plain.Blocks), len(withCharts.Blocks))
	}
	if _, ok := Digest(DigestPage{}, c); ok {
		t.Error("a digest of nothing is told")
	}
	if m, ok = Digest(DigestPage{Since: noon.Add(-72 * time.Hour), Due: DuePage{Until: on("2023-03-10")}, Calm: true}, c); !ok {
		t.Error("a Monday without news tells nothing")
	}
	golden(t, "digest_calm", m)
	p.Infos = []DigestAlert{{b.a, alerts.Alert{Kind: alerts.CommitUnknown, Matter: "commit:C-1", Subject: "C-1"}}}
	m, _ = Digest(p, c)
	golden(t, "digest_infos", m)
	golden(t, "escalated", Escalated(b.a, b.stands("signal:S-4", noon), b.a.OpenInvoices(), ledger.Posted{First: noon.Add(-15 * time.Minute)}, c))
	golden(t, "text", Text("Set: "+Code("quiet")+" is now "+Code("19:00-08:00")+"."))
}

// TestGoldenMixed: two currencies, a zone, grace, holds, many invoices; nothing is added that must not be, and long lists
// say how much they leave out.
func TestGoldenMixed(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "acme", Name: "Æcme & Søn <ApS>", Currency: "EUR", Zone: "America/Los_Angeles", Grace: 5, Terms: ledger.Terms{Net: 30}})
	by := b.by("UALICE", "invoice")
	for n := range 30 {
		no := ledger.InvoiceNo(fmt.Sprintf("R_%d", n+1))
		b.do(b.a.RecordInvoice(ledger.Invoice{No: no, Amount: ledger.MustMoney("1250.50", "EUR"), Issued: on("2022-10-01").AddDays(5 * n)}, by))
	}
	b.do(b.a.RecordInvoice(ledger.Invoice{No: "JP-1", Amount: ledger.MustMoney("500000", "JPY"), Issued: on("2023-02-01")}, by))
	b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "R_3", Amount: ledger.MustMoney("250.50", "EUR"), Reason: "*twice*"}, by))
	b.do(b.a.HoldInvoice("R_4", "goods not received", by))
	b.do(b.a.RecordCredit(ledger.Credit{Amount: ledger.MustMoney("100", "EUR"), Number: "CN-1"}, by))
	c := ctxAt(noon)
	golden(t, "card_mixed", Card(b.core(), c))
	golden(t, "invoices_many", Invoices(b.core(), b.a.OpenInvoices(), "open", "31", c))
	golden(t, "alert_lapsed_many", AlertMessage(b.core(), b.stands("lapsed", noon), b.a.OpenInvoices(), ledger.Posted{}, c))
	golden(t, "overview_mixed", Overview([]*ledger.Account{b.core()}, map[ledger.Currency]ledger.Money{"EUR": ledger.MustMoney("37515", "EUR"), "JPY": ledger.MustMoney("500000", "JPY")}, 13, "acme", c))
}

// What a contract says of cure and set-off is said where it counts. Deliberate faults it catches: a clause that is kept and says nothing.
func TestGoldenClauses(t *testing.T) {
	t.Parallel()
	c, barred := ctxAt(noon), true
	b := newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme"})
	by := b.by("UALICE", "x")
	b.do(b.a.RecordContract(ledger.Contract{Commitment: usd("100000"), Months: 24, Start: on("2022-06-01"), CureDays: 30, SetOffBarred: &barred}, by))
	record := func(name string, s ledger.Signal) {
		golden(t, name, Recorded(b.do(b.a.RecordSignal(s, by)), c))
	}
	notice := ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Received: on("2023-02-20").Start(time.UTC)}
	record("cure_by_contract", notice)
	early, short, undated := notice, notice, notice
	early.Effective, short.CureUntil, undated.Received = on("2023-03-10"), on("2023-03-05"), time.Time{}
	record("cure_too_early", early)
	record("cure_too_short", short)
	record("cure_undated", undated)
	record("set_off_barred", ledger.Signal{Kind: ledger.SetOffOrWithhold, State: ledger.Threatened})
	b.do(b.a.RecordInvoice(ledger.Invoice{No: "A-1", Amount: usd("1000"), Issued: on("2023-01-31")}, by))
	golden(t, "debit_set_off_barred", Recorded(b.do(b.a.RecordDebitNote(ledger.Credit{Amount: usd("100"), Number: "DN-7"}, by)), c))
}

// What is asked for stands on the card also where nothing of its currency is on record, and all of one currency asked for names what is
// payable in another. Deliberate faults it catches: a payment on its way that nobody sees; a vendor of whom only that is known as one that
// is owed nothing.
func TestGoldenAskedForOnly(t *testing.T) {
	t.Parallel()
	c := ctxAt(noon)
	b := newBook(t, ledger.Vendor{Slug: "leer", Name: "Leer", Currency: "EUR"})
	alice := b.by("UALICE", "pay")
	b.do(b.a.RequestPayment(ledger.Ask{Amount: ledger.MustMoney("5000", "EUR")}, alice))
	b.do(b.a.Approve("PR-1", ledger.Rights{Admin: true}, b.by("UBOB", "approve")))
	golden(t, "card_asked_only", Card(b.core(), c))
	b.do(b.a.RecordInvoice(ledger.Invoice{No: "L-1", Amount: ledger.MustMoney("7000", "EUR"), Issued: on("2023-01-31")}, alice))
	b.do(b.a.RecordInvoice(ledger.Invoice{No: "L-2", Amount: ledger.MustMoney("320", "USD"), Issued: on("2023-01-31")}, alice))
	golden(t, "asked_all", Recorded(b.do(b.a.RequestPayment(ledger.Ask{All: true}, alice)), c))
	b.do(b.a.RequestPayment(ledger.Ask{Amount: ledger.MustMoney("900", "JPY")}, alice))
	golden(t, "card_asked_beside", Card(b.core(), c))
}

// What is late stands in the overview in every currency. The fault it catches is to count a currency in which there is
// nothing to say among those that fit.
func TestOverviewNamesWhatIsLateInEveryCurrency(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "multi", Name: "Multi"})
	for no, amount := range map[string]ledger.Money{
		"A": ledger.MustMoney("1", "BHD"), "B": ledger.MustMoney("1", "CHF"), "C": ledger.MustMoney("1", "EUR"), "D": ledger.MustMoney("5000", "JPY"),
	} {
		due := on("2023-02-01")
		if amount.Currency != "JPY" {
			due = on("2023-02-02")
		}
		b.do(b.a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(no), Amount: amount, Issued: on("2023-01-01"), Due: due}, b.by("UALICE", "invoice")))
		if amount.Currency != "JPY" {
			b.do(b.a.RecordPayment(ledger.Pay{Amount: amount, Day: on("2023-02-02")}, b.by("UALICE", "paid")))
		}
	}
	m := Overview([]*ledger.Account{b.core()}, map[ledger.Currency]ledger.Money{}, 1, "", ctxAt(noon))
	if words := string(m.JSON()); !strings.Contains(words, "¥5,000 overdue, 30 days") {
		t.Errorf("the overview says %s", words)
	}
}

// Who settles what nobody has approved is told so. The fault that this catches: "not open any more" of a request that waits.
func TestNotApprovedYet(t *testing.T) {
	t.Parallel()
	waits := &ledger.Error{Kind: ledger.Conflict, Err: &ledger.Decided{Request: ledger.Request{ID: "PR-1", State: ledger.Requested}}}
	if m := Failed(waits, ctxAt(noon)); !strings.Contains(m.Text, "`PR-1` is not approved yet: ") {
		t.Errorf("it says %q", m.Text)
	}
}
