package show

import (
	"strings"

	"owed.dev/owed/ledger"
)

// What is shown over all vendors: a page of accounts, worst first, and where the next page begins.

// AllSignals lists the live counter-measures of all vendors. The first line answers the fear for all of them.
func AllSignals(page []*ledger.Account, next string, c Ctx) Message {
	return overAll(page, next, c, listing{
		view: ViewSignals, title: "Counter-measures", none: "No counter-measure is on record.", head: cutOffs,
		rows: func(a *ledger.Account) []string {
			var out []string
			for _, g := range a.LiveSignals() {
				out = append(out, signalLine(g, c.today(a)))
			}
			return out
		},
	})
}

// cutOffs names the vendors that may cut us off, or says that none on this page may.
func cutOffs(page []*ledger.Account, next string, c Ctx) string {
	var lines []string
	for _, a := range page {
		if mayCutOff(a) {
			lines = append(lines, name(a.Vendor)+": "+noticeLine(a, c.today(a)))
		}
	}
	switch {
	case len(lines) > 0:
		return strings.Join(upTo(lines, 6), "\n")
	case next != "":
		return "*No suspension notice on record* with the vendors on this page."
	}
	return "*No suspension notice on record.*"
}

// AllDisputes lists the open disputes of all vendors, or those that are over.
func AllDisputes(page []*ledger.Account, closed bool, next string, c Ctx) Message {
	if closed {
		return overAll(page, next, c, listing{
			view: ViewDisputes, title: "Disputes that are over", none: "None is over among the newest disputes of each vendor.", filter: OnlyClosed,
			rows: func(a *ledger.Account) []string {
				var out []string
				for _, d := range overDisputes(a) {
					out = append(out, disputeLine(a.Vendor, d, c))
				}
				return out
			},
		})
	}
	return overAll(page, next, c, listing{
		view: ViewDisputes, title: "Open disputes", none: "No dispute is open.",
		rows: func(a *ledger.Account) []string {
			var out []string
			for _, d := range liveDisputes(a) {
				out = append(out, disputeLine(a.Vendor, d, c))
			}
			return out
		},
	})
}

// allMovements is how much money that moved a list over all vendors shows of each.
const allMovements = 3

// AllPayments lists the payment requests of all vendors that are under way, and the newest money that moved; where only is
// set, the requests in that state alone.
func AllPayments(page []*ledger.Account, only ledger.RequestState, next string, c Ctx) Message {
	want := func(r ledger.Request) bool { return r.Live() }
	if only != "" {
		want = func(r ledger.Request) bool { return r.State == only }
	}
	return overAll(page, next, c, listing{
		view: ViewPayments, title: "Payments" + onlyWords(string(only)), none: either(only == "", "No payment request and no payment is on record.", "There is no such payment request among the newest of each vendor."), filter: string(only),
		head: func(page []*ledger.Account, _ string, _ Ctx) string { return askedFor(page, want) },
		rows: func(a *ledger.Account) []string {
			var out []string
			for _, r := range requestsOf(a, want) {
				out = append(out, requestLine(r, c))
			}
			if only != "" {
				return out
			}
			moved := movementsOf(a)
			for _, m := range moved[:min(len(moved), allMovements)] {
				out = append(out, movementLine(m))
			}
			return out
		},
	})
}

// askedFor is what the requests of a page come to, by currency.
func askedFor(page []*ledger.Account, want func(ledger.Request) bool) string {
	var total []ledger.Money
	n := 0
	for _, a := range page {
		for _, r := range requestsOf(a, want) {
			total = addTo(total, r.Amount)
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return plural(n, "request", "requests") + ", " + sums(total)
}

// AllAsOf shows how things stood with all vendors at the end of a day; each account is as it stood then, or, of those of whom nothing
// was recorded before later, as it is known today.
func AllAsOf(page []*ledger.Account, later map[ledger.VendorID]bool, d ledger.Date, next string, c Ctx) Message {
	return overAll(page, next, c, listing{
		view: ViewAsOf, title: "What we owed at the end of " + day(d), none: "Nothing was recorded by then, and nothing is known today about that day.", filter: d.String(), uncounted: true,
		head: func(page []*ledger.Account, _ string, _ Ctx) string {
			return "*What we owed at the end of " + day(d) + "*, as known then"
		},
		rows: func(a *ledger.Account) []string {
			fs := allFigures(a, d)
			if len(fs) == 0 {
				return nil
			}
			was := owedWords(fs)
			if later[a.Vendor.Slug] {
				was = "Nothing was recorded by then; as known today about then: " + was
			}
			return append([]string{was}, everyFigure(fs)...)
		},
	})
}

// addTo adds a sum to that of its currency; currencies keep to themselves.
func addTo(all []ledger.Money, m ledger.Money) []ledger.Money {
	for n := range all {
		if all[n].Currency == m.Currency {
			all[n] = all[n].Add(m)
			return all
		}
	}
	return append(all, m)
}

// listing is what is listed over all vendors.
type listing struct {
	view, title, none, filter string
	uncounted                 bool                                                    // its rows are lines, not things
	head                      func(page []*ledger.Account, next string, c Ctx) string // what stands above the list; nil: nothing
	rows                      func(a *ledger.Account) []string
}

func overAll(page []*ledger.Account, next string, c Ctx, l listing) Message {
	if c.Guests {
		return privately(ledger.Vendor{}, l.title+" are shown privately.", l.view)
	}
	s := write(c)
	if l.head != nil {
		s.text(l.head(page, next, c))
	}
	n := 0
	for _, a := range page {
		rows := l.rows(a)
		if len(rows) == 0 {
			continue
		}
		n += len(rows)
		lines := []string{"*" + name(a.Vendor) + "* " + code(string(a.Vendor.Slug))}
		for _, r := range rows {
			lines = append(lines, "• "+r)
		}
		s.lines(upTo(lines, 9)...)
	}
	if n == 0 {
		s.text(either(next == "", l.none, "None with the vendors on this page."))
	}
	s.cut = "There is more than fits here: see each vendor by itself, " + code("/owed aws "+l.view)
	s.note("Worst vendors first", "As of "+instant(c.Now))
	s.buttons(nextPage("", l.view, l.filter, next), button{label: "All vendors", action: ActView + ViewOverview, value: Value("", "", "")})
	if l.uncounted {
		return s.done(l.title + ".")
	}
	return s.done(l.title + ": " + either(n == 0, "none", thousands(n)) + ".")
}
