package show

import (
	"strings"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// DigestPage is what the day's digest tells.
type DigestPage struct {
	Vendors []*ledger.Account // worst first
	Totals  map[ledger.Currency]ledger.Money
	Total   int
	Since   time.Time         // the digest before
	Changed []ledger.VendorID // of which something was recorded since
	Due     DuePage           // of the next days
	Waiting []Waiting
	Infos   []DigestAlert
	Quiet   int      // alerts that came and went in quiet hours
	Calm    bool     // where there is nothing to tell, that is told
	Heads   []string // where each journal ends, as `owed verify --head` reads it
	Names   func(ledger.VendorID) string
}

// DigestAlert is an alert that has no message of its own: it is told here.
type DigestAlert struct {
	Account *ledger.Account
	Alert   alerts.Alert
}

// Digest is the morning's message. ok is false where there is nothing to tell.
func Digest(p DigestPage, c Ctx) (m Message, ok bool) {
	signals := 0
	for _, a := range p.Vendors {
		signals += len(a.LiveSignals())
	}
	if len(p.Changed)+len(p.Due.Sums)+len(p.Waiting)+len(p.Infos)+signals+p.Quiet == 0 {
		return p.calm(c), p.Calm
	}
	if c.Guests {
		return privately(ledger.Vendor{}, "The digest of what is owed is there.", ViewOverview), true
	}
	s := write(c)
	s.text("*What we owe today* · " + totalWords(p.Totals) + "\n" + p.changed())
	s.pictures(p)
	s.digestSignals(p.Vendors)
	s.digestWaiting(p.Waiting)
	s.digestInfos(p.Infos)
	s.upcoming(p.Due)
	if p.Quiet > 0 {
		s.text(plural(p.Quiet, "alert", "alerts") + " came and went in quiet hours: settled before anybody was told.")
	}
	s.cut = "There is more than fits here: " + code("/owed")
	s.text(heads(p.Heads))
	s.note("As of " + instant(c.Now))
	s.buttons(button{label: "All vendors", action: ActOpen, value: Value("", ViewOverview, "")}, button{label: "What falls due", action: ActOpen + ":" + ViewDue, value: Value("", ViewDue, "")})
	return s.done("What we owe today: " + totalWords(p.Totals) + "."), true
}

// calm says that there is nothing to tell.
func (p DigestPage) calm(c Ctx) Message {
	s := write(c)
	s.text("*All quiet*: nothing was recorded since " + instant(p.Since) + ", nothing falls due until " + day(p.Due.Until) + ", nobody waits for a decision, and no counter-measure is live.")
	s.note("As of " + instant(c.Now))
	s.buttons(button{label: "All vendors", action: ActOpen, value: Value("", ViewOverview, "")})
	return s.done("All quiet: nothing is new about what we owe.")
}

// digestInfos lists what is new and not grave enough for a message of its own.
func (s *sheet) digestInfos(all []DigestAlert) {
	var lines []string
	for _, i := range all {
		m := matter{a: i.Account, al: i.Alert, today: s.c.today(i.Account), c: s.c}
		lines = append(lines, "• "+m.title())
	}
	if len(lines) > 0 {
		s.lines(append([]string{"*New, and not urgent*"}, upTo(lines, 10)...)...)
	}
}

func (p DigestPage) changed() string {
	if len(p.Changed) == 0 {
		return "Nothing was recorded since " + instant(p.Since) + "."
	}
	var names []string
	for _, v := range p.Changed[:min(len(p.Changed), 8)] {
		names = append(names, esc(clip(p.Names(v), 40)))
	}
	names = withRest(names, len(p.Changed))
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
