package show

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// contractLine is a contract in a line or two: commitment, term, how far, what was drawn, what will be lacking.
func contractLine(a *ledger.Account, k ledger.Contract, today ledger.Date) string {
	if term, renewals := k.TermOn(today); renewals > 0 {
		return renewedLine(a, k, term, today)
	}
	b := a.BurnOf(k, today)
	words := code(string(k.ID)) + " " + k.Commitment.String()
	if k.Start.IsZero() {
		return words + " over " + plural(k.Months, "month", "months") + ": " + b.PerMonth.String() + " a month on average; its start is not known, so no elapsed share. Drawdown " + drawdown(b)
	}
	words += ", " + thousands(b.Elapsed) + " of " + plural(k.Months, "month", "months") + " elapsed (to " + shortDay(b.End) + "). Drawdown " + drawdown(b)
	return words + "; " + strings.Join(append([]string{shortfall(b)}, yearsShort(b)...), "; ")
}

// renewedLine is a contract that has renewed by itself: the term that runs, and what the one before it lacked.
func renewedLine(a *ledger.Account, k, term ledger.Contract, today ledger.Date) string {
	b := a.BurnOf(term, today)
	words := code(string(k.ID)) + " renewed " + day(term.Start)
	if !b.End.IsZero() {
		words += " to " + shortDay(b.End) + ", " + thousands(b.Elapsed) + " of " + plural(term.Months, "month", "months") + " elapsed"
	}
	words += ". " + renewalWords(a.Vendor, term, b) + ". Drawdown " + drawdown(b)
	parts := []string{words}
	if term.Commitment.Positive() {
		parts = append(parts, shortfall(b))
	}
	for _, t := range k.TermsBefore(today, 1) {
		parts = append(parts, "the term to "+shortDay(t.End())+": "+endedTerm(a, t))
	}
	return strings.Join(parts, "; ")
}

// renewalWords say what a renewed term commits us to, and for how long, or what of that is not on record and how to say it.
func renewalWords(v ledger.Vendor, term ledger.Contract, b ledger.Burn) string {
	var words, say []string
	if term.Commitment.Positive() {
		words = append(words, "It commits us to "+term.Commitment.String())
	} else {
		say = append(say, "at "+term.Commitment.Currency.Short("10m"))
	}
	if b.End.IsZero() {
		say = append([]string{"for 12 months"}, say...)
	}
	if len(say) > 0 {
		missing := either(len(say) == 2, "For how long, and for how much", either(b.End.IsZero(), "For how long", "For how much"))
		words = append(words, missing+" is not on record: "+code("/owed "+string(v.Slug)+" contract "+string(term.ID)+" renews "+strings.Join(say, " ")))
	}
	return strings.Join(words, ". ")
}

// endedTerm is how a term stood when it ended: what it lacked is for good.
func endedTerm(a *ledger.Account, t ledger.Contract) string {
	if !t.Commitment.Positive() {
		return "what it committed us to is not on record"
	}
	b := a.BurnOf(t, t.End().AddDays(1))
	words := "*" + bound(b.IfStopped) + " short* of " + t.Commitment.String() + ", which they may ask for"
	if b.IfStopped.Exact() && b.IfStopped.Low.IsZero() {
		words = t.Commitment.String() + " reached"
	}
	return strings.Join(append([]string{words}, yearsShort(b)...), "; ")
}

// ended is the last day of the term that runs; zero where it is not known.
func ended(k ledger.Contract, today ledger.Date) ledger.Date {
	term, _ := k.TermOn(today)
	return term.End()
}

// drawdown is what was drawn, as a bound with its reason.
func drawdown(b ledger.Burn) string {
	if b.KnownMonths == 0 && b.Source == "" {
		return "not known: nothing recorded" // "at least $0.00" would say less
	}
	return bound(b.Drawn)
}

// shortfall is what will be lacking at the end of the term, with the assumption it rests on.
func shortfall(b ledger.Burn) string {
	if !b.Shortfall.LowKnown && !b.Shortfall.HighKnown {
		return "shortfall not known: " + esc(clip(b.Shortfall.Why, memoLen))
	}
	if b.Shortfall.Exact() && b.Shortfall.Low.IsZero() {
		if len(yearsShort(b)) > 0 {
			return "no shortfall of the whole term at the present pace"
		}
		return "no shortfall at the present pace"
	}
	return "shortfall " + b.Shortfall.String() + " at the present pace"
}

// yearsShort are the contract years whose own minimum is missed, or may be.
func yearsShort(b ledger.Burn) []string {
	var words []string
	for _, y := range b.Years {
		if y.Missed() {
			words = append(words, "*year "+thousands(y.Year)+" "+y.Short.String()+" short*"+either(y.Ended, "", " at the present pace"))
		}
	}
	return words
}

// yearLines say how each contract year with a minimum of its own stands.
func yearLines(b ledger.Burn) []string {
	var lines []string
	for _, y := range b.Years {
		line := "Year " + thousands(y.Year) + ", to " + day(y.End) + ": " + either(y.ToCome, "to come, at least ", "drawn "+bound(y.Drawn)+" of at least ") + y.Minimum.String()
		switch {
		case y.Missed() && y.Ended:
			line += ": *" + y.Short.String() + " short*, which they may ask for"
		case y.Missed():
			line += ": *" + y.Short.String() + " short* at the present pace"
		case !y.Short.LowKnown && !y.Short.HighKnown:
			line += ": whether it will be reached is not known, " + esc(clip(y.Short.Why, memoLen))
		case y.Ended:
			line += ": reached"
		default:
			line += ": reached at the present pace"
		}
		lines = append(lines, line)
	}
	return lines
}

// bound is a figure that is known within limits, and why.
func bound(b ledger.Bound) string {
	if b.Why == "" {
		return b.String()
	}
	return b.String() + " (" + esc(clip(b.Why, memoLen)) + ")"
}

// Contract shows a vendor's contracts: how the commitment burns, and the clauses that change what owed says.
func Contract(a *ledger.Account, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, name(a.Vendor)+": contracts are shown privately.", ViewContract)
	}
	s := write(c)
	live := a.LiveContracts()
	s.text("*" + name(a.Vendor) + "* · " + plural(len(live), "contract", "contracts"))
	if len(live) == 0 {
		s.text("No contract is on record. Record it: " + code("/owed "+string(a.Vendor.Slug)+" contract "+a.Short("510m")+" over 66 months from 2020-12-01"))
	}
	for n, k := range live {
		if n == 5 {
			s.note("and " + thousands(len(live)-n) + " more")
			break
		}
		s.lines(contractLines(a, k, c.today(a))...)
	}
	s.note(append(asOf(a, c), "whole months; a contract month ends before the same day of the next")...)
	s.buttons(button{label: "Add a contract", action: ActContract, value: Value(a.Vendor.Slug, "", "")}, button{label: "Card", action: ActView + ViewCard, value: Value(a.Vendor.Slug, "", "")})
	return s.done(name(a.Vendor) + ": " + plural(len(live), "contract", "contracts") + " on record.")
}

func contractLines(a *ledger.Account, k ledger.Contract, today ledger.Date) []string {
	head := "*" + string(k.ID) + " " + k.Commitment.String() + "* over " + plural(k.Months, "month", "months")
	if k.Name != "" {
		head += " · " + esc(clip(k.Name, nameLen))
	}
	lines := []string{head}
	before := k.TermsBefore(today, 3)
	k, renewals := k.TermOn(today)
	b := a.BurnOf(k, today)
	if renewals > 0 {
		for _, t := range before {
			lines = append(lines, day(t.Start)+" to "+day(t.End())+": "+endedTerm(a, t))
		}
		lines = append(lines, "*Renewed by itself* "+day(k.Start)+". "+renewalWords(a.Vendor, k, b))
	}
	if lines = append(lines, termLine(k, b)); renewals > 0 && !k.Commitment.Positive() {
		lines = append(lines, "Drawn in this term: "+drawdown(b)+drawnFrom(b), interestLine(a, k, today))
		return append(lines, clauses(k, today)...)
	}
	if b.Plan.LowKnown || b.Plan.HighKnown {
		lines = append(lines, "By now, evenly spread: "+bound(b.Plan))
	}
	lines = append(lines, "Drawn: "+drawdown(b)+drawnFrom(b))
	if b.RateMonths > 0 {
		lines = append(lines, "Pace: "+b.Rate.String()+" a month, the mean of the last "+plural(b.RateMonths, "full month", "full months")+": "+b.Pace.String()+" % of "+b.PerMonth.String())
	} else {
		lines = append(lines, "On average "+b.PerMonth.String()+" a month, "+b.PerYear.String()+" a year")
	}
	lines = append(lines, capital(shortfall(b))+catchUp(b), stopLine(b), interestLine(a, k, today))
	lines = append(lines, yearLines(b)...)
	return append(lines, clauses(k, today)...)
}

func termLine(k ledger.Contract, b ledger.Burn) string {
	if !k.Start.IsZero() && b.End.IsZero() {
		return "Since " + day(k.Start) + ": " + plural(b.Elapsed, "month", "months") + " elapsed; its end, and the last day to give notice, are not known"
	}
	if k.Start.IsZero() {
		return "Its start is not known, so nothing can be said of how much of it has passed. Say it: " + code("contract from 2020-12-01")
	}
	return day(k.Start) + " to " + day(b.End) + ": " + thousands(b.Elapsed) + " of " + plural(k.Months, "month", "months") + " elapsed, " + thousands(b.Left) + " to come"
}

func drawnFrom(b ledger.Burn) string {
	if b.Source != "" {
		return ", source: " + esc(clip(b.Source, memoLen))
	}
	if b.KnownMonths > 0 {
		return ", from the invoices of " + plural(b.KnownMonths, "month", "months")
	}
	return ""
}

// catchUp is what the months of which nothing is known must have held for no shortfall at the present pace.
func catchUp(b ledger.Burn) string {
	if !b.CatchUpRate.Positive() {
		return ""
	}
	return "; none" + either(len(b.Years) > 0, " of the whole term", "") + " if the " + plural(b.Missing, "month", "months") + " of which nothing is known held " + b.CatchUpRate.String() + either(b.Missing == 1, "", " each")
}

// stopLine is the worst end: what would be lacking if we left today.
func stopLine(b ledger.Burn) string {
	var parts []string
	if b.IfStopped.HighKnown || b.IfStopped.Low.Positive() {
		parts = append(parts, "If usage stopped today: "+b.IfStopped.String()+" short")
	}
	if b.Overage.Positive() {
		parts = append(parts, "above the commitment: "+b.Overage.String())
	}
	return strings.Join(parts, "; ")
}

// interestLine is what lateness may cost by the contract.
func interestLine(a *ledger.Account, k ledger.Contract, today ledger.Date) string {
	sum, ok := a.InterestSoFar(k, today)
	if !ok {
		return ""
	}
	return "Late interest so far, on what is open and overdue: " + sum.String() + ". It is exposure, not owed, until they ask for it and we accept"
}

// clauses are what the contract lets us do, or not.
func clauses(k ledger.Contract, today ledger.Date) []string {
	words := clauseWords(k)
	if last := k.LastNotice(); !last.IsZero() {
		words = append(words, "last day to give notice "+day(last)+", "+away(today, last))
	}
	if len(words) == 0 {
		return []string{"No clause is on record: owed reckons with the worse, that a disputed sum may not be held back"}
	}
	return []string{"Clauses: " + strings.Join(words, "; ")}
}

// contractChanges says what of a contract is new.
func contractChanges(was, now ledger.Contract) string {
	had := clauseWords(was)
	words := slices.DeleteFunc(clauseWords(now), func(w string) bool { return slices.Contains(had, w) })
	if now.Start != was.Start && !now.Start.IsZero() {
		words = append(words, "starts "+day(now.Start))
	}
	if now.NoticeDays != was.NoticeDays || now.NoticeMonths != was.NoticeMonths {
		words = append(words, either(now.NoticeMonths > 0, plural(now.NoticeMonths, "month", "months"), days(now.NoticeDays))+" of notice")
	}
	if was.AutoRenews && !now.AutoRenews {
		words = append(words, "renews no more"+either(now.RenewedTo.IsZero(), "", ", and ends "+day(now.RenewedTo)))
	}
	if now.Name != was.Name {
		words = append(words, "called "+said(now.Name, nameLen))
	}
	if now.Ended && !was.Ended {
		words = append(words, "ended")
	}
	if len(words) == 0 {
		return ""
	}
	return ": " + strings.Join(words, "; ")
}

// clauseWords are the clauses, each in words.
func clauseWords(k ledger.Contract) []string {
	var words []string
	if k.MayWithhold != nil {
		words = append(words, either(*k.MayWithhold, "a disputed sum may be held back", "a disputed sum may not be held back"))
	}
	if k.SetOffBarred != nil {
		words = append(words, either(*k.SetOffBarred, "set-off is barred", "set-off is allowed"))
	}
	if k.CureDays > 0 {
		words = append(words, days(k.CureDays)+" to cure after a notice")
	}
	if len(k.Schedule) > 0 {
		words = append(words, "at least "+sums(k.Schedule)+" in its years")
	}
	if k.Interest != "" {
		words = append(words, k.Interest+"% "+either(k.PerMonth, "a month", "a year")+" on what is late")
	}
	if k.ReceivedWhen != "" {
		words = append(words, "a notice counts when "+esc(clip(k.ReceivedWhen, nameLen)))
	}
	if k.AutoRenews {
		renews := "renews by itself"
		if k.RenewMonths > 0 {
			renews += " for " + plural(k.RenewMonths, "month", "months")
		}
		if k.Renewal.Positive() {
			renews += " at " + k.Renewal.String()
		}
		words = append(words, renews)
	}
	return words
}

func either(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}
