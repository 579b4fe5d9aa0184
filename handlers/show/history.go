package show

import (
	"strings"

	"owed.dev/owed/ledger"
)

// entryLine is one entry of the journal: number, time, who, by which command, and all it records.
func entryLine(e ledger.Entry, c Ctx) string {
	var b strings.Builder
	b.WriteString("`#" + thousands(int(e.Seq)) + "` " + instant(e.At) + " · " + c.who(e.Actor))
	if e.Cmd != "" {
		b.WriteString(" · " + esc(clip(e.Cmd, 40)))
	}
	for n, ev := range e.Events {
		if n == 6 {
			b.WriteString("\n      and " + thousands(len(e.Events)-n) + " more")
			break
		}
		b.WriteString("\n      " + happened(ev, c))
	}
	return b.String()
}

// History lists a page of a vendor's journal, newest first. of is what it was asked for: "", an ID or an invoice number,
// or days; next is where the next page begins.
func History(a *ledger.Account, page []ledger.Entry, of, next string, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, name(a.Vendor)+": its history is shown privately.", ViewHistory)
	}
	s := write(c)
	head := "*" + name(a.Vendor) + "* · history"
	if of != "" {
		head += " · " + code(of)
	}
	head += " · " + plural(int(a.Seq), "entry", "entries") + " in all"
	s.text(head)
	lines := make([]string, 0, len(page))
	for _, e := range page {
		lines = append(lines, entryLine(e, c))
	}
	if len(lines) == 0 {
		lines = append(lines, "Nothing recorded.")
	}
	s.cut = "There is more than fits here. One thing at a time: " + code("/owed "+string(a.Vendor.Slug)+" history PR-12")
	s.lines(upTo(lines, 15)...)
	s.note("As of "+instant(c.Now), "nothing is ever edited or deleted: a mistake is reversed by a new entry")
	s.buttons(nextPage(a.Vendor.Slug, ViewHistory, of, next), button{label: "Card", action: ActView + ViewCard, value: Value(a.Vendor.Slug, "", "")})
	return s.done(name(a.Vendor) + ": " + plural(len(page), "entry", "entries") + " of its history.")
}
