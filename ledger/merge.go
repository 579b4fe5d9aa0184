package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// MergePart is how many documents one entry of a merge moves at most. A vendor with more is merged in several entries:
// after each, what left the one vendor has arrived at the other.
const MergePart = 200

// Absorbed is a vendor that was merged into another: whatever it was called means the survivor for ever.
type Absorbed struct {
	Slug  VendorID  `json:"slug"`
	Name  string    `json:"name"`
	Names []string  `json:"names"` // folded
	At    time.Time `json:"at"`
	By    UserID    `json:"by"`
}

// Merged says how far a merge has come.
type Merged struct {
	Result      // of the survivor
	Moved  int  // by this part
	Left   int  // still to be moved
	Done   bool // nothing is left, and the vendor is merged
}

// VendorMergeBegun says, in both journals, that one vendor's documents are on their way to another.
type VendorMergeBegun struct {
	From VendorID `json:"from"`
	Into VendorID `json:"into"`
}

// MovedOut says that something left for another vendor. What it made us owe leaves with it.
type MovedOut struct {
	Item string    `json:"item"`          // as Item names it
	Into VendorID  `json:"into"`          // who has it now
	No   InvoiceNo `json:"no,omitempty"`  // an invoice's number
	As   InvoiceNo `json:"as,omitempty"`  // its number there, where that was taken
	Owed Money     `json:"owed,omitzero"` // what is open on an invoice, what is on account with a minus; absent: nothing
	Seq  int64     `json:"seq"`           // the entry of this journal that recorded it
}

// MovedIn is the same thing in the journal of the vendor that it went to: whole, as it stood. One of its parts is set.
type MovedIn struct {
	From     VendorID  `json:"from"`
	Seq      int64     `json:"seq"` // the entry of the other journal that recorded it
	Invoice  *Invoice  `json:"invoice,omitempty"`
	Movement *Movement `json:"movement,omitempty"`
	Request  *Request  `json:"request,omitempty"`
	Dispute  *Dispute  `json:"dispute,omitempty"`
	Signal   *Signal   `json:"signal,omitempty"`
	Incident *Incident `json:"incident,omitempty"`
	Contract *Contract `json:"contract,omitempty"`
}

// VendorMerged says, in both journals, that everything has arrived.
type VendorMerged struct {
	From     VendorID   `json:"from"`
	Into     VendorID   `json:"into"`
	Name     string     `json:"name"`               // of the vendor that was merged
	Names    []string   `json:"names"`              // all that means the survivor from now on, folded
	Absorbed []Absorbed `json:"absorbed,omitempty"` // vendors that had been merged into it before
}

func (e *VendorMergeBegun) apply(a *Account, _ Meta) {
	if a.Vendor.Slug == e.From {
		a.Vendor.Merging = e.Into
	} else {
		a.Vendor.Receiving = e.From
	}
}

func (e *VendorMerged) apply(a *Account, m Meta) {
	if a.Vendor.Slug == e.From {
		a.Vendor.Merging, a.Vendor.MergedInto, a.Vendor.MergedAt = "", e.Into, m.At
		return
	}
	a.Vendor.Receiving = ""
	all := append(slices.Clone(a.Vendor.Absorbed), e.Absorbed...)
	a.Vendor.Absorbed = append(all, Absorbed{Slug: e.From, Name: e.Name, Names: e.Names, At: m.At, By: m.Actor})
}

func (e *MovedOut) apply(a *Account, _ Meta) { a.drop(e.Item) }

func (e *MovedIn) apply(a *Account, m Meta) {
	switch {
	case e.Invoice != nil:
		i := *e.Invoice
		i.Seq = m.Seq
		a.putInvoice(i)
	case e.Movement != nil:
		v := *e.Movement
		if v.Seq = m.Seq; v.Returned {
			v.ReturnedIn = m.Seq
		}
		a.putMovement(v)
		if !v.Reversed {
			a.putRow(v.RowKey, v.ID, true)
		}
	case e.Request != nil:
		r := *e.Request
		r.Seq = m.Seq
		a.putRequest(r)
	case e.Dispute != nil:
		d := *e.Dispute
		d.Seq = m.Seq
		a.putDispute(d)
	case e.Signal != nil:
		s := *e.Signal
		s.Seq = m.Seq
		a.putSignal(s)
	case e.Incident != nil:
		i := *e.Incident
		i.Seq = m.Seq
		a.putIncident(i)
	case e.Contract != nil:
		c := *e.Contract
		c.Seq = m.Seq
		a.putContract(c)
	}
}

// Item is the name of what came.
func (e *MovedIn) Item() string {
	switch {
	case e.Invoice != nil:
		return Item(ItemInvoice, e.Invoice.No.Key())
	case e.Movement != nil:
		return Item(ItemMovement, string(e.Movement.ID))
	case e.Request != nil:
		return Item(ItemRequest, string(e.Request.ID))
	case e.Dispute != nil:
		return Item(ItemDispute, string(e.Dispute.ID))
	case e.Signal != nil:
		return Item(ItemSignal, string(e.Signal.ID))
	case e.Incident != nil:
		return Item(ItemIncident, string(e.Incident.ID))
	case e.Contract != nil:
		return Item(ItemContract, string(e.Contract.ID))
	}
	return ""
}

// Owed is what the thing makes us owe still: what is open on an invoice, what is on account with a minus; ok is false where
// that is nothing. What was paid on an invoice before stays between the two, so each part moves as much as it says.
func (e *MovedIn) Owed() (sum Money, ok bool) {
	switch {
	case e.Invoice != nil:
		sum = e.Invoice.Open()
	case e.Movement != nil:
		sum = e.Movement.OnAccount().Neg()
	}
	return sum, sum.Currency != "" && !sum.IsZero()
}

// drop takes an item out of the account, with all that it adds to the sums.
func (a *Account) drop(item string) {
	kind, key, _ := cutItem(item)
	id := ID(key)
	switch kind {
	case ItemInvoice:
		if a.there(kind, key) {
			i := a.Invoices[key]
			a.sums(i.Amount.Currency).add(&i, -1)
			a.draw(&i, -1)
			delete(a.Invoices, key)
		}
	case ItemMovement:
		if a.there(kind, key) {
			m := a.Movements[id]
			s := a.sums(m.Amount.Currency)
			s.OnAccount = s.OnAccount.Sub(m.OnAccount())
			delete(a.Movements, id)
			a.putRow(m.RowKey, id, false)
		}
	case ItemRequest:
		if a.recalled(kind, key) {
			delete(a.Requests, id) // only what is decided moves, so no sum knows of it
		}
	case ItemDispute:
		delete(a.Disputes, id)
	case ItemSignal:
		delete(a.Signals, id)
	case ItemIncident:
		delete(a.Incidents, id)
	case ItemContract:
		delete(a.Contracts, id)
	}
	a.touch(kind, key)
}

// Mergeable says why a vendor can't be merged into another; nil where it can. It needs no more than both cards.
func Mergeable(from, into *Account) error {
	v, w := from.Vendor, into.Vendor
	switch {
	case v.Slug == w.Slug:
		return invalid("%s can't be merged into itself", v.Name)
	case v.MergedInto != "":
		return conflict("%s was merged into %s already. Nothing changed.", v.Name, v.MergedInto)
	case w.MergedInto != "":
		return conflict("%s was itself merged into %s. Name that one: `/owed %s merge into %s`", w.Name, w.MergedInto, v.Slug, w.MergedInto)
	case v.Merging == w.Slug && w.Receiving == v.Slug: // it has begun, so it goes on
		return nil
	case v.Receiving != "" || w.Receiving != "" || w.Merging != "" || v.Merging != "":
		return conflict("Another merge of %s or %s is under way; try again when it is done", v.Name, w.Name)
	case w.Closed:
		return conflict("%s is closed, so nothing can be merged into it. `/owed %s reopen` opens it again", w.Name, w.Slug)
	case v.Held && !w.Held:
		return conflict("%s is on hold and %s is not: what is held would become payable. End the hold first: `/owed %s release`", v.Name, w.Name, v.Slug)
	}
	for _, id := range sortedIDs(from.Requests) {
		r := from.Requests[id]
		if r.State == Sent {
			return conflict("%s of %s is sent, and the money goes to the payee that it names. Say first what became of it: `/owed %s paid %s` or `/owed %s failed %s`", id, v.Name, v.Slug, id, v.Slug, id)
		}
		if r.Live() {
			return conflict("%s of %s is %s, and an approval is for the payee that it names. Settle or withdraw it first: `/owed %s withdraw %s`", id, v.Name, r.State, v.Slug, id)
		}
	}
	return nil
}

// MergeItems are the items that the next part of a merge moves, and what must be seen of the survivor for it: whatever
// stands there under a number that one of them bears or names.
func MergeItems(from *Account, items []string) (ofInto []string) {
	seen := map[string]bool{}
	for _, item := range items {
		for _, no := range numbersIn(from, item) {
			for _, name := range numbersFor(no, from.Vendor.Slug) {
				if need := Item(ItemInvoice, name.Key()); !seen[need] {
					seen[need] = true
					ofInto = append(ofInto, need)
				}
			}
		}
	}
	return ofInto
}

// numbersIn are the invoice numbers that an item bears or names.
func numbersIn(a *Account, item string) []InvoiceNo {
	kind, key, _ := cutItem(item)
	var out []InvoiceNo
	switch kind {
	case ItemInvoice:
		out = append(out, a.Invoices[key].No)
	case ItemMovement:
		m := a.Movements[ID(key)]
		for _, al := range append(slices.Clone(m.Allocations), m.Was...) {
			out = append(out, al.Invoice)
		}
	case ItemRequest:
		for _, al := range a.Requests[ID(key)].Targets {
			out = append(out, al.Invoice)
		}
	case ItemDispute:
		out = append(out, a.Disputes[ID(key)].Invoice)
	}
	return out
}

// numbersFor are the numbers that an invoice may get at the survivor: its own, or one that names where it came from.
func numbersFor(no InvoiceNo, from VendorID) []InvoiceNo {
	out := []InvoiceNo{no, no + "-" + InvoiceNo(from)}
	for n := 2; n <= 4; n++ {
		out = append(out, InvoiceNo(fmt.Sprintf("%s-%s-%d", no, from, n)))
	}
	return out
}

// ownNo is the number that an invoice had before its vendor was merged into this one.
func (i Invoice) ownNo() InvoiceNo {
	if i.WasNo != "" {
		return i.WasNo
	}
	return i.No
}

// NumbersSince are the numbers that an invoice may have got in merges, those that tell where it came from first. via are the vendors
// whose record it left, in order.
func NumbersSince(no InvoiceNo, via ...VendorID) []InvoiceNo {
	out := []InvoiceNo{no}
	for _, v := range via {
		var next []InvoiceNo
		for _, was := range out {
			names := numbersFor(was, v)
			next = append(append(next, names[1:]...), names[0])
		}
		out = next
	}
	return out
}

// CameAs is the invoice here that came as no from a vendor that was merged away; ok is false where none did. via is as in
// NumbersSince, and what it gives must be loaded.
func (a *Account) CameAs(no InvoiceNo, via ...VendorID) (i Invoice, ok bool) {
	last := len(via) - 1
	for _, was := range NumbersSince(no, via[:last]...) {
		for _, name := range NumbersSince(was, via[last]) {
			if i, ok := a.Invoices[name.Key()]; ok && i.From == via[last] && i.ownNo().Key() == was.Key() {
				return i, true
			}
		}
	}
	return Invoice{}, false
}

// numberAt is the number that an invoice has, or gets, at the survivor.
func numberAt(into *Account, no InvoiceNo, from VendorID) (InvoiceNo, error) {
	was := no.Key()
	for _, name := range numbersFor(no, from) {
		i, taken := into.Invoices[name.Key()]
		if !taken || i.From == from && i.ownNo().Key() == was {
			return name, nil
		}
	}
	return "", conflict("%s has an invoice %s already, and others under all the numbers that it could get. Reverse or rename one of them first", into.Vendor.Name, no)
}

// Merge decides on one part of a merge: it moves items from one vendor to the other, one entry in each journal. last says
// that nothing is left behind: then the merge is done. What came to the account from a file, what was decided and by whom,
// and every ID stay as they were; an invoice whose number is taken there gets one that names where it came from.
func Merge(from, into *Account, items []string, last bool, by By) (out, in Change, err error) {
	if err := Mergeable(from, into); err != nil {
		return out, in, err
	}
	if from.LastAt.After(by.At) {
		by.At = from.LastAt
	}
	if into.LastAt.After(by.At) {
		by.At = into.LastAt
	}
	m := merging{from: from.begin(by), into: into.begin(by)}
	slug := from.Vendor.Slug
	if from.Vendor.Merging == "" {
		m.both(&VendorMergeBegun{From: slug, Into: into.Vendor.Slug})
	}
	for _, item := range items {
		if err := m.move(item); err != nil {
			return out, in, err
		}
	}
	if last {
		v := from.Vendor
		m.both(&VendorMerged{From: slug, Into: into.Vendor.Slug, Name: v.Name, Names: v.own(), Absorbed: v.Absorbed})
	}
	if out, err = m.from.change(); err != nil {
		return out, in, err
	}
	in, err = m.into.change()
	return out, in, err
}

// merging is one part of a merge on its way.
type merging struct{ from, into *tx }

func (m merging) both(e Event) {
	m.from.emit(e)
	m.into.emit(e)
}

// move moves one item.
func (m merging) move(item string) error {
	e, err := m.copyOf(item)
	if err != nil || e.Item() == "" {
		return err
	}
	left := &MovedOut{Item: item, Into: m.into.a.Vendor.Slug, Seq: e.Seq}
	if owed, ok := e.Owed(); ok {
		left.Owed = owed
	}
	if e.Invoice != nil {
		if left.No = e.Invoice.No; e.Invoice.WasNo != "" {
			left.No, left.As = e.Invoice.WasNo, e.Invoice.No
		}
	}
	m.from.emit(left)
	m.into.emit(e)
	return nil
}

// copyOf is an item as it shall stand at the survivor.
func (m merging) copyOf(item string) (*MovedIn, error) {
	a := m.from.a
	slug := a.Vendor.Slug
	e := &MovedIn{From: slug}
	kind, key, _ := cutItem(item)
	id := ID(key)
	switch kind {
	case ItemInvoice:
		i, ok := a.Invoices[key]
		if !ok {
			return e, nil
		}
		return e, m.invoice(e, i)
	case ItemMovement:
		if v, ok := a.Movements[id]; ok {
			return e, m.movement(e, v)
		}
	case ItemRequest:
		if r, ok := a.Requests[id]; ok {
			var err error
			r.Targets, err = m.renamed(r.Targets)
			e.Request, e.Seq = &r, r.Seq
			return e, err
		}
	case ItemDispute:
		if d, ok := a.Disputes[id]; ok {
			var err error
			d.Invoice, err = numberAt(m.into.a, d.Invoice, slug)
			e.Dispute, e.Seq = &d, d.Seq
			return e, err
		}
	case ItemSignal:
		if s, ok := a.Signals[id]; ok {
			e.Signal, e.Seq = &s, s.Seq
		}
	case ItemIncident:
		if i, ok := a.Incidents[id]; ok {
			e.Incident, e.Seq = &i, i.Seq
		}
	case ItemContract:
		if c, ok := a.Contracts[id]; ok {
			c.From = cmp.Or(c.From, slug)
			e.Contract, e.Seq = &c, c.Seq
		}
	}
	return e, nil
}

func (m merging) invoice(e *MovedIn, i Invoice) error {
	no, err := numberAt(m.into.a, i.No, m.from.a.Vendor.Slug)
	if err != nil {
		return err
	}
	paper := i.OnPaper()
	i.WasNo, i.PaperNo = "", ""
	if no != i.No {
		i.No, i.WasNo = no, i.No
	}
	if paper != i.ownNo() {
		i.PaperNo = paper
	}
	if i.From != "" {
		i.First = cmp.Or(i.First, i.From)
	}
	i.From = m.from.a.Vendor.Slug
	e.Invoice, e.Seq = &i, i.Seq
	return nil
}

func (m merging) movement(e *MovedIn, v Movement) (err error) {
	if v.Allocations, err = m.renamed(v.Allocations); err != nil {
		return err
	}
	if v.Was, err = m.renamed(v.Was); err != nil {
		return err
	}
	key := rowKeyFor(v.RowKey, m.from.a.Vendor.Slug, m.into.a.Vendor.Slug)
	if _, taken := m.into.a.Rows[key]; !taken { // else its old key goes on naming it alone
		v.RowKey = key
	}
	e.Movement, e.Seq = &v, v.Seq
	return nil
}

// rowKeyFor is a row's key for the survivor, so that the same file, read for it, is known.
func rowKeyFor(key string, from, into VendorID) string {
	if rest, ok := strings.CutPrefix(key, "row:"+string(from)+":"); ok {
		return "row:" + string(into) + ":" + rest
	}
	return key
}

// RowsFor are rows of a file that were read for a vendor which was merged into another meanwhile, as rows of that one.
func RowsFor(rows []FileRow, gone *Gone) []FileRow {
	out := slices.Clone(rows)
	for n, r := range out {
		if r.Invoice != nil {
			i := *r.Invoice
			i.RowKey = rowKeyFor(i.RowKey, gone.Slug, gone.Into)
			out[n].Invoice = &i
		}
		if r.Pay != nil {
			p := *r.Pay
			p.RowKey = rowKeyFor(p.RowKey, gone.Slug, gone.Into)
			out[n].Pay = &p
		}
		if r.Credit != nil {
			c := *r.Credit
			c.RowKey = rowKeyFor(c.RowKey, gone.Slug, gone.Into)
			out[n].Credit = &c
		}
	}
	return out
}

// renamed are allocations under the numbers that their invoices have at the survivor.
func (m merging) renamed(all []Allocation) ([]Allocation, error) {
	if all == nil {
		return nil, nil
	}
	out := slices.Clone(all)
	for n := range out {
		no, err := numberAt(m.into.a, out[n].Invoice, m.from.a.Vendor.Slug)
		if err != nil {
			return nil, err
		}
		out[n].Invoice = no
	}
	return out, nil
}
