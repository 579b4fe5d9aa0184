package alerts

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"owed.dev/owed/ledger"
)

// measureSeverity is how grave a counter-measure is by its kind alone.
var measureSeverity = map[ledger.MeasureKind]Severity{
	ledger.ServiceSuspension: Critical, ledger.ServiceTermination: Critical, ledger.DataDeletion: Critical,
	ledger.LateFee: Info, ledger.Interest: Warning, ledger.Acceleration: Critical, ledger.CreditHold: Warning,
	ledger.SetOffOrWithhold: Warning, ledger.Collections: Warning, ledger.LegalAction: Critical,
	ledger.RefusalToRenegotiate: Info, ledger.PriceIncrease: Warning, ledger.Audit: Warning,
	ledger.LienOrRepossession: Critical, ledger.PublicDisclosure: Warning, ledger.OtherMeasure: Warning,
}

// signalSeverity is how grave a counter-measure is in a state at this vendor.
func (v view) signalSeverity(s ledger.Signal, state ledger.MeasureState) Severity {
	grave := measureSeverity[s.Kind]
	switch {
	case s.Kind == ledger.RefusalToRenegotiate:
		return Info
	case s.Kind == ledger.LegalAction && state == ledger.Possible:
		grave = Warning
	case s.Kind == ledger.SetOffOrWithhold && v.exposed("setoff", s.Exposure):
		grave = Critical
	}
	if grave = v.rise(grave); state == ledger.NoticeGiven {
		grave = max(grave, Warning)
	}
	return grave
}

// exposed reports whether an exposure is above a threshold; of a range its upper end counts.
func (v view) exposed(threshold string, e *ledger.Exposure) bool {
	if e == nil {
		return false
	}
	worst := upper(*e)
	limit, ok := v.p.Threshold(threshold, v.v, worst.Currency)
	return ok && worst.Cmp(limit) > 0
}

// signalSpan is a span about one counter-measure.
func signalSpan(s ledger.Signal, k Kind, from time.Time, rungs ...Rung) span {
	return span{matter: subject("signal", s.ID), subject: string(s.ID), kind: k, from: from, rungs: fixed(rungs...)}
}

// signalRecorded stands as long as the counter-measure lives and was not made graver since. What was moved without
// becoming graver (a date, a pause) is said under it, too.
func signalRecorded(v view, _ Rule) []span {
	var out []span
	for _, s := range v.a.LiveSignals() {
		state := stateAtFirst(s)
		rungs := []Rung{{Key: "recorded", Label: "recorded", At: s.At, Kind: SignalRecorded, Severity: v.signalSeverity(s, state), Event: true}}
		for n, m := range s.Moves {
			if movedAs(m) == SignalRecorded {
				rungs = append(rungs, v.moveRung(s, n))
			}
		}
		out = append(out, signalSpan(s, SignalRecorded, s.At, rungs...))
	}
	return out
}

// stateAtFirst is the state in which it was recorded.
func stateAtFirst(s ledger.Signal) ledger.MeasureState {
	if len(s.Moves) > 0 {
		return s.Moves[0].From
	}
	return s.State
}

// movedAs is the kind of alert that a move is.
func movedAs(m ledger.Move) Kind {
	switch {
	case m.To == ledger.Withdrawn || m.To == ledger.Lapsed:
		return SignalWithdrawn
	case m.Undo, m.From == ledger.Withdrawn || m.From == ledger.Lapsed: // it is what it was before
		return SignalRecorded
	case m.To.Gravity() <= m.From.Gravity():
		return SignalRecorded
	case m.To == ledger.InEffect:
		return SignalInEffect
	}
	return SignalEscalated
}

// moveRung says the n-th move: the graver state is one step up, except that what is in effect is as grave as it is.
func (v view) moveRung(s ledger.Signal, n int) Rung {
	m := s.Moves[n]
	r := Rung{Key: fmt.Sprintf("moved %d", n+1), Label: string(m.To), At: m.At, Kind: movedAs(m), Severity: v.signalSeverity(s, m.To), Event: true}
	switch {
	case m.From == m.To:
		r.Label = "changed"
	case r.Kind == SignalEscalated && s.Kind != ledger.RefusalToRenegotiate:
		r.Severity = r.Severity.up()
	case m.To == ledger.Suspended:
		r.Severity = Info
	}
	return r
}

// moved are the spans of counter-measures whose last step to another state is of a kind.
func moved(v view, k Kind) []span {
	var out []span
	for _, s := range v.a.LiveSignals() {
		var rungs []Rung
		for n, m := range s.Moves {
			if movedAs(m) == k {
				rungs = append(rungs, v.moveRung(s, n))
			}
		}
		if len(rungs) > 0 && lastStep(s) == k {
			out = append(out, signalSpan(s, k, rungs[0].At, rungs...))
		}
	}
	return out
}

// lastStep is the kind of the last move to another state; what was taken back is none, and that it was over.
func lastStep(s ledger.Signal) Kind {
	for n := len(s.Moves) - 1; n >= 0; n-- {
		switch m := s.Moves[n]; {
		case m.Undo, m.From == ledger.Withdrawn || m.From == ledger.Lapsed:
			n-- // the move that is taken back
		case m.From == m.To:
		default:
			return movedAs(m)
		}
	}
	return SignalRecorded
}

func signalEscalated(v view, _ Rule) []span { return moved(v, SignalEscalated) }
func signalInEffect(v view, _ Rule) []span  { return moved(v, SignalInEffect) }

// signalEffectiveSoon counts the days to the day on which a notice takes effect.
func signalEffectiveSoon(v view, r Rule) []span {
	var out []span
	for _, s := range v.a.LiveSignals() {
		if s.State != ledger.NoticeGiven || s.Effective.IsZero() {
			continue
		}
		rungs := v.countdown(r, s.Effective, "effective", func(left int) Severity {
			if left <= 3 {
				return Critical
			}
			return Warning
		})
		if len(rungs) == 0 {
			continue
		}
		sp := signalSpan(s, SignalEffectiveSoon, rungs[0].At, rungs...)
		sp.until, sp.lastDay = v.start(s.Effective), v.start(s.Effective)
		out = append(out, sp)
	}
	return out
}

// countdown are the rungs that say how many days are left to a day, in order of time.
func (v view) countdown(r Rule, to ledger.Date, what string, grave func(left int) Severity) []Rung {
	var out []Rung
	day := to.String()
	for _, n := range v.days(r) {
		label := "-" + strconv.Itoa(n)
		out = append(out, Rung{Key: what + " " + day + " " + label, Label: label, At: v.ahead(to, n), Kind: r.Kind, Severity: grave(n), Day: to})
	}
	slices.SortStableFunc(out, func(x, y Rung) int { return x.At.Compare(y.At) })
	return out
}

// signalEffectiveNow asks whether a notice took effect: a timer never moves a counter-measure, for the record holds facts.
func signalEffectiveNow(v view, _ Rule) []span {
	var out []span
	for _, s := range v.a.LiveSignals() {
		if s.State != ledger.NoticeGiven || s.Effective.IsZero() {
			continue
		}
		first := Rung{
			Key: "now " + s.Effective.String(), Label: "has it happened?", At: v.start(s.Effective), Kind: SignalEffectiveNow, Severity: Critical,
		}
		sp := signalSpan(s, SignalEffectiveNow, first.At)
		sp.rungs = endless([]Rung{first}, func(n int) Rung {
			r := first
			r.At, r.Repeat = v.at9(s.Effective.AddDays(n)), true
			r.Key = fmt.Sprintf("%s +%d", first.Key, n)
			return r
		})
		out = append(out, sp)
	}
	return out
}

// cureEnding counts the days in which paying still takes the vendor's right away; on the last one it speaks at noon, too.
func cureEnding(v view, r Rule) []span {
	var out []span
	for _, s := range v.a.LiveSignals() {
		if s.CureUntil.IsZero() || s.State == ledger.Suspended {
			continue
		}
		rungs := v.countdown(r, s.CureUntil, "cure", func(int) Severity { return Critical })
		over := v.start(s.CureUntil.AddDays(1))
		last := Rung{Kind: CureEnding, Severity: Critical}
		noon, ended := last, last
		noon.Key, noon.Label, noon.At = fmt.Sprintf("cure %s noon", s.CureUntil), "last day, noon", s.CureUntil.At(12, 0, v.loc)
		ended.Key, ended.Label, ended.At = fmt.Sprintf("cure %s ended", s.CureUntil), "cure ended", over
		rungs = append(rungs, noon, ended)
		sp := signalSpan(s, CureEnding, rungs[0].At, rungs...)
		sp.lastDay = over
		out = append(out, sp)
	}
	return out
}

// signalQuiet asks whether what was feared or threatened still stands, when nothing was heard of it for long.
func signalQuiet(v view, _ Rule) []span {
	var out []span
	for _, s := range v.a.LiveSignals() {
		if s.State != ledger.Possible && s.State != ledger.Threatened {
			continue
		}
		day := v.today(s.LastAt())
		rung := func(n int) Rung {
			d := day.AddDays(30 * n)
			return Rung{Key: "quiet " + d.String(), Label: fmt.Sprintf("quiet for %d days", 30*n), At: v.at9(d), Kind: SignalQuiet, Severity: Info}
		}
		sp := signalSpan(s, SignalQuiet, rung(1).At)
		sp.rungs = endless(nil, rung)
		out = append(out, sp)
	}
	return out
}
