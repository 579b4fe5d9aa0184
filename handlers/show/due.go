package show

import (
	"owed.dev/owed/ledger"
)

// DuePage is a page of what falls due in a span of days.
type DuePage struct {
	Of          ledger.Vendor // whose list it is; zero: of all vendors
	From, Until ledger.Date
	Rows        []ledger.DueRow // by due day
	Sums        []ledger.DaySum // of the whole span, also of what stands on other pages
	Vendor      func(ledger.VendorID) ledger.Vendor
	Next        string // where the list goes on, "" where this is the end
}

// Due lists what falls due in a span of days by week (Monday to Sunday), with the cash that each week, and all of it, needs,
// whatever part of the list the page shows.
func Due(p DuePage, c Ctx) Message {
	if c.Guests {
		return privately(p.Of, "What falls due is shown privately.", ViewDue)
	}
	s := write(c)
	whose := ""
	if p.Of.Slug != "" {
		whose = "*" + name(p.Of) + "* · "
	}
	head := whose + "*Due " + day(p.From) + " to " + day(p.Until) + "*"
	if len(p.Sums) > 0 {
		head += " · " + cash(p.Sums)
	}
	s.text(head)
	if len(p.Sums) == 0 {
		s.text("Nothing on record falls due in these days.")
	}
	s.cut = "There is more than fits here: take fewer days, " + code("/owed due 7d")
	s.weeks(p.Rows, p.Sums, p.Vendor)
	s.note("By the vendors' days", "late ones are not in it", "As of "+instant(c.Now))
	s.buttons(nextPage(p.Of.Slug, ViewDue, p.Until.String(), p.Next), button{label: "All vendors", action: ActView + ViewOverview, value: Value("", "", "")})
	return s.done(unbold(head) + ".")
}

// weeks is what falls due week by week: the cash of the whole week first, then those of its invoices that are among rows.
func (s *sheet) weeks(rows []ledger.DueRow, sums []ledger.DaySum, vendor func(ledger.VendorID) ledger.Vendor) {
	for len(rows) > 0 {
		monday := weekOf(rows[0].Due)
		lines := []string{"*Week of " + day(monday) + "*: " + cash(between(sums, monday, monday.AddDays(6)))}
		for len(rows) > 0 && weekOf(rows[0].Due) == monday {
			lines = append(lines, dueLine(rows[0], vendor(rows[0].Vendor)))
			rows = rows[1:]
		}
		s.lines(lines...)
	}
}

func dueLine(r ledger.DueRow, v ledger.Vendor) string {
	line := "• " + r.Due.Format("Mon 2 Jan") + " " + esc(clip(v.Name, 40)) + " " + code(string(r.Invoice.No)) + " " + r.Invoice.Open().String()
	if r.Invoice.Disputed.Positive() {
		line += ", " + r.Invoice.Disputed.String() + " of it disputed"
	}
	switch {
	case v.Held:
		line += ", vendor on hold"
	case r.Invoice.Held:
		line += ", on hold"
	}
	return line
}

func weekOf(d ledger.Date) ledger.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

func between(sums []ledger.DaySum, from, to ledger.Date) []ledger.DaySum {
	var out []ledger.DaySum
	for _, d := range sums {
		if d.Due >= from && d.Due <= to {
			out = append(out, d)
		}
	}
	return out
}

// cash is what days need to be paid, and, told apart, what falls due on them and is disputed or on hold.
func cash(days []ledger.DaySum) string {
	var need, disputed, held []ledger.Money
	for _, d := range days {
		if m := d.Open.Sub(d.Disputed).Sub(d.Held); m.Positive() {
			need = addTo(need, m)
		}
		if d.Disputed.Positive() {
			disputed = addTo(disputed, d.Disputed)
		}
		if d.Held.Positive() {
			held = addTo(held, d.Held)
		}
	}
	words := "no cash needed"
	if len(need) > 0 {
		words = "cash needed " + sums(need)
	}
	if len(disputed) > 0 {
		words += " · not in it: " + sums(disputed) + " disputed"
	}
	if len(held) > 0 {
		words += either(len(disputed) > 0, ", ", " · not in it: ") + sums(held) + " on hold"
	}
	return words
}
