package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// filing is the decision on the rows of a file, one after the other.
type filing struct {
	t     *tx
	fresh int        // the line of the last invoice that is not on record yet
	says  []openSaid // what lines say of invoices that are
	noted Remarks    // what is known otherwise than by that
	ahead Remarks    // on rows that are new
}

// openSaid is what a file says is open of an invoice that is on record.
type openSaid struct {
	line int
	no   InvoiceNo
	open Money
}

// Remark is something to know about a row of a file that is on record already.
type Remark struct {
	Line int    `json:"line"`
	Say  string `json:"say"`
}

// Remarks are those on a file: the first of them, and how many more there are.
type Remarks struct {
	First []Remark `json:"first,omitempty"`
	More  int      `json:"more,omitempty"`
}

// shownRemarks is how many remarks are kept.
const shownRemarks = 10

// Add adds what is to be said of a line.
func (r *Remarks) Add(line int, say string) {
	if len(r.First) == shownRemarks {
		r.More++
		return
	}
	r.First = append(r.First, Remark{line, say})
}

// Join adds those on rows further down.
func (r *Remarks) Join(more Remarks) {
	for _, m := range more.First {
		r.Add(m.Line, m.Say)
	}
	r.More += more.More
}

// row decides on a row; known, where it is on record already.
func (f *filing) row(r FileRow) (known bool, err error) {
	t := f.t
	switch {
	case r.Invoice != nil:
		i, known, err := f.newInvoice(r)
		if err == nil && !known {
			t.emit(&InvoiceRecorded{Invoice: i})
		}
		return known, err
	case r.paidBefore() && f.fresh != r.Line:
		return true, f.paidBefore(r)
	case r.Pay != nil:
		if known, err := f.knownPayment(r); known || err != nil {
			return known, err
		}
		m := Movement{Kind: Payment, Amount: r.Pay.Amount, Day: r.Pay.Day, Ref: r.Pay.Ref, Memo: r.Pay.Memo, RowKey: r.Pay.RowKey}
		return false, f.pay(r.Line, m, r.Pay.For)
	case r.Credit != nil:
		if known, err := f.knownCredit(r); known || err != nil {
			return known, err
		}
		m := Movement{Kind: CreditNote, Amount: r.Credit.Amount, Number: r.Credit.Number, Day: r.Credit.Day, Memo: r.Credit.Memo, RowKey: r.Credit.RowKey}
		_, err := t.recordMovement(CreditSeries, m, r.Credit.For)
		return false, err
	}
	return false, nil
}

// newInvoice is an invoice of a file, ready to be recorded; known, where it is on record with that amount.
func (f *filing) newInvoice(r FileRow) (ready Invoice, known bool, err error) {
	t, i := f.t, *r.Invoice
	if terms := t.a.Vendor.Terms; i.Due.IsZero() && terms.Instalments.Count > 0 {
		return i, false, invalid("%s is paid in instalments (%s), so the row needs a due date: a row for each", t.a.Vendor.Name, terms)
	}
	ready, err = t.ready(i)
	was, ok := errors.AsType[*Already](err)
	if ok && was.Invoice.Amount.Currency == i.Amount.Currency && was.Invoice.Amount.Cmp(i.Amount) == 0 {
		if r.Unpaid {
			f.says = append(f.says, openSaid{r.Line, was.Invoice.No, i.Amount})
		}
		return ready, true, nil
	}
	if err == nil {
		f.fresh = r.Line
	}
	return ready, false, err
}

// paidBefore takes in what a line says was paid of an invoice that is on record already. What was paid of that is known here: the
// file may only differ.
func (f *filing) paidBefore(r FileRow) error {
	i, err := f.t.a.invoice(r.Pay.For[0])
	if err != nil {
		return err
	}
	if i.Amount.Currency == r.Pay.Amount.Currency {
		f.says = append(f.says, openSaid{r.Line, i.No, i.Amount.Sub(r.Pay.Amount)})
	}
	return nil
}

// remarks says of which invoices on record the file has another sum open. It is asked when all rows are in: one further down may be
// the payment that the first did not count on.
func (f *filing) remarks() (out Remarks) {
	out.Join(f.noted)
	for _, s := range f.says {
		i := f.t.a.Invoices[s.no.Key()]
		switch diff := i.Open().Cmp(s.open); {
		case i.Amount.Currency != s.open.Currency || diff == 0:
		case i.Proposed:
			out.Add(s.line, fmt.Sprintf("%s is on record as contested, so nothing of it is owed; the file says %s is open", i.No, s.open))
		case diff > 0:
			out.Add(s.line, fmt.Sprintf("%s is on record with %s open, the file says %s: record what was paid, or ask the vendor", i.No, i.Open(), s.open))
		default:
			out.Add(s.line, fmt.Sprintf("%s is on record with %s open, the file says %s: ask the vendor for what was not booked there", i.No, i.Open(), s.open))
		}
	}
	return out
}

// pay puts a payment on record. One that is just what a single request was approved for settles that: else it would be in flight on, and might
// be paid again. Other requests for its invoices are named.
func (f *filing) pay(line int, m Movement, named []InvoiceNo) error {
	t := f.t
	all, r, ok := t.a.decidedFor(named, m.Amount)
	if ok {
		if err := t.a.allIn(m.Amount.Currency, named); err != nil {
			return err
		}
		f.ahead.Add(line, fmt.Sprintf("it is what %s was approved for, so that is settled by it", r.ID))
		return t.settle(r, m)
	}
	if _, err := t.recordMovement(PaymentSeries, m, named); err != nil {
		return err
	}
	for _, r := range all {
		if r.State == Sent {
			f.ahead.Add(line, fmt.Sprintf("%s of %s, which is with the bank, pays %s, too. If it is the same, reverse this one and type `/owed %s paid %s`", r.ID, r.Amount, numbers(r.invoices()), t.a.Vendor.Slug, r.ID))
		} else {
			f.ahead.Add(line, fmt.Sprintf("%s of %s, which is approved, pays %s, too. If this is part of it, type `/owed %s withdraw %s`, or it may be paid again", r.ID, r.Amount, numbers(r.invoices()), t.a.Vendor.Slug, r.ID))
		}
	}
	return nil
}

// knownPayment reports whether a payment is on record under its number, or by its reference alone, as people type it.
func (f *filing) knownPayment(r FileRow) (known bool, err error) {
	p := r.Pay
	own := func() (bool, error) { return f.t.knownRow(p.RowKey, p.Ref, p.Amount) }
	cameFrom := f.standsAs(r.Was) != nil // then its number means what came from there, at first
	if !cameFrom {
		if known, err := own(); known {
			return true, err
		}
	}
	listed := len(p.For) == 1 && p.RowKey == RowKey(f.t.a.Vendor.Slug, string(Payment), PartOf(p.Ref, p.For[0]))
	for _, key := range r.keys()[1:] {
		m, err := f.earlier(key)
		if err != nil {
			return false, err
		}
		if m == nil || m.Amount.Currency != p.Amount.Currency {
			continue
		}
		paid, some := m.paysOf(p.For)
		same, apart := m.Amount.Cmp(p.Amount) == 0, len(p.For) > 0 && !some && !m.OnAccount().Positive()
		switch {
		case len(p.For) == 1 && some && paid.Cmp(p.Amount) == 0, same && !apart && (listed || m.Day == p.Day):
			return true, nil
		case same && m.Day == p.Day:
			f.noted.Add(r.Line, fmt.Sprintf("%s is on record as %s: %s of the same day, for %s and not %s. If it is another payment, record it by itself", p.Ref, m.ID, m.Amount, numbers(m.invoices()), numbers(p.For)))
			return true, nil
		case listed && !apart:
			return true, conflict("%s is on record already as %s: %s, of which %s is for %s, not %s. Nothing changed. `/owed %s allocate %s …` says what it is for", p.Ref, m.ID, m.Amount, paid, p.For[0], p.Amount, f.t.a.Vendor.Slug, m.ID)
		}
	}
	if cameFrom {
		return own()
	}
	return false, nil
}

// Alike says why a payment of a file that is new may be one that is on record under another reference: the same sum, of the same day, or for
// invoices of which nothing was open before the file, as that one had paid them. "" where it is another. Whether it is, a person decides.
func (a *Account) Alike(p Pay, m Movement) string {
	if m.Kind != Payment || !m.Counts() || m.Amount.Currency != p.Amount.Currency || m.Amount.Cmp(p.Amount) != 0 {
		return ""
	}
	_, some := m.paysOf(p.For)
	settled := some && !slices.ContainsFunc(p.For, func(no InvoiceNo) bool { return a.Invoices[no.Key()].Open().Positive() })
	apart := len(p.For) > 0 && !some && !m.OnAccount().Positive()
	if !settled && (apart || m.Day != p.Day) {
		return ""
	}
	known := string(m.ID)
	if m.Ref != "" {
		known += " with the reference " + m.Ref
	}
	return fmt.Sprintf("it looks like %s, which is on record: %s of %s. If it is the same payment, leave the line out of the file; once both are on record, reverse one of them: `/owed %s reverse %s reason …`",
		known, m.Amount, m.Day.Format("2 January 2006"), a.Vendor.Slug, m.ID)
}

// knownCredit reports whether a credit is on record under its number.
func (f *filing) knownCredit(r FileRow) (known bool, err error) {
	c := r.Credit
	if m := f.standsAs(r.Was); m != nil && m.Amount.Currency == c.Amount.Currency && m.Amount.Cmp(c.Amount) == 0 {
		return true, nil
	}
	return f.t.knownRow(c.RowKey, c.Number, c.Amount)
}

// standsAs is what is on record under a row's key; nil where nothing is, or it was not loaded.
func (f *filing) standsAs(key string) *Movement {
	row, ok := f.t.a.Rows[key]
	m, loaded := f.t.a.Movements[row.ID]
	if !ok || !loaded {
		return nil
	}
	return &m
}

// earlier is what was on record under a row's key before this file; nil where nothing was.
func (f *filing) earlier(key string) (*Movement, error) {
	row, ok := f.t.a.Rows[key]
	if !ok {
		return nil, nil
	}
	m := f.standsAs(key)
	switch {
	case m == nil:
		return nil, &NeedMore{Items: []string{ItemOf(string(row.ID))}}
	case !m.At.Before(f.t.by.At): // a transfer may be several rows of one file
		return nil, nil
	}
	return m, nil
}

// paysOf is how much of a movement is for these invoices, and whether any of it is. What came back pays what it paid.
func (m Movement) paysOf(nos []InvoiceNo) (sum Money, any bool) {
	sum = Zero(m.Amount.Currency)
	for _, al := range m.forInvoices() {
		if slices.ContainsFunc(nos, func(no InvoiceNo) bool { return no.Key() == al.Invoice.Key() }) {
			sum, any = sum.Add(al.Amount), true
		}
	}
	return sum, any
}

func (m Movement) forInvoices() []Allocation {
	if m.Returned {
		return m.Was
	}
	return m.Allocations
}

func (m Movement) invoices() (out []InvoiceNo) {
	for _, al := range m.forInvoices() {
		out = append(out, al.Invoice)
	}
	return out
}

func numbers(nos []InvoiceNo) string {
	words := make([]string, len(nos))
	for n, no := range nos {
		words[n] = string(no)
	}
	return strings.Join(words, ", ")
}
