package show

import (
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// alertRows is how many invoices an alert names.
const alertRows = 5

// matter is an alert being shown: the account it is about, and what was found of its subject.
type matter struct {
	a        *ledger.Account
	al       alerts.Alert
	invoices []ledger.Invoice // open ones, oldest due first; the first few are enough
	today    ledger.Date
	c        Ctx
}

// AlertMessage is the message that stands for a matter as long as it lasts: what happened, how much, by when, what is at
// stake, who acts. invoices are the vendor's oldest open ones. Once it is over the message says so, struck and dated.
func AlertMessage(a *ledger.Account, al alerts.Alert, invoices []ledger.Invoice, posted ledger.Posted, c Ctx) Message {
	m := matter{a: a, al: alerts.Ended(a, al, posted, c.Now), invoices: invoices, today: c.today(a), c: c}
	if c.Guests {
		return m.guarded()
	}
	if !al.Live() {
		return m.over()
	}
	s := write(c)
	title := m.title()
	s.text("*" + severityWord(al.Severity) + "* · *" + title + "*")
	s.lines(m.facts()...)
	if _, isSignal := m.signal(); isSignal || al.Severity > alerts.Info {
		s.lines(m.stakes()...)
	}
	s.lines(m.acts(posted)...)
	s.note(append(c.importing(a.Vendor.Slug), "As of "+instant(c.Now), daysEnd(a.Vendor))...)
	s.buttons(m.buttons()...)
	return s.done(severityWord(al.Severity) + ": " + title + ".")
}

// guarded is the alert for a channel where a guest reads along: what it is about, and nothing else.
func (m matter) guarded() Message {
	text := severityWord(m.al.Severity) + ": " + name(m.a.Vendor) + ", " + kindWords(m.al.Kind) + "."
	if !m.al.Live() {
		text = "~" + kindWords(m.al.Kind) + "~ " + name(m.a.Vendor) + ": over since " + instant(m.al.Cleared) + "."
	}
	return privately(m.a.Vendor, text, m.al.Matter)
}

// over says that the matter has ended: why, by whom, when.
func (m matter) over() Message {
	s := write(m.c)
	why := overWords(m.al)
	text := "~" + m.title() + "~\n*Over*: " + why
	if m.al.By != "" {
		text += ", by " + m.c.who(m.al.By)
	}
	if m.al.Matter == alerts.MatterDue {
		text += ", since"
	}
	s.text(text + " " + instant(m.al.Cleared) + ".")
	var owed []string
	if m.a.Vendor.MergedInto == "" && m.a.Vendor.Merging == "" { // what is owed to it stands with the other vendor
		owed = append(owed, balance(m.a, m.c))
	}
	s.note(append(owed, "As of "+instant(m.c.Now))...)
	s.buttons(button{label: "Card", action: ActOpen, value: Value(m.a.Vendor.Slug, ViewCard, "")})
	what := kindWords(m.al.Kind)
	if m.al.Matter == alerts.MatterDue {
		what = m.dueTitle()
	}
	return s.done("Over: " + name(m.a.Vendor) + ", " + what + ": " + why + ".")
}

// overWords says why a matter ended.
func overWords(al alerts.Alert) string {
	if al.Why == "" {
		return "it does not stand any more"
	}
	return esc(strings.ReplaceAll(clip(al.Why, nameLen), "_", " "))
}

// signal is the counter-measure that the matter is about, if it is about one.
func (m matter) signal() (ledger.Signal, bool) {
	g, ok := m.a.Signals[ledger.ID(m.al.Subject)]
	return g, ok
}

func (m matter) request() (ledger.Request, bool) {
	r, ok := m.a.Requests[ledger.ID(m.al.Subject)]
	return r, ok
}

// title is the matter in one sentence, with its figures. It is shown in bold, or struck, so there is no code in it: owed's
// own IDs need none, and what others wrote is escaped.
func (m matter) title() string {
	v := name(m.a.Vendor)
	switch what, _, _ := strings.Cut(m.al.Matter, ":"); what {
	case alerts.MatterLapsed:
		if len(m.al.Amounts) == 0 {
			return v + ": a payment is overdue"
		}
		return v + ": " + sums(m.al.Amounts) + " overdue, " + plural(m.al.Count, "invoice", "invoices")
	case "signal":
		if g, ok := m.signal(); ok {
			if m.al.Kind == alerts.SignalEffectiveNow {
				return v + ": " + g.Kind.Words() + " was to take effect " + day(g.Effective) + ". Has it happened? (" + string(g.ID) + ")" + doubt(g)
			}
			return v + ": " + g.Kind.Words() + ", " + g.State.Words() + " (" + string(g.ID) + ")" + doubt(g)
		}
	case "request":
		if r, ok := m.request(); ok {
			return m.requestTitle(r)
		}
	case alerts.MatterDue:
		return v + ": " + m.dueTitle()
	case "commit":
		if off := m.al.Off; !off.AsOf.IsZero() {
			return v + ": " + m.al.Subject + " is off its plan: " + offWords(off)
		}
	case "contract":
		if k, ok := m.a.Contracts[ledger.ID(m.al.Subject)]; ok && !ended(k, m.today).IsZero() {
			return v + ": " + m.contractTitle(k)
		}
	}
	title := v + ": " + kindWords(m.al.Kind)
	if m.al.Subject != "" {
		title += " (" + esc(clip(m.al.Subject, 40)) + ")"
	}
	if len(m.al.Amounts) > 0 {
		title += ", " + sums(m.al.Amounts)
	}
	return title
}

// offWords say how far, and in which direction, a commitment is off its plan.
func offWords(off alerts.Off) string {
	words := either(off.AtLeast, "at least ", "") + off.Drawn.String() + " drawn by " + day(off.AsOf) + ", where the plan has " + off.Plan.String()
	diff := off.Drawn.Sub(off.Plan)
	if diff.Sign() < 0 {
		return words + ": " + diff.Neg().String() + " less"
	}
	return words + ": " + diff.String() + " more"
}

func (m matter) contractTitle(k ledger.Contract) string {
	k, _ = k.TermOn(m.today)
	id, end := string(k.ID), k.End()
	if last := k.LastNotice(); m.al.Kind == alerts.RenewalNotice && !last.IsZero() {
		return "the last day to give notice of " + id + " is " + day(last) + ", " + away(m.today, last)
	}
	return id + either(k.AutoRenews, " renews by itself after ", " ends ") + day(end) + ", " + away(m.today, end)
}

func (m matter) requestTitle(r ledger.Request) string {
	id := string(r.ID)
	switch m.al.Kind {
	case alerts.ApprovedUnsettled:
		return id + " was approved " + days(int(m.today-m.a.Vendor.Today(r.When))) + " ago and is not settled: " + r.Amount.String() + " to " + name(m.a.Vendor)
	case alerts.RequestExpiring:
		return id + " expires " + day(m.a.Vendor.Today(r.Expires)) + ": " + r.Amount.String() + " to " + name(m.a.Vendor)
	case alerts.PaymentFailed:
		return id + " failed: " + r.Amount.String() + " to " + name(m.a.Vendor) + " did not go out"
	}
	return id + ": " + r.Amount.String() + " to " + name(m.a.Vendor) + " " + guestState(r)
}

// facts are what happened, how much, by when.
func (m matter) facts() []string {
	if g, ok := m.signal(); ok {
		return m.signalFacts(g)
	}
	var lines []string
	switch m.al.Matter {
	case alerts.MatterLapsed:
		lines = m.invoiceRows(func(i ledger.Invoice) bool { return i.OverdueOn(m.today, m.a.Vendor.Grace) }, m.al.Count)
	case alerts.MatterDue:
		lines = m.dueFacts()
	case alerts.MatterExposure:
		for _, e := range alerts.Stakes(m.a, m.c.Now).Exposure {
			lines = append(lines, "• In all "+exposure(e))
		}
	}
	if i, ok := m.a.Invoices[ledger.InvoiceNo(m.al.Subject).Key()]; ok && m.al.Subject != "" {
		lines = append(lines, "• "+invoiceLine(i, m.today, m.a.Vendor.Grace))
	}
	if d, ok := m.a.Disputes[ledger.ID(m.al.Subject)]; ok {
		lines = append(lines, "• "+disputeLine(m.a.Vendor, d, m.c))
	}
	if k, ok := m.a.Contracts[ledger.ID(m.al.Subject)]; ok {
		lines = append(lines, contractLine(m.a, k, m.today))
	}
	if i, ok := m.a.Incidents[ledger.ID(m.al.Subject)]; ok {
		lines = append(lines, said(i.Text, longLen)+" · noted by "+m.c.who(i.By)+" "+instant(i.At))
	}
	if r, ok := m.request(); ok {
		lines = append(lines, "• "+requestLine(r, m.c))
	}
	if p, ok := m.a.Movements[ledger.ID(m.al.Subject)]; ok {
		lines = append(lines, "• "+movementLine(p))
	}
	return append(lines, m.owed()...)
}

// invoiceRows are the first invoices that the matter is about, and how many there are besides.
func (m matter) invoiceRows(want func(ledger.Invoice) bool, count int) []string {
	var lines []string
	n := 0
	for _, i := range m.invoices {
		if !i.Open().Positive() || !want(i) {
			continue
		}
		if n++; n <= alertRows {
			lines = append(lines, "• "+invoiceLine(i, m.today, m.a.Vendor.Grace))
		}
	}
	if more := max(n, count) - len(lines); more > 0 && len(lines) > 0 {
		lines = append(lines, "and "+thousands(more)+" more")
	}
	return lines
}

// owed is where the debt stands, in each currency: outstanding, overdue, disputed, and what cures.
func (m matter) owed() []string {
	var lines []string
	for _, f := range allFigures(m.a, m.today) {
		if !f.Outstanding.Positive() {
			continue
		}
		parts := []string{"Outstanding " + f.Outstanding.String(), "overdue " + f.Overdue.String()}
		if f.Overdue.Positive() {
			parts[1] += ", the oldest " + days(f.DaysPastDue()) + " past due"
		} else {
			parts[1] = "nothing overdue"
		}
		if f.Disputed.Positive() {
			parts = append(parts, "disputed "+f.Disputed.String())
		}
		if f.InFlight.Positive() {
			parts = append(parts, "in flight "+f.InFlight.String())
		}
		if f.CureSum.Positive() {
			parts = append(parts, "cure sum "+f.CureSum.String())
		}
		lines = append(lines, strings.Join(parts, " · "))
	}
	if lines == nil {
		return []string{capital(balanceWords(allFigures(m.a, m.today)))}
	}
	return lines
}

// acts are who acts, and what is done already.
func (m matter) acts(p ledger.Posted) []string {
	owner := "Owner: " + m.c.who(m.a.Vendor.Owner)
	if m.a.Vendor.Owner == "" {
		owner = "No owner yet, so the admins are asked: " + code("/owed "+string(m.a.Vendor.Slug)+" edit owner @who")
	}
	if p.Owner != "" {
		owner += " · assigned to " + m.c.who(p.Owner)
		if given, ok := alerts.Assigned(p); ok && given.By != given.To {
			owner += " by " + m.c.who(given.By) + " " + instant(given.At)
		}
	}
	lines := []string{owner}
	if step := m.nextStep(); step != "" {
		lines = append(lines, "*Next*: "+step)
	}
	if p.Acked != "" {
		lines = append(lines, "*Taken* by "+m.c.who(p.Acked)+" "+instant(p.AckedAt))
	}
	if p.Snoozed.After(m.c.Now) {
		lines = append(lines, "*Snoozed* by "+m.c.who(p.Snoozer)+" until "+instant(p.Snoozed))
	}
	return lines
}

func (m matter) buttons() []button {
	v := m.a.Vendor.Slug
	value := Value(v, m.al.Matter, "")
	out := m.subjectButtons()
	if m.al.Severity > alerts.Info {
		out = append(out, button{label: "Mine", action: ActAck, value: value}, button{label: "Assign", action: ActAssign, value: value}, button{label: "Snooze", action: ActSnooze, value: value})
	}
	return append(out, button{label: "Card", action: ActOpen, value: Value(v, ViewCard, "")})
}

// subjectButtons are what can be done about the thing itself.
func (m matter) subjectButtons() []button {
	v := m.a.Vendor.Slug
	if g, ok := m.signal(); ok {
		return m.signalButtons(g)
	}
	if r, ok := m.request(); ok {
		return requestButtons(m.a, r)[:max(0, len(requestButtons(m.a, r))-1)]
	}
	if i, ok := m.a.Incidents[ledger.ID(m.al.Subject)]; ok && i.Live() {
		return []button{{label: "It is over", action: ActClose, value: Value(v, string(i.ID), "")}}
	}
	if d, ok := m.a.Disputes[ledger.ID(m.al.Subject)]; ok && d.Live() {
		return []button{
			{label: "What happened", action: ActOutcome, value: Value(v, string(d.ID), "")},
			{label: capital(ViewDisputes), action: ActOpen + ":" + ViewDisputes, value: Value(v, ViewDisputes, "")},
		}
	}
	for _, id := range [...]struct {
		what ledger.Series
		view string
	}{{ledger.DisputeSeries, ViewDisputes}, {ledger.ContractSeries, ViewContract}} {
		if ledger.ID(m.al.Subject).Series() == id.what {
			return []button{{label: capital(id.view), action: ActOpen + ":" + id.view, value: Value(v, id.view, "")}}
		}
	}
	switch m.al.Matter {
	case alerts.MatterLapsed, alerts.MatterDue:
		return []button{
			{label: "Pay", action: ActPay, value: Value(v, "", ""), style: slack.StylePrimary},
			{label: "Dispute", action: ActDispute, value: Value(v, "", "")},
		}
	}
	return nil
}

// AlertReply is what is said in a matter's thread when a new rung is reached: one sentence, and where things stand.
func AlertReply(a *ledger.Account, al alerts.Alert, rung alerts.Rung, c Ctx) Message {
	m := matter{a: a, al: al, today: c.today(a), c: c}
	if c.Guests {
		text := severityWord(rung.Severity) + ": " + name(a.Vendor) + ", " + kindWords(rung.Kind) + "."
		return privately(a.Vendor, text, al.Matter)
	}
	s := write(c)
	say := severityWord(rung.Severity) + ": " + m.rungWords(rung)
	s.text("*" + severityWord(rung.Severity) + "*: " + m.rungWords(rung))
	s.note(strings.Join(m.owed(), "; "), "As of "+instant(c.Now))
	return s.done(say)
}

// rungWords says what a rung means, in a sentence that is true at the moment it is read: a rung that is posted late
// counts the days as they are now.
func (m matter) rungWords(r alerts.Rung) string {
	v := name(m.a.Vendor)
	g, isSignal := m.signal()
	req, isRequest := m.request()
	switch {
	case r.Kind == alerts.Lapsed:
		return m.lapsedWords()
	case m.al.Matter == alerts.MatterDue:
		return v + ": " + m.dueWords(r.Day) + "."
	case r.Kind == alerts.CureEnding && isSignal:
		return m.cureWords(g)
	case r.Kind == alerts.SignalEffectiveSoon && isSignal:
		return m.subjectWords() + " " + takesEffect(g, m.today) + "."
	case r.Kind == alerts.SignalEffectiveNow:
		return m.subjectWords() + ": its day has come. Has it happened?"
	case r.Kind == alerts.SignalQuiet:
		return m.subjectWords() + ": nothing was heard of it for long. Is it still so?"
	case r.Kind == alerts.ApprovalWanted && isRequest:
		return code(m.al.Subject) + " waits for approval since " + instant(req.At) + ": " + req.Amount.String() + " to " + v + "."
	case isRequest:
		return m.requestTitle(req) + "."
	}
	if isSignal && len(g.Moves) > 0 && r.Event {
		last := g.Moves[len(g.Moves)-1]
		words := " is now " + g.State.Words()
		switch {
		case last.From != last.To:
		case last.Mark != "":
			words = " is " + markWords[last.Mark]
		case g.Effective > m.today && g.State != ledger.InEffect && g.State != ledger.Suspended: // perhaps on another day than it was
			words = " " + takesEffect(g, m.today)
		default:
			words = " is still " + g.State.Words()
		}
		return m.subjectWords() + words + ", says " + m.c.who(last.By) + because(last.Why) + "."
	}
	return m.title() + "."
}

// lapsedWords says how late the oldest is, and how much is late in all.
func (m matter) lapsedWords() string {
	late := 0
	for _, f := range allFigures(m.a, m.today) {
		late = max(late, f.DaysPastDue())
	}
	return "the oldest unpaid invoice of " + name(m.a.Vendor) + " is " + days(late) + " past due; " + sums(m.al.Amounts) + " overdue."
}

func (m matter) cureWords(g ledger.Signal) string {
	var words string
	switch left := int(g.CureUntil - m.today); {
	case left > 0:
		words = ": " + days(left) + " left to cure"
	case left == 0:
		words = ": today is the last day to cure"
	default:
		return m.subjectWords() + ": the time to cure ended " + day(g.CureUntil) + "."
	}
	if cure := pick(allFigures(m.a, m.today), cureSum); len(cure) > 0 && !g.Suspicious {
		words += "; pay " + sums(cure)
	}
	return m.subjectWords() + words + "."
}

func (m matter) subjectWords() string {
	if g, ok := m.signal(); ok {
		return name(m.a.Vendor) + ", " + g.Kind.Words() + " (" + code(string(g.ID)) + ")" + doubt(g)
	}
	return name(m.a.Vendor) + " (" + code(m.al.Subject) + ")"
}

// severityWord says how grave an alert is, in words, so that nothing hangs on a colour.
func severityWord(s alerts.Severity) string {
	return [...]string{"For information", "Warning", "Critical"}[min(max(s, 0), 2)]
}
