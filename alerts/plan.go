package alerts

import (
	"maps"
	"slices"
	"time"

	"owed.dev/owed/ledger"
)

// Gather is how long a matter that many entries can touch waits before it is told, so that loading forty invoices makes
// one message.
const Gather = 2 * time.Second

// Plan is what an account makes necessary after events, or at a moment at which time alone has passed; it is a
// ledger.Planner. After events it names the matters that they touch. Without, it names every matter that stands and every
// one that may have ended by the clock: which of them have something new to say, Tell finds by what was posted, so it does
// not matter when a sweep ran last, or whether one did.
func Plan(a *ledger.Account, t ledger.Team, events []ledger.Event, at time.Time) ledger.Plan {
	p, _ := PolicyOf(t) // what can't be read was refused when it was set; what is left is the default
	plan := ledger.Plan{Next: planNext(a, p, at)}
	due := touched{}
	if len(events) == 0 {
		due.everything(a, p, at)
	}
	for _, e := range events {
		due.by(a, p, e, at)
	}
	for _, matter := range slices.Sorted(maps.Keys(due)) {
		plan.Matters = append(plan.Matters, ledger.Due{Matter: matter, After: due[matter]})
	}
	return plan
}

// planNext is Next, or the moment at which a request expires or something else is to be done by the clock.
func planNext(a *ledger.Account, p Policy, at time.Time) time.Time {
	n := earliest{after: at}
	n.add(Next(a, p, at))
	for _, r := range a.Requests {
		if r.State == ledger.Requested {
			n.add(r.Expires)
		}
	}
	return n.t
}

// touched are matters, and how long each gathers.
type touched map[string]time.Duration

func (m touched) add(matter string) { m[matter] = 0 }

func (m touched) vendor(matters ...string) {
	for _, matter := range matters {
		m[matter] = Gather
	}
}

// everything is what stands, and what of the vendor as a whole may have ended.
func (m touched) everything(a *ledger.Account, p Policy, at time.Time) {
	v := see(a, p)
	for _, s := range v.spans() {
		if !s.from.After(at) {
			m.add(s.matter)
		}
	}
	for _, matter := range []string{MatterLapsed, MatterDue, MatterShare} {
		if len(a.Sums) > 0 {
			m.add(matter)
		}
	}
}

// by adds what an event touches.
func (m touched) by(a *ledger.Account, p Policy, e ledger.Event, at time.Time) {
	switch e := e.(type) {
	case *ledger.SignalRecorded:
		m.add(subject("signal", e.Signal.ID))
		m.vendor(MatterExposure)
	case *ledger.SignalMoved:
		m.add(subject("signal", e.ID))
		m.vendor(MatterExposure)
	case *ledger.VendorChanged, *ledger.VendorHeld, *ledger.VendorReleased, *ledger.VendorClosed:
		m.everything(a, p, at)
	case *ledger.Reversed:
		m.item(e.Item)
	default:
		m.request(e)
		m.money(a, e, at)
	}
}

// item adds what the reversal of an item touches.
func (m touched) item(item string) {
	for _, what := range []struct{ prefix, matter string }{{ledger.ItemSignal, "signal"}, {ledger.ItemRequest, "request"}} {
		if id, ok := cutPrefix(item, what.prefix+":"); ok {
			m.add(what.matter + ":" + id)
		}
	}
	m.vendor(MatterLapsed, MatterDue, MatterShare, MatterLimit)
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || s[:len(prefix)] != prefix {
		return s, false
	}
	return s[len(prefix):], true
}

// request adds the request that an event is about.
func (m touched) request(e ledger.Event) {
	var id ledger.ID
	switch e := e.(type) {
	case *ledger.PaymentRequested:
		id = e.Request.ID
	case *ledger.RequestApproved:
		id = e.ID
	case *ledger.RequestRejected:
		id = e.ID
	case *ledger.RequestWithdrawn:
		id = e.ID
	case *ledger.RequestExpired:
		id = e.ID
	case *ledger.PaymentSent:
		id = e.ID
	case *ledger.PaymentFailed:
		id = e.ID
	case *ledger.PaymentSettled:
		id = e.ID
	case *ledger.RequestReopened:
		id = e.ID
	default:
		return
	}
	m.add(subject("request", id))
	m.vendor(MatterDue)
}

// money adds the matters about balances, if the event is about an invoice that they can be about.
func (m touched) money(a *ledger.Account, e ledger.Event, at time.Time) {
	var no ledger.InvoiceNo
	switch e := e.(type) {
	case *ledger.InvoiceRecorded:
		no = e.Invoice.No
	case *ledger.ChargeRecorded:
		no = e.Invoice.No
	case *ledger.ChargeAccepted:
		no = e.No
	case *ledger.Allocated:
		no = e.Invoice
	case *ledger.AllocationReversed:
		no = e.Invoice
	case *ledger.DueDateChanged:
		m.vendor(MatterLapsed, MatterDue, MatterShare)
		return
	case *ledger.DisputeOpened:
		no = e.Dispute.Invoice
	case *ledger.DisputeClosed, *ledger.DisputeReduced, *ledger.ContractRecorded, *ledger.ContractChanged:
		m.vendor(MatterLapsed, MatterDue, MatterShare, MatterLimit)
		return
	default:
		return
	}
	m.vendor(MatterLimit, MatterShare)
	i, known := a.Invoices[no.Key()]
	past := int(a.Vendor.Today(at) - i.Due)
	if !known || past > a.Vendor.Grace {
		m.vendor(MatterLapsed)
	}
	if !known || past <= 0 && past >= -longestNotice {
		m.vendor(MatterDue)
	}
}

// longestNotice is how many days before a due day the first reminder can come.
const longestNotice = 31
