package exchange

import (
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// Journal turns one vendor's journal, entry by entry and in order, into what the exports write. It reckons from events
// alone: it holds what it may have to reverse, and no balances.
//
// A reversal counts for the day on which it was recorded, as a return does, so that no later entry changes what was
// owed at the end of a day gone by (only what is recorded late, with an earlier date of its own, does).
type Journal struct {
	vendor string
	name   string
	zone   *time.Location
	items  map[string]Entry // what was written, by its item; of it a reversal is made
	wait   map[string]Entry // charges and debit notes that are not accepted
}

// NewJournal begins a vendor's journal. The zone says on which day something happened.
func NewJournal(v ledger.Vendor) *Journal {
	return &Journal{vendor: string(v.Slug), name: v.Name, zone: v.Location(), items: map[string]Entry{}, wait: map[string]Entry{}}
}

// Add is what the journal's next entry moves; nothing where it moves no money.
func (j *Journal) Add(in ledger.Entry) []Entry {
	var out []Entry
	at := map[ledger.ID]int{} // of the entry's movements in out
	for _, ev := range in.Events {
		if to, ok := ev.(*ledger.Allocated); ok {
			if n, ok := at[to.From]; ok { // what it was for from the start; what is moved later moves no money
				out[n].Against = strings.TrimPrefix(out[n].Against+","+string(to.Invoice), ",")
			}
		}
		if id, ok := movementOf(ev); ok {
			at[id] = len(out)
		}
		if e, ok := j.entry(ev, ledger.DateIn(in.At, j.zone)); ok {
			e.At, e.Seq, e.Actor, e.Vendor, e.VendorName = in.At, int(in.Seq), string(in.Actor), j.vendor, j.name
			out = append(out, e)
		}
	}
	return out
}

// movementOf is the payment, credit note, write-off or accepted debit note that an event puts on record, as something that is not
// awaited.
func movementOf(ev ledger.Event) (ledger.ID, bool) {
	var m ledger.Movement
	switch ev := ev.(type) {
	case *ledger.PaymentRecorded:
		m = ev.Movement
	case *ledger.CreditRecorded:
		m = ev.Movement
	case *ledger.WrittenOff:
		m = ev.Movement
	case *ledger.DebitNoteAccepted:
		m.ID = ev.ID
	}
	return m.ID, m.ID != "" && !m.Pending
}

// entry is what one event moves on a day.
func (j *Journal) entry(ev ledger.Event, on ledger.Date) (Entry, bool) {
	switch ev := ev.(type) {
	case *ledger.VendorChanged:
		j.name, j.zone = ev.New.Name, ev.New.Location()
	case *ledger.InvoiceRecorded:
		return j.invoice(ev.Invoice)
	case *ledger.ChargeRecorded:
		return j.invoice(ev.Invoice)
	case *ledger.ChargeContested:
		return j.contested(ledger.Item(ledger.ItemInvoice, ev.No.Key()), ev.Why, on)
	case *ledger.ChargeAccepted:
		return j.accepted(ledger.Item(ledger.ItemInvoice, ev.No.Key()), on)
	case *ledger.PaymentRecorded:
		return j.movement(Payment, ev.Movement)
	case *ledger.CreditRecorded:
		return j.movement(Credit, ev.Movement)
	case *ledger.WrittenOff:
		return j.movement(WriteOff, ev.Movement)
	case *ledger.DebitNoteRecorded:
		return j.movement(Credit, ev.Movement)
	case *ledger.DebitNoteAccepted:
		return j.accepted(movementItem(ev.ID), ev.On)
	case *ledger.RefundRecorded:
		return j.refund(ledger.Movement{ID: ev.ID, Of: ev.From, Amount: ev.Sum, Day: ev.Day, Ref: ev.Ref})
	case *ledger.PaymentReturned:
		was, ok := j.items[movementItem(ev.ID)]
		return Entry{Day: max(on, was.Day), Kind: PaymentReturned, ID: string(ev.ID) + "-R", Against: string(ev.ID), Amount: was.Amount, Memo: ev.Reason}, ok
	case *ledger.ReturnReversed:
		was, ok := j.items[movementItem(ev.ID)]
		return Entry{Day: max(on, was.Day), Kind: PaymentReturned, ID: string(ev.ID) + "-R", Against: string(ev.ID) + "-R", Amount: was.Amount.Neg(), Memo: ev.Reason}, ok
	case *ledger.Reversed:
		return j.reversed(ev, on)
	case *ledger.MovedOut:
		was := j.items[ev.Item]
		delete(j.items, ev.Item)
		delete(j.wait, ev.Item)
		return merged(was, string(ev.Into), ev.Owed.Neg(), on), ev.Owed.Currency != ""
	case *ledger.MovedIn:
		return j.movedIn(ev, on)
	}
	return Entry{}, false
}

// movedIn is what came from a vendor merged into this one. Of invoices and movements it is kept what was recorded there, for
// a reversal or an acceptance that may follow here.
func (j *Journal) movedIn(ev *ledger.MovedIn, on ledger.Date) (Entry, bool) {
	from := string(ev.From)
	switch {
	case ev.Invoice != nil:
		j.invoice(*ev.Invoice)
		if paper := ev.Invoice.OnPaper(); paper != ev.Invoice.No {
			from += "," + string(paper)
		}
	case ev.Movement != nil && ev.Movement.Kind == ledger.Payment:
		j.movement(Payment, *ev.Movement)
	case ev.Movement != nil && ev.Movement.Kind == ledger.WriteOff:
		j.movement(WriteOff, *ev.Movement)
	case ev.Movement != nil && ev.Movement.Kind == ledger.Refund:
		j.refund(*ev.Movement)
	case ev.Movement != nil:
		j.movement(Credit, *ev.Movement)
	}
	sum, ok := ev.Owed()
	return merged(j.items[ev.Item()], from, sum, on), ok
}

// merged is what something that moves makes us owe, under its number at this vendor: what is owed moves alone, not what it was once.
// other is the other vendor, and behind it an invoice's number on paper where that is another.
func merged(was Entry, other string, owed ledger.Money, on ledger.Date) Entry {
	return Entry{Day: on, Kind: Merged, ID: was.ID, Against: other, Amount: owed, Due: was.Due, Memo: was.Memo, Reference: was.Reference}
}

func movementItem(id ledger.ID) string { return ledger.Item(ledger.ItemMovement, string(id)) }

func (j *Journal) invoice(i ledger.Invoice) (Entry, bool) {
	e := Entry{Day: i.Issued, Kind: Invoice, ID: string(i.No), Amount: i.Amount, Due: i.Due, Memo: i.Memo, Reference: i.PO}
	switch i.Kind {
	case ledger.OpeningBalance:
		e.Kind = Opening
	case ledger.FeeCharge, ledger.InterestCharge:
		e.Kind = Charge
	case ledger.OrdinaryInvoice:
	}
	return j.keep(ledger.Item(ledger.ItemInvoice, i.No.Key()), e, i.Proposed)
}

func (j *Journal) movement(kind string, m ledger.Movement) (Entry, bool) {
	e := Entry{Day: m.Day, Kind: kind, ID: string(m.ID), Amount: m.Amount, Memo: m.Memo, Reference: m.Ref}
	if m.Number != "" {
		e.ID, e.Reference = m.Number, string(m.ID)
	}
	return j.keep(movementItem(m.ID), e, m.Pending)
}

func (j *Journal) refund(m ledger.Movement) (Entry, bool) {
	return j.keep(movementItem(m.ID), Entry{Day: m.Day, Kind: Refund, ID: string(m.ID), Against: string(m.Of), Amount: m.Amount, Reference: m.Ref}, false)
}

// keep remembers an entry for its reversal; one that waits for acceptance moves nothing yet.
func (j *Journal) keep(item string, e Entry, waits bool) (Entry, bool) {
	if waits {
		j.wait[item] = e
		delete(j.items, item)
		return Entry{}, false
	}
	j.items[item] = e
	return e, true
}

func (j *Journal) accepted(item string, on ledger.Date) (Entry, bool) {
	e, ok := j.wait[item]
	if !ok {
		return Entry{}, false
	}
	delete(j.wait, item)
	if e.Day = max(e.Day, on); e.Kind == Credit {
		e.Day = on // as the ledger counts a debit note
	}
	return j.keep(item, e, false)
}

// contested takes what an accepted charge moved back; it waits to be accepted again.
func (j *Journal) contested(item, why string, on ledger.Date) (Entry, bool) {
	e, ok := j.items[item]
	if !ok {
		return Entry{}, false
	}
	delete(j.items, item)
	j.wait[item] = e
	e.Day, e.Against, e.Memo, e.Amount = max(on, e.Day), e.ID, why, e.Amount.Neg()
	return e, true
}

// reversed is the entry that a reversal undoes, once more with the other sign; taken back, once more as it was.
func (j *Journal) reversed(ev *ledger.Reversed, on ledger.Date) (Entry, bool) {
	e, ok := j.items[ev.Item]
	if !ok || !strings.HasPrefix(ev.Item, ledger.ItemInvoice+":") && !strings.HasPrefix(ev.Item, ledger.ItemMovement+":") {
		return Entry{}, false
	}
	e.Day, e.Against, e.Memo = max(on, e.Day), e.ID, ev.Reason
	if !ev.Undo {
		e.Amount = e.Amount.Neg()
	}
	return e, true
}
