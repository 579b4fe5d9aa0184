package show

import (
	"strings"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// signalFacts are what every alert about a counter-measure says: what, in which state, who saw it where and when, by
// when, what it costs, what is owed; and what its kind must say besides.
func (m matter) signalFacts(g ledger.Signal) []string {
	var lines []string
	if w := clocks(g, m.today); len(w) > 0 {
		lines = append(lines, "*"+capital(strings.Join(w, "; "))+"*")
	}
	if g.Exposure != nil {
		lines = append(lines, "Exposure: "+exposure(*g.Exposure)+affiliates(g))
	} else if len(g.Affiliates) > 0 {
		lines = append(lines, "Joins"+affiliates(g))
	}
	lines = append(lines, quoted(g, 500))
	seen := capital(source(g)) + " · recorded by " + m.c.who(g.By) + " " + instant(g.At)
	if !g.Received.IsZero() {
		seen += ", received " + received(m.a.Vendor, g)
	}
	if permalink(g.Link) {
		seen += " · <" + g.Link + "|the message>"
	}
	lines = append(lines, seen)
	if n := len(g.Moves); n > 0 {
		last := g.Moves[n-1]
		words := "Moved from " + last.From.Words() + " to " + last.To.Words()
		if last.Mark != "" && last.From == last.To {
			words = capital(markWords[last.Mark]) + ","
		}
		lines = append(lines, words+" by "+m.c.who(last.By)+" "+instant(last.At)+because(last.Why))
	}
	lines = append(lines, m.owed()...)
	return append(lines, m.mustSay(g)...)
}

// received is when a notice came: a day as it was typed, which has no hour to be moved to the reader's zone, else the moment.
func received(v ledger.Vendor, g ledger.Signal) string {
	if on := v.Today(g.Received); on.Start(v.Location()).Equal(g.Received) {
		return day(on)
	}
	return instant(g.Received)
}

// mustSay is what an alert of a kind says besides. What nobody put on record is asked for, not left out.
func (m matter) mustSay(g ledger.Signal) []string {
	switch g.Kind {
	case ledger.ServiceSuspension:
		return []string{services(g) + " Not on record here: what keeps running, and who can still reach the data.", m.dataOut(g)}
	case ledger.ServiceTermination:
		return append([]string{services(g) + " Not on record here: how long data can be retrieved afterwards.", m.dataOut(g)}, m.onTermination()...)
	case ledger.DataDeletion:
		if !g.Effective.IsZero() {
			return []string{"Last day to retrieve data: " + day(g.Effective.AddDays(-1)) + ". Ask whether everything must be paid first."}
		}
		return []string{"The last day to retrieve data is not on record. Ask for it, and whether everything must be paid first."}
	case ledger.Acceleration:
		return m.onTermination()
	case ledger.RefusalToRenegotiate:
		var lines []string
		for _, k := range m.a.LiveContracts() {
			lines = append(lines, "Contract "+contractLine(m.a, k, m.today))
		}
		return lines
	case ledger.LegalAction:
		return []string{m.deadline(g), m.disputedOnRecord()}
	case ledger.Collections:
		return []string{"Who may be paid from now on is open: call the vendor on a number on file from before. A new account is a fraud risk."}
	case ledger.Interest, ledger.LateFee, ledger.PriceIncrease:
		if g.Exposure == nil {
			return []string{"The cost is not on record: ask for rate or fee, the clause, and from which day it counts."}
		}
	case ledger.CreditHold:
		return []string{services(g) + " Ask what can't be ordered any more, and what a deposit would change."}
	case ledger.Audit:
		return []string{"Scope and day are not on record unless they stand above."}
	case ledger.PublicDisclosure:
		return []string{"Who was told, or will be, is not on record unless it stands above."}
	case ledger.SetOffOrWithhold:
		var lines []string
		if g.Exposure == nil {
			lines = append(lines, "What they owe us per period is not on record: add it to know what is at stake.")
		}
		if clause := setOffClause(m.a, g); clause != "" {
			lines = append(lines, clause)
		}
		return lines
	}
	return nil
}

// permalink reports whether a link is one that can be shown as such: https, short, nothing in it that ends a link.
func permalink(link string) bool {
	if !strings.HasPrefix(link, "https://") || len(link) > 400 {
		return false
	}
	for i := range len(link) {
		if c := link[i]; c <= ' ' || c > '~' || strings.IndexByte("<>|`", c) >= 0 {
			return false
		}
	}
	return true
}

func services(g ledger.Signal) string {
	if len(g.Services) == 0 {
		return "Which services it hits is not on record."
	}
	var names []string
	for _, s := range g.Services[:min(len(g.Services), 8)] {
		names = append(names, esc(clip(s, nameLen)))
	}
	names = withRest(names, len(g.Services))
	return "Services at stake: " + list(names) + "."
}

// onTermination is what would fall due if the contract ended now.
func (m matter) onTermination() []string {
	var lines []string
	for _, k := range m.a.LiveContracts() {
		k, renewals := k.TermOn(m.today)
		b := m.a.BurnOf(k, m.today)
		if renewals > 0 && k.Commitment.IsZero() {
			lines = append(lines, code(string(k.ID))+" has renewed by itself, and "+bound(b.IfStopped))
			continue
		}
		lines = append(lines, "If "+code(string(k.ID))+" ended today, of its "+k.Commitment.String()+" there would be lacking "+bound(b.IfStopped))
	}
	return lines
}

// dataOut is the last safe day to get data out before a measure takes access away.
func (m matter) dataOut(g ledger.Signal) string {
	switch {
	case g.State == ledger.InEffect:
		return "It is in effect: get data out as long as anything can still be reached."
	case g.Effective.IsZero():
		return "The day on which access ends is not on record: get data out now, and ask for it."
	}
	last := g.Effective.AddDays(-1)
	if last < m.today {
		return "The last safe day to get data out was " + day(last) + ": get out now what can still be reached."
	}
	return "Last safe day to get data out: " + day(last) + ", " + away(m.today, last) + "."
}

func (m matter) deadline(g ledger.Signal) string {
	if g.Effective.IsZero() && g.CureUntil.IsZero() {
		return "The day by which to respond is not on record."
	}
	return "Respond before the day above."
}

func (m matter) disputedOnRecord() string {
	if sum := pick(allFigures(m.a, m.today), disputed); len(sum) > 0 {
		return "Disputed on record: " + sums(sum) + "."
	}
	return "Nothing is disputed on record: if the debt is contested, record it now, in time and in writing."
}

// stakes are what is at stake besides: how much we depend on the vendor, its other counter-measures, the next deadline.
func (m matter) stakes() []string {
	st := alerts.Stakes(m.a, m.c.Now)
	var lines []string
	if st.Critical {
		lines = append(lines, "*At stake*: "+name(m.a.Vendor)+" is critical to us."+otherServices(st, m.al))
	}
	if first := st.First; !first.Day.IsZero() && string(first.Signal) != m.al.Subject {
		lines = append(lines, "Next deadline: "+code(string(first.Signal))+", "+string(first.What)+", last safe day "+day(first.Day)+", "+away(m.today, first.Day))
	}
	var others []string
	for _, g := range m.a.LiveSignals() {
		if string(g.ID) != m.al.Subject {
			others = append(others, g.Kind.Words()+" "+g.State.Words()+doubt(g)+" ("+code(string(g.ID))+")")
		}
	}
	if len(others) > 0 {
		lines = append(lines, either(len(others) < len(m.a.LiveSignals()), "Counter-measures besides: ", "Counter-measures: ")+strings.Join(upTo(others, 4), "; "))
	}
	if g, none := noticed(m.a); m.al.Severity > alerts.Info && (none || string(g.ID) != m.al.Subject) {
		lines = append(lines, noticeLine(m.a, m.today))
	}
	return lines
}

func otherServices(st alerts.Stake, al alerts.Alert) string {
	if len(st.Services) == 0 {
		return " What would stop if it cut us off is not on record."
	}
	if strings.HasPrefix(al.Matter, "signal:") {
		return ""
	}
	return " " + services(ledger.Signal{Services: st.Services})
}

// nextStep is what people can do: one line, from what works against each kind.
func (m matter) nextStep() string {
	if g, ok := m.signal(); ok {
		return either(g.Suspicious, verify, measureSteps[g.Kind])
	}
	step := alertSteps[m.al.Kind]
	switch {
	case m.al.Kind == alerts.PaymentWithoutRequest:
		return m.unaskedStep()
	case m.al.Kind == alerts.CommitOffTrack && !m.al.Off.AsOf.IsZero() && m.al.Off.Drawn.Cmp(m.al.Off.Plan) > 0:
		return "find out what drives it: what is drawn above the plan counts, so less is left for the months to come."
	case m.dueIsHeld():
		return "pay what is on hold, once it is released, or agree on another day."
	case m.al.Kind == alerts.CommitUnknown:
		step += " " + code("/owed "+string(m.a.Vendor.Slug)+" contract spent "+m.a.Short("80m")+" by 2023-02-28 source cost explorer")
	}
	return step
}

// unaskedStep is what can be done about payments that nobody had asked for: they are on record, so somebody looks at them, places what
// pays no invoice yet, or reverses what was never paid.
func (m matter) unaskedStep() string {
	first, _, _ := strings.Cut(m.al.Subject, ",")
	first, _, _ = strings.Cut(first, "..")
	typed := func(words string) string { return code("/owed " + string(m.a.Vendor.Slug) + " " + words) }
	step := "press *Mine* if you see that it is right. If it was never paid: " + typed("reverse "+first+" reason …")
	if p, ok := m.a.Movements[ledger.ID(first)]; ok && p.OnAccount().Positive() {
		for _, i := range m.invoices {
			if i.Open().Positive() && i.Amount.Currency == p.Amount.Currency {
				step += ". To say which invoice its rest is for: " + typed("allocate "+first+" to "+string(i.No))
				break
			}
		}
	}
	return step
}

var measureSteps = map[ledger.MeasureKind]string{
	ledger.ServiceSuspension:    "pay the cure sum or ask for a standstill; start the run-book and export data now.",
	ledger.ServiceTermination:   "cure within the period, take counsel, prepare to migrate.",
	ledger.DataDeletion:         "export the data now, before anything ends; send a hold letter.",
	ledger.LateFee:              "record it as a charge, or dispute it.",
	ledger.Interest:             "pay the oldest invoice first; dispute what it is reckoned on.",
	ledger.Acceleration:         "take counsel, cure, or agree on a plan.",
	ledger.CreditHold:           "pay, offer a deposit, or find another supplier for what can't wait.",
	ledger.SetOffOrWithhold:     "invoice them formally, dispute it, or agree on netting.",
	ledger.Collections:          "confirm with the vendor by a call-back who may be paid.",
	ledger.LegalAction:          "keep everything, take counsel, put the dispute on record now.",
	ledger.RefusalToRenegotiate: "go to your sponsor there; model what leaving would cost.",
	ledger.PriceIncrease:        "check the clause, and what it costs a month.",
	ledger.Audit:                "take counsel and prepare.",
	ledger.LienOrRepossession:   "take counsel and list what they hold.",
	ledger.PublicDisclosure:     "tell communications; correct what is wrong.",
	ledger.OtherMeasure:         "find out what kind it is, and record it.",
}

var alertSteps = map[alerts.Kind]string{
	alerts.Lapsed:            "pay it, dispute it, or agree on another due date.",
	alerts.DueSoon:           "ask for the payment now, so that it is approved in time.",
	alerts.DueToday:          "pay today, or agree on another day.",
	alerts.ApprovedUnsettled: "pay it and put it on record, or withdraw it.",
	alerts.RequestExpiring:   "approve or reject it; after that it must be asked anew.",
	alerts.ApprovalWanted:    "approve or reject it.",
	alerts.PaymentFailed:     "find out why, then ask anew.",
	alerts.PaymentReturned:   "find out why; its invoices are open again.",
	alerts.OverLimit:         "raise the limit knowingly, or pay.",
	alerts.ExposureOver:      "decide who talks to the vendor.",
	alerts.DisputeUnanswered: "ask for an answer, or hand it to legal.",
	alerts.CommitUnknown:     "enter what was drawn so far, with its source.",
	alerts.CommitOffTrack:    "model the end of the term; talk before it.",
	alerts.ContractEnds:      "renew, or give notice.",
	alerts.RenewalNotice:     "decide before the last day of notice.",
	alerts.IncidentNoted:     "check whether it is the vendor's doing.",
	alerts.InvoiceExpected:   "ask the vendor for it.",
}

// signalButtons answer what an alert about a counter-measure asks.
func (m matter) signalButtons(g ledger.Signal) []button {
	v := m.a.Vendor.Slug
	var out []button
	move := func(label string, to ledger.MeasureState) button {
		return button{label: label, action: ActMove + ":" + string(to), value: Value(v, string(g.ID), string(to))}
	}
	switch {
	case m.al.Kind == alerts.SignalEffectiveNow:
		out = append(out, move("It has happened", ledger.InEffect), move("It was lifted", ledger.Withdrawn))
	case m.al.Kind == alerts.SignalQuiet:
		out = append(out, button{label: "Still so", action: ActStill, value: Value(v, string(g.ID), "")}, move("No longer", ledger.Withdrawn))
	}
	if b := cureButton(m.a, m.today); b.label != "" && !g.Suspicious {
		out = append(out, b)
	}
	return append(out, button{label: "Change", action: ActSignal, value: Value(v, string(g.ID), "")})
}

var kinds = map[alerts.Kind]string{
	alerts.DueSoon: "a payment falls due soon", alerts.DueToday: "a payment falls due today", alerts.Lapsed: "a payment is overdue",
	alerts.OverdueShare: "much of what is owed is overdue", alerts.DiscountEnding: "an early discount ends", alerts.ApprovalWanted: "a payment waits for approval",
	alerts.RequestExpiring: "a payment request expires soon", alerts.RequestExpired: "a payment request expired", alerts.ApprovalStale: "an approval no longer fits what it approved",
	alerts.ApprovedUnsettled: "an approved payment is not settled", alerts.PlannedDateMissed: "a planned payment did not go out", alerts.PaymentFailed: "a payment failed",
	alerts.PaymentReturned: "a payment came back", alerts.PaymentWithoutRequest: "a payment that nobody had asked for", alerts.OverLimit: "more is owed than the limit",
	alerts.BalanceMovedByHand: "the balance was moved by hand", alerts.StatementMismatch: "the vendor's statement differs from ours", alerts.DuplicateSuspected: "an invoice may be on record twice",
	alerts.SignalRecorded: "a counter-measure", alerts.SignalEscalated: "a counter-measure became graver", alerts.SignalEffectiveSoon: "a counter-measure takes effect soon",
	alerts.SignalEffectiveNow: "a counter-measure was to take effect: has it happened?", alerts.CureEnding: "the time to cure ends", alerts.SignalInEffect: "a counter-measure is in effect",
	alerts.SignalWithdrawn: "a counter-measure is over", alerts.SignalQuiet: "nothing was heard of a counter-measure for long: is it still so?", alerts.ExposureOver: "counter-measures may cost more than the threshold",
	alerts.SetoffUnbooked: "what the vendor keeps is not on record as owed to us", alerts.DisputeOpened: "a dispute was opened", alerts.DisputeEscalated: "a dispute was handed to legal",
	alerts.DisputeUnanswered: "a dispute has no answer", alerts.DisputeWindowEnding: "the time to dispute ends", alerts.DisputedInRequest: "a payment covers a disputed sum",
	alerts.CommitOffTrack: "a commitment is off track", alerts.CommitUnknown: "nobody knows what was drawn from a commitment", alerts.ContractEnds: "a contract ends",
	alerts.RenewalNotice: "the last day to give notice comes near", alerts.DefaultNotice: "a notice of default", alerts.ContractTerminated: "a contract was terminated",
	alerts.StandstillEnds: "a standstill ends", alerts.PlanDue: "an instalment falls due", alerts.PlanMissed: "an instalment was missed", alerts.LimitationNear: "a limitation period ends",
	alerts.BankDetailsChanged: "bank details changed", alerts.BankDetailsUnverified: "bank details are not verified", alerts.FirstPayment: "the first payment to this vendor",
	alerts.NewVendor: "a new vendor", alerts.SplitSuspected: "several requests that together cross a limit", alerts.PolicyChanged: "the rules of approval changed",
	alerts.DelegationStarted: "somebody approves for somebody else", alerts.DelegationEnds: "a delegation ends", alerts.IncidentNoted: "an incident", alerts.InvoiceExpected: "an invoice is expected and has not come",
	alerts.RecordBroken: "the record does not add up", alerts.ImportLate: "a file is late", alerts.DeliveryFailing: "messages can't be delivered",
}

// kindWords is an alert's kind as people read it, without a figure.
func kindWords(k alerts.Kind) string {
	if w, ok := kinds[k]; ok {
		return w
	}
	return strings.ReplaceAll(string(k), "_", " ")
}
