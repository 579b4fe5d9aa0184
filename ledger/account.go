package ledger

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"time"
)

// Account is what is known of one vendor: the sum of its journal. A decision takes an Account and returns a Change;
// it never alters the Account it was given.
//
// An Account may be partial: of invoices, movements and what is decided or over it then holds only what a decision
// Needs. Sums, live requests, open disputes and live counter-measures are always there.
type Account struct {
	Vendor Vendor
	Seq    int64     // the last entry's number; 0: none yet
	LastAt time.Time // its time

	Zones     []ZoneUntil // those that the vendor had before, oldest first
	Sums      map[Currency]*Sums
	Drawn     []MonthSum // invoiced by month of issue
	Largest   map[Currency]Money
	Invoices  map[string]Invoice // by InvoiceNo.Key
	Movements map[ID]Movement
	Requests  map[ID]Request
	Disputes  map[ID]Dispute
	Signals   map[ID]Signal
	Incidents map[ID]Incident
	Contracts map[ID]Contract
	Rows      map[string]Row // what files brought, by the key of the row

	Next     map[Series]int64 // the last number that the team gave out in each series
	Business func(Date) bool  // days on which banks work where the vendor is, for due dates that are computed; nil: Monday to Friday
	Filing   bool             // what is decided comes from a file, whose payments are told of together at its end
	Partial  bool             // not every item is here

	queue     []string // of open invoices, see oldest; nil: not asked for
	touched   map[itemName]struct{}
	untracked bool
	recall    func(kind, key string) // nil: nothing was forgotten that comes back
	room      *room                  // of an account that is not tracked
}

// room is where one thing after the other is altered.
type room struct {
	invoice  Invoice
	movement Movement
	missed   map[itemName]struct{} // what was to be altered and is not there
	rowsGone map[string]struct{}   // rows that stand no more, since TakeRows
}

// NewAccount is the account of a vendor about which nothing is recorded yet.
func NewAccount(v Vendor) *Account {
	return &Account{
		Vendor: v, Sums: map[Currency]*Sums{}, Largest: map[Currency]Money{}, Invoices: map[string]Invoice{}, Movements: map[ID]Movement{},
		Requests: map[ID]Request{}, Disputes: map[ID]Dispute{}, Signals: map[ID]Signal{}, Incidents: map[ID]Incident{},
		Contracts: map[ID]Contract{}, Rows: map[string]Row{}, Next: map[Series]int64{}, touched: map[itemName]struct{}{},
	}
}

// Untracked makes an account that remembers nothing of what is altered in it: for replaying a long journal.
func (a *Account) Untracked() *Account {
	a.touched, a.untracked, a.room = nil, true, &room{}
	return a
}

// clone is a copy that can be changed without a trace in a.
func (a *Account) clone() *Account {
	c := *a
	c.Sums = make(map[Currency]*Sums, len(a.Sums))
	for cur, s := range a.Sums {
		c.Sums[cur] = s.clone()
	}
	c.Drawn = slices.Clone(a.Drawn)
	c.Largest = maps.Clone(a.Largest)
	c.Invoices, c.Movements, c.Requests = maps.Clone(a.Invoices), maps.Clone(a.Movements), maps.Clone(a.Requests)
	c.Disputes, c.Signals, c.Incidents, c.Contracts = maps.Clone(a.Disputes), maps.Clone(a.Signals), maps.Clone(a.Incidents), maps.Clone(a.Contracts)
	c.Rows = maps.Clone(a.Rows)
	c.Next = maps.Clone(a.Next)
	c.queue, c.touched, c.untracked, c.recall, c.room = nil, map[itemName]struct{}{}, false, nil, nil
	return &c
}

// Change is a decision: what happened, and what the account is after it. Nothing has happened until it is committed.
type Change struct {
	Vendor VendorID
	Team   bool  // belongs into the team's journal
	Base   int64 // the vendor's Seq that the decision was made on
	By     By
	Events []Event
	Uses   map[Series]int64 // series → the last number given out before this change; commit refuses if it has moved
	After  *Account
	IDs    []ID  // the IDs given out, in order
	Tell   []Due // what a change of the team's own record makes necessary to tell; a vendor's follows from its plan
}

// Touched names the items that the change altered, as Item does.
func (c Change) Touched() []string {
	if c.After == nil {
		return nil
	}
	return itemNames(c.After.touched)
}

// itemNames names some items as Item does, in order.
func itemNames(some map[itemName]struct{}) []string {
	out := make([]string, 0, len(some))
	for n := range some {
		out = append(out, Item(n.kind, n.key))
	}
	slices.Sort(out)
	return out
}

// begin starts a decision on a copy of the account. Entry time is never before the vendor's last entry.
func (a *Account) begin(by By) *tx {
	c := a.clone()
	if by.At.Before(a.LastAt) {
		by.At = a.LastAt
	}
	return &tx{a: c, by: by, base: a.Seq, uses: map[Series]int64{}, meta: Meta{Seq: a.Seq + 1, At: by.At, Actor: by.Actor}}
}

// tx gathers the events of one decision; each is applied at once, so that the next one is decided on what is true after it.
type tx struct {
	a    *Account
	by   By
	base int64
	meta Meta
	evs  []Event
	uses map[Series]int64
	ids  []ID
	more []string // items that the decision turned out to hang on, and that were not loaded
}

func (t *tx) emit(e Event) {
	e.apply(t.a, t.meta)
	t.evs = append(t.evs, e)
}

// next gives out the next ID of a series.
func (t *tx) next(s Series) ID {
	if _, ok := t.uses[s]; !ok {
		t.uses[s] = t.a.Next[s]
	}
	t.a.Next[s]++
	id := NewID(s, t.a.Next[s])
	t.ids = append(t.ids, id)
	return id
}

func (t *tx) change() (Change, error) {
	if len(t.more) > 0 {
		return Change{}, &NeedMore{Items: t.more}
	}
	t.a.Seq, t.a.LastAt = t.meta.Seq, t.meta.At
	return Change{Vendor: t.a.Vendor.Slug, Base: t.base, By: t.by, Events: t.evs, Uses: t.uses, After: t.a, IDs: t.ids}, nil
}

// Apply adds one entry of the journal to the account, in place: what replay does.
func (a *Account) Apply(m Meta, events ...Event) {
	for _, e := range events {
		e.apply(a, m)
	}
	a.Seq, a.LastAt = m.Seq, m.At
}

// Sums are a vendor's figures in one currency, by due day. Nothing in them changes with the clock alone.
type Sums struct {
	Days      []DaySum `json:"days"` // by day, only days with something open
	OnAccount Money    `json:"on_account,omitzero"`
	InFlight  Money    `json:"in_flight,omitzero"` // approved or sent, not settled
	Asked     Money    `json:"asked,omitzero"`     // requested, not decided
	Settled   int      `json:"settled"`            // settled invoices, for "nothing recorded" against "nothing owed"
	Contested Money    `json:"contested,omitzero"` // charged by the vendor, not accepted by us
}

// DaySum is what falls due on one day.
type DaySum struct {
	Due      Date
	Open     Money
	Disputed Money
	Held     Money // undisputed, on hold invoices
	Count    int
}

// HeldOf is what is kept from being paid: of a vendor on hold everything that is not disputed.
func (d DaySum) HeldOf(v Vendor) Money {
	if v.Held {
		return d.Open.Sub(d.Disputed)
	}
	return d.Held
}

// FallsDue is what falls due from one day to another, both included, by currency and day. What is held is so as HeldOf says.
func (a *Account) FallsDue(from, to Date) []DaySum {
	var out []DaySum
	for _, c := range a.Currencies() {
		if a.Sums[c] == nil {
			continue
		}
		for _, d := range a.Sums[c].Days {
			if d.Due >= from && d.Due <= to {
				d.Held = d.HeldOf(a.Vendor)
				out = append(out, d)
			}
		}
	}
	return out
}

// MonthSum is what was invoiced for one month under one contract ("" where the invoice names none).
type MonthSum struct {
	Month    string   `json:"month"` // 2022-07
	Contract ID       `json:"contract,omitempty"`
	From     VendorID `json:"from,omitempty"` // of a vendor that was merged into this one, the first that had it
	Sum      Money    `json:"sum"`
}

func (s *Sums) clone() *Sums {
	c := *s
	c.Days = slices.Clone(s.Days)
	return &c
}

// nothing gives what was left out because it is nothing its currency again.
func (s *Sums) nothing(c Currency) {
	for _, m := range []*Money{&s.OnAccount, &s.InFlight, &s.Asked, &s.Contested} {
		m.Currency = c
	}
	for n := range s.Days {
		d := &s.Days[n]
		d.Open.Currency, d.Disputed.Currency, d.Held.Currency = c, c, c
	}
}

// Open is Σ open over all days.
func (s *Sums) Open() Money {
	total := Zero(s.OnAccount.Currency)
	for _, d := range s.Days {
		total = total.Add(d.Open)
	}
	return total
}

// sums are the sums of a currency, made where there are none yet.
func (a *Account) sums(c Currency) *Sums {
	s, ok := a.Sums[c]
	if !ok {
		s = &Sums{OnAccount: Zero(c), InFlight: Zero(c), Asked: Zero(c), Contested: Zero(c)}
		a.Sums[c] = s
	}
	return s
}

// add adds sign × the invoice's contribution to the sums of its due day.
func (s *Sums) add(i *Invoice, sign int) {
	if i.No == "" || i.Reversed {
		return
	}
	if i.Proposed {
		s.Contested = s.Contested.plus(i.Amount, sign)
		return
	}
	open := i.open()
	if !open.Positive() {
		s.Settled += sign
		return
	}
	at, found := slices.BinarySearchFunc(s.Days, i.Due, func(d DaySum, due Date) int { return int(d.Due - due) })
	if !found {
		z := Zero(open.Currency)
		s.Days = slices.Insert(s.Days, at, DaySum{Due: i.Due, Open: z, Disputed: z, Held: z})
	}
	d := &s.Days[at]
	d.Open, d.Disputed = d.Open.plus(open, sign), d.Disputed.plus(i.Disputed, sign)
	if i.Held {
		d.Held = d.Held.plus(open.Sub(i.Disputed), sign)
	}
	if d.Count += sign; d.Count == 0 {
		s.Days = slices.Delete(s.Days, at, at+1)
	}
}

// Item is the name under which something of a vendor is kept and loaded: "inv:INV7", "req:PR-12".
func Item(kind, key string) string { return kind + ":" + key }

// The kinds of item.
const (
	ItemInvoice  = "inv"
	ItemMovement = "mov"
	ItemRequest  = "req"
	ItemDispute  = "dis"
	ItemSignal   = "sig"
	ItemIncident = "inc"
	ItemContract = "con"
	ItemRow      = "row"
)

// itemName is an item's name, not put together yet.
type itemName struct{ kind, key string }

func (a *Account) touch(kind, key string) {
	if a.untracked {
		return
	}
	if a.touched == nil {
		a.touched = map[itemName]struct{}{}
	}
	a.touched[itemName{kind, key}] = struct{}{}
}

func (a *Account) putInvoice(i Invoice) {
	key := i.No.Key()
	old := a.Invoices[key]
	a.count(&old, &i)
	if l := a.Largest[i.Amount.Currency]; l.Currency == "" || i.Amount.Cmp(l) > 0 {
		a.Largest[i.Amount.Currency] = i.Amount
	}
	a.enqueue(key, &old, &i)
	a.Invoices[key] = i
	a.touch(ItemInvoice, key)
}

// count takes what an invoice, if it was there, added to the sums out of them, and adds what it adds now. What alters nothing of that,
// as most that is replayed, costs nothing.
func (a *Account) count(old, i *Invoice) {
	sameState := old.No != "" && old.Amount == i.Amount && old.Reversed == i.Reversed
	if !sameState || old.Due != i.Due || old.Paid != i.Paid || old.Credited != i.Credited || old.WrittenOff != i.WrittenOff ||
		old.Disputed != i.Disputed || old.Held != i.Held || old.Proposed != i.Proposed {
		s := a.sums(i.Amount.Currency)
		s.add(old, -1)
		s.add(i, 1)
	}
	if !sameState || old.Kind != i.Kind || old.Issued != i.Issued || old.Contract != i.Contract || old.drawsWith() != i.drawsWith() {
		a.draw(old, -1)
		a.draw(i, 1)
	}
}

// draw keeps what was invoiced per month of issue, for the drawdown of contracts. Late fees and interest draw nothing: they
// are no usage.
func (a *Account) draw(i *Invoice, sign int) {
	if i.No == "" || i.Reversed || i.Kind != OrdinaryInvoice {
		return
	}
	var day [10]byte
	month, with := i.Issued.AppendISO(day[:0])[:len("2006-01")], i.drawsWith()
	for n := range a.Drawn {
		m := &a.Drawn[n]
		if m.Month == string(month) && m.Contract == i.Contract && m.From == with && m.Sum.Currency == i.Amount.Currency {
			if m.Sum = m.Sum.plus(i.Amount, sign); m.Sum.IsZero() {
				a.Drawn = slices.Delete(a.Drawn, n, n+1)
			}
			return
		}
	}
	a.Drawn = append(a.Drawn, MonthSum{Month: string(month), Contract: i.Contract, From: with, Sum: Zero(i.Amount.Currency).plus(i.Amount, sign)})
	slices.SortFunc(a.Drawn, byMonth)
}

func byMonth(x, y MonthSum) int {
	return cmp.Or(cmp.Compare(x.Month+"|"+string(x.Contract)+"|"+string(x.Sum.Currency), y.Month+"|"+string(y.Contract)+"|"+string(y.Sum.Currency)), cmp.Compare(x.From, y.From))
}

func (a *Account) putMovement(m Movement) {
	s := a.sums(m.Amount.Currency)
	old := a.Movements[m.ID]
	if was, is := old.onAccount(), m.onAccount(); was != is {
		s.OnAccount = s.OnAccount.Sub(was).Add(is)
	}
	a.Movements[m.ID] = m
	a.touch(ItemMovement, string(m.ID))
}

func (a *Account) putRequest(r Request) {
	s := a.sums(r.Amount.Currency)
	if old, ok := a.Requests[r.ID]; ok {
		s.InFlight, s.Asked = s.InFlight.Sub(old.inFlight()), s.Asked.Sub(old.asked())
	}
	s.InFlight, s.Asked = s.InFlight.Add(r.inFlight()), s.Asked.Add(r.asked())
	a.Requests[r.ID] = r
	a.touch(ItemRequest, string(r.ID))
}

func (a *Account) putDispute(d Dispute)   { a.Disputes[d.ID] = d; a.touch(ItemDispute, string(d.ID)) }
func (a *Account) putSignal(s Signal)     { a.Signals[s.ID] = s; a.touch(ItemSignal, string(s.ID)) }
func (a *Account) putIncident(i Incident) { a.Incidents[i.ID] = i; a.touch(ItemIncident, string(i.ID)) }
func (a *Account) putContract(c Contract) { a.Contracts[c.ID] = c; a.touch(ItemContract, string(c.ID)) }

// core is what is kept of an account in one piece: all that its card shows, none of its invoices.
type core struct {
	Contracts map[ID]Contract    `json:"contracts,omitempty"`
	Disputes  map[ID]Dispute     `json:"disputes,omitempty"`
	Drawn     []MonthSum         `json:"drawn,omitempty"`
	Incidents map[ID]Incident    `json:"incidents,omitempty"`
	Largest   map[Currency]Money `json:"largest,omitempty"`
	LastAt    time.Time          `json:"last_at"`
	Requests  map[ID]Request     `json:"requests,omitempty"`
	Seq       int64              `json:"seq"`
	Signals   map[ID]Signal      `json:"signals,omitempty"`
	Sums      map[Currency]*Sums `json:"sums,omitempty"`
	Vendor    Vendor             `json:"vendor"`
	Loose     map[ID]Movement    `json:"loose,omitempty"` // movements with something on account
	Zones     []ZoneUntil        `json:"zones,omitempty"`
}

// recentIncidents is how many incidents a card knows of; older ones are in the history.
const recentIncidents = 5

// MarshalCore writes the account without its items: the projection that a card is read from.
func (a *Account) MarshalCore() ([]byte, error) {
	c := core{
		Vendor: a.Vendor, Zones: a.Zones, Seq: a.Seq, LastAt: a.LastAt.UTC(), Sums: a.Sums, Drawn: a.Drawn, Largest: a.Largest,
		Requests:  keep(a.Requests, Request.Live),
		Disputes:  keep(a.Disputes, Dispute.Live),
		Signals:   keep(a.Signals, Signal.Live),
		Contracts: keep(a.Contracts, Contract.Live),
		Loose:     keep(a.Movements, func(m Movement) bool { return m.OnAccount().Positive() }),
		Incidents: newest(keep(a.Incidents, Incident.Live), recentIncidents),
	}
	return appendItem(make([]byte, 0, 1024), &c)
}

// UnmarshalCore reads what MarshalCore wrote; the account is Partial.
func UnmarshalCore(b []byte) (*Account, error) {
	var c core
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, err
	}
	a := NewAccount(c.Vendor)
	a.Partial = true
	a.Seq, a.LastAt, a.Drawn, a.Zones = c.Seq, c.LastAt, c.Drawn, c.Zones
	for cur, s := range c.Sums {
		if s != nil {
			s.nothing(cur)
			a.Sums[cur] = s
		}
	}
	maps.Copy(a.Largest, c.Largest)
	maps.Copy(a.Requests, c.Requests)
	maps.Copy(a.Disputes, c.Disputes)
	maps.Copy(a.Signals, c.Signals)
	maps.Copy(a.Contracts, c.Contracts)
	maps.Copy(a.Incidents, c.Incidents)
	maps.Copy(a.Movements, c.Loose)
	return a, nil
}

func keep[T any](m map[ID]T, want func(T) bool) map[ID]T {
	out := map[ID]T{}
	for id, v := range m {
		if want(v) {
			out[id] = v
		}
	}
	return out
}

func newest[T any](m map[ID]T, n int) map[ID]T {
	ids := slices.SortedFunc(maps.Keys(m), func(x, y ID) int { return int(y.Number() - x.Number()) })
	if len(ids) > n {
		for _, id := range ids[n:] {
			delete(m, id)
		}
	}
	return m
}

// MarshalItem writes one item for its projection; ok is false where the account has none of that name.
func (a *Account) MarshalItem(item string) (b []byte, ok bool, err error) {
	return a.AppendItem(nil, item)
}

// AppendItem is MarshalItem into room that is there already.
func (a *Account) AppendItem(out []byte, item string) (b []byte, ok bool, err error) {
	kind, key, _ := cutItem(item)
	switch kind {
	case ItemInvoice:
		if i, ok := a.Invoices[key]; ok {
			b, err = appendInvoice(roomFor(out), &i)
			return b, true, err
		}
		return out, false, nil
	case ItemMovement:
		if m, ok := a.Movements[ID(key)]; ok {
			b, err = appendMovement(roomFor(out), &m)
			return b, true, err
		}
		return out, false, nil
	case ItemRequest:
		return appendOne(out, a.Requests, ID(key))
	case ItemDispute:
		return appendOne(out, a.Disputes, ID(key))
	case ItemSignal:
		return appendOne(out, a.Signals, ID(key))
	case ItemIncident:
		return appendOne(out, a.Incidents, ID(key))
	case ItemContract:
		return appendOne(out, a.Contracts, ID(key))
	case ItemRow:
		return appendOne(out, a.Rows, key)
	}
	return out, false, nil
}

func appendOne[K comparable, V any](out []byte, m map[K]V, k K) (b []byte, ok bool, err error) {
	v, ok := m[k]
	if !ok {
		return out, false, nil
	}
	b, err = appendItem(roomFor(out), &v)
	return b, true, err
}

// roomFor is room for an item where there is none yet.
func roomFor(out []byte) []byte {
	if out == nil {
		out = make([]byte, 0, 320)
	}
	return out
}

// appendItem writes what stands in a projection.
func appendItem[V any](out []byte, v *V) ([]byte, error) {
	value := reflect.ValueOf(v).Elem()
	return itemForms[value.Type()](out, value)
}

// itemForms are how projections are written.
var itemForms = newForms(false, &core{}, &Invoice{}, &Movement{}, &Request{}, &Dispute{}, &Signal{}, &Incident{}, &Contract{}, &Row{})

// AddItem puts an item that was loaded into a partial account; sums are not touched, since they know of it already.
func (a *Account) AddItem(item string, b []byte) error {
	kind, key, _ := cutItem(item)
	switch kind {
	case ItemInvoice:
		return load(a.Invoices, key, b)
	case ItemMovement:
		return load(a.Movements, ID(key), b)
	case ItemRequest:
		return load(a.Requests, ID(key), b)
	case ItemDispute:
		return load(a.Disputes, ID(key), b)
	case ItemSignal:
		return load(a.Signals, ID(key), b)
	case ItemIncident:
		return load(a.Incidents, ID(key), b)
	case ItemContract:
		return load(a.Contracts, ID(key), b)
	case ItemRow:
		return load(a.Rows, key, b)
	}
	return nil
}

func load[K comparable, V any](m map[K]V, k K, b []byte) error {
	var v V
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	m[k] = v
	return nil
}

func cutItem(item string) (kind, key string, ok bool) {
	for i := range len(item) {
		if item[i] == ':' {
			return item[:i], item[i+1:], true
		}
	}
	return item, "", false
}

// Items names every item of the account, sorted.
func (a *Account) Items() []string {
	out := a.AppendItems(nil)
	slices.Sort(out)
	return out
}

// AppendItems names every item of the account, in no order.
func (a *Account) AppendItems(out []string) []string {
	for k := range a.Invoices {
		out = append(out, Item(ItemInvoice, k))
	}
	out = appendIDs(out, ItemMovement, a.Movements)
	out = appendIDs(out, ItemRequest, a.Requests)
	out = appendIDs(out, ItemDispute, a.Disputes)
	out = appendIDs(out, ItemSignal, a.Signals)
	out = appendIDs(out, ItemIncident, a.Incidents)
	out = appendIDs(out, ItemContract, a.Contracts)
	for k := range a.Rows {
		out = append(out, Item(ItemRow, k))
	}
	return out
}

func appendIDs[V any](out []string, kind string, m map[ID]V) []string {
	for id := range m {
		out = append(out, Item(kind, string(id)))
	}
	return out
}

// Need is what a decision wants to see besides sums and what is live.
type Need struct {
	Items []string // by name, as Item makes them
	Open  int      // so many of the oldest open invoices
}

// InvoiceItems names invoices as Need wants them.
func InvoiceItems(nos ...InvoiceNo) []string {
	out := make([]string, len(nos))
	for n, no := range nos {
		out[n] = Item(ItemInvoice, no.Key())
	}
	return out
}

// ItemOf is the item that an ID or invoice number names.
func ItemOf(word string) string {
	id, ok := ParseID(word)
	if !ok {
		return Item(ItemInvoice, InvoiceNo(word).Key())
	}
	return Item(seriesItem[id.Series()], string(id))
}

var seriesItem = map[Series]string{
	RequestSeries: ItemRequest, PaymentSeries: ItemMovement, CreditSeries: ItemMovement, WriteOffSeries: ItemMovement, RefundSeries: ItemMovement, DebitSeries: ItemMovement,
	DisputeSeries: ItemDispute, SignalSeries: ItemSignal, IncidentSeries: ItemIncident, ContractSeries: ItemContract,
}

// NeedMore is the error of a decision that must see more: load that, too, and decide again.
type NeedMore struct {
	Open  int
	Items []string
}

// Error is for the log: people never see it.
func (e *NeedMore) Error() string { return "more must be loaded to decide" }
