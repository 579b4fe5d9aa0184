package handlers

import (
	"context"
	"errors"
	"time"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// asked is one thing that somebody asked for: who, where, when, and under which key it can't happen twice.
type asked struct {
	who     Person
	channel string
	key     string // idempotency key
	verb    string // what the journal calls the command
	repeat  string // fingerprint of what was typed, where typing it twice must be asked
	again   bool
	now     time.Time  // ledger time
	place   show.Place // the page of a list that was asked for

	seen map[ledger.VendorID]*ledger.Account // cards read in this interaction
}

func (q asked) by() ledger.By {
	return ledger.By{Actor: ledger.UserID(q.who.ID), At: q.now, Key: q.key, Cmd: q.verb}
}

func (q asked) extra() ledger.Extra {
	return ledger.Extra{Repeat: q.repeat, Again: q.again, Key: q.key}
}

// record commits a decision about a vendor.
func (h *Handler) record(ctx context.Context, q asked, v ledger.VendorID, need ledger.Need, decide func(a *ledger.Account, by ledger.By) (ledger.Change, error)) (ledger.Result, error) {
	r, err := h.Decider.Do(ctx, v, need, q.extra(), func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
		a.Business = h.business(a.Vendor)
		return decide(a, q.by())
	})
	if err == nil && h.Kick != nil {
		h.Kick()
	}
	return r, err
}

// business is the calendar of a vendor's country; nil: Monday to Friday.
func (h *Handler) business(v ledger.Vendor) func(ledger.Date) bool {
	if h.Business == nil || v.Country == "" {
		return nil
	}
	return h.Business(v.Country)
}

// rights are what somebody may do about a vendor. Roles that nobody has, and a vendor without owner, fall to the admins.
func (h *Handler) rights(ctx context.Context, who Person, a *ledger.Account, t ledger.Team) (ledger.Rights, error) {
	r := ledger.Rights{Admin: who.Admin, Owner: string(a.Vendor.Owner) == who.ID}
	legal := t.Roles["legal"]
	if len(legal) == 0 {
		return r, nil
	}
	var err error
	r.Legal, err = h.People.In(ctx, who.ID, legal)
	return r, err
}

// decide commits something that needs a right: who may is looked up at the moment of the press.
func (h *Handler) decide(ctx context.Context, q asked, v ledger.VendorID, need ledger.Need, f func(a *ledger.Account, who ledger.Rights, by ledger.By) (ledger.Change, error)) (ledger.Result, error) {
	who, err := h.lookToDecide(ctx, q)
	if err != nil {
		return ledger.Result{}, err
	}
	q.who = who
	settings, err := h.Cards.Settings(ctx)
	if err != nil {
		return ledger.Result{}, unavailable(err)
	}
	card, err := h.Cards.Card(ctx, v)
	if err != nil {
		return ledger.Result{}, unavailable(err)
	}
	rights, err := h.rights(ctx, who, card, settings)
	if err != nil {
		return ledger.Result{}, unavailable(err)
	}
	return h.record(ctx, q, v, need, func(a *ledger.Account, by ledger.By) (ledger.Change, error) { return f(a, rights, by) })
}

// lookToDecide is who somebody is at this moment: a decision needs a fresh look.
func (h *Handler) lookToDecide(ctx context.Context, q asked) (Person, error) {
	who, err := h.People.Look(ctx, q.who.ID, lookToDecide)
	if err != nil {
		return who, &ledger.Error{Kind: ledger.Unavailable, Say: "Slack could not be asked who you are, so nothing was decided. Try again in a minute.", Err: err}
	}
	if !who.Member {
		return who, &ledger.Error{Kind: ledger.Forbidden, Say: h.strangerText()}
	}
	return who, nil
}

// unknown is what people read when Slack doesn't say who they are: owed's record is well, but is shown to members only.
func unknown(err error) error {
	return &ledger.Error{Kind: ledger.Unavailable, Say: "Slack could not be asked who you are, and owed answers members only. Nothing was changed; try again in a minute.", Err: err}
}

// unavailable is what people read when Redis or Slack is out of reach.
func unavailable(err error) error {
	if _, ok := errors.AsType[*ledger.Error](err); ok {
		return err
	}
	return &ledger.Error{Kind: ledger.Unavailable, Say: "owed can't reach its record right now. Nothing was changed; try again in a minute.", Err: err}
}
