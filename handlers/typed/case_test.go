package typed

import (
	"testing"

	"owed.dev/owed/ledger"
)

// TestCase reads the commands that load the demo, with and without Slack's escaping.
func TestCase(t *testing.T) {
	t.Parallel()
	amazon := ledger.Vendor{
		Slug: "aws", Name: "Amazon Web Services", Aliases: []string{"Amazon"}, Zone: "UTC", Terms: ledger.Terms{Net: 30}, Owner: "U0CAROL", Critical: true,
	}
	check(t, []reading{
		{`add Amazon Web Services as aws terms net30 zone UTC owner @carol critical alias "Amazon"`, on(ledger.Vendor{}, Add{amazon})},
		{`add Amazon Web Services as aws terms net30 zone UTC owner <@U0CAROL|carol> critical alias “Amazon”`, on(ledger.Vendor{}, Add{amazon})},
		{`aws invoice INV-1 $10m issued 2022-07-31`, on(aws, RecordInvoice{Invoice: ledger.Invoice{No: "INV-1", Amount: usd("10000000"), Issued: day("2022-07-31")}})},
		{`aws invoice INV-8 $10m issued 2023-02-28`, on(aws, RecordInvoice{Invoice: ledger.Invoice{No: "INV-8", Amount: usd("10000000"), Issued: day("2023-02-28")}})},
		{`aws paid $10m on 2023-02-20 ref WIRE-0220`, on(aws, Paid{ledger.Pay{Amount: usd("10000000"), Day: day("2023-02-20"), Ref: "WIRE-0220"}})},
		{`aws contract $510m over 66 months from 2020-12-01`, on(aws, RecordContract{ledger.Contract{Commitment: usd("510000000"), Months: 66, Start: day("2020-12-01")}})},
		{`aws signal refuse, source press, will not renegotiate the contract`, on(aws, RecordSignal{ledger.Signal{
			Kind: ledger.RefusalToRenegotiate, Source: "press", Text: "will not renegotiate the contract",
		}})},
		{
			`aws signal withhold threatened, exposure at least $1m per quarter, affiliate Amazon Studios, source press, will not pay for advertising on the platform`,
			on(aws, RecordSignal{ledger.Signal{
				Kind: ledger.SetOffOrWithhold, State: ledger.Threatened, Source: "press", Affiliates: []string{"Amazon Studios"},
				Exposure: &ledger.Exposure{Amount: usd("1000000"), Floor: true, Per: "quarter"}, Text: "will not pay for advertising on the platform",
			}}),
		},
		{`aws signal legal possible, source press`, on(aws, RecordSignal{ledger.Signal{Kind: ledger.LegalAction, State: ledger.Possible, Source: "press"}})},
		{`aws incident One of three data centres closed; capacity cut`, on(aws, NoteIncident{"One of three data centres closed; capacity cut"})},
		{`add Google Cloud as gcp zone UTC`, on(ledger.Vendor{}, Add{ledger.Vendor{Slug: "gcp", Name: "Google Cloud", Zone: "UTC"}})},
		{`gcp contract $1b over 60 months`, on(gcp, RecordContract{ledger.Contract{Commitment: usd("1000000000"), Months: 60}})},
	})
}

// TestPeople reads what DOMAIN's people type.
func TestPeople(t *testing.T) {
	t.Parallel()
	check(t, []reading{
		{`aws invoice INV-9 $10m issued 2023-03-31 terms net30`, on(aws, RecordInvoice{
			Invoice: ledger.Invoice{No: "INV-9", Amount: usd("10000000"), Issued: day("2023-03-31"), Due: day("2023-04-30")}, Terms: ledger.Terms{Net: 30},
		})},
		{`aws invoice inv-0009 $10m issued 2023-03-31`, on(aws, RecordInvoice{Invoice: ledger.Invoice{No: "inv-0009", Amount: usd("10000000"), Issued: day("2023-03-31")}})},
		{`aws signals`, on(aws, Signals{})},
		{`aws signal suspend notice, effective 2023-03-15, cure until 2023-03-13`, on(aws, RecordSignal{ledger.Signal{
			Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: day("2023-03-15"), CureUntil: day("2023-03-13"),
		}})},
		{`aws signal`, on(aws, RecordSignal{}, "kind, or the notice itself")},
		{`signal`, on(ledger.Vendor{}, RecordSignal{}, "vendor", "kind, or the notice itself")},
		{`aws history from 2022-07-01 to 2023-03-03`, on(aws, History{From: day("2022-07-01"), To: day("2023-03-03")})},
		{`share`, shared(on(ledger.Vendor{}, Overview{}))},
		{`aws contract`, on(aws, ShowContract{})},
		{`payments approved`, on(ledger.Vendor{}, Payments{ledger.Approved})},
		{``, on(ledger.Vendor{}, Overview{})},
	})
}
