package ledger

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Contract is what was agreed with a vendor: a commitment over a term, and the clauses that change what owed says.
type Contract struct {
	ID           ID         `json:"id"`
	Name         string     `json:"name,omitempty"`
	Commitment   Money      `json:"commitment"`
	Months       int        `json:"months"`
	Start        Date       `json:"start,omitempty"`    // zero: unknown
	Schedule     []Money    `json:"schedule,omitempty"` // minimum per contract year
	MayWithhold  *bool      `json:"may_withhold,omitempty"`
	SetOffBarred *bool      `json:"set_off_barred,omitempty"`
	CureDays     int        `json:"cure_days,omitempty"`
	ReceivedWhen string     `json:"received_when,omitempty"` // when a notice counts as received: sent, delivered, …
	NoticeDays   int        `json:"notice_days,omitempty"`   // days before the end by which notice must be given
	NoticeMonths int        `json:"notice_months,omitempty"` // the same, in months
	AutoRenews   bool       `json:"auto_renews,omitempty"`
	RenewMonths  int        `json:"renew_months,omitempty"` // how long each renewal is; 0: not on record
	Renewal      Money      `json:"renewal,omitzero"`       // what each renewed term commits us to; no currency: not on record
	RenewedTo    Date       `json:"renewed_to,omitempty"`   // the last day of the term after which it renews no more
	Interest     string     `json:"interest,omitempty"`     // late interest it allows the vendor: percent, as "1.5"
	PerMonth     bool       `json:"per_month,omitempty"`    // the interest is a month, compounded by full months; else a year, act/365
	Drawdowns    []Drawdown `json:"drawdowns,omitempty"`
	Reversed     bool       `json:"reversed,omitempty"`
	Ended        bool       `json:"ended,omitempty"`
	From         VendorID   `json:"from,omitempty"` // the vendor merged into this one that recorded it
	By           UserID     `json:"by,omitzero"`
	At           time.Time  `json:"at,omitzero"`
	Seq          int64      `json:"seq,omitzero"`
}

// Drawdown is a figure entered by hand: spent to date, with the source that says so.
type Drawdown struct {
	Amount Money  `json:"amount"`
	By     Date   `json:"by"`
	Source string `json:"source"`
	Seq    int64  `json:"seq"`
}

// Live reports whether the contract counts.
func (c Contract) Live() bool { return c.ID != "" && !c.Reversed && !c.Ended }

// End is the contract's last day, of the first term where it renews; zero where its start or its length is unknown.
func (c Contract) End() Date {
	if c.Start.IsZero() || c.Months < 1 {
		return 0
	}
	return c.Start.AddMonths(c.Months).AddDays(-1)
}

// LastNotice is the last day on which notice can be given; zero where that is not known, or the contract wants none. A notice of months
// leaves whole ones before the end.
func (c Contract) LastNotice() Date {
	switch end := c.End(); {
	case end.IsZero():
		return 0
	case c.NoticeMonths > 0:
		return end.AddDays(1).AddMonths(-c.NoticeMonths).AddDays(-1)
	case c.NoticeDays > 0:
		return end.AddDays(-c.NoticeDays)
	}
	return 0
}

// TermOn is the contract as it is agreed for the term that runs on a day, and how often it had renewed by itself then: 0 in its first term,
// and where it does not renew. Of a renewed term the months are 0 where nobody said for how long it renews, and the commitment is zero where
// nobody said for how much: then neither is known. The figures entered are those of days in that term.
func (c Contract) TermOn(day Date) (term Contract, renewals int) {
	after := c.Start.AddMonths(c.Months)
	if !c.AutoRenews && !c.RenewedTo.IsZero() {
		day = min(day, c.RenewedTo)
	}
	if c.Start.IsZero() || c.Months < 1 || !c.AutoRenews && c.RenewedTo.IsZero() {
		return c, 0
	}
	if day < after {
		return c.in(c.Start, after), 0
	}
	c.Schedule = nil // the minimums are those of the first term's years
	c.Commitment = Zero(c.Commitment.Currency).Add(c.Renewal)
	if c.RenewMonths < 1 {
		c.Months = 0
		return c.in(after, 0), 1
	}
	start, n := after, 1
	for c.Months = c.RenewMonths; ; n++ { // one after the other: each begins on the day after the one before, also where a month was too short
		if after = start.AddMonths(c.RenewMonths); day < after {
			return c.in(start, after), n
		}
		start = after
	}
}

// TermsBefore are the terms that ended before the one that runs on a day, the last ones of them, oldest first.
func (c Contract) TermsBefore(day Date, most int) (ended []Contract) {
	for len(ended) < most {
		term, renewals := c.TermOn(day)
		if renewals == 0 {
			break
		}
		day = term.Start.AddDays(-1)
		last, _ := c.TermOn(day)
		ended = append([]Contract{last}, ended...)
	}
	return ended
}

// in is the contract for a term from a day up to another; zero: without a known end.
func (c Contract) in(start, after Date) Contract {
	c.Start = start
	c.Drawdowns = slices.DeleteFunc(slices.Clone(c.Drawdowns), func(d Drawdown) bool { return d.By < start || !after.IsZero() && d.By >= after })
	return c
}

// ContractRecorded puts a contract on record.
type ContractRecorded struct {
	Contract Contract `json:"contract"`
}

// ContractChanged holds what a contract was and what it is now: clauses, dates, its end.
type ContractChanged struct {
	Old Contract `json:"old"`
	New Contract `json:"new"`
}

// DrawdownEntered is a figure of what was drawn by a day.
type DrawdownEntered struct {
	Contract ID     `json:"contract"`
	Amount   Money  `json:"amount"`
	By       Date   `json:"by"`
	Source   string `json:"source"`
}

func (e *ContractRecorded) apply(a *Account, m Meta) {
	c := e.Contract
	c.By, c.At, c.Seq = m.Actor, m.At, m.Seq
	a.Next[ContractSeries] = max(a.Next[ContractSeries], c.ID.Number())
	a.putContract(c)
}

func (e *ContractChanged) apply(a *Account, _ Meta) {
	c := e.New
	a.putContract(c)
}

func (e *DrawdownEntered) apply(a *Account, m Meta) {
	c, ok := a.Contracts[e.Contract]
	if !ok {
		return
	}
	c.Drawdowns = append(append([]Drawdown{}, c.Drawdowns...), Drawdown{e.Amount, e.By, e.Source, m.Seq})
	a.putContract(c)
}

// RecordContract puts a contract on record.
func (a *Account) RecordContract(c Contract, by By) (Change, error) {
	switch {
	case !c.Commitment.Positive():
		return Change{}, invalid("The commitment is missing. Example: `/owed %s contract %s over 66 months from 2020-12-01`", a.Vendor.Slug, a.Short("510m"))
	case c.Months < 1 || c.Months > 1200:
		return Change{}, invalid("A term of %d months was read; expected 1 to 1,200. Example: `/owed %s contract %s over 66 months`", c.Months, a.Vendor.Slug, a.Short("510m"))
	}
	if err := c.checkSchedule(); err != nil {
		return Change{}, err
	}
	if err := c.checkRenewal(Contract{}, 0); err != nil {
		return Change{}, err
	}
	for _, old := range a.LiveContracts() {
		if old.Commitment.Currency == c.Commitment.Currency && old.Commitment.Cmp(c.Commitment) == 0 && old.Months == c.Months && old.Start == c.Start {
			return Change{}, conflict("%s is that contract already: %s over %d months. Nothing changed.", old.ID, old.Commitment, old.Months)
		}
	}
	t := a.begin(by)
	c.ID = t.next(ContractSeries)
	t.emit(&ContractRecorded{c})
	return t.change()
}

// ChangeContract replaces the terms of a contract; f alters a copy of what is on record.
func (a *Account) ChangeContract(id ID, f func(*Contract), by By) (Change, error) {
	old, ok := a.Contracts[id]
	if !ok || !old.Live() {
		return Change{}, notFound("%s has no contract %s. See `/owed %s contract`", a.Vendor.Name, id, a.Vendor.Slug)
	}
	c := old
	f(&c)
	if err := c.checkSchedule(); err != nil {
		return Change{}, err
	}
	t := a.begin(by)
	if err := c.checkRenewal(old, a.Vendor.Today(t.by.At)); err != nil {
		return Change{}, err
	}
	t.emit(&ContractChanged{Old: old, New: c})
	return t.change()
}

// checkSchedule refuses minimums that are not one for each contract year, or more than the commitment.
func (c Contract) checkSchedule() error {
	if len(c.Schedule) == 0 {
		return nil
	}
	if years := (c.Months + 11) / 12; len(c.Schedule) != years {
		cur := c.Commitment.Currency
		return invalid("The minimums of the contract years read: %d; the term has %d such years, and each wants one. Example: `minimum %s, %s, %s`", len(c.Schedule), years, cur.Short("80m"), cur.Short("90m"), cur.Short("100m"))
	}
	sum := Zero(c.Commitment.Currency)
	for _, m := range c.Schedule {
		if m.Currency != c.Commitment.Currency {
			return invalid("The contract is in %s, a minimum in %s", c.Commitment.Currency, m.Currency)
		}
		sum = sum.Add(m)
	}
	if sum.Cmp(c.Commitment) > 0 {
		return invalid("The minimums come to %s, more than the commitment of %s. Nothing changed.", sum, c.Commitment)
	}
	return nil
}

// checkRenewal refuses a renewal in another currency. A contract that renewed before and does no more ends with the term that runs today.
func (c *Contract) checkRenewal(was Contract, today Date) error {
	if c.Renewal.Currency != "" && c.Renewal.Currency != c.Commitment.Currency {
		return invalid("The contract is in %s, what it renews for in %s", c.Commitment.Currency, c.Renewal.Currency)
	}
	if c.AutoRenews {
		c.RenewedTo = 0
		return nil
	}
	if term, renewals := was.TermOn(today); was.AutoRenews && renewals > 0 && !c.Ended {
		if c.RenewedTo = term.End(); c.RenewedTo.IsZero() {
			return invalid("%s has renewed since %s, and nobody said for how long. Say that first, such as `renews for 12 months`, or that it is over: `ended`", c.ID, was.End().AddDays(1))
		}
	}
	return nil
}

// LateRule is the interest that the contract allows the vendor; ok is false where none is on record.
func (c Contract) LateRule() (r LateRule, ok bool) {
	percent, err := decimal.NewFromString(c.Interest)
	if err != nil {
		return LateRule{}, false
	}
	if c.PerMonth {
		return ContractMonthly(percent), true
	}
	return ContractLate(percent, Actual365), true
}

// InterestSoFar is what a contract's late interest comes to on what is open and overdue on a day, in the contract's currency.
// It is exposure: it is owed once the vendor asks for it and we accept. ok is false where the contract allows none.
func (a *Account) InterestSoFar(c Contract, day Date) (sum Money, ok bool) {
	sum = Zero(c.Commitment.Currency)
	rule, ok := c.LateRule()
	s, some := a.Sums[sum.Currency]
	if !ok || !some {
		return sum, ok
	}
	for _, d := range s.Days {
		late, err := rule.On(d.Open, d.Due, nil, day)
		if err != nil {
			return sum, false
		}
		sum = sum.Add(late.Interest)
	}
	return sum, true
}

// EnterDrawdown records a figure of what was drawn from a contract by a day, with its source.
func (a *Account) EnterDrawdown(id ID, sum Money, day Date, source string, by By) (Change, error) {
	c, err := a.onlyContract(id)
	switch {
	case err != nil:
		return Change{}, err
	case sum.Currency != c.Commitment.Currency:
		return Change{}, invalid("The contract is in %s, the figure in %s", c.Commitment.Currency, sum.Currency)
	case source == "":
		return Change{}, invalid("Say where the figure is from. Example: `/owed %s contract spent %s by 2023-02-28 source cost explorer`", a.Vendor.Slug, c.Commitment.Currency.Short("80m"))
	}
	t := a.begin(by)
	t.emit(&DrawdownEntered{Contract: c.ID, Amount: sum, By: t.day(day), Source: source})
	return t.change()
}

func (a *Account) onlyContract(id ID) (Contract, error) {
	live := a.LiveContracts()
	if id == "" && len(live) == 1 {
		return live[0], nil
	}
	if c := a.Contracts[id]; c.Live() {
		return c, nil
	}
	if len(live) > 1 && id == "" {
		var ids []string
		for _, c := range live {
			ids = append(ids, string(c.ID))
		}
		return Contract{}, invalid("%s has %d contracts; name one: %s. See `/owed %s contract`", a.Vendor.Name, len(live), strings.Join(ids, ", "), a.Vendor.Slug)
	}
	return Contract{}, notFound("%s has no such contract. Record it: `/owed %s contract %s over 66 months from 2020-12-01`", a.Vendor.Name, a.Vendor.Slug, a.Short("510m"))
}

// LiveContracts are the contracts that count, in order.
func (a *Account) LiveContracts() []Contract {
	var out []Contract
	for _, id := range sortedIDs(a.Contracts) {
		if c := a.Contracts[id]; c.Live() {
			out = append(out, c)
		}
	}
	return out
}

// MayWithhold reports what the contracts say about holding back a disputed sum. known is false where none says anything;
// then owed reckons with the worse: we may not.
func (a *Account) MayWithhold() (may, known bool) {
	for _, c := range a.LiveContracts() {
		if c.MayWithhold != nil {
			known = true
			may = may || *c.MayWithhold
		}
	}
	return may, known
}

// DrawnBy is what invoices drew from a contract by month: those tagged to it and, for a vendor's only contract, those
// without a tag, issued within its term. Of several vendors merged into one, each one's only contract keeps what was
// invoiced to it before.
func (a *Account) DrawnBy(c Contract) []MonthSum {
	all, own := 0, 0
	for _, k := range a.LiveContracts() {
		all++
		if k.From == c.From {
			own++
		}
	}
	var out []MonthSum
	for _, m := range a.Drawn {
		untagged := m.Contract == "" && (all == 1 || own == 1 && m.From == c.From)
		if m.Sum.Currency != c.Commitment.Currency || m.Contract != c.ID && !untagged {
			continue
		}
		if !c.Start.IsZero() && m.Month < c.Start.Format("2006-01") || !c.End().IsZero() && m.Month > c.End().Format("2006-01") {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Month == m.Month {
			out[n-1].Sum = out[n-1].Sum.Add(m.Sum)
			continue
		}
		out = append(out, MonthSum{Month: m.Month, Sum: m.Sum})
	}
	return out
}

// Incident is something that went wrong in operations, noted on the vendor's timeline.
type Incident struct {
	ID       ID        `json:"id"`
	Text     string    `json:"text"`
	By       UserID    `json:"by,omitzero"`
	At       time.Time `json:"at,omitzero"`
	Closed   time.Time `json:"closed,omitzero"`
	Reversed bool      `json:"reversed,omitempty"`
	Seq      int64     `json:"seq,omitzero"`
}

// Live reports whether the incident is not over.
func (i Incident) Live() bool { return i.Closed.IsZero() && !i.Reversed }

// IncidentNoted puts an incident on the timeline.
type IncidentNoted struct {
	ID   ID     `json:"id"`
	Text string `json:"text"`
}

// IncidentClosed says that it is over.
type IncidentClosed struct {
	ID ID `json:"id"`
}

func (e *IncidentNoted) apply(a *Account, m Meta) {
	a.Next[IncidentSeries] = max(a.Next[IncidentSeries], e.ID.Number())
	a.putIncident(Incident{ID: e.ID, Text: e.Text, By: m.Actor, At: m.At, Seq: m.Seq})
}

func (e *IncidentClosed) apply(a *Account, m Meta) {
	i, ok := a.Incidents[e.ID]
	if !ok {
		return
	}
	i.Closed = m.At
	a.putIncident(i)
}

// NoteIncident puts an incident on the vendor's timeline.
func (a *Account) NoteIncident(text string, by By) (Change, error) {
	if text == "" {
		return Change{}, invalid("What happened? Example: `/owed %s incident One of three data centres closed; capacity cut`", a.Vendor.Slug)
	}
	t := a.begin(by)
	t.emit(&IncidentNoted{ID: t.next(IncidentSeries), Text: text})
	return t.change()
}

// CloseIncident says that an incident is over.
func (a *Account) CloseIncident(id ID, by By) (Change, error) {
	i, ok := a.Incidents[id]
	if !ok || i.Reversed {
		return Change{}, notFound("%s has no incident %s", a.Vendor.Name, id)
	}
	if !i.Closed.IsZero() {
		return Change{}, conflict("%s is closed already", id)
	}
	t := a.begin(by)
	t.emit(&IncidentClosed{ID: id})
	return t.change()
}
