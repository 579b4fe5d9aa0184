package signals

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// chooser chooses among the days that a text names: the one a measure acts on, the last one that averts it, and the first
// by which we are to act.
type chooser = linear.Joint

// What a day is chosen for, in the order of the choices of a chooser.
const (
	toAct = iota
	toAvert
	toBeDue
)

// dayOption is a day that may be chosen, and what is known of it. Day 0 stands for none.
type dayOption struct {
	role
	mention *mention // nil for none
	date    *dateMention
	shift   shift  // by which the mention is read as another day
	traits  traits // beside those of the mention
	scores  linear.Scores
}

// all are the traits of an option.
func (o *dayOption) all() traits {
	if o.mention == nil {
		return o.traits
	}
	return append(slices.Clone(o.mention.traits), o.traits...)
}

// score is what was learnt of some traits, for each of the choices.
func (d *document) score(t traits) (s linear.Scores) {
	if d.model != nil { // else it is being taught
		s = d.model.days.Score(t)
	}
	return s
}

// shift is a reading of a mention by which it names another day than it is taken for: so many days or months away.
type shift struct {
	days, months int
	counted      bool // a period, from the day named before it
	until        bool // the day after one until which something still holds
}

// ofActs reports whether only a measure may act on the day that a reading makes: no one asks us to act by it.
func (s shift) ofActs() bool { return s.counted || s.until }

// of is the day that a reading makes of a day.
func (s shift) of(day ledger.Date) ledger.Date {
	if s.months != 0 { // else, as of most readings, no calendar is asked
		day = day.AddMonths(s.months)
	}
	return day.AddDays(s.days)
}

// kind numbers the ways to read a mention otherwise.
func (s shift) kind() uint32 {
	switch {
	case s.counted:
		return 1 << 10
	case s.until:
		return 1 << 11
	}
	return uint32(s.days+8)<<4 + uint32(s.months+2)
}

// shiftOf is the reading of the i-th mention beside the plain one: a weekday may be the last or the next one, a day of the
// month that of the month before, and a period may be counted from the day named before it. The zero shift: there is none.
func (d *document) shiftOf(i int) shift {
	m := &d.dates[i]
	came := d.cameOn(m.from)
	past := m.day <= came
	switch {
	case m.after && m.day >= came:
		return shift{days: 1}
	case m.weekday && m.weeks == 0 && m.chain == free && past:
		return shift{days: 7}
	case m.weekday && m.weeks == 0 && m.chain == free:
		return shift{days: -7}
	case m.ordinal && m.partial && !past:
		return shift{months: -1}
	case m.period && m.anchor != 0 && m.chain == free && !m.back:
		if named := d.dayBefore(i); named != 0 && named != m.anchor && named > came.AddDays(-60) {
			return shift{days: int(d.add(*m, named, 1) - m.day), counted: true}
		}
	case m.day >= came && !m.period && !m.now && !m.before && d.heldUntil(m):
		return shift{days: 1, until: true}
	}
	return shift{}
}

// heldUntil reports whether the words before a day say that something holds until then: usable until 9 June, jusqu'au 30 juin.
func (d *document) heldUntil(m *dateMention) bool {
	k := d.overSmall(m.from)
	for n := k - 1; n >= max(0, k-2); n-- {
		switch d.tokens[n].norm {
		case "until", "till", "through", "thru", "bis", "jusqu", "jusque", "hasta":
			return true
		}
	}
	return false
}

// shifted appends, behind the plain option of a mention, the one by its other reading s, for a measure in a state.
func (d *document) shifted(out []dayOption, s shift, state uint32) []dayOption {
	if s == (shift{}) {
		return out
	}
	o := out[len(out)-1]
	o.shift, o.day = s, s.of(o.day)
	t := append(make(traits, 0, len(o.traits)+24), o.traits...)
	kind := s.kind()
	t.add(otherTrait, kind)
	t = append(t, mix(otherTrait, state, kind), mix(otherTrait, kind, d.sort()))
	for _, f := range o.mention.key {
		t = append(t, mix(otherTrait, f, kind))
	}
	t.concepts(otherTrait+kind<<8, d.clauses[o.mention.clause].set.and(stageFrame))
	o.scores = o.scores.Plus(d.score(t[len(o.traits):]))
	o.traits = slices.Clip(t)
	return append(out, o)
}

// option makes one of a mention and what else is known of it.
func (d *document) option(r role, date *dateMention, m *mention, t traits) dayOption {
	return dayOption{role: r, mention: m, date: date, traits: t, scores: m.scores.Plus(d.score(t))}
}

// ruledLean is what is added to the score of an option, in each of the choices, if the rules read the same day, or as it does none.
var ruledLean = [...]struct{ day, none float64 }{toAct: {1, 1}, toAvert: {0.5, 0.5}, toBeDue: {0.3, 1}}

// odds are how likely the options are right for one of the choices, leaning to what the rules read.
func odds(choice int, options []dayOption, ruled ledger.Date) []float64 {
	lean := ruledLean[choice].day
	if ruled == 0 {
		lean = ruledLean[choice].none
	}
	out := make([]float64, len(options))
	for i := range options {
		if out[i] = options[i].scores[choice]; options[i].day == ruled {
			out[i] += lean
		}
	}
	toShares(out)
	return out
}

// chances are how likely days are, all mentions of each taken together.
type chances []chance

// chance is how likely a day is, where it is mentioned most plainly.
type chance struct {
	role
	sum, best float64
	marks     uint32 // of its mentions
}

// addTo adds the odds of some options to the chances of days, as far as they count.
func (d *document) addTo(c *chances, options []dayOption, odds []float64, share float64) {
	for i := range options {
		o := &options[i]
		at := 0
		for at < len(*c) && (*c)[at].day != o.day {
			at++
		}
		if at == len(*c) {
			*c = append(*c, chance{role: o.role})
		}
		x, p := &(*c)[at], odds[i]*share
		if o.day != 0 {
			x.marks |= d.marksOf(o)
			if x.from.Span != o.from.Span {
				x.marks |= markAgain
			}
		}
		if x.sum += p; p > x.best {
			x.role, x.best = o.role, p
		}
	}
}

// likeliest is the day that most speaks for.
func (c chances) likeliest() role {
	best := 0
	for i := range c {
		if c[i].sum > c[best].sum {
			best = i
		}
	}
	return c[best].role
}

// chooseDays gives the measures and the text their days. How likely each is was learnt, with a lean to what the rules read; which
// is chosen is voted on when that is known of all.
func (d *document) chooseDays(f *Findings, measures []candidate) {
	if o := d.outlook(f, measures); o != nil {
		d.electDays(f, measures, o)
	}
}

// outlook is how likely the days of a text are for its measures, and as the day by which we are to act; nil if it names none.
func (d *document) outlook(f *Findings, measures []candidate) *outlook {
	deadlines := d.deadlineOptions(measures)
	if len(deadlines) < 2 {
		return nil
	}
	o := &outlook{measures: make([]standing, len(measures)), ruled: f.Deadline, lifted: over(f.Measures), claimed: f.Claimed.Currency != ""}
	for i := range measures {
		o.measures[i] = d.standing(d.measured(measures, i))
	}
	deadlines = d.eves(deadlines, func(day ledger.Date) bool {
		return slices.ContainsFunc(o.measures, func(s standing) bool {
			return len(s.acts) > 0 && averted(s.state) && s.acts.likeliest().day == day
		})
	})
	if o.lifted {
		deadlines = slices.DeleteFunc(deadlines, func(o dayOption) bool { return o.date != nil && !d.newest(d.clauseAt(o.date.from)) })
	}
	d.addTo(&o.due, deadlines, odds(toBeDue, deadlines, f.Deadline), 1)
	return o
}

// electDays gives the measures and the text the days that most votes are for.
func (d *document) electDays(f *Findings, measures []candidate, o *outlook) {
	for i := range o.measures {
		s, m := &o.measures[i], &f.Measures[i]
		if len(s.acts) == 0 {
			continue
		}
		r := d.elect(o, toAct, i)
		if reserved, _ := d.reservedBeside(&s.candidate); reserved && d.inSentence(r.from.Start, s.clause) {
			r = role{} // the day of what is announced beside it
		}
		if m.State == ledger.InEffect && r.day > d.cameOn(d.clauses[s.clause].from) { // what is to come can't be done
			r, m.State = d.doneOrToCome(r, s.clause)
		}
		m.Effective, m.EffectiveFrom = r.day, r.from
		if averted(m.State) && len(s.averts) > 0 {
			r = d.elect(o, toAvert, i)
			m.CureUntil, m.CureFrom = r.day, r.from
		}
		d.moveOld(m, &measures[i])
	}
	r := d.elect(o, toBeDue, ofText)
	f.Deadline, f.DeadlineFrom = r.day, r.from
}

// doneOrToCome is what is made of a measure that seems to be done, and of a day to come that was chosen for it. If the day says from
// when it acts, it is only announced. A weekday, or a day without its month, is the last one: we gave it to our lawyers on Monday.
// Any other day belongs to something else: following our talk on Friday, your coaches for 6 December have been given away.
func (d *document) doneOrToCome(r role, clause int) (role, ledger.MeasureState) {
	at := slices.IndexFunc(d.dates, func(m dateMention) bool { return m.span == r.from.Span })
	if at < 0 {
		return role{}, ledger.InEffect
	}
	m, came := &d.dates[at], d.cameOn(d.clauses[clause].from)
	has, from := d.clauses[clause].set.has(cHave), d.preceded(m.from, 3, of(cFrom))
	switch inside := d.inSentence(r.from.Start, clause); {
	case m.stretch != 0, !inside && !from:
		return role{}, ledger.InEffect
	case has || !from:
		s := d.shiftOf(at)
		if back := s.of(m.day); inside && !s.ofActs() && back < came && (m.weekday || m.partial) {
			r.day = back
			return r, ledger.InEffect
		}
		if has {
			return role{}, ledger.InEffect
		}
	}
	if d.spoken || d.news { // what is only told is no notice
		return r, ledger.Threatened
	}
	return r, ledger.NoticeGiven
}

// over reports whether all measures were lifted, so that what an older part asked of us is asked no more.
func over(all []Measure) bool {
	return len(all) > 0 && !slices.ContainsFunc(all, func(m Measure) bool { return m.State != ledger.Withdrawn })
}

// measured is the i-th of some measures with what the rules make of its days.
func (d *document) measured(all []candidate, i int) *measured {
	c := &measured{candidate: all[i], kind: hashOf(kindTrait, string(all[i].rule.kind)), in: hashOf(stateTrait, string(all[i].state))}
	c.acts, c.averts = d.effective(&c.candidate), d.cure(&c.candidate)
	for k := range all {
		switch {
		case k == i:
		case all[k].clause != c.clause:
			c.others = append(c.others, all[k].clause)
		default:
			c.shared = true
		}
	}
	c.word = d.anchor(&c.candidate, &d.clauses[c.clause])
	return c
}

// view is a measure as it may be, in a state and at a clause, and how likely it is so.
type view struct {
	*measured
	share   float64
	options []dayOption // the days that it may act on
}

// leastState is how likely a state must be to be looked at.
const leastState = 0.1

// views are a measure as it may be. Whether it is announced or done, and which of two sentences speaks of it, decides on
// its days; where that is in doubt, each has a say.
func (d *document) views(c *measured) (out []view) {
	total := 0.0
	for _, at := range append([]place{{c.clause, 1}}, c.elsewhere...) {
		for k, state := range linear.States {
			if c.states[k] < leastState || state == ledger.Withdrawn {
				continue
			}
			v := *c
			v.clause, v.state, v.in = at.clause, state, hashOf(stateTrait, string(state))
			if at.clause != c.clause {
				v.acts, v.averts = d.effective(&v.candidate), d.cure(&v.candidate)
				v.shared, v.word = false, d.anchor(&v.candidate, &d.clauses[at.clause])
			}
			out = append(out, view{measured: &v, share: c.states[k] * at.share})
			total += c.states[k] * at.share
		}
	}
	for i := range out {
		out[i].share /= total
	}
	return out
}

// standing is how likely each day is for a measure.
func (d *document) standing(c *measured) standing {
	s := standing{measured: c}
	if c.state == ledger.Withdrawn {
		return s
	}
	views := d.views(c)
	d.actDays = d.actDays[:0]
	for i := range views {
		v := &views[i]
		v.options = d.actOptions(v.measured)
		d.addTo(&s.acts, v.options, odds(toAct, v.options, v.acts.day), v.share)
		if averted(v.state) {
			s.averted += v.share
		}
	}
	effective := s.acts.likeliest().day
	for _, v := range views {
		if averted(v.state) {
			averting := d.avertOptions(v.measured, v.options, effective)
			d.addTo(&s.averts, averting, odds(toAvert, averting, v.averts.day), v.share/s.averted)
		}
	}
	return s
}

// inSentence reports whether a byte of the text stands in the sentence of clause i.
func (d *document) inSentence(at, i int) bool {
	from, to := d.sentence(i)
	return d.tokens[d.clauses[from].from].start <= at && at < d.tokens[d.clauses[to-1].to-1].end
}

// averted reports whether paying can still avert a measure in a state: what is in effect or on hold has no such day.
func averted(s ledger.MeasureState) bool {
	return s != ledger.InEffect && s != ledger.Suspended && s != ledger.Withdrawn
}

// actOptions are none and the days around a measure that it may act on. They stay until d.actDays is cut.
func (d *document) actOptions(c *measured) []dayOption {
	mid := len(d.dates) - len(d.datesIn(d.clauses[c.clause].from, len(d.tokens)))
	lo, hi := max(0, mid-mostDays/2), min(len(d.dates), mid+mostDays/2)
	begin := len(d.actDays)
	out := append(d.actDays, dayOption{})
	for i := lo; i < hi; i++ {
		if m := &d.dates[i]; m.eligible && !m.posted {
			known, from := d.mention(i), len(d.traits)
			d.traits = append(d.roleTraits(c, i, d.traits), 0) // room for one more
			to := len(d.traits)
			out = append(out, d.option(d.role(*m), m, known, d.traits[from:to-1:to]))
			if !known.shift.until || c.state != ledger.Suspended { // what is on hold until a day need not act on the next one
				out = d.shifted(out, known.shift, c.in)
			}
		}
	}
	d.actDays = out
	out = slices.Clip(out[begin:])
	out[0].traits = d.noneTraits(c, len(out)-1, nil)
	out[0].scores = d.score(out[0].traits)
	return out
}

// avertOptions are none, the days around a measure until which paying may avert it, and the day before the one it acts on.
func (d *document) avertOptions(c *measured, acts []dayOption, effective ledger.Date) []dayOption {
	out := append(d.avertDays[:0], acts[0])
	for _, o := range acts[1:] {
		if o.shift.ofActs() {
			continue // of a last day to pay the text says from when it is counted
		}
		m, named := o.date, o.shift.of(o.date.day)
		n := len(o.traits)
		o.traits.add(ownTrait, 1<<16+flags(effective != 0, named == effective, named < effective))
		o.role, o.scores = d.deadlineOf(*m), o.scores.Plus(d.score(o.traits[n:]))
		o.day = o.shift.of(o.day)
		out = append(out, o)
		if named == effective && !m.deadline {
			eve := dayOption{role: d.role(*m), traits: tag(beforeTrait, o.all(), 0)}
			eve.day, eve.scores = o.shift.of(eve.day).AddDays(-1), d.score(eve.traits)
			out = append(out, eve)
		}
	}
	d.avertDays = out
	return out
}

// deadlineOptions are none and the days by which we may be to act.
func (d *document) deadlineOptions(measures []candidate) []dayOption {
	n := min(len(d.dates), mostDays)
	out := append(d.dueDays[:0], dayOption{})
	for i := range d.dates[:n] {
		if m := &d.dates[i]; m.eligible {
			known, from := d.mention(i), len(d.traits)
			d.traits = d.deadlineTraits(i, measures, d.traits)
			out = append(out, d.option(d.deadlineOf(*m), m, known, slices.Clip(d.traits[from:])))
			if s := known.shift; !s.ofActs() {
				out = d.shifted(out, s, 0)
			}
		}
	}
	out[0].traits = d.noDeadlineTraits(len(out)-1, measures, nil)
	if d.model == nil {
		out[0].traits = d.bagTraits(out[0].traits)
	} else {
		out[0].scores = d.score(out[0].traits).Plus(d.bagScores())
	}
	d.dueDays = out
	return out
}

// eves appends to the days by which we may be to act the day before each on which a measure acts that can be averted: we pay
// before it does.
func (d *document) eves(options []dayOption, acts func(ledger.Date) bool) []dayOption {
	for _, o := range options[1:] {
		if o.date == nil || o.date.deadline || o.day <= d.received || !acts(o.day) {
			continue
		}
		eve := dayOption{role: d.role(*o.date), mention: nil, traits: tag(beforeTrait, o.all(), 0)}
		eve.day, eve.scores = o.day.AddDays(-1), d.score(eve.traits)
		options = append(options, eve)
	}
	d.dueDays = options
	return options
}

// Days are what there is to learn about days. The zero Days knows nothing.
type Days struct{ acts, averts, deadline []linear.Case }

// add adds what others have.
func (l *Days) add(o *Days) {
	l.acts, l.averts, l.deadline = append(l.acts, o.acts...), append(l.averts, o.averts...), append(l.deadline, o.deadline...)
}

// Learn adds what a labelled text teaches: of each measure which of the days named is which, and by which we are to act (0:
// none).
func (l *Days) Learn(text string, received ledger.Date, labels []Labelled, deadline ledger.Date) {
	d := newDocument(text, received, nil)
	var measures []candidate
	var found []Labelled
	for _, m := range labels {
		if at := strings.Index(text, m.Evidence); at >= 0 && m.State != ledger.Withdrawn {
			measures = append(measures, candidate{rule: ruleOf(m.Kind), clause: d.clauseOf(at), state: m.State})
			found = append(found, m)
		}
	}
	for i, m := range found {
		c := d.measured(measures, i)
		options := d.actOptions(c)
		l.acts = appendCase(l.acts, options, m.Effective)
		if averted(m.State) {
			l.averts = appendCase(l.averts, d.avertOptions(c, options, m.Effective), m.CureUntil)
		}
	}
	due := d.eves(d.deadlineOptions(d.labelled(labels)), func(day ledger.Date) bool {
		return slices.ContainsFunc(found, func(m Labelled) bool { return m.Effective == day && averted(m.State) })
	})
	l.deadline = appendCase(l.deadline, due, deadline)
}

// clauseOf is the clause in which, or behind which, the byte at stands.
func (d *document) clauseOf(at int) int {
	for i := range d.clauses {
		if d.tokens[d.clauses[i].to-1].end > at {
			return i
		}
	}
	return len(d.clauses) - 1
}

// appendCase adds a choice to learn from, if the right day is among several options.
func appendCase(all []linear.Case, options []dayOption, right ledger.Date) []linear.Case {
	c := linear.Case{}
	for i := range options {
		c.Options, c.Right = append(c.Options, options[i].all()), append(c.Right, options[i].day == right)
	}
	if len(options) < 2 || !slices.Contains(c.Right, true) {
		return all
	}
	return append(all, c)
}

// teach gives the learnt weights of the choices, joined.
func (l *Days) teach() *linear.Table {
	return linear.Join(linear.Learn(l.acts), linear.Learn(l.averts), linear.Learn(l.deadline))
}
