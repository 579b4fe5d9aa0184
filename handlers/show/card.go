package show

import (
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// cardRows is how many disputes, counter-measures or requests a card lists before it says "and 12 more".
const cardRows = 5

// Card is one vendor at a glance.
func Card(a *ledger.Account, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, name(a.Vendor)+": what is owed is shown privately.", ViewCard)
	}
	s := write(c)
	today := c.today(a)
	fs := allFigures(a, today)
	s.text(cardHead(a, fs))
	s.ages(fs)
	s.lines(cardTrouble(a, today, c)...)
	s.note(asOf(a, c)...)
	s.buttons(cardButtons(a, fs)...)
	return s.done(name(a.Vendor) + ": " + balanceWords(fs) + ".")
}

// cardAges is of how many currencies a card draws the ageing; those of the others are a line each.
const cardAges = 4

func (s *sheet) ages(fs []ledger.Figures) {
	n := 0
	var lines []string
	for _, f := range fs {
		if !f.Outstanding.Positive() {
			continue
		}
		if n++; n <= cardAges {
			s.text(ageing(f))
			s.chart(f)
			continue
		}
		var parts []string
		for b, sum := range f.Ageing {
			if sum.Positive() {
				parts = append(parts, ledger.Buckets[b]+" "+sum.String())
			}
		}
		lines = append(lines, "• "+strings.Join(parts, " · "))
	}
	s.lines(lines...)
}

// cardHead is the first paragraph: who, how much, how late, what is next.
func cardHead(a *ledger.Account, fs []ledger.Figures) string {
	lines := make([]string, 0, 6)
	lines = append(lines, "*"+name(a.Vendor)+"* · "+owedWords(fs))
	if !recorded(fs) && !a.Vendor.Closed {
		lines = append(lines, "No invoice and no payment is on record. Record one: "+code("/owed "+string(a.Vendor.Slug)+" invoice INV-1 "+a.Short("1m")+" issued 2023-02-28"))
	}
	lines = append(lines, everyFigure(fs)...)
	switch {
	case a.Vendor.MergedInto != "":
		lines = append(lines, "Merged into "+code(string(a.Vendor.MergedInto))+", which carries on its record: "+code("/owed "+string(a.Vendor.MergedInto)))
	case a.Vendor.Merging != "":
		lines = append(lines, "Being merged into "+code(string(a.Vendor.Merging))+": its documents are on their way")
	case a.Vendor.Receiving != "":
		lines = append(lines, "Being joined by "+code(string(a.Vendor.Receiving))+", whose documents are on their way")
	case a.Vendor.Closed:
		lines = append(lines, "Closed: nothing more is expected")
	case a.Vendor.Held:
		lines = append(lines, "On hold: nothing is paid until "+code("/owed "+string(a.Vendor.Slug)+" release"))
	}
	return strings.Join(lines, "\n")
}

// cardTrouble is what hangs on the debt: counter-measures, contract, disputes, requests, incidents.
func cardTrouble(a *ledger.Account, today ledger.Date, c Ctx) []string {
	lines := make([]string, 0, 16)
	lines = append(lines, "*Counter-measures*: "+noticeLine(a, today))
	signals := a.LiveSignals()
	for _, g := range signals[:min(len(signals), cardRows)] {
		lines = append(lines, "• "+signalLine(g, today))
	}
	lines = append(lines, andMore(len(signals), cardRows, a.Vendor, "signals"))
	for _, k := range a.LiveContracts() {
		lines = append(lines, "*Contract* "+contractLine(a, k, today))
	}
	lines = append(lines, cardDisputes(a, c)...)
	lines = append(lines, cardRequests(a, c)...)
	return append(lines, cardIncidents(a)...)
}

func cardDisputes(a *ledger.Account, c Ctx) []string {
	all := liveDisputes(a)
	if len(all) == 0 {
		return nil
	}
	var lines []string
	for n, d := range all[:min(len(all), cardRows)] {
		switch {
		case n == 0 && d.Amount.Positive():
			lines = append(lines, "*Open disputes*")
		case d.Amount.IsZero() && (n == 0 || all[n-1].Amount.Positive()):
			lines = append(lines, emptyDisputes)
		}
		lines = append(lines, "• "+disputeLine(a.Vendor, d, c))
	}
	return append(lines, andMore(len(all), cardRows, a.Vendor, "disputes"))
}

func cardRequests(a *ledger.Account, c Ctx) []string {
	all := requestsOf(a, ledger.Request.Live)
	if len(all) == 0 {
		return nil
	}
	lines := []string{"*Payment requests*"}
	for _, r := range all[:min(len(all), cardRows)] {
		lines = append(lines, "• "+requestLine(r, c))
	}
	return append(lines, andMore(len(all), cardRows, a.Vendor, "payments"))
}

// cardIncidents is the newest incident that is not over, and how many there are besides.
func cardIncidents(a *ledger.Account) []string {
	newest, n := ledger.Incident{}, 0
	for _, i := range a.Incidents {
		if !i.Live() {
			continue
		}
		if n++; i.ID.Number() > newest.ID.Number() {
			newest = i
		}
	}
	if n == 0 {
		return nil
	}
	line := "*Incident* " + code(string(newest.ID)) + " " + esc(clip(newest.Text, memoLen))
	if n > 1 {
		line += " · and " + plural(n-1, "more, see ", "more, see ") + code("/owed "+string(a.Vendor.Slug)+" timeline")
	}
	return []string{line}
}

// andMore says how many lines of a list are not shown, and where they are.
func andMore(n, shown int, v ledger.Vendor, word string) string {
	if n <= shown {
		return ""
	}
	return "and " + thousands(n-shown) + " more: " + code("/owed "+string(v.Slug)+" "+word)
}

// asOf is the small print under figures: the moment they hold for, where days end, who looks after the vendor.
func asOf(a *ledger.Account, c Ctx) []string {
	out := append(c.importing(a.Vendor.Slug), "As of "+instant(c.Now), "days end in "+esc(clip(zoneName(a.Vendor), nameLen)))
	if a.Vendor.Grace > 0 {
		out = append(out, plural(a.Vendor.Grace, "day of grace", "days of grace"))
	}
	if a.Vendor.Owner != "" {
		out = append(out, "owner "+c.who(a.Vendor.Owner))
	} else {
		out = append(out, "no owner yet")
	}
	if a.Vendor.Critical {
		out = append(out, "critical to us")
	}
	return out
}

// importing is the warning that figures are those of a moment in the middle of a file.
func (c Ctx) importing(v ledger.VendorID) []string {
	if c.Busy == nil || !c.Busy(v) {
		return nil
	}
	return []string{":hourglass_flowing_sand: import running: the figures change until it ends"}
}

func daysEnd(v ledger.Vendor) string { return "days end in " + esc(clip(zoneName(v), nameLen)) }

func zoneName(v ledger.Vendor) string {
	if v.Zone == "" {
		return "UTC"
	}
	return v.Zone
}

func cardButtons(a *ledger.Account, fs []ledger.Figures) []button {
	slug := a.Vendor.Slug
	value := Value(slug, "", "")
	var out []button
	if len(pick(fs, payable)) > 0 {
		out = append(out, button{label: "Pay", action: ActPay, value: value, style: slack.StylePrimary})
	}
	if len(pick(fs, outstanding)) > 0 {
		out = append(out, button{label: "Dispute", action: ActDispute, value: value})
	} else {
		out = append(out, button{label: "Invoice", action: ActInvoice, value: value})
	}
	if m, ok := loose(a); ok {
		out = append(out, button{label: "Allocate", action: ActAllocate, value: Value(slug, string(m.ID), "")})
	}
	return append(out,
		button{label: "Signal", action: ActSignal, value: value},
		button{label: "Invoices", action: ActView + ViewInvoices, value: value},
		button{label: "History", action: ActView + ViewHistory, value: value})
}

// loose is the oldest payment or credit with something on account.
func loose(a *ledger.Account) (ledger.Movement, bool) {
	var first ledger.Movement
	for _, m := range a.Movements {
		if m.OnAccount().Positive() && (first.ID == "" || m.Day < first.Day || m.Day == first.Day && m.ID.Number() < first.ID.Number()) {
			first = m
		}
	}
	return first, first.ID != ""
}

// privately is a message without figures for a place where a guest reads along: who is entitled sees the rest alone.
func privately(v ledger.Vendor, text, what string) Message {
	s := write(Ctx{})
	s.text(text)
	s.note("A guest is in this channel, so owed shows no figures here.")
	s.buttons(button{label: "Open privately", action: ActOpen, value: Value(v.Slug, what, "")})
	return s.done(text)
}
