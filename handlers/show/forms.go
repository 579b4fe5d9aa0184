package show

import (
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// PayForm asks for a payment to be requested. a is nil where the vendor is not known yet; cures is the counter-measure
// that it pays to cure, or "".
func PayForm(a *ledger.Account, cures ledger.ID, fill Fill, c Ctx) slack.ModalViewRequest {
	f := newForm("Ask for a payment", "Ask", FormPay, vendorOf(a), string(cures), withCure(a, cures, fill, c))
	f.about(a, c)
	if a != nil {
		for _, fig := range allFigures(a, c.today(a)) {
			if fig.Payable.Positive() {
				f.say("Payable: " + fig.Payable.String() + "; not covered by a request yet: " + fig.Free.String() + cureWords(fig))
			}
		}
	}
	if a != nil && cures != "" {
		f.say("It pays to cure " + signalLine(a.Signals[cures], c.today(a)))
		f.say(strings.Join(curedLines(a, c), "\n"))
	}
	f.text(FieldAmount, "Amount", f.short("10m"), "Or: all. Empty: what is open on the invoices below", opt, 100)
	f.text(FieldFor, "For which invoices", "INV-2, INV-3", "Empty: the oldest due, undisputed, not held, not asked for yet", opt, 1000)
	f.text(FieldMemo, "Remark", "why now", "", opt, 500)
	f.say("Someone else approves it. The balance falls when it is paid.")
	return f.view()
}

// withCure fills in the cure sum where a counter-measure is to be cured, and it is in one currency.
func withCure(a *ledger.Account, cures ledger.ID, fill Fill, c Ctx) Fill {
	if a == nil || cures == "" || fill[FieldAmount] != "" {
		return fill
	}
	cure := pick(allFigures(a, c.today(a)), cureSum)
	if len(cure) != 1 {
		return fill
	}
	out := Fill{FieldAmount: cure[0].String()}
	for k, v := range fill {
		if v != "" {
			out[k] = v
		}
	}
	return out
}

// curedLines say before the press what paying the cure sum would change, and what it would not.
func curedLines(a *ledger.Account, c Ctx) []string {
	cured := alerts.Cure(a, c.Policy, c.Now)
	lines := []string{"To cure: *" + sums(cured.Sums) + "*"}
	if len(cured.Flight) > 0 {
		lines = append(lines, "Of that in flight already: "+sums(cured.Flight))
	}
	var stops []string
	for _, d := range cured.Stops[:min(len(cured.Stops), 4)] {
		stops = append(stops, code(string(d.Signal))+" "+string(d.What)+", last safe day "+day(d.Day))
	}
	if len(stops) > 0 {
		lines = append(lines, "Clocks it should stop: "+strings.Join(stops, "; ")+". The vendor's word is still needed to put that on record.")
	}
	var clears []string
	for _, al := range cured.Clears {
		if !al.Digest {
			clears = append(clears, kindWords(al.Kind))
		}
	}
	if len(clears) > 0 {
		lines = append(lines, "Alerts that it clears: "+list(clears))
	} else {
		lines = append(lines, "It clears no alert: what the vendor has said stands until it is taken back")
	}
	for _, f := range cured.Left {
		if f.Outstanding.Positive() {
			lines = append(lines, "Left after it: "+balanceWords([]ledger.Figures{f})+" ("+ageingWords(f)+")")
		}
	}
	return lines
}

// ageingWords are the buckets in which something is left.
func ageingWords(f ledger.Figures) string {
	var parts []string
	for n, m := range f.Ageing {
		if m.Positive() {
			parts = append(parts, ledger.Buckets[n]+" "+m.String())
		}
	}
	return strings.Join(parts, ", ")
}

func cureWords(f ledger.Figures) string {
	if !f.CureSum.Positive() {
		return ""
	}
	return "; cure sum: " + f.CureSum.String()
}

// PaidForm asks what was paid: a request, named as subject, or a payment without one.
func PaidForm(a *ledger.Account, request ledger.ID, fill Fill, c Ctx) slack.ModalViewRequest {
	f := newForm("What was paid", "Record", FormPaid, vendorOf(a), string(request), fill)
	f.about(a, c)
	hint := "What has left the account"
	if a != nil {
		if r, ok := a.Requests[request]; ok {
			f.say(requestLine(r, c))
			hint = "Less than " + r.Amount.String() + " closes the rest as short"
			if f.fill[FieldAmount] == "" {
				f.fill = Fill{FieldAmount: r.Amount.String(), FieldDay: fill[FieldDay], FieldRef: fill[FieldRef]}
			}
		}
	}
	f.text(FieldAmount, "Amount", f.short("10m"), hint, must, 100)
	f.date(FieldDay, "Value date", "The day from which the money counts as moved. Empty: today", opt)
	if request == "" {
		f.text(FieldFor, "For which invoices", "INV-2, INV-3", "Empty: the oldest due; the rest stays on account", opt, 1000)
	}
	f.text(FieldRef, "Reference", "WIRE-0303", "", opt, 100)
	return f.view()
}

// InvoiceForm asks for an invoice to record.
func InvoiceForm(a *ledger.Account, fill Fill, c Ctx) slack.ModalViewRequest {
	f := newForm("Record an invoice", "Record", FormInvoice, vendorOf(a), "", fill)
	f.about(a, c)
	f.text(FieldNumber, "Number", "INV-7", "As the vendor writes it", must, 100)
	f.text(FieldAmount, "Amount", f.short("1.2m"), "", must, 100)
	f.date(FieldIssued, "Issued", "Empty: today", opt)
	f.date(FieldDue, "Due", "Empty: by the vendor's terms", opt)
	f.text(FieldTerms, "Terms of this invoice", "net30", "Only where they differ from the vendor's", opt, 60)
	f.text(FieldPO, "Purchase order", "PO-4711", "", opt, 100)
	f.text(FieldMemo, "Remark", "hosting, February", "", opt, 500)
	return f.view()
}

// CreditForm asks for a vendor's credit note.
func CreditForm(a *ledger.Account, fill Fill, c Ctx) slack.ModalViewRequest {
	f := newForm("Record a credit note", "Record", FormCredit, vendorOf(a), "", fill)
	f.about(a, c)
	f.text(FieldAmount, "Amount", f.short("2m"), "", must, 100)
	f.text(FieldNumber, "Its number", "CN-1", "As the vendor writes it", opt, 100)
	f.text(FieldFor, "For which invoices", "INV-7", "Empty: it stays on account", opt, 1000)
	f.date(FieldDay, "Day", "Empty: today", opt)
	f.text(FieldMemo, "Remark", "", "", opt, 500)
	return f.view()
}

// ChargeForm asks for a late fee or interest that the vendor charges.
func ChargeForm(a *ledger.Account, fill Fill, c Ctx) slack.ModalViewRequest {
	f := newForm("Record a charge", "Record", FormCharge, vendorOf(a), "", fill)
	f.about(a, c)
	f.text(FieldNumber, "Number", "LF-1", "As the vendor writes it", must, 100)
	f.text(FieldAmount, "Amount", f.short("500"), "", must, 100)
	f.pick(FieldKind, "What is charged", "", must, choice{string(ledger.FeeCharge), "A late fee"}, choice{string(ledger.InterestCharge), "Interest"})
	f.pick(FieldCharge, "Do we accept it?", "Contested, it is not owed until somebody accepts it", must, choice{"contested", "Contested"}, choice{"accepted", "Accepted: it is owed"})
	f.date(FieldIssued, "Issued", "Empty: today", opt)
	f.date(FieldDue, "Due", "Empty: by the vendor's terms", opt)
	f.text(FieldMemo, "Remark", "rate not agreed", "", opt, 500)
	return f.view()
}

// DisputeForm asks what is contested, and why.
func DisputeForm(a *ledger.Account, fill Fill, c Ctx) slack.ModalViewRequest {
	f := newForm("Dispute an invoice", "Record", FormDispute, vendorOf(a), "", fill)
	f.about(a, c)
	f.text(FieldFor1, "Invoice", "INV-7", "", must, 100)
	f.text(FieldAmount, "Disputed amount", f.short("2m"), "Empty: all that is open on it", opt, 100)
	f.long(FieldReason, "Reason", "What the vendor was, or will be, told", must)
	f.disputeDetails()
	if a != nil {
		f.say(withholding(a, true))
	}
	return f.view()
}

// DetailsForm asks for the details of a dispute that is open, filled with those it has.
func DetailsForm(a *ledger.Account, d ledger.Dispute, c Ctx) slack.ModalViewRequest {
	f := newForm("Change "+string(d.ID), "Record", FormDispute, vendorOf(a), string(d.ID), Fill{
		FieldLinks: strings.Join(d.Links, "\n"), FieldDeadline: d.Deadline.String(), FieldLead: string(d.Lead),
	})
	f.say(disputeLine(a.Vendor, d, c))
	f.disputeDetails()
	return f.view()
}

func (f *form) disputeDetails() {
	f.long(FieldLinks, "Links", "Addresses, or numbers such as CASE-7: one on each line", opt)
	f.date(FieldDeadline, "Deadline", "The last day for the vendor's answer", opt)
	f.user(FieldLead, "Lead", "Who sees to it", opt)
}

// The steps of a dispute, as OutcomeForm offers them.
const (
	StepAnswered = "answered"
	StepCredit   = "credit"
	StepSettle   = "settle"
	StepAccept   = "accept"
	StepWithdraw = "withdraw"
	StepEscalate = "escalate"
)

// OutcomeForm asks what became of a dispute.
func OutcomeForm(a *ledger.Account, d ledger.Dispute, c Ctx) slack.ModalViewRequest {
	f := newForm("Dispute "+string(d.ID), "Record", FormOutcome, a.Vendor, string(d.ID), nil)
	f.say(disputeLine(a.Vendor, d, c))
	steps := []choice{
		{StepAnswered, "The vendor replied"}, {StepCredit, "Credited: the vendor gives a credit note"},
		{StepSettle, "Settled for less: a credit for part, the rest is owed"}, {StepAccept, "Accepted: the invoice is right after all"},
		{StepWithdraw, "Withdrawn: it was opened in error"},
	}
	if d.State == ledger.Opened {
		steps = append(steps, choice{StepEscalate, "Escalated: handed to legal"})
	}
	f.pick(FieldStep, "What happened", "", must, steps...)
	f.text(FieldAmount, "Amount of the credit", d.Amount.String(), "Empty: all that is disputed; for a settlement it must be written", opt, 100)
	f.text(FieldNumber, "Number of the credit note", "CN-1", "", opt, 100)
	f.date(FieldDay, "Day", "Of the reply or the credit; empty: today", opt)
	f.long(FieldReason, "Note", "What was said or agreed; it stands in the record", opt)
	return f.view()
}

// RejectForm asks why a request is rejected: the one who asked must know what to change.
func RejectForm(a *ledger.Account, r ledger.Request, c Ctx) slack.ModalViewRequest {
	f := newForm("Reject "+string(r.ID), "Reject", FormReject, a.Vendor, string(r.ID), nil)
	f.say(name(a.Vendor) + ": " + requestLine(r, c))
	f.long(FieldReason, "Reason", "It is shown to the one who asked", must)
	return f.view()
}

// SignalForm asks for a counter-measure, or for what changed about one (g).
func SignalForm(a *ledger.Account, g ledger.ID, fill Fill, c Ctx) slack.ModalViewRequest {
	title, submit := "Record a signal", "Record"
	if g != "" {
		title = "Change " + string(g)
	}
	f := newForm(title, submit, FormSignal, vendorOf(a), string(g), fill)
	if a != nil {
		f.say(noticeLine(a, c.today(a)))
	}
	if g == "" {
		f.measure(0, fill, nil)
		return f.view()
	}
	if a != nil {
		f.say(signalLine(a.Signals[g], c.today(a)))
	}
	if fill != nil {
		f.say("Filled in is what the notice says otherwise: check it. What is empty stays as it is.")
	}
	f.pick(FieldState, "How far it is", "Lowering it needs the vendor's owner, legal or an admin", opt, stateChoices(a, g)...)
	if a != nil && a.Signals[g].Suspicious {
		f.check(FieldMark, "It may be phishing", "Needs the vendor's owner, legal or an admin; write below who confirmed it, and how", opt, choice{string(ledger.Genuine), "The vendor has confirmed it: it is genuine"})
	} else {
		f.check(FieldMark, "Does it look like fraud?", "Then nothing advises to pay before the vendor has confirmed it", opt, choice{string(ledger.Doubted), "It may be phishing"})
	}
	f.source(opt)
	f.when(0, nil)
	f.noMore(a, g)
	f.long(FieldText, "Why", "", opt)
	return f.view()
}

// noMore asks whether a day of a counter-measure on record holds no more: an empty field leaves it as it is.
func (f *form) noMore(a *ledger.Account, g ledger.ID) {
	if a == nil {
		return
	}
	s := a.Signals[g]
	if !s.Effective.IsZero() {
		f.check(FieldNoDay, "Is the day still known?", "Where they gave a longer time and named no other day", opt, choice{"none", "No longer known; it was " + day(s.Effective)})
	}
	if !s.CureUntil.IsZero() {
		f.check(FieldNoCure, "Can it still be cured?", "", opt, choice{"none", "No last day any more; it was " + day(s.CureUntil)})
	}
}

// MostMeasures is how many counter-measures one notice's form asks for.
const MostMeasures = 6

// FieldOf is the field of the n-th counter-measure of a form.
func FieldOf(field string, n int) string {
	if n == 0 {
		return field
	}
	return field + "_" + strconv.Itoa(n+1)
}

// nth is the label of a field of the n-th counter-measure of a form.
func nth(name string, n int) string {
	if n == 0 {
		return name
	}
	return name + " (" + strconv.Itoa(n+1) + ")"
}

// measure asks for one counter-measure, the n-th of its form: from the second on it may be left out. evidence is, by field,
// the sentence that a value was read from.
func (f *form) measure(n int, fill, evidence Fill) {
	f.fill = fill
	f.pickAt(n, FieldKind, either(n == 0, "What the vendor does or says it will do", "What else the vendor does or says it will do"), either(n == 0, "", "Empty: this one is not recorded"), n > 0, kindChoices()...)
	f.evidence(evidence, FieldKind)
	f.pickAt(n, FieldState, "How far it is", "", n > 0, stateChoices(nil, "")...)
	if n == 0 {
		f.source(evidence != nil)
	}
	f.when(n, evidence)
	if n == 0 {
		f.text(FieldServices, "Services it hits", "EC2, S3", "", opt, 300)
	}
	f.textAt(n, FieldAffiliates, "Companies of theirs that join in", "Amazon Studios", opt, 300)
	f.evidence(evidence, FieldAffiliates)
	f.longAt(n, FieldText, "In their words", "", opt)
}

func (f *form) source(optional bool) {
	f.pick(FieldSource, "Who says so", "", optional, choice{"notice", "a formal notice from the vendor"}, choice{"mail", "a mail from the vendor"}, choice{"call", "a call"},
		choice{"meeting", "a meeting"}, choice{"press", "the press"}, choice{"other", "somebody else"})
}

// when asks for the days and the cost of the n-th counter-measure.
func (f *form) when(n int, evidence Fill) {
	f.dateAt(n, FieldEffective, "Takes effect", "", opt)
	f.evidence(evidence, FieldEffective)
	f.dateAt(n, FieldCure, "Cure until", "The last day on which paying takes away the right to act", opt)
	f.evidence(evidence, FieldCure)
	f.textAt(n, FieldExposure, "What it costs us", "at least "+f.short("1m")+" per quarter", opt, 100)
	f.evidence(evidence, FieldExposure)
}

// evidence shows, under the field asked for last, the words that its value was read from.
func (f *form) evidence(evidence Fill, field string) {
	in, ok := f.blocks[len(f.blocks)-1].(*slack.InputBlock)
	if !ok || evidence[field] == "" {
		return
	}
	hint := "Read from: “" + plain(evidence[field], 300) + "”"
	if in.Hint != nil {
		hint = in.Hint.Text + ". " + hint
	}
	in.Hint = label(hint)
}

func kindChoices() []choice {
	out := make([]choice, 0, len(ledger.MeasureKinds))
	for _, k := range ledger.MeasureKinds {
		out = append(out, choice{string(k), k.Words()})
	}
	return out
}

var stateHints = map[ledger.MeasureState]string{
	ledger.Possible: "possible: we fear it", ledger.Threatened: "threatened: they said it", ledger.NoticeGiven: "notice given: formal and dated",
	ledger.InEffect: "in effect: it has begun", ledger.Suspended: "on hold", ledger.Withdrawn: "withdrawn: taken back or lifted", ledger.Lapsed: "lapsed: cured, or its day has passed",
}

// stateChoices are the states that are possible next.
func stateChoices(a *ledger.Account, id ledger.ID) []choice {
	states := []ledger.MeasureState{ledger.Possible, ledger.Threatened, ledger.NoticeGiven, ledger.InEffect}
	if a != nil && id != "" {
		if next := ledger.NextMeasureStates[a.Signals[id].State]; len(next) > 0 {
			states = next
		}
	}
	out := make([]choice, len(states))
	for n, s := range states {
		out[n] = choice{string(s), stateHints[s]}
	}
	return out
}

// PasteBoxes is how many boxes a text can be pasted into, one after the other.
const PasteBoxes = 4

// pasteParts spreads a text over the boxes, cut where a line or a word ends.
func pasteParts(text string) (parts [PasteBoxes]string) {
	for n := range parts {
		text = strings.TrimSpace(text)
		whole := clip(text, maxInitial+1)
		if n == PasteBoxes-1 || !strings.HasSuffix(whole, "…") || whole == text {
			parts[n] = text
			return parts
		}
		whole = strings.TrimSuffix(whole, "…")
		if at := strings.LastIndexAny(whole, "\n "); at > 0 {
			whole = whole[:at]
		}
		parts[n], text = whole, text[len(whole):]
	}
	return parts
}

// PasteForm takes the text of a notice, or its e-mail where owed may read files; nothing is recorded before the next form
// is sent.
func PasteForm(a *ledger.Account, fill Fill, files bool, _ Ctx) slack.ModalViewRequest {
	f := &form{title: "Read a notice", submit: "Read", callback: FormPaste, meta: Value(vendorOf(a).Slug, "", ""), fill: fill}
	parts := pasteParts(fill[FieldPasted])
	for n := range PasteBoxes {
		f.fill = Fill{FieldPasted: parts[n]}
		hint := "Paste it whole, in any language. Nothing is recorded before you have seen what was read from it"
		if n > 0 {
			hint = "Where Slack's 3,000 characters were too few above: go on here"
		}
		if n == PasteBoxes-1 {
			hint += either(files, ". What is longer still fits into a file below", ". What is longer still can be read from a message: ⋯ → This is a counter-measure")
		}
		f.add(FieldOf(FieldPasted, n), nth("What the vendor wrote", n), hint, files || n > 0, f.multiline(FieldPasted))
	}
	if files {
		f.add(FieldFile, "Or its e-mail", "A saved e-mail (.eml), or a letter as text (.txt, .html), up to 25 MB", opt,
			&slack.FileInputBlockElement{Type: slack.METFileInput, ActionID: In, FileTypes: []string{"eml", "txt", "htm", "html"}, MaxFiles: 1})
	}
	if a == nil {
		f.vendorLike(FieldWhose, ledger.Vendor{})
		f.optional("Empty: whoever it is read to be from")
	}
	return f.view()
}

// ContractForm asks for a contract.
func ContractForm(a *ledger.Account, fill Fill, c Ctx) slack.ModalViewRequest {
	f := newForm("Record a contract", "Record", FormContract, vendorOf(a), "", fill)
	if a != nil {
		for _, k := range a.LiveContracts() {
			f.say("On record: " + contractLine(a, k, c.today(a)))
		}
	}
	f.text(FieldCommitment, "Commitment", f.short("510m"), "", must, 100)
	f.text(FieldMonths, "Term in months", "66", "", must, 10)
	f.date(FieldStart, "From", "Empty: not known", opt)
	known := []choice{{"unknown", "not known"}, {"yes", "yes"}, {"no", "no"}}
	f.pick(FieldWithhold, "May we hold a disputed sum back?", "", opt, known...)
	f.pick(FieldSetOff, "Is set-off barred?", "", opt, known...)
	f.text(FieldCureDays, "Days to cure after a notice", "30", "", opt, 10)
	f.text(FieldNotice, "Days of notice before its end", "90", "", opt, 10)
	f.text(FieldName, "Name", "Enterprise agreement", "", opt, 120)
	return f.view()
}

// AddForm asks for a new vendor.
func AddForm(fill Fill, _ Ctx) slack.ModalViewRequest {
	f := &form{title: "Add a vendor", submit: "Add", callback: FormAdd, meta: Value("", "", ""), fill: fill}
	f.text(FieldName, "Name", "Amazon Web Services", "", must, 120)
	f.text(FieldSlug, "Slug", "aws", "What people type after /owed: letters, digits, dashes", must, 40)
	f.text(FieldCurrency, "Currency", "USD", "Of amounts typed without one. Empty: USD", opt, 3)
	f.text(FieldTerms, "Terms", "net30", "How the due date follows from the issue date. Empty: due when issued", opt, 60)
	f.text(FieldZone, "Time zone", "America/Los_Angeles", "Where a due day ends. Empty: UTC", opt, 60)
	f.text(FieldGrace, "Grace in days", "0", "", opt, 3)
	f.user(FieldOwner, "Owner", "Who looks after the vendor, and is told first", opt)
	f.add(FieldChannel, "Channel for its alerts", "", opt, &slack.SelectBlockElement{
		Type: slack.OptTypeConversations, ActionID: In, InitialConversation: fill[FieldChannel],
		Filter: &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeExternalSharedChannels: true, ExcludeBotUsers: true},
	})
	f.check(FieldCritical, "Critical", "Alerts about it are one step graver", opt, choice{"critical", "We can't work without it"})
	f.text(FieldAliases, "Also known as", "Amazon, AWS EMEA", "", opt, 300)
	return f.view()
}

// SnoozeForm asks for how long an alert keeps quiet, and why. limit is the latest moment allowed.
func SnoozeForm(v ledger.Vendor, matter string, kind alerts.Kind, limit time.Time, c Ctx) slack.ModalViewRequest {
	f := newForm("Snooze", "Snooze", FormSnooze, v, matter, nil)
	f.say(name(v) + ": " + kindWords(kind) + "\nWhat becomes graver meanwhile, and the end of a cure period, are said all the same.")
	f.pick(FieldUntil, "For how long", "", must, snoozes(c, limit)...)
	f.long(FieldReason, "Reason", "It is shown on the alert", must)
	return f.view()
}

// AssignForm asks who is to see to an alert.
func AssignForm(v ledger.Vendor, matter string, kind alerts.Kind) slack.ModalViewRequest {
	f := newForm("Assign", "Assign", FormAssign, v, matter, nil)
	f.say(name(v) + ": " + kindWords(kind) + "\nThey are told in person, and are the first to be asked while nobody takes it.")
	f.user(FieldTo, "Who sees to it", "A member of this workspace, yourself included", must)
	return f.view()
}

// snoozes are the spans that end before the limit; where even the shortest does not, what is left until the limit.
func snoozes(c Ctx, limit time.Time) []choice {
	var out []choice
	add := func(d time.Duration, words string) {
		out = append(out, choice{d.String(), words + ", until " + clockTime(c.Now.Add(d), c.Zone)})
	}
	for _, s := range []struct {
		d     time.Duration
		words string
	}{{time.Hour, "1 hour"}, {4 * time.Hour, "4 hours"}, {24 * time.Hour, "1 day"}, {72 * time.Hour, "3 days"}, {7 * 24 * time.Hour, "7 days"}} {
		if !c.Now.Add(s.d).After(limit) {
			add(s.d, s.words)
		}
	}
	if len(out) == 0 {
		add(max(limit.Sub(c.Now).Truncate(time.Minute), time.Minute), "as long as it may be")
	}
	return out
}

// POForm asks for the purchase order of an invoice.
func POForm(a *ledger.Account, no ledger.InvoiceNo, _ Ctx) slack.ModalViewRequest {
	f := newForm("Add a purchase order", "Record", FormPO, a.Vendor, string(no), nil)
	f.say(name(a.Vendor) + " " + code(string(no)))
	f.text(FieldPO, "Purchase order", "PO-4711", "", must, 100)
	return f.view()
}

// CommandForm asks for the rest of a command that has no form of its own. words is what was typed behind /owed.
func CommandForm(e typed.HelpEntry, v ledger.Vendor, words string, missing []string, _ Ctx) slack.ModalViewRequest {
	f := &form{title: capital(string(e.Verb)), submit: "Go on", callback: FormCommand, meta: Value(v.Slug, string(e.Verb), ""), fill: Fill{FieldWords: words}}
	if len(missing) > 0 {
		m := make([]string, len(missing))
		for n, s := range missing {
			m[n] = esc(clip(s, nameLen))
		}
		f.say("Still missing: " + list(m) + ".")
	}
	f.say(sentences(e.Does, 1000))
	f.long(FieldWords, "/owed …", "For example: "+strings.Join(firstFew(e.Examples, 2), "   or   "), must)
	return f.view()
}

func firstFew(all []string, n int) []string { return all[:min(len(all), n)] }
