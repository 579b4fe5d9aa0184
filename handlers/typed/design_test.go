package typed

import (
	"testing"

	"owed.dev/owed/ledger"
)

// TestQuestions reads what only asks.
func TestQuestions(t *testing.T) {
	t.Parallel()
	none := ledger.Vendor{}
	check(t, []reading{
		{"  ", on(none, Overview{})},
		{"/owed", on(none, Overview{})},
		{"/owed aws", on(aws, Card{})},
		{"AWS", on(aws, Card{})},
		{"amazon", on(aws, Card{})},
		{"Amazon Web Services", on(aws, Card{})},
		{`"Amazon Web Services" invoices`, on(aws, Invoices{})},
		{"amazon web services pay $5", on(aws, Pay{ledger.Ask{Amount: usd("5")}})},
		{"credit suisse", on(cs, Card{})},
		{"Credit Suisse pay 5", on(cs, Pay{ledger.Ask{Amount: ledger.MustMoney("5", "CHF")}})},
		{"aws balance", on(aws, Card{})},
		{"aws share", shared(on(aws, Card{}))},
		{"share aws", shared(on(aws, Card{}))},
		{"aws invoices share", shared(on(aws, Invoices{}))},
		{"aws invoices overdue", on(aws, Invoices{Only: "overdue"})},
		{"AWS INVOICES", on(aws, Invoices{})},
		{"invoices aws", on(aws, Invoices{})},
		{"aws history", on(aws, History{})},
		{"aws history pr12", on(aws, History{Of: "PR-12"})},
		{"history PR-12", on(none, History{Of: "PR-12"})},
		{"aws history INV-7", on(aws, History{Of: "INV-7"})},
		{"aws history since 1 jan 2023", on(aws, History{From: day("2023-01-01")})},
		{"aws history 2023-01-01 to 2023-03-03", on(aws, History{From: day("2023-01-01"), To: day("2023-03-03")})},
		{"aws history yesterday", on(aws, History{From: day("2023-03-02"), To: day("2023-03-02")})},
		{"aws disputes", on(aws, Disputes{})},
		{"aws disputes closed", on(aws, Disputes{Closed: true})},
		{"aws timeline", on(aws, Timeline{})},
		{"aws payments", on(aws, Payments{})},
		{"aws payments sent", on(aws, Payments{ledger.Sent})},
		{"aws on 2023-01-31", on(aws, On{day("2023-01-31")})},
		{"aws on January 31, 2023", on(aws, On{day("2023-01-31")})},
		{"aws on 31 jan", on(aws, On{day("2023-01-31")})},
		{"on yesterday", on(none, On{day("2023-03-02")})},
		{"find INV-7", on(none, Find{Text: "INV-7"})},
		{"find Acme, Inc. share", on(none, Find{Text: "Acme, Inc. share"})},
		{"find $1,250.50", on(none, Find{Text: "$1,250.50", Amount: usd("1250.50")})},
		{"find 10m", on(none, Find{Text: "10m", Amount: usd("10000000")})},
		{"find", on(none, Find{}, "what to find")},
		{"due", on(none, DueList{day("2023-04-02")})},
		{"due 30d", on(none, DueList{day("2023-04-02")})},
		{"due 2 weeks", on(none, DueList{day("2023-03-17")})},
		{"due in 3 months", on(none, DueList{day("2023-06-03")})},
		{"due next week", on(none, DueList{day("2023-03-12")})},
		{"due this month", on(none, DueList{day("2023-03-31")})},
		{"due 14", on(none, DueList{day("2023-03-17")})},
		{"due until eom", on(none, DueList{day("2023-03-31")})},
		{"aws due 1 year", on(aws, DueList{day("2024-03-03")})},
		{"help", on(none, Help{})},
		{"help Signal", on(none, Help{"signal"})},
		{"export aws hledger", on(aws, Export{"hledger"})},
		{"export", on(none, Export{"csv"})},
		{"import", on(none, Import{})},
	})
}

// TestVendors reads what changes a vendor.
func TestVendors(t *testing.T) {
	t.Parallel()
	none := ledger.Vendor{}
	check(t, []reading{
		{"add", on(none, Add{}, "name", "slug")},
		{"add Software as a Service Inc as saas", on(none, Add{ledger.Vendor{Slug: "saas", Name: "Software as a Service Inc"}})},
		{"add Acme, Inc. as acme2, currency eur, grace 5 days, tags hosting, eu, critical", on(none, Add{ledger.Vendor{
			Slug: "acme2", Name: "Acme, Inc.", Currency: "EUR", Grace: 5, Tags: []string{"hosting", "eu"}, Critical: true,
		}})},
		{"add X as x channel <#C1|pay> convention modified following country de alias Ex Corp critical", on(none, Add{ledger.Vendor{
			Slug: "x", Name: "X", Channel: "C1", Convention: ledger.ModifiedFollowing, Country: "DE", Aliases: []string{"Ex Corp"}, Critical: true,
		}})},
		{"add X as x channel #payables terms net 30 eom", on(none, Add{ledger.Vendor{Slug: "x", Name: "X", Channel: "C0PAY", Terms: ledger.Terms{Net: 30, EOM: true}}})},
		{"aws edit not critical, owner <@U7>", on(aws, Edit{VendorFields{Critical: ptr(false), Owner: ptr(ledger.UserID("U7"))}})},
		{"aws edit name Amazon Web Services EMEA, no alias Amazon", on(aws, Edit{VendorFields{Name: ptr("Amazon Web Services EMEA"), NoAlias: []string{"Amazon"}}})},
		{"aws edit", on(aws, Edit{}, "what to change")},
		{"aws edit INV-7 due 2023-04-30 reason agreed, by phone", on(aws, MoveDue{"INV-7", day("2023-04-30"), "agreed, by phone"})},
		{"aws edit INV-7 po PO-9", on(aws, SetPO{"INV-7", "PO-9"})},
		{"aws edit INV-7", on(aws, MoveDue{Invoice: "INV-7"}, "due date", "reason")},
		{"aws hold", on(aws, Hold{})},
		{"aws hold INV-7 reason goods not received", on(aws, Hold{Invoice: "INV-7", Reason: "goods not received"})},
		{"aws hold waiting for legal; see mail", on(aws, Hold{Reason: "waiting for legal; see mail", Perhaps: Perhaps{"waiting", "for legal; see mail"}})},
		{"aws hold AUGUST", on(aws, Hold{Reason: "AUGUST", Perhaps: Perhaps{No: "AUGUST"}})},
		{"aws hold reason AUGUST is late", on(aws, Hold{Reason: "AUGUST is late"})},
		{"aws hold invoice AUGUST reason late", on(aws, Hold{Invoice: "AUGUST", Reason: "late"})},
		{"aws edit AUGUST due 2023-04-30 reason agreed", on(aws, MoveDue{"AUGUST", day("2023-04-30"), "agreed"})},
		{"aws history AUGUST", on(aws, History{Of: "AUGUST"})},
		{"aws reverse OPENING-USD reason twice", on(aws, Reverse{Of: "OPENING-USD", Reason: "twice"})},
		{"aws reverse #C-7 reason wrong", on(aws, Reverse{Of: "#C-7", Reason: "wrong"})},
		{"aws reverse invoice C-7 reason wrong", on(aws, Reverse{Of: "#C-7", Reason: "wrong"})},
		{"aws reverse id C-7 reason wrong", on(aws, Reverse{Of: "C-7", Reason: "wrong", Own: true})},
		{"aws paid $4 for #PR-5", on(aws, Paid{ledger.Pay{Amount: usd("4"), For: []ledger.InvoiceNo{"PR-5"}}})},
		{"aws dispute D-3 reason billed twice", on(aws, OpenDispute{ledger.Dispute{Invoice: "D-3", Reason: "billed twice"}})},
		{"aws dispute D-3 $5 reason billed twice", on(aws, OpenDispute{ledger.Dispute{Invoice: "D-3", Amount: usd("5"), Reason: "billed twice"}})},
		{"aws release INV-7", on(aws, Release{Invoice: "INV-7"})},
		{"aws merge into google cloud", on(aws, Merge{gcp})},
		{"aws close reason contract ended", on(aws, Close{"contract ended"})},
	})
}

// TestDocuments reads what records invoices, credits and the like.
func TestDocuments(t *testing.T) {
	t.Parallel()
	inv := func(i ledger.Invoice) RecordInvoice { return RecordInvoice{Invoice: i} }
	seven := ledger.Invoice{No: "INV-7", Amount: usd("1200000"), Due: day("2023-03-31")}
	check(t, []reading{
		{"aws invoice INV-7 $1.2m due 2023-03-31", on(aws, inv(seven))},
		{"aws invoice INV-7, $1.2m, due March 31, 2023", on(aws, inv(seven))},
		{"aws invoice $1.2m INV-7 due eom", on(aws, inv(seven))},
		{"invoice aws INV-7 1,200,000 due 31.3.", on(aws, inv(seven))},
		{"aws invoice INV-7 $1.2m due Fri, 31 Mar 2023", on(aws, inv(seven))},
		{"aws bill #INV-7 1.2 million dollars due in 4 weeks", on(aws, inv(ledger.Invoice{No: "INV-7", Amount: usd("1200000"), Due: day("2023-03-31")}))},
		{"aws invoice INV-7 for $1.2m, due 2023-03-31", on(aws, inv(seven))},
		{"aws invoice number INV-7 amount $1.2m due 2023-03-31", on(aws, inv(seven))},
		{"aws invoice INV-7 $5 issued 2023-01-31 net 30", on(aws, RecordInvoice{
			ledger.Invoice{No: "INV-7", Amount: usd("5"), Issued: day("2023-01-31"), Due: day("2023-03-02")}, ledger.Terms{Net: 30},
		})},
		{"aws credit $5 on account", on(aws, RecordCredit{ledger.Credit{Amount: usd("5")}})},
		{"aws invoice 1007 500 issued 2023-02-28", on(aws, inv(ledger.Invoice{No: "1007", Amount: usd("500"), Issued: day("2023-02-28")}))},
		{"aws invoice INV-7 $5 due net30 issued 2023-01-31 po PO-1 memo a, b; c", on(aws, RecordInvoice{ledger.Invoice{
			No: "INV-7", Amount: usd("5"), Issued: day("2023-01-31"), Due: day("2023-03-02"), PO: "PO-1", Memo: "a, b; c",
		}, ledger.Terms{Net: 30}})},
		{"aws invoice INV-7 $5 period 2023-01 to 2023-02, contract k-2", on(aws, inv(ledger.Invoice{No: "INV-7", Amount: usd("5"), Period: "2023-01 to 2023-02", Contract: "K-2"}))},
		{"acme invoice R-1 1.250,50 € issued 2023-02-28", on(acme, inv(ledger.Invoice{No: "R-1", Amount: ledger.MustMoney("1250.50", "EUR"), Issued: day("2023-02-28")}))},
		{"aws invoice", on(aws, RecordInvoice{}, "number", "amount")},
		{"aws invoice INV-7", on(aws, inv(ledger.Invoice{No: "INV-7"}), "amount")},
		{"aws charge LF-1 $500 late fee", on(aws, RecordCharge{Invoice: ledger.Invoice{No: "LF-1", Amount: usd("500"), Kind: ledger.FeeCharge}})},
		{"aws charge interest $1,200 INT-3 accepted", on(aws, RecordCharge{ledger.Invoice{No: "INT-3", Amount: usd("1200"), Kind: ledger.InterestCharge}, true})},
		{"aws pay “$1m”", on(aws, Pay{ledger.Ask{Amount: usd("1000000")}})},
		{"aws charge LF-1 accepted", on(aws, AcceptCharge{"LF-1"})},
		{"aws charge LF-1 contested", on(aws, ContestCharge{Invoice: "LF-1"})},
		{"aws charge LF-1 contested reason no such clause, says legal", on(aws, ContestCharge{"LF-1", "no such clause, says legal"})},
		{"aws charge", on(aws, RecordCharge{}, "number", "amount", "late fee or interest")},
		{"aws opening balance $5m as of 2022-07-01 source statement of June", on(aws, RecordOpening{
			ledger.Invoice{Kind: ledger.OpeningBalance, Amount: usd("5000000"), Issued: day("2022-07-01")}, "statement of June",
		})},
		{"aws credit 2m for INV-7", on(aws, RecordCredit{ledger.Credit{Amount: usd("2000000"), For: nos("INV-7")}})},
		{"aws credit $2m CN-1 for INV-7,INV-8 on 2023-02-20 memo x", on(aws, RecordCredit{ledger.Credit{
			Amount: usd("2000000"), Number: "CN-1", For: nos("INV-7,INV-8"), Day: day("2023-02-20"), Memo: "x",
		}})},
		{"aws credit note of $2m for INV-7", on(aws, RecordCredit{ledger.Credit{Amount: usd("2000000"), For: nos("INV-7")}})},
		{"aws credit note CN-1 $2m for INV-7, INV-8 and INV-9", on(aws, RecordCredit{ledger.Credit{Amount: usd("2000000"), Number: "CN-1", For: nos("INV-7,INV-8,INV-9")}})},
		{"aws debit note $1m for INV-7 reason service credits", on(aws, RecordDebit{ledger.Credit{Amount: usd("1000000"), For: nos("INV-7"), Memo: "service credits"}})},
		{"aws debit DN-3 accepted on 2023-03-01", on(aws, AcceptDebit{"DN-3", day("2023-03-01")})},
		{"aws write-off $0.05 of INV-7 reason rounding", on(aws, WriteOff{Invoice: "INV-7", Amount: usd("0.05"), Reason: "rounding"})},
		{"aws write off INV-7 because waived", on(aws, WriteOff{Invoice: "INV-7", Reason: "waived"})},
		{"aws refund P-3 $1m on 2023-02-20 ref W9", on(aws, Refund{"P-3", usd("1000000"), day("2023-02-20"), "W9"})},
		{"aws allocate $1m from C-2 to INV-7", on(aws, Allocate{From: "C-2", Amount: usd("1000000"), To: nos("INV-7")})},
		{"aws allocate P-3 $1m INV-7", on(aws, Allocate{From: "P-3", Amount: usd("1000000"), To: nos("INV-7")})},
		{"aws allocate P-3 off INV-7 to INV-8", on(aws, Allocate{From: "P-3", Off: nos("INV-7"), To: nos("INV-8")})},
		{"aws allocate P-3 $1m from INV-7", on(aws, Allocate{From: "P-3", Amount: usd("1000000"), Off: nos("INV-7")})},
		{"aws allocate P-3", on(aws, Allocate{From: "P-3"})},
		{"aws allocate", on(aws, Allocate{}, "payment or credit")},
	})
}

// TestPayments reads what is done about payments.
func TestPayments(t *testing.T) {
	t.Parallel()
	ten := usd("10000000")
	check(t, []reading{
		{"aws pay $10m", on(aws, Pay{ledger.Ask{Amount: ten}})},
		{"pay aws 10m", on(aws, Pay{ledger.Ask{Amount: ten}})},
		{"aws pay $10 000 000", on(aws, Pay{ledger.Ask{Amount: ten}})},
		{"aws pay １０m", on(aws, Pay{ledger.Ask{Amount: ten}})},
		{"aws\u00a0pay\u202f$10m", on(aws, Pay{ledger.Ask{Amount: ten}})},
		{"aws pay $10m for INV-7,INV-8", on(aws, Pay{ledger.Ask{Amount: ten, For: nos("INV-7,INV-8")}})},
		{"aws pay $10m for INV-7, INV-8, memo one, two", on(aws, Pay{ledger.Ask{Amount: ten, For: nos("INV-7,INV-8"), Memo: "one, two"}})},
		{"aws pay for INV‑7 and INV–8", on(aws, Pay{ledger.Ask{For: nos("INV-7,INV-8")}})},
		{"aws pay $10m for invoices INV-7, INV-8.", on(aws, Pay{ledger.Ask{Amount: ten, For: nos("INV-7,INV-8")}})},
		{"aws pay INV-7: $5", on(aws, Pay{ledger.Ask{For: nos("INV-7"), Amount: usd("5")}})},
		{"aws pay for OPENING", on(aws, Pay{ledger.Ask{For: nos("OPENING")}})},
		{"aws pay for 1007,1008, 1009", on(aws, Pay{ledger.Ask{For: nos("1007,1008,1009")}})},
		{"aws pay INV-7", on(aws, Pay{ledger.Ask{For: nos("INV-7")}})},
		{"aws pay INV-7 $5", on(aws, Pay{ledger.Ask{For: nos("INV-7"), Amount: usd("5")}})},
		{"aws pay INV-7 INV-8 share", shared(on(aws, Pay{ledger.Ask{For: nos("INV-7,INV-8")}}))},
		{"aws pay $10m to cure S-2", on(aws, Pay{ledger.Ask{Amount: ten, Cures: "S-2"}})},
		{"aws pay ALL", on(aws, Pay{ledger.Ask{All: true}})},
		{"aws pay rest of INV-7", on(aws, Pay{ledger.Ask{For: nos("INV-7")}})},
		{"aws pay all for INV-7", on(aws, Pay{ledger.Ask{For: nos("INV-7")}})},
		{"aws pay all, cures S-2, repeats pr-3", on(aws, Pay{ledger.Ask{All: true, Cures: "S-2", Repeats: "PR-3"}})},
		{"aws pay", on(aws, Pay{}, "amount")},
		{"pay", on(ledger.Vendor{}, Pay{}, "vendor", "amount")},
		{"aws paid PR-12", on(aws, Settle{Request: "PR-12"})},
		{"aws paid pr12 $4m ref WIRE 7", on(aws, Settle{Request: "PR-12", Amount: usd("4000000"), Ref: "WIRE 7"})},
		{"aws paid PR-12 $4m, ref \"WIRE 7\", on 20 feb", on(aws, Settle{Request: "PR-12", Amount: usd("4000000"), Ref: "WIRE 7", Day: day("2023-02-20")})},
		{"aws paid $10m on 2023-02-20 for INV-1 ref W-1", on(aws, Paid{ledger.Pay{Amount: ten, Day: day("2023-02-20"), For: nos("INV-1"), Ref: "W-1"}})},
		{"aws paid $4m for PR-12", on(aws, Settle{Request: "PR-12", Amount: usd("4000000"), For: "PR-12"})},
		{"aws paid PR-12 in full", on(aws, Settle{Request: "PR-12"})},
		{"aws paid $10m yesterday", on(aws, Paid{ledger.Pay{Amount: ten, Day: day("2023-03-02")}})},
		{"aws paid PR-12 20 feb", on(aws, Settle{Request: "PR-12", Day: day("2023-02-20")})},
		{"aws paid", on(aws, Paid{}, "amount or request")},
		{"aws returned P-3 reason account closed", on(aws, Returned{"P-3", "account closed"})},
		{"aws failed PR-12 code AC04", on(aws, Failed{"PR-12", "AC04"})},
		{"aws sent PR-12", on(aws, Sent{"PR-12"})},
		{"aws withdraw PR-12", on(aws, Withdraw{Request: "PR-12"})},
		{"aws withdraw S-2 they paid", on(aws, MoveSignal{ledger.SignalMoved{ID: "S-2", To: ledger.Withdrawn, Why: "they paid"}})},
		{"aws reverse p3 reason recorded twice", on(aws, Reverse{Of: "P-3", Reason: "recorded twice"})},
		{"aws reverse INV-7 wrong vendor", on(aws, Reverse{Of: "INV-7", Reason: "wrong vendor"})},
		{"aws reverse INV-7", on(aws, Reverse{Of: "INV-7"}, "reason")},
	})
}

// TestTrouble reads what is done about disputes, contracts and incidents.
func TestTrouble(t *testing.T) {
	t.Parallel()
	check(t, []reading{
		{"aws dispute INV-7 reason billed twice, see mail; share", on(aws, OpenDispute{ledger.Dispute{Invoice: "INV-7", Reason: "billed twice, see mail; share"}})},
		{"aws dispute INV-7 $2m reason x", on(aws, OpenDispute{ledger.Dispute{Invoice: "INV-7", Amount: usd("2000000"), Reason: "x"}})},
		{"aws dispute INV-7 lead @dan deadline 31 mar, link <https://x.example/a?b=1&amp;c=2> reason x", on(aws, OpenDispute{ledger.Dispute{
			Invoice: "INV-7", Lead: "U0DAN", Deadline: day("2023-03-31"), Links: []string{"https://x.example/a?b=1&c=2"}, Reason: "x",
		}})},
		{"aws dispute INV-7 for $2m, billed twice; see mail", on(aws, OpenDispute{ledger.Dispute{Invoice: "INV-7", Amount: usd("2000000"), Reason: "billed twice; see mail"}})},
		{"aws history entry #1,412", on(aws, History{Entry: 1412})},
		{"aws dispute INV-7", on(aws, OpenDispute{ledger.Dispute{Invoice: "INV-7"}}, "reason")},
		{"aws dispute D-3 accept", on(aws, MoveDispute{ID: "D-3", How: AcceptStep})},
		{"aws dispute D-3 credit $2m CN-1", on(aws, MoveDispute{ID: "D-3", How: CreditStep, Amount: usd("2000000"), Number: "CN-1"})},
		{"aws dispute D-3 withdraw opened in error", on(aws, MoveDispute{ID: "D-3", How: WithdrawStep, Note: "opened in error"})},
		{"aws dispute D-3 settle for $1m", on(aws, MoveDispute{ID: "D-3", How: SettleStep, Amount: usd("1000000")})},
		{"aws dispute d3 settle", on(aws, MoveDispute{ID: "D-3", How: SettleStep}, "amount of the credit")},
		{"aws dispute D-3 escalate", on(aws, MoveDispute{ID: "D-3", How: EscalateStep})},
		{"aws dispute D-3 answered on 2023-03-01 they look, again", on(aws, MoveDispute{ID: "D-3", How: AnswerStep, Day: day("2023-03-01"), Note: "they look, again"})},
		{"aws dispute D-3", on(aws, MoveDispute{ID: "D-3"}, "what happens to D-3")},
		{"aws dispute INV-7 links https://x.example/a https://x.example/b billed twice", on(aws, OpenDispute{ledger.Dispute{Invoice: "INV-7", Links: []string{"https://x.example/a", "https://x.example/b"}, Reason: "billed twice"}})},
		{"aws dispute D-2 deadline 30 Nov 2026", on(aws, ChangeDispute{"D-2", DisputeFields{Deadline: ptr(day("2026-11-30"))}})},
		{"aws dispute D-2 lead @dan", on(aws, ChangeDispute{"D-2", DisputeFields{Lead: ptr(ledger.UserID("U0DAN"))}})},
		{"aws dispute d2 link <https://x.example/a?b=1&amp;c=2>", on(aws, ChangeDispute{"D-2", DisputeFields{Add: []string{"https://x.example/a?b=1&c=2"}}})},
		{"aws dispute D-2 link CASE-4711, no lead and without deadline", on(aws, ChangeDispute{"D-2", DisputeFields{Add: []string{"CASE-4711"}, Lead: ptr(ledger.UserID("")), Deadline: ptr(ledger.Date(0))}})},
		{"aws dispute D-2 no links, link https://x.example/a", on(aws, ChangeDispute{"D-2", DisputeFields{Links: ptr([]string(nil)), Add: []string{"https://x.example/a"}}})},
		{"aws dispute D-2 deadline 30 Nov 2026, reason billed twice", on(aws, OpenDispute{ledger.Dispute{Invoice: "D-2", Deadline: day("2026-11-30"), Reason: "billed twice"}})},
		{"aws contract $1b over 5 years, no withholding, set-off barred, cure 30 days, notice 90 days, auto-renews, name EDP 2020", on(aws, RecordContract{ledger.Contract{
			Commitment: usd("1000000000"), Months: 60, MayWithhold: ptr(false), SetOffBarred: ptr(true), CureDays: 30, NoticeDays: 90, AutoRenews: true, Name: "EDP 2020",
		}})},
		{"aws contract $510m over 66 months from unknown", on(aws, RecordContract{ledger.Contract{Commitment: usd("510000000"), Months: 66}})},
		{"aws contract 5.5 years $510m from 2020-12-01", on(aws, RecordContract{ledger.Contract{Commitment: usd("510000000"), Months: 66, Start: day("2020-12-01")}})},
		{"aws contract $510m for 66 months", on(aws, RecordContract{ledger.Contract{Commitment: usd("510000000"), Months: 66}})},
		{"aws contract $510m from 2020-12-01 to 2026-05-31", on(aws, RecordContract{ledger.Contract{Commitment: usd("510000000"), Months: 66, Start: day("2020-12-01")}})},
		{"aws contract $510m", on(aws, RecordContract{ledger.Contract{Commitment: usd("510000000")}}, "term in months")},
		{"aws contract K-2 may withhold", on(aws, EditContract{"K-2", ContractFields{MayWithhold: ptr(true)}})},
		{"aws contract cure 2 weeks", on(aws, EditContract{"", ContractFields{CureDays: ptr(14)}})},
		{"aws contract no auto-renewal", on(aws, EditContract{"", ContractFields{AutoRenews: ptr(false)}})},
		{"aws contract notice 1 month", on(aws, EditContract{"", ContractFields{NoticeMonths: ptr(1), NoticeDays: ptr(0)}})},
		{"aws contract K-2 notice period of 2 weeks", on(aws, EditContract{"K-2", ContractFields{NoticeMonths: ptr(0), NoticeDays: ptr(14)}})},
		{"aws contract K-2 renews for 12 months at $10m, notice 3 months", on(aws, EditContract{"K-2", ContractFields{
			AutoRenews: ptr(true), RenewMonths: ptr(12), Renewal: ptr(usd("10000000")), NoticeMonths: ptr(3), NoticeDays: ptr(0),
		}})},
		{"aws contract auto-renews at $10m for 1 year", on(aws, EditContract{"", ContractFields{AutoRenews: ptr(true), RenewMonths: ptr(12), Renewal: ptr(usd("10000000"))}})},
		{"aws contract auto-renewal for 2 years, cure 5 days", on(aws, EditContract{"", ContractFields{AutoRenews: ptr(true), RenewMonths: ptr(24), CureDays: ptr(5)}})},
		{"aws contract $1b over 5 years renews for 1 year", on(aws, RecordContract{ledger.Contract{Commitment: usd("1000000000"), Months: 60, AutoRenews: true, RenewMonths: 12}})},
		{"aws contract spent $80m by 2023-02-28 source cost explorer, all accounts", on(aws, Drawdown{"", usd("80000000"), day("2023-02-28"), "cost explorer, all accounts"})},
		{"aws contract K-2 spent $80m", on(aws, Drawdown{Contract: "K-2", Amount: usd("80000000")}, "by which day", "source")},
		{"aws incident I-1 closed", on(aws, CloseIncident{"I-1"})},
		{"aws incident I–1 resolved", on(aws, CloseIncident{"I-1"})},
		{"aws incident we lost market share", on(aws, NoteIncident{"we lost market share"})},
		{"aws incident a,\nb — “c”; <@U1|alice> &amp; <https://x.example|x.example>", on(aws, NoteIncident{"a,\nb — “c”; @alice & x.example"})},
		{"aws incident", on(aws, NoteIncident{}, "what happened")},
	})
}

// TestTeam reads what concerns the team.
func TestTeam(t *testing.T) {
	t.Parallel()
	none := ledger.Vendor{}
	dan := Mention{Kind: User, ID: "U0DAN", Name: "dan"}
	check(t, []reading{
		{"policy", on(none, Policy{})},
		{"delegate <@U0DAN|dan> until 2023-03-17", on(none, Delegate{To: dan, Until: day("2023-03-17")})},
		{"delegate to @dan from mon until in 2 weeks", on(none, Delegate{To: dan, From: day("2023-03-06"), Until: day("2023-03-17")})},
		{"delegate off", on(none, Delegate{Off: true})},
		{"delegate", on(none, Delegate{}, "to whom, and until when")},
		{"settings", on(none, Settings{})},
		{"settings quiet 19:00-08:00", on(none, Settings{[]Word{{Text: "quiet"}, {Text: "19:00-08:00"}}})},
		{"settings role legal <@U0DAN|dan> <!subteam^S1|@counsel>", on(none, Settings{[]Word{
			{Text: "role"}, {Text: "legal"}, {"@dan", dan}, {"@counsel", Mention{Group, "S1", "counsel"}},
		}})},
	})
}
