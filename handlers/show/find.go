package show

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

var whyWords = map[string]string{"number": "by its number", "po": "by its purchase order", "ref": "by its reference", "amount": "by its amount"}

// Find lists what a search found. accounts are those of the vendors found, with the items loaded where they were read;
// what is not loaded is named without its details. more says that there is more than was read.
func Find(words string, hits []ledger.Hit, accounts map[ledger.VendorID]*ledger.Account, more bool, c Ctx) Message {
	if c.Guests {
		return privately(ledger.Vendor{}, "What was found is shown privately.", ViewFind)
	}
	s := write(c)
	count := plural(len(hits), "hit", "hits")
	if more {
		count = "more than " + count
	}
	s.text("*" + count + "* for " + said(words, nameLen))
	var lines []string
	for _, h := range hits {
		lines = append(lines, "• "+hitLine(h, accounts[h.Vendor], c))
	}
	if len(hits) == 0 {
		lines = []string{"Nothing on record has this number, purchase order, reference or amount. Amounts are found when written in full or short: " + code("/owed find $10m")}
	}
	s.cut = "There is more than fits here: search for more of the number."
	s.lines(upTo(lines, 20)...)
	s.note("As of " + instant(c.Now))
	return s.done(capital(count) + " found.")
}

func hitLine(h ledger.Hit, a *ledger.Account, c Ctx) string {
	who := code(string(h.Vendor))
	if a != nil {
		who = name(a.Vendor)
	}
	kind, key, _ := strings.Cut(h.Item, ":")
	what := code(key)
	if a != nil {
		if line := itemLine(a, kind, key, c); line != "" {
			what = line
		}
	}
	why := whyWords[h.Why]
	if why == "" {
		why = esc(h.Why)
	}
	return who + " " + what + " · " + why
}

// itemLine is a loaded item in a line; "" where it is not loaded.
func itemLine(a *ledger.Account, kind, key string, c Ctx) string {
	today := c.today(a)
	id := ledger.ID(key)
	switch kind {
	case ledger.ItemInvoice:
		if i, ok := a.Invoices[key]; ok {
			return invoiceLine(i, today, a.Vendor.Grace)
		}
	case ledger.ItemMovement:
		if m, ok := a.Movements[id]; ok {
			return movementLine(m)
		}
	case ledger.ItemRequest:
		if r, ok := a.Requests[id]; ok {
			return requestLine(r, c)
		}
	case ledger.ItemDispute:
		if d, ok := a.Disputes[id]; ok {
			return disputeLine(a.Vendor, d, c)
		}
	}
	return ""
}

// AsOf shows how things stood at the end of a day: as known then, and, where that differs, as known today about then.
func AsOf(then, today *ledger.Account, d ledger.Date, c Ctx) Message {
	if c.Guests {
		return privately(then.Vendor, name(then.Vendor)+": what was owed is shown privately.", ViewAsOf)
	}
	s := write(c)
	v := then.Vendor
	was, is := allFigures(then, d), allFigures(today, d)
	if then.Seq == 0 { // nothing was recorded by then, not even of the vendor
		v = today.Vendor
	}
	s.text("*" + name(v) + "* at the end of " + day(d))
	same := balanceWords(was) == balanceWords(is) && sameAgeing(was, is)
	if !same {
		s.standing("*As known then*", was)
		title := "*As known today about then*: with what was recorded later"
		if slices.ContainsFunc(was, func(f ledger.Figures) bool { return f.Disputed.Positive() || f.Held.Positive() }) {
			title += "; what was disputed or on hold then stands above"
		}
		s.standing(title, is)
	} else {
		s.standing("", was)
	}
	s.note("days end in "+esc(zoneName(v)), plural(int(then.Seq), "entry", "entries")+" on record by then", "shown "+instant(c.Now))
	s.buttons(button{label: "Card", action: ActView + ViewCard, value: Value(v.Slug, "", "")}, button{label: "History", action: ActView + ViewHistory, value: Value(v.Slug, "", "")})
	return s.done(name(v) + " at the end of " + day(d) + ": " + balanceWords(was) + ".")
}

func (s *sheet) standing(title string, fs []ledger.Figures) {
	lines := []string{title, owedOn(fs)}
	s.lines(append(lines, everyFigureTo(fs, fromThen)...)...)
	for _, f := range fs[:min(len(fs), 3)] {
		if f.Outstanding.Positive() {
			s.text(ageing(f))
		}
	}
}

func owedOn(fs []ledger.Figures) string { return capital(owedWords(fs)) }

func sameAgeing(a, b []ledger.Figures) bool {
	if len(a) != len(b) {
		return false
	}
	for n := range a {
		for m := range a[n].Ageing {
			if a[n].Currency != b[n].Currency || a[n].Ageing[m].Cmp(b[n].Ageing[m]) != 0 {
				return false
			}
		}
	}
	return true
}
