package typed

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// numbers reads a clause that lists invoices: INV-7,INV-8 or INV-7, INV-8 or INV-7 and INV-8.
func (p *parser) numbers(to *[]ledger.InvoiceNo) func(string) error {
	return func(clause string) error {
		for n := 0; !p.done(); n++ {
			listed := n > 0 && p.peek().first
			p.take("invoices", "invoice")
			if n > 0 && (p.peek().low == "and" || p.peek().low == "&") && p.isNumber(1, true) {
				p.i++
				listed = true
			}
			if p.startsClause() || !p.isNumber(0, listed || n == 0) && (n > 0 || !capitals(p.peek().text)) {
				break
			}
			w := p.next()
			list := []string{w.text}
			if !w.quoted {
				list = strings.FieldsFunc(w.text, func(r rune) bool { return r == ',' })
			}
			for _, no := range list {
				if err := addNumber(to, no); err != nil {
					return err
				}
			}
		}
		if len(*to) == 0 {
			return p.expected("an invoice's number", clause)
		}
		return nil
	}
}

func addNumber(to *[]ledger.InvoiceNo, no string) error {
	n := bareNumber(no)
	if n.Key() == "" {
		return invalid("I read %s; expected an invoice's number. Example: `for INV-7`", quote(no))
	}
	const most = 100
	if len(*to) == most {
		return invalid("I read more than %d invoices; expected fewer. Put them into a file: `/owed import`. Example: `for INV-7,INV-8`", most)
	}
	if slices.ContainsFunc(*to, func(x ledger.InvoiceNo) bool { return x.Key() == n.Key() }) {
		return invalid("I read %s twice; expected each invoice once. Example: `for INV-7,INV-8`", quote(no))
	}
	*to = append(*to, n)
	return nil
}

// currencySigns are the signs that make a word an amount.
const currencySigns = "$€£¥₹₩"

// isNumber reports whether the n-th word from here is an invoice's number: it has a digit and is neither an amount nor a
// day. In a list bare digits are a number, too.
func (p *parser) isNumber(n int, listed bool) bool {
	w := p.ahead(n)
	switch {
	case p.i+n >= len(p.words) || w.mention.ID != "":
		return false
	case w.quoted:
		return true
	case !hasDigit(w.low) || strings.ContainsAny(strings.TrimSuffix(w.text, ":"), currencySigns+":%"):
		return false
	case listed && strings.Contains(w.text, ","): // 1007,1008
		return true
	}
	if _, used, err := ledger.PrefixDate([]string{w.text}, p.dateHint(past, 0)); used > 0 && (err == nil || !listed) {
		return false
	}
	_, used, err := ledger.PrefixAmount([]string{w.text}, p.amountHint())
	return used == 0 && err == nil || listed && digits(w.text)
}

// bareNumber drops what people put around a number.
func bareNumber(s string) ledger.InvoiceNo {
	return ledger.InvoiceNo(strings.TrimRight(strings.TrimPrefix(s, "#"), ".:,"))
}

// marked reports whether a number was typed with a # before it, which says that it is an invoice's: #PR-12.
func (p *parser) marked(no ledger.InvoiceNo) bool {
	return slices.ContainsFunc(p.words, func(w word) bool { return w.text == "#"+string(no) })
}

// capitals reports whether a word is written as invoice numbers without a digit are: OPENING.
func capitals(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_/") == ""
}

// creditNumber reports whether a credit's number stands here: one as an invoice's is, or without a digit behind the sum it is of (CN-M),
// where that is no clause mistyped.
func (p *parser) creditNumber(sum ledger.Money) bool {
	w := p.peek()
	return p.isNumber(0, false) || sum.Currency != "" && !p.done() && !w.first && capitals(w.text) && len(p.nearClauses(w)) == 0
}

// number takes one invoice number, whatever it looks like.
func (p *parser) number(to *ledger.InvoiceNo) func(string) error {
	return func(clause string) error {
		w := p.peek()
		no := bareNumber(w.text)
		if p.done() || no.Key() == "" || p.startsClause() {
			return p.expected("an invoice's number", clause)
		}
		p.i++
		*to = no
		return nil
	}
}

// id takes one of owed's own ids of one of the series.
func (p *parser) id(to *ledger.ID, series ...ledger.Series) func(string) error {
	return func(clause string) error {
		id, ok := ledger.ParseID(p.peek().text)
		if !ok || p.done() || !slices.Contains(series, id.Series()) {
			var like []string
			for _, s := range series {
				like = append(like, string(s)+"-1")
			}
			return p.expected("an id such as "+strings.Join(like, " or "), clause)
		}
		p.i++
		*to = id
		return nil
	}
}

// idHere reports whether an id of one of the series stands here.
func (p *parser) idHere(series ...ledger.Series) (ledger.ID, bool) {
	w := p.peek()
	id, ok := ledger.ParseID(w.text)
	return id, ok && !w.quoted && slices.Contains(series, id.Series())
}

// who takes a mention of one of the kinds, or a name that Env can find.
func (p *parser) who(to *Mention, kinds ...MentionKind) func(string) error {
	return func(clause string) error {
		w := p.peek()
		if m := w.mention; m.ID != "" && slices.Contains(kinds, m.Kind) {
			p.i++
			*to = m
			return nil
		}
		sign := "@"
		if kinds[0] == Channel {
			sign = "#"
		}
		name, marked := strings.CutPrefix(w.text, sign)
		for _, k := range kinds {
			if id, ok := p.find(k, name); ok && marked {
				p.i++
				*to = Mention{Kind: k, ID: id, Name: name}
				return nil
			}
		}
		if marked && name != "" {
			return notFound("I don't know %s. Expected a name picked from the list that Slack opens behind %s. Example: `%s`", quote(w.text), sign, p.example(clause))
		}
		return p.expected("a name that begins with "+sign, clause)
	}
}

func (p *parser) find(kind MentionKind, name string) (string, bool) {
	if p.env.Find == nil || name == "" {
		return "", false
	}
	return p.env.Find(kind, name)
}
