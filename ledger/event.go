package ledger

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// By says who does something, when, and why it can't happen twice.
type By struct {
	Actor UserID
	At    time.Time // ledger time
	Key   string    // idempotency key: cmd:…, act:…, view:…, row:…
	Cmd   string    // the command's word, as the journal shows it: "pay", "approve"
}

// Meta is what an entry says of all its events.
type Meta struct {
	Seq   int64
	At    time.Time
	Actor UserID
}

// Event is one fact of the journal. It is never changed; what was wrong is reversed by a later one.
type Event interface {
	apply(a *Account, m Meta)
}

// eventTypes gives each event its name in the journal. A name, once written, means this for ever.
var eventTypes = map[string]Event{
	"vendor_added": &VendorAdded{}, "vendor_changed": &VendorChanged{}, "vendor_held": &VendorHeld{}, "vendor_released": &VendorReleased{}, "vendor_closed": &VendorClosed{}, "vendor_reopened": &VendorReopened{},
	"vendor_merge_begun": &VendorMergeBegun{}, "moved_out": &MovedOut{}, "moved_in": &MovedIn{}, "vendor_merged": &VendorMerged{},
	"invoice_recorded": &InvoiceRecorded{}, "invoice_settled": &InvoiceSettled{}, "invoice_reopened": &InvoiceReopened{},
	"invoice_held": &InvoiceHeld{}, "invoice_released": &InvoiceReleased{}, "due_date_changed": &DueDateChanged{}, "po_set": &POSet{},
	"payment_recorded": &PaymentRecorded{}, "credit_recorded": &CreditRecorded{}, "written_off": &WrittenOff{}, "debit_note_recorded": &DebitNoteRecorded{}, "debit_note_accepted": &DebitNoteAccepted{},
	"refund_recorded": &RefundRecorded{}, "allocated": &Allocated{}, "allocation_reversed": &AllocationReversed{}, "payment_returned": &PaymentReturned{}, "return_reversed": &ReturnReversed{},
	"charge_accepted": &ChargeAccepted{}, "charge_contested": &ChargeContested{}, "charge_recorded": &ChargeRecorded{},
	"payment_requested": &PaymentRequested{}, "request_approved": &RequestApproved{}, "request_rejected": &RequestRejected{},
	"request_withdrawn": &RequestWithdrawn{}, "request_expired": &RequestExpired{}, "payment_sent": &PaymentSent{}, "payment_settled": &PaymentSettled{}, "payment_failed": &PaymentFailed{},
	"request_reopened": &RequestReopened{},
	"dispute_opened":   &DisputeOpened{}, "dispute_answered": &DisputeAnswered{}, "dispute_escalated": &DisputeEscalated{}, "dispute_closed": &DisputeClosed{}, "dispute_reduced": &DisputeReduced{},
	"dispute_reopened": &DisputeReopened{}, "dispute_restored": &DisputeRestored{}, "dispute_changed": &DisputeChanged{},
	"signal_recorded": &SignalRecorded{}, "signal_moved": &SignalMoved{},
	"contract_recorded": &ContractRecorded{}, "contract_changed": &ContractChanged{}, "drawdown_entered": &DrawdownEntered{},
	"incident_noted": &IncidentNoted{}, "incident_closed": &IncidentClosed{},
	"reversed": &Reversed{},
	"role_set": &RoleSet{}, "setting_set": &SettingSet{}, "denied": &Denied{}, "import_done": &ImportDone{}, "notice_judged": &NoticeJudged{},
	"loss_accepted": &LossAccepted{},
}

var eventNames = func() map[reflect.Type]string {
	names := make(map[reflect.Type]string, len(eventTypes))
	for name, e := range eventTypes {
		names[reflect.TypeOf(e).Elem()] = name
	}
	return names
}()

// EventNames are the names of all events, sorted.
func EventNames() []string { return slices.Sorted(maps.Keys(eventTypes)) }

// EventName is the event's name in the journal.
func EventName(e Event) string { return eventNames[reflect.TypeOf(e).Elem()] }

// eventJSON is an event in the journal: its name, its version, its fields.
type eventJSON struct {
	Data json.RawMessage `json:"data"`
	Type string          `json:"type"`
	V    int             `json:"v"`
}

// MarshalEvent writes {"data":{…},"type":"invoice_recorded","v":1}, in canonical JSON.
func MarshalEvent(e Event) (json.RawMessage, error) { return appendEvent(nil, e) }

func appendEvent(out []byte, e Event) ([]byte, error) {
	v := reflect.ValueOf(e).Elem()
	name, data := eventNames[v.Type()], eventForms[v.Type()]
	if name == "" {
		return nil, fmt.Errorf("ledger: %T has no name in the journal", e)
	}
	out, err := data(append(out, `{"data":`...), v)
	if err != nil {
		return nil, fmt.Errorf("ledger: write %s: %w", name, err)
	}
	return append(append(append(out, `,"type":"`...), name...), `","v":1}`...), nil
}

// eventForms are how events are written.
var eventForms = func() map[reflect.Type]form {
	all := make([]any, 0, len(eventTypes))
	for _, e := range eventTypes {
		all = append(all, e)
	}
	return newForms(true, all...)
}()

// UnmarshalEvent reads what MarshalEvent wrote, in this version or an earlier one.
func UnmarshalEvent(b []byte) (Event, error) {
	var j eventJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return nil, fmt.Errorf("ledger: read event: %w", err)
	}
	proto, ok := eventTypes[j.Type]
	if !ok {
		return nil, fmt.Errorf("ledger: event %q is unknown: it was written by a newer owed", j.Type)
	}
	if j.V != 1 {
		return nil, fmt.Errorf("ledger: event %s has version %d: it was written by a newer owed", j.Type, j.V)
	}
	e := reflect.New(reflect.TypeOf(proto).Elem()).Interface().(Event)
	if err := json.Unmarshal(j.Data, e); err != nil {
		return nil, fmt.Errorf("ledger: read %s: %w", j.Type, err)
	}
	return e, nil
}
