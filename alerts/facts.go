package alerts

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// noSpans is for rows that stand inside another alert, or at its end.
func noSpans(view, Rule) []span { return nil }

// fact is a span for something that is told once because somebody recorded it.
func fact(matter, subject string, k Kind, s Severity, label string, at time.Time) span {
	rung := Rung{Key: string(k), Label: label, At: at, Kind: k, Severity: s, Event: true}
	return span{matter: matter, subject: subject, kind: k, from: at, rungs: fixed(rung)}
}

// once are the spans of a matter that is over as far as the core of the account knows, but is told once: a payment that
// failed or came back, one that nobody asked for, a balance moved by hand. They need the item (see Needs).
func (v view) once(matter string) []span {
	what, rest, _ := strings.Cut(matter, ":")
	switch what {
	case "request":
		return v.failed(ledger.ID(rest))
	case "payment":
		return v.payments(matter, rest)
	case "moved":
		return []span{fact(matter, rest, BalanceMovedByHand, Warning, "moved by hand", v.a.LastAt)}
	}
	return nil
}

func (v view) failed(id ledger.ID) []span {
	r, ok := v.a.Requests[id]
	if !ok || r.State != ledger.Failed {
		return nil
	}
	if len(r.RepeatedBy) > 0 {
		return nil
	}
	return []span{fact(subject("request", id), string(id), PaymentFailed, Critical, "failed", r.When)}
}

// payments are those of one entry that came back, or that nobody had asked for.
func (v view) payments(matter, ids string) []span {
	var out []span
	for _, id := range idRange(ids) {
		m, ok := v.a.Movements[id]
		switch {
		case !ok || m.Reversed || m.Kind != ledger.Payment:
		case m.Returned:
			out = append(out, fact(matter, ids, PaymentReturned, Critical, "returned", m.ReturnedAt))
		case m.Request == "":
			out = append(out, fact(matter, ids, PaymentWithoutRequest, Warning, "without request", m.At))
		}
	}
	return out
}

// overLimit: outstanding is above what the team set as the vendor's limit. It hangs on sums, not on days.
func overLimit(v view, _ Rule) []span {
	var out []span
	for _, c := range v.a.Currencies() {
		limit, ok := v.p.Threshold("limit", v.v, c)
		s, some := v.a.Sums[c]
		if !ok || !some {
			continue
		}
		open := s.Open()
		sp := span{matter: MatterLimit, kind: OverLimit, rungs: fixed()}
		switch {
		case open.Cmp(limit) > 0:
			sp.rungs = fixed(limitRungs(open, limit)...)
		case percentOf(open, 100).Cmp(percentOf(limit, 95)) >= 0:
			sp.keeps = true
		default:
			continue
		}
		out = append(out, sp)
	}
	return out
}

// mostLevels bounds how often a limit that is far too low is said to be exceeded.
const mostLevels = 50

// limitRungs are the crossing and each further tenth of the limit.
func limitRungs(open, limit ledger.Money) []Rung {
	var out []Rung
	for n := int64(0); n <= mostLevels && percentOf(open, 100).Cmp(percentOf(limit, 100+10*n)) > 0; n++ {
		label := fmt.Sprintf("over %d%%", 100+10*n)
		out = append(out, Rung{Key: fmt.Sprintf("limit %s %s", limit, label), Label: label, Kind: OverLimit, Severity: Warning, Event: true})
	}
	return out
}

// exposureOver: what live counter-measures may cost is above the threshold, in one currency and per one period.
func exposureOver(v view, _ Rule) []span {
	var out []span
	for _, e := range exposures(v.a) {
		if !v.exposed("exposure", &e) {
			continue
		}
		label := "over the threshold"
		rung := Rung{Key: fmt.Sprintf("exposure %s %s", e.Amount.Currency, e.Per), Label: label, Kind: ExposureOver, Severity: Critical, Event: true}
		out = append(out, span{matter: MatterExposure, kind: ExposureOver, rungs: fixed(rung)})
	}
	return out
}

// incidentNoted: something went wrong in operations; while a counter-measure is in effect it may be its doing.
func incidentNoted(v view, _ Rule) []span {
	var out []span
	for _, id := range newestIncidents(v.a) {
		i := v.a.Incidents[id]
		grave := Info
		for _, s := range v.a.LiveSignals() {
			if stateAt(s, i.At) == ledger.InEffect {
				grave = Warning
			}
		}
		out = append(out, fact(subject("incident", id), string(id), IncidentNoted, grave, "noted", i.At))
	}
	return out
}

// shownIncidents is how many open incidents count; an account's core knows no more of them.
const shownIncidents = 5

func newestIncidents(a *ledger.Account) []ledger.ID {
	var ids []ledger.ID
	for id, i := range a.Incidents {
		if i.Live() {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(x, y ledger.ID) int { return int(y.Number() - x.Number()) })
	return ids[:min(len(ids), shownIncidents)]
}

// stateAt is the state in which a counter-measure was at a moment; "" before it was recorded.
func stateAt(s ledger.Signal, at time.Time) ledger.MeasureState {
	if s.At.After(at) {
		return ""
	}
	state := stateAtFirst(s)
	for _, m := range s.Moves {
		if !m.At.After(at) {
			state = m.To
		}
	}
	return state
}
