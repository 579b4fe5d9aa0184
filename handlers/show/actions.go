package show

import (
	"strings"

	"owed.dev/owed/ledger"
)

// The ids of all buttons and selects. A button's value is slug|subject|extra, as Value makes it; what each one holds
// stands beside it. Nothing in a value is trusted: whoever handles a press looks everything up again.
const (
	// Decisions on a payment request. Subject: the request.
	ActApprove  = "approve"
	ActReject   = "reject"   // opens RejectForm
	ActWithdraw = "withdraw" // the requester's own
	ActSettle   = "settle"   // opens PaidForm for the request
	ActSent     = "sent"

	// What people do about an answer they got.
	ActUndo      = "undo"       // subject: the ID or invoice number (#C-7 where it looks like an ID) to reverse, or the edit to take back
	ActAgain     = "again"      // extra: the words typed, to be recorded once more
	ActType      = "type"       // extra: words to be read as if they had been typed; from a guess. Ids: type, type:1, …
	ActIsRequest = "is_request" // subject: the request that a payment settles; extra: the words typed
	ActIsNot     = "is_not"     // the payment is not that request; extra: the words typed

	// What opens a form. Subject: what it is prefilled for, or empty.
	ActPay      = "pay" // subject: an invoice number, or a counter-measure whose cure sum is meant
	ActPaid     = "paid"
	ActInvoice  = "invoice"
	ActCredit   = "credit"
	ActDispute  = "dispute" // subject: an invoice number
	ActSignal   = "signal"  // subject: a counter-measure to move, or empty for a new one
	ActContract = "contract_form"
	ActAdd      = "add"
	ActOutcome  = "outcome" // subject: a dispute, whose outcome or next step is asked. Ids: outcome, outcome:D-1, …
	ActChange   = "change"  // subject: a dispute, of which is said who leads it, by when, and where the papers are. Ids: change, change:D-1, …
	ActPO       = "po"      // subject: the invoice to which a purchase order is added

	// What shows something. Ids with a colon carry what is shown, so that one dispatcher rule serves all.
	ActOpen = "open"  // privately; subject: a matter as alerts names it, or a view below. Ids: open, open:aws, open:PR-12, …
	ActView = "view:" // + one of the Views; extra: where the page begins
	ActPage = "page:" // + one of the Views; subject: its filter; extra: the cursors up to its own, as PlaceOf reads them
	ActBack = "back:" // the same, to the page before

	// What is done about an alert. Subject: the matter.
	ActAck    = "ack"
	ActSnooze = "snooze" // opens SnoozeForm
	ActAssign = "assign" // opens AssignForm

	// What is done about a counter-measure or a payment on account. Subject: its ID.
	ActMove     = "move" // extra: the state it moves to. Ids: move:threatened, move:in_effect, …
	ActStill    = "still"
	ActAllocate = "allocate"
	ActClose    = "close_incident"

	// ActCharge accepts a fee or interest that the vendor charges, ActContest takes that back. Subject: its number.
	ActCharge  = "accept_charge"
	ActContest = "contest_charge"

	// ActMerge merges a vendor into the one that is its subject.
	ActMerge = "merge"

	// ActVendor is the select in which a form without a vendor asks for one.
	ActVendor = "vendor"
)

// The views that ActView, ActPage and ActOpen name.
const (
	ViewCard     = "card"
	ViewOverview = "overview"
	ViewInvoices = "invoices"
	ViewHistory  = "history"
	ViewDisputes = "disputes"
	ViewSignals  = "signals"
	ViewPayments = "payments"
	ViewContract = "contract"
	ViewTimeline = "timeline"
	ViewDue      = "due"
	ViewFind     = "find"
	ViewAsOf     = "as_of"
	ViewRequest  = "request"
	ViewAlerts   = "alerts"
	ViewHelp     = "help"
)

// maxValue is how long a button's value may be.
const maxValue = 2000

// Value is a button's value: the vendor's slug first, which names the lane in which the press is worked.
func Value(v ledger.VendorID, subject, extra string) string {
	return string(v) + "|" + strings.ReplaceAll(subject, "|", "/") + "|" + extra
}

// Pressed takes a button's value apart. What is missing is empty.
func Pressed(value string) (v ledger.VendorID, subject, extra string) {
	slug, rest, _ := strings.Cut(value, "|")
	subject, extra, _ = strings.Cut(rest, "|")
	return ledger.VendorID(slug), subject, extra
}
