package show

import (
	"strconv"
	"strings"

	"owed.dev/owed/ledger"
)

// entryLine is one entry of the journal: number, time, who, by which command, and all it records.
func entryLine(v ledger.Vendor, e ledger.Entry, c Ctx) string {
	var b strings.Builder
	b.WriteString(entryHead(e, c))
	for n := range e.Events {
		if n == entryRows {
			b.WriteString("\n      " + restOf(v, e, len(e.Events)-n))
			break
		}
		b.WriteString("\n      " + happenedAt(e.Events, n, c))
	}
	return b.String()
}

// entryRows is how much of what an entry records a list of entries shows.
const entryRows = 6

func entryHead(e ledger.Entry, c Ctx) string {
	head := "`#" + thousands(int(e.Seq)) + "` " + instant(e.At) + " · " + c.who(e.Actor)
	if e.Cmd != "" {
		head += " · " + esc(clip(e.Cmd, 40))
	}
	return head
}

// restOf says where the rest of an entry is seen.
func restOf(v ledger.Vendor, e ledger.Entry, n int) string {
	return andMore(n, 0, v, ViewHistory+" "+EntryPrefix+strconv.FormatInt(e.Seq, 10))
}

// EntryPrefix stands before the number of an entry whose rows are asked for.
const EntryPrefix = "entry "

// Entry lists what one entry records, from a row to before another; next is where the next page begins.
func Entry(a *ledger.Account, e ledger.Entry, from, to int, next string, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, name(a.Vendor)+": its history is shown privately.", ViewHistory)
	}
	s := write(c)
	s.text("*" + name(a.Vendor) + "* · history · entry " + thousands(int(e.Seq)) + " · " + plural(len(e.Events), "row", "rows"))
	lines := []string{entryHead(e, c)}
	for n := from; n < to; n++ {
		lines = append(lines, thousands(n+1)+". "+happenedAt(e.Events, n, c))
	}
	s.cut = "There is more than fits here"
	s.lines(lines...)
	s.note("As of " + instant(c.Now))
	s.buttons(nextPage(a.Vendor.Slug, ViewHistory, EntryPrefix+strconv.FormatInt(e.Seq, 10), next),
		button{label: "History", action: ActView + ViewHistory, value: Value(a.Vendor.Slug, "", "")})
	return s.done(name(a.Vendor) + ": " + plural(to-from, "row", "rows") + " of entry " + thousands(int(e.Seq)) + ".")
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
		lines = append(lines, entryLine(a.Vendor, e, c))
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
