package show

// The fields of all forms: a field's name is the id of its block, and its element's action id is always In, so a
// submission's values read state.values[field][In]. What is typed is read by package typed, as it is after /owed.
const (
	In = "in"

	FieldVendor     = "vendor" // external select, action ActVendor; only where the form came without a vendor
	FieldAmount     = "amount" // text, as typed after /owed: $10m
	FieldFor        = "for"    // invoice numbers, by commas
	FieldDay        = "day"    // datepicker, 2023-03-31
	FieldIssued     = "issued" // datepicker
	FieldDue        = "due"    // datepicker
	FieldTerms      = "terms"
	FieldNumber     = "number"
	FieldPO         = "po"
	FieldRef        = "ref"
	FieldMemo       = "memo"
	FieldReason     = "reason"
	FieldKind       = "kind"      // select; value: a ledger.MeasureKind
	FieldState      = "state"     // select; value: a ledger.MeasureState
	FieldSource     = "source"    // select; value: notice, call, meeting, press, other
	FieldEffective  = "effective" // datepicker
	FieldCure       = "cure"      // datepicker
	FieldExposure   = "exposure"  // text; may say "at least $1m per quarter"
	FieldAffiliates = "affiliates"
	FieldServices   = "services"
	FieldText       = "text"
	FieldCommitment = "commitment"
	FieldMonths     = "months"
	FieldStart      = "start"        // datepicker; empty: not known
	FieldWithhold   = "may_withhold" // select: yes, no, unknown
	FieldSetOff     = "set_off"      // select: yes (barred), no, unknown
	FieldCureDays   = "cure_days"
	FieldNotice     = "notice_days"
	FieldName       = "name"
	FieldSlug       = "slug"
	FieldCurrency   = "currency"
	FieldZone       = "zone"
	FieldGrace      = "grace"
	FieldOwner      = "owner"    // users select
	FieldChannel    = "channel"  // conversations select
	FieldCritical   = "critical" // checkboxes; chosen: "critical"
	FieldAliases    = "aliases"
	FieldFor1       = "invoice" // one invoice number
	FieldLead       = "lead"    // users select
	FieldDeadline   = "deadline"
	FieldLinks      = "links"
	FieldCharge     = "charge"  // select: contested, accepted
	FieldStep       = "step"    // select: what happens to a dispute
	FieldTo         = "to"      // users select
	FieldUntil      = "until"   // select; value: a Go duration such as 24h0m0s
	FieldWords      = "words"   // the words of a command, behind /owed
	FieldSure       = "sure"    // checkboxes; chosen: "sure", to record what looks like fraud
	FieldNoDay      = "no_day"  // checkboxes; chosen: "none", for the day on which a counter-measure takes effect is known no more
	FieldNoCure     = "no_cure" // checkboxes; chosen: "none", for it has no last day to cure any more
	FieldMark       = "mark"    // checkboxes; chosen: the mark that a counter-measure shall have

	// Those of the box for a notice. Slack keeps what is typed in a field when another form takes its form's place, if that has a
	// field of this name; so what was pasted must not have the name of what is recorded.
	FieldPasted = "pasted"
	FieldWhose  = "whose" // external select, action ActVendor; may stay empty
)

// The callback ids of all forms. Their private metadata is slug|subject|extra, as a button's value.
const (
	FormPay      = "owed_pay"  // subject: the counter-measure that it cures, or empty
	FormPaid     = "owed_paid" // subject: the request, or empty
	FormInvoice  = "owed_invoice"
	FormCredit   = "owed_credit"
	FormCharge   = "owed_charge"
	FormDispute  = "owed_dispute" // subject: the dispute whose details change, or empty
	FormOutcome  = "owed_outcome" // subject: the dispute
	FormReject   = "owed_reject"  // subject: the request
	FormSignal   = "owed_signal"  // subject: the counter-measure to change, or empty
	FormPaste    = "owed_paste"
	FormContract = "owed_contract"
	FormAdd      = "owed_add"
	FormSnooze   = "owed_snooze" // subject: the matter
	FormAssign   = "owed_assign" // subject: the matter
	FormPO       = "owed_po"     // subject: the invoice
	FormCommand  = "owed_command"
)

// Fill is what a form is prefilled with, by field.
type Fill map[string]string
