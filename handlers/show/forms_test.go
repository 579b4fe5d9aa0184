package show

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

func TestGoldenForms(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	c := ctxAt(noon)
	goldenModal(t, "form_pay", PayForm(b.core(), "", Fill{FieldAmount: "$10m"}, c))
	goldenModal(t, "form_pay_no_vendor", PayForm(nil, "", nil, c))
	goldenModal(t, "form_invoice", InvoiceForm(b.core(), nil, c))
	goldenModal(t, "form_charge", ChargeForm(b.core(), nil, c))
	goldenModal(t, "form_credit", CreditForm(b.core(), nil, c))
	goldenModal(t, "form_dispute", DisputeForm(b.core(), Fill{FieldFor1: "INV-7"}, c))
	goldenModal(t, "form_signal", SignalForm(b.core(), "", Fill{FieldKind: "service_suspension", FieldState: "notice_given", FieldSource: "mail", FieldEffective: "2023-03-15"}, c))
	goldenModal(t, "form_signal_move", SignalForm(b.core(), "S-2", nil, c))
	moved := theCase(t)
	moved.do(moved.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: on("2023-03-20"), CureUntil: on("2023-03-17")}, moved.by("UALICE", "signal")))
	goldenModal(t, "form_signal_longer", SignalForm(moved.core(), "S-4", Fill{FieldCure: "2023-03-24", FieldNoDay: "none"}, c))
	goldenModal(t, "form_paste", PasteForm(nil, nil, true, c))
	goldenModal(t, "form_paste_no_files", PasteForm(b.core(), nil, false, c))
	goldenModal(t, "form_contract", ContractForm(b.core(), nil, c))
	goldenModal(t, "form_add", AddForm(Fill{FieldName: "Acme"}, c))
	goldenModal(t, "form_assign", AssignForm(b.a.Vendor, "lapsed", alerts.Lapsed))
	goldenModal(t, "form_snooze", SnoozeForm(b.a.Vendor, "lapsed", alerts.Lapsed, noon.Add(24*time.Hour), c))
	goldenModal(t, "form_po", POForm(b.a, "INV-7", c))
	goldenModal(t, "form_command", CommandForm(someHelp[2], b.a.Vendor, "aws write-off", []string{"the invoice"}, c))
	b.do(b.a.OpenDispute(ledger.Dispute{
		Invoice: "INV-7", Reason: "billed twice", Lead: "UDAN", Deadline: on("2023-03-31"), Links: []string{"https://example.com/mail/7", "CASE-7"},
	}, b.by("UALICE", "dispute")))
	goldenModal(t, "form_dispute_change", DetailsForm(b.core(), b.core().Disputes["D-1"], c))
	b.do(b.a.WithdrawDispute("D-1", "", b.by("UALICE", "dispute")))
	b.do(b.a.RequestPayment(ledger.Ask{Amount: usd("10000000")}, b.by("UALICE", "pay")))
	goldenModal(t, "form_reject", RejectForm(b.core(), b.a.Requests["PR-1"], c))
	b.do(b.a.Approve("PR-1", ledger.Rights{Admin: true}, b.by("UBOB", "approve")))
	goldenModal(t, "form_paid", PaidForm(b.core(), "PR-1", nil, c))
}

func TestGoldenHome(t *testing.T) {
	t.Parallel()
	b := theCase(t)
	c := ctxAt(noon)
	b.do(b.a.RequestPayment(ledger.Ask{Amount: usd("10000000")}, b.by("UALICE", "pay")))
	p := HomePage{
		Vendors: []*ledger.Account{b.core(), google(t).core()}, Totals: map[ledger.Currency]ledger.Money{"USD": usd("70000000")}, Total: 14,
		Waiting: []Waiting{{b.a, b.a.Requests["PR-1"]}},
	}
	lapsed, _ := alerts.State(b.a, alerts.Policy{}, "lapsed", noon)
	p.Duties = []Duty{{b.a, lapsed}}
	p.Due = dueOf(b.a, on("2023-03-30"), on("2023-04-02"), "INV8")
	for name, v := range map[string]slack.HomeTabViewRequest{"home": Home(p, c), "home_empty": Home(HomePage{}, c), "home_closed": HomeClosed("Example Inc.")} {
		if err := FitsHome(v); err != nil {
			t.Errorf("%s does not fit: %v", name, err)
		}
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, name+".json", pretty(t, raw))
		compare(t, name+".txt", []byte(readableView("Home", "", "", v.Blocks.BlockSet)))
	}
}
