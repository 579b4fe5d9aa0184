package show

import (
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// DigestPage is what the day's digest tells.
type DigestPage struct {
	Vendors []*ledger.Account // worst first
	Totals  map[ledger.Currency]ledger.Money
	Total   int
	Since   time.Time         // the digest before
	Changed []ledger.VendorID // of which something was recorded since
	Due     []ledger.DueRow   // within the next days
	Until   ledger.Date
	Waiting []Waiting
	Quiet   int      // alerts that came and went in quiet hours
	Heads   []string // where each journal ends, as `owed verify --head` reads it
	Names   func(ledger.VendorID) string
}

// Digest is the morning's message. ok is false where there is nothing to tell.
func Digest(p DigestPage, c Ctx) (m Message, ok bool) {
	signals := 0
	for _, a := range p.Vendors {
		signals += len(a.LiveSignals())
	}
	if len(p.Changed)+len(p.Due)+len(p.Waiting)+signals+p.Quiet == 0 {
		return Message{}, false
	}
	if c.Guests {
		return privately(ledger.Vendor{}, "The digest of what is owed is there.", ViewOverview), true
	}
	s := write(c)
	s.text("*What we owe today* · " + totalWords(p.Totals) + "\n" + p.changed())
	s.pictures(p)
	s.digestSignals(p.Vendors)
	s.digestWaiting(p.Waiting)
	s.upcoming(HomePage{Due: p.Due, Names: p.Names, Until: p.Until})
	if p.Quiet > 0 {
		s.text(plural(p.Quiet, "alert", "alerts") + " came and went overnight.")
	}
	s.cut = "There is more than fits here: " + code("/owed")
	s.text(heads(p.Heads))
	s.note("As of " + instant(c.Now))
	s.buttons(button{label: "All vendors", action: ActOpen, value: Value("", ViewOverview, "")}, button{label: "What falls due", action: ActOpen + ":" + ViewDue, value: Value("", ViewDue, "")})
	return s.done("What we owe today: " + totalWords(p.Totals) + "."), true
}

func (p DigestPage) changed() string {
	if len(p.Changed) == 0 {
		return "Nothing was recorded since " + instant(p.Since) + "."
	}
	var names []string
	for _, v := range p.Changed[:min(len(p.Changed), 8)] {
		names = append(names, esc(clip(p.Names(v), 40)))
	}
	if n := len(p.Changed) - len(names); n > 0 {
		names = append(names, thousands(n)+" more")
	}
	return "Changed since " + instant(p.Since) + ": " + list(names) + "."
}

// digestSignals lists live counter-measures, the gravest of each vendor first.
func (s *sheet) digestSignals(vendors []*ledger.Account) {
	var lines []string
	for _, a := range vendors {
		for _, g := range a.LiveSignals() {
			g.Text = ""
			lines = append(lines, "• "+esc(clip(a.Vendor.Name, 40))+" "+signalLine(g, s.c.today(a)))
		}
	}
	if len(lines) > 0 {
		s.lines(append([]string{"*Counter-measures*"}, upTo(lines, 10)...)...)
	}
}

func (s *sheet) digestWaiting(all []Waiting) {
	var lines []string
	for _, w := range all {
		lines = append(lines, "• "+esc(clip(w.Account.Vendor.Name, 40))+" "+requestLine(w.Request, s.c))
	}
	if len(lines) > 0 {
		s.lines(append([]string{"*Waits*"}, upTo(lines, 10)...)...)
	}
}

// heads are the ends of the journals. Kept outside the store, as this message is, they prove later that nothing was cut
// off or rewritten.
func heads(all []string) string {
	if len(all) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("Journal heads, for `owed verify --head`:\n```")
	for n, h := range all {
		if n == 10 {
			b.WriteString("\nand " + thousands(len(all)-n) + " more: owed export --proof")
			break
		}
		if n > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Trim(code(h), "`"))
	}
	return b.String() + "```"
}
