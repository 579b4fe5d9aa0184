package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// filled is a form as it was sent. What can't be read is noted beside its field.
type filled struct {
	asked
	form    string
	view    string // the form's id in Slack
	v       ledger.VendorID
	was     ledger.VendorID // the vendor for which it was opened, where that was merged into v meanwhile
	subject string
	extra   string // the notice that it was read from, where there is one
	values  map[string]map[string]slack.BlockAction
	first   string // the first field, where errors stand that belong to none
	a       *ledger.Account
	errs    map[string]string
}

// submit carries a form out: errors stand under the fields, success takes the form's place.
func (h *Handler) submit(ctx context.Context, q asked, cb slack.InteractionCallback) Answer {
	q.key = "view:" + cb.View.ID + ":" + cb.View.CallbackID
	f := &filled{asked: q, form: cb.View.CallbackID, view: cb.View.ID, errs: map[string]string{}}
	if cb.View.State != nil {
		f.values = cb.View.State.Values
	}
	for _, b := range cb.View.Blocks.BlockSet {
		if in, ok := b.(*slack.InputBlock); ok && f.first == "" {
			f.first = in.BlockID
		}
	}
	f.v, f.subject, f.extra = show.Pressed(cb.View.PrivateMetadata)
	f.was = f.v
	f.v = h.heir(f.v)
	if f.form == show.FormImport {
		return h.fileSent(f)
	}
	m, err := h.sent(ctx, f)
	switch {
	case len(f.errs) > 0:
		return viewErrors(f.errs)
	case err != nil:
		say := ledger.Say(err)
		if say == "" || f.first == "" {
			return viewUpdate(show.Problem("Not recorded", err, h.ctx(q.who.Zone)))
		}
		return viewErrors(map[string]string{f.first: say})
	case m.view != nil:
		a := viewUpdate(*m.view)
		a.After = m.after
		return a
	case m.message.Text == "":
		return Answer{} // the form closes; a message shows what became of it
	}
	return viewUpdate(doneView(m.message))
}

// outcome is what a form led to: the next form, an answer, or nothing more.
type outcome struct {
	message show.Message
	view    *slack.ModalViewRequest
	after   func(ctx context.Context) // is done after Slack was answered
}

func (h *Handler) sent(ctx context.Context, f *filled) (outcome, error) {
	if f.v == "" && f.form != show.FormAdd && f.form != show.FormCommand {
		f.v = ledger.VendorID(cmp.Or(f.chosen(show.FieldVendor), f.chosen(show.FieldWhose)))
		if _, asks := f.values[show.FieldVendor]; asks && f.v == "" {
			f.wrong(show.FieldVendor, "Choose the vendor")
			return outcome{}, nil
		}
	}
	if f.v != "" {
		a, err := h.Cards.Load(ctx, f.v, items(ledger.ItemOf(f.subject)))
		if err != nil {
			return outcome{}, unavailable(err)
		}
		f.a = a
	}
	switch f.form {
	case show.FormReject:
		return outcome{}, h.reject(ctx, f)
	case show.FormSnooze:
		return outcome{}, h.snooze(ctx, f)
	case show.FormAssign:
		return outcome{}, h.assign(ctx, f)
	case show.FormPaste:
		return h.pasted(f)
	case show.FormCommand:
		return h.command(ctx, f)
	case show.FormAdd:
		m, err := h.add(ctx, f.asked, f.vendor())
		return outcome{message: m}, err
	}
	if f.form == show.FormSignal && f.extra != "" && f.subject == "" {
		return h.noticeSent(ctx, f)
	}
	do := f.action()
	if do == nil || len(f.errs) > 0 {
		return outcome{}, stale(f.form)
	}
	f.verb = string(do.Verb())
	if f.was != "" {
		var err error
		if do, _, err = h.renumbered(ctx, f.was, f.v, do); err != nil {
			return outcome{}, err
		}
	}
	r, _, err := h.perform(ctx, f.asked, f.v, do)
	if err != nil {
		return outcome{}, err
	}
	if f.form == show.FormSignal && f.extra != "" { // opened from the proposal of a notice, which is answered by that
		if err := h.judgeChange(ctx, f.asked, f.v, refOf(f.extra), ledger.ID(f.subject)); err != nil {
			return outcome{}, err
		}
	}
	m, err := h.recorded(ctx, f.asked, f.v, r)
	return outcome{message: m}, err
}

// action is what a form asks for; what can't be read is in errs.
func (f *filled) action() typed.Action {
	switch f.form {
	case show.FormPay:
		ask := ledger.Ask{For: f.numbers(show.FieldFor), Memo: f.text(show.FieldMemo), Cures: ledger.ID(f.subject)}
		if strings.EqualFold(f.text(show.FieldAmount), "all") {
			ask.All = true
		} else {
			ask.Amount = f.amount(show.FieldAmount)
		}
		if ask.Amount.IsZero() && !ask.All && len(ask.For) == 0 {
			f.wrong(show.FieldAmount, "Write an amount such as "+f.a.Vendor.Currency.Short("10m")+", or all, or name invoices below")
		}
		return typed.Pay{Ask: ask}
	case show.FormPaid:
		if f.subject != "" {
			return typed.Settle{Request: ledger.ID(f.subject), Amount: f.amount(show.FieldAmount), Day: f.day(show.FieldDay), Ref: f.text(show.FieldRef)}
		}
		return typed.Paid{Payment: ledger.Pay{Amount: f.amount(show.FieldAmount), Day: f.day(show.FieldDay), For: f.numbers(show.FieldFor), Ref: f.text(show.FieldRef)}}
	case show.FormInvoice:
		return f.invoice()
	case show.FormCredit:
		return typed.RecordCredit{Credit: ledger.Credit{
			Amount: f.amount(show.FieldAmount), Number: f.text(show.FieldNumber), Day: f.day(show.FieldDay), For: f.numbers(show.FieldFor), Memo: f.text(show.FieldMemo),
		}}
	case show.FormCharge:
		return typed.RecordCharge{Accepted: f.chosen(show.FieldCharge) == "accepted", Invoice: ledger.Invoice{
			No: ledger.InvoiceNo(f.text(show.FieldNumber)), Amount: f.amount(show.FieldAmount), Kind: ledger.InvoiceKind(f.chosen(show.FieldKind)),
			Issued: f.day(show.FieldIssued), Due: f.day(show.FieldDue), Memo: f.text(show.FieldMemo),
		}}
	case show.FormDispute:
		return f.dispute()
	case show.FormOutcome:
		return f.outcome()
	case show.FormPO:
		return typed.SetPO{Invoice: ledger.InvoiceNo(f.subject), PO: f.text(show.FieldPO)}
	case show.FormSignal:
		return f.signal()
	case show.FormContract:
		return f.contract()
	}
	return nil
}

// dispute is what is contested, or what is said of a dispute that is open.
func (f *filled) dispute() typed.Action {
	lead, deadline := ledger.UserID(f.value(show.FieldLead).SelectedUser), f.day(show.FieldDeadline)
	links := strings.Fields(f.text(show.FieldLinks))
	if f.subject != "" {
		return typed.ChangeDispute{ID: ledger.ID(f.subject), Fields: typed.DisputeFields{Lead: &lead, Deadline: &deadline, Links: &links}}
	}
	return typed.OpenDispute{Dispute: ledger.Dispute{
		Invoice: ledger.InvoiceNo(f.text(show.FieldFor1)), Amount: f.amount(show.FieldAmount), Reason: f.text(show.FieldReason),
		Lead: lead, Deadline: deadline, Links: links,
	}}
}

// outcome is what became of a dispute.
func (f *filled) outcome() typed.Action {
	m := typed.MoveDispute{ID: ledger.ID(f.subject), How: typed.DisputeStep(f.chosen(show.FieldStep)), Note: f.text(show.FieldReason), Day: f.day(show.FieldDay)}
	if m.How == typed.CreditStep || m.How == typed.SettleStep {
		m.Amount, m.Number = f.amount(show.FieldAmount), f.text(show.FieldNumber)
	}
	if m.How == typed.SettleStep && m.Amount.IsZero() {
		f.wrong(show.FieldAmount, "Write what the vendor credits, such as "+f.a.Vendor.Currency.Short("500k")+"; the rest is owed")
	}
	return m
}

func (f *filled) invoice() typed.Action {
	i := ledger.Invoice{
		No: ledger.InvoiceNo(f.text(show.FieldNumber)), Amount: f.amount(show.FieldAmount), Issued: f.day(show.FieldIssued), Due: f.day(show.FieldDue),
		PO: f.text(show.FieldPO), Memo: f.text(show.FieldMemo),
	}
	if words := f.text(show.FieldTerms); words != "" && i.Due.IsZero() {
		terms, err := ledger.ParseTerms(words)
		if err != nil {
			f.wrong(show.FieldTerms, ledger.Say(err))
		}
		if i.Issued.IsZero() {
			i.Issued = f.a.Vendor.Today(f.now)
		}
		if terms.Instalments.Count > 0 {
			return typed.RecordInvoice{Invoice: i, Terms: terms}
		}
		i.Due = terms.Due(i.Issued)
	}
	if !i.Due.IsZero() && i.Due < i.Issued {
		f.wrong(show.FieldDue, "This is before the day of issue; check the two")
	}
	return typed.RecordInvoice{Invoice: i}
}

func (f *filled) signal() typed.Action {
	s := f.signalAt(0)
	if f.subject != "" {
		var mark ledger.Mark
		for _, o := range f.value(show.FieldMark).SelectedOptions {
			mark = ledger.Mark(o.Value)
		}
		if mark == ledger.Genuine && s.Text == "" {
			f.wrong(show.FieldText, "Say who of the vendor confirmed it, and how")
		}
		m := ledger.SignalMoved{
			ID: ledger.ID(f.subject), To: s.State, Why: s.Text, Mark: mark, Source: s.Source, Effective: s.Effective, CureUntil: s.CureUntil, Exposure: s.Exposure,
			NoDay: len(f.value(show.FieldNoDay).SelectedOptions) > 0, NoCure: len(f.value(show.FieldNoCure).SelectedOptions) > 0,
		}
		f.checkDays(m)
		return typed.MoveSignal{Move: m}
	}
	return typed.RecordSignal{Signal: s}
}

// checkDays says beside its field what of the days of a move doesn't go together, with those on record.
func (f *filled) checkDays(m ledger.SignalMoved) {
	was := f.a.Signals[m.ID]
	effective, cure := m.Days(was)
	switch {
	case m.NoDay && !m.Effective.IsZero():
		f.wrong(show.FieldNoDay, "A day is given above: one of the two")
	case m.NoCure && !m.CureUntil.IsZero():
		f.wrong(show.FieldNoCure, "A day is given above: one of the two")
	case effective.IsZero() || cure <= effective || m.To == ledger.InEffect || was.State == ledger.InEffect:
	case !m.CureUntil.IsZero() && !m.Effective.IsZero():
		f.wrong(show.FieldCure, "This is after the day on which it takes effect; check the two")
	case !m.CureUntil.IsZero():
		f.wrong(show.FieldCure, "On record it takes effect before, on "+effective.String()+": give another day above, or tick below that it is no longer known")
	case !m.Effective.IsZero():
		f.wrong(show.FieldEffective, "On record it can be cured until "+cure.String()+": give another last day below, or tick that there is none any more")
	}
}

// signalAt reads the n-th group of fields of a counter-measure; who says it, and which services it hits, is asked once.
func (f *filled) signalAt(n int) ledger.Signal {
	at := func(field string) string { return show.FieldOf(field, n) }
	return ledger.Signal{
		Kind: ledger.MeasureKind(f.chosen(at(show.FieldKind))), State: ledger.MeasureState(f.chosen(at(show.FieldState))), Source: f.chosen(show.FieldSource),
		Effective: f.day(at(show.FieldEffective)), CureUntil: f.day(at(show.FieldCure)), Exposure: f.exposure(at(show.FieldExposure)),
		Affiliates: f.list(at(show.FieldAffiliates)), Services: f.list(at(show.FieldServices)), Text: f.text(at(show.FieldText)),
	}
}

// signals are the counter-measures of a notice's form; a group without a kind is left out.
func (f *filled) signals() (all []ledger.Signal) {
	for n := range show.MostMeasures {
		s := f.signalAt(n)
		if s.Kind == "" {
			continue
		}
		if s.CureUntil > s.Effective && !s.Effective.IsZero() {
			f.wrong(show.FieldOf(show.FieldCure, n), "This is after the day on which it takes effect; check the two")
		}
		all = append(all, s)
	}
	return all
}

// exposure reads what a counter-measure costs as it is read in a command.
func (f *filled) exposure(field string) *ledger.Exposure {
	words := f.text(field)
	if words == "" {
		return nil
	}
	c, err := typed.Parse(string(f.v)+" signal other, exposure "+words, f.env())
	if err != nil {
		f.wrong(field, ledger.Say(err))
		return nil
	}
	if s, ok := c.Do.(typed.RecordSignal); ok {
		return s.Signal.Exposure
	}
	return nil
}

func (f *filled) contract() typed.Action {
	yes := func(field string) *bool {
		switch f.chosen(field) {
		case "yes":
			v := true
			return &v
		case "no":
			v := false
			return &v
		}
		return nil
	}
	c := ledger.Contract{
		Commitment: f.amount(show.FieldCommitment), Months: months(f.text(show.FieldMonths)), Start: f.day(show.FieldStart), Name: f.text(show.FieldName),
		MayWithhold: yes(show.FieldWithhold), SetOffBarred: yes(show.FieldSetOff), CureDays: months(f.text(show.FieldCureDays)), NoticeDays: months(f.text(show.FieldNotice)),
	}
	if c.Months == 0 {
		f.wrong(show.FieldMonths, "Write the term as a number of months, such as 66")
	}
	return typed.RecordContract{Contract: c}
}

func (f *filled) vendor() typed.Add {
	v := ledger.Vendor{
		Slug: ledger.VendorID(f.text(show.FieldSlug)), Name: f.text(show.FieldName), Currency: ledger.Currency(strings.ToUpper(f.text(show.FieldCurrency))),
		Zone: f.text(show.FieldZone), Grace: months(f.text(show.FieldGrace)), Owner: ledger.UserID(f.value(show.FieldOwner).SelectedUser),
		Channel: f.value(show.FieldChannel).SelectedConversation, Critical: len(f.value(show.FieldCritical).SelectedOptions) > 0, Aliases: f.list(show.FieldAliases),
	}
	if words := f.text(show.FieldTerms); words != "" {
		var err error
		if v.Terms, err = ledger.ParseTerms(words); err != nil {
			f.wrong(show.FieldTerms, ledger.Say(err))
		}
	}
	return typed.Add{Vendor: v}
}

func (f *filled) wrong(field, say string) { f.errs[field] = say }

func (f *filled) value(field string) slack.BlockAction {
	for _, v := range f.values[field] {
		return v
	}
	return slack.BlockAction{}
}

func (f *filled) text(field string) string { return strings.TrimSpace(f.value(field).Value) }

func (f *filled) chosen(field string) string { return f.value(field).SelectedOption.Value }

func (f *filled) list(field string) []string {
	var out []string
	for _, s := range strings.Split(f.text(field), ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (f *filled) numbers(field string) []ledger.InvoiceNo {
	var out []ledger.InvoiceNo
	for _, s := range f.list(field) {
		out = append(out, ledger.InvoiceNo(s))
	}
	return out
}

func (f *filled) day(field string) ledger.Date {
	s := f.value(field).SelectedDate
	if s == "" {
		return 0
	}
	d, err := ledger.ParseISO(s)
	if err != nil {
		f.wrong(field, ledger.Say(err))
	}
	return d
}

func (f *filled) amount(field string) ledger.Money {
	s := f.text(field)
	if s == "" {
		return ledger.Money{}
	}
	m, err := ledger.ParseAmount(s, ledger.AmountHint{Currency: f.a.Vendor.Currency}) // a form overrules the limit of what is usual
	if err != nil {
		f.wrong(field, ledger.Say(err))
	}
	return m
}

// env reads words about this one vendor.
func (f *filled) env() typed.Env {
	return typed.Env{Today: func(zone *time.Location) ledger.Date { return ledger.DateIn(f.now, zone) }, UserZone: f.who.Zone, Dir: oneVendor{f.a.Vendor}}
}

// oneVendor is a directory of one.
type oneVendor struct{ v ledger.Vendor }

// Resolve finds it by its slug.
func (o oneVendor) Resolve(name string) (ledger.Vendor, bool) {
	return o.v, ledger.Fold(name) == ledger.Fold(string(o.v.Slug))
}

// Near finds nothing.
func (oneVendor) Near(string) []ledger.Vendor { return nil }

func (h *Handler) reject(ctx context.Context, f *filled) error {
	reason := f.text(show.FieldReason)
	f.verb = "reject"
	_, err := h.decide(ctx, f.asked, f.v, items(ledger.ItemOf(f.subject)), func(a *ledger.Account, who ledger.Rights, by ledger.By) (ledger.Change, error) {
		return a.Reject(ledger.ID(f.subject), reason, who, by)
	})
	return err
}

func (h *Handler) snooze(ctx context.Context, f *filled) error {
	span, err := time.ParseDuration(f.chosen(show.FieldUntil))
	if err != nil {
		f.wrong(show.FieldUntil, "Choose for how long")
		return nil
	}
	al, _, err := h.matter(ctx, f.a, f.subject, f.now)
	if err != nil {
		return err
	}
	var refused error
	err = h.Matters.UpdatePosted(ctx, f.v, f.subject, func(p *ledger.Posted) {
		next, err := alerts.Snooze(al, *p, ledger.UserID(f.who.ID), f.now.Add(span), f.now)
		if refused = err; err != nil {
			return
		}
		if next.Extra == nil {
			next.Extra = map[string]string{}
		}
		next.Extra["reason"] = f.text(show.FieldReason)
		*p = next
	})
	if err != nil || refused != nil {
		return cmp.Or(refused, err)
	}
	return h.tellAnew(ctx, f.v, f.subject)
}

// command carries out what was typed into the form of a command without a form of its own.
func (h *Handler) command(ctx context.Context, f *filled) (outcome, error) {
	words := f.text(show.FieldWords)
	dir, err := h.directory(ctx)
	if err != nil {
		return outcome{}, unavailable(err)
	}
	c, err := typed.Parse(words, h.env(f.asked, dir))
	if err == nil && c.Incomplete() {
		err = &ledger.Error{Kind: ledger.Invalid, Say: "Still missing: " + strings.Join(c.Missing, ", ")}
	}
	if err != nil {
		return outcome{}, err
	}
	remarks, err := h.meant(ctx, f.asked, &c)
	if err != nil {
		return outcome{}, err
	}
	f.verb = string(c.Verb())
	m, err := h.do(ctx, f.asked, c, words)
	return outcome{message: noted(m, remarks)}, err
}

func viewErrors(errs map[string]string) Answer {
	for field, say := range errs {
		errs[field] = strings.NewReplacer("`", "", "*", "").Replace(say)
	}
	b, err := json.Marshal(slack.NewErrorsViewSubmissionResponse(errs))
	if err != nil {
		return Answer{}
	}
	return Answer{Ack: b}
}

func viewUpdate(v slack.ModalViewRequest) Answer {
	b, err := json.Marshal(slack.NewUpdateViewSubmissionResponse(&v))
	if err != nil {
		return Answer{}
	}
	return Answer{Ack: b}
}

// doneView shows an answer in the place of the form; its buttons belong to messages.
func doneView(m show.Message) slack.ModalViewRequest {
	v := slack.ModalViewRequest{
		Type: slack.VTModal, Title: slack.NewTextBlockObject(slack.PlainTextType, "Recorded", false, false),
		Close: slack.NewTextBlockObject(slack.PlainTextType, "Close", false, false),
	}
	for _, b := range m.Blocks {
		if _, buttons := b.(*slack.ActionBlock); !buttons {
			v.Blocks.BlockSet = append(v.Blocks.BlockSet, b)
		}
	}
	if len(v.Blocks.BlockSet) == 0 {
		v.Blocks.BlockSet = []slack.Block{slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, m.Text, false, true), nil, nil)}
	}
	return v
}
