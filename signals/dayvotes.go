package signals

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// What speaks for a day's being the one that is chosen, beside the other days and none, when it is known how likely each is for each
// measure of the text and as the one by which we are to act. Of these a text has for us what its measures have at most.
const (
	dayLog       = iota // the logarithm of how likely it is by itself
	dayBest             // that where it is mentioned most plainly
	dayShare            // and among all days that are named
	dayActs             // how likely the measure acts on it
	dayActsNext         // or on the day after
	dayAverts           // how likely paying until then averts it, if anything does
	dayAvertsLog        // the logarithm of that
	dayAvertsEve        // or until the day before
	dayDue              // how likely it is the one by which we are to act
	dayDueEve           // or the day before

	// How likely others are:
	dayActsEarlier
	dayActsLater
	dayAvertsEarlier
	dayAvertsLater
	dayDueEarlier
	dayDueLater

	dayOthers     // how likely another measure acts on it
	dayOthersNext // or on the day after
	dayOthersEve  // or is averted until then

	dayRuled      // the rules choose it
	dayUnruled    // they choose another one
	dayActsRuled  // they choose it as the day the measure acts on
	dayAvertRuled // or until which it is averted

	dayItActs  // the measure likeliest acts on it
	dayTooLate // or before it
	dayInside  // it stands in the sentence of the measure
	dayMarks   // one for each of the marks of its mentions

	dayWhen   = dayMarks + markCount             // one for each of dayTimes, and for each with each state
	noneItIs  = dayWhen + len(dayTimes)*whenRoom // it is none: what follows speaks for that
	noneVoice = noneItIs + 1                     // one for each of noneNames
	noneState = noneVoice + len(noneNames)       // how likely each state is
	noneKind  = noneState + len(linear.States)   // one for each kind
	noneForm  = noneKind + linear.Measure        // one for each form of the text
	dayVoices = noneForm + formCount
	whenRoom  = 1 + len(linear.States)
)

// Where a day stands as seen from that of receipt.
var dayTimes = [...]string{"before", "today", "ahead", "far"}

// farAhead is how many days ahead a day is far.
const farAhead = 60

// What speaks for none, beside the sort of text and of measure.
const (
	noneLog       = iota // the logarithm of how likely it is by itself
	noneRest             // and of how likely any day is
	noneActs             // of how likely the measure has no such day
	noneAverts           // of how likely nothing averts it
	noneDue              // of how likely we are to act by no day
	noneAverted          // of how likely it can be averted
	noneRuled            // the rules choose none
	noneSignal           // the odds of the text's being a signal
	noneFraud            // and of its being suspicious
	noneMeasures         // how many measures the text has, up to four
	noneNoMeasure        // it has none
	noneDays             // the logarithm of how many days it names
	noneChance           // how likely the measure is one
	noneScore            // how well its clause speaks of it
	noneOthers           // how likely another one has a day on which it acts
	noneOthersEve        // or until which it is averted
	noneLifted           // all are lifted
	noneClaimed          // a sum is claimed
	noneDebt             // there is a debt
	nonePay              // or anything is to be paid
)

var noneNames = [...]string{"log", "rest", "acts", "averts", "due", "averted", "ruled", "signal", "fraud", "measures", "no-measure", "days", "chance", "score",
	"others", "others-eve", "lifted", "claimed", "debt", "pay"}

// choiceNames are how votes.txt names the choices of a day, and dayNames the voices.
var (
	choiceNames = [linear.Choices]string{toAct: "acts", toAvert: "averts", toBeDue: "due"}
	dayNames    = func() []string {
		names := strings.Fields("log best share acts acts-next averts averts-log averts-eve due due-eve acts-earlier acts-later averts-earlier averts-later due-earlier due-later " +
			"others others-next others-eve ruled unruled acts-ruled averts-ruled it-acts too-late inside")
		names = append(names, markNames[:]...)
		for _, when := range dayTimes {
			names = append(names, when)
			for _, s := range linear.States {
				names = append(names, when+"-"+string(s))
			}
		}
		names = append(names, "none")
		for _, n := range noneNames {
			names = append(names, "none-"+n)
		}
		for _, s := range linear.States {
			names = append(names, "none-"+string(s))
		}
		for _, k := range linear.Kinds {
			names = append(names, "none-"+string(k))
		}
		for i := range formCount {
			names = append(names, "none-form-"+strconv.Itoa(i))
		}
		return names
	}()
)

// The marks of a mention of a day.
var markNames = [...]string{"period", "deadline", "now", "weekday", "last", "partial", "past", "after", "old", "heading", "chained", "own", "otherwise", "again"}

const (
	markCount     = len(markNames)
	markOtherwise = 1 << (markCount - 2) // the mention is read as another day
	markAgain     = 1 << (markCount - 1) // the day is mentioned several times
)

// marksOf are the marks of an option, a bit for each.
func (d *document) marksOf(o *dayOption) uint32 {
	m := o.date
	if m == nil {
		return markOtherwise
	}
	n := flags(m.period, m.deadline, m.now, m.weekday, m.last, m.partial, m.past, m.after, d.lines[d.tokens[m.from].line].part > 0,
		d.clauses[d.clauseAt(m.from)].heading, m.chain != free, m.day == d.mailAt(m.from).dated && m.written())
	if o.shift != (shift{}) {
		n |= markOtherwise
	}
	return n
}

// standing is how likely the days of a text are for one of its measures, each choice by itself. One that was lifted has none.
type standing struct {
	*measured
	acts, averts chances // averts: if it can be averted
	averted      float64 // how likely it can be
}

// outlook is how likely the days of a text are, each choice by itself.
type outlook struct {
	measures []standing
	due      chances
	ruled    ledger.Date // by which we are to act, for all that the rules know
	lifted   bool        // all measures were
	claimed  bool
}

// ofText stands for the text where a choice is not that of a measure.
const ofText = -1

// all are the days among which a choice is made, for the i-th measure or the text.
func (o *outlook) all(choice, i int) chances {
	switch choice {
	case toAct:
		return o.measures[i].acts
	case toAvert:
		return o.measures[i].averts
	}
	return o.due
}

// most is the most that the measures give, but for the i-th.
func (o *outlook) most(i int, of func(*standing) float64) (most float64) {
	for k := range o.measures {
		if s := &o.measures[k]; k != i && len(s.acts) > 0 {
			most = max(most, of(s))
		}
	}
	return most
}

// its is what the i-th measure gives, or of a text the most that any does.
func (o *outlook) its(i int, of func(*standing) float64) float64 {
	if i == ofText {
		return o.most(ofText, of)
	}
	return of(&o.measures[i])
}

// on is how likely a day is.
func (c chances) on(day ledger.Date) float64 {
	for i := range c {
		if c[i].day == day {
			return c[i].sum
		}
	}
	return 0
}

// before is how likely it is one before a day.
func (c chances) before(day ledger.Date) (sum float64) {
	for i := range c {
		if c[i].day != 0 && c[i].day < day {
			sum += c[i].sum
		}
	}
	return sum
}

// behind is how likely it is one behind a day.
func (c chances) behind(day ledger.Date) (sum float64) {
	for i := range c {
		if c[i].day > day {
			sum += c[i].sum
		}
	}
	return sum
}

// logChance is the logarithm of a chance, which is never quite nothing.
func logChance(p float64) float32 { return float32(math.Log(max(p, 0) + 1e-4)) }

// elect is the day for which most votes are, of those for the i-th measure or the text.
func (d *document) elect(o *outlook, choice, i int) role {
	all := o.all(choice, i)
	best, most := 0, float32(math.Inf(-1))
	for k := range all {
		voices := d.voicesOf(o, choice, i, &all[k])
		if sum := say(theVotes().days[choice][:], voices[:]); sum > most {
			best, most = k, sum
		}
	}
	return all[best].role
}

// voicesOf are what speaks for a day, or for none, in a choice for the i-th measure or the text.
func (d *document) voicesOf(o *outlook, choice, i int, x *chance) (v [dayVoices]float32) {
	if x.day == 0 {
		d.noneVoices(o, choice, i, x, &v)
	} else {
		d.dayVoices(o, choice, i, x, &v)
	}
	return v
}

func (d *document) dayVoices(o *outlook, choice, i int, x *chance, v *[dayVoices]float32) {
	none := o.all(choice, i).on(0)
	v[dayLog], v[dayBest], v[dayShare] = logChance(x.sum), logChance(x.best), logChance(x.sum/(1-none+1e-6))
	day, next, eve := x.day, x.day.AddDays(1), x.day.AddDays(-1)
	averts := o.its(i, func(s *standing) float64 { return s.averts.on(day) })
	v[dayActs] = float32(o.its(i, func(s *standing) float64 { return s.acts.on(day) }))
	v[dayActsNext] = float32(o.its(i, func(s *standing) float64 { return s.acts.on(next) * s.averted }))
	v[dayAverts], v[dayAvertsLog] = float32(averts), logChance(averts)
	v[dayAvertsEve] = float32(o.its(i, func(s *standing) float64 { return s.averts.on(eve) }))
	v[dayDue], v[dayDueEve] = float32(o.due.on(day)), float32(o.due.on(eve))
	v[dayActsEarlier] = float32(o.its(i, func(s *standing) float64 { return s.acts.before(day) }))
	v[dayActsLater] = float32(o.its(i, func(s *standing) float64 { return s.acts.behind(day) }))
	v[dayAvertsEarlier] = float32(o.its(i, func(s *standing) float64 { return s.averts.before(day) }))
	v[dayAvertsLater] = float32(o.its(i, func(s *standing) float64 { return s.averts.behind(day) }))
	v[dayDueEarlier], v[dayDueLater] = float32(o.due.before(day)), float32(o.due.behind(day))
	ruled := o.ruled
	if i != ofText {
		v[dayOthers] = float32(o.most(i, func(s *standing) float64 { return s.acts.on(day) }))
		v[dayOthersNext] = float32(o.most(i, func(s *standing) float64 { return s.acts.on(next) }))
		v[dayOthersEve] = float32(o.most(i, func(s *standing) float64 { return s.averts.on(day) * s.averted }))
		s := &o.measures[i]
		if ruled = s.measured.acts.day; choice == toAvert {
			ruled = s.measured.averts.day
		}
		v[dayActsRuled], v[dayAvertRuled] = float32(truth(s.measured.acts.day == day)), float32(truth(s.measured.averts.day == day))
		acts := s.acts.likeliest().day
		v[dayItActs], v[dayTooLate] = float32(truth(day == acts)), float32(truth(acts != 0 && day > acts))
		v[dayInside] = float32(truth(d.inSentence(x.from.Start, s.clause)))
	}
	v[dayRuled], v[dayUnruled] = float32(truth(ruled == day)), float32(truth(ruled != 0 && ruled != day))
	for k := range markCount {
		v[dayMarks+k] = float32(x.marks >> k & 1)
	}
	when := dayWhen + whenRoom*d.timeOf(day)
	v[when] = 1
	for k := range linear.States {
		v[when+1+k] = float32(o.its(i, func(s *standing) float64 { return s.states[k] }))
	}
}

// timeOf is which of dayTimes a day is.
func (d *document) timeOf(day ledger.Date) int {
	switch {
	case day < d.received:
		return 0
	case day == d.received:
		return 1
	case day <= d.received.AddDays(farAhead):
		return 2
	}
	return 3
}

func (d *document) noneVoices(o *outlook, choice, i int, x *chance, v *[dayVoices]float32) {
	v[noneItIs] = 1
	n := v[noneVoice:noneState]
	n[noneLog], n[noneRest] = logChance(x.sum), logChance(1-x.sum)
	n[noneActs] = logChance(1 - o.its(i, func(s *standing) float64 { return 1 - s.acts.on(0) }))
	n[noneAverts] = logChance(1 - o.its(i, func(s *standing) float64 { return s.averted * (1 - s.averts.on(0)) }))
	n[noneDue] = logChance(o.due.on(0))
	n[noneAverted] = logChance(o.its(i, func(s *standing) float64 { return s.averted }))
	ruled := o.ruled
	if i != ofText {
		s := &o.measures[i]
		if ruled = s.measured.acts.day; choice == toAvert {
			ruled = s.measured.averts.day
		}
		n[noneChance], n[noneScore] = float32(s.chance), float32(s.score)
		n[noneOthers] = float32(o.most(i, func(s *standing) float64 { return 1 - s.acts.on(0) }))
		n[noneOthersEve] = float32(o.most(i, func(s *standing) float64 { return s.averted * (1 - s.averts.on(0)) }))
	}
	n[noneRuled] = float32(truth(ruled == 0))
	n[noneSignal], n[noneFraud] = d.asWhole[linear.Measure], d.asWhole[linear.Suspicious]
	n[noneMeasures], n[noneNoMeasure] = float32(min(len(o.measures), 4)), float32(truth(len(o.measures) == 0))
	n[noneDays] = logOf(float32(len(o.due)))
	n[noneLifted], n[noneClaimed] = float32(truth(o.lifted)), float32(truth(o.claimed))
	n[noneDebt], n[nonePay] = float32(truth(d.seen.has(cDebt))), float32(truth(d.seen.has(cPay)))
	for k := range linear.States {
		v[noneState+k] = float32(o.its(i, func(s *standing) float64 { return s.states[k] }))
	}
	for k := range o.measures {
		if s := &o.measures[k]; len(s.acts) > 0 && (k == i || i == ofText) {
			v[noneKind+slices.Index(linear.Kinds[:], s.rule.kind)] = 1
		}
	}
	for k, holds := range d.forms() {
		v[noneForm+k] = float32(truth(holds))
	}
}
