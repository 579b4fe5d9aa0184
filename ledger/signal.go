package ledger

import (
	"slices"
	"time"
)

// NextMeasureStates is the state machine of a counter-measure; withdrawn and lapsed are terminal: a renewal is a new one.
var NextMeasureStates = map[MeasureState][]MeasureState{
	Possible:    {Threatened, NoticeGiven, InEffect, Withdrawn, Lapsed},
	Threatened:  {NoticeGiven, InEffect, Suspended, Withdrawn, Lapsed},
	NoticeGiven: {InEffect, Suspended, Withdrawn, Lapsed},
	InEffect:    {Suspended, Withdrawn, Lapsed},
	Suspended:   {Threatened, NoticeGiven, InEffect, Withdrawn, Lapsed},
}

// MeasureKinds lists the kinds, in the order in which forms and help show them.
var MeasureKinds = [...]MeasureKind{
	ServiceSuspension, ServiceTermination, DataDeletion, LateFee, Interest, Acceleration, CreditHold, SetOffOrWithhold, Collections,
	LegalAction, RefusalToRenegotiate, PriceIncrease, Audit, LienOrRepossession, PublicDisclosure, OtherMeasure,
}

var gravity = map[MeasureState]int{InEffect: 5, NoticeGiven: 4, Threatened: 3, Possible: 2, Suspended: 1}

// Gravity orders states: in effect is the gravest, withdrawn and lapsed weigh nothing.
func (s MeasureState) Gravity() int { return gravity[s] }

// Signal is a counter-measure on record: what the vendor does, threatens, or may do because it is not paid.
type Signal struct {
	ID         ID           `json:"id"`
	Kind       MeasureKind  `json:"kind"`
	State      MeasureState `json:"state"`
	Source     string       `json:"source,omitempty"` // notice, call, press, …: who says so
	Announced  Date         `json:"announced,omitempty"`
	Received   time.Time    `json:"received,omitzero"`
	Effective  Date         `json:"effective,omitempty"`
	CureUntil  Date         `json:"cure_until,omitempty"`
	Exposure   *Exposure    `json:"exposure,omitempty"`
	Affiliates []string     `json:"affiliates,omitempty"`
	Services   []string     `json:"services,omitempty"`
	Text       string       `json:"text,omitempty"`       // in words, or the notice itself where a person recorded it
	Link       string       `json:"link,omitempty"`       // the message it was read from
	Suspicious bool         `json:"suspicious,omitempty"` // it was read from words that look like fraud
	Renews     ID           `json:"renews,omitempty"`
	Linked     []ID         `json:"linked,omitempty"` // disputes, requests, contracts
	Reversed   bool         `json:"reversed,omitempty"`
	ReversedBy UserID       `json:"reversed_by,omitempty"`
	ReversedAt time.Time    `json:"reversed_at,omitzero"`
	Moves      []Move       `json:"moves,omitempty"`
	By         UserID       `json:"by,omitzero"`
	At         time.Time    `json:"at,omitzero"`
	Seq        int64        `json:"seq,omitzero"`
	LastSeq    int64        `json:"last_seq"` // the entry that recorded or moved it last
}

// Move is one step of a counter-measure.
type Move struct {
	From MeasureState `json:"from"`
	To   MeasureState `json:"to"`
	Why  string       `json:"why,omitempty"`
	Undo bool         `json:"undo,omitempty"` // it takes back the move before it
	Mark Mark         `json:"mark,omitempty"`
	By   UserID       `json:"by"`
	At   time.Time    `json:"at"`
}

// Mark is what a move says of whether a counter-measure looks like fraud; most say nothing of it.
type Mark string

// The marks.
const (
	Doubted Mark = "doubted" // it may be phishing
	Genuine Mark = "genuine" // the vendor has confirmed it
)

// before is what a counter-measure was until it was given a mark.
func (m Mark) before() Mark { return map[Mark]Mark{Doubted: Genuine, Genuine: Doubted}[m] }

func (s Signal) mark() Mark {
	if s.Suspicious {
		return Doubted
	}
	return Genuine
}

// Live reports whether the counter-measure still counts.
func (s Signal) Live() bool { return !s.Reversed && s.State != Withdrawn && s.State != Lapsed }

// Ended reports whether it is over by a move: withdrawn or lapsed. What was recorded by mistake is reversed, not over.
func (s Signal) Ended() bool { return !s.Reversed && !s.Live() }

// LastAt is when it was recorded or moved last.
func (s Signal) LastAt() time.Time {
	if n := len(s.Moves); n > 0 {
		return s.Moves[n-1].At
	}
	return s.At
}

// SignalRecorded puts a counter-measure on record.
type SignalRecorded struct {
	Signal Signal `json:"signal"`
}

// SignalMoved moves it, or changes what is known of it without moving it.
type SignalMoved struct {
	ID        ID           `json:"id"`
	From      MeasureState `json:"from"`
	To        MeasureState `json:"to"`
	Why       string       `json:"why,omitempty"`
	Source    string       `json:"source,omitempty"`
	Effective Date         `json:"effective,omitempty"`
	CureUntil Date         `json:"cure_until,omitempty"`
	Exposure  *Exposure    `json:"exposure,omitempty"`
	Mark      Mark         `json:"mark,omitempty"`
	NoDay     bool         `json:"no_day,omitempty"`   // on which day it takes effect is known no more
	NoCure    bool         `json:"no_cure,omitempty"`  // there is no last day to cure any more
	Was       *Facts       `json:"was,omitempty"`      // the four before it as they were, where the move gives any of them
	Reverses  int64        `json:"reverses,omitempty"` // the entry whose move this takes back
}

// Facts are what a move may change of a counter-measure besides its state.
type Facts struct {
	Source    string    `json:"source,omitempty"`
	Effective Date      `json:"effective,omitempty"`
	CureUntil Date      `json:"cure_until,omitempty"`
	Exposure  *Exposure `json:"exposure,omitempty"`
}

func (s Signal) facts() *Facts { return &Facts{s.Source, s.Effective, s.CureUntil, s.Exposure} }

// gives reports whether the move says anything besides the state.
func (e *SignalMoved) gives() bool {
	return (Facts{e.Source, e.Effective, e.CureUntil, e.Exposure}) != Facts{} || e.NoDay || e.NoCure
}

// Undoes reports whether it takes the move before it back as a whole: then what it gives is all that is known, also where that is nothing.
func (e *SignalMoved) Undoes() bool { return e.Reverses > 0 && e.Was != nil }

// Days are those of a counter-measure after the move: that on which it takes effect, and the last one to cure.
func (e *SignalMoved) Days(s Signal) (effective, cure Date) {
	effective, cure = s.Effective, s.CureUntil
	if e.Undoes() || e.NoDay || !e.Effective.IsZero() {
		effective = e.Effective
	}
	if e.Undoes() || e.NoCure || !e.CureUntil.IsZero() {
		cure = e.CureUntil
	}
	return effective, cure
}

func (e *SignalRecorded) apply(a *Account, m Meta) {
	s := e.Signal
	s.By, s.At, s.Seq, s.LastSeq = m.Actor, m.At, m.Seq, m.Seq
	a.Next[SignalSeries] = max(a.Next[SignalSeries], s.ID.Number())
	a.putSignal(s)
}

func (e *SignalMoved) apply(a *Account, m Meta) {
	s, ok := a.Signals[e.ID]
	if !ok {
		return
	}
	s.State, s.LastSeq = e.To, m.Seq
	s.Moves = append(slices.Clone(s.Moves), Move{From: e.From, To: e.To, Why: e.Why, Undo: e.Undoes(), Mark: e.Mark, By: m.Actor, At: m.At})
	if e.Mark != "" {
		s.Suspicious = e.Mark == Doubted
	}
	exactly := e.Undoes()
	s.Effective, s.CureUntil = e.Days(s)
	if exactly || e.Exposure != nil {
		s.Exposure = e.Exposure
	}
	if exactly || e.Source != "" {
		s.Source = e.Source
	}
	a.putSignal(s)
}

// RecordSignal puts a counter-measure on record. The state defaults to threatened; a refusal to renegotiate is in effect.
func (a *Account) RecordSignal(s Signal, by By) (Change, error) {
	return a.RecordSignals([]Signal{s}, by)
}

// RecordSignals puts the counter-measures of one notice on record, each as its own event: all of them, or none.
func (a *Account) RecordSignals(all []Signal, by By) (Change, error) {
	t := a.begin(by)
	for _, s := range all {
		s, err := a.newSignal(s)
		if err != nil {
			return Change{}, err
		}
		s.ID = t.next(SignalSeries)
		t.emit(&SignalRecorded{a.withCure(s, by.At)})
	}
	return t.change()
}

// RecordNewSignals is RecordSignals of those that are not on record already, as OnRecord tells it.
func (a *Account) RecordNewSignals(all []Signal, except []ID, by By) (Change, error) {
	var fresh []Signal
	for n, id := range a.OnRecord(all, except...) {
		if id == "" {
			fresh = append(fresh, all[n])
		}
	}
	if len(fresh) == 0 {
		return Change{}, conflict("All of it is on record already. Nothing changed. See `/owed %s signals`", a.Vendor.Slug)
	}
	return a.RecordSignals(fresh, by)
}

// OnRecord tells of each of the counter-measures that a notice speaks of under which number the same one is on record and live; "" where
// none is. One on record is the same as one of them at most; those that are excepted are the same as none.
func (a *Account) OnRecord(all []Signal, except ...ID) []ID {
	live := slices.DeleteFunc(a.LiveSignals(), func(g Signal) bool { return slices.Contains(except, g.ID) })
	on := make([]ID, len(all))
	for n, s := range all {
		if at := slices.IndexFunc(live, func(g Signal) bool { return g.saysAll(s) }); at >= 0 {
			on[n] = live[at].ID
			live = slices.Delete(live, at, at+1)
		}
	}
	return on
}

// saysAll reports whether another one has nothing to add: it is of the same kind and state, acts on the same day, and what it names
// of cost and companies is on record. One that names no cure day may have got that of the contract. Of the kind that is none of the
// others the words alone tell two apart.
func (s Signal) saysAll(o Signal) bool {
	return s.Kind == o.Kind && s.State == o.State && s.Suspicious == o.Suspicious && s.Effective == o.Effective &&
		(s.Kind != OtherMeasure || s.Text == o.Text) && (s.CureUntil == o.CureUntil || o.CureUntil.IsZero()) &&
		(o.Exposure == nil || s.Exposure.same(o.Exposure)) &&
		!slices.ContainsFunc(o.Affiliates, func(name string) bool { return !slices.Contains(s.Affiliates, name) })
}

// newSignal checks a counter-measure and fills in its state where that was left out.
func (a *Account) newSignal(s Signal) (Signal, error) {
	if !slices.Contains(MeasureKinds[:], s.Kind) {
		return s, invalid("“%s” is not a kind of counter-measure. Example: `/owed %s signal suspend notice, effective 2023-03-15`", s.Kind, a.Vendor.Slug)
	}
	if s.State == "" {
		s.State = Threatened
		if s.Kind == RefusalToRenegotiate {
			s.State = InEffect
		}
	}
	switch s.State {
	case Possible, Threatened, NoticeGiven, InEffect:
	default:
		return s, invalid("A counter-measure begins as possible, threatened, notice or in effect, not as %s", s.State)
	}
	if !s.Effective.IsZero() && !s.CureUntil.IsZero() && s.CureUntil > s.Effective {
		return s, invalid("Cure until %s is after %s, on which it takes effect; check the two days", s.CureUntil, s.Effective)
	}
	return s, nil
}

// MoveSignal moves a counter-measure, or changes its dates, exposure or mark (To = From). Lowering needs the vendor's owner,
// legal or an admin, and so does taking the mark of what looks like fraud away, which needs a reason, too.
func (a *Account) MoveSignal(m SignalMoved, who Rights, by By) (Change, error) {
	s, ok := a.Signals[m.ID]
	if !ok || s.Reversed {
		return Change{}, notFound("%s has no counter-measure %s. See `/owed %s signals`", a.Vendor.Name, m.ID, a.Vendor.Slug)
	}
	if m.To == "" {
		m.To = s.State
	}
	m.From = s.State
	known := m.Mark == s.mark()
	if known {
		m.Mark = ""
	}
	m.NoDay, m.NoCure = m.NoDay && !s.Effective.IsZero(), m.NoCure && !s.CureUntil.IsZero()
	changes := m.Mark != "" || m.NoDay || m.NoCure || !m.Effective.IsZero() || !m.CureUntil.IsZero() || m.Exposure != nil
	switch {
	case m.To == s.State && !changes && known && s.Suspicious:
		return Change{}, conflict("%s is marked as what may be phishing already. Nothing changed.", s.ID)
	case m.To == s.State && !changes && known:
		return Change{}, conflict("%s is not marked as what may be phishing. Nothing changed.", s.ID)
	case m.To == s.State && !changes:
		return Change{}, conflict("%s is %s already. Nothing changed.", s.ID, s.State.Words())
	case s.Ended() && m.To.Gravity() > 0:
		return Change{}, conflict("%s is %s and can't become %s. A renewal is a new one: `/owed %s signal …`. If that it is %s was a mistake: `/owed %s reverse %s reason …`",
			s.ID, s.State.Words(), m.To.Words(), a.Vendor.Slug, s.State.Words(), a.Vendor.Slug, s.ID)
	case m.To != s.State && !slices.Contains(NextMeasureStates[s.State], m.To):
		return Change{}, conflict("%s is %s and can't become %s. A renewal is a new one: `/owed %s signal …`", s.ID, s.State.Words(), m.To.Words(), a.Vendor.Slug)
	case !s.Live():
		return Change{}, conflict("%s is %s. Nothing changed.", s.ID, s.State.Words())
	case m.To.Gravity() < s.State.Gravity() && !who.Owner && !who.Legal && !who.Admin:
		return Change{}, forbidden("Lowering a counter-measure needs the vendor's owner, legal or an admin of owed")
	case m.Mark == Genuine && !who.Owner && !who.Legal && !who.Admin:
		return Change{}, forbidden("Saying that what may be phishing is genuine needs the vendor's owner, legal or an admin of owed")
	case m.Mark == Genuine && m.Why == "":
		return Change{}, invalid("Say who of the vendor confirmed it, and how. Example: `/owed %s signal %s genuine, Ann of their accounts told me on the number in our contract`", a.Vendor.Slug, s.ID)
	}
	if err := a.checkDays(s, m); err != nil {
		return Change{}, err
	}
	if m.To == NoticeGiven && m.From != NoticeGiven && !m.NoCure {
		if moved := s.movedToNotice(m); moved.CureUntil.IsZero() {
			m.CureUntil = a.withCure(moved, by.At).CureUntil
		}
	}
	if m.gives() {
		m.Was = s.facts()
	}
	t := a.begin(by)
	t.emit(&m)
	return t.change()
}

// checkDays refuses a move that leaves a counter-measure with a last day to cure behind the day on which it takes effect. One that is in
// effect may have begun before they had said it would.
func (a *Account) checkDays(s Signal, m SignalMoved) error {
	if m.NoDay && !m.Effective.IsZero() || m.NoCure && !m.CureUntil.IsZero() {
		return invalid("A day of %s can't be given and be unknown at once. Say one of the two", s.ID)
	}
	effective, cure := m.Days(s)
	if m.Effective.IsZero() && m.CureUntil.IsZero() || effective.IsZero() || cure <= effective || m.To == InEffect {
		return nil
	}
	if m.Effective.IsZero() {
		return invalid("Cure until %s is after %s, on which %s takes effect as it is on record. Say when it takes effect now, or that this is not known: `/owed %s signal %s cure until %s, effective unknown`",
			cure, effective, s.ID, a.Vendor.Slug, s.ID, cure)
	}
	if m.CureUntil.IsZero() {
		return invalid("%s, on which it takes effect, is before %s, until which %s can be cured as it is on record. Say the last day to cure, too, or that this is not known: `/owed %s signal %s effective %s, cure until unknown`",
			effective, cure, s.ID, a.Vendor.Slug, s.ID, effective)
	}
	return invalid("Cure until %s is after %s, on which it takes effect; check the two days", cure, effective)
}

// UndoMove takes back what an entry changed about a counter-measure, unless that was moved again or reversed since.
func (a *Account) UndoMove(of int64, e *SignalMoved, why string, by By) (Change, error) {
	s, ok := a.Signals[e.ID]
	switch {
	case !ok && a.Partial:
		return Change{}, &NeedMore{Items: []string{Item(ItemSignal, string(e.ID))}}
	case s.Reversed || s.LastSeq != of || e.Reverses > 0 || e.gives() && e.Was == nil:
		return Change{}, conflict("%s was changed again since. Nothing was taken back. See `/owed %s history %s`", e.ID, a.Vendor.Slug, e.ID)
	}
	back := s.facts()
	if e.gives() {
		back = e.Was
	}
	t := a.begin(by)
	t.emit(&SignalMoved{
		ID: e.ID, From: s.State, To: e.From, Why: why, Mark: e.Mark.before(), Was: s.facts(), Reverses: of,
		Source: back.Source, Effective: back.Effective, CureUntil: back.CureUntil, Exposure: back.Exposure,
	})
	return t.change()
}

var stateWords = map[MeasureState]string{
	Possible: "possible", Threatened: "threatened", NoticeGiven: "notice given", InEffect: "in effect",
	Suspended: "suspended", Withdrawn: "withdrawn", Lapsed: "lapsed",
}

// Words is the state as people read it.
func (s MeasureState) Words() string { return stateWords[s] }

var kindWords = map[MeasureKind]string{
	ServiceSuspension: "service suspension", ServiceTermination: "service termination", DataDeletion: "data deletion", LateFee: "late fee",
	Interest: "interest", Acceleration: "acceleration", CreditHold: "credit hold", SetOffOrWithhold: "set-off or withholding",
	Collections: "collections", LegalAction: "legal action", RefusalToRenegotiate: "refusal to renegotiate", PriceIncrease: "price increase",
	Audit: "audit", LienOrRepossession: "lien or repossession", PublicDisclosure: "public disclosure", OtherMeasure: "other counter-measure",
}

// Words is the kind as people read it.
func (k MeasureKind) Words() string { return kindWords[k] }

// LiveSignals are the counter-measures that count, gravest first, then by number.
func (a *Account) LiveSignals() []Signal {
	var out []Signal
	for _, id := range sortedIDs(a.Signals) {
		if s := a.Signals[id]; s.Live() {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(x, y Signal) int { return y.State.Gravity() - x.State.Gravity() })
	return out
}
