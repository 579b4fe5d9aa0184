package show

import (
	"strings"

	"owed.dev/owed/ledger"
)

// lateness says how an invoice stands to its due day.
func lateness(i ledger.Invoice, today ledger.Date) string {
	switch past := i.DaysPastDue(today); {
	case past > 0:
		return days(past) + " past due (" + shortDay(i.Due) + ")"
	case past == 0:
		return "due today"
	default:
		return "due " + day(i.Due) + ", " + away(today, i.Due)
	}
}

// invoiceLine is an invoice in a line of a list.
func invoiceLine(i ledger.Invoice, today ledger.Date, grace int) string {
	var b strings.Builder
	b.WriteString(code(string(i.No)) + " ")
	if paper := i.OnPaper(); paper != i.No {
		b.WriteString("(" + code(string(paper)) + " on paper) ")
	}
	open := i.Open()
	switch {
	case i.Reversed:
		b.WriteString(i.Amount.String() + " · reversed: recorded in error")
		return b.String()
	case i.Proposed:
		b.WriteString(i.Amount.String() + " · charged by the vendor, contested: not owed unless it is accepted")
		return b.String()
	case !open.Positive():
		b.WriteString(i.Amount.String() + " · " + settledWords(i))
		return b.String()
	case open.Cmp(i.Amount) < 0:
		b.WriteString("*" + open.String() + "* open of " + i.Amount.String())
	default:
		b.WriteString("*" + open.String() + "*")
	}
	b.WriteString(" · issued " + shortDay(i.Issued) + " · " + lateness(i, today))
	if past := i.DaysPastDue(today); past > 0 && past <= grace {
		b.WriteString(", within the grace of " + days(grace))
	}
	if i.Disputed.Positive() {
		b.WriteString(" · " + i.Disputed.String() + " disputed")
	}
	if i.Held {
		b.WriteString(" · on hold")
	}
	if i.PO != "" {
		b.WriteString(" · PO " + code(i.PO))
	}
	return b.String()
}

func settledWords(i ledger.Invoice) string {
	words := "settled"
	if i.SettledOn.IsZero() {
		return words
	}
	words += " " + day(i.SettledOn)
	switch late := int(i.SettledOn - i.Due); {
	case late > 0:
		return words + ", " + days(late) + " late"
	case late < 0:
		return words + ", " + days(-late) + " early"
	}
	return words + ", on time"
}

// acceptEach are buttons that accept the first of the charges shown.
func acceptEach(v ledger.VendorID, page []ledger.Invoice) []button {
	var out []button
	for _, i := range page[:min(len(page), 5)] {
		out = append(out, button{label: "Accept " + string(i.No), action: ActCharge + ":" + string(i.No), value: Value(v, string(i.No), "")})
	}
	return out
}

// Invoices lists a page of a vendor's invoices. only is the filter it was asked for: "", open, overdue, disputed, held,
// contested, settled; next is where the next page begins, "" on the last.
func Invoices(a *ledger.Account, page []ledger.Invoice, only, next string, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, name(a.Vendor)+": invoices are shown privately.", ViewInvoices)
	}
	s := write(c)
	today := c.today(a)
	fs := allFigures(a, today)
	s.text("*" + name(a.Vendor) + "* · invoices" + onlyWords(only) + " · " + owedWords(fs))
	lines := make([]string, 0, len(page))
	for _, i := range page {
		lines = append(lines, "• "+invoiceLine(i, today, a.Vendor.Grace))
	}
	if len(lines) == 0 {
		none := "Nothing recorded"
		if only != "" && len(fs) > 0 {
			none = "No invoice of " + name(a.Vendor) + " is " + esc(only)
		}
		lines = append(lines, none+". Example: "+code("/owed "+string(a.Vendor.Slug)+" invoice INV-7 "+a.Short("1.2m")+" due 2023-03-31"))
	}
	s.cut = "There is more than fits here. Fewer at once: " + code("/owed "+string(a.Vendor.Slug)+" invoices overdue")
	s.lines(upTo(lines, 25)...)
	s.note(asOf(a, c)...)
	if only == "contested" {
		s.buttons(acceptEach(a.Vendor.Slug, page)...)
	}
	s.buttons(
		button{label: "Pay", action: ActPay, value: Value(a.Vendor.Slug, "", "")},
		button{label: "Dispute", action: ActDispute, value: Value(a.Vendor.Slug, "", "")},
		button{label: "Card", action: ActView + ViewCard, value: Value(a.Vendor.Slug, "", "")},
		nextPage(a.Vendor.Slug, ViewInvoices, only, next),
	)
	return s.done(name(a.Vendor) + ": " + balanceWords(fs) + ".")
}
