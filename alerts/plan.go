package alerts

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// Gather is how long a matter that many entries can touch waits before it is told, so that loading forty invoices makes
// one message.
const Gather = 2 * time.Second

// lateSweep is how late a timer may fire without a change of that hour hiding from Plan: what time changed within it is
// named after events, too.
const lateSweep = time.Hour

// Plan is what an account makes necessary after events, or at a moment at which time alone has passed; it is a
// ledger.Planner. After events it names the matters that they touch. Without, it names every matter that stands or that the
// clock has ended: which of them have something new to say, Tell finds by what was posted, so it does not matter when a
// sweep ran last, or whether one did.
//
// A timer that is due must not be overwritten by a commit: it stays until a sweep has called Plan without events.
func Plan(a *ledger.Account, t ledger.Team, events []ledger.Event, at time.Time) ledger.Plan {
	p, _ := PolicyOf(t) // what can't be read was refused when it was set; what is left is the default
	since := at.Add(-lateSweep)
	if len(events) == 0 {
		since = time.Time{}
	}
	v := see(a, p, since)
	spans := v.spans()
	due := touched{v: v, at: at, spans: spans, matters: map[string]time.Duration{}}
	for _, s := range spans {
		if len(events) == 0 && !s.from.After(at) || s.clocked(at.Add(-lateSweep), at) {
			due.add(s.matter)
		}
	}
	due.events(events)
	plan := ledger.Plan{Next: planNext(a, v.next(spans, at), at)}
	for _, matter := range slices.Sorted(maps.Keys(due.matters)) {
		plan.Matters = append(plan.Matters, ledger.Due{Matter: matter, After: due.matters[matter]})
	}
	return plan
}

// planNext is the next moment, also where only a chore is due then.
func planNext(a *ledger.Account, next, at time.Time) time.Time {
	if a.Vendor.Merging != "" {
		return at // a merge that has begun is finished at once
	}
	n := earliest{after: at}
	n.add(next)
	for _, r := range a.Requests {
		if r.State == ledger.Requested {
			n.add(r.Expires)
		}
	}
	for _, d := range a.Disputes {
		if d.State == ledger.Opened {
			n.add(d.At.Add(disputePatience))
		}
	}
	return n.t
}

// disputePatience is how long a dispute is open before it goes to legal by itself.
const disputePatience = 30 * 24 * time.Hour

// Chores is what the clock makes due that is not an alert but a decision of the ledger: whether requests expire, and which
// disputes go to legal. Plan's Next names these moments, too.
func Chores(a *ledger.Account, at time.Time) (expire bool, escalate []ledger.ID) {
	for _, r := range a.Requests {
		expire = expire || r.State == ledger.Requested && !at.Before(r.Expires)
	}
	for id, d := range a.Disputes {
		if d.State == ledger.Opened && !at.Before(d.At.Add(disputePatience)) {
			escalate = append(escalate, id)
		}
	}
	slices.SortFunc(escalate, func(x, y ledger.ID) int { return int(x.Number() - y.Number()) })
	return expire, escalate
}

// touched gathers matters, and how long each waits.
type touched struct {
	v       view
	at      time.Time
	spans   []span
	matters map[string]time.Duration
}

func (m *touched) add(matter string) { m.matters[matter] = 0 }

// vendor adds matters of the vendor as a whole; they gather, also where the clock touched them in the same moment.
func (m *touched) vendor(matters ...string) {
	for _, matter := range matters {
		m.matters[matter] = Gather
	}
}

// balances are the matters that hang on what is open.
func (m *touched) balances() {
	m.vendor(MatterLapsed, MatterDue, MatterShare)
	m.limit()
}

func (m *touched) limit() {
	if len(m.v.p.thresholds) > 0 {
		m.vendor(MatterLimit)
	}
}

func (m *touched) exposure() {
	if len(m.v.p.thresholds) > 0 {
		m.vendor(MatterExposure)
	}
}

// all is everything that may stand or have stood.
func (m *touched) all() {
	for _, s := range m.spans {
		m.add(s.matter)
	}
	m.vendor(MatterLapsed, MatterDue, MatterShare, MatterLimit, MatterExposure, MatterExpected)
}

// events adds what events touch.
func (m *touched) events(events []ledger.Event) {
	for _, e := range events {
		m.event(e)
	}
	if m.v.a.Filing {
		return // they are told of when the whole file is on record
	}
	for _, matter := range UnaskedMatters(Unasked(events)) {
		m.add(matter)
	}
}

// Unasked are the payments that events put on record and nobody had asked for; not those of which a file of invoices says that they
// were made before: nobody could have asked here.
func Unasked(events []ledger.Event) []ledger.ID {
	var out []ledger.ID
	for _, e := range events {
		if pay, ok := e.(*ledger.PaymentRecorded); ok && pay.Movement.Request == "" && !ledger.PaidBefore(pay.Movement.RowKey) {
			out = append(out, pay.Movement.ID)
		}
	}
	return out
}

// mostTogether is how many payments one message is about: all of them are read to tell it.
const mostTogether = 10_000

// UnaskedMatters are what is told of such payments, in order: one matter for those whose IDs follow each other, "payment:P-1" or
// "payment:P-1..P-500", joined by commas where there are gaps.
func UnaskedMatters(ids []ledger.ID) []string {
	var out []string
	for together := range slices.Chunk(ids, mostTogether) {
		var runs []string
		for n := 0; n < len(together); {
			last := n
			for last+1 < len(together) && together[last+1].Number() == together[last].Number()+1 {
				last++
			}
			run := string(together[n])
			if last > n {
				run += ".." + string(together[last])
			}
			runs = append(runs, run)
			n = last + 1
		}
		for some := range slices.Chunk(runs, mostRuns) {
			out = append(out, "payment:"+strings.Join(some, ","))
		}
	}
	return out
}

// mostRuns bounds the length of a matter's name.
const mostRuns = 20

// event adds what one event touches.
func (m *touched) event(e ledger.Event) {
	switch e := e.(type) {
	case *ledger.SignalRecorded:
		m.add(subject("signal", e.Signal.ID))
		m.exposure()
	case *ledger.SignalMoved:
		m.add(subject("signal", e.ID))
		m.exposure()
	case *ledger.VendorChanged, *ledger.VendorHeld, *ledger.VendorReleased, *ledger.VendorClosed, *ledger.VendorReopened, *ledger.SettingSet:
		m.all()
	case *ledger.VendorMergeBegun, *ledger.VendorMerged, *ledger.MovedOut:
		m.vendor(MatterLapsed, MatterDue, MatterShare, MatterLimit, MatterExposure, MatterExpected)
	case *ledger.MovedIn:
		m.arrived(e)
	case *ledger.Reversed:
		m.reversed(e.Item)
	case *ledger.IncidentNoted:
		m.add(subject("incident", e.ID))
	case *ledger.IncidentClosed:
		m.add(subject("incident", e.ID))
	case *ledger.ContractRecorded:
		m.contract(e.Contract.ID)
	case *ledger.ContractChanged:
		m.contract(e.New.ID)
	case *ledger.DrawdownEntered:
		m.add(subject("commit", e.Contract))
	case *ledger.PaymentReturned:
		m.add(subject("payment", e.ID))
		m.request(e)
	case *ledger.ReturnReversed:
		m.add(subject("payment", e.ID))
		m.request(e)
		m.byHand(m.v.a.Movements[e.ID].Amount)
	default:
		m.request(e)
		m.dispute(e)
		m.money(e)
	}
}

// contract adds a contract's own matters; those of the others, since a vendor's only contract is drawn by all its
// invoices; and balances, since it may say that we may withhold.
func (m *touched) contract(id ledger.ID) {
	m.add(subject("contract", id))
	m.add(subject("commit", id))
	m.commitments()
	m.balances()
}

// arrived adds what a thing touches that came with a vendor merged into this one.
func (m *touched) arrived(e *ledger.MovedIn) {
	switch {
	case e.Signal != nil:
		m.add(subject("signal", e.Signal.ID))
	case e.Dispute != nil:
		m.add(subject("dispute", e.Dispute.ID))
	case e.Request != nil:
		m.add(subject("request", e.Request.ID))
	case e.Incident != nil:
		m.add(subject("incident", e.Incident.ID))
	case e.Contract != nil:
		m.contract(e.Contract.ID)
	}
	m.balances()
	m.exposure()
}

// reversed adds what the reversal of an item touches.
func (m *touched) reversed(item string) {
	matters := map[string]string{
		ledger.ItemSignal: "signal", ledger.ItemRequest: "request", ledger.ItemDispute: "dispute", ledger.ItemIncident: "incident", ledger.ItemMovement: "payment",
	}
	kind, id, _ := cut(item)
	switch kind {
	case ledger.ItemContract:
		m.contract(ledger.ID(id))
		return
	case ledger.ItemInvoice:
		m.byHand(m.v.a.Invoices[id].Amount)
	case ledger.ItemMovement:
		m.byHand(m.v.a.Movements[ledger.ID(id)].Amount)
	}
	if what, ok := matters[kind]; ok {
		m.add(what + ":" + id)
	}
	m.balances()
	m.exposure()
}

// byHand adds a balance that was moved by more than the threshold; less stands in the digest, which reads the journal.
func (m *touched) byHand(sum ledger.Money) {
	if limit, ok := m.v.p.Threshold("byhand", m.v.v, sum.Currency); ok && sum.Cmp(limit) > 0 {
		m.add(fmt.Sprintf("moved:%d", m.v.a.Seq))
	}
}
