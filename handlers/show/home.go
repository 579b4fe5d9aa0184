package show

import (
	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// HomePage is what the Home tab shows: the worst vendors, and what waits for the reader.
type HomePage struct {
	Vendors []*ledger.Account // worst first
	Totals  map[ledger.Currency]ledger.Money
	Total   int       // vendors in all
	Waiting []Waiting // requests that the reader may decide
	Duties  []Duty    // alerts that are assigned to the reader
	Due     DuePage   // of the next days

	Answered bool // what was pressed in it was answered by a message
}

// Waiting is a payment request that waits for its decision.
type Waiting struct {
	Account *ledger.Account
	Request ledger.Request
}

// Home is the Home tab of somebody who may see figures.
func Home(p HomePage, c Ctx) slack.HomeTabViewRequest {
	s := write(c)
	s.blocks = append(s.blocks, &slack.HeaderBlock{Type: slack.MBTHeader, Text: label("What we owe")})
	if p.Answered {
		s.text(":arrow_right: Shown to you under *Messages*, above.")
	}
	s.text("*" + plural(p.Total, "vendor", "vendors") + "* · " + totalWords(p.Totals))
	if p.Total == 0 {
		s.text("Nothing recorded yet. Add the first vendor with the button below, or type " + code("/owed add Amazon Web Services as aws terms net30"))
	}
	s.buttons(
		button{label: "Pay", action: ActPay, value: Value("", "", "")},
		button{label: "Invoice", action: ActInvoice, value: Value("", "", "")},
		button{label: "Signal", action: ActSignal, value: Value("", "", "")},
		button{label: "Add a vendor", action: ActAdd, value: Value("", "", "")},
	)
	s.waiting(p.Waiting)
	s.duties(p.Duties)
	if len(p.Vendors) > 0 {
		s.text("*Worst first*")
	}
	for _, a := range p.Vendors[:min(len(p.Vendors), 10)] {
		s.blocks = append(s.blocks, overviewRow(a, c))
	}
	if n := p.Total - min(len(p.Vendors), 10); n > 0 {
		s.note("and " + thousands(n) + " more: " + code("/owed"))
	}
	s.upcoming(p.Due)
	s.note("As of "+instant(c.Now), "opening this tab again brings it up to date")
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: "owed_home", Blocks: slack.Blocks{BlockSet: s.blocks}}
}

func (s *sheet) waiting(all []Waiting) {
	if len(all) == 0 {
		return
	}
	s.text("*Waits for you* · " + plural(len(all), "payment request", "payment requests"))
	for n, w := range all {
		if n == 5 {
			s.note("and " + thousands(len(all)-n) + " more")
			return
		}
		row := section(name(w.Account.Vendor) + ": " + requestLine(w.Request, s.c))
		row.Accessory = slack.NewAccessory(button{
			label: "Look", action: ActOpen + ":" + string(w.Request.ID), value: Value(w.Account.Vendor.Slug, "request:"+string(w.Request.ID), ""),
		}.element())
		s.blocks = append(s.blocks, row)
	}
}

// upcoming is the beginning of what falls due, with the sums of all.
func (s *sheet) upcoming(p DuePage) {
	if len(p.Sums) == 0 {
		return
	}
	s.text("*Due until " + day(p.Until) + "*: " + cash(p.Sums))
	s.weeks(p.Rows, p.Sums, p.Vendor)
	if p.Next != "" {
		s.note("and more: " + code("/owed due"))
	}
}

// HomeClosed is the Home tab of somebody who may not see figures.
func HomeClosed(company string) slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: "owed_home", Blocks: slack.Blocks{BlockSet: []slack.Block{
		section("owed is for members of " + esc(clip(company, nameLen)) + "."),
	}}}
}
