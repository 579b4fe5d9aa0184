package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// look shows what a button asks to see: a view, a page of one, or (Open) what a matter is about.
func (h *Handler) look(ctx context.Context, p pressed) (show.Message, error) {
	view := p.detail
	if p.action == show.ActOpen {
		return h.openMatter(ctx, p)
	}
	if p.turns() {
		p.place, p.extra = show.PlaceOf(p.extra)
	}
	if p.v == "" {
		if m, ok, err := h.overAll(ctx, p.asked, listOf(view, p.subject), p.extra); ok || err != nil {
			return m, err
		}
	}
	switch view {
	case show.ViewCard:
		return h.card(ctx, p.asked, p.v)
	case show.ViewOverview:
		return h.overview(ctx, p.asked, p.extra)
	case show.ViewInvoices:
		return h.invoicesPage(ctx, p.asked, p.v, p.subject, p.extra)
	case show.ViewHistory:
		before, _ := strconv.ParseInt(p.extra, 10, 64)
		return h.historyPage(ctx, p.asked, p.v, historyOf(p.subject), before)
	case show.ViewDisputes:
		return h.disputesPage(ctx, p.asked, p.v, p.subject == show.OnlyClosed, p.extra)
	case show.ViewSignals:
		return h.signals(ctx, p.asked, p.v)
	case show.ViewContract:
		return h.whole(ctx, p.asked, p.v, show.Contract)
	case show.ViewPayments:
		return h.paymentsPage(ctx, p.asked, p.v, ledger.RequestState(p.subject), p.extra)
	case show.ViewTimeline:
		before, _ := strconv.ParseInt(p.extra, 10, 64)
		return h.timelinePage(ctx, p.asked, p.v, before)
	case show.ViewDue:
		until := ledger.DateIn(p.now, h.Zone).AddDays(dueDays)
		if p.subject != "" {
			var err error
			if until, err = ledger.ParseISO(p.subject); err != nil {
				return show.Message{}, stale(p.action)
			}
		}
		return h.due(ctx, p.asked, p.v, until, p.extra)
	case show.ViewAsOf:
		day, err := ledger.ParseISO(p.subject)
		if err != nil {
			return show.Message{}, stale(p.action)
		}
		return h.asOf(ctx, p.asked, p.v, day)
	case show.ViewFind:
		return h.find(ctx, p.asked, typed.Find{Text: p.subject})
	case show.ViewAlerts:
		return h.showAlerts(ctx, p.asked, string(p.v), p.extra)
	case show.ViewHelp:
		return show.Help(typed.HelpFor(p.subject), h.ctx(p.who.Zone)), nil
	}
	return show.Message{}, stale(p.action + ":" + view)
}

// listOf is the question over all vendors that a list answers, so that its next page answers the same; nil: it is none.
func listOf(view, filter string) typed.Action {
	switch view {
	case show.ViewSignals:
		return typed.Signals{}
	case show.ViewDisputes:
		return typed.Disputes{Closed: filter == show.OnlyClosed}
	case show.ViewPayments:
		return typed.Payments{Only: ledger.RequestState(filter)}
	case show.ViewAsOf:
		if day, err := ledger.ParseISO(filter); err == nil {
			return typed.On{Day: day}
		}
	}
	return nil
}

// vendorMatters are the matters that a vendor has as a whole; all others name what they are about behind a colon.
var vendorMatters = [...]string{
	alerts.MatterLapsed, alerts.MatterDue, alerts.MatterShare, alerts.MatterLimit, alerts.MatterExposure, alerts.MatterExpected,
}

// openMatter shows, to the presser alone, what an alert is about, with figures also where the channel may not see them.
func (h *Handler) openMatter(ctx context.Context, p pressed) (show.Message, error) {
	if !strings.Contains(p.subject, ":") && !slices.Contains(vendorMatters[:], p.subject) {
		p.detail, p.action = p.subject, strings.TrimSuffix(show.ActView, ":")
		p.subject = ""
		if p.detail == "" {
			p.detail = show.ViewCard
		}
		return h.look(ctx, p)
	}
	a, err := h.Cards.Load(ctx, p.v, ledger.Need{Items: alerts.Needs(p.subject), Open: 6})
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	if id, ok := strings.CutPrefix(p.subject, "request:"); ok {
		if r, ok := a.Requests[ledger.ID(id)]; ok {
			return show.RequestMessage(a, r, h.ctx(p.who.Zone)), nil
		}
	}
	al, ok, err := h.matter(ctx, a, p.subject, p.now)
	if err != nil {
		return show.Message{}, err
	}
	if !ok {
		return h.card(ctx, p.asked, p.v)
	}
	var posted map[string]ledger.Posted
	if !al.Live() { // what was told of it says what ended it
		if posted, err = h.Matters.AllPosted(ctx, p.v); err != nil {
			return show.Message{}, unavailable(err)
		}
	}
	return show.AlertMessage(a, al, a.OpenInvoices(), posted[p.subject], h.ctx(p.who.Zone)), nil
}

// policy is what is set about alerts; where it can't be read now, what holds before anything is set.
func (h *Handler) policy(ctx context.Context) alerts.Policy {
	settings, err := h.Cards.Settings(ctx)
	if err != nil {
		return alerts.Policy{}
	}
	p, _ := alerts.PolicyOf(settings) // what can't be read was refused when it was set
	return p
}

// matter is an alert's matter as it stands now, by the policy that is in force.
func (h *Handler) matter(ctx context.Context, a *ledger.Account, matter string, now time.Time) (alerts.Alert, bool, error) {
	settings, err := h.Cards.Settings(ctx)
	if err != nil {
		return alerts.Alert{}, false, unavailable(err)
	}
	policy, err := alerts.PolicyOf(settings)
	if err != nil {
		return alerts.Alert{}, false, err
	}
	al, ok := alerts.State(a, policy, matter, now)
	return al, ok, nil
}
