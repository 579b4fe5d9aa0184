package typed

import (
	"strings"

	"owed.dev/owed/ledger"
)

// invoiceWords are what people may say about an invoice. Days are read at the end, when the issue date is known.
type invoiceWords struct {
	ledger.Invoice
	terms *ledger.Terms
	due   []string
}

func (p *parser) invoiceFields(i *invoiceWords) []*field {
	return []*field{
		clause("issued on|issued|dated|invoice date", p.day(past, &i.Issued)),
		clause("due on|due by|due", p.dueWords(i)),
		clause("terms", p.terms(&i.terms)),
		clause("po|p.o.", p.oneWord(&i.PO)),
		clause("period|for period", p.phrase(&i.Period)),
		clause("contract", p.id(&i.Contract, ledger.ContractSeries)),
		clause("memo|note", p.text(&i.Memo)),
	}
}

// dueWords takes the words of a due date, which may count from an issue date that stands further on.
func (p *parser) dueWords(i *invoiceWords) func(string) error {
	return func(clause string) error {
		words := p.clause()
		_, used, err := ledger.PrefixDate(words, p.dateHint(future, p.env.Today(p.vendor.Location())))
		if err != nil {
			return err
		}
		if used == 0 {
			return p.expected("a day such as 2023-03-31, or net30", clause)
		}
		i.due = words[:used]
		p.i += used
		return nil
	}
}

// dated works out the due date from what was said. Terms follow the vendor's convention, a day stands as it was typed.
func (p *parser) dated(i *invoiceWords) error {
	issued := i.Issued
	if issued.IsZero() {
		issued = p.env.Today(p.vendor.Location())
	}
	due := strings.Join(i.due, " ")
	if due != "" && i.terms != nil {
		return p.usage("I read a due date and terms; expected one of them")
	}
	h := p.dateHint(future, issued)
	if t, err := ledger.ParseTerms(due); err == nil && !p.isDate(due) { // due net30
		i.terms, due = &t, ""
	}
	if i.terms != nil && i.terms.Instalments.Count == 0 { // instalments have a day each
		i.Due = p.vendor.Convention.Adjust(i.terms.Due(issued), h.Business)
	}
	if due != "" {
		var err error
		if i.Due, err = ledger.ParseDate(due, h); err != nil {
			return err
		}
	}
	return p.near(i.Issued, i.Due)
}

// The bounds within which an invoice's days are believed as typed; a form overrules them.
const (
	issuedAhead = 60  // days after today
	dueAfter    = 730 // days after the issue date
)

// near refuses a day that is clear, and yet so far off that it is a slip as a rule.
func (p *parser) near(issued, due ledger.Date) error {
	today := p.env.Today(p.vendor.Location())
	if issued.IsZero() {
		issued = today
	}
	what, day, from := "is issued", issued, today
	if issued <= today.AddDays(issuedAhead) {
		if due <= issued.AddDays(dueAfter) {
			return nil
		}
		what, day, from = "falls due", due, issued
	}
	return p.usage("I read that it %s on %s, %d days after %s. If that is right, confirm it in the form: `/owed %s %s`", what, day, int(day-from), from, p.vendor.Slug, p.entry.Verb)
}

// isDate reports whether a text is a day whatever the issue date: eom, but not net30.
func (p *parser) isDate(text string) bool {
	_, err := ledger.ParseDate(text, p.dateHint(future, 0))
	return err == nil
}

// numberAndSum takes the two words that name an invoice and its amount, in either order where the amount shows itself.
func (p *parser) numberAndSum(i *invoiceWords) func() (bool, error) {
	return func() (bool, error) {
		if i.Amount.Currency == "" && (p.take("amount", "sum") || i.No != "" && p.take("for", "of", "over")) {
			return true, p.amount(&i.Amount)("amount")
		}
		if strings.HasPrefix(p.peek().low, "net") && i.terms == nil {
			return true, p.terms(&i.terms)("terms")
		}
		if i.No == "" && !p.clearlySum() {
			p.take("no", "no.", "number", "#")
			return true, p.number(&i.No)(string(p.entry.Verb))
		}
		if i.Amount.Currency == "" {
			ok, err := p.sum(&i.Amount)
			if ok || err != nil {
				return ok, err
			}
		}
		var d ledger.Date
		if w := p.peek(); w.low == "on" {
			return false, p.usage("I read `on`: is that the day it was `issued`, or the day it is `due`?")
		} else if ok, err := p.date(future, &d); ok || err != nil {
			return false, p.usage("I read the day %s: was it `issued` then, or is it `due` then?", quote(w.text))
		}
		return false, nil
	}
}

// clearlySum reports whether an amount stands here that can't be an invoice's number: it has a currency.
func (p *parser) clearlySum() bool {
	w := p.peek()
	if w.quoted {
		return false
	}
	if strings.ContainsAny(w.text, currencySigns) {
		return true
	}
	words := p.clause()
	_, used, err := ledger.PrefixAmount(words, p.amountHint())
	return err == nil && used > 1 && !digits(strings.Join(words[:used], ""))
}

func (p *parser) invoice() (Action, error) {
	var i invoiceWords
	err := p.each(p.invoiceFields(&i), p.numberAndSum(&i))
	if err != nil {
		return nil, err
	}
	if err := p.dated(&i); err != nil {
		return nil, err
	}
	p.need(i.No == "", "number")
	p.need(i.Amount.Currency == "", "amount")
	r := RecordInvoice{Invoice: i.Invoice}
	set(&r.Terms, i.terms)
	return r, nil
}

// charge reads "charge LF-1 $500 late fee, contested", and "charge LF-1 accepted" or "contested" without a sum.
func (p *parser) charge() (Action, error) {
	var i invoiceWords
	accepted, said := false, false
	p.alone = []string{"accepted", "contested", "interest", "late fee"}
	number := p.numberAndSum(&i)
	err := p.each(append(p.invoiceFields(&i), clause("reason|because", p.text(&i.Memo))), func() (bool, error) {
		switch {
		case p.take("late fee", "late-fee", "late_fee", "fee"):
			i.Kind = ledger.FeeCharge
		case p.take("interest"):
			i.Kind = ledger.InterestCharge
		case p.take("accepted", "accept"):
			accepted, said = true, true
		case p.take("contested", "contest", "proposed"):
			accepted, said = false, true
		default:
			return number()
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	if err := p.dated(&i); err != nil {
		return nil, err
	}
	if said && i.No != "" && i.Amount.Currency == "" && i.Kind == "" {
		if accepted {
			return AcceptCharge{i.No}, nil
		}
		return ContestCharge{i.No, i.Memo}, nil
	}
	p.need(i.No == "", "number")
	p.need(i.Amount.Currency == "", "amount")
	p.need(i.Kind == "", "late fee or interest")
	return RecordCharge{i.Invoice, accepted}, nil
}

func (p *parser) opening() (Action, error) {
	o := RecordOpening{Invoice: ledger.Invoice{Kind: ledger.OpeningBalance}}
	err := p.each([]*field{
		clause("as of|on|of", p.day(past, &o.Invoice.Issued)),
		clause("due", p.day(future, &o.Invoice.Due)),
		clause("no|number", p.number(&o.Invoice.No)),
		clause("source|memo|note", p.text(&o.Source)),
	}, func() (bool, error) { return p.sum(&o.Invoice.Amount) })
	p.need(o.Invoice.Amount.Currency == "", "amount")
	p.need(o.Invoice.Issued.IsZero(), "as of which day")
	return o, err
}

// creditFields are the clauses of credit and debit notes.
func (p *parser) creditFields(c *ledger.Credit) []*field {
	return []*field{
		clause("for|against|to", p.numbers(&c.For)),
		clause("on|dated", p.day(past, &c.Day)),
		clause("on account", func(string) error { return nil }), // which is what happens without an invoice
		clause("no|number", p.oneWord(&c.Number)),
		clause("memo|note|reason|because", p.text(&c.Memo)),
	}
}

// creditWords takes the sum, and a number that stands by itself.
func (p *parser) creditWords(c *ledger.Credit) func() (bool, error) {
	return func() (bool, error) {
		if c.Amount.Currency == "" {
			p.take("of")
		}
		if ok, err := p.sum(&c.Amount); ok || err != nil {
			return ok, err
		}
		if c.Number != "" || !p.creditNumber(c.Amount) {
			return false, nil
		}
		c.Number = p.next().text
		return true, nil
	}
}

func (p *parser) credit() (Action, error) {
	var c ledger.Credit
	err := p.each(p.creditFields(&c), p.creditWords(&c))
	p.need(c.Amount.Currency == "", "amount")
	return RecordCredit{c}, err
}

func (p *parser) debit() (Action, error) {
	if id, ok := p.idHere(ledger.DebitSeries); ok {
		p.i++
		a := AcceptDebit{ID: id}
		if !p.take("accepted", "accept") {
			return nil, p.expected("`accepted`", string(id))
		}
		err := p.each([]*field{clause("on", p.day(past, &a.Day))}, nil)
		return a, err
	}
	var c ledger.Credit
	err := p.each(p.creditFields(&c), p.creditWords(&c))
	p.need(c.Amount.Currency == "", "amount")
	return RecordDebit{c}, err
}

func (p *parser) writeOff() (Action, error) {
	var w WriteOff
	err := p.each([]*field{
		clause("of|on invoice|for|invoice", p.number(&w.Invoice)),
		clause("on|dated", p.day(past, &w.Day)),
		clause("reason|because|memo|note", p.text(&w.Reason)),
	}, func() (bool, error) {
		if ok, err := p.sum(&w.Amount); ok || err != nil {
			return ok, err
		}
		if w.Invoice != "" || !p.isNumber(0, false) {
			return false, nil
		}
		return true, p.number(&w.Invoice)("write-off")
	})
	p.need(w.Invoice == "", "invoice")
	p.need(w.Reason == "", "reason")
	return w, err
}

// movements are the series of what can be on account.
var movements = []ledger.Series{ledger.PaymentSeries, ledger.CreditSeries, ledger.DebitSeries}

func (p *parser) refund() (Action, error) {
	var r Refund
	err := p.each([]*field{
		clause("from|of", p.id(&r.From, movements...)),
		clause("on|dated", p.day(past, &r.Day)),
		clause("ref|reference", p.reference(&r.Ref)),
	}, p.idOrSum(&r.From, &r.Amount))
	p.need(r.From == "", "payment or credit")
	return r, err
}

func (p *parser) allocate() (Action, error) {
	var a Allocate
	err := p.each([]*field{
		clause("to|for", p.numbers(&a.To)),
		clause("from|of|off", func(clause string) error {
			if _, ok := p.idHere(movements...); ok && a.From == "" {
				return p.id(&a.From, movements...)(clause)
			}
			return p.numbers(&a.Off)(clause)
		}),
	}, func() (bool, error) {
		ok, err := p.idOrSum(&a.From, &a.Amount)()
		if ok || err != nil || a.From == "" || len(a.To)+len(a.Off) > 0 || !p.isNumber(0, false) {
			return ok, err
		}
		return true, p.numbers(&a.To)("to")
	})
	p.need(a.From == "", "payment or credit")
	return a, err
}

func (p *parser) idOrSum(id *ledger.ID, sum *ledger.Money) func() (bool, error) {
	return func() (bool, error) {
		if found, ok := p.idHere(movements...); ok && *id == "" {
			p.i++
			*id = found
			return true, nil
		}
		return p.sum(sum)
	}
}
