package signals

import (
	"slices"
	"strings"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// The traits by which it is told which sum a measure costs.
const (
	costTrait      uint32 = iota + stageOwnWordTrait + 1
	costPlaceTrait        // where the sum stands as seen from the measure
	costRuleTrait         // what the rules take for its cost
	costTightTrait        // the concepts close before and behind the sum
	costLeadTrait         // those close before it
	costNextTrait         // those close behind it
	costWideTrait         // those around it
	costClauseTrait
	costOwnTrait    // of the measure's own clause
	costFormTrait   // how the sum is written: per month, a range, a floor
	costRankTrait   // how it stands to the other sums
	costOthersTrait // other measures near it
	costBeforeTrait // the words before it
	costBehindTrait
	costNoneTrait
)

// costed is a measure of which it is asked what it costs.
type costed struct {
	*candidate
	read     int   // the sum that the rules take for its cost, or -1
	others   []int // the clauses of the text's other measures
	kind, in uint32
}

func (w *weigher) costed(all []candidate, i int) *costed {
	c := &costed{candidate: &all[i], read: w.costOf(all[i]), kind: hashOf(kindTrait, string(all[i].rule.kind)), in: hashOf(stateTrait, string(all[i].state))}
	for k := range all {
		if k != i && all[k].clause != c.clause {
			c.others = append(c.others, all[k].clause)
		}
	}
	return c
}

// mostCosts bounds how many sums are looked at for a measure: those around it.
const mostCosts = 24

// eachCost gives f the features of every sum near a measure, beside those of its costing, and, last and with -1, those of none
// being its cost.
func (w *weigher) eachCost(c *costed, f func(i int, known *costing, features []uint32)) {
	at := w.clauses[c.clause].from
	mid := 0
	for mid < len(w.sums) && w.sums[mid].from < at {
		mid++
	}
	from, to := max(0, mid-mostCosts/2), min(len(w.sums), mid+mostCosts/2)
	for i := from; i < to; i++ {
		known, all := w.costing(i)
		w.t.out = w.costTraits(c, i, known, append(w.t.out[:0], all...))
		f(i, known, w.t.out)
	}
	w.t.out = w.noCostTraits(c, to-from, w.t.out[:0])
	f(-1, &costing{}, w.t.out)
	w.features = w.t.out
}

// costing is what is known of a sum as a cost, whatever measure costs it.
type costing struct {
	known  bool
	clause int
	rank   uint32
	near   traits  // the concepts close to it, which count with the kind of a measure and from its side as well
	score  float64 // what its traits say
}

// costing is that of sum i, found out when it is first asked for; all are its traits, where the model is being taught.
func (w *weigher) costing(i int) (known *costing, all traits) {
	known = &w.costings[i]
	if known.known && w.model != nil {
		return known, nil
	}
	a := &w.sums[i]
	most, least, again := w.compare(i)
	total, part := w.adds(i)
	*known = costing{known: true, clause: w.clauseAt(a.from), rank: flags(most, least, again, total, part)}
	cl := &w.clauses[known.clause]
	out := append(w.costRoom[:0], costTrait)
	out.concepts(costTightTrait, w.around(a, 4, 2))
	out.concepts(costWideTrait, w.around(a, 9, 6))
	known.near = slices.Clone(out[1:])
	out.concepts(costLeadTrait, w.around(a, 4, 0))
	out.concepts(costNextTrait, w.around(a, 0, 4))
	out.concepts(costClauseTrait, cl.set)
	out.add(textTrait, w.sort())
	out.add(costRankTrait, 1<<18+uint32(min(len(w.sums), 4)))
	for k := 1; k <= 4; k++ {
		if n := a.from - k; n >= cl.from {
			stem := w.stem(n)
			out.add(costBeforeTrait, stem)
			if k < 3 {
				out = append(out, mix(costBeforeTrait, stem, uint32(k)))
			}
		}
		if n := a.to + k - 1; n < cl.to {
			stem := w.stem(n)
			out.add(costBehindTrait, stem)
			if k < 3 {
				out = append(out, mix(costBehindTrait, stem, uint32(k)))
			}
		}
	}
	w.costRoom = out
	if w.model == nil {
		return known, out
	}
	known.score = w.model.costs.Score(out)
	return known, nil
}

// costTraits appends those of sum i as what a measure costs, beside those of its costing.
func (w *weigher) costTraits(c *costed, i int, known *costing, out traits) traits {
	a := &w.sums[i]
	cl := &w.clauses[known.clause]
	relation, side := w.relation(known.clause, c.clause)
	kind, read := c.kind, flags(c.read == i, c.read >= 0)
	byKind := mix(costRuleTrait, kind, read)
	out = append(out, mix(costPlaceTrait, kind, side), byKind, mix(costRuleTrait, byKind, side))
	out.add(costPlaceTrait, relation)
	out.add(costPlaceTrait, 1<<16+side)
	out.add(costRuleTrait, read)
	out.add(costOthersTrait, w.besideOthers(c.others, c.clause, known.clause)<<8+side)
	for _, f := range known.near {
		out = append(out, mix(costTightTrait, f, kind), mix(costPlaceTrait, f, side))
	}
	out.concepts(costOwnTrait, w.clauses[c.clause].set.and(frameSet))
	form := flags(a.per != "", a.daily, a.upper != nil, a.floor, w.bills[i], cl.heading, cl.part != w.clauses[c.clause].part, cl.quoted, a.bare)
	out = out.each(costFormTrait, form, kind)
	out = out.each(costRankTrait, known.rank, kind)
	out = append(out, mix(costRankTrait, kind, 1<<17+known.rank))
	out.add(costRankTrait, 1<<19+w.sumsBetween(i, c.clause)<<8+side)
	for n := a.from - 1; n >= max(a.from-2, cl.from); n-- {
		out = append(out, mix(costBeforeTrait, w.stem(n), kind))
	}
	return out
}

// each adds the number of every flag that is set, alone and with what else is known.
func (t traits) each(kind, flags, with uint32) traits {
	for k := uint32(0); flags>>k != 0; k++ {
		if flags>>k&1 != 0 {
			t = append(t, mix(kind, kind, 1<<16+k), mix(kind, with, k))
		}
	}
	return t
}

// noCostTraits appends those that speak for it that a measure costs none of n sums.
func (w *weigher) noCostTraits(c *costed, n int, out traits) traits {
	found := truth(c.read >= 0)
	out = append(out, costNoneTrait, mix(costNoneTrait, c.kind, 0), mix(costNoneTrait, c.in, 0), mix(costNoneTrait, c.kind, c.in),
		mix(costNoneTrait, c.kind, 2+found), mix(costNoneTrait, c.kind, 8+uint32(min(n, 3))))
	out.add(costNoneTrait, found)
	out.add(costNoneTrait, 100+uint32(min(n, 4)))
	out.add(costNoneTrait, 200+w.sort())
	out.concepts(costNoneTrait, w.clauses[c.clause].set)
	return out
}

// sumsBetween counts the sums that stand between the i-th and clause own, up to three.
func (w *weigher) sumsBetween(i, own int) (n uint32) {
	cl := &w.clauses[own]
	for k := i + 1; k < len(w.sums) && w.sums[k].from < cl.from && n < 3; k++ {
		n++
	}
	for k := i - 1; k >= 0 && w.sums[k].from >= cl.to && n < 3; k-- {
		n++
	}
	return n
}

// How much is added to the score of a sum for what is known beside its traits.
const (
	costRuled = 0.5 // the rules take it for the cost
	costNone  = -0.3
)

// chooseCost is the sum that a measure costs, or -1.
func (w *weigher) chooseCost(c *costed) (best int) {
	most := 0.0
	best = -2
	w.eachCost(c, func(i int, known *costing, features []uint32) {
		score := known.score + w.model.costs.Score(features)
		switch i {
		case -1:
			score += costNone
		case c.read:
			score += costRuled
		}
		if best == -2 || score > most {
			best, most = i, score
		}
	})
	return best
}

// chooseCosts gives each measure the sum that it costs.
func (d *document) chooseCosts(f *Findings, measures []candidate) {
	if len(d.money) == 0 {
		return
	}
	w := d.weigher()
	for i := range measures {
		if measures[i].state == ledger.Withdrawn {
			continue
		}
		if k := w.chooseCost(w.costed(measures, i)); k >= 0 {
			f.Measures[i].Exposure, f.Measures[i].ExposureFrom = d.exposure(k)
			w.costly[k] = measures[i].rule.kind
		}
	}
}

// costLessons are what a labelled text teaches about what its measures cost.
func costLessons(t Taught) (out []linear.Case) {
	d := newDocument(t.Text, t.Received, nil)
	w := d.weigher()
	var measures []candidate
	var right []*Sum
	for _, m := range t.Label.Measures {
		if at := strings.Index(t.Text, m.Evidence); at >= 0 && m.State != ledger.Withdrawn {
			measures = append(measures, candidate{rule: ruleOf(m.Kind), clause: d.clauseOf(at), state: m.State})
			right = append(right, m.Exposure)
		}
	}
	for i := range measures {
		var l linear.Case
		w.eachCost(w.costed(measures, i), func(k int, _ *costing, features []uint32) {
			yes := right[i] == nil
			if k >= 0 {
				yes = right[i].is(&w.sums[k])
			}
			l.Options, l.Right = append(l.Options, once(slices.Clone(features))), append(l.Right, yes)
		})
		if len(l.Options) > 1 && slices.Contains(l.Right, true) {
			out = append(out, l)
		}
	}
	return out
}
