package typed

import "owed.dev/owed/ledger"

// Command is what somebody typed after /owed.
type Command struct {
	Vendor  ledger.Vendor   // zero where none was named
	Was     ledger.Absorbed // the vendor merged into it whose name was typed; zero: its own was
	Do      Action
	Share   bool     // show the answer to the channel
	Missing []string // what the form has to ask for, in words; empty: complete
}

// Incomplete reports whether something must still be asked for: a form opens.
func (c Command) Incomplete() bool { return len(c.Missing) > 0 }

// Verb is the command's word.
func (c Command) Verb() Verb { return c.Do.Verb() }

// Action is what to do: one of the structs below, by value.
type Action interface{ Verb() Verb }

// Verb names an action, as the journal and metrics show it.
type Verb string

// The verbs.
const (
	OverviewVerb Verb = "overview"
	CardVerb     Verb = "card"
	InvoicesVerb Verb = "invoices"
	HistoryVerb  Verb = "history"
	DisputesVerb Verb = "disputes"
	SignalsVerb  Verb = "signals"
	PaymentsVerb Verb = "payments"
	TimelineVerb Verb = "timeline"
	OnVerb       Verb = "on"
	FindVerb     Verb = "find"
	DueVerb      Verb = "due"
	AddVerb      Verb = "add"
	EditVerb     Verb = "edit"
	HoldVerb     Verb = "hold"
	ReleaseVerb  Verb = "release"
	MergeVerb    Verb = "merge"
	CloseVerb    Verb = "close"
	ReopenVerb   Verb = "reopen"
	InvoiceVerb  Verb = "invoice"
	ChargeVerb   Verb = "charge"
	OpeningVerb  Verb = "opening"
	CreditVerb   Verb = "credit"
	DebitVerb    Verb = "debit"
	WriteOffVerb Verb = "write-off"
	RefundVerb   Verb = "refund"
	AllocateVerb Verb = "allocate"
	PayVerb      Verb = "pay"
	PaidVerb     Verb = "paid"
	ReturnedVerb Verb = "returned"
	FailedVerb   Verb = "failed"
	SentVerb     Verb = "sent"
	WithdrawVerb Verb = "withdraw"
	DisputeVerb  Verb = "dispute"
	SignalVerb   Verb = "signal"
	ContractVerb Verb = "contract"
	IncidentVerb Verb = "incident"
	ReverseVerb  Verb = "reverse"
	ImportVerb   Verb = "import"
	ExportVerb   Verb = "export"
	PolicyVerb   Verb = "policy"
	DelegateVerb Verb = "delegate"
	SettingsVerb Verb = "settings"
	HelpVerb     Verb = "help"
)

// What is asked. Lists are paged by buttons, so no page is ever typed.
type (
	// Overview is all vendors, worst first.
	Overview struct{}
	// Card is one vendor's figures.
	Card struct{}
	// Invoices lists the vendor's invoices; Only is "", open, overdue, disputed, held or settled.
	Invoices struct{ Only string }
	// History lists entries of the journal: all, about one ID or invoice number, of a span of days, or all rows of one.
	History struct {
		Entry    int64 // all that this entry records; 0: not of one entry
		Of       string
		From, To ledger.Date // both inclusive; zero: no bound
	}
	// Disputes lists disputes: the open ones and the newest that are over, or all that are over.
	Disputes struct{ Closed bool }
	// Signals lists counter-measures.
	Signals struct{}
	// Payments lists requests and payments; Only is "" or a request's state.
	Payments struct{ Only ledger.RequestState }
	// Timeline shows everything that happened in one line of time.
	Timeline struct{}
	// ShowContract shows the vendor's contracts.
	ShowContract struct{}
	// On asks how things stood on a day.
	On struct{ Day ledger.Date }
	// Find searches numbers, POs, references and amounts. Amount is set where the text reads as one.
	Find struct {
		Text   string
		Amount ledger.Money
	}
	// DueList asks what falls due from today to a day, by week.
	DueList struct{ Until ledger.Date }
)

// What changes a vendor itself.
type (
	// Add puts a vendor on record.
	Add struct{ Vendor ledger.Vendor }
	// Edit changes what is on record about a vendor.
	Edit struct{ Fields VendorFields }
	// MoveDue moves an invoice's due date by agreement with the vendor.
	MoveDue struct {
		Invoice ledger.InvoiceNo
		Due     ledger.Date
		Why     string
	}
	// Hold keeps an invoice, or (without one) everything of the vendor, from being paid.
	Hold struct {
		Invoice ledger.InvoiceNo
		Reason  string
		Perhaps
	}
	// Release ends a Hold.
	Release struct {
		Invoice ledger.InvoiceNo
		Reason  string
		Perhaps
	}
	// Perhaps is how a reason is read whose first word is an invoice's number: AUGUST. It is one where such an invoice is on record.
	Perhaps struct {
		No   ledger.InvoiceNo
		Rest string // the reason behind it
	}
	// Merge makes another vendor carry on this one's record.
	Merge struct{ Into ledger.Vendor }
	// Close ends the relation with a vendor.
	Close struct{ Reason string }
	// Reopen takes it up again.
	Reopen struct{ Reason string }
)

// What is put on record about invoices, credits and the like. Days left out are zero: ledger fills them in.
type (
	// RecordInvoice records an invoice. Its due date is filled in where it or terms were typed.
	RecordInvoice struct {
		Invoice ledger.Invoice
		Terms   ledger.Terms // as typed, for this invoice alone
	}
	// RecordCharge records a late fee or interest that the vendor charges.
	RecordCharge struct {
		Invoice  ledger.Invoice
		Accepted bool
	}
	// AcceptCharge makes a contested charge outstanding.
	AcceptCharge struct{ Invoice ledger.InvoiceNo }
	// ContestCharge takes an accepted charge out of what is owed again.
	ContestCharge struct {
		Invoice ledger.InvoiceNo
		Why     string
	}
	// RecordOpening records what was open before owed. Its number may be empty.
	RecordOpening struct {
		Invoice ledger.Invoice
		Source  string
	}
	// RecordCredit records a vendor's credit note.
	RecordCredit struct{ Credit ledger.Credit }
	// RecordDebit records our own claim for a reduction.
	RecordDebit struct{ Credit ledger.Credit }
	// AcceptDebit says that the vendor agreed to a debit note.
	AcceptDebit struct {
		ID  ledger.ID
		Day ledger.Date
	}
	// WriteOff gives up a sum on an invoice; a zero sum is all that is open.
	WriteOff struct {
		Invoice ledger.InvoiceNo
		Amount  ledger.Money
		Day     ledger.Date
		Reason  string
	}
	// Refund records that the vendor paid back what was on account; a zero sum is all of it.
	Refund struct {
		From   ledger.ID
		Amount ledger.Money
		Day    ledger.Date
		Ref    string
	}
	// Allocate assigns what is on account to invoices; none named: the oldest due. Off takes it off others first; then what
	// is not assigned anew stays on account.
	Allocate struct {
		From   ledger.ID
		Amount ledger.Money
		Off    []ledger.InvoiceNo
		To     []ledger.InvoiceNo
	}
)

// What is done about payments.
type (
	// Pay asks for a payment.
	Pay struct{ Ask ledger.Ask }
	// Settle says that a request was paid; a zero sum is all of it.
	Settle struct {
		Request ledger.ID
		Amount  ledger.Money
		Day     ledger.Date
		Ref     string
		For     ledger.InvoiceNo // set where the request stood in the place of an invoice, as which it may be meant
	}
	// Paid records a payment made outside owed.
	Paid struct{ Payment ledger.Pay }
	// Returned says that a payment came back.
	Returned struct {
		Payment ledger.ID
		Reason  string
	}
	// Failed says that the bank refused a request that was sent.
	Failed struct {
		Request ledger.ID
		Code    string
	}
	// Sent says that a request was handed to the bank.
	Sent struct{ Request ledger.ID }
	// Withdraw takes a request back.
	Withdraw struct {
		Request ledger.ID
		Reason  string
	}
	// Reverse undoes what is on record under an ID or an invoice's number. What is written as an ID and is an invoice's number
	// has a # before it: #C-7.
	Reverse struct {
		Of     string
		Reason string
		Own    bool // it was said that owed's own ID is meant
	}
)

// What is done about disputes, counter-measures, contracts and incidents.
type (
	// OpenDispute contests an invoice; a zero sum is all that is open on it.
	OpenDispute struct{ Dispute ledger.Dispute }
	// MoveDispute moves a dispute or says what the vendor answered.
	MoveDispute struct {
		ID     ledger.ID
		How    DisputeStep
		Amount ledger.Money // of a credit or settlement; zero: all
		Number string       // of the credit note
		Day    ledger.Date
		Note   string
	}
	// ChangeDispute says who leads a dispute, by when the vendor shall answer, or where the papers are.
	ChangeDispute struct {
		ID     ledger.ID
		Fields DisputeFields
	}
	// RecordSignal records a counter-measure. Where Missing is set, Signal.Text may hold a pasted notice to read.
	RecordSignal struct{ Signal ledger.Signal }
	// MoveSignal moves a counter-measure, or changes its dates or exposure.
	MoveSignal struct{ Move ledger.SignalMoved }
	// RecordContract records a contract.
	RecordContract struct{ Contract ledger.Contract }
	// EditContract changes a contract's clauses; no ID: the only one.
	EditContract struct {
		ID     ledger.ID
		Fields ContractFields
	}
	// Drawdown enters what was drawn from a contract by a day; no ID: the only one.
	Drawdown struct {
		Contract ledger.ID
		Amount   ledger.Money
		By       ledger.Date
		Source   string
	}
	// NoteIncident puts an incident on the timeline.
	NoteIncident struct{ Text string }
	// CloseIncident says that an incident is over.
	CloseIncident struct{ ID ledger.ID }
)

// DisputeStep is what happens to a dispute.
type DisputeStep string

// The steps of a dispute.
const (
	AcceptStep   DisputeStep = "accept"   // we accept the invoice as right
	CreditStep   DisputeStep = "credit"   // the vendor's credit note
	WithdrawStep DisputeStep = "withdraw" // opened in error
	SettleStep   DisputeStep = "settle"   // credit for part, acceptance of the rest
	EscalateStep DisputeStep = "escalate" // to legal
	AnswerStep   DisputeStep = "answered" // the vendor replied
)

// What concerns the team.
type (
	// Import asks for a file.
	Import struct{}
	// Export asks for a file; Format is csv, jsonl, hledger or beancount.
	Export struct{ Format string }
	// Policy shows or changes the rules of approval.
	Policy struct{ Words []Word }
	// Delegate lets somebody approve for the one who types, for a time. Off ends it.
	Delegate struct {
		To          Mention
		From, Until ledger.Date
		Off         bool
	}
	// Settings shows or changes the set-up.
	Settings struct{ Words []Word }
	// Help explains; Word is what about, empty for all.
	Help struct{ Word string }
)

// Word is a word with the person, group or channel that it mentions, if it does.
type Word struct {
	Text    string
	Mention Mention
}

// SetPO adds the purchase order that an invoice refers to.
type SetPO struct {
	Invoice ledger.InvoiceNo
	PO      string
}
