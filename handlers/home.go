package handlers

import (
	"context"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// homeDays is how far ahead the Home tab looks.
const homeDays = 14

// HomeOpened publishes somebody's Home tab: the worst vendors, what waits for them, what falls due next.
func (h *Handler) HomeOpened(ctx context.Context, user string) { h.home(ctx, user, false) }

// byMessage answers a press in the Home tab, where Slack has no place for an answer: by a message from owed to the one who pressed, as
// the tab then says.
func (h *Handler) byMessage(q asked, m show.Message) Answer {
	return Answer{After: func(ctx context.Context) {
		if _, _, err := h.Talk.Tell(ctx, q.who.ID, m); err != nil {
			h.Log.WarnContext(ctx, "a press in the Home tab could not be answered", "err", err)
			return
		}
		h.home(ctx, q.who.ID, true)
	}}
}

// home publishes somebody's Home tab; answered says that a press in it was answered by a message.
func (h *Handler) home(ctx context.Context, user string, answered bool) {
	who, err := h.People.Look(ctx, user, lookToRead)
	if err != nil {
		h.Log.WarnContext(ctx, "a Home tab could not be made", "err", err)
		return
	}
	view := show.HomeClosed(h.Company)
	if who.Member {
		page, err := h.homePage(ctx, who)
		if err != nil {
			h.Log.WarnContext(ctx, "a Home tab could not be made", "err", err)
			return
		}
		page.Answered = answered
		view = show.Home(page, h.ctx(who.Zone))
	}
	if _, err := h.Slack.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user, View: view}); err != nil {
		h.Log.WarnContext(ctx, "a Home tab could not be published", "err", err)
	}
}

func (h *Handler) homePage(ctx context.Context, who Person) (show.HomePage, error) {
	q := asked{who: who, now: h.Now()}
	p := show.HomePage{}
	var err error
	if p.Vendors, _, p.Total, p.Totals, err = h.Names.Vendors(ctx, "", pageVendors); err != nil {
		return p, err
	}
	for _, a := range p.Vendors {
		for _, r := range a.Requests {
			if who.Admin && r.State == ledger.Requested && string(r.By) != who.ID {
				p.Waiting = append(p.Waiting, show.Waiting{Account: a, Request: r})
			}
		}
	}
	if p.Duties, err = h.duties(ctx, q); err != nil {
		return p, err
	}
	p.Due, err = h.duePage(ctx, q, "", ledger.DateIn(q.now, h.Zone).AddDays(homeDays), "", pageEntries)
	return p, err
}
