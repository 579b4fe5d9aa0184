package typed

import (
	"regexp"
	"strings"
)

// receiptClauses begin the clause that says when a notice counts as received; from its days the cure period runs.
const receiptClauses = "notice counts as received|notices count as received|notice counts|notices count|notice is deemed received|notice deemed received|" +
	"notices are deemed received|notice is received|notice received|notices received|notice receipt|notice is effective|notice effective|deemed received|received when|receipt"

// receipt reads when a notice counts as received, and says it in one way whatever was typed: sent, delivered, received, or so many
// days after one of these. Other words stand as they are.
func (p *parser) receipt(to **string) func(string) error {
	return func(clause string) error {
		var words string
		if !p.done() && !p.peek().first && !p.startsClause() {
			if err := p.phrase(&words)(clause); err != nil {
				return err
			}
			if p.sees("from") > 0 && momentOf(p.ahead(1).low) != "" { // "from" also begins the first day of the term
				p.i += 2
				words += " from " + p.words[p.i-1].low
			}
		} else if !strings.Contains(clause, "recei") {
			return p.expected("when it does, such as `when received`, `when sent` or `3 business days after sending`", clause)
		}
		said := receiptOf(words)
		*to = &said
		return nil
	}
}

var (
	receiptLead = regexp.MustCompile(`^(?:(?:when|once|if|as|on|upon|at|after|is|deemed|it|has|been|the|moment|only)\s+)+`)
	receiptDays = regexp.MustCompile(`^(?:after\s+)?(\d{1,3}|one|two|three|four|five|six|seven|ten)\s+((?:business|working|calendar)\s+)?(day|hour|week)s?(?:\s+(?:have|has)\s+passed)?(?:\s+(.+))?$`)
)

func receiptOf(words string) string {
	low := strings.Trim(strings.ToLower(words), " .")
	if m := receiptDays.FindStringSubmatch(receiptLead.ReplaceAllString(low, "")); m != nil {
		since := "sent" // where nothing is said
		if m[4] != "" {
			since = lastMoment(m[4])
		}
		if since == "" {
			return words
		}
		unit, passed := m[3]+"s", " have"
		if m[1] == "1" || m[1] == "one" {
			unit, passed = m[3], " has"
		}
		return m[1] + " " + m[2] + unit + passed + " passed since it was " + since
	}
	if rest := strings.Fields(receiptLead.ReplaceAllString(low+" ", "")); len(rest) == 0 {
		return "received"
	} else if since := momentOf(rest[0]); len(rest) == 1 && since != "" {
		return since
	}
	return strings.TrimPrefix(words, "when ")
}

// lastMoment is the moment that a phrase such as "after it is sent" ends with.
func lastMoment(phrase string) string {
	words := strings.Fields(phrase)
	return momentOf(words[len(words)-1])
}

// momentOf is what happened to a notice, by the word for it.
func momentOf(word string) string {
	switch word {
	case "sent", "sending", "dispatch", "dispatched", "dispatching":
		return "sent"
	case "mailed", "mailing", "posted", "posting":
		return "posted"
	case "e-mailed", "emailed":
		return "e-mailed"
	case "delivered", "delivery":
		return "delivered"
	case "received", "receipt":
		return "received"
	}
	return ""
}
