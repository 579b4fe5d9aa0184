package alerts

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// State is a matter as it is at a moment: live, or cleared with the reason. It needs no more of the account than its core;
// ok is false where the matter is about something that is neither live nor loaded (see Needs): then why it ended is not known.
func State(a *ledger.Account, p Policy, matter string, at time.Time) (al Alert, ok bool) {
	v := see(a, p, at)
	var mine []span
	what, _, _ := strings.Cut(matter, ":")
	for _, s := range v.spansAbout(what) {
		if s.matter == matter {
			mine = append(mine, s)
		}
	}
	for _, s := range v.once(matter) {
		if !v.setting(s.kind).Off {
			mine = append(mine, s)
		}
	}
	return v.alert(matter, mine, at)
}

// All are the matters that stand at a moment, the gravest first.
func All(a *ledger.Account, p Policy, at time.Time) []Alert {
	v := see(a, p, at)
	by := map[string][]span{}
	for _, s := range v.spans() {
		by[s.matter] = append(by[s.matter], s)
	}
	var out []Alert
	for _, matter := range slices.Sorted(maps.Keys(by)) {
		if al, ok := v.alert(matter, by[matter], at); ok && al.Live() && !al.Keeps {
			out = append(out, al)
		}
	}
	slices.SortStableFunc(out, func(x, y Alert) int { return int(y.Severity - x.Severity) })
	return out
}

// Next is the first moment after at at which All changes or something new is to be said, as long as nothing is recorded;
// zero: none.
func Next(a *ledger.Account, p Policy, at time.Time) time.Time {
	v := see(a, p, at)
	return v.next(v.spans(), at)
}

// next is the first moment after at at which one of the spans changes or has something to say.
func (v view) next(spans []span, at time.Time) time.Time {
	n := earliest{after: at}
	quiet := v.p.quietUntil(at, v.loc)
	for _, s := range spans {
		n.add(s.next(at))
		if !quiet.IsZero() && s.holds(at) {
			n.add(quiet)
		}
	}
	return n.t
}

// Needs names the items that State wants to see of a matter that is over, so that it can say why.
func Needs(matter string) []string {
	what, rest, ok := strings.Cut(matter, ":")
	if !ok {
		return nil
	}
	kinds := map[string]string{
		"signal": ledger.ItemSignal, "request": ledger.ItemRequest, "dispute": ledger.ItemDispute, "incident": ledger.ItemIncident,
		"contract": ledger.ItemContract, "commit": ledger.ItemContract, "payment": ledger.ItemMovement,
	}
	kind, ok := kinds[what]
	if !ok {
		return nil
	}
	var out []string
	for _, id := range idRange(rest) {
		out = append(out, ledger.Item(kind, string(id)))
	}
	return out
}

// Recorded is when what a matter is about was put on record, zero where that is not known: nothing was told of it before.
func Recorded(a *ledger.Account, matter string) time.Time {
	what, id, _ := strings.Cut(matter, ":")
	switch what {
	case "signal":
		return a.Signals[ledger.ID(id)].At
	case "request":
		return a.Requests[ledger.ID(id)].At
	case "dispute":
		return a.Disputes[ledger.ID(id)].At
	}
	return time.Time{}
}

// alert is a matter as its spans make it at a moment.
func (v view) alert(matter string, spans []span, at time.Time) (Alert, bool) {
	al := Alert{Vendor: v.v.Slug, Matter: matter, Keeps: true}
	var best span
	for _, s := range spans {
		if !s.holds(at) {
			continue
		}
		due := s.due(at)
		grave := v.graveness(s, due, at)
		if al.Kind == "" || grave > al.Severity || grave == al.Severity && s.from.After(best.from) {
			al.Kind, al.Severity, best = s.kind, grave, s
		}
		al.Keeps = al.Keeps && s.keeps
		al.Rungs = append(al.Rungs, due...)
		if !s.lastDay.IsZero() && (al.LastDay.IsZero() || s.lastDay.Before(al.LastDay)) {
			al.LastDay = s.lastDay
		}
	}
	if al.Kind == "" {
		return v.over(matter, at)
	}
	al.Subject, al.Since = best.subject, best.from
	v.finish(&al, at)
	return al, true
}

// graveness is how grave a span is at a moment: as the policy says, else as the rule computes, else as the rung said last.
func (v view) graveness(s span, due []Rung, at time.Time) Severity {
	if set := v.setting(s.kind); set.Severity != nil {
		return *set.Severity
	}
	if s.grave != nil {
		return s.grave(at)
	}
	if len(due) == 0 {
		return Info
	}
	return due[len(due)-1].Severity
}

// finish fills in what follows from kind, severity and rungs.
func (v view) finish(al *Alert, at time.Time) {
	slices.SortStableFunc(al.Rungs, func(x, y Rung) int {
		return cmp.Or(x.At.Compare(y.At), int(x.Severity-y.Severity))
	})
	for n := range al.Rungs {
		r := &al.Rungs[n]
		if set := v.setting(r.Kind); set.Severity != nil {
			r.Severity = *set.Severity
		}
		r.To = v.audience(r.Kind, r.Severity)
	}
	if r, ok := al.newest(); ok {
		al.Rung = r.Label
	}
	al.To = v.audience(al.Kind, al.Severity)
	al.Digest = al.Severity == Info && !strings.HasPrefix(al.Matter, "signal:")
	if al.Severity == Critical {
		al.Chain = v.p.chain()
	} else {
		al.Hold = v.p.quietUntil(at, v.loc)
	}
	v.describe(al, at)
}

// audience is whom an alert of a kind is for.
func (v view) audience(k Kind, s Severity) []Audience {
	if set := v.setting(k); set.To != nil {
		return set.To
	}
	r, _ := RuleOf(k)
	if s < Critical {
		return r.To
	}
	out := slices.Clone(r.To)
	for _, a := range r.Critical {
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}
