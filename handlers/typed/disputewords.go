package typed

import (
	"strings"

	"owed.dev/owed/ledger"
)

// dispute opens one on an invoice, or moves the one that is named.
func (p *parser) dispute() (Action, error) {
	var d ledger.Dispute
	p.fields = []*field{
		clause("lead|led by", p.lead(&d.Lead)),
		clause("deadline|answer by|until", p.day(future, &d.Deadline)),
		clauses("link", p.links(&d.Links)),
		clause("reason|because|why|memo|note", p.text(&d.Reason)),
	}
	if id, ok := p.idHere(ledger.DisputeSeries); ok && !p.contested() {
		p.i++
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

func (p *parser) lead(to *ledger.UserID) func(string) error {
	return func(clause string) error {
		var m Mention
		err := p.who(&m, User)(clause)
		*to = ledger.UserID(m.ID)
		return err
	}
}

// links adds an address; what it is is judged where it is shown.
func (p *parser) links(to *[]string) func(string) error {
	return func(clause string) error {
		var one string
		if err := p.link(&one)(clause); err != nil {
			return err
		}
		*to = append(*to, one)
		return nil
	}
}

func (p *parser) link(to *string) func(string) error {
	return func(clause string) error {
		w := p.peek()
		if !strings.HasPrefix(w.low, "https://") && !strings.HasPrefix(w.low, "http://") {
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
	isSum, err := behind.sum(&sum)
	return behind.startsClause() || isSum && err == nil
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
		return nil, p.expected("accept, credit, withdraw, settle, escalate or answered", "dispute "+string(id))
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
		if m.Number == "" && p.isNumber(0, false) {
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
