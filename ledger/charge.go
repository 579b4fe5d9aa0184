package ledger

// ChargeRecorded puts a late fee or interest charged by the vendor on record: exposure until it is accepted.
type ChargeRecorded struct {
	Invoice Invoice `json:"invoice"`
}

// ChargeAccepted makes a charge outstanding.
type ChargeAccepted struct {
	No InvoiceNo `json:"no"`
}

// ChargeContested takes a charge that was accepted out of what is owed again.
type ChargeContested struct {
	No  InvoiceNo `json:"no"`
	Why string    `json:"why,omitempty"`
}

func (e *ChargeRecorded) apply(a *Account, m Meta) { (&InvoiceRecorded{e.Invoice}).apply(a, m) }
func (e *ChargeAccepted) apply(a *Account, _ Meta) {
	a.alter(e.No, func(i *Invoice) { i.Proposed = false })
}
func (e *ChargeContested) apply(a *Account, _ Meta) {
	a.alter(e.No, func(i *Invoice) { i.Proposed = true })
}

// RecordCharge puts a late fee or interest charged by the vendor on record; contested until AcceptCharge unless accepted.
func (a *Account) RecordCharge(i Invoice, accepted bool, by By) (Change, error) {
	t := a.begin(by)
	i, err := t.ready(i)
	if err != nil {
		return Change{}, err
	}
	i.Proposed = !accepted
	t.emit(&ChargeRecorded{i})
	return t.change()
}

// charge is a late fee or interest that the vendor charges.
func (a *Account) charge(no InvoiceNo) (Invoice, error) {
	i, err := a.invoice(no)
	if err == nil && i.Kind != FeeCharge && i.Kind != InterestCharge {
		return i, conflict("%s is no late fee and no interest. To contest an invoice: `/owed %s dispute %s reason …`", i.No, a.Vendor.Slug, i.No)
	}
	return i, err
}

// AcceptCharge makes a contested charge outstanding.
func (a *Account) AcceptCharge(no InvoiceNo, by By) (Change, error) {
	i, err := a.charge(no)
	switch {
	case err != nil:
		return Change{}, err
	case !i.Proposed:
		return Change{}, conflict("%s is accepted already: it is owed. Nothing changed.", i.No)
	}
	t := a.begin(by)
	t.emit(&ChargeAccepted{No: i.No})
	t.contestOpen(i.No)
	return t.change()
}

// ContestCharge takes a charge that was accepted out of what is owed, until AcceptCharge. Nothing may hang on it.
func (a *Account) ContestCharge(no InvoiceNo, why string, by By) (Change, error) {
	i, err := a.charge(no)
	switch taken := i.Paid.Add(i.Credited).Add(i.WrittenOff); {
	case err != nil:
		return Change{}, err
	case i.Proposed:
		return Change{}, conflict("%s is contested already: it is not owed. Nothing changed.", i.No)
	case taken.Positive():
		return Change{}, conflict("%s can't be contested as a whole: %s of it is paid or credited. Contest the rest: `/owed %s dispute %s reason …`", i.No, taken, a.Vendor.Slug, i.No)
	case a.Covered(no).Positive():
		return Change{}, conflict("%s can't be contested while %s asks to pay it. Withdraw that request first", i.No, a.coveredBy(no))
	case i.Disputed.Positive():
		return Change{}, conflict("%s is disputed already: %s. See `/owed %s disputes`", i.No, i.Disputed, a.Vendor.Slug)
	}
	t := a.begin(by)
	t.emit(&ChargeContested{No: i.No, Why: why})
	return t.change()
}
