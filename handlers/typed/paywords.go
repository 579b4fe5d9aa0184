package typed

import (
	"strings"

	"owed.dev/owed/ledger"
)

// pay reads "pay $10m", "pay all", "pay rest of INV-7", "pay INV-7", each with for, memo, cures and repeats.
func (p *parser) pay() (Action, error) {
	var ask ledger.Ask
	rest := false
	p.alone = []string{"all"}
	err := p.each([]*field{
		clause("for|against", p.numbers(&ask.For)),
		clause("cures|cure|to cure", p.id(&ask.Cures, ledger.SignalSeries)),
		clause("repeats|repeat", p.id(&ask.Repeats, ledger.RequestSeries)),
		clause("memo|note|because|reason", p.text(&ask.Memo)),
	}, func() (bool, error) {
		switch {
		case p.take("all of", "the rest of", "rest of") && len(ask.For) == 0:
			rest = true
			return true, p.numbers(&ask.For)("rest of")
		case p.take("everything", "all"):
			ask.All = true
			return true, nil
		case p.peek().low == "on" || p.peek().low == "ref":
			return false, p.usage("I read `%s`, which belongs to a payment that was made: `/owed %s paid …`. `pay` asks for one", p.peek().low, p.vendor.Slug)
		}
		if ok, err := p.sum(&ask.Amount); ok || err != nil {
			return ok, err
		}
		if len(ask.For) > 0 || !p.isNumber(0, false) {
			return false, nil
		}
		return true, p.numbers(&ask.For)("pay")
	})
	if err == nil && (ask.All || rest) && ask.Amount.Currency != "" {
		err = p.usage("I read %s and the whole; expected one of them", ask.Amount)
	}
	if err == nil && ask.All && len(ask.For) > 0 { // all of what is named
		ask.All = false
		rest = true
	}
	p.need(!ask.All && len(ask.For) == 0 && ask.Amount.Currency == "", "amount")
	return Pay{ask}, err
}

// paid reads "paid PR-12 [$4m]" and "paid $10m on 2023-02-20 [for INV-1]".
func (p *parser) paid() (Action, error) {
	var s Settle
	var pay ledger.Pay
	err := p.each([]*field{
		clause("for|against", p.numbers(&pay.For)),
		clause("on|dated|value date", p.day(past, &pay.Day)),
		clause("ref|reference", p.reference(&pay.Ref)),
		clause("memo|note", p.text(&pay.Memo)),
	}, func() (bool, error) {
		if id, ok := p.idHere(ledger.RequestSeries); ok && s.Request == "" {
			p.i++
			s.Request = id
			p.take("in full", "all")
			return true, nil
		}
		if pay.Day.IsZero() && pay.Amount.Currency+ledger.Currency(s.Request) != "" { // "paid $10m yesterday"
			if ok, err := p.date(past, &pay.Day); ok || err != nil {
				return ok, err
			}
		}
		ok, err := p.sum(&pay.Amount)
		if ok || err != nil || !p.isNumber(0, false) {
			return ok, err
		}
		return false, p.usage("I read %s; expected a request such as PR-12, or an amount. The invoices it paid stand behind `for`", quote(p.peek().text))
	})
	if id, ok := onlyRequest(pay.For); ok && s.Request == "" && !p.marked(pay.For[0]) { // "paid $4m for PR-12"
		s.Request, s.For, pay.For = id, pay.For[0], nil
	}
	switch {
	case err != nil:
		return nil, err
	case s.Request == "":
		p.need(pay.Amount.Currency == "", "amount or request")
		return Paid{pay}, nil
	case len(pay.For) > 0:
		return nil, p.usage("I read `for` with %s; what a request pays was fixed when it was asked", s.Request)
	case pay.Memo != "":
		return nil, p.usage("I read `memo` with %s; a settlement has a `ref` and a day", s.Request)
	}
	s.Amount, s.Day, s.Ref = pay.Amount, pay.Day, pay.Ref
	return s, nil
}

// onlyRequest is the request that stands where invoices are named.
func onlyRequest(named []ledger.InvoiceNo) (ledger.ID, bool) {
	if len(named) != 1 {
		return "", false
	}
	id, ok := ledger.ParseID(string(named[0]))
	return id, ok && id.Series() == ledger.RequestSeries
}

func (p *parser) returned() (Action, error) {
	var r Returned
	if p.done() {
		p.need(true, "payment")
		return r, nil
	}
	if err := p.id(&r.Payment, ledger.PaymentSeries)("returned"); err != nil {
		return nil, err
	}
	err := p.reason(&r.Reason)
	return r, err
}

func (p *parser) failed() (Action, error) {
	var f Failed
	if p.done() {
		p.need(true, "request")
		return f, nil
	}
	if err := p.id(&f.Request, ledger.RequestSeries)("failed"); err != nil {
		return nil, err
	}
	p.take("code")
	err := p.reason(&f.Code)
	return f, err
}

func (p *parser) sent() (Action, error) {
	var s Sent
	if p.done() {
		p.need(true, "request")
		return s, nil
	}
	err := p.id(&s.Request, ledger.RequestSeries)("sent")
	return s, err
}

// withdraw takes back a request; of a dispute or a counter-measure it says the same as their own verbs.
func (p *parser) withdraw() (Action, error) {
	if p.done() {
		p.need(true, "request")
		return Withdraw{}, nil
	}
	var id ledger.ID
	if err := p.id(&id, ledger.RequestSeries, ledger.DisputeSeries, ledger.SignalSeries)("withdraw"); err != nil {
		return nil, err
	}
	var reason string
	err := p.reason(&reason)
	switch id.Series() {
	case ledger.DisputeSeries:
		return MoveDispute{ID: id, How: WithdrawStep, Note: reason}, err
	case ledger.SignalSeries:
		return MoveSignal{ledger.SignalMoved{ID: id, To: ledger.Withdrawn, Why: reason}}, err
	}
	return Withdraw{id, reason}, err
}

func (p *parser) reverse() (Action, error) {
	var r Reverse
	if p.done() {
		p.need(true, "what to reverse")
		return r, nil
	}
	r.Own = p.take("id")
	invoice := p.take("invoice")
	w := p.peek()
	no := bareNumber(w.text)
	if p.done() || no.Key() == "" || !hasDigit(w.low) && !w.quoted && !invoice && !capitals(w.text) && p.i+1 == len(p.words) || p.seesReason() {
		return nil, p.expected("an id such as P-3, or an invoice's number", "reverse")
	}
	p.i++
	r.Of = string(no)
	switch id, ok := ledger.ParseID(r.Of); {
	case ok && (invoice || strings.HasPrefix(w.text, "#")):
		r.Of = "#" + r.Of
	case ok:
		r.Of = string(id)
	}
	err := p.reason(&r.Reason)
	p.need(r.Reason == "", "reason")
	return r, err
}
