package show

import (
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// Overview is all vendors, worst first: a page of them, the totals over all, how many there are, and where the next page
// begins. Totals stand in a list by currency: they are never added to each other.
func Overview(page []*ledger.Account, totals map[ledger.Currency]ledger.Money, total int, next string, c Ctx) Message {
	if c.Guests {
		return privately(ledger.Vendor{}, "What is owed is shown privately.", ViewOverview)
	}
	s := write(c)
	head := "*" + plural(total, "vendor", "vendors") + "* · " + totalWords(totals)
	s.text(head)
	if total == 0 {
		s.text("Nothing recorded yet. Add the first vendor: " + code("/owed add Amazon Web Services as aws terms net30"))
	}
	for _, a := range page[:min(len(page), 10)] {
		s.blocks = append(s.blocks, overviewRow(a, c))
	}
	s.cut = "There is more than fits here: see each vendor by itself, " + code("/owed aws")
	var notes []string
	for _, a := range page {
		if notes = c.importing(a.Vendor.Slug); len(notes) > 0 {
			break
		}
	}
	s.note(append(notes, "Worst first: gravest counter-measure, then longest past due", "As of "+instant(c.Now))...)
	s.buttons(nextPage("", ViewOverview, "", next), button{label: "What falls due", action: ActView + ViewDue, value: Value("", "", "")}, button{label: "Add a vendor", action: ActAdd, value: Value("", "", "")})
	return s.done(plural(total, "vendor", "vendors") + ": " + totalWords(totals) + ".")
}

// totalWords lists what is owed in all, one amount for each currency.
func totalWords(totals map[ledger.Currency]ledger.Money) string {
	var all []ledger.Money
	for _, cur := range slices.Sorted(maps.Keys(totals)) {
		if totals[cur].Positive() {
			all = append(all, totals[cur])
		}
	}
	switch {
	case len(totals) == 0:
		return "nothing recorded"
	case len(all) == 0:
		return "nothing owed"
	}
	if len(all) > 12 {
		return sums(all[:12]) + " owed, and in " + plural(len(all)-12, "more currency", "more currencies")
	}
	return sums(all) + " owed in all"
}

func overviewRow(a *ledger.Account, c Ctx) *slack.SectionBlock {
	today := c.today(a)
	fs := allFigures(a, today)
	v := a.Vendor
	lines := []string{"*" + esc(clip(v.Name, 40)) + "* " + code(string(v.Slug)) + " · " + owedWords(fs) + either(v.Held, " · on hold", "") + either(v.Closed, " · closed", "")}
	lines = append(lines, overviewFigures(fs)...)
	if t := overviewTrouble(a); t != "" {
		lines = append(lines, t)
	}
	for _, k := range a.LiveContracts()[:min(len(a.LiveContracts()), 1)] {
		lines = append(lines, "Contract "+contractLine(a, k, today))
	}
	row := section(strings.Join(lines, "\n"))
	row.Accessory = slack.NewAccessory(button{label: "Open", action: ActOpen + ":" + string(v.Slug), value: Value(v.Slug, ViewCard, "")}.element())
	return row
}

// overviewLines is for how many currencies a row says what is late, disputed and due next.
const overviewLines = 4

func overviewFigures(fs []ledger.Figures) []string {
	var lines []string
	for _, f := range fs {
		var parts []string
		if f.Overdue.Positive() {
			parts = append(parts, f.Overdue.String()+" overdue, "+days(f.DaysPastDue()))
		}
		if f.Disputed.Positive() {
			parts = append(parts, f.Disputed.String()+" disputed")
		}
		if !f.NextDue.IsZero() {
			parts = append(parts, "next due "+day(f.NextDue)+": "+f.NextSum.String())
		}
		if len(parts) > 0 {
			lines = append(lines, strings.Join(parts, " · "))
		}
	}
	if n := len(lines) - overviewLines; n > 0 {
		return append(lines[:overviewLines], "and in "+plural(n, "more currency", "more currencies"))
	}
	return lines
}

// overviewTrouble names the gravest counter-measures.
func overviewTrouble(a *ledger.Account) string {
	live := a.LiveSignals()
	var words []string
	for _, g := range live[:min(len(live), 3)] {
		words = append(words, g.Kind.Words()+" "+stateOf(g)+doubt(g))
	}
	words = withRest(words, len(live))
	if len(words) == 0 {
		return ""
	}
	return "Counter-measures: " + strings.Join(words, "; ")
}
