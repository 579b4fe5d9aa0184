package typed

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// DisputeFields are changes of a dispute's details; what is nil stays as it is.
type DisputeFields struct {
	Lead     *ledger.UserID
	Deadline *ledger.Date
	Links    *[]string // instead of those it has
	Add      []string  // besides those it has
}

// Apply makes the changes.
func (f DisputeFields) Apply(d *ledger.DisputeDetails) {
	set(&d.Lead, f.Lead)
	set(&d.Deadline, f.Deadline)
	set(&d.Links, f.Links)
	for _, l := range f.Add {
		if !slices.Contains(d.Links, l) {
			d.Links = append(d.Links, l)
		}
	}
}

// dispute opens one on an invoice, or moves or changes the one that is named.
func (p *parser) dispute() (Action, error) {
	var d ledger.Dispute
	p.fields = []*field{
		clause(leadWords, p.lead(&d.Lead)),
		clause(deadlineWords, p.day(future, &d.Deadline)),
		clauses(linkWords, p.links(&d.Links)),
		clause(whyWords, p.text(&d.Reason)),
	}
	if id, ok := p.idHere(ledger.DisputeSeries); ok && !p.contested() {
		p.i++
		if p.startsClause() || p.without("lead", "deadline", "links", "link") {
			return p.changeDispute(id)
		}
		return p.moveDispute(id)
	}
	err := p.each(p.fields, func() (bool, error) {
		if d.Invoice == "" {
			p.take("invoice")
			return true, p.number(&d.Invoice)("dispute")
		}
		if step, ok := p.stepHere(); ok && d.Reason == "" {
			return false, p.usage("I read invoice %s, and %s, which is said of a dispute by its ID: `/owed %s dispute D-3 %s`; `/owed %s disputes` shows the ID. If that is the reason to contest it: `/owed %s dispute %s reason %s`",
				plain(string(d.Invoice)), quote(p.peek().text), p.vendor.Slug, step, p.vendor.Slug, p.vendor.Slug, plain(string(d.Invoice)), plain(p.rest()))
		}
		p.take("of", "for")
		if ok, err := p.sum(&d.Amount); ok || err != nil || len(p.nearClauses(p.peek())) > 0 {
			return ok, err
		}
		d.Reason = p.rest()
		return d.Reason != "", nil
	})
	p.need(d.Invoice == "", "invoice")
	p.need(d.Reason == "", "reason")
	return OpenDispute{d}, err
}

// The words that begin what is said of a dispute.
const (
	leadWords     = "lead|leads|led by"
	deadlineWords = "deadline|answer by|until"
	linkWords     = "links|link"
	whyWords      = "reason|because|why|memo|note"
)

func (p *parser) lead(to *ledger.UserID) func(string) error {
	return func(clause string) error {
		var m Mention
		err := p.who(&m, User)(clause)
		*to = ledger.UserID(m.ID)
		return err
	}
}

// links adds addresses, or the numbers of papers elsewhere; what they are is judged where they are shown.
func (p *parser) links(to *[]string) func(string) error {
	return func(clause string) error {
		if !isAddress(p.peek()) && (p.done() || p.peek().quoted || !p.isNumber(0, false)) {
			return p.expected("an address such as https://example.com/mail/7, or a number such as CASE-7", clause)
		}
		for first := true; first || isAddress(p.peek()); first = false {
			w := p.next()
			*to = append(*to, p.src.text[w.from:w.to])
		}
		return nil
	}
}

func isAddress(w word) bool {
	return strings.HasPrefix(w.low, "https://") || strings.HasPrefix(w.low, "http://")
}

func (p *parser) link(to *string) func(string) error {
	return func(clause string) error {
		w := p.peek()
		if !isAddress(w) {
			return p.expected("an address such as https://example.com/mail/7", clause)
		}
		p.i++
		*to = p.src.text[w.from:w.to]
		return nil
	}
}

// disputeSteps are the words that move a dispute.
var disputeSteps = []struct {
	words []string
	step  DisputeStep
}{
	{[]string{"accepted", "accept"}, AcceptStep},
	{[]string{"credited", "credit"}, CreditStep},
	{[]string{"withdrawn", "withdraw"}, WithdrawStep},
	{[]string{"settled", "settle"}, SettleStep},
	{[]string{"escalated", "escalate"}, EscalateStep},
	{[]string{"answered", "answer", "reply", "replied"}, AnswerStep},
}

// stepHere reports whether a word that moves a dispute stands here.
func (p *parser) stepHere() (step string, ok bool) {
	for _, s := range disputeSteps {
		for _, w := range s.words {
			if p.sees(w) > 0 {
				return s.words[len(s.words)-1], true
			}
		}
	}
	return "", false
}

// contested reports whether what stands behind the ID here is said of an invoice alone: its number is like an ID of ours.
func (p *parser) contested() bool {
	behind := *p
	behind.i++
	if behind.done() {
		return false
	}
	var sum ledger.Money
	if isSum, err := behind.sum(&sum); isSum && err == nil {
		return true
	}
	for first := true; !behind.done() && (!first || behind.startsClause()); first = false {
		if f, _, _ := behind.fieldHere(0); f != nil && slices.Contains(f.words, "reason") {
			return true
		}
		behind.i++
	}
	return false
}

// without reports whether "no" or "without" stands here, before one of the words.
func (p *parser) without(words ...string) bool {
	return (p.peek().low == "no" || p.peek().low == "without") && slices.Contains(words, p.ahead(1).low)
}

// changeDispute reads what is said of a dispute that is open, besides what happened to it.
func (p *parser) changeDispute(id ledger.ID) (Action, error) {
	var f DisputeFields
	nobody, never, none := ledger.UserID(""), ledger.Date(0), []string(nil)
	err := p.each([]*field{
		clause(leadWords, func(clause string) error { f.Lead = new(ledger.UserID); return p.lead(f.Lead)(clause) }),
		clause(deadlineWords, func(clause string) error { f.Deadline = new(ledger.Date); return p.day(future, f.Deadline)(clause) }),
		clauses(linkWords, p.links(&f.Add)),
		clause("no lead|without lead", func(string) error { f.Lead = &nobody; return nil }),
		clause("no deadline|without deadline", func(string) error { f.Deadline = &never; return nil }),
		clause("no links|no link|without links|without link", func(string) error { f.Links = &none; return nil }),
	}, nil)
	return ChangeDispute{id, f}, err
}

func (p *parser) moveDispute(id ledger.ID) (Action, error) {
	m := MoveDispute{ID: id}
	for _, s := range disputeSteps {
		if p.take(s.words...) {
			m.How = s.step
			break
		}
	}
	if m.How == "" && p.done() {
		p.need(true, "what happens to "+string(id))
		return m, nil
	}
	if m.How == "" {
		return nil, p.expected("accept, credit, withdraw, settle, escalate, answered, lead, deadline or link", "dispute "+string(id))
	}
	fields := []*field{clause("on", p.day(past, &m.Day)), clause("reason|because|why|memo|note|gist", p.text(&m.Note))}
	if m.How == CreditStep || m.How == SettleStep { // only these have a number; else "no answer" is a reason
		fields = append(fields, clause("no|number", p.oneWord(&m.Number)))
	}
	err := p.each(fields, func() (bool, error) { return p.stepWords(&m) })
	p.need(m.How == SettleStep && m.Amount.Currency == "", "amount of the credit")
	return m, err
}

// stepWords takes the sum and number of a credit; of other steps, and behind them, all that is left is the note.
func (p *parser) stepWords(m *MoveDispute) (bool, error) {
	if m.How == CreditStep || m.How == SettleStep {
		p.take("for", "at")
		if ok, err := p.sum(&m.Amount); ok || err != nil {
			return ok, err
		}
		if m.Number == "" && p.creditNumber(m.Amount) {
			m.Number = p.next().text
			return true, nil
		}
		return false, nil
	}
	m.Note = p.rest()
	return m.Note != "", nil
}

func (p *parser) incident() (Action, error) {
	if id, ok := p.idHere(ledger.IncidentSeries); ok {
		at := *p
		at.i++
		if at.take("is closed", "is over", "closed", "close", "over", "ended", "resolved") {
			p.i = at.i // a word behind it is refused: nothing more is kept
			return CloseIncident{id}, nil
		}
		if at.done() {
			p.i = at.i
			return nil, p.expected("`closed`", "incident "+string(id))
		}
	}
	text := p.rest()
	p.need(text == "", "what happened")
	return NoteIncident{text}, nil
}
