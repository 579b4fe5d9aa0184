package alerts

import (
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// Kind is the id of a rule, as settings and the reference name it.
type Kind string

// The kinds of alert: one for each row of the catalogue.
const (
	DueSoon               Kind = "due_soon"
	DueToday              Kind = "due_today"
	Lapsed                Kind = "lapsed"
	OverdueShare          Kind = "overdue_share"
	DiscountEnding        Kind = "discount_ending"
	ApprovalWanted        Kind = "approval_wanted"
	RequestExpiring       Kind = "request_expiring"
	RequestExpired        Kind = "request_expired"
	ApprovalStale         Kind = "approval_stale"
	ApprovedUnsettled     Kind = "approved_unsettled"
	PlannedDateMissed     Kind = "planned_date_missed"
	PaymentFailed         Kind = "payment_failed"
	PaymentReturned       Kind = "payment_returned"
	PaymentWithoutRequest Kind = "payment_without_request"
	OverLimit             Kind = "over_limit"
	BalanceMovedByHand    Kind = "balance_moved_by_hand"
	StatementMismatch     Kind = "statement_mismatch"
	DuplicateSuspected    Kind = "duplicate_suspected"
	SignalRecorded        Kind = "signal_recorded"
	SignalEscalated       Kind = "signal_escalated"
	SignalEffectiveSoon   Kind = "signal_effective_soon"
	SignalEffectiveNow    Kind = "signal_effective_now"
	CureEnding            Kind = "cure_ending"
	SignalInEffect        Kind = "signal_in_effect"
	SignalWithdrawn       Kind = "signal_withdrawn"
	SignalQuiet           Kind = "signal_quiet"
	ExposureOver          Kind = "exposure_over"
	SetoffUnbooked        Kind = "setoff_unbooked"
	DisputeOpened         Kind = "dispute_opened"
	DisputeEscalated      Kind = "dispute_escalated"
	DisputeUnanswered     Kind = "dispute_unanswered"
	DisputeWindowEnding   Kind = "dispute_window_ending"
	DisputedInRequest     Kind = "disputed_in_request"
	CommitOffTrack        Kind = "commit_off_track"
	CommitUnknown         Kind = "commit_unknown"
	ContractEnds          Kind = "contract_ends"
	RenewalNotice         Kind = "renewal_notice"
	DefaultNotice         Kind = "default_notice"
	ContractTerminated    Kind = "contract_terminated"
	StandstillEnds        Kind = "standstill_ends"
	PlanDue               Kind = "plan_due"
	PlanMissed            Kind = "plan_missed"
	LimitationNear        Kind = "limitation_near"
	BankDetailsChanged    Kind = "bank_details_changed"
	BankDetailsUnverified Kind = "bank_details_unverified"
	FirstPayment          Kind = "first_payment"
	NewVendor             Kind = "new_vendor"
	SplitSuspected        Kind = "split_suspected"
	PolicyChanged         Kind = "policy_changed"
	DelegationStarted     Kind = "delegation_started"
	DelegationEnds        Kind = "delegation_ends"
	IncidentNoted         Kind = "incident_noted"
	InvoiceExpected       Kind = "invoice_expected"
	RecordBroken          Kind = "record_broken"
	ImportLate            Kind = "import_late"
	DeliveryFailing       Kind = "delivery_failing"
)

// Severity says how an alert comes: in the digest, in the channel at its moment, or at any hour with people mentioned.
type Severity int

// The severities, in order.
const (
	Info Severity = iota
	Warning
	Critical
)

var severityWords = [...]string{"info", "warning", "critical"}

// String is the severity's word.
func (s Severity) String() string { return severityWords[s] }

// up is one step graver, as far as there is one.
func (s Severity) up() Severity { return min(s+1, Critical) }

// Audience is whom an alert is for. Who that is at a vendor is for the one who posts to look up.
type Audience string

// The audiences.
const (
	Channel   Audience = "channel"
	Owner     Audience = "owner" // of the vendor
	Approvers Audience = "approvers"
	Legal     Audience = "legal"
	Requester Audience = "requester"
	Finance   Audience = "finance"
	Treasury  Audience = "treasury"
	Admins    Audience = "admins"
	Payables  Audience = "payables" // accounts payable: whoever records invoices
	Recorder  Audience = "recorder" // who recorded what the alert is about

	// Assignee is whom the matter is assigned to. No setting names it: escalation asks them first, whatever is set.
	Assignee Audience = "assignee"
)

// Audiences lists them in the order in which alerts name them.
var Audiences = [...]Audience{Channel, Owner, Approvers, Legal, Requester, Finance, Treasury, Admins, Payables, Recorder}

// Grouping says what shares one message.
type Grouping string

// The groupings.
const (
	PerVendor  Grouping = "one per vendor"
	PerSubject Grouping = "one per subject"
	InRequest  Grouping = "inside the request"
	Once       Grouping = "one per entry"
	PerFile    Grouping = "one per entry, one per file"
)

// Rung is one thing that is said about a matter, at most once.
type Rung struct {
	Key      string // identity within the matter; the date that it hangs on is part of it
	Label    string // "+7", "-3", "first", "recorded", "moved"
	At       time.Time
	Kind     Kind
	Severity Severity
	Day      ledger.Date // which it counts the days to, where it does
	Event    bool        // said because somebody recorded something, not because time passed
	Repeat   bool        // says again what was said before: an acknowledgement ends it
	To       []Audience
}

// Alert is a matter at a moment: data only, the words are for whoever renders it.
type Alert struct {
	Vendor   ledger.VendorID
	Matter   string // "lapsed", "due", "signal:S-2", "request:PR-12", …
	Kind     Kind   // the gravest kind that the matter is about now
	Subject  string // "S-2", "PR-12", "INV-7"; "" where it is the vendor as a whole
	Severity Severity
	To       []Audience
	Rung     string // label of the newest rung that is due
	Rungs    []Rung // all rungs due at this moment, oldest first
	Since    time.Time
	Amounts  []ledger.Money // what it is about, one for each currency; of what falls due: on the first day of Due
	Count    int            // invoices that it is about; of what falls due: on the first day of Due
	Due      []DueSum       // what falls due, by day: the days that were spoken of and are not over
	Off      Off            // how a commitment stands against its plan, where it is off track
	Notes    []Kind         // what stands inside it: first_payment, new_vendor, disputed_in_request
	LastDay  time.Time      // the moment past which it can't be snoozed: the cure period's or the notice's end
	Facts    string         // changes whenever what must be shown changes; Notes are as of the moment of the post

	Hold   time.Time // quiet hours: not to be said before; zero: now
	Keeps  bool      // not on by itself, but one that is up stays up (a limit's hysteresis)
	Digest bool      // has no message of its own: it stands in the digest
	Chain  []Step    // how it escalates while nobody acknowledges it

	Cleared time.Time // since when it is no more; zero: it is live
	Why     string    // settled, withdrawn, lapsed, approved, …
	By      ledger.UserID
}

// DueSum is what falls due on a day in one currency, and the part of it that live requests cover. What is held is so as
// ledger.DaySum.HeldOf says.
type DueSum struct {
	ledger.DaySum
	Covered ledger.Money
}

// Off is what was drawn from a commitment up to a day, and what its plan has for the whole months up to then.
type Off struct {
	Drawn, Plan ledger.Money
	AsOf        ledger.Date // zero: it is not off track
	AtLeast     bool        // more may have been drawn than is known
}

// Live reports whether the matter still stands.
func (al Alert) Live() bool { return al.Cleared.IsZero() }

// ofOne reports whether the alert is about one thing, not about the vendor as a whole: that thing knows how the alert ended.
func (al Alert) ofOne() bool { return strings.Contains(al.Matter, ":") }

// newest is the rung said last of those due, if any.
func (al Alert) newest() (Rung, bool) {
	if len(al.Rungs) == 0 {
		return Rung{}, false
	}
	return al.Rungs[len(al.Rungs)-1], true
}
