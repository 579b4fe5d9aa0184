package show

import (
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// Duty is an alert that is assigned to the reader.
type Duty struct {
	Account *ledger.Account
	Alert   alerts.Alert
}

// Escalated tells somebody in person that nobody has taken a grave alert for so long.
func Escalated(a *ledger.Account, al alerts.Alert, invoices []ledger.Invoice, posted ledger.Posted, c Ctx) Message {
	m := AlertMessage(a, al, invoices, posted, c)
	return m.Noted("You are asked because nobody has taken this since " + instant(posted.First) + ".")
}

// EscalatedReply says in an alert's thread who was asked in person.
func EscalatedReply(posted ledger.Posted, asked []ledger.UserID, c Ctx) Message {
	if len(asked) == 0 {
		return write(c).paragraph("Nobody has taken this since " + instant(posted.First) + ", and none of those who are next can be reached in person.")
	}
	return write(c).paragraph("Nobody has taken this since " + instant(posted.First) + ", so owed asked in person: " + c.names(asked) + ".")
}

// Assigned tells somebody in person that an alert was given to them.
func Assigned(a *ledger.Account, al alerts.Alert, invoices []ledger.Invoice, posted ledger.Posted, given alerts.Assignment, c Ctx) Message {
	m := AlertMessage(a, al, invoices, posted, c)
	return m.Noted(c.who(given.By) + " assigned this to you. *Mine* says that you take it; until then you are the first to be asked again.")
}

// AssignedReply says in an alert's thread to whom it was given.
func AssignedReply(given alerts.Assignment, c Ctx) Message {
	if given.By == given.To {
		return write(c).paragraph(c.who(given.To) + " sees to this.")
	}
	return write(c).paragraph(c.who(given.By) + " assigned this to " + c.who(given.To) + ".")
}

// names are people's names in a row.
func (c Ctx) names(who []ledger.UserID) string {
	words := make([]string, len(who))
	for n, id := range who {
		words[n] = c.who(id)
	}
	return strings.Join(words, ", ")
}

// duties are the alerts that the reader is to see to.
func (s *sheet) duties(all []Duty) {
	if len(all) == 0 {
		return
	}
	s.text("*Assigned to you* · " + plural(len(all), "alert", "alerts"))
	for _, d := range all {
		m := matter{a: d.Account, al: d.Alert, today: s.c.today(d.Account), c: s.c}
		row := section(severityWord(d.Alert.Severity) + " · " + m.title())
		v := d.Account.Vendor.Slug
		look := button{label: "Look", action: ActOpen + ":" + string(v) + ":" + d.Alert.Matter, value: Value(v, d.Alert.Matter, "")}
		row.Accessory = slack.NewAccessory(look.element())
		s.blocks = append(s.blocks, row)
	}
}
