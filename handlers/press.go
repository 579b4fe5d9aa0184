package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// Interaction answers a press, a submitted form, a message shortcut or a lookup while typing.
func (h *Handler) Interaction(ctx context.Context, cb slack.InteractionCallback) (a Answer) {
	defer func() {
		if err := ledger.Panicked(recover()); err != nil {
			a = h.broken(ctx, cb, err)
		}
	}()
	age := lookToRead
	who, err := h.People.Look(ctx, cb.User.ID, age)
	if err != nil {
		return h.private(h.failed(ctx, unknown(err), time.UTC), false)
	}
	if !who.Member {
		return h.private(show.Message{Text: h.strangerText()}, false)
	}
	q := asked{who: who, channel: cb.Channel.ID, now: h.Now()}
	switch cb.Type {
	case slack.InteractionTypeBlockActions:
		a = h.press(ctx, q, cb)
	case slack.InteractionTypeViewSubmission:
		a = h.submit(ctx, q, cb)
	case slack.InteractionTypeMessageAction:
		a = h.shortcut(ctx, q, cb)
	case slack.InteractionTypeBlockSuggestion:
		a = h.suggest(ctx, cb)
	default:
	}
	return h.spared(q, a)
}

// broken tells what went wrong inside owed where it is seen: a form has no other place than itself.
func (h *Handler) broken(ctx context.Context, cb slack.InteractionCallback, err error) Answer {
	m := h.failed(ctx, err, time.UTC)
	if cb.Type == slack.InteractionTypeViewSubmission {
		return viewUpdate(show.Problem("Something went wrong", err, h.ctx(time.UTC)))
	}
	return h.private(m, false)
}

// pressed is one press: what was pressed, about which vendor, and where.
type pressed struct {
	asked
	action  string // without what follows a colon
	detail  string // what follows it
	v       ledger.VendorID
	subject string
	extra   string
	trigger string
	message string // the ts of the message pressed on
	own     bool   // in an answer that only the presser sees: what follows may take its place
}

// press answers a button.
func (h *Handler) press(ctx context.Context, q asked, cb slack.InteractionCallback) Answer {
	if len(cb.ActionCallback.BlockActions) == 0 {
		return Answer{}
	}
	a := cb.ActionCallback.BlockActions[0]
	q.key = "act:" + cb.User.ID + ":" + a.ActionTs + ":" + a.ActionID
	p := pressed{asked: q, trigger: cb.TriggerID, message: cb.Container.MessageTs, own: cb.Container.IsEphemeral}
	p.action, p.detail, _ = strings.Cut(a.ActionID, ":")
	value := a.Value
	if value == "" {
		value = a.SelectedOption.Value
	}
	p.v, p.subject, p.extra = show.Pressed(value)
	p.verb = p.action
	say := h.private
	if cb.View.Type == slack.VTHomeTab {
		say = func(m show.Message, _ bool) Answer { return h.byMessage(q, m) }
	}
	if looksBack := p.detail == show.ViewHistory || p.detail == show.ViewAsOf; !looksBack {
		was := p.v
		if p.v = h.heir(was); p.v != was {
			if err := h.renumberedPress(ctx, &p, was); err != nil {
				return say(h.failed(ctx, err, q.who.Zone), false)
			}
		}
	}
	if p.action == show.ActRecord {
		p.v, _, _ = show.Pressed(value) // by its old name, too, as the file was read
		return h.fileRecorded(p, cb.Container.MessageTs)
	}
	m, replace, err := h.pressed(ctx, p)
	if err != nil {
		return say(h.failedTyped(ctx, q, err, p.extra), false)
	}
	if m.Text == "" {
		return Answer{} // the message itself shows what became of it, or a form has opened
	}
	return say(m, replace && p.own)
}

// private is an answer that only the presser sees; replace puts it in the place of the private answer pressed on.
func (h *Handler) private(m show.Message, replace bool) Answer {
	kind := `{"response_type":"ephemeral","replace_original":false,`
	if replace {
		kind = `{"response_type":"ephemeral","replace_original":true,`
	}
	return Answer{Respond: append([]byte(kind), m.JSON()[1:]...)}
}

// pressed does what a button is for. An empty message: there is nothing to say, for something else shows it.
func (h *Handler) pressed(ctx context.Context, p pressed) (m show.Message, replace bool, err error) {
	switch p.action {
	case show.ActApprove, show.ActSent, show.ActAck, show.ActMove[:4], show.ActStill, show.ActClose, show.ActWithdraw:
		m, err = h.decided(ctx, p)
		return m, false, err
	case show.ActUndo:
		m, err = h.undo(ctx, p)
		return m, true, err
	case show.ActAgain, show.ActType, show.ActIsRequest, show.ActIsNot:
		m, err = h.retyped(ctx, p)
		return m, true, err
	case show.ActNotice:
		m, err = h.answered(ctx, p)
		return m, false, err
	case show.ActPicture:
		m, err = h.picture(ctx, p)
		return m, false, err
	case show.ActMerge:
		m, err = h.merge(ctx, p)
		return m, true, err
	case show.ActCharge:
		m, err = h.done(ctx, p, typed.AcceptCharge{Invoice: ledger.InvoiceNo(p.subject)})
		return m, true, err
	case show.ActContest:
		m, err = h.done(ctx, p, typed.ContestCharge{Invoice: ledger.InvoiceNo(p.subject)})
		return m, true, err
	case show.ActAllocate:
		m, err = h.done(ctx, p, typed.Allocate{From: ledger.ID(p.subject)})
		return m, true, err
	case strings.TrimSuffix(show.ActView, ":"), strings.TrimSuffix(show.ActPage, ":"), strings.TrimSuffix(show.ActBack, ":"), show.ActOpen:
		m, err = h.look(ctx, p)
		return m, p.turns(), err
	}
	return show.Message{}, false, h.openFor(ctx, p)
}

// turns reports whether another page of a list was asked for, which stands in the place of the one pressed on.
func (p pressed) turns() bool {
	return p.action == strings.TrimSuffix(show.ActPage, ":") || p.action == strings.TrimSuffix(show.ActBack, ":")
}

// decided makes a decision whose message is updated by itself; what is refused is told to the presser alone.
func (h *Handler) decided(ctx context.Context, p pressed) (show.Message, error) {
	id := ledger.ID(p.subject)
	need := items(ledger.ItemOf(p.subject))
	switch p.action {
	case show.ActApprove:
		_, err := h.decide(ctx, p.asked, p.v, need, func(a *ledger.Account, who ledger.Rights, by ledger.By) (ledger.Change, error) {
			return a.Approve(id, who, by)
		})
		return show.Message{}, err
	case show.ActAck:
		return show.Message{}, h.acknowledge(ctx, p)
	case show.ActWithdraw:
		return h.done(ctx, p, typed.Withdraw{Request: id})
	case show.ActSent:
		return h.done(ctx, p, typed.Sent{Request: id})
	case show.ActClose:
		return h.done(ctx, p, typed.CloseIncident{ID: id})
	case show.ActStill:
		return h.done(ctx, p, typed.MoveSignal{Move: ledger.SignalMoved{ID: id, Why: "still so"}})
	}
	to := ledger.MeasureState(p.detail)
	if p.extra != "" {
		to = ledger.MeasureState(p.extra)
	}
	return h.done(ctx, p, typed.MoveSignal{Move: ledger.SignalMoved{ID: id, To: to, Why: "by button"}})
}

// done carries an action out and says what was recorded.
func (h *Handler) done(ctx context.Context, p pressed, do typed.Action) (show.Message, error) {
	p.verb = string(do.Verb())
	r, _, err := h.perform(ctx, p.asked, p.v, do)
	if err != nil {
		return show.Message{}, err
	}
	return h.recorded(ctx, p.asked, p.v, r)
}

// acknowledge says "mine" on an alert.
func (h *Handler) acknowledge(ctx context.Context, p pressed) error {
	a, err := h.Cards.Load(ctx, p.v, ledger.Need{Items: alerts.Needs(p.subject)})
	if err != nil {
		return unavailable(err)
	}
	al, _, err := h.matter(ctx, a, p.subject, p.now)
	if err != nil {
		return err
	}
	err = h.Matters.UpdatePosted(ctx, p.v, p.subject, func(posted *ledger.Posted) {
		*posted = alerts.Acknowledge(al, *posted, ledger.UserID(p.who.ID), p.now)
	})
	if err != nil {
		return unavailable(err)
	}
	return h.tellAnew(ctx, p.v, p.subject)
}

func (h *Handler) tellAnew(ctx context.Context, v ledger.VendorID, matter string) error {
	if err := h.Matters.Dirty(ctx, v, matter, 0); err != nil {
		return unavailable(err)
	}
	if h.Kick != nil {
		h.Kick()
	}
	return nil
}

// undo takes back what the presser recorded less than 15 minutes ago.
func (h *Handler) undo(ctx context.Context, p pressed) (show.Message, error) {
	p.verb = "undo"
	if seq, ok := show.EditOf(p.subject); ok {
		return h.undoEdit(ctx, p, seq)
	}
	if seq, ok := show.AllocationOf(p.subject); ok {
		return h.undoAllocation(ctx, p, seq)
	}
	if seq, payment, ok := show.ReturnOf(p.subject); ok {
		return h.undoReturn(ctx, p, seq, payment)
	}
	if seq, dispute, ok := show.ClosingOf(p.subject); ok {
		return h.undoClosing(ctx, p, seq, ledger.ID(dispute))
	}
	if seq, signal, ok := show.MoveOf(p.subject); ok {
		return h.undoMove(ctx, p, seq, ledger.ID(signal))
	}
	r, err := h.decide(ctx, p.asked, p.v, ledger.NeedToReverse(p.v, p.subject), func(a *ledger.Account, who ledger.Rights, by ledger.By) (ledger.Change, error) {
		if author, at, ok := a.RecordedBy(p.subject); ok {
			if err := undoable(author, at, by, "To reverse it", "/owed "+string(p.v)+" reverse "+p.subject+" reason …"); err != nil {
				return ledger.Change{}, err
			}
		}
		if d, ok := a.Disputes[ledger.ID(p.subject)]; ok && (!d.Live() || d.Over != "") { // Reverse would open it again, or close it as before
			return a.WithdrawDispute(d.ID, byPress, by)
		}
		if g, ok := a.Signals[ledger.ID(p.subject)]; ok && g.Ended() { // Reverse would take that back, and not the recording
			return ledger.Change{}, &ledger.Error{Kind: ledger.Conflict, Say: p.subject + " is " + g.State.Words() + " by now. Nothing changed."}
		}
		if a.IsReversed(p.subject) { // a second press: Reverse would take the first one back
			return ledger.Change{}, undone(p.subject)
		}
		if a.Movements[ledger.ID(p.subject)].Returned { // Reverse would take that back, and not the payment
			return ledger.Change{}, &ledger.Error{Kind: ledger.Conflict, Say: p.subject + " came back meanwhile, so it counts no more. Nothing changed."}
		}
		return a.Reverse(p.subject, byPress, who, by)
	})
	if err != nil {
		return show.Message{}, err
	}
	return h.recorded(ctx, p.asked, p.v, r)
}

// byPress is the reason of what Undo reverses.
const byPress = "undone within 15 minutes"

func undone(subject string) error {
	return &ledger.Error{Kind: ledger.Conflict, Say: subject + " is undone already. Nothing changed."}
}

// undoReturn takes it back that a payment came back, by the entry that says so.
func (h *Handler) undoReturn(ctx context.Context, p pressed, seq int64, payment string) (show.Message, error) {
	r, err := h.decide(ctx, p.asked, p.v, ledger.NeedToReverse(p.v, payment), func(a *ledger.Account, who ledger.Rights, by ledger.By) (ledger.Change, error) {
		m, ok := a.Movements[ledger.ID(payment)]
		if !ok && a.Partial {
			return ledger.Change{}, &ledger.NeedMore{Items: []string{ledger.ItemOf(payment)}}
		}
		typed := "/owed " + string(p.v) + " reverse " + payment + " reason …"
		switch {
		case !m.Returned:
			return ledger.Change{}, undone("The return of " + payment)
		case m.ReturnedIn != seq:
			return ledger.Change{}, &ledger.Error{Kind: ledger.Conflict, Say: "That return is undone, and " + payment + " was returned again. To reverse that: `" + typed + "`"}
		}
		if err := undoable(m.ReturnedBy, m.ReturnedAt, by, "To reverse it", typed); err != nil {
			return ledger.Change{}, err
		}
		return a.Reverse(payment, byPress, who, by)
	})
	if err != nil {
		return show.Message{}, err
	}
	return h.recorded(ctx, p.asked, p.v, r)
}

// undoable says why a press can't take back what somebody recorded, and what to type instead; nil where it can.
func undoable(author ledger.UserID, at time.Time, by ledger.By, toDo, typed string) error {
	switch {
	case author != by.Actor:
		return &ledger.Error{Kind: ledger.Forbidden, Say: "Undo is for the one who recorded it. " + toDo + ": `" + typed + "`"}
	case by.At.Sub(at) > ledger.UndoFor:
		return &ledger.Error{Kind: ledger.Conflict, Say: "Undo is there for 15 minutes. " + toDo + " now: `" + typed + "`"}
	}
	return nil
}

// entry is the entry that an Undo is about, by its number.
func (h *Handler) entry(ctx context.Context, p pressed, seq int64) (ledger.Entry, error) {
	entries, err := h.Lists.History(ctx, p.v, seq+1, 1)
	if err != nil {
		return ledger.Entry{}, unavailable(err)
	}
	if len(entries) == 0 || entries[0].Seq != seq {
		return ledger.Entry{}, stale(p.action)
	}
	return entries[0], nil
}

// undoEdit takes back an edit of the vendor, by the entry that holds it.
func (h *Handler) undoEdit(ctx context.Context, p pressed, seq int64) (show.Message, error) {
	e, err := h.entry(ctx, p, seq)
	if err != nil {
		return show.Message{}, err
	}
	edit, ok := e.Events[0].(*ledger.VendorChanged)
	if !ok {
		return show.Message{}, stale(p.action)
	}
	return h.takenBack(ctx, p, e, ledger.Need{}, "To change it", "edit …", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.UndoEdit(seq, edit, by)
	})
}

// undoAllocation takes back what an entry assigned to invoices, or took off them.
func (h *Handler) undoAllocation(ctx context.Context, p pressed, seq int64) (show.Message, error) {
	e, err := h.entry(ctx, p, seq)
	if err != nil {
		return show.Message{}, err
	}
	var need ledger.Need
	var from ledger.ID
	for _, ev := range e.Events {
		switch ev := ev.(type) {
		case *ledger.Allocated:
			from = ev.From
			need.Items = append(need.Items, ledger.InvoiceItems(ev.Invoice)...)
		case *ledger.AllocationReversed:
			from = ev.From
			need.Items = append(need.Items, ledger.InvoiceItems(ev.Invoice)...)
		}
	}
	if from == "" {
		return show.Message{}, stale(p.action)
	}
	need.Items = append(need.Items, ledger.ItemOf(string(from)))
	return h.takenBack(ctx, p, e, need, "To move it", "allocate "+string(from)+" off INVOICE", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.UndoAllocation(e.Events, by)
	})
}

// undoClosing opens a dispute again that an entry closed.
func (h *Handler) undoClosing(ctx context.Context, p pressed, seq int64, id ledger.ID) (show.Message, error) {
	e, err := h.entry(ctx, p, seq)
	if err != nil {
		return show.Message{}, err
	}
	need := ledger.NeedToReverse(p.v, string(id))
	return h.takenBack(ctx, p, e, need, "To open it again", "reverse "+string(id)+" reason …", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		if d := a.Disputes[id]; d.Live() || !d.ClosedAt.Equal(e.At) {
			return ledger.Change{}, undone("That " + string(id) + " is over")
		}
		return a.Reverse(string(id), byPress, ledger.Rights{}, by)
	})
}

// undoMove takes back what an entry changed about a counter-measure.
func (h *Handler) undoMove(ctx context.Context, p pressed, seq int64, id ledger.ID) (show.Message, error) {
	e, err := h.entry(ctx, p, seq)
	if err != nil {
		return show.Message{}, err
	}
	move, ok := e.Events[0].(*ledger.SignalMoved)
	if !ok || move.ID != id {
		return show.Message{}, stale(p.action)
	}
	return h.takenBack(ctx, p, e, items(ledger.Item(ledger.ItemSignal, string(id))), "To change it", "signal "+string(id)+" …", func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.UndoMove(seq, move, byPress, by)
	})
}

// takenBack records what takes an entry back, where a press still can; else it says what to type, and to what end.
func (h *Handler) takenBack(ctx context.Context, p pressed, e ledger.Entry, need ledger.Need, toDo, words string, decide func(*ledger.Account, ledger.By) (ledger.Change, error)) (show.Message, error) {
	r, err := h.record(ctx, p.asked, p.v, need, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		if err := undoable(e.Actor, e.At, by, toDo, "/owed "+string(p.v)+" "+words); err != nil {
			return ledger.Change{}, err
		}
		return decide(a, by)
	})
	if err != nil {
		return show.Message{}, err
	}
	return h.recorded(ctx, p.asked, p.v, r)
}

// retyped carries out words that a button holds: once more after the question, as corrected, or as that request.
func (h *Handler) retyped(ctx context.Context, p pressed) (show.Message, error) {
	p.again = p.action != show.ActType
	dir, err := h.directory(ctx)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	c, err := typed.Parse(p.extra, h.env(p.asked, dir))
	if err != nil {
		return show.Message{}, err
	}
	remarks, err := h.meant(ctx, p.asked, &c)
	if err != nil {
		return show.Message{}, err
	}
	if c.Incomplete() {
		return show.Message{}, h.open(ctx, p.asked, c, p.extra, p.trigger)
	}
	if paid, ok := c.Do.(typed.Paid); ok && p.action == show.ActIsRequest {
		c.Do = typed.Settle{Request: ledger.ID(p.subject), Amount: paid.Payment.Amount, Day: paid.Payment.Day, Ref: paid.Payment.Ref}
	}
	p.verb = string(c.Verb())
	m, err := h.do(ctx, p.asked, c, p.extra)
	return noted(m, remarks), err
}

// errStale is the cause where a button names something that owed doesn't know.
var errStale = errors.New("an unknown button")

func stale(action string) error {
	return &ledger.Error{Kind: ledger.Invalid, Say: "This button is from an older owed. Type `/owed help` to see what can be done now.", Err: errors.Join(errStale, errors.New(action))}
}

// suggest answers a vendor select while somebody types into it.
func (h *Handler) suggest(ctx context.Context, cb slack.InteractionCallback) Answer {
	dir, err := h.directory(ctx)
	if err != nil {
		return Answer{Ack: json.RawMessage(`{"options":[]}`)}
	}
	type option struct {
		Text  *slack.TextBlockObject `json:"text"`
		Value string                 `json:"value"`
	}
	out := struct {
		Options []option `json:"options"`
	}{Options: []option{}}
	seen := map[ledger.VendorID]bool{}
	for name, slug := range dir.names {
		if seen[slug] || !strings.Contains(name, ledger.Fold(cb.Value)) || len(out.Options) == 100 {
			continue
		}
		seen[slug] = true
		if a, err := h.Cards.Card(ctx, slug); err == nil {
			label := []rune(a.Vendor.Name)
			out.Options = append(out.Options, option{slack.NewTextBlockObject(slack.PlainTextType, string(label[:min(75, len(label))]), false, false), string(slug)})
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		return Answer{}
	}
	return Answer{Ack: b}
}
