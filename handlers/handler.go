package handlers

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// Handler answers what people do in Slack. Its fields are set once, before the first call.
type Handler struct {
	Decider  Decider
	Merger   Merger
	Cards    Cards
	Names    Names
	Lists    Lists
	Past     Past
	Searches Searches
	Matters  Matters
	Duties   Duties
	People   Directory
	Slack    Surface
	Board    Board // nil: no channel is watched
	Files    Files
	Desk     Desk
	Talk     Talk
	Now      func() time.Time // ledger time
	Kick     func()           // something waits to be posted; nil: nobody listens

	// Unreadable hears of an error that no user made; nil: nobody listens.
	Unreadable func(ctx context.Context, err error)
	Called     func(user string) string
	Business   func(country string) func(ledger.Date) bool // nil: weekends only
	Busy       func(v ledger.VendorID) bool                // a file with rows of this vendor is being recorded
	Log        *slog.Logger

	Company      string // whose workspace it is
	AlertChannel string
	Zone         *time.Location

	names atomic.Pointer[map[string]ledger.VendorID] // as read last: for lanes, which must not wait
	cards cardCache

	prepared atomic.Pointer[preparedNames] // for reading notices
}

// Answer is what becomes of one interaction.
type Answer struct {
	Ack     json.RawMessage           // goes into the acknowledgement
	Respond json.RawMessage           // goes to the response_url afterwards
	After   func(ctx context.Context) // is done after Slack was answered
}

// maxTyped is the longest text that is read; Slack's own limit isn't documented.
const maxTyped = 3000

// CommandLane is the name of the vendor that a command may change: what has one name is done in order of receipt.
func (h *Handler) CommandLane(cmd slack.SlashCommand) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(cmd.Text), " ")
	first = strings.ToLower(first)
	if first == "" || strings.TrimSpace(rest) == "" && first != "add" {
		return "" // only reads
	}
	return h.lane(first)
}

func (h *Handler) lane(name string) string {
	if names := h.names.Load(); names != nil {
		if v, ok := (*names)[ledger.Fold(name)]; ok {
			return string(v)
		}
	}
	return name
}

// InteractionLane is the same for a press or a form: its value begins with the vendor's slug.
func (h *Handler) InteractionLane(cb slack.InteractionCallback) string {
	value := cb.View.PrivateMetadata
	if len(cb.ActionCallback.BlockActions) > 0 {
		value = cb.ActionCallback.BlockActions[0].Value
	}
	slug, _, _ := strings.Cut(value, "|")
	return slug
}

// Command answers a slash command.
func (h *Handler) Command(ctx context.Context, cmd slack.SlashCommand) (a Answer) {
	defer func() {
		if err := ledger.Panicked(recover()); err != nil {
			a = h.answer(h.failed(ctx, err, time.UTC), false)
		}
	}()
	who, err := h.People.Look(ctx, cmd.UserID, lookToRead)
	if err != nil {
		return h.answer(h.failed(ctx, unknown(err), time.UTC), false)
	}
	if !who.Member {
		return h.answer(show.Message{Text: h.strangerText()}, false)
	}
	q := asked{who: who, channel: cmd.ChannelID, key: "cmd:" + cmd.TriggerID, now: h.Now()}
	return h.spared(q, h.typed(ctx, q, cmd.Text, cmd.TriggerID))
}

// spared is an answer whose rest, too, is one person's trouble where it panics: they hear of it, and all others' work goes on.
func (h *Handler) spared(q asked, a Answer) Answer {
	after := a.After
	if after == nil {
		return a
	}
	a.After = func(ctx context.Context) {
		defer func() {
			if err := ledger.Panicked(recover()); err != nil {
				h.sorry(ctx, q, err)
			}
		}()
		after(ctx)
	}
	return a
}

// typed answers a text after /owed.
func (h *Handler) typed(ctx context.Context, q asked, text, trigger string) Answer {
	dir, err := h.directory(ctx)
	if err != nil {
		return h.answer(h.failed(ctx, unavailable(err), q.who.Zone), false)
	}
	c, err := typed.Parse(text, h.env(q, dir))
	if err != nil && dir.err != nil {
		err = unavailable(dir.err)
	}
	q.seen = dir.seen
	if err != nil {
		return h.answer(h.failed(ctx, err, q.who.Zone), false)
	}
	if _, ok := c.Do.(typed.Import); ok {
		return h.importing(ctx, q, c, trigger)
	}
	remarks, err := h.meant(ctx, q, &c)
	if err != nil {
		return h.answer(noted(h.failed(ctx, err, q.who.Zone), remarks), false)
	}
	if c.Incomplete() {
		return h.openForm(ctx, q, c, text, trigger)
	}
	q.verb = string(c.Verb())
	m, err := h.do(ctx, q, c, text)
	if err != nil {
		return h.answer(noted(h.failedTyped(ctx, q, err, text), remarks), false)
	}
	m = noted(m, remarks)
	return h.answer(m, c.Share && h.mayShare(ctx, q.channel, &m))
}

// env is what the reading of words depends on.
func (h *Handler) env(q asked, dir typed.Directory) typed.Env {
	env := typed.Env{Today: func(zone *time.Location) ledger.Date { return ledger.DateIn(q.now, zone) }, UserZone: q.who.Zone, Dir: dir, Business: h.business}
	env.Find = func(kind typed.MentionKind, name string) (string, bool) { return h.People.Named(string(kind), name) }
	if known, ok := dir.(*vendorNames); ok {
		env.Largest = known.usual
	}
	return env
}

// do carries a complete command out and says what became of it.
func (h *Handler) do(ctx context.Context, q asked, c typed.Command, text string) (show.Message, error) {
	if m, ok, err := h.query(ctx, q, c); ok || err != nil {
		return m, err
	}
	switch do := c.Do.(type) {
	case typed.Add:
		return h.add(ctx, q, do)
	case typed.Merge:
		return h.askToMerge(ctx, q, c.Vendor.Slug, do.Into.Slug)
	}
	if guarded(c.Do) {
		q.repeat = q.who.ID + " " + c.Fingerprint()
	}
	if pay, ok := c.Do.(typed.Paid); ok && !q.again {
		if m, asks, err := h.isThisARequest(ctx, q, c.Vendor.Slug, pay, text); asks || err != nil {
			return m, err
		}
		pay.Payment.Once = true
		c.Do = pay
	}
	r, ok, err := h.perform(ctx, q, c.Vendor.Slug, c.Do)
	if !ok && err == nil {
		err = &ledger.Error{Kind: ledger.Invalid, Say: "There are no rules of approval to set yet: admins approve every payment, and nobody what they asked for. `/owed settings` shows what can be set"}
	}
	if err != nil {
		return show.Message{}, err
	}
	m, err := h.recorded(ctx, q, c.Vendor.Slug, r)
	if err != nil {
		return m, err
	}
	return h.reach(ctx, m, c.Do), nil
}

// guarded are the actions that a person may repeat by mistake, after a time-out: typing them again is asked about.
func guarded(do typed.Action) bool {
	switch do.(type) {
	case typed.Pay, typed.Paid, typed.RecordCredit, typed.RecordSignal, typed.OpenDispute:
		return true
	}
	return false
}

// add puts a vendor on the team's record.
func (h *Handler) add(ctx context.Context, q asked, do typed.Add) (show.Message, error) {
	v := do.Vendor
	if v.Channel == "" {
		v.Channel = h.channelOf(ctx, q)
	}
	c, err := ledger.NewVendor(v, q.by())
	if err != nil {
		return show.Message{}, err
	}
	r, err := h.Decider.Add(ctx, c, q.extra())
	if err != nil {
		return show.Message{}, err
	}
	m, err := h.recorded(ctx, q, c.Vendor, r)
	if err != nil {
		return m, err
	}
	return h.reach(ctx, m, do), nil
}

// recorded says what was recorded, and the balance after it.
func (h *Handler) recorded(ctx context.Context, q asked, v ledger.VendorID, r ledger.Result) (show.Message, error) {
	if r.Account == nil { // the same payload came twice: the first result, from the record as it is now
		a, err := h.Cards.Card(ctx, v)
		if err != nil {
			return show.Message{}, err
		}
		r.Account = a
	}
	ended, err := h.endedByPayment(ctx, v, r)
	if err != nil { // what is recorded is said all the same
		return show.Recorded(r, h.ctx(q.who.Zone)).Noted("Whether a request had expired as this was paid could not be read: `/owed " + string(v) + " payments expired`"), nil
	}
	return show.Recorded(r, h.ctx(q.who.Zone), ended...), nil
}

// pageRequests is how many requests are read at once where those are looked for that a payment had ended.
const pageRequests = 50

// endedByPayment are requests that expired because invoices which a change opens again were paid: each was alive when that payment was
// recorded, so older ones than live then are not read.
func (h *Handler) endedByPayment(ctx context.Context, v ledger.VendorID, r ledger.Result) (ended []ledger.Request, err error) {
	opened := map[string]bool{}
	since := h.Now()
	for _, e := range r.Change.Events {
		switch e := e.(type) {
		case *ledger.InvoiceReopened:
			opened[e.No.Key()] = true
		case *ledger.AllocationReversed:
			if m, ok := r.Account.Movements[e.From]; ok && m.At.Before(since) {
				since = m.At
			}
		}
	}
	after := ""
	for n := 0; len(opened) > 0 && n < maxReads; n++ {
		page, next, err := h.Lists.Requests(ctx, v, after, pageRequests)
		if err != nil {
			return nil, err
		}
		for _, asked := range page {
			if asked.At.Before(since.Add(-ledger.RequestLife)) {
				return ended, nil
			}
			if slices.ContainsFunc(asked.Targets, func(al ledger.Allocation) bool { return opened[al.Invoice.Key()] }) {
				ended = append(ended, asked)
			}
		}
		if after = next; after == "" {
			break
		}
	}
	return ended, nil
}

// isThisARequest asks whether a payment of exactly a live request's sum is that request.
func (h *Handler) isThisARequest(ctx context.Context, q asked, v ledger.VendorID, pay typed.Paid, text string) (show.Message, bool, error) {
	a, err := h.Cards.Card(ctx, v)
	if err != nil {
		return show.Message{}, false, err
	}
	r, ok := a.MatchingRequest(pay.Payment.Amount)
	if !ok || len(pay.Payment.For) > 0 {
		return show.Message{}, false, nil
	}
	return show.IsThisRequest(a, r, text, h.ctx(q.who.Zone)), true, nil
}

func (h *Handler) ctx(zone *time.Location) show.Ctx {
	return show.Ctx{Now: h.Now(), Zone: zone, Name: func(u ledger.UserID) string { return h.Called(string(u)) }, Busy: h.Busy}
}

// paged is ctx for a page of a list.
func (h *Handler) paged(q asked) show.Ctx {
	c := h.ctx(q.who.Zone)
	c.Place = q.place
	return c
}

// failed says what went wrong, and tells the operator what people need not know.
func (h *Handler) failed(ctx context.Context, err error, zone *time.Location) show.Message {
	if ledger.KindOf(err) == ledger.Internal || ledger.KindOf(err) == ledger.Unavailable {
		h.Log.ErrorContext(ctx, "an interaction failed", "err", err)
		if h.Unreadable != nil {
			h.Unreadable(ctx, err)
		}
	}
	return show.Failed(err, h.ctx(zone))
}

// failedTyped is failed for a command, which can be offered again.
func (h *Handler) failedTyped(ctx context.Context, q asked, err error, text string) show.Message {
	if again, ok := asRepeated(err); ok {
		return show.AskedAgain(again, text, h.ctx(q.who.Zone))
	}
	return h.failed(ctx, err, q.who.Zone)
}

func (h *Handler) strangerText() string { return "owed is for members of " + h.Company + "." }

// answer puts a message into a slash command's acknowledgement.
func (h *Handler) answer(m show.Message, inChannel bool) Answer {
	return Answer{Ack: payload(m, inChannel)}
}

func payload(m show.Message, inChannel bool) json.RawMessage {
	kind := "ephemeral"
	if inChannel {
		kind = "in_channel"
	}
	out := append([]byte(`{"response_type":"`+kind+`",`), m.JSON()[1:]...)
	return out
}

// mayShare reports whether an answer may be shown to the channel; where it may not, it says so in the answer.
func (h *Handler) mayShare(ctx context.Context, channel string, m *show.Message) bool {
	place, err := h.People.Place(ctx, channel)
	switch {
	case err != nil || place.Direct:
		*m = m.Noted("Shown only to you: owed can't see who else is here.")
		return false
	case place.Shared:
		*m = m.Noted("Shown only to you: this channel is shared with another company.")
		return false
	case place.Guests:
		*m = m.Noted("Shown only to you: there is a guest in this channel.")
		return false
	}
	return true
}
