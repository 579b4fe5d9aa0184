package show

import (
	"cmp"
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// AskToMerge says what would move from one vendor to another, and what changes by that.
func AskToMerge(from, into *ledger.Account, c Ctx) Message {
	s := write(c)
	a, b := from.Vendor, into.Vendor
	s.text("*Merge " + name(a) + " " + code(string(a.Slug)) + " into " + name(b) + " " + code(string(b.Slug)) + "?* Nothing is recorded yet.")
	lines := []string{
		"• Moves: every document, dispute, counter-measure and contract, and what is on account: " + balanceWords(allFigures(from, c.today(from))) + ". Nothing that is owed changes, and nothing is added across currencies.",
		"• " + name(b) + " is owed now: " + balanceWords(allFigures(into, c.today(into))) + ".",
		"• An invoice whose number " + name(b) + " has, too, is called " + code("INV-7-"+string(a.Slug)) + " from then on.",
		"• " + code(string(a.Slug)) + " and its other names mean " + name(b) + " from then on; its own journal stays, and ends there: " + code("/owed "+string(a.Slug)+" history"),
	}
	if a.Grace != b.Grace || a.Zone != b.Zone {
		lines = append(lines, "• What is overdue goes by the zone and grace of "+name(b)+": "+esc(zoneName(b))+", "+days(b.Grace)+". Due days stay as they are.")
	}
	s.lines(append(lines, upTo(mergeShifts(from, into, c), 12)...)...)
	s.note("It can't be undone: payments may soon be allocated across both", "an admin presses")
	s.buttons(button{label: "Merge", action: ActMerge, value: Value(a.Slug, string(b.Slug), ""), style: slack.StyleDanger})
	return s.done("Merge " + name(a) + " into " + name(b) + "? Nothing is recorded yet.")
}

// mergeShifts are the figures that a merge changes though nothing that is owed does: those that hang on the survivor's zone, grace and
// hold, and on which contract an invoice counts for that names none.
func mergeShifts(from, into *ledger.Account, c Ctx) (lines []string) {
	after, today := ledger.Joined(from, into), c.today(into)
	for _, f := range allFigures(after, today) {
		a, b := from.FiguresOn(f.Currency, c.today(from)), into.FiguresOn(f.Currency, today)
		for _, figure := range []struct {
			name string
			of   func(ledger.Figures) ledger.Money
		}{{"Overdue", overdue}, {"Cure sum", cureSum}, {"Payable", payable}} {
			if was, is := figure.of(a).Add(figure.of(b)), figure.of(f); was.Cmp(is) != 0 {
				lines = append(lines, shifts(figure.name, was.String()+" together", is.String()))
			}
		}
	}
	for _, k := range after.LiveContracts() {
		of, was := into, k
		if from.Contracts[k.ID].Live() {
			of, was = from, from.Contracts[k.ID]
		}
		lines = append(lines, contractShifts(of, was, after, k, today)...)
	}
	return lines
}

// contractShifts are the figures of one contract that a merge changes.
func contractShifts(of *ledger.Account, was ledger.Contract, after *ledger.Account, is ledger.Contract, today ledger.Date) (lines []string) {
	term, _ := is.TermOn(today)
	terms := append(is.TermsBefore(today, 3), term)
	for _, t := range terms {
		then := drawdown(after.BurnOf(t, today))
		t.From = was.From
		if now := drawdown(of.BurnOf(t, today)); now != then {
			lines = append(lines, shifts("Drawdown of "+code(string(is.ID))+either(len(terms) > 1, " in its term from "+day(t.Start), ""), now, then))
		}
	}
	if len(lines) > 0 {
		lines[len(lines)-1] += ". An invoice that names no contract counts for the only one; of several, for the only one of the vendor that recorded it"
	}
	now, allowed := of.InterestSoFar(was, today)
	if then, _ := after.InterestSoFar(is, today); allowed && now.Cmp(then) != 0 {
		lines = append(lines, shifts("Late interest that "+code(string(is.ID))+" allows", now.String(), then.String()))
	}
	return lines
}

func shifts(what, now, then string) string {
	return "• " + what + " changes: " + now + " now, " + then + " from then on"
}

// Merged says what a merge has moved.
func Merged(from ledger.Vendor, m ledger.Merged, c Ctx) Message {
	a := m.Account
	s := write(c)
	head := "*Merged* " + name(from) + " into " + name(a.Vendor) + "."
	switch {
	case m.Replayed:
		head = name(from) + " was merged into " + name(a.Vendor) + " by that press already. Nothing was moved twice."
	case m.Done:
		s.text(head + " " + plural(m.Moved, "document", "documents") + " moved.")
	default:
		head = "*Merging* " + name(from) + " into " + name(a.Vendor) + "."
		s.text(head + " " + thousands(m.Moved) + " of " + thousands(m.Moved+m.Left) + " documents have moved; the rest follows by itself. Until then neither takes anything new.")
	}
	if m.Replayed {
		s.text(head)
	}
	s.lines(upTo(movedNames(m.Change.Events), 12)...)
	s.text(balance(a, c))
	s.note(unreplicated(m.Result), "As of "+instant(c.Now), "entry "+thousands(int(m.Seq)))
	s.buttons(button{label: "Card", action: ActView + ViewCard, value: Value(a.Vendor.Slug, "", "")})
	return s.done(unbold(head) + " " + balance(a, c))
}

// movedNames names the invoices whose number was taken.
func movedNames(events []ledger.Event) []string {
	var out []string
	for _, e := range events {
		if in, ok := e.(*ledger.MovedIn); ok && in.Invoice != nil && in.Invoice.WasNo != "" {
			out = append(out, "• "+code(string(in.Invoice.WasNo))+" is "+code(string(in.Invoice.No))+" now")
		}
	}
	return out
}

// MergedNote stands under an answer to somebody who used the name of a vendor that was merged.
func MergedNote(was ledger.Absorbed, now ledger.Vendor, c Ctx) string {
	return code(string(was.Slug)) + " was merged into " + name(now) + " by " + c.who(was.By) + " " + instant(was.At)
}

// RenamedNote stands under an answer about an invoice of a vendor that was merged, where it has another number by now.
func RenamedNote(was ledger.InvoiceNo, whose string, is ledger.InvoiceNo) string {
	return code(string(was)) + " of " + esc(clip(whose, nameLen)) + " is " + code(string(is)) + " here"
}

// keyOf is an item's ID or number without its kind.
func keyOf(item string) string {
	_, key, _ := strings.Cut(item, ":")
	return key
}

// mergeEvent says what an event of a merge records.
func mergeEvent(e ledger.Event, _ Ctx) string {
	switch e := e.(type) {
	case *ledger.VendorMergeBegun:
		return "merge of " + code(string(e.From)) + " into " + code(string(e.Into)) + " begun"
	case *ledger.VendorMerged:
		return code(string(e.From)) + " merged into " + code(string(e.Into))
	case *ledger.MovedOut:
		words := code(cmp.Or(string(e.No), keyOf(e.Item))) + " went to " + code(string(e.Into))
		if e.As != "" {
			words += " as " + code(string(e.As))
		}
		return words
	case *ledger.MovedIn:
		words := code(keyOf(e.Item())) + " came from " + code(string(e.From))
		if e.Invoice != nil {
			words = code(string(e.Invoice.No)) + " came from " + code(string(e.From)) + ": " + e.Invoice.Amount.String() + ", " + e.Invoice.Open().String() + " open"
		}
		return words
	}
	return ""
}
