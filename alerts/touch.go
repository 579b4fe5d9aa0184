package alerts

import (
	"strings"

	"owed.dev/owed/ledger"
)

func cut(item string) (kind, key string, ok bool) { return strings.Cut(item, ":") }

// request adds the request that an event is about.
func (m *touched) request(e ledger.Event) {
	var id ledger.ID
	switch e := e.(type) {
	case *ledger.PaymentRequested:
		id = e.Request.ID
		if e.Request.Repeats != "" {
			m.add(subject("request", e.Request.Repeats))
		}
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
	case *ledger.PaymentReturned:
		id = e.Request
	case *ledger.ReturnReversed:
		id = e.Request
	default:
		return
	}
	if id == "" {
		return
	}
	m.add(subject("request", id))
	m.vendor(MatterDue) // what a live request covers needs no reminder
}

// dispute adds the dispute that an event is about, and balances: what is disputed may be withheld.
func (m *touched) dispute(e ledger.Event) {
	var id ledger.ID
	switch e := e.(type) {
	case *ledger.DisputeOpened:
		id = e.Dispute.ID
	case *ledger.DisputeAnswered:
		id = e.ID
	case *ledger.DisputeChanged:
		id = e.ID
	case *ledger.DisputeEscalated:
		id = e.ID
	case *ledger.DisputeClosed:
		id = e.ID
	case *ledger.DisputeReduced:
		id = e.ID
	case *ledger.DisputeReopened:
		id = e.ID
	case *ledger.DisputeRestored:
		id = e.ID
	default:
		return
	}
	m.add(subject("dispute", id))
	m.requests(m.v.a.Disputes[id].Invoice)
	if may, _ := m.v.a.MayWithhold(); may {
		m.vendor(MatterLapsed)
	}
	m.vendor(MatterDue)
}

// money adds the matters about balances that an event's invoice can be about.
func (m *touched) money(e ledger.Event) {
	switch e := e.(type) {
	case *ledger.InvoiceRecorded:
		m.invoice(e.Invoice.No)
		m.recorded()
	case *ledger.ChargeRecorded:
		m.invoice(e.Invoice.No)
	case *ledger.ChargeAccepted:
		m.invoice(e.No)
	case *ledger.ChargeContested:
		m.invoice(e.No)
	case *ledger.Allocated:
		m.invoice(e.Invoice)
	case *ledger.AllocationReversed:
		m.invoice(e.Invoice)
	case *ledger.InvoiceHeld:
		m.requests(e.No)
		m.vendor(MatterDue)
	case *ledger.InvoiceReleased:
		m.requests(e.No)
		m.vendor(MatterDue)
	case *ledger.DueDateChanged:
		m.byHand(m.v.a.Invoices[e.No.Key()].Open())
		m.balances()
	case *ledger.WrittenOff:
		m.byHand(e.Movement.Amount)
	}
}

// recorded adds what waits for an invoice: a drawdown that nobody knows, a month that was not billed.
func (m *touched) recorded() {
	m.commitments()
	m.vendor(MatterExpected)
}

func (m *touched) commitments() {
	for _, c := range m.v.a.LiveContracts() {
		m.vendor(subject("commit", c.ID))
	}
}

// invoice adds the matters that an invoice of its due day can belong to.
func (m *touched) invoice(no ledger.InvoiceNo) {
	m.limit()
	m.requests(no)
	i, known := m.v.a.Invoices[no.Key()]
	past := i.DaysPastDue(m.v.today(m.at))
	if !known || past > m.v.v.Grace {
		m.vendor(MatterLapsed, MatterShare)
	}
	if !known || past >= -m.v.longestNotice() { // also when its day is over: nobody may have told so yet
		m.vendor(MatterDue)
	}
	if m.shared() {
		m.vendor(MatterShare)
	}
}

// requests adds the live requests that pay an invoice: their messages say whether they can go on.
func (m *touched) requests(no ledger.InvoiceNo) {
	for id, r := range m.v.a.Requests {
		if r.Live() && r.Pays(no) {
			m.add(subject("request", id))
		}
	}
}

// shared reports whether something is overdue, so that any change of what is outstanding changes its share.
func (m *touched) shared() bool {
	for _, s := range m.v.a.Sums {
		if len(s.Days) > 0 && !m.v.overdueFrom(s.Days[0].Due).After(m.at) {
			return true
		}
	}
	return false
}

// longestNotice is how many days before a due day the first reminder can come, a weekend and holidays included.
func (v view) longestNotice() int {
	r, _ := RuleOf(DueSoon)
	longest := 0
	for _, n := range v.days(r) {
		longest = max(longest, n)
	}
	return longest + 31
}
