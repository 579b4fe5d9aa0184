package show

import (
	"slices"
	"strings"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

func noticed(a *ledger.Account) (*ledger.Signal, bool) { return alerts.NoticeLine(a) }

func disputesOf(a *ledger.Account, want func(ledger.Dispute) bool) []ledger.Dispute {
	return byNumber(a.Disputes, want)
}

// liveDisputes are those that are open, those first of which something is left to contest.
func liveDisputes(a *ledger.Account) []ledger.Dispute {
	all := disputesOf(a, ledger.Dispute.Live)
	slices.SortStableFunc(all, func(x, y ledger.Dispute) int { return y.Amount.Sign() - x.Amount.Sign() })
	return all
}

// emptyDisputes is the head over disputes that nobody closed though nothing of them is left.
const emptyDisputes = "*Disputes of which nothing is left*: what they contested was paid, credited or written off"

// disputeLine is a dispute in a line.
func disputeLine(v ledger.Vendor, d ledger.Dispute, c Ctx) string {
	sum := d.Opened.String()
	if d.Live() && d.Amount.Cmp(d.Opened) < 0 {
		sum = d.Amount.String() + " left of " + sum
	}
	line := code(string(d.ID)) + " " + sum + " of " + code(string(d.Invoice)) + " · " + disputeState(d, c)
	if d.Reason != "" {
		line += " · " + said(d.Reason, memoLen)
	}
	switch {
	case d.Live() && d.Amount.IsZero():
		line += " · to close it: " + code("/owed "+string(v.Slug)+" dispute "+string(d.ID)+" withdraw")
	case d.Gist != "":
		line += " · answered " + shortDay(d.Answered) + ": " + said(d.Gist, memoLen)
	case d.Live():
		line += " · no answer on record"
	}
	if !d.Deadline.IsZero() && d.Live() {
		line += " · answer due " + day(d.Deadline)
	}
	if d.Lead != "" {
		line += " · led by " + c.who(d.Lead)
	}
	if len(d.Links) > 0 {
		line += " · " + papers(d.Links)
	}
	return line
}

// papers are the links of a dispute, each as a short word.
func papers(links []string) string {
	words := make([]string, len(links))
	for n, l := range links {
		if words[n] = code(l); permalink(l) {
			words[n] = "<" + l + "|" + esc(clip(strings.TrimPrefix(l, "https://"), shortLink)) + ">"
		}
	}
	return strings.Join(words, " ")
}

// shortLink is how much of an address is shown.
const shortLink = 40

// Disputes lists what a vendor's invoices are contested for.
func Disputes(a *ledger.Account, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, name(a.Vendor)+": disputes are shown privately.", ViewDisputes)
	}
	s := write(c)
	live := liveDisputes(a)
	left := len(slices.DeleteFunc(slices.Clone(live), func(d ledger.Dispute) bool { return d.Amount.IsZero() }))
	var total []ledger.Money
	for _, f := range allFigures(a, c.today(a)) {
		if f.Disputed.Positive() {
			total = append(total, f.Disputed)
		}
	}
	head := "*" + name(a.Vendor) + "* · " + openDisputes(left)
	if len(total) > 0 {
		head += ", " + sums(total) + " disputed; it stays in what is owed"
	}
	s.text(head)
	s.cut = "There is more than fits here: " + code("/owed "+string(a.Vendor.Slug)+" history")
	var lines []string
	for n, d := range live {
		if n == left {
			lines = append(lines, emptyDisputes)
		}
		lines = append(lines, "• "+disputeLine(a.Vendor, d, c))
	}
	s.lines(upTo(lines, 15)...)
	if over := overDisputes(a); len(over) > 0 {
		lines = []string{"*Over*, the newest of them; all: " + code("/owed "+string(a.Vendor.Slug)+" disputes "+OnlyClosed)}
		for _, d := range over {
			lines = append(lines, "• "+disputeLine(a.Vendor, d, c))
		}
		s.lines(upTo(lines, 11)...)
	}
	s.text(withholding(a, len(total) > 0))
	s.note(asOf(a, c)...)
	var outcomes, changes []button
	for _, d := range live[:min(len(live), cardRows)] {
		outcomes = append(outcomes, button{label: string(d.ID) + ": what happened", action: ActOutcome + ":" + string(d.ID), value: Value(a.Vendor.Slug, string(d.ID), "")})
		changes = append(changes, changeButton(a, d, "Edit "+string(d.ID)))
	}
	s.buttons(outcomes...)
	s.buttons(changes...)
	s.buttons(button{label: "Dispute", action: ActDispute, value: Value(a.Vendor.Slug, "", "")}, button{label: "Card", action: ActView + ViewCard, value: Value(a.Vendor.Slug, "", "")})
	return s.done(name(a.Vendor) + ": " + openDisputes(left) + ".")
}

// OnlyClosed is what asks for the disputes that are over.
const OnlyClosed = "closed"

// ClosedDisputes lists those of a vendor that are over, the newest first: what became of each, when, and by whom.
func ClosedDisputes(a *ledger.Account, page []ledger.Dispute, next string, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, name(a.Vendor)+": disputes are shown privately.", ViewDisputes)
	}
	s := write(c)
	s.text("*" + name(a.Vendor) + "* · disputes that are over")
	lines := []string{either(next == "", "None of its disputes is over.", "None among these.")}
	if len(page) > 0 {
		lines = nil
	}
	for _, d := range page {
		lines = append(lines, "• "+disputeLine(a.Vendor, d, c))
	}
	s.cut = "There is more than fits here: " + code("/owed "+string(a.Vendor.Slug)+" history")
	s.lines(lines...)
	s.note(asOf(a, c)...)
	s.buttons(button{label: "Open disputes", action: ActView + ViewDisputes, value: Value(a.Vendor.Slug, "", "")}, nextPage(a.Vendor.Slug, ViewDisputes, OnlyClosed, next))
	return s.done(name(a.Vendor) + ": disputes that are over.")
}

// overDisputes are those that are over, the newest first.
func overDisputes(a *ledger.Account) []ledger.Dispute {
	over := disputesOf(a, func(d ledger.Dispute) bool { return !d.Live() })
	slices.Reverse(over)
	return over
}

// detailsChanged says what is other about a dispute's details.
func detailsChanged(e *ledger.DisputeChanged, c Ctx) string {
	var words []string
	if e.New.Lead != e.Was.Lead {
		words = append(words, either(e.New.Lead == "", "nobody leads it any more", "led by "+c.who(e.New.Lead)))
	}
	if e.New.Deadline != e.Was.Deadline {
		words = append(words, either(e.New.Deadline.IsZero(), "no deadline any more", "answer due "+day(e.New.Deadline)))
	}
	var added, gone []string
	for _, l := range e.New.Links {
		if !slices.Contains(e.Was.Links, l) {
			added = append(added, l)
		}
	}
	for _, l := range e.Was.Links {
		if !slices.Contains(e.New.Links, l) {
			gone = append(gone, l)
		}
	}
	if len(added) > 0 {
		words = append(words, "linked "+papers(added))
	}
	if len(gone) > 0 {
		words = append(words, "no longer linked "+papers(gone))
	}
	if len(words) == 0 {
		return "its links are in another order"
	}
	return strings.Join(words, ", ")
}

// changeButton opens the form for a dispute's details.
func changeButton(a *ledger.Account, d ledger.Dispute, label string) button {
	return button{label: label, action: ActChange + ":" + string(d.ID), value: Value(a.Vendor.Slug, string(d.ID), "")}
}

// withholding says what the contract lets us do with a disputed sum.
func withholding(a *ledger.Account, matters bool) string {
	may, known := a.MayWithhold()
	switch {
	case !matters:
		return ""
	case !known:
		return "No contract on record says whether a disputed sum may be held back, so owed counts it into the cure sum."
	case may:
		return "The contract lets us hold a disputed sum back: it is not in the cure sum."
	}
	return "The contract does not let us hold a disputed sum back: it is in the cure sum."
}

// disputeState is where a dispute stands, since when, and who brought it there: whoever opened it need not be who handed it to legal.
func disputeState(d ledger.Dispute, c Ctx) string {
	said := func(what string, at time.Time, by ledger.UserID) string {
		return what + " " + instant(at) + " by " + c.who(by)
	}
	switch {
	case !d.ClosedAt.IsZero():
		return said(string(d.State)+either(d.Credit != "", " with "+code(string(d.Credit)), ""), d.ClosedAt, d.ClosedBy) + because(d.CloseNote)
	case d.State != ledger.Escalated:
		return said(string(d.State), d.At, d.By)
	case d.EscalatedAt.IsZero(): // an earlier owed did not keep it
		return said("opened", d.At, d.By) + ", " + string(d.State)
	}
	return said(string(d.State), d.EscalatedAt, d.EscalatedBy)
}

// openDisputes counts them: none, one or many.
func openDisputes(n int) string {
	if n == 0 {
		return "no open dispute"
	}
	return plural(n, "open dispute", "open disputes")
}
