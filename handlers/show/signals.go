package show

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// noticeLine answers the first question at three in the morning: will they cut us off?
func noticeLine(a *ledger.Account, today ledger.Date) string {
	if !mayCutOff(a) {
		return "No suspension notice on record."
	}
	g, none := alerts.NoticeLine(a)
	if none {
		for _, g := range a.LiveSignals() {
			if g.Kind == ledger.ServiceSuspension {
				return "No suspension notice on record, but " + code(string(g.ID)) + ": suspension is " + stateOf(g) + doubt(g) + "."
			}
		}
		return "No suspension notice on record."
	}
	line := "*" + capital(g.Kind.Words()) + "*: " + stateOf(*g) + " (" + code(string(g.ID)) + ")"
	if !g.Effective.IsZero() && g.State == ledger.NoticeGiven {
		line += ", " + takesEffect(*g, today)
	}
	return line + doubt(*g) + "."
}

// mayCutOff reports whether any live counter-measure is about cutting us off: mostly there is none, and no more to look for.
func mayCutOff(a *ledger.Account) bool {
	for _, g := range a.Signals {
		switch g.Kind {
		case ledger.ServiceSuspension, ledger.ServiceTermination, ledger.DataDeletion:
			if g.Live() {
				return true
			}
		}
	}
	return false
}

func stateOf(g ledger.Signal) string {
	if g.State == ledger.Suspended {
		return "on hold"
	}
	return g.State.Words()
}

// signalLine is a counter-measure in a line: where it stands, what it is, what it costs, by when, and who says so.
func signalLine(g ledger.Signal, today ledger.Date) string {
	var b strings.Builder
	b.Grow(256)
	b.WriteString(code(string(g.ID)) + " *" + capital(stateOf(g)) + "*: " + g.Kind.Words())
	if g.Exposure != nil {
		b.WriteString(", " + exposure(*g.Exposure))
	}
	b.WriteString(affiliates(g))
	for _, w := range clocks(g, today) {
		b.WriteString("; " + w)
	}
	b.WriteString(" · " + source(g))
	b.WriteString(doubt(g))
	if words := theirWords(g, 120); words != "" {
		b.WriteString(" · " + words)
	}
	return b.String()
}

// doubt marks a counter-measure that was read from words which look like fraud, wherever it is named.
func doubt(g ledger.Signal) string { return either(g.Suspicious, ", 🔴 may be phishing", "") }

// theirWords are the words that a counter-measure was read from. What looks like fraud is not repeated: it may name the account to which
// the money shall go.
func theirWords(g ledger.Signal, most int) string {
	if g.Text == "" || g.Suspicious {
		return ""
	}
	return said(g.Text, most)
}

// doubted says what to do about a counter-measure that was read from words which look like fraud; "" of any other.
func doubted(g ledger.Signal) string {
	if !g.Suspicious {
		return ""
	}
	return "🔴 *This may be phishing*, so its words are not repeated here. " + verify
}

// verify is what to do first about what looks like fraud.
const verify = "Before anything is paid, ask the vendor on a number known before whether it is theirs. *Change* puts on record that it is."

var markWords = map[ledger.Mark]string{ledger.Doubted: "marked as what may be phishing", ledger.Genuine: "confirmed by the vendor: no longer marked as phishing"}

// exposure is what a counter-measure costs us, with its bound: "at least $1,000,000.00 a quarter".
func exposure(e ledger.Exposure) string {
	words := e.Amount.String()
	switch {
	case e.AmountMax.Positive():
		words += " to " + e.AmountMax.String()
	case e.Floor:
		words = "at least " + words
	case e.Ceiling:
		words = "up to " + words
	}
	if e.Per != "" {
		words += " a " + string(e.Per)
	}
	return words
}

// affiliates names the vendor's companies that join in. Where the exposure is a floor, theirs comes on top.
func affiliates(g ledger.Signal) string {
	if len(g.Affiliates) == 0 {
		return ""
	}
	var names []string
	for _, n := range g.Affiliates[:min(len(g.Affiliates), 3)] {
		names = append(names, esc(clip(n, nameLen)))
	}
	names = withRest(names, len(g.Affiliates))
	if g.Exposure != nil && g.Exposure.Floor {
		return " (" + list(names) + ": more)"
	}
	return " (with " + list(names) + ")"
}

// clocks are the days that run: when it takes effect, until when it can be cured.
func clocks(g ledger.Signal, today ledger.Date) []string {
	var out []string
	if !g.Effective.IsZero() {
		out = append(out, takesEffect(g, today))
	}
	if g.CureUntil.IsZero() {
		return out
	}
	if left := int(g.CureUntil - today); left >= 0 {
		return append(out, "cure until "+day(g.CureUntil)+", "+daysLeft(left))
	}
	return append(out, "cure period ended "+day(g.CureUntil))
}

// takesEffect says when a counter-measure begins, or that its day has come: whether it began is for people to say.
func takesEffect(g ledger.Signal, today ledger.Date) string {
	verb := "takes effect "
	switch {
	case g.State == ledger.InEffect:
		verb = "in effect since "
	case g.Effective < today:
		verb = "was to take effect "
	}
	return verb + day(g.Effective) + ", " + away(today, g.Effective)
}

func daysLeft(n int) string {
	if n == 0 {
		return "the last day"
	}
	return days(n) + " left"
}

// source says who says so. What is not a notice from the vendor weighs less, and the reader is told.
func source(g ledger.Signal) string {
	switch s := strings.ToLower(strings.TrimSpace(g.Source)); s {
	case "":
		return "source not recorded"
	case "notice", "letter", "vendor":
		return "source: " + s
	default:
		return "source: " + esc(clip(g.Source, nameLen)) + ", not a notice from the vendor"
	}
}

// Signals lists the counter-measures of a vendor: the fear first, then what lives by gravity, then what is over.
func Signals(a *ledger.Account, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, name(a.Vendor)+": counter-measures are shown privately.", ViewSignals)
	}
	s := write(c)
	today := c.today(a)
	s.text(firstLine(a, today))
	live := a.LiveSignals()
	for n, g := range live {
		if n == 15 {
			s.note("and " + thousands(len(live)-n) + " more")
			break
		}
		s.text(signalBlock(a, g, today, c))
	}
	over := endedSignals(a, c)
	if len(live) == 0 {
		s.text("No counter-measure of " + name(a.Vendor) + either(len(over) > 0, " is live. If", " is on record. If") + " it has threatened something: " + code("/owed "+string(a.Vendor.Slug)+" signal suspend threatened, source call"))
	}
	if len(over) > 0 {
		s.lines(append([]string{"*Over*"}, over...)...)
	}
	s.note(asOf(a, c)...)
	s.buttons(button{label: "Signal", action: ActSignal, value: Value(a.Vendor.Slug, "", "")}, cureButton(a, today), button{label: "Card", action: ActView + ViewCard, value: Value(a.Vendor.Slug, "", "")})
	return s.done(name(a.Vendor) + ": " + noticeLine(a, today) + " " + capital(plural(len(live), "counter-measure", "counter-measures")) + either(len(over) > 0, " live.", " on record."))
}

// firstLine is what the list of counter-measures begins with.
func firstLine(a *ledger.Account, today ledger.Date) string {
	if mayCutOff(a) {
		return noticeLine(a, today)
	}
	return "*No suspension notice on record.*"
}

// signalBlock is a counter-measure with all that is known of it.
func signalBlock(a *ledger.Account, g ledger.Signal, today ledger.Date, c Ctx) string {
	g2 := g
	g2.Text = ""
	lines := []string{signalLine(g2, today)}
	lines = append(lines, quoted(g, 500))
	rec := "Recorded by " + c.who(g.By) + " " + instant(g.At)
	if n := len(g.Moves); n > 0 {
		m := g.Moves[n-1]
		rec += "; now " + m.To.Words() + ", by " + c.who(m.By) + " " + instant(m.At)
		if m.Why != "" {
			rec += ": " + said(m.Why, memoLen)
		}
	}
	if g.Renews != "" {
		rec += "; renews " + code(string(g.Renews))
	}
	return strings.Join(slices.DeleteFunc(append(lines, rec), func(l string) bool { return l == "" }), "\n")
}

// quoted are the words that a counter-measure was read from, as a quotation; of what looks like fraud, what to do about it instead.
func quoted(g ledger.Signal, most int) string {
	if words := theirWords(g, most); words != "" {
		return "> " + words
	}
	return doubted(g)
}

// endedSignals are those that count no more, the newest first: what became of each, when, and by whom.
func endedSignals(a *ledger.Account, c Ctx) []string {
	over := byNumber(a.Signals, func(g ledger.Signal) bool { return !g.Live() })
	slices.Reverse(over)
	var lines []string
	for n, g := range over {
		if n == shownEnded {
			lines = append(lines, "and "+thousands(len(over)-n)+" more: "+code("/owed "+string(a.Vendor.Slug)+" history"))
			break
		}
		line := "~" + capital(g.Kind.Words()) + "~ " + code(string(g.ID)) + ", recorded " + instant(g.At) + ": "
		switch n := len(g.Moves); {
		case g.Reversed && g.ReversedAt.IsZero(): // an earlier owed did not keep it
			line += "reversed"
		case g.Reversed:
			line += "reversed " + instant(g.ReversedAt) + " by " + c.who(g.ReversedBy)
		case n > 0:
			line += g.State.Words() + " " + instant(g.LastAt()) + " by " + c.who(g.Moves[n-1].By) + because(g.Moves[n-1].Why)
		}
		lines = append(lines, line)
	}
	return lines
}

// shownEnded is how many counter-measures that are over are listed.
const shownEnded = 10

// cureButton offers to pay the cure sum, where there is one and a clock runs.
func cureButton(a *ledger.Account, today ledger.Date) button {
	for _, g := range a.LiveSignals() {
		if !g.Suspicious && !g.CureUntil.IsZero() && g.CureUntil >= today && len(pick(allFigures(a, today), cureSum)) > 0 {
			return button{label: "Pay the cure sum", action: ActPay, value: Value(a.Vendor.Slug, string(g.ID), "")}
		}
	}
	return button{}
}

// byNumber are the values of a map of items, oldest first.
func byNumber[V any](m map[ledger.ID]V, want func(V) bool) []V {
	var out []V
	for _, id := range slices.SortedFunc(maps.Keys(m), func(x, y ledger.ID) int {
		return cmp.Or(cmp.Compare(x.Number(), y.Number()), cmp.Compare(x, y))
	}) {
		if want(m[id]) {
			out = append(out, m[id])
		}
	}
	return out
}
