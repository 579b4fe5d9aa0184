package show

import (
	"owed.dev/owed/ledger"
)

// Due lists what falls due in a span of days, over all vendors, by week (Monday to Sunday), with the cash each needs.
// names is what a vendor is called; next is where the list goes on, "" where it is whole.
func Due(rows []ledger.DueRow, names func(ledger.VendorID) string, from, until ledger.Date, next string, c Ctx) Message {
	if c.Guests {
		return privately(ledger.Vendor{}, "What falls due is shown privately.", ViewDue)
	}
	s := write(c)
	all := cash(rows)
	head := "*Due " + day(from) + " to " + day(until) + "* · " + plural(len(rows), "invoice", "invoices")
	if len(all) > 0 {
		head += ", cash needed " + sums(all)
	}
	if next != "" {
		head += ", and more on the next page"
	}
	s.text(head)
	if len(rows) == 0 {
		s.text("Nothing on record falls due in these days.")
	}
	s.cut = "There is more than fits here: take fewer days, " + code("/owed due 7d")
	for len(rows) > 0 {
		week := weekOf(rows[0].Due)
		n := 0
		for n < len(rows) && weekOf(rows[n].Due) == week {
			n++
		}
		s.week(week, rows[:n], names, n == len(rows) && next != "")
		rows = rows[n:]
	}
	s.note("By the vendors' days", "late ones are not in it", "As of "+instant(c.Now))
	s.buttons(nextPage("", ViewDue, until.String(), next), button{label: "All vendors", action: ActView + ViewOverview, value: Value("", "", "")})
	return s.done(unbold(head) + ".")
}

// week is one week: its cash first, then its invoices.
func (s *sheet) week(monday ledger.Date, rows []ledger.DueRow, names func(ledger.VendorID) string, goesOn bool) {
	head := "*Week of " + day(monday) + "*: " + sums(cash(rows))
	if goesOn {
		head += " and more, on the next page"
	}
	lines := []string{head}
	for _, r := range rows {
		line := "• " + r.Due.Format("Mon 2 Jan") + " " + esc(clip(names(r.Vendor), 40)) + " " + code(string(r.Invoice.No)) + " " + r.Invoice.Open().String()
		if r.Invoice.Disputed.Positive() {
			line += ", " + r.Invoice.Disputed.String() + " of it disputed"
		}
		if r.Invoice.Held {
			line += ", on hold"
		}
		lines = append(lines, line)
	}
	s.lines(upTo(lines, 21)...)
}

func weekOf(d ledger.Date) ledger.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// cash is what rows need, one amount for each currency, in the order in which they come.
func cash(rows []ledger.DueRow) []ledger.Money {
	var out []ledger.Money
	for _, r := range rows {
		out = addTo(out, r.Invoice.Open())
	}
	return out
}
